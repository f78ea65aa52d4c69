"""The stories: what happened on an invented phone, and by hand what must be known of it.

Numbers and people are invented. What a rule must find is reasoned from docs/spec/rule.md, beside it in words.
"""

from phone import Phone, millis, picture_row, text_row

AGENCY, SECOND, SISTER, OWN = "13900139000", "13900139001", "13600136000", "13800138000"
DEMAND = "【乙消费金融】您的账单已逾期，请尽快还款。"
# Every story's borrower has one case; what its numbers are called there.
CREDITOR = "乙消费金融"


class Story:
    def __init__(self, name, why, now, numbers=(AGENCY,)):
        self.name, self.why, self.now = name, why, millis(now)
        self.phone = Phone()
        self.events, self.findings, self.gaps, self.roles, self.names, self.screens = [], [], [], {}, {}, []
        self.collectors = {full(number) for number in numbers}
        if numbers:
            self.phone.borrower(numbers)

    def event(self, name, at, channel, number, body=None, sources=("captured",), /, **more):
        """What an event must be: its strongest sighting's facts, and its sightings, strongest first."""
        known = full(number) if number else None
        event = {"id": name, "time": millis(at) if at else None, "local": None, "offset": 480, "channel": channel,
                 "direction": "in", "outcome": None, "seconds": None, "shown": number, "number": known,
                 "contact": None, "members": 1, "body": body, "files": 0, "disagrees": False,
                 "creditor": CREDITOR if known in self.collectors else None, "sources": list(sources), **more}
        self.events.append(event)

    def finding(self, rule, level, *records, why, **more):
        self.findings.append({"rule": rule, "level": level, "records": list(records), "why": why, **more})


def full(number):
    return "+86" + number if len(number) == 11 and number.startswith("1") else number


def night_call():
    story = Story("night-call", "A collector calls at half past ten in the evening, and is answered.", "2026-03-03 09:00:00")
    story.phone.call("2026-03-02 22:31:05", AGENCY, 6, 48)
    story.event("call", "2026-03-02 22:31:05", "call", AGENCY, outcome="connected", seconds=48)
    story.finding("quiet-hours", "sign", "call", remarks=[],
                  why="Begun in [22:05, 07:55); the standard's hours hold for calls of a consumer finance company.")
    story.screens.append("call")
    return story


def four_calls():
    story = Story("four-calls", "Two numbers of one creditor are answered four times on one day; a fifth call is not.",
                  "2026-03-03 20:00:00", (AGENCY, SECOND))
    calls = [("09:10:00", AGENCY, 30), ("11:30:00", SECOND, 5), ("14:05:00", AGENCY, 61), ("17:40:00", SECOND, 3700)]
    for nth, (at, number, lasted) in enumerate(calls):
        story.phone.call(f"2026-03-03 {at}", number, 8, lasted)
        story.event(f"call-{nth}", f"2026-03-03 {at}", "call", number, outcome="connected", seconds=lasted)
    story.phone.call("2026-03-03 19:30:00", AGENCY, 20)
    story.event("missed", "2026-03-03 19:30:00", "call", AGENCY, seconds=0)
    story.finding("connected-calls", "sign", "call-0", "call-1", "call-2", "call-3",
                  why="Four connected calls of one creditor's numbers on one day in Beijing; three are allowed.")
    return story


def family():
    story = Story("threat-to-family", "A text threatens to kill the borrower's wife.", "2026-03-04 12:00:00")
    body = "再不还钱，就弄死你老婆！"
    story.phone.text("2026-03-04 10:00:02", AGENCY, body)
    story.event("text", "2026-03-04 10:00:00", "sms", AGENCY, body)
    story.finding("threat-family", "sign", "text", words="弄死你老婆", why="An ultimatum, and killing aimed at a wife.")
    story.finding("threat-violence", "sign", "text", why="An ultimatum, and killing in the same sentence as a relative.")
    story.screens.append("text")
    return story


def reminder():
    story = Story("lawful-reminder", "A polite reminder by day is no flag.", "2026-03-04 12:00:00")
    story.phone.text("2026-03-04 10:00:02", AGENCY, DEMAND)
    story.event("text", "2026-03-04 10:00:00", "sms", AGENCY, DEMAND)
    story.screens.append("text")
    return story


def refusal():
    story = Story("refusal-then-contact", "The sister asked them to stop; a day later they write to her and the borrower at once.",
                  "2026-03-05 09:00:00")
    phone = story.phone
    phone.enter("2026-03-01 09:02:00", "role", role="third_person", number=SISTER, case="c2", detail={"name": "王某", "basis": "姐姐"})
    phone.call("2026-03-03 09:00:00", AGENCY, 5, 40)
    phone.enter("2026-03-03 10:05:00", "refusal", "refusal", number=SISTER, case="c2", at=millis("2026-03-03 10:00:00"), offset=480,
                detail={"who": "王某", "words": "请不要再联系我"})
    body = "有急事，请看到后回电。"
    phone.rows("2026-03-04 15:00:20", "mms", picture_row("2026-03-04 15:00:00", AGENCY, [OWN, SISTER], body, 41, picture=False))
    story.roles[full(SISTER)] = "third_person"
    story.names[full(SISTER)] = "王某"
    story.event("call", "2026-03-03 09:00:00", "call", AGENCY, outcome="connected", seconds=40)
    story.event("group", "2026-03-04 15:00:00", "mms", AGENCY, body, ("mirrored",), members=3)
    story.finding("third-person-contact", "sign", "group",
                  why="It reached the sister, and the borrower had answered the agency within three days before.")
    story.finding("third-person-refused", "sign", "refusal", "group", why="After her refusal, from a number of the same case.")
    return story


def picture():
    story = Story("picture", "A multimedia message brings a picture.", "2026-03-04 18:00:00")
    body = "看照片"
    story.phone.rows("2026-03-04 16:00:09", "mms", picture_row("2026-03-04 16:00:00", AGENCY, [OWN], body, 42))
    story.event("picture", "2026-03-04 16:00:00", "mms", AGENCY, body, ("mirrored",), files=1)
    return story


def hidden():
    story = Story("hidden-number", "A call whose number is withheld, and not answered.", "2026-03-04 18:00:00")
    story.phone.call("2026-03-04 16:10:00", "", 12)
    story.event("call", "2026-03-04 16:10:00", "call", None, seconds=0, shown="")
    return story


def unseen():
    story = Story("unseen-characters", "A text that turns the direction of letters and hides some; three marks on one letter stay.",
                  "2026-03-04 12:00:00")
    body = "【乙消费金融】您的\u200b账单已\u202e逾期，\n请尽快还款。a\u0301\u0301\u0301\u0301\u0301"
    story.phone.text("2026-03-04 10:00:02", AGENCY, body)
    story.event("text", "2026-03-04 10:00:00", "sms", AGENCY, body)
    story.screens.append("text")
    return story


def zones():
    story = Story("two-zones", "The phone is in Tokyo for two evenings: the hours are those of Beijing.", "2026-03-07 09:00:00")
    story.phone.zone = (540, "Asia/Tokyo")
    for name, at in (("early", "2026-03-05 22:31:00"), ("late", "2026-03-05 23:40:00")):
        story.phone.text(at[:-2] + "02", AGENCY, DEMAND)
        story.event(name, at, "sms", AGENCY, DEMAND, offset=540)
        story.finding("quiet-hours", "sign", name, remarks=["citation-unsettled"],
                      why="By the network's time in [22:05, 07:55) of Beijing, and at night in Tokyo too; that the standard's hours "
                          "cover texts is known from a weak source, the guideline says it.")
    story.screens.append("late")
    return story


def agreed():
    story = Story("agreed-time", "A call at a quarter past ten, in hours that the borrower had agreed to.", "2026-03-05 22:40:00")
    story.phone.enter("2026-03-04 20:00:00", "agreement", case="c2", at=millis("2026-03-04 20:00:00"), offset=480,
                      detail={"hours_from": "22:00", "hours_to": "23:00", "who": "本人"})
    story.phone.call("2026-03-05 22:15:00", AGENCY, 4, 90)
    story.event("call", "2026-03-05 22:15:00", "call", AGENCY, outcome="connected", seconds=90)
    story.finding("quiet-hours", "context", "call", remarks=["time-agreed"], why="Inside of the agreed hours, after the agreement.")
    return story


def seen_twice():
    story = Story("seen-twice", "A text is seen in a notification and later in the store, by the name in the contacts; another's words differ.",
                  "2026-03-05 12:00:00")
    phone = story.phone
    phone.notice("2026-03-05 10:00:01", AGENCY, DEMAND)
    phone.rows("2026-03-05 10:00:30", "sms", text_row("2026-03-05 10:00:00", AGENCY, DEMAND, 7, "催收某"))
    phone.text("2026-03-05 11:00:02", AGENCY, "请回电。")
    phone.rows("2026-03-05 11:00:40", "sms", text_row("2026-03-05 11:00:02", AGENCY, "请尽快回电。", 8))
    story.event("twice", "2026-03-05 09:59:58", "sms", AGENCY, DEMAND, ("mirrored", "relayed"), contact="催收某")
    story.event("differs", "2026-03-05 11:00:00", "sms", AGENCY, "请回电。", ("captured", "mirrored"), disagrees=True)
    story.screens += ["twice", "differs"]
    return story


def visits():
    story = Story("typed-visit", "Two visits that the borrower wrote down, one of them by a clock whose zone is not known; a note.",
                  "2026-03-09 09:00:00")
    enter = story.phone.enter
    enter("2026-03-06 20:00:00", "contact", channel="visit", direction="in", number=AGENCY, at=millis("2026-03-06 19:30:00"), offset=480,
          words="三个人堵在门口，\r\n不让我出去。", detail={"place": "家门口", "people": "3", "manner": "crowd blocking"})
    enter("2026-03-08 21:00:00", "contact", channel="visit", direction="in", number=AGENCY, local="2026-03-08T20:10:00",
          words="两人敲门，没有进来。", detail={"place": "家门口", "people": "2"})
    note = "今天向律师问过。" * 11
    enter("2026-03-08 22:00:00", "note", words=note, at=millis("2026-03-08 22:00:00"), offset=480)
    story.event("blocked", "2026-03-06 19:30:00", "visit", AGENCY, "三个人堵在门口，\r\n不让我出去。", ("typed",))
    story.event("local", None, "visit", AGENCY, "两人敲门，没有进来。", ("typed",), local="2026-03-08T20:10:00", offset=None)
    story.event("note", "2026-03-08 22:00:00", "other", None, note, ("typed",), direction=None)
    story.finding("visit-manner", "review", "blocked", why="A crowd and a blocked door; only typed, so it needs something beside it.")
    story.finding("quiet-hours", "undecided", "local", remarks=["zone-unknown"], why="A clock time without zone decides nothing.")
    return story


def gap():
    story = Story("gap", "For a night the permission for texts was off; a text of that night is read later from the store.", "2026-03-07 12:00:00")
    story.phone.gap("2026-03-06 08:00:00", "sms_broadcast", "2026-03-05 21:00:00", "2026-03-06 08:00:00", "permission_off")
    story.gaps.append((millis("2026-03-05 21:00:00"), millis("2026-03-06 08:00:00"), "sms_broadcast", "permission_off"))
    story.phone.rows("2026-03-06 08:00:10", "sms", text_row("2026-03-06 07:30:02", AGENCY, DEMAND, 9))
    story.event("text", "2026-03-06 07:30:00", "sms", AGENCY, DEMAND, ("mirrored",))
    story.finding("quiet-hours", "sign", "text", remarks=["citation-unsettled"], why="By the network's time at half past seven in the morning.")
    return story


def imported():
    story = Story("imported-backup", "A backup brings a text that was captured before, the borrower's answer, and calls of every end; "
                  "it tells no zone.", "2026-03-03 09:00:00")
    phone, day = story.phone, "2026-03-02"
    phone.text(f"{day} 10:00:02", AGENCY, DEMAND)
    answer, shown = "请书面说明你们是谁。", "+86" + AGENCY
    phone.backup(f"{day} 21:00:00", "sms.xml",
                 {"address": shown, "date": millis(f"{day} 10:00:02"), "date_sent": millis(f"{day} 10:00:00"), "type": 1, "body": DEMAND},
                 {"address": shown, "date": millis(f"{day} 10:05:00"), "date_sent": 0, "type": 2, "body": answer})
    calls = [("11:00", 1, 48, "in", "connected"), ("11:15", 3, 0, "in", "missed"), ("11:30", 5, 0, "in", "rejected"),
             ("11:45", 6, 0, "in", "blocked"), ("12:00", 4, 0, "in", "voicemail"), ("12:15", 1, 0, "in", None),
             ("12:30", 2, 30, "out", "connected"), ("12:45", 2, 0, "out", None)]
    phone.backup(f"{day} 21:01:00", "calls.xml", *({"number": shown, "date": millis(f"{day} {at}:00"), "duration": seconds, "type": kind,
                                                    "presentation": 1} for at, kind, seconds, _, _ in calls))
    known = {"shown": shown, "number": shown, "creditor": CREDITOR, "offset": None}
    story.event("twice", f"{day} 10:00:00", "sms", AGENCY, DEMAND, ("captured", "imported"))
    story.event("answer", f"{day} 10:05:00", "sms", AGENCY, answer, ("imported",), **known, direction="out")
    for at, _, seconds, direction, outcome in calls:
        story.event(at, f"{day} {at}:00", "call", AGENCY, None, ("imported",), **known, direction=direction, outcome=outcome, seconds=seconds)
    story.finding("short-calls", "review", "11:15", "11:30", "11:45", "12:00", "12:15",
                  why="Five calls that nobody answered, the first and the last an hour apart at most; a measure of this product's own.")
    story.screens += ["twice", "answer"]
    return story


def strangers():
    story = Story("strangers", "Nobody said who they are: a chat by a name, a missed call, the borrower's call; and the sister writes.",
                  "2026-03-04 18:00:00", ())
    phone = story.phone
    phone.enter("2026-03-01 09:02:00", "role", role="third_person", number=SISTER, case="c2", detail={"name": "王某", "basis": "姐姐"})
    phone.notice("2026-03-04 09:00:00", "客服小李", "在吗", "com.tencent.mm", "chat")
    phone.call("2026-03-04 10:00:00", AGENCY, 15)
    phone.dialled("2026-03-04 11:00:00", AGENCY, 20)
    phone.text("2026-03-04 12:00:02", SISTER, "他们又找我了。")
    story.roles[full(SISTER)], story.names[full(SISTER)] = "third_person", "王某"
    story.event("chat", "2026-03-04 09:00:00", "chat", None, "在吗", ("relayed",), shown="客服小李")
    story.event("missed", "2026-03-04 10:00:00", "call", AGENCY, seconds=0)
    story.event("dialled", "2026-03-04 11:00:00", "call", AGENCY, direction="out")
    story.event("sister", "2026-03-04 12:00:00", "sms", SISTER, "他们又找我了。")
    story.screens.append("chat")
    return story


def far_zones():
    story = Story("far-zones", "Texts by day in Beijing, while the phone is in Kolkata, where it is day, and in St John's, where it is night.",
                  "2026-03-07 09:00:00")
    for name, at, zone in (("india", "2026-03-05 12:00:00", (330, "Asia/Kolkata")), ("newfoundland", "2026-03-06 11:00:00", (-210, "America/St_Johns"))):
        story.phone.zone = zone
        story.phone.text(at[:-2] + "02", AGENCY, DEMAND)
        story.event(name, at, "sms", AGENCY, DEMAND, offset=zone[0])
    story.finding("quiet-hours", "review", "newfoundland", remarks=["citation-unsettled", "phone-zone-differs"],
                  why="Permitted in Beijing, barred by the phone's own clock at half past eleven: a person should look.")
    story.screens.append("newfoundland")
    return story


def two_creditors():
    story = Story("two-creditors", "One number collects for two lenders, another for a case that names none; the last role set counts.",
                  "2026-03-04 18:00:00", ())
    enter = story.phone.enter
    third = "13900139002"
    enter("2026-03-01 09:00:00", "case", case="c2", detail={"creditor": "乙消费金融", "creditor_kind": "consumer_finance"})
    enter("2026-03-01 09:01:00", "case", case="c1", detail={"creditor": "旧名", "creditor_kind": "micro_loan"})
    enter("2026-03-01 09:02:00", "case", case="c1", detail={"creditor": "甲小额贷款"})
    for case in ("c2", "c1"):
        enter("2026-03-01 09:03:00", "role", role="agency", number=AGENCY, case=case, detail={"basis": "自称"})
    enter("2026-03-01 09:04:00", "role", role="other", number=SECOND, case="c3")
    enter("2026-03-01 09:05:00", "role", role="creditor", number=SECOND, case="c3")
    enter("2026-03-01 09:06:00", "role", role="agency", number=third, case="c2")
    enter("2026-03-01 09:07:00", "role", role="other", number=third, case="c2", detail={"name": "快递"})
    for hour, number in (("10", AGENCY), ("11", SECOND), ("12", third)):
        story.phone.text(f"2026-03-04 {hour}:00:02", number, DEMAND)
    story.names[full(third)], story.roles[full(third)] = "快递", "other"
    story.event("both", "2026-03-04 10:00:00", "sms", AGENCY, DEMAND, creditor="甲小额贷款、乙消费金融")
    story.event("unnamed", "2026-03-04 11:00:00", "sms", SECOND, DEMAND, creditor="c3")
    story.event("other", "2026-03-04 12:00:00", "sms", third, DEMAND)
    return story


STORIES = [night_call, four_calls, family, reminder, refusal, picture, hidden, unseen, zones, agreed, seen_twice, visits, gap, imported,
           strangers, far_zones, two_creditors]

"""One borrower's 90 days, 1 February to 1 May 2026: some 2,000 events in three sources.

The store of the phone begins on 21 February, the backup holds what was until 18 March, the operator's
list the calls from 3 March to 16 April. The phone is in New York from 3 to 15 March and in Berlin
from 24 March to 1 April; the clocks of both go forward while it is there. What must be found stands
in `tests/vectors/cases/timeline_findings.py`, by hand.
"""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

from cases.timeline_findings import FINDINGS

AGENCY, BANK, MICRO = "+862155500001", "+862155500003", "+867555500002"
MOBILE, LINE, PRIVATE, FORMER = "+8613800000001", "95588", "+862155500009", "+862155500010"
# Every text is signed, so that none is a fact of its own.
VIRTUAL, SISTER = "+8617000000001", "+8613700000001"
FAMILY = [f"+861590000{i:04}" for i in range(1, 31)]
DEMAND = "【甲银行】您的贷款已逾期，请尽快还款。"
CHAT = "王小明的贷款已逾期，请尽快还款。"
RELAY = "您好，请转告张先生联系某某公司。"
CHATTER = ["晚上回家吃饭。", "好的，知道了。", "周末一起爬山吗？", "到家了。", "您的快递已到驿站，请凭码取件。",
           "明天下雨，记得带伞。", "生日快乐！", "会议改到下午三点。"]
SHANGHAI = timezone(timedelta(hours=8))
FIRST = datetime(2026, 2, 1, tzinfo=SHANGHAI)
STORE = {"source": "mirrored", "feed": {"format": "android_calls", "place": 1}}
BACKUP = {"source": "imported", "feed": {"file": "backup", "place": 1}}
LIST = {"source": "operator", "feed": {"format": "operator_list", "file": "list", "place": 1}}
# Days on which nothing of the agency happens but what is placed by hand, as month and day.
QUIET = {(2, 4), (2, 6), (2, 7), (2, 10), (2, 12), (2, 14), (2, 16), (2, 24), (2, 26), (3, 2),
         *((3, day) for day in (*range(3, 18), *range(19, 32))), *((4, day) for day in range(1, 32))}


def moment(text: str) -> datetime:
    """`02-04 22:30:00`, by the clock of Shanghai."""
    return datetime.fromisoformat(f"2026-{text.replace(' ', 'T')}").replace(tzinfo=SHANGHAI)


def place(time: datetime) -> tuple[str, int] | None:
    """Where the phone is, and how many minutes east of UTC its clock is; None at home."""
    def between(a, b):
        return moment(a) <= time < moment(b)

    if between("03-03 12:00:00", "03-15 12:00:00"):
        summer = time >= datetime(2026, 3, 8, 7, tzinfo=UTC)
        return "America/New_York", -240 if summer else -300
    if between("03-24 12:00:00", "04-01 12:00:00"):
        summer = time >= datetime(2026, 3, 29, 1, tzinfo=UTC)
        return "Europe/Berlin", 120 if summer else 60
    return None


def by_phone(time: datetime) -> dict:
    """The time as the phone writes it, with its zone where it travels."""
    away = place(time)
    if away is None:
        return {"at": time.isoformat()}
    name, minutes = away
    local = time.astimezone(timezone(timedelta(minutes=minutes)))
    return {"at": local.isoformat(), "offset": {"minutes": minutes, "zone": name}}


class Timeline:
    def __init__(self):
        self.store, self.backup, self.operator, self.events = [], [], [], 0

    def put(self, time: datetime, name: str, channel: str, number: str, late=0, **more):
        """One event, as a row of every source that covers its day."""
        self.events += 1
        row = {"kind": "event", "channel": channel, "number": number}
        day = (time.month, time.day)
        if day >= (2, 21):
            self.store.append({"id": f"s-{name}"} | row | by_phone(time) | more | STORE)
        if day <= (3, 18):
            # Its clock differs a little from the store's, where both hold a call.
            both = channel == "call" and day >= (2, 21)
            later = time + timedelta(seconds=late if both else 0)
            self.backup.append({"id": f"b-{name}"} | row | by_phone(later) | more | BACKUP)
        if channel == "call" and (3, 3) <= day <= (4, 16):
            later = (time + timedelta(seconds=late // 2)).isoformat()
            self.operator.append({"id": f"o-{name}"} | row | {"at": later} | more | LIST)

    def call(self, when: str, name: str, seconds=0, number=AGENCY, **more):
        self.put(moment(when), name, "call", number, 20, seconds=seconds, **more)

    def text(self, when: str, name: str, body=DEMAND, number=AGENCY, **more):
        self.put(moment(when), name, "sms", number, body=body, **more)


def number(*parts) -> int:
    """The same at every run."""
    return int.from_bytes(sha256(repr(parts).encode()).digest()[:4], "big")


def ordinary(log: Timeline):
    """Family, friends and parcels, day and night: 20 or 21 events a day, none of a collector."""
    for step in range(90):
        for i in range(21 if step % 3 else 20):
            time = FIRST + timedelta(days=step, hours=i, minutes=7 + number(step, i) % 50,
                                     seconds=number(i, step) % 60)
            way = "out" if number("way", step, i) % 3 == 0 else "in"
            # No number twice a day, so that nothing but collectors could be too many.
            who, name = FAMILY[(i + step) % len(FAMILY)], f"{step}-{i}"
            if number("kind", step, i) % 5 < 2:
                log.put(time, name, "call", who, number("late", step, i) % 30, direction=way,
                        seconds=number("s", step, i) % 300)
            else:
                body = CHATTER[number("body", step, i) % len(CHATTER)]
                log.put(time, name, "sms", who, direction=way, body=body)


def lawful(log: Timeline):
    """The collectors on other days: a reminder, a call answered or not, all by day."""
    for step in range(90):
        day = FIRST + timedelta(days=step)
        if (day.month, day.day) in QUIET:
            continue
        name = f"{day.month:02}-{day.day:02}"
        log.text(f"{name} 10:02:00", f"remind-{name}", f"【甲银行】您的贷款已逾期{step + 1}天，请尽快还款。")
        log.call(f"{name} 11:13:00", f"talk-{name}", 40 if step % 2 or name == "03-18" else 0)
        log.call(f"{name} 16:31:00", f"ring-{name}")
        if step % 3 == 0:
            log.call(f"{name} 14:22:00", f"micro-{name}", 25, MICRO)


def february(log: Timeline):
    log.call("02-04 22:30:00", "night")
    log.call("02-06 21:59:59", "last-second")
    log.call("02-07 08:00:00", "first-second")
    log.call("02-10 22:03:00", "edge")
    log.text("02-12 23:10:00", "text")
    log.text("02-14 23:30:00", "late", network=moment("02-14 20:00:00").isoformat())
    log.text("02-16 22:40:00", "phone-time", network=None)
    for i, (clock, who) in enumerate((("09:10", AGENCY), ("10:47", AGENCY), ("13:20", BANK),
                                      ("17:33", AGENCY)), 1):
        log.call(f"02-24 {clock}:00", f"four-{i}", 60, who)
    for i, clock in enumerate(("09:10", "10:47", "17:33"), 1):
        log.call(f"02-26 {clock}:00", f"three-{i}", 60)


def march(log: Timeline):
    log.text("03-02 22:50:00", "edited", "【甲银行】您的贷款已逾期，今天请还款。")
    log.backup[-1]["body"] = "【甲银行】您的贷款已逾期，今天必须还款。"
    log.call("03-07 10:30:00", "new-york-winter")
    log.call("03-09 10:30:00", "new-york-summer")
    log.call("03-10 23:30:00", "new-york-noon")
    for i, clock in enumerate(("09:10", "10:47", "17:33"), 1):
        log.call(f"03-16 {clock}:00", f"sources-{i}", 60)
    for i, clock in enumerate(("09:10", "11:00", "15:00"), 1):
        log.call(f"03-17 {clock}:00", f"zone-{i}", 60)
    # The third call's row of the backup is an hour off.
    log.backup[-1]["at"] = moment("03-17 16:00:00").isoformat()
    log.put(moment("03-19 10:40:00"), "chat", "chat", MOBILE, body=CHAT, group=[SISTER])
    for i in range(7):
        log.call(f"03-21 {9 + i:02}:{3 * i:02}:00", f"seven-{i + 1}")
    for i in range(6):
        log.call(f"03-22 {9 + i:02}:{3 * i:02}:00", f"six-{i + 1}")
    log.call("03-28 14:30:00", "berlin-winter")
    log.call("03-30 14:30:00", "berlin-summer")


def april(log: Timeline):
    log.put(moment("04-02 12:00:00"), "chat-2", "chat", MOBILE, body=RELAY, group=[SISTER])
    for i, clock in enumerate(("10:00", "10:04", "10:08"), 1):
        log.call(f"04-04 {clock}:00", f"burst-{i}")
    log.call("04-06 21:52:00", "doubt")
    log.text("04-06 21:53:00", "no-doubt")
    log.call("04-09 21:50:00", "reach", 1200)
    log.call("04-12 22:15:00", "agreed")
    log.call("04-15 22:15:00", "withdrawn")
    log.call("04-17 23:00:00", "private", number=PRIVATE)
    log.call("04-18 23:00:00", "micro", number=MICRO)
    log.call("04-19 22:40:00", "line-night", number=LINE)
    log.call("04-20 11:00:00", "line-day", number=LINE)
    for i, clock in enumerate(("22:20:00", "22:20:20", "22:20:40"), 1):
        log.text(f"04-23 {clock}", f"equal-{i}")
    log.text("04-28 15:00:00", "virtual", "【甲银行】请联系我们处理您的逾期贷款，尽快还款。", VIRTUAL)
    log.call("04-29 23:00:00", "former", number=FORMER)


def said() -> list[dict]:
    """What people and the program put down besides."""
    def case(name, kind, creditor, **more):
        return {"kind": "case", "case": name,
                "detail": {"creditor_kind": kind, "creditor": creditor} | more}

    def role(number, who, case=None, **more):
        record = {"kind": "role", "role": who, "number": number}
        return record | ({"case": case} if case else {}) | more

    def when(text):
        time = moment(text).isoformat()
        return {"at": time, "recorded": time}

    typed = {"kind": "event", "channel": "call", "number": AGENCY, "seconds": 0}
    return [
        case("a", "bank", "甲银行", debtor="王小明"), case("b", "micro_loan", "乙小贷"),
        case("c", "private", "丙某"),
        *(role(number, "agency", "a") for number in (AGENCY, MOBILE, VIRTUAL)),
        role(BANK, "creditor", "a"), role(LINE, "creditor", "a"), role(MICRO, "agency", "b"),
        role(PRIVATE, "creditor", "c"),
        role(FORMER, "agency", "a", to=moment("04-20 00:00:00").isoformat()),
        role(SISTER, "third_person"),
        {"kind": "refusal", "id": "refusal", "number": SISTER, "case": "a"} | when("03-20 20:00:00"),
        {"kind": "clock", "delta": 720_000} | when("04-06 20:00:00"),
        {"kind": "clock", "delta": -720_000} | when("04-07 10:00:00"),
        {"kind": "agreement", "id": "deal", "case": "a", "from": moment("04-11 09:00:00").isoformat(),
         "detail": {"hours_from": "22:00", "hours_to": "22:30"}} | when("04-11 09:00:00"),
        {"kind": "withdrawal", "targets": ["deal"]} | when("04-14 09:00:00"),
        typed | {"id": "t-typed", "source": "typed", "at": moment("04-21 23:00:00").isoformat()},
        typed | {"id": "t-local", "source": "imported", "at": "2026-04-24T12:00:00",
                 "feed": {"format": "call_list", "file": "sheet", "place": 1}},
        {"kind": "event", "id": "t-visit", "channel": "visit", "number": AGENCY, "source": "typed",
         "at": moment("04-26 14:00:00").isoformat()},
    ]


def write(tables):
    log = Timeline()
    for part in (ordinary, lawful, february, march, april):
        part(log)
    records = said()
    for rows in (log.store, log.backup, log.operator):
        records += sorted(rows, key=lambda row: datetime.fromisoformat(row["at"]))
    why = (f"90 days, {log.events + 3} events, {len(records)} records: "
           "the findings and their reasons stand in timeline-90-days.md.")
    findings = [{key: value for key, value in one.items() if key != "why"} for one in FINDINGS]
    rules = ["quiet-hours", "connected-calls", "unanswered-calls", "call-burst", "short-calls",
             "third-person-contact", "third-person-refused", "third-person-told", "debtor-stop",
             "visit-manner", "visit-alone", "visit-repeated", "number-rotation", "virtual-operator",
             "service-line", "hidden-number", "link", "card-number", "private-number",
             "unsigned-text", "number-never-given"]
    tables.put("timeline-90-days", "cn", [{
        "id": "timeline-90-days", "section": "Levels and findings", "why": why, "rules": rules,
        "records": records, "findings": findings}])
    lines = ["# One borrower's 90 days", "", *__doc__.split("\n")[2:6], "",
             f"There are {log.events + 3} events. Exactly these findings, by the rules that count and "
             "compare:", "",
             "| rule | level | records | why |", "| --- | --- | --- | --- |"]
    lines += [f"| `{one['rule']}` | {one['level']} | {', '.join(f'`{id}`' for id in one['records'])} "
              f"| {one['why']} |" for one in FINDINGS]
    tables.page("timeline-90-days", "\n".join(lines) + "\n")

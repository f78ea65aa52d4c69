"""Logs and the events that their sightings make.

The body holds each record's line and, under it, the openings that are disclosed. `events` lists the
places of each event's sightings in the log, strongest first; a `!` marks sightings that disagree.
`perhaps` lists pairs of events, by their number from 0, that are perhaps the same.
"""

import random
from hashlib import sha256

from second import event, record
from second.chain import Key

ORIGIN = "dunlog/log/" + "e7" * 16
NOON = 1714536000000
FILES = {name: sha256(name.encode()).hexdigest() for name in "ABC"}
MINUTE, SECOND = 60_000, 1000


def row(source="captured", at=0, body="还款", number="+8613900000001", **more):
    """A message's sighting: facts and private values; `at` is the phone's time after noon."""
    facts = {"kind": "event", "source": source, "channel": "sms", "direction": "in"}
    private, hidden = {"body": body}, more.pop("hidden", ())
    if at is not None:
        facts["seen"] = {"wall": NOON + at}
    if number is not None:
        private["party"] = {"number": number, "shown": number.replace("+86", "")}
    if "own" in more:
        private["own"] = {"number": more.pop("own"), "shown": "SIM"}
    if "party" in more:
        private["party"] = more.pop("party")
    if "network" in more:
        more["network"] += NOON
    if source in ("imported", "operator"):
        file = more.pop("file", "A")
        facts["feed"] = {"format": "sms_backup", "file": FILES[file], "place": 1}
    if source == "mirrored":
        facts["feed"] = {"format": more.pop("store", "sms_store"), "place": 1}
    for name in [name for name, value in more.items() if value is None]:
        del more[name], facts[name]
    return facts | more, private, hidden


def call(source="captured", at=0, seconds=60, **more):
    """A call's sighting."""
    facts, private, hidden = row(source, at, **more)
    del private["body"]
    if seconds is not None:
        facts["duration"] = seconds
    return facts | {"channel": "call", "outcome": "connected"}, private, hidden


def imported(at=0, body="还款", file="A", **more):
    return row("imported", at, body, file=file, **more)


def without(made):
    """The same without a body."""
    facts, private, hidden = made
    return facts, {field: value for field, value in private.items() if field != "body"}, hidden


def taken_back(source="imported", at=0, **more):
    """A message's sighting in a source from which its sender took the words back."""
    return without(row(source, at, reason="taken_back", **more))


def announced(at=0, location="http://mmsc.example/1", transaction="T1", **more):
    """The announcement of a multimedia message."""
    facts, private, hidden = without(row(at=at, channel="mms", service="announced", **more))
    named = {"location": location, "transaction": transaction}
    private["detail"] = {name: text for name, text in named.items() if text is not None}
    return facts, private, hidden


def fetched(at=0, location="http://mmsc.example/1", transaction="T1", source="mirrored", **more):
    """The message itself in the phone's store."""
    more = {"channel": "mms"} | ({"store": "android_mms"} if source == "mirrored" else {}) | more
    facts, private, hidden = row(source, at, **more)
    named = {"ct_l": location, "tr_id": transaction}
    private["source_row"] = {name: text for name, text in named.items() if text is not None}
    return facts, private, hidden


def write(area):
    def put(name, spec, comment, *rows, expected=None, pairs=None):
        log = record.Log(ORIGIN, Key("event").public.hex())
        body, sightings = [log.lines[0]], []
        for facts, private, hidden in rows:
            log.append(facts | {"recorded": NOON + 86_400_000}, **(private or {"detail": {}}))
            place = len(log.lines) - 1
            sightings.append(event.Sighting(place, facts, private, hidden))
            body.append(log.lines[place])
            body += [line for line in log.opening_lines(place)
                     if not any(f'"field":"{field}"'.encode() in line for field in hidden)]
        events, perhaps = event.group(sightings)
        made = " ".join(",".join(str(s.place) for s in e.sightings) + "!" * e.disagrees
                        for e in events)
        linked = " ".join(f"{i}-{j}" for i, j in perhaps) or "none"
        assert expected in (None, made), (name, made)
        assert (pairs or ("none" if expected else linked)) == linked, (name, linked)
        code = "sightings-disagree" if "!" in made else "ok"
        area.put(name, code, f"event {spec}", comment, b"".join(line + b"\n" for line in body),
                 events=made, perhaps=linked)

    write_agreeing(put)
    write_grouping(put)
    write_announced(put)
    write_perhaps(put)
    for seed in range(12):
        put(f"random_{seed}", "Grouping", "a log by chance", *chance(seed))


def write_agreeing(put):
    agree = "When two rows agree"
    put("same_text", agree, "a text that was captured and imported", row(), imported(),
        expected="1,2")
    put("within_120_s", agree, "the phone's times differ by 120 s", row(), imported(120 * SECOND),
        expected="1,2")
    put("past_120_s", agree, "the phone's times differ by a millisecond more",
        row(), imported(120 * SECOND + 1), expected="1 2")
    put("network_equal", agree, "the network's time is the same, the phone's an hour off",
        row(network=0), imported(60 * MINUTE, network=0), expected="1,2")
    put("network_apart", agree, "the network's times differ by a millisecond",
        row(network=0), imported(network=1), expected="1 2")
    put("network_once", agree, "only one of them has the network's time",
        row(network=0), imported(MINUTE), expected="1,2")
    put("network_far", "A sighting", "a network's time more than a day off counts as absent",
        row(network=86_400_001), imported(MINUTE, network=86_400_001), expected="1,2")
    put("network_one_day", "A sighting", "a network's time of exactly a day off counts",
        row(network=86_400_000), imported(MINUTE, network=86_400_000 - 1), expected="1 2")
    put("network_only", "A sighting", "the network's time stands in for the phone's",
        row(), imported(None, network=120 * SECOND), expected="1,2")
    put("no_time", "A sighting", "a clock time without zone matches nothing",
        row(at=None, local="2024-05-01T12:00:00"), imported(None, local="2024-05-01T12:00:00"),
        expected="1 2")
    put("other_body", agree, "another text", row(), imported(5000, "还 款"), expected="1 2")
    put("nfc", "A sighting", "one text in two normal forms", row(body="caf\u00e9"),
        imported(body="cafe\u0301"), expected="1,2")
    put("line_ends", "A sighting", "one text with three kinds of line ends", row(body="a\nb\nc"),
        imported(body="a\r\nb\rc"), expected="1,2")
    put("line_end_more", "A sighting", "a line end more", row(body="a\n\nb"),
        imported(body="a\r\nb", at=3000), expected="1 2")
    put("other_number", agree, "another number", row(), imported(number="+8613900000002"),
        expected="1 2")
    put("shown_as_number", "A sighting", "where no number is known, what is shown counts",
        row(party={"shown": "10690000"}), imported(party={"number": "10690000", "shown": "银行"}),
        expected="1,2")
    put("no_party", "A sighting", "two records that name no party",
        row(number=None), imported(number=None), expected="1,2")
    put("hidden_party", "A sighting", "a masked party matches nothing",
        row(), imported(hidden=["party"]), expected="1 2")
    put("hidden_parties", "A sighting", "two masked parties do not match",
        row(hidden=["party"]), imported(hidden=["party"]), expected="1 2")
    put("hidden_body", "A sighting", "a masked body matches nothing",
        row(hidden=["body"]), imported(hidden=["body"]), expected="1 2")
    put("hidden_own", "A sighting", "a masked own number agrees with every other",
        row(own="+8613900000009"), imported(own="+8613900000008", hidden=["own"]), expected="1,2")
    put("own_apart", agree, "two own numbers", row(own="+8613900000009"),
        imported(own="+8613900000008"), expected="1 2")
    put("own_once", agree, "one own number is not known", row(own="+8613900000009"), imported(),
        expected="1,2")
    put("other_direction", agree, "one in, one out", row(), imported(direction="out"),
        expected="1 2")
    put("direction_absent", "A sighting", "an absent direction is none of the two",
        row(), imported(direction=None), expected="1 2")
    put("directions_absent", "A sighting", "absent equals absent",
        row(direction=None), imported(direction=None), expected="1,2")
    put("other_channel", agree, "one text, one multimedia message", row(),
        imported(channel="mms"), expected="1 2")
    file = {"sha256": sha256("长".encode()).hexdigest(), "size": 3, "type": "text/plain"}
    put("body_attached", "A sighting", "a body kept as an attachment counts by its hash",
        row(body="长"), (imported()[0] | {"attachments": [file], "body_attached": file["sha256"]},
                        {"party": row()[1]["party"]}, ()), expected="1,2")
    facts, private, hidden = row(channel="mms", service="announced")
    del private["body"]
    put("announced", "A sighting", "an announcement is silent on words, and disagrees with none",
        (facts, private, hidden), row("mirrored", channel="mms", store="mms"), expected="1 2")
    put("call_60_s", agree, "calls that start 60 s apart", call(), call("imported", MINUTE),
        expected="1,2")
    put("call_past_60_s", agree, "calls that start a millisecond more apart",
        call(), call("imported", MINUTE + 1), expected="1 2")
    put("call_duration_5", agree, "durations 5 s apart", call(), call("imported", 2000, 65),
        expected="1,2")
    put("call_duration_6", agree, "durations 6 s apart", call(), call("imported", 2000, 66),
        expected="1 2")
    put("call_duration_absent", agree, "one duration is absent", call(),
        call("imported", 2000, None), expected="1,2")
    put("call_network", agree, "calls are compared by the phone's time only",
        call(network=0), call("imported", 2000, network=50), expected="1,2")


def write_grouping(put):
    rule = "Grouping"
    put("five_equal_texts", f"{rule}.5", "five equal texts of one feed are five events",
        *[row(at=n * SECOND) for n in range(5)], expected="1 2 3 4 5")
    put("five_and_five", f"{rule}.3", "five equal texts, captured and imported",
        *[row(at=n * SECOND) for n in range(5)], *[imported(n * SECOND + 300) for n in range(5)],
        expected="1,6 2,7 3,8 4,9 5,10")
    put("nearest_first", f"{rule}.3", "the nearest pair is joined first",
        row(at=0), row(at=40 * SECOND), imported(30 * SECOND), imported(50 * SECOND),
        expected="1,4 2,3")
    put("tie_lower_row", f"{rule}.3", "of two rows equally near the lower place is joined",
        row(), imported(10 * SECOND), imported(-10 * SECOND), expected="1,2 3")
    put("tie_lower_event", f"{rule}.3", "of two events equally near the lower place is joined",
        row(at=0), row(at=20 * SECOND), imported(10 * SECOND), expected="1,3 2")
    put("strongest_only", f"{rule}.2", "a row is compared with the strongest sighting only",
        row(), imported(100 * SECOND), imported(200 * SECOND, file="B"), expected="1,2 3")
    put("weight_before_place", f"{rule}.1", "a captured row that stands last begins the event",
        imported(), row("mirrored"), row(), expected="3,2,1")
    put("place_of_feed", f"{rule}.1", "feeds of one weight stand by their first row",
        imported(file="B"), imported(file="A"), row("typed"), expected="1,2,3")
    put("relayed_and_imported", f"{rule}.1", "relayed and imported weigh the same",
        imported(), row("relayed"), expected="1,2")
    put("mirrored_and_operator", f"{rule}.1", "mirrored and operator weigh the same",
        call("operator"), call("mirrored"), call("imported", file="B"), expected="1,2,3")
    put("two_stores", "A sighting", "two stores of the phone are two feeds",
        row("mirrored"), row("mirrored", store="mms_store"), expected="1,2")
    put("one_row_a_feed", f"{rule}.3", "an event has at most one row of a feed",
        row(), imported(0), imported(1000), expected="1,2 3")
    put("edited", f"{rule}.4", "a backup in which one word was changed",
        row(body="今晚来"), imported(body="今天来"), expected="1,2!")
    put("edited_other_millisecond", f"{rule}.4", "the same second, not the same millisecond",
        row(), imported(999, "改"), expected="1,2!")
    put("edited_next_second", f"{rule}.4", "the next second", row(at=999),
        imported(1000, "改"), expected="1 2")
    put("edited_by_network", f"{rule}.4", "the same second of the network",
        row(network=0), imported(50_000, "改", network=400), expected="1,2!")
    put("edited_network_apart", f"{rule}.4", "the same second of the phone, not of the network",
        row(network=0), imported(0, "改", network=2000), expected="1 2")
    put("edited_own_apart", f"{rule}.4", "two own numbers in one second",
        row(own="+8613900000009"), imported(0, "改", own="+8613900000008"), expected="1 2")
    put("edited_hidden", f"{rule}.4", "a masked body is not another body",
        row(), imported(body="改", hidden=["body"]), expected="1 2")
    put("edited_after_match", f"{rule}.4", "a match of step 3 leaves no room for step 4",
        row(), imported(0), imported(10, "改"), expected="1,2 3")
    put("edited_third_feed", f"{rule}.4", "a second backup agrees, a third one does not",
        row(), imported(0), imported(0, "改", file="B"), expected="1,2,3!")
    put("edited_lowest_place", f"{rule}.4", "of two events the one of lowest place is joined",
        row(body="一"), row(at=500, body="二"), imported(700, "三"), expected="1,3! 2")
    put("calls_not_in_step_4", f"{rule}.4", "calls of one second are not joined",
        call(), call("imported", 0, 90), expected="1 2", pairs="0-1")
    back = taken_back
    put("taken_back", f"{rule}.6", "a message that its sender took back between two backups",
        imported(), back(file="B"), expected="1,2")
    put("taken_back_first", f"{rule}.6", "the words stay those of the event, whichever came first",
        back(), imported(file="B"), expected="2,1")
    put("taken_back_weighs_more", f"{rule}.6", "the words of a feed that weighs less stay too",
        back("mirrored"), imported(), expected="2,1")
    put("taken_back_twice", f"{rule}.6", "two backups in which it was taken back, one before",
        back(), imported(file="B"), back(file="C"), expected="2,1,3")
    put("taken_back_always", f"{rule}.6", "nobody has the words any more",
        back(), back(file="B"), expected="1,2")
    put("taken_back_one_feed", f"{rule}.6", "the words stand in the same backup: another message",
        imported(), back(), expected="1 2")
    put("taken_back_next_second", f"{rule}.6", "the next second", imported(999),
        back(at=1000, file="B"), expected="1 2")
    put("taken_back_network", f"{rule}.6", "the same second of the network",
        imported(network=0), back(at=50_000, file="B", network=400), expected="1,2")
    put("taken_back_other_number", f"{rule}.6", "another number", imported(),
        back(file="B", number="+8613900000002"), expected="1 2")
    put("taken_back_hidden_party", f"{rule}.6", "a masked party matches nothing", imported(),
        back(file="B", hidden=["party"]), expected="1 2")
    put("taken_back_own_apart", f"{rule}.6", "two own numbers", imported(own="+8613900000009"),
        back(file="B", own="+8613900000008"), expected="1 2")
    put("taken_back_masked", f"{rule}.6", "the words are masked, the event is the same",
        imported(hidden=["body"]), back(file="B"), expected="1,2")
    put("taken_back_second_of_two", f"{rule}.6", "of two messages of one second the other one",
        imported(0, "一"), imported(300, "二"), imported(0, "一", "B"), back(at=300, file="B"),
        expected="1,3 2,4")
    put("taken_back_lowest_place", f"{rule}.6", "of two events the one of lowest place",
        imported(0, "一"), imported(300, "二"), back(at=300, file="B"), expected="1,3 2")
    put("taken_back_and_edited", f"{rule}.6", "a third backup in which the words were changed",
        imported(), back(file="B"), imported(0, "改", "C"), expected="1,3,2!")
    put("removed", f"{rule}.4", "words that are missing without the mark",
        imported(), without(imported(file="B")), expected="1,2!")
    put("removed_otherwise", f"{rule}.4", "words that are missing with another reason",
        imported(), without(imported(file="B", reason="edited")), expected="1,2!")
    put("taken_back_with_words", f"{rule}.4", "the mark beside other words is none",
        imported(), imported(0, "改", "B", reason="taken_back"), expected="1,2!")
    put("taken_back_same_words", f"{rule}.3", "the mark beside the same words is none",
        imported(), imported(90 * SECOND, file="B", reason="taken_back"), expected="1,2")
    put("taken_back_call", f"{rule}.6", "nobody takes a call back", call(),
        call("imported", MINUTE, reason="taken_back"), expected="1,2")
    put("order_of_events", f"{rule}.8", "events stand by the lowest place of their sightings",
        imported(60 * SECOND, "乙"), imported(0, "甲"), row(body="甲"),
        row(at=60_000, body="乙"),
        expected="4,1 3,2")


def write_announced(put):
    step = "Grouping.7"
    put("announced_fetched", step, "an announcement and the message, told by the place",
        announced(), fetched(MINUTE, transaction=None), expected="2,1")
    put("announced_first", step, "the message stands in the log before its announcement",
        fetched(MINUTE), announced(), expected="1,2")
    put("announced_transaction", step, "told by the transaction where one has no place",
        announced(), fetched(MINUTE, location=None), expected="2,1")
    put("announced_other_place", step, "another place parts them, whatever the transaction",
        announced(), fetched(MINUTE, location="http://mmsc.example/2"), expected="1 2")
    put("announced_other_transaction", step, "another transaction, and one without a place",
        announced(location=None), fetched(MINUTE, transaction="T2"), expected="1 2")
    put("announced_unnamed", step, "neither says a name",
        announced(location=None, transaction=None),
        fetched(MINUTE, location=None, transaction=None), expected="1 2")
    put("announced_null", step, "the word that some programs write for nothing is no name",
        announced(location="null", transaction=""), fetched(MINUTE, "null", ""), expected="1 2")
    put("announced_other_number", step, "another number", announced(),
        fetched(MINUTE, number="+8613900000002"), expected="1 2")
    put("announced_other_own", step, "another own number", announced(own="+8613900000009"),
        fetched(MINUTE, own="+8613900000008"), expected="1 2")
    put("announced_one_day", step, "fetched a day later", announced(), fetched(86_400_000),
        expected="2,1")
    put("announced_past_one_day", step, "fetched a day and a millisecond later", announced(),
        fetched(86_400_001), expected="1 2")
    put("announced_twice", step, "announced again: an event has one row of a feed",
        announced(), announced(30 * SECOND), fetched(MINUTE), expected="3,1 2")
    put("announced_hidden", step, "the announcement's detail is masked",
        announced(hidden=["detail"]), fetched(MINUTE), expected="1 2")
    put("announced_hidden_row", step, "the row of the store is masked",
        announced(), fetched(MINUTE, hidden=["source_row"]), expected="1 2")
    put("announced_hidden_party", step, "masked parties do not match",
        announced(hidden=["party"]), fetched(MINUTE, hidden=["party"]), expected="1 2")
    put("announced_mirrored_imported", step, "announced, mirrored and imported",
        announced(), fetched(MINUTE), fetched(MINUTE, source="imported"), expected="2,3,1")
    put("announced_is_no_text", step, "a text with such a row is no multimedia message",
        announced(), fetched(MINUTE, channel="sms"), expected="1 2")


def write_perhaps(put):
    rule = "Perhaps the same"
    half = 30 * MINUTE
    put("half_hour", rule, "30 minutes apart", row(), imported(half), expected="1 2", pairs="0-1")
    put("eight_hours", rule, "8 hours apart, and 2 minutes", row(),
        imported(16 * half + 120_000), expected="1 2", pairs="0-1")
    put("eight_hours_past", rule, "8 hours apart, and 2 minutes and more", row(),
        imported(16 * half + 120_001), expected="1 2")
    put("fourteen_hours", rule, "28 steps", row(), imported(28 * half), expected="1 2",
        pairs="0-1")
    put("past_fourteen_hours", rule, "29 steps", row(), imported(29 * half), expected="1 2")
    put("network_exact", rule, "the network's times differ by exactly an hour",
        row(network=0), imported(0, network=2 * half), expected="1 2", pairs="0-1")
    put("network_inexact", rule, "the network's times differ by an hour and a millisecond",
        row(network=0), imported(0, network=2 * half + 1), expected="1 2")
    put("half_hour_one_feed", rule, "two rows of one feed", row(), row(at=half), expected="1 2")
    put("half_hour_shared_feed", rule, "one backup has a row of both",
        row(), row("mirrored", half), imported(0), imported(half), expected="1,3 2,4")
    put("half_hour_body", rule, "another text", row(), imported(half, "改"), expected="1 2")
    put("half_hour_own", rule, "two own numbers", row(own="+8613900000009"),
        imported(half, own="+8613900000008"), expected="1 2")
    put("call_half_hour", rule, "calls 30 minutes and 60 s apart",
        call(), call("imported", half + MINUTE, 63), expected="1 2", pairs="0-1")
    put("call_half_hour_past", rule, "calls 30 minutes and more than 60 s apart",
        call(), call("imported", half + MINUTE + 1), expected="1 2")
    put("call_half_hour_duration", rule, "durations 6 s apart",
        call(), call("imported", half, 66), expected="1 2")
    untold = call(number=None)
    put("not_told", rule, "a captured call whose number was not told, and a call with one",
        untold, call("mirrored", MINUTE, 65), expected="1 2", pairs="0-1")
    put("not_told_past_60_s", rule, "a millisecond more apart", untold,
        call("mirrored", MINUTE + 1), expected="1 2")
    put("not_told_duration", rule, "durations 6 s apart", untold,
        call("mirrored", 0, 66), expected="1 2")
    put("not_told_duration_absent", rule, "one duration is absent", untold,
        call("mirrored", 0, None), expected="1 2", pairs="0-1")
    put("not_told_direction", rule, "one in, one out", untold,
        call("mirrored", direction="out"), expected="1 2")
    put("not_told_own", rule, "two own numbers", call(number=None, own="+8613900000009"),
        call("mirrored", own="+8613900000008"), expected="1 2")
    put("not_told_two_with", rule, "two calls with a number fit", untold,
        call("mirrored", 0), call("mirrored", MINUTE, number="+8613900000002"),
        expected="1 2 3")
    put("not_told_two_without", rule, "two calls without a number fit", untold,
        call(at=MINUTE, number=None), call("mirrored", 0), expected="1 2 3")
    put("not_told_one_event", rule, "two sightings of one call with a number are one event",
        untold, call("mirrored"), call("imported"), expected="1 2,3", pairs="0-1")
    put("not_told_captured", rule, "a feed has a row of both", untold, call(at=1000),
        expected="1 2")
    put("not_told_masked", rule, "a masked number is no known one", untold,
        call("mirrored", hidden=["party"]), expected="1 2")
    put("hidden_is_not_untold", rule, "a captured call with a masked number",
        call(hidden=["party"]), call("mirrored"), expected="1 2")
    nobody = {"shown": ""}
    put("not_told_and_hidden", "A sighting", "a hidden number is another thing than none told",
        untold, call("mirrored", number=None, party=nobody), expected="1 2", pairs="0-1")
    put("hidden_number", "A sighting", "a hidden number is equal to itself",
        call(number=None, party=nobody), call("mirrored", number=None, party=nobody),
        expected="1,2")
    put("linked_once", rule, "fewest steps first, and only once",
        row(), imported(half), imported(2 * half, file="B"), expected="1 2 3", pairs="0-1")
    put("smallest_rest", rule, "of equal steps the smallest rest",
        row(), imported(half - 100_000), imported(half + 50_000, file="B"), expected="1 2 3",
        pairs="0-2")


def chance(seed: int):
    """Rows of a few numbers and texts, close in time."""
    dice = random.Random(seed)
    for _ in range(24 + 2 * seed):
        at = dice.choice([0, 30 * MINUTE, 60 * MINUTE]) + dice.randrange(0, 240_000, 500)
        more = {"number": f"+861390000000{dice.randrange(2)}"}
        if dice.random() < 0.2:
            more["own"] = f"+861390000009{dice.randrange(2)}"
        source = dice.choice(["captured", "mirrored", "relayed", "imported", "imported"])
        if source == "imported":
            more["file"] = dice.choice("AB")
        if dice.random() < 0.3:
            yield call(source, at, dice.choice([None, 0, 4, 9, 30]), **more)
            continue
        if dice.random() < 0.3:
            more["network"] = at - dice.choice([0, 1000])
        yield row(source, at, dice.choice("一二"), **more)

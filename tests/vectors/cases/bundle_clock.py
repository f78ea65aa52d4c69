"""Clocks (audit.md, step 8), each rule on both sides of its edge; and trust over key changes."""

from second import record
from second.bundle import Bundle
from second.chain import Key, key_change

from . import sample
from .sample import KEY, NEXT, NOON, ORIGIN

# When the log begins.
LAST = NOON + 2_001_000
HALF_HOUR = 1_800_000
EDGE = 60_000
DAY = 86_400_000


def text(recorded: int, seen: int | None = None, **facts):
    """A text that was appended then; `mono` only where it is given."""
    made, private = sample.message(1, "时间")
    seen = recorded if seen is None else seen
    del made["network"]
    return made | {"recorded": recorded, "seen": {"wall": seen}} | facts, private


def clock(recorded: int, delta: int):
    return {"kind": "clock", "recorded": recorded, "source": "program", "delta": delta}, {}


def ticking(wall: int, mono: int, boot: str = "b1"):
    facts, private = text(wall)
    return facts | {"seen": {"wall": wall, "mono": mono, "boot": boot}}, private


def write(put):
    def case(name, comment, *rows, **said):
        log = record.Log(ORIGIN, KEY.public.hex(), LAST)
        for facts, private in rows:
            log.append(facts, **private)
        put(f"clock_{name}", "audit Step 8", comment, Bundle(log, KEY, NOON + DAY).seal(), **said)

    case("recorded_equal", "two records of one instant", text(LAST))
    case("recorded_back_1", "a record one millisecond before the one before it", text(LAST - 1))
    case("back_then_clock", "the next record explains that the time goes back",
         text(LAST - HALF_HOUR), clock(LAST - HALF_HOUR + 5, -HALF_HOUR))
    case("back_clock_later", "a clock record that comes too late",
         text(LAST - HALF_HOUR), text(LAST - HALF_HOUR + 1),
         clock(LAST - HALF_HOUR + 5, -HALF_HOUR))
    case("back_delta_edge", "the clock's delta is 60 s short of the step",
         clock(LAST - HALF_HOUR, -HALF_HOUR + EDGE))
    case("back_delta_past", "the clock's delta is more than 60 s short of the step",
         clock(LAST - HALF_HOUR, -HALF_HOUR + EDGE + 1))
    case("back_delta_larger", "the clock was put back further, and time went on",
         clock(LAST - HALF_HOUR, -20 * HALF_HOUR))
    case("back_delta_forward", "the clock record says that it was put forward",
         clock(LAST - HALF_HOUR, HALF_HOUR))
    case("event_edge", "a text seen 60 s after it was appended", text(LAST, LAST + EDGE))
    case("event_past", "a text seen more than 60 s after it was appended",
         text(LAST, LAST + EDGE + 1))
    network = text(LAST)
    del network[0]["seen"]
    case("network_edge", "the network's time alone, 60 s after",
         (network[0] | {"network": LAST + EDGE}, network[1]), notes=["captured-without-seen log:1"])
    case("network_past", "the network's time alone, more than 60 s after",
         (network[0] | {"network": LAST + EDGE + 1}, network[1]),
         notes=["captured-without-seen log:1"])
    case("mirrored_without_seen", "a mirrored row need not have the phone's time",
         (network[0] | {"network": LAST, "source": "mirrored"}, network[1]))
    case("seen_before_network", "the phone's time decides where it is there",
         text(LAST, LAST, network=LAST + EDGE + 1), notes=["network-after-recorded log:1"])
    case("seen_before_network_edge", "the network's time 60 s after a text was appended",
         text(LAST, LAST, network=LAST + EDGE))
    case("captured_early_edge", "captured 60 s before the log began", text(LAST, LAST - EDGE))
    case("captured_early", "captured more than 60 s before the log began",
         text(LAST, LAST - EDGE - 1), notes=["captured-before-log log:1"])
    made = "made-before-last-record bag-info.txt:7"
    case("captured_late_edge", "appended 24 hours after it was captured",
         text(LAST + DAY, LAST), notes=[made])
    case("captured_late", "appended more than 24 hours after it was captured",
         text(LAST + DAY + 1, LAST), notes=["captured-late log:1", made])
    case("imported_late", "a backup may be much older than its import",
         text(LAST + 2 * DAY, LAST, source="imported",
              feed={"format": "sms_backup", "file": "ab" * 32, "place": 1}), notes=[made])
    case("imported_early", "a backup may be older than the log",
         text(LAST, LAST - DAY, source="imported",
              feed={"format": "sms_backup", "file": "ab" * 32, "place": 1}))
    case("skew_edge", "the network's time is 24 hours off", text(LAST, network=LAST - DAY))
    case("skew_past", "the network's time is more than 24 hours off",
         text(LAST, network=LAST - DAY - 1), notes=["network-phone-skew log:1"])
    first = ticking(LAST, 9_000_000, "b2")
    case("jump_edge", "the clocks part by 60 s", first,
         ticking(LAST + 100_000, 9_000_000 + 100_000 - EDGE, "b2"))
    case("jump_past", "the clocks part by more than 60 s", first,
         ticking(LAST + 100_000, 9_000_000 + 100_000 - EDGE - 1, "b2"))
    case("jump_other_boot", "two boots are not compared", first,
         ticking(LAST + 9_000_000, 5, "b3"))
    case("boots_interleaved", "a boot comes back after another one", first,
         ticking(LAST + 100_000, 5, "b3"), ticking(LAST + 200_000, 9_200_000, "b2"),
         notes=["boots-interleaved log:3"])
    case("jump_explained", "a clock record between explains the jump", first,
         clock(LAST + HALF_HOUR + 100, HALF_HOUR),
         ticking(LAST + HALF_HOUR + 1000, 9_001_000, "b2"))
    case("jump_explained_next", "the next record explains the jump", first,
         ticking(LAST + HALF_HOUR + 1000, 9_001_000, "b2"),
         clock(LAST + HALF_HOUR + 2000, HALF_HOUR))
    case("jump_two_clocks", "two clock records together explain the jump", first,
         clock(LAST + HALF_HOUR + 100, HALF_HOUR),
         clock(LAST + 2 * HALF_HOUR + 200, HALF_HOUR),
         ticking(LAST + 2 * HALF_HOUR + 1000, 9_001_000, "b2"))
    case("jump_half_explained", "one clock record explains half of the jump", first,
         clock(LAST + HALF_HOUR + 100, HALF_HOUR),
         ticking(LAST + 2 * HALF_HOUR + 1000, 9_001_000, "b2"))
    for name, comment, time, notes in (
            ("made_edge", "the bundle says that it was made 60 s before its last record", LAST,
             []),
            ("made_early", "the bundle says that it was made before its last record", LAST - 1,
             ["made-before-last-record bag-info.txt:7"])):
        log = record.Log(ORIGIN, KEY.public.hex(), LAST)
        facts, private = text(LAST + EDGE)
        log.append(facts, **private)
        put(f"clock_{name}", "audit Step 8", comment, Bundle(log, KEY, time).seal(), notes=notes)
    write_keys(put)


THIRD = Key("bundle, third")


def handed_over(*signed: bool):
    """A log with two key changes, each signed by the key before, or not."""
    log = record.Log(ORIGIN, KEY.public.hex(), LAST)
    for old, new, by in ((KEY, NEXT, signed[0]), (NEXT, THIRD, signed[1])):
        facts = {"kind": "key_change", "recorded": LAST, "source": "program",
                 "key": new.public.hex()}
        statement = key_change(ORIGIN, len(log.lines), log.leaves[-1], new.public)
        log.append(facts | ({"signature": old.sign(statement).hex()} if by else {}))
    return Bundle(log, THIRD, NOON + DAY).seal()


def write_keys(put):
    mismatch = {"signer": "mismatch"}
    for name, signed, gaps in (("both", (True, True), []),
                               ("second", (False, True), ["key-change-unsigned log:1"]),
                               ("first", (True, False), ["key-change-unsigned log:2"]),
                               ("none", (False, False), ["key-change-unsigned log:1",
                                                         "key-change-unsigned log:2"])):
        reached = {"first key": all(signed), "second key": signed[1], "third key": True}
        for (which, good), key in zip(reached.items(), (KEY, NEXT, THIRD)):
            put(f"keys_{name}_{which.replace(' ', '_')}", "audit Step 7",
                f"two key changes, signed: {name}; the {which} is trusted", handed_over(*signed),
                trust=(key,), notes=gaps, verdicts={} if good else mismatch)
    put("keys_two_trusted", "audit Step 7", "two keys are trusted, one of them reaches",
        handed_over(False, True), trust=(KEY, NEXT), notes=["key-change-unsigned log:1"])

"""Boundary cases of sightings across feeds, told by the findings that rest on the events."""

from cases.rule_sample import AGENCY, BANK, DEMAND, OWN, Table, at, call, case, role, sms

DAY, NIGHT = "2026-03-02", "23:00:00"
HOURS, CALLS = ["quiet-hours"], ["connected-calls"]
BASE = [case(), role(), role(BANK, "creditor")]
STORE = {"source": "mirrored", "feed": {"format": "android_calls", "place": 1}}
BACKUP = {"source": "imported", "feed": {"file": "backup", "place": 1}}
LIST = {"source": "operator", "feed": {"format": "operator_list", "file": "list", "place": 1}}


def write(tables):
    table = Table("cn")
    calls(table)
    texts(table)
    chains(table)
    counted(table)
    tables.put("edges-cn-sightings", "cn", table.vectors)


def later(seconds, clock=NIGHT):
    return at(DAY, clock, plus=seconds)


def calls(table):
    """Starts at most 60 s apart, durations at most 5 s."""
    for apart in (-61, -60, -1, 0, 1, 59, 60, 61, 120):
        for longer in (0, 5, 6):
            table.put(f"call-{apart}-{longer}", "11", f"{apart} s later, {longer} s longer.", HOURS,
                      [*BASE, call(later(0), 30, name="a", **STORE),
                       call(later(apart), 30 + longer, name="b", **BACKUP)])
    for name, more in (("shorter", {"seconds": 25}), ("too-short", {"seconds": 24}),
                       ("no-duration", {"seconds": None}), ("other-number", {"number": BANK}),
                       ("other-own", {"own": "+8613600000002"}), ("out", {"direction": "out"}),
                       ("own-not-known", {})):
        first = call(later(0), 30, name="a", own=OWN, **STORE)
        second = call(later(10), name="b", **BACKUP) | more
        if second.get("seconds", 0) is None:
            del second["seconds"]
        table.put(f"call-{name}", "11", f"The second row: {name}.", HOURS, [*BASE, first, second])
    same = call(later(0), 30, name="a", **BACKUP), call(later(0), 30, name="b", **BACKUP)
    table.put("call-same-feed", "11", "Two rows of one feed are two events.", HOURS, [*BASE, *same])
    for steps in (1, 2, 16, 28, 29):
        for rest in (-61, -60, 0, 60, 61):
            day_call = call(at(DAY, "23:30:00", plus=rest - 1800 * steps), 30, name="b", **BACKUP)
            table.put(f"call-half-hours-{steps}-{rest}", "11",
                      f"{steps} half hours and {rest} s apart: two events for the hours.", HOURS,
                      [*BASE, call(at(DAY, "23:30:00"), 30, name="a", **STORE), day_call])


def texts(table):
    """Bodies equal; the network's times equal, or the phone's at most 120 s apart."""
    for apart in (-121, -120, -1, 0, 1, 119, 120, 121):
        table.put(f"text-phone-{apart}", "11", f"{apart} s later, by the phone.", HOURS,
                  [*BASE, sms(later(0), name="a", network=None, **STORE),
                   sms(later(apart), name="b", network=None, **BACKUP)])
        table.put(f"text-network-{apart}", "11", f"{apart} s later, by the network.", HOURS,
                  [*BASE, sms(later(0), name="a", **STORE), sms(later(apart), name="b", **BACKUP)])
        table.put(f"text-one-network-{apart}", "11", "One has the network's time.", HOURS,
                  [*BASE, sms(later(0), name="a", **STORE),
                   sms(later(apart), name="b", network=None, **BACKUP)])
    table.put("text-network-equal", "11", "Seen an hour later, the network's time is one.", HOURS,
              [*BASE, sms(later(0), name="a", **STORE),
               sms(later(3000), name="b", network=later(0), **BACKUP)])
    edited = DEMAND + "谢谢。"
    for apart in (0, 1):
        table.put(f"text-edited-{apart}", "11", "Another body: one event only in the same second.",
                  HOURS, [*BASE, sms(later(0), name="a", **STORE),
                          sms(later(apart), edited, name="b", **BACKUP)])
    table.put("text-edited-same-feed", "11", "Two bodies of one feed are two events.", HOURS,
              [*BASE, sms(later(0), name="a", **STORE), sms(later(0), edited, name="b", **STORE)])
    table.put("text-channel", "11", "Another channel.", HOURS,
              [*BASE, sms(later(0), name="a", **STORE),
               sms(later(0), name="b", **BACKUP) | {"channel": "mms"}])
    five = [sms(later(i), name=f"s{i}", **STORE) for i in range(5)]
    table.put("five-equal-texts", "11", "Five in a minute are five.", HOURS, [*BASE, *five])
    table.put("five-twice", "11", "Five in two feeds are five.", HOURS,
              [*BASE, *five, *(sms(later(i), name=f"t{i}", **BACKUP) for i in range(5))])
    table.put("operator-text", "11", "The operator is silent on words: no demand.", HOURS,
              [*BASE, sms(later(0), name="a", **BACKUP),
               {key: value for key, value in sms(later(0), name="b", **LIST).items()
                if key != "body"}])


def chains(table):
    """Feeds by weight, nearest first, one row a feed, the strongest sighting only."""
    for order in ("abc", "acb", "bac", "bca", "cab", "cba"):
        rows = {"a": call(later(0), name="a", **STORE), "b": call(later(50), name="b", **BACKUP),
                "c": call(later(100), name="c", source="typed")}
        table.put(f"chain-{order}", "11", "100 s from the strongest, 50 s from another: apart.",
                  HOURS, [*BASE, *(rows[name] for name in order)])
    for near in (10, 20, 30, 40, 50):
        table.put(f"nearest-{near}", "11", "Nearest first; the other row stays an event.", HOURS,
                  [*BASE, call(later(0), name="a", **STORE), call(later(near), name="b", **BACKUP),
                   call(later(-30), name="c", **BACKUP)])
        table.put(f"nearest-two-events-{near}", "11", "One row between two events.", HOURS,
                  [*BASE, call(later(0), name="a", **STORE), call(later(60), name="b", **STORE),
                   call(later(near), name="c", **BACKUP)])
    for source in ("captured", "mirrored", "operator", "relayed", "imported", "typed"):
        table.put(f"strongest-{source}", "11", f"An import first, then {source}.", HOURS,
                  [*BASE, call(later(0), name="a", **BACKUP),
                   call(later(5), name="b", source=source,
                        feed={"format": "call_list", "file": "other", "place": 1})])


def counted(table):
    """What the joined and the doubtful do to a counter."""
    def day(names, start, count, **more):
        return [call(at(DAY, start, plus=2460 * i), name=f"{names}{i}", **more) for i in range(count)]

    for first in range(5):
        for second in range(5):
            table.put(f"count-{first}-{second}", "11", f"{first} in one feed, {second} in another, "
                      "the common ones 20 s apart.", CALLS,
                      [*BASE, *day("a", "09:00:00", first, **STORE),
                       *day("b", "09:00:20", second, **BACKUP)])
    for count in (2, 3, 4):
        for hours in (1, 2):
            table.put(f"count-wrong-zone-{count}-{hours}", "11",
                      f"{count} calls, of one a row {hours} h off.", CALLS,
                      [*BASE, *day("a", "09:00:00", count, **STORE),
                       call(at(DAY, "09:00:00", plus=3600 * hours), name="b", **BACKUP)])
    for feeds in (STORE, BACKUP, LIST):
        table.put(f"count-three-feeds-without-{feeds['source']}", "11", "Three calls in each feed.",
                  CALLS, [*BASE, *(row for feed in (STORE, BACKUP, LIST) if feed != feeds
                                   for row in day(feed["source"][0], "09:00:00", 3, **feed)),
                          call(at(DAY, "20:07:00"), name="last", number=AGENCY, **feeds)])

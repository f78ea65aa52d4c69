"""Boundary cases of calls a day (mainland): connected, unanswered, groups, days, doubt."""

from cases.rule_sample import AGENCY, BANK, OWN, THIRD, Table, at, call, case, role

DAY = "2026-03-02"
OTHER_OWN = "+8613600000002"
CONNECTED, UNANSWERED = ["connected-calls"], ["unanswered-calls"]


def write(tables):
    table = Table("cn")
    connected(table)
    groups(table)
    days(table)
    unanswered(table)
    tables.put("edges-cn-counts", "cn", table.vectors)


def row(count, seconds=30, day=DAY, clock="09:00:00", first="c", **more):
    """Calls that are 41 minutes apart: no half hour joins them."""
    return [call(at(day, clock, plus=2460 * i), seconds, name=f"{first}{i}", **more)
            for i in range(count)]


def connected(table):
    for count in range(1, 8):
        table.put(f"connected-{count}", "8", f"{count} connected calls.", CONNECTED,
                  [case(), role(), *row(count)])
    for outcome in ("missed", "rejected", "blocked", "voicemail", "answered_by_assistant", "connected"):
        for seconds in (0, 1, 20, None):
            last = call(at(DAY, "20:00:00"), seconds, name="last", outcome=outcome)
            table.put(f"fourth-{outcome}-{seconds}", "7", f"The fourth: {outcome}, {seconds} s.",
                      CONNECTED, [case(), role(), *row(3), last])
    for sure in range(5):
        for unknown in range(1, 5):
            maybe = row(unknown, None, clock="16:00:00", first="u")
            table.put(f"unknown-{sure}-{unknown}", "7", f"{sure} connected, {unknown} not known.",
                      CONNECTED, [case(), role(), *row(sure), *maybe])
    table.put("own-calls", "7", "The borrower's own calls never count.", CONNECTED,
              [case(), role(), *row(3), call(at(DAY, "20:00:00"), name="o", direction="out")])
    table.put("typed", "12", "All four only typed.", CONNECTED,
              [case(), role(), *row(4, source="typed")])
    table.put("typed-beside-four", "12", "Four are captured, one is typed.", CONNECTED,
              [case(), role(), *row(4), call(at(DAY, "20:07:00"), name="last", source="typed")])
    table.put("typed-but-one", "12", "One is captured.", CONNECTED,
              [case(), role(), *row(3, source="typed"), call(at(DAY, "20:07:00"), name="last")])
    for kind in ("micro_loan", "private", "unknown", None):
        table.put(f"kind-{kind or 'unsaid'}", "1", f"Creditor kind {kind}.", CONNECTED,
                  [case(kind=kind), role(), *row(4)])


def groups(table):
    one_creditor = [case("a", creditor="甲"), case("b", creditor="甲")]
    two = [case("a"), case("b")]
    mixed = [role(), role(BANK, "creditor")]
    for split in range(5):
        calls = row(split) + row(4 - split, clock="16:00:00", first="d", number=BANK)
        table.put(f"creditor-and-agency-{split}", "8", "Creditor and agency are summed.", CONNECTED,
                  [case(), *mixed, *calls])
        roles = [role(), role(BANK, "creditor", "b")]
        table.put(f"two-cases-{split}", "8", "Two creditors are not.", CONNECTED,
                  [*two, *roles, *calls])
        table.put(f"one-creditor-{split}", "8", "Two cases of one creditor are.", CONNECTED,
                  [*one_creditor, *roles, *calls])
    for count in (3, 4):
        table.put(f"own-numbers-{count}", "8", "The debtor's numbers are summed.", CONNECTED,
                  [case(), role(), *row(2, own=OWN),
                   *row(count - 2, clock="16:00:00", first="d", own=OTHER_OWN)])
        table.put(f"no-group-{count}", "8", "A collector in no case.", CONNECTED,
                  [role(name=None), *row(count)])
        table.put(f"several-untagged-{count}", "8", "A number of two cases, not tagged.", CONNECTED,
                  [*two, role(), role(name="b"), *row(count)])
        tags = [{"kind": "tag", "case": "a", "targets": [f"c{i}"]} for i in range(count)]
        table.put(f"several-tagged-{count}", "8", "Every call is tagged.", CONNECTED,
                  [*two, role(), role(name="b"), *row(count), *tags])
        table.put(f"several-some-tagged-{count}", "8", "All but one are tagged.", CONNECTED,
                  [*two, role(), role(name="b"), *row(count), *tags[:-1]])
    table.put("no-group-two-numbers", "8", "Each number in no group is summed by itself.", CONNECTED,
              [role(name=None), role(BANK, "creditor", None), *row(3),
               *row(1, clock="16:00:00", first="d", number=BANK)])
    table.put("third-persons-call", "8", "A third person's call does not count.", CONNECTED,
              [case(), role(), role(THIRD, "third_person"), *row(3),
               call(at(DAY, "16:00:00"), name="t", number=THIRD)])


def days(table):
    for clock in ("23:59:59", "00:00:00", "00:00:01"):
        day = DAY if clock == "23:59:59" else "2026-03-03"
        table.put(f"fourth-at-{clock.replace(':', '')}", "8", "The day turns at midnight.", CONNECTED,
                  [case(), role(), *row(3), call(at(day, clock), name="last")])
    for clock in ("15:59:59", "16:00:00"):
        table.put(f"fourth-at-{clock.replace(':', '')}z", "8", "Midnight in Shanghai is 16:00 UTC.",
                  CONNECTED, [case(), role(), *row(3), call(at(DAY, clock, "Z"), name="last")])
    table.put("fourth-on-travel", "8", "A phone in New York: the day is Shanghai's.", CONNECTED,
              [case(), role(), *row(3), call(at(DAY, "11:30:00", "-05:00"), name="last",
                                             offset={"minutes": -300})])
    table.put("two-days", "8", "A finding for each day.", CONNECTED,
              [case(), role(), *row(4), *row(5, day="2026-03-04", first="d")])
    for day in ("2024-05-14", "2024-05-15", "2025-02-27", "2025-02-28", "2026-01-29", "2026-01-30"):
        table.put(f"connected-on-{day}", "10", f"Four calls on {day}.", CONNECTED,
                  [case(), role(), *row(4, day=day)])
        table.put(f"unanswered-on-{day}", "9", f"Seven calls on {day}.", UNANSWERED,
                  [case(), role(), *row(7, 0, day=day)])
    for local in ("2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"):
        table.put(f"local-{local}", "8", "A call without zone may be the fourth a day either way.",
                  CONNECTED, [case(), role(), *row(3), call(f"{local}T12:00:00", name="last")])


def unanswered(table):
    for count in range(5, 10):
        table.put(f"unanswered-{count}", "9", f"{count} unanswered calls.", UNANSWERED,
                  [case(), role(), *row(count, 0, own=OWN)])
    for outcome in ("rejected", "blocked", "voicemail", "answered_by_assistant", "connected"):
        for seconds in (0, 5, None):
            last = call(at(DAY, "20:00:00"), seconds, name="last", outcome=outcome)
            table.put(f"seventh-{outcome}-{seconds}", "9", f"The seventh: {outcome}, {seconds} s.",
                      UNANSWERED, [case(), role(), *row(6, 0), last])
    for split in range(8):
        calls = row(split, 0, own=OWN) + row(7 - split, 0, clock="15:30:00", first="d", own=OTHER_OWN)
        table.put(f"own-split-{split}", "9", "Each own number by itself.", UNANSWERED,
                  [case(), role(), *calls])
    table.put("own-unknown", "9", "Own numbers that are not known are one.", UNANSWERED,
              [case(), role(), *row(7, 0)])
    table.put("own-partly-unknown", "9", "Six to one number, one to a number not known.", UNANSWERED,
              [case(), role(), *row(6, 0, own=OWN), call(at(DAY, "20:00:00"), 0, name="last")])
    table.put("seventh-unknown", "9", "The seventh call's outcome is not known.", UNANSWERED,
              [case(), role(), *row(6, 0), call(at(DAY, "20:00:00"), None, name="last")])
    table.put("micro-loan", "9", "No member of the association.", UNANSWERED,
              [case(kind="micro_loan"), role(), *row(7, 0)])
    table.put("agencies-summed", "9", "Two numbers of one group.", UNANSWERED,
              [case(), role(), role(BANK, "creditor"), *row(4, 0),
               *row(3, 0, clock="15:30:00", first="d", number=BANK)])

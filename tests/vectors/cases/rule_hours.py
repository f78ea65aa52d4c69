"""Boundary cases of the mainland hours: edges, what counts, dates, kinds, whose number."""

from cases.rule_sample import AGENCY, CODE, DEMAND, THIRD, Table, at, call, case, role, sms

RULES = ["quiet-hours"]
DAY = "2026-03-02"
CLOCKS = ["00:00:00", "03:30:00", "07:54:59", "07:55:00", "07:55:01", "07:59:59", "08:00:00",
          "08:00:01", "08:04:59", "12:00:00", "21:54:59", "21:59:59", "22:00:00", "22:00:01",
          "22:04:59", "22:05:00", "22:05:01", "23:59:59"]


def write(tables):
    table = Table("cn")
    edges(table)
    dates(table)
    numbers(table)
    reach(table)
    tables.put("edges-cn-hours", "cn", table.vectors)


def edges(table):
    """Every edge to the second, for each way of contact."""
    for clock in CLOCKS:
        time, name = at(DAY, clock), clock.replace(":", "")
        for way, event in (("call", call(time)), ("missed", call(time, 0)), ("sms", sms(time)),
                           ("visit", {"kind": "event", "id": "x", "channel": "visit",
                                      "number": AGENCY, "at": time})):
            table.put(f"edge-{way}-{name}", "4", f"A {way} at {clock}.", RULES,
                      [case(), role(), event])
    # The same instants, written with other offsets: the instant decides.
    for clock, zone in (("14:00:00", "Z"), ("13:59:59", "Z"), ("14:05:00", "Z"),
                        ("23:55:00", "Z"), ("23:54:59", "Z"), ("09:05:00", "-05:00"),
                        ("19:34:59", "+05:30"), ("19:30:00", "+05:30")):
        name = (clock + zone).replace(":", "").replace("+", "e").replace("-", "w")
        table.put(f"instant-{name}", "5", "How the instant is written changes nothing.", RULES,
                  [case(), role(), call(at(DAY, clock, zone))])


def dates(table):
    """The text in force on the day in Asia/Shanghai; by kind of creditor."""
    for day in ("2024-05-14", "2024-05-15", "2025-02-27", "2025-02-28", "2026-01-29", "2026-01-30"):
        for way, make in (("call", call), ("sms", sms)):
            table.put(f"date-{way}-{day}", "10", f"23:00 on {day}.", RULES,
                      [case(), role(), make(at(day, "23:00:00"))])
            table.put(f"date-borderline-{way}-{day}", "10", f"22:01 on {day}: a cap lifts nothing.",
                      RULES, [case(), role(), make(at(day, "22:01:00"))])
    for day, clock in (("2024-05-14", "15:59:59"), ("2024-05-14", "16:00:00"),
                       ("2025-02-27", "15:59:59"), ("2025-02-27", "16:00:00"),
                       ("2026-01-29", "15:59:59"), ("2026-01-29", "16:00:00")):
        table.put(f"date-midnight-{day}-{clock.replace(':', '')}z", "10",
                  "The day turns at 16:00 UTC.", RULES,
                  [case(), role(), call(at(day, clock, "Z"))])
    for kind in ("bank", "consumer_finance", "micro_loan", "licensed_other", "private", "unknown", None):
        for day in ("2024-12-01", "2025-12-01", "2026-03-02"):
            table.put(f"kind-{kind or 'unsaid'}-{day}", "1", f"Creditor kind {kind} on {day}.", RULES,
                      [case(kind=kind), role(), call(at(day, "23:00:00"))])
    table.put("kind-latest-wins", "1", "The later record says private.", RULES,
              [case(), role(), case(kind="private"), call(at(DAY, "23:00:00"))])


def numbers(table):
    """Who calls, and what is about collection."""
    night = at(DAY, "23:00:00")
    for who in ("creditor", "agency", "guarantor", "co_debtor", "spouse", "emergency_contact",
                "third_person", "other", "unknown"):
        table.put(f"role-{who}", "2", f"A call of a number whose role is {who}.", RULES,
                  [case(), role(who=who), call(night)])
    table.put("role-none", "2", "Nobody has said who it is.", RULES, [case(), call(night)])
    table.put("role-latest-wins", "2", "A later record takes it back.", RULES,
              [case(), role(), role(who="other"), call(night)])
    table.put("role-reaches-back", "2", "The role is said after the call.", RULES,
              [case(), call(night), role()])
    for name, clock in (("before", "22:59:59"), ("at", "23:00:00"), ("after", "23:00:01")):
        edge = at(DAY, clock)
        table.put(f"role-from-{name}", "2", "From is included.", RULES,
                  [case(), role(**{"from": edge}), call(night)])
        table.put(f"role-to-{name}", "2", "To is not included.", RULES,
                  [case(), role(to=edge), call(night)])
    table.put("role-other-span", "2", "The later record's span does not hold the call.", RULES,
              [case(), role(), role(who="other", to=at(DAY, "22:00:00")), call(night)])
    table.put("out-call", "3", "The borrower's own call.", RULES,
              [case(), role(), call(night, direction="out")])
    table.put("out-sms", "3", "The borrower's own text.", RULES,
              [case(), role(), sms(night, direction="out")])
    table.put("code", "3", "A code demands nothing.", RULES, [case(), role(), sms(night, CODE)])
    table.put("third-number", "3", "A demand from a stranger.", RULES,
              [case(), role(), sms(night, DEMAND, THIRD)])
    for number in ("9558", "95588", "955881", "95588123", "955881234", "4001234567", "400123456",
                   "40012345678", "12368"):
        for way, make in (("call", call), ("sms", sms)):
            table.put(f"line-{way}-{number}", "3", f"{number}: five to eight digits, or ten.", RULES,
                      [case(), role(number), make(night, number=number)])
    for source in ("captured", "mirrored", "operator", "imported", "relayed", "typed"):
        table.put(f"weight-{source}", "12", f"Seen by {source} only.", RULES,
                  [case(), role(), call(night, source=source)])
        edge = at(DAY, "22:03:00")
        table.put(f"weight-borderline-{source}", "12", "A cap lifts nothing.", RULES,
                  [case(), role(), call(edge, source=source)])
    table.put("weight-two", "12", "Typed and imported: one is enough.", RULES,
              [case(), role(), call(night, source="typed", name="x"),
               call(night, source="imported", name="y")])
    table.put("weight-typed-relayed", "12", "Typed and relayed are still no more.", RULES,
              [case(), role(), call(night, source="typed", name="x"),
               call(night, source="relayed", name="y")])


def reach(table):
    """Calls that begin in time and end late."""
    for seconds in (0, 1, 899, 900, 1198, 1199, 1200, 1201, 7200):
        table.put(f"reach-{seconds}", "4", f"From 21:45:00, {seconds} seconds: ends by 22:05:00 or not.",
                  RULES, [case(), role(), call(at(DAY, "21:45:00"), seconds)])
    table.put("reach-assistant", "4", "No person answered.", RULES,
              [case(), role(), call(at(DAY, "21:45:00"), 1800, outcome="answered_by_assistant")])
    table.put("reach-unknown", "4", "The duration is not known.", RULES,
              [case(), role(), call(at(DAY, "21:45:00"), None, outcome="connected")])
    table.put("reach-last-second", "4", "From 21:59:59, 301 seconds.", RULES,
              [case(), role(), call(at(DAY, "21:59:59"), 301)])
    table.put("reach-last-second-less", "4", "From 21:59:59, 300 seconds.", RULES,
              [case(), role(), call(at(DAY, "21:59:59"), 300)])

"""Boundary cases of doubtful clocks, whose clock, zones, and agreed time (mainland)."""

from cases.rule_sample import AGENCY, BANK, Table, at, call, case, role, sms

RULES = ["quiet-hours"]
DAY = "2026-03-02"


def write(tables):
    table = Table("cn")
    doubt(table)
    network(table)
    zones(table)
    agreed(table)
    tables.put("edges-cn-clock", "cn", table.vectors)


def moved(delta, when=None):
    when = when or at(DAY, "18:00:00")
    return {"kind": "clock", "at": when, "recorded": when, "delta": delta}


def doubt(table):
    for delta in (299_999, 300_000, 300_001, 600_000, -600_000):
        for clock in ("21:49:59", "21:50:00", "21:54:59", "21:55:00", "21:59:59", "22:04:59",
                      "22:05:00", "22:09:59", "22:10:00"):
            if abs(delta) == 300_001 and clock in ("21:55:00", "22:05:00"):
                continue  # a millisecond beside the edge
            table.put(f"doubt-{delta}-{clock.replace(':', '')}", "4",
                      f"The clock was moved by {delta} ms; a call at {clock}.", RULES,
                      [case(), role(), moved(delta), call(at(DAY, clock))])
    for clock in ("07:49:59", "07:50:00", "08:00:00", "08:09:59", "08:10:00"):
        table.put(f"doubt-morning-{clock.replace(':', '')}", "4",
                  f"Ten minutes of doubt; a call at {clock}.", RULES,
                  [case(), role(), moved(600_000, at(DAY, "12:00:00")), call(at(DAY, clock))])
    for name, when in (("day-before", at("2026-03-01", "21:50:01")),
                       ("long-before", at("2026-03-01", "21:49:59")),
                       ("day-after", at("2026-03-03", "21:49:59")),
                       ("long-after", at("2026-03-03", "21:50:01"))):
        table.put(f"doubt-{name}", "4", "Within 24 hours of the call or not.", RULES,
                  [case(), role(), moved(900_000, when), call(at(DAY, "21:50:00"))])
    table.put("doubt-largest", "4", "The largest of several moves.", RULES,
              [case(), role(), moved(60_000), moved(-1_200_000), moved(400_000),
               call(at(DAY, "21:40:30"))])
    table.put("doubt-network", "4", "A text timed by the network has no doubt.", RULES,
              [case(), role(), moved(1_800_000), sms(at(DAY, "21:50:00"))])
    table.put("doubt-text-by-phone", "4", "A text with the phone's time only has.", RULES,
              [case(), role(), moved(1_800_000), sms(at(DAY, "21:50:00"), network=None)])


def network(table):
    night, noon = at(DAY, "23:00:00"), at(DAY, "12:00:00")
    table.put("network-night", "6", "Sent by night, seen at noon.", RULES,
              [case(), role(), sms(noon, network=at("2026-03-01", "23:00:00"))])
    table.put("network-day", "6", "Sent by day, seen by night.", RULES,
              [case(), role(), sms(night, network=noon)])
    for clock in ("21:59:59", "22:00:00", "22:04:59", "22:05:00", "07:54:59", "07:55:00", "08:00:00"):
        table.put(f"phone-only-{clock.replace(':', '')}", "6", "The phone's time only.", RULES,
                  [case(), role(), sms(at(DAY, clock), network=None)])
    for name, sent in (("day", at("2026-03-01", "23:00:00")),
                       ("more", at("2026-03-01", "22:59:59")),
                       ("ahead", at("2026-03-03", "23:00:00")),
                       ("far-ahead", at("2026-03-03", "23:00:01"))):
        table.put(f"skew-{name}", "6", "Up to 24 hours apart the network's time holds.", RULES,
                  [case(), role(), sms(night, network=sent)])
    table.put("skew-decides", "6", "Absent: the phone's noon decides.", RULES,
              [case(), role(), sms(noon, network=at("2026-02-28", "23:00:00"))])
    table.put("call-by-phone", "6", "A call has the phone's time.", RULES,
              [case(), role(), call(noon, network=night)])


def zones(table):
    for clock in ("00:00:00", "03:00:00", "12:00:00", "22:00:00"):
        for way, event in (("call", call(f"{DAY}T{clock}")),
                           ("sms", sms(f"{DAY}T{clock}", network=None))):
            table.put(f"local-{way}-{clock.replace(':', '')}", "5", "A local time without zone.",
                      RULES, [case(), role(), event])
    for day in ("2024-05-13", "2024-05-14", "2024-05-15"):
        table.put(f"local-{day}", "5", "In force a day later, or not.", RULES,
                  [case(), role(), call(f"{day}T12:00:00")])
    table.put("local-private", "5", "No text binds a private lender.", RULES,
              [case(kind="private"), role(), call(f"{DAY}T23:00:00")])
    table.put("local-span", "2", "A role with a span says nothing about a local time.", RULES,
              [case(), role(**{"from": at(DAY, "00:00:00")}), call(f"{DAY}T23:00:00")])
    for minutes in (480, 540, 0, -300, 330):
        for source in ("phone", "file", "option"):
            for clock in ("23:30:00", "12:30:00", "03:30:00", "18:00:00"):
                offset = {"minutes": minutes, "from": source}
                table.put(f"phone-{minutes}-{source}-{clock.replace(':', '')}", "5",
                          f"{clock} in Shanghai on a phone at {minutes} minutes.", RULES,
                          [case(), role(), call(at(DAY, clock), offset=offset)])


def agreement(**more):
    when = at("2026-03-01", "10:00:00")
    return {"kind": "agreement", "id": "deal", "case": "a", "from": when, "at": when,
            "recorded": when, "detail": {"hours_from": "22:00", "hours_to": "23:00"}} | more


def agreed(table):
    for clock in ("22:00:00", "22:05:00", "22:59:59", "23:00:00", "23:30:00", "07:00:00"):
        table.put(f"agreed-{clock.replace(':', '')}", "16", "22:00 to 23:00 are agreed.", RULES,
                  [case(), role(), agreement(), call(at(DAY, clock))])
    overnight = {"hours_from": "23:00", "hours_to": "01:00"}
    for clock in ("22:59:59", "23:00:00", "23:59:59", "00:00:00", "00:59:59", "01:00:00"):
        table.put(f"agreed-overnight-{clock.replace(':', '')}", "16", "23:00 to 01:00 are agreed.",
                  RULES, [case(), role(), agreement(detail=overnight), call(at(DAY, clock))])
    night = call(at(DAY, "22:30:00"))
    for name, edge in (("before", "22:29:59"), ("at", "22:30:00"), ("after", "22:30:01")):
        start = at(DAY, edge)
        table.put(f"agreed-from-{name}", "16", "From is included.", RULES,
                  [case(), role(), agreement(**{"from": start}), night])
        table.put(f"agreed-to-{name}", "16", "To is not included.", RULES,
                  [case(), role(), agreement(to=start), night])
        table.put(f"agreed-withdrawn-{name}", "16", "From the withdrawal on it is over.", RULES,
                  [case(), role(), agreement(), {"kind": "withdrawal", "targets": ["deal"],
                   "at": start, "recorded": start}, night])
    table.put("agreed-other-case", "16", "Another creditor's agreement.", RULES,
              [case(), case("b"), role(), agreement(case="b"), night])
    number = agreement(number=AGENCY)
    del number["case"]
    table.put("agreed-number", "16", "Agreed with this number.", RULES,
              [case(), role(), number, night])
    table.put("agreed-other-number", "16", "Agreed with another number.", RULES,
              [case(), role(), number | {"number": BANK}, night])
    table.put("agreed-two-cases", "16", "A number of two cases is not lifted by one.", RULES,
              [case(), case("b"), role(), role(name="b"), agreement(), night])
    table.put("agreed-other-number-of-the-case", "16", "The group's other number is covered.", RULES,
              [case(), role(), role(BANK, "creditor"), agreement(),
               call(at(DAY, "22:30:00"), number=BANK)])

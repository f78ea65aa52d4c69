"""Boundary cases of other countries: summer time, days off, seven in seven days, cool-down."""

from datetime import date, timedelta

from cases.rule_sample import Table, at, call, case, role

US, MX = "+12125550101", "+525500000001"
PLACES = {"America/New_York": (-300, -240), "America/Chicago": (-360, -300),
          "America/Denver": (-420, -360), "America/Phoenix": (-420, -420),
          "America/Los_Angeles": (-480, -420), "Pacific/Honolulu": (-600, -600)}
CLOCKS = ["07:54:59", "07:55:00", "07:59:59", "08:00:00", "20:59:59", "21:00:00", "21:04:59", "21:05:00"]


def zone_text(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def write(tables):
    table = Table("us")
    us_hours(table)
    tables.put("edges-us-hours", "us", table.vectors)
    table = Table("us")
    seven(table)
    cooldown(table)
    tables.put("edges-us-counts", "us", table.vectors)
    table = Table("mx")
    mexico(table)
    tables.put("edges-mx-hours", "mx", table.vectors)


def us_call(clock, day, name="x", zone="America/New_York", minutes=-240, seconds=0, **more):
    offset = {"minutes": minutes, "zone": zone}
    return call(at(day, clock, zone_text(minutes)), seconds, US, name, offset=offset, **more)


def us_hours(table):
    base = [case(), role(US)]
    for zone, (winter, summer) in PLACES.items():
        for day, minutes in (("2026-03-07", winter), ("2026-03-08", summer),
                             ("2026-10-31", summer), ("2026-11-01", winter)):
            clocks = CLOCKS if zone == "America/New_York" else ["07:54:59", "08:00:00", "21:00:00"]
            for clock in clocks:
                name = f"{zone.split('/')[1].lower().replace('_', '-')}-{day}-{clock.replace(':', '')}"
                table.put(name, "5", f"{clock} in {zone}, about a change of the clocks.", ["hours"],
                          [*base, us_call(clock, day, zone=zone, minutes=minutes, seconds=30)])
    # The night of the change: 01:30 comes twice in autumn, 02:30 never in spring.
    for name, text in (("first-half-past-one", "2026-11-01T01:30:00-04:00"),
                       ("second-half-past-one", "2026-11-01T01:30:00-05:00"),
                       ("last-second-of-winter", "2026-03-08T01:59:59-05:00"),
                       ("first-second-of-summer", "2026-03-08T03:00:00-04:00")):
        table.put(name, "4", "Deep in the night, whichever hour.", ["hours"],
                  [*base, call(text, number=US, offset={"minutes": -300, "zone": "America/New_York"})])
    for minutes in (-240, -300, -420):
        for clock in ("20:30:00", "21:30:00", "23:00:00"):
            table.put(f"no-name-{-minutes}-{clock.replace(':', '')}", "5",
                      "An offset without a name stands as it is.", ["hours"],
                      [*base, call(at("2026-07-01", clock, "-04:00"), number=US,
                                   offset={"minutes": minutes})])
    for source in ("phone", "file", "option"):
        table.put(f"chosen-{source}", "5", "An offset chosen for an import is assumed.", ["hours"],
                  [*base, call(at("2026-07-01", "23:00:00", "-04:00"), number=US,
                               offset={"minutes": -240, "from": source})])
    for hour in range(0, 24, 2):
        table.put(f"nowhere-{hour:02}", "5", "Where the debtor is is not known: every zone.",
                  ["hours"], [*base, call(at("2026-07-01", f"{hour:02}:30:00", "Z"), number=US)])


def seven(table):
    base = [case(), role(US)]
    for count in range(5, 10):
        calls = [us_call("10:00:00", f"2026-06-{1 + i % 7:02}", f"c{i}") if i < 7 else
                 us_call("15:00:00", f"2026-06-0{i - 6}", f"c{i}") for i in range(count)]
        table.put(f"seven-{count}", "8", f"{count} calls in seven days.", ["seven-in-seven"],
                  [*base, *calls])
    for gap in range(1, 10):
        last = (date(2026, 6, 1) + timedelta(gap)).isoformat()
        calls = [us_call(f"{9 + i:02}:17:00", "2026-06-01", f"c{i}") for i in range(7)]
        table.put(f"eighth-after-{gap}", "8", f"Seven on one day, one {gap} days later.",
                  ["seven-in-seven"], [*base, *calls, us_call("12:00:00", last, "last")])
    for clock, day in (("23:59:59", "2026-06-07"), ("00:00:00", "2026-06-08")):
        calls = [us_call(f"{9 + i:02}:17:00", "2026-06-01", f"c{i}") for i in range(7)]
        table.put(f"eighth-at-{clock.replace(':', '')}", "8", "The seventh day ends at midnight.",
                  ["seven-in-seven"], [*base, *calls, us_call(clock, day, "last")])
    for split in range(5):
        roles = [role(US), role("+12125550102", name="b")]
        calls = [us_call("10:00:00", f"2026-06-0{1 + i}", f"c{i}") for i in range(7)]
        calls += [call(at("2026-06-07", f"{12 + i}:20:00", "-04:00"), 0, "+12125550102", f"d{i}",
                       offset={"minutes": -240}) for i in range(split)]
        table.put(f"each-debt-{split}", "8", "Each debt by itself.", ["seven-in-seven"],
                  [case(), case("b"), *roles, *calls])
    for day in ("2026-06-04", "2026-06-09"):
        calls = [us_call("10:00:00", f"2026-06-0{1 + i}", f"c{i}") for i in range(7)]
        table.put(f"every-day-over-{day}", "8", "A finding for each day over the limit.",
                  ["seven-in-seven"], [*base, *calls, us_call("16:00:00", day, "l1"),
                                       us_call("17:10:00", day, "l2")])


def cooldown(table):
    base = [case(), role(US)]
    talk = us_call("10:00:00", "2026-06-01", "talk", seconds=60)
    rules = ["after-conversation"]
    for gap in range(0, 10):
        day = (date(2026, 6, 1) + timedelta(gap)).isoformat()
        table.put(f"after-{gap}", "8", f"A call {gap} days after a conversation.", rules,
                  [*base, talk, us_call("12:00:00", day, "late")])
    for clock, day in (("23:59:59", "2026-06-07"), ("00:00:00", "2026-06-08")):
        table.put(f"after-at-{clock.replace(':', '')}", "8", "The seventh day ends at midnight.",
                  rules, [*base, talk, us_call(clock, day, "late")])
    table.put("before-the-talk", "8", "A call before it on that day.", rules,
              [*base, us_call("09:00:00", "2026-06-01", "early"), talk])
    table.put("own-call", "8", "The borrower's own conversation counts.", rules,
              [*base, us_call("10:00:00", "2026-06-01", "talk", seconds=60, direction="out"),
               us_call("12:00:00", "2026-06-03", "late")])
    table.put("own-call-later", "8", "The borrower's later call is no fault.", rules,
              [*base, talk, us_call("12:00:00", "2026-06-03", "late", direction="out")])
    table.put("other-debt", "8", "Another debt.", rules,
              [case(), case("b"), role(US), role("+12125550102", name="b"), talk,
               call(at("2026-06-03", "12:00:00", "-04:00"), 0, "+12125550102", "late",
                    offset={"minutes": -240})])
    for seconds in (0, 1):
        table.put(f"talk-of-{seconds}", "8", "A conversation lasts a second at least.", rules,
                  [*base, us_call("10:00:00", "2026-06-01", "talk", seconds=seconds),
                   us_call("12:00:00", "2026-06-03", "late")])
    table.put("two-late-on-a-day", "8", "One finding a day.", rules,
              [*base, talk, us_call("12:00:00", "2026-06-03", "l1"),
               us_call("15:10:00", "2026-06-03", "l2"), us_call("12:00:00", "2026-06-04", "l3")])
    table.put("talk-again", "8", "The second conversation begins the days anew.", rules,
              [*base, talk, us_call("12:00:00", "2026-06-05", "again", seconds=20),
               us_call("12:00:00", "2026-06-11", "late"), us_call("12:00:00", "2026-06-12", "free")])


def mexico(table):
    for zone, day, minutes in (("America/Tijuana", "2026-03-07", -480), ("America/Tijuana", "2026-03-09", -420),
                               ("America/Tijuana", "2026-10-30", -420), ("America/Tijuana", "2026-11-02", -480),
                               ("America/Mexico_City", "2026-07-01", -360), ("America/Cancun", "2026-07-01", -300)):
        base = [case(zone=zone), role(MX)]
        for clock in ("06:54:59", "06:55:00", "07:00:00", "21:59:59", "22:00:00", "22:04:59", "22:05:00"):
            table.put(f"{zone.split('/')[1].lower().replace('_', '-')}-{day}-{clock.replace(':', '')}",
                      "5", f"{clock} in {zone}.", ["hours"],
                      [*base, call(at(day, clock, zone_text(minutes)), number=MX)])
    base = [case(zone="America/Mexico_City"), role(MX)]
    # Friday 1 May and Wednesday 16 September are days off.
    for day in ("2026-04-30", "2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04", "2026-09-15",
                "2026-09-16", "2026-09-17", "2026-06-05", "2026-06-06", "2026-06-07", "2026-06-08"):
        for clock in ("00:00:00", "00:04:59", "00:05:00", "12:00:00", "23:54:59", "23:55:00", "23:59:59"):
            table.put(f"day-off-{day}-{clock.replace(':', '')}", "4", f"{clock} on {day}.",
                      ["days-off"], [*base, call(at(day, clock, "-06:00"), 0, MX)])

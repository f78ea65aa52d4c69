"""When something was, by whose clock: instants, zones with summer time, permitted spans (rule.md 4, 5)."""

from datetime import UTC, date, datetime, timedelta

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EPOCH = datetime(1970, 1, 1)


def instant(text: str | None) -> int | None:
    """Milliseconds since 1970, or None for a local time."""
    time = datetime.fromisoformat(text) if text else None
    return None if time is None or time.tzinfo is None else round(time.timestamp() * 1000)


def clock(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).replace(tzinfo=None)


class Zone:
    """A zone of a pack, or an offset that stands as it is."""

    def __init__(self, minutes: int, name=None, summer=None, since=None):
        self.minutes, self.name, self.summer, self.since = minutes, name, summer, since

    def offset(self, ms: int) -> int:
        """Milliseconds east of UTC."""
        winter = self.minutes * MINUTE
        if not self.summer:
            return winter
        summer = self.summer["minutes"] * MINUTE
        year = clock(ms + winter).year
        start = change(year, self.summer["start"]) - winter
        end = change(year, self.summer["end"]) - summer
        inside = start <= ms < end if start < end else not end <= ms < start
        return summer if inside else winter

    def day(self, ms: int) -> date:
        return clock(ms + self.offset(ms)).date()

    def is_known(self, ms: int) -> bool:
        return self.since is None or self.day(ms).year >= self.since

    def at(self, day: date, minutes: int) -> int:
        """The instant of a clock time that is neither skipped nor repeated."""
        wall = (datetime(day.year, day.month, day.day) - EPOCH) // timedelta(milliseconds=1)
        wall += minutes * MINUTE
        guess = wall - self.offset(wall)
        return wall - self.offset(guess)


def change(year: int, rule: dict) -> int:
    """A change of the clocks, by the wall, in milliseconds as if of UTC."""
    weekday, nth = WEEKDAYS.index(rule["weekday"]), rule["nth"]
    days, day = [], date(year, rule["month"], 1)
    while day.month == rule["month"]:
        if day.weekday() == weekday:
            days.append(day)
        day += timedelta(1)
    day = days[-1] if nth == 5 else days[nth - 1]
    wall = datetime(day.year, day.month, day.day) - EPOCH
    return wall // timedelta(milliseconds=1) + minutes_of(rule["at"]) * MINUTE


def minutes_of(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def zone_of(entry: dict) -> Zone:
    return Zone(entry["minutes"], entry["name"], entry.get("summer"), entry.get("since"))


def permitted(hours: dict, zone: Zone, ms: int, way: str, holidays: set) -> list[tuple[int, int]]:
    """The permitted spans around an instant, those that meet joined to one."""
    spans = []
    for step in range(-9, 10):
        day = zone.day(ms) + timedelta(step)
        off = hours.get("holidays") and day.isoformat() in holidays
        name = "holiday" if off else WEEKDAYS[day.weekday()]
        for span in hours["allowed"]:
            if name in span.get("days", [*WEEKDAYS, "holiday"]) and way in span.get("channels", [way]):
                a, b = (zone.at(day, minutes_of(span[edge])) for edge in ("from", "to"))
                if spans and spans[-1][1] == a:
                    a = spans.pop()[0]
                spans.append((a, b))
    return spans

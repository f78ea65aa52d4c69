"""Which sightings are one event (event.md), by the steps as they are written."""

import re
import unicodedata
from hashlib import sha256
from itertools import combinations

WEIGHT = {"captured": 5, "mirrored": 4, "operator": 4, "relayed": 3, "imported": 3, "typed": 2,
          "program": 0}
DAY, HALF_HOUR = 86_400_000, 1_800_000


class Sighting:
    """What a record is compared by. `None` is not known, or absent."""

    def __init__(self, place: int, facts: dict, private: dict, hidden=()):
        self.place = place
        feed = facts.get("feed", {})
        self.feed = (facts["source"], feed.get("format"), feed.get("file"))
        self.weight = WEIGHT[facts["source"]]
        self.channel, self.direction = facts["channel"], facts.get("direction")
        self.duration = facts.get("duration")
        self.not_told = (facts["source"], facts["channel"]) == ("captured", "call") and (
            "party" not in private)
        unknown = "party" in hidden or self.not_told
        self.number = None if unknown else named(private.get("party"))
        self.own = None
        if "own" in private and "own" not in hidden:
            self.own = named(private["own"])
        if facts.get("body_attached"):
            self.body = facts["body_attached"]
        elif (facts["channel"], facts.get("service")) == ("mms", "announced"):
            self.body = None
        else:
            self.body = None if "body" in hidden else digest(private.get("body", ""))
        self.taken_back = (facts.get("reason") == "taken_back" and facts["channel"] != "call"
                           and "body" not in private and not facts.get("body_attached"))
        if self.taken_back:
            self.body = None
        seen, self.network = facts.get("seen", {}).get("wall"), facts.get("network")
        if None not in (seen, self.network) and abs(seen - self.network) > DAY:
            self.network = None
        self.time = seen if seen is not None else self.network
        self.is_call = self.channel == "call"
        self.announced = (facts["channel"], facts.get("service")) == ("mms", "announced")
        self.location = self.transaction = None
        if self.channel == "mms":
            field, *names = (("detail", "location", "transaction") if self.announced
                             else ("source_row", "ct_l", "tr_id"))
            told = {} if field in hidden else private.get(field, {})
            self.location, self.transaction = (
                told.get(name) if isinstance(told.get(name), str)
                and told[name] not in ("", "null") else None for name in names)

    def is_alone(self) -> bool:
        """Whether it matches nothing whatever the other says."""
        return None in (self.number, self.time) or (self.body is None and not self.is_call)


def named(party) -> str:
    if party is None:
        return ""
    return party.get("number", party["shown"])


def digest(body: str) -> str:
    text = unicodedata.normalize("NFC", re.sub("\r\n|\r", "\n", body))
    return sha256(text.encode()).hexdigest()


def same_side(a: Sighting, b: Sighting) -> bool:
    """Channel, direction, number and own number."""
    return ((a.channel, a.direction, a.number) == (b.channel, b.direction, b.number)
            and (a.own == b.own or None in (a.own, b.own)))


def networked(a: Sighting, b: Sighting) -> bool:
    return None not in (a.network, b.network) and not a.is_call


def near_durations(a: Sighting, b: Sighting) -> bool:
    return None in (a.duration, b.duration) or abs(a.duration - b.duration) <= 5


def agree(a: Sighting, b: Sighting) -> bool:
    if a.is_alone() or b.is_alone() or not same_side(a, b):
        return False
    apart = abs(a.time - b.time)
    if a.is_call:
        return apart <= 60_000 and near_durations(a, b)
    if a.body != b.body:
        return False
    return a.network == b.network if networked(a, b) else apart <= 120_000


def distance(a: Sighting, b: Sighting) -> int:
    return 0 if networked(a, b) else abs(a.time - b.time)


def second_of(a: Sighting, b: Sighting) -> bool:
    """Whether both are of the same second."""
    if None in (a.time, b.time):
        return False
    if networked(a, b):
        return a.network // 1000 == b.network // 1000
    return a.time // 1000 == b.time // 1000


def disagree(a: Sighting, b: Sighting) -> bool:
    """Step 4: one text of one second with two bodies."""
    return (not a.is_call and None not in (a.number, a.body, b.body) and same_side(a, b)
            and second_of(a, b) and a.body != b.body)


def joins(a: Sighting, b: Sighting) -> bool:
    """Step 6: a row whose words were taken back, and an event's strongest sighting."""
    return a.number is not None and same_side(a, b) and second_of(a, b)


def announces(a: Sighting, b: Sighting) -> bool:
    """Step 7: an announcement, and the strongest sighting of an event that is the message."""
    if None in (a.location, b.location):
        one_message = a.transaction is not None and a.transaction == b.transaction
    else:
        one_message = a.location == b.location
    return (one_message and b.channel == "mms" and not b.announced and a.number is not None
            and same_side(a, b) and None not in (a.time, b.time)
            and abs(a.time - b.time) <= DAY)


class Event:
    def __init__(self, first: Sighting):
        self.sightings, self.disagrees = [first], False

    @property
    def strongest(self) -> Sighting:
        return self.sightings[0]

    @property
    def feeds(self) -> set:
        return {sighting.feed for sighting in self.sightings}


def group(rows: list[Sighting]) -> tuple[list[Event], list[tuple[int, int]]]:
    """The events, and the pairs of them that are perhaps the same."""
    feeds = {}
    for row in sorted(rows, key=lambda row: row.place):
        feeds.setdefault(row.feed, []).append(row)
    events = []
    in_order = sorted(feeds.values(), key=lambda rows: (-rows[0].weight, rows[0].place))
    for feed in in_order:
        left, earlier = [row for row in feed if not row.taken_back], list(events)
        while True:
            pairs = [(distance(row, event.strongest), row.place, event.strongest.place, row, event)
                     for row in left for event in earlier if agree(row, event.strongest)]
            if not pairs:
                break
            *_, row, event = min(pairs, key=lambda pair: pair[:3])
            event.sightings.append(row)
            left.remove(row)
            earlier.remove(event)
        for row in list(left):
            others = [event for event in events
                      if row.feed not in event.feeds and disagree(row, event.strongest)]
            if others:
                event = min(others, key=lambda event: event.strongest.place)
                event.sightings.append(row)
                event.disagrees = True
                left.remove(row)
        events += [Event(row) for row in left]
    for row in [row for feed in in_order for row in feed if row.taken_back]:
        found = [event for event in events
                 if row.feed not in event.feeds and joins(row, event.strongest)]
        if found:
            min(found, key=lambda event: event.strongest.place).sightings.append(row)
        else:
            events.append(Event(row))
    for event in sorted(events, key=lambda event: event.strongest.place):
        row = event.strongest
        if not row.announced or len(event.sightings) > 1:
            continue
        found = [other for other in events
                 if row.feed not in other.feeds and announces(row, other.strongest)]
        if found:
            min(found, key=lambda other: other.strongest.place).sightings.append(row)
            events.remove(event)
    events.sort(key=lambda event: min(sighting.place for sighting in event.sightings))
    return events, perhaps(events)


def steps(a: Sighting, b: Sighting) -> tuple[int, int] | None:
    """How many half hours apart, and the rest."""
    if a.is_alone() or b.is_alone() or not same_side(a, b):
        return None
    if not a.is_call and a.body != b.body:
        return None
    if a.is_call and a.time // 1000 == b.time // 1000 and not near_durations(a, b):
        return 0, abs(a.time - b.time)
    exact = networked(a, b)
    apart = abs(a.network - b.network) if exact else abs(a.time - b.time)
    room = 0 if exact else 60_000 if a.is_call else 120_000
    count = (apart + HALF_HOUR // 2) // HALF_HOUR
    rest = abs(apart - count * HALF_HOUR)
    if 1 <= count <= 28 and rest <= room and (not a.is_call or near_durations(a, b)):
        return count, rest
    return None


def unnamed(a: Event, b: Event) -> bool:
    """Whether `a` is a call whose number was not told and `b` may be the same one with its number."""
    one, other = a.strongest, b.strongest
    return (one.not_told and other.is_call and other.number is not None
            and None not in (one.time, other.time) and one.direction == other.direction
            and (one.own == other.own or None in (one.own, other.own))
            and abs(one.time - other.time) <= 60_000 and near_durations(one, other)
            and not a.feeds & b.feeds)


def perhaps(events: list[Event]) -> list[tuple[int, int]]:
    found = []
    fitting = [(a, b) for a in events for b in events if unnamed(a, b)]
    for a, b in fitting:
        if sum(a is x or b is y for x, y in fitting) == 1:
            places = sorted((a.strongest.place, b.strongest.place))
            rest = abs(a.strongest.time - b.strongest.time)
            found.append((0, rest, *places, *sorted((events.index(a), events.index(b)))))
    for (i, a), (j, b) in combinations(enumerate(events), 2):
        apart = steps(a.strongest, b.strongest)
        if apart and not a.feeds & b.feeds:
            found.append((*apart, *sorted((a.strongest.place, b.strongest.place)), i, j))
    linked, pairs = set(), []
    for *_, i, j in sorted(found):
        if not {i, j} & linked:
            linked |= {i, j}
            pairs.append((i, j))
    return sorted(pairs)

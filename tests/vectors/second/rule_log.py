"""What a vector's records say: contacts, roles, cases, groups (rule.md, "Conventions", 1, 2, 6)."""

from functools import cached_property

from second.event import Sighting, group
from second.rule_time import DAY, instant

TEXTS = ("sms", "mms", "chat")
RECORDED = "2026-12-31T12:00:00+08:00"


class Contact:
    """An event, taken by its strongest sighting."""

    def __init__(self, log, event):
        self.log, self.event = log, event
        self.row = row = log.records[event.strongest.place]
        self.id, self.number, self.own = row["id"], row.get("number"), row.get("own")
        self.channel = row["channel"]
        self.way = "text" if self.channel in TEXTS else self.channel
        self.came_in = row.get("direction", "in") == "in"
        self.seconds, self.body = row.get("seconds"), row.get("body", "")
        seen, network = event.strongest.time, event.strongest.network
        self.networked = self.way == "text" and network is not None
        self.time = network if self.networked else seen
        self.people = [row["own"]] if "own" in row else []
        self.people += row.get("group", [])
        sources = {log.records[one.place].get("source", "captured") for one in event.sightings}
        self.is_told = sources <= {"typed", "relayed"}

    @property
    def outcome(self):
        """connected, unanswered, or None where that is not known (rule.md 7)."""
        word = self.row.get("outcome")
        if word is None:
            if self.seconds is None:
                return None
            return "connected" if self.seconds else "unanswered"
        if word != "connected":
            return "unanswered"
        if self.seconds is None:
            return None
        return "connected" if self.seconds else "unanswered"

    def is_of_collector(self, rule: dict) -> bool:
        roles = rule.get("roles", ["creditor", "agency"])
        return self.came_in and any(role in roles for role in self.roles.values())

    @cached_property
    def roles(self) -> dict:
        return self.log.roles(self.number, self.time)

    @cached_property
    def cases(self) -> set:
        """The cases that the number serves, or those with which the event is tagged."""
        ids = {self.log.records[one.place]["id"] for one in self.event.sightings}
        tags = {row["case"] for row in self.log.records
                if row["kind"] == "tag" and ids & set(row["targets"])}
        serves = {case for case, role in self.roles.items()
                  if case and role in ("creditor", "agency")}
        return tags or serves

    @property
    def groups(self) -> set:
        return {self.log.facts(case).get("creditor", case) for case in self.cases}

    def fact(self, name: str):
        """A case fact that all cases agree on."""
        values = {self.log.facts(case).get(name) for case in self.cases}
        return values.pop() if len(values) == 1 else None


class Log:
    def __init__(self, records: list[dict]):
        self.records = records
        rows = [sighting(place, row) for place, row in enumerate(records)
                if row["kind"] == "event"]
        events, perhaps = group(rows)
        self.contacts = [Contact(self, event) for event in events]
        self.perhaps = [{self.contacts[i], self.contacts[j]} for i, j in perhaps]

    def roles(self, number: str | None, time: int | None) -> dict:
        """The role that counts in each case; the latest record wins."""
        found = {}
        for row in self.of("role"):
            if number is not None and row.get("number") == number and holds(row, time):
                found[row.get("case")] = row["role"]
        return found

    def of(self, kind: str) -> list[dict]:
        return [row for row in self.records if row["kind"] == kind]

    def facts(self, case: str) -> dict:
        found = {}
        for row in self.of("case"):
            if row["case"] == case:
                found |= row.get("detail", {})
        return found

    def ends(self, row: dict) -> int:
        """When a record's span ends: its own end or a withdrawal, whichever is first."""
        ends = [instant(row.get("to"))] + [
            time_of(other) for other in self.of("withdrawal") if row.get("id") in other["targets"]]
        return min((end for end in ends if end is not None), default=2**53)


def time_of(row: dict) -> int:
    """From when a refusal, an agreement or a withdrawal counts: `from`, else seen, else recorded."""
    return instant(row.get("from") or row.get("at") or row.get("recorded", RECORDED))


def holds(row: dict, time: int | None) -> bool:
    start, end = instant(row.get("from")), instant(row.get("to"))
    if time is None:
        return start is None and end is None
    return (start is None or start <= time) and (end is None or time < end)


def sighting(place: int, row: dict) -> Sighting:
    source = row.get("source", "captured")
    facts = {"source": source, "channel": row["channel"], "direction": row.get("direction", "in")}
    if "feed" in row:
        feed = row["feed"]
        facts["feed"] = {"format": feed.get("format", "sms_backup"), "file": feed.get("file")}
    if "seconds" in row:
        facts["duration"] = row["seconds"]
    at = instant(row.get("at"))
    if at is not None:
        facts["seen"] = {"wall": at}
    network = at if row["channel"] in TEXTS else None
    if "network" in row:
        network = instant(row["network"])
    if network is not None:
        facts["network"] = network
    private = {"party": {"shown": row.get("number", ""), "number": row.get("number", "")}}
    if "own" in row:
        private["own"] = {"shown": row["own"], "number": row["own"]}
    private["body"] = row.get("body", "")
    silent = source == "operator" and row["channel"] != "call" and "body" not in row
    return Sighting(place, facts, private, ("body",) if silent else ())


def clock_doubt(log: Log, contact: Contact) -> int:
    """The largest move of the phone's clock within 24 hours, for what the phone timed."""
    if contact.networked or contact.time is None:
        return 0
    near = [abs(row["delta"]) for row in log.of("clock")
            if abs(instant(row["at"]) - contact.time) <= DAY]
    return max(near, default=0)

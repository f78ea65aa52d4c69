"""How many calls were too many: a day, in seven days, after a conversation (rule.md 7 to 9)."""

from collections import defaultdict
from datetime import date, timedelta

from second.rule_hours import zones_of
from second.rule_level import finding


def find(pack: dict, rule: dict, log, demands) -> list[dict]:
    if rule["kind"] == "cooldown":
        return cooldown(pack, rule, log)
    certain, unknown = defaultdict(list), defaultdict(list)
    for contact in log.contacts:
        if contact.way != "call" or not contact.is_of_collector(rule):
            continue
        counted = counts(rule["count"]["unit"], contact)
        if counted is False:
            continue
        keys = keys_of(rule["count"]["group_by"], contact)
        days = days_of(pack, contact)
        sure = counted and len(keys) == 1 and len(days) == 1
        for key in keys:
            for day in days:
                (certain if sure else unknown)[key, day].append(contact)
    found = []
    for key, day in sorted(certain.keys() | unknown.keys(), key=str):
        within = window(rule["count"]["per"], day)
        sure = [one for each in within for one in certain[key, each]]
        maybe = [one for each in within for one in unknown[key, each]]
        found.append(over(pack, rule, log, key, day, sure, maybe))
    return [one for one in found if one]


def counts(unit: str, contact) -> bool | None:
    """Whether a call counts; None where that is not known."""
    if unit == "placed":
        return True
    return None if contact.outcome is None else contact.outcome == unit


def keys_of(names: list, contact) -> list:
    """What the call is summed with: once for each group that it may belong to."""
    own = contact.own if "own_number" in names else None
    wholes = contact.cases if "debt" in names else contact.groups
    if not wholes:
        return [("number", contact.number, own)]
    return [("group", whole, own) for whole in sorted(wholes)]


def days_of(pack, contact) -> list[date]:
    if contact.time is None:
        day = date.fromisoformat(contact.row["at"][:10])
        return [day + timedelta(step) for step in (-1, 0, 1)]
    zones, _ = zones_of(pack, contact)
    assert len(zones) == 1, "counted only where the place is known"
    return [zones[0].day(contact.time)]


def window(per: str, day: date) -> list[date]:
    return [day] if per == "day" else [day - timedelta(step) for step in range(6, -1, -1)]


def in_order(contacts: list) -> list[str]:
    """By time, those without an instant last."""
    ordered = sorted(contacts, key=lambda one: (one.time is None, one.time or 0))
    return [contact.id for contact in ordered]


def over(pack, rule, log, key, day, sure, maybe) -> dict | None:
    most = rule["count"]["most"]
    twice = sum(1 for pair in log.perhaps if pair <= {*sure, *maybe})
    least = len(sure) - sum(1 for pair in log.perhaps if pair <= {*sure})
    if least > most:
        level, listed, remarks = "sign", sure, []
    elif len(sure) + len(maybe) > most:
        level, listed, remarks = "undecided", [*sure, *maybe], ["count-undecided"]
    else:
        return None
    caps = [("context", "number-in-no-group")] if key[0] == "number" else []
    strong = [one for one in sure if not one.is_told]
    if len(strong) - sum(1 for pair in log.perhaps if pair <= {*strong}) <= most and any(
            not one.is_told for one in listed):
        caps.append(("review", "typed-or-relayed-needed"))
    one = finding(pack, rule, level, in_order(listed), listed, day.isoformat(), caps, remarks)
    if one and twice and level == "sign":
        del one["records"]
    return one


def cooldown(pack, rule, log) -> list[dict]:
    """Calls that came in after a conversation about the same debt, within the days."""
    found, calls = [], [one for one in log.contacts if one.way == "call"]
    assert all(one.time is not None and one.outcome for one in calls), "known calls only"
    for case in sorted({case for one in calls for case in one.cases}):
        mine = sorted((one for one in calls if one.cases == {case}), key=lambda one: one.time)
        late = defaultdict(list)
        for call in mine:
            day = days_of(pack, call)[0]
            talks = [one for one in mine if one.outcome == "connected" and one.time < call.time
                     and 0 <= (day - days_of(pack, one)[0]).days < rule["cooldown"]["days"]]
            if call.is_of_collector(rule) and talks:
                late[day].append((talks[-1], call))
        for day, pairs in sorted(late.items()):
            listed = [pairs[0][0], *(call for _, call in pairs)]
            ids = [contact.id for contact in listed]
            leans = all(one.is_told or other.is_told for one, other in pairs)
            caps = ([("review", "typed-or-relayed-needed")]
                    if leans and not all(one.is_told for one in listed) else [])
            found.append(finding(pack, rule, "sign", ids, listed, day.isoformat(), caps))
    return [one for one in found if one]

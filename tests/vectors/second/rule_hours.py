"""Whether a contact fell into barred hours (rule.md 3 to 6, 10, 16)."""

from datetime import date, timedelta

from second.rule_level import applying, finding
from second.rule_log import clock_doubt, time_of
from second.rule_time import MINUTE, Zone, minutes_of, permitted, zone_of


def find(pack: dict, rule: dict, log, demands) -> list[dict]:
    found = []
    for contact in log.contacts:
        counts = contact.way in ("call", "visit") or contact.way == "text" and demands(contact.body)
        if counts and contact.is_of_collector(rule):
            found.append(judge(pack, rule, log, contact))
    return [one for one in found if one]


def judge(pack, rule, log, contact) -> dict | None:
    if contact.time is None:
        return without_instant(pack, rule, contact)
    zones, caps = zones_of(pack, contact)
    if not all(zone.is_known(contact.time) for zone in zones):
        known = applying(pack, rule, zones[0].day(contact.time).isoformat(), contact.way,
                         contact.fact("creditor_kind"))
        return bare(rule, contact) if known else None
    answers = {answer(pack, rule, log, contact, zone) for zone in zones}
    if len(answers) > 1:
        level, remark = "undecided", "place-unknown"
    else:
        level, remark = answers.pop()
    other = phone_zone(pack, contact)
    if pack["zone"]["basis"] != "debtor_place" and other and len(zones) == 1:
        theirs, _ = answer(pack, rule, log, contact, other)
        if (theirs is None) != (level is None):
            assert {theirs, level} == {None, "sign"}, "the page leaves the rest open"
            caps.append(("review", "phone-zone-differs"))
            level = "sign"
    if level is None:
        return None
    if contact.way == "text" and not contact.networked:
        caps.append(("review", "phone-time-only"))
    if contact.way == "call" and is_general(pack, contact.number):
        caps.append(("review", "general-line"))
    if is_agreed(rule, log, contact, zones[0]):
        caps.append(("context", "time-agreed"))
    day = zones[0].day(contact.time).isoformat()
    return finding(pack, rule, level, [contact.id], [contact], day, caps, [remark] if remark else [])


def bare(rule, contact) -> dict:
    return {"rule": rule["id"], "level": "undecided", "records": [contact.id], "texts": [],
            "remarks": ["zone-unknown"]}


def without_instant(pack, rule, contact) -> dict | None:
    """A local time without zone: the day before and the day after may be meant too."""
    day = date.fromisoformat(contact.row["at"][:10])
    kind = contact.fact("creditor_kind")
    days = [(day + timedelta(step)).isoformat() for step in (-1, 0, 1)]
    if any(applying(pack, rule, one, contact.way, kind) for one in days):
        return bare(rule, contact)
    return None


def answer(pack, rule, log, contact, zone) -> tuple[str | None, str | None]:
    """The level by one zone's clock, and the remark that goes with it."""
    holidays = set(pack.get("holidays", {}).get("days", []))
    spans = permitted(rule["hours"], zone, contact.time, contact.way, holidays)
    margin = rule["hours"]["margin"] * MINUTE
    doubt = clock_doubt(log, contact)
    near = max(margin, doubt)
    time = contact.time
    for a, b in spans:
        if a <= time < b:
            reached = (contact.way == "call" and contact.outcome == "connected"
                       and time + contact.seconds * 1000 - b >= margin)
            doubtful = doubt > margin and (time - a < doubt or b - time <= doubt)
            assert not (reached and doubtful), "the page leaves it open which holds"
            if doubtful:
                return "undecided", "clock-doubt"
            return ("review", "call-reached-into-window") if reached else (None, None)
    a = max(b for _, b in spans if b <= time)
    b = min(a for a, _ in spans if a > time)
    if time - a < near or b - time <= near:
        return "borderline", "clock-doubt" if doubt > margin else None
    return "sign", None


def phone_zone(pack, contact) -> Zone | None:
    offset = contact.row.get("offset")
    if offset is None or offset.get("from", "phone") == "option":
        return None
    return named(pack, offset)


def named(pack, offset) -> Zone:
    for entry in pack["zone"]["zones"]:
        if entry["name"] == offset.get("zone"):
            return zone_of(entry)
    return Zone(offset["minutes"])


def zones_of(pack, contact) -> tuple[list[Zone], list]:
    """The zones in which a contact is judged, and what they do to the level."""
    basis, every = pack["zone"]["basis"], [zone_of(entry) for entry in pack["zone"]["zones"]]
    said = [zone for zone in every if zone.name == contact.fact("zone")]
    if basis == "national":
        return every, []
    if basis == "debtor_address":
        return said or every, []
    own = phone_zone(pack, contact)
    if own:
        return [own], []
    if "offset" in contact.row:
        return [named(pack, contact.row["offset"])], [("review", "place-assumed")]
    return (said, [("review", "place-assumed")]) if said else (every, [])


def is_general(pack, number) -> bool:
    lines = pack.get("lines", {})
    digits = (number or "").removeprefix("+" + lines.get("country", ""))
    return any(digits.startswith(form["starts"]) and form["least"] <= len(digits) <= form["most"]
               for form in lines.get("general", []))


def is_agreed(rule, log, contact, zone) -> bool:
    if rule["hours"].get("agreement") is False or len(contact.cases) > 1:
        return False
    now = (contact.time + zone.offset(contact.time)) // MINUTE % 1440
    for row in log.of("agreement"):
        theirs = row.get("case") in contact.cases or (
            "case" not in row and row.get("number") == contact.number)
        a, b = (minutes_of(row["detail"][name]) for name in ("hours_from", "hours_to"))
        inside = a <= now < b if a <= b else now >= a or now < b
        if theirs and inside and time_of(row) <= contact.time < log.ends(row):
            return True
    return False

"""Contacts that reached a third person, and those after a refusal (rule.md 15)."""

from second.rule_hours import zones_of
from second.rule_level import finding
from second.rule_log import time_of
from second.rule_time import DAY

THIRD = ("spouse", "emergency_contact", "third_person", "other")
OWES_TOO = ("guarantor", "co_debtor")


def find(pack: dict, rule: dict, log, demands) -> list[dict]:
    ways = {"any": any_contact, "refused": refused}
    return ways[rule["third_person"]["contact"]](pack, rule, log)


def any_contact(pack, rule, log) -> list[dict]:
    found = []
    for contact in log.contacts:
        role = reached(log, contact)
        if contact.is_of_collector(rule) and role:
            found.append(told(pack, rule, log, contact, [contact.id], role == "spouse"))
    return [one for one in found if one]


def refused(pack, rule, log) -> list[dict]:
    found = []
    for row in log.of("refusal"):
        assert row.get("detail", {}).get("relation") not in ("debtor", "self"), "another rule"
        start, end = time_of(row), log.ends(row)
        for contact in log.contacts:
            if contact.time is None or not start < contact.time < end:
                continue
            roles = set(log.roles(row["number"], contact.time).values())
            serves = "case" not in row or row["case"] in contact.cases
            mine = row["number"] in contact.people and serves
            if roles & {"creditor", "agency"}:
                cases = {case for case in log.roles(row["number"], contact.time) if case}
                mine = contact.number == row["number"] or bool(cases & contact.cases)
            nobody = (roles & {"creditor", "agency"} and not reached(log, contact)
                      and not row.get("detail", {}).get("relation"))
            if nobody:
                continue
            if contact.is_of_collector(rule) and mine and not roles & {*OWES_TOO}:
                ids = [row["id"], contact.id]
                found.append(told(pack, rule, log, contact, ids, "spouse" in roles))
    return [one for one in found if one]


def reached(log, contact) -> str | None:
    """The first third person's role; the contact's own number goes first."""
    for number in contact.people:
        for role in log.roles(number, contact.time).values():
            if role in THIRD:
                return role
    return None


def told(pack, rule, log, contact, ids, is_spouse) -> dict | None:
    talks = [other for other in log.contacts if talk(log, contact, other)]
    reachable = bool(talks)
    caps = [("review", "spouse")] if is_spouse else []
    remarks = ["debtor-was-reachable"] if reachable else []
    if not reachable:
        caps.append(("review", "debtor-perhaps-unreachable"))
    elif all(other.is_told for other in talks):
        caps.append(("review", "typed-or-relayed-needed"))
    day = zones_of(pack, contact)[0][0].day(contact.time).isoformat()
    return finding(pack, rule, "sign", ids, [contact], day, caps, remarks)


def talk(log, contact, other) -> bool:
    """Whether the other shows that the debtor could be reached in the three days before."""
    if other.time is None or not 0 < contact.time - other.time <= 3 * DAY:
        return False
    theirs = other.number == contact.number or bool(other.cases & contact.cases)
    answered = other.way == "call" and other.outcome == "connected"
    wrote = other.way == "text" and not other.came_in
    return theirs and (answered or wrote) and reached(log, other) is None

"""Boundary cases of third persons: who is one, after a refusal, whether the debtor was reachable."""

from cases.rule_sample import AGENCY, BANK, OWN, THIRD, Table, at, call, case, role, sms

DAY = "2026-03-02"
NOON = at(DAY, "12:00:00")
REFUSED, CONTACT = ["third-person-refused"], ["third-person-contact"]
BASE = [case(), role(), role(THIRD, "third_person", None)]


def refusal(when=None, **more):
    when = when or at("2026-03-01", "12:00:00")
    return {"kind": "refusal", "id": "no", "number": THIRD, "case": "a", "at": when,
            "recorded": when} | more


def write(tables):
    table = Table("cn")
    after(table)
    persons(table)
    reachable(table)
    tables.put("edges-cn-third-persons", "cn", table.vectors)


def after(table):
    """When the refusal was, what ends it, whom it binds."""
    reached = call(NOON, own=THIRD)
    for name, when in (("second-before", at(DAY, "11:59:59")), ("second-after", at(DAY, "12:00:01")),
                       ("year-before", at("2025-03-02", "12:00:00"))):
        table.put(f"refused-{name}", "15", "A later contact only.", REFUSED,
                  [*BASE, refusal(when), reached])
        table.put(f"refused-from-{name}", "15", "From goes before when it was seen.", REFUSED,
                  [*BASE, refusal(at("2026-03-02", "11:00:00"), **{"from": when}), reached])
    for name, edge in (("before", "11:59:59"), ("at", "12:00:00"), ("after", "12:00:01")):
        end = at(DAY, edge)
        table.put(f"refused-to-{name}", "15", "Its end is not included.", REFUSED,
                  [*BASE, refusal(to=end), reached])
        table.put(f"refused-withdrawn-{name}", "15", "A withdrawal ends it.", REFUSED,
                  [*BASE, refusal(), {"kind": "withdrawal", "targets": ["no"], "at": end,
                                      "recorded": end}, reached])
    other = [role(BANK, "creditor"), call(NOON, number=BANK, own=THIRD)]
    table.put("refused-other-number", "15", "The group's other number.", REFUSED,
              [*BASE, refusal(), *other])
    table.put("refused-other-group", "15", "Another creditor was not told.", REFUSED,
              [*BASE, case("b"), refusal(), role(BANK, "creditor", "b"),
               call(NOON, number=BANK, own=THIRD)])
    table.put("refused-any-case", "15", "The refusal names no case.", REFUSED,
              [*BASE, {key: value for key, value in refusal().items() if key != "case"}, reached])
    table.put("refused-other-own", "15", "It reached the debtor.", REFUSED,
              [*BASE, refusal(), call(NOON, own=OWN)])
    table.put("refused-own-not-known", "15", "Whom it reached is not known.", REFUSED,
              [*BASE, refusal(), call(NOON)])
    table.put("refused-out", "15", "The third person called.", REFUSED,
              [*BASE, refusal(), call(NOON, own=THIRD, direction="out")])
    table.put("refused-missed", "15", "An unanswered call is a contact.", REFUSED,
              [*BASE, refusal(), call(NOON, 0, own=THIRD)])
    table.put("refused-text", "15", "So is a text.", REFUSED,
              [*BASE, refusal(), sms(NOON, own=THIRD)])
    chat = {"kind": "event", "id": "x", "channel": "chat", "number": AGENCY, "at": NOON}
    table.put("refused-group-chat", "15", "A member of the group chat.", REFUSED,
              [*BASE, refusal(), chat | {"group": [BANK, THIRD]}])
    table.put("refused-group-chat-without", "15", "Not a member.", REFUSED,
              [*BASE, refusal(), chat | {"group": [BANK]}])
    table.put("refused-twice", "15", "Two contacts, two findings.", REFUSED,
              [*BASE, refusal(), reached, call(at(DAY, "18:00:00"), name="y", own=THIRD)])
    table.put("refused-to-a-collector", "15", "The vault's owner refused this number.", REFUSED,
              [*BASE, refusal(number=AGENCY), call(NOON)])
    told = {"detail": {"relation": "colleague"}}
    table.put("refused-to-a-collector-by-a-colleague", "15", "Who refused is said.", REFUSED,
              [*BASE, refusal(number=AGENCY, **told), call(NOON)])
    table.put("refused-to-a-collector-for-another", "15", "It reached a third person.", REFUSED,
              [*BASE, refusal(number=AGENCY), reached])
    table.put("refused-to-a-collector-of-the-case-by-a-colleague", "15", "Who refused is said.",
              REFUSED, [*BASE, role(BANK, "creditor"), refusal(number=AGENCY, **told),
                        call(NOON, number=BANK)])
    table.put("refused-to-a-collector-of-the-case", "15", "The case's other number.", REFUSED,
              [*BASE, role(BANK, "creditor"), refusal(number=AGENCY), call(NOON, number=BANK)])
    table.put("refused-to-a-collector-other-case", "15", "Another case's number.", REFUSED,
              [*BASE, case("b"), role(BANK, "creditor", "b"), refusal(number=AGENCY),
               call(NOON, number=BANK)])
    for kind in ("private", "micro_loan", "unknown"):
        table.put(f"refused-kind-{kind}", "1", f"Creditor kind {kind}.", REFUSED,
                  [case(kind=kind), role(), role(THIRD, "third_person", None), refusal(), reached])


def persons(table):
    """Whose number it reached."""
    for who in ("spouse", "emergency_contact", "third_person", "other", "guarantor", "co_debtor",
                "unknown"):
        for name, rules, more in (("refused", REFUSED, [refusal()]), ("contact", CONTACT, [])):
            for talked in (True, False):
                talk = [call(at("2026-03-01", "11:00:00"), name="t")] if talked else []
                table.put(f"{name}-{who}-{'reachable' if talked else 'silent'}", "15",
                          f"It reached a number of role {who}.", rules,
                          [case(), role(), role(THIRD, who, None), *more, *talk,
                           call(NOON, own=THIRD)])
    for who in ("creditor", "agency", "unknown", "third_person"):
        table.put(f"contact-by-{who}", "15", f"The caller's role is {who}.", CONTACT,
                  [case(), role(who=who), role(THIRD, "third_person", None), call(NOON, own=THIRD)])
    for name, edge in (("before", "11:59:59"), ("at", "12:00:00"), ("after", "12:00:01")):
        span = {"from": at(DAY, edge)}
        table.put(f"contact-role-from-{name}", "2", "The person's role at that time.", CONTACT,
                  [case(), role(), role(THIRD, "other", None, **span), call(NOON, own=THIRD)])
        table.put(f"refused-guarantor-from-{name}", "15", "A guarantor from then on.", REFUSED,
                  [*BASE, role(THIRD, "guarantor", None, **span), refusal(), call(NOON, own=THIRD)])


def reachable(table):
    """Three days back to the second; what shows it."""
    reached = call(NOON, own=THIRD)
    answered = [("answered", {}), ("one-second", {"seconds": 1}), ("missed", {"seconds": 0}),
                ("unknown", {"seconds": None}), ("own-call", {"direction": "out"}),
                ("voicemail", {"outcome": "voicemail"}), ("third-answered", {"own": THIRD})]
    for name, more in answered:
        for rules, start in ((REFUSED, [refusal(at("2026-02-01", "12:00:00"))]), (CONTACT, [])):
            talk = call(at("2026-02-28", "12:00:00"), name="t", **more)
            if name == "third-answered" and rules == REFUSED:
                start = [refusal(at("2026-03-02", "11:00:00"))]
            if name == "third-answered" and rules == CONTACT:
                continue
            table.put(f"{rules[0]}-{name}", "15", f"Two days before: {name}.", rules,
                      [*BASE, *start, talk, reached])
    for name, when in (("three-days", at("2026-02-27", "12:00:01")),
                       ("longer", at("2026-02-27", "11:59:59")),
                       ("later", at(DAY, "12:00:01"))):
        table.put(f"talk-{name}", "15", "72 hours before.", CONTACT,
                  [*BASE, call(when, name="t"), reached])
        table.put(f"reply-{name}", "15", "A reply in 72 hours before.", CONTACT,
                  [*BASE, sms(when, "", name="t", direction="out"), reached])
    table.put("text-from-them", "15", "A text of theirs shows nothing.", CONTACT,
              [*BASE, sms(at("2026-03-01", "12:00:00"), name="t"), reached])
    table.put("talk-with-the-group", "15", "Answered at the group's other number.", CONTACT,
              [*BASE, role(BANK, "creditor"), call(at("2026-03-01", "12:00:00"), name="t", number=BANK),
               reached])
    table.put("talk-with-another", "15", "Answered, but another creditor.", CONTACT,
              [*BASE, case("b"), role(BANK, "creditor", "b"),
               call(at("2026-03-01", "12:00:00"), name="t", number=BANK), reached])

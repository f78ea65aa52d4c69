"""What a finding may claim: texts in force, their grades, caps of the level (rule.md 1, 10, 12)."""

LEVELS = ["context", "undecided", "borderline", "review", "sign"]
WEAK = ("press", "S-", "R", "I")


def applying(pack: dict, rule: dict, day: str, way: str, kind, product=None) -> list[dict]:
    """The texts of a rule that apply to a contact of that day."""
    texts = {text["id"]: text for text in pack["texts"]}
    found = []
    for text in (texts[name] for name in rule["texts"]):
        assert "when" not in text and "repeated" not in text, "not for these rules"
        if (text["from"] <= day <= text.get("to", "9999")
                and (kind is None or kind in text.get("kinds", [kind]))
                and (product is None or product in text.get("products", [product]))
                and way in text.get("channels", [way])):
            found.append(text)
    return found


def carries(text: dict) -> str:
    if text["grade"] in WEAK or text["force"] == "product_heuristic":
        return "review"
    return text.get("cap", "sign")


def finding(pack, rule, level, records, contacts, day, caps=(), remarks=()) -> dict | None:
    """A finding as a vector writes it, or None where no text applies.

    Each cap that would lower the level by itself is told.
    """
    kinds = {contact.fact("creditor_kind") for contact in contacts}
    kind = kinds.pop() if len(kinds) == 1 else None
    kind = None if kind == "unknown" else kind
    texts = applying(pack, rule, day, contacts[-1].way, kind)
    if not texts:
        return None
    caps = [*caps, (rule.get("level", "sign"), "rule-claims-no-more"),
            (max(map(carries, texts), key=LEVELS.index), "texts-claim-no-more")]
    every = [text for text in pack["texts"] if text["id"] in rule["texts"]]
    unknown_kind = kind is None and any("kinds" in text for text in every)
    if unknown_kind:
        caps.append(("review", "applies-if-creditor-is"))
    if all(contact.is_told for contact in contacts):
        caps.append(("review", "typed-or-relayed-only"))
    lowering = [(cap, remark) for cap, remark in caps if LEVELS.index(cap) < LEVELS.index(level)]
    remarks = [*remarks, *(remark for _, remark in lowering)]
    if unknown_kind and "applies-if-creditor-is" not in remarks:
        remarks.append("applies-if-creditor-is")
    plain = [text for text in texts if text["force"] != "product_heuristic"]
    if any(text["grade"] in WEAK for text in plain):
        remarks.append("citation-unsettled")
    if any(text["dates"] in WEAK for text in plain):
        remarks.append("date-in-force-unsettled")
    return {"rule": rule["id"],
            "level": min([level, *(cap for cap, _ in lowering)], key=LEVELS.index),
            "records": records, "texts": [text["id"] for text in texts], "remarks": remarks}

"""What the rules that count and compare find (rule.md), for the vectors' boundary cases.

Words are no part of it: whether a text demands a debt is told by whoever asks.
"""

from second import rule_count, rule_hours, rule_third
from second.rule_log import Log

KINDS = {"hours": rule_hours, "rate": rule_count, "cooldown": rule_count, "third_person": rule_third}


def evaluate(pack: dict, names: list[str], records: list[dict], demands) -> list[dict]:
    rules = {rule["id"]: rule for rule in pack["rules"]}
    log = Log(records)
    return [one for name in names
            for one in KINDS[rules[name]["kind"]].find(pack, rules[name], log, demands)]

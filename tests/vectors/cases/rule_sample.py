"""Records for the boundary cases of the rules, and the vectors that they become."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from second import rule

PACKS = Path(__file__).resolve().parents[3] / "core" / "packs"
BEIJING = "+08:00"
AGENCY, BANK, THIRD, OWN = "+8613800000001", "+8613900000001", "+8613700000001", "+8613600000001"
DEMAND = "您的贷款已逾期，请尽快还款。"
CODE = "验证码482913，请勿告知他人。"


def demands(body: str) -> bool:
    """Whether one of this module's bodies demands a debt."""
    assert body in (DEMAND, CODE, "", DEMAND + "谢谢。"), body
    return body.startswith(DEMAND)


def case(name="a", kind="bank", **more):
    detail = {"creditor_kind": kind} if kind else {}
    return {"kind": "case", "case": name, "detail": detail | more}


def role(number=AGENCY, who="agency", name="a", **more):
    record = {"kind": "role", "role": who, "number": number}
    return record | ({"case": name} if name else {}) | more


def call(at, seconds=30, number=AGENCY, name="x", **more):
    record = {"kind": "event", "id": name, "channel": "call", "number": number, "at": at}
    return record | ({} if seconds is None else {"seconds": seconds}) | more


def sms(at, body=DEMAND, number=AGENCY, name="x", **more):
    return {"kind": "event", "id": name, "channel": "sms", "number": number, "at": at,
            "body": body} | more


def at(day: str, clock: str, zone=BEIJING, plus=0) -> str:
    """RFC 3339, some seconds later."""
    time = datetime.fromisoformat(f"{day}T{clock}") + timedelta(seconds=plus)
    return time.isoformat() + zone


class Table:
    """Vectors for one pack; what each expects is computed by the second implementation."""

    def __init__(self, pack: str):
        self.id = pack
        self.pack = json.loads((PACKS / f"{pack}.json").read_text(encoding="utf-8"))
        self.vectors = []

    def put(self, name: str, section: str, why: str, rules: list[str], records: list[dict]):
        found = rule.evaluate(self.pack, rules, records, demands)
        self.vectors.append({"id": name, "section": section, "why": why, "rules": rules,
                             "records": records, "findings": found})

"""An invented log from which the bundles of the vectors are made."""

from second import record
from second.bundle import Bundle, digest
from second.chain import Key

NOON = 1714536000000
ORIGIN = "dunlog/log/5a3f0c8a12b4d6e8f01234567890abcd"
KEY, ATTACKER, NEXT = Key("bundle"), Key("attacker"), Key("bundle, next")
RECORDING, PHOTO = b"not really a recording\n" * 3, b"not really a photo\n"
PARTY = {"number": "+8613900000001", "shown": "139 0000 0001"}
LENDER = {"number": "95000", "shown": "95000"}
OWN = {"number": "+8613900000099", "shown": "SIM 1"}
OFFSET = {"minutes": 480, "zone": "Asia/Shanghai", "from": "phone"}


def attachment(content: bytes, media_type: str) -> dict:
    return {"sha256": digest(content), "size": len(content), "type": media_type}


def message(minute: int, body: str, party=PARTY, **more):
    """Facts and private values of a captured text."""
    at = NOON + 60_000 * minute
    facts = {"kind": "event", "recorded": at + 1500, "source": "captured", "offset": OFFSET,
             "seen": {"wall": at, "mono": 60_000 * minute + 5000, "boot": "b1"},
             "network": at - 900, "channel": "sms", "direction": "in"}
    return facts | more, {"party": party, "body": body}


def log(messages=2, origin=ORIGIN, key=KEY) -> record.Log:
    """Two texts, a call with its recording, a heartbeat."""
    made = record.Log(origin, key.public.hex(), NOON)
    for n in range(messages):
        body = f"第{n + 1}次提醒：请今天还款，否则联系你的单位。"
        facts, private = message(n + 1, body, LENDER if n == 1 else PARTY)
        made.append(facts, **private)
    at = NOON + 60_000 * 30
    call = made.append(
        {"kind": "event", "recorded": at + 95_000, "source": "captured", "offset": OFFSET,
         "seen": {"wall": at}, "channel": "call", "direction": "in", "outcome": "connected",
         "duration": 90}, party=PARTY, own=OWN)
    made.append({"kind": "heartbeat", "recorded": at + 100_000, "source": "program"})
    file = made.append(
        {"kind": "file", "recorded": at + 200_000, "source": "typed", "evidence": "recording",
         "purpose": "exhibit", "kept": True, "attachments": [attachment(RECORDING, "audio/mp4")]},
        names=["通话 1.m4a"])
    made.append({"kind": "link", "recorded": at + 201_000, "source": "typed",
                 "targets": [file, call], "relation": "recording_of"})
    return made


def bundle(made=None, **more) -> Bundle:
    """A bundle of all of it, not yet sealed."""
    made = made or log()
    out = Bundle(made, more.pop("key", KEY), NOON + 86_400_000, **more)
    out.attach(RECORDING, "audio/mp4")
    return out


def small() -> Bundle:
    """A bundle of a log of one record, for faults that need no more."""
    return Bundle(record.Log(ORIGIN, KEY.public.hex(), NOON), KEY, NOON + 86_400_000)

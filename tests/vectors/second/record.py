"""Record lines, commitments and openings (record.md)."""

from hashlib import sha256

from . import canonical

ZERO = "0" * 64

# Section 3, in order; the members of nested objects are given in the order of the same table.
MEMBERS = """dunlog kind prev marks recorded source offset seen network local channel direction
outcome duration service slot feed evidence purpose kept attachments body_attached targets relation
case role from to reason delta origin key signature head admits repaired""".split()

# Section 5, in order.
FIELDS = """party own contact subject body detail names location pdu service_centre source_row
line""".split()

# Section 4: the kinds from `log` on.
LOG_LEVEL = """log gap heartbeat clock zone self_test own_number key_change redaction case role tag
refusal agreement withdrawal check_result""".split()

PRIVATE_WITH = {
    "party": ["contact", "names", "pdu", "source_row"],
    "own": ["contact", "names", "pdu", "source_row"],
    "body": ["contact", "subject", "pdu", "source_row"],
}


def leaf(line: bytes) -> str:
    """The id of a record."""
    return sha256(b"\0" + line).hexdigest()


def salt(seed: str) -> bytes:
    """A salt that is the same at every run."""
    return sha256(b"salt " + seed.encode()).digest()[:16]


def commit(salt_: bytes, value: str) -> str:
    """The commitment to canonical JSON."""
    return sha256(salt_ + value.encode()).hexdigest()


def line(members: dict, commitments: dict) -> bytes:
    """A line: public members and `{field: hash}`, each in the order of the specification."""
    facts = {name: members[name] for name in MEMBERS if name in members}
    assert len(facts) == len(members), members.keys() - facts.keys()
    hidden = {name: {"h": commitments[name]} for name in FIELDS if name in commitments}
    assert len(hidden) == len(commitments)
    return canonical.as_given(facts | hidden).encode()


def opening(leaf_: str, field: str, salt_: bytes, value: str) -> bytes:
    """A line of `data/openings.jsonl`."""
    head = canonical.as_given({"leaf": leaf_, "field": field, "salt": salt_.hex()})
    return f'{head[:-1]},"value":{value}}}'.encode()


class Log:
    """A log that grows: every appended record gets its place."""

    def __init__(self, origin: str, key: str, recorded: int = 1714579200000):
        self.origin, self.lines, self.leaves, self.openings, self.marks = origin, [], [], [], 0
        self.append({"kind": "log", "recorded": recorded, "source": "program", "origin": origin,
                     "key": key})

    def append(self, facts: dict, **private) -> str:
        """Appends facts and private values; gives the id."""
        prev = self.leaves[-1] if self.leaves else ZERO
        self.marks += facts["kind"] in LOG_LEVEL
        values = {f: canonical.write(v) for f, v in (private or {"detail": {}}).items()}
        salts = {f: salt(f"{self.origin} {len(self.lines)} {f}") for f in values}
        members = {"dunlog": 1, "prev": prev, "marks": self.marks} | facts
        made = line(members, {f: commit(salts[f], v) for f, v in values.items()})
        id_ = leaf(made)
        self.lines.append(made)
        self.leaves.append(id_)
        self.openings.append({f: (salts[f], v) for f, v in values.items()})
        return id_

    def opening_lines(self, index: int) -> list[bytes]:
        """The openings of a record, in the order of section 5."""
        held = self.openings[index]
        return [opening(self.leaves[index], f, *held[f]) for f in FIELDS if f in held]

"""The messages that detection is measured with, and what the program finds in them."""

import json
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[2] / "shared" / "data"

ABUSE = ["insult", "obscene", "curse"]
THREATS = [
    "threat_violence",
    "threat_family",
    "disclose_contacts",
    "public_shaming",
    "impersonate_authority",
    "false_legal_threat",
    "home_visit_threat",
    "harass_calls",
    "induce_new_debt",
    "private_account",
]
LABELS = THREATS + ABUSE

# Name, file, and whether it lies in the project.
LABELLED = [
    ("seen", HERE / "seen.jsonl"),
    ("neighbours", HERE / "neighbours.jsonl"),
    ("put-aside", HERE / "put-aside.jsonl"),
    ("dev", SHARED / "dev.jsonl"),
]
ORDINARY = [
    ("benign_sms", SHARED / "benign_sms.txt"),
    ("benign_sms_hant", SHARED / "benign_sms_hant.txt"),
    ("benign_sms_rude", SHARED / "benign_sms_rude.txt"),
    ("spam_sms", SHARED / "spam_sms.txt"),
]


def read(path):
    """The rows of a labelled set (JSON lines), or of an ordinary one (one text a line)."""
    lines = Path(path).read_text("utf-8").split("\n")
    if lines[-1] == "":
        lines.pop()
    if Path(path).suffix != ".jsonl":
        return [{"text": line} for line in lines]
    rows = [json.loads(line) for line in lines]
    for row in rows:
        unknown = set(row["labels"]) - set(LABELS)
        if unknown:
            raise SystemExit(f"{path}: {row['id']}: no such label: {sorted(unknown)}")
    return rows


def scan(program, texts, pack=None):
    """What `dunlog scan` finds in each text, in their order."""
    return [told["findings"] for told in scan_lines(program, texts, pack, [])]


def scan_slots(program, texts, pack=None):
    """The same with the slots that each text fills: objects with `findings` and `slots`."""
    return scan_lines(program, texts, pack, ["--slots"])


def scan_lines(program, texts, pack, more):
    command = [str(program), "scan", "--json", *more] + (["--pack", str(pack)] if pack else [])
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    done = subprocess.run(command, input=lines, capture_output=True, encoding="utf-8", check=False)
    told = done.stdout.split("\n")[:-1]
    if len(told) != len(texts) or done.returncode != 0:
        fault = next((i for i, line in enumerate(told, 1) if '"error"' in line), len(told) + 1)
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode} at line {fault} of {len(texts)}\n{done.stderr}")
    return [json.loads(line) for line in told]


def counted(findings):
    """The findings that count: at `sign` or `review`, of one of the 13 labels."""
    return [found for found in findings if found["level"] in ("sign", "review") and found["class"] in LABELS]


def span_fault(text, found):
    """What is wrong with a finding's span, or None: empty, out of the text, inside a character."""
    span = found["span"]
    if span is None:
        return "absent" if found["class"] in LABELS else None
    start, end = span
    octets = text.encode("utf-8")
    if not 0 <= start < end <= len(octets):
        return "empty or out of the text"
    if any(at < len(octets) and octets[at] & 0xC0 == 0x80 for at in (start, end)):
        return "inside a character"
    return None

#!/usr/bin/env python3
"""Measures how much of what `dunlog scan` finds it still finds when senders disguise their words.

    transforms.py BINARY [--pack FILE] [--set NAME=FILE]... [--markdown] [--lost NAME] [--floors FILE]

Each transform rewrites words inside the spans that were found (or the whole message), always the
same way. A message is kept if a finding at `sign` or `review` still shows the rewritten words of one
of the findings before. The same transform rewrites lawful rows that raised no alarm, words of the
same list first; what is found there is a new alarm. Runs on the labelled sets of this folder.
--lost prints, for one transform, what was lost and what alarmed: before and after.
"""

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import floors
from rewrite import TRANSFORMS, rewrite
from rows import HERE, LABELLED, counted, read, scan
from score import numbers, table
from tally import Share


@dataclass
class Measured:
    """What one transform did: messages found at all, and found with the rewritten words."""

    found: Share = field(default_factory=Share)
    kept: Share = field(default_factory=Share)
    lawful: int = 0
    alarms: list = field(default_factory=list)
    lost: list = field(default_factory=list)


def characters(text, span):
    """A span in bytes as one in characters."""
    octets = text.encode("utf-8")
    return len(octets[: span[0]].decode("utf-8")), len(octets[: span[1]].decode("utf-8"))


def images(pieces, span):
    """Where the rewritten words of a span stand in the new text, in bytes.

    >>> row = {"id": "1", "text": "砍你", "lang": "zh-Hans", "kind": ""}
    >>> pieces = rewrite("emoji for words", row, [(0, 2)])
    >>> "".join(piece.text for piece in pieces), images(pieces, (0, 2)), images(pieces, (1, 2))
    ('🔪你', [(0, 4)], [])
    """
    at, out = 0, []
    for piece in pieces:
        low = at + len(piece.before.encode("utf-8"))
        high = low + len(piece.body.encode("utf-8"))
        at = high + len(piece.after.encode("utf-8"))
        if piece.changed and span[0] <= piece.start and piece.end <= span[1]:
            out.append((low, high))
    return out


def shown(findings, wanted):
    """A finding shows all of these words."""
    return any(f["span"][0] <= min(wanted)[0] and max(wanted)[1] <= f["span"][1] for f in findings if f["span"])


def measure(program, rows, name, before, pack):
    """One transform over all rows; `before` is what was found in each as it stands."""
    jobs = []
    for row, findings in zip(rows, before):
        spans = [characters(row["text"], f["span"]) for f in findings if f["span"]]
        if bool(row["labels"]) != bool(spans):
            continue
        pieces = rewrite(name, row, merged(spans) if spans else [(0, len(row["text"]))])
        if not pieces:
            continue
        wanted = [image for image in (images(pieces, span) for span in spans) if image]
        if wanted or not spans:
            jobs.append((row, "".join(piece.text for piece in pieces), wanted))
    got = Measured()
    for (row, text, wanted), findings in zip(jobs, scan(program, [text for _, text, _ in jobs], pack)):
        findings = counted(findings)
        if wanted:
            kept = any(shown(findings, one) for one in wanted)
            got.found.add(findings)
            got.kept.add(kept)
        else:
            kept = not findings
            got.lawful += 1
            if findings:
                got.alarms.append(row["id"])
        if not kept:
            what = f"{findings[0]['rule']} {findings[0]['span']}" if findings else "nothing"
            got.lost.append(f"{row['id']} {','.join(row['labels']) or 'lawful'}: {what}\n  {row['text']}\n  {text!r}")
    return got


def merged(spans):
    """Spans that overlap as one."""
    out = []
    for low, high in sorted(spans):
        if out and low < out[-1][1]:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        else:
            out.append((low, high))
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--pack")
    parser.add_argument("--set", action="append", metavar="NAME=FILE", dest="sets")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--lost", metavar="NAME", choices=TRANSFORMS)
    parser.add_argument("--floors")
    options = parser.parse_args()
    files = [Path(text.partition("=")[2]) for text in options.sets or []]
    files = files or [path for _, path in LABELLED if path.parent == HERE and path.exists()]
    rows = [row for path in files for row in read(path) if not row.get("doubt")]
    before = [counted(findings) for findings in scan(options.binary, [row["text"] for row in rows], options.pack)]
    names = [options.lost] if options.lost else TRANSFORMS
    measured = {name: measure(options.binary, rows, name, before, options.pack) for name in names}
    if options.lost:
        print("\n".join(measured[options.lost].lost))
    title = "Under transforms (found messages that are still found; new alarms on lawful rows)"
    head = ["transform", "found at all", "found with these words", "lawful rewritten", "new alarms", "ids"]
    lines = [
        [name, f"{got.found.hits}/{got.found.total}", got.kept, got.lawful, len(got.alarms), numbers(got.alarms)]
        for name, got in measured.items()
    ]
    print(f"{'### ' if options.markdown else ''}{title}\n")
    print(table(head, lines, options.markdown))
    if options.floors:
        faults = floors.transforms(json.loads(Path(options.floors).read_text("utf-8")), measured)
        print("\n".join(faults) or "Every transform is at its floor or above.")
        raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()

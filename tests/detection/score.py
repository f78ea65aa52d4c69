#!/usr/bin/env python3
"""Measures `dunlog scan` on labelled and ordinary messages.

    score.py BINARY [--pack FILE] [--set NAME=FILE]... [--markdown] [--missed] [--floors FILE]

Prints precision, recall and F1 of "any finding" with 95 % intervals, counts by class, language and
origin, alarms on ordinary messages by line number, and spans that are off. Without --set: the sets
of this folder and those of ../shared/data. A FILE ending in .jsonl is a labelled set, every other
one a text a line. --markdown prints the tables of docs/detection.md. --missed lists the ids of
rows that were missed or wrongly found. --floors ends with 1 where a figure is below its floor.
"""

import argparse
import json
from pathlib import Path

import floors
from rows import LABELLED, LABELS, ORDINARY, counted, read, scan
from tally import Labelled, Ordinary, Spans


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--pack", help="another pack than the built-in cn")
    parser.add_argument("--set", action="append", metavar="NAME=FILE", dest="sets")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--floors", help="a file such as floors.json")
    return parser.parse_args()


def table(head, rows, markdown):
    """A table as Markdown, or with columns of equal width."""
    lines = [[str(cell) for cell in row] for row in [head, *rows]]
    if markdown:
        lines.insert(1, ["---"] * len(head))
        return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
    widths = [max(map(len, column)) for column in zip(*lines)]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths)).rstrip() for line in lines) + "\n"


def numbers(found, most=40):
    """Line numbers or ids, so many of them."""
    if not found:
        return ""
    return " ".join(map(str, found[:most])) + (f" … ({len(found) - most} more)" if len(found) > most else "")


def show(labelled, ordinary, spans, off, markdown):
    """Everything that was measured, as text."""
    out = []
    titled = "### {}\n\n{}" if markdown else "{}\n{}"

    def add(title, head, rows):
        if rows:
            out.append(titled.format(title, table(head, rows, markdown)))

    rows = []
    for name, got in labelled.items():
        q = got.whole
        rows.append([name, q.right + q.missed, q.lawful, q.precision, q.recall, q.f1, got.explicit, got.veiled])
    add(
        "Any finding (rows without doubt; share [95 % interval] count)",
        ["set", "unlawful", "lawful", "precision", "recall", "F1", "recall, explicit", "recall, veiled"],
        rows,
    )
    add(
        "Lawful rows found, and rows with doubt",
        ["set", "lawful found", "of these at `sign`", "doubtful unlawful found", "doubtful lawful found", "ids at `sign`"],
        [
            [
                name,
                f"{got.whole.wrong}/{got.whole.lawful}",
                len(got.at_sign),
                f"{got.doubtful.right}/{got.doubtful.right + got.doubtful.missed}",
                f"{got.doubtful.wrong}/{got.doubtful.lawful}",
                numbers(got.at_sign),
            ]
            for name, got in labelled.items()
        ],
    )
    add(
        "By language and origin",
        ["set", "part", "precision", "recall", "F1"],
        [
            [name, part, q.precision, q.recall, q.f1]
            for name, got in labelled.items()
            for part, q in sorted(got.parts.items())
        ],
    )
    add(
        "By class: rows labelled, found with that class, found at all",
        ["class", *labelled],
        [[label, *(" ".join(map(str, got.classes[label])) for got in labelled.values())] for label in LABELS]
        if labelled
        else [],
    )
    add(
        "Alarms on ordinary messages",
        ["set", "lines", "ten threat classes", "lines with a threat", "insult, obscene, curse", "lines with these"],
        [
            [name, got.lines, len(got.threats), numbers(got.threats), len(got.abuse), numbers(got.abuse)]
            for name, got in ordinary.items()
        ],
    )
    out.append(f"Spans: {spans.total} looked at, {len(spans.faults)} off.\n")
    out += [f"  {place}: {rule}: {fault}\n" for place, rule, fault in spans.faults[:40]]
    out += [f"Switched off, not there: {name} ({path})\n" for name, path in off]
    return "\n".join(out)


def measure(options):
    """Scans every set that is there; gives the tallies and the sets that are not there."""
    sets = LABELLED + ORDINARY
    if options.sets:
        sets = [(name, Path(path)) for name, _, path in (text.partition("=") for text in options.sets)]
    labelled, ordinary, spans, off, unlike = {}, {}, Spans(), [], []
    for name, path in sets:
        if not path.exists():
            if options.sets:
                raise SystemExit(f"{path} is not there")
            # Said from the project's folder, whatever the machine.
            off.append((name, path.name if path.parent.name == "detection" else f"../shared/data/{path.name}"))
            continue
        rows = read(path)
        got = (labelled if path.suffix == ".jsonl" else ordinary).setdefault(
            name, Labelled() if path.suffix == ".jsonl" else Ordinary()
        )
        for number, (row, findings) in enumerate(zip(rows, scan(options.binary, [r["text"] for r in rows], options.pack)), 1):
            place = f"{name}:{row.get('id', number)}"
            spans.add(place, row["text"], findings)
            if path.suffix != ".jsonl":
                got.add(findings)
                continue
            got.add(row, findings)
            if bool(counted(findings)) != bool(row["labels"]) and not row.get("doubt"):
                what = "missed" if row["labels"] else "wrong: " + " ".join(sorted({f["rule"] for f in counted(findings)}))
                unlike.append(f"{place} {','.join(row['labels'])} {row['kind']} {what}")
    return labelled, ordinary, spans, off, unlike


def main():
    options = arguments()
    labelled, ordinary, spans, off, unlike = measure(options)
    print(show(labelled, ordinary, spans, off, options.markdown))
    if options.missed:
        print("\n".join(unlike))
    if options.floors:
        faults = floors.score(json.loads(Path(options.floors).read_text("utf-8")), labelled, ordinary, spans)
        print("\n".join(faults) or "Every figure is at its floor or above.")
        raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()

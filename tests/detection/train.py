#!/usr/bin/env python3
"""Makes the weights of the model that weighs a whole message (docs/spec/words.md, "Models").

    train.py PROGRAM [--pack FILE] [--check]

Reads the slots that `dunlog scan --slots` finds in the sets that may be read (never put-aside-f or
put-aside-g), fits a logistic regression with an L1 penalty on slots and pairs of slots, and writes
`judge` and the models of sets into core/packs/words/judge.json; `dunlog pack pin core/packs/cn.json`
comes after. --check writes nothing: it fits the model without each set in turn and prints how well
it does there, alone and beside the patterns. Needs numpy and scikit-learn; the same rows and the
same versions give the same weights.
"""

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
import reminders
from rows import HERE, LABELS, ORDINARY, SHARED, counted, read, scan_slots
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

LIST = HERE.parents[1] / "core/packs/words/judge.json"
PACK = HERE.parents[1] / "core/packs/cn.json"
READ = [
    HERE / "seen.jsonl",
    HERE / "neighbours.jsonl",
    HERE / "put-aside.jsonl",
    HERE / "train.jsonl",
    HERE / "train-h.jsonl",
    HERE / "train-i.jsonl",
    SHARED / "dev.jsonl",
]
# The set of a class that says what the judge found.
SETS = {
    "threat_violence": "harm",
    "threat_family": "kin-harm",
    "disclose_contacts": "tell",
    "public_shaming": "publish",
    "impersonate_authority": "authority",
    "false_legal_threat": "filed",
    "home_visit_threat": "visit",
    "harass_calls": "calls",
    "induce_new_debt": "borrow",
    "private_account": "wallet",
    "insult": "epithet",
    "obscene": "obscene",
    "curse": "curse",
}
# How strongly weights are kept at zero, and how much an ordinary line counts beside a labelled row.
PENALTY, ORDINARY_WEIGHT = 0.7, 3.0
CLASS_PENALTY = 0.15
# Weights below this, in the same unit as sums, are left out.
LEAST_WEIGHT = 20
# Sums are hundredths of the natural logarithm of the odds.
SCALE = 100
# From which odds on the judge finds alone, lets what patterns found for review stand, and a sign.
THRESHOLD, DOUBT, SURE = 1.7, -2.0, -1.2
# Beside each labelled row stand so many copies that lack a share of its slots, as a disguised or a
# differently worded message would; a copy counts so much.
COPIES, LACKING, COPY_WEIGHT = 3, 0.15, 0.3
# One in so many of the lawful reminders put together is learned from.
REMINDERS = 7
# How many rows have to have a feature.
LEAST_SLOT, LEAST_PAIR = 3, 6
# Ordinary lines are left out of a fit in so many parts.
FOLDS = 4


ORDINARY_NAMES = {path.stem for _, path in ORDINARY}


class Message:
    """A row or a line with what the program sees in it."""

    def __init__(self, row, told, batch):
        self.labels = row.get("labels", [])
        self.explicit = row.get("explicit")
        self.batch = batch
        key = row.get("group") or row["text"][:12]
        self.fold = int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS
        found = counted(told["findings"])
        self.level = 0 if not found else 2 if any(one["level"] == "sign" for one in found) else 1
        self.slots, clauses, self.plain = set(), {}, set()
        octets = row["text"].encode("utf-8")
        for hit in told["slots"]:
            low, high = hit["span"]
            # A symbol that stands for a word counts for nothing.
            if len(octets[low:high].decode("utf-8")) < hit["length"]:
                continue
            if hit["folded"] == 0 or hit["length"] >= 3:
                self.slots.add(hit["slot"])
            if hit["folded"] == 0:
                self.plain.add(hit["slot"])
            if is_own(hit["slot"]):
                clauses.setdefault(hit["clause"], set()).add(hit["slot"])
        self.clauses = clauses
        self.weight = ORDINARY_WEIGHT if batch in ORDINARY_NAMES else 1.0
        self.text = row["text"]

    @property
    def pairs(self):
        """Two of the judge's own slots in one clause or in neighbouring ones."""
        return {
            tuple(sorted((a, b)))
            for clause, here in self.clauses.items()
            for a in here
            for b in here | self.clauses.get(clause + 1, set())
            if a != b
        }

    def lacking(self, nth):
        """A copy without some of the slots, always the same ones."""
        copy = object.__new__(Message)
        copy.__dict__.update(self.__dict__)

        def stays(slot):
            digest = hashlib.sha256(f"{nth} {slot} {self.text}".encode()).digest()
            return int.from_bytes(digest[:4], "big") >= LACKING * 2**32

        copy.slots = {slot for slot in self.slots if stays(slot)}
        copy.clauses = {clause: {slot for slot in here if stays(slot)} for clause, here in self.clauses.items()}
        copy.weight = COPY_WEIGHT
        return copy


def is_own(slot):
    """Whether a slot is one of the judge's own."""
    return slot.startswith(("M_", "L_"))


def messages(program, pack):
    """All labelled rows without doubt, all ordinary lines, some lawful reminders."""
    out = []
    for path in READ + [path for _, path in ORDINARY]:
        if not path.exists():
            print(f"not there: {path.name}")
            continue
        rows = [row for row in read(path) if not row.get("doubt")]
        told = scan_slots(program, [row["text"] for row in rows], pack)
        out += [Message(row, one, path.stem) for row, one in zip(rows, told)]
    lawful = [{"text": text} for text in reminders.share(REMINDERS)]
    told = scan_slots(program, [row["text"] for row in lawful], pack)
    return out + [Message(row, one, "reminders") for row, one in zip(lawful, told)]


class Features:
    """Slots and pairs of slots as columns."""

    def __init__(self, all_messages, pairs=True):
        labelled = [m for m in all_messages if m.batch not in ORDINARY_NAMES]
        slots = Counter(slot for m in labelled for slot in m.slots)
        both = Counter(pair for m in labelled for pair in m.pairs) if pairs else {}
        names = sorted(name for name, count in slots.items() if count >= LEAST_SLOT)
        names += sorted(pair for pair, count in both.items() if count >= LEAST_PAIR)
        self.names = names
        self.column = {name: at for at, name in enumerate(names)}

    def matrix(self, some):
        """One line a message."""
        places, ends = [], [0]
        for m in some:
            places += sorted(self.column[f] for f in (*m.slots, *m.pairs) if f in self.column)
            ends.append(len(places))
        return csr_matrix((np.ones(len(places)), places, ends), shape=(len(some), len(self.names)))


def fit(x, y, weight, penalty):
    """A logistic regression whose small weights are zero."""
    model = LogisticRegression(C=penalty, l1_ratio=1, solver="liblinear", max_iter=300, random_state=0)
    return model.fit(x, y, sample_weight=weight)


def whole(weights, names, intercept):
    """Weights as whole numbers by name, and the sum that stands for even odds."""
    rounded = {name: round(SCALE * w) for name, w in zip(names, weights)}
    return {name: w for name, w in rounded.items() if abs(w) >= LEAST_WEIGHT}, -SCALE * intercept


def written(value, indent):
    """An object of weights as JSON, as many to a line as fit."""
    lines, line = [], ""
    for name, weight in value.items():
        item = f'"{name if isinstance(name, str) else "+".join(name)}":{weight}'
        if line and len(line) + len(item) > 119 - indent:
            lines.append(line)
            line = ""
        line += ("," if line else "") + item
    lines.append(line)
    pad = "\n" + " " * indent
    return "{" + pad + ("," + pad).join(lines) + "\n" + " " * (indent - 2) + "}"


def make(all_messages):
    """The text of `judge` and `sets`."""
    features, model = judging(all_messages)
    named, even = whole(model.coef_[0], features.names, model.intercept_[0])
    slots = {name: w for name, w in named.items() if isinstance(name, str)}
    pairs = {name: w for name, w in named.items() if not isinstance(name, str)}
    limits = {name: round(even + SCALE * odds) for name, odds in
              (("threshold", THRESHOLD), ("doubt", DOUBT), ("sure", SURE))}
    print(f"{len(slots)} slots, {len(pairs)} pairs, {limits}")
    unlawful = [m for m in all_messages if m.labels]
    plain = Features(unlawful, pairs=False)
    x = plain.matrix(unlawful)
    sets = []
    for label, name in SETS.items():
        own = np.array([label in m.labels for m in unlawful])
        model = fit(x, own, None, CLASS_PENALTY)
        by_slot, even = whole(model.coef_[0], plain.names, model.intercept_[0])
        sets.append(
            f'    "{name}": {{"class": "{label}", "model": {{"threshold": {max(1, round(even))}, '
            f'"slots": {written(by_slot, 6)}}}}}'
        )
    head = ", ".join(f'"{name}": {value}' for name, value in limits.items())
    return (
        f'  "judge": {{{head},\n    "slots": {written(slots, 6)},\n    "pairs": {written(pairs, 6)}}},\n'
        + '  "sets": {\n' + ",\n".join(sets) + "\n  }\n}\n"
    )


def with_copies(some):
    """The messages, and the copies of the labelled ones."""
    labelled = [m for m in some if m.batch not in ORDINARY_NAMES]
    return some + [m.lacking(nth) for nth in range(COPIES) for m in labelled]


def judging(some):
    """The features and the model of whether a message threatens."""
    features, rows = Features(some), with_copies(some)
    y = np.array([bool(m.labels) for m in rows])
    return features, fit(features.matrix(rows), y, np.array([m.weight for m in rows]), PENALTY)


def check(all_messages, guards):
    """Fits without each set in turn and prints what is found there."""
    labelled = [m for m in all_messages if m.batch not in ORDINARY_NAMES]
    ordinary = [m for m in all_messages if m.batch in ORDINARY_NAMES]
    for batch in dict.fromkeys(m.batch for m in labelled):
        rest = [m for m in all_messages if m.batch != batch]
        report(batch, rest, [m for m in labelled if m.batch == batch], guards)
    for fold in range(FOLDS):
        rest = labelled + [m for m in ordinary if m.fold != fold]
        report(f"ordinary, part {fold + 1} of {FOLDS}", rest, [m for m in ordinary if m.fold == fold], guards)


def report(name, rest, these, guards):
    """What a model of other messages finds in these."""
    features, model = judging(rest)
    odds = model.decision_function(features.matrix(these))
    for title, found in (
        ("patterns", [m.level > 0 for m in these]),
        ("with the judge", [
            m.level == 2 or o >= DOUBT if m.level else o >= THRESHOLD and not guards & m.plain for m, o in zip(these, odds)
        ]),
    ):
        right = sum(bool(m.labels) and f for m, f in zip(these, found))
        shares = [
            (what, sum(f for m, f in zip(these, found) if of(m)), sum(map(of, these)))
            for what, of in (
                ("explicit", lambda m: bool(m.labels) and m.explicit is True),
                ("veiled", lambda m: bool(m.labels) and m.explicit is False),
            )
        ]
        print(
            f"{name}: {title}: precision {right}/{sum(found)}, recall {right}/{sum(bool(m.labels) for m in these)}, "
            + ", ".join(f"{what} {hit}/{total}" for what, hit, total in shares)
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--pack", default=PACK)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    seen = messages(options.program, options.pack)
    if options.check:
        lists = [json.loads(path.read_text("utf-8")) for path in Path(LIST).parent.glob("*.json")]
        guards = {
            slot
            for one in lists
            for need in one.get("unless", [])
            if need.endswith("@message") or "@" not in need
            for slot in need.partition("@")[0].split("|")
        }
        check(seen, guards)
        return
    text = LIST.read_text("utf-8")
    head = text.split('  "judge": {')[0].rstrip().removesuffix("}").rstrip().removesuffix(",")
    LIST.write_text(head + ",\n" + make(seen), "utf-8")


if __name__ == "__main__":
    main()

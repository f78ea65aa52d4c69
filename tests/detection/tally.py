"""Counts of what was found, and 95 % intervals of their shares."""

import math
from dataclasses import dataclass, field

from rows import ABUSE, LABELS, THREATS, counted, span_fault

Z = 1.959964


@dataclass
class Share:
    """`hits` of `total`, with Wilson's interval.

    >>> print(Share(8, 10))
    0.800 [0.490–0.943] 8/10
    >>> print(Share(0, 20), Share())
    0.000 [0.000–0.161] 0/20 –
    """

    hits: int = 0
    total: int = 0

    def add(self, hit):
        self.hits += bool(hit)
        self.total += 1

    @property
    def value(self):
        return self.hits / self.total if self.total else None

    @property
    def interval(self):
        n, p = self.total, self.value
        middle, denominator = p + Z * Z / (2 * n), 1 + Z * Z / n
        half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return (middle - half) / denominator, (middle + half) / denominator

    def __str__(self):
        if not self.total:
            return "–"
        low, high = self.interval
        return f"{self.value:.3f} [{low:.3f}–{high:.3f}] {self.hits}/{self.total}"


@dataclass
class Quality:
    """Rows that should be found against rows that were.

    >>> quality = Quality()
    >>> for wanted, found in [(1, 1), (1, 0), (0, 1), (0, 0), (1, 1)]:
    ...     quality.add(wanted, found)
    >>> str(quality.precision), str(quality.recall)
    ('0.667 [0.208–0.939] 2/3', '0.667 [0.208–0.939] 2/3')
    >>> quality.f1
    '0.667 [0.261–0.919]'
    """

    right: int = 0
    missed: int = 0
    wrong: int = 0
    lawful: int = 0

    def add(self, wanted, found):
        self.right += wanted and found
        self.missed += wanted and not found
        self.wrong += found and not wanted
        self.lawful += not wanted

    @property
    def precision(self):
        return Share(self.right, self.right + self.wrong)

    @property
    def recall(self):
        return Share(self.right, self.right + self.missed)

    @property
    def f1(self):
        """F1 = 2J/(1+J) rises with J, the share of right ones among rows wanted or found: the
        ends of J's interval give those of F1."""
        shared = Share(self.right, self.right + self.wrong + self.missed)
        if not shared.total:
            return "–"
        value, low, high = (2 * j / (1 + j) for j in (shared.value, *shared.interval))
        return f"{value:.3f} [{low:.3f}–{high:.3f}]"


@dataclass
class Spans:
    """Spans that were looked at, and what was wrong with which (row, rule, fault)."""

    total: int = 0
    faults: list = field(default_factory=list)

    def add(self, place, text, findings):
        for found in findings:
            self.total += 1
            fault = span_fault(text, found)
            if fault:
                self.faults.append((place, found["rule"], fault))


@dataclass
class Labelled:
    """A labelled set, row by row."""

    whole: Quality = field(default_factory=Quality)
    explicit: Share = field(default_factory=Share)
    veiled: Share = field(default_factory=Share)
    parts: dict = field(default_factory=dict)
    classes: dict = field(default_factory=lambda: {label: [0, 0, 0] for label in LABELS})
    at_sign: list = field(default_factory=list)
    doubtful: Quality = field(default_factory=Quality)

    def add(self, row, findings):
        found = counted(findings)
        wanted = bool(row["labels"])
        if row.get("doubt"):
            self.doubtful.add(wanted, bool(found))
            return
        self.whole.add(wanted, bool(found))
        for part in (row["lang"], row.get("origin", "written")):
            self.parts.setdefault(part, Quality()).add(wanted, bool(found))
        if wanted and "explicit" in row:
            (self.explicit if row["explicit"] else self.veiled).add(bool(found))
        for label in row["labels"]:
            count = self.classes[label]
            count[0] += 1
            count[1] += any(one["class"] == label for one in found)
            count[2] += bool(found)
        if not wanted and any(one["level"] == "sign" for one in found):
            self.at_sign.append(row["id"])


@dataclass
class Ordinary:
    """A set of ordinary messages: the numbers of the lines that raised an alarm."""

    lines: int = 0
    threats: list = field(default_factory=list)
    abuse: list = field(default_factory=list)

    def add(self, findings):
        self.lines += 1
        classes = {found["class"] for found in counted(findings)}
        if classes & set(THREATS):
            self.threats.append(self.lines)
        if classes & set(ABUSE):
            self.abuse.append(self.lines)

"""Compares what was measured with floors.json.

`labelled`: by set, least `precision`, `recall`, `explicit`, `veiled` (shares), most `lawful_sign`
(rows). `ordinary`: by set, most lines with one of the ten threat classes. `transforms`: by name,
least `kept` (share found with the right words), most `alarms` (new ones on lawful rows). Spans may
never be off. A figure that the file does not name has no floor; a set that is absent is not judged.
"""


def least(faults, name, share, floor):
    """A share that is too low, or that nothing was measured for, is a fault."""
    if share.value is None or share.value < floor:
        faults.append(f"below the floor: {name} {share}, floor {floor}")


def most(faults, name, count, ceiling):
    if count > ceiling:
        faults.append(f"above the ceiling: {name} {count}, ceiling {ceiling}")


def score(wanted, labelled, ordinary, spans):
    """What score.py measured and is worse than the floors, one line each."""
    faults = []
    for name, want in wanted["labelled"].items():
        got = labelled.get(name)
        if not got:
            continue
        shares = {
            "precision": got.whole.precision,
            "recall": got.whole.recall,
            "explicit": got.explicit,
            "veiled": got.veiled,
        }
        for what, share in shares.items():
            if what in want:
                least(faults, f"{name} {what}", share, want[what])
        if "lawful_sign" in want:
            most(faults, f"{name} lawful rows at sign", len(got.at_sign), want["lawful_sign"])
    for name, ceiling in wanted["ordinary"].items():
        if name in ordinary:
            most(faults, f"{name} lines with a threat", len(ordinary[name].threats), ceiling)
    most(faults, "spans off", len(spans.faults), 0)
    return faults


def transforms(wanted, measured):
    """The same for transforms.py: by name `kept` (a Share) and `alarms` (ids)."""
    faults = []
    for name, want in wanted["transforms"].items():
        if name not in measured:
            faults.append(f"no such transform: {name}")
            continue
        if "kept" in want:
            least(faults, f"{name} kept", measured[name].kept, want["kept"])
        if "alarms" in want:
            most(faults, f"{name} new alarms", len(measured[name].alarms), want["alarms"])
    return faults

"""Trees, inclusion and consistency proofs, and logs."""

from hashlib import sha256

from second import chain, record
from second.chain import Key

ORIGIN = "dunlog/log/" + "c4" * 16
LEAVES = [record.leaf(f"line {i}".encode()) for i in range(20)]
RAW = [bytes.fromhex(leaf) for leaf in LEAVES]


def root(size: int) -> str:
    return chain.root(RAW[:size]).hex()


def body(**parts) -> bytes:
    """Lines of a name and a value; a list gives a line each."""
    lines = []
    for name, value in parts.items():
        for one in value if isinstance(value, list) else [value]:
            lines.append(f"{name} {one}\n")
    return "".join(lines).encode()


def flip(digits: str, bit: int) -> str:
    data = bytearray.fromhex(digits)
    data[bit // 8] ^= 1 << bit % 8
    return data.hex()


def inclusion(index: int, size: int) -> dict:
    proof = [step.hex() for step in chain.inclusion(RAW[:size], index)]
    return {"index": index, "size": size, "leaf": LEAVES[index], "root": root(size),
            "proof": proof}


def consistency(size1: int, size2: int) -> dict:
    proof = [step.hex() for step in chain.consistency(RAW[:size2], size1)]
    return {"size1": size1, "root1": root(size1), "size2": size2, "root2": root(size2),
            "proof": proof}


def write(area):
    def put(form, name, expect, comment, parts, spec="chain 2"):
        area.put(f"{form}_{name}", expect, spec, comment, body(**parts), form=form)

    for size in range(18):
        put("tree", str(size), "ok", f"a tree of {size} leaves",
            {"leaf": LEAVES[:size], "root": root(size)}, "chain 1")
    shown = {"leaf": LEAVES[:5], "root": root(5)}
    plain = sha256(b"".join(RAW[:2])).hexdigest()
    wrong = {
        "order": ("two leaves are swapped", {"leaf": [*LEAVES[:3], LEAVES[4], LEAVES[3]]}),
        "one_less": ("a leaf is missing", {"leaf": LEAVES[:4]}),
        "one_more": ("a leaf stands twice", {"leaf": [*LEAVES[:5], LEAVES[4]]}),
        "root": ("one bit of the root differs", {"root": flip(root(5), 77)}),
        "no_prefix": ("a node is hashed without its prefix", {"leaf": LEAVES[:2], "root": plain}),
        "filled": ("the last leaf is paired with itself", {
            "leaf": LEAVES[:3], "root": chain.root([*RAW[:3], RAW[2]]).hex()}),
        "zero_root": ("the root of no leaves is zeros", {"leaf": [], "root": record.ZERO}),
    }
    for name, (comment, parts) in wrong.items():
        put("tree", name, "refused", comment, shown | parts, "chain 1")

    for size in (1, 2, 3, 7, 8, 13):
        for index in sorted({0, size // 2, size - 1}):
            put("inclusion", f"{index}_of_{size}", "ok", f"leaf {index} of {size}",
                inclusion(index, size))
    for index, size in ((3, 7), (6, 7), (0, 8), (12, 13)):
        right = inclusion(index, size)
        proof = right["proof"]
        wrong = {
            "leaf": ("another leaf", {"leaf": LEAVES[19]}),
            "index": ("the place beside", {"index": index ^ 1 if index ^ 1 < size else index - 1}),
            "index_is_size": ("a place beyond the log", {"index": size}),
            "size_double": ("twice the size", {"size": 2 * size}),
            "size_0": ("no size", {"size": 0}),
            "root": ("one bit of the root differs", {"root": flip(right["root"], 5)}),
            "step": ("one bit of a step differs", {"proof": [flip(proof[0], 200), *proof[1:]]}),
            "short": ("a step is missing", {"proof": proof[:-1]}),
            "long": ("a step too many at the end", {"proof": [*proof, root(2)]}),
            "first": ("a step too many at the start", {"proof": [root(2), *proof]}),
            "reversed": ("the steps in reverse", {"proof": [*proof[::-1][:-1], root(3)]}),
        }
        for name, (comment, parts) in wrong.items():
            put("inclusion", f"{index}_of_{size}_{name}", "refused", comment, right | parts)

    for size1, size2 in ((1, 1), (1, 2), (2, 3), (3, 7), (4, 7), (4, 8), (6, 8), (7, 13), (8, 13),
                         (13, 13), (1, 17), (16, 17)):
        put("consistency", f"{size1}_to_{size2}", "ok", f"{size1} grows to {size2}",
            consistency(size1, size2))
    for size1, size2 in ((3, 7), (4, 8), (7, 13), (1, 17)):
        right = consistency(size1, size2)
        proof = right["proof"]
        wrong = {
            "roots_swapped": ("the roots are swapped", {
                "root1": right["root2"], "root2": right["root1"]}),
            "sizes_swapped": ("the sizes are swapped", {"size1": size2, "size2": size1}),
            "root1": ("another first root", {"root1": root(19)}),
            "root2": ("another second root", {"root2": root(19)}),
            "size1": ("the first size is off by one", {"size1": size1 + 1}),
            "step": ("one bit of the last step differs", {
                "proof": [*proof[:-1], flip(proof[-1], 8)]}),
            "short": ("a step is missing", {"proof": proof[:-1]}),
            "long": ("a step too many at the end", {"proof": [*proof, root(2)]}),
            "first": ("a step too many at the start", {"proof": [root(2), *proof]}),
            "empty": ("no steps", {"proof": []}),
        }
        for name, (comment, parts) in wrong.items():
            put("consistency", f"{size1}_to_{size2}_{name}", "refused", comment, right | parts)
    same = consistency(5, 5)
    put("consistency", "same_other_root", "refused", "one size, two roots",
        same | {"root2": flip(root(5), 0)})
    put("consistency", "same_with_step", "refused", "one size and a step",
        same | {"proof": [root(5)]})

    keys = [Key("chain"), Key("chain 2"), Key("chain 3")]
    log = record.Log(ORIGIN, keys[0].public.hex())
    for minute in range(1, 7):
        log.append({"kind": "event", "recorded": log_time(minute), "source": "captured",
                    "channel": "sms", "seen": {"wall": log_time(minute)}}, body=f"第{minute}条")
        if minute % 2:
            log.append({"kind": "heartbeat", "recorded": log_time(minute), "source": "program"})
        elif minute < 6:
            old, new = keys[minute // 2 - 1 : minute // 2 + 1]
            statement = chain.key_change(ORIGIN, len(log.lines), log.leaves[-1], new.public)
            log.append({"kind": "key_change", "recorded": log_time(minute), "source": "program",
                        "key": new.public.hex(), "signature": old.sign(statement).hex()})
    note = keys[2].note(ORIGIN, chain.checkpoint_text(ORIGIN, log.leaves))
    rules = {
        "1.1": "each prev is the leaf before", "1.2": "the first record names the log",
        "1.3": "marks counts log-level records", "5": "two key changes, each signed",
        "8": "the key after the last change signed the checkpoint",
    }
    for rule, comment in rules.items():
        area.put(f"log_rule_{rule.replace('.', '_')}", "ok", f"chain {rule}", comment,
                 b"".join(line + b"\n" for line in log.lines), form="log",
                 checkpoint=chain.base64(note.encode()))


def log_time(minute: int) -> int:
    return 1714579200000 + 60000 * minute

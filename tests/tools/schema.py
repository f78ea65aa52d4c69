#!/usr/bin/env python3
"""Holds docs/spec/pack.schema.json against the packs and against the program's own reader.

    schema.py DUNLOG

Every built-in pack must fit the schema. Then one member after another of each is taken away, renamed
or given another type: what the schema refuses, `dunlog pack check` must refuse too. (The program
refuses more: what must agree across a pack is no matter of shape.) `tests/run schema` calls it.
"""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKS = ROOT / "core" / "packs"
# As many broken packs as the program is asked about; spread over all that there are.
ASKED = 60


def broken(value, path=()):
    """Yields functions that break one member somewhere in a copy of the pack."""
    if isinstance(value, dict):
        for key in value:
            yield path, key, "drop"
            yield path, key, "rename"
            yield path, key, "retype"
        for key, inner in value.items():
            yield from broken(inner, (*path, key))
    elif isinstance(value, list) and value:
        yield from broken(value[0], (*path, 0))


def apply(pack, path, key, how):
    pack = copy.deepcopy(pack)
    place = pack
    for step in path:
        place = place[step]
    if how == "drop":
        del place[key]
    elif how == "rename":
        place[key + "_x"] = place.pop(key)
    else:
        place[key] = 7 if not isinstance(place[key], int) else "seven"
    return pack


def main():
    program = sys.argv[1]
    schema = json.loads((ROOT / "docs/spec/pack.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted(f for f in PACKS.glob("*.json") if f.stem not in ("sources", "remarks"))
    assert len(files) > 10, files
    refused = []
    for file in files:
        pack = json.loads(file.read_text(encoding="utf-8"))
        faults = [f"{file.name}: {e.json_path}: {e.message}" for e in validator.iter_errors(pack)]
        assert not faults, "\n".join(faults[:10])
        for path, key, how in broken(pack):
            changed = apply(pack, path, key, how)
            if not validator.is_valid(changed):
                refused.append((f"{file.name} {'/'.join(map(str, path))} {key} {how}", changed))
    step = max(1, len(refused) // ASKED)
    asked = refused[::step]
    with tempfile.TemporaryDirectory() as folder:
        for name, changed in asked:
            path = pathlib.Path(folder) / "pack.json"
            path.write_text(json.dumps(changed), encoding="utf-8")
            done = subprocess.run([program, "pack", "check", path], capture_output=True, check=False)
            assert done.returncode == 1, f"the schema refuses it, the program does not: {name}"
    print(f"{len(files)} packs fit; of {len(refused)} broken ones {len(asked)} were refused by both")


if __name__ == "__main__":
    main()

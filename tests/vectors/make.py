#!/usr/bin/env python3
"""Writes every vector anew; the same bytes at every run.

The formats are written by `second/`, a small implementation of its own, from docs/spec alone.
Needs Python 3.11 and `cryptography`.
"""

import importlib
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
AREAS = ["record", "opening", "chain", "checkpoint", "key", "event"]


class Area:
    """The folder of one format."""

    def __init__(self, name: str):
        self.name, self.seen = name, set()
        shutil.rmtree(HERE / name, ignore_errors=True)

    def put(self, name: str, expect: str, spec: str, comment: str, body: bytes, **more: str):
        """Writes one vector: valid where `ok` is expected, else invalid."""
        folder = HERE / self.name / ("valid" if expect == "ok" else "invalid")
        folder.mkdir(parents=True, exist_ok=True)
        assert (folder, name) not in self.seen, name
        self.seen.add((folder, name))
        head = {"expect": expect, "spec": spec, "comment": comment} | more
        assert not any("\n" in value for value in head.values())
        text = "".join(f"{key}: {value}\n" for key, value in head.items())
        (folder / f"{name}.txt").write_bytes(text.encode() + b"\n" + body)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    for area in AREAS:
        importlib.import_module(f"cases.{area}").write(Area(area))

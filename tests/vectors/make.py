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
AREAS = ["record", "opening", "chain", "checkpoint", "key", "event", "bundle"]


class Area:
    """The folder of one format."""

    def __init__(self, name: str):
        self.name, self.seen = name, set()
        shutil.rmtree(HERE / name, ignore_errors=True)

    def put(self, name, expect, spec, comment, body: bytes, repeat=None, **more: str):
        """Writes one vector: valid where `ok` is expected, else invalid.

        `repeat` is a text and a count: where it stands in the body, the file has `…`.
        """
        folder = HERE / self.name / ("valid" if expect == "ok" else "invalid")
        folder.mkdir(parents=True, exist_ok=True)
        assert (folder, name) not in self.seen, name
        self.seen.add((folder, name))
        head = {"expect": expect, "spec": spec, "comment": comment} | more
        if repeat:
            run = (repeat[0] * repeat[1]).encode()
            assert body.count(run) == 1 and "…".encode() not in body
            body = body.replace(run, "…".encode())
            head["repeat"] = f"{repeat[1]} {repeat[0]}"
        assert not any("\n" in value for value in head.values())
        text = "".join(f"{key}: {value}\n" for key, value in head.items())
        (folder / f"{name}.txt").write_bytes(text.encode() + b"\n" + body)

    def put_pair(self, name: str, side: str, content: bytes, expect: bytes):
        """Writes a bundle, and beside it what an audit must say of it."""
        folder = HERE / self.name / side
        folder.mkdir(parents=True, exist_ok=True)
        assert (folder, name) not in self.seen, name
        self.seen.add((folder, name))
        (folder / f"{name}.zip").write_bytes(content)
        (folder / f"{name}.expect").write_bytes(expect)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    for area in AREAS:
        importlib.import_module(f"cases.{area}").write(Area(area))

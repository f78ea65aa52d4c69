#!/usr/bin/env python3
"""Writes every vector anew; the same bytes at every run.

The formats are written by `second/`, a small implementation of its own, from docs/spec alone.
Needs Python 3.11 and `cryptography`.
"""

import importlib
import json
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
AREAS = ["record", "opening", "chain", "checkpoint", "key", "event", "bundle", "pdu"]
TABLES = ["rule_hours", "rule_clock", "rule_count", "rule_third", "rule_sighting", "rule_abroad",
          "rule_timeline"]


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


class Tables:
    """The boundary cases of `rule`, beside the vectors that are written by hand."""

    def __init__(self):
        self.folder = HERE / "rule"
        for name in ("edges-*.json", "timeline-*"):
            for path in self.folder.glob(name):
                path.unlink()

    def put(self, name: str, pack: str, vectors: list[dict]):
        """Writes one table: a record or finding a line."""
        ids = [vector["id"] for vector in vectors]
        assert len(set(ids)) == len(ids), name
        lines = [f'{{"pack":"{pack}","vectors":[']
        for vector in vectors:
            heads = {key: vector[key] for key in ("id", "section", "why", "rules")}
            lines.append(compact(heads)[:-1] + ',"records":[')
            lines += [compact(record) + "," for record in vector["records"]]
            lines[-1] = lines[-1].removesuffix(",")
            lines.append('],"findings":[')
            lines += [compact(finding) + "," for finding in vector["findings"]]
            lines[-1] = lines[-1].removesuffix(",")
            lines.append("]},")
        lines[-1] = lines[-1].removesuffix(",")
        text = "\n".join([*lines, "]}", ""])
        json.loads(text)
        (self.folder / f"{name}.json").write_text(text, encoding="utf-8")

    def page(self, name: str, text: str):
        """Writes a page beside a table: the reasons."""
        (self.folder / f"{name}.md").write_text(text, encoding="utf-8")


def compact(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    for area in AREAS:
        importlib.import_module(f"cases.{area}").write(Area(area))
    tables = Tables()
    for table in TABLES:
        importlib.import_module(f"cases.{table}").write(tables)

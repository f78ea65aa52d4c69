#!/usr/bin/env python3
"""Programs that know nothing of Dunlog accept a fresh bundle and refuse a doctored one.

    foreign.py PROGRAM PYTHON     PYTHON has the package `bagit`

`sha256sum -c`, `openssl pkeyutl -rawin`, `bagit.py --validate`, and the program that
docs/guides/court-expert.md prints.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/guides/court-expert.md"
SAMPLE = ROOT / "bindings/cli/sample"
PROGRAM, PYTHON = sys.argv[1:]


def make(folder):
    """A vault of the invented sample, and its bundle; gives the unpacked folder."""
    env = os.environ | {"DUNLOG_PASSPHRASE": "an invented passphrase", "HOME": str(folder)}

    def dunlog(*words):
        done = subprocess.run([PROGRAM, *words], cwd=folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"dunlog {words[0]}: {done.returncode}: {done.stderr}"
        return done.stdout

    key = json.loads(dunlog("init", "vault", "--json"))["key"]
    dunlog("import", "vault", *[str(SAMPLE / name) for name in ("messages.xml", "calls.xml")])
    dunlog("export", "vault", "--out", "evidence.zip")
    audit = json.loads(dunlog("verify", "evidence.zip", "--trust", key, "--json"))
    assert audit["issues"] == [] and audit["verdicts"]["signer"] == "trusted", audit
    with zipfile.ZipFile(folder / "evidence.zip") as bundle:
        bundle.extractall(folder / "unpacked")
    [top] = (folder / "unpacked").iterdir()
    return top


def accepts(words, top):
    """Whether a program ends well."""
    done = subprocess.run([str(word) for word in words], cwd=top, capture_output=True, check=False)
    print("$", *words, "->", done.returncode, done.stderr.decode(errors="replace")[-200:].strip())
    return done.returncode == 0


def sha256sum(top):
    """Coreutils on both manifests."""
    return all(
        accepts(["sha256sum", "--quiet", "--strict", "-c", f"{name}-sha256.txt"], top) for name in ("manifest", "tagmanifest")
    )


def openssl(top):
    """OpenSSL on the bundle's signature."""
    hashes = [hashlib.sha256((top / name).read_bytes()).hexdigest() for name in ("tagmanifest-sha256.txt", "checkpoint")]
    statement = top.parent / "statement"
    statement.write_text("\n".join(["dunlog/bundle@v1", *hashes, ""]))
    verify = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin"]
    return accepts([*verify, "-in", statement, "-sigfile", "bundle.sig"], top)


def bagit(top):
    """The Library of Congress's validator."""
    return accepts([PYTHON, "-m", "bagit", "--quiet", "--validate", top], top)


def check(top):
    """The program that the guide prints."""
    program = top.parent / "check.py"
    program.write_text(re.search(r"^```python\n(# check\.py.*?)^```", GUIDE.read_text("utf-8"), re.S | re.M)[1], "utf-8")
    assert len(program.read_text("utf-8").splitlines()) <= 80, "check.py is longer than 80 lines"
    return accepts([sys.executable, "-I", program, top], top)


def swap_bodies(top):
    """Exchanges the values of the first two openings of different bodies."""
    path = top / "data/openings.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    places = [i for i, line in enumerate(lines) if '"field":"body"' in line]
    first = places[0]
    other = next(i for i in places if lines[i].split('"value":')[1] != lines[first].split('"value":')[1])
    (a, b), (c, d) = lines[first].split('"value":'), lines[other].split('"value":')
    lines[first], lines[other] = f'{a}"value":{d}', f'{c}"value":{b}'
    path.write_text("".join(lines), "utf-8")


def swap_records(top):
    """Exchanges two lines."""
    path = top / "data/records.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines[3], lines[4] = lines[4], lines[3]
    path.write_text("".join(lines), "utf-8")


def change_manifest(top):
    """Adds a line to the tag manifest, as somebody would who wants one more file in it."""
    with (top / "tagmanifest-sha256.txt").open("a") as out:
        out.write(f"{'0' * 64}  more.txt\n")


def main():
    """Every program on the honest bundle, and those that must see each change."""
    wanted = [(name, None, True) for name in (sha256sum, openssl, bagit, check)]
    wanted += [(name, swap_bodies, False) for name in (sha256sum, bagit, check)]
    wanted += [(name, swap_records, False) for name in (sha256sum, bagit, check)]
    wanted += [(name, change_manifest, False) for name in (sha256sum, openssl)]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        top = make(Path(folder))
        for program, change, good in wanted:
            copy = Path(folder) / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(top, copy / top.name)
            if change:
                change(copy / top.name)
            if program(copy / top.name) != good:
                failed += 1
                print(f"{program.__name__} is wrong about {change.__name__ if change else 'the honest bundle'}")
    print(f"test result: {len(wanted) - failed} passed; {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()

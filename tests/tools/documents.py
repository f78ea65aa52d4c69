#!/usr/bin/env python3
"""Runs what the documents print, so that they cannot say what is not so.

    documents.py readme PROGRAM   the commands and the help text of both READMEs
    documents.py guides PROGRAM   every `sh` block of docs/guides, in order, a folder for each guide
    documents.py links PROGRAM    every relative link of every page
    documents.py bless PROGRAM    write the help text into the READMEs
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
HELP = re.compile(r"```text\n\$ dunlog --help\n(.*?)```", re.S)


def blocks(page, language):
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.S | re.M)


def run(script, folder, program):
    """Runs a script as a reader would, with the program on the path; gives what went wrong."""
    print(f"--- {folder.name}\n{script}", flush=True)
    env = os.environ | {
        "PATH": f"{Path(program).resolve().parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder / ".state"),
        "DUNLOG_PASSPHRASE": "an invented passphrase of a guide",
    }
    # The tools of the reader stay where they are.
    for name, inside in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")]:
        env.setdefault(name, str(Path.home() / inside))
    shell = ["bash", "-euo", "pipefail", "-c", script]
    done = subprocess.run(shell, cwd=folder, env=env, stdin=subprocess.DEVNULL, check=False)
    return done.returncode


def help_text(program):
    """What the program says of itself, eighty columns wide."""
    env = os.environ | {"COLUMNS": "80"}
    text = subprocess.run([program, "--help"], env=env, capture_output=True, text=True, check=True)
    return "\n".join(line.rstrip() for line in text.stdout.splitlines()).strip() + "\n"


def readme(program):
    """The README's commands run, both READMEs print the same ones, and the help is today's."""
    faults = []
    for page in READMES:
        if blocks(page, "sh") != blocks(READMES[0], "sh"):
            faults.append(f"{page.name} has other commands")
        found = HELP.search(page.read_text("utf-8"))
        if not found or found.group(1) != help_text(program):
            faults.append(f"the help text in {page.name} is not the program's: run `just bless`")
    # The second command is the run that this is a part of.
    lines = [line for block in blocks(READMES[0], "sh") for line in block.splitlines()]
    if lines[:2] != ["cargo run --release -- demo", "./tests/run"]:
        faults.append("README.md does not begin with its two commands")
    # A folder below the root, where cargo finds the workspace.
    with tempfile.TemporaryDirectory(dir=ROOT / "target") as folder:
        script = "\n".join(line for line in lines if line != "./tests/run")
        os.environ.setdefault("CARGO_TARGET_DIR", str(ROOT / "target"))
        if run(script, Path(folder), program) != 0:
            faults.append("a command of README.md failed")
    return 4, faults


def guides(program):
    """Each guide's commands work from an empty folder."""
    pages = sorted((ROOT / "docs/guides").glob("*.md"))
    faults = [] if pages else ["there is no guide"]
    for page in pages:
        with tempfile.TemporaryDirectory() as folder:
            # A program that the reader is asked to save bears its name in the first line.
            for text in blocks(page, "python"):
                name = re.match(r"# ([a-z_]+\.py):", text)
                if name:
                    (Path(folder) / name[1]).write_text(text, "utf-8")
            script = "".join(blocks(page, "sh"))
            if script and run(script, Path(folder), program) != 0:
                faults.append(f"a command of {page.name} failed")
    return len(pages), faults


def links(_program):
    """Each relative link leads to a file."""
    pages = [p for p in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]]
    faults = []
    for page in pages:
        text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.S | re.M)
        text = re.sub(r"`[^`\n]*`", "", text)
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            path = link.split("#")[0]
            if path and ":" not in path and not (page.parent / path).exists():
                faults.append(f"{page.relative_to(ROOT)}: no {link}")
    return len(pages), faults


def bless(program):
    """Writes the help text where it is printed."""
    for page in READMES:
        text = page.read_text("utf-8")
        block = f"```text\n$ dunlog --help\n{help_text(program)}```"
        page.write_text(HELP.sub(lambda _: block, text), "utf-8")
    return len(READMES), []


def main():
    """Runs one check; its last line has the form that tests/run counts."""
    check, program = sys.argv[1:]
    total, faults = {"readme": readme, "guides": guides, "links": links, "bless": bless}[check](program)
    for fault in faults:
        print(fault)
    passed = max(total - len(faults), 0)
    print(f"test result: {passed} passed; {len(faults)} failed")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()

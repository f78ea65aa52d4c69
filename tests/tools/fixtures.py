#!/usr/bin/env python3
"""Imports every file of ../shared/fixtures/import-* by the program and holds it against SOURCES.md.

    fixtures.py DUNLOG FIXTURES

Prints a table: file, what SOURCES.md states, what the import gave. How many rows a file has is read
from SOURCES.md itself; what else must come out (reasons of rows left out, cuts, repairs) stands in
EXPECTED below. `tests/run fixtures` calls it; where the folder is absent the part is switched off.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

# Why rows are left out, and what else must be so, by the end of a file's path. What is not named
# must be taken whole.
EXPECTED = {
    "test-assets/sms_and_mms.xml": {"cut": True, "rows": 49, "why": "the last row is cut off"},
    "fixtures/corrupt_attachments.xml": {"lost": {"base64-invalid": 2}},
    "shruggietech-sms-backup-restore-parser/malformed.xml": {"skipped": {"xml-malformed": 1}, "cut": True},
    "shruggietech-sms-backup-restore-parser/mixed.xml": {"skipped": {"draft": 1}},
    "shruggietech-sms-backup-restore-parser/sms-backup-restore.schema.json": {"unknown": True},
    "fkleon-sms-backup-manager/invalidSms.xml": {"skipped": {"row-empty": 1}},
    "fkleon-sms-backup-manager/invalidSms2.xml": {"skipped": {"time-invalid": 1}},
    "KhasMek-python-smsbackuptools/sms.xml": {"options": ["--country", "US"], "conversations": 5},
    # The date is scrubbed, so there is no event; that the pairs were joined is said.
    "issue-signal-1546/surrogate-refs.xml": {"rows": 1, "skipped": {"time-invalid": 1}, "repaired": 1},
    "KKDestiny-SMSXMLParser/sms.xml": {"options": ["--time-zone", "Asia/Shanghai"], "span": "2012-07-15T18:54:17.000Z"},
    # Box 6: it was never sent.
    "mvt-android-backup/backup.ab": {"skipped": {"not-sent": 1}, "imported": {"mms": 1}},
    "mvt-android-backup/backup3.ab": {"skipped": {"not-sent": 1}},
    "mvt-android-backup/000000_sms_backup": {"skipped": {"not-sent": 1}},
    "John Doe.jsonc": {"rows": 1, "imported": {"call": 1}, "span": "2023-07-20T01:53:08.931Z"},
    "John Doe.json": {"imported": {"call": 1}, "span": "2023-07-20T01:53:08.931Z"},
    "nicorac-bcr-gui/filename-templates.json": {"unknown": True},
    "lucasrodes-whatstk/header_format_support.json": {"unknown": True},
    "lucasrodes-whatstk/pokemon.txt": {"skipped": {"system-line": 2}, "rows": 20, "why": "two messages have a second line"},
    "10086-headers/10086-call-detail-header.csv": {"rows": 0},
    "ChatLab/_chat.txt": {"skipped": {"system-line": 1}, "imported": {"chat": 2}},
    "3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28": {"rows": 1, "span": "2019-08-29T23:13:30.539Z"},
    "mvt-ios-backup/Info.plist": {"unknown": True},
    "mvt-ios-backup/Manifest.db": {"refused": "database-unknown"},
}

# What the rows of a file are called in SOURCES.md.
ROW = re.compile(r"(\d+) (?:<(?:sms|mms|call|SMS)>|sms\b|mms\b|call record|messages?\b|system\b)|\b(?:message|ZWAMESSAGE)=(\d+)")


def stated(fixtures):
    """What SOURCES.md states of each file, by its path."""
    folder, found = None, {}
    for line in (fixtures / "SOURCES.md").read_text("utf-8").splitlines():
        head = re.match(r"### (\S+)/ — ", line)
        if head:
            folder = head[1]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if folder and folder.startswith("import-") and line.startswith("| ") and len(cells) == 4:
            found[f"{folder}/{cells[0]}"] = cells[3]
    return found


def rows_of(text):
    """How many rows a statement says; None where it says nothing of them."""
    lines = re.fullmatch(r"lines: (\d+)", text)
    if lines:
        # The count of line breaks; the last line has none.
        return int(lines[1]) + 1
    text = re.sub(r"^N: \d+ \((.*)\)$", r"\1", text)
    counts = [int(a or b) for a, b in ROW.findall(text)]
    if counts:
        return sum(counts)
    plain = re.match(r"N: (\d+)\b", text)
    return int(plain[1]) if plain else None


class Program:
    """The program with vaults of its own."""

    def __init__(self, program, folder):
        self.program, self.folder, self.vaults = program, Path(folder), 0

    def run(self, *words):
        env = os.environ | {
            "DUNLOG_PASSPHRASE": "invented words of a test",
            "HOME": str(self.folder),
            "XDG_STATE_HOME": str(self.folder / "state"),
        }
        words = [self.program, *map(str, words)]
        return subprocess.run(words, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    def vault(self):
        self.vaults += 1
        path = self.folder / f"v{self.vaults}"
        assert self.run("init", path).returncode == 0
        return path

    def take(self, path, options=()):
        """Imports into a new vault; the vault, the account and what was said of a failure."""
        vault = self.vault()
        done = self.run("import", vault, path, *options, "--json")
        return vault, json.loads(done.stdout.splitlines()[-1]), done


def told(account):
    """An account in few words."""
    parts = [f"{count} {word}" for word, count in account["imported"].items() if count]
    parts += [f"{count} held" for count in [account["duplicates"]] if count]
    parts += [f"{count} {reason}" for reason, count in account["skipped_by"].items()]
    parts += ["cut" for skip in account["skipped"] if skip["reason"] == "cut-short"]
    parts += [f"{count} lost: {reason}" for reason, count in account["lost_by"].items()]
    parts += [f"{count} repaired" for count in [account["repaired"]] if count]
    return ", ".join(parts) or "nothing"


def compare(program, path, key, text):
    """Imports a file; what it gave, and what of it is not as stated."""
    want = next((want for end, want in EXPECTED.items() if key.endswith(end)), {})
    options = list(want.get("options", []))
    if path.suffix == ".txt":
        options += ["--no-me", "--time-zone", "Asia/Shanghai"]
    if path.parent.name in ("3d", "7c"):
        options += ["--all"]
    vault, account, done = program.take(path, options)
    faults = []

    def check(what, got, wanted):
        if got != wanted:
            faults.append(f"{what}: {got}, not {wanted}")

    refused = "format-unknown" if want.get("unknown") else want.get("refused")
    if refused:
        check("exit code", done.returncode, 2)
        check("said", refused in done.stderr, True)
        return refused, faults
    rows = account["sightings"] + account["duplicates"] + account["skipped_total"] + sum(account["imported"].values())
    wanted = want.get("rows", rows_of(text))
    check("rows", rows, wanted)
    check("left out", account["skipped_by"], want.get("skipped", {}))
    cut = any(skip["reason"] == "cut-short" for skip in account["skipped"])
    check("cut", cut, want.get("cut", False))
    check("lost", account["lost_by"], want.get("lost", {}))
    check("repaired", account["repaired"], want.get("repaired", 0))
    check("held already", account["duplicates"], 0)
    for word, count in want.get("imported", {}).items():
        check(word, account["imported"][word], count)
    if "conversations" in want:
        check("conversations", account["conversations"], want["conversations"])
    if "span" in want:
        check("first instant", account["span"][0], want["span"])
    whole = not account["skipped"] and not account["lost_by"]
    check("exit code", done.returncode, 0 if whole else 1)
    # Importing again adds nothing.
    again = json.loads(program.run("import", vault, path, *options, "--json").stdout.splitlines()[-1])
    check("again", (again["imported"], again["sightings"]), (dict.fromkeys(account["imported"], 0), 0))
    return told(account), faults


def message(program, path):
    """A file that is a column of an iPhone's message: the words that come of it."""
    columns = {"streamtyped": "attributedBody", "edited_message": "message_summary_info"}
    column = columns.get(path.parent.name, "payload_data")
    made = program.folder / f"{path.parent.name}-{path.stem}.db"
    database = sqlite3.connect(made)
    database.executescript(
        "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, service TEXT);"
        "INSERT INTO handle VALUES (1, '+8613900139000', 'iMessage');"
        "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, handle_id INTEGER, service TEXT,"
        " date INTEGER, attributedBody BLOB, payload_data BLOB, message_summary_info BLOB);"
    )
    sql = f"INSERT INTO message (guid, handle_id, service, date, {column}) VALUES ('a', 1, 'iMessage', 736243200, ?)"
    database.execute(sql, [path.read_bytes()])
    database.commit()
    database.close()
    vault, account, _ = program.take(made, ["--all"])
    shown = [json.loads(line) for line in program.run("show", vault, "--json").stdout.splitlines()]
    bodies = [row["body"] for row in shown if row["kind"] == "event"]
    faults = [] if account["imported"]["chat"] == len(bodies) >= 1 and not account["skipped"] else ["not taken"]
    silent = path.stem in ("Blank", "Deleted")
    if any(bodies) == silent:
        faults.append("it has words" if silent else "it has no words")
    brief = " / ".join((body or "(no words)")[:24].replace("\n", " ") for body in bodies)
    return brief, faults


def main():
    program, fixtures = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve()
    sources = stated(fixtures)
    wrong, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        runner = Program(program, folder)
        paths = [p for group in sorted(fixtures.glob("import-*")) for p in sorted(group.rglob("*")) if p.is_file()]
        print("| file | SOURCES.md states | the import gave |\n| --- | --- | --- |")
        for path in paths:
            key = path.relative_to(fixtures).as_posix()
            text = sources.get(key)
            if text is None:
                wrong.append(f"{key}: not in SOURCES.md")
                continue
            got, faults = message(runner, path) if "ReagentX" in key else compare(runner, path, key, text)
            count += 1
            wrong += [f"{key}: {fault}" for fault in faults]
            mark = "" if not faults else " **NO**"
            print(f"| {key.split('/', 1)[1]} | {text or '(nothing)'} | {got}{mark} |", flush=True)
        # The backup as a folder: one message and three of WhatsApp.
        phone = fixtures / "import-ios/mvt-ios-backup"
        _, account, _ = runner.take(phone, ["--all"])
        imported = {word: n for word, n in account["imported"].items() if n}
        if imported != {"sms": 1, "chat": 3}:
            wrong.append(f"the iPhone backup's folder: {imported}")
        # A recording beside its side file, as the recorder leaves them.
        side = next((fixtures / "import-call-recordings/chenxiaolong-BCR").glob("*.json"))
        pair = Path(folder) / "recordings"
        pair.mkdir()
        (pair / side.name).write_bytes(side.read_bytes())
        (pair / side.with_suffix(".oga").name).write_bytes(b"OggS invented sound")
        _, account, _ = runner.take(pair)
        if (account["imported"]["call"], account["recordings"], account["tied"]) != (1, 1, 1):
            wrong.append("a recording beside its side file is not tied to its call")
    missing = [end for end in EXPECTED if not any(key.endswith(end) for key in sources)]
    wrong += [f"{end}: no such file" for end in missing]
    for line in wrong:
        print(line)
    print(f"test result: {count - min(len(wrong), count)} passed; {len(wrong)} failed")
    sys.exit(bool(wrong) or not count)


if __name__ == "__main__":
    main()

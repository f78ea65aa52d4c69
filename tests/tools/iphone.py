#!/usr/bin/env python3
"""Backups of invented iPhones, by a second implementation, are imported exactly.

    iphone.py PROGRAM

Makes backups of iOS 12, 15, 17 and 18, plain and encrypted (ios_backup.py), imports each, exports a
bundle, and compares every contact in it with what was written. Needs the package `cryptography`.
"""

import datetime
import hashlib
import json
import subprocess
import sys
import tempfile

import ios_backup
import ios_content
import iphone_back
import iphone_by_hand
from iphone_run import PASSPHRASE, Run, compare, passphrase, state, text


def refusals(run, folder, vault):
    """Without a choice, a passphrase, or with a wrong one: exit code 2, clear words, nothing written."""
    wrong = run.folder / "wrong"
    wrong.write_text("忘了也没事 x2\n", "utf-8")
    name = folder.name
    if name.startswith("encrypted"):
        code, _, told = run.dunlog("import", vault, folder, "--all")
        run.check(f"{name}: no passphrase", code == 2 and "--backup-passphrase-file" in told, code, told)
        code, _, told = run.dunlog("import", vault, folder, "--all", "--backup-passphrase-file", wrong)
        run.check(
            f"{name}: wrong passphrase", code == 2 and "passphrase does not open this backup" in told, code, told
        )
    given = passphrase(run, folder)
    code, _, told = run.dunlog("import", vault, folder, *given)
    run.check(f"{name}: no choice", code == 2 and "--party" in told and "--all" in told, code, told)
    events, sources = run.records(vault)
    run.check(f"{name}: nothing was written", not events and not sources, events[:1])


def whole(run, folder, phone, encrypted):
    """Everything that a backup holds."""
    name = folder.name
    vault = run.vault(f"vault-{name}")
    before = state(folder)
    refusals(run, folder, vault)
    words = ["import", vault, folder, "--all", "--json", "--time-zone", "Asia/Shanghai", *passphrase(run, folder)]
    wanted = [event for event in phone.expected if encrypted or event["format"] != "ios_calls"]

    code, out, told = run.dunlog(*words, "--dry-run")
    dry = json.loads(out or "{}")
    code, out, told = run.dunlog(*words)
    outcome = json.loads(out or "{}")
    run.check(
        f"{name}: the dry run says what the import does", dry | {"dry_run": False} == outcome, dry, outcome, told
    )
    run.check(f"{name}: exit code 1, for rows were left out", code == 1, code, told)
    kinds = {}
    for event in wanted:
        kinds[event["channel"]] = kinds.get(event["channel"], 0) + 1
    run.check(
        f"{name}: counts by kind",
        {key: count for key, count in outcome["imported"].items() if count} == kinds,
        outcome["imported"],
        kinds,
    )
    run.check(
        f"{name}: rows left out", outcome["skipped_by"] == phone.skipped, outcome["skipped_by"], phone.skipped
    )
    times = [min(event["seen"] for event in wanted), max(event["seen"] for event in wanted)]
    run.check(f"{name}: time span", list(map(milliseconds, outcome["span"])) == times, outcome["span"], times)

    events, sources = run.records(vault)
    compare(run, name, [event for event, _, _ in events], wanted)
    offset = {"minutes": 480, "zone": "Asia/Shanghai", "from": "option"}
    run.check(
        f"{name}: source and offset",
        all(record["source"] == "imported" and record["offset"] == offset for _, record, _ in events),
    )
    files(run, name, folder, phone, encrypted, events, sources)
    shown(run, name, vault, wanted)

    code, out, _ = run.dunlog(*words)
    again = json.loads(out)
    run.check(
        f"{name}: importing again adds nothing",
        not any(again["imported"].values()) and again["sightings"] == 0 and again["duplicates"] == len(wanted),
        again,
    )
    run.check(
        f"{name}: no record more",
        [record for _, record, _ in run.records(vault)[0]] == [record for _, record, _ in events],
    )
    run.check(f"{name}: the folder is untouched", state(folder) == before)
    run.check(f"{name}: no plain copy is left", not list(run.scratch.rglob("*")), list(run.scratch.rglob("*")))


def milliseconds(words):
    """Milliseconds since 1970 of a time in UTC."""
    return round(datetime.datetime.fromisoformat(words.replace("Z", "+00:00")).timestamp() * 1000)


def files(run, name, folder, phone, encrypted, events, sources):
    """The databases themselves: hash, whether they are kept, and where they lay."""
    forms = {
        ios_content.SMS: "ios_sms",
        ios_content.CALLS: "ios_calls",
        ios_content.VOICEMAIL: "ios_voicemail",
        ios_content.WHATSAPP: "ios_whatsapp",
    }
    got, wanted = {}, {}
    for record, more in sources:
        detail = more["detail"]
        first = record["attachments"][0]
        got[first["sha256"]] = (
            record["kept"],
            detail.get("words"),
            detail.get("path"),
            detail.get("stored_sha256"),
            more["names"][0],
        )
    for place, form in forms.items():
        if form == "ios_calls" and not encrypted:
            continue
        digest = hashlib.sha256(phone.stores[place]).hexdigest()
        feeds = {record["feed"]["file"] for _, record, _ in events if record["feed"]["format"] == form}
        run.check(f"{name}: {form} stands for its own file", feeds == {digest}, feeds, digest)
        hashed = ios_backup.name(*place)
        path = f"{hashed[:2]}/{hashed}"
        stored = hashlib.sha256((folder / path).read_bytes()).hexdigest() if encrypted else None
        kept = form != "ios_sms"  # which has a row that was left out as `not-sent`
        wanted[digest] = (kept, None if kept else "keep this file", path, stored, place[1].rsplit("/", 1)[-1])
    run.check(f"{name}: the databases are recorded", got == wanted, got, wanted)


def shown(run, name, vault, wanted):
    """`show` lists the same contacts."""
    code, out, told = run.dunlog("show", vault, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    got = sorted(
        text([row["time"], row["channel"], row["direction"], row["outcome"], row["duration"], row["body"]])
        for row in rows
        if row["kind"] == "event"
    )
    keys = ("seen", "channel", "direction", "outcome", "duration", "body")
    run.check(
        f"{name}: show lists them",
        code == 0 and got == sorted(text([event.get(key) for key in keys]) for event in wanted),
        told,
    )
    code, out, told = run.dunlog("findings", vault, "--json")
    known = {row["record"] for row in rows}
    run.check(
        f"{name}: findings speak of them",
        code == 0 and all(leaf in known for line in out.splitlines() for leaf in json.loads(line)["records"]),
        code,
        told,
    )


def later_backup(run, plain, locked, phone):
    """An encrypted backup after a plain one of the same phone adds the list of calls and nothing else."""
    vault = run.vault("vault-later")
    run.dunlog("import", vault, plain, "--all", "--json")
    code, out, told = run.dunlog("import", vault, locked, "--all", "--json", *passphrase(run, locked))
    outcome = json.loads(out or "{}")
    calls = sum(event["format"] == "ios_calls" for event in phone.expected)
    run.check(
        "a later, encrypted backup adds the calls only",
        outcome.get("imported", {}).get("call") == calls
        and sum(outcome["imported"].values()) == calls
        and outcome["duplicates"] == len(phone.expected) - calls,
        outcome,
        told,
    )


def part(run, folder, phone):
    """One number, from one time on."""
    vault = run.vault("vault-part")
    chosen = "+8613900005521"

    def named(event):
        return any(side.get("number") == chosen for side in [event["party"], *event["party"].get("group", [])])

    since = sorted(event["seen"] for event in phone.expected if named(event))[3]
    wanted = [event for event in phone.expected if named(event) and event["seen"] >= since]
    when = subprocess.run(
        ["date", "-u", "-d", f"@{since / 1000}", "+%Y-%m-%dT%H:%M:%SZ"], capture_output=True, text=True, check=True
    ).stdout.strip()
    words = ["import", vault, folder, "--party", "13900005521", "--since", when, "--json", *passphrase(run, folder)]
    code, out, told = run.dunlog(*words)
    events, sources = run.records(vault)
    compare(run, "one number since a time", [event for event, _, _ in events], wanted)
    run.check(
        "one number: no database is kept",
        sources and not any(record["kept"] for record, _ in sources),
        sources,
        told,
    )


def single(run, phone):
    """One database out of a backup, with its log beside it."""
    vault = run.vault("vault-single")
    folder = run.folder / "single"
    folder.mkdir()
    (folder / "sms.db").write_bytes(phone.stores[ios_content.SMS])
    (folder / "sms.db-wal").write_bytes(phone.stores[ios_content.SMS[0], f"{ios_content.SMS[1]}-wal"])
    before = state(folder)
    run.dunlog("import", vault, folder / "sms.db", "--all", "--json")
    events, _ = run.records(vault)
    wanted = [
        {key: value for key, value in event.items() if key not in ("attachments", "names")}
        for event in phone.expected
        if event["format"] == "ios_sms"
    ]
    compare(run, "one database with its log", [event for event, _, _ in events], wanted)
    run.check("one database: nothing beside it changed", state(folder) == before)


def main():
    """The eight backups, then what needs two of them or a part of one."""
    with tempfile.TemporaryDirectory() as folder:
        run = Run(sys.argv[1], folder)
        made = {}
        for ios in ios_backup.BUILDS:
            phone = ios_content.phone(ios)
            for kind in ("plain", "encrypted"):
                # The count of the outer rounds is above 65,535 once, so that it needs three bytes.
                backup = ios_backup.Backup(
                    ios,
                    PASSPHRASE if kind == "encrypted" else None,
                    dpic=70_000 if ios == 18 else 10,
                    rounds=1000 if ios == 15 else 10,
                    padded_manifest=ios in (12, 17),
                )
                phone.into(backup)
                made[kind, ios] = backup.write(run.folder / f"{kind}-{ios}"), phone
                whole(run, *made[kind, ios], kind == "encrypted")
        later_backup(run, made["plain", 17][0], *made["encrypted", 17])
        part(run, *made["encrypted", 18])
        single(run, made["plain", 17][1])
        iphone_by_hand.asked(run, *made["encrypted", 18])
        iphone_by_hand.stopped(run)
        iphone_back.taken_back(run)
        print(f"test result: {run.passed} passed; {run.failed} failed")
        sys.exit(run.failed > 0)


if __name__ == "__main__":
    main()

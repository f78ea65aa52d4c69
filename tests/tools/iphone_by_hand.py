"""Imports of iPhone backups by a person: asked at a terminal what to take, and stopped on the way."""

import json
import os
import pty
import select
import signal
import subprocess
import time

import ios_backup
import ios_content
import ios_schema
from ios_phone import BASE, insert
from iphone_run import PASSPHRASE, compare


def talk(run, words, answers):
    """Runs the program at a terminal; each answer is given once its question stands there."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(run.folder)
        os.execve(run.program, [str(run.program), *map(str, words)], run.env | {"TERM": "dumb"})
    seen, left, asked = b"", list(answers), 0
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                seen += os.read(terminal, 65_536)
            except OSError:  # the other end is closed
                break
        if left and left[0][0].encode() in seen[asked:]:
            asked = len(seen)
            os.write(terminal, f"{left.pop(0)[1]}\r".encode())
    else:
        os.kill(child, signal.SIGKILL)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen.decode("utf-8", errors="replace")


def asked(run, folder, phone):
    """The list of conversations, a wrong answer, and one conversation out of it."""
    vault = run.vault("vault-asked")
    questions = [("Passphrase of the iPhone backup", PASSPHRASE), ("or none:", "0,99"), ("or none:", "1")]
    code, seen = talk(run, ["import", vault, folder], questions)
    wanted = [
        event
        for event in phone.expected
        if event["party"].get("number") == "+8613700001234" and not event["party"].get("group")
    ]
    first = next((line for line in seen.splitlines() if line.lstrip().startswith("1 ")), "")
    run.check("asked: the phone is named", "李雷的 iPhone, iOS 18.3.2" in seen, seen[:300])
    run.check(
        "asked: the largest conversation stands first",
        "+8613700001234 (韩梅梅)" in first and "4 calls" in first,
        first,
    )
    run.check("asked: a number that is not in the list is asked again", seen.count("or none:") == 2, seen[-500:])
    events, _ = run.records(vault)
    compare(run, "asked: one conversation", [event for event, _, _ in events], wanted)
    run.check("asked: it ends well", code in (0, 1), code)
    vault = run.vault("vault-none")
    code, seen = talk(run, ["import", vault, folder], [questions[0], ("or none:", "none")])
    run.check("asked: none is none", not run.records(vault)[0], code, seen[-300:])


def stopped(run):
    """An import that is stopped, or ended by force: what was committed stays, and the next run completes it."""
    count, passphrase_file = 40_000, run.folder / "long"
    passphrase_file.write_text(PASSPHRASE, "utf-8")

    def fill(link):
        who = insert(link, "handle", {"id": "+8613900005521", "country": "cn", "service": "SMS"})
        rows = [(f"guid-{i}", f"第{i}条,请还款。", who, "SMS", (BASE[17] + i) * 10**9) for i in range(count)]
        link.executemany("INSERT INTO message (guid, text, handle_id, service, date) VALUES (?, ?, ?, ?, ?)", rows)

    backup = ios_backup.Backup(17, PASSPHRASE)
    backup.add(*ios_content.SMS, ios_backup.database(ios_schema.messages(17), fill))
    folder = backup.write(run.folder / "encrypted-long")
    words = ["--all", "--json", "--backup-passphrase-file", passphrase_file]
    for number in (signal.SIGINT, signal.SIGKILL):
        name, vault = number.name, run.vault(f"vault-{number.name}")
        child = subprocess.Popen(
            [run.program, "import", vault, folder, *words],
            cwd=run.folder,
            env=run.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        log = run.folder / vault / "vault.db-wal"
        while child.poll() is None and not (log.exists() and log.stat().st_size > 8 << 20):
            time.sleep(0.002)
        child.send_signal(number)
        out = child.communicate()[0]
        begun = json.loads(out)["imported"]["sms"] if number == signal.SIGINT else None
        if begun is not None:
            told = json.loads(out)
            run.check(f"{name}: stopped, and told", told["cancelled"] and 0 < begun < count, told)
        copies = [path for path in run.scratch.rglob("*") if not path.is_dir()]
        run.check(f"{name}: no plain copy is left", not copies, copies)
        code, out, told = run.dunlog("import", vault, folder, *words)
        outcome = json.loads(out or "{}")
        held = outcome.get("duplicates", 0)
        run.check(
            f"{name}: the next run completes it",
            code == 0 and outcome["imported"]["sms"] + held == count and 0 < held < count and begun in (None, held),
            outcome,
            told,
        )
        code, out, told = run.dunlog("check", vault)
        run.check(f"{name}: the vault is whole", code == 0, out, told)

"""The program under test, run on invented iPhones; what its bundles say, and the comparison."""

import hashlib
import json
import os
import subprocess
import zipfile
from pathlib import Path

PASSPHRASE = "忘了也没事 x1"
OPENED = ("party", "own", "contact", "subject", "body", "names")
PLAIN = ("channel", "direction", "outcome", "duration", "service", "attachments")


class Run:
    """The program under test, a folder to work in, and the counts."""

    def __init__(self, program, folder):
        self.program, self.folder = Path(program).resolve(), Path(folder)
        self.passed = self.failed = 0
        self.scratch = self.folder / "scratch"
        self.scratch.mkdir()
        self.env = os.environ | {
            "DUNLOG_PASSPHRASE": "an invented passphrase",
            "TMPDIR": str(self.scratch),
            "HOME": str(self.folder),
        }

    def dunlog(self, *words, limit=120):
        """Runs the program; gives exit code, output and errors."""
        done = subprocess.run(
            [self.program, *map(str, words)],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=limit,
            check=False,
        )
        return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")

    def check(self, name, good, *told):
        """Counts one test."""
        self.passed += bool(good)
        self.failed += not good
        print(("ok      " if good else "FAILED  ") + name)
        if not good:
            for line in told:
                print("        ", line)

    def vault(self, name):
        """A new vault."""
        code, _, errors = self.dunlog("init", name)
        assert code == 0, errors
        return name

    def records(self, vault):
        """The events and the source files of a vault, with what their openings say."""
        bundle = self.folder / f"{vault}.zip"
        code, _, errors = self.dunlog("export", vault, "--out", bundle, "--overwrite")
        assert code == 0, errors
        with zipfile.ZipFile(bundle) as opened:
            top = opened.namelist()[0].split("/")[0]
            lines = opened.read(f"{top}/data/records.jsonl").splitlines()
            openings = {}
            for line in opened.read(f"{top}/data/openings.jsonl").splitlines():
                entry = json.loads(line)
                openings.setdefault(entry["leaf"], {})[entry["field"]] = entry["value"]
        events, sources = [], []
        for line in lines:
            record = json.loads(line)
            more = openings.get(hashlib.sha256(b"\0" + line).hexdigest(), {})
            if record["kind"] == "event":
                event = {
                    "format": record["feed"]["format"],
                    "place": record["feed"]["place"],
                    "seen": record["seen"]["wall"],
                }
                event |= {key: record[key] for key in PLAIN if key in record}
                event |= {key: more[key] for key in OPENED if key in more}
                events.append((event, record, more))
            elif record.get("purpose") == "source":
                sources.append((record, more))
        return events, sources


def text(event):
    """One form for each event, so that they can be compared and printed."""
    return json.dumps(event, ensure_ascii=False, sort_keys=True)


def state(folder):
    """What stands in a folder: names, times and content."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.is_file() and path.read_bytes())
        for path in sorted(folder.rglob("*"))
    }


def compare(run, name, got, wanted):
    """The events of a vault with those expected, in order of store and row."""
    got, wanted = sorted(map(text, got)), sorted(map(text, wanted))
    missing = [f"wanted {event[:600]}" for event in wanted if event not in got]
    more = [f"got    {event[:600]}" for event in got if event not in wanted]
    run.check(f"{name}: {len(wanted)} contacts, each as written", got == wanted, *sorted(missing + more))


def passphrase(run, folder):
    """The option that opens an encrypted backup."""
    right = run.folder / "right"
    right.write_text(PASSPHRASE + "\nanother line\n", "utf-8")
    return ["--backup-passphrase-file", right] if folder.name.startswith("encrypted") else []

#!/usr/bin/env python3
"""Damaged and hostile backups, chats and lists: a clear message, a count, bounded memory and time.

    bad_input.py PROGRAM [NAME...]

Each case (bad_backups.py, bad_databases.py, bad_texts.py) is imported into a vault of its own. The program
must end by itself with exit code 0, 1 or 2, must not say that it panicked, must stay within the memory of a
small import and 64 MiB, must leave what it read as it was and no copy behind, and must say what the
specification says. Needs the package `cryptography` and GNU time.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bad_backups
import bad_databases
import bad_texts
from iphone_run import Run

SECONDS, MEMORY = 60, 64 << 10  # KiB


class Watched(Run):
    """A run that measures the program's memory."""

    def measured(self, *words):
        """Exit code, output, errors, peak memory in KiB and seconds."""
        out, told, used = (self.folder / name for name in ("stdout", "stderr", "used"))
        begin = time.monotonic()
        with out.open("wb") as standard, told.open("wb") as errors:
            # The peak of a child counts from the fork on, so that a small program has to start it.
            done = subprocess.run(
                ["/usr/bin/time", "-q", "-f", "%M", "-o", used, self.program, *map(str, words)],
                cwd=self.folder,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=standard,
                stderr=errors,
                timeout=5 * SECONDS,
                check=False,
            )
        return (
            done.returncode,
            out.read_text("utf-8", errors="replace"),
            told.read_text("utf-8", errors="replace"),
            int(used.read_text().split()[-1]),
            time.monotonic() - begin,
        )


def state(folder):
    """What stands in a folder: kinds, sizes, times, and the content of all but huge files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        held = path.lstat()
        small = path.is_file() and held.st_size < 50 << 20
        found[str(path)] = (held.st_mode, held.st_size, held.st_mtime_ns, path.read_bytes() if small else None)
    return found


def judge(case, code, outcome, told):
    """What is wrong with the answer, or None."""
    taken = sum(outcome["imported"].values()) if outcome else 0
    counts = [value for value in outcome.values() if isinstance(value, int)]
    if min(counts, default=0) < 0 or taken > outcome.get("rows", taken):
        return f"counts that cannot be: {taken} taken of {outcome.get('rows')} rows, {outcome.get('sightings')} more sightings"
    if code == 2 and case.refused is not None:
        clear = told.startswith("error: ") and case.refused in told
        return None if clear and not taken else f"refused, but not with {case.refused!r} and nothing taken"
    if code == 2 or (case.refused is not None and case.or_taken is None):
        return f"exit code {code}"
    wanted = case.taken if case.or_taken is None else case.or_taken
    if wanted is not None and taken != wanted:
        return f"{taken} taken, not {wanted}"
    for reason, count in case.left_out.items():
        got = outcome["skipped_by"].get(reason)
        if not got or (count is not None and got != count):
            return f"{reason}: {got}, not {count}"
    return None


def main():
    """All cases, or those named."""
    with tempfile.TemporaryDirectory() as folder:
        run = Watched(sys.argv[1], folder)
        small = run.folder / "small"
        small.mkdir()
        vault = run.vault("vault-small")
        code, _, told, base, _ = run.measured("import", vault, bad_backups.plain(small), "--all", "--json")
        assert code == 0, told
        run.passphrase = run.folder / "passphrase"
        run.passphrase.write_text(bad_backups.PASSPHRASE + "\n")
        print(f"a small import takes {base} KiB")
        for make in bad_backups.CASES + bad_databases.CASES + bad_texts.CASES:
            if sys.argv[2:] and make.__name__ not in sys.argv[2:]:
                continue
            one(run, make, base)
        print(f"test result: {run.passed} passed; {run.failed} failed")
        sys.exit(run.failed > 0)


def one(run, make, base):
    """One case, in a vault of its own."""
    name = make.__name__
    with tempfile.TemporaryDirectory(dir=run.folder) as place:
        case = make(Path(place))
        vault = run.vault(f"vault-{name}")
        before = state(Path(place))
        given = ["--backup-passphrase-file", run.passphrase] if case.locked else []
        code, out, told, memory, seconds = run.measured("import", vault, case.path, "--json", *case.options, *given)
        words = told.strip().replace("\n", " ")[:300]
        try:
            outcome = json.loads(out) if out.strip() else {}
        except ValueError:
            outcome, words = {}, f"no JSON: {out[:100]!r} {words}"
        shown = {key: outcome.get(key) for key in ("imported", "skipped_by")} if outcome else {}
        fault = None
        if code not in (0, 1, 2) or "panicked" in told or seconds > SECONDS:
            fault = f"exit code {code} after {seconds:.1f} s"
        elif memory > base + MEMORY:
            fault = f"{memory} KiB of memory"
        elif state(Path(place)) != before:
            fault = "what was read has changed"
        elif list(run.scratch.rglob("*")):
            fault = "a copy is left"
        else:
            fault = judge(case, code, outcome, told)
        told = f"{make.__doc__.splitlines()[0]} [exit {code}, {memory} KiB, {seconds:.1f} s] {words}"
        run.check(f"{name}: {told}", fault is None, fault, shown)


if __name__ == "__main__":
    main()

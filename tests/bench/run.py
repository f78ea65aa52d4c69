#!/usr/bin/env python3
"""Measures speed and memory against named programs in one run: run.py [NAME]...

Prints the table of docs/benchmarks.md. NAMES: append import iphone chat verify attachments open memory records words phone.
DUNLOG_BENCH_SCALE divides the sizes (1 is what the bars are for). Folders for the measurement:
DUNLOG_BENCH_TMPFS (/dev/shm) and DUNLOG_BENCH_DISK (the system's temporary folder).
"""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]
import sample  # noqa: E402
import writes  # noqa: E402

SCALE = int(os.environ.get("DUNLOG_BENCH_SCALE", "1"))
MILLION = 1_000_000 // SCALE
HUNDRED_THOUSAND = 100_000 // SCALE
GIGABYTE = 1_000_000_000 // SCALE
PART = 40_000_000 // SCALE


def build():
    """The release binaries; gives where they are."""
    subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True)
    probe = subprocess.run([ROOT / "tests/tools/probe.sh"], capture_output=True, text=True, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return str(target / "release/dunlog"), probe.stdout.strip()


class Run:
    """One process: its answer, its time on the wall and on the processor, its peak memory."""

    def __init__(self, *words, cwd=None, code=0, env=None, stdout=subprocess.PIPE):
        with tempfile.NamedTemporaryFile("r") as told:
            # A process of its own forks the measured one: memory counts from the fork on.
            timed = ["time", "-q", "-o", told.name, "-f", "%U %S %M", *map(str, words)]
            begin = time.perf_counter()
            done = subprocess.run(
                timed, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.DEVNULL, check=False
            )
            self.wall = time.perf_counter() - begin
            user, system, peak = told.read().split()[-3:]
        self.out = (done.stdout or b"").decode()
        self.cpu = float(user) + float(system)
        self.peak = int(peak) * 1024 / 1e6
        if done.returncode != code:
            raise SystemExit(f"{words}: ended with {done.returncode}")

    @property
    def answer(self):
        """The last line, as JSON."""
        return json.loads(self.out.splitlines()[-1])


def best(work):
    """The quickest of five runs by the wall clock: what a busy machine disturbs least."""
    return min((work() for _ in range(5)), key=lambda run: run.wall)


def ratio(ours, other):
    """How much longer somebody waits for ours."""
    value = ours.wall / other.wall
    return value, f"{value:.2f} × ({ours.wall:.2f} s against {other.wall:.2f} s)"


def folder_of(base):
    """A folder for one measurement."""
    return tempfile.TemporaryDirectory(dir=base)


def fresh(path):
    """A path with nothing at it."""
    shutil.rmtree(path, ignore_errors=True)
    return path


ROWS = []


def row(what, bar, value, right):
    """A line of the table."""
    ROWS.append((what, bar, value, "yes" if right else "NO"))
    print(f"{what}: {value} (bar {bar}) {'' if right else 'MISSED'}", flush=True)


def append():
    """Syncs of a live append, and its time above a bare insert of the same bytes."""
    with folder_of(DISK) as folder:
        syncs, answers, counts = 0, 0, []
        for write in writes.trace([PROBE, "acknowledge", f"{folder}/v", "60"], folder):
            syncs += write.call in ("fsync", "fdatasync")
            if write.is_answer():
                counts.append(syncs)
                answers, syncs = answers + 1, 0
        steady = sorted(set(counts[5:]))
        row("live append: syncs in the steady state", "1", ", ".join(map(str, steady)), steady == [1])
    with folder_of(TMPFS) as folder:
        ours, bare = [], []
        for i in range(5):
            ours.append(Run(PROBE, "append", f"{folder}/v{i}", 2_000).answer["median_ns"])
            bare.append(Run(PROBE, "bare-append", f"{folder}/v{i}", f"{folder}/b{i}").answer["median_ns"])
        above = (min(ours) - min(bare)) / 1000
        value = f"{above:.0f} µs ({min(ours) / 1000:.0f} against {min(bare) / 1000:.0f})"
        row("live append: time above a bare insert, tmpfs", "≤ 150 µs", value, above <= 150)


def import_():
    """Import of texts against quick-xml and SQLite alone, on one core."""
    with folder_of(TMPFS) as folder:
        path = Path(folder) / "messages.xml"
        with path.open("wb") as out:
            sample.messages(out, HUNDRED_THOUSAND)
        one = ["taskset", "-c", "0"]
        ours, bare = [], []
        for _ in range(3):
            ours.append(Run(*one, PROBE, "import", fresh(f"{folder}/v"), path))
            bare.append(Run(*one, PROBE, "bare-import", f"{folder}/v", fresh(f"{folder}/b"), path).answer["cpu"])
        cpu = min(run.cpu for run in ours)
        wall = min(run.answer["seconds"] for run in ours)
        value = f"{cpu / min(bare):.2f} × ({cpu:.2f} s against {min(bare):.2f} s of one core)"
        row(f"import of {HUNDRED_THOUSAND:,} messages against quick-xml and bare inserts", "≤ 4 ×", value, cpu / min(bare) <= 4)
        rate = HUNDRED_THOUSAND / cpu
        value = f"{rate:,.0f} ({HUNDRED_THOUSAND / wall:,.0f} by the wall clock)"
        row("import: messages a second on one core", "≥ 40,000", value, rate >= 40_000)


def iphone():
    """An iPhone's messages against a bare SELECT and bare inserts; an encrypted backup against openssl."""
    count = 2 * HUNDRED_THOUSAND
    with folder_of(TMPFS) as folder:
        path = Path(folder) / "sms.db"
        sample.phone(path, count)
        one = ["taskset", "-c", "0"]
        ours, bare = [], []
        for _ in range(3):
            ours.append(Run(*one, PROBE, "import-phone", fresh(f"{folder}/v"), path))
            bare.append(Run(*one, PROBE, "bare-phone", f"{folder}/v", fresh(f"{folder}/b"), path).answer["cpu"])
        cpu = min(run.cpu for run in ours)
        value = f"{cpu / min(bare):.2f} × ({cpu:.2f} s against {min(bare):.2f} s of one core)"
        row(f"iPhone: {count:,} messages against a bare SELECT and bare inserts", "≤ 3 ×", value, cpu / min(bare) <= 3)
        env = cli_env(folder)
        Run(PROGRAM, "init", "vault", cwd=folder, env=env)
        run = Run(PROGRAM, "import", "vault", path, "--all", cwd=folder, env=env)
        row(f"peak memory: import of {count:,} messages of an iPhone", "≤ 64 MB", f"{run.peak:.0f} MB", run.peak <= 64)
    with folder_of(TMPFS) as folder:
        size = GIGABYTE // 2
        stored, key = sample.encrypted(f"{folder}/phone", size)
        ours = best(lambda: Run(PROBE, "open-phone", f"{folder}/phone", "words", folder))
        words = ["openssl", "enc", "-d", "-aes-256-cbc", "-K", key, "-iv", "0" * 32, "-in", stored, "-out", f"{folder}/out"]
        openssl = best(lambda: Run(*words))
        value, text = ratio(ours, openssl)
        row(f"iPhone: encrypted database of {size / 1e6:.0f} MB against `openssl enc -d`", "≤ 1.3 ×", text, value <= 1.3)
        row("peak memory: the same", "≤ 64 MB", f"{ours.peak:.0f} MB", ours.peak <= 64)


def chat():
    """Reading a chat of 300 MB; the memory of importing a tenth of it."""
    size = 3 * GIGABYTE // 10
    with folder_of(TMPFS) as folder:
        path = Path(folder) / "_chat.txt"
        sample.chat(path, size)
        runs = [Run("taskset", "-c", "0", PROBE, "read-chat", path) for _ in range(3)]
        rate = size / 1e6 / min(run.cpu for run in runs)
        row(f"read a chat of {size / 1e6:.0f} MB: MB a second of one core", "≥ 30", f"{rate:.0f}", rate >= 30)
        peak = max(run.peak for run in runs)
        row("peak memory: the same", "≤ 64 MB", f"{peak:.0f} MB", peak <= 64)
        sample.chat(path, size // 10)
        env = cli_env(folder)
        Run(PROGRAM, "init", "vault", cwd=folder, env=env)
        run = Run(PROGRAM, "import", "vault", path, "--no-me", "--time-zone", "+08:00", cwd=folder, env=env)
        row(f"peak memory: import of a chat of {size / 1e7:.0f} MB", "≤ 64 MB", f"{run.peak:.0f} MB", run.peak <= 64)


def cli_env(folder):
    """The command's environment, all of it below a folder."""
    return os.environ | {"DUNLOG_PASSPHRASE": "an invented passphrase", "HOME": str(folder), "XDG_STATE_HOME": f"{folder}/state"}


def exported(folder, fill):
    """A vault that `fill` filled, exported; gives bundle, its unpacked folder, and the key."""
    env = cli_env(folder)
    key = Run(PROGRAM, "init", "vault", "--json", cwd=folder, env=env).answer["key"]
    fill(env)
    export = Run(PROGRAM, "export", "vault", "--out", "bundle.zip", cwd=folder, env=env)
    with zipfile.ZipFile(f"{folder}/bundle.zip") as bundle:
        bundle.extractall(f"{folder}/unpacked")
    [top] = Path(folder, "unpacked").iterdir()
    return Path(folder, "bundle.zip"), top, key, export


def digest(top):
    """OpenSSL over every file of a folder."""
    files = sorted(str(path) for path in top.rglob("*") if path.is_file())
    return lambda: Run("openssl", "dgst", "-sha256", *files, stdout=subprocess.DEVNULL)


def verify():
    """Verification of many records against two programs that only hash."""
    with folder_of(DISK) as folder:
        path = Path(folder) / "messages.xml"
        with path.open("wb") as out:
            sample.messages(out, HUNDRED_THOUSAND)
        fill = lambda env: Run(PROGRAM, "import", "vault", path, cwd=folder, env=env)  # noqa: E731
        bundle, top, key, _ = exported(folder, fill)
        ours = best(lambda: Run(PROGRAM, "verify", bundle, "--trust", key, cwd=folder))
        openssl = best(digest(top))
        bagit = best(lambda: Run(PYTHON, "-m", "bagit", "--quiet", "--validate", top))
        size = sum(path.stat().st_size for path in top.rglob("*") if path.is_file()) / 1e6
        what = f"verify {HUNDRED_THOUSAND:,} records ({size:.0f} MB)"
        for name, other, bar in [("`openssl dgst -sha256`", openssl, 6), ("`bagit.py --validate`", bagit, 2.5)]:
            value, text = ratio(ours, other)
            row(f"{what} against {name}", f"≤ {bar} ×", text, value <= bar)


def attachments():
    """Verification of a gigabyte of attachments, and the memory of making and verifying it."""
    with folder_of(DISK) as folder:
        def fill(env):
            for i in range(10):
                part = Path(folder) / f"footage{i}.mp4"
                part.write_bytes(sample.noise(GIGABYTE // 10, i))
                Run(PROGRAM, "attach", "vault", part, "--kind", "footage", cwd=folder, env=env)
                part.unlink()

        bundle, top, key, export = exported(folder, fill)
        ours = best(lambda: Run(PROGRAM, "verify", bundle, "--trust", key, cwd=folder))
        openssl = best(digest(top))
        value, text = ratio(ours, openssl)
        size = f"{GIGABYTE / 1e9:g} GB"
        row(f"verify {size} of attachments against `openssl dgst -sha256`", "≤ 1.5 ×", text, value <= 1.5)
        row(f"peak memory: export of a bundle of {size}", "≤ 64 MB", f"{export.peak:.0f} MB", export.peak <= 64)
        row(f"peak memory: verify of a bundle of {size}", "≤ 64 MB", f"{ours.peak:.0f} MB", ours.peak <= 64)


def memory():
    """Memory of an import with large parts."""
    with folder_of(DISK) as folder:
        path = Path(folder) / "parts.xml"
        with path.open("wb") as out:
            sample.parts(out, GIGABYTE, PART)
        env = cli_env(folder)
        Run(PROGRAM, "init", "vault", cwd=folder, env=env)
        run = Run(PROGRAM, "import", "vault", path, cwd=folder, env=env)
        what = f"peak memory: import of {GIGABYTE / 1e9:g} GB of XML with parts of {PART / 1e6:g} MB"
        row(what, "≤ 64 MB", f"{run.peak:.0f} MB", run.peak <= 64)


def records():
    """Memory of what looks at many shown records at once, each against the records that it shows."""
    with folder_of(DISK) as folder:
        path = Path(folder) / "messages.xml"
        with path.open("wb") as out:
            sample.messages(out, HUNDRED_THOUSAND)
        env = cli_env(folder)
        fill = lambda env: Run(PROGRAM, "import", "vault", path, cwd=folder, env=env)  # noqa: E731
        bundle, _, _, export = exported(folder, fill)
        quiet = {"cwd": folder, "env": env, "stdout": subprocess.DEVNULL}
        runs = [
            ("export", export),
            ("show", Run(PROGRAM, "show", bundle, "--json", **quiet)),
            ("show --report", Run(PROGRAM, "show", bundle, "--json", "--report", "page.html", **quiet)),
            ("findings", Run(PROGRAM, "findings", bundle, "--json", **quiet)),
            ("verify", Run(PROGRAM, "verify", bundle, cwd=folder, env=env, code=1)),
        ]
        for name, run in runs:
            print(f"peak memory: {name} of {HUNDRED_THOUSAND:,} shown records: {run.peak:.0f} MB", flush=True)


def filled(folder, name, count):
    """A vault of so many records."""
    Run(PROBE, "fill", f"{folder}/{name}", count)
    return f"{folder}/{name}"


def median_open(vault):
    """How long opening takes, warm."""
    return statistics.median(Run(PROBE, "open", vault).answer["seconds"] for _ in range(21))


def open_():
    """Opening and asking: a large vault against a small one; and after a kill."""
    with folder_of(DISK) as folder:
        small = filled(folder, "small", 1_000)
        middle = filled(folder, "middle", MILLION // 100)
        large = filled(folder, "large", MILLION)
        few, many = median_open(small), median_open(large)
        value = f"{many / few:.2f} × ({many * 1000:.2f} ms against {few * 1000:.2f} ms)"
        row(f"open {MILLION:,} records against 1,000", "≤ 1.5 ×", value, many / few <= 1.5)
        some, all_ = (Run(PROBE, "newest", vault).answer for vault in (middle, large))
        value = f"{all_['seconds'] * 1000:.2f} ms"
        row(f"newest {all_['found']} events of one party at {MILLION:,} records", "≤ 10 ms", value, all_["seconds"] <= 0.010)
        more = all_["seconds"] / some["seconds"]
        row(f"the same against {MILLION // 100:,} records", "≤ 2 ×", f"{more:.2f} ×", more <= 2)
        times = []
        for i in range(5):
            killed = f"{folder}/killed{i}"
            process = subprocess.Popen([PROBE, "fill", killed, str(MILLION)], stdout=subprocess.DEVNULL)
            time.sleep(1.5 + i / 3)
            process.send_signal(signal.SIGKILL)
            process.wait()
            times.append(Run(PROBE, "open", killed).answer["seconds"])
        value = f"{max(times) * 1000:.1f} ms (slowest of {len(times)})"
        row("open after a kill in mid-import", "≤ 50 ms", value, max(times) <= 0.050)


def ordinary():
    """Ordinary short messages: a public set beside the project, else the lawful ones of our own."""
    shared = ROOT.parent / "shared/data/benign_sms.txt"
    if shared.exists():
        return shared.read_text("utf-8").splitlines()
    with (ROOT / "tests/detection/seen.jsonl").open(encoding="utf-8") as rows:
        lawful = [row["text"] for row in map(json.loads, rows) if not row["labels"]]
    return [" ".join(text.split()) for text in lawful] * 20


def words():
    """Finding words with the whole pack `cn` on one core, against folding and Aho-Corasick alone."""
    one = ["taskset", "-c", "0"]
    with folder_of(TMPFS) as folder:
        path = Path(folder) / "ordinary.txt"
        path.write_text("\n".join(ordinary()), "utf-8")
        # Both in turn, so that a busy machine disturbs both; the quickest of each counts.
        runs = [(Run(*one, PROBE, "scan", path).answer, Run(*one, PROBE, "bare-scan", path).answer) for _ in range(3)]
        ours, bare = (min(side, key=lambda run: run["seconds"]) for side in zip(*runs))
        rate = ours["lines"] / ours["seconds"]
        row(f"{ours['lines']:,} ordinary messages by `cn`: messages a second on one core", "≥ 200,000", f"{rate:,.0f}", rate >= 200_000)
        times = ours["seconds"] / bare["seconds"]
        value = f"{times:.2f} × ({ours['seconds']:.3f} s against {bare['seconds']:.3f} s)"
        row("the same against folding and bare aho-corasick over the same words", "≤ 4 ×", value, times <= 4)
    load = min(Run(*one, PROBE, "load").answer["seconds"] for _ in range(3)) * 1000
    row("load the pack `cn` with all its word lists", "≤ 20 ms", f"{load:.1f} ms", load <= 20)
    some, all_ = (Run(*one, PROBE, "findings", count).answer for count in (HUNDRED_THOUSAND // 10, HUNDRED_THOUSAND))
    row(f"findings of {HUNDRED_THOUSAND:,} messages", "≤ 2 s", f"{all_['seconds']:.2f} s", all_["seconds"] <= 2)
    more = all_["seconds"] / some["seconds"]
    row(f"the same against {HUNDRED_THOUSAND // 10:,}", "≤ 11 ×", f"{more:.1f} ×", more <= 11)


def phone():
    """The Kotlin library on a JVM with the library that a phone carries: handler, live text, first page."""
    subprocess.run([ROOT / "bindings/ffi/mobile.sh"], check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "mobile"
    words = [ROOT / "tests/tools/android.sh", PROGRAM, "Bench"]
    told = subprocess.run(words, env=os.environ | {"DUNLOG_LIBRARY": str(target)}, capture_output=True, text=True, check=False).stdout
    lines = (line.partition("BENCH ")[2] for line in told.splitlines() if "BENCH {" in line)
    figures = {line["what"]: line for line in map(json.loads, lines)}
    if figures.keys() != {"handler", "live", "page"}:
        raise SystemExit(told)
    handler, live, page = (figures[what] for what in ("handler", "live", "page"))
    value = f"{handler['beyond_p99']:.1f} ms ({handler['p99']:.1f} against {handler['sync_p99']:.1f}; the median {handler['beyond_p50']:.1f} ms)"
    row("phone: handler to disk beyond a bare append and sync, 99th percentile", "≤ 20 ms", value, handler["beyond_p99"] <= 20)
    value = f"{live['longest']:.0f} ms (longest of {live['texts']:.0f}; the median {live['p50']:.0f} ms)"
    row(f"phone: a text in the log while {live['rows']:,.0f} messages are imported", "≤ 1 s", value, live["longest"] <= 1000)
    value = f"{page['times']:.2f} × ({page['many']:.2f} ms against {page['few']:.2f} ms)"
    row(f"phone: first page of 50 of {page['rows']:,.0f} events against {page['rows'] / 100:,.0f}", "≤ 1.5 ×", value, page["times"] <= 1.5)


BENCHES = {
    "append": append,
    "import": import_,
    "iphone": iphone,
    "chat": chat,
    "verify": verify,
    "attachments": attachments,
    "open": open_,
    "memory": memory,
    "records": records,
    "words": words,
    "phone": phone,
}
PYTHON = str(Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "dunlog/venv/bin/python")
TMPFS = os.environ.get("DUNLOG_BENCH_TMPFS", "/dev/shm")
DISK = os.environ.get("DUNLOG_BENCH_DISK", tempfile.gettempdir())
PROGRAM, PROBE = build()


def main():
    """Runs the named measurements, or all, and prints the table."""
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()
    print("\n| what | bar | measured | met |\n| --- | --- | --- | --- |")
    for cells in ROWS:
        print("| " + " | ".join(cells) + " |")
    sys.exit(any(cells[3] == "NO" for cells in ROWS))


if __name__ == "__main__":
    main()

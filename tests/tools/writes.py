"""The writes of a program, as strace sees them, and the disks that they can leave behind."""

import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

CALLS = (
    "openat,open,creat,lseek,write,writev,pwrite64,pwritev,ftruncate,fallocate,copy_file_range,sendfile,"
    "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,fsync,fdatasync"
)
# What the model below does not know; a program that uses one must teach it first.
UNKNOWN = {"writev", "pwritev", "fallocate", "copy_file_range", "sendfile", "link", "linkat"}
LINE = re.compile(rb"^(?:\[pid +)?(\d+)\]? +(\w+)\((.*)\) += (-?\d+)(.*)$")
OPEN_FILE = re.compile(rb"^(-?\d+)<([^>]*)>")
TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


def unescape(text):
    """The bytes of strace's hexadecimal form."""
    return bytes.fromhex(text.replace(rb"\x", b"").decode())


@dataclass
class Write:
    """One call that changes a file, or an answer on standard output."""

    call: str
    path: Path
    data: bytes = b""
    offset: int = 0
    to: Path = None
    number: int = -1
    flags: bytes = b""

    def is_answer(self):
        """Whether the program told somebody something."""
        return self.call == "write" and self.number == 1

    def is_below(self, folder):
        """Whether it concerns a file of the folder; the shared index of SQLite is no content."""
        return self.path.is_relative_to(folder) and not self.path.name.endswith("-shm")


def trace(command, folder):
    """Runs a command and yields its writes in order."""
    log = Path(folder) / "strace.log"
    watch = ["strace", "-f", "-y", "-xx", "-s", "100000000", "-e", f"trace={CALLS}", "-o", str(log)]
    subprocess.run(watch + command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    places = {}
    for raw in joined(log):
        found = LINE.match(raw)
        if not found:
            continue
        call, words, result = found[2].decode(), found[3], int(found[4])
        if result < 0:
            continue
        if call in ("open", "openat", "creat"):
            path = OPEN_FILE.match(b"%d%s" % (result, found[5]))
            if path:
                places[result] = 0
                yield Write("open", real(path[2]), flags=words)
            continue
        opened = OPEN_FILE.match(words)
        if call in ("rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat"):
            names = [Path(unescape(name[1]).decode()) for name in TEXT.finditer(words)]
            names = [name if name.is_absolute() else Path.cwd() / name for name in names]
            yield Write(call.removesuffix("2").removesuffix("at"), names[0], to=names[-1])
            continue
        if not opened:
            continue
        number, path = int(opened[1]), real(opened[2])
        assert call not in UNKNOWN or not path.is_relative_to(folder), f"{call} is not modelled"
        if call == "lseek":
            places[number] = result
        elif call == "write":
            data = unescape(TEXT.search(words)[1])[:result]
            yield Write(call, path, data, places.get(number, 0), number=number)
            places[number] = places.get(number, 0) + result
        elif call == "pwrite64":
            data = unescape(TEXT.search(words)[1])[:result]
            yield Write(call, path, data, int(words.rsplit(b",", 1)[1]))
        elif call == "ftruncate":
            yield Write(call, path, offset=int(words.rsplit(b",", 1)[1]))
        elif call in ("fsync", "fdatasync"):
            yield Write(call, path)


def joined(log):
    """Lines of the log, with calls that another thread interrupted put together again."""
    waiting = {}
    for raw in log.read_bytes().splitlines():
        pid = raw.split(b" ", 1)[0]
        if raw.endswith(b"<unfinished ...>"):
            waiting[pid] = raw.removesuffix(b"<unfinished ...>").rstrip()
        elif b" resumed>" in raw:
            yield waiting.pop(pid, b"") + raw.split(b" resumed>", 1)[1]
        else:
            yield raw


def real(path):
    """A path as strace -y prints it."""
    path = unescape(path) if path.startswith(rb"\x") else path
    return Path(path.decode().removesuffix(" (deleted)"))


@dataclass
class State:
    """What a disk holds: folders, and files by their place below the root."""

    folders: set = field(default_factory=set)
    files: dict = field(default_factory=dict)

    def key(self):
        """Equal for equal disks."""
        return hash((frozenset(self.folders), frozenset((k, bytes(v)) for k, v in self.files.items())))

    def write(self, folder):
        """Puts it down as real files."""
        folder.mkdir()
        for name in sorted(self.folders):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)


class Disk:
    """A folder's files after some writes, and those that a loss of power can leave.

    Modelled: each file keeps what its last sync made durable, or everything so far, or everything
    with half of the last write. Not modelled: syncs that lie, and a directory entry that is lost
    though its file was synced.
    """

    def __init__(self, folder):
        self.folder = folder
        self.now = State()
        self.safe = {}

    def name(self, path):
        """A path's place below the folder."""
        return str(path.relative_to(self.folder))

    def apply(self, write):
        """Does one write; says whether something changed."""
        name, files = self.name(write.path), self.now.files
        if write.call == "mkdir":
            self.now.folders.add(name)
        elif write.call == "open":
            made = b"O_CREAT" in write.flags and name not in files
            if not made and b"O_TRUNC" not in write.flags:
                return False
            files[name] = bytearray()
        elif write.call in ("write", "pwrite64"):
            put(files.setdefault(name, bytearray()), write.offset, write.data)
        elif write.call == "ftruncate":
            content = files.setdefault(name, bytearray())
            content.extend(bytes(max(0, write.offset - len(content))))
            del content[write.offset :]
        elif write.call == "rename":
            to = self.name(write.to)
            files[to] = files.pop(name)
            if name in self.safe:
                self.safe[to] = self.safe.pop(name)
        elif write.call == "unlink":
            files.pop(name, None)
            self.safe.pop(name, None)
            self.now.folders.discard(name)
        elif write.call in ("fsync", "fdatasync") and name in files:
            self.safe[name] = bytes(files[name])
        else:
            return False
        return True

    def states(self, write):
        """The disks that can be found if the machine stops right after `write`."""
        files = {name: bytes(content) for name, content in self.now.files.items()}
        yield State(set(self.now.folders), files)
        yield State(set(self.now.folders), dict(self.safe))
        if write.call in ("write", "pwrite64") and len(write.data) > 1:
            name, half = self.name(write.path), len(write.data) // 2
            torn = bytearray(files[name])
            torn[write.offset + half : write.offset + len(write.data)] = bytes(len(write.data) - half)
            yield State(set(self.now.folders), files | {name: bytes(torn)})


def put(content, offset, data):
    """Writes into a file's content, which grows."""
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data

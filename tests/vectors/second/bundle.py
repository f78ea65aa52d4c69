"""Bundles (bundle.md): the files, the manifests, the signature, the container."""

from datetime import datetime, timezone
from hashlib import sha256

from . import canonical, chain, container, record

PROGRAM = "dunlog 0.1.0"
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAGGED = "bag-info.txt bagit.txt checkpoint key.note key.pem manifest-sha256.txt".split()
ORDER = """bagit.txt checkpoint key.note key.pem data/README.txt data/report.html
data/selection.json data/findings.json data/leaves.txt data/records.jsonl data/openings.jsonl
data/attachments/ data/bundles/ data/sources/ bag-info.txt manifest-sha256.txt
tagmanifest-sha256.txt bundle.sig later/""".split()
# Section 5.1: the extension, then its media types.
EXTENSIONS = {kind: row.split()[0] for row in """
aac audio/aac
amr audio/amr
flac audio/flac
mp3 audio/mpeg
m4a audio/mp4 audio/m4a audio/x-m4a
ogg audio/ogg audio/opus
wav audio/wav audio/x-wav
3gp audio/3gpp video/3gpp
mov video/quicktime
mp4 video/mp4
webm video/webm
gif image/gif
heic image/heic
png image/png
webp image/webp
jpg image/jpeg image/jpg
csv text/csv
txt text/plain
vcf text/vcard text/x-vcard
json application/json
pdf application/pdf
zip application/zip
""".strip().splitlines() for kind in row.split()[1:]}


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def rank(name: str) -> tuple:
    """The place of a file in the container."""
    known = (i for i, prefix in enumerate(ORDER)
             if name == prefix or prefix.endswith("/") and name.startswith(prefix))
    return next(known, len(ORDER)), name.encode()


def lines(content) -> bytes:
    return b"".join(line + b"\n" for line in content)


def manifest(files: dict, names) -> bytes:
    ordered = sorted(names, key=str.encode)
    return lines(f"{digest(files[name])}  {name}".encode() for name in ordered)


class Bundle:
    """What a vault would export; every part can be changed before and after it is sealed."""

    def __init__(self, log: record.Log, key: chain.Key, time: int, *, hidden=(), closed=(),
                 masks=(), withheld=(), redacted=0, selection=None):
        self.log, self.key, self.time = log, key, time
        shown = [i for i in range(len(log.lines)) if i not in hidden]
        gone = set(masks).union(*(record.PRIVATE_WITH.get(mask, []) for mask in masks))
        openings = []
        for i in shown:
            held = {f: o for f, o in log.openings[i].items() if f not in gone and i not in closed}
            openings += [record.opening(log.leaves[i], f, *held[f])
                         for f in record.FIELDS if f in held]
        said = {"counts": {"hidden": len(hidden), "redacted": redacted, "shown": len(shown)},
                "masks": list(masks), "program": PROGRAM, "selection": selection or {},
                "time": time, "version": 1, "withheld": sorted(withheld)}
        self.files = {
            "bagit.txt": BAGIT,
            "key.note": key.note_key(log.origin).encode() + b"\n",
            "key.pem": key.pem().encode(),
            "data/README.txt": "如何核对 / How to check\n".encode(),
            "data/report.html": "<!doctype html><title>报告</title>\n".encode(),
            "data/selection.json": canonical.write(said).encode() + b"\n",
            "data/findings.json": b"[]\n",
            "data/leaves.txt": lines(leaf.encode() for leaf in log.leaves),
            "data/records.jsonl": lines(log.lines[i] for i in shown),
            "data/openings.jsonl": lines(openings),
        }
        self.set_checkpoint(log.leaves)

    @property
    def top(self) -> str:
        return f"dunlog-{self.log.origin.removeprefix('dunlog/log/')[:8]}-{len(self.log.lines)}"

    def set_checkpoint(self, leaves, key=None, origin=None):
        """Signs the head of `leaves`."""
        origin = origin or self.log.origin
        text = chain.checkpoint_text(origin, leaves)
        self.files["checkpoint"] = (key or self.key).note(origin, text).encode()

    def attach(self, content: bytes, media_type: str, folder="attachments"):
        """Puts an attachment, a source or a bundle in."""
        ending = {"attachments": "." + EXTENSIONS.get(media_type, "bin"), "bundles": ".zip",
                  "sources": ""}[folder]
        self.files[f"data/{folder}/{digest(content)}{ending}"] = content

    def info(self, **other) -> bytes:
        payload = [content for name, content in self.files.items() if name.startswith("data/")]
        day = datetime.fromtimestamp(self.time // 1000, timezone.utc).strftime("%Y-%m-%d")
        said = {"Bag-Software-Agent": PROGRAM, "Bagging-Date": day,
                "Payload-Oxum": f"{sum(map(len, payload))}.{len(payload)}", "Dunlog-Format": 1,
                "Dunlog-Origin": self.log.origin, "Dunlog-Size": len(self.log.lines),
                "Dunlog-Time": self.time} | other
        return lines(f"{label}: {value}".encode() for label, value in said.items())

    def seal(self, key=None, **info):
        """Writes bag info, manifests and signature over what is there; gives the bundle."""
        files = self.files
        for name in ("bundle.sig", "tagmanifest-sha256.txt", "manifest-sha256.txt", "bag-info.txt"):
            files.pop(name, None)
        files["bag-info.txt"] = self.info(**info)
        return self.list_files().list_tags().sign(key)

    def list_files(self):
        payload = [name for name in self.files if name.startswith("data/")]
        self.files["manifest-sha256.txt"] = manifest(self.files, payload)
        return self

    def list_tags(self):
        self.files["tagmanifest-sha256.txt"] = manifest(self.files, TAGGED)
        return self

    def sign(self, key=None):
        statement = chain.bundle_statement(
            self.files["tagmanifest-sha256.txt"], self.files["checkpoint"])
        self.files["bundle.sig"] = (key or self.key).sign(statement)
        return self

    def names(self) -> list[str]:
        return sorted(self.files, key=rank)

    def entries(self, **fields) -> list[container.Entry]:
        return [container.Entry(f"{self.top}/{name}", self.files[name], **fields)
                for name in self.names()]

    def zip(self) -> bytes:
        return container.write(self.entries())

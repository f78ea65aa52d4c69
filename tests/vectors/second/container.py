"""The container of a bundle (bundle.md, 6): a zip, written byte by byte so that it can be wrong."""

import struct
import zlib

VERSION, MADE_BY, DATE = 10, 0x0314, 0x0021
EXTERNAL = 0o100644 << 16


class Entry:
    """One file. Any field may be given another value, in the local header or in the directory."""

    def __init__(self, name, content: bytes, **fields):
        self.name = name if isinstance(name, bytes) else name.encode()
        self.method = fields.pop("method", 0)
        self.stored = content
        if self.method == 8:
            deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
            self.stored = deflate.compress(content) + deflate.flush()
        self.stored = fields.pop("stored", self.stored)
        self.common = {"version": VERSION, "flags": 0, "method": self.method, "time": 0,
                       "date": DATE, "crc": zlib.crc32(content), "packed": len(self.stored),
                       "size": len(content), "name": self.name, "extra": b""}
        self.directory = {"made_by": MADE_BY, "comment": b"", "disk": 0, "internal": 0,
                          "external": EXTERNAL, "offset": None}
        self.after, self.before = fields.pop("after", b""), fields.pop("before", b"")
        self.local = {}
        for key, value in fields.items():
            if key.startswith("local_"):
                self.local[key.removeprefix("local_")] = value
            elif key.startswith("central_"):
                self.directory[key.removeprefix("central_")] = value
            else:
                (self.common if key in self.common else self.directory)[key] = value

    def header(self) -> bytes:
        """The local header."""
        f = self.common | self.local
        return struct.pack("<IHHHHHIIIHH", 0x04034B50, f["version"], f["flags"], f["method"],
                           f["time"], f["date"], f["crc"], f["packed"], f["size"],
                           len(f["name"]), len(f["extra"])) + f["name"] + f["extra"]

    def listed(self, offset: int) -> bytes:
        """The directory's entry."""
        f = self.common | self.directory
        offset = offset if f["offset"] is None else f["offset"]
        return struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, f["made_by"], f["version"], f["flags"],
                           f["method"], f["time"], f["date"], f["crc"], f["packed"], f["size"],
                           len(f["name"]), len(f["extra"]), len(f["comment"]), f["disk"],
                           f["internal"], f["external"], offset
                           ) + f["name"] + f["extra"] + f["comment"]


def zip64_extra(*values: int) -> bytes:
    """The extra field 0x0001."""
    return struct.pack("<HH", 1, 8 * len(values)) + struct.pack(f"<{len(values)}Q", *values)


def write(entries, *, directory=None, comment=b"", before=b"", between=b"", after=b"", **end):
    """A zip of `entries`; `directory` may list others than are there."""
    out, offsets = bytearray(before), {}
    for entry in entries:
        out += entry.before
        offsets[id(entry)] = len(out)
        out += entry.header() + entry.stored + entry.after
    out += between
    start = len(out)
    listed = entries if directory is None else directory
    for entry in listed:
        out += entry.listed(offsets.get(id(entry), 0))
    fields = {"disk": 0, "first_disk": 0, "here": len(listed), "count": len(listed),
              "size": len(out) - start, "offset": start, "comment_size": len(comment)} | end
    out += struct.pack("<IHHHHIIH", 0x06054B50, *(
        fields[name] for name in "disk first_disk here count size offset comment_size".split()))
    return bytes(out) + comment + after

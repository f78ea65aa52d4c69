"""Containers: other zips of the same files, and zips that say two things at once."""

import struct

from second import container
from second.container import Entry, zip64_extra

from . import sample


def sealed():
    return sample.small().seal()


def entries(**fields):
    return sealed().entries(**fields)


def other(place=4, **fields) -> bytes:
    """The container with one entry written otherwise."""
    bundle = sealed()
    made = bundle.entries()
    name = bundle.names()[place]
    made[place] = Entry(f"{bundle.top}/{name}", bundle.files[name], **fields)
    return container.write(made)


def write(put):
    write_repacked(put)
    write_refused(put)


def write_repacked(put):
    def repacked(name, spec, comment, content):
        put(name, f"bundle {spec}", comment, content, notes=["container-repacked zip:"])

    repacked("deflated", "6.6", "deflated entries", container.write(entries(method=8)))
    repacked("order", "6.1", "the entries in reverse", container.write(entries()[::-1]))
    repacked("times", "6.2", "entries with a time", container.write(entries(time=0x6000)))
    repacked("made_by", "6.3", "written by another system", container.write(entries(made_by=20)))
    repacked("attributes", "6.3", "other attributes",
             container.write(entries(external=0o100600 << 16)))
    repacked("version", "6.2", "version needed 20", container.write(entries(version=20)))
    repacked("utf8_flag", "6.2", "the flag of names in UTF-8",
             container.write(entries(flags=0x800)))
    repacked("zip64_unneeded", "6.4", "Zip64 where no field overflows", unneeded_zip64())
    repacked("entry_comment", "6.3", "a comment of an entry", other(comment=b"hi"))
    repacked("local_flags", "6.2", "a local header with other flags", other(local_flags=0x800))
    top = sealed().top
    repacked("top", "1.1", "the top folder is named otherwise", sealed().zip().replace(
        top.encode(), top.replace("dunlog", "dunl0g").encode()))
    stamp = struct.pack("<HHBI", 0x5455, 5, 1, 1714536000)
    repacked("extra_time", "6.2", "an extra field with a time", container.write(
        entries(extra=stamp)))


def unneeded_zip64() -> bytes:
    bundle = sealed()
    made = bundle.entries()
    content = bundle.files["bagit.txt"]
    sizes = zip64_extra(len(content), len(content))
    made[0] = Entry(f"{bundle.top}/bagit.txt", content, version=45, extra=sizes,
                    packed=0xFFFFFFFF, size=0xFFFFFFFF)
    return container.write(made)


def write_refused(put):
    whole = sealed().zip()
    top = sealed().top
    hidden = Entry(f"{top}/data/README.txt", b"another text")

    def bad(name, spec, comment, content):
        put(f"zip_{name}", spec if " " in spec else f"bundle {spec}", comment, content)

    for name, (comment, content) in {
            "empty": ("nothing at all", b""),
            "text": ("no zip", b"this is no zip\n"),
            "cut": ("the last half is missing", whole[: len(whole) // 2]),
            "end_cut": ("the last byte is missing", whole[:-1]),
    }.items():
        bad(name, "audit 2", comment, content)
    bad("after", "6.5", "bytes behind the end", container.write(entries(), after=b"x"))
    bad("before", "6.5", "bytes before the first entry",
        container.write(entries(), before=b"MZ"))
    bad("between", "6.5", "bytes before the directory",
        container.write(entries(), between=b"hello"))
    gap = entries()
    gap[3].after = b"hello"
    bad("gap", "6.5", "bytes between two entries", container.write(gap))
    bad("comment", "6.5", "a comment", container.write(entries(), comment=b"hi"))
    every = entries()
    bad("unlisted", "6.5", "an entry that the directory does not list",
        container.write([*every, hidden], directory=every))
    bad("twice", "6.1", "two entries of one name", container.write([*entries(), hidden]))
    every = entries()
    bad("overlap", "6.5", "two entries of the directory share one content", container.write(
        every, directory=[*every, Entry(f"{top}/later/copy", b"", offset=0)]))
    bad("case", "6.1", "two names that differ by case only", container.write(
        [*entries(), Entry(f"{top}/data/readme.TXT", b"x")]))
    for name, path in {"slip": "../evil", "slip_inside": f"{top}/../../evil", "root": "/evil",
                       "drive": "C:/evil", "dot": f"{top}/./later/x",
                       "double": f"{top}//later", "empty_name": "",
                       "nul": f"{top}/later/a\0b", "other_top": "dunlog-00000000-1/later/x",
                       "no_top": "later"}.items():
        bad(f"name_{name}", "6.1", f"an entry named {path!r}",
            container.write([*entries(), Entry(path, b"x")]))
    bad("name_backslash", "6.1", "an entry with backslashes", container.write(
        [*entries(), Entry(f"{top}\\later\\x", b"x")]))
    bad("name_not_utf8", "6.1", "a name that is no UTF-8", container.write(
        [*entries(), Entry(f"{top}/later/".encode() + b"\xff", b"x")]))
    bad("folder", "6.1", "an entry for a folder", container.write(
        [Entry(f"{top}/data/", b""), *entries()]))
    bad("symlink", "6.3", "an entry is a symbolic link", container.write(
        [*entries(), Entry(f"{top}/later/link", b"/etc/passwd", external=0o120777 << 16)]))
    bad("encrypted", "6.5", "an entry is said to be encrypted", other(flags=1))
    bad("descriptor", "6.5", "an entry with a data descriptor", other(flags=8))
    bad("method", "6.6", "an entry of another method", other(method=12))
    for field, value in {"name": f"{top}/data/README.TXT".encode(), "crc": 1, "packed": 3,
                         "size": 3, "method": 8}.items():
        bad(f"local_{field}", "6.3", f"the local header has another {field}",
            other(**{f"local_{field}": value}))
    bad("crc", "6.2", "both headers have another CRC", other(crc=1))
    bad("size", "6.2", "both headers have another size", other(size=3))
    for field, value in {"count": 3, "here": 3, "disk": 1, "offset": 7, "size": 5,
                         "comment_size": 4}.items():
        bad(f"end_{field}", "6.5", f"the end record has another {field}",
            container.write(entries(), **{field: value}))
    bad("zip64_missing", "6.4", "a size of all ones without Zip64",
        other(packed=0xFFFFFFFF, size=0xFFFFFFFF))
    start = whole.index(b"PK\3\4", 4)
    bad("no_header", "6.2", "no header where one must be",
        whole[:start] + b"PK\3\5" + whole[start + 4:])
    bad("extra_cut", "6.2", "an extra field that is cut short", other(extra=b"\x55\x54\x09\0x"))
    bad("broken_data", "6.6", "a deflate stream that is broken",
        other(method=8, stored=b"\xff" * 20))
    bad("bomb", "8", "an entry that unpacks to more than 100 times the container", container.write(
        [*entries(), Entry(f"{top}/later/bomb", bytes(40_000_000), method=8)]))

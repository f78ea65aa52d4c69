"""Backups of iPhones that are damaged, lie, or were made to do harm; each with what must be said of them.

A case is a function that makes a folder or a file and returns a `Case`. The codes are those of
docs/spec/ios-backup.md.
"""

import os
import plistlib
import sqlite3
import struct
from dataclasses import dataclass, field
from pathlib import Path

import ios_backup
import ios_schema
from ios_backup import Backup, Keybag, database
from ios_phone import BASE, SMS, insert

PASSPHRASE = "open sesame"
HASHED = ios_backup.name(*SMS)
PLACE = f"{HASHED[:2]}/{HASHED}"


@dataclass
class Case:
    """What to import, and what must come of it."""

    path: Path
    refused: str | None = None  # the code under which the whole of it is refused
    taken: int | None = None  # how many events come in
    left_out: dict = field(default_factory=dict)  # rows left out, by code
    options: list = field(default_factory=lambda: ["--all"])
    locked: bool = False
    or_taken: int | None = None  # where the specification leaves it open


def messages(count=3, after=None):
    """A small sms.db; `after` may add what is wrong with it."""

    def fill(link):
        who = insert(link, "handle", {"id": "+8613900005521", "country": "cn", "service": "SMS"})
        for i in range(count):
            at = (BASE[17] + i) * 1_000_000_000
            row = {
                "guid": f"guid-{i}",
                "text": f"第{i}条",
                "handle_id": who,
                "service": "SMS",
                "date": at,
                "is_finished": 1,
            }
            insert(link, "message", row)
        if after:
            after(link)

    return database(ios_schema.messages(17), fill)


def row(link, guid, **more):
    """One more message."""
    values = {
        "guid": guid,
        "handle_id": 1,
        "service": "SMS",
        "date": (BASE[17] + 100) * 1_000_000_000,
        "is_finished": 1,
    }
    return insert(link, "message", values | more)


def plain(folder, content=None, after=None):
    """A backup that is not encrypted and holds messages only."""
    backup = Backup(17)
    backup.add(*SMS, messages(after=after) if content is None else content)
    return backup.write(folder / "backup")


def locked(folder, content=None, change=None):
    """An encrypted one; `change` sees the backup before it is written."""
    backup = Backup(17, PASSPHRASE)
    backup.add(*SMS, messages() if content is None else content)
    if change:
        change(backup)
    return backup.write(folder / "backup")


def change_list(folder, title, **values):
    """Changes members of one of the property lists."""
    path = folder / f"{title}.plist"
    held = plistlib.loads(path.read_bytes())
    path.write_bytes(plistlib.dumps(held | values, fmt=plistlib.FMT_BINARY))
    return folder


# The folder.


def nothing(folder):
    """An empty folder."""
    (folder / "backup").mkdir()
    return Case(folder / "backup", refused="folder-unknown")


def another_program(folder):
    """A folder of another program, with names that look like hashes."""
    for name in ("ab/" + "ab" * 20, "cd/" + "cd" * 20, "Info.plist"):
        path = folder / "backup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"something else")
    return Case(folder / "backup", refused="folder-unknown")


def manifest_cut(folder):
    """A manifest that is cut short: the files are read by name."""
    made = plain(folder)
    content = (made / "Manifest.db").read_bytes()
    (made / "Manifest.db").write_bytes(content[:1000])
    return Case(made, taken=3)


def manifest_gone(folder):
    """The manifest of an encrypted backup is not there."""
    made = locked(folder)
    (made / "Manifest.db").unlink()
    return Case(made, refused="manifest-missing", locked=True)


def manifest_noise(folder):
    """The manifest of an encrypted backup is noise."""
    made = locked(folder)
    (made / "Manifest.db").write_bytes(ios_backup.Bytes("noise")(65_536))
    return Case(made, refused="manifest-unreadable", locked=True)


def manifest_huge(folder):
    """A manifest of 2 GB, nearly all of it a hole."""
    made = locked(folder)
    with (made / "Manifest.db").open("r+b") as out:
        out.truncate(2_000_000_000)
    return Case(made, refused="manifest-too-large", locked=True)


def manifest_huge_plain(folder):
    """The same where nothing is encrypted."""
    made = plain(folder)
    with (made / "Manifest.db").open("r+b") as out:
        out.truncate(2_000_000_000)
    return Case(made, refused="manifest-too-large", or_taken=3)


def manifest_lies(folder):
    """The name of the messages stands in the manifest for a file of another path, which climbs out."""
    made = plain(folder)
    with sqlite3.connect(made / "Manifest.db") as link:
        link.execute(
            "UPDATE Files SET domain = 'HomeDomain', relativePath = '../../../etc/passwd' WHERE fileID = ?",
            (HASHED,),
        )
    link.close()
    return Case(made, refused="holds no messages and no calls")


def manifest_view(folder):
    """A manifest whose table is a view that never ends."""
    made = locked(folder)
    script = """CREATE VIEW Files AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT i AS fileID, 'HomeDomain' AS domain, 'x' AS relativePath, 1 AS flags, NULL AS file FROM n;"""
    (made / "Manifest.db").write_bytes(database(script, lambda link: None))
    held = plistlib.loads((made / "Manifest.plist").read_bytes())
    del held["ManifestKey"]
    (made / "Manifest.plist").write_bytes(plistlib.dumps(held))
    return Case(made, refused="manifest-unreadable", locked=True)


def link_out(folder):
    """The file is a symbolic link out of the folder."""
    made = plain(folder)
    (made / PLACE).unlink()
    (folder / "secret.db").write_bytes(messages(9))
    (made / PLACE).symlink_to(folder / "secret.db")
    return Case(made, refused="file-unsafe")


def pipe(folder):
    """The file is a pipe, on which a reader would wait for ever."""
    made = plain(folder)
    (made / PLACE).unlink()
    os.mkfifo(made / PLACE)
    return Case(made, refused="file-unsafe")


def folder_for_file(folder):
    """The file is a folder."""
    made = plain(folder)
    (made / PLACE).unlink()
    (made / PLACE).mkdir()
    return Case(made, refused="file-unsafe")


# Property lists.


def list_deep(folder):
    """An array within an array, a thousand deep."""
    made = plain(folder)
    deep = "<array>" * 1000 + "</array>" * 1000
    (made / "Manifest.plist").write_text(f'<?xml version="1.0"?><plist version="1.0">{deep}</plist>')
    return Case(made, refused="plist-too-deep")


def list_itself(folder):
    """A binary list whose root holds itself."""
    made = plain(folder)
    body = b"bplist00" + b"\xa1\x00"  # an array of one: object 0
    offsets = struct.pack(">B", 8)
    trailer = bytes(6) + bytes([1, 1]) + struct.pack(">QQQ", 1, 0, len(body))
    (made / "Manifest.plist").write_bytes(body + offsets + trailer)
    return Case(made, refused="plist-too-deep")


def list_doubles(folder):
    """Thirty arrays, each holding the one before twice: a thousand million values in few bytes."""
    made = plain(folder)
    objects = [b"\xa2" + bytes([i + 1, i + 1]) for i in range(30)] + [b"\x10\x01"]
    body, offsets = b"bplist00", b""
    for item in objects:
        offsets += struct.pack(">H", len(body))
        body += item
    trailer = bytes(6) + bytes([2, 1]) + struct.pack(">QQQ", len(objects), 0, len(body))
    (made / "Manifest.plist").write_bytes(body + offsets + trailer)
    return Case(made, refused="plist-too-large")


def list_counts(folder):
    """A trailer that promises 2^60 objects."""
    made = plain(folder)
    content = b"bplist00\x10\x01" + bytes(6) + bytes([8, 8]) + struct.pack(">QQQ", 1 << 60, 0, 10)
    (made / "Manifest.plist").write_bytes(content)
    return Case(made, refused="plist-malformed")


def list_entities(folder):
    """XML with entities that grow."""
    made = plain(folder)
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
    )
    text = f'<?xml version="1.0"?><!DOCTYPE plist [{entities}]><plist version="1.0"><string>&j;</string></plist>'
    (made / "Manifest.plist").write_text(text)
    return Case(made, refused="plist-malformed")


def list_long(folder):
    """A list of 20 MiB."""
    made = plain(folder)
    change_list(made, "Manifest", Padding=bytes(20 << 20))
    return Case(made, refused="plist-too-large")


# Keybags.


def keybag(folder, change):
    """An encrypted backup whose keybag is changed after it was made."""
    made = locked(folder)
    held = plistlib.loads((made / "Manifest.plist").read_bytes())["BackupKeyBag"]
    return change_list(made, "Manifest", BackupKeyBag=change(held))


def number(tag, value):
    """Changes a number in a keybag."""
    return lambda held: held.replace(
        held[held.index(tag) : held.index(tag) + 12], Keybag.field(tag.decode(), value), 1
    )


def rounds_outer(folder):
    """Four thousand million rounds of the second derivation."""
    return Case(keybag(folder, number(b"ITER", 0xFFFFFFFF)), refused="keybag-iterations", locked=True)


def rounds_inner(folder):
    """The same for the first one."""
    return Case(keybag(folder, number(b"DPIC", 0xFFFFFFFF)), refused="keybag-iterations", locked=True)


def rounds_none(folder):
    """No rounds at all."""
    return Case(keybag(folder, number(b"ITER", 0)), refused="keybag-malformed", locked=True)


def keybag_of_phone(folder):
    """A keybag of the phone itself, not of a backup."""
    return Case(keybag(folder, number(b"TYPE", 0)), refused="keybag-malformed", locked=True)


def keybag_length(folder):
    """A length beyond the end."""
    return Case(
        keybag(folder, lambda held: held.replace(b"SALT\0\0\0\x14", b"SALT\xff\xff\xff\xff", 1)),
        refused="keybag-malformed",
        locked=True,
    )


def keybag_cut(folder):
    """Cut in the middle of a class key."""
    return Case(keybag(folder, lambda held: held[: len(held) - 17]), refused="keybag-malformed", locked=True)


def keybag_crowd(folder):
    """Three hundred class keys."""
    one = b"".join(
        [
            Keybag.field("UUID", bytes(16)),
            Keybag.field("CLAS", 20),
            Keybag.field("WRAP", 2),
            Keybag.field("WPKY", bytes(40)),
        ]
    )
    return Case(keybag(folder, lambda held: held + one * 300), refused="keybag-malformed", locked=True)


def keybag_empty(folder):
    """No class key that a passphrase opens."""
    return Case(
        keybag(folder, lambda held: held[: held.index(b"CLAS") - 24]), refused="keybag-malformed", locked=True
    )


def keybag_none(folder):
    """Encrypted, it says, and there is no keybag."""
    made = locked(folder)
    held = plistlib.loads((made / "Manifest.plist").read_bytes())
    del held["BackupKeyBag"]
    (made / "Manifest.plist").write_bytes(plistlib.dumps(held))
    return Case(made, refused="keybag-malformed", locked=True)


# Descriptions of files.


def description(folder, change):
    """An encrypted backup whose description of sms.db is changed."""

    def describe(backup):
        honest = backup.describe

        def other(path, size, flags, protection, wrapped):
            return change(plistlib.loads(honest(path, size, flags, protection, wrapped)), flags)

        backup.describe = lambda *words: plistlib.dumps(other(*words), fmt=plistlib.FMT_BINARY)

    return locked(folder, change=describe)


def file_key_short(folder):
    """A wrapped key of ten bytes."""

    def change(held, flags):
        if flags == ios_backup.FILE:
            held["$objects"][3]["NS.data"] = struct.pack("<I", 3) + bytes(6)
        return held

    return Case(description(folder, change), refused="file-key-malformed", locked=True)


def class_unknown(folder):
    """A file of a class for which the keybag has no key."""

    def change(held, flags):
        if flags == ios_backup.FILE:
            held["$objects"][3]["NS.data"] = struct.pack("<I", 77) + held["$objects"][3]["NS.data"][4:]
            held["$objects"][1]["ProtectionClass"] = 77
        return held

    return Case(description(folder, change), refused="class-key-missing", locked=True)


def size_lies(folder):
    """A size of eight exabytes: what there is is read."""

    def change(held, flags):
        held["$objects"][1]["Size"] = (1 << 63) - 1
        return held

    return Case(description(folder, change), taken=3, locked=True)


def description_itself(folder):
    """A description whose root is its own key."""

    def change(held, flags):
        held["$objects"][1]["EncryptionKey"] = plistlib.UID(1)
        return held

    return Case(description(folder, change), refused="file-key-malformed", locked=True)


def content_noise(folder):
    """The encrypted file is noise."""
    made = locked(folder)
    (made / PLACE).write_bytes(ios_backup.Bytes("other")(32_768))
    return Case(made, refused="database-unreadable", locked=True)


CASES = [
    nothing, another_program, manifest_cut, manifest_gone, manifest_noise, manifest_huge, manifest_huge_plain,
    manifest_lies, manifest_view, link_out, pipe, folder_for_file, list_deep, list_itself, list_doubles,
    list_counts, list_entities, list_long, rounds_outer, rounds_inner, rounds_none, keybag_of_phone,
    keybag_length, keybag_cut, keybag_crowd, keybag_empty, keybag_none, file_key_short, class_unknown,
    size_lies, description_itself, content_noise,
]  # fmt: skip

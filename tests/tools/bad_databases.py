"""Databases of iPhones that are damaged or were made to do harm; each with what must be said of them."""

import plistlib

import ios_backup
from bad_backups import Case, messages, plain, row
from ios_backup import database
from ios_odd import archive
from ios_phone import insert
from ios_typedstream import attributed


def database_cut(folder):
    """A database that ends after two thirds: what is whole is taken, the rest is told of."""

    def more(link):
        for i in range(3000):
            row(link, f"more-{i}", text=f"第{i}条消息，凑长度用的文字。" * 8)

    content = messages(after=more)
    return Case(plain(folder, content[: len(content) * 2 // 3 // 4096 * 4096]), left_out={"row-damaged": None})


def database_holes(folder):
    """Pages in the middle that hold noise."""

    def more(link):
        for i in range(3000):
            row(link, f"more-{i}", text=f"第{i}条消息，凑长度用的文字。" * 8)

    content = bytearray(messages(after=more))
    pages = len(content) // 4096
    for page in range(pages // 3, pages // 3 + 8):
        content[page * 4096 : (page + 1) * 4096] = ios_backup.Bytes(f"page {page}")(4096)
    return Case(plain(folder, bytes(content)), left_out={"row-damaged": None})


def database_noise(folder):
    """A database's first line, and then noise."""
    content = b"SQLite format 3\0" + ios_backup.Bytes("db")(40_000)
    return Case(plain(folder, content), refused="database-unreadable")


def database_empty(folder):
    """A file of no byte."""
    return Case(plain(folder, b""), refused="database-un")


def database_of_others(folder):
    """A database of another program."""
    path = folder / "other.db"
    path.write_bytes(database("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);", lambda link: None))
    return Case(path, refused="database-unknown")


def view_endless(folder):
    """`message` is a view that never ends."""
    script = """CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);
        CREATE VIEW message AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
        SELECT i AS ROWID, 'g' || i AS guid, 'x' AS text, 0 AS handle_id, 'SMS' AS service,
        i * 1000000000 AS date, 0 AS is_from_me FROM n;"""
    return Case(plain(folder, database(script, lambda link: None)), refused="database-un")


def trigger(folder):
    """Triggers and a generated column that fails: nothing of a database runs but what reads it."""

    def more(link):
        link.execute("CREATE TRIGGER t AFTER UPDATE ON message BEGIN DELETE FROM message; END")
        link.execute("CREATE VIEW v AS SELECT load_extension('/tmp/x') FROM message")

    return Case(plain(folder, after=more), taken=3)


def text_huge(folder):
    """A text of 20 MiB."""
    return Case(
        plain(folder, after=lambda link: row(link, "huge", text="a" * (20 << 20))),
        taken=3,
        left_out={"row-too-large": 1},
    )


def blob_huge(folder):
    """An archive of 40 MiB that says it is a short one."""
    big = attributed("短") + bytes(40 << 20)
    return Case(
        plain(folder, after=lambda link: row(link, "huge", attributedBody=big)),
        taken=3,
        left_out={"row-too-large": 1},
    )


def streams(folder):
    """Typedstreams that lie about lengths, refer to themselves or nest without end: kept without a body."""
    good = attributed("正文")
    at = good.index(b"\x84\x01+") + 3
    begin = b"\x04\x0bstreamtyped\x81\xe8\x03"
    bad = [
        good[:at] + b"\x82\xff\xff\xff\x7f" + good[at + 1 :],  # a string of 2 GiB
        good[:at] + b"\x82\xff\xff\xff\xff" + good[at + 1 :],  # of -1 bytes
        good[:at] + b"\x81\x00\x80" + good[at + 1 :],  # of 32,768
        begin + b"\x84\x01@" + b"\x84" * 100_000,  # objects in objects
        begin + b"\x84\x01@\x84\x92\x92\x92",  # a class that is itself
        begin + b"\x84\x01@\x84" + b"\x84\x84\x01A\x00" * 5000,  # a class under a class under ...
        begin + b"\x84\x7f" + b"@" * 127,  # a type of 127 objects
        begin,
        b"",
        b"\x04\x0bstreamtyped" + b"\x82\xff\xff\xff\xff",
        good[:at] + b"\x03\xff\xfe\xfd" + good[at + 7 :],  # no UTF-8
    ]

    def more(link):
        for i, blob in enumerate(bad):
            row(link, f"bad-{i}", attributedBody=blob)

    return Case(plain(folder, after=more), taken=3 + len(bad))


def histories(folder):
    """Histories of edits with strange dates, of other shapes, and within each other."""
    strange = [
        {"d": value, "t": attributed("y")} for value in (float("nan"), float("inf"), -1e300, 1e300, "now", b"")
    ]
    lists = [
        {"ec": {"0": strange}},
        {"ec": {str(-1): [], "x": [1, 2], "0": "none"}},
        {"ec": [], "rp": {"0": 1}},
        {"rp": [-1, 1 << 62, "0"] * 1000},
    ]

    def more(link):
        for i, held in enumerate(lists):
            history = plistlib.dumps(held, fmt=plistlib.FMT_BINARY)
            row(link, f"history-{i}", text=f"现在的{i}", message_summary_info=history)
        row(link, "payload", payload_data=archive(*({"ldtext": plistlib.UID(1)},) * 3), text="还在")

    return Case(plain(folder, after=more))


def files_crowd(folder):
    """A message with 2,000 attachments."""

    def more(link):
        message = row(link, "files", text="文件太多")
        for i in range(2000):
            file = insert(link, "attachment", {"guid": f"f{i}", "filename": f"~/Library/SMS/Attachments/{i}.jpg"})
            link.execute("INSERT INTO message_attachment_join VALUES (?, ?)", (message, file))

    return Case(plain(folder, after=more), taken=3, left_out={"too-many-parts": 1})


def types_wrong(folder):
    """Columns that hold another type than they should."""

    def more(link):
        row(link, b"\xff\xfe", text=12345)
        row(link, "a", text=b"\xff\xfe\xfd", date="yesterday")
        row(link, "b", text="丁", handle_id="everyone", is_from_me="yes")
        row(link, "c", text="戊", date=1.5e300)
        row(link, "d", text="己", service=b"\0", destination_caller_id=3.5)

    return Case(plain(folder, after=more))


CASES = [
    database_cut, database_holes, database_noise, database_empty, database_of_others, view_endless, trigger,
    text_huge, blob_huge, streams, histories, files_crowd, types_wrong,
]  # fmt: skip

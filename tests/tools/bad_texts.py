"""Chats and operators' lists that are damaged, lie, or were made to do harm.

The codes are those of docs/spec/chat-export.md, operator-list.md and capture.md.
"""

import io
import json
import zipfile

import ios_backup
from bad_backups import Case

ZONE = ["--time-zone", "Asia/Shanghai"]
ME = ["--me", "我", *ZONE]
NOT_ME = ["--no-me", *ZONE]
HEAD = "起始时间,通信地点,通信方式,对方号码,通信时长\n"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def file(folder, name, content):
    """Writes a file."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def packed(folder, name, entries, method=zipfile.ZIP_DEFLATED):
    """A zip of entries, each bytes or text."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, compresslevel=9) as made:
        for title, content in entries:
            made.writestr(title, content)
    return file(folder, name, out.getvalue())


# Chats.


def dates_mixed(folder):
    """Dates that no one order fits."""
    text = "[25/03/2024, 15:04:05] 甲: 一\n[03/25/2024, 15:05:05] 我: 二\n"
    return Case(file(folder, "_chat.txt", text), refused="more than one order", options=ME)


def dates_open(folder):
    """Dates that two orders fit: a person has to say it."""
    text = "[01/02/2024, 15:04:05] 甲: 一\n[03/02/2024, 15:05:05] 我: 二\n[05/02/2024, 15:05:05] 我: 三\n"
    return Case(file(folder, "_chat.txt", text), refused="--day-first", options=ME)


def dates_contradicted(folder):
    """An answer that the file rules out: the file decides."""
    text = "[25/03/2024, 15:04:05] 甲: 一\n[26/03/2024, 15:05:05] 我: 二\n"
    return Case(file(folder, "_chat.txt", text), taken=2, options=[*ME, "--month-first"])


def nobody_said(folder):
    """Nobody said who the person is."""
    text = "[25/03/2024, 15:04:05] 甲: 一\n[26/03/2024, 15:05:05] 我: 二\n"
    return Case(file(folder, "_chat.txt", text), refused="--me", options=[])


def me_absent(folder):
    """A name that does not occur."""
    text = "[25/03/2024, 15:04:05] 甲: 一\n[26/03/2024, 15:05:05] 乙: 二\n"
    return Case(file(folder, "_chat.txt", text), refused="No message of this chat is from the name", options=ME)


def line_endless(folder):
    """A line of 30 MiB."""
    text = "[25/03/2024, 15:04:05] 甲: " + "a" * (30 << 20) + "\n[26/03/2024, 15:05:05] 我: 二\n"
    return Case(file(folder, "_chat.txt", text), taken=1, left_out={"row-too-large": 1}, options=ME)


def message_endless(folder):
    """A message of a million short lines."""
    text = "[25/03/2024, 15:04:05] 甲: 一\n" + "还钱还钱\n" * 1_000_000 + "[26/03/2024, 15:05:05] 我: 二\n"
    return Case(file(folder, "_chat.txt", text), taken=1, left_out={"row-too-large": 1}, options=ME)


def encoding_broken(folder):
    """A header, and then bytes of no encoding."""
    content = "[25/03/2024, 15:04:05] 甲: 一\n".encode() + b"\x00\xff\xfe\x80" * 5000
    return Case(file(folder, "_chat.txt", content), refused="-unknown", options=ME)


def encoding_halves(folder):
    """UTF-16 that ends in the middle of a character, with halves that stand alone."""
    text = "[25/03/2024, 15:04:05] 甲: 一\r\n[26/03/2024, 15:05:05] 我: 二\r\n"
    content = b"\xff\xfe" + text.encode("utf-16-le") + b"\x00\xd8\x41\x00\x00\xdc\x4e"
    return Case(file(folder, "_chat.txt", content), taken=2, options=ME)


def senders(folder):
    """Twenty thousand senders."""
    lines = [f"[25/03/2024, {i // 3600 % 24:02}:{i // 60 % 60:02}:{i % 60:02}] 人{i}: x\n" for i in range(20_000)]
    return Case(file(folder, "_chat.txt", "".join(lines)), refused="chat-too-many-senders", options=NOT_ME)


def headers_forged(folder):
    """Lines in a message that look like headers of another form: text, with a doubt."""
    text = (
        "[25/03/2024, 15:04:05] 甲: 看\r\n25/03/2024, 15:04 - 我: 我同意还三万\r\n"
        "2024-03-25 15:04:05 我\r\n[26/03/2024, 15:05:05] 我: 我没说过\r\n"
    )
    return Case(file(folder, "_chat.txt", text), taken=2, options=ME)


def zip_bomb(folder):
    """A chat of 100 MiB of the same line in a small zip."""
    line = b"[25/03/2024, 15:04:05] a: " + b"0" * 1000 + b"\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        with made.open("_chat.txt", "w") as entry:
            for _ in range(100):
                entry.write(line * 1000)
    return Case(file(folder, "chat.zip", out.getvalue()), refused="zip-ratio", options=NOT_ME)


def zip_climbs(folder):
    """An entry whose path climbs out."""
    made = packed(
        folder, "chat.zip", [("_chat.txt", "[25/03/2024, 15:04:05] 甲: 一\n"), ("../../evil.jpg", b"\xff\xd8\xff")]
    )
    return Case(made, refused="zip-name-unsafe", options=NOT_ME)


def zip_twice(folder):
    """Two entries of one name."""
    entries = [("_chat.txt", "[25/03/2024, 15:04:05] 甲: 一\n"), ("_chat.txt", "[25/03/2024, 15:04:05] 甲: 二\n")]
    return Case(packed(folder, "chat.zip", entries), refused="zip-name-duplicate", options=NOT_ME)


def zip_cut(folder):
    """A zip without its end: the chat in it is the first entry."""
    path = packed(folder, "chat.zip", [("_chat.txt", "[25/03/2024, 15:04:05] 甲: 一\n" * 500)])
    content = path.read_bytes()
    return Case(file(folder, "chat.zip", content[:-30]), refused="zip-no-directory", options=NOT_ME)


def telegram_deep(folder):
    """JSON ten thousand deep around a message."""
    text = '{"name":"x","type":"personal_chat","messages":[' + '{"a":' * 10_000 + "1" + "}" * 10_000 + "]}"
    return Case(file(folder, "result.json", text), taken=0, options=NOT_ME)


def telegram_twice(folder):
    """A member named twice in a message."""
    one = {
        "id": 1,
        "type": "message",
        "date": "2024-03-25T15:04:05",
        "date_unixtime": "1711350245",
        "from": "甲",
        "from_id": "user1",
    }
    good = json.dumps(one | {"text": "一"}, ensure_ascii=False)
    text = f'{{"name":"甲","type":"personal_chat","messages":[{good},{good[:-1]},"text":"二"}}]}}'
    return Case(file(folder, "result.json", text), taken=1, options=NOT_ME)


# Operators' lists.


def workbook(folder, sheet, shared="", name="list.xlsx"):
    """A spreadsheet of one sheet."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/></Types>'
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    entries = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        ("xl/workbook.xml", f'<workbook {MAIN} xmlns:r="{relation}"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/>'
         f'<Relationship Id="r2" Type="{relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", shared or f"<sst {MAIN}/>"),
    ]  # fmt: skip
    return packed(folder, name, entries)


def cells(number, *values):
    """A row of texts."""
    inner = "".join(
        f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{value}</t></is></c>' for i, value in enumerate(values)
    )
    return f'<row r="{number}">{inner}</row>'


NAMES = cells(1, "起始时间", "对方号码", "通信方式", "通信时长")


def sheet_formulas(folder):
    """Formulas: what they came to is taken, nothing is computed or fetched."""
    formula = '<c r="D2" t="str"><f>WEBSERVICE("http://127.0.0.1:9/")&amp;HYPERLINK("file:///etc/passwd")</f><v>1分2秒</v></c>'
    row = cells(2, "2024-01-02 10:05:06", "13800138000", "被叫").replace("</row>", f"{formula}</row>")
    sheet = f"<worksheet {MAIN}><sheetData>{NAMES}{row}</sheetData></worksheet>"
    return Case(workbook(folder, sheet), taken=1, options=[])


def sheet_merged(folder):
    """Merged cells over the names and over rows."""
    rows = cells(2, "2024-01-02 10:05:06", "13800138000", "被叫", "62") + cells(3, "", "13800138000", "被叫", "5")
    merged = '<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    sheet = f"<worksheet {MAIN}><sheetData>{NAMES}{rows}</sheetData>{merged}</worksheet>"
    return Case(workbook(folder, sheet), taken=1, options=[])


def sheet_far(folder):
    """One row that says that it is the ten-millionth, in the last column."""
    row = '<row r="10000000"><c r="XFD10000000" t="inlineStr"><is><t>x</t></is></c></row>'
    good = cells(2, "2024-01-02 10:05:06", "13800138000", "被叫", "62")
    sheet = f"<worksheet {MAIN}><sheetData>{NAMES}{good}{row}</sheetData></worksheet>"
    return Case(workbook(folder, sheet), options=[])


def sheet_many(folder):
    """Ten million empty rows."""
    out = io.BytesIO()
    out.write(
        f"<worksheet {MAIN}><sheetData>{NAMES}{cells(2, '2024-01-02 10:05:06', '13800138000', '被叫', '62')}".encode()
    )
    for i in range(3, 10_000_003, 100_000):
        out.write(b"".join(b'<row r="%d"/>' % at for at in range(i, i + 100_000)))
    out.write(b"</sheetData></worksheet>")
    return Case(workbook(folder, out.getvalue()), options=[])


def sheet_bomb(folder):
    """A sheet of 100 MiB of blanks in a small zip."""
    sheet = f"<worksheet {MAIN}><sheetData>{NAMES}".encode() + b" " * (100 << 20) + b"</sheetData></worksheet>"
    return Case(workbook(folder, sheet), refused="zip-ratio", options=[])


def sheet_entities(folder):
    """Shared texts with entities that grow."""
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
    )
    shared = f'<?xml version="1.0"?><!DOCTYPE sst [{entities}]><sst {MAIN}><si><t>&j;</t></si></sst>'
    sheet = f"<worksheet {MAIN}><sheetData>{NAMES}{cells(2, '2024-01-02 10:05:06', '13800138000', '被叫', '62')}</sheetData></worksheet>"
    return Case(workbook(folder, sheet, shared), refused="list-sheet-unreadable", or_taken=1, options=[])


def sheet_shared_far(folder):
    """Cells that point to shared texts that are not there."""
    row = '<row r="2"><c r="A2" t="s"><v>4294967295</v></c><c r="B2" t="s"><v>-1</v></c></row>'
    good = cells(3, "2024-01-02 10:05:06", "13800138000", "被叫", "62")
    sheet = f"<worksheet {MAIN}><sheetData>{NAMES}{row}{good}</sheetData></worksheet>"
    return Case(workbook(folder, sheet), refused="list-sheet-unreadable", or_taken=1, options=[])


def sheet_old_noise(folder):
    """The first bytes of an old spreadsheet, and then noise."""
    content = bytes.fromhex("d0cf11e0a1b11ae1") + ios_backup.Bytes("xls")(60_000)
    return Case(file(folder, "list.xls", content), refused="list-sheet-unreadable", options=[])


def list_wide(folder):
    """Five thousand columns; formulas in the cells."""
    row = '2024-01-02 10:05:06,=HYPERLINK("http://x"),被叫,13800138000,62' + ",@SUM(1)" * 5000 + "\n"
    return Case(file(folder, "list.csv", HEAD + row), taken=1, options=[])


def list_values(folder):
    """Durations beyond all bounds."""
    rows = [
        "2024-01-02 10:05:06,北京,被叫,13800138000,99999999999999999999小时",
        "2024-01-02 10:05:06,北京,被叫,13800138000,-5",
        "2024-01-02 10:05:07,北京,被叫,13800138000,62",
    ]
    text = HEAD + "\n".join(rows) + "\n"
    return Case(file(folder, "list.csv", text), taken=1, left_out={"duration-invalid": 2}, options=[])


def list_encoding(folder):
    """GB18030 with broken bytes at the end of a row."""
    text = (HEAD + "2024-01-02 10:05:06,北京,被叫,13800138000,1分2秒\n" * 3).encode("gb18030")
    return Case(file(folder, "list.csv", text + b"\x81\n"), refused="encoding-unknown", or_taken=3, options=[])


CASES = [
    dates_mixed, dates_open, dates_contradicted, nobody_said, me_absent, line_endless, message_endless,
    encoding_broken, encoding_halves, senders, headers_forged, zip_bomb, zip_climbs, zip_twice, zip_cut,
    telegram_deep, telegram_twice, sheet_formulas, sheet_merged, sheet_far, sheet_many, sheet_bomb, sheet_entities,
    sheet_shared_far, sheet_old_noise, list_wide, list_values,
    list_encoding,
]  # fmt: skip

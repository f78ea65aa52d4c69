#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets: seeds.py FOLDER.

Small ones, taken from the vectors, the invented sample and a few lines below; one folder a target.
Inputs that the fuzzer found itself stay in the folder.
"""

import gzip
import hashlib
import io
import plistlib
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests/vectors"
SAMPLE = ROOT / "bindings/cli/sample"
LONGEST = 120_000


def vectors(area):
    """The bytes of every vector of an area, behind the header's empty line."""
    for path in sorted((VECTORS / area).rglob("*.txt")):
        yield path.read_bytes().partition(b"\n\n")[2]


def zipped(**files):
    """A stored and a deflated zip of some files."""
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name), content, method)
        yield out.getvalue()


SMS = '<sms address="{}" date="1760000000000" type="1" body="{}" date_sent="1759999998" sub_id="1" />'
MMS = (
    '<mms address="138~139" date="1760000000000" msg_box="1" ct_t="application/vnd.wap.multipart.related">'
    '<parts><part seq="0" ct="image/png" data="aGVsbG8=" name="a.png"/><part ct="text/plain" text="a&amp;b"/></parts>'
    '<addrs><addr address="13800000000" type="137" charset="106"/></addrs></mms>'
)
CALL = '<call number="95000" duration="7" date="1760000000000" type="1" presentation="1" />'


def backups():
    """Backups in XML, whole, cut and odd."""
    body = SMS.format("10690000", "&#55357;&#56838; &lt;b&gt; &#x4e2d;")
    whole = f'<?xml version="1.0"?><smses count="9">{body}{MMS}</smses>'.encode()
    yield from (whole, whole[:-9], gzip.compress(whole, mtime=0))
    yield f'<calls count="1">{CALL}</calls>'.encode()
    yield from zipped(**{"sms.xml": whole})
    for name in ("messages.xml", "calls.xml"):
        yield (SAMPLE / name).read_bytes()[:20_000]


def other_backups():
    """The formats beside XML."""
    message = b'{"address":"10690000","body":"x","date":"1760000000000","date_sent":"0","type":"1"}\n'
    call = b'[{"number":"95000","date":"1760000000000","duration":"7","type":"1"}]'
    yield from (message, b"[" + message + b"]", call)
    yield from zipped(**{"messages.ndjson": message, "data/p.png": b"png"})
    yield b'{"timestamp_unix_ms":1760000000000,"direction":"in","calls":[{"phone_number":"95000"}],"output":{"recording":{"duration_secs_total":2.5}}}'
    yield zlib.compress(b"[" + message + b"]")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        entry = tarfile.TarInfo("apps/com.android.providers.telephony/d_f/000000_sms_backup")
        content = zlib.compress(b"[" + message + b"]")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    yield b"ANDROID BACKUP\n5\n0\nnone\n" + out.getvalue()
    yield b"ANDROID BACKUP\n5\n1\nnone\n" + zlib.compress(out.getvalue())


CHATS = [
    "\u200e[25/03/2024, 15:04:05] Wang: \u200eMessages are end-to-end encrypted.\r\n[25/03/2024, 15:04:06] Wang: a\nb\r\n[25/03/2024, 15:05:00] Li: <attached: 1.jpg>\r\n",
    "3/25/24, 3:04\u202fPM - Wang: a\n3/26/24, 3:04\u202fPM - Li: b\n",
    "2024年3月25日 下午3:04 - Wang: a\n",
    "消息对象:王\n2024-01-01 9:00:00 王(10001)\na\n\n2024-01-01 9:01:00 李(10002)\nb\n",
    "[LINE] 王とのトーク履歴\n\n2025/04/18(金)\n12:08\t王\t\"a\nb\"\n午後1:00\t李\tc\n",
    "王 2024-01-01 12:00\na\n\n李 2024-01-01 12:01\nb\n",
    "—————  2024-01-01  —————\n\n王  12:00\n\na\n",
    '{"name":"W","type":"personal_chat","id":1,"messages":[{"id":1,"type":"message","date_unixtime":"1704081601","from":"W","from_id":"user1","text":["a",{"text":"b"}]}]}',
]


def chats():
    """Chats in every form and encoding, each behind a byte of answers."""
    for answers, chat in zip((b"\0", b"\1", b"\2", b"\3", b"\3", b"\7", b"\7", b"\3"), CHATS):
        yield answers + chat.encode()
        yield answers + chat.encode("utf-16")
        yield answers + chat.encode("gb18030")
    for archive in zipped(**{"_chat.txt": CHATS[0].encode(), "1.jpg": b"jpeg"}):
        yield b"\3" + archive


LISTS = [
    "手机号码：13900139000,查询月份：2024年01月\n起始时间,通信地点,通信方式,对方号码,通信时长\n01-02 10:05:06,北京,被叫,13800138000,1小时2分3秒\n合计,,,,\n",
    "通话时间\t呼叫类型\t对方号码\t时长\n2024-01-02\n10:05:06\t主叫\t95588\t00:01:02\n",
    "短信详单,本机号码:13900139000\n主叫号码,被叫号码,日期,时间\n13900139000,13800138000,2024/1/2,10:05\n",
    "1  2024-01-02 10:05:06  主叫  13800138000  62秒\n",
    "x,13800138000,主叫,2024-01-02 10:05:06,7\n",
]
SHEET = {
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>对方号码</t></is></c><c r="B1" t="inlineStr"><is><t>通话日期</t></is></c></row><row r="2"><c r="A2"><v>13800138000</v></c><c r="B2"><f>NOW()</f><v>45293.5</v></c></row></sheetData></worksheet>',
}


def lists():
    """Operators' lists in every form, each behind a byte of what is said of them."""
    for text in LISTS:
        for said in (b"\0", b"\1", b"\2"):
            yield said + text.encode()
            yield said + text.encode("gb18030")
    for archive in zipped(**SHEET):
        yield b"\0" + archive


def bundles():
    """Small bundles of the vectors, and every kind of damage to them."""
    for path in sorted((VECTORS / "bundle").rglob("*.zip")):
        yield path.read_bytes()


PACK = ROOT / "core/packs/cn.json"
LINES = [
    '{"text":"再不还款就去你单位","time":"2025-07-01T23:10:00+08:00","party":"95000"}',
    '{"text":"您的验证码是 1234","direction":"in","role":"creditor","product":"credit_card"}',
    '{"text":"坐 牢，全\\u200b家","creditor_kind":"bank"}',
]
LIST = """{"dunlog_words":1,"id":"list","version":"1","languages":["en"],"simplified":["錢钱"],
"spellings":{"爆通讯录":["btxl"],"死":["4"],"爆":["💥"]},"fillers":["咗"],"latin_words":["can"],"common":["的"],
"sounds":{"bao":"爆","ni":"你","da":"打/大","si":"死","huan":"还","qian":"钱"},
"slots":{"YOU":["你、(您|you)"],"HARM":["(打|砍)死","爆你通讯录"],"DEBT":["还钱"]},"unless":["YOU@after"],"collection":["DEBT"],
"judge":{"threshold":5,"doubt":-3,"sure":2,"slots":{"DEBT":-4},"pairs":{"YOU+HARM":9}},
"sets":{"harm":{"class":"threat_violence","need":["DEBT@sentence"],"patterns":["(YOU)? ~,9 HARM",{"is":"HARM","level":"review","sure":true}],
"model":{"threshold":3,"slots":{"HARM":2},"pairs":{"YOU+HARM":4}}}}}"""
TEXTS = ["再不还钱就打4你", "bao ni tong讯lu 💥你📒", "c n m，死死死死\u202e还\u200b錢", "抱你通迅路 zai bu huan qian", "e\u0301\u0301 I will have you arrested"]
NAMES = [b"20250701_231000.123+0800_in_95000.oga", b"Call recording 95000_250701_231000.m4a", b"13800000000(0086)_20250701231000.mp3"]
SIDE_FILE = b'{"timestamp_unix_ms":1760000000000,"direction":"in","sim_slot":1,"calls":[{"phone_number":"95000"}]}'

ARCHIVE = (
    b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85"
    b"\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+\x06\xe8\xbf\x98\xe9\x92\xb1\x86\x86"
)


def property_lists():
    """Property lists of both forms, one of them an archive."""
    history = {"ec": {"0": [{"d": 736243200.5, "t": ARCHIVE}]}, "rp": [0, True], "otr": {}}
    objects = ["$null", {"NS.keys": [plistlib.UID(2)], "NS.objects": [plistlib.UID(2)]}, "ldtext"]
    archive = {"$archiver": "NSKeyedArchiver", "$top": {"root": plistlib.UID(1)}, "$objects": objects}
    yield from (plistlib.dumps(value, fmt=plistlib.FMT_BINARY) for value in (history, archive))
    yield plistlib.dumps(history, fmt=plistlib.FMT_XML)


def keybag():
    """A keybag with one class key."""
    number = lambda n: n.to_bytes(4, "big")  # noqa: E731
    fields = [("VERS", number(4)), ("TYPE", number(1)), ("UUID", bytes(16)), ("SALT", bytes(20)), ("ITER", number(3))]
    fields += [("DPIC", number(3)), ("DPSL", bytes(20)), ("UUID", bytes(16)), ("CLAS", number(3)), ("WRAP", number(2))]
    return b"".join(tag.encode() + number(len(value)) + value for tag, value in [*fields, ("WPKY", bytes(40))])


def pdus():
    """The raw messages of the vectors, each behind its length, behind a byte for the kind."""
    kinds = {b"3gpp": b"\0", b"3gpp2": b"\1", b"mms_push": b"\2"}
    for path in sorted((VECTORS / "pdu").rglob("*.txt")):
        head, _, body = path.read_bytes().partition(b"\n\n")
        form = dict(line.split(b": ", 1) for line in head.split(b"\n"))[b"form"]
        raw = [bytes.fromhex(pdu.decode()) for line in body.split(b"\n") for pdu in line.split(b" ")]
        yield kinds[form] + b"".join(bytes([min(len(pdu), 255)]) + pdu[:255] for pdu in raw)


CLOCK = '"clock":{"boot":"b","monotonic":%d,"offset_minutes":480,"wall":1714579321000,"zone":"Asia/Shanghai"},"entry":1}'
SIM = '"sim":{"account":"8986","slot":0,"subscription":1}'
ARRIVALS = [
    '"format":"3gpp","kind":"sms","pdus":["07911326040000f0040b911346610089f60000208062917314080cc8f71d14969741f977fd07"],' + SIM,
    '"kind":"mms_push","pdu":"8c829854008d92",' + SIM,
    '"kind":"call_state","number":"95000",%s,"state":"ringing"' % SIM,
    '"kind":"call_state",%s,"state":"offhook"' % SIM,
    '"kind":"call_state",%s,"state":"idle"' % SIM,
    '"direction":"in","kind":"screening","number":"95000","presentation":"allowed",' + SIM,
    '"channel":"chat","key":"k","kind":"notification","package":"p","posted":1,"text":"x","title":"y"',
    '"kind":"rows","read_before":1714579321001,"rows":["{\\"date\\":1714579321000,\\"address\\":\\"95000\\",\\"type\\":1}"],"store":"sms"',
    '"kind":"rows","rows":["{\\"date\\":1714579321000,\\"number\\":\\"95000\\",\\"type\\":1}"],"store":"calls"',
    '"from":1,"kind":"gap","reason":"role_off","to":2,"way":"screening"',
    '"kind":"heartbeat","seen":[{"at":1,"way":"call_log"}],"waking":"daily"',
    '"kind":"clock"',
    '"kind":"self_test","trial":"call","ways":[{"seen":true,"way":"phone_state"}]',
    '"kind":"own_number","number":"13800000000","slot":0',
]


def entries():
    """Each kind of entry alone, and all of them one after another."""
    lines = ['{"arrival":{%s},%s' % (arrival, CLOCK % (at * 1000)) for at, arrival in enumerate(ARRIVALS)]
    yield from (line.encode() for line in [*lines, "\n".join(lines)])


BAG_INFO = (
    "Bag-Software-Agent: dunlog 0.1.0\nBagging-Date: 2026-01-02\nPayload-Oxum: 12.3\nDunlog-Format: 1\n"
    "Dunlog-Origin: dunlog/log/0123456789abcdef0123456789abcdef\nDunlog-Size: 5\nDunlog-Time: 1767312000000\n"
)

def frames():
    """Heads of frames of a spool, sound and not, with too little behind them."""
    head = b"DLSP" + (40).to_bytes(4, "little") + bytes(range(32))
    head += zlib.crc32(head).to_bytes(4, "little")
    yield from (b"", head, head + bytes(40), head * 3, b"DLSP" * 20, head[:-1] + b"\0")


SEEDS = {
    "line": lambda: vectors("record"),
    "opening": lambda: (line for text in vectors("opening") for line in text.split(b"\n")),
    "value": lambda: [b'{"a":[1,-2,"\\u0001\\""],"b":{"shown":"95000"}}', b'"text"', b"0", b"[]", b"null"],
    "checkpoint": lambda: vectors("checkpoint"),
    "key": lambda: vectors("key"),
    "number": lambda: [b"+86 138 0000 0000", b"0086-13800000000", b"106900001234", b"95555", b"-1", b"(852) 5123 4567"],
    "sms_backup": backups,
    "chat": chats,
    "container": lambda: zipped(**{"bag/bagit.txt": b"BagIt-Version: 1.0\n", "bag/data/a": b"a" * 50}),
    "backup": lambda: [*backups(), *other_backups()],
    "operator_list": lists,
    "recorder": lambda: [*NAMES, SIDE_FILE],
    "bundle": bundles,
    "pack": lambda: [PACK.read_bytes(), b'{"format":"dunlog/pack@v1"}', b"{}"],
    "words": lambda: [LIST.encode(), *(path.read_bytes() for path in sorted((ROOT / "core/packs/words").glob("*.json")))],
    "text": lambda: [line.encode() for line in TEXTS],
    "scan": lambda: [line.encode() for line in LINES],
    "restore": lambda: zipped(**{"dunlog-vault/vault.db": b"SQLite format 3\0", "dunlog-vault/turn": b""}),
    "typedstream": lambda: [ARCHIVE],
    "keybag": lambda: [keybag()],
    "plist": property_lists,
    "spool": frames,
    "pdu": pdus,
    "arrival": entries,
    "bag_info": lambda: [BAG_INFO.encode()],
}


def main():
    """Writes each seed under the SHA-256 of its bytes."""
    folder = Path(sys.argv[1])
    for target, seeds in SEEDS.items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for seed in seeds():
            if len(seed) <= LONGEST:
                (folder / target / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)


if __name__ == "__main__":
    main()

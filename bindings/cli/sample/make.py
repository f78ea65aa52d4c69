"""Writes the sample backup and files of `dunlog demo`. Everything in them is invented."""

import base64
import datetime
import math
import random
import struct
import zlib
from pathlib import Path
from xml.sax.saxutils import quoteattr

HERE = Path(__file__).parent
BEIJING = datetime.timezone(datetime.timedelta(hours=8))

LENDER = "10690000000018"
COLLECTOR_A = "15400000021"
COLLECTOR_B = "+8615400000022"
COLLECTOR_C = "15400000023"
OFFICE = "01000000024"
OWN = "15400000090"
SISTER = "15400000091"
FRIEND = "15400000093"

# (time, number, "in" or "out", text)
MESSAGES = [
    ("2025-06-20 10:02:11", LENDER, "in",
     "【栗山消费金融】温馨提示：您本期应还款1280.00元，还款日为6月25日，请提前将款项存入还款账户。"),
    ("2025-06-22 19:40:05", FRIEND, "in", "周末打球吗？老地方，三点。"),
    ("2025-06-28 09:30:42", LENDER, "in",
     "【栗山消费金融】您的借款已逾期3天，应还1296.40元，请尽快还款。如已还款请忽略本短信。"),
    ("2025-07-03 14:12:20", LENDER, "in",
     "【栗山消费金融】如您暂时有困难，可致电4000000018申请分期还款，我们会与您协商方案。"),
    ("2025-07-03 18:25:37", LENDER, "out", "工资晚发了，我下月10日先还一部分，请给我分期。"),
    ("2025-07-10 16:00:08", LENDER, "in",
     "【栗山消费金融】您的借款仍未归还。请于7月20日前还款，逾期我司将依法向人民法院提起诉讼，"
     "并如实向征信机构报送。"),
    ("2025-07-19 06:32:54", COLLECTOR_A, "in",
     "栗山消金委外：你的欠款1296.40元今天必须处理，看到马上还款。"),
    ("2025-07-21 22:31:16", COLLECTOR_A, "in",
     "栗山消金委外：你的欠款1296.40元今晚十二点前必须还款，别装看不见。"),
    ("2025-07-25 11:08:49", "10690000000099", "in",
     "【示例商城】验证码 402913，五分钟内有效，请勿告诉他人。"),
    ("2025-08-02 11:15:33", COLLECTOR_B, "in",
     "再不还钱就让你全家不得安宁，小心你孩子放学路上出事。"),
    ("2025-08-05 15:44:02", COLLECTOR_B, "in",
     "再不还钱就爆你通讯录，打电话通知你单位领导和同事，让全公司都知道。"),
    ("2025-08-09 20:13:27", COLLECTOR_C, "in",
     "你个老赖，把你的照片和身份证打印出来贴满你们小区公告栏。"),
    ("2025-09-01 10:20:18", COLLECTOR_C, "in",
     "【法院执行局】这里是法院执行局，你涉嫌贷款诈骗已立案，案号(2025)示0000执0号，72小时内不还款"
     "将对你实施拘留，并列入失信被执行人。"),
    ("2026-01-13 13:26:44", COLLECTOR_A, "in",
     "不还钱就等着坐牢，影响你子女上学和政审，让你全家不得安宁。"),
    ("2026-01-15 18:02:09", COLLECTOR_B, "in",
     "找亲戚朋友借，去别的平台借一笔，先把我们这边还上。"),
    ("2026-01-20 09:15:00", LENDER, "in",
     "【栗山消费金融】您的借款已逾期，当前应还1410.75元，请尽快还款。客服4000000018。"),
]

# (time, number, type, seconds): 1 incoming, 2 outgoing, 3 missed, 5 rejected
CALLS = [
    ("2025-07-02 10:31:05", "4000000018", 1, 96),
    ("2025-07-18 22:47:30", COLLECTOR_A, 1, 63),
    ("2025-07-24 09:05:12", COLLECTOR_A, 1, 35),
    ("2025-07-24 10:12:40", COLLECTOR_B, 3, 0),
    ("2025-07-24 11:20:03", COLLECTOR_B, 1, 41),
    ("2025-07-24 15:48:27", COLLECTOR_C, 1, 22),
    ("2025-07-24 17:01:55", COLLECTOR_C, 5, 0),
    ("2025-07-24 19:33:10", OFFICE, 1, 58),
    ("2025-08-10 20:30:00", FRIEND, 2, 340),
    ("2026-01-08 15:20:31", SISTER, 1, 182),
    ("2026-01-09 10:05:44", COLLECTOR_A, 1, 27),
    ("2026-01-12 23:12:19", COLLECTOR_B, 1, 44),
]


def millis(text):
    when = datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    return int(when.timestamp()) * 1000


def element(name, columns):
    text = "".join(f" {key}={quoteattr(str(value))}" for key, value in columns)
    return f"  <{name}{text} />"


def sms(when, number, direction, body):
    time = millis(when)
    return element("sms", [
        ("protocol", 0), ("address", number), ("date", time + 2000),
        ("type", 1 if direction == "in" else 2), ("subject", "null"), ("body", body),
        ("toa", "null"), ("sc_toa", "null"), ("service_center", "null"), ("read", 1),
        ("status", -1), ("locked", 0), ("date_sent", time if direction == "in" else 0),
        ("sub_id", 1), ("readable_date", when), ("contact_name", "(Unknown)"),
    ])


def mms(when, number, text, picture=None, others=()):
    """A multimedia message to the phone and to `others`."""
    time = millis(when)
    parts = [element("part", [("seq", 0), ("ct", "text/plain"), ("name", "null"), ("chset", 106),
                              ("cl", "text.txt"), ("text", text)])]
    if picture:
        data = base64.b64encode(picture).decode()
        parts.append(element("part", [("seq", 1), ("ct", "image/png"), ("name", "null"),
                                      ("chset", "null"), ("cl", "notice.png"), ("text", "null"),
                                      ("data", data)]))
    inner = "\n".join("    " + part for part in parts)
    own = "insert-address-token" if others else OWN
    addresses = "".join(
        f'      <addr address="{address}" type="{kind}" charset="106" />\n'
        for address, kind in [(number, 137), (own, 151), *((other, 151) for other in others)]
    )
    return (
        f'  <mms date="{time + 3000}" date_sent="{time // 1000}" msg_box="1" read="1" m_type="132"'
        f' ct_t="application/vnd.wap.multipart.related" address="{"~".join([number, *others])}"'
        f' sub_id="1" text_only="{0 if picture else 1}" readable_date="{when}"'
        f' contact_name="(Unknown)">\n'
        f"    <parts>\n{inner}\n    </parts>\n    <addrs>\n{addresses}    </addrs>\n  </mms>"
    )


def call(when, number, kind, seconds):
    return element("call", [
        ("number", number), ("duration", seconds), ("date", millis(when)), ("type", kind),
        ("presentation", 1), ("subscription_id", 1), ("post_dial_digits", ""),
        ("readable_date", when), ("contact_name", "(Unknown)"),
    ])


def document(root, rows):
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
    return f'{head}\n<{root} count="{len(rows)}">\n' + "\n".join(rows) + f"\n</{root}>\n"


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width, height, pixels):
    """A palette-free PNG of 8-bit RGB `pixels`, a function of x and y."""
    rows = b"".join(
        b"\0" + bytes(part for x in range(width) for part in pixels(x, y)) for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
            + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def paper(x, y, left, top, right, bottom):
    """A sheet with printed lines and a round red seal; none outside of it."""
    if not (left <= x < right and top <= y < bottom):
        return None
    seal = math.hypot(x - right + 34, y - bottom + 34)
    if 22 < seal < 26 or seal < 6:
        return (190, 40, 40)
    row, column = (y - top) // 9, (x - left) // 5
    inked = (y - top) % 9 < 4 and 2 < column < (right - left) // 5 - 3
    if inked and row > 1 and (row * 31 + column * 17) % 7 > 1:
        return (70, 70, 76)
    if (y - top) // 4 == 2 and 0.3 < (x - left) / (right - left) < 0.7:
        return (30, 30, 36)
    return (236, 234, 226)


def door(x, y):
    """A door with a sheet stuck on it."""
    shade = random.randrange(-2, 3)
    sheet = paper(x, y, 92, 40, 192, 180)
    if sheet:
        return tuple(max(0, min(255, part + shade)) for part in sheet)
    if math.hypot(x - 228, y - 128) < 7:
        return (196, 170, 90)
    frame = x < 30 or x > 250
    base = (120, 110, 104) if frame else (110 - y // 8, 62, 44)
    return tuple(max(0, part + shade) for part in base)


def scan(x, y):
    return paper(x, y, 8, 8, 212, 292) or (250, 250, 250)


def frame(at):
    """A stairwell at moment `at`: two figures come nearer."""
    def pixels(x, y):
        for start in (14, 34):
            if abs(x - start - at * 4) < 5 and 24 < y < 62:
                return (38, 40, 46)
        grey = 96 + y // 2 + (24 if (x + y) % 24 < 2 else 0)
        return (grey, grey, grey + 4)
    return png(96, 72, pixels)


def wav(seconds=2.5, rate=8000):
    samples = bytearray()
    for i in range(int(seconds * rate)):
        t = i / rate
        tone = math.sin(2 * math.pi * 440 * t) if t < 0.6 else 0
        talk = math.sin(2 * math.pi * (130 + 30 * math.sin(9 * t)) * t) * abs(math.sin(7 * t))
        samples.append(128 + int(40 * tone + (45 * talk if t >= 0.8 else 0)))
    form = struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", len(samples)) + bytes(samples)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def movie(frames, width=96, height=72, rate=4):
    """A QuickTime file of one track of PNG frames."""
    start = box(b"ftyp", b"qt  ", struct.pack(">I", 0x20050300), b"qt  ")
    media = box(b"mdat", *frames)
    count, length = len(frames), len(frames)
    matrix = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
    entry = (struct.pack(">6xH", 1) + struct.pack(">HH4sIIHHIIIH", 0, 0, b"dnlg", 0, 512,
             width, height, 0x480000, 0x480000, 0, 1) + b"\3PNG".ljust(32, b"\0")
             + struct.pack(">Hh", 24, -1))
    sizes = struct.pack(">III", 0, 0, count) + b"".join(struct.pack(">I", len(f)) for f in frames)
    table = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), box(b"png ", entry)),
        box(b"stts", struct.pack(">IIII", 0, 1, count, 1)),
        box(b"stsc", struct.pack(">IIIII", 0, 1, 1, count, 1)),
        box(b"stsz", sizes),
        box(b"stco", struct.pack(">III", 0, 1, len(start) + 8)),
    )
    link = box(b"dinf", box(b"dref", struct.pack(">II", 0, 1), box(b"url ", struct.pack(">I", 1))))
    kind = struct.pack(">II4s4s12x", 0, 0, b"mhlr", b"vide") + b"\0"
    track = box(
        b"trak",
        box(b"tkhd", struct.pack(">IIIIII8xHHHH", 7, 0, 0, 1, 0, length, 0, 0, 0, 0), matrix,
            struct.pack(">II", width << 16, height << 16)),
        box(b"mdia", box(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, rate, length, 0, 0)),
            box(b"hdlr", kind),
            box(b"minf", box(b"vmhd", struct.pack(">IHHHH", 1, 0, 0, 0, 0)), link, table)),
    )
    head = box(b"mvhd", struct.pack(">IIIIIIH10x", 0, 0, 0, rate, length, 0x10000, 0x100), matrix,
               struct.pack(">24xI", 2))
    return start + media + box(b"moov", head, track)


def main():
    random.seed(20250901)
    notice = png(280, 220, door)
    rows = [(when, sms(when, *rest)) for when, *rest in MESSAGES]
    small = png(60, 80, lambda x, y: paper(x, y, 0, 0, 60, 80))
    when = "2025-09-01 10:24:50"
    rows.append((when, mms(when, COLLECTOR_C, "法院传票在此，今日不还明日上门带走。", small)))
    when = "2026-01-10 09:40:12"
    rows.append((when, mms(when, COLLECTOR_C, "陈小禾，你弟弟借栗山的钱不还，你替他还，不然天天找你。",
                           others=[SISTER])))
    rows.sort(key=lambda row: row[0])
    (HERE / "messages.xml").write_text(document("smses", [row for _, row in rows]), "utf-8")
    (HERE / "calls.xml").write_text(document("calls", [call(*row) for row in CALLS]), "utf-8")
    (HERE / "recording.wav").write_bytes(wav())
    (HERE / "notice.png").write_bytes(notice)
    (HERE / "receipt.png").write_bytes(png(220, 300, scan))
    (HERE / "footage.mov").write_bytes(movie([frame(at) for at in range(8)]))
    (HERE / "statement.txt").write_text(
        "证人：陈小禾（化名），借款人的姐姐。\n"
        "2026年1月8日下午，15400000022打我的电话说我弟弟欠钱。我说这事与我无关，不要再打给我。\n"
        "2026年1月10日9时40分，同一伙人又用15400000023给我和弟弟群发彩信，要我替他还钱。\n"
        "以上是我亲身经历。2026年1月11日\n", "utf-8")


main()

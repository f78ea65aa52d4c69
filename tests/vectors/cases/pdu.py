"""Raw messages of a phone: each standard's fields, long texts, and what is broken."""

from second import alphabet, canonical, pdu

SENDER, CENTRE = "13900000001", "13800100500"
LONG = "您好，您在本平台的借款已逾期三十天，请于今日十八时前还款，否则我们将依约通知您的紧急联系人。😀"


def semi(number: str) -> bytes:
    """Digits as half-bytes, the low one first."""
    number += "f" * (len(number) % 2)
    return bytes(int(number[at + 1] + number[at], 16) for at in range(0, len(number), 2))


def address(number: str, kind=0x91) -> bytes:
    return bytes([len(number), kind]) + semi(number)


def packed(codes: list[int], skip=0) -> bytes:
    """Septets, the first behind `skip` bits."""
    whole = sum(code << (skip + 7 * at) for at, code in enumerate(codes))
    return whole.to_bytes((skip + 7 * len(codes) + 7) // 8, "little")


def codes(text: str, locking=0, single=0) -> list[int]:
    """The septets of a text."""
    found = []
    for c in text:
        plain = [n for n in range(128) if alphabet.cell(alphabet.LOCKING, locking, n) == c]
        behind = [n for n in range(128) if alphabet.cell(alphabet.SHIFT, single, n) == c]
        found += plain[:1] or [0x1B, behind[0]]
    return found


def name(text: str) -> bytes:
    """A sender of letters."""
    raw = packed(codes(text))
    return bytes([-(-len(codes(text)) * 7 // 4), 0xD0]) + raw


def message(data: bytes, count: int, scheme=0, first=0x04, sender=None, centre=None, stamp=None):
    """An SMS-DELIVER as Android hands it."""
    centre = bytes([1 + len(semi(CENTRE)), 0x91]) + semi(CENTRE) if centre is None else centre
    stamp = bytes.fromhex("42501051030223") if stamp is None else stamp
    sender = address("86" + SENDER) if sender is None else sender
    return centre + bytes([first]) + sender + bytes([0, scheme]) + stamp + bytes([count]) + data


def gsm7(text: str, header=b"", locking=0, single=0, **more) -> bytes:
    raw = codes(text, locking, single)
    if not header:
        return message(packed(raw), len(raw), **more)
    bits = 8 * len(header)
    skip = -bits % 7
    data = header + packed(raw, skip)
    return message(data, (bits + skip) // 7 + len(raw), first=0x44, **more)


def ucs2(text: str | bytes, header=b"", scheme=8, **more) -> bytes:
    raw = text if isinstance(text, bytes) else text.encode("utf-16-be")
    first = 0x44 if header else 0x04
    return message(header + raw, len(header + raw), scheme, **{"first": first} | more)


def elements(*parts: tuple[int, bytes]) -> bytes:
    """A user data header with its length."""
    raw = b"".join(bytes([kind, len(value)]) + value for kind, value in parts)
    return bytes([len(raw)]) + raw


def part(reference: int, count: int, number: int) -> bytes:
    if reference > 255:
        return elements((8, reference.to_bytes(2, "big") + bytes([count, number])))
    return elements((0, bytes([reference, count, number])))


def long_text(reference=7, pieces=3, text=LONG, **more) -> list[bytes]:
    """A text in UTF-16 in several messages."""
    raw = text.encode("utf-16-be")
    size = -(-len(raw) // pieces // 2) * 2
    return [ucs2(raw[size * n:size * (n + 1)], part(reference, pieces, n + 1), **more)
            for n in range(pieces)]


def bits(*fields: tuple[int, int]) -> bytes:
    """Fields of so many bits, from left to right."""
    text = "".join(f"{value:0{width}b}" for width, value in fields if width)
    text += "0" * (-len(text) % 8)
    return bytes(int(text[at:at + 8], 2) for at in range(0, len(text), 8))


def bearer(user: bytes, header=False, stamp=bytes.fromhex("240501123000"), kind=1, more=b"") -> bytes:
    """Bearer data: the identifier, the user data and the time."""
    found = bytes([0, 3]) + bits((4, kind), (16, 4711), (1, header), (3, 0))
    found += bytes([1, len(user)]) + user
    return found + (bytes([3, len(stamp)]) + stamp if stamp else b"") + more


def characters(coding: int, width: int, values: list[int], count=None) -> bytes:
    """User data of a CDMA message: a coding, how many characters, and these."""
    fields = [(5, coding), (8, len(values) if count is None else count)]
    return bits(*fields, *[(width, value) for value in values])


def android(data: bytes, sender=SENDER.encode(), kind=0, service=0x1002, number_type=0) -> bytes:
    """Android's stream of a CDMA message."""
    head = b"".join(n.to_bytes(4, "big") for n in (0, service, 0))
    return (head + bytes([0, 0, number_type, 0, len(sender)]) + sender + bytes(7)
            + len(data).to_bytes(4, "big") + data)


def over_the_air(data: bytes, sender: bytes) -> bytes:
    return b"\0\0\2\x10\x02\2" + bytes([len(sender)]) + sender + bytes([8, len(data)]) + data


def shown(value):
    return canonical.write(value)


class Put:
    """Writes vectors: arrivals a line, messages of one arrival beside each other."""

    def __init__(self, area):
        self.area = area

    def __call__(self, name_, spec, comment, arrivals, records, form="3gpp"):
        faults = [code for r in records for code in r["detail"].get("faults", [])]
        body = "".join(" ".join(p.hex() for p in pdus) + "\n" for pdus in arrivals)
        self.area.put(name_, faults[0] if faults else "ok", f"phone {spec}", comment,
                      body.encode(), form=form, records=shown(records))

    def one(self, name_, comment, raw: bytes, form="3gpp"):
        """One message that is one text."""
        self(name_, "Texts", comment, [[raw]], [pdu.text_record(form, [raw])], form)


def write(area):
    put = Put(area)
    write_texts(put)
    write_tables(put)
    write_long(put)
    write_broken(put)
    write_cdma(put)
    write_push(put)


def write_texts(put):
    put.one("plain", "a text of the default alphabet", gsm7("Pay today, or else. @£$ {€}"))
    put.one("chinese", "a text in UTF-16", ucs2("【某某金融】您的借款已逾期，请尽快处理。"))
    put.one("pair", "characters beyond U+FFFF", ucs2("😀𠮷!"))
    put.one("empty", "a text without a character", gsm7(""))
    put.one("longest", "160 characters", gsm7("x" * 160))
    put.one("eight_long", "eight septets fill seven bytes, and a ninth begins anew", gsm7("abcdefghi"))
    put.one("escape_last", "an escape with nothing behind it",
            message(packed([0x61, 0x1B]), 2))
    put.one("escape_twice", "an escape behind an escape", message(packed([0x1B, 0x1B, 0x62]), 3))
    put.one("escape_unknown", "what the table behind lacks is read from the first one",
            message(packed([0x1B, 0x61]), 2))
    for klass in range(4):
        put.one(f"class_{klass}", f"class {klass}", ucs2("到期", scheme=0x18 | klass))
    put.one("class_0_gsm7", "a flash message by the last coding group", gsm7("now", scheme=0xF0))
    put.one("waiting_7", "the group of waiting messages", gsm7("voice mail", scheme=0xC8))
    put.one("waiting_16", "the same in UTF-16", ucs2("留言", scheme=0xE0))
    put.one("deleted", "the group of messages to be deleted", gsm7("gone", scheme=0x40))
    put.one("korean", "KS C 5601", message("독촉".encode("euc-kr"), 4, 0x84))
    put.one("data", "bytes that are no text", message(bytes(range(20)), 20, 4))
    put.one("ports", "a message to an application", ucs2(
        "x", elements((5, bytes.fromhex("0b8423f0")))))
    put.one("ports_8", "ports of eight bits", gsm7("x", elements((4, b"\xe2\x01"))))
    put.one("elements_unknown", "elements that are not known are passed over",
            gsm7("text", elements((0x70, b"abc"), (0x0A, b"\0\0\0"), (0x71, b""))))
    put.one("header_empty", "a header without an element", gsm7("text", elements()))
    for letters in ("BANK", "SMALL BANK", "COLLECT INC", "www.pay.it", "A"):
        put.one(f"sender_{letters.split('.')[0].lower().replace(' ', '_')}",
                f"a sender of {len(letters)} letters", gsm7("due", sender=name(letters)))
    put.one("sender_service", "a service number", ucs2("逾期", sender=address("1069012345678", 0x81)))
    put.one("sender_letters_in_number", "half-bytes beyond 9",
            gsm7("x", sender=address("10ab0cde", 0x81)))
    put.one("sender_none", "a sender of no digits", gsm7("x", sender=address("", 0x81)))
    put.one("centre_none", "no service centre", gsm7("x", centre=b"\0"))
    put.one("centre_national", "a service centre in national form",
            gsm7("x", centre=bytes([4, 0x81]) + semi("123456")))
    for zone, code in {"east_8": "23", "west_3": "29", "east_5_45": "32", "utc": "00",
                       "west_0": "08", "east_19_45": "97"}.items():
        put.one(f"zone_{zone}", f"the offset {code}", gsm7("x", stamp=bytes.fromhex(
            "425010510302" + code)))
    put.one("zone_broken", "an offset that is no number: the clock time alone is known",
            gsm7("x", stamp=bytes.fromhex("425010510302ff")))
    put.one("century", "a year of the last century",
            gsm7("x", stamp=bytes.fromhex("99210191959523")))
    put.one("leap_day", "29 February 2024", gsm7("x", stamp=bytes.fromhex("42209291959523")))
    put.one("reserved_type", "type 3 is read like a message", message(packed([0x78]), 1, first=7))
    put("status_report", "Texts", "a report is no message",
        [[bytes.fromhex("0006050a81103254769842501051030223425010510302230a")]], [])
    put("two_singles", "Texts", "two whole texts in one arrival",
        [[gsm7("a"), gsm7("b")]], [pdu.text_record("3gpp", [gsm7(t)]) for t in "ab"])
    put("twice", "Texts", "the same message twice is one",
        [[gsm7("a")], [gsm7("b")], [gsm7("a"), gsm7("a")]],
        [pdu.text_record("3gpp", [gsm7(t)]) for t in "ab"])


def write_tables(put):
    for language in range(14):
        escape = bytes([1, 0x24, 1, language])
        both = elements((0x24, bytes([language])), (0x25, bytes([language])))
        assert escape[1:] in both
        low, high = [[n for n in half if n != 0x1B] for half in (range(64), range(64, 128))]
        for side, half in {"low": low, "high": high}.items():
            for way, raw in {"locking": half,
                             "single": [c for n in half for c in (0x1B, n)]}.items():
                skip = -8 * len(both) % 7
                data = both + packed(raw, skip)
                count = (8 * len(both) + skip) // 7 + len(raw)
                put.one(f"table_{language:02}_{way}_{side}",
                        f"language {language}: every character of half a table",
                        message(data, count, first=0x44))
    put.one("table_single_alone", "a table behind the escape over the default alphabet",
            gsm7("Ödeme ğüş", elements((0x24, b"\x01")), single=1))
    put.one("table_spanish_locking", "a language without a table to lock",
            gsm7("mañana", elements((0x25, b"\x02"))))


def write_long(put):
    def together(name_, comment, arrivals, raw, count, present=None, reference=7):
        present = present or list(range(1, count + 1))
        parts = {"count": count, "present": present, "reference": reference}
        missing = [n for n in range(1, count + 1) if n not in present]
        if missing:
            parts["missing"] = missing
        if len(arrivals) > 1 and len(present) > 1:
            parts["first"] = "then"
        put(name_, "Long texts", comment, arrivals, [pdu.text_record("3gpp", raw, parts)])

    two, three = long_text(pieces=2, text=LONG[:60]), long_text()
    together("long_2", "two parts in one arrival", [two], two, 2)
    together("long_3", "three parts in one arrival", [three], three, 3)
    together("long_reversed", "the last part first", [three[::-1]], three, 3)
    together("long_apart", "a part an arrival, out of order",
             [[three[1]], [three[2]], [three[0]]], three, 3)
    together("long_repeated", "a part comes twice",
             [[three[1]], [three[1], three[0]], [three[2]]], three, 3)
    for gone in (1, 2, 3):
        left = [three[n - 1] for n in (1, 2, 3) if n != gone]
        together(f"long_without_{gone}", f"part {gone} never comes", [left], left, 3,
                 [n for n in (1, 2, 3) if n != gone])
    together("long_only_2", "one part of three", [[three[1]]], [three[1]], 3, [2])
    wide = long_text(reference=0x1234)
    together("long_wide", "a reference of 16 bits", [wide], wide, 3, reference=0x1234)
    halves = "😀".encode("utf-16-be")
    pair = [ucs2("a".encode("utf-16-be") + halves[:2], part(7, 2, 1)),
            ucs2(halves[2:] + "b".encode("utf-16-be"), part(7, 2, 2))]
    together("long_pair", "a pair is parted by the end of a part", [pair], pair, 2)
    together("long_pair_half", "the other half never comes", [pair[:1]], pair[:1], 2, [1])
    seven = [gsm7("Your loan is overdue {1}", part(7, 2, 1)), gsm7("€ now.", part(7, 2, 2))]
    together("long_gsm7", "parts of the default alphabet", [seven], seven, 2)
    mixed = [gsm7("You owe ", part(7, 2, 1)), ucs2("三千元", part(7, 2, 2))]
    together("long_mixed", "parts of two codings", [mixed], mixed, 2)
    many = [gsm7(f"{n:03} ", part(7, 255, n)) for n in range(1, 256)]
    together("long_255", "as many parts as there can be", [many[::-1]], many, 255)
    put("long_of_one", "Long texts", "one part of one is a whole text", [[gsm7("x", part(7, 1, 1))]],
        [pdu.text_record("3gpp", [gsm7("x", part(7, 1, 1))])])

    def several(name_, comment, arrivals, *texts):
        records = [pdu.text_record("3gpp", raw, parts) for raw, parts in texts]
        put(name_, "Long texts", comment, arrivals, records)

    whole = {"count": 2, "present": [1, 2], "reference": 7}
    first = {"count": 2, "present": [1], "missing": [2], "reference": 7}
    other = [ucs2(t, part(7, 2, n), sender=address("8613900000002")) for n, t in
             enumerate("丙丁", 1)]
    mine = [ucs2(t, part(7, 2, n)) for n, t in enumerate("甲乙", 1)]
    several("long_two_senders", "one reference, two senders",
            [[mine[0], other[0], mine[1], other[1]]], (mine, whole), (other, whole))
    again = [ucs2(t, part(7, 2, n)) for n, t in enumerate("戊己", 1)]
    several("long_reused", "the reference is used again before the text is whole",
            [[mine[0], again[0], again[1]]], (mine[:1], first), (again, whole))
    later = ucs2("乙", part(7, 2, 2), stamp=bytes.fromhex("42501071030223"))
    several("long_hours_apart", "the other part is of another time",
            [[mine[0], later]], (mine[:1], first),
            ([later], {"count": 2, "present": [2], "missing": [1], "reference": 7}))
    counts = [ucs2("甲", part(7, 2, 1)), ucs2("乙", part(7, 3, 2))]
    several("long_counts", "one reference, two counts", [counts], (counts[:1], first),
            (counts[1:], {"count": 3, "present": [2], "missing": [1, 3], "reference": 7}))
    widths = [ucs2("甲", part(7, 2, 1)), ucs2("乙", elements((8, bytes([0, 7, 2, 2]))))]
    several("long_widths", "one reference, of 8 and of 16 bits", [widths], (widths[:1], first),
            (widths[1:], {"count": 2, "present": [2], "missing": [1], "reference": 7}))


def write_broken(put):
    whole = gsm7("Pay today", sender=name("BANK"))
    for size in range(len(whole)):
        put.one(f"cut_{size:02}", f"{size} bytes of {len(whole)}", whole[:size])
    put.one("behind", "bytes behind the text", gsm7("x") + b"\1\2\3")
    put.one("centre_long", "a service centre longer than the message", b"\xff" + gsm7("x")[1:])
    put.one("sender_long", "a sender of 255 digits", gsm7("x", sender=b"\xff\x91"))
    put.one("sender_21", "a sender of 21 digits", gsm7("x", sender=address("1" * 21)))
    put.one("sender_filler", "a filler within a number",
            gsm7("x", sender=bytes([6, 0x81, 0x21, 0xF3, 0x54])))
    put.one("month_13", "a month that there is not",
            gsm7("x", stamp=bytes.fromhex("42311051030223")))
    put.one("time_letters", "a time with half-bytes beyond 9",
            gsm7("x", stamp=bytes.fromhex("4250a051030223")))
    put.one("time_zero", "a time of nothing but zeros", gsm7("x", stamp=bytes(7)))
    put.one("type_1", "no message of a centre", message(packed([0x78]), 1, first=5))
    put.one("odd_utf16", "half a character at the end", ucs2("好".encode("utf-16-be") + b"\x4e"))
    lone = b"\xd8\x3d" + "好".encode("utf-16-be") + b"\xde\0"
    put.one("lone_halves", "halves of pairs alone", ucs2(lone))
    put.one("halves_swapped", "the halves of a pair in the wrong order", ucs2(b"\xde\0\xd8\x3d"))
    put.one("count_255", "255 bytes of UTF-16 are said and 2 there",
            message("好".encode("utf-16-be"), 255, 8))
    put.one("count_septets", "161 septets are said and 8 there", message(packed([0x61] * 8), 161))
    put.one("header_long", "a header longer than the message",
            message(b"\x40\0\3", 3, 8, first=0x44))
    put.one("header_none", "a header of a message without a byte", message(b"", 0, 8, first=0x44))
    put.one("element_long", "an element longer than the header",
            ucs2("好", b"\x03\x00\x09\x01"))
    put.one("element_cut", "an element without its length", ucs2("好", b"\x01\x00"))
    put.one("element_short", "a part's element of one byte", ucs2("好", elements((0, b"\x07"))))
    for name_, value in {"0": (7, 2, 0), "beyond": (7, 2, 3), "of_none": (7, 0, 0),
                         "0_of_none": (7, 0, 1)}.items():
        put.one(f"part_{name_}", f"part {value[2]} of {value[1]}", ucs2("好", part(*value)))
    put.one("language_14", "a language that there is not", gsm7("x", elements((0x24, b"\x0e"))))
    put.one("compressed", "a compressed text", message(b"\x12\x34", 2, 0x20))
    put.one("alphabet_3", "an alphabet that is reserved", message(b"\x12\x34", 2, 0x0C))
    put.one("scheme_reserved", "a coding that is reserved", gsm7("x", scheme=0x90))
    put.one("korean_broken", "bytes that are no KS C 5601", message(b"\xb5\xb6\xff", 3, 0x84))


def write_cdma(put):
    def one(name_, comment, raw):
        put.one(f"cdma_{name_}", comment, raw, "3gpp2")

    text = [ord(c) for c in "Pay today~"]
    wide = [ord(c) for c in "请于今日还款"]
    one("ascii", "seven bits a character", android(bearer(characters(2, 7, text))))
    one("ia5", "the international alphabet", android(bearer(characters(3, 7, text))))
    one("control", "characters that cannot be shown",
        android(bearer(characters(2, 7, [1, 10, 13, 127, 65]))))
    one("utf16", "16 bits a character", android(bearer(characters(4, 16, wide))))
    one("latin", "ISO 8859-1", android(bearer(characters(8, 8, [0x41, 0xE9, 0xFF]))))
    one("octets", "bytes of no stated coding", android(bearer(characters(0, 8, text))))
    one("gsm7", "the alphabet of GSM", android(bearer(characters(
        9, 8, list(packed(codes("Zahle €5"))), len(codes("Zahle €5"))))))
    one("shift_jis", "Shift JIS", android(bearer(characters(
        5, 8, list("返済".encode("shift-jis"))))))
    one("korean", "KS C 5601", android(bearer(characters(6, 8, list("독촉".encode("euc-kr"))))))
    one("is91", "a coding that is not read", android(bearer(bits((5, 1), (8, 0x82), (8, 1), (8, 65)))))
    for scheme, values, count in ((0, list(packed(codes("hey"))), 3),
                                  (4, list("é".encode()), 2),
                                  (8, list("好".encode("utf-16-be")), 1)):
        user = bits((5, 10), (8, scheme), (8, count), *[(8, v) for v in values])
        one(f"dcs_{scheme}", "a coding by GSM's scheme", android(bearer(user)))
    one("wap", "a push is no text", android(bearer(characters(0, 8, text)), service=0x1004))
    one("flash", "to be shown at once",
        android(bearer(characters(2, 7, text), more=b"\x0f\x01\x00")))
    one("no_time", "no time", android(bearer(characters(2, 7, text), stamp=b"")))
    one("time_broken", "a time with half-bytes beyond 9",
        android(bearer(characters(2, 7, text), stamp=bytes.fromhex("24050a123000"))))
    one("international", "a number of type 1",
        android(bearer(characters(2, 7, text)), b"8613900000001", number_type=1))
    one("international_plus", "a number that has its plus",
        android(bearer(characters(2, 7, text)), b"+8613900000001", number_type=1))
    digits = [int(c) or 10 for c in SENDER]
    narrow = bits((2, 0), (8, len(digits)), *[(4, d) for d in digits])
    one("layers", "the layers of the standard, digits of four bits",
        over_the_air(bearer(characters(4, 16, wide)), narrow))
    letters = bits((2, 2), (3, 1), (4, 1), (8, 13), *[(8, ord(c)) for c in "86" + SENDER])
    one("layers_wide", "the same with characters of eight bits",
        over_the_air(bearer(characters(2, 7, text)), letters))
    header = part(7, 2, 1)
    pair = []
    for number, piece in enumerate(("请于今日", "还款。"), 1):
        raw = part(7, 2, number) + piece.encode("utf-16-be")
        count = len(part(7, 2, number)) // 2 + len(piece)
        pair.append(android(bearer(bits((5, 4), (8, count), *[(8, b) for b in raw]), True)))
    assert len(header) % 2 == 0
    parts = {"count": 2, "present": [1, 2], "reference": 7}
    put("cdma_long", "Long texts", "two parts with a header", [pair[::-1]],
        [pdu.text_record("3gpp2", pair, parts)], "3gpp2")
    put("cdma_report", "Texts", "an acknowledgement is no message",
        [[android(bearer(b"", kind=4))]], [], "3gpp2")
    whole = android(bearer(characters(2, 7, text)))
    for size in (0, 1, 3, 11, 16, 20, 30, 36, 40, len(whole) - 9, len(whole) - 1):
        one(f"cut_{size:02}", f"{size} bytes of {len(whole)}", whole[:size])
    one("behind", "bytes behind the message", whole + b"\0")
    one("count_long", "more characters are said than are there",
        android(bearer(characters(4, 16, wide, 200))))
    one("type_9", "a type that there is not", b"\0\0\0\x09" + whole[4:])
    air = over_the_air(bearer(characters(2, 7, text)), narrow)
    for size in (7, 10, len(air) - 1):
        one(f"layers_cut_{size:02}", f"{size} bytes of {len(air)}", air[:size])


def write_push(put):
    def text(value: str) -> bytes:
        return value.encode() + b"\0"

    def sized(value: bytes) -> bytes:
        assert len(value) < 256
        return (bytes([len(value)]) if len(value) < 31 else bytes([31]) + (
            bytes([len(value)]) if len(value) < 128 else
            bytes([0x80 | len(value) >> 7, len(value) & 127]))) + value

    def push(name_, comment, *headers: bytes):
        raw = b"".join(headers)
        put(f"push_{name_}", "Announcements", comment, [[raw]], [pdu.notification(raw)],
            "mms_push")

    head = b"\x8c\x82\x98" + text("T143687f754d") + b"\x8d\x92"
    sender = b"\x89" + sized(b"\x80" + text("+8613900000001/TYPE=PLMN"))
    size = b"\x8e\x03\x01\x86\xa0"
    end = b"\x88\x05\x81\x03\x02\xa3\x00"
    place = b"\x83" + text("http://mms.example.cn/a?id=1")
    subject = b"\x96" + sized(b"\xea" + text("催收函"))
    push("whole", "an announcement", head, sender, subject, b"\x8a\x80", size, end, place)
    push("subject_plain", "a subject without a character set", head, sender,
         b"\x96" + text("Last notice"), size, end, place)
    for name_, charset, codec in (("big5", b"\x02\x07\xea", "big5"), ("gbk", b"\xf1", "gbk"),
                                  ("utf16", b"\x02\x03\xe8", "utf-16-be"), ("latin", b"\x84", "latin-1")):
        word = "notification é" if codec == "latin-1" else "通知"
        raw = word.encode(codec) + (b"\0\0" if codec == "utf-16-be" else b"\0")
        push(f"subject_{name_}", f"a subject in {codec}", head, sender,
             b"\x96" + sized(charset + raw), end, place)
    push("quote", "a text that begins beyond ASCII", head, sender,
         b"\x96" + sized(b"\xea\x7f" + text("催")), end, place)
    push("hidden", "a sender that the network is to put in", head, b"\x89\x01\x81", end, place)
    push("sender_coded", "a sender with a character set", head,
         b"\x89" + sized(b"\x80" + sized(b"\xea" + text("金融/TYPE=PLMN"))), end, place)
    push("no_sender", "no sender", head, size, end, place)
    push("expiry_at", "an expiry at a time", head, sender, b"\x88\x06\x80\x04\x66\x32\x2f\x80", place)
    push("long_value", "a value of 200 bytes", head,
         b"\x96" + sized(b"\xea" + text("x" * 198)), place)
    push("own_header", "a header of the program's own name", head,
         text("X-Mms-Extra") + text("1"), sender, place)
    push("retrieved", "a message and no announcement", b"\x8c\x84", sender,
         b"\x84\xa3\x01\x02\x03")
    whole = head + sender + subject + size + end + place
    for size_ in (0, 1, 5, len(head) + 3, len(head + sender) + 4, len(whole) - 1):
        push(f"cut_{size_:02}", f"{size_} bytes of {len(whole)}", whole[:size_])

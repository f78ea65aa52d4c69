"""Raw messages of a phone into records (phone.md, "Texts", "Long texts" and "Announcements").

From 3GPP TS 23.040 and 23.038, 3GPP2 C.S0015, OMA MMS Encapsulation and WAP-230-WSP.
"""

from datetime import datetime, timedelta

from . import alphabet

EPOCH = datetime(1970, 1, 1)


class Cut(Exception):
    """The message ends within a field."""


class Reader:
    """Bytes from left to right."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise Cut
        self.at += count
        return self.data[self.at - count:self.at]

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def rest(self) -> bytes:
        return self.data[self.at:]


class Message:
    """What one raw message says."""

    def __init__(self):
        self.centre = self.sender = self.local = self.offset = self.klass = self.ports = None
        self.coding, self.content, self.part, self.faults = "data", None, None, []
        self.locking = self.single = 0
        self.broken = False

    def fault(self, code: str):
        if code not in self.faults:
            self.faults.append(code)


def digits(kind: int, bytes_: bytes, count: int, message: Message) -> str:
    """Half-bytes, the low one first (23.040, 9.1.2.3)."""
    halves = "".join(f"{byte & 15:x}{byte >> 4:x}" for byte in bytes_)[:count]
    if "f" in halves[:-1]:
        message.fault("sender-invalid")
    shown = halves.replace("f", "").translate(str.maketrans("abcde", "*#abc"))
    return "+" * bool(shown and kind >> 4 & 7 == 1) + shown


def septets(data: bytes) -> list[int]:
    """Every whole septet: bit 0 of byte 0 is the first bit (23.038, 6.1.2.1)."""
    bits = "".join(f"{byte:08b}"[::-1] for byte in data)
    return [int(bits[at:at + 7][::-1], 2) for at in range(0, len(bits) - 6, 7)]


def characters(codes: list[int], locking=0, single=0) -> str:
    """The alphabet with its escapes (23.038, 6.2.1)."""
    text, codes = "", list(codes)
    while codes:
        code = codes.pop(0)
        if code != 0x1B:
            text += alphabet.cell(alphabet.LOCKING, locking, code) or " "
        elif codes:
            code = codes.pop(0)
            found = alphabet.cell(alphabet.SHIFT, single, code)
            other = " " if code == 0x1B else alphabet.cell(alphabet.LOCKING, locking, code)
            text += found or other or " "
    return text


def decade(high: int, low: int) -> int | None:
    return high * 10 + low if high < 10 and low < 10 else None


def clock(numbers: list) -> datetime | None:
    """A clock time of six numbers; years from 90 are of the last century."""
    if None in numbers:
        return None
    year, *rest = numbers
    try:
        return datetime(year + (1900 if year >= 90 else 2000), *rest)
    except ValueError:
        return None


def header(elements: bytes, message: Message):
    """The elements of a user data header (23.040, 9.2.3.24)."""
    reader = Reader(elements)
    sizes = {0x00: 3, 0x04: 2, 0x05: 4, 0x08: 4, 0x24: 1, 0x25: 1}
    while reader.rest():
        element = reader.byte()
        try:
            value = reader.take(reader.byte())
        except Cut:
            message.fault("header-invalid")
            return
        if element in sizes and len(value) != sizes[element]:
            message.fault("header-invalid")
        elif element in (0x00, 0x08):
            *reference, count, number = value
            message.part = None
            if 1 <= number <= count:
                reference = int.from_bytes(bytes(reference), "big")
                message.part = (element == 0x08, reference, count, number)
        elif element == 0x04:
            message.ports = list(value)
        elif element == 0x05:
            message.ports = [int.from_bytes(value[:2], "big"), int.from_bytes(value[2:], "big")]
        elif element == 0x24:
            message.single = value[0]
        elif element == 0x25:
            message.locking = value[0]
        if element in (0x00, 0x08) and message.part is None:
            message.fault("part-invalid")


def content(message: Message, data: bytes, count: int, has_header: bool):
    """The text behind a header; `count` is of septets or of bytes, with the header."""
    start = 0
    if has_header:
        if not data or data[0] + 1 > len(data):
            message.fault("header-invalid")
            message.coding = "data"
            return
        start = data[0] + 1
        header(data[1:start], message)
    if message.locking > 13 or message.single > 13:
        message.fault("language-unknown")
    if message.coding == "gsm7":
        codes = septets(data)
        if count > len(codes):
            message.fault("data-cut")
        first = -(-start * 8 // 7)
        message.content = characters(codes[first:count], message.locking, message.single)
        return
    if count > len(data):
        message.fault("data-cut")
    plain = data[start:count]
    if message.coding == "ucs2":
        if len(plain) % 2:
            message.fault("data-cut")
        message.content = plain[:len(plain) // 2 * 2]
        return
    codec = {"ascii": "ascii", "latin1": "latin-1", "utf8": "utf-8", "ksc5601": "euc-kr",
             "shift_jis": "shift-jis"}.get(message.coding)
    if codec:
        try:
            message.content = plain.decode(codec)
        except UnicodeDecodeError:
            message.broken = True
            message.content = plain.decode(codec, "replace")


def deliver(pdu: bytes) -> Message | None:
    """SMS-DELIVER behind the service centre's address; None for a status report."""
    message, reader = Message(), Reader(pdu)
    try:
        centre = reader.take(reader.byte())
        if centre:
            number = digits(centre[0], centre[1:], 2 * len(centre), message)
            message.centre = number or None
        first = reader.byte()
        if first & 3 == 2:
            return None
        if first & 3 == 1:
            message.fault("type-unknown")
            return message
        count, kind = reader.byte(), reader.byte()
        if count > 20:
            message.fault("sender-invalid")
        address = reader.take((count + 1) // 2)
        if kind >> 4 & 7 == 5:
            message.sender = characters(septets(address)[:count * 4 // 7])
        else:
            message.sender = digits(kind, address, count, message)
        reader.byte()
        compressed = scheme(reader.byte(), message)
        stamp = reader.take(7)
        message.local = clock([decade(b & 15, b >> 4) for b in stamp[:6]])
        quarters = decade(stamp[6] & 7, stamp[6] >> 4)
        if message.local is None:
            message.fault("time-invalid")
        elif quarters is not None:
            message.offset = quarters * (-15 if stamp[6] & 8 else 15)
        count = reader.byte()
        data = reader.rest()
        size = -(-count * 7 // 8) if message.coding == "gsm7" else count
        if len(data) > size:
            message.fault("bytes-behind")
        if len(data) < size:
            message.fault("data-cut")
        content(message, data[:size], count, bool(first & 0x40))
        if compressed:
            message.content, message.coding = None, "data"
    except Cut:
        message.fault("pdu-cut")
        message.coding = "data"
    return message


def scheme(code: int, message: Message) -> bool:
    """The data coding scheme (23.038, 4); true where the text is compressed."""
    message.coding = "gsm7"
    if code < 0x80:
        if code & 0x10:
            message.klass = code & 3
        message.coding = ["gsm7", "data", "ucs2", "data"][code >> 2 & 3]
        if code >> 2 & 3 == 3:
            message.fault("coding-reserved")
        if code & 0x20:
            message.fault("coding-compressed")
            return True
    elif code == 0x84:
        message.coding = "ksc5601"
    elif code < 0xC0:
        message.fault("coding-reserved")
    elif code >= 0xF0:
        message.klass = code & 3
        message.coding = "data" if code & 4 else "gsm7"
    elif code >= 0xE0:
        message.coding = "ucs2"
    return False


def cdma(pdu: bytes) -> Message | None:
    """A CDMA message in Android's stream, or in the layers of the standard; None for a report."""
    message, reader = Message(), Reader(pdu)
    try:
        bearer = layers(message, reader) if pdu[:1] == b"\0" and pdu[2:3] == b"\2" \
            else stream(message, reader)
        return message if bearer_data(message, *bearer) else None
    except Cut:
        message.fault("pdu-cut")
        return message


def international(yes: bool, shown: str) -> str:
    return "+" + shown if yes and shown and shown[0] != "+" else shown


def stream(message: Message, reader: Reader):
    kind, service, _ = reader.number(), reader.number(), reader.number()
    if kind > 2:
        message.fault("type-unknown")
    _, _, number_type, _, count = reader.take(5)
    message.sender = international(number_type == 1, reader.take(count).decode("latin-1"))
    reader.take(7)
    size = reader.number()
    data = reader.rest()
    if len(data) < size:
        message.fault("pdu-cut")
    if len(data) > size:
        message.fault("bytes-behind")
    return service, data[:size]


def layers(message: Message, reader: Reader):
    reader.byte()
    service, bearer = 0, None
    while reader.rest():
        # A last byte alone is no parameter.
        if len(reader.rest()) < 2:
            break
        parameter, value = reader.byte(), reader.take(reader.byte())
        if parameter == 0 and len(value) == 2:
            service = int.from_bytes(value, "big")
        elif parameter == 2:
            bits = "".join(f"{byte:08b}" for byte in value)
            at = 0

            def take(count):
                nonlocal at
                if at + count > len(bits):
                    raise Cut
                at += count
                return int(bits[at - count:at] or "0", 2)
            wide, network = take(1), take(1)
            number_type = take(3) if wide else 0
            if wide and not network:
                take(4)
            count = take(8)
            codes = [take(8 if wide else 4) for _ in range(count)]
            shown = "".join(chr(c) if wide else "0123456789" [min(c, 9)] if c < 10 else
                            {10: "0", 11: "*", 12: "#"}.get(c, "9") for c in codes)
            message.sender = international(number_type == 1, shown)
        elif parameter == 8:
            bearer = value
    if bearer is None:
        raise Cut
    return service, bearer


def bearer_data(message: Message, service: int, data: bytes) -> bool:
    """The subparameters (C.S0015, 4.5); false for a delivery acknowledgement."""
    reader, has_header, user, whole = Reader(data), False, None, True
    while len(reader.rest()) >= 2:
        parameter, size = reader.byte(), reader.byte()
        if size > len(reader.rest()):
            whole = False
            if parameter == 1:
                user = reader.rest()
            break
        value = reader.take(size)
        if parameter == 0 and size >= 3:
            if value[0] >> 4 == 4:
                return False
            has_header = bool(value[2] & 8)
        elif parameter == 1:
            user = value
        elif parameter == 3:
            pairs = [decade(b >> 4, b & 15) for b in value]
            message.local = clock(pairs) if size == 6 else None
            if message.local is None:
                message.fault("time-invalid")
        elif parameter == 15 and size and value[0] >> 6 == 0:
            message.klass = 0
    if user is not None:
        user_data(message, service, user, has_header)
    if not whole:
        raise Cut
    return True


def user_data(message: Message, service: int, value: bytes, has_header: bool):
    bits = "".join(f"{byte:08b}" for byte in value)
    coding, at = int(bits[:5] or "0", 2), 5
    if len(bits) < 13 + 8 * (coding in (1, 10)):
        raise Cut
    dcs = 0
    if coding in (1, 10):
        dcs, at = int(bits[5:13], 2), 13
    fields, bits = int(bits[at:at + 8], 2), bits[at + 8:]
    # What is left begins anew at a whole byte.
    padded = bits + "0" * (-len(bits) % 8)
    data = bytes(int(padded[n:n + 8], 2) for n in range(0, len(padded), 8))
    start = (data[0] + 1 if data else 0) if has_header else 0
    wide = start + 2 * max(fields - (start + 1) // 2, 0)
    names = {0: "latin1", 2: "ascii", 3: "ascii", 4: "ucs2", 5: "shift_jis", 6: "ksc5601",
             8: "latin1", 9: "gsm7"}
    name = names.get(coding)
    if coding == 10 and dcs < 0x40:
        name = ["gsm7", "utf8", "ucs2", None][dcs >> 2 & 3]
    count = wide if name == "ucs2" else fields
    if service == 0x1004:
        name, count = "data", fields
    elif name is None:
        message.fault("coding-reserved")
        name = "data"
    if name == "ascii":
        first = -(-start * 8 // 7)
        wanted = max(fields - first, 0)
        plain = padded[first * 7:]
        codes = [int(plain[n:n + 7], 2) for n in range(0, len(plain) - 6, 7)][:wanted]
        data = data[:start] + bytes(c if 32 <= c < 127 or c in (10, 13) else 32 for c in codes)
        count = start + wanted
    message.coding = name
    content(message, data, count, has_header)


def joined(messages: list[Message]) -> tuple[str | None, bool]:
    """The text of messages one after another: halves of a pair may meet."""
    parts = [m.content for m in messages if m.content is not None]
    if not parts:
        return None, False
    raw = b"".join(p if isinstance(p, bytes) else p.encode("utf-16-be") for p in parts)
    text, broken, at = "", any(m.broken for m in messages), 0
    units = [int.from_bytes(raw[n:n + 2], "big") for n in range(0, len(raw), 2)]
    while at < len(units):
        unit, after = units[at], units[at + 1] if at + 1 < len(units) else 0
        at += 1
        if 0xD800 <= unit < 0xDC00 and 0xDC00 <= after < 0xE000:
            text += chr(0x10000 + ((unit - 0xD800) << 10) + after - 0xDC00)
            at += 1
        elif 0xD800 <= unit < 0xE000:
            text, broken = text + "\ufffd", True
        else:
            text += chr(unit)
    return text, broken


def text_record(form: str, raw: list[bytes], parts=None) -> dict:
    """What the record of one text says, beside what the phone adds."""
    decode = {"3gpp": deliver, "3gpp2": cdma}[form]
    messages = [decode(pdu) for pdu in raw]
    first = messages[0]
    said = next((m for m in messages if m.local is not None), first)
    body, broken = joined(messages)
    faults = []
    for message in messages:
        faults += [code for code in message.faults if code not in faults]
    coding = next((m.coding for m in messages if m.coding != "data"), "data")
    detail = {"coding": coding, "format": form}
    if said.offset is not None:
        detail["centre_offset"] = said.offset
    if first.klass is not None:
        detail["class"] = first.klass
    if faults:
        detail["faults"] = faults
    if first.ports:
        detail["ports"] = first.ports
    if parts:
        detail["parts"] = parts
    record = {"channel": "sms", "detail": detail, "pdu": " ".join(pdu.hex() for pdu in raw)}
    if said.offset is not None:
        instant = said.local - timedelta(minutes=said.offset)
        record["network"] = (instant - EPOCH) // timedelta(milliseconds=1)
    elif said.local is not None:
        record["local"] = said.local.isoformat()
    if first.sender is not None:
        record["shown"] = first.sender
    if first.centre:
        record["service_centre"] = first.centre
    if body is not None:
        record["body"] = body
        if broken:
            record["repaired"] = ["body"]
    return record


def header_value(reader: Reader):
    """A value as WSP codes it (8.4.1.2)."""
    first = reader.byte()
    if first >= 128:
        return first
    if first < 31:
        return reader.take(first)
    if first == 31:
        size = 0
        for _ in range(4):
            byte = reader.byte()
            size = size << 7 | byte & 127
            if byte < 128:
                return reader.take(size)
        raise Cut
    reader.at -= 1
    return plain_text(reader)


def plain_text(reader: Reader) -> str:
    raw = b""
    while byte := reader.byte():
        raw += bytes([byte])
    return (raw[1:] if raw[:1] in (b"\x7f", b'"') else raw).decode()


def encoded(value: bytes) -> str:
    """A text behind the number of its character set."""
    reader = Reader(value)
    charset = reader.byte()
    charset = charset & 127 if charset >= 128 else int.from_bytes(reader.take(charset), "big")
    codec = {3: "ascii", 4: "latin-1", 106: "utf-8", 1000: "utf-16-be", 2026: "big5",
             113: "gbk"}[charset]
    raw = reader.rest()
    raw = raw.removesuffix(b"\0\0") if codec == "utf-16-be" else raw.removesuffix(b"\0")
    return raw.removeprefix(b"\x7f").decode(codec)


def notification(pdu: bytes) -> dict:
    """What the record of an announcement says, beside what the phone adds."""
    reader, detail, faults, kind = Reader(pdu), {}, [], None
    record = {"channel": "mms", "service": "announced", "pdu": pdu.hex()}
    try:
        while reader.rest():
            name = reader.byte()
            if name < 0x80:
                reader.at -= 1
                plain_text(reader)
                header_value(reader)
                continue
            if name == 0x84:
                break
            value = header_value(reader)
            if name == 0x8C:
                kind = value
            elif name == 0x98:
                detail["transaction"] = value
            elif name == 0x83:
                detail["location"] = value
            elif name == 0x8E:
                detail["size"] = int.from_bytes(value, "big")
            elif name == 0x88:
                raw = value[1:]
                raw = raw[0] & 127 if raw[0] >= 128 else int.from_bytes(raw[1:], "big")
                detail["expiry"] = {"at" if value[0] == 0x80 else "after": raw}
            elif name == 0x96:
                record["subject"] = value if isinstance(value, str) else encoded(value)
            elif name == 0x89 and value[0] == 0x81:
                record["shown"] = ""
            elif name == 0x89:
                inner = header_value(Reader(value[1:]))
                inner = inner if isinstance(inner, str) else encoded(inner)
                record["shown"] = inner.split("/TYPE=")[0]
    except Cut:
        faults.append("pdu-cut")
    if kind != 0x82:
        faults.append("type-unknown")
    if faults:
        detail["faults"] = faults
    return record | {"detail": detail}

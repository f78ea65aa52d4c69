"""Openings: a record's line, and under it lines of `data/openings.jsonl`."""

from second import canonical, record

ORIGIN = "dunlog/log/" + "0f" * 16
VALUES = {
    "party": {"group": [{"shown": "李四"}], "number": "+8613900000001", "shown": "139 0000 0001"},
    "own": {"number": "+8613900000002", "shown": "SIM 1"},
    "contact": "催收 周",
    "subject": "还款通知",
    "body": "请尽快还款\n今天 22:10 前",
    "detail": {"station": "河东派出所", "words": ["a", "b"], "z": True},
    "names": ["录音 1.m4a", ""],
    "location": {"lat": "31.2304", "lon": "121.4737"},
    "pdu": "0891683108200005f0",
    "service_centre": "+8613800000500",
    "source_row": {"address": "13900000001", "body": None, "date": "1714579322004"},
    "line": "{}",
}


class Made:
    """One record and its openings."""

    def __init__(self, seed: str, **private):
        log = record.Log(ORIGIN, "ab" * 32)
        log.append({"kind": "event", "recorded": 1714579322004, "source": "imported",
                    "channel": "sms", "network": 1714579321000}, **(private or VALUES))
        self.log, self.line, self.leaf = log, log.lines[1], log.leaves[1]
        self.held = log.openings[1]

    def opening(self, field: str, **other) -> bytes:
        """The line of one opening, with other parts where given."""
        salt, value = self.held[field]
        parts = {"leaf_": self.leaf, "field": field, "salt_": salt, "value": value} | other
        return record.opening(**parts)

    def body(self, *openings: bytes) -> bytes:
        """The vector's body."""
        return b"".join(line + b"\n" for line in [self.line, *openings])


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


def raw(field: str, value: str) -> tuple[Made, bytes]:
    """A record that commits to `value` as it stands, canonical or not, and its opening."""
    made = Made("raw")
    salt = made.held[field][0]
    text = made.line.decode()
    old = record.commit(*made.held[field])
    made.line = text.replace(old, record.commit(salt, value)).encode()
    made.leaf = record.leaf(made.line)
    return made, made.opening(field, value=value)


def write(area):
    made = Made("all")

    def put(name, expect, spec, comment, body, repeat=None):
        area.put(name, expect, f"record {spec}", comment, body, repeat)

    put("every_field", "ok", "5", "a record and all its openings",
        made.body(*made.log.opening_lines(1)))
    put("none", "ok", "5", "a record of which nothing is disclosed", made.body())
    for field in record.FIELDS:
        put(f"field_{field}", "ok", "5", f"{field} alone", made.body(made.opening(field)))
    texts = {
        "empty": "", "escapes": '"\\\b\f\n\r\t\0\x01\x1f', "solidus": "a/b",
        "delete": "\x7f\x80\u2028\u2029", "above_16_bits": "😀𠮷",
        "not_normalised": "e\u0301 é",
        "replacement": "\ufffd", "bidi": "\u202eabc\u202c\u200b",
        "noncharacter": "\uffff\U0010ffff",
        "formula": "=HYPERLINK(\"x\")", "longest": "久" * 87381 + "x",
    }
    for name, text in texts.items():
        one = Made(name, body=text)
        put(f"text_{name}", "ok", "2.3", f"a body: {name}", one.body(one.opening("body")))
    for name, value in {
            "sorted": {"": 0, "A": 1, "a": 2, "aa": 3, "é": 4, "\uffff": 5, "😀": 6},
            "numbers": {"a": 2**53, "b": -2**53, "c": 0, "d": -1}, "words": [True, False, {}, []],
    }.items():
        one = Made(name, detail={"v": value})
        put(f"value_{name}", "ok", "2.5" if name == "sorted" else "2", f"a detail: {name}",
            one.body(one.opening("detail")))
    for field in ("detail", "source_row"):
        one, line = raw(field, '{"a":' + nested(31) + "}")
        put(f"depth_32_{field}", "ok", "2.7", "32 levels", one.body(line))

    def bad(name, code, spec, comment, line, of=made, repeat=None):
        put(name, code, spec, comment, of.body(line), repeat)

    salt, value = made.held["body"]
    plain = made.opening("body")
    bad("space", "not-canonical", "2.1", "a space after a colon",
        plain.replace(b'"field":', b'"field": '))
    bad("cr", "trailing-bytes", "2.1", "a carriage return before the line feed", plain + b"\r")
    bad("cut_short", "not-canonical", "5", "the last brace is missing", plain[:-1])
    bad("order", "not-canonical", "5", "value stands before salt",
        f'{{"leaf":"{made.leaf}","field":"body","value":{value},"salt":"{salt.hex()}"}}'.encode())
    bad("without_salt", "not-canonical", "5", "an opening without salt",
        plain.replace(f'"salt":"{salt.hex()}",'.encode(), b""))
    bad("one_member_more", "not-canonical", "5", "a fifth member", plain[:-1] + b',"x":1}')
    bad("salt_short", "not-canonical", "5", "a salt of 15 bytes",
        made.opening("body", salt_=salt[:-1]))
    bad("salt_long", "not-canonical", "5", "a salt of 17 bytes",
        made.opening("body", salt_=salt + b"0"))
    bad("salt_upper", "not-canonical", "2.4", "a salt in upper case",
        plain.replace(salt.hex().encode(), salt.hex().upper().encode()))
    bad("field_unknown", "unknown-field", "5", "a field that there is not",
        plain.replace(b'"field":"body"', b'"field":"text"'))
    for name, (code, spec, field, text) in {
            "keys_descend": ("keys-out-of-order", "2.5", "detail", '{"b":1,"a":2}'),
            "key_twice": ("keys-out-of-order", "2.5", "detail", '{"a":1,"a":1}'),
            "keys_by_utf16": ("keys-out-of-order", "2.5", "detail", '{"😀":1,"\uffff":2}'),
            "null_in_detail": ("not-canonical", "2.6", "detail", '{"a":null}'),
            "null_as_body": ("not-canonical", "2.6", "body", "null"),
            "fraction": ("not-canonical", "2.2", "location", '{"lat":31.2304}'),
            "too_great": ("integer-out-of-range", "2.2", "detail", '{"n":9007199254740993}'),
            "escape_solidus": ("not-canonical", "2.3", "body", '"a\\/b"'),
            "escape_pair": ("not-canonical", "2.3", "body", '"\\ud83d\\ude00"'),
            "escape_upper": ("not-canonical", "2.3", "body", '"\\u001F"'),
            "space_in_object": ("not-canonical", "2.1", "detail", '{"a":1, "b":2}'),
            "comma_at_end": ("not-canonical", "2.1", "names", '["a",]'),
            "too_deep": ("too-deep", "2.7", "detail", '{"a":' + nested(32) + "}"),
            "far_too_deep": ("too-deep", "2.7", "detail", nested(20000)),
            "capital_true": ("not-canonical", "2", "detail", '{"a":True}'),
    }.items():
        one, line = raw(field, text)
        bad(f"value_{name}", code, spec, f"the value of {field} is not canonical", line, one)
    one, line = raw("body", '"\x80"')
    bad("value_not_utf8", "not-utf8", "2.3", "a broken byte in a body",
        line.replace("\x80".encode(), b"\x80"), one)
    one = Made("big", body="x" * (1048577 - 2))
    bad("too_large", "record-too-large", "6.1", "a value of 1048577 bytes",
        one.opening("body"), one, ("x", 1048575))

    bad("other_leaf", "opening-of-another-record", "6.6", "the leaf is of the record before",
        made.opening("body", leaf_=made.log.leaves[0]))
    bad("other_salt", "opening-mismatch", "6.6", "one bit of the salt differs",
        made.opening("body", salt_=bytes([salt[0] ^ 1]) + salt[1:]))
    bad("other_value", "opening-mismatch", "6.6", "one word of the body differs",
        made.opening("body", value=value.replace("22:10", "21:10")))
    bad("other_field", "opening-mismatch", "6.6", "the opening of subject stands as that of body",
        record.opening(made.leaf, "body", *made.held["subject"]))
    bare = Made("bare", detail={})
    bad("not_committed", "opening-without-commitment", "6.6", "the record has no such commitment",
        made.opening("body", leaf_=bare.leaf), bare)
    accent = Made("accent", body="e\u0301")
    bad("normalised", "opening-mismatch", "2.3", "the same text in another normal form",
        accent.opening("body", value=canonical.write("é")), accent)
    split = Made("split", body="ab")
    salt, value = split.held["body"]
    bad("salt_and_value_shifted", "not-canonical", "5", "a byte moves from the value to the salt",
        split.opening("body", salt_=salt + b'"', value='ab"'), split)

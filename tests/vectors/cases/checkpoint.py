"""Signed heads: each a note, under the verifier key of the header `key`.

`bad-note`: the note cannot be read. `unsigned`: it can, but does not carry our signature.
`bad-checkpoint`: it is signed, but its text is no head. `other-log`: it is a head of another log.
"""

from base64 import b64decode

from second import chain, record
from second.chain import Key

NAME = "dunlog/log/0123456789abcdef0123456789abcdef"
KEY, OTHER = Key("checkpoint"), Key("witness")
LEAVES = [record.leaf(f"line {i}".encode()) for i in range(412)]
TEXT = chain.checkpoint_text(NAME, LEAVES)
ROOT = TEXT.split("\n")[2]
OURS = KEY.note_line(NAME, TEXT)
THEIRS = OTHER.note_line("witness.example/w1", TEXT)


def note(*lines: str, text: str = TEXT) -> bytes:
    return (text + "\n" + "".join(lines)).encode()


def signed(text: str) -> bytes:
    return KEY.note(NAME, text).encode()


def raw(line: str) -> bytes:
    return b64decode(line.split(" ")[2])


def write(area):
    def put(name, expect, spec, comment, body, repeat=None):
        area.put(name, expect, f"chain {spec}", comment, body, repeat, key=KEY.note_key(NAME))

    ok = "ok"
    put("plain", ok, "3", "a head under one signature", note(OURS))
    for size in (0, 1, 2, 7):
        put(f"size_{size}", ok, "3", f"a head of {size} records",
            signed(chain.checkpoint_text(NAME, LEAVES[:size])))
    put("witness_before", ok, "3.4", "a witness's signature stands first", note(THEIRS, OURS))
    put("witness_after", ok, "3.4", "a witness's signature stands last", note(OURS, THEIRS))
    put("same_name_other_hash", ok, "3.4", "our name with the hash of another key",
        note(OTHER.note_line(NAME, TEXT), OURS))
    hash_ = KEY.note_hash(NAME)
    put("other_name_same_hash", ok, "3.4", "another name with our hash",
        note(chain.signature_line("other.example", hash_ + bytes(64)), OURS))
    put("other_type", ok, "3.4", "our key as a cosignature, type 0x04",
        note(chain.signature_line(NAME, KEY.note_hash(NAME, 4) + bytes(72)), OURS))
    put("unknown_length", ok, "3.4", "an unknown signature of one byte",
        note(chain.signature_line("short.example", bytes(5)), OURS))
    put("ours_twice", ok, "3.4", "our signature stands twice", note(OURS, OURS))
    put("extension", ok, "3.5", "a line after the third", signed(TEXT + "ext v1 hello\n"))
    put("extensions", ok, "3.5", "several lines after the third", signed(TEXT + "a\nb\n—\n"))
    crowd = [Key(str(i)).note_line(f"w{i}.example", TEXT) for i in range(99)]
    put("signatures_100", ok, "3", "as many signatures as there may be", note(*crowd, OURS))
    room = 65536 - len(signed(TEXT + "x\n"))
    put("longest", ok, "3", "a note of 65536 bytes", signed(TEXT + "x" * (room + 1) + "\n"),
        ("x", room + 1))

    def bad_note(name, comment, body, spec="3", repeat=None):
        put(name, "bad-note", spec, comment, body, repeat)

    whole = note(OURS)
    bad_note("empty", "nothing at all", b"")
    bad_note("no_signature", "no signature lines", (TEXT + "\n").encode())
    bad_note("text_only", "no empty line", TEXT.encode())
    bad_note("no_empty_line", "the signature follows the text at once", (TEXT + OURS).encode())
    bad_note("no_last_lf", "the last line feed is missing", whole[:-1])
    bad_note("lf_after", "an empty line at the end", whole + b"\n")
    bad_note("crlf", "carriage returns", whole.replace(b"\n", b"\r\n"))
    bad_note("nul", "a control character in the text", signed(TEXT + "a\0b\n"))
    bad_note("tab", "a tab in the text", signed(TEXT + "a\tb\n"))
    bad_note("not_utf8", "a broken byte in the text",
             KEY.note(NAME, TEXT + "\x80\n").encode().replace("\x80".encode(), b"\x80"))
    bad_note("hyphen", "a hyphen instead of the dash", whole.replace("—".encode(), b"-"))
    bad_note("no_dash", "a signature line without dash", whole.replace("— ".encode(), b""))
    bad_note("two_spaces", "two spaces behind the name",
             whole.replace(f"— {NAME} ".encode(), f"— {NAME}  ".encode()))
    bad_note("no_name", "a signature without name", note(OURS.replace(NAME, "")))
    bad_note("name_with_plus", "a plus in a name", note(OURS, THEIRS.replace("w1", "w+1")))
    bad_note("name_with_nbsp", "a space of another kind in a name",
             note(OURS, THEIRS.replace("w1", "w\u00a01")))
    bad_note("text_among_signatures", "a line of text among signatures",
             note(OURS, "hello\n", THEIRS))
    bad_note("signatures_101", "a signature too many",
             note(*crowd, Key("100").note_line("w100.example", TEXT), OURS))
    bad_note("too_long", "a note of 65537 bytes", signed(TEXT + "x" * (room + 2) + "\n"),
             repeat=("x", room + 2))
    bad_note("base64_short", "a signature line of three bytes",
             note(OURS, chain.signature_line("short.example", b"abc")))
    data = OURS.rstrip("\n")
    assert data.endswith("=") and not data.endswith("==")
    bad_note("base64_unpadded", "base64 without padding", note(data[:-1] + "\n"), "3.3")
    bad_note("base64_url", "the other alphabet of base64",
             note(OURS, THEIRS.rstrip("\n").replace("+", "-").replace("/", "_").replace(
                 "witness.example_w1", "witness.example/w1") + "\n"), "3.3")
    last = data[-2]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    loose = alphabet[alphabet.index(last) | 1]
    assert loose != last
    bad_note("base64_trailing_bits", "bits behind the last byte",
             note(data[:-2] + loose + "=\n"), "3.3")
    bad_note("base64_lf", "a space inside of base64",
             note(data[:-20] + " " + data[-20:] + "\n"), "3.3")

    def unsigned(name, comment, body, spec="3.4"):
        put(name, "unsigned", spec, comment, body)

    unsigned("witness_only", "a witness's signature alone", note(THEIRS))
    unsigned("other_key", "our name, another key", note(OTHER.note_line(NAME, TEXT)))
    unsigned("other_name", "our key, another name", note(KEY.note_line("dunlog/log/x", TEXT)),
             "3.1")
    unsigned("text_changed", "the size was changed after signing",
             whole.replace(b"\n412\n", b"\n413\n"))
    unsigned("one_right_one_wrong", "one of our two lines is wrong",
             note(OURS, chain.signature_line(NAME, hash_ + KEY.sign(b"other"))))
    unsigned("one_wrong_one_right", "the first of our two lines is wrong",
             note(chain.signature_line(NAME, hash_ + KEY.sign(b"other")), OURS))
    right = raw(OURS)[4:]
    unsigned("signature_63", "a signature of 63 bytes",
             note(chain.signature_line(NAME, hash_ + right[:-1])), "3.2")
    unsigned("signature_65", "a signature of 65 bytes",
             note(chain.signature_line(NAME, hash_ + right + b"\0")), "3.2")
    unsigned("hash_of_raw_key", "the key hash leaves out the type",
             note(chain.signature_line(NAME, chain.note_hash(NAME, KEY.public) + right)), "3.2")
    loose = (int.from_bytes(right[32:], "little") + chain.ORDER).to_bytes(32, "little")
    unsigned("s_not_canonical", "S is greater than the order of the group",
             note(chain.signature_line(NAME, hash_ + right[:32] + loose)), "3.6")
    unsigned("r_of_small_order", "R is the neutral point",
             note(chain.signature_line(NAME, hash_ + b"\1" + bytes(63))), "3.6")
    unsigned("without_last_lf", "the text was signed without its last line feed",
             note(chain.signature_line(NAME, hash_ + KEY.sign(TEXT[:-1].encode()))))

    def bad(name, comment, text, spec="3"):
        put(name, "bad-checkpoint", spec, comment, signed(text))

    for name, size in {"leading_zero": "0412", "zeros": "00", "minus": "-1", "plus": "+412",
                       "hex": "0x1f", "empty": "", "space": " 412", "fraction": "4.0",
                       "wide": "４１２", "past_64_bits": "18446744073709551616"}.items():
        bad(f"size_{name}", f"the size {size!r}", f"{NAME}\n{size}\n{ROOT}\n")
    bad("two_lines", "no root", f"{NAME}\n412\n")
    bad("one_line", "the origin alone", f"{NAME}\n")
    bad("root_31", "a root of 31 bytes", f"{NAME}\n412\n{chain.base64(bytes(31))}\n")
    bad("root_33", "a root of 33 bytes", f"{NAME}\n412\n{chain.base64(bytes(33))}\n")
    bad("root_hex", "a root in hex", f"{NAME}\n412\n{b64decode(ROOT).hex()}\n")
    bad("root_unpadded", "a root without padding", f"{NAME}\n412\n{ROOT[:-1]}\n", "3.3")
    bad("root_trailing_bits", "bits behind the root's last byte",
        f"{NAME}\n412\n{ROOT[:-2] + alphabet[alphabet.index(ROOT[-2]) | 1]}=\n", "3.3")
    bad("root_two", "two roots in a line", f"{NAME}\n412\n{ROOT} {ROOT}\n")
    bad("order", "the root stands before the size", f"{NAME}\n{ROOT}\n412\n")
    bad("no_origin", "an empty origin", f"\n412\n{ROOT}\n")
    other = NAME.replace("0123", "9999")
    put("other_origin", "other-log", "3.1", "our key signed the head of another log",
        signed(TEXT.replace(NAME, other)))

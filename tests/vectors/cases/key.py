"""The forms of a public key, and what keys sign besides heads."""

from hashlib import sha256

from second import chain
from second.chain import Key

NAME = "dunlog/log/0123456789abcdef0123456789abcdef"
KEY, NEW = Key("key"), Key("new key")

# Points of small order (RFC 8032's curve), and strings that are no point.
SMALL = ["01" + "00" * 31, "00" * 32, "ec" + "ff" * 30 + "7f", "00" * 31 + "80",
         "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
         "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
         "ed" + "ff" * 30 + "7f", "ee" + "ff" * 30 + "ff"]
NO_POINT = ["02" + "00" * 31]


def write(area):
    def put(form, name, expect, comment, body, spec="4", **more):
        area.put(f"{form}_{name}", expect, f"chain {spec}", comment, body, form=form, **more)

    for seed in ("key", "new key", "third"):
        key = Key(seed)
        facts = {"public": key.public.hex(), "fingerprint": key.fingerprint()}
        put("note", seed.replace(" ", "_"), "ok", "a verifier key line",
            (key.note_key(NAME) + "\n").encode(), **facts)
        put("pem", seed.replace(" ", "_"), "ok", "a key for openssl", key.pem().encode(), **facts)
    put("note", "other_name", "ok", "a key under another name",
        (KEY.note_key("example.org/log") + "\n").encode(), public=KEY.public.hex(),
        fingerprint=KEY.fingerprint())

    line = KEY.note_key(NAME)
    typed = b"\1" + KEY.public
    name, hash_, data = line.split("+", 2)
    for case, (comment, text) in {
            "empty": ("nothing at all", ""),
            "name_only": ("the name alone", name),
            "no_hash": ("no hash", f"{name}+{data}"),
            "hash_wrong": ("the hash of another key", f"{name}+00000000+{data}"),
            "hash_upper": ("the hash in upper case", f"{name}+{hash_.upper()}+{data}"),
            "hash_short": ("a hash of 7 digits", f"{name}+{hash_[1:]}+{data}"),
            "name_changed": ("the hash is of another name", f"{name}0+{hash_}+{data}"),
            "name_empty": ("no name", chain.note_key("", typed)),
            "name_space": ("a space in the name", chain.note_key("a b", typed)),
            "type_2": ("a key of another type", chain.note_key(NAME, b"\2" + KEY.public)),
            "no_type": ("a key without its type", chain.note_key(NAME, KEY.public)),
            "long": ("a key of 33 bytes", chain.note_key(NAME, typed + b"\0")),
            "short": ("a key of 31 bytes", chain.note_key(NAME, typed[:-1])),
            "unpadded": ("base64 without padding", chain.note_key(NAME, typed).rstrip("=")),
            "space_after": ("a space behind the key", line + " "),
            "private": ("a private key's line",
                        f"PRIVATE+KEY+{name}+{hash_}+" + chain.base64(b"\1" + KEY.seed)),
            "small_order": ("the neutral point", chain.note_key(NAME, b"\1\1" + bytes(31))),
    }.items():
        if text != line:
            put("note", case, "refused", comment, text.encode() + b"\n")
    pem = KEY.pem()
    body = pem.split("\n")[1]
    for case, (comment, text) in {
            "empty": ("nothing at all", ""),
            "no_last_lf": ("the last line feed is missing", pem[:-1]),
            "crlf": ("carriage returns", pem.replace("\n", "\r\n")),
            "text_before": ("text before the key", "key\n" + pem),
            "text_after": ("text behind the key", pem + "key\n"),
            "two_lines": ("base64 in two lines", pem.replace(body, body[:30] + "\n" + body[30:])),
            "private": ("a private key", pem.replace("PUBLIC", "PRIVATE")),
            "x25519": ("a key of another algorithm", pem.replace(body, chain.base64(
                chain.PEM_PREFIX.replace(b"\x65\x70", b"\x65\x6e") + KEY.public))),
            "long": ("a byte behind the key", pem.replace(
                body, chain.base64(chain.PEM_PREFIX + KEY.public + b"\0"))),
            "small_order": ("the neutral point", pem.replace(
                body, chain.base64(chain.PEM_PREFIX + b"\1" + bytes(31)))),
    }.items():
        put("pem", case, "refused", comment, text.encode())
    for n, digits in enumerate(SMALL):
        put("raw", f"small_order_{n}", "refused", "a point of small order", digits.encode(), "3.6")
    for n, digits in enumerate(NO_POINT):
        put("raw", f"no_point_{n}", "refused", "a string that is no point", digits.encode(), "3.6")
    put("raw", "plain", "ok", "a key", KEY.public.hex().encode(), "4")

    prev = sha256(b"prev").hexdigest()
    statement = chain.key_change(NAME, 9, prev, NEW.public)
    facts = {"old": KEY.public.hex(), "origin": NAME, "index": "9", "prev": prev,
             "new": NEW.public.hex()}

    def change(case, expect, comment, message=statement, key=KEY, **other):
        put("key_change", case, expect, comment, statement, "5", **(
            facts | {"signature": key.sign(message).hex()} | other))

    change("plain", "ok", "the key before signed the new key")
    change("by_new_key", "refused", "the new key signed itself", key=NEW)
    change("index", "refused", "signed for another place",
           chain.key_change(NAME, 10, prev, NEW.public))
    change("prev", "refused", "signed behind another record",
           chain.key_change(NAME, 9, "0" * 64, NEW.public))
    change("origin", "refused", "signed for another log",
           chain.key_change(NAME[:-1] + "0", 9, prev, NEW.public))
    change("new", "refused", "signed for another key",
           chain.key_change(NAME, 9, prev, Key("third").public))
    change("no_last_lf", "refused", "signed without the last line feed", statement[:-1])
    change("as_bundle", "refused", "signed under the name of another statement",
           statement.replace(b"key-change", b"bundle"))

    manifest, head = b"tag manifest\n", b"checkpoint\n"
    for case, expect, message in (
            ("plain", "ok", chain.bundle_statement(manifest, head)),
            ("swapped", "refused", chain.bundle_statement(head, manifest)),
            ("as_key_change", "refused", chain.bundle_statement(manifest, head).replace(
                b"bundle@", b"key-change@"))):
        put("bundle", case, expect, "a bundle's statement", manifest + head, "7",
            tagmanifest=sha256(manifest).hexdigest(), checkpoint=sha256(head).hexdigest(),
            old=KEY.public.hex(), signature=KEY.sign(message).hex())

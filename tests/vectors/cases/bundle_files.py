"""Files of a bundle: changed behind the signature's back, or wrong under a right signature."""

from second import chain, container
from second.bundle import Bundle, digest, lines

from . import sample
from .sample import ATTACKER, KEY, ORIGIN


def altered(name: str, change) -> Bundle:
    """A sealed bundle with one file changed afterwards; `None` takes the file away."""
    bundle = sample.bundle().seal()
    content = change(bundle.files[name])
    if content is None:
        del bundle.files[name]
    else:
        bundle.files[name] = content
    return bundle


def rewritten(name: str, change, level=0) -> Bundle:
    """A bundle that its own key sealed again: level 0 all of it, 1 the tag manifest, 2 nothing."""
    bundle = sample.small().seal()
    bundle.files[name] = change(bundle.files[name])
    if level == 0:
        return bundle.seal()
    return bundle.list_tags().sign() if level == 1 else bundle.sign()


def flipped(content: bytes) -> bytes:
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1:]


def write(put):
    write_changed(put)
    write_manifests(put)
    write_tags(put)
    write_signatures(put)


def write_changed(put):
    names = sample.bundle().seal().names()
    for name in names:
        short = name.split("/")[-1].replace("-", "_").replace(".", "_").lower()
        short = "recording" if len(short) > 64 else short
        put(f"changed_{short}", "bundle 2", f"one bit of {name} differs",
            altered(name, flipped))
        put(f"missing_{short}", "bundle 1.2", f"{name} is missing",
            altered(name, lambda _: None))
    for name, path in {"data": "data/more.txt", "attachment": f"data/attachments/{'0' * 64}.bin",
                       "tag": "notes.txt", "manifest": "manifest-sha512.txt",
                       "fetch": "fetch.txt", "hidden": ".DS_Store"}.items():
        bundle = sample.bundle().seal()
        bundle.files[path] = b"x\n"
        put(f"extra_{name}", "bundle 1.2", f"a file {path} that no manifest lists", bundle)
    bundle = sample.bundle()
    bundle.files["data/more.txt"] = b"x\n"
    put("extra_listed", "bundle 1.2", "a file that the format does not know, listed and signed",
        bundle.seal())
    bundle = sample.bundle()
    bundle.attach(b"nobody speaks of this", "image/jpeg")
    put("extra_attachment_listed", "bundle 5.1", "an attachment that no record names, listed",
        bundle.seal())
    bundle = sample.bundle().seal()
    old = next(name for name in bundle.files if name.endswith(".m4a"))
    bundle.files[old.replace(".m4a", ".mp3")] = bundle.files.pop(old)
    put("renamed_recording", "bundle 5.1", "an attachment was renamed", bundle)
    bundle = sample.bundle()
    bundle.files["data/selection.json"] = b" " * (16 * 1024 * 1024 + 1)
    put("selection_too_large", "bundle 8", "a selection of 16 MiB and a byte",
        container.write(bundle.seal().entries(method=8)))
    bundle = sample.bundle()
    del bundle.files[next(name for name in bundle.files if name.endswith(".m4a"))]
    put("attachment_missing", "bundle 5.1", "an attachment is left out and not said to be withheld",
        bundle.seal())
    bundle = sample.bundle()
    old = next(name for name in bundle.files if name.endswith(".m4a"))
    bundle.files[old.replace(".m4a", ".html")] = bundle.files.pop(old)
    put("attachment_as_html", "bundle 5.1", "a recording under the extension of a page, signed",
        bundle.seal())
    bundle = sample.bundle()
    old = next(name for name in bundle.files if name.endswith(".m4a"))
    bundle.files[old] = b"another recording\n"
    put("attachment_other", "bundle 5.1", "another recording under the old name, listed and signed",
        bundle.seal())


def write_manifests(put):
    def bad(name, comment, change, file="manifest-sha256.txt", spec="2.3"):
        level = 2 if file.startswith("tag") else 1
        put(f"{'tag' * (level == 2)}manifest_{name}", f"bundle {spec}", comment,
            rewritten(file, change, level))

    def first(content):
        return content.split(b"\n")[0] + b"\n"

    for file in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        bad("line_missing", "a line is missing", lambda c: c[len(first(c)):], file)
        bad("line_twice", "a line stands twice", lambda c: first(c) + c, file)
        bad("unsorted", "the lines are in reverse",
            lambda c: lines(c.split(b"\n")[:-1][::-1]), file)
        bad("upper", "a hash in upper case", lambda c: c[:64].upper() + c[64:], file)
        bad("crlf", "carriage returns", lambda c: c.replace(b"\n", b"\r\n"), file)
        bad("one_space", "one space before the name", lambda c: c.replace(b"  ", b" "), file)
        bad("star", "a star before the name", lambda c: c.replace(b"  ", b" *"), file)
        bad("no_last_lf", "the last line has no end", lambda c: c[:-1], file)
        bad("absent_file", "a line for a file that there is not",
            lambda c: c + b"0" * 64 + b"  zz\n", file)
        bad("empty", "no lines", lambda c: b"", file)
    bad("outside", "a line for a file outside of data/",
        lambda c: c + digest(b"").encode() + b"  ../evil\n")


def write_tags(put):
    def bad(name, comment, bundle, spec="2.2", **said):
        put(f"tag_{name}", f"bundle {spec}", comment, bundle, **said)

    bad("bagit_version", "another version of BagIt",
        rewritten("bagit.txt", lambda c: c.replace(b"1.0", b"0.97"), 1), "2.1")
    bad("bagit_encoding", "another encoding",
        rewritten("bagit.txt", lambda c: c.replace(b"UTF-8", b"UTF-16"), 1), "2.1")
    for name, label, value in (
            ("format_2", "Dunlog-Format", 2), ("format_0", "Dunlog-Format", 0),
            ("oxum", "Payload-Oxum", "1.1"), ("size", "Dunlog-Size", 3),
            ("origin", "Dunlog-Origin", ORIGIN.replace("5a", "5b")),
            ("date", "Bagging-Date", "2024-05-03"), ("time", "Dunlog-Time", 1),
            ("agent", "Bag-Software-Agent", "other 1")):
        bundle = sample.small()
        bad(f"info_{name}", f"bag info says {label}: {value}", bundle.seal(**{label: value}))
    info = "bag-info.txt"
    bad("info_order", "bag info in another order",
        rewritten(info, lambda c: lines(c.split(b"\n")[:-1][::-1]), 1))
    bad("info_more", "bag info with a line more",
        rewritten(info, lambda c: c + b"Contact-Name: x\n", 1))
    bad("info_less", "bag info with a line less",
        rewritten(info, lambda c: c[c.index(b"\n") + 1:], 1))
    bad("info_folded", "bag info with a folded line",
        rewritten(info, lambda c: c.replace(b": dunlog ", b":\n  dunlog "), 1))
    bad("key_note_other", "key.note holds another key than key.pem", rewritten(
        "key.note", lambda c: ATTACKER.note_key(ORIGIN).encode() + b"\n", 1), "2.5")
    bad("key_pem_other", "key.pem holds another key than key.note", rewritten(
        "key.pem", lambda c: ATTACKER.pem().encode(), 1), "2.5")
    bad("key_note_name", "key.note names another log", rewritten(
        "key.note", lambda c: KEY.note_key(ORIGIN.replace("5a", "5b")).encode() + b"\n", 1), "2.5")
    bad("key_note_line", "key.note has a second line",
        rewritten("key.note", lambda c: c + c, 1), "2.5")


def write_signatures(put):
    def bad(name, comment, bundle, spec="2.6", signer="invalid", **said):
        put(f"signature_{name}", f"bundle {spec}", comment, bundle,
            verdicts={"signer": signer}, **said)

    def signed(signature) -> Bundle:
        bundle = sample.small().seal()
        bundle.files["bundle.sig"] = signature(bundle)
        return bundle

    statement = lambda b: chain.bundle_statement(  # noqa: E731
        b.files["tagmanifest-sha256.txt"], b.files["checkpoint"])
    bad("of_attacker", "another key signed the manifest", sample.small().seal(ATTACKER))
    bad("short", "63 bytes", signed(lambda b: b.files["bundle.sig"][:-1]))
    bad("long", "65 bytes", signed(lambda b: b.files["bundle.sig"] + b"\n"))
    bad("hex", "in hex", signed(lambda b: b.files["bundle.sig"].hex().encode()))
    bad("swapped", "the two hashes are swapped", signed(lambda b: KEY.sign(
        chain.bundle_statement(b.files["checkpoint"], b.files["tagmanifest-sha256.txt"]))))
    bad("no_last_lf", "signed without the last line feed",
        signed(lambda b: KEY.sign(statement(b)[:-1])))
    bad("other_statement", "signed under the name of a key change", signed(
        lambda b: KEY.sign(statement(b).replace(b"bundle@", b"key-change@"))))
    loose = lambda s: s[:32] + (int.from_bytes(s[32:], "little") + chain.ORDER  # noqa: E731
                                ).to_bytes(32, "little")
    bad("not_canonical", "S is greater than the order of the group",
        signed(lambda b: loose(b.files["bundle.sig"])))

    forged = sample.bundle(sample.log(key=ATTACKER), key=ATTACKER).seal()
    put("resigned", "chain 8", "the whole log was written anew under another key", forged,
        verdicts={"signer": "mismatch"})
    put("unknown_signer", "chain 8", "no key is trusted", sample.small().seal(), trust=(),
        verdicts={"signer": "unknown"})
    swapped = sample.small()
    swapped.files["key.note"] = ATTACKER.note_key(ORIGIN).encode() + b"\n"
    swapped.files["key.pem"] = ATTACKER.pem().encode()
    swapped.set_checkpoint(swapped.log.leaves, ATTACKER)
    put("keys_swapped", "chain 8", "key files, head and signature are another's, the log is not",
        swapped.seal(ATTACKER), verdicts={"signer": "invalid"})

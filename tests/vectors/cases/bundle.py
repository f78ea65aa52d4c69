"""Bundles: what a vault exports, and what a cheat or an accident makes of it.

Honest ones stand in `valid`. The rest each break one thing: in the container, in the files, or in
the log itself under a right signature, for the borrower who cheats holds the key.
"""

import json

from second import record
from second.bundle import EXTENSIONS, Bundle, digest
from second.chain import Key, checkpoint_text, key_change

from . import bundle_clock, bundle_container, bundle_files, bundle_log, sample
from .bundle_codes import CODES
from .sample import KEY, NEXT, NOON, ORIGIN

INTACT = {"integrity": "intact", "signer": "trusted", "completeness": "unanchored",
          "time": "self-declared", "provenance": "self-declared"}


UNREADABLE = {name: "not-checked" for name in INTACT} | {"integrity": "unreadable"}
DOUBTS = {"recorded-goes-back", "event-after-recorded", "clock-jump-unexplained",
          "sightings-disagree", "forked", "shorter-than-known-head"}


def putter(area):
    unused = set(CODES)

    def put(name, spec, comment, content, *, notes=(), trust=(KEY,), since=(), **said):
        unused.discard(name)
        codes = CODES.get(name, [])
        issues = [code for code in codes if code not in "!…" and "=" not in code]
        verdicts = dict(UNREADABLE if "!" in codes else INTACT)
        if DOUBTS & set(issues) - {"sightings-disagree", "forked", "shorter-than-known-head"}:
            verdicts["time"] = "contradictory"
        if issues and "!" not in codes and not DOUBTS & set(issues):
            verdicts["integrity"] = "damaged"
        verdicts |= said.pop("verdicts", {}) | dict(c.split("=") for c in codes if "=" in c)
        good = not issues and verdicts["signer"] == "trusted"
        expect = {
            "spec": spec, "comment": comment, "trust": [key.note_key(ORIGIN) for key in trust],
            "since": list(since), "verdicts": {n: w for n, w in verdicts.items() if w != "?"},
            "issues": issues, "more": "…" in codes, "notes": list(notes),
        } | said
        area.put_pair(name, "valid" if good else "invalid",
                      content if isinstance(content, bytes) else content.zip(),
                      json.dumps(expect, ensure_ascii=False, indent=1).encode() + b"\n")
    return put, unused


def write(area):
    put, unused = putter(area)
    write_honest(put)
    bundle_container.write(put)
    bundle_files.write(put)
    bundle_log.write(put)
    bundle_clock.write(put)
    assert not unused, unused


def write_honest(put):
    log = sample.log()
    size = len(log.lines)
    put("everything", "bundle 1", "all records, every field", sample.bundle().seal(),
        shown=size, hidden=0, redacted=0)
    put("hidden", "bundle 3.2", "a text and a call are not shown",
        sample.bundle(hidden=(2, 3)).seal(), shown=size - 2, hidden=2, redacted=0)
    put("log_level_closed", "bundle 3.4", "the last record is shown, its fields are not",
        sample.bundle(hidden=(2,), closed=(0, 4, size - 1)).seal(), shown=size - 1, hidden=1)
    for mask in ("body", "party", "own", "detail"):
        put(f"masked_{mask}", "bundle 3.5", f"{mask} is masked",
            sample.bundle(masks=(mask,)).seal(), shown=size, hidden=0)
    empty = record.Log(ORIGIN, KEY.public.hex(), NOON)
    put("one_record", "bundle 1.2", "a log of its first record, no attachments",
        Bundle(empty, KEY, NOON).seal(), shown=1, hidden=0)
    left_out = Bundle(log, KEY, NOON + 86_400_000, withheld=[digest(sample.RECORDING)])
    put("withheld", "bundle 5.1", "the recording is withheld on purpose", left_out.seal(),
        notes=["attachment-withheld log:5"])
    witnessed = sample.bundle()
    witness = Key("witness")
    text = witnessed.files["checkpoint"].decode().split("\n\n")[0] + "\n"
    witnessed.files["checkpoint"] += witness.note_line("witness.example/w1", text).encode()
    put("cosigned", "chain 3.4", "a witness signed the head too", witnessed.seal())
    later = sample.bundle().seal()
    later.files["later/token.tsr"] = b"added after signing"
    put("later", "bundle 2.4", "a file that was added after signing", later,
        notes=["later-not-checked zip:later/token.tsr"])
    put("since_equal", "chain 8", "an older head of equal size", sample.bundle().seal(),
        since=[head(log.leaves)], verdicts={"completeness": "extends-known-head"})
    put("since_older", "chain 8", "an older head that the log extends", sample.bundle().seal(),
        since=[head(log.leaves[:3])], verdicts={"completeness": "extends-known-head"})
    put("key_changed", "chain 5", "the trusted key handed over to a next one", changed().seal())
    put("key_changed_new_trusted", "chain 5", "the next key is the trusted one", changed().seal(),
        trust=(NEXT,))
    put("source_named", "bundle 5.2", "a source file that was named is enclosed",
        with_source(True).seal())
    put("source_kept_back", "bundle 5.2", "a source file that was not named is not enclosed",
        with_source(False).seal(), notes=["source-withheld log:8"])
    put("redacted", "record 4", "a text was redacted", redacted().seal(), redacted=1,
        notes=["redacted log:2"])
    put("admitted", "bundle 5.3", "a case vault with another person's bundle",
        admitted().seal(), trust=(LAWYER, KEY))
    stranger = f"enclosed-signer-not-trusted {digest(sample.bundle().seal().zip())}/zip:"
    put("admitted_stranger", "audit Step 12", "the enclosed bundle's key is not a trusted one",
        admitted().seal(), trust=(LAWYER,), notes=[stranger])
    put("admitted_masked", "bundle 3.5", "bodies are masked, so the admitted openings are closed",
        admitted(masks=("body",), closed=("detail",)).seal(), trust=(LAWYER, KEY))

    put("admitted_forced", "audit Step 12", "a record that was admitted against an audit",
        admitted(forced=True).seal(), trust=(LAWYER, KEY), notes=["admitted-by-force log:1"])
    put("admitted_twice", "bundle 5.3", "an admitted bundle that holds an admitted bundle",
        admitted(admitted().seal()).seal(), trust=(LAWYER,),
        notes=[f"enclosed-not-opened {digest(admitted().seal().zip())}/zip:data/bundles/"
               f"{digest(sample.bundle().seal().zip())}.zip"])
    log = sample.log()
    log.append({"kind": "file", "recorded": NOON + 36_002_000, "source": "imported",
                "purpose": "source", "kept": False,
                "attachments": [sample.attachment(BACKUP, "text/xml")]}, names=["sms.xml"])
    put("source_not_kept", "audit Step 9", "a source file of which the vault has the hash",
        sample.bundle(log).seal(), notes=["file-not-kept log:7"])


    put("attachment_types", "bundle 5.1", "an attachment of each media type, and of others",
        of_all_types().seal())


def of_all_types() -> Bundle:
    """A log with one message of many attachments."""
    log = sample.log()
    others = "text/html image/svg+xml application/javascript audio/amr-wb application/x-sh".split()
    kinds = [*EXTENSIONS, *others]
    facts, private = sample.message(80, "附件")
    files = [sample.attachment(kind.encode(), kind) for kind in kinds]
    log.append(facts | {"channel": "mms", "attachments": files}, **private)
    out = sample.bundle(log)
    for kind in kinds:
        out.attach(kind.encode(), kind)
    return out


def head(leaves, key=KEY, origin=ORIGIN) -> str:
    return key.note(origin, checkpoint_text(origin, leaves))


def changed(signer=KEY, unsigned=False, index=0) -> Bundle:
    """A log whose key was changed, signed by the next key."""
    log = sample.log()
    facts = {"kind": "key_change", "recorded": NOON + 40_000_000, "source": "program",
             "key": NEXT.public.hex()}
    if not unsigned:
        statement = key_change(ORIGIN, len(log.lines) + index, log.leaves[-1], NEXT.public)
        facts["signature"] = signer.sign(statement).hex()
    log.append(facts)
    facts, private = sample.message(700, "新的手机")
    log.append(facts, **private)
    return sample.bundle(log, key=NEXT)


BACKUP = b"<smses count=\"1\"/>\n"


def with_source(named: bool) -> Bundle:
    """A log that imported a file."""
    log = sample.log()
    facts, private = sample.message(600, "备份里的短信")
    del facts["offset"]
    log.append(facts | {"source": "imported", "seen": {"wall": NOON + 36_000_000},
                        "feed": {"format": "sms_backup", "file": digest(BACKUP), "place": 1}},
               **private, source_row={"body": "备份里的短信", "null": None})
    log.append({"kind": "file", "recorded": NOON + 36_002_000, "source": "imported",
                "purpose": "source", "kept": True, "feed": {
                    "format": "sms_backup", "file": digest(BACKUP), "place": 1},
                "attachments": [sample.attachment(BACKUP, "text/xml")]}, names=["sms.xml"])
    out = sample.bundle(log)
    if named:
        out.attach(BACKUP, "text/xml", "sources")
    return out


def redacted() -> Bundle:
    """A log of which one text was erased."""
    log = sample.log()
    log.append({"kind": "redaction", "recorded": NOON + 40_000_000, "source": "typed",
                "targets": [log.leaves[2]], "reason": "wish"})
    log.openings[2] = {}
    return sample.bundle(log, redacted=1)


CASE_ORIGIN, LAWYER = "dunlog/log/" + "ca5e" * 8, Key("lawyer")


def admitted(inner=None, place=1, words=None, masks=(), closed=(), extra=None,
             **change) -> Bundle:
    """A lawyer's case vault that admitted a record of a borrower's bundle."""
    inner = inner or sample.bundle().seal()
    zipped = inner.zip()
    held = inner.log.openings[place]
    log = record.Log(CASE_ORIGIN, LAWYER.public.hex(), NOON + 90_000_000)
    admits = {"bundle": digest(zipped), "signer": inner.key.public.hex(),
              "origin": inner.log.origin, "index": place, "leaf": inner.log.leaves[place],
              "forced": False} | change
    openings = {f: {"salt": salt.hex(), "value": json.loads(value)}
                for f, (salt, value) in held.items()}
    if words:
        openings["body"]["value"] = words
    detail = {"openings": openings} | ({"reason": "试用"} if change.get("forced") else {})
    detail |= extra or {}
    log.append({"kind": "admitted", "recorded": NOON + 90_001_000, "source": "program",
                "admits": admits}, line=inner.log.lines[place].decode(),
               detail=detail)
    for field in closed:
        del log.openings[-1][field]
    out = Bundle(log, LAWYER, NOON + 90_100_000, masks=masks)
    out.attach(zipped, "application/zip", "bundles")
    return out

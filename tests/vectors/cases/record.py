"""Record lines: every kind and member, and one broken rule each."""

from hashlib import sha256

from second import record
from second.chain import Key

ORIGIN = "dunlog/log/0123456789abcdef0123456789abcdef"
KEY = Key("record").public.hex()
T = 1714579322004


def h(seed: str) -> str:
    return sha256(seed.encode()).hexdigest()


FILE = {"sha256": h("file"), "size": 1234, "type": "audio/mp4"}
HEAD = {"origin": ORIGIN, "size": 7, "root": h("root")}
OFFSET = {"minutes": 480, "zone": "Asia/Shanghai", "from": "phone"}
ANY = {
    "offset": OFFSET,
    "seen": {"wall": T, "mono": 8123456, "boot": "b7"},
    "network": T - 2000,
    "local": "2024-05-01T23:59:59",
    "repaired": ["party", "body"],
}
ADMITS = {"bundle": h("bundle"), "signer": KEY, "origin": ORIGIN, "index": 4, "leaf": h("leaf"),
          "forced": False}
FEED = {"format": "sms_backup", "file": h("backup"), "place": 17}

# Section 4: what a kind must have, and what it may have besides.
KINDS = {
    "event": ({"channel": "sms", "network": T}, {
        "direction": "in", "duration": 61, "service": "volte", "slot": 1, "feed": FEED,
        "attachments": [FILE], "body_attached": FILE["sha256"], "reason": "taken_back"}),
    "file": ({"purpose": "exhibit", "attachments": [FILE]}, {
        "direction": "out", "duration": 0, "feed": FEED, "evidence": "recording", "kept": True}),
    "statement": ({"evidence": "witness_statement"}, {
        "attachments": [FILE], "targets": [h("a")], "case": "loan_1"}),
    "link": ({"relation": "recording_of", "targets": [h("a"), h("b")]}, {}),
    "admitted": ({"admits": ADMITS}, {}),
    "log": ({"origin": ORIGIN, "key": KEY}, {"head": HEAD, "reason": "key_lost"}),
    "gap": ({"channel": "call", "from": T, "to": T + 1}, {
        "reason": "permission_lost", "targets": [h("a")]}),
    "heartbeat": ({}, {"reason": "daily", "targets": [h("a")]}),
    "clock": ({"delta": -3600000}, {"reason": "set_by_person", "targets": [h("a")]}),
    "zone": ({"offset": OFFSET}, {"reason": "travel", "targets": [h("a")]}),
    "self_test": ({"channel": "sms"}, {"reason": "passed", "targets": [h("a")]}),
    "own_number": ({"slot": 0}, {"reason": "stated", "targets": [h("a")]}),
    "key_change": ({"key": KEY}, {
        "signature": "ab" * 64, "reason": "new_phone", "targets": [h("a")]}),
    "redaction": ({"targets": [h("a")], "reason": "wish"}, {"attachments": [FILE]}),
    "case": ({"case": "loan_1"}, {"reason": "corrected", "targets": [h("a")]}),
    "role": ({"role": "emergency_contact"}, {
        "case": "loan_1", "from": T, "to": T, "reason": "told", "targets": [h("a")]}),
    "tag": ({"case": "loan_1", "targets": [h("a")]}, {"reason": "same_lender"}),
    "refusal": ({}, {"case": "loan_1", "from": T, "to": T + 1, "reason": "by_call",
                     "targets": [h("a")]}),
    "agreement": ({}, {"case": "loan_1", "from": T, "to": T + 1, "reason": "by_call",
                       "targets": [h("a")]}),
    "withdrawal": ({"targets": [h("a")]}, {"reason": "changed_mind"}),
    "check_result": ({}, {"reason": "court_none", "targets": [h("a")]}),
}


def line(kind: str, facts: dict, fields=None) -> bytes:
    """A line of `kind` in the second place (the first, for a log)."""
    first = kind == "log"
    source = {"event": "imported", "file": "imported"}.get(kind, "program")
    members = {"dunlog": 1, "kind": kind, "prev": record.ZERO if first else h("prev"),
               "marks": 1 if first or kind not in record.LOG_LEVEL else 2,
               "recorded": T + 60000, "source": source}
    if fields is None:
        fields = {"admitted": ["line"], "own_number": ["own"]}.get(kind, ["detail"])
    return record.line(members | facts, {f: h(f"commitment {f}") for f in fields})


def event(facts=None, fields=("party", "body"), **more) -> bytes:
    """A message with other facts, or with members added."""
    given = KINDS["event"][0] if facts is None else facts
    return line("event", given | more, fields)


def swap(old: str, new: str, of: bytes | None = None) -> bytes:
    """An event with one piece of its text changed."""
    made = event() if of is None else of
    assert made.count(old.encode()) == 1, (old, made)
    return made.replace(old.encode(), new.encode())


ONE = f'{{"sha256":"{h("one")}","size":1,"type":"{"t" * 128}"}},'
TARGET = f'"{h("target")}",'


def longest(length: int) -> bytes:
    """A statement of exactly `length` bytes, with 999 equal attachments in it."""
    files = [{"sha256": h("one"), "size": 1, "type": "t" * 128}] * 999
    targets = [h("t")]
    spare = {"sha256": h("spare"), "size": 1, "type": "t"}

    def made():
        return line("statement", {"evidence": "document", "attachments": [*files, spare],
                                  "targets": targets})
    while length - len(made()) > 127:
        targets.append(h(f"t{len(targets)}"))
    spare["type"] += "t" * (length - len(made()))
    assert len(made()) == length and len(targets) <= 1000 and len(spare["type"]) <= 128
    return made()


def write(area):
    write_valid(area)
    write_not_canonical(area)
    write_values(area)
    write_members(area)


def write_valid(area):
    def ok(name, spec, comment, body, repeat=None):
        area.put(name, "ok", f"record {spec}", comment, body, repeat, leaf=record.leaf(body))

    for kind, (must, may) in KINDS.items():
        ok(f"kind_{kind}", "4", f"{kind} with what it must have", line(kind, must))
        ok(f"kind_{kind}_full", "4", f"{kind} with all that it may have",
           line(kind, ANY | must | may, ["party", "detail"] + ["line"] * (kind == "admitted")
                + ["own"] * (kind == "own_number")))
    ok("all_commitments", "5", "every field is committed to", event(fields=record.FIELDS[:-1]))
    ok("one_commitment", "3", "one commitment is enough", event(fields=["source_row"]))
    call = {"channel": "call", "seen": {"wall": T}}
    for word in "connected missed rejected blocked voicemail answered_by_assistant".split():
        ok(f"outcome_{word}", "3", f"a call that ended as {word}", event(call, outcome=word))
    for word in "call sms mms chat visit letter other".split():
        ok(f"channel_{word}", "3", f"channel {word}", event({"channel": word, "network": T}))
    for word in "captured mirrored operator relayed imported typed program".split():
        ok(f"source_{word}", "3", f"source {word}", event(source=word))
    for word in "recording police_record witness_statement footage document".split():
        ok(f"evidence_{word}", "3", f"evidence {word}", line("statement", {"evidence": word}))
    for word in "recording_of supports perhaps_same reply_to".split():
        ok(f"relation_{word}", "3", f"relation {word}",
           line("link", KINDS["link"][0] | {"relation": word}))
    for word in """creditor agency guarantor co_debtor spouse emergency_contact third_person other
            unknown""".split():
        ok(f"role_{word}", "3", f"role {word}", line("role", {"role": word}))
    for word in ("phone", "file", "option"):
        ok(f"offset_from_{word}", "3", f"an offset that is known from {word}",
           event(offset={"minutes": 0, "from": word}))
    for minutes in (-1080, 1080):
        ok(f"offset_{minutes}", "3", "an offset at the edge",
           event(offset={"minutes": minutes, "from": "file"}))
    for time in (631152000000, 4133980799999):
        ok(f"time_{time}", "3", "a time at the edge", event(network=time))
    for local in ("1990-01-01T00:00:00", "2100-12-31T23:59:59", "2024-02-29T12:00:00"):
        ok(f"local_{local[:4]}", "3", "a clock time at the edge, or on a leap day",
           event({"channel": "sms", "local": local}))
    ok("seen_mono_only", "3", "seen without a boot", event(seen={"wall": T, "mono": 0}))
    ok("duration_greatest", "2.2", "the greatest integer", event(duration=2**53))
    ok("delta_least", "2.2", "the least integer", line("clock", {"delta": -2**53}))
    ok("word_longest", "3", "a word of 32", event(service="a" * 30 + "_9"))
    ok("word_shortest", "3", "a word of 1", event(service="0"))
    name = "".join(map(chr, range(0x20, 0x7F))).replace('"', "").replace("\\", "")
    ok("name_every_character", "3", "a name of each character that is allowed",
       event(feed={"format": "sms", "package": name, "place": 1}))
    ok("name_longest", "3", "a name of 128",
       event(feed={"format": "sms", "package": "n" * 128, "place": 1}))
    ok("feed_of_store", "3", "a feed without a file", event(feed={"format": "sms", "place": 99}))
    ok("targets_1000", "3", "as many targets as there may be",
       line("tag", {"case": "a", "targets": [h("target")] * 999 + [h("a")]}), (TARGET, 999))
    ok("span_empty", "3", "a span that ends where it starts",
       line("gap", {"channel": "sms", "from": T, "to": T}))
    ok("kept_false", "3", "a file that is not kept",
       line("file", KINDS["file"][0] | {"kept": False, "purpose": "source"}))
    ok("admits_forced", "3", "an admission against the audit",
       line("admitted", {"admits": ADMITS | {"forced": True}}))
    ok("key_change_unsigned", "4", "the old key was lost", line("key_change", {"key": KEY}))
    ok("repaired_all", "3", "every field was repaired", event(repaired=record.FIELDS))
    ok("line_longest", "6.1", "a line of 262144 bytes", longest(262144), (ONE, 999))


def write_not_canonical(area):
    def bad(name, comment, body, spec="2", code="not-canonical"):
        area.put(name, code, f"record {spec}", comment, body)

    bad("space_after_colon", "a space after a colon", swap('"marks":', '"marks": '), "2.1")
    bad("space_after_comma", "a space after a comma", swap(',"marks"', ', "marks"'), "2.1")
    bad("space_before", "a space before the line", b" " + event(), "2.1")
    bad("byte_order_mark", "a byte order mark before the line", b"\xef\xbb\xbf" + event(), "2.1")
    bad("lf_inside", "a line feed between members", swap(',"marks"', ',\n"marks"'), "2.1")
    bad("lf_after", "a line feed after the line", event() + b"\n", "2.1", "trailing-bytes")
    bad("cr_after", "a carriage return after the line", event() + b"\r", "2.1", "trailing-bytes")
    bad("two_lines", "a second value after the line", event() + b"{}", "2.1", "trailing-bytes")
    bad("empty", "nothing at all", b"")
    bad("cut_short", "the last brace is missing", event()[:-1])
    for name, digits in {"leading_zero": "01", "plus": "+1", "fraction": "1.0", "exponent": "1e0",
                         "minus_zero": "-0", "hex": "0x1", "text": '"1"', "empty": "",
                         "minus": "-", "true": "true"}.items():
        body = swap('"slot":1', f'"slot":{digits}', event(slot=1))
        bad(f"integer_{name}", f"an integer as {digits}", body, "2.2")
    bad("integer_too_great", "an integer of 2^53 + 1",
        swap('"duration":1', '"duration":9007199254740993', event(duration=1)), "2.2",
        "integer-out-of-range")
    bad("integer_too_small", "an integer of -2^53 - 1",
        swap('"delta":1', '"delta":-9007199254740993', line("clock", {"delta": 1})), "2.2",
        "integer-out-of-range")
    bad("integer_of_40_digits", "an integer that no machine word holds",
        swap('"duration":1', '"duration":1' + "0" * 39, event(duration=1)), "2.2",
        "integer-out-of-range")
    boot = event(seen={"wall": T, "mono": 1, "boot": "B-O"})
    for name, raw in {"solidus": r"\/", "plain_as_u": r"\u0042", "upper_hex": r"\u001F",
                      "lf_as_u": r"\u000a", "surrogate_pair": r"\ud83d\ude00", "unknown": r"\x41",
                      "short_u": r"\u01", "lone_surrogate": r"\ud83d"}.items():
        bad(f"escape_{name}", f"the escape {raw}", swap("B-O", raw, boot), "2.3")
    bad("control_raw", "a control character as it stands", swap("B-O", "\x01", boot), "2.3")
    bad("tab_raw", "a tab as it stands", swap("B-O", "\t", boot), "2.3")
    for name, raw in {"overlong": b"\xc0\xaf", "surrogate": b"\xed\xa0\x80", "cut": b"\xe8\xaf",
                      "above": b"\xf4\x90\x80\x80", "latin": b"\xe9"}.items():
        bad(f"utf8_{name}", f"the bytes {raw.hex()} in a string", boot.replace(b"B-O", raw),
            "2.3", "not-utf8")
    body = h("commitment body")
    bad("hex_upper", "a hash in upper case", swap(body, body.upper()), "2.4")
    bad("hex_short", "a hash of 63 digits", swap(body, body[:-1]), "2.4")
    bad("hex_long", "a hash of 65 digits", swap(body, body + "0"), "2.4")
    bad("hex_letter", "a hash with the letter g", swap(body, "g" + body[1:]), "2.4")
    bad("order_of_commitments", "body stands before party",
        swap("PARTY", "party", swap("party", "body", swap('"body"', '"PARTY"'))), "2.5")
    bad("order_of_members", "channel stands before network",
        swap(f'"network":{T},"channel":"sms"', f'"channel":"sms","network":{T}'), "2.5")
    bad("order_of_first_members", "kind stands before dunlog",
        swap('"dunlog":1,"kind":"event"', '"kind":"event","dunlog":1'), "2.5")
    bad("order_within_offset", "from stands before minutes",
        swap('{"minutes":0,"from":"file"}', '{"from":"file","minutes":0}',
             event(offset={"minutes": 0, "from": "file"})), "2.5")
    bad("order_within_attachment", "size stands before sha256",
        swap(f'"sha256":"{h("file")}","size":1234', f'"size":1234,"sha256":"{h("file")}"',
             event(attachments=[FILE])), "2.5")
    bad("member_twice", "a member stands twice",
        swap('"channel":"sms"', '"channel":"sms","channel":"sms"'), "2.5")
    bad("commitment_twice", "a commitment stands twice",
        swap(f'"body":{{"h":"{body}"}}', f'"body":{{"h":"{body}"}},"body":{{"h":"{body}"}}'), "2.5")
    bad("null_member", "an absent member is written as null",
        swap('"channel":"sms"', '"channel":"sms","direction":null'), "2.6")
    bad("null_commitment", "a commitment is null",
        event().replace(f'{{"h":"{body}"}}'.encode(), b"null"), "2.6")


def write_values(area):
    def bad(name, code, comment, body, spec="3", repeat=None):
        area.put(name, code, f"record {spec}", comment, body, repeat)

    bad("version_2", "unsupported-version", "version 2", swap('"dunlog":1', '"dunlog":2'))
    bad("version_2_other", "unsupported-version", "version 2 with members unknown to version 1",
        b'{"dunlog":2,"sort":"event"}', "6.2")
    bad("version_0", "unsupported-version", "version 0", swap('"dunlog":1', '"dunlog":0'))
    for member, word in {"kind": "event", "source": "imported", "channel": "sms"}.items():
        bad(f"{member}_unknown", "unknown-word", f"a {member} that is not in the list",
            swap(f'"{member}":"{word}"', f'"{member}":"email"'))
        bad(f"{member}_upper", "unknown-word", f"a {member} in capitals",
            swap(f'"{member}":"{word}"', f'"{member}":"{word.upper()}"'))
    bad("direction_unknown", "unknown-word", "a direction that is not in the list",
        event(direction="both"))
    bad("outcome_unknown", "unknown-word", "an outcome that is not in the list",
        event({"channel": "call", "network": T}, outcome="busy"))
    bad("offset_from_unknown", "unknown-word", "an offset of unknown descent",
        event(offset={"minutes": 0, "from": "guess"}))
    bad("relation_unknown", "unknown-word", "a relation that is not in the list",
        line("link", KINDS["link"][0] | {"relation": "same"}))
    bad("role_unknown", "unknown-word", "a role that is not in the list",
        line("role", {"role": "friend"}))
    bad("evidence_unknown", "unknown-word", "a kind of evidence that is not in the list",
        line("statement", {"evidence": "rumour"}))
    bad("purpose_unknown", "unknown-word", "a purpose that is not in the list",
        line("file", KINDS["file"][0] | {"purpose": "other"}))
    bad("repaired_unknown", "unknown-word", "a repaired field that there is not",
        event(repaired=["colour"]))
    bad("repaired_order", "repaired-out-of-order", "body stands before party in repaired",
        event(repaired=["body", "party"]))
    bad("repaired_twice", "repaired-out-of-order", "a repaired field stands twice",
        event(repaired=["body", "body"]))
    for member in ("recorded", "network", "seen"):
        for name, time in {"early": 631151999999, "late": 4133980800000, "negative": -1}.items():
            given = {"wall": time} if member == "seen" else time
            bad(f"{member}_{name}", "time-out-of-range", f"{member} outside of 1990 to 2100",
                event(**{member: given}))
    bad("from_early", "time-out-of-range", "a span that starts before 1990",
        line("gap", KINDS["gap"][0] | {"from": 0}))
    bad("to_late", "time-out-of-range", "a span that ends after 2100",
        line("gap", KINDS["gap"][0] | {"to": 4133980800000}))
    for minutes in (-1081, 1081):
        bad(f"offset_{minutes}", "offset-out-of-range", "an offset beyond 18 hours",
            event(offset={"minutes": minutes, "from": "file"}))
    for name, local in {
            "early": "1989-12-31T23:59:59", "late": "2101-01-01T00:00:00",
            "no_such_day": "2023-02-29T00:00:00", "month_13": "2024-13-01T00:00:00",
            "day_0": "2024-01-00T00:00:00", "hour_24": "2024-01-01T24:00:00",
            "zone": "2024-01-01T00:00:00Z",
            "space": "2024-01-01 00:00:00", "short": "2024-01-01T00:00", "empty": "",
            "sign": "2024-01-01T+1:00:00", "fraction": "2024-01-01T00:00:00.5",
            "century": "2100-02-29T00:00:00"}.items():
        bad(f"local_{name}", "bad-local-time", f"the clock time {local}", event(local=local))
    for name, word in {"empty": "", "upper": "RCS", "long": "a" * 33, "hyphen": "i-message",
                       "chinese": "短信", "lf": "a\n"}.items():
        bad(f"service_{name}", "bad-word", "a service that is no word", event(service=word))
    bad("case_upper", "bad-word", "a case that is no word", line("case", {"case": "Loan"}))
    bad("reason_space", "bad-word", "a reason that is no word",
        line("heartbeat", {"reason": "all well"}))
    bad("format_upper", "bad-word", "a feed's format that is no word",
        event(feed={"format": "XML", "place": 1}))
    for name, text in {"empty": "", "long": "n" * 129, "quote": 'a"b', "backslash": "a\\b",
                       "chinese": "银行", "delete": "a\x7f", "lf": "a\n"}.items():
        bad(f"package_{name}", "bad-name", "a package that is no name",
            event(feed={"format": "sms", "package": text, "place": 1}))
    bad("boot_empty", "bad-name", "a boot that is no name",
        event(seen={"wall": T, "mono": 1, "boot": ""}))
    bad("zone_chinese", "bad-name", "a zone that is no name",
        event(offset=OFFSET | {"zone": "亚洲/上海"}))
    bad("type_empty", "bad-name", "an attachment's type that is no name",
        event(attachments=[FILE | {"type": ""}]))
    for name, origin in {"short": ORIGIN[:-1], "long": ORIGIN + "0", "upper": ORIGIN.upper(),
                         "hex": ORIGIN[:-1] + "A", "other": "example.org/log",
                         "empty": ""}.items():
        bad(f"origin_{name}", "bad-origin", f"the origin {origin}",
            line("log", {"origin": origin, "key": KEY}))
    bad("head_origin", "bad-origin", "an older head of no log",
        line("log", KINDS["log"][0] | {"head": HEAD | {"origin": "log"}}))
    bad("admits_origin", "bad-origin", "an admission of no log",
        line("admitted", {"admits": ADMITS | {"origin": "log"}}))
    for name, facts in {"duration": {"duration": -1}, "slot": {"slot": -1},
                        "mono": {"seen": {"wall": T, "mono": -1}},
                        "size": {"attachments": [FILE | {"size": -1}]}}.items():
        bad(f"{name}_negative", "integer-out-of-range", f"{name} below 0", event(**facts))
    bad("marks_0", "integer-out-of-range", "marks below 1", event(marks=0))
    bad("place_0", "integer-out-of-range", "row 0 of a file", event(feed=FEED | {"place": 0}))
    bad("targets_1001", "list-too-long", "more targets than there may be",
        line("tag", {"case": "a", "targets": [h("target")] * 1000 + [h("a")]}), "3",
        (TARGET, 1000))
    bad("line_too_long", "line-too-long", "a line of 262145 bytes", longest(262145), "6.1",
        (ONE, 999))


def write_members(area):
    def bad(name, code, comment, body, spec="4"):
        area.put(name, code, f"record {spec}", comment, body)

    for kind, (must, may) in KINDS.items():
        for member in must:
            facts = {m: v for m, v in must.items() if m != member}
            if (kind, member) == ("event", "network"):
                member = "time"
            bad(f"{kind}_without_{member}", "member-missing", f"{kind} without {member}",
                line(kind, facts))
    bad("admitted_without_line", "member-missing", "admitted without the commitment line",
        line("admitted", KINDS["admitted"][0], ["detail"]))
    bad("own_number_without_own", "member-missing", "own_number without the commitment own",
        line("own_number", KINDS["own_number"][0], ["detail"]))
    every = {"channel": "sms", "purpose": "exhibit", "evidence": "document", "kept": True,
             "relation": "supports", "case": "a", "role": "other", "from": T, "to": T,
             "delta": 1, "origin": ORIGIN, "key": KEY, "signature": "ab" * 64, "head": HEAD,
             "admits": ADMITS, "reason": "why", "targets": [h("a"), h("b")], "direction": "in",
             "duration": 1, "service": "rcs", "slot": 0, "feed": FEED, "attachments": [FILE]}
    for kind, (must, may) in KINDS.items():
        for member in every.keys() - must.keys() - may.keys():
            bad(f"{kind}_with_{member}", "member-not-allowed", f"{kind} with {member}",
                line(kind, must | {member: every[member]}))
    bad("outcome_of_message", "member-not-allowed", "an outcome of a message",
        event(outcome="missed"), "3")
    bad("body_attached_alone", "body-not-attached", "the body is not among the attachments",
        event(attachments=[FILE], body_attached=h("other")), "3")
    bad("span_reversed", "span-reversed", "a span that ends before it starts",
        line("gap", KINDS["gap"][0] | {"to": T - 1}), "3")
    bad("no_commitment", "no-commitment", "a line that commits to nothing", event(fields=[]), "3")
    bad("unknown_member", "not-canonical", "a member that there is not",
        swap('"channel":"sms"', '"channel":"sms","colour":"red"'), "6.3")
    bad("unknown_commitment", "not-canonical", "a commitment to a field that there is not",
        swap('"body":{', '"colour":{'), "6.3")
    bad("commitment_with_more", "not-canonical", "a commitment with a second member",
        event()[:-2] + b',"n":1}}', "6.3")
    for member in ("dunlog", "kind", "prev", "marks", "recorded", "source"):
        text = event().decode()
        start = text.index(f'"{member}"')
        end = text.index(',"', start) + 1
        bad(f"without_{member}", "not-canonical", f"a line without {member}",
            (text[:start] + text[end:]).encode(), "3")

"""Logs that are wrong under a right signature: what a borrower who cheats could do with the key."""

from second import chain, container, record
from second.bundle import Bundle, digest, lines

from . import bundle as honest
from . import sample
from .sample import ATTACKER, KEY, NEXT, NOON, ORIGIN


def edited(name: str, change, **more) -> Bundle:
    """A bundle with one file of lines changed, sealed again."""
    bundle = sample.bundle(**more)
    bundle.files[name] = lines(change(bundle.files[name].split(b"\n")[:-1]))
    return bundle.seal()


def relogged(change, count=2) -> Bundle:
    """A bundle of a log whose lines were changed before they were hashed and signed."""
    log = sample.log(count)
    private = log.openings
    log.lines = change(list(log.lines))
    log.leaves = [record.leaf(line) for line in log.lines]
    log.openings = private + [{}] * (len(log.lines) - len(private))
    return sample.bundle(log).seal()


def rechained(change) -> Bundle:
    """As `relogged`, with `prev` made right again."""
    def all_right(before):
        after, prev = [], record.ZERO
        for line in change(before):
            at = line.index(b'"prev":"') + 8
            line = line[:at] + prev.encode() + line[at + 64:]
            prev = record.leaf(line)
            after.append(line)
        return after
    return relogged(all_right)


def swap(items: list, a: int, b: int) -> list:
    items[a], items[b] = items[b], items[a]
    return items


def without(items: list, *places: int) -> list:
    return [item for i, item in enumerate(items) if i not in places]


def replace(items: list, place: int, old: str, new: str) -> list:
    assert old.encode() in items[place], (old, items[place])
    items[place] = items[place].replace(old.encode(), new.encode(), 1)
    return items


def write(put):
    write_records(put)
    write_openings(put)
    write_types(put)
    write_chain(put)
    write_heads(put)
    write_times(put)
    write_selection(put)
    write_others(put)


def write_records(put):
    name = "data/records.jsonl"

    def bad(case, comment, change, spec="bundle 3.2", **said):
        put(f"record_{case}", spec, comment, edited(name, change), **said)

    bad("changed", "one word of a line was changed",
        lambda r: replace(r, 3, '"direction":"in"', '"direction":"out"'), "record 6.5")
    bad("dropped", "a text was left out, the counts say otherwise", lambda r: without(r, 2))
    bad("log_level_dropped", "the heartbeat was left out", lambda r: without(r, 4))
    bad("first_dropped", "the first record was left out", lambda r: without(r, 0))
    bad("last_dropped", "the last record was left out", lambda r: without(r, len(r) - 1))
    bad("swapped", "two records are swapped", lambda r: swap(r, 2, 3))
    bad("twice", "a record stands twice", lambda r: [*r[:3], r[2], *r[3:]])
    bad("not_canonical", "a space in a line",
        lambda r: replace(r, 2, '"kind":', '"kind": '), "record 2.1")
    bad("null", "a null in a line",
        lambda r: replace(r, 2, '"direction":"in"', '"direction":null'), "record 2.6")
    bad("none", "no records", lambda r: [])
    bad("empty_line", "an empty line", lambda r: [*r[:3], b"", *r[3:]])
    other = sample.log(origin=ORIGIN.replace("5a3f", "9999"))
    bad("of_another_log", "a record of another log", lambda r: [*r[:2], other.lines[2], *r[3:]],
        "record 6.5")
    bad("version_2", "a record of version 2", lambda r: replace(r, 2, '"dunlog":1', '"dunlog":2'),
        "record 6.2")
    for case, end in {"no_last_lf": b"", "crlf": b"\r\n"}.items():
        bundle = sample.bundle()
        content = bundle.files[name]
        bundle.files[name] = content[:-1] if case == "no_last_lf" else content.replace(b"\n", end)
        put(f"records_{case}", "bundle 3.2", f"the lines end otherwise: {case}", bundle.seal())


def write_openings(put):
    name = "data/openings.jsonl"
    log = sample.log()

    def bad(case, comment, change, spec="record 6.6"):
        put(f"opening_{case}", spec, comment, edited(name, change))

    bad("changed", "a word of a body was changed", lambda o: replace(o, 2, "今天", "明天"))
    bad("salt", "a salt was changed", lambda o: [o[0], *map(other_salt, o[1:2]), *o[2:]])
    bad("swapped_values", "the bodies of two records are swapped", exchange)
    bad("twice", "an opening stands twice", lambda o: [*o[:3], o[2], *o[3:]], "bundle 3.3")
    bad("order", "two openings are in the other order", lambda o: swap(o, 1, 2), "bundle 3.3")
    bad("missing", "an opening is missing, and nothing is masked", lambda o: without(o, 2),
        "bundle 3.4")
    bad("not_canonical", "a space in an opening",
        lambda o: replace(o, 2, '"field":', '"field": '), "record 2.1")
    bad("unknown_field", "an opening of a field that there is not",
        lambda o: replace(o, 2, '"field":"body"', '"field":"text"'), "record 5")
    bad("of_no_record", "an opening of a record that there is not",
        lambda o: replace(o, 2, log.leaves[1], "0" * 64))
    fake = record.opening(log.leaves[1], "contact", bytes(16), '"周某"')
    bad("not_committed", "an opening of a field that the record does not commit to",
        lambda o: [*o[:2], fake, *o[2:]])
    large = sample.log()
    facts, private = sample.message(50, "大")
    large.append(facts, **private, source_row={"x": "x" * 600_000}, location={"x": "x" * 600_000})
    put("record_too_large", "record 6.1", "a line with openings over 1 MiB",
        container.write(sample.bundle(large).seal().entries(method=8)))
    hidden = sample.bundle(hidden=(2,))
    extra = log.opening_lines(2)
    content = hidden.files[name].split(b"\n")[:-1]
    hidden.files[name] = lines(content[:3] + extra + content[3:])
    put("opening_of_hidden", "bundle 3.3", "openings of a record that is not shown", hidden.seal())
    masked = sample.bundle(masks=("body",))
    content = masked.files[name].split(b"\n")[:-1]
    body = log.opening_lines(1)[1]
    assert b'"field":"body"' in body
    masked.files[name] = lines(content[:2] + [body] + content[2:])
    put("opening_of_masked", "bundle 3.5", "a body is open although bodies are masked",
        masked.seal())


def write_types(put):
    """Openings of another form than record.md, section 5, gives."""
    for case, private in {
            "party_text": {"party": "139 0000 0001"}, "party_no_shown": {"party": {"number": "1"}},
            "party_more": {"party": sample.PARTY | {"zone": "x"}},
            "party_group": {"party": sample.PARTY | {"group": ["139"]}},
            "own_group": {"own": sample.OWN | {"group": []}}, "body": {"body": 1},
            "contact": {"contact": ["周"]}, "detail": {"detail": "x"},
            "names": {"names": [1]}, "location": {"location": "here"},
            "source_row": {"source_row": ["x"]}, "pdu": {"pdu": 7}}.items():
        log = sample.log()
        facts, good = sample.message(60, "类型")
        log.append(facts, **(good | private))
        put(f"mistyped_{case}", "record 5", f"an opening of another type: {case}",
            sample.bundle(log).seal())


def other_salt(opening: bytes) -> bytes:
    at = opening.index(b'"salt":"') + 8
    digit = b"1" if opening[at:at + 1] != b"1" else b"2"
    return opening[:at] + digit + opening[at + 1:]


def exchange(openings: list) -> list:
    """The bodies' salts and values of the first two texts, each under the other's leaf."""
    bodies = [i for i, line in enumerate(openings) if b'"field":"body"' in line][:2]
    a, b = (openings[i] for i in bodies)
    cut = len('{"leaf":"') + 64
    openings[bodies[0]], openings[bodies[1]] = a[:cut] + b[cut:], b[:cut] + a[cut:]
    return openings


def write_chain(put):
    def bad(case, comment, bundle, spec, **said):
        put(f"chain_{case}", f"chain {spec}", comment, bundle, **said)

    bad("prev", "prev is the leaf before the one before", relogged(
        lambda r: replace(r, 3, record.leaf(r[2]), record.leaf(r[1]))), "1.1")
    bad("first_prev", "the first record has a prev",
        relogged(lambda r: replace(r, 0, record.ZERO, "1" * 64)), "1.1")
    bad("dropped", "a text was cut out and the head signed anew",
        relogged(lambda r: without(r, 2)), "1.1")
    bad("marks", "marks counts one too many", rechained(
        lambda r: [*r[:3], r[3].replace(b'"marks":1', b'"marks":2'), *r[4:]]), "1.3")
    bad("log_level_cut", "the heartbeat was cut out, prev and head are made right",
        rechained(lambda r: without(r, 4)), "1.3")
    bad("no_log", "the first record is no log record", rechained(lambda r: r[1:]), "1.2")
    bad("two_logs", "a second log record",
        rechained(lambda r: [*r[:2], r[0].replace(b'"marks":1', b'"marks":2'), *r[2:]]), "1.2")
    bad("key_change_forged", "the new key signed its own change", honest.changed(NEXT).seal(), "5",
        verdicts={"signer": "mismatch"})
    bad("key_change_elsewhere", "a change signed for another place",
        honest.changed(index=1).seal(), "5", verdicts={"signer": "mismatch"})
    put("chain_key_change_unsigned", "chain 5", "the old key was lost: trust ends there",
        honest.changed(unsigned=True).seal(), verdicts={"signer": "mismatch"},
        notes=["key-change-unsigned log:7"])
    old = honest.changed()
    old.set_checkpoint(old.log.leaves, KEY)
    bad("old_key_signs", "the key before the change signed the head", old.seal(), "8",
        verdicts={"signer": "invalid"})
    hidden = honest.changed()
    hidden.files["data/records.jsonl"] = lines(
        without(hidden.files["data/records.jsonl"].split(b"\n")[:-1], len(hidden.log.lines) - 2))
    bad("key_change_hidden", "the key change is not shown", hidden.seal(), "5",
        verdicts={"signer": "mismatch"})


def write_heads(put):
    log = sample.log()
    size = len(log.lines)

    def bad(case, comment, bundle, spec="chain 8", **said):
        put(f"head_{case}", spec, comment, bundle, **said)

    def resigned(change) -> Bundle:
        bundle = sample.bundle()
        change(bundle)
        return bundle.seal()

    bad("older", "the head of an earlier size", resigned(
        lambda b: b.set_checkpoint(log.leaves[:-1])))
    bad("malformed", "a head whose size begins with a zero", resigned(
        lambda b: b.files.update(checkpoint=KEY.note(
            ORIGIN, chain.checkpoint_text(ORIGIN, log.leaves).replace("\n7\n", "\n07\n")
        ).encode())), "chain 3")
    bad("other_root", "a head over other leaves", resigned(
        lambda b: b.set_checkpoint([*log.leaves[:-1], log.leaves[0]])))
    bad("of_another_log", "the head of another log", resigned(
        lambda b: b.set_checkpoint(log.leaves, origin=ORIGIN.replace("5a", "5b"))))
    bad("of_attacker", "the head is signed by another key", resigned(
        lambda b: b.set_checkpoint(log.leaves, ATTACKER)), verdicts={"signer": "invalid"})
    for case, change in {"leaf_missing": lambda x: without(x, 3), "leaf_swapped": lambda x: swap(
            x, 2, 3), "leaf_added": lambda x: [*x, x[0]], "leaf_upper": lambda x: [
                *x[:2], x[2].upper(), *x[3:]], "leaf_short": lambda x: [*x[:2], x[2][:-1], *x[3:]],
            "leaf_changed": lambda x: [*x[:2], b"0" * 64, *x[3:]]}.items():
        put(case, "bundle 3.1", f"leaves.txt: {case}", edited("data/leaves.txt", change))
    long = sample.log()
    for n in range(3):
        facts, private = sample.message(100 + n, "后来的")
        long.append(facts, **private)
    bad("shorter", "the log is shorter than a head that somebody holds", sample.bundle().seal(),
        since=[honest.head(long.leaves)],
        verdicts={"completeness": "shorter-than-known-head"})
    fork = sample.log(3)
    bad("forked", "a head that somebody holds is of another history", sample.bundle().seal(),
        since=[honest.head(fork.leaves[:size])], verdicts={"completeness": "forked"})
    bad("forked_older", "an older head is of another history", sample.bundle().seal(),
        since=[honest.head([*log.leaves[:3], log.leaves[0]])],
        verdicts={"completeness": "forked"})
    other = "dunlog/log/" + "77" * 16
    bad("known_of_another_log", "the head that somebody holds is of another log",
        sample.bundle().seal(), since=[honest.head(log.leaves, origin=other)],
        notes=["known-head-of-another-log"])


def write_times(put):
    def bad(case, comment, log, spec="record 3", **said):
        put(f"time_{case}", spec, comment, sample.bundle(log).seal(), **said)

    doubt = {"time": "contradictory"}
    log = sample.log()
    facts, private = sample.message(100, "时间")
    log.append(facts | {"recorded": NOON + 1}, **private)
    bad("recorded_back", "a record is appended before the one before it", log, verdicts=doubt,
        notes=["network-after-recorded log:7"])
    log = sample.log()
    log.append({"kind": "clock", "recorded": NOON + 202_000, "source": "program",
                "delta": -30 * 60_000})
    facts, private = sample.message(4, "时间")
    facts["seen"]["mono"] += 30 * 60_000
    log.append(facts, **private)
    put("time_back_explained", "record 3", "a clock record explains that the time goes back",
        sample.bundle(log).seal())
    log = sample.log()
    facts, private = sample.message(100, "时间")
    log.append(facts | {"recorded": facts["seen"]["wall"] - 3_600_000}, **private)
    bad("event_after_recorded", "a text was seen an hour after it was recorded", log,
        verdicts=doubt, notes=["network-after-recorded log:7"])
    log = sample.log()
    for minute, mono in ((100, 6_000_000), (300, 6_060_000)):
        facts, private = sample.message(minute, "跳")
        log.append(facts | {"seen": facts["seen"] | {"mono": mono}}, **private)
    bad("clock_jump", "the wall clock runs ahead of the monotonic one", log, verdicts=doubt)
    log = sample.log()
    facts, private = sample.message(1200, "慢")
    log.append(facts | {"network": facts["network"] - 90_000_000}, **private)
    bad("network_skew", "the network's time is over a day off", log, "event A sighting",
        notes=["network-phone-skew"])
    log = sample.log()
    facts, private = sample.message(1, "第1次提醒：请明天还款。")
    facts = {k: v for k, v in facts.items() if k != "offset"} | {
        "source": "imported", "recorded": NOON + 50_000_000,
        "feed": {"format": "sms_backup", "file": digest(b"x"), "place": 1}}
    log.append(facts, **private)
    bad("sightings_disagree", "a backup holds other words for a captured text", log,
        "event Grouping.4", verdicts={"provenance": "contradictory"})
    write_sightings(put)


PICTURES = [b"a picture", b"another picture"]


def write_sightings(put):
    """What sightings of one event may and may not tell differently (audit.md, step 11)."""

    def case(name, comment, captured, imported, party=sample.PARTY, **said):
        log = sample.log()
        facts, _ = sample.message(40, "")
        del facts["network"]
        private = {"party": party} | ({} if captured["channel"] == "call" else {"body": "看图"})
        log.append(facts | captured, **private)
        facts |= {"source": "imported", "recorded": NOON + 50_000_000,
                  "feed": {"format": "sms_backup", "file": digest(b"x"), "place": 1}}
        del facts["offset"]
        log.append(facts | imported, **private)
        made = sample.bundle(log)
        for content in PICTURES:
            if any(a["sha256"] == digest(content) for facts in (captured, imported)
                   for a in facts.get("attachments", [])):
                made.attach(content, "image/jpeg")
        put(f"sightings_{name}", "audit Step 11", comment, made.seal(), **said)

    one, two = ([sample.attachment(content, "image/jpeg")] for content in PICTURES)
    mms = {"channel": "mms"}
    case("picture", "a backup holds another picture of a captured message",
         mms | {"attachments": one}, mms | {"attachments": two},
         verdicts={"provenance": "contradictory"})
    case("picture_later", "a picture that was fetched after the capture", mms,
         mms | {"attachments": one})
    case("picture_same", "the same picture, and one more", mms | {"attachments": one},
         mms | {"attachments": one + two})
    call = {"channel": "call", "outcome": "connected", "duration": 3}
    case("call_outcome", "a backup says that a call was missed", call,
         call | {"outcome": "missed", "duration": 0}, notes=["call-sightings-differ log:7"])
    case("call_duration", "a backup says that a call was longer", call, call | {"duration": 300},
         notes=["call-sightings-differ log:8"])
    case("call_same", "a backup tells of the same call", call, call | {"duration": 8})


def write_selection(put):
    name = "data/selection.json"
    whole = sample.bundle().files[name]

    def bad(case, comment, old, new, **more):
        bundle = sample.bundle(**more)
        content = bundle.files[name]
        assert old.encode() in content
        bundle.files[name] = content.replace(old.encode(), new.encode())
        put(f"selection_{case}", "bundle 4", comment, bundle.seal())

    bad("hidden", "a wrong count of hidden records", '"hidden":0', '"hidden":1')
    bad("shown", "a wrong count of shown records", '"shown":7', '"shown":6')
    bad("redacted", "a wrong count of redacted records", '"redacted":0', '"redacted":1')
    bad("time", "another time than bag info", str(NOON + 86_400_000), str(NOON))
    bad("program", "another program than bag info", "dunlog 0.1.0", "dunlog 0.1.1")
    bad("version", "another version", '"version":1', '"version":2')
    bad("mask_unknown", "a mask that there is not", '"masks":[]', '"masks":["colour"]')
    bad("not_canonical", "a space", '"counts":', '"counts": ')
    bad("member_more", "a member that there is not", '"version":1', '"versions":[],"version":1')
    bad("withheld_unsorted", "hashes that descend", '"withheld":[]',
        f'"withheld":["{"b" * 64}","{"a" * 64}"]')
    bad("withheld_enclosed", "an attachment is said to be withheld and is there", '"withheld":[]',
        f'"withheld":["{digest(sample.RECORDING)}"]')
    bad("no_object", "no object", whole.decode().strip(), "[]")
    for case, chosen in {
            "party_text": {"party": "95000"}, "party_numbers": {"party": [95000]},
            "case_list": {"case": ["loan"]}, "from_text": {"from": "2024"},
            "chosen_more": {"colour": "red"}}.items():
        put(f"selection_{case}", "bundle 4", f"a selection of another form: {case}",
            sample.bundle(selection=chosen).seal())
    write_scope(put)


def write_scope(put):
    """A party or case that the shown records do, or do not, bear out (audit.md, step 10)."""
    mine, code = sample.PARTY["number"], "selection-not-borne-out"

    def case(name, comment, chosen, log=None, notes=(), **more):
        put(f"scope_{name}", "audit Step 10", comment,
            sample.bundle(log, selection=chosen, **more).seal(), notes=notes)

    case("party", "every shown event is of the party", {"party": [mine]}, hidden=(2,))
    case("party_shown", "the party is named as it is shown",
         {"party": [sample.PARTY["shown"]]}, hidden=(2,))
    case("party_more", "an event of another party is shown", {"party": [mine]},
         notes=[f"{code} log:2"])
    case("party_none", "a party that no record has", {"party": [mine, "+8613900000007"]},
         hidden=(2,), notes=[f"{code} data/selection.json:1"])
    case("case_none", "a case that no record has", {"case": "loan"},
         notes=[f"{code} data/selection.json:1", f"{code} log:1", f"{code} log:2"])

    # The texts come at NOON + 60 s and NOON + 120 s, the call half an hour after NOON.
    window, call = 120_000, NOON + 1_800_000
    case("span", "every shown event is in the span", {"from": NOON, "to": call + 1})
    case("span_edge", "the call comes 120 s before the span, the texts are not shown",
         {"from": call + window}, hidden=(1, 2))
    case("span_before", "the call comes more than 120 s before the span",
         {"from": call + window + 1}, hidden=(1, 2), notes=[f"{code} log:3"])
    case("span_after", "the call comes more than 120 s after the span", {"to": call - window},
         notes=[f"{code} log:3"])
    case("span_after_edge", "the call comes less than 120 s after the span",
         {"to": call - window + 1})
    case("span_first", "only the first event outside of the span is named",
         {"from": call + 2 * window}, notes=[f"{code} log:1"])
    case("span_turned", "a span that ends where it begins", {"from": call, "to": call},
         hidden=(1, 2), notes=[f"{code} data/selection.json:1"])

    def seen_twice(**more):
        """The text of NOON + 60 s was captured three hours late; a notification says no more."""
        facts, private = sample.message(240, "迟到的提醒", {"number": mine, "shown": "催收"})
        log = sample.log()
        log.append(facts | {"network": NOON + 60_000}, **private)
        del facts["network"]
        facts |= {"source": "relayed"} | more
        log.append(facts, **(private | {"party": private["party"] | {"group": [
            {"number": "+8613700000007", "shown": "+8613700000007"}]}}))
        return log

    at, early = NOON + 240 * 60_000, {"from": NOON, "to": NOON + 600_000}
    apart = {"recorded": at + 300_000,
             "seen": {"wall": at + 240_001, "mono": 14_405_000 + 240_001, "boot": "b1"}}
    case("span_whole", "a sighting far outside of the span, and the one whose time decides",
         early, seen_twice(), hidden=(2, 3))
    case("span_apart", "a sighting far outside of the span, and none beside it", early,
         seen_twice(**apart),
         hidden=(2, 3), notes=[f"{code} log:8"])
    case("party_whole", "one sighting names a member of the group, the other one does not",
         {"party": ["+8613700000007"]}, seen_twice(), hidden=(1, 2, 3))
    case("party_apart", "the sighting without the group stands far from the one that names it",
         {"party": ["+8613700000007"]},
         seen_twice(**apart),
         hidden=(1, 2, 3), notes=[f"{code} log:7"])

    def with_case(tag: bool):
        log = sample.log()
        log.append({"kind": "role", "recorded": NOON + 3_000_000, "source": "typed",
                    "case": "loan", "role": "agency"}, party=sample.PARTY)
        if tag:
            log.append({"kind": "tag", "recorded": NOON + 3_001_000, "source": "typed",
                        "case": "loan", "targets": [log.leaves[2]]})
        return log

    case("case_role", "the party's role is in the case", {"case": "loan"}, with_case(False),
         hidden=(2,))
    case("case_tag", "a tag puts an event of another party into the case", {"case": "loan"},
         with_case(True))
    case("case_other", "an event of another party, without a tag", {"case": "loan"},
         with_case(False), notes=[f"{code} log:2"])


def write_others(put):
    def bad(case, comment, bundle, spec="bundle 5.3", **said):
        put(f"admitted_{case}", spec, comment, bundle.seal(),
            **({"trust": (honest.LAWYER, KEY)} | said))

    opened = sample.log()
    opened.append({"kind": "redaction", "recorded": NOON + 40_000_000, "source": "typed",
                   "targets": [opened.leaves[2]], "reason": "wish"})
    put("redacted_opened", "audit Step 10", "a redacted text is open",
        sample.bundle(opened, redacted=1).seal(), notes=["redacted log:2"])
    stray = sample.log()
    stray.append({"kind": "redaction", "recorded": NOON + 40_000_000, "source": "typed",
                  "targets": ["0" * 64], "reason": "wish"})
    put("redacted_nothing", "audit Step 10", "a redaction of a record that there is not",
        sample.bundle(stray, redacted=1).seal())
    good = sample.bundle().seal()
    bad("leaf", "the original line has another hash",
        honest.admitted(leaf="0" * 64), "record 5")
    bad("index", "the record stands elsewhere in the enclosed log", honest.admitted(index=2))
    bad("bundle_missing", "the enclosed bundle is missing", missing_bundle())
    bad("signer", "another key signed the enclosed bundle",
        honest.admitted(signer=ATTACKER.public.hex()))
    bad("origin", "the enclosed bundle is of another log",
        honest.admitted(origin="dunlog/log/" + "12" * 16))
    damaged = sample.bundle().seal()
    damaged.files["data/README.txt"] = b"changed\n"
    bad("damaged", "the enclosed bundle is damaged", honest.admitted(damaged))
    bad("opening_changed", "a word of the admitted text was changed",
        honest.admitted(words="请明天还款"), "record 5")
    bad("mistyped", "a private value of the admitted record is of another type",
        honest.admitted(mistyped_bundle(), place=7), "record 5")
    bad("detail_more", "the detail has a member that there is not",
        honest.admitted(extra={"colour": "red"}), "record 5")
    bad("masked_open", "bodies are masked, and the detail opens one",
        honest.admitted(masks=("body",)), "bundle 3.5")
    unused = honest.admitted()
    unused.attach(good.zip()[:-1] + b"x", "application/zip", "bundles")
    bad("unused", "a bundle that no record admits", unused)


def mistyped_bundle() -> Bundle:
    log = sample.log()
    facts, private = sample.message(60, "类型")
    log.append(facts, **(private | {"party": "139 0000 0001"}))
    return sample.bundle(log).seal()


def missing_bundle() -> Bundle:
    made = honest.admitted()
    del made.files[next(name for name in made.files if name.startswith("data/bundles/"))]
    return made

//! The reader of packs: what it takes, and how it explains what it does not.

use dunlog_core::Error;
use dunlog_core::rule::pack::{Force, Pack, check, check_with, pin};
use dunlog_core::rule::{CLASSES, Level};

use crate::rule_timeline::pack;

/// A small pack that is good.
const GOOD: &str = r#"{
  "dunlog_pack": 1,
  "id": "xx",
  "version": "1",
  "jurisdiction": "XX",
  "zone": {"basis": "national", "zones": [{"name": "Etc/UTC", "minutes": 0}]},
  "languages": ["en"],
  "title": {"zh-Hans": "甲", "zh-Hant": "甲", "en": "A"},
  "texts": [
    {"id": "one", "instrument": "Act", "article": "1", "force": "statute", "grade": "P",
     "from": "2020-01-01", "to": "2020-12-31", "dates": "P", "title": {"zh-Hans": "甲", "zh-Hant": "甲", "en": "A"}},
    {"id": "two", "instrument": "Act", "article": "1", "force": "statute", "grade": "P",
     "from": "2021-01-01", "dates": "P", "title": {"zh-Hans": "甲", "zh-Hant": "甲", "en": "A"}}
  ],
  "rules": [
    {"id": "words", "class": "insult", "kind": "text", "texts": ["one", "two"], "needs": ["text"],
     "title": {"zh-Hans": "甲", "zh-Hant": "甲", "en": "A"}, "innocent": [],
     "sets": ["names"]}
  ],
  "remarks": {},
  "words": [{
    "dunlog_words": 1, "id": "own", "version": "1", "languages": ["en"],
    "slots": {"YOU": ["you"], "NAME": ["(thief|liar)"], "NOT": ["not"]},
    "unless": ["NOT@before"],
    "sets": {"names": {"class": "insult", "patterns": ["YOU 3 NAME"]}}
  }]
}"#;

/// A word list in a file of its own, and a pack that takes it in the place of its own.
const LIST: &str = r#"{
  "dunlog_words": 1, "id": "apart", "version": "7", "languages": ["en"],
  "slots": {"YOU": ["you"], "NAME": ["thief"]},
  "sets": {"names": {"class": "insult", "patterns": ["YOU 3 NAME"]}}
}"#;

/// A good pack whose words are those of `LIST`, with this version and SHA-256.
fn with_list(version: &str, sha256: &str) -> String {
    let (head, _) = GOOD.split_once("\"words\": [").expect("the words stand last");
    format!(
        "{head}\"words\": [\n    {{\"id\": \"apart\", \"version\": \"{version}\", \"sha256\": \"{sha256}\"}}\n  ]\n}}"
    )
}

fn codes(pack: &str) -> Vec<(u64, &'static str)> {
    check(pack.as_bytes()).into_iter().map(|fault| (fault.line, fault.code)).collect()
}

#[test]
fn a_good_pack_has_no_fault() {
    assert_eq!(codes(GOOD), []);
    let pack = Pack::parse(GOOD.as_bytes()).expect("a good pack");
    assert_eq!((pack.id.as_str(), pack.rules.len(), pack.texts.len()), ("xx", 1, 2));
}

#[test]
fn each_mistake_is_named_with_its_line() {
    for (from, to, line, code) in [
        ("\"id\": \"xx\",", "\"id\": \"XX\",", 3, "bad-word"),
        ("\"version\": \"1\",", "", 1, "missing-field"),
        ("\"version\": \"1\"", "\"version\": 1", 4, "wrong-type"),
        ("\"jurisdiction\"", "\"jurisdicton\"", 5, "unknown-field"),
        ("\"minutes\": 0", "\"minutes\": 2000", 6, "bad-zone"),
        ("[\"en\"]", "[\"fr\"]", 7, "unknown-language"),
        ("2020-12-31", "2020-12-32", 11, "bad-date"),
        ("2020-12-31", "2019-12-31", 11, "dates-reversed"),
        ("2020-12-31", "2021-01-01", 12, "dates-overlap"),
        ("\"id\": \"two\"", "\"id\": \"one\"", 12, "duplicate-id"),
        ("\"statute\"", "\"law\"", 10, "unknown-word"),
        ("[\"one\", \"two\"]", "[\"one\", \"too\"]", 16, "unknown-text"),
        ("\"class\": \"insult\"", "\"class\": \"rude\"", 16, "unknown-word"),
        ("[\"YOU 3 NAME\"]", "[\"YOU 3 NAMES\"]", 25, "unknown-slot"),
        ("[\"YOU 3 NAME\"]", "[\"YOU 99 NAME\"]", 25, "bad-pattern"),
        ("[\"YOU 3 NAME\"]", "[\"(YOU)\"]", 25, "bad-pattern"),
        ("[\"YOU 3 NAME\"]", "[]", 25, "no-pattern"),
        ("[\"names\"]", "[\"name\"]", 18, "unknown-set"),
        ("[\"names\"]", "[]", 18, "no-pattern"),
        ("{\"class\": \"insult\"", "{\"class\": \"curse\"", 18, "class-differs"),
        ("{\"class\": \"insult\"", "{\"class\": \"hours\"", 25, "unknown-word"),
        ("(thief|liar)", "(thief|liar", 23, "bad-word-form"),
        ("\"NAME\": [", "\"name\": [", 23, "bad-slot"),
        ("NOT@before", "NOT@behind", 24, "unknown-word"),
        ("\"remarks\": {},", "\"remarks\": {}, \"remarks\": {},", 20, "duplicate-field"),
        ("NAME\"]}}", "NAME\"]}},", 26, "not-json"),
        ("\"dunlog_words\": 1", "\"dunlog_words\": 2", 22, "newer-version"),
        (
            "\"unless\": [\"NOT@before\"]",
            "\"judge\": {\"threshold\": 5, \"doubt\": 6, \"sure\": 7}",
            24,
            "bad-weight",
        ),
        (
            "\"unless\": [\"NOT@before\"]",
            "\"judge\": {\"threshold\": 5, \"doubt\": 1, \"sure\": 7, \"slots\": {\"NOR\": 2}}",
            24,
            "unknown-slot",
        ),
        ("\"unless\": [\"NOT@before\"]", "\"judge\": {\"threshold\": 5}", 24, "missing-field"),
        ("\"dunlog_words\": 1", "\"dunlog_words\": 0", 21, "bad-version"),
        ("\"dunlog_words\": 1, \"id\": \"own\"", "\"id\": \"gone\"", 22, "unknown-words"),
        ("\"dunlog_pack\": 1", "\"dunlog_pack\": 2", 2, "newer-version"),
    ] {
        let changed = GOOD.replacen(from, to, 1);
        assert_ne!(changed, GOOD, "{from} is not there");
        let found = codes(&changed);
        assert!(found.contains(&(line, code)), "{to}: {found:?}");
        assert!(Pack::parse(changed.as_bytes()).is_err(), "{to}");
    }
}

#[test]
fn a_misspelt_name_is_answered_with_the_right_one() {
    let changed = GOOD.replacen("jurisdiction", "jurisdicton", 1);
    let faults = check(changed.as_bytes());
    let fault = faults.iter().find(|fault| fault.code == "unknown-field").expect("a fault");
    assert_eq!((fault.line, fault.column), (5, 3));
    assert!(fault.message.ends_with("did you mean `jurisdiction`?"), "{}", fault.message);
}

#[test]
fn packs_that_are_newer_large_or_explode_are_refused() {
    let newer = GOOD.replacen("\"dunlog_pack\": 1", "\"dunlog_pack\": 2, \"news\": 1", 1);
    assert!(matches!(Pack::parse(newer.as_bytes()), Err(Error::Unsupported { .. })));
    let large = format!("{GOOD}{}", " ".repeat(1024 * 1024));
    assert_eq!(codes(&large), [(1, "pack-too-large")]);
    let explodes = GOOD.replacen("(thief|liar)", &"(a|b)".repeat(40), 1);
    assert!(codes(&explodes).contains(&(23, "bad-word-form")));
    let deep = GOOD.replacen("\"remarks\": {}", &format!("\"remarks\": {}", "[".repeat(9000)), 1);
    assert_eq!(codes(&deep), [(20, "too-deep")]);
}

#[test]
fn a_word_list_of_its_own_is_pinned_by_version_and_sha256() {
    let find = |id: &str| (id == "apart").then(|| LIST.as_bytes().to_vec());
    let list_codes = |pack: &str| {
        let faults = check_with(pack.as_bytes(), &find).into_iter();
        faults.map(|fault| (fault.list, fault.line, fault.code)).collect::<Vec<_>>()
    };
    let loose = with_list("1", "00");
    let pinned = pin(loose.as_bytes(), &find).expect("a pack");
    let pinned = String::from_utf8(pinned).expect("text");
    assert_eq!(list_codes(&pinned), []);
    let pack = Pack::parse_with(pinned.as_bytes(), &find).expect("a good pack");
    assert_eq!((pack.words[0].id.as_str(), pack.words[0].version.as_str()), ("apart", "7"));
    let hash = pack.words[0].sha256.expect("a file's hash").to_hex();
    assert_eq!(pinned, with_list("7", &hash));

    let differ = (None, 22, "words-differ");
    assert_eq!(list_codes(&with_list("7", "00")), vec![differ.clone()]);
    assert_eq!(list_codes(&with_list("8", &hash)), vec![differ]);
    assert_eq!(codes(&pinned), [(22, "unknown-words")]);

    // A fault of the list is shown in the list.
    let broken = LIST.replacen("YOU 3", "YOUR 3", 1);
    let find = |_: &str| Some(broken.clone().into_bytes());
    let pinned = pin(loose.as_bytes(), &find).expect("a pack");
    let faults = check_with(&pinned, &find);
    let fault = faults.iter().find(|fault| fault.code == "unknown-slot").expect("a fault");
    assert_eq!((fault.list.as_deref(), fault.line, fault.column), (Some("apart"), 4, 55));
    assert!(fault.message.ends_with("did you mean `YOU`?"), "{}", fault.message);
}

#[test]
fn nothing_weak_or_recalled_carries_a_sign() {
    for id in Pack::BUILTIN {
        let pack = Pack::builtin(id).expect("a built-in pack is good");
        for text in pack.texts.iter().filter(|text| !text.is_settled()) {
            assert!(text.cap <= Level::Review, "{}", text.id);
        }
        for rule in &pack.rules {
            let mut texts = rule.texts.iter().filter_map(|id| pack.text(id));
            let settled = texts.any(|text| text.is_settled());
            assert!(settled || rule.cap <= Level::Review, "{}", rule.id);
        }
        for text in pack.texts.iter().filter(|text| text.force == Force::ProductHeuristic) {
            assert!(!text.is_settled() && text.cap <= Level::Review, "{}", text.id);
        }
    }
}

#[test]
fn the_mainland_pack_has_every_class_and_explains_every_remark() {
    for class in CLASSES {
        assert!(pack().rules.iter().any(|rule| rule.class == class), "{class}");
    }
    for rule in &pack().rules {
        assert!(!rule.innocent.is_empty(), "{} says nothing in its favour", rule.id);
    }
    for code in [
        "applies-if-creditor-is",
        "call-reached-into-window",
        "checked-none",
        "citation-unsettled",
        "clock-doubt",
        "count-undecided",
        "court-line",
        "date-unknown",
        "debtor-perhaps-unreachable",
        "debtor-was-reachable",
        "general-line",
        "no-text-in-force",
        "number-in-no-group",
        "phone-time-only",
        "phone-zone-differs",
        "rule-claims-no-more",
        "sender-unknown",
        "spouse",
        "texts-claim-no-more",
        "time-agreed",
        "typed-or-relayed-needed",
        "typed-or-relayed-only",
        "zone-unknown",
    ] {
        assert!(pack().remark(code).is_some(), "{code}");
    }
}

//! `core/packs/sources.json` and what packs make of it: every citation agrees with its source, and
//! nothing weak is printed as settled.

use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;

use dunlog_core::rule::Level;
use dunlog_core::rule::pack::{Force, Grade, Pack, RuleKind, builtin_file, builtin_words};
use serde_json::Value;

fn sources() -> HashMap<String, Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/packs/sources.json");
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let list = file["sources"].as_array().unwrap();
    let ids: HashMap<String, Value> =
        list.iter().map(|s| (s["id"].as_str().unwrap().to_owned(), s.clone())).collect();
    assert_eq!(ids.len(), list.len(), "an id stands twice");
    ids
}

/// Every built-in pack, read once.
fn packs() -> &'static [Pack] {
    static PACKS: OnceLock<Vec<Pack>> = OnceLock::new();
    PACKS.get_or_init(|| {
        let packs = Pack::BUILTIN.iter();
        packs.map(|id| Pack::builtin(id).expect("a good pack")).collect()
    })
}

#[test]
fn every_source_says_what_it_is_and_where_it_was_seen() {
    for (id, source) in sources() {
        for member in ["place", "instrument", "about", "wording", "force", "grade", "from", "dates"]
        {
            let text = source[member].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{id} has no {member}");
        }
        assert!(source["seen"].as_array().is_some_and(|seen| !seen.is_empty()), "{id}");
    }
}

#[test]
fn every_text_of_a_pack_says_what_its_source_says() {
    let sources = sources();
    for pack in packs() {
        for text in &pack.texts {
            let name = format!("{}: {}", pack.id, text.id);
            let id = text.source.as_ref().unwrap_or_else(|| panic!("{name} cites no source"));
            let source = sources.get(id).unwrap_or_else(|| panic!("{name}: no source {id}"));
            let said = |member: &str| source[member].as_str();
            let of = [pack.jurisdiction.as_str(), "*"];
            assert!(said("place").is_some_and(|place| of.contains(&place)), "{name}: place");
            assert_eq!(said("instrument"), Some(text.instrument.as_str()), "{name}");
            assert_eq!(said("article"), text.article.as_deref(), "{name}");
            assert_eq!(said("force"), Some(text.force.word()), "{name}");
            assert_eq!(said("grade"), Some(text.grade.word()), "{name}");
            assert_eq!(said("dates"), Some(text.dates.word()), "{name}");
            assert_eq!(said("from"), Some(text.from.to_string().as_str()), "{name}");
            assert_eq!(said("to"), text.to.map(|to| to.to_string()).as_deref(), "{name}");
        }
    }
}

#[test]
fn nothing_weak_is_cited_as_settled() {
    for pack in packs() {
        for text in &pack.texts {
            let settled = matches!(text.grade, Grade::Primary | Grade::Secondary);
            assert_eq!(text.is_settled(), settled, "{}: {}", pack.id, text.id);
            if !settled {
                assert!(text.cap <= Level::Review, "{}: {}", pack.id, text.id);
            }
            assert_ne!(text.grade, Grade::Recalled, "{}: {} is recalled", pack.id, text.id);
        }
        // A rule that may say `sign` rests on a settled text; the measures of our own never do.
        for rule in &pack.rules {
            let texts = rule.texts.iter().filter_map(|id| pack.text(id));
            let carries = |most: Level| texts.clone().any(|text| text.cap >= most);
            let signs = rule.cap == Level::Sign && carries(Level::Sign);
            let settled = texts
                .clone()
                .any(|text| text.is_settled() && text.force != Force::ProductHeuristic);
            assert!(!signs || settled, "{}: {}", pack.id, rule.id);
        }
    }
}

#[test]
fn what_the_mainland_table_names_has_a_rule() {
    // legal table 1.8, row by row: the rules of `cn` that answer to it.
    let table = [
        ("CN-HOURS", &["quiet-hours"][..]),
        ("CN-FREQ-CONN3", &["connected-calls"]),
        ("CN-FREQ-ATT6", &["unanswered-calls"]),
        ("CN-BURST", &["call-burst", "short-calls"]),
        ("CN-3P", &["third-person-contact"]),
        ("CN-3P-REFUSE", &["third-person-refused"]),
        ("CN-DISCLOSE", &["third-person-told", "disclose-contacts"]),
        ("CN-THREAT-PERSON", &["threat-violence", "threat-family"]),
        ("CN-INSULT", &["insult", "obscene", "curse"]),
        ("CN-IMPERSON", &["impersonate-authority"]),
        ("CN-FALSELEGAL", &["false-jail", "false-filed", "false-crime", "false-blacklist"]),
        ("CN-PUBLISH", &["public-shaming"]),
        ("CN-NEWLOAN", &["induce-new-debt"]),
        ("CN-FEE-ACCT", &["private-account", "card-number", "link"]),
        ("CN-PRIVATE-NUM", &["private-number"]),
        ("CN-NOID", &["unsigned-text"]),
        ("CN-VISIT", &["visit-manner", "visit-alone", "home-visit-threat"]),
        ("CN-PTP-DEBTOR-STOP", &["debtor-stop"]),
    ];
    let pack = packs().iter().find(|pack| pack.id == "cn").unwrap();
    for (row, rules) in table {
        for id in rules {
            let rule = pack.rule(id).unwrap_or_else(|| panic!("{row}: no rule {id}"));
            assert!(!rule.innocent.is_empty(), "{row}: {id} says nothing in its favour");
        }
    }
}

#[test]
fn our_own_measures_say_so() {
    for pack in packs() {
        for rule in &pack.rules {
            let own = |text: &dunlog_core::rule::pack::Text| text.force == Force::ProductHeuristic;
            match &rule.kind {
                RuleKind::Burst { .. } => assert!(rule.cap <= Level::Review, "{}", rule.id),
                RuleKind::Rotation { .. } | RuleKind::Fact(_) => {
                    assert_eq!(rule.cap, Level::Context, "{}", rule.id);
                }
                _ => {}
            }
            if matches!(rule.kind, RuleKind::Burst { .. }) && pack.id == "cn" {
                assert!(rule.texts.iter().filter_map(|id| pack.text(id)).any(own), "{}", rule.id);
                assert!(rule.title.en.contains("heuristic"), "{}", rule.id);
            }
        }
    }
}

#[test]
fn all_packs_together_stay_small() {
    let size = |ids: &[&str], file: fn(&str) -> Option<Vec<u8>>| -> usize {
        ids.iter().map(|id| file(id).expect("a file for each id").len()).sum()
    };
    let packs = size(Pack::BUILTIN, builtin_file);
    let words = size(Pack::BUILTIN_WORDS, builtin_words);
    assert!(packs + words < 780 * 1024, "{packs} and {words} bytes");
}

//! `tests/vectors/rule/*.json`: logs and the findings that they give (docs/spec/rule-vectors.md).

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use chrono::{DateTime, NaiveDateTime};
use dunlog_core::chain::{Hash, leaf_hash};
use dunlog_core::event::Timeline;
use dunlog_core::record::canonical::Value as Canonical;
use dunlog_core::record::{
    Channel, Direction, Draft, Fact, Feed, Field, Kind, Millis, Named, Offset, OffsetFrom, Outcome,
    Party, Record, Role, Seen, Source,
};
use dunlog_core::rule::pack::{Pack, RuleKind};
use dunlog_core::rule::{Finding, evaluate};
use serde_json::{Map, Value};

/// When records are appended unless a vector says otherwise: 2026-12-31T12:00:00+08:00.
const RECORDED: i64 = 1_798_689_600_000;

#[test]
fn every_vector_gives_the_findings_that_it_expects() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/rule");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "json"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no vectors");
    let (mut played, mut wrong) = (0, Vec::new());
    let mut packs = BTreeMap::new();
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{file}: {e}"));
        only(&value, &["pack", "vectors"], &file);
        let id = string(&value, "pack").unwrap_or_else(|| panic!("{file}: no pack"));
        let pack = packs.entry(id.clone()).or_insert_with(|| Pack::builtin(&id).unwrap());
        for vector in list(&value, "vectors") {
            let name = format!("{file}: {}", string(vector, "id").expect("an id"));
            played += 1;
            if let Err(why) = play(pack, vector, &name) {
                wrong.push(format!("{name}: {why}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {played} vectors:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_comes_after_a_refusal_is_told_by_the_contact() {
    let records = serde_json::json!([
        {"kind": "case", "case": "a", "detail": {"creditor_kind": "bank"}},
        {"kind": "role", "role": "agency", "number": "+8613800000001", "case": "a"},
        {"kind": "role", "role": "third_person", "number": "+8613700000001"},
        {"kind": "refusal", "id": "no", "number": "+8613700000001", "case": "a",
         "at": "2026-03-01T12:00:00+08:00"},
        {"kind": "event", "id": "x", "channel": "call", "number": "+8613800000001",
         "at": "2026-03-02T12:00:00+08:00", "seconds": 30, "own": "+8613700000001"},
    ]);
    let mut log = Log::default();
    records.as_array().unwrap().iter().for_each(|record| log.put(record, "refusal"));
    let ids: HashMap<Hash, String> =
        log.names.iter().map(|(id, leaf)| (*leaf, id.clone())).collect();
    let timeline = Timeline::new(log.records);
    let found = evaluate(&Pack::builtin("cn").unwrap(), &timeline);
    let refused = found.iter().find(|found| found.rule == "third-person-refused").unwrap();
    assert_eq!(refused.records.iter().map(|leaf| &ids[leaf]).collect::<Vec<_>>(), ["no", "x"]);
    let contact = refused
        .contact(|leaf| timeline.records.iter().find(|record| record.leaf == *leaf))
        .unwrap();
    assert_eq!(ids[&contact.leaf], "x");
    assert_eq!(contact.party().unwrap().key(), "+8613800000001");
    // One record is no event: nothing tells it.
    let refusal = |leaf: &Hash| {
        timeline.records.iter().find(|record| record.leaf == *leaf && ids[leaf] == "no")
    };
    assert!(refused.contact(refusal).is_none());
}

/// Plays one vector; says how the findings differ from those expected.
fn play(pack: &Pack, vector: &Value, name: &str) -> Result<(), String> {
    only(vector, &["id", "section", "why", "rules", "records", "findings"], name);
    let mut log = Log::default();
    for record in list(vector, "records") {
        log.put(record, name);
    }
    let rules: Vec<&str> = match vector.get("rules") {
        Some(_) => list(vector, "rules").iter().filter_map(Value::as_str).collect(),
        None => counting(pack),
    };
    for rule in &rules {
        assert!(pack.rule(rule).is_some(), "{name}: the pack has no rule {rule}");
    }
    let Log { records, names, bodies } = log;
    let ids: HashMap<Hash, String> = names.into_iter().map(|(id, leaf)| (leaf, id)).collect();
    let found = evaluate(pack, &Timeline::new(records));
    let mut left: Vec<&Finding> =
        found.iter().filter(|found| rules.contains(&found.rule.as_str())).collect();
    let mut missing = Vec::new();
    for expected in list(vector, "findings") {
        only(expected, &["rule", "level", "records", "texts", "remarks", "words"], name);
        let fits = |found: &&Finding| fits(found, expected, &ids, &bodies);
        match left.iter().position(fits) {
            Some(at) => drop(left.remove(at)),
            None => missing.push(expected.to_string()),
        }
    }
    if missing.is_empty() && left.is_empty() {
        return Ok(());
    }
    let left: Vec<String> = left.iter().map(|found| shown(found, &ids)).collect();
    Err(format!("missing [{}]\n    unexpected [{}]", missing.join(", "), left.join(", ")))
}

/// The rules that count or compare: all but those of words.
fn counting(pack: &Pack) -> Vec<&str> {
    let rules = pack.rules.iter().filter(|rule| rule.kind != RuleKind::Text);
    rules.map(|rule| rule.id.as_str()).collect()
}

fn fits(
    found: &Finding,
    expected: &Value,
    ids: &HashMap<Hash, String>,
    bodies: &HashMap<Hash, String>,
) -> bool {
    let texts = |name: &str| expected.get(name).map(|_| strings(expected, name));
    let records: Vec<String> =
        found.records.iter().map(|leaf| ids.get(leaf).cloned().unwrap_or_default()).collect();
    let words = found.span.and_then(|(from, to)| bodies.get(&found.records[0])?.get(from..to));
    let remarks = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort();
        list
    };
    string(expected, "rule").as_deref() == Some(&found.rule)
        && string(expected, "level").as_deref() == Some(found.level.word())
        && texts("records").is_none_or(|list| list == records)
        && texts("texts").is_none_or(|list| list == found.texts)
        && texts("remarks").is_none_or(|list| remarks(&list) == remarks(&found.remarks))
        && string(expected, "words").is_none_or(|expected| words == Some(&expected))
}

fn shown(found: &Finding, ids: &HashMap<Hash, String>) -> String {
    let records: Vec<&str> =
        found.records.iter().map(|leaf| ids.get(leaf).map_or("?", String::as_str)).collect();
    format!(
        "{} {} records {} texts {} remarks {}",
        found.rule,
        found.level.word(),
        records.join("+"),
        found.texts.join("+"),
        found.remarks.join("+")
    )
}

/// The drafts of a vector's records, each with the name that others call it by and with the
/// instant at which it is appended.
pub(crate) fn drafts(records: &[Value], name: &str, mut append: impl FnMut(Draft, Millis) -> Hash) {
    let mut names = HashMap::new();
    for value in records {
        let (draft, recorded) = draft(value, &names, name);
        let leaf = append(draft, recorded);
        names.extend(string(value, "id").map(|id| (id, leaf)));
    }
}

/// A log made of a vector's records.
#[derive(Default)]
struct Log {
    records: Vec<Record>,
    names: HashMap<String, Hash>,
    bodies: HashMap<Hash, String>,
}

impl Log {
    fn put(&mut self, value: &Value, name: &str) {
        let (draft, recorded) = draft(value, &self.names, name);
        let salts = vec![7; draft.salt_bytes()];
        let index = self.records.len() as u64;
        let placed = draft.place(Hash::ZERO, index + 1, recorded, &salts);
        let (line, openings, text) = placed.unwrap_or_else(|e| panic!("{name}: {value}: {e}"));
        let leaf = leaf_hash(text.as_bytes());
        if let Some(id) = string(value, "id") {
            assert!(self.names.insert(id.clone(), leaf).is_none(), "{name}: {id} twice");
        }
        self.bodies.extend(string(value, "body").map(|body| (leaf, body)));
        self.records.push(Record { index, leaf, line, openings });
    }
}

/// The draft of a record, and when it is appended.
fn draft(value: &Value, names: &HashMap<String, Hash>, name: &str) -> (Draft, Millis) {
    const MEMBERS: &[&str] = &[
        "kind",
        "id",
        "at",
        "network",
        "recorded",
        "channel",
        "direction",
        "number",
        "group",
        "own",
        "body",
        "outcome",
        "seconds",
        "source",
        "feed",
        "offset",
        "role",
        "case",
        "from",
        "to",
        "targets",
        "delta",
        "detail",
    ];
    only(value, MEMBERS, name);
    let word = string(value, "kind").unwrap_or_else(|| panic!("{name}: a record has a kind"));
    let kind = Kind::parse(&word).unwrap_or_else(|| panic!("{name}: no kind {word}"));
    let source = match string(value, "source") {
        Some(word) => Source::parse(&word).unwrap_or_else(|| panic!("{name}: {word}")),
        None if kind == Kind::Event => Source::Captured,
        None if matches!(kind, Kind::Clock | Kind::Gap) => Source::Program,
        None => Source::Typed,
    };
    let mut fact = Fact::new(kind, source);
    times(value, &mut fact, name);
    if kind == Kind::Event {
        event(value, &mut fact, name);
    }
    fact.channel = fact
        .channel
        .or_else(|| string(value, "channel").map(|word| Channel::parse(&word).expect("a channel")));
    fact.role = string(value, "role").map(|word| Role::parse(&word).expect("a role"));
    fact.case = string(value, "case");
    fact.delta = value.get("delta").map(|delta| delta.as_i64().expect("milliseconds"));
    let leaf = |id: String| *names.get(&id).unwrap_or_else(|| panic!("{name}: no {id}"));
    fact.targets = strings(value, "targets").into_iter().map(leaf).collect();
    let mut draft = Draft::new(fact);
    if let Some(party) = party(value, kind) {
        draft = draft.with_party(&party);
    }
    if let Some(own) = string(value, "own") {
        draft = draft.with(Field::Own, &Party::new(&own, Some(&own)).to_value());
    }
    if let Some(body) = string(value, "body") {
        draft = draft.with_text(Field::Body, &body);
    }
    if let Some(Value::Object(members)) = value.get("detail") {
        draft = draft.with(Field::Detail, &detail(members));
    } else if kind != Kind::Event {
        draft = draft.with(Field::Detail, &Canonical::map(Vec::new()));
    }
    let recorded = string(value, "recorded").map_or(Millis(RECORDED), |text| instant(&text));
    (draft, recorded)
}

fn times(value: &Value, fact: &mut Fact, name: &str) {
    let message = matches!(string(value, "channel").as_deref(), Some("sms" | "mms" | "chat"));
    if let Some(at) = string(value, "at") {
        if DateTime::parse_from_rfc3339(&at).is_ok() {
            let wall = instant(&at);
            fact.seen = Some(Seen { wall, mono: None, boot: None });
            fact.network = Some(wall).filter(|_| message);
        } else {
            let local = NaiveDateTime::parse_from_str(&at, "%Y-%m-%dT%H:%M:%S");
            assert!(local.is_ok(), "{name}: {at} is no time");
            fact.local = Some(at);
        }
    }
    match value.get("network") {
        Some(Value::Null) => fact.network = None,
        Some(Value::String(text)) => fact.network = Some(instant(text)),
        _ => {}
    }
    let edge = |name| string(value, name).map(|text| instant(&text));
    fact.from = edge("from");
    fact.to = edge("to");
    if let Some(offset) = value.get("offset") {
        only(offset, &["minutes", "zone", "from"], name);
        let from = string(offset, "from").unwrap_or_else(|| "phone".into());
        fact.offset = Some(Offset {
            minutes: offset["minutes"].as_i64().expect("minutes"),
            zone: string(offset, "zone"),
            from: OffsetFrom::parse(&from).expect("phone, file or option"),
        });
    }
}

fn event(value: &Value, fact: &mut Fact, name: &str) {
    let channel = string(value, "channel").unwrap_or_else(|| panic!("{name}: no channel"));
    fact.channel = Channel::parse(&channel);
    let way = string(value, "direction").unwrap_or_else(|| "in".into());
    fact.direction = Some(Direction::parse(&way).expect("in or out"));
    fact.duration = value.get("seconds").and_then(Value::as_i64);
    if fact.channel == Some(Channel::Call) {
        fact.outcome = match (string(value, "outcome"), fact.duration) {
            (Some(word), _) => Some(Outcome::parse(&word).expect("an outcome")),
            (None, Some(1..)) => Some(Outcome::Connected),
            (None, Some(_)) => Some(Outcome::Missed),
            (None, None) => None,
        };
    }
    if let Some(feed) = value.get("feed") {
        only(feed, &["format", "file", "place"], name);
        fact.feed = Some(Feed {
            format: string(feed, "format").unwrap_or_else(|| "sms_backup".into()),
            file: string(feed, "file").map(|file| Hash::of(file.as_bytes())),
            package: None,
            place: feed["place"].as_i64().expect("a place"),
        });
    }
}

fn party(value: &Value, kind: Kind) -> Option<Party> {
    let named = |number: &str| Named { shown: number.to_owned(), number: Some(number.to_owned()) };
    let number = string(value, "number");
    if number.is_none() && kind != Kind::Event {
        return None;
    }
    let group = strings(value, "group").iter().map(|number| named(number)).collect();
    Some(Party { name: number.as_deref().map(named).unwrap_or_default(), group })
}

fn detail(members: &Map<String, Value>) -> Canonical {
    let text = |value: &Value| Canonical::Text(value.as_str().expect("details are texts").into());
    Canonical::map(members.iter().map(|(key, value)| (key.clone(), text(value))).collect())
}

fn instant(text: &str) -> Millis {
    let time = DateTime::parse_from_rfc3339(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    Millis(time.timestamp_millis())
}

fn string(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn strings(value: &Value, name: &str) -> Vec<String> {
    list(value, name).iter().map(|item| item.as_str().expect("a text").to_owned()).collect()
}

/// A member that the format does not know is a mistake in the vector.
fn only(value: &Value, known: &[&str], name: &str) {
    let members = value.as_object().unwrap_or_else(|| panic!("{name}: no object: {value}"));
    for key in members.keys() {
        assert!(known.contains(&key.as_str()), "{name}: `{key}` is not known");
    }
}

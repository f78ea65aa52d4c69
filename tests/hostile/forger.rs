//! The forger who holds the key and writes a log that suits, one lie at a time.
//!
//! Each bundle is whole and rightly signed, so only what the records say can give it away.

use dunlog_core::bundle::audit::Provenance;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Channel, Feed, Outcome, Seen};

use super::*;
use crate::verify_builder::{Log, T0, audit, empty, sms};

/// The codes of an audit's notes.
fn notes(log: &Log) -> Vec<(&'static str, String)> {
    let found = log.audit();
    assert!(found.passes(), "a note is not held against a bundle: {:?}", found.issues);
    found.notes.into_iter().map(|note| (note.code, note.place)).collect()
}

fn one(code: &'static str, place: &str) -> Vec<(&'static str, String)> {
    vec![(code, place.to_owned())]
}

fn seen(wall: i64, clocks: Option<(i64, &str)>) -> Option<Seen> {
    let (mono, boot) = (clocks.map(|c| c.0), clocks.map(|c| c.1.to_owned()));
    Some(Seen { wall: Millis(T0 + wall), mono, boot })
}

#[test]
fn a_capture_from_before_the_log_is_noted() {
    let mut log = Log::new();
    let mut early = sms(0, "昨天夜里", Source::Captured);
    (early.fact.seen, early.fact.network) = (seen(-86_000_000, None), None);
    let mut imported = early.clone();
    log.push(early);
    imported.fact.source = Source::Mirrored;
    log.push(imported);
    assert_eq!(notes(&log), one("captured-before-log", "log:1"));
}

#[test]
fn a_capture_that_never_arrived_is_noted() {
    let mut log = Log::new();
    let mut draft = sms(1, "没有到达时间", Source::Captured);
    draft.fact.seen = None;
    log.push(draft);
    assert_eq!(notes(&log), one("captured-without-seen", "log:1"));
}

#[test]
fn boots_that_take_turns_are_noted() {
    let mut log = Log::new();
    for (second, boot) in [(1, "a"), (2, "b"), (3, "a"), (4, "b"), (5, "c"), (6, "c")] {
        let mut draft = sms(second, "催收", Source::Captured);
        draft.fact.seen = seen(second * 1_000, Some((second * 1_000, boot)));
        log.push(draft);
    }
    let twice = [one("boots-interleaved", "log:3"), one("boots-interleaved", "log:4")].concat();
    assert_eq!(notes(&log), twice);
}

#[test]
fn a_network_ahead_of_the_record_is_noted_beside_seen_too() {
    let mut log = Log::new();
    let mut draft = sms(1, "未来", Source::Captured);
    draft.fact.network = Some(Millis(T0 + 3_600_000));
    log.push(draft);
    assert_eq!(notes(&log), one("network-after-recorded", "log:1"));
}

#[test]
fn a_bundle_made_before_its_records_is_noted() {
    let mut log = Log::new();
    log.recorded = T0 + 2_000_000;
    log.push(sms(1, "后来", Source::Captured));
    assert_eq!(notes(&log), one("made-before-last-record", "bag-info.txt:7"));
}

/// A message or call as captured, and the row of a backup that says something else of it.
fn twice(channel: Channel, change: impl Fn(&mut Log, &mut Draft, bool)) -> Log {
    let mut log = Log::new();
    for imported in [false, true] {
        let mut draft = sms(1, "看图", Source::Captured);
        if channel == Channel::Call {
            let party = Party::new("138 0000 0001", Some("+8613800000001"));
            draft = Draft::new(draft.fact).with_party(&party);
        }
        draft.fact.channel = Some(channel);
        if imported {
            draft.fact.source = Source::Imported;
            let file = Some(Hash::of(b"an edited backup"));
            draft.fact.feed =
                Some(Feed { format: "sms_backup".into(), file, package: None, place: 1 });
        }
        change(&mut log, &mut draft, imported);
        log.push(draft);
    }
    log
}

#[test]
fn a_backup_with_another_picture_contradicts_the_capture() {
    let log = twice(Channel::Mms, |log, draft, imported| {
        let picture: &[u8] = if imported { b"an edited picture" } else { b"a picture" };
        draft.fact.attachments = vec![log.attach(picture, "image/jpeg")];
    });
    let found = log.audit();
    meets(&found, "sightings-disagree");
    assert_eq!(found.verdicts.provenance, Provenance::Contradictory);
    let fetched_later = twice(Channel::Mms, |log, draft, imported| {
        if imported {
            draft.fact.attachments = vec![log.attach(b"a picture", "image/jpeg")];
        }
    });
    assert_eq!(notes(&fetched_later), []);
}

#[test]
fn a_backup_with_another_end_of_a_call_is_noted() {
    let call = |outcome: Outcome, duration: i64| {
        twice(Channel::Call, move |_, draft, imported| {
            draft.fact.outcome = Some(if imported { outcome } else { Outcome::Missed });
            draft.fact.duration = Some(if imported { duration } else { 0 });
        })
    };
    assert_eq!(notes(&call(Outcome::Connected, 2)), one("call-sightings-differ", "log:1"));
    assert_eq!(notes(&call(Outcome::Missed, 600)), one("call-sightings-differ", "log:2"));
    assert_eq!(notes(&call(Outcome::Missed, 4)), []);
}

#[test]
fn a_cover_that_names_another_party_or_case_is_noted() {
    let claim = |chosen: &'static str| {
        let mut log = Log::sample();
        log.change = match chosen {
            "party" => |name, text| claimed(name, text, r#"{"party":["+8613900000009"]}"#),
            "case" => |name, text| claimed(name, text, r#"{"case":"loan"}"#),
            _ => |name, text| claimed(name, text, r#"{"party":["+8613800000001"]}"#),
        };
        notes(&log)
    };
    let cover = ("selection-not-borne-out", "data/selection.json:1".to_owned());
    let event = ("selection-not-borne-out", "log:1".to_owned());
    assert_eq!(claim("party"), [cover.clone(), event.clone()]);
    assert_eq!(claim("case"), [cover, event]);
    assert_eq!(claim("the right party"), []);
}

#[test]
fn a_cover_that_names_another_span_is_noted() {
    let claim = |chosen: &'static str| {
        let mut log = Log::sample();
        log.change = match chosen {
            "later" => |name, text| claimed(name, text, r#"{"from":4000000000000}"#),
            "earlier" => |name, text| claimed(name, text, r#"{"to":700000000000}"#),
            _ => |name, text| claimed(name, text, r#"{"from":700000000000,"to":4000000000000}"#),
        };
        notes(&log)
    };
    let event = one("selection-not-borne-out", "log:1");
    assert_eq!((claim("later"), claim("earlier")), (event.clone(), event));
    assert_eq!(claim("the right span"), []);
}

fn claimed(name: &str, text: String, chosen: &str) -> String {
    if name == "data/selection.json" {
        text.replace(r#""selection":{}"#, &format!(r#""selection":{chosen}"#))
    } else {
        text
    }
}

#[test]
fn an_opening_of_another_type_is_an_issue() {
    let text = |text: &str| Value::Text(text.into());
    for (field, value) in [
        (Field::Party, text("138 0000 0001")),
        (Field::Own, Value::Int(1)),
        (Field::Body, Value::map(vec![("text".into(), text("x"))])),
        (Field::Detail, Value::List(Vec::new())),
        (Field::Names, Value::List(vec![Value::Int(1)])),
    ] {
        let mut log = Log::new();
        log.push(sms(1, "类型", Source::Captured).with(field, &value));
        meets(&log.audit(), "opening-mistyped");
    }
}

/// A case vault's log that admits the first text of `log`'s bundle.
fn case_of(log: &Log, masks: Vec<Field>) -> (Log, Hash) {
    let zipped = log.bundle();
    let mut case = Log { seed: [8; 32], ..Log::new() };
    // The first record names the key, so the log begins anew with the other one.
    (case.records, case.marks) = (Vec::new(), 0);
    let mut fact = Fact::new(Kind::Log, Source::Program);
    fact.origin = Some(case.origin.into());
    fact.key = Some(case.key().public().to_bytes());
    case.push(empty(fact));
    let placed = &log.records[1];
    let line = dunlog_core::record::Line::parse(placed.text.as_bytes()).expect("a line");
    let original = dunlog_core::record::Record {
        index: 1,
        leaf: placed.leaf,
        line,
        openings: placed.openings.clone(),
    };
    let admits = dunlog_core::record::Admission {
        bundle: Hash::of(&zipped),
        signer: log.key().public().to_bytes(),
        origin: log.origin.into(),
        index: 1,
        leaf: placed.leaf,
        forced: false,
    };
    case.push(Draft::admitting(admits, &original, &placed.text, None));
    let sha256 = Hash::of(&zipped);
    case.contents.insert(format!("data/bundles/{}.zip", sha256.to_hex()), zipped);
    case.masks = masks;
    (case, sha256)
}

#[test]
fn an_enclosed_bundle_of_a_stranger_is_noted_where_keys_are_trusted() {
    let log = Log::sample();
    let (case, sha256) = case_of(&log, Vec::new());
    let place = format!("{}/zip:", sha256.to_hex());
    assert_eq!(notes(&case), one("enclosed-signer-not-trusted", &place));
    let mut both = Policy::trusting(case.key().public());
    both.trust(log.key().public());
    assert!(audit(&case.bundle(), &both).notes.is_empty());
    let none = audit(&case.bundle(), &Policy::default());
    assert!(none.notes.is_empty() && none.issues.is_empty(), "nothing to compare with");
}

#[test]
fn a_mask_reaches_into_what_was_admitted() {
    let (case, _) = case_of(&Log::sample(), vec![Field::Body]);
    let found = case.audit();
    meets(&found, "masked-field-opened");
    let mut closed = case;
    let last = closed.records.last_mut().expect("the admitted record");
    last.openings.remove(Field::Detail);
    assert!(closed.audit().passes());
}

#[test]
fn a_vault_does_not_open_an_admitted_text_that_is_masked() {
    let room = Room::filled(1);
    let whole = room.bundle(&Selection::all());
    let mut case = Room::empty(2);
    let admitted = dunlog_core::bundle::admit::admit(
        &mut case.vault,
        Cursor::new(&whole),
        &room.policy(),
        None,
        at(20),
    );
    assert!(matches!(admitted, Ok(dunlog_core::bundle::admit::Admitted::Appended { .. })));
    let masked = Selection { masks: vec![Field::Body], ..Selection::all() };
    let mut bag = Bag::open(&case.bundle(&masked));
    let found = case.audit(&bag.zip());
    assert!(found.passes(), "{:?}", found.issues);
    bag.lines(OPENINGS, |lines| {
        assert!(lines.iter().all(|line| !line.contains("今天不还就去你单位")));
        // Records that hold no body stay open: the heartbeat among them.
        assert!(lines.iter().any(|line| line.contains(r#""field":"detail""#)));
    });
}

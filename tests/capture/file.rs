//! Recordings: side files and names as recorders write them, and the record of a file.

use dunlog_core::capture::file::{Exhibit, exhibit};
use dunlog_core::capture::recorder::{Facts, read_name, read_side_file};
use dunlog_core::chain::Hash;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{
    Channel, Direction, Evidence, Field, Millis, Offset, OffsetFrom, Outcome as Ended, Source,
};

use super::{Outcome, Shelf, fixture};

const BCR: &str = "20230719_215308.931-0400_in_sim1_+11234567890_John Doe";

#[test]
fn both_forms_of_the_side_file_and_the_name_agree() {
    let folder = "import-call-recordings/chenxiaolong-BCR";
    for end in ["json", "jsonc"] {
        let Some(bytes) = fixture(&format!("{folder}/{BCR}.{end}")) else { continue };
        let side = read_side_file(&bytes).unwrap();
        let expected = Facts {
            recorder: Some("bcr"),
            time: Some(Millis(1_689_817_988_931)),
            offset: Some(-240),
            direction: Some(Direction::In),
            number: Some("+11234567890".into()),
            contact: Some("John Doe".into()),
            slot: Some(0),
            duration: Some(2),
            ..Facts::default()
        };
        assert_eq!(side, expected);
        let name = read_name(&format!("{BCR}.oga")).unwrap();
        assert_eq!(name, Facts { duration: None, ..expected });
    }
}

#[test]
fn every_form_that_the_fixtures_name_is_known() {
    let Some(bytes) = fixture("import-call-recordings/nicorac-bcr-gui/filename-templates.json")
    else {
        return;
    };
    let templates: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    for template in templates.as_array().unwrap() {
        // The template filled in, its optional parts kept.
        let mut name = template["pattern"].as_str().unwrap().replace(['^', '(', ')', '?'], "");
        for (field, text) in [
            ("{date}", "20240102_030405"),
            ("{direction}", "out"),
            ("{sim_slot}", "2"),
            ("{phone_number}", "+8613800138000"),
            ("{contact_name}", "李四"),
            ("{date:year2}", "24"),
            ("{date:year}", "2024"),
            ("{date:month}", "01"),
            ("{date:day}", "02"),
            ("{date:hours}", "03"),
            ("{date:minutes}", "04"),
            ("{date:seconds}", "05"),
        ] {
            name = name.replace(field, text);
        }
        let facts = read_name(&name).unwrap_or_else(|| panic!("{name}"));
        assert!(facts.local.unwrap().starts_with("2024-01-02T03:04"), "{name}");
    }
}

#[test]
fn the_record_of_a_recording_says_what_the_recorder_said() {
    let mut shelf = Shelf::default();
    let facts = read_name(&format!("{BCR}.m4a")).unwrap();
    let content = [b"\0\0\0\x18ftypM4A ".as_slice(), &[7; 100_000]].concat();
    let detail = vec![("original".to_owned(), Value::Text("手机".into()))];
    let draft = exhibit(
        &mut content.as_slice(),
        Exhibit {
            name: &format!("{BCR}.m4a"),
            evidence: Evidence::Recording,
            source: Source::Typed,
            facts: &facts,
            offset: None,
            country: Some("US"),
            detail,
        },
        &mut shelf,
    )
    .unwrap();
    let outcome = Outcome { drafts: vec![draft], ..Outcome::default() }.check();
    let fact = &outcome.drafts[0].fact;
    assert_eq!(fact.attachments[0].sha256, Hash::of(&content));
    assert_eq!(fact.attachments[0].media_type, "audio/mp4");
    assert_eq!(fact.offset.as_ref().unwrap().minutes, -240);
    assert_eq!(outcome.private(0, Field::Detail), r#"{"original":"手机","recorder":"bcr"}"#);
    let party = r#"{"number":"+11234567890","shown":"+11234567890"}"#;
    assert_eq!(outcome.private(0, Field::Party), party);
}

#[test]
fn a_side_file_by_itself_is_the_record_of_its_call() {
    let side = br#"{ // BCR
        "timestamp_unix_ms": 1689817988931, "timestamp": "2023-07-19T21:53:08.931-04:00",
        "direction": "in", "sim_slot": 2,
        "calls": [{"phone_number": "+8613900139000", "contact_name": "\u738b"}],
        "output": {"format": {"type": "OGG/Opus"}, "recording": {"duration_secs_encoded": 61.7}}}"#;
    let read = |bytes: &[u8]| {
        let source = std::io::Cursor::new(bytes.to_vec());
        super::run(Some("CN"), |context, sink, emit| {
            dunlog_core::capture::read(source, context, sink, emit)
        })
        .unwrap()
    };
    let outcome = read(side);
    let fact = &outcome.drafts[0].fact;
    assert_eq!(outcome.drafts.len(), 1);
    assert_eq!(fact.channel, Some(Channel::Call));
    assert_eq!((fact.direction, fact.slot), (Some(Direction::In), Some(1)));
    assert_eq!((fact.duration, fact.outcome), (Some(61), Some(Ended::Connected)));
    assert_eq!(fact.seen.as_ref().unwrap().wall, Millis(1_689_817_988_931));
    let offset = fact.offset.as_ref().unwrap();
    assert_eq!((offset.minutes, offset.from), (-240, OffsetFrom::File));
    assert_eq!(fact.feed.as_ref().unwrap().format, "bcr");
    let party = r#"{"number":"+8613900139000","shown":"+8613900139000"}"#;
    assert_eq!(outcome.private(0, Field::Party), party);
    assert_eq!(outcome.private(0, Field::Contact), "\"王\"");
    assert!(outcome.private(0, Field::SourceRow).contains(r#""duration_secs_encoded":"61.7""#));
    // A conference has no other side, and its members are kept.
    let conference = String::from_utf8(side.to_vec())
        .unwrap()
        .replace("\"calls\": [", "\"calls\": [{\"phone_number\": \"10086\"}, ");
    let outcome = read(conference.as_bytes());
    assert!(outcome.private(0, Field::Party).starts_with(r#"{"group":[{"number":"10086""#));
    let folder = "import-call-recordings/chenxiaolong-BCR";
    for end in ["json", "jsonc"] {
        let Some(bytes) = fixture(&format!("{folder}/{BCR}.{end}")) else { continue };
        let outcome = read(&bytes);
        let fact = &outcome.drafts[0].fact;
        assert_eq!((fact.direction, fact.slot), (Some(Direction::In), Some(0)));
        assert_eq!(fact.duration, Some(2));
    }
}

#[test]
fn an_offset_that_a_person_names_stands_before_the_recorder_s() {
    let facts =
        Facts { time: Some(Millis(1_772_424_000_000)), offset: Some(60), ..Facts::default() };
    let told = |offset: Option<Offset>| {
        let mut shelf = Shelf::default();
        let (name, detail) = ("门上.jpg", Vec::new());
        let (evidence, source) = (Evidence::Document, Source::Typed);
        let of = Exhibit { name, evidence, source, facts: &facts, offset, country: None, detail };
        exhibit(&mut &b"paper"[..], of, &mut shelf).unwrap().fact.offset
    };
    let zone = Some("Asia/Shanghai".to_owned());
    let chosen = Offset { minutes: 480, zone, from: OffsetFrom::Option };
    assert_eq!(told(Some(chosen.clone())), Some(chosen));
    let read = Offset { minutes: 60, zone: None, from: OffsetFrom::File };
    assert_eq!(told(None), Some(read));
}

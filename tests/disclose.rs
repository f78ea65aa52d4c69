//! What a selection discloses: whole events, both directions, never a log-level line left out.

use dunlog_core::bundle::disclose::{Choice, Selection, Survey};
use dunlog_core::chain::{Hash, leaf_hash};
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{
    Attachment, Channel, Direction, Draft, Evidence, Fact, Feed, Field, Kind, Millis, Party,
    Purpose, Record, Relation, Role, Seen, Source,
};

const T0: i64 = 1_750_000_000_000;

/// A log in memory.
#[derive(Default)]
struct Log {
    records: Vec<Record>,
    marks: u64,
}

impl Log {
    fn new() -> Self {
        let mut log = Self::default();
        let mut fact = Fact::new(Kind::Log, Source::Program);
        fact.origin = Some("dunlog/log/0123456789abcdef0123456789abcdef".into());
        fact.key = Some([3; 32]);
        log.push(empty(fact));
        log
    }

    fn push(&mut self, draft: Draft) -> Hash {
        let index = self.records.len() as u64;
        let prev = self.records.last().map_or(Hash::ZERO, |record| record.leaf);
        self.marks += u64::from(draft.fact.kind.is_log_level());
        let salts = vec![7; draft.salt_bytes()];
        let placed = draft.place(prev, self.marks, Millis(T0 + 1_000_000), &salts);
        let (line, openings, text) = placed.expect("a valid draft");
        let leaf = leaf_hash(text.as_bytes());
        self.records.push(Record { index, leaf, line, openings });
        leaf
    }

    fn choose(&self, selection: &Selection) -> Choice {
        let mut survey = Survey::default();
        for record in &self.records {
            survey.push(record);
        }
        survey.choose(selection)
    }

    /// The indexes of the shown lines, each with whether anything of it is opened.
    fn shown(&self, selection: &Selection) -> Vec<(u64, bool)> {
        let choice = self.choose(selection);
        let disclosed = self.records.iter().filter_map(|r| choice.disclose(r.clone()));
        disclosed.map(|record| (record.index, !record.openings.is_empty())).collect()
    }
}

fn empty(fact: Fact) -> Draft {
    Draft::new(fact).with(Field::Detail, &Value::Map(Vec::new()))
}

fn text(number: &str, direction: Direction, minute: i64, file: &[u8]) -> Draft {
    let mut fact = Fact::new(Kind::Event, Source::Imported);
    fact.channel = Some(Channel::Sms);
    fact.direction = Some(direction);
    fact.seen = Some(Seen { wall: Millis(T0 + minute * 60_000), mono: None, boot: None });
    let file = Some(Hash::of(file));
    fact.feed = Some(Feed { format: "sms_backup".into(), file, package: None, place: 1 });
    let row = Value::map(vec![("address".into(), Value::Text(number.into()))]);
    Draft::new(fact)
        .with_party(&Party::new(number, Some(number)))
        .with_text(Field::Body, "请还款")
        .with_text(Field::Contact, "某人")
        .with(Field::SourceRow, &row)
}

fn role(number: &str, role: Role, case: Option<&str>) -> Draft {
    let mut fact = Fact::new(Kind::Role, Source::Typed);
    fact.role = Some(role);
    fact.case = case.map(str::to_owned);
    Draft::new(fact).with_party(&Party::new(number, Some(number)))
}

fn file(purpose: Purpose, content: &[u8]) -> Draft {
    let mut fact = Fact::new(Kind::File, Source::Imported);
    fact.purpose = Some(purpose);
    fact.evidence = (purpose == Purpose::Exhibit).then_some(Evidence::Recording);
    let (sha256, size) = (Hash::of(content), content.len() as i64);
    fact.attachments = vec![Attachment { sha256, size, media_type: "audio/mp4".into() }];
    empty(fact)
}

fn party(number: &str) -> Selection {
    Selection { parties: vec![number.into()], ..Selection::all() }
}

#[test]
fn everything_is_shown_where_nothing_is_chosen() {
    let mut log = Log::new();
    log.push(text("+8613900000001", Direction::In, 1, b"a"));
    log.push(file(Purpose::Source, b"a"));
    assert_eq!(log.shown(&Selection::all()), [(0, true), (1, true), (2, true)]);
    assert_eq!(log.choose(&Selection::all()).hidden(), 0);
}

#[test]
fn a_party_takes_both_directions_and_every_sighting_and_leaves_the_rest() {
    let mut log = Log::new();
    log.push(text("+8613900000001", Direction::In, 1, b"a"));
    log.push(text("+8613900000001", Direction::Out, 2, b"a"));
    log.push(text("+8613900000002", Direction::In, 3, b"a"));
    log.push(text("+8613900000001", Direction::In, 1, b"b"));
    log.push(text("+8613900000002", Direction::In, 9, b"a"));
    let shown = log.shown(&party("+8613900000001"));
    assert_eq!(shown, [(0, true), (1, true), (2, true), (4, true), (5, false)]);
}

#[test]
fn an_event_at_the_edge_of_the_span_goes_whole() {
    let mut log = Log::new();
    log.push(text("+8613900000001", Direction::In, 10, b"a"));
    let mut late = text("+8613900000001", Direction::In, 10, b"b");
    late.fact.seen = Some(Seen { wall: Millis(T0 + 601_000), mono: None, boot: None });
    log.push(late);
    log.push(role("+8613900000001", Role::Agency, None));
    let to = Some(Millis(T0 + 600_500));
    let span = Selection { to, ..Selection::all() };
    assert_eq!(log.shown(&span), [(0, true), (1, true), (2, true), (3, true)]);
    let none = Selection { from: to, ..Selection::all() };
    assert_eq!(log.shown(&none), [(0, true), (3, true)]);
}

#[test]
fn a_case_takes_the_numbers_of_its_latest_roles_and_what_is_tagged() {
    let mut log = Log::new();
    let other = log.push(text("+8613900000003", Direction::In, 1, b"a"));
    log.push(text("+8613900000001", Direction::In, 2, b"a"));
    log.push(text("+8613900000002", Direction::In, 3, b"a"));
    log.push(role("+8613900000001", Role::Agency, Some("c1")));
    log.push(role("+8613900000002", Role::Agency, Some("c1")));
    log.push(role("+8613900000002", Role::Agency, Some("c2")));
    let mut tag = Fact::new(Kind::Tag, Source::Typed);
    tag.case = Some("c1".into());
    tag.targets = vec![other];
    log.push(empty(tag));
    let case = Selection { case: Some("c1".into()), ..Selection::all() };
    let shown = log.shown(&case);
    assert_eq!(
        shown,
        [(0, true), (1, true), (2, true), (4, true), (5, true), (6, false), (7, true)]
    );
}

#[test]
fn a_recording_follows_its_link_and_a_source_file_its_rows_without_its_content() {
    let mut log = Log::new();
    let call = log.push(text("+8613900000001", Direction::In, 1, b"backup"));
    log.push(text("+8613900000002", Direction::In, 2, b"other"));
    let recording = log.push(file(Purpose::Exhibit, b"sound"));
    log.push(file(Purpose::Source, b"backup"));
    log.push(file(Purpose::Source, b"other"));
    let mut link = Fact::new(Kind::Link, Source::Typed);
    link.relation = Some(Relation::RecordingOf);
    link.targets = vec![recording, call];
    log.push(empty(link));
    log.push(role("+8613900000002", Role::Other, None));
    let selection = party("+8613900000001");
    let shown = log.shown(&selection);
    assert_eq!(shown, [(0, true), (1, true), (3, true), (4, true), (6, true), (7, false)]);
    let choice = log.choose(&selection);
    assert!(choice.encloses(&log.records[3], &Hash::of(b"sound")));
    assert!(!choice.encloses(&log.records[4], &Hash::of(b"backup")));
    let named = Selection { sources: vec![Hash::of(b"backup")], ..selection };
    let choice = log.choose(&named);
    assert!(choice.encloses(&log.records[4], &Hash::of(b"backup")));
    assert_eq!(choice.preview().sources.len(), 1);
}

#[test]
fn a_mask_withholds_its_field_and_what_would_tell_it_from_every_record() {
    let mut log = Log::new();
    log.push(text("+8613900000001", Direction::In, 1, b"a"));
    log.push(text("+8613900000002", Direction::In, 2, b"a"));
    let masked = Selection { masks: vec![Field::Party], ..Selection::all() };
    let choice = log.choose(&masked);
    for record in log.records.iter().skip(1) {
        let record = choice.disclose(record.clone()).expect("everything is selected");
        let open: Vec<_> = record.openings.iter().map(|(field, _)| field).collect();
        assert_eq!(open, [Field::Body]);
    }
    assert!(choice.preview().parties.iter().all(|party| party.shown.is_none()));
}

#[test]
fn the_preview_names_third_persons_before_collectors() {
    let mut log = Log::new();
    log.push(text("+8613900000001", Direction::In, 1, b"a"));
    log.push(text("+8613900000002", Direction::In, 2, b"a"));
    log.push(role("+8613900000001", Role::Agency, None));
    log.push(role("+8613900000002", Role::EmergencyContact, None));
    let preview = log.choose(&Selection::all()).preview();
    let roles: Vec<_> = preview.parties.iter().map(|party| party.role).collect();
    assert_eq!(roles, [Role::EmergencyContact, Role::Agency]);
    assert_eq!((preview.shown, preview.hidden), (5, 0));
}

#[test]
fn what_a_redaction_names_is_not_told_as_disclosed() {
    let mut log = Log::new();
    let kept = log.push(file(Purpose::Source, b"backup"));
    let mut redaction = Fact::new(Kind::Redaction, Source::Typed);
    redaction.targets = vec![kept];
    redaction.reason = Some("private".into());
    redaction.attachments = file(Purpose::Source, b"backup").fact.attachments;
    log.push(empty(redaction));
    let preview = log.choose(&Selection::all()).preview();
    assert_eq!((preview.files.len(), preview.sources.len(), preview.redacted), (0, 0, 1));
}

#[test]
fn a_choice_that_nothing_names_and_words_that_a_mask_leaves_are_told() {
    let mut log = Log::new();
    log.push(text("+8613900000001", Direction::In, 1, b"a"));
    log.push(role("+8613900000001", Role::Agency, Some("c1")));
    let mut statement = Fact::new(Kind::Statement, Source::Typed);
    statement.evidence = Some(Evidence::WitnessStatement);
    let detail = Value::map(vec![("contact".into(), Value::Text("13900000009".into()))]);
    log.push(Draft::new(statement).with(Field::Detail, &detail));
    let parties = vec!["+8613900000001".to_owned(), "+8613900000077".to_owned()];
    let selection = Selection { parties, case: Some("c9".into()), ..Selection::all() };
    let preview = log.choose(&selection).preview();
    assert_eq!(preview.unmatched, ["+8613900000077", "c9"]);
    assert_eq!(preview.speaking, 0);
    let masked = |masks: &[Field]| {
        log.choose(&Selection { masks: masks.to_vec(), ..Selection::all() }).preview().speaking
    };
    assert_eq!((masked(&[Field::Party]), masked(&[Field::Location])), (2, 0));
    assert_eq!(masked(&[Field::Party, Field::Detail]), 1);
    assert_eq!(masked(&[Field::Party, Field::Detail, Field::Body]), 0);
}

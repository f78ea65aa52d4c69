//! What comes of the bundles of several people in one case vault.

use dunlog_core::bundle::admit::{Admitted, admit};
use dunlog_core::event::Timeline;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Channel, Direction, Outcome, Role, Seen};
use dunlog_core::rule::{Finding, Level, evaluate};

use super::*;

/// 1 March 2026, 10:00 in Shanghai.
const MORNING: i64 = 1_772_330_400_000;

fn minute(minutes: i64) -> Millis {
    Millis(MORNING + minutes * 60_000)
}

fn members(said: &[(&str, &str)]) -> Value {
    let mut said = said.to_vec();
    said.sort_unstable();
    let text = |(name, value): (&str, &str)| (name.to_owned(), Value::Text(value.to_owned()));
    Value::Map(said.into_iter().map(text).collect())
}

impl Room {
    /// A vault in which the collector's number is the agency of the case `c1`.
    fn of_debtor(seed: u64, facts: &[(&str, &str)]) -> Self {
        let mut room = Self::empty(seed);
        let mut case = Fact::new(Kind::Case, Source::Typed);
        case.case = Some("c1".into());
        room.put(Draft::new(case).with(Field::Detail, &members(facts)));
        let mut role = Fact::new(Kind::Role, Source::Typed);
        role.role = Some(Role::Agency);
        role.case = Some("c1".into());
        room.put(Draft::new(role).with_party(&Party::new(COLLECTOR, Some(COLLECTOR))));
        room
    }

    /// Appends a month after all of it.
    fn put(&mut self, draft: Draft) {
        self.vault.append(draft, minute(50_000)).expect("an append");
    }

    fn call(&mut self, source: Source, minutes: i64) {
        let mut fact = Fact::new(Kind::Event, source);
        fact.channel = Some(Channel::Call);
        fact.direction = Some(Direction::In);
        fact.outcome = Some(Outcome::Connected);
        fact.duration = Some(30);
        fact.seen = Some(Seen { wall: minute(minutes), mono: None, boot: None });
        self.put(Draft::new(fact).with_party(&Party::new(COLLECTOR, Some(COLLECTOR))));
    }

    fn admit(&mut self, other: &Self, selection: &Selection) -> Vec<u8> {
        let bundle = other.bundle(selection);
        let policy = other.policy();
        let taken = admit(&mut self.vault, Cursor::new(&bundle), &policy, None, minute(60_000));
        assert!(matches!(taken, Ok(Admitted::Appended { .. })), "{taken:?}");
        bundle
    }

    fn timeline(&self) -> Timeline {
        self.vault.timeline().expect("a timeline")
    }

    fn findings(&self) -> Vec<Finding> {
        evaluate(crate::rule_timeline::pack(), &self.timeline())
    }

    fn class(&self, class: &str) -> Vec<Finding> {
        self.findings().into_iter().filter(|found| found.class == class).collect()
    }
}

const BANK: &[(&str, &str)] = &[("creditor", "甲公司"), ("creditor_kind", "consumer_finance")];
const LENDER: &[(&str, &str)] = &[("creditor", "甲公司"), ("creditor_kind", "private")];

#[test]
fn the_calls_of_two_debtors_are_never_added_up() {
    let (mut zhang, mut li) = (Room::of_debtor(1, BANK), Room::of_debtor(2, BANK));
    for minutes in [0, 60] {
        zhang.call(Source::Imported, minutes);
        li.call(Source::Imported, minutes + 20);
    }
    let mut case = Room::empty(3);
    case.admit(&zhang, &Selection::all());
    case.admit(&li, &Selection::all());
    assert_eq!(case.timeline().events.len(), 4);
    assert_eq!(case.class("rate"), []);
    assert_eq!(case.class("burst"), []);
    // Four of one debtor are four, whoever else is in the vault.
    for minutes in [120, 180] {
        zhang.call(Source::Imported, minutes);
    }
    let alone = zhang.class("rate");
    assert_eq!(alone.iter().map(|found| found.level).collect::<Vec<_>>(), [Level::Sign]);
    let mut case = Room::empty(4);
    case.admit(&li, &Selection::all());
    case.admit(&zhang, &Selection::all());
    assert_eq!(case.class("rate"), alone);
}

#[test]
fn the_facts_of_one_debtors_case_say_nothing_of_anothers() {
    for first in [true, false] {
        let (mut zhang, mut li) = (Room::of_debtor(1, LENDER), Room::of_debtor(2, BANK));
        for minutes in [0, 60, 120, 180] {
            zhang.call(Source::Imported, minutes);
        }
        li.call(Source::Imported, 0);
        assert_eq!(zhang.class("rate"), [], "no limit binds a private lender");
        let mut case = Room::empty(3);
        let (one, two) = if first { (&zhang, &li) } else { (&li, &zhang) };
        case.admit(one, &Selection::all());
        case.admit(two, &Selection::all());
        assert_eq!(case.class("rate"), []);
    }
    // Nor does the lawyer's own word on a number reach into another's log.
    let mut quiet = Room::empty(5);
    for minutes in [0, 60, 120, 180] {
        quiet.call(Source::Imported, minutes);
    }
    let mut case = Room::of_debtor(6, BANK);
    case.admit(&quiet, &Selection::all());
    assert!(case.class("rate").iter().all(|found| found.level <= Level::Context));
}

#[test]
fn one_file_imported_in_two_vaults_doubles_nothing() {
    let file = Hash::of(b"calls.xml");
    let words = "今天必须还款，不还打断你的腿";
    let vault = |seed| {
        let mut room = Room::of_debtor(seed, BANK);
        room.put(row(file, 1, COLLECTOR, words, minute(0)));
        room.put(row(file, 2, COLLECTOR, words, minute(90)));
        room
    };
    let (one, two) = (vault(1), vault(2));
    let told = one.class("threat_violence").len();
    assert_eq!(told, 2);
    let mut case = Room::empty(3);
    case.admit(&one, &Selection::all());
    case.admit(&two, &Selection::all());
    let timeline = case.timeline();
    assert_eq!(timeline.events.len(), 2);
    for event in &timeline.events {
        let logs: BTreeSet<_> =
            event.sightings.iter().map(|at| timeline.admission(*at).map(|a| &a.origin)).collect();
        assert_eq!((event.sightings.len(), logs.len()), (2, 2), "two sightings, of two logs");
        assert!(!event.disagrees);
    }
    assert_eq!(case.class("threat_violence").len(), told);
    // A row that says something else is no row of that file: it stays an event of its own.
    let mut forged = Room::of_debtor(4, BANK);
    forged.put(row(file, 1, COLLECTOR, "请还款", minute(0)));
    case.admit(&forged, &Selection::all());
    assert_eq!(case.timeline().events.len(), 3);
}

#[test]
fn a_typed_call_does_not_carry_a_count_over_its_limit() {
    let mut room = Room::of_debtor(1, BANK);
    for minutes in [0, 60, 120] {
        room.call(Source::Imported, minutes);
    }
    assert_eq!(room.class("rate"), []);
    room.call(Source::Typed, 187);
    let found = room.class("rate");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].level, Level::Review);
    assert!(found[0].remarks.iter().any(|code| code == "typed-or-relayed-needed"), "{found:?}");
    room.call(Source::Imported, 240);
    let found = room.class("rate");
    assert_eq!((found.len(), found[0].level), (1, Level::Sign), "four stand without it");
}

/// The level of a message that claims a filed case, after an answer of this time and day.
fn checked(at: Millis, asked_on: Option<&str>) -> Level {
    let mut room = Room::of_debtor(1, BANK);
    let words = "法院已立案，案号(2026)京01执1号，今天必须还款";
    room.put(row(Hash::of(b"sms.xml"), 1, COLLECTOR, words, minute(0)));
    let leaf = *room.vault.leaves().expect("leaves").last().expect("the message");
    let mut fact = Fact::new(Kind::CheckResult, Source::Typed);
    fact.targets = vec![leaf];
    fact.seen = Some(Seen { wall: at, mono: None, boot: None });
    let mut said = vec![("by", "12368"), ("answer", "none")];
    said.extend(asked_on.map(|day| ("asked_on", day)));
    room.put(Draft::new(fact).with(Field::Detail, &members(&said)));
    let alone = room.class("false_legal_threat");
    let mut case = Room::empty(2);
    case.admit(&room, &Selection::all());
    assert_eq!(case.class("false_legal_threat"), alone);
    alone.iter().map(|found| found.level).max().expect("such a claim is found")
}

#[test]
fn an_answer_from_before_the_message_does_not_count() {
    assert_eq!(checked(minute(60), None), Level::Sign);
    assert_eq!(checked(minute(60), Some("2026-03-01")), Level::Sign);
    assert_eq!(checked(minute(-1), None), Level::Review);
    assert_eq!(checked(minute(60), Some("2026-02-28")), Level::Review);
    assert_eq!(checked(minute(60), Some("2020-01-01")), Level::Review);
}

#[test]
fn a_refusal_of_the_collectors_number_needs_a_third_person() {
    let refusal = |said: &[(&str, &str)]| {
        let mut room = Room::of_debtor(1, BANK);
        let mut fact = Fact::new(Kind::Refusal, Source::Typed);
        fact.case = Some("c1".into());
        fact.seen = Some(Seen { wall: minute(-60), mono: None, boot: None });
        let draft = Draft::new(fact).with(Field::Detail, &members(said));
        room.put(draft.with_party(&Party::new(COLLECTOR, Some(COLLECTOR))));
        room.call(Source::Imported, 0);
        room.class("third_person").len()
    };
    assert_eq!(refusal(&[("words", "别再打了")]), 0);
    assert_eq!(refusal(&[("relation", "同事"), ("words", "别再打了")]), 1);
}

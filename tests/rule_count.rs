//! Calls a day and third persons: semantics 7 to 9, 11, 12 and 15, as tables.

use dunlog_core::record::{Direction, Fact, Kind, Outcome, Role, Seen, Source};

use crate::rule_timeline::{Log, Row, call, shanghai, text};

const NUMBER: &str = "+8613800000001";
const SECOND: &str = "+8613800000002";

fn at(hour: u32) -> String {
    format!("2026-03-01 {hour:02}:00:00")
}

fn connected(log: &mut Log, hours: std::ops::Range<u32>) {
    for hour in hours {
        log.row(call(NUMBER, &at(hour), 60));
    }
}

#[test]
fn the_fourth_connected_call_of_a_day_gives_one_finding_with_all() {
    let mut log = Log::lender("bank");
    connected(&mut log, 9..12);
    assert!(log.of("rate").is_empty(), "three are allowed");
    let mut log = Log::lender("bank");
    connected(&mut log, 9..14);
    let found = log.findings();
    let found: Vec<_> = found.iter().filter(|found| found.class == "rate").collect();
    assert_eq!((found.len(), found[0].records.len()), (1, 5));
    assert_eq!(
        (found[0].level.word(), found[0].texts.as_slice()),
        ("sign", &["gbt-45251-calls".into()][..])
    );
}

#[test]
fn calls_are_summed_over_the_creditors_numbers_and_the_debtors_own() {
    let mut log = Log::lender("bank");
    log.role(SECOND, Role::Creditor, Some("a"));
    connected(&mut log, 9..11);
    for (hour, own) in [(11, "+8613900000001"), (12, "+8613900000002")] {
        log.row(call(SECOND, &at(hour), 60).with(|row| row.own = Some(own.into())));
    }
    assert_eq!(log.of("rate"), ["sign "]);
    let mut log = Log::lender("bank");
    log.role(SECOND, Role::Creditor, Some("b"));
    connected(&mut log, 9..11);
    log.row(call(SECOND, &at(11), 60));
    log.row(call(SECOND, &at(12), 60));
    assert!(log.of("rate").is_empty(), "another creditor");
}

#[test]
fn only_answered_incoming_calls_of_a_second_or_more_count() {
    let mut log = Log::lender("bank");
    connected(&mut log, 9..12);
    let outcomes = [
        (Some(Outcome::Missed), Some(0)),
        (Some(Outcome::Rejected), None),
        (Some(Outcome::Blocked), None),
        (Some(Outcome::Voicemail), Some(20)),
        (Some(Outcome::AnsweredByAssistant), Some(20)),
        (Some(Outcome::Connected), Some(0)),
    ];
    for (hour, (outcome, duration)) in (12..).zip(outcomes) {
        log.row(call(NUMBER, &at(hour), 1).with(|row| {
            row.fact.outcome = outcome;
            row.fact.duration = duration;
        }));
    }
    log.row(call(NUMBER, &at(20), 60).with(|row| row.fact.direction = Some(Direction::Out)));
    assert!(log.of("rate").is_empty(), "six unanswered calls are allowed too");
}

#[test]
fn an_unknown_outcome_that_would_cross_the_limit_is_undecided() {
    let unknown = |hour| {
        call(NUMBER, &at(hour), 60).with(|row| {
            row.fact.outcome = None;
            row.fact.duration = None;
        })
    };
    let mut log = Log::lender("bank");
    connected(&mut log, 9..11);
    log.row(unknown(12));
    assert!(log.of("rate").is_empty());
    let mut log = Log::lender("bank");
    connected(&mut log, 9..12);
    log.row(unknown(12));
    assert_eq!(log.of("rate"), ["undecided count-undecided"]);
}

#[test]
fn the_day_is_that_of_shanghai() {
    let mut log = Log::lender("bank");
    for time in ["2026-03-01 21:00:00", "2026-03-01 21:30:00", "2026-03-02 08:30:00"] {
        log.row(call(NUMBER, time, 60));
    }
    log.row(call(NUMBER, "2026-03-02 09:00:00", 60));
    assert!(log.of("rate").is_empty());
}

#[test]
fn a_number_of_several_creditors_counts_only_where_tagged() {
    let shared = |tagged: bool| {
        let mut log = Log::lender("bank");
        log.role(NUMBER, Role::Agency, Some("b"));
        log.case("b", "bank");
        let leaves: Vec<_> = (9..13).map(|hour| log.row(call(NUMBER, &at(hour), 60))).collect();
        if tagged {
            let mut fact = Fact::new(Kind::Tag, Source::Typed);
            fact.case = Some("b".into());
            fact.targets = leaves;
            log.typed(fact, None, &[]);
        }
        log.of("rate")
    };
    assert_eq!(shared(true), ["sign "]);
    assert_eq!(shared(false), ["undecided count-undecided", "undecided count-undecided"]);
}

#[test]
fn numbers_in_no_group_are_context() {
    let mut log = Log::default();
    log.role(NUMBER, Role::Agency, None);
    connected(&mut log, 9..13);
    assert_eq!(log.of("rate"), ["context applies-if-creditor-is,number-in-no-group"]);
}

#[test]
fn calls_that_are_perhaps_one_leave_the_count_undecided() {
    let mut log = Log::lender("bank");
    connected(&mut log, 9..12);
    // The same call as at 11, in a backup whose zone is off by an hour.
    log.row(call(NUMBER, &at(12), 60).in_file("a", 1));
    assert_eq!(log.of("rate"), ["undecided count-undecided"]);
}

#[test]
fn dates_and_sources_cap_the_count() {
    let four = |date: &str, change: fn(Row) -> Row| {
        let mut log = Log::lender("bank");
        for hour in 9..13 {
            log.row(change(call(NUMBER, &format!("{date} {hour:02}:00:00"), 60)));
        }
        log.of("rate")
    };
    assert!(four("2024-05-14", |row| row).is_empty());
    assert_eq!(four("2025-02-27", |row| row), ["review texts-claim-no-more"]);
    assert_eq!(four("2025-02-28", |row| row), ["sign "]);
    let typed = |row: Row| row.from(Source::Typed);
    assert_eq!(four("2026-03-01", typed), ["review typed-or-relayed-only"]);
}

#[test]
fn the_seventh_unanswered_call_to_one_own_number_is_for_review() {
    let missed = |count: u32, owns: &[&str], date: &str| {
        let mut log = Log::lender("bank");
        for n in 0..count {
            let own = owns[n as usize % owns.len()];
            let time = format!("{date} {:02}:30:00", 8 + n);
            log.row(call(NUMBER, &time, 0).with(|row| row.own = Some(own.into())));
        }
        log.of("rate")
    };
    assert!(missed(6, &["1"], "2026-03-01").is_empty());
    assert_eq!(missed(7, &["1"], "2026-03-01"), ["review rule-claims-no-more"]);
    assert!(missed(8, &["1", "2"], "2026-03-01").is_empty());
    assert!(missed(7, &["1"], "2026-01-29").is_empty());
}

/// A refusal of the person at `+8613700000001` on the first of March at noon.
fn refused(log: &mut Log, number: &str) {
    let mut fact = Fact::new(Kind::Refusal, Source::Typed);
    fact.case = Some("a".into());
    fact.seen = Some(Seen { wall: shanghai("2026-03-01 12:00:00"), mono: None, boot: None });
    log.typed(fact, Some(number), &[("who", "sister"), ("words", "do not call again")]);
}

fn to_third(number: &str, time: &str) -> Row {
    text(number, time, "请转告他。").with(|row| row.own = Some("+8613700000001".into()))
}

#[test]
fn contact_after_a_refusal_is_found_from_any_number_of_the_group() {
    let found = |time: &str, number: &str, reached: bool| {
        let mut log = Log::lender("bank");
        log.role(SECOND, Role::Agency, Some("a"));
        log.role("+8613800000003", Role::Agency, Some("b"));
        refused(&mut log, "+8613700000001");
        if reached {
            log.row(call(NUMBER, "2026-03-02 10:00:00", 60));
        }
        log.row(to_third(number, time));
        log.by("third-person-refused")
    };
    let after = "2026-03-05 09:59:59";
    assert_eq!(found(after, NUMBER, true), ["sign debtor-was-reachable"]);
    assert_eq!(found(after, SECOND, true), ["sign debtor-was-reachable"]);
    assert_eq!(found(after, NUMBER, false), ["review debtor-perhaps-unreachable"]);
    let late = "2026-03-05 10:00:01";
    assert_eq!(found(late, NUMBER, true), ["review debtor-perhaps-unreachable"]);
    assert!(found(after, "+8613800000003", true).is_empty(), "another creditor");
    assert!(found("2026-03-01 11:59:59", NUMBER, true).is_empty(), "before the refusal");
}

#[test]
fn the_role_of_the_person_who_refused_counts() {
    for (role, expected) in [
        (Role::Guarantor, vec![]),
        (Role::CoDebtor, vec![]),
        (Role::Spouse, vec!["review spouse,debtor-was-reachable"]),
        (Role::EmergencyContact, vec!["sign debtor-was-reachable"]),
    ] {
        let mut log = Log::lender("bank");
        log.role("+8613700000001", role, None);
        refused(&mut log, "+8613700000001");
        log.row(call(NUMBER, "2026-03-02 10:00:00", 60));
        log.row(to_third(NUMBER, "2026-03-03 10:00:00"));
        assert_eq!(log.by("third-person-refused"), expected, "{role:?}");
    }
}

#[test]
fn a_refusal_to_a_collector_is_the_owners_own() {
    let found = |relation: &str| {
        let mut log = Log::lender("bank");
        let mut fact = Fact::new(Kind::Refusal, Source::Typed);
        fact.case = Some("a".into());
        fact.seen = Some(Seen { wall: shanghai("2026-03-01 12:00:00"), mono: None, boot: None });
        log.typed(fact, Some(NUMBER), &[("relation", relation), ("words", "do not call again")]);
        log.row(text(NUMBER, "2026-03-03 10:00:00", "请转告他。"));
        log.by("third-person-refused")
    };
    assert_eq!(found("sister"), ["review debtor-perhaps-unreachable"]);
    assert!(found(" ").is_empty(), "nobody says that a third person refused");
}

//! The quiet hours: semantics 1 to 6, 10, 12 and 16, as tables.

use dunlog_core::record::{Direction, Fact, Kind, Millis, Role, Source};

use crate::rule_timeline::{Log, call, shanghai, text};

const NUMBER: &str = "+8613800000001";
const DUE: &str = "您的贷款已逾期，请尽快还款。";

fn hours(kind: &str, row: crate::rule_timeline::Row) -> Vec<String> {
    let mut log = Log::lender(kind);
    log.row(row);
    log.of("hours")
}

#[test]
fn the_edges_are_exact_to_the_second() {
    for (time, level) in [
        ("21:59:59", None),
        ("22:00:00", Some("borderline ")),
        ("22:04:59", Some("borderline ")),
        ("22:05:00", Some("sign ")),
        ("00:00:00", Some("sign ")),
        ("07:54:59", Some("sign ")),
        ("07:55:00", Some("borderline ")),
        ("07:59:59", Some("borderline ")),
        ("08:00:00", None),
        ("12:00:00", None),
    ] {
        let at = format!("2026-03-01 {time}");
        let expected: Vec<String> = level.into_iter().map(str::to_owned).collect();
        assert_eq!(hours("bank", text(NUMBER, &at, DUE)), expected, "a text at {time}");
        assert_eq!(hours("bank", call(NUMBER, &at, 30)), expected, "a call at {time}");
    }
}

#[test]
fn the_date_decides_level_and_citation() {
    for (date, level, texts) in [
        ("2024-05-14", None, vec![]),
        ("2024-05-15", Some("review"), vec!["nifa-2024"]),
        ("2025-02-27", Some("review"), vec!["nifa-2024"]),
        ("2025-02-28", Some("sign"), vec!["gbt-45251-hours"]),
        ("2026-01-29", Some("sign"), vec!["gbt-45251-hours"]),
        ("2026-01-30", Some("sign"), vec!["gbt-45251-hours", "cba-2026-hours"]),
    ] {
        let mut log = Log::lender("bank");
        log.row(call(NUMBER, &format!("{date} 23:30:00"), 30));
        let found = log.findings();
        let found: Vec<_> = found.iter().filter(|f| f.class == "hours").collect();
        assert_eq!(found.first().map(|f| f.level.word()), level, "{date}");
        assert_eq!(found.first().map(|f| f.texts.clone()).unwrap_or_default(), texts, "{date}");
    }
}

#[test]
fn the_day_of_a_citation_is_that_of_shanghai() {
    // 23:30 in UTC on the 27th is 07:30 on the 28th in Shanghai.
    let mut log = Log::lender("bank");
    log.row(call(NUMBER, "2025-02-28 07:30:00", 30).in_zone(480));
    assert_eq!(log.findings()[0].texts, ["gbt-45251-hours"]);
}

#[test]
fn the_kind_of_creditor_selects_the_texts() {
    let at = "2026-03-01 23:00:00";
    for kind in ["bank", "consumer_finance", "micro_loan", "licensed_other"] {
        assert_eq!(hours(kind, call(NUMBER, at, 30)), ["sign "], "{kind}");
    }
    assert!(hours("private", call(NUMBER, at, 30)).is_empty());
    assert_eq!(hours("unknown", call(NUMBER, at, 30)), ["review applies-if-creditor-is"]);
}

#[test]
fn a_text_needs_a_role_and_a_demand() {
    let at = "2026-03-01 23:00:00";
    for body in [
        "【某某银行】您的验证码为123456，请勿告知他人。",
        "您尾号1234的卡于3月1日消费36.5元。",
        "急用钱？当天放款，额度高，利率低，咨询热线见官网。",
        "温馨提醒您本期账单即将到期，请及时还款。",
    ] {
        assert!(hours("bank", text(NUMBER, at, body)).is_empty(), "{body}");
    }
    assert!(hours("bank", text("+8613800000009", at, DUE)).is_empty(), "a number without a role");
    let mut out = text(NUMBER, at, DUE);
    out.fact.direction = Some(Direction::Out);
    assert!(hours("bank", out).is_empty(), "the borrower's own words");
}

#[test]
fn the_clock_that_counts_is_named() {
    let at = "2026-03-01 23:00:00";
    let phone = text(NUMBER, at, DUE).with(|row| row.fact.network = None);
    assert_eq!(hours("bank", phone), ["review phone-time-only"]);
    let skewed = text(NUMBER, at, DUE)
        .with(|row| row.fact.network = Some(Millis(shanghai(at).0 - 86_400_001)));
    assert_eq!(hours("bank", skewed), ["review phone-time-only"], "over 24 h apart");
    let late =
        text(NUMBER, at, DUE).with(|row| row.fact.network = Some(shanghai("2026-03-01 20:00:00")));
    assert!(hours("bank", late).is_empty(), "the network's time decides");
    let local = text(NUMBER, at, DUE).with(|row| {
        row.fact.network = None;
        row.fact.seen = None;
        row.fact.local = Some("2026-03-01T23:00:00".into());
    });
    let mut log = Log::default();
    log.case("a", "bank");
    log.role(NUMBER, Role::Agency, Some("a"));
    log.row(local);
    assert_eq!(log.of("hours"), ["undecided zone-unknown"]);
}

#[test]
fn the_phones_zone_that_decides_otherwise_asks_for_review() {
    let night = call(NUMBER, "2026-03-01 22:30:00", 30);
    assert_eq!(hours("bank", night.in_zone(480)), ["sign "]);
    let night = call(NUMBER, "2026-03-01 22:30:00", 30);
    assert_eq!(hours("bank", night.in_zone(420)), ["review phone-zone-differs"]);
    let day = call(NUMBER, "2026-03-01 12:00:00", 30);
    assert_eq!(hours("bank", day.in_zone(0)), ["review phone-zone-differs"]);
}

#[test]
fn a_call_that_reaches_into_the_window_is_for_review() {
    let begun = |seconds| call(NUMBER, "2026-03-01 21:50:00", seconds);
    assert!(hours("bank", begun(899)).is_empty(), "ended at 22:04:59");
    assert_eq!(hours("bank", begun(900)), ["review call-reached-into-window"]);
}

#[test]
fn a_known_clock_doubt_replaces_the_five_minutes() {
    for (time, expected) in [
        ("22:29:59", vec!["borderline clock-doubt"]),
        ("22:30:00", vec!["sign "]),
        ("21:30:00", vec!["undecided clock-doubt"]),
        ("21:29:59", vec![]),
    ] {
        let mut log = Log::lender("bank");
        let mut fact = Fact::new(Kind::Clock, Source::Program);
        fact.delta = Some(30 * 60_000);
        log.row(call(NUMBER, &format!("2026-06-01 {time}"), 10));
        log.typed(fact, None, &[]);
        assert_eq!(log.of("hours"), expected, "{time}");
    }
}

#[test]
fn a_general_line_and_a_typed_event_are_capped() {
    let at = "2026-03-01 23:00:00";
    for number in ["95588", "4008888888", "+8695588"] {
        let mut log = Log::lender("bank");
        log.role(number, Role::Creditor, Some("a"));
        log.row(call(number, at, 30));
        assert_eq!(log.of("hours"), ["review general-line"], "{number}");
    }
    for source in [Source::Typed, Source::Relayed] {
        let row = call(NUMBER, at, 30).from(source);
        assert_eq!(hours("bank", row), ["review typed-or-relayed-only"]);
    }
    let mut log = Log::lender("bank");
    log.row(call(NUMBER, at, 30).from(Source::Typed));
    log.row(call(NUMBER, at, 30).in_file("a", 1));
    assert_eq!(log.of("hours"), ["sign "], "the typed sighting has another beside it");
}

#[test]
fn the_latest_role_of_the_span_wins_and_reaches_back() {
    let at = "2026-03-01 23:00:00";
    let mut log = Log::lender("bank");
    log.row(call(NUMBER, at, 30));
    log.role(NUMBER, Role::Other, Some("a"));
    assert!(log.of("hours").is_empty(), "the later record says it is somebody else");
    let mut log = Log::default();
    log.case("a", "bank");
    log.row(call(NUMBER, at, 30));
    let mut fact = Fact::new(Kind::Role, Source::Typed);
    fact.role = Some(Role::Agency);
    fact.case = Some("a".into());
    fact.from = Some(shanghai("2026-03-02 00:00:00"));
    log.typed(fact, Some(NUMBER), &[]);
    assert!(log.of("hours").is_empty(), "the span begins later");
}

#[test]
fn an_agreed_time_makes_it_context_within_span_creditor_and_dates() {
    let agreed = |log: &mut Log, case: &str| {
        let mut fact = Fact::new(Kind::Agreement, Source::Typed);
        fact.case = Some(case.into());
        fact.from = Some(shanghai("2026-03-01 00:00:00"));
        fact.to = Some(shanghai("2026-04-01 00:00:00"));
        log.typed(fact, None, &[("hours_from", "22:00"), ("hours_to", "23:30")])
    };
    for (at, case, expected) in [
        ("2026-03-02 23:29:59", "a", "context time-agreed"),
        ("2026-03-02 23:30:00", "a", "sign "),
        ("2026-03-02 23:00:00", "b", "sign "),
        ("2026-04-01 23:00:00", "a", "sign "),
    ] {
        let mut log = Log::lender("bank");
        agreed(&mut log, case);
        log.row(call(NUMBER, at, 30));
        assert_eq!(log.of("hours"), [expected], "{at} {case}");
    }
    let mut log = Log::lender("bank");
    let leaf = agreed(&mut log, "a");
    let mut fact = Fact::new(Kind::Withdrawal, Source::Typed);
    fact.targets = vec![leaf];
    fact.seen = Some(dunlog_core::record::Seen {
        wall: shanghai("2026-03-10 12:00:00"),
        mono: None,
        boot: None,
    });
    log.typed(fact, None, &[]);
    log.row(call(NUMBER, "2026-03-09 23:00:00", 30));
    log.row(call(NUMBER, "2026-03-10 23:00:00", 30));
    assert_eq!(log.of("hours"), ["context time-agreed", "sign "]);
}

//! The lists that a phone shows.

use dunlog_core::chain::Hash;
use dunlog_core::record::{Channel, Kind, Named, Party, Source};
use dunlog_core::vault::{Day, Listed, Vault};
use dunlog_tests::{START, mark, message, row};

use super::{at, fresh, import};

fn bodies(events: &[Listed]) -> Vec<String> {
    events.iter().map(|event| event.records[0].body().unwrap()).collect()
}

/// Two numbers over four days, appended out of order.
fn filled(vault: &mut Vault) {
    for (number, hour) in [("10086", 50), ("10010", 1), ("10086", 3), ("10010", 90), ("10086", 26)]
    {
        let time = at(hour * 3_600);
        vault.append(message(number, &format!("{number} {hour}"), time), at(1_000_000)).unwrap();
    }
}

#[test]
fn the_newest_events_come_by_event_time_page_by_page() {
    let (_folder, _, mut vault) = fresh();
    filled(&mut vault);
    let all = vault.newest(None, None, 50).unwrap();
    assert_eq!(bodies(&all), ["10010 90", "10086 50", "10086 26", "10086 3", "10010 1"]);
    let mut paged = Vec::new();
    let mut before = None;
    loop {
        let page = vault.newest(None, before, 2).unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.place);
        paged.extend(page);
    }
    assert_eq!(paged, all);
}

#[test]
fn one_party_has_a_list_of_its_own() {
    let (_folder, _, mut vault) = fresh();
    filled(&mut vault);
    let party = Party::new("10086", Some("10086"));
    let events = vault.newest(Some(&party), None, 2).unwrap();
    assert_eq!(bodies(&events), ["10086 50", "10086 26"]);
    let parties = vault.parties().unwrap();
    let keys: Vec<&str> = parties.iter().map(Party::key).collect();
    assert_eq!(keys, ["10086", "10010"]);
    assert_eq!(vault.newest(Some(&Party::new("1", None)), None, 2).unwrap(), []);
}

#[test]
fn members_of_a_group_find_its_messages() {
    let (_folder, _, mut vault) = fresh();
    let member = Named { shown: "小李".into(), number: Some("+8613800000001".into()) };
    let mut party = Party::new("10086", Some("10086"));
    party.group = vec![member];
    vault.append(message("10086", "群发", at(1)).with_party(&party), at(1)).unwrap();
    let found = vault.newest(Some(&Party::new("", Some("+8613800000001"))), None, 9).unwrap();
    assert_eq!(bodies(&found), ["群发"]);
    assert_eq!(vault.parties().unwrap().len(), 2);
}

#[test]
fn days_are_listed_and_counted() {
    let (_folder, _, mut vault) = fresh();
    filled(&mut vault);
    let first = Day::of(START);
    let events = vault.events_of(first, None).unwrap();
    assert_eq!(bodies(&events), ["10010 1", "10086 3"]);
    let whole = first..Day(first.0 + 9);
    let counts = vault.counts(whole.clone(), None).unwrap();
    let days: Vec<_> = counts.iter().map(|(day, count)| (day.0 - first.0, *count)).collect();
    assert_eq!(days, [(0, 2), (1, 1), (2, 1), (4, 1)]);
    let party = Party::new("10086", Some("10086"));
    let counts = vault.counts(first..Day(first.0 + 2), Some(&party)).unwrap();
    assert_eq!(counts, [(first, 1), (Day(first.0 + 1), 1)]);
    assert_eq!(
        vault.counts_by_channel().unwrap().into_iter().collect::<Vec<_>>(),
        [(Channel::Sms, 5)]
    );
}

#[test]
fn sightings_of_one_event_are_one_entry_also_across_midnight() {
    let (_folder, _, mut vault) = fresh();
    let midnight = Day(Day::of(START).0 + 1).start();
    let (before, after) = (
        dunlog_core::record::Millis(midnight.0 - 20_000),
        dunlog_core::record::Millis(midnight.0 + 20_000),
    );
    vault.append(message("10086", "夜里", before), at(100_000)).unwrap();
    import(&mut vault, [row(Hash([1; 32]), 1, "10086", "夜里", after)]);
    let events = vault.newest(None, None, 9).unwrap();
    assert_eq!(events.len(), 1);
    let sources: Vec<Source> =
        events[0].records.iter().map(|record| record.fact().source).collect();
    assert_eq!(sources, [Source::Captured, Source::Imported]);
    let timeline = vault.timeline().unwrap();
    assert_eq!(timeline.events.len(), 1);
    let days = Day::of(before)..Day(Day::of(after).0 + 1);
    assert_eq!(vault.counts(days, None).unwrap(), [(Day::of(before), 1)]);
}

#[test]
fn the_lists_agree_with_the_timeline_on_a_large_import() {
    let (_folder, _, mut vault) = fresh();
    for file in 1..3_u8 {
        import(
            &mut vault,
            (0..600).map(move |i| {
                let number = format!("1380000{:04}", i % 90);
                let second = at(i * 1_811 + i64::from(file));
                row(Hash([file; 32]), i + 1, &number, &format!("{i}"), second)
            }),
        );
    }
    let timeline = vault.timeline().unwrap();
    assert_eq!(timeline.events.len(), 600);
    assert_eq!(vault.counts_by_channel().unwrap()[&Channel::Sms], 600);
    assert_eq!(vault.newest(None, None, 1_000).unwrap().len(), 600);
    assert_eq!(vault.parties().unwrap().len(), 90);
    let one = Party::new("13800000007", Some("13800000007"));
    assert_eq!(vault.newest(Some(&one), None, 1_000).unwrap().len(), 7);
}

#[test]
fn log_level_records_are_found_without_reading_the_others() {
    let (_folder, _, mut vault) = fresh();
    let kinds = [Kind::Heartbeat, Kind::Event, Kind::Event, Kind::Heartbeat, Kind::Event];
    for (second, kind) in kinds.iter().cycle().take(60).enumerate() {
        let time = at(i64::try_from(second).unwrap());
        let draft = if *kind == Kind::Event { message("10086", "x", time) } else { mark(*kind) };
        vault.append(draft, at(1_000_000)).unwrap();
    }
    let all = vault.records(0..vault.len()).unwrap();
    for from in [0, 1, 2, 3, 30, 59, 60, 61, 1_000] {
        let wanted: Vec<_> = all
            .iter()
            .filter(|record| record.index >= from && record.fact().kind.is_log_level())
            .cloned()
            .collect();
        assert_eq!(vault.log_level(from).unwrap(), wanted, "{from}");
    }
}

//! Events from sightings: docs/spec/event.md, as cases and against a second implementation.

use dunlog_core::chain::Hash;
use dunlog_core::event::{Event, FeedKey, Grouping, Message, Sighting, group};
use dunlog_core::record::{Channel, Direction, Millis, Source};
use proptest::prelude::*;

const NOON: i64 = 1_767_240_000_000;
const HALF_HOUR: i64 = 1_800_000;

fn feed(name: &str) -> Option<FeedKey> {
    Some(FeedKey { format: "sms_backup".into(), file: Some(Hash::of(name.as_bytes())) })
}

/// An incoming text, seen `at` milliseconds after noon.
fn text(index: u64, source: Source, from: &str, body: &str, at: i64) -> Sighting {
    Sighting {
        leaf: Hash::of(&index.to_be_bytes()),
        index,
        source,
        feed: (source == Source::Imported).then(|| feed(from)).flatten(),
        channel: Channel::Sms,
        direction: Some(Direction::In),
        party: Some(Hash::of(b"+8613800000001")),
        not_told: false,
        own: None,
        body: Some(Hash::of(body.as_bytes())),
        taken_back: false,
        message: Message::default(),
        network: None,
        seen: Some(Millis(NOON + at)),
        outcome: None,
        duration: None,
    }
}

fn captured(index: u64, body: &str, at: i64) -> Sighting {
    text(index, Source::Captured, "", body, at)
}

fn imported(index: u64, file: &str, body: &str, at: i64) -> Sighting {
    text(index, Source::Imported, file, body, at)
}

fn call(mut row: Sighting, duration: i64) -> Sighting {
    row.channel = Channel::Call;
    row.duration = Some(duration);
    row
}

fn taken_back(mut row: Sighting) -> Sighting {
    row.body = None;
    row.taken_back = true;
    row
}

fn networked(mut row: Sighting, at: i64) -> Sighting {
    row.network = Some(Millis(NOON + at));
    row
}

/// The events as lists of rows, and whether each disagrees.
fn grouped(rows: &[Sighting]) -> Vec<(Vec<usize>, bool)> {
    group(rows).events.into_iter().map(|event| (event.sightings, event.disagrees)).collect()
}

fn agreeing(events: &[&[usize]]) -> Vec<(Vec<usize>, bool)> {
    events.iter().map(|rows| (rows.to_vec(), false)).collect()
}

#[test]
fn five_equal_texts_of_one_feed_in_a_minute_are_five() {
    for source in [Source::Captured, Source::Imported] {
        let rows: Vec<_> = (0..5).map(|i| text(i, source, "a", "pay", 1000)).collect();
        assert_eq!(grouped(&rows).len(), 5);
    }
}

#[test]
fn five_equal_texts_of_two_feeds_are_five_with_two_sightings_each() {
    let mut rows: Vec<_> = (0..5).map(|i| captured(i, "pay", 1000)).collect();
    rows.extend((5..10).map(|i| imported(i, "a", "pay", 1000)));
    assert_eq!(grouped(&rows), agreeing(&[&[0, 5], &[1, 6], &[2, 7], &[3, 8], &[4, 9]]));
}

#[test]
fn the_window_of_a_message_is_120_seconds() {
    for (at, events) in [(120_000, 1), (120_001, 2), (-120_000, 1), (-120_001, 2)] {
        let rows = [captured(0, "pay", 0), imported(1, "a", "pay", at)];
        assert_eq!(grouped(&rows).len(), events, "{at}");
    }
}

#[test]
fn where_both_have_the_networks_time_it_is_equal_or_they_are_two() {
    let one = networked(captured(0, "pay", 0), -5000);
    for (at, events) in [(-5000, 1), (-5001, 2), (-4999, 2)] {
        // The phone's time is an hour off, which does not matter beside the network's.
        let rows = [one.clone(), networked(imported(1, "a", "pay", 3_600_000), at)];
        assert_eq!(grouped(&rows).len(), events, "{at}");
    }
    let rows = [one, imported(1, "a", "pay", 119_000)];
    assert_eq!(grouped(&rows).len(), 1, "with one network time the phone's is compared");
}

#[test]
fn the_windows_of_a_call_are_60_seconds_and_5_seconds() {
    for (at, duration, events) in [
        (60_000, 30, 1),
        (60_001, 30, 2),
        (0, 35, 1),
        (0, 36, 2),
        (-60_000, 25, 1),
        (-60_000, 24, 2),
    ] {
        let rows = [call(captured(0, "", 0), 30), call(imported(1, "a", "", at), duration)];
        assert_eq!(grouped(&rows).len(), events, "{at} {duration}");
    }
    let mut unknown = call(imported(1, "a", "", 0), 0);
    unknown.duration = None;
    assert_eq!(grouped(&[call(captured(0, "", 0), 30), unknown]).len(), 1);
}

#[test]
fn another_number_direction_channel_own_or_body_parts_rows() {
    let one = captured(0, "pay", 0);
    let other = imported(1, "a", "pay", 0);
    assert_eq!(grouped(&[one.clone(), other.clone()]).len(), 1);
    let mut known = one.clone();
    known.own = Some(Hash::of(b"one"));
    assert_eq!(grouped(&[known.clone(), other.clone()]).len(), 1, "one own number is not known");
    let change: [fn(&mut Sighting); 4] = [
        |row| row.party = Some(Hash::of(b"other")),
        |row| row.direction = Some(Direction::Out),
        |row| row.channel = Channel::Chat,
        |row| row.own = Some(Hash::of(b"two")),
    ];
    for (nth, change) in change.iter().enumerate() {
        let mut changed = other.clone();
        change(&mut changed);
        assert_eq!(grouped(&[known.clone(), changed]).len(), 2, "{nth}");
    }
    let later = imported(1, "a", "Pay", 1000);
    assert_eq!(grouped(&[one, later]).len(), 2);
}

#[test]
fn a_hidden_member_never_matches() {
    let change: [fn(&mut Sighting); 3] =
        [|row| row.party = None, |row| row.body = None, |row| row.seen = None];
    for change in change {
        let mut one = captured(0, "pay", 0);
        let mut other = imported(1, "a", "pay", 0);
        change(&mut one);
        assert_eq!(grouped(&[one.clone(), other.clone()]).len(), 2);
        change(&mut other);
        assert_eq!(grouped(&[one, other]).len(), 2);
    }
}

#[test]
fn the_nearest_is_joined_first_and_ties_go_to_the_lower_place() {
    let rows = [
        captured(0, "pay", 0),
        captured(1, "pay", 60_000),
        imported(2, "a", "pay", 55_000),
        imported(3, "a", "pay", 30_000),
    ];
    assert_eq!(grouped(&rows), agreeing(&[&[0, 3], &[1, 2]]));
    let tie = [captured(0, "pay", 0), captured(1, "pay", 60_000), imported(2, "a", "pay", 30_000)];
    assert_eq!(grouped(&tie), agreeing(&[&[0, 2], &[1]]));
}

#[test]
fn feeds_go_by_weight_and_then_by_place() {
    let rows = [
        imported(0, "a", "pay", 0),
        imported(1, "b", "pay", 100_000),
        captured(2, "pay", 110_000),
        text(3, Source::Mirrored, "", "pay", 200_000),
    ];
    // 3 joins 2 (90 s), 1 joins 2 (10 s); 0 is 110 s off the strongest, 2, and joins it too.
    assert_eq!(grouped(&rows), agreeing(&[&[2, 3, 0, 1]]));
    let chain = [
        imported(0, "a", "pay", 0),
        imported(1, "b", "pay", 100_000),
        imported(2, "c", "pay", 200_000),
    ];
    assert_eq!(grouped(&chain), agreeing(&[&[0, 1], &[2]]), "only the strongest is compared");
}

#[test]
fn another_body_in_the_same_second_is_joined_and_disagrees() {
    let rows = [captured(0, "pay", 400), imported(1, "a", "pay at once", 900)];
    assert_eq!(grouped(&rows), [(vec![0, 1], true)]);
    let rows = [captured(0, "pay", 400), imported(1, "a", "pay at once", 1000)];
    assert_eq!(grouped(&rows), agreeing(&[&[0], &[1]]), "the next second is another event");
    let rows = [
        captured(0, "pay", 400),
        imported(1, "a", "pay at once", 400),
        imported(2, "a", "pay", 500),
    ];
    assert_eq!(
        grouped(&rows),
        agreeing(&[&[0, 2], &[1]]),
        "a row that agrees comes first and an event has one row a feed"
    );
    let rows = [call(captured(0, "", 400), 10), call(imported(1, "a", "x", 400), 50)];
    assert_eq!(grouped(&rows), agreeing(&[&[0], &[1]]), "calls are not joined");
}

#[test]
fn a_call_whose_number_was_not_told_stays_apart_and_is_linked() {
    let mut untold = call(captured(0, "", 0), 30);
    (untold.party, untold.not_told) = (None, true);
    let listed = |index, at| call(text(index, Source::Mirrored, "", "", at), 33);
    let Grouping { events, perhaps_same } = group(&[untold.clone(), listed(1, 60_000)]);
    assert_eq!((events.len(), perhaps_same), (2, vec![(0, 1)]));
    let rows = [untold.clone(), listed(1, 60_001)];
    assert!(group(&rows).perhaps_same.is_empty());
    let rows = [untold.clone(), listed(1, 0), listed(2, 50_000)];
    assert!(group(&rows).perhaps_same.is_empty(), "which of the two is not known");
    // However many there are, it takes little time.
    let many = (0..20_000).map(|i| Sighting { index: i, ..untold.clone() });
    let rows: Vec<_> = many.chain((20_000..40_000).map(|i| listed(i, 0))).collect();
    let start = std::time::Instant::now();
    assert!(group(&rows).perhaps_same.is_empty());
    assert!(start.elapsed().as_secs() < 20, "the linking is not near-linear");
}

#[test]
fn words_that_were_taken_back_are_no_other_words() {
    let back = |index, file: &str, at| taken_back(imported(index, file, "", at));
    let rows = [back(0, "a", 0), imported(1, "b", "pay", 900), back(2, "c", 0)];
    assert_eq!(grouped(&rows), agreeing(&[&[1, 0, 2]]), "the words come first");
    let rows = [imported(0, "a", "pay", 0), back(1, "b", 0), imported(2, "c", "", 0)];
    assert_eq!(grouped(&rows), [(vec![0, 2, 1], true)], "words that are gone without the mark");
    let rows = [imported(0, "a", "pay", 0), back(1, "a", 0), back(2, "b", 1000)];
    assert_eq!(grouped(&rows), agreeing(&[&[0], &[1], &[2]]));
}

#[test]
fn a_shift_by_half_hours_is_kept_apart_and_linked() {
    for (at, linked) in [
        (HALF_HOUR, true),
        (8 * 2 * HALF_HOUR + 120_000, true),
        (8 * 2 * HALF_HOUR + 120_001, false),
        (-28 * HALF_HOUR, true),
        (29 * HALF_HOUR, false),
    ] {
        let rows = [captured(0, "pay", 0), imported(1, "a", "pay", at)];
        let Grouping { events, perhaps_same } = group(&rows);
        assert_eq!(events.len(), 2);
        assert_eq!(perhaps_same, if linked { vec![(0, 1)] } else { vec![] }, "{at}");
    }
    for (at, linked) in [(HALF_HOUR, true), (HALF_HOUR + 1, false)] {
        let rows = [networked(captured(0, "pay", 0), 0), networked(imported(1, "a", "pay", 0), at)];
        assert_eq!(!group(&rows).perhaps_same.is_empty(), linked, "{at}");
    }
}

#[test]
fn events_that_share_a_feed_are_not_perhaps_the_same() {
    let rows = [captured(0, "pay", 0), captured(1, "pay", HALF_HOUR)];
    assert!(group(&rows).perhaps_same.is_empty());
    let rows = [call(captured(0, "", 0), 10), call(imported(1, "a", "", 300), 50)];
    assert_eq!(group(&rows).perhaps_same, [(0, 1)], "calls in one second are linked");
}

#[test]
fn forty_thousand_rows_that_all_look_alike_are_grouped_in_time() {
    let half = 20_000_u32;
    let mut rows: Vec<_> =
        (0..half).map(|i| captured(i.into(), "pay", i64::from(i % 120_000))).collect();
    rows.extend((half..2 * half).map(|i| imported(i.into(), "a", "pay", i64::from(i % 977))));
    let start = std::time::Instant::now();
    assert_eq!(group(&rows).events.len(), 20_000);
    assert!(start.elapsed().as_secs() < 20, "the grouping is not near-linear");
}

/// The steps of the spec with every pair looked at.
fn by_the_spec(rows: &[Sighting]) -> Vec<(Vec<usize>, bool)> {
    let time = |r: &Sighting| r.seen.or(r.network).map(|t| t.0);
    let own = |a: &Sighting, b: &Sighting| a.own.is_none() || b.own.is_none() || a.own == b.own;
    let distance = |a: &Sighting, b: &Sighting| -> Option<i64> {
        let same = a.channel == b.channel
            && a.direction == b.direction
            && a.party? == b.party?
            && own(a, b);
        let apart = (time(a)? - time(b)?).abs();
        if a.channel == Channel::Call {
            let near = a.duration.zip(b.duration).is_none_or(|(a, b)| (a - b).abs() <= 5);
            return (same && near && apart <= 60_000).then_some(apart);
        }
        let same = same && a.body? == b.body?;
        match (a.network, b.network) {
            (Some(x), Some(y)) => (same && x == y).then_some(0),
            _ => (same && apart <= 120_000).then_some(apart),
        }
    };
    let same_second = |a: &Sighting, b: &Sighting| match (a.network, b.network) {
        (Some(x), Some(y)) => x.0 / 1000 == y.0 / 1000,
        _ => time(a).is_some() && time(a).map(|t| t / 1000) == time(b).map(|t| t / 1000),
    };
    let mut feeds: Vec<(Source, Option<FeedKey>)> = Vec::new();
    for row in rows {
        let key = (row.source, row.feed.clone());
        if !feeds.contains(&key) {
            feeds.push(key);
        }
    }
    feeds.sort_by_key(|(source, _)| std::cmp::Reverse(source.weight()));
    let mut events: Vec<Event> = Vec::new();
    for feed in feeds.clone() {
        let earlier = events.len();
        let of_feed = |row: &Sighting| (row.source, row.feed.clone()) == feed;
        let mut left: Vec<usize> =
            (0..rows.len()).filter(|i| of_feed(&rows[*i]) && !rows[*i].taken_back).collect();
        let free =
            |events: &[Event], e: usize| !events[e].sightings.iter().any(|r| of_feed(&rows[*r]));
        loop {
            let mut best = None;
            for row in &left {
                for e in (0..earlier).filter(|e| free(&events, *e)) {
                    let strongest = events[e].sightings[0];
                    if let Some(d) = distance(&rows[*row], &rows[strongest]) {
                        let found = (d, *row, strongest, e);
                        best =
                            Some(best.map_or(found, |b: (i64, usize, usize, usize)| b.min(found)));
                    }
                }
            }
            let Some((_, row, _, e)) = best else { break };
            events[e].sightings.push(row);
            left.retain(|other| *other != row);
        }
        for row in left {
            let a = &rows[row];
            let disagrees = |e: &usize| {
                let b = &rows[events[*e].sightings[0]];
                let same_second = same_second(a, b);
                let known = a.party.is_some() && a.body.is_some() && b.body.is_some();
                let same = a.channel == b.channel && a.direction == b.direction;
                let other = a.party == b.party && a.body != b.body && a.channel != Channel::Call;
                free(&events, *e) && same_second && known && same && other && own(a, b)
            };
            match (0..earlier).filter(disagrees).min_by_key(|e| events[*e].sightings[0]) {
                Some(e) => {
                    events[e].sightings.push(row);
                    events[e].disagrees = true;
                }
                None => events.push(Event { sightings: vec![row], disagrees: false }),
            }
        }
    }
    for feed in feeds {
        let of_feed = |row: &Sighting| (row.source, row.feed.clone()) == feed;
        for row in (0..rows.len()).filter(|i| of_feed(&rows[*i]) && rows[*i].taken_back) {
            let a = &rows[row];
            let joins = |e: &usize| {
                let b = &rows[events[*e].sightings[0]];
                let free = !events[*e].sightings.iter().any(|r| of_feed(&rows[*r]));
                let same = a.channel == b.channel && a.direction == b.direction;
                free && same && a.party == b.party && own(a, b) && same_second(a, b)
            };
            match (0..events.len()).filter(joins).min_by_key(|e| events[*e].sightings[0]) {
                Some(e) => events[e].sightings.push(row),
                None => events.push(Event { sightings: vec![row], disagrees: false }),
            }
        }
    }
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_key(|e| events[*e].sightings[0]);
    for e in order {
        let [row] = events[e].sightings[..] else { continue };
        let a = &rows[row];
        let joins = |o: &usize| {
            let Some(strongest) = events[*o].sightings.first() else { return false };
            let b = &rows[*strongest];
            let free = !events[*o]
                .sightings
                .iter()
                .any(|r| (rows[*r].source, &rows[*r].feed) == (a.source, &a.feed));
            let (x, y) = (&a.message, &b.message);
            let named = match (x.location, y.location) {
                (Some(x), Some(y)) => x == y,
                _ => x.transaction.is_some() && x.transaction == y.transaction,
            };
            let same = a.direction == b.direction && a.party.is_some() && a.party == b.party;
            let near = time(a).zip(time(b)).is_some_and(|(x, y)| (x - y).abs() <= 86_400_000);
            let message = b.channel == Channel::Mms && !y.announced;
            free && message && named && same && near && own(a, b)
        };
        if a.channel != Channel::Mms || !a.message.announced {
            continue;
        }
        if let Some(o) = (0..events.len()).filter(joins).min_by_key(|o| events[*o].sightings[0]) {
            events[o].sightings.push(row);
            events[e].sightings.clear();
        }
    }
    events.retain(|event| !event.sightings.is_empty());
    events.sort_by_key(|event| event.sightings.iter().min().copied());
    events.into_iter().map(|event| (event.sightings, event.disagrees)).collect()
}

/// Names of multimedia messages, some of them equal.
fn any_message() -> impl Strategy<Value = Message> {
    let name = || prop::option::of(prop::sample::select(vec!["m", "n"]));
    (prop::bool::ANY, name(), name()).prop_map(|(announced, location, transaction)| {
        let hash = |name: Option<&str>| name.map(|name| Hash::of(name.as_bytes()));
        Message { announced, location: hash(location), transaction: hash(transaction) }
    })
}

fn any_rows() -> impl Strategy<Value = Vec<Sighting>> {
    let row = (
        prop::sample::select(vec![Source::Captured, Source::Mirrored, Source::Imported]),
        prop::sample::select(vec!["a", "b", "c"]),
        prop::sample::select(vec!["x", "x", "x", "y"]),
        prop::sample::select(vec![0, 400, 1000, 30_000, 59_000, 60_000, 119_000, 120_000, 240_000]),
        0..400_i64,
        prop::option::of(prop::sample::select(vec![0, 1000, 1500])),
        prop::option::of(prop::sample::select(vec!["1", "2"])),
        prop::bool::weighted(0.3),
        prop::option::of(0..12_i64),
        prop::option::of(any_message()),
    );
    prop::collection::vec(row, 0..24).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        rows.map(|(i, (source, file, body, at, more, network, own, is_call, duration, message))| {
            let mut row = text(i as u64, source, file, body, at + more % 3);
            row.network = network.map(|n| Millis(NOON + n));
            row.own = own.map(|own| Hash::of(own.as_bytes()));
            if is_call {
                row = call(row, 0);
                row.duration = duration;
            } else if more % 5 == 0 {
                row = taken_back(row);
            } else if let Some(message) = message {
                row.channel = Channel::Mms;
                row.body = row.body.filter(|_| !message.announced);
                row.message = message;
            }
            row
        })
        .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn the_grouping_is_what_the_spec_says(rows in any_rows()) {
        prop_assert_eq!(grouped(&rows), by_the_spec(&rows));
    }
}

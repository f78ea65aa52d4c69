//! Calls of which broadcasts were lost: nothing is told that was not, and no outgoing call is lost.

use dunlog_core::capture::android::{Arrival, CallState, GapReason, Way};
use dunlog_core::record::{Direction, Draft, Millis, Outcome};

use super::{Phone, after, detail, party, sim};

const A: &str = "13900000001";
const B: &str = "02112345678";
const C: &str = "13900000003";

/// How far the broadcasts of one change may lie apart.
const SAME: i64 = 30_000;

fn state(state: CallState, number: Option<&str>) -> Arrival {
    Arrival::CallState { state, number: number.map(str::to_owned), sim: sim() }
}

/// Direction, number, outcome and duration.
type Told = (Option<Direction>, Option<String>, Option<Outcome>, Option<i64>);

fn told(draft: &Draft) -> Told {
    let fact = &draft.fact;
    (fact.direction, party(draft), fact.outcome, fact.duration)
}

fn named(number: &str) -> Option<String> {
    Some(if number == B { "+862112345678".to_owned() } else { format!("+86{number}") })
}

#[test]
fn an_off_hook_hours_after_a_ring_without_end_goes_out() {
    for number in [Some(A), Some(B), None] {
        for nameless_first in [true, false] {
            let mut phone = Phone::new();
            phone.see(state(CallState::Ringing, None));
            phone.wait(5).see(state(CallState::Ringing, Some(A)));
            phone.wait(7_200_000);
            let mut seen = [None, number];
            if !nameless_first {
                seen.reverse();
            }
            let mut drafts = Vec::new();
            for number in seen {
                drafts.extend(phone.wait(5).see(state(CallState::Offhook, number)));
            }
            drafts.extend(phone.wait(40_000).see(state(CallState::Idle, None)));
            let drafts: Vec<Told> = drafts.iter().map(told).collect();
            let missed = (Some(Direction::In), named(A), None, None);
            let out = (Some(Direction::Out), number.and_then(named), None, None);
            assert_eq!(drafts, [missed, out]);
        }
    }
}

#[test]
fn an_off_hook_that_names_another_number_is_no_answer() {
    for first in [None, Some(B)] {
        let mut phone = Phone::new();
        phone.see(state(CallState::Ringing, Some(A)));
        let mut drafts = phone.wait(20_000).see(state(CallState::Offhook, first));
        drafts.extend(phone.wait(5).see(state(CallState::Offhook, Some(B))));
        drafts.extend(phone.wait(40_000).see(state(CallState::Idle, None)));
        let [rang, out] = drafts.as_slice() else { panic!("two calls") };
        assert_eq!(told(rang), (Some(Direction::In), named(A), None, None));
        assert_eq!(detail(rang, "answered"), None);
        assert_eq!(detail(rang, "end").as_deref(), Some("\"unseen\""));
        assert_eq!(told(out), (Some(Direction::Out), named(B), None, None));
        assert_eq!(out.fact.seen.as_ref().unwrap().wall, after(20_005 - first.map_or(0, |_| 5)));
        assert_eq!(detail(out, "at_once"), None);
    }
}

#[test]
fn an_empty_number_without_a_ring_says_nothing() {
    let mut phone = Phone::new();
    phone.see(state(CallState::Ringing, Some(A)));
    assert!(phone.wait(9_000).see(state(CallState::Offhook, Some(""))).is_empty());
    let drafts = phone.wait(30_000).see(state(CallState::Idle, Some("")));
    let drafts: Vec<Told> = drafts.iter().map(told).collect();
    assert_eq!(drafts, [(Some(Direction::In), named(A), Some(Outcome::Connected), Some(30))]);
    phone.see(state(CallState::Offhook, Some("")));
    let drafts = phone.see(state(CallState::Idle, Some("")));
    assert_eq!(told(&drafts[0]), (Some(Direction::Out), None, None, None));
    assert_eq!(detail(&drafts[0], "number").as_deref(), Some("\"not_told\""));
}

#[test]
fn a_second_ring_without_a_number_takes_no_number_from_a_third() {
    let mut phone = Phone::new();
    let mut drafts = phone.see(state(CallState::Ringing, None));
    drafts.extend(phone.wait(100_000).see(state(CallState::Ringing, None)));
    drafts.extend(phone.wait(100_000).see(state(CallState::Ringing, Some(B))));
    drafts.extend(phone.wait(9_000).see(state(CallState::Idle, None)));
    let starts: Vec<_> =
        drafts.iter().map(|d| (d.fact.seen.as_ref().unwrap().wall, party(d))).collect();
    assert_eq!(starts, [(after(0), None), (after(100_000), None), (after(200_000), named(B))]);
}

#[test]
fn an_end_that_names_another_number_is_not_this_one_s() {
    let mut phone = Phone::new();
    phone.see(state(CallState::Ringing, Some(A)));
    phone.wait(9_000).see(state(CallState::Offhook, Some(A)));
    let drafts = phone.wait(7_200_000).see(state(CallState::Idle, Some(B)));
    let [draft] = drafts.as_slice() else { panic!("one call") };
    assert_eq!(told(draft), (Some(Direction::In), named(A), Some(Outcome::Connected), None));
    assert_eq!(detail(draft, "lasted"), None);
}

#[test]
fn a_gap_in_what_is_told_of_calls_leaves_their_end_unseen() {
    let gap = |way, from, to| Arrival::Gap { way, from, to, reason: GapReason::ForceStopped };
    let mut phone = Phone::new();
    phone.see(state(CallState::Ringing, Some(A)));
    phone.wait(9_000).see(state(CallState::Offhook, Some(A)));
    phone.wait(7_200_000);
    let now = phone.clock.wall;
    assert_eq!(phone.see(gap(Way::SmsBroadcast, after(10_000), now)).len(), 1);
    assert_eq!(phone.see(gap(Way::PhoneState, after(-9_000), after(-5_000))).len(), 1);
    let drafts = phone.see(gap(Way::PhoneState, after(10_000), now));
    let [call, _gap] = drafts.as_slice() else { panic!("a call and a gap") };
    assert_eq!(told(call), (Some(Direction::In), named(A), Some(Outcome::Connected), None));
    assert!(phone.see(state(CallState::Idle, None)).is_empty());
}

/// What a call was.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Was {
    Missed,
    Answered,
    Out,
}

/// How numbers are told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Numbers {
    After,
    Before,
    Never,
}

/// A broadcast: when, of which call, what.
type Broadcast = (i64, usize, CallState, bool);

/// When each call began, and the broadcasts of three calls, `gap` apart.
fn broadcasts(calls: [Was; 3], gap: i64, numbers: Numbers) -> (Vec<i64>, Vec<Broadcast>) {
    let (mut at, mut began, mut out) = (0, Vec::new(), Vec::new());
    for (nth, was) in calls.into_iter().enumerate() {
        began.push(at);
        let mut tell = |at: i64, state| match numbers {
            Numbers::Never => out.push((at, nth, state, false)),
            Numbers::After => out.extend([(at, nth, state, false), (at + 5, nth, state, true)]),
            Numbers::Before => out.extend([(at, nth, state, true), (at + 5, nth, state, false)]),
        };
        if was != Was::Out {
            tell(at, CallState::Ringing);
            at += 20_000;
        }
        if was != Was::Missed {
            tell(at, CallState::Offhook);
            at += 40_000;
        }
        tell(at, CallState::Idle);
        at += gap;
    }
    (began, out)
}

/// Loses the broadcasts from `from` until `to` of three calls, and looks at what is told.
fn lose(calls: [Was; 3], names: [&str; 3], gap: i64, numbers: Numbers, from: usize, to: usize) {
    let (began, all) = broadcasts(calls, gap, numbers);
    let lost = |nth: usize| (from..to).contains(&nth);
    let heard = |call: usize, state| {
        all.iter().enumerate().any(|(nth, b)| (b.1, b.2) == (call, state) && !lost(nth))
    };
    let mut phone = Phone::new();
    let (mut drafts, mut now) = (Vec::new(), 0);
    for (_, (at, call, change, tells)) in all.iter().enumerate().filter(|(nth, _)| !lost(*nth)) {
        phone.wait(at - now);
        now = *at;
        drafts.extend(phone.see(state(*change, tells.then_some(names[*call]))));
    }
    drafts.extend(phone.wait(200_000_000).see(Arrival::Clock));
    let case = || format!("{calls:?} {names:?} {gap} {numbers:?} {from}..{to}: {drafts:#?}");
    // An end is the end of what is open where nothing else was heard in between.
    let next = all.get(to).filter(|_| from < to);
    let ends = next.is_some_and(|next| next.2 == CallState::Idle);
    let mut found = [false; 3];
    for draft in &drafts {
        let (direction, number, outcome, duration) = told(draft);
        let Millis(wall) = draft.fact.seen.as_ref().unwrap().wall;
        let start = wall - after(0).0;
        let call = (0..3).find(|call| {
            // Without its ring, a call that was answered looks like one that goes out.
            let ring = heard(*call, CallState::Ringing);
            let looks = if ring { Direction::In } else { Direction::Out };
            let same = direction == Some(looks);
            let first = if ring || calls[*call] == Was::Out { 0 } else { 20_000 };
            let near = (start - began[*call] - first).abs() <= SAME.min(5);
            near && same && (number.is_none() || number == named(names[*call]))
        });
        let call = call.unwrap_or_else(|| panic!("a call that was not: {}", case()));
        assert!(!found[call], "a call that is told twice: {}", case());
        found[call] = true;
        let was = calls[call];
        if outcome == Some(Outcome::Connected) {
            assert_eq!(was, Was::Answered, "{}", case());
            assert!(
                ends || duration.is_none_or(|talked| (39..=40).contains(&talked)),
                "{}",
                case()
            );
        } else if duration.is_some() {
            let unheard = !heard(call, CallState::Offhook);
            assert!(was == Was::Missed || unheard, "{}", case());
        }
        if numbers != Numbers::Never && from == to {
            assert_eq!(number, named(names[call]), "{}", case());
            assert_eq!(outcome.is_some(), was == Was::Answered, "{}", case());
        }
    }
    for (call, was) in calls.into_iter().enumerate() {
        let told = match was {
            Was::Out => heard(call, CallState::Offhook),
            _ => heard(call, CallState::Ringing),
        };
        assert!(found[call] || !told, "a call that was lost: {}", case());
    }
}

#[test]
fn whatever_is_lost_of_three_calls_in_a_row_nothing_is_told_that_was_not() {
    const KINDS: [Was; 3] = [Was::Missed, Was::Answered, Was::Out];
    let triples = (0..27).map(|nth| [KINDS[nth / 9], KINDS[nth / 3 % 3], KINDS[nth % 3]]);
    for calls in triples {
        for numbers in [Numbers::After, Numbers::Before, Numbers::Never] {
            let count = broadcasts(calls, 0, numbers).1.len();
            for from in 0..=count {
                for to in from..=count {
                    let second = if numbers == Numbers::Before { B } else { A };
                    lose(calls, [A, second, A], 200_000, numbers, from, to);
                    // Soon after one another they are told apart by their numbers alone.
                    if numbers != Numbers::Never && from % 2 == 0 && to % 2 == 0 {
                        lose(calls, [A, B, C], 45_000, numbers, from, to);
                    }
                }
            }
        }
    }
}

//! Calls: what their states tell, and no more.

use dunlog_core::capture::android::{Arrival, CallState, Presentation, Sim};
use dunlog_core::record::{Channel, Direction, Draft, Field, Outcome, Source};

use super::{Phone, after, detail, party, sim};

const A: &str = "13900000001";
const B: &str = "02112345678";

fn state(state: CallState, number: Option<&str>) -> Arrival {
    Arrival::CallState { state, number: number.map(str::to_owned), sim: sim() }
}

fn screening(number: Option<&str>, presentation: Presentation) -> Arrival {
    let number = number.map(str::to_owned);
    Arrival::Screening { number, presentation, direction: Direction::In, sim: sim() }
}

/// Each state as Android says it: without the number, and with it.
fn both(phone: &mut Phone, to: CallState, number: &str) -> Vec<Draft> {
    let mut drafts = phone.see(state(to, None));
    drafts.extend(phone.wait(5).see(state(to, Some(number))));
    drafts
}

#[test]
fn an_answered_call_is_one_with_its_duration() {
    let mut phone = Phone::new();
    assert!(both(&mut phone, CallState::Ringing, A).is_empty());
    phone.wait(8_000);
    assert!(both(&mut phone, CallState::Offhook, A).is_empty());
    phone.wait(61_500);
    let drafts = both(&mut phone, CallState::Idle, A);
    let [draft] = drafts.as_slice() else { panic!("one call") };
    let fact = &draft.fact;
    assert_eq!((fact.source, fact.channel), (Source::Captured, Some(Channel::Call)));
    assert_eq!((fact.direction, fact.slot), (Some(Direction::In), Some(0)));
    assert_eq!((fact.outcome, fact.duration), (Some(Outcome::Connected), Some(61)));
    assert_eq!(fact.seen.as_ref().unwrap().wall, after(0));
    assert_eq!(party(draft).as_deref(), Some("+8613900000001"));
    assert_eq!(detail(draft, "answered").as_deref(), Some("true"));
    assert_eq!(detail(draft, "end"), None);
}

#[test]
fn a_wall_clock_that_is_set_does_not_change_the_duration() {
    let mut phone = Phone::new();
    both(&mut phone, CallState::Ringing, A);
    both(&mut phone, CallState::Offhook, A);
    phone.clock.wall.0 -= 86_400_000;
    phone.wait(30_000);
    let drafts = phone.see(state(CallState::Idle, None));
    let call = drafts.iter().find(|draft| draft.fact.channel.is_some()).unwrap();
    assert_eq!(call.fact.duration, Some(30));
    // It is told by the clock as it is now, as the record of the jump stands before it.
    let seen = call.fact.seen.as_ref().unwrap();
    assert_eq!((seen.wall, seen.mono), (after(-86_400_000), Some(50_000)));
    assert_eq!(detail(call, "moved").as_deref(), Some("-86400000"));
}

#[test]
fn a_call_that_only_rang_says_no_more() {
    let mut phone = Phone::new();
    both(&mut phone, CallState::Ringing, A);
    phone.wait(20_000);
    let drafts = both(&mut phone, CallState::Idle, A);
    let [draft] = drafts.as_slice() else { panic!("one call") };
    assert_eq!((draft.fact.outcome, draft.fact.duration), (None, Some(0)));
    assert_eq!(detail(draft, "answered").as_deref(), Some("false"));
}

#[test]
fn a_hidden_number_is_told_from_one_that_was_not_told() {
    let mut phone = Phone::new();
    both(&mut phone, CallState::Ringing, "");
    let drafts = phone.see(state(CallState::Idle, None));
    assert_eq!(party(&drafts[0]).as_deref(), Some(""));
    assert_eq!(detail(&drafts[0], "number"), None);
    phone.see(state(CallState::Ringing, None));
    let drafts = phone.see(state(CallState::Idle, None));
    assert_eq!(drafts[0].private(Field::Party), None);
    assert_eq!(detail(&drafts[0], "number").as_deref(), Some("\"not_told\""));
}

#[test]
fn an_outgoing_call_has_neither_outcome_nor_duration() {
    let mut phone = Phone::new();
    both(&mut phone, CallState::Offhook, B);
    phone.wait(45_000);
    let drafts = both(&mut phone, CallState::Idle, B);
    let [draft] = drafts.as_slice() else { panic!("one call") };
    assert_eq!(draft.fact.direction, Some(Direction::Out));
    assert_eq!((draft.fact.outcome, draft.fact.duration), (None, None));
    assert_eq!(detail(draft, "lasted").as_deref(), Some("45005"));
    assert_eq!(party(draft).as_deref(), Some("+862112345678"));
}

#[test]
fn of_two_calls_at_once_only_the_first_is_sure() {
    let mut phone = Phone::new();
    both(&mut phone, CallState::Ringing, A);
    both(&mut phone, CallState::Offhook, A);
    phone.wait(10_000);
    both(&mut phone, CallState::Ringing, B);
    phone.wait(4_000);
    both(&mut phone, CallState::Offhook, A);
    phone.wait(10_000);
    let drafts = both(&mut phone, CallState::Idle, A);
    let [first, second] = drafts.as_slice() else { panic!("two calls") };
    assert_eq!(party(first).as_deref(), Some("+8613900000001"));
    assert_eq!((first.fact.outcome, first.fact.duration), (Some(Outcome::Connected), None));
    assert_eq!(party(second).as_deref(), Some("+862112345678"));
    assert_eq!((second.fact.outcome, second.fact.duration), (None, None));
    for draft in &drafts {
        assert_eq!(detail(draft, "at_once").as_deref(), Some("true"));
    }
    // The next call stands alone again.
    both(&mut phone, CallState::Ringing, B);
    let drafts = both(&mut phone, CallState::Idle, B);
    assert_eq!(detail(&drafts[0], "at_once"), None);
}

#[test]
fn a_boot_in_the_middle_leaves_what_was_known() {
    let mut phone = Phone::new();
    both(&mut phone, CallState::Ringing, A);
    let drafts = phone.reboot().see(Arrival::Clock);
    let [draft] = drafts.as_slice() else { panic!("one call") };
    assert_eq!((draft.fact.outcome, draft.fact.duration), (None, None));
    assert_eq!(detail(draft, "end").as_deref(), Some("\"unseen\""));
    assert_eq!(draft.fact.seen.as_ref().unwrap().boot.as_deref(), Some("boot-0"));
    both(&mut phone, CallState::Ringing, A);
    both(&mut phone, CallState::Offhook, A);
    let drafts = phone.reboot().see(state(CallState::Idle, None));
    let [draft] = drafts.as_slice() else { panic!("one call") };
    assert_eq!((draft.fact.outcome, draft.fact.duration), (Some(Outcome::Connected), None));
}

#[test]
fn a_call_whose_end_never_comes_has_a_limit() {
    let mut phone = Phone::new();
    both(&mut phone, CallState::Ringing, A);
    assert!(phone.wait(179_000).see(Arrival::Clock).is_empty());
    let drafts = phone.wait(1_000).see(Arrival::Clock);
    let [draft] = drafts.as_slice() else { panic!("one call") };
    assert_eq!((draft.fact.outcome, draft.fact.duration), (None, None));
    assert_eq!(detail(draft, "end").as_deref(), Some("\"unseen\""));
    assert!(phone.see(state(CallState::Idle, None)).is_empty());
    both(&mut phone, CallState::Ringing, A);
    both(&mut phone, CallState::Offhook, A);
    assert!(phone.wait(86_399_000).see(Arrival::Clock).is_empty());
    assert_eq!(phone.wait(1_001).see(Arrival::Clock).len(), 1);
}

#[test]
fn a_screened_call_that_rings_is_one() {
    for first in [true, false] {
        let mut phone = Phone::new();
        let screened = screening(Some("+8613900000001"), Presentation::Allowed);
        if first {
            phone.see(screened.clone());
        }
        both(phone.wait(700), CallState::Ringing, A);
        if !first {
            phone.see(screened);
        }
        let drafts = both(phone.wait(9_000), CallState::Idle, A);
        let [draft] = drafts.as_slice() else { panic!("one call") };
        assert_eq!(detail(draft, "screening").as_deref(), Some("\"allowed\""));
        assert_eq!(draft.fact.duration, Some(0));
        assert!(phone.wait(90_000).see(Arrival::Clock).is_empty());
    }
}

#[test]
fn a_screened_call_that_never_rings_is_there_all_the_same() {
    let mut phone = Phone::new();
    phone.see(screening(None, Presentation::Restricted));
    assert!(phone.wait(60_000).see(state(CallState::Idle, None)).is_empty());
    let drafts = phone.wait(1).see(Arrival::Clock);
    let [draft] = drafts.as_slice() else { panic!("one call") };
    assert_eq!(party(draft).as_deref(), Some(""));
    assert_eq!((draft.fact.outcome, draft.fact.duration), (None, None));
    assert_eq!(detail(draft, "rang").as_deref(), Some("false"));
}

#[test]
fn an_idle_that_nothing_led_to_is_nothing() {
    let mut phone = Phone::new();
    assert!(both(&mut phone, CallState::Idle, A).is_empty());
}

#[test]
fn a_call_on_the_other_card_says_so() {
    let mut phone = Phone::new();
    let ring = |number: Option<&str>, sim: Sim| Arrival::CallState {
        state: CallState::Ringing,
        number: number.map(str::to_owned),
        sim,
    };
    let account = Some("898600000000000000001".to_owned());
    phone.see(ring(None, Sim::default()));
    phone.see(ring(Some(A), Sim { slot: Some(1), subscription: None, account }));
    let drafts = phone.see(no_call_on(Sim::default()));
    assert_eq!(drafts[0].fact.slot, Some(1));
    let account = "{\"account\":\"898600000000000000001\"}";
    assert_eq!(detail(&drafts[0], "sim").as_deref(), Some(account));
}

/// No call is left on a SIM card, or on the phone where none is named.
fn no_call_on(sim: Sim) -> Arrival {
    Arrival::CallState { state: CallState::Idle, number: None, sim }
}

#[test]
fn of_two_cards_the_end_on_one_leaves_the_call_on_the_other() {
    let card = |slot| Sim { slot: Some(slot), subscription: None, account: None };
    let mut phone = Phone::new();
    both(&mut phone, CallState::Ringing, A);
    both(&mut phone, CallState::Offhook, A);
    phone.wait(10_000);
    // The other card says that it has none, as it has had all the time.
    assert_eq!(phone.see(no_call_on(card(1))), []);
    phone.wait(20_000);
    let drafts = phone.see(no_call_on(card(0)));
    let [draft] = drafts.as_slice() else { panic!("one call") };
    assert_eq!((draft.fact.outcome, draft.fact.duration), (Some(Outcome::Connected), Some(30)));

    // Two cards that ring within seconds are two calls, and each has its own end.
    phone.wait(60_000);
    let ring =
        |slot| Arrival::CallState { state: CallState::Ringing, number: None, sim: card(slot) };
    assert_eq!((phone.see(ring(0)), phone.wait(2_000).see(ring(1))), (vec![], vec![]));
    phone.wait(5_000);
    let slots = |drafts: &[Draft]| drafts.iter().map(|d| d.fact.slot).collect::<Vec<_>>();
    assert_eq!(slots(&phone.see(no_call_on(card(1)))), [Some(1)]);
    // The state of the phone as a whole names no card, and ends what is left.
    assert_eq!(slots(&phone.see(no_call_on(Sim::default()))), [Some(0)]);
}

#[test]
fn many_calls_without_an_end_are_bounded() {
    let mut phone = Phone::new();
    let mut drafts = Vec::new();
    for at in 0..40 {
        let number = format!("139000000{at:02}");
        drafts.extend(phone.wait(10).see(state(CallState::Ringing, Some(&number))));
    }
    assert_eq!(drafts.len(), 24);
    drafts.extend(phone.see(state(CallState::Idle, None)));
    assert_eq!(drafts.len(), 40);
    assert!(drafts.iter().all(|draft| draft.fact.outcome.is_none()));
}

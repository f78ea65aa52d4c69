//! Clocks, zones, and what the program says about itself.

use std::io::Cursor;

use dunlog_core::bundle::audit::Policy;
use dunlog_core::bundle::disclose::Selection;
use dunlog_core::bundle::verify::verify;
use dunlog_core::capture::android::{
    Arrival, CallState, GapReason, LastSeen, PduFormat, Trial, TrialSeen, Waking, Way,
};
use dunlog_core::record::{Channel, Draft, Kind, Millis, Source, TIME_RANGE};

use super::texts::part;
use super::{Phone, after, detail, sim};
use crate::export::bundle;
use crate::vault::fresh;

fn kinds(drafts: &[Draft]) -> Vec<Kind> {
    drafts.iter().map(|draft| draft.fact.kind).collect()
}

#[test]
fn a_wall_clock_that_was_moved_is_a_record() {
    let mut phone = Phone::new();
    assert!(phone.see(Arrival::Clock).is_empty());
    phone.wait(60_000).clock.wall.0 += 10_000;
    assert!(phone.see(Arrival::Clock).is_empty(), "10 s are no jump");
    phone.wait(1).clock.wall.0 += 10_001;
    let drafts = phone.see(Arrival::Clock);
    assert_eq!(drafts[0].fact.delta, Some(10_001));
    assert_eq!(drafts[0].fact.reason.as_deref(), Some("moved"));
    phone.wait(1).clock.wall.0 -= 3_600_000;
    let drafts = phone.see(Arrival::Clock);
    assert_eq!((kinds(&drafts), drafts[0].fact.delta), (vec![Kind::Clock], Some(-3_600_000)));
    assert_eq!(drafts[0].fact.source, Source::Program);
    assert!(detail(&drafts[0], "before").is_some() && detail(&drafts[0], "now").is_some());
}

#[test]
fn a_clock_set_to_1970_and_back_is_told_twice() {
    let mut phone = Phone::new();
    phone.see(Arrival::Clock);
    let wall = phone.clock.wall;
    phone.wait(1000).clock.wall = Millis(0);
    let drafts = phone.see(Arrival::Clock);
    assert_eq!(drafts[0].fact.delta, Some(-(wall.0 + 1000)));
    assert_eq!(drafts[0].fact.seen.as_ref().unwrap().wall.0, *TIME_RANGE.start());
    assert!(detail(&drafts[0], "clock").unwrap().contains("\"wall\":0"));
    phone.wait(1000).clock.wall = Millis(wall.0 + 2000);
    let drafts = phone.see(Arrival::Clock);
    assert_eq!(drafts[0].fact.delta, Some(wall.0 + 1000));
    assert_eq!(detail(&drafts[0], "clock"), None);
}

#[test]
fn a_boot_tells_only_of_a_clock_that_went_back() {
    let mut phone = Phone::new();
    phone.see(Arrival::Clock);
    phone.reboot().wait(86_400_000);
    assert!(phone.see(Arrival::Clock).is_empty());
    phone.reboot().clock.wall.0 -= 360_000;
    let drafts = phone.see(Arrival::Clock);
    assert_eq!(drafts[0].fact.delta, Some(-300_000));
    assert_eq!(drafts[0].fact.reason.as_deref(), Some("behind_after_boot"));
}

#[test]
fn another_zone_is_a_record() {
    let mut phone = Phone::new();
    phone.see(Arrival::Clock);
    phone.clock.offset_minutes = 420;
    phone.clock.zone = Some("Asia/Bangkok".to_owned());
    let drafts = phone.wait(1).see(Arrival::Clock);
    assert_eq!(kinds(&drafts), [Kind::Zone]);
    let offset = drafts[0].fact.offset.as_ref().unwrap();
    assert_eq!((offset.minutes, offset.zone.as_deref()), (420, Some("Asia/Bangkok")));
    assert!(detail(&drafts[0], "before").unwrap().contains("Asia/Shanghai"));
    // An offset that there is not leaves no record that could not be written.
    phone.clock.offset_minutes = 5000;
    phone.clock.zone = Some("\"\\\u{4e9a}".to_owned());
    assert!(phone.wait(1).see(Arrival::Clock).is_empty());
}

#[test]
fn gaps_have_their_way_and_their_span() {
    let mut phone = Phone::new();
    for (way, channel) in [
        (Way::SmsBroadcast, Channel::Sms),
        (Way::MmsStore, Channel::Mms),
        (Way::Screening, Channel::Call),
        (Way::Notifications, Channel::Chat),
    ] {
        let (from, to) = (after(-9000), after(-1000));
        let drafts = phone.see(Arrival::Gap { way, from, to, reason: GapReason::PermissionBlind });
        let fact = &drafts[0].fact;
        assert_eq!((fact.kind, fact.channel), (Kind::Gap, Some(channel)));
        assert_eq!((fact.from, fact.to), (Some(from), Some(to)));
        assert_eq!(fact.reason.as_deref(), Some("permission_blind"));
        assert_eq!(detail(&drafts[0], "way").unwrap(), format!("\"{}\"", way.word()));
    }
    // A span of a clock that was wrong still becomes a record, with what it said.
    let (way, reason) = (Way::CallLog, GapReason::ForceStopped);
    let drafts = phone.see(Arrival::Gap { way, from: after(0), to: Millis(7), reason });
    let fact = &drafts[0].fact;
    assert_eq!((fact.from, fact.to), (Some(Millis(*TIME_RANGE.start())), Some(after(0))));
    assert_eq!(detail(&drafts[0], "to").as_deref(), Some("7"));
}

#[test]
fn signs_of_life_and_tests_say_what_was_seen() {
    let mut phone = Phone::new();
    let seen = vec![
        LastSeen { way: Way::SmsBroadcast, at: Some(after(-5)) },
        LastSeen { way: Way::CallLog, at: None },
    ];
    let drafts = phone.see(Arrival::Heartbeat { waking: Waking::Daily, seen });
    assert_eq!(drafts[0].fact.kind, Kind::Heartbeat);
    assert_eq!(drafts[0].fact.reason.as_deref(), Some("daily"));
    let list =
        format!("[{{\"at\":{},\"way\":\"sms_broadcast\"}},{{\"way\":\"call_log\"}}]", after(-5).0);
    assert_eq!(detail(&drafts[0], "seen"), Some(list));
    let ways = [(Way::SmsBroadcast, false), (Way::SmsStore, true)];
    let ways = ways.map(|(way, seen)| TrialSeen { way, seen }).to_vec();
    let drafts = phone.see(Arrival::SelfTest { trial: Trial::ServiceText, ways });
    let fact = &drafts[0].fact;
    assert_eq!((fact.kind, fact.channel), (Kind::SelfTest, Some(Channel::Sms)));
    assert_eq!(fact.reason.as_deref(), Some("service_text"));
    assert_eq!(detail(&drafts[0], "seen").as_deref(), Some("[\"sms_store\"]"));
    assert_eq!(detail(&drafts[0], "unseen").as_deref(), Some("[\"sms_broadcast\"]"));
}

#[test]
fn an_audit_holds_no_clock_against_what_it_interrupted() {
    let (_folder, _, mut vault) = fresh();
    let mut phone = Phone::new();
    let mut held = Vec::new();
    let mut see = |phone: &mut Phone, arrival: Arrival| {
        held.extend(phone.see(arrival));
        // A vault takes nothing while the wall clock is out of range; the spool waits.
        if phone.clock.wall.in_range() {
            for draft in held.drain(..) {
                vault.append(draft, phone.clock.wall).unwrap();
            }
        }
    };
    let state = |state| Arrival::CallState { state, number: Some("95000".to_owned()), sim: sim() };
    let sms = |reference, count, number, body: &str| Arrival::Sms {
        format: PduFormat::Gsm,
        pdus: vec![part(1, reference, count, number, body)],
        sim: sim(),
    };
    see(&mut phone, Arrival::Clock);
    for (at, jump) in (0..).zip([7_200_000, -86_400_000, 86_400_000, -7_200_000]) {
        // A call and half a text, and the clock moved in the middle of both.
        see(phone.wait(5_000), state(CallState::Ringing));
        see(phone.wait(5_000), sms(20 + at, 2, 1, "甲"));
        see(phone.wait(5_000), state(CallState::Offhook));
        phone.wait(5_000).clock.wall.0 += jump;
        see(&mut phone, Arrival::Clock);
        see(phone.wait(5_000), state(CallState::Idle));
        see(phone.wait(5_000), sms(at, 1, 1, "丙"));
        see(phone.wait(3_700_000), sms(40 + at, 2, 2, "乙"));
    }
    let wall = phone.wait(5_000).clock.wall;
    phone.clock.wall = Millis(1_000);
    see(&mut phone, state(CallState::Ringing));
    see(phone.wait(5_000), state(CallState::Idle));
    see(phone.wait(5_000), sms(0, 1, 1, "丁"));
    phone.clock.wall = Millis(wall.0 + 10_000);
    see(phone.wait(5_000), sms(0, 1, 1, "戊"));
    see(phone.reboot(), Arrival::Clock);
    let (_, bytes) = bundle(&vault, &Selection::all());
    let audit = verify(Cursor::new(&bytes), &Policy::trusting(vault.public_key())).unwrap();
    let issues: Vec<_> = audit.issues.iter().map(|issue| (issue.code, &issue.place)).collect();
    assert_eq!(issues, []);
}

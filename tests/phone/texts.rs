//! Texts and announcements.

#![allow(clippy::cast_possible_truncation)]

use dunlog_core::capture::android::{Arrival, Entry, PduFormat, step};
use dunlog_core::record::canonical::unhex;
use dunlog_core::record::{Channel, Direction, Draft, Field, Kind, Millis, Source};
use proptest::prelude::*;

use super::{Phone, detail, party, sim, text};
use crate::published::{below, fixtures, json};

fn bytes(hex: &str) -> Vec<u8> {
    let mut bytes = vec![0; hex.len() / 2];
    assert!(unhex(hex.to_lowercase().as_bytes(), &mut bytes), "{hex}");
    bytes
}

fn sms(pdus: Vec<Vec<u8>>) -> Arrival {
    Arrival::Sms { format: PduFormat::Gsm, pdus, sim: sim() }
}

/// An SMS-DELIVER in UTF-16 from +86 139 0000 000N, one part of a long text.
pub(crate) fn part(sender: u8, reference: u8, count: u8, number: u8, body: &str) -> Vec<u8> {
    let mut head = bytes("0891683108100005f0440d91683109000000f0");
    *head.last_mut().unwrap() = 0xf0 | sender;
    let mut fields = bytes("000842501051030223");
    let units: Vec<u8> = body.encode_utf16().flat_map(u16::to_be_bytes).collect();
    fields.push((units.len() + 6) as u8);
    fields.extend([5, 0, 3, reference, count, number]);
    [head, fields, units].concat()
}

const THREE: [&str; 3] = ["您好，您的借款已逾期", "三十天，请于今日还款，", "否则后果自负。"];

fn three(reference: u8) -> Vec<Vec<u8>> {
    (1..).zip(THREE).map(|(number, body)| part(1, reference, 3, number, body)).collect()
}

#[test]
fn published_messages_come_out_as_published() {
    let Some(folder) = fixtures("sms-pdu") else { return };
    let file = folder.join("pmarti-python-messaging/gsm-deliver-vectors.json");
    let mut reports = 0;
    for vector in json(&file).as_array().unwrap() {
        let said = |name: &str| vector[name].as_str().map(str::to_owned);
        // The one that is short ends within an octet.
        let whole = |pdu: &serde_json::Value| {
            let pdu = pdu.as_str().unwrap();
            bytes(&pdu[..pdu.len() / 2 * 2])
        };
        let pdus = match vector["pdus"].as_array() {
            Some(pdus) => pdus.iter().map(whole).collect(),
            None => vec![whole(&vector["pdu"])],
        };
        let mut phone = Phone::new();
        let drafts = phone.see(sms(pdus));
        if vector["kind"] == "status report" {
            assert_eq!((drafts.len(), phone.skipped[0].reason), (0, "status-report"));
            reports += 1;
            continue;
        }
        let [draft] = drafts.as_slice() else { panic!("{vector}") };
        if said("expect").is_some() {
            // One octet short: the text without its last letter, and said so.
            assert_eq!(detail(draft, "faults").unwrap(), "[\"data-cut\"]");
            let body = text(draft, Field::Body).unwrap();
            assert!(body.starts_with("Lieber FONIC Kunde") && body.ends_with("Ihr FONIC Tea"));
            continue;
        }
        assert_eq!(detail(draft, "faults"), None);
        if let Some(sender) = said("from") {
            assert_eq!(party(draft).unwrap(), sender);
        }
        if let Some(centre) = said("smsc") {
            assert_eq!(text(draft, Field::ServiceCentre).unwrap(), centre);
        }
        let mut body = said("text");
        if let Some(texts) = vector["texts"].as_array() {
            body = Some(texts.iter().map(|text| text.as_str().unwrap()).collect());
            assert_eq!(
                detail(draft, "parts").unwrap(),
                "{\"count\":2,\"present\":[1,2],\"reference\":25}"
            );
        }
        if body.is_some() {
            assert_eq!(text(draft, Field::Body), body);
        }
        if let Some(time) = said("scts_utc") {
            let time = chrono::NaiveDateTime::parse_from_str(&time, "%Y-%m-%dT%H:%M:%S").unwrap();
            assert_eq!(draft.fact.network.unwrap().0, time.and_utc().timestamp_millis());
        }
        if let Some(time) = said("scts") {
            let offset: i64 = detail(draft, "centre_offset").unwrap().parse().unwrap();
            let time = chrono::NaiveDateTime::parse_from_str(&time, "%Y-%m-%dT%H:%M:%S").unwrap();
            let local = draft.fact.network.unwrap().0 + offset * 60_000;
            assert_eq!(local, time.and_utc().timestamp_millis());
        }
    }
    assert_eq!(reports, 2);
    for path in below(&folder, "mms") {
        // Messages and no announcements: the record says so.
        let pdu = std::fs::read(&path).unwrap();
        let drafts = Phone::new().see(Arrival::MmsPush { pdu, sim: sim() });
        assert_eq!(detail(&drafts[0], "faults").unwrap(), "[\"type-unknown\"]", "{path:?}");
    }
}

#[test]
fn a_text_is_captured_with_the_clocks_the_slot_and_the_own_number() {
    let mut phone = Phone::new();
    let number = "13800000009".to_owned();
    let own = phone.see(Arrival::OwnNumber { slot: 0, number });
    assert_eq!((own[0].fact.kind, own[0].fact.source), (Kind::OwnNumber, Source::Typed));
    let drafts = phone.wait(1500).see(sms(vec![part(1, 0, 1, 1, "催")]));
    let [draft] = drafts.as_slice() else { panic!("one text") };
    let fact = &draft.fact;
    assert_eq!((fact.kind, fact.source), (Kind::Event, Source::Captured));
    assert_eq!((fact.channel, fact.direction), (Some(Channel::Sms), Some(Direction::In)));
    assert_eq!(fact.slot, Some(0));
    let seen = fact.seen.as_ref().unwrap();
    assert_eq!((seen.wall, seen.mono), (super::after(1500), Some(51_500)));
    assert_eq!(seen.boot.as_deref(), Some("boot-0"));
    assert_eq!(fact.offset.as_ref().unwrap().minutes, 480);
    assert_eq!(fact.network, Some(Millis(1_714_548_620_000)));
    assert_eq!(text(draft, Field::Body).as_deref(), Some("催"));
    assert_eq!(party(draft).as_deref(), Some("+8613900000001"));
    assert_eq!(text(draft, Field::ServiceCentre).as_deref(), Some("+8613800100500"));
    assert_eq!(draft.private(Field::Own), own[0].private(Field::Own));
    assert_eq!(detail(draft, "sim").as_deref(), Some("{\"subscription\":1}"));
    // Taken back, it no longer stands in records.
    phone.see(Arrival::OwnNumber { slot: 0, number: String::new() });
    let drafts = phone.see(sms(vec![part(2, 0, 1, 1, "催")]));
    assert_eq!(drafts[0].private(Field::Own), None);
}

#[test]
fn a_text_in_two_slots_is_two_and_the_same_bytes_twice_are_one() {
    let mut phone = Phone::new();
    let pdu = part(1, 0, 1, 1, "还款");
    assert_eq!(phone.see(sms(vec![pdu.clone()])).len(), 1);
    assert_eq!(phone.see(sms(vec![pdu.clone()])).len(), 0);
    assert_eq!(phone.skipped[0].reason, "repeated");
    let mut other = sim();
    other.slot = Some(1);
    let arrival = Arrival::Sms { format: PduFormat::Gsm, pdus: vec![pdu.clone()], sim: other };
    assert_eq!(phone.see(arrival).len(), 1);
    // 300 others later the first one is no longer known, as is written down.
    for at in 0..300_u32 {
        let body = at.to_string();
        assert_eq!(phone.see(sms(vec![part(1, 0, 1, 1, &body)])).len(), 1);
    }
    assert_eq!(phone.see(sms(vec![pdu])).len(), 1);
}

/// The 256 newest messages are known again by their hashes, a part that waits by its bytes.
#[test]
fn a_part_that_waits_and_comes_again_is_repeated_however_many_came_between() {
    let mut phone = Phone::new();
    let parts = three(9);
    assert!(phone.see(sms(vec![parts[0].clone()])).is_empty());
    let mut other = part(2, 0, 1, 1, "甲");
    for at in 0..300_u16 {
        let end = other.len() - 2;
        other[end..].copy_from_slice(&(0x4e00 + at).to_be_bytes());
        assert_eq!(phone.see(sms(vec![other.clone()])).len(), 1);
    }
    assert!(phone.see(sms(vec![parts[0].clone()])).is_empty());
    assert_eq!((phone.skipped.len(), phone.skipped[0].reason), (1, "repeated"));
    let drafts = phone.see(sms(parts[1..].to_vec()));
    let [draft] = drafts.as_slice() else { panic!("one text") };
    assert_eq!(text(draft, Field::Body).unwrap(), THREE.concat());
}

#[test]
fn a_missing_part_is_waited_for_an_hour_and_then_said() {
    let mut phone = Phone::new();
    let [one, two, three] = <[Vec<u8>; 3]>::try_from(three(9)).unwrap();
    assert!(phone.see(sms(vec![three.clone(), one])).is_empty());
    assert!(phone.wait(3_600_000).see(Arrival::Clock).is_empty());
    let drafts = phone.wait(1).see(Arrival::Clock);
    let [draft] = drafts.as_slice() else { panic!("one text") };
    let parts = "{\"count\":3,\"missing\":[2],\"present\":[1,3],\"reference\":9}";
    assert_eq!(detail(draft, "parts").unwrap(), parts);
    assert_eq!(text(draft, Field::Body), Some([THREE[0], THREE[2]].concat()));
    assert_eq!(draft.fact.seen.as_ref().unwrap().mono, Some(50_000));
    // It comes after all: a record of its own, and what was there already is no news.
    assert!(phone.see(sms(vec![two])).is_empty());
    let drafts = phone.reboot().see(sms(vec![three]));
    assert_eq!(drafts.len(), 1);
    let parts = "{\"count\":3,\"missing\":[1,3],\"present\":[2],\"reference\":9}";
    assert_eq!(detail(&drafts[0], "parts").unwrap(), parts);
}

#[test]
fn a_boot_ends_the_waiting() {
    let mut phone = Phone::new();
    phone.see(sms(three(1)[..2].to_vec()));
    let drafts = phone.reboot().see(Arrival::Clock);
    assert_eq!(detail(&drafts[0], "parts").unwrap().matches("\"missing\":[3]").count(), 1);
    assert_eq!(drafts[0].fact.seen.as_ref().unwrap().boot.as_deref(), Some("boot-0"));
}

#[test]
fn a_flood_of_first_parts_is_bounded_and_loses_nothing() {
    // Steps alone: the bytes of so large a state are looked at once, at the end.
    let mut phone = Phone::new();
    let mut drafts = Vec::new();
    for at in 0..1200_u32 {
        let [high, low] = [(at >> 8) as u8, at as u8];
        let arrival = sms(vec![part(high, low, 2, 1, &format!("第{at}"))]);
        let entry = Entry { clock: phone.clock.clone(), arrival };
        let done = step(std::mem::take(&mut phone.state), &entry, None, &mut phone.shelf).unwrap();
        drafts.extend(done.drafts);
        phone.state = done.state;
    }
    assert_eq!(drafts.len(), 1200 - 1024);
    assert_eq!(text(&drafts[0], Field::Body).as_deref(), Some("第0"));
    drafts.extend(phone.reboot().see(Arrival::Clock));
    let mut bodies: Vec<_> = drafts.iter().filter_map(|draft| text(draft, Field::Body)).collect();
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), 1200);
}

#[test]
fn hostile_letters_stand_as_they_are() {
    let body = "<script>alert(1)</script>=HYPERLINK(\"x\")\u{202e}\u{200b}\0";
    let drafts = Phone::new().see(sms(vec![part(1, 0, 1, 1, body)]));
    assert_eq!(text(&drafts[0], Field::Body).as_deref(), Some(body));
    assert!(drafts[0].fact.repaired.is_empty());
}

#[test]
fn a_clock_of_1970_leaves_the_time_of_the_network() {
    let mut phone = Phone::new();
    phone.clock.wall = Millis(5_000);
    let drafts = phone.see(sms(vec![part(1, 0, 1, 1, "催")]));
    assert_eq!(drafts[0].fact.seen, None);
    assert!(drafts[0].fact.network.is_some());
    let odd = "{\"boot\":\"boot-0\",\"monotonic\":50000,\"wall\":5000}";
    assert_eq!(detail(&drafts[0], "clock").unwrap(), odd);
}

/// The bodies of all that becomes of arrivals, a boot included, with the parts that they name.
fn outcome(arrivals: &[Arrival]) -> Vec<(Option<String>, Option<String>)> {
    let mut phone = Phone::new();
    let mut drafts: Vec<Draft> = Vec::new();
    for arrival in arrivals {
        drafts.extend(phone.wait(10).see(arrival.clone()));
    }
    drafts.extend(phone.reboot().see(Arrival::Clock));
    drafts.iter().map(|draft| (text(draft, Field::Body), text(draft, Field::Pdu))).collect()
}

proptest! {
    #[test]
    fn any_order_of_parts_gives_the_same_text(
        order in Just((1..=6_u8).collect::<Vec<_>>()).prop_shuffle(),
        cuts in prop::collection::vec(any::<bool>(), 6),
        twice in 0..6_usize,
        body in "[一-龥😀a]{12,60}",
    ) {
        let units: Vec<char> = body.chars().collect();
        let size = units.len().div_ceil(6);
        let pieces: Vec<String> = (0..6)
            .map(|at| units.iter().skip(at * size).take(size).collect())
            .collect();
        let pdu = |number: u8| part(1, 77, 6, number, &pieces[usize::from(number) - 1]);
        let mut arrivals = vec![Vec::new()];
        for (number, cut) in order.iter().zip(cuts) {
            if cut {
                arrivals.push(Vec::new());
            }
            arrivals.last_mut().unwrap().push(pdu(*number));
        }
        arrivals.push(vec![pdu(order[twice])]);
        let arrivals: Vec<_> = arrivals.into_iter().map(sms).collect();
        let found = outcome(&arrivals);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(found[0].0.as_deref(), Some(body.as_str()));
        prop_assert_eq!(found[0].1.as_ref().unwrap().split(' ').count(), 6);
    }

    #[test]
    fn whatever_parts_are_lost_none_of_the_rest_is(
        kept in prop::collection::vec(any::<bool>(), 12),
        order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        // Four texts of three parts, from two senders with two references each.
        let pdu = |at: usize| {
            let text = at / 3;
            let (sender, reference) = ((text / 2) as u8, (text % 2) as u8);
            part(sender, reference, 3, (at % 3) as u8 + 1, &format!("{at:02}"))
        };
        let came: Vec<usize> = order.into_iter().filter(|at| kept[*at]).collect();
        let arrivals: Vec<_> = came.iter().map(|at| sms(vec![pdu(*at)])).collect();
        let found = outcome(&arrivals);
        let bodies: String = found.iter().filter_map(|(body, _)| body.clone()).collect();
        let mut pieces: Vec<_> = bodies.as_bytes().chunks(2).map(<[u8]>::to_vec).collect();
        pieces.sort();
        let mut wanted: Vec<_> = came.iter().map(|at| format!("{at:02}").into_bytes()).collect();
        wanted.sort();
        prop_assert_eq!(pieces, wanted);
        let texts: std::collections::BTreeSet<usize> = came.iter().map(|at| at / 3).collect();
        prop_assert_eq!(found.len(), texts.len());
    }

    #[test]
    fn no_bytes_are_without_a_record(
        pdu in prop::collection::vec(any::<u8>(), 0..200),
        cdma in any::<bool>(),
        cut in 0..80_usize,
    ) {
        let format = if cdma { PduFormat::Cdma } else { PduFormat::Gsm };
        let mut whole = part(1, 3, 2, 1, "请于今日还款");
        whole.truncate(cut);
        for pdu in [pdu.clone(), [whole, pdu.clone()].concat()] {
            let mut phone = Phone::new();
            let mut drafts =
                phone.see(Arrival::Sms { format, pdus: vec![pdu.clone()], sim: sim() });
            let reports = phone.skipped.len();
            drafts.extend(phone.reboot().see(Arrival::Clock));
            prop_assert_eq!(drafts.len() + reports, 1);
        }
        let drafts = Phone::new().see(Arrival::MmsPush { pdu, sim: sim() });
        prop_assert_eq!(drafts.len(), 1);
    }
}

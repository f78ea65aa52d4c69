//! Rows of the phone's own stores.

use std::collections::HashSet;

use dunlog_core::capture::Item;
use dunlog_core::capture::android::{Arrival, Store, content_key};
use dunlog_core::record::{Channel, Direction, Draft, Field, Kind, Millis, Outcome, Source};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Phone, after, detail, party, text};
use crate::vault::fresh;

fn rows(store: Store, read_before: Option<Millis>, rows: &[Value]) -> Arrival {
    Arrival::Rows { store, read_before, rows: rows.iter().map(Value::to_string).collect() }
}

fn key(draft: &Draft) -> Option<String> {
    let format = &draft.fact.feed.as_ref()?.format;
    content_key(format, draft.private(Field::SourceRow)?)
}

fn a_text() -> Value {
    json!({"_id": "7", "address": "13900000001", "date": after(-60_000).0.to_string(),
        "date_sent": after(-61_000).0, "type": 1, "body": "请还款", "read": "0",
        "creator": "com.example.messages", "service_center": "+8613800100500"})
}

#[test]
fn a_row_of_texts_is_mirrored_with_its_id_and_what_it_says() {
    let mut phone = Phone::new();
    let drafts = phone.see(rows(Store::Sms, None, &[a_text()]));
    let [draft] = drafts.as_slice() else { panic!("{:?}", phone.skipped) };
    let fact = &draft.fact;
    assert_eq!((fact.kind, fact.source), (Kind::Event, Source::Mirrored));
    assert_eq!((fact.channel, fact.direction), (Some(Channel::Sms), Some(Direction::In)));
    let feed = fact.feed.as_ref().unwrap();
    assert_eq!((feed.format.as_str(), feed.file, feed.place), ("android_sms", None, 7));
    assert_eq!(feed.package.as_deref(), Some("com.example.messages"));
    assert_eq!(fact.seen.as_ref().unwrap().wall, after(-60_000));
    assert_eq!(fact.network, Some(after(-61_000)));
    assert_eq!(fact.offset.as_ref().unwrap().minutes, 480);
    assert_eq!(party(draft).as_deref(), Some("+8613900000001"));
    assert_eq!(text(draft, Field::Body).as_deref(), Some("请还款"));
    assert_eq!(detail(draft, "late"), None);
    assert!(detail(draft, "read").unwrap().contains("\"monotonic\":50000"));
}

#[test]
fn what_the_store_filled_later_is_late() {
    let mut phone = Phone::new();
    let late = |phone: &mut Phone, before| {
        let drafts = phone.see(rows(Store::Sms, Some(before), &[a_text()]));
        detail(&drafts[0], "late")
    };
    assert_eq!(late(&mut phone, after(-60_000)), None);
    assert_eq!(late(&mut phone, after(-59_999)).as_deref(), Some("true"));
}

#[test]
fn the_offset_of_a_row_is_that_of_its_own_date() {
    let mut row = a_text();
    row["__offset_minutes"] = json!(-180);
    let drafts = Phone::new().see(rows(Store::Sms, None, &[row]));
    assert_eq!(drafts[0].fact.offset.as_ref().unwrap().minutes, -180);
}

#[test]
fn a_row_of_multimedia_messages_keeps_its_parts() {
    let row = json!({"_id": 9, "date": after(-5000).0 / 1000, "msg_box": "1", "m_type": 132,
        "m_id": "abc@mms", "sub": "通知", "ct_t": "application/vnd.wap.multipart.related",
        "__sender_address": {"address": "13900000001", "type": "137"},
        "__recipient_addresses": [{"address": "13800000009", "type": "151"}],
        "__parts": [{"_id": 1, "ct": "application/smil", "text": "<smil/>"},
            {"_id": 2, "ct": "text/plain", "text": "看照片"},
            {"_id": 3, "ct": "image/jpeg", "name": "a.jpg", "binary_data": "/9j/4A=="}]});
    let announced = json!({"_id": 8, "date": 1, "msg_box": 1, "m_type": "130"});
    let mut phone = Phone::new();
    let drafts = phone.see(rows(Store::Mms, None, &[announced, row]));
    assert_eq!((phone.skipped.len(), phone.skipped[0].reason), (1, "not-retrieved"));
    let [draft] = drafts.as_slice() else { panic!("one") };
    assert_eq!(draft.fact.channel, Some(Channel::Mms));
    assert_eq!(draft.fact.feed.as_ref().unwrap().format, "android_mms");
    assert_eq!(text(draft, Field::Body).as_deref(), Some("看照片"));
    assert_eq!(draft.fact.attachments[0].media_type, "image/jpeg");
    assert_eq!(phone.shelf.taken[0].1, b"\xff\xd8\xff\xe0");
    assert_eq!(party(draft).as_deref(), Some("+8613900000001"));
}

#[test]
fn a_part_that_cannot_be_read_is_told_beside_the_reading() {
    let row = json!({"_id": 9, "date": after(-5000).0 / 1000, "msg_box": "1", "m_type": 132,
        "m_id": "abc@mms", "__parts": [{"_id": 1, "ct": "text/plain", "text": "看照片"},
            {"_id": 2, "ct": "image/jpeg", "name": "a.jpg", "binary_data": "/9j/4A=!"}]});
    let drafts = Phone::new().see(rows(Store::Mms, Some(after(0)), &[row]));
    let [draft] = drafts.as_slice() else { panic!("one") };
    assert_eq!(draft.lost, ["base64-invalid"]);
    assert_eq!(detail(draft, "doubt").as_deref(), Some("[\"media-unreadable\"]"));
    assert!(detail(draft, "read").unwrap().contains("\"monotonic\":50000"));
    assert_eq!(detail(draft, "late").as_deref(), Some("true"));
    assert_eq!(text(draft, Field::Body).as_deref(), Some("看照片"));
}

#[test]
fn a_provider_that_lacks_columns_leaves_no_crash_and_says_what_it_lacked() {
    let mut phone = Phone::new();
    let broken = [
        json!({}),
        json!({"_id": 1}),
        json!({"address": null, "body": null, "date": null}),
        json!({"date": "never"}),
        json!({"date": 5, "type": 3}),
        json!([1]),
        json!("text"),
    ];
    for store in Store::ALL {
        assert!(phone.see(rows(*store, None, &broken)).is_empty(), "{store:?}");
        assert_eq!(phone.skipped.len(), broken.len());
        let texts =
            ["", "{", "{\"date\":1", "{\"a\":1,\"a\":2}", "\u{feff}", "{\"a\":\"\\ud83d\"}"];
        let texts = texts.map(str::to_owned).to_vec();
        let arrival = Arrival::Rows { store: *store, read_before: None, rows: texts };
        assert!(phone.see(arrival).is_empty(), "{store:?}");
        assert_eq!(phone.skipped.len(), 6);
    }
    // A row of texts without body and address is still a text that came.
    let bare = json!({"date": after(-1).0, "type": "1"});
    assert_eq!(phone.see(rows(Store::Sms, None, &[bare])).len(), 1);
}

#[test]
fn half_a_pair_in_a_row_is_repaired() {
    let row = a_text().to_string().replace("请还款", "\\ud83d还");
    let arrival = Arrival::Rows { store: Store::Sms, read_before: None, rows: vec![row] };
    let drafts = Phone::new().see(arrival);
    assert_eq!(text(&drafts[0], Field::Body).as_deref(), Some("\u{fffd}还"));
    assert_eq!(drafts[0].fact.repaired, [Field::Body, Field::SourceRow]);
}

/// A call log of calls a minute apart; every seventh is hidden.
fn call(at: i64, id: i64) -> Value {
    let number = if at % 7 == 0 { String::new() } else { format!("0211234{:04}", at % 50) };
    let presentation = if at % 7 == 0 { 2 } else { 1 };
    json!({"_id": id, "number": number, "presentation": presentation,
        "date": after(-42_000_000 + at * 60_000).0, "duration": at % 90, "type": 1 + at % 3,
        "new": 1, "is_read": 0, "last_modified": after(at).0})
}

#[test]
fn three_readings_of_a_call_log_give_each_call_once() {
    let first: Vec<Value> = (0..500).map(|at| call(at, at + 1)).collect();
    // 100 came late, in between; some were read and named since.
    let second: Vec<Value> = (0..600)
        .map(|at| {
            let mut row = call(at, at + 1);
            if at % 3 == 0 {
                row["is_read"] = json!("1");
                row["name"] = json!("催收");
                row["last_modified"] = json!(after(5_000_000).0.to_string());
            }
            row
        })
        .collect();
    // The log was made anew: other ids, the oldest rows gone, another shape of numbers.
    let third: Vec<Value> = (200..700)
        .map(|at| {
            let mut row = call(at, 10_000 - at);
            row["date"] = json!(row["date"].to_string());
            row["type"] = json!(row["type"].to_string());
            row
        })
        .collect();
    let (_folder, _, mut vault) = fresh();
    let mut phone = Phone::new();
    let mut counts = Vec::new();
    let mut keys = HashSet::new();
    for readings in [&first, &second, &third, &third] {
        let mut drafts = Vec::new();
        for page in readings.chunks(200) {
            drafts.extend(phone.wait(1000).see(rows(Store::Calls, None, page)));
            assert!(phone.skipped.is_empty());
        }
        keys.extend(drafts.iter().map(|draft| key(draft).unwrap()));
        let done = vault.import(&|| phone.clock.wall, |_, emit| {
            drafts.into_iter().try_for_each(|draft| emit(Item::Draft(Box::new(draft))))
        });
        let done = done.unwrap();
        counts.push((done.appended, done.duplicates));
    }
    assert_eq!(counts, [(500, 0), (100, 500), (100, 400), (0, 500)]);
    assert_eq!(keys.len(), 700);
    let events = vault.timeline().unwrap().events;
    assert_eq!(events.len(), 700);
    vault.check().unwrap();
}

#[test]
fn calls_have_the_outcome_of_their_kind() {
    let row = |kind: i64, duration: i64| {
        let mut row = call(1, 1);
        (row["type"], row["duration"]) = (json!(kind), json!(duration));
        row
    };
    let table = [
        (1, 30, Some(Direction::In), Some(Outcome::Connected)),
        (2, 0, Some(Direction::Out), None),
        (3, 0, Some(Direction::In), Some(Outcome::Missed)),
        (5, 0, Some(Direction::In), Some(Outcome::Rejected)),
        (6, 0, Some(Direction::In), Some(Outcome::Blocked)),
        (99, 0, None, None),
    ];
    for (kind, duration, direction, outcome) in table {
        let drafts = Phone::new().see(rows(Store::Calls, None, &[row(kind, duration)]));
        let fact = &drafts[0].fact;
        assert_eq!((fact.direction, fact.outcome), (direction, outcome), "{kind}");
    }
}

#[test]
fn what_never_changes_tells_rows_apart() {
    let drafts = |store, row: Value| Phone::new().see(rows(store, None, &[row]));
    let one = key(&drafts(Store::Sms, a_text())[0]).unwrap();
    for (column, value) in [("_id", json!(8)), ("read", json!("1")), ("seen", json!(1))] {
        let mut row = a_text();
        row[column] = value;
        assert_eq!(key(&drafts(Store::Sms, row)[0]).unwrap(), one, "{column}");
    }
    for (column, value) in [
        ("body", json!("x")),
        ("address", json!("1")),
        ("date", json!(after(-1).0)),
        ("type", json!(2)),
    ] {
        let mut row = a_text();
        row[column] = value;
        assert_ne!(key(&drafts(Store::Sms, row)[0]).unwrap(), one, "{column}");
    }
    assert_eq!(content_key("sms_ie", "{}"), None);
    assert_eq!(content_key("android_sms", "no json"), None);
}

proptest! {
    #[test]
    fn no_row_makes_a_reader_panic(row in ".{0,120}", store in 0..3_usize) {
        let texts = vec![row.clone(), format!("{{\"date\":1714579200000,\"body\":{row}}}")];
        let arrival =
            Arrival::Rows { store: Store::ALL[store], read_before: None, rows: texts };
        let mut phone = Phone::new();
        let drafts = phone.see(arrival).len();
        prop_assert_eq!(drafts + phone.skipped.len(), 2);
    }
}

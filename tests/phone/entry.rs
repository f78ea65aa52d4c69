//! The byte form of entries and of the state.

use dunlog_core::Error;
use dunlog_core::capture::android::{
    Arrival, CallState, Entry, GapReason, LastSeen, MAX_PDU, MAX_PDUS, MAX_ROWS, MAX_TEXT,
    PduFormat, PhoneClock, Presentation, Sim, State, Store, Trial, TrialSeen, Waking, Way,
};
use dunlog_core::record::{Channel, Direction, Millis};
use proptest::prelude::*;

use super::{Phone, sim};

fn entry(arrival: Arrival) -> Entry {
    Entry { clock: Phone::new().clock, arrival }
}

/// One of each kind.
fn every() -> Vec<Arrival> {
    let number = Some("+8613900000001".to_owned());
    let full = Sim { slot: Some(255), subscription: Some(-1), account: Some("8986…".to_owned()) };
    vec![
        Arrival::Sms { format: PduFormat::Gsm, pdus: vec![vec![0, 255], vec![]], sim: sim() },
        Arrival::Sms { format: PduFormat::Cdma, pdus: vec![], sim: Sim::default() },
        Arrival::MmsPush { pdu: vec![0x8c, 0x82], sim: full.clone() },
        Arrival::CallState { state: CallState::Ringing, number: number.clone(), sim: full },
        Arrival::CallState { state: CallState::Idle, number: None, sim: sim() },
        Arrival::Screening {
            number,
            presentation: Presentation::Payphone,
            direction: Direction::Out,
            sim: sim(),
        },
        Arrival::Notification {
            package: "com.example".to_owned(),
            key: "0|k".to_owned(),
            channel: Channel::Chat,
            title: None,
            text: Some("\u{202e}<b>x</b>\0".to_owned()),
            cut_from: None,
            posted: Millis(1),
        },
        Arrival::Rows {
            store: Store::Calls,
            read_before: Some(Millis(0)),
            rows: vec!["{\"a\":\"\\u0000\"}".to_owned(), String::new()],
        },
        Arrival::Gap {
            way: Way::MmsStore,
            from: Millis(-5),
            to: Millis(5),
            reason: GapReason::RoleOff,
        },
        Arrival::Heartbeat {
            waking: Waking::Boot,
            seen: vec![
                LastSeen { way: Way::CallLog, at: Some(Millis(1)) },
                LastSeen { way: Way::Notifications, at: None },
            ],
        },
        Arrival::Clock,
        Arrival::SelfTest {
            trial: Trial::ServiceText,
            ways: vec![TrialSeen { way: Way::SmsBroadcast, seen: false }],
        },
        Arrival::OwnNumber { slot: 1, number: "13800000002".to_owned() },
    ]
}

#[test]
fn every_kind_of_entry_reads_as_what_was_written() {
    for arrival in every() {
        let entry = entry(arrival);
        let bytes = entry.to_bytes().unwrap();
        assert_eq!(Entry::from_bytes(&bytes).unwrap(), entry);
        for end in 0..bytes.len() {
            assert!(Entry::from_bytes(&bytes[..end]).is_err());
        }
    }
}

#[test]
fn every_word_reads_as_what_was_written() {
    for format in PduFormat::ALL {
        let arrival = Arrival::Sms { format: *format, pdus: vec![], sim: sim() };
        let entry = entry(arrival);
        assert_eq!(Entry::from_bytes(&entry.to_bytes().unwrap()).unwrap(), entry);
    }
    for (way, reason) in Way::ALL.iter().cycle().zip(GapReason::ALL) {
        let (from, to) = (Millis(1), Millis(2));
        let entry = entry(Arrival::Gap { way: *way, from, to, reason: *reason });
        assert_eq!(Entry::from_bytes(&entry.to_bytes().unwrap()).unwrap(), entry);
    }
    for (trial, waking) in Trial::ALL.iter().cycle().zip(Waking::ALL) {
        let ways = Way::ALL.iter().map(|way| TrialSeen { way: *way, seen: true }).collect();
        let one = entry(Arrival::SelfTest { trial: *trial, ways });
        let two = entry(Arrival::Heartbeat { waking: *waking, seen: vec![] });
        for entry in [one, two] {
            assert_eq!(Entry::from_bytes(&entry.to_bytes().unwrap()).unwrap(), entry);
        }
    }
}

#[test]
fn what_is_over_its_limit_is_cut_or_refused() {
    let cut = |arrival| Entry::from_bytes(&entry(arrival).to_bytes().unwrap()).unwrap().arrival;
    let long = Arrival::Sms { format: PduFormat::Gsm, pdus: vec![vec![1; 5000]], sim: sim() };
    let Arrival::Sms { pdus, .. } = cut(long) else { panic!("a text") };
    assert_eq!(pdus[0].len(), MAX_PDU);
    let body = "催".repeat(MAX_TEXT / 3 + 7);
    let notice = Arrival::Notification {
        package: "p".repeat(5000),
        key: "催".repeat(1000),
        channel: Channel::Sms,
        title: Some("t".repeat(5000)),
        text: Some(body.clone()),
        cut_from: None,
        posted: Millis(0),
    };
    let Arrival::Notification { package, key, title, text, cut_from, .. } = cut(notice) else {
        panic!("a notification")
    };
    let title = title.unwrap();
    assert_eq!((package.len(), key.len(), title.len()), (1024, 1023, 1024));
    assert_eq!((text.unwrap().len(), cut_from), (MAX_TEXT - 1, i64::try_from(body.len()).ok()));
    let refused = |arrival| match entry(arrival).to_bytes() {
        Err(Error::Malformed(fault)) => fault.code,
        other => panic!("{other:?}"),
    };
    let pdus = vec![vec![]; MAX_PDUS + 1];
    let many = Arrival::Sms { format: PduFormat::Gsm, pdus, sim: sim() };
    assert_eq!(refused(many), "too-many-pdus");
    let rows = |rows| Arrival::Rows { store: Store::Sms, read_before: None, rows };
    assert_eq!(refused(rows(vec![String::new(); MAX_ROWS + 1])), "too-many-rows");
    assert_eq!(refused(rows(vec!["x".repeat((8 << 20) + 1)])), "row-too-long");
    assert_eq!(refused(rows(vec!["x".repeat(8 << 20); 3])), "entry-too-long");
    let ways = vec![TrialSeen { way: Way::SmsBroadcast, seen: true }; 65];
    assert_eq!(refused(Arrival::SelfTest { trial: Trial::Call, ways }), "too-many-ways");
    let seen = vec![LastSeen { way: Way::SmsBroadcast, at: None }; 65];
    assert_eq!(refused(Arrival::Heartbeat { waking: Waking::Job, seen }), "too-many-ways");
    let clock = PhoneClock {
        wall: Millis(i64::MAX),
        monotonic: i64::MIN,
        boot: String::new(),
        offset_minutes: i32::MIN,
        zone: None,
    };
    let extreme = Entry { clock, arrival: Arrival::Clock }.to_bytes().unwrap();
    let clock = Entry::from_bytes(&extreme).unwrap().clock;
    assert_eq!((clock.wall.0, clock.monotonic), (1 << 53, -(1 << 53)));
}

#[test]
fn an_entry_that_is_none_is_refused_by_name() {
    let whole = String::from_utf8(entry(Arrival::Clock).to_bytes().unwrap()).unwrap();
    let code = |text: &str| match Entry::from_bytes(text.as_bytes()) {
        Err(Error::Malformed(fault)) => fault.code.to_owned(),
        Err(Error::Unsupported { format, version }) => format!("{format} {version}"),
        other => panic!("{other:?}"),
    };
    assert_eq!(code(&whole.replace("\"entry\":1", "\"entry\":2")), "entry 2");
    assert_eq!(code(&whole.replace("\"entry\":1", "\"entry\":-1")), "entry-invalid");
    assert_eq!(code(&whole.replace(",\"entry\":1", "")), "member-missing");
    assert_eq!(code(&whole.replace("\"kind\":\"clock\"", "\"kind\":\"tock\"")), "arrival-unknown");
    let more = whole.replace("{\"kind\"", "{\"a\":1,\"kind\"");
    assert_eq!(code(&more), "member-unknown");
    assert_eq!(code(&format!("{whole} ")), "trailing-bytes");
    assert_eq!(code(&whole.replace(":480", ":4294967296")), "entry-invalid");
    assert_eq!(code("[]"), "entry-invalid");
    let sms = Arrival::Sms { format: PduFormat::Gsm, pdus: vec![vec![0xab]], sim: sim() };
    let sms = String::from_utf8(entry(sms).to_bytes().unwrap()).unwrap();
    for broken in ["AB", "a", "zz"] {
        assert_eq!(code(&sms.replace("\"ab\"", &format!("\"{broken}\""))), "hex-invalid");
    }
    let long = sms.replace("\"ab\"", &format!("\"{}\"", "ab".repeat(MAX_PDU + 1)));
    assert_eq!(code(&long), "pdu-too-long");
    assert_eq!(code(&sms.replace("3gpp", "4gpp")), "word-unknown");
}

/// Whoever seals entries by the specification alone is held to the limits too.
#[test]
fn what_is_over_its_limit_is_refused_when_it_is_read() {
    let full = Sim { slot: None, subscription: None, account: Some("@".to_owned()) };
    let one = Some("@".to_owned());
    let state = Arrival::CallState { state: CallState::Ringing, number: one.clone(), sim: sim() };
    let account = Arrival::CallState { state: CallState::Idle, number: None, sim: full };
    let screening = Arrival::Screening {
        number: one.clone(),
        presentation: Presentation::Allowed,
        direction: Direction::In,
        sim: sim(),
    };
    let notice = |package: &str, key: &str, title: &str, text: &str| Arrival::Notification {
        package: package.to_owned(),
        key: key.to_owned(),
        channel: Channel::Chat,
        title: Some(title.to_owned()),
        text: Some(text.to_owned()),
        cut_from: None,
        posted: Millis(1),
    };
    let rows = Arrival::Rows { store: Store::Sms, read_before: None, rows: vec!["@".to_owned()] };
    let own = Arrival::OwnNumber { slot: 0, number: "@".to_owned() };
    let cases = [
        (state, 1024, "name-too-long"),
        (account, 1024, "name-too-long"),
        (screening, 1024, "name-too-long"),
        (notice("@", "", "", ""), 1024, "name-too-long"),
        (notice("", "@", "", ""), 1024, "name-too-long"),
        (notice("", "", "@", ""), 1024, "name-too-long"),
        (notice("", "", "", "@"), MAX_TEXT, "text-too-long"),
        (rows, 8 << 20, "row-too-long"),
        (own, 1024, "name-too-long"),
    ];
    let hold = |written: &str, limit: usize, code: &str| {
        let read = |length| Entry::from_bytes(written.replace('@', &"x".repeat(length)).as_bytes());
        assert!(read(limit).is_ok(), "{code}");
        match read(limit + 1) {
            Err(Error::Malformed(fault)) => assert_eq!(fault.code, code),
            other => panic!("{code}: {:?}", other.map(|entry| entry.clock)),
        }
    };
    for (arrival, limit, code) in cases {
        let written = String::from_utf8(entry(arrival).to_bytes().unwrap()).unwrap();
        assert_eq!(written.matches('@').count(), 1);
        hold(&written, limit, code);
    }
    let written = String::from_utf8(entry(Arrival::Clock).to_bytes().unwrap()).unwrap();
    for name in ["boot-0", "Asia/Shanghai"] {
        hold(&written.replace(name, "@"), 1024, "name-too-long");
    }
}

#[test]
fn no_more_calls_are_open_than_are_kept() {
    let mut phone = Phone::new();
    let mut ended = 0;
    for at in 0..40 {
        let number = Some(format!("139{at:08}"));
        let (presentation, direction) = (Presentation::Allowed, Direction::In);
        let arrival = Arrival::Screening { number, presentation, direction, sim: sim() };
        ended += phone.see(arrival).len();
    }
    assert_eq!(ended, 40 - 16);
    assert_eq!(phone.reboot().see(Arrival::Clock).len(), 16);
}

#[test]
fn a_state_that_is_none_is_refused() {
    let empty = State::default().to_bytes();
    let text = String::from_utf8(empty).unwrap();
    assert!(State::from_bytes(text.as_bytes()).is_ok());
    for broken in [
        text.replace("\"state\":1", "\"state\":2"),
        text.replace("\"own\":[]", "\"own\":[{\"number\":\"1\",\"slot\":256}]"),
        text.replace(
            "\"own\":[]",
            &format!("\"own\":[{{\"number\":\"{}\",\"slot\":1}}]", "1".repeat(1025)),
        ),
        text.replace("\"seen\":[]", "\"seen\":[\"00\"]"),
        text.replace("\"waiting\":[]", "\"waiting\":[{}]"),
        text.replace("\"calls\":[]", "\"calls\":[1]"),
        text[1..].to_owned(),
    ] {
        assert_ne!(broken, text);
        assert!(State::from_bytes(broken.as_bytes()).is_err(), "{broken}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Entry::from_bytes(&bytes);
        let _ = State::from_bytes(&bytes);
    }
}

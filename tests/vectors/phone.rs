//! What core makes of the raw messages of a phone.

use dunlog_core::capture::android::{
    Arrival, Entry, PduFormat, PhoneClock, Sim, State, settle, step,
};
use dunlog_core::record::canonical::{Value, unhex};
use dunlog_core::record::{Draft, Field, Kind, Millis, Source};
use dunlog_tests::START;

use super::{Vector, hold};
use crate::capture::Shelf;

fn bytes(hex: &str) -> Vec<u8> {
    let mut bytes = vec![0; hex.len() / 2];
    assert!(unhex(hex.as_bytes(), &mut bytes), "{hex}");
    bytes
}

/// The arrivals of a vector one after another, a second apart, and a boot at the end.
fn drafts(vector: &Vector) -> Vec<Draft> {
    let mut clock = PhoneClock {
        wall: START,
        monotonic: 1_000_000,
        boot: "one".to_owned(),
        offset_minutes: 480,
        zone: None,
    };
    let (mut state, mut drafts) = (State::default(), Vec::new());
    for line in vector.text().lines() {
        let mut pdus: Vec<_> = line.split(' ').map(bytes).collect();
        let sim = Sim::default();
        let arrival = match PduFormat::parse(vector.head("form")) {
            Some(format) => Arrival::Sms { format, pdus, sim },
            None => Arrival::MmsPush { pdu: pdus.remove(0), sim },
        };
        let entry = Entry { clock: clock.clone(), arrival };
        let read = Entry::from_bytes(&entry.to_bytes().unwrap()).unwrap();
        assert_eq!(read, entry, "{}", vector.name);
        let done = step(state, &entry, None, &mut Shelf::default()).unwrap();
        drafts.extend(done.drafts);
        // What is carried on goes through its bytes.
        state = State::from_bytes(&done.state.to_bytes()).unwrap();
        assert_eq!(state, done.state, "{}", vector.name);
        clock.wall = Millis(clock.wall.0 + 1000);
        clock.monotonic += 1000;
    }
    let mut boot = |boot: &str, state| {
        clock.boot = boot.to_owned();
        settle(state, &clock, None)
    };
    let done = boot("two", state);
    drafts.extend(done.drafts);
    // A boot ends whatever waits, so another one finds nothing.
    let rest = boot("three", done.state.clone());
    assert_eq!(rest.drafts, [], "{}: nothing is left to wait", vector.name);
    assert_eq!(boot("two", rest.state).state, done.state, "{}", vector.name);
    drafts
}

/// A draft as a vector tells it.
fn told(draft: &Draft) -> Value {
    let fact = &draft.fact;
    assert_eq!(fact.source, Source::Captured);
    let value = |field| draft.private(field).map(|text| Value::parse(text.as_bytes()).unwrap());
    let shown = value(Field::Party).map(|party| party.member("shown").unwrap().clone());
    let word = |word: &str| Value::Text(word.to_owned());
    let mut detail = value(Field::Detail);
    if let Some(Value::Map(members)) = &mut detail {
        let parts = members.iter_mut().find(|(key, _)| key == "parts");
        if let Some((_, Value::Map(parts))) = parts {
            // The phone's clocks are no part of a vector.
            let first = parts.iter_mut().find(|(key, _)| key == "first");
            first.into_iter().for_each(|(_, first)| *first = word("then"));
        }
    }
    let repaired = fact.repaired.iter().map(|field| word(field.word())).collect::<Vec<_>>();
    let members = [
        ("body", value(Field::Body)),
        ("channel", fact.channel.map(|channel| word(channel.word()))),
        ("detail", detail),
        ("local", fact.local.as_deref().map(word)),
        ("network", fact.network.map(|time| Value::Int(time.0))),
        ("pdu", value(Field::Pdu)),
        ("repaired", (!repaired.is_empty()).then_some(Value::List(repaired))),
        ("service", fact.service.as_deref().map(word)),
        ("service_centre", value(Field::ServiceCentre)),
        ("shown", shown),
        ("subject", value(Field::Subject)),
    ];
    let members = members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Map(members.collect())
}

#[test]
fn raw_messages_become_the_records_that_are_specified() {
    hold("pdu", |vector| {
        let drafts = drafts(vector);
        let drafts = drafts.iter().filter(|draft| draft.fact.kind == Kind::Event);
        let records = Value::List(drafts.map(told).collect()).to_canonical();
        if records != vector.head("records") {
            return format!("{records}\n    (not {})\n   ", vector.head("records"));
        }
        let found = Value::parse(records.as_bytes()).unwrap();
        let Value::List(found) = found else { panic!("a list") };
        let faults = found.iter().filter_map(|record| record.member("detail")?.member("faults"));
        let first = faults.filter_map(|faults| match faults {
            Value::List(faults) => faults.first()?.text().map(str::to_owned),
            _ => None,
        });
        first.into_iter().next().unwrap_or_else(|| "ok".to_owned())
    });
}

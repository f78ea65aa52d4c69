//! A wall clock that shows no time a record can have: nothing waits, nothing is lost, and the audit
//! finds no contradiction.

use std::io::Cursor;

use dunlog_core::bundle::audit::{Policy, Time};
use dunlog_core::bundle::disclose::Selection;
use dunlog_core::bundle::verify;
use dunlog_core::capture::android::{Arrival, Entry, PduFormat, PhoneClock, Sim};
use dunlog_core::record::{Channel, Kind, Millis};
use dunlog_core::vault::Vault;
use dunlog_core::vault::spool::Spool;

use super::{at, fresh, spool};

/// Five seconds after 1970 began, as a phone shows it whose battery was empty.
const NO_TIME: Millis = Millis(5_000);

/// Some day in 2150.
const TOO_LATE: Millis = Millis(5_700_000_000_000);

/// What a phone shows `seconds` after its boot.
fn clock(wall: Millis, boot: &str, seconds: i64) -> PhoneClock {
    let (monotonic, boot) = (seconds * 1_000, boot.to_owned());
    PhoneClock { wall, monotonic, boot, offset_minutes: 480, zone: None }
}

fn notice(words: &str, clock: &PhoneClock) -> Entry {
    let arrival = Arrival::Notification {
        channel: Channel::Chat,
        package: "chat.example".to_owned(),
        key: "0".to_owned(),
        posted: clock.wall,
        title: Some("10086".to_owned()),
        text: Some(words.to_owned()),
        cut_from: None,
    };
    Entry { clock: clock.clone(), arrival }
}

/// A text whose service centre says a time, which then stands alone.
fn text(clock: &PhoneClock) -> Entry {
    let pdu = "07911326040000f0040b911346610089f60000208062917314080cc8f71d14969741f977fd07";
    let bytes = (0..pdu.len()).step_by(2).map(|at| u8::from_str_radix(&pdu[at..at + 2], 16));
    let pdus = vec![bytes.collect::<Result<_, _>>().unwrap()];
    let arrival = Arrival::Sms { format: PduFormat::Gsm, pdus, sim: Sim::default() };
    Entry { clock: clock.clone(), arrival }
}

/// Pushes entries and takes them by a wall clock; all become events.
fn take(vault: &mut Vault, spool: &Spool, entries: &[Entry], now: Millis) {
    let events = |vault: &Vault| {
        let records = vault.records(0..vault.len()).unwrap();
        records.iter().filter(|record| record.fact().kind == Kind::Event).count()
    };
    let before = events(vault);
    entries.iter().for_each(|entry| spool::push(spool, entry));
    let ingested = vault.ingest(spool, Some("CN"), &|| now).unwrap();
    assert_eq!((ingested.entries, ingested.aside_total), (entries.len() as u64, 0));
    assert_eq!(events(vault) - before, entries.len());
}

#[test]
fn a_clock_that_shows_no_time_stops_nothing_and_contradicts_nothing() {
    let (folder, keystore, mut vault) = fresh();
    let place = tempfile::tempdir().unwrap();
    let spool = vault.open_spool(place.path()).unwrap();
    let (early, late) = (clock(NO_TIME, "two", 5), clock(TOO_LATE, "two", 8_000));
    let waited = notice("一", &clock(at(60), "one", 60));
    take(&mut vault, &spool, &[waited, text(&early), notice("二", &early)], NO_TIME);
    // What was captured by a clock that was right stands by that time, and so does what follows.
    let last = vault.record(vault.len() - 1).unwrap();
    assert_eq!((last.line.recorded, last.body().as_deref()), (at(60), Some("二")));
    take(&mut vault, &spool, &[notice("三", &early)], NO_TIME);
    vault.close().unwrap();
    let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
    take(&mut vault, &spool, &[notice("四", &early)], NO_TIME);
    let right = clock(at(7_200), "two", 7_205);
    take(&mut vault, &spool, &[notice("五", &right)], at(7_201));
    take(&mut vault, &spool, &[notice("六", &late)], TOO_LATE);
    let right = clock(at(9_000), "two", 9_005);
    take(&mut vault, &spool, &[notice("七", &right)], at(9_001));

    let last = vault.record(vault.len() - 1).unwrap();
    assert_eq!((last.line.recorded, last.body().as_deref()), (at(9_001), Some("七")));
    let records = vault.records(0..vault.len()).unwrap();
    let marks = records.iter().filter(|record| {
        record.fact().kind == Kind::Clock && record.fact().reason.as_deref() == Some("out_of_range")
    });
    let told = marks.map(|mark| mark.detail().unwrap().to_canonical());
    let expected = [r#"{"wall":5000}"#, r#"{"wall":5000}"#, r#"{"wall":5700000000000}"#];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    assert_eq!(vault.check().unwrap(), []);
    let (_, bytes) = crate::export::bundle(&vault, &Selection::all());
    let audit = verify(Cursor::new(&bytes), &Policy::trusting(vault.public_key())).unwrap();
    assert!(audit.passes(), "{:?}", audit.issues);
    assert_eq!(audit.verdicts.time, Time::SelfDeclared);
}

#[test]
fn a_typed_entry_is_taken_while_the_clock_shows_no_time() {
    let (_folder, _, mut vault) = fresh();
    let appended = vault.append(dunlog_tests::message("10086", "还款", at(9)), NO_TIME).unwrap();
    assert_eq!(vault.record(appended.index).unwrap().line.recorded, at(9));
    let mark = vault.record(appended.index - 1).unwrap();
    assert_eq!((mark.fact().kind, mark.fact().delta), (Kind::Clock, Some(0)));
}

//! Android's own databases: `mmssms.db` and `calllog.db`.

use std::path::Path;

use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::ios_backup::{Backup, Choice, StoreKind, Wanted};
use dunlog_core::capture::{Context, Item};
use dunlog_core::chain::Hash;
use dunlog_core::record::{Channel, Direction, Field, Outcome as Ended};
use rusqlite::Connection;

use super::{Outcome, Shelf, fixtures, zone};

/// The columns that matter of a phone's schema.
const SCHEMA: &str = "CREATE TABLE android_metadata (locale TEXT);
    CREATE TABLE sms (_id INTEGER PRIMARY KEY, address TEXT, date INTEGER, date_sent INTEGER, \
        type INTEGER, body TEXT, sub_id INTEGER, creator TEXT);
    CREATE TABLE pdu (_id INTEGER PRIMARY KEY, date INTEGER, msg_box INTEGER, m_type INTEGER, \
        sub TEXT);
    CREATE TABLE addr (_id INTEGER PRIMARY KEY, msg_id INTEGER, address TEXT, type INTEGER);
    CREATE TABLE part (_id INTEGER PRIMARY KEY, mid INTEGER, ct TEXT, cl TEXT, _data TEXT, \
        text TEXT);";

fn read(path: &Path, choice: &Choice) -> (StoreKind, Outcome) {
    let scratch = tempfile::tempdir().unwrap();
    let backup = Backup::open(path, scratch.path()).unwrap();
    let kind = backup.stores().unwrap()[0];
    let store = backup.store(kind).unwrap();
    let (file, answers) = (Hash([1; 32]), Answers::default());
    let context = Context { file, offset: &zone, country: Some("CN"), answers };
    let mut outcome = Outcome::default();
    let mut shelf = Shelf::default();
    store
        .read(&context, &mut |met| Ok(choice.takes(met)), &mut shelf, &mut |item| {
            match item {
                Item::Draft(draft) => outcome.drafts.push(*draft),
                Item::Skip(skip) => outcome.skips.push(skip),
                Item::Cut { byte } => outcome.cut = Some(byte),
            }
            Ok(())
        })
        .unwrap();
    outcome.shelf = shelf;
    (kind, outcome.check())
}

fn messages(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("mmssms.db");
    let made = Connection::open(&path).unwrap();
    made.execute_batch(SCHEMA).unwrap();
    made.execute_batch(
        "INSERT INTO sms VALUES
            (1, '10086', 1700000000000, 1699999998000, 1, '请尽快还款', 2, 'com.example.sms'),
            (2, '10086', 1700000000000, 1699999998000, 1, '请尽快还款', 2, 'com.example.sms'),
            (3, '13800138000', 1700000060000, 0, 2, 'x', 1, NULL),
            (4, '13800138000', 1700000060000, 0, 3, 'draft', 1, NULL),
            (5, '13800138000', 'soon', 0, 1, 'y', 1, NULL);
         INSERT INTO pdu VALUES (1, 1700000100, 1, 132, NULL);
         INSERT INTO addr VALUES (1, 1, '13900139000', 137), (2, 1, '13700137000', 151), \
            (3, 2, 'another', 137);
         INSERT INTO part VALUES (1, 1, 'application/smil', 'a.smil', NULL, '<smil/>'), \
            (2, 1, 'text/plain', 't', NULL, '再不还钱'), \
            (3, 1, 'image/jpeg', 'p.jpg', '/data/parts/PART_1', NULL);",
    )
    .unwrap();
    path
}

#[test]
fn texts_and_multimedia_messages_have_the_columns_of_every_android_backup() {
    let folder = tempfile::tempdir().unwrap();
    let (kind, outcome) = read(&messages(folder.path()), &Choice::all());
    assert_eq!(kind, StoreKind::Telephony);
    assert_eq!(outcome.reasons(), ["draft", "time-invalid"]);
    assert_eq!(outcome.skips.iter().map(|skip| skip.row).collect::<Vec<_>>(), [4, 5]);
    let [first, second, sent, mms] = outcome.drafts.as_slice() else { panic!("four") };
    // Two equal texts are two rows, told apart by their ids.
    assert_ne!(first.private(Field::SourceRow), second.private(Field::SourceRow));
    let feed = first.fact.feed.as_ref().unwrap();
    assert_eq!((feed.format.as_str(), feed.place), ("android_messages", 1));
    assert_eq!(feed.package.as_deref(), Some("com.example.sms"));
    assert_eq!(first.fact.network.unwrap().0, 1_699_999_998_000);
    assert_eq!(sent.fact.direction, Some(Direction::Out));
    assert_eq!((mms.fact.channel, mms.fact.direction), (Some(Channel::Mms), Some(Direction::In)));
    assert_eq!(mms.fact.seen.as_ref().unwrap().wall.0, 1_700_000_100_000);
    assert_eq!(outcome.private(3, Field::Body), "\"再不还钱\"");
    let own = r#"{"number":"+8613700137000","shown":"13700137000"}"#;
    assert_eq!(outcome.private(3, Field::Own), own);
    // The photo lies in a folder that a database is not.
    assert_eq!(mms.lost, ["file-missing"]);
    assert_eq!(outcome.private(3, Field::Detail), "(absent)");
    assert!(outcome.private(3, Field::SourceRow).contains(r#""addrs":[{"_id":"1""#));
}

#[test]
fn a_message_whose_parts_cannot_be_read_is_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = messages(folder.path());
    let told = |sql| Connection::open(&path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap();
    let page: u64 = told("SELECT rootpage FROM sqlite_master WHERE name = 'part'");
    let size: u64 = told("PRAGMA page_size");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[usize::try_from((page - 1) * size).unwrap()] = 0;
    std::fs::write(&path, bytes).unwrap();
    let (_, outcome) = read(&path, &Choice::all());
    assert_eq!(outcome.reasons(), ["draft", "time-invalid", "row-damaged"]);
    assert_eq!(outcome.drafts.len(), 3);
}

#[test]
fn a_choice_takes_one_conversation() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = Wanted::Parties(["+8613900139000".to_owned()].into());
    let (_, outcome) = read(&messages(folder.path()), &Choice { wanted, since: None });
    assert_eq!((outcome.drafts.len(), outcome.skips.len()), (1, 0));
    assert_eq!(outcome.drafts[0].fact.channel, Some(Channel::Mms));
}

#[test]
fn a_list_of_calls_is_told_by_its_tables() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calllog.db");
    let made = Connection::open(&path).unwrap();
    made.execute_batch(
        "CREATE TABLE android_metadata (locale TEXT);
         CREATE TABLE calls (_id INTEGER PRIMARY KEY, number TEXT, date INTEGER, \
            duration INTEGER, type INTEGER, name TEXT);
         INSERT INTO calls VALUES (7, '13900139000', 1700000000000, 61, 1, '王'), \
            (8, '', 1700000001000, 0, 3, NULL);",
    )
    .unwrap();
    drop(made);
    let (kind, outcome) = read(&path, &Choice::all());
    assert_eq!((kind, outcome.skips.len()), (StoreKind::CallLog, 0));
    let [taken, missed] = outcome.drafts.as_slice() else { panic!("two") };
    assert_eq!((taken.fact.outcome, taken.fact.duration), (Some(Ended::Connected), Some(61)));
    assert_eq!(missed.fact.outcome, Some(Ended::Missed));
    assert_eq!(outcome.private(0, Field::Contact), "\"王\"");
    assert_eq!(taken.fact.feed.as_ref().unwrap().place, 7);
}

#[test]
fn the_fixture_has_the_schema_of_a_phone_and_no_row() {
    let path = fixtures().join("import-android/teleshoes-Android-SMS-DB-importer/mmssms.db");
    if path.exists() {
        let (kind, outcome) = read(&path, &Choice::all());
        assert_eq!(kind, StoreKind::Telephony);
        assert!(outcome.drafts.is_empty() && outcome.skips.is_empty());
    }
}

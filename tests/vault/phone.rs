//! Databases of iPhones into a vault: what is kept, repeated, and seen elsewhere.

use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::ios_backup::{Backup, Choice, Store, StoreKind, Wanted};
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{
    Channel, Direction, Draft, Fact, Field, Kind, Party, Purpose, Seen, Source,
};
use dunlog_core::vault::{self, Intake, Vault};
use dunlog_core::{Error, Result};
use dunlog_tests::START;
use rusqlite::Connection;

use super::fresh;

/// 2024-05-01T08:00:00Z, in seconds since 2001.
const MAY: i64 = 736_243_200;

/// A database with texts of two numbers and a reaction.
fn database(path: &std::path::Path) {
    let sql = format!(
        "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, handle_id INTEGER, \
            date INTEGER, is_read INTEGER, associated_message_type INTEGER);
         CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, service TEXT);
         INSERT INTO handle VALUES (1, '+8613800000001', 'SMS'), (2, '10086', 'SMS');
         INSERT INTO message VALUES (1, 'a', '还钱', 1, {MAY}, 0, 0), (2, 'b', '账单', 2, {MAY}, 0, 0),
            (3, 'c', '再不还', 1, {MAY} + 60, 0, 0), (4, 'd', '赞', 1, {MAY} + 61, 0, 2000);"
    );
    Connection::open(path).unwrap().execute_batch(&sql).unwrap();
}

fn with_store<T>(path: &std::path::Path, work: impl FnOnce(&Store<'_>) -> T) -> T {
    let scratch = tempfile::tempdir().unwrap();
    let backup = Backup::open(path, scratch.path()).unwrap();
    let store = backup.store(StoreKind::Messages).unwrap();
    work(&store)
}

fn import(
    vault: &mut Vault,
    path: &std::path::Path,
    choice: &Choice,
    proceed: &dyn Fn() -> Result<()>,
) -> Intake {
    let answers = Answers::default();
    let of = vault::Backup { name: "", offset: &|_| None, country: Some("CN"), answers, proceed };
    with_store(path, |store| vault.import_store(&|| START, store, choice, &of).unwrap())
}

/// The record of the database.
fn source(vault: &Vault) -> dunlog_core::record::Record {
    let records = vault.records(0..vault.len()).unwrap();
    let is_source = |fact: &Fact| fact.purpose == Some(Purpose::Source);
    records.into_iter().rfind(|record| is_source(record.fact())).unwrap()
}

#[test]
fn a_part_is_taken_without_the_database_and_the_whole_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sms.db");
    database(&path);
    let (_folder, _, mut vault) = fresh();
    let wanted = Wanted::Parties(["+8613800000001".to_owned()].into());
    let choice = Choice { wanted, since: None };
    let intake = import(&mut vault, &path, &choice, &|| Ok(()));
    assert_eq!((intake.imported.appended, intake.unchosen, intake.kept), (2, 1, false));
    assert_eq!(intake.imported.skipped_by.into_iter().collect::<Vec<_>>(), [("tapback", 1)]);
    let record = source(&vault);
    let detail = r#"{"path":"sms.db","words":"keep this file"}"#;
    assert_eq!(record.detail(), Value::parse(detail.as_bytes()).ok());
    assert_eq!(record.fact().attachments[0].sha256, intake.sha256);
    assert!(!vault.keeps(&intake.sha256).unwrap());

    let whole = import(&mut vault, &path, &Choice::all(), &|| Ok(()));
    assert_eq!((whole.imported.appended, whole.imported.duplicates, whole.kept), (1, 2, true));
    assert!(vault.keeps(&intake.sha256).unwrap());
    assert_eq!(source(&vault).value(Field::Names), Value::parse(br#"["sms.db"]"#).ok());
    let length = vault.len();
    let again = import(&mut vault, &path, &Choice::all(), &|| Ok(()));
    assert_eq!((again.imported.appended, vault.len()), (0, length));

    // A later backup, in which iOS changed what it changes, repeats the rows.
    Connection::open(&path).unwrap().execute("UPDATE message SET is_read = 1", []).unwrap();
    let later = import(&mut vault, &path, &Choice::all(), &|| Ok(()));
    assert_eq!((later.imported.appended, later.imported.duplicates), (0, 3));
    assert_ne!(later.sha256, intake.sha256);
}

#[test]
fn a_text_that_arrived_on_a_phone_too_is_another_sighting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sms.db");
    database(&path);
    let (_folder, _, mut vault) = fresh();
    let mut fact = Fact::new(Kind::Event, Source::Captured);
    fact.channel = Some(Channel::Sms);
    fact.direction = Some(Direction::In);
    let wall = dunlog_core::record::Millis((MAY + 978_307_200 + 2) * 1000);
    fact.seen = Some(Seen { wall, mono: None, boot: None });
    let party = Party::new("13800000001", Some("+8613800000001"));
    let captured = Draft::new(fact).with_party(&party).with_text(Field::Body, "还钱");
    vault.append(captured, START).unwrap();
    let before = vault.len();
    let intake = import(&mut vault, &path, &Choice::all(), &|| Ok(()));
    let [was, is] = vault.count_events([before, vault.len()]).unwrap();
    assert_eq!((was[&Channel::Sms], is[&Channel::Sms], intake.imported.appended), (1, 3, 3));
}

#[test]
fn a_stop_keeps_what_was_taken_and_a_dry_run_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sms.db");
    database(&path);
    let (_folder, _, mut vault) = fresh();
    let asked = std::cell::Cell::new(0);
    let stopped = import(&mut vault, &path, &Choice::all(), &|| {
        asked.set(asked.get() + 1);
        // Before a row is chosen, and before it is taken.
        if asked.get() > 2 { Err(Error::Cancelled) } else { Ok(()) }
    });
    assert!(stopped.imported.cancelled && !stopped.kept);
    assert_eq!((stopped.imported.appended, vault.len()), (1, 2));
    let (answers, proceed) = (Answers::default(), &|| Ok(()));
    let of = vault::Backup { name: "", offset: &|_| None, country: Some("CN"), answers, proceed };
    let mut rehearsal = vault.rehearse();
    let said = with_store(&path, |store| rehearsal.import_store(store, &Choice::all(), &of));
    let said = said.unwrap().imported;
    assert_eq!((said.appended, said.duplicates, vault.len()), (2, 1, 2));
    let rest = import(&mut vault, &path, &Choice::all(), &|| Ok(())).imported;
    assert_eq!((rest.appended, rest.duplicates), (2, 1));
}

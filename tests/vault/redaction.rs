//! Redaction: what goes, what stays, and what an import of the same row says later.

use std::io::Read;

use dunlog_core::Error;
use dunlog_core::chain::Hash;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Draft, Fact, Field, Kind, Party, Purpose, Source};
use dunlog_core::vault::Vault;
use dunlog_tests::{message, row};

use super::secrecy::files;
use super::{at, fresh, import};

fn nothing() -> Value {
    Value::Map(Vec::new())
}

/// Keeps a source file and imports `rows` as its content.
fn import_file(vault: &mut Vault, content: &[u8], rows: &[(i64, &str)]) -> Hash {
    let file = Hash::of(content);
    let clock = || at(1_000);
    vault
        .import(&clock, |sink, emit| {
            let kept = sink.attach(&mut &content[..], "application/xml")?;
            for (place, (second, body)) in (1..).zip(rows) {
                let row = row(file, place, "10086", body, at(*second));
                emit(dunlog_core::capture::Item::Draft(Box::new(row)))?;
            }
            let mut fact = Fact::new(Kind::File, Source::Imported);
            fact.purpose = Some(Purpose::Source);
            fact.kept = Some(true);
            fact.attachments = vec![kept];
            let names = Value::List(vec![Value::Text("backup.xml".into())]);
            let draft = Draft::new(fact).with(Field::Names, &names);
            emit(dunlog_core::capture::Item::Draft(Box::new(draft)))
        })
        .unwrap();
    file
}

#[test]
fn all_sightings_and_every_kept_file_with_the_row_go() {
    let (_folder, _, mut vault) = fresh();
    let live = vault.append(message("10086", "还钱", at(60)), at(60)).unwrap();
    let first = import_file(&mut vault, b"file one", &[(61, "还钱"), (9_000, "其他")]);
    let second = import_file(&mut vault, b"file two", &[(61, "还钱"), (20_000, "新的")]);
    let third = import_file(&mut vault, b"file three", &[(9_000, "其他")]);
    let head = vault.head();
    let done = vault.redact(&live.leaf, "on_request", &nothing(), at(2_000)).unwrap();

    assert_eq!(done.targets.len(), 2);
    assert!(done.settled);
    let gone: Vec<Hash> = done.attachments.iter().map(|item| item.sha256).collect();
    assert!(gone.contains(&first) && gone.contains(&second) && gone.len() == 2, "{gone:?}");
    assert!(matches!(vault.attachment(&first), Err(Error::Misuse(_))));
    assert!(vault.attachment(&third).is_ok());
    for leaf in &done.targets {
        let record = vault.record(vault.find(leaf).unwrap().unwrap()).unwrap();
        assert!(record.openings.is_empty());
        assert!(record.line.commitment(Field::Body).is_some());
    }
    let said = vault.record(done.record.index).unwrap();
    assert_eq!(said.fact().kind, Kind::Redaction);
    assert_eq!(said.fact().targets, done.targets);
    assert_eq!(said.fact().attachments, done.attachments);
    assert_eq!(done.record.index, head.size);
    assert_eq!(vault.check().unwrap(), []);
    assert_eq!(vault.newest(None, None, 9).unwrap().len(), 2);
    let again = vault.redact(&live.leaf, "on_request", &nothing(), at(2_000));
    assert!(matches!(again, Err(Error::Misuse(_))));
}

#[test]
fn a_later_import_of_the_same_row_is_a_new_record_and_said() {
    let (_folder, _, mut vault) = fresh();
    let file = Hash([1; 32]);
    let rows = || (0..3).map(move |i| row(file, i + 1, "10086", &format!("{i}"), at(i * 1_000)));
    let imported = import(&mut vault, rows());
    vault.redact(&imported.first.unwrap().leaf, "on_request", &nothing(), at(9_000)).unwrap();
    let again = import(&mut vault, rows());
    assert_eq!((again.appended, again.duplicates, again.again_after_redaction), (1, 2, 1));
}

#[test]
fn content_that_another_record_names_stays() {
    let (_folder, _, mut vault) = fresh();
    let attach =
        |vault: &mut Vault, content: &[u8]| vault.attach(&mut &content[..], "image/jpeg").unwrap();
    let shared = attach(&mut vault, b"shared");
    let own = attach(&mut vault, b"own");
    let mut drafts = Vec::new();
    for (second, attachments) in
        [(1, vec![shared.clone(), own.clone()]), (9_000, vec![shared.clone()])]
    {
        let mut draft = message("10086", "看图", at(second));
        draft.fact.attachments = attachments;
        drafts.push(draft);
    }
    let appended = vault.append_all(drafts, at(9_001)).unwrap();
    let done = vault.redact(&appended[0].leaf, "on_request", &nothing(), at(9_002)).unwrap();
    assert_eq!(done.attachments, std::slice::from_ref(&own));
    let mut read = Vec::new();
    vault.attachment(&shared.sha256).unwrap().read_to_end(&mut read).unwrap();
    assert_eq!(read, b"shared");
    vault.redact(&appended[1].leaf, "on_request", &nothing(), at(9_003)).unwrap();
    assert!(!vault.keeps(&shared.sha256).unwrap());
    assert_eq!(vault.check().unwrap(), []);
}

#[test]
fn nothing_of_the_old_row_is_left_in_the_folder() {
    let (folder, _, mut vault) = fresh();
    let mut places = Vec::new();
    for i in 0..20 {
        let draft = message("10086", &format!("第{i}条{}", "字".repeat(900)), at(i * 1_000));
        places.push(vault.append(draft, at(i * 1_000)).unwrap());
    }
    let content = vault.attach(&mut &vec![3; 5_000][..], "image/jpeg").unwrap();
    let mut draft = message("10010", "附图", at(90_000));
    draft.fact.attachments = vec![content];
    let with_image = vault.append(draft, at(90_000)).unwrap();
    let sealed = |place: u64| -> Vec<u8> {
        let path = folder.path().join("vault.db");
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let database = rusqlite::Connection::open_with_flags(path, flags).unwrap();
        let sql = "SELECT sealed FROM record WHERE place = ?1";
        database.query_row(sql, [i64::try_from(place).unwrap()], |row| row.get(0)).unwrap()
    };
    let pieces = |row: &[u8]| row[8..].chunks_exact(64).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let mut old = pieces(&sealed(places[7].index));
    old.extend(pieces(&sealed(with_image.index)));
    let image = files(&folder.path().join("attachments")).remove(0);
    old.push(image.1[1_000..1_100].to_vec());
    let found = |old: &[Vec<u8>]| {
        let all = files(folder.path());
        let inside = |piece: &Vec<u8>| {
            all.iter().any(|(_, bytes)| bytes.windows(piece.len()).any(|window| window == piece))
        };
        old.iter().filter(|piece| inside(piece)).count()
    };
    assert_eq!(found(&old), old.len());
    for leaf in [places[7].leaf, with_image.leaf] {
        assert!(vault.redact(&leaf, "on_request", &nothing(), at(100_000)).unwrap().settled);
    }
    assert_eq!(found(&old), 0);
    assert!(!image.0.exists());
    let party = Party::new("10010", Some("10010"));
    assert_eq!(vault.parties().unwrap().iter().filter(|known| **known == party).count(), 0);
}

#[test]
fn a_reason_that_is_no_word_changes_nothing() {
    let (_folder, _, mut vault) = fresh();
    let one = vault.append(message("10086", "x", at(1)), at(1)).unwrap();
    let refused = vault.redact(&one.leaf, "Not a word", &nothing(), at(2));
    assert!(matches!(refused, Err(Error::Malformed(_))));
    assert_eq!(vault.record(one.index).unwrap().body().as_deref(), Some("x"));
    assert_eq!(vault.newest(None, None, 9).unwrap().len(), 1);
}

//! Folders: what is a backup, what is refused, and that nothing in it changes.

use std::collections::BTreeMap;
use std::path::Path;

use dunlog_core::capture::ios_backup::{Backup, StoreKind};

use super::{MAY, Phone, body, code, hashed, open, read, schema};

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.clone(), std::fs::read(path).unwrap());
            }
        }
    }
    found
}

fn row(text: &str) -> String {
    format!(
        "INSERT INTO message (guid, text, handle_id, service, date) \
         VALUES ('{text}', '{text}', 1, 'SMS', {MAY});"
    )
}

#[test]
fn a_log_beside_a_database_is_read_and_nothing_of_the_original_changes() {
    let live = tempfile::tempdir().unwrap();
    let path = live.path().join("sms.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch(&format!("PRAGMA journal_mode = WAL; {}", schema(17))).unwrap();
    database.execute_batch(&row("old")).unwrap();
    database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    database.execute_batch(&row("new")).unwrap();
    // A copy of the live files, as a backup takes it.
    let phone = Phone::new();
    for end in ["", "-wal"] {
        let content = std::fs::read(live.path().join(format!("sms.db{end}"))).unwrap();
        phone.file("HomeDomain", &format!("Library/SMS/sms.db{end}"), &content);
    }
    let single = tempfile::tempdir().unwrap();
    for end in ["", "-wal", "-shm"] {
        let name = format!("sms.db{end}");
        std::fs::copy(live.path().join(&name), single.path().join(&name)).unwrap();
    }
    for (root, path) in
        [(phone.path(), phone.path().to_owned()), (single.path(), single.path().join("sms.db"))]
    {
        let before = files(root);
        let (scratch, backup) = open(&path);
        let backup = backup.unwrap();
        let store = backup.store(StoreKind::Messages).unwrap();
        let (outcome, _) = super::take(&store, &dunlog_core::capture::ios_backup::Choice::all());
        let bodies: Vec<_> = outcome.drafts.iter().filter_map(body).collect();
        assert_eq!(bodies, ["old", "new"]);
        let names: Vec<_> = store.sources().iter().map(|source| source.name.as_str()).collect();
        assert_eq!(names, ["sms.db", "sms.db-wal"]);
        drop(store);
        drop(backup);
        assert_eq!(files(root), before);
        assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0, "no copy is left");
    }
}

#[test]
fn a_flat_folder_without_a_manifest_is_read_by_names_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(hashed("HomeDomain", "Library/SMS/sms.db"));
    let database = rusqlite::Connection::open(path).unwrap();
    database.execute_batch(&format!("{}{}", schema(12), row("flat"))).unwrap();
    drop(database);
    assert_eq!(read(folder.path(), StoreKind::Messages).drafts.len(), 1);
    // So is one whose manifest was cut short.
    std::fs::write(folder.path().join("Manifest.db"), b"SQLite format 3\0 cut").unwrap();
    assert_eq!(read(folder.path(), StoreKind::Messages).drafts.len(), 1);
}

#[test]
fn folders_and_files_of_other_programs_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(code(open(folder.path()).1), "folder-unknown");
    std::fs::write(folder.path().join("notes.txt"), "notes").unwrap();
    assert!(!Backup::accepts(&folder.path().join("notes.txt")));
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(Backup::accepts(&other));
    assert_eq!(code(open(&other).1.unwrap().stores()), "database-unknown");
    std::fs::write(&other, b"SQLite format 3\0 and nothing else").unwrap();
    assert_eq!(code(open(&other).1.unwrap().stores()), "database-unreadable");
    // A view where a table should be would run what its maker wrote.
    let view = folder.path().join("view.db");
    let sql = "CREATE VIEW message AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 \
               FROM n) SELECT i AS date FROM n; CREATE TABLE handle (id TEXT)";
    rusqlite::Connection::open(&view).unwrap().execute_batch(sql).unwrap();
    assert_eq!(code(open(&view).1.unwrap().stores()), "database-unknown");
}

#[test]
fn a_manifest_of_two_gigabytes_is_refused_and_one_that_lies_is_not_followed() {
    let phone = Phone::new();
    phone.sms(&row("here"));
    let manifest = rusqlite::Connection::open(phone.path().join("Manifest.db")).unwrap();
    manifest.execute("UPDATE Files SET relativePath = '../../../etc/passwd'", []).unwrap();
    drop(manifest);
    let (_scratch, backup) = open(phone.path());
    assert_eq!(backup.unwrap().stores().unwrap(), []);
    let file = std::fs::File::create(phone.path().join("Manifest.db")).unwrap();
    file.set_len(2 << 30).unwrap();
    assert_eq!(code(open(phone.path()).1), "manifest-too-large");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused() {
    let outside = Phone::new();
    outside.sms(&row("outside"));
    let target = outside.place("HomeDomain", "Library/SMS/sms.db");
    let phone = Phone::new();
    std::os::unix::fs::symlink(target, phone.place("HomeDomain", "Library/SMS/sms.db")).unwrap();
    let (_scratch, backup) = open(phone.path());
    assert_eq!(code(backup.unwrap().stores()), "file-unsafe");
}

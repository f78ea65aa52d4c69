//! What `check` says of a vault that somebody changed with `sqlite3` in hand.

use std::io::Cursor;
use std::path::Path;

use dunlog_core::Error;
use dunlog_core::bundle::audit::{Audit, Policy};
use dunlog_core::bundle::disclose::Selection;
use dunlog_core::bundle::verify::verify;
use dunlog_core::chain::Hash;
use dunlog_core::vault::{Issue, Vault};
use dunlog_tests::{MemoryKeystore, START, message, row};
use rusqlite::Connection;
use tempfile::TempDir;

use super::{at, file_draft, fresh};
use crate::export::bundle;

/// A closed vault of nine messages and one attachment behind them: places 0 to 10.
fn filled() -> (TempDir, MemoryKeystore) {
    let (folder, keystore, mut vault) = fresh();
    for i in 0..9 {
        vault.append(message("10086", &format!("第{i}条"), at(i)), at(i)).unwrap();
    }
    let content = vault.attach(&mut &vec![1; 100_000][..], "image/jpeg").unwrap();
    vault.append(file_draft(content), at(10)).unwrap();
    vault.close().unwrap();
    (folder, keystore)
}

fn sqlite(folder: &Path) -> Connection {
    Connection::open(folder.join("vault.db")).unwrap()
}

/// Changes a filled vault by `sql` and gives what an opening and a check say.
fn after(sql: &str) -> (Option<&'static str>, Vec<(&'static str, Option<u64>)>) {
    let (folder, keystore) = filled();
    sqlite(folder.path()).execute_batch(sql).unwrap();
    judge(folder.path(), &keystore)
}

fn judge(
    folder: &Path,
    keystore: &MemoryKeystore,
) -> (Option<&'static str>, Vec<(&'static str, Option<u64>)>) {
    let mut vault = Vault::open(folder, keystore.boxed()).unwrap();
    let opened = vault.damage();
    let issues = vault.check().unwrap();
    if issues.is_empty() {
        assert!(vault.append(message("10086", "more", at(99)), at(99)).is_ok());
    } else {
        let size = vault.len();
        let refused = vault.append(message("10086", "more", at(99)), at(99));
        assert!(matches!(refused, Err(Error::Damaged(_))), "{refused:?}");
        assert_eq!(vault.len(), size);
        drop(vault);
        let again = Vault::open(folder, keystore.boxed()).unwrap();
        assert!(again.damage().is_some(), "damage is kept in mind");
    }
    (opened, issues.into_iter().map(|Issue { code, place }| (code, place)).collect())
}

#[test]
fn a_sound_vault_has_no_issues() {
    assert_eq!(after(""), (None, vec![]));
}

#[test]
fn a_missing_row_is_named_by_its_place() {
    for place in [0, 5, 10] {
        let (_, issues) = after(&format!("DELETE FROM record WHERE place = {place}"));
        assert!(issues.contains(&("record-missing", Some(place))), "{issues:?}");
    }
}

#[test]
fn rows_that_changed_places_are_moved() {
    for (a, b) in [(0, 1), (4, 6), (1, 10)] {
        let (_, issues) = after(&format!(
            "UPDATE record SET place = 99 WHERE place = {a};
             UPDATE record SET place = {a} WHERE place = {b};
             UPDATE record SET place = {b} WHERE place = 99;"
        ));
        for place in [a, b] {
            assert!(issues.contains(&("record-moved", Some(place))), "{issues:?}");
        }
    }
    let (_, issues) = after(
        "UPDATE record SET sealed = (SELECT sealed FROM record WHERE place = 3) WHERE place = 7",
    );
    assert_eq!(issues, [("record-moved", Some(7))]);
}

#[test]
fn a_row_of_another_vault_is_replaced() {
    for place in [0, 5, 10] {
        let (folder, keystore) = filled();
        let other = tempfile::tempdir().unwrap();
        let ours = MemoryKeystore::new(2);
        let (mut vault, _) = Vault::create(other.path(), ours.boxed(), START).unwrap();
        vault.append(message("10086", "别处的话", at(1)), at(1)).unwrap();
        vault.close().unwrap();
        let sealed: Vec<u8> = sqlite(other.path())
            .query_row("SELECT sealed FROM record WHERE place = 1", [], |row| row.get(0))
            .unwrap();
        sqlite(folder.path())
            .execute("UPDATE record SET sealed = ?1 WHERE place = ?2", (sealed, place))
            .unwrap();
        assert_eq!(judge(folder.path(), &keystore).1, [("record-replaced", Some(place))]);
    }
}

#[test]
fn a_changed_leaf_is_a_replaced_record() {
    for place in [0, 5, 10] {
        let sql = format!("UPDATE leaf SET hash = randomblob(32) WHERE place = {place}");
        let (_, issues) = after(&sql);
        assert!(issues.contains(&("record-replaced", Some(place))), "{issues:?}");
    }
}

#[test]
fn one_changed_bit_of_a_row_makes_it_unreadable() {
    for place in [0, 5, 10] {
        let (folder, keystore) = filled();
        let database = sqlite(folder.path());
        let mut sealed: Vec<u8> = database
            .query_row("SELECT sealed FROM record WHERE place = ?1", [place], |row| row.get(0))
            .unwrap();
        let middle = sealed.len() / 2;
        sealed[middle] ^= 1;
        database
            .execute("UPDATE record SET sealed = ?1 WHERE place = ?2", (sealed, place))
            .unwrap();
        drop(database);
        assert_eq!(judge(folder.path(), &keystore).1, [("record-unreadable", Some(place))]);
    }
}

#[test]
fn what_stands_behind_the_head_is_extra() {
    let (opened, issues) = after(
        "INSERT INTO leaf VALUES (11, randomblob(32));
         INSERT INTO record SELECT 11, sealed FROM record WHERE place = 3;",
    );
    assert_eq!((opened, issues), (Some("record-extra"), vec![("record-extra", Some(11))]));
    let (_, issues) = after("INSERT INTO record VALUES (12, randomblob(900))");
    assert_eq!(issues, [("record-extra", Some(12))]);
}

#[test]
fn a_cut_tail_is_found_by_the_head() {
    let (opened, issues) =
        after("DELETE FROM leaf WHERE place >= 9; DELETE FROM record WHERE place >= 9;");
    assert_eq!(opened, Some("log-tail-missing"));
    assert!(issues.contains(&("log-tail-missing", Some(9))), "{issues:?}");
    let (_, issues) = after("DELETE FROM leaf WHERE place = 4");
    assert!(issues.contains(&("leaf-missing", Some(4))), "{issues:?}");
    let (_, issues) = after("DELETE FROM leaf; DELETE FROM record;");
    assert!(issues.contains(&("log-tail-missing", Some(0))), "{issues:?}");
}

#[test]
fn an_older_copy_of_the_whole_vault_is_rolled_back() {
    let (folder, keystore) = filled();
    let old = std::fs::read(folder.path().join("vault.db")).unwrap();
    let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
    vault.append(message("10086", "之后", at(20)), at(20)).unwrap();
    vault.close().unwrap();
    std::fs::write(folder.path().join("vault.db"), old).unwrap();
    let (opened, issues) = judge(folder.path(), &keystore);
    assert_eq!(opened, Some("log-rolled-back"));
    assert_eq!(issues, [("log-rolled-back", Some(11))]);
}

#[test]
fn another_log_under_the_same_name_is_forked() {
    let (folder, keystore) = filled();
    let old = std::fs::read(folder.path().join("vault.db")).unwrap();
    for text in ["甲", "乙"] {
        std::fs::write(folder.path().join("vault.db"), &old).unwrap();
        if text == "乙" {
            keystore.forget();
        }
        let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
        vault.append(message("10086", text, at(20)), at(20)).unwrap();
        let head = vault.head();
        vault.close().unwrap();
        if text == "甲" {
            continue;
        }
        let forked = (head.size, Hash([7; 32]));
        dunlog_core::key::Keystore::remember(&keystore, &head.origin, forked.0, forked.1).unwrap();
    }
    let (opened, issues) = judge(folder.path(), &keystore);
    assert_eq!((opened, issues), (Some("log-forked"), vec![("log-forked", None)]));
}

#[test]
fn a_head_that_does_not_hold_is_invalid() {
    for sql in [
        "UPDATE head SET checkpoint = replace(checkpoint, char(10) || '11' || char(10), \
         char(10) || '12' || char(10))",
        "UPDATE head SET edge = randomblob(96)",
        "UPDATE head SET checkpoint = 'x'",
        "DELETE FROM head",
        "UPDATE header SET value = x'ee0155a62b50b7d4cd0a2a6d5ee8c8a7a6ac7d2ff5fe0f3a1b7c1d9d9f1a2a50' \
         WHERE name = 'key' AND 0; UPDATE head SET checkpoint = substr(checkpoint, 1, 100)",
    ] {
        let (opened, issues) = after(sql);
        assert_eq!(opened, Some("head-invalid"), "{sql}");
        assert!(issues.contains(&("head-invalid", None)), "{sql}: {issues:?}");
    }
}

#[test]
fn attachments_that_are_gone_or_altered_are_found() {
    for (alter, code) in [(false, "attachment-missing"), (true, "attachment-damaged")] {
        let (folder, keystore) = filled();
        let entries = std::fs::read_dir(folder.path().join("attachments")).unwrap();
        let path = entries.into_iter().next().unwrap().unwrap().path();
        if alter {
            let mut bytes = std::fs::read(&path).unwrap();
            bytes[70_000] ^= 1;
            std::fs::write(&path, bytes).unwrap();
        } else {
            std::fs::remove_file(&path).unwrap();
        }
        assert_eq!(judge(folder.path(), &keystore).1, [(code, Some(10))]);
    }
}

#[test]
fn a_lost_index_is_made_anew_from_the_records() {
    let (folder, keystore) = filled();
    sqlite(folder.path())
        .execute_batch("DELETE FROM day; DELETE FROM party; DELETE FROM tally;")
        .unwrap();
    let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
    assert_eq!(vault.check().unwrap().len(), 9);
    assert_eq!(vault.newest(None, None, 50).unwrap().len(), 0);
    vault.rebuild_index().unwrap();
    assert_eq!(vault.check().unwrap(), []);
    assert_eq!(vault.newest(None, None, 50).unwrap().len(), 9);
}

#[test]
fn an_index_that_someone_edited_is_found_row_by_row() {
    let edits = [
        // An event that a list of its number no longer has.
        "DELETE FROM party WHERE place = 3",
        // One that is taken for another where events are grouped.
        "UPDATE day SET sighting = (SELECT sighting FROM day WHERE place = 4) WHERE place = 3",
        // A row that a second import would take again.
        "DELETE FROM source_row WHERE place = 3",
    ];
    for edit in edits {
        let (folder, keystore, mut vault) = fresh();
        let file = Hash::of(b"a backup");
        let rows = (1..6).map(|i| row(file, i, "10086", &format!("第{i}条"), at(i)));
        vault.append_all(rows, at(10)).unwrap();
        vault.close().unwrap();
        assert_eq!(sqlite(folder.path()).execute(edit, []).unwrap(), 1, "{edit}");
        let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
        let issues = vault.check().unwrap();
        let found: Vec<_> = issues.iter().map(|issue| (issue.code, issue.place)).collect();
        assert_eq!(found, [("index-stale", Some(3))], "{edit}");
        vault.rebuild_index().unwrap();
        assert!(vault.check().unwrap().is_empty(), "{edit}");
    }
}

#[test]
fn a_damaged_vault_can_be_read_and_the_next_log_names_it() {
    let (folder, keystore) = filled();
    sqlite(folder.path()).execute("DELETE FROM record WHERE place = 5", []).unwrap();
    let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
    let issues = vault.check().unwrap();
    assert_eq!(vault.record(4).unwrap().body().as_deref(), Some("第3条"));
    assert!(matches!(vault.record(5), Err(Error::Damaged("record-missing"))));
    assert_eq!(vault.leaves().unwrap().len(), 11);
    let next = tempfile::tempdir().unwrap();
    let (mut following, _) =
        vault.begin_next(next.path(), keystore.boxed(), &issues, at(30)).unwrap();
    let first = following.record(0).unwrap();
    assert_eq!(first.fact().head.as_ref(), Some(&vault.head()));
    assert_eq!(first.fact().reason.as_deref(), Some("damaged"));
    let detail = first.detail().unwrap().to_canonical();
    assert_eq!(detail, r#"{"damage":["record-missing"]}"#);
    assert!(following.append(message("10086", "继续", at(31)), at(31)).is_ok());
}

/// Damages a filled vault, checks it, exports it, and gives what the audit says.
fn exported(folder: &TempDir, keystore: &MemoryKeystore) -> Audit {
    let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
    assert_ne!(vault.check().unwrap(), []);
    let signed = vault.checkpoint().to_owned();
    let (preview, bytes) = bundle(&vault, &Selection::all());
    assert_eq!(vault.checkpoint(), signed, "no new head is signed over damage");
    let policy = Policy::trusting(vault.public_key());
    let audit = verify(Cursor::new(&bytes), &policy).unwrap();
    let missing = audit.log.as_ref().map_or(0, |head| head.size) - vault.len();
    assert_eq!((audit.shown, audit.hidden), (preview.shown, preview.hidden + missing));
    audit
}

#[test]
fn a_damaged_vault_gives_a_bundle_of_what_is_left() {
    let expected: [(&str, u64, &[&str]); 8] = [
        ("DELETE FROM record WHERE place = 0", 10, &["first-record-missing"]),
        ("DELETE FROM record WHERE place = 5", 10, &[]),
        ("DELETE FROM record WHERE place = 10", 10, &["last-record-missing"]),
        (
            "UPDATE record SET sealed = (SELECT sealed FROM record WHERE place = 3) WHERE place = 7",
            10,
            &[],
        ),
        ("UPDATE record SET sealed = randomblob(900) WHERE place = 2", 10, &[]),
        (
            "INSERT INTO leaf VALUES (11, randomblob(32));
             INSERT INTO record SELECT 11, sealed FROM record WHERE place = 3;",
            11,
            &[],
        ),
        (
            "UPDATE leaf SET hash = randomblob(32) WHERE place = 4",
            10,
            &["root-mismatch", "prev-mismatch"],
        ),
        (
            "DELETE FROM leaf WHERE place >= 9; DELETE FROM record WHERE place >= 9;",
            9,
            &["leaf-count-mismatch", "last-record-missing"],
        ),
    ];
    for (sql, shown, codes) in expected {
        let (folder, keystore) = filled();
        sqlite(folder.path()).execute_batch(sql).unwrap();
        let audit = exported(&folder, &keystore);
        let found: Vec<&str> = audit.issues.iter().map(|issue| issue.code).collect();
        assert!(codes.iter().all(|code| found.contains(code)), "{sql}: {:?}", audit.issues);
        assert_eq!((audit.shown, audit.passes()), (shown, codes.is_empty()), "{sql}: {found:?}");
    }
}

#[test]
fn content_that_is_lost_is_missed_in_the_bundle() {
    for alter in [false, true] {
        let (folder, keystore) = filled();
        let entries = std::fs::read_dir(folder.path().join("attachments")).unwrap();
        let path = entries.into_iter().next().unwrap().unwrap().path();
        if alter {
            let mut bytes = std::fs::read(&path).unwrap();
            bytes[70_000] ^= 1;
            std::fs::write(&path, bytes).unwrap();
        } else {
            std::fs::remove_file(&path).unwrap();
        }
        let audit = exported(&folder, &keystore);
        let issues: Vec<_> = audit.issues.iter().map(|i| (i.code, i.place.as_str())).collect();
        assert_eq!(issues, [("attachment-missing", "log:10")]);
    }
}

#[test]
fn a_rolled_back_vault_and_a_copy_are_exported_under_their_own_heads() {
    let (folder, keystore) = filled();
    let old = std::fs::read(folder.path().join("vault.db")).unwrap();
    let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
    vault.append(message("10086", "之后", at(20)), at(20)).unwrap();
    let longer = vault.head();
    vault.close().unwrap();
    std::fs::write(folder.path().join("vault.db"), old).unwrap();
    let audit = exported(&folder, &keystore);
    assert!(audit.passes(), "{:?}", audit.issues);
    assert_eq!(audit.log.map(|head| head.size), Some(11));
    let known = dunlog_core::key::Keystore::recall(&keystore, &longer.origin).unwrap();
    assert_eq!(known, Some((longer.size, longer.root)), "what was remembered stays");
}

#[test]
fn a_newer_vault_and_changed_tables_are_refused() {
    let (folder, keystore) = filled();
    sqlite(folder.path()).pragma_update(None, "user_version", 2).unwrap();
    let refused = Vault::open(folder.path(), keystore.boxed());
    assert!(matches!(refused, Err(Error::Unsupported { format: "vault", version: 2 })));
    sqlite(folder.path()).pragma_update(None, "user_version", 1).unwrap();
    sqlite(folder.path()).execute_batch("CREATE TABLE more (x)").unwrap();
    let refused = Vault::open(folder.path(), keystore.boxed());
    assert!(matches!(refused, Err(Error::Damaged("schema-changed"))));
}

#[test]
fn a_file_that_is_no_database_is_damage_and_stays() {
    let (folder, keystore) = filled();
    let path = folder.path().join("vault.db");
    std::fs::write(&path, vec![b'x'; 8192]).unwrap();
    assert!(matches!(Vault::open(folder.path(), keystore.boxed()), Err(Error::Damaged(_))));
    assert_eq!(std::fs::read(&path).unwrap(), vec![b'x'; 8192]);
}

/// Every file below a folder of files that others made, where there is such.
fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[test]
fn databases_that_others_broke_are_no_vault_and_stay_as_they_are() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures");
    for file in files_below(&shared.join("sqlite-malformed")) {
        let bytes = std::fs::read(&file).unwrap();
        if bytes.is_empty() {
            continue; // An empty file is an empty database, which nobody broke.
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault.db");
        std::fs::write(&path, &bytes).unwrap();
        let keystore = MemoryKeystore::new(1);
        let refused = Vault::open(folder.path(), keystore.boxed());
        let told = matches!(
            refused,
            Err(Error::Damaged(_) | Error::Unsupported { .. } | Error::Database(_))
        );
        assert!(told, "{}: {refused:?}", file.display());
    }
}

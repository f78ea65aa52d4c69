//! Lost keystores, recovery codes, key changes and backups.

use std::io::Cursor;

use dunlog_core::Error;
use dunlog_core::bundle::audit::Policy;
use dunlog_core::bundle::disclose::Selection;
use dunlog_core::bundle::verify::verify;
use dunlog_core::chain::checkpoint::Note;
use dunlog_core::key::{Keystore, PublicKey, key_change_statement};
use dunlog_core::record::Kind;
use dunlog_core::vault::{Loss, RecoveryCode, Vault};
use dunlog_tests::{MemoryKeystore, START, message};
use rusqlite::Connection;
use tempfile::TempDir;

use super::{at, file_draft};

fn made() -> (TempDir, MemoryKeystore, Vault, RecoveryCode) {
    let folder = tempfile::tempdir().unwrap();
    let keystore = MemoryKeystore::new(1);
    let (mut vault, code) = Vault::create(folder.path(), keystore.boxed(), START).unwrap();
    vault.append(message("10086", "第一条", at(1)), at(1)).unwrap();
    (folder, keystore, vault, code)
}

#[test]
fn a_vault_opens_with_its_own_keystore_only() {
    let (folder, keystore, vault, _) = made();
    drop(vault);
    let other = Vault::open(folder.path(), MemoryKeystore::new(2).boxed());
    assert!(matches!(other, Err(Error::Keystore(_))));
    keystore.lock(true);
    assert!(matches!(Vault::open(folder.path(), keystore.boxed()), Err(Error::Keystore(_))));
    keystore.lock(false);
    assert!(Vault::open(folder.path(), keystore.boxed()).is_ok());
}

#[test]
fn the_code_brings_a_vault_back_under_a_new_keystore() {
    let (folder, _, vault, code) = made();
    let head = vault.head();
    drop(vault);
    let new = MemoryKeystore::new(2);
    let typed = RecoveryCode::parse(&code.to_text().to_lowercase()).unwrap();
    let mut vault = Vault::recover(folder.path(), &typed, new.boxed()).unwrap();
    assert_eq!(vault.head(), head);
    vault.append(message("10086", "第二条", at(2)), at(2)).unwrap();
    drop(vault);
    assert_eq!(Vault::open(folder.path(), new.boxed()).unwrap().len(), 3);
}

#[test]
fn a_wrong_code_and_a_mistyped_one_are_told_apart() {
    let (folder, _, vault, code) = made();
    assert!(vault.test_recovery(&code).is_ok());
    let wrong = RecoveryCode::from_bytes([9; 16]);
    assert!(matches!(vault.test_recovery(&wrong), Err(Error::Keystore(_))));
    drop(vault);
    let refused = Vault::recover(folder.path(), &wrong, MemoryKeystore::new(2).boxed());
    assert!(matches!(refused, Err(Error::Keystore(_))));
    let mut typed = code.to_text().to_string();
    let last = if typed.ends_with('0') { "1" } else { "0" };
    typed.replace_range(typed.len() - 1.., last);
    assert!(matches!(RecoveryCode::parse(&typed), Err(Error::Malformed(_))));
}

#[test]
fn a_renewed_code_ends_the_old_one() {
    let (_folder, _, mut vault, old) = made();
    let new = vault.renew_recovery().unwrap();
    assert!(vault.test_recovery(&new).is_ok());
    assert!(matches!(vault.test_recovery(&old), Err(Error::Keystore(_))));
}

#[test]
fn the_old_key_signs_the_change_and_the_new_one_the_heads() {
    let (folder, keystore, mut vault, old_code) = made();
    let old = vault.public_key();
    let (change, code) = vault.change_key(at(5)).unwrap();
    let record = vault.record(change.index).unwrap();
    assert_eq!(record.fact().kind, Kind::KeyChange);
    let new = PublicKey::from_bytes(record.fact().key.unwrap()).unwrap();
    assert_eq!(vault.public_key(), new);
    let statement = key_change_statement(vault.origin(), change.index, &record.line.prev, &new);
    assert!(old.verify(statement.as_bytes(), &record.fact().signature.unwrap()));
    let note = Note::parse(vault.checkpoint().as_bytes()).unwrap();
    assert!(note.is_signed_by(vault.origin(), &new));
    assert!(vault.test_recovery(&code).is_ok() && vault.test_recovery(&old_code).is_err());
    vault.append(message("10086", "之后", at(6)), at(6)).unwrap();
    drop(vault);
    let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
    assert_eq!(vault.check().unwrap(), []);
    assert!(vault.signs());
}

#[test]
fn another_process_goes_on_after_a_key_change() {
    let (folder, keystore, mut vault, _) = made();
    let mut other = Vault::open(folder.path(), keystore.boxed()).unwrap();
    vault.change_key(at(5)).unwrap();
    other.append(message("10086", "之后", at(6)), at(6)).unwrap();
    assert_eq!(other.public_key(), vault.public_key());
    assert_eq!(other.check().unwrap(), []);
}

#[test]
fn where_only_the_seed_is_lost_the_log_goes_on_without_a_signature() {
    let (folder, keystore, vault, _) = made();
    drop(vault);
    Connection::open(folder.path().join("vault.db"))
        .unwrap()
        .execute("UPDATE slot SET wrapped = x'00' WHERE purpose = 'seed'", [])
        .unwrap();
    let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
    assert!(!vault.signs());
    let refused = vault.append(message("10086", "x", at(2)), at(2));
    assert!(matches!(refused, Err(Error::Keystore(_))));
    assert_eq!(vault.len(), 2);
    let (change, code) = vault.change_key(at(3)).unwrap();
    assert_eq!(vault.record(change.index).unwrap().fact().signature, None);
    vault.append(message("10086", "之后", at(4)), at(4)).unwrap();
    assert!(vault.test_recovery(&code).is_ok());
    assert_eq!(vault.check().unwrap(), []);
}

#[test]
fn a_backup_opens_elsewhere_read_only_and_the_next_log_names_its_head() {
    let (folder, keystore, mut vault, code) = made();
    let content = vault.attach(&mut &b"a photo"[..], "image/jpeg").unwrap();
    vault.append(file_draft(content.clone()), at(2)).unwrap();
    let mut file = Vec::new();
    vault.backup(&mut file).unwrap();
    let head = vault.head();
    vault.append(message("10086", "之后", at(3)), at(3)).unwrap();
    assert_eq!(std::fs::read_dir(folder.path().join("incoming")).unwrap().count(), 0);
    drop(vault);
    assert!(Vault::open(folder.path(), keystore.boxed()).is_ok_and(|vault| !vault.is_copy()));

    let place = tempfile::tempdir().unwrap();
    let new = MemoryKeystore::new(2);
    let mut copy = Vault::restore(Cursor::new(&file), place.path(), &code, new.boxed()).unwrap();
    assert_eq!(copy.head(), head);
    assert!(copy.is_copy() && copy.attachment(&content.sha256).is_ok());
    assert_eq!(copy.check().unwrap(), []);
    let refused = copy.append(message("10086", "x", at(9)), at(9));
    assert!(matches!(refused, Err(Error::Misuse(_))));
    let next = tempfile::tempdir().unwrap();
    let (following, _) = copy.begin_next(next.path(), new.boxed(), &[], at(10)).unwrap();
    let first = following.record(0).unwrap();
    assert_eq!(first.fact().head.as_ref(), Some(&head));
    assert_eq!(first.fact().reason.as_deref(), Some(Loss::Restored.word()));
}

#[test]
fn a_copy_beside_its_grown_log_is_no_damage_and_can_be_exported() {
    let (_folder, keystore, mut vault, code) = made();
    let mut file = Vec::new();
    vault.backup(&mut file).unwrap();
    let head = vault.head();
    vault.append(message("10086", "之后", at(3)), at(3)).unwrap();
    let longer = vault.head();
    vault.close().unwrap();

    let place = tempfile::tempdir().unwrap();
    let mut copy =
        Vault::restore(Cursor::new(&file), place.path(), &code, keystore.boxed()).unwrap();
    assert_eq!((copy.damage(), copy.check().unwrap()), (None, vec![]));
    let (_, bytes) = crate::export::bundle(&copy, &Selection::all());
    let audit = verify(Cursor::new(&bytes), &Policy::trusting(copy.public_key())).unwrap();
    assert!(audit.passes(), "{:?}", audit.issues);
    assert_eq!(audit.log, Some(head));
    let known = Keystore::recall(&keystore, &longer.origin).unwrap();
    assert_eq!(known, Some((longer.size, longer.root)));
    let next = tempfile::tempdir().unwrap();
    let (following, _) = copy.begin_next(next.path(), keystore.boxed(), &[], at(10)).unwrap();
    assert_eq!(following.record(0).unwrap().fact().head.as_ref(), Some(&longer));
}

#[test]
fn what_is_no_backup_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let code = RecoveryCode::from_bytes([1; 16]);
    let keystore = || MemoryKeystore::new(2).boxed();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for name in ["vault.db", "attachments/../../out"] {
        zip.start_file(name, options).unwrap();
    }
    let hostile = zip.finish().unwrap().into_inner();
    for bytes in [&b"not a zip"[..], &hostile] {
        let refused = Vault::restore(Cursor::new(bytes), place.path(), &code, keystore());
        assert!(matches!(refused, Err(Error::Malformed(_))), "{refused:?}");
    }
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn no_debug_form_shows_a_secret() {
    let (_folder, _, vault, code) = made();
    let shown = format!("{vault:?} {code:?}");
    assert!(!shown.contains(&code.to_text()[..4]) && shown.contains("RecoveryCode(_)"));
}

#[test]
fn a_packed_backup_is_refused_before_anything_is_written() {
    let (_folder, keystore, vault, code) = made();
    let mut file = Vec::new();
    vault.backup(&mut file).unwrap();
    let mut stored = zip::ZipArchive::new(Cursor::new(&file)).unwrap();
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for index in 0..stored.len() {
        let mut entry = stored.by_index(index).unwrap();
        packed.start_file(entry.name().unwrap().into_owned(), options).unwrap();
        std::io::copy(&mut entry, &mut packed).unwrap();
    }
    let packed = packed.finish().unwrap();
    let place = tempfile::tempdir().unwrap();
    let refused = Vault::restore(packed, place.path(), &code, keystore.boxed());
    assert!(matches!(refused, Err(Error::Malformed(fault)) if fault.code == "not-a-backup"));
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
}

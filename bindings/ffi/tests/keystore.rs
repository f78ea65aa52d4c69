//! A keystore of the platform that refuses, and what the app is told.

mod support;

use dunlog_core::capture::typed::{Typed, When};
use dunlog_core::record::Millis;
use dunlog_ffi::keystore::KeystoreError;
use dunlog_ffi::typed::TypedEntry;
use dunlog_ffi::vault::create_vault;
use dunlog_ffi::{Vault, VaultError};
use support::{FakeKeystore, NOW, temp};

#[test]
fn a_vault_opens_again_and_lists_nothing_but_its_first_record() {
    let (folder, keystore) = (temp(), FakeKeystore::new());
    let created = create_vault(folder.path(), keystore.clone(), NOW).unwrap();
    assert_eq!(created.recovery_code.len(), 34);
    let key = created.vault.public_key();
    drop(created);
    let vault = Vault::open(folder.path(), keystore).unwrap();
    assert_eq!(vault.public_key(), key);
    assert_eq!(vault.head().unwrap().size, 1);
    assert_eq!(vault.newest(None, None, 50).unwrap(), []);
    assert_eq!(vault.record(0).unwrap().recorded, NOW);
    assert_eq!(vault.check().unwrap(), []);
    assert_eq!(vault.record(1), Err(VaultError::BadInput { code: "misuse".into() }));
}

#[test]
fn what_the_keystore_throws_says_what_the_app_can_do() {
    let (folder, keystore) = (temp(), FakeKeystore::new());
    let code = create_vault(folder.path(), keystore.clone(), NOW).unwrap().recovery_code;
    let refused = |error: KeystoreError| {
        keystore.fail(error);
        Vault::open(folder.path(), keystore.clone()).unwrap_err()
    };
    assert_eq!(refused(KeystoreError::Locked), VaultError::Locked);
    assert_eq!(refused(KeystoreError::Lost), VaultError::KeyLost);
    assert_eq!(refused(KeystoreError::Failed), VaultError::Internal { code: "keystore".into() });
    keystore.heal();
    Vault::open(folder.path(), keystore.clone()).unwrap();

    let other = FakeKeystore::new();
    assert_eq!(Vault::open(folder.path(), other.clone()).unwrap_err(), VaultError::KeyLost);
    let wrong = |code: &str, reason: &str| {
        let refused = Vault::recover(folder.path(), code.into(), other.clone()).unwrap_err();
        assert_eq!(refused, VaultError::BadInput { code: reason.into() });
    };
    wrong("AAAA", "bad-length");
    wrong(&code.replace(&code[..1], if code.starts_with('0') { "1" } else { "0" }), "check-failed");
    let foreign = create_vault(temp().path(), keystore.clone(), NOW).unwrap().recovery_code;
    wrong(&foreign, "recovery-code-wrong");
    Vault::recover(folder.path(), code, other.clone()).unwrap();
    Vault::open(folder.path(), other).unwrap();
}

#[test]
fn a_seed_that_is_locked_for_a_moment_is_no_lost_key() {
    let (folder, keystore) = (temp(), FakeKeystore::new());
    create_vault(folder.path(), keystore.clone(), NOW).unwrap();
    keystore.fail_after(1, KeystoreError::Locked);
    assert_eq!(Vault::open(folder.path(), keystore).unwrap_err(), VaultError::Locked);
}

#[test]
fn a_backup_comes_back_read_only_and_the_log_goes_on_in_the_next() {
    let (folder, keystore) = (temp(), FakeKeystore::new());
    let created = create_vault(folder.path(), keystore.clone(), NOW).unwrap();
    let files = temp();
    let file = files.file("vault.backup");
    assert!(created.vault.backup(file.clone(), None).unwrap());
    let again = created.vault.backup(file.clone(), None);
    assert_eq!(again, Err(VaultError::BadInput { code: "file-exists".into() }));
    let (copy, next) = (temp(), temp());
    let code = created.recovery_code;
    let restored = Vault::restore(file, copy.path(), code, FakeKeystore::new()).unwrap();
    let later = restored.begin_next(next.path(), Millis(NOW.0 + 1)).unwrap().vault;
    let first = later.record(0).unwrap().fact;
    assert_eq!(first.reason.as_deref(), Some("restored"));
    assert_eq!(first.head, Some(restored.head().unwrap()));
}

#[test]
fn a_damaged_vault_is_shown_and_the_log_goes_on_in_the_next() {
    let (folder, keystore) = (temp(), FakeKeystore::new());
    let vault = create_vault(folder.path(), keystore.clone(), NOW).unwrap().vault;
    let note = |text: &str, time| {
        let when = Some(When::At(time, None));
        vault.enter(Typed::Note(text.into()), TypedEntry { when, ..TypedEntry::default() }, time)
    };
    note("第一", NOW).unwrap();
    note("第二", NOW).unwrap();
    let database = rusqlite::Connection::open(folder.file("vault.db")).unwrap();
    database.execute("UPDATE record SET sealed = zeroblob(200) WHERE place = 1", []).unwrap();
    let issues = vault.check().unwrap();
    assert_eq!((issues.len(), issues[0].place), (1, Some(1)));
    let code = issues[0].code.clone();
    assert_eq!(vault.damage().unwrap().as_ref(), Some(&code));
    assert_eq!(note("第三", NOW), Err(VaultError::Damaged { code }));
    let still = vault.record(2).unwrap();
    assert_eq!(still.body.as_deref(), Some("第二"));
    let gone = VaultError::Damaged { code: "record-unreadable".into() };
    assert_eq!(vault.record(1), Err(gone));
    let next = temp();
    let next = vault.begin_next(next.path(), Millis(NOW.0 + 1)).unwrap().vault;
    let first = next.record(0).unwrap();
    assert_eq!(first.fact.reason.as_deref(), Some("damaged"));
    assert_eq!(first.fact.head, Some(vault.head().unwrap()));
}

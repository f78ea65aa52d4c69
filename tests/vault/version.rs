//! Vaults of earlier versions: each one opens, with the head it had, whatever came since.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use dunlog_core::chain::Hash;
use dunlog_core::record::Kind;
use dunlog_core::vault::{RecoveryCode, Vault};
use dunlog_tests::{MemoryKeystore, START, mark, message, row};

use super::{at, file_draft, import};

/// The content of the fixture's one attachment.
const CONTENT: &[u8] = b"an invented recording";

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/vault-1")
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_vault_of_version_1_opens_with_the_head_it_had() {
    let folder = tempfile::tempdir().unwrap();
    copy(&fixture().join("vault"), folder.path());
    let keystore = MemoryKeystore::new(1);
    let checkpoint = fs::read_to_string(fixture().join("checkpoint")).unwrap();
    let code = fs::read_to_string(fixture().join("recovery.txt")).unwrap();

    let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
    assert_eq!(vault.checkpoint(), checkpoint);
    assert_eq!(vault.check().unwrap(), []);
    let mut read = Vec::new();
    vault.attachment(&Hash::of(CONTENT)).unwrap().read_to_end(&mut read).unwrap();
    assert_eq!(read, CONTENT);
    assert_eq!(vault.record(1).unwrap().body().as_deref(), Some("请尽快还款"));
    assert_eq!(vault.newest(None, None, 99).unwrap().len(), 21);
    assert!(vault.test_recovery(&RecoveryCode::parse(code.trim()).unwrap()).is_ok());
    let rows = (0..20).map(|i| row(Hash([1; 32]), i + 1, "95533", &format!("{i}"), at(i * 999)));
    assert_eq!(import(&mut vault, rows).duplicates, 20);
    assert!(vault.append(message("10086", "之后", at(99_999)), at(99_999)).is_ok());
}

#[test]
#[ignore = "writes the fixture of a new version, once"]
fn write_the_fixture() {
    let folder = fixture().join("vault");
    let (mut vault, code) = Vault::create(&folder, MemoryKeystore::new(1).boxed(), START).unwrap();
    vault.append(message("10086", "请尽快还款", at(1)), at(1)).unwrap();
    let content = vault.attach(&mut &CONTENT[..], "audio/mp4").unwrap();
    vault.append(file_draft(content), at(2)).unwrap();
    vault.append(mark(Kind::Heartbeat), at(3)).unwrap();
    let rows = (0..20).map(|i| row(Hash([1; 32]), i + 1, "95533", &format!("{i}"), at(i * 999)));
    import(&mut vault, rows);
    vault.change_key(at(20_000)).unwrap();
    let code_after = vault.renew_recovery().unwrap();
    assert!(vault.test_recovery(&code).is_err());
    fs::write(fixture().join("checkpoint"), vault.checkpoint()).unwrap();
    fs::write(fixture().join("recovery.txt"), format!("{}\n", *code_after.to_text())).unwrap();
    vault.close().unwrap();
    for empty in ["incoming", "turn", "holding"] {
        let path = folder.join(empty);
        let _ = fs::remove_dir(&path).or_else(|_| fs::remove_file(&path));
    }
}

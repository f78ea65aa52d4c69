//! Shared files: sealed while nothing is open, whole or not there, and read back byte by byte.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use dunlog_core::record::canonical::Value;
use dunlog_core::vault::Vault;
use dunlog_core::vault::spool::{Label, Spool, Waiting};
use dunlog_core::{Error, Malformed};
use dunlog_tests::MemoryKeystore;
use tempfile::TempDir;
use zeroize::Zeroizing;

use super::at;
use super::spool::{kept, seal, setup};

/// The bytes of a piece, as vault.md has it.
const PIECE: usize = 65_536;

fn label(name: &str, second: i64) -> Label {
    Label { name: name.into(), time: at(second), words: Some("他们发来的".into()) }
}

fn chance(number: u8) -> Zeroizing<[u8; 64]> {
    let mut bytes = Zeroizing::new([3; 64]);
    // The lowest bits of a secret do not count (RFC 7748, 5).
    bytes[1] = number;
    bytes[33] = number;
    bytes
}

fn share(spool: &Spool, content: &[u8], number: u8) -> String {
    let label = label(&format!("{number}.m4a"), i64::from(number));
    spool.share(&mut &content[..], &label, &chance(number)).unwrap()
}

fn waiting(vault: &Vault, spool: &Spool) -> Waiting {
    vault.shared(spool, at(100)).unwrap()
}

fn copy(vault: &Vault, spool: &Spool, id: &str) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    vault.copy_shared(spool, id, &mut out).map(|()| out)
}

fn file(folder: &TempDir, id: &str) -> PathBuf {
    folder.path().join("files").join(id)
}

fn code(fault: Result<Vec<u8>, Error>) -> &'static str {
    match fault {
        Err(Error::Malformed(Malformed { code, .. })) => code,
        other => panic!("{other:?}"),
    }
}

/// A shared file as docs/spec/spool.md says, from its words alone.
fn seal_file(key: &Path, label: &str, content_key: [u8; 32], content: &[u8]) -> Vec<u8> {
    let mut out = seal(key, label.as_bytes(), [9; 32]);
    let cipher = XChaCha20Poly1305::new((&content_key).into());
    let count = content.chunks(PIECE).count().max(1);
    for counter in 0..count {
        let piece = content.chunks(PIECE).nth(counter).unwrap_or_default();
        let mut nonce = [0; 24];
        nonce[15..23].copy_from_slice(&(counter as u64).to_be_bytes());
        nonce[23] = u8::from(counter + 1 == count);
        out.extend(cipher.encrypt(&nonce.into(), piece).unwrap());
    }
    out
}

#[test]
fn a_shared_file_is_listed_and_reads_back_until_it_is_dropped() {
    let (_folder, spool_folder, _, vault, spool) = setup();
    assert_eq!(waiting(&vault, &spool), Waiting::default());
    let long: Vec<u8> = (0..=255).cycle().take(3 * PIECE + 7).collect();
    let second = share(&spool, b"", 2);
    let first = share(&spool, &long, 1);
    let listed = waiting(&vault, &spool).files;
    let told: Vec<_> = listed.iter().map(|shared| (&shared.id, shared.size)).collect();
    assert_eq!(told, [(&first, long.len() as u64), (&second, 0)]);
    assert_eq!(listed[0].label, label("1.m4a", 1));
    assert_eq!(copy(&vault, &spool, &first).unwrap(), long);
    assert_eq!(copy(&vault, &spool, &second).unwrap(), b"");
    spool.drop_shared(&first).unwrap();
    spool.drop_shared(&first).unwrap();
    assert_eq!(waiting(&vault, &spool).files.len(), 1);
    assert!(matches!(copy(&vault, &spool, &first), Err(Error::Misuse(_))));
    for no_id in ["", "..", "../../vault/log.db", &"A".repeat(32)] {
        assert!(matches!(spool.drop_shared(no_id), Err(Error::Misuse(_))), "{no_id}");
        assert!(matches!(copy(&vault, &spool, no_id), Err(Error::Misuse(_))), "{no_id}");
    }
    assert_eq!(kept(&spool_folder), []);
}

#[test]
fn what_another_program_seals_by_the_specification_is_the_same_file() {
    let (_folder, spool_folder, _, vault, spool) = setup();
    let content: Vec<u8> = (0..=250).cycle().take(2 * PIECE).collect();
    let mut random = Zeroizing::new([9; 64]);
    random[32..].copy_from_slice(&[5; 32]);
    let id = spool.share(&mut &content[..], &label("录音.m4a", 3), &random).unwrap();
    let words = format!(
        r#"{{"key":"{}","name":"录音.m4a","shared":1,"time":{},"words":"他们发来的"}}"#,
        "05".repeat(32),
        at(3).0,
    );
    let theirs = seal_file(&spool_folder.path().join("key"), &words, [5; 32], &content);
    assert_eq!(fs::read(file(&spool_folder, &id)).unwrap(), theirs);
    assert_eq!(copy(&vault, &spool, &id).unwrap(), content);
}

#[test]
fn a_file_cut_at_any_place_is_kept_aside_and_hinders_no_other() {
    let (_folder, spool_folder, _, vault, spool) = setup();
    let content = vec![7; 2 * PIECE + 100];
    let whole = share(&spool, b"whole", 1);
    let mut lengths = vec![0, 1, 43, 44, 60, 200];
    let id = share(&spool, &content, 2);
    let bytes = fs::read(file(&spool_folder, &id)).unwrap();
    let behind = bytes.len() - content.len() - 3 * 16;
    lengths.extend([behind, behind + 15, behind + 16, behind + PIECE + 16]);
    lengths.extend([behind + PIECE + 40, behind + 2 * (PIECE + 16), bytes.len() - 1]);
    for length in lengths {
        fs::write(file(&spool_folder, &id), &bytes[..length]).unwrap();
        let listed = waiting(&vault, &spool);
        if listed.aside.is_empty() {
            assert_eq!(listed.files.len(), 2, "{length}");
            assert_eq!(code(copy(&vault, &spool, &id)), "share-torn", "{length}");
        }
        assert_eq!(waiting(&vault, &spool).files.len(), 1, "{length}");
        let aside = kept(&spool_folder);
        assert_eq!(aside, [(format!("share-torn-{id}"), bytes[..length].to_vec())], "{length}");
        fs::remove_dir_all(spool_folder.path().join("kept-aside")).unwrap();
    }
    assert_eq!(copy(&vault, &spool, &whole).unwrap(), b"whole");
}

#[test]
fn a_file_that_was_changed_of_another_vault_or_of_another_version_is_kept_aside() {
    let (_folder, spool_folder, _, vault, spool) = setup();
    let id = share(&spool, b"content", 1);
    let bytes = fs::read(file(&spool_folder, &id)).unwrap();
    for (place, code) in [(50, "share-closed"), (2, "share-torn"), (30, "share-torn")] {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        fs::write(file(&spool_folder, &id), changed).unwrap();
        let aside = waiting(&vault, &spool).aside;
        assert_eq!(aside.iter().map(|aside| aside.code).collect::<Vec<_>>(), [code], "{place}");
    }
    let (other, other_folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let keystore = MemoryKeystore::new(2);
    let (mut theirs, _) = Vault::create(other.path(), keystore.boxed(), at(0)).unwrap();
    let stranger = theirs.open_spool(other_folder.path()).unwrap();
    let theirs = share(&stranger, b"content", 4);
    fs::copy(file(&other_folder, &theirs), file(&spool_folder, &theirs)).unwrap();
    assert_eq!(waiting(&vault, &spool).aside[0].code, "share-closed");

    let key = spool_folder.path().join("key");
    let digits = "05".repeat(32);
    let labels = [
        (format!(r#"{{"key":"{digits}","name":"a","shared":2,"time":1}}"#), "unsupported-version"),
        (format!(r#"{{"key":"{digits}","name":"a","time":1}}"#), "share-label-invalid"),
        (r#"{"key":"05","name":"a","shared":1,"time":1}"#.into(), "share-label-invalid"),
        (format!(r#"{{"key":"{digits}","shared":1,"time":1}}"#), "share-label-invalid"),
        ("nothing".into(), "share-label-invalid"),
    ];
    for (label, code) in labels {
        fs::write(file(&spool_folder, &id), seal_file(&key, &label, [5; 32], b"x")).unwrap();
        let aside = waiting(&vault, &spool).aside;
        assert_eq!(aside.iter().map(|aside| aside.code).collect::<Vec<_>>(), [code], "{label}");
    }
    assert_eq!(waiting(&vault, &spool), Waiting::default());
}

/// Gives so many bytes, and then an end or a fault.
struct Source(u64, bool);

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 && self.1 {
            return Err(io::Error::other("the other program ended"));
        }
        let count = usize::try_from(self.0).unwrap_or(usize::MAX).min(out.len());
        self.0 -= count as u64;
        Ok(count)
    }
}

#[test]
fn what_fails_half_way_leaves_nothing() {
    let (_folder, spool_folder, _, vault, spool) = setup();
    let failed = spool.share(&mut Source(PIECE as u64 * 3, true), &label("a", 1), &chance(1));
    assert!(matches!(failed, Err(Error::Io(_))));
    let long = Label { name: "a".repeat(1_025), ..label("a", 1) };
    let refused = spool.share(&mut &b""[..], &long, &chance(2));
    assert_eq!(code(refused.map(Vec::from)), "share-label-too-long");
    let words = Label { words: Some("a".repeat(64 * 1024 + 1)), ..label("a", 1) };
    let refused = spool.share(&mut &b""[..], &words, &chance(3));
    assert_eq!(code(refused.map(Vec::from)), "share-label-too-long");
    assert_eq!(fs::read_dir(spool_folder.path().join("files")).unwrap().count(), 0);

    // What a writer left when it was killed is no file, and goes after a day.
    let part = file(&spool_folder, &format!("{}.part", "0".repeat(32)));
    fs::write(&part, b"half").unwrap();
    let changed = fs::metadata(&part).unwrap().modified().unwrap();
    let changed = changed.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
    let day = 24 * 60 * 60 * 1000;
    let now = dunlog_core::record::Millis(i64::try_from(changed).unwrap());
    for (later, there) in [(day, true), (day + 1000, false)] {
        let now = dunlog_core::record::Millis(now.0 + later);
        assert_eq!(vault.shared(&spool, now).unwrap(), Waiting::default());
        assert_eq!(part.exists(), there, "{later}");
    }
}

#[test]
fn the_longest_label_fits() {
    let (_folder, _spool_folder, _, vault, spool) = setup();
    let label =
        Label { name: "\u{1}".repeat(1_024), time: at(1), words: Some("\u{1}".repeat(64 * 1024)) };
    spool.share(&mut &b"x"[..], &label, &chance(1)).unwrap();
    assert_eq!(waiting(&vault, &spool).files[0].label, label);
    assert!(Value::Text(label.name).to_canonical().len() > 6 * 1_024);
}

//! The spool: what was pushed is taken exactly once, in order, whatever is torn, killed or full.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use dunlog_core::capture::Item;
use dunlog_core::capture::android::{
    Arrival, CallState, Entry, GapReason, PhoneClock, Sim, Store, Waking, Way,
};
use dunlog_core::chain::Hash;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Kind, Millis};
use dunlog_core::vault::Vault;
use dunlog_core::vault::spool::{Ingested, Spool};
use dunlog_core::{Error, Malformed};
use dunlog_tests::{MemoryKeystore, START, message, row};
use hkdf::Hkdf;
use sha2::Sha256;
use tempfile::TempDir;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::version::copy;
use super::{at, fresh};

/// The clocks of a phone that runs since [`START`].
fn clock(seconds: i64) -> PhoneClock {
    PhoneClock {
        wall: at(seconds),
        monotonic: seconds * 1_000,
        boot: "one".into(),
        offset_minutes: 480,
        zone: Some("Asia/Shanghai".into()),
    }
}

/// An entry that becomes one record, told by its second.
fn gap(second: i64) -> Entry {
    let (way, reason) = (Way::SmsBroadcast, GapReason::PermissionOff);
    let arrival = Arrival::Gap { way, from: at(second), to: at(second + 1), reason };
    Entry { clock: clock(second), arrival }
}

fn chance() -> Zeroizing<[u8; 32]> {
    static COUNT: AtomicI64 = AtomicI64::new(0);
    let mut bytes = Zeroizing::new([7; 32]);
    bytes[..8].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_le_bytes());
    bytes[8..12].copy_from_slice(&std::process::id().to_le_bytes());
    bytes
}

pub(super) fn push(spool: &Spool, entry: &Entry) {
    spool.push(entry, chance()).unwrap();
}

fn ingest(vault: &mut Vault, spool: &Spool) -> Ingested {
    vault.ingest(spool, Some("CN"), &|| at(1_000_000)).unwrap()
}

/// The seconds of the gaps in the log, in its order.
fn seconds(vault: &Vault) -> Vec<i64> {
    let records = vault.records(0..vault.len()).unwrap();
    let gaps = records.iter().filter(|record| record.fact().kind == Kind::Gap);
    gaps.map(|gap| (gap.fact().from.unwrap().0 - START.0) / 1_000).collect()
}

pub(super) fn setup() -> (TempDir, TempDir, MemoryKeystore, Vault, Spool) {
    let (folder, keystore, mut vault) = fresh();
    let spool_folder = tempfile::tempdir().unwrap();
    let spool = vault.open_spool(spool_folder.path()).unwrap();
    (folder, spool_folder, keystore, vault, spool)
}

fn entries(folder: &TempDir) -> PathBuf {
    folder.path().join("entries")
}

fn size(folder: &TempDir) -> u64 {
    entries(folder).metadata().unwrap().len()
}

/// What was kept aside.
pub(super) fn kept(folder: &TempDir) -> Vec<(String, Vec<u8>)> {
    let Ok(files) = fs::read_dir(folder.path().join("kept-aside")) else { return Vec::new() };
    let read = |file: fs::DirEntry| {
        (file.file_name().into_string().unwrap(), fs::read(file.path()).unwrap())
    };
    files.map(|file| read(file.unwrap())).collect()
}

#[test]
fn entries_are_taken_once_and_in_order_and_the_spool_is_empty_then() {
    let (_folder, spool_folder, _, mut vault, spool) = setup();
    (0..20).for_each(|second| push(&spool, &gap(second)));
    let ingested = ingest(&mut vault, &spool);
    assert_eq!((ingested.entries, ingested.appended, ingested.aside_total), (20, 20, 0));
    assert_eq!(ingested.first.unwrap().index, 1);
    assert_eq!(ingested.last.unwrap().index, 20);
    assert_eq!(seconds(&vault), (0..20).collect::<Vec<_>>());
    assert_eq!(size(&spool_folder), 0);
    assert_eq!(ingest(&mut vault, &spool), Ingested::default());
    push(&spool, &gap(20));
    assert_eq!(ingest(&mut vault, &spool).entries, 1);
    assert_eq!(seconds(&vault), (0..21).collect::<Vec<_>>());
    assert_eq!(vault.check().unwrap(), []);
}

#[test]
fn a_spool_is_written_while_the_keystore_is_locked_and_no_vault_is_open() {
    let (folder, spool_folder, keystore, vault, spool) = setup();
    drop((vault, spool));
    keystore.lock(true);
    let spool = Spool::open(spool_folder.path()).unwrap();
    (0..300).for_each(|second| push(&spool, &gap(second)));
    assert!(Vault::open(folder.path(), keystore.boxed()).is_err());
    keystore.lock(false);
    let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
    assert_eq!(ingest(&mut vault, &spool).entries, 300);
    assert_eq!(seconds(&vault), (0..300).collect::<Vec<_>>());
}

#[test]
fn nothing_of_an_entry_can_be_read_in_the_spool() {
    let (_folder, spool_folder, _, _vault, spool) = setup();
    let arrival = Arrival::OwnNumber { slot: 0, number: "+8613800138000".into() };
    push(&spool, &Entry { clock: clock(0), arrival });
    let held = fs::read(entries(&spool_folder)).unwrap();
    assert!(!held.is_empty());
    for plain in ["13800138000", "own_number", "Asia", "arrival"] {
        assert!(!held.windows(plain.len()).any(|part| part == plain.as_bytes()), "{plain}");
    }
}

/// Copies of the vault's folder and the spool's, taken one after another.
struct Copies {
    pairs: Vec<(TempDir, TempDir)>,
}

impl Copies {
    fn take(&mut self, vault: &Path, spool: &Path) {
        let pair = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        copy(vault, pair.0.path());
        copy(spool, pair.1.path());
        self.pairs.push(pair);
    }
}

/// Killed at any step, the next call goes on: the copies are what a kill leaves.
#[test]
fn a_kill_between_any_two_steps_leaves_each_entry_once() {
    let (folder, spool_folder, keystore, mut vault, spool) = setup();
    (0..4).for_each(|second| push(&spool, &gap(second)));
    let torn = fs::read(entries(&spool_folder)).unwrap();
    let open = || File::options().append(true).open(entries(&spool_folder)).unwrap();
    open().write_all(&torn[..100]).unwrap();
    (4..6).for_each(|second| push(&spool, &gap(second)));
    let before = fs::read(entries(&spool_folder)).unwrap();

    let copies = RefCell::new(Copies { pairs: Vec::new() });
    // A clock that runs this fast ends a transaction after each entry.
    let ticks = AtomicI64::new(0);
    let watch = || {
        copies.borrow_mut().take(folder.path(), spool_folder.path());
        at(1_000_000 + ticks.fetch_add(1, Ordering::Relaxed))
    };
    let whole = vault.ingest(&spool, Some("CN"), &watch).unwrap();
    assert_eq!((whole.entries, whole.aside_total), (6, 1));
    // Committed, and killed before the file was emptied; and after.
    let mut copies = copies.into_inner();
    copies.take(folder.path(), spool_folder.path());
    fs::write(entries(&copies.pairs.last().unwrap().1), before).unwrap();
    copies.take(folder.path(), spool_folder.path());
    assert!(copies.pairs.len() > 20, "{}", copies.pairs.len());
    for (step, (folder, spool_folder)) in copies.pairs.iter().enumerate() {
        // A copy is shorter than what the keystore remembers of the whole.
        keystore.forget();
        let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
        let spool = vault.open_spool(spool_folder.path()).unwrap();
        push(&spool, &gap(6));
        ingest(&mut vault, &spool);
        assert_eq!(seconds(&vault), [0, 1, 2, 3, 4, 5, 6], "step {step}");
        assert_eq!(vault.check().unwrap(), [], "step {step}");
        assert_eq!(kept(spool_folder).len(), 1, "step {step}");
        assert_eq!(size(spool_folder), 0);
    }
}

#[test]
fn an_entry_torn_at_any_byte_is_kept_aside_and_blocks_nothing() {
    let (_folder, spool_folder, _, mut vault, spool) = setup();
    push(&spool, &gap(0));
    let first = size(&spool_folder);
    push(&spool, &gap(1));
    let whole = fs::read(entries(&spool_folder)).unwrap();
    ingest(&mut vault, &spool);
    let torn = &whole[usize::try_from(first).unwrap()..];
    for cut in 1..torn.len() {
        fs::write(entries(&spool_folder), &torn[..cut]).unwrap();
        push(&spool, &gap(2));
        let ingested = ingest(&mut vault, &spool);
        assert_eq!((ingested.entries, ingested.aside_total), (1, 1), "cut at {cut}");
        let aside = &ingested.aside[0];
        assert_eq!((aside.code, aside.size), ("spool-entry-torn", cut as u64));
        let path = spool_folder.path().join("kept-aside").join(&aside.name);
        assert_eq!(fs::read(path).unwrap(), torn[..cut], "cut at {cut}");
    }
    assert_eq!(kept(&spool_folder).len(), torn.len() - 1);
}

#[test]
fn threads_and_processes_push_while_an_import_runs() {
    let (folder, spool_folder, keystore, mut vault, _) = setup();
    let rows = if cfg!(debug_assertions) { 10_000 } else { 100_000 };
    let done = AtomicBool::new(false);
    let (mut taken, each) = (0, 40);
    std::thread::scope(|scope| {
        let import = scope.spawn(|| {
            let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
            let clock = std::time::Instant::now();
            let now = || Millis(START.0 + i64::try_from(clock.elapsed().as_millis()).unwrap());
            let imported = vault.import(&now, |_, emit| {
                (0..rows).try_for_each(|i| {
                    let draft = row(Hash([1; 32]), i + 1, "95533", &format!("第{i}条"), at(i));
                    emit(Item::Draft(Box::new(draft)))
                })
            });
            done.store(true, Ordering::Relaxed);
            imported.unwrap().appended
        });
        let writers: Vec<_> = (0..2)
            .map(|thread| {
                let folder = spool_folder.path();
                scope.spawn(move || {
                    let spool = Spool::open(folder).unwrap();
                    (0..each).for_each(|i| push(&spool, &gap(1_000 * (thread + 1) + i)));
                })
            })
            .collect();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "vault::spool::another_process", "--ignored"])
            .env("DUNLOG_TEST_SPOOL", spool_folder.path())
            .spawn()
            .unwrap();
        let spool = Spool::open(spool_folder.path()).unwrap();
        while !done.load(Ordering::Relaxed) || writers.iter().any(|writer| !writer.is_finished()) {
            taken += ingest(&mut vault, &spool).entries;
        }
        assert!(child.wait().unwrap().success());
        taken += ingest(&mut vault, &spool).entries;
        assert_eq!(import.join().unwrap(), u64::try_from(rows).unwrap());
    });
    assert_eq!(taken, 3 * u64::try_from(each).unwrap());
    let seconds = seconds(&vault);
    for writer in 1..=3 {
        let own: Vec<_> = seconds.iter().filter(|second| **second / 1_000 == writer).collect();
        assert_eq!(own.len(), usize::try_from(each).unwrap());
        assert!(own.is_sorted(), "each writer's entries keep their order");
    }
    assert_eq!(vault.check().unwrap(), []);
}

#[test]
#[ignore = "a part of threads_and_processes_push_while_an_import_runs"]
fn another_process() {
    let folder = std::env::var_os("DUNLOG_TEST_SPOOL").unwrap();
    let spool = Spool::open(Path::new(&folder)).unwrap();
    (0..40).for_each(|i| push(&spool, &gap(3_000 + i)));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let (_folder, spool_folder, _, mut vault, spool) = setup();
    push(&spool, &gap(0));
    fs::rename(entries(&spool_folder), spool_folder.path().join("held")).unwrap();
    std::os::unix::fs::symlink("/dev/full", entries(&spool_folder)).unwrap();
    let full = Spool::open(spool_folder.path()).unwrap();
    assert!(matches!(full.push(&gap(1), chance()), Err(Error::StorageFull)));
    fs::remove_file(entries(&spool_folder)).unwrap();
    fs::rename(spool_folder.path().join("held"), entries(&spool_folder)).unwrap();
    assert_eq!(ingest(&mut vault, &spool).entries, 1);
    assert_eq!(seconds(&vault), [0]);
}

/// Seals as docs/spec/spool.md says, from its words alone.
pub(super) fn seal(key: &Path, plain: &[u8], once: [u8; 32]) -> Vec<u8> {
    let text = fs::read_to_string(key).unwrap();
    let hex = text.split(' ').nth(1).unwrap();
    let mut public = [0_u8; 32];
    for (byte, digits) in public.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap();
    }
    let once = StaticSecret::from(once);
    let once_public = PublicKey::from(&once).to_bytes();
    let shared = once.diffie_hellman(&PublicKey::from(public));
    let mut frame = b"DLSP".to_vec();
    frame.extend(u32::try_from(plain.len() + 16).unwrap().to_le_bytes());
    frame.extend(once_public);
    frame.extend(crc32fast::hash(&frame).to_le_bytes());
    let mut derived = [0; 56];
    Hkdf::<Sha256>::new(Some(&[once_public, public].concat()), shared.as_bytes())
        .expand(b"dunlog/spool@v1", &mut derived)
        .unwrap();
    let cipher = XChaCha20Poly1305::new_from_slice(&derived[..32]).unwrap();
    let nonce: [u8; 24] = derived[32..].try_into().unwrap();
    let sealed = cipher.encrypt(&nonce.into(), Payload { msg: plain, aad: &frame }).unwrap();
    frame.extend(sealed);
    frame
}

#[test]
fn what_another_program_seals_by_the_specification_is_taken() {
    let (_folder, spool_folder, _, mut vault, spool) = setup();
    let key = spool_folder.path().join("key");
    let frame = seal(&key, &gap(5).to_bytes().unwrap(), [9; 32]);
    fs::write(entries(&spool_folder), &frame).unwrap();
    assert_eq!(ingest(&mut vault, &spool).entries, 1);
    assert_eq!(seconds(&vault), [5]);
    // The same one-time secret gives the same bytes.
    spool.push(&gap(5), Zeroizing::new([9; 32])).unwrap();
    assert_eq!(fs::read(entries(&spool_folder)).unwrap(), frame);
}

#[test]
fn an_entry_that_does_not_decode_is_kept_aside_with_its_code() {
    let (_folder, spool_folder, _, mut vault, spool) = setup();
    let key = spool_folder.path().join("key");
    let newer = gap(1).to_bytes().unwrap();
    let newer = String::from_utf8(newer).unwrap().replace("\"entry\":1", "\"entry\":2");
    let plains = ["no entry at all", newer.as_str(), ""];
    for (plain, once) in plains.iter().zip(1..) {
        push(&spool, &gap(i64::from(once)));
        let frame = seal(&key, plain.as_bytes(), [once; 32]);
        let mut file = File::options().append(true).open(entries(&spool_folder)).unwrap();
        file.write_all(&frame).unwrap();
    }
    let ingested = ingest(&mut vault, &spool);
    assert_eq!((ingested.entries, ingested.aside_total), (3, 3));
    let codes: Vec<_> = ingested.aside.iter().map(|aside| aside.code).collect();
    assert_eq!(codes[1], "unsupported-version");
    assert_eq!(codes[0], codes[2], "{codes:?}");
    assert_eq!(seconds(&vault), [1, 2, 3]);
}

#[test]
fn the_vault_that_follows_a_damaged_one_takes_what_waits() {
    let (folder, spool_folder, keystore, mut vault, spool) = setup();
    push(&spool, &gap(0));
    ingest(&mut vault, &spool);
    push(&spool, &gap(1));
    vault.close().unwrap();
    let database = rusqlite::Connection::open(folder.path().join("vault.db")).unwrap();
    database.execute("DELETE FROM record WHERE place = 1", []).unwrap();
    drop(database);
    let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
    assert!(matches!(vault.ingest(&spool, None, &|| at(9)), Err(Error::Damaged(_))));
    assert!(size(&spool_folder) > 0, "what cannot be taken waits");

    let issues = vault.check().unwrap();
    let next = tempfile::tempdir().unwrap();
    let (mut next, _) = vault.begin_next(next.path(), keystore.boxed(), &issues, at(10)).unwrap();
    let spool = next.open_spool(spool_folder.path()).unwrap();
    assert_eq!(ingest(&mut next, &spool).entries, 1);
    assert_eq!(seconds(&next), [1]);
}

#[test]
fn the_entries_of_another_vault_are_kept_aside() {
    let (_folder, spool_folder, _, _vault, spool) = setup();
    push(&spool, &gap(0));
    let other = tempfile::tempdir().unwrap();
    let (mut other, _) =
        Vault::create(other.path(), MemoryKeystore::new(2).boxed(), START).unwrap();
    let spool = other.open_spool(spool_folder.path()).unwrap();
    push(&spool, &gap(1));
    let ingested = ingest(&mut other, &spool);
    assert_eq!((ingested.entries, ingested.aside[0].code), (1, "spool-entry-closed"));
    assert_eq!(seconds(&other), [1]);
}

#[test]
fn a_key_that_was_changed_is_refused_before_anything_is_sealed_to_it() {
    let (_folder, spool_folder, _, mut vault, spool) = setup();
    let path = spool_folder.path().join("key");
    let text = fs::read_to_string(&path).unwrap();
    for changed in [text.replacen('1', "2", 1), text[..89].to_owned(), format!("{text}\n")] {
        fs::write(&path, changed).unwrap();
        let refused = Spool::open(spool_folder.path()).unwrap_err();
        assert!(
            matches!(refused, Error::Malformed(Malformed { code: "spool-key-invalid", .. })),
            "{refused}"
        );
    }
    fs::remove_file(&path).unwrap();
    assert!(matches!(Spool::open(spool_folder.path()), Err(Error::Misuse(_))));
    // The vault writes it again, and what waited is taken.
    push(&spool, &gap(0));
    let spool = vault.open_spool(spool_folder.path()).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    assert_eq!(ingest(&mut vault, &spool).entries, 1);
}

#[test]
fn a_heartbeat_tells_the_keystore_the_head() {
    let (_folder, _spool_folder, keystore, mut vault, spool) = setup();
    let arrival = Arrival::Heartbeat { waking: Waking::Daily, seen: Vec::new() };
    push(&spool, &Entry { clock: clock(0), arrival });
    ingest(&mut vault, &spool);
    let recalled = dunlog_core::key::Keystore::recall(&keystore, vault.origin()).unwrap();
    assert_eq!(recalled.map(|(size, _)| size), Some(2));
}

/// A message of the store with a text and a picture in base64.
fn picture(second: i64, id: &str, base64: &str) -> Entry {
    let row = format!(
        r#"{{"_id":9,"date":{},"msg_box":1,"m_type":132,"m_id":"{id}","__parts":[{{"ct":"text/plain","text":"看照片"}},{{"ct":"image/jpeg","name":"a.jpg","binary_data":"{base64}"}}]}}"#,
        at(second).0 / 1_000,
    );
    let arrival = Arrival::Rows { store: Store::Mms, read_before: None, rows: vec![row] };
    Entry { clock: clock(second), arrival }
}

#[test]
fn a_row_of_which_a_part_cannot_be_read_is_a_record_and_kept_aside_once() {
    let (_folder, spool_folder, _, mut vault, spool) = setup();
    push(&spool, &picture(1, "broken@mms", "/9j/4A=!"));
    let sealed = fs::read(entries(&spool_folder)).unwrap();
    push(&spool, &picture(2, "whole@mms", "/9j/4A=="));
    let ingested = ingest(&mut vault, &spool);
    assert_eq!((ingested.entries, ingested.appended, ingested.aside_total), (2, 2, 1));
    assert_eq!(ingested.aside[0].code, "base64-invalid");
    assert_eq!(kept(&spool_folder), [(ingested.aside[0].name.clone(), sealed)]);
    let details = vault.records(1..3).unwrap();
    let doubts: Vec<_> = details
        .iter()
        .map(|record| record.detail().unwrap().member("doubt").map(Value::to_canonical))
        .collect();
    assert_eq!(doubts, [Some("[\"media-unreadable\"]".to_owned()), None]);
    // The next reading shows the same row: what it lacks is kept already.
    push(&spool, &picture(1, "broken@mms", "/9j/4A=!"));
    let ingested = ingest(&mut vault, &spool);
    assert_eq!((ingested.appended, ingested.duplicates, ingested.aside_total), (0, 1, 0));
}

#[test]
fn what_a_row_that_is_held_brings_again_is_not_left_lying() {
    let (folder, _spool_folder, _, mut vault, spool) = setup();
    for duplicates in 0..2 {
        push(&spool, &picture(1, "whole@mms", "/9j/4A=="));
        assert_eq!(ingest(&mut vault, &spool).duplicates, duplicates);
        let lying = fs::read_dir(folder.path().join("incoming")).unwrap().count();
        assert_eq!(lying, 0, "{duplicates}");
    }
    assert_eq!(vault.check().unwrap(), []);
}

#[test]
fn an_entry_over_its_limits_hinders_none_that_follows() {
    let (_folder, spool_folder, _, mut vault, spool) = setup();
    let arrival = Arrival::CallState {
        state: CallState::Ringing,
        number: Some("@".to_owned()),
        sim: Sim::default(),
    };
    let ringing = Entry { clock: clock(0), arrival }.to_bytes().unwrap();
    let ringing = String::from_utf8(ringing).unwrap().replace('@', &"1".repeat(1_500_000));
    let frame = seal(&spool_folder.path().join("key"), ringing.as_bytes(), [9; 32]);
    fs::write(entries(&spool_folder), frame).unwrap();
    for second in 1..4 {
        let mut entry = gap(second);
        // The call would have ended with the boot.
        entry.clock.boot = "two".to_owned();
        push(&spool, &entry);
    }
    let ingested = ingest(&mut vault, &spool);
    let codes: Vec<_> = ingested.aside.iter().map(|aside| aside.code).collect();
    assert_eq!(codes, ["name-too-long"]);
    assert_eq!(seconds(&vault), [1, 2, 3]);
}

#[test]
fn a_writer_that_waits_is_let_in_between_two_entries() {
    let (folder, _spool_folder, keystore, mut vault, spool) = setup();
    let count = 30;
    (0..count).for_each(|second| push(&spool, &gap(second)));
    let (begun, done) = (AtomicBool::new(false), AtomicBool::new(false));
    let index = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut vault = Vault::open(folder.path(), keystore.boxed()).unwrap();
            while !begun.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(1));
            }
            let appended = vault.append(message("95533", "还款", at(2)), at(1_000_000)).unwrap();
            done.store(true, Ordering::Relaxed);
            appended.index
        });
        // A clock that stands still ends no transaction.
        let slow = || {
            begun.store(true, Ordering::Relaxed);
            if !done.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(20));
            }
            at(1_000_000)
        };
        assert_eq!(vault.ingest(&spool, Some("CN"), &slow).unwrap().entries, count as u64);
        writer.join().unwrap()
    });
    assert!(index < count as u64, "{index}");
    assert_eq!(seconds(&vault), (0..count).collect::<Vec<_>>());
}

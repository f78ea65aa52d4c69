#![no_main]
//! Bytes between two whole frames of a spool: whatever they are, both are taken, and no byte is lost.
use std::cell::RefCell;
use std::path::PathBuf;

use dunlog_core::capture::android::{Arrival, Entry, GapReason, PhoneClock, Way};
use dunlog_core::record::Millis;
use dunlog_core::vault::Vault;
use dunlog_core::vault::spool::Spool;
use dunlog_tests::{MemoryKeystore, START};
use tempfile::TempDir;

/// A vault and its spool.
struct Held {
    _vault_folder: TempDir,
    spool_folder: TempDir,
    vault: Vault,
    spool: Spool,
    /// How many frames were made.
    frames: u64,
}

thread_local! {
    static HELD: RefCell<Held> = RefCell::new(held());
}

fn held() -> Held {
    let folder = || tempfile::tempdir().expect("a folder can be made");
    let (vault_folder, spool_folder) = (folder(), folder());
    let keystore = MemoryKeystore::new(1).boxed();
    let mut vault = Vault::create(vault_folder.path(), keystore, START).expect("it can be made").0;
    let spool = vault.open_spool(spool_folder.path()).expect("a spool can be made");
    Held { _vault_folder: vault_folder, spool_folder, vault, spool, frames: 0 }
}

impl Held {
    fn entries(&self) -> PathBuf {
        self.spool_folder.path().join("entries")
    }

    /// A frame that was not there before: no two are equal, and a file that begins with what was
    /// taken is gone on with behind it. The fuzzer gives some inputs twice.
    fn frame(&mut self) -> Vec<u8> {
        self.frames += 1;
        // Not in the first byte: a secret of X25519 has no use for its three lowest bits.
        let mut chance = [9; 32];
        chance[8..16].copy_from_slice(&self.frames.to_le_bytes());
        let boot = "one".to_owned();
        let clock = PhoneClock { wall: START, monotonic: 0, boot, offset_minutes: 0, zone: None };
        let (way, reason) = (Way::Screening, GapReason::Unknown);
        let arrival = Arrival::Gap { way, from: START, to: Millis(START.0 + 1), reason };
        std::fs::write(self.entries(), []).expect("a file can be emptied");
        self.spool.push(&Entry { clock, arrival }, chance.into()).expect("there is room");
        std::fs::read(self.entries()).expect("it is there")
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    HELD.with_borrow_mut(|held| {
        let (first, last) = (held.frame(), held.frame());
        let (entries, file) = (held.entries(), [first.as_slice(), bytes, &last].concat());
        std::fs::write(&entries, &file).expect("a file can be written");
        let taken = held.vault.ingest(&held.spool, Some("CN"), &|| START);
        let taken = taken.expect("nothing of it blocks");
        assert_eq!(std::fs::metadata(&entries).expect("it is there").len(), 0);
        let aside: u64 = taken.aside.iter().map(|aside| aside.size).sum();
        let whole = taken.entries * first.len() as u64;
        assert!(taken.entries >= 2, "a frame was hidden");
        assert_eq!(aside + whole, file.len() as u64, "a byte was lost");
        let _ = std::fs::remove_dir_all(held.spool_folder.path().join("kept-aside"));
    });
});

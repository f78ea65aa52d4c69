//! Files that an app hands over piece by piece: exhibits, statements with files, recordings of
//! calls.

#![allow(clippy::unwrap_used, reason = "a test may end at the first surprise")]

mod support;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use dunlog_core::capture::typed::{Contact, Typed, When};
use dunlog_core::record::{
    Channel, Direction, Evidence, Kind, Millis, Offset, OffsetFrom, Outcome, Relation, Source,
};
use dunlog_ffi::attach::{Exhibit, RecordingFile};
use dunlog_ffi::content::{Content, ContentError, NamedContent};
use dunlog_ffi::progress::{Progress, ProgressError};
use dunlog_ffi::share::max_shared;
use dunlog_ffi::typed::{TypedEntry, party};
use dunlog_ffi::vault::create_vault;
use dunlog_ffi::{Vault, VaultError};
use support::{FakeKeystore, NOW, Temp, temp};

type Piece = Result<Vec<u8>, ContentError>;

/// Pieces of so many bytes each, and what comes behind the last.
struct Pieces(Mutex<Option<Vec<Piece>>>);

impl Content for Pieces {
    fn read(&self, most: u32) -> Piece {
        let mut held = self.0.lock().unwrap();
        let pieces = held.as_mut().expect("nothing is read behind the end");
        if pieces.is_empty() {
            *held = None;
            return Ok(Vec::new());
        }
        let piece = pieces.remove(0);
        assert!(piece.as_ref().map_or(0, Vec::len) <= most as usize);
        piece
    }
}

fn content(name: &str, size: Option<u64>, pieces: Vec<Piece>) -> NamedContent {
    let content = Arc::new(Pieces(Mutex::new(Some(pieces))));
    NamedContent { name: name.to_owned(), size, content }
}

fn fresh() -> (Temp, Arc<Vault>) {
    let folder = temp();
    let vault = create_vault(folder.path(), FakeKeystore::new(), NOW).unwrap().vault;
    (folder, vault)
}

fn exhibit(evidence: Evidence) -> Exhibit {
    Exhibit {
        evidence,
        source: Source::Imported,
        party: None,
        country: Some("CN".to_owned()),
        when: None,
        modified: None,
        detail: HashMap::new(),
        of: None,
        case: None,
    }
}

fn call(vault: &Vault, number: &str, start: i64, seconds: i64) -> dunlog_core::chain::Hash {
    let contact = Contact {
        channel: Channel::Call,
        direction: Direction::In,
        outcome: Some(Outcome::Connected),
        duration: Some(seconds),
        words: None,
    };
    let offset = Offset { minutes: 480, zone: None, from: OffsetFrom::Phone };
    let entry = TypedEntry {
        when: Some(When::At(Millis(start), Some(offset))),
        party: Some(party(number.to_owned(), Some("CN".to_owned()))),
        ..TypedEntry::default()
    };
    vault.enter(Typed::Contact(contact), entry, NOW).unwrap().leaf
}

#[test]
fn an_exhibit_is_sealed_tied_and_put_into_its_case() {
    let (_folder, vault) = fresh();
    let of = call(&vault, "13900000077", 1_793_710_800_000, 60);
    let pieces = vec![Ok(b"#!AMR\n".to_vec()), Ok(vec![7; 200_000]), Ok(vec![8; 3])];
    let said =
        Exhibit { of: Some(of), case: Some("c1".to_owned()), ..exhibit(Evidence::Recording) };
    let sound = content("13900000077_20261103210000.amr", Some(200_009), pieces);
    let attached = vault.attach(sound, said, NOW).unwrap().unwrap();
    assert_eq!(attached.size, 200_009);
    let record = vault.find(attached.record.leaf).unwrap().unwrap();
    assert_eq!(record.fact.attachments[0].media_type, "audio/amr");
    assert_eq!(record.party.unwrap().key(), "+8613900000077");
    assert_eq!(record.fact.local.as_deref(), Some("2026-11-03T21:00:00"));
    let link = vault.records_of(vec![Kind::Link]).unwrap().remove(0);
    assert_eq!(link.fact.relation, Some(Relation::RecordingOf));
    assert_eq!(link.fact.targets, [attached.record.leaf, of]);
    let tag = vault.records_of(vec![Kind::Tag]).unwrap().remove(0);
    assert_eq!(tag.fact.targets, [attached.record.leaf]);
}

#[test]
fn content_that_ends_badly_leaves_nothing() {
    let (_folder, vault) = fresh();
    let before = vault.head().unwrap();
    let attach = |size, pieces| {
        let document = exhibit(Evidence::Document);
        vault.attach(content("a.txt", size, pieces), document, NOW)
    };
    let bad = |code: &str| Err(VaultError::BadInput { code: code.to_owned() });
    assert_eq!(attach(Some(3), vec![Ok(vec![1; 2])]), bad("content-cut"));
    assert_eq!(attach(Some(3), vec![Ok(vec![1; 4])]), bad("content-cut"));
    let gone = vec![Ok(vec![1; 100_000]), Err(ContentError::Unreadable)];
    assert_eq!(attach(None, gone), bad("content-unreadable"));
    assert_eq!(attach(None, vec![Ok(vec![1]), Err(ContentError::Cancelled)]), Ok(None));
    let wrong = HashMap::from([("station".to_owned(), "x".to_owned())]);
    let wrong = Exhibit { detail: wrong, ..exhibit(Evidence::Document) };
    assert_eq!(vault.attach(content("a", None, vec![]), wrong, NOW), bad("misuse"));
    let nobody = dunlog_core::chain::Hash([1; 32]);
    let nobody = Exhibit { of: Some(nobody), ..exhibit(Evidence::Document) };
    assert_eq!(vault.attach(content("a", None, vec![]), nobody, NOW), bad("misuse"));
    assert_eq!(vault.head().unwrap(), before);
    assert_eq!(vault.check().unwrap(), []);
}

#[test]
fn content_is_shared_into_the_spool_without_a_file() {
    let (folder, vault) = fresh();
    let spool = vault.open_spool(folder.file("spool")).unwrap();
    let pieces = vec![Ok("再不还钱".into()), Ok(vec![b'x'; 200_000])];
    let words = Some("他们发来的".to_owned());
    let id = spool.share_content(content("text.txt", Some(200_012), pieces), words, NOW);
    let id = id.unwrap().unwrap();
    let waiting = vault.shared(&spool, NOW).unwrap().files;
    assert_eq!(waiting.len(), 1);
    assert_eq!(
        (&waiting[0].id, waiting[0].name.as_str(), waiting[0].size),
        (&id, "text.txt", 200_012)
    );
    assert_eq!(waiting[0].words.as_deref(), Some("他们发来的"));
    let copy = folder.file("copy");
    vault.save_shared(&spool, id, copy.clone()).unwrap();
    assert_eq!(&std::fs::read(copy).unwrap()[..12], "再不还钱".as_bytes());

    let bad = |code: &str| Err(VaultError::BadInput { code: code.to_owned() });
    let share = |size, pieces| spool.share_content(content("a", size, pieces), None, NOW);
    assert_eq!(share(Some(3), vec![Ok(vec![1; 2])]), bad("content-cut"));
    assert_eq!(
        share(None, vec![Ok(vec![1]), Err(ContentError::Unreadable)]),
        bad("content-unreadable")
    );
    assert_eq!(share(None, vec![Ok(vec![1]), Err(ContentError::Cancelled)]), Ok(None));
    assert_eq!(share(Some(max_shared() + 1), vec![]), bad("share-too-large"));
    assert_eq!(vault.shared(&spool, NOW).unwrap().files.len(), 1, "nothing half-done");
}

#[test]
fn a_statement_takes_its_files_in_the_same_record() {
    let (_folder, vault) = fresh();
    let detail = HashMap::from([("station".to_owned(), "某某派出所".to_owned())]);
    let entry = TypedEntry { detail, ..TypedEntry::default() };
    let police = Typed::Statement(Evidence::PoliceRecord);
    let files = vec![
        content("a.jpg", None, vec![Ok(vec![0xff, 0xd8, 0xff, 0])]),
        content("b.txt", None, vec![Ok(b"b".to_vec())]),
    ];
    let record = vault.enter_with(police.clone(), entry.clone(), files, NOW).unwrap().unwrap();
    let record = vault.find(record.leaf).unwrap().unwrap();
    assert_eq!(record.names, ["a.jpg", "b.txt"]);
    assert_eq!(record.fact.attachments[0].media_type, "image/jpeg");
    let stopped = vec![content("c", None, vec![Err(ContentError::Cancelled)])];
    assert_eq!(vault.enter_with(police, entry, stopped, NOW), Ok(None));
    assert_eq!(vault.records_of(vec![Kind::Statement]).unwrap().len(), 1);
}

#[test]
fn a_recording_fits_one_call_none_or_several() {
    let (_folder, vault) = fresh();
    // 2026-11-03, 21:00 in Shanghai.
    let evening = 1_793_710_800_000;
    let first = call(&vault, "13900000077", evening, 60);
    let second = call(&vault, "13900000088", evening + 10_000, 30);
    let file = |name: &str, modified| RecordingFile { name: name.to_owned(), modified };
    let files = vec![
        file("13900000088_20261103210010.m4a", None),
        file("录音.m4a", Some(Millis(evening + 5_000))),
        file("13900000011_20261103210000.m4a", None),
        file("录音.m4a", None),
    ];
    let recorded = vault.recorded_calls(files, Some("CN".to_owned())).unwrap();
    let calls: Vec<_> = recorded.iter().map(|found| found.calls.clone()).collect();
    assert_eq!(calls, [vec![second], vec![first, second], vec![], vec![]]);
    assert_eq!(recorded[0].number.as_deref(), Some("13900000088"));
}

/// Wants no more after so many steps.
struct Stopping(AtomicU32);

impl Progress for Stopping {
    fn step(&self, _: u64, _: u64) -> Result<bool, ProgressError> {
        Ok(self.0.fetch_sub(1, Ordering::Relaxed) > 1)
    }
}

#[test]
fn a_backup_that_was_stopped_leaves_no_file() {
    let (_folder, vault) = fresh();
    let files = temp();
    let file = files.file("copy");
    let stopping = Arc::new(Stopping(AtomicU32::new(1)));
    assert_eq!(vault.backup(file.clone(), Some(stopping)), Ok(false));
    assert!(!std::path::Path::new(&file).exists());
    assert_eq!(vault.backup(file, None), Ok(true));
}

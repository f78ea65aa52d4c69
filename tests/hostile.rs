//! What an opponent, a borrower who cheats and a stranger try with an exported bundle.
//!
//! Written from docs/spec alone. Each attempt names the code that it must meet, or, where nothing
//! can be seen in the bundle itself, what the audit must say is not proved.

use std::collections::BTreeSet;
use std::io::Cursor;

use dunlog_core::bundle::audit::{Audit, Completeness, Policy, Provenance, Signer, Time};
use dunlog_core::bundle::disclose::Selection;
use dunlog_core::bundle::export::{Request, export};
use dunlog_core::bundle::verify::{known_head, verify};
use dunlog_core::chain::{Hash, Head, checkpoint};
use dunlog_core::key::SigningKey;
use dunlog_core::record::{Draft, Evidence, Fact, Field, Kind, Millis, Party, Purpose, Source};
use dunlog_core::rule::pack::Pack;
use dunlog_core::vault::Vault;
use dunlog_tests::{MemoryKeystore, START, mark, message, row};
use tempfile::TempDir;

mod bag;
mod case_vault;
mod cheat;
mod forger;

use bag::Bag;

const COLLECTOR: &str = "+8613900000001";
const FRIEND: &str = "+8613900000002";
const RECORDS: &str = "data/records.jsonl";
const OPENINGS: &str = "data/openings.jsonl";

fn at(minutes: i64) -> Millis {
    Millis(START.0 + minutes * 60_000)
}

/// A vault in a folder of its own; two of one seed and one content are the same log.
struct Room {
    vault: Vault,
    _folder: TempDir,
}

impl Room {
    fn empty(seed: u64) -> Self {
        let folder = TempDir::new().expect("a folder");
        let keystore = MemoryKeystore::new(seed).boxed();
        let made = Vault::create(folder.path().join("vault"), keystore, START);
        Self { vault: made.expect("a new vault").0, _folder: folder }
    }

    /// Texts of two people, a heartbeat, a recording.
    fn filled(seed: u64) -> Self {
        let mut room = Self::empty(seed);
        for (minute, number, body) in [
            (1, COLLECTOR, "今天不还就去你单位"),
            (2, FRIEND, "他们给我打电话了"),
            (3, COLLECTOR, "最后一次通知"),
        ] {
            room.append(message(number, body, at(minute)), minute);
        }
        room.append(mark(Kind::Heartbeat), 4);
        let recording = room.vault.attach(&mut &b"sound"[..], "audio/mp4").expect("content");
        let mut fact = Fact::new(Kind::File, Source::Typed);
        fact.purpose = Some(Purpose::Exhibit);
        fact.evidence = Some(Evidence::Recording);
        fact.kept = Some(true);
        fact.attachments = vec![recording];
        room.append(Draft::new(fact).with_text(Field::Contact, "周"), 5);
        room.append(message(COLLECTOR, "第三次", at(6)), 6);
        room
    }

    fn append(&mut self, draft: Draft, minute: i64) {
        self.vault.append(draft, at(minute)).expect("an append");
    }

    fn bundle(&self, selection: &Selection) -> Vec<u8> {
        let pack = Pack::builtin("cn").expect("the built-in pack is good");
        let request = Request { selection, pack: &pack, program: "dunlog 0.1.0", time: at(500) };
        let done = export(&self.vault, request, Cursor::new(Vec::new()), &mut |_, _| Ok(()));
        done.expect("an export").1.into_inner()
    }

    fn whole(&self) -> Bag {
        Bag::open(&self.bundle(&Selection::all()))
    }

    fn policy(&self) -> Policy {
        Policy::trusting(self.vault.public_key())
    }

    fn audit(&self, bundle: &[u8]) -> Audit {
        audit(bundle, &self.policy())
    }
}

fn audit(bundle: &[u8], policy: &Policy) -> Audit {
    verify(Cursor::new(bundle), policy).expect("memory can be read")
}

fn codes(audit: &Audit) -> BTreeSet<&'static str> {
    audit.issues.iter().map(|issue| issue.code).collect()
}

/// The code must be among the issues, and the bundle must not pass.
fn meets(audit: &Audit, code: &str) {
    assert!(codes(audit).contains(code), "no {code} in {:?}", audit.issues);
    assert!(!audit.passes());
}

#[test]
fn taking_a_bundle_apart_and_putting_it_together_changes_no_byte() {
    let room = Room::filled(1);
    let bundle = room.bundle(&Selection::all());
    assert!(room.audit(&bundle).passes());
    assert_eq!(Bag::open(&bundle).zip(), bundle);
    assert_eq!(Bag::open(&bundle).list().sign(&room.vault).zip(), bundle, "Ed25519 and the rest");
}

#[test]
fn a_changed_word_is_seen_with_and_without_right_manifests() {
    let room = Room::filled(1);
    let mut bag = room.whole();
    bag.replace(OPENINGS, "最后一次通知", "最后一次恐吓");
    let plain = room.audit(&bag.zip());
    meets(&plain, "file-hash-mismatch");
    meets(&plain, "opening-mismatch");
    let listed = room.audit(&bag.clone().list().zip());
    meets(&listed, "opening-mismatch");
    meets(&listed, "bundle-signature-invalid");
    assert_eq!(listed.verdicts.signer, Signer::Invalid);
    let signed = room.audit(&bag.list().sign(&room.vault).zip());
    meets(&signed, "opening-mismatch");
    assert_eq!(signed.verdicts.signer, Signer::Trusted);
}

#[test]
fn a_bag_that_a_stranger_signed_again_is_not_the_logs() {
    let room = Room::filled(1);
    let stranger = SigningKey::from_seed(&[9; 32]);
    let origin = room.vault.origin().to_owned();
    let mut bag = room.whole();
    // The stranger exchanges the key files and signs head and manifest with his own key.
    *bag.file("key.note") = format!("{}\n", stranger.public().to_note_key(&origin)).into_bytes();
    *bag.file("key.pem") = stranger.public().to_pem().into_bytes();
    *bag.file("checkpoint") = checkpoint::sign(&room.vault.head(), &stranger).into_bytes();
    let bundle = bag.list().sign_with(&stranger).zip();
    let found = room.audit(&bundle);
    meets(&found, "key-not-of-log");
    assert_eq!(found.verdicts.signer, Signer::Invalid);
    // Whoever trusts the stranger sees it, too; nobody is told that it is fine.
    meets(&audit(&bundle, &Policy::trusting(stranger.public())), "key-not-of-log");
    meets(&audit(&bundle, &Policy::default()), "key-not-of-log");
}

#[test]
fn a_log_written_anew_by_a_stranger_does_not_reach_the_trusted_key() {
    let (room, stranger) = (Room::filled(1), Room::filled(2));
    let bundle = stranger.bundle(&Selection::all());
    let found = room.audit(&bundle);
    assert_eq!(found.verdicts.signer, Signer::Mismatch);
    assert!(found.issues.is_empty() && !found.passes());
    let found = audit(&bundle, &Policy::default());
    assert_eq!(found.verdicts.signer, Signer::Unknown);
    assert!(!found.passes(), "a key inside the bundle never makes it pass");
}

#[test]
fn a_head_of_another_log_does_not_fit() {
    let (room, other) = (Room::filled(1), Room::filled(2));
    let mut bag = room.whole();
    *bag.file("checkpoint") = other.vault.checkpoint().as_bytes().to_vec();
    let found = room.audit(&bag.list().sign(&room.vault).zip());
    meets(&found, "checkpoint-signature-invalid");
    assert_eq!(found.verdicts.signer, Signer::Invalid);
}

#[test]
fn a_cut_tail_shows_against_an_older_head() {
    let (whole, mut cut) = (Room::filled(1), Room::empty(1));
    let known = whole.vault.checkpoint().to_owned();
    // The borrower restores an earlier state, and goes on without the last text.
    cut.append(message(COLLECTOR, "今天不还就去你单位", at(1)), 1);
    let bundle = cut.bundle(&Selection::all());
    assert!(cut.audit(&bundle).passes(), "nothing in the bundle itself shows it");
    let mut policy = cut.policy();
    policy.know(known_head(Cursor::new(known)).expect("a head"));
    let found = audit(&bundle, &policy);
    assert_eq!(found.verdicts.completeness, Completeness::ShorterThanKnownHead);
    meets(&found, "shorter-than-known-head");
}

#[test]
fn another_history_under_one_key_is_a_fork_even_where_it_is_longer() {
    let (told, mut tale) = (Room::filled(1), Room::empty(1));
    for minute in 1..20 {
        tale.append(message(COLLECTOR, "请还款，谢谢", at(minute)), minute);
    }
    let bundle = tale.bundle(&Selection::all());
    let mut policy = tale.policy();
    // An earlier bundle serves as the known head.
    let earlier = told.bundle(&Selection::all());
    policy.know(known_head(Cursor::new(earlier)).expect("a head"));
    let found = audit(&bundle, &policy);
    assert_eq!(found.verdicts.completeness, Completeness::Forked);
    meets(&found, "forked");
}

#[test]
fn a_known_head_of_another_log_neither_helps_nor_harms() {
    let (room, other) = (Room::filled(1), Room::filled(2));
    let mut policy = room.policy();
    policy.know(known_head(Cursor::new(other.vault.checkpoint())).expect("a head"));
    let found = audit(&room.bundle(&Selection::all()), &policy);
    assert_eq!(found.verdicts.completeness, Completeness::Unanchored);
    assert_eq!(found.notes.iter().filter(|n| n.code == "known-head-of-another-log").count(), 1);
    assert!(found.passes());
}

#[test]
fn a_head_that_nobody_signed_is_worth_what_its_bearer_is() {
    // The root of a made-up head is of another history, so the bundle does not extend it.
    let room = Room::filled(1);
    let origin = room.vault.origin().to_owned();
    let mut policy = room.policy();
    policy.know(Head { origin, size: 3, root: Hash::of(b"made up") });
    let found = audit(&room.bundle(&Selection::all()), &policy);
    assert_eq!(found.verdicts.completeness, Completeness::Forked);
}

#[test]
fn a_repacked_container_is_only_mentioned() {
    let room = Room::filled(1);
    let bundle = room.bundle(&Selection::all());
    let mut archive = zip::ZipArchive::new(Cursor::new(&bundle)).expect("a zip");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for place in (0..archive.len()).rev() {
        let entry = archive.by_index_raw(place).expect("an entry");
        writer.raw_copy_file(entry).expect("copied");
    }
    let repacked = writer.finish().expect("a zip").into_inner();
    assert_ne!(repacked, bundle);
    let found = room.audit(&repacked);
    assert!(found.passes(), "{:?}", found.issues);
    let notes: Vec<_> = found.notes.iter().map(|note| note.code).collect();
    assert_eq!(notes, ["container-repacked"]);
}

#[test]
fn what_no_bundle_proves_is_said_of_every_bundle() {
    let all = [
        "log-may-be-rewritten-by-key-holder",
        "time-is-self-declared",
        "capture-is-self-declared",
        "sender-id-may-be-spoofed",
        "hidden-records-may-change-the-picture",
        "report-and-findings-not-checked",
    ];
    let room = Room::filled(1);
    let mut bag = room.whole();
    assert_eq!(room.audit(&bag.zip()).not_proved, all);
    assert_eq!(room.audit(b"no bundle").not_proved, all);
    bag.remove(RECORDS);
    assert_eq!(room.audit(&bag.zip()).not_proved, all);
}

#[test]
fn a_place_never_holds_what_a_terminal_would_obey() {
    let room = Room::filled(1);
    for name in ["later/\u{1b}[2Jx", "\u{202e}gpj.exe", "data/a\rb", &"long/".repeat(1000)] {
        let mut bag = room.whole();
        bag.insert("bundle.sig", name, b"x");
        let found = room.audit(&bag.zip());
        assert!(!found.issues.is_empty() || !found.notes.is_empty());
        let places = found.issues.iter().map(|issue| &issue.place);
        for place in places.chain(found.notes.iter().map(|note| &note.place)) {
            let plain = |c: char| (' '..='~').contains(&c) || c == '\u{fffd}';
            assert!(place.chars().all(plain) && place.chars().count() <= 204, "{place:?}");
        }
    }
}

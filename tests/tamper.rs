//! Doctored bundles: each kind of change has its code, and no change at all goes unseen.

use std::collections::BTreeSet;

use dunlog_core::bundle::audit::{Audit, Integrity, Signer};
use dunlog_core::bundle::{Policy, name};
use dunlog_core::chain::Hash;
use dunlog_core::record::{Fact, Kind, Source};

use crate::verify_builder::{Files, Log, audit, codes, empty, sms};

fn small() -> Log {
    let mut log = Log::new();
    log.push(sms(1, "pay", Source::Captured));
    log.push(sms(2, "or else", Source::Captured));
    log.hidden.insert(1);
    log
}

fn check(log: &Log, files: &Files) -> Audit {
    audit(&files.to_zip(), &Policy::trusting(log.key().public()))
}

/// The codes after `change` was made to the files, without a new signature.
fn after(log: &Log, change: impl FnOnce(&mut Files)) -> BTreeSet<&'static str> {
    let mut files = Files::of(&log.bundle());
    change(&mut files);
    codes(&check(log, &files))
}

/// The codes after `change` was made and the bag was sealed again with the log's own key.
fn resealed(log: &Log, change: impl FnOnce(&mut Files)) -> BTreeSet<&'static str> {
    let mut files = Files::of(&log.bundle());
    change(&mut files);
    files.reseal(&log.key());
    codes(&check(log, &files))
}

fn edit(files: &mut Files, name: &str, from: &str, to: &str) {
    let content = files.get(name);
    let text = String::from_utf8(content.clone()).expect("text");
    assert!(text.contains(from), "{name} holds no {from}");
    *content = text.replacen(from, to, 1).into_bytes();
}

/// Moves a line of a file to another place, or drops it.
fn move_line(files: &mut Files, name: &str, from: usize, to: Option<usize>) {
    let content = files.get(name);
    let mut lines: Vec<Vec<u8>> =
        content.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    let line = lines.remove(from);
    if let Some(to) = to {
        lines.insert(to, line);
    }
    *content = lines.concat();
}

#[test]
fn no_bit_can_be_changed_unseen() {
    let log = small();
    let bytes = log.bundle();
    let policy = Policy::trusting(log.key().public());
    assert!(audit(&bytes, &policy).passes());
    let unseen = |part: std::ops::Range<usize>| {
        let mut changed = bytes.clone();
        let mut unseen = Vec::new();
        for place in part {
            for bit in 0..8 {
                changed[place] ^= 1 << bit;
                let audit = audit(&changed, &policy);
                let repacked = audit.notes.iter().any(|note| note.code == "container-repacked");
                if audit.issues.is_empty() && !repacked {
                    unseen.push((place, bit));
                }
                changed[place] ^= 1 << bit;
            }
        }
        unseen
    };
    let middle = bytes.len() / 2;
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| unseen(0..middle));
        (unseen(middle..bytes.len()), first.join().expect("no panic"))
    });
    assert_eq!((first, second), (vec![], vec![]), "of {} bytes", bytes.len());
}

#[test]
fn a_bundle_cut_anywhere_is_refused() {
    let log = small();
    let bytes = log.bundle();
    for size in (0..bytes.len()).step_by(7) {
        let audit = audit(&bytes[..size], &Policy::default());
        assert_eq!(audit.verdicts.integrity, Integrity::Unreadable, "{size}");
        assert!(!audit.issues.is_empty());
    }
}

#[test]
fn missing_extra_and_renamed_files_are_named() {
    let log = Log::sample();
    for name in name::REQUIRED {
        let codes = after(&log, |files| files.remove(name));
        assert!(codes.contains("file-missing"), "{name}: {codes:?}");
    }
    let attached = Files::of(&log.bundle()).names().find(|n| n.starts_with("data/att"));
    let attached = attached.expect("an attachment");
    let missing = after(&log, |files| files.remove(&attached));
    assert!(missing.is_superset(&BTreeSet::from(["file-missing", "attachment-missing"])));
    for name in ["notes.txt", "fetch.txt"] {
        assert_eq!(after(&log, |files| files.add(name, b"x")), BTreeSet::from(["file-extra"]));
    }
    for name in ["data/notes.txt", "data/attachments/notes.txt"] {
        let codes = after(&log, |files| files.add(name, b"x"));
        assert_eq!(codes, BTreeSet::from(["file-extra", "oxum-mismatch"]));
    }
    let hash = Hash::of(b"x").to_hex();
    let named = format!("data/attachments/{hash}.txt");
    let extra = after(&log, |files| files.add(&named, b"x"));
    assert_eq!(extra, BTreeSet::from(["attachment-extra", "file-extra", "oxum-mismatch"]));
    let renamed = after(&log, |files| {
        let content = files.get(name::FINDINGS).clone();
        files.remove(name::FINDINGS);
        files.add("data/finding.json", &content);
    });
    assert!(renamed.contains("file-extra") && renamed.contains("file-missing"));
    let audit = check(&log, &{
        let mut files = Files::of(&log.bundle());
        files.add("later/token", b"x");
        files
    });
    assert!(audit.passes());
    assert_eq!(audit.notes[0].code, "later-not-checked");
}

#[test]
fn an_extension_is_not_the_exporters_choice() {
    let log = Log::sample();
    let runnable = resealed(&log, |files| {
        let name = files.names().find(|n| n.starts_with("data/att")).expect("an attachment");
        let content = files.get(&name).clone();
        files.remove(&name);
        files.add(&name.replace(".m4a", ".html"), &content);
    });
    assert_eq!(runnable, BTreeSet::from(["content-name-mismatch"]));
}

#[test]
fn a_changed_file_breaks_its_manifest() {
    let log = Log::sample();
    for name in [name::REPORT, name::FINDINGS, name::README] {
        let codes = after(&log, |files| files.get(name).push(b'!'));
        assert_eq!(codes, BTreeSet::from(["file-hash-mismatch", "oxum-mismatch"]));
    }
    for name in [name::BAGIT, name::BAG_INFO, name::KEY_NOTE, name::KEY_PEM, name::CHECKPOINT] {
        let codes = after(&log, |files| files.get(name).push(b'\n'));
        assert!(codes.contains("file-hash-mismatch"), "{name}: {codes:?}");
    }
    let codes = after(&log, |files| move_line(files, name::TAG_MANIFEST, 0, None));
    assert_eq!(codes, BTreeSet::from(["bundle-signature-invalid", "file-not-listed"]));
}

#[test]
fn manifests_are_strict_even_when_signed() {
    let log = Log::sample();
    let manifest = |change: &dyn Fn(&mut Files)| {
        let mut files = Files::of(&log.bundle());
        change(&mut files);
        files.reseal_tags(&log.key());
        codes(&check(&log, &files))
    };
    let unsorted = manifest(&|files| move_line(files, name::MANIFEST, 0, Some(1)));
    assert_eq!(unsorted, BTreeSet::from(["manifest-unsorted"]));
    let twice = manifest(&|files| {
        let content = files.get(name::MANIFEST);
        let end = content.iter().position(|b| *b == b'\n').expect("a line") + 1;
        let line = content[..end].to_vec();
        content.splice(..0, line);
    });
    assert_eq!(twice, BTreeSet::from(["manifest-duplicate"]));
    let spaced = manifest(&|files| edit(files, name::MANIFEST, "  data", " *data"));
    assert!(spaced.contains("manifest-malformed"));
    let outside = manifest(&|files| edit(files, name::MANIFEST, "  data/", "  ../../data/"));
    assert!(outside.contains("manifest-foreign-name"), "{outside:?}");
}

#[test]
fn a_changed_record_breaks_its_leaf() {
    let log = Log::sample();
    let edited = resealed(&log, |files| {
        edit(files, name::RECORDS, "\"direction\":\"in\"", "\"direction\":\"out\"");
    });
    assert_eq!(edited, BTreeSet::from(["leaf-mismatch"]));
    let body = resealed(&log, |files| edit(files, name::OPENINGS, "尽快", "立刻"));
    assert_eq!(body, BTreeSet::from(["opening-mismatch"]));
    let salt = resealed(&log, |files| edit(files, name::OPENINGS, "\"salt\":\"0", "\"salt\":\"f"));
    assert_eq!(salt, BTreeSet::from(["opening-mismatch"]));
    let broken =
        resealed(&log, |files| edit(files, name::RECORDS, "{\"dunlog\":1", "{ \"dunlog\":1"));
    assert!(broken.contains("record-malformed"));
    let newer =
        resealed(&log, |files| edit(files, name::RECORDS, "{\"dunlog\":1", "{\"dunlog\":2"));
    assert!(newer.contains("unsupported-version"));
    let swapped = resealed(&log, |files| move_line(files, name::RECORDS, 1, Some(2)));
    assert!(swapped.contains("record-out-of-order"), "{swapped:?}");
    let opening = resealed(&log, |files| move_line(files, name::OPENINGS, 1, Some(2)));
    assert_eq!(opening, BTreeSet::from(["opening-out-of-order"]));
    let dropped = resealed(&log, |files| move_line(files, name::OPENINGS, 1, None));
    assert_eq!(dropped, BTreeSet::from(["opening-missing"]));
    let last = resealed(&log, |files| move_line(files, name::RECORDS, 5, None));
    assert!(last.contains("last-record-missing"), "{last:?}");
}

#[test]
fn one_stray_opening_does_not_hide_the_others() {
    let log = Log::sample();
    let codes = resealed(&log, |files| {
        let leaf = log.records[1].leaf.to_hex();
        edit(files, name::OPENINGS, &leaf, &Hash::of(b"nothing").to_hex());
    });
    assert_eq!(codes, BTreeSet::from(["opening-missing", "opening-of-nothing"]));
}

#[test]
fn leaves_and_head_must_be_those_that_were_signed() {
    let log = Log::sample();
    let hex = |place: usize| log.records[place].leaf.to_hex();
    let hidden = resealed(&log, |files| {
        edit(files, name::LEAVES, &hex(5), &Hash::of(b"other").to_hex());
    });
    assert_eq!(hidden, BTreeSet::from(["prev-mismatch", "root-mismatch"]));
    let longer = resealed(&log, |files| {
        let line = format!("{}\n", Hash::of(b"one more").to_hex());
        files.get(name::LEAVES).extend(line.as_bytes());
    });
    assert_eq!(longer, BTreeSet::from(["leaf-count-mismatch"]));
    let broken = resealed(&log, |files| edit(files, name::LEAVES, &hex(5), &hex(5).to_uppercase()));
    assert!(broken.contains("leaves-malformed"));

    let mut other = Log::sample();
    other.push(sms(9, "one more", Source::Captured));
    let swapped = resealed(&log, |files| {
        *files.get(name::CHECKPOINT) = Files::of(&other.bundle()).get(name::CHECKPOINT).clone();
    });
    assert!(swapped.is_superset(&BTreeSet::from(["bag-info-mismatch", "leaf-count-mismatch"])));
    let mut foreign = Log::sample();
    foreign.origin = "dunlog/log/ffffffffffffffffffffffffffffffff";
    let swapped = after(&log, |files| {
        *files.get(name::CHECKPOINT) = Files::of(&foreign.bundle()).get(name::CHECKPOINT).clone();
    });
    assert!(swapped.is_superset(&BTreeSet::from(["origin-mismatch", "key-mismatch"])));
}

#[test]
fn a_log_level_record_cannot_be_left_out() {
    let mut log = Log::sample();
    log.hidden.insert(3);
    let audit = log.audit();
    assert_eq!(codes(&audit), BTreeSet::from(["log-level-record-missing"]));
    assert_eq!(audit.issues[0].place, "log:4");
    let mut log = Log::sample();
    log.hidden.insert(0);
    assert!(codes(&log.audit()).contains("first-record-missing"));
    let mut log = Log::sample();
    log.marks = 0;
    log.push(empty(Fact::new(Kind::Heartbeat, Source::Program)));
    assert_eq!(codes(&log.audit()), BTreeSet::from(["marks-mismatch"]));
}

#[test]
fn a_bag_signed_again_by_another_key_is_not_the_logs() {
    let log = Log::sample();
    let other = dunlog_core::key::SigningKey::from_seed(&[66; 32]);
    let mut files = Files::of(&log.bundle());
    files.reseal(&other);
    let audit = check(&log, &files);
    assert_eq!(codes(&audit), BTreeSet::from(["bundle-signature-invalid"]));
    assert_eq!(audit.verdicts.signer, Signer::Invalid);

    let mut files = Files::of(&log.bundle());
    let public = other.public();
    *files.get(name::KEY_PEM) = public.to_pem().into_bytes();
    *files.get(name::KEY_NOTE) = (public.to_note_key(log.origin) + "\n").into_bytes();
    let note = dunlog_core::chain::checkpoint::sign(&log.head(), &other);
    *files.get(name::CHECKPOINT) = note.into_bytes();
    files.reseal(&other);
    let audit = check(&log, &files);
    assert_eq!(codes(&audit), BTreeSet::from(["key-not-of-log"]));
    assert_eq!(audit.verdicts.signer, Signer::Invalid);
}

#[test]
fn a_newer_format_is_not_judged() {
    let log = Log::sample();
    let mut files = Files::of(&log.bundle());
    edit(&mut files, name::BAG_INFO, "Dunlog-Format: 1", "Dunlog-Format: 2");
    files.reseal(&log.key());
    let audit = check(&log, &files);
    assert_eq!(audit.issues.iter().map(|i| i.code).collect::<Vec<_>>(), ["unsupported-version"]);
    assert_eq!(audit.verdicts.integrity, Integrity::Unreadable);
    assert_eq!(audit.verdicts.signer, Signer::NotChecked);
}

#[test]
fn counts_in_the_selection_are_compared() {
    let log = Log::sample();
    let wrong =
        resealed(&log, |files| edit(files, name::SELECTION, "\"hidden\":1", "\"hidden\":0"));
    assert_eq!(wrong, BTreeSet::from(["selection-mismatch"]));
    let broken =
        resealed(&log, |files| edit(files, name::SELECTION, "\"masks\":[]", "\"masks\":0"));
    assert_eq!(broken, BTreeSet::from(["selection-malformed"]));
}

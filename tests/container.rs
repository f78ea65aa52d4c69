//! Containers that others made: what is read, what is refused, and by which code.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use dunlog_core::bundle::audit::{Audit, Integrity};
use dunlog_core::bundle::{Policy, verify};

use crate::verify_builder::{Files, Log, audit, codes};

fn policy() -> Policy {
    Policy::trusting(Log::new().key().public())
}

/// The audit of the sample bundle after its bytes were changed.
fn after(change: impl FnOnce(&mut Vec<u8>)) -> Audit {
    let mut bytes = Log::sample().bundle();
    change(&mut bytes);
    audit(&bytes, &policy())
}

fn refused(code: &str, change: impl FnOnce(&mut Vec<u8>)) {
    let audit = after(change);
    assert!(audit.issues.iter().any(|issue| issue.code == code), "{code}: {:?}", audit.issues);
    assert!(!audit.passes());
}

/// The offset of the nth directory entry.
fn central(bytes: &[u8], nth: usize) -> usize {
    let starts = bytes.windows(4).enumerate().filter(|(_, window)| window == b"PK\x01\x02");
    starts.map(|(at, _)| at).nth(nth).expect("an entry")
}

#[test]
fn another_container_of_the_same_files_is_only_noted() {
    let files = Files::of(&Log::sample().bundle());
    for method in [zip::CompressionMethod::Stored, zip::CompressionMethod::Deflated] {
        let audit = audit(&files.pack(method), &policy());
        assert!(audit.passes(), "{:?}", audit.issues);
        assert_eq!(audit.notes.len(), 1);
        assert_eq!(
            (audit.notes[0].code, audit.notes[0].place.as_str()),
            ("container-repacked", "zip:")
        );
    }
    let folder = after(|bytes| {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        zip.add_directory("top/", options).expect("started");
        for (name, content) in Files::of(bytes).iter() {
            zip.start_file(format!("top/{name}"), options).expect("started");
            zip.write_all(content).expect("written");
        }
        *bytes = zip.finish().expect("finished").into_inner();
    });
    assert!(folder.passes(), "{:?}", folder.issues);
    assert_eq!(folder.notes.len(), 1);
}

#[test]
fn the_writer_gives_the_same_bytes_each_time() {
    assert_eq!(Log::sample().bundle(), Log::sample().bundle());
}

#[test]
fn odd_headers_are_refused() {
    refused("container-data-after", |bytes| bytes.extend(b"more"));
    refused("container-comment", |bytes| {
        let at = bytes.len() - 2;
        bytes[at] = 4;
        bytes.extend(b"note");
    });
    refused("container-directory-misplaced", |bytes| {
        bytes.splice(..0, *b"MZ");
    });
    refused("not-a-zip", |bytes| bytes.clear());
    refused("container-encrypted", |bytes| {
        let at = central(bytes, 3);
        bytes[at + 8] |= 1;
    });
    refused("container-method", |bytes| {
        let at = central(bytes, 3);
        bytes[at + 10] = 99;
    });
    refused("container-not-a-file", |bytes| {
        let at = central(bytes, 3);
        bytes[at + 38..at + 42].copy_from_slice(&(0o120_777_u32 << 16).to_le_bytes());
    });
    refused("container-header-mismatch", |bytes| bytes[18] ^= 1);
    refused("container-overlap", |bytes| {
        let at = central(bytes, 3);
        bytes[at + 42..at + 46].copy_from_slice(&0_u32.to_le_bytes());
    });
    refused("container-count-mismatch", |bytes| {
        let at = bytes.len() - 22;
        bytes[at + 8] -= 1;
        bytes[at + 10] -= 1;
    });
    refused("container-multi-disk", |bytes| {
        let at = bytes.len() - 22;
        bytes[at + 4] = 1;
    });
    for bad in ["../../evil", "/etc/passw", "c:\\windows", "x/../../../", "a\\..\\bcde\\"] {
        refused("container-bad-name", |bytes| {
            for at in [30, central(bytes, 0) + 46] {
                bytes[at..at + bad.len()].copy_from_slice(bad.as_bytes());
            }
        });
    }
}

#[test]
fn names_that_differ_only_in_case_are_one_name() {
    let mut files = Files::of(&Log::sample().bundle());
    files.add("data/REPORT.html", b"evil");
    let audit = audit(&files.to_zip(), &policy());
    assert_eq!(codes(&audit), BTreeSet::from(["container-duplicate-name"]));
    assert_eq!(audit.verdicts.integrity, Integrity::Unreadable);
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let mut files = Files::of(&Log::sample().bundle());
    files.add("data/bomb", &vec![0; 40 << 20]);
    let bytes = files.pack(zip::CompressionMethod::Deflated);
    assert_eq!(codes(&audit(&bytes, &policy())), BTreeSet::from(["container-bomb"]));
}

#[test]
fn a_lying_size_is_found() {
    let mut files = Files::of(&Log::sample().bundle());
    *files.get("data/report.html") = vec![b'x'; 5_000];
    let mut bytes = files.pack(zip::CompressionMethod::Deflated);
    let at = (0..)
        .map(|nth| central(&bytes, nth))
        .find(|at| bytes[at + 46..].starts_with(b"dunlog-01234567-x/data/report.html"));
    let at = at.expect("the report");
    let local = u32::from_le_bytes(bytes[at + 42..at + 46].try_into().expect("four")) as usize;
    for size in [at + 24, local + 22] {
        bytes[size..size + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert!(codes(&audit(&bytes, &policy())).contains("container-size-mismatch"));
}

fn zips(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            zips(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Every foreign zip is no bundle: none passes, none panics, and what another reader would be
/// misled by has its own code.
#[test]
fn hostile_files_of_others_each_have_a_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/zip");
    if !folder.exists() {
        return;
    }
    let mut paths = Vec::new();
    zips(&folder, &mut paths);
    assert!(paths.len() > 70);
    let mut seen = BTreeMap::new();
    for path in paths {
        let file = std::fs::File::open(&path).expect("readable");
        let audit = verify(file, &Policy::default()).expect("readable");
        assert_eq!(audit.verdicts.integrity, Integrity::Unreadable, "{}", path.display());
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        seen.insert(name, audit.issues[0].code);
    }
    for (name, code) in [
        ("full-overlap.zip", "container-overlap"),
        ("partial-overlap-at-data-descriptor.zip", "container-header-mismatch"),
        ("zip-slip.zip", "container-bad-name"),
        ("zip-slip-win.zip", "container-bad-name"),
        ("symlink.zip", "container-not-a-file"),
        ("dupdir.zip", "container-duplicate-name"),
        ("comment-truncated.zip", "container-cut-short"),
        ("test-trailing-junk.zip", "container-data-after"),
        ("strong encryption is not supported.zip", "container-encrypted"),
        ("traditional-encryption.zip", "container-encrypted"),
        ("unsupported compression method 1.zip", "container-method"),
        ("unicode-path-extra-field.zip", "container-bad-name"),
        ("readme.notzip", "not-a-zip"),
    ] {
        assert_eq!(seen.get(name), Some(&code), "{name}");
    }
}

/// Bags of the conformance suite, each in a zip: none is a bundle, and none panics.
#[test]
fn foreign_bags_are_no_bundles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures/bagit");
    if !folder.exists() {
        return;
    }
    let mut files = Vec::new();
    zips(&folder, &mut files);
    let mut bags: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for file in &files {
        let bag = file.ancestors().find(|folder| folder.join("bagit.txt").exists());
        if let Some(bag) = bag {
            bags.entry(bag.to_owned()).or_default().push(file.clone());
        }
    }
    assert!(bags.len() > 20);
    for (bag, files) in bags {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for file in files {
            let name = file.strip_prefix(&bag).expect("inside");
            zip.start_file(format!("bag/{}", name.display()), options).expect("started");
            zip.write_all(&std::fs::read(&file).expect("readable")).expect("written");
        }
        let bytes = zip.finish().expect("finished").into_inner();
        let audit = audit(&bytes, &Policy::default());
        assert!(!audit.passes());
        assert_eq!(audit.verdicts.integrity, Integrity::Unreadable, "{}", bag.display());
        assert!(!audit.issues.is_empty());
    }
}

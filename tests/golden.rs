//! Bundles that were made once and never again: every later version gives them the same audit.
//!
//! `tests/golden/*.zip` stand beside `*.audit`, what the version that made them said. A new one is
//! made by `cargo test -p dunlog-tests golden -- --ignored`, which leaves those that exist alone.

use std::fmt::Write as _;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use dunlog_core::bundle::admit::{Admitted, admit};
use dunlog_core::bundle::audit::{Audit, Policy};
use dunlog_core::bundle::disclose::Selection;
use dunlog_core::bundle::verify::verify;
use dunlog_core::record::Field;
use dunlog_core::vault::Vault;
use dunlog_tests::{MemoryKeystore, START};
use tempfile::TempDir;

use crate::export::{AGENCY, at, bundle, filled};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// Everything an audit says, a line each.
fn told(audit: &Audit) -> String {
    let mut out = String::new();
    let words = &audit.verdicts;
    writeln!(out, "integrity {}", words.integrity.word()).unwrap();
    writeln!(out, "signer {}", words.signer.word()).unwrap();
    writeln!(out, "completeness {}", words.completeness.word()).unwrap();
    writeln!(out, "time {}", words.time.word()).unwrap();
    writeln!(out, "provenance {}", words.provenance.word()).unwrap();
    if let (Some(head), Some(key)) = (&audit.log, &audit.key) {
        writeln!(out, "log {} {} {}", head.origin, head.size, head.root.to_hex()).unwrap();
        writeln!(out, "key {}", key.fingerprint()).unwrap();
    }
    let counts = (audit.shown, audit.hidden, audit.redacted);
    writeln!(out, "shown {} hidden {} redacted {}", counts.0, counts.1, counts.2).unwrap();
    for issue in &audit.issues {
        writeln!(out, "issue {} {}", issue.code, issue.place).unwrap();
    }
    for note in &audit.notes {
        writeln!(out, "note {} {}", note.code, note.place).unwrap();
    }
    for code in audit.not_proved {
        writeln!(out, "not-proved {code}").unwrap();
    }
    out
}

fn audit(bytes: &[u8]) -> String {
    told(&verify(Cursor::new(bytes), &Policy::default()).expect("a readable source"))
}

#[test]
fn a_golden_bundle_gets_the_audit_it_got_when_it_was_made() {
    let mut seen = 0;
    for entry in fs::read_dir(folder()).expect("the folder of golden bundles") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "zip") {
            let expected = fs::read_to_string(path.with_extension("audit")).expect("its audit");
            assert_eq!(audit(&fs::read(&path).expect("a bundle")), expected, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 3, "golden bundles are gone");
}

#[test]
fn a_newer_format_is_not_judged() {
    let mut bytes = fs::read(folder().join("v1-whole.zip")).expect("a golden bundle");
    let label = b"Dunlog-Format: 1";
    let place = bytes.windows(label.len()).position(|window| window == label);
    bytes[place.expect("the label") + label.len() - 1] = b'2';
    let said = audit(&bytes);
    assert!(said.contains("\nissue unsupported-version "), "{said}");
    assert!(said.starts_with("integrity unreadable\n"), "{said}");
}

#[test]
#[ignore = "writes bundles that are not there yet"]
fn make_golden_bundles() {
    let scratch = TempDir::new().expect("a folder");
    let vault = filled(&scratch.path().join("vault"));
    let whole = bundle(&vault, &Selection::all()).1;
    let parties = vec![AGENCY.to_owned()];
    let part = Selection { parties, masks: vec![Field::Own, Field::Body], ..Selection::all() };
    let part = bundle(&vault, &part).1;
    let lawyer = MemoryKeystore::new(7);
    let made = Vault::create(scratch.path().join("case"), lawyer.boxed(), START);
    let mut case = made.expect("a new vault").0;
    let policy = Policy::trusting(vault.public_key());
    let taken = admit(&mut case, Cursor::new(&whole), &policy, None, at(40));
    assert!(matches!(taken, Ok(Admitted::Appended { .. })));
    let enclosed = bundle(&case, &Selection::all()).1;
    fs::create_dir_all(folder()).expect("a folder");
    for (name, bytes) in [("v1-whole", whole), ("v1-part", part), ("v1-case", enclosed)] {
        let path = folder().join(name).with_extension("zip");
        if !path.exists() {
            fs::write(path.with_extension("audit"), audit(&bytes)).expect("an audit");
            fs::write(path, bytes).expect("a bundle");
        }
    }
}

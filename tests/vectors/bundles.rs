//! What an audit says of the bundles that the second implementation wrote.
//!
//! Beside each `NAME.zip` stands `NAME.expect`: what is trusted and known, and what the audit must
//! find: the verdicts, the issue codes (where `more` is true, there may be others that follow from
//! the fault) and the notes, each perhaps with its place.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use dunlog_core::bundle::audit::{Audit, Policy};
use dunlog_core::bundle::verify::{known_head, verify};
use serde_json::Value;

use super::{files, folder};

/// One bundle and what is said of it.
pub(crate) struct Expectation {
    path: PathBuf,
    said: Value,
}

/// Every bundle's.
pub(crate) fn expectations() -> Vec<Expectation> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("the expectation is text");
        Expectation { said: serde_json::from_str(&text).expect("JSON"), path }
    };
    files("bundle", "expect").into_iter().map(read).collect()
}

impl Expectation {
    /// The section that it tests.
    pub(crate) fn spec(&self) -> &str {
        self.said["spec"].as_str().expect("a section")
    }

    /// The codes of the issues and notes that it names.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &str> {
        let both = [self.list("issues"), self.list("notes")].into_iter().flatten();
        both.map(|said| said.split(' ').next().unwrap_or_default())
    }

    fn list(&self, name: &str) -> Vec<&str> {
        let all = self.said[name].as_array().expect("a list");
        all.iter().map(|one| one.as_str().expect("text")).collect()
    }

    fn audit(&self) -> Audit {
        let mut policy = Policy::default();
        for key in self.list("trust") {
            policy.trust_text(key).expect("the key is right");
        }
        for note in self.list("since") {
            policy.know(known_head(Cursor::new(note.as_bytes())).expect("a head"));
        }
        let bytes = fs::read(self.path.with_extension("zip")).expect("the bundle is there");
        verify(Cursor::new(bytes), &policy).expect("memory can be read")
    }

    /// What the audit says otherwise.
    fn differences(&self) -> Vec<String> {
        let audit = self.audit();
        let mut wrong = Vec::new();
        let verdicts = &audit.verdicts;
        for (name, word) in [
            ("integrity", verdicts.integrity.word()),
            ("signer", verdicts.signer.word()),
            ("completeness", verdicts.completeness.word()),
            ("time", verdicts.time.word()),
            ("provenance", verdicts.provenance.word()),
        ] {
            let right = self.said["verdicts"].get(name);
            if right.is_some_and(|right| right != word) {
                wrong.push(format!("{name} {word}, not {right:?}"));
            }
        }
        for (name, count) in
            [("shown", audit.shown), ("hidden", audit.hidden), ("redacted", audit.redacted)]
        {
            if self.said.get(name).is_some_and(|right| *right != count) {
                wrong.push(format!("{name} {count}, not {}", self.said[name]));
            }
        }
        let issues = audit.issues.iter().map(|issue| (issue.code, issue.place.as_str()));
        let more = self.said["more"] == true;
        wrong.extend(compare("issue", &self.list("issues"), more, &issues.collect::<Vec<_>>()));
        let notes = audit.notes.iter().map(|note| (note.code, note.place.as_str()));
        // An extra file makes another container, too.
        let notes = notes.filter(|note| audit.issues.is_empty() || note.0 != "container-repacked");
        wrong.extend(compare("note", &self.list("notes"), false, &notes.collect::<Vec<_>>()));
        wrong
    }
}

/// The codes must be the same; where a place is named, the code must stand there.
fn compare(what: &str, right: &[&str], more: bool, found: &[(&str, &str)]) -> Vec<String> {
    let code = |said: &str| said.split(' ').next().unwrap_or_default().to_owned();
    let expected: BTreeSet<_> = right.iter().map(|said| code(said)).collect();
    let codes: BTreeSet<_> = found.iter().map(|(code, _)| (*code).to_owned()).collect();
    let mut wrong = Vec::new();
    if !expected.is_subset(&codes) || (!more && expected != codes) {
        wrong.push(format!("{what}s {found:?}, not {right:?}"));
    }
    for said in right {
        let Some((code, place)) = said.split_once(' ') else { continue };
        if !found.contains(&(code, place)) {
            wrong.push(format!("no {what} {code} at {place}: {found:?}"));
        }
    }
    wrong
}

#[test]
fn audits_find_what_is_wrong_with_a_bundle_and_nothing_else() {
    let all = expectations();
    let mut wrong = Vec::new();
    for one in &all {
        let differences = one.differences();
        if !differences.is_empty() {
            let name = one.path.strip_prefix(folder()).expect("below the folder").display();
            wrong.push(format!("{name} ({}): {}", one.spec(), differences.join("; ")));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn honest_bundles_pass_and_the_others_do_not() {
    for one in expectations() {
        let valid = one.path.parent().is_some_and(|folder| folder.ends_with("valid"));
        assert_eq!(one.audit().passes(), valid, "{}", one.path.display());
    }
}

//! Admitted records, and the bundles they came in (docs/spec/audit.md, step 12).

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::io::{Cursor, Read};

use super::file::Files;
use super::selection::Selection;
use super::walk::{Place, Shown};
use crate::bundle::audit::{Findings, Outcome, Signer};
use crate::bundle::container::View;
use crate::bundle::name;
use crate::chain::Hash;
use crate::error::{Error, Result};
use crate::record::Record;
use crate::record::canonical::Value;

/// The longest enclosed bundle that is unpacked into memory, where the outer one is deflated.
const MAX_UNPACKED: u64 = 32 * 1024 * 1024;

/// The most admitted records that are compared with the bundles they name.
const MAX_ADMITTED: usize = 200_000;

/// What admitted records say of one bundle.
struct Claims {
    signer: [u8; 32],
    origin: String,
    /// Index there, leaf there, place here.
    records: Vec<(u64, Hash, Place)>,
}

/// Gathers what admitted records say.
#[derive(Default)]
pub(super) struct Admissions {
    bundles: BTreeMap<Hash, Claims>,
    /// The originals seen so far, each by its log and id.
    originals: HashSet<Hash>,
    count: usize,
}

impl Admissions {
    /// Takes the next shown record.
    pub(super) fn see(&mut self, shown: &Shown, selection: &Selection, findings: &mut Findings) {
        let Some(admits) = &shown.line.fact.admits else { return };
        let place = shown.place();
        if admits.forced {
            findings.note("admitted-by-force", place);
        }
        check_line(shown, selection, findings);
        if self.count == MAX_ADMITTED {
            findings.issue("too-many-admitted", place);
            return;
        }
        self.count += 1;
        let original = [admits.origin.as_bytes(), &admits.leaf.0].concat();
        if !self.originals.insert(Hash::of(&original)) {
            findings.issue("admission-mismatch", place);
        }
        let claims = self.bundles.entry(admits.bundle).or_insert_with(|| Claims {
            signer: admits.signer,
            origin: admits.origin.clone(),
            records: Vec::new(),
        });
        let index = u64::try_from(admits.index).unwrap_or_default();
        if (&claims.signer, &claims.origin) == (&admits.signer, &admits.origin) {
            claims.records.push((index, admits.leaf, place));
        } else {
            findings.issue("admission-mismatch", place);
        }
    }

    /// Ends where bundles inside of this one are not opened.
    pub(super) fn finish_closed(self, findings: &mut Findings) {
        for sha256 in self.bundles.into_keys() {
            findings.note("enclosed-not-opened", format_args!("zip:{}", name::enclosed(&sha256)));
        }
    }

    /// Verifies each enclosed bundle by `verify`, and what was said of it.
    pub(super) fn finish(
        self,
        files: &Files<'_>,
        findings: &mut Findings,
        verify: impl Fn(View<'_>, String, &[(u64, Hash)]) -> Result<(Findings, Outcome, Vec<bool>)>,
    ) -> Result<()> {
        for (sha256, mut claims) in self.bundles {
            let Some(entry) = files.find(&name::enclosed(&sha256)) else { continue };
            claims.records.sort_by_key(|(index, leaf, _)| (*index, *leaf));
            let asked: Vec<_> = claims.records.iter().map(|(i, leaf, _)| (*i, *leaf)).collect();
            let prefix = format!("{}/", sha256.to_hex());
            let file = files.entry(entry);
            let outcome = match file.stored(files.container) {
                Some(view) => verify(view, prefix.clone(), &asked)?,
                None if file.size <= MAX_UNPACKED => {
                    let mut bytes = Vec::new();
                    files.reopen(entry).read_to_end(&mut bytes)?;
                    let source = RefCell::new(Cursor::new(bytes));
                    let view = View::new(&source)?;
                    verify(view, prefix.clone(), &asked)?
                }
                None => {
                    findings.entry("enclosed-bundle-packed", &file.name);
                    continue;
                }
            };
            let (inner, outcome, held) = outcome;
            findings.absorb(inner);
            // Without a trusted key in the policy the word is `unknown`, and nothing is compared.
            if outcome.signer == Signer::Mismatch {
                findings.note("enclosed-signer-not-trusted", format_args!("{prefix}zip:"));
            }
            let origin = outcome.log.map(|head| head.origin);
            let same = origin.as_ref() == Some(&claims.origin)
                && outcome.key.map(|key| key.to_bytes()) == Some(claims.signer);
            for ((.., place), held) in claims.records.iter().zip(held) {
                if !same || !held {
                    findings.issue("admission-mismatch", place);
                }
            }
        }
        Ok(())
    }
}

/// The original line must be the one that is admitted, and its openings must open it; what the
/// selection masks must not stand open there either.
fn check_line(shown: &Shown, selection: &Selection, findings: &mut Findings) {
    let Shown { index, leaf, line, openings, .. } = shown;
    let record = Record {
        index: index.unwrap_or_default(),
        leaf: *leaf,
        line: line.clone(),
        openings: openings.clone(),
    };
    if record.detail().is_some_and(|detail| !is_detail(&detail)) {
        findings.issue("opening-mistyped", shown.place());
    }
    let original = match record.original() {
        Ok(Some(original)) => original,
        Ok(None) => return,
        Err(Error::Malformed(fault)) => return findings.issue(fault.code, shown.place()),
        Err(_) => return,
    };
    for (field, opening) in original.openings.iter() {
        if !field.takes(&opening.value) {
            findings.issue("opening-mistyped", shown.place());
        }
        if selection.is_masked(field) {
            findings.issue("masked-field-opened", shown.place());
        }
    }
}

/// Whether the detail of an admitted record has the members of docs/spec/record.md, section 5.
fn is_detail(detail: &Value) -> bool {
    let Value::Map(members) = detail else { return false };
    let openings = members.iter().any(|(key, _)| key == "openings");
    let typed = |(key, value): &(String, Value)| {
        let value = (key.as_str(), value);
        matches!(value, ("openings", Value::Map(_)) | ("reason", Value::Text(_)))
    };
    openings && members.iter().all(typed)
}

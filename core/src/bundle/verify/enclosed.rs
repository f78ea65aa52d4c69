//! Admitted records, and the bundles they came in (docs/spec/audit.md, step 12).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use super::file::Files;
use super::walk::{Place, Shown};
use crate::bundle::audit::{Findings, Outcome};
use crate::bundle::container::View;
use crate::bundle::name;
use crate::chain::{Hash, leaf_hash};
use crate::error::Result;
use crate::record::canonical::{Value, unhex};
use crate::record::{Field, Line, Opening};

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
    count: usize,
}

impl Admissions {
    /// Takes the next shown record.
    pub(super) fn see(&mut self, shown: &Shown, findings: &mut Findings) {
        let Some(admits) = &shown.line.fact.admits else { return };
        let place = shown.place();
        if admits.forced {
            findings.note("admitted-by-force", place);
        }
        check_line(shown, findings);
        if self.count == MAX_ADMITTED {
            findings.issue("too-many-admitted", place);
            return;
        }
        self.count += 1;
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
                Some(view) => verify(view, prefix, &asked)?,
                None if file.size <= MAX_UNPACKED => {
                    let mut bytes = Vec::new();
                    files.reopen(entry).read_to_end(&mut bytes)?;
                    let source = RefCell::new(Cursor::new(bytes));
                    let view = View::new(&source)?;
                    verify(view, prefix, &asked)?
                }
                None => {
                    findings.entry("enclosed-bundle-packed", &file.name);
                    continue;
                }
            };
            let (inner, outcome, held) = outcome;
            findings.absorb(inner);
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

/// The original line must be the one that is admitted, and its openings must open it.
fn check_line(shown: &Shown, findings: &mut Findings) {
    let place = shown.place();
    let leaf = shown.line.fact.admits.as_ref().map(|admits| admits.leaf);
    let original = shown.openings.text(Field::Line);
    if original.as_ref().is_some_and(|line| Some(leaf_hash(line.as_bytes())) != leaf) {
        findings.issue("admitted-line-mismatch", place);
        return;
    }
    let parsed = original.map(|line| Line::parse(line.as_bytes()));
    let line = match parsed {
        Some(Ok(line)) => line,
        Some(Err(_)) => return findings.issue("admitted-line-malformed", place),
        None if shown.inner.is_empty() => return,
        None => return findings.issue("admitted-opening-of-nothing", place),
    };
    let detail = shown.openings.get(Field::Detail);
    let detail = detail.and_then(|opening| Value::parse(opening.value.as_bytes()).ok());
    let mut openings: Vec<_> =
        shown.inner.iter().map(|(f, o)| (Some(*f), Some(o.clone()))).collect();
    if let Some(Value::Map(members)) = detail.as_ref().and_then(|detail| detail.member("openings"))
    {
        openings.extend(members.iter().map(|(word, value)| (Field::parse(word), opening(value))));
    }
    for (field, opening) in openings {
        let hash = field.and_then(|field| line.commitment(field));
        match (hash, opening) {
            (None, _) => findings.issue("admitted-opening-of-nothing", place),
            (Some(hash), Some(opening)) if hash == opening.commitment() => {}
            _ => findings.issue("admitted-opening-mismatch", place),
        }
    }
}

/// An opening as it stands in an admitted record's detail.
fn opening(value: &Value) -> Option<Opening> {
    let mut salt = [0; 16];
    let digits = value.member("salt")?.text()?;
    let whole = unhex(digits.as_bytes(), &mut salt);
    whole.then_some(Opening { salt, value: value.member("value")?.to_canonical() })
}

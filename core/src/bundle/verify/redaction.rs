//! Redactions: which records they name, and whether missing openings have a reason.
//!
//! docs/spec/audit.md, step 10.

use std::collections::HashSet;

use super::file::{Files, Lines};
use super::selection::Selection;
use super::walk::{Place, Shown};
use crate::bundle::audit::Findings;
use crate::bundle::name;
use crate::chain::Hash;
use crate::error::Result;
use crate::record::canonical::unhex;
use crate::record::{Field, Kind};

/// The most records that redactions may name.
const MAX_TARGETS: usize = 200_000;

/// The most records whose openings may be missing, waiting for a redaction to explain it.
const MAX_CLOSED: usize = 200_000;

/// Follows redactions and missing openings.
#[derive(Default)]
pub(super) struct Redactions {
    targets: HashSet<Hash>,
    /// Records of the selection with a field that is neither opened nor masked.
    closed: Vec<(Hash, Place)>,
    /// By index: whether any opening of the record is shown.
    opened: Vec<u64>,
}

impl Redactions {
    /// Takes the next shown record; `last` for the log's last one.
    pub(super) fn see(
        &mut self,
        shown: &Shown,
        last: bool,
        selection: &Selection,
        findings: &mut Findings,
    ) {
        let kind = shown.line.fact.kind;
        if kind == Kind::Redaction {
            for target in &shown.line.fact.targets {
                if self.targets.len() == MAX_TARGETS {
                    findings.issue("too-many-redactions", shown.place());
                    break;
                }
                self.targets.insert(*target);
            }
        }
        if shown.opened.contains(&true)
            && let Some(index) = shown.index
        {
            let word = usize::try_from(index / 64).unwrap_or(usize::MAX);
            if word >= self.opened.len() {
                self.opened.resize(word.saturating_add(1), 0);
            }
            self.opened[word] |= 1 << (index % 64);
        }
        let expected = |field: &Field| {
            let index = field.index();
            // What is masked in an admitted line stands in its detail too.
            let detail = kind == Kind::Admitted && *field == Field::Detail && selection.masks_any();
            shown.line.commitment(*field).is_some()
                && !shown.opened[index]
                && !selection.is_masked(*field)
                && !detail
        };
        if !kind.is_log_level() && !last && Field::ALL.iter().any(expected) {
            if self.closed.len() == MAX_CLOSED {
                findings.issue("opening-missing", shown.place());
            } else {
                self.closed.push((shown.leaf, shown.place()));
            }
        }
    }

    /// Ends with a note for each redacted record; gives their number.
    pub(super) fn finish(mut self, files: &Files<'_>, findings: &mut Findings) -> Result<u64> {
        for (leaf, place) in &self.closed {
            if !self.targets.contains(leaf) {
                findings.issue("opening-missing", place);
            }
        }
        let count = self.targets.len() as u64;
        let leaves = files.find(name::LEAVES).filter(|_| count > 0);
        let mut lines = leaves.map(|place| Lines::new(files.reopen(place), 64));
        let mut index: u64 = 0;
        while let Some(lines) = &mut lines
            && !self.targets.is_empty()
            && lines.advance()?
        {
            let mut leaf = Hash::default();
            if unhex(lines.line(), &mut leaf.0) && self.targets.remove(&leaf) {
                findings.note("redacted", Place::Log(index));
                let word = usize::try_from(index / 64).ok().and_then(|word| self.opened.get(word));
                if word.is_some_and(|word| word >> (index % 64) & 1 == 1) {
                    findings.issue("redacted-but-opened", Place::Log(index));
                }
            }
            index += 1;
        }
        if !self.targets.is_empty() {
            findings.issue("redaction-of-nothing", format_args!("{}:1", name::RECORDS));
        }
        Ok(count)
    }
}

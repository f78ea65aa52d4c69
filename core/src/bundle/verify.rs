//! Verifies a bundle: every byte of it, on any machine, without a vault.
//!
//! The steps are numbered in docs/spec/audit.md and stand here in the same order. `verify` fails
//! only where the source cannot be read; whatever is wrong with the evidence is in the [`Audit`].

mod attachment;
mod clock;
mod enclosed;
mod file;
mod hasher;
mod leaves;
mod manifest;
mod redaction;
mod scope;
mod selection;
mod sighting;
mod signer;
mod walk;

use std::cell::RefCell;
use std::io::{Read, Seek};

use super::audit::{Audit, Completeness, Findings, Outcome, Policy, Signer};
use super::container::{Directory, View};
use super::name;
use crate::chain::checkpoint::MAX_NOTE;
use crate::chain::{Hash, Head};
use crate::error::{Malformed, Result};
use crate::record::Millis;
use attachment::Attachments;
use clock::Clocks;
use enclosed::Admissions;
use file::Files;
use redaction::Redactions;
use scope::Scope;
use selection::Selection;
use sighting::Sightings;
use signer::{KeyChain, Seal};
use walk::{Place, Shown, Walk};

/// Verifies the bundle in `source`.
///
/// # Errors
/// `Io` where the source cannot be read, nothing else.
pub fn verify(source: impl Read + Seek, policy: &Policy) -> Result<Audit> {
    let source = RefCell::new(source);
    let view = View::new(&source)?;
    let (findings, outcome, _) =
        Verifier { policy, enclosed: true }.run(view, String::new(), &[])?;
    Ok(findings.into_audit(outcome))
}

/// Reads the head that `source` names: a signed note, or an earlier bundle's checkpoint.
///
/// The caller vouches for it, so its signature is not checked.
///
/// # Errors
/// `Malformed` where it is neither; `Io`.
pub fn known_head(source: impl Read + Seek) -> Result<Head> {
    let source = RefCell::new(source);
    let view = View::new(&source)?;
    let mut start = [0; 4];
    let is_zip = view.size() >= 4 && {
        view.read_at(0, &mut start)?;
        start == *b"PK\x03\x04"
    };
    let mut note = Vec::new();
    let most = MAX_NOTE as u64 + 1;
    if is_zip {
        let directory = Directory::read(view)?;
        let entry = directory.entries.iter().find(|entry| entry.name == name::CHECKPOINT);
        let entry = entry.ok_or(Malformed::new("checkpoint", 0, "no-checkpoint"))?;
        entry.content(view).take(most).read_to_end(&mut note)?;
    } else {
        view.reader().take(most).read_to_end(&mut note)?;
    }
    let (_, head) = signer::parse(&note)
        .map_err(|line| Malformed::new("checkpoint", line, "checkpoint-malformed"))?;
    Ok(head)
}

/// What the steps have in common.
struct Verifier<'p> {
    policy: &'p Policy,
    /// Whether enclosed bundles are opened: one level deep.
    enclosed: bool,
}

impl Verifier<'_> {
    fn run(
        &self,
        view: View<'_>,
        prefix: String,
        claims: &[(u64, Hash)],
    ) -> Result<(Findings, Outcome, Vec<bool>)> {
        let mut findings = Findings::under(prefix);
        let mut outcome = Outcome {
            readable: false,
            signer: Signer::NotChecked,
            completeness: Completeness::NotChecked,
            log: None,
            key: None,
            shown: 0,
            redacted: 0,
            closed: 0,
        };
        let mut held = vec![false; claims.len()];

        // Step 1: the container.
        let directory = Directory::read(view)?;
        for fault in &directory.faults {
            findings.entry(fault.code, &fault.path);
        }
        if directory.refused {
            return Ok((findings, outcome, held));
        }
        let mut files = Files::new(view, directory);

        // Steps 2 and 3: the files, the bag and its manifests.
        let tags = manifest::check(&mut files, &mut findings)?;
        if tags.newer {
            return Ok((findings, outcome, held));
        }

        // Step 4: the head, the key and the signatures.
        let seal = signer::check(&mut files, &mut findings, tags.tag_manifest, tags.info.as_ref())?;
        (outcome.log, outcome.key) = (seal.head.clone(), seal.key);
        outcome.readable = seal.head.is_some();
        let folder = seal.head.as_ref().map(|head| name::top_folder(head) + "/");
        if files.directory.repacked || folder.is_some_and(|folder| folder != files.directory.top) {
            findings.note("container-repacked", "zip:");
        }

        // Steps 5 to 12: the records and what belongs to them.
        let selection = Selection::read(&mut files, &mut findings, tags.info.as_ref())?;
        self.check_leaves(&mut files, &mut findings, &mut outcome, claims, &mut held)?;
        let made = tags.info.as_ref().map(|info| info.time);
        self.check_records(&mut files, &mut findings, &mut outcome, &selection, &seal, made)?;

        // Step 13: every byte that no step has read.
        files.finish_all(&mut findings)?;
        Ok((findings, outcome, held))
    }

    /// Step 5: the tree over the leaves is the one that was signed, and extends the known heads.
    fn check_leaves(
        &self,
        files: &mut Files<'_>,
        findings: &mut Findings,
        outcome: &mut Outcome,
        claims: &[(u64, Hash)],
        held: &mut Vec<bool>,
    ) -> Result<()> {
        let origin = outcome.log.as_ref().map(|head| head.origin.as_str());
        let heads = self.policy.heads().iter();
        let known: Vec<&Head> = heads.filter(|head| Some(head.origin.as_str()) == origin).collect();
        let mut sizes: Vec<u64> = known.iter().map(|head| head.size).collect();
        sizes.sort_unstable();
        sizes.dedup();
        let Some(whole) = leaves::read(files, findings, &sizes, claims)? else { return Ok(()) };
        *held = whole.held;
        let Some(head) = &outcome.log else { return Ok(()) };
        if whole.size != head.size {
            findings.issue("leaf-count-mismatch", "checkpoint:2");
        } else if whole.root != head.root {
            findings.issue("root-mismatch", "checkpoint:3");
        }
        outcome.completeness = Completeness::Unanchored;
        if known.is_empty() && !self.policy.heads().is_empty() {
            findings.note("known-head-of-another-log", "zip:");
        }
        for head in known {
            let last = head.size.saturating_sub(1);
            let root = whole.roots.iter().find(|(size, _)| *size == head.size);
            let (code, word) = match root {
                Some((_, root)) if *root == head.root => (None, Completeness::ExtendsKnownHead),
                Some(_) => (Some("forked"), Completeness::Forked),
                None => (Some("shorter-than-known-head"), Completeness::ShorterThanKnownHead),
            };
            if let Some(code) = code {
                findings.issue(code, Place::Log(last));
            }
            outcome.completeness = worse(outcome.completeness, word);
        }
        Ok(())
    }

    /// Steps 6 to 12: one pass over records and openings.
    fn check_records<'a>(
        &self,
        files: &mut Files<'a>,
        findings: &mut Findings,
        outcome: &mut Outcome,
        selection: &Selection,
        seal: &Seal,
        made: Option<Millis>,
    ) -> Result<()> {
        let Some(mut walk) = Walk::new(files, true)? else {
            outcome.signer = KeyChain::default().judge(seal, self.policy, findings);
            return Ok(());
        };
        let origin = seal.head.as_ref().map(|head| head.origin.as_str());
        let end = seal.head.as_ref().and_then(|head| head.size.checked_sub(1));
        let mut chain = Chain::default();
        let mut keys = KeyChain::default();
        let mut clocks = Clocks::default();
        let mut attachments = Attachments::new(files);
        let mut redactions = Redactions::default();
        let mut admissions = Admissions::default();
        let mut scope = Scope::new(selection);
        let mut sightings = Sightings::default();
        while let Some(shown) = walk.next(files, selection, findings)? {
            outcome.readable = true;
            outcome.closed += shown.closed();
            chain.see(&shown, findings);
            if let Some(index) = shown.index {
                keys.see(index, &shown.line, origin, findings);
            }
            clocks.see(&shown.line, shown.place(), findings);
            attachments.see(files, &shown, selection, findings);
            let last = end.is_some() && shown.index == end;
            redactions.see(&shown, last, selection, findings);
            admissions.see(&shown, selection, findings);
            scope.see(&shown);
            sightings.see(&shown);
        }
        outcome.shown = walk.count();
        walk.finish(files, findings)?;
        chain.finish(end, findings);
        outcome.signer = keys.judge(seal, self.policy, findings);
        clocks.finish(made, findings);
        attachments.finish(files, findings);
        outcome.redacted = redactions.finish(files, findings)?;
        scope.finish(findings);
        sightings.finish(files, selection, findings)?;
        if self.enclosed {
            // A head known from before is of the outer log; the keys may be anybody's.
            let keys = self.policy.keys_only();
            let inner = Verifier { policy: &keys, enclosed: false };
            admissions
                .finish(files, findings, |view, prefix, claims| inner.run(view, prefix, claims))?;
        } else {
            admissions.finish_closed(findings);
        }
        let hidden = end.map_or(0, |end| (end + 1).saturating_sub(outcome.shown));
        selection.compare(outcome.shown, hidden, outcome.redacted, findings);
        Ok(())
    }
}

/// The worse of two words: forked, then shorter, then extends.
fn worse(a: Completeness, b: Completeness) -> Completeness {
    use Completeness as C;
    let order = [C::Forked, C::ShorterThanKnownHead, C::ExtendsKnownHead];
    order.into_iter().find(|word| [a, b].contains(word)).unwrap_or(a)
}

/// `prev` and `marks` from record to record, and both ends of the log.
#[derive(Default)]
struct Chain {
    started: bool,
    marks: u64,
    last: Option<u64>,
}

impl Chain {
    fn see(&mut self, shown: &Shown, findings: &mut Findings) {
        let place = shown.place();
        if !self.started && shown.index.is_some_and(|index| index > 0) {
            findings.issue("first-record-missing", Place::Log(0));
        }
        self.started = true;
        if shown.before.is_some_and(|before| before != shown.line.prev) {
            findings.issue("prev-mismatch", place);
        }
        let expected = self.marks + u64::from(shown.line.fact.kind.is_log_level());
        let marks = shown.line.marks;
        match marks.cmp(&expected) {
            std::cmp::Ordering::Greater => findings.issue("log-level-record-missing", place),
            std::cmp::Ordering::Less => findings.issue("marks-mismatch", place),
            std::cmp::Ordering::Equal => {}
        }
        self.marks = marks;
        self.last = shown.index.or(self.last);
    }

    fn finish(self, end: Option<u64>, findings: &mut Findings) {
        match end {
            Some(_) if !self.started => findings.issue("no-records", "data/records.jsonl:1"),
            Some(end) if self.last != Some(end) => {
                findings.issue("last-record-missing", Place::Log(end));
            }
            _ => {}
        }
    }
}

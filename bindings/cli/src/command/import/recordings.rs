//! Recordings of calls, each with what its recorder wrote beside it: kept as evidence and tied to
//! the call that they record.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;

use dunlog_core::capture::file::{Candidate, Exhibit, Match, exhibit, match_call};
use dunlog_core::capture::recorder::{self, Facts, read_name, read_side_file};
use dunlog_core::capture::typed;
use dunlog_core::chain::Hash;
use dunlog_core::record::{Evidence, Kind, Purpose, Relation, Source};
use dunlog_core::vault::Vault;

use super::account::Account;
use super::{Args, Target};
use crate::command::verify::sha256;
use crate::entry::file_name;
use crate::failure::{Failure, Outcome, shown};
use crate::interrupt;
use crate::output;
use crate::progress::Progress;
use crate::vault::now;

/// What is known of the vault's recordings and calls while recordings are taken.
#[derive(Default)]
pub(super) struct Recordings {
    /// How much of the log was looked at.
    seen: u64,
    /// The files that are exhibits already.
    held: BTreeSet<Hash>,
    /// The call that each side file became.
    sides: BTreeMap<Hash, Hash>,
    /// Every call, once a recording needs them all.
    calls: Option<Vec<Candidate>>,
}

impl Recordings {
    /// Takes a recording; its side file, if it has one, was taken before.
    pub(super) fn take(
        &mut self,
        args: &Args,
        target: &mut Target<'_, '_>,
        account: &mut Account,
        path: &Path,
        side: Option<&Path>,
    ) -> Outcome<()> {
        let about = |error| Failure::file(path, &error);
        let sum = sha256(&mut File::open(path).map_err(about)?).map_err(about)?;
        let vault = match target {
            Target::Vault(vault) => &**vault,
            Target::Rehearsal(rehearsal) => rehearsal.vault(),
        };
        self.look(vault)?;
        if self.held.contains(&sum) {
            return tell(args, path, "is held already");
        }
        let side = side.map(|side| -> Outcome<_> {
            let bytes = fs::read(side).map_err(|error| Failure::file(side, &error))?;
            let facts = read_side_file(&bytes);
            let facts = facts.map_err(|error| Failure::from(error).about(side))?;
            let sum = sha256(&mut bytes.as_slice()).map_err(|error| Failure::file(side, &error))?;
            Ok((facts, sum))
        });
        let (facts, side) = match side.transpose()? {
            Some((facts, sum)) => (facts, Some(sum)),
            None => (read_name(&file_name(path)).unwrap_or_default(), None),
        };
        let call = self.call(args, vault, &facts, side)?;
        self.held.insert(sum);
        let Target::Vault(vault) = target else {
            // A side file of the same dry run would be a call by then.
            account.record(matches!(call, Match::One(_)) || side.is_some());
            return Ok(());
        };
        let record = keep(args, vault, path, &facts)?;
        if let Match::One(call) = call {
            vault.append(typed::link(Relation::RecordingOf, record, call, None)?, now())?;
        }
        account.record(matches!(call, Match::One(_)));
        tell(
            args,
            path,
            match call {
                Match::One(_) => "is kept, and tied to its call",
                Match::Tie(_) => "is kept; several calls fit, choose with `dunlog link`",
                Match::None => "is kept; no call fits",
            },
        )
    }

    /// Looks at the records that came since the last look.
    fn look(&mut self, vault: &Vault) -> Outcome<()> {
        vault.for_each(self.seen..vault.len(), |record| {
            let fact = record.fact();
            if fact.kind == Kind::File && fact.purpose == Some(Purpose::Exhibit) {
                self.held.extend(fact.attachments.iter().map(|item| item.sha256));
            }
            let feed = fact.feed.as_ref().filter(|feed| feed.format == recorder::FORMAT);
            if let Some(file) = feed.and_then(|feed| feed.file) {
                self.sides.insert(file, record.leaf);
            }
            Ok(())
        })?;
        self.seen = vault.len();
        Ok(())
    }

    /// The call that is recorded: the side file's own record, else the only one that fits.
    fn call(
        &mut self,
        args: &Args,
        vault: &Vault,
        facts: &Facts,
        side: Option<Hash>,
    ) -> Outcome<Match> {
        if let Some(call) = side.and_then(|side| self.sides.get(&side)) {
            return Ok(Match::One(*call));
        }
        if self.calls.is_none() {
            self.calls = Some(vault.calls()?);
        }
        let calls = self.calls.as_deref().unwrap_or_default();
        Ok(match_call(calls, facts, Some(&args.country)))
    }
}

/// Seals the recording into the vault; its record.
fn keep(args: &Args, vault: &mut Vault, path: &Path, facts: &Facts) -> Outcome<Hash> {
    let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
    let size = file.metadata().map(|meta| meta.len()).unwrap_or_default();
    let progress = Progress::bytes(&shown(path), size);
    let of = Exhibit {
        name: &file_name(path),
        evidence: Evidence::Recording,
        source: Source::Imported,
        facts,
        offset: None,
        country: Some(&args.country),
        detail: Vec::new(),
    };
    interrupt::listen()?;
    let draft = exhibit(&mut progress.reading(file), of, vault);
    let draft = draft.map_err(|error| Failure::from(error).about(path))?;
    Ok(vault.append(draft, now())?.leaf)
}

fn tell(args: &Args, path: &Path, what: &str) -> Outcome<()> {
    if args.json { Ok(()) } else { output::line(format_args!("{}: {what}.", shown(path))) }
}

//! Recordings of calls, each with what its recorder wrote beside it: kept as evidence and tied to
//! the call that they record.

use std::collections::BTreeSet;
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
use crate::recording::calls;
use crate::vault::now;

/// What is known of the vault's recordings and calls while recordings are taken.
#[derive(Default)]
pub(super) struct Recordings {
    /// The files that are exhibits already.
    held: Option<BTreeSet<Hash>>,
    /// Every call, once a recording needs them all.
    calls: Option<Vec<Candidate>>,
}

impl Recordings {
    /// Takes a recording; its side file, if it has one, was imported before.
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
            Target::Vault(vault) => &mut **vault,
            Target::Rehearsal(_) => {
                account.record(false);
                return Ok(());
            }
        };
        if self.held.is_none() {
            self.held = Some(exhibits(vault)?);
        }
        if self.held.as_ref().is_some_and(|held| held.contains(&sum)) {
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
        let record = keep(args, vault, path, &facts)?;
        if let Match::One(call) = call {
            vault.append(typed::link(Relation::RecordingOf, record, call, None)?, now())?;
        }
        self.held.get_or_insert_default().insert(sum);
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

    /// The call that is recorded: the side file's own record, else the only one that fits.
    fn call(
        &mut self,
        args: &Args,
        vault: &Vault,
        facts: &Facts,
        side: Option<Hash>,
    ) -> Outcome<Match> {
        if let Some(side) = side {
            let mut found = Match::None;
            vault.for_each(0..vault.len(), |record| {
                let feed = record.fact().feed.as_ref();
                if feed
                    .is_some_and(|feed| feed.format == recorder::FORMAT && feed.file == Some(side))
                {
                    found = Match::One(record.leaf);
                }
                Ok(())
            })?;
            if found != Match::None {
                return Ok(found);
            }
        }
        if self.calls.is_none() {
            self.calls = Some(calls(&vault.timeline()?));
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

/// The files that a vault holds as evidence.
fn exhibits(vault: &Vault) -> Outcome<BTreeSet<Hash>> {
    let mut held = BTreeSet::new();
    vault.for_each(0..vault.len(), |record| {
        let fact = record.fact();
        if fact.kind == Kind::File && fact.purpose == Some(Purpose::Exhibit) {
            held.extend(fact.attachments.iter().map(|item| item.sha256));
        }
        Ok(())
    })?;
    Ok(held)
}

fn tell(args: &Args, path: &Path, what: &str) -> Outcome<()> {
    if args.json { Ok(()) } else { output::line(format_args!("{}: {what}.", shown(path))) }
}

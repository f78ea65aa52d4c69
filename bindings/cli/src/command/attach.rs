//! `dunlog attach`: a recording, photo, video or document as evidence.

use std::fs::{self, File};
use std::path::PathBuf;

use dunlog_core::capture::file::{Exhibit, Match, exhibit, match_call};
use dunlog_core::capture::recorder::{Facts, read_name, read_side_file};
use dunlog_core::capture::typed;
use dunlog_core::chain::Hash;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Channel, Draft, Evidence, Kind, Relation, Source};
use dunlog_core::vault::Vault;
use serde::Serialize;

use crate::entry::{EntryArgs, file_name, refuse_empty, unknown_key};
use crate::failure::{Failure, Outcome, Status, shown};
use crate::output;
use crate::progress::Progress;
use crate::vault::{VaultArgs, find, now};

/// Which file, and what it is evidence of.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The file. It is sealed into the vault as it is.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The kind of evidence: recording, police_record, witness_statement, footage or document.
    #[arg(long, value_name = "KIND", value_parser = evidence)]
    kind: Evidence,
    /// The number that it is about; without it the recorder's file name is read.
    #[arg(long, value_name = "NUMBER")]
    party: Option<String>,
    /// The JSON file that the recorder wrote beside it.
    #[arg(long, value_name = "FILE")]
    side_file: Option<PathBuf>,
    /// The record that it belongs to: the call of a recording, or the event that it supports.
    /// Without it a recording is tied to the one call that fits, if there is exactly one.
    #[arg(long, value_name = "RECORD")]
    of: Option<String>,
    /// What else is said of it.
    #[command(flatten)]
    entry: EntryArgs,
}

fn evidence(word: &str) -> Result<Evidence, String> {
    let words = || Evidence::ALL.iter().map(|known| known.word()).collect::<Vec<_>>();
    Evidence::parse(word).ok_or_else(|| format!("the kinds are {}", words().join(", ")))
}

#[derive(Serialize)]
struct Attached {
    record: String,
    sha256: String,
    size: i64,
    linked: Option<String>,
    candidates: Vec<String>,
}

/// Appends the file's record, and the link to what it belongs to.
pub(crate) fn run(args: &Args) -> Outcome {
    let mut vault = args.vault.open()?;
    let facts = facts(args)?;
    let of = args.of.as_deref().map(|id| find(&vault, id)).transpose()?;
    let found = match of {
        Some(leaf) => Match::One(leaf),
        None if args.kind == Evidence::Recording => {
            match_call(&vault.calls()?, &facts, Some(args.entry.country()))
        }
        None => Match::None,
    };
    let draft = draft(args, &facts, &mut vault)?;
    let file = draft.fact.attachments.first().cloned();
    let record = vault.append(draft, now())?.leaf;
    if let Match::One(call) = found {
        let relation = relation(args.kind, of.is_some(), &vault, call)?;
        vault.append(typed::link(relation, record, call, None)?, now())?;
    }
    tell(args, record, file.map(|file| (file.sha256, file.size)), &found)
}

/// What the person, the side file and the name say of the file; the person first.
fn facts(args: &Args) -> Outcome<Facts> {
    args.entry.refuse_ahead()?;
    let mut facts = match &args.side_file {
        Some(path) => {
            let bytes = fs::read(path).map_err(|error| Failure::file(path, &error))?;
            read_side_file(&bytes).map_err(|error| Failure::from(error).about(path))?
        }
        None => read_name(&file_name(&args.file)).unwrap_or_default(),
    };
    if let Some(party) = &args.party {
        facts.number = Some(party.clone());
        facts.contact = None;
    }
    if let Some(time) = args.entry.instant_of_time() {
        (facts.time, facts.local, facts.blur, facts.offset) = (Some(time), None, 0, None);
    } else if let Some(local) = args.entry.local_time() {
        (facts.time, facts.local, facts.blur, facts.offset) = (None, Some(local), 0, None);
    }
    Ok(facts)
}

fn draft(args: &Args, facts: &Facts, vault: &mut Vault) -> Outcome<Draft> {
    let keys = typed::keys(Kind::File, Some(args.kind));
    let details = args.entry.details();
    if let Some((key, _)) = details.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
        return Err(unknown_key(key, keys));
    }
    let detail = details.iter().map(|(key, text)| (key.clone(), Value::Text(text.clone())));
    let file = File::open(&args.file).map_err(|error| Failure::file(&args.file, &error))?;
    let size = file.metadata().map(|meta| meta.len()).unwrap_or_default();
    refuse_empty(&args.file, size)?;
    let progress = Progress::bytes(&shown(&args.file), size);
    let exhibit_of = Exhibit {
        name: &file_name(&args.file),
        evidence: args.kind,
        source: Source::Typed,
        facts,
        offset: args.entry.offset_of_time(),
        country: Some(args.entry.country()),
        detail: detail.collect(),
    };
    exhibit(&mut progress.reading(file), exhibit_of, vault)
        .map_err(|error| Failure::from(error).about(&args.file))
}

/// A recording records its call; everything else supports what it is tied to.
fn relation(kind: Evidence, chosen: bool, vault: &Vault, of: Hash) -> Outcome<Relation> {
    if kind != Evidence::Recording {
        return Ok(Relation::Supports);
    }
    if !chosen {
        return Ok(Relation::RecordingOf);
    }
    let record = vault.find(&of)?.map(|index| vault.record(index)).transpose()?;
    let is_call = record.is_some_and(|record| record.fact().channel == Some(Channel::Call));
    Ok(if is_call { Relation::RecordingOf } else { Relation::Supports })
}

fn tell(args: &Args, record: Hash, file: Option<(Hash, i64)>, found: &Match) -> Outcome {
    let (sha256, size) = file.unwrap_or_default();
    let (linked, tie) = match found {
        Match::None => (None, &[][..]),
        Match::One(call) => (Some(call.to_hex()), &[][..]),
        Match::Tie(calls) => (None, calls.as_slice()),
    };
    let candidates: Vec<String> = tie.iter().map(Hash::to_hex).collect();
    let (record, sha256) = (record.to_hex(), sha256.to_hex());
    if args.entry.json {
        output::json(&Attached { record, sha256, size, linked, candidates })?;
        return Ok(Status::Good);
    }
    output::line(format_args!("Record {record} holds {}.", shown(&args.file)))?;
    output::line(format_args!("SHA-256 {sha256}, {size} bytes."))?;
    if let Some(linked) = linked {
        output::line(format_args!("It is tied to record {linked}."))?;
    }
    if !candidates.is_empty() {
        output::line("Several calls fit, so it is tied to none; choose with `dunlog link`:")?;
    }
    for call in candidates {
        output::line(format_args!("  {call}"))?;
    }
    Ok(Status::Good)
}

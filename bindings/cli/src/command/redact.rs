//! `dunlog redact`: what one event says is dropped for ever; that it was there stays.

use dunlog_core::record::canonical::Value;
use serde::Serialize;

use crate::failure::{Failure, Outcome, Status};
use crate::output;
use crate::vault::{VaultArgs, find, now};

/// Which record to redact, and why.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The record's id. All sightings of its event go, and every kept file that holds its row.
    #[arg(value_name = "RECORD")]
    record: String,
    /// Why, as a word for everybody to read: lower-case letters, digits and underscores.
    #[arg(long, value_name = "WORD")]
    reason: String,
    /// More on the reason, in your own words; it stays private unless it is exported.
    #[arg(long, value_name = "TEXT")]
    words: Option<String>,
    /// Says that you know that this cannot be undone.
    #[arg(long)]
    yes: bool,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Told {
    record: String,
    redacted: Vec<String>,
    files: Vec<String>,
}

/// Redacts the record's event.
pub(crate) fn run(args: &Args) -> Outcome {
    if !args.yes {
        return Err(Failure::new(
            "A redaction cannot be undone: text, number and files are gone for ever.",
            "Add --yes if that is what you want.",
        ));
    }
    let mut vault = args.vault.open()?;
    let leaf = find(&vault, &args.record)?;
    let words = args.words.iter().map(|words| ("words".to_owned(), Value::Text(words.clone())));
    let redacted = vault.redact(&leaf, &args.reason, &Value::map(words.collect()), now())?;
    let told = Told {
        record: redacted.record.leaf.to_hex(),
        redacted: redacted.targets.iter().map(|leaf| leaf.to_hex()).collect(),
        files: redacted.attachments.iter().map(|file| file.sha256.to_hex()).collect(),
    };
    vault.close()?;
    if args.json {
        output::json(&told)?;
        return Ok(Status::Good);
    }
    for leaf in &told.redacted {
        output::line(format_args!("Record {leaf} says nothing any more."))?;
    }
    for sha256 in &told.files {
        output::line(format_args!("The file with SHA-256 {sha256} is gone."))?;
    }
    output::line(format_args!("Record {} says when and why.", told.record))?;
    Ok(Status::Good)
}

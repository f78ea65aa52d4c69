//! `dunlog key`: the public key and the newest head, to hand out.

use serde::Serialize;

use crate::failure::{Outcome, Status};
use crate::output;
use crate::vault::VaultArgs;

/// Which of a vault's public words to print.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// Prints only the line that `verify --trust` takes.
    #[arg(long, conflicts_with_all = ["pem", "head"])]
    line: bool,
    /// Prints only the key as a PEM file, which openssl reads.
    #[arg(long, conflicts_with = "head")]
    pem: bool,
    /// Prints only the newest signed head. Who keeps it can later tell with `verify --since-head`
    /// whether the log was cut or rewritten.
    #[arg(long)]
    head: bool,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Words<'a> {
    origin: &'a str,
    key: &'a str,
    fingerprint: &'a str,
    size: u64,
    root: &'a str,
}

/// Prints what was asked for.
pub(crate) fn run(args: &Args) -> Outcome {
    let vault = args.vault.open()?;
    let head = vault.head();
    let key = vault.public_key();
    let (note, root) = (key.to_note_key(&head.origin), head.root.to_hex());
    if args.line {
        output::line(&note)?;
    } else if args.pem {
        output::line(key.to_pem().trim_end())?;
    } else if args.head {
        output::line(vault.checkpoint().trim_end_matches('\n'))?;
    } else if args.json {
        output::json(&Words {
            origin: &head.origin,
            key: &note,
            fingerprint: &key.fingerprint(),
            size: head.size,
            root: &root,
        })?;
    } else {
        output::line(format_args!("Log          {}, {} records", head.origin, head.size))?;
        output::line(format_args!("Root         {root}"))?;
        output::line(format_args!("Public key   {note}"))?;
        output::line(format_args!("Fingerprint  {}", key.fingerprint()))?;
    }
    Ok(Status::Good)
}

//! `dunlog check`: reads a whole vault and says what is wrong with it.

use dunlog_core::Error;
use dunlog_core::vault::Issue;
use serde::Serialize;

use crate::failure::{Failure, Outcome, Status};
use crate::output;
use crate::progress::Progress;
use crate::vault::VaultArgs;

/// Which vault to check.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// Makes the index anew from the records, where only the index is at fault.
    #[arg(long)]
    mend_index: bool,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

/// The code of an index that does not follow from the records.
const STALE: &str = "index-stale";

#[derive(Serialize)]
struct Checked {
    log: Option<Log>,
    copy: bool,
    issues: Vec<Coded>,
}

#[derive(Serialize)]
struct Log {
    origin: String,
    size: u64,
    root: String,
}

#[derive(Serialize)]
struct Coded {
    code: &'static str,
    place: Option<String>,
}

impl From<Issue> for Coded {
    fn from(issue: Issue) -> Self {
        Self { code: issue.code, place: issue.place.map(|index| format!("log:{index}")) }
    }
}

/// Checks the vault: exit code 1 where there is a fault.
pub(crate) fn run(args: &Args) -> Outcome {
    let checked = check(args)?;
    if args.json {
        output::json(&checked)?;
    } else {
        print(&checked)?;
    }
    Ok(if checked.issues.is_empty() { Status::Good } else { Status::Found })
}

/// A vault too damaged to be opened has that as its one fault.
fn check(args: &Args) -> Outcome<Checked> {
    let mut vault = match args.vault.try_open()? {
        Ok(vault) => vault,
        Err(Error::Damaged(code)) => {
            return Ok(Checked {
                log: None,
                copy: false,
                issues: vec![Coded { code, place: None }],
            });
        }
        Err(error) => return Err(Failure::from(error).about(&args.vault.vault)),
    };
    let progress = Progress::spinner("Reading every record");
    let mut issues = vault.check()?;
    if args.mend_index && !issues.is_empty() && issues.iter().all(|issue| issue.code == STALE) {
        vault.rebuild_index()?;
        issues = vault.check()?;
    }
    drop(progress);
    let head = vault.head();
    let log = Log { origin: head.origin, size: head.size, root: head.root.to_hex() };
    let copy = vault.is_copy();
    Ok(Checked { log: Some(log), copy, issues: issues.into_iter().map(Coded::from).collect() })
}

fn print(checked: &Checked) -> Outcome<()> {
    if let Some(Log { origin, size, root }) = &checked.log {
        output::line(format_args!("Log   {origin}, {size} records"))?;
        output::line(format_args!("Root  {root}"))?;
    }
    if checked.copy {
        output::line(
            "It is a copy, restored from a backup: it is only read, and may be older than the log.",
        )?;
    }
    for Coded { code, place } in &checked.issues {
        output::line(
            format_args!("{code} {}", place.as_deref().unwrap_or_default()).to_string().trim_end(),
        )?;
    }
    if checked.issues.is_empty() {
        return output::line("No fault was found.");
    }
    if checked.issues.iter().all(|issue| issue.code == STALE) {
        return output::line(
            "The records are whole; only the index of them is not. Make it anew: `dunlog check VAULT\n\
             --mend-index`.",
        );
    }
    output::line(
        "The vault is damaged and is only read from here on. Leave it as it is, export what is\n\
         there, and go on in a new vault: `dunlog recover VAULT --next NEW`.",
    )
}

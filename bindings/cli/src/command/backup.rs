//! `dunlog backup`: the sealed folder as one file.

use std::path::PathBuf;

use serde::Serialize;

use crate::failure::{Outcome, Status, shown};
use crate::file::{Overwrite, write_new};
use crate::output;
use crate::progress::Progress;
use crate::vault::VaultArgs;

/// What to back up, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// What to do where it exists.
    #[command(flatten)]
    overwrite: Overwrite,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Told {
    file: String,
    origin: String,
    size: u64,
}

/// Writes the backup.
pub(crate) fn run(args: &Args) -> Outcome {
    let vault = args.vault.open()?;
    let progress = Progress::spinner("Writing the backup");
    write_new(&args.out, args.overwrite, |out| Ok(vault.backup(out)?))?;
    drop(progress);
    if args.json {
        let (file, head) = (args.out.to_string_lossy().into_owned(), vault.head());
        output::json(&Told { file, origin: head.origin, size: head.size })?;
        return Ok(Status::Good);
    }
    output::line(format_args!(
        "The backup is at {}. It opens with the recovery code: `dunlog recover`.",
        shown(&args.out)
    ))?;
    Ok(Status::Good)
}

//! `dunlog recover`: a backup or a vault opened by its recovery code, and the log that goes on.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use dunlog_core::vault::{RecoveryCode, Vault};
use serde::Serialize;

use crate::failure::{Failure, Outcome, Status, shown};
use crate::keystore::PassphraseKeystore;
use crate::progress::Progress;
use crate::vault::{SecretArgs, now, open};
use crate::{output, passphrase};

/// What to recover, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A backup's file; or the folder of a vault whose passphrase is lost, which then gets a new
    /// one; or, with --next alone, a vault that was restored or is damaged.
    #[arg(value_name = "SOURCE")]
    source: PathBuf,
    /// The folder to restore a backup into. It must not exist yet, or be empty.
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// The file whose first line is the recovery code; without it the terminal asks.
    #[arg(long, value_name = "FILE")]
    code_file: Option<PathBuf>,
    /// Begins a new vault in this folder, whose first record names the old log's newest head. A
    /// restored copy is only read; the log goes on there.
    #[arg(long, value_name = "NEW")]
    next: Option<PathBuf>,
    /// The passphrase.
    #[command(flatten)]
    secret: SecretArgs,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Recovered {
    origin: String,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Next>,
}

#[derive(Serialize)]
struct Next {
    origin: String,
    key: String,
    recovery_code: String,
}

/// Recovers, and begins the next log where that was asked for.
pub(crate) fn run(args: &Args) -> Outcome {
    let by_code = args.folder.is_some() || args.code_file.is_some() || args.next.is_none();
    let mut vault = match &args.folder {
        _ if !by_code => open(&args.source, args.secret.passphrase_file.as_deref())?,
        Some(folder) => restore(args, folder)?,
        None if args.source.is_dir() => {
            Vault::recover(&args.source, &code(args)?, Box::new(keystore(args)?))
                .map_err(|error| Failure::from(error).about(&args.source))?
        }
        None => {
            return Err(Failure::new(
                "It is not said where the backup is to be restored.",
                "Name a folder behind it: `dunlog recover BACKUP FOLDER`.",
            ));
        }
    };
    let next = args.next.as_deref().map(|folder| begin(args, &mut vault, folder)).transpose()?;
    let head = vault.head();
    let recovered = Recovered { origin: head.origin, size: head.size, next };
    if args.json {
        output::json(&recovered)?;
    } else {
        print(args, &recovered)?;
    }
    Ok(Status::Good)
}

fn restore(args: &Args, folder: &Path) -> Outcome<Vault> {
    let file = File::open(&args.source).map_err(|error| Failure::file(&args.source, &error))?;
    let code = code(args)?;
    let keystore = Box::new(keystore(args)?);
    let progress = Progress::spinner("Restoring the backup");
    let vault = Vault::restore(BufReader::new(file), folder, &code, keystore);
    drop(progress);
    vault.map_err(|error| Failure::from(error).about(&args.source))
}

fn code(args: &Args) -> Outcome<RecoveryCode> {
    let typed = passphrase::recovery_code(args.code_file.as_deref())?;
    RecoveryCode::parse(&typed).map_err(|_| {
        Failure::new(
            "There is a typing mistake in the recovery code.",
            "Type its 28 letters and digits again; spaces and dashes do not matter.",
        )
    })
}

fn keystore(args: &Args) -> Outcome<PassphraseKeystore> {
    let passphrase = passphrase::choose(args.secret.passphrase_file.as_deref())?;
    Ok(PassphraseKeystore::new(passphrase))
}

/// Begins the log that follows.
fn begin(args: &Args, vault: &mut Vault, folder: &Path) -> Outcome<Next> {
    let issues = vault.check()?;
    let (next, code) = vault
        .begin_next(folder, Box::new(keystore(args)?), &issues, now())
        .map_err(|error| Failure::from(error).about(folder))?;
    let key = next.public_key().to_note_key(next.origin());
    let recovery_code = code.to_text().to_string();
    Ok(Next { origin: next.origin().to_owned(), key, recovery_code })
}

fn print(args: &Args, recovered: &Recovered) -> Outcome<()> {
    let Recovered { origin, size, next } = recovered;
    output::line(format_args!("Log          {origin}, {size} records"))?;
    if let Some(folder) = &args.folder {
        output::line(format_args!("The copy is at {}; it is only read.", shown(folder)))?;
    }
    let (Some(Next { origin, key, recovery_code }), Some(folder)) = (next, &args.next) else {
        return Ok(());
    };
    output::line(format_args!("\nThe next vault is at {}.", shown(folder)))?;
    output::line(format_args!("Log          {origin}"))?;
    output::line(format_args!("Public key   {key}"))?;
    output::line(format_args!("\nRecovery code, shown this once:\n\n    {recovery_code}"))
}

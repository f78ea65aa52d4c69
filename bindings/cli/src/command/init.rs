//! `dunlog init`: a new vault, its key, and the recovery code that is shown once.

use std::path::PathBuf;

use dunlog_core::vault::Vault;
use serde::Serialize;

use crate::failure::{Failure, Outcome, Status, shown};
use crate::keystore::PassphraseKeystore;
use crate::vault::{SecretArgs, now};
use crate::{output, passphrase};

/// Where to make the vault.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder to make. It must not exist yet, or be empty.
    #[arg(value_name = "VAULT")]
    vault: PathBuf,
    /// The passphrase.
    #[command(flatten)]
    secret: SecretArgs,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Made<'a> {
    origin: &'a str,
    key: &'a str,
    fingerprint: &'a str,
    recovery_code: &'a str,
}

/// Makes the vault.
pub(crate) fn run(args: &Args) -> Outcome {
    if args.vault.read_dir().is_ok_and(|mut folder| folder.next().is_some()) || args.vault.is_file()
    {
        return Err(Failure::new(
            format!("{} exists and is not an empty folder.", shown(&args.vault)),
            "Choose another name for the new vault.",
        ));
    }
    let passphrase = passphrase::choose(args.secret.passphrase_file.as_deref())?;
    let keystore = Box::new(PassphraseKeystore::new(passphrase));
    let (vault, code) = Vault::create(&args.vault, keystore, now())
        .map_err(|error| Failure::from(error).about(&args.vault))?;
    let origin = vault.head().origin;
    let key = vault.public_key();
    let (note, fingerprint, code) = (key.to_note_key(&origin), key.fingerprint(), code.to_text());
    if args.json {
        output::json(&Made {
            origin: &origin,
            key: &note,
            fingerprint: &fingerprint,
            recovery_code: &code,
        })?;
        return Ok(Status::Good);
    }
    output::line(format_args!("A new vault is at {}.\n", shown(&args.vault)))?;
    output::line(format_args!("Log          {origin}"))?;
    output::line(format_args!("Public key   {note}"))?;
    output::line(format_args!("Fingerprint  {fingerprint}\n"))?;
    output::line(format_args!("Recovery code, shown this once:\n\n    {}\n", *code))?;
    output::line(
        "Write the code down on paper. It opens a backup of the vault when the passphrase or this\n\
         computer is lost; `dunlog key VAULT --test-code` tells whether what you wrote is right.",
    )?;
    Ok(Status::Good)
}

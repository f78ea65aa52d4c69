//! `dunlog key`: the public key and the newest head, to hand out; the recovery code; a new key.

use std::path::PathBuf;

use dunlog_core::Error;
use dunlog_core::vault::{RecoveryCode, Vault};
use serde::Serialize;

use crate::failure::{Outcome, Status};
use crate::vault::{VaultArgs, now};
use crate::{output, passphrase};

/// Which of a vault's keys to show or change.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("act").multiple(false))]
pub(crate) struct Args {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// Prints only the line that `verify --trust` takes.
    #[arg(long, group = "act")]
    line: bool,
    /// Prints only the key as a PEM file, which openssl reads.
    #[arg(long, group = "act")]
    pem: bool,
    /// Prints only the newest signed head. Who keeps it can later tell with `verify --since-head`
    /// whether the log was cut or rewritten.
    #[arg(long, group = "act")]
    head: bool,
    /// Asks for the recovery code and says whether it opens this vault; exit code 1 where not.
    #[arg(long, group = "act")]
    test_code: bool,
    /// Makes a new recovery code and shows it once; the old one opens nothing any more.
    #[arg(long, group = "act")]
    renew_code: bool,
    /// Lets a new key sign from here on. The old key signs the change, so that whoever trusts it
    /// trusts the new one too; a new recovery code is shown once.
    #[arg(long, group = "act")]
    change: bool,
    /// The file whose first line is the recovery code to be tested.
    #[arg(long, value_name = "FILE", requires = "test_code")]
    code_file: Option<PathBuf>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_code: Option<&'a str>,
}

/// Prints or changes what was asked for.
pub(crate) fn run(args: &Args) -> Outcome {
    let mut vault = args.vault.open()?;
    if args.test_code {
        return test_code(args, &vault);
    }
    let code = match (args.renew_code, args.change) {
        (true, _) => Some(vault.renew_recovery()?),
        (_, true) => Some(vault.change_key(now())?.1),
        _ => None,
    };
    let head = vault.head();
    let key = vault.public_key();
    let (note, root) = (key.to_note_key(&head.origin), head.root.to_hex());
    let code = code.map(|code| code.to_text());
    let code = code.as_ref().map(|text| text.as_str());
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
            recovery_code: code,
        })?;
    } else {
        output::line(format_args!("Log          {}, {} records", head.origin, head.size))?;
        output::line(format_args!("Root         {root}"))?;
        output::line(format_args!("Public key   {note}"))?;
        output::line(format_args!("Fingerprint  {}", key.fingerprint()))?;
        if let Some(code) = code {
            output::line(format_args!("\nRecovery code, shown this once:\n\n    {code}"))?;
        }
    }
    vault.close()?;
    Ok(Status::Good)
}

fn test_code(args: &Args, vault: &Vault) -> Outcome {
    let typed = passphrase::recovery_code(args.code_file.as_deref())?;
    let Ok(code) = RecoveryCode::parse(&typed) else {
        output::line("There is a typing mistake in this code.")?;
        return Ok(Status::Found);
    };
    match vault.test_recovery(&code) {
        Ok(()) => {
            output::line("This code opens the vault.")?;
            Ok(Status::Good)
        }
        Err(Error::Keystore(_)) => {
            output::line("This is a recovery code, but not this vault's.")?;
            Ok(Status::Found)
        }
        Err(error) => Err(error.into()),
    }
}

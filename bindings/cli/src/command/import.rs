//! `dunlog import`: backup files into a vault, and an account of every row.

mod account;
mod chat;

use std::fs::File;
use std::path::{Path, PathBuf};

use dunlog_core::Error;
use dunlog_core::capture::chat_export::Answers;
use dunlog_core::vault::{Backup, Intake, Rehearsal, Vault};

use crate::entry::file_name;
use crate::failure::{Failure, Outcome, Status, shown};
use crate::interrupt;
use crate::output;
use crate::progress::Progress;
use crate::vault::{VaultArgs, now};
use crate::zone::Zone;
use account::Account;

/// Which files to read, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The files: SMS Backup & Restore XML or SMS Import / Export, also in gzip or zip; chats as
    /// WhatsApp, QQ and LINE export them, or as text out of WeChat.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The time zone where the phone was, such as Asia/Shanghai. Without it no record says an
    /// offset; the instants are the same.
    #[arg(long, value_name = "ZONE", value_parser = Zone::parse)]
    time_zone: Option<Zone>,
    /// The country (two letters) that numbers without a country code belong to.
    #[arg(long, value_name = "COUNTRY", default_value = "CN")]
    country: String,
    /// What only a person knows of a chat.
    #[command(flatten)]
    chat: chat::ChatArgs,
    /// Counts what would be taken and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Prints one JSON object for all files.
    #[arg(long)]
    json: bool,
}

/// Imports every file, or counts what it would come to.
pub(crate) fn run(args: &Args) -> Outcome {
    let mut files = Vec::new();
    for path in &args.files {
        files.push((path, File::open(path).map_err(|error| Failure::file(path, &error))?));
    }
    interrupt::listen()?;
    let mut vault = args.vault.open()?;
    let mut account = Account::new(args.dry_run);
    let unread = if args.dry_run {
        let mut rehearsal = vault.rehearse();
        let unread = take_all(args, files, &mut account, &mut Target::Rehearsal(&mut rehearsal))?;
        account.count(&rehearsal.count_events()?);
        unread
    } else {
        let before = vault.len();
        let unread = take_all(args, files, &mut account, &mut Target::Vault(&mut vault))?;
        account.count(&vault.count_events([before, vault.len()])?);
        unread
    };
    vault.close()?;
    if args.json {
        output::json(&account)?;
    } else {
        account.print()?;
    }
    Ok(match (unread || account.is_cancelled(), account.is_whole()) {
        (true, _) => Status::Undone,
        (false, false) => Status::Found,
        (false, true) => Status::Good,
    })
}

/// Where rows go.
enum Target<'a, 'v> {
    /// Into the vault.
    Vault(&'a mut Vault),
    /// Nowhere: they are counted.
    Rehearsal(&'a mut Rehearsal<'v>),
}

/// Takes every file until the person stops it; whether one could not be read.
fn take_all(
    args: &Args,
    files: Vec<(&PathBuf, File)>,
    account: &mut Account,
    target: &mut Target<'_, '_>,
) -> Outcome<bool> {
    let mut unread = false;
    for (path, file) in files {
        if interrupt::proceed().is_err() {
            account.cancel();
            break;
        }
        match take(args, target, path, file)? {
            Ok(Some(intake)) => {
                account.add(path, &intake);
                if !args.json && !args.dry_run {
                    account::tell(path, &intake)?;
                }
            }
            Ok(None) => account.cancel(),
            Err(failure) => {
                failure.print();
                unread = true;
            }
        }
    }
    Ok(unread)
}

/// Imports one file; a file that is no backup does not keep the others from being read. Nothing
/// where the person stopped it before the first row.
fn take(
    args: &Args,
    target: &mut Target<'_, '_>,
    path: &Path,
    file: File,
) -> Outcome<Result<Option<Intake>, Failure>> {
    let name = file_name(path);
    let size = file.metadata().map(|meta| meta.len()).unwrap_or_default();
    let progress = Progress::bytes(&shown(path), size);
    let zone = args.time_zone;
    let offset = move |time| zone.and_then(|zone| zone.at(time));
    let country = Some(args.country.as_str());
    let mut source = progress.reading(file);
    let me;
    let answers = match chat::ask(&args.chat, path, &mut source)? {
        Ok(answers) => {
            me = answers.me;
            Answers { me: me.as_deref(), order: answers.order, app: answers.app }
        }
        Err(failure) => return Ok(Err(failure)),
    };
    let proceed = &interrupt::proceed;
    let backup = Backup { name: &name, offset: &offset, country, answers, proceed };
    let taken = match target {
        Target::Vault(vault) => vault.import_file(&now, &mut source, &backup),
        Target::Rehearsal(rehearsal) => rehearsal.import_file(&mut source, &backup),
    };
    sort(taken, path, &args.vault.vault)
}

/// Tells what is wrong with a file from what is wrong with the vault.
fn sort(
    taken: Result<Intake, Error>,
    path: &Path,
    vault: &Path,
) -> Outcome<Result<Option<Intake>, Failure>> {
    match taken {
        Ok(intake) => Ok(Ok(Some(intake))),
        Err(Error::Cancelled) => Ok(Ok(None)),
        Err(Error::Io(error)) => Ok(Err(Failure::file(path, &error))),
        Err(error @ (Error::Malformed(_) | Error::Unsupported { .. })) => {
            Ok(Err(Failure::from(error).about(path)))
        }
        Err(error) => Err(Failure::from(error).about(vault)),
    }
}

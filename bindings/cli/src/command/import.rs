//! `dunlog import`: backup files into a vault, and an account of every row.

mod account;
pub(super) mod chat;
mod iphone;

use std::fs::File;
use std::path::{Path, PathBuf};

use dunlog_core::Error;
use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::ios_backup;
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
    /// WhatsApp, QQ, LINE and Telegram export them, or as text out of WeChat; lists of calls that
    /// operators print, as CSV or spreadsheet; the folder of an iPhone backup, or one of its
    /// databases.
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
    /// What only a person knows of an operator's list.
    #[command(flatten)]
    list: chat::ListArgs,
    /// Which conversations of an iPhone backup to take.
    #[command(flatten)]
    choice: iphone::ChoiceArgs,
    /// Counts what would be taken and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Prints one JSON object for all files.
    #[arg(long)]
    json: bool,
}

/// Imports every file, or counts what it would come to.
pub(crate) fn run(args: &Args) -> Outcome {
    let files = args.files.iter().map(|path| Input::open(path)).collect::<Outcome<Vec<_>>>()?;
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

/// What a path is.
enum Input<'a> {
    /// A file that is told by its content.
    File(&'a Path, File),
    /// The folder of an iPhone backup, or a database of it.
    Phone(&'a Path),
}

impl<'a> Input<'a> {
    fn open(path: &'a Path) -> Outcome<Self> {
        if ios_backup::Backup::accepts(path) {
            return Ok(Self::Phone(path));
        }
        let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
        Ok(Self::File(path, file))
    }
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
    files: Vec<Input<'_>>,
    account: &mut Account,
    target: &mut Target<'_, '_>,
) -> Outcome<bool> {
    let mut unread = false;
    for input in files {
        if account.is_cancelled() || interrupt::proceed().is_err() {
            account.cancel();
            break;
        }
        let taken = match input {
            Input::File(path, file) => {
                let taken = take(args, target, path, file)?;
                taken.and_then(|intake| enter(args, account, path, intake).map(|()| false))
            }
            Input::Phone(path) => iphone::take(args, target, account, path),
        };
        match taken {
            Ok(part) => unread |= part,
            Err(Failure::PipeClosed) => return Err(Failure::PipeClosed),
            Err(failure) => {
                failure.print();
                unread = true;
            }
        }
    }
    Ok(unread)
}

/// Enters what came of a file, and tells it; nothing came where the person stopped it.
fn enter(args: &Args, account: &mut Account, path: &Path, intake: Option<Intake>) -> Outcome<()> {
    let Some(intake) = intake else {
        account.cancel();
        return Ok(());
    };
    account.add(path, &intake);
    if args.json || args.dry_run { Ok(()) } else { account::tell(path, &intake) }
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
    let answers = match chat::ask(&args.chat, &args.list, path, &mut source)? {
        Ok(answers) => {
            me = answers.me;
            Answers {
                me: me.as_deref(),
                order: answers.order,
                app: answers.app,
                list: args.list.said(),
            }
        }
        Err(failure) => return Ok(Err(failure)),
    };
    // From here on nothing is asked, and Ctrl-C ends the work in good order.
    interrupt::listen()?;
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

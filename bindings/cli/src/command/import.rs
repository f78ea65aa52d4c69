//! `dunlog import`: backup files into a vault, and an account of every row.

mod account;
pub(super) mod chat;
mod input;
mod iphone;
mod recordings;
pub(super) mod refused;

use std::fs::File;
use std::path::{Path, PathBuf};

use dunlog_core::Error;
use dunlog_core::capture::chat_export::Answers;
use dunlog_core::vault::{Backup, Intake, Rehearsal, Vault};

use crate::country;
use crate::entry::file_name;
use crate::failure::{Failure, Outcome, Status, shown};
use crate::interrupt;
use crate::output;
use crate::progress::Progress;
use crate::vault::{VaultArgs, now};
use crate::zone::Zone;
use account::Account;
use input::Input;
use recordings::Recordings;
use refused::{told, told_of_file};

/// Which files to read, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The files: SMS Backup & Restore XML or SMS Import / Export, also in gzip or zip; chats as
    /// WhatsApp, QQ, LINE and Telegram export them, or as text out of WeChat; lists of calls that
    /// operators print, as CSV or spreadsheet; the folder of an iPhone backup, or one of its
    /// databases; Android's own backup (.ab) and databases (mmssms.db, calllog.db); recordings of
    /// calls with the JSON files that BCR wrote beside them, or their folder.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The time zone where the phone was, such as Asia/Shanghai. Chats have clock times, which it
    /// makes instants; what has instants already only says the offset by it.
    #[arg(long, value_name = "ZONE", value_parser = Zone::parse)]
    time_zone: Option<Zone>,
    /// Nobody knows the time zone of a chat: its clock times stay that, and some rules cannot
    /// decide on them.
    #[arg(long, conflicts_with = "time_zone")]
    no_time_zone: bool,
    /// The country (two letters) that numbers without a country code belong to.
    #[arg(long, value_name = "COUNTRY", default_value = "CN", value_parser = country::parse)]
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
    let files = input::sort(&args.files)?;
    iphone::refuse_idle_choice(args, &files)?;
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
    account.miss(iphone::keys(args));
    if args.json {
        output::json(&account)?;
    } else if !account.is_failed() {
        account.print()?;
    }
    let undone = unread || account.is_cancelled() || account.has_failed();
    Ok(match (undone, account.is_whole()) {
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
    files: Vec<Input>,
    account: &mut Account,
    target: &mut Target<'_, '_>,
) -> Outcome<bool> {
    let mut unread = false;
    let mut recordings = Recordings::default();
    for input in files {
        if account.is_cancelled() || interrupt::proceed().is_err() {
            account.cancel();
            break;
        }
        let (path, taken) = match input {
            Input::File(path, file) => {
                let taken = take_file(args, target, account, &path, file)?;
                (path, taken.map(|()| false))
            }
            Input::Phone(path) => {
                let taken = iphone::take(args, target, account, &path);
                (path, taken)
            }
            Input::Recording(path, side) => {
                let opened = side.as_deref().map(|side| (side, File::open(side)));
                let called = match opened {
                    Some((side, Ok(file))) => take_file(args, target, account, side, file)?,
                    Some((side, Err(error))) => Err(Failure::file(side, &error)),
                    None => Ok(()),
                };
                let taken = called
                    .and_then(|()| recordings.take(args, target, account, &path, side.as_deref()));
                (path, taken.map(|()| false))
            }
        };
        match taken {
            Ok(part) => unread |= part,
            Err(Failure::PipeClosed) => return Err(Failure::PipeClosed),
            Err(failure) => {
                failure.print();
                account.fail(&path);
                unread = true;
            }
        }
    }
    Ok(unread)
}

/// Takes a file that is told by its content, and enters what came of it.
fn take_file(
    args: &Args,
    target: &mut Target<'_, '_>,
    account: &mut Account,
    path: &Path,
    file: File,
) -> Outcome<Result<(), Failure>> {
    let taken = take(args, target, path, file)?;
    Ok(taken.and_then(|intake| enter(args, account, path, intake)))
}

/// Enters what came of a file, and tells it; nothing came where the person stopped it.
fn enter(args: &Args, account: &mut Account, path: &Path, intake: Option<Intake>) -> Outcome<()> {
    let Some(intake) = intake else {
        account.cancel();
        return Ok(());
    };
    account.add(path, &intake);
    if let Some(malformed) = intake.imported.refused.clone() {
        told(malformed).about(path).print();
        account.fail(path);
    }
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
    let country = Some(args.country.as_str());
    let mut source = progress.reading(file);
    let (me, zone);
    let answers = match chat::ask(args, path, &mut source)? {
        Ok(answers) => {
            (me, zone) = (answers.me, answers.zone);
            Answers {
                me: me.as_deref(),
                order: answers.order,
                app: answers.app,
                list: args.list.said(),
            }
        }
        Err(failure) => return Ok(Err(failure)),
    };
    let offset = move |time| zone.and_then(|zone| zone.at(time));
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
        Err(Error::Malformed(malformed)) => Ok(Err(told_of_file(malformed, path).about(path))),
        Err(error @ Error::Unsupported { .. }) => Ok(Err(Failure::from(error).about(path))),
        Err(error) => Err(Failure::from(error).about(vault)),
    }
}

//! An iPhone backup, or a phone's database: opened, listed, chosen from, and taken.

use std::path::{Path, PathBuf};

use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::ios_backup::{Backup, Choice, Conversation, Store, Survey, Wanted};
use dunlog_core::capture::number;
use dunlog_core::{Error, Malformed, vault};

use super::account::Account;
use super::input::Input;
use super::refused::told_of;
use super::{Args, Target, enter, sort};
use crate::failure::{Failure, Outcome, shown};
use crate::interrupt;
use crate::passphrase;
use crate::progress::Progress;
use crate::vault::now;
use crate::zone::TypedTime;

mod list;

/// Which conversations to take.
#[derive(Debug, clap::Args)]
pub(super) struct ChoiceArgs {
    /// Takes the conversations with this number or name out of an iPhone backup; may be repeated.
    #[arg(long, value_name = "NUMBER", conflicts_with = "all")]
    party: Vec<String>,
    /// Takes what an iPhone backup holds from this time on.
    #[arg(long, value_name = "TIME", value_parser = TypedTime::parse)]
    since: Option<TypedTime>,
    /// Takes everything that an iPhone backup holds, without asking.
    #[arg(long)]
    all: bool,
    /// Reads the passphrase of an encrypted iPhone backup from the first line of this file.
    #[arg(long, value_name = "FILE")]
    backup_passphrase_file: Option<PathBuf>,
}

/// Takes what was chosen; whether a database could not be read.
pub(super) fn take(
    args: &Args,
    target: &mut Target<'_, '_>,
    account: &mut Account,
    path: &Path,
) -> Outcome<bool> {
    let scratch = tempfile::Builder::new().prefix("dunlog-").tempdir()?;
    let about = |error: Error| told_of(error).about(path);
    let mut backup = Backup::open(path, scratch.path()).map_err(about)?;
    if backup.is_locked() {
        let words = passphrase::of_backup(args.choice.backup_passphrase_file.as_deref())?;
        let _waiting = Progress::spinner(&format!("{}: opening", shown(path)));
        backup.unlock(&words).map_err(|error| wrong(error, path))?;
    }
    let kinds = backup.stores().map_err(about)?;
    if kinds.is_empty() {
        return Err(Failure::new(
            format!("{}: this backup holds no messages and no calls.", shown(path)),
            "Calls are in encrypted backups only: make one with \"Encrypt local backup\".",
        ));
    }
    let mut unread = false;
    let mut stores = Vec::new();
    for kind in kinds {
        match backup.store(kind) {
            Ok(store) => stores.push(store),
            Err(error) => {
                about(error).print();
                unread = true;
            }
        }
    }
    let choice = match choice(args)? {
        Some(choice) => choice,
        // What programs on an Android phone back up is taken whole, too.
        None if stores.iter().all(|store| store.kind().is_android()) => Choice::all(),
        None => match list::ask(args.json, &backup, &conversations(args, &stores, path)?)? {
            Some(wanted) => Choice { wanted, since: None },
            None => {
                account.cancel();
                return Ok(unread);
            }
        },
    };
    interrupt::listen()?;
    for store in &stores {
        let name = store.sources().first().map(|source| source.path().to_owned());
        let file = match name {
            Some(name) if path.is_dir() => path.join(name),
            _ => path.to_owned(),
        };
        let intake = take_store(args, target, store, &choice, &file)?;
        match intake {
            Ok(intake) => enter(args, account, &file, intake)?,
            Err(failure) => {
                failure.print();
                unread = true;
            }
        }
        if account.is_cancelled() {
            break;
        }
    }
    Ok(unread)
}

fn take_store(
    args: &Args,
    target: &mut Target<'_, '_>,
    store: &Store<'_>,
    choice: &Choice,
    file: &Path,
) -> Outcome<Result<Option<vault::Intake>, Failure>> {
    let progress = Progress::spinner(&shown(file));
    let zone = args.time_zone;
    let offset = move |time| zone.and_then(|zone| zone.at(time));
    let country = Some(args.country.as_str());
    let (answers, proceed) = (Answers::default(), &interrupt::proceed);
    let of = vault::Backup { name: "", offset: &offset, country, answers, proceed };
    let taken = match target {
        Target::Vault(vault) => vault.import_store(&now, store, choice, &of),
        Target::Rehearsal(rehearsal) => rehearsal.import_store(store, choice, &of),
    };
    drop(progress);
    sort(taken, file, &args.vault.vault)
}

/// The numbers and names that the options choose, as typed and in the form in which they compare.
pub(super) fn keys(args: &Args) -> impl Iterator<Item = (String, String)> {
    args.choice.party.iter().map(|shown| {
        let key = number::normalise(shown, Some(&args.country));
        (shown.clone(), key.unwrap_or_else(|| shown.trim().to_owned()))
    })
}

/// Refuses options that choose from a phone where no file is one: other files are taken whole.
pub(super) fn refuse_idle_choice(args: &Args, files: &[Input]) -> Outcome<()> {
    let ChoiceArgs { party, since, .. } = &args.choice;
    let chosen = !party.is_empty() || since.is_some();
    if chosen && !files.iter().any(|file| matches!(file, Input::Phone(_))) {
        return Err(Failure::new(
            "--party and --since choose from a phone's backup, and none of these files is one.",
            "Leave them out: other files are taken whole, and `dunlog export --party` shows a part.",
        ));
    }
    Ok(())
}

/// What the options choose; nothing where they choose nothing.
fn choice(args: &Args) -> Outcome<Option<Choice>> {
    let ChoiceArgs { party, since, all, .. } = &args.choice;
    if party.is_empty() && since.is_none() && !all {
        return Ok(None);
    }
    let since = since.map(|time| time.certain(args.time_zone)).transpose()?;
    let keys = keys(args).map(|(_, key)| key);
    let wanted = if party.is_empty() { Wanted::All } else { Wanted::Parties(keys.collect()) };
    Ok(Some(Choice { wanted, since }))
}

/// What the backup holds.
fn conversations(args: &Args, stores: &[Store<'_>], path: &Path) -> Outcome<Vec<Conversation>> {
    let progress = Progress::spinner(&format!("{}: looking", shown(path)));
    let mut survey = Survey::default();
    for store in stores {
        match store.survey(Some(&args.country), &interrupt::proceed, &mut survey) {
            Ok(()) => {}
            Err(Error::Malformed(_)) => {} // It is told when the rows are to be taken.
            Err(error) => return Err(Failure::from(error).about(path)),
        }
    }
    drop(progress);
    Ok(survey.conversations())
}

/// Tells a wrong passphrase from a broken backup.
fn wrong(error: Error, path: &Path) -> Failure {
    match error {
        Error::Malformed(Malformed { code: "passphrase-wrong", .. }) => Failure::new(
            format!("{}: the passphrase does not open this backup.", shown(path)),
            "It is the one that was chosen for \"Encrypt local backup\", not the phone's code.",
        ),
        error => told_of(error).about(path),
    }
}

//! `dunlog import`: backup files into a vault, and an account of every row.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use dunlog_core::Error;
use dunlog_core::record::Channel;
use dunlog_core::vault::{self, Backup, Intake, MAX_SKIPPED, Vault};
use serde::ser::{Serialize, Serializer};

use crate::entry::file_name;
use crate::failure::{Failure, Outcome, Status, shown};
use crate::output;
use crate::progress::Progress;
use crate::vault::{VaultArgs, now};
use crate::zone::Zone;

/// Which files to read, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The backup files: SMS Backup & Restore XML or SMS Import / Export, also in gzip or zip.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The time zone where the phone was, such as Asia/Shanghai. Without it no record says an
    /// offset; the instants are the same.
    #[arg(long, value_name = "ZONE", value_parser = Zone::parse)]
    time_zone: Option<Zone>,
    /// The country (two letters) that numbers without a country code belong to.
    #[arg(long, value_name = "COUNTRY", default_value = "CN")]
    country: String,
    /// Prints one JSON object for all files.
    #[arg(long)]
    json: bool,
}

/// An account of all files together.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Account {
    imported: Counts,
    sightings: i64,
    duplicates: u64,
    skipped: Vec<Skipped>,
    skipped_total: u64,
}

#[derive(Debug, serde::Serialize)]
struct Skipped {
    place: String,
    reason: &'static str,
}

/// Events by channel; every channel's word is printed.
#[derive(Debug, Default)]
struct Counts(BTreeMap<Channel, i64>);

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_map(Channel::ALL.iter().map(|channel| (channel.word(), self.of(*channel))))
    }
}

impl Counts {
    fn of(&self, channel: Channel) -> i64 {
        self.0.get(&channel).copied().unwrap_or_default()
    }

    /// What came to be between two counts.
    fn between(before: &vault::Counts, after: &vault::Counts) -> Self {
        let count = |counts: &vault::Counts, channel| {
            i64::try_from(counts.get(channel).copied().unwrap_or_default()).unwrap_or(i64::MAX)
        };
        let channels = Channel::ALL.iter();
        Self(channels.map(|c| (*c, count(after, c) - count(before, c))).collect())
    }
}

/// Imports every file.
pub(crate) fn run(args: &Args) -> Outcome {
    let mut files = Vec::new();
    for path in &args.files {
        files.push((path, File::open(path).map_err(|error| Failure::file(path, &error))?));
    }
    let mut vault = args.vault.open()?;
    let before = vault.len();
    let mut appended = 0;
    let mut account = Account {
        imported: Counts::default(),
        sightings: 0,
        duplicates: 0,
        skipped: Vec::new(),
        skipped_total: 0,
    };
    let mut unread = false;
    for (path, file) in files {
        let intake = match take(args, &mut vault, path, file)? {
            Ok(intake) => intake,
            Err(failure) => {
                failure.print();
                unread = true;
                continue;
            }
        };
        appended += intake.imported.appended;
        account.add(path, &intake);
        if !args.json {
            tell(path, &intake)?;
        }
    }
    let [before, after] = vault.count_events([before, vault.len()])?;
    account.imported = Counts::between(&before, &after);
    let events: i64 = account.imported.0.values().sum();
    account.sightings = i64::try_from(appended).unwrap_or(i64::MAX) - events;
    vault.close()?;
    let whole = account.skipped.is_empty();
    if args.json {
        output::json(&account)?;
    } else {
        account.print()?;
    }
    Ok(match (unread, whole) {
        (true, _) => Status::Undone,
        (false, false) => Status::Found,
        (false, true) => Status::Good,
    })
}

/// Imports one file; a file that is no backup does not keep the others from being read.
fn take(
    args: &Args,
    vault: &mut Vault,
    path: &Path,
    file: File,
) -> Outcome<Result<Intake, Failure>> {
    let name = file_name(path);
    let size = file.metadata().map(|meta| meta.len()).unwrap_or_default();
    let progress = Progress::bytes(&shown(path), size);
    let zone = args.time_zone;
    let offset = move |time| zone.and_then(|zone| zone.at(time));
    let backup = Backup { name: &name, offset: &offset, country: Some(&args.country) };
    match vault.import_file(&now, &mut progress.reading(file), &backup) {
        Ok(intake) => Ok(Ok(intake)),
        Err(Error::Io(error)) => Ok(Err(Failure::file(path, &error))),
        Err(error @ (Error::Malformed(_) | Error::Unsupported { .. })) => {
            Ok(Err(Failure::from(error).about(path)))
        }
        Err(error) => Err(Failure::from(error).about(&args.vault.vault)),
    }
}

/// Says what is particular of one file.
fn tell(path: &Path, intake: &Intake) -> Outcome<()> {
    let path = shown(path);
    if intake.kept {
        output::line(format_args!("{path}: taken whole, and kept in the vault."))?;
    } else {
        let sha256 = intake.sha256.to_hex();
        output::line(format_args!(
            "{path}: not kept in the vault. Keep this file; its SHA-256 is {sha256}."
        ))?;
    }
    match intake.imported.again_after_redaction {
        0 => Ok(()),
        rows => output::line(format_args!(
            "{path}: {rows} rows had been redacted before, and are records again."
        )),
    }
}

impl Account {
    fn add(&mut self, path: &Path, intake: &Intake) {
        let imported = &intake.imported;
        self.duplicates += imported.duplicates;
        self.skipped_total += imported.skipped_total;
        let file = path.to_string_lossy();
        let rows = imported
            .skipped
            .iter()
            .map(|skip| Skipped { place: format!("{file}:row {}", skip.row), reason: skip.reason });
        let cut = imported
            .cut
            .map(|byte| Skipped { place: format!("{file}:byte {byte}"), reason: "cut-short" });
        self.skipped.extend(cut.into_iter().chain(rows));
        self.skipped.truncate(MAX_SKIPPED);
    }

    fn print(&self) -> Outcome<()> {
        for channel in Channel::ALL {
            if self.imported.of(*channel) != 0 {
                let (count, word) = (self.imported.of(*channel), channel.word());
                output::line(format_args!("{count:>8} new events: {word}"))?;
            }
        }
        output::line(format_args!("{:>8} more sightings of events", self.sightings))?;
        output::line(format_args!("{:>8} rows that were held already", self.duplicates))?;
        output::line(format_args!("{:>8} rows left out", self.skipped_total))?;
        for Skipped { place, reason } in self.skipped.iter().take(20) {
            output::line(format_args!("         {}: {reason}", crate::display::Visible(place)))?;
        }
        Ok(())
    }
}

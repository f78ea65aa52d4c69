//! What a person can say of anything that is typed in: when, about whom, which case, details.

use std::fs::File;
use std::path::Path;

use dunlog_core::capture::file::enclose;
use dunlog_core::capture::number;
use dunlog_core::capture::typed::{Entry, Typed, When};
use dunlog_core::chain::Hash;
use dunlog_core::record::{Attachment, Draft, Millis, Offset, Party};
use dunlog_core::vault::{self, Vault};
use dunlog_core::{Error, Malformed};
use serde::Serialize;

use crate::country;
use crate::display::Visible;
use crate::failure::{Failure, Outcome, shown};
use crate::output;
use crate::vault::{find, now};
use crate::zone::{TypedTime, Zone};

/// The parts of an entry that every kind may have.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct EntryArgs {
    /// When it happened or was said, such as 2026-01-15T23:10:00+08:00.
    #[arg(long, value_name = "TIME", value_parser = TypedTime::parse)]
    time: Option<TypedTime>,
    /// The time zone of times that are typed without their own.
    #[arg(long, value_name = "ZONE", value_parser = Zone::parse)]
    time_zone: Option<Zone>,
    /// The country (two letters) that numbers typed here belong to.
    #[arg(long, value_name = "COUNTRY", default_value = "CN", value_parser = country::parse)]
    country: String,
    /// A detail, such as station=... for a police record. May be given several times; a wrong key
    /// is answered with the right ones.
    #[arg(long, value_name = "KEY=TEXT", value_parser = detail)]
    detail: Vec<(String, String)>,
    /// Prints one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

fn detail(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("a detail is KEY=TEXT")?;
    Ok((key.to_owned(), value.to_owned()))
}

impl EntryArgs {
    /// The entry so far; `keys` are the details that the kind has.
    pub(crate) fn entry(&self, keys: &[&str]) -> Outcome<Entry> {
        if let Some((key, _)) = self.detail.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
            return Err(unknown_key(key, keys));
        }
        self.refuse_ahead()?;
        Ok(Entry { when: self.when(), detail: self.detail.clone(), ..Entry::default() })
    }

    /// Refuses a time that has not come yet: it is a typing mistake, and a record stands for ever.
    pub(crate) fn refuse_ahead(&self) -> Outcome<()> {
        if self.time.is_some_and(|time| time.is_ahead(self.time_zone, now())) {
            return Err(Failure::new(
                "The time that was typed has not come yet by this computer's clock.",
                "Look at the year, the hour and the zone, or set the computer's clock right.",
            ));
        }
        Ok(())
    }

    /// Whether the time is a clock time whose zone nobody said.
    pub(crate) fn is_without_zone(&self) -> bool {
        self.local_time().is_some() && self.time_zone.is_none()
    }

    /// When it happened: an instant with the offset of the zone, or a clock time.
    fn when(&self) -> Option<When> {
        let time = self.time?;
        Some(match (time.instant(self.time_zone), time.local()) {
            (None, Some(local)) => When::Local(local),
            (instant, _) => {
                let instant = instant.unwrap_or_default();
                When::At(instant, time.offset(self.time_zone))
            }
        })
    }

    /// A number or name as typed, normalised where it is a number.
    pub(crate) fn party(&self, shown: &str) -> Outcome<Party> {
        if shown.trim().is_empty() {
            return Err(Failure::new(
                "A number or name was typed that is empty.",
                "Type the number or the name as the phone shows it.",
            ));
        }
        Ok(Party::new(shown, number::normalise(shown, Some(&self.country)).as_deref()))
    }

    /// Whether a time was typed.
    pub(crate) const fn has_time(&self) -> bool {
        self.time.is_some()
    }

    /// The time, where it is an instant.
    pub(crate) fn instant_of_time(&self) -> Option<Millis> {
        self.time.and_then(|time| time.instant(self.time_zone))
    }

    /// The offset of the time, where it is an instant.
    pub(crate) fn offset_of_time(&self) -> Option<Offset> {
        self.time.and_then(|time| time.offset(self.time_zone))
    }

    /// The clock time, where it is no instant.
    pub(crate) fn local_time(&self) -> Option<String> {
        self.time.filter(|_| self.instant_of_time().is_none()).and_then(TypedTime::local)
    }

    /// The country of typed numbers.
    pub(crate) fn country(&self) -> &str {
        &self.country
    }

    /// The details as typed.
    pub(crate) fn details(&self) -> &[(String, String)] {
        &self.detail
    }
}

/// In which span something holds.
#[derive(Debug, clap::Args)]
pub(crate) struct SpanArgs {
    /// The start of the span in which it holds.
    #[arg(long, value_name = "TIME", value_parser = TypedTime::parse)]
    from: Option<TypedTime>,
    /// The end of the span in which it holds, not included.
    #[arg(long, value_name = "TIME", value_parser = TypedTime::parse)]
    to: Option<TypedTime>,
}

impl SpanArgs {
    /// Puts the span into an entry; times without a zone are those of the entry's zone.
    pub(crate) fn fill(&self, entry: &mut Entry, args: &EntryArgs) -> Outcome<()> {
        let instant = |time: TypedTime| time.certain(args.time_zone);
        (entry.from, entry.to) =
            (self.from.map(instant).transpose()?, self.to.map(instant).transpose()?);
        Ok(())
    }
}

/// The failure that names the keys of a kind.
pub(crate) fn unknown_key(key: &str, keys: &[&str]) -> Failure {
    Failure::new(
        format!("There is no detail {} here.", Visible(key)),
        match keys {
            [] => "Leave --detail out: this kind of record has none.".to_owned(),
            keys => format!("Use one of these: {}.", keys.join(", ")),
        },
    )
}

/// The records that ids name.
pub(crate) fn records(vault: &Vault, ids: &[String]) -> Outcome<Vec<Hash>> {
    ids.iter().map(|id| find(vault, id)).collect()
}

/// Seals a file into the vault; gives what a record says of it, and its name.
pub(crate) fn attach(vault: &mut Vault, path: &Path) -> Outcome<(Attachment, String)> {
    let fault = |error| Failure::file(path, &error);
    let mut file = File::open(path).map_err(fault)?;
    refuse_empty(path, file.metadata().map_err(fault)?.len())?;
    let name = file_name(path);
    let attached = enclose(&mut file, &name, vault);
    Ok((attached.map_err(|error| Failure::from(error).about(path))?, name))
}

/// Refuses a file of no bytes, which shows nothing.
pub(crate) fn refuse_empty(path: &Path, size: u64) -> Outcome<()> {
    if size > 0 {
        return Ok(());
    }
    Err(Failure::new(
        format!("{} is empty.", shown(path)),
        "Copy the file again from where it was made; a record of nothing would stand for ever.",
    ))
}

/// The last part of a path.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[derive(Serialize)]
struct Appended {
    record: String,
    index: u64,
}

/// Appends a record and says its id.
pub(crate) fn append(vault: &mut Vault, draft: Draft, json: bool) -> Outcome<()> {
    said(vault.append(draft, now()), json)
}

/// Appends what was entered, with the tag of its case, and says its id.
pub(crate) fn append_typed(
    vault: &mut Vault,
    what: Typed,
    entry: Entry,
    json: bool,
) -> Outcome<()> {
    said(vault.append_typed(what, entry, now()), json)
}

fn said(appended: Result<vault::Appended, Error>, json: bool) -> Outcome<()> {
    let appended = appended.map_err(|error| match error {
        Error::Malformed(Malformed { code: "member-not-allowed", .. }) => Failure::new(
            "This kind of record does not take all of the options that were given.",
            "Leave out what does not fit: --case, --about, --from, --to or --file.",
        ),
        error => error.into(),
    })?;
    let record = appended.leaf.to_hex();
    if json {
        output::json(&Appended { record, index: appended.index })
    } else {
        output::line(format_args!("Record {record} was appended."))
    }
}

//! Backup files into the vault, with an account of every row.

use std::collections::HashMap;
use std::fs::File;
use std::sync::Arc;

use dunlog_core::Error;
use dunlog_core::capture::chat_export::{Answers, Chat, DateOrder};
use dunlog_core::capture::operator_list::{ColumnMap, Said};
use dunlog_core::capture::zone::ZoneTable;
use dunlog_core::capture::{self};
use dunlog_core::chain::Hash;
use dunlog_core::record::{Channel, Millis};
use dunlog_core::vault::{self, Appended, Backup};

use crate::error::{Result, VaultError};
use crate::progress::{Asking, Progress};
use crate::typed::EnclosedFile;
use crate::vault::Vault;

/// What a person says of a backup file.
#[derive(Clone, Debug, Default, uniffi::Record)]
pub struct ImportOptions {
    /// The zone where the phone was; without it no record says an offset.
    #[uniffi(default)]
    pub zone: Option<ZoneTable>,
    /// The country (ISO 3166-1 alpha-2) that national numbers belong to.
    #[uniffi(default)]
    pub country: Option<String>,
    /// The names under which the person speaks in a chat; none of them where the person wrote
    /// nothing.
    #[uniffi(default)]
    pub me: Option<Vec<String>>,
    /// The order of dates, where a chat leaves it open.
    #[uniffi(default)]
    pub order: Option<DateOrder>,
    /// The program, where a chat leaves it open.
    #[uniffi(default)]
    pub app: Option<Chat>,
    /// The number whose list an operator's list is.
    #[uniffi(default)]
    pub own: Option<String>,
    /// Whether the file is an operator's list as text taken out of a PDF.
    #[uniffi(default = false)]
    pub list_text: bool,
    /// Which column of an operator's list is what, where the names of its columns do not say it:
    /// `number=3,time=1,duration=4,way=2`, columns counted from 1 (docs/spec/operator-list.md).
    #[uniffi(default)]
    pub columns: Option<String>,
}

/// What an import took and left out.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Imported {
    /// How many records were appended.
    pub appended: u64,
    /// The first of them.
    pub first: Option<Appended>,
    /// The last of them.
    pub last: Option<Appended>,
    /// How many rows were equal, in every column, to one that is held.
    pub duplicates: u64,
    /// How many of the appended records are rows whose earlier record was redacted.
    pub again_after_redaction: u64,
    /// The rows that were left out: the first 1,000.
    pub skipped: Vec<Skipped>,
    /// How many rows were left out.
    pub skipped_total: u64,
    /// How many rows were left out for each reason.
    pub skipped_by: HashMap<String, u64>,
    /// How many rows were left out that stand for a contact.
    pub losses: u64,
    /// What rows that were taken carry and could not be taken: the first 1,000.
    pub lost: Vec<Lost>,
    /// How much of it there is, by reason.
    pub lost_by: HashMap<String, u64>,
    /// How many rows, taken or left out, hold broken text that was repaired.
    pub repaired: u64,
    /// How many rows that were read have a clock time without a zone.
    pub clock_times: u64,
    /// The byte at which the file is cut off, if it is.
    pub cut: Option<u64>,
    /// The rows that were read and not left out, by channel.
    pub rows: HashMap<Channel, u64>,
    /// With how many different parties or groups those rows are.
    pub conversations: u64,
    /// The earliest instant of those rows.
    pub from: Option<Millis>,
    /// The latest instant of those rows.
    pub to: Option<Millis>,
    /// SHA-256 of the file.
    pub sha256: Hash,
    /// Whether the vault keeps the file; where not, the person must.
    pub kept: bool,
    /// Whether the person stopped it; what was committed stays, and running it again completes it.
    pub cancelled: bool,
}

/// A row that was left out.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Skipped {
    /// The row, from 1.
    pub row: u64,
    /// The byte at which it begins, where known.
    pub byte: Option<u64>,
    /// Why, as a stable code.
    pub reason: String,
    /// Whether broken text of it had been repaired before.
    pub repaired: bool,
}

/// A part of a row that was lost; the row itself is a record.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Lost {
    /// The row, from 1.
    pub row: u64,
    /// Why, as a stable code.
    pub reason: String,
}

impl From<vault::Lost> for Lost {
    fn from(lost: vault::Lost) -> Self {
        let vault::Lost { row, reason } = lost;
        Self { row, reason: reason.to_owned() }
    }
}

impl From<capture::Skip> for Skipped {
    fn from(skip: capture::Skip) -> Self {
        let capture::Skip { row, byte, reason, repaired } = skip;
        Self { row, byte, reason: reason.to_owned(), repaired }
    }
}

impl From<vault::Intake> for Imported {
    fn from(intake: vault::Intake) -> Self {
        // What was not chosen is of phone databases only; a file that was refused is an error.
        let vault::Intake { imported, sha256, kept, unchosen: _, found: _ } = intake;
        let losses = imported.losses();
        let vault::Imported {
            appended,
            first,
            last,
            duplicates,
            again_after_redaction,
            skipped,
            skipped_total,
            skipped_by,
            lost,
            lost_by,
            repaired,
            clock_times,
            cut,
            rows,
            conversations,
            span,
            refused: _,
            cancelled,
        } = imported;
        let named = |(reason, count): (&'static str, u64)| (reason.to_owned(), count);
        Self {
            appended,
            first,
            last,
            duplicates,
            again_after_redaction,
            skipped: skipped.into_iter().map(Skipped::from).collect(),
            skipped_total,
            skipped_by: skipped_by.into_iter().map(named).collect(),
            lost: lost.into_iter().map(Lost::from).collect(),
            lost_by: lost_by.into_iter().map(named).collect(),
            repaired,
            clock_times,
            losses,
            cut,
            rows: rows.into_iter().collect(),
            conversations,
            from: span.map(|(from, _)| from),
            to: span.map(|(_, to)| to),
            sha256,
            kept,
            cancelled,
        }
    }
}

/// Which column is what.
fn said(columns: &str) -> Result<ColumnMap> {
    ColumnMap::parse(columns).map_err(|_| VaultError::bad("columns-invalid"))
}

#[uniffi::export]
impl Vault {
    /// Imports a backup file of any format that core reads, told by its content, and records the
    /// file itself once. None where the person stopped it before the first row.
    ///
    /// `progress` counts bytes; the file is read more than once, so that the total is an estimate.
    ///
    /// # Errors
    /// `BadInput` where the file is none of the formats or cannot be read, and, code
    /// `columns-invalid`, where the columns are not said as they must be; `Locked`, `KeyLost`,
    /// `Damaged`, `StorageFull`: what was committed stays, and running it again completes it.
    pub fn import_file(
        &self,
        file: EnclosedFile,
        options: ImportOptions,
        progress: Option<Arc<dyn Progress>>,
        now: Millis,
    ) -> Result<Option<Imported>> {
        let ImportOptions { zone, country, me, order, app, own, list_text, columns } = options;
        let columns = columns.as_deref().map(said).transpose()?;
        let source = File::open(&file.path)?;
        // Once to hash, once to read, once to keep.
        let asking = Asking::new(progress, source.metadata()?.len().saturating_mul(3));
        let name = file.name();
        let backup = Backup {
            name: &name,
            offset: &|time| zone.as_ref().and_then(|zone| zone.at(time)),
            country: country.as_deref(),
            answers: Answers {
                me: me.as_deref(),
                order,
                app,
                list: Said { columns: columns.as_ref(), own: own.as_deref(), text: list_text },
            },
            proceed: &|| asking.proceed(),
        };
        let mut vault = self.another()?;
        let clock = crate::clock::from(now);
        match vault.import_file(&clock, &mut asking.reading(source), &backup) {
            Err(Error::Cancelled) => Ok(None),
            intake => {
                let intake = intake?;
                match intake.imported.refused {
                    Some(malformed) => Err(Error::from(malformed).into()),
                    None => Ok(Some(intake.into())),
                }
            }
        }
    }
}

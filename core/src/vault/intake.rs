//! Taking a backup file in: its rows, then the file itself.
//!
//! docs/spec/capture.md, "The source file". The original is kept, sealed, up to [`MAX_KEPT`] where
//! all of it was taken; else its SHA-256 stays, with the words that the person must keep it.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read, Seek};

use sha2::{Digest, Sha256};

use super::{Imported, Rehearsal, Vault};
use crate::capture::chat_export::Answers;
use crate::capture::{self, Context, Emit, Format, Item};
use crate::chain::Hash;
use crate::error::{Malformed, Result};
use crate::record::canonical::Value;
use crate::record::{Attachment, Draft, Fact, Field, Kind, Millis, Offset, Purpose, Source};

/// The largest source file that is kept, in bytes: 256 MB.
pub const MAX_KEPT: u64 = 256 * 1024 * 1024;

/// The words of a file record whose content is not kept.
const KEEP: &str = "keep this file";

/// What a person says of a backup file.
pub struct Backup<'a> {
    /// The file's name, without its folders.
    pub name: &'a str,
    /// The UTC offset that held at an instant, and how it is known; none where it is not.
    pub offset: &'a dyn Fn(Millis) -> Option<Offset>,
    /// The country (ISO 3166-1 alpha-2) that national numbers belong to, where known.
    pub country: Option<&'a str>,
    /// What the person says of a chat.
    pub answers: Answers<'a>,
    /// Asked before each row; [`Error::Cancelled`](crate::Error::Cancelled) ends the import.
    pub proceed: &'a dyn Fn() -> Result<()>,
}

/// What came of a backup file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Intake {
    /// The rows.
    pub imported: Imported,
    /// The SHA-256 of the file as it lies there.
    pub sha256: Hash,
    /// Whether the vault keeps the file; where not, the person must.
    pub kept: bool,
    /// How many rows the person did not choose.
    pub unchosen: u64,
    /// Of the parties that the person chose, by number or name, those of whom a row was found.
    pub found: BTreeSet<String>,
}

impl Vault {
    /// Imports a backup file of any known format, and records the file itself once.
    ///
    /// An import that was cancelled does not record the file; running it again does.
    ///
    /// # Errors
    /// Those of [`capture::read`] and [`Vault::import`]; `Malformed`, code `file-changed`, where
    /// the file is another one at the end than at the start.
    pub fn import_file(
        &mut self,
        clock: &dyn Fn() -> Millis,
        source: &mut (impl Read + Seek),
        backup: &Backup<'_>,
    ) -> Result<Intake> {
        let file = survey(source, backup.proceed)?;
        let context = context(&file, backup);
        let imported = self.import(clock, |sink, emit| {
            capture::read(&mut *source, &context, sink, &mut asking(backup.proceed, emit))
        })?;
        let intake = file.intake(imported);
        if !intake.imported.cancelled {
            let Surveyed { sha256, size, media_type } = file;
            let again = intake.imported.appended > 0;
            if again || !self.names_source(&sha256, intake.kept)? {
                let size = i64::try_from(size).unwrap_or(i64::MAX);
                let mut file = Attachment { sha256, size, media_type: media_type.to_owned() };
                if intake.kept {
                    source.rewind()?;
                    file = self.attach(&mut *source, media_type)?;
                }
                if file.sha256 != sha256 {
                    return Err(Malformed::new("backup", 0, "file-changed").into());
                }
                let files = vec![(file, backup.name.to_owned())];
                self.append(source_draft(files, Vec::new(), intake.kept), clock())?;
            }
        }
        Ok(intake)
    }

    /// Whether a record says already that rows were read from this file, and that it is kept if
    /// it is to be.
    pub(super) fn names_source(&self, sha256: &Hash, keep: bool) -> Result<bool> {
        let mut named = false;
        self.for_each(0..self.len(), |record| {
            let fact = record.fact();
            named |= fact.kind == Kind::File
                && fact.purpose == Some(Purpose::Source)
                && fact.attachments.iter().any(|item| item.sha256 == *sha256)
                && fact.kept.unwrap_or_default() >= keep;
            Ok(())
        })?;
        Ok(named)
    }
}

impl Rehearsal<'_> {
    /// What [`Vault::import_file`] would come to.
    ///
    /// # Errors
    /// Those of [`capture::read`] and [`Rehearsal::import`].
    pub fn import_file(
        &mut self,
        source: &mut (impl Read + Seek),
        backup: &Backup<'_>,
    ) -> Result<Intake> {
        let file = survey(source, backup.proceed)?;
        let context = context(&file, backup);
        let imported = self.import(|sink, emit| {
            capture::read(&mut *source, &context, sink, &mut asking(backup.proceed, emit))
        })?;
        Ok(file.intake(imported))
    }
}

fn context<'a>(file: &Surveyed, backup: &Backup<'a>) -> Context<'a> {
    let Backup { name: _, offset, country, answers, proceed: _ } = *backup;
    Context { file: file.sha256, offset, country, answers }
}

/// Takes rows as `emit` does, and asks before each whether to go on.
pub(super) fn asking<'a>(
    proceed: &'a dyn Fn() -> Result<()>,
    emit: Emit<'a>,
) -> impl FnMut(Item) -> Result<()> + 'a {
    move |item| proceed().and_then(|()| emit(item))
}

/// The record of files from which rows were read, each with its name; `detail` holds what else is
/// said of them.
pub(super) fn source_draft(
    files: Vec<(Attachment, String)>,
    mut detail: Vec<(String, Value)>,
    kept: bool,
) -> Draft {
    let mut fact = Fact::new(Kind::File, Source::Imported);
    fact.purpose = Some(Purpose::Source);
    fact.kept = Some(kept);
    let (attachments, names): (_, Vec<_>) = files.into_iter().unzip();
    fact.attachments = attachments;
    let names = names.into_iter().map(Value::Text).collect();
    let draft = Draft::new(fact).with(Field::Names, &Value::List(names));
    if !kept {
        detail.push(("words".to_owned(), Value::Text(KEEP.to_owned())));
    }
    if detail.is_empty() { draft } else { draft.with(Field::Detail, &Value::map(detail)) }
}

/// What a file is before its rows are read.
struct Surveyed {
    sha256: Hash,
    size: u64,
    media_type: &'static str,
}

impl Surveyed {
    fn intake(&self, imported: Imported) -> Intake {
        let whole = imported.cut.is_none() && imported.losses() == 0 && imported.is_read();
        let kept = whole && self.size <= MAX_KEPT;
        Intake { imported, sha256: self.sha256, kept, unchosen: 0, found: BTreeSet::new() }
    }
}

/// Hashes a file; it stands at its start again.
fn survey(source: &mut (impl Read + Seek), proceed: &dyn Fn() -> Result<()>) -> Result<Surveyed> {
    source.rewind()?;
    let mut head = Vec::with_capacity(64);
    source.by_ref().take(64).read_to_end(&mut head)?;
    let media_type = match capture::detect(&head) {
        Some(Format::Gzip) => "application/gzip",
        Some(Format::Json) => "application/json",
        Some(Format::Xml) => "application/xml",
        Some(Format::Zip) => "application/zip",
        Some(Format::Zlib) => "application/zlib",
        None | Some(Format::AndroidBackup) => "application/octet-stream",
    };
    let mut state = Sha256::new();
    state.update(&head);
    let mut size = head.len() as u64;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        proceed()?;
        match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => {
                state.update(&buffer[..read]);
                size += read as u64;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    source.rewind()?;
    Ok(Surveyed { sha256: Hash(state.finalize().into()), size, media_type })
}

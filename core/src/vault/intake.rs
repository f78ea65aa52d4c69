//! Taking a backup file in: its rows, then the file itself.
//!
//! docs/spec/capture.md, "The source file". The original is kept, sealed, up to [`MAX_KEPT`] where
//! all of it was taken; else its SHA-256 stays, with the words that the person must keep it.

use std::io::{ErrorKind, Read, Seek};

use sha2::{Digest, Sha256};

use super::{Imported, Vault};
use crate::capture::{self, Context, Format};
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
}

/// What came of a backup file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Intake {
    /// The rows.
    pub imported: Imported,
    /// The file's SHA-256.
    pub sha256: Hash,
    /// Whether the vault keeps the file; where not, the person must.
    pub kept: bool,
}

impl Vault {
    /// Imports a backup file of any known format, and records the file itself once.
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
        let (sha256, size, media_type) = survey(source)?;
        let Backup { name, offset, country } = *backup;
        let context = Context { file: sha256, offset, country };
        let imported =
            self.import(clock, |sink, emit| capture::read(&mut *source, &context, sink, emit))?;
        let whole = imported.cut.is_none() && imported.skipped_total == 0;
        let keep = whole && size <= MAX_KEPT;
        if imported.appended > 0 || !self.names_source(&sha256, keep)? {
            let mut fact = Fact::new(Kind::File, Source::Imported);
            fact.purpose = Some(Purpose::Source);
            fact.kept = Some(keep);
            let file = if keep {
                source.rewind()?;
                self.attach(&mut *source, media_type)?
            } else {
                let size = i64::try_from(size).unwrap_or(i64::MAX);
                Attachment { sha256, size, media_type: media_type.to_owned() }
            };
            if file.sha256 != sha256 {
                return Err(Malformed::new("backup", 0, "file-changed").into());
            }
            fact.attachments = vec![file];
            let names = Value::List(vec![Value::Text(name.to_owned())]);
            let mut draft = Draft::new(fact).with(Field::Names, &names);
            if !keep {
                let words = vec![("words".to_owned(), Value::Text(KEEP.to_owned()))];
                draft = draft.with(Field::Detail, &Value::map(words));
            }
            self.append(draft, clock())?;
        }
        Ok(Intake { imported, sha256, kept: keep })
    }

    /// Whether a record says already that rows were read from this file, and that it is kept if
    /// it is to be.
    fn names_source(&self, sha256: &Hash, keep: bool) -> Result<bool> {
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

/// The SHA-256, the size and the media type of a file; it stands at its start again.
fn survey(source: &mut (impl Read + Seek)) -> Result<(Hash, u64, &'static str)> {
    source.rewind()?;
    let mut head = Vec::with_capacity(64);
    source.by_ref().take(64).read_to_end(&mut head)?;
    let media_type = match capture::detect(&head) {
        Some(Format::Gzip) => "application/gzip",
        Some(Format::Json) => "application/json",
        Some(Format::Xml) => "application/xml",
        Some(Format::Zip) => "application/zip",
        None => "application/octet-stream",
    };
    let mut state = Sha256::new();
    state.update(&head);
    let mut size = head.len() as u64;
    let mut buffer = vec![0; 256 * 1024];
    loop {
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
    Ok((Hash(state.finalize().into()), size, media_type))
}

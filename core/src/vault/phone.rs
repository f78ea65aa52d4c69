//! Taking a database of an iPhone's backup in: the rows that were chosen, then the file itself.
//!
//! docs/spec/ios-backup.md, 4. A whole phone is not evidence: where only a part was chosen, the
//! database is not kept.

use std::collections::BTreeSet;

use super::intake::{MAX_KEPT, asking, source_draft};
use super::{Backup, Imported, Intake, Rehearsal, Vault};
use crate::capture::ios_backup::{Choice, Met, Store};
use crate::capture::{Context, Emit, Sink};
use crate::error::{Error, Malformed, Result};
use crate::record::canonical::Value;
use crate::record::{Attachment, Millis};

/// The media type of a database.
const SQLITE: &str = "application/vnd.sqlite3";

impl Vault {
    /// Imports the rows of a database that `choice` takes, and records the database once.
    ///
    /// An import that was cancelled does not record the database; running it again does.
    /// `backup.name` is not read.
    ///
    /// # Errors
    /// Those of [`Store::read`] and [`Vault::import`]; `Malformed`, code `file-changed`, where a
    /// file is another one at the end than at the start.
    pub fn import_store(
        &mut self,
        clock: &dyn Fn() -> Millis,
        store: &Store<'_>,
        choice: &Choice,
        backup: &Backup<'_>,
    ) -> Result<Intake> {
        let mut taken = Taken::default();
        let imported =
            self.import(clock, |sink, emit| read(store, choice, backup, sink, emit, &mut taken))?;
        let intake = intake(store, choice, imported, taken)?;
        if intake.imported.cancelled {
            return Ok(intake);
        }
        let again = intake.imported.appended > 0;
        let content = store.sources().first().map(|source| source.sha256).unwrap_or_default();
        if again || !self.names_source(&content, intake.kept)? {
            let mut files = Vec::new();
            for source in store.sources() {
                let size = i64::try_from(source.size).unwrap_or(i64::MAX);
                let (sha256, media_type) = (source.sha256, SQLITE.to_owned());
                let mut file = Attachment { sha256, size, media_type };
                if intake.kept {
                    file = self.attach(&mut *source.content()?, SQLITE)?;
                }
                if file.sha256 != source.sha256 {
                    return Err(Malformed::new("backup", 0, "file-changed").into());
                }
                files.push((file, source.name.clone()));
            }
            let mut detail = Vec::new();
            if let Some(source) = store.sources().first() {
                detail.push(("path".to_owned(), Value::Text(source.path().to_owned())));
                let stored = source.stored_sha256.map(|hash| Value::Text(hash.to_hex()));
                detail.extend(stored.map(|hash| ("stored_sha256".to_owned(), hash)));
            }
            self.append(source_draft(files, detail, intake.kept), clock())?;
        }
        Ok(intake)
    }
}

impl Rehearsal<'_> {
    /// What [`Vault::import_store`] would come to.
    ///
    /// # Errors
    /// Those of [`Store::read`] and [`Rehearsal::import`].
    pub fn import_store(
        &mut self,
        store: &Store<'_>,
        choice: &Choice,
        backup: &Backup<'_>,
    ) -> Result<Intake> {
        let mut taken = Taken::default();
        let imported =
            self.import(|sink, emit| read(store, choice, backup, sink, emit, &mut taken))?;
        intake(store, choice, imported, taken)
    }
}

fn read(
    store: &Store<'_>,
    choice: &Choice,
    backup: &Backup<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
    taken: &mut Taken,
) -> Result<()> {
    let Backup { name: _, offset, country, answers, proceed } = *backup;
    let file = store.sources().first().map(|source| source.sha256).unwrap_or_default();
    let context = Context { file, offset, country, answers };
    let mut choose = |met: &Met<'_>| {
        proceed()?;
        let wanted = choice.takes(met);
        taken.unchosen += u64::from(!wanted);
        if wanted {
            choice.note(met, &mut taken.found);
        }
        Ok(wanted)
    };
    store.read(&context, &mut choose, sink, &mut asking(proceed, emit)).map(|_| ())
}

/// What the choice came to.
#[derive(Default)]
struct Taken {
    unchosen: u64,
    found: BTreeSet<String>,
}

fn intake(store: &Store<'_>, choice: &Choice, imported: Imported, taken: Taken) -> Result<Intake> {
    let source = store.sources().first().ok_or(Error::Misuse("a store is a file"))?;
    let size: u64 = store.sources().iter().map(|source| source.size).sum();
    let whole = imported.losses() == 0 && imported.is_read();
    let kept = choice.is_all() && whole && size <= MAX_KEPT;
    // What the person has to keep is the file as it lies there.
    let sha256 = source.stored_sha256.unwrap_or(source.sha256);
    let Taken { unchosen, found } = taken;
    Ok(Intake { imported, sha256, kept, unchosen, found })
}

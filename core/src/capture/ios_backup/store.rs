//! One database of a backup, open for reading, and the files that it is.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::super::chat_export::Answers;
use super::super::{Context, Emit, Sink};
use super::choice::{Choose, Met, Survey};
use super::database::Database;
use super::folder::Entry;
use super::reading::Reading;
use super::{Files, StoreKind, calls, fault, messages, voicemail, whatsapp};
use crate::chain::Hash;
use crate::error::Result;
use crate::record::{Millis, Offset};

/// The largest database, in bytes.
const MAX_DATABASE: u64 = 16 * 1024 * 1024 * 1024;

/// How much is copied at a time.
const PIECE: usize = 256 * 1024;

/// A file that rows are read from: a database or its write-ahead log.
pub struct SourceFile {
    entry: Entry,
    /// The file's name on the phone.
    pub name: String,
    /// SHA-256 of the content, decrypted where it is encrypted.
    pub sha256: Hash,
    /// The size of the content.
    pub size: u64,
    /// SHA-256 of the file as it lies there, where that is encrypted.
    pub stored_sha256: Option<Hash>,
}

impl std::fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SourceFile").field("name", &self.name).finish_non_exhaustive()
    }
}

impl SourceFile {
    /// The path within the backup's folder.
    pub fn path(&self) -> &str {
        &self.entry.name
    }

    /// The content.
    ///
    /// # Errors
    /// `Io`; `Malformed`, code `file-unsafe`.
    pub fn content(&self) -> Result<Box<dyn Read>> {
        self.entry.content()
    }
}

/// A database of a backup.
pub struct Store<'b> {
    kind: StoreKind,
    files: &'b Files,
    database: Database,
    sources: Vec<SourceFile>,
}

impl std::fmt::Debug for Store<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl<'b> Store<'b> {
    /// Opens a database, and tells by its tables what it is.
    pub(super) fn open(
        files: &'b Files,
        name: &str,
        entry: Entry,
        log: Option<Entry>,
        scratch: &Path,
    ) -> Result<(Option<StoreKind>, Self)> {
        if entry.path().metadata()?.len() > MAX_DATABASE {
            return Err(fault("database-too-large"));
        }
        let empty = |log: &Entry| log.path().metadata().map_or(true, |meta| meta.len() == 0);
        let log = log.filter(|log| !empty(log));
        let database = if entry.is_encrypted() || log.is_some() {
            open_copy(&entry, log.as_ref(), &scratch.join(name))?
        } else {
            Database::open(entry.path())?
        };
        let kind = StoreKind::of(&database);
        let mut sources = vec![survey(entry, name)?];
        if let Some(log) = log {
            sources.push(survey(log, &format!("{name}-wal"))?);
        }
        let store = Self { kind: kind.unwrap_or(StoreKind::Messages), files, database, sources };
        Ok((kind, store))
    }

    /// What it holds.
    pub const fn kind(&self) -> StoreKind {
        self.kind
    }

    /// The database file, then its write-ahead log if it has one.
    pub fn sources(&self) -> &[SourceFile] {
        &self.sources
    }

    /// Reads every row that `choose` wants; gives how many it did not want.
    ///
    /// `context.file` should be the SHA-256 of the first of [`Self::sources`].
    ///
    /// # Errors
    /// `Malformed`: `database-unreadable`, `database-too-large`; `Io` of the sink; what `emit`
    /// and `choose` answer.
    pub fn read(
        &self,
        context: &Context<'_>,
        choose: Choose<'_>,
        sink: &mut dyn Sink,
        emit: Emit<'_>,
    ) -> Result<u64> {
        let mut reading = Reading {
            kind: self.kind,
            files: self.files,
            database: &self.database,
            context,
            choose,
            sink,
            emit,
            unchosen: 0,
        };
        match self.kind {
            StoreKind::Messages => messages::read(&mut reading),
            StoreKind::Calls => calls::read(&mut reading),
            StoreKind::Voicemail => voicemail::read(&mut reading),
            StoreKind::WhatsApp => whatsapp::read(&mut reading),
        }?;
        Ok(reading.unchosen)
    }

    /// Counts every conversation, without reading texts or attachments.
    ///
    /// # Errors
    /// As [`Self::read`]; what `proceed` answers, which is asked for each row.
    pub fn survey(
        &self,
        country: Option<&str>,
        proceed: &dyn Fn() -> Result<()>,
        survey: &mut Survey,
    ) -> Result<()> {
        let offset = |_: Millis| -> Option<Offset> { None };
        let answers = Answers::default();
        let context = Context { file: Hash::ZERO, offset: &offset, country, answers };
        let mut choose = |met: &Met<'_>| {
            proceed()?;
            survey.add(self.kind, met);
            Ok(false)
        };
        self.read(&context, &mut choose, &mut Nothing, &mut |_| Ok(()))?;
        Ok(())
    }
}

/// A sink that is never used.
struct Nothing;

impl Sink for Nothing {
    fn attach(&mut self, _: &mut dyn Read, _: &str) -> Result<crate::record::Attachment> {
        Err(crate::error::Error::Misuse("a survey takes no content"))
    }
}

/// Copies a database and its log to `copy`, merges them and opens the copy, whose name is gone
/// again where the system allows it.
pub(super) fn open_copy(entry: &Entry, log: Option<&Entry>, copy: &Path) -> Result<Database> {
    let beside = |end: &str| {
        let mut path = copy.as_os_str().to_owned();
        path.push(end);
        std::path::PathBuf::from(path)
    };
    let open = || {
        write(entry, copy)?;
        if let Some(log) = log {
            write(log, &beside("-wal"))?;
            Database::merge_log(copy)?;
        }
        Database::open(copy)
    };
    let opened = open();
    for path in [copy, &beside("-wal"), &beside("-shm"), &beside("-journal")] {
        let _ = fs::remove_file(path);
    }
    opened
}

fn write(entry: &Entry, path: &Path) -> Result<()> {
    let mut out = File::create(path)?;
    let mut content = entry.content()?;
    let mut piece = vec![0; PIECE];
    loop {
        match content.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(count) => out.write_all(&piece[..count])?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Hashes a file.
fn survey(entry: Entry, name: &str) -> Result<SourceFile> {
    let (sha256, size) = hash(&mut *entry.content()?)?;
    let stored_sha256 = match entry.is_encrypted() {
        true => Some(hash(&mut entry.stored()?)?.0),
        false => None,
    };
    Ok(SourceFile { entry, name: name.to_owned(), sha256, size, stored_sha256 })
}

fn hash(content: &mut dyn Read) -> Result<(Hash, u64)> {
    let mut state = Sha256::new();
    let mut size = 0;
    let mut piece = vec![0; PIECE];
    loop {
        match content.read(&mut piece) {
            Ok(0) => return Ok((Hash(state.finalize().into()), size)),
            Ok(count) => {
                state.update(&piece[..count]);
                size += count as u64;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

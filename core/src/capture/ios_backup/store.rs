//! One database of a backup, open for reading, and the files that it is.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::super::chat_export::Answers;
use super::super::{Context, Emit, Sink, android_database};
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
        let (database, hashes) = if entry.is_encrypted() || log.is_some() {
            open_copy(&entry, log.as_ref(), &scratch.join(name))?
        } else {
            (Database::open(entry.path())?, vec![copy(&entry, None)?])
        };
        let kind = StoreKind::of(&database);
        let names = [name.to_owned(), format!("{name}-wal")];
        let entries = std::iter::once(entry).chain(log).zip(names).zip(hashes);
        let sources = entries.map(|((entry, name), hashes)| {
            let Hashes { sha256, size, stored_sha256 } = hashes;
            SourceFile { entry, name, sha256, size, stored_sha256 }
        });
        let sources = sources.collect();
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
            StoreKind::Telephony => android_database::messages(&mut reading),
            StoreKind::CallLog => android_database::calls(&mut reading),
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

/// What a file is by its bytes.
pub(super) struct Hashes {
    sha256: Hash,
    size: u64,
    stored_sha256: Option<Hash>,
}

/// Copies a database and its log to `path`, merges them and opens the copy, whose name is gone
/// again where the system allows it. The hashes are those of the database, then of the log.
pub(super) fn open_copy(
    entry: &Entry,
    log: Option<&Entry>,
    path: &Path,
) -> Result<(Database, Vec<Hashes>)> {
    let beside = |end: &str| {
        let mut path = path.as_os_str().to_owned();
        path.push(end);
        PathBuf::from(path)
    };
    let open = || {
        let mut hashes = vec![copy(entry, Some(path))?];
        if let Some(log) = log {
            hashes.push(copy(log, Some(&beside("-wal")))?);
            Database::merge_log(path)?;
        }
        Ok((Database::open(path)?, hashes))
    };
    let opened = open();
    for path in [path, &beside("-wal"), &beside("-shm"), &beside("-journal")] {
        let _ = fs::remove_file(path);
    }
    opened
}

/// Reads a file once: hashes it, and its content, which goes to `path` where there is one.
fn copy(entry: &Entry, path: Option<&Path>) -> Result<Hashes> {
    let file = entry.stored()?;
    let there = file.metadata()?.len();
    let mut out = path.map(File::create).transpose()?;
    let mut stored = Hashing { file, state: entry.is_encrypted().then(Sha256::new) };
    let mut content = entry.decrypt(&mut stored, there);
    let mut state = Sha256::new();
    let mut size = 0;
    let mut piece = vec![0; PIECE];
    while let Some(count) = fill(&mut *content, &mut piece)? {
        state.update(&piece[..count]);
        size += count as u64;
        if let Some(out) = &mut out {
            out.write_all(&piece[..count])?;
        }
    }
    drop(content);
    // What stands behind the content belongs to the file too.
    while fill(&mut stored, &mut piece)?.is_some() {}
    let stored_sha256 = stored.state.map(|state| Hash(state.finalize().into()));
    Ok(Hashes { sha256: Hash(state.finalize().into()), size, stored_sha256 })
}

/// The next bytes; none at the end.
fn fill(source: &mut dyn Read, piece: &mut [u8]) -> Result<Option<usize>> {
    loop {
        match source.read(piece) {
            Ok(0) => return Ok(None),
            Ok(count) => return Ok(Some(count)),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// A file that is hashed while it is read.
struct Hashing {
    file: File,
    state: Option<Sha256>,
}

impl Read for Hashing {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(out)?;
        if let Some(state) = &mut self.state {
            state.update(&out[..count]);
        }
        Ok(count)
    }
}

//! Backup: the sealed folder as one file, and back; a restored copy is read-only.
//!
//! A stored zip of `vault.db` and `attachments/<name>`, with constant times. What is in it is
//! sealed as it is in the folder. docs/spec/vault.md, "Backup".

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use rusqlite::Connection;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::attachment::{self, FOLDER, INCOMING};
use super::{DATABASE, RecoveryCode, Vault};
use crate::error::{Error, Malformed, Result};
use crate::key::Keystore;
use crate::record::canonical::{to_hex, unhex};

/// The most files a backup may hold.
const MAX_FILES: usize = 1_000_000;

impl Vault {
    /// Writes the sealed vault as one file, as it is at this moment; others may go on appending.
    ///
    /// # Errors
    /// `Io` of `out`; `Database`, `StorageFull`.
    pub fn backup(&self, out: &mut dyn Write) -> Result<()> {
        let mut name = [0; 8];
        self.keystore.random(&mut name)?;
        let copy = self.folder.join(INCOMING).join(format!("backup-{}", to_hex(&name)));
        self.incoming.share();
        let written = self.copy_database(&copy).and_then(|names| self.pack(&copy, &names, out));
        if self.pending.is_empty() {
            self.incoming.release();
        }
        let removed = fs::remove_file(&copy);
        written.and_then(|()| removed.map_err(Error::from))
    }

    /// Copies the database as one transaction sees it, marks the copy as one, and lists the
    /// attachments that it names.
    fn copy_database(&self, copy: &Path) -> Result<Vec<[u8; 16]>> {
        let path = copy.to_str().ok_or(Error::Misuse("the folder's name is not UTF-8"))?;
        self.database.connection.execute("VACUUM INTO ?1", [path])?;
        let copied = Connection::open(copy)?;
        copied.execute_batch(
            "PRAGMA journal_mode = MEMORY;
             INSERT OR REPLACE INTO header VALUES ('copy', x'');",
        )?;
        let mut statement = copied.prepare("SELECT name FROM attachment")?;
        let names = statement.query_map([], |row| row.get(0))?;
        Ok(names.collect::<rusqlite::Result<_>>()?)
    }

    /// Writes the zip. An attachment that is gone is left out: a damaged vault can be backed up.
    fn pack(&self, copy: &Path, names: &[[u8; 16]], out: &mut dyn Write) -> Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(true)
            .unix_permissions(0o600);
        let mut zip = ZipWriter::new_stream(out);
        zip.start_file(DATABASE, options).map_err(refine)?;
        io::copy(&mut File::open(copy)?, &mut zip)?;
        for name in names.iter().map(|name| to_hex(name)) {
            let places = [FOLDER, INCOMING].map(|folder| self.folder.join(folder).join(&name));
            let Some(mut file) = places.iter().find_map(|place| File::open(place).ok()) else {
                continue;
            };
            zip.start_file(format!("{FOLDER}/{name}"), options).map_err(refine)?;
            io::copy(&mut file, &mut zip)?;
        }
        zip.finish().map_err(refine)?.into_inner().flush()?;
        Ok(())
    }

    /// Unpacks a backup into `folder`, which must be empty or not there, and opens it by the
    /// recovery code; the copy is read-only, and [`Self::begin_next`] goes on from it.
    ///
    /// # Errors
    /// `Malformed` where the file is no backup, `Keystore` where the code is another vault's.
    pub fn restore(
        mut backup: impl Read + Seek,
        folder: impl AsRef<Path>,
        code: &RecoveryCode,
        keystore: Box<dyn Keystore + Send + Sync>,
    ) -> Result<Self> {
        let folder = folder.as_ref();
        if folder.exists() && fs::read_dir(folder)?.next().is_some() {
            return Err(Error::Misuse("a backup is restored into an empty folder"));
        }
        let size = backup.seek(SeekFrom::End(0))?;
        let mut zip = ZipArchive::new(backup).map_err(refine)?;
        let sound = zip.len() <= MAX_FILES
            && zip.file_names().all(|name| name.is_ok_and(|name| is_ours(&name)));
        if !sound || zip.index_for_name(DATABASE).is_none() {
            return Err(NO_BACKUP.into());
        }
        // Nothing is packed and nothing overlaps, so that no file unpacks into more than itself.
        let mut unpacked = 0_u64;
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(refine)?;
            unpacked = unpacked.saturating_add(entry.size());
            if entry.compression() != CompressionMethod::Stored || unpacked > size {
                return Err(NO_BACKUP.into());
            }
        }
        for part in [FOLDER, INCOMING] {
            fs::create_dir_all(folder.join(part)).map_err(attachment::refine)?;
        }
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).map_err(refine)?;
            let path = folder.join(&*entry.name().map_err(refine)?);
            let mut file = File::create_new(path).map_err(attachment::refine)?;
            let size = entry.size();
            io::copy(&mut (&mut entry).take(size), &mut file).map_err(attachment::refine)?;
            file.sync_all().map_err(attachment::refine)?;
        }
        Self::recover(folder, code, keystore)
    }
}

/// What is said of a file that is no backup.
const NO_BACKUP: Malformed = Malformed::new("backup", 0, "not-a-backup");

/// Whether a name in the zip is one that a backup has; no other path is ever written.
fn is_ours(name: &str) -> bool {
    let attachment = name.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/'));
    name == DATABASE || attachment.is_some_and(|name| unhex(name.as_bytes(), &mut [0; 16]))
}

fn refine(fault: zip::result::ZipError) -> Error {
    match fault {
        zip::result::ZipError::Io(fault) => attachment::refine(fault),
        _ => NO_BACKUP.into(),
    }
}

//! The folder of a backup: which file lies where, and how it is opened.
//!
//! A file is found by the SHA-1 of its domain and path on the phone. No path that the backup holds
//! is ever used on this computer. docs/spec/ios-backup.md, 1.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::OptionalExtension as _;
use sha1::{Digest as _, Sha1};

use super::database::Database;
use super::decrypt::Decrypted;
use super::keybag::{ClassKeys, Key};
use super::plist::Archive;
use crate::error::{Error, Malformed, Result};
use crate::record::canonical::to_hex;

/// The largest `Manifest.db`, in bytes.
pub(super) const MAX_MANIFEST: u64 = 1024 * 1024 * 1024;

/// A file of the backup, or one beside it.
pub(super) struct Entry {
    /// Its path within the folder.
    pub(super) name: String,
    path: PathBuf,
    /// The key of its content, where that is encrypted.
    key: Option<Key>,
    /// The size of its content, where the manifest says it.
    size: Option<u64>,
}

impl Entry {
    /// A file that is not encrypted.
    pub(super) fn plain(path: &Path, name: &str) -> Self {
        Self { name: name.to_owned(), path: path.to_owned(), key: None, size: None }
    }

    /// An encrypted file.
    pub(super) fn encrypted(path: &Path, name: &str, key: Key, size: Option<u64>) -> Self {
        Self { name: name.to_owned(), path: path.to_owned(), key: Some(key), size }
    }

    /// Whether the content is encrypted.
    pub(super) const fn is_encrypted(&self) -> bool {
        self.key.is_some()
    }

    /// The file itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The file as it lies there.
    ///
    /// # Errors
    /// `Malformed`, code `file-unsafe`; `Io`.
    pub(super) fn stored(&self) -> Result<File> {
        open(&self.path)
    }

    /// The content, decrypted where it is encrypted.
    ///
    /// # Errors
    /// As [`Self::stored`].
    pub(super) fn content(&self) -> Result<Box<dyn Read>> {
        let file = self.stored()?;
        let there = file.metadata()?.len();
        Ok(self.decrypt(file, there))
    }

    /// The content of the file, whose `there` bytes are read from `stored`.
    pub(super) fn decrypt<'a>(&self, stored: impl Read + 'a, there: u64) -> Box<dyn Read + 'a> {
        match &self.key {
            None => Box::new(stored),
            // A size above what there is says nothing.
            Some(key) => {
                let size = self.size.filter(|size| *size <= there);
                Box::new(Decrypted::new(stored, key, size))
            }
        }
    }
}

/// The folder, its manifest, and the keys of its files.
pub(super) struct Folder {
    path: PathBuf,
    /// None where it is missing or cannot be read.
    pub(super) manifest: Option<Database>,
    /// The keys of an encrypted backup, once it is open.
    pub(super) keys: Option<ClassKeys>,
}

impl Folder {
    /// A folder without a manifest so far.
    pub(super) const fn new(path: PathBuf) -> Self {
        Self { path, manifest: None, keys: None }
    }

    /// A file by its own name; none where it is not there.
    ///
    /// # Errors
    /// `Malformed`, code `file-unsafe`.
    pub(super) fn beside(&self, name: &str) -> Result<Option<PathBuf>> {
        existing(self.path.join(name))
    }

    /// The file of a domain of the phone; none where the backup does not hold it.
    ///
    /// # Errors
    /// `Malformed`: `file-unsafe`, and the codes of a file's key; `manifest-unreadable` where the
    /// keys are in a manifest that cannot be read on.
    pub(super) fn find(&self, domain: &str, path: &str) -> Result<Option<Entry>> {
        let hashed = hashed(domain, path);
        let nested = format!("{}/{hashed}", &hashed[..2]);
        let (name, place) = match self.beside(&nested)? {
            Some(place) => (nested, place),
            None => match self.beside(&hashed)? {
                Some(place) => (hashed.clone(), place),
                None => return Ok(None),
            },
        };
        let listed = match &self.manifest {
            Some(manifest) => listed(manifest, &hashed, domain, path),
            None => Ok(None),
        };
        let Some(keys) = &self.keys else {
            return Ok(match listed {
                Ok(Some(Listed::Other)) => None,
                _ => Some(Entry::plain(&place, &name)),
            });
        };
        let Some(Listed::File(blob)) = listed.map_err(|_| fault("manifest-unreadable"))? else {
            return Ok(None);
        };
        let archive = Archive::parse(&blob)?;
        let root = archive.root().ok_or_else(|| fault("file-key-malformed"))?;
        let size = archive.member(root, "Size").and_then(super::plist::Value::int);
        let size = size.and_then(|size| u64::try_from(size).ok());
        let Some(wrapped) = archive.member(root, "EncryptionKey") else {
            return Ok(Some(Entry::plain(&place, &name)));
        };
        let wrapped = wrapped.data().or_else(|| archive.member(wrapped, "NS.data")?.data());
        let key = keys.file_key(wrapped.ok_or_else(|| fault("file-key-malformed"))?)?;
        Ok(Some(Entry::encrypted(&place, &name, key, size)))
    }
}

/// What the manifest says of a name.
enum Listed {
    /// A file; what is said of it.
    File(Vec<u8>),
    /// A folder, a link, or a file of another path.
    Other,
}

fn listed(
    manifest: &Database,
    hashed: &str,
    domain: &str,
    path: &str,
) -> rusqlite::Result<Option<Listed>> {
    let sql = "SELECT domain, relativePath, flags, file FROM Files WHERE fileID = ?1";
    let mut statement = manifest.connection.prepare_cached(sql)?;
    let row = |row: &rusqlite::Row<'_>| {
        let same = row.get_ref(0)?.as_bytes_or_null()? == Some(domain.as_bytes())
            && row.get_ref(1)?.as_bytes_or_null()? == Some(path.as_bytes());
        let is_file = row.get::<_, Option<i64>>(2)?.is_none_or(|flags| flags == 1);
        if !same || !is_file {
            return Ok(Listed::Other);
        }
        Ok(Listed::File(row.get_ref(3)?.as_bytes_or_null()?.unwrap_or_default().to_vec()))
    };
    statement.query_row([hashed], row).optional()
}

/// The name of a file: SHA-1 of domain, dash and path, in hex.
pub(super) fn hashed(domain: &str, path: &str) -> String {
    to_hex(&Sha1::digest(format!("{domain}-{path}")))
}

/// A path, where there is a regular file.
pub(super) fn existing(path: PathBuf) -> Result<Option<PathBuf>> {
    match fs::symlink_metadata(&path) {
        Ok(meta) if meta.is_file() => Ok(Some(path)),
        Ok(_) => Err(fault("file-unsafe")),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn is_absent(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

/// Opens a regular file for reading.
fn open(path: &Path) -> Result<File> {
    if existing(path.to_owned())?.is_none() {
        return Err(std::io::Error::from(std::io::ErrorKind::NotFound).into());
    }
    Ok(File::open(path)?)
}

fn fault(code: &'static str) -> Error {
    Malformed::new("backup", 0, code).into()
}

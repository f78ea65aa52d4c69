//! What can go wrong in the program or its input, grouped by who is at fault.
//!
//! Whether *evidence* is good is not an error: `bundle::verify` answers with an `Audit`
//! (docs/spec/audit.md). No text here ever carries message content, numbers or keys.

use std::fmt;

/// The result of every fallible function of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an operation failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Reading or writing a file failed.
    #[error("a file could not be read or written")]
    Io(#[from] std::io::Error),
    /// SQLite failed; the source is chained, never printed, because it may quote a row.
    #[cfg(not(target_family = "wasm"))]
    #[error("the vault's database failed")]
    Database(#[source] rusqlite::Error),
    /// The keystore refused, or no key slot opens.
    #[error("the keystore failed: {0}")]
    Keystore(&'static str),
    /// The keystore cannot answer now, for it is locked or busy; no key is lost by that.
    #[error("the keystore is locked")]
    Locked,
    /// The input does not have the form it must have.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The input has a newer version than this program knows.
    #[error("unsupported version of {format}: {version}")]
    Unsupported {
        /// Which format.
        format: &'static str,
        /// The version found.
        version: u64,
    },
    /// The calling program broke a stated rule.
    #[error("misuse: {0}")]
    Misuse(&'static str),
    /// The vault is damaged; it stays as it is and is read-only.
    #[error("the vault is damaged: {0}")]
    Damaged(&'static str),
    /// There is no room left on the disk.
    #[error("no space is left on the disk")]
    StorageFull,
    /// The caller's progress function asked to stop; what was committed stays.
    #[error("cancelled")]
    Cancelled,
}

/// Input that breaks a format's rule: which format, where, which rule. Never content.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Malformed {
    /// The format's name, such as `record` or `checkpoint`.
    pub format: &'static str,
    /// A byte offset, line or row (from 1), or 0 where there is none.
    pub place: u64,
    /// The stable code of the rule that is broken, in kebab-case.
    pub code: &'static str,
}

impl Malformed {
    /// Names a broken rule of `format` at `place`.
    pub const fn new(format: &'static str, place: u64, code: &'static str) -> Self {
        Self { format, place, code }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "malformed {} at {}: {}", self.format, self.place, self.code)
    }
}

impl std::error::Error for Malformed {}

#[cfg(not(target_family = "wasm"))]
impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        use std::io::ErrorKind;
        let no_room = source
            .sqlite_error()
            .is_some_and(|fault| fault.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE);
        match source.sqlite_error_code() {
            _ if no_room => Self::StorageFull,
            Some(Code::DiskFull) => Self::StorageFull,
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => {
                Self::Damaged("database-unreadable")
            }
            Some(Code::CannotOpen | Code::PermissionDenied) => {
                Self::Io(ErrorKind::PermissionDenied.into())
            }
            Some(Code::ReadOnly) => Self::Io(ErrorKind::ReadOnlyFilesystem.into()),
            _ => Self::Database(source),
        }
    }
}

//! What went wrong, by what the app can do about it.

use std::io::ErrorKind;

use dunlog_core::Error;
use dunlog_core::key::recovery::WRONG_CODE;

use crate::keystore::KeystoreFailed;

/// Why a call did nothing. No text here carries message content, numbers, names or keys.
#[derive(Debug, Eq, PartialEq, thiserror::Error, uniffi::Error)]
pub enum VaultError {
    /// The keystore is locked or busy: try again later. What the spool holds is safe.
    #[error("the keystore is locked")]
    Locked,
    /// No key slot opens: ask for the recovery code (`Vault.recover`).
    #[error("the key is lost")]
    KeyLost,
    /// What was handed in does not fit; `code` says how, in kebab-case.
    #[error("bad input: {code}")]
    BadInput {
        /// The stable code.
        code: String,
    },
    /// No room is left: ask for some, then try again. What was acknowledged stays.
    #[error("no space is left")]
    StorageFull,
    /// The vault is damaged and stays read-only: go on in a new one (`Vault.beginNext`).
    #[error("the vault is damaged: {code}")]
    Damaged {
        /// The code of docs/spec/vault.md, section 7.
        code: String,
    },
    /// Something that the app cannot mend; `code` is for a bug report.
    #[error("internal: {code}")]
    Internal {
        /// Which part failed.
        code: String,
    },
}

/// The result of every call that can fail.
pub(crate) type Result<T> = std::result::Result<T, VaultError>;

impl VaultError {
    pub(crate) fn bad(code: &str) -> Self {
        Self::BadInput { code: code.to_owned() }
    }

    fn internal(code: &str) -> Self {
        Self::Internal { code: code.to_owned() }
    }
}

impl From<Error> for VaultError {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(fault) => fault.into(),
            Error::Database(_) => Self::internal("database"),
            Error::Locked => Self::Locked,
            Error::Keystore(WRONG_CODE) => Self::bad("recovery-code-wrong"),
            Error::Keystore(_) => Self::KeyLost,
            Error::Malformed(malformed) => Self::bad(malformed.code),
            Error::Unsupported { .. } => Self::bad("unsupported-version"),
            Error::Misuse(_) => Self::bad("misuse"),
            Error::Damaged(code) => Self::Damaged { code: code.to_owned() },
            Error::StorageFull => Self::StorageFull,
            // A cancel is an outcome; where core has none for it, the caller of core makes one.
            Error::Cancelled => Self::internal("cancelled"),
        }
    }
}

impl From<std::io::Error> for VaultError {
    fn from(fault: std::io::Error) -> Self {
        match fault.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::StorageFull,
            ErrorKind::NotFound => Self::bad("file-not-found"),
            ErrorKind::AlreadyExists => Self::bad("file-exists"),
            ErrorKind::IsADirectory | ErrorKind::NotADirectory => Self::bad("not-a-file"),
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                Self::bad("file-not-accessible")
            }
            _ if fault.get_ref().is_some_and(|inner| inner.is::<KeystoreFailed>()) => {
                Self::internal("keystore")
            }
            _ => Self::internal("file"),
        }
    }
}

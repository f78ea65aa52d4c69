//! The platform's keystore, and how core sees it.

use std::sync::Arc;

use dunlog_core::chain::Hash;
use dunlog_core::{Error, Result};
use zeroize::Zeroizing;

/// Why a keystore could not do what it was asked.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum KeystoreError {
    /// It is locked or busy now; the same call may work later.
    #[error("the keystore is locked")]
    Locked,
    /// The key is gone or invalid for ever; only the recovery code helps.
    #[error("the key is lost")]
    Lost,
    /// Something else; an exception that nobody expected arrives as this too.
    #[error("the keystore failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for KeystoreError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// A head of a log that the keystore was told of.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Remembered {
    /// How many records.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
}

/// What the platform keeps for a vault: a wrapping key, and the last head seen of each log.
///
/// Called from any thread. An implementation must not call the vault.
#[uniffi::export(foreign)]
pub trait Keystore: Send + Sync {
    /// Wraps a secret of some 36 bytes under the platform's key.
    ///
    /// # Errors
    /// [`KeystoreError`].
    fn wrap(&self, secret: Vec<u8>) -> std::result::Result<Vec<u8>, KeystoreError>;

    /// Unwraps what [`Self::wrap`] gave.
    ///
    /// # Errors
    /// [`KeystoreError`].
    fn unwrap(&self, wrapped: Vec<u8>) -> std::result::Result<Vec<u8>, KeystoreError>;

    /// Keeps a log's newest head outside of the vault's folder.
    ///
    /// # Errors
    /// [`KeystoreError`].
    fn remember(&self, origin: String, head: Remembered) -> std::result::Result<(), KeystoreError>;

    /// What was last remembered for the log.
    ///
    /// # Errors
    /// [`KeystoreError`].
    fn recall(&self, origin: String) -> std::result::Result<Option<Remembered>, KeystoreError>;
}

/// Marks an I/O error of core as one of the keystore.
#[derive(Debug, thiserror::Error)]
#[error("the keystore failed")]
pub(crate) struct KeystoreFailed;

impl From<KeystoreError> for Error {
    fn from(error: KeystoreError) -> Self {
        match error {
            KeystoreError::Locked => Self::Locked,
            KeystoreError::Lost => Self::Keystore("the platform's key is lost"),
            KeystoreError::Failed => Self::Io(std::io::Error::other(KeystoreFailed)),
        }
    }
}

/// A foreign keystore as core's.
#[derive(Clone)]
pub(crate) struct Adapter(pub(crate) Arc<dyn Keystore>);

impl Adapter {
    /// The keystore as core wants to own it.
    pub(crate) fn boxed(&self) -> Box<dyn dunlog_core::key::Keystore + Send + Sync> {
        Box::new(self.clone())
    }
}

impl dunlog_core::key::Keystore for Adapter {
    fn random(&self, bytes: &mut [u8]) -> Result<()> {
        getrandom::fill(bytes).map_err(|_| KeystoreError::Failed.into())
    }

    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>> {
        Ok(self.0.wrap(secret.to_vec())?)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        Ok(Zeroizing::new(self.0.unwrap(wrapped.to_vec())?))
    }

    fn remember(&self, origin: &str, size: u64, root: Hash) -> Result<()> {
        Ok(self.0.remember(origin.to_owned(), Remembered { size, root })?)
    }

    fn recall(&self, origin: &str) -> Result<Option<(u64, Hash)>> {
        let head = self.0.recall(origin.to_owned())?;
        Ok(head.map(|Remembered { size, root }| (size, root)))
    }
}

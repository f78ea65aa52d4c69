//! Content of attachments, read out of the sealed store place by place: for a player, and for a
//! picture, without a plain file.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use dunlog_core::chain::Hash;
use dunlog_core::vault::Content;

use crate::error::Result;
use crate::vault::Vault;

/// An attachment that is open for reading. Calls may come from any thread.
#[derive(Debug, uniffi::Object)]
pub struct SealedContent(Mutex<Place>);

/// The content, and the place where its reading stands.
#[derive(Debug)]
struct Place {
    content: Content,
    at: u64,
}

#[uniffi::export]
impl Vault {
    /// Opens an attachment for reading.
    ///
    /// # Errors
    /// `BadInput`, `misuse`, where the vault does not keep it; `Damaged`.
    pub fn open_attachment(&self, sha256: Hash) -> Result<Arc<SealedContent>> {
        let content = self.read(|vault| vault.attachment(&sha256))?;
        Ok(Arc::new(SealedContent(Mutex::new(Place { content, at: 0 }))))
    }
}

#[uniffi::export]
impl SealedContent {
    /// The bytes of the content.
    pub fn size(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).content.size()
    }

    /// At most `count` bytes from a place on; fewer only at the end, and none beyond it.
    ///
    /// # Errors
    /// `Internal` with the code `file` where the sealed file was altered or cannot be read.
    pub fn read_at(&self, place: u64, count: u32) -> Result<Vec<u8>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Place { content, at } = &mut *state;
        // Where this fails, the next call goes to its place anew.
        if std::mem::replace(at, u64::MAX) != place {
            content.go_to(place)?;
        }
        let mut bytes = Vec::new();
        content.take(u64::from(count)).read_to_end(&mut bytes)?;
        *at = place.min(content.size()) + bytes.len() as u64;
        Ok(bytes)
    }
}

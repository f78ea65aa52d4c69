//! Files that another program shared: sealed into the spool, and listed until a person says what
//! they are.

use std::fs::File;
use std::io::BufReader;

use dunlog_core::record::Millis;
use dunlog_core::vault::spool;
use zeroize::Zeroizing;

use crate::content::{NamedContent, Reading};
use crate::error::{Result, VaultError};
use crate::file::write_new;
use crate::spool::{Aside, Spool};
use crate::vault::Vault;

/// A shared file that waits.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct SharedFile {
    /// Its name in the spool: 32 hex digits.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// When it was shared, by the phone's wall clock.
    pub time: Millis,
    /// Words that were shared with it.
    pub words: Option<String>,
    /// The content's bytes.
    pub size: u64,
}

impl From<spool::Shared> for SharedFile {
    fn from(shared: spool::Shared) -> Self {
        let spool::Shared { id, label: spool::Label { name, time, words }, size } = shared;
        Self { id, name, time, words, size }
    }
}

/// The shared files that wait, and what could not be read.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct SharedFiles {
    /// The files, by the time at which they were shared.
    pub files: Vec<SharedFile>,
    /// What was moved to the spool's folder `kept-aside` just now.
    pub aside: Vec<Aside>,
}

/// The most bytes that a shared file may hold.
#[uniffi::export]
pub fn max_shared() -> u64 {
    spool::MAX_SHARED
}

/// What a share draws its key from.
fn chance() -> Result<Zeroizing<[u8; 64]>> {
    let mut chance = Zeroizing::new([0; 64]);
    getrandom::fill(&mut chance[..])
        .map_err(|_| VaultError::Internal { code: "randomness".to_owned() })?;
    Ok(chance)
}

#[uniffi::export]
impl Spool {
    /// Seals a file into the spool, read as a stream; gives its id. When this returns, it is on the
    /// disk; where it fails, nothing of it is there. Needs no keystore.
    ///
    /// # Errors
    /// `BadInput`: `share-too-large` above [`max_shared`], `share-label-too-long`, and for a file
    /// that cannot be read; `StorageFull`.
    pub fn share(
        &self,
        file: String,
        name: String,
        words: Option<String>,
        now: Millis,
    ) -> Result<String> {
        let source = File::open(file)?;
        // Told before a gigabyte is written in vain; a file that grows is stopped all the same.
        if source.metadata()?.len() > spool::MAX_SHARED {
            return Err(VaultError::bad("share-too-large"));
        }
        let label = spool::Label { name, time: now, words };
        let mut content = BufReader::with_capacity(256 * 1024, source);
        Ok(self.0.share(&mut content, &label, &chance()?)?)
    }

    /// [`Self::share`] of what the app holds, so that it lies in no plain file first. None where the
    /// person stopped it, and then nothing of it is there.
    ///
    /// # Errors
    /// As [`Self::share`]; `content-unreadable`, `content-cut` where it is not as long as was said.
    pub fn share_content(
        &self,
        content: NamedContent,
        words: Option<String>,
        now: Millis,
    ) -> Result<Option<String>> {
        if content.size.is_some_and(|size| size > spool::MAX_SHARED) {
            return Err(VaultError::bad("share-too-large"));
        }
        let label = spool::Label { name: content.name.clone(), time: now, words };
        let mut reading = Reading::new(content);
        match self.0.share(&mut reading, &label, &chance()?) {
            Err(_) if reading.is_cancelled() => Ok(None),
            shared => Ok(Some(shared.map_err(|error| reading.explain(error))?)),
        }
    }

    /// Removes a shared file, once what it holds is in the log or is not wanted; one that is gone is
    /// no error.
    ///
    /// # Errors
    /// `BadInput`, `misuse`, for what is no id.
    pub fn drop_shared(&self, id: String) -> Result<()> {
        Ok(self.0.drop_shared(&id)?)
    }
}

#[uniffi::export]
impl Vault {
    /// The shared files that wait; what is none of this vault's is kept aside.
    ///
    /// # Errors
    /// `BadInput`, `misuse`, where this vault has no spool; `Damaged`.
    pub fn shared(&self, spool: &Spool, now: Millis) -> Result<SharedFiles> {
        let spool::Waiting { files, aside } = self.live().shared(&spool.0, now)?;
        let files = files.into_iter().map(SharedFile::from).collect();
        Ok(SharedFiles { files, aside: aside.into_iter().map(Aside::from).collect() })
    }

    /// Writes the content of a shared file to a new file. One that was cut short or changed is kept
    /// aside, and no file is left.
    ///
    /// # Errors
    /// `BadInput`: `share-torn`, `file-exists`, `misuse` where there is no such shared file;
    /// `StorageFull`.
    pub fn save_shared(&self, spool: &Spool, id: String, file: String) -> Result<()> {
        let vault = self.another()?;
        write_new(&file, |out| vault.copy_shared(&spool.0, &id, out).map_err(VaultError::from))
    }
}

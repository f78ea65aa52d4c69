//! The vault: made, opened, recovered; its head and key.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dunlog_core::Error;
use dunlog_core::chain::{Hash, Head};
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Attachment, Millis};
use dunlog_core::vault::{self, Appended, Loss, RecoveryCode};

use crate::error::{Result, VaultError};
use crate::file::write_new;
use crate::keystore::{Adapter, Keystore};
use crate::progress::{Asking, Progress};

/// An open vault. Calls may come from any thread; long ones let short ones pass.
#[derive(uniffi::Object)]
pub struct Vault {
    folder: PathBuf,
    keystore: Adapter,
    live: Mutex<vault::Vault>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

/// A new vault, and the code that is shown once.
#[derive(Debug, uniffi::Record)]
pub struct Created {
    /// The vault.
    pub vault: Arc<Vault>,
    /// The recovery code, in seven groups of four; it is not kept.
    pub recovery_code: String,
}

impl Created {
    fn new(vault: Arc<Vault>, code: &RecoveryCode) -> Self {
        Self { vault, recovery_code: code.to_text().to_string() }
    }
}

/// Something that is wrong with a vault.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct VaultIssue {
    /// The place in the log, from 0; none where the whole log is meant.
    pub place: Option<u64>,
    /// The code of docs/spec/vault.md, section 7.
    pub code: String,
}

impl From<vault::Issue> for VaultIssue {
    fn from(issue: vault::Issue) -> Self {
        let vault::Issue { place, code } = issue;
        Self { place, code: code.to_owned() }
    }
}

/// What a redaction dropped.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Redacted {
    /// The record that says so.
    pub record: Appended,
    /// The records that have no openings any more.
    pub targets: Vec<Hash>,
    /// The content that is gone.
    pub attachments: Vec<Attachment>,
    /// Whether nothing is left in the folder; if not, closing the vault does it.
    pub settled: bool,
}

impl From<vault::Redacted> for Redacted {
    fn from(redacted: vault::Redacted) -> Self {
        let vault::Redacted { record, targets, attachments, settled } = redacted;
        Self { record, targets, attachments, settled }
    }
}

/// The key that signs a log.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct PublicKey {
    /// SHA-256 of the key as 16 groups of 4 hex digits, to be read out or printed.
    pub fingerprint: String,
    /// The key as a PEM file that `openssl` reads.
    pub pem: String,
}

impl Vault {
    fn new(folder: PathBuf, keystore: Adapter, live: vault::Vault) -> Arc<Self> {
        Arc::new(Self { folder, keystore, live: Mutex::new(live) })
    }

    /// The handle for what is short: appends and pages.
    pub(crate) fn live(&self) -> MutexGuard<'_, vault::Vault> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads by the live handle, with what other handles have appended.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&vault::Vault) -> dunlog_core::Result<T>,
    ) -> Result<T> {
        Ok(work(&*self.refreshed()?)?)
    }

    /// The live handle, with what other handles have appended; a damaged vault is read as it is.
    fn refreshed(&self) -> Result<MutexGuard<'_, vault::Vault>> {
        let mut vault = self.live();
        match vault.refresh() {
            Ok(()) | Err(Error::Damaged(_)) => Ok(vault),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Another handle, for work that takes long.
    pub(crate) fn another(&self) -> Result<vault::Vault> {
        Ok(vault::Vault::open(&self.folder, self.keystore.boxed())?)
    }
}

/// About how many bytes a folder holds.
fn size_of(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => size_of(&entry.path()),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

/// Makes a vault in `folder`, which must be empty or not there, and begins its log.
///
/// # Errors
/// `BadInput`, `misuse`, where the folder holds something; `Locked`, `StorageFull`.
#[uniffi::export]
pub fn create_vault(folder: String, keystore: Arc<dyn Keystore>, now: Millis) -> Result<Created> {
    let (folder, keystore) = (PathBuf::from(folder), Adapter(keystore));
    let (live, code) = vault::Vault::create(&folder, keystore.boxed(), now)?;
    Ok(Created::new(Vault::new(folder, keystore, live), &code))
}

/// Makes a vault whose first record names the last known head of a log that was lost.
///
/// # Errors
/// As [`create_vault`].
#[uniffi::export]
pub fn create_vault_after(
    folder: String,
    keystore: Arc<dyn Keystore>,
    old: Head,
    loss: Loss,
    now: Millis,
) -> Result<Created> {
    let (folder, keystore) = (PathBuf::from(folder), Adapter(keystore));
    let made = vault::Vault::create_after(&folder, keystore.boxed(), old, loss, &[], now);
    let (live, code) = made?;
    Ok(Created::new(Vault::new(folder, keystore, live), &code))
}

#[uniffi::export]
impl Vault {
    /// Opens a vault. A damaged one opens read-only; [`Self::damage`] says so.
    ///
    /// # Errors
    /// `Locked`; `KeyLost` where the keystore's slot does not open (see [`Self::recover`]);
    /// `BadInput`, `misuse`, where there is no vault; `Damaged` where not even the header is
    /// readable.
    #[uniffi::constructor]
    pub fn open(folder: String, keystore: Arc<dyn Keystore>) -> Result<Arc<Self>> {
        let (folder, keystore) = (PathBuf::from(folder), Adapter(keystore));
        let live = vault::Vault::open(&folder, keystore.boxed())?;
        Ok(Self::new(folder, keystore, live))
    }

    /// Opens a vault by its recovery code, and by `keystore` from here on.
    ///
    /// # Errors
    /// `BadInput`: `bad-character`, `bad-length` and `check-failed` are typing mistakes,
    /// `recovery-code-wrong` is another vault's code; else as [`Self::open`].
    #[uniffi::constructor]
    pub fn recover(folder: String, code: String, keystore: Arc<dyn Keystore>) -> Result<Arc<Self>> {
        let (folder, keystore) = (PathBuf::from(folder), Adapter(keystore));
        let code = RecoveryCode::parse(&code)?;
        let live = vault::Vault::recover(&folder, &code, keystore.boxed())?;
        Ok(Self::new(folder, keystore, live))
    }

    /// Tries a recovery code without changing anything.
    ///
    /// # Errors
    /// `BadInput` as in [`Self::recover`].
    pub fn test_recovery(&self, code: String) -> Result<()> {
        let code = RecoveryCode::parse(&code)?;
        Ok(self.live().test_recovery(&code)?)
    }

    /// Makes a new recovery code, to be shown once; the old one opens nothing any more.
    ///
    /// # Errors
    /// `Locked`, `KeyLost`, `Damaged`, `StorageFull`.
    pub fn renew_recovery(&self) -> Result<String> {
        Ok(self.live().renew_recovery()?.to_text().to_string())
    }

    /// Whether the signing key opens; without it, only a key change can be appended.
    pub fn signs(&self) -> bool {
        self.live().signs()
    }

    /// Lets a new key sign from here on; gives a new recovery code, to be shown once.
    ///
    /// # Errors
    /// `Locked`, `KeyLost`, `Damaged`, `StorageFull`.
    pub fn change_key(&self, now: Millis) -> Result<String> {
        Ok(self.live().change_key(now)?.1.to_text().to_string())
    }

    /// Drops for ever what is private of a record and of every other sighting of its event; the
    /// lines stay. `reason` is a word.
    ///
    /// # Errors
    /// `BadInput`; `Locked`, `KeyLost`, `Damaged`, `StorageFull`.
    pub fn redact(&self, leaf: Hash, reason: String, now: Millis) -> Result<Redacted> {
        let detail = Value::Map(Vec::new());
        Ok(self.live().redact(&leaf, &reason, &detail, now)?.into())
    }

    /// Moves what was appended into the database and tells the keystore the newest head: for when
    /// the app goes to the background.
    ///
    /// # Errors
    /// `Locked`, `Damaged`, `StorageFull`; what was appended is on the disk in any case.
    pub fn settle(&self) -> Result<()> {
        let mut vault = self.live();
        vault.settle()?;
        Ok(vault.remember()?)
    }

    /// Makes the index of events anew from the records.
    ///
    /// # Errors
    /// `Damaged` where a record does not open.
    pub fn rebuild_index(&self) -> Result<()> {
        Ok(self.another()?.rebuild_index()?)
    }

    /// The newest head as a signed checkpoint.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn checkpoint(&self) -> Result<String> {
        self.read(|vault| Ok(vault.checkpoint().to_owned()))
    }

    /// The newest head that is known of this log: the signed one, or what the keystore remembers if
    /// that is longer.
    ///
    /// # Errors
    /// `Locked`.
    pub fn known_head(&self) -> Result<Head> {
        Ok(self.live().known_head()?)
    }

    /// Whether this is a copy that was restored from a backup; it is read-only.
    pub fn is_copy(&self) -> bool {
        self.live().is_copy()
    }

    /// The newest head.
    ///
    /// # Errors
    /// `Damaged`.
    pub fn head(&self) -> Result<Head> {
        self.read(|vault| Ok(vault.head()))
    }

    /// The key that signs.
    pub fn public_key(&self) -> PublicKey {
        let key = self.live().public_key();
        PublicKey { fingerprint: key.fingerprint(), pem: key.to_pem() }
    }

    /// Reads everything and lists what is wrong; an empty list means no fault. A fault makes the
    /// vault read-only. Takes as long as the vault is large, and lets appends pass.
    ///
    /// # Errors
    /// `Locked`, `Internal`.
    pub fn check(&self) -> Result<Vec<VaultIssue>> {
        let issues = self.another()?.check()?;
        Ok(issues.into_iter().map(VaultIssue::from).collect())
    }

    /// Writes the sealed vault as one new file; the recovery code opens it again
    /// ([`Self::restore`]). False where the person stopped it, and then there is no file.
    ///
    /// `progress` counts bytes of the sealed folder; the total is an estimate.
    ///
    /// # Errors
    /// `BadInput`, `file-exists`, where there is such a file; `StorageFull`, `Locked`.
    #[uniffi::method(default(progress = None))]
    pub fn backup(&self, file: String, progress: Option<Arc<dyn Progress>>) -> Result<bool> {
        let vault = self.another()?;
        let asking = Asking::new(progress, size_of(&self.folder));
        let written = write_new(&file, |out| {
            asking.proceed()?;
            Ok::<_, VaultError>(vault.backup(&mut asking.writing(out))?)
        });
        match written {
            Err(_) if asking.is_stopped() => Ok(false),
            done => done.map(|()| true),
        }
    }

    /// Unpacks a backup into `folder`, which must be empty or not there, and opens it by the
    /// recovery code; the copy is read-only, and [`Self::begin_next`] goes on from it.
    ///
    /// # Errors
    /// `BadInput`, `not-a-backup`, and those of [`Self::recover`]; `StorageFull`.
    #[uniffi::constructor]
    pub fn restore(
        backup: String,
        folder: String,
        code: String,
        keystore: Arc<dyn Keystore>,
    ) -> Result<Arc<Self>> {
        let (folder, keystore) = (PathBuf::from(folder), Adapter(keystore));
        let code = RecoveryCode::parse(&code)?;
        let live = vault::Vault::restore(File::open(backup)?, &folder, &code, keystore.boxed())?;
        Ok(Self::new(folder, keystore, live))
    }

    /// Begins the log that follows a damaged vault or a restored copy, in another folder; its
    /// first record names the newest known head of this one, and what is wrong with it.
    ///
    /// # Errors
    /// As [`create_vault`].
    pub fn begin_next(&self, folder: String, now: Millis) -> Result<Created> {
        let mut old = self.another()?;
        let issues = old.check()?;
        let (folder, keystore) = (PathBuf::from(folder), self.keystore.clone());
        let (live, code) = old.begin_next(&folder, keystore.boxed(), &issues, now)?;
        Ok(Created::new(Self::new(folder, keystore, live), &code))
    }

    /// The code of the damage that makes this vault read-only, if there is any.
    ///
    /// # Errors
    /// `Internal`.
    pub fn damage(&self) -> Result<Option<String>> {
        Ok(self.refreshed()?.damage().map(str::to_owned))
    }
}

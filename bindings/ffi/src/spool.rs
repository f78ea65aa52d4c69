//! The spool: what a phone saw, on the disk before anything else happens.

use std::sync::Arc;

use dunlog_core::capture::android::Entry;
use dunlog_core::record::Millis;
use dunlog_core::vault::Appended;
use dunlog_core::vault::spool;
use zeroize::Zeroizing;

use crate::error::{Result, VaultError};
use crate::vault::Vault;

/// Where arrivals wait for the vault, sealed to a public key. Needs no keystore: it works while the
/// phone is locked, while an import runs, and from any thread or process.
#[derive(Debug, uniffi::Object)]
pub struct Spool(pub(crate) spool::Spool);

#[uniffi::export]
impl Spool {
    /// Opens a spool that [`Vault::open_spool`] made once.
    ///
    /// # Errors
    /// `BadInput`, `misuse`, where there is none; `StorageFull`.
    #[uniffi::constructor]
    pub fn open(folder: String) -> Result<Arc<Self>> {
        Ok(Arc::new(Self(spool::Spool::open(folder)?)))
    }

    /// Appends an entry; when this returns, it is on the disk. Where it fails, nothing of it is
    /// there.
    ///
    /// # Errors
    /// `StorageFull`; `BadInput` for an entry over a limit.
    pub fn push(&self, entry: Entry) -> Result<()> {
        let mut chance = Zeroizing::new([0; 32]);
        getrandom::fill(&mut chance[..])
            .map_err(|_| VaultError::Internal { code: "randomness".to_owned() })?;
        Ok(self.0.push(&entry, chance)?)
    }
}

/// What came of the entries in a spool.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Ingested {
    /// How many entries were taken.
    pub entries: u64,
    /// How many records were appended.
    pub appended: u64,
    /// The first of them.
    pub first: Option<Appended>,
    /// The last of them.
    pub last: Option<Appended>,
    /// How many rows of the phone's stores were held already.
    pub duplicates: u64,
    /// What was kept aside: the first 1,000 pieces.
    pub aside: Vec<Aside>,
    /// How many pieces were kept aside.
    pub aside_total: u64,
}

/// A piece of the spool that was kept aside.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Aside {
    /// Why, as a stable code.
    pub code: String,
    /// The file's name in the spool's folder `kept-aside`.
    pub name: String,
    /// Its bytes.
    pub size: u64,
}

impl From<spool::Aside> for Aside {
    fn from(aside: spool::Aside) -> Self {
        let spool::Aside { code, name, size } = aside;
        Self { code: code.to_owned(), name, size }
    }
}

impl From<spool::Ingested> for Ingested {
    fn from(ingested: spool::Ingested) -> Self {
        let spool::Ingested { entries, appended, first, last, duplicates, aside, aside_total } =
            ingested;
        let aside = aside.into_iter().map(Aside::from).collect();
        Self { entries, appended, first, last, duplicates, aside, aside_total }
    }
}

#[uniffi::export]
impl Vault {
    /// Opens the spool in `folder` for this vault; makes what is not there. The folder may lie
    /// where the phone lets it be read before it is unlocked.
    ///
    /// # Errors
    /// `Locked`, `KeyLost`, `Damaged`, `StorageFull`.
    pub fn open_spool(&self, folder: String) -> Result<Arc<Spool>> {
        Ok(Arc::new(Spool(self.live().open_spool(folder)?)))
    }

    /// Takes what waits in the spool into the log, in order, each entry exactly once, and empties
    /// the spool.
    ///
    /// `country` (ISO 3166-1 alpha-2) is where national numbers belong.
    ///
    /// # Errors
    /// `Locked`, `KeyLost`, `Damaged`, `StorageFull`: what was not taken still waits.
    pub fn ingest(&self, spool: &Spool, country: Option<String>, now: Millis) -> Result<Ingested> {
        let clock = crate::clock::from(now);
        Ok(self.live().ingest(&spool.0, country.as_deref(), &clock)?.into())
    }
}

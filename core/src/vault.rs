//! The vault: a sealed, signed, append-only log of one owner's records, in a folder.
//!
//! An append that returned is on the disk. What is private is sealed at rest; a damaged vault is
//! read-only and is never deleted or made anew. Several processes and threads may each open one
//! vault. docs/spec/vault.md.

mod attachment;
mod backup;
mod calls;
mod check;
mod enter;
mod header;
mod import;
mod index;
mod intake;
mod marks;
mod phone;
mod query;
mod read;
mod recover;
mod redact;
mod rehearsal;
mod rows;
mod schema;
mod seal;
mod sighting;
pub mod spool;
mod tally;
mod write;

use std::fs;
use std::path::{Path, PathBuf};

pub use attachment::{Content, MAX_ATTACHMENT};
pub use check::Issue;
pub use import::{Imported, Lost, MAX_SKIPPED};
pub use intake::{Backup, Intake, MAX_KEPT};
pub use query::{Listed, Place};
pub use read::Counts;
pub use redact::Redacted;
pub use rehearsal::Rehearsal;
pub use sighting::Day;

use crate::chain::{Hash, Head};
use crate::error::{Error, Result};
pub use crate::key::recovery::RecoveryCode;
use crate::key::{Keystore, PublicKey, SigningKey};
use crate::record::{Draft, Fact, Field, Kind, Millis, Source, canonical::Value};
use header::{Header, State};
use schema::{Database, Lock};
use seal::{Chance, Seals};

/// The database's file name.
const DATABASE: &str = "vault.db";

/// An open vault.
pub struct Vault {
    folder: PathBuf,
    database: Database,
    keystore: Box<dyn Keystore + Send + Sync>,
    seals: Seals,
    header: Header,
    signer: Option<SigningKey>,
    state: State,
    chance: Chance,
    pending: Vec<write::Pending>,
    batch: Option<write::Batch>,
    turn: Lock,
    incoming: Lock,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("head", &self.head()).finish_non_exhaustive()
    }
}

/// What a folder answers that holds no vault.
pub const NO_VAULT: &str = "there is no vault in this folder";

/// What a restored copy answers to whoever wants to append to it.
pub const READ_ONLY_COPY: &str = "a restored copy is read-only; begin a new log";

/// Where an appended record stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Appended {
    /// The place in the log, from 0.
    pub index: u64,
    /// The record's id.
    pub leaf: Hash,
}

/// Why a new log begins where there was one before.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Loss {
    /// The old vault is damaged.
    Damaged,
    /// No key slot of the old vault opens.
    KeyLost,
    /// The old vault was restored from a backup.
    Restored,
}

impl Loss {
    /// The word in the new log's first record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::KeyLost => "key_lost",
            Self::Restored => "restored",
        }
    }
}

impl Vault {
    /// Makes a vault in `folder`, which must be empty or not there, and begins its log.
    ///
    /// The recovery code is to be shown once; it is not kept.
    ///
    /// # Errors
    /// `Misuse` where the folder holds something; `Io`, `Database`, `Keystore`, `StorageFull`.
    pub fn create(
        folder: impl AsRef<Path>,
        keystore: Box<dyn Keystore + Send + Sync>,
        now: Millis,
    ) -> Result<(Self, RecoveryCode)> {
        let first = Draft::new(Fact::new(Kind::Log, Source::Program));
        Self::begin_log(folder.as_ref(), keystore, first, Vec::new(), now)
    }

    /// Makes a vault whose first record names the last known head of a log that was lost, and
    /// the codes of what is wrong with it.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn create_after(
        folder: impl AsRef<Path>,
        keystore: Box<dyn Keystore + Send + Sync>,
        old: Head,
        loss: Loss,
        damage: &[&str],
        now: Millis,
    ) -> Result<(Self, RecoveryCode)> {
        let mut fact = Fact::new(Kind::Log, Source::Program);
        fact.head = Some(old);
        fact.reason = Some(loss.word().to_owned());
        let codes = damage.iter().map(|code| Value::Text((*code).to_owned())).collect::<Vec<_>>();
        let detail = (!codes.is_empty()).then(|| ("damage".to_owned(), Value::List(codes)));
        let detail = detail.into_iter().collect();
        Self::begin_log(folder.as_ref(), keystore, Draft::new(fact), detail, now)
    }

    fn begin_log(
        folder: &Path,
        keystore: Box<dyn Keystore + Send + Sync>,
        mut first: Draft,
        detail: Vec<(String, Value)>,
        now: Millis,
    ) -> Result<(Self, RecoveryCode)> {
        if folder.exists() && fs::read_dir(folder)?.next().is_some() {
            return Err(Error::Misuse("a vault is made in an empty folder"));
        }
        for part in [attachment::FOLDER, attachment::INCOMING] {
            fs::create_dir_all(folder.join(part)).map_err(attachment::refine)?;
        }
        let mut database = Database::open(&folder.join(DATABASE), true)?;
        database.upgrade()?;
        let mut chance = Chance::default();
        let (header, code, seals, signer) = Header::create(&database, &*keystore, &mut chance)?;
        first.fact.origin = Some(header.origin.clone());
        first.fact.key = Some(header.public.to_bytes());
        let first = first.with(Field::Detail, &Value::map(detail));
        let mut vault = Self {
            folder: folder.to_owned(),
            seals,
            signer: Some(signer),
            header,
            state: State::default(),
            chance,
            pending: Vec::new(),
            batch: None,
            turn: Lock::open(&folder.join("turn")),
            incoming: Lock::open(&folder.join("holding")),
            database,
            keystore,
        };
        vault.transaction(|vault| vault.place(first, now))?;
        vault.database.settle(true)?;
        for place in [folder, folder.parent().unwrap_or(folder)] {
            if !place.as_os_str().is_empty() {
                attachment::sync(place)?;
            }
        }
        vault.remember()?;
        Ok((vault, code))
    }

    /// Opens a vault.
    ///
    /// Reads the header, the head, the tree's right edge and the last row. Where one of them is
    /// wrong, or the keystore remembers a longer log, the vault opens read-only and
    /// [`Self::damage`] says why.
    ///
    /// # Errors
    /// `Keystore` where the keystore's slot does not open (see [`Self::recover`]), `Unsupported`
    /// where the vault is newer than the program, `Damaged` where not even the header can be read,
    /// `Misuse` where there is no vault.
    pub fn open(
        folder: impl AsRef<Path>,
        keystore: Box<dyn Keystore + Send + Sync>,
    ) -> Result<Self> {
        let folder = folder.as_ref();
        let mut database = open_database(folder)?;
        database.upgrade()?;
        let mut header = Header::read(&database)?;
        let data_key = header.unwrap_data(&database, &*keystore)?;
        let seals = Seals::new(&data_key, &header.origin);
        let signer = header.unwrap_seed(&database, &*keystore)?;
        let state = header.settle_state(&database, &seals, &*keystore)?;
        let vault = Self {
            folder: folder.to_owned(),
            seals,
            signer,
            header,
            state,
            chance: Chance::default(),
            pending: Vec::new(),
            batch: None,
            turn: Lock::open(&folder.join("turn")),
            incoming: Lock::open(&folder.join("holding")),
            database,
            keystore,
        };
        if vault.header.standing().is_ok() {
            vault.sweep()?;
            vault.database.settle(false)?;
            vault.remember()?;
        }
        Ok(vault)
    }

    /// Appends one record; when this returns, it is on the disk.
    ///
    /// # Errors
    /// `Malformed` where the draft breaks the record's rules, `Misuse` for kinds that only the
    /// vault itself writes, `Damaged`, `Keystore`, `Database`, `StorageFull`.
    pub fn append(&mut self, draft: Draft, now: Millis) -> Result<Appended> {
        refuse_own_kinds(&draft)?;
        let heartbeat = draft.fact.kind == Kind::Heartbeat;
        let appended = self.transaction(|vault| vault.place(draft, now))?;
        if heartbeat {
            self.remember()?;
        }
        Ok(appended)
    }

    /// Appends all of `drafts`, or none, in one transaction.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub fn append_all(
        &mut self,
        drafts: impl IntoIterator<Item = Draft>,
        now: Millis,
    ) -> Result<Vec<Appended>> {
        self.transaction(|vault| {
            let drafts = drafts.into_iter();
            drafts
                .map(|draft| refuse_own_kinds(&draft).and_then(|()| vault.place(draft, now)))
                .collect()
        })
    }

    /// The newest head.
    pub fn head(&self) -> Head {
        let root = self.state.tree.root();
        Head { origin: self.header.origin.clone(), size: self.len(), root }
    }

    /// The newest head as a signed checkpoint.
    pub fn checkpoint(&self) -> &str {
        &self.state.checkpoint
    }

    /// The log's name.
    pub fn origin(&self) -> &str {
        &self.header.origin
    }

    /// The key that signs.
    pub const fn public_key(&self) -> PublicKey {
        self.header.public
    }

    /// How many records there are.
    pub const fn len(&self) -> u64 {
        self.state.tree.size()
    }

    /// Whether there is no record; a log's first record is written when it is made.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of what makes this vault read-only: damage that was found.
    pub const fn damage(&self) -> Option<&'static str> {
        self.header.damage
    }

    /// Whether this is a copy that was restored from a backup; it is read-only.
    pub const fn is_copy(&self) -> bool {
        self.header.copy
    }

    /// Signs a bundle: `dunlog/bundle@v1` over the tag manifest and the checkpoint.
    ///
    /// # Errors
    /// `Keystore` where the signing key does not open, `Damaged` over damage.
    pub fn sign_bundle(&self, tag_manifest: &Hash, checkpoint: &Hash) -> Result<[u8; 64]> {
        let signer = self.signer.as_ref().ok_or(write::NO_SIGNER)?;
        let (manifest, checkpoint) = (tag_manifest.to_hex(), checkpoint.to_hex());
        Ok(signer.sign(format!("dunlog/bundle@v1\n{manifest}\n{checkpoint}\n").as_bytes()))
    }

    /// Tells the keystore the newest head, so that a log that is cut later is found out.
    ///
    /// Done at open, close and heartbeat; an export calls it too.
    ///
    /// # Errors
    /// `Keystore` where it cannot be kept.
    pub fn remember(&self) -> Result<()> {
        self.header.standing()?;
        let origin = &self.header.origin;
        let longer = self.keystore.recall(origin)?.is_some_and(|(size, _)| size > self.len());
        if longer {
            return Ok(()); // Another process has appended and remembered more.
        }
        self.keystore.remember(origin, self.len(), self.state.tree.root())
    }

    /// Moves what the write-ahead log holds into the database; to be called when idle.
    ///
    /// # Errors
    /// `Database`, `StorageFull`.
    pub fn settle(&mut self) -> Result<()> {
        self.database.settle(false).map(|_| ())
    }

    /// Closes the vault: drops content that no record names, settles, remembers the head.
    ///
    /// # Errors
    /// `Database`, `Keystore`, `StorageFull`; what was appended is on the disk in any case.
    pub fn close(mut self) -> Result<()> {
        self.finish()
    }

    fn finish(&mut self) -> Result<()> {
        self.drop_pending();
        if self.header.standing().is_ok() {
            self.database.settle(false)?;
            self.remember()?;
        }
        Ok(())
    }
}

impl Drop for Vault {
    /// Does what [`Vault::close`] does, as far as it can.
    fn drop(&mut self) {
        let _ = self.finish();
    }
}

fn open_database(folder: &Path) -> Result<Database> {
    let file = folder.join(DATABASE);
    if !file.exists() {
        return Err(Error::Misuse(NO_VAULT));
    }
    Database::open(&file, false)
}

fn refuse_own_kinds(draft: &Draft) -> Result<()> {
    match draft.fact.kind {
        Kind::KeyChange | Kind::Log | Kind::Redaction => {
            Err(Error::Misuse("only the vault writes log, key_change and redaction records"))
        }
        _ => Ok(()),
    }
}

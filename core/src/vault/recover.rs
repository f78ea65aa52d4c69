//! Coming back: the recovery code, a new key, and what goes on where one was lost.
//!
//! docs/spec/vault.md, "Key slots"; docs/spec/chain.md, "Key change".

use std::path::Path;

use super::header::{Header, Holder, read_slot};
use super::write::NO_SIGNER;
use super::{Appended, RecoveryCode, Vault, open_database};
use crate::error::{Error, Result};
use crate::key::slot::{self, Purpose, Secret};
use crate::key::{Keystore, SigningKey, key_change_statement};
use crate::record::canonical::Value;
use crate::record::{Draft, Fact, Field, Kind, Millis, Source};

impl Vault {
    /// Opens a vault by its recovery code and wraps its secrets by `keystore` from here on.
    ///
    /// Where the code opens the data key and not the signing key, the vault opens, and
    /// [`Self::change_key`] lets the log go on.
    ///
    /// # Errors
    /// `Keystore` where the code is another vault's; else as [`Self::open`].
    pub fn recover(
        folder: impl AsRef<Path>,
        code: &RecoveryCode,
        keystore: Box<dyn Keystore + Send + Sync>,
    ) -> Result<Self> {
        let folder = folder.as_ref();
        let mut database = open_database(folder)?;
        database.upgrade()?;
        let header = Header::read(&database)?;
        let open = |purpose| {
            let wrapped = read_slot(&database, purpose, Holder::Recovery)?;
            let wrapped = wrapped.ok_or(Error::Keystore("the vault has no recovery slot"))?;
            slot::unwrap_by_code(code, &header.origin, purpose, &wrapped)
        };
        let data_key = open(Purpose::Data)?;
        let seed = open(Purpose::Seed).ok();
        database.execute("BEGIN IMMEDIATE")?;
        header.fill(&database, &*keystore, Purpose::Data, &data_key)?;
        if let Some(seed) = seed {
            header.fill(&database, &*keystore, Purpose::Seed, &seed)?;
        }
        database.execute("COMMIT")?;
        drop(database);
        Self::open(folder, keystore)
    }

    /// Tries a recovery code without changing anything.
    ///
    /// # Errors
    /// `Keystore` where the code does not open this vault.
    pub fn test_recovery(&self, code: &RecoveryCode) -> Result<()> {
        for purpose in [Purpose::Data, Purpose::Seed] {
            let wrapped = read_slot(&self.database, purpose, Holder::Recovery)?;
            let wrapped = wrapped.ok_or(Error::Keystore("the vault has no recovery slot"))?;
            slot::unwrap_by_code(code, &self.header.origin, purpose, &wrapped)?;
        }
        Ok(())
    }

    /// Makes a new recovery code; the old one opens nothing any more.
    ///
    /// # Errors
    /// `Keystore` where a secret does not open; `Database`.
    pub fn renew_recovery(&mut self) -> Result<RecoveryCode> {
        let seed = self.signer.as_ref().ok_or(NO_SIGNER)?.to_seed();
        self.transaction(|vault| vault.fill_recovery(&seed))
    }

    /// Lets a new key sign from here on, and makes a new recovery code.
    ///
    /// The old key signs the change; where it does not open any more, the change has no
    /// signature, and trust in the old key does not reach the new one.
    ///
    /// # Errors
    /// `Damaged`, `Keystore`, `Database`, `StorageFull`.
    pub fn change_key(&mut self, now: Millis) -> Result<(Appended, RecoveryCode)> {
        let (old_signer, old_public) = (self.signer.take(), self.header.public);
        let changed = self.transaction(|vault| vault.place_key_change(old_signer.as_ref(), now));
        if changed.is_err() {
            self.header.public = old_public;
            self.signer = old_signer;
        }
        changed
    }

    /// Whether the signing key opens; without it, only a key change can be appended.
    pub const fn signs(&self) -> bool {
        self.signer.is_some()
    }

    fn place_key_change(
        &mut self,
        old: Option<&SigningKey>,
        now: Millis,
    ) -> Result<(Appended, RecoveryCode)> {
        let seed = Secret::new(self.chance.array(&*self.keystore)?);
        let new = SigningKey::from_seed(&seed);
        let now = self.mind_clock(now, None)?;
        let (index, last) = self.placed()?;
        let statement = key_change_statement(&self.header.origin, index, &last.leaf, &new.public());
        let mut fact = Fact::new(Kind::KeyChange, Source::Program);
        fact.key = Some(new.public().to_bytes());
        fact.signature = old.map(|old| old.sign(statement.as_bytes()));
        let draft = Draft::new(fact).with(Field::Detail, &Value::Map(Vec::new()));
        let appended = self.place_one(draft, now)?;
        self.header.fill(&self.database, &*self.keystore, Purpose::Seed, &seed)?;
        self.database.connection.execute(
            "UPDATE header SET value = ?1 WHERE name = 'key'",
            [new.public().to_bytes()],
        )?;
        let code = self.fill_recovery(&seed)?;
        self.header.public = new.public();
        self.signer = Some(new);
        Ok((appended, code))
    }

    /// Fills the recovery slots anew, within a transaction.
    fn fill_recovery(&mut self, seed: &Secret) -> Result<RecoveryCode> {
        let data_key = self.header.unwrap_data(&self.database, &*self.keystore)?;
        let code = RecoveryCode::from_bytes(self.chance.array(&*self.keystore)?);
        for (purpose, secret) in [(Purpose::Data, &data_key), (Purpose::Seed, seed)] {
            let Self { database, keystore, header, .. } = &*self;
            header.fill_by_code(database, &**keystore, &code, purpose, secret)?;
        }
        Ok(code)
    }
}

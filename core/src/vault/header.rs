//! The header: whose log it is, its keys, its newest head, and whether it may be written.
//!
//! docs/spec/vault.md, "Database" and "Opening".

use rusqlite::OptionalExtension;

use super::Vault;
use super::schema::Database;
use super::seal::{Chance, Seals, UNREADABLE};
use crate::chain::checkpoint::{self, Note};
use crate::chain::{Hash, Tree};
use crate::error::{Error, Result};
use crate::key::recovery::RecoveryCode;
use crate::key::slot::{self, Purpose, Secret};
use crate::key::{Keystore, PublicKey, SigningKey};
use crate::record::canonical::to_hex;
use crate::record::{Line, Millis};

/// Who can open a slot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Holder {
    /// The platform's keystore.
    Keystore,
    /// The person with the recovery code.
    Recovery,
}

impl Holder {
    /// The word in the database.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Keystore => "keystore",
            Self::Recovery => "recovery",
        }
    }
}

/// What is known of the vault as a whole.
pub(super) struct Header {
    /// The log's name.
    pub(super) origin: String,
    /// The key that signs.
    pub(super) public: PublicKey,
    /// Whether it was restored from a backup.
    pub(super) copy: bool,
    /// What was found to be wrong.
    pub(super) damage: Option<&'static str>,
}

/// The newest head, with what the next record needs to know.
#[derive(Clone, Default)]
pub(super) struct State {
    /// The tree's right edge.
    pub(super) tree: Tree,
    /// The signed head.
    pub(super) checkpoint: String,
    /// The last record.
    pub(super) last: Last,
}

/// What the next record needs to know of the last one.
#[derive(Clone, Copy, Default)]
pub(super) struct Last {
    /// Its id.
    pub(super) leaf: Hash,
    /// Its count of log-level records.
    pub(super) marks: u64,
    /// When it was appended.
    pub(super) recorded: Millis,
    /// Whether this handle said that the wall clock is out of range, and it was since.
    pub(super) stands_still: bool,
}

/// The codes of damage that make a vault read-only (docs/spec/vault.md, "Check").
pub(super) const CODES: [&str; 15] = [
    "attachment-damaged",
    "attachment-missing",
    "database-unreadable",
    "head-invalid",
    "index-unreadable",
    "leaf-missing",
    "log-forked",
    "log-rolled-back",
    "log-tail-missing",
    "record-extra",
    "record-missing",
    "record-moved",
    "record-replaced",
    "record-unreadable",
    "schema-changed",
];

impl Header {
    /// Makes the header of a new log, with fresh secrets in all slots.
    pub(super) fn create(
        database: &Database,
        keystore: &dyn Keystore,
        chance: &mut Chance,
    ) -> Result<(Self, RecoveryCode, Seals, SigningKey)> {
        let origin = format!("dunlog/log/{}", to_hex(&chance.array::<16>(keystore)?));
        let data_key = Secret::new(chance.array(keystore)?);
        let seed = Secret::new(chance.array(keystore)?);
        let signer = SigningKey::from_seed(&seed);
        let public = signer.public();
        let header = Self { origin, public, copy: false, damage: None };
        database.execute("BEGIN IMMEDIATE")?;
        database.connection.execute(
            "INSERT INTO header VALUES ('origin', ?1), ('key', ?2)",
            (header.origin.as_bytes(), public.to_bytes()),
        )?;
        let code = RecoveryCode::from_bytes(chance.array(keystore)?);
        for (purpose, secret) in [(Purpose::Data, &data_key), (Purpose::Seed, &seed)] {
            header.fill(database, keystore, purpose, secret)?;
            header.fill_by_code(database, keystore, &code, purpose, secret)?;
        }
        database.execute("COMMIT")?;
        let seals = Seals::new(&data_key, &header.origin);
        Ok((header, code, seals, signer))
    }

    /// Reads the header.
    pub(super) fn read(database: &Database) -> Result<Self> {
        const FAULT: Error = Error::Damaged("header-unreadable");
        let value = |name: &str| -> Result<Option<Vec<u8>>> {
            let sql = "SELECT value FROM header WHERE name = ?1";
            let mut statement = database.connection.prepare_cached(sql)?;
            Ok(statement.query_row([name], |row| row.get(0)).optional()?)
        };
        let origin = String::from_utf8(value("origin")?.ok_or(FAULT)?).map_err(|_| FAULT)?;
        let public = value("key")?.and_then(|key| key.try_into().ok()).ok_or(FAULT)?;
        let public = PublicKey::from_bytes(public).map_err(|_| FAULT)?;
        let damage = value("damage")?.map(|code| known_code(&code));
        Ok(Self { origin, public, copy: value("copy")?.is_some(), damage })
    }

    /// Whether records may be appended.
    ///
    /// # Errors
    /// `Damaged` with the code, or `Misuse` for a restored copy.
    pub(super) const fn standing(&self) -> Result<()> {
        match (self.damage, self.copy) {
            (Some(code), _) => Err(Error::Damaged(code)),
            (None, true) => Err(Error::Misuse(super::READ_ONLY_COPY)),
            (None, false) => Ok(()),
        }
    }

    /// Wraps a secret by the keystore and writes the slot.
    pub(super) fn fill(
        &self,
        database: &Database,
        keystore: &dyn Keystore,
        purpose: Purpose,
        secret: &[u8; 32],
    ) -> Result<()> {
        let wrapped = slot::wrap(keystore, purpose, secret)?;
        write_slot(database, purpose, Holder::Keystore, &wrapped)
    }

    /// Wraps a secret by the recovery code and writes the slot.
    pub(super) fn fill_by_code(
        &self,
        database: &Database,
        keystore: &dyn Keystore,
        code: &RecoveryCode,
        purpose: Purpose,
        secret: &[u8; 32],
    ) -> Result<()> {
        let wrapped = slot::wrap_by_code(code, keystore, &self.origin, purpose, secret)?;
        write_slot(database, purpose, Holder::Recovery, &wrapped)
    }

    /// Opens the keystore's slot of the data key.
    pub(super) fn unwrap_data(
        &self,
        database: &Database,
        keystore: &dyn Keystore,
    ) -> Result<Secret> {
        let wrapped = read_slot(database, Purpose::Data, Holder::Keystore)?;
        let wrapped = wrapped.ok_or(Error::Keystore("the vault has no keystore slot"))?;
        slot::unwrap(keystore, Purpose::Data, &wrapped)
    }

    /// Opens the keystore's slot of the seed; none where it does not open, or opens to another
    /// key than the header's.
    ///
    /// # Errors
    /// `Locked`, `Io`: what may pass.
    pub(super) fn unwrap_seed(
        &self,
        database: &Database,
        keystore: &dyn Keystore,
    ) -> Result<Option<SigningKey>> {
        let wrapped = read_slot(database, Purpose::Seed, Holder::Keystore)?;
        let seed = match wrapped.map(|slot| slot::unwrap(keystore, Purpose::Seed, &slot)) {
            None | Some(Err(Error::Keystore(_))) => None,
            Some(seed) => Some(seed?),
        };
        let signer = seed.map(|seed| SigningKey::from_seed(&seed));
        Ok(signer.filter(|signer| signer.public() == self.public))
    }

    /// Reads the newest head and compares it with what the keystore remembers; what is wrong is
    /// noted as damage.
    pub(super) fn settle_state(
        &mut self,
        database: &Database,
        seals: &Seals,
        keystore: &dyn Keystore,
    ) -> Result<State> {
        // Before the head is read: another process may append and remember more in between.
        let recalled = keystore.recall(&self.origin)?;
        database.execute("BEGIN")?;
        let state = Self::read(database).and_then(|header| {
            self.public = header.public;
            read_state(database, seals, &self.origin, &self.public)
        });
        database.execute("COMMIT")?;
        let state = match state {
            Ok(state) => state,
            Err(Error::Damaged(code)) => {
                self.damage = self.damage.or(Some(code));
                return read_unproven(database, &self.origin, &self.public);
            }
            Err(other) => return Err(other),
        };
        if let Some((size, root)) = recalled {
            // A copy is as old as its backup: a longer log beside it is what was to be expected.
            if size > state.tree.size() && !self.copy {
                self.damage = self.damage.or(Some("log-rolled-back"));
            } else if size == state.tree.size() && root != state.tree.root() {
                self.damage = self.damage.or(Some("log-forked"));
            }
        }
        Ok(state)
    }
}

impl Vault {
    /// Reads the head again if another process has moved it.
    pub(super) fn refresh_state(&mut self) -> Result<()> {
        let sql = "SELECT checkpoint, (SELECT value FROM header WHERE name = 'damage') FROM head";
        let mut statement = self.database.connection.prepare_cached(sql)?;
        let found = statement.query_row([], |row| {
            let same = row.get_ref(0)?.as_str()? == self.state.checkpoint;
            Ok((same, row.get::<_, Option<Vec<u8>>>(1)?))
        });
        let Some((same, damage)) = found.optional()? else {
            let known = self.state.tree.size();
            return if known == 0 { Ok(()) } else { Err(Error::Damaged("head-invalid")) };
        };
        drop(statement);
        if let Some(code) = damage {
            self.header.damage = Some(known_code(&code));
            return self.header.standing();
        }
        if !same {
            let header = Header::read(&self.database)?;
            if header.public != self.header.public {
                self.signer = header.unwrap_seed(&self.database, &*self.keystore)?;
            }
            self.header = header;
            let Header { origin, public, .. } = &self.header;
            self.state = read_state(&self.database, &self.seals, origin, public)?;
        }
        Ok(())
    }

    /// Takes note of what other processes have appended since.
    ///
    /// # Errors
    /// `Database`; `Damaged` where the head is wrong now.
    pub fn refresh(&mut self) -> Result<()> {
        self.database.execute("BEGIN")?;
        let refreshed = self.refresh_state();
        self.database.execute("COMMIT")?;
        refreshed
    }
}

/// Reads head, edge and last row, and checks each against the others.
fn read_state(
    database: &Database,
    seals: &Seals,
    origin: &str,
    public: &PublicKey,
) -> Result<State> {
    let (tree, checkpoint) = read_head_checked(database, origin, public)?;
    let last = read_last(database, seals, tree.size() - 1)?;
    Ok(State { tree, checkpoint, last })
}

/// Reads head and edge, which must fit each other and be signed by the log's key.
pub(super) fn read_head_checked(
    database: &Database,
    origin: &str,
    public: &PublicKey,
) -> Result<(Tree, String)> {
    const INVALID: Error = Error::Damaged("head-invalid");
    let (text, edge) = read_head(database)?.ok_or(INVALID)?;
    let note = Note::parse(text.as_bytes()).map_err(|_| INVALID)?;
    let named = checkpoint::parse(&note.text).map_err(|_| INVALID)?;
    let edge = edge.chunks_exact(32).map(|hash| Hash(hash.try_into().unwrap_or_default()));
    let tree = Tree::from_edge(named.size, edge.collect()).ok_or(INVALID)?;
    let fits = named.origin == origin && tree.root() == named.root && named.size > 0;
    if fits && note.is_signed_by(origin, public) { Ok((tree, text)) } else { Err(INVALID) }
}

/// Reads the last row; its leaf must be the end of the log.
fn read_last(database: &Database, seals: &Seals, place: u64) -> Result<Last> {
    let sql = "SELECT (SELECT max(place) FROM leaf), (SELECT max(place) FROM record)";
    let newest: (Option<u64>, Option<u64>) =
        database.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if newest.0 < Some(place) {
        return Err(Error::Damaged("log-tail-missing"));
    }
    if newest.1 < Some(place) {
        return Err(Error::Damaged("record-missing"));
    }
    if newest > (Some(place), Some(place)) || newest.1 > Some(place) {
        return Err(Error::Damaged("record-extra"));
    }
    let sql = "SELECT hash, sealed FROM leaf JOIN record USING (place) WHERE place = ?1";
    let mut statement = database.connection.prepare_cached(sql)?;
    let (leaf, sealed): ([u8; 32], Vec<u8>) =
        statement.query_row([place], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let leaf = Hash(leaf);
    let row = seals.open_row(place, &leaf, &sealed).ok_or(UNREADABLE)?;
    if crate::chain::leaf_hash(row.line()) != leaf {
        return Err(Error::Damaged("record-replaced"));
    }
    let line = Line::parse(row.line()).map_err(|_| UNREADABLE)?;
    Ok(Last { leaf, marks: line.marks, recorded: line.recorded, stands_still: false })
}

/// A head that is shown though it proves nothing, so that what is left can be read: of what the
/// signed head covers, or of all leaves where there is no such head.
fn read_unproven(database: &Database, origin: &str, public: &PublicKey) -> Result<State> {
    let signed = read_head_checked(database, origin, public).map(|(tree, _)| tree.size());
    let size = signed.unwrap_or(u64::try_from(i64::MAX).unwrap_or_default());
    let mut tree = Tree::default();
    let sql = "SELECT hash FROM leaf WHERE place < ?1 ORDER BY place";
    let mut statement = database.connection.prepare(sql)?;
    let leaves = statement.query_map([size], |row| row.get::<_, [u8; 32]>(0))?;
    for leaf in leaves {
        tree.push(Hash(leaf?));
    }
    let checkpoint = read_head(database)?.map(|head| head.0).unwrap_or_default();
    Ok(State { tree, checkpoint, last: Last::default() })
}

fn read_head(database: &Database) -> Result<Option<(String, Vec<u8>)>> {
    let mut statement = database.connection.prepare_cached("SELECT checkpoint, edge FROM head")?;
    Ok(statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

pub(super) fn read_slot(
    database: &Database,
    purpose: Purpose,
    holder: Holder,
) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT wrapped FROM slot WHERE purpose = ?1 AND holder = ?2";
    let mut statement = database.connection.prepare_cached(sql)?;
    Ok(statement.query_row([purpose.word(), holder.word()], |row| row.get(0)).optional()?)
}

fn write_slot(database: &Database, purpose: Purpose, holder: Holder, wrapped: &[u8]) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO slot VALUES (?1, ?2, ?3)";
    let mut statement = database.connection.prepare_cached(sql)?;
    statement.execute((purpose.word(), holder.word(), wrapped))?;
    Ok(())
}

fn known_code(code: &[u8]) -> &'static str {
    CODES.into_iter().find(|known| known.as_bytes() == code).unwrap_or("record-unreadable")
}

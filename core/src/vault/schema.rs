//! How the database is opened: settings, the schema in numbered steps, refusal of what is newer.
//!
//! docs/spec/vault.md, "Database". A damaged database is never deleted or made anew.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::chain::Hash;
use crate::error::{Error, Result};

/// The steps of the schema, from version 1 on; a vault's version is how many it has seen.
const STEPS: [&str; 1] = [include_str!("../../schema/1.sql")];

/// The newest version.
pub(super) const VERSION: usize = STEPS.len();

/// How long a statement waits for another process, in milliseconds.
const PATIENCE: i32 = 60_000;

/// How long the opening of a lock waits for one who holds it.
const SETTING: Duration = Duration::from_secs(60);

/// A connection, and whether its statements wait for a lock.
pub(super) struct Database {
    /// The connection.
    pub(super) connection: Connection,
    patient: Arc<AtomicBool>,
}

impl Database {
    /// Opens the file with the settings that every connection has.
    ///
    /// # Errors
    /// `Io` where it is not there or not writable, `Damaged` where it is no database.
    pub(super) fn open(file: &Path, create: bool) -> Result<Self> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if create {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let mut connection = Connection::open_with_flags(file, flags)?;
        let patient = Arc::new(AtomicBool::new(true));
        let waits = Arc::clone(&patient);
        connection.busy_handler(Some(move |tries| {
            std::thread::sleep(Duration::from_millis(1));
            waits.load(Ordering::Relaxed) && tries < PATIENCE
        }))?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0;
             PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16384;",
        )?;
        Ok(Self { connection, patient })
    }

    /// Makes the schema in an empty database, or takes the steps that an older one lacks.
    ///
    /// # Errors
    /// `Unsupported` where the vault is newer than this program, `Damaged` where its tables are
    /// not those of its version.
    pub(super) fn upgrade(&mut self) -> Result<()> {
        if self.version()? < VERSION {
            let step = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let seen = version(&step)?;
            for sql in STEPS.iter().skip(seen) {
                step.execute_batch(sql)?;
            }
            step.pragma_update(None, "user_version", VERSION)?;
            step.commit()?;
        }
        self.check_schema()
    }

    /// The version that the database says it has.
    pub(super) fn version(&self) -> Result<usize> {
        version(&self.connection)
    }

    fn check_schema(&self) -> Result<()> {
        let seen = self.version()?;
        if seen > VERSION {
            return Err(Error::Unsupported { format: "vault", version: seen as u64 });
        }
        let expected = Connection::open_in_memory()?;
        for sql in STEPS {
            expected.execute_batch(sql)?;
        }
        if schema_hash(&self.connection)? != schema_hash(&expected)? {
            return Err(Error::Damaged("schema-changed"));
        }
        Ok(())
    }

    /// Tries to begin a writing transaction without waiting; false where another one holds it.
    pub(super) fn try_begin(&self) -> Result<bool> {
        self.patient.store(false, Ordering::Relaxed);
        let begun = self.execute("BEGIN IMMEDIATE");
        self.patient.store(true, Ordering::Relaxed);
        match begun {
            Ok(()) => Ok(true),
            Err(Error::Database(fault))
                if fault.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) =>
            {
                Ok(false)
            }
            Err(other) => Err(other),
        }
    }

    /// Runs a cached statement that takes and gives nothing.
    pub(super) fn execute(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// Moves the WAL's content into the database; with `truncate`, waits for readers and cuts the
    /// WAL to nothing. Whether all of it was moved.
    pub(super) fn settle(&self, truncate: bool) -> Result<bool> {
        let mode = if truncate { "TRUNCATE" } else { "PASSIVE" };
        let sql = format!("PRAGMA wal_checkpoint({mode})");
        let (busy, pages, moved) = self.connection.query_row(&sql, [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
        })?;
        Ok(busy == 0 && pages == moved)
    }
}

fn version(connection: &Connection) -> Result<usize> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    usize::try_from(found).map_err(|_| Error::Damaged("schema-changed"))
}

/// SHA-256 over the text of every table, in order of name.
fn schema_hash(connection: &Connection) -> Result<Hash> {
    let mut statement = connection.prepare(
        "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema
         WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
    )?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    let text = rows.collect::<rusqlite::Result<Vec<_>>>()?.join("\n");
    Ok(Hash::of(text.as_bytes()))
}

/// A lock between processes and threads: an empty SQLite file, for that locks on every platform.
pub(super) struct Lock(Option<Connection>);

impl Lock {
    /// Opens the lock file; without one, nothing is ever locked.
    pub(super) fn open(file: &Path) -> Self {
        let lock = Connection::open(file).ok();
        // Nothing is ever written: no journal, and a release is a rollback.
        let set = |lock: &Connection| {
            // Who holds the lock at this moment must not make this one worth nothing.
            lock.busy_timeout(SETTING)?;
            lock.execute_batch("PRAGMA journal_mode = MEMORY")?;
            lock.busy_timeout(Duration::ZERO)
        };
        Self(lock.filter(|lock| set(lock).is_ok()))
    }

    /// Tries to take the lock for itself alone; false where another one has it.
    pub(super) fn try_take(&self) -> bool {
        self.0.as_ref().is_some_and(|lock| lock.execute_batch("BEGIN EXCLUSIVE").is_ok())
    }

    /// Waits at most `patience` for the lock.
    pub(super) fn wait(&self, patience: Duration) -> bool {
        let Some(lock) = &self.0 else { return false };
        let taken =
            lock.busy_timeout(patience).and_then(|()| lock.execute_batch("BEGIN EXCLUSIVE"));
        let _ = lock.busy_timeout(Duration::ZERO);
        taken.is_ok()
    }

    /// Takes the lock beside others that share it.
    pub(super) fn share(&self) {
        if let Some(lock) = self.0.as_ref().filter(|lock| lock.is_autocommit()) {
            let shared = "BEGIN; SELECT count(*) FROM sqlite_schema;";
            let _ = lock.busy_timeout(Duration::from_secs(1));
            let _ = lock.execute_batch(shared);
            let _ = lock.busy_timeout(Duration::ZERO);
        }
    }

    /// Gives the lock back.
    pub(super) fn release(&self) {
        if let Some(lock) = self.0.as_ref().filter(|lock| !lock.is_autocommit()) {
            let _ = lock.execute_batch("ROLLBACK");
        }
    }
}

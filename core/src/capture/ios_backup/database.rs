//! A foreign database, read strictly: nothing is written, nothing in it is run.
//!
//! docs/spec/ios-backup.md, 1 and 4. A database that has no write-ahead log is opened where it
//! lies, `immutable`, so that SQLite makes no file beside it and takes no lock.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags, Row};

use crate::error::{Error, Malformed};

/// The longest value, in bytes.
pub(in crate::capture) const MAX_VALUE: i32 = 16 * 1024 * 1024;

/// How many gaps of one table are passed over.
const MAX_GAPS: usize = 10_000;

/// After how many steps of SQLite's machine the work done so far is looked at.
const STEPS: i32 = 1_000_000;

/// How many steps a database may take: for each byte, and beside them.
const STEPS_A_BYTE: u64 = 64;
const STEPS_BESIDE: u64 = 100_000_000;

/// An open database and the columns of its tables.
pub(in crate::capture) struct Database {
    /// The connection; nobody writes through it.
    pub(in crate::capture) connection: Connection,
    tables: BTreeMap<String, Vec<String>>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("tables", &self.tables.len()).finish_non_exhaustive()
    }
}

impl Database {
    /// Opens a file as it lies.
    ///
    /// # Errors
    /// `Malformed`, code `database-unreadable`.
    pub(in crate::capture) fn open(path: &Path) -> crate::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let uri = format!("file:{}?immutable=1", escaped(path));
        let mut connection = Connection::open_with_flags(uri, flags).map_err(unreadable)?;
        // Pages that name one page many times over make a small file endless.
        let mut left = path.metadata()?.len().saturating_mul(STEPS_A_BYTE) + STEPS_BESIDE;
        let is_spent = move || {
            left = left.saturating_sub(STEPS.unsigned_abs().into());
            left == 0
        };
        connection.progress_handler(STEPS, Some(is_spent)).map_err(unreadable)?;
        restrain(&connection).map_err(unreadable)?;
        let tables = tables(&connection).or_else(|fault| {
            if !is_damage(&fault) {
                return Err(fault);
            }
            // So SQLite reads what there is of a file that ends before its header says.
            connection.execute_batch("PRAGMA writable_schema = ON")?;
            tables(&connection)
        });
        Ok(Self { tables: tables.map_err(unreadable)?, connection })
    }

    /// Merges the write-ahead log beside a copy into it; `path` belongs to this program.
    ///
    /// # Errors
    /// `Malformed`, code `database-unreadable`.
    pub(in crate::capture) fn merge_log(path: &Path) -> crate::Result<()> {
        let merge = || {
            let connection = Connection::open(path)?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
            connection.close().map_err(|(_, fault)| fault)
        };
        merge().map_err(unreadable)
    }

    /// Whether there is such a table.
    pub(in crate::capture) fn has(&self, table: &str) -> bool {
        self.tables.contains_key(table)
    }

    /// Whether a table has such a column.
    pub(in crate::capture) fn has_column(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|columns| columns.iter().any(|name| name == column))
    }

    /// The names of the tables.
    pub(in crate::capture) fn tables(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    /// The names of a table's columns.
    pub(in crate::capture) fn columns(&self, table: &str) -> &[String] {
        self.tables.get(table).map(Vec::as_slice).unwrap_or_default()
    }

    /// The columns as a list of a SELECT; one that the table lacks is NULL.
    pub(in crate::capture) fn list(&self, table: &str, columns: &[&str]) -> String {
        let named = columns.iter().map(|column| match self.has_column(table, column) {
            true => format!("\"{column}\""),
            false => "NULL".to_owned(),
        });
        named.collect::<Vec<_>>().join(",")
    }

    /// Gives every row of a table to `work`, by ascending id: the id is column 0, then come
    /// `columns`. What cannot be read is given to `lost`: the first id that may be lost, the first
    /// that is not, and why.
    ///
    /// # Errors
    /// `Malformed`, code `database-unreadable`, where not even the first row can be looked for;
    /// what `work` and `lost` return.
    pub(in crate::capture) fn each(
        &self,
        table: &str,
        columns: &[&str],
        work: &mut dyn FnMut(&Row<'_>) -> crate::Result<()>,
        lost: &mut dyn FnMut(i64, Option<i64>, &'static str) -> crate::Result<()>,
    ) -> crate::Result<()> {
        let list = self.list(table, columns);
        let all = format!("SELECT rowid,{list} FROM \"{table}\" WHERE rowid >= ?1 ORDER BY rowid");
        let mut next = i64::MIN;
        for _ in 0..MAX_GAPS {
            let mut statement = self.connection.prepare_cached(&all).map_err(unreadable)?;
            let mut rows = statement.query([next]).map_err(unreadable)?;
            let fault = loop {
                match rows.next() {
                    Ok(None) => return Ok(()),
                    Ok(Some(row)) => {
                        let id: i64 = row.get(0).map_err(unreadable)?;
                        if id < next {
                            break CORRUPT;
                        }
                        work(row)?;
                        let Some(behind) = id.checked_add(1) else { return Ok(()) };
                        next = behind;
                    }
                    Err(fault) => break fault,
                }
            };
            drop(rows);
            if fault.sqlite_error_code() == Some(ErrorCode::TooBig) {
                let id = self.first_id(table, next).map_err(unreadable)?;
                let Some(behind) = id.and_then(|id| id.checked_add(1)) else { return Ok(()) };
                lost(behind - 1, Some(behind), "row-too-large")?;
                next = behind;
                continue;
            }
            if !is_damage(&fault) {
                return Err(unreadable(fault));
            }
            let behind = self.behind_damage(&all, next);
            lost(next, behind, "row-damaged")?;
            match behind {
                Some(behind) => next = behind,
                None => return Ok(()),
            }
        }
        lost(next, None, "row-damaged")
    }

    fn first_id(&self, table: &str, from: i64) -> rusqlite::Result<Option<i64>> {
        let sql = format!("SELECT rowid FROM \"{table}\" WHERE rowid >= ?1 ORDER BY rowid LIMIT 1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([from])?;
        rows.next()?.map(|row| row.get(0)).transpose()
    }

    /// The least id from `from` on at which reading goes on; none where it does not.
    fn behind_damage(&self, all: &str, from: i64) -> Option<i64> {
        // Ids count from 1; a start far below would take long to leave.
        let from = from.max(0);
        let reads = |id: i64| -> Option<Option<i64>> {
            let mut statement = self.connection.prepare_cached(all).ok()?;
            let mut rows = statement.query([id]).ok()?;
            match rows.next() {
                Ok(None) => Some(None),
                // Where pages are out of order, an id below the one asked for comes up.
                Ok(Some(row)) => row.get(0).ok().filter(|found| *found >= id).map(Some),
                Err(_) => None,
            }
        };
        let mut step = 1_i64;
        let mut broken = from;
        let (mut whole, mut found) = loop {
            let id = from.checked_add(step)?;
            match reads(id) {
                Some(found) => break (id, found),
                None => broken = id,
            }
            step = step.checked_mul(2)?;
        };
        // Between the last start that failed and the first one that did not.
        while whole - broken > 1 {
            let middle = broken + (whole - broken) / 2;
            match reads(middle) {
                Some(id) => {
                    found = id.or(found);
                    whole = middle;
                }
                None => broken = middle,
            }
        }
        found
    }
}

/// Forbids what a hostile database could do.
fn restrain(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON;",
    )
}

/// Which columns the tables have.
fn tables(connection: &Connection) -> rusqlite::Result<BTreeMap<String, Vec<String>>> {
    let mut tables = BTreeMap::new();
    // Views and virtual tables run what their maker wrote.
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' \
               AND sql NOT LIKE 'CREATE VIRTUAL%'";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Ok(name) = row.get::<_, String>(0) else { continue };
        let mut columns = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
        let columns = columns.query_map([&name], |row| row.get(0))?.collect::<Result<_, _>>()?;
        tables.insert(name, columns);
    }
    Ok(tables)
}

/// What stands for rows that are not in order.
const CORRUPT: rusqlite::Error = rusqlite::Error::SqliteFailure(
    rusqlite::ffi::Error {
        code: ErrorCode::DatabaseCorrupt,
        extended_code: rusqlite::ffi::SQLITE_CORRUPT,
    },
    None,
);

/// Whether an error says that a page cannot be read.
pub(in crate::capture) fn is_damage(fault: &rusqlite::Error) -> bool {
    matches!(
        fault.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure)
    )
}

/// An error of a foreign database; what SQLite says may quote it and is dropped.
pub(in crate::capture) fn unreadable(_: rusqlite::Error) -> Error {
    Malformed::new("database", 0, "database-unreadable").into()
}

/// A path as SQLite's URI takes it.
fn escaped(path: &Path) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b':' => {
                out.push(char::from(*byte));
            }
            b'\\' if std::path::MAIN_SEPARATOR == '\\' => out.push('/'),
            _ => {
                let _ = write!(out, "%{byte:02x}");
            }
        }
    }
    // A drive stands behind a slash.
    if out.as_bytes().get(1) == Some(&b':') { format!("/{out}") } else { out }
}

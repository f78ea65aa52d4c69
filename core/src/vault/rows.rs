//! Rows of one transaction that wait for their insert.
//!
//! One statement takes [`CHUNK`] rows, so that an import does not pay for a statement each; index
//! rows go in sorted, so that neighbours meet the same pages. Nothing reads a row within the
//! transaction that placed it, and a transaction ends with [`Rows::flush`] or with nothing.

use rusqlite::{Connection, ToSql, params_from_iter};

use super::seal::Blind;
use crate::chain::Hash;
use crate::error::Result;

/// How many rows one statement inserts.
const CHUNK: usize = 16;

/// How many index rows wait at most.
const MAX_INDEXED: usize = 8_192;

/// What a transaction has placed and not inserted.
#[derive(Default)]
pub(super) struct Rows {
    leaves: Vec<(u64, Hash)>,
    records: Vec<(u64, Vec<u8>)>,
    /// Room for sealed records, to be used again.
    spare: Vec<Vec<u8>>,
    days: Vec<(Blind, u64, Vec<u8>)>,
    parties: Vec<(Blind, u64)>,
}

impl Rows {
    /// Room for a sealed record.
    pub(super) fn room(&mut self) -> Vec<u8> {
        self.spare.pop().unwrap_or_default()
    }

    /// Takes a record at its place.
    pub(super) fn record(
        &mut self,
        connection: &Connection,
        place: u64,
        leaf: Hash,
        sealed: Vec<u8>,
    ) -> Result<()> {
        self.leaves.push((place, leaf));
        self.records.push((place, sealed));
        if self.leaves.len() == CHUNK { self.insert_records(connection) } else { Ok(()) }
    }

    /// Takes an event's entry in the index of a day.
    pub(super) fn day(
        &mut self,
        connection: &Connection,
        key: Blind,
        place: u64,
        sealed: Vec<u8>,
    ) -> Result<()> {
        self.days.push((key, place, sealed));
        if self.days.len() == MAX_INDEXED { self.insert_index(connection) } else { Ok(()) }
    }

    /// Takes an event's entry in the index of a party.
    pub(super) fn party(&mut self, connection: &Connection, key: Blind, place: u64) -> Result<()> {
        self.parties.push((key, place));
        if self.parties.len() == MAX_INDEXED { self.insert_index(connection) } else { Ok(()) }
    }

    /// Inserts what waits.
    pub(super) fn flush(&mut self, connection: &Connection) -> Result<()> {
        self.insert_records(connection)?;
        self.insert_index(connection)
    }

    fn insert_records(&mut self, connection: &Connection) -> Result<()> {
        insert(connection, "leaf", &self.leaves, |(place, leaf)| [place as &dyn ToSql, &leaf.0])?;
        insert(connection, "record", &self.records, |(place, sealed)| {
            [place as &dyn ToSql, sealed]
        })?;
        self.leaves.clear();
        self.spare.extend(self.records.drain(..).map(|(_, sealed)| sealed));
        self.spare.truncate(CHUNK);
        Ok(())
    }

    fn insert_index(&mut self, connection: &Connection) -> Result<()> {
        self.days.sort_unstable();
        insert(connection, "day", &self.days, |(key, place, sealed)| {
            [key as &dyn ToSql, place, sealed]
        })?;
        self.days.clear();
        self.parties.sort_unstable();
        insert(connection, "party", &self.parties, |(key, place)| [key as &dyn ToSql, place])?;
        self.parties.clear();
        Ok(())
    }
}

/// Inserts rows of `N` columns, as many at a time as there are.
fn insert<T, const N: usize>(
    connection: &Connection,
    table: &str,
    rows: &[T],
    columns: impl for<'r> Fn(&'r T) -> [&'r dyn ToSql; N],
) -> Result<()> {
    let (chunks, rest) = rows.as_chunks::<CHUNK>();
    let statement = |count: usize| {
        let row = format!("({})", ["?"; N].join(","));
        format!("INSERT INTO {table} VALUES {}", vec![row; count].join(","))
    };
    if !chunks.is_empty() {
        let mut many = connection.prepare_cached(&statement(CHUNK))?;
        for chunk in chunks {
            many.execute(params_from_iter(chunk.iter().flat_map(&columns)))?;
        }
    }
    if !rest.is_empty() {
        let mut one = connection.prepare_cached(&statement(1))?;
        for row in rest {
            one.execute(params_from_iter(columns(row)))?;
        }
    }
    Ok(())
}

//! The blind indexes and derived entries: written with each record, read by lookups.
//!
//! docs/spec/vault.md, "Blind keys". Nothing here is signed; all of it follows from the
//! records.

use rusqlite::OptionalExtension;
use zeroize::Zeroizing;

use super::Vault;
use super::seal::{Blind, Domain, NONCE};
use super::sighting::{Day, Summary};
use super::write::NO_BATCH;
use crate::capture::android::content_key;
use crate::chain::Hash;
use crate::error::{Error, Result};
use crate::record::{Draft, Fact, Field, Named, Party, Record};

/// What an entry is that does not open.
pub(super) const UNREADABLE: Error = Error::Damaged("index-unreadable");

impl Vault {
    /// Enters an event into the index of events, within the transaction.
    pub(super) fn enter(&mut self, record: &Record) -> Result<()> {
        let party = record.party();
        let Some(summary) = Summary::with(record, party.as_ref()) else { return Ok(()) };
        let day = Day::of(summary.time);
        let known = self.batch.as_ref().ok_or(NO_BATCH)?.day.filter(|(known, _)| *known == day);
        let key = known.map_or_else(|| self.day_key(day), |(_, key)| key);
        let nonce: [u8; NONCE] = self.chance.array(&*self.keystore)?;
        let sealed = self.seals.placed(&key, record.index, &summary.to_bytes(), &nonce);
        let names = names(party);
        let keys: Vec<Blind> =
            names.iter().map(|name| self.party_key_on(name.key(), day, key)).collect();
        let connection = &self.database.connection;
        let batch = self.batch.as_mut().ok_or(NO_BATCH)?;
        batch.day = Some((day, key));
        batch.rows.day(connection, key, record.index, sealed)?;
        for (name, key) in names.into_iter().zip(keys) {
            batch.rows.party(connection, key, record.index)?;
            batch.book.count_party(name, day, 1);
        }
        batch.book.count(day, 1);
        Ok(())
    }

    /// Notes that the record at `place` holds a source row; false where another one does.
    pub(super) fn enter_row(&self, key: &Blind, place: u64) -> Result<bool> {
        let sql = "INSERT OR IGNORE INTO source_row VALUES (?1, ?2)";
        Ok(self.database.connection.prepare_cached(sql)?.execute((key, place))? > 0)
    }

    /// The blind key of a day.
    pub(super) fn day_key(&self, day: Day) -> Blind {
        self.seals.blind(Domain::Day, &[&day.0.to_le_bytes()])
    }

    /// The blind key of a party on a day: half of the day's, so that a day's parties stand together,
    /// and half of its own.
    pub(super) fn party_key(&self, party: &str, day: Day) -> Blind {
        self.party_key_on(party, day, self.day_key(day))
    }

    fn party_key_on(&self, party: &str, day: Day, mut key: Blind) -> Blind {
        let own = self.seals.blind(Domain::PartyDay, &[&day.0.to_le_bytes(), party.as_bytes()]);
        key[8..].copy_from_slice(&own[..8]);
        key
    }

    /// The blind key of the source row of a draft.
    pub(super) fn row_key(&self, draft: &Draft) -> Option<Blind> {
        self.row_key_from(&draft.fact, draft.private(Field::SourceRow)?)
    }

    /// The blind key of the source row of a record.
    pub(super) fn row_key_of(&self, record: &Record) -> Option<Blind> {
        self.row_key_from(record.fact(), &record.openings.get(Field::SourceRow)?.value)
    }

    fn row_key_from(&self, fact: &Fact, row: &str) -> Option<Blind> {
        let feed = fact.feed.as_ref()?;
        let format = feed.format.as_bytes();
        let length = [u8::try_from(format.len()).ok()?];
        // A row of the phone's own store is the same in whatever may change of it.
        let content = content_key(&feed.format, row);
        let row = content.as_deref().unwrap_or(row);
        Some(self.seals.blind(Domain::Row, &[&length, format, row.as_bytes()]))
    }

    /// The place of the record that holds a source row.
    pub(super) fn place_of_row(&self, key: &Blind) -> Result<Option<u64>> {
        let sql = "SELECT place FROM source_row WHERE key = ?1";
        let mut statement = self.database.connection.prepare_cached(sql)?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?)
    }

    /// Whether any record that held a source row was redacted.
    pub(super) fn has_redacted_rows(&self) -> Result<bool> {
        let sql = "SELECT 1 FROM redacted_row";
        Ok(self.database.connection.prepare_cached(sql)?.exists([])?)
    }

    /// Whether the record that held a source row was redacted.
    pub(super) fn was_redacted(&self, key: &Blind) -> Result<bool> {
        let sql = "SELECT 1 FROM redacted_row WHERE key = ?1";
        Ok(self.database.connection.prepare_cached(sql)?.exists([key])?)
    }

    /// Notes that rows of `file` repeat the records at `places`, within the transaction.
    pub(super) fn note_repeats(&mut self, file: &Hash, places: &[u64]) -> Result<()> {
        let mut files = self.repeating_files()?;
        if !files.contains(file) {
            files.push(*file);
            let plain: Vec<u8> = files.iter().flat_map(|file| file.0).collect();
            self.put_entry(&self.seals.blind(Domain::Files, &[]), &plain)?;
        }
        let mut part = 0_u32;
        while self.entry(&self.repeats_key(file, part))?.is_some() {
            part += 1;
        }
        let plain: Vec<u8> = places.iter().flat_map(|place| place.to_le_bytes()).collect();
        self.put_entry(&self.repeats_key(file, part), &plain)
    }

    /// The files of which some rows repeat records that were held before.
    pub(super) fn repeating_files(&self) -> Result<Vec<Hash>> {
        let plain = self.entry(&self.seals.blind(Domain::Files, &[]))?.unwrap_or_default();
        let files = plain.chunks_exact(32).map(|file| Hash(file.try_into().unwrap_or_default()));
        Ok(files.collect())
    }

    /// The key of one part of the list of places that rows of `file` repeat.
    pub(super) fn repeats_key(&self, file: &Hash, part: u32) -> Blind {
        self.seals.blind(Domain::Repeats, &[&part.to_le_bytes(), &file.0])
    }

    /// Reads a sealed entry that is not derived.
    pub(super) fn entry(&self, key: &Blind) -> Result<Option<Zeroizing<Vec<u8>>>> {
        self.sealed(Table::Entry, key)
    }

    /// Writes a sealed entry, within a transaction.
    pub(super) fn put_entry(&mut self, key: &Blind, plain: &[u8]) -> Result<()> {
        self.put_sealed(Table::Entry, key, plain)
    }

    /// Removes a sealed entry, within a transaction.
    pub(super) fn drop_entry(&self, key: &Blind) -> Result<()> {
        self.drop_sealed(Table::Entry, key)
    }

    /// Reads a sealed value.
    pub(super) fn sealed(&self, table: Table, key: &Blind) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let sql = match table {
            Table::Entry => "SELECT sealed FROM entry WHERE key = ?1",
            Table::Tally => "SELECT sealed FROM tally WHERE key = ?1",
        };
        let mut statement = self.database.connection.prepare_cached(sql)?;
        let mut rows = statement.query([key])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let sealed = row.get_ref(0)?.as_blob().map_err(|_| UNREADABLE)?;
        self.seals.open_entry(key, sealed).ok_or(UNREADABLE).map(Some)
    }

    /// Writes a sealed value, within a transaction.
    pub(super) fn put_sealed(&mut self, table: Table, key: &Blind, plain: &[u8]) -> Result<()> {
        let sql = match table {
            Table::Entry => "INSERT OR REPLACE INTO entry VALUES (?1, ?2)",
            Table::Tally => "INSERT OR REPLACE INTO tally VALUES (?1, ?2)",
        };
        let nonce: [u8; NONCE] = self.chance.array(&*self.keystore)?;
        let sealed = self.seals.entry(key, plain, &nonce);
        self.database.connection.prepare_cached(sql)?.execute((key, sealed))?;
        Ok(())
    }

    /// Removes a sealed value, within a transaction.
    pub(super) fn drop_sealed(&self, table: Table, key: &Blind) -> Result<()> {
        let sql = match table {
            Table::Entry => "DELETE FROM entry WHERE key = ?1",
            Table::Tally => "DELETE FROM tally WHERE key = ?1",
        };
        self.database.connection.prepare_cached(sql)?.execute([key])?;
        Ok(())
    }

    /// Makes the index of events, the counts and the index of rows anew from the records.
    ///
    /// # Errors
    /// `Damaged` where a record does not open; then nothing changes.
    pub fn rebuild_index(&mut self) -> Result<()> {
        self.transaction(|vault| {
            for table in ["day", "party", "source_row", "tally"] {
                vault.database.connection.execute(&format!("DELETE FROM {table}"), [])?;
            }
            for index in 0..vault.len() {
                let record = vault.record(index)?;
                if let Some(key) = vault.row_key_of(&record) {
                    vault.enter_row(&key, index)?;
                }
                vault.enter(&record)?;
            }
            Ok(())
        })
    }
}

/// Where a sealed value is kept.
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    /// What does not follow from the records.
    Entry,
    /// Counts and the list of parties.
    Tally,
}

/// The names by which a record is found: the party's, and those of its group; each key once.
pub(super) fn names(party: Option<Party>) -> Vec<Named> {
    let Some(party) = party else { return Vec::new() };
    let mut names = vec![party.name];
    for name in party.group {
        if names.iter().all(|known| known.key() != name.key()) {
            names.push(name);
        }
    }
    names
}

//! Reading the log: records by place or id, all of them, and the content of attachments.

use std::collections::BTreeMap;
use std::ops::Range;

use rusqlite::OptionalExtension;

use super::Vault;
use super::attachment::{Content, FOLDER, INCOMING, Sealed};
use super::seal::{Domain, UNREADABLE};
use crate::chain::{Hash, leaf_hash};
use crate::error::{Error, Result};
use crate::event::{Sighting, Timeline, group};
use crate::record::{Channel, Line, Record};

/// Events by channel.
pub type Counts = BTreeMap<Channel, u64>;

/// Rows of one and the same feed are events of their own (docs/spec/event.md), so that a first
/// import need not be grouped.
fn count(sightings: &[Sighting]) -> Counts {
    let mut counts = Counts::new();
    let first = sightings.first().and_then(|sighting| sighting.feed.as_ref());
    if first.is_some() && sightings.iter().all(|sighting| sighting.feed.as_ref() == first) {
        for sighting in sightings {
            *counts.entry(sighting.channel).or_default() += 1;
        }
    } else {
        for event in group(sightings).events {
            *counts.entry(sightings[event.sightings[0]].channel).or_default() += 1;
        }
    }
    counts
}

impl Vault {
    /// The leaf hashes of the whole log, in order.
    ///
    /// # Errors
    /// `Damaged` where one is missing.
    pub fn leaves(&self) -> Result<Vec<Hash>> {
        let sql = "SELECT place, hash FROM leaf WHERE place < ?1 ORDER BY place";
        let mut statement = self.database.connection.prepare_cached(sql)?;
        let mut rows = statement.query([self.len()])?;
        let mut leaves = Vec::with_capacity(usize::try_from(self.len()).unwrap_or_default());
        while let Some(row) = rows.next()? {
            if row.get::<_, u64>(0)? != leaves.len() as u64 {
                return Err(Error::Damaged("leaf-missing"));
            }
            leaves.push(Hash(row.get(1)?));
        }
        if leaves.len() as u64 == self.len() {
            Ok(leaves)
        } else {
            Err(Error::Damaged("log-tail-missing"))
        }
    }

    /// The place of the record whose id is `leaf`.
    ///
    /// # Errors
    /// `Database`.
    pub fn find(&self, leaf: &Hash) -> Result<Option<u64>> {
        let sql = "SELECT place FROM leaf WHERE hash = ?1";
        let mut statement = self.database.connection.prepare_cached(sql)?;
        Ok(statement.query_row([leaf.0], |row| row.get(0)).optional()?)
    }

    /// The record at `index`.
    ///
    /// # Errors
    /// `Misuse` beyond the end; `Damaged` where the row is gone or does not open.
    pub fn record(&self, index: u64) -> Result<Record> {
        if index >= self.len() {
            return Err(Error::Misuse("there is no record at this place"));
        }
        let mut found = Err(Error::Damaged("leaf-missing"));
        self.scan(index..index + 1, |_, _, record| {
            found = record;
            Ok(())
        })?;
        found
    }

    /// The records of a range, in order.
    ///
    /// # Errors
    /// `Damaged` at the first row that is gone or does not open.
    pub fn records(&self, range: Range<u64>) -> Result<Vec<Record>> {
        let mut records = Vec::new();
        self.for_each(range, |record| {
            records.push(record);
            Ok(())
        })?;
        Ok(records)
    }

    /// Gives the records of a range to `work`, in order, one at a time.
    ///
    /// # Errors
    /// `Damaged` at the first row that is gone or does not open; what `work` returns.
    pub fn for_each(
        &self,
        range: Range<u64>,
        mut work: impl FnMut(Record) -> Result<()>,
    ) -> Result<()> {
        self.scan(range, |_, _, record| work(record?))
    }

    /// Gives place, leaf and record of a range to `work`, in order; a row that is gone or does
    /// not open is given as `Damaged`, and the scan goes on behind it.
    ///
    /// # Errors
    /// `Database`; what `work` returns.
    pub fn scan(
        &self,
        range: Range<u64>,
        mut work: impl FnMut(u64, Hash, Result<Record>) -> Result<()>,
    ) -> Result<()> {
        let sql = "SELECT leaf.place, leaf.hash, record.sealed
                   FROM leaf LEFT JOIN record ON record.place = leaf.place
                   WHERE leaf.place >= ?1 AND leaf.place < ?2 ORDER BY leaf.place";
        let mut statement = self.database.connection.prepare_cached(sql)?;
        let mut rows = statement.query((range.start, range.end.min(self.len())))?;
        while let Some(row) = rows.next()? {
            let (place, leaf) = (row.get(0)?, Hash(row.get(1)?));
            let record = match row.get_ref(2)?.as_blob_or_null().map_err(|_| UNREADABLE)? {
                Some(sealed) => self.unseal(place, leaf, sealed),
                None => Err(Error::Damaged("record-missing")),
            };
            work(place, leaf, record)?;
        }
        Ok(())
    }

    /// Opens a row and reads what it holds; its line must be the leaf's.
    pub(super) fn unseal(&self, index: u64, leaf: Hash, sealed: &[u8]) -> Result<Record> {
        let row = self.seals.open_row(index, &leaf, sealed).ok_or(UNREADABLE)?;
        if leaf_hash(row.line()) != leaf {
            return Err(Error::Damaged("record-replaced"));
        }
        let line = Line::parse(row.line()).map_err(|_| UNREADABLE)?;
        Ok(Record { index, leaf, line, openings: row.openings()? })
    }

    /// How many events of each channel the first `sizes` records make, from one reading of the
    /// index of events.
    ///
    /// # Errors
    /// `Damaged` where the index does not open.
    pub fn count_events<const N: usize>(&self, sizes: [u64; N]) -> Result<[Counts; N]> {
        let end = sizes.iter().copied().max().unwrap_or_default();
        let sightings = self.sightings_before(end)?;
        Ok(sizes.map(|size| {
            let end = sightings.partition_point(|sighting| sighting.index < size);
            count(&sightings[..end])
        }))
    }

    /// How many events of each channel there are, and how many there would be with `more`.
    pub(super) fn count_events_with(&self, more: Vec<Sighting>) -> Result<[Counts; 2]> {
        let mut sightings = self.sightings_before(self.len())?;
        let before = count(&sightings);
        sightings.extend(more);
        Ok([before, count(&sightings)])
    }

    /// The sightings among the first `end` records, in their order.
    fn sightings_before(&self, end: u64) -> Result<Vec<Sighting>> {
        let sql = "SELECT key, place, sighting FROM day WHERE place < ?1";
        let mut statement = self.database.connection.prepare_cached(sql)?;
        let mut rows = statement.query([end])?;
        let mut sightings: Vec<Sighting> = Vec::new();
        while let Some(row) = rows.next()? {
            sightings.push(self.summary(&row.get(0)?, row)?.sighting);
        }
        sightings.sort_unstable_by_key(|sighting| sighting.index);
        Ok(sightings)
    }

    /// All records, and the events that they make.
    ///
    /// # Errors
    /// As [`Self::for_each`].
    pub fn timeline(&self) -> Result<Timeline> {
        Ok(Timeline::new(self.records(0..self.len())?))
    }

    /// The content of an attachment, by the SHA-256 of it.
    ///
    /// # Errors
    /// `Misuse` where the vault does not keep it, `Damaged` where its file is gone, `Io`.
    pub fn attachment(&self, sha256: &Hash) -> Result<Content> {
        let Some(sealed) = self.sealed_attachment(sha256)? else {
            return Err(Error::Misuse("the vault does not keep this content"));
        };
        for folder in [FOLDER, INCOMING] {
            let path = self.folder.join(folder).join(sealed.file_name());
            match Content::open(&path, &sealed) {
                Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {}
                opened => return Ok(opened?),
            }
        }
        Err(Error::Damaged("attachment-missing"))
    }

    /// Whether the vault keeps the content with this SHA-256.
    ///
    /// # Errors
    /// `Database`.
    pub fn keeps(&self, sha256: &Hash) -> Result<bool> {
        Ok(self.sealed_attachment(sha256)?.is_some())
    }

    /// Whether the vault keeps the content with this SHA-256.
    ///
    /// # Errors
    /// `Database`.
    pub fn has_attachment(&self, sha256: &Hash) -> Result<bool> {
        Ok(self.sealed_attachment(sha256)?.is_some())
    }

    pub(super) fn sealed_attachment(&self, sha256: &Hash) -> Result<Option<Sealed>> {
        let entry = self.entry(&self.seals.blind(Domain::Attachment, &[&sha256.0]))?;
        let sealed =
            entry.map(|plain| Sealed::from_bytes(&plain).ok_or(Error::Damaged("index-unreadable")));
        sealed.transpose()
    }
}

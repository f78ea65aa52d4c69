//! Reading the log: records by place or id, all of them, and the content of attachments.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rusqlite::OptionalExtension;

use super::Vault;
use super::attachment::{Content, FOLDER, INCOMING, Sealed};
use super::seal::{Domain, UNREADABLE};
use crate::chain::{Hash, leaf_hash};
use crate::error::{Error, Result};
use crate::event::{FeedKey, Sighting, Timeline, group};
use crate::record::{Channel, Line, Record, Source};

/// Events by channel.
pub type Counts = BTreeMap<Channel, u64>;

/// What tells a feed apart from another one.
type FeedOf = (Source, Option<FeedKey>);

fn feed_of(sighting: &Sighting) -> FeedOf {
    (sighting.source, sighting.feed.clone())
}

/// The sightings of one channel, before they are grouped.
struct Lane<const N: usize> {
    /// The feed of all of them; none where there are several, or where it is no feed of rows.
    feed: Option<FeedOf>,
    /// How many there are before each size.
    counts: [u64; N],
}

/// What takes sightings one by one.
type Work<'a> = &'a mut dyn FnMut(Sighting);

/// Counts events by channel, from what gives every sighting each time it is asked. Rows of one and the same feed are events of their own
/// (docs/spec/event.md), and no event is of two channels: only channels that several feeds saw are
/// grouped, and only their sightings are held.
fn count<const N: usize>(
    sizes: [u64; N],
    each: &mut dyn FnMut(Work<'_>) -> Result<()>,
) -> Result<[Counts; N]> {
    let mut lanes: BTreeMap<Channel, Lane<N>> = BTreeMap::new();
    let mut firsts: HashMap<FeedOf, u64> = HashMap::new();
    each(&mut |sighting| {
        let feed = feed_of(&sighting);
        let first = firsts.entry(feed.clone()).or_insert(sighting.index);
        *first = (*first).min(sighting.index);
        let known = feed.1.is_some().then_some(feed);
        let lane = lanes
            .entry(sighting.channel)
            .or_insert_with(|| Lane { feed: known.clone(), counts: [0; N] });
        if lane.feed != known {
            lane.feed = None;
        }
        for (count, size) in lane.counts.iter_mut().zip(sizes) {
            *count += u64::from(sighting.index < size);
        }
    })?;
    let mut totals = [const { Counts::new() }; N];
    for (channel, lane) in lanes.iter().filter(|(_, lane)| lane.feed.is_some()) {
        for (total, count) in totals.iter_mut().zip(lane.counts) {
            total.extend((count > 0).then_some((*channel, count)));
        }
    }
    let is_grouped = |channel: &Channel| lanes.get(channel).is_none_or(|lane| lane.feed.is_none());
    if !lanes.keys().any(is_grouped) {
        return Ok(totals);
    }
    let mut held: Vec<Sighting> = Vec::new();
    each(&mut |sighting| {
        // The place of a feed's first row orders the feeds, whatever its channel.
        let is_first = firsts.get(&feed_of(&sighting)) == Some(&sighting.index);
        if is_first || is_grouped(&sighting.channel) {
            held.push(sighting);
        }
    })?;
    held.sort_unstable_by_key(|sighting| sighting.index);
    for (total, size) in totals.iter_mut().zip(sizes) {
        let end = held.partition_point(|sighting| sighting.index < size);
        for event in group(&held[..end]).events {
            let channel = held[event.sightings[0]].channel;
            if is_grouped(&channel) {
                *total.entry(channel).or_default() += 1;
            }
        }
    }
    Ok(totals)
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

    /// How many events of each channel the first `sizes` records make, from the index of events.
    ///
    /// # Errors
    /// `Damaged` where the index does not open.
    pub fn count_events<const N: usize>(&self, sizes: [u64; N]) -> Result<[Counts; N]> {
        let end = sizes.iter().copied().max().unwrap_or_default();
        count(sizes, &mut |work| self.each_sighting(end, work))
    }

    /// How many events of each channel there are, and how many there would be with `more`.
    pub(super) fn count_events_with(&self, more: &[Sighting]) -> Result<[Counts; 2]> {
        let after = self.len() + more.len() as u64;
        count([self.len(), after], &mut |work| {
            self.each_sighting(self.len(), work)?;
            more.iter().cloned().for_each(work);
            Ok(())
        })
    }

    /// Gives the sightings among the first `end` records to `work`, in any order.
    fn each_sighting(&self, end: u64, work: Work<'_>) -> Result<()> {
        let sql = "SELECT key, place, sighting FROM day WHERE place < ?1";
        let mut statement = self.database.connection.prepare_cached(sql)?;
        let mut rows = statement.query([end])?;
        while let Some(row) = rows.next()? {
            work(self.summary(&row.get(0)?, row)?.sighting);
        }
        Ok(())
    }

    /// All records, and the events that they make.
    ///
    /// # Errors
    /// As [`Self::for_each`].
    pub fn timeline(&self) -> Result<Timeline> {
        Ok(Timeline::new(self.records(0..self.len())?))
    }

    /// As [`Self::timeline`], of each record what rules and lists look at: [`Record::slim`].
    ///
    /// # Errors
    /// As [`Self::for_each`].
    pub fn slim_timeline(&self) -> Result<Timeline> {
        let mut records = Vec::with_capacity(usize::try_from(self.len()).unwrap_or_default());
        self.for_each(0..self.len(), |record| {
            records.push(record.slim());
            Ok(())
        })?;
        Ok(Timeline::new(records))
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

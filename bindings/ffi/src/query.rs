//! What an app lists: a page crosses in one call.

use std::collections::HashMap;

use dunlog_core::chain::Hash;
use dunlog_core::record::{Channel, Party};
use dunlog_core::vault::{self, Day, Place};

use crate::error::Result;
use crate::record::Record;
use crate::vault::Vault;

/// An event in a list.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Listed {
    /// Where it stands; the next page goes on from the last one's.
    pub place: Place,
    /// Its sightings, strongest first.
    pub records: Vec<Record>,
    /// Whether sightings of one second and number have different bodies.
    pub disagrees: bool,
}

impl From<vault::Listed> for Listed {
    fn from(listed: vault::Listed) -> Self {
        let vault::Listed { place, records, disagrees } = listed;
        Self { place, records: records.into_iter().map(Record::from).collect(), disagrees }
    }
}

/// How many events a day has.
#[derive(Clone, Copy, Debug, Eq, PartialEq, uniffi::Record)]
pub struct DayCount {
    /// The UTC day.
    pub day: Day,
    /// The events.
    pub count: u64,
}

fn number(count: usize) -> u64 {
    count as u64
}

#[uniffi::export]
impl Vault {
    /// The newest events before `before` (or of all), newest first, at most `count`; of one party
    /// where one is given.
    ///
    /// # Errors
    /// `Damaged` where the index or a record does not open.
    pub fn newest(
        &self,
        party: Option<Party>,
        before: Option<Place>,
        count: u32,
    ) -> Result<Vec<Listed>> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let listed = self.read(|vault| vault.newest(party.as_ref(), before, count))?;
        Ok(listed.into_iter().map(Listed::from).collect())
    }

    /// The events of a UTC day, oldest first; of one party where one is given.
    ///
    /// # Errors
    /// As [`Self::newest`].
    pub fn events_of(&self, day: Day, party: Option<Party>) -> Result<Vec<Listed>> {
        let listed = self.read(|vault| vault.events_of(day, party.as_ref()))?;
        Ok(listed.into_iter().map(Listed::from).collect())
    }

    /// The event that a record is a sighting of, with all its sightings; none for a record that is
    /// no event, and for an id that is not in the log.
    ///
    /// # Errors
    /// As [`Self::newest`].
    pub fn event(&self, leaf: Hash) -> Result<Option<Listed>> {
        Ok(self.read(|vault| vault.event(&leaf))?.map(Listed::from))
    }

    /// How many events each day from `from` up to `to` (not included) has, days without any left
    /// out; of one party where one is given.
    ///
    /// # Errors
    /// As [`Self::newest`].
    pub fn counts(&self, from: Day, to: Day, party: Option<Party>) -> Result<Vec<DayCount>> {
        let counts = self.read(|vault| vault.counts(from..to, party.as_ref()))?;
        Ok(counts.into_iter().map(|(day, count)| DayCount { day, count: number(count) }).collect())
    }

    /// How many events there are of each channel.
    ///
    /// # Errors
    /// As [`Self::newest`].
    pub fn counts_by_channel(&self) -> Result<HashMap<Channel, u64>> {
        let counts = self.read(|vault| vault.counts_by_channel())?;
        Ok(counts.into_iter().map(|(channel, count)| (channel, number(count))).collect())
    }

    /// The record at a place of the log.
    ///
    /// # Errors
    /// `BadInput` beyond the end; `Damaged` where it is gone or does not open.
    pub fn record(&self, index: u64) -> Result<Record> {
        Ok(self.read(|vault| vault.record(index))?.into())
    }

    /// The record with this id; none where it is not in the log.
    ///
    /// # Errors
    /// `Damaged` where it is gone or does not open.
    pub fn find(&self, leaf: Hash) -> Result<Option<Record>> {
        let found = self.read(|vault| match vault.find(&leaf)? {
            Some(place) => vault.record(place).map(Some),
            None => Ok(None),
        })?;
        Ok(found.map(Record::from))
    }

    /// The log-level records (cases, roles, tags, gaps, refusals and so on) at `from` and behind
    /// it, in order; the others are not read. What comes later begins at the head's size.
    ///
    /// # Errors
    /// `Damaged` where a record that is looked at is gone or does not open.
    pub fn log_level(&self, from: u64) -> Result<Vec<Record>> {
        let found = self.read(|vault| vault.log_level(from))?;
        Ok(found.into_iter().map(Record::from).collect())
    }
}

//! What a phone asks for: the newest events, those of a party or a day, counts by day.
//!
//! Answered from the index of events, a few days at a time; the log is read only for the records
//! that are returned. docs/spec/vault.md, "Index of events".

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rusqlite::Row;

use super::Vault;
use super::index::UNREADABLE;
use super::seal::Blind;
use super::sighting::{Day, Summary};
use super::tally::Of;
use crate::chain::Hash;
use crate::error::Result;
use crate::event::{self, Sighting};
use crate::record::{Channel, Millis, Party, Record};

/// Where an event stands in a list by time.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Place {
    /// The event's time: that of the sighting that decides.
    pub time: Millis,
    /// The place in the log of the sighting that decides.
    pub index: u64,
}

/// An event in a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Listed {
    /// Where it stands; the list goes on from here.
    pub place: Place,
    /// Its sightings, strongest first.
    pub records: Vec<Record>,
    /// Whether sightings of one second and number have different bodies.
    pub disagrees: bool,
}

/// An event by the places of its sightings, strongest first.
struct Found {
    place: Place,
    channel: Channel,
    sightings: Vec<u64>,
    disagrees: bool,
}

impl Vault {
    /// The newest events before `before` (or of all), newest first, at most `count`; of one party
    /// where one is given.
    ///
    /// # Errors
    /// `Damaged` where the index or a record does not open.
    pub fn newest(
        &self,
        party: Option<&Party>,
        before: Option<Place>,
        count: usize,
    ) -> Result<Vec<Listed>> {
        self.reading(|| self.list_newest(party, before, count))
    }

    fn list_newest(
        &self,
        party: Option<&Party>,
        before: Option<Place>,
        count: usize,
    ) -> Result<Vec<Listed>> {
        let of = party.map_or(Of::All, |party| Of::Party(party.key()));
        let last = before.map_or(Day(i64::MAX), |place| Day::of(place.time));
        let mut window = Window::new(self, party);
        let mut listed = Vec::new();
        for day in self.days(of, last)? {
            let mut events = window.events(day?.0)?;
            events.retain(|event| before.is_none_or(|before| event.place < before));
            events.sort_by_key(|event| std::cmp::Reverse(event.place));
            for event in events {
                if listed.len() == count {
                    return Ok(listed);
                }
                listed.push(self.list(event)?);
            }
        }
        Ok(listed)
    }

    /// The events of a UTC day, oldest first; of one party where one is given.
    ///
    /// # Errors
    /// As [`Self::newest`].
    pub fn events_of(&self, day: Day, party: Option<&Party>) -> Result<Vec<Listed>> {
        self.reading(|| {
            let mut events = Window::new(self, party).events(day)?;
            events.sort_by_key(|event| event.place);
            events.into_iter().map(|event| self.list(event)).collect()
        })
    }

    /// The event that the record with this id is a sighting of; none where it is no event, or not
    /// in the log.
    ///
    /// # Errors
    /// As [`Self::newest`].
    pub fn event(&self, leaf: &Hash) -> Result<Option<Listed>> {
        self.reading(|| {
            let Some(index) = self.find(leaf)?.filter(|index| *index < self.len()) else {
                return Ok(None);
            };
            let Some(summary) = Summary::of(&self.record(index)?) else { return Ok(None) };
            let day = Day::of(summary.time);
            // Its deciding sighting may lie beyond midnight.
            for day in [day, Day(day.0 - 1), Day(day.0 + 1)] {
                let events = Window::new(self, None).events(day)?;
                if let Some(event) = events.into_iter().find(|e| e.sightings.contains(&index)) {
                    return self.list(event).map(Some);
                }
            }
            Err(UNREADABLE)
        })
    }

    /// How many events each day of a range has, days without any left out; of one party where
    /// one is given.
    ///
    /// # Errors
    /// `Damaged` where the index does not open.
    pub fn counts(&self, days: Range<Day>, party: Option<&Party>) -> Result<Vec<(Day, usize)>> {
        let of = party.map_or(Of::All, |party| Of::Party(party.key()));
        let mut window = Window::new(self, party);
        let mut counts = Vec::new();
        self.reading(|| {
            for day in self.days(of, Day(days.end.0.saturating_sub(1)))? {
                let (day, _) = day?;
                if day < days.start {
                    break;
                }
                let count = window.events(day)?.len();
                if count > 0 {
                    counts.push((day, count));
                }
            }
            Ok(())
        })?;
        counts.reverse();
        Ok(counts)
    }

    /// How many events there are of each channel.
    ///
    /// # Errors
    /// `Damaged` where the index does not open.
    pub fn counts_by_channel(&self) -> Result<BTreeMap<Channel, usize>> {
        let mut window = Window::new(self, None);
        let mut counts = BTreeMap::new();
        self.reading(|| {
            for day in self.days(Of::All, Day(i64::MAX))? {
                for event in window.events(day?.0)? {
                    *counts.entry(event.channel).or_default() += 1;
                }
            }
            Ok(counts)
        })
    }

    /// Reads in one transaction: one moment of the vault, and one lock of its file.
    fn reading<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if !self.database.connection.is_autocommit() {
            return work();
        }
        self.database.execute("BEGIN")?;
        let done = work();
        self.database.execute("COMMIT")?;
        done
    }

    fn list(&self, event: Found) -> Result<Listed> {
        let records = event.sightings.iter().map(|place| self.record(*place));
        Ok(Listed {
            place: event.place,
            records: records.collect::<Result<_>>()?,
            disagrees: event.disagrees,
        })
    }

    /// What the index holds of a day, in order of place.
    pub(super) fn summaries(&self, day: Day, party: Option<&Party>) -> Result<Vec<Summary>> {
        let key = self.day_key(day);
        let mut statement;
        let mut rows = match party {
            None => {
                let sql = "SELECT key, place, sighting FROM day WHERE key = ?1";
                statement = self.database.connection.prepare_cached(sql)?;
                statement.query([key])?
            }
            Some(party) => {
                let sql = "SELECT day.key, day.place, day.sighting
                           FROM party CROSS JOIN day ON day.place = party.place
                           WHERE day.key = ?1 AND party.key = ?2";
                statement = self.database.connection.prepare_cached(sql)?;
                statement.query([key, self.party_key(party.key(), day)])?
            }
        };
        let mut summaries = Vec::new();
        while let Some(row) = rows.next()? {
            summaries.push(self.summary(&key, row)?);
        }
        Ok(summaries)
    }

    /// Opens an entry of a day: a row of key, place and sighting.
    pub(super) fn summary(&self, key: &Blind, row: &Row<'_>) -> Result<Summary> {
        let place = row.get(1)?;
        let sealed = row.get_ref(2)?.as_blob().map_err(|_| UNREADABLE)?;
        let plain = self.seals.open_placed(key, place, sealed).ok_or(UNREADABLE)?;
        Summary::from_bytes(&plain, place).ok_or(UNREADABLE)
    }
}

/// The days around the one that is looked at: an event may have sightings beyond midnight.
struct Window<'v> {
    vault: &'v Vault,
    party: Option<&'v Party>,
    days: HashMap<Day, Vec<Summary>>,
}

impl<'v> Window<'v> {
    fn new(vault: &'v Vault, party: Option<&'v Party>) -> Self {
        Self { vault, party, days: HashMap::new() }
    }

    /// The events whose deciding sighting lies on `day`.
    fn events(&mut self, day: Day) -> Result<Vec<Found>> {
        let near = [Day(day.0 - 1), day, Day(day.0 + 1)];
        self.days.retain(|known, _| near.contains(known));
        for day in near {
            if !self.days.contains_key(&day) {
                self.days.insert(day, self.vault.summaries(day, self.party)?);
            }
        }
        let mut summaries: Vec<&Summary> = near.iter().flat_map(|day| &self.days[day]).collect();
        summaries.sort_by_key(|summary| summary.sighting.index);
        let sightings: Vec<Sighting> =
            summaries.iter().map(|summary| summary.sighting.clone()).collect();
        let found = event::group(&sightings).events.into_iter().filter_map(|event| {
            let strongest = summaries[*event.sightings.first()?];
            let place = Place { time: strongest.time, index: strongest.sighting.index };
            let sightings = event.sightings.iter().map(|i| summaries[*i].sighting.index);
            (Day::of(place.time) == day).then(|| Found {
                place,
                channel: strongest.sighting.channel,
                sightings: sightings.collect(),
                disagrees: event.disagrees,
            })
        });
        Ok(found.collect())
    }
}

//! Counts of records by day, of everything and of each party; and the list of parties.
//!
//! They lead to the newest days without reading the log. Kept in small sealed entries, one for
//! 512 days, so that a live append rewrites little. Rebuildable. docs/spec/vault.md, "Index of events".

use std::collections::{BTreeMap, HashMap};

use super::Vault;
use super::index::{Table, UNREADABLE};
use super::seal::{Blind, Domain};
use super::sighting::Day;
use crate::error::Result;
use crate::record::canonical::Value;
use crate::record::{Named, Party};

/// The days of one entry.
const CHUNK: i64 = 512;

/// The number of the entry that lists the chunks.
const TOP: u16 = u16::MAX;

/// The parties of one entry of their list.
const PARTIES: usize = 64;

/// What a tally counts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of<'a> {
    /// Records of everybody.
    All,
    /// Entries of the list of parties.
    List,
    /// Records of one party.
    Party(&'a str),
}

/// Counts by number, ascending: of days in a chunk, or of chunks in the top entry.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Tally(Vec<(u16, u32)>);

impl Tally {
    fn from_bytes(bytes: &[u8]) -> Self {
        let pairs = bytes.chunks_exact(6).map(|pair| {
            let count = u32::from_le_bytes([pair[2], pair[3], pair[4], pair[5]]);
            (u16::from_le_bytes([pair[0], pair[1]]), count)
        });
        Self(pairs.collect())
    }

    fn to_bytes(&self) -> Vec<u8> {
        let pairs = self.0.iter().flat_map(|(number, count)| {
            let ([a, b], [c, d, e, f]) = (number.to_le_bytes(), count.to_le_bytes());
            [a, b, c, d, e, f]
        });
        pairs.collect()
    }

    /// Adds to a count; numbers without a count are left out.
    fn add(&mut self, number: u16, delta: i32) {
        match self.0.binary_search_by_key(&number, |(known, _)| *known) {
            Ok(place) => {
                let count = self.0[place].1.saturating_add_signed(delta);
                if count == 0 {
                    self.0.remove(place);
                } else {
                    self.0[place].1 = count;
                }
            }
            Err(place) if delta > 0 => self.0.insert(place, (number, delta.unsigned_abs())),
            Err(_) => {}
        }
    }
}

/// What a transaction adds to the counts; applied once, when it commits.
#[derive(Default)]
pub(super) struct Book {
    all: HashMap<Day, i32>,
    parties: HashMap<String, Member>,
}

/// What is added for one party.
struct Member {
    name: Named,
    days: HashMap<Day, i32>,
}

impl Book {
    /// Counts a record of nobody in particular.
    pub(super) fn count(&mut self, day: Day, delta: i32) {
        *self.all.entry(day).or_default() += delta;
    }

    /// Counts a record of a party.
    pub(super) fn count_party(&mut self, name: Named, day: Day, delta: i32) {
        let days = match self.parties.get_mut(name.key()) {
            Some(member) => &mut member.days,
            None => {
                let key = name.key().to_owned();
                &mut self.parties.entry(key).or_insert(Member { name, days: HashMap::new() }).days
            }
        };
        *days.entry(day).or_default() += delta;
    }
}

impl Vault {
    /// Writes what a transaction adds, and the list of parties where one came up or left.
    pub(super) fn write_book(&mut self, book: Book) -> Result<()> {
        self.add_days(Of::All, &book.all)?;
        let mut members: Vec<_> = book.parties.into_iter().collect();
        members.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (key, Member { name, days }) in members {
            match self.add_days(Of::Party(&key), &days)? {
                (true, false) => self.enter_party(name)?,
                (false, true) => self.leave_party(&key)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Adds to the counts of days; gives whether there were none before, and none after.
    fn add_days(&mut self, of: Of<'_>, days: &HashMap<Day, i32>) -> Result<(bool, bool)> {
        let mut chunks: BTreeMap<u16, Vec<(u16, i32)>> = BTreeMap::new();
        for (day, delta) in days {
            let (chunk, within) = split(*day);
            chunks.entry(chunk).or_default().push((within, *delta));
        }
        let mut top = self.tally(of, TOP)?;
        let before = top.0.is_empty();
        for (chunk, deltas) in chunks {
            let mut tally = self.tally(of, chunk)?;
            for (within, delta) in deltas {
                tally.add(within, delta);
                top.add(chunk, delta);
            }
            self.put_tally(of, chunk, &tally)?;
        }
        self.put_tally(of, TOP, &top)?;
        Ok((before, top.0.is_empty()))
    }

    /// Enters a party that had no record so far into the list.
    fn enter_party(&mut self, name: Named) -> Result<()> {
        let mut top = self.tally(Of::List, TOP)?;
        let last = match top.0.last() {
            Some((chunk, count)) if *count as usize >= PARTIES => chunk + 1,
            Some((chunk, _)) => *chunk,
            None => 0,
        };
        let mut names = self.names_of(last)?;
        names.push(name);
        top.add(last, 1);
        self.put_names(last, &names)?;
        self.put_tally(Of::List, TOP, &top)
    }

    /// Takes a party that has no record any more off the list.
    fn leave_party(&mut self, key: &str) -> Result<()> {
        let mut top = self.tally(Of::List, TOP)?;
        for (chunk, _) in top.0.clone() {
            let mut names = self.names_of(chunk)?;
            if let Some(place) = names.iter().position(|name| name.key() == key) {
                names.remove(place);
                top.add(chunk, -1);
                self.put_names(chunk, &names)?;
                return self.put_tally(Of::List, TOP, &top);
            }
        }
        Ok(())
    }

    /// The days up to `up_to` that have records, newest first, with how many.
    pub(super) fn days<'v>(
        &'v self,
        of: Of<'v>,
        up_to: Day,
    ) -> Result<impl Iterator<Item = Result<(Day, u32)>> + 'v> {
        let (last, within) = split(up_to);
        let chunks = self.tally(of, TOP)?.0.into_iter().rev();
        let chunks = chunks.filter(move |(chunk, _)| *chunk <= last);
        let days = chunks.map(move |(chunk, _)| {
            let mut tally = self.tally(of, chunk)?.0;
            tally.retain(|(number, _)| chunk < last || *number <= within);
            let first = i64::from(chunk) * CHUNK;
            let days = tally.into_iter().rev();
            Ok(days.map(move |(number, count)| (Day(first + i64::from(number)), count)))
        });
        Ok(days.flat_map(|days: Result<_>| match days {
            Ok(days) => listed(days),
            Err(fault) => vec![Err(fault)].into_iter(),
        }))
    }

    /// The parties that events name, in the order in which they came up.
    ///
    /// # Errors
    /// `Database`; `Damaged` where the list does not open (it can be rebuilt).
    pub fn parties(&self) -> Result<Vec<Party>> {
        let mut parties = Vec::new();
        for (chunk, _) in self.tally(Of::List, TOP)?.0 {
            let names = self.names_of(chunk)?.into_iter();
            parties.extend(names.map(|name| Party { name, group: Vec::new() }));
        }
        Ok(parties)
    }

    fn tally(&self, of: Of<'_>, chunk: u16) -> Result<Tally> {
        let plain = self.sealed(Table::Tally, &self.tally_key(of, chunk))?;
        Ok(plain.map(|plain| Tally::from_bytes(&plain)).unwrap_or_default())
    }

    fn tally_key(&self, of: Of<'_>, chunk: u16) -> Blind {
        let chunk = &chunk.to_le_bytes()[..];
        match of {
            Of::All => self.seals.blind(Domain::Tally, &[chunk]),
            Of::List => self.seals.blind(Domain::PartyList, &[chunk]),
            Of::Party(party) => self.seals.blind(Domain::PartyTally, &[chunk, party.as_bytes()]),
        }
    }

    fn parties_key(&self, chunk: u16) -> Blind {
        self.seals.blind(Domain::Parties, &[&chunk.to_le_bytes()])
    }

    fn put_tally(&mut self, of: Of<'_>, chunk: u16, tally: &Tally) -> Result<()> {
        let key = self.tally_key(of, chunk);
        if tally.0.is_empty() {
            return self.drop_sealed(Table::Tally, &key);
        }
        self.put_sealed(Table::Tally, &key, &tally.to_bytes())
    }

    fn names_of(&self, chunk: u16) -> Result<Vec<Named>> {
        let names = self.sealed(Table::Tally, &self.parties_key(chunk))?;
        names.map_or(Ok(Vec::new()), |plain| read_names(&plain))
    }

    fn put_names(&mut self, chunk: u16, names: &[Named]) -> Result<()> {
        let key = self.parties_key(chunk);
        if names.is_empty() {
            return self.drop_sealed(Table::Tally, &key);
        }
        self.put_sealed(Table::Tally, &key, &write_names(names))
    }
}

fn listed(days: impl Iterator<Item = (Day, u32)>) -> std::vec::IntoIter<Result<(Day, u32)>> {
    days.map(Ok).collect::<Vec<_>>().into_iter()
}

fn split(day: Day) -> (u16, u16) {
    let chunk = day.0.div_euclid(CHUNK).clamp(0, i64::from(TOP) - 1);
    let within = day.0.rem_euclid(CHUNK);
    let narrow = |n: i64| u16::try_from(n).expect("clamped to 16 bits");
    (narrow(chunk), narrow(within))
}

fn write_names(names: &[Named]) -> Vec<u8> {
    let list = names.iter().map(|name| Party { name: name.clone(), group: Vec::new() }.to_value());
    Value::List(list.collect()).to_canonical().into_bytes()
}

fn read_names(plain: &[u8]) -> Result<Vec<Named>> {
    let Value::List(values) = Value::parse(plain).map_err(|_| UNREADABLE)? else {
        return Err(UNREADABLE);
    };
    let names = values.iter().map(|value| Party::from_value(value).map(|party| party.name));
    names.collect::<Option<_>>().ok_or(UNREADABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_stays_sorted_and_drops_what_falls_to_zero() {
        let mut tally = Tally::default();
        for (number, delta) in [(7, 1), (3, 2), (7, 1), (5, 1), (3, -2), (9, -1)] {
            tally.add(number, delta);
        }
        assert_eq!(tally.0, [(5, 1), (7, 2)]);
        assert_eq!(Tally::from_bytes(&tally.to_bytes()), tally);
    }
}

//! The index of events: what a day's entry says of a record, without reading the log.
//!
//! Derived from the records and rebuildable; sealed, never signed, never exported.
//! docs/spec/vault.md, "Index of events".

use crate::chain::Hash;
use crate::event::{FeedKey, Message, Sighting};
use crate::record::{Channel, Direction, Millis, Outcome, Party, Record, Source};

/// The length of a day in milliseconds.
const DAY: i64 = 86_400_000;

/// The flag of an entry that has the place where a multimedia message waits.
const LOCATION: u8 = 8;

/// The flag of one that has the transaction's name.
const TRANSACTION: u8 = 16;

/// A UTC day: days since 1970-01-01.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Day(pub i64);

impl Day {
    /// The day that an instant lies in.
    pub const fn of(time: Millis) -> Self {
        Self(time.0.div_euclid(DAY))
    }

    /// The day's first instant.
    pub const fn start(self) -> Millis {
        Millis(self.0 * DAY)
    }
}

/// The instant by which a record stands in the index: its time, else its local time read as UTC.
pub(super) fn instant(record: &Record) -> Option<Millis> {
    record.time().or_else(|| {
        let local = record.fact().local.as_deref()?;
        let time = chrono::NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M:%S").ok()?;
        Some(Millis(time.and_utc().timestamp_millis()))
    })
}

/// An entry of a day: when, and what events are grouped by.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Summary {
    /// The instant of [`instant`].
    pub(super) time: Millis,
    /// The sighting, its hashes cut to 16 bytes, without the leaf.
    pub(super) sighting: Sighting,
}

impl Summary {
    /// What `record` says; none for what is no event.
    pub(super) fn of(record: &Record) -> Option<Self> {
        Self::with(record, record.party().as_ref())
    }

    /// As [`Self::of`], for a record whose party was read.
    pub(super) fn with(record: &Record, party: Option<&Party>) -> Option<Self> {
        Some(Self { time: instant(record)?, sighting: Sighting::with(record, party)? })
    }

    /// The entry's content.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let Sighting {
            leaf: _,
            index: _,
            source,
            feed,
            channel,
            direction,
            party,
            not_told,
            own,
            body,
            taken_back,
            message: Message { announced, location, transaction },
            network,
            seen,
            outcome,
            duration,
        } = &self.sighting;
        let mut out = Vec::with_capacity(112);
        out.extend_from_slice(&self.time.0.to_le_bytes());
        out.push(number(Source::ALL, Some(*source)));
        out.push(number(Channel::ALL, Some(*channel)));
        out.push(number(Direction::ALL, *direction));
        out.push(number(Outcome::ALL, *outcome));
        let feed = feed.as_ref().map(feed_hash);
        for hash in [feed, *party, *own, *body] {
            out.push(u8::from(hash.is_some()));
            if let Some(hash) = hash {
                out.extend_from_slice(&hash.0[..16]);
            }
        }
        for time in [network.map(|time| time.0), seen.map(|time| time.0), *duration] {
            out.push(u8::from(time.is_some()));
            if let Some(time) = time {
                out.extend_from_slice(&time.to_le_bytes());
            }
        }
        let names = [*location, *transaction];
        let has = |nth: usize, flag: u8| if names[nth].is_some() { flag } else { 0 };
        let flags = u8::from(*taken_back)
            | u8::from(*not_told) << 1
            | u8::from(*announced) << 2
            | has(0, LOCATION)
            | has(1, TRANSACTION);
        out.extend((flags != 0).then_some(flags));
        for hash in names.into_iter().flatten() {
            out.extend_from_slice(&hash.0[..16]);
        }
        out
    }

    /// Reads what [`Self::to_bytes`] gives, for the record at `index`.
    pub(super) fn from_bytes(bytes: &[u8], index: u64) -> Option<Self> {
        let mut rest = bytes;
        let time = Millis(i64::from_le_bytes(take(&mut rest)?));
        let [source, channel, direction, outcome] = take(&mut rest)?;
        let mut hash = || -> Option<Option<Hash>> {
            Some(match take::<1>(&mut rest)? {
                [0] => None,
                _ => Some(cut(&mut rest)?),
            })
        };
        let (feed, party, own, body) = (hash()?, hash()?, hash()?, hash()?);
        let mut int = || -> Option<Option<i64>> {
            Some(match take::<1>(&mut rest)? {
                [0] => None,
                _ => Some(i64::from_le_bytes(take(&mut rest)?)),
            })
        };
        let (network, seen, duration) = (int()?, int()?, int()?);
        let [flags] = take(&mut rest).unwrap_or_default();
        let mut name = |flag: u8| -> Option<Option<Hash>> {
            Some(if flags & flag == 0 { None } else { Some(cut(&mut rest)?) })
        };
        let (location, transaction) = (name(LOCATION)?, name(TRANSACTION)?);
        let feed = feed.map(|file| FeedKey { format: String::new(), file: Some(file) });
        let sighting = Sighting {
            leaf: Hash::ZERO,
            index,
            source: word(Source::ALL, source)?,
            feed,
            channel: word(Channel::ALL, channel)?,
            direction: word(Direction::ALL, direction),
            party,
            not_told: flags & 2 != 0,
            own,
            body,
            taken_back: flags & 1 != 0,
            message: Message { announced: flags & 4 != 0, location, transaction },
            network: network.map(Millis),
            seen: seen.map(Millis),
            outcome: word(Outcome::ALL, outcome),
            duration,
        };
        Some(Self { time, sighting })
    }
}

/// A feed by one hash: what matters is only whether two rows are of the same.
fn feed_hash(feed: &FeedKey) -> Hash {
    let mut bytes = Vec::with_capacity(64);
    bytes.extend_from_slice(&feed.file.unwrap_or_default().0);
    bytes.extend_from_slice(feed.format.as_bytes());
    Hash::of(&bytes)
}

fn number<T: PartialEq>(all: &[T], word: Option<T>) -> u8 {
    let place = word.and_then(|word| all.iter().position(|known| *known == word));
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

fn word<T: Copy>(all: &[T], number: u8) -> Option<T> {
    all.get(usize::from(number)).copied()
}

/// A hash that was cut to 16 bytes.
fn cut(rest: &mut &[u8]) -> Option<Hash> {
    let mut whole = Hash::ZERO;
    whole.0[..16].copy_from_slice(&take::<16>(rest)?);
    Some(whole)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_reads_back_with_its_hashes_cut() {
        let mut cut = Hash::ZERO;
        cut.0[..16].fill(0xaa);
        let sighting = Sighting {
            leaf: Hash::ZERO,
            index: 9,
            source: Source::Imported,
            feed: None,
            channel: Channel::Call,
            direction: Some(Direction::In),
            party: Some(Hash([0xaa; 32])),
            not_told: true,
            own: None,
            body: None,
            taken_back: true,
            message: Message {
                announced: true,
                location: None,
                transaction: Some(Hash([0xaa; 32])),
            },
            network: None,
            seen: Some(Millis(1_700_000_000_000)),
            outcome: Some(Outcome::Missed),
            duration: Some(0),
        };
        let summary = Summary { time: Millis(1_700_000_000_000), sighting };
        let read = Summary::from_bytes(&summary.to_bytes(), 9).expect("as written");
        assert_eq!(read.sighting.party, Some(cut));
        let mut expected = summary;
        expected.sighting.party = Some(cut);
        expected.sighting.message.transaction = Some(cut);
        assert_eq!(read, expected);
    }

    #[test]
    fn a_day_begins_at_midnight_utc() {
        assert_eq!(Day::of(Millis(DAY - 1)), Day(0));
        assert_eq!(Day::of(Millis(DAY)), Day(1));
        assert_eq!(Day(2).start(), Millis(2 * DAY));
    }
}

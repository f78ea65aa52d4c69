//! Sightings that disagree: found by small keys first, decided by `event::group`.
//!
//! docs/spec/audit.md, step 11. Only a message of one number, direction and second with two
//! bodies from two feeds can disagree; the records are read again only where there is one.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::Hasher;

use super::file::Files;
use super::selection::Selection;
use super::walk::{Place, Shown, Walk};
use crate::bundle::audit::Findings;
use crate::error::Result;
use crate::event::{FeedKey, Sighting, group};
use crate::record::{Channel, Field, Kind, Record, Source};

/// A message at one second, in 24 bytes. Equal keys may differ in truth; unequal ones do.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
struct Moment {
    /// Channel, direction, party and second.
    key: u64,
    /// The body as it is written.
    body: u64,
    feed: u32,
    /// The party once more, by its first bytes.
    party: [u8; 4],
}

/// The messages of all shown records.
#[derive(Default)]
pub(super) struct Sightings {
    moments: Vec<Moment>,
    feeds: HashMap<(Source, Option<FeedKey>), u32>,
    parties: Parties,
}

/// The most feeds that are told apart.
const MAX_FEEDS: u32 = 100_000;

impl Sightings {
    /// Takes the next shown record.
    pub(super) fn see(&mut self, shown: &Shown) {
        let fact = &shown.line.fact;
        if fact.kind != Kind::Event || fact.channel == Some(Channel::Call) {
            return;
        }
        let Some(party) = self.parties.key(shown) else { return };
        let feed = (fact.source, fact.feed.as_ref().map(FeedKey::from));
        let number = u32::try_from(self.feeds.len()).unwrap_or(MAX_FEEDS);
        let feed = match self.feeds.get(&feed) {
            Some(known) => *known,
            None if number >= MAX_FEEDS => number,
            None => *self.feeds.entry(feed).or_insert(number),
        };
        let attached = fact.body_attached.map(|sha256| sha256.to_hex());
        let inline = shown.openings.get(Field::Body).map(|opening| opening.value.as_str());
        let body = hash(attached.as_deref().or(inline));
        let seconds = second_keys(shown, party);
        let party = start(party);
        self.moments.extend(seconds.map(|key| Moment { key, body, feed, party }));
    }

    /// Ends with an issue for each event whose sightings disagree.
    pub(super) fn finish(
        mut self,
        files: &Files<'_>,
        selection: &Selection,
        findings: &mut Findings,
    ) -> Result<()> {
        if self.feeds.len() < 2 {
            return Ok(());
        }
        self.moments.sort_unstable();
        let suspects: HashSet<[u8; 4]> = self
            .moments
            .chunk_by(|a, b| a.key == b.key)
            .filter(|moment| {
                let first = moment[0];
                moment.iter().any(|other| other.feed != first.feed)
                    && moment.iter().any(|other| other.body != first.body)
            })
            .map(|moment| moment[0].party)
            .collect();
        drop(self);
        if suspects.is_empty() {
            return Ok(());
        }
        let (mut known, mut sightings) = (Parties::default(), Vec::new());
        let Some(mut walk) = Walk::new(files, false)? else { return Ok(()) };
        let mut silent = Findings::default();
        while let Some(shown) = walk.next(files, selection, &mut silent)? {
            if let (Some(index), Some(party)) = (shown.index, known.key(&shown))
                && suspects.contains(&start(party))
            {
                let Shown { leaf, line, openings, .. } = shown;
                sightings.extend(Sighting::of(&Record { index, leaf, line, openings }));
            }
        }
        for event in group(&sightings).events.iter().filter(|event| event.disagrees) {
            let first = event.sightings.iter().map(|row| sightings[*row].index).min();
            findings.issue("sightings-disagree", Place::Log(first.unwrap_or_default()));
        }
        Ok(())
    }
}

/// Hashes of what events compare the party by, remembered by how the party is written.
#[derive(Default)]
struct Parties(HashMap<String, u64>);

/// The most ways of writing that are remembered.
const MAX_PARTIES: usize = 4_096;

impl Parties {
    /// The hash for a record; none for other records than events, or where the party is hidden.
    fn key(&mut self, shown: &Shown) -> Option<u64> {
        if shown.line.fact.kind != Kind::Event {
            return None;
        }
        let Some(opening) = shown.openings.get(Field::Party) else {
            return shown.line.commitment(Field::Party).is_none().then(|| hash(""));
        };
        if let Some(known) = self.0.get(&opening.value) {
            return Some(*known);
        }
        let value = crate::record::canonical::Value::parse(opening.value.as_bytes()).ok()?;
        let key = hash(crate::record::Party::from_value(&value)?.key());
        if self.0.len() < MAX_PARTIES {
            self.0.insert(opening.value.clone(), key);
        }
        Some(key)
    }
}

/// The seconds of a message, by the network's time and by the phone's.
fn second_keys(shown: &Shown, party: u64) -> impl Iterator<Item = u64> + use<> {
    let fact = &shown.line.fact;
    let network = fact.network_time();
    let time = fact.seen.as_ref().map(|seen| seen.wall).or(network);
    let (channel, direction) = (fact.channel, fact.direction);
    let times = [network, time].into_iter().enumerate();
    times.filter_map(move |(way, time)| {
        Some(hash((channel, direction, party, way, time?.0.div_euclid(1000))))
    })
}

const fn start(hash: u64) -> [u8; 4] {
    let [a, b, c, d, ..] = hash.to_le_bytes();
    [a, b, c, d]
}

fn hash(value: impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

//! Sightings that disagree: found by small keys first, decided by `event::group`.
//!
//! docs/spec/audit.md, step 11. Only messages of one number and direction with other words in one
//! second or other media within two minutes, and calls within a minute, both from two feeds, can
//! disagree; the records are read again only where there are such.

use std::collections::hash_map::DefaultHasher;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash as Hashed, Hasher};

use super::file::Files;
use super::selection::Selection;
use super::walk::{Place, Shown, Walk};
use crate::bundle::audit::Findings;
use crate::chain::Hash;
use crate::error::Result;
use crate::event::{Event, FeedKey, Sighting, group};
use crate::record::{Attachment, Channel, Fact, Field, Kind, Outcome, Record, Source};

/// One event at one time, in 24 bytes. Equal keys may differ in truth; unequal ones do.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
struct Moment {
    /// Channel, direction, party and time, by one of [`Way`].
    key: u64,
    /// What two sightings of that time must not differ in: the body as it is written, the media,
    /// or outcome and duration.
    told: u64,
    feed: u32,
    /// The party once more, by its first bytes.
    party: [u8; 4],
}

/// How two sightings meet in time.
#[derive(Hash)]
enum Way {
    /// The same second of the network's time.
    Network,
    /// The same second of the phone's time.
    Phone,
    /// Messages with media less than two minutes apart.
    Media,
    /// Calls less than one minute apart.
    Call,
}

/// The events of all shown records.
#[derive(Default)]
pub(super) struct Sightings {
    /// Of messages, their bodies.
    bodies: Vec<Moment>,
    /// Of messages with media, these.
    media: Vec<Moment>,
    calls: Vec<Moment>,
    feeds: HashMap<(Source, Option<FeedKey>), u32>,
    parties: Parties,
}

/// The most feeds that are told apart.
const MAX_FEEDS: u32 = 100_000;

/// How far the durations of one call may lie apart, in seconds (semantics 11).
const DURATION_SLACK: i64 = 5;

impl Sightings {
    /// Takes the next shown record.
    pub(super) fn see(&mut self, shown: &Shown) {
        let fact = &shown.line.fact;
        let Some(party) = self.parties.key(shown) else { return };
        let feed = (fact.source, fact.feed.as_ref().map(FeedKey::from));
        let number = u32::try_from(self.feeds.len()).unwrap_or(MAX_FEEDS);
        let feed = match self.feeds.get(&feed) {
            Some(known) => *known,
            None if number >= MAX_FEEDS => number,
            None => *self.feeds.entry(feed).or_insert(number),
        };
        let network = fact.network_time().map(|time| time.0);
        let phone = fact.seen.as_ref().map(|seen| seen.wall.0).or(network);
        let about = (fact.channel, fact.direction, party);
        let moment = |way: Way, time: i64, told| Moment {
            key: hash((about, way, time)),
            told,
            feed,
            party: start(party),
        };
        if fact.channel == Some(Channel::Call) {
            // Two that are less than a minute apart have one of these minutes in common.
            let minute = phone.map(|time| time.div_euclid(60_000));
            let told = outcome_and_duration(fact);
            let near = minute.into_iter().flat_map(|minute| [minute, minute + 1]);
            self.calls.extend(near.map(|minute| moment(Way::Call, minute, told)));
            return;
        }
        let attached = fact.body_attached.map(|sha256| sha256.to_hex());
        let inline = shown.openings.get(Field::Body).map(|opening| opening.value.as_str());
        let body = hash(attached.as_deref().or(inline));
        let seconds = [(Way::Network, network), (Way::Phone, phone)].into_iter();
        let seconds = seconds.filter_map(|(way, time)| Some((way, time?.div_euclid(1000))));
        self.bodies.extend(seconds.map(|(way, second)| moment(way, second, body)));
        let media = media(fact);
        if !media.is_empty() {
            let told = hash(&media);
            let near = phone.map(|time| time.div_euclid(120_000));
            let near = near.into_iter().flat_map(|span| [span, span + 1]);
            let near = near.map(|span| (Way::Media, span));
            let same = network.map(|time| (Way::Network, time.div_euclid(1000)));
            self.media.extend(near.chain(same).map(|(way, time)| moment(way, time, told)));
        }
    }

    /// Ends with an issue for each event whose sightings disagree, and a note for each call of
    /// which they tell another outcome or duration.
    pub(super) fn finish(
        mut self,
        files: &Files<'_>,
        selection: &Selection,
        findings: &mut Findings,
    ) -> Result<()> {
        if self.feeds.len() < 2 {
            return Ok(());
        }
        let mut suspects = HashSet::new();
        for moments in [&mut self.bodies, &mut self.media, &mut self.calls] {
            moments.sort_unstable();
            let several = moments.chunk_by(|a, b| a.key == b.key).filter(|moment| {
                let first = moment[0];
                moment.iter().any(|other| other.feed != first.feed)
                    && moment.iter().any(|other| other.told != first.told)
            });
            suspects.extend(several.map(|moment| moment[0].party));
        }
        drop(self);
        if suspects.is_empty() {
            return Ok(());
        }
        let (mut known, mut sightings, mut seen) = (Parties::default(), Vec::new(), Vec::new());
        let Some(mut walk) = Walk::new(files, false)? else { return Ok(()) };
        let mut silent = Findings::default();
        while let Some(shown) = walk.next(files, selection, &mut silent)? {
            if let (Some(index), Some(party)) = (shown.index, known.key(&shown))
                && suspects.contains(&start(party))
            {
                let Shown { leaf, line, openings, .. } = shown;
                let media = media(&line.fact);
                let record = Record { index, leaf, line, openings };
                if let Some(sighting) = Sighting::of(&record) {
                    seen.push(media);
                    sightings.push(sighting);
                }
            }
        }
        let grouping = group(&sightings);
        let first = |event: &Event| event.sightings.iter().map(|row| sightings[*row].index).min();
        for event in &grouping.events {
            let place = Place::Log(first(event).unwrap_or_default());
            let (strongest, others) = event.sightings.split_first().expect("an event was seen");
            let one = &sightings[*strongest];
            if event.disagrees
                || others.iter().any(|row| contradict(&seen[*strongest], &seen[*row]))
            {
                findings.issue("sightings-disagree", place);
            }
            if others.iter().any(|row| other_end(one.outcome, sightings[*row].outcome)) {
                findings.note("call-sightings-differ", place);
            }
        }
        for (a, b) in &grouping.perhaps_same {
            let [a, b] = [&grouping.events[*a], &grouping.events[*b]];
            let [one, two] = [&sightings[a.sightings[0]], &sightings[b.sightings[0]]];
            let durations = one.duration.zip(two.duration);
            if one.channel == Channel::Call
                && durations.is_some_and(|(a, b)| (a - b).abs() > DURATION_SLACK)
            {
                findings.note("call-sightings-differ", Place::Log(first(b).unwrap_or_default()));
            }
        }
        Ok(())
    }
}

/// What a call's sightings are compared by before they are read again.
fn outcome_and_duration(fact: &Fact) -> u64 {
    hash((fact.outcome, fact.duration))
}

/// The pictures, sounds and films of a message, ascending. Notifications carry previews, and what
/// was typed is a copy of a copy, so these are not compared.
fn media(fact: &Fact) -> Vec<Hash> {
    let media = |item: &&Attachment| {
        let kind = item.media_type.split('/').next().unwrap_or_default();
        matches!(kind, "audio" | "image" | "video")
    };
    if matches!(fact.source, Source::Relayed | Source::Typed) {
        return Vec::new();
    }
    let mut found: Vec<Hash> = fact.attachments.iter().filter(media).map(|a| a.sha256).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether each of two sightings has media that the other lacks. One that has fewer may have come
/// before they were fetched.
fn contradict(a: &[Hash], b: &[Hash]) -> bool {
    let lacks = |a: &[Hash], b: &[Hash]| a.iter().any(|item| b.binary_search(item).is_err());
    lacks(a, b) && lacks(b, a)
}

fn other_end(a: Option<Outcome>, b: Option<Outcome>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a != b)
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

const fn start(hash: u64) -> [u8; 4] {
    let [a, b, c, d, ..] = hash.to_le_bytes();
    [a, b, c, d]
}

fn hash(value: impl Hashed) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

//! Which sightings are one event: a pure function over records (semantics 11).

use crate::chain::Hash;
use crate::record::{Channel, Direction, Feed, Millis, Outcome, Record, Source};

/// What two sightings are compared by.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sighting {
    /// The record's id.
    pub leaf: Hash,
    /// The record's place in the log.
    pub index: u64,
    /// Its weight class.
    pub source: Source,
    /// The file or store that it is a row of; sightings without one are feeds of their own.
    pub feed: Option<FeedKey>,
    /// The way of contact.
    pub channel: Channel,
    /// Who contacted whom.
    pub direction: Option<Direction>,
    /// A hash of the party's key; none where it is masked or redacted.
    pub party: Option<Hash>,
    /// A hash of the own number's key, where known.
    pub own: Option<Hash>,
    /// A hash of the body in NFC with LF line ends; none where masked. A body that is absent
    /// hashes as the empty text.
    pub body: Option<Hash>,
    /// The network's time, as semantics 6 takes it.
    pub network: Option<Millis>,
    /// The phone's time.
    pub seen: Option<Millis>,
    /// How a call ended.
    pub outcome: Option<Outcome>,
    /// A call's duration in seconds.
    pub duration: Option<i64>,
}

/// What makes rows rows of one feed: the format and the file, or the store and the phone.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct FeedKey {
    /// The format's word.
    pub format: String,
    /// The file, or none for a store of the phone.
    pub file: Option<Hash>,
}

impl From<&Feed> for FeedKey {
    fn from(feed: &Feed) -> Self {
        Self { format: feed.format.clone(), file: feed.file }
    }
}

/// One event: what its sightings have in common.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Event {
    /// The sightings as places in the slice given, strongest first; the first one decides.
    pub sightings: Vec<usize>,
    /// Whether sightings of one second and number have different bodies.
    pub disagrees: bool,
}

/// Events, and pairs that are perhaps one.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Grouping {
    /// The events, by the lowest place in the log among their sightings.
    pub events: Vec<Event>,
    /// Pairs of events, as places in `events`, whose times differ by a multiple of 30 minutes.
    pub perhaps_same: Vec<(usize, usize)>,
}

impl Sighting {
    /// What `record` says as a sighting; none for other kinds than `event`.
    pub fn of(record: &Record) -> Option<Self> {
        let _ = record;
        None
    }
}

/// Groups sightings into events (semantics 11; docs/spec/event.md).
pub fn group(sightings: &[Sighting]) -> Grouping {
    let _ = sightings;
    Grouping::default()
}

/// Records and the events they make, ready for rules and reports.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// The records, in log order.
    pub records: Vec<Record>,
    /// The events; their sightings are places in `records`.
    pub events: Vec<Event>,
    /// Pairs of events that are perhaps one.
    pub perhaps_same: Vec<(usize, usize)>,
}

impl Timeline {
    /// Groups the events of `records`, which stand in log order.
    pub fn new(records: Vec<Record>) -> Self {
        Self { records, ..Self::default() }
    }

    /// The sighting that decides for an event.
    pub fn strongest(&self, event: &Event) -> &Record {
        &self.records[event.sightings[0]]
    }

    /// The id by which an event is shown: the leaf of its first sighting in the log.
    pub fn id(&self, event: &Event) -> Hash {
        let first = event.sightings.iter().map(|i| &self.records[*i]).min_by_key(|r| r.index);
        first.map(|record| record.leaf).unwrap_or_default()
    }
}

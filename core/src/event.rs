//! Which sightings are one event: a pure function over records (semantics 11).
//!
//! A sighting is one way in which an event was seen; an event is what sightings have in common.
//! Events are computed, never stored over the sightings. docs/spec/event.md.

mod contacts;
mod group;
mod logs;
mod reconcile;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::chain::Hash;
use crate::record::{
    Admission, Channel, Direction, Fact, Feed, Field, Kind, Millis, Outcome, Party, Record, Source,
    TAKEN_BACK,
};

pub use contacts::{Contacts, listed};
pub(crate) use group::MESSAGE_WINDOW;
pub use group::group;
pub use reconcile::{
    CALL_WINDOW, Confirmed, Contact, DURATION_SLACK, Pair, Reason, Reconciliation, TEXT_WINDOW,
    reconcile,
};

/// What two sightings are compared by.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sighting {
    /// The record's id.
    pub leaf: Hash,
    /// The record's place in the log.
    pub index: u64,
    /// Its weight class.
    pub source: Source,
    /// The file or store that it is a row of; sightings of one source without one are one feed.
    pub feed: Option<FeedKey>,
    /// The way of contact.
    pub channel: Channel,
    /// Who contacted whom.
    pub direction: Option<Direction>,
    /// A hash of the party's key; none where it is masked or redacted, or was not told.
    pub party: Option<Hash>,
    /// Whether it is a captured call whose number was not told (a hidden number was).
    pub not_told: bool,
    /// A hash of the own number's key, where known.
    pub own: Option<Hash>,
    /// A hash of the body in NFC with LF line ends; none where masked. A body that is absent
    /// hashes as the empty text.
    pub body: Option<Hash>,
    /// Whether the sender took the words back, and the source no longer holds them; the body is
    /// then not known.
    pub taken_back: bool,
    /// What a multimedia message is called where it waits to be fetched.
    pub message: Message,
    /// The network's time, as semantics 6 takes it.
    pub network: Option<Millis>,
    /// The phone's time.
    pub seen: Option<Millis>,
    /// How a call ended.
    pub outcome: Option<Outcome>,
    /// A call's duration in seconds.
    pub duration: Option<i64>,
}

/// What a multimedia message is called where it waits to be fetched.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Message {
    /// Whether it is only announced.
    pub announced: bool,
    /// A hash of the place where it waits.
    pub location: Option<Hash>,
    /// A hash of the transaction's name.
    pub transaction: Option<Hash>,
}

impl Message {
    /// What `record` says: an announcement in its `detail`, a message in its source's row.
    fn of(record: &Record, fact: &Fact) -> Self {
        if fact.channel != Some(Channel::Mms) {
            return Self::default();
        }
        let announced = fact.is_announcement();
        let (field, location, transaction) = if announced {
            (Field::Detail, "location", "transaction")
        } else {
            (Field::SourceRow, "ct_l", "tr_id")
        };
        let value = record.value(field);
        let name = |member| {
            let name = value.as_ref()?.member(member)?.text()?;
            // Some programs write an absent column as this word.
            (!name.is_empty() && name != "null").then(|| Hash::of(name.as_bytes()))
        };
        Self { announced, location: name(location), transaction: name(transaction) }
    }

    /// Whether both are names of one message: the place decides where both have one.
    fn is_of(&self, other: &Self) -> bool {
        match (self.location, other.location) {
            (Some(one), Some(other)) => one == other,
            _ => self.transaction.is_some() && self.transaction == other.transaction,
        }
    }
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
    /// Pairs of events, as places in `events`, whose times differ by a multiple of 30 minutes, or
    /// which are perhaps one call.
    pub perhaps_same: Vec<(usize, usize)>,
}

impl Sighting {
    /// What `record` says as a sighting; none for other kinds than `event`.
    pub fn of(record: &Record) -> Option<Self> {
        if record.fact().kind != Kind::Event {
            return None;
        }
        Self::with(record, record.party().as_ref())
    }

    /// As [`Self::of`], for a record whose party was read.
    pub(crate) fn with(record: &Record, party: Option<&Party>) -> Option<Self> {
        let fact = record.fact();
        if fact.kind != Kind::Event {
            return None;
        }
        let taken_back = is_taken_back(record, fact);
        let not_told = fact.source == Source::Captured
            && fact.channel == Some(Channel::Call)
            && record.line.commitment(Field::Party).is_none();
        Some(Self {
            leaf: record.leaf,
            index: record.index,
            source: fact.source,
            feed: fact.feed.as_ref().map(FeedKey::from),
            channel: fact.channel?,
            direction: fact.direction,
            party: key_hash(record, Field::Party, party).filter(|_| !not_told),
            not_told,
            own: record.own().map(|own| Hash::of(own.key().as_bytes())),
            body: body_hash(record, fact).filter(|_| !taken_back),
            taken_back,
            message: Message::of(record, fact),
            network: fact.network_time(),
            seen: fact.seen.as_ref().map(|seen| seen.wall),
            outcome: fact.outcome,
            duration: fact.duration,
        })
    }

    /// The time that comparisons use: the phone's, else the network's.
    fn time(&self) -> Option<i64> {
        self.seen.or(self.network).map(|time| time.0)
    }
}

/// The hash of a party's key; of the empty text where the record names none; none where it is
/// hidden.
fn key_hash(record: &Record, field: Field, party: Option<&Party>) -> Option<Hash> {
    match (party, record.line.commitment(field)) {
        (Some(party), _) => Some(Hash::of(party.key().as_bytes())),
        (None, None) => Some(Hash::of(b"")),
        (None, Some(_)) => None,
    }
}

/// The hash of the body in NFC with LF line ends; none where it is hidden, or where the record says
/// nothing of the words.
fn body_hash(record: &Record, fact: &Fact) -> Option<Hash> {
    if let Some(attached) = fact.body_attached {
        return Some(attached);
    }
    match (record.openings.plain(Field::Body), record.line.commitment(Field::Body)) {
        // An operator says nothing of the words, nor does what only announces a message.
        (None, None) if fact.source == Source::Operator || fact.is_announcement() => None,
        (Some(body), _) => Some(Hash::of(normal(&body).as_bytes())),
        (None, None) => Some(Hash::of(b"")),
        (None, Some(_)) => None,
    }
}

/// Whether the record itself says that the words were taken back: a mark beside a body says nothing.
fn is_taken_back(record: &Record, fact: &Fact) -> bool {
    let wordless = fact.body_attached.is_none() && record.line.commitment(Field::Body).is_none();
    fact.channel != Some(Channel::Call) && wordless && fact.reason.as_deref() == Some(TAKEN_BACK)
}

/// Whether a character stands as it is in NFC and joins with none beside it, by ranges in which
/// that holds for all: most of what is written needs no table.
const fn is_composed(c: char) -> bool {
    matches!(
        c,
        ..'\u{300}' | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3020}' | '\u{4e00}'..='\u{9fff}'
            | '\u{ff01}'..='\u{ffef}'
    )
}

/// The text in NFC, with CRLF and lone CR as LF.
fn normal(text: &str) -> std::borrow::Cow<'_, str> {
    let composed = text.chars().all(is_composed) || is_nfc_quick(text.chars()) == IsNormalized::Yes;
    match (composed, text.contains('\r')) {
        (true, false) => text.into(),
        (true, true) => text.replace("\r\n", "\n").replace('\r', "\n").into(),
        (false, _) => {
            text.nfc().collect::<String>().replace("\r\n", "\n").replace('\r', "\n").into()
        }
    }
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
    /// In a case vault: the admitted records whose originals stand in `records`, by place there.
    pub admitted: BTreeMap<usize, Record>,
    /// Lines that stand in every bundle whatever was chosen, and of which nothing is opened, as
    /// places in `records`; they are no events.
    pub closed: BTreeSet<usize>,
}

/// What one log has of a timeline, as places.
#[derive(Debug, Default)]
pub(crate) struct LogPart {
    /// Ascending, in [`Timeline::records`].
    pub(crate) records: Vec<usize>,
    /// Ascending, in [`Timeline::events`].
    pub(crate) events: Vec<usize>,
}

impl Timeline {
    /// Groups the events of `records`, which stand in log order.
    ///
    /// An admitted record stands in by its original, under its place in the case vault's log, and
    /// once even where it was admitted twice; the events of each log are grouped by themselves, and
    /// joined where they are the same row of the same file.
    pub fn new(records: Vec<Record>) -> Self {
        Self::grouped(records, None)
    }

    /// As [`Self::new`], of the shown records of a bundle that masks these fields; what is shown
    /// only because it stands in every bundle is put aside in [`Self::closed`].
    pub fn of_bundle(records: Vec<Record>, masked: &[Field]) -> Self {
        let masked: Vec<Field> = masked
            .iter()
            .flat_map(|field| field.hidden_with().iter().chain([field]))
            .copied()
            .collect();
        Self::grouped(records, Some(&masked))
    }

    fn grouped(mut records: Vec<Record>, masked: Option<&[Field]>) -> Self {
        let mut admitted = BTreeMap::new();
        let mut known = HashSet::new();
        for (place, record) in records.iter_mut().enumerate() {
            if let (Some(admits), Ok(Some(original))) = (&record.fact().admits, record.original())
                && known.insert((admits.origin.clone(), admits.leaf))
            {
                let original = Record { index: record.index, ..original };
                admitted.insert(place, std::mem::replace(record, original));
            }
        }
        let closed =
            masked.map_or_else(BTreeSet::new, |masked| closed(&records, &admitted, masked));
        let mut logs: BTreeMap<Option<&str>, (Vec<usize>, Vec<Sighting>)> = BTreeMap::new();
        for (place, record) in records.iter().enumerate() {
            if closed.contains(&place) {
                continue;
            }
            if let Some(sighting) = Sighting::of(record) {
                let origin = admitted.get(&place).and_then(admission).map(|a| a.origin.as_str());
                let (places, sightings) = logs.entry(origin).or_default();
                places.push(place);
                sightings.push(sighting);
            }
        }
        let mut joined = logs::Joined::new(logs.len() > 1);
        for (places, sightings) in logs.values() {
            joined.add(&records, places, sightings);
        }
        let (events, perhaps_same) = joined.finish();
        Self { records, events, perhaps_same, admitted, closed }
    }

    /// The records of this log, in log order: an admitted one as itself, not as its original.
    pub fn logged(&self) -> impl Iterator<Item = &Record> {
        let own = self.records.iter().enumerate();
        own.map(|(place, record)| self.admitted.get(&place).unwrap_or(record))
    }

    /// Where the record at `place` in `records` came from, in a case vault.
    pub fn admission(&self, place: usize) -> Option<&Admission> {
        self.admitted.get(&place).and_then(admission)
    }

    /// The records and events of each log: this one's first, then of those that records were
    /// admitted from, by origin. An event that several logs saw is in each of them.
    pub(crate) fn by_log(&self) -> Vec<LogPart> {
        let mut parts: BTreeMap<Option<&str>, LogPart> = BTreeMap::new();
        parts.entry(None).or_default();
        let origin = |place: usize| self.admission(place).map(|admits| admits.origin.as_str());
        for place in 0..self.records.len() {
            parts.entry(origin(place)).or_default().records.push(place);
        }
        for (event, seen) in self.events.iter().enumerate() {
            for place in &seen.sightings {
                let events = &mut parts.entry(origin(*place)).or_default().events;
                if events.last() != Some(&event) {
                    events.push(event);
                }
            }
        }
        parts.into_values().collect()
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

/// The places of records of which nothing is opened though not all of it is masked or redacted.
fn closed(
    records: &[Record],
    admitted: &BTreeMap<usize, Record>,
    masked: &[Field],
) -> BTreeSet<usize> {
    let redactions = records.iter().filter(|record| record.fact().kind == Kind::Redaction);
    let redacted: HashSet<Hash> =
        redactions.flat_map(|record| &record.fact().targets).copied().collect();
    let is_closed = |place: &usize| {
        let record = &records[*place];
        let mut committed =
            Field::ALL.iter().filter(|field| record.line.commitment(**field).is_some()).peekable();
        if !record.openings.is_empty()
            || committed.peek().is_none()
            || redacted.contains(&record.leaf)
        {
            return false;
        }
        match admitted.get(place) {
            // The masks of the bundle that it came in are not known here.
            Some(admitted) => {
                record.fact().kind.is_log_level() && !redacted.contains(&admitted.leaf)
            }
            None => committed.any(|field| !masked.contains(field)),
        }
    };
    (0..records.len()).filter(is_closed).collect()
}

fn admission(record: &Record) -> Option<&Admission> {
    record.fact().admits.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_as_composed_is() {
        for c in ('\0'..=char::MAX).filter(|c| is_composed(*c)) {
            assert_eq!(is_nfc_quick([c].into_iter()), IsNormalized::Yes, "{c:?}");
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0, "{c:?}");
        }
    }

    #[test]
    fn line_ends_and_composition_do_not_part_bodies() {
        assert_eq!(normal("a\r\nb\rc"), "a\nb\nc");
        assert_eq!(normal("e\u{301}\r\n"), "\u{e9}\n");
    }
}

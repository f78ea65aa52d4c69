//! The events of several logs: the same row of the same file is one event, whoever imported it.
//!
//! docs/spec/event.md, "Several logs".

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::{Event, Sighting, group};
use crate::chain::Hash;
use crate::record::Record;

/// Of one row, how many events of the logs before are looked at.
const MAX_EVENTS: usize = 64;

/// A row of a file: the file's SHA-256, and the place there.
type Row = (Hash, i64);

/// Events that grow log by log.
#[derive(Default)]
pub(super) struct Joined {
    events: Vec<Event>,
    perhaps_same: Vec<(usize, usize)>,
    /// By row: the events of the logs before, and the place of the sighting that is that row.
    rows: HashMap<Row, Vec<(usize, usize)>>,
    linked: HashSet<usize>,
    several: bool,
}

impl Joined {
    /// None yet; `several` where more than one log is to come.
    pub(super) fn new(several: bool) -> Self {
        Self { several, ..Self::default() }
    }

    /// Takes the events of the next log, whose sightings stand at `places` in `records`.
    pub(super) fn add(&mut self, records: &[Record], places: &[usize], sightings: &[Sighting]) {
        let grouping = group(sightings);
        let (mut taken, mut rows) = (HashSet::new(), Vec::new());
        let mut at = Vec::with_capacity(grouping.events.len());
        for mut event in grouping.events {
            event.sightings.iter_mut().for_each(|place| *place = places[*place]);
            let own = |place: &usize| Some((row(&records[*place])?, *place));
            let found: Vec<(Row, usize)> = match self.several {
                true => event.sightings.iter().filter_map(own).collect(),
                false => Vec::new(),
            };
            let same = found.iter().filter_map(|(row, place)| {
                let known = self.rows.get(row)?.iter().take(MAX_EVENTS);
                let free = known.filter(|(other, _)| !taken.contains(other));
                let mut equal = free.filter(|(_, seen)| agree(&records[*seen], &records[*place]));
                equal.next().map(|(other, _)| *other)
            });
            let joined = same.min();
            let number = joined.unwrap_or(self.events.len());
            match joined {
                Some(number) => {
                    taken.insert(number);
                    join(records, &mut self.events[number], event);
                }
                None => self.events.push(event),
            }
            rows.extend(found.into_iter().map(|(row, place)| (row, (number, place))));
            at.push(number);
        }
        for (row, seen) in rows {
            self.rows.entry(row).or_default().push(seen);
        }
        // An event is linked once; what two logs tell of one pair is told by the first.
        for (a, b) in grouping.perhaps_same.iter().map(|(a, b)| (at[*a], at[*b])) {
            if !self.linked.contains(&a) && !self.linked.contains(&b) {
                self.linked.extend([a, b]);
                self.perhaps_same.push((a, b));
            }
        }
    }

    /// The events, and the pairs that are perhaps one.
    pub(super) fn finish(self) -> (Vec<Event>, Vec<(usize, usize)>) {
        (self.events, self.perhaps_same)
    }
}

/// Adds the sightings of an event to those of another log; the strongest of all stands first.
fn join(records: &[Record], event: &mut Event, other: Event) {
    let strength = |place: usize| {
        let record = &records[place];
        (Reverse(record.fact().source.weight()), record.index)
    };
    let [mine, theirs] = [event.sightings[0], other.sightings[0]];
    event.sightings.extend(other.sightings);
    if strength(theirs) < strength(mine)
        && let Some(at) = event.sightings.iter().position(|place| *place == theirs)
    {
        event.sightings[..=at].rotate_right(1);
    }
    event.disagrees |= other.disagrees;
}

/// The row that a record is; none where it was not read from a file.
fn row(record: &Record) -> Option<Row> {
    let feed = record.fact().feed.as_ref()?;
    Some((feed.file?, feed.place))
}

/// Whether two records of one file and place say the same: no known member differs.
fn agree(a: &Record, b: &Record) -> bool {
    let (Some(one), Some(two)) = (Sighting::of(a), Sighting::of(b)) else { return false };
    let fits = (one.source, &one.feed, one.channel, one.direction)
        == (two.source, &two.feed, two.channel, two.direction);
    fits && alike(one.party, two.party)
        && alike(one.own, two.own)
        && alike(one.body, two.body)
        && alike(one.network, two.network)
        && alike(one.seen, two.seen)
        && alike(one.outcome, two.outcome)
        && alike(one.duration, two.duration)
        && alike(a.fact().local.as_ref(), b.fact().local.as_ref())
}

fn alike<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a == b)
}

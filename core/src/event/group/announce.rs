//! An announcement and the message that it announces are one event.
//!
//! docs/spec/event.md, "Grouping", step 7.

use std::collections::HashMap;

use super::Grouper;
use crate::chain::Hash;
use crate::record::Channel;

/// How long after its announcement a message may come, or before it, in milliseconds.
const WINDOW: u64 = 86_400_000;

impl Grouper<'_> {
    /// Joins each event that is one announcement with the event of the message, if there is one.
    pub(super) fn join_announcements(&mut self) {
        let mut named: HashMap<Hash, Vec<usize>> = HashMap::new();
        let mut alone = Vec::new();
        for event in 0..self.events.len() {
            let strongest = &self.sightings[self.strongest(event)];
            let message = &strongest.message;
            if strongest.channel != Channel::Mms {
            } else if !message.announced {
                for name in [message.location, message.transaction].into_iter().flatten() {
                    named.entry(name).or_default().push(event);
                }
            } else if self.events[event].sightings.len() == 1 {
                alone.push(event);
            }
        }
        alone.sort_by_key(|event| self.place(*event));
        for event in alone {
            let row = self.strongest(event);
            let message = &self.sightings[row].message;
            let names = [message.location, message.transaction].into_iter().flatten();
            let found = names.filter_map(|name| named.get(&name)).flatten();
            self.feed = self.feeds[event][0];
            let fitting = found.filter(|other| self.announces(row, **other));
            if let Some(other) = fitting.min_by_key(|other| self.place(**other)) {
                self.join(row, *other);
                self.events[event].sightings.clear();
            }
        }
    }

    /// Whether a row announces the message of an event that has no row of its feed.
    fn announces(&self, row: usize, event: usize) -> bool {
        let (one, other) = (&self.sightings[row], &self.sightings[self.strongest(event)]);
        let near = |(one, other): (i64, i64)| one.abs_diff(other) <= WINDOW;
        one.party.is_some()
            && (one.direction, one.party) == (other.direction, other.party)
            && one.message.is_of(&other.message)
            && one.time().zip(other.time()).is_some_and(near)
            && self.agree(row, self.strongest(event))
            && self.feeds[event].binary_search(&self.feed).is_err()
    }
}

//! The shown sightings in few bytes, and which of them may be one event.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::Short;
use crate::bundle::verify::walk::Place;
use crate::event::MESSAGE_WINDOW;
use crate::record::Fact;

/// No other side that could be told.
const NO_SIDE: u32 = u32::MAX;

/// A shown sighting.
pub(super) struct Row {
    /// Channel, direction and other side, by a hash.
    about: u64,
    /// The time that sightings are compared by; [`i64::MIN`] where there is none.
    time: i64,
    /// The second of the network's time; [`i64::MIN`] where there is none.
    second: i64,
    pub(super) leaf: Short,
    pub(super) place: Place,
    side: u32,
    /// Whether one of its times lies in the span.
    pub(super) in_span: bool,
}

impl Row {
    pub(super) fn new(
        fact: &Fact,
        party: Option<Short>,
        side: Option<u32>,
        leaf: Short,
        in_span: bool,
        place: Place,
    ) -> Self {
        let network = fact.network_time();
        let time = fact.seen.as_ref().map(|seen| seen.wall).or(network);
        let mut hasher = DefaultHasher::new();
        (fact.channel, fact.direction, party).hash(&mut hasher);
        Self {
            about: hasher.finish(),
            time: time.map_or(i64::MIN, |time| time.0),
            second: network.map_or(i64::MIN, |time| time.0.div_euclid(1000)),
            leaf,
            place,
            side: side.unwrap_or(NO_SIDE),
            in_span,
        }
    }

    /// The place of its other side among those that are told apart.
    pub(super) fn side(&self) -> Option<usize> {
        (self.side != NO_SIDE).then_some(self.side as usize)
    }
}

/// Makes each row good that may be joined with a good one: channel, direction and other side are
/// the same, and the times are at most two minutes apart or the network's in one second.
///
/// Words, own numbers and durations are not compared: they may be masked.
pub(super) fn spread(rows: &[Row], good: &mut [bool]) {
    if good.iter().all(|good| *good) {
        return;
    }
    let before: HashSet<(u64, i64)> = rows
        .iter()
        .zip(&*good)
        .filter(|(row, good)| **good && row.second != i64::MIN)
        .map(|(row, _)| (row.about, row.second))
        .collect();
    let mut order: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].time != i64::MIN).collect();
    order.sort_unstable_by_key(|at| (rows[*at].about, rows[*at].time));
    let near = |from: Option<usize>, at: usize| {
        from.is_some_and(|from| {
            rows[from].about == rows[at].about
                && rows[from].time.abs_diff(rows[at].time) <= MESSAGE_WINDOW.unsigned_abs()
        })
    };
    let mut joined = Vec::new();
    let (mut last, mut next) = (None, None);
    for (&up, &down) in order.iter().zip(order.iter().rev()) {
        if good[up] {
            last = Some(up);
        } else if near(last, up) {
            joined.push(up);
        }
        if good[down] {
            next = Some(down);
        } else if near(next, down) {
            joined.push(down);
        }
    }
    for (row, good) in rows.iter().zip(&mut *good) {
        *good |= row.second != i64::MIN && before.contains(&(row.about, row.second));
    }
    for at in joined {
        good[at] = true;
    }
}

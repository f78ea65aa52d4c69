//! The findings of several logs as one list: what two logs give of the same events is told once.

use std::collections::{BTreeSet, HashMap};

use super::{Finding, Found};
use crate::chain::Hash;
use crate::event::Timeline;

/// What two findings are the same by: the rule, and the words.
type Kind<'f> = (&'f str, Option<(usize, usize)>);

/// Puts the findings of each log together (docs/spec/rule.md, "One log at a time").
pub(super) fn merge(timeline: &Timeline, mut logs: Vec<Found>) -> Found {
    if logs.len() == 1 {
        return logs.pop().unwrap_or_default();
    }
    // By record: the event that more than one log saw.
    let mut shared: HashMap<Hash, usize> = HashMap::new();
    for (event, seen) in timeline.events.iter().enumerate() {
        let origin = |place: &usize| timeline.admission(*place).map(|admits| &admits.origin);
        let first = origin(&seen.sightings[0]);
        if seen.sightings.iter().any(|place| origin(place) != first) {
            let leaves = seen.sightings.iter().map(|place| timeline.records[*place].leaf);
            shared.extend(leaves.map(|leaf| (leaf, event)));
        }
    }
    let found: Vec<_> = logs
        .into_iter()
        .enumerate()
        .flat_map(|(log, found)| found.into_iter().map(move |(time, one)| (log, time, one)))
        .collect();
    if shared.is_empty() {
        return found.into_iter().map(|(_, time, finding)| (time, finding)).collect();
    }
    let events_of = |finding: &Finding| -> BTreeSet<usize> {
        finding.records.iter().filter_map(|leaf| shared.get(leaf).copied()).collect()
    };
    // By event: the findings that rest on it.
    let events: Vec<BTreeSet<usize>> = found.iter().map(|(.., one)| events_of(one)).collect();
    let mut by_event: HashMap<(Kind<'_>, usize), Vec<usize>> = HashMap::new();
    for (place, (.., finding)) in found.iter().enumerate() {
        for event in &events[place] {
            let kind = (finding.rule.as_str(), finding.span);
            by_event.entry((kind, *event)).or_default().push(place);
        }
    }
    let told = |place: usize| {
        let (log, _, mine) = &found[place];
        // A finding that rests on something that only its own log has says something of its own.
        let whole = mine.records.iter().all(|leaf| shared.contains_key(leaf));
        let Some(first) = events[place].first().filter(|_| whole) else { return true };
        let others = &by_event[&((mine.rule.as_str(), mine.span), *first)];
        !others.iter().any(|other| {
            let (of, _, theirs) = &found[*other];
            let more = theirs.records.len() > mine.records.len();
            let better = if more {
                mine.level <= theirs.level
            } else {
                // The same events: the lowest level holds, then the first log's.
                (theirs.level, of) < (mine.level, log)
            };
            of != log && better && events[*other].is_superset(&events[place])
        })
    };
    let kept: Vec<bool> = (0..found.len()).map(told).collect();
    let kept = found.into_iter().zip(kept).filter(|(_, kept)| *kept);
    kept.map(|((_, time, finding), _)| (time, finding)).collect()
}

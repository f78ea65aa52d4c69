//! The calls of a vault, as a recording is compared with them.

use dunlog_core::capture::file::Candidate;
use dunlog_core::event::Timeline;
use dunlog_core::record::{Channel, Field};

/// Every call as a recording's candidate.
pub(crate) fn calls(timeline: &Timeline) -> Vec<Candidate> {
    let calls = timeline.events.iter().filter_map(|event| {
        let record = timeline.strongest(event);
        let fact = record.fact();
        (fact.channel == Some(Channel::Call)).then_some(())?;
        Some(Candidate {
            leaf: timeline.id(event),
            start: record.time()?,
            offset: fact.offset.as_ref().map(|offset| offset.minutes),
            duration: fact.duration,
            direction: fact.direction,
            number: record.party().map(|party| party.key().to_owned()),
            contact: record.openings.text(Field::Contact),
        })
    });
    calls.collect()
}

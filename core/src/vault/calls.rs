//! The calls of a log, as a recording is compared with them.

use super::Vault;
use crate::capture::file::Candidate;
use crate::error::Result;
use crate::record::{Channel, Field};

impl Vault {
    /// Every call, as a recording is compared with it. Reads the whole log once.
    ///
    /// # Errors
    /// As [`Self::for_each`].
    pub fn calls(&self) -> Result<Vec<Candidate>> {
        let timeline = self.slim_timeline()?;
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
        Ok(calls.collect())
    }
}

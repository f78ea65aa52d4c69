//! One entry after another into drafts, and the state between them.
//!
//! docs/spec/phone.md, "Steps".

use super::{Arrival, Entry, PhoneClock, State, clock, program};
use crate::capture::{Sink, Skip};
use crate::error::Result;
use crate::record::Draft;

/// What an entry came to.
#[derive(Debug, Default)]
pub struct Step {
    /// What is carried on.
    pub state: State,
    /// What is to be appended, in this order.
    pub drafts: Vec<Draft>,
    /// What stands for no contact or could not be read, with its place in the entry from 1. An
    /// entry with a reason that is not among [`super::ASIDES`] is worth keeping aside.
    pub skipped: Vec<Skip>,
}

/// Takes one entry.
///
/// `country` (ISO 3166-1 alpha-2) is where national numbers belong, where that is known; texts and
/// files that are too long for a record go to the sink.
///
/// # Errors
/// Those of the sink; the state is then lost, and the caller goes on from its own copy.
pub fn step(
    state: State,
    entry: &Entry,
    country: Option<&str>,
    sink: &mut dyn Sink,
) -> Result<Step> {
    let mut step = settle(state, &entry.clock, country);
    let _ = (country, sink);
    match &entry.arrival {
        Arrival::Gap { way, from, to, reason } => {
            step.drafts.push(program::gap(&entry.clock, *way, *from, *to, *reason));
        }
        Arrival::Heartbeat { waking, seen } => {
            step.drafts.push(program::heartbeat(&entry.clock, *waking, seen));
        }
        Arrival::SelfTest { trial, ways } => {
            step.drafts.push(program::self_test(&entry.clock, *trial, ways));
        }
        Arrival::Clock => {}
        _ => step.skipped.push(Skip {
            row: 1,
            byte: None,
            reason: "arrival-unread",
            repaired: false,
        }),
    }
    Ok(step)
}

/// Takes the clocks alone: what has waited long enough becomes drafts.
///
/// Every [`step`] begins with it; a caller may do it besides, whenever it writes.
pub fn settle(mut state: State, now: &PhoneClock, country: Option<&str>) -> Step {
    let _ = country;
    let drafts = clock::compare(state.clock.as_ref(), now);
    state.clock = Some(now.clone());
    Step { state, drafts, skipped: Vec::new() }
}

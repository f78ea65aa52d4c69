//! One entry after another into drafts, and the state between them.
//!
//! docs/spec/phone.md, "Steps".

use sha2::{Digest, Sha256};

use super::entry::{arrival_value, word};
use super::notice::{self, Notice};
use super::state::State;
use super::{Arrival, Entry, PhoneClock, Sim, Way, clock, program, store};
use crate::capture::row::Fault;
use crate::capture::{Sink, Skip};
use crate::chain::Hash;
use crate::error::Result;
use crate::record::Draft;
use crate::record::canonical::Value;

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
    let Entry { clock: now, arrival } = entry;
    let Step { mut state, mut drafts, mut skipped } = settle(state, now, country);
    let mut skip = |row, reason| skipped.push(Skip { row, byte: None, reason, repaired: false });
    match arrival {
        Arrival::Sms { format, pdus, sim } => {
            for (row, pdu) in (1..).zip(pdus) {
                if state.is_repeated(pdu_hash(format.word(), sim, pdu)) {
                    skip(row, "repeated");
                } else if let Err(reason) =
                    state.take_pdu(now, *format, pdu, sim, country, &mut drafts)
                {
                    skip(row, reason);
                }
            }
        }
        Arrival::MmsPush { pdu, sim } => {
            if state.is_repeated(pdu_hash("mms_push", sim, pdu)) {
                skip(1, "repeated");
            } else {
                drafts.push(state.announcement(now, pdu, sim, country));
            }
        }
        Arrival::CallState { state: calls, number, sim } => {
            state.take_state(now, *calls, number.as_deref(), sim, country, &mut drafts);
            state.end_oldest(country, &mut drafts);
        }
        Arrival::Screening { number, presentation, direction, sim } => {
            let number = number.as_deref();
            state.take_screening(now, number, *presentation, *direction, sim, country);
            state.end_oldest(country, &mut drafts);
        }
        Arrival::Notification { package, key, channel, title, text, cut_from, posted } => {
            if state.is_posted_again(notice_hash(arrival)?, *posted) {
                skip(1, "repeated");
            } else {
                let notice = Notice {
                    package,
                    key,
                    channel: *channel,
                    title: title.as_deref(),
                    text: text.as_deref(),
                    cut_from: *cut_from,
                    posted: *posted,
                };
                drafts.push(notice::draft(now, &notice, country, sink)?);
            }
        }
        Arrival::Rows { store, read_before, rows } => {
            for (place, row) in (1..).zip(rows) {
                match store::draft(now, *store, *read_before, row, country, sink) {
                    Ok(draft) => drafts.push(draft),
                    Err(Fault::Row(reason)) => skip(place, reason),
                    Err(Fault::Cut) => skip(place, "row-cut"),
                    Err(Fault::Stop(error)) => return Err(error),
                }
            }
        }
        Arrival::Gap { way, from, to, reason } => {
            if *way == Way::PhoneState {
                state.lose_calls(*from.max(to), country, &mut drafts);
            }
            drafts.push(program::gap(now, *way, *from, *to, *reason));
        }
        Arrival::Heartbeat { waking, seen } => {
            drafts.push(program::heartbeat(now, *waking, seen));
        }
        Arrival::SelfTest { trial, ways } => drafts.push(program::self_test(now, *trial, ways)),
        Arrival::Clock => {}
        Arrival::OwnNumber { slot, number } => {
            drafts.push(program::own_number(now, *slot, number, country));
            if number.is_empty() {
                state.own.remove(slot);
            } else {
                state.own.insert(*slot, number.clone());
            }
        }
    }
    Ok(Step { state, drafts, skipped })
}

/// Takes the clocks alone: what has waited long enough becomes drafts.
///
/// Every [`step`] begins with it; a caller may do it besides, whenever it writes.
pub fn settle(mut state: State, now: &PhoneClock, country: Option<&str>) -> Step {
    let before = state.clock.take();
    let mut drafts: Vec<Draft> = Vec::new();
    if let Some((delta, record)) = before.as_ref().and_then(|before| clock::jump(before, now)) {
        // First, since what follows is recorded by the clock as it is now.
        drafts.push(record);
        if before.as_ref().is_some_and(|before| before.boot == now.boot) {
            state.shift(delta);
        }
    }
    state.settle_texts(now, country, &mut drafts);
    state.settle_calls(now, country, &mut drafts);
    drafts.extend(before.and_then(|before| clock::zone(&before, now)));
    state.clock = Some(now.clone());
    Step { state, drafts, skipped: Vec::new() }
}

/// What tells a raw message again: the same bytes through the same SIM card.
fn pdu_hash(kind: &str, sim: &Sim, pdu: &[u8]) -> Hash {
    let Sim { slot, subscription, account: _ } = sim;
    let number = |number: Option<i64>| number.map_or(Value::Null, super::entry::int);
    let head = [word(kind), number(slot.map(i64::from)), number(*subscription)];
    let mut hasher = Sha256::new();
    hasher.update(Value::List(head.into()).to_canonical());
    hasher.update(pdu);
    Hash(hasher.finalize().into())
}

/// What tells the words of a notification again: all of it but when it was posted.
fn notice_hash(arrival: &Arrival) -> Result<Hash> {
    let mut value = arrival_value(arrival)?;
    if let Value::Map(members) = &mut value {
        members.retain(|(key, _)| key != "posted");
    }
    Ok(Hash(Sha256::digest(value.to_canonical()).into()))
}

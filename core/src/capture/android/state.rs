//! What is carried from one entry to the next, and its byte form.
//!
//! docs/spec/phone.md, "The state".

use std::collections::{BTreeMap, VecDeque};

use super::PhoneClock;
use super::call::{Call, call_value, read_call};
use super::entry::{Members, clock_value, fault, int, name, object, read_clock, text, word};
use super::parts::{Waiting, read_waiting, waiting_value};
use crate::chain::Hash;
use crate::error::{Error, Result};
use crate::record::Millis;
use crate::record::canonical::Value;

/// The version that is written.
const VERSION: i64 = 1;

/// How many of the newest raw messages, and of the newest notifications, are known again when they
/// come twice.
pub(super) const REMEMBERED: usize = 256;

/// How far apart the same words may be posted and still be one notification, in milliseconds.
const POSTED_AGAIN: u64 = 60_000;

/// The most values of one list that are read.
const MAX_LIST: usize = 4096;

/// What is carried on: events that are not whole yet, and what is needed to tell the next ones.
///
/// It holds numbers and texts, so the vault keeps its bytes sealed, and it is replaced in the
/// transaction that appends the drafts it led to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// The clocks of the newest entry.
    pub(super) clock: Option<PhoneClock>,
    /// Long texts that are not whole.
    pub(super) waiting: Vec<Waiting>,
    /// Calls whose end was not seen.
    pub(super) calls: Vec<Call>,
    /// The own number of each slot, as the borrower stated it.
    pub(super) own: BTreeMap<u8, String>,
    /// SHA-256 of the newest raw messages, the oldest first.
    pub(super) seen: VecDeque<Hash>,
    /// SHA-256 of the words of the newest notifications, and when they were posted; the oldest first.
    pub(super) notices: VecDeque<(Hash, Millis)>,
}

impl State {
    /// The byte form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { clock, waiting, calls, own, seen, notices } = self;
        let own = own.iter().map(|(slot, number)| {
            object([Some(("number", name(number))), Some(("slot", int(i64::from(*slot))))])
        });
        let notices = notices.iter().map(|(hash, posted)| {
            object([Some(("hash", word(&hash.to_hex()))), Some(("posted", int(posted.0)))])
        });
        object([
            Some(("calls", Value::List(calls.iter().map(call_value).collect()))),
            clock.as_ref().map(|clock| ("clock", clock_value(clock))),
            Some(("notices", Value::List(notices.collect()))),
            Some(("own", Value::List(own.collect()))),
            Some(("seen", Value::List(seen.iter().map(|hash| word(&hash.to_hex())).collect()))),
            Some(("state", Value::Int(VERSION))),
            Some(("waiting", Value::List(waiting.iter().map(waiting_value).collect()))),
        ])
        .to_canonical()
        .into_bytes()
    }

    /// Reads what [`Self::to_bytes`] gives.
    ///
    /// # Errors
    /// `Unsupported` for a newer version; `Malformed` for anything else that is no state.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Members::new(Value::parse(bytes)?)?.read(|members| {
            match members.int("state")? {
                VERSION => {}
                version => {
                    let version = u64::try_from(version).map_err(|_| fault("state-invalid"))?;
                    return Err(Error::Unsupported { format: "state", version });
                }
            }
            let mut list = |key| members.list(key, MAX_LIST, "state-invalid");
            let (calls, waiting) = (list("calls")?, list("waiting")?);
            let (own, seen, notices) = (list("own")?, list("seen")?, list("notices")?);
            let own = own.into_iter().map(|value| {
                Members::new(value)?.read(|members| {
                    let slot = u8::try_from(members.int("slot")?);
                    Ok((slot.map_err(|_| fault("state-invalid"))?, members.name("number")?))
                })
            });
            let hash = |digits: &str| Hash::parse(digits).ok_or_else(|| fault("state-invalid"));
            let seen = seen.into_iter().map(|value| hash(&text(value)?));
            let notices = notices.into_iter().map(|value| {
                Members::new(value)?.read(|members| {
                    Ok((hash(&members.text("hash")?)?, Millis(members.int("posted")?)))
                })
            });
            Ok(Self {
                notices: notices.collect::<Result<_>>()?,
                own: own.collect::<Result<_>>()?,
                seen: seen.collect::<Result<_>>()?,
                calls: calls.into_iter().map(read_call).collect::<Result<_>>()?,
                waiting: waiting.into_iter().map(read_waiting).collect::<Result<_>>()?,
                clock: members.maybe_object("clock")?.map(read_clock).transpose()?,
            })
        })
    }

    /// The wall clock was moved: what is not whole yet is told by the clock as it is now, since a
    /// record that comes after that of the jump must not seem to be before it.
    pub(super) fn shift(&mut self, delta: i64) {
        let add = |sum: &mut i64| *sum = sum.saturating_add(delta);
        for call in &mut self.calls {
            add(&mut call.moved);
            add(&mut call.began.wall.0);
        }
        for text in &mut self.waiting {
            add(&mut text.moved);
            text.parts.values_mut().for_each(|(_, clock)| add(&mut clock.wall.0));
        }
    }

    /// Whether a notification tells what one before it told, among the newest; it is remembered
    /// where it does not.
    pub(super) fn is_posted_again(&mut self, words: Hash, posted: Millis) -> bool {
        let again = |(other, at): &(Hash, Millis)| {
            *other == words && at.0.abs_diff(posted.0) <= POSTED_AGAIN
        };
        if self.notices.iter().any(again) {
            return true;
        }
        if self.notices.len() == REMEMBERED {
            self.notices.pop_front();
        }
        self.notices.push_back((words, posted));
        false
    }

    /// Whether the same came before, among the newest; it is remembered in any case.
    pub(super) fn is_repeated(&mut self, hash: Hash) -> bool {
        if self.seen.contains(&hash) {
            return true;
        }
        if self.seen.len() == REMEMBERED {
            self.seen.pop_front();
        }
        self.seen.push_back(hash);
        false
    }
}

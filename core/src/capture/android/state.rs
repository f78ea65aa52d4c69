//! What is carried from one entry to the next, and its byte form.
//!
//! docs/spec/phone.md, "The state".

use super::PhoneClock;
use super::entry::{Members, clock_value, fault, object, read_clock};
use crate::error::{Error, Result};
use crate::record::canonical::Value;

/// The version that is written.
const VERSION: i64 = 1;

/// What is carried on: events that are not whole yet, and what is needed to tell the next ones.
///
/// It holds numbers and texts, so the vault keeps its bytes sealed, and it is replaced in the
/// transaction that appends the drafts it led to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct State {
    /// The clocks of the newest entry.
    pub(super) clock: Option<PhoneClock>,
}

impl State {
    /// The byte form.
    pub fn to_bytes(&self) -> Vec<u8> {
        object([
            self.clock.as_ref().map(|clock| ("clock", clock_value(clock))),
            Some(("state", Value::Int(VERSION))),
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
            let clock = members.maybe_object("clock")?.map(read_clock).transpose()?;
            Ok(Self { clock })
        })
    }
}

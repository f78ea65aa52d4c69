//! What rules say of events: `evaluate(pack, timeline)` gives findings.
//!
//! A rule computes and never guesses; "cannot decide" is a result. Exact meanings:
//! docs/spec/rule.md.

pub mod pack;
mod rate;
mod text;

use crate::chain::Hash;
use crate::event::Timeline;
use pack::Pack;

/// How much a finding claims; the order falls.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// Only worth knowing beside others.
    Context,
    /// A fact is missing that would decide.
    Undecided,
    /// So close to the edge that a clock decides.
    Borderline,
    /// A person should look.
    Review,
    /// The rule's words are met.
    Sign,
}

impl Level {
    /// The word in findings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Context => "context",
            Self::Undecided => "undecided",
            Self::Borderline => "borderline",
            Self::Review => "review",
            Self::Sign => "sign",
        }
    }
}

/// What a rule says of one or more events.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// The rule's id in the pack.
    pub rule: String,
    /// The class: a label of the text classes, or `hours`, `rate`, `third_person`.
    pub class: String,
    /// How much it claims.
    pub level: Level,
    /// The records it rests on: the ids of the deciding sightings, in time order.
    pub records: Vec<Hash>,
    /// Half-open UTF-8 byte offsets in the body of `records[0]`; none where no words are meant.
    pub span: Option<(usize, usize)>,
    /// The texts in force at the time of each judged record: ids of the pack's texts.
    pub texts: Vec<String>,
    /// Codes of what was found beside the rule's own words, such as `phone-time-only`; the report
    /// explains each.
    pub remarks: Vec<String>,
}

/// Applies a pack to a timeline.
pub fn evaluate(pack: &Pack, timeline: &Timeline) -> Vec<Finding> {
    let _ = (pack, timeline);
    Vec::new()
}

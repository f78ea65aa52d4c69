//! What rules say of events: `evaluate(pack, timeline)` gives findings.
//!
//! A rule computes and never guesses; "cannot decide" is a result. Exact meanings:
//! docs/spec/rule.md.

mod cite;
mod day;
mod facts;
mod fold;
mod hours;
mod json;
pub mod pack;
mod rate;
mod scan;
mod text;
mod third_person;
mod words;

use crate::chain::Hash;
use crate::event::Timeline;
use facts::Facts;
use pack::{Pack, RuleKind};

pub use day::Day;
pub use scan::{Scanned, scan};

/// The classes that a rule may have: the labels of text, and what counts and compares.
pub const CLASSES: [&str; 16] = [
    "threat_violence",
    "threat_family",
    "disclose_contacts",
    "public_shaming",
    "insult",
    "impersonate_authority",
    "false_legal_threat",
    "home_visit_threat",
    "harass_calls",
    "induce_new_debt",
    "private_account",
    "obscene",
    "curse",
    "hours",
    "rate",
    "third_person",
];

/// The classes of a text rule: the labels of text.
pub(crate) const TEXT_CLASSES: [&str; 13] = {
    let mut classes = [""; 13];
    let mut nth = 0;
    while nth < classes.len() {
        classes[nth] = CLASSES[nth];
        nth += 1;
    }
    classes
};

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
    /// Every level, lowest first.
    pub const ALL: [Self; 5] =
        [Self::Context, Self::Undecided, Self::Borderline, Self::Review, Self::Sign];

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

    /// The level that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
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
    /// Codes of what was found beside the rule's own words, such as `phone-time-only`; the pack
    /// says what each means.
    pub remarks: Vec<String>,
}

/// Applies a pack to a timeline: findings by the time of their first event, then by rule.
pub fn evaluate(pack: &Pack, timeline: &Timeline) -> Vec<Finding> {
    let facts = Facts::new(pack, timeline);
    let mut found = Vec::new();
    let collection = words::evaluate(pack, &facts, &mut found);
    for rule in &pack.rules {
        match rule.kind {
            RuleKind::Hours { .. } => {
                hours::evaluate(pack, rule, &facts, &collection, &mut found);
            }
            RuleKind::Rate { unit, limit } => {
                rate::evaluate(pack, rule, (unit, limit), &facts, &mut found);
            }
            RuleKind::Text => {}
            RuleKind::ThirdPerson => third_person::evaluate(pack, rule, &facts, &mut found),
        }
    }
    found.sort_by(|(a, x), (b, y)| {
        (a, &x.rule, x.span, &x.records).cmp(&(b, &y.rule, y.span, &y.records))
    });
    found.into_iter().map(|(_, finding)| finding).collect()
}

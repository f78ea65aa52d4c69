//! What rules say of events: `evaluate(pack, timeline)` gives findings.
//!
//! A rule computes and never guesses; "cannot decide" is a result. Exact meanings:
//! docs/spec/rule.md.

mod burst;
mod check;
mod circumstance;
mod cite;
mod clocks;
mod contact;
mod day;
mod debt;
mod duty;
mod facts;
mod fold;
mod hours;
mod json;
mod merge;
mod near;
pub mod pack;
mod pool;
mod rate;
mod rotation;
mod scan;
mod text;
mod third_person;
mod trace;
mod visit;
mod window;
mod words;
mod zone;

use crate::chain::Hash;
use crate::event::Timeline;
use crate::record::{Kind, Millis, Record};
use check::Checks;
use facts::Facts;
use pack::{Pack, RuleKind};

pub use day::Day;
pub use scan::{Scanned, Scanner, scan, slots};
pub use text::SlotHit;
pub use window::{Allowed, Calendar, Way};
pub use zone::{Change, Summer, Zone};

/// The classes that a rule may have: the labels of text, and what counts and compares.
pub const CLASSES: [&str; 20] = [
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
    "burst",
    "third_person",
    "visit",
    "rotation",
    "fact",
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
    /// The class: a label of the text classes, or one of those that count and compare.
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

impl Finding {
    /// The contact by which it is told, of the records that `find` has: the first that is an event.
    /// A finding after a refusal rests on the refusal too; its time and number are the contact's.
    pub fn contact<'r>(&self, find: impl FnMut(&Hash) -> Option<&'r Record>) -> Option<&'r Record> {
        self.records.iter().filter_map(find).find(|record| record.line.fact.kind == Kind::Event)
    }
}

/// Findings with the time by which they are put in order.
type Found = Vec<(Option<Millis>, Finding)>;

/// Applies a pack to a timeline: findings by the time of their first event, then by rule. Each log
/// of a case vault is judged by itself.
pub fn evaluate(pack: &Pack, timeline: &Timeline) -> Vec<Finding> {
    let parts = timeline.by_log();
    // The keeper of a case vault may ask about a record that he admitted.
    let own = parts.first().filter(|_| parts.len() > 1).into_iter();
    let own = own.flat_map(|part| &part.records).map(|place| &timeline.records[*place]);
    let asked = Checks::new(own.filter(|record| record.fact().kind == Kind::CheckResult));
    let none = Checks::default();
    let judged = parts.iter().enumerate().map(|(nth, part)| {
        let asked = if nth == 0 { &none } else { &asked };
        judge(pack, &Facts::new(timeline, part, asked))
    });
    let mut found = merge::merge(timeline, judged.collect());
    found.sort_by(|(a, x), (b, y)| {
        (a, &x.rule, x.span, &x.records).cmp(&(b, &y.rule, y.span, &y.records))
    });
    found.into_iter().map(|(_, finding)| finding).collect()
}

/// What the rules say of one log.
fn judge(pack: &Pack, facts: &Facts<'_>) -> Found {
    let mut found = Vec::new();
    let collection = words::evaluate(pack, facts, &mut found);
    let (said, out) = (&collection, &mut found);
    for rule in &pack.rules {
        match &rule.kind {
            RuleKind::Text => {}
            RuleKind::Hours(hours) => hours::evaluate(pack, (rule, hours), facts, said, out),
            RuleKind::Rate(rate) => rate::evaluate(pack, (rule, rate), facts, said, out),
            RuleKind::Cooldown { days, group_by } => {
                rate::cooldown(pack, rule, (*days, group_by), facts, out);
            }
            RuleKind::Burst { calls, minutes, short } => {
                burst::evaluate(pack, rule, (*calls, *minutes, *short), facts, out);
            }
            RuleKind::ThirdPerson(reach) => {
                third_person::evaluate(pack, (rule, *reach), facts, said, out);
            }
            RuleKind::Visit(visit) => visit::evaluate(pack, (rule, visit), facts, out),
            RuleKind::Rotation { numbers } => {
                rotation::evaluate(pack, (rule, *numbers), facts, said, out);
            }
            RuleKind::Fact(fact) => {
                circumstance::evaluate(pack, (rule, fact), facts, said, out);
            }
        }
    }
    found
}

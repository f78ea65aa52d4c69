//! The words and patterns of a pack, as the file has them.

use crate::rule::Level;

/// Everything that matching is compiled from.
#[derive(Clone, Debug, Default)]
pub(in crate::rule) struct Words {
    /// Pairs of a Traditional and a Simplified character.
    pub(in crate::rule) simplified: String,
    /// Evasive spellings, and what each stands for.
    pub(in crate::rule) spellings: Vec<(String, String)>,
    /// The slots: name and words.
    pub(in crate::rule) slots: Vec<(String, Vec<String>)>,
    /// What keeps every pattern from firing unless it says otherwise.
    pub(in crate::rule) unless: Vec<Need>,
    /// What makes a message collection-related.
    pub(in crate::rule) collection: RuleWords,
    /// The pattern sets, by id.
    pub(in crate::rule) sets: Vec<Set>,
    /// The patterns of each text rule, by the rule's place in the pack.
    pub(in crate::rule) rules: Vec<(usize, RuleWords)>,
}

/// Patterns that mean one thing, to be taken by a rule.
#[derive(Clone, Debug)]
pub(in crate::rule) struct Set {
    pub(in crate::rule) id: String,
    /// One of the classes of text.
    pub(in crate::rule) class: String,
    pub(in crate::rule) patterns: Vec<PatternText>,
}

/// The patterns of one rule.
#[derive(Clone, Debug, Default)]
pub(in crate::rule) struct RuleWords {
    pub(in crate::rule) patterns: Vec<PatternText>,
}

/// A sequence of slots with gaps.
#[derive(Clone, Debug)]
pub(in crate::rule) struct PatternText {
    pub(in crate::rule) steps: Vec<Step>,
    /// The level that a match claims.
    pub(in crate::rule) level: Level,
    /// What must be there beside the sequence.
    pub(in crate::rule) need: Vec<Need>,
    /// What must not be there.
    pub(in crate::rule) unless: Vec<Need>,
    /// Whether the pack's own `unless` is left out.
    pub(in crate::rule) sure: bool,
}

/// One slot of a sequence.
#[derive(Clone, Debug)]
pub(in crate::rule) struct Step {
    /// The slots that fit, as places in [`Words::slots`].
    pub(in crate::rule) slots: Vec<usize>,
    /// How the slot stands to the one before.
    pub(in crate::rule) near: Near,
    /// Whether its words belong to the span that is shown.
    pub(in crate::rule) shown: bool,
}

/// How far a slot may stand behind the one before, in characters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::rule) struct Near {
    pub(in crate::rule) most: usize,
    /// Which breaks may lie between.
    pub(in crate::rule) within: Scope,
}

/// A part of a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::rule) enum Scope {
    /// Up to eight characters before the match, in its clause.
    Before,
    /// Between two soft breaks.
    Clause,
    /// Between two hard breaks.
    Sentence,
    /// All of it.
    Message,
}

/// A slot that must, or must not, occur in a part of the message.
#[derive(Clone, Debug)]
pub(in crate::rule) struct Need {
    pub(in crate::rule) slots: Vec<usize>,
    pub(in crate::rule) scope: Scope,
}

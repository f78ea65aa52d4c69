//! The words and patterns of a pack, as its word lists have them.

use crate::rule::Level;

/// How many slots a pack may have, `NUMBER` among them.
pub(in crate::rule) const MAX_SLOTS: usize = 512;

/// Everything that matching is compiled from.
#[derive(Clone, Debug, Default)]
pub(in crate::rule) struct Words {
    /// Pairs of a Traditional and a Simplified character.
    pub(in crate::rule) simplified: String,
    /// Evasive spellings, and what each stands for.
    pub(in crate::rule) spellings: Vec<(String, String)>,
    /// Words that may stand between the characters of another.
    pub(in crate::rule) fillers: Vec<String>,
    /// Syllables: letters, characters, characters with another main reading.
    pub(in crate::rule) sounds: Vec<(String, String, String)>,
    /// Characters so common that they say little of a word.
    pub(in crate::rule) common: String,
    /// Words of other languages that could be read as syllables.
    pub(in crate::rule) foreign: Vec<String>,
    /// The slots: name and words.
    pub(in crate::rule) slots: Vec<(String, Vec<String>)>,
    /// What keeps every pattern from firing unless it says otherwise.
    pub(in crate::rule) unless: Vec<Need>,
    /// What makes a message collection-related.
    pub(in crate::rule) collection: Vec<PatternText>,
    /// What is aimed at the reader in so many words that no `unless` of a whole message governs it.
    pub(in crate::rule) directed: Vec<PatternText>,
    /// The model that weighs a whole message.
    pub(in crate::rule) judge: Option<Judge>,
    /// The pattern sets, by id.
    pub(in crate::rule) sets: Vec<Set>,
    /// The text rules: place in the pack, class, places of its sets, the highest level.
    pub(in crate::rule) rules: Vec<RuleWords>,
}

/// What a text rule takes.
#[derive(Clone, Debug)]
pub(in crate::rule) struct RuleWords {
    /// The rule's place in the pack.
    pub(in crate::rule) rule: usize,
    pub(in crate::rule) class: String,
    /// The sets, as places in [`Words::sets`].
    pub(in crate::rule) sets: Vec<usize>,
    /// The highest level that the rule gives.
    pub(in crate::rule) cap: Level,
}

/// Patterns that mean one thing, to be taken by a rule.
#[derive(Clone, Debug)]
pub(in crate::rule) struct Set {
    pub(in crate::rule) id: String,
    /// One of the classes of text.
    pub(in crate::rule) class: String,
    pub(in crate::rule) patterns: Vec<PatternText>,
    /// Weights that find what no pattern finds.
    pub(in crate::rule) model: Option<Weights>,
}

/// A linear model over slots.
#[derive(Clone, Debug, Default)]
pub(in crate::rule) struct Weights {
    /// By slot: what its presence adds.
    pub(in crate::rule) slots: Vec<(usize, i32)>,
    /// By two slots: what their presence in one clause or in neighbouring ones adds.
    pub(in crate::rule) pairs: Vec<(usize, usize, i32)>,
    /// The least sum that is found.
    pub(in crate::rule) threshold: i32,
}

/// The model that weighs a whole message: what it finds alone, and how much of what patterns find
/// it lets stand.
#[derive(Clone, Debug, Default)]
pub(in crate::rule) struct Judge {
    pub(in crate::rule) weights: Weights,
    /// The least sum at which what patterns find for review stands.
    pub(in crate::rule) doubt: i32,
    /// The least sum at which a sign stays one.
    pub(in crate::rule) sure: i32,
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
    /// Whether the lists' own `unless` is left out.
    pub(in crate::rule) sure: bool,
    /// Whether it is looked at only where no pattern without this finds anything.
    pub(in crate::rule) only_alone: bool,
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
    /// Whether a match may do without it.
    pub(in crate::rule) elided: bool,
}

/// How far a slot may stand from the one before, in characters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::rule) struct Near {
    pub(in crate::rule) most: usize,
    /// Which breaks may lie between.
    pub(in crate::rule) within: Scope,
    /// Whether it may also stand in front of what was found so far.
    pub(in crate::rule) either: bool,
}

/// A part of a message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::rule) enum Scope {
    /// Up to eight characters before the match, in its clause.
    Before,
    /// Up to eight characters behind the match, in its clause.
    After,
    /// From the first to the last slot of the match.
    Inside,
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

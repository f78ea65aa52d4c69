//! Linear models: weights of slots and pairs of slots, thresholds, the slots that decided.

use super::find::Hit;
use super::reading::Reading;
use super::sequence::Mask;
use crate::rule::Level;
use crate::rule::pack::{self, Weights};

/// How many hits of one slot are looked at for a pair.
const LOOKED_AT: usize = 64;

/// A model, ready for judging.
#[derive(Debug)]
pub(super) struct Model {
    weights: Weights,
    /// The slots that speak for a finding.
    positive: Mask,
}

impl Model {
    pub(super) fn new(weights: &Weights) -> Self {
        let mut positive = Mask::default();
        let slots = weights.slots.iter().filter(|(_, weight)| *weight > 0);
        slots.for_each(|(slot, _)| positive.put(*slot));
        for (a, b, _) in weights.pairs.iter().filter(|(_, _, weight)| *weight > 0) {
            positive.put(*a);
            positive.put(*b);
        }
        Self { weights: weights.clone(), positive }
    }

    /// Whether the slots of a text can reach the threshold at all.
    pub(super) fn may_match(&self, present: &Mask) -> bool {
        let has = |slot: usize| present.holds(slot);
        let gain = |weight: i32| i64::from(weight.max(0));
        let slots = self.weights.slots.iter().filter(|(slot, _)| has(*slot));
        let pairs = self.weights.pairs.iter().filter(|(a, b, _)| has(*a) && has(*b));
        let most: i64 = slots.map(|(_, weight)| gain(*weight)).sum::<i64>()
            + pairs.map(|(.., weight)| gain(*weight)).sum::<i64>();
        most >= i64::from(self.weights.threshold)
    }

    /// How far the sum of a text is above the threshold; below it where it is negative.
    pub(super) fn above(&self, reading: &Reading) -> i64 {
        let slots = self.weights.slots.iter().filter(|(slot, _)| reading.fills(*slot, false));
        let pairs = self.weights.pairs.iter().filter(|(a, b, _)| near(reading, *a, *b, |_| true));
        let sum: i64 = slots.map(|(_, weight)| i64::from(*weight)).sum::<i64>()
            + pairs.map(|(.., weight)| i64::from(*weight)).sum::<i64>();
        sum - i64::from(self.weights.threshold)
    }

    /// Of the sentences the one with most slots that speak for a finding: from the first to the
    /// last of them.
    pub(super) fn decided(&self, reading: &Reading) -> Option<(usize, usize)> {
        let speaks = |slot: u16| self.positive.holds(usize::from(slot));
        let hits = reading.all().iter().filter(|hit| speaks(hit.slot));
        let mut places: Vec<(u32, usize, usize, u16)> = hits
            .map(|hit| {
                let (start, end) = (hit.start as usize, hit.end as usize);
                (reading.place(start).1, start, end, hit.slot)
            })
            .collect();
        places.sort_unstable();
        let sentences = places.chunk_by(|a, b| a.0 == b.0);
        let count = |sentence: &&[(u32, usize, usize, u16)]| {
            let mut slots: Vec<u16> = sentence.iter().map(|(.., slot)| *slot).collect();
            slots.sort_unstable();
            slots.dedup();
            (slots.len(), std::cmp::Reverse(sentence[0].0))
        };
        let best = sentences.max_by_key(count)?;
        let end = best.iter().map(|(_, _, end, _)| *end).max()?;
        Some((best[0].1, end))
    }
}

/// The model that weighs a whole message, ready for judging: weights by slot.
#[derive(Debug)]
pub(super) struct Judge {
    /// By slot: its own weight, and those of its pairs with later slots.
    slots: Vec<(i64, Vec<(usize, i64)>)>,
    threshold: i64,
    doubt: i64,
    sure: i64,
    /// What is shown where no set's model speaks.
    speaks: Model,
}

impl Judge {
    pub(super) fn new(judge: &pack::Judge, slots: usize) -> Self {
        let mut by_slot = vec![(0, Vec::new()); slots];
        for (slot, weight) in &judge.weights.slots {
            by_slot[*slot].0 += i64::from(*weight);
        }
        for (a, b, weight) in &judge.weights.pairs {
            by_slot[*a.min(b)].1.push((*a.max(b), i64::from(*weight)));
        }
        Self {
            slots: by_slot,
            threshold: judge.weights.threshold.into(),
            doubt: judge.doubt.into(),
            sure: judge.sure.into(),
            speaks: Model::new(&judge.weights),
        }
    }

    /// Whether the slots of a text can reach the threshold at all.
    pub(super) fn may_match(&self, present: &Mask) -> bool {
        let mut most = 0;
        for slot in present.slots() {
            let (own, pairs) = &self.slots[slot];
            let beside = pairs.iter().filter(|(_, weight)| *weight > 0);
            let beside = beside.filter(|(other, _)| present.holds(*other));
            most += own.max(&0) + beside.map(|(_, weight)| weight).sum::<i64>();
        }
        most >= self.threshold
    }

    /// What the slots and pairs of a text add up to. A symbol that stands for a word counts for
    /// nothing: it stands for several, of which most are not meant.
    pub(super) fn sum(&self, reading: &Reading) -> i64 {
        let mut sum = 0;
        for slot in reading.present.slots() {
            let (own, pairs) = &self.slots[slot];
            let counts = |hit: &&Hit| hit.stands_alone() && is_spelt(hit);
            if *own != 0 && reading.hits(slot).iter().take(LOOKED_AT).any(|hit| counts(&hit)) {
                sum += own;
            }
            let beside = pairs.iter().filter(|(other, _)| reading.present.holds(*other));
            let beside = beside.filter(|(other, _)| near(reading, slot, *other, is_spelt));
            sum += beside.map(|(_, weight)| weight).sum::<i64>();
        }
        sum
    }

    /// Whether a sum is found without a pattern.
    pub(super) fn finds(&self, sum: i64) -> bool {
        sum >= self.threshold
    }

    /// What is left of the level that a pattern claims.
    pub(super) fn lets(&self, level: Level, sum: i64) -> Option<Level> {
        match level {
            Level::Sign if sum < self.sure => Some(Level::Review),
            Level::Review if sum < self.doubt => None,
            _ => Some(level),
        }
    }

    /// The cells that decided.
    pub(super) fn decided(&self, reading: &Reading) -> Option<(usize, usize)> {
        self.speaks.decided(reading)
    }
}

/// Whether a word has at least as many cells as characters: no symbol stands for it.
fn is_spelt(hit: &Hit) -> bool {
    hit.end - hit.start >= u32::from(hit.length)
}

/// Whether two slots are filled in one clause or in neighbouring ones, by hits that count.
fn near(reading: &Reading, a: usize, b: usize, counts: fn(&Hit) -> bool) -> bool {
    let clauses = |slot: usize| {
        let hits = reading.hits(slot).iter().take(LOOKED_AT).filter(|hit| counts(hit));
        hits.map(|hit| reading.place(hit.start as usize).0)
    };
    let mut others = clauses(b).peekable();
    clauses(a).any(|clause| {
        while others.next_if(|other| *other + 1 < clause).is_some() {}
        others.peek().is_some_and(|other| *other <= clause + 1)
    })
}

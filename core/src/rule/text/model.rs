//! The linear model: weights of slots and pairs of slots, a threshold, the slots that decided.

use super::reading::Reading;
use super::sequence::Mask;
use crate::rule::pack::Weights;

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
        let has = |slot: usize| present.meets(&Mask::of(&[slot]));
        let gain = |weight: i32| i64::from(weight.max(0));
        let slots = self.weights.slots.iter().filter(|(slot, _)| has(*slot));
        let pairs = self.weights.pairs.iter().filter(|(a, b, _)| has(*a) && has(*b));
        let most: i64 = slots.map(|(_, weight)| gain(*weight)).sum::<i64>()
            + pairs.map(|(.., weight)| gain(*weight)).sum::<i64>();
        most >= i64::from(self.weights.threshold)
    }

    /// The cells of the slots that decided, and how far above the threshold the sum is.
    pub(super) fn judge(&self, reading: &Reading) -> Option<((usize, usize), i64)> {
        let slots = self.weights.slots.iter().filter(|(slot, _)| reading.fills(*slot, false));
        let pairs = self.weights.pairs.iter().filter(|(a, b, _)| near(reading, *a, *b));
        let sum: i64 = slots.map(|(_, weight)| i64::from(*weight)).sum::<i64>()
            + pairs.map(|(.., weight)| i64::from(*weight)).sum::<i64>();
        let above =
            sum.checked_sub(i64::from(self.weights.threshold)).filter(|above| *above >= 0)?;
        Some((self.decided(reading)?, above))
    }

    /// Of the sentences the one with most slots that speak for a finding: from the first to the
    /// last of them.
    fn decided(&self, reading: &Reading) -> Option<(usize, usize)> {
        let speaks = |slot: u16| self.positive.meets(&Mask::of(&[usize::from(slot)]));
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

/// Whether two slots are filled in one clause or in neighbouring ones.
fn near(reading: &Reading, a: usize, b: usize) -> bool {
    let clauses = |slot: usize| {
        reading.hits(slot).iter().take(LOOKED_AT).map(|hit| reading.place(hit.start as usize).0)
    };
    let mut others = clauses(b).peekable();
    clauses(a).any(|clause| {
        while others.next_if(|other| *other + 1 < clause).is_some() {}
        others.peek().is_some_and(|other| *other <= clause + 1)
    })
}

//! Patterns: slots that follow each other within gaps, what they need beside and what spoils them.

use super::find::Hit;
use super::reading::Reading;
use crate::rule::Level;
use crate::rule::pack::{Need, PatternText, Scope, Step};

/// How far around a match `before` and `after` reach, in characters' widths.
const BESIDE: usize = 8;
/// Of how many next hits of a slot the first that leads on is taken.
const NEXT: usize = 4;
/// How many hits of a slot are looked at for what is needed beside a match.
const LOOKED_AT: usize = 64;
/// How many ways on from one hit are tried.
const FUEL: usize = 256;
/// How many slots there may be, in words of 64 bits.
const WIDTH: usize = crate::rule::pack::MAX_SLOTS / 64;

/// A set of slots.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Mask([u64; WIDTH]);

impl Mask {
    pub(super) fn of(slots: &[usize]) -> Self {
        let mut mask = Self::default();
        slots.iter().for_each(|slot| mask.put(*slot));
        mask
    }

    #[inline]
    pub(super) fn put(&mut self, slot: usize) {
        self.0[slot / 64] |= 1 << (slot % 64);
    }

    #[inline]
    pub(super) fn holds(&self, slot: usize) -> bool {
        self.0[slot / 64] & 1 << (slot % 64) != 0
    }

    pub(super) fn clear(&mut self) {
        self.0 = [0; WIDTH];
    }

    #[inline]
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    /// The slots, ascending.
    pub(super) fn slots(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut word = *word;
            std::iter::from_fn(move || {
                let bit = word.trailing_zeros() as usize;
                word &= word.wrapping_sub(1);
                (bit < 64).then_some(at * 64 + bit)
            })
        })
    }
}

/// A pattern without elision, ready for matching.
#[derive(Debug)]
pub(super) struct Sequence {
    steps: Vec<Step>,
    pub(super) level: Level,
    need: Vec<Need>,
    unless: Vec<Need>,
    sure: bool,
    /// Whether it is looked at only where no other sequence finds anything.
    pub(super) only_alone: bool,
    /// What must be somewhere in the message: one slot of each.
    must: Vec<Mask>,
    /// The slots of the step that is found least often.
    pub(super) key: Vec<usize>,
}

/// What keeps sequences from firing in a text, and what it does not reach.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Guards<'g> {
    /// What keeps every sequence from firing unless it is sure.
    pub(super) unless: &'g [Need],
    /// The cells of what is aimed at the reader.
    pub(super) directed: &'g [(usize, usize)],
}

impl Guards<'_> {
    /// Whether nothing that stands elsewhere in the message governs these cells: they are aimed at
    /// the reader.
    pub(super) fn is_free(&self, (start, end): (usize, usize)) -> bool {
        self.directed.iter().any(|of| of.0 < end && start < of.1)
    }
}

/// What is found so far.
#[derive(Clone, Copy, Debug)]
struct Trail {
    /// The first cell and the one behind the last.
    start: usize,
    end: usize,
    /// The part that is shown.
    shown: Option<(usize, usize)>,
    /// The characters of the slots, and how many of them are not written as the words are.
    length: usize,
    folded: usize,
    /// How many slots are written as the words are.
    plain: usize,
}

impl Sequence {
    /// A pattern's sequences: one for each choice of what it may do without. `common` tells how
    /// often a slot is found.
    pub(super) fn all(pattern: &PatternText, common: &[f64]) -> Vec<Self> {
        let elided: Vec<usize> =
            (0..pattern.steps.len()).filter(|at| pattern.steps[*at].elided).collect();
        let mut all = Vec::new();
        for choice in 0..1_u32 << elided.len() {
            let gone = |at: usize| {
                elided
                    .iter()
                    .position(|place| *place == at)
                    .is_some_and(|bit| choice >> bit & 1 == 1)
            };
            let mut steps: Vec<Step> = Vec::new();
            let mut wider: Option<crate::rule::pack::Near> = None;
            for (at, step) in pattern.steps.iter().enumerate() {
                // The gaps around what is left out become one.
                let mut near = step.near;
                if let Some(before) = wider.take() {
                    near.most = near.most.max(before.most);
                    near.within = wide(near.within, before.within);
                    near.either |= before.either;
                }
                if gone(at) {
                    wider = Some(near);
                } else {
                    steps.push(Step { near, ..step.clone() });
                }
            }
            if steps.iter().any(|step| step.shown) {
                all.push(Self::new(pattern, steps, common));
            }
        }
        all
    }

    fn new(pattern: &PatternText, steps: Vec<Step>, common: &[f64]) -> Self {
        let often = |step: &&Step| step.slots.iter().map(|slot| common[*slot]).sum::<f64>();
        let key = steps.iter().min_by(|a, b| often(a).total_cmp(&often(b)));
        let key = key.map(|step| step.slots.clone()).unwrap_or_default();
        let must = steps.iter().map(|step| Mask::of(&step.slots));
        let must = must.chain(pattern.need.iter().map(|need| Mask::of(&need.slots))).collect();
        let (need, unless) = (pattern.need.clone(), pattern.unless.clone());
        let PatternText { level, sure, only_alone, .. } = *pattern;
        Self { steps, level, need, unless, sure, only_alone, must, key }
    }

    /// Whether all that must be there is there.
    #[inline]
    pub(super) fn may_match(&self, present: &Mask) -> bool {
        self.must.iter().all(|mask| mask.meets(present))
    }

    /// Hands each match, as cells and whether something of it is folded, to `found` until it says no.
    pub(super) fn each(
        &self,
        reading: &Reading,
        guards: &Guards<'_>,
        found: &mut dyn FnMut((usize, usize), bool) -> bool,
    ) {
        let all = [self.unless.as_slice(), if self.sure { &[] } else { guards.unless }];
        let spoils = |need: &Need, trail: Option<&Trail>| {
            (need.scope == Scope::Message) == trail.is_none() && has(reading, need, trail, true)
        };
        let spoilt = all.into_iter().flatten().any(|need| spoils(need, None));
        if spoilt && guards.directed.is_empty() {
            return;
        }
        let Some(first) = self.steps.first() else { return };
        for hit in first.slots.iter().flat_map(|slot| reading.hits(*slot)) {
            let trail = self.follow(reading, 1, Trail::of(hit, first.shown), &mut { FUEL });
            let Some(trail) = trail else { continue };
            let met = self.need.iter().all(|need| has(reading, need, Some(&trail), false));
            if !met || all.into_iter().flatten().any(|need| spoils(need, Some(&trail))) {
                continue;
            }
            // What is folded counts where half is written as the words are, or another slot is.
            let beside = |need: &Need| has(reading, need, Some(&trail), true);
            let enough = trail.folded == 0
                || trail.plain > 0
                || trail.length >= Hit::TELLING
                    && (trail.folded * 2 <= trail.length || self.need.iter().any(beside));
            let free = |shown: &(usize, usize)| !spoilt || guards.is_free(*shown);
            if let Some(shown) = trail.shown.filter(|_| enough).filter(free)
                && !found(shown, trail.folded > 0)
            {
                return;
            }
        }
    }

    /// Goes on from one slot to the next; gives the whole way where all slots are found.
    fn follow(
        &self,
        reading: &Reading,
        nth: usize,
        trail: Trail,
        fuel: &mut usize,
    ) -> Option<Trail> {
        let Some(step) = self.steps.get(nth) else { return Some(trail) };
        *fuel = fuel.checked_sub(1)?;
        let mut next: Vec<(usize, Hit)> = Vec::new();
        for slot in &step.slots {
            let hits = reading.hits(*slot);
            let behind = hits.partition_point(|hit| (hit.start as usize) < trail.end);
            for hit in hits[behind..].iter().take(NEXT) {
                let gap = reading.width(trail.end, hit.start as usize);
                if gap > step.near.most {
                    break;
                }
                if reading.together(trail.end, hit.start as usize, step.near.within) {
                    next.push((gap, *hit));
                }
            }
            if step.near.either {
                let before = hits.partition_point(|hit| (hit.start as usize) < trail.start);
                let before = hits[..before].iter().rev().take(2 * NEXT);
                for hit in before.filter(|hit| hit.end as usize <= trail.start).take(NEXT) {
                    let gap = reading.width(hit.end as usize, trail.start);
                    if gap > step.near.most {
                        break;
                    }
                    if reading.together(hit.end as usize, trail.start, step.near.within) {
                        next.push((gap, *hit));
                    }
                }
            }
        }
        next.sort_unstable_by_key(|(gap, hit)| (*gap, hit.start, hit.end, hit.slot));
        next.into_iter()
            .find_map(|(_, hit)| self.follow(reading, nth + 1, trail.with(&hit, step.shown), fuel))
    }
}

/// The scope that lets more breaks lie between.
fn wide(a: Scope, b: Scope) -> Scope {
    let rank = |scope| match scope {
        Scope::Message => 2,
        Scope::Sentence => 1,
        _ => 0,
    };
    if rank(a) >= rank(b) { a } else { b }
}

impl Trail {
    fn of(hit: &Hit, shown: bool) -> Self {
        let (start, end) = (hit.start as usize, hit.end as usize);
        Self {
            start,
            end,
            shown: shown.then_some((start, end)),
            length: usize::from(hit.length),
            folded: usize::from(hit.folded),
            plain: usize::from(hit.folded == 0),
        }
    }

    fn with(&self, hit: &Hit, shown: bool) -> Self {
        let one = Self::of(hit, shown);
        let shown = match (self.shown, one.shown) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
        Self {
            start: self.start.min(one.start),
            end: self.end.max(one.end),
            shown,
            length: self.length + one.length,
            folded: self.folded + one.folded,
            plain: self.plain + one.plain,
        }
    }
}

/// Whether a slot of `need` stands where it is asked for, beside or in a match; `plain` asks for
/// one that is written as the word is.
fn has(reading: &Reading, need: &Need, trail: Option<&Trail>, plain: bool) -> bool {
    if need.scope == Scope::Message {
        return need.slots.iter().any(|slot| reading.fills(*slot, plain));
    }
    let (start, end) = trail.map_or((0, reading.len()), |trail| (trail.start, trail.end));
    let shown = trail.and_then(|trail| trail.shown).unwrap_or((start, end));
    let (from, to) = match need.scope {
        Scope::Before => (reading.before(shown.0, BESIDE), shown.0),
        Scope::After => (shown.1, reading.after(shown.1, BESIDE)),
        Scope::Inside => (start, end),
        Scope::Clause => reading.clause(shown.0, shown.1),
        Scope::Sentence => reading.sentence(shown.0, shown.1),
        Scope::Message => (0, reading.len()),
    };
    need.slots.iter().any(|slot| {
        let hits = reading.hits(*slot);
        let first = hits.partition_point(|hit| (hit.start as usize) < from);
        let near = hits[first..].iter().take_while(|hit| (hit.start as usize) < to);
        let mut near =
            near.take(LOOKED_AT).filter(|hit| hit.folded == 0 || !plain && hit.stands_alone());
        // Before a match a word counts that reaches into it: 不会 before 会联系.
        near.any(|hit| need.scope == Scope::Before || hit.end as usize <= to)
    })
}

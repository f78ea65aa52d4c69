//! Words that are there where cells are read otherwise: spellings, what a word may hold.

use super::{Finder, Found, Hit, SPELLING, Way, follows, narrow};
use crate::rule::fold::Cells;
use crate::rule::text::trie::{NONE, ROOT};

/// How far before a replaced cell a word may begin, in cells.
const REACH: usize = 12;
/// How many steps the walks from one cell may take.
pub(super) const FUEL: usize = 400;
/// How many cells of one word may be replaced or left out.
const MAX_REPLACED: u8 = 6;

/// Cells that can be read otherwise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Other {
    pub(super) from: u32,
    pub(super) to: u32,
    /// The place among the meanings; none where the cells are left out.
    pub(super) meaning: Option<u32>,
}

/// What a spelling stands for.
#[derive(Debug)]
pub(super) struct Meaning {
    pub(super) symbols: Vec<u16>,
    /// How many characters count as folded: those that stand for a single letter or digit.
    pub(super) folded: u8,
}

/// A place that a walk has reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) node: u32,
    pub(super) at: u32,
    pub(super) replaced: u8,
    pub(super) folded: u8,
    /// Whether the last step read a cell: behind one that is left out no word ends.
    pub(super) fresh: bool,
    /// How many syllables lie behind, and how the last was read.
    pub(super) depth: u8,
    pub(super) cell: u32,
    pub(super) way: Way,
}

impl Open {
    pub(super) fn at(node: u32, at: u32) -> Self {
        let (cell, way) = (at, Way::Character);
        Self { node, at, replaced: 0, folded: 0, fresh: false, depth: 0, cell, way }
    }
}

impl Finder {
    /// The words that are there where cells are read otherwise.
    pub(super) fn otherwise(&self, cells: &Cells, found: &mut Found) {
        let Found { hits, others, open, .. } = found;
        let mut next = 0;
        for nth in 0..others.len() {
            let other = others[nth];
            let from = other.from as usize;
            for start in next.max(from.saturating_sub(REACH))..=from {
                if cells.is_alphanumeric(start) && follows(cells, start) {
                    continue;
                }
                open.clear();
                open.push(Open::at(ROOT, narrow(start)));
                self.walk(cells, narrow(start), others, open, hits);
            }
            next = next.max(from + 1);
            // A word may begin within what a spelling stands for.
            let length = other.meaning.map_or(0, |at| self.meanings[at as usize].symbols.len());
            for skipped in 1..length {
                open.clear();
                self.reads(Open::at(ROOT, other.from), &other, skipped, open, other.from, hits);
                self.walk(cells, other.from, others, open, hits);
            }
        }
    }

    /// Goes on by what cells are read as instead; words may end within it.
    fn reads(
        &self,
        here: Open,
        other: &Other,
        skipped: usize,
        open: &mut Vec<Open>,
        start: u32,
        hits: &mut Vec<Hit>,
    ) {
        let Some(meaning) = other.meaning.map(|at| &self.meanings[at as usize]) else { return };
        let folded = here.folded.saturating_add(meaning.folded);
        let mut next = Open { at: other.to, replaced: here.replaced + 1, folded, ..here };
        for (at, symbol) in meaning.symbols.iter().enumerate().skip(skipped) {
            next.node = self.words.child(next.node, *symbol);
            if next.node == NONE {
                return;
            }
            next.depth = next.depth.saturating_add(1);
            if at + 1 < meaning.symbols.len() {
                self.ends(&next, start, hits);
            }
        }
        open.push(Open { fresh: true, ..next });
    }

    /// Keeps the words that end here.
    fn ends(&self, here: &Open, start: u32, hits: &mut Vec<Hit>) {
        for value in self.words.values(here.node).iter().filter(|value| **value < SPELLING) {
            hits.push(Hit {
                slot: u16::try_from(*value).unwrap_or(u16::MAX),
                folded: here.folded,
                length: here.depth,
                start,
                end: here.at,
            });
        }
    }

    fn walk(
        &self,
        cells: &Cells,
        start: u32,
        others: &[Other],
        open: &mut Vec<Open>,
        hits: &mut Vec<Hit>,
    ) {
        let mut fuel = FUEL;
        while let Some(here) = open.pop() {
            if fuel == 0 {
                return;
            }
            fuel -= 1;
            let at = here.at as usize;
            if here.fresh && here.replaced > 0 && !(follows(cells, at) && cells.is_alphanumeric(at))
            {
                self.ends(&here, start, hits);
            }
            if at >= cells.len() {
                continue;
            }
            if here.replaced < MAX_REPLACED {
                let first = others.partition_point(|other| other.from < here.at);
                for other in others[first..].iter().take_while(|other| other.from == here.at) {
                    if other.meaning.is_some() {
                        self.reads(here, other, 0, open, start, hits);
                    } else if here.node != ROOT {
                        let replaced = here.replaced + 1;
                        open.push(Open { at: other.to, replaced, fresh: false, ..here });
                    }
                }
            }
            let node = self.words.child(here.node, cells.classes[at]);
            if node != NONE {
                let depth = here.depth.saturating_add(1);
                open.push(Open { node, at: here.at + 1, depth, fresh: true, ..here });
            }
        }
    }
}

/// Cells that may be left out within a word: repetitions, symbols.
pub(super) fn leave_out(cells: &Cells, others: &mut Vec<Other>) {
    // Emoji are words; within another word they are a disguise.
    let gone = cells.repeated.iter().chain(&cells.symbols);
    others.extend(gone.map(|at| Other { from: *at, to: at + 1, meaning: None }));
}

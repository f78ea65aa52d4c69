//! Finding words: from every cell of a text along the trie of words, then along readings that
//! replace cells by others ([`otherwise`]) and along sounds ([`sound`]).
//!
//! Each hit knows how much of it is not written as the word is. docs/spec/words.md, "Readings".

mod gather;
mod otherwise;
mod sound;

use super::trie::{NONE, ROOT, Trie};
use crate::rule::fold::{Cells, Sounds, Syllable};
pub(super) use gather::Gathered;
use otherwise::{Meaning, Open, Other};
use sound::{Sounded, Way};

/// Values of the trie from here on are spellings, not slots.
const SPELLING: u32 = 1 << 16;
/// The value of a word that may stand between the characters of another.
const FILLER: u32 = u32::MAX;
/// How far before a hit words that it may begin within are looked for, and how many of them.
const NEAR: u32 = 8;
const LOOKED_AT: usize = 64;

/// A slot that a word of the text fills.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Hit {
    pub(super) slot: u16,
    /// How many of its characters are not written as the word is.
    pub(super) folded: u8,
    /// How many characters the word has.
    pub(super) length: u8,
    /// The first cell, and the one behind the last.
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Hit {
    /// How many characters what is folded in part has at least to stand alone.
    pub(super) const TELLING: usize = 3;

    /// Whether the hit counts without another slot beside it.
    pub(super) fn stands_alone(&self) -> bool {
        self.folded == 0 || usize::from(self.length) >= Self::TELLING
    }
}

/// All words of a pack, to be looked for.
#[derive(Debug)]
pub(super) struct Finder {
    words: Trie,
    /// What words begin with: pairs of characters.
    heads: Heads,
    meanings: Vec<Meaning>,
    sounds: Sounds,
    sounded: Sounded,
}

/// A set of short runs of symbols that may hold more than was put in.
#[derive(Debug)]
struct Heads(Vec<u64>);

impl Heads {
    /// How many runs are told apart.
    const SIZE: usize = 1 << 18;

    fn new() -> Self {
        Self(vec![0; Self::SIZE / 64])
    }

    fn put(&mut self, run: &[u16]) {
        let place = Self::place(run);
        self.0[place / 64] |= 1 << (place % 64);
    }

    #[inline]
    fn may_hold(&self, run: &[u16]) -> bool {
        let place = Self::place(run);
        self.0[place / 64] & 1 << (place % 64) != 0
    }

    #[inline]
    fn place(run: &[u16]) -> usize {
        let spread = |sum: u32, symbol: &u16| (sum ^ u32::from(*symbol)).wrapping_mul(0x9e37_79b1);
        run.iter().fold(0, spread) as usize >> 14
    }
}

/// Memory for finding, used again for the next text.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) hits: Vec<Hit>,
    others: Vec<Other>,
    syllables: Vec<Syllable>,
    open: Vec<Open>,
    path: Vec<(u32, Way)>,
}

impl Found {
    /// Of the hits from `first` on drops those whose cells are a word as they are written, or that
    /// begin or end within such a word.
    fn forget_known(&mut self, first: usize) {
        let mut known: Vec<(u32, u32)> = self.hits[..first]
            .iter()
            .filter(|hit| hit.folded == 0 && hit.length > 1)
            .map(|hit| (hit.start, hit.end))
            .collect();
        known.sort_unstable();
        known.dedup();
        let mut nth = 0;
        self.hits.retain(|hit| {
            nth += 1;
            let from = known.partition_point(|word| word.0 + NEAR < hit.start);
            let near = known[from..].iter().take_while(|word| word.0 < hit.end);
            let crosses = |word: &(u32, u32)| {
                *word == (hit.start, hit.end)
                    || word.0 < hit.start && hit.start < word.1
                    || word.1 > hit.end
            };
            nth <= first || !near.take(LOOKED_AT).any(crosses)
        });
    }
}

impl Finder {
    /// The words and spellings, by the characters of their numbers.
    pub(super) fn all(&self, characters: &[char]) -> Vec<String> {
        let mut words = Vec::new();
        let mut open = vec![(ROOT, String::new())];
        while let Some((node, word)) = open.pop() {
            for (child, symbol) in self.words.children(node) {
                let mut longer = word.clone();
                longer.extend(characters.get(usize::from(symbol)));
                if !self.words.values(child).is_empty() {
                    words.push(longer.clone());
                }
                open.push((child, longer));
            }
        }
        words.sort_unstable();
        words
    }

    /// Finds the slots that the words of a text fill.
    pub(super) fn find(&self, cells: &Cells, found: &mut Found) {
        found.hits.clear();
        found.others.clear();
        self.plain(cells, found);
        otherwise::leave_out(cells, &mut found.others);
        if !found.others.is_empty() {
            found.others.sort_by_key(|other| (other.from, other.to, other.meaning));
            found.others.dedup_by_key(|other| (other.from, other.to, other.meaning));
            self.otherwise(cells, found);
        }
        self.sounds.syllables(cells, &mut found.syllables);
        if cells.wide || !found.syllables.is_empty() {
            let plain = found.hits.len();
            self.by_sound(cells, found);
            if found.hits.len() > plain {
                found.forget_known(plain);
            }
        }
    }

    /// The words that stand there as they are written.
    fn plain(&self, cells: &Cells, found: &mut Found) {
        let classes = cells.classes.as_slice();
        let mut inside = false;
        for start in 0..classes.len() {
            let within = inside;
            inside = cells.is_alphanumeric(start);
            let node = self.words.start(classes[start]);
            if node == NONE || inside && within {
                continue;
            }
            // Most pairs of characters begin no word of more than one.
            let longer = classes
                .get(start + 1)
                .is_some_and(|next| *next != 0 && self.heads.may_hold(&[classes[start], *next]));
            self.ends_plainly(cells, node, start, start + 1, found);
            if longer {
                self.plain_from(cells, node, start, found);
            }
        }
    }

    /// The words of two characters and more that begin at a cell.
    fn plain_from(&self, cells: &Cells, mut node: u32, start: usize, found: &mut Found) {
        let rest = cells.classes.iter().enumerate().skip(start + 1);
        for (at, class) in rest {
            node = self.words.child(node, *class);
            if node == NONE {
                return;
            }
            self.ends_plainly(cells, node, start, at + 1, found);
        }
    }

    #[inline]
    fn ends_plainly(&self, cells: &Cells, node: u32, start: usize, end: usize, found: &mut Found) {
        let values = self.words.values(node);
        if values.is_empty() || follows(cells, end) && cells.is_alphanumeric(end) {
            return;
        }
        for value in values {
            keep(*value, start, end, found);
        }
    }
}

/// Whether the cell before a place is a letter or a digit.
fn follows(cells: &Cells, at: usize) -> bool {
    at > 0 && cells.is_alphanumeric(at - 1)
}

/// A place in a text; texts are read up to 4 GiB.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn small(n: usize) -> u8 {
    u8::try_from(n).unwrap_or(u8::MAX)
}

/// Keeps what a value of the trie says of cells.
fn keep(value: u32, start: usize, end: usize, found: &mut Found) {
    let (Ok(from), Ok(to)) = (u32::try_from(start), u32::try_from(end)) else { return };
    if value == FILLER {
        found.others.push(Other { from, to, meaning: None });
    } else if let Some(meaning) = value.checked_sub(SPELLING) {
        found.others.push(Other { from, to, meaning: Some(meaning) });
    } else if let Ok(slot) = u16::try_from(value) {
        let length = small(end - start);
        found.hits.push(Hit { slot, folded: 0, length, start: from, end: to });
    }
}

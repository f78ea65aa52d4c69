//! Words that sound like what is written: other characters, letters as syllables.

use super::otherwise::{FUEL, Open};
use super::{Finder, Found, Heads, Hit, follows, narrow, small};
use crate::rule::fold::Cells;
use crate::rule::text::trie::{NONE, ROOT, Trie};

/// The longest word that is looked for by its sound, in characters.
pub(super) const MAX_SOUNDED: usize = 16;

/// The words that are looked for by their sound.
#[derive(Debug)]
pub(super) struct Sounded {
    /// Their syllables; a value is a place in `written`.
    pub(super) words: Trie,
    pub(super) written: Vec<Written>,
    /// The characters of all words, and the slots.
    pub(super) classes: Vec<u16>,
    pub(super) slots: Vec<u16>,
    /// One bit for each pair of syllables that a word begins with, and for each that is a word.
    pub(super) pairs: Vec<u64>,
    pub(super) whole: Vec<u64>,
    /// What words of more than two syllables begin with: three of them.
    pub(super) heads: Heads,
    /// By character of words: whether it is so common that it says little of a word.
    pub(super) common: Vec<bool>,
}

/// A word as it is written, for comparing what was found by its sound: where its characters and
/// its slots lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    pub(super) classes: (u32, u32),
    pub(super) slots: (u32, u32),
}

impl Sounded {
    fn written(&self, value: u32) -> (&[u16], &[u16]) {
        let Written { classes, slots } = self.written[value as usize];
        let within = |(from, to): (u32, u32)| from as usize..to as usize;
        (&self.classes[within(classes)], &self.slots[within(slots)])
    }
}

/// How a syllable was read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Way {
    #[default]
    Character,
    Letters,
    Stretch,
    Initial,
}

impl Finder {
    /// The words that sound like what is written.
    pub(super) fn by_sound(&self, cells: &Cells, found: &mut Found) {
        let count = self.sounds.count() + 1;
        if count == 1 {
            return;
        }
        let plain = found.syllables.is_empty() && found.others.is_empty();
        for start in 0..cells.len() {
            let sound = usize::from(cells.sounds[start]);
            if sound != 0 {
                // Most pairs of syllables begin no word.
                let next = cells.sounds.get(start + 1).map_or(0, |sound| usize::from(*sound));
                let pair = sound * count + next;
                let begins = has(&self.sounded.pairs, pair);
                if begins && plain {
                    // Where characters follow only, a third syllable says whether to go on.
                    let three = cells.sounds.get(start..start + 3);
                    let longer = three.is_some_and(|run| self.sounded.heads.may_hold(run));
                    if longer || has(&self.sounded.whole, pair) {
                        self.walk_characters(cells, start, found);
                    }
                    continue;
                }
                if !begins && (next != 0 || plain) {
                    continue;
                }
            } else if plain {
                continue;
            }
            self.walk_sounds(cells, start, found);
        }
    }

    /// Where there are characters only, one way leads on.
    fn walk_characters(&self, cells: &Cells, start: usize, found: &mut Found) {
        let mut node = self.sounded.words.start(cells.sounds[start]);
        let mut at = start + 1;
        while node != NONE {
            for value in self.sounded.words.values(node) {
                let (classes, slots) = self.sounded.written(*value);
                let mut share = Share::default();
                for (class, other) in classes.iter().zip(&cells.classes[start..at]) {
                    share.character(class == other, self.sounded.common[usize::from(*class)]);
                }
                if share.changed() > 0 && share.is_enough() && !is_parted(cells, start, at) {
                    let (folded, length) = (small(share.changed()), small(at - start));
                    let (start, end) = (narrow(start), narrow(at));
                    found.hits.extend(slots.iter().map(|slot| Hit {
                        slot: *slot,
                        folded,
                        length,
                        start,
                        end,
                    }));
                }
            }
            let Some(sound) = cells.sounds.get(at).filter(|sound| **sound != 0) else { return };
            node = self.sounded.words.child(node, *sound);
            at += 1;
        }
    }

    fn walk_sounds(&self, cells: &Cells, start: usize, found: &mut Found) {
        found.open.clear();
        found.open.push(Open::at(ROOT, narrow(start)));
        let mut fuel = FUEL;
        while let Some(here) = found.open.pop() {
            if fuel == 0 {
                return;
            }
            fuel -= 1;
            if here.depth > 0 {
                found.path.truncate(usize::from(here.depth) - 1);
                found.path.push((here.cell, here.way));
                let values = if here.fresh { self.sounded.words.values(here.node) } else { &[] };
                for value in values {
                    self.sounds_like(cells, start, here.at, *value, &found.path, &mut found.hits);
                }
            }
            let at = here.at as usize;
            if usize::from(here.depth) >= MAX_SOUNDED {
                continue;
            }
            let Some(sound) = cells.sounds.get(at) else { continue };
            let depth = here.depth + 1;
            let next = Open { depth, cell: here.at, fresh: true, ..here };
            let first = found.syllables.partition_point(|syllable| syllable.from < here.at);
            let syllables = found.syllables[first..].iter();
            for syllable in syllables.take_while(|syllable| syllable.from == here.at) {
                let next = Open { at: syllable.to, ..next };
                if syllable.initial {
                    let like = |sound| self.sounds.same_initial(sound, syllable.sound);
                    let children = self.sounded.words.children(here.node);
                    let children = children.filter(|(_, sound)| like(*sound));
                    let way = Way::Initial;
                    found.open.extend(children.map(|(node, _)| Open { node, way, ..next }));
                    continue;
                }
                let node = self.sounded.words.child(here.node, syllable.sound);
                if node != NONE {
                    let way = if syllable.stretch { Way::Stretch } else { Way::Letters };
                    found.open.push(Open { node, way, ..next });
                }
            }
            if here.depth == 0 && *sound == 0 {
                continue;
            }
            // Spaces between syllables in letters, and what a word may hold, are passed over.
            if here.depth > 0 {
                if cells.chars[at] == ' ' && here.way != Way::Character {
                    found.open.push(Open { at: here.at + 1, fresh: false, ..here });
                }
                let first = found.others.partition_point(|other| other.from < here.at);
                let others = found.others[first..].iter();
                let others = others.take_while(|other| other.from == here.at);
                let gone = others.filter(|other| other.meaning.is_none());
                found.open.extend(gone.map(|other| Open { at: other.to, fresh: false, ..here }));
            }
            if *sound != 0 {
                let node = self.sounded.words.child(here.node, *sound);
                if node != NONE {
                    found.open.push(Open { node, at: here.at + 1, way: Way::Character, ..next });
                }
            }
        }
    }

    /// Keeps what sounds like a word where enough of it is written as the word is.
    fn sounds_like(
        &self,
        cells: &Cells,
        start: usize,
        end: u32,
        value: u32,
        path: &[(u32, Way)],
        hits: &mut Vec<Hit>,
    ) {
        let (classes, slots) = self.sounded.written(value);
        let mut share = Share::default();
        for ((cell, way), class) in path.iter().zip(classes) {
            let common = self.sounded.common[usize::from(*class)];
            match way {
                Way::Character => {
                    share.character(cells.classes[*cell as usize] == *class, common);
                }
                Way::Letters => share.letters += 1,
                Way::Stretch => share.stretch += 1,
                Way::Initial => share.initials += 1,
            }
        }
        let length = path.len();
        let apart = share.letters + share.stretch == 0 && is_parted(cells, start, end as usize);
        let enough = share.same < length && share.is_enough() && !apart;
        // Within a stretch of pinyin a word may begin and end between two letters.
        let parted = |at: usize, nth: Option<&(u32, Way)>| {
            let inside = follows(cells, at) && cells.is_alphanumeric(at);
            !inside || nth.is_some_and(|(_, way)| *way == Way::Stretch)
        };
        if !enough || !parted(start, path.first()) || !parted(end as usize, path.last()) {
            return;
        }
        // In a sentence of pinyin short words are guesses, and guards are not looked for by sound.
        let guessed = if length < 4 { share.stretch } else { 0 };
        let folded = small(if length == 1 { 1 } else { share.changed() + guessed });
        let (start, length) = (narrow(start), small(length));
        hits.extend(slots.iter().map(|slot| Hit { slot: *slot, folded, length, start, end }));
    }
}

/// How the characters of a word that was found by its sound are written.
#[derive(Debug, Default)]
struct Share {
    /// As the word is, and those of them that are common.
    same: usize,
    common: usize,
    /// By another character.
    alike: usize,
    /// In letters; within a stretch of pinyin; by the first letter.
    letters: usize,
    stretch: usize,
    initials: usize,
}

impl Share {
    fn character(&mut self, same: bool, common: bool) {
        self.same += usize::from(same);
        self.common += usize::from(same && common);
        self.alike += usize::from(!same);
    }

    const fn changed(&self) -> usize {
        self.alike + self.letters + self.initials
    }

    /// Whether so much is written as the word is that it can be meant.
    const fn is_enough(&self) -> bool {
        let length = self.same + self.changed() + self.stretch;
        let guessed = self.alike + self.initials;
        // What common characters have in common with a word says little.
        let telling = self.same - self.common + self.letters + self.stretch;
        let written = if length > 3 { telling + self.common } else { telling };
        if length == 1 {
            self.stretch == 1
        } else if self.letters == length {
            // Letters alone are pinyin only where there are many of them.
            length >= 3
        } else {
            telling > 0 && guessed <= 2 * written && (self.initials == 0 || self.same > 0)
        }
    }
}

/// Whether a bit of a set is there.
fn has(set: &[u64], bit: usize) -> bool {
    set[bit / 64] & 1 << (bit % 64) != 0
}

/// Whether spaces or symbols were taken out between cells: with other characters that only sound
/// alike this is too much guessing.
fn is_parted(cells: &Cells, start: usize, end: usize) -> bool {
    let first = cells.parted.partition_point(|at| *at as usize <= start);
    cells.parted.get(first).is_some_and(|at| (*at as usize) < end)
}

//! Finding words: from every cell of a text along the trie of words, then along readings that
//! replace cells by others (spellings, symbols left out) and along sounds.
//!
//! Each hit knows how much of it is not written as the word is. docs/spec/words.md, "Readings".

use std::collections::HashMap;

use super::trie::{Builder, NONE, ROOT, Trie};
use crate::rule::fold::{Cells, Sounds, Syllable, Table};

/// Values of the trie from here on are spellings, not slots.
const SPELLING: u32 = 1 << 16;
/// The value of a word that may stand between the characters of another.
const FILLER: u32 = u32::MAX;
/// How far before a replaced cell a word may begin, in cells.
const REACH: usize = 12;
/// How many steps the walks from one cell may take.
const FUEL: usize = 400;
/// How many cells of one word may be replaced or left out.
const MAX_REPLACED: u8 = 6;
/// How far before a hit words that it may begin within are looked for, and how many of them.
const NEAR: u32 = 8;
const LOOKED_AT: usize = 64;
/// The longest word that is looked for by its sound, in characters.
const MAX_SOUNDED: usize = 16;

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

/// Cells that can be read otherwise.
#[derive(Clone, Copy, Debug)]
struct Other {
    from: u32,
    to: u32,
    /// The place among the meanings; none where the cells are left out.
    meaning: Option<u32>,
}

/// What a spelling stands for.
#[derive(Debug)]
struct Meaning {
    symbols: Vec<u16>,
    /// How many characters count as folded: those that stand for a single letter or digit.
    folded: u8,
}

/// A word as it is written, for comparing what was found by its sound.
#[derive(Debug)]
struct Written {
    classes: Vec<u16>,
    slots: Vec<u16>,
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
    meanings: Vec<Meaning>,
    sounds: Sounds,
    sounded: Trie,
    written: Vec<Written>,
    /// One bit for each pair of syllables that a word begins with.
    pairs: Vec<u64>,
    /// By character of words: whether it is so common that it says little of a word.
    common: Vec<bool>,
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

/// A place that a walk has reached.
#[derive(Clone, Copy, Debug)]
struct Open {
    node: u32,
    at: u32,
    replaced: u8,
    folded: u8,
    /// Whether the last step read a cell: behind one that is left out no word ends.
    fresh: bool,
    /// How many syllables lie behind, and how the last was read.
    depth: u8,
    cell: u32,
    way: Way,
}

/// How a syllable was read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Way {
    #[default]
    Character,
    Letters,
    Stretch,
    Initial,
}

/// The words of a pack, gathered for [`Finder::new`].
#[derive(Debug, Default)]
pub(super) struct Gathered {
    words: Builder,
    meanings: Vec<Meaning>,
    sounded: HashMap<Vec<u16>, (String, Vec<u16>)>,
}

impl Gathered {
    /// Takes up a word of a slot; `by_sound` where it is also looked for by its sound.
    pub(super) fn word(&mut self, table: &mut Table, word: &str, slot: u16, by_sound: bool) {
        let classes = table.word(word);
        if classes.is_empty() {
            return;
        }
        self.words.add(&classes, u32::from(slot));
        if by_sound && classes.len() <= MAX_SOUNDED {
            let (_, slots) =
                self.sounded.entry(classes).or_insert_with(|| (word.to_owned(), Vec::new()));
            if !slots.contains(&slot) {
                slots.push(slot);
            }
        }
    }

    /// Takes up a spelling and what it stands for.
    pub(super) fn spelling(&mut self, table: &mut Table, spelling: &str, meaning: &str) {
        let classes = table.word(spelling);
        let symbols = table.word(meaning);
        if classes.is_empty() || symbols.is_empty() {
            return;
        }
        let single = classes.len() == 1 && spelling.is_ascii();
        let meaning = Meaning { symbols, folded: u8::from(single) };
        let number = u32::try_from(self.meanings.len()).expect("word lists are bounded");
        self.words.add(&classes, SPELLING + number);
        self.meanings.push(meaning);
    }

    /// Takes up a word that may stand between the characters of another.
    pub(super) fn filler(&mut self, table: &mut Table, word: &str) {
        let classes = table.word(word);
        if !classes.is_empty() {
            self.words.add(&classes, FILLER);
        }
    }
}

impl Finder {
    /// Lays out the words; `symbols` is how many characters they have.
    pub(super) fn new(gathered: Gathered, table: &Table, sounds: Sounds, common: &str) -> Self {
        let symbols = table.symbols();
        let mut is_common = vec![false; symbols + 1];
        common.chars().for_each(|c| is_common[usize::from(table.class(c))] = true);
        is_common[0] = false;
        let count = sounds.count();
        let mut sounded = Builder::default();
        let mut written = Vec::new();
        let mut pairs = vec![0u64; (count + 1) * (count + 1) / 64 + 1];
        let mut words: Vec<_> = gathered.sounded.into_iter().collect();
        words.sort_unstable();
        for (classes, (word, slots)) in words {
            let folded = table.folded(&word);
            let readings: Vec<&[u16]> = folded.iter().map(|c| sounds.readings(*c)).collect();
            if readings.iter().any(|readings| readings.is_empty()) {
                continue;
            }
            let number = u32::try_from(written.len()).expect("word lists are bounded");
            let main: Vec<u16> = readings.iter().map(|readings| readings[0]).collect();
            let mut add = |symbols: &[u16]| {
                sounded.add(symbols, number);
                if let [a, b, ..] = symbols {
                    let pair = usize::from(*a) * (count + 1) + usize::from(*b);
                    pairs[pair / 64] |= 1 << (pair % 64);
                }
            };
            add(&main);
            for (at, others) in readings.iter().enumerate() {
                for other in &others[1..] {
                    let mut symbols = main.clone();
                    symbols[at] = *other;
                    add(&symbols);
                }
            }
            written.push(Written { classes, slots });
        }
        Self {
            words: gathered.words.build(symbols),
            meanings: gathered.meanings,
            sounded: sounded.build(count),
            sounds,
            written,
            pairs,
            common: is_common,
        }
    }

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
        leave_out(cells, &mut found.others);
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
        for start in 0..classes.len() {
            let mut node = self.words.start(classes[start]);
            if node == NONE || cells.is_alphanumeric(start) && follows(cells, start) {
                continue;
            }
            let mut at = start + 1;
            loop {
                let values = self.words.values(node);
                let ends = !follows(cells, at) || !cells.is_alphanumeric(at);
                if ends && !values.is_empty() {
                    for value in values {
                        keep(*value, start, at, found);
                    }
                }
                let Some(class) = classes.get(at) else { break };
                node = self.words.child(node, *class);
                if node == NONE {
                    break;
                }
                at += 1;
            }
        }
    }

    /// The words that are there where cells are read otherwise.
    fn otherwise(&self, cells: &Cells, found: &mut Found) {
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

    /// The words that sound like what is written.
    fn by_sound(&self, cells: &Cells, found: &mut Found) {
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
                let begins = self.pairs[pair / 64] & 1 << (pair % 64) != 0;
                if begins && plain {
                    self.walk_characters(cells, start, found);
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
        let mut node = self.sounded.start(cells.sounds[start]);
        let mut at = start + 1;
        while node != NONE {
            for value in self.sounded.values(node) {
                let word = &self.written[*value as usize];
                let mut share = Share::default();
                for (class, other) in word.classes.iter().zip(&cells.classes[start..at]) {
                    share.character(class == other, self.common[usize::from(*class)]);
                }
                if share.changed() > 0 && share.is_enough() && !is_parted(cells, start, at) {
                    let (folded, length) = (small(share.changed()), small(at - start));
                    let (start, end) = (narrow(start), narrow(at));
                    let slots = word.slots.iter();
                    found.hits.extend(slots.map(|slot| Hit {
                        slot: *slot,
                        folded,
                        length,
                        start,
                        end,
                    }));
                }
            }
            let Some(sound) = cells.sounds.get(at).filter(|sound| **sound != 0) else { return };
            node = self.sounded.child(node, *sound);
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
                let values = if here.fresh { self.sounded.values(here.node) } else { &[] };
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
                    let children = self.sounded.children(here.node);
                    let children = children.filter(|(_, sound)| like(*sound));
                    let way = Way::Initial;
                    found.open.extend(children.map(|(node, _)| Open { node, way, ..next }));
                    continue;
                }
                let node = self.sounded.child(here.node, syllable.sound);
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
                let node = self.sounded.child(here.node, *sound);
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
        let word = &self.written[value as usize];
        let mut share = Share::default();
        for ((cell, way), class) in path.iter().zip(&word.classes) {
            let common = self.common[usize::from(*class)];
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
        hits.extend(word.slots.iter().map(|slot| Hit { slot: *slot, folded, length, start, end }));
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

impl Open {
    fn at(node: u32, at: u32) -> Self {
        let (cell, way) = (at, Way::Character);
        Self { node, at, replaced: 0, folded: 0, fresh: false, depth: 0, cell, way }
    }
}

/// Cells that may be left out within a word: repetitions, symbols.
fn leave_out(cells: &Cells, others: &mut Vec<Other>) {
    // Emoji are words; within another word they are a disguise.
    let gone = cells.repeated.iter().chain(&cells.symbols);
    others.extend(gone.map(|at| Other { from: *at, to: at + 1, meaning: None }));
}

/// Whether spaces or symbols were taken out between cells: with other characters that only sound
/// alike this is too much guessing.
fn is_parted(cells: &Cells, start: usize, end: usize) -> bool {
    let first = cells.parted.partition_point(|at| *at as usize <= start);
    cells.parted.get(first).is_some_and(|at| (*at as usize) < end)
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

//! Taking up the words of a pack, and laying them out for finding.

use super::otherwise::Meaning;
use super::sound::{MAX_SOUNDED, Sounded, Written};
use super::{FILLER, Finder, Heads, SPELLING};
use crate::rule::fold::{Sounds, Table};
use crate::rule::text::trie::Builder;

/// The words of a pack, gathered for [`Finder::new`].
#[derive(Debug, Default)]
pub(in crate::rule::text) struct Gathered {
    words: Builder,
    meanings: Vec<Meaning>,
}

impl Gathered {
    /// Takes up a word of a slot.
    pub(in crate::rule::text) fn word(&mut self, table: &mut Table, word: &str, slot: u16) {
        self.words.add_with(u32::from(slot), |symbols| table.word(word, symbols));
    }

    /// Takes up a spelling and what it stands for.
    pub(in crate::rule::text) fn spelling(
        &mut self,
        table: &mut Table,
        spelling: &str,
        meaning: &str,
    ) {
        let (mut classes, mut symbols) = (Vec::new(), Vec::new());
        table.word(spelling, &mut classes);
        table.word(meaning, &mut symbols);
        if classes.is_empty() || symbols.is_empty() {
            return;
        }
        let single = classes.len() == 1 && spelling.is_ascii();
        let meaning = Meaning { symbols, folded: u8::from(single) };
        let number = u32::try_from(self.meanings.len()).expect("word lists are bounded");
        self.words.add_with(SPELLING + number, |symbols| symbols.extend(classes));
        self.meanings.push(meaning);
    }

    /// Takes up a word that may stand between the characters of another.
    pub(in crate::rule::text) fn filler(&mut self, table: &mut Table, word: &str) {
        self.words.add_with(FILLER, |symbols| table.word(word, symbols));
    }
}

impl Finder {
    /// Lays out the words; `by_sound` says of each slot whether its words are looked for by sound.
    pub(in crate::rule::text) fn new(
        gathered: Gathered,
        table: &Table,
        sounds: Sounds,
        common: &str,
        by_sound: &[bool],
    ) -> Self {
        let Gathered { mut words, meanings } = gathered;
        words.sort();
        let mut heads = Heads::new();
        words.each(|word, _| {
            if let [a, b, ..] = word {
                heads.put(&[*a, *b]);
            }
        });
        let sounded = Sounded::new(&words, table, &sounds, common, by_sound);
        let symbols = table.characters().len() - 1;
        Self { words: words.build(symbols), heads, meanings, sounds, sounded }
    }
}

impl Sounded {
    fn new(
        words: &Builder,
        table: &Table,
        sounds: &Sounds,
        common: &str,
        by_sound: &[bool],
    ) -> Self {
        let count = sounds.count();
        let bits = (count + 1) * (count + 1) / 64 + 1;
        let mut of = Self {
            words: crate::rule::text::trie::Trie::default(),
            written: Vec::new(),
            classes: Vec::new(),
            slots: Vec::new(),
            pairs: vec![0; bits],
            whole: vec![0; bits],
            heads: Heads::new(),
            common: vec![false; table.characters().len()],
        };
        common.chars().for_each(|c| of.common[usize::from(table.class(c))] = true);
        of.common[0] = false;
        // By character of words: where its readings lie, the main one first.
        let (mut readings, mut places) = (Vec::new(), Vec::new());
        for c in table.characters() {
            let first = readings.len();
            readings.extend(sounds.readings(*c));
            places.push(first..readings.len());
        }
        let mut builder = Builder::default();
        let mut main = Vec::new();
        words.each(|word, values| {
            let asked = |value: &u32| {
                *value < SPELLING && by_sound.get(*value as usize).is_some_and(|asked| *asked)
            };
            let spoken = |class: &u16| !places[usize::from(*class)].is_empty();
            let long = word.len() > MAX_SOUNDED;
            if long || !values.clone().any(|value| asked(&value)) || !word.iter().all(spoken) {
                return;
            }
            let number = narrow(of.written.len());
            let starts = (of.classes.len(), of.slots.len());
            of.classes.extend_from_slice(word);
            let slots = values.filter(asked).filter_map(|value| u16::try_from(value).ok());
            of.slots.extend(slots);
            of.slots[starts.1..].sort_unstable();
            of.written.push(Written {
                classes: (narrow(starts.0), narrow(of.classes.len())),
                slots: (narrow(starts.1), narrow(of.slots.len())),
            });
            main.clear();
            main.extend(word.iter().map(|class| readings[places[usize::from(*class)].start]));
            of.put(&mut builder, &main, number, count);
            for (at, class) in word.iter().enumerate() {
                let others = places[usize::from(*class)].clone().skip(1);
                for other in others {
                    let own = std::mem::replace(&mut main[at], readings[other]);
                    of.put(&mut builder, &main, number, count);
                    main[at] = own;
                }
            }
        });
        builder.sort();
        of.words = builder.build(count);
        of
    }

    /// Takes up the syllables of a word.
    fn put(&mut self, builder: &mut Builder, syllables: &[u16], number: u32, count: usize) {
        builder.add_with(number, |symbols| symbols.extend_from_slice(syllables));
        let [a, b, rest @ ..] = syllables else { return };
        let pair = usize::from(*a) * (count + 1) + usize::from(*b);
        self.pairs[pair / 64] |= 1 << (pair % 64);
        match rest {
            [] => self.whole[pair / 64] |= 1 << (pair % 64),
            [c, ..] => self.heads.put(&[*a, *b, *c]),
        }
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).expect("word lists are bounded")
}

//! What becomes of a character: its folded form, its number in words, its sound, its kind.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::sound::Sounds;
use super::{HARD, SOFT, is_invisible};

/// A character of a script without spaces.
pub(super) const WIDE: u16 = 1;
/// A Latin letter.
pub(super) const LETTER: u16 = 2;
/// White space.
pub(super) const SPACE: u16 = 4;
/// A symbol that is put between characters to hide a word.
pub(super) const FILLER: u16 = 8;
/// A digit or a character for a number.
pub(super) const NUMERAL: u16 = 16;
/// Nothing is left of it.
pub(super) const GONE: u16 = 32;

/// The pages of 256 characters whose entries are computed beforehand; the others are rare.
const PAGES: [std::ops::RangeInclusive<usize>; 4] = [0..=0, 0x20..=0x20, 0x30..=0x30, 0x4e..=0x9f];
/// The last page: full-width forms.
const WIDTH_PAGE: usize = 0xff;

/// What becomes of a character.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::rule) struct Entry {
    /// Its folded form.
    pub(super) char: char,
    /// The number of the folded form among the characters of words; 0 for none.
    pub(super) class: u16,
    /// The syllable of the folded form; 0 for none.
    pub(super) sound: u16,
    pub(super) flags: u16,
}

/// A number for each of some characters; 0 for all others.
#[derive(Debug)]
struct Numbers {
    /// By code up to U+FFFF.
    low: Vec<u16>,
    high: HashMap<char, u16>,
}

impl Numbers {
    fn new() -> Self {
        Self { low: vec![0; 0x1_0000], high: HashMap::new() }
    }

    #[inline]
    fn get(&self, c: char) -> u16 {
        match self.low.get(c as usize) {
            Some(number) => *number,
            None => self.high.get(&c).copied().unwrap_or(0),
        }
    }

    fn of(&mut self, c: char) -> &mut u16 {
        match self.low.get_mut(c as usize) {
            Some(number) => number,
            None => self.high.entry(c).or_default(),
        }
    }
}

/// The entries of all characters.
#[derive(Debug)]
pub(in crate::rule) struct Table {
    /// By Traditional character: one more than the place of its Simplified one in `simplified`.
    simple: Numbers,
    simplified: Vec<char>,
    /// The characters of words by their numbers; that of none comes first.
    characters: Vec<char>,
    classes: Numbers,
    /// By page: where its entries begin, in pages; none where its characters are rare.
    pages: Vec<Option<u16>>,
    entries: Vec<Option<Entry>>,
    /// Characters of words outside of the pages.
    rare: HashMap<char, Entry>,
    sounds: Numbers,
}

impl Table {
    /// A table from pairs of a Traditional and a Simplified character, without words yet.
    pub(in crate::rule) fn new(pairs: &str) -> Self {
        let (mut simple, mut simplified) = (Numbers::new(), Vec::new());
        let mut chars = pairs.chars();
        while let (Some(traditional), Some(other)) = (chars.next(), chars.next()) {
            simplified.push(other);
            *simple.of(traditional) = u16::try_from(simplified.len()).unwrap_or(0);
        }
        Self {
            simple,
            simplified,
            characters: vec![' '],
            classes: Numbers::new(),
            pages: Vec::new(),
            entries: Vec::new(),
            rare: HashMap::new(),
            sounds: Numbers::new(),
        }
    }

    /// Takes up a word of the lists: adds the numbers of its folded characters to `classes`.
    pub(in crate::rule) fn word(&mut self, word: &str, classes: &mut Vec<u16>) {
        for c in word.chars() {
            match c {
                'a'..='z' | '0'..='9' | ' ' => classes.push(self.numbered(c)),
                '\u{4e00}'..='\u{9fff}' => {
                    let c = self.simplified(c);
                    classes.push(self.numbered(c));
                }
                _ if is_invisible(c) => {}
                _ => {
                    for form in c.nfkc().flat_map(char::to_lowercase) {
                        let form = self.simplified(form);
                        classes.push(self.numbered(form));
                    }
                }
            }
        }
    }

    /// The number of a folded character of a word, which is new where it was in none before.
    fn numbered(&mut self, c: char) -> u16 {
        let number = self.classes.of(c);
        if *number == 0 {
            *number = u16::try_from(self.characters.len()).unwrap_or(u16::MAX);
            self.characters.push(c);
        }
        *number
    }

    /// The number of a folded character among those of words; 0 for none.
    pub(in crate::rule) fn class(&self, c: char) -> u16 {
        self.classes.get(c)
    }

    /// The characters of words by their numbers from 1.
    pub(in crate::rule) fn characters(&self) -> &[char] {
        &self.characters
    }

    /// Computes the entries when all words are taken up.
    pub(in crate::rule) fn finish(&mut self, sounds: &Sounds) {
        sounds.main().for_each(|(c, sound)| *self.sounds.of(c) = sound);
        self.pages = vec![None; 256];
        let pages = PAGES.into_iter().flatten().chain([WIDTH_PAGE]);
        for (count, page) in (0..).zip(pages) {
            self.pages[page] = Some(count);
            for low in 0..256 {
                let c = u32::try_from(page * 256 + low).ok().and_then(char::from_u32);
                self.entries.push(c.and_then(|c| self.computed(c)));
            }
        }
        let rare = self.characters[1..].iter().filter(|c| self.fast(**c).is_none());
        self.rare = rare.map(|c| (*c, self.entry(*c))).collect();
    }

    /// The entry of a character of a page, where its compatibility form is one character.
    fn computed(&self, c: char) -> Option<Entry> {
        if is_invisible(c) {
            return Some(Entry { char: c, flags: GONE, ..Entry::default() });
        }
        if ('\u{4e00}'..='\u{9fff}').contains(&c) {
            return Some(self.entry(self.simplified(c)));
        }
        if let Some(mark) = mark(c) {
            return Some(self.entry(mark));
        }
        let mut forms = c.nfkc().flat_map(char::to_lowercase);
        let form = forms.next()?;
        let combining = unicode_normalization::char::is_combining_mark(form);
        (forms.next().is_none() && !combining).then(|| self.entry(form))
    }

    /// The entry of a character of the pages.
    #[inline]
    pub(in crate::rule) fn fast(&self, c: char) -> Option<Entry> {
        let code = c as usize;
        let page = (*self.pages.get(code >> 8)?)?;
        self.entries[(usize::from(page) << 8) | (code & 0xff)]
    }

    /// The entry of a character that is in a word and outside of the pages.
    pub(super) fn rare(&self, c: char) -> Option<Entry> {
        self.rare.get(&c).copied()
    }

    /// The entry of a character that is folded but for its Traditional form and marks.
    pub(super) fn entry(&self, c: char) -> Entry {
        let c = self.simplified(mark(c).unwrap_or(c));
        let class = self.classes.get(c);
        let mut flags = flags_of(c);
        // A symbol that is in a word means something: it is not taken out.
        if class != 0 && !c.is_ascii() {
            flags &= !FILLER;
        }
        let sound = self.sounds.get(c);
        Entry { char: c, class, sound, flags }
    }

    fn simplified(&self, c: char) -> char {
        let place = if c < '\u{2e80}' { 0 } else { usize::from(self.simple.get(c)) };
        place.checked_sub(1).map_or(c, |place| self.simplified[place])
    }
}

/// What a folded character is.
pub(super) fn flags_of(c: char) -> u16 {
    match c {
        'a'..='z' | 'A'..='Z' => LETTER,
        '0'..='9' => NUMERAL,
        ' ' => SPACE,
        HARD | SOFT => 0,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千'
        | '万' | '亿' | '两' | '几' | '半' => WIDE | NUMERAL,
        '\u{4e00}'..='\u{9fff}' => WIDE,
        '\u{2e80}'..='\u{ffff}' | '\u{20000}'..='\u{3ffff}' if c.is_alphanumeric() => WIDE,
        _ if c.is_alphanumeric() => 0,
        _ => FILLER,
    }
}

/// Punctuation as a break, white space as a space, apostrophes as one.
fn mark(c: char) -> Option<char> {
    Some(match c {
        '\n' | '\r' | '!' | '?' | '。' | '！' | '？' | '…' | '\u{2028}' | '\u{2029}' | ';'
        | '；' => HARD,
        ',' | '，' | '、' | ':' | '：' | '(' | ')' | '（' | '）' | '【' | '】' | '[' | ']'
        | '"' | '“' | '”' | '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉' | '—' => {
            SOFT
        }
        '‘' | '’' | '\u{2bc}' => '\'',
        _ if c.is_whitespace() => ' ',
        _ => return None,
    })
}

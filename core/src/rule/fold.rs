//! Folding: a text as cells, each a character in the form that words are compared in, with the
//! bytes of the original that it stands for.
//!
//! Width, case and compatibility forms, Traditional characters, invisible characters, symbols
//! between characters, spaced-out and repeated characters. Readings that replace characters by
//! others (spellings, sounds) are no part of it: they are walked beside it. docs/spec/words.md.

mod sound;
mod table;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

pub(super) use sound::{Sounds, Syllable};
pub(super) use table::{Entry, Table};
use table::{FILLER, GONE, LETTER, NUMERAL, SPACE, WIDE};

/// Ends a sentence in a folded text.
pub(super) const HARD: char = '\n';
/// Ends a clause in a folded text.
pub(super) const SOFT: char = ',';

/// How often one character may stand in a row after folding.
const MAX_RUN: usize = 2;
/// How many symbols in a row between two characters are taken for a disguise.
const MAX_FILLERS: usize = 3;
/// Of how many next quotation marks the one that ends a quotation is looked for.
const MAX_QUOTES: usize = 16;

/// A folded text; the memory is used again for the next one.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// The folded characters.
    pub(super) chars: Vec<char>,
    /// By cell: the number of its character among those of words; 0 where it is in none.
    pub(super) classes: Vec<u16>,
    /// By cell: the syllable of a Chinese character; 0 where it has none.
    pub(super) sounds: Vec<u16>,
    /// By cell: the half-open bytes of the original.
    pub(super) spans: Vec<(u32, u32)>,
    /// The cells that stand for a character's third and further repetitions.
    pub(super) repeated: Vec<u32>,
    /// The cells of symbols that are in words, such as emoji.
    pub(super) symbols: Vec<u32>,
    /// The cells before which spaces or symbols were taken out.
    pub(super) parted: Vec<u32>,
    /// The quotation marks: the cell behind each, and the mark.
    quotes: Vec<(u32, char)>,
    /// Whether there are Chinese characters, Latin letters, numbers.
    pub(super) wide: bool,
    pub(super) latin: bool,
    pub(super) number: bool,
    /// The flags of the last cell, and how many equal characters end the text.
    last: u16,
    run: usize,
    /// How many single letters parted by spaces or marks were seen.
    spaced: usize,
}

impl Cells {
    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether a cell is a Latin letter or a digit.
    pub(super) fn is_alphanumeric(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(char::is_ascii_alphanumeric)
    }

    /// The bytes of the original that cells stand for.
    pub(super) fn span(&self, start: usize, end: usize) -> (usize, usize) {
        (self.spans[start].0 as usize, self.spans[end - 1].1 as usize)
    }

    fn clear(&mut self) {
        self.chars.clear();
        self.classes.clear();
        self.sounds.clear();
        self.spans.clear();
        self.repeated.clear();
        self.symbols.clear();
        self.parted.clear();
        self.quotes.clear();
        (self.wide, self.latin, self.number) = (false, false, false);
        (self.last, self.run, self.spaced) = (0, 0, 0);
    }

    /// Folds a text into the cells.
    pub(super) fn fold(&mut self, table: &Table, text: &str) {
        self.clear();
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let (Ok(start), Ok(end)) = (u32::try_from(at), u32::try_from(at + c.len_utf8())) else {
                break;
            };
            let span = (start, end);
            if c == '.' {
                let next = chars.peek().map(|(_, next)| *next);
                let ends = next.is_none_or(char::is_whitespace);
                self.add(table.entry(if ends { HARD } else { '.' }), span);
            } else if let Some(entry) = table.fast(c) {
                self.add(entry, span);
                if entry.char == SOFT && is_quote(c) {
                    self.quotes.push((self.next(), c));
                }
            } else {
                self.add_rare(table, c, span);
            }
        }
        while self.chars.last() == Some(&' ') {
            self.pop();
        }
        if self.spaced > 1 {
            self.join_spaced();
        }
    }

    /// A character outside of the table's pages: by its compatibility form.
    fn add_rare(&mut self, table: &Table, c: char, span: (u32, u32)) {
        if let Some(entry) = table.rare(c) {
            return self.add(entry, span);
        }
        for c in c.nfkc().flat_map(char::to_lowercase) {
            if !is_combining_mark(c) {
                self.add(table.entry(c), span);
            }
        }
    }

    fn add(&mut self, entry: Entry, span: (u32, u32)) {
        let Entry { char: c, class, sound, flags } = entry;
        if flags & GONE != 0 {
            return;
        }
        if self.chars.last() == Some(&c) && !c.is_ascii_digit() {
            self.run += 1;
            let single = matches!(c, HARD | SOFT | ' ');
            if self.run >= MAX_RUN || single {
                if let Some(last) = self.spans.last_mut().filter(|_| flags & (WIDE | LETTER) != 0) {
                    last.1 = span.1;
                    let at = u32::try_from(self.chars.len() - 1).unwrap_or(u32::MAX);
                    if self.repeated.last() != Some(&at) {
                        self.repeated.push(at);
                    }
                }
                return;
            }
        } else {
            self.run = 0;
        }
        if flags & WIDE != 0 {
            self.wide = true;
            self.join_wide();
        } else if flags & SPACE != 0 {
            // A space beside a character of a script without spaces says nothing.
            if self.chars.is_empty() || self.last & WIDE != 0 {
                self.part();
                return;
            }
        } else if flags & LETTER != 0 {
            self.latin = true;
            self.count_spaced();
        }
        if flags == 0 && class != 0 && !c.is_ascii() && !c.is_alphanumeric() {
            self.symbols.push(u32::try_from(self.chars.len()).unwrap_or(u32::MAX));
        }
        self.number |= flags & NUMERAL != 0;
        self.last = flags;
        self.chars.push(c);
        self.classes.push(class);
        self.sounds.push(sound);
        self.spans.push(span);
    }

    /// Notes that something was taken out before the next cell.
    fn part(&mut self) {
        self.parted.push(self.next());
    }

    /// The place of the next cell.
    fn next(&self) -> u32 {
        u32::try_from(self.chars.len()).unwrap_or(u32::MAX)
    }

    /// What stands between quotation marks: half-open cells, by place. A mark that is not closed
    /// by its counterpart quotes nothing, and marks within a quotation are passed over.
    pub(super) fn quoted(&self, found: &mut Vec<(u32, u32)>) {
        found.clear();
        let mut at = 0;
        while let Some((from, mark)) = self.quotes.get(at) {
            at += 1;
            let Some(end) = closing(*mark) else { continue };
            let mut rest = self.quotes[at..].iter().take(MAX_QUOTES);
            let Some(nth) = rest.position(|(_, other)| *other == end) else { continue };
            found.push((*from, self.quotes[at + nth].0));
            at += nth + 1;
        }
    }

    fn pop(&mut self) {
        self.chars.pop();
        self.classes.pop();
        self.sounds.pop();
        self.spans.pop();
    }

    /// Before a wide character: takes out spaces, and symbols that stand between two wide ones.
    fn join_wide(&mut self) {
        if self.last & (SPACE | FILLER) == 0 {
            return;
        }
        if self.last & SPACE != 0 {
            self.pop();
            self.part();
        }
        let parts = |at: &usize| {
            let c = self.chars[*at];
            table::flags_of(c) & (FILLER | SPACE) != 0 && (self.classes[*at] == 0 || c.is_ascii())
        };
        let back = (0..self.chars.len()).rev().take(MAX_FILLERS + 1);
        let fillers = back.take_while(parts).count();
        let before = self.chars.len().checked_sub(fillers + 1);
        let wide = before.is_some_and(|at| table::flags_of(self.chars[at]) & WIDE != 0);
        if wide && fillers <= MAX_FILLERS {
            for _ in 0..fillers {
                self.pop();
            }
            self.part();
        }
    }

    /// Counts letters that stand alone behind a space or mark and another such letter.
    fn count_spaced(&mut self) {
        let n = self.chars.len();
        let letter = |at: usize| self.chars[at].is_ascii_alphabetic();
        if n >= 2 && parts(self.chars[n - 1]) && letter(n - 2) && (n == 2 || !letter(n - 3)) {
            self.spaced += 1;
        }
    }

    /// Takes out what parts three or more single letters, `c n m`, `c.n.m`, `c-n-m`.
    fn join_spaced(&mut self) {
        let n = self.chars.len();
        let letter = |cells: &Self, at: usize| cells.chars[at].is_ascii_alphabetic();
        let alone = |cells: &Self, at: usize| {
            letter(cells, at)
                && (at == 0 || !letter(cells, at - 1))
                && (at + 1 == n || !letter(cells, at + 1))
        };
        let mut gone = vec![false; n];
        let mut at = 0;
        while at < n {
            if !alone(self, at) {
                at += 1;
                continue;
            }
            let first = at;
            while at + 2 < n && parts(self.chars[at + 1]) && alone(self, at + 2) {
                at += 2;
            }
            if at - first >= 4 {
                (first + 1..at).step_by(2).for_each(|space| gone[space] = true);
            }
            at += 1;
        }
        if !gone.contains(&true) {
            return;
        }
        let mut kept = gone.iter().map(|gone| !gone);
        self.chars.retain(|_| kept.next().unwrap_or(true));
        let mut kept = gone.iter().map(|gone| !gone);
        self.classes.retain(|_| kept.next().unwrap_or(true));
        let mut kept = gone.iter().map(|gone| !gone);
        self.sounds.retain(|_| kept.next().unwrap_or(true));
        let mut kept = gone.iter().map(|gone| !gone);
        self.spans.retain(|_| kept.next().unwrap_or(true));
        // Each place moves by the cells that went from before it.
        let mut moved = Vec::with_capacity(n + 1);
        let mut to = 0;
        for gone in &gone {
            moved.push(to);
            to += u32::from(!gone);
        }
        moved.push(to);
        let places = [&mut self.repeated, &mut self.symbols, &mut self.parted];
        let places = places.into_iter().flatten().chain(self.quotes.iter_mut().map(|(at, _)| at));
        for place in places {
            *place = moved.get(*place as usize).copied().unwrap_or(to);
        }
    }
}

/// Quotation marks; a straight one opens and closes.
const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '＂' | '“' | '”' | '「' | '」' | '『' | '』')
}

/// The mark that ends what another begins.
const fn closing(mark: char) -> Option<char> {
    match mark {
        '"' | '＂' => Some(mark),
        '“' => Some('”'),
        '「' => Some('」'),
        '『' => Some('』'),
        _ => None,
    }
}

/// What may stand between single letters of one word: a space or a mark, no end of a sentence.
const fn parts(c: char) -> bool {
    matches!(c, ' ' | '.' | '-' | '*' | '·' | '_' | '+' | '~' | '|' | '/' | SOFT)
}

/// Zero-width, bidi, variation and other characters without a form of their own.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1f3fb}'..='\u{1f3ff}'
            | '\u{e0000}'..='\u{e0fff}'
            | '\u{0}'..='\u{8}'
            | '\u{e}'..='\u{1f}'
            | '\u{7f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("錢钱還还");
        for word in ["还钱", "cnm", "💥"] {
            table.word(word, &mut Vec::new());
        }
        table.finish(&Sounds::default());
        table
    }

    fn fold(text: &str) -> Cells {
        let mut cells = Cells::default();
        cells.fold(&table(), text);
        cells
    }

    #[test]
    fn evasive_forms_fold_to_the_plain_word() {
        for (text, folded) in [
            ("還 錢", "还钱"),
            ("还\u{200b}\u{202e}钱", "还钱"),
            ("还*钱", "还钱"),
            ("还 **.钱", "还钱"),
            ("还🌸钱", "还钱"),
            ("还💥钱", "还💥钱"),
            ("ＨＥＬＬＯ", "hello"),
            ("c n m", "cnm"),
            ("c n", "c n"),
            ("I am a man", "i am a man"),
            ("死死死死死", "死死"),
            ("还，钱。", "还,钱\n"),
            ("no.1 done.", "no.1 done\n"),
            ("①③", "13"),
            ("e\u{301}\u{301}x", "ex"),
        ] {
            let cells = fold(text);
            assert_eq!(cells.chars.iter().collect::<String>(), folded, "{text}");
        }
    }

    #[test]
    fn spans_are_those_of_the_original() {
        let text = "a 💥 還\u{200b}錢錢錢錢!";
        let cells = fold(text);
        for (start, end) in &cells.spans {
            let (start, end) = (*start as usize, *end as usize);
            assert!(text.is_char_boundary(start) && text.is_char_boundary(end));
        }
        let at = cells.chars.iter().position(|c| *c == '钱').expect("folded");
        let (start, end) = cells.span(at, at + 2);
        assert_eq!(&text[start..end], "錢錢錢錢");
    }

    #[test]
    fn long_and_hostile_texts_stay_linear() {
        let mut cells = Cells::default();
        let marks = format!("还{}钱", "\u{301}".repeat(100_000));
        cells.fold(&table(), &marks);
        assert_eq!(cells.len(), 2);
        let mixed = "\u{202e}还\u{2066} * ".repeat(50_000);
        cells.fold(&table(), &mixed);
        assert_eq!(cells.chars.iter().filter(|c| **c == '还').count(), 50_000);
    }
}

//! Folding: a text in the form that words are compared in, and where each character came from.
//!
//! Width, case and compatibility forms, Traditional characters, invisible characters, spaced-out
//! and repeated characters, symbols between characters, and the spellings that a pack lists. Every
//! folded character keeps the span of the original that it stands for. docs/spec/rule.md, "Words".

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Ends a sentence in a folded text.
pub(super) const HARD: char = '\n';
/// Ends a clause in a folded text.
pub(super) const SOFT: char = ',';

/// How often one character may stand in a row after folding.
const MAX_RUN: usize = 2;

/// A folded text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The text that is searched.
    pub(super) text: String,
    /// By character: where it begins in `text`.
    pub(super) starts: Vec<usize>,
    /// By character: the half-open byte span of the original.
    pub(super) spans: Vec<(usize, usize)>,
}

impl Folded {
    fn push(&mut self, c: char, span: (usize, usize)) {
        self.starts.push(self.text.len());
        self.spans.push(span);
        self.text.push(c);
    }

    /// The number of the character that begins at, or holds, a byte of `text`.
    pub(super) fn number(&self, byte: usize) -> usize {
        match self.starts.binary_search(&byte) {
            Ok(at) => at,
            Err(at) => at,
        }
    }
}

/// What a pack says about folding.
#[derive(Debug)]
pub(super) struct Folder {
    simple: HashMap<char, char>,
    spellings: Option<AhoCorasick>,
    /// What each spelling stands for, and whether it is in Latin letters.
    meanings: Vec<(String, bool)>,
}

impl Folder {
    /// A folder from pairs of a Traditional and a Simplified character, and spellings with what
    /// each stands for.
    pub(super) fn new(pairs: &str, spellings: &[(String, String)]) -> Self {
        let chars: Vec<char> = pairs.chars().collect();
        let simple = chars.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        let mut folder = Self { simple, spellings: None, meanings: Vec::new() };
        let words: Vec<String> = spellings.iter().map(|(word, _)| folder.word(word)).collect();
        folder.meanings = spellings
            .iter()
            .zip(&words)
            .map(|((_, meaning), word)| {
                (folder.word(meaning), word.bytes().all(|b| b.is_ascii_alphanumeric()))
            })
            .collect();
        folder.spellings =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&words).ok();
        folder
    }

    /// The folded form of a pack's own word.
    pub(super) fn word(&self, word: &str) -> String {
        let seen = word.chars().filter(|c| !is_invisible(*c));
        seen.nfkc().flat_map(char::to_lowercase).map(|c| self.simplify(c)).collect()
    }

    fn simplify(&self, c: char) -> char {
        if c < '\u{2e80}' { c } else { self.simple.get(&c).copied().unwrap_or(c) }
    }

    /// Folds a text.
    pub(super) fn fold(&self, text: &str) -> Folded {
        let plain = joined(self.plain(text));
        self.respelled(plain)
    }

    /// Width, case, Traditional forms; invisible characters left out, punctuation as breaks.
    fn plain(&self, text: &str) -> Vec<(char, (usize, usize))> {
        let mut out: Vec<(char, (usize, usize))> = Vec::with_capacity(text.len() / 2);
        let mut run = 0;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let span = (at, at + c.len_utf8());
            let mut add = |c: char| {
                if out.last().is_some_and(|(last, _)| *last == c && !c.is_ascii_digit()) {
                    run += 1;
                    if run >= MAX_RUN || c == HARD || c == SOFT || c == ' ' {
                        if let Some((_, last)) = out.last_mut().filter(|_| c.is_alphabetic()) {
                            last.1 = span.1;
                        }
                        return;
                    }
                } else {
                    run = 0;
                }
                out.push((c, span));
            };
            match c {
                'a'..='z' | '0'..='9' | '\'' => add(c),
                'A'..='Z' => add(c.to_ascii_lowercase()),
                '.' => {
                    let next = chars.peek().map(|(_, next)| *next);
                    add(if next.is_none_or(char::is_whitespace) { HARD } else { '.' });
                }
                '\n' | '\r' | '!' | '?' | '。' | '！' | '？' | '…' | '\u{2028}' | '\u{2029}' =>
                {
                    add(HARD);
                }
                ';' | '；' => add(HARD),
                ',' | '，' | '、' | ':' | '：' | '(' | ')' | '（' | '）' | '【' | '】' | '['
                | ']' | '"' | '“' | '”' | '「' | '」' | '『' | '』' | '《' | '》' | '〈' | '〉'
                | '—' => {
                    add(SOFT);
                }
                '‘' | '’' | '\u{2bc}' => add('\''),
                _ if is_invisible(c) => {}
                _ if c.is_whitespace() => add(' '),
                '\u{4e00}'..='\u{9fff}' => add(self.simplify(c)),
                _ => {
                    for c in c.nfkc().flat_map(char::to_lowercase) {
                        match c {
                            _ if is_combining_mark(c) => {}
                            _ if c.is_whitespace() => add(' '),
                            '!' | '?' | ';' => add(HARD),
                            ',' | ':' | '(' | ')' => add(SOFT),
                            _ => add(self.simplify(c)),
                        }
                    }
                }
            }
        }
        out
    }

    /// Puts the words for which a pack lists spellings in their place.
    fn respelled(&self, plain: Folded) -> Folded {
        let Some(spellings) = &self.spellings else { return plain };
        let bytes = plain.text.as_bytes();
        let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        let mut found = spellings
            .find_iter(&plain.text)
            .filter(|hit| {
                let latin = self.meanings[hit.pattern().as_usize()].1;
                !latin || !(hit.start() > 0 && letter(hit.start() - 1) || letter(hit.end()))
            })
            .peekable();
        if found.peek().is_none() {
            drop(found);
            return plain;
        }
        let mut out = Folded::default();
        let mut at = 0;
        for hit in found {
            let (start, end) = (plain.number(hit.start()), plain.number(hit.end()));
            copy(&plain, at..start, &mut out);
            let span = (plain.spans[start].0, plain.spans[end - 1].1);
            for c in self.meanings[hit.pattern().as_usize()].0.chars() {
                out.push(c, span);
            }
            at = end;
        }
        copy(&plain, at..plain.starts.len(), &mut out);
        out
    }
}

fn copy(from: &Folded, numbers: std::ops::Range<usize>, to: &mut Folded) {
    for number in numbers {
        let c = from.text[from.starts[number]..].chars().next().unwrap_or(' ');
        to.push(c, from.spans[number]);
    }
}

/// Takes out spaces and symbols that only part characters of one word.
fn joined(plain: Vec<(char, (usize, usize))>) -> Folded {
    let mut out = Folded { text: String::with_capacity(plain.len() * 3), ..Folded::default() };
    let letter = |at: usize| {
        let c = plain.get(at).map_or(' ', |(c, _)| *c);
        let alone = |at: Option<usize>| {
            at.and_then(|at| plain.get(at)).is_none_or(|(c, _)| !c.is_ascii_alphabetic())
        };
        c.is_ascii_alphabetic() && alone(at.checked_sub(1)) && alone(Some(at + 1))
    };
    let mut before = ' ';
    let mut spaced = 0;
    for (at, (c, span)) in plain.iter().enumerate() {
        let after = plain.get(at + 1).map_or(' ', |(c, _)| *c);
        if *c == ' ' {
            // Letters spaced out, `c n m`: at least three single ones in a row.
            let single = letter(at.wrapping_sub(1)) && letter(at + 1);
            let third = letter(at + 3) && plain.get(at + 2).is_some_and(|(c, _)| *c == ' ');
            if single && (spaced > 0 || third) {
                spaced += 1;
                continue;
            }
            spaced = 0;
            if is_wide(before) || is_wide(after) || before == ' ' {
                continue;
            }
        } else if is_filler(*c) && is_wide(before) && is_wide(after) {
            continue;
        }
        out.push(*c, *span);
        before = *c;
    }
    out
}

/// Characters of scripts without spaces.
fn is_wide(c: char) -> bool {
    c >= '\u{2e80}'
}

/// A symbol that is put between characters to hide a word.
fn is_filler(c: char) -> bool {
    matches!(
        c,
        '*' | '.'
            | '_'
            | '~'
            | '^'
            | '|'
            | '-'
            | '+'
            | '#'
            | '/'
            | '\\'
            | '='
            | '`'
            | '\''
            | '·'
            | '•'
            | '●'
            | '・'
            | '％'
            | '%'
            | '&'
            | '$'
            | '<'
            | '>'
    )
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
            | '\u{e0000}'..='\u{e0fff}'
            | '\u{0}'..='\u{8}'
            | '\u{e}'..='\u{1f}'
            | '\u{7f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> Folder {
        Folder::new("錢钱還还", &[("btxl".into(), "爆通讯录".into()), ("💥".into(), "爆".into())])
    }

    #[test]
    fn evasive_forms_fold_to_the_plain_word() {
        for (text, folded) in [
            ("還 錢", "还钱"),
            ("还\u{200b}\u{202e}钱", "还钱"),
            ("还*钱", "还钱"),
            ("ＨＥＬＬＯ", "hello"),
            ("c n m", "cnm"),
            ("I am a man", "i am a man"),
            ("今晚BTXL", "今晚爆通讯录"),
            ("btxlx", "btxlx"),
            ("💥你", "爆你"),
            ("死死死死死", "死死"),
            ("还，钱。", "还,钱\n"),
            ("no.1 done.", "no.1 done\n"),
        ] {
            assert_eq!(folder().fold(text).text, folded, "{text}");
        }
    }

    #[test]
    fn spans_are_those_of_the_original() {
        let text = "a 💥 還\u{200b}錢";
        let folded = folder().fold(text);
        for (number, (start, end)) in folded.spans.iter().enumerate() {
            assert!(text.is_char_boundary(*start) && text.is_char_boundary(*end), "{number}");
        }
        let at = folded.number(folded.text.find('钱').expect("folded"));
        assert_eq!(&text[folded.spans[at].0..folded.spans[at].1], "錢");
    }
}

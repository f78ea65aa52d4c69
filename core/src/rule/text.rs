//! Text matching: slots in a folded text, patterns of slots, spans in the original.
//!
//! A pattern is a sequence of slots with bounded gaps; guards keep it from firing on news, a
//! victim's own words, a ban or a negation. The time is linear in the text. docs/spec/rule.md.

use aho_corasick::{AhoCorasick, MatchKind};

use super::Level;
use super::fold::{Folded, Folder, HARD, SOFT};
use super::pack::{Need, PatternText, RuleWords, Scope, Words};

/// How far before a match a guard of scope `before` is looked for, in characters' widths.
const BEFORE: usize = 8;
/// How many matches of one rule are kept in one text.
const MAX_MATCHES: usize = 16;
/// The name of the slot whose words hide other words.
const COVER: &str = "COVER";
/// The slot that is built in: numbers in digits or characters.
const NUMBER: usize = 0;

/// The words and patterns of a pack, compiled.
#[derive(Debug)]
pub(super) struct Matcher {
    folder: Folder,
    words: AhoCorasick,
    /// By word: the slots that it fills, and whether it is in Latin letters.
    fills: Vec<(Vec<usize>, bool)>,
    slots: usize,
    /// The slot whose words hide every other word that begins inside of them.
    cover: Option<usize>,
    unless: Vec<Need>,
    collection: RuleWords,
    rules: Vec<(usize, RuleWords)>,
}

/// What a rule finds in a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Match {
    /// The rule's place in the pack.
    pub(super) rule: usize,
    /// What the pattern claims.
    pub(super) level: Level,
    /// Half-open byte offsets in the original.
    pub(super) span: (usize, usize),
}

/// A folded text and where the slots stand in it.
#[derive(Debug)]
pub(super) struct Reading {
    folded: Folded,
    /// By slot: half-open character numbers, ascending.
    hits: Vec<Vec<(usize, usize)>>,
    /// By character: the number of its clause and sentence.
    clauses: Vec<(u32, u32)>,
    /// How wide the text is up to a character: a Latin word counts as two characters.
    widths: Vec<usize>,
}

impl Matcher {
    /// Compiles the words of a pack.
    pub(super) fn new(words: &Words) -> Self {
        let folder = Folder::new(&words.simplified, &words.spellings);
        let mut numbers = std::collections::HashMap::new();
        let mut fills: Vec<(Vec<usize>, bool)> = Vec::new();
        let mut list: Vec<String> = Vec::new();
        for (slot, (_, entries)) in words.slots.iter().enumerate() {
            for entry in entries {
                let word = folder.word(entry);
                let number = *numbers.entry(word.clone()).or_insert_with(|| {
                    fills.push((Vec::new(), word.bytes().any(|b| b.is_ascii_alphanumeric())));
                    list.push(word);
                    fills.len() - 1
                });
                if !fills[number].0.contains(&slot) {
                    fills[number].0.push(slot);
                }
            }
        }
        let words_found = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&list);
        Self {
            folder,
            words: words_found.expect("a checked pack has few and short words"),
            fills,
            slots: words.slots.len(),
            cover: words.slots.iter().position(|(name, _)| name == COVER),
            unless: words.unless.clone(),
            collection: words.collection.clone(),
            rules: words.rules.clone(),
        }
    }

    /// Finds every slot in a text.
    pub(super) fn read(&self, text: &str) -> Reading {
        let folded = self.folder.fold(text);
        let bytes = folded.text.as_bytes();
        let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for hit in self.words.find_overlapping_iter(&folded.text) {
            let word = hit.pattern().as_usize();
            let (start, end) = (hit.start(), hit.end());
            let latin = self.fills[word].1;
            let inside =
                letter(start) && start > 0 && letter(start - 1) || letter(end - 1) && letter(end);
            if !(latin && inside) {
                found.push((folded.number(start), folded.number(end), word));
            }
        }
        found.extend(numbers(&folded).map(|(start, end)| (start, end, usize::MAX)));
        found.sort_unstable_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        let mut hits: Vec<Vec<(usize, usize)>> = vec![Vec::new(); self.slots];
        let mut covered = 0;
        for (start, end, word) in found {
            if word == usize::MAX {
                hits[NUMBER].push((start, end));
                continue;
            }
            let slots = &self.fills[word].0;
            if self.cover.is_some_and(|cover| slots.contains(&cover)) {
                covered = covered.max(end);
            } else if start < covered {
                continue;
            }
            for slot in slots {
                // In one slot the longest word wins: a hit inside of a longer one is not meant.
                if hits[*slot].last().is_none_or(|(_, last)| end > *last) {
                    hits[*slot].push((start, end));
                }
            }
        }
        let mut place = (0, 0);
        let clauses = folded.text.chars().map(|c| {
            match c {
                HARD => place = (place.0 + 1, place.1 + 1),
                SOFT => place.0 += 1,
                _ => {}
            }
            place
        });
        let clauses = clauses.collect();
        let widths = widths(&folded.text);
        Reading { folded, hits, clauses, widths }
    }

    /// Whether a text asks for the payment of a debt that is due.
    pub(super) fn is_collection(&self, reading: &Reading) -> bool {
        self.collection.patterns.iter().any(|pattern| {
            let mut found = false;
            self.each(reading, pattern, &mut |_| {
                found = true;
                false
            });
            found
        })
    }

    /// What the rules find, by place.
    pub(super) fn matches(&self, reading: &Reading) -> Vec<Match> {
        let mut matches = Vec::new();
        for (rule, words) in &self.rules {
            let mut found: Vec<((usize, usize), Level)> = Vec::new();
            for pattern in &words.patterns {
                self.each(reading, pattern, &mut |span| {
                    found.push((span, pattern.level));
                    found.len() < 64 * MAX_MATCHES
                });
            }
            let spans = apart(found).into_iter().take(MAX_MATCHES);
            matches.extend(spans.map(|((start, end), level)| {
                let spans = &reading.folded.spans;
                let span = (spans[start].0, spans[end - 1].1);
                Match { rule: *rule, level, span }
            }));
        }
        matches.sort_by_key(|found| (found.span, found.rule));
        matches
    }

    /// Hands each match of a pattern, as character numbers, to `found` until it says no.
    fn each(
        &self,
        reading: &Reading,
        pattern: &PatternText,
        found: &mut dyn FnMut((usize, usize)) -> bool,
    ) {
        let all = [pattern.unless.as_slice(), if pattern.sure { &[] } else { &self.unless }];
        let whole = |need: &Need| need.scope == Scope::Message;
        let absent = |need: &&Need| !reading.has(need, 0, reading.clauses.len());
        if all.into_iter().flatten().filter(|need| whole(need)).any(|need| !absent(&need))
            || pattern.need.iter().filter(|need| whole(need)).any(|need| absent(&need))
        {
            return;
        }
        let first = &pattern.steps[0];
        let starts = first.slots.iter().flat_map(|slot| &reading.hits[*slot]);
        for (start, end) in starts {
            let shown = first.shown.then_some((*start, *end));
            let Some(span) = reading.follow(pattern, 1, (*start, *end), shown) else { continue };
            let spoiled = all.into_iter().flatten().any(|need| reading.has(need, span.0, span.1));
            let met = pattern.need.iter().all(|need| reading.has(need, span.0, span.1));
            if met && !spoiled && !found(span) {
                return;
            }
        }
    }
}

impl Reading {
    /// Goes on from one slot to the next; gives what is shown where all slots are found.
    fn follow(
        &self,
        pattern: &PatternText,
        nth: usize,
        last: (usize, usize),
        shown: Option<(usize, usize)>,
    ) -> Option<(usize, usize)> {
        let Some(step) = pattern.steps.get(nth) else { return shown };
        let limit = self.widths[last.1] + step.near.most;
        let mut next: Vec<(usize, usize)> = Vec::new();
        for slot in &step.slots {
            let hits = &self.hits[*slot];
            let from = hits.partition_point(|(start, _)| *start < last.1);
            let near =
                hits[from..].iter().take(4).take_while(|(start, _)| self.widths[*start] <= limit);
            next.extend(near.filter(|(start, _)| self.together(last.1, *start, step.near.within)));
        }
        next.sort_unstable();
        next.into_iter().find_map(|hit| {
            let shown = match (shown, step.shown) {
                (None, true) => Some(hit),
                (Some((start, _)), true) => Some((start, hit.1)),
                (shown, false) => shown,
            };
            self.follow(pattern, nth + 1, hit, shown)
        })
    }

    /// Whether no break that matters lies between two characters.
    fn together(&self, a: usize, b: usize, within: Scope) -> bool {
        let place = |at: usize| self.clauses.get(at.saturating_sub(1)).copied().unwrap_or_default();
        let (a, b) = (place(a), place(b + 1));
        match within {
            Scope::Before | Scope::Clause => a.0 == b.0,
            Scope::Sentence => a.1 == b.1,
            Scope::Message => true,
        }
    }

    /// Whether a slot of `need` stands where it is asked for, beside or in `start..end`.
    fn has(&self, need: &Need, start: usize, end: usize) -> bool {
        let (from, to) = match need.scope {
            Scope::Before => {
                let far = self.widths[start].saturating_sub(BEFORE);
                let from = self.widths[..start].partition_point(|width| *width < far);
                let clause = self.clauses.get(start).map_or(0, |place| place.0);
                let from = (from..start).find(|at| self.clauses[*at].0 == clause).unwrap_or(start);
                (from, start)
            }
            Scope::Clause => self.around(start, end, |place| place.0),
            Scope::Sentence => self.around(start, end, |place| place.1),
            Scope::Message => (0, self.clauses.len()),
        };
        need.slots.iter().any(|slot| {
            let hits = &self.hits[*slot];
            let first = hits.partition_point(|(start, _)| *start < from);
            hits.get(first).is_some_and(|(_, end)| *end <= to)
        })
    }

    /// The clauses or sentences that `start..end` touches.
    fn around(&self, start: usize, end: usize, part: fn(&(u32, u32)) -> u32) -> (usize, usize) {
        let first = self.clauses.get(start).map_or(0, part);
        let last = self.clauses.get(end.saturating_sub(1)).map_or(0, part);
        let from = self.clauses.partition_point(|place| part(place) < first);
        (from, self.clauses.partition_point(|place| part(place) <= last))
    }
}

/// Of spans that overlap only the shortest stays, then the higher level, then the first.
fn apart(mut found: Vec<((usize, usize), Level)>) -> Vec<((usize, usize), Level)> {
    found.sort_unstable_by_key(|((start, end), level)| {
        (end - start, std::cmp::Reverse(*level), *start)
    });
    let mut kept: Vec<((usize, usize), Level)> = Vec::new();
    for (span, level) in found {
        match kept.iter().position(|(other, _)| span.0 < other.1 && other.0 < span.1) {
            Some(held) => kept[held].1 = level.max(kept[held].1),
            None if kept.len() < MAX_MATCHES => kept.push((span, level)),
            None => {}
        }
    }
    kept.sort_unstable_by_key(|(span, _)| *span);
    kept
}

/// How wide a text is before each of its characters and at its end: a character of a script without
/// spaces counts as one, a Latin word as two, a space as none.
fn widths(text: &str) -> Vec<usize> {
    let mut widths = vec![0];
    let (mut width, mut before) = (0, ' ');
    for c in text.chars() {
        let inside = c.is_ascii_alphanumeric() && before.is_ascii_alphanumeric();
        width += match c {
            ' ' => 0,
            _ if inside => 0,
            _ if c.is_ascii_alphabetic() => 2,
            _ => 1,
        };
        widths.push(width);
        before = c;
    }
    widths
}

/// Runs of digits and of characters for numbers.
fn numbers(folded: &Folded) -> impl Iterator<Item = (usize, usize)> {
    let is_number =
        |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千万亿两几半".contains(c);
    let mut chars = folded.text.chars().enumerate().peekable();
    std::iter::from_fn(move || {
        let (start, _) = chars.find(|(_, c)| is_number(*c))?;
        let mut end = start + 1;
        while chars.next_if(|(_, c)| is_number(*c) || *c == '.').is_some() {
            end += 1;
        }
        // `3k` and `2w` are numbers too.
        if chars.next_if(|(_, c)| matches!(c, 'k' | 'w')).is_some() {
            end += 1;
        }
        Some((start, end))
    })
}

//! A text as it was read: its cells, the slots that its words fill, its clauses and sentences.

use super::find::{Found, Hit};
use super::sequence::Mask;
use crate::rule::fold::{Cells, HARD, SOFT};
use crate::rule::pack::Scope;

/// A text that was read; the memory is used again for the next one.
#[derive(Debug, Default)]
pub(in crate::rule) struct Reading {
    pub(super) cells: Cells,
    pub(super) found: Found,
    /// The slots of all hits, before words that hide others are looked at.
    pub(super) present: Mask,
    /// Whether what follows is up to date.
    settled: bool,
    /// The hits that count, by slot and place.
    hits: Vec<Hit>,
    /// By slot: where its hits lie.
    ranges: Vec<(u32, u32)>,
    /// The slots of hits that count, and of those that are written as the words are.
    filled: Mask,
    plain: Mask,
    /// By cell: the number of its clause and sentence.
    clauses: Vec<(u32, u32)>,
    /// What stands between quotation marks: half-open cells, by place.
    quoted: Vec<(u32, u32)>,
    /// How wide the text is up to a cell: a Latin word counts as two characters.
    widths: Vec<u32>,
    /// By slot, while hits are chosen: the ends of the last one and of the last plain one.
    ends: Vec<(u32, u32)>,
}

impl Reading {
    /// Looks at the found words: which slots they fill.
    pub(super) fn note(&mut self, number: usize) {
        self.settled = false;
        self.present.clear();
        for hit in &self.found.hits {
            self.present.put(usize::from(hit.slot));
        }
        if self.cells.number {
            self.present.put(number);
        }
    }

    /// Chooses the hits that count, and finds clauses and widths.
    pub(super) fn settle(&mut self, slots: usize, cover: Option<usize>, number: usize) {
        if self.settled {
            return;
        }
        self.settled = true;
        self.choose(slots, cover);
        self.numbers(number);
        self.hits.sort_unstable_by_key(|hit| (hit.slot, hit.start, hit.end, hit.folded));
        self.ranges.clear();
        self.ranges.resize(slots, (0, 0));
        self.filled.clear();
        self.plain.clear();
        for (at, hit) in (0_u32..).zip(&self.hits) {
            let range = &mut self.ranges[usize::from(hit.slot)];
            if range.1 == 0 {
                range.0 = at;
            }
            range.1 = at + 1;
            if hit.stands_alone() {
                self.filled.put(usize::from(hit.slot));
            }
            if hit.folded == 0 {
                self.plain.put(usize::from(hit.slot));
            }
        }
        self.measure();
        self.cells.quoted(&mut self.quoted);
    }

    /// Of the hits of one slot a longer one hides those inside of it, and one of the slot `cover`
    /// hides every hit that begins inside of it.
    fn choose(&mut self, slots: usize, cover: Option<usize>) {
        self.hits.clear();
        self.ends.clear();
        self.ends.resize(slots, (0, 0));
        let found = &mut self.found.hits;
        found.sort_unstable_by_key(|hit| {
            (hit.start, std::cmp::Reverse(hit.end), hit.folded, hit.slot)
        });
        let covers = |hit: &Hit| Some(usize::from(hit.slot)) == cover && hit.folded == 0;
        let mut covered = 0;
        let mut at = 0;
        while at < found.len() {
            // All hits that begin and end alike: a word that hides others may be among them.
            let alike = |hit: &&Hit| (hit.start, hit.end) == (found[at].start, found[at].end);
            let group = found[at..].iter().take_while(alike).count();
            let group = &found[at..at + group];
            at += group.len();
            if group.iter().any(covers) {
                covered = covered.max(group[0].end);
            } else if group[0].start < covered {
                continue;
            }
            for hit in group {
                let ends = &mut self.ends[usize::from(hit.slot)];
                let last = if hit.folded == 0 { &mut ends.1 } else { &mut ends.0 };
                if hit.end > *last {
                    *last = hit.end;
                    ends.0 = ends.0.max(hit.end);
                    self.hits.push(*hit);
                }
            }
        }
    }

    /// Runs of digits and of characters for numbers.
    fn numbers(&mut self, slot: usize) {
        if !self.cells.number {
            return;
        }
        let is_number =
            |c: char| c.is_ascii_digit() || "一二三四五六七八九十百千万亿两几半".contains(c);
        let mut chars = self.cells.chars.iter().copied().enumerate().peekable();
        while let Some((start, _)) = chars.find(|(_, c)| is_number(*c)) {
            let mut end = start + 1;
            while chars.next_if(|(_, c)| is_number(*c) || *c == '.').is_some() {
                end += 1;
            }
            // `3k` and `2w` are numbers too.
            if chars.next_if(|(_, c)| matches!(c, 'k' | 'w')).is_some() {
                end += 1;
            }
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            self.hits.push(Hit {
                slot: u16::try_from(slot).unwrap_or(u16::MAX),
                folded: 0,
                length: 1,
                start: place(start),
                end: place(end),
            });
        }
    }

    /// Finds clauses, sentences and widths.
    fn measure(&mut self) {
        self.clauses.clear();
        self.widths.clear();
        self.widths.push(0);
        let (mut clause, mut sentence, mut width, mut before) = (0, 0, 0, ' ');
        for c in &self.cells.chars {
            match *c {
                HARD => (clause, sentence) = (clause + 1, sentence + 1),
                SOFT => clause += 1,
                _ => {}
            }
            self.clauses.push((clause, sentence));
            let inside = c.is_ascii_alphanumeric() && before.is_ascii_alphanumeric();
            width += match c {
                ' ' => 0,
                _ if inside => 0,
                _ if c.is_ascii_alphabetic() => 2,
                _ => 1,
            };
            self.widths.push(width);
            before = *c;
        }
    }

    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The hits of a slot by place.
    pub(super) fn hits(&self, slot: usize) -> &[Hit] {
        let (from, to) = self.ranges[slot];
        &self.hits[from as usize..to as usize]
    }

    /// All hits that count.
    pub(super) fn all(&self) -> &[Hit] {
        &self.hits
    }

    /// Whether a slot is filled; `plain` asks for a word that is written as it is listed.
    pub(super) fn fills(&self, slot: usize, plain: bool) -> bool {
        let mask = if plain { &self.plain } else { &self.filled };
        mask.meets(&Mask::of(&[slot]))
    }

    /// How many characters lie between two cells, the first of them behind what was found.
    pub(super) fn width(&self, from: usize, to: usize) -> usize {
        self.widths[to].saturating_sub(self.widths[from]) as usize
    }

    /// The clause and sentence of a cell.
    pub(super) fn place(&self, at: usize) -> (u32, u32) {
        self.clauses.get(at).copied().unwrap_or_default()
    }

    /// Whether no break that matters lies between what ends before `a` and what begins at `b`.
    pub(super) fn together(&self, a: usize, b: usize, within: Scope) -> bool {
        let (a, b) = (self.place(a.saturating_sub(1)), self.place(b));
        match within {
            Scope::Message => true,
            Scope::Sentence => a.1 == b.1,
            _ => a.0 == b.0,
        }
    }

    /// The first cell at most `width` characters before a cell, in its clause.
    pub(super) fn before(&self, at: usize, width: usize) -> usize {
        let far = self.widths[at].saturating_sub(u32::try_from(width).unwrap_or(u32::MAX));
        let from = self.widths[..at].partition_point(|width| *width < far);
        let clause = self.place(at).0;
        from.max(self.clauses[..at].partition_point(|place| place.0 < clause)).min(at)
    }

    /// The cell behind the last one at most `width` characters behind a cell, in its clause.
    pub(super) fn after(&self, at: usize, width: usize) -> usize {
        let far = self.widths[at].saturating_add(u32::try_from(width).unwrap_or(u32::MAX));
        let to = self.widths.partition_point(|width| *width <= far).saturating_sub(1);
        let clause = self.place(at.saturating_sub(1)).0;
        to.min(self.clauses.partition_point(|place| place.0 <= clause)).max(at)
    }

    /// The clauses that cells touch.
    pub(super) fn clause(&self, start: usize, end: usize) -> (usize, usize) {
        self.around(start, end, |place| place.0)
    }

    /// The sentences that cells touch.
    pub(super) fn sentence(&self, start: usize, end: usize) -> (usize, usize) {
        self.around(start, end, |place| place.1)
    }

    fn around(&self, start: usize, end: usize, part: fn((u32, u32)) -> u32) -> (usize, usize) {
        let first = part(self.place(start));
        let last = part(self.place(end.saturating_sub(1)));
        let from = self.clauses.partition_point(|place| part(*place) < first);
        (from, self.clauses.partition_point(|place| part(*place) <= last))
    }

    /// Whether cells stand between quotation marks.
    pub(super) fn is_quoted(&self, start: usize, end: usize) -> bool {
        let before = self.quoted.partition_point(|quote| quote.0 as usize <= start);
        before.checked_sub(1).is_some_and(|at| end <= self.quoted[at].1 as usize)
    }

    /// The bytes of the original that cells stand for.
    pub(super) fn span(&self, start: usize, end: usize) -> (usize, usize) {
        self.cells.span(start, end)
    }
}

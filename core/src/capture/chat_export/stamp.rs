//! Dates and times as chat programs write them, in every order, separator and script that occurs.
//!
//! docs/spec/chat-export.md, "Dates" and "Times". Which number is the day is settled for a whole
//! file ([`mod@super::order`]), never here.

use chrono::{NaiveDate, NaiveDateTime};

use super::part::{PARTS, Part, half};

/// Which number of a date is what.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum DateOrder {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
    /// Year, month, day.
    YearFirst,
}

impl DateOrder {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::DayFirst, Self::MonthFirst, Self::YearFirst];
}

/// The numbers of a date as written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Date {
    pub(crate) numbers: [u16; 3],
    /// Which of them has four digits, if one does: the year.
    pub(crate) year: Option<u8>,
    /// What stands between them.
    pub(crate) mark: char,
}

impl Date {
    /// The day in an order; none where there is no such day.
    pub(crate) fn day(self, order: DateOrder) -> Option<NaiveDate> {
        let [first, second, third] = self.numbers;
        let (year, month, day, place) = match order {
            DateOrder::DayFirst => (third, second, first, 2),
            DateOrder::MonthFirst => (third, first, second, 2),
            DateOrder::YearFirst => (first, second, third, 0),
        };
        if self.year.is_some_and(|at| at != place) {
            return None;
        }
        let year = if self.year.is_none() { year + 2000 } else { year };
        let known = (1990..=2100).contains(&year);
        NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day)).filter(|_| known)
    }
}

/// A time of day as written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Clock {
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: Option<u8>,
}

impl Clock {
    /// The time on a day.
    pub(crate) fn on(self, day: NaiveDate) -> Option<NaiveDateTime> {
        let second = u32::from(self.second.unwrap_or_default());
        day.and_hms_opt(u32::from(self.hour), u32::from(self.minute), second)
    }
}

/// Reads a line from left to right; marks of direction are passed over.
#[derive(Clone)]
pub(crate) struct Scan<'a>(pub(crate) &'a str);

/// Whether a character only says in which direction text runs.
pub(crate) const fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether a character is a blank within a line.
pub(crate) const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}')
}

impl<'a> Scan<'a> {
    /// The next character that is no mark.
    pub(crate) fn peek(&mut self) -> Option<char> {
        loop {
            let byte = *self.0.as_bytes().first()?;
            if byte < 0x80 {
                return Some(char::from(byte));
            }
            let next = self.0.chars().next()?;
            if !is_mark(next) {
                return Some(next);
            }
            self.0 = &self.0[next.len_utf8()..];
        }
    }

    pub(crate) fn pass(&mut self) {
        if let Some(next) = self.peek() {
            self.0 = &self.0[next.len_utf8()..];
        }
    }

    /// Passes a character if it is the next one.
    pub(crate) fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.pass();
        }
        found
    }

    /// Passes blanks; whether there was one.
    pub(crate) fn blanks(&mut self) -> bool {
        let mut any = false;
        while self.peek().is_some_and(is_blank) {
            self.pass();
            any = true;
        }
        any
    }

    /// A number of at most `most` digits, in any script's digits; its value and its length.
    pub(crate) fn number(&mut self, most: u8) -> Option<(u16, u8)> {
        let mut value: u16 = 0;
        let mut count = 0;
        while let Some(digit) = self.peek().and_then(digit) {
            if count == most {
                return None;
            }
            value = value * 10 + digit;
            count += 1;
            self.pass();
        }
        (count > 0).then_some((value, count))
    }

    /// Three numbers with one mark between them: `12/3/2024`, `24. 1. 2.`, `2024年1月2日`.
    pub(crate) fn date(&mut self) -> Option<Date> {
        let (first, first_length) = self.number(4)?;
        self.blanks();
        let mark = self.peek().filter(|c| matches!(c, '/' | '-' | '.' | '年' | '년'))?;
        self.pass();
        self.blanks();
        let (second, second_length) = self.number(2)?;
        self.blanks();
        let between = match mark {
            '年' => '月',
            '년' => '월',
            other => other,
        };
        if !self.take(between) {
            return None;
        }
        self.blanks();
        let (third, third_length) = self.number(4)?;
        match mark {
            '年' if !self.take('日') => return None,
            '년' if !self.take('일') => return None,
            '.' => drop(self.take('.')),
            _ => {}
        }
        let year = match (first_length, third_length) {
            (4, 1 | 2) => Some(0),
            (1 | 2, 4) => Some(2),
            (1 | 2, 1 | 2) => None,
            _ => return None,
        };
        let low = second == 0 || second_length > 2 || first == 0 || third == 0 && year.is_some();
        (!low).then_some(Date { numbers: [first, second, third], year, mark })
    }

    /// A time of day with the words for its half that occur, before or behind it.
    pub(crate) fn clock(&mut self) -> Option<Clock> {
        let before = self.part();
        self.blanks();
        let (hour, _) = self.number(2)?;
        let mut at = self.clone();
        at.blanks();
        let mark = at.peek().filter(|c| matches!(c, ':' | '.' | 'h' | '：'))?;
        *self = at;
        self.pass();
        self.blanks();
        let (minute, digits) = self.number(2)?;
        if digits != 2 {
            return None;
        }
        let mut second = None;
        let mut at = self.clone();
        if at.take(mark)
            && let Some((value, 2)) = at.number(2)
        {
            second = Some(u8::try_from(value).ok().filter(|second| *second < 60)?);
            *self = at;
        }
        let mut behind = None;
        if before.is_none() {
            let mut at = self.clone();
            at.blanks();
            behind = at.part();
            if behind.is_some() {
                *self = at;
            }
        }
        let hour = half(u8::try_from(hour).ok()?, before.or(behind))?;
        let minute = u8::try_from(minute).ok().filter(|minute| *minute < 60)?;
        Some(Clock { hour, minute, second })
    }

    /// A word for a part of the day.
    fn part(&mut self) -> Option<Part> {
        let first = self.peek()?;
        if first.is_ascii_digit() || matches!(first, ']' | '-' | ':') {
            return None;
        }
        let found = PARTS.iter().find_map(|(word, part)| Some((self.word(word)?, *part)));
        let (length, part) = found?;
        self.0 = &self.0[length..];
        Some(part)
    }

    /// How many bytes a word takes here, its case, dots and blanks aside.
    fn word(&self, word: &str) -> Option<usize> {
        let mut wanted = word.chars().peekable();
        let mut length = 0;
        for (at, c) in self.0.char_indices() {
            let begun = length > 0;
            if is_mark(c) || begun && (c == '.' || is_blank(c) && wanted.peek().is_some()) {
                continue;
            }
            let Some(next) = wanted.next() else {
                // The word must end where it ends, and so do its dots.
                return (!c.is_alphabetic() || !word.is_ascii()).then_some(at);
            };
            if !c.to_lowercase().eq(next.to_lowercase()) {
                return None;
            }
            length = at + c.len_utf8();
        }
        wanted.next().is_none().then_some(self.0.len())
    }
}

/// The value of a decimal digit of the scripts that phones write.
fn digit(c: char) -> Option<u16> {
    const ZEROS: [u32; 6] = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];
    if c.is_ascii_digit() {
        return Some(u16::from(c as u8 - b'0'));
    }
    let c = u32::from(c);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&c))?;
    u16::try_from(c - zero).ok()
}

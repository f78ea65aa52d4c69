//! The line that begins a message, as the reader of each program's export gives it.

use super::stamp::{Clock, Date};

/// When a message was sent, as its header says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Stamp {
    /// A time of day; the date stands on a line before.
    Clock(Clock),
    /// A date and a time.
    Whole(Date, Clock),
}

/// How the headers of one file are written: all of them the same way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Style {
    /// What stands around the stamp.
    form: &'static str,
    /// What stands between the numbers of a date.
    mark: char,
    /// Which number has the year's four digits.
    year: Option<u8>,
    /// Whether the time stands before the date.
    timed_first: bool,
}

impl Style {
    pub(super) const fn new(form: &'static str, date: &Date, timed_first: bool) -> Self {
        Self { form, mark: date.mark, year: date.year, timed_first }
    }

    /// A style without a date in its headers.
    pub(super) const fn undated(form: &'static str) -> Self {
        Self { form, mark: ' ', year: None, timed_first: false }
    }
}

/// The begin of a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header<'a> {
    pub(super) stamp: Stamp,
    pub(super) style: Style,
    /// Who sent it; none where the program speaks.
    pub(super) sender: Option<&'a str>,
    /// Where the text begins in the line.
    pub(super) text: usize,
    /// Whether the program marked the text as its own words.
    pub(super) marked: bool,
}

/// What a line is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark<'a> {
    /// The day of the messages behind it.
    Day(Date, Style),
    /// The begin of a message.
    Header(Header<'a>),
    /// A line that belongs to no message.
    Rule,
    /// A line of a message, or of nothing.
    Text,
    /// The name of the chat that begins here.
    Title(&'a str),
}

//! The second reading of a chat: lines into messages.
//!
//! docs/spec/chat-export.md, "Messages and lines that look like their begin".

use std::io::Read;

use chrono::{NaiveDate, NaiveDateTime};

use super::header::{Header, Mark, Stamp};
use super::media::{self, Media};
use super::message::{Maker, Message, bare};
use super::{Chat, DateOrder, Survey, whatsapp};
use crate::capture::row::Fault;
use crate::capture::text::Lines;
use crate::capture::{Emit, Item, Sink, Skip};
use crate::error::Result;

/// The longest message, in bytes.
pub(super) const MAX_MESSAGE: usize = 4 * 1024 * 1024;

/// How far back in time a message may lie behind another without a mark, in seconds.
const BACK: i64 = 60;

/// The text holds a line that looks like the begin of a message and is none.
const IN_TEXT: &str = "header-in-text";
/// The line before ends otherwise than the lines before other messages.
const LINE_END: &str = "line-end";
/// The line before is not empty as the lines before other messages are.
const NO_BLANK: &str = "no-blank-line";
/// It, or the line of its day, stands where the quotes of a text are open.
const IN_QUOTES: &str = "in-quotes";
/// The time lies before the time of the message before.
const TIME_BACK: &str = "time-back";
/// A file that the text names cannot be read.
const UNREADABLE: &str = "media-unreadable";

/// Reads messages and gives them out.
pub(super) fn read<R: Read>(
    mut lines: Lines<R>,
    survey: &Survey,
    order: DateOrder,
    maker: Maker<'_>,
    media: &dyn Media,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    let mut rows = Rows {
        survey,
        order,
        maker,
        media,
        open: None,
        day: None,
        last: None,
        crlf: false,
        blank: false,
        quoted: false,
        day_quoted: false,
        astray: None,
        headers: 0,
    };
    let mut whole = 0;
    while let Some(line) = lines.next()? {
        let text = String::from_utf8_lossy(line.whole);
        let broken = line.repaired || matches!(text, std::borrow::Cow::Owned(_));
        let mark = survey.chat.mark(&text);
        let starts = rows.starts(&mark);
        if starts {
            whole = line.start;
            rows.close(sink, emit)?;
        }
        match mark {
            Mark::Header(header) if starts => rows.begin(header, line.number, line.start, &text),
            Mark::Day(date, _) if starts => {
                let day = date.day(order);
                rows.day_quoted = rows.quoted;
                rows.day = Some((day, text.trim_end_matches(['\r', '\n']).to_owned()));
            }
            Mark::Title(title) => rows.maker.begin(title),
            Mark::Rule => {}
            mark => {
                let like = matches!(mark, Mark::Header(_) | Mark::Day(..));
                rows.go_on(&text, like, (line.number, line.start));
            }
        }
        if let Some(message) = &mut rows.open {
            message.repaired |= broken;
            message.over |= line.over;
        }
        rows.end_line(&text);
    }
    if lines.is_damaged() {
        // The last message may be cut.
        return emit(Item::Cut { byte: whole });
    }
    rows.close(sink, emit)
}

struct Rows<'a, 'm> {
    survey: &'a Survey,
    order: DateOrder,
    maker: Maker<'m>,
    media: &'a dyn Media,
    open: Option<Message>,
    /// The day of headers without one, and its line.
    day: Option<(Option<NaiveDate>, String)>,
    last: Option<NaiveDateTime>,
    /// Whether the line before ended in CRLF.
    crlf: bool,
    /// Whether the line before was empty.
    blank: bool,
    /// Whether the quotes around a text of several lines are open.
    quoted: bool,
    /// Whether the line of the day stood in such quotes.
    day_quoted: bool,
    /// The line and the byte of text that belongs to no message.
    astray: Option<(u64, u64)>,
    headers: u64,
}

impl Rows<'_, '_> {
    /// Whether a line begins a message or a day: written as the others of the file.
    fn starts(&self, mark: &Mark<'_>) -> bool {
        match mark {
            Mark::Header(Header { style, .. }) | Mark::Day(_, style) => {
                Some(*style) == self.survey.style
            }
            Mark::Rule | Mark::Title(_) => true,
            Mark::Text => false,
        }
    }

    fn begin(&mut self, header: Header<'_>, line: u64, byte: u64, text: &str) {
        self.headers += 1;
        let (time, day) = match header.stamp {
            Stamp::Whole(date, clock) => (date.day(self.order).and_then(|day| clock.on(day)), None),
            Stamp::Clock(clock) => match &self.day {
                Some((day, written)) => (day.and_then(|day| clock.on(day)), Some(written.clone())),
                None => (None, None),
            },
        };
        let mut doubts = Vec::new();
        if let (Some(time), Some(last)) = (time, self.last)
            && (last - time).num_seconds() > BACK
        {
            doubts.push(TIME_BACK);
        }
        if self.survey.crlf && !self.crlf && self.headers > 1 {
            doubts.push(LINE_END);
        }
        if self.survey.blank && !self.blank && self.headers > 1 {
            doubts.push(NO_BLANK);
        }
        if self.quoted || self.day_quoted {
            doubts.push(IN_QUOTES);
        }
        self.quoted = false;
        self.last = time.or(self.last);
        let body = &text[header.text..];
        let first = self.headers == 1 && self.survey.chat == Chat::WhatsApp;
        let notice = first && whatsapp::is_notice(body);
        let sender = header.sender.map(bare).filter(|sender| {
            let group = self.survey.group.as_deref() == Some(*sender);
            !notice && !group
        });
        self.open = Some(Message {
            line,
            byte,
            time,
            sender: sender.map(str::to_owned),
            lines: text.to_owned(),
            text: header.text,
            day,
            doubts,
            ..Message::default()
        });
    }

    /// Adds a line to the message that is open.
    fn go_on(&mut self, text: &str, like_header: bool, place: (u64, u64)) {
        let Some(message) = &mut self.open else {
            // What stands before the first message is the program's frame.
            if self.headers > 0 && !text.trim().is_empty() {
                self.astray.get_or_insert(place);
            }
            return;
        };
        if like_header && !message.doubts.contains(&IN_TEXT) {
            message.doubts.push(IN_TEXT);
        }
        if message.lines.len() + text.len() > MAX_MESSAGE {
            message.over = true;
        } else {
            message.lines.push_str(text);
        }
    }

    /// Notes how a line ends.
    fn end_line(&mut self, text: &str) {
        let line = text.trim_end_matches(['\r', '\n']);
        self.crlf = text.ends_with("\r\n");
        self.blank = line.is_empty();
        if self.survey.chat == Chat::Line
            && let Some(message) = &self.open
        {
            let first = message.lines.len() == text.len();
            let words = if first { &text[message.text.min(line.len())..line.len()] } else { line };
            let opens = first && words.starts_with('"');
            let closes = words.ends_with('"') && (!opens || words.len() > 1);
            self.quoted = (self.quoted || opens) && !closes;
        }
    }

    /// Gives out the message that is open.
    fn close(&mut self, sink: &mut dyn Sink, emit: Emit<'_>) -> Result<()> {
        if let Some((row, byte)) = self.astray.take() {
            emit(Item::Skip(Skip {
                row,
                byte: Some(byte),
                reason: "text-astray",
                repaired: false,
            }))?;
        }
        let Some(mut message) = self.open.take() else { return Ok(()) };
        // One line break ends a message; more are its own.
        let lines = &message.lines;
        let last = if lines.ends_with("\r\n") { 2 } else { usize::from(lines.ends_with('\n')) };
        message.lines.truncate(lines.len() - last);
        message.text = message.text.min(message.lines.len());
        let (row, byte) = (message.line, Some(message.byte));
        let taken = match self.files(&mut message, sink) {
            Ok(()) => self.maker.draft(message, sink),
            Err(fault) => Err(fault),
        };
        match taken {
            Ok(draft) => emit(Item::Draft(Box::new(draft))),
            Err(Fault::Row(reason)) => {
                emit(Item::Skip(Skip { row, byte, reason, repaired: false }))
            }
            Err(Fault::Cut) => emit(Item::Cut { byte: byte.unwrap_or_default() }),
            Err(Fault::Stop(error)) => Err(error),
        }
    }

    /// Takes the files that the message names.
    fn files(&self, message: &mut Message, sink: &mut dyn Sink) -> std::result::Result<(), Fault> {
        if message.sender.is_none() || message.time.is_none() {
            return Ok(());
        }
        const MAX_LINES: usize = 32;
        let text = &message.lines[message.text..];
        for name in text.lines().take(MAX_LINES).filter_map(media::named) {
            let Some(content) = self.media.open(name) else { continue };
            match media::take(name, content, sink)? {
                Ok(attachment) => message.files.push((name.to_owned(), attachment)),
                Err(code) => {
                    message.doubts.push(UNREADABLE);
                    message.lost.push(code);
                }
            }
        }
        Ok(())
    }
}

//! The first reading of a chat: which program wrote it, who speaks, how its dates are to be read.
//!
//! Nothing is taken here; what stays open is a question that the caller puts to the person.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::header::{Header, Mark, Stamp, Style};
use super::order::{Order, Settled};
use super::stamp::{Clock, DateOrder};
use super::{Chat, qq, whatsapp};
use crate::capture::encoding::Encoding;
use crate::error::{Malformed, Result};

/// The most different senders of a chat.
pub const MAX_SENDERS: usize = 10_000;

/// How many ways of writing headers are counted.
const MAX_STYLES: usize = 64;

/// Within how many lines the first message of a chat begins.
const MAX_PREAMBLE: u64 = 64;

/// What the first reading of a chat says.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Which program wrote it.
    pub chat: Chat,
    /// How it is written in bytes.
    pub encoding: Encoding,
    /// Who sent how many messages, the most first.
    pub senders: Vec<(String, u64)>,
    /// The orders that the dates may have; one where the file decides it.
    pub orders: Vec<DateOrder>,
    /// Whether no order fits all dates.
    pub mixed: bool,
    /// The chat's own name, where the file says it.
    pub title: Option<String>,
    /// The person's own name, where the file says it.
    pub own: Option<String>,
    /// Whether its times are those of a clock without a zone.
    pub clock: bool,
    /// Whether several chats stand in the file, each behind its name.
    pub(super) several: bool,
    /// The programs that may have written it; one where the file decides it.
    pub apps: Vec<Chat>,
    /// The account behind each of the senders, where the file has accounts.
    pub(super) accounts: Vec<String>,
    /// How its headers are written.
    pub(super) style: Option<Style>,
    /// The sender that is the group itself: all of its lines are the program's.
    pub(super) group: Option<String>,
    /// Whether most headers stand behind CRLF.
    pub(super) crlf: bool,
    /// Whether most headers stand behind an empty line.
    pub(super) blank: bool,
}

/// What was counted of one sender.
#[derive(Default)]
struct Sender {
    messages: u64,
    /// How many of them the program marked as its own.
    marked: u64,
    /// Which of the senders it was, by first message.
    place: usize,
}

/// What was counted of one way of writing headers.
struct Counted {
    style: Style,
    headers: u64,
    first_line: u64,
    behind_crlf: u64,
    behind_blank: u64,
    order: Order,
    senders: HashMap<String, Sender>,
    /// The sender of the notice, where that is the first message, and whether it is marked.
    notice: Option<(String, bool)>,
}

/// Counts headers while lines pass.
pub(super) struct Counter {
    styles: Vec<Counted>,
    newest: usize,
    /// Whether the line before ended in CRLF, and whether it was empty.
    crlf: bool,
    blank: bool,
    /// The chat's name, and how often one is given.
    title: Option<String>,
    titles: u64,
    /// How many lines are of the program's frame.
    rules: u64,
    /// Whether one of them stands before the first header.
    framed: bool,
}

impl Counter {
    pub(super) const fn new() -> Self {
        Self {
            styles: Vec::new(),
            newest: 0,
            crlf: false,
            blank: false,
            title: None,
            titles: 0,
            rules: 0,
            framed: false,
        }
    }

    /// Takes a line and what it is.
    pub(super) fn add(&mut self, number: u64, line: &str, mark: Mark<'_>) -> Result<()> {
        match mark {
            Mark::Header(header) => self.header(number, line, header)?,
            Mark::Day(date, style) => {
                const MIDNIGHT: Clock = Clock { hour: 0, minute: 0, second: None };
                self.framed |= self.first().is_none();
                if let Some(counted) = self.of(style) {
                    counted.order.add(date, MIDNIGHT);
                }
            }
            Mark::Title(title) => {
                self.titles += 1;
                if self.titles == 1 && title.len() <= whatsapp::MAX_NAME {
                    self.title = Some(title.to_owned());
                }
            }
            Mark::Rule => self.rules += 1,
            Mark::Text => {}
        }
        self.framed |= self.titles + self.rules > 0 && self.first().is_none();
        self.crlf = line.ends_with("\r\n");
        self.blank = line.trim_end_matches(['\r', '\n']).is_empty();
        Ok(())
    }

    /// What is counted of a way of writing headers.
    fn of(&mut self, style: Style) -> Option<&mut Counted> {
        if self.styles.get(self.newest).is_none_or(|counted| counted.style != style) {
            match self.styles.iter().position(|counted| counted.style == style) {
                Some(place) => self.newest = place,
                None if self.styles.len() == MAX_STYLES => return None,
                None => {
                    self.newest = self.styles.len();
                    self.styles.push(Counted {
                        style,
                        headers: 0,
                        first_line: 0,
                        behind_crlf: 0,
                        behind_blank: 0,
                        order: Order::new(),
                        senders: HashMap::new(),
                        notice: None,
                    });
                }
            }
        }
        self.styles.get_mut(self.newest)
    }

    fn header(&mut self, number: u64, line: &str, header: Header<'_>) -> Result<()> {
        let (crlf, blank) = (self.crlf, self.blank);
        let Some(counted) = self.of(header.style) else { return Ok(()) };
        if let Stamp::Whole(date, clock) = header.stamp {
            counted.order.add(date, clock);
        }
        if counted.headers == 0 {
            counted.first_line = number;
        }
        counted.headers += 1;
        counted.behind_crlf += u64::from(crlf);
        counted.behind_blank += u64::from(blank);
        let Some(name) = header.sender else { return Ok(()) };
        if counted.headers == 1 && whatsapp::is_notice(&line[header.text..]) {
            counted.notice = Some((name.to_owned(), header.marked));
        }
        let place = counted.senders.len();
        let sender = match counted.senders.get_mut(name) {
            Some(sender) => sender,
            None if place == MAX_SENDERS => {
                return Err(Malformed::new("chat", number, "chat-too-many-senders").into());
            }
            None => {
                let new = Sender { place, ..Sender::default() };
                counted.senders.entry(name.to_owned()).or_insert(new)
            }
        };
        sender.messages += 1;
        sender.marked += u64::from(header.marked);
        Ok(())
    }

    /// How surely this program wrote the text: whether its frame stands before the first message,
    /// then how early that begins. None where it begins too late.
    pub(super) fn weight(&self) -> Option<(bool, Reverse<u64>)> {
        let first = self.first()?;
        (first.first_line <= MAX_PREAMBLE).then_some((self.framed, Reverse(first.first_line)))
    }

    /// What was counted of the way in which the first header is written: the program wrote that
    /// one, whatever others wrote into their messages.
    fn first(&self) -> Option<&Counted> {
        self.styles.iter().filter(|counted| counted.headers > 0).min_by_key(|c| c.first_line)
    }

    /// What was counted.
    pub(super) fn finish(mut self, chat: Chat, encoding: Encoding) -> Option<Survey> {
        let style = self.first()?.style;
        let mut counted =
            self.styles.swap_remove(self.styles.iter().position(|c| c.style == style)?);
        let several = counted.senders.len() > 2;
        let mut group = None;
        if let Some((name, marked)) = counted.notice
            && let Some(sender) = counted.senders.get_mut(&name)
        {
            // The notice is the program's; where all else of this sender is, too, it is the group.
            sender.messages -= 1;
            sender.marked -= u64::from(marked);
            group = (several && sender.messages == sender.marked).then_some(name);
        }
        let mut senders: Vec<_> = counted.senders.into_iter().collect();
        senders.retain(|(name, _)| Some(name) != group.as_ref());
        senders.sort_by_key(|(_, sender)| (Reverse(sender.messages), sender.place));
        // What other programs take out of WeChat looks as what QQ writes, but for frame and numbers.
        let numbered = senders.iter().any(|(name, _)| qq::is_numbered(name));
        let open = chat == Chat::Qq && self.titles + self.rules == 0 && !numbered;
        let apps = if open { vec![Chat::Qq, Chat::WeChat] } else { vec![chat] };
        let (orders, mixed) = match counted.order.settle() {
            Settled::Known(order) => (vec![order], false),
            Settled::Open(orders) => (orders, false),
            Settled::Mixed => (DateOrder::ALL.to_vec(), true),
        };
        Some(Survey {
            chat,
            encoding,
            senders: senders.into_iter().map(|(name, s)| (name, s.messages)).collect(),
            orders,
            mixed,
            several: self.titles > 1,
            title: group.clone().or(self.title),
            apps,
            own: None,
            clock: true,
            accounts: Vec::new(),
            style: Some(style),
            group,
            crlf: counted.behind_crlf * 2 > counted.headers,
            blank: counted.behind_blank * 2 > counted.headers,
        })
    }
}

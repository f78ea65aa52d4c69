//! A message of a chat, and the record that it becomes.
//!
//! docs/spec/chat-export.md, "Records".

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{Datelike, NaiveDateTime};

use super::stamp::{is_blank, is_mark};
use super::whatsapp::{MAX_NAME, is_deleted};
use super::{Chat, Survey, fault, line};
use crate::capture::row::{Columns, Fault, TEXT};
use crate::capture::{Context, Sink, number};
use crate::error::Result;
use crate::record::canonical::Value;
use crate::record::{
    Attachment, Channel, Direction, Draft, Fact, Feed, Field, Kind, MAX_BODY, MAX_RECORD, Millis,
    Named, Offset, Party, Seen, Source, TAKEN_BACK,
};

/// The most other members of a group that a record names.
const MAX_GROUP: usize = 16;

/// How many messages of one second or minute are compared with each other.
const MAX_EQUAL: usize = 10_000;

/// A message as it stands in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    /// The line at which it begins, from 1.
    pub(super) line: u64,
    /// The offset at which it begins.
    pub(super) byte: u64,
    /// Its time; none where the order of the file gives none.
    pub(super) time: Option<NaiveDateTime>,
    /// Who sent it; none where the program speaks.
    pub(super) sender: Option<String>,
    /// Its lines as they stand.
    pub(super) lines: String,
    /// Where its text begins in them.
    pub(super) text: usize,
    /// The line of its day, where its header has none.
    pub(super) day: Option<String>,
    /// What makes it doubtful where it begins or ends.
    pub(super) doubts: Vec<&'static str>,
    /// Whether bytes were replaced.
    pub(super) repaired: bool,
    /// Whether it is longer than a message may be.
    pub(super) over: bool,
    /// Files that it names.
    pub(super) files: Vec<(String, Attachment)>,
    /// Why files that it names could not be taken.
    pub(super) lost: Vec<&'static str>,
}

/// Makes records of one chat's messages.
pub(super) struct Maker<'a> {
    context: &'a Context<'a>,
    chat: Chat,
    /// The names of the person.
    me: Vec<String>,
    /// Everybody else.
    others: Vec<Named>,
    title: Option<String>,
    /// Whether the file holds several chats: its senders are then no group.
    several: bool,
    /// The newest time, and what was sent at it.
    newest: Option<NaiveDateTime>,
    sent: HashMap<u64, u32>,
}

impl<'a> Maker<'a> {
    /// A maker for a chat whose person is known.
    pub(super) fn new(survey: &Survey, chat: Chat, context: &'a Context<'a>) -> Result<Self> {
        let names = context.answers.me.ok_or_else(|| fault("me-unknown"))?;
        let me: Vec<String> = names.iter().map(|name| bare(name).to_owned()).collect();
        let mine = |name: &str| me.iter().any(|own| own == name);
        if !me.is_empty() && !survey.senders.iter().any(|(name, _)| mine(name)) {
            return Err(fault("me-not-found"));
        }
        let others = survey.senders.iter().filter(|(name, _)| !mine(name));
        let others = others.map(|(name, _)| number::named(name, context.country)).collect();
        let title = survey.title.clone();
        let several = survey.several;
        Ok(Self { context, chat, me, others, title, several, newest: None, sent: HashMap::new() })
    }

    /// Notes the name of the chat that begins.
    pub(super) fn begin(&mut self, title: &str) {
        self.title = (title.len() <= MAX_NAME).then(|| title.to_owned());
    }

    /// The record of a message.
    pub(super) fn draft(
        &mut self,
        message: Message,
        sink: &mut dyn Sink,
    ) -> std::result::Result<Draft, Fault> {
        let Message {
            line: number,
            byte: _,
            time,
            sender,
            lines,
            text,
            day,
            doubts,
            repaired,
            over,
            files,
            lost,
        } = message;
        if over {
            return Err(Fault::Row("row-too-large"));
        }
        let sender = sender.ok_or(Fault::Row("system-line"))?;
        let time = time.ok_or(Fault::Row("time-invalid"))?;
        let mut fact = Fact::new(Kind::Event, Source::Imported);
        fact.channel = Some(Channel::Chat);
        fact.service = Some(self.chat.service().to_owned());
        let sent = self.me.contains(&sender);
        fact.direction = Some(if sent { Direction::Out } else { Direction::In });
        stamp(self.context, &mut fact, time)?;
        fact.feed = Some(Feed {
            format: self.chat.format().to_owned(),
            file: Some(self.context.file),
            package: None,
            place: i64::try_from(number).unwrap_or(i64::MAX),
        });
        let again = self.again(time, &lines);
        let body = self.body(&lines[text..]);
        let deleted = self.chat == Chat::WhatsApp && files.is_empty() && is_deleted(body);
        fact.reason = deleted.then(|| TAKEN_BACK.to_owned());
        let mut columns = Columns::default();
        if let Some(day) = &day {
            columns.push_text("day", day);
        }
        if again > 0 {
            columns.push_text("again", &again.to_string());
        }
        columns.push_text("lines", &lines);
        columns.shed(sink)?;
        let mut names = Vec::new();
        for (name, attachment) in files {
            names.push(Value::Text(name));
            fact.attachments.push(attachment);
        }
        let long = body.len() > MAX_BODY / 6 && columns.stored("lines").is_some();
        if long {
            let stored = sink.attach(&mut body.as_bytes(), TEXT)?;
            fact.body_attached = Some(stored.sha256);
            fact.attachments.push(stored);
            names.push(Value::Text("body.txt".to_owned()));
        }
        if repaired {
            fact.repaired = vec![Field::Body, Field::SourceRow];
        }
        let mut source_row = String::with_capacity(columns.held() * 2 + 64);
        columns.write(&mut source_row, &[]);
        let mut draft = Draft::new(fact).with_party(&self.party(&sender, sent));
        draft.lost = lost;
        // One chat is one conversation, whoever speaks in it.
        if self.several || self.others.len() != 1 {
            draft.conversation = Some(self.title.clone().unwrap_or_default());
        }
        if !long && !deleted {
            draft = draft.with_text(Field::Body, body);
        }
        if !doubts.is_empty() {
            let doubts = doubts.into_iter().map(|doubt| Value::Text(doubt.to_owned())).collect();
            let detail = vec![("doubt".to_owned(), Value::List(doubts))];
            draft = draft.with(Field::Detail, &Value::map(detail));
        }
        if !names.is_empty() {
            draft = draft.with(Field::Names, &Value::List(names));
        }
        draft = draft.with_canonical(Field::SourceRow, source_row);
        let held = Field::ALL.iter().filter_map(|field| draft.private(*field)).map(str::len);
        if held.sum::<usize>() + 4096 + draft.fact.attachments.len() * 320 > MAX_RECORD {
            return Err(Fault::Row("row-too-large"));
        }
        Ok(draft)
    }

    /// The words of a message, without what only parts them from the next one.
    fn body<'t>(&self, text: &'t str) -> &'t str {
        match self.chat {
            Chat::Line => line::unquoted(text.trim_end_matches(['\r', '\n'])),
            Chat::Qq | Chat::WeChat => text.trim_matches(['\r', '\n']),
            Chat::Telegram | Chat::WhatsApp => text,
        }
    }

    /// How many equal messages of the same time stood right before.
    fn again(&mut self, time: NaiveDateTime, lines: &str) -> u32 {
        if self.newest != Some(time) {
            self.newest = Some(time);
            self.sent.clear();
        }
        let mut hasher = DefaultHasher::new();
        lines.hash(&mut hasher);
        let key = hasher.finish();
        if self.sent.len() >= MAX_EQUAL && !self.sent.contains_key(&key) {
            return 0;
        }
        let sent = self.sent.entry(key).or_default();
        *sent += 1;
        *sent - 1
    }

    /// The other side: the sender; of what was sent, the only other one, else the chat's name.
    fn party(&self, sender: &str, sent: bool) -> Party {
        let few = self.others.len() <= MAX_GROUP + 1 && !self.several;
        if sent {
            let (name, rest) = match (self.others.as_slice(), &self.title) {
                ([one], _) if !self.several => (one.clone(), &[][..]),
                (others, Some(title)) => (number::named(title, self.context.country), others),
                (others, None) => (Named::default(), others),
            };
            let group = if few { rest.to_vec() } else { Vec::new() };
            return Party { name, group };
        }
        let name = number::named(sender, self.context.country);
        let group = if few {
            self.others.iter().filter(|other| other.key() != name.key()).cloned().collect()
        } else {
            Vec::new()
        };
        Party { name, group }
    }
}

/// A name without the marks and blanks around it.
pub(super) fn bare(name: &str) -> &str {
    name.trim_matches(|c: char| is_mark(c) || is_blank(c))
}

/// Enters the instant where the zone is known, else the local time.
pub(crate) fn stamp(
    context: &Context<'_>,
    fact: &mut Fact,
    time: NaiveDateTime,
) -> std::result::Result<(), Fault> {
    match instant(time, context.offset) {
        Some((wall, offset)) if wall.in_range() => {
            fact.offset = Some(offset);
            fact.seen = Some(Seen { wall, mono: None, boot: None });
        }
        Some(_) => return Err(Fault::Row("time-out-of-range")),
        None if !(1990..=2100).contains(&time.year()) => {
            return Err(Fault::Row("time-out-of-range"));
        }
        None => fact.local = Some(time.format("%Y-%m-%dT%H:%M:%S").to_string()),
    }
    Ok(())
}

/// The instant of a local time, by the offsets that held around it; none where there is none or
/// where the clock was set so that it does not occur exactly once.
pub(crate) fn instant(
    local: NaiveDateTime,
    offset: &dyn Fn(Millis) -> Option<Offset>,
) -> Option<(Millis, Offset)> {
    const DAY: i64 = 86_400_000;
    let wall = local.and_utc().timestamp_millis();
    let mut found: Option<(Millis, Offset)> = None;
    for around in [wall - DAY, wall + DAY] {
        let near = offset(Millis(around))?;
        let time = Millis(wall - near.minutes * 60_000);
        let there = offset(time)?;
        if there.minutes == near.minutes {
            match &found {
                Some((other, _)) if *other != time => return None,
                _ => found = Some((time, there)),
            }
        }
    }
    found
}

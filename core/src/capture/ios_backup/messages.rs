//! Messages: `sms.db`.
//!
//! docs/spec/ios-backup.md, 5.

mod attachment;
mod chat;
mod history;
mod payload;

use std::borrow::Cow;

use rusqlite::Row;

use super::super::row::{Columns, Fault};
use super::cells::{Cells, Shape, from_real, named, word};
use super::choice::Met;
use super::database::unreadable;
use super::reading::Reading;
use super::typedstream;
use crate::record::canonical::write_text;
use crate::record::{Channel, Direction, Field, Millis, Named, Party, TAKEN_BACK};
use attachment::Attached;
use chat::{Chats, Joined};
use history::{History, Version};

/// The table of messages.
const TABLE: &str = "message";

/// The columns that stand in `source_row`, then those that are only looked at.
const COLUMNS: &[&str] = &[
    "guid",
    "text",
    "attributedBody",
    "subject",
    "service",
    "account",
    "country",
    "service_center",
    "date",
    "date_edited",
    "date_retracted",
    "error",
    "is_from_me",
    "item_type",
    "group_title",
    "cache_roomnames",
    "associated_message_guid",
    "associated_message_type",
    "balloon_bundle_id",
    "payload_data",
    "message_summary_info",
    "expressive_send_style_id",
    "destination_caller_id",
    "was_downgraded",
    "is_forward",
    "is_auto_reply",
    "is_audio_message",
    "reply_to_guid",
    "thread_originator_guid",
    "thread_originator_part",
    "handle_id",
    "is_sent",
    "is_finished",
    "is_system_message",
    "is_service_message",
];

/// The last of [`COLUMNS`], which are only looked at.
const LOOKED_AT: &[&str] =
    &["handle_id", "is_sent", "is_finished", "is_system_message", "is_service_message"];

/// The fields that come from columns as they stand.
const FIELDS: &[(Field, &str)] =
    &[(Field::Body, "text"), (Field::Subject, "subject"), (Field::Own, "destination_caller_id")];

/// Stands in a text where an attachment is.
const OBJECT: char = '\u{fffc}';

/// Reads every message.
pub(super) fn read(reading: &mut Reading<'_>) -> crate::Result<()> {
    let database = reading.database;
    let chats = Chats::read(database)?;
    let pair = |table, first, second| -> crate::Result<String> {
        let there = database.has_column(table, first) && database.has_column(table, second);
        let from = if there { format!("\"{table}\"") } else { "(SELECT 0 a, 0 b WHERE 0)".into() };
        let (first, second) = if there { (first, second) } else { ("a", "b") };
        Ok(format!("SELECT {first}, {second} FROM {from} ORDER BY 1, 2"))
    };
    let sql = pair("chat_message_join", "message_id", "chat_id")?;
    let mut of_chats = database.connection.prepare(&sql).map_err(unreadable)?;
    let sql = pair("message_attachment_join", "message_id", "attachment_id")?;
    let mut of_attachments = database.connection.prepare(&sql).map_err(unreadable)?;
    let mut messages = Messages {
        reading,
        chats,
        of_chats: Joined::new(of_chats.query([]).map_err(unreadable)?),
        of_attachments: Joined::new(of_attachments.query([]).map_err(unreadable)?),
    };
    let messages = std::cell::RefCell::new(&mut messages);
    database.each(
        TABLE,
        COLUMNS,
        &mut |row| messages.borrow_mut().row(row),
        &mut |from, to, reason| messages.borrow_mut().lost(from, to, reason),
    )
}

/// A reading of messages, with what stands beside them.
struct Messages<'a, 'r, 's> {
    reading: &'a mut Reading<'r>,
    chats: Chats,
    of_chats: Joined<'s>,
    of_attachments: Joined<'s>,
}

/// What a message is before its text is read.
struct Facts {
    channel: Channel,
    service: Option<String>,
    party: Party,
    own: Option<Named>,
    direction: Direction,
}

impl Messages<'_, '_, '_> {
    /// Says which rows cannot be read: those that another table names, else one for all.
    fn lost(&mut self, from: i64, to: Option<i64>, reason: &'static str) -> crate::Result<()> {
        let ids = chat::named_between(self.reading.database, from, to);
        if ids.is_empty() {
            return self.reading.skip(from.max(1), reason);
        }
        ids.into_iter().try_for_each(|id| self.reading.skip(id, reason))
    }

    fn row(&mut self, row: &Row<'_>) -> crate::Result<()> {
        let cells = Cells::new(row, COLUMNS);
        let id = cells.id();
        let chat = self.of_chats.first_of(id);
        let attachments = self.of_attachments.all_of(id);
        let facts = self.facts(&cells, chat);
        let time = cells.time("date");
        let left_out = left_out(&cells).or(time.err());
        let met = Met {
            channel: facts.channel,
            party: &facts.party,
            contact: None,
            time: time.ok(),
            left_out,
        };
        if !self.reading.wants(&met)? {
            return Ok(());
        }
        match (left_out, time) {
            (None, Ok(time)) => self.take(&cells, chat, &attachments, &facts, time),
            (reason, _) => self.reading.skip(id, reason.unwrap_or("time-invalid")),
        }
    }

    /// Who, how and in which direction.
    fn facts(&self, cells: &Cells<'_, '_>, chat: Option<i64>) -> Facts {
        let country = self.reading.context.country;
        let handle = cells.int("handle_id").and_then(|id| self.chats.handle(id));
        let chat = chat.and_then(|id| self.chats.chat(id));
        let services = [
            cells.text("service").map(Cow::into_owned),
            handle.and_then(|handle| handle.service.clone()),
            chat.and_then(|chat| chat.service.clone()),
        ];
        let (channel, service) = channel(services.into_iter().flatten().next().as_deref());
        let out = cells.flag("is_from_me");
        let direction = if out { Direction::Out } else { Direction::In };
        let own = cells.text("destination_caller_id").map(|own| named(&own, None, country));
        let is_own = |name: &Named| own.as_ref().is_some_and(|own| own.key() == name.key());
        let members = chat.map(|chat| self.chats.members(chat, country)).unwrap_or_default();
        let members: Vec<Named> = members.into_iter().filter(|name| !is_own(name)).collect();
        let name = handle.map(|handle| handle.named(country));
        let name = name.or_else(|| match members.as_slice() {
            [only] => Some(only.clone()),
            [first, ..] if out => Some(first.clone()),
            _ => None,
        });
        let identifier = chat.filter(|_| out).and_then(|chat| chat.identifier.as_deref());
        let name = name.or_else(|| identifier.map(|shown| named(shown, None, country)));
        let name = name.unwrap_or_default();
        let mut group: Vec<Named> = Vec::new();
        for member in members {
            let there = member.key() == name.key();
            if !there && group.iter().all(|other| other.key() != member.key()) {
                group.push(member);
            }
        }
        Facts { channel, service, party: Party { name, group }, own, direction }
    }

    /// Takes a message: one draft, or one for each of its versions.
    fn take(
        &mut self,
        cells: &Cells<'_, '_>,
        chat: Option<i64>,
        attachments: &[i64],
        facts: &Facts,
        time: Millis,
    ) -> crate::Result<()> {
        let id = cells.id();
        let mut attached = match attachment::take(self.reading, attachments) {
            Ok(attached) => attached,
            Err(fault) => return self.reading.give(id, Err(fault)),
        };
        let text = Text::of(cells);
        let history = cells.blob("message_summary_info").and_then(History::parse);
        let history = history.unwrap_or_default();
        let of_many = chat.and_then(|id| self.chats.chat(id)).is_some_and(|chat| chat.cut);
        let cuts = usize::from(history.cut) + usize::from(of_many);
        attached.lost.extend(std::iter::repeat_n("too-many-parts", cuts));
        let mut more = Members::default();
        let handle = cells.int("handle_id").and_then(|id| self.chats.handle(id));
        more.push("handle", handle.map(|handle| handle.row.clone()));
        more.push("chat", chat.and_then(|id| self.chats.chat(id)).map(|chat| chat.row.clone()));
        more.push("attachments", attached.row.clone());
        more.push("payload", text.payload.as_deref().map(quoted));
        more.push("unsent", history.unsent());
        let edited = cells.time("date_edited").ok();
        let mut versions = history.versions(time, text.body.as_deref(), edited);
        if versions.is_empty()
            && let (true, Some(left), Some(at)) = (more.has("unsent"), &text.body, edited)
            && at.0.div_euclid(1000) > time.0.div_euclid(1000)
        {
            // What was sent is gone; what is left of it stands so since it was changed.
            versions.push(Version { time, text: String::new() });
            versions.push(Version { time: at, text: left.clone() });
        }
        if versions.is_empty() {
            let made =
                self.draft(cells, facts, &attached, time, text.body, &text.lost, &more, None);
            return self.reading.give(id, made);
        }
        let none = Attached::default();
        for (number, Version { text: body, time }) in versions.into_iter().enumerate() {
            let label = (number + 1).to_string();
            let mut more = more.clone();
            more.push("version", Some(quoted(&label)));
            let attached = if number == 0 { &attached } else { &none };
            let whole = Some(body.as_str());
            let stripped = strip(&body);
            let made = self.draft(cells, facts, attached, time, stripped, &text.lost, &more, whole);
            self.reading.give(id, made)?;
        }
        Ok(())
    }

    /// The draft of a message or of one version of it.
    #[expect(clippy::too_many_arguments, reason = "they are the parts of one message")]
    fn draft(
        &mut self,
        cells: &Cells<'_, '_>,
        facts: &Facts,
        attached: &Attached,
        time: Millis,
        body: Option<String>,
        lost: &Option<String>,
        more: &Members,
        version: Option<&str>,
    ) -> Result<crate::record::Draft, Fault> {
        let mut fact = self.reading.fact(cells.id(), time);
        fact.channel = Some(facts.channel);
        fact.service.clone_from(&facts.service);
        fact.direction = Some(facts.direction);
        fact.attachments.clone_from(&attached.files);
        let unsent = more.has("unsent") || cells.flag("date_retracted");
        fact.reason = (body.is_none() && unsent).then(|| TAKEN_BACK.to_owned());
        let mut columns = Columns::default();
        let mut other = LOOKED_AT.to_vec();
        if version.is_some() {
            other.push("text");
        }
        if lost.is_some() {
            other.push("attributedBody");
        }
        cells.enter(&mut columns, &other);
        if let Some(text) = version {
            columns.push_text("text", text);
        }
        if !columns.has("guid") {
            columns.push_text("ROWID", itoa::Buffer::new().format(cells.id()));
        }
        let mut more = more.clone();
        more.push("attributedBody", lost.clone());
        let shape = Shape {
            fact,
            party: facts.party.clone(),
            own: facts.own.clone(),
            contact: None,
            subject: cells.text("subject").map(Cow::into_owned),
            body,
            names: attached.names.clone(),
            lost: attached.lost.clone(),
        };
        shape.finish(&mut columns, &more.list(), FIELDS, self.reading.sink)
    }
}

/// Further members of a row, in canonical form.
#[derive(Clone, Default)]
struct Members(Vec<(&'static str, String)>);

impl Members {
    fn push(&mut self, name: &'static str, value: Option<String>) {
        self.0.extend(value.map(|value| (name, value)));
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| *other == name)
    }

    fn list(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str())).collect()
    }
}

/// What a message says.
struct Text {
    body: Option<String>,
    /// What stands for an archive that cannot be read.
    lost: Option<String>,
    payload: Option<String>,
}

impl Text {
    fn of(cells: &Cells<'_, '_>) -> Self {
        let mut lost = None;
        let text = cells.text("text").map(Cow::into_owned).or_else(|| {
            let archive = cells.blob("attributedBody")?;
            let text = typedstream::text(archive);
            if text.is_none() {
                let size = archive.len();
                lost = Some(format!(
                    "{{\"lost\":{},\"size\":{size}}}",
                    quoted("typedstream-malformed")
                ));
            }
            text.map(str::to_owned)
        });
        let body = text.and_then(|text| strip(&text));
        let payload = match &body {
            None => cells.blob("payload_data").and_then(payload::text),
            Some(_) => None,
        };
        Self { body: body.or_else(|| payload.clone()), lost, payload }
    }
}

/// The text without the signs that stand for attachments; none where nothing is left.
fn strip(text: &str) -> Option<String> {
    let text = text.replace(OBJECT, "");
    (!text.is_empty()).then_some(text)
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_text(&mut out, text);
    out
}

/// Why a row is no message that was sent.
fn left_out(cells: &Cells<'_, '_>) -> Option<&'static str> {
    let system = ["item_type", "is_system_message", "is_service_message"];
    if system.iter().any(|column| cells.flag(column)) {
        return Some("system-row");
    }
    if matches!(cells.int("associated_message_type"), Some(1000 | 2000..=4999)) {
        return Some("tapback");
    }
    let not = |column| cells.int(column) == Some(0);
    let unsent = not("is_sent") && cells.flag("error") || not("is_finished");
    (cells.flag("is_from_me") && unsent).then_some("not-sent")
}

/// The channel and the word of a service.
fn channel(service: Option<&str>) -> (Channel, Option<String>) {
    match service {
        None => (Channel::Other, None),
        Some("SMS") => (Channel::Sms, None),
        Some("iMessage") => (Channel::Chat, Some("imessage".to_owned())),
        Some(other) if other.starts_with("SMS") || other.ends_with("SMS") => {
            (Channel::Sms, word(other))
        }
        Some(other) => (Channel::Chat, word(other)),
    }
}

/// A moment of a property list, in seconds since 2001.
fn moment(seconds: f64) -> Option<Millis> {
    from_real(seconds).filter(|time| time.in_range())
}

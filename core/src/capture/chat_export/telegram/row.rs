//! A message of Telegram's JSON, and the record that it becomes.
//!
//! docs/spec/chat-export.md, "Telegram".

use super::super::message::{bare, stamp};
use super::super::{Chat, Media, media};
use super::text_of;
use crate::capture::row::Fault;
use crate::capture::{Context, Sink, number};
use crate::record::canonical::Value;
use crate::record::{
    Channel, Direction, Draft, Fact, Feed, Field, Kind, MAX_BODY, MAX_RECORD, Millis, Outcome,
    Party, Seen, Source,
};

/// Where a message stands.
pub(super) struct Place<'a> {
    pub(super) context: &'a Context<'a>,
    /// The accounts of the person.
    pub(super) me: &'a [String],
    /// Which message of the file it is, from 1.
    pub(super) row: u64,
    /// The chat's name.
    pub(super) name: String,
    /// The chat's kind: `personal_chat`, `private_group` and so on.
    pub(super) kind: String,
}

/// The account and the name of whoever sent a message; none where the program speaks.
pub(super) fn sender(value: &Value) -> Option<(String, String)> {
    let (from, id) = if is_call(value) { ("actor", "actor_id") } else { ("from", "from_id") };
    if value.member("type").and_then(Value::text) != Some("message") && !is_call(value) {
        return None;
    }
    let name = text_of(value, from).unwrap_or_default();
    let name = bare(&name).to_owned();
    // Exports of before 2021 have numbers alone.
    let id = match text_of(value, id) {
        Some(id) if id.bytes().all(|byte| byte.is_ascii_digit()) => format!("user{id}"),
        Some(id) => id,
        None => name.clone(),
    };
    Some((id, name))
}

fn is_call(value: &Value) -> bool {
    let is = |name: &str, word: &str| value.member(name).and_then(Value::text) == Some(word);
    is("type", "service") && is("action", "phone_call")
}

/// The record of a message.
pub(super) fn draft(
    place: &Place<'_>,
    value: &Value,
    repaired: bool,
    media: &dyn Media,
    sink: &mut dyn Sink,
) -> Result<Draft, Fault> {
    // What a person notes for themselves is no contact.
    let notes = place.kind == "saved_messages";
    let Some((id, name)) = sender(value).filter(|_| !notes) else {
        return Err(Fault::Row("system-line"));
    };
    let mut fact = Fact::new(Kind::Event, Source::Imported);
    time(place.context, value, &mut fact)?;
    fact.service = Some(Chat::Telegram.service().to_owned());
    let sent = place.me.contains(&id);
    fact.direction = Some(if sent { Direction::Out } else { Direction::In });
    fact.channel = Some(Channel::Chat);
    if is_call(value) {
        call(value, sent, &mut fact);
    }
    fact.feed = Some(Feed {
        format: Chat::Telegram.format().to_owned(),
        file: Some(place.context.file),
        package: None,
        place: i64::try_from(place.row).unwrap_or(i64::MAX),
    });
    let text = words(value);
    let (names, doubts) = files(value, media, sink, &mut fact)?;
    let none = text.is_empty() && (is_call(value) || !names.is_empty());
    if repaired {
        fact.repaired = vec![Field::Body, Field::SourceRow];
    }
    let shown = match (sent, name.as_str()) {
        (true, _) => place.name.as_str(),
        (false, "") => &id,
        (false, name) => name,
    };
    let group = if sent || place.kind == "personal_chat" || place.name.is_empty() {
        Vec::new()
    } else {
        vec![number::named(&place.name, None)]
    };
    let name = number::named(shown, place.context.country);
    let source_row = value.to_canonical();
    if source_row.len() > MAX_RECORD / 2 || text.len() > MAX_BODY {
        return Err(Fault::Row("row-too-large"));
    }
    let mut draft = Draft::new(fact).with_party(&Party { name, group });
    draft.lost = doubts.clone();
    if place.kind != "personal_chat" {
        draft.conversation = Some(place.name.clone());
    }
    if !none {
        draft = draft.with_text(Field::Body, &text);
    }
    if !names.is_empty() {
        draft = draft.with(Field::Names, &Value::List(names));
    }
    if !doubts.is_empty() {
        let doubts = doubts.into_iter().map(|doubt| Value::Text(doubt.to_owned())).collect();
        let detail = vec![("doubt".to_owned(), Value::List(doubts))];
        draft = draft.with(Field::Detail, &Value::map(detail));
    }
    let draft = draft.with_canonical(Field::SourceRow, source_row);
    let held = Field::ALL.iter().filter_map(|field| draft.private(*field)).map(str::len);
    if held.sum::<usize>() + 4096 > MAX_RECORD {
        return Err(Fault::Row("row-too-large"));
    }
    Ok(draft)
}

/// The instant, or the local time where the export has no instant.
fn time(context: &Context<'_>, value: &Value, fact: &mut Fact) -> Result<(), Fault> {
    if let Some(seconds) = text_of(value, "date_unixtime") {
        let seconds: i64 = seconds.parse().map_err(|_| Fault::Row("time-invalid"))?;
        let wall = Millis(seconds.saturating_mul(1000));
        if !wall.in_range() {
            return Err(Fault::Row("time-out-of-range"));
        }
        fact.offset = (context.offset)(wall);
        fact.seen = Some(Seen { wall, mono: None, boot: None });
        return Ok(());
    }
    let date = text_of(value, "date").ok_or(Fault::Row("time-missing"))?;
    let local = chrono::NaiveDateTime::parse_from_str(&date, "%Y-%m-%dT%H:%M:%S")
        .map_err(|_| Fault::Row("time-invalid"))?;
    stamp(context, fact, local)
}

/// What the program says of a call.
fn call(value: &Value, sent: bool, fact: &mut Fact) {
    fact.channel = Some(Channel::Call);
    let seconds = value.member("duration_seconds").and_then(Value::int);
    fact.duration = seconds.filter(|seconds| (0..=1 << 32).contains(seconds));
    let talked = fact.duration.is_some_and(|seconds| seconds > 0);
    fact.outcome = match value.member("discard_reason").and_then(Value::text) {
        _ if talked => Some(Outcome::Connected),
        Some("missed") if !sent => Some(Outcome::Missed),
        Some("busy") if !sent => Some(Outcome::Rejected),
        _ => None,
    };
}

/// The words of a message.
fn words(value: &Value) -> String {
    let mut text = String::new();
    match value.member("text") {
        Some(Value::Text(plain)) => text.push_str(plain),
        Some(Value::List(pieces)) => {
            for piece in pieces {
                let words = piece.text().or_else(|| piece.member("text").and_then(Value::text));
                text.push_str(words.unwrap_or_default());
            }
        }
        _ => {}
    }
    text
}

/// Takes the files that a message names; their names, and what is doubtful of them.
fn files(
    value: &Value,
    beside: &dyn Media,
    sink: &mut dyn Sink,
    fact: &mut Fact,
) -> Result<(Vec<Value>, Vec<&'static str>), Fault> {
    let (mut names, mut doubts) = (Vec::new(), Vec::new());
    for member in ["file", "photo"] {
        let Some(path) = value.member(member).and_then(Value::text) else { continue };
        let Some(content) = beside.open(path) else { continue };
        let name = path.rsplit('/').next().unwrap_or_default();
        match media::take(name, content, sink)? {
            Ok(attachment) => {
                names.push(Value::Text(name.to_owned()));
                fact.attachments.push(attachment);
            }
            Err(code) => doubts.push(code),
        }
    }
    Ok((names, doubts))
}

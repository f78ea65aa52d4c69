//! A notification of another program: what it relays, and no more.
//!
//! docs/spec/phone.md, "Notifications".

use super::entry::{int, word};
use super::{PhoneClock, clock};
use crate::Result;
use crate::capture::row::TEXT;
use crate::capture::{Sink, number};
use crate::record::canonical::Value;
use crate::record::{
    Channel, Direction, Draft, Fact, Feed, Field, Kind, MAX_BODY, Millis, Party, Source,
};

/// The word of notifications in records.
pub(super) const FORMAT: &str = "android_notification";

/// The program on an iPhone that runs automations; what it hands over is no notification.
const SHORTCUTS: &str = "com.apple.shortcuts";

/// The word of what it hands over.
const SHORTCUT: &str = "apple_shortcut";

/// What a notification says.
pub(super) struct Notice<'a> {
    pub(super) package: &'a str,
    pub(super) key: &'a str,
    pub(super) channel: Channel,
    pub(super) title: Option<&'a str>,
    pub(super) text: Option<&'a str>,
    pub(super) cut_from: Option<i64>,
    pub(super) posted: Millis,
}

/// The record of a notification; a text that is too long for a record goes to the sink.
pub(super) fn draft(
    now: &PhoneClock,
    notice: &Notice<'_>,
    country: Option<&str>,
    sink: &mut dyn Sink,
) -> Result<Draft> {
    let (mut fact, mut detail) = clock::fact(Kind::Event, Source::Relayed, now);
    fact.channel = Some(notice.channel);
    fact.direction = Some(Direction::In);
    let package = Some(clock::plain(notice.package)).filter(|name| !name.is_empty());
    let format = if notice.package == SHORTCUTS { SHORTCUT } else { FORMAT }.to_owned();
    fact.feed = Some(Feed { format, file: None, package, place: 0 });
    detail.push(("key".to_owned(), word(notice.key)));
    detail.push(("posted".to_owned(), int(notice.posted.0)));
    detail.extend(notice.cut_from.map(|whole| ("cut_from".to_owned(), int(whole))));
    let mut body = notice.text;
    let mut names = None;
    if let Some(text) = notice.text.filter(|text| text.len() > MAX_BODY) {
        let stored = sink.attach(&mut text.as_bytes(), TEXT)?;
        fact.body_attached = Some(stored.sha256);
        fact = Fact { attachments: vec![stored], ..fact };
        names = Some(Value::List(vec![word("body.txt")]));
        body = None;
    }
    let mut draft = Draft::new(fact).with(Field::Detail, &Value::map(detail));
    if let Some(title) = notice.title {
        let name = number::named(title, country);
        draft = draft.with_party(&Party { name, group: Vec::new() });
    }
    if let Some(body) = body {
        draft = draft.with_text(Field::Body, body);
    }
    if let Some(names) = names {
        draft = draft.with(Field::Names, &names);
    }
    Ok(draft)
}

//! Rows of the phone's own stores, as records and as what tells two readings of a row apart.
//!
//! docs/spec/phone.md, "Rows".

use super::entry::word;
use super::{PhoneClock, Store, clock};
use crate::capture::json::{Object, Objects};
use crate::capture::provider::Place;
use crate::capture::row::Fault;
use crate::capture::sms_ie::{self, Table};
use crate::capture::{Context, Sink, chat_export};
use crate::chain::Hash;
use crate::record::canonical::{MAX_INTEGER, Value};
use crate::record::{Draft, Fact, Feed, Field, Millis, Offset, Source};

/// The word of the store of texts in records.
pub(super) const SMS: &str = "android_sms";

/// The word of the store of multimedia messages in records.
pub(super) const MMS: &str = "android_mms";

/// The word of the call log in records.
pub(super) const CALLS: &str = "android_calls";

/// The type of a row of the MMS store that only announces a message.
const ANNOUNCEMENT: i64 = 130;

impl Store {
    /// The word of this store in records.
    pub const fn format(self) -> &'static str {
        match self {
            Self::Sms => SMS,
            Self::Mms => MMS,
            Self::Calls => CALLS,
        }
    }
}

/// The record of a row.
pub(super) fn draft(
    now: &PhoneClock,
    store: Store,
    read_before: Option<Millis>,
    row: &str,
    country: Option<&str>,
    sink: &mut dyn Sink,
) -> Result<Draft, Fault> {
    let mut object = Object::default();
    let mut objects = Objects::new(row.as_bytes(), "binary_data");
    let read = objects.next(&mut object, sink).map_err(|fault| match fault {
        Fault::Cut => Fault::Row("row-cut"),
        other => other,
    })?;
    if !read {
        return Err(Fault::Row("row-empty"));
    }
    // Whatever else stands there is not taken for a part of the row.
    if !matches!(objects.next(&mut Object::default(), sink), Ok(false)) {
        return Err(Fault::Row("json-malformed"));
    }
    let (value, _) = object.parse()?;
    let number = |name: &str| match value.member(name) {
        Some(Value::Text(text)) => text.parse().ok(),
        Some(other) => other.int(),
        None => None,
    };
    if store == Store::Mms && number("m_type") == Some(ANNOUNCEMENT) {
        return Err(Fault::Row("not-retrieved"));
    }
    let minutes = number("__offset_minutes").and_then(|minutes| i32::try_from(minutes).ok());
    let minutes = minutes.unwrap_or(now.offset_minutes);
    let offset = |_: Millis| -> Option<Offset> { clock::offset_of(minutes, now.zone.as_deref()) };
    let context = Context {
        file: Hash::ZERO,
        offset: &offset,
        country,
        answers: chat_export::Answers::default(),
    };
    let place = Place { context: &context, format: store.format(), row: 1 };
    let table = match store {
        Store::Sms => Table::Sms,
        Store::Mms => Table::Mms,
        Store::Calls => Table::Calls,
    };
    let mut draft = sms_ie::draft(place, &object, Some(table), sink)?;
    let Fact { source, feed, seen, .. } = &mut draft.fact;
    *source = Source::Mirrored;
    if let Some(Feed { file, place, .. }) = feed {
        *file = None;
        *place = number("_id").filter(|id| (0..=MAX_INTEGER).contains(id)).unwrap_or(0);
    }
    let late = match (seen, read_before) {
        (Some(seen), Some(before)) => seen.wall < before,
        _ => false,
    };
    // What the row's reader says of it stands beside what is said of the reading.
    let said =
        draft.private(Field::Detail).map(|said| Value::parse(said.as_bytes())).transpose()?;
    let mut detail = match said {
        Some(Value::Map(said)) => said,
        _ => Vec::new(),
    };
    detail.push(("read".to_owned(), clock::look(now)));
    detail.extend(late.then(|| ("late".to_owned(), Value::Bool(true))));
    Ok(draft.with(Field::Detail, &Value::map(detail)))
}

/// What tells that two rows of a store of the phone are two readings of one: canonical JSON of the
/// columns that never change, for a record's format word and its `source_row`.
///
/// None for any other format. What is left out may change without being another contact: the row's
/// id, marks of what was read, names from the contacts, and the length and kind of a call, of
/// which the first reading stands.
pub fn content_key(format: &str, source_row: &str) -> Option<String> {
    let columns: &[&str] = match format {
        SMS => &["address", "date", "body"],
        MMS => &["date", "m_id", "sub"],
        CALLS => &["number", "date"],
        _ => return None,
    };
    let row = Value::parse(source_row.as_bytes()).ok()?;
    let text = |value: &Value| match value {
        Value::Text(text) => word(text.trim()),
        Value::Int(n) => word(&n.to_string()),
        other => other.clone(),
    };
    let column = |name: &&str| row.member(name).map_or(Value::Null, text);
    let outgoing = ["type", "msg_box"].iter().filter_map(|name| row.member(name)).map(text);
    let outgoing = outgoing.into_iter().any(|kind| kind == word("2"));
    let mut key = vec![Value::Bool(outgoing)];
    key.extend(columns.iter().map(column));
    if format == MMS && row.member("m_id").and_then(Value::text).is_none_or(str::is_empty) {
        let contents = ["__sender_address", "__recipient_addresses", "__parts"];
        key.extend(contents.iter().map(|name| row.member(name).map_or(Value::Null, plain)));
    }
    Some(Value::List(key).to_canonical())
}

/// The same without the ids of rows.
fn plain(value: &Value) -> Value {
    match value {
        Value::List(values) => Value::List(values.iter().map(plain).collect()),
        Value::Map(members) => {
            let kept = members.iter().filter(|(name, _)| {
                !matches!(name.as_str(), "_id" | "mid" | "msg_id" | "contact_id" | "_data")
            });
            Value::Map(kept.map(|(name, value)| (name.clone(), plain(value))).collect())
        }
        other => other.clone(),
    }
}

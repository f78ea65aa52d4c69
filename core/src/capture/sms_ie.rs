//! SMS Import / Export: `messages.ndjson` with `data/` in a zip (version 2), the JSON array of
//! version 1, and call lists; and the rows of Android's own backup, which are written alike.
//!
//! docs/spec/capture.md, "SMS Import / Export".

use std::collections::HashMap;
use std::io::{Read, Seek};

use super::archive::{Archive, Entry};
use super::json::{Object, Objects};
use super::provider::{self, Address, Content, MAX_PARTS, Part, Place, media_type};
use super::row::{Cell, Columns, Fault, Stored, store};
use super::{Context, Emit, Item, Sink, Skip};
use crate::record::canonical::{Value, write_int};
use crate::record::{Attachment, Draft, Field};

/// The word of this format in records.
pub const FORMAT: &str = "sms_ie";

/// The file of a version 2 zip that holds the rows.
pub const MESSAGES: &str = "messages.ndjson";

/// The folder of a version 2 zip that holds the parts.
const DATA: &str = "data/";

/// Reads JSON: an array of version 1 or of calls, or one object a line.
///
/// # Errors
/// `Io` of the reader or the sink; what `emit` answers.
pub fn read(
    source: impl Read,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> crate::Result<()> {
    rows(source, FORMAT, &|_, _, _| Ok(Content::Absent), context, sink, emit)
}

/// Reads the rows of the same columns in another format, whose parts are not at hand.
pub(super) fn read_as(
    source: impl Read,
    format: &'static str,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> crate::Result<()> {
    rows(source, format, &|_, _, _| Ok(Content::Absent), context, sink, emit)
}

/// Reads the rows of a version 2 zip and the parts that they name.
pub(super) fn read_archive<R: Read + Seek>(
    archive: &Archive<R>,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> crate::Result<()> {
    let entries = archive.entries().iter().map(|entry| (entry.name.as_str(), entry));
    let entries: HashMap<&str, &Entry> = entries.collect();
    let open = |name: &str| entries.get(name).map(|entry| archive.content(entry));
    let Some(messages) = open(MESSAGES) else { return Ok(()) };
    let take = |path: &str, media_type: &str, sink: &mut dyn Sink| {
        let file = path.rsplit('/').next().unwrap_or_default();
        let Some(content) = open(&format!("{DATA}{file}")) else {
            return Ok(Content::Lost("file-missing"));
        };
        let Stored { cell, .. } = store(sink, content, media_type)?;
        Ok(match cell {
            Cell::Stored(stored) => Content::File(stored),
            Cell::Lost(code, _) => Content::Lost(code),
            Cell::Text(..) => Content::Absent,
        })
    };
    rows(messages, FORMAT, &take, context, sink, emit)
}

/// Streams the file that a part names, of a media type, into the sink.
type TakePart<'a> = &'a dyn Fn(&str, &str, &mut dyn Sink) -> Result<Content, Fault>;

fn rows(
    source: impl Read,
    format: &'static str,
    take: TakePart<'_>,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> crate::Result<()> {
    let mut objects = Objects::new(source, "binary_data");
    let mut object = Object::default();
    let mut row = 0;
    let mut whole = 0;
    loop {
        let next = objects.next(&mut object, sink);
        let byte = Some(objects.start());
        let taken = match next {
            Ok(false) => return Ok(()),
            Ok(true) => {
                row += 1;
                whole = objects.offset();
                let place = Place { context, format, row };
                Row { place, object: &object, take, sink }.draft(None)
            }
            Err(fault) => {
                row += 1;
                Err(fault)
            }
        };
        match taken {
            Ok(draft) => emit(Item::Draft(Box::new(draft)))?,
            Err(Fault::Row(reason)) => {
                emit(Item::Skip(Skip { row, byte, reason, repaired: object.repaired }))?
            }
            Err(Fault::Cut) => return emit(Item::Cut { byte: whole }),
            Err(Fault::Stop(error)) => return Err(error),
        }
    }
}

/// Which table a row is of.
#[derive(Clone, Copy)]
pub(crate) enum Table {
    /// Text messages.
    Sms,
    /// Multimedia messages.
    Mms,
    /// The call log.
    Calls,
}

/// The draft of one object; without a table, its members tell which one it is of.
pub(crate) fn draft(
    place: Place<'_>,
    object: &Object,
    table: Option<Table>,
    sink: &mut dyn Sink,
) -> Result<Draft, Fault> {
    Row { place, object, take: &|_, _, _| Ok(Content::Absent), sink }.draft(table)
}

/// One row and what is needed to make a draft of it.
struct Row<'a> {
    place: Place<'a>,
    object: &'a Object,
    take: TakePart<'a>,
    sink: &'a mut dyn Sink,
}

impl Table {
    fn of(value: &Value) -> Option<Self> {
        let has = |names: &[&str]| names.iter().any(|name| value.member(name).is_some());
        if has(&["msg_box", "m_type", "ct_t", "__parts", "parts", "mms_body", "mms_addresses"]) {
            Some(Self::Mms)
        } else if has(&["number"]) && has(&["duration", "presentation"]) {
            Some(Self::Calls)
        } else if has(&["address", "body"]) {
            Some(Self::Sms)
        } else {
            None
        }
    }
}

impl Row<'_> {
    fn draft(mut self, table: Option<Table>) -> Result<Draft, Fault> {
        let (value, repaired) = self.object.parse()?;
        let columns = self.columns(&value);
        if matches!(&value, Value::Map(members) if members.is_empty()) {
            return Err(Fault::Row("row-empty"));
        }
        let source_row = value.to_canonical();
        let table = table.or_else(|| Table::of(&value)).ok_or(Fault::Row("row-unknown"))?;
        let mut draft = match table {
            Table::Mms => {
                let parts = self.parts(&value)?;
                let addresses = addresses(&value)?;
                provider::mms(&self.place, &columns, parts, &addresses, source_row, self.sink)?
            }
            Table::Calls => provider::call(&self.place, &columns, source_row)?,
            Table::Sms => provider::sms(&self.place, &columns, source_row)?,
        };
        if repaired {
            let in_body = draft.private(Field::Body).is_some_and(|body| body.contains('\u{fffd}'));
            let fields =
                if in_body { &[Field::Body, Field::SourceRow][..] } else { &[Field::SourceRow] };
            draft.fact.repaired = fields.to_vec();
        }
        Ok(draft)
    }

    /// The members that are texts or whole numbers, and those that went to the sink.
    fn columns(&self, value: &Value) -> Columns {
        let mut columns = Columns::default();
        let members = if let Value::Map(members) = value { members.as_slice() } else { &[] };
        for (name, value) in members {
            match value {
                Value::Text(text) => {
                    columns.push_text(name, text);
                }
                Value::Int(n) => {
                    let mut text = String::new();
                    write_int(&mut text, *n);
                    columns.push_text(name, &text);
                }
                _ => {
                    if let Some(stored) = self.stored(value) {
                        columns.push(name, Cell::Stored(stored));
                    }
                }
            }
        }
        columns
    }

    /// The attachment that stands for a streamed string.
    fn stored(&self, value: &Value) -> Option<Attachment> {
        let hex = value.member("sha256")?.text()?;
        self.object.stored.iter().find(|stored| stored.sha256.to_hex() == hex).cloned()
    }

    fn parts(&mut self, value: &Value) -> Result<Vec<Part>, Fault> {
        let list = value.member("__parts").or_else(|| value.member("parts"));
        let Some(Value::List(list)) = list else { return Ok(words(value).into_iter().collect()) };
        if list.len() > MAX_PARTS {
            return Err(Fault::Row("too-many-parts"));
        }
        list.iter().map(|part| self.part(part)).collect()
    }

    fn part(&mut self, value: &Value) -> Result<Part, Fault> {
        let columns = self.columns(value);
        let written = columns.known("ct").unwrap_or_default().to_owned();
        let name = ["name", "fn", "cl"].iter().find_map(|column| columns.known(column));
        let content = if let Some(stored) = columns.stored("binary_data") {
            Content::File(stored.clone())
        } else if let Some(code) = lost(value.member("binary_data")) {
            Content::Lost(code)
        } else if let Some(stored) = columns.stored("text") {
            Content::LongText(stored.clone())
        } else if let Some(text) = columns.text("text") {
            Content::Text(text.to_owned())
        } else if let Some(path) = columns.known("_data") {
            (self.take)(path, &media_type(&written), self.sink)?
        } else {
            Content::Absent
        };
        let name = name.unwrap_or_default().to_owned();
        Ok(Part { media_type: written, name, content, repaired: false })
    }
}

/// The words of a multimedia message where they stand in the row itself.
fn words(value: &Value) -> Option<Part> {
    let text = value.member("mms_body")?.text()?.to_owned();
    let media_type = "text/plain".to_owned();
    Some(Part { media_type, name: String::new(), content: Content::Text(text), repaired: false })
}

/// Why a streamed string was not taken.
fn lost(value: Option<&Value>) -> Option<&'static str> {
    let code = value?.member("lost")?.text()?;
    let known = ["base64-invalid", "attachment-too-large"].into_iter().find(|known| *known == code);
    Some(known.unwrap_or("unreadable"))
}

/// The addresses of a multimedia message, of every version.
fn addresses(value: &Value) -> Result<Vec<Address>, Fault> {
    let mut found = Vec::new();
    let mut add = |address: &Value| {
        let kind = match address.member("type") {
            Some(Value::Text(text)) => text.parse().ok(),
            Some(other) => other.int(),
            None => None,
        };
        if let (Some(kind), Some(shown)) = (kind, address.member("address").and_then(Value::text)) {
            found.push((kind, shown.to_owned()));
        }
    };
    for name in ["__sender_address", "sender_address"] {
        value.member(name).iter().for_each(|address| add(address));
    }
    for name in ["__recipient_addresses", "recipient_addresses", "addresses", "mms_addresses"] {
        if let Some(Value::List(list)) = value.member(name) {
            list.iter().for_each(&mut add);
        }
    }
    if found.len() > MAX_PARTS { Err(Fault::Row("too-many-parts")) } else { Ok(found) }
}

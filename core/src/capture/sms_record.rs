//! `SMSRecord` XML of Chinese phone tools: one `SMS` element a message, its columns as elements.
//!
//! Its times are clock times without a zone; the caller's function makes them instants. docs/spec/capture.md, "SMSRecord".

use std::io::Read;

use super::chat_export::stamp;
use super::number;
use super::row::{Columns, Fault};
use super::xml::{Event, Reader};
use super::{Context, Emit, Item, Skip};
use crate::record::{
    Channel, Direction, Draft, Fact, Feed, Field, Kind, MAX_BODY, MAX_RECORD, Party, Source,
};

/// The name of the root element.
pub(super) const ROOT: &str = "SMSRecord";

/// The word of this format in records.
const FORMAT: &str = "sms_record";

/// The name of a row's element.
const ROW: &str = "SMS";

/// Reads the rows behind the root's start tag.
pub(super) fn rows<R: Read>(
    mut reader: Reader<R>,
    context: &Context<'_>,
    emit: Emit<'_>,
) -> crate::Result<()> {
    let mut row = 0;
    let mut whole = reader.offset();
    let mut closed = reader.is_empty_element();
    loop {
        let event = reader.event();
        let byte = Some(reader.start());
        let mut repaired = false;
        let taken = match event {
            Ok(Event::End) if closed && !reader.is_broken() => return Ok(()),
            Ok(Event::End) => Err(Fault::Cut),
            Ok(Event::Close) => {
                closed |= reader.name() == ROOT;
                continue;
            }
            Ok(Event::Open) if reader.name() == ROW => {
                row += 1;
                columns(&mut reader).and_then(|columns| {
                    repaired = columns.any_repaired();
                    draft(context, row, &columns)
                })
            }
            Ok(Event::Open) => {
                reader.skip_attributes().ok();
                continue;
            }
            Err(fault) => {
                row += 1;
                Err(fault)
            }
        };
        match taken {
            Ok(draft) => {
                whole = reader.offset();
                emit(Item::Draft(Box::new(draft)))?;
            }
            Err(Fault::Row(reason)) => emit(Item::Skip(Skip { row, byte, reason, repaired }))?,
            Err(Fault::Cut) => return emit(Item::Cut { byte: whole }),
            Err(Fault::Stop(error)) => return Err(error),
        }
    }
}

/// Reads the elements of a row up to its end tag.
fn columns<R: Read>(reader: &mut Reader<R>) -> Result<Columns, Fault> {
    const MAX_COLUMNS: usize = 64;
    let mut columns = Columns::default();
    let mut value = Vec::new();
    reader.skip_attributes()?;
    if reader.is_empty_element() {
        return Ok(columns);
    }
    loop {
        match reader.event()? {
            Event::End => return Err(Fault::Cut),
            Event::Close if reader.name() == ROW => return Ok(columns),
            Event::Close => return Err(Fault::Row("xml-malformed")),
            Event::Open if reader.name() == ROW => {
                reader.hold();
                return Err(Fault::Row("xml-malformed"));
            }
            Event::Open => {
                if columns.len() >= MAX_COLUMNS {
                    return Err(Fault::Row("xml-too-many-attributes"));
                }
                let name = reader.name().to_owned();
                reader.skip_attributes()?;
                value.clear();
                if !reader.is_empty_element() {
                    let room = MAX_BODY - columns.held().min(MAX_BODY);
                    reader.text(&mut value, room)?;
                    if reader.event()? != Event::Close || reader.name() != name {
                        return Err(Fault::Row("xml-malformed"));
                    }
                }
                let repaired = reader.take_repaired();
                if !columns.push_bytes(&name, &value, repaired) {
                    return Err(Fault::Row("xml-duplicate-attribute"));
                }
            }
        }
    }
}

fn draft(context: &Context<'_>, row: u64, columns: &Columns) -> Result<Draft, Fault> {
    if columns.len() == 0 {
        return Err(Fault::Row("row-empty"));
    }
    let date = columns.known("Date").ok_or(Fault::Row("time-missing"))?;
    let mut fact = Fact::new(Kind::Event, Source::Imported);
    stamp(context, &mut fact, local(date).map_err(Fault::Row)?)?;
    fact.channel = Some(Channel::Sms);
    fact.direction = match columns.int("Type") {
        Some(1) => Some(Direction::In),
        Some(2) => Some(Direction::Out),
        Some(3) => return Err(Fault::Row("draft")),
        Some(4..=6) => return Err(Fault::Row("not-sent")),
        _ => None,
    };
    let place = i64::try_from(row).unwrap_or(i64::MAX);
    let (format, file) = (FORMAT.to_owned(), Some(context.file));
    fact.feed = Some(Feed { format, file, package: None, place });
    let fields = [(Field::Party, "Address"), (Field::Subject, "Subject"), (Field::Body, "Body")];
    let touched = fields.iter().filter(|(_, column)| columns.is_repaired(column));
    fact.repaired.extend(touched.map(|(field, _)| *field));
    if columns.any_repaired() {
        fact.repaired.push(Field::SourceRow);
    }
    let shown = columns.known("Address").unwrap_or_default();
    let name = number::named(shown, context.country);
    let mut source_row = String::new();
    columns.write(&mut source_row, &[]);
    let mut draft = Draft::new(fact).with_party(&Party { name, group: Vec::new() });
    if let Some(subject) = columns.known("Subject") {
        draft = draft.with_text(Field::Subject, subject);
    }
    if let Some(body) = columns.text("Body") {
        draft = draft.with_text(Field::Body, body);
    }
    if source_row.len() > MAX_RECORD / 2 - 8192 {
        return Err(Fault::Row("row-too-large"));
    }
    Ok(draft.with_canonical(Field::SourceRow, source_row))
}

/// `YYYY-MM-DD hh:mm:ss`.
fn local(date: &str) -> Result<chrono::NaiveDateTime, &'static str> {
    chrono::NaiveDateTime::parse_from_str(date, "%Y-%m-%d %H:%M:%S").map_err(|_| "time-invalid")
}

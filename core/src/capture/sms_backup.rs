//! SMS Backup & Restore XML: `smses` with `sms` and `mms`, and `calls`.
//!
//! Read as a stream: what is longer than a body may be goes straight to the [`Sink`]. A broken row
//! is left out and the next one is read; a file that ends early gives what is whole.
//! docs/spec/capture.md, "SMS Backup & Restore".

use std::io::Read;

use base64::read::DecoderReader;

use super::provider::{self, Content, MAX_PARTS, Part, Place};
use super::row::{BASE64, Cell, Columns, Fault, OCTETS, Stored, TEXT, store};
use super::xml::{Event, Reader, ValueStream};
use super::{Context, Emit, Item, Sink, Skip, sms_record};
use crate::error::{Error, Malformed};
use crate::record::{Draft, MAX_BODY};

/// The word of this format in records.
pub const FORMAT: &str = "sms_backup";

/// The longest column that is neither a text of a message nor a file, in bytes.
pub const MAX_COLUMN: usize = 64 * 1024;

/// The longest text of a message, in bytes; above [`MAX_BODY`] it becomes an attachment.
pub const MAX_TEXT: u64 = 16 * 1024 * 1024;

/// The most columns that one element may have.
pub const MAX_COLUMNS: usize = 256;

/// The deepest element below the file's root.
const MAX_DEPTH: usize = 16;

/// The longest base64 text of a part: 4 GiB of content.
pub const MAX_DATA: u64 = (4 << 30) / 3 * 4 + 8;

/// Reads a backup: each row becomes a draft or is left out with its reason, in the file's order.
///
/// # Errors
/// `Malformed` where the file is no such backup or is refused as a whole; `Io` of the reader or
/// the sink; what `emit` answers.
pub fn read(
    source: impl Read,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> crate::Result<()> {
    let mut reader = Reader::new(source);
    let opened = reader.event().and_then(|event| {
        let word = (event == Event::Open).then(|| reader.name().to_owned());
        reader.skip_attributes().map(|()| word)
    });
    let root = match opened {
        Ok(Some(root)) => root,
        Ok(None) | Err(Fault::Cut | Fault::Row(_)) => return Err(fault("root-missing")),
        Err(Fault::Stop(error)) => return Err(error),
    };
    match root.as_str() {
        "smses" | "calls" => {
            let whole = reader.offset();
            let columns = Columns::default();
            let value = Vec::new();
            let closed = reader.is_empty_element();
            let scan = Scan { reader, context, sink, columns, value, name: String::new(), row: 0 };
            scan.rows(&root, whole, closed, emit)
        }
        sms_record::ROOT => sms_record::rows(reader, context, emit),
        _ => Err(fault("root-unknown")),
    }
}

fn fault(code: &'static str) -> Error {
    Malformed::new(FORMAT, 0, code).into()
}

/// The state between two rows.
struct Scan<'a, R> {
    reader: Reader<R>,
    context: &'a Context<'a>,
    sink: &'a mut dyn Sink,
    columns: Columns,
    value: Vec<u8>,
    name: String,
    row: u64,
}

impl<R: Read> Scan<'_, R> {
    /// Reads every row up to the end of the file.
    fn rows(
        mut self,
        root: &str,
        mut whole: u64,
        mut closed: bool,
        emit: Emit<'_>,
    ) -> crate::Result<()> {
        // Behind a broken row, what is left of it is passed without a word.
        let mut broken = false;
        loop {
            let event = self.reader.event();
            let byte = Some(self.reader.start());
            let taken = match event {
                Ok(Event::End) if closed && !self.reader.is_broken() => return Ok(()),
                Ok(Event::End) => return emit(Item::Cut { byte: whole }),
                Ok(Event::Close) => {
                    closed |= self.reader.name() == root;
                    continue;
                }
                Ok(Event::Open) => match self.reader.name() {
                    "sms" | "mms" | "call" => self.row(),
                    "smses" | "calls" => {
                        closed = false;
                        match self.reader.skip_attributes() {
                            Ok(()) => continue,
                            Err(fault) => Err(fault),
                        }
                    }
                    "parts" | "part" | "addrs" | "addr" => match self.reader.skip_attributes() {
                        Ok(()) | Err(Fault::Row(_)) => continue,
                        Err(fault) => Err(fault),
                    },
                    _ => {
                        self.row += 1;
                        self.columns.clear();
                        Err(Fault::Row("element-unknown"))
                    }
                },
                Err(Fault::Row(_)) if broken => continue,
                Err(Fault::Row(code)) => {
                    self.row += 1;
                    self.columns.clear();
                    Err(Fault::Row(code))
                }
                Err(fault) => Err(fault),
            };
            broken = false;
            match taken {
                Ok(draft) => {
                    whole = self.reader.offset();
                    emit(Item::Draft(Box::new(draft)))?;
                }
                Err(Fault::Row(reason)) => {
                    broken = true;
                    let repaired = self.columns.any_repaired();
                    emit(Item::Skip(Skip { row: self.row, byte, reason, repaired }))?;
                }
                Err(Fault::Cut) => return emit(Item::Cut { byte: whole }),
                Err(Fault::Stop(error)) => return Err(error),
            }
        }
    }

    /// Reads the row whose start tag was opened.
    fn row(&mut self) -> Result<Draft, Fault> {
        self.row += 1;
        let kind = match self.reader.name() {
            "sms" => Kind::Sms,
            "mms" => Kind::Mms,
            _ => Kind::Call,
        };
        let mut columns = std::mem::take(&mut self.columns);
        columns.clear();
        let taken = self.take(kind, &mut columns);
        self.columns = columns;
        taken
    }

    fn take(&mut self, kind: Kind, columns: &mut Columns) -> Result<Draft, Fault> {
        let mut room = MAX_BODY;
        self.columns(columns, "body", &mut room, "")?;
        let mut children = Children::default();
        if !self.reader.is_empty_element() {
            self.children(kind, &mut children, &mut room)?;
        }
        columns.shed(self.sink)?;
        let place = Place { context: self.context, format: FORMAT, row: self.row };
        let mut source_row = String::with_capacity(columns.held() * 2 + 256);
        match kind {
            Kind::Sms => {
                columns.write(&mut source_row, &[]);
                provider::sms(&place, columns, source_row)
            }
            Kind::Call => {
                columns.write(&mut source_row, &[]);
                provider::call(&place, columns, source_row)
            }
            Kind::Mms => {
                if columns.len() == 0 {
                    return Err(Fault::Row("row-empty"));
                }
                let Children { parts, parts_row, addresses, addresses_row } = children;
                let parts_row = format!("[{parts_row}]");
                let addresses_row = format!("[{addresses_row}]");
                if columns.has("parts") || columns.has("addrs") {
                    return Err(Fault::Row("xml-duplicate-attribute"));
                }
                let more = [("addrs", &*addresses_row), ("parts", &*parts_row)];
                columns.write(&mut source_row, &more);
                provider::mms(&place, columns, parts, &addresses, source_row, self.sink)
            }
        }
    }

    /// Reads what stands inside of a row, up to its end tag.
    fn children(
        &mut self,
        kind: Kind,
        children: &mut Children,
        room: &mut usize,
    ) -> Result<(), Fault> {
        let mut depth = 0;
        loop {
            match self.reader.event()? {
                Event::End => return Err(Fault::Cut),
                Event::Close if self.reader.name() == kind.word() => return Ok(()),
                Event::Close if depth == 0 => return Err(Fault::Row("xml-malformed")),
                Event::Close => depth -= 1,
                Event::Open => {
                    match self.reader.name() {
                        "sms" | "mms" | "call" => {
                            self.reader.hold();
                            return Err(Fault::Row("xml-malformed"));
                        }
                        "part" if kind == Kind::Mms => self.part(children, room)?,
                        "addr" if kind == Kind::Mms => self.address(children, room)?,
                        _ => self.reader.skip_attributes()?,
                    }
                    if !self.reader.is_empty_element() {
                        depth += 1;
                    }
                    if depth > MAX_DEPTH {
                        return Err(Fault::Row("xml-too-deep"));
                    }
                }
            }
        }
    }

    fn part(&mut self, children: &mut Children, room: &mut usize) -> Result<(), Fault> {
        if children.parts.len() >= MAX_PARTS {
            return Err(Fault::Row("too-many-parts"));
        }
        let mut columns = Columns::default();
        self.columns(&mut columns, "text", room, "data")?;
        columns.shed(self.sink)?;
        separate(&mut children.parts_row);
        columns.write(&mut children.parts_row, &[]);
        let media_type = columns.known("ct").unwrap_or_default().to_owned();
        let name = ["name", "fn", "cl"].iter().find_map(|column| columns.known(column));
        let text = columns.text("text");
        let plain = media_type.trim().to_ascii_lowercase().starts_with("text/plain");
        let content = if let Some(stored) = columns.stored("data") {
            Content::File(stored.clone())
        } else if let Some(code) = columns.lost("data").or_else(|| columns.lost("text")) {
            Content::Lost(code)
        } else if let Some(stored) = columns.stored("text") {
            Content::LongText(stored.clone())
        } else if let Some(text) = text.filter(|text| plain || !matches!(*text, "" | "null")) {
            Content::Text(text.to_owned())
        } else {
            Content::Absent
        };
        let name = name.unwrap_or_default().to_owned();
        let repaired = columns.is_repaired("text");
        children.parts.push(Part { media_type, name, content, repaired });
        Ok(())
    }

    fn address(&mut self, children: &mut Children, room: &mut usize) -> Result<(), Fault> {
        if children.addresses.len() >= MAX_PARTS {
            return Err(Fault::Row("too-many-parts"));
        }
        let mut columns = Columns::default();
        self.columns(&mut columns, "", room, "")?;
        separate(&mut children.addresses_row);
        columns.write(&mut children.addresses_row, &[]);
        if let (Some(kind), Some(address)) = (columns.int("type"), columns.known("address")) {
            children.addresses.push((kind, address.to_owned()));
        }
        Ok(())
    }

    /// Reads the attributes of an element; `text` names the one that may be long, `file` the one
    /// that is base64.
    fn columns(
        &mut self,
        columns: &mut Columns,
        text: &str,
        room: &mut usize,
        file: &str,
    ) -> Result<(), Fault> {
        while self.reader.attribute()? {
            if columns.len() >= MAX_COLUMNS {
                return Err(Fault::Row("xml-too-many-attributes"));
            }
            let mut name = std::mem::take(&mut self.name);
            name.clear();
            name.push_str(self.reader.name());
            let mut value = std::mem::take(&mut self.value);
            value.clear();
            let long = name == text;
            let limit = if name == file {
                16
            } else if long {
                *room
            } else {
                MAX_COLUMN.min(*room)
            };
            let ended = self.reader.value(&mut value, limit + 1)?;
            let text_of_file = matches!(value.as_slice(), b"" | b"null");
            let fresh = if ended && value.len() <= limit && (name != file || text_of_file) {
                *room -= if name == file { 0 } else { value.len() };
                let repaired = self.reader.take_repaired();
                columns.push_bytes(&name, &value, repaired)
            } else if name == file {
                let cell = self.file(std::mem::take(&mut value), ended)?;
                columns.push(&name, cell)
            } else if long {
                let stream = ValueStream::new(&mut self.reader, value, ended, MAX_TEXT);
                let Stored { cell, rest, .. } = store(self.sink, stream, TEXT)?;
                rest.finish()?;
                value = Vec::new();
                let fresh = columns.push(&name, cell);
                if self.reader.take_repaired() {
                    columns.mark_repaired();
                }
                fresh
            } else {
                return Err(Fault::Row("attribute-too-long"));
            };
            self.value = value;
            self.name = name;
            if !fresh {
                return Err(Fault::Row("xml-duplicate-attribute"));
            }
        }
        Ok(())
    }

    /// Streams base64 into the sink, from `held` on.
    fn file(&mut self, held: Vec<u8>, ended: bool) -> Result<Cell, Fault> {
        let stream = ValueStream::new(&mut self.reader, held, ended, MAX_DATA).dense();
        let decoder = DecoderReader::new(stream, &BASE64);
        let Stored { cell, rest, failed } = store(self.sink, decoder, OCTETS)?;
        let size = rest.into_inner().finish()?;
        self.reader.take_repaired();
        Ok(match cell {
            Cell::Lost(..) if failed => Cell::Lost("base64-invalid", size),
            Cell::Lost(code, _) => Cell::Lost(code, size),
            stored => stored,
        })
    }
}

/// Which table a row is from.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Call,
    Mms,
    Sms,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Mms => "mms",
            Self::Sms => "sms",
        }
    }
}

/// What stands inside of a multimedia message, and its canonical form.
#[derive(Default)]
struct Children {
    parts: Vec<Part>,
    parts_row: String,
    addresses: Vec<provider::Address>,
    addresses_row: String,
}

fn separate(list: &mut String) {
    if !list.is_empty() {
        list.push(',');
    }
}

//! One row of a source: every column as it was written, and what became of it.
//!
//! A value that is too long to stand in a record is an attachment and stands here by its SHA-256.

use std::cell::RefCell;
use std::io::Read;

use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::error::Error;
use crate::record::canonical::{to_hex, write_int, write_text};
use crate::record::{Attachment, MAX_BODY};

use super::Sink;

/// Why a row did not become a draft.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The file cannot be read on, or is refused as a whole.
    Stop(Error),
    /// The file ends inside the row.
    Cut,
    /// The row is left out, for this reason; the next one may be whole.
    Row(&'static str),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Stop(error)
    }
}

/// How the columns of a row end up in its record.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Cell {
    /// Text, as a place in the arena.
    Text(usize, usize),
    /// Content that went to the sink.
    Stored(Attachment),
    /// Content that could not be taken: why, and its length as it stands.
    Lost(&'static str, u64),
}

/// The columns of a row, in the source's order; names are unique.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    arena: String,
    cells: Vec<((usize, usize), Cell)>,
    /// The mark of each column's name, so that few names are compared in full.
    marks: Vec<u64>,
    repaired: Vec<usize>,
    /// The canonical order of the row before: most rows of a file have the same columns.
    order: RefCell<Vec<usize>>,
}

impl Columns {
    /// Forgets every column and keeps the room.
    pub(crate) fn clear(&mut self) {
        self.arena.clear();
        self.cells.clear();
        self.marks.clear();
        self.repaired.clear();
    }

    /// How many columns there are.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// How many bytes of text are held.
    pub(crate) fn held(&self) -> usize {
        self.arena.len()
    }

    /// Adds a column; false where the name is taken.
    pub(crate) fn push_text(&mut self, name: &str, value: &str) -> bool {
        let start = self.arena.len() + name.len();
        self.push(name, Cell::Text(start, start + value.len())) && {
            self.arena.push_str(value);
            true
        }
    }

    /// Adds a column whose bytes should be UTF-8; broken ones are replaced and marked.
    pub(crate) fn push_bytes(&mut self, name: &str, value: &[u8], repaired: bool) -> bool {
        let text = String::from_utf8_lossy(value);
        let broken = matches!(text, std::borrow::Cow::Owned(_));
        if repaired || broken {
            self.repaired.push(self.cells.len());
        }
        self.push_text(name, &text)
    }

    /// Adds a column that is not held as text; false where the name is taken.
    pub(crate) fn push(&mut self, name: &str, cell: Cell) -> bool {
        if self.place(name).is_some() {
            return false;
        }
        let start = self.arena.len();
        self.arena.push_str(name);
        self.cells.push(((start, self.arena.len()), cell));
        self.marks.push(mark(name));
        true
    }

    /// Marks the newest column as repaired.
    pub(crate) fn mark_repaired(&mut self) {
        self.repaired.push(self.cells.len().saturating_sub(1));
    }

    /// Whether a column was repaired.
    pub(crate) fn is_repaired(&self, name: &str) -> bool {
        self.place(name).is_some_and(|at| self.repaired.contains(&at))
    }

    /// Whether any column was repaired.
    pub(crate) fn any_repaired(&self) -> bool {
        !self.repaired.is_empty()
    }

    /// Whether there is such a column.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// A column's text as it stands.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.cells[self.place(name)?].1 {
            Cell::Text(start, end) => Some(&self.arena[start..end]),
            Cell::Stored(_) | Cell::Lost(..) => None,
        }
    }

    /// A column's text, where it is neither empty nor the word `null`.
    pub(crate) fn known(&self, name: &str) -> Option<&str> {
        self.text(name).map(str::trim).filter(|text| !text.is_empty() && *text != "null")
    }

    /// A column's whole number.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.known(name)?.parse().ok()
    }

    /// The attachment that holds a column's content.
    pub(crate) fn stored(&self, name: &str) -> Option<&Attachment> {
        match &self.cells[self.place(name)?].1 {
            Cell::Stored(attachment) => Some(attachment),
            Cell::Text(..) | Cell::Lost(..) => None,
        }
    }

    /// Why a column's content could not be taken.
    pub(crate) fn lost(&self, name: &str) -> Option<&'static str> {
        match &self.cells[self.place(name)?].1 {
            Cell::Lost(code, _) => Some(code),
            Cell::Text(..) | Cell::Stored(_) => None,
        }
    }

    /// Moves texts into attachments whose canonical form would be longer than a body may be.
    pub(crate) fn shed(&mut self, sink: &mut dyn Sink) -> crate::Result<()> {
        for at in 0..self.cells.len() {
            let Cell::Text(start, end) = self.cells[at].1 else { continue };
            let text = &self.arena[start..end];
            if text.len() > MAX_BODY / 6 && escaped_length(text) > MAX_BODY {
                let stored = sink.attach(&mut text.as_bytes(), TEXT)?;
                self.cells[at].1 = Cell::Stored(stored);
            }
        }
        Ok(())
    }

    /// Appends the members of the canonical object; `more` holds further members in canonical
    /// form, whose names must not be columns.
    pub(crate) fn write(&self, out: &mut String, more: &[(&str, &str)]) {
        let count = self.cells.len() + more.len();
        let mut order = self.order.take();
        let name = |at: usize| match self.cells.get(at) {
            Some(((start, end), _)) => &self.arena[*start..*end],
            None => more[at - self.cells.len()].0,
        };
        if order.len() != count || !order.is_sorted_by(|a, b| name(*a) < name(*b)) {
            order.clear();
            order.extend(0..count);
            order.sort_unstable_by(|a, b| name(*a).cmp(name(*b)));
        }
        out.push('{');
        for (place, &at) in order.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            write_text(out, name(at));
            out.push(':');
            match self.cells.get(at) {
                Some((_, Cell::Text(start, end))) => write_text(out, &self.arena[*start..*end]),
                Some((_, Cell::Stored(attachment))) => write_stored(out, attachment),
                Some((_, Cell::Lost(code, size))) => {
                    out.push_str("{\"lost\":");
                    write_text(out, code);
                    out.push_str(",\"size\":");
                    write_int(out, i64::try_from(*size).unwrap_or(i64::MAX));
                    out.push('}');
                }
                None => out.push_str(more[at - self.cells.len()].1),
            }
        }
        out.push('}');
        self.order.replace(order);
    }

    fn place(&self, name: &str) -> Option<usize> {
        let mark = mark(name);
        let named = |at: &usize| {
            let (start, end) = self.cells[*at].0;
            self.arena[start..end] == *name
        };
        let like = self.marks.iter().enumerate().filter(|(_, other)| **other == mark);
        like.map(|(at, _)| at).find(named)
    }
}

/// The first bytes of a name and its length.
fn mark(name: &str) -> u64 {
    let mut bytes = [0; 8];
    for (place, byte) in bytes.iter_mut().zip(name.bytes().take(7)) {
        *place = byte;
    }
    bytes[7] = u8::try_from(name.len()).unwrap_or(u8::MAX);
    u64::from_le_bytes(bytes)
}

/// The media type of a part before its own is known.
pub(crate) const OCTETS: &str = "application/octet-stream";

/// Standard base64, padded or not.
pub(crate) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What became of content that was streamed into the sink.
pub(crate) struct Stored<T> {
    /// The attachment, or why there is none.
    pub(crate) cell: Cell,
    /// Whether the content itself could not be read.
    pub(crate) failed: bool,
    /// The stream, read or not.
    pub(crate) rest: T,
}

/// Streams content into the sink; only the sink's own failure stops the reading.
pub(crate) fn store<T: Read>(
    sink: &mut dyn Sink,
    content: T,
    media_type: &str,
) -> Result<Stored<T>, Fault> {
    let mut watch = Watch { content, failed: false };
    let cell = match sink.attach(&mut watch, media_type) {
        Ok(stored) => Cell::Stored(stored),
        Err(_) if watch.failed => Cell::Lost("unreadable", 0),
        Err(Error::Malformed(malformed)) if malformed.code == "attachment-too-large" => {
            Cell::Lost(malformed.code, 0)
        }
        Err(error) => return Err(Fault::Stop(error)),
    };
    Ok(Stored { cell, failed: watch.failed, rest: watch.content })
}

/// Tells a fault of the content from one of the sink.
struct Watch<T> {
    content: T,
    failed: bool,
}

impl<T: Read> Read for Watch<T> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.content.read(out);
        self.failed |= read.is_err();
        read
    }
}

/// The media type of a text that is an attachment.
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";

/// Appends `{"sha256":…,"size":…}`.
pub(crate) fn write_stored(out: &mut String, attachment: &Attachment) {
    out.push_str("{\"sha256\":\"");
    out.push_str(&to_hex(&attachment.sha256.0));
    out.push_str("\",\"size\":");
    write_int(out, attachment.size);
    out.push('}');
}

/// The length of the canonical form of a text, without its quotes.
fn escaped_length(text: &str) -> usize {
    let extra = text.bytes().map(|byte| match byte {
        b'"' | b'\\' | 0x08 | 0x0c | b'\n' | b'\r' | b'\t' => 1,
        0..0x20 => 5,
        _ => 0,
    });
    text.len() + extra.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::canonical::Value;

    #[test]
    fn columns_stand_in_canonical_order_whatever_the_source_s_order() {
        let mut columns = Columns::default();
        assert!(columns.push_text("type", "1"));
        assert!(columns.push_text("address", "a\"b"));
        assert!(columns.push("data", Cell::Lost("base64-invalid", 7)));
        assert!(!columns.push_text("type", "2"));
        let mut out = String::new();
        columns.write(&mut out, &[("parts", "[]")]);
        assert_eq!(
            out,
            r#"{"address":"a\"b","data":{"lost":"base64-invalid","size":7},"parts":[],"type":"1"}"#
        );
        assert!(Value::parse(out.as_bytes()).is_ok());
    }

    #[test]
    fn a_broken_byte_is_replaced_and_marked() {
        let mut columns = Columns::default();
        columns.push_bytes("body", b"a\xffb", false);
        columns.push_bytes("date", b"1", false);
        assert_eq!(columns.text("body"), Some("a\u{fffd}b"));
        assert!(columns.is_repaired("body") && !columns.is_repaired("date"));
    }
}

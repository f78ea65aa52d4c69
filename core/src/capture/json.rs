//! A streaming reader of JSON objects: in an array, or one a line.
//!
//! It hands out the text of one object at a time. A string that is base64, or a text longer than a
//! body may be, goes to the sink while it streams past, and the object holds its SHA-256 and size
//! in its place. docs/spec/capture.md, "JSON".

use std::borrow::Cow;
use std::io::Read;

use base64::read::DecoderReader;
use memchr::{memchr, memchr3};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::block::{BLOCK, Block};
use super::row::{BASE64, Cell, Fault, OCTETS, Stored, TEXT, store, write_stored};
use super::{Sink, sms_backup};
use crate::record::canonical::{MAX_INTEGER, Value};
use crate::record::{Attachment, MAX_BODY};

/// The longest text of one object, streamed strings left out, in bytes.
pub(crate) const MAX_OBJECT: usize = 1024 * 1024;

/// How deep arrays and objects of one row may nest.
const MAX_DEPTH: usize = 16;

/// One object as it stands in the file.
#[derive(Default)]
pub(crate) struct Object {
    /// Its text, streamed strings replaced.
    pub(crate) text: Vec<u8>,
    /// What the streamed strings held.
    pub(crate) stored: Vec<Attachment>,
    /// Whether half of a surrogate pair was replaced in a streamed string.
    pub(crate) repaired: bool,
}

/// Reads objects from left to right.
pub(crate) struct Objects<R> {
    block: Block<R>,
    /// Whether the objects stand in an array.
    array: Option<bool>,
    closed: bool,
    start: u64,
    /// The name of the member whose string is base64.
    file: &'static str,
}

impl<R: Read> Objects<R> {
    /// Starts at the first byte; strings of members called `file` are base64.
    pub(crate) fn new(source: R, file: &'static str) -> Self {
        Self { block: Block::new(source), array: None, closed: false, start: 0, file }
    }

    /// The offset of the next byte.
    pub(crate) fn offset(&self) -> u64 {
        self.block.offset()
    }

    /// The offset at which the newest object begins.
    pub(crate) const fn start(&self) -> u64 {
        self.start
    }

    /// Reads the next object; false at the end of the file.
    pub(crate) fn next(&mut self, object: &mut Object, sink: &mut dyn Sink) -> Result<bool, Fault> {
        object.text.clear();
        object.stored.clear();
        object.repaired = false;
        loop {
            let next = self.block.peek_or_end()?;
            self.start = self.block.offset();
            match next {
                None if self.array == Some(true) && !self.closed => return Err(Fault::Cut),
                None if self.block.is_broken() => return Err(Fault::Cut),
                None => return Ok(false),
                Some(b'{') if !self.closed => {
                    self.array.get_or_insert(false);
                    let read = self.object(object, sink);
                    if let Err(Fault::Row(_)) = read {
                        self.resync()?;
                    }
                    return read.map(|()| true);
                }
                Some(b'[') if self.array.is_none() => self.array = Some(true),
                Some(b']') if self.array == Some(true) && !self.closed => self.closed = true,
                Some(b',') if self.array == Some(true) && !self.closed => {}
                Some(0xef | 0xbb | 0xbf) if self.block.offset() < 3 => {}
                Some(byte) if byte.is_ascii_whitespace() => {}
                Some(_) => {
                    self.resync()?;
                    return Err(Fault::Row("json-malformed"));
                }
            }
            self.block.pass(1);
        }
    }

    /// Goes to the next line; in an array no later object can be told from a member.
    fn resync(&mut self) -> Result<(), Fault> {
        if self.array == Some(true) {
            return Err(Fault::Cut);
        }
        while let Some(byte) = self.block.peek_or_end()? {
            self.block.pass(1);
            if byte == b'\n' {
                break;
            }
        }
        Ok(())
    }

    /// What is held of the file, to go through what stands around objects.
    pub(crate) const fn block(&mut self) -> &mut Block<R> {
        &mut self.block
    }

    /// Copies the object that begins here.
    pub(crate) fn object(&mut self, object: &mut Object, sink: &mut dyn Sink) -> Result<(), Fault> {
        let mut depth = 0;
        let mut is_value = false;
        // Where the string read last stands in the text: the name of the value that follows.
        let mut last = 0..0;
        loop {
            let byte = self.block.peek()?;
            if byte == b'"' {
                let start = object.text.len();
                let name = &object.text[last.clone()];
                let (file, text) = (name == self.file.as_bytes(), is_text(name));
                if is_value && file {
                    self.file(object, sink)?;
                } else {
                    self.string(object, sink, is_value && text)?;
                }
                last = start + 1..object.text.len().max(start + 2) - 1;
                is_value = false;
                continue;
            }
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                b':' => is_value = true,
                b',' => is_value = false,
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Err(Fault::Row("json-too-deep"));
            }
            if object.text.len() >= MAX_OBJECT {
                return Err(Fault::Row("row-too-large"));
            }
            object.text.push(byte);
            self.block.pass(1);
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Copies a string; a text that is too long goes to the sink.
    fn string(
        &mut self,
        object: &mut Object,
        sink: &mut dyn Sink,
        text: bool,
    ) -> Result<(), Fault> {
        let start = object.text.len();
        object.text.push(b'"');
        self.block.pass(1);
        loop {
            if self.block.ahead().is_empty() && !self.block.fill()? {
                return Err(Fault::Cut);
            }
            let ahead = self.block.ahead();
            let run = memchr3(b'"', b'\\', b'\n', ahead).unwrap_or(ahead.len());
            object.text.extend_from_slice(&ahead[..run]);
            let byte = ahead.get(run).copied();
            self.block.pass(run);
            match byte {
                None => {}
                Some(b'"') => {
                    object.text.push(b'"');
                    self.block.pass(1);
                    return Ok(());
                }
                Some(b'\\') => {
                    self.block.need(2)?;
                    let pair = self.block.ahead().get(..2).ok_or(Fault::Cut)?;
                    object.text.extend_from_slice(pair);
                    self.block.pass(2);
                }
                Some(_) => return Err(Fault::Row("json-malformed")),
            }
            if object.text.len() - start > MAX_BODY {
                if !text {
                    return Err(Fault::Row("attribute-too-long"));
                }
                let raw = object.text.split_off(start);
                let held = Escapes::decode_held(&raw[1..]);
                let stream = StringStream::new(&mut self.block, held, false, sms_backup::MAX_TEXT);
                let Stored { cell, rest, .. } = store(sink, stream, TEXT)?;
                object.repaired |= rest.finish()?.1;
                return place(object, cell);
            }
            if object.text.len() > MAX_OBJECT {
                return Err(Fault::Row("row-too-large"));
            }
        }
    }

    /// Streams a base64 string into the sink.
    fn file(&mut self, object: &mut Object, sink: &mut dyn Sink) -> Result<(), Fault> {
        self.block.pass(1);
        let (held, limit) = (Escapes::default(), sms_backup::MAX_DATA);
        let stream = StringStream::new(&mut self.block, held, true, limit);
        let decoder = DecoderReader::new(stream, &BASE64);
        let Stored { cell, rest, failed } = store(sink, decoder, OCTETS)?;
        let (size, _) = rest.into_inner().finish()?;
        let cell = match cell {
            Cell::Lost(..) if failed => Cell::Lost("base64-invalid", size),
            Cell::Lost(code, _) => Cell::Lost(code, size),
            stored => stored,
        };
        place(object, cell)
    }
}

impl Object {
    /// The object as a canonical value; numbers that are not whole are texts.
    ///
    /// The second answer tells whether a broken byte or half a surrogate pair was replaced.
    pub(crate) fn parse(&self) -> Result<(Value, bool), Fault> {
        let text = String::from_utf8_lossy(&self.text);
        let mut repaired = self.repaired || matches!(text, Cow::Owned(_));
        let halves = without_halves(&text);
        repaired |= halves.is_some();
        let text = halves.as_deref().unwrap_or(&text);
        let Plain(value) = serde_json::from_str(text).map_err(|_| Fault::Row("json-malformed"))?;
        Ok((value, repaired))
    }
}

/// The text with every half of a surrogate pair replaced; none where there is no half.
fn without_halves(text: &str) -> Option<String> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let mut out = String::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(step) = memchr(b'\\', &text.as_bytes()[at..]) {
        at += step;
        match (unit(at), unit(at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => at += 12,
            (Some(0xd800..=0xdfff), _) => {
                out.push_str(&text[plain..at]);
                out.push_str("\\ufffd");
                at += 6;
                plain = at;
            }
            _ => at += 2,
        }
        at = at.min(text.len());
    }
    (plain > 0).then(|| out + &text[plain..])
}

/// A value in which no object names a member twice.
struct Plain(Value);

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor).map(Plain)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
        let exact = n.unsigned_abs() <= MAX_INTEGER.unsigned_abs();
        Ok(if exact { Value::Int(n) } else { Value::Text(n.to_string()) })
    }

    fn visit_u64<E>(self, n: u64) -> Result<Value, E> {
        let exact = i64::try_from(n).ok().filter(|n| *n <= MAX_INTEGER);
        Ok(exact.map_or_else(|| Value::Text(n.to_string()), Value::Int))
    }

    fn visit_f64<E>(self, n: f64) -> Result<Value, E> {
        Ok(Value::Text(n.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Plain(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members: Vec<(String, Value)> = Vec::new();
        while let Some((key, Plain(value))) = map.next_entry::<String, Plain>()? {
            members.push((key, value));
        }
        let count = members.len();
        let value = Value::map(members);
        match &value {
            Value::Map(members) if members.len() == count => Ok(value),
            _ => Err(serde::de::Error::custom("a member is named twice")),
        }
    }
}

/// Whether a member's string may be longer than a column.
fn is_text(name: &[u8]) -> bool {
    matches!(name, b"body" | b"text")
}

/// Puts what a streamed string became into the object.
fn place(object: &mut Object, cell: Cell) -> Result<(), Fault> {
    let mut out = String::new();
    match cell {
        Cell::Stored(attachment) => {
            write_stored(&mut out, &attachment);
            object.stored.push(attachment);
        }
        Cell::Lost(code, size) => out = format!("{{\"lost\":\"{code}\",\"size\":{size}}}"),
        Cell::Text(..) => {}
    }
    object.text.extend_from_slice(out.as_bytes());
    Ok(())
}

/// Decodes the escapes of a string piece by piece.
#[derive(Default)]
struct Escapes {
    out: Vec<u8>,
    /// An escape that is not complete.
    open: Vec<u8>,
    /// The first half of a surrogate pair.
    half: Option<u32>,
    repaired: bool,
}

impl Escapes {
    fn decode_held(raw: &[u8]) -> Self {
        let mut escapes = Self::default();
        escapes.feed(raw);
        escapes
    }

    /// Decodes bytes of the string, its closing quote left out.
    fn feed(&mut self, mut raw: &[u8]) {
        while let Some(first) = raw.first() {
            if self.open.is_empty() && *first != b'\\' {
                let run = memchr(b'\\', raw).unwrap_or(raw.len());
                self.end_half();
                self.out.extend_from_slice(&raw[..run]);
                raw = &raw[run..];
                continue;
            }
            self.open.push(*first);
            raw = &raw[1..];
            let byte = match self.open.as_slice() {
                [_] => continue,
                [_, b'u', digits @ ..] => {
                    if digits.len() == 4 {
                        let digits = std::str::from_utf8(digits).unwrap_or_default();
                        let code = u32::from_str_radix(digits, 16).unwrap_or(0xfffd);
                        self.open.clear();
                        self.code(code);
                    }
                    continue;
                }
                [_, b'b'] => 0x08,
                [_, b'f'] => 0x0c,
                [_, b'n'] => b'\n',
                [_, b'r'] => b'\r',
                [_, b't'] => b'\t',
                [_, other, ..] => *other,
                [] => continue,
            };
            self.open.clear();
            self.end_half();
            self.out.push(byte);
        }
    }

    fn code(&mut self, code: u32) {
        if let (Some(high), 0xdc00..=0xdfff) = (self.half, code) {
            self.half = None;
            self.push(0x1_0000 + ((high - 0xd800) << 10) + (code - 0xdc00));
            return;
        }
        self.end_half();
        match code {
            0xd800..=0xdbff => self.half = Some(code),
            0xdc00..=0xdfff => {
                self.repaired = true;
                self.push(0xfffd);
            }
            _ => self.push(code),
        }
    }

    fn end_half(&mut self) {
        if self.half.take().is_some() {
            self.repaired = true;
            self.push(0xfffd);
        }
    }

    fn push(&mut self, code: u32) {
        let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        self.out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// The rest of a string as a stream of what it means.
struct StringStream<'a, R> {
    block: &'a mut Block<R>,
    held: Escapes,
    at: usize,
    ended: bool,
    /// Whether blanks are left out, as base64 may be folded.
    dense: bool,
    length: u64,
    limit: u64,
    fault: Option<Fault>,
}

impl<'a, R: Read> StringStream<'a, R> {
    fn new(block: &'a mut Block<R>, held: Escapes, dense: bool, limit: u64) -> Self {
        let length = held.out.len() as u64;
        Self { block, held, at: 0, ended: false, dense, length, limit, fault: None }
    }

    /// Passes what is left; the length of the whole and whether it was repaired, or what stopped
    /// the reading.
    fn finish(mut self) -> Result<(u64, bool), Fault> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        while !self.ended {
            self.more()?;
        }
        Ok((self.length, self.held.repaired))
    }

    fn more(&mut self) -> Result<(), Fault> {
        self.held.out.clear();
        self.at = 0;
        if self.block.ahead().is_empty() && !self.block.fill()? {
            return Err(Fault::Cut);
        }
        let ahead = self.block.ahead();
        let ahead = &ahead[..ahead.len().min(BLOCK / 2)];
        if !self.held.open.is_empty() {
            // One byte at a time, since it may be an escaped quote.
            self.held.feed(&ahead[..1]);
            self.block.pass(1);
        } else {
            let run = memchr3(b'"', b'\\', b'\n', ahead).unwrap_or(ahead.len());
            self.held.feed(&ahead[..run]);
            match ahead.get(run) {
                Some(b'"') => {
                    self.held.end_half();
                    self.ended = true;
                    self.block.pass(run + 1);
                }
                Some(b'\\') => {
                    self.held.feed(b"\\");
                    self.block.pass(run + 1);
                }
                Some(_) => return Err(Fault::Row("json-malformed")),
                None => self.block.pass(run),
            }
        }
        if self.dense {
            self.held.out.retain(|byte| !byte.is_ascii_whitespace());
        }
        self.length += self.held.out.len() as u64;
        if self.length > self.limit {
            return Err(Fault::Row("attribute-too-long"));
        }
        Ok(())
    }
}

impl<R: Read> Read for StringStream<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.held.out.len() {
            if self.ended {
                return Ok(0);
            }
            let more = if self.fault.is_none() { self.more() } else { Ok(()) };
            if let Err(fault) = more {
                self.fault = Some(fault);
            }
            if self.fault.is_some() {
                return Err(std::io::ErrorKind::InvalidData.into());
            }
        }
        let count = out.len().min(self.held.out.len() - self.at);
        out[..count].copy_from_slice(&self.held.out[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_pairs_are_replaced_and_pairs_are_not() {
        assert_eq!(without_halves(r#"{"a":"\ud83d\ude42 \\ud83d"}"#), None);
        let lone = r#"{"a":"\ud83dx\ude42\\\ud83d"}"#;
        let replaced = r#"{"a":"\ufffdx\ufffd\\\ufffd"}"#;
        assert_eq!(without_halves(lone).as_deref(), Some(replaced));
    }

    #[test]
    fn escapes_are_decoded_at_any_cut() {
        let raw = br#"a\n\u50ac\ud83d\ude42\/\ud83dz"#;
        for cut in 0..raw.len() {
            let mut escapes = Escapes::default();
            escapes.feed(&raw[..cut]);
            escapes.feed(&raw[cut..]);
            assert_eq!(escapes.out, "a\n催\u{1f642}/\u{fffd}z".as_bytes());
            assert!(escapes.repaired);
        }
    }
}

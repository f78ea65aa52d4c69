//! A streaming reader of the XML that backup programs write.
//!
//! It holds one name and one block of the file, never a value: the caller takes each value as
//! text up to a length, or as a stream. What programs write though XML forbids it is read where
//! the meaning is plain and marked as repaired. docs/spec/capture.md, "XML".

use std::io::Read;

use memchr::{memchr, memchr3, memmem};

use super::block::{BLOCK, Block};
use super::row::Fault;
use crate::error::Malformed;

/// The longest name of an element or attribute, in bytes.
const MAX_NAME: usize = 256;

/// The longest reference, `&` and `;` included, in bytes.
const MAX_REFERENCE: usize = 16;

/// A piece of markup.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Event {
    /// A start tag; its attributes come next.
    Open,
    /// An end tag.
    Close,
    /// The end of the file, outside of markup.
    End,
}

/// Reads markup from left to right.
pub(crate) struct Reader<R> {
    block: Block<R>,
    name: String,
    quote: u8,
    /// Where the markup read last begins.
    start: u64,
    /// Whether the start tag read last is to be read again.
    held: bool,
    /// The first half of a surrogate pair that the second half must follow.
    half: Option<u32>,
    repaired: bool,
    empty: bool,
}

impl<R: Read> Reader<R> {
    /// Starts at the file's first byte.
    pub(crate) fn new(source: R) -> Self {
        Self {
            block: Block::new(source),
            name: String::new(),
            quote: b'"',
            start: 0,
            held: false,
            half: None,
            repaired: false,
            empty: false,
        }
    }

    /// The offset of the next byte in the file.
    pub(crate) fn offset(&self) -> u64 {
        self.block.offset()
    }

    /// Whether the file ended because it could not be read on.
    pub(crate) const fn is_broken(&self) -> bool {
        self.block.is_broken()
    }

    /// The offset at which the markup read last begins.
    pub(crate) const fn start(&self) -> u64 {
        self.start
    }

    /// Gives the start tag read last out again, before its attributes are read.
    pub(crate) const fn hold(&mut self) {
        self.held = true;
    }

    /// The name of the element or attribute read last.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the start tag whose attributes are all read closes itself.
    pub(crate) const fn is_empty_element(&self) -> bool {
        self.empty
    }

    /// Whether something was repaired since the last call.
    pub(crate) fn take_repaired(&mut self) -> bool {
        std::mem::take(&mut self.repaired)
    }

    /// The next piece of markup; text, comments and instructions are passed over.
    pub(crate) fn event(&mut self) -> Result<Event, Fault> {
        if std::mem::take(&mut self.held) {
            return Ok(Event::Open);
        }
        self.half = None;
        loop {
            if !self.seek_markup()? {
                return Ok(Event::End);
            }
            self.start = self.offset();
            self.block.need(9)?;
            let ahead = self.block.ahead();
            if ahead.starts_with(b"<?") {
                self.instruction()?;
            } else if ahead.starts_with(b"<!--") {
                self.block.pass(4);
                self.skip_past(b"-->")?;
            } else if ahead.starts_with(b"<![CDATA[") {
                self.block.pass(9);
                self.skip_past(b"]]>")?;
            } else if b"<![CDATA[".starts_with(ahead) || b"<!--".starts_with(ahead) {
                return Err(Fault::Cut);
            } else if ahead.starts_with(b"<!") {
                return Err(self.refuse("xml-doctype"));
            } else if ahead.starts_with(b"</") {
                self.block.pass(2);
                self.read_name()?;
                self.skip_space()?;
                self.expect(b'>')?;
                return Ok(Event::Close);
            } else {
                self.block.pass(1);
                self.read_name()?;
                return Ok(Event::Open);
            }
        }
    }

    /// Goes to the next attribute of the start tag; false behind the last one.
    pub(crate) fn attribute(&mut self) -> Result<bool, Fault> {
        self.skip_space()?;
        match self.block.peek()? {
            b'>' => {
                self.block.pass(1);
                self.empty = false;
                return Ok(false);
            }
            b'/' => {
                self.block.pass(1);
                self.expect(b'>')?;
                self.empty = true;
                return Ok(false);
            }
            _ => {}
        }
        self.read_name()?;
        self.skip_space()?;
        self.expect(b'=')?;
        self.skip_space()?;
        self.quote = self.block.peek()?;
        if !matches!(self.quote, b'"' | b'\'') {
            return Err(Fault::Row("xml-malformed"));
        }
        self.block.pass(1);
        Ok(true)
    }

    /// Passes the attributes that are left.
    pub(crate) fn skip_attributes(&mut self) -> Result<(), Fault> {
        while self.attribute()? {
            self.skip_value()?;
        }
        Ok(())
    }

    /// Appends the value's bytes to `out` until it ends or `out` holds `limit` bytes or more;
    /// whether it ended.
    pub(crate) fn value(&mut self, out: &mut Vec<u8>, limit: usize) -> Result<bool, Fault> {
        self.run(self.quote, out, limit)
    }

    /// Passes the rest of the value.
    pub(crate) fn skip_value(&mut self) -> Result<(), Fault> {
        let mut scrap = Vec::with_capacity(BLOCK);
        while !self.run(self.quote, &mut scrap, BLOCK / 2)? {
            scrap.clear();
        }
        Ok(())
    }

    /// Appends the text up to the next tag to `out`, which must stay under `limit`.
    pub(crate) fn text(&mut self, out: &mut Vec<u8>, limit: usize) -> Result<(), Fault> {
        loop {
            if !self.run(b'<', out, limit)? {
                return Err(Fault::Row("attribute-too-long"));
            }
            self.block.need(9)?;
            let ahead = self.block.ahead();
            if ahead.starts_with(b"<!--") {
                self.block.pass(4);
                self.skip_past(b"-->")?;
            } else if ahead.starts_with(b"<![CDATA[") {
                self.block.pass(9);
                while !self.run_raw(b"]]>", out)? {
                    if out.len() >= limit {
                        return Err(Fault::Row("attribute-too-long"));
                    }
                }
            } else {
                return Ok(());
            }
        }
    }

    /// Decodes up to `end`, which is taken where it is a quote.
    fn run(&mut self, end: u8, out: &mut Vec<u8>, limit: usize) -> Result<bool, Fault> {
        loop {
            if self.block.ahead().is_empty() && !self.block.fill()? {
                return Err(Fault::Cut);
            }
            let ahead = self.block.ahead();
            let plain = memchr3(end, b'&', b'<', ahead).unwrap_or(ahead.len());
            if plain > 0 {
                // Bounded before it is copied, so that a value never grows past its limit.
                let plain = plain.min(limit.saturating_sub(out.len()).max(1));
                if self.half.take().is_some() {
                    self.replace(out);
                }
                out.extend_from_slice(&self.block.ahead()[..plain]);
                self.block.pass(plain);
            } else if ahead[0] == end {
                if self.half.take().is_some() {
                    self.replace(out);
                }
                self.block.pass(usize::from(end != b'<'));
                return Ok(true);
            } else if ahead[0] == b'<' {
                return Err(Fault::Row("xml-malformed"));
            } else {
                self.reference(out)?;
            }
            if out.len() >= limit && self.half.is_none() {
                return Ok(false);
            }
        }
    }

    /// Copies up to `end`, which is passed, or to the end of what is held.
    fn run_raw(&mut self, end: &[u8], out: &mut Vec<u8>) -> Result<bool, Fault> {
        self.block.need(end.len())?;
        let ahead = self.block.ahead();
        if ahead.len() < end.len() {
            return Err(Fault::Cut);
        }
        let found = memmem::find(ahead, end);
        let plain = found.unwrap_or(ahead.len() + 1 - end.len());
        out.extend_from_slice(&ahead[..plain]);
        self.block.pass(plain + if found.is_some() { end.len() } else { 0 });
        Ok(found.is_some())
    }

    /// Decodes the reference that stands next.
    fn reference(&mut self, out: &mut Vec<u8>) -> Result<(), Fault> {
        self.block.need(MAX_REFERENCE)?;
        let ahead = self.block.ahead();
        let ahead = &ahead[..ahead.len().min(MAX_REFERENCE)];
        let Some(end) = memchr(b';', ahead) else {
            let cut = self.block.is_ended() && ahead.len() < MAX_REFERENCE;
            return Err(if cut { Fault::Cut } else { Fault::Row("xml-entity-unknown") });
        };
        let code = match &ahead[1..end] {
            b"amp" => u32::from(b'&'),
            b"lt" => u32::from(b'<'),
            b"gt" => u32::from(b'>'),
            b"quot" => u32::from(b'"'),
            b"apos" => u32::from(b'\''),
            [b'#', b'x', digits @ ..] => number(digits, 16)?,
            [b'#', digits @ ..] => number(digits, 10)?,
            _ => return Err(Fault::Row("xml-entity-unknown")),
        };
        self.block.pass(end + 1);
        match (self.half.take(), code) {
            (Some(high), 0xdc00..=0xdfff) => {
                self.repaired = true;
                push(out, 0x1_0000 + ((high - 0xd800) << 10) + (code - 0xdc00));
                return Ok(());
            }
            (Some(_), _) => self.replace(out),
            (None, _) => {}
        }
        match code {
            0xd800..=0xdbff => self.half = Some(code),
            0xdc00..=0xdfff => self.replace(out),
            _ => push(out, code),
        }
        Ok(())
    }

    /// Writes U+FFFD for half a surrogate pair.
    fn replace(&mut self, out: &mut Vec<u8>) {
        self.repaired = true;
        push(out, 0xfffd);
    }

    /// Passes a processing instruction; an encoding other than UTF-8 is refused.
    fn instruction(&mut self) -> Result<(), Fault> {
        const MAX: usize = 4096;
        self.block.need(MAX)?;
        let ahead = self.block.ahead();
        // `<?>` is no instruction that ends.
        let inner = &ahead[2.min(ahead.len())..ahead.len().min(MAX)];
        let Some(end) = memmem::find(inner, b"?>").map(|at| at + 2) else {
            return Err(if ahead.len() < MAX { Fault::Cut } else { self.refuse("xml-malformed") });
        };
        let held = &ahead[2..end];
        if held.starts_with(b"xml ")
            && let Some(at) = memmem::find(held, b"encoding")
        {
            let rest = held[at + 8..].trim_ascii_start();
            let rest = rest.strip_prefix(b"=").unwrap_or(rest).trim_ascii_start();
            let value = rest.get(1..).unwrap_or_default();
            let value = value.split(|b| matches!(b, b'"' | b'\'')).next().unwrap_or_default();
            let known = [&b"utf-8"[..], b"utf8", b"us-ascii"];
            if !known.iter().any(|name| name.eq_ignore_ascii_case(value)) {
                return Err(self.refuse("encoding-unsupported"));
            }
        }
        self.block.pass(end + 2);
        Ok(())
    }

    /// Reads the name that stands next.
    fn read_name(&mut self) -> Result<(), Fault> {
        self.block.need(MAX_NAME + 1)?;
        let ahead = self.block.ahead();
        let ahead = &ahead[..ahead.len().min(MAX_NAME + 1)];
        let in_name = |b: &u8| {
            b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':') || *b >= 0x80
        };
        let Some(length) = ahead.iter().position(|b| !in_name(b)) else {
            let cut = ahead.len() <= MAX_NAME;
            return Err(if cut { Fault::Cut } else { Fault::Row("xml-name-too-long") });
        };
        let name = std::str::from_utf8(&ahead[..length]).unwrap_or_default();
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.')
        {
            return Err(Fault::Row("xml-malformed"));
        }
        self.name.clear();
        self.name.push_str(name);
        self.block.pass(length);
        Ok(())
    }

    /// Goes to the next `<`; false at the end of the file.
    fn seek_markup(&mut self) -> Result<bool, Fault> {
        loop {
            if let Some(step) = memchr(b'<', self.block.ahead()) {
                self.block.pass(step);
                return Ok(true);
            }
            self.block.pass(self.block.ahead().len());
            if !self.block.fill()? {
                return Ok(false);
            }
        }
    }

    fn skip_past(&mut self, end: &[u8]) -> Result<(), Fault> {
        let mut scrap = Vec::with_capacity(BLOCK);
        while !self.run_raw(end, &mut scrap)? {
            scrap.clear();
        }
        Ok(())
    }

    fn skip_space(&mut self) -> Result<(), Fault> {
        while self.block.peek()?.is_ascii_whitespace() {
            self.block.pass(1);
        }
        Ok(())
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.block.peek()? != byte {
            return Err(Fault::Row("xml-malformed"));
        }
        self.block.pass(1);
        Ok(())
    }

    /// Refuses the whole file.
    fn refuse(&self, code: &'static str) -> Fault {
        Fault::Stop(Malformed::new("xml", self.offset(), code).into())
    }
}

/// The code point that digits name.
fn number(digits: &[u8], radix: u32) -> Result<u32, Fault> {
    let text = std::str::from_utf8(digits).unwrap_or_default();
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_hexdigit());
    let code = u32::from_str_radix(text, radix).ok().filter(|code| plain && *code <= 0x10_ffff);
    code.ok_or(Fault::Row("xml-reference-invalid"))
}

/// Appends a code point that is no surrogate.
fn push(out: &mut Vec<u8>, code: u32) {
    let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// The rest of a value as a stream.
///
/// Its user is told of a fault by [`Self::fault`], not by the kind of the I/O error.
pub(crate) struct ValueStream<'a, R> {
    reader: &'a mut Reader<R>,
    held: Vec<u8>,
    at: usize,
    ended: bool,
    /// Whether blanks are left out, as base64 may be folded.
    dense: bool,
    length: u64,
    limit: u64,
    fault: Option<Fault>,
}

impl<'a, R: Read> ValueStream<'a, R> {
    /// Streams `held` and what is left of the value behind it, at most `limit` bytes in all.
    pub(crate) fn new(reader: &'a mut Reader<R>, held: Vec<u8>, ended: bool, limit: u64) -> Self {
        let length = held.len() as u64;
        Self { reader, held, at: 0, ended, dense: false, length, limit, fault: None }
    }

    /// Leaves blanks out.
    pub(crate) fn dense(mut self) -> Self {
        self.dense = true;
        self.length = 0;
        self.thin();
        self
    }

    /// Passes what is left; the length of the whole, or what stopped the reading.
    pub(crate) fn finish(mut self) -> Result<u64, Fault> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        while !self.ended {
            self.more()?;
        }
        Ok(self.length)
    }

    /// Drops blanks where they mean nothing and counts what remains.
    fn thin(&mut self) {
        if self.dense && self.held.iter().any(u8::is_ascii_whitespace) {
            self.held.retain(|byte| !byte.is_ascii_whitespace());
        }
        self.length += self.held.len() as u64;
    }

    fn more(&mut self) -> Result<(), Fault> {
        self.held.clear();
        self.at = 0;
        self.ended = self.reader.value(&mut self.held, BLOCK / 2)?;
        self.thin();
        if self.length > self.limit {
            // The value is passed, so that the next row is found.
            if !self.ended {
                self.reader.skip_value()?;
                self.ended = true;
            }
            return Err(Fault::Row("attribute-too-long"));
        }
        Ok(())
    }
}

impl<R: Read> Read for ValueStream<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.held.len() {
            if self.ended {
                return Ok(0);
            }
            if self.fault.is_some() {
                return Err(std::io::ErrorKind::InvalidData.into());
            }
            if let Err(fault) = self.more() {
                self.fault = Some(fault);
                return Err(std::io::ErrorKind::InvalidData.into());
            }
        }
        let count = out.len().min(self.held.len() - self.at);
        out[..count].copy_from_slice(&self.held[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, so that every token straddles two blocks.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.len().min(out.len()).min(1);
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn first_value(xml: &str) -> Result<String, Fault> {
        let mut reader = Reader::new(Slow(xml.as_bytes()));
        assert_eq!(reader.event()?, Event::Open);
        assert!(reader.attribute()?);
        let mut value = Vec::new();
        assert!(reader.value(&mut value, 1 << 20)?);
        assert!(!reader.attribute()?);
        Ok(String::from_utf8_lossy(&value).into_owned())
    }

    #[test]
    fn a_value_is_decoded_whatever_the_blocks() {
        let xml = "<?xml version=\"1.0\"?><!-- <a> --><a b = '&lt;&#x50AC;\n&#55357;&#56838;\"' />";
        assert_eq!(first_value(xml).expect("an attribute"), "<催\n\u{1f606}\"");
    }

    #[test]
    fn the_end_of_the_file_within_markup_is_a_cut() {
        let xml = "<a b='&amp;c'";
        for length in 1..xml.len() {
            let cut = first_value(&xml[..length]);
            assert!(matches!(cut, Err(Fault::Cut)), "{}", &xml[..length]);
        }
    }
}

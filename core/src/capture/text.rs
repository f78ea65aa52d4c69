//! Plain text in any known encoding, read line by line.
//!
//! docs/spec/chat-export.md, "Encoding".

use std::io::{ErrorKind, Read};

use encoding_rs::{CoderResult, Decoder, GB18030, UTF_16BE, UTF_16LE};
use memchr::memchr;

use super::encoding::Encoding;
use super::{archive, block};
use crate::error::{Error, Result};

/// The longest line that is held, in bytes of UTF-8.
pub(crate) const MAX_LINE: usize = 1024 * 1024;

/// How much is read at once, in bytes.
pub(super) const BLOCK: usize = 64 * 1024;

/// A text as UTF-8, without its mark.
pub(crate) struct Plain<R> {
    source: R,
    decoder: Option<Decoder>,
    bytes: Vec<u8>,
    at: usize,
    ended: bool,
    /// Whether the decoder has given all.
    done: bool,
    repaired: bool,
}

impl<R: Read> Plain<R> {
    /// Starts at the first byte.
    pub(crate) fn new(source: R, encoding: Encoding) -> Self {
        let decoder = match encoding {
            Encoding::Gb18030 => Some(GB18030.new_decoder_without_bom_handling()),
            Encoding::Utf16Be => Some(UTF_16BE.new_decoder_with_bom_removal()),
            Encoding::Utf16Le => Some(UTF_16LE.new_decoder_with_bom_removal()),
            Encoding::Utf8 => None,
        };
        Self {
            source,
            decoder,
            bytes: Vec::new(),
            at: 0,
            ended: false,
            done: false,
            repaired: false,
        }
    }

    /// Whether anything was replaced since this was asked last.
    fn take_repaired(&mut self) -> bool {
        std::mem::take(&mut self.repaired)
    }
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let Some(decoder) = &mut self.decoder else { return self.source.read(out) };
        while !self.done && !out.is_empty() {
            if self.at == self.bytes.len() && !self.ended {
                self.bytes.resize(BLOCK, 0);
                self.at = 0;
                let read = self.source.read(&mut self.bytes)?;
                self.bytes.truncate(read);
                self.ended = read == 0;
            }
            let (result, read, written, replaced) =
                decoder.decode_to_utf8(&self.bytes[self.at..], out, self.ended);
            self.at += read;
            self.repaired |= replaced;
            self.done = self.ended && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
            if result == CoderResult::OutputFull {
                return Err(ErrorKind::InvalidInput.into());
            }
        }
        Ok(0)
    }
}

/// A line of a text.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    /// The line with its break.
    pub(crate) whole: &'a [u8],
    /// Which line it is, from 1.
    pub(crate) number: u64,
    /// The offset of its first byte in the decoded text.
    pub(crate) start: u64,
    /// Whether a decoder replaced something in it or near it.
    pub(crate) repaired: bool,
    /// Whether it is longer than [`MAX_LINE`] and was cut there.
    pub(crate) over: bool,
}

/// Reads lines, each ended by LF or CRLF.
pub(crate) struct Lines<R> {
    source: Plain<R>,
    bytes: Vec<u8>,
    at: usize,
    end: usize,
    offset: u64,
    number: u64,
    ended: bool,
    damaged: bool,
}

impl<R: Read> Lines<R> {
    /// Starts at the first line.
    pub(crate) fn new(source: R, encoding: Encoding) -> Self {
        Self {
            source: Plain::new(source, encoding),
            bytes: vec![0; BLOCK],
            at: 0,
            end: 0,
            offset: 0,
            number: 0,
            ended: false,
            damaged: false,
        }
    }

    /// Whether the text ended because it could not be decompressed any further.
    pub(crate) const fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// The next line; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Line<'_>>> {
        let mut looked = 0;
        let length = loop {
            match memchr(b'\n', &self.bytes[self.at + looked..self.end]) {
                Some(place) => break looked + place + 1,
                None if self.ended || self.end - self.at > MAX_LINE => break self.end - self.at,
                None => {
                    looked = self.end - self.at;
                    self.fill()?;
                }
            }
        };
        if length == 0 {
            return Ok(None);
        }
        self.number += 1;
        let start = self.offset;
        self.offset += length as u64;
        let over = length > MAX_LINE;
        let mut range = self.at..self.at + length;
        self.at += length;
        if over && self.bytes[range.end - 1] != b'\n' {
            range.end = range.start + MAX_LINE;
            let held = self.bytes[range.clone()].to_vec();
            self.pass_line()?;
            self.bytes.truncate(self.end);
            // What is handed out stands behind what waits to be read.
            range = self.bytes.len()..self.bytes.len() + held.len();
            self.bytes.extend_from_slice(&held);
        }
        let repaired = self.source.take_repaired();
        let mut whole = &self.bytes[range];
        if self.number == 1 {
            whole = whole.strip_prefix(b"\xef\xbb\xbf").unwrap_or(whole);
        }
        Ok(Some(Line { whole, number: self.number, start, repaired, over }))
    }

    /// Passes the rest of a line that is too long.
    fn pass_line(&mut self) -> Result<()> {
        loop {
            if let Some(place) = memchr(b'\n', &self.bytes[self.at..self.end]) {
                self.at += place + 1;
                self.offset += place as u64 + 1;
                return Ok(());
            }
            self.offset += (self.end - self.at) as u64;
            self.at = self.end;
            if self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> Result<()> {
        self.bytes.truncate(self.end);
        self.bytes.copy_within(self.at.., 0);
        self.end -= self.at;
        self.at = 0;
        self.bytes.resize(self.end + BLOCK, 0);
        let read = match read_some(&mut self.source, &mut self.bytes[self.end..]) {
            Err(Error::Io(error)) if block::is_damage(&error) => {
                self.damaged = true;
                0
            }
            read => read?,
        };
        self.end += read;
        self.ended = read == 0;
        Ok(())
    }
}

/// Reads once, past interruptions.
pub(super) fn read_some(source: &mut impl Read, out: &mut [u8]) -> Result<usize> {
    loop {
        match source.read(out) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => return read.map_err(archive::cause),
        }
    }
}

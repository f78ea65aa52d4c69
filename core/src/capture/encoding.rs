//! The encoding of a text, told by all of its bytes; what they do not decide is refused.
//!
//! docs/spec/chat-export.md, "Encoding".

use std::io::Read;

use memchr::memchr;

use super::text::{BLOCK, read_some};
use crate::error::{Malformed, Result};

/// How a text is written in bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Encoding {
    /// GB18030, and so GBK and GB 2312.
    Gb18030,
    /// UTF-16, most significant byte first, with its mark.
    Utf16Be,
    /// UTF-16, least significant byte first, with its mark.
    Utf16Le,
    /// UTF-8, with or without its mark.
    Utf8,
}

/// What was counted of a text whose encoding is to be told.
#[derive(Default)]
struct Tally {
    /// Characters of more than one byte that are whole UTF-8.
    whole: u64,
    /// Bytes that are no part of UTF-8.
    broken: u64,
    /// Pairs that GB 2312 gives its common characters and signs.
    common: u64,
    /// Pairs and fours of GB18030.
    pairs: u64,
    /// Whether bytes are no part of GB18030.
    no_pairs: bool,
}

/// Tells the encoding of a text by reading all of it.
///
/// # Errors
/// `Malformed`, code `encoding-unknown`, where the bytes do not decide; `Io`.
pub(crate) fn detect(mut source: impl Read) -> Result<Encoding> {
    let mut bytes = vec![0; BLOCK];
    let mut held = 0;
    let mut tally = Tally::default();
    let mut lead = None;
    let mut first = true;
    loop {
        let read = read_some(&mut source, &mut bytes[held..])?;
        let end = held + read;
        if first && end < 3 && read > 0 {
            held = end;
            continue;
        }
        if first {
            match &bytes[..end] {
                [0xff, 0xfe, ..] => return Ok(Encoding::Utf16Le),
                [0xfe, 0xff, ..] => return Ok(Encoding::Utf16Be),
                _ => first = false,
            }
        }
        if memchr(0, &bytes[held..end]).is_some() {
            return Err(fault("encoding-unknown"));
        }
        tally.pair(&bytes[held..end], &mut lead);
        held = tally.utf8(&mut bytes, end, read == 0);
        if read == 0 {
            break;
        }
    }
    tally.no_pairs |= lead.is_some();
    tally.decide()
}

impl Tally {
    /// Counts UTF-8; gives how many bytes at the end wait for more.
    fn utf8(&mut self, bytes: &mut [u8], end: usize, last: bool) -> usize {
        let mut at = 0;
        while at < end {
            match std::str::from_utf8(&bytes[at..end]) {
                Ok(text) => {
                    self.whole += count_wide(text.as_bytes());
                    return 0;
                }
                Err(error) => {
                    let good = at + error.valid_up_to();
                    self.whole += count_wide(&bytes[at..good]);
                    match error.error_len() {
                        Some(length) => {
                            self.broken += length as u64;
                            at = good + length;
                        }
                        None if last => {
                            self.broken += (end - good) as u64;
                            return 0;
                        }
                        None => {
                            bytes.copy_within(good..end, 0);
                            return end - good;
                        }
                    }
                }
            }
        }
        0
    }

    /// Counts pairs of GB18030; `lead` is what the bytes before left open.
    fn pair(&mut self, bytes: &[u8], lead: &mut Option<Vec<u8>>) {
        if self.no_pairs || lead.is_none() && bytes.is_ascii() {
            return;
        }
        for byte in bytes {
            match lead.take() {
                None if *byte < 0x80 => {}
                None if (0x81..=0xfe).contains(byte) => *lead = Some(vec![*byte]),
                None => self.no_pairs = true,
                Some(open) => match (open.as_slice(), *byte) {
                    ([first], 0x40..=0x7e | 0x80..=0xfe) => {
                        self.pairs += 1;
                        let common = matches!(first, 0xa1..=0xa3 | 0xb0..=0xd7) && *byte >= 0xa1;
                        self.common += u64::from(common);
                    }
                    ([_] | [_, _, _], 0x30..=0x39) | ([_, _], 0x81..=0xfe) => {
                        if open.len() == 3 {
                            self.pairs += 1;
                        } else {
                            *lead = Some([&open[..], &[*byte]].concat());
                        }
                    }
                    _ => self.no_pairs = true,
                },
            }
        }
    }

    fn decide(&self) -> Result<Encoding> {
        // A few damaged bytes do not make UTF-8 another encoding.
        if self.broken == 0 || self.whole >= self.broken.saturating_mul(50) {
            return Ok(Encoding::Utf8);
        }
        // Chinese prose is mostly of the common characters; Big5 read as GB18030 is not.
        let common = self.common.saturating_mul(10) >= self.pairs.saturating_mul(8);
        if !self.no_pairs && self.pairs > 0 && common {
            return Ok(Encoding::Gb18030);
        }
        Err(fault("encoding-unknown"))
    }
}

/// How many characters of whole UTF-8 have more than one byte.
fn count_wide(bytes: &[u8]) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte >= 0xc0)).sum()
}

fn fault(code: &'static str) -> crate::Error {
    Malformed::new("text", 0, code).into()
}

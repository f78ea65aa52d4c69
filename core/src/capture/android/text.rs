//! The text of raw messages: septets, UTF-16 and older codings; and of several parts together.
//!
//! docs/spec/phone.md, "Texts".

use super::alphabet::{locked, shifted};
use super::pdu::{Coding, Header};

/// The code that leads to the table behind.
const ESCAPE: u8 = 0x1b;

/// The text of one message, such that parts can be put together.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Piece {
    /// Whole characters.
    Text(String),
    /// UTF-16: a pair may be parted by the end of a message.
    Units(Vec<u16>),
}

/// A piece, whether less is there than the message says, and whether bytes were replaced.
pub(super) struct Unpacked {
    pub(super) piece: Option<Piece>,
    pub(super) cut: bool,
    pub(super) repaired: bool,
}

/// Unpacks content that begins behind `start` bytes of header; `count` is of septets or bytes,
/// with the header.
pub(super) fn unpack(
    coding: Coding,
    data: &[u8],
    start: usize,
    count: usize,
    header: &Header,
) -> Unpacked {
    if coding == Coding::Gsm7 {
        let first = (start * 8).div_ceil(7);
        let whole = data.len() * 8 / 7;
        let septets = (first..count.min(whole)).map(|place| septet(data, place));
        let text = characters(septets, header.locking, header.single);
        return Unpacked { piece: Some(Piece::Text(text)), cut: count > whole, repaired: false };
    }
    let cut = count > data.len();
    let content = &data[start.min(data.len())..count.min(data.len()).max(start.min(data.len()))];
    let mut repaired = false;
    let mut decode = |encoding: &'static encoding_rs::Encoding| {
        let (text, broken) = encoding.decode_without_bom_handling(content);
        repaired = broken;
        Some(Piece::Text(text.into_owned()))
    };
    let (units, half) = content.as_chunks::<2>();
    let piece = match coding {
        Coding::Ucs2 => {
            let units = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            let cut = cut || !half.is_empty();
            return Unpacked { piece: Some(Piece::Units(units)), cut, repaired: false };
        }
        Coding::Data | Coding::Gsm7 => None,
        Coding::Korean => decode(encoding_rs::EUC_KR),
        Coding::ShiftJis => decode(encoding_rs::SHIFT_JIS),
        Coding::Utf8 => decode(encoding_rs::UTF_8),
        Coding::Ascii | Coding::Latin1 => {
            Some(Piece::Text(content.iter().copied().map(char::from).collect()))
        }
    };
    Unpacked { piece, cut, repaired }
}

/// Seven bits, the low ones first.
fn septet(data: &[u8], place: usize) -> u8 {
    let (at, shift) = (place * 7 / 8, place * 7 % 8);
    let low = u16::from(data[at]);
    let high = data.get(at + 1).map_or(0, |byte| u16::from(*byte));
    ((high << 8 | low) >> shift & 0x7f).to_le_bytes()[0]
}

/// The characters of septets. What a table behind the escape lacks is read from the first one; an
/// escape behind another one is a blank (TS 23.038, 6.2.1).
fn characters(septets: impl Iterator<Item = u8>, locking: u8, single: u8) -> String {
    let mut text = String::new();
    let mut escaped = false;
    for code in septets {
        match (escaped, code) {
            (false, ESCAPE) => {
                escaped = true;
                continue;
            }
            (true, ESCAPE) => text.push(' '),
            (true, code) => {
                text.push(shifted(single, code).unwrap_or_else(|| locked(locking, code)));
            }
            (false, code) => text.push(locked(locking, code)),
        }
        escaped = false;
    }
    text
}

/// The text of pieces one after another, and whether anything broken was replaced in it.
pub(super) fn join<'a>(pieces: impl IntoIterator<Item = &'a Piece>) -> (String, bool) {
    let mut text = String::new();
    let mut repaired = false;
    let mut units: Vec<u16> = Vec::new();
    let mut flush = |units: &mut Vec<u16>, text: &mut String| {
        for unit in char::decode_utf16(units.drain(..)) {
            repaired |= unit.is_err();
            text.push(unit.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
    };
    for piece in pieces {
        match piece {
            Piece::Units(more) => units.extend(more),
            Piece::Text(more) => {
                flush(&mut units, &mut text);
                text.push_str(more);
            }
        }
    }
    flush(&mut units, &mut text);
    (text, repaired)
}

//! The binary form: a trailer, a table of offsets, and objects that name each other.

use super::{MAX_DEPTH, MAX_VALUES, Value, fault};
use crate::error::Result;

/// How a binary list begins.
pub(super) const MAGIC: &[u8] = b"bplist00";

/// The length of the trailer.
const TRAILER: usize = 32;

pub(super) fn parse(bytes: &[u8]) -> Result<Value> {
    let Some((body, trailer)) = bytes.split_last_chunk::<TRAILER>() else {
        return Err(fault("plist-malformed"));
    };
    let number = |at: usize| be(&trailer[at..at + 8]);
    let (offset_size, ref_size) = (usize::from(trailer[6]), usize::from(trailer[7]));
    let (count, top, table) = (number(8)?, number(16)?, number(24)?);
    let table = body.get(place(table)?..).unwrap_or_default();
    let sized = (1..=8).contains(&offset_size) && (1..=8).contains(&ref_size);
    if !sized || place(count)?.checked_mul(offset_size).is_none_or(|end| end > table.len()) {
        return Err(fault("plist-malformed"));
    }
    let mut reader = Reader { body, table, offset_size, ref_size, count, left: MAX_VALUES };
    reader.object(top, 0)
}

struct Reader<'a> {
    body: &'a [u8],
    table: &'a [u8],
    offset_size: usize,
    ref_size: usize,
    count: u64,
    /// How many values may still come.
    left: usize,
}

impl Reader<'_> {
    fn object(&mut self, number: u64, depth: usize) -> Result<Value> {
        if depth > MAX_DEPTH {
            return Err(fault("plist-too-deep"));
        }
        self.left = self.left.checked_sub(1).ok_or_else(|| fault("plist-too-large"))?;
        if number >= self.count {
            return Err(fault("plist-malformed"));
        }
        let at = place(number)? * self.offset_size;
        let at = place(be(&self.table[at..at + self.offset_size])?)?;
        let marker = *self.body.get(at).ok_or_else(|| fault("plist-malformed"))?;
        let (kind, low) = (marker >> 4, usize::from(marker & 0x0f));
        match kind {
            0x0 => Ok(match marker {
                0x08 => Value::Bool(false),
                0x09 => Value::Bool(true),
                _ => Value::Other,
            }),
            0x1 if low <= 4 => {
                let bytes = self.bytes(at + 1, 1 << low)?;
                // Numbers of 16 bytes hold what does not fit a signed one of 8.
                let bytes = &bytes[bytes.len().saturating_sub(8)..];
                Ok(Value::Int(be(bytes)?.cast_signed()))
            }
            0x2 if low == 2 => {
                let bits = u32::try_from(be(self.bytes(at + 1, 4)?)?).unwrap_or_default();
                Ok(Value::Real(f64::from(f32::from_bits(bits))))
            }
            0x2 | 0x3 if low == 3 => Ok(Value::Real(f64::from_bits(be(self.bytes(at + 1, 8)?)?))),
            0x4 => {
                let (start, length) = self.extent(at, low, 1)?;
                Ok(Value::Data(self.bytes(start, length)?.to_vec()))
            }
            0x5 => {
                let (start, length) = self.extent(at, low, 1)?;
                let bytes = self.bytes(start, length)?;
                let text = std::str::from_utf8(bytes).map_err(|_| fault("plist-malformed"))?;
                Ok(Value::Text(text.to_owned()))
            }
            0x6 => {
                let (start, length) = self.extent(at, low, 2)?;
                let units = self.bytes(start, length)?.chunks_exact(2);
                let units = units.map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
                let text: String = char::decode_utf16(units)
                    .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect();
                Ok(Value::Text(text))
            }
            0x8 => Ok(Value::Uid(be(self.bytes(at + 1, low + 1)?)?)),
            0xa | 0xc => {
                let (start, length) = self.extent(at, low, self.ref_size)?;
                let references = self.references(start, length)?;
                let items = references.into_iter().map(|number| self.object(number, depth + 1));
                Ok(Value::List(items.collect::<Result<_>>()?))
            }
            0xd => {
                let (start, length) = self.extent(at, low, 2 * self.ref_size)?;
                let references = self.references(start, length)?;
                let (names, values) = references.split_at(references.len() / 2);
                let mut members = Vec::with_capacity(names.len());
                for (name, value) in names.iter().zip(values) {
                    if let Value::Text(name) = self.object(*name, depth + 1)? {
                        members.push((name, self.object(*value, depth + 1)?));
                    }
                }
                Ok(Value::Map(members))
            }
            _ => Err(fault("plist-malformed")),
        }
    }

    /// Where the content behind a marker begins, and how many bytes it has: a count of items of
    /// `size` bytes, in the marker or in the number behind it.
    fn extent(&self, at: usize, low: usize, size: usize) -> Result<(usize, usize)> {
        let (start, count) = if low < 0x0f {
            (at + 1, low)
        } else {
            let marker = *self.bytes(at + 1, 1)?.first().unwrap_or(&0);
            let width = match marker {
                0x10..=0x13 => 1 << (marker & 0x0f),
                _ => return Err(fault("plist-malformed")),
            };
            (at + 2 + width, place(be(self.bytes(at + 2, width)?)?)?)
        };
        let length = count.checked_mul(size).ok_or_else(|| fault("plist-malformed"))?;
        Ok((start, length))
    }

    fn references(&self, start: usize, length: usize) -> Result<Vec<u64>> {
        self.bytes(start, length)?.chunks_exact(self.ref_size).map(be).collect()
    }

    fn bytes(&self, start: usize, length: usize) -> Result<&[u8]> {
        let end = start.checked_add(length);
        let bytes = end.and_then(|end| self.body.get(start..end));
        bytes.ok_or_else(|| fault("plist-malformed"))
    }
}

/// A number of up to 8 bytes, big-endian.
fn be(bytes: &[u8]) -> Result<u64> {
    if bytes.len() > 8 && bytes[..bytes.len() - 8].iter().any(|byte| *byte != 0) {
        return Err(fault("plist-malformed"));
    }
    Ok(bytes.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)))
}

fn place(number: u64) -> Result<usize> {
    usize::try_from(number).map_err(|_| fault("plist-malformed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of objects, the first being the top.
    fn list(objects: &[&[u8]]) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let mut offsets = Vec::new();
        for object in objects {
            offsets.extend_from_slice(&u16::try_from(out.len()).unwrap().to_be_bytes());
            out.extend_from_slice(object);
        }
        let table = out.len() as u64;
        out.extend(offsets);
        out.extend([0, 0, 0, 0, 0, 0, 2, 1]);
        for number in [objects.len() as u64, 0, table] {
            out.extend(number.to_be_bytes());
        }
        out
    }

    fn code(bytes: &[u8]) -> &'static str {
        match parse(bytes) {
            Err(crate::Error::Malformed(malformed)) => malformed.code,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let parsed = parse(&list(&[
            b"\xd5\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a",
            b"\x51a",
            b"\x51b",
            b"\x51c",
            b"\x51d",
            b"\x51e",
            b"\x11\x01\x00",
            b"\x61\x8b\xf7",
            b"\x42\x01\x02",
            b"\x80\x07",
            b"\xa2\x0b\x0c",
            b"\x09",
            b"\x33\x41\x00\x00\x00\x00\x00\x00\x00",
        ]))
        .unwrap();
        assert_eq!(parsed.member("a"), Some(&Value::Int(256)));
        assert_eq!(parsed.member("b").and_then(Value::text), Some("请"));
        assert_eq!(parsed.member("c").and_then(Value::data), Some(&[1, 2][..]));
        assert_eq!(parsed.member("d"), Some(&Value::Uid(7)));
        let items = parsed.member("e").unwrap().items();
        assert_eq!(items, [Value::Bool(true), Value::Real(131_072.0)]);
    }

    #[test]
    fn lists_that_lead_round_or_grow_or_lie_are_refused() {
        assert_eq!(code(&list(&[b"\xa1\x00"])), "plist-too-deep");
        // Each list holds the next one fifteen times over.
        let fans: Vec<Vec<u8>> = (1..10_u8).map(|n| [&[0xae_u8][..], &[n; 14]].concat()).collect();
        let mut fans: Vec<&[u8]> = fans.iter().map(Vec::as_slice).collect();
        fans.push(b"\x09");
        assert_eq!(code(&list(&fans)), "plist-too-large");
        assert_eq!(code(&list(&[b"\x4f\x13\x7f\xff\xff\xff\xff\xff\xff\xff"])), "plist-malformed");
        assert_eq!(code(&list(&[b"\xa1\x09"])), "plist-malformed");
        assert_eq!(code(b"bplist00"), "plist-malformed");
        let whole = list(&[b"\x51a"]);
        for cut in 0..whole.len() {
            assert!(parse(&whole[..cut]).is_err());
        }
    }
}

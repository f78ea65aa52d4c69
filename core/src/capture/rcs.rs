//! Messages that came over RCS and that their app wrote into the phone's table of MMS.
//!
//! docs/spec/capture.md, "Android's columns", rule 9.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::provider::Address;
use super::row::Columns;

/// How the addresses of RCS groups end.
const GROUP: &str = "@rcs.google.com";

/// Base64 with or without padding: what the ids are written in.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The longest transaction id that is looked into, in bytes.
const MAX_ID: usize = 4_096;

/// Whether an address names a group and not a member of it.
pub(crate) fn is_group(address: &str) -> bool {
    address.ends_with(GROUP)
}

/// Whether a row of the `mms` table says that the message came over RCS.
pub(crate) fn is_rcs(columns: &Columns, addresses: &[Address]) -> bool {
    columns.known("address").is_some_and(is_group)
        || addresses.iter().any(|(_, address)| is_group(address))
        || columns.known("tr_id").is_some_and(is_rcs_id)
}

fn is_rcs_id(id: &str) -> bool {
    let text = id.strip_prefix("proto:").filter(|text| text.len() <= MAX_ID);
    let Some(bytes) = text.and_then(|text| BASE64.decode(text).ok()) else { return false };
    let inner = member(&bytes, 1).and_then(|outer| member(outer, 2));
    inner.is_some_and(|inner| member(inner, 2).is_some())
}

/// The bytes of field `number` of a message; none where another kind of field stands before it.
fn member(mut message: &[u8], number: u64) -> Option<&[u8]> {
    /// The wire type of a field that says its length.
    const SIZED: u64 = 2;
    while !message.is_empty() {
        let tag = varint(&mut message)?;
        let size = usize::try_from(varint(&mut message)?).ok()?;
        let (content, rest) = message.split_at_checked(size)?;
        if tag == number << 3 | SIZED {
            return Some(content);
        }
        if tag & 7 != SIZED {
            return None;
        }
        message = rest;
    }
    None
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(inner: &[u8]) -> String {
        let sized = |tag: u8, content: &[u8]| {
            let size = u8::try_from(content.len()).expect("short");
            [&[tag, size][..], content].concat()
        };
        let name = sized(0x0a, b"com.example.messaging.");
        let outer = sized(0x0a, &[name, sized(0x12, inner)].concat());
        format!("proto:{}", BASE64.encode(outer))
    }

    #[test]
    fn an_id_of_rcs_is_told_from_one_of_an_mms() {
        assert!(is_rcs_id(&id(b"\x12\x03\x2a\x01x")));
        assert!(!is_rcs_id(&id(b"\x1a\x03\x0a\x01x")));
        assert!(is_rcs_id(id(b"\x12\x03\x2a\x01x").trim_end_matches('=')));
    }

    #[test]
    fn broken_ids_are_no_rcs() {
        let whole = id(b"\x12\x03\x2a\x01x");
        for end in 0..whole.len() - 4 {
            assert!(!is_rcs_id(&whole[..end]), "{end}");
        }
        for text in ["", "T143687f754d", "proto:", "proto:\u{e9}", "proto:////////////"] {
            assert!(!is_rcs_id(text));
        }
    }
}

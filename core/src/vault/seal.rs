//! What is encrypted at rest, and how: rows, derived entries and blind index keys.
//!
//! docs/spec/vault.md, "Sealing". Each place that a sealed value stands in is part of its
//! associated data, so that it opens nowhere else.

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::chain::Hash;
use crate::error::{Error, Result};
use crate::key::Keystore;
use crate::record::canonical::{unhex, write_hex};
use crate::record::{Field, Opening, Openings};

/// The bytes of a nonce.
pub(super) const NONCE: usize = 24;

/// The bytes of an authentication tag.
pub(super) const TAG: usize = 16;

/// The bytes of the leaf hash that stand before a sealed row.
pub(super) const MARK: usize = 8;

/// A key of a blind index: an HMAC-SHA256, cut to 16 bytes.
pub(super) type Blind = [u8; 16];

/// What a blind index key is made of; the first byte keeps the kinds apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub(super) enum Domain {
    /// SHA-256 of an attachment's content.
    Attachment = b'a',
    /// A UTC day.
    Day = b'd',
    /// The list of files that repeat records.
    Files = b'f',
    /// A chunk of the list of parties.
    Parties = b'l',
    /// Which chunks the list of parties has.
    PartyList = b'm',
    /// A party and a UTC day.
    PartyDay = b'p',
    /// Rows of a file that repeated records held before.
    Repeats = b'r',
    /// What is kept of the phone's spool.
    Spool = b's',
    /// Counts by day of everything.
    Tally = b't',
    /// Counts by day of a party.
    PartyTally = b'u',
    /// A format and a source row.
    Row = b'w',
}

/// The keys that the data key gives, for one log.
pub(super) struct Seals {
    row: XChaCha20Poly1305,
    entry: XChaCha20Poly1305,
    blind: Hmac<Sha256>,
    origin: String,
}

impl Seals {
    /// Derives the keys.
    pub(super) fn new(data_key: &[u8; 32], origin: &str) -> Self {
        let derivation = Hkdf::<Sha256>::new(Some(origin.as_bytes()), data_key);
        let derive = |name: &[u8]| {
            let mut key = Zeroizing::new([0; 32]);
            derivation.expand(name, &mut key[..]).expect("32 bytes are a length that HKDF gives");
            key
        };
        Self {
            row: XChaCha20Poly1305::new((&*derive(b"dunlog/row@v1")).into()),
            entry: XChaCha20Poly1305::new((&*derive(b"dunlog/entry@v1")).into()),
            blind: Hmac::new_from_slice(&derive(b"dunlog/blind@v1")[..])
                .expect("HMAC takes keys of any length"),
            origin: origin.to_owned(),
        }
    }

    /// The blind index key of `parts`; all but the last one must be of a fixed length.
    pub(super) fn blind(&self, domain: Domain, parts: &[&[u8]]) -> Blind {
        let mut mac = self.blind.clone();
        mac.update(&[domain as u8]);
        for part in parts {
            mac.update(part);
        }
        let full = mac.finalize().into_bytes();
        let mut cut = [0; 16];
        cut.copy_from_slice(&full[..16]);
        cut
    }

    /// Seals a line and its openings for their place; `out` is cleared first.
    pub(super) fn row(
        &self,
        place: u64,
        leaf: &Hash,
        line: &str,
        openings: &Openings,
        nonce: &[u8; NONCE],
        out: &mut Vec<u8>,
    ) {
        out.clear();
        out.extend_from_slice(&leaf.0[..MARK]);
        out.extend_from_slice(nonce);
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        pack(line.as_bytes(), out);
        let size = u32::try_from(out.len() - start - 4).expect("a line is at most 256 KiB");
        out[start..start + 4].copy_from_slice(&size.to_le_bytes());
        for (field, opening) in openings.iter() {
            out.push(field.index().to_le_bytes()[0]);
            out.extend_from_slice(&opening.salt);
            out.extend_from_slice(&length(&opening.value));
            out.extend_from_slice(opening.value.as_bytes());
        }
        encrypt(&self.row, &self.row_place(place, leaf), nonce, out, MARK + NONCE);
    }

    /// Opens a sealed row; none where it is not the row of this place and leaf.
    pub(super) fn open_row(&self, place: u64, leaf: &Hash, sealed: &[u8]) -> Option<Row> {
        let rest = sealed.strip_prefix(&leaf.0[..MARK])?;
        decrypt(&self.row, &self.row_place(place, leaf), rest).and_then(Row::parse)
    }

    /// Seals a derived entry under its key.
    pub(super) fn entry(&self, key: &Blind, plain: &[u8], nonce: &[u8; NONCE]) -> Vec<u8> {
        let mut out = Vec::with_capacity(NONCE + plain.len() + TAG);
        out.extend_from_slice(nonce);
        out.extend_from_slice(plain);
        encrypt(&self.entry, &entry_place(key, None), nonce, &mut out, NONCE);
        out
    }

    /// Opens what [`Self::entry`] gave.
    pub(super) fn open_entry(&self, key: &Blind, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        decrypt(&self.entry, &entry_place(key, None), sealed)
    }

    /// Seals an entry of an index that has one for each record.
    pub(super) fn placed(
        &self,
        key: &Blind,
        place: u64,
        plain: &[u8],
        nonce: &[u8; NONCE],
    ) -> Vec<u8> {
        let mut out = Vec::with_capacity(NONCE + plain.len() + TAG);
        out.extend_from_slice(nonce);
        out.extend_from_slice(plain);
        encrypt(&self.entry, &entry_place(key, Some(place)), nonce, &mut out, NONCE);
        out
    }

    /// Opens what [`Self::placed`] gave.
    pub(super) fn open_placed(
        &self,
        key: &Blind,
        place: u64,
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        decrypt(&self.entry, &entry_place(key, Some(place)), sealed)
    }

    /// The associated data of a row: "dunlog/row@v1" LF origin LF place (8 bytes) leaf.
    fn row_place(&self, place: u64, leaf: &Hash) -> Vec<u8> {
        let mut aad = Vec::with_capacity(15 + self.origin.len() + 40);
        aad.extend_from_slice(b"dunlog/row@v1\n");
        aad.extend_from_slice(self.origin.as_bytes());
        aad.push(b'\n');
        aad.extend_from_slice(&place.to_le_bytes());
        aad.extend_from_slice(&leaf.0);
        aad
    }
}

/// An opened row; wiped from memory when dropped.
pub(super) struct Row {
    line: Zeroizing<Vec<u8>>,
    plain: Zeroizing<Vec<u8>>,
    behind: usize,
}

impl Row {
    fn parse(plain: Zeroizing<Vec<u8>>) -> Option<Self> {
        let (size, rest) = plain.split_first_chunk::<4>()?;
        let size = usize::try_from(u32::from_le_bytes(*size)).ok()?;
        let line = unpack(rest.get(..size)?)?;
        Some(Self { line, plain, behind: 4 + size })
    }

    /// The line.
    pub(super) fn line(&self) -> &[u8] {
        &self.line
    }

    /// The openings.
    ///
    /// # Errors
    /// `Damaged` where the row does not have the form that sealing gives.
    pub(super) fn openings(&self) -> Result<Openings> {
        let mut rest = &self.plain[self.behind..];
        let mut openings = Openings::default();
        while let Some((index, after)) = rest.split_first() {
            let field = *Field::ALL.get(usize::from(*index)).ok_or(UNREADABLE)?;
            let (salt, after) = after.split_first_chunk::<16>().ok_or(UNREADABLE)?;
            let (size, after) = after.split_first_chunk::<4>().ok_or(UNREADABLE)?;
            let size = usize::try_from(u32::from_le_bytes(*size)).map_err(|_| UNREADABLE)?;
            let (value, after) = after.split_at_checked(size).ok_or(UNREADABLE)?;
            let value = std::str::from_utf8(value).map_err(|_| UNREADABLE)?.to_owned();
            openings.insert(field, Opening { salt: *salt, value });
            rest = after;
        }
        Ok(openings)
    }
}

/// What a row is whose content does not open.
pub(super) const UNREADABLE: Error = Error::Damaged("record-unreadable");

/// What stands in a packed line for 64 hex digits in quotes: no canonical line has this byte.
const PACKED: u8 = 0x01;

/// Appends a line with each string of 64 hex digits as 32 bytes; a third of a line is hex.
fn pack(line: &[u8], out: &mut Vec<u8>) {
    let mut rest = line;
    while let Some(quote) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..quote]);
        rest = &rest[quote..];
        let mut hash = [0; 32];
        if rest.len() > 65 && rest[65] == b'"' && unhex(&rest[1..65], &mut hash) {
            out.push(PACKED);
            out.extend_from_slice(&hash);
            rest = &rest[66..];
        } else {
            // Up to the string's end, so that only whole strings are packed.
            let end = memchr::memchr(b'"', &rest[1..]).map_or(rest.len(), |end| end + 2);
            out.extend_from_slice(&rest[..end]);
            rest = &rest[end..];
        }
    }
    out.extend_from_slice(rest);
}

/// Gives back what [`pack`] was given.
fn unpack(packed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut line = String::with_capacity(packed.len() * 3 / 2);
    let mut rest = packed;
    while let Some(place) = memchr::memchr(PACKED, rest) {
        line.push_str(std::str::from_utf8(&rest[..place]).ok()?);
        let (hash, behind) = rest[place + 1..].split_first_chunk::<32>()?;
        line.push('"');
        write_hex(&mut line, hash);
        line.push('"');
        rest = behind;
    }
    line.push_str(std::str::from_utf8(rest).ok()?);
    Some(Zeroizing::new(line.into_bytes()))
}

fn length(text: &str) -> [u8; 4] {
    u32::try_from(text.len()).expect("a record is at most 1 MiB").to_le_bytes()
}

fn entry_place(key: &Blind, place: Option<u64>) -> [u8; 41] {
    let mut aad = [0; 41];
    aad[..16].copy_from_slice(b"dunlog/entry@v1\n");
    aad[16..32].copy_from_slice(key);
    if let Some(place) = place {
        aad[32] = 1;
        aad[33..].copy_from_slice(&place.to_le_bytes());
    }
    aad
}

fn encrypt(
    cipher: &XChaCha20Poly1305,
    aad: &[u8],
    nonce: &[u8; NONCE],
    out: &mut Vec<u8>,
    start: usize,
) {
    let tag = cipher
        .encrypt_inout_detached(&XNonce::from(*nonce), aad, (&mut out[start..]).into())
        .expect("far less than 256 GiB is sealed at once");
    out.extend_from_slice(&tag);
}

fn decrypt(cipher: &XChaCha20Poly1305, aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
    let (body, tag) = rest.split_last_chunk::<TAG>()?;
    let mut plain = Zeroizing::new(body.to_vec());
    let buffer = plain.as_mut_slice().into();
    cipher
        .decrypt_inout_detached(&XNonce::from(*nonce), aad, buffer, &Tag::from(*tag))
        .ok()
        .map(|()| plain)
}

/// Random bytes from the keystore, asked for in larger pieces.
pub(super) struct Chance {
    pool: Zeroizing<[u8; 4096]>,
    left: usize,
}

impl Default for Chance {
    fn default() -> Self {
        Self { pool: Zeroizing::new([0; 4096]), left: 0 }
    }
}

impl Chance {
    /// The next `count` bytes, at most 4,096.
    ///
    /// # Errors
    /// `Keystore` where there is no randomness.
    pub(super) fn take(&mut self, keystore: &dyn Keystore, count: usize) -> Result<&[u8]> {
        if self.left < count {
            keystore.random(&mut self.pool[..])?;
            self.left = self.pool.len();
        }
        let end = self.left;
        self.left -= count;
        Ok(&self.pool[self.left..end])
    }

    /// As many bytes as the array holds.
    ///
    /// # Errors
    /// `Keystore` where there is no randomness.
    pub(super) fn array<const N: usize>(&mut self, keystore: &dyn Keystore) -> Result<[u8; N]> {
        let mut out = [0; N];
        out.copy_from_slice(self.take(keystore, N)?);
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "dunlog/log/00112233445566778899aabbccddeeff";

    #[test]
    fn a_row_opens_only_at_its_place_under_its_leaf() {
        let seals = Seals::new(&[7; 32], ORIGIN);
        let leaf = Hash([9; 32]);
        let mut openings = Openings::default();
        openings.insert(Field::Body, Opening { salt: [3; 16], value: "\"请还款\"".into() });
        let mut sealed = Vec::new();
        seals.row(5, &leaf, "{}", &openings, &[1; 24], &mut sealed);
        let row = seals.open_row(5, &leaf, &sealed).expect("the place is right");
        assert_eq!(row.line(), b"{}");
        assert_eq!(row.openings().unwrap(), openings);
        let mut near = leaf;
        near.0[31] ^= 1;
        assert!(seals.open_row(6, &leaf, &sealed).is_none());
        assert!(seals.open_row(5, &near, &sealed).is_none());
        assert!(Seals::new(&[8; 32], ORIGIN).open_row(5, &leaf, &sealed).is_none());
        assert!(Seals::new(&[7; 32], "other").open_row(5, &leaf, &sealed).is_none());
    }

    #[test]
    fn a_packed_line_reads_back() {
        let hex = "0123456789abcdef".repeat(4);
        let odd = [&hex[1..], &hex.to_uppercase(), "", "\\\""];
        let mut line = format!("{{\"prev\":\"{hex}\",\"list\":[\"{hex}\",\"{hex}\"]");
        for text in odd {
            line += &format!(",\"x\":\"{text}\"");
        }
        let mut packed = Vec::new();
        pack(line.as_bytes(), &mut packed);
        assert_eq!(packed.len(), line.len() - 3 * 33);
        assert_eq!(unpack(&packed).expect("as packed")[..], *line.as_bytes());
        assert!(unpack(&packed[..20]).is_none());
    }

    #[test]
    fn blind_keys_of_different_domains_differ() {
        let seals = Seals::new(&[7; 32], ORIGIN);
        let day = 19_000_i64.to_le_bytes();
        assert_eq!(seals.blind(Domain::Day, &[&day]), seals.blind(Domain::Day, &[&day]));
        assert_ne!(seals.blind(Domain::Day, &[&day]), seals.blind(Domain::PartyDay, &[&day]));
    }
}

//! One sealed entry in the spool's file, and how the next whole one is found behind a torn one.
//!
//! docs/spec/spool.md, "Frame".

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::capture::android::MAX_ENTRY;
use crate::vault::seal::{NONCE, TAG};

/// The first bytes of a frame.
const MAGIC: [u8; 4] = *b"DLSP";

/// The bytes before what is sealed: magic, size, one-time public key, check.
pub(super) const HEADER: usize = 44;

/// How many bytes are looked through at a time for the next frame.
const WINDOW: usize = 64 * 1024;

/// Seals an entry to `public` under the one-time secret `once`; `once` must be fresh random bytes.
pub(super) fn seal(plain: &[u8], public: &PublicKey, once: &StaticSecret) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER + plain.len() + TAG);
    out.extend_from_slice(&MAGIC);
    let size = u32::try_from(plain.len() + TAG).expect("an entry has at most 16 MiB");
    out.extend_from_slice(&size.to_le_bytes());
    let once_public = PublicKey::from(once);
    out.extend_from_slice(once_public.as_bytes());
    out.extend_from_slice(&crc32fast::hash(&out).to_le_bytes());
    let (cipher, nonce) = cipher(&once.diffie_hellman(public).to_bytes(), &once_public, public);
    let (header, mut sealed) = (out.clone(), Zeroizing::new(plain.to_vec()));
    let tag = cipher
        .encrypt_inout_detached(&nonce, &header, sealed.as_mut_slice().into())
        .expect("an entry is far below the cipher's limit");
    out.extend_from_slice(&sealed);
    out.extend_from_slice(&tag);
    out
}

/// The key and nonce of one frame; the one-time key makes both fresh.
fn cipher(shared: &[u8; 32], once: &PublicKey, public: &PublicKey) -> (XChaCha20Poly1305, XNonce) {
    let mut salt = [0; 64];
    salt[..32].copy_from_slice(once.as_bytes());
    salt[32..].copy_from_slice(public.as_bytes());
    let mut derived = Zeroizing::new([0; 32 + NONCE]);
    Hkdf::<Sha256>::new(Some(&salt), shared)
        .expand(b"dunlog/spool@v1", &mut derived[..])
        .expect("56 bytes are a length that HKDF gives");
    let (key, nonce) = derived.split_first_chunk::<32>().expect("it has 56 bytes");
    let mut fresh = [0; NONCE];
    fresh.copy_from_slice(nonce);
    (XChaCha20Poly1305::new(key.into()), XNonce::from(fresh))
}

/// The head of a frame that may be whole.
struct Head {
    bytes: [u8; HEADER],
    size: u64,
}

impl Head {
    fn parse(bytes: &[u8; HEADER]) -> Option<Self> {
        let check = u32::from_le_bytes([bytes[40], bytes[41], bytes[42], bytes[43]]);
        let size = u64::from(u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]));
        let sound = bytes[..4] == MAGIC
            && (TAG as u64..=(MAX_ENTRY + TAG) as u64).contains(&size)
            && crc32fast::hash(&bytes[..40]) == check;
        sound.then_some(Self { bytes: *bytes, size })
    }

    /// Opens what stands behind the head; none where it is another key's or was changed.
    fn open(&self, mut sealed: Zeroizing<Vec<u8>>, secret: &StaticSecret) -> Option<Plain> {
        let once = PublicKey::from(<[u8; 32]>::try_from(&self.bytes[8..40]).ok()?);
        let shared = secret.diffie_hellman(&once);
        if !shared.was_contributory() {
            return None;
        }
        let (cipher, nonce) = cipher(shared.as_bytes(), &once, &PublicKey::from(secret));
        let end = sealed.len().checked_sub(TAG)?;
        let tag = Tag::from(<[u8; TAG]>::try_from(&sealed[end..]).ok()?);
        sealed.truncate(end);
        let buffer = sealed.as_mut_slice().into();
        cipher.decrypt_inout_detached(&nonce, &self.bytes, buffer, &tag).ok()?;
        Some(sealed)
    }
}

/// An entry's bytes; wiped from memory when dropped.
pub(super) type Plain = Zeroizing<Vec<u8>>;

/// What stands at a place of the file.
pub(super) enum Piece {
    /// A whole frame that opens.
    Entry(Plain),
    /// A whole frame that does not open: another vault's, or changed.
    Closed,
    /// Bytes that are no whole frame.
    Torn,
}

/// The pieces of a spool's file between two places, in order; together they are all its bytes.
pub(super) struct Frames<'a, R> {
    source: R,
    at: u64,
    end: u64,
    secret: &'a StaticSecret,
}

impl<'a, R: Read + Seek> Frames<'a, R> {
    /// The pieces of `range`, in which no writer is at work.
    pub(super) const fn new(source: R, range: Range<u64>, secret: &'a StaticSecret) -> Self {
        Self { source, at: range.start, end: range.end, secret }
    }

    /// The next piece and the bytes that it takes; none at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<(Range<u64>, Piece)>> {
        if self.at >= self.end {
            return Ok(None);
        }
        let start = self.at;
        let whole = self.head(start)?.map(|head| (start + HEADER as u64 + head.size, head));
        let (end, piece) = match whole.filter(|(end, _)| *end <= self.end) {
            None => (self.next_head(start + 1, self.end)?, Piece::Torn),
            Some((end, head)) => {
                match head.open(self.read(start + HEADER as u64, end)?, self.secret) {
                    Some(plain) => (end, Piece::Entry(plain)),
                    // A frame may begin within what a torn one says is its own.
                    None => match self.next_head(start + 1, end)? {
                        next if next < end => (next, Piece::Torn),
                        end => (end, Piece::Closed),
                    },
                }
            }
        };
        self.at = end;
        Ok(Some((start..end, piece)))
    }

    fn head(&mut self, at: u64) -> io::Result<Option<Head>> {
        if self.end - at < HEADER as u64 {
            return Ok(None);
        }
        let mut bytes = [0; HEADER];
        self.source.seek(SeekFrom::Start(at))?;
        self.source.read_exact(&mut bytes)?;
        Ok(Head::parse(&bytes))
    }

    /// The bytes of a range that is at most a frame long.
    fn read(&mut self, from: u64, to: u64) -> io::Result<Plain> {
        let size = usize::try_from(to - from).map_err(io::Error::other)?;
        let mut bytes = Zeroizing::new(vec![0; size]);
        self.source.seek(SeekFrom::Start(from))?;
        self.source.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Where the next head of a frame stands in `from..to`, or `to`.
    fn next_head(&mut self, mut from: u64, to: u64) -> io::Result<u64> {
        while self.end - from >= HEADER as u64 && from < to {
            // A window and the rest of a head that begins in it.
            let behind = (from + (WINDOW + HEADER) as u64).min(self.end);
            let bytes = self.read(from, behind)?;
            for place in memchr::memmem::find_iter(&bytes, &MAGIC) {
                let head = bytes[place..].first_chunk().and_then(Head::parse);
                if head.is_some() {
                    return Ok((from + place as u64).min(to));
                }
            }
            from = (behind - HEADER as u64) + 1;
        }
        Ok(to)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn secret(byte: u8) -> StaticSecret {
        StaticSecret::from([byte; 32])
    }

    fn frame(text: &str, once: u8) -> Vec<u8> {
        seal(text.as_bytes(), &PublicKey::from(&secret(1)), &secret(once))
    }

    /// What stands in `bytes`: texts, `-` for closed frames, `~` for torn bytes.
    fn pieces(bytes: &[u8]) -> Vec<String> {
        let key = secret(1);
        let mut frames = Frames::new(Cursor::new(bytes), 0..bytes.len() as u64, &key);
        let (mut out, mut at) = (Vec::new(), 0);
        while let Some((range, piece)) = frames.next().expect("memory can be read") {
            assert!(range.start == at && range.end > at, "all bytes, in order");
            at = range.end;
            out.push(match piece {
                Piece::Entry(plain) => String::from_utf8(plain.to_vec()).expect("as sealed"),
                Piece::Closed => "-".to_owned(),
                Piece::Torn => "~".to_owned(),
            });
        }
        assert_eq!(at, bytes.len() as u64);
        out
    }

    #[test]
    fn whole_frames_come_in_order() {
        assert_eq!(
            pieces(&[frame("甲", 2), frame("", 3), frame("乙", 4)].concat()),
            ["甲", "", "乙"]
        );
        assert!(pieces(b"").is_empty());
    }

    #[test]
    fn a_frame_torn_at_any_byte_hides_no_other() {
        let (first, torn, last) = (frame("first", 2), frame("torn", 3), frame("last", 4));
        for cut in 1..torn.len() {
            let tail = [&first[..], &torn[..cut]].concat();
            assert_eq!(pieces(&tail), ["first", "~"], "cut at {cut}");
            let middle = [&first[..], &torn[..cut], &last[..]].concat();
            assert_eq!(pieces(&middle), ["first", "~", "last"], "cut at {cut}");
        }
    }

    #[test]
    fn a_changed_byte_closes_its_own_frame_only() {
        let whole = [frame("first", 2), frame("second", 3)].concat();
        let first = frame("first", 2).len();
        for place in 0..first {
            let mut changed = whole.clone();
            changed[place] ^= 0x40;
            let found = pieces(&changed);
            assert_eq!(found.last().map(String::as_str), Some("second"), "byte {place}");
            assert!(!found.contains(&"first".to_owned()), "byte {place}");
        }
        let other = seal(b"x", &PublicKey::from(&secret(9)), &secret(5));
        assert_eq!(pieces(&[other, frame("own", 6)].concat()), ["-", "own"]);
    }

    #[test]
    fn the_next_frame_is_found_far_away_and_across_windows() {
        for gap in [WINDOW - HEADER, WINDOW - 3, WINDOW, WINDOW + 1, 3 * WINDOW + 7] {
            let mut bytes = b"DLSP".repeat(gap / 4 + 1);
            bytes.truncate(gap);
            bytes.extend(frame("far", 2));
            assert_eq!(pieces(&bytes), ["~", "far"], "gap of {gap}");
        }
    }

    #[test]
    fn whatever_stands_between_whole_frames_hides_neither() {
        let (first, last, torn) = (frame("first", 2), frame("last", 3), frame("torn", 4));
        let mut number = 7_u64;
        let mut next = |below: usize| {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            usize::try_from(number >> 33).expect("31 bits") % below
        };
        for _ in 0..2_000 {
            let mut between = Vec::new();
            for _ in 0..next(6) {
                let (cut, from) = (next(torn.len()) + 1, next(40));
                match next(4) {
                    0 => between.extend(&torn[..cut]),
                    1 => between.extend(&torn[from..]),
                    2 => between.extend(&MAGIC[..from % 4 + 1]),
                    _ => between.push(next(256).to_le_bytes()[0]),
                }
            }
            let found = pieces(&[&first[..], &between, &last[..]].concat());
            assert_eq!(found.first().map(String::as_str), Some("first"), "{between:?}");
            assert_eq!(found.last().map(String::as_str), Some("last"), "{between:?}");
        }
    }

    #[test]
    fn a_one_time_key_without_order_opens_nothing() {
        let mut frame = frame("x", 2);
        frame[8..40].fill(0);
        let check = crc32fast::hash(&frame[..40]);
        frame[40..44].copy_from_slice(&check.to_le_bytes());
        assert_eq!(pieces(&frame), ["-"]);
    }
}

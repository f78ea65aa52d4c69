//! The recovery code: 128 random bits that a person writes down, and what it wraps.
//!
//! 26 characters of Crockford's base32 and two check characters, in groups of four. The checks
//! are a Reed-Solomon code over GF(32), so that any one or two wrong characters, and any two that
//! changed places, are told apart from the code of another vault. docs/spec/vault.md,
//! "Recovery code".

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Malformed, Result};

/// How many characters carry the bits.
const LETTERS: usize = 26;

/// How many characters there are with the two checks.
const LENGTH: usize = LETTERS + 2;

/// What [`Error::Keystore`](crate::Error::Keystore) says of a code that is another vault's.
pub const WRONG_CODE: &str = "the recovery code does not open this vault";

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A recovery code; wiped from memory when dropped, and shown only on request.
#[derive(Clone, Eq, PartialEq)]
pub struct RecoveryCode([u8; 16]);

impl Drop for RecoveryCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(_)")
    }
}

impl RecoveryCode {
    /// The code of 16 random bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads what a person types: small letters, spaces and dashes anywhere, `O` for `0`, `I` and
    /// `L` for `1`.
    ///
    /// # Errors
    /// `Malformed`: `bad-character` at its place (from 1), `bad-length`, or `check-failed` for a
    /// typing mistake.
    pub fn parse(typed: &str) -> Result<Self> {
        let fault = |place, code| crate::Error::from(Malformed::new("recovery code", place, code));
        let mut letters = Zeroizing::new([0_u8; LENGTH]);
        let mut count = 0;
        for (letter, place) in typed.chars().zip(1..) {
            if letter.is_whitespace() || matches!(letter, '-' | '–' | '—') {
                continue;
            }
            let value = digit(letter).ok_or_else(|| fault(place, "bad-character"))?;
            *letters.get_mut(count).ok_or_else(|| fault(0, "bad-length"))? = value;
            count += 1;
        }
        if count != LENGTH {
            return Err(fault(0, "bad-length"));
        }
        let spare = letters[LETTERS - 1] & 0b11;
        if checks(&letters[..LETTERS]) != letters[LETTERS..] || spare != 0 {
            return Err(fault(0, "check-failed"));
        }
        let mut bytes = [0; 16];
        for (i, bit) in (0..128).map(|i| (i, letters[i / 5] >> (4 - i % 5) & 1)) {
            bytes[i / 8] |= bit << (7 - i % 8);
        }
        Ok(Self(bytes))
    }

    /// The code as a person writes it down: seven groups of four.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut letters = Zeroizing::new([0_u8; LENGTH]);
        for i in 0..128 {
            letters[i / 5] |= (self.0[i / 8] >> (7 - i % 8) & 1) << (4 - i % 5);
        }
        let found = checks(&letters[..LETTERS]);
        letters[LETTERS..].copy_from_slice(&found);
        let mut text = Zeroizing::new(String::with_capacity(LENGTH + 6));
        for (i, letter) in letters.iter().enumerate() {
            if i > 0 && i % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(*letter)]));
        }
        text
    }

    /// The key that wraps the secret named `secret`: HKDF-SHA256, which is enough for a code of
    /// 128 random bits.
    pub(super) fn wrapping_key(&self, salt: &[u8; 16], secret: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(salt), &self.0)
            .expand_multi_info(&[b"dunlog/recovery@v1", secret.as_bytes()], &mut key[..])
            .expect("32 bytes are a length that HKDF gives");
        key
    }
}

fn digit(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|known| char::from(*known) == letter)?;
    u8::try_from(place).ok()
}

/// The remainder of the letters, shifted by two, by (x − α)(x − α²) over GF(32).
fn checks(letters: &[u8]) -> [u8; 2] {
    const SUM: u8 = 0b00010 ^ 0b00100; // α + α²
    const PRODUCT: u8 = 0b01000; // α · α²
    let mut rest = [0; 2];
    for letter in letters {
        let lead = letter ^ rest[0];
        rest = [rest[1] ^ multiply(lead, SUM), multiply(lead, PRODUCT)];
    }
    rest
}

/// Multiplies in GF(32), the polynomials over GF(2) modulo x⁵ + x² + 1.
fn multiply(mut a: u8, mut b: u8) -> u8 {
    let mut product = 0;
    while b > 0 {
        if b & 1 == 1 {
            product ^= a;
        }
        a <<= 1;
        if a & 0b10_0000 != 0 {
            a ^= 0b10_0101;
        }
        b >>= 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: RecoveryCode = RecoveryCode([
        0xde, 0xad, 0xbe, 0xef, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x10, 0x32, 0x54,
        0x76,
    ]);

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        let text = CODE.to_text();
        assert_eq!(text.len(), 34);
        assert!(RecoveryCode::parse(&text).is_ok_and(|code| code == CODE));
        let sloppy = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert!(RecoveryCode::parse(&sloppy).is_ok_and(|code| code == CODE));
    }

    #[test]
    fn any_two_wrong_characters_are_a_typing_mistake() {
        let text = CODE.to_text().replace('-', "");
        for first in 0..LENGTH {
            for second in first..LENGTH {
                let mut typed = text.clone().into_bytes();
                for place in [first, second] {
                    let old = digit(char::from(typed[place])).unwrap();
                    typed[place] = ALPHABET[usize::from((old + 7) % 32)];
                }
                let typed = String::from_utf8(typed).unwrap();
                let fault = RecoveryCode::parse(&typed).unwrap_err().to_string();
                assert!(fault.ends_with("check-failed"), "{fault}");
            }
        }
    }

    #[test]
    fn other_forms_are_named() {
        for (typed, code) in [("", "bad-length"), ("U", "bad-character"), ("0000", "bad-length")] {
            let fault = RecoveryCode::parse(typed).unwrap_err().to_string();
            assert!(fault.ends_with(code), "{fault}");
        }
        assert_eq!(format!("{CODE:?}"), "RecoveryCode(_)");
    }
}

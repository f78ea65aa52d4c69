//! The keybag of an encrypted backup, and the keys that a passphrase opens.
//!
//! docs/spec/ios-backup.md, 3. The passphrase is stretched twice; each class key is wrapped (RFC
//! 3394), and each file's key is wrapped under the key of its class.

use std::collections::HashMap;

use aes_kw::KwAes256;
use aes_kw::cipher::KeyInit as _;
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::{Error, Malformed, Result};

/// The longest keybag, in bytes.
const MAX_SIZE: usize = 1024 * 1024;

/// The most class keys.
const MAX_KEYS: usize = 256;

/// The most rounds of the first stretching; iOS takes ten million.
const MAX_FIRST: u32 = 50_000_000;

/// The most rounds of the second stretching; iOS takes ten thousand.
const MAX_SECOND: u32 = 5_000_000;

/// The bit of `WRAP` that says a key is wrapped under the passphrase.
const BY_PASSPHRASE: u32 = 2;

/// The length of a key of 32 bytes when it is wrapped.
const WRAPPED: usize = 40;

/// A key of AES-256.
pub(super) type Key = Zeroizing<[u8; 32]>;

/// A keybag as it stands in the backup.
#[derive(Debug, Default)]
pub(super) struct Keybag {
    /// Salt and rounds of the first stretching.
    first: Option<(Vec<u8>, u32)>,
    salt: Vec<u8>,
    rounds: u32,
    /// Class and wrapped key.
    wrapped: Vec<(u32, [u8; WRAPPED])>,
}

impl Keybag {
    /// Reads `BackupKeyBag`.
    ///
    /// # Errors
    /// `Malformed`: `keybag-malformed`, and `keybag-iterations` where opening it would take ages.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_SIZE {
            return Err(fault("keybag-malformed"));
        }
        let mut bag = Fields::default();
        let mut keys: Vec<Fields<'_>> = Vec::new();
        let mut bags = 0;
        let mut rest = bytes;
        while !rest.is_empty() {
            let (tag, length, tail) = header(rest).ok_or_else(|| fault("keybag-malformed"))?;
            let (value, tail) =
                tail.split_at_checked(length).ok_or_else(|| fault("keybag-malformed"))?;
            rest = tail;
            if tag == b"UUID" {
                bags += 1;
                if bags > 1 {
                    keys.push(Fields::default());
                }
                if keys.len() > MAX_KEYS {
                    return Err(fault("keybag-malformed"));
                }
            }
            keys.last_mut().unwrap_or(&mut bag).push(tag, value);
        }
        Self::of(&bag, &keys)
    }

    fn of(bag: &Fields<'_>, keys: &[Fields<'_>]) -> Result<Self> {
        if bag.number(b"TYPE").is_some_and(|kind| kind != 1) {
            return Err(fault("keybag-malformed"));
        }
        let (Some(salt), Some(rounds)) = (bag.bytes(b"SALT"), bag.number(b"ITER")) else {
            return Err(fault("keybag-malformed"));
        };
        let first = match (bag.bytes(b"DPSL"), bag.number(b"DPIC")) {
            (Some(salt), Some(rounds)) => Some((salt.to_vec(), rounds)),
            _ => None,
        };
        let many = first.as_ref().map_or(1, |(_, rounds)| *rounds);
        if rounds == 0 || many == 0 {
            return Err(fault("keybag-malformed"));
        }
        if rounds > MAX_SECOND || many > MAX_FIRST {
            return Err(fault("keybag-iterations"));
        }
        let wrapped = keys.iter().filter_map(|key| {
            let by_passphrase = key.number(b"WRAP")? & BY_PASSPHRASE != 0;
            let wrapped = key.bytes(b"WPKY")?.try_into().ok()?;
            by_passphrase.then_some((key.number(b"CLAS")?, wrapped))
        });
        let wrapped: Vec<_> = wrapped.collect();
        if wrapped.is_empty() {
            return Err(fault("keybag-malformed"));
        }
        Ok(Self { first, salt: salt.to_vec(), rounds, wrapped })
    }

    /// Opens every class key.
    ///
    /// # Errors
    /// `Malformed`, code `passphrase-wrong`.
    pub(super) fn open(&self, passphrase: &str) -> Result<ClassKeys> {
        let mut first = Zeroizing::new(passphrase.as_bytes().to_vec());
        if let Some((salt, rounds)) = &self.first {
            let mut key = Zeroizing::new(vec![0; 32]);
            pbkdf2_hmac::<Sha256>(&first, salt, *rounds, &mut key);
            first = key;
        }
        let mut key = Zeroizing::new([0; 32]);
        pbkdf2_hmac::<Sha1>(&first, &self.salt, self.rounds, &mut key[..]);
        let mut keys = HashMap::new();
        for (class, wrapped) in &self.wrapped {
            let opened = unwrap(&key, wrapped).ok_or_else(|| fault("passphrase-wrong"))?;
            keys.insert(*class, opened);
        }
        Ok(ClassKeys(keys))
    }
}

/// The opened keys of the classes.
pub(super) struct ClassKeys(HashMap<u32, Key>);

impl std::fmt::Debug for ClassKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClassKeys({} classes)", self.0.len())
    }
}

impl ClassKeys {
    /// Opens a file's key: its class, then the wrapped key.
    ///
    /// # Errors
    /// `Malformed`: `file-key-malformed`, `class-key-missing`.
    pub(super) fn file_key(&self, wrapped: &[u8]) -> Result<Key> {
        let (class, wrapped) =
            wrapped.split_first_chunk().ok_or_else(|| fault("file-key-malformed"))?;
        let class = u32::from_le_bytes(*class);
        let key = self.0.get(&class).ok_or_else(|| fault("class-key-missing"))?;
        let wrapped = wrapped.try_into().map_err(|_| fault("file-key-malformed"))?;
        unwrap(key, &wrapped).ok_or_else(|| fault("file-key-malformed"))
    }
}

/// Tags and values of the bag or of one key, the first of each tag.
#[derive(Default)]
struct Fields<'a>(HashMap<&'a [u8], &'a [u8]>);

impl<'a> Fields<'a> {
    fn push(&mut self, tag: &'a [u8], value: &'a [u8]) {
        self.0.entry(tag).or_insert(value);
    }

    fn bytes(&self, tag: &[u8]) -> Option<&'a [u8]> {
        self.0.get(tag).copied()
    }

    fn number(&self, tag: &[u8]) -> Option<u32> {
        self.bytes(tag)?.try_into().ok().map(u32::from_be_bytes)
    }
}

fn header(bytes: &[u8]) -> Option<(&[u8], usize, &[u8])> {
    let (tag, rest) = bytes.split_at_checked(4)?;
    let (length, rest) = rest.split_first_chunk()?;
    Some((tag, usize::try_from(u32::from_be_bytes(*length)).ok()?, rest))
}

fn unwrap(key: &Key, wrapped: &[u8; WRAPPED]) -> Option<Key> {
    let mut out = Zeroizing::new([0; 32]);
    KwAes256::new((&**key).into()).unwrap_key(wrapped, &mut out[..]).ok()?;
    Some(out)
}

fn fault(code: &'static str) -> Error {
    Malformed::new("keybag", 0, code).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(tag: &[u8], value: &[u8]) -> Vec<u8> {
        [tag, &u32::try_from(value.len()).unwrap().to_be_bytes(), value].concat()
    }

    fn bag(rounds: u32, first: u32, keys: usize) -> Vec<u8> {
        let class = KwAes256::new(&stretched(rounds, first).into());
        let mut out = [
            field(b"VERS", &4_u32.to_be_bytes()),
            field(b"TYPE", &1_u32.to_be_bytes()),
            field(b"UUID", &[1; 16]),
            field(b"SALT", b"salt"),
            field(b"ITER", &rounds.to_be_bytes()),
            field(b"DPIC", &first.to_be_bytes()),
            field(b"DPSL", b"first"),
        ]
        .concat();
        for number in 0..keys {
            let number = u32::try_from(number).unwrap();
            let mut wrapped = [0; WRAPPED];
            class.wrap_key(&[u8::try_from(number).unwrap(); 32], &mut wrapped).unwrap();
            out.extend(field(b"UUID", &[2; 16]));
            out.extend(field(b"CLAS", &number.to_be_bytes()));
            out.extend(field(b"WRAP", &2_u32.to_be_bytes()));
            out.extend(field(b"WPKY", &wrapped));
        }
        out
    }

    fn stretched(rounds: u32, first: u32) -> [u8; 32] {
        if rounds > 10 || first > 10 {
            return [0; 32];
        }
        let (mut one, mut two) = ([0; 32], [0; 32]);
        pbkdf2_hmac::<Sha256>(b"words", b"first", first.max(1), &mut one);
        pbkdf2_hmac::<Sha1>(&one, b"salt", rounds.max(1), &mut two);
        two
    }

    fn code<T: std::fmt::Debug>(result: Result<T>) -> &'static str {
        match result {
            Err(Error::Malformed(malformed)) => malformed.code,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_passphrase_opens_the_class_keys_and_they_the_files() {
        let keys = Keybag::parse(&bag(3, 4, 5)).unwrap().open("words").unwrap();
        let mut wrapped = 4_u32.to_le_bytes().to_vec();
        let mut file = [0; WRAPPED];
        KwAes256::new(&[4; 32].into()).wrap_key(&[9; 32], &mut file).unwrap();
        wrapped.extend(file);
        assert_eq!(*keys.file_key(&wrapped).unwrap(), [9; 32]);
        wrapped[0] = 77;
        assert_eq!(code(keys.file_key(&wrapped)), "class-key-missing");
        wrapped[0] = 3;
        assert_eq!(code(keys.file_key(&wrapped)), "file-key-malformed");
        assert_eq!(code(keys.file_key(&wrapped[..9])), "file-key-malformed");
        assert_eq!(code(Keybag::parse(&bag(3, 4, 5)).unwrap().open("word")), "passphrase-wrong");
    }

    #[test]
    fn a_bag_that_takes_ages_or_lies_is_refused() {
        assert_eq!(code(Keybag::parse(&bag(3, u32::MAX, 1))), "keybag-iterations");
        assert_eq!(code(Keybag::parse(&bag(u32::MAX, 3, 1))), "keybag-iterations");
        assert_eq!(code(Keybag::parse(&bag(0, 3, 1))), "keybag-malformed");
        assert_eq!(code(Keybag::parse(&bag(3, 3, 0))), "keybag-malformed");
        let whole = bag(3, 4, 2);
        for cut in 0..whole.len() {
            if let Ok(keybag) = Keybag::parse(&whole[..cut]) {
                assert_eq!(keybag.wrapped.len(), 1, "cut behind the first key: {cut}");
            }
        }
        let huge = [&b"SALT"[..], &u32::MAX.to_be_bytes(), b"x"].concat();
        assert_eq!(code(Keybag::parse(&huge)), "keybag-malformed");
    }
}

//! The keystore of a computer: a wrapping key stretched from a passphrase, and a folder of the
//! user's for the heads last seen.
//!
//! ```text
//! passphrase ── Argon2id(salt, memory, passes, lanes) ──► key ── XChaCha20-Poly1305 ──► wrapped
//! wrapped = 0x01 ‖ memory KiB u32 ‖ passes u32 ‖ lanes u32 ‖ salt 16 ‖ nonce 24 ‖ sealed ‖ tag 16
//! ```
//!
//! Parameters and salt travel inside what is wrapped, so the vault's folder holds no other file for
//! them. The key is derived once for each salt. Heads are kept under `$XDG_STATE_HOME/dunlog/heads`
//! (or `~/.local/state`), never in the vault's folder. docs/spec/vault.md.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use dunlog_core::chain::Hash;
use dunlog_core::key::Keystore;
use dunlog_core::{Error, Result};
use zeroize::Zeroizing;

/// The first byte of what is wrapped.
const VERSION: u8 = 1;

/// The bytes before the nonce: version, three numbers, salt.
const HEADER: usize = 1 + 12 + 16;

/// The length of the nonce.
const NONCE: usize = 24;

/// What a new vault stretches its passphrase with (Argon2id, RFC 9106): half the memory of the
/// second recommended option and a pass more, so that a whole command stays below 64 MiB.
const COST: Cost = Cost { memory: 32 * 1024, passes: 4, lanes: 4 };

/// The most that a foreign header may ask for: 1 GiB, 64 passes, 16 lanes.
const MOST: Cost = Cost { memory: 1024 * 1024, passes: 64, lanes: 16 };

/// How much work the stretching is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Cost {
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// A key stretched from the passphrase, and from what.
#[derive(Clone)]
struct Stretched {
    header: [u8; HEADER],
    key: Zeroizing<[u8; 32]>,
}

/// A keystore that stands on a passphrase.
pub(crate) struct PassphraseKeystore {
    passphrase: Zeroizing<String>,
    heads: Option<PathBuf>,
    stretched: Mutex<Option<Stretched>>,
}

impl PassphraseKeystore {
    /// A keystore for `passphrase` that remembers heads in the user's state folder.
    pub(crate) fn new(passphrase: Zeroizing<String>) -> Self {
        Self { passphrase, heads: state_folder(), stretched: Mutex::new(None) }
    }

    /// A keystore that remembers heads in `folder`.
    pub(crate) fn with_heads(passphrase: Zeroizing<String>, folder: PathBuf) -> Self {
        Self { passphrase, heads: Some(folder), stretched: Mutex::new(None) }
    }

    /// The key that belongs to a header; derived at most once for each header.
    fn key(&self, header: [u8; HEADER]) -> Result<Zeroizing<[u8; 32]>> {
        let mut held = self.stretched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.as_ref().filter(|held| held.header == header) {
            return Ok(held.key.clone());
        }
        let cost = Cost::parse(&header).ok_or(Error::Keystore("the key slot is not known"))?;
        let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(32));
        let params = params.map_err(|_| Error::Keystore("the key slot is not known"))?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(self.passphrase.as_bytes(), &header[13..], key.as_mut())
            .map_err(|_| Error::Keystore("the passphrase could not be stretched"))?;
        *held = Some(Stretched { header, key: key.clone() });
        Ok(key)
    }

    /// The header in use, or a new one with a fresh salt.
    fn header(&self) -> Result<[u8; HEADER]> {
        let held = self.stretched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.as_ref() {
            return Ok(held.header);
        }
        let mut salt = [0; 16];
        self.random(&mut salt)?;
        Ok(COST.header(salt))
    }

    fn head_file(&self, origin: &str) -> Option<PathBuf> {
        let name = Hash::of(origin.as_bytes()).to_hex();
        self.heads.as_ref().map(|folder| folder.join(name))
    }
}

impl Cost {
    fn header(self, salt: [u8; 16]) -> [u8; HEADER] {
        let mut header = [0; HEADER];
        header[0] = VERSION;
        header[1..5].copy_from_slice(&self.memory.to_le_bytes());
        header[5..9].copy_from_slice(&self.passes.to_le_bytes());
        header[9..13].copy_from_slice(&self.lanes.to_le_bytes());
        header[13..].copy_from_slice(&salt);
        header
    }

    /// Reads a header's numbers; none above [`MOST`], so that a foreign vault cannot exhaust us.
    fn parse(header: &[u8; HEADER]) -> Option<Self> {
        let [version, a, b, c, d, e, f, g, h, i, j, k, l, ..] = *header;
        let cost = Self {
            memory: u32::from_le_bytes([a, b, c, d]),
            passes: u32::from_le_bytes([e, f, g, h]),
            lanes: u32::from_le_bytes([i, j, k, l]),
        };
        let within =
            cost.memory <= MOST.memory && cost.passes <= MOST.passes && cost.lanes <= MOST.lanes;
        (version == VERSION && within).then_some(cost)
    }
}

impl Keystore for PassphraseKeystore {
    fn random(&self, bytes: &mut [u8]) -> Result<()> {
        getrandom::fill(bytes).map_err(|_| Error::Keystore("the system gives no randomness"))
    }

    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>> {
        let header = self.header()?;
        let key = self.key(header)?;
        let mut nonce = [0; NONCE];
        self.random(&mut nonce)?;
        let cipher = XChaCha20Poly1305::new((&*key).into());
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: &header })
            .map_err(|_| Error::Keystore("the key could not be wrapped"))?;
        Ok([&header[..], &nonce, &sealed].concat())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let unknown = Error::Keystore("the key slot is not known");
        let Some((header, rest)) = wrapped.split_first_chunk::<HEADER>() else {
            return Err(unknown);
        };
        let Some((nonce, sealed)) = rest.split_first_chunk::<NONCE>() else {
            return Err(unknown);
        };
        let key = self.key(*header)?;
        let cipher = XChaCha20Poly1305::new((&*key).into());
        cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: header })
            .map(Zeroizing::new)
            .map_err(|_| Error::Keystore("the passphrase does not open this vault"))
    }

    fn remember(&self, origin: &str, size: u64, root: Hash) -> Result<()> {
        let Some(path) = self.head_file(origin) else {
            return Ok(());
        };
        write_whole(&path, &format!("{origin}\n{size}\n{}\n", root.to_hex()))
            .map_err(|_| Error::Keystore("the newest head could not be remembered"))
    }

    fn recall(&self, origin: &str) -> Result<Option<(u64, Hash)>> {
        let Some(path) = self.head_file(origin) else {
            return Ok(None);
        };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(_) => return Err(Error::Keystore("the remembered head cannot be read")),
        };
        let mut lines = text.lines().skip_while(|line| *line != origin).skip(1);
        let size = lines.next().and_then(|size| size.parse().ok());
        let root = lines.next().and_then(Hash::parse);
        match (size, root) {
            (Some(size), Some(root)) => Ok(Some((size, root))),
            _ => Err(Error::Keystore("the remembered head cannot be read")),
        }
    }
}

/// Replaces a file as a whole, so that a crash leaves the old or the new one.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = path.with_extension(format!("{}.new", std::process::id()));
    fs::write(&draft, text)?;
    fs::rename(&draft, path)
}

/// `$XDG_STATE_HOME/dunlog/heads`, or the same under the home folder's `.local/state`.
fn state_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let state = folder("XDG_STATE_HOME").filter(|path| path.is_absolute());
    let home = || folder("HOME").or_else(|| folder("USERPROFILE"));
    let state = state.or_else(|| home().map(|home| home.join(".local").join("state")))?;
    Some(state.join("dunlog").join("heads"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keystore(passphrase: &str, folder: &Path) -> PassphraseKeystore {
        PassphraseKeystore::with_heads(Zeroizing::new(passphrase.to_owned()), folder.to_owned())
    }

    #[test]
    fn only_the_same_passphrase_unwraps() {
        let folder = tempfile::tempdir().unwrap();
        let wrapped = keystore("a borrower's words", folder.path()).wrap(b"seed").unwrap();
        let same = keystore("a borrower's words", folder.path());
        assert_eq!(same.unwrap(&wrapped).unwrap().as_slice(), b"seed");
        assert!(keystore("other words", folder.path()).unwrap(&wrapped).is_err());
    }

    #[test]
    fn a_changed_byte_or_a_greedy_header_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let store = keystore("words", folder.path());
        let wrapped = store.wrap(b"seed").unwrap();
        let mut changed = wrapped.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(store.unwrap(&changed).is_err());
        let mut greedy = wrapped;
        greedy[1..5].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(store.unwrap(&greedy).is_err());
        assert!(store.unwrap(b"").is_err());
    }

    #[test]
    fn a_head_is_remembered_for_its_own_log_only() {
        let folder = tempfile::tempdir().unwrap();
        let store = keystore("words", folder.path());
        store.remember("dunlog/log/aa", 3, Hash::of(b"x")).unwrap();
        store.remember("dunlog/log/aa", 4, Hash::of(b"y")).unwrap();
        assert_eq!(store.recall("dunlog/log/aa").unwrap(), Some((4, Hash::of(b"y"))));
        assert_eq!(store.recall("dunlog/log/bb").unwrap(), None);
    }
}

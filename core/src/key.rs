//! Keys: who signs a log, and what wraps its secrets.
//!
//! A [`SigningKey`] never leaves the process unwrapped; a [`PublicKey`] is what the other side
//! trusts. docs/spec/chain.md ("Keys") and docs/spec/vault.md ("Key slots").

#[cfg(not(target_family = "wasm"))]
pub mod recovery;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod slot;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signer, SigningKey as Ed25519, VerifyingKey};
use zeroize::Zeroizing;

use crate::chain::Hash;
use crate::error::{Malformed, Result};

/// What the platform keeps for a vault: a wrapping key, chance, and the last head seen.
///
/// An implementation must not call the vault.
pub trait Keystore {
    /// Fills `bytes` from the system's source of randomness.
    ///
    /// # Errors
    /// `Keystore` where there is none.
    fn random(&self, bytes: &mut [u8]) -> Result<()>;

    /// Wraps a secret under the platform's key.
    ///
    /// # Errors
    /// `Keystore` where the key is locked or lost.
    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>>;

    /// Unwraps what [`Self::wrap`] gave.
    ///
    /// # Errors
    /// `Keystore` where the key is locked, lost or another one.
    fn unwrap(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>>;

    /// Keeps `(size, root)` for the log `origin` outside of the vault's folder.
    ///
    /// # Errors
    /// `Keystore` where it cannot be kept.
    fn remember(&self, origin: &str, size: u64, root: Hash) -> Result<()>;

    /// What was last remembered for the log.
    ///
    /// # Errors
    /// `Keystore` where it cannot be read.
    fn recall(&self, origin: &str) -> Result<Option<(u64, Hash)>>;
}

/// An Ed25519 public key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PublicKey([u8; 32]);

/// The prefix of an Ed25519 SubjectPublicKeyInfo (RFC 8410).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// The signature type of Ed25519 in a signed note (C2SP signed-note).
const NOTE_ED25519: u8 = 0x01;

impl PublicKey {
    /// Takes the raw 32 bytes.
    ///
    /// # Errors
    /// `Malformed`, code `bad-key`, where they are no point, or a weak one.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self> {
        match VerifyingKey::from_bytes(&bytes) {
            Ok(key) if !key.is_weak() => Ok(Self(bytes)),
            _ => Err(Malformed::new("key", 0, "bad-key").into()),
        }
    }

    /// The raw 32 bytes.
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// Whether `signature` is this key's over `message`, strictly (no malleable forms).
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        VerifyingKey::from_bytes(&self.0)
            .is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
    }

    /// SHA-256 of the raw key as 16 groups of 4 hex digits.
    pub fn fingerprint(&self) -> String {
        let hex = Hash::of(&self.0).to_hex();
        let groups: Vec<&str> = (0..16).map(|i| &hex[4 * i..4 * i + 4]).collect();
        groups.join(" ")
    }

    /// The key hash of a signed note: the first 4 bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ key).
    pub fn note_hash(&self, name: &str) -> [u8; 4] {
        let mut bytes = Vec::with_capacity(name.len() + 34);
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(&[b'\n', NOTE_ED25519]);
        bytes.extend_from_slice(&self.0);
        let [a, b, c, d, ..] = Hash::of(&bytes).0;
        [a, b, c, d]
    }

    /// The verifier key line of a signed note, `<name>+<hash>+<base64>`, without LF.
    pub fn to_note_key(&self, name: &str) -> String {
        let hash = crate::record::canonical::to_hex(&self.note_hash(name));
        let mut key = [NOTE_ED25519; 33];
        key[1..].copy_from_slice(&self.0);
        format!("{name}+{hash}+{}", BASE64.encode(key))
    }

    /// Reads a verifier key line; gives the name and the key.
    ///
    /// # Errors
    /// `Malformed` where the form, the type or the hash is wrong.
    pub fn parse_note_key(line: &str) -> Result<(String, Self)> {
        let fault = |code| crate::Error::from(Malformed::new("note key", 0, code));
        let mut parts = line.splitn(3, '+');
        let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(fault("bad-form"));
        };
        if !is_note_name(name) {
            return Err(fault("bad-name"));
        }
        let key = BASE64.decode(key).map_err(|_| fault("bad-base64"))?;
        let [NOTE_ED25519, key @ ..] = key.as_slice() else { return Err(fault("bad-type")) };
        let key = Self::from_bytes(key.try_into().map_err(|_| fault("bad-key"))?)?;
        if crate::record::canonical::to_hex(&key.note_hash(name)) != hash {
            return Err(fault("bad-hash"));
        }
        Ok((name.to_owned(), key))
    }

    /// The key as a PEM file that `openssl` reads.
    pub fn to_pem(&self) -> String {
        let mut der = [0; 44];
        der[..12].copy_from_slice(&SPKI);
        der[12..].copy_from_slice(&self.0);
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", BASE64.encode(der))
    }

    /// Reads exactly what [`Self::to_pem`] writes.
    ///
    /// # Errors
    /// `Malformed` for any other text.
    pub fn parse_pem(text: &str) -> Result<Self> {
        let fault = || crate::Error::from(Malformed::new("key", 0, "bad-pem"));
        let body = text.strip_prefix("-----BEGIN PUBLIC KEY-----\n").ok_or_else(fault)?;
        let body = body.strip_suffix("\n-----END PUBLIC KEY-----\n").ok_or_else(fault)?;
        let der = BASE64.decode(body).map_err(|_| fault())?;
        let raw = der.strip_prefix(&SPKI).ok_or_else(fault)?;
        Self::from_bytes(raw.try_into().map_err(|_| fault())?)
    }
}

/// Whether a text can name a key in a signed note: no spaces, no plus, not empty.
pub(crate) fn is_note_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace() || c.is_control())
}

/// An Ed25519 private key; wiped from memory when dropped.
pub struct SigningKey(Ed25519);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(_)")
    }
}

impl SigningKey {
    /// The key that a seed gives.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(Ed25519::from_bytes(seed))
    }

    /// The seed, to be wrapped.
    pub fn to_seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs `message`.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// The text that a key signs to hand a log over to `new` (docs/spec/chain.md, "Key change").
pub fn key_change_statement(origin: &str, size: u64, prev: &Hash, new: &PublicKey) -> String {
    let new = crate::record::canonical::to_hex(&new.0);
    format!("dunlog/key-change@v1\n{origin}\n{size}\n{}\n{new}\n", prev.to_hex())
}

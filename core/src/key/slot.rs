//! Key slots: a vault's secrets, wrapped by the platform's keystore or by the recovery code.
//!
//! docs/spec/vault.md, "Key slots".

use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use super::Keystore;
use super::recovery::{RecoveryCode, WRONG_CODE};
use crate::error::{Error, Result};

/// A 32-byte secret: the data key, or the seed of the signing key.
pub(crate) type Secret = Zeroizing<[u8; 32]>;

/// Which secret a slot holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// What seals the rows.
    Data,
    /// What signs the heads.
    Seed,
}

impl Purpose {
    /// The word in the database.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Seed => "seed",
        }
    }
}

/// Wraps a secret by the keystore; its purpose is wrapped with it, so that slots cannot change
/// places.
///
/// # Errors
/// `Keystore` of the keystore.
pub(crate) fn wrap(
    keystore: &dyn Keystore,
    purpose: Purpose,
    secret: &[u8; 32],
) -> Result<Vec<u8>> {
    let mut named = Zeroizing::new(purpose.word().as_bytes().to_vec());
    named.extend_from_slice(secret);
    keystore.wrap(&named)
}

/// Unwraps what [`wrap`] gave.
///
/// # Errors
/// `Keystore` of the keystore, or where the slot is another secret's.
pub(crate) fn unwrap(keystore: &dyn Keystore, purpose: Purpose, wrapped: &[u8]) -> Result<Secret> {
    let named = keystore.unwrap(wrapped)?;
    let secret = named.strip_prefix(purpose.word().as_bytes());
    let secret = secret.and_then(|secret| <[u8; 32]>::try_from(secret).ok());
    secret.map(Zeroizing::new).ok_or(Error::Keystore("the slot holds another secret"))
}

/// Wraps a secret by the recovery code: salt ‖ nonce ‖ sealed, for the log `origin`.
///
/// # Errors
/// `Keystore` where there is no randomness.
pub(crate) fn wrap_by_code(
    code: &RecoveryCode,
    chance: &dyn Keystore,
    origin: &str,
    purpose: Purpose,
    secret: &[u8; 32],
) -> Result<Vec<u8>> {
    let mut wrapped = vec![0; 40];
    chance.random(&mut wrapped)?;
    let (cipher, nonce) = cipher(code, purpose, &wrapped)?;
    let aad = aad(origin, purpose);
    let message = chacha20poly1305::aead::Payload { msg: secret, aad: &aad };
    let sealed = cipher.encrypt(&nonce.into(), message);
    wrapped.extend(sealed.map_err(|_| Error::Keystore("a secret could not be wrapped"))?);
    Ok(wrapped)
}

/// Unwraps what [`wrap_by_code`] gave.
///
/// # Errors
/// `Keystore` where the code is another vault's.
pub(crate) fn unwrap_by_code(
    code: &RecoveryCode,
    origin: &str,
    purpose: Purpose,
    wrapped: &[u8],
) -> Result<Secret> {
    const WRONG: Error = Error::Keystore(WRONG_CODE);
    let (cipher, nonce) = cipher(code, purpose, wrapped)?;
    let aad = aad(origin, purpose);
    let message = chacha20poly1305::aead::Payload { msg: &wrapped[40..], aad: &aad };
    let secret = cipher.decrypt(&nonce.into(), message).map_err(|_| WRONG)?;
    let secret = Zeroizing::new(secret);
    <[u8; 32]>::try_from(secret.as_slice()).map(Zeroizing::new).map_err(|_| WRONG)
}

fn cipher(
    code: &RecoveryCode,
    purpose: Purpose,
    wrapped: &[u8],
) -> Result<(XChaCha20Poly1305, [u8; 24])> {
    const SHORT: Error = Error::Keystore("the recovery slot is too short");
    let (salt, rest) = wrapped.split_first_chunk::<16>().ok_or(SHORT)?;
    let nonce = rest.first_chunk::<24>().ok_or(SHORT)?;
    let key = code.wrapping_key(salt, purpose.word());
    Ok((XChaCha20Poly1305::new((&*key).into()), *nonce))
}

fn aad(origin: &str, purpose: Purpose) -> Vec<u8> {
    format!("dunlog/slot@v1\n{}\n{origin}\n", purpose.word()).into_bytes()
}

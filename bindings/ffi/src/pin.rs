//! The PIN of an app's screens, kept as a slow hash: whoever copies it must try each PIN at the cost
//! of Argon2id. The platform's keystore wraps what is kept besides.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::error::{Result, VaultError};

/// The form that is written: one byte of it stands before salt and hash.
const FORM: u8 = 1;
const SALT: usize = 16;
const HASH: usize = 32;

/// Memory in KiB, passes and lanes: half the memory of the second recommended option of RFC 9106,
/// section 4, and a pass more; what the command line takes for a passphrase.
const COST: (u32, u32, u32) = (32 * 1024, 4, 4);

/// What an app keeps of a PIN: form, fresh salt, hash; 49 bytes. Takes a part of a second and 32 MiB.
///
/// # Errors
/// `Internal`: `randomness`, `pin`.
#[uniffi::export]
pub fn keep_pin(pin: String) -> Result<Vec<u8>> {
    let pin = Zeroizing::new(pin);
    let mut kept = vec![FORM; 1 + SALT];
    getrandom::fill(&mut kept[1..])
        .map_err(|_| VaultError::Internal { code: "randomness".to_owned() })?;
    let hash = stretch(&pin, &kept[1..])?;
    kept.extend_from_slice(&hash[..]);
    Ok(kept)
}

/// Whether a PIN is the one of which `kept` was kept; as slow as [`keep_pin`].
///
/// # Errors
/// `BadInput`, `unsupported-version`, where `kept` is of no form that is known; `Internal`, `pin`.
#[uniffi::export]
pub fn fits_pin(pin: String, kept: Vec<u8>) -> Result<bool> {
    let pin = Zeroizing::new(pin);
    let Some((&FORM, rest)) = kept.split_first() else {
        return Err(VaultError::bad("unsupported-version"));
    };
    if rest.len() != SALT + HASH {
        return Err(VaultError::bad("unsupported-version"));
    }
    let (salt, hash) = rest.split_at(SALT);
    let typed = stretch(&pin, salt)?;
    // Every byte is looked at, so that the time tells nothing of where they differ.
    Ok(typed.iter().zip(hash).fold(0, |differs, (one, other)| differs | (one ^ other)) == 0)
}

fn stretch(pin: &str, salt: &[u8]) -> Result<Zeroizing<[u8; HASH]>> {
    let failed = |_| VaultError::Internal { code: "pin".to_owned() };
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, Some(HASH)).map_err(failed)?;
    let mut hash = Zeroizing::new([0; HASH]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, hash.as_mut())
        .map_err(failed)?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_fits_what_was_kept_of_it_alone() {
        let kept = keep_pin("482913".to_owned()).expect("kept");
        assert_eq!(kept.len(), 49);
        assert!(!kept.windows(6).any(|bytes| bytes == b"482913"));
        assert_ne!(kept, keep_pin("482913".to_owned()).expect("kept"), "the salt is fresh");
        assert!(fits_pin("482913".to_owned(), kept.clone()).expect("compared"));
        for other in ["482914", "48291", "4829133", ""] {
            assert!(!fits_pin(other.to_owned(), kept.clone()).expect("compared"), "{other}");
        }
        for place in [1, 16, 17, 48] {
            let mut changed = kept.clone();
            changed[place] ^= 1;
            assert!(!fits_pin("482913".to_owned(), changed).expect("compared"), "byte {place}");
        }
        let mut later = kept.clone();
        later[0] = 2;
        for bad in [later, kept[..48].to_vec(), Vec::new()] {
            let fault = fits_pin("482913".to_owned(), bad).expect_err("no such form");
            assert!(
                matches!(fault, VaultError::BadInput { code } if code == "unsupported-version")
            );
        }
    }
}

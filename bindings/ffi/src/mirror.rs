//! Core's plain data as it crosses. Each definition repeats core's: one that core changes and this
//! crate does not breaks this crate's build.

mod phone;
mod record;
mod work;

use dunlog_core::chain::Hash;
use dunlog_core::record::Millis;
use dunlog_core::vault::Day;

/// A raw public key.
type Key = [u8; 32];

/// A raw signature.
type Signature = [u8; 64];

uniffi::custom_type!(
    /// SHA-256 or the id of a record: 64 hex digits in lower case.
    Hash, String, {
        remote,
        lower: |hash| hash.to_hex(),
        try_lift: |text| {
            Hash::parse(&text).ok_or_else(|| uniffi::deps::anyhow::anyhow!("not a hash"))
        },
    }
);

uniffi::custom_type!(
    /// An instant: milliseconds since 1970-01-01T00:00:00Z.
    Millis, i64, { remote, lower: |time| time.0, try_lift: |time| Ok(Millis(time)) }
);

uniffi::custom_type!(
    /// A UTC day: days since 1970-01-01.
    Day, i64, { remote, lower: |day| day.0, try_lift: |day| Ok(Day(day)) }
);

uniffi::custom_type!(
    /// An Ed25519 public key, 32 bytes.
    Key, Vec<u8>, {
        remote,
        lower: |key| key.to_vec(),
        try_lift: |bytes| {
            Key::try_from(bytes).map_err(|_| uniffi::deps::anyhow::anyhow!("not a key"))
        },
    }
);

uniffi::custom_type!(
    /// An Ed25519 signature, 64 bytes.
    Signature, Vec<u8>, {
        remote,
        lower: |signature| signature.to_vec(),
        try_lift: |bytes| {
            Signature::try_from(bytes).map_err(|_| uniffi::deps::anyhow::anyhow!("no signature"))
        },
    }
);

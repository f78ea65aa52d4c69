//! A rule pack, by what names it.

use crate::chain::Hash;

/// A rule pack.
#[derive(Debug)]
pub struct Pack {
    /// The pack's id, such as `cn`.
    pub id: String,
    /// The pack's own version.
    pub version: String,
    /// SHA-256 of the file.
    pub sha256: Hash,
}

impl Pack {
    /// The pack without rules.
    pub fn empty() -> Self {
        Self { id: "empty".into(), version: "1".into(), sha256: Hash::of(b"") }
    }
}

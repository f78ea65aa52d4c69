//! The chain of records as an RFC 6962 tree: leaf and node hashes, inclusion and consistency.
//!
//! It sees hashes, never records. docs/spec/chain.md.

pub mod checkpoint;
mod proof;
mod tree;

pub use proof::{consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
pub use tree::{Tree, root};

use sha2::{Digest, Sha256};

/// A SHA-256 value.
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Hash(pub [u8; 32]);

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl Hash {
    /// The `prev` of a first record.
    pub const ZERO: Self = Self([0; 32]);

    /// 64 lower-case hex digits.
    pub fn to_hex(&self) -> String {
        crate::record::canonical::to_hex(&self.0)
    }

    /// Reads 64 lower-case hex digits.
    pub fn parse(hex: &str) -> Option<Self> {
        let mut out = [0; 32];
        crate::record::canonical::unhex(hex.as_bytes(), &mut out).then_some(Self(out))
    }

    /// SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

/// A head of a log: whose, how long, and the tree's root.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Head {
    /// The log's name.
    pub origin: String,
    /// How many records.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
}

/// SHA-256(0x00 ‖ line): the id of a record (RFC 6962, section 2.1).
pub fn leaf_hash(line: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    hash.update([0]);
    hash.update(line);
    Hash(hash.finalize().into())
}

/// SHA-256(0x01 ‖ left ‖ right): a node of the tree.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1; 65];
    bytes[1..33].copy_from_slice(&left.0);
    bytes[33..].copy_from_slice(&right.0);
    Hash::of(&bytes)
}

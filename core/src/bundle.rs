//! The names and versions inside a bundle (docs/spec/bundle.md).

#[cfg(not(target_family = "wasm"))]
pub mod admit;
pub mod audit;
pub mod bagit;
pub mod container;
pub mod contents;
pub mod disclose;
#[cfg(not(target_family = "wasm"))]
pub mod export;
pub mod name;
pub mod report;
mod selection;
pub mod verify;

pub use audit::{Audit, Forced, Policy, Verified};
pub use verify::verify;

/// The bundle format's version: `Dunlog-Format` in `bag-info.txt`.
pub const FORMAT: u64 = 1;

/// The most entries a container may have, and the most lines a manifest may have.
pub const MAX_ENTRIES: usize = 200_000;

/// The longest tag file, and the longest `data/selection.json`, in bytes.
pub const MAX_TAG_FILE: u64 = 16 * 1024 * 1024;

/// The `feed.format` of records about an admitted bundle.
pub const FEED: &str = "dunlog";

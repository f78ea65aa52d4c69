//! Dunlog's core for Kotlin and Swift: one object for a vault, one for a spool, and functions.
//!
//! Nothing is decided here: each call is one of core's. Core's plain data crosses as it is
//! ([`mirror`]); a field that core gains and this crate does not know breaks this crate's build.
//! Long work runs on a second handle of the vault, so that a live append never waits for it.
//! docs/bindings.md is the page for the authors of apps.
#![deny(unsafe_code)]
#![expect(
    clippy::needless_pass_by_value,
    reason = "what crosses the boundary is handed over by value"
)]

pub mod attach;
mod clock;
pub mod content;
mod error;
pub mod export;
mod file;
pub mod import;
pub mod keystore;
pub mod mirror;
pub mod pin;
pub mod playback;
pub mod progress;
pub mod query;
pub mod record;
pub mod rule;
pub mod share;
pub mod spool;
pub mod typed;
pub mod vault;
pub mod verify;

pub use error::VaultError;
pub use record::Record;
pub use rule::Pack;
pub use spool::Spool;
pub use vault::Vault;

uniffi::setup_scaffolding!();

//! The core of Dunlog: a borrower's record of a debt collector's calls and messages.
//!
//! What arrived is appended to a hash-chained, signed, sealed log; rules flag what breaks them;
//! a bundle of the log can be checked by an opponent who trusts nobody. The core opens no
//! network connection, knows no phone, and takes time, chance and time zones as arguments.

pub mod bundle;
pub mod capture;
pub mod chain;
mod error;
pub mod event;
pub mod key;
pub mod record;
pub mod rule;
#[cfg(not(target_family = "wasm"))]
pub mod vault;

pub use error::{Error, Malformed, Result};

//! The names and versions inside a bundle (docs/spec/bundle.md).

#[cfg(not(target_family = "wasm"))]
pub mod admit;
pub mod audit;
pub mod bagit;
pub mod container;
pub mod disclose;
#[cfg(not(target_family = "wasm"))]
pub mod export;
pub mod report;
pub mod verify;

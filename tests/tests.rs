//! The integration tests, in one binary.

mod capture;
mod disclose;
mod event;
mod published;
mod vault;
mod vectors;

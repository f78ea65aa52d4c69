//! The integration tests, in one binary.

mod capture;
mod disclose;
mod event;
mod published;
mod vault;
mod report;
mod vectors;
mod verify;
mod verify_builder;

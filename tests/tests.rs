//! The integration tests, in one binary.

mod capture;
mod container;
mod disclose;
mod event;
mod expert;
mod export;
mod hostile;
mod published;
mod report;
mod tamper;
mod vault;
mod vectors;
mod verify;
mod verify_builder;

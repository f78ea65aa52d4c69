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
mod rule_count;
mod rule_hours;
mod rule_timeline;
mod tamper;
mod vault;
mod vectors;
mod verify;
mod verify_builder;

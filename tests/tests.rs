//! The integration tests, in one binary.

#![allow(clippy::unwrap_used, reason = "a test may end at the first surprise")]

mod capture;
mod container;
mod disclose;
mod event;
mod expert;
mod export;
mod golden;
mod guards;
mod hostile;
mod phone;
mod published;
mod report;
mod rule_count;
mod rule_hours;
mod rule_pack;
mod rule_source;
mod rule_timeline;
mod rule_vectors;
mod scan;
mod scenario;
mod scope;
mod tamper;
mod vault;
mod vectors;
mod verify;
mod verify_builder;
mod words;

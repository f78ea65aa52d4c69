//! The integration tests, in one binary.

mod capture;
mod event;

//! The integration tests, in one binary.

mod capture;
mod event;
mod published;
mod vectors;

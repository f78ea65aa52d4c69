#![no_main]
//! The text of an attributed string of Messages.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dunlog_core::capture::ios_backup::fuzz::typedstream(bytes));

#![no_main]
//! The keybag of an encrypted iPhone backup.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dunlog_core::capture::ios_backup::fuzz::keybag(bytes));

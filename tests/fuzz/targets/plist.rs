#![no_main]
//! A property list, binary or XML.

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dunlog_core::capture::ios_backup::fuzz::plist(bytes));

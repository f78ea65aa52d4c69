#![no_main]
//! Entries of a phone, one a line, from the first state on.
use dunlog_core::capture::android::Entry;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let entries = bytes.split(|byte| *byte == b'\n').filter_map(|line| Entry::from_bytes(line).ok());
    dunlog_fuzz::entries(entries);
});

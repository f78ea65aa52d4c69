#![no_main]
//! What a recording's name says, and the file that a recorder wrote beside it.
use dunlog_core::capture::recorder::{read_name, read_side_file};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = std::str::from_utf8(bytes).ok().and_then(read_name);
    let _ = read_side_file(bytes);
});

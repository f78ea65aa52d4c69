#![no_main]
//! A line of `data/openings.jsonl`, and the form in which a vault seals openings.
use dunlog_core::record::{Opening, Openings};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = Opening::parse_line(bytes);
    let _ = Openings::parse(bytes);
});

#![no_main]
//! A record's line: what is read is written as the same bytes.
use dunlog_core::record::Line;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(line) = Line::parse(bytes) {
        assert_eq!(line.to_canonical().expect("it was read").as_bytes(), bytes);
    }
});

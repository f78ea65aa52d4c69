#![no_main]
//! A phone's backup of any format that is told by its content: XML, JSON, gzip, zip.
use std::io::Cursor;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dunlog_fuzz::capture(|context, sink, emit| {
        dunlog_core::capture::read(Cursor::new(bytes), context, sink, emit)
    });
});

#![no_main]
//! A whole bundle: verified, and read for a report.
use std::io::Cursor;

use dunlog_core::bundle::audit::Policy;
use dunlog_core::bundle::contents::Contents;
use dunlog_core::bundle::verify::verify;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    verify(Cursor::new(bytes), &Policy::default()).expect("memory can be read");
    let _ = Contents::read(Cursor::new(bytes));
});

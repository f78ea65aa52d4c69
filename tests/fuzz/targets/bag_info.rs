#![no_main]
//! `bag-info.txt`: what is read is written as the same text.
use dunlog_core::bundle::bagit::Info;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(info) = Info::parse(text) {
        assert_eq!(info.to_text(), text);
    }
});

#![no_main]
//! A telephone number as somebody wrote it; normalising twice changes nothing.
use dunlog_core::capture::number::normalise;

libfuzzer_sys::fuzz_target!(|text: &str| {
    for country in [None, Some("CN"), Some("HK")] {
        if let Some(number) = normalise(text, country) {
            assert_eq!(normalise(&number, country).as_deref(), Some(number.as_str()));
        }
    }
});

#![no_main]
//! A telephone number as somebody wrote it; normalising a whole one twice changes nothing.
use dunlog_core::capture::number::normalise;

libfuzzer_sys::fuzz_target!(|text: &str| {
    for country in [None, Some("CN"), Some("HK")] {
        let number = normalise(text, country).filter(|number| number.len() >= 8);
        if let Some(number) = number.filter(|number| number.starts_with('+')) {
            assert_eq!(normalise(&number, country), Some(number));
        }
    }
});

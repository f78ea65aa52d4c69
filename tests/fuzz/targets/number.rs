#![no_main]
//! A telephone number as somebody wrote it: what comes out is digits, perhaps behind a plus, and
//! with a plus it is its own normal form.
use dunlog_core::capture::number::normalise;

libfuzzer_sys::fuzz_target!(|text: &str| {
    for country in [None, Some("CN"), Some("HK")] {
        if let Some(number) = normalise(text, country) {
            let digits = number.strip_prefix('+').unwrap_or(&number);
            assert!(!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
            if digits.len() < number.len() {
                assert_eq!(normalise(&number, country).as_ref(), Some(&number));
            }
        }
    }
});

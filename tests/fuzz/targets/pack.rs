#![no_main]
//! A rule pack: the mistakes that are listed are why it is refused.
use dunlog_core::rule::pack::{Pack, check};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert_eq!(Pack::parse(bytes).is_ok(), check(bytes).is_empty());
});

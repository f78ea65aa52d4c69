#![no_main]
//! A line for `dunlog scan`: every span lies on character boundaries of the decoded text.
use std::sync::LazyLock;

use dunlog_core::rule::pack::Pack;
use dunlog_core::rule::scan;

static PACK: LazyLock<Pack> = LazyLock::new(|| Pack::builtin("cn").expect("it is built in"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(scanned) = scan(&PACK, bytes) {
        for (start, end) in scanned.findings.iter().filter_map(|finding| finding.span) {
            assert!(scanned.text.get(start..end).is_some_and(|words| !words.is_empty()));
        }
    }
});

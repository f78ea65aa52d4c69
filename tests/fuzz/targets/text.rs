#![no_main]
//! A message as it is: folding and matching never panic, and every span lies on characters.
use std::sync::LazyLock;

use dunlog_core::rule::pack::Pack;
use dunlog_core::rule::{Scanner, slots};

static PACK: LazyLock<Pack> = LazyLock::new(|| Pack::builtin("cn").expect("it is built in"));

libfuzzer_sys::fuzz_target!(|text: &str| {
    let holds = |(start, end): (usize, usize)| {
        assert!(text.get(start..end).is_some_and(|words| !words.is_empty()));
    };
    Scanner::new(&PACK).text(text).into_iter().filter_map(|finding| finding.span).for_each(holds);
    slots(&PACK, text).into_iter().for_each(|hit| holds(hit.span));
});

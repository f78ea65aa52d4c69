#![no_main]
//! A word list in a file of its own: the mistakes that are listed are why its pack is refused, and
//! a list that is taken finds words of the text.
use dunlog_core::rule::pack::{Pack, check_with, pin};
use dunlog_core::rule::{Scanner, slots};

/// A pack that uses the list.
const PACK: &str = r#"{"dunlog_pack":1,"id":"x","version":"1","jurisdiction":"XX",
"zone":{"basis":"national","zones":[{"name":"Etc/UTC","minutes":0}]},"languages":["en"],
"title":{"zh-Hans":"甲","zh-Hant":"甲","en":"A"},"texts":[],"rules":[],"remarks":{},
"words":[{"id":"list"}]}"#;

/// A text with what readings are about.
const TEXT: &str = "再不还钱就打4你，bao ni tong讯lu 💥📒 c n m 死死死死 d死你 还\u{200b}錢。";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let find = |_: &str| Some(bytes.to_vec());
    let Ok(pack) = pin(PACK.as_bytes(), &find) else { return };
    let faults = check_with(&pack, &find);
    match Pack::parse_with(&pack, &find) {
        Ok(pack) => {
            assert!(faults.is_empty());
            Scanner::new(&pack).text(TEXT);
            for hit in slots(&pack, TEXT) {
                assert!(TEXT.get(hit.span.0..hit.span.1).is_some_and(|words| !words.is_empty()));
            }
        }
        Err(_) => assert!(!faults.is_empty()),
    }
});

#![no_main]
//! A signed note, and the head in it.
use dunlog_core::chain::checkpoint::{self, Note};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(note) = Note::parse(bytes) {
        let _ = checkpoint::parse(&note.text);
    }
});

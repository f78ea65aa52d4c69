#![no_main]
//! The two written forms of a public key: what is read is written as the same text.
use dunlog_core::key::PublicKey;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok((name, key)) = PublicKey::parse_note_key(text) {
        assert_eq!(key.to_note_key(&name), text);
    }
    if let Ok(key) = PublicKey::parse_pem(text) {
        assert_eq!(key.to_pem(), text);
    }
});

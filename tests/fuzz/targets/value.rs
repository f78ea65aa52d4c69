#![no_main]
//! A canonical value: what is read is written as the same bytes.
use dunlog_core::record::canonical::Value;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = Value::parse(bytes) {
        assert_eq!(value.to_canonical().as_bytes(), bytes);
    }
});

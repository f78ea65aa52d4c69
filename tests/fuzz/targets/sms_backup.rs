#![no_main]
//! SMS Backup & Restore XML.
use dunlog_core::capture::sms_backup;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    dunlog_fuzz::capture(|context, sink, emit| sms_backup::read(bytes, context, sink, emit));
});

#![no_main]
//! The backup of a vault, with a code that is another vault's.
use std::io::Cursor;
use std::sync::LazyLock;

use dunlog_core::vault::{RecoveryCode, Vault};
use dunlog_tests::MemoryKeystore;

static CODE: LazyLock<RecoveryCode> = LazyLock::new(|| {
    let keystore = MemoryKeystore::new(1).boxed();
    let folder = tempfile::tempdir().expect("a folder can be made");
    Vault::create(folder.path(), keystore, dunlog_tests::START).expect("a vault can be made").1
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let keystore = MemoryKeystore::new(2).boxed();
    let _ = Vault::restore(Cursor::new(bytes), folder.path(), &CODE, keystore);
});

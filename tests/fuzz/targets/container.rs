#![no_main]
//! A bundle's zip: the checks of its headers, then the content of every entry.
use std::cell::RefCell;
use std::io::{Cursor, Read};

use dunlog_core::bundle::container::{Directory, View};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let source = RefCell::new(Cursor::new(bytes));
    let view = View::new(&source).expect("memory can be sought");
    let directory = Directory::read(view).expect("memory can be read");
    for entry in &directory.entries {
        let _ = std::io::copy(&mut entry.content(view).take(1 << 20), &mut std::io::sink());
    }
});

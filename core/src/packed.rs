//! Texts that come with the program and lie deflated in it (`build.rs`): packs, word lists, words of
//! the report.

use std::io::Read;

use flate2::read::DeflateDecoder;

/// The deflated bytes of a JSON file of the crate, named by its path without `.json`.
macro_rules! packed {
    ($path:expr) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $path, ".json")).as_slice()
    };
}
pub(crate) use packed;

/// The file whose deflated bytes [`packed!`] gave.
pub(crate) fn unpack(packed: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(packed.len() * 4);
    DeflateDecoder::new(packed).read_to_end(&mut file).expect("build.rs wrote it");
    file
}

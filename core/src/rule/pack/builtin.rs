//! The packs, word lists and remarks that come with the program.

use super::Pack;
use crate::packed::{packed, unpack};

/// Ids with the deflated file of each.
type Files = &'static [(&'static str, &'static [u8])];

macro_rules! files {
    ($folder:literal: $($id:literal)*) => {
        (&[$($id),*], &[$(($id, packed!(concat!($folder, $id)))),*])
    };
}

const PACKS: (&[&str], Files) = files!(
    "packs/": "cn" "us" "tw" "in" "ph" "id" "vn" "th" "hk" "my" "sg" "gb" "mx" "br" "ke" "ng"
);

const WORDS: (&[&str], Files) = files!(
    "packs/words/": "characters" "sounds" "fold" "people" "debt" "guards" "violence" "disclosure"
    "law" "visits" "calls" "money" "abuse" "acts" "pinyin" "veiled" "judge"
);

impl Pack {
    /// The ids of the packs that come with the program.
    pub const BUILTIN: &'static [&'static str] = PACKS.0;

    /// The ids of the word lists that come with the program.
    pub const BUILTIN_WORDS: &'static [&'static str] = WORDS.0;
}

/// The file of a pack that comes with the program.
pub fn builtin_file(id: &str) -> Option<Vec<u8>> {
    find(PACKS.1, id)
}

/// The file of a word list that comes with the program.
pub fn builtin_words(id: &str) -> Option<Vec<u8>> {
    find(WORDS.1, id)
}

/// The file of the remarks that come with the program.
pub(super) fn remarks() -> Vec<u8> {
    unpack(packed!("packs/remarks"))
}

fn find(files: Files, id: &str) -> Option<Vec<u8>> {
    files.iter().find(|(name, _)| *name == id).map(|(_, packed)| unpack(packed))
}

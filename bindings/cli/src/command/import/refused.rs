//! What is wrong with a file that is refused, in words where a person can do something about it.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use dunlog_core::{Error, Malformed};

use crate::failure::Failure;

/// Codes, what they mean, and what to do.
const WORDS: &[(&[&str], &str, &str)] = &[
    (
        &["backup-encrypted"],
        "This Android backup is encrypted, and what it holds cannot be read",
        "Make it again with an empty password, or use SMS Backup & Restore on the phone.",
    ),
    (
        &["backup-without-messages"],
        "This Android backup holds no messages: most phones leave them out",
        "Use SMS Backup & Restore or SMS Import / Export on the phone.",
    ),
    (
        &["format-unknown"],
        "This is no backup, chat or list that can be read",
        "Check that it is the right file, as the program or the operator made it.",
    ),
    (
        &["encoding-unknown"],
        "The text of this file is in an encoding that is not known",
        "Export it again, and do not open and save it in an editor in between.",
    ),
    (
        &["list-columns-unknown"],
        "Nothing in this list says which column is what, or no row fits the columns that were named",
        "Say it with --columns, such as --columns number=4,time=1,way=3,duration=5.",
    ),
    (
        &["list-too-long", "list-row-too-long", "list-sheet-too-large"],
        "This list is larger than any operator's; what was read before its end stays",
        "Order it month by month, as CSV or Excel.",
    ),
    (
        &["list-sheet-unreadable", "list-malformed", "list-cut"],
        "This list is damaged, or is no list of an operator; what was read before the damage stays",
        "Order it again, and take the file as it comes.",
    ),
    (
        &["folder-unknown"],
        "This folder is no backup of an iPhone",
        "Name the folder that holds Manifest.db, not the one above it.",
    ),
    (
        &["manifest-missing", "manifest-unreadable"],
        "This backup was not finished, or was copied only in part",
        "Copy the whole folder again, or make the backup again.",
    ),
    (
        &["keybag-iterations", "keybag-malformed", "file-key-malformed", "class-key-missing"],
        "The keys of this backup are damaged, or Apple's program did not write them",
        "Make the backup again; do not trust this folder.",
    ),
    (
        &["manifest-too-large", "database-too-large", "plist-too-large"],
        "A part of this backup is larger than any phone's",
        "Make the backup again; do not trust this folder.",
    ),
    (
        &["database-unreadable", "database-unknown"],
        "This database is damaged, or is none that holds messages or calls",
        "Make the backup again, or name the folder of the backup.",
    ),
    (&["chat-several"], "This zip holds several chats", "Import each chat by itself."),
];

/// Says it; a code without words of its own stands for itself.
pub(super) fn told(malformed: Malformed) -> Failure {
    match WORDS.iter().find(|(codes, ..)| codes.contains(&malformed.code)) {
        Some((_, what, remedy)) => Failure::new(format!("{what} ({}).", malformed.code), *remedy),
        None => Failure::from(malformed),
    }
}

/// As [`told`], with a look at what the file is where no reader knows it.
pub(in crate::command) fn told_of_file(malformed: Malformed, path: &Path) -> Failure {
    let mut start = Vec::new();
    let look = File::open(path).and_then(|file| file.take(LOOK).read_to_end(&mut start));
    if malformed.code != "format-unknown" || look.is_err() {
        return told(malformed);
    }
    if start.starts_with(b"%PDF") {
        return Failure::new(
            "A PDF is not read as a list or a backup.",
            "Turn an operator's list into text with `pdftotext -layout` and import that with \
             --text, or keep the file as it is with `dunlog attach`.",
        );
    }
    let is_bundle = start.windows(BAG.len()).any(|part| part == BAG);
    if start.starts_with(b"PK") && is_bundle {
        return Failure::new("This is a bundle.", "Use `dunlog admit`: it verifies it first.");
    }
    if start.is_empty() {
        return Failure::new("This file is empty.", "Copy it again from where it was made.");
    }
    told(malformed)
}

/// How much of a file is looked at, in bytes.
const LOOK: u64 = 64 * 1024;

/// What every bundle has near its start.
const BAG: &[u8] = b"/bagit.txt";

/// As [`told`], for any error.
pub(super) fn told_of(error: Error) -> Failure {
    match error {
        Error::Malformed(malformed) => told(malformed),
        error => error.into(),
    }
}

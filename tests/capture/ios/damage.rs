//! Damaged databases give what is whole and say what is not.

use dunlog_core::capture::ios_backup::StoreKind;

use super::super::{Outcome, files};
use super::{MAY, code, open, read, schema};

/// A database of 500 messages, with one page spoiled or cut off from there.
fn damaged(spoil: impl Fn(&mut Vec<u8>)) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sms.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    let rows: String = (1..=500)
        .map(|id| {
            format!(
                "INSERT INTO message (guid, text, handle_id, service, date) VALUES \
                 ('g{id}', '{}', 1, 'SMS', {MAY});
                 INSERT INTO chat_message_join VALUES (1, {id});",
                "还款".repeat(40)
            )
        })
        .collect();
    database.execute_batch(&format!("{}BEGIN;{rows}COMMIT;", schema(17))).unwrap();
    drop(database);
    let mut bytes = std::fs::read(&path).unwrap();
    spoil(&mut bytes);
    std::fs::write(&path, bytes).unwrap();
    read(&path, StoreKind::Messages)
}

/// Where the leaf page with the message of an id begins.
fn page_of(bytes: &[u8], guid: &str) -> usize {
    // The guid stands in the table's leaf with its text behind it, in the index without.
    let needle = format!("{guid}还款");
    let at = bytes.windows(needle.len()).position(|window| window == needle.as_bytes());
    at.unwrap() / 4096 * 4096
}

#[test]
fn rows_of_a_broken_page_are_named_and_the_others_taken() {
    let outcome = damaged(|bytes| {
        let page = page_of(bytes, "g250");
        bytes[page..page + 4096].fill(0xee);
    });
    assert!(outcome.skips.len() > 5 && outcome.skips.len() < 60, "{}", outcome.skips.len());
    assert_eq!(outcome.drafts.len() + outcome.skips.len(), 500, "each row is accounted for");
    assert!(outcome.reasons().iter().all(|reason| *reason == "row-damaged"));
    assert!(outcome.skips.iter().any(|skip| skip.row == 250));
}

#[test]
fn a_database_that_is_cut_short_gives_what_is_there() {
    let outcome = damaged(|bytes| {
        let page = page_of(bytes, "g400");
        bytes.truncate(page);
    });
    assert!(outcome.drafts.len() > 300, "{}", outcome.drafts.len());
    assert!(!outcome.skips.is_empty());
}

#[test]
fn a_damaged_database_that_is_none_is_told_and_never_panics() {
    for path in files("sqlite-malformed") {
        if dunlog_core::capture::ios_backup::Backup::accepts(&path) {
            let (_scratch, backup) = open(&path);
            let told = code(backup.unwrap().stores());
            assert!(["database-unknown", "database-unreadable"].contains(&told), "{told}");
        }
    }
}

#[test]
fn pages_that_name_one_page_many_times_end() {
    let outcome = damaged(|bytes| {
        // The root of the table of messages names its leaves; now it names the first one only.
        let is_root =
            |page: &&mut [u8]| page[0] == 5 && u16::from_be_bytes([page[3], page[4]]) > 20;
        let root = bytes.chunks_exact_mut(4096).skip(1).find(is_root).unwrap();
        let cells = usize::from(u16::from_be_bytes([root[3], root[4]]));
        let cell = |root: &[u8], at: usize| {
            usize::from(u16::from_be_bytes([root[12 + 2 * at], root[13 + 2 * at]]))
        };
        let first = cell(root, 0);
        let leaf: [u8; 4] = root[first..first + 4].try_into().unwrap();
        for at in 0..cells {
            let place = cell(root, at);
            root[place..place + 4].copy_from_slice(&leaf);
        }
        root[8..12].copy_from_slice(&leaf);
    });
    let mut places: Vec<_> =
        outcome.drafts.iter().map(|draft| draft.fact.feed.as_ref().unwrap().place).collect();
    let taken = places.len();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), taken, "no row comes twice");
    assert!(taken > 0 && taken < 100, "{taken}");
    assert!(!outcome.skips.is_empty());
}

//! iPhone backups: what a folder, plain or encrypted, and single databases come to.

mod calls;
mod damage;
mod encrypted;
mod fixtures;
mod folder;
mod history;
mod messages;
mod whatsapp;

use std::path::{Path, PathBuf};

use dunlog_core::capture::ios_backup::{Backup, Choice, Store, StoreKind};
use dunlog_core::record::Draft;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Field, Millis};
use rusqlite::Connection;
use sha1::{Digest as _, Sha1};
use tempfile::TempDir;

use super::{Outcome, run};

/// 2024-05-01T08:00:00Z, in seconds since 2001 and in milliseconds since 1970.
pub(super) const MAY: i64 = 736_243_200;
pub(super) const MAY_MILLIS: i64 = 1_714_550_400_000;

/// A backup folder that grows.
pub(super) struct Phone {
    pub(super) folder: TempDir,
}

impl Phone {
    /// An empty folder with a manifest.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let phone = Self { folder };
        let manifest = Connection::open(phone.path().join("Manifest.db")).unwrap();
        let sql = "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, \
                   flags INTEGER, file BLOB)";
        manifest.execute(sql, []).unwrap();
        phone
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where a file of the phone lies; listed in the manifest.
    pub(super) fn place(&self, domain: &str, path: &str) -> PathBuf {
        let name = hashed(domain, path);
        let manifest = Connection::open(self.path().join("Manifest.db")).unwrap();
        let sql = "INSERT OR REPLACE INTO Files VALUES (?1, ?2, ?3, 1, x'')";
        manifest.execute(sql, (&name, domain, path)).unwrap();
        let folder = self.path().join(&name[..2]);
        std::fs::create_dir_all(&folder).unwrap();
        folder.join(name)
    }

    /// Makes a database of the phone.
    pub(super) fn database(&self, domain: &str, path: &str, sql: &str) -> Connection {
        let connection = Connection::open(self.place(domain, path)).unwrap();
        connection.execute_batch(sql).unwrap();
        connection
    }

    /// Makes `sms.db` of a version of iOS.
    pub(super) fn sms(&self, sql: &str) -> Connection {
        let schema = schema(17);
        self.database("HomeDomain", "Library/SMS/sms.db", &format!("{schema}{sql}"))
    }

    /// Writes a file of the phone.
    pub(super) fn file(&self, domain: &str, path: &str, content: &[u8]) {
        std::fs::write(self.place(domain, path), content).unwrap();
    }
}

/// The name of a file in the folder.
pub(super) fn hashed(domain: &str, path: &str) -> String {
    Sha1::digest(format!("{domain}-{path}")).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The schema of `sms.db` by version of iOS; columns that nobody reads are left out.
pub(super) fn schema(ios: u32) -> String {
    let mut message = String::from(
        "ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, \
         service_center TEXT, handle_id INTEGER DEFAULT 0, subject TEXT, country TEXT, \
         attributedBody BLOB, service TEXT, account TEXT, error INTEGER DEFAULT 0, date INTEGER, \
         date_read INTEGER, is_finished INTEGER DEFAULT 1, is_from_me INTEGER DEFAULT 0, \
         is_sent INTEGER DEFAULT 0, is_system_message INTEGER DEFAULT 0, item_type INTEGER DEFAULT \
         0, associated_message_guid TEXT, associated_message_type INTEGER DEFAULT 0, \
         balloon_bundle_id TEXT, payload_data BLOB, message_summary_info BLOB",
    );
    if ios >= 13 {
        message.push_str(", destination_caller_id TEXT");
    }
    if ios >= 16 {
        message.push_str(", date_edited INTEGER DEFAULT 0, date_retracted INTEGER DEFAULT 0");
    }
    format!(
        "CREATE TABLE message ({message});
         CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, country TEXT, service TEXT, \
            uncanonicalized_id TEXT);
         CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, guid TEXT, style INTEGER, \
            chat_identifier TEXT, service_name TEXT, room_name TEXT, display_name TEXT);
         CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER, \
            PRIMARY KEY (chat_id, message_id));
         CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);
         CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, guid TEXT, filename TEXT, \
            mime_type TEXT, transfer_name TEXT, total_bytes INTEGER, hide_attachment INTEGER);
         CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER);
         INSERT INTO handle VALUES (1, '+8613800000001', 'cn', 'iMessage', NULL), \
            (2, '1069000012345', 'cn', 'SMS', NULL), (3, '+8613800000003', 'cn', 'RCS', NULL);"
    )
}

/// Opens a backup that needs no passphrase.
pub(super) fn open(path: &Path) -> (TempDir, dunlog_core::Result<Backup>) {
    let scratch = tempfile::tempdir().unwrap();
    let backup = Backup::open(path, scratch.path());
    (scratch, backup)
}

/// Reads one database of a backup.
pub(super) fn read(path: &Path, kind: StoreKind) -> Outcome {
    let (_scratch, backup) = open(path);
    take(&backup.unwrap().store(kind).unwrap(), &Choice::all()).0
}

/// Reads what is chosen of a database; with how many rows were not.
pub(super) fn take(store: &Store<'_>, choice: &Choice) -> (Outcome, u64) {
    let mut unchosen = 0;
    let outcome = run(Some("CN"), |context, sink, emit| {
        unchosen = store.read(context, &mut |met| Ok(choice.takes(met)), sink, emit)?;
        Ok(())
    });
    (outcome.unwrap(), unchosen)
}

/// The code of an input that is refused.
pub(super) fn code<T: std::fmt::Debug>(result: dunlog_core::Result<T>) -> &'static str {
    match result {
        Err(dunlog_core::Error::Malformed(malformed)) => malformed.code,
        other => panic!("{other:?}"),
    }
}

/// The phone's time of a draft.
pub(super) fn wall(draft: &Draft) -> Millis {
    draft.fact.seen.as_ref().unwrap().wall
}

/// A private value of a draft.
pub(super) fn value(draft: &Draft, field: Field) -> Option<Value> {
    draft.private(field).map(|text| Value::parse(text.as_bytes()).unwrap())
}

/// The body of a draft.
pub(super) fn body(draft: &Draft) -> Option<String> {
    value(draft, Field::Body).and_then(|value| value.text().map(str::to_owned))
}

/// An archived attributed string.
pub(super) fn archive(text: &str) -> Vec<u8> {
    let mut out = b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\
        \x84\x84\x08NSObject\x00\x85\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+\x82"
        .to_vec();
    out.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(b"\x86\x86");
    out
}

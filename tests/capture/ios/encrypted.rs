//! Encrypted backups: only the files that are taken are decrypted.

use std::io::Read;
use std::path::Path;

use aes::Aes256;
use aes::cipher::{Block, BlockModeEncrypt, KeyIvInit};
use aes_kw::KwAes256;
use aes_kw::cipher::KeyInit;
use dunlog_core::capture::ios_backup::{Backup, Choice, StoreKind};
use rusqlite::Connection;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::{MAY, body, code, hashed, schema, take};

const PASSPHRASE: &str = "还款 words";
const CLASS: u32 = 3;
const CLASS_KEY: [u8; 32] = [0x33; 32];

fn field(tag: &str, value: &[u8]) -> Vec<u8> {
    [tag.as_bytes(), &u32::try_from(value.len()).unwrap().to_be_bytes(), value].concat()
}

/// A key wrapped under another.
fn wrap(under: &[u8; 32], key: &[u8; 32]) -> [u8; 40] {
    let mut out = [0; 40];
    KwAes256::new(under.into()).wrap_key(key, &mut out).unwrap();
    out
}

/// The key of a file, as the manifest holds it.
fn file_key(key: &[u8; 32]) -> Vec<u8> {
    [&CLASS.to_le_bytes()[..], &wrap(&CLASS_KEY, key)].concat()
}

fn keybag(iterations: u32) -> Vec<u8> {
    let (mut first, mut second) = ([0; 32], [0; 32]);
    pbkdf2::pbkdf2_hmac::<Sha256>(PASSPHRASE.as_bytes(), b"twenty bytes of salt", 7, &mut first);
    pbkdf2::pbkdf2_hmac::<Sha1>(&first, b"another salt", 5, &mut second);
    let number = |number: u32| number.to_be_bytes();
    [
        field("VERS", &number(4)),
        field("TYPE", &number(1)),
        field("UUID", &[1; 16]),
        field("HMCK", &[9; 40]),
        field("WRAP", &number(1)),
        field("SALT", b"another salt"),
        field("ITER", &number(5)),
        field("DPWT", &number(2)),
        field("DPIC", &number(iterations)),
        field("DPSL", b"twenty bytes of salt"),
        field("UUID", &[2; 16]),
        field("CLAS", &number(11)),
        field("WRAP", &number(1)),
        field("WPKY", &[0; 40]),
        field("UUID", &[3; 16]),
        field("CLAS", &number(CLASS)),
        field("WRAP", &number(2)),
        field("KTYP", &number(0)),
        field("WPKY", &wrap(&second, &CLASS_KEY)),
    ]
    .concat()
}

fn encrypt(key: &[u8; 32], plain: &[u8]) -> Vec<u8> {
    let mut bytes = plain.to_vec();
    let count = 16 - bytes.len() % 16;
    bytes.extend(vec![u8::try_from(count).unwrap(); count]);
    let mut cipher = cbc::Encryptor::<Aes256>::new(key.into(), &[0; 16].into());
    let (blocks, _) = Block::<Aes256>::slice_as_chunks_mut(&mut bytes);
    cipher.encrypt_blocks(blocks);
    bytes
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// What the manifest says of a file, as XML, which is read alike.
fn blob(size: usize, key: &[u8]) -> String {
    format!(
        "<plist version=\"1.0\"><dict><key>$archiver</key><string>NSKeyedArchiver</string>\
         <key>$top</key><dict><key>root</key><dict><key>CF$UID</key><integer>1</integer></dict></dict>\
         <key>$objects</key><array><string>$null</string><dict><key>Size</key><integer>{size}</integer>\
         <key>ProtectionClass</key><integer>{CLASS}</integer><key>EncryptionKey</key><dict>\
         <key>CF$UID</key><integer>2</integer></dict></dict><dict><key>NS.data</key><data>{}</data>\
         </dict></array></dict></plist>",
        base64(key)
    )
}

/// An encrypted backup of two messages, one with a photo, and of one call.
fn backup(iterations: u32) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let plain = tempfile::tempdir().unwrap();
    let database = |name: &str, sql: &str| -> Vec<u8> {
        let path = plain.path().join(name);
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        std::fs::read(path).unwrap()
    };
    let sms = format!(
        "{} INSERT INTO message (guid, text, handle_id, service, date) VALUES
            ('a', '还款', 1, 'iMessage', {MAY}), ('b', '\u{fffc}', 2, 'SMS', {MAY});
         INSERT INTO attachment VALUES (1, 'g', '~/Library/SMS/Attachments/a.jpg', 'image/jpeg', \
            'a.jpg', 3, 0);
         INSERT INTO message_attachment_join VALUES (2, 1);",
        schema(17)
    );
    let calls = format!(
        "CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZDATE, ZADDRESS, ZANSWERED, \
            ZDURATION, ZORIGINATED);
         INSERT INTO ZCALLRECORD VALUES (1, {MAY}, '95188', 1, 5.0, 0);"
    );
    let files = [
        ("HomeDomain", "Library/SMS/sms.db", database("sms", &sms)),
        ("HomeDomain", "Library/CallHistoryDB/CallHistory.storedata", database("calls", &calls)),
        ("MediaDomain", "Library/SMS/Attachments/a.jpg", b"\xff\xd8\xff".to_vec()),
        ("CameraRollDomain", "Media/DCIM/1.JPG", vec![7; 100_000]),
    ];
    let manifest = plain.path().join("Manifest.db");
    let connection = Connection::open(&manifest).unwrap();
    let sql = "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, \
               flags INTEGER, file BLOB)";
    connection.execute_batch(sql).unwrap();
    for (number, (domain, path, content)) in files.iter().enumerate() {
        let key = [0x40 + u8::try_from(number).unwrap(); 32];
        let name = hashed(domain, path);
        std::fs::create_dir_all(folder.path().join(&name[..2])).unwrap();
        std::fs::write(folder.path().join(&name[..2]).join(&name), encrypt(&key, content)).unwrap();
        let blob = blob(content.len(), &file_key(&key)).into_bytes();
        let row = (name, domain, path, blob);
        connection.execute("INSERT INTO Files VALUES (?1, ?2, ?3, 1, ?4)", row).unwrap();
    }
    drop(connection);
    let manifest = encrypt(&[0x99; 32], &std::fs::read(manifest).unwrap());
    std::fs::write(folder.path().join("Manifest.db"), manifest).unwrap();
    let list = format!(
        "<plist version=\"1.0\"><dict><key>IsEncrypted</key><true/><key>BackupKeyBag</key><data>{}\
         </data><key>ManifestKey</key><data>{}</data></dict></plist>",
        base64(&keybag(iterations)),
        base64(&file_key(&[0x99; 32]))
    );
    std::fs::write(folder.path().join("Manifest.plist"), list).unwrap();
    folder
}

fn opened(folder: &Path, scratch: &Path) -> Backup {
    let mut backup = Backup::open(folder, scratch).unwrap();
    assert!(backup.is_locked());
    backup.unlock(PASSPHRASE).unwrap();
    backup
}

#[test]
fn messages_calls_and_photos_come_out_and_nothing_else_is_decrypted() {
    let folder = backup(7);
    let scratch = tempfile::tempdir().unwrap();
    let backup = opened(folder.path(), scratch.path());
    assert_eq!(backup.stores().unwrap(), [StoreKind::Messages, StoreKind::Calls]);
    let store = backup.store(StoreKind::Messages).unwrap();
    let (outcome, _) = take(&store, &Choice::all());
    let bodies: Vec<_> = outcome.drafts.iter().map(body).collect();
    assert_eq!(bodies, [Some("还款".to_owned()), None]);
    assert_eq!(outcome.shelf.taken[0].1, b"\xff\xd8\xff");
    let source = &store.sources()[0];
    let mut content = Vec::new();
    source.content().unwrap().read_to_end(&mut content).unwrap();
    assert!(content.starts_with(b"SQLite format 3\0"));
    assert_eq!(
        (source.sha256.0, source.size),
        (Sha256::digest(&content).into(), content.len() as u64)
    );
    let stored = std::fs::read(folder.path().join(source.path())).unwrap();
    assert_eq!(source.stored_sha256.unwrap().0, <[u8; 32]>::from(Sha256::digest(stored)));
    let store = backup.store(StoreKind::Calls).unwrap();
    assert_eq!(take(&store, &Choice::all()).0.drafts[0].fact.duration, Some(5));
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0, "no copy has a name");
}

#[test]
fn what_cannot_be_opened_says_why() {
    let folder = backup(7);
    let scratch = tempfile::tempdir().unwrap();
    let mut locked = Backup::open(folder.path(), scratch.path()).unwrap();
    assert_eq!(code(locked.stores()), "backup-locked");
    assert_eq!(code(locked.unlock("another")), "passphrase-wrong");
    assert!(locked.is_locked());
    assert_eq!(code(Backup::open(backup(u32::MAX).path(), scratch.path())), "keybag-iterations");
    // A manifest that is cut short, and one that is gone.
    let manifest = folder.path().join("Manifest.db");
    let bytes = std::fs::read(&manifest).unwrap();
    std::fs::write(&manifest, &bytes[..100]).unwrap();
    let mut cut = Backup::open(folder.path(), scratch.path()).unwrap();
    assert_eq!(code(cut.unlock(PASSPHRASE)), "manifest-unreadable");
    std::fs::remove_file(&manifest).unwrap();
    assert_eq!(code(Backup::open(folder.path(), scratch.path())), "manifest-missing");
    std::fs::write(folder.path().join("Manifest.plist"), "<plist><dict>").unwrap();
    assert_eq!(code(Backup::open(folder.path(), scratch.path())), "plist-malformed");
}

#[test]
fn a_file_that_is_cut_short_gives_what_is_there() {
    let folder = backup(7);
    let scratch = tempfile::tempdir().unwrap();
    let name = hashed("HomeDomain", "Library/SMS/sms.db");
    let path = folder.path().join(&name[..2]).join(&name);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 5000]).unwrap();
    let photo = hashed("MediaDomain", "Library/SMS/Attachments/a.jpg");
    std::fs::remove_file(folder.path().join(&photo[..2]).join(&photo)).unwrap();
    let backup = opened(folder.path(), scratch.path());
    let store = backup.store(StoreKind::Messages).unwrap();
    let outcome = take(&store, &Choice::all()).0;
    assert_eq!(body(&outcome.drafts[0]).as_deref(), Some("还款"));
    assert_eq!(outcome.shelf.taken.len(), 0);
}

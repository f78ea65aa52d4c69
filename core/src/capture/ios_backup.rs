//! Backups of an iPhone on a computer, and single databases out of them, of Android too.
//!
//! docs/spec/ios-backup.md. Everything is read and nothing is written but copies in a folder that
//! the caller names: of databases that are encrypted or have a write-ahead log.

mod calls;
pub(super) mod cells;
mod choice;
pub(super) mod database;
mod decrypt;
mod folder;
mod keybag;
mod messages;
mod plist;
pub(super) mod reading;
mod store;
pub(crate) mod typedstream;
mod voicemail;
mod whatsapp;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

pub use choice::{Choice, Choose, Conversation, Met, Survey, Wanted};
pub use store::{SourceFile, Store};

use crate::error::{Error, Malformed, Result};
use database::Database;
use folder::{Entry, Folder, MAX_MANIFEST, existing};
use keybag::Keybag;
use plist::Value;

/// How a database begins.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// What a database of a phone holds.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum StoreKind {
    /// `sms.db`.
    Messages,
    /// `CallHistory.storedata`.
    Calls,
    /// `voicemail.db`.
    Voicemail,
    /// `ChatStorage.sqlite`.
    WhatsApp,
    /// Android's `mmssms.db`.
    Telephony,
    /// Android's `calllog.db`.
    CallLog,
}

impl StoreKind {
    /// All of them, in the order in which they are read.
    pub const ALL: [Self; 6] = [
        Self::Messages,
        Self::Calls,
        Self::Voicemail,
        Self::WhatsApp,
        Self::Telephony,
        Self::CallLog,
    ];

    /// The format's word in records.
    pub const fn format(self) -> &'static str {
        match self {
            Self::Messages => "ios_sms",
            Self::Calls => "ios_calls",
            Self::Voicemail => "ios_voicemail",
            Self::WhatsApp => "ios_whatsapp",
            Self::Telephony => "android_messages",
            Self::CallLog => "android_calls",
        }
    }

    /// Whether it is of an Android phone.
    pub const fn is_android(self) -> bool {
        matches!(self, Self::Telephony | Self::CallLog)
    }

    /// The domain and the path on the iPhone; none of another phone.
    const fn place(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Messages => Some(("HomeDomain", "Library/SMS/sms.db")),
            Self::Calls => Some(("HomeDomain", "Library/CallHistoryDB/CallHistory.storedata")),
            Self::Voicemail => Some(("HomeDomain", "Library/Voicemail/voicemail.db")),
            Self::WhatsApp => {
                Some(("AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "ChatStorage.sqlite"))
            }
            Self::Telephony | Self::CallLog => None,
        }
    }

    /// The tables that tell it.
    const fn tables(self) -> &'static [&'static str] {
        match self {
            Self::Messages => &["message", "handle"],
            Self::Calls => &["ZCALLRECORD"],
            Self::Voicemail => &["voicemail"],
            Self::WhatsApp => &["ZWAMESSAGE"],
            Self::Telephony => &["sms", "pdu"],
            Self::CallLog => &["calls", "android_metadata"],
        }
    }

    fn of(database: &Database) -> Option<Self> {
        let holds = |kind: &Self| kind.tables().iter().all(|table| database.has(table));
        Self::ALL.into_iter().find(holds)
    }
}

/// What `Info.plist` says, for a person to tell the backup by.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct About {
    /// The phone's name.
    pub device: Option<String>,
    /// The version of iOS.
    pub version: Option<String>,
}

/// Where the files are: a folder, or one database.
enum Files {
    Folder(Folder),
    Single(PathBuf),
}

impl Files {
    /// A file of the phone.
    fn find(&self, domain: &str, path: &str) -> Result<Option<Entry>> {
        match self {
            Self::Folder(folder) => folder.find(domain, path),
            Self::Single(_) => Ok(None),
        }
    }
}

/// A backup that is read.
pub struct Backup {
    files: Files,
    /// The keys' bag of an encrypted backup that is not open yet, and the manifest's wrapped key.
    locked: Option<(Keybag, Option<Vec<u8>>)>,
    about: About,
    scratch: PathBuf,
}

impl std::fmt::Debug for Backup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Backup").field("locked", &self.is_locked()).finish_non_exhaustive()
    }
}

impl Backup {
    /// Whether a path is for this reader: a folder, or a file that begins as a database does.
    pub fn accepts(path: &Path) -> bool {
        let mut head = [0; SQLITE.len()];
        path.is_dir()
            || File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
                && head == SQLITE
    }

    /// Opens a folder or a single database. `scratch` is an empty folder that nobody else can
    /// read, for copies; what is put there is removed again.
    ///
    /// # Errors
    /// `Malformed`: `folder-unknown`, `file-unsafe`, `manifest-too-large`, `manifest-missing`, and
    /// the codes of property lists and the keybag; `Io`.
    pub fn open(path: &Path, scratch: &Path) -> Result<Self> {
        let scratch = scratch.to_owned();
        if !path.is_dir() {
            let files = Files::Single(path.to_owned());
            return Ok(Self { files, locked: None, about: About::default(), scratch });
        }
        let mut folder = Folder::new(path.to_owned());
        let about = folder.beside("Info.plist")?.map(|path| about(&path)).unwrap_or_default();
        let locked = match folder.beside("Manifest.plist")? {
            Some(path) => locked(&path)?,
            None => None,
        };
        let manifest = folder.beside("Manifest.db")?;
        if let Some(manifest) = &manifest
            && manifest.metadata()?.len() > MAX_MANIFEST
        {
            return Err(fault("manifest-too-large"));
        }
        match (&locked, &manifest) {
            (Some(_), None) => return Err(fault("manifest-missing")),
            (Some(_), Some(_)) => {}
            (None, manifest) => {
                let opened = manifest.as_ref().map(|manifest| Database::open(manifest));
                folder.manifest = opened.and_then(Result::ok).filter(|it| it.has("Files"));
            }
        }
        let backup = Self { files: Files::Folder(folder), locked, about, scratch };
        if !backup.is_locked() && manifest.is_none() && backup.stores()?.is_empty() {
            return Err(fault("folder-unknown"));
        }
        Ok(backup)
    }

    /// What a person can tell the backup by.
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// Whether a passphrase is needed first.
    pub const fn is_locked(&self) -> bool {
        self.locked.is_some()
    }

    /// Opens an encrypted backup.
    ///
    /// # Errors
    /// `Malformed`: `passphrase-wrong`, `manifest-unreadable`, and the codes of keys.
    pub fn unlock(&mut self, passphrase: &str) -> Result<()> {
        let (Some((bag, manifest_key)), Files::Folder(folder)) = (&self.locked, &mut self.files)
        else {
            return Ok(());
        };
        let keys = bag.open(passphrase)?;
        let path = folder.beside("Manifest.db")?.ok_or_else(|| fault("manifest-missing"))?;
        let entry = match manifest_key {
            Some(wrapped) => Entry::encrypted(&path, "Manifest.db", keys.file_key(wrapped)?, None),
            None => Entry::plain(&path, "Manifest.db"),
        };
        let opened = store::open_copy(&entry, None, &self.scratch.join("Manifest.db"));
        let (database, _) = opened.map_err(|error| match error {
            Error::Malformed(_) => fault("manifest-unreadable"),
            error => error,
        })?;
        if !database.has("Files") {
            return Err(fault("manifest-unreadable"));
        }
        folder.manifest = Some(database);
        folder.keys = Some(keys);
        self.locked = None;
        Ok(())
    }

    /// Which databases there are.
    ///
    /// # Errors
    /// `Malformed`: `backup-locked`, `database-unreadable`, `database-unknown`; `Io`.
    pub fn stores(&self) -> Result<Vec<StoreKind>> {
        if self.is_locked() {
            return Err(fault("backup-locked"));
        }
        let mut kinds = Vec::new();
        match &self.files {
            Files::Single(_) => kinds.push(self.open_single()?.0),
            Files::Folder(folder) => {
                for kind in StoreKind::ALL {
                    let Some((domain, path)) = kind.place() else { continue };
                    if folder.find(domain, path)?.is_some() {
                        kinds.push(kind);
                    }
                }
            }
        }
        Ok(kinds)
    }

    /// Opens a database that [`Self::stores`] names.
    ///
    /// # Errors
    /// `Malformed`: `backup-locked`, `database-unreadable`, `database-unknown`,
    /// `database-too-large`, `file-unsafe`, and the codes of a file's key; `Io`.
    pub fn store(&self, kind: StoreKind) -> Result<Store<'_>> {
        if self.is_locked() {
            return Err(fault("backup-locked"));
        }
        let Files::Folder(folder) = &self.files else {
            let (found, store) = self.open_single()?;
            return if found == kind { Ok(store) } else { Err(fault("database-unknown")) };
        };
        let (domain, path) = kind.place().ok_or_else(|| fault("database-unknown"))?;
        let entry = folder.find(domain, path)?.ok_or_else(|| fault("database-unknown"))?;
        let log = folder.find(domain, &format!("{path}-wal"))?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let (found, store) = Store::open(&self.files, name, entry, log, &self.scratch)?;
        if found != Some(kind) {
            return Err(fault("database-unknown"));
        }
        Ok(store)
    }

    fn open_single(&self) -> Result<(StoreKind, Store<'_>)> {
        let Files::Single(path) = &self.files else { return Err(fault("database-unknown")) };
        let path = existing(path.clone())?.ok_or_else(|| fault("database-unknown"))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut beside = path.clone().into_os_string();
        beside.push("-wal");
        let log = existing(beside.into())?;
        let log = log.map(|path| Entry::plain(&path, &format!("{name}-wal")));
        let entry = Entry::plain(&path, &name);
        let (kind, store) = Store::open(&self.files, &name, entry, log, &self.scratch)?;
        Ok((kind.ok_or_else(|| fault("database-unknown"))?, store))
    }
}

/// What `Info.plist` says; nothing where it cannot be read.
fn about(path: &Path) -> About {
    let list = bounded(path).and_then(|bytes| Value::parse(&bytes));
    let text = |name| list.as_ref().ok()?.member(name)?.text().map(str::to_owned);
    About { device: text("Device Name"), version: text("Product Version") }
}

/// The keybag of an encrypted backup, and the wrapped key of its manifest.
fn locked(path: &Path) -> Result<Option<(Keybag, Option<Vec<u8>>)>> {
    let list = Value::parse(&bounded(path)?)?;
    if list.member("IsEncrypted") != Some(&Value::Bool(true)) {
        return Ok(None);
    }
    let bag = list.member("BackupKeyBag").and_then(Value::data);
    let bag = Keybag::parse(bag.ok_or_else(|| fault("keybag-malformed"))?)?;
    let manifest = list.member("ManifestKey").and_then(Value::data).map(<[u8]>::to_vec);
    Ok(Some((bag, manifest)))
}

/// A small file.
fn bounded(path: &Path) -> Result<Vec<u8>> {
    if fs::metadata(path)?.len() > plist::MAX_SIZE as u64 {
        return Err(Malformed::new("plist", 0, "plist-too-large").into());
    }
    Ok(fs::read(path)?)
}

fn fault(code: &'static str) -> Error {
    Malformed::new("backup", 0, code).into()
}

/// Whatever an attacker can hand to the readers of small pieces.
#[cfg(fuzzing)]
pub mod fuzz {
    /// A property list and an archive in it.
    pub fn plist(bytes: &[u8]) {
        let _ = super::plist::Value::parse(bytes);
        if let Ok(archive) = super::plist::Archive::parse(bytes) {
            let _ = archive.at(&["a", "b"]);
        }
    }

    /// A keybag; what is parsed is not opened, which would take long.
    pub fn keybag(bytes: &[u8]) {
        let _ = super::keybag::Keybag::parse(bytes);
    }

    /// The text of an attributed string.
    pub fn typedstream(bytes: &[u8]) {
        let _ = super::typedstream::text(bytes);
    }
}

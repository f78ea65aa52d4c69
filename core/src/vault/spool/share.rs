//! Files that another program shared: sealed beside the entries until a person says what they are.
//!
//! docs/spec/spool.md, "Shared files". A file is a frame with its label, and behind it the content,
//! sealed as an attachment is, under a key that only the label has. It is written beside and gets
//! its name when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::frame::{self, Frames, HEADER, Piece};
use super::{Aside, KEPT_ASIDE, Spool};
use crate::chain::Hash;
use crate::error::{Error, Malformed, Result};
use crate::record::Millis;
use crate::record::canonical::{Value, to_hex, unhex};
use crate::vault::Vault;
use crate::vault::attachment::{Content, content_size, refine, seal_into, sync};
use crate::vault::seal::TAG;

/// The most a shared file may hold, in bytes: 1 GiB.
pub const MAX_SHARED: u64 = 1 << 30;

/// The longest name of a shared file, in bytes.
const MAX_NAME: usize = 1_024;

/// The longest words that are shared with a file, in bytes.
const MAX_WORDS: usize = 64 * 1024;

/// The most bytes of a label as it stands in a file: every byte may be written as six.
const MAX_LABEL: u64 = (HEADER + 6 * (MAX_NAME + MAX_WORDS) + 1_024 + TAG) as u64;

/// The folder of shared files.
const FILES: &str = "files";

/// How old a file that was not finished must be before it is removed: its writer is gone.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// The version of the label.
const VERSION: i64 = 1;

/// What is said of a shared file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Label {
    /// Its name, without its folders.
    pub name: String,
    /// When it was shared, by the phone's wall clock.
    pub time: Millis,
    /// Words that were shared with it.
    pub words: Option<String>,
}

/// A shared file that waits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Shared {
    /// Its name in the spool: 32 hex digits.
    pub id: String,
    /// What is said of it.
    pub label: Label,
    /// The content's bytes.
    pub size: u64,
}

/// What waits, and what could not be read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Waiting {
    /// The files, by the time at which they were shared.
    pub files: Vec<Shared>,
    /// What was moved to `kept-aside`.
    pub aside: Vec<Aside>,
}

impl Spool {
    /// Seals a file into the spool, in bounded memory; gives its id. When this returns, it is on the
    /// disk; where it fails, nothing of it is there.
    ///
    /// `chance` must be fresh random bytes.
    ///
    /// # Errors
    /// `Malformed`: `share-too-large` above [`MAX_SHARED`], `share-label-too-long`; `StorageFull`,
    /// `Io`.
    pub fn share(
        &self,
        content: &mut dyn Read,
        label: &Label,
        chance: &Zeroizing<[u8; 64]>,
    ) -> Result<String> {
        let (once, key) = chance.split_first_chunk::<32>().expect("64 bytes are 32 and 32");
        let key = <&[u8; 32]>::try_from(key).expect("64 bytes are 32 and 32");
        let once = StaticSecret::from(*once);
        let head = frame::seal(&label_bytes(label, key)?, &self.public, &once);
        let id = to_hex(&Hash::of(PublicKey::from(&once).as_bytes()).0[..16]);
        let folder = self.folder.join(FILES);
        fs::create_dir_all(&folder).map_err(refine)?;
        let part = folder.join(format!("{id}.part"));
        let written = write_part(&part, &head, content, key)
            .and_then(|()| fs::rename(&part, folder.join(&id)).map_err(refine));
        if let Err(fault) = written {
            let _ = fs::remove_file(&part);
            return Err(fault);
        }
        sync(&folder)?;
        Ok(id)
    }

    /// Removes a shared file, once what it holds is in the log or is not wanted.
    ///
    /// # Errors
    /// `Misuse` for what is no id; `Io`. A file that is gone is no error.
    pub fn drop_shared(&self, id: &str) -> Result<()> {
        match fs::remove_file(self.file_of(id)?) {
            Err(fault) if fault.kind() != ErrorKind::NotFound => Err(fault.into()),
            _ => sync(&self.folder.join(FILES)),
        }
    }

    fn file_of(&self, id: &str) -> Result<PathBuf> {
        let mut bytes = [0; 16];
        if id.len() != 32 || !unhex(id.as_bytes(), &mut bytes) {
            return Err(Error::Misuse("not the id of a shared file"));
        }
        Ok(self.folder.join(FILES).join(id))
    }

    fn move_aside(&self, path: &Path, code: &'static str) -> Result<Aside> {
        let size = fs::metadata(path)?.len();
        let id = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{code}-{id}");
        let folder = self.folder.join(KEPT_ASIDE);
        fs::create_dir_all(&folder).map_err(refine)?;
        fs::rename(path, folder.join(&name)).map_err(refine)?;
        sync(&folder)?;
        Ok(Aside { code, name, size })
    }
}

impl Vault {
    /// The shared files that wait in `spool`. What is no shared file of this vault is kept aside;
    /// what a writer left unfinished a day before `now` is removed.
    ///
    /// # Errors
    /// `Misuse` where this vault has no spool; `Damaged`, `Io`.
    pub fn shared(&self, spool: &Spool, now: Millis) -> Result<Waiting> {
        let secret = self.secret_of_spool()?;
        let mut waiting = Waiting::default();
        let entries = match fs::read_dir(spool.folder.join(FILES)) {
            Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(waiting),
            entries => entries?,
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some() {
                remove_abandoned(&path, now);
                continue;
            }
            match read_label(&mut File::open(&path)?, &secret)? {
                Ok((label, _, size)) => {
                    let id = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    waiting.files.push(Shared { id, label, size });
                }
                Err(code) => waiting.aside.push(spool.move_aside(&path, code)?),
            }
        }
        waiting.files.sort_by(|a, b| (a.label.time, &a.id).cmp(&(b.label.time, &b.id)));
        Ok(waiting)
    }

    /// Writes the content of a shared file to `out`. A file that was cut short or changed is kept
    /// aside then, and what was written is worth nothing.
    ///
    /// # Errors
    /// `Malformed`, code `share-torn`; `Misuse` for what is no id, and where there is no such file;
    /// `Io`, `StorageFull`.
    pub fn copy_shared(&self, spool: &Spool, id: &str, out: &mut dyn Write) -> Result<()> {
        let path = spool.file_of(id)?;
        let mut file = match File::open(&path) {
            Err(fault) if fault.kind() == ErrorKind::NotFound => {
                return Err(Error::Misuse("there is no such shared file"));
            }
            file => file?,
        };
        let torn = |code| {
            spool.move_aside(&path, code)?;
            Err(Malformed::new("spool", 0, code).into())
        };
        let (key, size) = match read_label(&mut file, &self.secret_of_spool()?)? {
            Ok((_, key, size)) => (key, size),
            Err(code) => return torn(code),
        };
        match Content::behind(file, &key, size).and_then(|mut content| io::copy(&mut content, out))
        {
            Ok(_) => Ok(()),
            Err(fault) if fault.kind() == ErrorKind::InvalidData => torn("share-torn"),
            Err(fault) => Err(refine(fault)),
        }
    }

    fn secret_of_spool(&self) -> Result<StaticSecret> {
        self.spool_secret()?.ok_or(Error::Misuse("this vault has no spool"))
    }
}

fn write_part(part: &Path, head: &[u8], content: &mut dyn Read, key: &[u8; 32]) -> Result<()> {
    let mut out = BufWriter::with_capacity(256 * 1024, File::create_new(part).map_err(refine)?);
    out.write_all(head).map_err(refine)?;
    let too_large = Malformed::new("share", 0, "share-too-large");
    seal_into(content, &mut out, key, MAX_SHARED, too_large)?;
    let file = out.into_inner().map_err(|fault| refine(fault.into_error()))?;
    file.sync_all().map_err(refine)
}

fn remove_abandoned(path: &Path, now: Millis) {
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now.0).unwrap_or(0));
    let changed = fs::metadata(path).and_then(|data| data.modified());
    let age = changed.ok().and_then(|changed| now.duration_since(changed).ok());
    if age.is_some_and(|age| age > ABANDONED) {
        let _ = fs::remove_file(path);
    }
}

fn label_bytes(label: &Label, key: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>> {
    let Label { name, time, words } = label;
    if name.len() > MAX_NAME || words.as_ref().is_some_and(|words| words.len() > MAX_WORDS) {
        return Err(Malformed::new("share", 0, "share-label-too-long").into());
    }
    let mut members = vec![
        ("key".to_owned(), Value::Text(to_hex(key))),
        ("name".to_owned(), Value::Text(name.clone())),
        ("shared".to_owned(), Value::Int(VERSION)),
        ("time".to_owned(), Value::Int(time.0)),
    ];
    members.extend(words.iter().map(|words| ("words".to_owned(), Value::Text(words.clone()))));
    Ok(Zeroizing::new(Value::map(members).to_canonical().into_bytes()))
}

/// The label, the content's key and its size, with `file` then standing before the content; else
/// why it is no shared file.
type Labelled = std::result::Result<(Label, Zeroizing<[u8; 32]>, u64), &'static str>;

fn read_label(file: &mut File, secret: &StaticSecret) -> Result<Labelled> {
    let length = file.metadata()?.len();
    let first = Frames::new(&mut *file, 0..length.min(MAX_LABEL), secret).next()?;
    let (range, plain) = match first {
        Some((range, Piece::Entry(plain))) => (range, plain),
        Some((_, Piece::Closed)) => return Ok(Err("share-closed")),
        _ => return Ok(Err("share-torn")),
    };
    file.seek(SeekFrom::Start(range.end))?;
    let Some(size) = content_size(length - range.end) else { return Ok(Err("share-torn")) };
    Ok(parse_label(&plain).map(|(label, key)| (label, key, size)))
}

fn parse_label(plain: &[u8]) -> std::result::Result<(Label, Zeroizing<[u8; 32]>), &'static str> {
    const INVALID: &str = "share-label-invalid";
    let value = Value::parse(plain).map_err(|_| INVALID)?;
    let text = |key: &str| value.member(key).and_then(Value::text);
    match value.member("shared").and_then(Value::int) {
        Some(VERSION) => {}
        Some(_) => return Err("unsupported-version"),
        None => return Err(INVALID),
    }
    let mut key = Zeroizing::new([0; 32]);
    let digits = text("key").ok_or(INVALID)?;
    if digits.len() != 64 || !unhex(digits.as_bytes(), &mut key[..]) {
        return Err(INVALID);
    }
    let label = Label {
        name: text("name").ok_or(INVALID)?.to_owned(),
        time: Millis(value.member("time").and_then(Value::int).ok_or(INVALID)?),
        words: text("words").map(str::to_owned),
    };
    Ok((label, key))
}

//! The spool: entries of a phone that wait for the vault, sealed to a public key.
//!
//! What writes needs no keystore and no vault: it works while the phone is locked, while an import
//! runs, and before the vault was ever opened. An entry whose [`Spool::push`] returned is on the
//! disk. [`Vault::ingest`] takes the entries in order, each exactly once. docs/spec/spool.md.

mod frame;
mod ingest;
mod share;

use std::fs::{self, File};
use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use super::Vault;
use super::attachment::{refine, sync};
use super::schema::Lock;
use super::seal::Domain;
use crate::capture::android::Entry;
use crate::chain::Hash;
use crate::error::{Error, Malformed, Result};
use crate::record::canonical::{to_hex, unhex};
pub use ingest::{Aside, Ingested, MAX_ASIDE};
pub use share::{Label, MAX_SHARED, Shared, Waiting};

/// The file of the public key.
const KEY: &str = "key";

/// The file of the frames.
const ENTRIES: &str = "entries";

/// The folder of what could not be taken.
const KEPT_ASIDE: &str = "kept-aside";

/// How long a writer waits for another one, and a taker for another one.
const PATIENCE: Duration = Duration::from_secs(60);

/// A spool, open for writing. Threads may share one; processes open their own.
pub struct Spool {
    folder: PathBuf,
    public: PublicKey,
    entries: File,
    /// Held while a frame is written.
    writing: Mutex<Lock>,
    /// Held while entries are taken.
    taking: Mutex<Lock>,
}

impl std::fmt::Debug for Spool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spool").finish_non_exhaustive()
    }
}

impl Spool {
    /// Opens a spool that [`Vault::open_spool`] made.
    ///
    /// # Errors
    /// `Misuse` where there is none, `Malformed`, code `spool-key-invalid`, where its key cannot be
    /// read; `Io`, `StorageFull`.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let public = read_key(folder)?.ok_or(Error::Misuse("there is no spool in this folder"))?;
        let path = folder.join(ENTRIES);
        let known = path.exists();
        let open = File::options().read(true).append(true).create(true).open(&path);
        let entries = open.map_err(refine)?;
        if !known {
            sync(folder)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            public,
            entries,
            writing: Mutex::new(Lock::open(&folder.join("writing"))),
            taking: Mutex::new(Lock::open(&folder.join("taking"))),
        })
    }

    /// Appends an entry; when this returns, it is on the disk, by one sync. Where it fails, nothing
    /// of the entry is there.
    ///
    /// `chance` must be fresh random bytes.
    ///
    /// # Errors
    /// Those of [`Entry::to_bytes`]; `StorageFull`, `Io`.
    pub fn push(&self, entry: &Entry, chance: Zeroizing<[u8; 32]>) -> Result<()> {
        self.push_bytes(&Zeroizing::new(entry.to_bytes()?), &chance)
    }

    fn push_bytes(&self, plain: &[u8], chance: &[u8; 32]) -> Result<()> {
        let frame = frame::seal(plain, &self.public, &StaticSecret::from(*chance));
        self.alone(&self.writing, || {
            let before = self.entries.metadata()?.len();
            let written = (&self.entries).write_all(&frame).and_then(|()| self.entries.sync_data());
            if written.is_err() {
                let _ = self.entries.set_len(before);
            }
            written.map_err(refine)
        })
    }

    /// How many bytes wait, and how many of them are taken already.
    fn length(&self) -> Result<u64> {
        self.alone(&self.writing, || Ok(self.entries.metadata()?.len()))
    }

    /// Empties the file if it is `length` bytes long; false where more has come.
    fn clear(&self, length: u64) -> Result<bool> {
        self.alone(&self.writing, || {
            let same = self.entries.metadata()?.len() == length;
            if same {
                self.entries.set_len(0).map_err(refine)?;
            }
            Ok(same)
        })
    }

    /// Runs `work` while no other thread or process holds the lock.
    fn alone<T>(&self, lock: &Mutex<Lock>, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let lock = lock.lock().unwrap_or_else(PoisonError::into_inner);
        if !lock.wait(PATIENCE) {
            return Err(io::Error::from(ErrorKind::WouldBlock).into());
        }
        let done = work();
        lock.release();
        done
    }

    /// Another handle of the file, which reads at a place of its own.
    fn reader(&self) -> Result<File> {
        Ok(File::open(self.folder.join(ENTRIES))?)
    }

    /// Keeps a piece of `source` aside under its code and SHA-256; once, however often it is called.
    fn keep_aside(
        &self,
        source: &mut (impl Read + Seek),
        range: Range<u64>,
        code: &'static str,
    ) -> Result<Aside> {
        let mut state = Sha256::new();
        digest(source, range.clone(), &mut state)?;
        let hash = Hash(state.finalize().into());
        let name = format!("{code}-{}", &hash.to_hex()[..32]);
        let folder = self.folder.join(KEPT_ASIDE);
        fs::create_dir_all(&folder).map_err(refine)?;
        let path = folder.join(&name);
        if !path.exists() {
            let part = folder.join("part");
            let mut out = File::create(&part).map_err(refine)?;
            source.seek(SeekFrom::Start(range.start))?;
            let copied = io::copy(&mut source.take(range.end - range.start), &mut out);
            copied.and_then(|_| out.sync_all()).map_err(refine)?;
            fs::rename(&part, &path).map_err(refine)?;
            sync(&folder)?;
        }
        Ok(Aside { code, name, size: range.end - range.start })
    }

    /// Keeps what no entry of the file holds aside, sealed as an entry is; `once` must be fresh.
    fn keep_sealed(&self, plain: &[u8], code: &'static str, once: [u8; 32]) -> Result<Aside> {
        let frame = frame::seal(plain, &self.public, &StaticSecret::from(once));
        let size = frame.len() as u64;
        self.keep_aside(&mut Cursor::new(frame), 0..size, code)
    }
}

/// Hashes a part of a file.
fn digest(source: &mut (impl Read + Seek), range: Range<u64>, state: &mut Sha256) -> Result<()> {
    source.seek(SeekFrom::Start(range.start))?;
    let mut rest = source.take(range.end - range.start);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match rest.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => state.update(&buffer[..read]),
            Err(fault) if fault.kind() == ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault.into()),
        }
    }
}

/// The public key that a folder names: `dunlog/spool@v1 <64 hex> <8 hex of its SHA-256> LF`.
fn read_key(folder: &Path) -> Result<Option<PublicKey>> {
    let text = match fs::read(folder.join(KEY)) {
        Ok(text) => text,
        Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(fault.into()),
    };
    let mut bytes = [0; 32];
    let hex = text.strip_prefix(b"dunlog/spool@v1 ").and_then(|rest| rest.get(..64));
    let read = hex.is_some_and(|hex| unhex(hex, &mut bytes));
    let key = PublicKey::from(bytes);
    let sound = read && key_text(&key).as_bytes() == text;
    sound.then_some(Some(key)).ok_or(Malformed::new("spool", 0, "spool-key-invalid").into())
}

fn key_text(key: &PublicKey) -> String {
    let check = &Hash::of(key.as_bytes()).to_hex()[..8];
    format!("dunlog/spool@v1 {} {check}\n", to_hex(key.as_bytes()))
}

/// The parts of what a vault keeps of its spool, each a sealed entry.
#[derive(Clone, Copy)]
enum Part {
    /// The secret key.
    Key = b'k' as isize,
    /// Up to where the file was taken: the place (8), and SHA-256 of what stands before it.
    Place = b'p' as isize,
    /// What capture carries on.
    State = b's' as isize,
}

impl Vault {
    /// Opens the spool in `folder`, for this vault's key; makes what is not there.
    ///
    /// The folder may lie where the phone lets it be read before it is unlocked.
    ///
    /// # Errors
    /// `Damaged`, `Misuse` for a copy, `Keystore`, `Locked`, `Io`, `StorageFull`.
    pub fn open_spool(&mut self, folder: impl AsRef<Path>) -> Result<Spool> {
        let folder = folder.as_ref();
        let secret = match self.spool_secret()? {
            Some(secret) => secret,
            None => self.transaction(|vault| {
                // Another process may have been first.
                if let Some(secret) = vault.spool_secret()? {
                    return Ok(secret);
                }
                let bytes = Zeroizing::new(vault.chance.array::<32>(&*vault.keystore)?);
                vault.put_spool(Part::Key, &bytes[..])?;
                Ok(StaticSecret::from(*bytes))
            })?,
        };
        let public = PublicKey::from(&secret);
        fs::create_dir_all(folder).map_err(refine)?;
        if !matches!(read_key(folder), Ok(Some(known)) if known == public) {
            let part = folder.join("key.part");
            let mut file = File::create(&part).map_err(refine)?;
            let written = file.write_all(key_text(&public).as_bytes());
            written.and_then(|()| file.sync_all()).map_err(refine)?;
            fs::rename(&part, folder.join(KEY)).map_err(refine)?;
            sync(folder)?;
        }
        Spool::open(folder)
    }

    /// Takes over from the vault before, so that what waits for it is not lost: the key, and from a
    /// vault that is no restored copy the place and the state too.
    pub(super) fn inherit_spool(&mut self, old: &Self) -> Result<()> {
        let parts =
            if old.is_copy() { &[Part::Key][..] } else { &[Part::Key, Part::Place, Part::State] };
        let mut held = Vec::new();
        for part in parts {
            match old.spool_part(*part) {
                Ok(Some(plain)) => held.push((*part, plain)),
                Ok(None) | Err(Error::Damaged(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        if held.is_empty() {
            return Ok(());
        }
        self.transaction(|vault| {
            held.iter().try_for_each(|(part, plain)| vault.put_spool(*part, plain))
        })
    }

    fn spool_secret(&self) -> Result<Option<StaticSecret>> {
        let Some(plain) = self.spool_part(Part::Key)? else { return Ok(None) };
        let bytes = <[u8; 32]>::try_from(plain.as_slice()).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| super::index::UNREADABLE)?;
        Ok(Some(StaticSecret::from(*bytes)))
    }

    fn spool_part(&self, part: Part) -> Result<Option<Zeroizing<Vec<u8>>>> {
        self.entry(&self.seals.blind(Domain::Spool, &[&[part as u8]]))
    }

    fn put_spool(&mut self, part: Part, plain: &[u8]) -> Result<()> {
        self.put_entry(&self.seals.blind(Domain::Spool, &[&[part as u8]]), plain)
    }
}

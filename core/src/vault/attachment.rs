//! Attachments: files of any size up to 4 GiB, sealed as a stream in bounded memory.
//!
//! XChaCha20-Poly1305 in pieces of 64 KiB, each under the nonce prefix ‖ counter ‖ last, so that
//! pieces cannot change places and the end cannot be cut off (STREAM). Every file has a random
//! name, a random key that only its sealed entry holds, and constant times.
//! docs/spec/vault.md, "Attachments".

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, Tag, XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::seal::TAG;
use crate::chain::Hash;
use crate::error::{Error, Malformed, Result};
use crate::record::canonical::to_hex;

/// The most an attachment may hold, in bytes: 4 GiB.
pub const MAX_ATTACHMENT: u64 = 1 << 32;

/// The bytes of a piece before sealing.
const PIECE: usize = 64 * 1024;

/// The folder of sealed attachments.
pub(super) const FOLDER: &str = "attachments";

/// The folder of attachments that no record names yet.
pub(super) const INCOMING: &str = "incoming";

/// What opens an attachment; kept sealed in an entry of the database.
#[derive(Clone)]
pub(super) struct Sealed {
    /// SHA-256 of the content.
    pub(super) sha256: Hash,
    /// The file's random name.
    pub(super) name: [u8; 16],
    /// The file's random key.
    pub(super) key: Zeroizing<[u8; 32]>,
    /// The content's size.
    pub(super) size: u64,
    /// How many records name it.
    pub(super) uses: u64,
}

impl Sealed {
    /// The file's name in the folder.
    pub(super) fn file_name(&self) -> String {
        to_hex(&self.name)
    }

    /// The entry's content.
    pub(super) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let Self { sha256, name, key, size, uses } = self;
        let mut out = Zeroizing::new(Vec::with_capacity(96));
        out.extend_from_slice(&sha256.0);
        out.extend_from_slice(name);
        out.extend_from_slice(&key[..]);
        out.extend_from_slice(&size.to_le_bytes());
        out.extend_from_slice(&uses.to_le_bytes());
        out
    }

    /// Reads what [`Self::to_bytes`] gives.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (sha256, rest) = bytes.split_first_chunk()?;
        let (name, rest) = rest.split_first_chunk()?;
        let (key, rest) = rest.split_first_chunk()?;
        let (size, uses) = rest.split_first_chunk()?;
        Some(Self {
            sha256: Hash(*sha256),
            name: *name,
            key: Zeroizing::new(*key),
            size: u64::from_le_bytes(*size),
            uses: u64::from_le_bytes(uses.try_into().ok()?),
        })
    }
}

/// Seals `content` into the new file `path` under `key`; gives SHA-256 and size of the content.
///
/// # Errors
/// `Malformed`, code `attachment-too-large`, above [`MAX_ATTACHMENT`]; `Io` or `StorageFull`.
pub(super) fn seal(content: &mut dyn Read, path: &Path, key: &[u8; 32]) -> Result<(Hash, u64)> {
    let mut out = BufWriter::with_capacity(4 * PIECE, File::create_new(path).map_err(refine)?);
    let too_large = Malformed::new("attachment", 0, "attachment-too-large");
    let sealed = seal_into(content, &mut out, key, MAX_ATTACHMENT, too_large)?;
    let file = out.into_inner().map_err(|fault| refine(fault.into_error()))?;
    let times = fs::FileTimes::new().set_accessed(CONSTANT()).set_modified(CONSTANT());
    file.set_times(times).map_err(refine)?;
    Ok(sealed)
}

/// Seals `content` behind what `out` has already; gives SHA-256 and size of the content.
///
/// # Errors
/// `too_large` above `limit` bytes; `Io` or `StorageFull`.
pub(super) fn seal_into(
    content: &mut dyn Read,
    out: &mut dyn Write,
    key: &[u8; 32],
    limit: u64,
    too_large: Malformed,
) -> Result<(Hash, u64)> {
    let cipher = XChaCha20Poly1305::new(key.into());
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut piece = Zeroizing::new(vec![0; PIECE]);
    let mut ahead = Zeroizing::new(vec![0; PIECE]);
    let mut filled = fill(content, &mut piece)?;
    for counter in 0.. {
        hash.update(&piece[..filled]);
        size += filled as u64;
        if size > limit {
            return Err(too_large.into());
        }
        let next = if filled == PIECE { fill(content, &mut ahead)? } else { 0 };
        let last = next == 0;
        let tag = cipher
            .encrypt_inout_detached(&nonce(counter, last), b"", (&mut piece[..filled]).into())
            .expect("a piece is far below the cipher's limit");
        out.write_all(&piece[..filled]).and_then(|()| out.write_all(&tag)).map_err(refine)?;
        if last {
            break;
        }
        std::mem::swap(&mut piece, &mut ahead);
        filled = next;
    }
    Ok((Hash(hash.finalize().into()), size))
}

/// The size of the content that is sealed in `length` bytes; none where no content is.
pub(super) const fn content_size(length: u64) -> Option<u64> {
    const SEALED: u64 = (PIECE + TAG) as u64;
    let (pieces, rest) = (length / SEALED, length % SEALED);
    match rest {
        0 if pieces > 0 => Some(pieces * PIECE as u64),
        // Only nothing at all has a piece without content.
        rest if rest > TAG as u64 || (rest == TAG as u64 && pieces == 0) => {
            Some(pieces * PIECE as u64 + rest - TAG as u64)
        }
        _ => None,
    }
}

/// The time that every attachment's file shows: 1990-01-01T00:00:00Z.
const CONSTANT: fn() -> SystemTime =
    || SystemTime::UNIX_EPOCH + Duration::from_millis(631_152_000_000);

/// Reads an attachment's content, piece by piece; an altered file is an error of kind
/// `InvalidData`.
pub struct Content {
    file: BufReader<File>,
    cipher: XChaCha20Poly1305,
    counter: u64,
    piece: Zeroizing<Vec<u8>>,
    at: usize,
    size: u64,
    given: u64,
    /// Where the first piece begins in the file.
    begin: u64,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Content({} bytes)", self.size)
    }
}

impl Content {
    /// Opens the file that `sealed` describes.
    pub(super) fn open(path: &Path, sealed: &Sealed) -> io::Result<Self> {
        Self::behind(File::open(path)?, &sealed.key, sealed.size)
    }

    /// Reads content of `size` bytes from where `file` stands.
    pub(super) fn behind(mut file: File, key: &[u8; 32], size: u64) -> io::Result<Self> {
        let begin = file.stream_position()?;
        Ok(Self {
            file: BufReader::with_capacity(4 * PIECE, file),
            cipher: XChaCha20Poly1305::new(key.into()),
            counter: 0,
            piece: Zeroizing::new(Vec::new()),
            at: 0,
            size,
            given: 0,
            begin,
        })
    }

    /// The size of the content.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Reading goes on from a place of the content, or from its end where it lies beyond.
    ///
    /// # Errors
    /// `InvalidData` where the piece that holds the place was altered.
    pub fn go_to(&mut self, place: u64) -> io::Result<()> {
        let place = place.min(self.size);
        let piece = place / PIECE as u64;
        self.file.seek(SeekFrom::Start(self.begin + piece * (PIECE + TAG) as u64))?;
        self.piece.clear();
        (self.counter, self.given, self.at) = (piece, piece * PIECE as u64, 0);
        let within = usize::try_from(place - self.given).expect("less than 64 KiB");
        if within > 0 {
            self.next_piece()?;
            self.at = within;
        }
        Ok(())
    }

    fn next_piece(&mut self) -> io::Result<()> {
        let left = self.size - self.given;
        let length = usize::try_from(left.min(PIECE as u64)).expect("at most 64 KiB");
        let last = left <= PIECE as u64;
        self.piece.resize(length + TAG, 0);
        self.file.read_exact(&mut self.piece).map_err(|_| altered())?;
        if last && self.file.read(&mut [0])? != 0 {
            return Err(altered());
        }
        let (body, tag) = self.piece.split_at_mut(length);
        let tag = <[u8; TAG]>::try_from(&*tag).expect("split at its length");
        self.cipher
            .decrypt_inout_detached(&nonce(self.counter, last), b"", body.into(), &Tag::from(tag))
            .map_err(|_| altered())?;
        self.piece.truncate(length);
        self.counter += 1;
        self.given += length as u64;
        self.at = 0;
        Ok(())
    }
}

impl Read for Content {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() && (self.given < self.size || self.counter == 0) {
            self.next_piece()?;
        }
        let count = out.len().min(self.piece.len() - self.at);
        out[..count].copy_from_slice(&self.piece[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// The nonce of a piece: 15 zeros, the counter (8 bytes, big-endian), 1 for the last piece. The
/// key is the file's own, so the rest may be constant.
fn nonce(counter: u64, last: bool) -> XNonce {
    let mut nonce = [0; 24];
    nonce[15..23].copy_from_slice(&counter.to_be_bytes());
    nonce[23] = u8::from(last);
    XNonce::from(nonce)
}

fn fill(content: &mut dyn Read, piece: &mut [u8]) -> Result<usize> {
    let mut filled = 0;
    while filled < piece.len() {
        match content.read(&mut piece[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(filled)
}

fn altered() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "an attachment was altered")
}

/// Tells a full disk apart from other faults of the folder.
pub(super) fn refine(fault: io::Error) -> Error {
    match fault.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::StorageFull,
        _ => fault.into(),
    }
}

/// Brings a file's content, or a folder's list of names, to the disk.
pub(super) fn sync(path: &Path) -> Result<()> {
    File::open(path).and_then(|file| file.sync_all()).map_err(refine)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(folder: &Path, content: &[u8]) -> Sealed {
        let key = Zeroizing::new([5; 32]);
        let path = folder.join("file");
        let _ = fs::remove_file(&path);
        let (sha256, size) = seal(&mut &content[..], &path, &key).unwrap();
        assert_eq!(sha256, Hash::of(content));
        Sealed { sha256, name: [1; 16], key, size, uses: 1 }
    }

    fn read(folder: &Path, sealed: &Sealed) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        Content::open(&folder.join("file"), sealed)?.read_to_end(&mut out)?;
        Ok(out)
    }

    #[test]
    fn content_of_every_length_around_a_piece_reads_back() {
        let folder = std::env::temp_dir().join(format!("dunlog-stream-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let content: Vec<u8> = (0..=255).cycle().take(length).collect();
            let sealed = sealed(&folder, &content);
            assert_eq!(read(&folder, &sealed).unwrap(), content);
            let mut bytes = fs::read(folder.join("file")).unwrap();
            let cut = bytes.len().saturating_sub(PIECE + TAG);
            for shorter in [bytes.len() - 1, cut] {
                fs::write(folder.join("file"), &bytes[..shorter]).unwrap();
                assert!(read(&folder, &sealed).is_err(), "{length} cut to {shorter}");
            }
            if length > 0 {
                fs::write(folder.join("file"), &bytes).unwrap();
                let mut opened = Content::open(&folder.join("file"), &sealed).unwrap();
                for place in [length - 1, length / 2, 0, length, length + 1] {
                    let mut rest = Vec::new();
                    opened.go_to(place as u64).unwrap();
                    opened.read_to_end(&mut rest).unwrap();
                    assert_eq!(rest, content[place.min(length)..], "{length} from {place}");
                }
            }
            if length == 3 * PIECE {
                bytes.rotate_left(PIECE + TAG);
                fs::write(folder.join("file"), &bytes).unwrap();
                assert!(read(&folder, &sealed).is_err(), "pieces changed places");
            }
        }
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_limit_is_kept_and_a_size_is_told_by_what_is_sealed() {
        let key = [5; 32];
        let too_large = || Malformed::new("share", 0, "share-too-large");
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE] {
            let content = vec![7; length];
            let limit = length as u64;
            let mut out = Vec::new();
            seal_into(&mut &content[..], &mut out, &key, limit, too_large()).unwrap();
            assert_eq!(content_size(out.len() as u64), Some(limit));
            if length > 0 {
                let refused = seal_into(&mut &content[..], &mut out, &key, limit - 1, too_large());
                assert!(matches!(refused, Err(Error::Malformed(_))), "{length}");
            }
        }
        assert_eq!(content_size(0), None);
        assert_eq!(content_size(TAG as u64 - 1), None);
        assert_eq!(content_size((PIECE + 2 * TAG) as u64), None);
    }
}

//! Zip and gzip around a backup, read without a path ever being used.
//!
//! Every header is checked before content is read: what two readers could see differently is
//! refused. docs/spec/capture.md, "Containers".

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::{Error as IoError, ErrorKind, Read, Seek, SeekFrom};

use flate2::read::{DeflateDecoder, MultiGzDecoder};

use crate::error::{Error, Malformed, Result};

/// The most entries that a zip may have.
pub(crate) const MAX_ENTRIES: u64 = 200_000;

/// The largest central directory of a zip, in bytes.
pub(crate) const MAX_DIRECTORY: u64 = 16 * 1024 * 1024;

/// The most content that a container may hold, in bytes.
pub(crate) const MAX_CONTENT: u64 = 64 << 30;

/// How many bytes of content one compressed byte may give, beyond [`FREE_CONTENT`].
pub(crate) const MAX_RATIO: u64 = 200;

/// Content that any container may hold whatever its ratio, in bytes.
pub(crate) const FREE_CONTENT: u64 = 1024 * 1024;

/// The error behind an I/O error, where it carries a reader's refusal.
pub(crate) fn cause(error: IoError) -> Error {
    let refusal = error.get_ref().and_then(|inner| inner.downcast_ref::<Malformed>());
    match refusal {
        Some(refusal) => Error::Malformed(refusal.clone()),
        None => Error::Io(error),
    }
}

/// Decompresses gzip of `size` bytes within the limits.
pub(crate) fn gunzip<R: Read>(source: R, size: u64) -> impl Read {
    bounded(MultiGzDecoder::new(source), size, "gzip-ratio")
}

/// Lets through what `size` compressed bytes may give.
pub(crate) fn bounded<R: Read>(inner: R, size: u64, code: &'static str) -> impl Read {
    let left = size.saturating_mul(MAX_RATIO).saturating_add(FREE_CONTENT).min(MAX_CONTENT);
    Bounded { inner, left, code }
}

/// Stops a stream that gives more than it may.
struct Bounded<R> {
    inner: R,
    left: u64,
    code: &'static str,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(out)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => return Err(IoError::other(Malformed::new("backup", 0, self.code))),
        }
        Ok(read)
    }
}

/// A zip whose headers were all checked.
pub(crate) struct Archive<R> {
    source: RefCell<R>,
    entries: Vec<Entry>,
}

/// A file in a zip.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The name as written, with `/` between folders.
    pub(crate) name: String,
    header: u64,
    content: u64,
    packed: u64,
    size: u64,
    crc: u32,
    method: u16,
    flags: u16,
}

impl Entry {
    /// The size of the content in bytes, by the header.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }
}

/// The mark of a local header.
const LOCAL: &[u8] = b"PK\x03\x04";

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// The flag of an entry whose sizes stand behind it.
const DESCRIPTOR: u16 = 1 << 3;
/// The flags of the three kinds of encryption.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;

fn fault(place: u64, code: &'static str) -> Error {
    Malformed::new("zip", place, code).into()
}

impl<R: Read + Seek> Archive<R> {
    /// Reads and checks every header.
    ///
    /// # Errors
    /// `Malformed` with the offset of the header that breaks a rule; `Io`.
    pub(crate) fn open(mut source: R) -> Result<Self> {
        let length = source.seek(SeekFrom::End(0))?;
        let (directory, size, count) = end(&mut source, length)?;
        let mut entries = central(&mut source, directory, size, count)?;
        names(&entries)?;
        for entry in &mut entries {
            local(&mut source, entry, length)?;
        }
        let mut order: Vec<&Entry> = entries.iter().collect();
        order.sort_unstable_by_key(|entry| entry.header);
        for (at, entry) in order.iter().enumerate() {
            let next = order.get(at + 1).map_or(directory, |next| next.header);
            let behind = if entry.flags & DESCRIPTOR != 0 { 12 } else { 0 };
            if entry.content.saturating_add(entry.packed).saturating_add(behind) > next {
                return Err(fault(entry.header, "zip-overlap"));
            }
        }
        Ok(Self { source: RefCell::new(source), entries })
    }

    /// The entries in the directory's order.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The content of an entry; reading to its end checks size and CRC-32.
    pub(crate) fn content<'a>(&'a self, entry: &Entry) -> Box<dyn Read + 'a> {
        let raw = Raw { source: &self.source, at: entry.content, left: entry.packed };
        let (left, crc) = (entry.size, entry.crc);
        let sum = crc32fast::Hasher::new();
        match entry.method {
            STORED => Box::new(Checked { inner: raw, left, crc, sum }),
            _ => Box::new(Checked { inner: DeflateDecoder::new(raw), left, crc, sum }),
        }
    }
}

/// The content of the first entry of a zip that was cut off before its directory.
///
/// Without a directory nothing vouches for more than one entry. None where the first one is no
/// backup; what is given always ends as damaged, so that the file counts as cut.
pub(crate) fn salvage<R: Read + Seek>(source: &mut R, length: u64) -> Result<Option<impl Read>> {
    const SIZE: u64 = 30;
    if length < SIZE {
        return Ok(None);
    }
    let header = read_at(source, 0, SIZE, length)?;
    let (flags, method) = (u16_at(&header, 6), u16_at(&header, 8));
    let sized = method == STORED && flags & DESCRIPTOR == 0;
    if !header.starts_with(LOCAL) || flags & ENCRYPTED != 0 || !(sized || method == DEFLATED) {
        return Ok(None);
    }
    let name = u64::from(u16_at(&header, 26));
    let extra = u64::from(u16_at(&header, 28));
    if name + extra > length - SIZE {
        return Ok(None);
    }
    let name = read_at(source, SIZE, name, length)?;
    if !std::str::from_utf8(&name).is_ok_and(is_backup) {
        return Ok(None);
    }
    source.seek(SeekFrom::Current(i64::try_from(extra).unwrap_or(0)))?;
    let inner: Box<dyn Read + '_> = match method {
        STORED => Box::new(source.take(u64::from(u32_at(&header, 18)))),
        _ => Box::new(bounded(DeflateDecoder::new(source), length, "zip-ratio")),
    };
    Ok(Some(Salvaged { inner }))
}

/// Content that ends as damaged.
struct Salvaged<R> {
    inner: R,
}

impl<R: Read> Read for Salvaged<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        match self.inner.read(out)? {
            0 if !out.is_empty() => Err(ErrorKind::UnexpectedEof.into()),
            read => Ok(read),
        }
    }
}

/// Whether an entry of this name is read for rows.
pub(crate) fn is_backup(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let ours = [".xml", ".json", ".ndjson"].iter().any(|end| name.ends_with(end));
    ours && !name.starts_with("__macosx/")
}

/// The packed bytes of an entry; each read finds its own place.
struct Raw<'a, R> {
    source: &'a RefCell<R>,
    at: u64,
    left: u64,
}

impl<R: Read + Seek> Read for Raw<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(out.len());
        let mut source = self.source.borrow_mut();
        source.seek(SeekFrom::Start(self.at))?;
        let read = source.read(&mut out[..room])?;
        self.at += read as u64;
        self.left -= read as u64;
        Ok(read)
    }
}

/// Content that must have the size and sum that its header says.
struct Checked<R> {
    inner: R,
    left: u64,
    crc: u32,
    sum: crc32fast::Hasher,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(out)?;
        self.sum.update(&out[..read]);
        let over = (read as u64) > self.left;
        self.left = self.left.saturating_sub(read as u64);
        let ended = read == 0 && !out.is_empty();
        let wrong = ended && (self.left > 0 || self.sum.clone().finalize() != self.crc);
        if over || wrong {
            return Err(ErrorKind::InvalidData.into());
        }
        Ok(read)
    }
}

/// Finds the end record: the directory's offset, size and count.
fn end<R: Read + Seek>(source: &mut R, length: u64) -> Result<(u64, u64, u64)> {
    const SIZE: usize = 22;
    let tail = length.min(SIZE as u64 + 0xffff);
    let bytes = read_at(source, length - tail, tail, length)?;
    // The record whose comment ends the file; one that leaves bytes behind could hide data.
    let mut records = (0..bytes.len().saturating_sub(SIZE - 1)).rev().filter_map(|at| {
        let record = &bytes[at..at + SIZE];
        let ends = at + SIZE + usize::from(u16_at(record, 20)) == bytes.len();
        (record.starts_with(b"PK\x05\x06") && ends).then_some((at, record))
    });
    let found = records.next();
    let Some((at, record)) = found else {
        let any = bytes.windows(4).any(|four| four == b"PK\x05\x06");
        return Err(fault(length, if any { "zip-trailing-data" } else { "zip-no-directory" }));
    };
    let at = length - tail + at as u64;
    if u16_at(record, 4) != 0 || u16_at(record, 6) != 0 || u16_at(record, 8) != u16_at(record, 10) {
        return Err(fault(at, "zip-multi-disk"));
    }
    let mut count = u64::from(u16_at(record, 10));
    let mut size = u64::from(u32_at(record, 12));
    let mut offset = u64::from(u32_at(record, 16));
    let mut close = at;
    let locator = match at.checked_sub(20) {
        Some(start) => read_at(source, start, 20, length)?,
        None => Vec::new(),
    };
    if locator.starts_with(b"PK\x06\x07") {
        close = u64_at(&locator, 8);
        let record = read_at(source, close, 56, length)?;
        if !record.starts_with(b"PK\x06\x06") {
            return Err(fault(close, "zip-directory-mismatch"));
        }
        if u32_at(&locator, 4) != 0 || u32_at(&record, 16) != 0 || u32_at(&record, 20) != 0 {
            return Err(fault(close, "zip-multi-disk"));
        }
        let big = [u64_at(&record, 32), u64_at(&record, 40), u64_at(&record, 48)];
        let small = [(count, 0xffff), (size, 0xffff_ffff), (offset, 0xffff_ffff)];
        if big.iter().zip(small).any(|(big, (small, full))| small != full && small != *big) {
            return Err(fault(close, "zip-directory-mismatch"));
        }
        [count, size, offset] = big;
    }
    if count > MAX_ENTRIES {
        return Err(fault(at, "zip-too-many-entries"));
    }
    if size > MAX_DIRECTORY {
        return Err(fault(at, "zip-directory-too-large"));
    }
    if offset.checked_add(size) != Some(close) {
        return Err(fault(at, "zip-directory-mismatch"));
    }
    Ok((offset, size, count))
}

/// Reads the central directory.
fn central<R: Read + Seek>(
    source: &mut R,
    offset: u64,
    size: u64,
    count: u64,
) -> Result<Vec<Entry>> {
    const SIZE: usize = 46;
    let bytes = read_at(source, offset, size, offset.saturating_add(size))?;
    let mut entries = Vec::new();
    let mut at = 0;
    let mut total: u64 = 0;
    while at < bytes.len() {
        let place = offset + at as u64;
        let mismatch = || fault(place, "zip-directory-mismatch");
        let header = bytes.get(at..at + SIZE).ok_or_else(mismatch)?;
        if !header.starts_with(b"PK\x01\x02") {
            return Err(mismatch());
        }
        let [name, extra, comment] = [28, 30, 32].map(|field| usize::from(u16_at(header, field)));
        let behind = at + SIZE;
        let written = bytes.get(behind..behind + name).ok_or_else(mismatch)?;
        let extra_bytes = bytes.get(behind + name..behind + name + extra).ok_or_else(mismatch)?;
        at = behind + name + extra + comment;
        let flags = u16_at(header, 8);
        let method = u16_at(header, 10);
        let mode = u32_at(header, 38) >> 16;
        if flags & ENCRYPTED != 0 {
            return Err(fault(place, "zip-encrypted"));
        }
        if mode & 0o170_000 == 0o120_000 {
            return Err(fault(place, "zip-symlink"));
        }
        if u16_at(header, 34) != 0 {
            return Err(fault(place, "zip-multi-disk"));
        }
        if !matches!(method, STORED | DEFLATED) {
            return Err(fault(place, "zip-method-unsupported"));
        }
        let [packed, size, header_at] = wide(header, extra_bytes, place)?;
        if method == STORED && packed != size {
            return Err(fault(place, "zip-size-mismatch"));
        }
        if size > packed.saturating_mul(MAX_RATIO).saturating_add(FREE_CONTENT) {
            return Err(fault(place, "zip-ratio"));
        }
        total = total.saturating_add(size);
        if total > MAX_CONTENT {
            return Err(fault(place, "zip-too-large"));
        }
        let name =
            String::from_utf8(written.to_vec()).map_err(|_| fault(place, "zip-name-invalid"))?;
        let crc = u32_at(header, 16);
        let (header, content) = (header_at, 0);
        entries.push(Entry { name, header, content, packed, size, crc, method, flags });
    }
    if entries.len() as u64 != count {
        return Err(fault(offset, "zip-directory-mismatch"));
    }
    Ok(entries)
}

/// Packed size, size and header offset, from the Zip64 extra field where they do not fit.
fn wide(header: &[u8], mut extra: &[u8], place: u64) -> Result<[u64; 3]> {
    let mut numbers = [u32_at(header, 20), u32_at(header, 24), u32_at(header, 42)].map(u64::from);
    let invalid = || fault(place, "zip-extra-invalid");
    let mut wide: Option<&[u8]> = None;
    while extra.len() >= 4 {
        let length = usize::from(u16_at(extra, 2));
        let value = extra.get(4..4 + length).ok_or_else(invalid)?;
        if u16_at(extra, 0) == 1 {
            wide = Some(value);
        }
        extra = &extra[4 + length..];
    }
    // The order in the field: size, packed size, offset.
    for at in [1, 0, 2] {
        if numbers[at] == u64::from(u32::MAX) {
            let field = wide.ok_or_else(invalid)?;
            if field.len() < 8 {
                return Err(invalid());
            }
            numbers[at] = u64_at(field, 0);
            wide = Some(&field[8..]);
        }
    }
    Ok(numbers)
}

/// Refuses names that could mean a place outside, or that two systems take for one.
fn names(entries: &[Entry]) -> Result<()> {
    let mut exact = HashSet::new();
    let mut folded = HashSet::new();
    for entry in entries {
        let name = entry.name.as_str();
        let drive = name.as_bytes().get(1) == Some(&b':');
        let inner = name.strip_suffix('/').unwrap_or(name);
        let part = |part: &str| matches!(part, "" | "." | "..");
        if drive || name.contains(['\\', '\0']) || inner.split('/').any(part) {
            return Err(fault(entry.header, "zip-name-unsafe"));
        }
        // A file and a folder of one name are one name.
        if !exact.insert(inner) {
            return Err(fault(entry.header, "zip-name-duplicate"));
        }
        if !folded.insert(inner.to_lowercase()) {
            return Err(fault(entry.header, "zip-name-collides"));
        }
    }
    Ok(())
}

/// Compares the local header with the directory and finds where the content begins.
fn local<R: Read + Seek>(source: &mut R, entry: &mut Entry, length: u64) -> Result<()> {
    const SIZE: u64 = 30;
    let place = entry.header;
    let header = read_at(source, place, SIZE, length)?;
    let name = u64::from(u16_at(&header, 26));
    let behind = name + u64::from(u16_at(&header, 28));
    let same = header.starts_with(LOCAL)
        && u16_at(&header, 6) & (ENCRYPTED | DESCRIPTOR) == entry.flags & (ENCRYPTED | DESCRIPTOR)
        && u16_at(&header, 8) == entry.method
        && name == entry.name.len() as u64;
    if !same || read_at(source, place + SIZE, name, length)? != entry.name.as_bytes() {
        return Err(fault(place, "zip-header-mismatch"));
    }
    if entry.flags & DESCRIPTOR == 0 {
        let given = [(u32_at(&header, 18), entry.packed), (u32_at(&header, 22), entry.size)];
        let differs = |(small, wide): &(u32, u64)| *small != u32::MAX && u64::from(*small) != *wide;
        if given.iter().any(differs) || u32_at(&header, 14) != entry.crc {
            return Err(fault(place, "zip-header-mismatch"));
        }
    }
    entry.content = place + SIZE + behind;
    Ok(())
}

/// `size` bytes at `offset` of a file of `length` bytes.
fn read_at<R: Read + Seek>(source: &mut R, offset: u64, size: u64, length: u64) -> Result<Vec<u8>> {
    if offset.checked_add(size).is_none_or(|end| end > length) {
        return Err(fault(offset, "zip-out-of-bounds"));
    }
    source.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    source.take(size).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != size {
        return Err(fault(offset, "zip-out-of-bounds"));
    }
    Ok(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

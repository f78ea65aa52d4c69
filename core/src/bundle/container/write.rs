//! Writes a container front to back, computing CRC-32 and SHA-256 in the one pass.

use std::io::{Read, Seek, SeekFrom, Write};

use sha2::{Digest as _, Sha256};

use super::{Numbers, central_header, end, local_header, overflows};
use crate::bundle::{MAX_ENTRIES, name};
use crate::chain::Hash;
use crate::error::{Error, Result};

/// The size of the buffer that content is copied through.
const BUFFER: usize = 128 * 1024;

/// What was written as one entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Digest {
    /// The size in bytes.
    pub size: u64,
    /// SHA-256 of the content.
    pub sha256: Hash,
}

/// Writes a container: entries in the bundle's order, all under one top folder.
///
/// An entry's local header is written again once its CRC is known, so the output must seek.
#[derive(Debug)]
pub struct Writer<W: Write + Seek> {
    out: W,
    top: String,
    at: u64,
    last: Option<(u8, String)>,
    open: bool,
    directory: Vec<u8>,
    count: u64,
}

impl<W: Write + Seek> Writer<W> {
    /// Starts a container whose files stand in the folder `top`; `out` must be empty.
    pub const fn new(out: W, top: String) -> Self {
        Self { out, top, at: 0, last: None, open: false, directory: Vec::new(), count: 0 }
    }

    /// Writes a whole entry from `content`; see [`Self::start`] for `size`.
    ///
    /// # Errors
    /// Those of [`Self::start`] and [`EntryWriter::finish`], and the reader's.
    pub fn add(&mut self, name: &str, size: Option<u64>, content: &mut dyn Read) -> Result<Digest> {
        let mut entry = self.start(name, size)?;
        let mut buffer = vec![0; BUFFER];
        loop {
            match content.read(&mut buffer) {
                Ok(0) => return entry.finish(),
                Ok(n) => entry.write_all(&buffer[..n])?,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e.into()),
            }
        }
    }

    /// Starts an entry. Content of 4 GiB − 1 or more must come with its size.
    ///
    /// # Errors
    /// `Misuse` for a name that a bundle cannot have or that is out of order; `Io`.
    pub fn start(&mut self, name: &str, size: Option<u64>) -> Result<EntryWriter<'_, W>> {
        let rank = name::rank(name).ok_or(Error::Misuse("a bundle has no file of that name"))?;
        let place = (rank, name.to_owned());
        if self.open || self.last.as_ref().is_some_and(|last| *last >= place) {
            return Err(Error::Misuse("the files of a bundle are written in its order"));
        }
        if self.count >= MAX_ENTRIES as u64 {
            return Err(Error::Misuse("a bundle has at most 200,000 files"));
        }
        self.last = Some(place);
        let path = format!("{}/{name}", self.top);
        let header = local_header(&path, Numbers { size: size.unwrap_or(0), ..Numbers::default() });
        self.out.write_all(&header)?;
        self.open = true;
        let (hash, crc) = (Sha256::new(), crc32fast::Hasher::new());
        Ok(EntryWriter { zip: self, path, size, written: 0, header: header.len(), hash, crc })
    }

    /// Writes the directory and gives the output back.
    ///
    /// # Errors
    /// `Misuse` where an entry was started and not finished; `Io`.
    pub fn finish(mut self) -> Result<W> {
        if self.open {
            return Err(Error::Misuse("an entry was not finished"));
        }
        self.out.write_all(&self.directory)?;
        self.out.write_all(&end(self.count, self.directory.len() as u64, self.at))?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Takes the content of one entry.
#[derive(Debug)]
pub struct EntryWriter<'a, W: Write + Seek> {
    zip: &'a mut Writer<W>,
    path: String,
    size: Option<u64>,
    written: u64,
    header: usize,
    hash: Sha256,
    crc: crc32fast::Hasher,
}

impl<W: Write + Seek> EntryWriter<'_, W> {
    /// Ends the entry: its header gets its numbers.
    ///
    /// # Errors
    /// `Misuse` where the content is not as long as was said; `Io`.
    pub fn finish(self) -> Result<Digest> {
        let Self { zip, path, size, written, header, hash, crc } = self;
        if size.is_some_and(|size| size != written) || size.is_none() && overflows(written) {
            return Err(Error::Misuse("the content has another size than was said"));
        }
        let numbers = Numbers { crc: crc.finalize(), size: written, offset: zip.at };
        zip.at += header as u64 + written;
        zip.out.seek(SeekFrom::Start(numbers.offset))?;
        zip.out.write_all(&local_header(&path, numbers))?;
        zip.out.seek(SeekFrom::Start(zip.at))?;
        zip.directory.extend(central_header(&path, numbers));
        zip.count += 1;
        zip.open = false;
        Ok(Digest { size: written, sha256: Hash(hash.finalize().into()) })
    }
}

impl<W: Write + Seek> Write for EntryWriter<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.zip.out.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.crc.update(&bytes[..n]);
        self.written += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.zip.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::bundle::name;

    #[test]
    fn a_zip_reader_finds_what_was_written() {
        let mut zip = Writer::new(Cursor::new(Vec::new()), "top".into());
        let digest = zip.add(name::BAGIT, Some(5), &mut &b"hello"[..]).unwrap();
        assert_eq!(digest, Digest { size: 5, sha256: Hash::of(b"hello") });
        zip.add(name::RECORDS, None, &mut &b""[..]).unwrap();
        let mut archive = zip::ZipArchive::new(zip.finish().unwrap()).unwrap();
        assert_eq!(archive.len(), 2);
        let mut entry = archive.by_index(0).unwrap();
        assert_eq!(entry.name().unwrap(), "top/bagit.txt");
        assert_eq!(entry.unix_mode(), Some(0o100_644));
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        assert_eq!(text, "hello");
    }

    #[test]
    fn order_names_and_sizes_are_held() {
        let mut zip = Writer::new(Cursor::new(Vec::new()), "top".into());
        assert!(zip.add("data/../x", None, &mut &b""[..]).is_err());
        zip.add(name::RECORDS, None, &mut &b""[..]).unwrap();
        assert!(zip.add(name::BAGIT, None, &mut &b""[..]).is_err());
        assert!(zip.add(name::RECORDS, None, &mut &b""[..]).is_err());
        assert!(zip.add(name::OPENINGS, Some(2), &mut &b"abc"[..]).is_err());
        assert!(zip.finish().is_err());
    }
}

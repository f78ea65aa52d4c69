//! The files of a bundle: each read once, hashed and summed on the way.

use std::io::Read;

use super::hasher::Hasher;
use crate::bundle::audit::Findings;
use crate::bundle::container::{Content, Directory, Entry, View};
use crate::bundle::{MAX_TAG_FILE, name};
use crate::chain::Hash;
use crate::error::Result;

/// The size of the buffer through which content is read.
pub(super) const BUFFER: usize = 128 * 1024;

/// The files of one bundle, and what its manifests say of them.
pub(super) struct Files<'a> {
    pub(super) container: View<'a>,
    pub(super) directory: Directory,
    /// By entry: the hash that a manifest gives.
    listed: Vec<Option<Hash>>,
    /// By entry: whether its bytes were read and compared.
    done: Vec<bool>,
}

impl<'a> Files<'a> {
    pub(super) fn new(container: View<'a>, directory: Directory) -> Self {
        let count = directory.entries.len();
        Self { container, directory, listed: vec![None; count], done: vec![false; count] }
    }

    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.directory.entries.binary_search_by(|entry| entry.name.as_str().cmp(name)).ok()
    }

    pub(super) fn entry(&self, place: usize) -> &Entry {
        &self.directory.entries[place]
    }

    /// Says what a manifest gives for an entry.
    pub(super) fn list(&mut self, place: usize, hash: Hash) {
        self.listed[place] = Some(hash);
    }

    pub(super) fn is_listed(&self, place: usize) -> bool {
        self.listed[place].is_some()
    }

    /// Opens a file to be hashed while it is read; end with [`Self::finish`].
    pub(super) fn open(&self, place: usize) -> Stream<'a> {
        Stream::new(self.entry(place), self.container, true)
    }

    /// Opens a file to be read again.
    pub(super) fn reopen(&self, place: usize) -> Stream<'a> {
        Stream::new(self.entry(place), self.container, false)
    }

    /// Opens a file to be read again from a byte on; none where it is deflated.
    pub(super) fn reopen_at(&self, place: usize, offset: u64) -> Option<Stream<'a>> {
        let stored = self.entry(place).stored(self.container)?;
        let part = stored.part(offset, stored.size() - offset.min(stored.size()));
        let mut stream = self.reopen(place);
        stream.content = Content::Stored(part.reader());
        Some(stream)
    }

    /// Reads what is left of a file and compares its size, sum and hash; gives its hash.
    pub(super) fn finish(
        &mut self,
        place: usize,
        mut stream: Stream<'a>,
        findings: &mut Findings,
    ) -> Result<Hash> {
        let entry = &self.directory.entries[place];
        let room = usize::try_from(entry.size).map_or(BUFFER, |size| BUFFER.min(size + 1));
        let mut buffer = vec![0; room];
        while stream.read(&mut buffer)? > 0 {}
        let (hash, crc) = stream.hasher.map(Hasher::finish).unwrap_or_default();
        if stream.broken {
            findings.entry("container-bad-data", &entry.name);
        } else if stream.size != entry.size {
            findings.entry("container-size-mismatch", &entry.name);
        } else if crc != entry.crc {
            findings.entry("container-crc-mismatch", &entry.name);
        }
        if self.listed[place].is_some_and(|listed| listed != hash) {
            findings.entry("file-hash-mismatch", &entry.name);
        }
        self.done[place] = true;
        Ok(hash)
    }

    /// Reads a whole file of at most 16 MiB; none where there is none, or it is longer.
    pub(super) fn small(
        &mut self,
        name: &str,
        findings: &mut Findings,
    ) -> Result<Option<(Vec<u8>, Hash)>> {
        let Some(place) = self.find(name) else { return Ok(None) };
        let mut stream = self.open(place);
        let mut bytes = Vec::new();
        (&mut stream).take(MAX_TAG_FILE + 1).read_to_end(&mut bytes)?;
        let hash = self.finish(place, stream, findings)?;
        if bytes.len() as u64 > MAX_TAG_FILE {
            findings.entry("file-too-large", name);
            return Ok(None);
        }
        Ok(Some((bytes, hash)))
    }

    /// Reads every file that nothing has read yet, and compares content names with contents.
    pub(super) fn finish_all(&mut self, findings: &mut Findings) -> Result<()> {
        for place in 0..self.done.len() {
            if self.done[place] {
                continue;
            }
            let stream = self.open(place);
            let hash = self.finish(place, stream, findings)?;
            let named = &self.entry(place).name;
            let folders = [name::ATTACHMENTS, name::BUNDLES, name::SOURCES];
            let promised = folders.iter().find_map(|folder| name::content_hash(named, folder));
            if promised.is_some_and(|promised| promised != hash) {
                findings.entry("content-name-mismatch", named);
            }
        }
        Ok(())
    }
}

/// The content of one file, hashed on the way.
pub(super) struct Stream<'a> {
    content: Content<'a>,
    hasher: Option<Hasher>,
    size: u64,
    most: u64,
    broken: bool,
}

impl<'a> Stream<'a> {
    fn new(entry: &Entry, container: View<'a>, hashing: bool) -> Self {
        Self {
            content: entry.content(container),
            hasher: hashing.then(|| Hasher::new(entry.size)),
            size: 0,
            most: entry.size,
            broken: false,
        }
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        use std::io::ErrorKind as Kind;
        if self.broken || self.size > self.most {
            return Ok(0);
        }
        let n = match self.content.read(bytes) {
            Ok(n) => n,
            Err(error) => match error.kind() {
                Kind::InvalidInput | Kind::InvalidData | Kind::UnexpectedEof => {
                    self.broken = true;
                    return Ok(0);
                }
                Kind::Interrupted => return self.read(bytes),
                _ => return Err(error),
            },
        };
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&bytes[..n]);
        }
        self.size += n as u64;
        Ok(n)
    }
}

/// The lines of a file, in a buffer of bounded size.
pub(super) struct Lines<'a> {
    stream: Stream<'a>,
    most: usize,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    over: bool,
    line: std::ops::Range<usize>,
    number: u64,
    /// Where the line begins in the file.
    offset: u64,
    /// Where the next one does.
    next: u64,
    fault: Option<&'static str>,
}

impl<'a> Lines<'a> {
    /// Lines of at most `most` bytes without LF.
    pub(super) fn new(stream: Stream<'a>, most: usize) -> Self {
        Self {
            stream,
            most,
            buffer: vec![0; BUFFER],
            start: 0,
            end: 0,
            over: false,
            line: 0..0,
            number: 0,
            offset: 0,
            next: 0,
            fault: None,
        }
    }

    /// Goes to the next line; false behind the last one.
    pub(super) fn advance(&mut self) -> Result<bool> {
        let mut scanned = self.start;
        let mut long = false;
        self.offset = self.next;
        self.fault = None;
        loop {
            if let Some(found) = memchr::memchr(b'\n', &self.buffer[scanned..self.end]) {
                self.line = self.start..scanned + found;
                self.start = self.line.end + 1;
                break;
            }
            scanned = self.end;
            if self.end - self.start > self.most {
                long = true;
                self.next += (self.end - self.start) as u64;
                self.start = self.end;
            }
            if self.over {
                self.line = self.start..self.end;
                self.start = self.end;
                if self.line.is_empty() && !long {
                    return Ok(false);
                }
                self.fault = Some("no-last-newline");
                break;
            }
            if self.end == self.buffer.len() {
                if self.start > 0 {
                    self.buffer.copy_within(self.start..self.end, 0);
                    scanned -= self.start;
                    self.end -= self.start;
                    self.start = 0;
                } else {
                    self.buffer.resize(self.buffer.len() * 2, 0);
                }
            }
            let n = self.stream.read(&mut self.buffer[self.end..])?;
            self.over = n == 0;
            self.end += n;
        }
        self.number += 1;
        self.next += self.line.len() as u64 + 1;
        if long || self.line.len() > self.most {
            self.fault = Some("line-too-long");
        }
        Ok(true)
    }

    /// The line that was last gone to, without LF.
    pub(super) fn line(&self) -> &[u8] {
        &self.buffer[self.line.clone()]
    }

    /// Its number, from 1.
    pub(super) const fn number(&self) -> u64 {
        self.number
    }

    /// The byte at which it begins, from 0.
    pub(super) const fn offset(&self) -> u64 {
        self.offset
    }

    /// What is wrong with it as a line.
    pub(super) const fn fault(&self) -> Option<&'static str> {
        self.fault
    }

    /// What is left is read by [`Files::finish`].
    pub(super) fn into_stream(self) -> Stream<'a> {
        self.stream
    }
}

//! A file read from left to right, one block of it held.

use std::io::{ErrorKind, Read};

use super::archive;
use super::row::Fault;

/// How much of the file is held, in bytes.
pub(crate) const BLOCK: usize = 64 * 1024;

/// Whether an error says that what was compressed is cut off or does not decompress.
pub(crate) fn is_damage(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof
    )
}

/// What is held of a file, and where in the file it stands.
pub(crate) struct Block<R> {
    source: R,
    bytes: Vec<u8>,
    at: usize,
    /// The offset in the file of the first byte held.
    base: u64,
    ended: bool,
    broken: bool,
}

impl<R: Read> Block<R> {
    /// Starts at the first byte.
    pub(crate) fn new(source: R) -> Self {
        Self {
            source,
            bytes: Vec::with_capacity(BLOCK),
            at: 0,
            base: 0,
            ended: false,
            broken: false,
        }
    }

    /// The offset of the next byte in the file.
    pub(crate) fn offset(&self) -> u64 {
        self.base + self.at as u64
    }

    /// What is held and not passed.
    pub(crate) fn ahead(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// Passes bytes that are held.
    pub(crate) fn pass(&mut self, count: usize) {
        self.at += count;
        debug_assert!(self.at <= self.bytes.len(), "only what is held can be passed");
    }

    /// Whether the file has ended behind what is held.
    pub(crate) const fn is_ended(&self) -> bool {
        self.ended
    }

    /// Whether the file ended because it could not be decompressed any further.
    pub(crate) const fn is_broken(&self) -> bool {
        self.broken
    }

    /// The next byte, which must be there.
    pub(crate) fn peek(&mut self) -> Result<u8, Fault> {
        self.peek_or_end()?.ok_or(Fault::Cut)
    }

    /// The next byte, or none at the end of the file.
    pub(crate) fn peek_or_end(&mut self) -> Result<Option<u8>, Fault> {
        if self.at == self.bytes.len() && !self.fill()? {
            return Ok(None);
        }
        Ok(Some(self.bytes[self.at]))
    }

    /// Reads until `count` bytes stand ahead or the file ends.
    pub(crate) fn need(&mut self, count: usize) -> Result<(), Fault> {
        while self.bytes.len() - self.at < count && self.fill()? {}
        Ok(())
    }

    /// Reads more of the file, dropping what was passed; false at its end.
    pub(crate) fn fill(&mut self) -> Result<bool, Fault> {
        if self.ended {
            return Ok(false);
        }
        let left = self.bytes.len() - self.at;
        self.bytes.copy_within(self.at.., 0);
        self.base += self.at as u64;
        self.at = 0;
        self.bytes.resize(BLOCK.max(left + BLOCK / 8), 0);
        let read = loop {
            match self.source.read(&mut self.bytes[left..]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // What was compressed was cut off or does not decompress.
                Err(error) if is_damage(&error) => {
                    self.broken = true;
                    break Ok(0);
                }
                other => break other,
            }
        };
        self.bytes.truncate(left + *read.as_ref().unwrap_or(&0));
        let read = read.map_err(|error| Fault::Stop(archive::cause(error)))?;
        self.ended = read == 0;
        Ok(read > 0)
    }
}

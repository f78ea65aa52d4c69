//! Parts of a file that is read in several places at once.

use std::cell::RefCell;
use std::io::{BufReader, Read, Seek, SeekFrom};

use flate2::bufread::DeflateDecoder;

/// What a bundle is read from.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek + ?Sized> ReadSeek for T {}

/// A stretch of a source, which may itself be a container.
#[derive(Clone, Copy)]
pub struct View<'a> {
    source: &'a RefCell<dyn ReadSeek + 'a>,
    start: u64,
    size: u64,
}

impl<'a> View<'a> {
    /// The whole of `source`.
    ///
    /// # Errors
    /// The source's, from seeking to its end.
    pub fn new(source: &'a RefCell<dyn ReadSeek + 'a>) -> std::io::Result<Self> {
        let size = source.borrow_mut().seek(SeekFrom::End(0))?;
        Ok(Self { source, start: 0, size })
    }

    /// How many bytes.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The `size` bytes from `start` on; `start + size` lies within the view.
    pub fn part(&self, start: u64, size: u64) -> Self {
        let start = start.min(self.size);
        Self { start: self.start + start, size: size.min(self.size - start), ..*self }
    }

    /// Fills `bytes` from `at` on.
    ///
    /// # Errors
    /// The source's; `UnexpectedEof` behind the end of the view.
    pub fn read_at(&self, at: u64, bytes: &mut [u8]) -> std::io::Result<()> {
        if at.checked_add(bytes.len() as u64).is_none_or(|end| end > self.size) {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let mut source = self.source.borrow_mut();
        source.seek(SeekFrom::Start(self.start + at))?;
        source.read_exact(bytes)
    }

    /// Reads from the start to the end; give it large buffers.
    pub const fn reader(self) -> Section<'a> {
        Section { view: self, at: 0 }
    }
}

/// Reads a view from front to back, at its own pace.
pub struct Section<'a> {
    view: View<'a>,
    at: u64,
}

impl Read for Section<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let left = usize::try_from(self.view.size - self.at).unwrap_or(usize::MAX);
        let most = bytes.len().min(left);
        if most == 0 {
            return Ok(0);
        }
        let mut source = self.view.source.borrow_mut();
        source.seek(SeekFrom::Start(self.view.start + self.at))?;
        let n = source.read(&mut bytes[..most])?;
        if n == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        self.at += n as u64;
        Ok(n)
    }
}

/// The content of an entry, unpacked.
pub enum Content<'a> {
    /// As it stands in the container.
    Stored(Section<'a>),
    /// Inflated on the way; broken streams end early or with an error of kind `InvalidInput`.
    Deflated(Box<DeflateDecoder<BufReader<Section<'a>>>>),
}

impl<'a> Content<'a> {
    pub(super) fn new(view: View<'a>, deflated: bool) -> Self {
        if deflated {
            let packed = BufReader::with_capacity(64 * 1024, view.reader());
            Self::Deflated(Box::new(DeflateDecoder::new(packed)))
        } else {
            Self::Stored(view.reader())
        }
    }
}

impl Read for Content<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Stored(section) => section.read(bytes),
            Self::Deflated(stream) => stream.read(bytes),
        }
    }
}

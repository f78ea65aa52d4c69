//! Content that the app hands over piece by piece: from a sealed copy, a camera's pipe or another
//! program, so that it need not lie in a plain file first.

use std::io::{self, Read};
use std::sync::Arc;

use crate::error::VaultError;

/// Why content ended before its end.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum ContentError {
    /// It cannot be read any more: the file was deleted, or the other program took it back.
    #[error("the content cannot be read")]
    Unreadable,
    /// The person stopped it.
    #[error("the person stopped it")]
    Cancelled,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ContentError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unreadable
    }
}

/// A stream of bytes that the app holds; read once, in order, from the thread that called.
#[uniffi::export(foreign)]
pub trait Content: Send + Sync {
    /// The next bytes, at most `most` of them; none at the end, behind which nobody asks again.
    ///
    /// # Errors
    /// [`ContentError`].
    fn read(&self, most: u32) -> Result<Vec<u8>, ContentError>;
}

/// Content with its name for people.
#[derive(Clone, uniffi::Record)]
pub struct NamedContent {
    /// The name, without folders.
    pub name: String,
    /// How many bytes it must have, where that is known; another number is `content-cut`.
    pub size: Option<u64>,
    /// The bytes.
    pub content: Arc<dyn Content>,
}

/// How many bytes are asked for at a time.
const PIECE: u32 = 256 * 1024;

/// Why a stream ended badly; carried through core as the cause of an I/O error.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the content ended badly")]
enum Fault {
    Unreadable,
    Cancelled,
    Cut,
}

/// Reads content, and remembers why it ended.
pub(crate) struct Reading {
    source: NamedContent,
    piece: io::Cursor<Vec<u8>>,
    done: u64,
    ended: bool,
    fault: Option<Fault>,
}

impl Reading {
    pub(crate) fn new(source: NamedContent) -> Self {
        Self { source, piece: io::Cursor::default(), done: 0, ended: false, fault: None }
    }

    /// What an error of core's means where this was read.
    pub(crate) fn explain(&self, error: dunlog_core::Error) -> VaultError {
        match self.fault {
            Some(Fault::Unreadable) => VaultError::bad("content-unreadable"),
            Some(Fault::Cut) => VaultError::bad("content-cut"),
            Some(Fault::Cancelled) | None => error.into(),
        }
    }

    /// Whether the person stopped it.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.fault == Some(Fault::Cancelled)
    }

    fn fail(&mut self, fault: Fault) -> io::Error {
        self.fault = Some(fault);
        io::Error::other(fault)
    }
}

impl Read for Reading {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        if let Some(fault) = self.fault {
            return Err(self.fail(fault));
        }
        let read = self.piece.read(out)?;
        if read > 0 || self.ended {
            return Ok(read);
        }
        let piece = match self.source.content.read(PIECE) {
            Ok(piece) => piece,
            Err(ContentError::Unreadable) => return Err(self.fail(Fault::Unreadable)),
            Err(ContentError::Cancelled) => return Err(self.fail(Fault::Cancelled)),
        };
        self.done += piece.len() as u64;
        if piece.is_empty() {
            self.ended = true;
            return match self.source.size {
                Some(size) if size != self.done => Err(self.fail(Fault::Cut)),
                _ => Ok(0),
            };
        }
        self.piece = io::Cursor::new(piece);
        self.piece.read(out)
    }
}

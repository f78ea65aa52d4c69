//! How far long work is, and whether it goes on.

use std::cell::Cell;
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dunlog_core::{Error, Result};

/// How often the app is asked at most.
const PAUSE: Duration = Duration::from_millis(50);

/// An exception of the app's own; the work ends as if it had been cancelled.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum ProgressError {
    /// The app failed.
    #[error("the app failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ProgressError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Told of long work, at most 20 times a second, from the thread that called.
#[uniffi::export(foreign)]
pub trait Progress: Send + Sync {
    /// `done` of about `total` bytes are worked off; whether to go on. A cancel is no error: what
    /// was committed stays, and the outcome says so.
    ///
    /// # Errors
    /// Any; it counts as a cancel.
    fn step(&self, done: u64, total: u64) -> std::result::Result<bool, ProgressError>;
}

/// Asks the app in good time.
pub(crate) struct Asking {
    progress: Option<Arc<dyn Progress>>,
    asked: Cell<Option<Instant>>,
    done: Cell<u64>,
    total: Cell<u64>,
    stopped: Cell<bool>,
}

impl Asking {
    pub(crate) fn new(progress: Option<Arc<dyn Progress>>, total: u64) -> Self {
        let (done, total) = (Cell::new(0), Cell::new(total));
        Self { progress, asked: Cell::new(None), done, total, stopped: Cell::new(false) }
    }

    /// Says how much is done of how much, and asks.
    pub(crate) fn at(&self, done: u64, total: u64) -> Result<()> {
        self.done.set(done);
        self.total.set(total);
        self.proceed()
    }

    /// Asks, if it is time to; `Cancelled` once the app wants no more.
    pub(crate) fn proceed(&self) -> Result<()> {
        let early = self.asked.get().is_some_and(|asked| asked.elapsed() < PAUSE);
        if let Some(progress) = self.progress.as_ref().filter(|_| !early && !self.stopped.get()) {
            self.asked.set(Some(Instant::now()));
            let done = self.done.get().min(self.total.get());
            self.stopped.set(!progress.step(done, self.total.get()).unwrap_or(false));
        }
        if self.stopped.get() { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Whether the app wanted no more.
    pub(crate) const fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    /// `out`, whose bytes count as they are written; a stop is an error of its writing.
    pub(crate) fn writing<W>(&self, out: W) -> Writing<'_, W> {
        Writing { asking: self, out }
    }

    /// `source`, whose bytes count as they are read.
    pub(crate) fn reading<R>(&self, source: R) -> Reading<'_, R> {
        Reading { asking: self, source }
    }
}

/// A source whose bytes are counted.
pub(crate) struct Reading<'a, R> {
    asking: &'a Asking,
    source: R,
}

impl<R: Read> Read for Reading<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.source.read(out)?;
        self.asking.done.set(self.asking.done.get() + read as u64);
        Ok(read)
    }
}

impl<R: Seek> Seek for Reading<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.source.seek(to)
    }
}

/// Output whose bytes are counted.
pub(crate) struct Writing<'a, W> {
    asking: &'a Asking,
    out: W,
}

impl<W: Write> Write for Writing<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.asking.proceed().is_err() {
            return Err(std::io::Error::other("stopped"));
        }
        let written = self.out.write(bytes)?;
        self.asking.done.set(self.asking.done.get() + written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

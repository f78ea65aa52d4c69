//! A progress bar for long work: on a terminal only, on standard error.

use std::io::{self, IsTerminal, Read, Seek, SeekFrom};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// How far some work is.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Work on `total` bytes, named `what`; silent where standard error is no terminal.
    pub(crate) fn bytes(what: &str, total: u64) -> Self {
        Self::styled(what, total, "{msg} {wide_bar} {bytes}/{total_bytes} {eta}")
    }

    /// Work whose length is not known.
    pub(crate) fn spinner(what: &str) -> Self {
        let progress = Self::styled(what, 0, "{spinner} {msg} {elapsed}");
        progress.0.enable_steady_tick(Duration::from_millis(120));
        progress
    }

    fn styled(what: &str, total: u64, template: &str) -> Self {
        let bar = if io::stderr().is_terminal() {
            ProgressBar::new(total)
        } else {
            ProgressBar::hidden()
        };
        bar.set_style(ProgressStyle::with_template(template).expect("the template is well formed"));
        bar.set_message(what.to_owned());
        Self(bar)
    }

    /// Moves the bar to `done` of `total`.
    pub(crate) fn at(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }

    /// A reader that moves the bar along.
    pub(crate) fn reading<R: Read + Seek>(&self, inner: R) -> Moving<R> {
        Moving { inner, bar: self.0.clone(), at: 0 }
    }
}

/// A reader that moves a bar to where it reads.
pub(crate) struct Moving<R> {
    inner: R,
    bar: ProgressBar,
    at: u64,
}

impl<R: Read> Read for Moving<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.at += read as u64;
        self.bar.set_position(self.at);
        Ok(read)
    }
}

impl<R: Seek> Seek for Moving<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.inner.seek(to)?;
        Ok(self.at)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

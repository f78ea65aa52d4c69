//! Files that a command writes: new ones only, and whole ones only.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::failure::{Failure, Outcome};

/// Writes a file that must not exist yet; where the writing fails, nothing is left behind.
pub(crate) fn write_new<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Outcome<T>,
) -> Outcome<T> {
    let file = File::create_new(path).map_err(|error| Failure::file(path, &error))?;
    let mut out = BufWriter::with_capacity(256 * 1024, file);
    let written = write(&mut out).and_then(|value| {
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(value)
    });
    if written.is_err() {
        // The file is ours: create_new made it.
        let _ = fs::remove_file(path);
    }
    written
}

//! Files that a call writes: new ones, and whole ones.

use std::fs::{self, File};
use std::io::{BufWriter, Write};

/// Writes a file that is not there yet and brings it to the disk; nothing is left of it where that
/// fails.
pub(crate) fn write_new<T, E: From<std::io::Error>>(
    path: &str,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<T, E>,
) -> Result<T, E> {
    let mut out = BufWriter::with_capacity(256 * 1024, File::create_new(path)?);
    let written = write(&mut out).and_then(|value| {
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(value)
    });
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    written
}

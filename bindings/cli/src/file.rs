//! Files that a command writes: whole ones, and none over another one unawares.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome, shown};

/// Whether a file that exists may be replaced.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct Overwrite {
    /// Replaces the file where it exists already.
    #[arg(long)]
    overwrite: bool,
}

/// Writes a file beside its place and moves it there when it is whole. A file that holds something
/// stays, unless it may be overwritten.
pub(crate) fn write_new<T>(
    path: &Path,
    overwrite: Overwrite,
    write: impl FnOnce(&mut BufWriter<File>) -> Outcome<T>,
) -> Outcome<T> {
    let held = path.metadata().is_ok_and(|meta| !meta.is_file() || meta.len() > 0);
    if held && !overwrite.overwrite {
        return Err(Failure::new(
            format!("{} exists already.", shown(path)),
            "Name another file, or add --overwrite.",
        ));
    }
    let part = part(path);
    let file = File::create(&part).map_err(|error| Failure::file(path, &error))?;
    let mut out = BufWriter::with_capacity(256 * 1024, file);
    let written = write(&mut out).and_then(|value| {
        out.flush()?;
        out.get_ref().sync_all()?;
        fs::rename(&part, path).map_err(|error| Failure::file(path, &error))?;
        Ok(value)
    });
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

/// Where a file grows: its own name with an ending that no other process uses.
fn part(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_holds_something_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evidence.zip");
        fs::write(&path, "").unwrap();
        let write = |text: &'static str| {
            move |out: &mut BufWriter<File>| Ok(out.write_all(text.as_bytes())?)
        };
        write_new(&path, Overwrite::default(), write("first")).unwrap();
        assert!(write_new(&path, Overwrite::default(), write("second")).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        write_new(&path, Overwrite { overwrite: true }, write("third")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "third");
    }

    #[test]
    fn nothing_is_left_of_a_writing_that_failed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evidence.zip");
        let failed = write_new(&path, Overwrite::default(), |out| {
            out.write_all(b"half")?;
            Err::<(), _>(Failure::PipeClosed)
        });
        assert!(failed.is_err());
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
}

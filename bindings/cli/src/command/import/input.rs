//! What the paths of an import are: backups, databases, phones' folders, recordings.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use dunlog_core::capture::ios_backup;
use dunlog_core::capture::recorder::{MAX_SIDE_FILE, is_side_file};

use crate::failure::{Failure, Outcome, shown};

/// What a path is.
pub(super) enum Input {
    /// A file that is told by its content.
    File(PathBuf, File),
    /// The folder of an iPhone backup, or a database of a phone.
    Phone(PathBuf),
    /// A recording of a call, and what its recorder wrote beside it.
    Recording(PathBuf, Option<PathBuf>),
}

/// How the names of recordings end.
const AUDIO: [&str; 12] =
    ["3ga", "3gp", "aac", "amr", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav", "wma"];

/// Sorts the paths; a side file goes with its recording, and recordings go last, behind the calls.
pub(super) fn sort(paths: &[PathBuf]) -> Outcome<Vec<Input>> {
    let mut files = Vec::new();
    let mut inputs = Vec::new();
    for path in paths {
        if path.is_dir() && is_recordings(path)? {
            files.extend(listed(path)?);
        } else {
            files.push(path.clone());
        }
    }
    let audio: Vec<PathBuf> = files.iter().filter(|path| is_audio(path)).cloned().collect();
    let sides: Vec<Option<PathBuf>> = audio.iter().map(|path| side_of(path)).collect();
    let taken: BTreeSet<&PathBuf> = sides.iter().flatten().collect();
    for path in files.iter().filter(|path| !is_audio(path) && !taken.contains(path)) {
        inputs.push(if ios_backup::Backup::accepts(path) {
            Input::Phone(path.clone())
        } else {
            let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
            Input::File(path.clone(), file)
        });
    }
    for path in &audio {
        File::open(path).map_err(|error| Failure::file(path, &error))?;
    }
    // A call that is told by a side file may be the one that another recording's name means.
    let mut recordings: Vec<_> = audio.into_iter().zip(sides).collect();
    recordings.sort_by_key(|(_, side)| side.is_none());
    inputs.extend(recordings.into_iter().map(|(path, side)| Input::Recording(path, side)));
    Ok(inputs)
}

/// Whether a folder is one of a call recorder: no phone's backup, and with a side file or a
/// recording in it.
fn is_recordings(folder: &Path) -> Outcome<bool> {
    const OF_A_PHONE: [&str; 3] = ["Info.plist", "Manifest.db", "Manifest.plist"];
    if OF_A_PHONE.iter().any(|name| folder.join(name).exists()) {
        return Ok(false);
    }
    Ok(entries(folder)?.iter().any(|path| is_audio(path) || is_side(path)))
}

/// The recordings and side files of a folder; what else it holds is told and not taken.
fn listed(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let all = entries(folder)?;
    let (known, other): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|path| is_audio(path) || is_side(path));
    if !other.is_empty() {
        let (folder, count) = (shown(folder), other.len());
        eprintln!("note: {folder}: {count} files are no recordings and were not looked at.");
    }
    Ok(known)
}

/// The files of a folder by their names.
fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let fault = |error| Failure::file(folder, &error);
    let entries = fs::read_dir(folder).map_err(fault)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>().map_err(fault)?;
    paths.retain(|path| path.is_file());
    paths.sort();
    Ok(paths)
}

fn is_audio(path: &Path) -> bool {
    let end = path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase);
    end.is_some_and(|end| AUDIO.contains(&end.as_str()))
}

/// The side file beside a recording, under the same name.
fn side_of(recording: &Path) -> Option<PathBuf> {
    let side = recording.with_extension("json");
    is_side(&side).then_some(side)
}

fn is_side(path: &Path) -> bool {
    let named = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let small = path.metadata().is_ok_and(|meta| meta.len() <= MAX_SIDE_FILE as u64);
    named && small && fs::read(path).is_ok_and(|bytes| is_side_file(&bytes))
}

//! The vectors under `tests/vectors`, held against core.
//!
//! They are written from the specification by a second implementation (`vectors/make.py`) and
//! never blessed from core, so the two are able to disagree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

mod bundles;
mod coverage;
mod formats;
mod phone;

/// One file: a header of `name: value` lines, an empty line, the bytes.
pub(crate) struct Vector {
    /// The path below `tests/vectors`.
    pub(crate) name: String,
    head: BTreeMap<String, String>,
    /// What the format's reader is given.
    pub(crate) body: Vec<u8>,
}

impl Vector {
    fn read(path: &Path) -> Self {
        let bytes = fs::read(path).expect("the vector is readable");
        let name = path.strip_prefix(folder()).expect("below the folder").display().to_string();
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").expect("a header");
        let head = std::str::from_utf8(&bytes[..end]).expect("the header is text");
        let head = head.lines().map(|line| {
            let (key, value) = line.split_once(": ").unwrap_or_else(|| panic!("{name}: {line}"));
            (key.to_owned(), value.to_owned())
        });
        let head: BTreeMap<_, _> = head.collect();
        let valid = path.parent().and_then(Path::file_name) == Some("valid".as_ref());
        assert_eq!(valid, head["expect"] == "ok", "{name} stands in the wrong folder");
        let mut body = bytes[end + 2..].to_vec();
        if let Some((count, text)) = head.get("repeat").and_then(|value| value.split_once(' ')) {
            let run = text.repeat(count.parse().expect("a count"));
            let short = String::from_utf8(body).expect("the body is text");
            assert_eq!(short.matches('…').count(), 1, "{name}");
            body = short.replace('…', &run).into_bytes();
        }
        Self { head, body, name }
    }

    /// A line of the header.
    pub(crate) fn head(&self, key: &str) -> &str {
        self.head.get(key).unwrap_or_else(|| panic!("{} has no {key}", self.name))
    }

    /// The body's text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }
}

/// `tests/vectors`.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// The formats that have vectors, by the folders there are.
pub(crate) fn areas() -> Vec<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder()).expect("the folder is there") {
        let entry = entry.expect("an entry");
        if entry.path().join("valid").is_dir() || entry.path().join("invalid").is_dir() {
            names.push(entry.file_name().into_string().expect("a plain name"));
        }
    }
    names.sort();
    names
}

/// The files of one format with an ending, none of the two folders empty.
pub(crate) fn files(area: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for side in ["valid", "invalid"] {
        let folder = folder().join(area).join(side);
        let before = found.len();
        for entry in fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.extension() == Some(ending.as_ref()) {
                found.push(path);
            }
        }
        assert!(found.len() > before, "{} holds no vector", folder.display());
    }
    found.sort();
    found
}

/// The vectors of one format.
pub(crate) fn vectors(area: &str) -> Vec<Vector> {
    files(area, "txt").iter().map(|path| Vector::read(path)).collect()
}

/// Holds a reader against every vector of a format; `judge` gives `ok` or a code.
pub(crate) fn hold(area: &str, judge: impl Fn(&Vector) -> String) {
    let mut wrong = Vec::new();
    for vector in vectors(area) {
        let verdict = judge(&vector);
        if verdict != vector.head("expect") {
            wrong.push(format!(
                "{}: expected {}, got {verdict} ({}: {})",
                vector.name,
                vector.head("expect"),
                vector.head("spec"),
                vector.head("comment"),
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {area} disagree:\n{}", wrong.len(), wrong.join("\n"));
}

//! The records of a bundle, without a vault and without judging them.
//!
//! What `show` and `findings` compute from, and what `admit` takes over. Run
//! [`verify`](super::verify::verify) for the judgement; here a broken line ends the reading.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Seek};

use super::container::{Directory, Entry, View};
use super::disclose::Selection;
use super::selection::Stated;
use super::{MAX_TAG_FILE, bagit, name};
use crate::chain::{Hash, Head, checkpoint, leaf_hash};
use crate::error::{Malformed, Result};
use crate::key::PublicKey;
use crate::record::{Field, Line, MAX_LINE, MAX_RECORD, Millis, Opening, Openings, Record};

/// What a bundle holds of its log.
#[derive(Clone, Debug)]
pub struct Contents {
    /// The head that its checkpoint names.
    pub head: Head,
    /// The key that its `key.note` names.
    pub key: PublicKey,
    /// When it was made, as it says.
    pub time: Millis,
    /// The program that made it, as it says.
    pub program: String,
    /// What was chosen, as it says.
    pub selection: Selection,
    /// The masked fields, as it says.
    pub masked: Vec<Field>,
    /// The attachments that are left out on purpose, as it says.
    pub withheld: Vec<Hash>,
    /// The shown records with their openings, in log order.
    pub records: Vec<Record>,
}

impl Contents {
    /// Reads the records of a bundle.
    ///
    /// # Errors
    /// `Malformed` at the first line that is not what docs/spec/bundle.md says; `Unsupported` for
    /// a newer format; `Io`.
    pub fn read(mut source: impl Read + Seek) -> Result<Self> {
        let cell = RefCell::new(&mut source);
        let view = View::new(&cell)?;
        let directory = Directory::read(view)?;
        if let Some(fault) = directory.faults.first() {
            return Err(Malformed::new("bundle", 0, fault.code).into());
        }
        let find = |name: &str| {
            let found = directory.entries.iter().find(|entry| entry.name == name);
            found.ok_or_else(|| crate::Error::from(Malformed::new("bundle", 0, "file-missing")))
        };
        let text = |name: &str| small(find(name)?, view);
        let info = bagit::Info::parse(&text(name::BAG_INFO)?)?;
        let head =
            checkpoint::parse(&checkpoint::Note::parse(text(name::CHECKPOINT)?.as_bytes())?.text)?;
        let (_, key) = PublicKey::parse_note_key(text(name::KEY_NOTE)?.trim_end_matches('\n'))?;
        let Stated { selection, withheld, .. } = Stated::parse(text(name::SELECTION)?.as_bytes())?;
        let masked = selection.masked();
        let leaves = find(name::LEAVES)?;
        let openings = find(name::OPENINGS)?;
        let mut leaves = Lines::new(leaves.content(view), 65);
        let mut openings = Lines::new(openings.content(view), MAX_RECORD);
        let mut lines = Lines::new(find(name::RECORDS)?.content(view), MAX_LINE + 1);
        let (mut index, mut pending) = (0, None);
        let mut records = Vec::new();
        while let Some(text) = lines.next("records.jsonl")? {
            let line = Line::parse(text)?;
            let leaf = leaf_hash(text);
            let place = lines.place;
            loop {
                let known = leaves.next("leaves.txt")?.map(<[u8]>::to_vec);
                let known = known.ok_or(Malformed::new("bundle", place, "record-not-in-log"))?;
                index += 1;
                if known == leaf.to_hex().as_bytes() {
                    break;
                }
            }
            let mut opened = Openings::default();
            loop {
                let next = match pending.take() {
                    Some(next) => Some(next),
                    None => {
                        openings.next("openings.jsonl")?.map(Opening::parse_line).transpose()?
                    }
                };
                match next {
                    Some((of, field, opening)) if of == leaf => {
                        if line.commitment(field) != Some(opening.commitment()) {
                            return Err(Malformed::new("bundle", place, "opening-mismatch").into());
                        }
                        opened.insert(field, opening);
                    }
                    other => {
                        pending = other;
                        break;
                    }
                }
            }
            records.push(Record { index: index - 1, leaf, line, openings: opened });
        }
        let (time, program) = (info.time, info.software);
        Ok(Self { head, key, time, program, selection, masked, withheld, records })
    }
}

/// What a bundle says was chosen; nothing else of it is read.
///
/// # Errors
/// `Malformed` where the container or the selection cannot be read; `Io`.
pub fn selection(mut source: impl Read + Seek) -> Result<Selection> {
    let cell = RefCell::new(&mut source);
    let view = View::new(&cell)?;
    let directory = Directory::read(view)?;
    let entry = directory.entries.iter().find(|entry| entry.name == name::SELECTION);
    let entry = entry.ok_or(Malformed::new("bundle", 0, "file-missing"))?;
    Ok(Stated::parse(small(entry, view)?.as_bytes())?.selection)
}

/// Copies the content of a file of a bundle to `out`, and gives its SHA-256.
///
/// # Errors
/// `Malformed`, code `file-missing`; `Io`.
pub fn copy_file(
    mut source: impl Read + Seek,
    name: &str,
    out: &mut dyn std::io::Write,
) -> Result<Hash> {
    use sha2::{Digest, Sha256};
    let cell = RefCell::new(&mut source);
    let view = View::new(&cell)?;
    let directory = Directory::read(view)?;
    let entry = directory.entries.iter().find(|entry| entry.name == name);
    let entry = entry.ok_or(Malformed::new("bundle", 0, "file-missing"))?;
    let mut content = entry.content(view).take(entry.size);
    let (mut hash, mut block) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        let n = content.read(&mut block)?;
        if n == 0 {
            return Ok(Hash(hash.finalize().into()));
        }
        hash.update(&block[..n]);
        out.write_all(&block[..n])?;
    }
}

fn small(entry: &Entry, view: View<'_>) -> Result<String> {
    if entry.size > MAX_TAG_FILE {
        return Err(Malformed::new("bundle", 0, "tag-file-too-large").into());
    }
    let mut text = String::new();
    match entry.content(view).take(MAX_TAG_FILE).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            Err(Malformed::new("bundle", 0, "not-utf8").into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Lines of bounded length, one at a time.
struct Lines<R: Read> {
    source: BufReader<R>,
    line: Vec<u8>,
    limit: usize,
    /// The number of the line that was read last, from 1.
    place: u64,
}

impl<R: Read> Lines<R> {
    fn new(source: R, limit: usize) -> Self {
        let source = BufReader::with_capacity(64 * 1024, source);
        Self { source, line: Vec::new(), limit, place: 0 }
    }

    fn next(&mut self, format: &'static str) -> Result<Option<&[u8]>> {
        self.line.clear();
        let limit = self.limit as u64 + 1;
        let n = self.source.by_ref().take(limit).read_until(b'\n', &mut self.line)?;
        if n == 0 {
            return Ok(None);
        }
        self.place += 1;
        match self.line.split_last() {
            Some((b'\n', line)) => Ok(Some(line)),
            _ => Err(Malformed::new(format, self.place, "line-too-long").into()),
        }
    }
}

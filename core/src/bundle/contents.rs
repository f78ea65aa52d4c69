//! The records of a bundle, without a vault and without judging them.
//!
//! What `show` and `findings` compute from, and what `admit` takes over. Run
//! [`verify`](super::verify::verify) for the judgement; here a broken line ends the reading.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Seek};

use super::container::{Directory, Entry, View};
use super::disclose::Selection;
use super::selection::Stated;
use super::{MAX_TAG_FILE, bagit, name};
use crate::chain::{Hash, Head, checkpoint, leaf_hash};
use crate::error::{Error, Malformed, Result};
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
    /// How many lines and openings could not be taken; none but of [`Contents::read_what_is_left`].
    pub lost: u64,
}

/// The most places of a damaged bundle's log that are held.
const MAX_PLACES: usize = 10_000_000;

impl Contents {
    /// Reads the records of a bundle.
    ///
    /// # Errors
    /// `Malformed` at the first line that is not what docs/spec/bundle.md says; `Unsupported` for
    /// a newer format; `Io`.
    pub fn read(source: impl Read + Seek) -> Result<Self> {
        Self::read_as(source, |record| record)
    }

    /// As [`Self::read`], of each record what rules and lists look at: [`Record::slim`].
    ///
    /// # Errors
    /// Those of [`Self::read`].
    pub fn read_slim(source: impl Read + Seek) -> Result<Self> {
        Self::read_as(source, Record::slim)
    }

    /// What is left of a damaged bundle: every line that is canonical, stands in its log and
    /// in order, and every opening that opens a commitment of it; what is not is counted.
    ///
    /// # Errors
    /// `Malformed` where the container, its head, its key or what it says was chosen cannot be
    /// read; `Unsupported` for a newer format; `Io`.
    pub fn read_what_is_left(mut source: impl Read + Seek) -> Result<Self> {
        let cell = RefCell::new(&mut source);
        let bundle = Opened::new(View::new(&cell)?)?;
        let mut contents = bundle.frame()?;
        let mut places: HashMap<Hash, u64> = HashMap::new();
        let mut leaves = bundle.lines(name::LEAVES, 65)?;
        for index in 0.. {
            let leaf = match forgive(leaves.next("leaves.txt"))? {
                Some(Some(line)) => std::str::from_utf8(line).ok().and_then(Hash::parse),
                Some(None) => break,
                None => None,
            };
            if places.len() == MAX_PLACES {
                return Err(Malformed::new("bundle", index, "too-many-records").into());
            }
            places.extend(leaf.map(|leaf| (leaf, index)));
        }
        let mut lines = bundle.lines(name::RECORDS, MAX_LINE + 1)?;
        let mut openings = bundle.lines(name::OPENINGS, MAX_RECORD)?;
        let mut pending: Option<(u64, Field, Opening)> = None;
        let mut next = 0;
        loop {
            let read = match forgive(lines.next("records.jsonl"))? {
                Some(None) => break,
                Some(Some(text)) => forgive(Line::parse(text))?.map(|line| (line, leaf_hash(text))),
                None => None,
            };
            let placed = read.and_then(|(line, leaf)| Some((line, leaf, *places.get(&leaf)?)));
            let Some((line, leaf, index)) = placed.filter(|(.., index)| *index >= next) else {
                contents.lost += 1;
                continue;
            };
            next = index + 1;
            let mut opened = Openings::default();
            loop {
                let (of, field, opening) = match pending.take() {
                    Some(held) => held,
                    None => match forgive(openings.next("openings.jsonl"))? {
                        Some(None) => break,
                        Some(Some(text)) => {
                            let read = forgive(Opening::parse_line(text))?;
                            let known = read.and_then(|(leaf, field, opening)| {
                                Some((*places.get(&leaf)?, field, opening))
                            });
                            let Some(known) = known else {
                                contents.lost += 1;
                                continue;
                            };
                            known
                        }
                        None => {
                            contents.lost += 1;
                            continue;
                        }
                    },
                };
                if of > index {
                    pending = Some((of, field, opening));
                    break;
                }
                let fits = of == index
                    && line.commitment(field) == Some(opening.commitment())
                    && opened.get(field).is_none();
                if fits {
                    opened.insert(field, opening);
                } else {
                    contents.lost += 1;
                }
            }
            contents.records.push(Record { index, leaf, line, openings: opened });
        }
        contents.lost += u64::from(pending.is_some());
        while !matches!(forgive(openings.next("openings.jsonl"))?, Some(None)) {
            contents.lost += 1;
        }
        Ok(contents)
    }

    fn read_as(mut source: impl Read + Seek, held: impl Fn(Record) -> Record) -> Result<Self> {
        let cell = RefCell::new(&mut source);
        let bundle = Opened::new(View::new(&cell)?)?;
        let mut contents = bundle.frame()?;
        let mut leaves = bundle.lines(name::LEAVES, 65)?;
        let mut openings = bundle.lines(name::OPENINGS, MAX_RECORD)?;
        let mut lines = bundle.lines(name::RECORDS, MAX_LINE + 1)?;
        let (mut index, mut pending) = (0, None);
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
            let record = Record { index: index - 1, leaf, line, openings: opened };
            contents.records.push(held(record));
        }
        Ok(contents)
    }
}

/// A bundle whose container can be read.
struct Opened<'a> {
    view: View<'a>,
    directory: Directory,
}

impl<'a> Opened<'a> {
    fn new(view: View<'a>) -> Result<Self> {
        let directory = Directory::read(view)?;
        match directory.faults.first() {
            Some(fault) => Err(Malformed::new("bundle", 0, fault.code).into()),
            None => Ok(Self { view, directory }),
        }
    }

    fn find(&self, name: &str) -> Result<&Entry> {
        let found = self.directory.entries.iter().find(|entry| entry.name == name);
        found.ok_or_else(|| Malformed::new("bundle", 0, "file-missing").into())
    }

    fn text(&self, name: &str) -> Result<String> {
        small(self.find(name)?, self.view)
    }

    fn lines(&self, name: &str, limit: usize) -> Result<Lines<impl Read + use<'a, '_>>> {
        Ok(Lines::new(self.find(name)?.content(self.view), limit))
    }

    /// Everything but the records.
    fn frame(&self) -> Result<Contents> {
        let info = bagit::Info::parse(&self.text(name::BAG_INFO)?)?;
        let note = self.text(name::CHECKPOINT)?;
        let head = checkpoint::parse(&checkpoint::Note::parse(note.as_bytes())?.text)?;
        let key = self.text(name::KEY_NOTE)?;
        let (_, key) = PublicKey::parse_note_key(key.trim_end_matches('\n'))?;
        let stated = Stated::parse(self.text(name::SELECTION)?.as_bytes())?;
        let Stated { selection, withheld, .. } = stated;
        let (time, program, masked) = (info.time, info.software, selection.masked());
        let (records, lost) = (Vec::new(), 0);
        Ok(Contents { head, key, time, program, selection, masked, withheld, records, lost })
    }
}

/// What was read, or none where it is not what it should be.
fn forgive<T>(read: Result<T>) -> Result<Option<T>> {
    match read {
        Err(Error::Malformed(_)) => Ok(None),
        read => read.map(Some),
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
            _ => {
                self.source.skip_until(b'\n')?;
                Err(Malformed::new(format, self.place, "line-too-long").into())
            }
        }
    }
}

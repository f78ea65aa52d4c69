//! Records and their openings, read side by side, once (docs/spec/audit.md, steps 5 and 6).

use super::file::{Files, Lines};
use super::leaves::{Cursor, Found};
use super::selection::Selection;
use crate::bundle::audit::Findings;
use crate::bundle::name;
use crate::chain::{Hash, leaf_hash};
use crate::error::{Error, Result};
use crate::record::{
    Field, Kind, Line, MAX_LINE, MAX_OPENING, MAX_RECORD, Opening, OpeningLine, Openings,
};

/// An opening's line: its value, and its fixed members.
const MAX_OPENING_LINE: usize = MAX_OPENING + 256;

/// How many lines ahead the openings of a record are looked for behind foreign ones.
const LOOK_AHEAD: usize = 256;

/// How often that is done.
const MAX_LOOKS: u32 = 1_000;

/// One shown record, with what is opened of it.
pub(super) struct Shown {
    /// The number of its line, from 1.
    pub(super) number: u64,
    /// Its place in the log, where it has one.
    pub(super) index: Option<u64>,
    /// The leaf that stands there; its own hash where it has no place.
    pub(super) leaf: Hash,
    /// The leaf before its place.
    pub(super) before: Option<Hash>,
    pub(super) line: Line,
    /// By [`Field::index`]: what is opened, rightly or wrongly.
    pub(super) opened: [bool; Field::COUNT],
    /// The openings that later steps look at: the party; of an event own number and body too; of
    /// an admitted record detail and line.
    pub(super) openings: Openings,
}

impl Shown {
    /// How many of its fields stay closed.
    pub(super) fn closed(&self) -> u64 {
        let fields = self.line.commitments.iter();
        fields.filter(|(field, _)| !self.opened[field.index()]).count() as u64
    }

    /// How the record is named as a place.
    pub(super) fn place(&self) -> Place {
        match self.index {
            Some(index) => Place::Log(index),
            None => Place::Line(self.number),
        }
    }
}

/// A record as a place.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Place {
    Line(u64),
    Log(u64),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(number) => write!(f, "{}:{number}", name::RECORDS),
            Self::Log(index) => write!(f, "log:{index}"),
        }
    }
}

/// Reads records and openings in one order.
pub(super) struct Walk<'a> {
    records: (usize, Lines<'a>),
    openings: Option<(usize, Lines<'a>)>,
    /// Whether the openings' current line waits for its record.
    waiting: bool,
    leaves: Option<Cursor<'a>>,
    looks: u32,
    hashed: bool,
}

impl<'a> Walk<'a> {
    /// Starts at the first record; `hashed` for the pass that counts as the reading of the files.
    pub(super) fn new(files: &Files<'a>, hashed: bool) -> Result<Option<Self>> {
        let open = |place| if hashed { files.open(place) } else { files.reopen(place) };
        let Some(records) = files.find(name::RECORDS) else { return Ok(None) };
        let openings = files.find(name::OPENINGS);
        let mut walk = Self {
            records: (records, Lines::new(open(records), MAX_LINE)),
            openings: openings.map(|place| (place, Lines::new(open(place), MAX_OPENING_LINE))),
            waiting: false,
            leaves: Cursor::new(files),
            looks: 0,
            hashed,
        };
        walk.next_opening()?;
        Ok(Some(walk))
    }

    /// The next record whose line can be read.
    pub(super) fn next(
        &mut self,
        files: &Files<'a>,
        selection: &Selection,
        findings: &mut Findings,
    ) -> Result<Option<Shown>> {
        while self.records.1.advance()? {
            let lines = &self.records.1;
            let number = lines.number();
            let here = Place::Line(number);
            let hash = leaf_hash(lines.line());
            let size = lines.line().len();
            let parsed = match (lines.fault(), Line::parse(lines.line())) {
                (None, Ok(line)) => Some(line),
                (_, Err(Error::Unsupported { .. })) => {
                    findings.issue("unsupported-version", here);
                    None
                }
                _ => {
                    findings.issue("record-malformed", here);
                    None
                }
            };
            let prev = parsed.as_ref().map(|line| line.prev);
            let found = match &mut self.leaves {
                Some(leaves) => leaves.find(files, hash, prev)?,
                None => Found::Nowhere,
            };
            let (index, before, leaf) = match found {
                Found::Here { index, before } => (Some(index), Some(before), hash),
                Found::Altered { index, before, leaf } => {
                    findings.issue("leaf-mismatch", here);
                    (Some(index), Some(before), leaf)
                }
                Found::Behind => {
                    findings.issue("record-out-of-order", here);
                    (None, None, hash)
                }
                Found::Nowhere => {
                    findings.issue("record-not-in-log", here);
                    (None, None, hash)
                }
            };
            let Some(line) = parsed else { continue };
            let mut shown = Shown {
                number,
                index,
                leaf,
                before,
                line,
                opened: [false; Field::COUNT],
                openings: Openings::default(),
            };
            self.open(files, &mut shown, size, selection, findings)?;
            return Ok(Some(shown));
        }
        Ok(None)
    }

    /// How many lines were read.
    pub(super) const fn count(&self) -> u64 {
        self.records.1.number()
    }

    /// Reads what is left of the files behind the last record.
    pub(super) fn finish(mut self, files: &mut Files<'a>, findings: &mut Findings) -> Result<()> {
        while self.waiting {
            self.stray(findings)?;
        }
        if self.hashed {
            files.finish(self.records.0, self.records.1.into_stream(), findings)?;
            if let Some((place, lines)) = self.openings {
                files.finish(place, lines.into_stream(), findings)?;
            }
        }
        Ok(())
    }

    /// Takes the openings of `shown`.
    fn open(
        &mut self,
        files: &Files<'a>,
        shown: &mut Shown,
        mut size: usize,
        selection: &Selection,
        findings: &mut Findings,
    ) -> Result<()> {
        let expected = Field::ALL
            .iter()
            .any(|field| shown.line.commitment(*field).is_some() && !selection.is_masked(*field));
        let leaf = head_of(&shown.leaf);
        if expected && !self.waits_for(&leaf) {
            self.look_ahead(files, &leaf, findings)?;
        }
        let mut last = None;
        while self.waits_for(&leaf) {
            let Some((_, lines)) = &self.openings else { break };
            let at = format_args!("{}:{}", name::OPENINGS, lines.number());
            match read(lines) {
                None => findings.issue("opening-malformed", at),
                Some(opening) => {
                    let field = opening.field;
                    size += opening.value.len();
                    if last >= Some(field.index()) {
                        findings.issue("opening-out-of-order", at);
                    }
                    last = last.max(Some(field.index()));
                    let code = match shown.line.commitment(field) {
                        None => Some("opening-of-nothing"),
                        Some(hash) if hash != opening.commitment() => Some("opening-mismatch"),
                        Some(_) if selection.is_masked(field) => Some("masked-field-opened"),
                        Some(_) if !field.takes(opening.value) => Some("opening-mistyped"),
                        Some(_) => None,
                    };
                    shown.opened[field.index()] = true;
                    if let Some(code) = code {
                        findings.issue(code, at);
                    } else if keeps(shown.line.fact.kind, field) {
                        let OpeningLine { salt, value, .. } = opening;
                        shown.openings.insert(field, Opening { salt, value: value.to_owned() });
                    }
                }
            }
            self.next_opening()?;
        }
        if size > MAX_RECORD {
            findings.issue("record-too-large", shown.place());
        }
        Ok(())
    }

    /// Whether the openings' current line begins with this head.
    fn waits_for(&self, head: &[u8]) -> bool {
        self.waiting
            && self.openings.as_ref().is_some_and(|(_, lines)| lines.line().starts_with(head))
    }

    fn next_opening(&mut self) -> Result<()> {
        self.waiting = match &mut self.openings {
            Some((_, lines)) => lines.advance()?,
            None => false,
        };
        Ok(())
    }

    /// Passes over an opening that belongs to no shown record.
    fn stray(&mut self, findings: &mut Findings) -> Result<()> {
        if let Some((_, lines)) = &self.openings {
            let at = format_args!("{}:{}", name::OPENINGS, lines.number());
            let code =
                if read(lines).is_some() { "opening-of-nothing" } else { "opening-malformed" };
            findings.issue(code, at);
        }
        self.next_opening()
    }

    /// Passes over foreign openings where those that begin with `head` stand not far behind them.
    fn look_ahead(
        &mut self,
        files: &Files<'a>,
        head: &[u8],
        findings: &mut Findings,
    ) -> Result<()> {
        let Some((place, lines)) = &self.openings else { return Ok(()) };
        if !self.waiting || self.looks == MAX_LOOKS {
            return Ok(());
        }
        self.looks += 1;
        let Some(stream) = files.reopen_at(*place, lines.offset()) else { return Ok(()) };
        let mut ahead = Lines::new(stream, MAX_OPENING_LINE);
        for strays in 0..LOOK_AHEAD {
            if !ahead.advance()? {
                break;
            }
            if ahead.line().starts_with(head) {
                for _ in 0..strays {
                    self.stray(findings)?;
                }
                break;
            }
        }
        Ok(())
    }
}

/// How the openings of a record begin.
fn head_of(leaf: &Hash) -> [u8; 74] {
    let mut head =
        *b"{\"leaf\":\"0000000000000000000000000000000000000000000000000000000000000000\"";
    for (pair, byte) in head[9..73].chunks_exact_mut(2).zip(leaf.0) {
        pair.copy_from_slice(&hex_pair(byte));
    }
    head
}

/// A byte as two lower-case hex digits.
const fn hex_pair(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    [DIGITS[(byte >> 4) as usize], DIGITS[(byte & 15) as usize]]
}

fn read<'l>(lines: &'l Lines<'_>) -> Option<OpeningLine<'l>> {
    OpeningLine::parse(lines.line()).ok().filter(|_| lines.fault().is_none())
}

/// Whether later steps look at this opening.
const fn keeps(kind: Kind, field: Field) -> bool {
    match kind {
        Kind::Event => matches!(field, Field::Party | Field::Own | Field::Body),
        Kind::Admitted => matches!(field, Field::Detail | Field::Line),
        _ => matches!(field, Field::Party),
    }
}

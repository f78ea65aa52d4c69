//! The rows of a list, whatever file they stand in; a row at a time.
//!
//! docs/spec/operator-list.md, "Files".

use std::cell::RefCell;
use std::io::{BufReader, Read, Seek, SeekFrom};

use calamine::{Data, DataRef, Reader as _, Xls, Xlsx};

use super::fault;
use crate::capture::archive::{self, Archive};
use crate::capture::block;
use crate::capture::encoding::Encoding;
use crate::capture::text::{Lines, Plain};
use crate::error::Result;

/// What takes a row, by its place from 1: the line of a text, the row of a sheet with the rows of
/// the sheets before it. An error ends the reading.
pub(super) type Take<'a> = &'a mut dyn FnMut(u64, &[String]) -> Result<()>;

/// The longest cell, in bytes; what is longer is cut.
const MAX_CELL: usize = 4096;

/// The most columns that are held of a row.
const MAX_CELLS: usize = 256;

/// The largest part of a packed spreadsheet that is held as a whole, unpacked, in bytes.
const MAX_HELD: u64 = 16 * 1024 * 1024;

/// The largest sheet, unpacked, in bytes: it is streamed.
const MAX_SHEET: u64 = 512 * 1024 * 1024;

/// The largest file of the old kind, which is held as a whole, in bytes.
const MAX_XLS: u64 = 16 * 1024 * 1024;

/// Reads CSV; the mark between cells is the first of tab, comma and semicolon that the first
/// lines have most of.
pub(super) fn read_csv(source: impl Read, encoding: Encoding, take: Take<'_>) -> Result<()> {
    let mut source = BufReader::with_capacity(64 * 1024, Plain::new(source, encoding));
    let mark = {
        let head = std::io::BufRead::fill_buf(&mut source).map_err(archive::cause)?;
        let count = |mark: u8| head.iter().filter(|byte| **byte == mark).count();
        let marks = [(count(b','), b','), (count(b'\t'), b'\t'), (count(b';'), b';')];
        marks.into_iter().max_by_key(|(count, _)| *count).map_or(b',', |(_, mark)| mark)
    };
    // A quote that is never closed would be one cell of the whole file.
    let limited = Limited { inner: source, left: MAX_ROW };
    let mut csv = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(mark)
        .from_reader(limited);
    let mut record = csv::ByteRecord::new();
    let mut cells = Vec::new();
    loop {
        csv.get_mut().left = MAX_ROW;
        match csv.read_byte_record(&mut record) {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(error) => match error.into_kind() {
                csv::ErrorKind::Io(error) if block::is_damage(&error) => {
                    return Err(fault("list-cut"));
                }
                csv::ErrorKind::Io(error) => return Err(archive::cause(error)),
                _ => return Err(fault("list-malformed")),
            },
        }
        cells.clear();
        for cell in record.iter().take(MAX_CELLS) {
            cells.push(bounded(&String::from_utf8_lossy(cell)));
        }
        let line = record.position().map_or(0, csv::Position::line);
        take(line, &cells)?;
    }
}

/// How much of a file may be one row, in bytes.
const MAX_ROW: u64 = 1024 * 1024;

/// Refuses to read more than a row may have.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(out)? as u64;
        self.left = self.left.checked_sub(read).ok_or_else(|| {
            std::io::Error::other(crate::Malformed::new("list", 0, "list-row-too-long"))
        })?;
        Ok(usize::try_from(read).unwrap_or_default())
    }
}

/// Reads lines.
pub(super) fn read_lines(
    source: impl Read,
    encoding: Encoding,
    take: &mut dyn FnMut(u64, &str) -> Result<()>,
) -> Result<()> {
    let mut lines = Lines::new(source, encoding);
    while let Some(line) = lines.next()? {
        take(line.number, &bounded(&String::from_utf8_lossy(line.whole)))?;
    }
    Ok(())
}

/// A text of at most [`MAX_CELL`] bytes.
fn bounded(text: &str) -> String {
    let text = text.trim_matches(['\u{feff}', '\r', '\n']);
    let mut end = text.len().min(MAX_CELL);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

/// A file that several readers go through, each from its own place.
struct Shared<'a, R> {
    source: &'a RefCell<R>,
    at: u64,
}

impl<R: Read + Seek> Read for Shared<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let mut source = self.source.borrow_mut();
        source.seek(SeekFrom::Start(self.at))?;
        let read = source.read(out)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R: Read + Seek> Seek for Shared<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let mut source = self.source.borrow_mut();
        if let SeekFrom::Current(by) = to {
            self.at = self.at.checked_add_signed(by).ok_or(std::io::ErrorKind::InvalidInput)?;
        } else {
            self.at = source.seek(to)?;
        }
        Ok(self.at)
    }
}

/// Reads a packed spreadsheet. Its headers were checked before; no formula is computed.
pub(super) fn read_xlsx<R: Read + Seek>(source: &RefCell<R>, take: Take<'_>) -> Result<()> {
    let archive = Archive::open(Shared { source, at: 0 })?;
    for entry in archive.entries() {
        let sheet = entry.name.starts_with("xl/worksheets/");
        let read = sheet || entry.name.ends_with(".xml") || entry.name.ends_with(".rels");
        let limit = if sheet { MAX_SHEET } else { MAX_HELD };
        if read && entry.size() > limit {
            return Err(fault("list-sheet-too-large"));
        }
    }
    drop(archive);
    let shared = BufReader::new(Shared { source, at: 0 });
    let mut book: Xlsx<_> = Xlsx::new(shared).map_err(|_| fault("list-sheet-unreadable"))?;
    let mut before = 0;
    let mut newest = 0;
    for name in book.sheet_names() {
        before += newest;
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut row: Vec<String> = Vec::new();
        let mut number = None;
        loop {
            let cell = cells.next_cell().map_err(|_| fault("list-sheet-unreadable"))?;
            let place = cell.as_ref().map(calamine::Cell::get_position);
            if place.map(|(row, _)| row) != number {
                if let Some(number) = number {
                    newest = u64::from(number) + 1;
                    take(before + newest, &row)?;
                }
                row.clear();
                number = place.map(|(row, _)| row);
            }
            let (Some(cell), Some((_, column))) = (cell, place) else { break };
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            if column < MAX_CELLS {
                row.resize(row.len().max(column + 1), String::new());
                row[column] = shown_ref(cell.get_value());
            }
        }
    }
    Ok(())
}

/// Reads a spreadsheet of the old kind.
pub(super) fn read_xls<R: Read + Seek>(source: &RefCell<R>, take: Take<'_>) -> Result<()> {
    if source.borrow_mut().seek(SeekFrom::End(0))? > MAX_XLS {
        return Err(fault("list-sheet-too-large"));
    }
    let mut book: Xls<_> =
        Xls::new(Shared { source, at: 0 }).map_err(|_| fault("list-sheet-unreadable"))?;
    let mut place = 0;
    for name in book.sheet_names() {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        for row in range.rows() {
            let cells: Vec<String> = row.iter().take(MAX_CELLS).map(shown).collect();
            place += 1;
            take(place, &cells)?;
        }
    }
    Ok(())
}

/// A cell as it would be shown: what a formula came to when the file was written.
fn shown(cell: &Data) -> String {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => bounded(text),
        Data::Float(number) => plain(*number),
        Data::Int(number) => number.to_string(),
        Data::Bool(flag) => flag.to_string(),
        Data::DateTime(time) => instant(time),
        _ => String::new(),
    }
}

fn shown_ref(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            bounded(text)
        }
        DataRef::SharedString(text) => bounded(text),
        DataRef::Float(number) => plain(*number),
        DataRef::Int(number) => number.to_string(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(time) => instant(time),
        _ => String::new(),
    }
}

/// A whole number without its fraction: numbers of telephones stand as numbers in some lists.
fn plain(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

/// A date, a time or both, as they would be shown.
fn instant(time: &calamine::ExcelDateTime) -> String {
    let days = time.as_f64();
    let seconds = (days * 86_400.0).round();
    if time.is_duration() || (0.0..1.0).contains(&days) {
        return clock(seconds);
    }
    // Day 1 is 1900-01-01, and 1900 counts as a leap year.
    let base = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day of the calendar");
    let whole = (seconds / 86_400.0).floor();
    let day = whole_days(whole).and_then(|days| base.checked_add_signed(days));
    let Some(day) = day else { return plain(days) };
    format!("{} {}", day.format("%Y-%m-%d"), clock(seconds - whole * 86_400.0))
}

#[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
fn whole_days(days: f64) -> Option<chrono::TimeDelta> {
    (0.0..3_000_000.0).contains(&days).then(|| chrono::TimeDelta::days(days as i64))
}

#[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
fn clock(seconds: f64) -> String {
    let seconds = if (0.0..1e9).contains(&seconds) { seconds as i64 } else { 0 };
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

//! Lists of calls and texts that a telephone operator prints: CSV, spreadsheets, text of a PDF.
//!
//! Strong on number and time, for a third party wrote them; silent on words.
//! docs/spec/operator-list.md.

mod cell;
mod clock;
mod column;
mod frame;
mod row;
mod table;
mod text;

use std::cell::RefCell;
use std::io::{Read, Seek};

use super::archive::Archive;
use super::chat_export::Open;
use super::{Context, Emit, encoding};
use crate::error::{Malformed, Result};
use row::Reader;

pub use column::{ColumnMap, MAX_COLUMNS};

/// The word of this format in records.
pub const FORMAT: &str = "operator_list";

/// The most rows of a list.
pub const MAX_ROWS: u64 = 1_000_000;

/// Within how many rows the names of the columns stand.
const MAX_PREAMBLE: u64 = 200;

/// What a person says of a list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// Which column is what, where the names of the columns do not say it.
    pub columns: Option<&'a ColumnMap>,
    /// The number whose list it is.
    pub own: Option<&'a str>,
    /// Whether the file is text taken out of a PDF.
    pub text: bool,
}

/// Whether the first rows of a text name the columns of a list.
///
/// # Errors
/// `Io`.
pub(crate) fn is_list(open: Open<'_>) -> Result<bool> {
    let Ok(encoding) = encoding::detect(open()?) else { return Ok(false) };
    let mut found = false;
    let mut rows = 0;
    let read = table::read_csv(open()?, encoding, &mut |_, cells| {
        rows += 1;
        found |= column::Columns::of(cells).is_some();
        if found || rows >= MAX_PREAMBLE { Err(crate::Error::Cancelled) } else { Ok(()) }
    });
    match read {
        Err(crate::Error::Cancelled | crate::Error::Malformed(_)) | Ok(()) => Ok(found),
        Err(error) => Err(error),
    }
}

/// Whether a zip is a spreadsheet.
pub(crate) fn is_spreadsheet<R: Read + Seek>(archive: &Archive<R>) -> bool {
    archive.entries().iter().any(|entry| entry.name == "xl/workbook.xml")
}

/// Reads a list in text: CSV, or lines of a PDF's text.
///
/// # Errors
/// `Malformed`: `encoding-unknown`, `list-too-long`, `list-columns-unknown`; `Io`; what `emit`
/// answers.
pub(crate) fn read(open: Open<'_>, context: &Context<'_>, emit: Emit<'_>) -> Result<()> {
    let encoding = encoding::detect(open()?)?;
    let mut reader = Reader::new(context, emit);
    if context.answers.list.text {
        table::read_lines(open()?, encoding, &mut |row, line| reader.line(row, line))?;
    } else {
        table::read_csv(open()?, encoding, &mut |row, cells| reader.row(row, cells))?;
    }
    reader.finish()
}

/// Reads a list in a spreadsheet, `.xlsx` or `.xls`; its sheets one after the other.
///
/// # Errors
/// As [`read`]; `list-sheet-too-large`, `list-sheet-unreadable`.
pub(crate) fn read_sheets<R: Read + Seek>(
    source: &RefCell<R>,
    packed: bool,
    context: &Context<'_>,
    emit: Emit<'_>,
) -> Result<()> {
    let mut reader = Reader::new(context, emit);
    let mut take = |row: u64, cells: &[String]| reader.row(row, cells);
    if packed {
        table::read_xlsx(source, &mut take)?;
    } else {
        table::read_xls(source, &mut take)?;
    }
    reader.finish()
}

fn fault(code: &'static str) -> crate::Error {
    Malformed::new("list", 0, code).into()
}

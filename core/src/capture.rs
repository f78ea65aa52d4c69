//! Files in, drafts out: what every adapter shares.
//!
//! An adapter reads one source's format and hands each row to a callback, as a [`Draft`] or as a
//! [`Skip`] with its reason; it never touches a vault. Limits: docs/spec/capture.md.

pub mod adb_backup;
pub mod android;
#[cfg(not(target_family = "wasm"))]
mod android_database;
mod archive;
mod block;
pub mod chat_export;
mod encoding;
pub mod file;
#[cfg(not(target_family = "wasm"))]
pub mod ios_backup;
mod json;
pub mod number;
pub mod operator_list;
mod provider;
mod rcs;
pub mod recorder;
mod row;
pub mod sms_backup;
pub mod sms_ie;
mod sms_record;
mod text;
pub mod typed;
mod xml;
pub mod zone;

use std::cell::RefCell;
use std::io::{BufReader, Read, Seek, SeekFrom};

use crate::chain::Hash;
use crate::error::{Error, Malformed, Result};
use crate::record::{Attachment, Draft, Millis, Offset};

/// What an adapter is told about the place and the person.
pub struct Context<'a> {
    /// SHA-256 of the file that is read.
    pub file: Hash,
    /// The UTC offset that held at an instant, and how it is known; none where it is not.
    pub offset: &'a dyn Fn(Millis) -> Option<Offset>,
    /// The country (ISO 3166-1 alpha-2) that national numbers belong to, where known.
    pub country: Option<&'a str>,
    /// What the person says of a chat.
    pub answers: chat_export::Answers<'a>,
}

/// Where an adapter puts the content of attachments while it streams past.
///
/// Its users are the vault, which seals and keeps, and a dry run, which only hashes.
pub trait Sink {
    /// Takes the whole content; `media_type` is what the source says.
    ///
    /// # Errors
    /// `Malformed`, code `attachment-too-large`, above the limit; `Io` of the reader or the folder.
    fn attach(&mut self, content: &mut dyn Read, media_type: &str) -> Result<Attachment>;
}

/// One row of a source.
#[derive(Debug)]
pub enum Item {
    /// A row that became a draft.
    Draft(Box<Draft>),
    /// A row that was left out.
    Skip(Skip),
    /// The file ends in the middle; no row.
    Cut {
        /// How many bytes were read as whole rows.
        byte: u64,
    },
}

/// A row that was left out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Skip {
    /// The row, from 1.
    pub row: u64,
    /// The byte at which it begins, where known.
    pub byte: Option<u64>,
    /// Why, as a stable code.
    pub reason: &'static str,
    /// Whether broken text of it had been repaired before.
    pub repaired: bool,
}

/// Why a row is left out that stands for no contact: what was never sent, what a program says in a
/// chat, reactions, and the sums of a list.
///
/// A source is taken whole without them.
pub const ASIDES: [&str; 6] =
    ["draft", "not-sent", "summary-row", "system-line", "system-row", "tapback"];

/// What is lost because the source does not hold it, rather than because it is broken there.
pub const ABSENT: [&str; 2] = ["file-missing", "not-in-the-backup"];

/// What receives the rows, in the source's order; an error ends the reading.
pub type Emit<'a> = &'a mut dyn FnMut(Item) -> Result<()>;

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// Android's own backup: [`adb_backup`].
    AndroidBackup,
    /// Gzip around one of the others.
    Gzip,
    /// JSON: [`sms_ie`].
    Json,
    /// XML: [`sms_backup`].
    Xml,
    /// A zip: [`sms_ie`], or XML and JSON files in it.
    Zip,
    /// One file of [`adb_backup`], as Android packs it.
    Zlib,
}

/// The mark of a spreadsheet of the old kind.
const XLS: &[u8] = b"\xd0\xcf\x11\xe0";

/// The marks of a zip's headers, each of which may come first in a file.
const ZIP: [&[u8; 4]; 5] =
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x01\x02"];

/// Tells the format of a file by its first bytes; 64 are enough.
pub fn detect(head: &[u8]) -> Option<Format> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match text.first() {
        _ if head.starts_with(b"\x1f\x8b") => Some(Format::Gzip),
        _ if head.starts_with(adb_backup::MARK) => Some(Format::AndroidBackup),
        _ if adb_backup::is_zlib(head) => Some(Format::Zlib),
        _ if ZIP.iter().any(|mark| head.starts_with(*mark)) => Some(Format::Zip),
        Some(b'<') => Some(Format::Xml),
        Some(b'{') => Some(Format::Json),
        Some(b'[') if is_array(&text[1..]) => Some(Format::Json),
        _ => None,
    }
}

/// Whether what stands behind `[` is JSON; a chat has the time of its first message there.
fn is_array(rest: &[u8]) -> bool {
    rest.trim_ascii_start().first().is_none_or(|byte| matches!(byte, b'{' | b'[' | b']' | b'"'))
}

/// Reads a backup of any known format, told by its content.
///
/// # Errors
/// `Malformed`, code `format-unknown`, where it is none of them; else as the format's own reader.
pub fn read<R: Read + Seek>(
    mut source: R,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    let size = source.seek(SeekFrom::End(0))?;
    source.rewind()?;
    let (format, first) = head(&mut source)?;
    source.rewind()?;
    if format == Some(Format::Json)
        && let Some(side) = recorder::side_file(&mut source, size)?
    {
        return recorder::read(&side, context, sink, emit);
    }
    // A list of calls says by its columns what it is.
    let mut known = Known::new(emit, format.is_none());
    let emit: Emit<'_> = &mut |item| known.take(item);
    match format {
        Some(Format::Gzip) => {
            let mut plain = archive::gunzip(BufReader::new(source), size);
            let (format, first) = head(&mut plain)?;
            read_plain(format, &mut first.chain(plain), context, sink, emit)
        }
        Some(Format::Zip) if is_spreadsheet(&mut source) => {
            operator_list::read_sheets(&RefCell::new(source), true, context, emit)
        }
        Some(Format::Zip) => match archive::Archive::open(&mut source) {
            Err(Error::Malformed(malformed)) if malformed.code == "zip-no-directory" => {
                let Some(mut plain) = archive::salvage(&mut source, size)? else {
                    return Err(malformed.into());
                };
                let (format, first) = head(&mut plain)?;
                read_plain(format, &mut first.chain(plain), context, sink, emit)
            }
            archive => read_zip(&archive?, context, sink, emit),
        },
        Some(Format::AndroidBackup) => adb_backup::read(source, size, context, sink, emit),
        Some(Format::Zlib) => adb_backup::read_file(source, size, context, sink, emit),
        None | Some(Format::Json) if format.is_none() || is_telegram(&mut source)? => {
            let source = RefCell::new(source);
            if first.get_ref().starts_with(XLS) {
                return operator_list::read_sheets(&source, false, context, emit);
            }
            let open = || Ok(Box::new(Again { source: &source, at: 0 }) as Box<dyn Read>);
            read_text(&open, context, sink, emit)
        }
        format => read_plain(format, &mut source, context, sink, emit),
    }?;
    known.finish()
}

/// Holds back what says that a row is none of any known format: a file that has no other rows is
/// of a format that is not known.
struct Known<'a> {
    emit: Emit<'a>,
    held: Vec<Skip>,
    known: bool,
}

impl<'a> Known<'a> {
    /// How many rows may be unknown before the file is.
    const MOST: usize = 1_000;

    const fn new(emit: Emit<'a>, known: bool) -> Self {
        Self { emit, held: Vec::new(), known }
    }

    fn take(&mut self, item: Item) -> Result<()> {
        match item {
            Item::Skip(skip) if !self.known && skip.reason == "row-unknown" => {
                self.held.push(skip);
                if self.held.len() > Self::MOST { Err(fault("format-unknown")) } else { Ok(()) }
            }
            item => {
                self.known = true;
                for skip in self.held.drain(..) {
                    (self.emit)(Item::Skip(skip))?;
                }
                (self.emit)(item)
            }
        }
    }

    fn finish(self) -> Result<()> {
        if self.held.is_empty() { Ok(()) } else { Err(fault("format-unknown")) }
    }
}

/// Reads a text: a chat, or an operator's list.
fn read_text(
    open: chat_export::Open<'_>,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    let said = context.answers.list;
    if said.columns.is_none() && !said.text {
        if let Some(survey) = chat_export::survey(open)? {
            return chat_export::read(open, &survey, &chat_export::NoMedia, context, sink, emit);
        }
        if !operator_list::is_list(open)? {
            return Err(fault("format-unknown"));
        }
    }
    operator_list::read(open, context, emit)
}

/// Whether a zip is a spreadsheet.
fn is_spreadsheet(source: &mut (impl Read + Seek)) -> bool {
    let archive = archive::Archive::open(source);
    archive.is_ok_and(|archive| operator_list::is_spreadsheet(&archive))
}

/// Whether a JSON file is a chat; it stands at its start again.
fn is_telegram(source: &mut (impl Read + Seek)) -> Result<bool> {
    source.rewind()?;
    let mut head = Vec::new();
    source.by_ref().take(64 * 1024).read_to_end(&mut head)?;
    source.rewind()?;
    Ok(chat_export::is_telegram(&head))
}

/// Reads a file for the first time, to know what a person is to be asked of it; none where it is
/// no chat.
///
/// # Errors
/// `Malformed` where it cannot be read as a chat; `Io`.
pub fn survey<R: Read + Seek>(mut source: R) -> Result<Option<chat_export::Survey>> {
    source.rewind()?;
    let (format, _) = head(&mut source)?;
    match format {
        Some(Format::Zip) => {
            let archive = archive::Archive::open(&mut source)?;
            Ok(chat_export::in_zip(&archive)?.map(|(survey, _)| survey))
        }
        None | Some(Format::Json) if format.is_none() || is_telegram(&mut source)? => {
            let source = RefCell::new(source);
            chat_export::survey(&|| Ok(Box::new(Again { source: &source, at: 0 })))
        }
        _ => Ok(None),
    }
}

/// A file from its first byte; each read finds its own place.
struct Again<'a, R> {
    source: &'a RefCell<R>,
    at: u64,
}

impl<R: Read + Seek> Read for Again<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let mut source = self.source.borrow_mut();
        source.seek(SeekFrom::Start(self.at))?;
        let read = source.read(out)?;
        self.at += read as u64;
        Ok(read)
    }
}

fn read_plain(
    format: Option<Format>,
    source: &mut dyn Read,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    match format {
        Some(Format::Xml) => sms_backup::read(source, context, sink, emit),
        Some(Format::Json) => sms_ie::read(source, context, sink, emit),
        Some(Format::AndroidBackup | Format::Gzip | Format::Zip | Format::Zlib) => {
            Err(fault("nested-container"))
        }
        None => Err(fault("format-unknown")),
    }
}

/// Reads the backups in a zip, one after the other.
fn read_zip<R: Read + Seek>(
    archive: &archive::Archive<R>,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    let entries = archive.entries();
    if entries.iter().any(|entry| entry.name == sms_ie::MESSAGES) {
        return sms_ie::read_archive(archive, context, sink, emit);
    }
    if let Some((survey, chat)) = chat_export::in_zip(archive)? {
        let open = || Ok(archive.content(chat));
        let media = chat_export::Beside::new(archive, chat);
        return chat_export::read(&open, &survey, &media, context, sink, emit);
    }
    let backups = entries.iter().filter(|entry| archive::is_backup(&entry.name));
    let backups: Vec<_> = backups.collect();
    if backups.is_empty() {
        return Err(fault("format-unknown"));
    }
    // Rows are counted through all files, so that each has a place of its own.
    let mut rows = 0;
    for entry in backups {
        let mut content = archive.content(entry);
        let (format, head) = head(&mut content)?;
        let mut shift = shifted(rows, &mut rows, emit);
        read_plain(format, &mut head.chain(content), context, sink, &mut shift)?;
    }
    Ok(())
}

/// Takes the rows of one of several files as `emit` does, counted on from the `before` rows of
/// those before it; `rows` counts all.
fn shifted<'a>(
    before: u64,
    rows: &'a mut u64,
    emit: Emit<'a>,
) -> impl FnMut(Item) -> Result<()> + 'a {
    move |mut item| {
        *rows += u64::from(!matches!(item, Item::Cut { .. }));
        match &mut item {
            Item::Draft(draft) => {
                if let Some(feed) = &mut draft.fact.feed {
                    feed.place += i64::try_from(before).unwrap_or(i64::MAX);
                }
            }
            Item::Skip(skip) => skip.row += before,
            Item::Cut { .. } => {}
        }
        emit(item)
    }
}

/// Reads the first bytes and tells the format by them.
fn head(source: &mut impl Read) -> Result<(Option<Format>, std::io::Cursor<Vec<u8>>)> {
    let mut head = Vec::with_capacity(64);
    match source.take(64).read_to_end(&mut head) {
        // A container that is damaged this early holds no format.
        Err(error) if block::is_damage(&error) => {}
        Err(error) => return Err(archive::cause(error)),
        Ok(_) => {}
    }
    Ok((detect(&head), std::io::Cursor::new(head)))
}

fn fault(code: &'static str) -> Error {
    Malformed::new("backup", 0, code).into()
}

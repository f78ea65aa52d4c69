//! Files in, drafts out: what every adapter shares.
//!
//! An adapter reads one source's format and hands each row to a callback, as a [`Draft`] or as a
//! [`Skip`] with its reason; it never touches a vault. Limits: docs/spec/capture.md.

mod archive;
mod block;
pub mod file;
mod json;
pub mod number;
mod provider;
mod rcs;
pub mod recorder;
mod row;
pub mod sms_backup;
pub mod sms_ie;
mod sms_record;
pub mod typed;
mod xml;

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
}

/// What receives the rows, in the source's order; an error ends the reading.
pub type Emit<'a> = &'a mut dyn FnMut(Item) -> Result<()>;

/// What a file is, by its first bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// Gzip around one of the others.
    Gzip,
    /// JSON: [`sms_ie`].
    Json,
    /// XML: [`sms_backup`].
    Xml,
    /// A zip: [`sms_ie`], or XML and JSON files in it.
    Zip,
}

/// The marks of a zip's headers, each of which may come first in a file.
const ZIP: [&[u8; 4]; 5] =
    [b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x01\x02"];

/// Tells the format of a file by its first bytes; 64 are enough.
pub fn detect(head: &[u8]) -> Option<Format> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match text.first() {
        _ if head.starts_with(b"\x1f\x8b") => Some(Format::Gzip),
        _ if ZIP.iter().any(|mark| head.starts_with(*mark)) => Some(Format::Zip),
        Some(b'<') => Some(Format::Xml),
        Some(b'{' | b'[') => Some(Format::Json),
        _ => None,
    }
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
    let (format, head) = head(&mut source)?;
    match format {
        Some(Format::Gzip) => {
            source.rewind()?;
            let mut plain = archive::gunzip(BufReader::new(source), size);
            let (format, head) = self::head(&mut plain)?;
            read_plain(format, head.chain(plain), context, sink, emit)
        }
        Some(Format::Zip) => match archive::Archive::open(&mut source) {
            Err(Error::Malformed(malformed)) if malformed.code == "zip-no-directory" => {
                let Some(mut plain) = archive::salvage(&mut source, size)? else {
                    return Err(malformed.into());
                };
                let (format, head) = self::head(&mut plain)?;
                read_plain(format, head.chain(plain), context, sink, emit)
            }
            archive => read_zip(&archive?, context, sink, emit),
        },
        format => read_plain(format, head.chain(source), context, sink, emit),
    }
}

fn read_plain(
    format: Option<Format>,
    source: impl Read,
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    match format {
        Some(Format::Xml) => sms_backup::read(source, context, sink, emit),
        Some(Format::Json) => sms_ie::read(source, context, sink, emit),
        Some(Format::Gzip | Format::Zip) => Err(fault("nested-container")),
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
    let backups = entries.iter().filter(|entry| archive::is_backup(&entry.name));
    let backups: Vec<_> = backups.collect();
    if backups.is_empty() {
        return Err(fault("format-unknown"));
    }
    // Rows are counted through all files, so that each has a place of its own.
    let mut before = 0;
    for entry in backups {
        let mut rows = 0;
        let mut content = archive.content(entry);
        let (format, head) = head(&mut content)?;
        let mut shift = |mut item: Item| {
            rows += u64::from(!matches!(item, Item::Cut { .. }));
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
        };
        read_plain(format, head.chain(content), context, sink, &mut shift)?;
        before += rows;
    }
    Ok(())
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

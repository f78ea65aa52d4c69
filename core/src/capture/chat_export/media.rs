//! The files that lie beside a chat in its zip, and the lines that name them.
//!
//! docs/spec/chat-export.md, "Files". A name is looked up in the zip and never used as a path.

use std::collections::HashMap;
use std::io::{Cursor, Read, Seek};

use super::stamp::{is_blank, is_mark};
use crate::capture::Sink;
use crate::capture::archive::{Archive, Entry};
use crate::capture::file::media_type;
use crate::capture::row::{Cell, Fault, Stored, store};
use crate::record::Attachment;

/// Files by name.
pub(crate) trait Media {
    /// The content of a file; none where there is none of that name.
    fn open(&self, name: &str) -> Option<Box<dyn Read + '_>>;
}

/// A chat without files beside it.
pub(crate) struct NoMedia;

impl Media for NoMedia {
    fn open(&self, _: &str) -> Option<Box<dyn Read + '_>> {
        None
    }
}

/// The files that lie in the folder of a chat in its zip, and below it.
pub(crate) struct Beside<'a, R> {
    archive: &'a Archive<R>,
    entries: HashMap<&'a str, &'a Entry>,
}

impl<'a, R: Read + Seek> Beside<'a, R> {
    /// The files beside `chat`.
    pub(crate) fn new(archive: &'a Archive<R>, chat: &Entry) -> Self {
        let folder = chat.name.rfind('/').map_or("", |at| &chat.name[..=at]);
        let beside = archive.entries().iter().filter_map(|entry| {
            let name = entry.name.strip_prefix(folder)?;
            (!name.is_empty() && !name.ends_with('/')).then_some((name, entry))
        });
        let mut entries: HashMap<&str, &Entry> = beside.collect();
        entries.retain(|_, entry| entry.name != chat.name);
        Self { archive, entries }
    }
}

impl<R: Read + Seek> Media for Beside<'_, R> {
    fn open(&self, name: &str) -> Option<Box<dyn Read + '_>> {
        self.entries.get(name).map(|entry| self.archive.content(entry))
    }
}

/// The name of the file that a line of text stands for, in the forms of every language:
/// `<attached: NAME>`, `NAME (file attached)`, or the name alone.
pub(super) fn named(line: &str) -> Option<&str> {
    let plain = |text: &str| !text.is_empty() && text.contains('.') && text.len() <= 255;
    let text = line.trim_matches(|c| is_mark(c) || is_blank(c) || matches!(c, '\r' | '\n'));
    if let Some(at) = text.rfind('<')
        && let Some(inner) = text[at + 1..].strip_suffix('>')
    {
        let name = inner.split_once([':', '：']).map_or(inner, |(_, name)| name);
        let name = name.trim_matches(|c| is_mark(c) || is_blank(c));
        return plain(name).then_some(name);
    }
    let name = match text.rfind(" (").or_else(|| text.rfind("（")) {
        Some(at) if text.ends_with([')', '）']) => &text[..at],
        _ => text,
    };
    let name = name.trim_end_matches(|c| is_mark(c) || is_blank(c));
    plain(name).then_some(name)
}

/// Takes a file into the sink; its code where it cannot be read.
pub(super) fn take(
    name: &str,
    mut content: Box<dyn Read + '_>,
    sink: &mut dyn Sink,
) -> Result<Result<Attachment, &'static str>, Fault> {
    let mut head = Vec::with_capacity(64);
    if content.by_ref().take(64).read_to_end(&mut head).is_err() {
        return Ok(Err("media-unreadable"));
    }
    let told = media_type(&head, name);
    let Stored { cell, .. } = store(sink, Cursor::new(head).chain(content), told)?;
    Ok(match cell {
        Cell::Stored(stored) => Ok(Attachment { media_type: told.to_owned(), ..stored }),
        Cell::Lost("unreadable", _) => Err("media-unreadable"),
        Cell::Lost(code, _) => Err(code),
        Cell::Text(..) => Err("media-unreadable"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_every_language_name_one_file() {
        for line in [
            "\u{200e}<attached: 1-PHOTO.jpg>",
            "<附件：1-PHOTO.jpg>",
            "look <attached: 1-PHOTO.jpg>\r\n",
            "\u{200e}1-PHOTO.jpg (file attached)",
            "1-PHOTO.jpg (文件附件)\n",
            "1-PHOTO.jpg（檔案已附加）",
            "1-PHOTO.jpg",
        ] {
            assert_eq!(named(line), Some("1-PHOTO.jpg"), "{line}");
        }
        assert_eq!(named("image omitted"), None);
        assert_eq!(named("<Media omitted>"), None);
    }
}

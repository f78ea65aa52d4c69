//! What every reader of a database is given, and what it gives back.

use std::io::{Cursor, Read};

use super::super::file::media_type as told_by_content;
use super::super::provider::media_type;
use super::super::row::{Cell, Columns, Fault, OCTETS, Stored, store};
use super::super::{Context, Emit, Item, Sink, Skip};
use super::choice::{Choose, Met};
use super::database::Database;
use super::{Files, StoreKind};
use crate::error::{Error, Malformed};
use crate::record::{Attachment, Draft, Fact, Feed, Kind, Millis, Seen, Source};

/// The most chats, members, handles and sessions that are held.
pub(in crate::capture) const MAX_HELD: usize = 500_000;

/// One reading of a database.
pub(in crate::capture) struct Reading<'a> {
    pub(in crate::capture) kind: StoreKind,
    /// Where the files of attachments are.
    pub(super) files: &'a Files,
    pub(in crate::capture) database: &'a Database,
    pub(in crate::capture) context: &'a Context<'a>,
    /// Whether a row is wanted.
    pub(in crate::capture) choose: Choose<'a>,
    pub(in crate::capture) sink: &'a mut dyn Sink,
    pub(in crate::capture) emit: Emit<'a>,
    /// How many rows were not wanted.
    pub(in crate::capture) unchosen: u64,
}

impl Reading<'_> {
    /// Whether a row is wanted; else it is counted.
    pub(in crate::capture) fn wants(&mut self, met: &Met<'_>) -> crate::Result<bool> {
        let wanted = (self.choose)(met)?;
        self.unchosen += u64::from(!wanted);
        Ok(wanted)
    }

    /// An event's fact as every row has it; only a row in its place says more.
    pub(in crate::capture) fn fact(&self, id: i64, wall: Millis) -> Fact {
        let mut fact = Fact::new(Kind::Event, Source::Imported);
        fact.offset = (self.context.offset)(wall);
        fact.seen = Some(Seen { wall, mono: None, boot: None });
        let format = self.kind.format().to_owned();
        let file = Some(self.context.file);
        fact.feed = Some(Feed { format, file, package: None, place: id });
        fact
    }

    /// Gives a row on, or why it was left out.
    pub(in crate::capture) fn give(
        &mut self,
        id: i64,
        made: Result<Draft, Fault>,
    ) -> crate::Result<()> {
        match made {
            Ok(draft) => (self.emit)(Item::Draft(Box::new(draft))),
            Err(Fault::Row(reason)) => self.skip(id, reason),
            Err(Fault::Stop(Error::Malformed(malformed))) if malformed.format == "backup" => {
                self.skip(id, malformed.code)
            }
            Err(Fault::Stop(error)) => Err(error),
            Err(Fault::Cut) => self.skip(id, "row-damaged"),
        }
    }

    /// Leaves a row out.
    pub(in crate::capture) fn skip(&mut self, id: i64, reason: &'static str) -> crate::Result<()> {
        let row = u64::try_from(id).unwrap_or_default();
        (self.emit)(Item::Skip(Skip { row, byte: None, reason, repaired: false }))
    }

    /// Puts a file of the phone into the sink; its type is `written`, else told by its content.
    pub(in crate::capture) fn attach(
        &mut self,
        domain: &str,
        path: &str,
        written: Option<&str>,
    ) -> Result<Cell, Fault> {
        let entry = match self.files.find(domain, path) {
            Ok(Some(entry)) => entry,
            Ok(None) => return Ok(Cell::Lost("not-in-the-backup", 0)),
            Err(Error::Malformed(_)) => return Ok(Cell::Lost("unreadable", 0)),
            Err(error) => return Err(error.into()),
        };
        let Ok(mut content) = entry.content() else { return Ok(Cell::Lost("unreadable", 0)) };
        let mut head = Vec::with_capacity(64);
        if content.by_ref().take(64).read_to_end(&mut head).is_err() {
            return Ok(Cell::Lost("unreadable", 0));
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        let media_type = match written.map(media_type) {
            Some(media_type) if media_type != OCTETS => media_type,
            _ => told_by_content(&head, name).to_owned(),
        };
        let Stored { cell, .. } = store(self.sink, Cursor::new(head).chain(content), &media_type)?;
        Ok(match cell {
            Cell::Stored(stored) => Cell::Stored(Attachment { media_type, ..stored }),
            cell => cell,
        })
    }
}

/// Refuses a database that holds more than may be held.
pub(in crate::capture) fn within(held: usize) -> crate::Result<()> {
    if held > MAX_HELD {
        return Err(Malformed::new("database", 0, "database-too-large").into());
    }
    Ok(())
}

/// The canonical object of columns and further members.
pub(in crate::capture) fn object(columns: &Columns) -> String {
    let mut out = String::new();
    columns.write(&mut out, &[]);
    out
}

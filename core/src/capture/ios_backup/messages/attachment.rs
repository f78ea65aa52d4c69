//! The files that a message carries.

use std::borrow::Cow;

use super::super::super::row::{Cell, Columns, Fault};
use super::super::cells::Cells;
use super::super::reading::{Reading, object};
use crate::record::Attachment;

/// The most attachments of a message.
const MAX_ATTACHMENTS: usize = 500;

/// Where Messages keeps them.
const DOMAIN: &str = "MediaDomain";

/// How the path of a file on the phone may begin.
const HOMES: [&str; 4] = ["~/", "/var/mobile/", "/private/var/mobile/", "/"];

/// What a file of the app that draws a message ends with.
const LAYOUT: &str = ".pluginPayloadAttachment";

const COLUMNS: &[&str] =
    &["guid", "filename", "mime_type", "transfer_name", "total_bytes", "hide_attachment"];

/// The files of a message.
#[derive(Default)]
pub(super) struct Attached {
    pub(super) files: Vec<Attachment>,
    pub(super) names: Vec<String>,
    /// Why files could not be taken.
    pub(super) lost: Vec<&'static str>,
    /// Their rows as a canonical list; none where there are none.
    pub(super) row: Option<String>,
}

/// Puts the files of a message into the sink.
pub(super) fn take(reading: &mut Reading<'_>, ids: &[i64]) -> Result<Attached, Fault> {
    let mut attached = Attached::default();
    if ids.is_empty() || !reading.database.has("attachment") {
        return Ok(attached);
    }
    if ids.len() > MAX_ATTACHMENTS {
        return Err(Fault::Row("too-many-parts"));
    }
    let list = reading.database.list("attachment", COLUMNS);
    let sql = format!("SELECT rowid,{list} FROM attachment WHERE rowid = ?1");
    let database = reading.database;
    let mut statement = database.connection.prepare_cached(&sql).ok();
    let mut rows = Vec::new();
    for id in ids {
        let found = statement.as_mut().and_then(|statement| statement.query([id]).ok());
        let reason = match found {
            Some(mut found) => match found.next() {
                Ok(Some(row)) => {
                    rows.push(one(reading, &Cells::new(row, COLUMNS), &mut attached)?);
                    continue;
                }
                Ok(None) => "not-in-the-backup",
                Err(_) => "unreadable",
            },
            None => "unreadable",
        };
        attached.lost.push(reason);
        rows.push(format!("{{\"content\":{{\"lost\":\"{reason}\",\"size\":0}}}}"));
    }
    attached.row = (!rows.is_empty()).then(|| format!("[{}]", rows.join(",")));
    Ok(attached)
}

fn one(
    reading: &mut Reading<'_>,
    cells: &Cells<'_, '_>,
    attached: &mut Attached,
) -> Result<String, Fault> {
    let mut columns = Columns::default();
    cells.enter(&mut columns, &["hide_attachment"]);
    let path = cells.text("filename").unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    let name = cells.text("transfer_name").map_or_else(|| last.to_owned(), Cow::into_owned);
    if !cells.flag("hide_attachment") && !last.ends_with(LAYOUT) && !name.ends_with(LAYOUT) {
        let home = HOMES.iter().find_map(|home| path.strip_prefix(home)).unwrap_or(&path);
        let written = cells.text("mime_type");
        let cell = reading.attach(DOMAIN, home, written.as_deref())?;
        if let Cell::Stored(stored) = &cell {
            attached.files.push(stored.clone());
            attached.names.push(name);
        } else if let Cell::Lost(code, _) = &cell {
            attached.lost.push(code);
        }
        columns.push("content", cell);
    }
    Ok(object(&columns))
}

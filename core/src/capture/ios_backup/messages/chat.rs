//! Handles, chats and their members: what a message names by number.

use std::collections::HashMap;

use rusqlite::Rows;

use super::super::cells::{Cells, named};
use super::super::database::Database;
use super::super::reading::within;
use crate::error::Result;
use crate::record::Named;

/// The most members of a chat.
const MAX_MEMBERS: usize = 500;

const HANDLE: &[&str] = &["id", "country", "service", "uncanonicalized_id"];
const CHAT: &[&str] =
    &["guid", "chat_identifier", "style", "service_name", "room_name", "display_name"];

/// An address of the other side.
pub(super) struct Handle {
    id: String,
    country: Option<String>,
    written: Option<String>,
    pub(super) service: Option<String>,
    /// The columns as a canonical object.
    pub(super) row: String,
}

impl Handle {
    /// The address as shown, with its number.
    pub(super) fn named(&self, country: Option<&str>) -> Named {
        let name = named(&self.id, self.country.as_deref(), country);
        match &self.written {
            // Senders with a name are written small in the column that identifies them.
            Some(written)
                if name.number.is_none() && written.to_lowercase() == self.id.to_lowercase() =>
            {
                named(written, self.country.as_deref(), country)
            }
            _ => name,
        }
    }
}

/// A conversation.
pub(super) struct Chat {
    pub(super) identifier: Option<String>,
    pub(super) service: Option<String>,
    /// The handles of its members.
    members: Vec<i64>,
    /// Whether it has more members than are told.
    pub(super) cut: bool,
    /// The columns as a canonical object.
    pub(super) row: String,
}

/// The handles and chats of a database.
pub(super) struct Chats {
    handles: HashMap<i64, Handle>,
    chats: HashMap<i64, Chat>,
}

impl Chats {
    /// Reads them all; what cannot be read is as if it were not there.
    pub(super) fn read(database: &Database) -> Result<Self> {
        let mut handles = HashMap::new();
        let mut chats = HashMap::new();
        rows(database, "handle", HANDLE, &mut |cells| {
            let text = |name: &str| cells.text(name).map(std::borrow::Cow::into_owned);
            let handle = Handle {
                id: text("id").unwrap_or_default(),
                country: text("country"),
                written: text("uncanonicalized_id"),
                service: text("service"),
                row: cells.object(),
            };
            handles.insert(cells.id(), handle);
            within(handles.len())
        })?;
        rows(database, "chat", CHAT, &mut |cells| {
            let text = |name: &str| cells.text(name).map(std::borrow::Cow::into_owned);
            let chat = Chat {
                identifier: text("chat_identifier"),
                service: text("service_name"),
                members: Vec::new(),
                cut: false,
                row: cells.object(),
            };
            chats.insert(cells.id(), chat);
            within(chats.len() + handles.len())
        })?;
        let mut held = chats.len() + handles.len();
        rows(database, "chat_handle_join", &["chat_id", "handle_id"], &mut |cells| {
            let (chat, handle) = (cells.int("chat_id"), cells.int("handle_id"));
            if let (Some(chat), Some(handle)) = (chat.and_then(|id| chats.get_mut(&id)), handle) {
                chat.members.push(handle);
                held += 1;
            }
            within(held)
        })?;
        for chat in chats.values_mut() {
            chat.members.sort_unstable();
            chat.members.dedup();
            chat.cut = chat.members.len() > MAX_MEMBERS;
            chat.members.truncate(MAX_MEMBERS);
        }
        Ok(Self { handles, chats })
    }

    /// A handle by its number.
    pub(super) fn handle(&self, id: i64) -> Option<&Handle> {
        self.handles.get(&id)
    }

    /// A chat by its number.
    pub(super) fn chat(&self, id: i64) -> Option<&Chat> {
        self.chats.get(&id)
    }

    /// The members of a chat.
    pub(super) fn members(&self, chat: &Chat, country: Option<&str>) -> Vec<Named> {
        let handles = chat.members.iter().filter_map(|id| self.handles.get(id));
        handles.map(|handle| handle.named(country)).collect()
    }
}

/// Gives every row of a table that can be read.
fn rows(
    database: &Database,
    table: &str,
    columns: &[&str],
    work: &mut dyn FnMut(&Cells<'_, '_>) -> Result<()>,
) -> Result<()> {
    if !database.has(table) {
        return Ok(());
    }
    let mut row = |row: &rusqlite::Row<'_>| work(&Cells::new(row, columns));
    database.each(table, columns, &mut row, &mut |_, _, _| Ok(()))
}

/// The ids of messages that chats name, from `from` up to `to`.
pub(super) fn named_between(database: &Database, from: i64, to: Option<i64>) -> Vec<i64> {
    let sql = "SELECT DISTINCT message_id FROM chat_message_join \
               WHERE message_id >= ?1 AND message_id < ?2 ORDER BY message_id";
    let Ok(mut statement) = database.connection.prepare_cached(sql) else { return Vec::new() };
    let rows = statement.query_map([from, to.unwrap_or(i64::MAX)], |row| row.get(0));
    rows.map(|rows| rows.map_while(std::result::Result::ok).collect()).unwrap_or_default()
}

/// Pairs of a message and something else, by ascending message, beside the messages.
pub(super) struct Joined<'s> {
    rows: Rows<'s>,
    ahead: Option<(i64, i64)>,
    ended: bool,
}

impl<'s> Joined<'s> {
    /// Rows of two numbers, in order.
    pub(super) const fn new(rows: Rows<'s>) -> Self {
        Self { rows, ahead: None, ended: false }
    }

    /// The first of a message's.
    pub(super) fn first_of(&mut self, message: i64) -> Option<i64> {
        self.all_of(message).first().copied()
    }

    /// All of a message's; messages must come in order.
    pub(super) fn all_of(&mut self, message: i64) -> Vec<i64> {
        let mut found = Vec::new();
        loop {
            if self.ahead.is_none() && !self.ended {
                self.ahead = self.next();
                self.ended = self.ahead.is_none();
            }
            match self.ahead {
                Some((of, other)) if of <= message => {
                    if of == message {
                        found.push(other);
                    }
                    self.ahead = None;
                }
                _ => return found,
            }
        }
    }

    /// The next pair; a table that cannot be read on has ended.
    fn next(&mut self) -> Option<(i64, i64)> {
        loop {
            let row = self.rows.next().ok()??;
            if let (Ok(of), Ok(other)) = (row.get(0), row.get(1)) {
                return Some((of, other));
            }
        }
    }
}

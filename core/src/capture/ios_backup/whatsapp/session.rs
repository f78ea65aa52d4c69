//! Sessions and their members, and how WhatsApp writes addresses.

use std::collections::HashMap;

use super::super::cells::Cells;
use super::super::database::Database;
use super::super::reading::within;
use crate::capture::number;
use crate::error::Result;
use crate::record::Named;

const SESSION: &[&str] = &["ZCONTACTJID", "ZPARTNERNAME", "ZSESSIONTYPE"];
const MEMBER: &[&str] = &["ZMEMBERJID", "ZCONTACTNAME", "ZCHATSESSION"];

/// The most members of a group.
const MAX_MEMBERS: usize = 500;

/// A conversation.
pub(super) struct Session {
    pub(super) jid: Option<String>,
    pub(super) name: Option<String>,
    /// The columns as a canonical object.
    pub(super) row: String,
    members: Vec<i64>,
    /// Whether it has more members than are told.
    pub(super) cut: bool,
}

impl Session {
    /// Whether it is a group.
    pub(super) fn is_group(&self) -> bool {
        self.jid.as_deref().is_some_and(|jid| jid.ends_with("@g.us"))
    }
}

/// A member of a group.
pub(super) struct Member {
    pub(super) jid: Option<String>,
    pub(super) name: Option<String>,
    /// The columns as a canonical object.
    pub(super) row: String,
}

/// The sessions and members of a database.
pub(super) struct Sessions {
    sessions: HashMap<i64, Session>,
    members: HashMap<i64, Member>,
    /// The media of messages, in databases whose messages do not name them.
    media: HashMap<i64, i64>,
}

impl Sessions {
    /// Reads them all; what cannot be read is as if it were not there.
    pub(super) fn read(database: &Database) -> Result<Self> {
        let mut sessions: HashMap<i64, Session> = HashMap::new();
        let mut members = HashMap::new();
        let text =
            |cells: &Cells<'_, '_>, name: &str| cells.text(name).map(std::borrow::Cow::into_owned);
        rows(database, "ZWACHATSESSION", SESSION, &mut |cells| {
            let (jid, name) = (text(cells, "ZCONTACTJID"), text(cells, "ZPARTNERNAME"));
            let session =
                Session { jid, name, row: cells.object(), members: Vec::new(), cut: false };
            sessions.insert(cells.id(), session);
            within(sessions.len())
        })?;
        rows(database, "ZWAGROUPMEMBER", MEMBER, &mut |cells| {
            let (jid, name) = (text(cells, "ZMEMBERJID"), text(cells, "ZCONTACTNAME"));
            let mut columns = crate::capture::row::Columns::default();
            cells.enter(&mut columns, &["ZCHATSESSION"]);
            let row = super::super::reading::object(&columns);
            let session = cells.int("ZCHATSESSION").and_then(|id| sessions.get_mut(&id));
            if let Some(session) = session {
                session.cut = session.members.len() == MAX_MEMBERS;
                if !session.cut {
                    session.members.push(cells.id());
                }
            }
            members.insert(cells.id(), Member { jid, name, row });
            within(members.len())
        })?;
        let mut media = HashMap::new();
        if !database.has_column("ZWAMESSAGE", "ZMEDIAITEM") {
            rows(database, "ZWAMEDIAITEM", &["ZMESSAGE"], &mut |cells| {
                if let Some(message) = cells.int("ZMESSAGE") {
                    media.entry(message).or_insert_with(|| cells.id());
                }
                within(media.len())
            })?;
        }
        Ok(Self { sessions, members, media })
    }

    /// The media of a message that does not name it.
    pub(super) fn media(&self, message: i64) -> Option<i64> {
        self.media.get(&message).copied()
    }

    /// A session by its number.
    pub(super) fn session(&self, id: i64) -> Option<&Session> {
        self.sessions.get(&id)
    }

    /// A member by its number.
    pub(super) fn member(&self, id: i64) -> Option<&Member> {
        self.members.get(&id)
    }

    /// The addresses of a session's members.
    pub(super) fn members(&self, session: i64) -> Vec<&str> {
        let members = self.sessions.get(&session).map(|session| session.members.as_slice());
        let members = members.unwrap_or_default().iter();
        members.filter_map(|id| self.members.get(id)?.jid.as_deref()).collect()
    }
}

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

/// An address: `USER@SERVER`.
pub(super) struct Jid<'a> {
    whole: &'a str,
    user: &'a str,
    server: &'a str,
}

impl<'a> Jid<'a> {
    /// Takes an address apart.
    pub(super) fn of(whole: &'a str) -> Self {
        let (user, server) = whole.split_once('@').unwrap_or((whole, ""));
        let user = user.split([':', '.']).next().unwrap_or_default();
        Self { whole, user, server }
    }

    /// Whether it names a person and not a group or list.
    pub(super) fn is_member(&self) -> bool {
        !matches!(self.server, "g.us" | "broadcast" | "newsletter")
    }

    /// As shown, with its number.
    pub(super) fn named(&self, country: Option<&str>) -> Named {
        let telephone = matches!(self.server, "s.whatsapp.net" | "c.us")
            && !self.user.is_empty()
            && self.user.bytes().all(|b| b.is_ascii_digit());
        if telephone {
            return number::named(&format!("+{}", self.user), country);
        }
        Named { shown: self.whole.to_owned(), number: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_number_only_at_the_telephone_s_server() {
        let number = |jid: &str| Jid::of(jid).named(None).number;
        assert_eq!(number("14155550100@s.whatsapp.net").as_deref(), Some("+14155550100"));
        assert_eq!(number("14155550100:3@s.whatsapp.net").as_deref(), Some("+14155550100"));
        assert_eq!(number("100000000000001@lid"), None);
        assert!(!Jid::of("120000000000000001@g.us").is_member());
    }
}

//! WhatsApp on an iPhone: `ChatStorage.sqlite`.
//!
//! docs/spec/ios-backup.md, 9.

mod session;

use std::borrow::Cow;

use rusqlite::Row;

use super::super::row::{Cell, Columns, Fault};
use super::cells::{Cells, Shape};
use super::choice::Met;
use super::reading::{Reading, object};
use crate::record::{Channel, Direction, Draft, Fact, Field, Named, Party, TAKEN_BACK};
use session::{Jid, Sessions};

const TABLE: &str = "ZWAMESSAGE";

/// Where its files are.
const DOMAIN: &str = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";

const COLUMNS: &[&str] = &[
    "ZSTANZAID",
    "ZTEXT",
    "ZFROMJID",
    "ZTOJID",
    "ZISFROMME",
    "ZMESSAGEDATE",
    "ZSENTDATE",
    "ZMESSAGETYPE",
    "ZGROUPEVENTTYPE",
    "ZPUSHNAME",
    "ZCHATSESSION",
    "ZGROUPMEMBER",
    "ZMEDIAITEM",
];

const LOOKED_AT: &[&str] = &["ZCHATSESSION", "ZGROUPMEMBER", "ZMEDIAITEM"];

const MEDIA: &[&str] = &["ZMEDIALOCALPATH", "ZTITLE", "ZFILESIZE", "ZVCARDSTRING"];

const FIELDS: &[(Field, &str)] = &[(Field::Body, "ZTEXT")];

/// A message that its sender deleted for everyone.
const DELETED: i64 = 14;

/// Reads every message.
pub(super) fn read(reading: &mut Reading<'_>) -> crate::Result<()> {
    let sessions = Sessions::read(reading.database)?;
    let database = reading.database;
    let reading = std::cell::RefCell::new(reading);
    database.each(
        TABLE,
        COLUMNS,
        &mut |row| message(&mut reading.borrow_mut(), &sessions, row),
        &mut |from, _, reason| reading.borrow_mut().skip(from.max(1), reason),
    )
}

/// What stands beside a message.
struct Beside<'a> {
    session: Option<&'a session::Session>,
    member: Option<&'a session::Member>,
}

fn message(reading: &mut Reading<'_>, sessions: &Sessions, row: &Row<'_>) -> crate::Result<()> {
    let cells = Cells::new(row, COLUMNS);
    let id = cells.id();
    let beside = Beside {
        session: cells.int("ZCHATSESSION").and_then(|id| sessions.session(id)),
        member: cells.int("ZGROUPMEMBER").and_then(|id| sessions.member(id)),
    };
    let country = reading.context.country;
    let out = cells.flag("ZISFROMME");
    let party = party(&cells, sessions, &beside, country);
    let in_group = beside.session.is_some_and(session::Session::is_group);
    let contact = match (in_group, beside.member, beside.session) {
        (true, member, _) => member.and_then(|member| member.name.clone()),
        (false, _, session) => session.and_then(|session| session.name.clone()),
    };
    let time = cells.time("ZMESSAGEDATE");
    let bare = cells.text("ZTEXT").is_none() && cells.int("ZMEDIAITEM").is_none();
    let kind = cells.int("ZMESSAGETYPE");
    let event = cells.int("ZGROUPEVENTTYPE").is_some_and(|event| event > 0) && bare;
    let system = matches!(kind, Some(6 | 10)) || event && kind != Some(DELETED);
    let left_out = system.then_some("system-row").or(time.err());
    let met = Met {
        channel: Channel::Chat,
        party: &party,
        contact: contact.as_deref(),
        time: time.ok(),
        left_out,
    };
    if !reading.wants(&met)? {
        return Ok(());
    }
    let time = match (left_out, time) {
        (None, Ok(time)) => time,
        (reason, _) => return reading.skip(id, reason.unwrap_or("time-invalid")),
    };
    let mut fact = reading.fact(id, time);
    fact.channel = Some(Channel::Chat);
    fact.service = Some("whatsapp".to_owned());
    fact.direction = Some(if out { Direction::Out } else { Direction::In });
    let made = finish(reading, sessions, &cells, &beside, fact, party, contact);
    reading.give(id, made)
}

fn finish(
    reading: &mut Reading<'_>,
    sessions: &Sessions,
    cells: &Cells<'_, '_>,
    beside: &Beside<'_>,
    mut fact: Fact,
    party: Party,
    contact: Option<String>,
) -> Result<Draft, Fault> {
    let mut names = Vec::new();
    let mut title = None;
    let mut lost = Vec::new();
    if beside.session.is_some_and(|session| session.is_group() && session.cut) {
        lost.push("too-many-parts");
    }
    let media = media(reading, sessions, cells, &mut fact, &mut names, &mut lost, &mut title)?;
    let text = cells.text("ZTEXT").map(Cow::into_owned);
    let deleted = cells.int("ZMESSAGETYPE") == Some(DELETED);
    let body = text.or(title).filter(|_| !deleted);
    fact.reason = deleted.then(|| TAKEN_BACK.to_owned());
    let mut columns = Columns::default();
    cells.enter(&mut columns, LOOKED_AT);
    if !columns.has("ZSTANZAID") {
        columns.push_text("Z_PK", itoa::Buffer::new().format(cells.id()));
    }
    let mut more: Vec<(&str, &str)> = Vec::new();
    more.extend(beside.session.map(|session| ("session", session.row.as_str())));
    more.extend(beside.member.map(|member| ("member", member.row.as_str())));
    more.extend(media.as_deref().map(|media| ("media", media)));
    let (own, subject) = (None, None);
    let shape = Shape { fact, party, own, contact, subject, body, names, lost };
    shape.finish(&mut columns, &more, FIELDS, reading.sink)
}

fn party(
    cells: &Cells<'_, '_>,
    sessions: &Sessions,
    beside: &Beside<'_>,
    country: Option<&str>,
) -> Party {
    let contact = beside.session.and_then(|session| session.jid.as_deref());
    let (from, to) = (cells.text("ZFROMJID"), cells.text("ZTOJID"));
    let member = beside.member.and_then(|member| member.jid.as_deref());
    let in_group = beside.session.is_some_and(session::Session::is_group);
    let id = cells.int("ZCHATSESSION").filter(|_| in_group);
    let members = id.map(|id| sessions.members(id)).unwrap_or_default();
    let named = |jid: &str| Jid::of(jid).named(country);
    let name = if cells.flag("ZISFROMME") {
        let known = [to.as_deref(), contact];
        let mut known = known.into_iter().flatten();
        let one = known.clone().find(|jid| Jid::of(jid).is_member());
        one.or_else(|| members.first().copied()).or_else(|| known.next())
    } else {
        let mut known = [member, from.as_deref(), contact].into_iter().flatten();
        let one = known.clone().find(|jid| Jid::of(jid).is_member());
        one.or_else(|| known.next())
    };
    let name = name.map(named).unwrap_or_default();
    let mut group: Vec<Named> = Vec::new();
    for member in members.into_iter().map(named) {
        if member.key() != name.key() && group.iter().all(|other| other.key() != member.key()) {
            group.push(member);
        }
    }
    Party { name, group }
}

/// Takes the file of a message; gives its row as a canonical object.
fn media(
    reading: &mut Reading<'_>,
    sessions: &Sessions,
    cells: &Cells<'_, '_>,
    fact: &mut Fact,
    names: &mut Vec<String>,
    lost: &mut Vec<&'static str>,
    title: &mut Option<String>,
) -> Result<Option<String>, Fault> {
    let Some(id) = cells.int("ZMEDIAITEM").or_else(|| sessions.media(cells.id())) else {
        return Ok(None);
    };
    let database = reading.database;
    let list = database.list("ZWAMEDIAITEM", MEDIA);
    let sql = format!("SELECT rowid,{list} FROM ZWAMEDIAITEM WHERE rowid = ?1");
    let mut statement = database.connection.prepare_cached(&sql).ok();
    let Some(mut rows) = statement.as_mut().and_then(|statement| statement.query([id]).ok()) else {
        lost.push("unreadable");
        return Ok(None);
    };
    let row = match rows.next() {
        Ok(Some(row)) => row,
        missing => {
            lost.push(if missing.is_ok() { "not-in-the-backup" } else { "unreadable" });
            return Ok(None);
        }
    };
    let media = Cells::new(row, MEDIA);
    *title = media.text("ZTITLE").map(Cow::into_owned);
    let mut columns = Columns::default();
    media.enter(&mut columns, &[]);
    if let Some(path) = media.text("ZMEDIALOCALPATH") {
        let path = path.trim_start_matches('/');
        let whole = match path.starts_with("Message/") {
            true => path.to_owned(),
            false => format!("Message/{path}"),
        };
        let cell = reading.attach(DOMAIN, &whole, None)?;
        if let Cell::Stored(stored) = &cell {
            fact.attachments.push(stored.clone());
            names.push(path.rsplit('/').next().unwrap_or_default().to_owned());
        } else if let Cell::Lost(code, _) = &cell {
            lost.push(code);
        }
        columns.push("content", cell);
    }
    Ok(Some(object(&columns)))
}

//! Android's own databases: `mmssms.db` and `calllog.db`, as a rooted phone or a tool copied them.
//!
//! They are opened as the databases of an iPhone are; their columns are those of every Android
//! backup. docs/spec/capture.md, "Android's databases".

use std::cell::RefCell;

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::ios_backup::Met;
use super::ios_backup::cells::hashed;
use super::ios_backup::database::Database;
use super::ios_backup::reading::{Reading, object};
use super::provider::{self, Address, Content, MAX_PARTS, Part, Place};
use super::row::{Columns, Fault};
use crate::record::{Channel, Direction, Draft, Party};

/// The most columns of a table.
const MAX_COLUMNS: usize = 256;

/// The id of a row, which is column 0 of every query.
const ID: &str = "_id";

/// Reads every SMS, then every MMS.
pub(super) fn messages(reading: &mut Reading<'_>) -> crate::Result<()> {
    table(reading, "sms", &mut |reading, id, columns| sms(reading, id, columns))?;
    table(reading, "pdu", &mut |reading, id, columns| mms(reading, id, columns))
}

/// Reads every call.
pub(super) fn calls(reading: &mut Reading<'_>) -> crate::Result<()> {
    table(reading, "calls", &mut |reading, id, columns| {
        let place = place(reading, id);
        let party = provider::party_of_call(&place, columns);
        if !wants(reading, Channel::Call, None, &party, columns)? {
            return Ok(None);
        }
        Ok(Some(provider::call(&place, columns, object(columns))))
    })
}

/// What becomes of a row that was wanted; none where it was not.
type Made = crate::Result<Option<Result<Draft, Fault>>>;

/// Gives every row of a table to `make`.
fn table(
    reading: &mut Reading<'_>,
    table: &str,
    make: &mut dyn FnMut(&mut Reading<'_>, i64, &mut Columns) -> Made,
) -> crate::Result<()> {
    let database = reading.database;
    let names = names(database, table);
    let reading = RefCell::new(reading);
    database.each(
        table,
        &names,
        &mut |row| {
            let reading = &mut reading.borrow_mut();
            let id: i64 = row.get(0).unwrap_or_default();
            let mut columns = columns(row, &names);
            match make(reading, id, &mut columns)? {
                Some(made) => reading.give(id, made),
                None => Ok(()),
            }
        },
        &mut |from, _, reason| reading.borrow_mut().skip(from.max(1), reason),
    )
}

fn sms(reading: &mut Reading<'_>, id: i64, columns: &mut Columns) -> Made {
    let place = place(reading, id);
    let party = provider::party_of_sms(&place, columns);
    let direction = provider::message_direction(columns.int("type")).ok().flatten();
    if !wants(reading, Channel::Sms, direction, &party, columns)? {
        return Ok(None);
    }
    columns.shed(reading.sink)?;
    Ok(Some(provider::sms(&place, columns, object(columns))))
}

fn mms(reading: &mut Reading<'_>, id: i64, columns: &mut Columns) -> Made {
    let place = place(reading, id);
    let Ok((addresses, addresses_row)) = addresses(reading.database, id) else {
        return Ok(Some(Err(Fault::Row("row-damaged"))));
    };
    let direction = provider::message_direction(columns.int("msg_box")).ok().flatten();
    let (party, _) = provider::sides(&place, columns, direction, &addresses);
    if !wants(reading, Channel::Mms, direction, &party, columns)? {
        return Ok(None);
    }
    let Ok((parts, parts_row)) = parts(reading.database, id) else {
        return Ok(Some(Err(Fault::Row("row-damaged"))));
    };
    if addresses.len() > MAX_PARTS || parts.len() > MAX_PARTS {
        return Ok(Some(Err(Fault::Row("too-many-parts"))));
    }
    let (addresses_row, parts_row) = (format!("[{addresses_row}]"), format!("[{parts_row}]"));
    let mut row = String::new();
    columns.write(&mut row, &[("addrs", &addresses_row), ("parts", &parts_row)]);
    Ok(Some(provider::mms(&place, columns, parts, &addresses, row, reading.sink)))
}

fn place<'a>(reading: &Reading<'a>, id: i64) -> Place<'a> {
    let row = u64::try_from(id).unwrap_or_default();
    Place { context: reading.context, format: reading.kind.format(), row }
}

fn wants(
    reading: &mut Reading<'_>,
    channel: Channel,
    direction: Option<Direction>,
    party: &Party,
    columns: &Columns,
) -> crate::Result<bool> {
    let time = provider::time(columns, channel, direction);
    let left_out = time.err();
    reading.wants(&Met { channel, party, contact: None, time: time.ok(), left_out })
}

/// The names of a table's columns but the id's.
fn names<'d>(database: &'d Database, table: &str) -> Vec<&'d str> {
    let names = database.columns(table).iter().map(String::as_str);
    // A name is written into a query: only plain ones are used.
    let plain = |name: &&str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    names.filter(plain).filter(|name| *name != ID).take(MAX_COLUMNS).collect()
}

/// Every column that is not NULL, as text; bytes by their hash.
fn columns(row: &Row<'_>, names: &[&str]) -> Columns {
    let mut columns = Columns::default();
    let id: i64 = row.get(0).unwrap_or_default();
    columns.push_text(ID, itoa::Buffer::new().format(id));
    for (at, name) in names.iter().enumerate() {
        match row.get_ref(at + 1).unwrap_or(ValueRef::Null) {
            ValueRef::Null => {}
            ValueRef::Integer(number) => {
                columns.push_text(name, itoa::Buffer::new().format(number));
            }
            ValueRef::Real(number) => {
                columns.push_text(name, &number.to_string());
            }
            ValueRef::Text(bytes) => {
                columns.push_bytes(name, bytes, false);
            }
            ValueRef::Blob(bytes) => {
                columns.push(name, hashed(bytes));
            }
        }
    }
    columns
}

/// The rows of a table that belong to a message, as their canonical list without its brackets.
///
/// An error where the table cannot be read to the end; `take` has had the rows before.
fn belonging(
    database: &Database,
    table: &str,
    key: &str,
    id: i64,
    take: &mut dyn FnMut(&Columns),
) -> rusqlite::Result<String> {
    let names = names(database, table);
    let mut list = String::new();
    if !database.has_column(table, key) {
        return Ok(list);
    }
    let columns_list = database.list(table, &names);
    let sql = format!(
        "SELECT rowid,{columns_list} FROM \"{table}\" WHERE \"{key}\" = ?1 ORDER BY rowid LIMIT {}",
        MAX_PARTS + 1
    );
    let mut statement = database.connection.prepare_cached(&sql)?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let columns = columns(row, &names);
        if !list.is_empty() {
            list.push(',');
        }
        columns.write(&mut list, &[]);
        take(&columns);
    }
    Ok(list)
}

fn addresses(database: &Database, id: i64) -> rusqlite::Result<(Vec<Address>, String)> {
    let mut found = Vec::new();
    let list = belonging(database, "addr", "msg_id", id, &mut |columns| {
        if let (Some(kind), Some(address)) = (columns.int("type"), columns.known("address")) {
            found.push((kind, address.to_owned()));
        }
    })?;
    Ok((found, list))
}

fn parts(database: &Database, id: i64) -> rusqlite::Result<(Vec<Part>, String)> {
    let mut found = Vec::new();
    let list = belonging(database, "part", "mid", id, &mut |columns| {
        let media_type = columns.known("ct").unwrap_or_default().to_owned();
        let name = ["name", "fn", "cl"].iter().find_map(|column| columns.known(column));
        let plain = media_type.trim().to_ascii_lowercase().starts_with("text/plain");
        let text = columns.text("text").filter(|text| plain || !text.is_empty());
        let content = match (text, columns.known("_data")) {
            (Some(text), _) => Content::Text(text.to_owned()),
            // The phone keeps such content in a folder beside the database.
            (None, Some(_)) => Content::Lost("file-missing"),
            (None, None) => Content::Absent,
        };
        let name = name.unwrap_or_default().to_owned();
        found.push(Part { media_type, name, content, repaired: columns.is_repaired("text") });
    })?;
    Ok((found, list))
}

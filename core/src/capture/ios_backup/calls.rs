//! Calls: `CallHistory.storedata`.
//!
//! docs/spec/ios-backup.md, 7.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::Row;

use super::super::row::Columns;
use super::cells::{Cells, Shape, named, word};
use super::choice::Met;
use super::database::Database;
use super::reading::{Reading, within};
use crate::record::{Channel, Direction, Field, Named, Outcome, Party};

/// The most members of a call.
const MAX_MEMBERS: usize = 500;

const TABLE: &str = "ZCALLRECORD";

const COLUMNS: &[&str] = &[
    "ZUNIQUE_ID",
    "ZDATE",
    "ZDURATION",
    "ZORIGINATED",
    "ZANSWERED",
    "ZCALLTYPE",
    "ZCALL_CATEGORY",
    "ZADDRESS",
    "ZISO_COUNTRY_CODE",
    "ZLOCATION",
    "ZNAME",
    "ZSERVICE_PROVIDER",
    "ZFACE_TIME_DATA",
    "ZDISCONNECTED_CAUSE",
    "ZFILTERED_OUT_REASON",
    "ZBLOCKEDBYEXTENSION",
    "ZJUNKCONFIDENCE",
    "ZJUNKIDENTIFICATIONCATEGORY",
    "ZNUMBER_AVAILABILITY",
    "ZHANDLE_TYPE",
    "ZVERIFICATIONSTATUS",
    "ZHASMESSAGE",
    "ZAUTOANSWEREDREASON",
];

const FIELDS: &[(Field, &str)] = &[(Field::Party, "ZADDRESS"), (Field::Contact, "ZNAME")];

/// Reads every call.
pub(super) fn read(reading: &mut Reading<'_>) -> crate::Result<()> {
    let handles = handles(reading.database)?;
    let database = reading.database;
    let reading = std::cell::RefCell::new(reading);
    database.each(
        TABLE,
        COLUMNS,
        &mut |row| call(&mut reading.borrow_mut(), row, &handles),
        &mut |from, _, reason| reading.borrow_mut().skip(from.max(1), reason),
    )
}

fn call(
    reading: &mut Reading<'_>,
    row: &Row<'_>,
    handles: &HashMap<i64, Vec<String>>,
) -> crate::Result<()> {
    let cells = Cells::new(row, COLUMNS);
    let all = handles.get(&cells.id()).map(Vec::as_slice).unwrap_or_default();
    let few = &all[..all.len().min(MAX_MEMBERS)];
    let party = party(&cells, few, reading.context.country);
    let time = cells.time("ZDATE");
    let contact = cells.text("ZNAME").map(Cow::into_owned);
    let met = Met {
        channel: Channel::Call,
        party: &party,
        contact: contact.as_deref(),
        time: time.ok(),
        left_out: time.err(),
    };
    if !reading.wants(&met)? {
        return Ok(());
    }
    let time = match time {
        Ok(time) => time,
        Err(reason) => return reading.skip(cells.id(), reason),
    };
    let mut fact = reading.fact(cells.id(), time);
    let out = cells.flag("ZORIGINATED");
    fact.channel = Some(Channel::Call);
    fact.direction = Some(if out { Direction::Out } else { Direction::In });
    fact.duration = cells.seconds("ZDURATION");
    let talked = fact.duration.is_some_and(|seconds| seconds > 0);
    let blocked = cells.text("ZBLOCKEDBYEXTENSION").is_some() || cells.flag("ZFILTERED_OUT_REASON");
    fact.outcome = match out {
        true => talked.then_some(Outcome::Connected),
        false if cells.flag("ZANSWERED") => Some(Outcome::Connected),
        false if blocked => Some(Outcome::Blocked),
        false => Some(Outcome::Missed),
    };
    fact.service = service(&cells);
    let mut columns = Columns::default();
    cells.enter(&mut columns, &["ZADDRESS"]);
    // The address is text in new databases and the same text as a blob in old ones.
    if let Some(address) = cells.blob("ZADDRESS") {
        columns.push_bytes("ZADDRESS", address, false);
    } else if let Some(address) = cells.text("ZADDRESS") {
        columns.push_text("ZADDRESS", &address);
    }
    if !columns.has("ZUNIQUE_ID") {
        columns.push_text("Z_PK", itoa::Buffer::new().format(cells.id()));
    }
    let lost = if few.len() < all.len() { vec!["too-many-parts"] } else { Vec::new() };
    let (body, names) = (None, Vec::new());
    let shape = Shape { fact, party, own: None, contact, subject: None, body, names, lost };
    let made = shape.finish(&mut columns, &[], FIELDS, reading.sink);
    reading.give(cells.id(), made)
}

fn party(cells: &Cells<'_, '_>, handles: &[String], country: Option<&str>) -> Party {
    let own = cells.text("ZISO_COUNTRY_CODE");
    let name = |shown: &str| named(shown, own.as_deref(), country);
    let mut others: Vec<Named> = handles.iter().map(|shown| name(shown)).collect();
    let name = match cells.text("ZADDRESS") {
        Some(address) => name(&address),
        None => others.first().cloned().unwrap_or_default(),
    };
    others.retain(|other| other.key() != name.key());
    Party { name, group: others }
}

/// The service beside the telephone; none for the telephone itself.
fn service(cells: &Cells<'_, '_>) -> Option<String> {
    let facetime = matches!(cells.int("ZCALLTYPE"), Some(8 | 16));
    match cells.text("ZSERVICE_PROVIDER").as_deref() {
        None | Some("com.apple.Telephony") => facetime.then(|| "facetime".to_owned()),
        Some("com.apple.FaceTime") => Some("facetime".to_owned()),
        Some("net.whatsapp.WhatsApp") => Some("whatsapp".to_owned()),
        Some(other) => word(other.rsplit('.').next().unwrap_or(other)),
    }
}

/// The addresses of calls with several members, by call; one more than are told at most.
fn handles(database: &Database) -> crate::Result<HashMap<i64, Vec<String>>> {
    let mut found: HashMap<i64, Vec<String>> = HashMap::new();
    let is_join =
        |table: &&str| table.starts_with("Z_") && table.ends_with("REMOTEPARTICIPANTHANDLES");
    let Some(join) = database.tables().find(is_join) else { return Ok(found) };
    let column = |end: &str| {
        let columns = database.columns(join).iter();
        columns.map(String::as_str).find(|name| name.starts_with("Z_") && name.ends_with(end))
    };
    let (Some(call), Some(handle)) =
        (column("REMOTEPARTICIPANTCALLS"), column("REMOTEPARTICIPANTHANDLES"))
    else {
        return Ok(found);
    };
    // The names of tables and columns come from the database: only plain ones are used.
    let plain = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !database.has_column("ZHANDLE", "ZVALUE") || ![join, call, handle].into_iter().all(plain) {
        return Ok(found);
    }
    let sql = format!(
        "SELECT j.\"{call}\", h.ZVALUE FROM \"{join}\" j JOIN ZHANDLE h ON h.rowid = j.\"{handle}\" \
         ORDER BY h.rowid"
    );
    let Ok(mut statement) = database.connection.prepare(&sql) else { return Ok(found) };
    let Ok(mut rows) = statement.query([]) else { return Ok(found) };
    let mut held = 0;
    while let Ok(Some(row)) = rows.next() {
        if let (Ok(call), Ok(value)) = (row.get(0), row.get::<_, String>(1)) {
            let values = found.entry(call).or_default();
            if !values.contains(&value) && values.len() <= MAX_MEMBERS {
                values.push(value);
                held += 1;
            }
        }
        within(held)?;
    }
    Ok(found)
}

//! Voicemail: `voicemail.db` and the recordings beside it.
//!
//! docs/spec/ios-backup.md, 8.

use std::borrow::Cow;

use rusqlite::Row;

use super::super::row::{Cell, Columns};
use super::cells::{Cells, Shape, named};
use super::choice::Met;
use super::reading::Reading;
use crate::record::{Channel, Direction, Field, Millis, Outcome, Party};

const TABLE: &str = "voicemail";

const COLUMNS: &[&str] = &[
    "uuid",
    "remote_uid",
    "date",
    "token",
    "sender",
    "callback_num",
    "receiver",
    "duration",
    "label",
];

const FIELDS: &[(Field, &str)] = &[(Field::Party, "sender"), (Field::Own, "receiver")];

/// Reads every message.
pub(super) fn read(reading: &mut Reading<'_>) -> crate::Result<()> {
    let database = reading.database;
    let reading = std::cell::RefCell::new(reading);
    database.each(
        TABLE,
        COLUMNS,
        &mut |row| message(&mut reading.borrow_mut(), row),
        &mut |from, _, reason| reading.borrow_mut().skip(from.max(1), reason),
    )
}

fn message(reading: &mut Reading<'_>, row: &Row<'_>) -> crate::Result<()> {
    let cells = Cells::new(row, COLUMNS);
    let id = cells.id();
    let country = reading.context.country;
    let sender = cells.text("sender").or_else(|| cells.text("callback_num"));
    let name = sender.map(|shown| named(&shown, None, country)).unwrap_or_default();
    let party = Party { name, group: Vec::new() };
    // Unlike everything else on the phone, this counts from 1970.
    let time = match cells.int("date") {
        None | Some(0) => Err("time-missing"),
        Some(seconds) => {
            let time = seconds.checked_mul(1000).map(Millis).filter(|time| time.in_range());
            time.ok_or("time-out-of-range")
        }
    };
    let met = Met {
        channel: Channel::Call,
        party: &party,
        contact: None,
        time: time.ok(),
        left_out: time.err(),
    };
    if !reading.wants(&met)? {
        return Ok(());
    }
    let time = match time {
        Ok(time) => time,
        Err(reason) => return reading.skip(id, reason),
    };
    let mut fact = reading.fact(id, time);
    fact.channel = Some(Channel::Call);
    fact.direction = Some(Direction::In);
    fact.outcome = Some(Outcome::Voicemail);
    fact.duration = cells.seconds("duration");
    let path = format!("Library/Voicemail/{id}.amr");
    let cell = match reading.attach("HomeDomain", &path, Some("audio/amr")) {
        Ok(cell) => cell,
        Err(fault) => return reading.give(id, Err(fault)),
    };
    let mut columns = Columns::default();
    cells.enter(&mut columns, &[]);
    if !columns.has("uuid") {
        columns.push_text("ROWID", itoa::Buffer::new().format(id));
    }
    let mut names = Vec::new();
    if let Cell::Stored(stored) = &cell {
        fact.attachments.push(stored.clone());
        names.push(format!("{id}.amr"));
    }
    let lost = if let Cell::Lost(code, _) = &cell { vec![*code] } else { Vec::new() };
    columns.push("content", cell);
    let own = cells.text("receiver").map(Cow::into_owned);
    let own = own.map(|shown| named(&shown, None, country));
    let (contact, subject, body) = (None, None, None);
    let shape = Shape { fact, party, own, contact, subject, body, names, lost };
    let made = shape.finish(&mut columns, &[], FIELDS, reading.sink);
    reading.give(id, made)
}

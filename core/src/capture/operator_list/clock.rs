//! The time of a row, with the day or the year that the frame gives, and its zone.
//!
//! docs/spec/operator-list.md, "Cells" and "Records".

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::cell::{self, Time};
use super::frame::Frame;
use crate::capture::Context;
use crate::capture::chat_export::instant;
use crate::record::{Fact, Millis, Offset, OffsetFrom};

/// What a row gives, or why it is left out.
pub(super) type Read<T> = Result<T, &'static str>;

/// The local time that a cell gives.
pub(super) fn local(text: &str, frame: &Frame) -> Read<NaiveDateTime> {
    match cell::time(text).ok_or("time-invalid")? {
        Time::Whole(time) => Ok(time),
        Time::Day(_) => Err("time-missing"),
        Time::Clock(clock) => {
            let (day, _) = frame.day.as_ref().ok_or("day-missing")?;
            Ok(day.and_time(clock))
        }
        Time::Yearless(month, day, clock) => {
            let year = frame.year_of(month).ok_or("year-missing")?;
            let date = NaiveDate::from_ymd_opt(year, month, day);
            Ok(date.ok_or("time-invalid")?.and_time(clock))
        }
    }
}

/// Enters the time: by the zone that the person says, else Beijing's for a list of the mainland,
/// whose operators know no other.
pub(super) fn stamp(
    fact: &mut Fact,
    time: NaiveDateTime,
    context: &Context<'_>,
    mainland: bool,
) -> Read<()> {
    let told = instant(time, context.offset);
    match told.or_else(|| instant(time, &beijing).filter(|_| mainland)) {
        Some((at, offset)) if at.in_range() => {
            fact.network = Some(at);
            fact.offset = Some(offset);
        }
        None if (1990..=2100).contains(&time.year()) => {
            fact.local = Some(time.format("%Y-%m-%dT%H:%M:%S").to_string());
        }
        _ => return Err("time-out-of-range"),
    }
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "the form that a context has")]
fn beijing(_: Millis) -> Option<Offset> {
    let zone = Some("Asia/Shanghai".to_owned());
    Some(Offset { minutes: 480, zone, from: OffsetFrom::File })
}

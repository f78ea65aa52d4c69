//! Instants as people read them: with the offset, in UTC, and in Beijing where that differs.

use chrono::DateTime;

use super::page::Page;
use crate::record::{Fact, Millis, Offset};

/// Minutes east of UTC of Asia/Shanghai at an instant; summer time held in 1990 and 1991.
pub(super) fn shanghai(time: Millis) -> i64 {
    const HOUR: i64 = 3_600_000;
    const SUMMERS: [(i64, i64); 2] =
        [(640_116_000_000, 653_418_000_000), (671_565_600_000, 684_867_600_000)];
    debug_assert!(SUMMERS.iter().all(|(from, to)| from % HOUR == 0 && to % HOUR == 0));
    if SUMMERS.iter().any(|(from, to)| (*from..*to).contains(&time.0)) { 540 } else { 480 }
}

/// `YYYY-MM-DD hh:mm:ss` at `minutes` east of UTC; milliseconds where there are any.
pub(super) fn civil(time: Millis, minutes: i64) -> String {
    let moved = time.0.saturating_add(minutes.saturating_mul(60_000));
    let Some(moved) = DateTime::from_timestamp_millis(moved) else { return time.0.to_string() };
    let format =
        if time.0.rem_euclid(1000) == 0 { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S%.3f" };
    moved.format(format).to_string()
}

/// `±hh:mm`.
pub(super) fn offset(minutes: i64) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// The day in Asia/Shanghai.
pub(super) fn day(time: Millis) -> String {
    civil(time, shanghai(time))[..10].to_owned()
}

/// Writes an instant of the log itself, which has no zone: in Beijing and in UTC.
pub(super) fn write_plain(page: &mut Page<'_>, time: Millis) {
    let beijing = shanghai(time);
    stamp(page, &civil(time, beijing), &offset(beijing));
    utc(page, time);
}

fn utc(page: &mut Page<'_>, time: Millis) {
    page.markup("<span class=\"t z utc\">UTC ").plain(&civil(time, 0)).markup("</span>");
}

/// Writes a clock time and its offset so that a narrow cell can part the two.
fn stamp(page: &mut Page<'_>, time: &str, offset: &str) {
    page.markup("<span class=\"t\">").plain(time).markup("</span> <span class=\"t\">");
    page.plain(offset).markup("</span> ");
}

/// Writes an instant in every zone that it needs.
pub(super) fn write(page: &mut Page<'_>, time: Millis, zone: Option<&Offset>) {
    let beijing = shanghai(time);
    match zone {
        Some(zone) => stamp(page, &civil(time, zone.minutes), &offset(zone.minutes)),
        None => {
            stamp(page, &civil(time, beijing), &offset(beijing));
            page.markup("<span class=\"z\">").say("zone-not-recorded", &[]).markup("</span> ");
        }
    }
    utc(page, time);
    if zone.is_some_and(|zone| zone.minutes != beijing) {
        page.markup(" <span class=\"t z\">").say_first("beijing", &[]);
        page.plain(&format!(" {} {}", civil(time, beijing), offset(beijing))).markup("</span>");
    }
}

/// Writes the time of a record: its instant, or its clock time of an unknown zone.
pub(super) fn write_of(page: &mut Page<'_>, time: Option<Millis>, fact: &Fact) {
    match (time, &fact.local) {
        (Some(time), _) => write(page, time, fact.offset.as_ref()),
        (None, Some(local)) => {
            page.markup("<span class=\"t\">").plain(&local.replace('T', " "));
            page.markup("</span> <span class=\"z\">").say("zone-unknown", &[]).markup("</span>");
        }
        (None, None) => {
            page.say("time-unknown", &[]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_in_its_own_offset() {
        let time = Millis(1_772_720_049_000);
        assert_eq!(civil(time, 480), "2026-03-05 22:14:09");
        assert_eq!(civil(Millis(time.0 + 7), 0), "2026-03-05 14:14:09.007");
        assert_eq!(civil(time, -210), "2026-03-05 10:44:09");
        assert_eq!(offset(-210), "-03:30");
        assert_eq!(day(time), "2026-03-05");
    }

    #[test]
    fn beijing_had_summer_time_until_1991() {
        assert_eq!(shanghai(Millis(640_116_000_000 - 1)), 480);
        assert_eq!(shanghai(Millis(640_116_000_000)), 540);
        assert_eq!(shanghai(Millis(684_867_600_000)), 480);
    }
}

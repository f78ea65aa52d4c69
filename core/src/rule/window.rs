//! Permitted hours by weekday and holiday, and how far an instant lies from their edges.

use super::day::{DAY, Day};
use super::zone::{MINUTE, Zone};
use crate::record::Millis;

/// How far around an instant edges are looked for.
const REACH: i64 = 4 * DAY;

/// The bit of a holiday in [`Allowed::days`]; those of Monday to Sunday are 0 to 6.
pub(super) const HOLIDAY: u8 = 7;

/// A span of the day in which contact is permitted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Allowed {
    /// One bit for each weekday from Monday on, and one for holidays.
    pub days: u8,
    /// Whether calls, texts, visits are permitted in it.
    pub ways: [bool; 3],
    /// The start, in minutes of the day.
    pub from: i64,
    /// The end, not included, in minutes of the day.
    pub to: i64,
}

/// A way of contact that rules tell apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Way {
    /// A call.
    Call,
    /// A message of any service.
    Text,
    /// Someone came in person.
    Visit,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Call, Self::Text, Self::Visit];

    /// The word in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Text => "text",
            Self::Visit => "visit",
        }
    }
}

/// The days off of a place, for the years that were looked up.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Calendar {
    /// The first and the last year covered.
    pub years: (i32, i32),
    /// The days off, ascending.
    pub days: Vec<Day>,
}

impl Calendar {
    /// Whether a day is off; none for a year that is not covered.
    pub fn is_off(&self, day: Day) -> Option<bool> {
        let year = chrono::Datelike::year(&day.date()?);
        let covered = (self.years.0..=self.years.1).contains(&year);
        covered.then(|| self.days.binary_search(&day).is_ok())
    }
}

/// Where an instant lies: on which side, for how long already, and for how long still.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Place {
    /// Whether contact is barred.
    pub(super) barred: bool,
    /// The milliseconds since this side began; large where it began long ago.
    pub(super) since: i64,
    /// The milliseconds until it ends.
    pub(super) until: i64,
}

/// Permitted spans by the calendar of one place.
pub(super) struct Hours<'p> {
    pub(super) allowed: &'p [Allowed],
    pub(super) way: Way,
    pub(super) calendar: Option<&'p Calendar>,
    /// What a day of a year that the calendar does not cover is taken for.
    pub(super) unknown_is_off: bool,
}

impl Hours<'_> {
    /// Where an instant lies by the clock of a zone.
    pub(super) fn place(&self, zone: &Zone, time: Millis) -> Place {
        let mut spans: Vec<(i64, i64)> = Vec::new();
        for (from, to, minutes) in zone.stretches(time.0 - REACH, time.0 + REACH) {
            let shift = minutes * MINUTE;
            for day in (from + shift).div_euclid(DAY)..=(to + shift).div_euclid(DAY) {
                for (start, end) in self.day(Day(day)) {
                    let start = (day * DAY + start * MINUTE - shift).max(from);
                    let end = (day * DAY + end * MINUTE - shift).min(to);
                    if start < end {
                        spans.push((start, end));
                    }
                }
            }
        }
        spans.sort_unstable();
        let mut merged: Vec<(i64, i64)> = Vec::new();
        for (start, end) in spans {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        let next = merged.partition_point(|(start, _)| *start <= time.0);
        let before = next.checked_sub(1).map(|at| merged[at]);
        match before {
            Some((start, end)) if time.0 < end => {
                Place { barred: false, since: time.0 - start, until: end - time.0 }
            }
            _ => Place {
                barred: true,
                since: before.map_or(REACH, |(_, end)| time.0 - end),
                until: merged.get(next).map_or(REACH, |(start, _)| start - time.0),
            },
        }
    }

    /// The permitted spans of a day, in minutes.
    fn day(&self, day: Day) -> impl Iterator<Item = (i64, i64)> {
        let off = self.calendar.is_some_and(|c| c.is_off(day).unwrap_or(self.unknown_is_off));
        let bit = if off { HOLIDAY } else { day.weekday().try_into().unwrap_or(HOLIDAY) };
        let way = self.way as usize;
        let fits = move |allowed: &&Allowed| allowed.ways[way] && allowed.days >> bit & 1 == 1;
        self.allowed.iter().filter(fits).map(|allowed| (allowed.from, allowed.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::zone::{Change, Summer};

    const EVERY_DAY: u8 = 0xff;

    fn allowed(days: u8, from: i64, to: i64) -> Allowed {
        Allowed { days, ways: [true; 3], from, to }
    }

    fn at(text: &str) -> Millis {
        let (date, time) = text.split_once(' ').expect("a date and a time");
        let parts: Vec<i64> = time.split(':').map(|part| part.parse().expect("a number")).collect();
        let seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
        Millis(Day::parse(date).expect("a date").0 * DAY + seconds * 1000)
    }

    fn place(allowed: &[Allowed], calendar: Option<&Calendar>, zone: &Zone, time: &str) -> Place {
        let hours = Hours { allowed, way: Way::Call, calendar, unknown_is_off: false };
        hours.place(zone, at(time))
    }

    #[test]
    fn distances_are_counted_to_both_edges() {
        let day = [allowed(EVERY_DAY, 480, 1320)];
        let zone = Zone::fixed(0);
        let found = place(&day, None, &zone, "2026-03-01 22:05:00");
        assert_eq!((found.barred, found.since, found.until), (true, 300_000, 595 * MINUTE));
        let found = place(&day, None, &zone, "2026-03-01 21:59:59");
        assert_eq!((found.barred, found.until), (false, 1000));
        assert!(!place(&day, None, &zone, "2026-03-01 08:00:00").barred);
        assert!(place(&day, None, &zone, "2026-03-01 22:00:00").barred);
    }

    #[test]
    fn weekends_and_holidays_have_hours_of_their_own() {
        let week = [allowed(0b0001_1111, 480, 1200), allowed(0b1110_0000, 480, 1080)];
        let day = |text| Day::parse(text).expect("a day");
        let calendar = Calendar { years: (2026, 2026), days: vec![day("2026-03-03")] };
        let zone = Zone::fixed(0);
        for (time, barred) in [
            ("2026-03-02 19:00:00", false),
            ("2026-03-03 19:00:00", true),
            ("2026-03-07 17:59:59", false),
            ("2026-03-07 18:00:00", true),
        ] {
            assert_eq!(place(&week, Some(&calendar), &zone, time).barred, barred, "{time}");
        }
        assert_eq!(calendar.is_off(day("2027-01-01")), None);
    }

    #[test]
    fn an_hour_that_comes_twice_counts_twice_and_a_skipped_one_never() {
        let change = |month, nth| Change { month, weekday: 6, nth, at: 120 };
        let summer = Some(Summer { minutes: -240, start: change(3, 2), end: change(11, 1) });
        let zone = Zone { name: "America/New_York".into(), minutes: -300, summer, since: None };
        // 01:30 to 02:30 by the wall clock.
        let hour = [allowed(EVERY_DAY, 90, 150)];
        // In the autumn 01:30 to 02:00 comes twice: 05:30 and 06:30 UTC.
        for (time, barred) in [
            ("2026-11-01 05:29:59", true),
            ("2026-11-01 05:30:00", false),
            ("2026-11-01 06:00:00", true),
            ("2026-11-01 06:30:00", false),
            ("2026-11-01 07:29:59", false),
            ("2026-11-01 07:30:00", true),
        ] {
            assert_eq!(place(&hour, None, &zone, time).barred, barred, "{time}");
        }
        // In the spring 02:00 to 03:00 is skipped: only 06:30 to 07:00 UTC is left.
        let found = place(&hour, None, &zone, "2026-03-08 06:45:00");
        assert_eq!((found.barred, found.until), (false, 15 * MINUTE));
    }
}

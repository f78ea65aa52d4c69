//! Time zones as data of a pack: an offset, and where the clocks change the rule for it.
//!
//! Core has no zone database; a pack brings the few zones that its law asks for
//! (docs/adr/0009-zones-as-pack-data.md).

use chrono::{Datelike, NaiveDate, Weekday};

use super::day::{DAY, Day};
use crate::record::Millis;

/// The milliseconds of a minute.
pub(super) const MINUTE: i64 = 60_000;

/// A zone of a pack.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Zone {
    /// The IANA name.
    pub name: String,
    /// Minutes east of UTC, in winter where there is summer time.
    pub minutes: i64,
    /// Summer time, where there is one.
    pub summer: Option<Summer>,
    /// The first year for which this holds; what was before is not known.
    pub since: Option<i32>,
}

/// Summer time, every year by the same rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Summer {
    /// Minutes east of UTC in summer.
    pub minutes: i64,
    /// When it begins, by the clock of winter.
    pub start: Change,
    /// When it ends, by the clock of summer.
    pub end: Change,
}

/// A change of the clocks: the nth weekday of a month, at a minute of the day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Change {
    /// The month, 1 to 12.
    pub month: u32,
    /// The weekday, 0 for Monday.
    pub weekday: u8,
    /// Which of them in the month: 1 to 4, or 5 for the last.
    pub nth: u8,
    /// The minute of the day.
    pub at: i64,
}

/// A stretch of time with one offset: from, to (not included), minutes east of UTC.
pub(super) type Stretch = (i64, i64, i64);

impl Zone {
    /// A zone with one offset and no name.
    pub(super) const fn fixed(minutes: i64) -> Self {
        Self { name: String::new(), minutes, summer: None, since: None }
    }

    /// Minutes east of UTC at an instant; none before the zone's first year.
    pub fn offset(&self, time: Millis) -> Option<i64> {
        let year = year_of(time.0 + self.minutes * MINUTE);
        if self.since.is_some_and(|since| year < since) {
            return None;
        }
        let Some(summer) = &self.summer else { return Some(self.minutes) };
        let (start, end) = self.changes(summer, year);
        let warm = if start < end {
            (start..end).contains(&time.0)
        } else {
            time.0 >= start || time.0 < end
        };
        Some(if warm { summer.minutes } else { self.minutes })
    }

    /// The stretches of one offset between two instants.
    pub(super) fn stretches(&self, from: i64, to: i64) -> Vec<Stretch> {
        let mut cuts = vec![from];
        if let Some(summer) = &self.summer {
            for year in year_of(from) - 1..=year_of(to) + 1 {
                let (start, end) = self.changes(summer, year);
                cuts.extend([start, end].into_iter().filter(|cut| from < *cut && *cut < to));
            }
            cuts.sort_unstable();
        }
        let ends = cuts.iter().skip(1).copied().chain([to]);
        let offset = |at: i64| self.offset(Millis(at)).unwrap_or(self.minutes);
        cuts.iter().zip(ends).map(|(from, to)| (*from, to, offset(*from))).collect()
    }

    /// The instants at which summer time begins and ends in a year.
    fn changes(&self, summer: &Summer, year: i32) -> (i64, i64) {
        let start = summer.start.local(year) - self.minutes * MINUTE;
        (start, summer.end.local(year) - summer.minutes * MINUTE)
    }
}

impl Change {
    /// The clock time of the change in a year, as if it were UTC.
    fn local(self, year: i32) -> i64 {
        let weekday = Weekday::try_from(self.weekday).unwrap_or(Weekday::Sun);
        let nth = |n| NaiveDate::from_weekday_of_month_opt(year, self.month, weekday, n);
        // A fifth one does not exist in every month; then the fourth is the last.
        let date = nth(self.nth).or_else(|| nth(4)).unwrap_or_default();
        Day::from(date).0 * DAY + self.at * MINUTE
    }
}

fn year_of(millis: i64) -> i32 {
    Day(millis.div_euclid(DAY)).date().map_or(1970, |date| date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_york() -> Zone {
        let change = |month, nth| Change { month, weekday: 6, nth, at: 120 };
        let summer = Summer { minutes: -240, start: change(3, 2), end: change(11, 1) };
        let (name, since) = ("America/New_York".into(), Some(2007));
        Zone { name, minutes: -300, summer: Some(summer), since }
    }

    #[test]
    fn the_clocks_change_on_the_second_of_the_rule() {
        let zone = new_york();
        // 2026-03-08 07:00:00 UTC and 2026-11-01 06:00:00 UTC.
        for (at, before, after) in
            [(1_772_953_200_000, -300, -240), (1_793_512_800_000, -240, -300)]
        {
            assert_eq!(zone.offset(Millis(at - 1)), Some(before));
            assert_eq!(zone.offset(Millis(at)), Some(after));
        }
        assert_eq!(zone.offset(Millis(1_000_000_000_000)), None, "2001 is before the rule");
    }

    #[test]
    fn summer_may_cross_the_turn_of_the_year() {
        let start = Change { month: 10, weekday: 6, nth: 1, at: 120 };
        let end = Change { month: 4, weekday: 6, nth: 1, at: 180 };
        let summer = Some(Summer { minutes: 660, start, end });
        let zone = Zone { name: "Australia/Sydney".into(), minutes: 600, summer, since: None };
        let day = |text| Millis(Day::parse(text).expect("a day").0 * DAY);
        assert_eq!(zone.offset(day("2026-01-15")), Some(660));
        assert_eq!(zone.offset(day("2026-07-15")), Some(600));
        assert_eq!(zone.offset(day("2026-12-31")), Some(660));
    }

    #[test]
    fn stretches_meet_where_the_clocks_change() {
        let cut = 1_772_953_200_000;
        let found = new_york().stretches(cut - DAY, cut + DAY);
        assert_eq!(found, [(cut - DAY, cut, -300), (cut, cut + DAY, -240)]);
    }
}

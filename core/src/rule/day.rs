//! Calendar days and clock times.

use chrono::{Datelike, NaiveDate};

use super::zone::{MINUTE, Zone};
use crate::record::Millis;

/// The milliseconds of a day.
pub(super) const DAY: i64 = 86_400_000;

/// A calendar day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Day(pub i64);

impl Day {
    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        let day = Self::from(date);
        (day.to_string() == text).then_some(day)
    }

    /// The day of an instant in a zone.
    pub fn of(time: Millis, zone: &Zone) -> Self {
        let minutes = zone.offset(time).unwrap_or(zone.minutes);
        Self((time.0 + minutes * MINUTE).div_euclid(DAY))
    }

    /// The date; none beyond what a calendar holds.
    pub(super) fn date(self) -> Option<NaiveDate> {
        let days = i32::try_from(self.0 + 719_163).ok()?;
        NaiveDate::from_num_days_from_ce_opt(days)
    }

    /// The weekday, 0 for Monday.
    pub(super) const fn weekday(self) -> i64 {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7)
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(i64::from(date.num_days_from_ce()) - 719_163)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.date() {
            Some(date) => write!(f, "{}", date.format("%Y-%m-%d")),
            None => f.write_str("-"),
        }
    }
}

/// Reads `HH:MM` as minutes of the day, `24:00` for its end.
pub(super) fn minute(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |text: &str| -> Option<i64> {
        let plain = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok()).flatten()
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    let good = hours < 24 && minutes < 60 || (hours, minutes) == (24, 0);
    good.then_some(hours * 60 + minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_of_the_zone() {
        let zone = Zone::fixed(480);
        let midnight = 1_740_672_000_000; // 2025-02-27T16:00:00Z
        assert_eq!(Day::of(Millis(midnight), &zone).to_string(), "2025-02-28");
        assert_eq!(Day::of(Millis(midnight - 1), &zone).to_string(), "2025-02-27");
        assert_eq!(Day::parse("2025-02-28"), Some(Day::of(Millis(midnight), &zone)));
    }

    #[test]
    fn only_real_days_and_times_are_read() {
        assert_eq!(Day::parse("2025-02-29"), None);
        assert_eq!(Day::parse("2025-2-28"), None);
        assert_eq!(minute("22:05"), Some(1325));
        assert_eq!(minute("24:00"), Some(1440));
        for bad in ["24:01", "2:00", "12:60", "1200", "+1:00"] {
            assert_eq!(minute(bad), None, "{bad}");
        }
    }
}

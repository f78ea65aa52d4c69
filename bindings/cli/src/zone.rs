//! Time zones and times as they are typed.
//!
//! The zone of an import is what a person chose with `--time-zone`. Without it no record says an
//! offset: the zone of the computer says nothing of where the phone was.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset as _, TimeZone, Utc};
use dunlog_core::record::{Millis, Offset, OffsetFrom};

use crate::failure::{Failure, Outcome};

/// A time zone that a person chose.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Zone {
    /// An IANA zone, with its changes over the years.
    Named(chrono_tz::Tz),
    /// A fixed offset from UTC.
    Fixed(FixedOffset),
}

impl Zone {
    /// Reads an IANA name such as `Asia/Shanghai`, or an offset such as `+08:00`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if let Ok(zone) = text.parse::<chrono_tz::Tz>() {
            return Ok(Self::Named(zone));
        }
        let offset = DateTime::parse_from_str(
            &format!("2000-01-01 00:00:00 {text}"),
            "%Y-%m-%d %H:%M:%S %:z",
        );
        let offset = offset.map(|time| *time.offset());
        offset.map(Self::Fixed).map_err(|_| {
            "this is neither an IANA time zone such as Asia/Shanghai nor an offset such as +08:00"
                .to_owned()
        })
    }

    /// The offset that held at an instant, as a record says it.
    pub(crate) fn at(self, time: Millis) -> Option<Offset> {
        let instant = DateTime::<Utc>::from_timestamp_millis(time.0)?;
        let (seconds, zone) = match self {
            Self::Named(zone) => {
                let offset = zone.offset_from_utc_datetime(&instant.naive_utc());
                (offset.fix().local_minus_utc(), Some(zone.name().to_owned()))
            }
            Self::Fixed(offset) => (offset.local_minus_utc(), None),
        };
        Some(Offset { minutes: i64::from(seconds / 60), zone, from: OffsetFrom::Option })
    }

    /// The instant of a clock time in this zone; none where the clock skips or repeats it.
    fn instant(self, local: NaiveDateTime) -> Option<Millis> {
        let millis = match self {
            Self::Named(zone) => {
                zone.from_local_datetime(&local).single().map(|time| time.timestamp_millis())
            }
            Self::Fixed(zone) => {
                zone.from_local_datetime(&local).single().map(|time| time.timestamp_millis())
            }
        };
        millis.map(Millis)
    }
}

/// How far a computer's clock may be behind, in milliseconds: ten minutes.
const SLACK: i64 = 600_000;

/// A time as a person types it: RFC 3339, or a clock time without its zone.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum TypedTime {
    /// An instant, and the offset that was typed with it, in minutes; none for `Z`, which says
    /// nothing of the place (RFC 9557).
    Instant(Millis, Option<i64>),
    /// A clock time whose zone is not said.
    Local(NaiveDateTime),
}

impl TypedTime {
    /// Reads `2026-01-15T23:10:00+08:00`, the same without offset, with a space, or a day alone.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            let unknown = text.ends_with(['Z', 'z']) || text.ends_with("-00:00");
            let minutes = i64::from(time.offset().local_minus_utc() / 60);
            return Ok(Self::Instant(
                Millis(time.timestamp_millis()),
                (!unknown).then_some(minutes),
            ));
        }
        for form in ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"] {
            if let Ok(time) = NaiveDateTime::parse_from_str(text, form) {
                return Ok(Self::Local(time));
            }
        }
        if let Ok(day) = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Ok(Self::Local(day.and_time(chrono::NaiveTime::MIN)));
        }
        Err("this is no time such as 2026-01-15T23:10:00+08:00 or 2026-01-15T23:10".to_owned())
    }

    /// The instant, with the help of a zone where the text says none.
    pub(crate) fn instant(self, zone: Option<Zone>) -> Option<Millis> {
        match self {
            Self::Instant(time, _) => Some(time),
            Self::Local(local) => zone.and_then(|zone| zone.instant(local)),
        }
    }

    /// The offset that held there, as a record says it: the zone's, or the one that was typed
    /// where it is another or there is no zone.
    pub(crate) fn offset(self, zone: Option<Zone>) -> Option<Offset> {
        let held = zone.and_then(|zone| zone.at(self.instant(Some(zone))?));
        match self {
            Self::Instant(_, Some(minutes))
                if held.as_ref().is_none_or(|o| o.minutes != minutes) =>
            {
                Some(Offset { minutes, zone: None, from: OffsetFrom::Option })
            }
            _ => held,
        }
    }

    /// Whether it is later than `now` wherever it was typed: [`SLACK`] is forgiven, and a clock
    /// time without a zone is taken for that of the place where the day begins first (UTC+14).
    pub(crate) fn is_ahead(self, zone: Option<Zone>, now: Millis) -> bool {
        const HOUR: i64 = 3_600_000;
        let earliest = match self {
            Self::Local(local) => match self.instant(zone) {
                Some(time) => time.0,
                None => local.and_utc().timestamp_millis() - 14 * HOUR,
            },
            Self::Instant(time, _) => time.0,
        };
        earliest > now.0.saturating_add(SLACK)
    }

    /// The instant, or a failure that says how to type it.
    pub(crate) fn certain(self, zone: Option<Zone>) -> Outcome<Millis> {
        self.instant(zone).ok_or_else(|| {
            Failure::new(
                "A time was typed without its zone, or does not occur exactly once in it.",
                "Type it as 2026-01-15T23:10:00+08:00, or add --time-zone Asia/Shanghai.",
            )
        })
    }

    /// The clock time as a record keeps it, `YYYY-MM-DDThh:mm:ss`.
    pub(crate) fn local(self) -> Option<String> {
        match self {
            Self::Instant(..) => None,
            Self::Local(local) => Some(local.format("%Y-%m-%dT%H:%M:%S").to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_zone_follows_its_changes() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let minutes = |time| zone.at(Millis(time)).unwrap().minutes;
        assert_eq!((minutes(1_736_899_200_000), minutes(1_752_537_600_000)), (60, 120));
        assert_eq!(zone.at(Millis(0)).unwrap().zone.as_deref(), Some("Europe/Berlin"));
    }

    #[test]
    fn an_offset_is_a_zone_without_a_name() {
        let offset = Zone::parse("+05:30").unwrap().at(Millis(0)).unwrap();
        assert_eq!((offset.minutes, offset.zone), (330, None));
        assert!(Zone::parse("Mars/Olympus").is_err());
    }

    #[test]
    fn a_clock_time_needs_a_zone_to_be_an_instant() {
        let time = TypedTime::parse("2026-01-15 23:10").unwrap();
        assert_eq!(time.instant(None), None);
        let shanghai = Zone::parse("Asia/Shanghai").ok();
        assert_eq!(time.instant(shanghai), Some(Millis(1_768_489_800_000)));
        assert_eq!(time.local().as_deref(), Some("2026-01-15T23:10:00"));
    }

    #[test]
    fn a_typed_offset_is_kept_and_names_the_zone_where_that_agrees() {
        let offset = |text, zone: Option<&str>| {
            let zone = zone.map(|zone| Zone::parse(zone).unwrap());
            TypedTime::parse(text).unwrap().offset(zone).map(|o| (o.minutes, o.zone, o.from))
        };
        let (typed, shanghai) = ("2026-03-02T13:07:00+08:00", Some("Asia/Shanghai"));
        let option = OffsetFrom::Option;
        assert_eq!(offset(typed, None), Some((480, None, option)));
        let named = Some((480, Some("Asia/Shanghai".to_owned()), option));
        assert_eq!(offset(typed, shanghai), named);
        assert_eq!(offset("2026-03-02T13:07", shanghai), named);
        assert_eq!(offset("2026-03-02T13:07:00-03:30", shanghai), Some((-210, None, option)));
        assert_eq!(offset("2026-03-02T13:07:00Z", None), None);
        assert_eq!(offset("2026-03-02T13:07", None), None);
    }

    #[test]
    fn a_time_that_has_not_come_yet_is_told() {
        let now = TypedTime::parse("2026-03-02T12:00:00+08:00").unwrap().instant(None).unwrap();
        let ahead = |text, zone: Option<&str>| {
            let zone = zone.map(|zone| Zone::parse(zone).unwrap());
            TypedTime::parse(text).unwrap().is_ahead(zone, now)
        };
        assert!(!ahead("2026-03-02T12:09:00+08:00", None));
        assert!(ahead("2026-03-02T12:11:00+08:00", None));
        assert!(ahead("2026-03-02T12:11", Some("Asia/Shanghai")));
        assert!(!ahead("2026-03-02T18:10", None), "it may be noon east of here");
        assert!(ahead("2026-03-02T18:11", None));
    }

    #[test]
    fn a_clock_time_that_occurs_twice_is_no_instant() {
        let time = TypedTime::parse("2025-10-26T02:30:00").unwrap();
        assert_eq!(time.instant(Zone::parse("Europe/Berlin").ok()), None);
    }
}

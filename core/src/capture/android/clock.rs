//! The phone's clocks in records, and what two looks at them tell: a wall clock that was moved, a
//! zone that changed.
//!
//! docs/spec/phone.md, "Clocks".

use super::PhoneClock;
use super::entry::{int, object, word};
use crate::record::canonical::Value;
use crate::record::{
    Draft, Fact, Field, Kind, Millis, Offset, OffsetFrom, Seen, Source, TIME_RANGE,
};

/// By how much the wall clock may differ from the monotonic one without a record, in milliseconds.
const TOLERANCE: i64 = 10_000;

/// How far east or west of UTC an offset may be, in minutes.
const FARTHEST: i32 = 1080;

/// The longest name that a line takes, in characters.
const MAX_NAME: usize = 128;

/// The time of an arrival as a record tells it.
pub(super) struct Stamp {
    /// By the phone's clocks; none where the wall clock is out of range and another time is known.
    pub(super) seen: Option<Seen>,
    /// The offset.
    pub(super) offset: Option<Offset>,
    /// What the clocks said, where the line cannot hold it.
    pub(super) odd: Option<Value>,
}

/// The clocks as a record holds them. A wall clock out of range is left out where another time is
/// known, else it is the nearest time in range; `odd` then says what it showed.
pub(super) fn stamp(clock: &PhoneClock, other_time: bool) -> Stamp {
    let mono = (0..=1 << 53).contains(&clock.monotonic).then_some(clock.monotonic);
    let boot = Some(plain(&clock.boot)).filter(|boot| !boot.is_empty());
    let offset = offset(clock);
    if clock.wall.in_range() {
        return Stamp { seen: Some(Seen { wall: clock.wall, mono, boot }), offset, odd: None };
    }
    let nearest = Millis(clock.wall.0.clamp(*TIME_RANGE.start(), *TIME_RANGE.end()));
    // Beside a time that no clock showed, the other clock would tell of a jump that never was.
    let seen = (!other_time).then_some(Seen { wall: nearest, mono: None, boot: None });
    Stamp { seen, offset, odd: Some(look(clock)) }
}

/// The offset that the phone shows.
pub(super) fn offset(clock: &PhoneClock) -> Option<Offset> {
    offset_of(clock.offset_minutes, clock.zone.as_deref())
}

/// An offset of the phone's, where a line can hold it.
pub(super) fn offset_of(minutes: i32, zone: Option<&str>) -> Option<Offset> {
    let zone = zone.map(plain).filter(|zone| !zone.is_empty());
    let known = (-FARTHEST..=FARTHEST).contains(&minutes);
    known.then(|| Offset { minutes: i64::from(minutes), zone, from: OffsetFrom::Phone })
}

/// A name in the form that a line takes.
pub(super) fn plain(name: &str) -> String {
    let fits = |c: &char| matches!(c, ' '..='~') && *c != '"' && *c != '\\';
    name.chars().filter(fits).take(MAX_NAME).collect()
}

/// A fact of `kind` with the phone's clocks, and what the line cannot hold of them.
pub(super) fn fact(kind: Kind, source: Source, clock: &PhoneClock) -> (Fact, Vec<(String, Value)>) {
    let Stamp { seen, offset, odd } = stamp(clock, false);
    let fact = Fact { seen, offset, ..Fact::new(kind, source) };
    (fact, odd.into_iter().map(|odd| ("clock".to_owned(), odd)).collect())
}

/// By how much the wall clock was moved between two looks, and the record of it.
pub(super) fn jump(before: &PhoneClock, now: &PhoneClock) -> Option<(i64, Draft)> {
    let delta = moved(before, now)?;
    let (fact, mut detail) = fact(Kind::Clock, Source::Program, now);
    let reason = if before.boot == now.boot { "moved" } else { "behind_after_boot" };
    detail.push(("before".to_owned(), look(before)));
    detail.push(("now".to_owned(), look(now)));
    let fact = Fact { delta: Some(delta), reason: Some(reason.to_owned()), ..fact };
    Some((delta, Draft::new(fact).with(Field::Detail, &Value::map(detail))))
}

/// The record of another zone than at the look before.
pub(super) fn zone(before: &PhoneClock, now: &PhoneClock) -> Option<Draft> {
    if (before.offset_minutes, &before.zone) == (now.offset_minutes, &now.zone) {
        return None;
    }
    let (fact, mut detail) = fact(Kind::Zone, Source::Program, now);
    fact.offset.as_ref()?;
    detail.push(("before".to_owned(), zone_of(before)));
    detail.push(("now".to_owned(), zone_of(now)));
    Some(Draft::new(fact).with(Field::Detail, &Value::map(detail)))
}

/// By how much the wall clock was moved between two looks, where it was.
///
/// Within one boot the monotonic clock tells; across boots only a wall clock that went back does,
/// and then by at least so much.
fn moved(before: &PhoneClock, now: &PhoneClock) -> Option<i64> {
    let went = now.wall.0.saturating_sub(before.wall.0);
    let delta = if before.boot == now.boot {
        went.saturating_sub(now.monotonic.saturating_sub(before.monotonic))
    } else {
        went.min(0)
    };
    let delta = delta.clamp(-(1 << 53), 1 << 53);
    (delta.unsigned_abs() > TOLERANCE.unsigned_abs()).then_some(delta)
}

/// What the clocks showed at one look.
pub(super) fn look(clock: &PhoneClock) -> Value {
    object([
        Some(("boot", word(&clock.boot))),
        Some(("monotonic", int(clock.monotonic))),
        Some(("wall", int(clock.wall.0))),
    ])
}

/// The zone at one look.
fn zone_of(clock: &PhoneClock) -> Value {
    object([
        Some(("minutes", int(i64::from(clock.offset_minutes)))),
        clock.zone.as_deref().map(|zone| ("zone", word(zone))),
    ])
}

//! The quiet hours: one contact against a window of the day (semantics 3 to 6, 10, 16).

use std::collections::HashSet;

use super::cite::{Debt, Verdict, cite};
use super::day::{DAY, Day, clock};
use super::facts::{Contact, Facts};
use super::pack::{Pack, Rule, RuleKind};
use super::{Finding, Level};
use crate::record::{Channel, Millis};

/// What decides about one contact.
#[derive(Clone, Debug, Default)]
pub(super) struct Moment {
    /// The instant, where it is known.
    pub(super) time: Option<Millis>,
    /// The day, where only a local time without zone is known.
    pub(super) local_day: Option<Day>,
    /// When an answered call ended.
    pub(super) end: Option<Millis>,
    /// Whether a message has the phone's time only.
    pub(super) phone_only: bool,
    /// The UTC offset of the phone's own zone, in minutes.
    pub(super) phone_zone: Option<i64>,
    /// A known doubt about the clock, in milliseconds.
    pub(super) doubt: i64,
}

/// Judges every contact of a timeline.
pub(super) fn evaluate(
    pack: &Pack,
    rule: &Rule,
    facts: &Facts<'_>,
    collection: &HashSet<usize>,
    found: &mut Vec<(Option<Millis>, Finding)>,
) {
    for contact in facts.contacts.iter().filter(|contact| contact.is_collector()) {
        let call = contact.channel() == Channel::Call;
        let counts = match contact.channel() {
            Channel::Call | Channel::Visit => true,
            Channel::Letter | Channel::Other => false,
            Channel::Sms | Channel::Mms | Channel::Chat => collection.contains(&contact.event),
        };
        if !counts {
            continue;
        }
        let fact = contact.record.fact();
        let answered = contact.connected() == Some(true);
        let end = contact.time.zip(fact.duration.filter(|_| call && answered));
        let moment = Moment {
            time: contact.time,
            local_day: fact.local.as_deref().and_then(|local| Day::parse(local.get(..10)?)),
            end: end.map(|(start, seconds)| {
                Millis(start.0.saturating_add(seconds.saturating_mul(1000)))
            }),
            phone_only: !call && contact.channel() != Channel::Visit && !contact.by_network,
            phone_zone: contact.phone_zone,
            doubt: contact.doubt,
        };
        let Some(mut verdict) = judge(pack, rule, &moment, &contact.debt) else { continue };
        if call && is_general(contact) {
            verdict.cap(Level::Review, "general-line");
        }
        if contact.weak {
            verdict.cap(Level::Review, "typed-or-relayed-only");
        }
        if facts.is_agreed(contact) {
            verdict.cap(Level::Context, "time-agreed");
        }
        let finding = Finding {
            rule: rule.id.clone(),
            class: rule.class.clone(),
            level: verdict.level,
            records: vec![contact.record.leaf],
            span: None,
            texts: verdict.texts,
            remarks: verdict.remarks,
        };
        found.push((contact.time, finding));
    }
}

/// What the rule says of a moment; none where it lies on the permitted side.
pub(super) fn judge(pack: &Pack, rule: &Rule, moment: &Moment, debt: &Debt) -> Option<Verdict> {
    let RuleKind::Hours { from, to, margin } = rule.kind else { return None };
    let Some(time) = moment.time else {
        let day = moment.local_day?;
        // Without a zone the day may be the next or the one before.
        let known = [day.0 - 1, day.0, day.0 + 1].map(Day);
        let verdict =
            known.iter().find_map(|day| cite(pack, rule, Level::Undecided, Some(*day), debt, 1));
        return verdict.map(|mut verdict| {
            verdict.texts.clear();
            verdict.remark("zone-unknown");
            verdict
        });
    };
    let window = Window { from: from * 60_000, to: to * 60_000, margin: margin * 60_000 };
    let (level, remark) = window.level(pack, moment, time)?;
    let day = Day::of(time, &pack.zone);
    let mut verdict = cite(pack, rule, level, Some(day), debt, 1)?;
    if let Some(code) = remark {
        verdict.remark(code);
    }
    if moment.phone_only {
        verdict.cap(Level::Review, "phone-time-only");
    }
    let inside = |minutes| window.inside(clock(time, minutes)).is_some();
    if moment.phone_zone.is_some_and(|zone| inside(zone) != inside(pack.zone.minutes)) {
        verdict.cap(Level::Review, "phone-zone-differs");
        verdict.remark("phone-zone-differs");
    }
    Some(verdict)
}

/// A window of the day, in milliseconds.
struct Window {
    from: i64,
    to: i64,
    margin: i64,
}

impl Window {
    fn clock(&self, pack: &Pack, time: Millis) -> i64 {
        clock(time, pack.zone.minutes)
    }

    /// Where a clock time lies inside: how long since the start, and until the end.
    fn inside(&self, clock: i64) -> Option<(i64, i64)> {
        let since = (clock - self.from).rem_euclid(DAY);
        let length = (self.to - self.from).rem_euclid(DAY);
        (since < length).then_some((since, length - since))
    }

    /// The level before anything caps it.
    fn level(
        &self,
        pack: &Pack,
        moment: &Moment,
        time: Millis,
    ) -> Option<(Level, Option<&'static str>)> {
        let margin = if moment.doubt > self.margin { moment.doubt } else { self.margin };
        let doubted = moment.doubt > self.margin;
        let clock = self.clock(pack, time);
        if let Some((since, until)) = self.inside(clock) {
            let near = since < margin || until <= margin;
            return Some(match near {
                true => (Level::Borderline, doubted.then_some("clock-doubt")),
                false => (Level::Sign, None),
            });
        }
        let after = (clock - self.to).rem_euclid(DAY);
        let before = (self.from - clock).rem_euclid(DAY);
        if doubted && (before <= margin || after < margin) {
            return Some((Level::Undecided, Some("clock-doubt")));
        }
        if moment.end.is_some_and(|end| end.0 - time.0 >= before + self.margin) {
            return Some((Level::Review, Some("call-reached-into-window")));
        }
        let other = |minutes| self.inside(super::day::clock(time, minutes)).is_some();
        moment.phone_zone.is_some_and(other).then_some((Level::Review, None))
    }
}

/// Whether a number is a general service line: 95… or 400… (semantics 3).
fn is_general(contact: &Contact<'_>) -> bool {
    let number = contact.number.as_deref().unwrap_or_default();
    let number = number.strip_prefix("+86").unwrap_or(number);
    let digits = number.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    digits && (number.starts_with("95") && number.len() <= 8 || number.starts_with("400"))
}

//! The permitted hours: one contact against the clock of its place (semantics 3 to 6, 10, 16).

use std::collections::HashSet;

use super::cite::{Ground, Verdict, cite};
use super::contact::Contact;
use super::day::Day;
use super::debt::Debt;
use super::facts::Facts;
use super::pack::{Basis, Hours, Pack, Rule};
use super::window::{Hours as Clock, Place, Way};
use super::zone::{MINUTE, Zone};
use super::{Finding, Level};
use crate::record::Millis;

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
    /// The UTC offset of the phone's own zone, in minutes, and its name.
    pub(super) phone_zone: Option<(i64, Option<String>)>,
    /// The UTC offset that a person chose for an import, in minutes, and its name.
    pub(super) chosen_zone: Option<(i64, Option<String>)>,
    /// A known doubt about the clock, in milliseconds.
    pub(super) doubt: i64,
}

/// Judges every contact of a timeline.
pub(super) fn evaluate(
    pack: &Pack,
    (rule, hours): (&Rule, &Hours),
    facts: &Facts<'_>,
    collection: &HashSet<usize>,
    found: &mut Vec<(Option<Millis>, Finding)>,
) {
    for contact in facts.contacts.iter().filter(|contact| contact.is_collector(rule)) {
        let Some(way) = contact.way() else { continue };
        if way == Way::Text && !collection.contains(&contact.event) {
            continue;
        }
        let moment = contact.moment();
        let Some(mut verdict) = judge(pack, (rule, hours), way, &moment, &contact.debt) else {
            continue;
        };
        let number = contact.number.as_deref().unwrap_or_default();
        if way == Way::Call && pack.lines.is_general(number) {
            verdict.cap(Level::Review, "general-line");
        }
        if contact.weak {
            verdict.cap(Level::Review, "typed-or-relayed-only");
        }
        if hours.agreement && facts.is_agreed(contact, &clock_of(pack, contact)) {
            verdict.cap(Level::Context, "time-agreed");
        }
        found.push((contact.time, verdict.finding(rule, vec![contact.record.leaf], None)));
    }
}

/// What the rule says of a moment; none where it lies on the permitted side.
pub(super) fn judge(
    pack: &Pack,
    (rule, hours): (&Rule, &Hours),
    way: Way,
    moment: &Moment,
    debt: &Debt,
) -> Option<Verdict> {
    if !hours.ways[way as usize] {
        return None;
    }
    let ground = |day| Ground {
        day: Some(day),
        debt,
        way: Some(way),
        repeated: 1,
        seen_by_others: false,
        says_lawyer: false,
    };
    let Some(time) = moment.time else {
        let day = moment.local_day?;
        // Without a zone the day may be the next or the one before.
        let known = [day.0 - 1, day.0, day.0 + 1].map(Day);
        let mut verdict =
            known.iter().find_map(|day| cite(pack, rule, Level::Undecided, &ground(*day)))?;
        verdict.texts.clear();
        verdict.remarks = vec!["zone-unknown".to_owned()];
        return Some(verdict);
    };
    let places = places(pack, moment, debt);
    let calendar = pack.holidays.as_ref().filter(|_| hours.holidays);
    let (mut answers, mut differs) = (Vec::new(), false);
    for zone in &places.zones {
        if zone.offset(time).is_none() {
            answers.push(Some((Level::Undecided, Some("zone-unknown"))));
            continue;
        }
        let clock =
            |unknown_is_off| Clock { allowed: &hours.allowed, way, calendar, unknown_is_off };
        let answer = |clock: Clock<'_>| raw(hours, &clock, zone, moment, time);
        let known = answer(clock(false));
        let certain = calendar.is_none() || known == answer(clock(true));
        answers.push(if certain {
            known
        } else {
            Some((Level::Undecided, Some("holiday-unknown")))
        });
        // The phone's own zone decides otherwise (semantics 5).
        if let (true, Some((minutes, _))) = (places.compared, &moment.phone_zone) {
            let barred = |zone: &Zone| clock(false).place(zone, time).barred;
            differs |= barred(zone) != barred(&Zone::fixed(*minutes));
        }
    }
    let first = answers[0];
    let agreed = answers.iter().all(|answer| *answer == first);
    let (level, code) = match (agreed, first) {
        (true, Some(answer)) => answer,
        // What the other clock says is lowered below.
        (true, None) if differs => (Level::Sign, None),
        (true, None) => return None,
        (false, _) => (Level::Undecided, Some("place-unknown")),
    };
    let day = Day::of(time, &places.zones[0]);
    let mut verdict = cite(pack, rule, level, &ground(day))?;
    if let Some(code) = code {
        verdict.remark(code);
    }
    if moment.phone_only {
        verdict.cap(Level::Review, "phone-time-only");
    }
    if places.assumed {
        verdict.cap(Level::Review, "place-assumed");
    }
    if differs {
        verdict.cap(Level::Review, "phone-zone-differs");
        verdict.remark("phone-zone-differs");
    }
    overdue(&mut verdict, hours, debt, day);
    Some(verdict)
}

/// An exception for debts that are long past due.
fn overdue(verdict: &mut Verdict, hours: &Hours, debt: &Debt, day: Day) {
    let Some(days) = hours.overdue_days else { return };
    match debt.overdue_since {
        Some(since) if day.0 - since.0 > days => {
            verdict.cap(Level::Context, "long-past-due");
        }
        Some(_) => {}
        None => verdict.cap(Level::Review, "past-due-unknown"),
    }
}

/// The zone by which days and agreed times of a contact are told.
pub(super) fn clock_of(pack: &Pack, contact: &Contact<'_>) -> Zone {
    let mut zones = places(pack, &contact.moment(), &contact.debt).zones;
    zones.swap_remove(0)
}

/// The zones by which a contact may have to be judged.
struct Places {
    zones: Vec<Zone>,
    /// Whether the phone's own zone is compared: the zone does not follow the phone.
    compared: bool,
    /// Whether a person said the zone and no phone.
    assumed: bool,
}

fn places(pack: &Pack, moment: &Moment, debt: &Debt) -> Places {
    let named = |name: &Option<String>| {
        let name = name.as_ref()?;
        pack.region.zones.iter().find(|zone| zone.name == *name).cloned()
    };
    let of = |(minutes, name): &(i64, Option<String>)| named(name).unwrap_or(Zone::fixed(*minutes));
    let only = |zone, compared, assumed| Places { zones: vec![zone], compared, assumed };
    let any = |compared| Places { zones: pack.region.zones.clone(), compared, assumed: false };
    match pack.region.basis {
        Basis::National => only(pack.region.zones[0].clone(), true, false),
        Basis::DebtorAddress => match named(&debt.zone) {
            Some(zone) => only(zone, true, false),
            None => any(true),
        },
        Basis::DebtorPlace => {
            if let Some(zone) = &moment.phone_zone {
                return only(of(zone), false, false);
            }
            match moment.chosen_zone.as_ref().map(of).or_else(|| named(&debt.zone)) {
                Some(zone) => only(zone, false, true),
                None => any(false),
            }
        }
    }
}

/// The level by one clock, before anything caps it, and why.
fn raw(
    hours: &Hours,
    clock: &Clock<'_>,
    zone: &Zone,
    moment: &Moment,
    time: Millis,
) -> Option<(Level, Option<&'static str>)> {
    let least = hours.margin * MINUTE;
    let doubted = moment.doubt > least;
    let margin = if doubted { moment.doubt } else { least };
    let Place { barred, since, until } = clock.place(zone, time);
    if barred {
        let near = since < margin || until <= margin;
        return Some(match near {
            true => (Level::Borderline, doubted.then_some("clock-doubt")),
            false => (Level::Sign, None),
        });
    }
    if doubted && (until <= margin || since < margin) {
        return Some((Level::Undecided, Some("clock-doubt")));
    }
    let reached = moment.end.is_some_and(|end| end.0 - time.0 >= until + least);
    reached.then_some((Level::Review, Some("call-reached-into-window")))
}

//! Calls a day, summed over a creditor and its collectors (semantics 7 to 9).

use std::collections::{BTreeMap, HashMap, HashSet};

use super::cite::cite;
use super::day::Day;
use super::facts::{Contact, Facts};
use super::pack::{Pack, Rule, Unit};
use super::{Finding, Level};
use crate::record::{Channel, Millis};

/// Whose calls of which day are counted together; for unanswered ones also the own number.
type Pot = (Option<String>, Option<String>, Day);

/// The calls of one pot.
#[derive(Default)]
struct Count<'f> {
    /// Calls that count for certain.
    certain: Vec<&'f Contact<'f>>,
    /// Calls that would count if something were known.
    perhaps: Vec<&'f Contact<'f>>,
}

/// Judges every day of a timeline.
pub(super) fn evaluate(
    pack: &Pack,
    rule: &Rule,
    (unit, limit): (Unit, usize),
    facts: &Facts<'_>,
    found: &mut Vec<(Option<Millis>, Finding)>,
) {
    let mut pots: BTreeMap<Pot, Count<'_>> = BTreeMap::new();
    let calls = facts
        .contacts
        .iter()
        .filter(|contact| contact.is_collector() && contact.channel() == Channel::Call);
    for call in calls {
        let counts = match (unit, call.connected()) {
            (_, None) => None,
            (Unit::Connected, Some(connected)) => Some(connected),
            (Unit::Unanswered, Some(connected)) => Some(!connected),
        };
        if counts == Some(false) {
            continue;
        }
        let own = if unit == Unit::Unanswered { call.own.clone() } else { None };
        for day in days(pack, call) {
            let certain = counts == Some(true) && call.time.is_some() && call.groups.len() <= 1;
            let mut groups: Vec<Option<String>> = call.groups.iter().cloned().map(Some).collect();
            if groups.is_empty() {
                // A number in no group is counted by itself, for context only.
                groups.push(None);
            }
            for group in groups {
                let alone = group.is_none().then(|| call.number.clone()).flatten();
                let pot = pots.entry((group, own.clone().or(alone), day)).or_default();
                if certain { pot.certain.push(call) } else { pot.perhaps.push(call) }
            }
        }
    }
    for ((group, _, day), count) in pots {
        let (least, most) = bounds(&count, facts);
        let (level, calls) = if least > limit {
            (Level::Sign, count.certain)
        } else if most > limit {
            let mut all = count.certain;
            all.extend(count.perhaps);
            all.sort_by_key(|call| (call.time, call.record.index));
            (Level::Undecided, all)
        } else {
            continue;
        };
        let debt = &calls[0].debt;
        let Some(mut verdict) = cite(pack, rule, level, Some(day), debt, 1) else { continue };
        if level == Level::Undecided {
            verdict.remark("count-undecided");
        }
        if group.is_none() {
            verdict.cap(Level::Context, "number-in-no-group");
        }
        if calls.iter().all(|call| call.weak) {
            verdict.cap(Level::Review, "typed-or-relayed-only");
        }
        let finding = Finding {
            rule: rule.id.clone(),
            class: rule.class.clone(),
            level: verdict.level,
            records: calls.iter().map(|call| call.record.leaf).collect(),
            span: None,
            texts: verdict.texts,
            remarks: verdict.remarks,
        };
        found.push((calls[0].time, finding));
    }
}

/// The day of a call; the three that it may be on where its zone is not known.
fn days(pack: &Pack, call: &Contact<'_>) -> Vec<Day> {
    if let Some(time) = call.time {
        return vec![Day::of(time, &pack.zone)];
    }
    let local = call.record.fact().local.as_deref();
    let day = local.and_then(|local| Day::parse(local.get(..10)?));
    day.map(|day| vec![Day(day.0 - 1), day, Day(day.0 + 1)]).unwrap_or_default()
}

/// How many calls there are at least and at most: pairs that are perhaps one count once at least
/// and twice at most (semantics 11).
fn bounds(count: &Count<'_>, facts: &Facts<'_>) -> (usize, usize) {
    let certain: HashSet<usize> = count.certain.iter().map(|call| call.event).collect();
    let pairs: HashMap<usize, usize> = facts.perhaps_same.iter().copied().collect();
    let doubled = certain
        .iter()
        .filter(|event| pairs.get(event).is_some_and(|other| certain.contains(other)));
    (certain.len() - doubled.count(), certain.len() + count.perhaps.len())
}

//! Contacts a day or in seven days, and calls after a conversation (semantics 7 to 9).

use std::collections::HashSet;

use super::cite::{Ground, Verdict, cite};
use super::contact::Contact;
use super::day::Day;
use super::debt::Debt;
use super::duty::is_collector;
use super::facts::Facts;
use super::pack::{Pack, Pool, Rate, Rule, Unit};
use super::pool::{Counted, Counts, Key, pools};
use super::window::Way;
use super::{Finding, Level};
use crate::record::Millis;

/// Findings with the time by which they are put in order.
type Found = Vec<(Option<Millis>, Finding)>;

/// Judges every day of a timeline.
pub(super) fn evaluate(
    pack: &Pack,
    (rule, rate): (&Rule, &Rate),
    facts: &Facts<'_>,
    collection: &HashSet<usize>,
    found: &mut Found,
) {
    let counts = |contact: &Contact<'_>| counts(rule, rate.unit, contact, collection);
    for (key, mut pool) in pools(pack, &rate.group_by, facts, counts) {
        pool.sort_by_key(|counted| (counted.day, order(counted.contact)));
        let mut first = 0;
        let mut at = 0;
        while at < pool.len() {
            let day = pool[at].day;
            let end = at + pool[at..].partition_point(|counted| counted.day == day);
            first += pool[first..].partition_point(|counted| counted.day.0 <= day.0 - rate.days);
            if end - first > rate.most {
                judge(pack, (rule, rate), &key, &pool[first..end], day, facts, found);
            }
            at = end;
        }
    }
}

/// Whether a contact counts for a unit.
fn counts(
    rule: &Rule,
    unit: Unit,
    contact: &Contact<'_>,
    collection: &HashSet<usize>,
) -> Option<Counts> {
    if !contact.is_collector(rule) {
        return None;
    }
    let connected = || match contact.connected() {
        Some(true) => Some(Counts::Certainly),
        Some(false) => None,
        None => Some(Counts::Perhaps),
    };
    match (contact.way()?, unit) {
        (Way::Call, Unit::Connected | Unit::Reminders) => connected(),
        (Way::Call, Unit::Placed) => Some(Counts::Certainly),
        (Way::Call, Unit::Unanswered) => match contact.connected() {
            Some(true) => None,
            Some(false) => Some(Counts::Certainly),
            None => Some(Counts::Perhaps),
        },
        (Way::Visit, Unit::Reminders) => Some(Counts::Certainly),
        (Way::Text, Unit::Reminders) => {
            collection.contains(&contact.event).then_some(Counts::Certainly)
        }
        (Way::Visit | Way::Text, _) => None,
    }
}

/// Judges the contacts of one window of days, which ends with `day`.
fn judge(
    pack: &Pack,
    (rule, rate): (&Rule, &Rate),
    key: &Key,
    window: &[Counted<'_>],
    day: Day,
    facts: &Facts<'_>,
    found: &mut Found,
) {
    let certain: HashSet<usize> =
        window.iter().filter(|c| c.certain).map(|c| c.contact.event).collect();
    let all: HashSet<usize> = window.iter().map(|c| c.contact.event).collect();
    // A pair that is perhaps one event counts once at least and twice at most (semantics 11).
    let twin =
        |event: &&usize| facts.twins.get(*event).is_some_and(|other| certain.contains(other));
    let least = certain.len() - certain.iter().filter(twin).count() / 2;
    // What is left without the contacts that rest on typed or relayed sightings (semantics 12).
    let strong = window.iter().filter(|c| c.certain && !c.contact.weak);
    let strong: HashSet<usize> = strong.map(|c| c.contact.event).collect();
    let pair = |event: &&usize| facts.twins.get(*event).is_some_and(|other| strong.contains(other));
    let leans = strong.len() - strong.iter().filter(pair).count() / 2 <= rate.most;
    let level = if least > rate.most {
        Level::Sign
    } else if all.len() > rate.most {
        Level::Undecided
    } else {
        return;
    };
    let counted = window.iter().filter(|c| level == Level::Undecided || c.certain);
    let mut contacts: Vec<&Contact<'_>> = counted.map(|c| c.contact).collect();
    contacts.sort_by_key(|contact| order(contact));
    contacts.dedup_by_key(|contact| contact.event);
    let debt = Debt::common(contacts.iter().map(|contact| &*contact.debt));
    let way = contacts.last().and_then(|contact| contact.way());
    let ground = Ground {
        day: Some(day),
        debt: &debt,
        way,
        repeated: 1,
        seen_by_others: false,
        says_lawyer: false,
    };
    let Some(verdict) = cite(pack, rule, level, &ground) else { return };
    push(rule, verdict, key, (&contacts, leans), found);
}

/// Judges the calls in the days after a conversation.
pub(super) fn cooldown(
    pack: &Pack,
    rule: &Rule,
    (days, group_by): (i64, &[Pool]),
    facts: &Facts<'_>,
    found: &mut Found,
) {
    // A conversation counts whoever called; only calls that came in are judged.
    let counts = |contact: &Contact<'_>| {
        let known = is_collector(contact.role) && rule.roles.contains(&contact.role);
        let call = contact.way() == Some(Way::Call) && contact.time.is_some();
        (known && call && contact.record.fact().direction.is_some()).then_some(Counts::Certainly)
    };
    for (key, pool) in pools(pack, group_by, facts, counts) {
        // The last conversation that was for certain, and the last that perhaps was one.
        let (mut sure, mut perhaps): (Option<Counted<'_>>, Option<Counted<'_>>) = (None, None);
        let mut today: Vec<(Counted<'_>, Counted<'_>)> = Vec::new();
        for counted in &pool {
            if today.first().is_some_and(|(_, call)| call.day != counted.day) {
                after(pack, rule, &key, &std::mem::take(&mut today), facts, found);
            }
            let near = |talk: &Counted<'_>| counted.day.0 - talk.day.0 < days;
            if counted.contact.is_incoming()
                && let Some(talk) = sure.filter(near).or(perhaps.filter(near))
            {
                today.push((talk, *counted));
            }
            match counted.contact.connected() {
                Some(true) if counted.certain => sure = Some(*counted),
                Some(true) | None => perhaps = Some(Counted { certain: false, ..*counted }),
                Some(false) => {}
            }
        }
        after(pack, rule, &key, &today, facts, found);
    }
}

/// One day's calls, each with the conversation before it.
fn after(
    pack: &Pack,
    rule: &Rule,
    key: &Key,
    calls: &[(Counted<'_>, Counted<'_>)],
    facts: &Facts<'_>,
    found: &mut Found,
) {
    let twins = |a: &Contact<'_>, b: &Contact<'_>| facts.twins.get(&a.event) == Some(&b.event);
    let sure = |(talk, call): &&(Counted<'_>, Counted<'_>)| {
        talk.certain && call.certain && !twins(talk.contact, call.contact)
    };
    let certain: Vec<_> = calls.iter().filter(sure).collect();
    let (level, counted) = if certain.is_empty() {
        (Level::Undecided, calls.iter().collect())
    } else {
        (Level::Sign, certain)
    };
    let Some((talk, first)) = counted.first() else { return };
    let leans = counted.iter().all(|(talk, call)| talk.contact.weak || call.contact.weak);
    let mut contacts = vec![talk.contact];
    contacts.extend(counted.iter().map(|(_, call)| call.contact));
    let debt = Debt::common(contacts.iter().map(|contact| &*contact.debt));
    let (day, way) = (Some(first.day), Some(Way::Call));
    let ground =
        Ground { day, debt: &debt, way, repeated: 1, seen_by_others: false, says_lawyer: false };
    let Some(verdict) = cite(pack, rule, level, &ground) else { return };
    push(rule, verdict, key, (&contacts, leans), found);
}

/// Adds a finding that rests on these contacts, by the time of the first; whether it `leans` on
/// typed or relayed ones, without which it would not hold.
pub(super) fn push(
    rule: &Rule,
    mut verdict: Verdict,
    key: &Key,
    (contacts, leans): (&[&Contact<'_>], bool),
    found: &mut Found,
) {
    if verdict.level == Level::Undecided {
        verdict.remark("count-undecided");
    }
    if key.alone {
        verdict.cap(Level::Context, "number-in-no-group");
    }
    if contacts.iter().all(|contact| contact.weak) {
        verdict.cap(Level::Review, "typed-or-relayed-only");
    } else if leans {
        verdict.cap(Level::Review, "typed-or-relayed-needed");
    }
    let records = contacts.iter().map(|contact| contact.record.leaf).collect();
    let time = contacts.first().and_then(|contact| contact.time);
    found.push((time, verdict.finding(rule, records, None)));
}

/// By time, those without an instant last, then by place in the log.
fn order(contact: &Contact<'_>) -> (bool, Option<Millis>, u64) {
    (contact.time.is_none(), contact.time, contact.record.index)
}

//! Many calls in minutes: a measure of our own, never a legal limit.

use std::collections::HashSet;

use super::cite::{Ground, cite};
use super::contact::Contact;
use super::day::Day;
use super::debt::Debt;
use super::facts::Facts;
use super::hours::clock_of;
use super::pack::{Pack, Pool, Rule};
use super::pool::{Counts, Key, pools};
use super::rate::push;
use super::window::Way;
use super::zone::MINUTE;
use super::{Finding, Level};
use crate::record::Millis;

/// The longest answered call that still is a short one, in seconds: nobody speaks.
const SILENT: i64 = 3;

/// Judges the calls of every creditor group of a timeline.
pub(super) fn evaluate(
    pack: &Pack,
    rule: &Rule,
    (least, minutes, short): (usize, i64, bool),
    facts: &Facts<'_>,
    found: &mut Vec<(Option<Millis>, Finding)>,
) {
    let counts = |contact: &Contact<'_>| {
        let call = contact.is_collector(rule) && contact.way() == Some(Way::Call);
        let counts = call && contact.time.is_some() && (!short || is_short(contact));
        counts.then_some(Counts::Certainly)
    };
    for (key, pool) in pools(pack, &[Pool::CreditorGroup], facts, counts) {
        let calls: Vec<(&Contact<'_>, i64)> = pool
            .iter()
            .filter(|counted| counted.certain)
            .filter_map(|counted| Some((counted.contact, counted.contact.time?.0)))
            .collect();
        let mut burst = 0..0;
        for end in least..=calls.len() {
            let start = end - least;
            if calls[end - 1].1 - calls[start].1 > minutes * MINUTE {
                continue;
            }
            if start >= burst.end {
                judge(pack, rule, &key, &calls[burst], least, facts, found);
                burst = start..end;
            }
            burst.end = end;
        }
        judge(pack, rule, &key, &calls[burst], least, facts, found);
    }
}

/// Whether nobody answered, or nobody can have spoken.
fn is_short(contact: &Contact<'_>) -> bool {
    match contact.connected() {
        Some(true) => contact.record.fact().duration.is_some_and(|seconds| seconds <= SILENT),
        Some(false) => true,
        None => false,
    }
}

fn judge(
    pack: &Pack,
    rule: &Rule,
    key: &Key,
    calls: &[(&Contact<'_>, i64)],
    least: usize,
    facts: &Facts<'_>,
    found: &mut Vec<(Option<Millis>, Finding)>,
) {
    if calls.is_empty() {
        return;
    }
    let contacts: Vec<&Contact<'_>> = calls.iter().map(|(contact, _)| *contact).collect();
    let events: HashSet<usize> = contacts.iter().map(|contact| contact.event).collect();
    let paired = |contact: &&&Contact<'_>| {
        facts.twins.get(&contact.event).is_some_and(|twin| events.contains(twin))
    };
    let once = contacts.len() - contacts.iter().filter(paired).count() / 2;
    let level = if once < least { Level::Undecided } else { Level::Review };
    let debt = Debt::common(contacts.iter().map(|contact| &*contact.debt));
    let day = Day::of(Millis(calls[0].1), &clock_of(pack, contacts[0]));
    let (day, way) = (Some(day), Some(Way::Call));
    let repeated = u32::try_from(contacts.len()).unwrap_or(u32::MAX);
    let ground =
        Ground { day, debt: &debt, way, repeated, seen_by_others: false, says_lawyer: false };
    let Some(verdict) = cite(pack, rule, level, &ground) else { return };
    push(rule, verdict, key, (&contacts, false), found);
}

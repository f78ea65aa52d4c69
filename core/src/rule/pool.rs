//! Which contacts are counted together (semantics 8).

use std::collections::BTreeMap;

use super::contact::Contact;
use super::day::Day;
use super::facts::Facts;
use super::hours::clock_of;
use super::pack::{Pack, Pool};

/// What contacts of one pool share.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Key {
    /// The creditor group or case; none where contacts are not counted by it, or belong to none.
    group: Option<String>,
    number: Option<String>,
    own: Option<String>,
    /// Whether the number is in no group though groups are counted.
    pub(super) alone: bool,
}

/// A contact as it counts in a pool.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted<'f> {
    pub(super) contact: &'f Contact<'f>,
    pub(super) day: Day,
    /// Whether it counts for certain, on this day and in this pool.
    pub(super) certain: bool,
}

/// Contacts by pool, in time order, those without an instant last. `counts` says whether a contact
/// counts; none where that is not known.
pub(super) fn pools<'f>(
    pack: &Pack,
    group_by: &[Pool],
    facts: &'f Facts<'f>,
    counts: impl Fn(&Contact<'_>) -> Option<Counts>,
) -> BTreeMap<Key, Vec<Counted<'f>>> {
    let mut pools: BTreeMap<Key, Vec<Counted<'f>>> = BTreeMap::new();
    for contact in &facts.contacts {
        let Some(counts) = counts(contact) else { continue };
        let keys = keys(group_by, contact, facts);
        let days = days(pack, contact);
        let certain = counts == Counts::Certainly && keys.len() == 1 && days.len() == 1;
        for key in keys {
            let pool = pools.entry(key).or_default();
            pool.extend(days.iter().map(|day| Counted { contact, day: *day, certain }));
        }
    }
    pools
}

/// Whether a contact counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Counts {
    /// It does.
    Certainly,
    /// It would if something were known.
    Perhaps,
}

/// The pools of a contact: several where its number serves several creditors.
fn keys(group_by: &[Pool], contact: &Contact<'_>, facts: &Facts<'_>) -> Vec<Key> {
    let by = |pool| group_by.contains(&pool);
    let base = Key {
        number: contact.number.clone().filter(|_| by(Pool::Number)),
        own: contact.own.clone().filter(|_| by(Pool::OwnNumber)),
        ..Key::default()
    };
    let mut groups: Vec<String> = if by(Pool::Debt) {
        contact.groups.clone()
    } else if by(Pool::CreditorGroup) {
        contact.groups.iter().map(|case| facts.creditor(case)).collect()
    } else {
        return vec![base];
    };
    groups.sort_unstable();
    groups.dedup();
    if groups.is_empty() {
        // A number in no group is counted by itself, for context only.
        return vec![Key { number: contact.number.clone(), alone: true, ..base }];
    }
    groups.into_iter().map(|group| Key { group: Some(group), ..base.clone() }).collect()
}

/// The day of a contact; the three that it may be on where its zone is not known.
fn days(pack: &Pack, contact: &Contact<'_>) -> Vec<Day> {
    if let Some(time) = contact.time {
        return vec![Day::of(time, &clock_of(pack, contact))];
    }
    let day = contact.local_day();
    day.map(|day| vec![Day(day.0 - 1), day, Day(day.0 + 1)]).unwrap_or_default()
}

//! Visits by their manner, as typed entries tell it (semantics 17).

use std::collections::BTreeMap;

use super::cite::{Ground, cite};
use super::contact::Contact;
use super::day::Day;
use super::duty::is_collector;
use super::facts::{Facts, detail_text};
use super::hours::clock_of;
use super::pack::{Manner, Pack, Rule, Visit};
use super::window::Way;
use super::{Finding, Level};
use crate::record::{Millis, Role};

/// The cases that visits of one day are for, and the number where there is none.
type DayKey = (Vec<String>, Option<String>, Day);

/// Judges every visit of a timeline.
pub(super) fn evaluate(
    pack: &Pack,
    (rule, visit): (&Rule, &Visit),
    facts: &Facts<'_>,
    found: &mut Vec<(Option<Millis>, Finding)>,
) {
    // Visits of one group, or by people whom nobody knows, by day.
    let mut days: BTreeMap<DayKey, Vec<&Contact<'_>>> = BTreeMap::new();
    for contact in &facts.contacts {
        let known = is_collector(contact.role) && rule.roles.contains(&contact.role);
        let judged = known || contact.role == Role::Unknown;
        if contact.way() != Some(Way::Visit) || !contact.is_incoming() || !judged {
            continue;
        }
        let day = match contact.time {
            Some(time) => Some(Day::of(time, &clock_of(pack, contact))),
            None => contact.local_day(),
        };
        let Some(day) = day else { continue };
        match visit {
            Visit::Manner(manners) => {
                let said = manners_of(contact);
                let codes: Vec<String> = manners
                    .iter()
                    .filter(|manner| said.contains(manner))
                    .map(|manner| format!("manner-{}", manner.word()))
                    .collect();
                if !codes.is_empty() {
                    push(pack, rule, (&[contact], 0), day, &codes, found);
                }
            }
            Visit::FewerThan(least) => {
                let people = detail_text(contact.record, "people");
                let people = people.and_then(|people| people.trim().parse::<i64>().ok());
                if people.is_some_and(|people| (1..*least).contains(&people)) {
                    push(pack, rule, (&[contact], 0), day, &[], found);
                }
            }
            Visit::MoreThan(_) => {
                let alone = contact.number.clone().filter(|_| contact.groups.is_empty());
                let key = (contact.groups.clone(), alone, day);
                days.entry(key).or_default().push(contact);
            }
        }
    }
    if let Visit::MoreThan(most) = visit {
        for ((_, _, day), contacts) in days.iter().filter(|(_, list)| list.len() > *most) {
            push(pack, rule, (contacts, *most), *day, &[], found);
        }
    }
}

/// What the entry says of a visit's manner: words parted by spaces.
fn manners_of(contact: &Contact<'_>) -> Vec<Manner> {
    let said = detail_text(contact.record, "manner").unwrap_or_default();
    let words = said.split_whitespace();
    words.filter_map(|word| Manner::ALL.into_iter().find(|manner| manner.word() == word)).collect()
}

fn push(
    pack: &Pack,
    rule: &Rule,
    (contacts, most): (&[&Contact<'_>], usize),
    day: Day,
    codes: &[String],
    found: &mut Vec<(Option<Millis>, Finding)>,
) {
    let Some(first) = contacts.first() else { return };
    let (day, way) = (Some(day), Some(Way::Visit));
    let ground = Ground {
        day,
        debt: &first.debt,
        way,
        repeated: 1,
        seen_by_others: false,
        says_lawyer: false,
    };
    let Some(mut verdict) = cite(pack, rule, Level::Sign, &ground) else { return };
    codes.iter().for_each(|code| verdict.remark(code));
    if contacts.iter().any(|contact| contact.role == Role::Unknown) {
        verdict.cap(Level::Review, "sender-unknown");
    }
    if contacts.iter().all(|contact| contact.weak) {
        verdict.cap(Level::Review, "typed-or-relayed-only");
    } else if contacts.iter().filter(|contact| !contact.weak).count() <= most {
        verdict.cap(Level::Review, "typed-or-relayed-needed");
    }
    let records = contacts.iter().map(|contact| contact.record.leaf).collect();
    found.push((first.time, verdict.finding(rule, records, None)));
}

//! Facts, not flags: what is worth knowing about a number or a message.

use std::collections::{BTreeMap, HashSet};

use super::cite::{Ground, cite};
use super::contact::Contact;
use super::day::Day;
use super::duty::is_collector;
use super::facts::Facts;
use super::hours::clock_of;
use super::pack::{Circumstance, Pack, Rule};
use super::window::Way;
use super::{Finding, Level, trace};
use crate::record::{Channel, Millis, Role};

/// A contact that shows a fact, and the words that do.
type Shown<'f> = (&'f Contact<'f>, Option<(usize, usize)>);

/// Gives one finding for each number that a fact is true of, with all its contacts.
pub(super) fn evaluate(
    pack: &Pack,
    (rule, fact): (&Rule, &Circumstance),
    facts: &Facts<'_>,
    collection: &HashSet<usize>,
    found: &mut Vec<(Option<Millis>, Finding)>,
) {
    let mut by_number: BTreeMap<&str, Vec<Shown<'_>>> = BTreeMap::new();
    for contact in facts.contacts.iter().filter(|contact| contact.is_incoming()) {
        let known = is_collector(contact.role) && rule.roles.contains(&contact.role);
        let demands = contact.role == Role::Unknown && collection.contains(&contact.event);
        let hidden = *fact == Circumstance::Hidden && contact.role == Role::Unknown;
        if !known && !demands && !hidden {
            continue;
        }
        if let Some((key, span)) = holds(pack, fact, contact, collection) {
            by_number.entry(key).or_default().push((contact, span));
        }
    }
    for contacts in by_number.into_values() {
        let (first, span) = contacts[0];
        let day = first.time.map(|time| Day::of(time, &clock_of(pack, first)));
        let way = first.way();
        let ground = Ground {
            day,
            debt: &first.debt,
            way,
            repeated: 1,
            seen_by_others: false,
            says_lawyer: false,
        };
        let Some(verdict) = cite(pack, rule, Level::Context, &ground) else { continue };
        let records = contacts.iter().map(|(contact, _)| contact.record.leaf).collect();
        found.push((first.time, verdict.finding(rule, records, span)));
    }
}

/// Of which number a fact is true because of this contact, and the words that show it.
fn holds<'c>(
    pack: &Pack,
    fact: &Circumstance,
    contact: &'c Contact<'_>,
    collection: &HashSet<usize>,
) -> Option<(&'c str, Option<(usize, usize)>)> {
    let number = contact.number.as_deref();
    let demand = contact.way() == Some(Way::Text) && collection.contains(&contact.event);
    let body = || contact.record.body().filter(|_| demand);
    match fact {
        Circumstance::Number(forms) => {
            let local = pack.lines.local(number?);
            forms.iter().any(|form| form.fits(local)).then_some((number?, None))
        }
        Circumstance::Hidden => number.is_none().then_some(("", None)),
        Circumstance::Link => {
            let (span, _) = trace::links(&body()?).into_iter().next()?;
            Some((number.unwrap_or_default(), Some(span)))
        }
        Circumstance::Account => {
            let (span, _) = trace::accounts(&body()?).into_iter().next()?;
            Some((number.unwrap_or_default(), Some(span)))
        }
        Circumstance::Unsigned => {
            let body = body().filter(|_| contact.channel() == Channel::Sms)?;
            let creditor = contact.debt.creditor.as_deref();
            let named = creditor.is_some_and(|name| body.contains(name));
            let signed = trace::signature(&body).is_some() || named;
            (!signed).then_some((number.unwrap_or_default(), None))
        }
        Circumstance::NeverGiven => {
            let own = contact.own.as_deref()?;
            (contact.debt.was_given(own) == Some(false)).then_some((own, None))
        }
    }
}

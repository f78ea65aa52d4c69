//! Several numbers behind which one collector seems to stand: what they share, never asserted.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::cite::{Ground, cite};
use super::contact::Contact;
use super::day::Day;
use super::debt::Debt;
use super::duty::is_collector;
use super::facts::Facts;
use super::hours::clock_of;
use super::pack::{Pack, Rule};
use super::window::Way;
use super::{Finding, Level, near, trace};
use crate::record::{Millis, Role};

/// The shortest wording that is compared, in characters.
const MIN_WORDING: usize = 12;

/// What messages of several numbers may share, in the order in which it is told.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Trait {
    Wording,
    Signature,
    Account,
    Link,
    Callback,
    Agent,
}

/// Judges the texts of a timeline.
pub(super) fn evaluate(
    pack: &Pack,
    (rule, least): (&Rule, usize),
    facts: &Facts<'_>,
    collection: &HashSet<usize>,
    found: &mut Vec<(Option<Millis>, Finding)>,
) {
    let judged = |contact: &&Contact<'_>| {
        let known = is_collector(contact.role) && rule.roles.contains(&contact.role);
        contact.is_incoming()
            && contact.way() == Some(Way::Text)
            && contact.number.is_some()
            && (known || contact.role == Role::Unknown)
            && collection.contains(&contact.event)
    };
    let messages: Vec<&Contact<'_>> = facts.contacts.iter().filter(judged).collect();
    let body = |nth: usize| messages[nth].record.body().unwrap_or_default();
    let mut shared: BTreeMap<(Trait, String), Vec<usize>> = BTreeMap::new();
    for nth in 0..messages.len() {
        for key in traits(&body(nth)).into_iter().collect::<BTreeSet<_>>() {
            shared.entry(key).or_default().push(nth);
        }
    }
    let worded = near::clusters(messages.len(), &|nth| wording(&body(nth)));
    for (cluster, members) in worded.into_iter().enumerate() {
        shared.insert((Trait::Wording, cluster.to_string()), members);
    }
    // By the messages that share something: the first of each number.
    let mut groups: BTreeMap<Vec<usize>, Vec<&str>> = BTreeMap::new();
    for ((what, _), members) in &shared {
        let mut numbers = HashSet::new();
        let first: Vec<usize> = members
            .iter()
            .copied()
            .filter(|nth| numbers.insert(messages[*nth].number.as_deref()))
            .collect();
        if first.len() >= least {
            let code = code(*what, &first, &body);
            groups.entry(first).or_default().push(code);
        }
    }
    for (members, codes) in groups {
        let contacts: Vec<&Contact<'_>> = members.iter().map(|nth| messages[*nth]).collect();
        push(pack, rule, &contacts, &codes, found);
    }
}

/// The wording of a message, if it is long enough to be compared.
fn wording(body: &str) -> Option<String> {
    Some(trace::skeleton(body)).filter(|text| text.chars().count() >= MIN_WORDING)
}

/// What a message says of its sender.
fn traits(body: &str) -> Vec<(Trait, String)> {
    let mut found = Vec::new();
    found.extend(trace::signature(body).map(|name| (Trait::Signature, name.to_owned())));
    found.extend(trace::accounts(body).into_iter().map(|(_, digits)| (Trait::Account, digits)));
    found.extend(trace::links(body).into_iter().map(|(_, host)| (Trait::Link, host)));
    found.extend(trace::callbacks(body).into_iter().map(|digits| (Trait::Callback, digits)));
    found.extend(trace::agent(body).map(|name| (Trait::Agent, name.to_owned())));
    found
}

/// The remark that tells what is shared.
fn code(what: Trait, members: &[usize], body: &dyn Fn(usize) -> String) -> &'static str {
    let all = |same: &dyn Fn(&str) -> String| {
        let first = same(&body(members[0]));
        members.iter().all(|nth| same(&body(*nth)) == first)
    };
    match what {
        Trait::Wording if all(&|body| body.trim().to_owned()) => "same-text",
        Trait::Wording if all(&trace::skeleton) => "same-text-figures-changed",
        Trait::Wording => "near-text",
        Trait::Signature => "same-signature",
        Trait::Account => "same-account",
        Trait::Link => "same-link",
        Trait::Callback => "same-callback",
        Trait::Agent => "same-agent",
    }
}

fn push(
    pack: &Pack,
    rule: &Rule,
    contacts: &[&Contact<'_>],
    codes: &[&str],
    found: &mut Vec<(Option<Millis>, Finding)>,
) {
    let first = contacts[0];
    let day = first.time.map(|time| Day::of(time, &clock_of(pack, first)));
    let debt = Debt::common(contacts.iter().map(|contact| &*contact.debt));
    let way = Some(Way::Text);
    let ground =
        Ground { day, debt: &debt, way, repeated: 1, seen_by_others: false, says_lawyer: false };
    let Some(mut verdict) = cite(pack, rule, Level::Context, &ground) else { return };
    codes.iter().for_each(|code| verdict.remark(code));
    let records = contacts.iter().map(|contact| contact.record.leaf).collect();
    found.push((first.time, verdict.finding(rule, records, None)));
}

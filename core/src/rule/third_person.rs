//! Contact with people who do not owe the debt, and after a refusal (semantics 15).

use std::collections::{HashMap, HashSet};

use super::cite::{Ground, Verdict, cite};
use super::contact::Contact;
use super::day::{DAY, Day};
use super::duty::is_collector;
use super::facts::{Facts, Refusal};
use super::hours::clock_of;
use super::pack::{Pack, Reach, Rule};
use super::window::Way;
use super::{Finding, Level};
use crate::chain::Hash;
use crate::record::{Channel, Direction, Millis, Role};

/// For how long an answered call or a reply shows that the debtor can be reached.
const REACHABLE: i64 = 3 * DAY;

/// Findings with the time by which they are put in order.
type Found = Vec<(Option<Millis>, Finding)>;

/// Judges a timeline by one rule about third persons.
pub(super) fn evaluate(
    pack: &Pack,
    (rule, reach): (&Rule, Reach),
    facts: &Facts<'_>,
    collection: &HashSet<usize>,
    found: &mut Found,
) {
    let proofs = Proofs::new(facts);
    match reach {
        Reach::Any => reached(pack, rule, facts, &proofs, found),
        Reach::Disclosure => disclosed(pack, rule, facts, collection, found),
        Reach::Refused => refused(pack, rule, facts, &proofs, found),
        Reach::DebtorRefused => stopped(pack, rule, facts, found),
    }
}

/// Every contact that reached a person who does not owe the debt.
fn reached(pack: &Pack, rule: &Rule, facts: &Facts<'_>, proofs: &Proofs, found: &mut Found) {
    for contact in facts.contacts.iter().filter(|contact| contact.is_collector(rule)) {
        let (Some(time), Some((_, role))) = (contact.time, &contact.reached) else { continue };
        let Some(mut verdict) = third_person(pack, rule, contact, time, *role) else { continue };
        reachable(&mut verdict, proofs, contact, time);
        push(rule, verdict, contact, None, found);
    }
}

/// Every message that told such a person of the debt.
fn disclosed(
    pack: &Pack,
    rule: &Rule,
    facts: &Facts<'_>,
    collection: &HashSet<usize>,
    found: &mut Found,
) {
    for contact in facts.contacts.iter().filter(|contact| contact.is_collector(rule)) {
        let (Some(time), Some((_, role))) = (contact.time, &contact.reached) else { continue };
        if contact.way() != Some(Way::Text) || !collection.contains(&contact.event) {
            continue;
        }
        let Some(mut verdict) = third_person(pack, rule, contact, time, *role) else { continue };
        verdict.remark("told-of-debt");
        let name = contact.debt.debtor.as_deref().filter(|name| name.chars().count() >= 2);
        let body = contact.record.body().unwrap_or_default();
        if name.is_some_and(|name| body.contains(name)) {
            verdict.remark("names-debtor");
        }
        push(rule, verdict, contact, None, found);
    }
}

/// Every contact of a group with a person who refused it before.
fn refused(pack: &Pack, rule: &Rule, facts: &Facts<'_>, proofs: &Proofs, found: &mut Found) {
    let index = Index::new(facts, rule);
    for refusal in facts.refusals.iter().filter(|refusal| !refusal.by_debtor) {
        for contact in index.after(facts, refusal) {
            let Some(time) = contact.time else { continue };
            let (role, _) = facts.duties.role(Some(&refusal.number), Some(time));
            // A refusal of a collector's number has a third person only where it says whom, or
            // the contact reached one.
            let nobody = is_collector(role) && !refusal.by_another && contact.reached.is_none();
            if nobody || matches!(role, Role::Guarantor | Role::CoDebtor) {
                continue;
            }
            let verdict = third_person(pack, rule, contact, time, role);
            let Some(mut verdict) = verdict else { continue };
            reachable(&mut verdict, proofs, contact, time);
            push(rule, verdict, contact, Some(refusal.record.leaf), found);
        }
    }
}

/// One finding for each stop that the debtor said, with the contacts of the group after it: never
/// a violation by itself.
fn stopped(pack: &Pack, rule: &Rule, facts: &Facts<'_>, found: &mut Found) {
    let index = Index::new(facts, rule);
    for refusal in facts.refusals.iter().filter(|refusal| refusal.by_debtor) {
        let after: Vec<_> = index.after(facts, refusal).collect();
        let Some(first) = after.first() else { continue };
        let Some(time) = first.time else { continue };
        let ground = ground(pack, first, time);
        let Some(mut verdict) = cite(pack, rule, Level::Context, &ground) else { continue };
        verdict.remark("several-contacts");
        let leaves = after.iter().map(|contact| contact.record.leaf);
        let records = [refusal.record.leaf].into_iter().chain(leaves).collect();
        found.push((first.time, verdict.finding(rule, records, None)));
    }
}

fn ground<'d>(pack: &Pack, contact: &'d Contact<'_>, time: Millis) -> Ground<'d> {
    let day = Some(Day::of(time, &clock_of(pack, contact)));
    let way = contact.way();
    Ground { day, debt: &contact.debt, way, repeated: 1, seen_by_others: true, says_lawyer: false }
}

fn third_person(
    pack: &Pack,
    rule: &Rule,
    contact: &Contact<'_>,
    time: Millis,
    role: Role,
) -> Option<Verdict> {
    let mut verdict = cite(pack, rule, Level::Sign, &ground(pack, contact, time))?;
    if role == Role::Spouse {
        verdict.cap(Level::Review, "spouse");
    }
    if contact.weak {
        verdict.cap(Level::Review, "typed-or-relayed-only");
    }
    Some(verdict)
}

/// The exception for a debtor who cannot be reached.
fn reachable(verdict: &mut Verdict, proofs: &Proofs, contact: &Contact<'_>, time: Millis) {
    if let Some(weak) = proofs.shortly_before(contact, time) {
        verdict.remark("debtor-was-reachable");
        if weak {
            verdict.cap(Level::Review, "typed-or-relayed-needed");
        }
    } else {
        verdict.cap(Level::Review, "debtor-perhaps-unreachable");
    }
}

fn push(
    rule: &Rule,
    verdict: Verdict,
    contact: &Contact<'_>,
    before: Option<Hash>,
    found: &mut Found,
) {
    let records = before.into_iter().chain([contact.record.leaf]).collect();
    found.push((contact.time, verdict.finding(rule, records, None)));
}

/// Contacts of collectors by whom they may have reached, each list by time.
struct Index<'f> {
    by_person: HashMap<&'f str, Vec<&'f Contact<'f>>>,
    by_number: HashMap<&'f str, Vec<&'f Contact<'f>>>,
    by_group: HashMap<&'f str, Vec<&'f Contact<'f>>>,
}

impl<'f> Index<'f> {
    fn new(facts: &'f Facts<'f>, rule: &Rule) -> Self {
        let (mut by_person, mut by_number, mut by_group) =
            (HashMap::new(), HashMap::new(), HashMap::new());
        let judged = |contact: &&Contact<'_>| contact.time.is_some() && contact.is_collector(rule);
        for contact in facts.contacts.iter().filter(judged) {
            let put = |map: &mut HashMap<&'f str, Vec<&'f Contact<'f>>>, key: &'f str| {
                map.entry(key).or_default().push(contact);
            };
            for person in contact.own.iter().chain(&contact.members) {
                put(&mut by_person, person);
            }
            contact.number.iter().for_each(|number| put(&mut by_number, number));
            contact.groups.iter().for_each(|group| put(&mut by_group, group));
        }
        Self { by_person, by_number, by_group }
    }

    /// The contacts of the refused group with that person while the refusal holds.
    ///
    /// The refusal names the person's number: it is the own number of the contact, or one of its
    /// chat group. A refusal that names a collector's number was made by the vault's owner: any
    /// contact of that number or its groups is meant.
    fn after<'i>(
        &'i self,
        facts: &Facts<'_>,
        refusal: &'i Refusal<'_>,
    ) -> impl Iterator<Item = &'f Contact<'f>> + 'i {
        let (role, groups) = facts.duties.role(Some(&refusal.number), Some(refusal.from));
        let case = refusal.case.as_deref();
        let mut lists: Vec<&[&'f Contact<'f>]> = Vec::new();
        if is_collector(role) {
            lists.extend(self.by_number.get(refusal.number.as_str()).map(Vec::as_slice));
            let groups = groups.iter().filter_map(|group| self.by_group.get(group.as_str()));
            lists.extend(groups.map(Vec::as_slice));
        } else {
            lists.extend(self.by_person.get(refusal.number.as_str()).map(Vec::as_slice));
        }
        let owner = is_collector(role);
        let mut found: Vec<&'f Contact<'f>> = Vec::new();
        for list in lists {
            let from = list.partition_point(|contact| contact.time <= Some(refusal.from));
            let to = refusal
                .to
                .map_or(list.len(), |to| list.partition_point(|contact| contact.time < Some(to)));
            let of_number =
                |contact: &Contact<'_>| owner && contact.number.as_ref() == Some(&refusal.number);
            let held = list[from..to.max(from)].iter();
            found.extend(held.filter(|contact| of_number(contact) || contact.serves(case)));
        }
        found.sort_by_key(|contact| (contact.time, contact.record.index));
        found.dedup_by_key(|contact| contact.event);
        found.into_iter()
    }
}

/// When the debtor was seen to be reachable: answered calls with a collector and replies to one,
/// by number and by group. Those that rest on typed or relayed sightings are held apart.
struct Proofs {
    by_number: [HashMap<String, Vec<i64>>; 2],
    by_group: [HashMap<String, Vec<i64>>; 2],
}

impl Proofs {
    fn new(facts: &Facts<'_>) -> Self {
        let mut proofs = Self { by_number: Default::default(), by_group: Default::default() };
        for contact in &facts.contacts {
            let call = contact.channel() == Channel::Call && contact.connected() == Some(true);
            let reply = contact.way() == Some(Way::Text)
                && contact.record.fact().direction == Some(Direction::Out);
            let proves = is_collector(contact.role) && contact.reached.is_none() && (call || reply);
            let Some(time) = contact.time.filter(|_| proves) else { continue };
            let weak = usize::from(contact.weak);
            let number = contact.number.clone().unwrap_or_default();
            proofs.by_number[weak].entry(number).or_default().push(time.0);
            for group in &contact.groups {
                proofs.by_group[weak].entry(group.clone()).or_default().push(time.0);
            }
        }
        proofs
    }

    /// Whether the log holds one with the contact's number or group shortly before it, and then
    /// whether only typed or relayed ones.
    fn shortly_before(&self, contact: &Contact<'_>, time: Millis) -> Option<bool> {
        let near = |times: Option<&Vec<i64>>| {
            let times = times.map_or(&[][..], Vec::as_slice);
            let last = times.partition_point(|at| *at < time.0).checked_sub(1);
            last.is_some_and(|last| time.0 - times[last] <= REACHABLE)
        };
        let number = contact.number.as_deref().unwrap_or_default();
        let held = |weak: &bool| {
            let weak = usize::from(*weak);
            near(self.by_number[weak].get(number))
                || contact.groups.iter().any(|group| near(self.by_group[weak].get(group)))
        };
        [false, true].into_iter().find(held)
    }
}

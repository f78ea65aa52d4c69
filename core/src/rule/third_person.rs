//! Contact with a third person after a refusal (semantics 15).

use super::cite::cite;
use super::day::{DAY, Day};
use super::facts::{Contact, Facts, Refusal, is_collector};
use super::pack::{Pack, Rule};
use super::{Finding, Level};
use crate::record::{Channel, Direction, Millis, Role};

/// For how long an answered call or a reply shows that the debtor can be reached.
const REACHABLE: i64 = 3 * DAY;

/// Judges every refusal of a timeline.
pub(super) fn evaluate(
    pack: &Pack,
    rule: &Rule,
    facts: &Facts<'_>,
    found: &mut Vec<(Option<Millis>, Finding)>,
) {
    let proofs = proofs(facts);
    for refusal in &facts.refusals {
        for contact in facts.contacts.iter().filter(|contact| contact.is_collector()) {
            let Some(time) = contact.time else { continue };
            let after = refusal.from < time && refusal.to.is_none_or(|to| time < to);
            if !after || !reaches(facts, contact, refusal) {
                continue;
            }
            let (role, _) = facts.role(Some(&refusal.number), Some(time));
            if matches!(role, Role::Guarantor | Role::CoDebtor) {
                continue;
            }
            let day = Day::of(time, &pack.zone);
            let verdict = cite(pack, rule, Level::Sign, Some(day), &contact.debt, 1);
            let Some(mut verdict) = verdict else { continue };
            if role == Role::Spouse {
                verdict.cap(Level::Review, "spouse");
            }
            if was_reachable(&proofs, contact, time) {
                verdict.remark("debtor-was-reachable");
            } else {
                verdict.cap(Level::Review, "debtor-perhaps-unreachable");
            }
            if contact.weak {
                verdict.cap(Level::Review, "typed-or-relayed-only");
            }
            let finding = Finding {
                rule: rule.id.clone(),
                class: rule.class.clone(),
                level: verdict.level,
                records: vec![refusal.record.leaf, contact.record.leaf],
                span: None,
                texts: verdict.texts,
                remarks: verdict.remarks,
            };
            found.push((contact.time, finding));
        }
    }
}

/// Whether a contact of the group that was refused went to the person who refused.
///
/// The refusal names the person's number: it is the own number of the contact, or one of its
/// group. A refusal that names a collector's number was made by the vault's owner.
fn reaches(facts: &Facts<'_>, contact: &Contact<'_>, refusal: &Refusal<'_>) -> bool {
    let (role, groups) = facts.role(Some(&refusal.number), Some(refusal.from));
    if is_collector(role) {
        let same = contact.number.as_ref() == Some(&refusal.number);
        let case = refusal.case.as_deref();
        return same || groups.iter().any(|g| contact.serves(Some(g))) && contact.serves(case);
    }
    let named =
        contact.own.as_ref() == Some(&refusal.number) || contact.members.contains(&refusal.number);
    named && contact.serves(refusal.case.as_deref())
}

/// Whether the log holds an answered call with the group, or a reply to it, shortly before.
fn was_reachable(proofs: &[&Contact<'_>], contact: &Contact<'_>, time: Millis) -> bool {
    let end = proofs.partition_point(|proof| proof.time < Some(time));
    let recent = |proof: &&&Contact<'_>| proof.time.is_some_and(|at| time.0 - at.0 <= REACHABLE);
    proofs[..end].iter().rev().take_while(recent).any(|proof| {
        proof.number == contact.number
            || proof.groups.iter().any(|group| contact.groups.contains(group))
    })
}

/// Answered calls with a collector and replies to one, by time.
fn proofs<'f>(facts: &'f Facts<'_>) -> Vec<&'f Contact<'f>> {
    let proves = |contact: &&Contact<'_>| {
        let call = contact.channel() == Channel::Call && contact.connected() == Some(true);
        let reply = matches!(contact.channel(), Channel::Sms | Channel::Mms | Channel::Chat)
            && contact.record.fact().direction == Some(Direction::Out);
        contact.time.is_some() && is_collector(contact.role) && (call || reply)
    };
    facts.contacts.iter().filter(proves).collect()
}

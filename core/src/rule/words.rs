//! Text rules over messages: which are looked at, and what is left of a match's level.

use std::collections::{HashMap, HashSet};

use super::cite::{Ground, Verdict, cite};
use super::day::Day;
use super::facts::Facts;
use super::hours::clock_of;
use super::pack::{Pack, Rule};
use super::text::Reading;
use super::window::Way;
use super::{Finding, Level, trace};
use crate::record::{Channel, Direction, Millis, Role};

/// The word among a rule's needs that asks for a check with 12368, the court or the bar.
const CHECK: &str = "check_result";

/// The class of words that pose as an authority.
pub(super) const IMPERSONATION: &str = "impersonate_authority";

/// Judges the words of every incoming message; gives the events whose message is about collection.
pub(super) fn evaluate(
    pack: &Pack,
    facts: &Facts<'_>,
    found: &mut Vec<(Option<Millis>, Finding)>,
) -> HashSet<usize> {
    let mut collection = HashSet::new();
    let mut reading = Reading::default();
    // How many messages of a group had words that a rule found (semantics 14).
    let mut counts: HashMap<Vec<String>, u32> = HashMap::new();
    for contact in &facts.contacts {
        let fact = contact.record.fact();
        let collector = matches!(contact.role, Role::Creditor | Role::Agency | Role::Unknown);
        if fact.direction == Some(Direction::Out)
            || contact.channel() == Channel::Call
            || !collector
        {
            continue;
        }
        let Some(body) = contact.record.body() else { continue };
        pack.matcher.read(&body, &mut reading);
        let matches = pack.matcher.matches(&mut reading);
        if !matches.is_empty() || pack.matcher.is_collection(&mut reading) {
            collection.insert(contact.event);
        }
        if matches.is_empty() {
            continue;
        }
        let key = if contact.groups.is_empty() {
            contact.number.iter().cloned().collect()
        } else {
            contact.groups.clone()
        };
        // What is said at a door or written in a letter is no message that was sent.
        let count = counts.entry(key).or_default();
        *count += u32::from(contact.way() == Some(Way::Text));
        let day = contact.time.map(|time| Day::of(time, &clock_of(pack, contact)));
        let seen_by_others = contact.reached.is_some();
        let says_lawyer = pack.matcher.says_lawyer(&reading);
        let (debt, repeated) = (&*contact.debt, (*count).max(1));
        let way = contact.way();
        let ground = Ground { day, debt, way, repeated, seen_by_others, says_lawyer };
        for found_words in matches {
            let rule = &pack.rules[found_words.rule];
            let mut verdict = words_verdict(pack, rule, found_words.level, &ground);
            if contact.role == Role::Unknown {
                verdict.cap(Level::Review, "sender-unknown");
            }
            if rule.class == IMPERSONATION && is_named(pack, contact.number.as_deref(), &body) {
                verdict.cap(Level::Review, "named-sender");
            }
            if rule.needs.iter().any(|need| need == CHECK) {
                if pack.lines.is_court(contact.number.as_deref().unwrap_or_default()) {
                    verdict.cap(Level::Review, "court-line");
                } else if verdict.level == Level::Review
                    && contact.is_denied(&clock_of(pack, contact))
                {
                    verdict.lift(Level::Sign, "checked-none");
                }
            }
            if contact.weak {
                verdict.cap(Level::Review, "typed-or-relayed-only");
            }
            let leaves = vec![contact.record.leaf];
            found.push((contact.time, verdict.finding(rule, leaves, Some(found_words.span))));
        }
    }
    collection
}

/// Whether a sender looks like an institution: a firm's general line, a court's number, or a
/// signature. It lowers a reading of posing as an authority and cancels nothing.
pub(super) fn is_named(pack: &Pack, number: Option<&str>, body: &str) -> bool {
    let number = number.unwrap_or_default();
    pack.lines.is_general(number) || pack.lines.is_court(number) || trace::signature(body).is_some()
}

/// The verdict on words; where no text was in force they are context.
pub(super) fn words_verdict(
    pack: &Pack,
    rule: &Rule,
    level: Level,
    ground: &Ground<'_>,
) -> Verdict {
    cite(pack, rule, level, ground).unwrap_or_else(|| {
        let mut verdict = Verdict::new(level);
        verdict.cap(Level::Context, "no-text-in-force");
        verdict
    })
}

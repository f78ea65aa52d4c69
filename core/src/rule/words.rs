//! Text rules over messages: which are looked at, and what is left of a match's level.

use std::collections::{HashMap, HashSet};

use super::cite::{Debt, Verdict, cite};
use super::day::Day;
use super::facts::Facts;
use super::pack::{Pack, Rule};
use super::{Finding, Level};
use crate::record::{Channel, Direction, Millis, Role};

/// The word among a rule's needs that asks for a check with 12368, the court or the bar.
const CHECK: &str = "check_result";

/// Judges the words of every incoming message; gives the events whose message is about collection.
pub(super) fn evaluate(
    pack: &Pack,
    facts: &Facts<'_>,
    found: &mut Vec<(Option<Millis>, Finding)>,
) -> HashSet<usize> {
    let mut collection = HashSet::new();
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
        let reading = pack.matcher.read(&body);
        let matches = pack.matcher.matches(&reading);
        if !matches.is_empty() || pack.matcher.is_collection(&reading) {
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
        let count = counts.entry(key).or_default();
        *count += 1;
        let day = contact.time.map(|time| Day::of(time, &pack.zone));
        for found_words in matches {
            let rule = &pack.rules[found_words.rule];
            let mut verdict =
                words_verdict(pack, rule, found_words.level, day, &contact.debt, *count);
            if contact.role == Role::Unknown {
                verdict.cap(Level::Review, "sender-unknown");
            }
            if rule.needs.iter().any(|need| need == CHECK) {
                if contact.number.as_deref() == Some("12368") {
                    verdict.cap(Level::Review, "court-line");
                } else if contact.denied && verdict.level == Level::Review {
                    verdict.level = Level::Sign;
                    verdict.remark("checked-none");
                }
            }
            if contact.weak {
                verdict.cap(Level::Review, "typed-or-relayed-only");
            }
            let finding = Finding {
                rule: rule.id.clone(),
                class: rule.class.clone(),
                level: verdict.level,
                records: vec![contact.record.leaf],
                span: Some(found_words.span),
                texts: verdict.texts,
                remarks: verdict.remarks,
            };
            found.push((contact.time, finding));
        }
    }
    collection
}

/// The verdict on words; where no text was in force they are context.
pub(super) fn words_verdict(
    pack: &Pack,
    rule: &Rule,
    level: Level,
    day: Option<Day>,
    debt: &Debt,
    repeated: u32,
) -> Verdict {
    cite(pack, rule, level, day, debt, repeated).unwrap_or_else(|| {
        let mut verdict = Verdict::new(level);
        verdict.cap(Level::Context, "no-text-in-force");
        verdict
    })
}

/// Whether a message is about collection: a demand on a debt, or words that a rule finds.
pub(super) fn is_collection(pack: &Pack, body: &str) -> bool {
    let reading = pack.matcher.read(body);
    pack.matcher.is_collection(&reading) || !pack.matcher.matches(&reading).is_empty()
}

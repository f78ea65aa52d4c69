//! What the log knows beside the contacts: which debt, what was agreed or refused, how the clock
//! was moved.

use std::collections::HashMap;
use std::rc::Rc;

use super::check::{Check, Checks};
use super::clocks::Clocks;
use super::contact::Contact;
use super::day::minute;
use super::debt::Debt;
use super::duty::{Duties, is_third_person};
use super::zone::{MINUTE, Zone};
use crate::chain::Hash;
use crate::event::{LogPart, Timeline};
use crate::record::canonical::Value;
use crate::record::{Channel, Field, Kind, Millis, OffsetFrom, Record, Source};

/// How many agreements of one case or number count: the latest.
const MAX_AGREEMENTS: usize = 256;

/// A third person's refusal, or the debtor's own.
#[derive(Debug)]
pub(super) struct Refusal<'a> {
    pub(super) record: &'a Record,
    pub(super) number: String,
    pub(super) case: Option<String>,
    pub(super) from: Millis,
    pub(super) to: Option<Millis>,
    /// Whether the debtor said it of himself.
    pub(super) by_debtor: bool,
    /// Whether it says who else said it.
    pub(super) by_another: bool,
}

/// An agreed time for contact.
#[derive(Debug)]
struct Agreement {
    from: Millis,
    to: Option<Millis>,
    hours: Option<(i64, i64)>,
}

/// What one log of a timeline says, read for rules.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    /// The contacts by time; those without an instant last.
    pub(super) contacts: Vec<Contact<'a>>,
    pub(super) refusals: Vec<Refusal<'a>>,
    /// Of two events that are perhaps one: the later one by the earlier, both ways.
    pub(super) twins: HashMap<usize, usize>,
    pub(super) duties: Duties,
    /// The creditor's name by case, where it is said.
    creditors: HashMap<String, String>,
    agreed_by_case: HashMap<String, Vec<Agreement>>,
    agreed_by_number: HashMap<String, Vec<Agreement>>,
}

/// What records say of cases and events, before contacts are made of it.
#[derive(Default)]
struct Said {
    cases: HashMap<String, Debt>,
    tags: HashMap<Hash, Vec<String>>,
    checks: Checks,
    clocks: Clocks,
    /// The debt that the cases of a contact have in common.
    debts: HashMap<Vec<String>, Rc<Debt>>,
}

impl<'a> Facts<'a> {
    /// Reads the records and events of one log; `asked` is what the case vault's own log knows
    /// of answers about single records.
    pub(super) fn new(timeline: &'a Timeline, part: &LogPart, asked: &Checks) -> Self {
        let records = || part.records.iter().map(|place| &timeline.records[*place]);
        let roles = records().filter(|record| record.fact().kind == Kind::Role);
        let twins = timeline.perhaps_same.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]);
        let mut facts = Self {
            contacts: Vec::new(),
            refusals: Vec::new(),
            twins: twins.collect(),
            duties: Duties::new(roles),
            creditors: HashMap::new(),
            agreed_by_case: HashMap::new(),
            agreed_by_number: HashMap::new(),
        };
        let mut said = Said::default();
        let mut moves = Vec::new();
        let ended = withdrawals(records());
        for record in records() {
            let fact = record.fact();
            let end = || ended.get(&record.leaf).copied();
            match fact.kind {
                Kind::Case => {
                    let debt = said.cases.entry(fact.case.clone().unwrap_or_default());
                    debt.or_default().learn(record.detail().as_ref());
                }
                Kind::Tag => {
                    for leaf in &fact.targets {
                        let case = fact.case.clone().unwrap_or_default();
                        said.tags.entry(*leaf).or_default().push(case);
                    }
                }
                Kind::CheckResult => said.checks.learn(record),
                Kind::Clock => {
                    moves.push((record.line.recorded, fact.delta.unwrap_or_default()));
                }
                Kind::Refusal => facts.refusals.extend(refusal(record, end())),
                Kind::Agreement => facts.agreement(record, end()),
                _ => {}
            }
        }
        let lists = facts.agreed_by_case.values_mut().chain(facts.agreed_by_number.values_mut());
        for list in lists {
            list.drain(..list.len().saturating_sub(MAX_AGREEMENTS));
        }
        let named = |(case, debt): (&String, &Debt)| Some((case.clone(), debt.creditor.clone()?));
        facts.creditors = said.cases.iter().filter_map(named).collect();
        said.clocks = Clocks::new(moves);
        for event in &part.events {
            let seen = &timeline.events[*event].sightings;
            let own = |place: &&usize| part.records.binary_search(place).is_ok();
            let sightings: Vec<usize> = seen.iter().filter(own).copied().collect();
            let contact = facts.contact(timeline, (*event, &sightings), &mut said, asked);
            facts.contacts.push(contact);
        }
        facts.contacts.sort_by_key(|c| (c.time.is_none(), c.time, c.record.index));
        facts
    }

    fn agreement(&mut self, record: &Record, ended: Option<Millis>) {
        let fact = record.fact();
        let edge = |name| detail_text(record, name).as_deref().and_then(minute);
        let hours = edge("hours_from").zip(edge("hours_to"));
        let agreement = Agreement { from: since(record), to: earlier(fact.to, ended), hours };
        let number = record.party().map(|party| party.key().to_owned());
        if let Some(case) = &fact.case {
            self.agreed_by_case.entry(case.clone()).or_default().push(agreement);
        } else if let Some(number) = number {
            self.agreed_by_number.entry(number).or_default().push(agreement);
        }
    }

    /// An event by the sightings of one log.
    fn contact(
        &self,
        timeline: &'a Timeline,
        (event, sightings): (usize, &[usize]),
        said: &mut Said,
        asked: &Checks,
    ) -> Contact<'a> {
        let record = &timeline.records[sightings[0]];
        let fact = record.fact();
        let leaves = || sightings.iter().map(|place| timeline.records[*place].leaf);
        let party = record.party();
        let number = party.as_ref().map(|party| party.key().to_owned());
        let members: Vec<String> =
            party.iter().flat_map(|party| &party.group).map(|name| name.key().to_owned()).collect();
        let own = record.own().map(|own| own.key().to_owned());
        let time = record.time();
        let message = matches!(fact.channel, Some(Channel::Sms | Channel::Mms | Channel::Chat));
        let by_network = message && fact.network_time().is_some();
        let (role, mut groups) = self.duties.role(number.as_deref(), time);
        let tagged: Vec<String> =
            leaves().filter_map(|leaf| said.tags.get(&leaf)).flatten().cloned().collect();
        if !tagged.is_empty() {
            groups = tagged;
            groups.sort_unstable();
            groups.dedup();
        }
        let debt = said.debt(&groups);
        let weak = |place: &usize| {
            matches!(timeline.records[*place].fact().source, Source::Typed | Source::Relayed)
        };
        let offset = fact.offset.as_ref().map(|offset| (offset.minutes, offset.zone.clone()));
        let chosen = fact.offset.as_ref().is_some_and(|o| o.from == OffsetFrom::Option);
        let reached = own.iter().chain(&members).find_map(|person| {
            let (role, _) = self.duties.role(Some(person), time);
            is_third_person(role).then(|| (person.clone(), role))
        });
        Contact {
            record,
            event,
            time,
            by_network,
            number: number.filter(|number| !number.is_empty()),
            members,
            own,
            weak: sightings.iter().all(weak),
            phone_zone: offset.clone().filter(|_| !chosen),
            chosen_zone: offset.filter(|_| chosen),
            doubt: if by_network { 0 } else { said.clocks.doubt(time) },
            role,
            groups,
            debt,
            reached,
            checks: leaves()
                .map(|leaf| said.checks.of(&leaf).chain(asked.of(&leaf)).collect::<Vec<Check>>())
                .filter(|checks| !checks.is_empty())
                .collect(),
        }
    }

    /// The creditor group of a case: cases that name one creditor are one group.
    pub(super) fn creditor(&self, case: &str) -> String {
        match self.creditors.get(case) {
            Some(name) => format!("creditor {name}"),
            None => format!("case {case}"),
        }
    }

    /// Whether a contact falls into an agreed time, by the clock of `zone` (semantics 16).
    pub(super) fn is_agreed(&self, contact: &Contact<'_>, zone: &Zone) -> bool {
        let Some(time) = contact.time else { return false };
        let minutes = zone.offset(time).unwrap_or(zone.minutes);
        let clock = (time.0 + minutes * MINUTE).div_euclid(MINUTE).rem_euclid(1440);
        let case = match contact.groups.as_slice() {
            [case] => self.agreed_by_case.get(case),
            _ => None,
        };
        let number = contact.number.as_ref().and_then(|n| self.agreed_by_number.get(n));
        case.into_iter().chain(number).flatten().any(|agreed| {
            let dates = agreed.from <= time && agreed.to.is_none_or(|to| time < to);
            let hours = agreed.hours.is_some_and(|(from, to)| {
                if from <= to { (from..to).contains(&clock) } else { clock >= from || clock < to }
            });
            dates && hours
        })
    }
}

impl Said {
    /// What is known of the debt behind a contact of these groups.
    fn debt(&mut self, groups: &[String]) -> Rc<Debt> {
        if let Some(known) = self.debts.get(groups) {
            return known.clone();
        }
        let none = Debt::default();
        let debts = groups.iter().map(|case| self.cases.get(case).unwrap_or(&none));
        let debt = Rc::new(Debt::common(debts));
        self.debts.insert(groups.to_vec(), debt.clone());
        debt
    }
}

fn refusal(record: &Record, ended: Option<Millis>) -> Option<Refusal<'_>> {
    let fact = record.fact();
    let relation = detail_text(record, "relation");
    Some(Refusal {
        record,
        number: record.party()?.key().to_owned(),
        case: fact.case.clone(),
        from: since(record),
        to: earlier(fact.to, ended),
        by_debtor: matches!(relation.as_deref(), Some("debtor" | "self" | "本人" | "债务人")),
        by_another: relation.is_some_and(|relation| !relation.trim().is_empty()),
    })
}

/// When what a typed record says began: its span, else when it was seen, else appended.
pub(super) fn since(record: &Record) -> Millis {
    let fact = record.fact();
    let seen = fact.seen.as_ref().map(|seen| seen.wall);
    fact.from.or(seen).or(fact.network).unwrap_or(record.line.recorded)
}

/// By record: when it was withdrawn first.
fn withdrawals<'r>(records: impl Iterator<Item = &'r Record>) -> HashMap<Hash, Millis> {
    let mut ended = HashMap::new();
    for record in records.filter(|record| record.fact().kind == Kind::Withdrawal) {
        for leaf in &record.fact().targets {
            let at = ended.entry(*leaf).or_insert_with(|| since(record));
            *at = (*at).min(since(record));
        }
    }
    ended
}

fn earlier(a: Option<Millis>, b: Option<Millis>) -> Option<Millis> {
    a.into_iter().chain(b).min()
}

/// The text of a typed record's detail.
pub(super) fn detail_text(record: &Record, name: &str) -> Option<String> {
    let detail = record.value(Field::Detail)?;
    detail.member(name).and_then(Value::text).map(str::to_owned)
}

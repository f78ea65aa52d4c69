//! What the log knows beside the contacts: who a number is, which debt, what was agreed or refused.

use std::collections::HashMap;

use super::cite::Debt;
use super::day::minute;
use super::pack::{CreditorKind, Pack};
use crate::chain::Hash;
use crate::event::Timeline;
use crate::record::canonical::Value;
use crate::record::{
    Channel, Direction, Field, Kind, Millis, OffsetFrom, Outcome, Record, Role, Source,
};

/// How near in time a change of the clock throws doubt on it, in milliseconds.
const CLOCK_REACH: i64 = 86_400_000;

/// An event, by its strongest sighting, with what the log knows about it.
#[derive(Debug)]
pub(super) struct Contact<'a> {
    pub(super) record: &'a Record,
    /// Its place among the timeline's events.
    pub(super) event: usize,
    /// The instant that counts (semantics 6).
    pub(super) time: Option<Millis>,
    /// Whether that instant is the network's.
    pub(super) by_network: bool,
    pub(super) number: Option<String>,
    pub(super) members: Vec<String>,
    pub(super) own: Option<String>,
    /// Whether every sighting was typed or relayed (semantics 12).
    pub(super) weak: bool,
    /// The UTC offset of the phone's own zone.
    pub(super) phone_zone: Option<i64>,
    /// A known doubt about the phone's clock, in milliseconds.
    pub(super) doubt: i64,
    /// The role of the number and the creditor groups that it serves.
    pub(super) role: Role,
    pub(super) groups: Vec<String>,
    pub(super) debt: Debt,
    /// Whether 12368, the court or the bar knows of nothing like it.
    pub(super) denied: bool,
}

/// A role record that holds for a number in a span of time.
#[derive(Debug)]
struct Duty {
    role: Role,
    case: Option<String>,
    from: Option<Millis>,
    to: Option<Millis>,
    index: u64,
}

/// A third person's refusal.
#[derive(Debug)]
pub(super) struct Refusal<'a> {
    pub(super) record: &'a Record,
    pub(super) number: String,
    pub(super) case: Option<String>,
    pub(super) from: Millis,
    pub(super) to: Option<Millis>,
}

/// An agreed time for contact.
#[derive(Debug)]
struct Agreement {
    case: Option<String>,
    number: Option<String>,
    from: Millis,
    to: Option<Millis>,
    hours: Option<(i64, i64)>,
}

/// A timeline, read for rules.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    /// The contacts by time; those without an instant last.
    pub(super) contacts: Vec<Contact<'a>>,
    pub(super) refusals: Vec<Refusal<'a>>,
    /// Pairs of events that are perhaps one.
    pub(super) perhaps_same: &'a [(usize, usize)],
    duties: HashMap<String, Vec<Duty>>,
    agreements: Vec<Agreement>,
    zone_minutes: i64,
}

impl<'a> Facts<'a> {
    pub(super) fn new(pack: &Pack, timeline: &'a Timeline) -> Self {
        let mut facts = Self {
            contacts: Vec::new(),
            refusals: Vec::new(),
            perhaps_same: &timeline.perhaps_same,
            duties: HashMap::new(),
            agreements: Vec::new(),
            zone_minutes: pack.zone.minutes,
        };
        let mut cases: HashMap<String, Debt> = HashMap::new();
        let mut tags: HashMap<Hash, Vec<String>> = HashMap::new();
        let mut denied: HashMap<Hash, bool> = HashMap::new();
        let mut clocks = Vec::new();
        let ended = withdrawals(timeline);
        for record in &timeline.records {
            let fact = record.fact();
            match fact.kind {
                Kind::Case => {
                    let debt = cases.entry(fact.case.clone().unwrap_or_default()).or_default();
                    learn(debt, record.detail().as_ref());
                }
                Kind::Tag => {
                    for leaf in &fact.targets {
                        let case = fact.case.clone().unwrap_or_default();
                        tags.entry(*leaf).or_default().push(case);
                    }
                }
                Kind::CheckResult => {
                    let answer = detail_text(record, "answer");
                    for leaf in &fact.targets {
                        denied.insert(*leaf, answer.as_deref() == Some("none"));
                    }
                }
                Kind::Clock => clocks.push((record.line.recorded, fact.delta.unwrap_or_default())),
                Kind::Role => facts.duty(record),
                Kind::Refusal => facts.refusal(record, ended.get(&record.leaf).copied()),
                Kind::Agreement => facts.agreement(record, ended.get(&record.leaf).copied()),
                _ => {}
            }
        }
        for duties in facts.duties.values_mut() {
            duties.sort_by_key(|duty| std::cmp::Reverse(duty.index));
        }
        clocks.sort_unstable();
        for event in 0..timeline.events.len() {
            let contact = facts.contact(timeline, event, &cases, &tags, &denied, &clocks);
            facts.contacts.push(contact);
        }
        facts.contacts.sort_by_key(|c| (c.time.is_none(), c.time, c.record.index));
        facts
    }

    fn duty(&mut self, record: &Record) {
        let fact = record.fact();
        let (Some(role), Some(party)) = (fact.role, record.party()) else { return };
        let (case, from, to) = (fact.case.clone(), fact.from, fact.to);
        let duty = Duty { role, case, from, to, index: record.index };
        self.duties.entry(party.key().to_owned()).or_default().push(duty);
    }

    fn refusal(&mut self, record: &'a Record, ended: Option<Millis>) {
        let fact = record.fact();
        let Some(party) = record.party() else { return };
        self.refusals.push(Refusal {
            record,
            number: party.key().to_owned(),
            case: fact.case.clone(),
            from: said(record),
            to: earlier(fact.to, ended),
        });
    }

    fn agreement(&mut self, record: &Record, ended: Option<Millis>) {
        let fact = record.fact();
        let edge = |name| detail_text(record, name).as_deref().and_then(minute);
        self.agreements.push(Agreement {
            case: fact.case.clone(),
            number: record.party().map(|party| party.key().to_owned()),
            from: said(record),
            to: earlier(fact.to, ended),
            hours: edge("hours_from").zip(edge("hours_to")),
        });
    }

    fn contact(
        &self,
        timeline: &'a Timeline,
        event: usize,
        cases: &HashMap<String, Debt>,
        tags: &HashMap<Hash, Vec<String>>,
        denied: &HashMap<Hash, bool>,
        clocks: &[(Millis, i64)],
    ) -> Contact<'a> {
        let seen = &timeline.events[event];
        let record = timeline.strongest(seen);
        let fact = record.fact();
        let leaves = || seen.sightings.iter().map(|place| timeline.records[*place].leaf);
        let party = record.party();
        let number = party.as_ref().map(|party| party.key().to_owned());
        let members = party.iter().flat_map(|party| &party.group);
        let members = members.map(|name| name.key().to_owned()).collect();
        let time = record.time();
        let message = matches!(fact.channel, Some(Channel::Sms | Channel::Mms | Channel::Chat));
        let by_network = message && fact.network_time().is_some();
        let (role, mut groups) = self.role(number.as_deref(), time);
        let tagged: Vec<String> =
            leaves().filter_map(|leaf| tags.get(&leaf)).flatten().cloned().collect();
        if !tagged.is_empty() {
            groups = tagged;
            groups.sort_unstable();
            groups.dedup();
        }
        let debts = groups.iter().map(|case| cases.get(case).cloned().unwrap_or_default());
        let mut debts: Vec<Debt> = debts.collect();
        debts.dedup();
        let debt = if let [one] = debts.as_slice() { one.clone() } else { Debt::default() };
        let weak = |place: &usize| {
            matches!(timeline.records[*place].fact().source, Source::Typed | Source::Relayed)
        };
        let zone = fact.offset.as_ref().filter(|offset| offset.from != OffsetFrom::Option);
        let reach = |at: Millis, by: i64| Millis(at.0.saturating_add(by));
        let doubts = time.map_or(&clocks[..0], |time| {
            let from = clocks.partition_point(|(at, _)| *at < reach(time, -CLOCK_REACH));
            let to = clocks.partition_point(|(at, _)| *at <= reach(time, CLOCK_REACH));
            &clocks[from..to]
        });
        let doubt =
            doubts.iter().map(|(_, delta)| delta.saturating_abs()).max().unwrap_or_default();
        Contact {
            record,
            event,
            time,
            by_network,
            number,
            members,
            own: record.own().map(|own| own.key().to_owned()),
            weak: seen.sightings.iter().all(weak),
            phone_zone: zone.map(|offset| offset.minutes),
            doubt: if by_network { 0 } else { doubt },
            role,
            groups,
            debt,
            denied: leaves().any(|leaf| denied.get(&leaf) == Some(&true)),
        }
    }

    /// The role of a number at a time, and the cases that it serves: of each case the latest
    /// record whose span holds the time (semantics 2).
    pub(super) fn role(&self, number: Option<&str>, time: Option<Millis>) -> (Role, Vec<String>) {
        let duties = number.and_then(|number| self.duties.get(number));
        let holds = |duty: &&Duty| match time {
            Some(time) => {
                duty.from.is_none_or(|from| from <= time) && duty.to.is_none_or(|to| time < to)
            }
            None => duty.from.is_none() && duty.to.is_none(),
        };
        let mut seen: Vec<&Option<String>> = Vec::new();
        let mut role = None;
        let mut groups = Vec::new();
        for duty in duties.into_iter().flatten().filter(holds) {
            if seen.contains(&&duty.case) {
                continue;
            }
            seen.push(&duty.case);
            role = role.or(Some(duty.role));
            if is_collector(duty.role) {
                role = role.filter(|role| is_collector(*role)).or(Some(duty.role));
                groups.extend(duty.case.clone());
            }
        }
        groups.sort_unstable();
        (role.unwrap_or(Role::Unknown), groups)
    }

    /// Whether a contact falls into an agreed time (semantics 16).
    pub(super) fn is_agreed(&self, contact: &Contact<'_>) -> bool {
        let Some(time) = contact.time else { return false };
        let clock = super::day::clock(time, self.zone_minutes) / 60_000;
        self.agreements.iter().any(|agreed| {
            let named = match (&agreed.case, &agreed.number) {
                (Some(case), _) => contact.groups == [case.as_str()],
                (None, Some(number)) => contact.number.as_ref() == Some(number),
                (None, None) => false,
            };
            let dates = agreed.from <= time && agreed.to.is_none_or(|to| time < to);
            let hours = agreed.hours.is_some_and(|(from, to)| {
                if from <= to { (from..to).contains(&clock) } else { clock >= from || clock < to }
            });
            named && dates && hours
        })
    }
}

impl Contact<'_> {
    /// Whether it came in from a creditor or its collector.
    pub(super) fn is_collector(&self) -> bool {
        self.record.fact().direction == Some(Direction::In) && is_collector(self.role)
    }

    /// Whether it belongs to one of these groups, or both have none.
    pub(super) fn serves(&self, case: Option<&str>) -> bool {
        match case {
            Some(case) => self.groups.iter().any(|group| group == case),
            None => true,
        }
    }

    pub(super) fn channel(&self) -> Channel {
        self.record.fact().channel.unwrap_or(Channel::Other)
    }

    /// Whether a person answered for at least one second; none where it is not known
    /// (semantics 7).
    pub(super) fn connected(&self) -> Option<bool> {
        let fact = self.record.fact();
        match (fact.outcome, fact.duration) {
            (Some(Outcome::Connected), Some(seconds)) => Some(seconds >= 1),
            (Some(Outcome::Connected) | None, _) => None,
            (Some(_), _) => Some(false),
        }
    }
}

/// Whether a role is the lender's or its collector's.
pub(super) const fn is_collector(role: Role) -> bool {
    matches!(role, Role::Creditor | Role::Agency)
}

/// When what a typed record says began: its span, else when it was seen, else appended.
fn said(record: &Record) -> Millis {
    let fact = record.fact();
    let seen = fact.seen.as_ref().map(|seen| seen.wall);
    fact.from.or(seen).or(fact.network).unwrap_or(record.line.recorded)
}

/// By record: when it was withdrawn first.
fn withdrawals(timeline: &Timeline) -> HashMap<Hash, Millis> {
    let mut ended = HashMap::new();
    for record in timeline.records.iter().filter(|r| r.fact().kind == Kind::Withdrawal) {
        for leaf in &record.fact().targets {
            let at = ended.entry(*leaf).or_insert_with(|| said(record));
            *at = (*at).min(said(record));
        }
    }
    ended
}

fn earlier(a: Option<Millis>, b: Option<Millis>) -> Option<Millis> {
    a.into_iter().chain(b).min()
}

/// Takes over what a case record says of the debt.
fn learn(debt: &mut Debt, detail: Option<&Value>) {
    let text = |name| detail.and_then(|detail| detail.member(name)).and_then(Value::text);
    if let Some(kind) = text("creditor_kind") {
        debt.kind = CreditorKind::parse(kind).unwrap_or_default();
    }
    if let Some(product) = text("product") {
        debt.product = Some(product.to_owned()).filter(|product| product != "unknown");
    }
}

fn detail_text(record: &Record, name: &str) -> Option<String> {
    let detail = record.value(Field::Detail)?;
    detail.member(name).and_then(Value::text).map(str::to_owned)
}

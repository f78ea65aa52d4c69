//! One event, by its strongest sighting, with what the log knows about it.

use std::rc::Rc;

use super::check::{self, Check};
use super::day::Day;
use super::debt::Debt;
use super::duty::is_collector;
use super::hours::Moment;
use super::pack::Rule;
use super::window::Way;
use super::zone::Zone;
use crate::record::{Channel, Direction, Millis, Outcome, Record, Role};

/// An event with what the log knows about it.
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
    /// The UTC offset of the phone's own zone in minutes, and its name.
    pub(super) phone_zone: Option<(i64, Option<String>)>,
    /// The UTC offset that a person chose for an import, and its name.
    pub(super) chosen_zone: Option<(i64, Option<String>)>,
    /// A known doubt about the phone's clock, in milliseconds.
    pub(super) doubt: i64,
    /// The role of the number and the creditor groups that it serves.
    pub(super) role: Role,
    pub(super) groups: Vec<String>,
    pub(super) debt: Rc<Debt>,
    /// The person without debt whom it reached, and that person's role.
    pub(super) reached: Option<(String, Role)>,
    /// By sighting, what 12368, the court or the bar answered about it, in the order of the log.
    pub(super) checks: Vec<Vec<Check>>,
}

impl Contact<'_> {
    /// Whether it came in from a collector whom the rule binds.
    pub(super) fn is_collector(&self, rule: &Rule) -> bool {
        self.is_incoming() && is_collector(self.role) && rule.roles.contains(&self.role)
    }

    /// Whether it came in.
    pub(super) fn is_incoming(&self) -> bool {
        self.record.fact().direction == Some(Direction::In)
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

    /// The way of contact that rules tell apart; none for letters, others and announcements.
    pub(super) fn way(&self) -> Option<Way> {
        match self.channel() {
            // The message is the contact; that one waits is not.
            Channel::Mms if self.record.fact().is_announcement() => None,
            Channel::Call => Some(Way::Call),
            Channel::Sms | Channel::Mms | Channel::Chat => Some(Way::Text),
            Channel::Visit => Some(Way::Visit),
            Channel::Letter | Channel::Other => None,
        }
    }

    /// Whether a person answered for at least one second, either way; none where it is not known
    /// (semantics 7).
    pub(super) fn connected(&self) -> Option<bool> {
        let fact = self.record.fact();
        match (fact.outcome, fact.duration) {
            (Some(Outcome::Connected), Some(seconds)) => Some(seconds >= 1),
            // A phone that saw a call ring and end says no more, and it is enough.
            (None, Some(0)) => Some(false),
            (Some(Outcome::Connected) | None, _) => None,
            (Some(_), _) => Some(false),
        }
    }

    /// Whether 12368, the court or the bar knows of nothing like it: the latest answer that is not
    /// from before it came, by the clock of `zone` (semantics 13).
    pub(super) fn is_denied(&self, zone: &Zone) -> bool {
        self.checks.iter().any(|checks| check::is_none(checks, self.time, self.local_day(), zone))
    }

    /// The day that a local time without zone names.
    pub(super) fn local_day(&self) -> Option<Day> {
        self.record.fact().local.as_deref().and_then(|local| Day::parse(local.get(..10)?))
    }

    /// What decides about it by the clock.
    pub(super) fn moment(&self) -> Moment {
        let fact = self.record.fact();
        let answered = self.channel() == Channel::Call && self.connected() == Some(true);
        let end = self.time.zip(fact.duration.filter(|_| answered));
        Moment {
            time: self.time,
            local_day: self.local_day(),
            end: end.map(|(start, seconds)| {
                Millis(start.0.saturating_add(seconds.saturating_mul(1000)))
            }),
            phone_only: self.way() == Some(Way::Text) && !self.by_network,
            phone_zone: self.phone_zone.clone(),
            chosen_zone: self.chosen_zone.clone(),
            doubt: self.doubt,
        }
    }
}

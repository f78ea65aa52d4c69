//! What 12368, the court or the bar answered when asked about a message (semantics 13).

use std::collections::HashMap;

use super::day::{DAY, Day};
use super::facts::{detail_text, since};
use super::zone::{MINUTE, Zone};
use crate::chain::Hash;
use crate::record::{Millis, Record};

/// One answer about one record.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Check {
    /// When it was given, as the record says.
    at: Millis,
    /// The day on which it was asked for, where that is said.
    asked_on: Option<Day>,
    /// Whether nothing like it is known.
    none: bool,
}

/// The answers that a log holds, by the record that was asked about, in the order of the log.
#[derive(Debug, Default)]
pub(super) struct Checks(HashMap<Hash, Vec<Check>>);

impl Checks {
    /// The answers that these records give.
    pub(super) fn new<'r>(records: impl Iterator<Item = &'r Record>) -> Self {
        let mut checks = Self::default();
        records.for_each(|record| checks.learn(record));
        checks
    }

    /// Takes one record's answer.
    pub(super) fn learn(&mut self, record: &Record) {
        let none = detail_text(record, "answer").as_deref() == Some("none");
        let asked_on = detail_text(record, "asked_on");
        let asked_on = asked_on.as_deref().and_then(|day| Day::parse(day.trim()));
        let check = Check { at: since(record), asked_on, none };
        for leaf in &record.fact().targets {
            self.0.entry(*leaf).or_default().push(check);
        }
    }

    /// The answers about a record.
    pub(super) fn of(&self, leaf: &Hash) -> impl Iterator<Item = Check> + '_ {
        self.0.get(leaf).into_iter().flatten().copied()
    }
}

/// Whether the latest answer that counts for a message of this time, or of this day where its
/// instant is not known, is that nothing like it is known. Nobody can ask about a message before it
/// comes.
pub(super) fn is_none(
    checks: &[Check],
    time: Option<Millis>,
    local_day: Option<Day>,
    zone: &Zone,
) -> bool {
    let day = time.map(|time| Day::of(time, zone)).or(local_day);
    // A local time may be that of any zone.
    let start = time.or(local_day.map(|day| Millis(day.0 * DAY - 14 * 60 * MINUTE)));
    let counts = |check: &&Check| {
        start.is_none_or(|start| check.at >= start)
            && check.asked_on.zip(day).is_none_or(|(asked, day)| asked >= day)
    };
    checks.iter().rev().find(counts).is_some_and(|check| check.none)
}

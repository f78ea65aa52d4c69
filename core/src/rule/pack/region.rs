//! The reader of a pack's zones and holidays.

use super::place::Reader;
use super::{Basis, Region};
use crate::rule::day::{Day, minute};
use crate::rule::json::Node;
use crate::rule::window::Calendar;
use crate::rule::zone::{Change, Summer, Zone};

/// The words of weekdays, Monday first.
const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Reader {
    /// Reads `zone`: whose clock counts, and the zones that it may be.
    pub(super) fn region(&mut self, node: &Node) -> Option<Region> {
        let m = self.members(node, &["basis", "zones"])?;
        let basis = self.choice(node, &m, "basis", &Basis::ALL.map(|b| (b.word(), b)))?;
        let zones = self.each(node, &m, "zones", Self::zone);
        let names: Vec<&str> = zones.iter().map(|(_, zone)| zone.name.as_str()).collect();
        for (nth, (at, zone)) in zones.iter().enumerate() {
            if names[..nth].contains(&zone.name.as_str()) {
                self.fault(*at, "duplicate-id", "another zone has this name");
            }
        }
        if zones.is_empty() || basis == Basis::National && zones.len() > 1 {
            let message = "`zones` has one zone at least, and exactly one where the basis is \
                           `national`";
            self.fault(m.get("zones").map_or(node.at, |list| list.at), "bad-zone", message);
            return None;
        }
        Some(Region { basis, zones: zones.into_iter().map(|(_, zone)| zone).collect() })
    }

    fn zone(&mut self, node: &Node) -> Option<(usize, Zone)> {
        let m = self.members(node, &["name", "minutes", "summer", "since"])?;
        let name = self.text(node, &m, "name").map(str::to_owned);
        let minutes = self.within(node, &m, "minutes", -1_080, 1_080, "bad-zone");
        let summer = match m.get("summer") {
            Some(node) => Some(self.summer(node)?),
            None => None,
        };
        let since = match m.get("since") {
            Some(_) => {
                let year = self.within(node, &m, "since", 1_990, 2_100, "bad-zone")?;
                i32::try_from(year).ok()
            }
            None => None,
        };
        Some((node.at, Zone { name: name?, minutes: minutes?, summer, since }))
    }

    fn summer(&mut self, node: &Node) -> Option<Summer> {
        let m = self.members(node, &["minutes", "start", "end"])?;
        let minutes = self.within(node, &m, "minutes", -1_080, 1_080, "bad-zone")?;
        let start = self.need(node, &m, "start").and_then(|node| self.change(node));
        let end = self.need(node, &m, "end").and_then(|node| self.change(node));
        let (start, end) = (start?, end?);
        if start.month == end.month {
            self.fault(node.at, "bad-zone", "summer begins and ends in different months");
        }
        Some(Summer { minutes, start, end })
    }

    fn change(&mut self, node: &Node) -> Option<Change> {
        let m = self.members(node, &["month", "weekday", "nth", "at"])?;
        let month = self.within(node, &m, "month", 1, 12, "bad-zone")?;
        let week: Vec<(&str, u8)> = WEEK.into_iter().zip(0..).collect();
        let weekday = self.choice(node, &m, "weekday", &week)?;
        let nth = self.within(node, &m, "nth", 1, 5, "bad-zone")?;
        let at = minute(self.text(node, &m, "at")?);
        if at.is_none() {
            self.fault(m["at"].at, "bad-time", "a time of day is `HH:MM`, 00:00 to 24:00");
        }
        let (month, nth) = (u32::try_from(month).ok()?, u8::try_from(nth).ok()?);
        Some(Change { month, weekday, nth, at: at? })
    }

    /// Reads `holidays`: the days off of the years covered.
    pub(super) fn holidays(&mut self, node: &Node) -> Option<Calendar> {
        let m = self.members(node, &["source", "from", "to", "days"])?;
        self.text(node, &m, "source")?;
        let from = self.within(node, &m, "from", 1_990, 2_100, "bad-date")?;
        let to = self.within(node, &m, "to", 1_990, 2_100, "bad-date")?;
        let list = self.need(node, &m, "days")?;
        let mut days: Vec<Day> = Vec::new();
        for item in self.list(list) {
            let Some(day) = self.day(item) else { continue };
            let year = day.date().map_or(0, |date| i64::from(chrono::Datelike::year(&date)));
            if !(from..=to).contains(&year) {
                self.fault(item.at, "bad-date", "this day lies outside of `from` and `to`");
            }
            if days.last().is_some_and(|last| *last >= day) {
                self.fault(item.at, "bad-date", "days ascend, each once");
            }
            days.push(day);
        }
        if to < from {
            self.fault(node.at, "dates-reversed", "`to` lies before `from`");
        }
        Some(Calendar { years: (i32::try_from(from).ok()?, i32::try_from(to).ok()?), days })
    }
}

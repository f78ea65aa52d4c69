//! The reader of what a rule counts or compares.

use super::kind::{
    Circumstance, Hours, Lines, Manner, NumberForm, Pool, Rate, Reach, RuleKind, Unit, Visit,
};
use super::place::{Members, Reader};
use crate::rule::day::minute;
use crate::rule::json::{Json, Node};
use crate::rule::window::{Allowed, HOLIDAY, Way};

/// The days of a week and holidays, by bit.
const DAYS: [&str; 8] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"];

impl Reader {
    /// Reads the member that tells what a rule of a kind computes.
    pub(super) fn compute(&mut self, kind: &str, node: &Node) -> Option<RuleKind> {
        match kind {
            "hours" => self.hours(node).map(RuleKind::Hours),
            "rate" => self.rate(node).map(RuleKind::Rate),
            "cooldown" => self.cooldown(node),
            "burst" => self.burst(node),
            "third_person" => self.third_person(node),
            "visit" => self.visit(node).map(RuleKind::Visit),
            "rotation" => {
                let m = self.members(node, &["numbers"])?;
                let numbers = self.within(node, &m, "numbers", 2, 1_000, "bad-count")?;
                Some(RuleKind::Rotation { numbers: usize::try_from(numbers).ok()? })
            }
            _ => self.circumstance(node).map(RuleKind::Fact),
        }
    }

    fn hours(&mut self, node: &Node) -> Option<Hours> {
        const FIELDS: &[&str] = &["allowed", "margin", "holidays", "agreement", "overdue_days"];
        let m = self.members(node, FIELDS)?;
        let allowed = self.each(node, &m, "allowed", Self::allowed);
        if let (Some(list), true) = (m.get("allowed"), allowed.is_empty()) {
            self.fault(list.at, "bad-window", "`allowed` has one span at least");
        }
        let mut ways = [false; 3];
        for span in &allowed {
            for (judged, permitted) in ways.iter_mut().zip(span.ways) {
                *judged |= permitted;
            }
        }
        let margin = self.within(node, &m, "margin", 0, 60, "bad-window")?;
        let holidays = self.flag(&m, "holidays", false);
        // A span without `days` is for all of them, holidays too.
        let named = |span: &Allowed| span.days != 0xff && span.days >> HOLIDAY & 1 == 1;
        if let (false, true, Some(list)) = (holidays, allowed.iter().any(named), m.get("allowed")) {
            let message = "a span names `holiday`, but `holidays` is not true";
            self.fault(list.at, "bad-window", message);
        }
        let agreement = self.flag(&m, "agreement", true);
        let overdue_days = match m.get("overdue_days") {
            Some(_) => Some(self.within(node, &m, "overdue_days", 0, 3_650, "bad-count")?),
            None => None,
        };
        Some(Hours { allowed, ways, margin, holidays, agreement, overdue_days })
    }

    fn allowed(&mut self, node: &Node) -> Option<Allowed> {
        let m = self.members(node, &["days", "channels", "from", "to"])?;
        let known: Vec<(&str, u8)> = DAYS.into_iter().zip(0_u8..).collect();
        let bits = self.words_of(&m, "days", &known);
        let days = if m.contains_key("days") {
            bits.iter().fold(0, |days, bit| days | 1 << bit)
        } else {
            0xff
        };
        let named = self.words_of(&m, "channels", &Way::ALL.map(|way| (way.word(), way)));
        let ways = if m.contains_key("channels") {
            Way::ALL.map(|way| named.contains(&way))
        } else {
            [true; 3]
        };
        let mut edge = |field| {
            let text = self.text(node, &m, field)?;
            let read = minute(text);
            if read.is_none() {
                let message = "a time of day is `HH:MM`, 00:00 to 24:00";
                self.fault(m[field].at, "bad-time", message);
            }
            read
        };
        let (from, to) = (edge("from"), edge("to"));
        let (from, to) = (from?, to?);
        if from >= to {
            let message = "`from` lies before `to`; a span over midnight is written as two";
            self.fault(m["to"].at, "bad-window", message);
        }
        Some(Allowed { days, ways, from, to })
    }

    fn rate(&mut self, node: &Node) -> Option<Rate> {
        let m = self.members(node, &["unit", "most", "per", "group_by"])?;
        let unit = self.choice(node, &m, "unit", &Unit::ALL.map(|unit| (unit.word(), unit)));
        let days = self.choice(node, &m, "per", &[("day", 1), ("7_days", 7)]);
        let most = self.within(node, &m, "most", 1, 1_000, "bad-count");
        let group_by = self.pools(node, &m);
        Some(Rate { unit: unit?, most: usize::try_from(most?).ok()?, days: days?, group_by })
    }

    fn pools(&mut self, node: &Node, m: &Members<'_>) -> Vec<Pool> {
        let Some(list) = self.need(node, m, "group_by") else { return Vec::new() };
        // An empty list is allowed here: everything is counted together.
        let pools = Pool::ALL.map(|pool| (pool.word(), pool));
        let named = self.texts(list);
        let pools: Vec<Pool> =
            named.into_iter().filter_map(|(at, word)| self.chosen(at, &word, &pools)).collect();
        if pools.contains(&Pool::Debt) && pools.contains(&Pool::CreditorGroup) {
            let message = "`debt` and `creditor_group` do not go together";
            self.fault(list.at, "bad-count", message);
        }
        pools
    }

    fn cooldown(&mut self, node: &Node) -> Option<RuleKind> {
        let m = self.members(node, &["days", "group_by"])?;
        let days = self.within(node, &m, "days", 1, 366, "bad-count")?;
        Some(RuleKind::Cooldown { days, group_by: self.pools(node, &m) })
    }

    fn burst(&mut self, node: &Node) -> Option<RuleKind> {
        let m = self.members(node, &["calls", "minutes", "short"])?;
        let calls = self.within(node, &m, "calls", 2, 1_000, "bad-count")?;
        let minutes = self.within(node, &m, "minutes", 1, 1_440, "bad-count")?;
        let short = self.flag(&m, "short", false);
        Some(RuleKind::Burst { calls: usize::try_from(calls).ok()?, minutes, short })
    }

    fn third_person(&mut self, node: &Node) -> Option<RuleKind> {
        let m = self.members(node, &["contact"])?;
        let reaches = Reach::ALL.map(|reach| (reach.word(), reach));
        self.choice(node, &m, "contact", &reaches).map(RuleKind::ThirdPerson)
    }

    fn visit(&mut self, node: &Node) -> Option<Visit> {
        let m = self.members(node, &["manner", "fewer_than", "more_than"])?;
        if m.len() != 1 {
            let message = "a visit has one of `manner`, `fewer_than` and `more_than`";
            self.fault(node.at, "bad-count", message);
            return None;
        }
        if m.contains_key("manner") {
            let known = Manner::ALL.map(|manner| (manner.word(), manner));
            return Some(Visit::Manner(self.words_of(&m, "manner", &known)));
        }
        if m.contains_key("fewer_than") {
            let least = self.within(node, &m, "fewer_than", 2, 100, "bad-count")?;
            return Some(Visit::FewerThan(least));
        }
        let most = self.within(node, &m, "more_than", 1, 100, "bad-count")?;
        Some(Visit::MoreThan(usize::try_from(most).ok()?))
    }

    fn circumstance(&mut self, node: &Node) -> Option<Circumstance> {
        let m = self.members(node, &["of", "forms"])?;
        let known =
            ["number", "hidden", "link", "account", "unsigned", "never_given"].map(|of| (of, of));
        let of = self.choice(node, &m, "of", &known)?;
        if let (Some(forms), true) = (m.get("forms"), of != "number") {
            self.fault(forms.at, "unknown-field", "only a fact of `number` has `forms`");
        }
        Some(match of {
            "number" => Circumstance::Number(self.each(node, &m, "forms", Self::form)),
            "hidden" => Circumstance::Hidden,
            "link" => Circumstance::Link,
            "account" => Circumstance::Account,
            "unsigned" => Circumstance::Unsigned,
            _ => Circumstance::NeverGiven,
        })
    }

    /// Reads `lines`: numbers that the pack knows by their form.
    pub(super) fn lines(&mut self, node: &Node) -> Option<Lines> {
        let m = self.members(node, &["country", "general", "court"])?;
        let country = self.text(node, &m, "country")?.to_owned();
        if country.len() > 3 || !country.bytes().all(|b| b.is_ascii_digit()) {
            self.fault(m["country"].at, "bad-number", "`country` has one to three digits");
        }
        let general = match m.get("general") {
            Some(_) => self.each(node, &m, "general", Self::form),
            None => Vec::new(),
        };
        let court = m.get("court").map(|list| self.texts(list)).unwrap_or_default();
        let court = court.into_iter().map(|(_, number)| number).collect();
        Some(Lines { country, general, court })
    }

    /// Reads a form of number.
    fn form(&mut self, node: &Node) -> Option<NumberForm> {
        let m = self.members(node, &["starts", "least", "most"])?;
        let starts = self.text(node, &m, "starts")?.to_owned();
        if !starts.bytes().all(|b| b.is_ascii_digit()) {
            self.fault(m["starts"].at, "bad-number", "`starts` has digits only");
        }
        let least = self.within(node, &m, "least", 1, 20, "bad-count");
        let most = self.within(node, &m, "most", 1, 20, "bad-count");
        let digits = (usize::try_from(least?).ok()?, usize::try_from(most?).ok()?);
        if digits.0 > digits.1 || digits.1 < starts.len() {
            self.fault(node.at, "bad-count", "`least` to `most` digits, `starts` among them");
        }
        Some(NumberForm { starts, digits })
    }

    /// A number within bounds.
    pub(super) fn within(
        &mut self,
        node: &Node,
        m: &Members<'_>,
        field: &str,
        least: i64,
        most: i64,
        code: &'static str,
    ) -> Option<i64> {
        let number = self.int(node, m, field)?;
        if (least..=most).contains(&number) {
            return Some(number);
        }
        self.fault(m[field].at, code, &format!("`{field}` is {least} to {most}"));
        None
    }

    /// A member that is true or false.
    pub(super) fn flag(&mut self, m: &Members<'_>, field: &str, absent: bool) -> bool {
        match m.get(field).map(|node| (node.at, &node.value)) {
            None => absent,
            Some((_, Json::Bool(flag))) => *flag,
            Some((at, other)) => {
                let message = format!("`{field}` is true or false, not {}", other.kind());
                self.fault(at, "wrong-type", &message);
                absent
            }
        }
    }
}

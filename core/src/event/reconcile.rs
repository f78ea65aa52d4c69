//! An operator's list laid beside what the phone recorded: a pure function over both.
//!
//! It tells what both have, what one alone has, and why that may be; it calls nothing false.
//! docs/spec/operator-list.md, "Reconciliation".

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::record::{Channel, Direction, Millis};

/// How far the times of one call may lie apart once the clocks are compared, in milliseconds: a
/// phone counts from the first ring, an operator from the answer.
pub const CALL_WINDOW: i64 = 120_000;

/// How far the times of one text may lie apart, in milliseconds: a text waits in the network.
pub const TEXT_WINDOW: i64 = 300_000;

/// How far the durations of one call may lie apart, in seconds.
pub const DURATION_SLACK: i64 = 5;

/// How far apart two clocks are looked for, in milliseconds: 14 hours.
const MAX_OFFSET: i64 = 50_400_000;

/// The step of a wrong zone, in milliseconds.
const STEP: i64 = 1_800_000;

/// How many pairs tell how the clocks differ.
const MIN_PAIRS: usize = 3;

/// How many candidates of one number are looked at on one side.
const MAX_CANDIDATES: usize = 128;

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

/// A call or a text, of the phone or of the list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Contact {
    /// The way of contact.
    pub channel: Channel,
    /// Who contacted whom, where known.
    pub direction: Option<Direction>,
    /// The form in which the other side's number compares; none where it is hidden.
    pub number: Option<String>,
    /// The same of the own number, where known.
    pub own: Option<String>,
    /// When.
    pub time: Millis,
    /// How long a call lasted, in seconds, where known.
    pub duration: Option<i64>,
}

/// Why one side may lack what the other has.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Reason {
    /// The list passed the call on to another number.
    Forwarded,
    /// Lists of calls hold connected ones; this one was not connected, or it is not known.
    NotConnected,
    /// Nothing is known that would explain it.
    NotKnown,
    /// The number is hidden.
    NumberHidden,
    /// The list is of another own number.
    OtherOwnNumber,
    /// It lies outside of the days that the list covers.
    OutsideOfList,
    /// It lies outside of the days that the phone's records cover.
    OutsideOfRecords,
    /// The list has no texts, or none that came in.
    TextsNotListed,
}

impl Reason {
    /// The word that stands for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Forwarded => "forwarded",
            Self::NotConnected => "not-connected",
            Self::NotKnown => "not-known",
            Self::NumberHidden => "number-hidden",
            Self::OtherOwnNumber => "other-own-number",
            Self::OutsideOfList => "outside-of-list",
            Self::OutsideOfRecords => "outside-of-records",
            Self::TextsNotListed => "texts-not-listed",
        }
    }
}

/// One contact that both have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pair {
    /// Its place among the phone's.
    pub phone: usize,
    /// Its place among the list's.
    pub list: usize,
    /// By how much the list's time is later than the phone's, in milliseconds.
    pub difference: i64,
    /// Whether the phone shows no number, so that time and duration alone pair them.
    pub hidden: bool,
}

/// How many of the phone's contacts the list confirms.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Confirmed {
    /// How many it has.
    pub of: u64,
    /// How many it confirms.
    pub confirmed: u64,
    /// How many of those the phone shows without a number.
    pub hidden: u64,
}

/// What came of it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Reconciliation {
    /// What both have, by the phone's time; the other two lists by theirs.
    pub both: Vec<Pair>,
    /// What only the phone has, and why that may be.
    pub only_phone: Vec<(usize, Vec<Reason>)>,
    /// What only the list has, and why that may be.
    pub only_list: Vec<(usize, Vec<Reason>)>,
    /// By how much the list's clock is later than the phone's, in milliseconds: the median of the
    /// pairs; none where fewer than three tell it, and then the clocks count as equal.
    pub offset: Option<i64>,
    /// The first and the last instant of the list.
    pub span: Option<(Millis, Millis)>,
    /// The phone's calls that a list of calls should hold: connected, on its days.
    pub calls: Confirmed,
    /// The phone's texts on its days, of the ways that the list holds at all.
    pub texts: Confirmed,
}

/// Lays the list beside the phone's contacts.
pub fn reconcile(phone: &[Contact], list: &[Contact]) -> Reconciliation {
    let mut out = Reconciliation::default();
    let times = || list.iter().map(|contact| contact.time);
    out.span = times().min().zip(times().max());
    out.offset = offset(phone, list);
    let shift = out.offset.unwrap_or_default();
    let mut taken = Taken { phone: BTreeSet::new(), list: BTreeSet::new() };
    for hidden in [false, true] {
        for (phone, list, difference) in pairs(phone, list, shift, hidden, &taken) {
            if taken.phone.contains(&phone) || taken.list.contains(&list) {
                continue;
            }
            taken.phone.insert(phone);
            taken.list.insert(list);
            out.both.push(Pair { phone, list, difference, hidden });
        }
    }
    out.both.sort_by_key(|pair| (phone[pair.phone].time, pair.phone));
    out.explain(phone, list, &taken);
    out.only_phone.sort_by_key(|(at, _)| (phone[*at].time, *at));
    out.only_list.sort_by_key(|(at, _)| (list[*at].time, *at));
    out.count(phone);
    out
}

/// What is paired already.
struct Taken {
    phone: BTreeSet<usize>,
    list: BTreeSet<usize>,
}

/// Whether two contacts may be one, time aside.
fn agree(phone: &Contact, list: &Contact) -> bool {
    let same = |a: Option<&str>, b: Option<&str>| !matches!((a, b), (Some(a), Some(b)) if a != b);
    let direction = match (phone.direction, list.direction) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    let duration = match (phone.duration, list.duration) {
        (Some(a), Some(b)) => a.abs_diff(b) <= DURATION_SLACK.unsigned_abs() || rounded(a, b),
        _ => true,
    };
    is_call(phone) == is_call(list)
        && direction
        && same(phone.own.as_deref(), list.own.as_deref())
        && duration
}

/// Whether a list gives the whole minutes that a duration is charged as.
fn rounded(phone: i64, list: i64) -> bool {
    list > 0 && list % 60 == 0 && (0..60).contains(&(list - phone))
}

const fn is_call(contact: &Contact) -> bool {
    matches!(contact.channel, Channel::Call)
}

const fn window(contact: &Contact) -> i64 {
    if is_call(contact) { CALL_WINDOW } else { TEXT_WINDOW }
}

/// The list's places by number, in the order of time.
fn lanes(list: &[Contact]) -> HashMap<Option<&str>, Vec<usize>> {
    let mut lanes: HashMap<Option<&str>, Vec<usize>> = HashMap::new();
    for (at, contact) in list.iter().enumerate() {
        lanes.entry(contact.number.as_deref()).or_default().push(at);
    }
    for lane in lanes.values_mut() {
        lane.sort_by_key(|at| (list[*at].time, *at));
    }
    lanes
}

/// The places of a lane whose times lie within `window` of `time`, the nearest ones on each side.
fn within<'l>(lane: &'l [usize], list: &[Contact], time: i64, window: i64) -> &'l [usize] {
    let start = lane.partition_point(|at| list[*at].time.0 < time - window);
    let end = lane.partition_point(|at| list[*at].time.0 <= time + window);
    let middle = lane.partition_point(|at| list[*at].time.0 < time);
    let start = start.max(middle.saturating_sub(MAX_CANDIDATES));
    &lane[start..end.min(middle + MAX_CANDIDATES).max(start)]
}

/// By how much the list's clock is later: first the half hours of a wrong zone that most pairs
/// have, then the median of what is left.
fn offset(phone: &[Contact], list: &[Contact]) -> Option<i64> {
    let lanes = lanes(list);
    let mut steps: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for contact in phone.iter().filter(|contact| contact.number.is_some()) {
        let Some(lane) = lanes.get(&contact.number.as_deref()) else { continue };
        let time = contact.time.0;
        let near = within(lane, list, time, MAX_OFFSET);
        // One difference a step and contact: the nearest to the step.
        let mut own: BTreeMap<i64, i64> = BTreeMap::new();
        for at in near.iter().filter(|at| agree(contact, &list[**at])) {
            let difference = list[*at].time.0 - time;
            let step = (difference + STEP / 2).div_euclid(STEP);
            let rest = (difference - step * STEP).abs();
            if rest <= window(contact) {
                let known = own.entry(step).or_insert(difference);
                if rest < (*known - step * STEP).abs() {
                    *known = difference;
                }
            }
        }
        for (step, difference) in own {
            steps.entry(step).or_default().push(difference);
        }
    }
    let most = steps.into_iter().max_by_key(|(step, found)| (found.len(), -step.abs(), *step));
    let mut found = most.map(|(_, found)| found).filter(|found| found.len() >= MIN_PAIRS)?;
    found.sort_unstable();
    Some(found[found.len() / 2])
}

/// What may be one contact, the nearest first; ties go to the lower places.
fn pairs(
    phone: &[Contact],
    list: &[Contact],
    shift: i64,
    hidden: bool,
    taken: &Taken,
) -> Vec<(usize, usize, i64)> {
    let mut lanes = lanes(list);
    let mut all: Vec<usize> = (0..list.len()).filter(|at| !taken.list.contains(at)).collect();
    all.sort_by_key(|at| (list[*at].time, *at));
    let mut found = Vec::new();
    for (place, contact) in phone.iter().enumerate() {
        let fits = contact.number.is_none() == hidden && !taken.phone.contains(&place);
        if !fits {
            continue;
        }
        let lane = match (&contact.number, hidden) {
            (None, _) => &all,
            (number, _) => match lanes.get_mut(&number.as_deref()) {
                Some(lane) => &*lane,
                None => continue,
            },
        };
        let time = contact.time.0 + shift;
        let near = within(lane, list, time, window(contact));
        for at in near.iter().filter(|at| agree(contact, &list[**at])) {
            // Where the number says nothing, the duration must.
            if hidden && (contact.duration.is_none() || list[*at].duration.is_none()) {
                continue;
            }
            found.push((place, *at, list[*at].time.0 - contact.time.0));
        }
    }
    found.sort_by_key(|(phone, list, difference)| ((difference - shift).abs(), *phone, *list));
    found
}

impl Reconciliation {
    /// Tells why one side may lack what the other has.
    fn explain(&mut self, phone: &[Contact], list: &[Contact], taken: &Taken) {
        let shift = self.offset.unwrap_or_default();
        let days = |time: i64| (time + shift).div_euclid(DAY);
        let covered = self.span.map(|(from, to)| (from.0.div_euclid(DAY), to.0.div_euclid(DAY)));
        let owns: BTreeSet<&str> = list.iter().filter_map(|c| c.own.as_deref()).collect();
        let listed = |contact: &Contact| {
            list.iter().any(|other| !is_call(other) && other.direction == contact.direction)
        };
        let recorded: BTreeSet<i64> = phone.iter().map(|c| days(c.time.0)).collect();
        for (at, contact) in phone.iter().enumerate().filter(|(at, _)| !taken.phone.contains(at)) {
            let day = days(contact.time.0);
            let mut reasons = Vec::new();
            let other = contact.own.as_deref().is_some_and(|own| !owns.contains(own));
            let outside = covered.is_none_or(|(from, to)| day < from || day > to);
            let rules = [
                (Reason::OutsideOfList, outside),
                (Reason::OtherOwnNumber, other && !owns.is_empty()),
                (Reason::NotConnected, is_call(contact) && contact.duration.unwrap_or(0) == 0),
                (Reason::TextsNotListed, !is_call(contact) && !listed(contact)),
                (Reason::NumberHidden, contact.number.is_none()),
            ];
            reasons.extend(rules.into_iter().filter_map(|(reason, holds)| holds.then_some(reason)));
            if reasons.is_empty() {
                reasons.push(Reason::NotKnown);
            }
            self.only_phone.push((at, reasons));
        }
        let (first, last) = (recorded.first(), recorded.last());
        for (at, contact) in list.iter().enumerate().filter(|(at, _)| !taken.list.contains(at)) {
            let day = contact.time.0.div_euclid(DAY);
            let outside = first.is_none_or(|first| day < *first) || last.is_none_or(|l| day > *l);
            let rules = [
                (Reason::OutsideOfRecords, outside),
                (Reason::Forwarded, is_call(contact) && contact.direction.is_none()),
                (Reason::NumberHidden, contact.number.is_none()),
            ];
            let mut reasons: Vec<Reason> =
                rules.into_iter().filter_map(|(reason, holds)| holds.then_some(reason)).collect();
            if reasons.is_empty() {
                reasons.push(Reason::NotKnown);
            }
            self.only_list.push((at, reasons));
        }
    }

    /// Counts what a list like this one could confirm.
    fn count(&mut self, phone: &[Contact]) {
        for pair in &self.both {
            let counts =
                if is_call(&phone[pair.phone]) { &mut self.calls } else { &mut self.texts };
            counts.of += 1;
            counts.confirmed += 1;
            counts.hidden += u64::from(pair.hidden);
        }
        for (at, reasons) in &self.only_phone {
            let excused = [
                Reason::NotConnected,
                Reason::OtherOwnNumber,
                Reason::OutsideOfList,
                Reason::TextsNotListed,
            ];
            if !reasons.iter().any(|reason| excused.contains(reason)) {
                let counts = if is_call(&phone[*at]) { &mut self.calls } else { &mut self.texts };
                counts.of += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_767_240_000_000;

    fn call(number: Option<&str>, at: i64, duration: i64) -> Contact {
        Contact {
            channel: Channel::Call,
            direction: Some(Direction::In),
            number: number.map(str::to_owned),
            own: None,
            time: Millis(NOON + at * 1000),
            duration: Some(duration),
        }
    }

    const ONE: Option<&str> = Some("+8613800000001");
    const TWO: Option<&str> = Some("95000");

    #[test]
    fn calls_are_paired_by_number_time_and_duration_and_the_clock_is_told() {
        let phone = [call(ONE, 0, 60), call(ONE, 600, 5), call(TWO, 1200, 30), call(ONE, 9000, 0)];
        let list = [call(ONE, 7, 60), call(ONE, 607, 6), call(TWO, 1208, 30), call(TWO, 5000, 9)];
        let out = reconcile(&phone, &list);
        let both: Vec<_> = out.both.iter().map(|p| (p.phone, p.list, p.difference)).collect();
        assert_eq!(both, [(0, 0, 7000), (1, 1, 7000), (2, 2, 8000)]);
        assert_eq!(out.offset, Some(7000));
        assert_eq!(out.only_phone, [(3, vec![Reason::NotConnected])]);
        assert_eq!(out.only_list, [(3, vec![Reason::NotKnown])]);
        assert_eq!(out.calls, Confirmed { of: 3, confirmed: 3, hidden: 0 });
    }

    #[test]
    fn a_wrong_zone_is_a_clock_that_differs_by_hours() {
        let phone: Vec<_> = (0..5).map(|i| call(ONE, i * 1000, 10 + i * 20)).collect();
        let list: Vec<_> =
            (0..5).map(|i| call(ONE, i * 1000 + 8 * 3600 + 4, 10 + i * 20)).collect();
        let out = reconcile(&phone, &list);
        assert_eq!((out.both.len(), out.offset), (5, Some(8 * 3_600_000 + 4000)));
        // Two pairs tell nothing of the clocks.
        let out = reconcile(&phone[..2], &list[..2]);
        assert_eq!((out.both.len(), out.offset), (0, None));
    }

    #[test]
    fn a_hidden_number_is_paired_by_time_and_duration_and_named_so() {
        let phone = [call(None, 0, 60), call(ONE, 600, 5), call(None, 5000, 9)];
        let list = [call(TWO, 5, 61), call(ONE, 603, 5)];
        let out = reconcile(&phone, &list);
        assert_eq!(out.both.iter().map(|p| p.hidden).collect::<Vec<_>>(), [true, false]);
        assert_eq!(out.calls, Confirmed { of: 3, confirmed: 2, hidden: 1 });
        assert_eq!(out.only_phone, [(2, vec![Reason::NumberHidden])]);
        // A number that is shown never goes with another one.
        let out = reconcile(&[call(ONE, 0, 60)], &[call(TWO, 0, 60)]);
        assert!(out.both.is_empty());
    }

    #[test]
    fn windows_durations_directions_and_own_numbers_part_contacts() {
        let pairs = |a: Contact, b: Contact| reconcile(&[a], &[b]).both.len();
        assert_eq!(pairs(call(ONE, 0, 60), call(ONE, 120, 65)), 1);
        assert_eq!(pairs(call(ONE, 0, 60), call(ONE, 121, 60)), 0);
        assert_eq!(pairs(call(ONE, 0, 60), call(ONE, 0, 66)), 0);
        assert_eq!(pairs(call(ONE, 0, 61), call(ONE, 0, 120)), 1);
        let out = Contact { direction: Some(Direction::Out), ..call(ONE, 0, 60) };
        assert_eq!(pairs(call(ONE, 0, 60), out), 0);
        let text = Contact { channel: Channel::Sms, duration: None, ..call(ONE, 0, 0) };
        let late = Contact { time: Millis(NOON + 300_000), ..text.clone() };
        assert_eq!(pairs(text.clone(), late), 1);
        assert_eq!(pairs(text, call(ONE, 0, 60)), 0);
        let own = |own: &str| Contact { own: Some(own.to_owned()), ..call(ONE, 0, 60) };
        assert_eq!(pairs(own("a"), own("b")), 0);
        let other = reconcile(&[own("a")], &[own("b")]);
        assert_eq!(other.only_phone[0].1, [Reason::OtherOwnNumber]);
        assert_eq!(other.calls.of, 0);
    }

    #[test]
    fn what_the_list_cannot_hold_is_not_counted_against_the_phone() {
        let day = 86_400;
        let text = Contact { channel: Channel::Sms, duration: None, ..call(ONE, 10, 0) };
        let phone = [call(ONE, 0, 60), call(ONE, -3 * day, 60), text, call(ONE, 100, 60)];
        let list = [call(ONE, 0, 60), call(TWO, 40 * day, 3)];
        let out = reconcile(&phone, &list);
        let reasons: Vec<_> = out.only_phone.iter().map(|(_, reasons)| reasons[0]).collect();
        let expected = [Reason::OutsideOfList, Reason::TextsNotListed, Reason::NotKnown];
        assert_eq!(reasons, expected);
        assert_eq!(out.only_list[0].1, [Reason::OutsideOfRecords]);
        assert_eq!(out.calls, Confirmed { of: 2, confirmed: 1, hidden: 0 });
        assert_eq!(reconcile(&[], &[]), Reconciliation::default());
    }

    #[test]
    fn the_nearest_pair_goes_first() {
        let phone = [call(ONE, 0, 60), call(ONE, 50, 60)];
        let list = [call(ONE, 49, 60), call(ONE, 110, 60)];
        let out = reconcile(&phone, &list);
        let both: Vec<_> = out.both.iter().map(|pair| (pair.phone, pair.list)).collect();
        assert_eq!(both, [(0, 1), (1, 0)]);
    }

    #[test]
    fn many_calls_of_one_number_are_paired_in_time() {
        let phone: Vec<_> = (0..20_000).map(|i| call(ONE, i * 60, i % 40)).collect();
        let list: Vec<_> = (0..20_000).map(|i| call(ONE, i * 60 + 3, i % 40)).collect();
        let out = reconcile(&phone, &list);
        assert_eq!((out.both.len(), out.offset), (20_000, Some(3000)));
    }
}

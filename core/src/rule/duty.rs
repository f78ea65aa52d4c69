//! Who a number is, and when: the role records of a log (semantics 2).

use std::collections::HashMap;

use crate::record::{Millis, Record, Role};

/// How many role records of one number count: the latest.
const MAX_DUTIES: usize = 256;

/// A role record that holds for a number in a span of time.
#[derive(Debug)]
struct Duty {
    role: Role,
    case: Option<String>,
    from: Option<Millis>,
    to: Option<Millis>,
    index: u64,
}

/// The role records of a log, by number, the latest first.
#[derive(Debug, Default)]
pub(super) struct Duties(HashMap<String, Vec<Duty>>);

impl Duties {
    pub(super) fn new<'a>(records: impl Iterator<Item = &'a Record>) -> Self {
        let mut duties: HashMap<String, Vec<Duty>> = HashMap::new();
        for record in records {
            let fact = record.fact();
            let (Some(role), Some(party)) = (fact.role, record.party()) else { continue };
            let (case, from, to) = (fact.case.clone(), fact.from, fact.to);
            let duty = Duty { role, case, from, to, index: record.index };
            duties.entry(party.key().to_owned()).or_default().push(duty);
        }
        for list in duties.values_mut() {
            list.sort_by_key(|duty| std::cmp::Reverse(duty.index));
            list.truncate(MAX_DUTIES);
        }
        Self(duties)
    }

    /// The role of a number at a time, and the cases that it serves: of each case the latest
    /// record whose span holds the time.
    pub(super) fn role(&self, number: Option<&str>, time: Option<Millis>) -> (Role, Vec<String>) {
        let duties = number.and_then(|number| self.0.get(number));
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
}

/// Whether a role is the lender's or its collector's.
pub(super) const fn is_collector(role: Role) -> bool {
    matches!(role, Role::Creditor | Role::Agency)
}

/// Whether a role is that of a person who does not owe the debt.
pub(super) const fn is_third_person(role: Role) -> bool {
    matches!(role, Role::Spouse | Role::EmergencyContact | Role::ThirdPerson | Role::Other)
}

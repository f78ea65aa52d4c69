//! What the case facts say of the debt behind a contact (semantics 1).

use super::day::Day;
use super::pack::CreditorKind;
use crate::record::canonical::Value;

/// What is known about the debt behind an event (semantics 1): the facts of its case.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Debt {
    pub(super) kind: CreditorKind,
    pub(super) product: Option<String>,
    /// The creditor's name.
    pub(super) creditor: Option<String>,
    /// The debtor's name.
    pub(super) debtor: Option<String>,
    /// The IANA zone of the debtor's address.
    pub(super) zone: Option<String>,
    /// ISO 3166 of the debtor's address, such as `BR-SP`.
    pub(super) place: Option<String>,
    pub(super) overdue_since: Option<Day>,
    /// The own numbers that the debtor gave to the creditor, parted by spaces.
    pub(super) given: Option<String>,
    /// The authority that held the debt illegal (semantics 14).
    pub(super) held_illegal: Option<String>,
}

impl Debt {
    /// Takes over what a case record says; a later record's members replace earlier ones.
    pub(super) fn learn(&mut self, detail: Option<&Value>) {
        let text = |name| detail.and_then(|detail| detail.member(name)).and_then(Value::text);
        if let Some(kind) = text("creditor_kind") {
            self.kind = CreditorKind::parse(kind).unwrap_or_default();
        }
        if let Some(product) = text("product") {
            self.product = Some(product.to_owned()).filter(|product| product != "unknown");
        }
        if let Some(day) = text("overdue_since") {
            self.overdue_since = Day::parse(day);
        }
        let members = [
            ("creditor", &mut self.creditor),
            ("debtor", &mut self.debtor),
            ("zone", &mut self.zone),
            ("place", &mut self.place),
            ("given", &mut self.given),
            ("held_illegal", &mut self.held_illegal),
        ];
        for (name, member) in members {
            if let Some(said) = text(name) {
                *member = Some(said.trim().to_owned()).filter(|said| !said.is_empty());
            }
        }
    }

    /// What several debts have in common; what they differ in is not known.
    pub(super) fn common<'d>(debts: impl IntoIterator<Item = &'d Self>) -> Self {
        let mut debts = debts.into_iter();
        let Some(mut one) = debts.next().cloned() else { return Self::default() };
        for other in debts {
            if one.kind != other.kind {
                one.kind = CreditorKind::Unknown;
            }
            if one.overdue_since != other.overdue_since {
                one.overdue_since = None;
            }
            for (mine, theirs) in [
                (&mut one.product, &other.product),
                (&mut one.creditor, &other.creditor),
                (&mut one.debtor, &other.debtor),
                (&mut one.zone, &other.zone),
                (&mut one.place, &other.place),
                (&mut one.given, &other.given),
                (&mut one.held_illegal, &other.held_illegal),
            ] {
                if mine != theirs {
                    *mine = None;
                }
            }
        }
        one
    }

    /// Whether an own number is one that the debtor gave; none where nothing is said.
    pub(super) fn was_given(&self, own: &str) -> Option<bool> {
        let given = self.given.as_ref()?;
        Some(given.split_whitespace().any(|number| number == own))
    }
}

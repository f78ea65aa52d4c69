//! Which texts a finding cites, and what they, the creditor and the source leave of its level.

use super::Level;
use super::day::Day;
use super::pack::{CreditorKind, Pack, Rule, Text};

/// What is known about the debt behind an event (semantics 1).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Debt {
    pub(super) kind: CreditorKind,
    pub(super) product: Option<String>,
}

/// The level that is left, the ids of the texts, and remarks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Verdict {
    pub(super) level: Level,
    pub(super) texts: Vec<String>,
    pub(super) remarks: Vec<String>,
}

impl Verdict {
    pub(super) fn new(level: Level) -> Self {
        Self { level, texts: Vec::new(), remarks: Vec::new() }
    }

    /// Lowers the level to `most` and says why, if that changes it.
    pub(super) fn cap(&mut self, most: Level, code: &str) {
        if self.level > most {
            self.level = most;
            self.remark(code);
        }
    }

    pub(super) fn remark(&mut self, code: &str) {
        if !self.remarks.iter().any(|known| known == code) {
            self.remarks.push(code.to_owned());
        }
    }
}

/// Cites the texts of `rule` that are in force on `day` and bind the creditor; on an unknown day
/// none is cited. None where no text is in force.
pub(super) fn cite(
    pack: &Pack,
    rule: &Rule,
    level: Level,
    day: Option<Day>,
    debt: &Debt,
    repeated: u32,
) -> Option<Verdict> {
    let cited = rule.texts.iter().filter_map(|id| pack.text(id));
    let binding: Vec<&Text> = cited
        .filter(|text| binds(text, debt) && day.is_none_or(|day| text.holds_on(day)))
        .collect();
    let cap = binding.iter().map(|text| text.cap).max()?;
    let mut verdict = Verdict::new(level);
    verdict.cap(rule.cap, "rule-claims-no-more");
    verdict.cap(cap, "texts-claim-no-more");
    if debt.kind == CreditorKind::Unknown {
        verdict.cap(Level::Review, "applies-if-creditor-is");
    }
    match day {
        Some(_) => {
            let named = binding.iter().filter(|text| text.repeated <= repeated);
            verdict.texts = named.clone().map(|text| text.id.clone()).collect();
            if named.clone().any(|text| !text.is_settled()) {
                verdict.remark("citation-unsettled");
            }
        }
        None => verdict.remark("date-unknown"),
    }
    Some(verdict)
}

fn binds(text: &Text, debt: &Debt) -> bool {
    let kind = text.kinds.is_empty()
        || debt.kind == CreditorKind::Unknown
        || text.kinds.contains(&debt.kind);
    let product = text.products.is_empty()
        || debt.product.as_ref().is_none_or(|product| text.products.contains(product));
    kind && product
}

//! Which texts a finding cites, and what they, the creditor and the source leave of its level.

use super::day::Day;
use super::debt::Debt;
use super::pack::{CreditorKind, Force, Pack, Rule, Text, When};
use super::window::Way;
use super::{Finding, Level};
use crate::chain::Hash;

/// What decides which texts apply to a contact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground<'d> {
    /// The day of the contact; on an unknown day nothing is cited.
    pub(super) day: Option<Day>,
    pub(super) debt: &'d Debt,
    /// How the contact was made; none for letters and others.
    pub(super) way: Option<Way>,
    /// Which message of its group it is that has words which a rule found (semantics 14).
    pub(super) repeated: u32,
    /// Whether a third person saw it.
    pub(super) seen_by_others: bool,
    /// Whether its words name a lawyer.
    pub(super) says_lawyer: bool,
}

/// The level that is left, the ids of the texts, and remarks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Verdict {
    pub(super) level: Level,
    /// The level before anything lowered it.
    raw: Level,
    pub(super) texts: Vec<String>,
    pub(super) remarks: Vec<String>,
}

impl Verdict {
    pub(super) fn new(level: Level) -> Self {
        Self { level, raw: level, texts: Vec::new(), remarks: Vec::new() }
    }

    /// Lowers the level to `most` and says why. Of several caps the lowest holds, and each that
    /// would lower the level by itself is told.
    pub(super) fn cap(&mut self, most: Level, code: &str) {
        if self.raw > most {
            self.level = self.level.min(most);
            self.remark(code);
        }
    }

    /// Lifts the level and says why; what lowered it before stays told.
    pub(super) fn lift(&mut self, level: Level, code: &str) {
        (self.level, self.raw) = (level, self.raw.max(level));
        self.remark(code);
    }

    pub(super) fn remark(&mut self, code: &str) {
        if !self.remarks.iter().any(|known| known == code) {
            self.remarks.push(code.to_owned());
        }
    }

    /// The finding of a rule that rests on these records.
    pub(super) fn finding(
        self,
        rule: &Rule,
        records: Vec<Hash>,
        span: Option<(usize, usize)>,
    ) -> Finding {
        Finding {
            rule: rule.id.clone(),
            class: rule.class.clone(),
            level: self.level,
            records,
            span,
            texts: self.texts,
            remarks: self.remarks,
        }
    }
}

/// Cites the texts of `rule` that are in force on the day and bind the creditor. None where no
/// text is in force, or the rule is for another place.
pub(super) fn cite(pack: &Pack, rule: &Rule, level: Level, ground: &Ground<'_>) -> Option<Verdict> {
    let debt = ground.debt;
    let place = debt.place.as_ref();
    if !rule.places.is_empty() && place.is_some_and(|place| !rule.places.contains(place)) {
        return None;
    }
    let cited = rule.texts.iter().filter_map(|id| pack.text(id));
    let depends = cited.clone().any(|text| !text.kinds.is_empty());
    let cited: Vec<&Text> = cited.filter(|text| binds(text, ground)).collect();
    let cap = cited.iter().map(|text| text.cap).max()?;
    let mut verdict = Verdict::new(level);
    verdict.cap(rule.cap, "rule-claims-no-more");
    verdict.cap(cap, "texts-claim-no-more");
    if depends && debt.kind == CreditorKind::Unknown {
        verdict.cap(Level::Review, "applies-if-creditor-is");
        verdict.remark("applies-if-creditor-is");
    }
    if !rule.places.is_empty() && place.is_none() {
        verdict.cap(Level::Review, "applies-if-place-is");
    }
    if ground.day.is_none() {
        verdict.remark("date-unknown");
        return Some(verdict);
    }
    verdict.texts = cited.iter().map(|text| text.id.clone()).collect();
    // A measure of our own says so in its name; nothing about it is still to be checked.
    let checked = |text: &&&Text| text.force != Force::ProductHeuristic;
    if cited.iter().filter(checked).any(|text| !text.is_settled()) {
        verdict.remark("citation-unsettled");
    }
    if cited.iter().any(|text| !text.is_dated()) {
        verdict.remark("date-in-force-unsettled");
    }
    Some(verdict)
}

/// Whether a text is in force and about such a contact and creditor.
fn binds(text: &Text, ground: &Ground<'_>) -> bool {
    let debt = ground.debt;
    let kind = text.kinds.is_empty()
        || debt.kind == CreditorKind::Unknown
        || text.kinds.contains(&debt.kind);
    let product = text.products.is_empty()
        || debt.product.as_ref().is_none_or(|product| text.products.contains(product));
    let way = text.ways.is_empty() || ground.way.is_some_and(|way| text.ways.contains(&way));
    let when = text.when.iter().all(|when| match when {
        When::ThirdPersonSaw => ground.seen_by_others,
        When::HeldIllegal => debt.held_illegal.is_some(),
        When::SaysLawyer => ground.says_lawyer,
    });
    let named = ground.day.is_none_or(|day| text.holds_on(day) && text.repeated <= ground.repeated);
    kind && product && way && when && named
}

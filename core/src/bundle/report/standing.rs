//! What a finding says of each contact that it names, and on which entries of the keeper it rests.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::plan::{Item, Plan, group_of};
use crate::record::canonical::Value;
use crate::record::{Attachment, Evidence, Fact, Kind, Record, Source};
use crate::rule::pack::{Pack, RuleKind, Visit};
use crate::rule::{Finding, Level};

/// The remark that words were lifted by an answer of 12368, the court or the bar.
pub(super) const CHECKED: &str = "checked-none";

/// What one rule says of an event.
pub(super) struct Told<'a> {
    /// The finding that claims most.
    pub(super) finding: &'a Finding,
    /// Its level; none where the event only counts towards a limit that a later one crosses.
    pub(super) level: Option<Level>,
    /// The places of all findings of the rule on the event.
    pub(super) places: Vec<usize>,
}

/// The pairs of a finding and an event that only counts: what a day or a series permits.
///
/// Records stand in time order, so the first ones are those within the limit. Two events that are
/// perhaps one take one place of it.
pub(super) fn within(pack: &Pack, plan: &Plan<'_>) -> HashSet<(usize, usize)> {
    let mut twins: HashMap<usize, Vec<usize>> = HashMap::new();
    for (first, second) in &plan.timeline.perhaps_same {
        twins.entry(*first).or_default().push(*second);
        twins.entry(*second).or_default().push(*first);
    }
    let mut within = HashSet::new();
    for (place, finding) in plan.findings.iter().enumerate() {
        let most = match pack.rule(&finding.rule).map(|rule| &rule.kind) {
            Some(RuleKind::Rate(rate)) => rate.most,
            Some(RuleKind::Visit(Visit::MoreThan(most))) => *most,
            // The conversation after which there is to be silence.
            Some(RuleKind::Cooldown { .. }) => 1,
            _ => continue,
        };
        let mut before: HashSet<usize> = HashSet::new();
        let mut pairs = 0;
        for event in finding.records.iter().filter_map(|leaf| plan.event(leaf)) {
            if before.len().saturating_sub(pairs) < most {
                within.insert((place, event));
            }
            let others = twins.get(&event).map_or(&[][..], Vec::as_slice);
            pairs += others.iter().filter(|other| before.contains(other)).count();
            before.insert(event);
        }
    }
    within
}

impl<'a> Plan<'a> {
    /// The level that a finding gives an event; none where the event only counts.
    pub(super) fn standing(&self, finding: usize, event: usize) -> Option<Level> {
        let counted = self.within.contains(&(finding, event));
        (!counted).then(|| self.findings[finding].level)
    }

    /// The highest level that any finding gives an event by itself.
    pub(super) fn level(&self, event: usize) -> Option<Level> {
        self.findings_of(event).filter_map(|(place, _)| self.standing(place, event)).max()
    }

    /// Whether a finding above context names an event, if only as one that counts.
    pub(super) fn is_marked(&self, event: usize) -> bool {
        self.findings_of(event).any(|(_, finding)| finding.level > Level::Context)
    }

    /// What the rules say of an event above context, each rule once.
    pub(super) fn told(&self, event: usize) -> Vec<Told<'a>> {
        let mut all: Vec<Told<'a>> = Vec::new();
        for (place, finding) in self.findings_of(event).filter(|(_, f)| f.level > Level::Context) {
            let level = self.standing(place, event);
            match all.iter_mut().find(|told| told.finding.rule == finding.rule) {
                Some(told) => {
                    if level > told.level {
                        (told.finding, told.level) = (finding, level);
                    }
                    told.places.push(place);
                }
                None => all.push(Told { finding, level, places: vec![place] }),
            }
        }
        all
    }

    /// The same by class: each class with its highest level, the highest first.
    pub(super) fn classes(&self, event: usize) -> Vec<(Option<Level>, Vec<Told<'a>>)> {
        let mut classes: Vec<(Option<Level>, Vec<Told<'a>>)> = Vec::new();
        for told in self.told(event) {
            match classes.iter_mut().find(|(_, of)| of[0].finding.class == told.finding.class) {
                Some((level, of)) => {
                    *level = told.level.max(*level);
                    of.push(told);
                }
                None => classes.push((told.level, vec![told])),
            }
        }
        classes.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
        classes
    }

    /// Every group of facts that an item serves, by what findings say of its events.
    pub(super) fn serves(&self, item: Item) -> BTreeSet<usize> {
        let events = match item {
            Item::Event(event) => vec![event],
            Item::Rest(side) => self.parties[side].events.clone(),
            Item::Others => self.others.clone(),
            Item::Record(_) | Item::Bundle(_) => Vec::new(),
        };
        let findings = events.into_iter().flat_map(|event| self.findings_of(event));
        let told = findings.filter(|(_, finding)| finding.level > Level::Context);
        told.map(|(_, finding)| group_of(finding)).collect()
    }

    /// The entries of the keeper's own that a finding rests on: the refusals that it names, and,
    /// where an answer lifted it, the check results on its contacts.
    pub(super) fn entries(&self, finding: &Finding) -> Vec<usize> {
        let records = &self.timeline.records;
        let named: Vec<usize> =
            finding.records.iter().filter_map(|leaf| self.at.get(leaf).copied()).collect();
        let typed = |place: &usize| records[*place].fact().source == Source::Typed;
        let refusals = named.iter().copied().filter(|place| {
            records[*place].fact().kind == Kind::Refusal && !self.is_closed(*place)
        });
        let mut entries: Vec<usize> = refusals.filter(typed).collect();
        if finding.remarks.iter().any(|remark| remark == CHECKED) {
            let sightings = named.iter().flat_map(|place| self.with_event(*place));
            let leaves: Vec<_> = sightings.map(|place| records[place].leaf).collect();
            let answers = (0..records.len()).filter(|place| {
                let record = &records[*place];
                let about = |leaf| leaves.contains(leaf);
                record.fact().kind == Kind::CheckResult
                    && record.fact().targets.iter().any(about)
                    && says_none(record)
            });
            entries.extend(answers.filter(typed));
        }
        entries
    }

    /// Whether a file goes with a record: its own, or one that a link ties to it.
    pub(super) fn has_file(&self, record: &Record) -> bool {
        self.goes_with(record, |_, _| true)
    }

    /// Whether a paper goes with a record: its own, or a document or police record tied to it.
    pub(super) fn has_paper(&self, record: &Record) -> bool {
        self.goes_with(record, |fact, file| {
            let heard = ["audio/", "video/"].iter().any(|kind| file.media_type.starts_with(kind));
            let other = matches!(fact.evidence, Some(Evidence::Recording | Evidence::Footage));
            !heard && !other
        })
    }

    fn goes_with(&self, record: &Record, fits: impl Fn(&Fact, &Attachment) -> bool) -> bool {
        let has = |record: &Record| {
            let fact = record.fact();
            fact.attachments.iter().any(|file| fits(fact, file))
        };
        let Some(place) = self.at.get(&record.leaf) else { return has(record) };
        has(record)
            || self.tied(&self.with_event(*place)).iter().any(|(_, end)| {
                let other = &self.timeline.records[*end];
                matches!(other.fact().kind, Kind::File | Kind::Statement) && has(other)
            })
    }
}

/// Whether a check result says that nothing like it is known.
fn says_none(record: &Record) -> bool {
    let detail = record.detail();
    let answer = detail.as_ref().and_then(|detail| detail.member("answer"));
    answer.and_then(Value::text) == Some("none")
}

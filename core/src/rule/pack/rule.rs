//! The reader of one rule.

use super::place::{Members, Reader};
use super::{Rule, RuleKind};
use crate::record::Role;
use crate::rule::duty::is_collector;
use crate::rule::json::Node;
use crate::rule::{CLASSES, Level, TEXT_CLASSES};

/// What a rule may need to know.
const NEEDS: [&str; 11] = [
    "case",
    "check_result",
    "collection",
    "outcome",
    "overdue_since",
    "own",
    "place",
    "refusal",
    "role",
    "text",
    "time",
];

/// A rule whose citations and word sets are still to be looked up.
pub(super) struct Pending<'n> {
    /// Where it stands.
    pub(super) at: usize,
    pub(super) rule: Rule,
    /// The ids of the texts that it cites, with their places.
    pub(super) cited: Vec<(usize, String)>,
    /// The sets of a text rule.
    pub(super) sets: Option<&'n Node>,
}

impl Reader {
    /// Reads a rule; the sets of a text rule are looked up when the word lists are read.
    pub(super) fn rule<'n>(&mut self, node: &'n Node) -> Option<Pending<'n>> {
        /// The kinds of rules, and the member that tells what each computes.
        const KINDS: [(&str, &str); 9] = [
            ("hours", "hours"),
            ("rate", "count"),
            ("cooldown", "cooldown"),
            ("burst", "burst"),
            ("text", "sets"),
            ("third_person", "third_person"),
            ("visit", "visit"),
            ("rotation", "rotation"),
            ("fact", "fact"),
        ];
        const FIELDS: &[&str] = &[
            "id",
            "class",
            "kind",
            "level",
            "needs",
            "texts",
            "roles",
            "places",
            "title",
            "innocent",
            "hours",
            "count",
            "cooldown",
            "burst",
            "sets",
            "third_person",
            "visit",
            "rotation",
            "fact",
        ];
        let m = self.members(node, FIELDS)?;
        let id = self.word(node, &m, "id");
        let class = self.choice(node, &m, "class", &CLASSES.map(|class| (class, class)));
        let kind = self.choice(node, &m, "kind", &KINDS.map(|(kind, own)| (kind, (kind, own))));
        let (kind, own) = kind?;
        for (_, field) in KINDS.iter().filter(|(_, field)| *field != own) {
            if let Some(node) = m.get(field) {
                let message = format!("a rule of kind `{kind}` has `{own}` and no `{field}`");
                self.fault(node.at, "unknown-field", &message);
            }
        }
        let member = self.need(node, &m, own);
        let computed = match (kind, member) {
            (_, None) => None,
            ("text", Some(_)) => Some(RuleKind::Text),
            (_, Some(member)) => self.compute(kind, member),
        };
        if let (Some(class), true) = (class, m.contains_key("class")) {
            self.class_of(kind, class, m["class"].at);
        }
        let cap = self.cap_of(kind, &m);
        let needs = self.words_of(&m, "needs", &NEEDS.map(|need| (need, need)));
        let cited = self.need(node, &m, "texts").map(|list| self.texts(list)).unwrap_or_default();
        if let (Some(list), true) = (m.get("texts"), cited.is_empty()) {
            self.fault(list.at, "no-text", "a rule cites one text at least");
        }
        let roles: Vec<_> = Role::ALL.iter().map(|role| (role.word(), *role)).collect();
        let mut roles = self.words_of(&m, "roles", &roles);
        if let (Some(list), true) = (m.get("roles"), roles.iter().any(|role| !is_collector(*role)))
        {
            self.fault(list.at, "unknown-word", "`roles` are `creditor` and `agency`");
        }
        if roles.is_empty() {
            roles = vec![Role::Creditor, Role::Agency];
        }
        let places = m.get("places").map(|list| self.texts(list)).unwrap_or_default();
        let title = self.wording(node, &m, "title");
        let innocent = self.each(node, &m, "innocent", Self::wording_of);
        let words =
            |items: &[(usize, String)]| items.iter().map(|(_, item)| item.clone()).collect();
        let rule = Rule {
            id: id?,
            class: class?.to_owned(),
            kind: computed?,
            cap,
            needs: needs.into_iter().map(str::to_owned).collect(),
            texts: words(&cited),
            roles,
            places: words(&places),
            title: title?,
            innocent,
        };
        let sets = member.filter(|_| kind == "text");
        Some(Pending { at: node.at, rule, cited, sets })
    }

    /// A rule of a kind has one of the classes that go with it.
    fn class_of(&mut self, kind: &str, class: &str, at: usize) {
        let text = TEXT_CLASSES.contains(&class);
        let fits = match kind {
            "text" => text,
            "cooldown" => class == "rate",
            _ => class == kind,
        };
        if !fits {
            let wanted = match kind {
                "text" => "a label of text".to_owned(),
                "cooldown" => "`rate`".to_owned(),
                _ => format!("`{kind}`"),
            };
            let message = format!("the class of a rule of kind `{kind}` is {wanted}");
            self.fault(at, "class-differs", &message);
        }
    }

    /// The highest level of a rule: what is our own measure, or no more than a fact, says less.
    fn cap_of(&mut self, kind: &str, m: &Members<'_>) -> Level {
        let ceiling = match kind {
            "fact" | "rotation" => Level::Context,
            "burst" => Level::Review,
            _ => Level::Sign,
        };
        let cap = self.maybe_level(m, "level").unwrap_or(ceiling);
        if cap > ceiling {
            let message = format!("a rule of kind `{kind}` is `{}` at most", ceiling.word());
            self.fault(m["level"].at, "bad-cap", &message);
        }
        cap.min(ceiling)
    }

    /// A rule that asks for holidays needs a calendar.
    pub(super) fn calendar(&mut self, rules: &[Pending<'_>], known: bool) {
        for pending in rules.iter().filter(|_| !known) {
            if matches!(&pending.rule.kind, RuleKind::Hours(hours) if hours.holidays) {
                let message = "this rule counts holidays, but the pack has no `holidays`";
                self.fault(pending.at, "missing-field", message);
            }
        }
    }
}

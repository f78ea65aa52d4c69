//! The reader of a pack's legal texts, and what they must not contradict.

use super::place::{Reader, closest};
use super::rule::Pending;
use super::{CreditorKind, Force, Grade, Text, When};
use crate::rule::Level;
use crate::rule::json::Node;
use crate::rule::window::Way;

impl Reader {
    /// Reads a legal text.
    pub(super) fn law(&mut self, node: &Node) -> Option<(usize, Text)> {
        const FIELDS: &[&str] = &[
            "id",
            "source",
            "instrument",
            "article",
            "force",
            "grade",
            "from",
            "to",
            "dates",
            "kinds",
            "products",
            "channels",
            "when",
            "cap",
            "repeated",
            "title",
        ];
        let m = self.members(node, FIELDS)?;
        let id = self.word(node, &m, "id");
        let source = m.get("source").and_then(|_| self.word(node, &m, "source"));
        let instrument = self.text(node, &m, "instrument").map(str::to_owned);
        let article = self.maybe_text(&m, "article");
        let force = self.choice(node, &m, "force", &Force::ALL.map(|f| (f.word(), f)));
        let grades = Grade::ALL.map(|g| (g.word(), g));
        let grade = self.choice(node, &m, "grade", &grades);
        let dates = self.choice(node, &m, "dates", &grades);
        let from = self.need(node, &m, "from").and_then(|node| self.day(node));
        let to = m.get("to").map(|node| self.day(node));
        let kinds = CreditorKind::ALL.map(|kind| (kind.word(), kind));
        let kinds = self.words_of(&m, "kinds", &kinds);
        let ways = self.words_of(&m, "channels", &Way::ALL.map(|way| (way.word(), way)));
        let whens = self.words_of(&m, "when", &When::ALL.map(|when| (when.word(), when)));
        let products = m.get("products").map(|list| self.texts(list)).unwrap_or_default();
        let cap = self.maybe_level(&m, "cap").unwrap_or(Level::Sign);
        let repeated = match m.get("repeated") {
            Some(node) => {
                let count = self.int(node, &m, "repeated").and_then(|n| u32::try_from(n).ok());
                if count.is_none_or(|count| !(2..=1_000).contains(&count)) {
                    self.fault(node.at, "bad-count", "`repeated` is 2 to 1,000");
                }
                count.unwrap_or(1)
            }
            None => 1,
        };
        let title = self.wording(node, &m, "title");
        let (from, grade, force) = (from?, grade?, force?);
        if let Some(Some(to)) = to
            && to < from
        {
            self.fault(m["to"].at, "dates-reversed", "`to` lies before `from`");
        }
        if force == Force::ProductHeuristic && grade != Grade::Own {
            self.fault(m["grade"].at, "bad-grade", "what is our own measure is graded `I`");
        }
        let settled = matches!(grade, Grade::Primary | Grade::Secondary);
        let ceiling =
            if settled && force != Force::ProductHeuristic { Level::Sign } else { Level::Review };
        if m.contains_key("cap") && cap > ceiling {
            let message = "a text graded press, S-, R or I carries `review` at most";
            self.fault(m["cap"].at, "bad-cap", message);
        }
        let text = Text {
            id: id?,
            source,
            instrument: instrument?,
            article,
            force,
            grade,
            from,
            to: to.flatten(),
            dates: dates?,
            kinds,
            products: products.into_iter().map(|(_, product)| product).collect(),
            ways,
            when: whens,
            cap: cap.min(ceiling),
            repeated,
            title: title?,
        };
        Some((node.at, text))
    }

    /// The members of a list, each one of a closed set of words.
    pub(super) fn words_of<T: Copy>(
        &mut self,
        m: &super::place::Members<'_>,
        field: &str,
        known: &[(&str, T)],
    ) -> Vec<T> {
        let Some(list) = m.get(field) else { return Vec::new() };
        let named = self.texts(list);
        if named.is_empty() {
            self.fault(list.at, "bad-length", &format!("`{field}` names one at least"));
        }
        named.into_iter().filter_map(|(at, word)| self.chosen(at, &word, known)).collect()
    }

    /// One article may not be in force twice on a day, and no id stands for two texts.
    pub(super) fn overlaps(&mut self, texts: &[(usize, Text)]) {
        for (nth, (at, text)) in texts.iter().enumerate() {
            for (_, other) in &texts[..nth] {
                if other.id == text.id {
                    self.fault(*at, "duplicate-id", "another text has this id");
                }
                let same = other.instrument == text.instrument && other.article == text.article;
                let apart = other.to.is_some_and(|to| to < text.from)
                    || text.to.is_some_and(|to| to < other.from);
                if same && !apart {
                    let message = format!("`{}` is in force on some of these days", other.id);
                    self.fault(*at, "dates-overlap", &message);
                }
            }
        }
    }

    /// Every text that a rule cites is there, and no rule has the id of another.
    pub(super) fn citations(&mut self, rules: &[Pending<'_>], texts: &[Text]) {
        for (nth, rule) in rules.iter().enumerate() {
            if rules[..nth].iter().any(|other| other.rule.id == rule.rule.id) {
                self.fault(rule.at, "duplicate-id", "another rule has this id");
            }
            for (at, cited) in &rule.cited {
                if !texts.iter().any(|text| text.id == *cited) {
                    let near = closest(cited, texts.iter().map(|text| text.id.as_str()));
                    let message = format!("no text has the id `{cited}`{near}");
                    self.fault(*at, "unknown-text", &message);
                }
            }
        }
    }
}

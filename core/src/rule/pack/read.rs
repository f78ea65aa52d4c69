//! The reader of a pack: it goes on after a fault, so that one run names them all.

use super::place::{Members, Reader, closest};
use super::{
    CreditorKind, Fault, FindWords, Force, Grade, MAX_PACK, Pack, PatternText, Rule, RuleKind,
    RuleWords, Text, Unit, VERSION, Wording, Zone,
};
use crate::chain::Hash;
use crate::rule::day::minute;
use crate::rule::json::{self, Json, Node};
use crate::rule::text::Matcher;
use crate::rule::{CLASSES, Level};

/// How many patterns all rules may have together.
const MAX_PATTERNS: usize = 5_000;

/// Reads a pack and its word lists, or names every fault by place.
pub(super) fn pack(bytes: &[u8], find: FindWords<'_>) -> Result<Pack, Vec<Fault>> {
    let mut reader = Reader::default();
    let mut lists = Vec::new();
    let pack = if bytes.len() > MAX_PACK {
        reader.fault(0, "pack-too-large", "a pack may have 1 MiB");
        None
    } else {
        match json::parse(bytes) {
            Ok(node) => reader.pack(&node, bytes, find, &mut lists),
            Err((at, code, message)) => {
                reader.fault(at, code, &message);
                None
            }
        }
    };
    match pack {
        Some(pack) if reader.is_clean() => Ok(pack),
        _ => Err(reader.placed(bytes, &lists)),
    }
}

impl Reader {
    fn pack(
        &mut self,
        node: &Node,
        bytes: &[u8],
        find: FindWords<'_>,
        lists: &mut Vec<(String, Vec<u8>)>,
    ) -> Option<Pack> {
        const FIELDS: &[&str] = &[
            "dunlog_pack",
            "id",
            "version",
            "jurisdiction",
            "zone",
            "languages",
            "title",
            "texts",
            "rules",
            "remarks",
            "words",
        ];
        // The version is looked at first: a newer pack may have fields that are unknown here.
        if let Json::Map(members) = &node.value {
            let version = members.iter().find(|(key, ..)| key == "dunlog_pack");
            if let Some((_, at, Node { value: Json::Int(version), .. })) = version
                && *version > VERSION
            {
                self.fault(*at, "newer-version", "this program knows packs of version 1 only");
                return None;
            }
        }
        let m = self.members(node, FIELDS)?;
        if self.int(node, &m, "dunlog_pack")? != VERSION {
            self.fault(node.at, "bad-version", "`dunlog_pack` is 1");
        }
        let id = self.word(node, &m, "id");
        let version = self.text(node, &m, "version").map(str::to_owned);
        let jurisdiction = self.text(node, &m, "jurisdiction").map(str::to_owned);
        let zone = self.need(node, &m, "zone").and_then(|node| self.zone(node));
        self.languages(node, &m);
        let title = self.wording(node, &m, "title");
        let texts = self.each(node, &m, "texts", Self::law);
        self.overlaps(&texts);
        let texts: Vec<Text> = texts.into_iter().map(|(_, text)| text).collect();
        let rules = self.each(node, &m, "rules", Self::rule);
        self.citations(&rules, &texts);
        let remarks = self.remarks(node, &m);
        let words = self.need(node, &m, "words")?;
        let (named, mut words) = self.lists(words, find, lists)?;
        for (place, (rule, sets)) in rules.iter().enumerate() {
            let Some(sets) = sets else { continue };
            let patterns = self.taken(sets, &rule.1.class, &words);
            let cap = rule.1.cap;
            let patterns = patterns
                .into_iter()
                .map(|pattern| PatternText { level: pattern.level.min(cap), ..pattern });
            words.rules.push((place, RuleWords { patterns: patterns.collect() }));
        }
        let count: usize = words.rules.iter().map(|(_, rule)| rule.patterns.len()).sum();
        if count > MAX_PATTERNS {
            self.fault(node.at, "too-many", "all rules together may have 5,000 patterns");
        }
        if !self.is_clean() {
            return None;
        }
        Some(Pack {
            id: id?,
            version: version?,
            sha256: Hash::of(bytes),
            jurisdiction: jurisdiction?,
            title: title?,
            zone: zone?,
            texts,
            words: named,
            rules: rules.into_iter().map(|((_, rule), _)| rule).collect(),
            remarks,
            matcher: Matcher::new(&words),
        })
    }

    fn zone(&mut self, node: &Node) -> Option<Zone> {
        let m = self.members(node, &["basis", "name", "minutes"])?;
        if self.text(node, &m, "basis")? != "national" {
            self.fault(node.at, "bad-zone", "`basis` is `national`");
        }
        let name = self.text(node, &m, "name")?.to_owned();
        let minutes = self.int(node, &m, "minutes")?;
        if !(-1080..=1080).contains(&minutes) {
            self.fault(node.at, "bad-zone", "`minutes` lies between -1080 and 1080");
        }
        Some(Zone { name, minutes })
    }

    pub(super) fn languages(&mut self, node: &Node, m: &Members<'_>) {
        let Some(list) = self.need(node, m, "languages") else { return };
        let known = ["zh-Hans", "zh-Hant", "en"];
        for (at, text) in self.texts(list) {
            if !known.contains(&text.as_str()) {
                self.fault(at, "unknown-language", "the languages are zh-Hans, zh-Hant and en");
            }
        }
    }

    /// Reads a legal text.
    fn law(&mut self, node: &Node) -> Option<(usize, Text)> {
        const FIELDS: &[&str] = &[
            "id",
            "instrument",
            "article",
            "force",
            "grade",
            "from",
            "to",
            "kinds",
            "products",
            "cap",
            "repeated",
            "title",
        ];
        let m = self.members(node, FIELDS)?;
        let id = self.word(node, &m, "id")?;
        let instrument = self.text(node, &m, "instrument")?.to_owned();
        let article = self.maybe_text(&m, "article");
        let force = self.choice(node, &m, "force", &Force::ALL.map(|f| (f.word(), f)))?;
        let grade = self.choice(node, &m, "grade", &Grade::ALL.map(|g| (g.word(), g)))?;
        let from = self.need(node, &m, "from").and_then(|node| self.day(node))?;
        let to = match m.get("to") {
            Some(node) => Some(self.day(node)?),
            None => None,
        };
        if to.is_some_and(|to| to < from) {
            self.fault(node.at, "dates-reversed", "`to` lies before `from`");
        }
        let kinds = CreditorKind::ALL.map(|kind| (kind.word(), kind));
        let kinds = match m.get("kinds") {
            Some(list) => {
                let named = self.texts(list);
                named.into_iter().filter_map(|(at, word)| self.chosen(at, &word, &kinds)).collect()
            }
            None => Vec::new(),
        };
        let products = m.get("products").map(|list| self.texts(list)).unwrap_or_default();
        let mut cap = self.maybe_level(&m, "cap").unwrap_or(Level::Sign);
        let settled = matches!(grade, Grade::Primary | Grade::Secondary);
        if force == Force::ProductHeuristic || !settled {
            cap = cap.min(Level::Review);
        }
        let repeated = match m.get("repeated") {
            Some(_) => u32::try_from(self.int(node, &m, "repeated")?).unwrap_or(0),
            None => 1,
        };
        let products = products.into_iter().map(|(_, product)| product).collect();
        let title = self.wording(node, &m, "title")?;
        let text = Text {
            id,
            instrument,
            article,
            force,
            grade,
            from,
            to,
            kinds,
            products,
            cap,
            repeated,
            title,
        };
        Some((node.at, text))
    }

    /// One article may not be in force twice on a day.
    fn overlaps(&mut self, texts: &[(usize, Text)]) {
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

    /// Reads a rule; the sets of a text rule are looked up when the word lists are read.
    fn rule<'n>(&mut self, node: &'n Node) -> Option<((usize, Rule), Option<&'n Node>)> {
        const FIELDS: &[&str] = &[
            "id", "class", "kind", "level", "needs", "texts", "title", "innocent", "window",
            "count", "sets",
        ];
        let m = self.members(node, FIELDS)?;
        let id = self.word(node, &m, "id")?;
        let class = self.choice(node, &m, "class", &CLASSES.map(|class| (class, class)))?;
        let kinds = ["hours", "rate", "text", "third_person"].map(|kind| (kind, kind));
        let word = self.choice(node, &m, "kind", &kinds)?;
        let own = match word {
            "hours" => "window",
            "rate" => "count",
            "text" => "sets",
            _ => "",
        };
        for field in ["window", "count", "sets"].into_iter().filter(|field| *field != own) {
            if let Some(node) = m.get(field) {
                self.fault(
                    node.at,
                    "unknown-field",
                    &format!("a rule of this kind has no `{field}`"),
                );
            }
        }
        let kind = match word {
            "hours" => self.need(node, &m, "window").and_then(|node| self.window(node))?,
            "rate" => self.need(node, &m, "count").and_then(|node| self.count(node))?,
            "text" => RuleKind::Text,
            _ => RuleKind::ThirdPerson,
        };
        let sets = if word == "text" { Some(self.need(node, &m, "sets")?) } else { None };
        let cap = self.maybe_level(&m, "level").unwrap_or(Level::Sign);
        let words = |items: Vec<(usize, String)>| items.into_iter().map(|(_, item)| item).collect();
        let needs = words(m.get("needs").map(|list| self.texts(list)).unwrap_or_default());
        let texts = words(self.need(node, &m, "texts").map(|list| self.texts(list))?);
        let title = self.wording(node, &m, "title")?;
        let innocent = match self.need(node, &m, "innocent")? {
            Node { value: Json::List(items), .. } => {
                items.iter().filter_map(|item| self.wording_of(item)).collect()
            }
            other => {
                self.fault(other.at, "wrong-type", "`innocent` is a list of texts for people");
                return None;
            }
        };
        let class = class.to_owned();
        let rule = Rule { id, class, kind, cap, needs, texts, title, innocent };
        Some(((node.at, rule), sets))
    }

    fn window(&mut self, node: &Node) -> Option<RuleKind> {
        let m = self.members(node, &["from", "to", "margin"])?;
        let mut edge = |field| {
            let text = self.text(node, &m, field)?;
            let read = minute(text);
            if read.is_none() {
                self.fault(m[field].at, "bad-time", "a time of day is `HH:MM`, 00:00 to 23:59");
            }
            read
        };
        let (from, to) = (edge("from")?, edge("to")?);
        let margin = self.int(node, &m, "margin")?;
        if !(0..=60).contains(&margin) || from == to {
            self.fault(node.at, "bad-window", "`margin` is 0 to 60 minutes, the edges differ");
        }
        Some(RuleKind::Hours { from, to, margin })
    }

    fn count(&mut self, node: &Node) -> Option<RuleKind> {
        let m = self.members(node, &["unit", "most", "per"])?;
        let units = [("connected", Unit::Connected), ("unanswered", Unit::Unanswered)];
        let unit = self.choice(node, &m, "unit", &units)?;
        if self.text(node, &m, "per")? != "day" {
            self.fault(m["per"].at, "bad-count", "`per` is `day`");
        }
        let limit = usize::try_from(self.int(node, &m, "most")?).ok();
        if limit.is_none_or(|limit| !(1..=1_000).contains(&limit)) {
            self.fault(m["most"].at, "bad-count", "`most` is 1 to 1,000");
        }
        Some(RuleKind::Rate { unit, limit: limit? })
    }

    fn citations(&mut self, rules: &[((usize, Rule), Option<&Node>)], texts: &[Text]) {
        for (nth, ((at, rule), _)) in rules.iter().enumerate() {
            if rules[..nth].iter().any(|((_, other), _)| other.id == rule.id) {
                self.fault(*at, "duplicate-id", "another rule has this id");
            }
            for cited in &rule.texts {
                if !texts.iter().any(|text| text.id == *cited) {
                    let near = closest(cited, texts.iter().map(|text| text.id.as_str()));
                    let message = format!("no text has the id `{cited}`{near}");
                    self.fault(*at, "unknown-text", &message);
                }
            }
        }
    }

    fn remarks(&mut self, node: &Node, m: &Members<'_>) -> Vec<(String, Wording)> {
        let Some(node) = self.need(node, m, "remarks") else { return Vec::new() };
        let Json::Map(members) = &node.value else {
            self.fault(node.at, "wrong-type", "`remarks` is an object of texts by code");
            return Vec::new();
        };
        let remarks = members.iter();
        remarks.filter_map(|(code, _, node)| Some((code.clone(), self.wording_of(node)?))).collect()
    }
}

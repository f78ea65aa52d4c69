//! What every part of the reader needs: members by name, values by type, faults by place.

use std::collections::HashMap;

use super::{Fault, Wording};
use crate::rule::Level;
use crate::rule::day::Day;
use crate::rule::json::{Json, Node};

/// How many items a list or an object may have.
const MAX_ITEMS: usize = 5_000;
/// The longest text for people, in characters.
const MAX_TEXT: usize = 2_000;
/// How many faults are kept: nobody reads more, and each is looked up in the file.
const MAX_FAULTS: usize = 200;

/// The members of an object by name.
pub(super) type Members<'n> = HashMap<&'n str, &'n Node>;

/// Collects faults while a pack and its word lists are read.
#[derive(Default)]
pub(super) struct Reader {
    /// The document that is being read: 0 is the pack, then its word lists.
    pub(super) document: usize,
    /// Document, byte, code and message.
    faults: Vec<(usize, usize, &'static str, String)>,
}

impl Reader {
    pub(super) fn fault(&mut self, at: usize, code: &'static str, message: &str) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push((self.document, at, code, message.to_owned()));
        }
    }

    pub(super) const fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }

    /// The faults by place, with lines and columns; `lists` are the word lists by document.
    pub(super) fn placed(mut self, pack: &[u8], lists: &[(String, Vec<u8>)]) -> Vec<Fault> {
        self.faults.sort_by_key(|(document, at, ..)| (*document, *at));
        let place = |bytes: &[u8], at: usize| {
            let before = &bytes[..at.min(bytes.len())];
            let line = before.iter().filter(|b| **b == b'\n').count();
            let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |lf| lf + 1);
            (line as u64 + 1, String::from_utf8_lossy(&before[start..]).chars().count() as u64 + 1)
        };
        let faults = self.faults.into_iter();
        faults
            .map(|(document, at, code, message)| {
                let list = document.checked_sub(1).and_then(|nth| lists.get(nth));
                let (line, column) = place(list.map_or(pack, |(_, bytes)| bytes), at);
                Fault { list: list.map(|(id, _)| id.clone()), line, column, code, message }
            })
            .collect()
    }

    /// The members of an object; unknown ones are faults.
    pub(super) fn members<'n>(&mut self, node: &'n Node, known: &[&str]) -> Option<Members<'n>> {
        let Json::Map(members) = &node.value else {
            let message = format!("an object is expected here, not {}", node.value.kind());
            self.fault(node.at, "wrong-type", &message);
            return None;
        };
        for (key, at, _) in members {
            if !known.contains(&key.as_str()) {
                let near = closest(key, known.iter().copied());
                self.fault(*at, "unknown-field", &format!("`{key}` is not known here{near}"));
            }
        }
        Some(members.iter().map(|(key, _, node)| (key.as_str(), node)).collect())
    }

    /// A member that must be there.
    pub(super) fn need<'n>(
        &mut self,
        node: &Node,
        m: &Members<'n>,
        field: &str,
    ) -> Option<&'n Node> {
        let found = m.get(field).copied();
        if found.is_none() {
            self.fault(node.at, "missing-field", &format!("`{field}` is missing"));
        }
        found
    }

    pub(super) fn text<'n>(
        &mut self,
        node: &Node,
        m: &Members<'n>,
        field: &str,
    ) -> Option<&'n str> {
        let node = self.need(node, m, field)?;
        match &node.value {
            Json::Text(text) if text.is_empty() || text.chars().count() > MAX_TEXT => {
                self.fault(node.at, "bad-length", "a text has 1 to 2,000 characters");
                None
            }
            Json::Text(text) => Some(text),
            other => {
                let message = format!("`{field}` is a text, not {}", other.kind());
                self.fault(node.at, "wrong-type", &message);
                None
            }
        }
    }

    pub(super) fn maybe_text(&mut self, m: &Members<'_>, field: &str) -> Option<String> {
        let node = *m.get(field)?;
        self.text(node, m, field).map(str::to_owned)
    }

    /// An id: lower-case letters, digits, hyphens.
    pub(super) fn word(&mut self, node: &Node, m: &Members<'_>, field: &str) -> Option<String> {
        let word = self.text(node, m, field)?;
        let plain = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
        if word.len() > 64 || !word.bytes().all(plain) {
            let message = format!("`{field}` has a-z, 0-9, `-` and `_`, 64 at most");
            self.fault(m[field].at, "bad-word", &message);
            return None;
        }
        Some(word.to_owned())
    }

    pub(super) fn int(&mut self, node: &Node, m: &Members<'_>, field: &str) -> Option<i64> {
        let node = self.need(node, m, field)?;
        if let Json::Int(n) = node.value {
            return Some(n);
        }
        let message = format!("`{field}` is a number, not {}", node.value.kind());
        self.fault(node.at, "wrong-type", &message);
        None
    }

    pub(super) fn list<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.value {
            Json::List(items) if items.len() > MAX_ITEMS => {
                self.fault(node.at, "too-many", "a list may have 5,000 items");
                &[]
            }
            Json::List(items) => items,
            other => {
                let message = format!("a list is expected here, not {}", other.kind());
                self.fault(node.at, "wrong-type", &message);
                &[]
            }
        }
    }

    /// The texts of a list and their places.
    pub(super) fn texts(&mut self, node: &Node) -> Vec<(usize, String)> {
        let mut texts = Vec::new();
        for item in self.list(node) {
            match &item.value {
                Json::Text(text) if !text.is_empty() => texts.push((item.at, text.clone())),
                _ => self.fault(item.at, "wrong-type", "a text is expected here"),
            }
        }
        texts
    }

    /// What `read` makes of each item of a list.
    pub(super) fn each<'n, T>(
        &mut self,
        node: &Node,
        m: &Members<'n>,
        field: &str,
        mut read: impl FnMut(&mut Self, &'n Node) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.need(node, m, field) else { return Vec::new() };
        let items = self.list(node);
        items.iter().filter_map(|item| read(self, item)).collect()
    }

    /// One of a closed set of words.
    pub(super) fn choice<T: Copy>(
        &mut self,
        node: &Node,
        m: &Members<'_>,
        field: &str,
        known: &[(&str, T)],
    ) -> Option<T> {
        let word = self.text(node, m, field)?.to_owned();
        self.chosen(m[field].at, &word, known)
    }

    pub(super) fn chosen<T: Copy>(
        &mut self,
        at: usize,
        word: &str,
        known: &[(&str, T)],
    ) -> Option<T> {
        let found = known.iter().find(|(name, _)| *name == word);
        if found.is_none() {
            let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
            let message = format!("`{word}` is none of: {}", names.join(", "));
            self.fault(at, "unknown-word", &message);
        }
        found.map(|(_, value)| *value)
    }

    pub(super) fn day(&mut self, node: &Node) -> Option<Day> {
        let day = match &node.value {
            Json::Text(text) => Day::parse(text),
            _ => None,
        };
        if day.is_none() {
            self.fault(node.at, "bad-date", "a day that exists is expected here, `YYYY-MM-DD`");
        }
        day
    }

    pub(super) fn maybe_level(&mut self, m: &Members<'_>, field: &str) -> Option<Level> {
        let node = *m.get(field)?;
        self.choice(node, m, field, &Level::ALL.map(|level| (level.word(), level)))
    }

    pub(super) fn wording(&mut self, node: &Node, m: &Members<'_>, field: &str) -> Option<Wording> {
        let node = self.need(node, m, field)?;
        self.wording_of(node)
    }

    /// A text for people in all three languages.
    pub(super) fn wording_of(&mut self, node: &Node) -> Option<Wording> {
        let m = self.members(node, &["zh-Hans", "zh-Hant", "en"])?;
        let mut text = |field| self.text(node, &m, field).map(str::to_owned);
        let (zh_hans, zh_hant, en) = (text("zh-Hans"), text("zh-Hant"), text("en"));
        Some(Wording { zh_hans: zh_hans?, zh_hant: zh_hant?, en: en? })
    }
}

/// `; did you mean …?` where a known word differs by two letters at most.
pub(super) fn closest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> String {
    let nearest = known.map(|name| (distance(word, name), name)).min();
    match nearest {
        Some((steps, name)) if steps <= 2 => format!("; did you mean `{name}`?"),
        _ => String::new(),
    }
}

/// The number of letters to put in, take out or change.
fn distance(a: &str, b: &str) -> usize {
    if a.len().max(b.len()) > 64 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

//! Word lists: the files that say which words mean what, and how a pack names them.
//!
//! docs/spec/words.md.

use super::place::{Reader, closest};
use super::{Fault, FindWords, MAX_PACK, Set, Words};
use crate::chain::Hash;
use crate::rule::TEXT_CLASSES;
use crate::rule::json::{self, Json, Node};

/// The version of the word-list format.
pub const WORDS_VERSION: i64 = 1;

/// How many word lists a pack may use.
const MAX_LISTS: usize = 24;
/// How many patterns all sets may have together.
const MAX_PATTERNS: usize = 5_000;

/// A word list that a pack uses.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WordList {
    /// The id, which is its file's name.
    pub id: String,
    /// The list's own version.
    pub version: String,
    /// SHA-256 of its file; none where it stands in the pack itself.
    pub sha256: Option<Hash>,
}

/// A word list as JSON, and the document in which it stands.
struct Source {
    document: usize,
    node: Node,
}

impl Reader {
    /// Reads a pack's `words`: references to word lists, or lists that stand there.
    pub(super) fn lists(
        &mut self,
        node: &Node,
        find: FindWords<'_>,
        files: &mut Vec<(String, Vec<u8>)>,
    ) -> Option<(Vec<WordList>, Words)> {
        let mut named: Vec<WordList> = Vec::new();
        let mut sources = Vec::new();
        let items = self.list(node);
        if items.is_empty() || items.len() > MAX_LISTS {
            self.fault(node.at, "bad-length", "a pack uses 1 to 24 word lists");
        }
        for item in items.iter().take(MAX_LISTS) {
            let here = matches!(&item.value, Json::Map(members)
                if members.iter().any(|(key, ..)| key == "dunlog_words"));
            let source = if here {
                Some(Source { document: 0, node: item.clone() })
            } else {
                self.reference(item, find, files)
            };
            let Some(source) = source else { continue };
            self.document = source.document;
            if let Some(mut list) = self.head(&source.node) {
                list.sha256 = source.document.checked_sub(1).map(|nth| Hash::of(&files[nth].1));
                if named.iter().any(|other| other.id == list.id) {
                    self.fault(source.node.at, "duplicate-id", "another word list has this id");
                }
                named.push(list);
                sources.push(source);
            }
            self.document = 0;
        }
        // Where a list is missing, every slot and set of it would be a fault too.
        if sources.len() < items.len() {
            return None;
        }
        let words = self.united(&sources);
        self.document = 0;
        Some((named, words))
    }

    /// Finds the file that a pack names by id, version and SHA-256.
    fn reference(
        &mut self,
        node: &Node,
        find: FindWords<'_>,
        files: &mut Vec<(String, Vec<u8>)>,
    ) -> Option<Source> {
        let m = self.members(node, &["id", "version", "sha256"])?;
        let id = self.word(node, &m, "id")?;
        let version = self.text(node, &m, "version");
        let sha256 = self.text(node, &m, "sha256");
        let Some(bytes) = find(&id) else {
            self.fault(m["id"].at, "unknown-words", &format!("there is no word list `{id}`"));
            return None;
        };
        if bytes.len() > MAX_PACK {
            self.fault(node.at, "pack-too-large", "a word list may have 1 MiB");
            return None;
        }
        if sha256? != Hash::of(&bytes).to_hex() {
            let message = format!(
                "the word list `{id}` has SHA-256 {}; `dunlog pack pin` writes it here",
                Hash::of(&bytes).to_hex()
            );
            self.fault(m["sha256"].at, "words-differ", &message);
        }
        let parsed = json::parse(&bytes);
        files.push((id.clone(), bytes));
        match parsed {
            Ok(list) => {
                let own = |name| texts_of(&list, name);
                if own("id") != Some(&id) || own("version") != version {
                    let message = format!("the file of `{id}` has another id or version");
                    self.fault(node.at, "words-differ", &message);
                }
                Some(Source { document: files.len(), node: list })
            }
            Err((at, code, message)) => {
                self.document = files.len();
                self.fault(at, code, &message);
                self.document = 0;
                None
            }
        }
    }

    /// Reads what a word list says of itself.
    fn head(&mut self, node: &Node) -> Option<WordList> {
        const FIELDS: &[&str] = &[
            "dunlog_words",
            "id",
            "version",
            "languages",
            "about",
            "simplified",
            "spellings",
            "fillers",
            "sounds",
            "latin_words",
            "common",
            "slots",
            "unless",
            "collection",
            "directed",
            "judge",
            "sets",
        ];
        // The version is looked at first: a newer list may have fields that are unknown here.
        if let Json::Map(members) = &node.value {
            let version = members.iter().find(|(key, ..)| key == "dunlog_words");
            if let Some((_, at, Node { value: Json::Int(version), .. })) = version
                && *version > WORDS_VERSION
            {
                let message = "this program knows word lists of version 1 only";
                self.fault(*at, "newer-version", message);
                return None;
            }
        }
        let m = self.members(node, FIELDS)?;
        if self.int(node, &m, "dunlog_words")? != WORDS_VERSION {
            self.fault(node.at, "bad-version", "`dunlog_words` is 1");
        }
        let id = self.word(node, &m, "id")?;
        let version = self.text(node, &m, "version")?.to_owned();
        self.languages(node, &m);
        self.maybe_text(&m, "about");
        Some(WordList { id, version, sha256: None })
    }

    /// Unites the lists: first all folding and slots, then the patterns that name them.
    fn united(&mut self, sources: &[Source]) -> Words {
        let mut words = Words { slots: vec![("NUMBER".into(), Vec::new())], ..Words::default() };
        for source in sources {
            self.document = source.document;
            let part = |name| member(&source.node, name);
            if let Some(node) = part("simplified") {
                self.pairs(node, &mut words);
            }
            if let Some(node) = part("spellings") {
                self.spellings(node, &mut words);
            }
            if let Some(node) = part("fillers") {
                let fillers = self.distinct(node);
                words.fillers.extend(fillers);
            }
            if let Some(node) = part("sounds") {
                self.sounds(node, &mut words);
            }
            if let Some(node) = part("common") {
                for (_, characters) in self.texts(node) {
                    words.common.push_str(&characters);
                }
            }
            if let Some(node) = part("latin_words") {
                let foreign = self.distinct(node);
                words.foreign.extend(foreign);
            }
            if let Some(node) = part("slots") {
                self.slots(node, &mut words);
            }
        }
        for source in sources {
            self.document = source.document;
            let part = |name| member(&source.node, name);
            if let Some(node) = part("unless") {
                let needs = self.needs(node, &words);
                words.unless.extend(needs);
            }
            if let Some(node) = part("collection") {
                let patterns = self.patterns(node, &words);
                words.collection.extend(patterns);
            }
            if let Some(node) = part("directed") {
                let patterns = self.patterns(node, &words);
                words.directed.extend(patterns);
            }
            if let Some(node) = part("judge") {
                let judge = self.judge(node, &words);
                if words.judge.is_some() {
                    self.fault(node.at, "duplicate-id", "another list has a judge");
                }
                words.judge = words.judge.take().or(judge);
            }
            if let Some(node) = part("sets") {
                self.sets(node, &mut words);
            }
        }
        self.document = 0;
        let sets = words.sets.iter().map(|set| set.patterns.len());
        if words.collection.len() + words.directed.len() + sets.sum::<usize>() > MAX_PATTERNS {
            self.fault(0, "too-many", "all sets together may have 5,000 patterns");
        }
        words
    }

    /// Reads `sets`; those of one id in several lists are one.
    fn sets(&mut self, node: &Node, words: &mut Words) {
        let Json::Map(members) = &node.value else {
            self.fault(node.at, "wrong-type", "`sets` is an object of pattern sets by id");
            return;
        };
        for (id, at, node) in members {
            let plain = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
            if id.is_empty() || id.len() > 64 || !id.bytes().all(plain) {
                self.fault(*at, "bad-word", "a set's id has a-z, 0-9, `-` and `_`, 64 at most");
            }
            let fields = ["class", "need", "unless", "patterns", "model"];
            let Some(m) = self.members(node, &fields) else { continue };
            let class = self.choice(node, &m, "class", &TEXT_CLASSES.map(|class| (class, class)));
            let mut patterns = m.get("patterns").map(|node| self.patterns(node, words));
            let need = m.get("need").map(|list| self.needs(list, words)).unwrap_or_default();
            let unless = m.get("unless").map(|list| self.needs(list, words)).unwrap_or_default();
            for pattern in patterns.iter_mut().flatten() {
                pattern.need.extend(need.iter().cloned());
                pattern.unless.extend(unless.iter().cloned());
            }
            let model = m.get("model").and_then(|node| self.model(node, words));
            let patterns = patterns.unwrap_or_default();
            if patterns.is_empty() && model.is_none() {
                self.fault(node.at, "no-pattern", "a set needs a pattern or a model");
            }
            let Some(class) = class else { continue };
            match words.sets.iter_mut().find(|set| set.id == *id) {
                Some(held) if held.class != class => {
                    let message = format!("another list gives `{id}` the class {}", held.class);
                    self.fault(*at, "class-differs", &message);
                }
                Some(held) if held.model.is_some() && model.is_some() => {
                    self.fault(*at, "duplicate-id", "another list gives this set a model");
                }
                Some(held) => {
                    held.patterns.extend(patterns);
                    held.model = held.model.take().or(model);
                }
                None => {
                    let (id, class) = (id.clone(), class.to_owned());
                    words.sets.push(Set { id, class, patterns, model });
                }
            }
        }
    }

    /// The sets that a rule takes, by place.
    pub(super) fn taken(&mut self, node: &Node, class: &str, words: &Words) -> Vec<usize> {
        let mut sets = Vec::new();
        let ids = self.texts(node);
        if ids.is_empty() {
            self.fault(node.at, "no-pattern", "a text rule takes a set");
        }
        for (at, id) in ids {
            match words.sets.iter().position(|set| set.id == id) {
                Some(place) if words.sets[place].class == class => sets.push(place),
                Some(place) => {
                    let set = &words.sets[place];
                    let message = format!("the set `{id}` has the class {}", set.class);
                    self.fault(at, "class-differs", &message);
                }
                None => {
                    let near = closest(&id, words.sets.iter().map(|set| set.id.as_str()));
                    self.fault(at, "unknown-set", &format!("no set has the id `{id}`{near}"));
                }
            }
        }
        sets
    }
}

/// A pack's file with the version and SHA-256 of each word list as `find` has them now.
///
/// # Errors
/// The faults that keep it from being read as far as that.
pub fn pin(bytes: &[u8], find: FindWords<'_>) -> Result<Vec<u8>, Vec<Fault>> {
    let mut reader = Reader::default();
    let node = match json::parse(bytes) {
        Ok(node) => node,
        Err((at, code, message)) => {
            reader.fault(at, code, &message);
            return Err(reader.placed(bytes, &[]));
        }
    };
    let mut out = Vec::with_capacity(bytes.len());
    let mut copied = 0;
    let lists = member(&node, "words").map(|node| reader.list(node)).unwrap_or_default();
    for item in lists.iter().filter(|item| member(item, "dunlog_words").is_none()) {
        let Some(m) = reader.members(item, &["id", "version", "sha256"]) else { continue };
        let Some(id) = reader.word(item, &m, "id") else { continue };
        let Some(file) = find(&id) else {
            reader.fault(item.at, "unknown-words", &format!("there is no word list `{id}`"));
            continue;
        };
        let list = json::parse(&file).ok();
        let Some(version) = list.as_ref().and_then(|list| texts_of(list, "version")) else {
            reader.fault(item.at, "words-differ", &format!("`{id}` is no word list"));
            continue;
        };
        let (id, version) = (quoted(&id), quoted(version));
        let sha256 = Hash::of(&file).to_hex();
        out.extend_from_slice(&bytes[copied..item.at]);
        out.extend(
            format!("{{\"id\": {id}, \"version\": {version}, \"sha256\": \"{sha256}\"}}").bytes(),
        );
        copied = item.end;
    }
    out.extend_from_slice(&bytes[copied..]);
    if reader.is_clean() { Ok(out) } else { Err(reader.placed(bytes, &[])) }
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let Json::Map(members) = &node.value else { return None };
    members.iter().find(|(key, ..)| key == name).map(|(_, _, node)| node)
}

fn texts_of<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    match member(node, name).map(|node| &node.value) {
        Some(Json::Text(text)) => Some(text),
        _ => None,
    }
}

//! Slots and patterns: the part of a pack that says which words mean what.

use super::place::{Members, Reader};
use super::{Judge, MAX_SLOTS, Near, Need, PatternText, Scope, Step, Weights, Words};
use crate::rule::Level;
use crate::rule::json::{Json, Node};

/// How many words all slots may have together.
const MAX_WORDS: usize = 60_000;
/// The longest word, in characters.
const MAX_WORD: usize = 60;
/// How many words one item with alternatives may stand for.
const MAX_EXPANSION: usize = 2_000;
/// How many slots a pattern may name, and how far they may stand apart.
const MAX_STEPS: usize = 6;
const MAX_GAP: usize = 60;
/// The longest form of a word with alternatives, in bytes.
const MAX_FORM: usize = 1_000;
/// The gap where a pattern names none.
const GAP: Near = Near { most: 6, within: Scope::Clause, either: false };
/// How many slots of a pattern may be missing.
const MAX_ELIDED: usize = 3;
/// The largest weight of a model.
const MAX_WEIGHT: i64 = 10_000;

impl Reader {
    /// Reads `simplified`: pairs of characters.
    pub(super) fn pairs(&mut self, node: &Node, words: &mut Words) {
        for (at, pairs) in self.texts(node) {
            if !pairs.chars().count().is_multiple_of(2) {
                self.fault(at, "bad-pairs", "each Traditional character stands before its other");
            }
            words.simplified.push_str(&pairs);
        }
    }

    /// Reads `spellings`: by meaning, what stands for it.
    pub(super) fn spellings(&mut self, node: &Node, words: &mut Words) {
        let Json::Map(members) = &node.value else {
            self.fault(node.at, "wrong-type", "`spellings` is an object: meaning and spellings");
            return;
        };
        for (meaning, at, node) in members {
            for spelling in self.distinct(node) {
                if spelling == *meaning {
                    self.fault(*at, "bad-spelling", "a spelling differs from its meaning");
                }
                words.spellings.push((spelling, meaning.clone()));
            }
        }
    }

    /// Reads `sounds`: by syllable its characters, then `/` and those with another main reading.
    pub(super) fn sounds(&mut self, node: &Node, words: &mut Words) {
        let Json::Map(members) = &node.value else {
            self.fault(node.at, "wrong-type", "`sounds` is an object of characters by syllable");
            return;
        };
        for (syllable, at, node) in members {
            let letters = syllable.bytes().all(|b| b.is_ascii_lowercase());
            let known = words.sounds.iter().any(|(known, ..)| known == syllable);
            if !letters || !(1..=6).contains(&syllable.len()) || known {
                let message = "a syllable has 1 to 6 letters a-z and stands in one list only";
                self.fault(*at, "bad-sound", message);
            }
            let Json::Text(characters) = &node.value else {
                self.fault(node.at, "wrong-type", "the characters of a syllable are a text");
                continue;
            };
            let (main, other) = characters.split_once('/').unwrap_or((characters, ""));
            words.sounds.push((syllable.clone(), main.to_owned(), other.to_owned()));
        }
    }

    /// Reads a `model`: what slots and pairs of slots add up to, and from where on it is found.
    pub(super) fn model(&mut self, node: &Node, words: &Words) -> Option<Weights> {
        let m = self.members(node, &["threshold", "slots", "pairs"])?;
        self.weights(node, &m, words)
    }

    /// Reads `judge`: a model that also says when what patterns find stands.
    pub(super) fn judge(&mut self, node: &Node, words: &Words) -> Option<Judge> {
        let m = self.members(node, &["threshold", "doubt", "sure", "slots", "pairs"])?;
        let doubt = self.need(node, &m, "doubt").and_then(|node| self.weight(node));
        let sure = self.need(node, &m, "sure").and_then(|node| self.weight(node));
        let weights = self.weights(node, &m, words)?;
        let (doubt, sure) = (doubt?, sure?);
        if doubt > weights.threshold || doubt > sure {
            let message = "`doubt` is at most `threshold` and `sure`";
            self.fault(m["doubt"].at, "bad-weight", message);
        }
        Some(Judge { weights, doubt, sure })
    }

    fn weights(&mut self, node: &Node, m: &Members<'_>, words: &Words) -> Option<Weights> {
        let threshold = self.need(node, m, "threshold")?;
        let threshold = self.weight(threshold)?;
        if threshold < 1 {
            self.fault(m["threshold"].at, "bad-weight", "`threshold` is at least 1");
        }
        let mut weights = Weights { threshold, ..Weights::default() };
        for (field, count) in [("slots", 1), ("pairs", 2)] {
            let Some(node) = m.get(field) else { continue };
            let Json::Map(members) = &node.value else {
                self.fault(node.at, "wrong-type", "weights are an object of numbers by slot");
                continue;
            };
            for (names, at, node) in members {
                let named: Vec<&str> = names.split('+').collect();
                if named.len() != count {
                    self.fault(*at, "bad-weight", "a weight of `pairs` is called `SLOT+SLOT`");
                    continue;
                }
                let slots: Vec<_> =
                    named.iter().filter_map(|name| self.named(*at + 1, name, words)).collect();
                let Some(weight) = self.weight(node) else { continue };
                match slots.as_slice() {
                    [one] if count == 1 => weights.slots.extend(one.first().map(|s| (*s, weight))),
                    [a, b] => {
                        let pair = a.first().zip(b.first());
                        weights.pairs.extend(pair.map(|(a, b)| (*a, *b, weight)));
                    }
                    _ => {}
                }
            }
        }
        Some(weights)
    }

    fn weight(&mut self, node: &Node) -> Option<i32> {
        match node.value {
            Json::Int(weight) if weight.abs() <= MAX_WEIGHT => i32::try_from(weight).ok(),
            _ => {
                self.fault(node.at, "bad-weight", "a weight is a whole number up to 10,000");
                None
            }
        }
    }

    /// Reads `slots`; those of one name in several lists are one.
    pub(super) fn slots(&mut self, node: &Node, words: &mut Words) {
        let Json::Map(members) = &node.value else {
            self.fault(node.at, "wrong-type", "`slots` is an object of word lists by name");
            return;
        };
        for (name, at, node) in members {
            let capital = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
            if name.is_empty() || !name.bytes().all(capital) || name == "NUMBER" {
                let message = "a slot's name has A-Z, 0-9 and `_`; NUMBER is built in";
                self.fault(*at, "bad-slot", message);
            }
            let list = self.expanded(node);
            if list.is_empty() {
                self.fault(node.at, "empty-slot", "a slot needs a word");
            }
            match words.slots.iter_mut().find(|(known, _)| known == name) {
                Some((_, held)) => held.extend(list),
                None => words.slots.push((name.clone(), list)),
            }
        }
        if words.slots.iter().map(|(_, list)| list.len()).sum::<usize>() > MAX_WORDS {
            self.fault(node.at, "too-many", "all slots together may have 60,000 words");
        }
        if words.slots.len() > MAX_SLOTS {
            self.fault(node.at, "too-many", "a pack may have 511 slots");
            words.slots.truncate(MAX_SLOTS);
        }
    }

    /// The same as [`Reader::expanded`], each word once.
    pub(super) fn distinct(&mut self, node: &Node) -> Vec<String> {
        let mut words = self.expanded(node);
        words.sort_unstable();
        words.dedup();
        words
    }

    /// The words of a list whose items may hold several, parted by `、`, with alternatives.
    fn expanded(&mut self, node: &Node) -> Vec<String> {
        let mut words = Vec::new();
        for (at, item) in self.texts(node) {
            let first = words.len();
            for word in item.split('、') {
                let short = word.len() <= MAX_FORM;
                if let Err(message) = expand(if short { word } else { "(" }, &mut words) {
                    self.fault(at, "bad-word-form", message);
                }
            }
            let long = |word: &String| word.len() > MAX_WORD && word.chars().count() > MAX_WORD;
            if words[first..].iter().any(|word| word.is_empty() || long(word)) {
                self.fault(at, "bad-length", "a word has 1 to 60 characters");
                words.clear();
            }
        }
        words
    }

    /// Reads a list of patterns: texts, or objects with more to say.
    pub(super) fn patterns(&mut self, node: &Node, words: &Words) -> Vec<PatternText> {
        let mut patterns = Vec::new();
        for item in self.list(node) {
            patterns.extend(self.pattern(item, words));
        }
        patterns
    }

    fn pattern(&mut self, node: &Node, words: &Words) -> Option<PatternText> {
        let mut pattern = PatternText {
            steps: Vec::new(),
            level: Level::Sign,
            need: Vec::new(),
            unless: Vec::new(),
            sure: false,
            only_alone: false,
        };
        if let Json::Text(text) = &node.value {
            pattern.steps = self.steps(node.at, text, words)?;
            return Some(pattern);
        }
        let m = self.members(node, &["is", "level", "need", "unless", "sure", "only_alone"])?;
        let text = self.text(node, &m, "is")?;
        pattern.steps = self.steps(m["is"].at, text, words)?;
        pattern.level = self.maybe_level(&m, "level").unwrap_or(Level::Sign);
        pattern.need = m.get("need").map(|list| self.needs(list, words)).unwrap_or_default();
        pattern.unless = m.get("unless").map(|list| self.needs(list, words)).unwrap_or_default();
        pattern.sure = self.flag(&m, "sure", false);
        pattern.only_alone = self.flag(&m, "only_alone", false);
        Some(pattern)
    }

    /// Reads `(SLOT) ,20 SLOT|SLOT ~4 SLOT?`; a fault stands at the token that is wrong.
    fn steps(&mut self, at: usize, text: &str, words: &Words) -> Option<Vec<Step>> {
        let mut steps: Vec<Step> = Vec::new();
        let mut near = None;
        let mut place = at + 1;
        for token in text.split(' ') {
            let here = place;
            place += token.len() + 1;
            let free = token.trim_start_matches('~');
            let digits = free.trim_start_matches([',', ';']);
            if let Ok(most) = digits.parse::<usize>() {
                let within = match free.len() - digits.len() {
                    0 => Scope::Clause,
                    1 if free.starts_with(',') => Scope::Sentence,
                    1 => Scope::Message,
                    _ => return self.bad_pattern(here, "a gap is `4`, `,20`, `;30` or `~4`"),
                };
                if most > MAX_GAP {
                    return self.bad_pattern(here, "a gap is 60 characters at most");
                }
                if near.is_some() || steps.is_empty() {
                    return self.bad_pattern(here, "a gap stands between two slots");
                }
                near = Some(Near { most, within, either: free.len() < token.len() });
                continue;
            }
            let (name, elided) =
                token.strip_suffix('?').map_or((token, false), |name| (name, true));
            let inner = name.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
            let skipped = usize::from(inner.is_some());
            let slots = self.named(here + skipped, inner.unwrap_or(name), words)?;
            let near = near.take().unwrap_or(GAP);
            steps.push(Step { slots, near, shown: inner.is_none(), elided });
        }
        if near.is_some() {
            return self.bad_pattern(at, "a pattern ends with a slot, not with a gap");
        }
        if steps.len() > MAX_STEPS {
            return self.bad_pattern(at, "a pattern has six slots at most");
        }
        if !steps.iter().any(|step| step.shown && !step.elided) {
            let message = "one slot of a pattern stands without parentheses and without `?`";
            return self.bad_pattern(at, message);
        }
        if steps.iter().filter(|step| step.elided).count() > MAX_ELIDED {
            return self.bad_pattern(at, "three slots of a pattern may have `?`");
        }
        Some(steps)
    }

    fn bad_pattern<T>(&mut self, at: usize, message: &str) -> Option<T> {
        self.fault(at, "bad-pattern", message);
        None
    }

    /// Reads `SLOT|SLOT@sentence` items.
    pub(super) fn needs(&mut self, node: &Node, words: &Words) -> Vec<Need> {
        let scopes = [
            ("before", Scope::Before),
            ("after", Scope::After),
            ("inside", Scope::Inside),
            ("clause", Scope::Clause),
            ("sentence", Scope::Sentence),
            ("message", Scope::Message),
        ];
        let mut needs = Vec::new();
        for (at, item) in self.texts(node) {
            let (names, scope) = item.split_once('@').unwrap_or((&item, "message"));
            let scope = self.chosen(at + 2 + names.len(), scope, &scopes);
            let slots = self.named(at + 1, names, words);
            needs.extend(slots.zip(scope).map(|(slots, scope)| Need { slots, scope }));
        }
        needs
    }

    fn named(&mut self, mut at: usize, names: &str, words: &Words) -> Option<Vec<usize>> {
        let mut slots = Vec::new();
        for name in names.split('|') {
            match words.slots.iter().position(|(known, _)| known == name) {
                Some(slot) => {
                    slots.push(slot);
                    at += name.len() + 1;
                }
                None => {
                    let known = words.slots.iter().map(|(name, _)| name.as_str());
                    let near = super::place::closest(name, known);
                    self.fault(at, "unknown-slot", &format!("no slot is called `{name}`{near}"));
                    return None;
                }
            }
        }
        Some(slots)
    }
}

/// Adds every word that `(打|弄)死(你|)` stands for.
fn expand(form: &str, words: &mut Vec<String>) -> Result<(), &'static str> {
    let first = words.len();
    let mut rest = form;
    if !rest.contains(['(', ')', '|']) {
        words.push(rest.to_owned());
        return Ok(());
    }
    words.push(String::new());
    let mut add = || {
        while let Some((before, inner)) = rest.split_once('(') {
            let (inner, behind) = inner.split_once(')').ok_or("a parenthesis is not closed")?;
            if inner.contains('(') || before.contains([')', '|']) {
                return Err("parentheses do not nest");
            }
            let choices = inner.split('|');
            if (words.len() - first) * choices.clone().count() > MAX_EXPANSION {
                return Err("one item stands for 2,000 words at most");
            }
            let begun: Vec<String> = words.drain(first..).collect();
            for begin in &begun {
                words.extend(choices.clone().map(|choice| [begin, before, choice].concat()));
            }
            rest = behind;
        }
        if rest.contains([')', '|']) {
            return Err("alternatives stand in parentheses: `(a|b)`");
        }
        words[first..].iter_mut().for_each(|word| word.push_str(rest));
        Ok(())
    };
    let added = add();
    if added.is_err() {
        words.truncate(first);
    }
    added
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_stand_for_every_word() {
        let mut words = Vec::new();
        expand("(打|弄)死(你|)", &mut words).expect("good");
        expand("打死", &mut words).expect("good");
        assert_eq!(words, ["打死你", "打死", "弄死你", "弄死", "打死"]);
        for bad in ["(打", "打)", "打|死", "((打))死", "(打|弄)死(你"] {
            assert!(expand(bad, &mut words).is_err(), "{bad}");
        }
        assert!(expand(&"(a|b)".repeat(20), &mut words).is_err(), "a word may not explode");
        assert_eq!(words.len(), 5, "a broken form adds nothing");
    }
}

//! The reader of a pack: it goes on after a fault, so that one run names them all.

use super::place::{Members, Reader, closest};
use super::remark::{self, Remarks};
use super::{Fault, FindWords, MAX_PACK, Pack, RuleWords, Text, VERSION};
use crate::chain::Hash;
use crate::rule::json::{self, Json, Node};
use crate::rule::text::Matcher;

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
            "holidays",
            "lines",
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
        let region = self.need(node, &m, "zone").and_then(|node| self.region(node));
        let holidays = m.get("holidays").and_then(|node| self.holidays(node));
        let lines = m.get("lines").map(|node| self.lines(node));
        self.languages(node, &m);
        let title = self.wording(node, &m, "title");
        let texts = self.each(node, &m, "texts", Self::law);
        self.overlaps(&texts);
        let texts: Vec<Text> = texts.into_iter().map(|(_, text)| text).collect();
        let rules = self.each(node, &m, "rules", Self::rule);
        self.citations(&rules, &texts);
        self.calendar(&rules, m.contains_key("holidays"));
        let said = remark::builtin();
        let remarks = self.remarks(&m, &said);
        let words = self.need(node, &m, "words")?;
        let (named, mut words) = self.lists(words, find, lists)?;
        for (place, pending) in rules.iter().enumerate() {
            let Some(sets) = pending.sets else { continue };
            let sets = self.taken(sets, &pending.rule.class, &words);
            let (class, cap) = (pending.rule.class.clone(), pending.rule.cap);
            words.rules.push(RuleWords { rule: place, class, sets, cap });
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
            region: region?,
            holidays,
            lines: lines.flatten().unwrap_or_default(),
            texts,
            words: named,
            rules: rules.into_iter().map(|pending| pending.rule).collect(),
            remarks,
            said,
            matcher: Matcher::new(&words),
        })
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

    fn remarks(&mut self, m: &Members<'_>, said: &Remarks) -> Remarks {
        let Some(node) = m.get("remarks") else { return Vec::new() };
        let Json::Map(members) = &node.value else {
            self.fault(node.at, "wrong-type", "`remarks` is an object of texts by code");
            return Vec::new();
        };
        for (code, at, _) in members {
            if said.iter().all(|(known, _)| known != code) {
                let near = closest(code, said.iter().map(|(known, _)| known.as_str()));
                self.fault(*at, "unknown-word", &format!("no remark has the code `{code}`{near}"));
            }
        }
        let remarks = members.iter();
        remarks.filter_map(|(code, _, node)| Some((code.clone(), self.wording_of(node)?))).collect()
    }
}

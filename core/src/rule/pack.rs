//! A rule pack: dated legal texts, rules that cite them, words and patterns, texts for people.
//!
//! A pack is data: JSON that an advocate can write. The reader is strict and names every fault
//! with its place. docs/spec/pack.md.

mod builtin;
mod citation;
mod compute;
mod kind;
mod law;
mod list;
mod pattern;
mod place;
mod read;
mod region;
mod remark;
mod rule;
mod words;

use crate::chain::Hash;
use crate::error::{Error, Malformed, Result};

use super::Level;
use super::text::Matcher;
use super::window::Calendar;
use super::zone::Zone;
use crate::record::Role;
pub use builtin::{builtin_file, builtin_words};
pub use citation::{CreditorKind, Force, Grade, Text, When};
pub use kind::{
    Circumstance, Hours, Lines, Manner, NumberForm, Pool, Rate, Reach, RuleKind, Unit, Visit,
};
pub use list::{WORDS_VERSION, WordList, pin};
pub(super) use words::MAX_SLOTS;
pub(super) use words::{
    Judge, Near, Need, PatternText, RuleWords, Scope, Set, Step, Weights, Words,
};

/// The version of the pack format.
pub const VERSION: i64 = 1;

/// The longest pack, in bytes.
pub const MAX_PACK: usize = 1024 * 1024;

/// A rule pack that was read and checked.
#[derive(Debug)]
pub struct Pack {
    /// The pack's id, such as `cn`.
    pub id: String,
    /// The pack's own version, such as `2026.1`.
    pub version: String,
    /// SHA-256 of the file.
    pub sha256: Hash,
    /// ISO 3166-1 alpha-2 of the place whose law this is.
    pub jurisdiction: String,
    /// What the pack is called.
    pub title: Wording,
    /// Whose clock counts.
    pub region: Region,
    /// The days off, where a rule asks for them.
    pub holidays: Option<Calendar>,
    /// Numbers that are known by their form.
    pub lines: Lines,
    /// The legal texts, by id.
    pub texts: Vec<Text>,
    /// The word lists that it uses.
    pub words: Vec<WordList>,
    /// The rules, in the pack's order.
    pub rules: Vec<Rule>,
    /// What remarks mean here, by code, where the pack says more than the program.
    pub remarks: Vec<(String, Wording)>,
    /// What the program says with them.
    said: remark::Remarks,
    /// The words and patterns, compiled.
    pub(super) matcher: Matcher,
}

/// A text for people.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Wording {
    /// Simplified Chinese.
    pub zh_hans: String,
    /// Traditional Chinese.
    pub zh_hant: String,
    /// English.
    pub en: String,
}

/// Whose clock counts, and the zones that it may be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Region {
    /// What tells the zone.
    pub basis: Basis,
    /// The zones; exactly one where the basis is national.
    pub zones: Vec<Zone>,
}

/// What tells the zone by which hours and days are judged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Basis {
    /// One zone for the whole country.
    National,
    /// Where the debtor is at that time.
    DebtorPlace,
    /// Where the debtor's address is.
    DebtorAddress,
}

impl Basis {
    /// Every basis.
    pub const ALL: [Self; 3] = [Self::National, Self::DebtorPlace, Self::DebtorAddress];

    /// The word in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::DebtorPlace => "debtor_place",
            Self::DebtorAddress => "debtor_address",
        }
    }
}

/// A rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    /// The id that findings name.
    pub id: String,
    /// The class: a text label, or what counts and compares.
    pub class: String,
    /// What it computes.
    pub kind: RuleKind,
    /// The highest level that it gives.
    pub cap: Level,
    /// What it needs to know, as words.
    pub needs: Vec<String>,
    /// The ids of the texts that it cites.
    pub texts: Vec<String>,
    /// The collectors whom it binds.
    pub roles: Vec<Role>,
    /// The places where it holds, ISO 3166; empty for the whole jurisdiction.
    pub places: Vec<String>,
    /// Its name for people.
    pub title: Wording,
    /// Why what it finds may be innocent.
    pub innocent: Vec<Wording>,
}

/// Finds a word list's file by its id.
pub type FindWords<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// A mistake in a pack, with its place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// The id of the word list in which it is; none for the pack's own file.
    pub list: Option<String>,
    /// The line, from 1.
    pub line: u64,
    /// The column in characters, from 1.
    pub column: u64,
    /// The stable code of the broken rule.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Pack {
    /// A pack that comes with the program.
    ///
    /// # Errors
    /// `Malformed`, code `unknown-pack`, where there is none of that id.
    pub fn builtin(id: &str) -> Result<Self> {
        let file = builtin_file(id).ok_or(Malformed::new("pack", 0, "unknown-pack"))?;
        Self::parse(&file)
    }

    /// Reads a pack that uses the word lists of the program, or its own.
    ///
    /// # Errors
    /// Those of [`Pack::parse_with`].
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        Self::parse_with(bytes, &builtin_words)
    }

    /// Reads a pack, and the word lists that it names through `find`.
    ///
    /// # Errors
    /// `Malformed` with the line and code of the first fault, `Unsupported` for a newer version.
    pub fn parse_with(bytes: &[u8], find: FindWords<'_>) -> Result<Self> {
        read::pack(bytes, find).map_err(|faults| match faults.into_iter().next() {
            Some(Fault { code: "newer-version", .. }) => {
                Error::Unsupported { format: "pack", version: VERSION.unsigned_abs() + 1 }
            }
            Some(fault) => Malformed::new("pack", fault.line, fault.code).into(),
            None => Malformed::new("pack", 0, "not-json").into(),
        })
    }

    /// The legal text of an id.
    pub fn text(&self, id: &str) -> Option<&Text> {
        self.texts.iter().find(|text| text.id == id)
    }

    /// The folded words and spellings of its word lists.
    pub fn vocabulary(&self) -> Vec<String> {
        self.matcher.words()
    }

    /// The rule of an id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// What a remark's code means.
    pub fn remark(&self, code: &str) -> Option<&Wording> {
        let all = self.remarks.iter().chain(&self.said);
        all.into_iter().find(|(known, _)| known == code).map(|(_, wording)| wording)
    }

    /// What a remark's code means for a finding that rests on so many records: `{numbers}` and
    /// `{contacts}` are filled in.
    pub fn explain(&self, code: &str, records: usize) -> Option<Wording> {
        // One record stands for each number; a stop is a record beside the contacts after it.
        let fill = |text: &str| {
            text.replace("{numbers}", &records.to_string())
                .replace("{contacts}", &records.saturating_sub(1).to_string())
        };
        let Wording { zh_hans, zh_hant, en } = self.remark(code)?;
        Some(Wording { zh_hans: fill(zh_hans), zh_hant: fill(zh_hant), en: fill(en) })
    }

    /// The zone by which the dates of its texts are told where a contact gives none.
    pub fn zone(&self) -> &Zone {
        &self.region.zones[0]
    }
}

/// Every mistake of a pack, by place; empty where [`Pack::parse`] takes it.
pub fn check(bytes: &[u8]) -> Vec<Fault> {
    check_with(bytes, &builtin_words)
}

/// Every mistake of a pack and its word lists; empty where [`Pack::parse_with`] takes it.
pub fn check_with(bytes: &[u8], find: FindWords<'_>) -> Vec<Fault> {
    read::pack(bytes, find).err().unwrap_or_default()
}

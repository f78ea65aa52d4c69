//! A rule pack: dated legal texts, rules that cite them, words and patterns, texts for people.
//!
//! A pack is data: JSON that an advocate can write. The reader is strict and names every fault
//! with its place. docs/spec/pack.md.

mod list;
mod pattern;
mod place;
mod read;
mod words;

use crate::chain::Hash;
use crate::error::{Error, Malformed, Result};

use super::Level;
use super::day::Day;
use super::text::Matcher;
pub use list::{WORDS_VERSION, WordList, pin};
pub(super) use words::{Near, Need, PatternText, RuleWords, Scope, Set, Step, Words};

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
    /// The national time zone.
    pub zone: Zone,
    /// The legal texts, by id.
    pub texts: Vec<Text>,
    /// The word lists that it uses.
    pub words: Vec<WordList>,
    /// The rules, in the pack's order.
    pub rules: Vec<Rule>,
    /// What each remark of a finding means, by code.
    pub remarks: Vec<(String, Wording)>,
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

/// A zone with one UTC offset all year.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Zone {
    /// The IANA name.
    pub name: String,
    /// Minutes east of UTC.
    pub minutes: i64,
}

/// A legal text or another ground of a rule, as it was in force in one span of dates.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Text {
    /// The id that rules and findings name.
    pub id: String,
    /// The instrument's name in its own language.
    pub instrument: String,
    /// The article, where it is known.
    pub article: Option<String>,
    /// What kind of ground it is.
    pub force: Force,
    /// How well the text is known.
    pub grade: Grade,
    /// The first day in force.
    pub from: Day,
    /// The last day in force.
    pub to: Option<Day>,
    /// The creditors it binds; empty for everybody.
    pub kinds: Vec<CreditorKind>,
    /// The products it is about; empty for all.
    pub products: Vec<String>,
    /// The highest level that it carries.
    pub cap: Level,
    /// From how many messages of one creditor on it is cited.
    pub repeated: u32,
    /// The citation to print.
    pub title: Wording,
}

/// What kind of ground a text is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Force {
    /// A law.
    Statute,
    /// A rule of a ministry or regulator.
    Regulation,
    /// A recommended standard.
    Standard,
    /// Rules that an association gives itself.
    SelfRegulation,
    /// Our own measure, no law.
    ProductHeuristic,
}

/// How well a text is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Grade {
    /// Seen in the primary text.
    Primary,
    /// Seen in a secondary source that is named.
    Secondary,
    /// Seen in a weak source; a lead, never settled.
    Weak,
    /// Remembered, never settled.
    Recalled,
    /// Our own inference.
    Own,
}

/// Who lent the money.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum CreditorKind {
    /// A bank.
    Bank,
    /// A consumer finance company.
    ConsumerFinance,
    /// A micro-loan company.
    MicroLoan,
    /// Another licensed lender.
    LicensedOther,
    /// A private person or a firm without licence.
    Private,
    /// Not known.
    #[default]
    Unknown,
}

/// A rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    /// The id that findings name.
    pub id: String,
    /// The class: a text label, `hours`, `rate` or `third_person`.
    pub class: String,
    /// What it computes.
    pub kind: RuleKind,
    /// The highest level that it gives.
    pub cap: Level,
    /// What it needs to know, as words.
    pub needs: Vec<String>,
    /// The ids of the texts that it cites.
    pub texts: Vec<String>,
    /// Its name for people.
    pub title: Wording,
    /// Why what it finds may be innocent.
    pub innocent: Vec<Wording>,
}

/// What a rule computes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RuleKind {
    /// Contacts in a quiet window of the day.
    Hours {
        /// The start of the window, in minutes of the day.
        from: i64,
        /// Its end, in minutes of the day; below `from` where it crosses midnight.
        to: i64,
        /// How far from an edge a clock decides, in minutes.
        margin: i64,
    },
    /// Calls a day.
    Rate {
        /// Which calls count.
        unit: Unit,
        /// How many are still allowed.
        limit: usize,
    },
    /// Words of a message.
    Text,
    /// Contact with a third person who refused.
    ThirdPerson,
}

/// Which calls a rate counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unit {
    /// Calls answered by a person, over all the debtor's numbers.
    Connected,
    /// Calls that were not answered, for each own number.
    Unanswered,
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
    /// The packs that come with the program: id and file.
    pub const BUILTIN: &'static [(&'static str, &'static [u8])] =
        &[("cn", include_bytes!("../../packs/cn.json"))];

    /// The word lists that come with the program: id and file.
    pub const BUILTIN_WORDS: &'static [(&'static str, &'static [u8])] = &[
        ("fold", include_bytes!("../../packs/words/fold.json")),
        ("zh", include_bytes!("../../packs/words/zh.json")),
        ("en", include_bytes!("../../packs/words/en.json")),
        ("collection", include_bytes!("../../packs/words/collection.json")),
    ];

    /// A pack that comes with the program.
    ///
    /// # Errors
    /// `Malformed`, code `unknown-pack`, where there is none of that id.
    pub fn builtin(id: &str) -> Result<Self> {
        let found = Self::BUILTIN.iter().find(|(name, _)| *name == id);
        let (_, bytes) = found.ok_or(Malformed::new("pack", 0, "unknown-pack"))?;
        Self::parse(bytes)
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

    /// The rule of an id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// What a remark's code means.
    pub fn remark(&self, code: &str) -> Option<&Wording> {
        self.remarks.iter().find(|(known, _)| known == code).map(|(_, wording)| wording)
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

/// The file of a word list that comes with the program.
pub fn builtin_words(id: &str) -> Option<Vec<u8>> {
    let found = Pack::BUILTIN_WORDS.iter().find(|(name, _)| *name == id);
    found.map(|(_, bytes)| bytes.to_vec())
}

impl Text {
    /// Whether a citation of it may be printed as settled.
    pub const fn is_settled(&self) -> bool {
        matches!(self.grade, Grade::Primary | Grade::Secondary)
    }

    /// Whether it is in force on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl Force {
    /// Every variant, strongest first.
    pub const ALL: [Self; 5] = [
        Self::Statute,
        Self::Regulation,
        Self::Standard,
        Self::SelfRegulation,
        Self::ProductHeuristic,
    ];

    /// The word in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Statute => "statute",
            Self::Regulation => "regulation",
            Self::Standard => "standard",
            Self::SelfRegulation => "self_regulation",
            Self::ProductHeuristic => "product_heuristic",
        }
    }
}

impl Grade {
    /// Every variant, best first.
    pub const ALL: [Self; 5] =
        [Self::Primary, Self::Secondary, Self::Weak, Self::Recalled, Self::Own];

    /// The tag in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Primary => "P",
            Self::Secondary => "S",
            Self::Weak => "S-",
            Self::Recalled => "R",
            Self::Own => "I",
        }
    }
}

impl CreditorKind {
    /// Every variant.
    pub const ALL: [Self; 6] = [
        Self::Bank,
        Self::ConsumerFinance,
        Self::MicroLoan,
        Self::LicensedOther,
        Self::Private,
        Self::Unknown,
    ];

    /// The word in case facts and packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::ConsumerFinance => "consumer_finance",
            Self::MicroLoan => "micro_loan",
            Self::LicensedOther => "licensed_other",
            Self::Private => "private",
            Self::Unknown => "unknown",
        }
    }

    /// The kind that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

//! Packs, and what they say of a vault's events.

use std::sync::Arc;

use dunlog_core::chain::Hash;
use dunlog_core::rule::pack::{self, Force, Wording};
use dunlog_core::rule::{self, Level};
use dunlog_core::vault::Day;

use crate::error::Result;
use crate::vault::Vault;

/// A rule pack that was read and checked.
#[derive(Debug, uniffi::Object)]
pub struct Pack(pub(crate) pack::Pack);

/// Which pack it is.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct PackInfo {
    /// The pack's id, such as `cn`.
    pub id: String,
    /// The pack's own version.
    pub version: String,
    /// SHA-256 of the file.
    pub sha256: Hash,
    /// ISO 3166-1 alpha-2 of the place whose law this is.
    pub jurisdiction: String,
    /// What the pack is called.
    pub title: Wording,
}

/// A rule, for people.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct RuleInfo {
    /// The id that findings name.
    pub id: String,
    /// The class.
    pub class: String,
    /// The highest level that it gives.
    pub cap: Level,
    /// The ids of the texts that it cites.
    pub texts: Vec<String>,
    /// Its name.
    pub title: Wording,
    /// Why what it finds may be innocent.
    pub innocent: Vec<Wording>,
}

/// A legal text or another ground, as it was in force in one span of days.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Citation {
    /// The id that findings name.
    pub id: String,
    /// The instrument's name in its own language.
    pub instrument: String,
    /// The article, where it is known.
    pub article: Option<String>,
    /// What kind of ground it is.
    pub force: Force,
    /// The first day in force.
    pub from: Day,
    /// The last day in force.
    pub to: Option<Day>,
    /// Whether it may be printed as settled.
    pub settled: bool,
    /// The citation to print.
    pub title: Wording,
}

/// A mistake in a pack, with its place.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct PackFault {
    /// The id of the word list in which it is; none for the pack's own file.
    pub list: Option<String>,
    /// The line, from 1.
    pub line: u64,
    /// The column in characters, from 1.
    pub column: u64,
    /// The stable code of the broken rule.
    pub code: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl From<pack::Fault> for PackFault {
    fn from(fault: pack::Fault) -> Self {
        let pack::Fault { list, line, column, code, message } = fault;
        Self { list, line, column, code: code.to_owned(), message }
    }
}

/// The ids of the packs that come with the program.
#[uniffi::export]
pub fn packs() -> Vec<String> {
    pack::Pack::BUILTIN.iter().map(|id| (*id).to_owned()).collect()
}

/// Every mistake of a pack; empty where [`Pack::parse`] takes it.
#[uniffi::export]
pub fn check_pack(text: String) -> Vec<PackFault> {
    pack::check(text.as_bytes()).into_iter().map(PackFault::from).collect()
}

#[uniffi::export]
impl Pack {
    /// A pack that comes with the program.
    ///
    /// # Errors
    /// `BadInput` where there is none of this id.
    #[uniffi::constructor]
    pub fn builtin(id: String) -> Result<Arc<Self>> {
        Ok(Arc::new(Self(pack::Pack::builtin(&id)?)))
    }

    /// Reads a pack from its JSON text.
    ///
    /// # Errors
    /// `BadInput` with the code of the first mistake; [`check_pack`] lists all.
    #[uniffi::constructor]
    pub fn parse(text: String) -> Result<Arc<Self>> {
        Ok(Arc::new(Self(pack::Pack::parse(text.as_bytes())?)))
    }

    /// Which pack it is.
    pub fn info(&self) -> PackInfo {
        let pack::Pack { id, version, sha256, jurisdiction, title, .. } = &self.0;
        PackInfo {
            id: id.clone(),
            version: version.clone(),
            sha256: *sha256,
            jurisdiction: jurisdiction.clone(),
            title: title.clone(),
        }
    }

    /// Its rules, in its order.
    pub fn rules(&self) -> Vec<RuleInfo> {
        let rules = self.0.rules.iter().map(|rule| RuleInfo {
            id: rule.id.clone(),
            class: rule.class.clone(),
            cap: rule.cap,
            texts: rule.texts.clone(),
            title: rule.title.clone(),
            innocent: rule.innocent.clone(),
        });
        rules.collect()
    }

    /// The legal text of an id that a finding names.
    pub fn citation(&self, id: String) -> Option<Citation> {
        let text = self.0.text(&id)?;
        Some(Citation {
            id,
            instrument: text.instrument.clone(),
            article: text.article.clone(),
            force: text.force,
            from: Day(text.from.0),
            to: text.to.map(|day| Day(day.0)),
            settled: text.is_settled(),
            title: text.title.clone(),
        })
    }

    /// What a remark of a finding means, for a finding that rests on so many records.
    pub fn explain(&self, code: String, records: u32) -> Option<Wording> {
        self.0.explain(&code, usize::try_from(records).unwrap_or(usize::MAX))
    }
}

/// What a rule says of one or more events: a hint for a lawyer, never a verdict.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Finding {
    /// The rule's id in the pack.
    pub rule: String,
    /// The class.
    pub class: String,
    /// How much it claims.
    pub level: Level,
    /// The records it rests on, in time order.
    pub records: Vec<Hash>,
    /// Where in the body of the first record the words are; none where no words are meant.
    pub span: Option<Span>,
    /// The ids of the texts in force at the time.
    pub texts: Vec<String>,
    /// Codes of what was found besides; [`Pack::explain`] says what each means.
    pub remarks: Vec<String>,
}

/// A part of a text: half-open, in bytes of UTF-8.
#[derive(Clone, Copy, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Span {
    /// The first byte.
    pub start: u64,
    /// The byte behind the last.
    pub end: u64,
}

impl From<rule::Finding> for Finding {
    fn from(finding: rule::Finding) -> Self {
        let rule::Finding { rule, class, level, records, span, texts, remarks } = finding;
        let span = span.map(|(start, end)| Span { start: start as u64, end: end as u64 });
        Self { rule, class, level, records, span, texts, remarks }
    }
}

#[uniffi::export]
impl Vault {
    /// Applies a pack to everything in the vault: findings by the time of their first event.
    /// Reads the whole log, and lets appends pass.
    ///
    /// # Errors
    /// `Locked`, `KeyLost`, `Damaged`.
    pub fn findings(&self, pack: &Pack) -> Result<Vec<Finding>> {
        let timeline = self.another()?.slim_timeline()?;
        Ok(rule::evaluate(&pack.0, &timeline).into_iter().map(Finding::from).collect())
    }
}

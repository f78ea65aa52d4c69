//! The legal texts that rules cite, and how well each is known.

use super::Wording;
use crate::rule::Level;
use crate::rule::day::Day;
use crate::rule::window::Way;

/// A legal text or another ground of a rule, as it was in force in one span of dates.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Text {
    /// The id that rules and findings name.
    pub id: String,
    /// The id in `core/packs/sources.json`, where it stands there.
    pub source: Option<String>,
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
    /// How well the days are known.
    pub dates: Grade,
    /// The creditors it binds; empty for everybody.
    pub kinds: Vec<CreditorKind>,
    /// The products it is about; empty for all.
    pub products: Vec<String>,
    /// The ways of contact that it is about; empty for all.
    pub ways: Vec<Way>,
    /// What else must be so for it to be cited.
    pub when: Vec<When>,
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
    /// A regulation of the government as a whole, such as the State Council's.
    AdministrativeRegulation,
    /// A supreme court's binding interpretation of laws.
    JudicialInterpretation,
    /// A rule of a ministry or regulator.
    Regulation,
    /// An opinion, notice or guidance of courts or authorities that is no rule of law itself.
    NormativeDocument,
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
    /// Seen in the press only; a lead, never settled.
    Press,
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

/// What must be so for a text to be cited, beside dates and creditor.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum When {
    /// A third person saw the words.
    ThirdPersonSaw,
    /// An authority held the debt illegal.
    HeldIllegal,
    /// The words name a lawyer.
    SaysLawyer,
}

impl When {
    /// Every variant.
    pub const ALL: [Self; 3] = [Self::ThirdPersonSaw, Self::HeldIllegal, Self::SaysLawyer];

    /// The word in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ThirdPersonSaw => "third_person_saw",
            Self::HeldIllegal => "held_illegal",
            Self::SaysLawyer => "says_lawyer",
        }
    }
}

impl Text {
    /// Whether a citation of it may be printed as settled.
    pub const fn is_settled(&self) -> bool {
        matches!(self.grade, Grade::Primary | Grade::Secondary)
    }

    /// Whether its days in force are known.
    pub const fn is_dated(&self) -> bool {
        matches!(self.dates, Grade::Primary | Grade::Secondary)
            || matches!(self.force, Force::ProductHeuristic)
    }

    /// Whether it is in force on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl Force {
    /// Every variant, strongest first.
    pub const ALL: [Self; 8] = [
        Self::Statute,
        Self::AdministrativeRegulation,
        Self::JudicialInterpretation,
        Self::Regulation,
        Self::NormativeDocument,
        Self::Standard,
        Self::SelfRegulation,
        Self::ProductHeuristic,
    ];

    /// The word in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Statute => "statute",
            Self::AdministrativeRegulation => "administrative_regulation",
            Self::JudicialInterpretation => "judicial_interpretation",
            Self::Regulation => "regulation",
            Self::NormativeDocument => "normative_document",
            Self::Standard => "standard",
            Self::SelfRegulation => "self_regulation",
            Self::ProductHeuristic => "product_heuristic",
        }
    }
}

impl Grade {
    /// Every variant, best first.
    pub const ALL: [Self; 6] =
        [Self::Primary, Self::Secondary, Self::Press, Self::Weak, Self::Recalled, Self::Own];

    /// The tag in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Primary => "P",
            Self::Secondary => "S",
            Self::Press => "press",
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

//! What a rule computes, as a pack says it.

use crate::rule::window::Allowed;

/// What a rule computes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum RuleKind {
    /// Contacts outside of the permitted hours.
    Hours(Hours),
    /// Contacts a day or in seven days.
    Rate(Rate),
    /// Calls in the days after a conversation.
    Cooldown {
        /// How many days are kept free, the day of the conversation included.
        days: i64,
        /// What is counted together.
        group_by: Vec<Pool>,
    },
    /// Many calls in minutes.
    Burst {
        /// How many calls make a burst.
        calls: usize,
        /// Within how many minutes.
        minutes: i64,
        /// Whether only unanswered calls and those of three seconds at most count.
        short: bool,
    },
    /// Words of a message.
    Text,
    /// Contact with a person who does not owe the debt.
    ThirdPerson(Reach),
    /// A visit by its manner.
    Visit(Visit),
    /// Several numbers behind which one collector seems to stand.
    Rotation {
        /// How many numbers at least.
        numbers: usize,
    },
    /// Something worth knowing about a number or a message.
    Fact(Circumstance),
}

/// The permitted hours.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hours {
    /// The permitted spans; ways of contact that none of them names are not judged.
    pub allowed: Vec<Allowed>,
    /// Whether calls, texts, visits are judged.
    pub ways: [bool; 3],
    /// How far from an edge a clock decides, in minutes.
    pub margin: i64,
    /// Whether the pack's calendar of holidays counts.
    pub holidays: bool,
    /// Whether an agreed time lifts the rule.
    pub agreement: bool,
    /// From how many days past due on the rule does not hold.
    pub overdue_days: Option<i64>,
}

/// A limit on contacts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rate {
    /// Which contacts count.
    pub unit: Unit,
    /// How many are still allowed.
    pub most: usize,
    /// In how many calendar days: 1 or 7.
    pub days: i64,
    /// What is counted together; everything where it is empty.
    pub group_by: Vec<Pool>,
}

/// Which contacts a rate counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unit {
    /// Calls answered by a person.
    Connected,
    /// Calls that were not answered.
    Unanswered,
    /// All calls, however they ended.
    Placed,
    /// Answered calls, visits, and texts that demand a debt.
    Reminders,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 4] = [Self::Connected, Self::Unanswered, Self::Placed, Self::Reminders];

    /// The word in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Unanswered => "unanswered",
            Self::Placed => "placed",
            Self::Reminders => "reminders",
        }
    }
}

/// What contacts must share to be counted together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Pool {
    /// The creditor with its agencies: cases that name one creditor.
    CreditorGroup,
    /// The debt: one case.
    Debt,
    /// The collector's number.
    Number,
    /// The owner's number that was reached.
    OwnNumber,
}

impl Pool {
    /// Every pool.
    pub const ALL: [Self; 4] = [Self::CreditorGroup, Self::Debt, Self::Number, Self::OwnNumber];

    /// The word in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::CreditorGroup => "creditor_group",
            Self::Debt => "debt",
            Self::Number => "number",
            Self::OwnNumber => "own_number",
        }
    }
}

/// Which contact with a third person a rule is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reach {
    /// Any contact.
    Any,
    /// A message that tells of the debt.
    Disclosure,
    /// Contact after that person refused.
    Refused,
    /// Contact after the debtor said stop.
    DebtorRefused,
}

impl Reach {
    /// Every variant.
    pub const ALL: [Self; 4] = [Self::Any, Self::Disclosure, Self::Refused, Self::DebtorRefused];

    /// The word in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Disclosure => "disclosure",
            Self::Refused => "refused",
            Self::DebtorRefused => "debtor_refused",
        }
    }
}

/// What makes a visit stand out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Visit {
    /// One of these manners was entered.
    Manner(Vec<Manner>),
    /// Fewer people came than this.
    FewerThan(i64),
    /// There were more visits on a day than this.
    MoreThan(usize),
}

/// How a visit went, as a typed entry says it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Manner {
    /// Several people pressed in or stood around.
    Crowd,
    /// The door, the way or the shop was blocked.
    Blocking,
    /// Something was damaged, smeared or put up.
    Damage,
    /// It was at the workplace.
    Workplace,
    /// They came in, or stayed, without consent.
    Entry,
    /// Someone was threatened or touched.
    Threat,
}

impl Manner {
    /// Every manner.
    pub const ALL: [Self; 6] =
        [Self::Crowd, Self::Blocking, Self::Damage, Self::Workplace, Self::Entry, Self::Threat];

    /// The word in packs and typed entries.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Crowd => "crowd",
            Self::Blocking => "blocking",
            Self::Damage => "damage",
            Self::Workplace => "workplace",
            Self::Entry => "entry",
            Self::Threat => "threat",
        }
    }
}

/// Something worth knowing that is no violation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Circumstance {
    /// The number has one of these forms.
    Number(Vec<NumberForm>),
    /// The number is hidden.
    Hidden,
    /// The message holds a link.
    Link,
    /// The message holds the number of a bank card.
    Account,
    /// The message names no sender in brackets.
    Unsigned,
    /// An own number was reached that the owner never gave.
    NeverGiven,
}

/// A form of number: how it begins and how many digits it has.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NumberForm {
    /// The first digits, without the country's code.
    pub starts: String,
    /// The fewest and the most digits.
    pub digits: (usize, usize),
}

impl NumberForm {
    /// Whether a number, without the country's code, has this form.
    pub fn fits(&self, number: &str) -> bool {
        let (least, most) = self.digits;
        number.starts_with(&self.starts)
            && (least..=most).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_digit())
    }
}

/// Numbers that a pack knows by their form.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Lines {
    /// The country's calling code, digits only.
    pub country: String,
    /// General lines of firms: calls from them are not for collection alone.
    pub general: Vec<NumberForm>,
    /// Numbers of courts.
    pub court: Vec<String>,
}

impl Lines {
    /// A number without the country's code, or as it is.
    pub fn local<'n>(&self, number: &'n str) -> &'n str {
        let code = number.strip_prefix('+').and_then(|rest| rest.strip_prefix(&*self.country));
        code.filter(|_| !self.country.is_empty()).unwrap_or(number)
    }

    /// Whether a number is a firm's general line.
    pub fn is_general(&self, number: &str) -> bool {
        let number = self.local(number);
        self.general.iter().any(|form| form.fits(number))
    }

    /// Whether a number is a court's.
    pub fn is_court(&self, number: &str) -> bool {
        self.court.iter().any(|court| court == self.local(number))
    }
}

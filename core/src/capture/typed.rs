//! What a person enters: statements of the five kinds, visits and letters, facts of a case, roles,
//! refusals, agreed times.
//!
//! Each kind has a closed list of detail keys, so that rules, reports and every front end use the
//! same words. docs/spec/capture.md, "Typed entries".

use chrono::{NaiveDate, NaiveTime};

use crate::chain::Hash;
use crate::error::{Error, Malformed, Result};
use crate::record::canonical::Value;
use crate::record::{
    Attachment, Channel, Direction, Draft, Evidence, Fact, Field, Kind, Millis, Offset, Outcome,
    Party, Relation, Role, Seen, Source,
};

/// The longest text of one detail, in bytes.
pub const MAX_DETAIL: usize = 64 * 1024;

/// The words of `creditor_kind` (semantics 1).
pub const CREDITOR_KINDS: &[&str] =
    &["bank", "consumer_finance", "micro_loan", "licensed_other", "private", "unknown"];

/// The words of `manner`, how a visit went (semantics 17); several are parted by spaces.
pub const MANNERS: &[&str] = &["crowd", "blocking", "damage", "workplace", "entry", "threat"];

/// When it happened, as the person knows it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum When {
    /// An instant, and the UTC offset there.
    At(Millis, Option<Offset>),
    /// A clock time whose zone is not known, `YYYY-MM-DDThh:mm:ss`.
    Local(String),
}

/// What entries of every kind may say.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// When it happened or was said.
    pub when: Option<When>,
    /// Whom it is about.
    pub party: Option<Party>,
    /// The case it belongs to.
    pub case: Option<String>,
    /// The records it speaks of.
    pub about: Vec<Hash>,
    /// From when it holds.
    pub from: Option<Millis>,
    /// Until when it holds, not included.
    pub to: Option<Millis>,
    /// The details: a key of [`keys`] and its text.
    pub detail: Vec<(String, String)>,
    /// Files that belong to it, and their names.
    pub files: Vec<(Attachment, String)>,
}

/// A contact that the person describes: a visit, a letter, a call, a message seen elsewhere.
#[derive(Clone, Debug)]
pub struct Contact {
    /// The way of contact.
    pub channel: Channel,
    /// Who contacted whom.
    pub direction: Direction,
    /// How a call ended.
    pub outcome: Option<Outcome>,
    /// How long a call lasted, in seconds.
    pub duration: Option<i64>,
    /// The exact words, as far as they are remembered or written.
    pub words: Option<String>,
}

/// What is entered.
#[derive(Clone, Debug)]
pub enum Typed {
    /// A visit, a letter, a call or a message that the person describes.
    Contact(Contact),
    /// A note of the person's own: its words.
    Note(String),
    /// Evidence of one of the five kinds that is described rather than enclosed.
    Statement(Evidence),
    /// Facts of a case.
    Case,
    /// Who the entry's party is.
    Role(Role),
    /// The entry's party refused further contact.
    Refusal,
    /// A time for contact was agreed.
    Agreement,
    /// The refusal or agreement that the entry is about was taken back.
    Withdrawal,
    /// What 12368, a court or the bar answered about the records that the entry is about.
    CheckResult,
    /// The records that the entry is about belong to its case.
    Tag,
}

impl Typed {
    /// The kind of record that it becomes.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Contact(_) | Self::Note(_) => Kind::Event,
            Self::Statement(_) => Kind::Statement,
            Self::Case => Kind::Case,
            Self::Role(_) => Kind::Role,
            Self::Refusal => Kind::Refusal,
            Self::Agreement => Kind::Agreement,
            Self::Withdrawal => Kind::Withdrawal,
            Self::CheckResult => Kind::CheckResult,
            Self::Tag => Kind::Tag,
        }
    }

    /// Its draft.
    ///
    /// # Errors
    /// As [`statement`].
    pub fn draft(self, entry: Entry) -> Result<Draft> {
        match self {
            Self::Contact(described) => contact(described, entry),
            Self::Note(words) => note(&words, entry),
            Self::Statement(evidence) => statement(evidence, entry),
            Self::Case => case(entry),
            Self::Role(word) => role(word, entry),
            Self::Refusal => refusal(entry),
            Self::Agreement => agreement(entry),
            Self::Withdrawal => withdrawal(entry),
            Self::CheckResult => check_result(entry),
            Self::Tag => tag(entry),
        }
    }
}

/// The detail keys of a kind; for statements and files, of a kind of evidence.
pub const fn keys(kind: Kind, evidence: Option<Evidence>) -> &'static [&'static str] {
    match (kind, evidence) {
        (_, Some(Evidence::PoliceRecord)) => {
            &["station", "officer", "receipt_number", "case_number", "result", "words"]
        }
        (_, Some(Evidence::WitnessStatement)) => &["who", "relation", "contact", "words"],
        (_, Some(Evidence::Footage)) => &["place", "keeper", "overwritten_on", "original", "words"],
        (_, Some(Evidence::Recording)) => &["maker", "device", "original", "words"],
        (_, Some(Evidence::Document)) => &["title", "maker", "shows", "original", "words"],
        (Kind::Event, None) => &["place", "people", "manner", "witness", "original"],
        (Kind::Case, None) => &[
            "creditor",
            "creditor_kind",
            "product",
            "contract",
            "amount",
            "currency",
            "borrowed_on",
            "due_on",
            "overdue_since",
            "debtor",
            "zone",
            "place",
            "given",
            "held_illegal",
            "court",
            "words",
        ],
        (Kind::Role, None) => &["name", "basis", "words"],
        (Kind::Refusal, None) => &["who", "relation", "words"],
        (Kind::Agreement, None) => &["hours_from", "hours_to", "who", "words"],
        (Kind::Withdrawal, None) => &["who", "words"],
        (Kind::CheckResult, None) => &["by", "asked_on", "answer", "number", "words"],
        (Kind::Tag | Kind::Link, None) => &["words"],
        _ => &[],
    }
}

/// Evidence of one of the five kinds that is described rather than enclosed.
///
/// # Errors
/// Those of every entry: `Misuse` for a key that the kind does not have, `Malformed` for a value
/// that the key does not take.
pub fn statement(evidence: Evidence, entry: Entry) -> Result<Draft> {
    let mut fact = Fact::new(Kind::Statement, Source::Typed);
    fact.evidence = Some(evidence);
    finish(fact, entry)
}

/// A visit, a letter, a call or a message that the person describes; it must say when.
///
/// # Errors
/// As [`statement`].
pub fn contact(contact: Contact, entry: Entry) -> Result<Draft> {
    let Contact { channel, direction, outcome, duration, words } = contact;
    if entry.when.is_none() {
        return Err(fault("time-missing"));
    }
    let mut fact = Fact::new(Kind::Event, Source::Typed);
    fact.channel = Some(channel);
    fact.direction = Some(direction);
    fact.outcome = outcome;
    fact.duration = duration;
    let hidden = entry.party.is_none().then(Party::default);
    let mut draft = finish(fact, entry)?;
    if let Some(hidden) = hidden {
        draft = draft.with_party(&hidden);
    }
    Ok(match words {
        Some(words) => draft.with_text(Field::Body, &words),
        None => draft,
    })
}

/// A note of the person's own, with its time.
///
/// # Errors
/// As [`statement`].
pub fn note(words: &str, entry: Entry) -> Result<Draft> {
    if entry.when.is_none() {
        return Err(fault("time-missing"));
    }
    let mut fact = Fact::new(Kind::Event, Source::Typed);
    fact.channel = Some(Channel::Other);
    Ok(finish(fact, entry)?.with_text(Field::Body, words))
}

/// Facts of the case that the entry names; a later record's details replace an earlier one's.
///
/// # Errors
/// As [`statement`].
pub fn case(entry: Entry) -> Result<Draft> {
    if entry.case.is_none() {
        return Err(fault("case-missing"));
    }
    finish(Fact::new(Kind::Case, Source::Typed), entry)
}

/// Who the entry's party is, within the entry's span.
///
/// # Errors
/// As [`statement`].
pub fn role(role: Role, entry: Entry) -> Result<Draft> {
    if entry.party.is_none() {
        return Err(fault("party-missing"));
    }
    let mut fact = Fact::new(Kind::Role, Source::Typed);
    fact.role = Some(role);
    finish(fact, entry)
}

/// The entry's party refused further contact, from its time on.
///
/// # Errors
/// As [`statement`].
pub fn refusal(entry: Entry) -> Result<Draft> {
    if entry.party.is_none() {
        return Err(fault("party-missing"));
    }
    finish(Fact::new(Kind::Refusal, Source::Typed), entry)
}

/// A time for contact was agreed: `hours_from` and `hours_to` within the entry's dates.
///
/// # Errors
/// As [`statement`].
pub fn agreement(entry: Entry) -> Result<Draft> {
    finish(Fact::new(Kind::Agreement, Source::Typed), entry)
}

/// The refusal or agreement that the entry is about was taken back.
///
/// # Errors
/// As [`statement`].
pub fn withdrawal(entry: Entry) -> Result<Draft> {
    finish(Fact::new(Kind::Withdrawal, Source::Typed), entry)
}

/// What 12368, a court or the bar answered about the records that the entry is about.
///
/// # Errors
/// As [`statement`].
pub fn check_result(entry: Entry) -> Result<Draft> {
    finish(Fact::new(Kind::CheckResult, Source::Typed), entry)
}

/// Puts the records that the entry is about into the entry's case.
///
/// # Errors
/// As [`statement`].
pub fn tag(entry: Entry) -> Result<Draft> {
    if entry.case.is_none() {
        return Err(fault("case-missing"));
    }
    finish(Fact::new(Kind::Tag, Source::Typed), entry)
}

/// Ties two records.
///
/// # Errors
/// As [`statement`].
pub fn link(relation: Relation, first: Hash, second: Hash, words: Option<&str>) -> Result<Draft> {
    let mut fact = Fact::new(Kind::Link, Source::Typed);
    fact.relation = Some(relation);
    let detail = words.map(|words| ("words".to_owned(), words.to_owned()));
    let detail = detail.into_iter().collect();
    finish(fact, Entry { about: vec![first, second], detail, ..Entry::default() })
}

/// Puts the common part of an entry into its fact and details.
fn finish(mut fact: Fact, entry: Entry) -> Result<Draft> {
    let Entry { when, party, case, about, from, to, detail, files } = entry;
    match when {
        Some(When::At(wall, offset)) => {
            if !wall.in_range() {
                return Err(fault("time-out-of-range"));
            }
            fact.seen = Some(Seen { wall, mono: None, boot: None });
            fact.offset = offset;
        }
        Some(When::Local(local)) => fact.local = Some(local),
        None => {}
    }
    fact.case = case;
    fact.targets = about;
    fact.from = from;
    fact.to = to;
    let allowed = keys(fact.kind, fact.evidence);
    let mut members = Vec::new();
    for (key, text) in detail {
        if !allowed.contains(&key.as_str()) {
            return Err(Error::Misuse("the kind does not have this detail key"));
        }
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        check(&key, text)?;
        members.push((key, Value::Text(text.to_owned())));
    }
    let count = members.len();
    let detail = Value::map(members);
    if matches!(&detail, Value::Map(members) if members.len() != count) {
        return Err(fault("detail-twice"));
    }
    let (attachments, names): (Vec<_>, Vec<_>) =
        files.into_iter().map(|(file, name)| (file, Value::Text(name))).unzip();
    fact.attachments = attachments;
    let mut draft = Draft::new(fact).with(Field::Detail, &detail);
    if let Some(party) = party {
        draft = draft.with_party(&party);
    }
    if !names.is_empty() {
        draft = draft.with(Field::Names, &Value::List(names));
    }
    Ok(draft)
}

/// Checks the texts that others compute with.
fn check(key: &str, text: &str) -> Result<()> {
    let valid = match key {
        "creditor_kind" => CREDITOR_KINDS.contains(&text),
        "manner" => text.split_whitespace().all(|word| MANNERS.contains(&word)),
        "by" => matches!(text, "12368" | "court" | "bar"),
        "answer" => matches!(text, "none" | "found" | "unclear"),
        "hours_from" | "hours_to" => {
            text == "24:00" || text.len() == 5 && NaiveTime::parse_from_str(text, "%H:%M").is_ok()
        }
        "overwritten_on" | "borrowed_on" | "due_on" | "overdue_since" | "asked_on" => {
            text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
        }
        _ => true,
    };
    if !valid {
        return Err(fault("detail-invalid"));
    }
    if text.len() > MAX_DETAIL {
        return Err(fault("detail-too-long"));
    }
    Ok(())
}

fn fault(code: &'static str) -> Error {
    Malformed::new("typed", 0, code).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(detail: &[(&str, &str)]) -> Entry {
        let when = Some(When::At(Millis(1_770_000_000_000), None));
        let own = |text: &&str| (*text).to_owned();
        let detail = detail.iter().map(|(key, text)| (own(key), own(text))).collect();
        Entry { when, detail, ..Entry::default() }
    }

    #[test]
    fn every_kind_of_entry_makes_a_record() {
        let party = Some(Party::new("13800138000", Some("+8613800138000")));
        let case = Some("loan_1".to_owned());
        let about = vec![Hash([1; 32])];
        let visit = Contact {
            channel: Channel::Visit,
            direction: Direction::In,
            outcome: None,
            duration: None,
            words: Some("明天再来".into()),
        };
        let drafts = [
            statement(Evidence::PoliceRecord, entry(&[("station", "某派出所"), ("officer", "")])),
            statement(Evidence::Footage, entry(&[("overwritten_on", "2026-12-01")])),
            contact(visit, entry(&[("place", "家门口")])),
            note("记一笔", entry(&[])),
            self::case(Entry { case: case.clone(), ..entry(&[("creditor_kind", "bank")]) }),
            role(Role::Agency, Entry { party: party.clone(), ..entry(&[("basis", "自称")]) }),
            refusal(Entry { party, ..entry(&[("words", "别再打")]) }),
            agreement(entry(&[("hours_from", "09:00"), ("hours_to", "24:00")])),
            withdrawal(Entry { about: about.clone(), ..entry(&[]) }),
            check_result(Entry { about: about.clone(), ..entry(&[("answer", "none")]) }),
            tag(Entry { about, case, ..entry(&[]) }),
            link(Relation::Supports, Hash([1; 32]), Hash([2; 32]), None),
        ];
        for draft in drafts {
            let draft = draft.expect("an entry");
            let salts = vec![0; draft.salt_bytes()];
            let placed = draft.place(Hash::ZERO, 1, Millis(1_770_000_000_000), &salts);
            assert!(placed.is_ok(), "{placed:?}");
        }
    }

    #[test]
    fn a_value_that_others_compute_with_must_be_right() {
        let agreed =
            |detail: &[(&str, &str)]| agreement(entry(detail)).err().map(|e| e.to_string());
        let invalid = Some("malformed typed at 0: detail-invalid".to_owned());
        assert_eq!(agreed(&[("hours_from", "9:00")]), invalid);
        assert_eq!(agreed(&[("hours_from", "25:00")]), invalid);
        assert!(check("manner", "crowd blocking").is_ok() && check("manner", "rude").is_err());
        assert!(agreed(&[("colour", "red")]).is_some_and(|text| text.starts_with("misuse")));
        let twice = "malformed typed at 0: detail-twice".to_owned();
        assert_eq!(agreed(&[("who", "a"), ("who", "b")]), Some(twice));
        assert!(role(Role::Agency, entry(&[])).is_err());
    }
}

//! What goes into and comes out of a vault, a bundle and a pack.

use dunlog_core::bundle::audit::{Completeness, Integrity, Provenance, Signer, Time, Verdicts};
use dunlog_core::bundle::disclose::{PreviewFile, PreviewParty, Selection};
use dunlog_core::capture::chat_export::{Chat, DateOrder};
use dunlog_core::capture::typed::{Contact, Typed, When};
use dunlog_core::capture::zone::{ZoneChange, ZoneTable};
use dunlog_core::chain::Hash;
use dunlog_core::record::{Channel, Direction, Evidence, Field, Millis, Offset, Outcome, Role};
use dunlog_core::rule::Level;
use dunlog_core::rule::pack::{Force, Wording};
use dunlog_core::vault::{Appended, Loss, Place};

/// Where an appended record stands.
#[uniffi::remote(Record)]
pub struct Appended {
    /// The place in the log, from 0.
    pub index: u64,
    /// The record's id.
    pub leaf: Hash,
}

/// Why a new log begins where there was one before.
#[uniffi::remote(Enum)]
pub enum Loss {
    /// The old vault is damaged.
    Damaged,
    /// No key slot of the old vault opens.
    KeyLost,
    /// The old vault was restored from a backup.
    Restored,
}

/// Where an event stands in a list by time.
#[uniffi::remote(Record)]
pub struct Place {
    /// The event's time: that of the sighting that decides.
    pub time: Millis,
    /// The place in the log of the sighting that decides.
    pub index: u64,
}

/// When it happened, as the person knows it.
#[uniffi::remote(Enum)]
pub enum When {
    /// An instant, and the UTC offset there.
    At(Millis, Option<Offset>),
    /// A clock time whose zone is not known, `YYYY-MM-DDThh:mm:ss`.
    Local(String),
}

/// A contact that the person describes: a visit, a letter, a call, a message seen elsewhere.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Enum)]
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

/// A zone that a person chose for an import.
#[uniffi::remote(Record)]
pub struct ZoneTable {
    /// The IANA name, where it has one.
    pub name: Option<String>,
    /// The changes, by time; the first holds for all time before it too.
    pub changes: Vec<ZoneChange>,
}

/// From an instant on, an offset holds.
#[uniffi::remote(Record)]
pub struct ZoneChange {
    /// The instant.
    pub from: Millis,
    /// Minutes east of UTC.
    pub minutes: i64,
}

/// Which program wrote a chat.
#[uniffi::remote(Enum)]
pub enum Chat {
    /// LINE's text export.
    Line,
    /// QQ's text export.
    Qq,
    /// Telegram's `result.json`, of one chat or of all.
    Telegram,
    /// Texts copied, mailed or exported out of WeChat.
    WeChat,
    /// WhatsApp's `_chat.txt`, or `WhatsApp Chat with ….txt`.
    WhatsApp,
}

/// Which number of a date is what.
#[uniffi::remote(Enum)]
pub enum DateOrder {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
    /// Year, month, day.
    YearFirst,
}

/// What a person chose to hand over.
#[uniffi::remote(Record)]
pub struct Selection {
    /// The other sides, by number or by name as shown; empty for all.
    pub parties: Vec<String>,
    /// The case, by its short id.
    pub case: Option<String>,
    /// Only what happened at this instant or later.
    pub from: Option<Millis>,
    /// Only what happened before this instant.
    pub to: Option<Millis>,
    /// Fields that are withheld from every record.
    pub masks: Vec<Field>,
    /// Kept source files to enclose, by SHA-256.
    pub sources: Vec<Hash>,
}

/// One of the other sides.
#[uniffi::remote(Record)]
pub struct PreviewParty {
    /// The number or name as shown; absent where parties are masked.
    pub shown: Option<String>,
    /// The role that was set last.
    pub role: Role,
    /// How many shown records name it.
    pub records: u64,
}

/// A file that is enclosed.
#[uniffi::remote(Record)]
pub struct PreviewFile {
    /// SHA-256 of the content.
    pub sha256: Hash,
    /// The size in bytes.
    pub size: u64,
}

/// Whether the bytes are those that were signed.
#[uniffi::remote(Enum)]
pub enum Integrity {
    /// Nothing is missing, changed or added.
    Intact,
    /// Something is.
    Damaged,
    /// The bundle cannot be read.
    Unreadable,
}

/// Whose key signed.
#[uniffi::remote(Enum)]
pub enum Signer {
    /// A key that the policy trusts, or one that it handed over to.
    Trusted,
    /// The policy names no key.
    Unknown,
    /// No key of the policy reaches the bundle's key.
    Mismatch,
    /// A signature or a key file is wrong.
    Invalid,
    /// Could not be looked at.
    NotChecked,
}

/// How the log compares with heads known from before.
#[uniffi::remote(Enum)]
pub enum Completeness {
    /// No known head of this log.
    Unanchored,
    /// The log has every known head as its start.
    ExtendsKnownHead,
    /// A known head is longer than the log.
    ShorterThanKnownHead,
    /// A known head is of another history.
    Forked,
    /// Could not be looked at.
    NotChecked,
}

/// What is known of the times.
#[uniffi::remote(Enum)]
pub enum Time {
    /// The phone and the sources say so.
    SelfDeclared,
    /// They contradict one another.
    Contradictory,
    /// Could not be looked at.
    NotChecked,
}

/// What is known of how the records came in.
#[uniffi::remote(Enum)]
pub enum Provenance {
    /// The records say so.
    SelfDeclared,
    /// Sightings of one event disagree.
    Contradictory,
    /// Could not be looked at.
    NotChecked,
}

/// The five verdicts.
#[uniffi::remote(Record)]
pub struct Verdicts {
    /// Whether the bytes are those that were signed.
    pub integrity: Integrity,
    /// Whose key signed.
    pub signer: Signer,
    /// How the log compares with heads known from before.
    pub completeness: Completeness,
    /// What is known of the times.
    pub time: Time,
    /// What is known of how the records came in.
    pub provenance: Provenance,
}

/// How much a finding claims; the order falls.
#[uniffi::remote(Enum)]
pub enum Level {
    /// Only worth knowing beside others.
    Context,
    /// A fact is missing that would decide.
    Undecided,
    /// So close to the edge that a clock decides.
    Borderline,
    /// A person should look.
    Review,
    /// The rule's words are met.
    Sign,
}

/// A text for people.
#[uniffi::remote(Record)]
pub struct Wording {
    /// Simplified Chinese.
    pub zh_hans: String,
    /// Traditional Chinese.
    pub zh_hant: String,
    /// English.
    pub en: String,
}

/// What kind of ground a text is.
#[uniffi::remote(Enum)]
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

//! Core's records: words, facts, parties.

use dunlog_core::chain::{Hash, Head};
use dunlog_core::record::{
    Admission, Attachment, Channel, Direction, Evidence, Fact, Feed, Field, Kind, Millis, Named,
    Offset, OffsetFrom, Outcome, Party, Purpose, Relation, Role, Seen, Source,
};

use super::{Key, Signature};

/// What a record is.
#[uniffi::remote(Enum)]
pub enum Kind {
    /// A call, message, visit or letter.
    Event,
    /// A file: a recording, photo, document, or a kept source file.
    File,
    /// Typed evidence of one of the five kinds.
    Statement,
    /// A tie between two records.
    Link,
    /// Another person's record in a case vault.
    Admitted,
    /// The first record of a log.
    Log,
    /// A time in which a channel was not watched.
    Gap,
    /// A daily sign of life.
    Heartbeat,
    /// The wall clock was moved.
    Clock,
    /// The time zone changed.
    Zone,
    /// The outcome of a test of the channels.
    SelfTest,
    /// The owner's own number of a SIM slot.
    OwnNumber,
    /// Another key signs from here on.
    KeyChange,
    /// Openings were dropped for ever.
    Redaction,
    /// Facts of a case.
    Case,
    /// Who a number is.
    Role,
    /// Puts a record into a case.
    Tag,
    /// A contact person refused further contact.
    Refusal,
    /// A time for contact was agreed.
    Agreement,
    /// An agreement or refusal was taken back.
    Withdrawal,
    /// What 12368, a court or the bar answered.
    CheckResult,
}

/// How a record came in: a weight class (design, section 5).
#[uniffi::remote(Enum)]
pub enum Source {
    /// The system called our code when it arrived.
    Captured,
    /// Read later from the phone's own store.
    Mirrored,
    /// From the telephone operator's own list.
    Operator,
    /// Handed over by another program on the phone.
    Relayed,
    /// From a backup file that another program wrote.
    Imported,
    /// A person entered it.
    Typed,
    /// Written by Dunlog about itself.
    Program,
}

/// The way a contact was made.
#[uniffi::remote(Enum)]
pub enum Channel {
    /// A voice or video call.
    Call,
    /// A text message.
    Sms,
    /// A multimedia message.
    Mms,
    /// A message of a chat service, iMessage and RCS included.
    Chat,
    /// Someone came in person.
    Visit,
    /// Something on paper.
    Letter,
    /// Anything else.
    Other,
}

/// Who contacted whom.
#[uniffi::remote(Enum)]
pub enum Direction {
    /// To the vault's owner.
    In,
    /// From the vault's owner.
    Out,
}

/// How a call ended.
#[uniffi::remote(Enum)]
pub enum Outcome {
    /// Answered by a person.
    Connected,
    /// Rang without answer.
    Missed,
    /// Turned away by hand.
    Rejected,
    /// Stopped by a filter.
    Blocked,
    /// Went to voicemail.
    Voicemail,
    /// A program answered.
    AnsweredByAssistant,
}

/// The five kinds of evidence that lawyers list (design, section 5).
#[uniffi::remote(Enum)]
pub enum Evidence {
    /// 录音录像: audio and video.
    Recording,
    /// 报警记录: a police record.
    PoliceRecord,
    /// 证人证言: a witness statement.
    WitnessStatement,
    /// 监控资料: surveillance footage.
    Footage,
    /// 书面/电子凭证: a written or electronic document.
    Document,
}

/// Why a file is in the vault.
#[uniffi::remote(Enum)]
pub enum Purpose {
    /// It is evidence itself.
    Exhibit,
    /// Records were read from it.
    Source,
}

/// What ties two records.
#[uniffi::remote(Enum)]
pub enum Relation {
    /// The first records the second.
    RecordingOf,
    /// The first supports the second.
    Supports,
    /// The two may be one event; nobody has decided.
    PerhapsSame,
    /// The first answers the second.
    ReplyTo,
}

/// Who a number is (semantics 2).
#[uniffi::remote(Enum)]
pub enum Role {
    /// The lender.
    Creditor,
    /// A collector working for the lender.
    Agency,
    /// Answers for the debt.
    Guarantor,
    /// Owes the debt too.
    CoDebtor,
    /// Married to the debtor.
    Spouse,
    /// Named to the lender as a contact.
    EmergencyContact,
    /// Has nothing to do with the debt.
    ThirdPerson,
    /// Someone else.
    Other,
    /// Not known.
    Unknown,
}

/// Where a UTC offset came from.
#[uniffi::remote(Enum)]
pub enum OffsetFrom {
    /// The phone told it with the event.
    Phone,
    /// The file says it for this row.
    File,
    /// A person chose a time zone for the import.
    Option,
}

/// The private fields, each behind a commitment; in the line's order.
#[uniffi::remote(Enum)]
pub enum Field {
    /// The other side: number or name as shown, normalised, group members.
    Party,
    /// The owner's own number.
    Own,
    /// The name in the phone's contacts.
    Contact,
    /// The subject of a message.
    Subject,
    /// The exact text.
    Body,
    /// Typed or program detail: an object.
    Detail,
    /// The attachments' file names, one each.
    Names,
    /// A place: an object.
    Location,
    /// The raw message as it came off the air.
    Pdu,
    /// The message centre's number.
    ServiceCentre,
    /// The row of the source, every column.
    SourceRow,
    /// The original line of an admitted record.
    Line,
}

/// A UTC offset as it held for one event, and how it is known.
#[uniffi::remote(Record)]
pub struct Offset {
    /// Minutes east of UTC, −1080 to 1080.
    pub minutes: i64,
    /// The IANA zone's name, where known.
    pub zone: Option<String>,
    /// How it is known.
    pub from: OffsetFrom,
}

/// The arrival, by the phone's clocks.
#[uniffi::remote(Record)]
pub struct Seen {
    /// The wall clock.
    pub wall: Millis,
    /// Milliseconds since the boot, by a clock nobody can set.
    pub mono: Option<i64>,
    /// Which boot `mono` counts from.
    pub boot: Option<String>,
}

/// Which row of which feed a sighting was read from.
#[uniffi::remote(Record)]
pub struct Feed {
    /// The format's word, such as `sms_backup`.
    pub format: String,
    /// The file's SHA-256; absent for a store of the phone.
    pub file: Option<Hash>,
    /// The package that wrote the row of a store, where known.
    pub package: Option<String>,
    /// The row: from 1 in a file, the row's own id in a store or a database.
    pub place: i64,
}

/// A file by its content.
#[uniffi::remote(Record)]
pub struct Attachment {
    /// SHA-256 of the content.
    pub sha256: Hash,
    /// The size in bytes.
    pub size: i64,
    /// The media type in lower case, such as `audio/mp4`.
    pub media_type: String,
}

/// What an admitted record commits to.
#[uniffi::remote(Record)]
pub struct Admission {
    /// SHA-256 of the bundle that it came in.
    pub bundle: Hash,
    /// The bundle's public key, raw.
    pub signer: Key,
    /// The bundle's log.
    pub origin: String,
    /// The place in that log, from 0.
    pub index: i64,
    /// The record's id there.
    pub leaf: Hash,
    /// Whether it was admitted against the audit; the reason stands in `detail`.
    pub forced: bool,
}

/// The public facts of a record, without its place in a log.
///
/// Which members a kind needs and allows is a table in docs/spec/record.md, checked by
/// the reader and the writer of a `Line`.
#[uniffi::remote(Record)]
pub struct Fact {
    /// What the record is.
    pub kind: Kind,
    /// How it came in.
    pub source: Source,
    /// The UTC offset at the event.
    pub offset: Option<Offset>,
    /// The arrival by the phone's clocks.
    pub seen: Option<Seen>,
    /// The time that the network or the sender gives.
    pub network: Option<Millis>,
    /// A clock time whose zone is not known, `YYYY-MM-DDThh:mm:ss`.
    pub local: Option<String>,
    /// The way of contact.
    pub channel: Option<Channel>,
    /// Who contacted whom.
    pub direction: Option<Direction>,
    /// How a call ended.
    pub outcome: Option<Outcome>,
    /// How long a call or a recording lasted, in seconds.
    pub duration: Option<i64>,
    /// The service beside the channel, such as `imessage`.
    pub service: Option<String>,
    /// The SIM slot, from 0.
    pub slot: Option<i64>,
    /// Where it was read from.
    pub feed: Option<Feed>,
    /// The kind of evidence.
    pub evidence: Option<Evidence>,
    /// Why a file is here.
    pub purpose: Option<Purpose>,
    /// Whether the file's content is kept in the vault.
    pub kept: Option<bool>,
    /// Files that belong to it.
    pub attachments: Vec<Attachment>,
    /// The attachment that holds the body, where the body was too long for the line.
    pub body_attached: Option<Hash>,
    /// The records that this one speaks of, by id.
    pub targets: Vec<Hash>,
    /// What ties the two targets.
    pub relation: Option<Relation>,
    /// The case, a short id.
    pub case: Option<String>,
    /// Who the party is.
    pub role: Option<Role>,
    /// The start of a span.
    pub from: Option<Millis>,
    /// The end of a span, not included.
    pub to: Option<Millis>,
    /// Why, as a word of the spec's list for the kind.
    pub reason: Option<String>,
    /// By how much the wall clock was moved, in milliseconds.
    pub delta: Option<i64>,
    /// The log's name.
    pub origin: Option<String>,
    /// A public key, raw.
    pub key: Option<Key>,
    /// The signature of the key before, raw.
    pub signature: Option<Signature>,
    /// A head of another log, or of this log before a change.
    pub head: Option<Head>,
    /// What an admitted record commits to.
    pub admits: Option<Admission>,
    /// The fields in which a lone surrogate became U+FFFD or a broken byte was replaced.
    pub repaired: Vec<Field>,
}

/// A number or name as shown, with its normalised form where that is known.
#[uniffi::remote(Record)]
pub struct Named {
    /// As the phone or the file shows it; empty for a hidden number.
    pub shown: String,
    /// E.164 with `+`, or the digits of a short code or service number; absent for a name.
    pub number: Option<String>,
}

/// The other side of a contact.
#[uniffi::remote(Record)]
pub struct Party {
    /// The sender of what came in, or the first receiver of what went out.
    pub name: Named,
    /// The other members of a group.
    pub group: Vec<Named>,
}

/// A head of a log: whose, how long, and the tree's root.
#[uniffi::remote(Record)]
pub struct Head {
    /// The log's name.
    pub origin: String,
    /// How many records.
    pub size: u64,
    /// The root of their tree.
    pub root: Hash,
}

//! What a record is: facts in public, what is private behind commitments.
//!
//! A [`Draft`] is what a source hands over; only an append makes a [`Record`] of it, with a place
//! in the log. A record's id is the leaf hash of its line. docs/spec/record.md.

mod admitted;
pub mod canonical;
mod commitments;
mod line;
mod opening;
mod value;
mod word;

pub use commitments::Commitments;
pub(crate) use line::is_origin;
pub use line::{Line, MAX_LINE};
pub use opening::{MAX_OPENING, Opening, OpeningLine, Openings, Salt, commit};
pub use value::{Named, Party};
pub(crate) use word::words;
pub use word::{
    Channel, Direction, Evidence, Field, Kind, OffsetFrom, Outcome, Purpose, Relation, Role, Source,
};

use crate::chain::{Hash, Head};
use crate::error::{Malformed, Result};
use canonical::Value;

/// The record format's version: the number behind `dunlog` in every line.
pub const VERSION: i64 = 1;

/// A body longer than this many bytes becomes a text attachment.
pub const MAX_BODY: usize = 256 * 1024;

/// The most a line and all its openings may take together, in bytes.
pub const MAX_RECORD: usize = 1024 * 1024;

/// The first and the last instant that a time may name: 1990 up to the end of 2100.
pub const TIME_RANGE: std::ops::RangeInclusive<i64> = 631_152_000_000..=4_133_980_799_999;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Millis(pub i64);

impl Millis {
    /// Whether the instant lies within [`TIME_RANGE`].
    pub fn in_range(self) -> bool {
        TIME_RANGE.contains(&self.0)
    }
}

/// A UTC offset as it held for one event, and how it is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Offset {
    /// Minutes east of UTC, −1080 to 1080.
    pub minutes: i64,
    /// The IANA zone's name, where known.
    pub zone: Option<String>,
    /// How it is known.
    pub from: OffsetFrom,
}

/// The arrival, by the phone's clocks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Seen {
    /// The wall clock.
    pub wall: Millis,
    /// Milliseconds since the boot, by a clock nobody can set.
    pub mono: Option<i64>,
    /// Which boot `mono` counts from.
    pub boot: Option<String>,
}

/// Which row of which feed a sighting was read from.
#[derive(Clone, Debug, Eq, PartialEq)]
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
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attachment {
    /// SHA-256 of the content.
    pub sha256: Hash,
    /// The size in bytes.
    pub size: i64,
    /// The media type in lower case, such as `audio/mp4`.
    pub media_type: String,
}

/// What an admitted record commits to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Admission {
    /// SHA-256 of the bundle that it came in.
    pub bundle: Hash,
    /// The bundle's public key, raw.
    pub signer: [u8; 32],
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
/// the reader and the writer of a [`Line`].
#[derive(Clone, Debug, Eq, PartialEq)]
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
    pub key: Option<[u8; 32]>,
    /// The signature of the key before, raw.
    pub signature: Option<[u8; 64]>,
    /// A head of another log, or of this log before a change.
    pub head: Option<Head>,
    /// What an admitted record commits to.
    pub admits: Option<Admission>,
    /// The fields in which a lone surrogate became U+FFFD or a broken byte was replaced.
    pub repaired: Vec<Field>,
}

impl Fact {
    /// A fact of `kind` from `source` with nothing else said.
    pub const fn new(kind: Kind, source: Source) -> Self {
        Self {
            kind,
            source,
            offset: None,
            seen: None,
            network: None,
            local: None,
            channel: None,
            direction: None,
            outcome: None,
            duration: None,
            service: None,
            slot: None,
            feed: None,
            evidence: None,
            purpose: None,
            kept: None,
            attachments: Vec::new(),
            body_attached: None,
            targets: Vec::new(),
            relation: None,
            case: None,
            role: None,
            from: None,
            to: None,
            reason: None,
            delta: None,
            origin: None,
            key: None,
            signature: None,
            head: None,
            admits: None,
            repaired: Vec::new(),
        }
    }
}

/// Something to be appended: facts, and what is private as canonical values.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Draft {
    /// The public part.
    pub fact: Fact,
    /// What the source has beside it and could not be taken, as codes; of no record.
    pub lost: Vec<&'static str>,
    /// The name of the conversation in its file, where the party does not tell it; of no record.
    pub conversation: Option<String>,
    /// The private part: canonical JSON by [`Field::index`].
    private: [Option<String>; Field::COUNT],
}

impl Draft {
    /// A draft with public facts only.
    pub fn new(fact: Fact) -> Self {
        Self { fact, lost: Vec::new(), conversation: None, private: Default::default() }
    }

    /// Sets a private field.
    #[must_use]
    pub fn with(mut self, field: Field, value: &Value) -> Self {
        self.private[field.index()] = Some(value.to_canonical());
        self
    }

    /// Sets a private field that is a plain string.
    #[must_use]
    pub fn with_text(mut self, field: Field, text: &str) -> Self {
        let mut out = String::with_capacity(text.len() + 2);
        canonical::write_text(&mut out, text);
        self.private[field.index()] = Some(out);
        self
    }

    /// Sets a private field to a value that is written canonically already.
    #[must_use]
    pub(crate) fn with_canonical(mut self, field: Field, value: String) -> Self {
        debug_assert!(Value::parse(value.as_bytes()).is_ok(), "the value must be canonical");
        self.private[field.index()] = Some(value);
        self
    }

    /// Sets the other side.
    #[must_use]
    pub fn with_party(self, party: &Party) -> Self {
        self.with(Field::Party, &party.to_value())
    }

    /// Gives the draft its place: commits to every private value under fresh salts.
    ///
    /// `salts` must be as many random bytes as [`Self::salt_bytes`] says.
    ///
    /// # Errors
    /// `Malformed` where the facts break the table of members or a limit.
    pub fn place(
        self,
        prev: Hash,
        marks: u64,
        recorded: Millis,
        salts: &[u8],
    ) -> Result<(Line, Openings, String)> {
        let mut openings = Openings::default();
        let mut commitments = Vec::with_capacity(self.salt_bytes() / 16);
        let held = self.held();
        let values = Field::ALL.iter().zip(self.private);
        let values = values.filter_map(|(field, value)| Some((*field, value?)));
        for ((field, value), salt) in values.zip(salts.chunks_exact(16)) {
            let mut bytes: Salt = [0; 16];
            bytes.copy_from_slice(salt);
            let opening = Opening { salt: bytes, value };
            commitments.push((field, opening.commitment()));
            openings.insert(field, opening);
        }
        let commitments = commitments.into_iter().collect();
        let line = Line { prev, marks, recorded, fact: self.fact, commitments };
        let text = line_text(&line, held)?;
        Ok((line, openings, text))
    }

    /// Whether it can become a record, wherever its place will be; nothing is hashed.
    ///
    /// # Errors
    /// Those of [`Self::place`].
    pub fn check(&self) -> Result<()> {
        let fields = Field::ALL.iter().zip(&self.private).filter(|(_, value)| value.is_some());
        let commitments = fields.map(|(field, _)| (*field, Hash::ZERO)).collect();
        // A place whose numbers take the most room.
        let (marks, recorded) = (1 << 53, Millis(*TIME_RANGE.end()));
        let fact = self.fact.clone();
        line_text(&Line { prev: Hash::ZERO, marks, recorded, fact, commitments }, self.held())?;
        Ok(())
    }

    /// The size of all that is private, in bytes.
    fn held(&self) -> usize {
        self.private.iter().flatten().map(String::len).sum()
    }

    /// How many random bytes [`Self::place`] needs.
    pub fn salt_bytes(&self) -> usize {
        self.private.iter().flatten().count() * 16
    }

    /// The canonical value of a private field.
    pub fn private(&self, field: Field) -> Option<&str> {
        self.private[field.index()].as_deref()
    }
}

/// The text of a line whose openings hold so many bytes.
fn line_text(line: &Line, held: usize) -> Result<String> {
    let text = line.to_canonical()?;
    if held + text.len() > MAX_RECORD {
        return Err(Malformed::new("record", 0, "record-too-large").into());
    }
    Ok(text)
}

/// A record in its place: the line, and the openings that are at hand.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// The place in the log, from 0.
    pub index: u64,
    /// The id: the leaf hash of the line.
    pub leaf: Hash,
    /// The line's content.
    pub line: Line,
    /// What is disclosed of the private part.
    pub openings: Openings,
}

impl Record {
    /// The public facts.
    pub const fn fact(&self) -> &Fact {
        &self.line.fact
    }

    /// Drops the openings that only the page and the proof show: the raw message and the source's
    /// row. A multimedia message keeps them, for its row names it where sightings are compared.
    #[must_use]
    pub fn slim(mut self) -> Self {
        if self.fact().channel != Some(Channel::Mms) {
            self.openings.slim();
        }
        self
    }

    /// The other side, if it is disclosed.
    pub fn party(&self) -> Option<Party> {
        Party::take(self.value(Field::Party)?)
    }

    /// The owner's own number, if it is disclosed.
    pub fn own(&self) -> Option<Party> {
        Party::take(self.value(Field::Own)?)
    }

    /// The exact text, if it is disclosed.
    pub fn body(&self) -> Option<String> {
        self.openings.text(Field::Body)
    }

    /// The detail of a typed or program record, if it is disclosed.
    pub fn detail(&self) -> Option<Value> {
        self.value(Field::Detail)
    }

    /// A disclosed private value.
    pub fn value(&self, field: Field) -> Option<Value> {
        Value::parse(self.openings.get(field)?.value.as_bytes()).ok()
    }

    /// The instant rules and lists use: the network's for a message, the phone's for a call, or
    /// whichever of the two there is (semantics 6).
    pub fn time(&self) -> Option<Millis> {
        let fact = self.fact();
        let seen = fact.seen.as_ref().map(|seen| seen.wall);
        match fact.channel {
            Some(Channel::Sms | Channel::Mms | Channel::Chat) => fact.network_time().or(seen),
            _ => seen.or(fact.network),
        }
    }
}

/// The service word of a push that announces a multimedia message: nothing of the message itself
/// is there.
pub const ANNOUNCED: &str = "announced";

/// The reason of an event whose sender took its words back.
pub const TAKEN_BACK: &str = "taken_back";

impl Fact {
    /// Whether it only announces a message.
    pub fn is_announcement(&self) -> bool {
        self.channel == Some(Channel::Mms) && self.service.as_deref() == Some(ANNOUNCED)
    }

    /// The network's time, unless it is 0 or over 24 h off the phone's (semantics 6).
    pub fn network_time(&self) -> Option<Millis> {
        const DAY: u64 = 86_400_000;
        let network = self.network.filter(|time| time.0 != 0)?;
        match &self.seen {
            Some(seen) if seen.wall.0.abs_diff(network.0) > DAY => None,
            _ => Some(network),
        }
    }
}

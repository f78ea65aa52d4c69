//! A record as an app shows it: the public facts, and what opens of the private part.

use dunlog_core::chain::Hash;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Fact, Field, Line, Millis, Party};

/// A record in its place.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Record {
    /// The place in the log, from 0.
    pub index: u64,
    /// The id.
    pub leaf: Hash,
    /// When it was appended, by the wall clock.
    pub recorded: Millis,
    /// The instant that lists and rules use, where there is one.
    pub time: Option<Millis>,
    /// The public facts.
    pub fact: Fact,
    /// The other side.
    pub party: Option<Party>,
    /// The owner's own number.
    pub own: Option<Party>,
    /// The name in the phone's contacts.
    pub contact: Option<String>,
    /// The subject of a message.
    pub subject: Option<String>,
    /// The exact text.
    pub body: Option<String>,
    /// Typed or program detail: a JSON object.
    pub detail: Option<String>,
    /// The attachments' file names, one each.
    pub names: Vec<String>,
    /// A place: a JSON object.
    pub location: Option<String>,
    /// The raw message as it came off the air, in hex; the parts of a long text with blanks between.
    pub pdu: Option<String>,
    /// The message centre's number.
    pub service_centre: Option<String>,
    /// The row of the source, every column: a JSON object.
    pub source_row: Option<String>,
    /// The original line of an admitted record.
    pub line: Option<String>,
    /// The private fields that the record has and that do not open: masked or redacted.
    pub withheld: Vec<Field>,
}

impl From<dunlog_core::record::Record> for Record {
    fn from(record: dunlog_core::record::Record) -> Self {
        let time = record.time();
        let mut out = Self {
            index: record.index,
            leaf: record.leaf,
            recorded: record.line.recorded,
            time,
            party: record.party(),
            own: record.own(),
            fact: record.fact().clone(),
            contact: None,
            subject: None,
            body: None,
            detail: None,
            names: Vec::new(),
            location: None,
            pdu: None,
            service_centre: None,
            source_row: None,
            line: None,
            withheld: withheld(&record),
        };
        for (field, opening) in record.openings.iter() {
            let text = || record.openings.text(field);
            let json = || Some(opening.value.clone());
            match field {
                Field::Party | Field::Own => {}
                Field::Contact => out.contact = text(),
                Field::Subject => out.subject = text(),
                Field::Body => out.body = text(),
                Field::Detail => out.detail = json(),
                Field::Names => out.names = names(record.value(field)),
                Field::Location => out.location = json(),
                Field::Pdu => out.pdu = text(),
                Field::ServiceCentre => out.service_centre = text(),
                Field::SourceRow => out.source_row = json(),
                Field::Line => out.line = text(),
            }
        }
        // Prev and commitments belong to the proof, which a bundle carries.
        let Line { prev: _, marks: _, recorded: _, fact: _, commitments: _ } = record.line;
        out
    }
}

fn withheld(record: &dunlog_core::record::Record) -> Vec<Field> {
    let closed = |field: &Field| {
        record.line.commitment(*field).is_some() && record.openings.get(*field).is_none()
    };
    Field::ALL.iter().copied().filter(closed).collect()
}

fn names(value: Option<Value>) -> Vec<String> {
    let Some(Value::List(names)) = value else { return Vec::new() };
    names.iter().map(|name| name.text().unwrap_or_default().to_owned()).collect()
}

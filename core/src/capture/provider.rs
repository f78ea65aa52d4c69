//! Rows of Android's message and call tables, as backup programs write them, into drafts.
//!
//! The columns are the platform's own, so every format that copies them shares this page:
//! docs/spec/capture.md, "Android's columns".

use super::number;
use super::rcs;
use super::row::{Columns, Fault, TEXT};
use super::{ABSENT, Context, Sink};
use crate::record::canonical::write_text;
use crate::record::{
    Attachment, Channel, Direction, Draft, Fact, Feed, Field, Kind, MAX_BODY, MAX_RECORD, Millis,
    Named, Outcome, Party, Seen, Source,
};

/// The most parts or addresses that one message may have.
pub(crate) const MAX_PARTS: usize = 500;

/// What a message's address means, as the platform numbers it.
const FROM: i64 = 137;
const TO: i64 = 151;
const COPY: i64 = 130;
const BLIND_COPY: i64 = 129;

/// The word that stands where an outgoing message's own address would be.
const OWN_ADDRESS: &str = "insert-address-token";

/// Which row of which file.
pub(crate) struct Place<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) format: &'static str,
    pub(crate) row: u64,
}

/// A part of a multimedia message.
pub(crate) struct Part {
    /// The media type as written.
    pub(crate) media_type: String,
    /// The file name, or empty.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) content: Content,
    /// Whether its text was repaired.
    pub(crate) repaired: bool,
}

/// What a part holds.
pub(crate) enum Content {
    /// Nothing.
    Absent,
    /// Text.
    Text(String),
    /// Text too long to be held.
    LongText(Attachment),
    /// A file.
    File(Attachment),
    /// What cannot be taken, and why.
    Lost(&'static str),
}

/// An address of a multimedia message: what it means, and how it is written.
pub(crate) type Address = (i64, String);

/// The draft of a row of the `sms` table.
pub(crate) fn sms(
    place: &Place<'_>,
    columns: &Columns,
    source_row: String,
) -> Result<Draft, Fault> {
    let direction = message_direction(columns.int("type"))?;
    let mut fact = event(place, columns, Channel::Sms, direction)?;
    let party = party_of_sms(place, columns);
    if let Some(stored) = columns.stored("body") {
        attach_body(&mut fact, stored.clone());
    }
    repaired(
        &mut fact,
        columns,
        &[
            (Field::Party, "address"),
            (Field::Contact, "contact_name"),
            (Field::Subject, "subject"),
            (Field::Body, "body"),
        ],
    );
    let names = (!fact.attachments.is_empty()).then(|| vec![BODY_NAME.to_owned()]);
    let mut draft = Draft::new(fact).with_party(&party);
    if let Some(body) = columns.text("body") {
        draft = draft.with_text(Field::Body, body);
    }
    draft = with_known(draft, Field::Subject, columns.known("subject"));
    draft = with_known(draft, Field::Contact, contact(columns));
    draft = with_known(draft, Field::ServiceCentre, columns.known("service_center"));
    finish(with_names(draft, names), source_row)
}

/// The draft of a row of the `mms` table with its parts and addresses.
pub(crate) fn mms(
    place: &Place<'_>,
    columns: &Columns,
    parts: Vec<Part>,
    addresses: &[Address],
    source_row: String,
    sink: &mut dyn Sink,
) -> Result<Draft, Fault> {
    let direction = message_direction(columns.int("msg_box"))?;
    let rcs = rcs::is_rcs(columns, addresses);
    let channel = if rcs { Channel::Chat } else { Channel::Mms };
    let mut fact = event(place, columns, channel, direction)?;
    fact.service = rcs.then(|| "rcs".to_owned());
    let (party, own) = sides(place, columns, direction, addresses);
    let mut names = Vec::new();
    let mut body: Option<String> = None;
    let mut body_repaired = false;
    let mut long = None;
    let mut lost = Vec::new();
    for part in parts {
        let media_type = media_type(&part.media_type);
        match part.content {
            Content::Absent => {}
            Content::Lost(code) => lost.push(code),
            _ if media_type.starts_with("application/smil") => {}
            Content::Text(text) if media_type.starts_with("text/plain") => {
                body_repaired |= part.repaired;
                match &mut body {
                    Some(body) => {
                        body.push('\n');
                        body.push_str(&text);
                    }
                    None => body = Some(text),
                }
            }
            Content::Text(text) => {
                let stored = sink.attach(&mut text.as_bytes(), &media_type)?;
                fact.attachments.push(Attachment { media_type, ..stored });
                names.push(part.name);
            }
            Content::LongText(stored) | Content::File(stored) => {
                if media_type.starts_with("text/plain") {
                    long = Some(stored.sha256);
                }
                fact.attachments.push(Attachment { media_type, ..stored });
                names.push(part.name);
            }
        }
    }
    match &body {
        Some(text) if text.len() > MAX_BODY => {
            let stored = sink.attach(&mut text.as_bytes(), TEXT)?;
            attach_body(&mut fact, stored);
            names.push(BODY_NAME.to_owned());
            body = None;
        }
        None => fact.body_attached = long,
        Some(_) => {}
    }
    repaired(
        &mut fact,
        columns,
        &[(Field::Party, "address"), (Field::Contact, "contact_name"), (Field::Subject, "sub")],
    );
    if body_repaired {
        fact.repaired.extend([Field::Body, Field::SourceRow]);
    }
    fact.repaired.sort_unstable_by_key(|field| field.index());
    fact.repaired.dedup();
    let mut draft = Draft::new(fact).with_party(&party);
    if let Some(own) = own {
        draft = draft.with(Field::Own, &own.to_value());
    }
    draft = with_known(draft, Field::Body, body.as_deref());
    draft = with_known(draft, Field::Subject, columns.known("sub"));
    draft = with_known(draft, Field::Contact, contact(columns));
    if lost.iter().any(|code| !ABSENT.contains(code)) {
        draft = draft.with_canonical(Field::Detail, DOUBT.to_owned());
    }
    draft.lost = lost;
    let names = (!names.is_empty()).then_some(names);
    finish(with_names(draft, names), source_row)
}

/// The detail of a message that carries a part which cannot be read.
const DOUBT: &str = r#"{"doubt":["media-unreadable"]}"#;

/// The other side of a row of the `sms` table.
pub(crate) fn party_of_sms(place: &Place<'_>, columns: &Columns) -> Party {
    party_of(place, columns.known("address").unwrap_or_default())
}

/// The other side of a row of the call log.
pub(crate) fn party_of_call(place: &Place<'_>, columns: &Columns) -> Party {
    party_of(place, columns.known("number").unwrap_or_default())
}

/// The draft of a row of the call log.
pub(crate) fn call(
    place: &Place<'_>,
    columns: &Columns,
    source_row: String,
) -> Result<Draft, Fault> {
    let duration = columns.int("duration").filter(|seconds| (0..=1 << 32).contains(seconds));
    let talked = duration.is_some_and(|seconds| seconds > 0).then_some(Outcome::Connected);
    let (direction, outcome) = match columns.int("type") {
        Some(1 | 7) => (Some(Direction::In), talked),
        Some(2) => (Some(Direction::Out), talked),
        Some(3) => (Some(Direction::In), Some(Outcome::Missed)),
        Some(4) => (Some(Direction::In), Some(Outcome::Voicemail)),
        Some(5) => (Some(Direction::In), Some(Outcome::Rejected)),
        Some(6) => (Some(Direction::In), Some(Outcome::Blocked)),
        _ => (None, None),
    };
    let mut fact = event(place, columns, Channel::Call, direction)?;
    fact.duration = duration;
    fact.outcome = outcome;
    let party = party_of_call(place, columns);
    let fields = [(Field::Party, "number"), (Field::Contact, "contact_name")];
    repaired(&mut fact, columns, &fields);
    let draft = Draft::new(fact).with_party(&party);
    let draft = with_known(draft, Field::Contact, contact(columns));
    finish(draft, source_row)
}

/// An instant in milliseconds, or in seconds where the number is too small for them.
pub(crate) fn instant(text: Option<&str>) -> Result<Millis, &'static str> {
    let number: i64 = text.ok_or("time-missing")?.parse().map_err(|_| "time-invalid")?;
    let seconds = number.unsigned_abs() < 100_000_000_000;
    let time = Millis(if seconds { number * 1000 } else { number });
    if time.in_range() { Ok(time) } else { Err("time-out-of-range") }
}

/// The media type in the form that a record takes.
pub(crate) fn media_type(written: &str) -> String {
    let lower = written.trim().to_ascii_lowercase();
    let printable = lower.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'"' && b != b'\\');
    if lower.contains('/') && lower.len() <= 128 && printable {
        lower
    } else {
        "application/octet-stream".to_owned()
    }
}

/// The name of an attachment that holds a body.
const BODY_NAME: &str = "body.txt";

/// The network's time of a message that came in.
fn network(columns: &Columns, channel: Channel, direction: Option<Direction>) -> Option<Millis> {
    let has_one = channel != Channel::Call && direction == Some(Direction::In);
    has_one.then(|| instant(columns.known("date_sent")).ok()).flatten()
}

/// The phone's time of a row; none where only the network's is there.
fn phone_time(columns: &Columns, network: Option<Millis>) -> Result<Option<Millis>, &'static str> {
    // Some exporters write no time of the phone's, or 0; the network's is then all there is.
    match (columns.known("date").filter(|date| network.is_none() || *date != "0"), network) {
        (None, Some(_)) => Ok(None),
        (date, _) => instant(date).map(Some),
    }
}

/// When what a row tells of was: by the phone, else by the network.
pub(crate) fn time(
    columns: &Columns,
    channel: Channel,
    direction: Option<Direction>,
) -> Result<Millis, &'static str> {
    let network = network(columns, channel, direction);
    phone_time(columns, network)?.or(network).ok_or("time-missing")
}

/// What every row says of itself.
fn event(
    place: &Place<'_>,
    columns: &Columns,
    channel: Channel,
    direction: Option<Direction>,
) -> Result<Fact, Fault> {
    if columns.len() == 0 {
        return Err(Fault::Row("row-empty"));
    }
    let mut fact = Fact::new(Kind::Event, Source::Imported);
    fact.network = network(columns, channel, direction);
    let wall = phone_time(columns, fact.network).map_err(Fault::Row)?;
    fact.seen = wall.map(|wall| Seen { wall, mono: None, boot: None });
    fact.offset = wall.or(fact.network).and_then(|time| (place.context.offset)(time));
    fact.channel = Some(channel);
    fact.direction = direction;
    fact.slot = columns.int("sim_slot").filter(|slot| (0..16).contains(slot));
    let package = columns.known("creator").filter(|name| {
        name.len() <= 128 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._".contains(&b))
    });
    fact.feed = Some(Feed {
        format: place.format.to_owned(),
        file: Some(place.context.file),
        package: package.map(str::to_owned),
        place: i64::try_from(place.row).unwrap_or(i64::MAX),
    });
    Ok(fact)
}

/// The direction of a message by its box; what was never sent is left out.
pub(crate) fn message_direction(kind: Option<i64>) -> Result<Option<Direction>, Fault> {
    match kind {
        Some(1) => Ok(Some(Direction::In)),
        Some(2) => Ok(Some(Direction::Out)),
        Some(3) => Err(Fault::Row("draft")),
        Some(4..=6) => Err(Fault::Row("not-sent")),
        _ => Ok(None),
    }
}

/// A party from an address, or from several numbers joined by `~`.
fn party_of(place: &Place<'_>, address: &str) -> Party {
    let members: Vec<Named> = address.split('~').map(|one| named(place, one)).collect();
    // A sender's name may hold the sign itself.
    let numbers = members.iter().all(|member| member.number.is_some());
    if !numbers {
        return Party { name: named(place, address), group: Vec::new() };
    }
    let mut members = members.into_iter();
    let name = members.next().unwrap_or_default();
    Party { name, group: members.collect() }
}

fn named(place: &Place<'_>, shown: &str) -> Named {
    number::named(shown, place.context.country)
}

/// The other side and the owner's own number of a multimedia message.
pub(crate) fn sides(
    place: &Place<'_>,
    columns: &Columns,
    direction: Option<Direction>,
    addresses: &[Address],
) -> (Party, Option<Party>) {
    let of = |kind: i64| {
        let kind = addresses.iter().filter(move |(is, _)| *is == kind);
        kind.map(|(_, shown)| named(place, shown)).filter(|name| name.shown != OWN_ADDRESS)
    };
    let listed = columns.known("address").unwrap_or_default().split('~');
    let listed = listed.filter(|one| !one.is_empty() && !rcs::is_group(one));
    let listed: Vec<Named> = listed.map(|one| named(place, one)).collect();
    let is_listed = |name: &Named| listed.iter().any(|other| other.key() == name.key());
    let incoming = direction != Some(Direction::Out);
    let own = if incoming {
        let mut to = of(TO);
        to.next().filter(|_| to.next().is_none())
    } else {
        of(FROM).next()
    };
    let own = own.filter(|own| !is_listed(own));
    let sender = if incoming { of(FROM).next() } else { None };
    let all = sender.into_iter().chain(listed.iter().cloned());
    let all = all.chain(of(TO)).chain(of(COPY)).chain(of(BLIND_COPY));
    let mut members: Vec<Named> = Vec::new();
    for name in all {
        let is_own = own.as_ref().is_some_and(|own| own.key() == name.key());
        if !is_own && members.iter().all(|member| member.key() != name.key()) {
            members.push(name);
        }
    }
    let mut members = members.into_iter();
    // Where nobody else is named, what the row names stands.
    let alone = || named(place, columns.known("address").unwrap_or_default());
    let name = members.next().unwrap_or_else(alone);
    (Party { name, group: members.collect() }, own.map(|name| Party { name, group: Vec::new() }))
}

/// The columns in which programs write the name from the contacts, the phone's own one last.
const CONTACT: [&str; 4] = ["contact_name", "__display_name", "display_name", "name"];

fn contact(columns: &Columns) -> Option<&str> {
    let known = CONTACT.iter().find_map(|column| columns.known(column));
    known.filter(|name| *name != "(Unknown)")
}

fn attach_body(fact: &mut Fact, stored: Attachment) {
    fact.body_attached = Some(stored.sha256);
    fact.attachments.push(stored);
}

/// Names the fields that come from repaired columns, and the row itself.
fn repaired(fact: &mut Fact, columns: &Columns, fields: &[(Field, &str)]) {
    if columns.any_repaired() {
        let touched = fields.iter().filter(|(_, column)| columns.is_repaired(column));
        fact.repaired.extend(touched.map(|(field, _)| *field));
        fact.repaired.push(Field::SourceRow);
    }
}

fn with_known(draft: Draft, field: Field, text: Option<&str>) -> Draft {
    match text {
        Some(text) => draft.with_text(field, text),
        None => draft,
    }
}

fn with_names(draft: Draft, names: Option<Vec<String>>) -> Draft {
    let Some(names) = names else { return draft };
    let mut list = String::from("[");
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            list.push(',');
        }
        write_text(&mut list, name);
    }
    list.push(']');
    draft.with_canonical(Field::Names, list)
}

/// Adds the row and refuses what no record can hold.
pub(crate) fn finish(draft: Draft, source_row: String) -> Result<Draft, Fault> {
    let draft = draft.with_canonical(Field::SourceRow, source_row);
    let held = Field::ALL.iter().filter_map(|field| draft.private(*field));
    let line = 4096 + draft.fact.attachments.len() * 320;
    if held.map(str::len).sum::<usize>() + line > MAX_RECORD {
        return Err(Fault::Row("row-too-large"));
    }
    Ok(draft)
}

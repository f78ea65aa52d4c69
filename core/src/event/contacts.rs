//! The calls and texts of a timeline and of a list, in the form in which they are laid side by side.

use super::Timeline;
use super::reconcile::Contact;
use crate::record::canonical::Value;
use crate::record::{Channel, Draft, Fact, Field, Party, Record, Source};

/// The two sides of a reconciliation, and where each contact stands.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    /// What the phone recorded.
    pub phone: Vec<Contact>,
    /// The record of each of the phone's contacts, as a place in the timeline's records.
    pub phone_records: Vec<usize>,
    /// What the lists say that are in the log.
    pub list: Vec<Contact>,
    /// The record of each of the lists' contacts.
    pub list_records: Vec<usize>,
    /// How many of the phone's contacts cannot be compared: no instant, or no number disclosed.
    pub left_out: u64,
}

impl Contacts {
    /// The calls and texts of a timeline: one for each event that the phone recorded, by its
    /// strongest sighting, and one for each record of an operator's list.
    pub fn of(timeline: &Timeline) -> Self {
        let mut out = Self::default();
        for event in &timeline.events {
            let phone = event.sightings.iter().find(|place| {
                let fact = timeline.records[**place].fact();
                !matches!(fact.source, Source::Operator | Source::Typed | Source::Program)
            });
            if let Some(place) = phone.copied()
                && is_of_the_network(timeline.records[place].fact())
            {
                match contact_of(&timeline.records[place]) {
                    Some(contact) => {
                        out.phone.push(contact);
                        out.phone_records.push(place);
                    }
                    None => out.left_out += 1,
                }
            }
        }
        for (place, record) in timeline.records.iter().enumerate() {
            if record.fact().source == Source::Operator
                && let Some(contact) = contact_of(record)
            {
                out.list.push(contact);
                out.list_records.push(place);
            }
        }
        out
    }
}

/// A row of a list as a contact; none where its time is not known.
pub fn listed(draft: &Draft) -> Option<Contact> {
    let party = |field| {
        let value = Value::parse(draft.private(field)?.as_bytes()).ok()?;
        Party::from_value(&value)
    };
    contact(&draft.fact, &party(Field::Party)?, party(Field::Own).as_ref())
}

/// Whether a telephone operator can know of it: no call or message of another service.
fn is_of_the_network(fact: &Fact) -> bool {
    let channel = matches!(fact.channel, Some(Channel::Call | Channel::Sms | Channel::Mms));
    channel && fact.service.is_none()
}

fn contact_of(record: &Record) -> Option<Contact> {
    contact(record.fact(), &record.party()?, record.own().as_ref())
}

fn contact(fact: &Fact, party: &Party, own: Option<&Party>) -> Option<Contact> {
    let seen = fact.seen.as_ref().map(|seen| seen.wall);
    let time = match fact.channel? {
        Channel::Call => seen.or(fact.network),
        _ => fact.network_time().or(seen),
    };
    let known = |party: &Party| Some(party.key().to_owned()).filter(|key| !key.is_empty());
    Some(Contact {
        channel: fact.channel?,
        direction: fact.direction,
        number: known(party),
        own: own.and_then(known),
        time: time?,
        duration: fact.duration,
    })
}

//! Raw text messages into records: one each, or the parts of a long text together.
//!
//! docs/spec/phone.md, "Long texts".

use std::collections::BTreeMap;

use super::entry::{hex, int, object, word};
use super::pdu::{Coding, Decoded, Message, Part, decode, note};
use super::state::State;
use super::text::join;
use super::{MAX_PDU, PduFormat, PhoneClock, Sim, clock};
use crate::capture::number;
use crate::record::canonical::{Value, to_hex};
use crate::record::{Channel, Direction, Draft, Fact, Field, Kind, Millis, Party, Source};

/// How long a long text waits for its missing parts, in milliseconds of the monotonic clock.
const WAIT: i64 = 3_600_000;

/// How far apart the service centre's times of the parts of one text may be, in milliseconds.
const APART: i64 = 900_000;

/// The most raw messages that wait; beyond it the oldest text waits no longer.
const MAX_WAITING: usize = 1024;

/// A long text that is not whole yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Waiting {
    pub(super) format: PduFormat,
    pub(super) sim: Sim,
    /// The raw messages by their number, each with the clocks when it came.
    pub(super) parts: BTreeMap<u8, (Vec<u8>, PhoneClock)>,
    /// By how much the wall clock was moved while it waited, in milliseconds.
    pub(super) moved: i64,
}

/// A part with what it says.
struct Decided {
    message: Message,
    part: Part,
}

impl Waiting {
    /// The first part that is there; none in a state that was tampered with.
    fn first(&self) -> Option<Decided> {
        let (pdu, _) = self.parts.values().next()?;
        decided(self.format, pdu)
    }

    /// The clocks when the newest part came.
    fn newest(&self) -> Option<&PhoneClock> {
        self.parts.values().map(|(_, clock)| clock).max_by_key(|clock| clock.monotonic)
    }

    /// Whether it has waited long enough.
    fn is_due(&self, now: &PhoneClock) -> bool {
        self.newest().is_none_or(|newest| {
            newest.boot != now.boot || now.monotonic.saturating_sub(newest.monotonic) > WAIT
        })
    }

    /// Whether a part is one of this text.
    fn takes(&self, format: PduFormat, sim: &Sim, other: &Decided) -> bool {
        if self.format != format || self.sim != *sim {
            return false;
        }
        let Some(own) = self.first() else { return false };
        let near = match (own.message.time, other.message.time) {
            (Some(a), Some(b)) => {
                let apart = a.local.signed_duration_since(b.local).num_milliseconds();
                apart.abs() <= APART
            }
            _ => true,
        };
        own.message.sender == other.message.sender
            && Part { number: 0, ..own.part } == Part { number: 0, ..other.part }
            && near
    }
}

fn decided(format: PduFormat, pdu: &[u8]) -> Option<Decided> {
    let Decoded::Message(message) = decode(format, pdu) else { return None };
    let part = message.header.part?;
    Some(Decided { message: *message, part })
}

impl State {
    /// Takes a raw message; gives why it stands for no contact, where it does not.
    pub(super) fn take_pdu(
        &mut self,
        now: &PhoneClock,
        format: PduFormat,
        pdu: &[u8],
        sim: &Sim,
        country: Option<&str>,
        drafts: &mut Vec<Draft>,
    ) -> Result<(), &'static str> {
        let Decoded::Message(message) = decode(format, pdu) else { return Err("status-report") };
        let part = message.header.part.filter(|part| part.count > 1);
        let Some(part) = part else {
            let parts = BTreeMap::from([(1, (pdu.to_vec(), now.clone()))]);
            let single = Waiting { format, sim: sim.clone(), parts, moved: 0 };
            drafts.extend(self.text(&single, None, country));
            return Ok(());
        };
        let new = Decided { message: *message, part };
        let mut place = self.waiting.iter().position(|text| text.takes(format, sim, &new));
        let held = place.and_then(|place| self.waiting[place].parts.get(&part.number));
        match (place, held) {
            (Some(_), Some((held, _))) if held == pdu => return Err("repeated"),
            // The reference is used again for another text.
            (Some(used), Some(_)) => {
                let old = self.waiting.remove(used);
                drafts.extend(self.waited(&old, country));
                place = None;
            }
            _ => {}
        }
        let place = place.unwrap_or_else(|| {
            let (sim, parts) = (sim.clone(), BTreeMap::new());
            self.waiting.push(Waiting { format, sim, parts, moved: 0 });
            self.waiting.len() - 1
        });
        let text = &mut self.waiting[place];
        text.parts.insert(part.number, (pdu.to_vec(), now.clone()));
        if text.parts.len() == usize::from(part.count) {
            let whole = self.waiting.remove(place);
            drafts.extend(self.waited(&whole, country));
        }
        while self.waiting.iter().map(|text| text.parts.len()).sum::<usize>() > MAX_WAITING {
            let oldest = self.waiting.remove(0);
            drafts.extend(self.waited(&oldest, country));
        }
        Ok(())
    }

    /// The texts that have waited long enough.
    pub(super) fn settle_texts(
        &mut self,
        now: &PhoneClock,
        country: Option<&str>,
        drafts: &mut Vec<Draft>,
    ) {
        let (due, waiting) =
            std::mem::take(&mut self.waiting).into_iter().partition(|text| text.is_due(now));
        self.waiting = waiting;
        let due: Vec<Waiting> = due;
        drafts.extend(due.iter().filter_map(|text| self.waited(text, country)));
    }

    /// The record of a long text, whole or not.
    fn waited(&self, text: &Waiting, country: Option<&str>) -> Option<Draft> {
        let part = text.first().map(|first| first.part);
        self.text(text, part, country)
    }

    /// The record of raw messages that are one text.
    fn text(&self, text: &Waiting, part: Option<Part>, country: Option<&str>) -> Option<Draft> {
        let Waiting { format, sim, parts, moved } = text;
        let (format, moved) = (*format, *moved);
        let messages = parts.values().filter_map(|(pdu, _)| match decode(format, pdu) {
            Decoded::Message(message) => Some(*message),
            Decoded::StatusReport => None,
        });
        let messages: Vec<Message> = messages.collect();
        let first = messages.first()?;
        let newest = text.newest()?;
        let time = messages.iter().find_map(|message| message.time);
        let network = time.and_then(|time| time.instant()).map(Millis).filter(|t| t.in_range());
        let stamp = clock::stamp(newest, network.is_some());
        let pieces = messages.iter().filter_map(|message| message.piece.as_ref());
        let is_text = messages.iter().any(|message| message.piece.is_some());
        let (body, broken) = join(pieces);
        let broken = broken || messages.iter().any(|message| message.repaired);
        let mut fact = Fact {
            seen: stamp.seen,
            offset: stamp.offset,
            network,
            channel: Some(Channel::Sms),
            direction: Some(Direction::In),
            slot: sim.slot.map(i64::from),
            ..Fact::new(Kind::Event, Source::Captured)
        };
        if network.is_none()
            && let Some(time) = time
        {
            let local = time.local.format("%Y-%m-%dT%H:%M:%S").to_string();
            let year = chrono::Datelike::year(&time.local);
            fact.local = (1990..=2100).contains(&year).then_some(local);
        }
        if broken && is_text {
            fact.repaired.push(Field::Body);
        }
        let mut faults = Vec::new();
        for fault in messages.iter().flat_map(|message| &message.faults) {
            note(&mut faults, fault);
        }
        let offset = time.and_then(|time| time.offset);
        let coding = messages.iter().map(|m| m.coding).find(|coding| *coding != Coding::Data);
        let detail = object([
            offset.map(|minutes| ("centre_offset", int(minutes))),
            first.class.map(|class| ("class", int(class.into()))),
            stamp.odd.map(|odd| ("clock", odd)),
            Some(("coding", word(coding.unwrap_or(first.coding).word()))),
            (!faults.is_empty())
                .then(|| ("faults", Value::List(faults.iter().map(|f| word(f)).collect()))),
            Some(("format", word(format.word()))),
            (moved != 0).then(|| ("moved", int(moved))),
            part.map(|part| ("parts", parts_value(part, parts))),
            first
                .header
                .ports
                .map(|(to, from)| ("ports", Value::List(vec![int(to.into()), int(from.into())]))),
            sim_detail(sim).map(|sim| ("sim", sim)),
        ]);
        let raw: Vec<String> = parts.values().map(|(pdu, _)| to_hex(pdu)).collect();
        let mut draft =
            Draft::new(fact).with_text(Field::Pdu, &raw.join(" ")).with(Field::Detail, &detail);
        if let Some(sender) = &first.sender {
            let name = number::named(sender, country);
            draft = draft.with_party(&Party { name, group: Vec::new() });
        }
        if is_text {
            draft = draft.with_text(Field::Body, &body);
        }
        if let Some(centre) = &first.centre {
            draft = draft.with_text(Field::ServiceCentre, centre);
        }
        Some(self.with_own(draft, sim, country))
    }

    /// Adds the own number of the slot, where the borrower stated it.
    pub(super) fn with_own(&self, draft: Draft, sim: &Sim, country: Option<&str>) -> Draft {
        let number = sim.slot.and_then(|slot| self.own.get(&slot));
        match number {
            Some(number) => {
                let name = number::named(number, country);
                draft.with(Field::Own, &Party { name, group: Vec::new() }.to_value())
            }
            None => draft,
        }
    }
}

/// Which parts of a long text are there, and when the first of them came.
fn parts_value(part: Part, parts: &BTreeMap<u8, (Vec<u8>, PhoneClock)>) -> Value {
    let missing = (1..=part.count).filter(|number| !parts.contains_key(number));
    let missing: Vec<Value> = missing.map(|number| int(number.into())).collect();
    let first = parts.values().map(|(_, clock)| clock).min_by_key(|clock| clock.monotonic);
    let first = first.filter(|first| parts.values().any(|(_, clock)| clock != *first));
    object([
        Some(("count", int(part.count.into()))),
        first.map(|first| ("first", clock::look(first))),
        (!missing.is_empty()).then_some(("missing", Value::List(missing))),
        Some(("present", Value::List(parts.keys().map(|n| int((*n).into())).collect()))),
        Some(("reference", int(part.reference.into()))),
    ])
}

/// What the system says of the SIM card beside its slot.
pub(super) fn sim_detail(sim: &Sim) -> Option<Value> {
    let Sim { slot: _, subscription, account } = sim;
    let value = object([
        account.as_deref().map(|account| ("account", word(account))),
        subscription.map(|id| ("subscription", int(id))),
    ]);
    (subscription.is_some() || account.is_some()).then_some(value)
}

/// The value of a text that waits.
pub(super) fn waiting_value(text: &Waiting) -> Value {
    let parts = text.parts.values().map(|(pdu, clock)| {
        object([
            Some(("clock", super::entry::clock_value(clock))),
            Some(("pdu", hex(pdu, MAX_PDU))),
        ])
    });
    object([
        Some(("format", word(text.format.word()))),
        (text.moved != 0).then(|| ("moved", int(text.moved))),
        Some(("parts", Value::List(parts.collect()))),
        Some(("sim", super::entry::sim_value(&text.sim))),
    ])
}

/// Reads what [`waiting_value`] gives.
pub(super) fn read_waiting(value: Value) -> crate::Result<Waiting> {
    use super::entry::{Members, bytes, fault, read_clock, read_sim};
    Members::new(value)?.read(|members| {
        let format = members.word("format", PduFormat::parse)?;
        let mut parts = BTreeMap::new();
        for part in members.list("parts", 255, "state-invalid")? {
            let (pdu, clock) = Members::new(part)?.read(|members| {
                let clock = read_clock(members.object("clock")?)?;
                Ok((bytes(members.take("pdu")?, MAX_PDU)?, clock))
            })?;
            let decided = decided(format, &pdu).ok_or_else(|| fault("state-invalid"))?;
            parts.insert(decided.part.number, (pdu, clock));
        }
        let moved = members.maybe_int("moved")?.unwrap_or(0);
        Ok(Waiting { format, sim: read_sim(members.object("sim")?)?, parts, moved })
    })
}

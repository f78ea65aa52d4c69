//! The byte form of an entry: canonical JSON with a version and limits.
//!
//! docs/spec/phone.md, "The entry".

use super::{
    Arrival, CallState, Entry, GapReason, LastSeen, PduFormat, PhoneClock, Presentation, Sim,
    Store, Trial, TrialSeen, Waking, Way,
};
use crate::error::{Error, Malformed, Result};
use crate::record::canonical::{MAX_INTEGER, Value, to_hex, unhex};
use crate::record::{Channel, Direction, Millis};

/// The version that is written.
const VERSION: i64 = 1;

/// The longest entry, in bytes.
pub const MAX_ENTRY: usize = 16 * 1024 * 1024;

/// The longest raw text message that is kept, in bytes; a real one has fewer than 300.
pub const MAX_PDU: usize = 1024;

/// The longest raw push that is kept, in bytes.
pub const MAX_PUSH: usize = 64 * 1024;

/// The most raw messages of one broadcast.
pub const MAX_PDUS: usize = 256;

/// The most rows of one entry.
pub const MAX_ROWS: usize = 1000;

/// The longest row, in bytes.
pub const MAX_ROW: usize = 8 * 1024 * 1024;

/// The longest text of a notification that is kept, in bytes.
pub const MAX_TEXT: usize = 1024 * 1024;

/// The longest name, number, key or title that is kept, in bytes.
const MAX_NAME: usize = 1024;

impl Entry {
    /// The byte form. Names and raw messages over their limits are cut to them, and so is a
    /// notification's text, which then says how long it was.
    ///
    /// # Errors
    /// `Malformed`, codes `too-many-pdus`, `too-many-rows`, `too-many-ways`, `row-too-long`,
    /// `entry-too-long`.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let members = vec![
            ("entry".to_owned(), Value::Int(VERSION)),
            ("clock".to_owned(), clock_value(&self.clock)),
            ("arrival".to_owned(), arrival_value(&self.arrival)?),
        ];
        let bytes = Value::map(members).to_canonical().into_bytes();
        if bytes.len() > MAX_ENTRY { Err(fault("entry-too-long")) } else { Ok(bytes) }
    }

    /// Reads what [`Self::to_bytes`] gives.
    ///
    /// # Errors
    /// `Unsupported` for a newer version; `Malformed` for anything else that is no entry.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_ENTRY {
            return Err(fault("entry-too-long"));
        }
        Members::new(Value::parse(bytes)?)?.read(|members| {
            match members.int("entry")? {
                VERSION => {}
                version => {
                    let version = u64::try_from(version).map_err(|_| fault("entry-invalid"))?;
                    return Err(Error::Unsupported { format: "entry", version });
                }
            }
            let clock = read_clock(members.object("clock")?)?;
            let arrival = members.object("arrival")?.read(read_arrival)?;
            Ok(Self { clock, arrival })
        })
    }
}

/// The value of the phone's clocks.
pub(super) fn clock_value(clock: &PhoneClock) -> Value {
    let PhoneClock { wall, monotonic, boot, offset_minutes, zone } = clock;
    object([
        Some(("boot", name(boot))),
        Some(("monotonic", int(*monotonic))),
        Some(("offset_minutes", int(i64::from(*offset_minutes)))),
        Some(("wall", int(wall.0))),
        zone.as_deref().map(|zone| ("zone", name(zone))),
    ])
}

/// Reads what [`clock_value`] gives.
pub(super) fn read_clock(members: Members) -> Result<PhoneClock> {
    members.read(|members| {
        let offset = members.int("offset_minutes")?;
        Ok(PhoneClock {
            wall: Millis(members.int("wall")?),
            monotonic: members.int("monotonic")?,
            boot: members.name("boot")?,
            offset_minutes: i32::try_from(offset).map_err(|_| fault("entry-invalid"))?,
            zone: members.maybe_name("zone")?,
        })
    })
}

/// The value of a SIM card.
pub(super) fn sim_value(sim: &Sim) -> Value {
    let Sim { slot, subscription, account } = sim;
    object([
        account.as_deref().map(|account| ("account", name(account))),
        slot.map(|slot| ("slot", int(i64::from(slot)))),
        subscription.map(|id| ("subscription", int(id))),
    ])
}

/// Reads what [`sim_value`] gives.
pub(super) fn read_sim(members: Members) -> Result<Sim> {
    members.read(|members| {
        let slot = members.maybe_int("slot")?.map(u8::try_from).transpose();
        Ok(Sim {
            slot: slot.map_err(|_| fault("entry-invalid"))?,
            subscription: members.maybe_int("subscription")?,
            account: members.maybe_name("account")?,
        })
    })
}

pub(super) fn arrival_value(arrival: &Arrival) -> Result<Value> {
    let kind = |word: &str| Some(("kind", Value::Text(word.to_owned())));
    Ok(match arrival {
        Arrival::Sms { format, pdus, sim } => {
            few(pdus, MAX_PDUS, "too-many-pdus")?;
            let pdus = pdus.iter().map(|pdu| hex(pdu, MAX_PDU)).collect();
            object([
                kind("sms"),
                Some(("format", word(format.word()))),
                Some(("pdus", Value::List(pdus))),
                Some(("sim", sim_value(sim))),
            ])
        }
        Arrival::MmsPush { pdu, sim } => {
            let pdu = hex(pdu, MAX_PUSH);
            object([kind("mms_push"), Some(("pdu", pdu)), Some(("sim", sim_value(sim)))])
        }
        Arrival::CallState { state, number, sim } => object([
            kind("call_state"),
            number.as_deref().map(|number| ("number", name(number))),
            Some(("sim", sim_value(sim))),
            Some(("state", word(state.word()))),
        ]),
        Arrival::Screening { number, presentation, direction, sim } => object([
            kind("screening"),
            Some(("direction", word(direction.word()))),
            number.as_deref().map(|number| ("number", name(number))),
            Some(("presentation", word(presentation.word()))),
            Some(("sim", sim_value(sim))),
        ]),
        Arrival::Notification { package, key, channel, title, text, cut_from, posted } => {
            let whole = text.as_ref().filter(|text| text.len() > MAX_TEXT);
            let whole = whole.map(|text| i64::try_from(text.len()).unwrap_or(MAX_INTEGER));
            object([
                kind("notification"),
                Some(("channel", word(channel.word()))),
                cut_from.or(whole).map(|whole| ("cut_from", int(whole))),
                Some(("key", name(key))),
                Some(("package", name(package))),
                Some(("posted", int(posted.0))),
                text.as_deref().map(|text| ("text", word(cut(text, MAX_TEXT)))),
                title.as_deref().map(|title| ("title", name(title))),
            ])
        }
        Arrival::Rows { store, read_before, rows } => {
            few(rows, MAX_ROWS, "too-many-rows")?;
            if rows.iter().any(|row| row.len() > MAX_ROW) {
                return Err(fault("row-too-long"));
            }
            object([
                kind("rows"),
                read_before.map(|before| ("read_before", int(before.0))),
                Some(("rows", Value::List(rows.iter().map(|row| word(row)).collect()))),
                Some(("store", word(store.word()))),
            ])
        }
        Arrival::Gap { way, from, to, reason } => object([
            kind("gap"),
            Some(("from", int(from.0))),
            Some(("reason", word(reason.word()))),
            Some(("to", int(to.0))),
            Some(("way", word(way.word()))),
        ]),
        Arrival::Heartbeat { waking, seen } => {
            few(seen, MAX_WAYS, "too-many-ways")?;
            object([
                kind("heartbeat"),
                Some(("seen", seen_value(seen))),
                Some(("waking", word(waking.word()))),
            ])
        }
        Arrival::Clock => object([kind("clock")]),
        Arrival::SelfTest { trial, ways } => {
            few(ways, MAX_WAYS, "too-many-ways")?;
            let ways = ways.iter().map(|TrialSeen { way, seen }| {
                object([Some(("seen", Value::Bool(*seen))), Some(("way", word(way.word())))])
            });
            object([
                kind("self_test"),
                Some(("trial", word(trial.word()))),
                Some(("ways", Value::List(ways.collect()))),
            ])
        }
        Arrival::OwnNumber { slot, number } => object([
            kind("own_number"),
            Some(("number", name(number))),
            Some(("slot", int(i64::from(*slot)))),
        ]),
    })
}

/// The value of when something was last seen, by way.
pub(super) fn seen_value(seen: &[LastSeen]) -> Value {
    let seen = seen.iter().map(|LastSeen { way, at }| {
        object([at.map(|at| ("at", int(at.0))), Some(("way", word(way.word())))])
    });
    Value::List(seen.collect())
}

fn read_arrival(members: &mut Members) -> Result<Arrival> {
    Ok(match members.text("kind")?.as_str() {
        "sms" => {
            let pdus = members.list("pdus", MAX_PDUS, "too-many-pdus")?;
            Arrival::Sms {
                format: members.word("format", PduFormat::parse)?,
                pdus: pdus.into_iter().map(|pdu| bytes(pdu, MAX_PDU)).collect::<Result<_>>()?,
                sim: read_sim(members.object("sim")?)?,
            }
        }
        "mms_push" => Arrival::MmsPush {
            pdu: bytes(members.take("pdu")?, MAX_PUSH)?,
            sim: read_sim(members.object("sim")?)?,
        },
        "call_state" => Arrival::CallState {
            state: members.word("state", CallState::parse)?,
            number: members.maybe_name("number")?,
            sim: read_sim(members.object("sim")?)?,
        },
        "screening" => Arrival::Screening {
            number: members.maybe_name("number")?,
            presentation: members.word("presentation", Presentation::parse)?,
            direction: members.word("direction", Direction::parse)?,
            sim: read_sim(members.object("sim")?)?,
        },
        "notification" => Arrival::Notification {
            package: members.name("package")?,
            key: members.name("key")?,
            channel: members.word("channel", Channel::parse)?,
            title: members.maybe_name("title")?,
            text: members.maybe_within("text", MAX_TEXT, "text-too-long")?,
            cut_from: members.maybe_int("cut_from")?,
            posted: Millis(members.int("posted")?),
        },
        "rows" => {
            let rows = members.list("rows", MAX_ROWS, "too-many-rows")?;
            Arrival::Rows {
                store: members.word("store", Store::parse)?,
                read_before: members.maybe_int("read_before")?.map(Millis),
                rows: rows.into_iter().map(row).collect::<Result<_>>()?,
            }
        }
        "gap" => Arrival::Gap {
            way: members.word("way", Way::parse)?,
            from: Millis(members.int("from")?),
            to: Millis(members.int("to")?),
            reason: members.word("reason", GapReason::parse)?,
        },
        "heartbeat" => {
            let seen = members.list("seen", MAX_WAYS, "too-many-ways")?.into_iter().map(|value| {
                Members::new(value)?.read(|members| {
                    let at = members.maybe_int("at")?.map(Millis);
                    Ok(LastSeen { way: members.word("way", Way::parse)?, at })
                })
            });
            let seen = seen.collect::<Result<_>>()?;
            Arrival::Heartbeat { waking: members.word("waking", Waking::parse)?, seen }
        }
        "clock" => Arrival::Clock,
        "self_test" => {
            let ways = members.list("ways", MAX_WAYS, "too-many-ways")?.into_iter().map(|value| {
                Members::new(value)?.read(|members| {
                    let seen = members.flag("seen")?;
                    Ok(TrialSeen { way: members.word("way", Way::parse)?, seen })
                })
            });
            let ways = ways.collect::<Result<_>>()?;
            Arrival::SelfTest { trial: members.word("trial", Trial::parse)?, ways }
        }
        "own_number" => {
            let slot = members.int("slot")?;
            Arrival::OwnNumber {
                slot: u8::try_from(slot).map_err(|_| fault("entry-invalid"))?,
                number: members.name("number")?,
            }
        }
        _ => return Err(fault("arrival-unknown")),
    })
}

/// The most ways that one entry names.
const MAX_WAYS: usize = 64;

/// The members of an object that are read one by one; none may be left.
pub(super) struct Members(Vec<(String, Value)>);

impl Members {
    /// The members of an object.
    pub(super) fn new(value: Value) -> Result<Self> {
        match value {
            Value::Map(members) => Ok(Self(members)),
            _ => Err(fault("entry-invalid")),
        }
    }

    /// Reads an object whole.
    pub(super) fn read<T>(mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let value = read(&mut self)?;
        if self.0.is_empty() { Ok(value) } else { Err(fault("member-unknown")) }
    }

    fn maybe(&mut self, key: &str) -> Option<Value> {
        let place = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.remove(place).1)
    }

    /// A member that must be there.
    pub(super) fn take(&mut self, key: &str) -> Result<Value> {
        self.maybe(key).ok_or_else(|| fault("member-missing"))
    }

    /// A whole number.
    pub(super) fn int(&mut self, key: &str) -> Result<i64> {
        self.take(key)?.int().ok_or_else(|| fault("entry-invalid"))
    }

    /// A whole number that may be absent.
    pub(super) fn maybe_int(&mut self, key: &str) -> Result<Option<i64>> {
        let value = self.maybe(key);
        value.map(|value| value.int().ok_or_else(|| fault("entry-invalid"))).transpose()
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str) -> Result<String> {
        text(self.take(key)?)
    }

    /// A text that may be absent.
    pub(super) fn maybe_text(&mut self, key: &str) -> Result<Option<String>> {
        self.maybe(key).map(text).transpose()
    }

    /// A name, number, key or title.
    pub(super) fn name(&mut self, key: &str) -> Result<String> {
        within(self.take(key)?, MAX_NAME, "name-too-long")
    }

    /// A name, number, key or title that may be absent.
    pub(super) fn maybe_name(&mut self, key: &str) -> Result<Option<String>> {
        self.maybe_within(key, MAX_NAME, "name-too-long")
    }

    /// A text of at most `limit` bytes that may be absent.
    fn maybe_within(
        &mut self,
        key: &str,
        limit: usize,
        code: &'static str,
    ) -> Result<Option<String>> {
        self.maybe(key).map(|value| within(value, limit, code)).transpose()
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &str) -> Result<bool> {
        match self.take(key)? {
            Value::Bool(flag) => Ok(flag),
            _ => Err(fault("entry-invalid")),
        }
    }

    /// A word of a closed set.
    pub(super) fn word<T>(&mut self, key: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        parse(&self.text(key)?).ok_or_else(|| fault("word-unknown"))
    }

    /// A list of at most `most` values.
    pub(super) fn list(
        &mut self,
        key: &str,
        most: usize,
        code: &'static str,
    ) -> Result<Vec<Value>> {
        match self.take(key)? {
            Value::List(values) if values.len() <= most => Ok(values),
            Value::List(_) => Err(fault(code)),
            _ => Err(fault("entry-invalid")),
        }
    }

    /// An object that may be absent.
    pub(super) fn maybe_object(&mut self, key: &str) -> Result<Option<Self>> {
        self.maybe(key).map(Self::new).transpose()
    }

    /// An object.
    pub(super) fn object(&mut self, key: &str) -> Result<Self> {
        Self::new(self.take(key)?)
    }
}

/// An object of the members that are there.
pub(super) fn object<const N: usize>(members: [Option<(&str, Value)>; N]) -> Value {
    let members = members.into_iter().flatten();
    Value::map(members.map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A whole number, as near as the form can hold it.
pub(super) fn int(number: i64) -> Value {
    Value::Int(number.clamp(-MAX_INTEGER, MAX_INTEGER))
}

/// A text as it is.
pub(super) fn word(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Refuses a list of more than `most`.
fn few<T>(list: &[T], most: usize, code: &'static str) -> Result<()> {
    if list.len() > most { Err(fault(code)) } else { Ok(()) }
}

/// A name, number, key or title, cut to its limit.
pub(super) fn name(text: &str) -> Value {
    word(cut(text, MAX_NAME))
}

/// A raw message, cut to its limit.
pub(super) fn hex(bytes: &[u8], limit: usize) -> Value {
    Value::Text(to_hex(&bytes[..bytes.len().min(limit)]))
}

/// The start of a text, up to `limit` bytes and whole characters.
fn cut(text: &str, limit: usize) -> &str {
    let limit = limit.min(text.len());
    let end = (0..=limit).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// A value that is a text.
pub(super) fn text(value: Value) -> Result<String> {
    match value {
        Value::Text(text) => Ok(text),
        _ => Err(fault("entry-invalid")),
    }
}

/// A value that is a text of at most `limit` bytes.
fn within(value: Value, limit: usize, code: &'static str) -> Result<String> {
    let text = text(value)?;
    if text.len() > limit { Err(fault(code)) } else { Ok(text) }
}

/// A value that is a row of a store.
fn row(value: Value) -> Result<String> {
    within(value, MAX_ROW, "row-too-long")
}

/// The bytes of a text that is hex.
pub(super) fn bytes(value: Value, limit: usize) -> Result<Vec<u8>> {
    let text = text(value)?;
    if text.len() > 2 * limit {
        return Err(fault("pdu-too-long"));
    }
    let mut bytes = vec![0; text.len() / 2];
    if unhex(text.as_bytes(), &mut bytes) { Ok(bytes) } else { Err(fault("hex-invalid")) }
}

/// A fault of an entry or a state.
pub(super) fn fault(code: &'static str) -> Error {
    Malformed::new("entry", 0, code).into()
}

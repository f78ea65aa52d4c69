//! What call recorders write about a call: in the file's name, or in a side file. A side file that
//! is imported by itself is the record of a call.
//!
//! A name says little and may have been changed; what it does not say stays open.
//! docs/spec/capture.md, "Recorders".

use std::io::{Read, Seek};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Timelike};

use super::json::{Object, Objects};
use super::row::Fault;
use super::{Context, Emit, Item, Sink, Skip, number, provider};
use crate::error::{Malformed, Result};
use crate::record::canonical::Value;
use crate::record::{
    Channel, Direction, Draft, Fact, Feed, Field, Kind, Millis, Offset, OffsetFrom, Outcome, Party,
    Seen, Source,
};

/// The word of a side file's format in records.
pub const FORMAT: &str = "bcr";

/// The longest side file, in bytes.
pub const MAX_SIDE_FILE: usize = 256 * 1024;

/// The longest file name that is read, in bytes.
pub const MAX_NAME: usize = 255;

/// What a recorder says of a call.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Facts {
    /// Which recorder, by the form of what it wrote.
    pub recorder: Option<&'static str>,
    /// The time, where its zone is known: the start of the call or its end.
    pub time: Option<Millis>,
    /// The time where its zone is not known, `YYYY-MM-DDThh:mm:ss`.
    pub local: Option<String>,
    /// By how much the true time may be later, in milliseconds.
    pub blur: i64,
    /// The UTC offset that the recorder gives, in minutes.
    pub offset: Option<i64>,
    /// Who called whom.
    pub direction: Option<Direction>,
    /// The number as shown.
    pub number: Option<String>,
    /// The name in the contacts.
    pub contact: Option<String>,
    /// The SIM slot, from 0.
    pub slot: Option<i64>,
    /// How long the recording is, in seconds.
    pub duration: Option<i64>,
}

/// The names that recorders give, most telling first.
///
/// `{Y}{M}{D}{h}{m}{s}` are digits of a local time (`{y}` the year's last two), `{number}` is a
/// number, `{contact}` anything; vendors differ by version, so a form is data, never a promise.
const FORMS: &[(&str, &str)] = &[
    ("grapheneos", "CallRecord_{Y}{M}{D}-{h}{m}{s}_{number}"),
    ("xiaomi", "{contact}({number})_{Y}{M}{D}{h}{m}{s}"),
    ("huawei", "{contact}@{number}_{Y}{M}{D}{h}{m}{s}"),
    ("huawei", "{number}_{Y}{M}{D}{h}{m}{s}"),
    ("samsung", "通话录音 {number}_{y}{M}{D}_{h}{m}{s}"),
    ("samsung", "通话录音 {contact}_{y}{M}{D}_{h}{m}{s}"),
    ("samsung", "Call recording {number}_{y}{M}{D}_{h}{m}{s}"),
    ("samsung", "Call recording {contact}_{y}{M}{D}_{h}{m}{s}"),
    ("vivo", "{number} {Y}-{M}-{D} {h}-{m}-{s}"),
    ("vivo", "{contact} {Y}-{M}-{D} {h}-{m}-{s}"),
    ("coloros", "{number}-{y}{M}{D}{h}{m}"),
    ("coloros", "{contact}-{y}{M}{D}{h}{m}"),
];

/// Reads the name of a recording, with or without its ending; none where no form fits.
pub fn read_name(name: &str) -> Option<Facts> {
    if name.len() > MAX_NAME {
        return None;
    }
    let stem = match name.rsplit_once('.') {
        // The ending of a file has letters; `.931-0400_in` has none first.
        Some((stem, end)) if end.len() <= 5 && end.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            stem
        }
        _ => name,
    };
    bcr(stem).or_else(|| FORMS.iter().find_map(|(recorder, form)| fit(recorder, form, stem)))
}

/// `{date}_{direction}_sim{slot}_{number}_{contact}`, all but the date left out at will.
fn bcr(stem: &str) -> Option<Facts> {
    let (date, rest) = stem.split_at_checked(15)?;
    let time = NaiveDateTime::parse_from_str(date, "%Y%m%d_%H%M%S").ok()?;
    let mut facts = Facts { recorder: Some("bcr"), ..Facts::default() };
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at_checked(3)?,
        None => ("0", rest),
    };
    let fraction: u32 = fraction.parse().ok()?;
    let time = time.with_nanosecond(fraction * 1_000_000)?;
    let (zone, mut rest) = match rest.as_bytes().first() {
        Some(b'+' | b'-') => {
            let (zone, rest) = rest.split_at_checked(5)?;
            let digits: i64 = zone[1..].parse().ok()?;
            let minutes = digits / 100 * 60 + digits % 100;
            (Some(if zone.starts_with('-') { -minutes } else { minutes }), rest)
        }
        Some(b'Z') => (Some(0), &rest[1..]),
        _ => (None, rest),
    };
    match zone {
        Some(minutes) => {
            facts.time = Some(Millis(time.and_utc().timestamp_millis() - minutes * 60_000));
            facts.offset = Some(minutes);
        }
        None => facts.local = Some(time.format("%Y-%m-%dT%H:%M:%S").to_string()),
    }
    let mut first = true;
    while let Some(behind) = rest.strip_prefix('_') {
        let (part, next) = behind.split_at(behind.find('_').unwrap_or(behind.len()));
        let slot = part.strip_prefix("sim").and_then(|digits| digits.parse::<i64>().ok());
        match part {
            "in" if first => facts.direction = Some(Direction::In),
            "out" if first => facts.direction = Some(Direction::Out),
            "conference" if first => {}
            _ if slot.is_some() && facts.slot.is_none() => {
                facts.slot = slot.map(|slot| slot - 1).filter(|slot| (0..16).contains(slot));
            }
            _ if facts.number.is_none() && is_number(part) => facts.number = Some(part.to_owned()),
            _ => {
                facts.contact = Some(behind.to_owned()).filter(|name| !name.is_empty());
                return Some(facts);
            }
        }
        first = false;
        rest = next;
    }
    rest.is_empty().then_some(facts)
}

/// What stands between two marks of a form.
#[derive(Default)]
struct Clock {
    fields: [Option<u32>; 6],
}

/// Fits a name to a form.
fn fit(recorder: &'static str, form: &str, stem: &str) -> Option<Facts> {
    let mut facts = Facts { recorder: Some(recorder), ..Facts::default() };
    let mut clock = Clock::default();
    if !advance(form, stem, &mut facts, &mut clock) {
        return None;
    }
    let [year, month, day, hour, minute, second] = clock.fields;
    if second.is_none() {
        facts.blur = 59_999;
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year?).ok()?, month?, day?)?;
    let time = date.and_hms_opt(hour?, minute?, second.unwrap_or(0))?;
    facts.local = Some(time.format("%Y-%m-%dT%H:%M:%S").to_string());
    Some(facts)
}

/// Fits what is left of a name to what is left of a form.
fn advance(form: &str, text: &str, facts: &mut Facts, clock: &mut Clock) -> bool {
    let Some(first) = form.chars().next() else { return text.is_empty() };
    if first != '{' {
        let rest = text.strip_prefix(first);
        return rest.is_some_and(|rest| advance(&form[first.len_utf8()..], rest, facts, clock));
    }
    let Some((field, form)) = form[1..].split_once('}') else { return false };
    let places = [("Y", 4), ("M", 2), ("D", 2), ("h", 2), ("m", 2), ("s", 2)];
    let place = places.iter().position(|(name, _)| *name == field.replace('y', "Y"));
    if let Some(place) = place {
        let width = if field == "y" { 2 } else { places[place].1 };
        let Some((digits, rest)) = text.split_at_checked(width) else { return false };
        let century = if field == "y" { 2000 } else { 0 };
        let value = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>().ok());
        clock.fields[place] = value.flatten().map(|value| value + century);
        return clock.fields[place].is_some() && advance(form, rest, facts, clock);
    }
    // The longest run first, so that a separator within a contact's name stays in the name.
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
    for end in ends {
        let (part, rest) = text.split_at(end);
        let fits = field == "contact" || is_number(part);
        if fits && advance(form, rest, facts, clock) {
            let part = Some(part.to_owned());
            match field {
                "contact" => facts.contact = part,
                _ => facts.number = part,
            }
            return true;
        }
    }
    false
}

/// Whether a part of a name is a number rather than a word.
fn is_number(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    digits >= 3 && part.bytes().all(|b| b.is_ascii_digit() || b"+-() *#".contains(&b))
}

/// Reads the side file of BCR (Basic Call Recorder): JSON, comments allowed.
///
/// # Errors
/// `Malformed`, codes `side-file-too-long`, `json-malformed`, `time-missing`.
pub fn read_side_file(bytes: &[u8]) -> Result<Facts> {
    let fault = |code| Malformed::new("side_file", 0, code);
    if bytes.len() > MAX_SIDE_FILE {
        return Err(fault("side-file-too-long").into());
    }
    let plain = without_comments(bytes);
    let root: serde_json::Value =
        serde_json::from_slice(&plain).map_err(|_| fault("json-malformed"))?;
    let text = |value: &serde_json::Value| {
        value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let stamp = root["timestamp"].as_str().and_then(|t| DateTime::parse_from_rfc3339(t).ok());
    let time = root["timestamp_unix_ms"].as_i64();
    let time = time.or_else(|| stamp.map(|stamp| stamp.timestamp_millis()));
    let time = time.map(Millis).filter(|time| time.in_range());
    let mut facts = Facts { recorder: Some("bcr"), time, ..Facts::default() };
    facts.time.ok_or_else(|| fault("time-missing"))?;
    facts.offset = stamp.map(|stamp| i64::from(stamp.offset().local_minus_utc() / 60));
    facts.direction = match root["direction"].as_str() {
        Some("in") => Some(Direction::In),
        Some("out") => Some(Direction::Out),
        _ => None,
    };
    let slot = root["sim_slot"].as_i64().and_then(|slot| slot.checked_sub(1));
    facts.slot = slot.filter(|slot| (0..16).contains(slot));
    // A conference has several numbers, and none of them is the other side.
    let calls = root["calls"].as_array().map(Vec::as_slice).unwrap_or_default();
    if let [call] = calls {
        facts.number = text(&call["phone_number"]);
        facts.contact = text(&call["contact_name"]).or_else(|| text(&root["call_log_name"]));
    }
    let recording = &root["output"]["recording"];
    let lasted = ["duration_secs_encoded", "duration_secs_total", "duration_secs_wall"];
    let lasted = lasted.iter().find_map(|name| recording[*name].as_f64());
    facts.duration = lasted.and_then(whole_seconds);
    Ok(facts)
}

/// Whether a file's bytes are a side file that can be read.
pub fn is_side_file(bytes: &[u8]) -> bool {
    let root = serde_json::from_slice::<serde_json::Value>(&without_comments(bytes)).ok();
    root.is_some_and(|root| root["timestamp_unix_ms"].is_i64() && root["output"].is_object())
}

/// The content of a file of `size` bytes that is a side file; it stands at its start again.
pub(super) fn side_file(source: &mut (impl Read + Seek), size: u64) -> Result<Option<Vec<u8>>> {
    if size > MAX_SIDE_FILE as u64 {
        return Ok(None);
    }
    source.rewind()?;
    let mut bytes = Vec::new();
    source.by_ref().take(MAX_SIDE_FILE as u64).read_to_end(&mut bytes)?;
    source.rewind()?;
    Ok(is_side_file(&bytes).then_some(bytes))
}

/// Reads a side file as the record of the call that was recorded.
pub(super) fn read(
    side: &[u8],
    context: &Context<'_>,
    sink: &mut dyn Sink,
    emit: Emit<'_>,
) -> Result<()> {
    match call(side, context, sink) {
        Ok(draft) => emit(Item::Draft(Box::new(draft))),
        Err(Fault::Row(reason)) => {
            emit(Item::Skip(Skip { row: 1, byte: Some(0), reason, repaired: false }))
        }
        Err(Fault::Cut) => emit(Item::Cut { byte: 0 }),
        Err(Fault::Stop(error)) => Err(error),
    }
}

fn call(
    side: &[u8],
    context: &Context<'_>,
    sink: &mut dyn Sink,
) -> std::result::Result<Draft, Fault> {
    let facts = read_side_file(side)?;
    let plain = without_comments(side);
    let mut object = Object::default();
    if !Objects::new(plain.as_slice(), "").next(&mut object, sink)? {
        return Err(Fault::Row("row-empty"));
    }
    let (row, repaired) = object.parse()?;
    let mut fact = Fact::new(Kind::Event, Source::Imported);
    fact.channel = Some(Channel::Call);
    fact.direction = facts.direction;
    // What was recorded was taken; nothing says so of a file without a length.
    fact.outcome = facts.duration.map(|_| Outcome::Connected);
    fact.duration = facts.duration;
    fact.slot = facts.slot;
    let wall = facts.time.ok_or(Fault::Row("time-missing"))?;
    fact.seen = Some(Seen { wall, mono: None, boot: None });
    let minutes = facts.offset.filter(|minutes| (-1080..=1080).contains(minutes));
    let told = minutes.map(|minutes| Offset { minutes, zone: None, from: OffsetFrom::File });
    fact.offset = told.or_else(|| (context.offset)(wall));
    let (format, file) = (FORMAT.to_owned(), Some(context.file));
    fact.feed = Some(Feed { format, file, package: None, place: 1 });
    if repaired {
        fact.repaired = vec![Field::SourceRow];
    }
    let name = number::named(facts.number.as_deref().unwrap_or_default(), context.country);
    let members = match row.member("calls") {
        Some(Value::List(members)) if members.len() > 1 => members.as_slice(),
        _ => &[],
    };
    let members =
        members.iter().filter_map(|call| call.member("phone_number").and_then(Value::text));
    let group = members.map(|shown| number::named(shown, context.country)).collect();
    let mut draft = Draft::new(fact).with_party(&Party { name, group });
    if let Some(contact) = &facts.contact {
        draft = draft.with_text(Field::Contact, contact);
    }
    provider::finish(draft, row.to_canonical())
}

/// Whole seconds, rounded down, of a duration up to ten days.
fn whole_seconds(seconds: f64) -> Option<i64> {
    let text = seconds.floor().to_string();
    text.parse().ok().filter(|seconds| (0..=864_000).contains(seconds))
}

/// The JSON with its comments blanked out.
fn without_comments(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let mut quoted = false;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let step = match rest {
            [b'\\', _, ..] if quoted => 2,
            [b'"', ..] => {
                quoted = !quoted;
                1
            }
            [b'/', b'/', ..] if !quoted => {
                at += rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
                continue;
            }
            [b'/', b'*', ..] if !quoted => {
                let end = rest.windows(2).skip(2).position(|pair| pair == b"*/");
                at += end.map_or(rest.len(), |end| end + 4);
                continue;
            }
            _ => 1,
        };
        out.extend_from_slice(&rest[..step]);
        at += step;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_common_recorders_are_read() {
        let facts = read_name("20230719_215308.931-0400_in_sim1_+11234567890_John_Doe.oga");
        let facts = facts.expect("a BCR name");
        assert_eq!(facts.time, Some(Millis(1_689_817_988_931)));
        assert_eq!((facts.direction, facts.slot), (Some(Direction::In), Some(0)));
        assert_eq!(facts.number.as_deref(), Some("+11234567890"));
        assert_eq!(facts.contact.as_deref(), Some("John_Doe"));
        let table = [
            ("李四(13800138000)_20240102030405.mp3", "xiaomi", Some("13800138000"), Some("李四")),
            ("李四@13800138000_20240102030405.amr", "huawei", Some("13800138000"), Some("李四")),
            ("13800138000_20240102030405.amr", "huawei", Some("13800138000"), None),
            ("通话录音 李四_240102_030405.m4a", "samsung", None, Some("李四")),
            ("通话录音 95588_240102_030405.m4a", "samsung", Some("95588"), None),
            ("10086 2024-01-02 03-04-05.m4a", "vivo", Some("10086"), None),
            ("CallRecord_20240102-030405_10086.opus", "grapheneos", Some("10086"), None),
        ];
        for (name, recorder, number, contact) in table {
            let facts = read_name(name).expect(name);
            assert_eq!(facts.recorder, Some(recorder), "{name}");
            assert_eq!((facts.number.as_deref(), facts.contact.as_deref()), (number, contact));
            assert_eq!(facts.local.as_deref(), Some("2024-01-02T03:04:05"));
        }
        let minute = read_name("李-四-2401020304.m4a").expect("a ColorOS name");
        assert_eq!((minute.contact.as_deref(), minute.blur), (Some("李-四"), 59_999));
        for other in ["IMG_0001.jpg", "20241301_000000.oga", "", "_", "a-9999999999.m4a"] {
            assert_eq!(read_name(other), None, "{other}");
        }
    }

    #[test]
    fn a_side_file_may_hold_comments_and_nulls() {
        let side = br#"{ // start
            "timestamp_unix_ms": 1689817988931, /* "x" */ "direction": null, "sim_slot": null,
            "calls": [{"phone_number": null, "contact_name": "a // b \" /* c"}],
            "output": {"recording": null} }"#;
        let facts = read_side_file(side).expect("a side file");
        assert_eq!(facts.contact.as_deref(), Some("a // b \" /* c"));
        assert_eq!((facts.number, facts.duration, facts.slot), (None, None, None));
        assert!(read_side_file(b"{}").is_err());
        assert!(read_side_file(b"[/*").is_err());
    }
}

//! The push that announces a multimedia message: M-Notification.ind.
//!
//! OMA MMS Encapsulation, 6.2 and 7; WAP-230-WSP, 8.4. docs/spec/phone.md, "Announcements".

use super::entry::{int, object, word};
use super::parts::sim_detail;
use super::pdu::note;
use super::state::State;
use super::{PhoneClock, Sim, clock};
use crate::capture::number;
use crate::record::canonical::{Value, to_hex};
use crate::record::{ANNOUNCED, Channel, Direction, Draft, Fact, Field, Kind, Party, Source};

/// The value of `X-Mms-Message-Type` of a notification.
const NOTIFICATION: u8 = 0x82;

/// The longest text that is taken from a header, in bytes.
const MAX_TEXT: usize = 16 * 1024;

/// What the headers say.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Notification {
    from: Option<String>,
    subject: Option<(String, bool)>,
    size: Option<i64>,
    /// Seconds since 1970, or from now on.
    expiry: Option<(bool, i64)>,
    location: Option<String>,
    transaction: Option<String>,
    faults: Vec<&'static str>,
}

impl State {
    /// The record of an announcement.
    pub(super) fn announcement(
        &self,
        now: &PhoneClock,
        pdu: &[u8],
        sim: &Sim,
        country: Option<&str>,
    ) -> Draft {
        let read = read(pdu);
        let (fact, mut detail) = clock::fact(Kind::Event, Source::Captured, now);
        let mut fact = Fact {
            channel: Some(Channel::Mms),
            direction: Some(Direction::In),
            service: Some(ANNOUNCED.to_owned()),
            slot: sim.slot.map(i64::from),
            ..fact
        };
        if read.subject.as_ref().is_some_and(|(_, repaired)| *repaired) {
            fact.repaired.push(Field::Subject);
        }
        let mut say = |key: &str, value: Option<Value>| {
            detail.extend(value.map(|value| (key.to_owned(), value)));
        };
        let faults = read.faults.iter().map(|fault| word(fault)).collect::<Vec<_>>();
        say(
            "expiry",
            read.expiry.map(|(absolute, seconds)| {
                object([Some((if absolute { "at" } else { "after" }, int(seconds)))])
            }),
        );
        say("faults", (!faults.is_empty()).then_some(Value::List(faults)));
        say("location", read.location.as_deref().map(word));
        say("size", read.size.map(int));
        say("sim", sim_detail(sim));
        say("transaction", read.transaction.as_deref().map(word));
        let mut draft = Draft::new(fact)
            .with_text(Field::Pdu, &to_hex(pdu))
            .with(Field::Detail, &Value::map(detail));
        if let Some(from) = &read.from {
            let name = number::named(from, country);
            draft = draft.with_party(&Party { name, group: Vec::new() });
        }
        if let Some((subject, _)) = &read.subject {
            draft = draft.with_text(Field::Subject, subject);
        }
        self.with_own(draft, sim, country)
    }
}

/// Reads the headers one after another.
fn read(pdu: &[u8]) -> Notification {
    let mut found = Notification::default();
    let mut kind = None;
    let mut rest = pdu;
    while let [name, behind @ ..] = rest {
        if *name < 0x80 {
            // A header of its own name: two texts.
            let next = text(rest).and_then(|(_, value)| header_value(value));
            let Some((_, behind)) = next else {
                note(&mut found.faults, "pdu-cut");
                break;
            };
            rest = behind;
            continue;
        }
        // The content type stands last, and the body behind it.
        if *name == 0x84 {
            break;
        }
        let Some((value, behind)) = header_value(behind) else {
            note(&mut found.faults, "pdu-cut");
            break;
        };
        rest = behind;
        match (name, value) {
            (0x8c, Raw::Short(value)) => kind = Some(value),
            (0x98, Raw::Text(id)) => found.transaction = Some(lossy(id)),
            (0x83, Raw::Text(uri)) => found.location = Some(lossy(uri)),
            (0x89, Raw::Long(value)) => found.from = from(value),
            (0x8e, Raw::Long(value)) => found.size = number_of(value),
            (0x88, Raw::Long(value)) => found.expiry = expiry(value),
            (0x96, Raw::Text(subject)) => {
                let subject = String::from_utf8_lossy(subject);
                let repaired = matches!(subject, std::borrow::Cow::Owned(_));
                found.subject = Some((subject.into_owned(), repaired));
            }
            (0x96, Raw::Long(value)) => found.subject = encoded(value),
            (0x83 | 0x88 | 0x89 | 0x8c | 0x8e | 0x96 | 0x98, _) => {
                note(&mut found.faults, "header-invalid");
            }
            _ => {}
        }
    }
    if kind != Some(NOTIFICATION) {
        note(&mut found.faults, "type-unknown");
    }
    found
}

/// A value as its first byte tells it.
enum Raw<'a> {
    /// One byte from 0x80, as it is.
    Short(u8),
    /// A text without its end.
    Text(&'a [u8]),
    /// Bytes behind their length.
    Long(&'a [u8]),
}

/// A value and what stands behind it; none where it ends too early.
fn header_value(bytes: &[u8]) -> Option<(Raw<'_>, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    match first {
        0..=30 => {
            let (value, rest) = rest.split_at_checked((*first).into())?;
            Some((Raw::Long(value), rest))
        }
        31 => {
            let (length, rest) = length(rest)?;
            let (value, rest) = rest.split_at_checked(length)?;
            Some((Raw::Long(value), rest))
        }
        32..=127 => text(bytes).map(|(text, rest)| (Raw::Text(text), rest)),
        128..=255 => Some((Raw::Short(*first), rest)),
    }
}

/// A length of 7 bits a byte, the high ones first, of up to four bytes.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate().take(4) {
        value = value << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

/// A text up to its zero; a quote that only parts it from a length is left out.
fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(0, bytes)?;
    let (text, rest) = (&bytes[..end], &bytes[end + 1..]);
    let text = match text {
        [0x7f | b'"', text @ ..] => text,
        text => text,
    };
    Some((&text[..text.len().min(MAX_TEXT)], rest))
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// An integer of up to six bytes, the high ones first.
fn number_of(bytes: &[u8]) -> Option<i64> {
    let fits = (1..=6).contains(&bytes.len());
    fits.then(|| bytes.iter().fold(0, |number, byte| number << 8 | i64::from(*byte)))
}

/// The sender, without what tells the kind of address; an address that the network is to put in is
/// a hidden one.
fn from(value: &[u8]) -> Option<String> {
    let address = match value {
        [0x80, text @ ..] => text,
        [0x81, ..] => return Some(String::new()),
        _ => return None,
    };
    let shown = match header_value(address)? {
        (Raw::Text(text), _) => lossy(text),
        (Raw::Long(value), _) => encoded(value)?.0,
        (Raw::Short(_), _) => return None,
    };
    let end = shown.find("/TYPE=").unwrap_or(shown.len());
    Some(shown[..end].to_owned())
}

/// When it expires: at a time, or after a span, both in seconds.
fn expiry(value: &[u8]) -> Option<(bool, i64)> {
    let (kind, value) = value.split_first()?;
    let seconds = match value {
        [short] if *short >= 0x80 => i64::from(short & 0x7f),
        [length, bytes @ ..] if bytes.len() == usize::from(*length) => number_of(bytes)?,
        _ => return None,
    };
    match kind {
        0x80 => Some((true, seconds)),
        0x81 => Some((false, seconds)),
        _ => None,
    }
}

/// A text behind its character set, and whether broken bytes were replaced.
fn encoded(value: &[u8]) -> Option<(String, bool)> {
    let (charset, rest) = match value {
        [short, rest @ ..] if *short >= 0x80 => (i64::from(short & 0x7f), rest),
        [length, rest @ ..] => {
            let (number, rest) = rest.split_at_checked((*length).into())?;
            (number_of(number)?, rest)
        }
        [] => return None,
    };
    let wide = matches!(charset, 1000 | 1013 | 1014 | 1015);
    let bytes = match rest {
        [bytes @ .., 0, 0] if wide && bytes.len() % 2 == 0 => bytes,
        [bytes @ .., 0] if !wide || bytes.len() % 2 == 0 => bytes,
        bytes => bytes,
    };
    let bytes = match bytes {
        [0x7f, bytes @ ..] if !wide => bytes,
        bytes => bytes,
    };
    // The numbers are those of IANA's list of character sets.
    let encoding = match charset {
        4 => encoding_rs::WINDOWS_1252,
        17 => encoding_rs::SHIFT_JIS,
        18 => encoding_rs::EUC_JP,
        36 | 38 => encoding_rs::EUC_KR,
        113 | 2025 => encoding_rs::GBK,
        114 => encoding_rs::GB18030,
        1000 | 1013 => encoding_rs::UTF_16BE,
        1014 => encoding_rs::UTF_16LE,
        1015 if bytes.starts_with(b"\xff\xfe") => encoding_rs::UTF_16LE,
        1015 => encoding_rs::UTF_16BE,
        2026 => encoding_rs::BIG5,
        _ => encoding_rs::UTF_8,
    };
    let (text, broken) = encoding.decode_with_bom_removal(&bytes[..bytes.len().min(MAX_TEXT)]);
    Some((text.into_owned(), broken))
}

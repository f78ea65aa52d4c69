//! SMS-DELIVER as Android hands it: the service centre's address, then the message.
//!
//! 3GPP TS 23.040, 9.1.2.5 and 9.2.2.1; TS 23.038, 4. docs/spec/phone.md, "Texts".

use super::pdu::{CentreTime, Coding, Decoded, Header, Message, clock_time, note, swapped};
use super::text::{join, unpack};

/// The bit of the first byte that tells of a user data header.
const HAS_HEADER: u8 = 0x40;

/// Decodes a message.
pub(super) fn decode(pdu: &[u8]) -> Decoded {
    let mut message = Message::default();
    let read = fields(pdu, &mut message);
    match read {
        Some(true) => {}
        Some(false) => return Decoded::StatusReport,
        None => {
            note(&mut message.faults, "pdu-cut");
            if message.piece.is_none() {
                message.coding = Coding::Data;
            }
        }
    }
    Decoded::Message(Box::new(message))
}

/// Reads field after field; none where the message ends too early, false for a status report.
fn fields(pdu: &[u8], message: &mut Message) -> Option<bool> {
    let (length, rest) = pdu.split_first()?;
    let (centre, rest) = rest.split_at_checked((*length).into())?;
    if let [kind, digits @ ..] = centre {
        let number = number(*kind, digits, digits.len() * 2, &mut message.faults);
        message.centre = Some(number).filter(|number| !number.is_empty());
    }
    let (first, rest) = rest.split_first()?;
    match first & 3 {
        // 3 is reserved, and read like a message.
        0 | 3 => {}
        2 => return Some(false),
        _ => {
            note(&mut message.faults, "type-unknown");
            message.coding = Coding::Data;
            return Some(true);
        }
    }
    let ([digits, kind], rest) = rest.split_first_chunk()?;
    let digits = usize::from(*digits);
    if digits > 20 {
        note(&mut message.faults, "sender-invalid");
    }
    let (address, rest) = rest.split_at_checked(digits.div_ceil(2))?;
    let sender = if kind & 0x70 == 0x50 {
        let septets = digits * 4 / 7;
        let name = unpack(Coding::Gsm7, address, 0, septets, &Header::default()).piece;
        name.map(|name| join([&name]).0).unwrap_or_default()
    } else {
        number(*kind, address, digits, &mut message.faults)
    };
    message.sender = Some(sender);
    let ([_, scheme], rest) = rest.split_first_chunk()?;
    scheme_of(*scheme, message);
    let (stamp, rest) = rest.split_first_chunk()?;
    message.time = time(stamp);
    if message.time.is_none() {
        note(&mut message.faults, "time-invalid");
    }
    let (count, data) = rest.split_first()?;
    let count = usize::from(*count);
    let bytes = if message.coding == Coding::Gsm7 { (count * 7).div_ceil(8) } else { count };
    if data.len() > bytes {
        note(&mut message.faults, "bytes-behind");
    }
    let data = &data[..data.len().min(bytes)];
    if data.len() < bytes {
        note(&mut message.faults, "data-cut");
    }
    let unreadable = message.faults.contains(&"coding-compressed");
    message.take_content(data, count, first & HAS_HEADER != 0);
    if unreadable {
        message.piece = None;
        message.coding = Coding::Data;
    }
    Some(true)
}

/// A number of swapped half-bytes, of which there are `digits`.
fn number(kind: u8, bytes: &[u8], digits: usize, faults: &mut Vec<&'static str>) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte & 15, byte >> 4]);
    let mut shown = String::new();
    if kind & 0x70 == 0x10 {
        shown.push('+');
    }
    for (place, half) in halves.take(digits).enumerate() {
        match half {
            0..=9 => shown.push(char::from(b'0' + half)),
            10 => shown.push('*'),
            11 => shown.push('#'),
            12..=14 => shown.push(char::from(b'a' + half - 12)),
            // The filler stands last.
            _ if place + 1 < digits => note(faults, "sender-invalid"),
            _ => {}
        }
    }
    if shown == "+" { String::new() } else { shown }
}

/// The service centre's time: seven bytes of swapped half-bytes, the last one the offset in
/// quarters of an hour with its sign.
fn time(stamp: &[u8; 7]) -> Option<CentreTime> {
    let mut fields = [0; 6];
    for (field, byte) in fields.iter_mut().zip(stamp) {
        *field = swapped(*byte)?;
    }
    let local = clock_time(fields)?;
    let zone = stamp[6];
    let offset = swapped(zone & !0x08).map(|quarters| {
        let minutes = i64::from(quarters) * 15;
        if zone & 0x08 == 0 { minutes } else { -minutes }
    });
    Some(CentreTime { local, offset })
}

/// What the data coding scheme says (TS 23.038, 4). Reserved codings from 0x80 are read as 7-bit;
/// those that name the alphabet 3, which is none, as data.
fn scheme_of(scheme: u8, message: &mut Message) {
    let class = Some(scheme & 3);
    match scheme {
        0x00..=0x7f => {
            message.class = class.filter(|_| scheme & 0x10 != 0);
            message.coding = match scheme >> 2 & 3 {
                0 => Coding::Gsm7,
                2 => Coding::Ucs2,
                1 => Coding::Data,
                _ => {
                    note(&mut message.faults, "coding-reserved");
                    Coding::Data
                }
            };
            if scheme & 0x20 != 0 {
                note(&mut message.faults, "coding-compressed");
            }
        }
        // Not in the standard; networks of Korea use it and phones read it.
        0x84 => message.coding = Coding::Korean,
        0x80..=0xbf => {
            note(&mut message.faults, "coding-reserved");
            message.coding = Coding::Gsm7;
        }
        0xc0..=0xdf => message.coding = Coding::Gsm7,
        0xe0..=0xef => message.coding = Coding::Ucs2,
        0xf0..=0xff => {
            message.class = class;
            message.coding = if scheme & 4 == 0 { Coding::Gsm7 } else { Coding::Data };
        }
    }
}

//! A text message of a CDMA network: in the stream that Android hands over as `3gpp2`, or in the
//! layers of the standard itself.
//!
//! 3GPP2 C.S0015, 3.4 and 4.5. docs/spec/phone.md, "Texts".

use super::pdu::{CentreTime, Coding, Decoded, Message, clock_time, note};

/// The teleservice of WAP pushes: content that is no text.
const WAP: u16 = 0x1004;

/// Decodes a message.
pub(super) fn decode(pdu: &[u8]) -> Decoded {
    let mut message = Message { coding: Coding::Data, ..Message::default() };
    // The stream begins with numbers of 32 bits, of which the first is small.
    let read = match pdu {
        [0, _, 2, ..] => layers(pdu, &mut message),
        _ => stream(pdu, &mut message),
    };
    let Some((service, bearer)) = read else {
        note(&mut message.faults, "pdu-cut");
        return Decoded::Message(Box::new(message));
    };
    match contents(bearer, service, &mut message) {
        Some(true) => {}
        Some(false) => return Decoded::StatusReport,
        None => note(&mut message.faults, "pdu-cut"),
    }
    Decoded::Message(Box::new(message))
}

/// Android's stream of a message's parts: the teleservice and the bearer data.
fn stream<'a>(pdu: &'a [u8], message: &mut Message) -> Option<(u16, &'a [u8])> {
    let ([kind, service, _], rest) = words(pdu)?;
    if kind > 2 {
        note(&mut message.faults, "type-unknown");
    }
    let ([_, _, number_type, _, digits], rest) = rest.split_first_chunk()?;
    let (address, rest) = rest.split_at_checked((*digits).into())?;
    message.sender = Some(sender(*number_type == 1, address));
    let (_, rest) = rest.split_at_checked(7)?;
    let ([length], rest) = words(rest)?;
    let length = usize::try_from(length).ok()?;
    if rest.len() < length {
        note(&mut message.faults, "pdu-cut");
    } else if rest.len() > length {
        note(&mut message.faults, "bytes-behind");
    }
    Some((u16::try_from(service).unwrap_or(0), &rest[..rest.len().min(length)]))
}

/// The first numbers of 32 bits.
fn words<const N: usize>(mut bytes: &[u8]) -> Option<([u32; N], &[u8])> {
    let mut words = [0; N];
    for word in &mut words {
        let (four, rest) = bytes.split_first_chunk()?;
        *word = u32::from_be_bytes(*four);
        bytes = rest;
    }
    Some((words, bytes))
}

/// The transport layer of the standard: parameters, each with its length.
fn layers<'a>(pdu: &'a [u8], message: &mut Message) -> Option<(u16, &'a [u8])> {
    let (mut service, mut bearer) = (0, None);
    let mut rest = pdu.get(1..)?;
    while let [parameter, length, behind @ ..] = rest {
        let (content, behind) = behind.split_at_checked((*length).into())?;
        rest = behind;
        match (parameter, content) {
            (0x00, &[high, low]) => service = u16::from_be_bytes([high, low]),
            (0x02, content) => message.sender = Some(address(content)?),
            (0x08, content) => bearer = Some(content),
            _ => {}
        }
    }
    Some((service, bearer?))
}

/// An address parameter: digits of 4 bits, or characters of 8.
fn address(content: &[u8]) -> Option<String> {
    let mut bits = Bits { bytes: content, at: 0 };
    let (wide, network) = (bits.take(1)? == 1, bits.take(1)? == 1);
    let kind = if wide { bits.take(3)? } else { 0 };
    if wide && !network {
        bits.take(4)?;
    }
    let fields = bits.take(8)?;
    let mut shown = Vec::new();
    for _ in 0..fields {
        shown.push(match (wide, bits.take(if wide { 8 } else { 4 })?) {
            (true, byte) => byte,
            (false, 10) => b'0',
            (false, 11) => b'*',
            (false, 12) => b'#',
            (false, digit) => b'0' + digit.min(9),
        });
    }
    Some(sender(wide && kind == 1, &shown))
}

fn sender(international: bool, bytes: &[u8]) -> String {
    let shown: String = bytes.iter().copied().map(char::from).collect();
    if international && !shown.is_empty() && !shown.starts_with('+') {
        format!("+{shown}")
    } else {
        shown
    }
}

/// The bearer data: subparameters, each with its length; false where it is a report.
fn contents(bearer: &[u8], service: u16, message: &mut Message) -> Option<bool> {
    let mut has_header = false;
    let mut user_data = None;
    let mut rest = bearer;
    let mut whole = true;
    while let [parameter, length, behind @ ..] = rest {
        let Some((content, behind)) = behind.split_at_checked((*length).into()) else {
            whole = false;
            if *parameter == 0x01 {
                user_data = Some(behind);
            }
            break;
        };
        rest = behind;
        match (parameter, content) {
            (0x00, &[first, _, last, ..]) => {
                // A message of type 4 acknowledges one that the phone sent.
                if first >> 4 == 4 {
                    return Some(false);
                }
                has_header = last & 0x08 != 0;
            }
            (0x01, content) => user_data = Some(content),
            (0x03, stamp) => {
                message.time = time(stamp);
                if message.time.is_none() {
                    note(&mut message.faults, "time-invalid");
                }
            }
            (0x0f, &[mode, ..]) if mode >> 6 == 0 => message.class = Some(0),
            _ => {}
        }
    }
    if let Some(content) = user_data {
        take_text(content, has_header, service, message)?;
    }
    whole.then_some(true)
}

/// The clock time of the message centre: six bytes of two digits, and no zone.
fn time(stamp: &[u8]) -> Option<CentreTime> {
    let mut fields = [0; 6];
    if stamp.len() != fields.len() {
        return None;
    }
    for (field, byte) in fields.iter_mut().zip(stamp) {
        let (high, low) = (byte >> 4, byte & 15);
        *field = (high < 10 && low < 10).then_some(high * 10 + low)?;
    }
    Some(CentreTime { local: clock_time(fields)?, offset: None })
}

/// The user data: 5 bits of coding, the number of characters, and the characters from there on.
fn take_text(content: &[u8], has_header: bool, service: u16, message: &mut Message) -> Option<()> {
    let mut bits = Bits { bytes: content, at: 0 };
    let coding = bits.take(5)?;
    let scheme = if matches!(coding, 1 | 10) { bits.take(8)? } else { 0 };
    let fields = usize::from(bits.take(8)?);
    let data = bits.rest();
    let start =
        if has_header { data.first().map_or(0, |length| usize::from(*length) + 1) } else { 0 };
    let sixteen = start + 2 * fields.saturating_sub(start.div_ceil(2));
    let (coding, data, count) = match (coding, scheme >> 2 & 3) {
        _ if service == WAP => (Coding::Data, data, fields),
        (2 | 3, _) => {
            let (text, count) = ascii(&data, start, fields);
            (Coding::Ascii, text, count)
        }
        (4, _) => (Coding::Ucs2, data, sixteen),
        (5, _) => (Coding::ShiftJis, data, fields),
        (6, _) => (Coding::Korean, data, fields),
        (0 | 8, _) => (Coding::Latin1, data, fields),
        (9, _) => (Coding::Gsm7, data, fields),
        (10, 0) if scheme & 0xc0 == 0 => (Coding::Gsm7, data, fields),
        (10, 1) if scheme & 0xc0 == 0 => (Coding::Utf8, data, fields),
        (10, 2) if scheme & 0xc0 == 0 => (Coding::Ucs2, data, sixteen),
        _ => {
            note(&mut message.faults, "coding-reserved");
            (Coding::Data, data, fields)
        }
    };
    message.coding = coding;
    message.take_content(&data, count, has_header);
    Some(())
}

/// Characters of seven bits, the high ones first, behind a header of `start` bytes; the header and
/// a byte for each character, and how many bytes there should be.
fn ascii(data: &[u8], start: usize, fields: usize) -> (Vec<u8>, usize) {
    let mut out = data[..start.min(data.len())].to_vec();
    let first = (start * 8).div_ceil(7);
    let mut bits = Bits { bytes: data, at: first * 7 };
    let wanted = fields.saturating_sub(first);
    out.extend(std::iter::from_fn(|| bits.take(7)).take(wanted).map(|code| match code {
        0x20..=0x7e | b'\n' | b'\r' => code,
        _ => b' ',
    }));
    (out, start + wanted)
}

/// Bits from left to right.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// The next bits, up to eight; none where there are fewer.
    fn take(&mut self, count: usize) -> Option<u8> {
        let mut value = 0;
        if self.at + count > self.bytes.len() * 8 {
            return None;
        }
        for at in self.at..self.at + count {
            value = value << 1 | (self.bytes[at / 8] >> (7 - at % 8) & 1);
        }
        self.at += count;
        Some(value)
    }

    /// What is left, moved to whole bytes; the bits that fill the last one are 0.
    fn rest(mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while let Some(byte) = self.take(8) {
            bytes.push(byte);
        }
        let left = self.bytes.len() * 8 - self.at;
        if let Some(byte) = self.take(left).filter(|_| left > 0) {
            bytes.push(byte << (8 - left));
        }
        bytes
    }
}

//! A text message as it came off the air, decoded as far as it goes.
//!
//! What is broken is named in `faults` and what could still be read is kept: the raw message
//! stays beside it in the record. docs/spec/phone.md, "Texts".

use super::PduFormat;
use super::text::{Piece, Unpacked};
use super::{cdma, gsm};

/// What one raw message says.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Message {
    /// The service centre's number.
    pub(super) centre: Option<String>,
    /// The sender as a phone shows it.
    pub(super) sender: Option<String>,
    /// The time that the service centre gives.
    pub(super) time: Option<CentreTime>,
    /// The message class, 0 to 3.
    pub(super) class: Option<u8>,
    /// How the text is coded.
    pub(super) coding: Coding,
    /// The text, where it is one.
    pub(super) piece: Option<Piece>,
    /// Whether bytes of the text that are none were replaced.
    pub(super) repaired: bool,
    /// What the header says.
    pub(super) header: Header,
    /// What is broken, each once.
    pub(super) faults: Vec<&'static str>,
}

/// What a raw message is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Decoded {
    /// A message to the phone.
    Message(Box<Message>),
    /// A report on a message that the phone sent.
    StatusReport,
}

/// The clock time of a service centre.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct CentreTime {
    /// The clock time.
    pub(super) local: chrono::NaiveDateTime,
    /// Minutes east of UTC, where it says so.
    pub(super) offset: Option<i64>,
}

impl CentreTime {
    /// The instant, where the offset is known, in milliseconds.
    pub(super) fn instant(&self) -> Option<i64> {
        let offset = self.offset?;
        Some(self.local.and_utc().timestamp_millis() - offset * 60_000)
    }
}

/// How a text is coded.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Coding {
    /// The GSM 7-bit alphabet.
    #[default]
    Gsm7,
    /// UTF-16, big end first.
    Ucs2,
    /// Bytes that are no text.
    Data,
    /// KS C 5601.
    Korean,
    /// 7-bit ASCII.
    Ascii,
    /// ISO 8859-1.
    Latin1,
    /// Shift JIS.
    ShiftJis,
    /// UTF-8.
    Utf8,
}

impl Coding {
    /// The word that stands in records.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Gsm7 => "gsm7",
            Self::Ucs2 => "ucs2",
            Self::Data => "data",
            Self::Korean => "ksc5601",
            Self::Ascii => "ascii",
            Self::Latin1 => "latin1",
            Self::ShiftJis => "shift_jis",
            Self::Utf8 => "utf8",
        }
    }
}

/// Which part of which long text a message is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Part {
    /// The reference that all parts have.
    pub(super) reference: u16,
    /// Whether the reference has 16 bits.
    pub(super) wide: bool,
    /// How many parts there are.
    pub(super) count: u8,
    /// Which one it is, from 1.
    pub(super) number: u8,
}

/// What a user data header says (TS 23.040, 9.2.3.24).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Header {
    /// Which part of a long text.
    pub(super) part: Option<Part>,
    /// The ports of an application: destination and source.
    pub(super) ports: Option<(u16, u16)>,
    /// The language of the locking shift table.
    pub(super) locking: u8,
    /// The language of the single shift table.
    pub(super) single: u8,
}

impl Header {
    /// Reads the elements of a header, its length byte left out. Of an element that stands there
    /// twice the last one counts; what is not known is passed over.
    pub(super) fn read(mut elements: &[u8], faults: &mut Vec<&'static str>) -> Self {
        let mut header = Self::default();
        while let [element, rest @ ..] = elements {
            let Some((content, rest)) = rest
                .split_first()
                .and_then(|(length, rest)| rest.split_at_checked((*length).into()))
            else {
                note(faults, "header-invalid");
                break;
            };
            elements = rest;
            let part = |reference, wide, count: u8, number: u8| {
                let fits = number >= 1 && number <= count;
                fits.then_some(Part { reference, wide, count, number })
            };
            match (element, content) {
                (0x00, &[reference, count, number]) => {
                    header.part = part(reference.into(), false, count, number);
                }
                (0x08, &[high, low, count, number]) => {
                    let reference = u16::from_be_bytes([high, low]);
                    header.part = part(reference, true, count, number);
                }
                (0x04, &[to, from]) => header.ports = Some((to.into(), from.into())),
                (0x05, &[a, b, c, d]) => {
                    header.ports = Some((u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])));
                }
                (0x24, &[language]) => header.single = language,
                (0x25, &[language]) => header.locking = language,
                (0x00 | 0x04 | 0x05 | 0x08 | 0x24 | 0x25, _) => note(faults, "header-invalid"),
                _ => {}
            }
            if matches!(element, 0x00 | 0x08) && header.part.is_none() {
                note(faults, "part-invalid");
            }
        }
        header
    }
}

impl Message {
    /// Takes the user data: a header first, where there is one, then content of `coding`.
    ///
    /// `count` is the length that the message gives: of septets, or of bytes.
    pub(super) fn take_content(&mut self, data: &[u8], count: usize, has_header: bool) {
        let mut length = 0;
        if has_header {
            let whole = data.first().map(|length| usize::from(*length) + 1);
            match whole.filter(|length| *length <= data.len()) {
                Some(whole) => {
                    length = whole;
                    self.header = Header::read(&data[1..length], &mut self.faults);
                }
                None => {
                    note(&mut self.faults, "header-invalid");
                    self.coding = Coding::Data;
                    return;
                }
            }
        }
        if [self.header.locking, self.header.single].iter().any(|l| !super::alphabet::is_known(*l))
        {
            note(&mut self.faults, "language-unknown");
        }
        let Unpacked { piece, cut, repaired } =
            super::text::unpack(self.coding, data, length, count, &self.header);
        if cut {
            note(&mut self.faults, "data-cut");
        }
        self.repaired = repaired;
        self.piece = piece;
    }
}

/// Decodes a raw message.
pub(super) fn decode(format: PduFormat, pdu: &[u8]) -> Decoded {
    let mut decoded = match format {
        PduFormat::Gsm => gsm::decode(pdu),
        PduFormat::Cdma => cdma::decode(pdu),
    };
    if let Decoded::Message(message) = &mut decoded
        && pdu.len() >= super::MAX_PDU
    {
        note(&mut message.faults, "pdu-too-long");
    }
    decoded
}

/// Names a fault, once.
pub(super) fn note(faults: &mut Vec<&'static str>, code: &'static str) {
    if !faults.contains(&code) {
        faults.push(code);
    }
}

/// The two digits of a byte whose halves are swapped; none where one is no digit.
pub(super) const fn swapped(byte: u8) -> Option<u8> {
    let (high, low) = (byte & 15, byte >> 4);
    if high < 10 && low < 10 { Some(high * 10 + low) } else { None }
}

/// A clock time of six numbers: year of the century, month, day, hour, minute, second.
///
/// Years from 90 are of the last century, as phones read them.
pub(super) fn clock_time(fields: [u8; 6]) -> Option<chrono::NaiveDateTime> {
    let [year, month, day, hour, minute, second] = fields.map(u32::from);
    let century = if year >= 90 { 1900 } else { 2000 };
    let year = i32::try_from(year + century).ok()?;
    chrono::NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(hour, minute, second)
}

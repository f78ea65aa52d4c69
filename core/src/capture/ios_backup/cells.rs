//! One row of a foreign table: its columns by name, and what stands of them in `source_row`.

use std::borrow::Cow;

use rusqlite::Row;
use rusqlite::types::ValueRef;
use sha2::{Digest as _, Sha256};

use super::super::row::{Cell, Columns, Fault, TEXT};
use super::super::{Sink, number, provider};
use crate::chain::Hash;
use crate::record::canonical::write_text;
use crate::record::{Attachment, Draft, Fact, Field, MAX_BODY, Millis, Named, Party};

/// The moment that Apple counts from, in seconds since 1970.
const EPOCH: i64 = 978_307_200;

/// The name of an attachment that holds a body.
const BODY_NAME: &str = "body.txt";

/// The columns of a row, in the order in which they were asked for.
pub(super) struct Cells<'a, 'r> {
    row: &'a Row<'r>,
    /// The place of the first column.
    first: usize,
    names: &'a [&'a str],
}

impl<'a, 'r> Cells<'a, 'r> {
    /// The columns `names` of a row that begins with its id.
    pub(super) const fn new(row: &'a Row<'r>, names: &'a [&'a str]) -> Self {
        Self { row, first: 1, names }
    }

    /// The row's id.
    pub(super) fn id(&self) -> i64 {
        self.row.get(0).unwrap_or_default()
    }

    fn value(&self, name: &str) -> ValueRef<'a> {
        let place = self.names.iter().position(|known| *known == name);
        let value = place.map(|place| self.row.get_ref(self.first + place));
        value.and_then(Result::ok).unwrap_or(ValueRef::Null)
    }

    /// A text that is not empty; a number as text; a blob as UTF-8.
    pub(super) fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        let text = match self.value(name) {
            ValueRef::Null => return None,
            ValueRef::Integer(number) => Cow::Owned(number.to_string()),
            ValueRef::Real(number) => Cow::Owned(decimal(number)),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes),
        };
        (!text.is_empty()).then_some(text)
    }

    /// A whole number; text that is one counts.
    pub(super) fn int(&self, name: &str) -> Option<i64> {
        match self.value(name) {
            ValueRef::Integer(number) => Some(number),
            ValueRef::Real(number) => whole(number),
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok()?.trim().parse().ok(),
            ValueRef::Null | ValueRef::Blob(_) => None,
        }
    }

    /// A number that is not 0.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.int(name).is_some_and(|number| number != 0)
    }

    /// A blob that is not empty.
    pub(super) fn blob(&self, name: &str) -> Option<&'a [u8]> {
        match self.value(name) {
            ValueRef::Blob(bytes) if !bytes.is_empty() => Some(bytes),
            _ => None,
        }
    }

    /// `T(x)` of docs/spec/ios-backup.md, 4.1.
    pub(super) fn time(&self, name: &str) -> Result<Millis, &'static str> {
        let time = match self.value(name) {
            ValueRef::Null | ValueRef::Integer(0) => return Err("time-missing"),
            ValueRef::Integer(number) => from_int(number),
            ValueRef::Real(0.0) => return Err("time-missing"),
            ValueRef::Real(number) => from_real(number),
            ValueRef::Text(_) | ValueRef::Blob(_) => return Err("time-invalid"),
        };
        time.filter(|time| time.in_range()).ok_or("time-out-of-range")
    }

    /// Whole seconds, rounded down, where they are 0 or more.
    pub(super) fn seconds(&self, name: &str) -> Option<i64> {
        let seconds = match self.value(name) {
            ValueRef::Integer(number) => Some(number),
            ValueRef::Real(number) => whole(number.floor()),
            _ => None,
        };
        seconds.filter(|seconds| (0..=1 << 32).contains(seconds))
    }

    /// Enters what is known and not the number 0, but for the columns of `other`.
    pub(super) fn enter(&self, columns: &mut Columns, other: &[&str]) {
        for (place, name) in self.names.iter().enumerate() {
            if other.contains(name) {
                continue;
            }
            match self.row.get_ref(self.first + place).unwrap_or(ValueRef::Null) {
                ValueRef::Null | ValueRef::Integer(0) => {}
                ValueRef::Integer(number) => {
                    columns.push_text(name, itoa::Buffer::new().format(number));
                }
                ValueRef::Real(number) => {
                    if number != 0.0 && number.is_finite() {
                        columns.push_text(name, &decimal(number));
                    }
                }
                ValueRef::Text(bytes) => {
                    if !bytes.is_empty() {
                        columns.push_bytes(name, bytes, false);
                    }
                }
                ValueRef::Blob(bytes) => {
                    if !bytes.is_empty() {
                        columns.push(name, hashed(bytes));
                    }
                }
            }
        }
    }

    /// The canonical object of what is known.
    pub(super) fn object(&self) -> String {
        let mut columns = Columns::default();
        self.enter(&mut columns, &[]);
        let mut out = String::new();
        columns.write(&mut out, &[]);
        out
    }
}

/// Bytes by their hash.
pub(in crate::capture) fn hashed(bytes: &[u8]) -> Cell {
    Cell::Stored(Attachment {
        sha256: Hash(Sha256::digest(bytes).into()),
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        media_type: String::new(),
    })
}

/// The shortest decimal that reads back as the same number.
fn decimal(number: f64) -> String {
    let mut text = number.to_string();
    if !text.contains('.') {
        text.push_str(".0");
    }
    text
}

#[expect(clippy::cast_possible_truncation, reason = "the range is looked at first")]
fn whole(number: f64) -> Option<i64> {
    (number.abs() < 9e15).then_some(number.trunc() as i64)
}

/// Seconds, or nanoseconds, since 2001.
fn from_int(number: i64) -> Option<Millis> {
    let millis = if number.unsigned_abs() > 100_000_000_000 {
        number.div_euclid(1_000_000)
    } else {
        number.checked_mul(1000)?
    };
    millis.checked_add(EPOCH * 1000).map(Millis)
}

/// The same where it is a real number.
pub(super) fn from_real(number: f64) -> Option<Millis> {
    let millis = if number.abs() > 1e11 { number / 1e6 } else { number * 1000.0 };
    // The nearest microsecond first: a double of seconds is never exact.
    let millis = whole((millis * 1000.0).round())?.div_euclid(1000);
    millis.checked_add(EPOCH * 1000).map(Millis)
}

/// A name as shown, with its number by the country that the row or else the caller gives.
pub(super) fn named(shown: &str, own: Option<&str>, country: Option<&str>) -> Named {
    let own = own.filter(|code| code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic()));
    let own = own.map(str::to_ascii_uppercase);
    number::named(shown, own.as_deref().or(country))
}

/// A word of a record: what is no `[a-z0-9]` becomes `_`, and so does the start of a word within.
pub(super) fn word(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut lower = false;
    for c in text.chars() {
        if c.is_ascii_uppercase() && lower {
            out.push('_');
        }
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    out.truncate(32);
    let out = out.trim_matches('_');
    (!out.is_empty()).then(|| out.to_owned())
}

/// What a row becomes, before it is a draft.
pub(super) struct Shape {
    pub(super) fact: Fact,
    pub(super) party: Party,
    pub(super) own: Option<Named>,
    pub(super) contact: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) body: Option<String>,
    /// The names of the attachments.
    pub(super) names: Vec<String>,
    /// Why other attachments could not be taken.
    pub(super) lost: Vec<&'static str>,
}

impl Shape {
    /// Makes the draft; `more` are further members of the row, in canonical form.
    pub(super) fn finish(
        mut self,
        columns: &mut Columns,
        more: &[(&str, &str)],
        fields: &[(Field, &str)],
        sink: &mut dyn Sink,
    ) -> Result<Draft, Fault> {
        if let Some(body) = self.body.take_if(|body| body.len() > MAX_BODY) {
            let stored = sink.attach(&mut body.as_bytes(), TEXT)?;
            self.fact.body_attached = Some(stored.sha256);
            self.fact.attachments.push(stored);
            self.names.push(BODY_NAME.to_owned());
        }
        columns.shed(sink)?;
        if columns.any_repaired() {
            let touched = fields.iter().filter(|(_, column)| columns.is_repaired(column));
            self.fact.repaired.extend(touched.map(|(field, _)| *field));
            self.fact.repaired.push(Field::SourceRow);
            self.fact.repaired.sort_unstable_by_key(|field| field.index());
            self.fact.repaired.dedup();
        }
        let mut row = String::new();
        columns.write(&mut row, more);
        let mut draft = Draft::new(self.fact).with_party(&self.party);
        draft.lost = self.lost;
        if let Some(name) = self.own {
            let own = Party { name, group: Vec::new() };
            draft = draft.with(Field::Own, &own.to_value());
        }
        let texts = [
            (Field::Contact, &self.contact),
            (Field::Subject, &self.subject),
            (Field::Body, &self.body),
        ];
        for (field, text) in texts {
            if let Some(text) = text {
                draft = draft.with_text(field, text);
            }
        }
        if !self.names.is_empty() {
            let list = self.names.iter().map(|name| {
                let mut out = String::new();
                write_text(&mut out, name);
                out
            });
            let list = format!("[{}]", list.collect::<Vec<_>>().join(","));
            draft = draft.with_canonical(Field::Names, list);
        }
        provider::finish(draft, row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_nanoseconds_are_told_apart() {
        // 2024-05-01T08:00:00Z
        let time = Some(Millis(1_714_550_400_000));
        assert_eq!(from_int(736_243_200), time);
        assert_eq!(from_int(736_243_200_000_999_999), time);
        assert_eq!(from_real(736_243_200.0), time);
        assert_eq!(from_real(690_514_772.181_738), Some(Millis(1_668_821_972_181)));
        assert_eq!(from_int(i64::MIN).map(|time| time.in_range()), Some(false));
    }

    #[test]
    fn words_and_decimals_have_one_form() {
        assert_eq!(word("SatelliteSMS").as_deref(), Some("satellite_sms"));
        assert_eq!(word("iMessageLite").as_deref(), Some("i_message_lite"));
        assert_eq!(word("."), None);
        assert_eq!(decimal(778_000_000.0), "778000000.0");
        assert_eq!(decimal(0.1), "0.1");
    }
}

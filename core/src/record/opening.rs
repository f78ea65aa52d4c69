//! Commitments and their openings: `SHA-256(salt ‖ value)`, 16 random bytes of salt each.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::canonical::{Cursor, Value, to_hex, write_hex, write_text};
use super::word::Field;
use crate::chain::Hash;
use crate::error::{Malformed, Result};

/// The longest value of an opening, in bytes of canonical JSON.
pub const MAX_OPENING: usize = super::MAX_RECORD;

/// The salt of a commitment.
pub type Salt = [u8; 16];

/// The commitment to `value`, canonical JSON, under `salt`.
pub fn commit(salt: &Salt, value: &str) -> Hash {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(value.as_bytes());
    Hash(hash.finalize().into())
}

/// The salt and value behind a commitment.
#[derive(Clone, Eq, PartialEq)]
pub struct Opening {
    /// The salt.
    pub salt: Salt,
    /// The value: canonical JSON.
    pub value: String,
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opening({} bytes)", self.value.len())
    }
}

impl Opening {
    /// The commitment that this opens.
    pub fn commitment(&self) -> Hash {
        commit(&self.salt, &self.value)
    }

    /// Appends the line of `data/openings.jsonl`, without LF.
    pub fn write_line(&self, out: &mut String, leaf: &Hash, field: Field) {
        out.push_str("{\"leaf\":\"");
        write_hex(out, &leaf.0);
        out.push_str("\",\"field\":");
        write_text(out, field.word());
        out.push_str(",\"salt\":\"");
        write_hex(out, &self.salt);
        out.push_str("\",\"value\":");
        out.push_str(&self.value);
        out.push('}');
    }

    /// Reads a line of `data/openings.jsonl`.
    ///
    /// # Errors
    /// `Malformed` where the line is not canonical or the value is too long.
    pub fn parse_line(line: &[u8]) -> Result<(Hash, Field, Self)> {
        let OpeningLine { leaf, field, salt, value } = OpeningLine::parse(line)?;
        Ok((leaf, field, Self { salt, value: value.to_owned() }))
    }
}

/// A line of `data/openings.jsonl`, borrowed from what was read.
#[derive(Clone, Copy)]
pub struct OpeningLine<'a> {
    /// The record's id.
    pub leaf: Hash,
    /// What it opens.
    pub field: Field,
    /// The salt.
    pub salt: Salt,
    /// The value: canonical JSON.
    pub value: &'a str,
}

impl<'a> OpeningLine<'a> {
    /// Reads a line, without LF.
    ///
    /// # Errors
    /// `Malformed` where the line is not canonical or the value is too long.
    pub fn parse(line: &'a [u8]) -> Result<Self> {
        let mut cursor = Cursor::new(line);
        cursor.expect(b"{\"leaf\":")?;
        let leaf = Hash(cursor.hex()?);
        cursor.expect(b",\"field\":")?;
        let word = cursor.text()?;
        let field = Field::parse(&word).ok_or_else(|| cursor.fault("unknown-field"))?;
        cursor.expect(b",\"salt\":")?;
        let salt = cursor.hex()?;
        cursor.expect(b",\"value\":")?;
        let value = cursor.skip(super::canonical::MAX_DEPTH)?;
        cursor.expect(b"}")?;
        cursor.end()?;
        if value.len() > MAX_OPENING {
            return Err(Malformed::new("record", 0, "record-too-large").into());
        }
        if has_null(field, value)? {
            return Err(cursor.fault("not-canonical"));
        }
        Ok(Self { leaf, field, salt, value })
    }

    /// The commitment that this opens.
    pub fn commitment(&self) -> Hash {
        commit(&self.salt, self.value)
    }
}

/// Whether `null` stands where only a source's row may have it (docs/spec/record.md, 2.6).
fn has_null(field: Field, value: &str) -> Result<bool> {
    if field == Field::SourceRow || memchr::memmem::find(value.as_bytes(), b"null").is_none() {
        return Ok(false);
    }
    let value = Value::parse(value.as_bytes())?;
    let (Field::Detail, Some(Value::Map(openings))) = (field, value.member("openings")) else {
        return Ok(nulls(&value, &|_| true));
    };
    // An admitted record's detail repeats the openings of the original line.
    let told = openings
        .iter()
        .any(|(word, pair)| word != Field::SourceRow.word() && nulls(pair, &|_| true));
    Ok(told || nulls(&value, &|key| key != "openings"))
}

/// Whether `null` stands anywhere below, in members of the first level that `enter` lets through.
fn nulls(value: &Value, enter: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(_) | Value::Int(_) | Value::Text(_) => false,
        Value::List(values) => values.iter().any(|value| nulls(value, &|_| true)),
        Value::Map(members) => {
            members.iter().any(|(key, value)| enter(key) && nulls(value, &|_| true))
        }
    }
}

/// The openings of one record that are at hand, in the line's order.
#[derive(Clone, Default, Eq, PartialEq)]
pub struct Openings(Vec<(Field, Opening)>);

impl std::fmt::Debug for Openings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter().map(|(field, _)| field.word())).finish()
    }
}

impl Openings {
    /// The opening of a field.
    pub fn get(&self, field: Field) -> Option<&Opening> {
        self.0.iter().find(|(held, _)| *held == field).map(|(_, opening)| opening)
    }

    /// Puts an opening in; gives back one that was there.
    pub fn insert(&mut self, field: Field, opening: Opening) -> Option<Opening> {
        match self.place(field) {
            Ok(place) => Some(std::mem::replace(&mut self.0[place].1, opening)),
            Err(place) => {
                // A log holds many records of few openings each.
                self.0.reserve_exact(1);
                self.0.insert(place, (field, opening));
                None
            }
        }
    }

    /// Takes an opening out.
    pub fn remove(&mut self, field: Field) -> Option<Opening> {
        self.place(field).ok().map(|place| self.0.remove(place).1)
    }

    /// The openings in the line's order.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &Opening)> {
        self.0.iter().map(|(field, opening)| (*field, opening))
    }

    /// Drops the raw message and the row of the source, unless nothing else is at hand.
    pub(super) fn slim(&mut self) {
        let is_raw = |field: &Field| matches!(field, Field::Pdu | Field::SourceRow);
        if self.0.iter().any(|(field, _)| !is_raw(field)) {
            self.0.retain(|(field, _)| !is_raw(field));
            self.0.shrink_to_fit();
        }
    }

    fn place(&self, field: Field) -> std::result::Result<usize, usize> {
        self.0.binary_search_by_key(&field.index(), |(held, _)| held.index())
    }

    /// Whether none is at hand.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads the compact form `[[field index, salt, value], …]` that the vault seals.
    ///
    /// # Errors
    /// `Malformed` where it is not what [`Self::to_canonical`] gives.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let fault = || Malformed::new("record", 0, "not-canonical");
        let mut cursor = Cursor::new(bytes);
        let mut all = Self::default();
        cursor.expect(b"[")?;
        while cursor.take(b"[") {
            let index = usize::try_from(cursor.int()?).map_err(|_| fault())?;
            let field = *Field::ALL.get(index).ok_or_else(fault)?;
            cursor.expect(b",")?;
            let salt = cursor.hex()?;
            cursor.expect(b",")?;
            let value = cursor.skip(super::canonical::MAX_DEPTH)?;
            all.insert(field, Opening { salt, value: value.to_owned() });
            cursor.expect(b"]")?;
            cursor.take(b",");
        }
        cursor.expect(b"]")?;
        cursor.end()?;
        Ok(all)
    }

    /// The compact form that the vault seals.
    pub fn to_canonical(&self) -> String {
        let list = self.iter().map(|(field, opening)| {
            let index = field.index();
            format!("[{index},\"{}\",{}]", to_hex(&opening.salt), opening.value)
        });
        format!("[{}]", list.collect::<Vec<_>>().join(","))
    }

    /// The text of a string value, without building the other openings.
    pub fn text(&self, field: Field) -> Option<String> {
        self.plain(field).map(Cow::into_owned)
    }

    /// The text of a string value, borrowed where nothing in it is escaped.
    pub(crate) fn plain(&self, field: Field) -> Option<Cow<'_, str>> {
        let value = &self.get(field)?.value;
        let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        if let Some(inner) = inner
            && memchr::memchr2(b'\\', b'"', inner.as_bytes()).is_none()
        {
            return Some(inner.into());
        }
        match Value::parse(value.as_bytes()) {
            Ok(Value::Text(text)) => Some(text.into()),
            _ => None,
        }
    }
}

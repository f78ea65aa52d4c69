//! Property lists, binary and XML, within limits.
//!
//! A binary list may refer to one value many times; each time counts, so that a small file cannot
//! grow into a large tree. docs/spec/ios-backup.md, 2.

mod binary;
mod xml;

use crate::error::{Error, Malformed, Result};

/// The largest list, in bytes.
pub(super) const MAX_SIZE: usize = 16 * 1024 * 1024;

/// The most values of a list, each counted every time it is referred to.
const MAX_VALUES: usize = 1_000_000;

/// How deep values may nest.
const MAX_DEPTH: usize = 32;

/// A value of a property list.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Null, a set or another thing that is not read.
    Other,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A real number; a date, in seconds since 2001, is one too.
    Real(f64),
    /// Bytes.
    Data(Vec<u8>),
    /// A text.
    Text(String),
    /// A reference into the objects of an archive.
    Uid(u64),
    /// A list.
    List(Vec<Value>),
    /// An object; names may stand twice, the first one counts.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// Reads a list of either form.
    ///
    /// # Errors
    /// `Malformed`: `plist-too-large`, `plist-too-deep`, `plist-malformed`.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_SIZE {
            return Err(fault("plist-too-large"));
        }
        if bytes.starts_with(binary::MAGIC) { binary::parse(bytes) } else { xml::parse(bytes) }
    }

    /// A member of an object.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        let Self::Map(members) = self else { return None };
        members.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The members of an object; none where it is none.
    pub(super) fn members(&self) -> &[(String, Self)] {
        if let Self::Map(members) = self { members } else { &[] }
    }

    /// The values of a list; none where it is none.
    pub(super) fn items(&self) -> &[Self] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// The text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The bytes, where there are some.
    pub(super) fn data(&self) -> Option<&[u8]> {
        if let Self::Data(bytes) = self { Some(bytes) } else { None }
    }

    /// The number, where it is a whole one.
    pub(super) fn int(&self) -> Option<i64> {
        if let Self::Int(number) = self { Some(*number) } else { None }
    }

    /// The number, whole or not.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "seconds of a date are far below 2^53")]
            Self::Int(number) => Some(*number as f64),
            Self::Real(number) => Some(*number),
            _ => None,
        }
    }
}

/// An NSKeyedArchiver list: objects that name each other by their place.
pub(super) struct Archive {
    list: Value,
}

impl Archive {
    /// Reads an archive.
    ///
    /// # Errors
    /// As [`Value::parse`].
    pub(super) fn parse(bytes: &[u8]) -> Result<Self> {
        Value::parse(bytes).map(|list| Self { list })
    }

    /// The first object.
    pub(super) fn root(&self) -> Option<&Value> {
        self.follow(self.list.member("$top")?.member("root")?)
    }

    /// The object that a reference names; any other value is itself.
    pub(super) fn follow<'a>(&'a self, value: &'a Value) -> Option<&'a Value> {
        let Value::Uid(place) = value else { return Some(value) };
        let objects = self.list.member("$objects")?.items();
        // A reference to a reference is not followed, so that none can lead round.
        objects.get(usize::try_from(*place).ok()?).filter(|value| !matches!(value, Value::Uid(_)))
    }

    /// A member of an object, by its own name or as a key of an archived dictionary.
    pub(super) fn member<'a>(&'a self, object: &'a Value, name: &str) -> Option<&'a Value> {
        if let Some(value) = object.member(name) {
            return self.follow(value);
        }
        let keys = object.member("NS.keys")?.items();
        let values = object.member("NS.objects")?.items();
        let place = keys.iter().position(|key| {
            self.follow(key).and_then(Value::text).is_some_and(|text| text == name)
        })?;
        self.follow(values.get(place)?)
    }

    /// The value at the end of a path of members, from the first object on.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(self.root()?, |object, name| self.member(object, name))
    }
}

fn fault(code: &'static str) -> Error {
    Malformed::new("plist", 0, code).into()
}

//! The forms of private values: which type each field has, and a party with its group.

use super::canonical::Value;
use super::word::Field;

impl Field {
    /// Whether `value`, canonical JSON, has the form that docs/spec/record.md, section 5, gives for
    /// the field.
    pub fn takes(self, value: &str) -> bool {
        match self {
            Self::Party => parsed(value).is_some_and(|value| is_named(&value, true)),
            Self::Own => parsed(value).is_some_and(|value| is_named(&value, false)),
            Self::Names => match parsed(value) {
                Some(Value::List(names)) => names.iter().all(|name| name.text().is_some()),
                _ => false,
            },
            Self::Contact
            | Self::Subject
            | Self::Body
            | Self::Pdu
            | Self::ServiceCentre
            | Self::Line => value.starts_with('"'),
            Self::Detail | Self::Location | Self::SourceRow => value.starts_with('{'),
        }
    }
}

fn parsed(value: &str) -> Option<Value> {
    Value::parse(value.as_bytes()).ok()
}

/// `{"group":…,"number":…,"shown":…}`, the group only where it may be there.
fn is_named(value: &Value, group: bool) -> bool {
    let Value::Map(members) = value else { return false };
    let typed = members.iter().all(|(key, value)| match (key.as_str(), value) {
        ("group", Value::List(members)) if group => members.iter().all(|m| is_named(m, false)),
        ("number" | "shown", Value::Text(_)) => true,
        _ => false,
    });
    typed && value.member("shown").is_some()
}

/// A number or name as shown, with its normalised form where that is known.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Named {
    /// As the phone or the file shows it; empty for a hidden number.
    pub shown: String,
    /// E.164 with `+`, or the digits of a short code or service number; absent for a name.
    pub number: Option<String>,
}

/// The other side of a contact.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Party {
    /// The sender of what came in, or the first receiver of what went out.
    pub name: Named,
    /// The other members of a group.
    pub group: Vec<Named>,
}

impl Named {
    /// The form that comparisons use: the number, else the text as shown.
    pub fn key(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.shown)
    }

    fn to_value(&self) -> Value {
        Value::Map(self.members())
    }

    fn members(&self) -> Vec<(String, Value)> {
        let number =
            self.number.iter().map(|number| ("number".into(), Value::Text(number.clone())));
        number.chain([("shown".into(), Value::Text(self.shown.clone()))]).collect()
    }

    fn take(value: Value) -> Option<Self> {
        let Value::Map(members) = value else { return None };
        let (mut shown, mut number) = (None, None);
        for (key, value) in members {
            match (key.as_str(), value) {
                ("shown", Value::Text(text)) => shown = Some(text),
                ("number", Value::Text(text)) => number = Some(text),
                ("shown" | "number", _) => return None,
                _ => {}
            }
        }
        Some(Self { shown: shown?, number })
    }
}

impl Party {
    /// One number, shown as `shown`.
    pub fn new(shown: &str, number: Option<&str>) -> Self {
        let name = Named { shown: shown.to_owned(), number: number.map(str::to_owned) };
        Self { name, group: Vec::new() }
    }

    /// The form that comparisons use.
    pub fn key(&self) -> &str {
        self.name.key()
    }

    /// What tells the conversation with these members: the keys of all, in order, each once.
    pub fn keys(&self) -> Vec<String> {
        let members = std::iter::once(&self.name).chain(&self.group);
        let keys: std::collections::BTreeSet<&str> = members.map(Named::key).collect();
        keys.into_iter().map(str::to_owned).collect()
    }

    /// `{"group":[…],"number":…,"shown":…}`, absent members left out.
    pub fn to_value(&self) -> Value {
        let group = self.group.iter().map(Named::to_value).collect::<Vec<_>>();
        let group = (!group.is_empty()).then(|| ("group".into(), Value::List(group)));
        Value::Map(group.into_iter().chain(self.name.members()).collect())
    }

    /// Reads what [`Self::to_value`] gives.
    pub fn from_value(value: &Value) -> Option<Self> {
        Self::take(value.clone())
    }

    /// As [`Self::from_value`], without copying the texts.
    pub(crate) fn take(mut value: Value) -> Option<Self> {
        let mut group = Vec::new();
        if let Value::Map(members) = &mut value
            && let Some(place) = members.iter().position(|(key, _)| key == "group")
        {
            let Value::List(members) = members.remove(place).1 else { return None };
            group = members.into_iter().map(Named::take).collect::<Option<_>>()?;
        }
        Some(Self { name: Named::take(value)?, group })
    }
}

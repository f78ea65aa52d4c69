//! Edited and unsent messages: what a message said before.

use super::super::plist::Value;
use super::super::typedstream;
use super::{moment, quoted, strip};
use crate::record::Millis;

/// The most versions of one message.
const MAX_VERSIONS: usize = 500;

/// What `message_summary_info` says.
#[derive(Default)]
pub(super) struct History {
    /// Each edited part with its versions, the oldest first.
    parts: Vec<(String, Vec<Told>)>,
    /// The parts that were unsent.
    unsent: Vec<i64>,
    /// Whether there is more of it than is read.
    pub(super) cut: bool,
}

/// A version as the list tells it: when, and what the part said.
type Told = (Option<Millis>, String);

/// A version of a message.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Version {
    /// When it came to be.
    pub(super) time: Millis,
    /// What it said.
    pub(super) text: String,
}

impl History {
    /// Reads it; none where it is no property list.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let list = Value::parse(bytes).ok()?;
        let all = list.member("ec").map(Value::members).unwrap_or_default();
        let count: usize = all.iter().map(|(_, versions)| versions.items().len()).sum();
        let parts = all.iter().map(|(part, versions)| {
            let versions = versions.items().iter().filter_map(|version| {
                let text = typedstream::text(version.member("t")?.data()?)?;
                let time = version.member("d").and_then(Value::number).and_then(moment);
                Some((time, text.to_owned()))
            });
            (part.clone(), versions.take(MAX_VERSIONS).collect())
        });
        let unsent = list.member("rp").map(Value::items).unwrap_or_default();
        let unsent = unsent.iter().filter_map(Value::int);
        let parts = parts.take(MAX_VERSIONS).collect();
        Some(Self { parts, unsent: unsent.collect(), cut: count > MAX_VERSIONS })
    }

    /// The unsent parts as a canonical list of texts.
    pub(super) fn unsent(&self) -> Option<String> {
        let parts = self.unsent.iter().map(|part| quoted(&part.to_string()));
        let parts = parts.collect::<Vec<_>>().join(",");
        (!parts.is_empty()).then(|| format!("[{parts}]"))
    }

    /// The versions of a message that was sent at `sent` and now says `body`, in order; none where
    /// it was never edited.
    pub(super) fn versions(
        &self,
        sent: Millis,
        body: Option<&str>,
        edited: Option<Millis>,
    ) -> Vec<Version> {
        let mut all: Vec<(Millis, &str, usize, Version)> = Vec::new();
        for (part, versions) in &self.parts {
            let mut before = sent;
            for (number, (time, text)) in versions.iter().enumerate() {
                let time = if number == 0 { sent } else { time.unwrap_or(sent).max(before) };
                before = time;
                all.push((time, part, number, Version { time, text: text.clone() }));
            }
        }
        all.sort_by(|a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)));
        let mut all: Vec<Version> = all.into_iter().map(|(.., version)| version).collect();
        all.truncate(MAX_VERSIONS);
        let last = self.parts.iter().filter_map(|(_, versions)| versions.last());
        let told = last.map(|(_, text)| strip(text)).any(|text| text.as_deref() == body);
        if let (Some(body), Some(version)) = (body.filter(|_| !told), all.last()) {
            let time = edited.unwrap_or(version.time);
            all.push(Version { time, text: body.to_owned() });
        }
        all
    }
}

//! Which rows are taken: those of conversations that a person chose.
//!
//! A whole phone is not evidence. docs/spec/ios-backup.md, 4.

use std::collections::{BTreeMap, BTreeSet};

use super::StoreKind;
use crate::error::Result;
use crate::record::{Channel, Millis, Party};

/// What is known of a row before it is taken.
#[derive(Debug)]
pub struct Met<'a> {
    /// The way of contact.
    pub channel: Channel,
    /// The other side.
    pub party: &'a Party,
    /// The name of the other side in the contacts, where the row says it.
    pub contact: Option<&'a str>,
    /// When; none where the row's time is not one.
    pub time: Option<Millis>,
    /// Why it would be left out if it were chosen.
    pub left_out: Option<&'static str>,
}

/// Whether a row is wanted; an error ends the reading.
pub type Choose<'a> = &'a mut dyn FnMut(&Met<'_>) -> Result<bool>;

/// What a person chose.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Choice {
    /// Whose rows.
    pub wanted: Wanted,
    /// The first instant that is wanted.
    pub since: Option<Millis>,
}

/// Whose rows a person chose.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Wanted {
    /// Everybody's.
    #[default]
    All,
    /// Those of every conversation with one of these: numbers in the form in which they compare,
    /// or names.
    Parties(BTreeSet<String>),
    /// Those of exactly these conversations, each by [`Party::keys`].
    Conversations(BTreeSet<Vec<String>>),
}

impl Choice {
    /// Everything.
    pub fn all() -> Self {
        Self::default()
    }

    /// Whether every row is wanted.
    pub fn is_all(&self) -> bool {
        self.wanted == Wanted::All && self.since.is_none()
    }

    /// Whether a row is wanted.
    pub fn takes(&self, met: &Met<'_>) -> bool {
        let late = match (self.since, met.time) {
            (Some(since), Some(time)) => time >= since,
            _ => true,
        };
        late && match &self.wanted {
            Wanted::All => true,
            Wanted::Parties(chosen) => {
                let mut members = std::iter::once(&met.party.name).chain(&met.party.group);
                members.any(|member| chosen.contains(member.key()))
            }
            Wanted::Conversations(chosen) => chosen.contains(&met.party.keys()),
        }
    }

    /// Notes which of the chosen parties a row names.
    pub fn note(&self, met: &Met<'_>, found: &mut BTreeSet<String>) {
        if let Wanted::Parties(chosen) = &self.wanted
            && found.len() < chosen.len()
        {
            let members = std::iter::once(&met.party.name).chain(&met.party.group);
            for key in members.filter_map(|member| chosen.get(member.key())) {
                if !found.contains(key) {
                    found.insert(key.clone());
                }
            }
        }
    }
}

/// A conversation that a backup holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Conversation {
    /// Who is in it.
    pub party: Party,
    /// The name of the other side in the contacts, where a row says it.
    pub contact: Option<String>,
    /// How many messages or calls of each store.
    pub counts: BTreeMap<StoreKind, u64>,
    /// The first and the last of them.
    pub span: Option<(Millis, Millis)>,
}

/// What a backup holds, by conversation.
#[derive(Debug, Default)]
pub struct Survey(BTreeMap<Vec<String>, Conversation>);

impl Survey {
    /// Counts a row.
    pub(super) fn add(&mut self, store: StoreKind, met: &Met<'_>) {
        if met.left_out.is_some() {
            return;
        }
        let entry = self.0.entry(met.party.keys()).or_insert_with(|| Conversation {
            party: met.party.clone(),
            contact: None,
            counts: BTreeMap::new(),
            span: None,
        });
        *entry.counts.entry(store).or_default() += 1;
        if entry.contact.is_none() {
            entry.contact = met.contact.map(str::to_owned);
        }
        if let Some(time) = met.time {
            let (first, last) = entry.span.unwrap_or((time, time));
            entry.span = Some((first.min(time), last.max(time)));
        }
    }

    /// The conversations, the largest first.
    pub fn conversations(self) -> Vec<Conversation> {
        let mut all: Vec<Conversation> = self.0.into_values().collect();
        let size = |one: &Conversation| one.counts.values().sum::<u64>();
        all.sort_by(|a, b| size(b).cmp(&size(a)).then_with(|| a.party.key().cmp(b.party.key())));
        all
    }
}

//! Files as evidence, and the calls that recordings belong to.

use std::collections::HashMap;

use dunlog_core::capture::file::{self, Match, match_call};
use dunlog_core::capture::recorder::{Facts, read_name};
use dunlog_core::capture::typed::{self, When};
use dunlog_core::chain::Hash;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Channel, Evidence, Kind, Millis, Offset, Relation, Source};
use dunlog_core::vault::Appended;

use crate::content::{NamedContent, Reading};
use crate::error::{Result, VaultError};
use crate::record::Record;
use crate::typed::TypedEntry;
use crate::vault::Vault;

/// What is said of a file that is evidence.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Exhibit {
    /// The kind of evidence.
    pub evidence: Evidence,
    /// How it came in: `relayed` where another program handed it over, `imported` from a folder,
    /// `typed` where the person picked it.
    pub source: Source,
    /// The number or name that it is about; without it the recorder's name for the file is read.
    #[uniffi(default)]
    pub party: Option<String>,
    /// The country (ISO 3166-1 alpha-2) that national numbers belong to.
    #[uniffi(default)]
    pub country: Option<String>,
    /// When it was made; without it the recorder's name for the file is read.
    #[uniffi(default)]
    pub when: Option<When>,
    /// When the file was last written, where neither the person nor its name says a time.
    #[uniffi(default)]
    pub modified: Option<Millis>,
    /// The details, by the keys of the kind of evidence.
    #[uniffi(default)]
    pub detail: HashMap<String, String>,
    /// The record that it belongs to: the call of a recording, or what it supports.
    #[uniffi(default)]
    pub of: Option<Hash>,
    /// The case that it is put into.
    #[uniffi(default)]
    pub case: Option<String>,
}

/// A file that is evidence now.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Attached {
    /// Its record.
    pub record: Appended,
    /// SHA-256 of the content.
    pub sha256: Hash,
    /// The size in bytes.
    pub size: u64,
}

/// A file in a folder of recordings.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct RecordingFile {
    /// Its name, without folders.
    pub name: String,
    /// When it was last written.
    pub modified: Option<Millis>,
}

/// What a recorder's name for a file says, and the calls that fit.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Recorded {
    /// Which recorder, by the form of the name.
    pub recorder: Option<String>,
    /// The number as shown.
    pub number: Option<String>,
    /// The calls whose start or end is its time and which nothing contradicts: none, one, or a tie
    /// that a person decides.
    pub calls: Vec<Hash>,
}

impl Exhibit {
    /// What the person, the name and the file's time say; the person first.
    fn facts(&self, name: &str) -> (Facts, Option<Offset>) {
        let mut facts = facts(name, self.modified);
        if let Some(party) = &self.party {
            (facts.number, facts.contact) = (Some(party.clone()), None);
        }
        let mut offset = None;
        match &self.when {
            Some(When::At(time, said)) => {
                (facts.time, facts.local, facts.blur, facts.offset) = (Some(*time), None, 0, None);
                offset = said.clone();
            }
            Some(When::Local(local)) => {
                (facts.time, facts.local) = (None, Some(local.clone()));
                (facts.blur, facts.offset) = (0, None);
            }
            None => {}
        }
        (facts, offset)
    }
}

/// What a file's name says; its own time where the name has none.
fn facts(name: &str, modified: Option<Millis>) -> Facts {
    let mut facts = read_name(name).unwrap_or_default();
    if facts.time.is_none() && facts.local.is_none() {
        facts.time = modified;
    }
    facts
}

#[uniffi::export]
impl Vault {
    /// Seals content into the vault as evidence, ties it to what it is `of`, and puts it into its
    /// case; each is a record of its own. Nothing is appended where the content ends badly, nor
    /// where the person stopped it: then there is none.
    ///
    /// # Errors
    /// `BadInput`: `content-unreadable`, `content-cut` where it is not as long as was said,
    /// `misuse` for a key that the kind does not have; `Locked`, `KeyLost`, `Damaged`,
    /// `StorageFull`.
    pub fn attach(
        &self,
        content: NamedContent,
        exhibit: Exhibit,
        now: Millis,
    ) -> Result<Option<Attached>> {
        let keys = typed::keys(Kind::File, Some(exhibit.evidence));
        if exhibit.detail.keys().any(|key| !keys.contains(&key.as_str())) {
            return Err(VaultError::bad("misuse"));
        }
        let name = content.name.clone();
        let (facts, offset) = exhibit.facts(&name);
        let Exhibit { evidence, source, country, detail, of, case, .. } = exhibit;
        let mut detail: Vec<_> =
            detail.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect();
        detail.sort();
        let detail = detail.into_iter().map(|(key, text)| (key, Value::Text(text))).collect();
        let mut vault = self.another()?;
        let of = of.map(|leaf| Ok::<_, VaultError>((leaf, relation(&vault, evidence, leaf)?)));
        let of = of.transpose()?;
        let mut reading = Reading::new(content);
        let said = file::Exhibit {
            name: &name,
            evidence,
            source,
            facts: &facts,
            offset,
            country: country.as_deref(),
            detail,
        };
        let draft = file::exhibit(&mut reading, said, &mut vault);
        let draft = match draft {
            Err(_) if reading.is_cancelled() => return Ok(None),
            draft => draft.map_err(|error| reading.explain(error))?,
        };
        let stored = draft.fact.attachments.first().cloned().ok_or(VaultError::bad("misuse"))?;
        let record = vault.append(draft, now)?;
        if let Some((leaf, relation)) = of {
            vault.append(typed::link(relation, record.leaf, leaf, None)?, now)?;
        }
        if case.is_some() {
            let entry = typed::Entry { case, about: vec![record.leaf], ..typed::Entry::default() };
            vault.append_typed(typed::Typed::Tag, entry, now)?;
        }
        let size = u64::try_from(stored.size).unwrap_or_default();
        Ok(Some(Attached { record, sha256: stored.sha256, size }))
    }

    /// [`Self::enter`] whose files are handed over as content; `entry.files` must be empty. None
    /// where the person stopped it, and then nothing was appended.
    ///
    /// # Errors
    /// As [`Self::enter`] and [`Self::attach`].
    pub fn enter_with(
        &self,
        what: typed::Typed,
        entry: TypedEntry,
        contents: Vec<NamedContent>,
        now: Millis,
    ) -> Result<Option<Appended>> {
        if !entry.files.is_empty() {
            return Err(VaultError::bad("misuse"));
        }
        let mut vault = self.another()?;
        let mut files = Vec::with_capacity(contents.len());
        for content in contents {
            let name = content.name.clone();
            let mut reading = Reading::new(content);
            let stored = file::enclose(&mut reading, &name, &mut vault);
            match stored {
                Err(_) if reading.is_cancelled() => return Ok(None),
                stored => files.push((stored.map_err(|error| reading.explain(error))?, name)),
            }
        }
        Ok(Some(vault.append_typed(what, entry.core(files), now)?))
    }

    /// What the names of recordings say, and which calls they may record, one each. Reads the whole
    /// log once.
    ///
    /// # Errors
    /// `Locked`, `KeyLost`, `Damaged`.
    pub fn recorded_calls(
        &self,
        files: Vec<RecordingFile>,
        country: Option<String>,
    ) -> Result<Vec<Recorded>> {
        let calls = self.another()?.calls()?;
        let recorded = files.into_iter().map(|RecordingFile { name, modified }| {
            let facts = facts(&name, modified);
            let calls = match match_call(&calls, &facts, country.as_deref()) {
                Match::None => Vec::new(),
                Match::One(call) => vec![call],
                Match::Tie(calls) => calls,
            };
            let Facts { recorder, number, .. } = facts;
            Recorded { recorder: recorder.map(str::to_owned), number, calls }
        });
        Ok(recorded.collect())
    }

    /// The records of some kinds, in the log's order. Reads the whole log, and lets appends pass.
    ///
    /// # Errors
    /// `Locked`, `KeyLost`, `Damaged`.
    pub fn records_of(&self, kinds: Vec<Kind>) -> Result<Vec<Record>> {
        let vault = self.another()?;
        let mut found = Vec::new();
        vault.for_each(0..vault.len(), |record| {
            if kinds.contains(&record.fact().kind) {
                found.push(Record::from(record));
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// A recording records a call; everything else supports what it is tied to.
fn relation(vault: &dunlog_core::vault::Vault, kind: Evidence, of: Hash) -> Result<Relation> {
    let Some(place) = vault.find(&of)? else { return Err(VaultError::bad("misuse")) };
    let is_call = vault.record(place)?.fact().channel == Some(Channel::Call);
    let records = kind == Evidence::Recording && is_call;
    Ok(if records { Relation::RecordingOf } else { Relation::Supports })
}

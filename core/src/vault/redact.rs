//! Redaction: what was private about an event is dropped for ever; the lines stay.
//!
//! docs/spec/vault.md, "Redaction". Line, chain and signature still verify; nothing of what was
//! dropped can be found in the folder afterwards, not even by who holds the key.

use std::collections::BTreeSet;
use std::fs;

use super::attachment::{FOLDER, INCOMING, Sealed};
use super::index::names;
use super::seal::{Domain, NONCE};
use super::sighting::{Day, Summary};
use super::write::{NO_BATCH, keeps_content};
use super::{Appended, Vault};
use crate::chain::Hash;
use crate::error::{Error, Malformed, Result};
use crate::event;
use crate::record::canonical::Value;
use crate::record::{Attachment, Draft, Fact, Field, Kind, Millis, Openings, Record, Source};

/// The most records that one redaction names.
const MAX_TARGETS: usize = 1_000;

/// What a redaction dropped.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Redacted {
    /// The record that says so.
    pub record: Appended,
    /// The records that have no openings any more: all sightings of the event.
    pub targets: Vec<Hash>,
    /// The content that is gone: attachments, and kept files that held a row of it.
    pub attachments: Vec<Attachment>,
    /// Whether the write-ahead log could be cut at once; if not, somebody is reading, and closing
    /// the vault does it.
    pub settled: bool,
}

impl Vault {
    /// Drops the openings of the record `leaf` and of every other sighting of its event, with the
    /// attachments that no other record names, their index entries, and each kept file that holds
    /// one of the rows; appends a record that says when and why.
    ///
    /// `reason` is a word; `detail` stays private, as every detail.
    ///
    /// # Errors
    /// `Misuse` where there is no such record or it has no openings left, `Malformed` where the
    /// reason is no word; `Damaged`, `Database`, `Keystore`, `StorageFull`.
    pub fn redact(
        &mut self,
        leaf: &Hash,
        reason: &str,
        detail: &Value,
        now: Millis,
    ) -> Result<Redacted> {
        let index = self.find(leaf)?.ok_or(Error::Misuse("there is no record with this id"))?;
        let record = self.record(index)?;
        let targets = self.sightings_with(record)?;
        if targets.iter().all(|target| target.openings.is_empty()) {
            return Err(Error::Misuse("the record is redacted already"));
        }
        if targets.len() > MAX_TARGETS {
            return Err(Malformed::new("record", 0, "list-too-long").into());
        }
        let files = self.files_with(&targets)?;
        let mut gone = Vec::new();
        let (appended, attachments) = self.transaction(|vault| {
            let mut attachments = Vec::new();
            for target in &targets {
                vault.close_row(target)?;
                vault.leave(target)?;
                if keeps_content(target.fact()) {
                    for item in &target.fact().attachments {
                        let whole = files.contains(&item.sha256);
                        vault.release(item, whole, &mut gone, &mut attachments)?;
                    }
                }
            }
            for file in &files {
                if let Some(item) = vault.held_file(file)? {
                    vault.release(&item, true, &mut gone, &mut attachments)?;
                }
            }
            let mut fact = Fact::new(Kind::Redaction, Source::Program);
            fact.targets = targets.iter().map(|target| target.leaf).collect();
            fact.reason = Some(reason.to_owned());
            fact.attachments = attachments.clone();
            let draft = Draft::new(fact).with(Field::Detail, detail);
            Ok((vault.place(draft, now)?, attachments))
        })?;
        for name in gone {
            for folder in [FOLDER, INCOMING] {
                let _ = fs::remove_file(self.folder.join(folder).join(&name));
            }
        }
        let settled = self.database.settle(true)?;
        let targets = targets.iter().map(|target| target.leaf).collect();
        Ok(Redacted { record: appended, targets, attachments, settled })
    }

    /// All sightings of the event that `record` is one of; the record alone if it is no event.
    fn sightings_with(&self, record: Record) -> Result<Vec<Record>> {
        let (Some(summary), Some(party)) = (Summary::of(&record), record.party()) else {
            return Ok(vec![record]);
        };
        let day = Day::of(summary.time);
        let mut near = Vec::new();
        for day in [Day(day.0 - 1), day, Day(day.0 + 1)] {
            near.extend(self.summaries(day, Some(&party))?);
        }
        near.sort_by_key(|summary| summary.sighting.index);
        let sightings: Vec<_> = near.into_iter().map(|summary| summary.sighting).collect();
        let events = event::group(&sightings).events;
        let own = |event: &event::Event| {
            event.sightings.iter().any(|i| sightings[*i].index == record.index)
        };
        let Some(event) = events.iter().find(|event| own(event)) else { return Ok(vec![record]) };
        let mut places: Vec<u64> = event.sightings.iter().map(|i| sightings[*i].index).collect();
        places.sort_unstable();
        places.into_iter().map(|place| self.record(place)).collect()
    }

    /// The kept files that hold a row of one of `targets`: the one it was read from, those whose
    /// rows repeat it, and the bundle that an admitted record came in.
    fn files_with(&self, targets: &[Record]) -> Result<BTreeSet<Hash>> {
        let feeds = targets.iter().filter_map(|target| target.fact().feed.as_ref()?.file);
        let bundles =
            targets.iter().filter_map(|target| Some(target.fact().admits.as_ref()?.bundle));
        let mut files: BTreeSet<Hash> = feeds.chain(bundles).collect();
        for file in self.repeating_files()? {
            let mut part = 0;
            while let Some(places) = self.entry(&self.repeats_key(&file, part))? {
                let mut places = places
                    .chunks_exact(8)
                    .map(|place| u64::from_le_bytes(place.try_into().unwrap_or([u8::MAX; 8])));
                if places.any(|place| targets.iter().any(|target| target.index == place)) {
                    files.insert(file);
                }
                part += 1;
            }
        }
        Ok(files)
    }

    /// A file whose content is kept, as an attachment; its record says the media type.
    fn held_file(&self, file: &Hash) -> Result<Option<Attachment>> {
        let Some(sealed) = self.sealed_attachment(file)? else { return Ok(None) };
        let mut found = None;
        self.scan(0..self.len(), |_, _, record| {
            if let (None, Ok(record)) = (&found, record) {
                let mut items = record.line.fact.attachments.into_iter();
                found = items.find(|item| item.sha256 == *file);
            }
            Ok(())
        })?;
        let size = i64::try_from(sealed.size).expect("at most 4 GiB");
        let media_type = "application/octet-stream".to_owned();
        Ok(Some(found.unwrap_or(Attachment { sha256: *file, size, media_type })))
    }

    /// Seals the row of `target` anew without its openings.
    fn close_row(&mut self, target: &Record) -> Result<()> {
        let nonce: [u8; NONCE] = self.chance.array(&*self.keystore)?;
        let line = target.line.to_canonical()?;
        let mut sealed = Vec::new();
        let nothing = Openings::default();
        self.seals.row(target.index, &target.leaf, &line, &nothing, &nonce, &mut sealed);
        let sql = "UPDATE record SET sealed = ?2 WHERE place = ?1";
        self.database.connection.prepare_cached(sql)?.execute((target.index, sealed))?;
        Ok(())
    }

    /// Takes a record out of the indexes and counts; its source row is marked as redacted.
    fn leave(&mut self, target: &Record) -> Result<()> {
        let connection = &self.database.connection;
        if let Some(key) = self.row_key_of(target) {
            connection.execute("DELETE FROM source_row WHERE key = ?1", [key])?;
            connection.execute("INSERT OR IGNORE INTO redacted_row VALUES (?1)", [key])?;
        }
        let Some(summary) = Summary::of(target) else { return Ok(()) };
        let day = Day::of(summary.time);
        let day_key = self.day_key(day);
        let sql = "DELETE FROM day WHERE key = ?1 AND place = ?2";
        if connection.execute(sql, (day_key, target.index))? == 0 {
            return Ok(());
        }
        for name in names(target.party()) {
            let sql = "DELETE FROM party WHERE key = ?1 AND place = ?2";
            connection.execute(sql, (self.party_key(name.key(), day), target.index))?;
            self.batch.as_mut().ok_or(NO_BATCH)?.book.count_party(name, day, -1);
        }
        self.batch.as_mut().ok_or(NO_BATCH)?.book.count(day, -1);
        Ok(())
    }

    /// Counts one record less that names `item`, and drops the content with the last one, or at
    /// once where it is `whole`.
    fn release(
        &mut self,
        item: &Attachment,
        whole: bool,
        gone: &mut Vec<String>,
        dropped: &mut Vec<Attachment>,
    ) -> Result<()> {
        let key = self.seals.blind(Domain::Attachment, &[&item.sha256.0]);
        let held = self.entry(&key)?.and_then(|plain| Sealed::from_bytes(&plain));
        let Some(mut sealed) = held else { return Ok(()) };
        sealed.uses = sealed.uses.saturating_sub(1);
        if sealed.uses > 0 && !whole {
            return self.put_entry(&key, &sealed.to_bytes());
        }
        self.drop_entry(&key)?;
        self.database
            .connection
            .execute("DELETE FROM attachment WHERE name = ?1", [sealed.name])?;
        gone.push(sealed.file_name());
        dropped.push(item.clone());
        Ok(())
    }
}

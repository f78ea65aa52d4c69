//! A dry run: what an import would come to, with nothing written.
//!
//! docs/spec/capture.md, "The outcome".

use std::collections::HashSet;
use std::io::Read;

use sha2::{Digest, Sha256};

use super::import::Met;
use super::read::Counts;
use super::seal::Blind;
use super::sighting::Summary;
use super::{Imported, MAX_ATTACHMENT, Vault};
use crate::capture::{Emit, Item, Sink};
use crate::chain::{Hash, leaf_hash};
use crate::error::{Malformed, Result};
use crate::event::Sighting;
use crate::record::{Attachment, Draft, Millis, Record};

/// What a rehearsed record says of its append; nobody sees it.
const RECORDED: Millis = Millis(1_700_000_000_000);

/// Imports that only count. Files that are rehearsed one after another know of each other.
pub struct Rehearsal<'v> {
    vault: &'v Vault,
    rows: HashSet<Blind>,
    sightings: Vec<Sighting>,
    met: Met,
}

impl std::fmt::Debug for Rehearsal<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rehearsal").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}

impl Vault {
    /// Begins a dry run over this vault.
    pub fn rehearse(&self) -> Rehearsal<'_> {
        let met = Met::default();
        Rehearsal { vault: self, rows: HashSet::new(), sightings: Vec::new(), met }
    }
}

impl Rehearsal<'_> {
    /// The vault that it is over.
    pub const fn vault(&self) -> &Vault {
        self.vault
    }

    /// What [`Vault::import`] would take and leave out; `first` and `last` stay empty.
    ///
    /// # Errors
    /// What `read` returns, but for a cancel; `Malformed` where a draft breaks the record's rules.
    pub fn import(
        &mut self,
        read: impl FnOnce(&mut dyn Sink, Emit<'_>) -> Result<()>,
    ) -> Result<Imported> {
        self.met = Met::default();
        let mut outcome = Imported::default();
        let done = read(&mut Hasher, &mut |item| self.take(item, &mut outcome));
        outcome.end(done)?;
        Ok(outcome)
    }

    /// How many events of each channel there are, and how many there would be.
    ///
    /// # Errors
    /// `Damaged` where the index of events does not open.
    pub fn count_events(self) -> Result<[Counts; 2]> {
        self.vault.count_events_with(&self.sightings)
    }

    fn take(&mut self, item: Item, outcome: &mut Imported) -> Result<()> {
        match item {
            Item::Draft(draft) => self.place(*draft, outcome),
            Item::Skip(skip) => {
                outcome.skip(skip);
                Ok(())
            }
            Item::Cut { byte } => {
                outcome.cut = Some(byte);
                Ok(())
            }
        }
    }

    fn place(&mut self, draft: Draft, outcome: &mut Imported) -> Result<()> {
        outcome.count(&draft, &mut self.met);
        if let Some(key) = self.vault.row_key(&draft) {
            if !self.rows.insert(key) || self.vault.place_of_row(&key)?.is_some() {
                outcome.duplicates += 1;
                return Ok(());
            }
            outcome.again_after_redaction += u64::from(self.vault.was_redacted(&key)?);
        }
        outcome.appended += 1;
        let salts = vec![0; draft.salt_bytes()];
        let (line, openings, text) = draft.place(Hash::ZERO, 1, RECORDED, &salts)?;
        let index = self.vault.len() + self.sightings.len() as u64;
        let leaf = leaf_hash(text.as_bytes());
        let summary = Summary::of(&Record { index, leaf, line, openings });
        // Through its stored form, which is what it will be compared in.
        let stored = summary.and_then(|summary| Summary::from_bytes(&summary.to_bytes(), index));
        self.sightings.extend(stored.map(|summary| summary.sighting));
        Ok(())
    }
}

/// Takes content by its hash alone.
struct Hasher;

impl Sink for Hasher {
    fn attach(&mut self, content: &mut dyn Read, media_type: &str) -> Result<Attachment> {
        let mut state = Sha256::new();
        let mut size = 0_u64;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match content.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => {
                    state.update(&buffer[..read]);
                    size += read as u64;
                }
                Err(fault) if fault.kind() == std::io::ErrorKind::Interrupted => {}
                Err(fault) => return Err(fault.into()),
            }
            if size > MAX_ATTACHMENT {
                return Err(Malformed::new("attachment", 0, "attachment-too-large").into());
            }
        }
        let size = i64::try_from(size).expect("at most 4 GiB");
        let sha256 = Hash(state.finalize().into());
        Ok(Attachment { sha256, size, media_type: media_type.to_owned() })
    }
}

//! What a person enters: visits, statements, marks of a case.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use dunlog_core::capture::typed::{Typed, When};
use dunlog_core::capture::{file, number, typed};
use dunlog_core::chain::Hash;
use dunlog_core::record::{Attachment, Evidence, Kind, Millis, Party, Relation};
use dunlog_core::vault::Appended;

use crate::error::Result;
use crate::vault::Vault;

/// What entries of every kind may say.
#[derive(Clone, Debug, Default, uniffi::Record)]
pub struct TypedEntry {
    /// When it happened or was said; a contact and a note must say it.
    #[uniffi(default)]
    pub when: Option<When>,
    /// Whom it is about.
    #[uniffi(default)]
    pub party: Option<Party>,
    /// The case it belongs to: a short id of lower-case letters, digits and underscores.
    #[uniffi(default)]
    pub case: Option<String>,
    /// The records it speaks of.
    #[uniffi(default)]
    pub about: Vec<Hash>,
    /// From when it holds.
    #[uniffi(default)]
    pub from: Option<Millis>,
    /// Until when it holds, not included.
    #[uniffi(default)]
    pub to: Option<Millis>,
    /// The details, by the keys that [`detail_keys`] lists.
    #[uniffi(default)]
    pub detail: HashMap<String, String>,
    /// Files that belong to it; their content is sealed into the vault.
    #[uniffi(default)]
    pub files: Vec<EnclosedFile>,
}

/// A file to be sealed into the vault.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct EnclosedFile {
    /// Where it lies; it is read as a stream.
    pub path: String,
    /// Its name for people; the path's last part without one.
    #[uniffi(default)]
    pub name: Option<String>,
}

impl EnclosedFile {
    pub(crate) fn name(&self) -> String {
        let last =
            || Path::new(&self.path).file_name().unwrap_or_default().to_string_lossy().into();
        self.name.clone().unwrap_or_else(last)
    }
}

impl TypedEntry {
    /// Core's entry, with the files that were sealed already.
    pub(crate) fn core(self, files: Vec<(Attachment, String)>) -> typed::Entry {
        let Self { when, party, case, about, from, to, detail, files: _ } = self;
        let mut detail: Vec<_> = detail.into_iter().collect();
        detail.sort();
        typed::Entry { when, party, case, about, from, to, detail, files }
    }
}

/// The detail keys of a kind; for statements, of a kind of evidence.
#[uniffi::export]
pub fn detail_keys(kind: Kind, evidence: Option<Evidence>) -> Vec<String> {
    typed::keys(kind, evidence).iter().map(|key| (*key).to_owned()).collect()
}

/// A number or name as typed, normalised where it is a number; `country` (ISO 3166-1 alpha-2) is
/// where national numbers belong.
#[uniffi::export]
pub fn party(shown: String, country: Option<String>) -> Party {
    Party { name: number::named(&shown, country.as_deref()), group: Vec::new() }
}

#[uniffi::export]
impl Vault {
    /// Appends what a person enters; when this returns, it is on the disk. A contact or a note
    /// that names a case is put into it by a tag of its own, in the same transaction.
    ///
    /// # Errors
    /// `BadInput` for an entry that does not fit its kind, and for a file that cannot be read;
    /// `Locked`, `KeyLost`, `Damaged`, `StorageFull`.
    pub fn enter(&self, what: Typed, entry: TypedEntry, now: Millis) -> Result<Appended> {
        if entry.files.is_empty() {
            return Ok(self.live().append_typed(what, entry.core(Vec::new()), now)?);
        }
        // A long recording must not keep a live append waiting.
        let mut vault = self.another()?;
        let mut enclosed = Vec::with_capacity(entry.files.len());
        for item in &entry.files {
            let mut content = File::open(&item.path)?;
            let name = item.name();
            enclosed.push((file::enclose(&mut content, &name, &mut vault)?, name));
        }
        Ok(vault.append_typed(what, entry.core(enclosed), now)?)
    }

    /// Ties two records.
    ///
    /// # Errors
    /// As [`Self::enter`].
    pub fn link(
        &self,
        relation: Relation,
        first: Hash,
        second: Hash,
        words: Option<String>,
        now: Millis,
    ) -> Result<Appended> {
        let draft = typed::link(relation, first, second, words.as_deref())?;
        Ok(self.live().append(draft, now)?)
    }
}

//! What a person enters, with the tag that puts it into its case.

use super::{Appended, Vault};
use crate::capture::typed::{self, Entry, Typed};
use crate::error::Result;
use crate::record::{Kind, Millis};

impl Vault {
    /// Appends what a person enters. An event belongs to a case by a tag, so one that names a case
    /// is followed by its tag, in the same transaction; what it gives is the entry's own record.
    ///
    /// # Errors
    /// Those of [`Typed::draft`] and [`Vault::append`].
    pub fn append_typed(&mut self, what: Typed, mut entry: Entry, now: Millis) -> Result<Appended> {
        let case = if what.kind() == Kind::Event { entry.case.take() } else { None };
        let draft = what.draft(entry)?;
        self.transaction(|vault| {
            let appended = vault.place(draft, now)?;
            if case.is_some() {
                let tag = Entry { case, about: vec![appended.leaf], ..Entry::default() };
                vault.place(typed::tag(tag)?, now)?;
            }
            Ok(appended)
        })
    }
}

//! A part of the vault becomes a bundle; what it discloses is told before.

use std::collections::HashMap;
use std::sync::Arc;

use dunlog_core::Error;
use dunlog_core::bundle::disclose::{self, PreviewFile, PreviewParty, Selection};
use dunlog_core::bundle::export;
use dunlog_core::chain::Hash;
use dunlog_core::record::{Field, Kind, Millis};

use crate::error::{Result, VaultError};
use crate::file::write_new;
use crate::progress::{Asking, Progress};
use crate::rule::Pack;
use crate::vault::Vault;

/// What a bundle shows and what stays hidden.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Preview {
    /// The other sides that are shown, third persons first.
    pub parties: Vec<PreviewParty>,
    /// Source files that are enclosed although they hold more than what was chosen.
    pub sources: Vec<PreviewFile>,
    /// The other files that are enclosed.
    pub files: Vec<PreviewFile>,
    /// Other people's bundles that are enclosed whole: nothing in them can be masked.
    pub admitted: u64,
    /// Lines outside of the selection that stand in every bundle, closed: how many of each kind.
    pub closed: HashMap<Kind, u64>,
    /// How many fields of shown lines stay closed: masked, redacted, or outside of the selection.
    pub fields_closed: u64,
    /// The short ids of other cases that these lines name in public.
    pub other_cases: Vec<String>,
    /// Lines that are shown.
    pub shown: u64,
    /// Records of which only the leaf hash is shown.
    pub hidden: u64,
    /// Records whose openings were dropped for ever.
    pub redacted: u64,
    /// Fields withheld from every record.
    pub masks: Vec<Field>,
    /// Where numbers are masked: shown records that say something in words of their own or have
    /// files, in which those whom the mask hides may still be named.
    pub speaking: u64,
    /// The chosen parties and the chosen case, as typed, that no record names.
    pub unmatched: Vec<String>,
}

impl From<disclose::Preview> for Preview {
    fn from(preview: disclose::Preview) -> Self {
        let disclose::Preview {
            parties,
            sources,
            files,
            admitted,
            closed,
            other_cases,
            shown,
            hidden,
            redacted,
            fields_closed,
            masks,
            speaking,
            unmatched,
        } = preview;
        Self {
            parties,
            sources,
            files,
            admitted,
            closed: closed.into_iter().collect(),
            fields_closed,
            other_cases: other_cases.into_iter().collect(),
            shown,
            hidden,
            redacted,
            masks,
            speaking,
            unmatched,
        }
    }
}

#[uniffi::export]
impl Vault {
    /// Tells what a bundle of `selection` would disclose, without writing anything.
    ///
    /// # Errors
    /// `Locked`, `KeyLost`, `Damaged`.
    pub fn preview(&self, selection: Selection) -> Result<Preview> {
        Ok(export::preview(&self.another()?, &selection)?.into())
    }

    /// Writes a bundle to a new file and tells what it discloses; none where the person stopped
    /// it, and then there is no file.
    ///
    /// `program` names the app and its version in the bundle.
    ///
    /// # Errors
    /// `BadInput`, `file-exists`; `Locked`, `KeyLost`, `Damaged`, `StorageFull`.
    pub fn export_bundle(
        &self,
        file: String,
        selection: Selection,
        pack: &Pack,
        program: String,
        progress: Option<Arc<dyn Progress>>,
        now: Millis,
    ) -> Result<Option<Preview>> {
        let (selection, pack, program) = (&selection, &pack.0, program.as_str());
        let request = export::Request { selection, pack, program, time: now };
        let asking = Asking::new(progress, 0);
        let vault = self.another()?;
        let written = write_new(&file, |out| {
            asking.proceed().map_err(Stopped::from)?;
            let done =
                export::export(&vault, request, out, &mut |done, total| asking.at(done, total));
            Ok(done.map_err(Stopped::from)?.0)
        });
        match written {
            Ok(preview) => Ok(Some(preview.into())),
            Err(Stopped::Cancelled) => Ok(None),
            Err(Stopped::Failed(fault)) => Err(fault),
        }
    }

    /// Writes the content of an attachment to a new file.
    ///
    /// # Errors
    /// `BadInput`, `misuse` where the vault does not keep it, `file-exists`; `Damaged`,
    /// `StorageFull`.
    pub fn save_attachment(&self, sha256: Hash, file: String) -> Result<()> {
        let mut content = self.read(|vault| vault.attachment(&sha256))?;
        write_new(&file, |out| Ok(std::io::copy(&mut content, out).map(|_| ())?))
    }
}

/// Why no bundle was written.
enum Stopped {
    /// The person stopped it.
    Cancelled,
    /// It failed.
    Failed(VaultError),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        match error {
            Error::Cancelled => Self::Cancelled,
            other => Self::Failed(other.into()),
        }
    }
}

impl From<std::io::Error> for Stopped {
    fn from(fault: std::io::Error) -> Self {
        Self::Failed(fault.into())
    }
}

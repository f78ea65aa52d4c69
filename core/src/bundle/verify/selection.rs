//! What the audit asks of `data/selection.json` (docs/spec/audit.md, step 4 and those after it).

use super::file::Files;
use crate::bundle::audit::Findings;
use crate::bundle::bagit::Info;
use crate::bundle::disclose;
use crate::bundle::name;
use crate::bundle::selection::Stated;
use crate::chain::Hash;
use crate::error::{Error, Result};
use crate::record::Field;

const PLACE: &str = "data/selection.json:1";

/// What was selected, as far as the file can be read.
#[derive(Default)]
pub(super) struct Selection {
    /// By [`Field::index`]: whether the field is masked, by itself or along with another.
    masked: [bool; Field::COUNT],
    stated: Option<Stated>,
    /// What was chosen; everything where the file cannot be read.
    pub(super) chosen: disclose::Selection,
}

impl Selection {
    /// Reads the file; a file that cannot be read masks and withholds nothing.
    pub(super) fn read(
        files: &mut Files<'_>,
        findings: &mut Findings,
        info: Option<&Info>,
    ) -> Result<Self> {
        let Some((bytes, _)) = files.small(name::SELECTION, findings)? else {
            return Ok(Self::default());
        };
        let stated = match Stated::parse(&bytes) {
            Ok(stated) => stated,
            Err(Error::Unsupported { .. }) => {
                findings.issue("unsupported-version", PLACE);
                return Ok(Self::default());
            }
            Err(_) => {
                findings.issue("selection-malformed", PLACE);
                return Ok(Self::default());
            }
        };
        if info.is_some_and(|info| (&stated.program, stated.time) != (&info.software, info.time)) {
            findings.issue("selection-mismatch", PLACE);
        }
        let mut masked = [false; Field::COUNT];
        for field in stated.selection.masked() {
            masked[field.index()] = true;
        }
        let chosen = stated.selection.clone();
        Ok(Self { masked, stated: Some(stated), chosen })
    }

    pub(super) const fn is_masked(&self, field: Field) -> bool {
        self.masked[field.index()]
    }

    pub(super) fn masks_any(&self) -> bool {
        self.masked.contains(&true)
    }

    pub(super) fn withholds(&self, sha256: &Hash) -> bool {
        self.stated.as_ref().is_some_and(|stated| stated.withheld.binary_search(sha256).is_ok())
    }

    /// Compares the counts with what was found.
    pub(super) fn compare(&self, shown: u64, hidden: u64, redacted: u64, findings: &mut Findings) {
        let differs = |stated: &Stated| {
            (stated.shown, stated.hidden, stated.redacted) != (shown, hidden, redacted)
        };
        if self.stated.as_ref().is_some_and(differs) {
            findings.issue("selection-mismatch", PLACE);
        }
    }
}

//! `data/selection.json`: what the exporter says is shown, masked and withheld.

use super::file::Files;
use crate::bundle::audit::Findings;
use crate::bundle::bagit::Info;
use crate::bundle::name;
use crate::chain::Hash;
use crate::error::Result;
use crate::record::Field;
use crate::record::canonical::Value;

const PLACE: &str = "data/selection.json:1";

/// What was selected.
#[derive(Default)]
pub(super) struct Selection {
    /// By [`Field::index`]: whether the field is masked, by itself or along with another.
    masked: [bool; Field::COUNT],
    /// Attachments left out on purpose, ascending.
    withheld: Vec<Hash>,
    /// Shown, hidden, redacted.
    counts: Option<[u64; 3]>,
    /// The other sides that it names.
    pub(super) parties: Vec<String>,
    /// The case that it names.
    pub(super) case: Option<String>,
    /// The start of the span that it names, and its end.
    pub(super) from: Option<i64>,
    pub(super) to: Option<i64>,
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
        let parsed = bytes.strip_suffix(b"\n").and_then(|line| Value::parse(line).ok());
        let Some(value) = parsed else {
            findings.issue("selection-malformed", PLACE);
            return Ok(Self::default());
        };
        if value.member("version").and_then(Value::int).is_some_and(|version| version > 1) {
            findings.issue("unsupported-version", PLACE);
            return Ok(Self::default());
        }
        let Some(selection) = Self::from_value(&value) else {
            findings.issue("selection-malformed", PLACE);
            return Ok(Self::default());
        };
        let program = value.member("program").and_then(Value::text);
        let time = value.member("time").and_then(Value::int);
        if info.is_some_and(|info| {
            (program, time) != (Some(info.software.as_str()), Some(info.time.0))
        }) {
            findings.issue("selection-mismatch", PLACE);
        }
        Ok(selection)
    }

    fn from_value(value: &Value) -> Option<Self> {
        let mut selection = Self::default();
        let list = |member| match value.member(member) {
            Some(Value::List(items)) => Some(items),
            _ => None,
        };
        for item in list("masks")? {
            let field = Field::parse(item.text()?)?;
            for masked in field.hidden_with().iter().chain([&field]) {
                selection.masked[masked.index()] = true;
            }
        }
        for item in list("withheld")? {
            let hash = Hash::parse(item.text()?)?;
            if selection.withheld.last().is_some_and(|last| *last >= hash) {
                return None;
            }
            selection.withheld.push(hash);
        }
        let counts = value.member("counts")?;
        let count = |member| u64::try_from(counts.member(member)?.int()?).ok();
        selection.counts = Some([count("shown")?, count("hidden")?, count("redacted")?]);
        let Value::Map(chosen) = value.member("selection")? else { return None };
        for (member, value) in chosen {
            match (member.as_str(), value) {
                ("case", Value::Text(case)) => selection.case = Some(case.clone()),
                ("from", Value::Int(time)) => selection.from = Some(*time),
                ("to", Value::Int(time)) => selection.to = Some(*time),
                ("party", Value::List(parties)) => {
                    let named = parties.iter().map(|party| party.text().map(str::to_owned));
                    selection.parties = named.collect::<Option<_>>()?;
                }
                _ => return None,
            }
        }
        let complete = value.member("version")?.int() == Some(1)
            && value.member("program")?.text().is_some()
            && value.member("time")?.int().is_some();
        complete.then_some(selection)
    }

    pub(super) const fn is_masked(&self, field: Field) -> bool {
        self.masked[field.index()]
    }

    pub(super) fn masks_any(&self) -> bool {
        self.masked.contains(&true)
    }

    pub(super) fn withholds(&self, sha256: &Hash) -> bool {
        self.withheld.binary_search(sha256).is_ok()
    }

    /// Compares the counts with what was found.
    pub(super) fn compare(&self, shown: u64, hidden: u64, redacted: u64, findings: &mut Findings) {
        if self.counts.is_some_and(|counts| counts != [shown, hidden, redacted]) {
            findings.issue("selection-mismatch", PLACE);
        }
    }
}

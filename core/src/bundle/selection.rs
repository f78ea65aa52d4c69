//! `data/selection.json`: what the exporter says is shown, masked and withheld
//! (docs/spec/bundle.md, section 4). The one place that writes it and reads it.

use super::disclose::Selection;
use crate::chain::Hash;
use crate::error::{Error, Malformed, Result};
use crate::record::canonical::Value;
use crate::record::{Field, Millis};

const VERSION: i64 = 1;

/// What the file says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Stated {
    /// What was chosen; the masks as they are listed, no sources.
    pub(super) selection: Selection,
    /// Attachments left out on purpose, ascending.
    pub(super) withheld: Vec<Hash>,
    /// Lines shown.
    pub(super) shown: u64,
    /// Records of which only the leaf is there.
    pub(super) hidden: u64,
    /// Records that redactions name.
    pub(super) redacted: u64,
    /// The program that made the bundle.
    pub(super) program: String,
    /// When.
    pub(super) time: Millis,
}

impl Stated {
    /// The content of the file, its last line end included.
    pub(super) fn to_text(&self) -> String {
        let Selection { parties, case, from, to, masks, sources: _ } = &self.selection;
        let text = |text: &str| Value::Text(text.to_owned());
        let count = |n: u64| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
        let mut chosen = Vec::new();
        chosen.extend(case.iter().map(|case| ("case".to_owned(), text(case))));
        chosen.extend(from.map(|time| ("from".to_owned(), Value::Int(time.0))));
        chosen.extend(to.map(|time| ("to".to_owned(), Value::Int(time.0))));
        if !parties.is_empty() {
            let list = parties.iter().map(|party| text(party)).collect();
            chosen.push(("party".to_owned(), Value::List(list)));
        }
        let counts = Value::map(vec![
            ("hidden".into(), count(self.hidden)),
            ("redacted".into(), count(self.redacted)),
            ("shown".into(), count(self.shown)),
        ]);
        let masks = masks.iter().map(|field| text(field.word())).collect();
        let withheld = self.withheld.iter().map(|hash| Value::Text(hash.to_hex())).collect();
        let whole = Value::map(vec![
            ("counts".into(), counts),
            ("masks".into(), Value::List(masks)),
            ("program".into(), text(&self.program)),
            ("selection".into(), Value::map(chosen)),
            ("time".into(), Value::Int(self.time.0)),
            ("version".into(), Value::Int(VERSION)),
            ("withheld".into(), Value::List(withheld)),
        ]);
        whole.to_canonical() + "\n"
    }

    /// Reads the content of the file.
    ///
    /// # Errors
    /// `Malformed`, code `selection-malformed`; `Unsupported` for a newer version.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self> {
        let malformed = || Malformed::new("bundle", 0, "selection-malformed");
        let line = bytes.strip_suffix(b"\n").ok_or_else(malformed)?;
        let value = Value::parse(line).map_err(|_| malformed())?;
        if let Some(version) = value.member("version").and_then(Value::int)
            && version > VERSION
        {
            return Err(Error::Unsupported {
                format: "selection",
                version: version.unsigned_abs(),
            });
        }
        Self::from_value(&value).ok_or_else(|| malformed().into())
    }

    fn from_value(value: &Value) -> Option<Self> {
        let list = |member| match value.member(member) {
            Some(Value::List(items)) => Some(items),
            _ => None,
        };
        let mut selection = Selection::all();
        for item in list("masks")? {
            selection.masks.push(Field::parse(item.text()?)?);
        }
        let mut withheld: Vec<Hash> = Vec::new();
        for item in list("withheld")? {
            let hash = Hash::parse(item.text()?)?;
            if withheld.last().is_some_and(|last| *last >= hash) {
                return None;
            }
            withheld.push(hash);
        }
        let Value::Map(chosen) = value.member("selection")? else { return None };
        for (member, value) in chosen {
            match (member.as_str(), value) {
                ("case", Value::Text(case)) => selection.case = Some(case.clone()),
                ("from", Value::Int(time)) => selection.from = Some(Millis(*time)),
                ("to", Value::Int(time)) => selection.to = Some(Millis(*time)),
                ("party", Value::List(parties)) => {
                    let named = parties.iter().map(|party| party.text().map(str::to_owned));
                    selection.parties = named.collect::<Option<_>>()?;
                }
                _ => return None,
            }
        }
        let counts = value.member("counts")?;
        let count = |member| u64::try_from(counts.member(member)?.int()?).ok();
        (value.member("version")?.int()? == VERSION).then_some(())?;
        Some(Self {
            selection,
            withheld,
            shown: count("shown")?,
            hidden: count("hidden")?,
            redacted: count("redacted")?,
            program: value.member("program")?.text()?.to_owned(),
            time: Millis(value.member("time")?.int()?),
        })
    }
}

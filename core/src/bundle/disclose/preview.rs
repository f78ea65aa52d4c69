//! What a bundle will disclose, told before it is written: third persons and kept files first.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Choice, Entry, Shown, set};
use crate::chain::Hash;
use crate::record::{Field, Kind, Purpose, Role};

/// What an export will show and what stays hidden.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
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
    pub closed: BTreeMap<Kind, u64>,
    /// The short ids of other cases that these lines name in public.
    pub other_cases: BTreeSet<String>,
    /// Lines that are shown.
    pub shown: u64,
    /// Records of which only the leaf hash is shown.
    pub hidden: u64,
    /// Records whose openings were dropped for ever, as the redactions name them.
    pub redacted: u64,
    /// How many fields of shown lines stay closed: masked, redacted, or outside of the selection.
    pub fields_closed: u64,
    /// Fields withheld from every record.
    pub masks: Vec<Field>,
    /// Where numbers are masked: shown records that say something in words of their own or have
    /// files, in which those whom the mask hides may still be named.
    pub speaking: u64,
    /// The chosen parties and the chosen case, as typed, that no shown record names.
    pub unmatched: Vec<String>,
}

/// One of the other sides.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PreviewParty {
    /// The number or name as shown; absent where parties are masked.
    pub shown: Option<String>,
    /// The role that was set last.
    pub role: Role,
    /// How many shown records name it.
    pub records: u64,
}

/// A file that is enclosed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PreviewFile {
    /// SHA-256 of the content.
    pub sha256: Hash,
    /// The size in bytes.
    pub size: u64,
}

/// Neither the debtor nor the side that collects.
const fn is_third_person(role: Role) -> bool {
    !matches!(role, Role::Creditor | Role::Agency)
}

impl Entry {
    /// The fields of a line that stay closed.
    fn closed(&self, shown: Shown, masks: u16) -> u16 {
        match shown {
            Shown::Hidden => 0,
            Shown::Line => self.committed,
            Shown::Whole => {
                // An admitted line's detail opens whole or not.
                let detail = if self.inner & masks != 0 { 1 << Field::Detail.index() } else { 0 };
                self.committed & (masks | detail | !self.open)
            }
        }
    }
}

impl Choice {
    /// Tells what will be disclosed.
    pub fn preview(&self) -> Preview {
        let mut preview = Preview {
            shown: self.shown(),
            hidden: self.hidden(),
            masks: self.masks.clone(),
            unmatched: self.unmatched.clone(),
            ..Preview::default()
        };
        let mut roles: HashMap<u32, Role> = HashMap::new();
        let mut counts: HashMap<u32, u64> = HashMap::new();
        let mut redacted: HashSet<Hash> = HashSet::new();
        let masks = set(self.masks.iter().copied());
        let hides_people =
            self.masks.iter().any(|f| matches!(f, Field::Party | Field::Own | Field::Contact));
        for (entry, shown) in self.survey.entries.iter().zip(&self.shown) {
            preview.fields_closed += u64::from(entry.closed(*shown, masks).count_ones());
            if entry.kind == Kind::Redaction {
                redacted.extend(entry.targets.iter().copied());
            }
            if let (Kind::Role, Some(role)) = (entry.told_kind, entry.role) {
                roles.extend(entry.parties.iter().map(|key| (*key, role)));
            }
            if *shown == Shown::Line {
                *preview.closed.entry(entry.kind).or_default() += 1;
                preview.other_cases.extend(entry.case.clone());
            }
            if *shown != Shown::Whole {
                continue;
            }
            for key in &entry.parties {
                *counts.entry(*key).or_default() += 1;
            }
            preview.admitted += u64::from(entry.kind == Kind::Admitted);
            preview.speaking += u64::from(hides_people && entry.speaks.despite(&self.masks));
            // A redaction names what it dropped; none of it is there.
            if entry.kind == Kind::Redaction {
                continue;
            }
            for &(sha256, size) in &entry.attachments {
                let file = PreviewFile { sha256, size };
                if entry.purpose != Some(Purpose::Source) {
                    preview.files.push(file);
                } else if self.selection.sources.contains(&sha256) {
                    preview.sources.push(file);
                }
            }
        }
        preview.redacted = redacted.len() as u64;
        let masked = self.masks.contains(&Field::Party);
        let parties = counts.into_iter().map(|(key, records)| {
            let name = &self.survey.names[key as usize].1;
            let role = roles.get(&key).copied().unwrap_or(Role::Unknown);
            PreviewParty { shown: (!masked).then(|| name.clone()), role, records }
        });
        preview.parties = parties.collect();
        preview.parties.sort_by(|a, b| {
            let rank = |party: &PreviewParty| (!is_third_person(party.role), party.role);
            rank(a).cmp(&rank(b)).then_with(|| a.shown.cmp(&b.shown))
        });
        preview.files.sort_by_key(|file| file.sha256);
        preview.files.dedup();
        preview
    }
}

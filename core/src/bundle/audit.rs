//! What an audit says: five verdicts, issues, notes, and what is not proved.
//!
//! docs/spec/audit.md lists every word and code.

use crate::chain::{Hash, Head};
use crate::key::PublicKey;

/// The most issues, and the most notes, that an audit lists; one more then says that it stopped.
pub const MAX_LISTED: usize = 10_000;

/// What no bundle of this version proves, always listed.
pub const NOT_PROVED: [&str; 6] = [
    "log-may-be-rewritten-by-key-holder",
    "time-is-self-declared",
    "capture-is-self-declared",
    "sender-id-may-be-spoofed",
    "hidden-records-may-change-the-picture",
    "report-and-findings-not-checked",
];

/// Declares a verdict whose values have one fixed word each.
macro_rules! verdict {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value, in the specification's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word that is printed.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

verdict! {
    /// Whether the bytes are those that were signed.
    Integrity {
        /// Nothing is missing, changed or added.
        Intact = "intact",
        /// Something is.
        Damaged = "damaged",
        /// The bundle cannot be read.
        Unreadable = "unreadable",
    }
}

verdict! {
    /// Whose key signed.
    Signer {
        /// A key that the policy trusts, or one that it handed over to.
        Trusted = "trusted",
        /// The policy names no key.
        Unknown = "unknown",
        /// No key of the policy reaches the bundle's key.
        Mismatch = "mismatch",
        /// A signature or a key file is wrong.
        Invalid = "invalid",
        /// Could not be looked at.
        NotChecked = "not-checked",
    }
}

verdict! {
    /// How the log compares with heads known from before.
    Completeness {
        /// No known head of this log.
        Unanchored = "unanchored",
        /// The log has every known head as its start.
        ExtendsKnownHead = "extends-known-head",
        /// A known head is longer than the log.
        ShorterThanKnownHead = "shorter-than-known-head",
        /// A known head is of another history.
        Forked = "forked",
        /// Could not be looked at.
        NotChecked = "not-checked",
    }
}

verdict! {
    /// What is known of the times.
    Time {
        /// The phone and the sources say so.
        SelfDeclared = "self-declared",
        /// They contradict one another.
        Contradictory = "contradictory",
        /// Could not be looked at.
        NotChecked = "not-checked",
    }
}

verdict! {
    /// What is known of how the records came in.
    Provenance {
        /// The records say so.
        SelfDeclared = "self-declared",
        /// Sightings of one event disagree.
        Contradictory = "contradictory",
        /// Could not be looked at.
        NotChecked = "not-checked",
    }
}

/// The five verdicts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Verdicts {
    /// Whether the bytes are those that were signed.
    pub integrity: Integrity,
    /// Whose key signed.
    pub signer: Signer,
    /// How the log compares with heads known from before.
    pub completeness: Completeness,
    /// What is known of the times.
    pub time: Time,
    /// What is known of how the records came in.
    pub provenance: Provenance,
}

/// Something that is held against the bundle.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Issue {
    /// The stable code.
    pub code: &'static str,
    /// `FILE:LINE` from 1, `log:INDEX` from 0, or `zip:ENTRY` (`zip:` the whole).
    pub place: String,
}

/// Something that is mentioned without holding it against the bundle.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Note {
    /// The stable code.
    pub code: &'static str,
    /// As in [`Issue`].
    pub place: String,
}

/// What a verification found.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The five verdicts.
    pub verdicts: Verdicts,
    /// The log and its head, where the checkpoint can be read.
    pub log: Option<Head>,
    /// The bundle's key, where it can be read.
    pub key: Option<PublicKey>,
    /// How many records are shown.
    pub shown: u64,
    /// How many records of the log are not.
    pub hidden: u64,
    /// How many records the shown redactions name.
    pub redacted: u64,
    /// How many fields of shown records stay closed: masked, redacted, or outside of the selection.
    pub closed: u64,
    /// What is held against the bundle.
    pub issues: Vec<Issue>,
    /// What is mentioned besides.
    pub notes: Vec<Note>,
    /// The codes of what is not proved.
    pub not_proved: &'static [&'static str],
}

impl Audit {
    /// Whether the bundle is intact, of a trusted signer, without any issue, and neither shorter
    /// than a known head nor forked.
    pub fn passes(&self) -> bool {
        let Verdicts { integrity, signer, completeness, time: _, provenance: _ } = self.verdicts;
        integrity == Integrity::Intact
            && signer == Signer::Trusted
            && self.issues.is_empty()
            && !matches!(completeness, Completeness::ShorterThanKnownHead | Completeness::Forked)
    }

    /// Hands out the proof that the audit passes, or the audit back.
    ///
    /// # Errors
    /// The audit itself, where it does not pass.
    pub fn verified(self) -> Result<Verified, Box<Self>> {
        match (&self.log, &self.key, self.passes()) {
            (Some(_), Some(_), true) => Ok(Verified(self)),
            _ => Err(Box::new(self)),
        }
    }

    /// Takes the audit as it is, for a reason that is recorded for ever.
    ///
    /// # Errors
    /// The audit itself, where the bundle's log and key cannot be read, for then there is nothing
    /// to admit.
    pub fn forced(self, reason: &str) -> Result<Forced, Box<Self>> {
        match (&self.log, &self.key) {
            (Some(_), Some(_)) => Ok(Forced { audit: self, reason: reason.to_owned() }),
            _ => Err(Box::new(self)),
        }
    }
}

/// The audit of a bundle that passed; only [`Audit::verified`] makes one.
#[derive(Clone, Debug)]
pub struct Verified(Audit);

impl Verified {
    /// The audit.
    pub const fn audit(&self) -> &Audit {
        &self.0
    }
}

/// The audit of a bundle that a person takes against it; only [`Audit::forced`] makes one.
#[derive(Clone, Debug)]
pub struct Forced {
    audit: Audit,
    reason: String,
}

impl Forced {
    /// The audit.
    pub const fn audit(&self) -> &Audit {
        &self.audit
    }

    /// Why.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// The codes of issues about times.
const TIME_CODES: [&str; 3] =
    ["recorded-goes-back", "clock-jump-unexplained", "event-after-recorded"];

/// The code that makes the provenance contradictory.
const DISAGREE: &str = "sightings-disagree";

/// The codes of the completeness verdict that are issues too.
const HEAD_CODES: [&str; 2] = ["shorter-than-known-head", "forked"];

/// Gathers issues and notes while the steps run.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    issues: Vec<Issue>,
    notes: Vec<Note>,
    prefix: String,
    damaged: bool,
    late: bool,
    disagrees: bool,
}

impl Findings {
    /// Findings whose places begin with `prefix`.
    pub(crate) fn under(prefix: String) -> Self {
        Self { prefix, ..Self::default() }
    }

    /// Adds an issue.
    pub(crate) fn issue(&mut self, code: &'static str, place: impl std::fmt::Display) {
        self.late |= TIME_CODES.contains(&code);
        self.disagrees |= code == DISAGREE;
        let other = TIME_CODES.contains(&code) || code == DISAGREE || HEAD_CODES.contains(&code);
        self.damaged |= !other;
        match self.issues.len() {
            MAX_LISTED => {
                self.issues.push(Issue { code: "too-many-issues", place: self.place("zip:") });
            }
            n if n < MAX_LISTED => self.issues.push(Issue { code, place: self.place(place) }),
            _ => {}
        }
    }

    /// Adds a note.
    pub(crate) fn note(&mut self, code: &'static str, place: impl std::fmt::Display) {
        match self.notes.len() {
            MAX_LISTED => {
                self.notes.push(Note { code: "too-many-notes", place: self.place("zip:") });
            }
            n if n < MAX_LISTED => self.notes.push(Note { code, place: self.place(place) }),
            _ => {}
        }
    }

    /// Adds an issue about an entry of the container.
    pub(crate) fn entry(&mut self, code: &'static str, path: &str) {
        self.issue(code, format_args!("zip:{}", shown(path)));
    }

    /// Takes the findings of an enclosed bundle, whose places carry its prefix already. All of its
    /// issues damage the bundle that encloses it, except those about times and sightings.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.damaged |= other.damaged;
        self.late |= other.late;
        self.disagrees |= other.disagrees;
        let room = (MAX_LISTED + 1).saturating_sub(self.issues.len());
        self.issues.extend(other.issues.into_iter().take(room));
        let room = (MAX_LISTED + 1).saturating_sub(self.notes.len());
        self.notes.extend(other.notes.into_iter().take(room));
    }

    /// The codes of the issues so far.
    #[cfg(test)]
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.issues.iter().map(|issue| issue.code).collect()
    }

    /// The codes of the notes so far.
    #[cfg(test)]
    pub(crate) fn noted(&self) -> Vec<&'static str> {
        self.notes.iter().map(|note| note.code).collect()
    }

    /// Ends the gathering.
    pub(crate) fn into_audit(self, outcome: Outcome) -> Audit {
        let Outcome { readable, signer, completeness, log, key, shown, redacted, closed } = outcome;
        let integrity = match (readable, self.damaged) {
            (false, _) => Integrity::Unreadable,
            (true, true) => Integrity::Damaged,
            (true, false) => Integrity::Intact,
        };
        let (mut time, mut provenance) = (Time::SelfDeclared, Provenance::SelfDeclared);
        if !readable {
            (time, provenance) = (Time::NotChecked, Provenance::NotChecked);
        }
        if self.late {
            time = Time::Contradictory;
        }
        if self.disagrees {
            provenance = Provenance::Contradictory;
        }
        let size = log.as_ref().map_or(shown, |head| head.size);
        Audit {
            verdicts: Verdicts { integrity, signer, completeness, time, provenance },
            log,
            key,
            shown,
            hidden: size.saturating_sub(shown),
            redacted,
            closed,
            issues: self.issues,
            notes: self.notes,
            not_proved: &NOT_PROVED,
        }
    }

    fn place(&self, place: impl std::fmt::Display) -> String {
        format!("{}{place}", self.prefix)
    }
}

/// What the steps found out besides issues and notes.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) readable: bool,
    pub(crate) signer: Signer,
    pub(crate) completeness: Completeness,
    pub(crate) log: Option<Head>,
    pub(crate) key: Option<PublicKey>,
    pub(crate) shown: u64,
    pub(crate) redacted: u64,
    pub(crate) closed: u64,
}

/// A path as a place shows it: at most 200 characters, printable ASCII, the rest as U+FFFD.
fn shown(path: &str) -> String {
    path.chars().take(200).map(|c| if matches!(c, ' '..='~') { c } else { '\u{fffd}' }).collect()
}

/// What a verification is told to trust and to compare with.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    keys: Vec<Trust>,
    heads: Vec<Head>,
}

/// A trusted key: itself, or the SHA-256 of its raw bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Trust {
    Key(PublicKey),
    Fingerprint(Hash),
}

impl Policy {
    /// Trusts `key`.
    pub fn trusting(key: PublicKey) -> Self {
        Self { keys: vec![Trust::Key(key)], heads: Vec::new() }
    }

    /// Trusts `key` too.
    pub fn trust(&mut self, key: PublicKey) {
        self.keys.push(Trust::Key(key));
    }

    /// Trusts the key whose raw 32 bytes have this SHA-256.
    pub fn trust_fingerprint(&mut self, sha256: Hash) {
        self.keys.push(Trust::Fingerprint(sha256));
    }

    /// Trusts what a text names: `sha256:<64 hex>`, or verifier key lines of signed notes, one a
    /// line; empty lines and lines that begin with `#` are passed over.
    ///
    /// # Errors
    /// `Malformed` with the line that is neither, or with 0 where no key is named.
    pub fn trust_text(&mut self, text: &str) -> crate::Result<()> {
        let fault = |place, code| crate::Error::from(crate::Malformed::new("key", place, code));
        let known = self.keys.len();
        // Some editors put a byte order mark first.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (line, place) in text.lines().map(str::trim).zip(1..) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line.strip_prefix("sha256:") {
                Some(hex) => {
                    let digits: String = hex.chars().filter(|c| *c != ' ').collect();
                    let hash = Hash::parse(&digits.to_ascii_lowercase());
                    self.trust_fingerprint(hash.ok_or_else(|| fault(place, "bad-fingerprint"))?);
                }
                None => match PublicKey::parse_note_key(line) {
                    Ok((_, key)) => self.trust(key),
                    Err(_) => return Err(fault(place, "bad-key")),
                },
            }
        }
        if self.keys.len() == known { Err(fault(0, "no-key")) } else { Ok(()) }
    }

    /// Compares with a head known from before; the caller vouches for it.
    pub fn know(&mut self, head: Head) {
        self.heads.push(head);
    }

    /// The same trusted keys, and no known head.
    pub(crate) fn keys_only(&self) -> Self {
        Self { keys: self.keys.clone(), heads: Vec::new() }
    }

    /// The heads known from before.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// Whether any key is named.
    pub const fn names_a_key(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Whether `key` is trusted by itself.
    pub fn trusts(&self, key: &PublicKey) -> bool {
        self.keys.iter().any(|trust| match trust {
            Trust::Key(trusted) => trusted == key,
            Trust::Fingerprint(sha256) => *sha256 == Hash::of(&key.to_bytes()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SigningKey;

    fn outcome() -> Outcome {
        let key = SigningKey::from_seed(&[7; 32]).public();
        let log = Head { origin: "dunlog/log/0".into(), size: 3, root: Hash::ZERO };
        Outcome {
            readable: true,
            signer: Signer::Trusted,
            completeness: Completeness::Unanchored,
            log: Some(log),
            key: Some(key),
            shown: 2,
            redacted: 0,
            closed: 0,
        }
    }

    #[test]
    fn only_an_audit_without_issue_is_verified() {
        assert!(Findings::default().into_audit(outcome()).verified().is_ok());
        let mut findings = Findings::default();
        findings.issue("event-after-recorded", "log:1");
        let audit = findings.into_audit(outcome());
        assert_eq!(audit.verdicts.integrity, Integrity::Intact);
        assert_eq!(audit.verdicts.time, Time::Contradictory);
        assert!(audit.clone().verified().is_err());
        assert_eq!(audit.forced("the clerk knows why").map(|f| f.reason().len()).ok(), Some(19));
        let unknown = Outcome { signer: Signer::Unknown, ..outcome() };
        assert!(Findings::default().into_audit(unknown).verified().is_err());
    }

    #[test]
    fn the_lists_end_somewhere() {
        let mut findings = Findings::default();
        for i in 0..MAX_LISTED + 5 {
            findings.issue("leaf-mismatch", i);
        }
        let audit = findings.into_audit(outcome());
        assert_eq!(audit.issues.len(), MAX_LISTED + 1);
        assert_eq!(audit.issues.last().map(|i| i.code), Some("too-many-issues"));
    }

    #[test]
    fn a_policy_reads_key_lines_and_fingerprints() {
        let key = SigningKey::from_seed(&[7; 32]).public();
        let mut policy = Policy::default();
        let line = key.to_note_key("dunlog/log/0");
        policy.trust_text(&format!("\u{feff}{line}\r\n# mine\n\n{line}\n")).unwrap();
        assert!(policy.trusts(&key));
        let mut policy = Policy::default();
        policy.trust_text(&format!("sha256:{}", key.fingerprint())).unwrap();
        assert!(policy.trusts(&key));
        for bad in ["", "sha256:00", "x+y+z"] {
            assert!(Policy::default().trust_text(bad).is_err(), "{bad}");
        }
    }
}

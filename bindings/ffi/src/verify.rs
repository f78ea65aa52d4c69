//! A bundle is verified: no vault and no key is needed.

use std::fs::File;
use std::io::BufReader;

use dunlog_core::bundle::audit::{
    self, Completeness, Integrity, Provenance, Signer, Time, Verdicts,
};
use dunlog_core::bundle::verify::{self as bundle, verify};
use dunlog_core::chain::Head;

use crate::error::Result;

/// What a verification is told to trust and to compare with.
#[derive(Clone, Debug, Default, uniffi::Record)]
pub struct Policy {
    /// The keys: `sha256:` and a fingerprint, or the verifier key line of a signed note. None: the
    /// signer stays unknown.
    #[uniffi(default)]
    pub trust: Vec<String>,
    /// Heads of the log known from before.
    #[uniffi(default)]
    pub heads: Vec<Head>,
}

/// What a verification found.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Audit {
    /// Whether the bundle is intact, of a trusted signer, without any issue, and neither shorter
    /// than a known head nor forked.
    pub passes: bool,
    /// The five verdicts.
    pub verdicts: Verdicts,
    /// The log and its head, where the checkpoint can be read.
    pub log: Option<Head>,
    /// The fingerprint of the bundle's key, where it can be read.
    pub fingerprint: Option<String>,
    /// How many records are shown.
    pub shown: u64,
    /// How many records of the log are not.
    pub hidden: u64,
    /// How many records the shown redactions name.
    pub redacted: u64,
    /// How many fields of shown records stay closed: masked, redacted, or outside of the selection.
    pub closed: u64,
    /// What is held against the bundle.
    pub issues: Vec<AuditItem>,
    /// What is mentioned besides.
    pub notes: Vec<AuditItem>,
    /// The codes of what is not proved; always to be shown.
    pub not_proved: Vec<String>,
}

/// An issue or a note.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct AuditItem {
    /// The stable code.
    pub code: String,
    /// `FILE:LINE` from 1, `log:INDEX` from 0, or `zip:ENTRY`.
    pub place: String,
}

impl From<audit::Issue> for AuditItem {
    fn from(issue: audit::Issue) -> Self {
        let audit::Issue { code, place } = issue;
        Self { code: code.to_owned(), place }
    }
}

impl From<audit::Note> for AuditItem {
    fn from(note: audit::Note) -> Self {
        let audit::Note { code, place } = note;
        Self { code: code.to_owned(), place }
    }
}

impl From<audit::Audit> for Audit {
    fn from(audit: audit::Audit) -> Self {
        let passes = audit.passes();
        let audit::Audit {
            verdicts,
            log,
            key,
            shown,
            hidden,
            redacted,
            closed,
            issues,
            notes,
            not_proved,
        } = audit;
        Self {
            passes,
            verdicts,
            log,
            fingerprint: key.map(|key| key.fingerprint()),
            shown,
            hidden,
            redacted,
            closed,
            issues: issues.into_iter().map(AuditItem::from).collect(),
            notes: notes.into_iter().map(AuditItem::from).collect(),
            not_proved: not_proved.iter().map(|code| (*code).to_owned()).collect(),
        }
    }
}

/// Verifies a bundle. Whatever is wrong with the evidence is in the audit.
///
/// # Errors
/// `BadInput` where the file cannot be read, and for a key of the policy that is none.
#[uniffi::export]
pub fn verify_bundle(file: String, policy: Policy) -> Result<Audit> {
    let Policy { trust, heads } = policy;
    let mut known = audit::Policy::default();
    for key in trust {
        known.trust_text(&key)?;
    }
    heads.into_iter().for_each(|head| known.know(head));
    Ok(verify(BufReader::new(File::open(file)?), &known)?.into())
}

/// The head that a file names: a signed head, or an earlier bundle.
///
/// # Errors
/// `BadInput` where it is neither.
#[uniffi::export]
pub fn known_head(file: String) -> Result<Head> {
    Ok(bundle::known_head(BufReader::new(File::open(file)?))?)
}

/// The words of the verdicts, as the command line prints them.
#[uniffi::export]
pub fn verdict_words(verdicts: Verdicts) -> Vec<String> {
    let Verdicts { integrity, signer, completeness, time, provenance } = verdicts;
    let words = [
        Integrity::word(integrity),
        Signer::word(signer),
        Completeness::word(completeness),
        Time::word(time),
        Provenance::word(provenance),
    ];
    words.map(str::to_owned).into()
}

//! Who signed: the checkpoint, the key files, the bundle's signature, and the log's key changes.
//!
//! docs/spec/audit.md, steps 4 and 7.

use super::file::Files;
use crate::bundle::audit::{Findings, Policy, Signer};
use crate::bundle::bagit::{Info, statement};
use crate::bundle::name;
use crate::chain::checkpoint::{self, Note};
use crate::chain::{Hash, Head};
use crate::error::{Error, Result};
use crate::key::{PublicKey, key_change_statement};
use crate::record::{Kind, Line, is_origin};

/// The most keys of a log that are followed.
const MAX_KEYS: usize = 10_000;

/// What the head's files say.
pub(super) struct Seal {
    pub(super) head: Option<Head>,
    pub(super) key: Option<PublicKey>,
    /// Whether a signature or a key file is wrong or missing, or what was signed is.
    pub(super) invalid: bool,
}

/// Reads `checkpoint`, `key.note`, `key.pem` and `bundle.sig`, and checks both signatures.
pub(super) fn check(
    files: &mut Files<'_>,
    findings: &mut Findings,
    tag_manifest: Option<Hash>,
    info: Option<&Info>,
) -> Result<Seal> {
    let mut seal = Seal { head: None, key: None, invalid: false };
    let mut note = None;
    let mut checkpoint = None;
    if let Some((bytes, hash)) = files.small(name::CHECKPOINT, findings)? {
        checkpoint = Some(hash);
        match parse(&bytes) {
            Ok((read, head)) => {
                if info.is_some_and(|info| (&info.origin, info.size) != (&head.origin, head.size)) {
                    findings.issue("bag-info-mismatch", "bag-info.txt:5");
                }
                (note, seal.head) = (Some(read), Some(head));
            }
            Err(line) => {
                findings.issue("checkpoint-malformed", format_args!("checkpoint:{line}"));
            }
        }
    }
    if let Some((bytes, _)) = files.small(name::KEY_PEM, findings)? {
        match std::str::from_utf8(&bytes).ok().and_then(|text| PublicKey::parse_pem(text).ok()) {
            Some(key) => seal.key = Some(key),
            None => fail(&mut seal, findings, "key-malformed", "key.pem:1"),
        }
    }
    if let Some((bytes, _)) = files.small(name::KEY_NOTE, findings)? {
        let line = std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_suffix('\n'));
        match line.and_then(|line| PublicKey::parse_note_key(line).ok()) {
            Some((origin, key)) => {
                let named = seal.head.as_ref().is_none_or(|head| head.origin == origin);
                if seal.key.is_some_and(|pem| pem != key) || !named {
                    fail(&mut seal, findings, "key-mismatch", "key.note:1");
                }
                seal.key = seal.key.or(Some(key));
            }
            None => fail(&mut seal, findings, "key-malformed", "key.note:1"),
        }
    }
    if let (Some(note), Some(head), Some(key)) = (&note, &seal.head, &seal.key)
        && !note.is_signed_by(&head.origin, key)
    {
        let line = note.text.lines().count() + 2;
        let place = format!("checkpoint:{line}");
        fail(&mut seal, findings, "checkpoint-signature-invalid", &place);
    }
    if let Some((bytes, _)) = files.small(name::SIGNATURE, findings)? {
        let signature = <[u8; 64]>::try_from(bytes).ok();
        let valid = match (signature, tag_manifest, checkpoint, &seal.key) {
            (Some(signature), Some(tags), Some(checkpoint), Some(key)) => {
                key.verify(statement(&tags, &checkpoint).as_bytes(), &signature)
            }
            (None, ..) => false,
            // What is missing has its own issue.
            _ => {
                seal.invalid = true;
                true
            }
        };
        if !valid {
            fail(&mut seal, findings, "bundle-signature-invalid", "zip:bundle.sig");
        }
    } else {
        seal.invalid = true;
    }
    Ok(seal)
}

fn fail(seal: &mut Seal, findings: &mut Findings, code: &'static str, place: &str) {
    seal.invalid = true;
    findings.issue(code, place);
}

/// Reads a checkpoint of a log of ours; gives the line of a fault.
pub(super) fn parse(bytes: &[u8]) -> std::result::Result<(Note, Head), u64> {
    let line = |error| match error {
        Error::Malformed(fault) => fault.place.max(1),
        _ => 1,
    };
    let note = Note::parse(bytes).map_err(line)?;
    let head = checkpoint::parse(&note.text).map_err(line)?;
    if is_origin(&head.origin) { Ok((note, head)) } else { Err(1) }
}

/// The keys of the log, as far as the shown records tell.
#[derive(Default)]
pub(super) struct KeyChain {
    /// The keys in order, each with whether the one before signed for it.
    keys: Vec<(PublicKey, bool)>,
    last: Option<u64>,
}

impl KeyChain {
    /// Takes a record that stands at `index`.
    pub(super) fn see(
        &mut self,
        index: u64,
        line: &Line,
        origin: Option<&str>,
        findings: &mut Findings,
    ) {
        let fact = &line.fact;
        let at = format_args!("log:{index}");
        if (fact.kind == Kind::Log) != (index == 0) {
            findings.issue("log-record-misplaced", at);
            return;
        }
        if fact.kind == Kind::Log && fact.origin.as_deref() != origin {
            findings.issue("origin-mismatch", at);
        }
        if !matches!(fact.kind, Kind::Log | Kind::KeyChange) {
            return;
        }
        let Some(key) = fact.key.and_then(|key| PublicKey::from_bytes(key).ok()) else {
            findings.issue("key-malformed", at);
            return;
        };
        let signed = match (fact.kind, self.keys.last(), fact.signature, origin) {
            (Kind::Log, ..) => true,
            (_, _, None, _) => {
                findings.note("key-change-unsigned", at);
                false
            }
            (_, Some((old, _)), Some(signature), Some(origin)) => {
                let text = key_change_statement(origin, index, &line.prev, &key);
                let valid = old.verify(text.as_bytes(), &signature);
                if !valid {
                    findings.issue("key-change-invalid", at);
                }
                valid
            }
            _ => false,
        };
        if self.keys.len() == MAX_KEYS {
            findings.issue("too-many-keys", at);
            return;
        }
        self.keys.push((key, signed));
        self.last = Some(index);
    }

    /// The verdict, once every record was seen.
    pub(super) fn judge(&self, seal: &Seal, policy: &Policy, findings: &mut Findings) -> Signer {
        let Some(key) = seal.key else { return Signer::NotChecked };
        let mut invalid = seal.invalid;
        if let (Some((last, _)), Some(index)) = (self.keys.last(), self.last)
            && *last != key
        {
            findings.issue("key-not-of-log", format_args!("log:{index}"));
            invalid = true;
        }
        if invalid {
            return Signer::Invalid;
        }
        let handed_over = self.keys.iter().rev().scan(true, |reached, (old, signed)| {
            let now = *reached;
            *reached &= *signed;
            now.then_some(old)
        });
        let mut reaching = std::iter::once(&key).chain(handed_over);
        if reaching.any(|key| policy.trusts(key)) {
            Signer::Trusted
        } else if policy.names_a_key() {
            Signer::Mismatch
        } else {
            Signer::Unknown
        }
    }
}

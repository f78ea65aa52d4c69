//! A verified bundle enters a case vault, record by record, and is kept whole.
//!
//! Only a bundle that [`verify`] passes is admitted; anything else needs a reason, which every
//! admitted record then carries for ever. docs/spec/bundle.md, section 5.

use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom};

use super::audit::{Audit, Forced, Policy, Verified};
use super::contents::Contents;
use super::verify::verify;
use crate::chain::Hash;
use crate::error::{Error, Result};
use crate::record::canonical::Value;
use crate::record::{Admission, Draft, Fact, Feed, Field, Kind, Millis, Purpose, Record, Source};
use crate::vault::Vault;

/// The media type under which a vault keeps an admitted bundle.
pub const MEDIA_TYPE: &str = "application/vnd.dunlog.bundle";

/// What came of a bundle.
#[derive(Debug)]
pub enum Admitted {
    /// Its records were appended.
    Appended {
        /// How many; those that an earlier bundle of the log brought are not appended again.
        records: u64,
        /// How many lines and openings could not be taken; none but by force.
        lost: u64,
        /// What the audit said.
        audit: Box<Audit>,
    },
    /// The vault holds this very bundle already, or every record that can be taken of it.
    Already,
    /// The audit does not pass and no reason was given; nothing was appended.
    Refused(Box<Audit>),
    /// A reason was given, and it is no bundle: its container, head, key or what it says was chosen
    /// cannot be read, so that nobody could say whose records these are, or no record of it can;
    /// nothing was appended. The audit names the places.
    Unreadable(Box<Audit>),
}

/// The right to admit: an audit that passes, or one that a person overrides.
enum Right {
    Verified(Verified),
    Forced(Forced),
}

impl Right {
    const fn audit(&self) -> &Audit {
        match self {
            Self::Verified(verified) => verified.audit(),
            Self::Forced(forced) => forced.audit(),
        }
    }

    fn reason(&self) -> Option<&str> {
        match self {
            Self::Verified(_) => None,
            Self::Forced(forced) => Some(forced.reason()),
        }
    }
}

/// Verifies the bundle `source` and, where it passes or `force` gives a reason, appends its
/// records as admitted records and keeps the bundle. By force what is left of a damaged bundle is
/// taken: what its log and its commitments bear out.
///
/// # Errors
/// Those of reading the bundle and of appending.
pub fn admit(
    vault: &mut Vault,
    mut source: impl Read + Seek,
    policy: &Policy,
    force: Option<&str>,
    now: Millis,
) -> Result<Admitted> {
    source.seek(SeekFrom::Start(0))?;
    let kept = vault.attach(&mut source, MEDIA_TYPE)?;
    if vault.has_attachment(&kept.sha256)? {
        return Ok(Admitted::Already);
    }
    let audit = verify(&mut source, policy)?;
    let right = match (audit.verified(), force) {
        (Ok(verified), _) => Right::Verified(verified),
        (Err(audit), Some(reason)) => match audit.forced(reason) {
            Ok(forced) => Right::Forced(forced),
            Err(audit) => return Ok(Admitted::Unreadable(audit)),
        },
        (Err(audit), None) => return Ok(Admitted::Refused(audit)),
    };
    source.seek(SeekFrom::Start(0))?;
    let read = match right {
        Right::Verified(_) => Contents::read(&mut source),
        Right::Forced(_) => Contents::read_what_is_left(&mut source),
    };
    let contents = match read {
        Err(Error::Malformed(_)) => {
            return Ok(Admitted::Unreadable(Box::new(right.audit().clone())));
        }
        contents => contents?,
    };
    let held = held(vault, &contents.head.origin)?;
    let mut drafts = Vec::with_capacity(contents.records.len() + 1);
    for record in contents.records.iter().filter(|record| !held.contains(&record.leaf)) {
        drafts.push(draft(record, &contents, &kept.sha256, right.reason())?);
    }
    // A bundle that no admitted record names has no place in another bundle.
    if drafts.is_empty() {
        return Ok(match contents.records.is_empty() {
            true => Admitted::Unreadable(Box::new(right.audit().clone())),
            false => Admitted::Already,
        });
    }
    let mut fact = Fact::new(Kind::File, Source::Imported);
    fact.purpose = Some(Purpose::Source);
    fact.kept = Some(true);
    fact.feed =
        Some(Feed { format: super::FEED.into(), file: Some(kept.sha256), package: None, place: 1 });
    fact.attachments = vec![kept];
    // The bundle itself is marked too.
    let reason = right.reason().map(|reason| ("reason".into(), Value::Text(reason.into())));
    let detail = Value::Map(reason.into_iter().collect());
    drafts.push(Draft::new(fact).with(Field::Detail, &detail));
    let (records, lost) = (drafts.len() as u64 - 1, contents.lost);
    vault.append_all(drafts, now)?;
    Ok(Admitted::Appended { records, lost, audit: Box::new(right.audit().clone()) })
}

/// The records of the log `origin` that the vault admitted before.
fn held(vault: &Vault, origin: &str) -> Result<HashSet<Hash>> {
    let mut held = HashSet::new();
    vault.for_each(0..vault.len(), |record| {
        let admits = record.fact().admits.as_ref().filter(|admits| admits.origin == origin);
        held.extend(admits.map(|admits| admits.leaf));
        Ok(())
    })?;
    Ok(held)
}

fn draft(
    record: &Record,
    contents: &Contents,
    bundle: &Hash,
    reason: Option<&str>,
) -> Result<Draft> {
    let admits = Admission {
        bundle: *bundle,
        signer: contents.key.to_bytes(),
        origin: contents.head.origin.clone(),
        index: i64::try_from(record.index).map_err(|_| Error::Misuse("a log has 2^53 records"))?,
        leaf: record.leaf,
        forced: reason.is_some(),
    };
    let line = record.line.to_canonical()?;
    Ok(Draft::admitting(admits, record, &line, reason))
}

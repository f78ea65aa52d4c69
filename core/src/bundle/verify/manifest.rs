//! The tag files: what the bag says of itself, and both manifests (docs/spec/audit.md, steps 2, 3).

use super::file::{Files, Lines};
use crate::bundle::audit::Findings;
use crate::bundle::bagit::{DECLARATION, Info, parse_manifest_line};
use crate::bundle::{MAX_ENTRIES, name};
use crate::chain::Hash;
use crate::error::{Error, Result};

/// The longest line of a manifest: a hash, two spaces and a name.
const MAX_LINE: usize = 1024;

/// The tag files that the tag manifest lists.
const LISTED: [&str; 6] =
    [name::BAG_INFO, name::BAGIT, name::CHECKPOINT, name::KEY_NOTE, name::KEY_PEM, name::MANIFEST];

/// What the tag files say.
pub(super) struct Tags {
    pub(super) info: Option<Info>,
    pub(super) tag_manifest: Option<Hash>,
    /// Whether the bundle has a newer format than this program knows.
    pub(super) newer: bool,
}

/// Reads `bagit.txt`, `bag-info.txt` and the manifests.
pub(super) fn check(files: &mut Files<'_>, findings: &mut Findings) -> Result<Tags> {
    for name in name::REQUIRED {
        if files.find(name).is_none() {
            findings.entry("file-missing", name);
        }
    }
    for path in &files.directory.outside {
        findings.entry("file-extra", path);
    }
    let tag_manifest = read(files, findings, name::TAG_MANIFEST, |name| LISTED.contains(&name))?;
    let mut tags = Tags { info: None, tag_manifest, newer: false };
    if let Some((text, _)) = files.small(name::BAGIT, findings)?
        && text != DECLARATION.as_bytes()
    {
        findings.issue("bagit-malformed", "bagit.txt:1");
    }
    if let Some((text, _)) = files.small(name::BAG_INFO, findings)? {
        match std::str::from_utf8(&text).map(Info::parse) {
            Ok(Ok(info)) => tags.info = Some(info),
            Ok(Err(Error::Unsupported { .. })) => {
                findings.issue("unsupported-version", "bag-info.txt:4");
                tags.newer = true;
                return Ok(tags);
            }
            Ok(Err(Error::Malformed(fault))) => {
                let place = format_args!("bag-info.txt:{}", fault.place.max(1));
                findings.issue("bag-info-malformed", place);
            }
            _ => findings.issue("bag-info-malformed", "bag-info.txt:1"),
        }
    }
    read(files, findings, name::MANIFEST, |name| name.starts_with("data/"))?;
    listed(files, findings);
    if let Some(info) = &tags.info {
        let payload = files.directory.entries.iter().filter(|e| e.name.starts_with("data/"));
        let (bytes, count) = payload.fold((0_u64, 0), |(bytes, count), entry| {
            (bytes.saturating_add(entry.size), count + 1)
        });
        if (info.bytes, info.files) != (bytes, count) {
            findings.issue("oxum-mismatch", "bag-info.txt:3");
        }
    }
    Ok(tags)
}

/// Reads a manifest; gives its hash where there is one.
fn read(
    files: &mut Files<'_>,
    findings: &mut Findings,
    manifest: &str,
    belongs: impl Fn(&str) -> bool,
) -> Result<Option<Hash>> {
    let Some(place) = files.find(manifest) else { return Ok(None) };
    if files.entry(place).size > crate::bundle::MAX_TAG_FILE {
        findings.entry("file-too-large", manifest);
        return Ok(None);
    }
    let mut lines = Lines::new(files.open(place), MAX_LINE);
    let mut last = String::new();
    while lines.advance()? {
        let number = lines.number();
        if number > MAX_ENTRIES as u64 {
            findings.issue("manifest-too-long", format_args!("{manifest}:{number}"));
            break;
        }
        let text = std::str::from_utf8(lines.line()).ok().filter(|_| lines.fault().is_none());
        let Some((hash, name)) = text.and_then(parse_manifest_line) else {
            findings.issue("manifest-malformed", format_args!("{manifest}:{number}"));
            continue;
        };
        let code = match name.cmp(&last) {
            std::cmp::Ordering::Less => Some("manifest-unsorted"),
            std::cmp::Ordering::Equal => Some("manifest-duplicate"),
            std::cmp::Ordering::Greater if belongs(name) && name::rank(name).is_some() => None,
            std::cmp::Ordering::Greater => Some("manifest-foreign-name"),
        };
        if let Some(code) = code {
            findings.issue(code, format_args!("{manifest}:{number}"));
        }
        last.clear();
        last.push_str(name);
        match files.find(name) {
            Some(place) => files.list(place, hash),
            None if name::REQUIRED.contains(&name) => {}
            None => findings.issue("file-missing", format_args!("{manifest}:{number}")),
        }
    }
    files.finish(place, lines.into_stream(), findings).map(Some)
}

/// Every file must be listed where it belongs.
fn listed(files: &Files<'_>, findings: &mut Findings) {
    for (place, entry) in files.directory.entries.iter().enumerate() {
        let listed = files.is_listed(place);
        match entry.name.as_str() {
            name::TAG_MANIFEST | name::SIGNATURE => {}
            name if LISTED.contains(&name) || name::REQUIRED.contains(&name) => {
                if !listed {
                    findings.entry("file-not-listed", name);
                }
            }
            name => match name::rank(name) {
                Some(_) if name.starts_with(name::LATER) => {
                    findings.note("later-not-checked", format_args!("zip:{name}"));
                }
                Some(_) if listed => {}
                _ => findings.entry("file-extra", name),
            },
        }
    }
}

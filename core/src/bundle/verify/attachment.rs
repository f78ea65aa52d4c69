//! Attachments: each that a shown record names is there, withheld or redacted, and none besides.
//!
//! docs/spec/audit.md, step 9.

use std::collections::HashSet;

use super::file::Files;
use super::selection::Selection;
use super::walk::{Place, Shown};
use crate::bundle::audit::Findings;
use crate::bundle::name;
use crate::chain::Hash;
use crate::record::{Kind, Purpose};

/// The most attachments that may be missing at one time, waiting for a redaction to explain it.
const MAX_MISSING: usize = 100_000;

/// The most attachments that redactions may name.
const MAX_DROPPED: usize = 200_000;

/// A content file of the bundle.
struct Content {
    sha256: Hash,
    entry: usize,
    named: bool,
}

/// Which content files there are, and which were named.
pub(super) struct Attachments {
    files: Vec<Content>,
    sources: Vec<Content>,
    bundles: Vec<Content>,
    /// The record's id, what it names, and its place.
    missing: Vec<(Hash, Hash, Place)>,
    /// What redactions dropped, with the record that they dropped it from.
    dropped: HashSet<(Hash, Hash)>,
}

impl Attachments {
    pub(super) fn new(files: &Files<'_>) -> Self {
        let folder = |folder| {
            let entries = files.directory.entries.iter().enumerate();
            let mut found: Vec<Content> = entries
                .filter_map(|(entry, file)| {
                    let sha256 = name::content_hash(&file.name, folder)?;
                    Some(Content { sha256, entry, named: false })
                })
                .collect();
            found.sort_by_key(|content| content.sha256);
            found
        };
        Self {
            files: folder(name::ATTACHMENTS),
            sources: folder(name::SOURCES),
            bundles: folder(name::BUNDLES),
            missing: Vec::new(),
            dropped: HashSet::new(),
        }
    }

    /// Takes the next shown record.
    pub(super) fn see(
        &mut self,
        files: &Files<'_>,
        shown: &Shown,
        selection: &Selection,
        findings: &mut Findings,
    ) {
        let fact = &shown.line.fact;
        let place = shown.place();
        if fact.kind == Kind::Redaction {
            for target in &fact.targets {
                let pairs = fact.attachments.iter().map(|item| (*target, item.sha256));
                if self.dropped.len() + fact.attachments.len() > MAX_DROPPED {
                    findings.issue("too-many-redactions", place);
                    break;
                }
                self.dropped.extend(pairs);
            }
            return;
        }
        if let Some(admits) = &fact.admits
            && find(&mut self.bundles, &admits.bundle).is_none()
        {
            findings.issue("enclosed-bundle-missing", place);
        }
        for item in &fact.attachments {
            let source = fact.purpose == Some(Purpose::Source);
            let found = if source {
                find(&mut self.sources, &item.sha256).or_else(|| self.enclosed(&item.sha256))
            } else {
                find(&mut self.files, &item.sha256)
            };
            match found {
                Some((entry, first)) => {
                    let file = files.entry(entry);
                    if first && selection.withholds(&item.sha256) {
                        findings.entry("attachment-extra", &file.name);
                    }
                    if u64::try_from(item.size) != Ok(file.size) {
                        findings.issue("attachment-size-mismatch", place);
                    }
                    // An extension of the exporter's choice could be one that a program runs.
                    let name = name::attachment(&item.sha256, &item.media_type);
                    if first && !source && file.name != name {
                        findings.entry("content-name-mismatch", &file.name);
                    }
                }
                None if fact.kept == Some(false) => findings.note("file-not-kept", place),
                None if source => findings.note("source-withheld", place),
                None if selection.withholds(&item.sha256) => {
                    findings.note("attachment-withheld", place);
                }
                None if self.missing.len() == MAX_MISSING => {
                    findings.issue("attachment-missing", place);
                }
                None => self.missing.push((shown.leaf, item.sha256, place)),
            }
        }
    }

    /// The enclosed bundle that a `file` record keeps; only admitted records name it.
    fn enclosed(&self, sha256: &Hash) -> Option<(usize, bool)> {
        let found = self.bundles.binary_search_by_key(sha256, |content| content.sha256).ok()?;
        Some((self.bundles[found].entry, false))
    }

    /// Ends with what no redaction explains, and with what nothing names.
    pub(super) fn finish(self, files: &Files<'_>, findings: &mut Findings) {
        for (leaf, sha256, place) in &self.missing {
            if !self.dropped.contains(&(*leaf, *sha256)) {
                findings.issue("attachment-missing", place);
            }
        }
        let contents = [&self.files, &self.sources, &self.bundles].into_iter().flatten();
        for content in contents.filter(|content| !content.named) {
            findings.entry("attachment-extra", &files.entry(content.entry).name);
        }
    }
}

/// The entry of a content file, and whether it is named for the first time.
fn find(folder: &mut [Content], sha256: &Hash) -> Option<(usize, bool)> {
    let first = folder.partition_point(|content| content.sha256 < *sha256);
    let found = folder.get_mut(first).filter(|content| content.sha256 == *sha256)?;
    let first = !std::mem::replace(&mut found.named, true);
    Some((found.entry, first))
}

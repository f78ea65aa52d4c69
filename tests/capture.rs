//! What the readers of `dunlog_core::capture` make of files that real programs wrote.

#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::unwrap_used)]

mod adb_backup;
mod chat_export;
mod container;
mod file;
mod hostile;
mod ios;
mod operator_list;
mod sms_backup;
mod sms_ie;
mod spec;
mod telephony;

use std::io::Read;
use std::path::PathBuf;

use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::{Context, Item, Sink, Skip};
use dunlog_core::chain::Hash;
use dunlog_core::record::{Attachment, Draft, Field, Millis, Offset, OffsetFrom};
use dunlog_core::{Error, Malformed, Result};
use sha2::{Digest, Sha256};

/// A sink that hashes and keeps what it is given, up to a limit.
pub(crate) struct Shelf {
    /// What was taken, in order.
    pub(crate) taken: Vec<(Attachment, Vec<u8>)>,
    /// The largest content that is taken.
    pub(crate) limit: usize,
}

impl Default for Shelf {
    fn default() -> Self {
        Self { taken: Vec::new(), limit: 64 << 20 }
    }
}

impl Sink for Shelf {
    fn attach(&mut self, content: &mut dyn Read, media_type: &str) -> Result<Attachment> {
        let mut bytes = Vec::new();
        content.take(self.limit as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > self.limit {
            return Err(Error::Malformed(Malformed::new("file", 0, "attachment-too-large")));
        }
        let attachment = Attachment {
            sha256: Hash(Sha256::digest(&bytes).into()),
            size: bytes.len() as i64,
            media_type: media_type.to_owned(),
        };
        self.taken.push((attachment.clone(), bytes));
        Ok(attachment)
    }
}

/// What a reader gave.
#[derive(Default)]
pub(crate) struct Outcome {
    /// The drafts.
    pub(crate) drafts: Vec<Draft>,
    /// The rows left out.
    pub(crate) skips: Vec<Skip>,
    /// Where the file was cut.
    pub(crate) cut: Option<u64>,
    /// What went to the sink.
    pub(crate) shelf: Shelf,
}

impl Outcome {
    /// The private value of a draft's field, as canonical JSON.
    pub(crate) fn private(&self, draft: usize, field: Field) -> &str {
        self.drafts[draft].private(field).unwrap_or("(absent)")
    }

    /// The reasons of the rows left out.
    pub(crate) fn reasons(&self) -> Vec<&str> {
        self.skips.iter().map(|skip| skip.reason).collect()
    }

    /// Every draft must become a record.
    pub(crate) fn check(self) -> Self {
        for draft in &self.drafts {
            let salts = vec![7; draft.salt_bytes()];
            let now = Millis(1_800_000_000_000);
            let (line, _, text) = draft.clone().place(Hash::ZERO, 1, now, &salts).unwrap();
            assert_eq!(dunlog_core::record::Line::parse(text.as_bytes()).unwrap(), line);
        }
        self
    }
}

/// The offset of Shanghai, as a person chooses it.
#[allow(clippy::unnecessary_wraps)]
pub(crate) fn zone(_: Millis) -> Option<Offset> {
    Some(Offset { minutes: 480, zone: Some("Asia/Shanghai".into()), from: OffsetFrom::Option })
}

/// Runs a reader with a context for `country`.
pub(crate) fn run(
    country: Option<&str>,
    reader: impl FnOnce(&Context<'_>, &mut dyn Sink, &mut dyn FnMut(Item) -> Result<()>) -> Result<()>,
) -> Result<Outcome> {
    run_in(&zone, country, reader)
}

/// The same with another function that tells the offset.
pub(crate) fn run_in(
    offset: &dyn Fn(Millis) -> Option<Offset>,
    country: Option<&str>,
    reader: impl FnOnce(&Context<'_>, &mut dyn Sink, &mut dyn FnMut(Item) -> Result<()>) -> Result<()>,
) -> Result<Outcome> {
    let context = Context { file: Hash([1; 32]), offset, country, answers: Answers::default() };
    let mut outcome = Outcome::default();
    let mut shelf = Shelf::default();
    reader(&context, &mut shelf, &mut |item| {
        match item {
            Item::Draft(draft) => outcome.drafts.push(*draft),
            Item::Skip(skip) => outcome.skips.push(skip),
            Item::Cut { byte } => outcome.cut = Some(byte),
        }
        Ok(())
    })?;
    outcome.shelf = shelf;
    Ok(outcome.check())
}

/// A file of `../shared/fixtures`, where that folder is present.
pub(crate) fn fixture(path: &str) -> Option<Vec<u8>> {
    std::fs::read(fixtures().join(path)).ok()
}

/// The folder of the fixtures; the repository may stand one or two levels below.
pub(crate) fn fixtures() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let near = root.join("../shared/fixtures");
    if near.exists() { near } else { root.join("../../shared/fixtures") }
}

/// Every file below a folder of the fixtures, sorted.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![fixtures().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

//! The records of a path: a vault's folder, or a bundle, which needs no vault.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use dunlog_core::Error;
use dunlog_core::bundle::contents::Contents;
use dunlog_core::bundle::disclose::Selection;
use dunlog_core::chain::{Hash, Head};
use dunlog_core::event::Timeline;
use dunlog_core::key::PublicKey;
use dunlog_core::record::{Field, Millis};

use crate::command::export::PROGRAM;
use crate::failure::{Failure, Outcome, shown};
use crate::vault;

/// How much of each record is wanted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Depth {
    /// Everything, as the page for a court shows it.
    Whole,
    /// What rules and lists look at: a large log takes much less room.
    Slim,
}

/// The records of a path and where they come from; nothing is verified by reading them.
pub(crate) struct Subject {
    /// The records and the events that they make.
    pub(crate) timeline: Timeline,
    /// The log's head.
    pub(crate) head: Head,
    /// The log's key.
    pub(crate) key: PublicKey,
    /// When the bundle was made, as it says; for a vault, now.
    pub(crate) made: Millis,
    /// The program that made it, as it says.
    pub(crate) program: String,
    /// What was chosen, as it says.
    pub(crate) selection: Selection,
    /// The masked fields, as it says.
    pub(crate) masked: Vec<Field>,
    /// The attachments left out on purpose, as it says.
    pub(crate) withheld: Vec<Hash>,
}

impl Subject {
    /// Reads every record that the path holds.
    pub(crate) fn read(path: &Path, passphrase_file: Option<&Path>, depth: Depth) -> Outcome<Self> {
        if path.is_dir() {
            let vault = vault::open(path, passphrase_file)?;
            return Ok(Self {
                timeline: match depth {
                    Depth::Whole => vault.timeline()?,
                    Depth::Slim => vault.slim_timeline()?,
                },
                head: vault.head(),
                key: vault.public_key(),
                made: vault::now(),
                program: PROGRAM.to_owned(),
                selection: Selection::all(),
                masked: Vec::new(),
                withheld: Vec::new(),
            });
        }
        let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
        let source = BufReader::new(file);
        let contents = match depth {
            Depth::Whole => Contents::read(source),
            Depth::Slim => Contents::read_slim(source),
        };
        let contents = contents.map_err(|error| match error {
            Error::Io(error) => Failure::file(path, &error),
            error => Failure::new(
                format!("{} cannot be read as a bundle: {error}.", shown(path)),
                "Run `dunlog verify` on it: it names everything that is wrong.",
            ),
        })?;
        let Contents { head, key, time, program, selection, masked, withheld, records, .. } =
            contents;
        let timeline = Timeline::of_bundle(records, &masked);
        Ok(Self { timeline, head, key, made: time, program, selection, masked, withheld })
    }

    /// How many records of the log are not at hand.
    pub(crate) fn hidden(&self) -> u64 {
        self.head.size.saturating_sub(self.timeline.records.len() as u64)
    }
}

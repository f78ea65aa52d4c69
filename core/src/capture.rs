//! Files in, drafts out: what every adapter shares.
//!
//! An adapter reads one source's format and hands each row to a callback, as a [`Draft`] or as a
//! [`Skip`] with its reason; it never touches a vault. Limits: docs/spec/capture.md.

pub mod file;
pub mod number;
mod provider;
mod row;
pub mod sms_backup;
pub mod sms_ie;
mod sms_record;
pub mod typed;
mod xml;

use std::io::Read;

use crate::chain::Hash;
use crate::error::Result;
use crate::record::{Attachment, Draft, Millis, Offset};

/// What an adapter is told about the place and the person.
pub struct Context<'a> {
    /// SHA-256 of the file that is read.
    pub file: Hash,
    /// The UTC offset that held at an instant, and how it is known; none where it is not.
    pub offset: &'a dyn Fn(Millis) -> Option<Offset>,
    /// The country (ISO 3166-1 alpha-2) that national numbers belong to, where known.
    pub country: Option<&'a str>,
}

/// Where an adapter puts the content of attachments while it streams past.
///
/// Its users are the vault, which seals and keeps, and a dry run, which only hashes.
pub trait Sink {
    /// Takes the whole content; `media_type` is what the source says.
    ///
    /// # Errors
    /// `Malformed`, code `attachment-too-large`, above the limit; `Io` of the reader or the folder.
    fn attach(&mut self, content: &mut dyn Read, media_type: &str) -> Result<Attachment>;
}

/// One row of a source.
#[derive(Debug)]
pub enum Item {
    /// A row that became a draft.
    Draft(Box<Draft>),
    /// A row that was left out.
    Skip(Skip),
    /// The file ends in the middle; no row.
    Cut {
        /// How many bytes were read as whole rows.
        byte: u64,
    },
}

/// A row that was left out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Skip {
    /// The row, from 1.
    pub row: u64,
    /// The byte at which it begins, where known.
    pub byte: Option<u64>,
    /// Why, as a stable code.
    pub reason: &'static str,
}

/// What receives the rows, in the source's order; an error ends the reading.
pub type Emit<'a> = &'a mut dyn FnMut(Item) -> Result<()>;

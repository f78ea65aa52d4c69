//! The signed head of a log: a C2SP tlog-checkpoint in a C2SP signed note.
//!
//! docs/spec/chain.md, "Checkpoint". Signatures by keys that are not ours are kept and ignored.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::{Hash, Head};
use crate::error::{Malformed, Result};
use crate::key::{PublicKey, SigningKey, is_note_name};

/// The longest note that is read, in bytes.
pub const MAX_NOTE: usize = 64 * 1024;

/// The most signatures a note may carry.
pub const MAX_SIGNATURES: usize = 100;

/// A note: a text and the signatures under it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Note {
    /// The text, with its last LF.
    pub text: String,
    /// The signatures, in order.
    pub signatures: Vec<NoteSignature>,
}

/// One signature line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NoteSignature {
    /// The key's name.
    pub name: String,
    /// The key's hash.
    pub hash: [u8; 4],
    /// The signature, its form set by the key's type.
    pub bytes: Vec<u8>,
}

impl Note {
    /// Reads a signed note.
    ///
    /// # Errors
    /// `Malformed` with the line where the form breaks.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let fault = |place, code| crate::Error::from(Malformed::new("note", place, code));
        if bytes.len() > MAX_NOTE {
            return Err(fault(0, "note-too-long"));
        }
        let whole = std::str::from_utf8(bytes).map_err(|_| fault(0, "not-utf8"))?;
        if whole.bytes().any(|b| b < 0x20 && b != b'\n' || b == 0x7f) {
            return Err(fault(0, "control-character"));
        }
        let split = whole.rfind("\n\n").ok_or_else(|| fault(0, "no-signatures"))?;
        let (text, below) = whole.split_at(split + 1);
        let below = below[1..].strip_suffix('\n').ok_or_else(|| fault(0, "no-last-newline"))?;
        let first = text.lines().count() as u64 + 2;
        let mut signatures = Vec::new();
        for (line, place) in below.split('\n').zip(first..) {
            let rest = line.strip_prefix("— ").ok_or_else(|| fault(place, "bad-signature-line"))?;
            let (name, value) =
                rest.split_once(' ').ok_or_else(|| fault(place, "bad-signature-line"))?;
            let value = BASE64.decode(value).map_err(|_| fault(place, "bad-base64"))?;
            if !is_note_name(name) || value.len() < 5 || signatures.len() == MAX_SIGNATURES {
                return Err(fault(place, "bad-signature-line"));
            }
            let (hash, bytes) = value.split_at(4);
            signatures.push(NoteSignature {
                name: name.to_owned(),
                hash: [hash[0], hash[1], hash[2], hash[3]],
                bytes: bytes.to_vec(),
            });
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// Whether `key` under `name` signed the text: at least one line, and each line of that name
    /// and hash is right.
    pub fn is_signed_by(&self, name: &str, key: &PublicKey) -> bool {
        let hash = key.note_hash(name);
        let mut ours =
            self.signatures.iter().filter(|s| s.name == name && s.hash == hash).peekable();
        ours.peek().is_some()
            && ours.all(|signature| {
                <[u8; 64]>::try_from(signature.bytes.as_slice())
                    .is_ok_and(|bytes| key.verify(self.text.as_bytes(), &bytes))
            })
    }
}

/// A head as the text of a checkpoint.
pub fn text(head: &Head) -> String {
    format!("{}\n{}\n{}\n", head.origin, head.size, BASE64.encode(head.root.0))
}

/// A signed checkpoint.
pub fn sign(head: &Head, key: &SigningKey) -> String {
    let text = text(head);
    let mut value = key.public().note_hash(&head.origin).to_vec();
    value.extend_from_slice(&key.sign(text.as_bytes()));
    format!("{text}\n— {} {}\n", head.origin, BASE64.encode(value))
}

/// Reads the text of a checkpoint; extension lines are allowed by `C2SP` and skipped.
///
/// # Errors
/// `Malformed` with the line where the form breaks.
pub fn parse(text: &str) -> Result<Head> {
    let fault = |place, code| crate::Error::from(Malformed::new("checkpoint", place, code));
    let body = text.strip_suffix('\n').ok_or_else(|| fault(0, "no-last-newline"))?;
    let mut lines = body.split('\n');
    let origin =
        lines.next().filter(|line| !line.is_empty()).ok_or_else(|| fault(1, "no-origin"))?;
    let size = lines.next().ok_or_else(|| fault(2, "no-size"))?;
    let canonical =
        size.bytes().all(|b| b.is_ascii_digit()) && (size == "0" || !size.starts_with('0'));
    let size = size.parse().ok().filter(|_| canonical).ok_or_else(|| fault(2, "bad-size"))?;
    let root = lines.next().ok_or_else(|| fault(3, "no-root"))?;
    let root = BASE64.decode(root).map_err(|_| fault(3, "bad-root"))?;
    let root = Hash(root.try_into().map_err(|_| fault(3, "bad-root"))?);
    if lines.any(str::is_empty) {
        return Err(fault(4, "empty-extension"));
    }
    Ok(Head { origin: origin.to_owned(), size, root })
}

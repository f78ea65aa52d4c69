//! The bag: manifests and tag files of BagIt 1.0 (RFC 8493), and the bundle's signature.
//!
//! [`Bag`] writes a whole bundle in the one order it can have. docs/spec/bundle.md, "Tag files".

use std::io::{Read, Seek, Write};

use super::container::{Digest, Writer};
use super::{FORMAT, MAX_TAG_FILE, name};
use crate::chain::{Hash, checkpoint};
use crate::error::{Error, Malformed, Result};
use crate::key::PublicKey;
use crate::record::Millis;

/// The whole of `bagit.txt`.
pub const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// The text that `bundle.sig` signs.
pub fn statement(tag_manifest: &Hash, checkpoint: &Hash) -> String {
    format!("dunlog/bundle@v1\n{}\n{}\n", tag_manifest.to_hex(), checkpoint.to_hex())
}

/// The lines of a manifest.
#[derive(Clone, Debug, Default)]
pub struct Manifest(Vec<(String, Hash)>);

impl Manifest {
    /// Adds a file.
    pub fn add(&mut self, name: &str, sha256: Hash) {
        self.0.push((name.to_owned(), sha256));
    }

    /// The text: `<64 hex>  <name>` and LF for each file, in the order of the names' bytes.
    pub fn to_text(mut self) -> String {
        self.0.sort();
        let mut out = String::with_capacity(self.0.iter().map(|(name, _)| name.len() + 67).sum());
        for (name, hash) in self.0 {
            crate::record::canonical::write_hex(&mut out, &hash.0);
            out.push_str("  ");
            out.push_str(&name);
            out.push('\n');
        }
        out
    }
}

/// Reads one line of a manifest, without LF.
pub(crate) fn parse_manifest_line(line: &str) -> Option<(Hash, &str)> {
    let (hash, rest) = line.split_at_checked(64)?;
    let name = rest.strip_prefix("  ").filter(|name| !name.is_empty())?;
    Some((Hash::parse(hash)?, name))
}

/// What `bag-info.txt` says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Info {
    /// The program and its version, such as `dunlog 0.1.0`.
    pub software: String,
    /// When the bundle was made.
    pub time: Millis,
    /// The size of all payload files.
    pub bytes: u64,
    /// The number of payload files.
    pub files: u64,
    /// The log.
    pub origin: String,
    /// The log's size.
    pub size: u64,
}

impl Info {
    /// The whole file.
    pub fn to_text(&self) -> String {
        let Self { software, time, bytes, files, origin, size } = self;
        let date = chrono::DateTime::from_timestamp_millis(time.0).unwrap_or_default();
        let (date, time) = (date.format("%Y-%m-%d"), time.0);
        format!(
            "Bag-Software-Agent: {software}\nBagging-Date: {date}\nPayload-Oxum: {bytes}.{files}\n\
             Dunlog-Format: {FORMAT}\nDunlog-Origin: {origin}\nDunlog-Size: {size}\n\
             Dunlog-Time: {time}\n"
        )
    }

    /// Reads exactly what [`Self::to_text`] writes.
    ///
    /// # Errors
    /// `Unsupported` for a newer format, `Malformed` with the line for any other text.
    pub fn parse(text: &str) -> Result<Self> {
        const FORMAT_LABEL: &str = "Dunlog-Format: ";
        let fault = |place, code| Error::from(Malformed::new("bag-info", place, code));
        if let Some(version) = text.lines().find_map(|line| line.strip_prefix(FORMAT_LABEL)) {
            let version = version.parse().map_err(|_| fault(4, "bag-info-malformed"))?;
            if version > FORMAT {
                return Err(Error::Unsupported { format: "bundle", version });
            }
        }
        let mut lines = (1..).zip(text.lines());
        let mut member = |label: &str| match lines.next() {
            Some((place, line)) => {
                line.strip_prefix(label).ok_or_else(|| fault(place, "bag-info-malformed"))
            }
            None => Err(fault(0, "bag-info-malformed")),
        };
        let number = |text: &str| text.parse().map_err(|_| fault(0, "bag-info-malformed"));
        let software = member("Bag-Software-Agent: ")?.to_owned();
        member("Bagging-Date: ")?;
        let oxum = member("Payload-Oxum: ")?;
        let (bytes, files) = oxum.split_once('.').ok_or_else(|| fault(3, "bag-info-malformed"))?;
        let (bytes, files) = (number(bytes)?, number(files)?);
        member(FORMAT_LABEL)?;
        let origin = member("Dunlog-Origin: ")?.to_owned();
        let size = number(member("Dunlog-Size: ")?)?;
        let time = member("Dunlog-Time: ")?;
        let time = Millis(time.parse().map_err(|_| fault(7, "bag-info-malformed"))?);
        let info = Self { software, time, bytes, files, origin, size };
        if !time.in_range() || info.to_text() != text {
            return Err(fault(0, "bag-info-malformed"));
        }
        Ok(info)
    }
}

/// Writes a bundle: the head's files, then the payload in order, then what seals it.
#[derive(Debug)]
pub struct Bag<W: Write + Seek> {
    zip: Writer<W>,
    payload: Manifest,
    tags: Manifest,
    bytes: u64,
    files: u64,
    origin: String,
    size: u64,
    checkpoint: Hash,
}

impl<W: Write + Seek> Bag<W> {
    /// Starts a bundle of the log whose signed head is `note`, signed by `key`.
    ///
    /// # Errors
    /// `Malformed` where `note` is no checkpoint; `Io`.
    pub fn new(out: W, note: &str, key: &PublicKey) -> Result<Self> {
        let head = checkpoint::parse(&checkpoint::Note::parse(note.as_bytes())?.text)?;
        let mut bag = Self {
            zip: Writer::new(out, name::top_folder(&head)),
            payload: Manifest::default(),
            tags: Manifest::default(),
            bytes: 0,
            files: 0,
            checkpoint: Hash::of(note.as_bytes()),
            size: head.size,
            origin: head.origin,
        };
        let note_key = key.to_note_key(&bag.origin) + "\n";
        bag.tag(name::BAGIT, DECLARATION)?;
        bag.tag(name::CHECKPOINT, note)?;
        bag.tag(name::KEY_NOTE, &note_key)?;
        bag.tag(name::KEY_PEM, &key.to_pem())?;
        Ok(bag)
    }

    /// Writes a payload file from a reader; content of 4 GiB − 1 or more needs its size.
    ///
    /// # Errors
    /// Those of [`Writer::add`].
    pub fn add(&mut self, name: &str, size: Option<u64>, content: &mut dyn Read) -> Result<Digest> {
        let digest = self.zip.add(name, size, content)?;
        self.count(name, digest);
        Ok(digest)
    }

    /// Writes a payload file by calling `write` with where its content goes.
    ///
    /// # Errors
    /// Those of [`Writer::start`], and those of `write`.
    pub fn stream(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<Digest> {
        let mut entry = self.zip.start(name, None)?;
        write(&mut entry)?;
        let digest = entry.finish()?;
        self.count(name, digest);
        Ok(digest)
    }

    /// Seals the bundle; `sign` signs the text of [`statement`] for the two hashes it is given,
    /// of the tag manifest and of the checkpoint.
    ///
    /// # Errors
    /// `Misuse` where a tag file would be too long; what `sign` gives; `Io`.
    pub fn seal(
        mut self,
        software: &str,
        time: Millis,
        sign: impl FnOnce(&Hash, &Hash) -> Result<[u8; 64]>,
    ) -> Result<W> {
        let info = Info {
            software: software.to_owned(),
            time,
            bytes: self.bytes,
            files: self.files,
            origin: self.origin.clone(),
            size: self.size,
        };
        self.tag(name::BAG_INFO, &info.to_text())?;
        let manifest = std::mem::take(&mut self.payload).to_text();
        self.tag(name::MANIFEST, &manifest)?;
        let tags = std::mem::take(&mut self.tags).to_text();
        let tags = self.zip.add(name::TAG_MANIFEST, None, &mut tags.as_bytes())?;
        let signature = sign(&tags.sha256, &self.checkpoint)?;
        self.zip.add(name::SIGNATURE, None, &mut &signature[..])?;
        self.zip.finish()
    }

    fn tag(&mut self, name: &str, text: &str) -> Result<()> {
        if text.len() as u64 > MAX_TAG_FILE {
            return Err(Error::Misuse("a tag file has at most 16 MiB"));
        }
        let digest = self.zip.add(name, None, &mut text.as_bytes())?;
        self.tags.add(name, digest.sha256);
        Ok(())
    }

    fn count(&mut self, name: &str, digest: Digest) {
        self.payload.add(name, digest.sha256);
        self.bytes += digest.size;
        self.files += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info() -> Info {
        Info {
            software: "dunlog 0.1.0".into(),
            time: Millis(1_750_000_000_000),
            bytes: 12,
            files: 3,
            origin: "dunlog/log/00112233445566778899aabbccddeeff".into(),
            size: 4,
        }
    }

    #[test]
    fn bag_info_reads_back_and_every_other_spelling_is_refused() {
        let text = info().to_text();
        assert!(text.contains("\nBagging-Date: 2025-06-15\n"));
        assert_eq!(Info::parse(&text).ok(), Some(info()));
        for bad in [
            text.replace("Size: 4", "Size: 04"),
            text.replace(": 12.3", ":  12.3"),
            text.replace('\n', "\r\n"),
            text.replace("2025-06-15", "2025-06-16"),
            text.clone() + "X: y\n",
            text[..text.len() - 1].into(),
        ] {
            assert!(matches!(Info::parse(&bad), Err(Error::Malformed(_))), "{bad}");
        }
        let newer = text.replace("Format: 1", "Format: 2") + "Other: x\n";
        assert!(matches!(Info::parse(&newer), Err(Error::Unsupported { version: 2, .. })));
    }

    #[test]
    fn a_manifest_is_sorted_and_its_lines_read_back() {
        let mut manifest = Manifest::default();
        manifest.add("data/b", Hash::of(b"b"));
        manifest.add("data/a", Hash::of(b"a"));
        let text = manifest.to_text();
        let lines: Vec<_> = text.lines().map(|l| parse_manifest_line(l).unwrap()).collect();
        assert_eq!(lines, [(Hash::of(b"a"), "data/a"), (Hash::of(b"b"), "data/b")]);
        assert_eq!(parse_manifest_line(&text[..66]), None);
        assert_eq!(parse_manifest_line(&text[1..80]), None);
    }
}

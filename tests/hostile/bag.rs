//! A bundle in an opponent's hands: taken apart, changed, listed and signed again, put together.
//!
//! Written from docs/spec/bundle.md alone; nothing of core's writer is used.

use std::io::{Cursor, Read};

use dunlog_core::chain::Hash;
use dunlog_core::key::SigningKey;
use dunlog_core::vault::Vault;

/// The files of a bundle in the container's order.
#[derive(Clone)]
pub(crate) struct Bag {
    top: String,
    files: Vec<(String, Vec<u8>)>,
}

impl Bag {
    /// Takes a bundle apart.
    pub(crate) fn open(bundle: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(bundle)).expect("a zip");
        let (mut top, mut files) = (String::new(), Vec::new());
        for place in 0..archive.len() {
            let mut entry = archive.by_index(place).expect("an entry");
            let mut content = Vec::new();
            entry.read_to_end(&mut content).expect("its content");
            let name = entry.name().expect("a name").into_owned();
            let (folder, name) = name.split_once('/').expect("a top folder");
            folder.clone_into(&mut top);
            files.push((name.to_owned(), content));
        }
        Self { top, files }
    }

    /// A file's bytes, to be changed.
    pub(crate) fn file(&mut self, name: &str) -> &mut Vec<u8> {
        let found = self.files.iter_mut().find(|(other, _)| other == name);
        &mut found.unwrap_or_else(|| panic!("no {name}")).1
    }

    /// The names below `folder`.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let names = self.files.iter().map(|(name, _)| name.clone());
        names.filter(|name| name.starts_with(folder)).collect()
    }

    /// Takes a file away.
    pub(crate) fn remove(&mut self, name: &str) {
        self.files.retain(|(other, _)| other != name);
    }

    /// Puts a file behind the one named `after`.
    pub(crate) fn insert(&mut self, after: &str, name: &str, content: &[u8]) {
        let place = self.files.iter().position(|(other, _)| other == after).expect("the file");
        self.files.insert(place + 1, (name.to_owned(), content.to_vec()));
    }

    /// The lines of a text file, changed.
    pub(crate) fn lines(&mut self, name: &str, change: impl FnOnce(&mut Vec<String>)) {
        let text = String::from_utf8(self.file(name).clone()).expect("text");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        change(&mut lines);
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        *self.file(name) = text.into_bytes();
    }

    /// Replaces the first `old` of a file by `new`.
    pub(crate) fn replace(&mut self, name: &str, old: &str, new: &str) {
        let text = String::from_utf8(self.file(name).clone()).expect("text");
        assert!(text.contains(old), "{name} has no {old}");
        *self.file(name) = text.replacen(old, new, 1).into_bytes();
    }

    /// Makes bag info and both manifests right for the files as they are.
    pub(crate) fn list(mut self) -> Self {
        let payload: Vec<_> =
            self.files.iter().filter(|(name, _)| name.starts_with("data/")).collect();
        let bytes: usize = payload.iter().map(|(_, content)| content.len()).sum();
        let oxum = format!("Payload-Oxum: {bytes}.{}", payload.len());
        self.lines("bag-info.txt", |lines| {
            let line = lines.iter_mut().find(|line| line.starts_with("Payload-Oxum: "));
            *line.expect("an oxum") = oxum;
        });
        let manifest = self.manifest(|name| name.starts_with("data/"));
        *self.file("manifest-sha256.txt") = manifest;
        let outside = ["tagmanifest-sha256.txt", "bundle.sig"];
        let tags = self.manifest(|name| {
            !name.starts_with("data/") && !name.starts_with("later/") && !outside.contains(&name)
        });
        *self.file("tagmanifest-sha256.txt") = tags;
        self
    }

    fn manifest(&self, listed: impl Fn(&str) -> bool) -> Vec<u8> {
        let mut files: Vec<_> = self.files.iter().filter(|(name, _)| listed(name)).collect();
        files.sort();
        let line = |(name, content): &(String, Vec<u8>)| {
            format!("{}  {name}\n", Hash::of(content).to_hex())
        };
        files.into_iter().map(line).collect::<String>().into_bytes()
    }

    /// Lets the borrower who cheats sign it again.
    pub(crate) fn sign(mut self, vault: &Vault) -> Self {
        let manifest = Hash::of(self.file("tagmanifest-sha256.txt"));
        let head = Hash::of(self.file("checkpoint"));
        let signature = vault.sign_bundle(&manifest, &head).expect("the vault signs");
        *self.file("bundle.sig") = signature.to_vec();
        self
    }

    /// Lets another key sign it.
    pub(crate) fn sign_with(mut self, key: &SigningKey) -> Self {
        let manifest = Hash::of(self.file("tagmanifest-sha256.txt")).to_hex();
        let head = Hash::of(self.file("checkpoint")).to_hex();
        let text = format!("dunlog/bundle@v1\n{manifest}\n{head}\n");
        *self.file("bundle.sig") = key.sign(text.as_bytes()).to_vec();
        self
    }

    /// Puts it together: stored entries with constant headers.
    pub(crate) fn zip(&self) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in &self.files {
            let name = format!("{}/{name}", self.top);
            let offset = size(out.len());
            let mut common = Vec::new();
            for field in [10_u16, 0, 0, 0, 0x21] {
                common.extend(field.to_le_bytes());
            }
            for field in [crc32(content), size(content.len()), size(content.len())] {
                common.extend(field.to_le_bytes());
            }
            common.extend(short(name.len()).to_le_bytes());
            common.extend([0, 0]);
            out.extend(b"PK\x03\x04");
            out.extend(&common);
            out.extend(name.as_bytes());
            out.extend(content);
            directory.extend(b"PK\x01\x02\x14\x03");
            directory.extend(&common);
            directory.extend([0; 6]);
            directory.extend((0o100_644_u32 << 16).to_le_bytes());
            directory.extend(offset.to_le_bytes());
            directory.extend(name.as_bytes());
        }
        let (start, count) = (size(out.len()), short(self.files.len()).to_le_bytes());
        out.extend(&directory);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend([count, count].concat());
        out.extend(size(directory.len()).to_le_bytes());
        out.extend(start.to_le_bytes());
        out.extend([0, 0]);
        out
    }
}

fn size(length: usize) -> u32 {
    u32::try_from(length).expect("a small bundle")
}

fn short(length: usize) -> u16 {
    u16::try_from(length).expect("a small bundle")
}

/// CRC-32 as zip files have it, bit by bit.
fn crc32(content: &[u8]) -> u32 {
    !content.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    })
}

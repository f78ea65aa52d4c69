//! The names inside a bundle, and the order in which its container holds them.
//!
//! docs/spec/bundle.md, "Files" and "Container".

use crate::chain::{Hash, Head};

/// The declaration of the bag.
pub const BAGIT: &str = "bagit.txt";
/// What the bag says about itself.
pub const BAG_INFO: &str = "bag-info.txt";
/// SHA-256 of every payload file.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// SHA-256 of every tag file.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// The signed head of the log.
pub const CHECKPOINT: &str = "checkpoint";
/// The public key as a PEM file.
pub const KEY_PEM: &str = "key.pem";
/// The public key as the verifier key line of a signed note.
pub const KEY_NOTE: &str = "key.note";
/// The raw signature over the tag manifest and the checkpoint.
pub const SIGNATURE: &str = "bundle.sig";
/// How to check the bundle by hand.
pub const README: &str = "data/README.txt";
/// The exporter's page.
pub const REPORT: &str = "data/report.html";
/// What was selected, masked and withheld.
pub const SELECTION: &str = "data/selection.json";
/// The exporter's findings.
pub const FINDINGS: &str = "data/findings.json";
/// Every leaf hash of the log.
pub const LEAVES: &str = "data/leaves.txt";
/// The lines of the shown records.
pub const RECORDS: &str = "data/records.jsonl";
/// The openings of the shown records.
pub const OPENINGS: &str = "data/openings.jsonl";
/// The folder of attachments, with its slash.
pub const ATTACHMENTS: &str = "data/attachments/";
/// The folder of enclosed bundles, with its slash.
pub const BUNDLES: &str = "data/bundles/";
/// The folder of kept source files that were named, with its slash.
pub const SOURCES: &str = "data/sources/";
/// The folder for what is added after signing, with its slash.
pub const LATER: &str = "later/";

/// The files that every bundle has, in the container's order.
pub const REQUIRED: [&str; 15] = [
    BAGIT,
    CHECKPOINT,
    KEY_NOTE,
    KEY_PEM,
    README,
    REPORT,
    SELECTION,
    FINDINGS,
    LEAVES,
    RECORDS,
    OPENINGS,
    BAG_INFO,
    MANIFEST,
    TAG_MANIFEST,
    SIGNATURE,
];

/// The place of a file in the container's order; none for a name that a bundle cannot have.
///
/// Files of one rank stand in the order of their names' bytes.
pub fn rank(name: &str) -> Option<u8> {
    let rank = match name {
        BAGIT => 0,
        CHECKPOINT => 1,
        KEY_NOTE => 2,
        KEY_PEM => 3,
        README => 4,
        REPORT => 5,
        SELECTION => 6,
        FINDINGS => 7,
        LEAVES => 8,
        RECORDS => 9,
        OPENINGS => 10,
        BAG_INFO => 14,
        MANIFEST => 15,
        TAG_MANIFEST => 16,
        SIGNATURE => 17,
        _ if content_hash(name, ATTACHMENTS).is_some() => 11,
        _ if content_hash(name, BUNDLES).is_some() => 12,
        _ if content_hash(name, SOURCES).is_some() => 13,
        _ if name.len() > LATER.len() && name.starts_with(LATER) => 18,
        _ => return None,
    };
    Some(rank)
}

/// The hash that the name of a file in `folder` promises for its content.
pub fn content_hash(name: &str, folder: &str) -> Option<Hash> {
    let file = name.strip_prefix(folder)?;
    let (hash, rest) = file.split_at_checked(64)?;
    let fits = match folder {
        ATTACHMENTS => rest.strip_prefix('.').is_some_and(|extension| {
            (1..=5).contains(&extension.len())
                && extension.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        }),
        BUNDLES => rest == ".zip",
        _ => rest.is_empty(),
    };
    if fits { Hash::parse(hash) } else { None }
}

/// The one top folder of a bundle, without slash: `dunlog-<8 hex of the log's id>-<size>`.
pub fn top_folder(head: &Head) -> String {
    let id = head.origin.rsplit('/').next().unwrap_or_default();
    format!("dunlog-{}-{}", id.get(..8).unwrap_or(id), head.size)
}

/// The name of an attachment: its hash, and an extension that no program runs as code.
pub fn attachment(sha256: &Hash, media_type: &str) -> String {
    format!("{ATTACHMENTS}{}.{}", sha256.to_hex(), extension(media_type))
}

/// The name of an enclosed bundle.
pub fn enclosed(sha256: &Hash) -> String {
    format!("{BUNDLES}{}.zip", sha256.to_hex())
}

/// The name of a kept source file.
pub fn source(sha256: &Hash) -> String {
    format!("{SOURCES}{}", sha256.to_hex())
}

/// The extension for a media type; `bin` for all that is not listed.
fn extension(media_type: &str) -> &'static str {
    match media_type {
        "application/json" => "json",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "audio/3gpp" | "video/3gpp" => "3gp",
        "audio/aac" => "aac",
        "audio/amr" => "amr",
        "audio/flac" => "flac",
        "audio/mp4" | "audio/m4a" | "audio/x-m4a" => "m4a",
        "audio/mpeg" | "audio/mp3" => "mp3",
        "audio/ogg" | "audio/opus" => "ogg",
        "audio/wav" | "audio/x-wav" => "wav",
        "image/gif" => "gif",
        "image/heic" => "heic",
        "image/jpeg" | "image/jpg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "text/csv" => "csv",
        "text/plain" => "txt",
        "text/vcard" | "text/x-vcard" => "vcf",
        "video/mp4" => "mp4",
        "video/quicktime" => "mov",
        "video/webm" => "webm",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_required_files_stand_in_the_order_of_their_ranks() {
        assert!(REQUIRED.is_sorted_by_key(|name| rank(name)));
        assert!(REQUIRED.iter().all(|name| rank(name).is_some()));
    }

    #[test]
    fn a_content_name_carries_a_whole_hash_and_a_plain_extension() {
        let hash = Hash::of(b"x");
        let name = attachment(&hash, "audio/mp4");
        assert_eq!(content_hash(&name, ATTACHMENTS), Some(hash));
        assert!(attachment(&hash, "text/html").ends_with(".bin"));
        assert_eq!(rank(&enclosed(&hash)), Some(12));
        assert_eq!(rank(&source(&hash)), Some(13));
        for bad in ["data/attachments/x.bin", "data/other", "later/", "data/bundles/../x.zip"] {
            assert_eq!(rank(bad), None, "{bad}");
        }
        assert_eq!(rank(&name.to_uppercase()), None);
    }
}

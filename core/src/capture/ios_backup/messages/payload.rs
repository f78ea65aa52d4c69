//! What the bubble of an app or of a link shows.

use super::super::plist::{Archive, Value};

/// Where a text may stand, the best first.
const TEXTS: &[&[&str]] = &[&["ldtext"], &["userInfo", "caption"]];

/// Where an address may stand.
const ADDRESSES: &[&[&str]] =
    &[&["richLinkMetadata", "originalURL"], &["richLinkMetadata", "URL"], &["URL"]];

/// The text of a payload; none where there is none or the payload cannot be read.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let archive = Archive::parse(bytes).ok()?;
    let texts = TEXTS.iter().filter_map(|path| archive.at(path)?.text());
    let addresses = ADDRESSES.iter().filter_map(|path| {
        let address = archive.at(path)?;
        address.text().or_else(|| archive.member(address, "NS.relative").and_then(Value::text))
    });
    texts.chain(addresses).find(|text| !text.is_empty()).map(str::to_owned)
}

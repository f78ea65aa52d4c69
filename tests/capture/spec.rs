//! The specification names every code that a reader gives, and no other.

use std::collections::BTreeSet;
use std::path::Path;

/// Texts between quotes that look like a code and are none.
const OTHER: &[&str] = &["insert-address-token", "us-ascii", "utf-8"];

/// The pages that specify them.
const PAGES: &[&str] =
    &["capture.md", "chat-export.md", "operator-list.md", "ios-backup.md", "phone.md"];

fn codes(text: &str, quote: char) -> BTreeSet<String> {
    let is_code = |text: &&str| {
        text.contains('-')
            && !text.starts_with('-')
            && !text.ends_with('-')
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && text.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
            && !OTHER.contains(text)
    };
    text.split(quote).filter(is_code).map(str::to_owned).collect()
}

#[test]
fn every_code_is_specified_and_every_specified_code_is_given() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // The page of operators' lists also specifies how one is laid beside the records.
    let mut sources = std::fs::read_to_string(root.join("core/src/capture.rs")).unwrap();
    sources += &std::fs::read_to_string(root.join("core/src/event/reconcile.rs")).unwrap();
    let mut open = vec![root.join("core/src/capture")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            sources.push_str(text.split("#[cfg(test)]").next().unwrap());
        }
    }
    let page = |name: &str| std::fs::read_to_string(root.join("docs/spec").join(name)).unwrap();
    let spec: String = PAGES.iter().map(|name| page(name)).collect();
    let given = codes(&sources, '"');
    let mut named = codes(&spec, '`');
    named.extend(codes(&spec, '"'));
    assert!(given.len() > 40, "{given:?}");
    assert_eq!(given, named);
}

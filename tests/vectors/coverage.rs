//! Whether the vectors and the specification belong together.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::bundles::expectations;
use super::{areas, folder, vectors};

/// A section of a page: how many numbered rules, and whether it says MUST.
struct Section {
    rules: usize,
    must: bool,
}

fn sections(page: &str) -> BTreeMap<String, Section> {
    let path = folder().join(format!("../../docs/spec/{page}.md"));
    let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("no page {page}"));
    let mut found: BTreeMap<String, Section> = BTreeMap::new();
    let (mut current, mut in_vectors) = (None, false);
    for line in text.lines() {
        if let Some(step) = line.strip_prefix("### ").and_then(|title| title.split_once(". ")) {
            current = Some(step.0.to_owned());
        } else if let Some(title) = line.strip_prefix("## ") {
            // A section is called by its number, or by its title where it has none.
            let number = title.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok());
            current = Some(number.map_or(title, |(number, _)| number).to_owned());
        }
        let Some(number) = &current else { continue };
        let section = found.entry(number.clone()).or_insert(Section { rules: 0, must: false });
        // What a page says of its vectors is no rule for a reader.
        in_vectors = line.starts_with("## ") && line.ends_with("Test vectors")
            || (in_vectors && !line.starts_with("## "));
        section.must |= !in_vectors && line.contains("MUST") && !line.contains("RFC 2119");
        if line.starts_with(&format!("{}. ", section.rules + 1)) {
            section.rules += 1;
        }
    }
    found
}

/// Every `spec:` of every vector, as page, section and perhaps rule.
fn cited() -> BTreeSet<(String, String, Option<usize>)> {
    let mut specs: Vec<String> = Vec::new();
    specs.extend(expectations().iter().map(|said| said.spec().to_owned()));
    for area in areas().iter().filter(|area| *area != "bundle") {
        specs.extend(vectors(area).iter().map(|vector| vector.head("spec").to_owned()));
    }
    let parse = |spec: &String| {
        let (page, place) = spec.split_once(' ').expect("page and section");
        let (section, rule) = match place.rsplit_once('.') {
            Some((section, rule)) => (section, Some(rule.parse().expect("a rule's number"))),
            None => (place, None),
        };
        (page.to_owned(), section.to_owned(), rule)
    };
    specs.iter().map(parse).collect()
}

#[test]
fn every_section_and_rule_that_a_vector_names_is_in_the_specification() {
    for (page, section, rule) in cited() {
        let sections = sections(&page);
        let found = sections.get(&section).unwrap_or_else(|| panic!("{page} has no {section}"));
        assert!(rule.unwrap_or(0) <= found.rules, "{page} {section} has no rule {rule:?}");
    }
}

#[test]
fn every_section_that_says_must_has_a_vector() {
    let cited = cited();
    let pages: BTreeSet<_> = cited.iter().map(|(page, _, _)| page.clone()).collect();
    let mut bare = Vec::new();
    for page in pages {
        for (section, content) in sections(&page) {
            let hits = cited.iter().any(|(p, s, _)| (p, s) == (&page, &section));
            if content.must && !hits {
                bare.push(format!("{page} {section}"));
            }
        }
    }
    assert!(bare.is_empty(), "without a vector: {}", bare.join(", "));
}

#[test]
fn every_numbered_rule_of_a_format_has_a_vector() {
    let cited = cited();
    for (page, section) in [
        ("record", "2"),
        ("chain", "1"),
        ("chain", "3"),
        ("bundle", "2"),
        ("bundle", "3"),
        ("bundle", "6"),
        ("event", "Grouping"),
    ] {
        for rule in 1..=sections(page)[section].rules {
            let place = (page.to_owned(), section.to_owned(), Some(rule));
            assert!(cited.contains(&place), "{page} {section}.{rule} has no vector");
        }
    }
}

#[test]
fn every_code_of_a_record_has_a_vector() {
    let text = fs::read_to_string(folder().join("../../docs/spec/record.md")).expect("the page");
    let codes = text.split("## 7. Codes").nth(1).expect("the section");
    let codes = codes.split("\n## ").next().expect("its text");
    let listed: BTreeSet<_> = codes.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    let mut expected = BTreeSet::new();
    for area in ["record", "opening"] {
        expected.extend(vectors(area).iter().map(|vector| vector.head("expect").to_owned()));
    }
    let without: Vec<_> = listed.difference(&expected).collect();
    assert!(without.is_empty(), "without a vector: {without:?}");
}

/// Codes of limits that only a bundle of many megabytes would reach.
const OF_LARGE_BUNDLES: [&str; 8] = [
    "container-directory-too-large",
    "container-too-many-entries",
    "enclosed-bundle-packed",
    "manifest-too-long",
    "too-many-admitted",
    "too-many-boots",
    "too-many-keys",
    "too-many-redactions",
];

#[test]
fn every_code_of_an_audit_has_a_bundle() {
    let text = fs::read_to_string(folder().join("../../docs/spec/audit.md")).expect("the page");
    let steps = text.split("## 2. Steps").nth(1).expect("the section");
    let steps = steps.split("\n## 3").next().expect("its text");
    let is_code = |word: &&str| {
        word.contains('-') && word.bytes().all(|b| b.is_ascii_lowercase() || b"-0".contains(&b))
    };
    let listed: BTreeSet<_> = steps.split('`').skip(1).step_by(2).filter(is_code).collect();
    assert!(listed.len() > 60, "{listed:?}");
    let expectations = expectations();
    let given: BTreeSet<_> = expectations.iter().flat_map(|said| said.codes()).collect();
    let without: Vec<_> =
        listed.iter().filter(|c| !given.contains(*c) && !OF_LARGE_BUNDLES.contains(c)).collect();
    assert!(without.is_empty(), "without a bundle: {without:?}");
}

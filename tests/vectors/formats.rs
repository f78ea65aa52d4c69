//! What core makes of the vectors of each format.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dunlog_core::Error;
use dunlog_core::chain::checkpoint::{self, Note};
use dunlog_core::chain::{Hash, Tree, leaf_hash, root, verify_consistency, verify_inclusion};
use dunlog_core::event::Timeline;
use dunlog_core::key::{PublicKey, key_change_statement};
use dunlog_core::record::canonical::{to_hex, unhex};
use dunlog_core::record::{Kind, Line, Opening, Openings, Record};

use super::{Vector, areas, hold};

const OK: &str = "ok";

fn code(error: &Error) -> String {
    match error {
        Error::Malformed(fault) => fault.code.to_owned(),
        Error::Unsupported { .. } => "unsupported-version".to_owned(),
        other => format!("{other:?}"),
    }
}

fn said(right: bool) -> String {
    if right { OK } else { "refused" }.to_owned()
}

#[test]
fn every_format_with_vectors_is_held_against_core() {
    assert_eq!(
        areas(),
        ["bundle", "chain", "checkpoint", "event", "key", "opening", "pdu", "record"]
    );
}

#[test]
fn record_lines_are_judged_as_specified_and_written_back_as_they_were() {
    hold("record", |vector| match Line::parse(&vector.body) {
        Err(error) => code(&error),
        Ok(line) => {
            let again = line.to_canonical().expect("what was read can be written");
            assert_eq!(again.as_bytes(), vector.body, "{}", vector.name);
            if vector.head("expect") == OK {
                assert_eq!(leaf_hash(&vector.body).to_hex(), vector.head("leaf"));
            }
            OK.to_owned()
        }
    });
}

#[test]
fn openings_are_judged_as_specified_and_written_back_as_they_were() {
    hold("opening", |vector| {
        let body = vector.body.strip_suffix(b"\n").expect("a last line feed");
        let mut lines = body.split(|byte| *byte == b'\n');
        let record = lines.next().expect("a record");
        let line = Line::parse(record).expect("the record is right");
        for text in lines {
            let (leaf, field, opening) = match Opening::parse_line(text) {
                Err(error) => return code(&error),
                Ok(parts) => parts,
            };
            let mut again = String::new();
            opening.write_line(&mut again, &leaf, field);
            assert_eq!(again.as_bytes(), text, "{}", vector.name);
            if leaf != leaf_hash(record) {
                return "opening-of-another-record".to_owned();
            }
            match line.commitment(field) {
                None => return "opening-without-commitment".to_owned(),
                Some(hash) if hash != opening.commitment() => return "opening-mismatch".to_owned(),
                Some(_) => {}
            }
        }
        OK.to_owned()
    });
}

/// The values of the body's lines that begin with `name`.
fn values<'a>(vector: &'a Vector, name: &str) -> Vec<&'a str> {
    let lines = vector.text().lines().filter_map(|line| line.split_once(' '));
    lines.filter(|(key, _)| *key == name).map(|(_, value)| value).collect()
}

fn hashes(vector: &Vector, name: &str) -> Vec<Hash> {
    let digits = values(vector, name);
    digits.iter().map(|hex| Hash::parse(hex).expect("64 hex digits")).collect()
}

fn number(vector: &Vector, name: &str) -> u64 {
    values(vector, name)[0].parse().expect("a number")
}

#[test]
fn trees_proofs_and_logs_come_out_as_specified() {
    hold("chain", |vector| match vector.head("form") {
        "tree" => {
            let leaves = hashes(vector, "leaf");
            let mut grown = Tree::default();
            for leaf in &leaves {
                grown.push(*leaf);
            }
            assert_eq!(grown.root(), root(&leaves), "{}", vector.name);
            said(root(&leaves) == hashes(vector, "root")[0])
        }
        "inclusion" => said(verify_inclusion(
            hashes(vector, "leaf")[0],
            number(vector, "index"),
            number(vector, "size"),
            &hashes(vector, "proof"),
            hashes(vector, "root")[0],
        )),
        "consistency" => said(verify_consistency(
            number(vector, "size1"),
            hashes(vector, "root1")[0],
            number(vector, "size2"),
            hashes(vector, "root2")[0],
            &hashes(vector, "proof"),
        )),
        "log" => log(vector),
        other => panic!("{other}"),
    });
}

/// Follows the steps of docs/spec/chain.md, 8.
fn log(vector: &Vector) -> String {
    let note = STANDARD.decode(vector.head("checkpoint")).expect("base64");
    let note = Note::parse(&note).expect("a note");
    let head = checkpoint::parse(&note.text).expect("a checkpoint");
    let mut leaves: Vec<Hash> = Vec::new();
    let (mut marks, mut signer) = (0, None);
    for text in vector.text().lines() {
        let line = Line::parse(text.as_bytes()).expect("the record is right");
        let new = line.fact.key.map(|raw| PublicKey::from_bytes(raw).expect("a key"));
        if let (Some(old), Some(new), Some(signature)) = (signer, &new, &line.fact.signature) {
            let index = leaves.len() as u64;
            let statement = key_change_statement(&head.origin, index, &line.prev, new);
            assert!(PublicKey::verify(&old, statement.as_bytes(), signature), "{}", vector.name);
        }
        signer = new.or(signer);
        marks += u64::from(line.fact.kind.is_log_level());
        assert_eq!(line.prev, leaves.last().copied().unwrap_or(Hash::ZERO));
        assert_eq!(line.marks, marks);
        assert_eq!(line.fact.kind == Kind::Log, leaves.is_empty());
        leaves.push(leaf_hash(text.as_bytes()));
    }
    let signed = note.is_signed_by(&head.origin, &signer.expect("a first key"));
    said(signed && head.root == root(&leaves) && head.size == leaves.len() as u64)
}

#[test]
fn checkpoints_are_judged_as_specified() {
    hold("checkpoint", |vector| {
        let (name, key) = PublicKey::parse_note_key(vector.head("key")).expect("the key is right");
        let Ok(note) = Note::parse(&vector.body) else { return "bad-note".to_owned() };
        if !note.is_signed_by(&name, &key) {
            return "unsigned".to_owned();
        }
        match checkpoint::parse(&note.text) {
            Err(_) => "bad-checkpoint".to_owned(),
            Ok(head) if head.origin != name => "other-log".to_owned(),
            Ok(head) => {
                assert!(note.text.starts_with(&checkpoint::text(&head)), "{}", vector.name);
                OK.to_owned()
            }
        }
    });
}

fn key_of(hex: &str) -> Option<PublicKey> {
    let mut raw = [0; 32];
    assert!(unhex(hex.as_bytes(), &mut raw));
    PublicKey::from_bytes(raw).ok()
}

fn is_signed(vector: &Vector, statement: &str) -> bool {
    let mut signature = [0; 64];
    assert!(unhex(vector.head("signature").as_bytes(), &mut signature));
    key_of(vector.head("old")).expect("a key").verify(statement.as_bytes(), &signature)
}

fn is_the_key(vector: &Vector, key: PublicKey) -> bool {
    let digits = |text: &str| text.replace(|c: char| !c.is_ascii_hexdigit(), "");
    assert_eq!(digits(&key.fingerprint()), digits(vector.head("fingerprint")));
    to_hex(&key.to_bytes()) == vector.head("public")
}

#[test]
fn keys_and_their_statements_come_out_as_specified() {
    hold("key", |vector| match vector.head("form") {
        "raw" => said(key_of(vector.text()).is_some()),
        "pem" => said(PublicKey::parse_pem(vector.text()).is_ok_and(|key| {
            assert_eq!(key.to_pem(), vector.text());
            is_the_key(vector, key)
        })),
        "note" => {
            let line = vector.text().strip_suffix('\n').expect("a line");
            said(PublicKey::parse_note_key(line).is_ok_and(|(name, key)| {
                assert_eq!(key.to_note_key(&name), line);
                is_the_key(vector, key)
            }))
        }
        "key_change" => {
            let prev = Hash::parse(vector.head("prev")).expect("a hash");
            let index = vector.head("index").parse().expect("a number");
            let new = key_of(vector.head("new")).expect("a key");
            let statement = key_change_statement(vector.head("origin"), index, &prev, &new);
            assert_eq!(statement, vector.text(), "{}", vector.name);
            said(is_signed(vector, &statement))
        }
        "bundle" => {
            let sums = (vector.head("tagmanifest"), vector.head("checkpoint"));
            let statement = format!("dunlog/bundle@v1\n{}\n{}\n", sums.0, sums.1);
            said(is_signed(vector, &statement))
        }
        other => panic!("{other}"),
    });
}

/// A log's records, each with the openings that stand under it.
fn records(vector: &Vector) -> Vec<Record> {
    let mut found: Vec<Record> = Vec::new();
    for text in vector.text().lines() {
        if text.starts_with("{\"dunlog\"") {
            let line = Line::parse(text.as_bytes()).expect("the record is right");
            let (index, leaf) = (found.len() as u64, leaf_hash(text.as_bytes()));
            found.push(Record { index, leaf, line, openings: Openings::default() });
        } else {
            let (_, field, opening) = Opening::parse_line(text.as_bytes()).expect("an opening");
            found.last_mut().expect("a record").openings.insert(field, opening);
        }
    }
    found
}

#[test]
fn sightings_make_the_events_that_are_specified() {
    hold("event", |vector| {
        let timeline = Timeline::new(records(vector));
        let events = timeline.events.iter().map(|event| {
            let places = event.sightings.iter().map(|place| timeline.records[*place].index);
            let places: Vec<_> = places.map(|index| index.to_string()).collect();
            places.join(",") + if event.disagrees { "!" } else { "" }
        });
        let events: Vec<_> = events.collect();
        let mut pairs = timeline.perhaps_same.clone();
        pairs.sort_unstable();
        let pairs: Vec<_> = pairs.iter().map(|(a, b)| format!("{a}-{b}")).collect();
        let pairs = if pairs.is_empty() { "none".to_owned() } else { pairs.join(" ") };
        let (events, right) = (events.join(" "), vector.head("events"));
        if (events.as_str(), pairs.as_str()) != (right, vector.head("perhaps")) {
            return format!("{events} and {pairs} (not {right} and {})", vector.head("perhaps"));
        }
        if events.contains('!') { "sightings-disagree" } else { OK }.to_owned()
    });
}

//! Vectors that others published, held against core.
//!
//! They are no part of the project and are read from `../shared/fixtures` (or `DUNLOG_SHARED`).
//! Where that is absent the tests say so and pass, unless `DUNLOG_REQUIRE_SHARED` is `1`.

use std::path::{Path, PathBuf};
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dunlog_core::chain::checkpoint::{self, Note};
use dunlog_core::chain::{Hash, Head, root, verify_consistency, verify_inclusion};
use dunlog_core::key::{PublicKey, SigningKey};
use dunlog_core::record::canonical::{to_hex, unhex};
use serde_json::Value;

use crate::vectors::vectors;

pub(crate) fn fixtures(name: &str) -> Option<PathBuf> {
    let shared = env::var_os("DUNLOG_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures"),
        PathBuf::from,
    );
    let folder = shared.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    let required = env::var("DUNLOG_REQUIRE_SHARED").is_ok_and(|value| value == "1");
    assert!(!required, "{} is absent", folder.display());
    println!("switched off: {} is absent", folder.display());
    None
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_str(&read(path)).expect("JSON")
}

/// Every file with an ending below a folder.
pub(crate) fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(below(&path, ending));
        } else if path.extension() == Some(ending.as_ref()) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A hash in base64; none where it has another length.
fn hash(value: &Value) -> Option<Hash> {
    let bytes = STANDARD.decode(value.as_str().expect("base64")).expect("base64");
    bytes.try_into().ok().map(Hash)
}

fn hashes(value: &Value) -> Option<Vec<Hash>> {
    value.as_array().map_or(Some(Vec::new()), |all| all.iter().map(hash).collect())
}

#[test]
fn published_inclusion_proofs_come_out_right() {
    let Some(folder) = fixtures("merkle/transparency-dev-merkle/inclusion") else { return };
    let files = below(&folder, "json");
    let mut right = 0;
    for path in &files {
        let case = json(path);
        let accepted = (|| {
            let (leaf, root) = (hash(&case["leafHash"])?, hash(&case["root"])?);
            let (index, size) = (case["leafIdx"].as_u64()?, case["treeSize"].as_u64()?);
            Some(verify_inclusion(leaf, index, size, &hashes(&case["proof"])?, root))
        })()
        .unwrap_or(false);
        assert_eq!(accepted, case["wantErr"] == false, "{}", path.display());
        right += usize::from(accepted);
    }
    assert!(right >= 3 && files.len() > 40, "{right} of {}", files.len());
}

#[test]
fn published_consistency_proofs_come_out_right() {
    let Some(folder) = fixtures("merkle/transparency-dev-merkle/consistency") else { return };
    let files = below(&folder, "json");
    let mut right = 0;
    for path in &files {
        let case = json(path);
        let accepted = (|| {
            let (root1, root2) = (hash(&case["root1"])?, hash(&case["root2"])?);
            let (size1, size2) = (case["size1"].as_u64()?, case["size2"].as_u64()?);
            Some(verify_consistency(size1, root1, size2, root2, &hashes(&case["proof"])?))
        })()
        .unwrap_or(false);
        assert_eq!(accepted, case["wantErr"] == false, "{}", path.display());
        right += usize::from(accepted);
    }
    assert!(right >= 3 && files.len() > 40, "{right} of {}", files.len());
}

#[test]
fn published_edge_cases_of_ed25519_pass_only_where_no_low_order_point_is_used() {
    let Some(folder) = fixtures("ed25519/C2SP-CCTV") else { return };
    let cases = json(&folder.join("ed25519vectors.json"));
    let cases = cases.as_array().expect("a list");
    // A component of low order alone cannot be refused: it cancels out in the equation.
    let allowed = ["low_order_component_A", "low_order_component_R"];
    let mut accepted = 0;
    for case in cases {
        let flags = case["flags"].as_array().cloned().unwrap_or_default();
        let expected = flags.iter().all(|flag| allowed.iter().any(|word| flag == word));
        let (mut key, mut signature) = ([0; 32], [0; 64]);
        assert!(unhex(case["key"].as_str().expect("hex").as_bytes(), &mut key));
        assert!(unhex(case["sig"].as_str().expect("hex").as_bytes(), &mut signature));
        let message = case["msg"].as_str().expect("text").as_bytes();
        let passed = PublicKey::from_bytes(key).is_ok_and(|key| key.verify(message, &signature));
        assert_eq!(passed, expected, "number {}: {flags:?}", case["number"]);
        accepted += usize::from(passed);
    }
    assert!(accepted > 30 && cases.len() > 900, "{accepted} of {}", cases.len());
}

#[test]
fn the_published_note_verifies_and_no_damaged_key_reads() {
    let Some(folder) = fixtures("checkpoint-note/golang-sumdb-note") else { return };
    let keys = json(&folder.join("keys.json"));
    let line = keys["vkey"].as_str().expect("a key");
    let (name, key) = PublicKey::parse_note_key(line).expect("the key is right");
    let bytes = fs::read(folder.join("peterneumann.note")).expect("the note");
    let note = Note::parse(&bytes).expect("the note is right");
    assert!(note.is_signed_by(&name, &key));
    assert!(!note.is_signed_by("EnochRoot", &key));
    assert!(checkpoint::parse(&note.text).is_err(), "its text is no checkpoint");

    for end in 0..line.len() {
        assert!(PublicKey::parse_note_key(&line[..end]).is_err(), "the first {end} bytes");
        assert!(PublicKey::parse_note_key(&line[end + 1..]).is_err(), "from byte {end}");
    }
    for place in 0..line.len() {
        let mut changed = line.as_bytes().to_vec();
        changed[place] = changed[place].wrapping_add(1);
        let changed = String::from_utf8(changed).expect("still ASCII");
        assert!(PublicKey::parse_note_key(&changed).is_err(), "byte {place}");
    }
    for (what, bad) in keys["bad_vkeys"].as_object().expect("an object") {
        assert!(PublicKey::parse_note_key(bad.as_str().expect("text")).is_err(), "{what}");
    }
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        let passed = Note::parse(&changed).is_ok_and(|note| note.is_signed_by(&name, &key));
        assert!(!passed, "byte {place} changed");
    }
}

#[test]
fn the_examples_of_c2sp_read_as_notes_and_as_a_checkpoint() {
    let Some(folder) = fixtures("checkpoint-note/C2SP-spec-examples") else { return };
    for (file, name) in [
        ("signed-note-1.txt", "quasimodo.example/salvatore"),
        ("signed-note-2.txt", "example.com/foo"),
        ("tlog-checkpoint-1.txt", "example.com/behind-the-sofa"),
    ] {
        let text = read(&folder.join(file));
        // The pages print a block; a note ends with a line feed.
        let note = Note::parse(format!("{}\n", text.trim_end_matches('\n')).as_bytes());
        let note = note.unwrap_or_else(|error| panic!("{file}: {error:?}"));
        assert!(note.signatures.iter().any(|signature| signature.name == name), "{file}");
    }
    let text = read(&folder.join("tlog-checkpoint-1.txt"));
    let note = Note::parse(format!("{}\n", text.trim_end_matches('\n')).as_bytes());
    let head = checkpoint::parse(&note.expect("a note").text).expect("a checkpoint");
    assert_eq!((head.origin.as_str(), head.size), ("example.com/behind-the-sofa", 20_852_163));
}

/// The key of the tests below, as `signed_note` reads a private one.
fn signer(origin: &str, key: &SigningKey) -> signed_note::StandardSigner {
    let hash = to_hex(&key.public().note_hash(origin));
    let secret = STANDARD.encode([&[1][..], &*key.to_seed()].concat());
    let line = format!("PRIVATE+KEY+{origin}+{hash}+{secret}");
    signed_note::StandardSigner::new(&line).expect("the key's hash is right")
}

#[test]
fn another_implementation_verifies_our_notes_and_signs_the_same_bytes() {
    let key = SigningKey::from_seed(&[7; 32]);
    let origin = "dunlog/log/0123456789abcdef0123456789abcdef";
    for size in [0, 1, 2, 5] {
        let leaves: Vec<_> = (0..size).map(|n: u8| Hash::of(&[n])).collect();
        let head = Head { origin: origin.to_owned(), size: size.into(), root: root(&leaves) };
        let ours = checkpoint::sign(&head, &key);
        assert!(other_accepts(ours.as_bytes(), &key.public().to_note_key(origin)));

        let text = checkpoint::text(&head);
        let mut theirs = signed_note::Note::new(text.as_bytes(), &[]).expect("a text");
        theirs.add_sigs(&[&signer(origin, &key)]).expect("signed");
        assert_eq!(String::from_utf8(theirs.to_bytes()).expect("text"), ours);
    }
}

fn other_accepts(note: &[u8], key: &str) -> bool {
    let verifier = signed_note::StandardVerifier::new(key).expect("the key is right");
    let known = signed_note::VerifierList::new(vec![Box::new(verifier)]);
    signed_note::Note::from_bytes(note).is_ok_and(|note| note.verify(&known).is_ok())
}

#[test]
fn another_implementation_judges_the_signatures_of_our_vectors_as_we_do() {
    // It looks at the first of several lines of one key only; we look at each.
    let lenient = ["checkpoint/invalid/one_right_one_wrong.txt"];
    for vector in vectors("checkpoint") {
        let expected = match vector.head("expect") {
            "unsigned" => lenient.contains(&vector.name.as_str()),
            "bad-note" => continue,
            _ => true,
        };
        let accepted = other_accepts(&vector.body, vector.head("key"));
        assert_eq!(accepted, expected, "{}", vector.name);
    }
}

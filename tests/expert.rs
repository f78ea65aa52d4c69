//! The program that the guide for court experts prints, run as it is printed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::vectors::{files, folder};

type Files = BTreeMap<String, Vec<u8>>;

/// The text between the guide's fences.
fn program() -> String {
    let guide = folder().join("../../docs/guides/court-expert.md");
    let guide = fs::read_to_string(guide).expect("the guide is there");
    let (_, text) = guide.split_once("```python\n").expect("a program");
    let (text, rest) = text.split_once("```\n").expect("its end");
    assert!(!rest.contains("```python"), "one program");
    text.to_owned()
}

/// The files of a bundle, below its top folder.
fn unpacked(zip: &Path) -> Files {
    let bytes = fs::read(zip).expect("the bundle is there");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut found = Files::new();
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).expect("an entry");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("its content");
        let name = entry.name().expect("a name").into_owned();
        let (_, name) = name.split_once('/').expect("a top folder");
        found.insert(name.to_owned(), content);
    }
    found
}

fn run(files: &Files) -> Output {
    let room = TempDir::new().expect("a folder");
    for (name, content) in files {
        let path = room.path().join("bundle").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("written");
    }
    fs::write(room.path().join("check.py"), program()).expect("written");
    let mut python = Command::new("python3");
    python.args(["-I", "check.py", "bundle"]).current_dir(room.path());
    python.output().expect("python3 runs")
}

fn complaint(files: &Files) -> String {
    let output = run(files);
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).expect("text")
}

fn everything() -> Files {
    unpacked(&folder().join("bundle/valid/everything.zip"))
}

/// The lines of a file, changed by `change`.
fn lines(files: &mut Files, name: &str, change: impl FnOnce(&mut Vec<String>)) {
    let text = String::from_utf8(files[name].clone()).expect("text");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    files.insert(name.to_owned(), text.into_bytes());
}

#[test]
fn the_printed_program_is_short_and_needs_only_the_standard_library() {
    let program = program();
    assert!(program.lines().count() <= 80);
    let imports = program.lines().filter(|line| line.contains("import "));
    let allowed = ["base64", "hashlib", "json", "sys", "pathlib"];
    for line in imports {
        let module = line.split_whitespace().nth(1).expect("a module");
        assert!(allowed.contains(&module), "{line}");
    }
}

#[test]
fn the_printed_program_finds_every_honest_bundle_right() {
    let valid = Some("valid".as_ref());
    for path in files("bundle", "zip") {
        if path.parent().and_then(Path::file_name) != valid {
            continue;
        }
        let output = run(&unpacked(&path));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{}: {said}", path.display());
        assert!(output.stdout.starts_with(b"right: "), "{}", path.display());
    }
}

#[test]
fn the_printed_program_fails_on_a_swapped_body() {
    let mut files = everything();
    lines(&mut files, "data/openings.jsonl", |lines| {
        let bodies: Vec<_> =
            (0..lines.len()).filter(|i| lines[*i].contains(r#""field":"body""#)).collect();
        let (a, b) = (bodies[0], bodies[1]);
        let cut = r#"{"leaf":""#.len() + 64;
        let (first, second) = (lines[a].split_off(cut), lines[b].split_off(cut));
        lines[a] += &second;
        lines[b] += &first;
    });
    assert!(complaint(&files).contains("not what was committed to"));
}

#[test]
fn the_printed_program_fails_on_a_swapped_record() {
    let mut files = everything();
    lines(&mut files, "data/records.jsonl", |lines| lines.swap(2, 3));
    assert!(complaint(&files).starts_with("WRONG: records.jsonl:4"));

    let mut files = everything();
    lines(&mut files, "data/records.jsonl", |lines| lines.swap(2, 3));
    lines(&mut files, "data/leaves.txt", |lines| lines.swap(2, 3));
    assert!(complaint(&files).contains("prev is not the leaf before"));
}

#[test]
fn the_printed_program_fails_on_a_changed_line_a_left_out_one_and_another_head() {
    let mut files = everything();
    lines(&mut files, "data/records.jsonl", |lines| {
        lines[1] = lines[1].replace(r#""direction":"in""#, r#""direction":"out""#);
    });
    assert!(complaint(&files).starts_with("WRONG: records.jsonl:2"));

    let mut files = everything();
    lines(&mut files, "data/records.jsonl", |lines| drop(lines.remove(4)));
    assert!(complaint(&files).contains("a log-level record was left out"));

    let mut files = everything();
    lines(&mut files, "data/records.jsonl", |lines| drop(lines.pop()));
    assert!(complaint(&files).contains("is not shown"));

    for (line, what) in [(0, "another log"), (1, "another size"), (2, "another root")] {
        let mut files = everything();
        lines(&mut files, "checkpoint", |lines| {
            let first = if lines[line].starts_with('7') { "8" } else { "7" };
            lines[line].replace_range(..1, first);
        });
        assert!(complaint(&files).contains(what));
    }
}

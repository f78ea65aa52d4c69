//! The JSON that scripts lean on: its members, their order, and what they count.
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// Runs the program in `folder` with `input`.
fn dunlog(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dunlog"))
        .args(arguments)
        .current_dir(folder)
        .env("HOME", folder)
        .env("XDG_STATE_HOME", folder.join("state"))
        .env("DUNLOG_PASSPHRASE", "invented words of a test")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8(output.stdout.clone()).unwrap().lines().map(str::to_owned).collect()
}

fn sample(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "sample", name].iter().collect();
    path.to_str().unwrap().to_owned()
}

/// The names of an object's members, in the order in which they stand in `text`.
fn members(text: &str, object: &Value) -> Vec<String> {
    let mut names: Vec<String> = object.as_object().unwrap().keys().cloned().collect();
    names.sort_by_key(|name| text.find(&format!("\"{name}\":")).unwrap());
    names
}

#[test]
fn an_audit_has_its_members_in_their_order_and_one_line_a_bundle() {
    let folder = tempfile::tempdir().unwrap();
    assert!(dunlog(folder.path(), &["demo", "d"], "").status.success());
    let verify = ["verify", "d/evidence.zip", "d/altered.zip", "--trust", "d/key.txt", "--json"];
    let output = dunlog(folder.path(), &verify, "");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stderr.is_empty());
    let lines = lines(&output);
    assert_eq!(lines.len(), 2);
    for (line, file) in lines.iter().zip(["d/evidence.zip", "d/altered.zip"]) {
        let audit: Value = serde_json::from_str(line).unwrap();
        assert_eq!(
            members(line, &audit),
            [
                "file",
                "sha256",
                "verdicts",
                "log",
                "key",
                "shown",
                "hidden",
                "redacted",
                "records",
                "issues",
                "notes",
                "not_proved"
            ]
        );
        assert_eq!(audit["file"], file);
        assert_eq!(audit["records"], audit["shown"]);
        let verdicts = ["integrity", "signer", "completeness", "time", "provenance"];
        assert_eq!(members(line, &audit["verdicts"]), verdicts);
        assert_eq!(members(line, &audit["log"]), ["origin", "size", "root"]);
        assert_eq!(audit["not_proved"].as_array().unwrap().len(), 6);
        for listed in ["issues", "notes"] {
            for item in audit[listed].as_array().unwrap() {
                assert!(item["code"].is_string() && item["place"].is_string(), "{item}");
            }
        }
    }
    let altered: Value = serde_json::from_str(&lines[1]).unwrap();
    assert_eq!(altered["verdicts"]["integrity"], "damaged");
    assert!(!altered["issues"].as_array().unwrap().is_empty());
}

#[test]
fn the_rows_of_an_import_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    // One row without a usable date, one row that is there twice, one event in two feeds.
    let row = |date: &str, text: &str| {
        format!("<sms address=\"15400000021\" date=\"{date}\" type=\"1\" body=\"{text}\" />")
    };
    let (one, two) = (row("1750384931000", "请还款"), row("1750384999000", "再请还款"));
    let first = format!("<smses count=\"9\">{one}{one}{}</smses>", row("someday", "x"));
    let second = format!("<smses>{}{two}</smses>", row("1750384931500", "请还款"));
    std::fs::write(path.join("a.xml"), first).unwrap();
    std::fs::write(path.join("b.xml"), second).unwrap();
    assert!(dunlog(path, &["init", "v"], "").status.success());
    let output = dunlog(path, &["import", "v", "a.xml", "b.xml", "--json"], "");
    assert_eq!(output.status.code(), Some(1));
    let line = &lines(&output)[0];
    let account: Value = serde_json::from_str(line).unwrap();
    let names = ["imported", "sightings", "duplicates", "skipped", "skipped_total"];
    let more = ["skipped_by", "again_after_redaction", "rows", "conversations", "span", "unchosen"];
    let rest =
        ["unmatched", "lost", "lost_by", "repaired", "clock_times", "recordings", "tied", "failed"];
    let end = ["cancelled", "dry_run"];
    assert_eq!(members(line, &account), [&names[..], &more[..], &rest[..], &end[..]].concat());
    let channels = ["call", "sms", "mms", "chat", "visit", "letter", "other"];
    assert_eq!(members(line, &account["imported"]), channels);
    assert_eq!(account["imported"]["sms"], 2);
    assert_eq!((&account["sightings"], &account["duplicates"]), (&1.into(), &1.into()));
    assert_eq!(account["skipped_total"], 1);
    assert_eq!(account["skipped"][0]["place"], "a.xml:row 3");
    assert_eq!(account["skipped_by"], serde_json::json!({"time-invalid": 1}));
    assert_eq!(account["rows"], 4);
    assert_eq!(account["conversations"], 2, "one in each file");
    let span = ["2025-06-20T02:02:11.000Z", "2025-06-20T02:03:19.000Z"];
    assert_eq!(account["span"], serde_json::json!(span));
    assert_eq!((&account["cancelled"], &account["dry_run"]), (&false.into(), &false.into()));
    let rows: u64 = 5;
    let sum = ["sightings", "duplicates", "skipped_total"].map(|n| account[n].as_u64().unwrap());
    assert_eq!(account["imported"]["sms"].as_u64().unwrap() + sum.iter().sum::<u64>(), rows);
}

#[test]
fn a_span_is_on_character_boundaries_of_the_decoded_text() {
    let folder = tempfile::tempdir().unwrap();
    let texts =
        ["喂：再不还钱，就让你全家不得安宁！", "a\u{202e}\u{1f600}你再不还钱就弄死你", "您好"];
    let input: String =
        texts.iter().map(|text| serde_json::json!({"text": text}).to_string() + "\n").collect();
    let output = dunlog(folder.path(), &["scan", "--json"], &input);
    assert_eq!(output.status.code(), Some(0));
    let lines = lines(&output);
    assert_eq!(lines.len(), texts.len());
    let mut spans = 0;
    for (line, text) in lines.iter().zip(texts) {
        let judged: Value = serde_json::from_str(line).unwrap();
        assert_eq!(members(line, &judged), ["findings"]);
        for finding in judged["findings"].as_array().unwrap() {
            assert_eq!(members(line, finding), ["rule", "class", "span", "level"]);
            let place = |i: usize| usize::try_from(finding["span"][i].as_u64().unwrap()).unwrap();
            assert!(text.get(place(0)..place(1)).is_some_and(|words| !words.is_empty()));
            spans += 1;
        }
    }
    assert!(spans >= 2);
}

#[test]
fn nothing_is_coloured_and_no_bar_is_drawn_into_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    assert!(dunlog(folder.path(), &["init", "v"], "").status.success());
    let import = dunlog(folder.path(), &["import", "v", &sample("messages.xml")], "");
    let usage = dunlog(folder.path(), &["bogus"], "");
    for output in [import, usage] {
        assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b));
    }
}

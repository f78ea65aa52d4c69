//! An iPhone's backup on the command line: listed, chosen from, taken, and what is refused.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;
use serde_json::Value;

/// Runs the program in `folder` without a terminal.
fn dunlog(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dunlog"))
        .args(arguments)
        .current_dir(folder)
        .env("HOME", folder)
        .env("XDG_STATE_HOME", folder.join("state"))
        .env("DUNLOG_PASSPHRASE", "invented words of a test")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_str(text(&output.stdout).lines().last().unwrap()).unwrap()
}

/// A vault `v` and a backup `phone` with three conversations.
fn prepared() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert!(dunlog(folder.path(), &["init", "v"]).status.success());
    let place = folder.path().join("phone/3d");
    std::fs::create_dir_all(&place).unwrap();
    let sql = "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT, service TEXT);
        CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, handle_id INTEGER, \
            date INTEGER);
        INSERT INTO handle VALUES (1, '+8613800000001', 'SMS'), (2, '10086', 'SMS'), \
            (3, 'a\u{202e}b', 'SMS');
        INSERT INTO message VALUES (1, 'a', '还钱', 1, 736243200), (2, 'b', '账单', 2, 736243200), \
            (3, 'c', '再不还', 1, 736329600), (4, 'd', 'x', 3, 736243200);";
    let name = "3d0d7e5fb2ce288813306e4d4636395e047a3d28";
    Connection::open(place.join(name)).unwrap().execute_batch(sql).unwrap();
    let info = "<plist><dict><key>Device Name</key><string>Phone\u{7}</string>\
        <key>Product Version</key><string>18.1</string></dict></plist>";
    std::fs::write(folder.path().join("phone/Info.plist"), info).unwrap();
    folder
}

#[test]
fn without_a_choice_it_lists_and_names_the_options() {
    let folder = prepared();
    let output = dunlog(folder.path(), &["import", "v", "phone"]);
    assert_eq!(output.status.code(), Some(2));
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "Phone⟨U+0007⟩, iOS 18.1");
    assert!(lines[1].starts_with("1  +8613800000001 "), "{out}");
    assert!(lines[1].ends_with("2024-05-01 to 2024-05-02  2 messages"), "{out}");
    assert!(out.contains("a⟨U+202E⟩b"));
    for option in ["--party", "--since", "--all"] {
        assert!(err.contains(option), "{err}");
    }
    let output = dunlog(folder.path(), &["import", "v", "phone", "--json"]);
    assert_eq!((output.status.code(), json(&output)["rows"].as_u64()), (Some(2), Some(0)));
}

#[test]
fn a_choice_is_taken_and_the_rest_is_counted() {
    let folder = prepared();
    let folder = folder.path();
    let import =
        |more: &[&str]| dunlog(folder, &[&["import", "v", "phone", "--json"], more].concat());
    let party = ["--party", "138 0000 0001"];
    let dry = import(&[&party[..], &["--dry-run"]].concat());
    let taken = import(&party);
    for output in [&dry, &taken] {
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let account = json(output);
        assert_eq!((&account["imported"]["sms"], &account["unchosen"]), (&2.into(), &2.into()));
    }
    let since = ["--since", "2024-05-02", "--time-zone", "Asia/Shanghai"];
    let account = json(&import(&since));
    assert_eq!((&account["duplicates"], &account["unchosen"]), (&1.into(), &3.into()));
    assert_eq!(import(&["--since", "2024-05-02"]).status.code(), Some(2));
    let output = dunlog(folder, &["import", "v", "phone", "--party", "10086"]);
    let out = text(&output.stdout);
    assert!(out.contains("not kept in the vault. Keep this file; its SHA-256 is "), "{out}");
    let whole = dunlog(folder, &["import", "v", "phone", "--all"]);
    assert!(text(&whole.stdout).contains("taken whole, and kept in the vault."));
    assert_eq!(import(&["--all"]).status.code(), Some(0));
    assert_eq!(json(&import(&["--all"]))["duplicates"], 4);
    assert_eq!(import(&["--all", "--party", "1"]).status.code(), Some(2));
}

#[test]
fn what_is_no_backup_is_said_and_the_others_are_read() {
    let folder = prepared();
    let folder = folder.path();
    std::fs::create_dir(folder.join("empty")).unwrap();
    let output = dunlog(folder, &["import", "v", "empty", "phone", "--all", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("This folder is no backup of an iPhone (folder-unknown).")
    );
    assert_eq!(json(&output)["rows"], 4);
    // An encrypted one asks for its passphrase, and without a terminal for the option.
    let list = "<plist><dict><key>IsEncrypted</key><true/><key>BackupKeyBag</key><data>\
        U0FMVAAAAAQBAgMESVRFUgAAAAQAAAADVVVJRAAAAABVVUlEAAAAAENMQVMAAAAEAAAAA1dSQVAAAAAEAAAAAldQS1kA\
        AAAoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==</data></dict></plist>";
    std::fs::write(folder.join("phone/Manifest.plist"), list).unwrap();
    std::fs::write(folder.join("phone/Manifest.db"), "sealed").unwrap();
    let output = dunlog(folder, &["import", "v", "phone", "--all", "--json"]);
    let err = text(&output.stderr);
    assert!(err.contains("--backup-passphrase-file"), "{err}");
    std::fs::write(folder.join("words"), "wrong words\n").unwrap();
    let file = ["import", "v", "phone", "--all", "--backup-passphrase-file", "words"];
    let output = dunlog(folder, &file);
    let err = text(&output.stderr);
    assert!(err.contains("phone: the passphrase does not open this backup."), "{err}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn who_is_not_found_is_said_and_other_files_are_no_choice() {
    let folder = prepared();
    let import = ["import", "v", "phone", "--party", "13800000001", "--party", "13900000009"];
    let output = dunlog(folder.path(), &[&import[..], &["--json"]].concat());
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("nothing of 13900000009"), "{}", text(&output.stderr));
    let account = json(&output);
    assert_eq!(account["imported"]["sms"], 2);
    assert_eq!(account["unmatched"], serde_json::json!(["13900000009"]));
    std::fs::write(folder.path().join("a.xml"), "<smses></smses>").unwrap();
    let output = dunlog(folder.path(), &["import", "v", "a.xml", "--party", "13800000001"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--party and --since"));
}

#[test]
fn what_was_taken_before_a_file_is_refused_is_counted() {
    let folder = prepared();
    let row = "13800138000,2024-01-02 10:05:06,被叫,5秒\n";
    let long = "x".repeat(1 << 21);
    let list = format!("对方号码,起始时间,通信方式,通信时长\n{row}{long}\n");
    std::fs::write(folder.path().join("list.csv"), list).unwrap();
    let output = dunlog(folder.path(), &["import", "v", "list.csv", "--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("list-row-too-long"), "{}", text(&output.stderr));
    let account = json(&output);
    assert_eq!((&account["imported"]["call"], &account["sightings"]), (&1.into(), &0.into()));
    assert_eq!(account["failed"], serde_json::json!(["list.csv"]));
    let shown = dunlog(folder.path(), &["show", "v", "--json"]);
    assert_eq!(text(&shown.stdout).matches("13800138000").count(), 1);
}

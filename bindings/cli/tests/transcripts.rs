//! Runs every transcript of `tests/transcripts` and compares what the program prints.
//!
//! A transcript is `$ command` lines, each with the lines that it prints (standard error among
//! them) and `? CODE` where it does not end with 0. `[..]` stands for anything within a line, `...`
//! on its own for any lines, `#` at the start of a line for a remark. Each file runs in a folder of
//! its own, with `$SAMPLE` naming the sample's folder.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

struct Step {
    command: String,
    expected: Vec<String>,
    code: i32,
}

#[test]
fn every_transcript_comes_out_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let half = files.len().div_ceil(2);
    let wrong: String = thread::scope(|scope| {
        let halves: Vec<_> = files
            .chunks(half)
            .map(|part| scope.spawn(|| part.iter().map(|file| run(file)).collect::<String>()))
            .collect();
        halves.into_iter().map(|half| half.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{wrong}");
    assert!(files.len() > 1, "there are transcripts");
}

/// Runs one transcript; gives what came out otherwise.
fn run(file: &Path) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut wrong = String::new();
    for step in parse(&fs::read_to_string(file).unwrap()) {
        let program = Path::new(env!("CARGO_BIN_EXE_dunlog")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        let output = Command::new("sh")
            .args(["-c", &format!("exec 2>&1; {}", step.command)])
            .current_dir(home.path())
            .env("PATH", path)
            .env("LC_ALL", "C")
            .env("HOME", home.path())
            .env("XDG_STATE_HOME", home.path().join("state"))
            .env("SAMPLE", Path::new(env!("CARGO_MANIFEST_DIR")).join("sample"))
            .env("DUNLOG_PASSPHRASE", "invented words of a test")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = printed.lines().collect();
        let expected: Vec<&str> = step.expected.iter().map(String::as_str).collect();
        let code = output.status.code();
        if code != Some(step.code) || !agree(&expected, &lines) {
            wrong += &format!(
                "{}: $ {}\n{printed}? {code:?}, expected {}\n{}\n\n",
                file.file_name().unwrap().display(),
                step.command,
                step.code,
                step.expected.join("\n"),
            );
        }
    }
    wrong
}

fn parse(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step { command: command.to_owned(), expected: Vec::new(), code: 0 });
        } else if let Some(step) = steps.last_mut() {
            match line.strip_prefix("? ") {
                Some(code) => step.code = code.parse().unwrap(),
                None => step.expected.push(line.to_owned()),
            }
        }
    }
    for step in &mut steps {
        while step.expected.last().is_some_and(String::is_empty) {
            step.expected.pop();
        }
    }
    steps
}

/// Whether the lines are as expected; empty lines at the end do not count.
fn agree(expected: &[&str], lines: &[&str]) -> bool {
    match expected {
        [] => lines.iter().all(|line| line.is_empty()),
        ["...", rest @ ..] => (0..=lines.len()).any(|skipped| agree(rest, &lines[skipped..])),
        [first, rest @ ..] => {
            lines.first().is_some_and(|line| fits(first, line)) && agree(rest, &lines[1..])
        }
    }
}

fn fits(pattern: &str, line: &str) -> bool {
    match pattern.split_once("[..]") {
        None => pattern == line,
        Some((head, tail)) => line.strip_prefix(head).is_some_and(|rest| {
            let mut ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            ends.any(|at| fits(tail, &rest[at..]))
        }),
    }
}

#[test]
fn the_runner_itself_can_fail() {
    assert!(agree(&["a[..]c", "...", "z"], &["abc", "x", "y", "z"]));
    assert!(!agree(&["a[..]c"], &["abd"]));
    assert!(!agree(&["a"], &["a", "b"]));
    assert!(!agree(&["a", "b"], &["a"]));
}

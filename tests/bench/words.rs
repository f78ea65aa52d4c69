//! Finding words, loading a pack, and judging a timeline.

use std::path::Path;
use std::time::Instant;

use aho_corasick::AhoCorasick;
use dunlog_core::chain::{Hash, leaf_hash};
use dunlog_core::event::Timeline;
use dunlog_core::record::{Millis, Record};
use dunlog_core::rule::pack::Pack;
use dunlog_core::rule::{Scanner, evaluate};
use dunlog_core::{Error, Result};
use dunlog_tests::{START, message};

/// How often the lines of a file are gone through; the quickest time counts.
const PASSES: usize = 7;

/// The lines of a file, and the quickest of several passes over them.
fn passes(file: &Path, mut line: impl FnMut(&str) -> usize) -> Result<()> {
    let text = std::fs::read_to_string(file).map_err(Error::Io)?;
    let lines: Vec<&str> = text.lines().collect();
    let mut best = f64::MAX;
    let mut found = 0;
    for _ in 0..PASSES {
        let start = Instant::now();
        found = lines.iter().map(|text| line(text)).sum();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{{\"lines\":{},\"found\":{found},\"seconds\":{best:.6}}}", lines.len());
    Ok(())
}

/// Judges each line of a file by the pack `cn`.
pub(crate) fn scan(file: &Path) -> Result<()> {
    let pack = Pack::builtin("cn")?;
    let mut scanner = Scanner::new(&pack);
    passes(file, |text| scanner.text(text).len())
}

/// Folds each line of a file and looks for the same words by Aho-Corasick alone.
pub(crate) fn bare_scan(file: &Path) -> Result<()> {
    let pack = Pack::builtin("cn")?;
    let words = AhoCorasick::new(pack.vocabulary()).map_err(|_| Error::Misuse("too many words"))?;
    let mut scanner = Scanner::new(&pack);
    let mut folded = String::new();
    passes(file, |text| {
        folded.clear();
        folded.extend(scanner.folded(text));
        words.find_overlapping_iter(&folded).count()
    })
}

/// Loads the pack `cn`: the median time.
pub(crate) fn load() -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..21 {
        let start = Instant::now();
        let pack = Pack::builtin("cn")?;
        times.push(start.elapsed().as_secs_f64());
        drop(pack);
    }
    times.sort_unstable_by(f64::total_cmp);
    println!("{{\"seconds\":{:.6}}}", times[times.len() / 2]);
    Ok(())
}

/// Judges a timeline of `count` messages of two hundred numbers, one in five a threat.
pub(crate) fn findings(count: u64) -> Result<()> {
    let pack = Pack::builtin("cn")?;
    let mut records: Vec<Record> = Vec::new();
    let bodies =
        ["请尽快还款", "您的借款已逾期", "再不还钱就爆你通讯录", "好的", "今晚到你单位找你"];
    for i in 0..count {
        let place = i64::try_from(i).map_err(|_| Error::Misuse("too many records"))?;
        let time = Millis(START.0 + 60_000 * place);
        let body = format!("第{i}次：{}", bodies[usize::try_from(i % 5).unwrap_or_default()]);
        let draft = message(&format!("1069{:08}", i % 199), &body, time);
        let salts = vec![7; draft.salt_bytes()];
        let (line, openings, text) = draft.place(Hash::ZERO, i + 1, time, &salts)?;
        records.push(Record { index: i, leaf: leaf_hash(text.as_bytes()), line, openings });
    }
    let timeline = Timeline::new(records);
    let start = Instant::now();
    let found = evaluate(&pack, &timeline).len();
    println!(
        "{{\"events\":{},\"found\":{found},\"seconds\":{:.6}}}",
        timeline.events.len(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}

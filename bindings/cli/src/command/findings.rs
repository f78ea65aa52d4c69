//! `dunlog findings`: what the rules say of a vault or of bundles.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use dunlog_core::bundle::{Policy, verify};
use dunlog_core::chain::Hash;
use dunlog_core::event::Timeline;
use dunlog_core::record::Record;
use dunlog_core::rule::pack::Pack;
use dunlog_core::rule::{Finding, Level, evaluate};
use serde::Serialize;

use super::pack::PackArgs;
use super::show::Admitted;
use crate::display::{Visible, beijing, brief, pad};
use crate::failure::{Failure, Outcome, Status, shown};
use crate::output;
use crate::timeline::{Depth, Subject};
use crate::vault::SecretArgs;

/// What to judge, and by which rules.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Bundles, or vaults' folders. The findings are computed from the records; those enclosed in
    /// a bundle are its maker's words and are not read.
    #[arg(value_name = "BUNDLE", required = true)]
    paths: Vec<PathBuf>,
    /// The passphrase.
    #[command(flatten)]
    secret: SecretArgs,
    /// The rules.
    #[command(flatten)]
    pack: PackArgs,
    /// Ends with exit code 1 where there is a finding of this level or a higher one. From the
    /// highest: sign, review, borderline, undecided, context.
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    fail_on: Option<Level>,
    /// Prints one JSON object for each finding.
    #[arg(long)]
    json: bool,
}

fn level(word: &str) -> Result<Level, String> {
    Level::parse(word).ok_or_else(|| {
        let words: Vec<&str> = Level::ALL.iter().rev().map(|level| level.word()).collect();
        format!("the levels are {}", words.join(", "))
    })
}

#[derive(Serialize)]
struct Found<'a> {
    file: String,
    pack: Named<'a>,
    rule: &'a str,
    class: &'a str,
    level: &'static str,
    time: Option<i64>,
    party: Option<String>,
    records: Vec<String>,
    span: Option<(usize, usize)>,
    words: Option<String>,
    texts: &'a [String],
    remarks: &'a [String],
    /// Why findings of this rule may be innocent, as the pack says it.
    innocent: Vec<&'a str>,
    admitted: Option<Admitted>,
}

/// The pack that a finding was computed with.
#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    version: &'a str,
    sha256: String,
}

/// Prints the findings of every path.
pub(crate) fn run(args: &Args) -> Outcome {
    let mut status = Status::Good;
    let mut read = None;
    for path in &args.paths {
        // Stretching a passphrase and a pack in memory at once are too much, so a vault comes first.
        let known = read.take().filter(|_| !path.is_dir());
        let known = match known {
            None if !path.is_dir() => Some(args.pack.read()?),
            known => known,
        };
        let subject = Subject::read(path, args.secret.passphrase_file.as_deref(), Depth::Slim)?;
        let pack = match known {
            Some(pack) => pack,
            None => args.pack.read()?,
        };
        let pack = &*read.insert(pack);
        if path.is_file() {
            warn(path)?;
        }
        let timeline = &subject.timeline;
        let findings = evaluate(pack, timeline);
        if args.fail_on.is_some_and(|least| findings.iter().any(|found| found.level >= least)) {
            status = Status::Found;
        }
        if args.json {
            let records = by_id(timeline);
            for finding in &findings {
                output::json(&found(path, pack, finding, timeline, &records))?;
            }
        } else {
            output::line(format_args!("{}: {} findings", shown(path), findings.len()))?;
            let (id, version) = (Visible(&pack.id), Visible(&pack.version));
            output::line(format_args!("pack {id} {version}, SHA-256 {}", pack.sha256.to_hex()))?;
            print(pack, timeline, &findings, true)?;
        }
    }
    Ok(status)
}

/// Says so where the audit of a bundle has issues: findings are no better than their records.
fn warn(path: &Path) -> Outcome<()> {
    let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
    let audit = verify(BufReader::new(file), &Policy::default())?;
    if !audit.issues.is_empty() {
        let (path, issues) = (shown(path), audit.issues.len());
        eprintln!("warning: the audit of {path} has {issues} issues; run `dunlog verify` on it.");
    }
    Ok(())
}

fn found<'a>(
    path: &Path,
    pack: &'a Pack,
    finding: &'a Finding,
    timeline: &Timeline,
    records: &Records<'_>,
) -> Found<'a> {
    let record = contact(finding, records);
    Found {
        file: path.to_string_lossy().into_owned(),
        pack: Named { id: &pack.id, version: &pack.version, sha256: pack.sha256.to_hex() },
        rule: &finding.rule,
        class: &finding.class,
        level: finding.level.word(),
        time: record.and_then(Record::time).map(|time| time.0),
        party: record.and_then(Record::party).map(|party| party.key().to_owned()),
        records: finding.records.iter().map(|leaf| leaf.to_hex()).collect(),
        span: finding.span,
        words: words(finding, record),
        texts: &finding.texts,
        remarks: &finding.remarks,
        innocent: innocent(pack, finding).collect(),
        admitted: record.and_then(|record| Admitted::of(timeline, record)),
    }
}

/// Records by id.
type Records<'t> = HashMap<Hash, &'t Record>;

fn by_id(timeline: &Timeline) -> Records<'_> {
    timeline.records.iter().map(|record| (record.leaf, record)).collect()
}

/// The contact by which a finding is told; its span is in that record's body.
fn contact<'t>(finding: &Finding, records: &Records<'t>) -> Option<&'t Record> {
    finding.contact(|leaf| records.get(leaf).copied())
}

/// Why a finding may be innocent, as the pack says of its rule.
fn innocent<'a>(pack: &'a Pack, finding: &Finding) -> impl Iterator<Item = &'a str> {
    let reasons = pack.rule(&finding.rule).map(|rule| rule.innocent.as_slice());
    reasons.unwrap_or_default().iter().map(|reason| reason.zh_hans.as_str())
}

fn words(finding: &Finding, record: Option<&Record>) -> Option<String> {
    let (start, end) = finding.span?;
    record?.body()?.get(start..end).map(str::to_owned)
}

/// Prints findings as a table: level, when, who, class and rule; below it the exact words; and, if
/// `cited`, the record, the texts in force, the remarks and why it may be innocent.
pub(crate) fn print(
    pack: &Pack,
    timeline: &Timeline,
    findings: &[Finding],
    cited: bool,
) -> Outcome<()> {
    let records = by_id(timeline);
    for finding in findings {
        let record = contact(finding, &records);
        let time = record.and_then(Record::time).map_or_else(|| "no instant".to_owned(), beijing);
        let party = record.and_then(Record::party);
        let party = party.map_or("(masked)".to_owned(), |party| party.name.shown);
        let title = pack.rule(&finding.rule).map_or("", |rule| rule.title.zh_hans.as_str());
        output::line(format_args!(
            "  {} {} {}  {} {}",
            pad(finding.level.word(), 10),
            pad(&time, 26),
            pad(&brief(&party, 22), 22),
            pad(&finding.class, 22),
            Visible(title),
        ))?;
        if let Some(words) = words(finding, record) {
            output::line(format_args!("             “{}”", Visible(&words)))?;
        }
        if !cited {
            continue;
        }
        let others = finding.records.len().saturating_sub(1);
        let others =
            if others > 0 { format!(" (and {others} more records)") } else { String::new() };
        let leaf = record.map(|record| record.leaf.to_hex()).unwrap_or_default();
        output::line(format_args!("             record {}{others}", &leaf[..16.min(leaf.len())]))?;
        for id in &finding.texts {
            let text = pack.text(id);
            let title = text.map_or(id.as_str(), |text| text.title.zh_hans.as_str());
            let force = text.map_or("", |text| text.force.word());
            output::line(format_args!("             {} [{force}]", Visible(title)))?;
        }
        for code in &finding.remarks {
            let remark = pack.explain(code, finding.records.len());
            let remark = remark.map_or_else(|| code.clone(), |text| text.zh_hans);
            output::line(format_args!("             {}", Visible(&remark)))?;
        }
        for reason in innocent(pack, finding) {
            output::line(format_args!(
                "             可能的合理解释 may be innocent: {}",
                Visible(reason)
            ))?;
        }
    }
    Ok(())
}

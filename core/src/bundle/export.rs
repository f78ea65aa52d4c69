//! A vault and a selection become a bundle (docs/spec/bundle.md).
//!
//! The same vault, selection, time and program version give the same bytes. Nothing is added to
//! the log; the head that was remembered last is brought up to date, except over damage and by a
//! copy. A damaged vault gives what is left of it, under the head that was signed last.

use std::collections::{BTreeSet, HashSet};
use std::io::{ErrorKind, Read, Seek, Write};

use super::bagit::Bag;
use super::disclose::{Choice, Preview, Selection, Survey};
use super::name;
use super::report::{Language, Report};
use super::selection::Stated;
use crate::chain::{Hash, Head};
use crate::error::{Error, Result};
use crate::event::Timeline;
use crate::record::canonical::Value;
use crate::record::{Attachment, Field, Kind, Millis, Purpose, Record};
use crate::rule::pack::Pack;
use crate::rule::{self, Finding};
use crate::vault::{Content, Vault};

/// What an export is told besides the vault and where to write.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// What to hand over.
    pub selection: &'a Selection,
    /// The rules for the exporter's own findings and page.
    pub pack: &'a Pack,
    /// The program and its version, such as `dunlog 0.1.0`.
    pub program: &'a str,
    /// When the bundle is made.
    pub time: Millis,
}

/// Called with bytes written so far and in all; an error ends the export.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64) -> Result<()>;

/// Tells what a bundle of `selection` would disclose, without writing anything.
///
/// # Errors
/// `Misuse` where the span ends before it begins; those of reading the vault.
pub fn preview(vault: &Vault, selection: &Selection) -> Result<Preview> {
    in_order(selection)?;
    let size = vault.head().size;
    Ok(survey(vault, size)?.choose(selection).preview())
}

/// Writes a bundle to `out` and tells what it discloses.
///
/// # Errors
/// `Misuse` where the span ends before it begins; `Damaged` where content is lost or altered and no check has found it yet, or where no signed
/// head or a leaf is left; those of reading the vault, `Io` of `out`, and what `progress` gives.
pub fn export<W: Write + Seek>(
    vault: &Vault,
    request: Request<'_>,
    out: W,
    progress: Progress<'_>,
) -> Result<(Preview, W)> {
    in_order(request.selection)?;
    let head = vault.head();
    let choice = survey(vault, head.size)?.choose(request.selection);
    let preview = choice.preview();
    let mut records = Vec::with_capacity(usize::try_from(choice.shown()).unwrap_or_default());
    vault.scan(0..head.size, |_, _, record| {
        records.extend(record.ok().and_then(|record| choice.disclose(record)));
        Ok(())
    })?;
    let timeline = Timeline::of_bundle(records, choice.masks());
    let findings = rule::evaluate(request.pack, &timeline);
    let mut files = Files::of(&timeline, &choice);
    if vault.damage().is_some() {
        files.leave_out_the_lost(vault)?;
    }

    let key = vault.public_key();
    let mut bag = Bag::new(out, vault.checkpoint(), &key)?;
    bag.add(name::README, None, &mut include_bytes!("readme.txt").as_slice())?;
    let report = Report {
        timeline: &timeline,
        findings: &findings,
        pack: request.pack,
        head: &head,
        key: &key,
        made: request.time,
        program: request.program,
        selection: choice.selection(),
        hidden: preview.hidden,
        masked: choice.masks(),
        withheld: &files.withheld,
        audit: None,
        language: Language::ZhHans,
    };
    bag.stream(name::REPORT, |mut out| report.write(&mut out))?;
    let stated = stated(request, choice.selection(), &preview, files.withheld);
    bag.add(name::SELECTION, None, &mut stated.to_text().as_bytes())?;
    let text = findings_text(request.pack, &findings);
    bag.add(name::FINDINGS, None, &mut text.as_bytes())?;
    bag.stream(name::LEAVES, |out| {
        for leaf in vault.leaves()? {
            writeln!(out, "{}", leaf.to_hex())?;
        }
        Ok(())
    })?;
    bag.stream(name::RECORDS, |out| {
        for record in timeline.logged() {
            writeln!(out, "{}", record.line.to_canonical()?)?;
        }
        Ok(())
    })?;
    bag.stream(name::OPENINGS, |out| write_openings(&timeline, out))?;
    let total = files.enclosed.iter().map(|(_, item)| item.size.unsigned_abs()).sum();
    let mut done = 0;
    for (name, item) in &files.enclosed {
        let mut content = Kept(vault.attachment(&item.sha256)?);
        bag.add(name, Some(item.size.unsigned_abs()), &mut content).map_err(refine)?;
        done += item.size.unsigned_abs();
        progress(done, total)?;
    }
    let out = bag.seal(request.program, request.time, |tags, checkpoint| {
        vault.sign_bundle(tags, checkpoint)
    })?;
    if vault.damage().is_none() && !vault.is_copy() {
        vault.remember()?;
    }
    Ok((preview, out))
}

/// The vault's own content, whose faults are told apart from those of what is written.
struct Kept(Content);

/// Marks a fault of kept content on its way through the bag.
#[derive(Debug, thiserror::Error)]
#[error("kept content does not open")]
struct Altered;

impl Read for Kept {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(out).map_err(|fault| match fault.kind() {
            ErrorKind::InvalidData => std::io::Error::new(ErrorKind::InvalidData, Altered),
            _ => fault,
        })
    }
}

fn refine(error: Error) -> Error {
    match error {
        Error::Io(fault) if fault.get_ref().is_some_and(|inner| inner.is::<Altered>()) => {
            Error::Damaged("attachment-damaged")
        }
        other => other,
    }
}

fn in_order(selection: &Selection) -> Result<()> {
    match (selection.from, selection.to) {
        (Some(from), Some(to)) if from >= to => {
            Err(Error::Misuse("the chosen span ends before it begins"))
        }
        _ => Ok(()),
    }
}

fn survey(vault: &Vault, size: u64) -> Result<Survey> {
    let mut survey = Survey::default();
    vault.scan(0..size, |_, leaf, record| {
        match record {
            Ok(record) => survey.push(&record),
            Err(_) => survey.push_lost(leaf),
        }
        Ok(())
    })?;
    Ok(survey)
}

/// The files of shown records: which go in, under which name, and which are withheld.
struct Files {
    enclosed: Vec<(String, Attachment)>,
    withheld: Vec<Hash>,
}

impl Files {
    fn of(timeline: &Timeline, choice: &Choice) -> Self {
        let mut dropped = HashSet::new();
        let mut dropped_files = HashSet::new();
        for redaction in timeline.logged().map(Record::fact) {
            if redaction.kind == Kind::Redaction {
                for item in &redaction.attachments {
                    dropped.extend(redaction.targets.iter().map(|target| (*target, item.sha256)));
                    dropped_files.insert(item.sha256);
                }
            }
        }
        let mut enclosed: Vec<(String, Attachment)> = Vec::new();
        let mut seen = HashSet::new();
        let mut withheld = BTreeSet::new();
        for record in timeline.logged().filter(|r| r.fact().kind != Kind::Redaction) {
            let fact = record.fact();
            let source = fact.purpose == Some(Purpose::Source);
            for item in &fact.attachments {
                let gone = dropped.contains(&(record.leaf, item.sha256))
                    || source && dropped_files.contains(&item.sha256);
                if gone {
                    continue;
                }
                if choice.encloses(record, &item.sha256) {
                    if seen.insert(item.sha256) {
                        enclosed.push((file_name(source, item), item.clone()));
                    }
                } else if !source {
                    withheld.insert(item.sha256);
                }
            }
        }
        withheld.retain(|hash| !seen.contains(hash));
        let withheld = withheld.into_iter().collect();
        enclosed.sort_by(|a, b| (name::rank(&a.0), &a.0).cmp(&(name::rank(&b.0), &b.0)));
        Self { enclosed, withheld }
    }

    /// Takes out what a damaged vault does not give whole any more; an audit misses it.
    fn leave_out_the_lost(&mut self, vault: &Vault) -> Result<()> {
        let mut whole = Vec::with_capacity(self.enclosed.len());
        for (name, item) in self.enclosed.drain(..) {
            if is_whole(vault, &item.sha256)? {
                whole.push((name, item));
            }
        }
        self.enclosed = whole;
        Ok(())
    }
}

/// Whether content reads to its end as what it was.
fn is_whole(vault: &Vault, sha256: &Hash) -> Result<bool> {
    let mut content = match vault.attachment(sha256) {
        Ok(content) => content,
        Err(Error::Damaged(_) | Error::Misuse(_)) => return Ok(false),
        Err(other) => return Err(other),
    };
    // Each piece is sealed, so what opens to its end is what was kept.
    match std::io::copy(&mut content, &mut std::io::sink()) {
        Ok(_) => Ok(true),
        Err(fault) if fault.kind() == ErrorKind::InvalidData => Ok(false),
        Err(fault) => Err(fault.into()),
    }
}

/// An admitted bundle goes whole to its own folder, whatever was selected.
fn file_name(source: bool, item: &Attachment) -> String {
    match (source, item.media_type.as_str()) {
        (true, super::admit::MEDIA_TYPE) => name::enclosed(&item.sha256),
        (true, _) => name::source(&item.sha256),
        (false, media_type) => name::attachment(&item.sha256, media_type),
    }
}

fn write_openings(timeline: &Timeline, out: &mut dyn Write) -> Result<()> {
    let mut line = String::new();
    for record in timeline.logged() {
        for (field, opening) in record.openings.iter() {
            line.clear();
            opening.write_line(&mut line, &record.leaf, field);
            line.push('\n');
            out.write_all(line.as_bytes())?;
        }
    }
    Ok(())
}

/// What the bundle says was chosen; a mask of parties hides those of the selection too.
fn stated(
    request: Request<'_>,
    selection: &Selection,
    preview: &Preview,
    withheld: Vec<Hash>,
) -> Stated {
    let mut selection = Selection { masks: preview.masks.clone(), ..selection.clone() };
    if selection.masks.contains(&Field::Party) {
        selection.parties.clear();
    }
    Stated {
        selection,
        withheld,
        shown: preview.shown,
        hidden: preview.hidden,
        redacted: preview.redacted,
        program: request.program.to_owned(),
        time: request.time,
    }
}

/// `data/findings.json`: the pack and each finding, canonical JSON.
fn findings_text(pack: &Pack, findings: &[Finding]) -> String {
    let text = |text: &str| Value::Text(text.to_owned());
    let pack = Value::map(vec![
        ("id".into(), text(&pack.id)),
        ("sha256".into(), Value::Text(pack.sha256.to_hex())),
        ("version".into(), text(&pack.version)),
    ]);
    let findings = findings.iter().map(finding_value).collect();
    let whole = Value::map(vec![
        ("findings".into(), Value::List(findings)),
        ("pack".into(), pack),
        ("version".into(), Value::Int(1)),
    ]);
    whole.to_canonical() + "\n"
}

fn finding_value(finding: &Finding) -> Value {
    let Finding { rule, class, level, records, span, texts, remarks } = finding;
    let text = |text: &str| Value::Text(text.to_owned());
    let offset = |n: usize| Value::Int(i64::try_from(n).unwrap_or(i64::MAX));
    let list = |texts: &[String]| Value::List(texts.iter().map(|item| text(item)).collect());
    let ids = records.iter().map(|id| Value::Text(id.to_hex())).collect();
    let mut members = vec![
        ("class".to_owned(), text(class)),
        ("level".to_owned(), text(level.word())),
        ("records".to_owned(), Value::List(ids)),
        ("remarks".to_owned(), list(remarks)),
        ("rule".to_owned(), text(rule)),
        ("texts".to_owned(), list(texts)),
    ];
    if let Some((start, end)) = span {
        members.push(("span".to_owned(), Value::List(vec![offset(*start), offset(*end)])));
    }
    Value::map(members)
}

/// The file name that a bundle of this head gets where nobody chose one.
pub fn default_name(head: &Head) -> String {
    name::top_folder(head) + ".zip"
}

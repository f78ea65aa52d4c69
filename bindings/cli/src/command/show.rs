//! `dunlog show`: the records of a bundle or a vault as a list, or as the page for a court.

use std::io::Write;
use std::path::PathBuf;

use dunlog_core::bundle::audit::Audit;
use dunlog_core::bundle::report::{Language, Report};
use dunlog_core::event::Timeline;
use dunlog_core::record::{
    Channel, Direction, Evidence, Field, Kind, Outcome as CallOutcome, Purpose, Record, Role,
};
use dunlog_core::rule::evaluate;
use dunlog_core::rule::pack::Pack;
use serde::Serialize;
use serde_json::Value;

use super::pack::PackArgs;
use super::verify::{self, TrustArgs};
use crate::display::{Visible, beijing, brief, pad};
use crate::failure::{Outcome, Status, shown};
use crate::file::{Overwrite, write_new};
use crate::output;
use crate::timeline::{Depth, Subject};
use crate::vault::SecretArgs;

/// What to show, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A bundle, or a vault's folder.
    #[arg(value_name = "BUNDLE")]
    path: PathBuf,
    /// Writes the page for a court, computed again from the records, to this file.
    #[arg(long, value_name = "OUT")]
    report: Option<PathBuf>,
    /// What to do where it exists.
    #[command(flatten)]
    overwrite: Overwrite,
    /// Writes the page in traditional characters.
    #[arg(long, requires = "report")]
    traditional: bool,
    /// What to compare the bundle with.
    #[command(flatten)]
    trust: TrustArgs,
    /// The rules for the page's findings.
    #[command(flatten)]
    pack: PackArgs,
    /// The passphrase.
    #[command(flatten)]
    secret: SecretArgs,
    /// Prints one JSON object for each event and each other record.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Row {
    record: String,
    kind: &'static str,
    source: &'static str,
    sightings: usize,
    time: Option<i64>,
    local: Option<String>,
    channel: Option<&'static str>,
    direction: Option<&'static str>,
    outcome: Option<&'static str>,
    duration: Option<i64>,
    party: Option<String>,
    body: Option<String>,
    attachments: Vec<String>,
    contact: Option<String>,
    subject: Option<String>,
    evidence: Option<&'static str>,
    case: Option<String>,
    role: Option<&'static str>,
    reason: Option<String>,
    detail: Option<Value>,
    /// The bundle that says so, where it was admitted to a case vault.
    admitted: Option<Admitted>,
}

/// Whose bundle a record came in.
#[derive(Serialize)]
pub(super) struct Admitted {
    bundle: String,
    forced: bool,
}

impl Admitted {
    /// The admission that a record stands for, or is.
    pub(super) fn of(timeline: &Timeline, record: &Record) -> Option<Self> {
        let place = timeline.records.binary_search_by_key(&record.index, |known| known.index);
        let admits = place.ok().and_then(|place| timeline.admission(place));
        let admits = admits.or(record.fact().admits.as_ref())?;
        Some(Self { bundle: admits.bundle.to_hex(), forced: admits.forced })
    }
}

impl Row {
    fn new(timeline: &Timeline, record: &Record, sightings: usize) -> Self {
        let fact = record.fact();
        Self {
            record: record.leaf.to_hex(),
            kind: fact.kind.word(),
            source: fact.source.word(),
            sightings,
            time: record.time().map(|time| time.0),
            local: fact.local.clone(),
            channel: fact.channel.map(Channel::word),
            direction: fact.direction.map(Direction::word),
            outcome: fact.outcome.map(CallOutcome::word),
            duration: fact.duration,
            party: record.party().map(|party| party.name.shown),
            contact: record.openings.text(Field::Contact),
            subject: record.openings.text(Field::Subject),
            body: record.body(),
            evidence: fact.evidence.map(Evidence::word),
            case: fact.case.clone(),
            role: fact.role.map(Role::word),
            reason: fact.reason.clone(),
            // An admitted record's detail is the other log's openings, shown as what they open.
            detail: record
                .openings
                .get(Field::Detail)
                .filter(|_| fact.kind != Kind::Admitted)
                .and_then(|opening| serde_json::from_str(&opening.value).ok())
                .filter(|detail: &Value| detail.as_object().is_some_and(|map| !map.is_empty())),
            attachments: fact.attachments.iter().map(|item| item.sha256.to_hex()).collect(),
            admitted: Admitted::of(timeline, record),
        }
    }

    fn print(&self) -> Outcome<()> {
        let instant = self.time.map(|time| beijing(dunlog_core::record::Millis(time)));
        let time = instant.or_else(|| self.local.clone()).unwrap_or_default();
        let way = match self.direction {
            Some("in") => "from",
            Some("out") => "to",
            _ => "",
        };
        let call = match (self.outcome, self.duration) {
            (Some(outcome), Some(seconds)) => format!("{outcome}, {seconds} s "),
            (Some(outcome), None) => format!("{outcome} "),
            _ => String::new(),
        };
        let files = match self.attachments.len() {
            0 => String::new(),
            count => format!(" [{count} files]"),
        };
        let body = self.body.as_deref().map(|body| brief(body, 72)).unwrap_or_default();
        let text = format!(
            "{}  {}  {} {} {}  {call}{body}{files}",
            &self.record[..16],
            pad(&time, 26),
            pad(self.channel.unwrap_or(self.kind), 12),
            pad(way, 4),
            pad(&brief(self.party.as_deref().unwrap_or_default(), 18), 18),
        );
        output::line(text.trim_end())?;
        let words = [
            ("evidence", self.evidence),
            ("case", self.case.as_deref()),
            ("role", self.role),
            ("reason", self.reason.as_deref()),
            ("subject", self.subject.as_deref()),
        ];
        for (name, word) in words {
            if let Some(word) = word {
                below(name, word)?;
            }
        }
        for (name, value) in self.detail.iter().filter_map(Value::as_object).flatten() {
            below(name, &plain(value))?;
        }
        Ok(())
    }
}

/// Prints what else is said of a record, below it.
fn below(name: &str, text: &str) -> Outcome<()> {
    output::line(format_args!("{:18}{}: {}", "", Visible(name), Visible(text)))
}

/// A value of a detail as a person reads it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// Shows the path. The page is written first, whoever reads the list.
pub(crate) fn run(args: &Args) -> Outcome {
    let pack = args.pack.read()?;
    let audited = match args.path.is_dir() {
        true => None,
        false => Some(verify::one(&args.path, &args.trust.policy()?)?),
    };
    let depth = if args.report.is_some() { Depth::Whole } else { Depth::Slim };
    let passphrase = args.secret.passphrase_file.as_deref();
    let subject = match Subject::read(&args.path, passphrase, depth) {
        Ok(subject) => subject,
        Err(failure) => {
            // What cannot be shown is told by its audit.
            if let Some((audit, sha256)) = audited.as_ref().filter(|_| !args.json) {
                verify::print(&args.path, *sha256, audit)?;
            }
            return Err(failure);
        }
    };
    if let Some(path) = &args.report {
        let language = if args.traditional { Language::ZhHant } else { Language::ZhHans };
        let audit = audited.as_ref().map(|(audit, _)| audit);
        write_new(path, args.overwrite, |out| Ok(report(&subject, &pack, audit, language, out)?))?;
    }
    if let Some((audit, sha256)) = audited.filter(|_| !args.json) {
        verify::print(&args.path, sha256, &audit)?;
        output::line("")?;
    }
    for row in rows(&subject.timeline) {
        if args.json {
            output::json(&row)?;
        } else {
            row.print()?;
        }
    }
    if let Some(path) = args.report.as_ref().filter(|_| !args.json) {
        output::line(format_args!("\nThe page is at {}.", shown(path)))?;
    }
    Ok(Status::Good)
}

/// Writes the page.
pub(crate) fn report(
    subject: &Subject,
    pack: &Pack,
    audit: Option<&Audit>,
    language: Language,
    out: &mut impl Write,
) -> dunlog_core::Result<()> {
    let report = Report {
        timeline: &subject.timeline,
        findings: &evaluate(pack, &subject.timeline),
        pack,
        head: &subject.head,
        key: &subject.key,
        made: subject.made,
        program: &subject.program,
        selection: &subject.selection,
        hidden: subject.hidden(),
        masked: &subject.masked,
        withheld: &subject.withheld,
        audit,
        language,
    };
    report.write(out)
}

/// The events by time, then everything else in the order of the log; no source files. Each row is
/// made when it is asked for.
fn rows(timeline: &Timeline) -> impl Iterator<Item = Row> {
    let mut events: Vec<_> = timeline.events.iter().collect();
    events.sort_by_key(|event| timeline.strongest(event).time());
    let events = events
        .into_iter()
        .map(move |event| Row::new(timeline, timeline.strongest(event), event.sightings.len()));
    let others = timeline.records.iter().enumerate().filter(move |(place, record)| {
        let fact = record.fact();
        let is_event = fact.kind == Kind::Event && !timeline.closed.contains(place);
        !is_event && fact.purpose != Some(Purpose::Source)
    });
    events.chain(others.map(move |(_, record)| Row::new(timeline, record, 1)))
}

//! `dunlog add`: what a person saw, heard or was told, in their own words.

use std::path::PathBuf;

use clap::ValueEnum;
use dunlog_core::capture::typed::{self, Contact, Entry, Typed};
use dunlog_core::record::{Channel, Direction, Evidence, Kind, Outcome as CallOutcome};

use crate::entry::{EntryArgs, SpanArgs, append_typed, attach, records};
use crate::failure::{Failure, Outcome, Status};
use crate::vault::VaultArgs;

/// What to enter.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// What it is.
    #[arg(value_name = "WHAT")]
    what: What,
    /// The other side of a contact, or the person that it is about: a number, or a name.
    #[arg(long, value_name = "NUMBER")]
    party: Option<String>,
    /// The exact words, as far as they are remembered or written.
    #[arg(long, value_name = "TEXT")]
    words: Option<String>,
    /// Who contacted whom: in or out.
    #[arg(long, value_name = "WAY", value_parser = direction, default_value = "in")]
    direction: Direction,
    /// How a call ended, such as connected or missed.
    #[arg(long, value_name = "OUTCOME", value_parser = outcome)]
    outcome: Option<CallOutcome>,
    /// How long a call lasted, in seconds.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(i64).range(0..))]
    duration: Option<i64>,
    /// The case that it belongs to: lower-case letters, digits and underscores.
    #[arg(long, value_name = "CASE")]
    case: Option<String>,
    /// A record that it speaks of, by its id. May be given several times.
    #[arg(long, value_name = "RECORD")]
    about: Vec<String>,
    /// A file that belongs to it, such as a photo of a receipt. May be given several times.
    #[arg(long = "file", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Nobody knows when a refusal was said; no rule can then decide what came after it.
    #[arg(long, conflicts_with = "time")]
    no_time: bool,
    /// Nobody knows the time zone of the time: it stays a clock time, and some rules cannot decide
    /// on it.
    #[arg(long, conflicts_with = "time_zone")]
    no_time_zone: bool,
    /// Its span.
    #[command(flatten)]
    span: SpanArgs,
    /// What else is said of it.
    #[command(flatten)]
    entry: EntryArgs,
}

/// What can be entered.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum What {
    /// Someone came in person.
    Visit,
    /// Something on paper.
    Letter,
    /// A call that no backup holds.
    Call,
    /// A text message that no backup holds.
    Sms,
    /// A message of a chat service.
    Chat,
    /// Another contact.
    Other,
    /// A note of your own.
    Note,
    /// A police record: station, officer, receipt_number, case_number, result.
    #[value(alias = "police-record")]
    PoliceRecord,
    /// A witness statement: who, relation, contact.
    #[value(alias = "witness-statement")]
    WitnessStatement,
    /// Surveillance footage: place, keeper, overwritten_on, original.
    Footage,
    /// A recording that is kept elsewhere: maker, device, original.
    Recording,
    /// A document that is kept elsewhere: title, maker, shows, original.
    Document,
    /// A contact person refused further contact.
    Refusal,
    /// A time for contact was agreed: hours_from, hours_to.
    Agreement,
    /// A refusal or agreement was taken back; --about names it.
    Withdrawal,
    /// What 12368, a court or the bar answered: by, asked_on, answer, number.
    #[value(alias = "check-result")]
    CheckResult,
}

impl What {
    const fn channel(self) -> Option<Channel> {
        match self {
            Self::Visit => Some(Channel::Visit),
            Self::Letter => Some(Channel::Letter),
            Self::Call => Some(Channel::Call),
            Self::Sms => Some(Channel::Sms),
            Self::Chat => Some(Channel::Chat),
            Self::Other => Some(Channel::Other),
            _ => None,
        }
    }

    const fn evidence(self) -> Option<Evidence> {
        match self {
            Self::PoliceRecord => Some(Evidence::PoliceRecord),
            Self::WitnessStatement => Some(Evidence::WitnessStatement),
            Self::Footage => Some(Evidence::Footage),
            Self::Recording => Some(Evidence::Recording),
            Self::Document => Some(Evidence::Document),
            _ => None,
        }
    }

    const fn kind(self) -> Kind {
        match self {
            Self::Refusal => Kind::Refusal,
            Self::Agreement => Kind::Agreement,
            Self::Withdrawal => Kind::Withdrawal,
            Self::CheckResult => Kind::CheckResult,
            _ if self.evidence().is_some() => Kind::Statement,
            _ => Kind::Event,
        }
    }
}

fn direction(word: &str) -> Result<Direction, String> {
    Direction::parse(word).ok_or_else(|| "the ways are in and out".to_owned())
}

fn outcome(word: &str) -> Result<CallOutcome, String> {
    let words = || CallOutcome::ALL.iter().map(|known| known.word()).collect::<Vec<_>>();
    CallOutcome::parse(word).ok_or_else(|| format!("the outcomes are {}", words().join(", ")))
}

/// Appends what was entered.
pub(crate) fn run(args: &Args) -> Outcome {
    refuse_incomplete(args)?;
    let what = args.what;
    let mut vault = args.vault.open()?;
    let keys = typed::keys(what.kind(), what.evidence());
    let mut entry = args.entry.entry(keys)?;
    args.span.fill(&mut entry, &args.entry)?;
    entry.party = args.party.as_deref().map(|shown| args.entry.party(shown)).transpose()?;
    entry.case = args.case.clone();
    entry.about = records(&vault, &args.about)?;
    let files = args.files.iter().map(|path| attach(&mut vault, path));
    entry.files = files.collect::<Outcome<_>>()?;
    let typed = typed(args, &mut entry)?;
    append_typed(&mut vault, typed, entry, args.entry.json)?;
    Ok(Status::Good)
}

/// Refuses what would say too little, for a record stands for ever.
fn refuse_incomplete(args: &Args) -> Outcome<()> {
    let kind = args.what.kind();
    if kind == Kind::Refusal && !args.entry.has_time() && !args.no_time {
        return Err(Failure::new(
            "It is not said when contact was refused, and only what came later can break it.",
            "Add --time, such as --time 2026-01-15T23:10:00+08:00, or --no-time if nobody knows.",
        ));
    }
    if kind == Kind::Event && args.entry.is_without_zone() && !args.no_time_zone {
        return Err(Failure::new(
            "The time was typed without its zone.",
            "Add --time-zone, such as Asia/Shanghai, or --no-time-zone if nobody knows it.",
        ));
    }
    let says = args.words.is_some() || !args.entry.details().is_empty() || !args.files.is_empty();
    if kind == Kind::Statement && !says {
        return Err(Failure::new(
            "Nothing is said in this statement.",
            "Add --words, a --detail such as station=..., or a --file.",
        ));
    }
    Ok(())
}

/// What was entered; words that are no contact's and no note's are a detail.
fn typed(args: &Args, entry: &mut Entry) -> Outcome<Typed> {
    let words = args.words.clone();
    if args.what.kind() != Kind::Event {
        entry.detail.extend(words.map(|words| ("words".to_owned(), words)));
        if let Some(evidence) = args.what.evidence() {
            return Ok(Typed::Statement(evidence));
        }
        return Ok(match args.what.kind() {
            Kind::Refusal => Typed::Refusal,
            Kind::Agreement => Typed::Agreement,
            Kind::Withdrawal => Typed::Withdrawal,
            _ => Typed::CheckResult,
        });
    }
    if entry.when.is_none() {
        return Err(Failure::new(
            "It is not said when this happened.",
            "Add --time, such as --time 2026-01-15T23:10:00+08:00.",
        ));
    }
    let Some(channel) = args.what.channel() else {
        return Ok(Typed::Note(words.unwrap_or_default()));
    };
    let (direction, outcome, duration) = (args.direction, args.outcome, args.duration);
    Ok(Typed::Contact(Contact { channel, direction, outcome, duration, words }))
}

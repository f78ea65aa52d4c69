//! `dunlog reconcile`: an operator's list beside what the phone recorded.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};
use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::{self, Context, Item, Sink};
use dunlog_core::chain::Hash;
use dunlog_core::event::{
    CALL_WINDOW, Confirmed, Contact, Contacts, DURATION_SLACK, Reason, Reconciliation, TEXT_WINDOW,
    listed, reconcile,
};
use dunlog_core::record::{Attachment, Channel, Direction, Millis, Source};
use dunlog_core::vault::Backup;
use dunlog_core::{Error, Malformed};
use serde::Serialize;

use super::import::chat::ListArgs;
use super::import::refused::told_of_file;
use crate::country;
use crate::display::{Visible, beijing, brief, pad};
use crate::entry::file_name;
use crate::failure::{Failure, Outcome, Status, shown};
use crate::output;
use crate::timeline::{Depth, Subject};
use crate::vault::{SecretArgs, now};
use crate::zone::Zone;

/// What to lay beside what.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A vault's folder, or a bundle.
    #[arg(value_name = "VAULT")]
    path: PathBuf,
    /// The operator's list: CSV, spreadsheet, or text of a PDF.
    #[arg(value_name = "LIST")]
    list: PathBuf,
    /// The passphrase.
    #[command(flatten)]
    secret: SecretArgs,
    /// What only a person knows of the list.
    #[command(flatten)]
    said: ListArgs,
    /// The zone of the list's times, where it is not the operators' of mainland China.
    #[arg(long, value_name = "ZONE", value_parser = Zone::parse)]
    time_zone: Option<Zone>,
    /// The country (two letters) that numbers without a country code belong to.
    #[arg(long, value_name = "COUNTRY", default_value = "CN", value_parser = country::parse)]
    country: String,
    /// Takes the list into the vault, too; without it nothing is added.
    #[arg(long)]
    import: bool,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

/// The rows of a list.
#[derive(Default)]
struct List {
    contacts: Vec<Contact>,
    /// The row of each contact.
    rows: Vec<i64>,
    skipped: u64,
    cut: bool,
}

/// Reads the list, lays it beside the records, and tells what came of it.
pub(crate) fn run(args: &Args) -> Outcome {
    let list = read(args)?;
    let subject = Subject::read(&args.path, args.secret.passphrase_file.as_deref(), Depth::Slim)?;
    let contacts = Contacts::of(&subject.timeline);
    let found = reconcile(&contacts.phone, &list.contacts);
    let leaf = |place: usize| subject.timeline.records[contacts.phone_records[place]].leaf.to_hex();
    if args.json {
        output::json(&Told::new(&found, &contacts, &list, &leaf))?;
    } else {
        print(&found, &contacts, &list)?;
    }
    if args.import {
        import(args)?;
    }
    let whole = list.skipped == 0 && !list.cut;
    Ok(if whole { Status::Good } else { Status::Found })
}

/// Reads the rows of the list; nothing of it is kept.
fn read(args: &Args) -> Outcome<List> {
    let path = &args.list;
    let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
    let zone = args.time_zone;
    let offset = move |time| zone.and_then(|zone| zone.at(time));
    let answers = Answers { list: args.said.said(), me: Some(&[]), ..Answers::default() };
    let country = Some(args.country.as_str());
    let context = Context { file: Hash::ZERO, offset: &offset, country, answers };
    let mut list = List::default();
    let mut other = false;
    let read = capture::read(file, &context, &mut Nothing, &mut |item| {
        match item {
            Item::Draft(draft) if draft.fact.source == Source::Operator => {
                let row = draft.fact.feed.as_ref().map_or(0, |feed| feed.place);
                match listed(&draft) {
                    Some(contact) => {
                        list.contacts.push(contact);
                        list.rows.push(row);
                    }
                    None => list.skipped += 1,
                }
            }
            Item::Draft(_) => {
                other = true;
                return Err(Error::Cancelled);
            }
            Item::Skip(skip) => {
                list.skipped += u64::from(!capture::ASIDES.contains(&skip.reason));
            }
            Item::Cut { .. } => list.cut = true,
        }
        Ok(())
    });
    match read {
        Ok(()) => Ok(list),
        Err(_) if other => Err(Failure::new(
            format!("{} is no operator's list.", shown(path)),
            "Name the operator's CSV or spreadsheet; --columns or --text says how it is to be read.",
        )),
        Err(Error::Io(error)) => Err(Failure::file(path, &error)),
        Err(Error::Malformed(malformed)) => Err(told_of_file(malformed, path).about(path)),
        Err(error) => Err(Failure::from(error).about(path)),
    }
}

/// Takes the list into the vault.
fn import(args: &Args) -> Outcome<()> {
    if !args.path.is_dir() {
        return Err(Failure::new(
            "A list can be taken into a vault only.",
            "Name the vault's folder, or leave --import out.",
        ));
    }
    let mut vault = crate::vault::open(&args.path, args.secret.passphrase_file.as_deref())?;
    let mut file = File::open(&args.list).map_err(|error| Failure::file(&args.list, &error))?;
    let zone = args.time_zone;
    let offset = move |time| zone.and_then(|zone| zone.at(time));
    let name = file_name(&args.list);
    let answers = Answers { list: args.said.said(), ..Answers::default() };
    let country = Some(args.country.as_str());
    let proceed = &|| Ok(());
    let backup = Backup { name: &name, offset: &offset, country, answers, proceed };
    let intake = vault
        .import_file(&now, &mut file, &backup)
        .map_err(|error| Failure::from(error).about(&args.list))?;
    vault.close()?;
    if !args.json {
        let records = intake.imported.appended;
        output::line(format_args!("{records} records of the list were added to the log."))?;
    }
    Ok(())
}

/// A list holds no attachments.
struct Nothing;

impl Sink for Nothing {
    fn attach(&mut self, _: &mut dyn std::io::Read, _: &str) -> dunlog_core::Result<Attachment> {
        Err(Malformed::new("list", 0, "attachment-too-large").into())
    }
}

/// Prints the table for people.
fn print(found: &Reconciliation, contacts: &Contacts, list: &List) -> Outcome<()> {
    let Confirmed { of, confirmed, hidden } = found.calls;
    output::line(format_args!(
        "The operator's list confirms {confirmed} of {of} calls; {hidden} of them are from numbers \
         shown as hidden."
    ))?;
    let Confirmed { of, confirmed, .. } = found.texts;
    if of > 0 {
        output::line(format_args!("The list confirms {confirmed} of {of} texts."))?;
    }
    if let Some((from, to)) = found.span {
        let (rows, from, to) = (list.contacts.len(), beijing(from), beijing(to));
        output::line(format_args!("The list has {rows} rows, {from} to {to}."))?;
    }
    let own: BTreeSet<&str> = list.contacts.iter().filter_map(|c| c.own.as_deref()).collect();
    for own in own {
        output::line(format_args!("Own number: {}", Visible(own)))?;
    }
    match found.offset {
        Some(offset) => output::line(format_args!(
            "The list's clock is {} s {} than the phone's (median of the pairs).",
            offset.abs() / 1000,
            if offset < 0 { "earlier" } else { "later" }
        ))?,
        None => output::line("Too few pairs tell how the clocks differ; they count as equal.")?,
    }
    output::line(format_args!(
        "Paired: calls within {} s, texts within {} s; durations within {DURATION_SLACK} s, or \
         rounded up to a minute.",
        CALL_WINDOW / 1000,
        TEXT_WINDOW / 1000
    ))?;
    if contacts.left_out + list.skipped > 0 {
        output::line(format_args!(
            "Not compared: {} of the phone's (no instant, or masked), {} rows of the list.",
            contacts.left_out, list.skipped
        ))?;
    }
    output::line(format_args!("\nIn both: {}", found.both.len()))?;
    for pair in &found.both {
        let (phone, other) = (&contacts.phone[pair.phone], &list.contacts[pair.list]);
        let number = if pair.hidden { other.number.as_deref() } else { phone.number.as_deref() };
        let what = if pair.hidden { "hidden on the phone" } else { "" };
        row(phone, number, what)?;
    }
    output::line(format_args!("\nOnly on the phone: {}", found.only_phone.len()))?;
    for (at, reasons) in &found.only_phone {
        let phone = &contacts.phone[*at];
        row(phone, phone.number.as_deref(), &words(reasons))?;
    }
    output::line(format_args!("\nOnly on the list: {}", found.only_list.len()))?;
    for (at, reasons) in &found.only_list {
        let other = &list.contacts[*at];
        row(other, other.number.as_deref(), &words(reasons))?;
    }
    output::line(
        "\nWhat the list lacks is not false for that: it may lie outside of the list, or the list \
         may not hold its kind.",
    )
}

/// One line of the table.
fn row(contact: &Contact, number: Option<&str>, what: &str) -> Outcome<()> {
    let way = match contact.direction {
        Some(Direction::In) => "from",
        Some(Direction::Out) => "to",
        None => "",
    };
    let duration = contact.duration.map(|s| format!("{s} s")).unwrap_or_default();
    let text = format!(
        "  {}  {} {} {} {}  {what}",
        beijing(contact.time),
        pad(contact.channel.word(), 5),
        pad(way, 4),
        pad(&brief(number.unwrap_or("hidden"), 18), 18),
        pad(&duration, 8),
    );
    output::line(text.trim_end())
}

/// The reasons in words.
fn words(reasons: &[Reason]) -> String {
    let word = |reason: &Reason| match reason {
        Reason::Forwarded => "passed on to another number",
        Reason::NotConnected => "not connected: lists hold connected calls",
        Reason::NotKnown => "no reason is known",
        Reason::NumberHidden => "the number is hidden",
        Reason::OtherOwnNumber => "of another own number than the list's",
        Reason::OutsideOfList => "outside of the list's days",
        Reason::OutsideOfRecords => "outside of the days that the phone's records cover",
        Reason::TextsNotListed => "the list holds no such texts",
    };
    reasons.iter().map(word).collect::<Vec<_>>().join("; ")
}

/// The answer for scripts.
#[derive(Serialize)]
struct Told {
    rows: usize,
    rows_left_out: u64,
    phone_left_out: u64,
    own: BTreeSet<String>,
    from: Option<String>,
    to: Option<String>,
    offset_ms: Option<i64>,
    call_window_ms: i64,
    text_window_ms: i64,
    duration_slack: i64,
    calls: Counts,
    texts: Counts,
    both: Vec<Both>,
    only_phone: Vec<Alone>,
    only_list: Vec<Alone>,
}

#[derive(Serialize)]
struct Counts {
    of: u64,
    confirmed: u64,
    hidden: u64,
}

#[derive(Serialize)]
struct Side {
    time: Option<String>,
    number: Option<String>,
    duration: Option<i64>,
    /// The record's id, for the phone's.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    /// The row, for the list's.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<i64>,
}

#[derive(Serialize)]
struct Both {
    channel: &'static str,
    direction: Option<&'static str>,
    difference_ms: i64,
    hidden: bool,
    phone: Side,
    list: Side,
}

#[derive(Serialize)]
struct Alone {
    channel: &'static str,
    direction: Option<&'static str>,
    reasons: Vec<&'static str>,
    #[serde(flatten)]
    side: Side,
}

impl Told {
    fn new(
        found: &Reconciliation,
        contacts: &Contacts,
        list: &List,
        leaf: &dyn Fn(usize) -> String,
    ) -> Self {
        let counts = |Confirmed { of, confirmed, hidden }| Counts { of, confirmed, hidden };
        let phone = |at: usize| side(&contacts.phone[at], Some(leaf(at)), None);
        let other = |at: usize| side(&list.contacts[at], None, Some(list.rows[at]));
        let alone = |contact: &Contact, reasons: &[Reason], side: Side| Alone {
            channel: Channel::word(contact.channel),
            direction: contact.direction.map(Direction::word),
            reasons: reasons.iter().map(|reason| reason.word()).collect(),
            side,
        };
        Self {
            rows: list.contacts.len(),
            rows_left_out: list.skipped,
            phone_left_out: contacts.left_out,
            own: list.contacts.iter().filter_map(|contact| contact.own.clone()).collect(),
            from: found.span.and_then(|(from, _)| written(from)),
            to: found.span.and_then(|(_, to)| written(to)),
            offset_ms: found.offset,
            call_window_ms: CALL_WINDOW,
            text_window_ms: TEXT_WINDOW,
            duration_slack: DURATION_SLACK,
            calls: counts(found.calls),
            texts: counts(found.texts),
            both: found
                .both
                .iter()
                .map(|pair| Both {
                    channel: contacts.phone[pair.phone].channel.word(),
                    direction: contacts.phone[pair.phone].direction.map(Direction::word),
                    difference_ms: pair.difference,
                    hidden: pair.hidden,
                    phone: phone(pair.phone),
                    list: other(pair.list),
                })
                .collect(),
            only_phone: found
                .only_phone
                .iter()
                .map(|(at, reasons)| alone(&contacts.phone[*at], reasons, phone(*at)))
                .collect(),
            only_list: found
                .only_list
                .iter()
                .map(|(at, reasons)| alone(&list.contacts[*at], reasons, other(*at)))
                .collect(),
        }
    }
}

fn side(contact: &Contact, record: Option<String>, row: Option<i64>) -> Side {
    Side {
        time: written(contact.time),
        number: contact.number.clone(),
        duration: contact.duration,
        record,
        row,
    }
}

/// An instant as RFC 3339 writes it.
fn written(time: Millis) -> Option<String> {
    let time = DateTime::<Utc>::from_timestamp_millis(time.0);
    time.map(|time| time.to_rfc3339_opts(SecondsFormat::Millis, true))
}

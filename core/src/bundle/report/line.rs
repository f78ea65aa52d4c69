//! The timeline: every event, or, above 2,000, the flagged ones with neighbours and counts a day.

use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use super::cell;
use super::clock;
use super::law;
use super::page::Page;
use super::plan::{Plan, Shown, is_call, is_way, sort_time};
use crate::error::Result;
use crate::record::canonical::Value;
use crate::record::{Channel, Direction, Field, Kind, Outcome, Purpose, Record};
use crate::rule::Level;

/// Above this many events the timeline is not printed whole.
pub(super) const MAX_EVENTS: usize = 2_000;

/// A row of the timeline.
enum Row {
    /// An event, by its place in the timeline.
    Event(usize),
    /// A record that is no event, by its place.
    Record(usize),
    /// How many events stand between the rows before and after.
    Left(usize),
}

/// Writes the timeline.
pub(super) fn timeline(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>) -> Result<()> {
    page.markup("<section class=\"fresh\">").heading("part.timeline");
    page.beside("timeline.note", &[]);
    let whole = plan.order.len() <= MAX_EVENTS;
    if !whole {
        page.beside("timeline.cut", &[&plan.order.len().to_string(), &MAX_EVENTS.to_string()]);
    }
    page.table("grid line", &["col.time", "col.way", "col.number", "col.content", "col.flag"]);
    for row in rows(plan, whole) {
        match row {
            Row::Event(event) => event_row(page, report, plan, event),
            Row::Record(record) => record_row(page, plan, record),
            Row::Left(count) => {
                page.markup("<tr class=\"left\"><td colspan=\"5\">");
                page.say("timeline.left", &[&count.to_string()]).markup("</td></tr>\n");
            }
        }
        page.spill()?;
    }
    page.end_table();
    days(page, plan)?;
    page.markup("</section>\n");
    page.spill()
}

/// The rows in time order; where not `whole`, only flagged events and their neighbours.
fn rows(plan: &Plan<'_>, whole: bool) -> Vec<Row> {
    let flagged = |place: usize| plan.is_marked(plan.order[place]);
    let near: BTreeSet<usize> = if whole {
        (0..plan.order.len()).collect()
    } else {
        let flagged = (0..plan.order.len()).filter(|place| flagged(*place));
        let near = flagged.flat_map(|place| place.saturating_sub(1)..=place + 1);
        near.filter(|place| *place < plan.order.len()).collect()
    };
    let records = &plan.timeline.records;
    let mut others: Vec<(i64, usize)> = (0..records.len())
        .filter(|place| is_dated(&records[*place]) && !plan.is_closed(*place))
        .map(|place| (sort_time(&records[place]), place))
        .collect();
    others.sort_unstable();
    let mut others = others.into_iter().peekable();
    let mut rows = Vec::with_capacity(near.len());
    let mut next = 0;
    for place in near {
        let event = plan.order[place];
        let time = sort_time(plan.deciding(event));
        if place > next {
            rows.push(Row::Left(place - next));
        }
        while let Some((_, record)) = others.next_if(|(other, _)| *other < time) {
            rows.push(Row::Record(record));
        }
        rows.push(Row::Event(event));
        next = place + 1;
    }
    if plan.order.len() > next {
        rows.push(Row::Left(plan.order.len() - next));
    }
    rows.extend(others.map(|(_, record)| Row::Record(record)));
    rows
}

/// Whether a record that is no event has a place in a timeline.
fn is_dated(record: &Record) -> bool {
    match record.fact().kind {
        Kind::Statement | Kind::Refusal | Kind::Agreement | Kind::Withdrawal => true,
        Kind::CheckResult => true,
        Kind::File => record.fact().purpose == Some(Purpose::Exhibit),
        _ => false,
    }
}

fn event_row(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>, event: usize) {
    let record = plan.deciding(event);
    let level = plan.level(event).filter(|level| *level > Level::Context);
    page.markup(if level.is_some() { "<tr class=\"hit\"><td>" } else { "<tr><td>" });
    clock::write_of(page, record.time(), record.fact());
    page.markup("</td><td>");
    cell::word(page, "name", cell::channel_way(record.fact()));
    page.markup("</td><td>");
    cell::party(page, plan, record, Field::Party);
    page.markup("</td><td class=\"v\">");
    content(page, plan, event);
    page.markup("</td><td>");
    for (level, rules) in plan.classes(event) {
        law::standing(page, level);
        for told in rules {
            page.markup("<br>");
            law::title(page, report.pack, told.finding);
        }
        page.markup("<br>");
    }
    cell::reference(page, plan, plan.sightings(event).sightings[0]);
    page.markup("</td></tr>\n");
}

/// Writes the words of a message, or how a call went.
pub(super) fn content(page: &mut Page<'_>, plan: &Plan<'_>, event: usize) {
    let record = plan.deciding(event);
    let fact = record.fact();
    if fact.channel == Some(Channel::Call) {
        outcome(page, record);
    }
    match plan.value(record, Field::Body) {
        Shown::Is(Value::Text(body)) => cell::excerpt(page, &body, &plan.spans(event, &body)),
        Shown::Masked => cell::masked(page),
        Shown::Redacted => cell::redacted(page),
        Shown::Is(_) | Shown::Absent => {}
    }
    let sightings = plan.sightings(event).sightings.iter();
    if sightings.map(|place| &plan.timeline.records[*place]).any(cell::is_taken_back) {
        page.plain(" ");
        cell::taken_back(page);
    }
    if fact.body_attached.is_some() {
        page.say("body-attached", &[]);
    }
    let files = fact.attachments.len() - usize::from(fact.body_attached.is_some());
    if files > 0 {
        page.markup(" <span class=\"z\">").say("files", &[&files.to_string()]).markup("</span>");
    }
}

/// Writes how a call ended and how long it was.
pub(super) fn outcome(page: &mut Page<'_>, record: &Record) {
    let fact = record.fact();
    match fact.outcome {
        Some(outcome) => cell::word(page, "outcome", outcome.word()),
        None => {
            page.say("outcome.unknown", &[]);
        }
    }
    if let Some(duration) = fact.duration {
        page.plain(" ").say("seconds", &[&duration.to_string()]);
    }
}

fn record_row(page: &mut Page<'_>, plan: &Plan<'_>, place: usize) {
    let record = &plan.timeline.records[place];
    page.markup("<tr class=\"typed\"><td>");
    match super::plan::happened(record) {
        Some(time) => clock::write(page, time, record.fact().offset.as_ref()),
        None if record.fact().local.is_some() => clock::write_of(page, None, record.fact()),
        None => {
            page.markup("<span class=\"z\">").say("formed.recorded", &[]).markup("</span> ");
            clock::write_plain(page, record.line.recorded);
        }
    }
    page.markup("</td><td colspan=\"3\">");
    cell::item_name(page, plan, super::plan::Item::Record(place));
    page.markup("</td><td>");
    cell::reference(page, plan, place);
    page.markup("</td></tr>\n");
}

/// What a day had, in Asia/Shanghai.
#[derive(Default)]
struct Day {
    calls_in: usize,
    connected: usize,
    calls_out: usize,
    texts_in: usize,
    texts_out: usize,
    flagged: usize,
}

fn days(page: &mut Page<'_>, plan: &Plan<'_>) -> Result<()> {
    let mut days: BTreeMap<String, Day> = BTreeMap::new();
    for event in &plan.order {
        let record = plan.deciding(*event);
        let fact = record.fact();
        let Some(time) = record.time() else { continue };
        let day = days.entry(clock::day(time)).or_default();
        let text = matches!(fact.channel, Some(Channel::Sms | Channel::Mms | Channel::Chat));
        day.calls_in += usize::from(is_call(fact, Direction::In));
        day.calls_out += usize::from(is_call(fact, Direction::Out));
        day.connected += usize::from(
            is_call(fact, Direction::In)
                && fact.outcome == Some(Outcome::Connected)
                && fact.duration.is_none_or(|seconds| seconds > 0),
        );
        day.texts_in += usize::from(text && is_way(fact, Direction::In));
        day.texts_out += usize::from(text && is_way(fact, Direction::Out));
        day.flagged += usize::from(plan.level(*event).is_some_and(|level| level > Level::Context));
    }
    page.subheading("days", &[]);
    if days.is_empty() {
        page.markup("<p>").say("none", &[]).markup("</p>\n");
        return Ok(());
    }
    page.table(
        "grid days",
        &[
            "col.day",
            "col.calls-in",
            "col.connected",
            "col.texts-in",
            "col.calls-out",
            "col.texts-out",
            "col.flagged",
        ],
    );
    for (day, counts) in days {
        page.markup("<tr><td>").plain(&day);
        for count in [
            counts.calls_in,
            counts.connected,
            counts.texts_in,
            counts.calls_out,
            counts.texts_out,
            counts.flagged,
        ] {
            page.markup("</td><td>").plain(&count.to_string());
        }
        page.markup("</td></tr>\n");
        page.spill()?;
    }
    page.end_table();
    Ok(())
}

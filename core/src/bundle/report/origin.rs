//! How the items were captured, what time that covers, and what supports what.

use std::collections::BTreeMap;

use super::cell;
use super::clock;
use super::operator;
use super::page::Page;
use super::plan::{Item, Plan};
use super::sheet::is_source_file;
use crate::chain::Hash;
use crate::error::Result;
use crate::record::canonical::Value;
use crate::record::{Kind, Millis, Record, Source};

/// How many disagreeing events or pairs are listed; the rest is counted.
const MAX_LISTED: usize = 100;

/// What one feed brought.
#[derive(Default)]
struct FeedCount {
    records: usize,
    first: Option<Millis>,
    last: Option<Millis>,
}

/// Writes how the items were captured.
pub(super) fn capture(page: &mut Page<'_>, plan: &Plan<'_>) -> Result<()> {
    page.markup("<section>").heading("part.capture");
    page.beside("capture.note", &[]);
    feeds(page, plan);
    kept_files(page, plan);
    disagreements(page, plan);
    page.spill()?;
    coverage(page, plan)?;
    page.markup("</section>\n");
    page.spill()
}

fn feeds(page: &mut Page<'_>, plan: &Plan<'_>) {
    type Key<'a> = (std::cmp::Reverse<u8>, Source, Option<(&'a str, Option<Hash>)>);
    let mut feeds: BTreeMap<Key<'_>, FeedCount> = BTreeMap::new();
    for (place, record) in plan.timeline.records.iter().enumerate() {
        let fact = record.fact();
        if fact.source == Source::Program || is_source_file(record) || plan.is_closed(place) {
            continue;
        }
        let feed = fact.feed.as_ref().map(|feed| (feed.format.as_str(), feed.file));
        let key = (std::cmp::Reverse(fact.source.weight()), fact.source, feed);
        let count = feeds.entry(key).or_default();
        count.records += 1;
        if let Some(time) = record.time() {
            count.first = Some(count.first.map_or(time, |first| first.min(time)));
            count.last = Some(count.last.map_or(time, |last| last.max(time)));
        }
    }
    page.subheading("feeds", &[]);
    page.table("grid feeds", &["col.source", "col.feed", "col.records", "col.first-last"]);
    for ((_, source, feed), count) in feeds {
        page.markup("<tr><td>");
        cell::word(page, "source", source.word());
        page.markup("<br><span class=\"z\">").say(&format!("weight.{}", source.word()), &[]);
        page.markup("</span></td><td>");
        if let Some((format, file)) = feed {
            page.plain(format).markup("<br>");
            if let Some(file) = file {
                cell::hash(page, &file);
            }
        }
        page.markup("</td><td>").plain(&count.records.to_string()).markup("</td><td>");
        for time in [count.first, count.last].into_iter().flatten() {
            page.markup("<div>");
            clock::write_plain(page, time);
            page.markup("</div>");
        }
        page.markup("</td></tr>\n");
    }
    page.end_table();
}

fn kept_files(page: &mut Page<'_>, plan: &Plan<'_>) {
    let mut files = plan.timeline.records.iter().filter(|r| is_source_file(r)).peekable();
    if files.peek().is_none() {
        return;
    }
    page.subheading("kept", &[]);
    page.table("grid kept", &["col.sha256", "col.size", "col.kept"]);
    for record in files {
        for file in &record.fact().attachments {
            page.markup("<tr><td>");
            cell::hash(page, &file.sha256);
            page.markup("</td><td>").plain(&file.size.to_string()).markup("</td><td>");
            let kept = record.fact().kept == Some(true);
            page.say(if kept { "kept.yes" } else { "kept.no" }, &[]).markup("</td></tr>\n");
        }
    }
    page.end_table();
}

/// Writes which sightings disagree and which events are perhaps one.
fn disagreements(page: &mut Page<'_>, plan: &Plan<'_>) {
    page.subheading("sightings", &[]);
    let several = plan.timeline.events.iter().filter(|e| e.sightings.len() > 1).count();
    let events = plan.timeline.events.len().to_string();
    page.beside("sightings.count", &[&events, &several.to_string()]);
    let disagree: Vec<_> = plan.order.iter().filter(|e| plan.sightings(**e).disagrees).collect();
    page.markup("<p>");
    if disagree.is_empty() {
        page.say("sightings.agree", &[]);
    } else {
        page.markup("<b>").say("sightings.disagree", &[&disagree.len().to_string()]);
        page.markup("</b> ");
        for event in disagree.iter().take(MAX_LISTED) {
            cell::reference(page, plan, plan.sightings(**event).sightings[0]);
            page.plain(" ");
        }
    }
    page.markup("</p>\n");
    let pairs = &plan.timeline.perhaps_same;
    if !pairs.is_empty() {
        page.markup("<p>").say("sightings.perhaps", &[&pairs.len().to_string()]).plain(" ");
        for (first, second) in pairs.iter().take(MAX_LISTED) {
            cell::reference(page, plan, plan.sightings(*first).sightings[0]);
            page.plain("／");
            cell::reference(page, plan, plan.sightings(*second).sightings[0]);
            page.plain(" ");
        }
        page.markup("</p>\n");
    }
}

/// Writes which time capture covers, and which it does not.
fn coverage(page: &mut Page<'_>, plan: &Plan<'_>) -> Result<()> {
    page.subheading("coverage", &[]);
    let records = &plan.timeline.records;
    let live = |record: &&Record| record.fact().source == Source::Captured;
    let beats = |record: &&Record| record.fact().kind == Kind::Heartbeat;
    let watch = records.iter().filter(|r| live(r) || beats(r)).map(|r| r.line.recorded);
    let (Some(first), Some(last)) = (watch.clone().min(), watch.max()) else {
        page.beside("coverage.none", &[]);
        gaps(page, plan)?;
        return Ok(());
    };
    page.beside("coverage.note", &[]);
    page.markup("<p>").say("coverage.span", &[]).plain(" ");
    clock::write_plain(page, first);
    page.markup(" — ");
    clock::write_plain(page, last);
    page.markup("</p>\n");
    gaps(page, plan)?;
    silent_days(page, plan, first, last);
    Ok(())
}

fn gaps(page: &mut Page<'_>, plan: &Plan<'_>) -> Result<()> {
    let records = &plan.timeline.records;
    let mut gaps = records.iter().filter(|record| record.fact().kind == Kind::Gap).peekable();
    if gaps.peek().is_none() {
        page.markup("<p>").say("gaps.none", &[]).markup("</p>\n");
        return Ok(());
    }
    page.table("grid gaps", &["col.channel", "col.from", "col.to", "col.reason"]);
    for record in gaps {
        let fact = record.fact();
        page.markup("<tr><td>");
        cell::word(page, "channel", fact.channel.map_or("other", |channel| channel.word()));
        for time in [fact.from, fact.to] {
            page.markup("</td><td>");
            if let Some(time) = time {
                clock::write_plain(page, time);
            }
        }
        page.markup("</td><td>").plain(fact.reason.as_deref().unwrap_or_default());
        page.markup(" <span class=\"z\">#").plain(&record.index.to_string());
        page.markup("</span></td></tr>\n");
        page.spill()?;
    }
    page.end_table();
    Ok(())
}

/// Writes the days between the first and last sign of life on which there was none.
fn silent_days(page: &mut Page<'_>, plan: &Plan<'_>, first: Millis, last: Millis) {
    const DAY: i64 = 86_400_000;
    let live = plan.timeline.records.iter().filter(|record| {
        record.fact().kind == Kind::Heartbeat || record.fact().source == Source::Captured
    });
    let alive: std::collections::HashSet<String> =
        live.map(|record| clock::day(record.line.recorded)).collect();
    let days = usize::try_from((last.0 - first.0) / DAY).unwrap_or(0);
    let all = (0..=days).scan(first.0, |time, _| {
        let day = clock::day(Millis(*time));
        *time += DAY;
        Some(day)
    });
    let silent: Vec<String> = all.filter(|day| !alive.contains(day)).collect();
    page.markup("<p>");
    if silent.is_empty() {
        page.say("silent.none", &[]);
    } else {
        page.say("silent.days", &[&silent.len().to_string()]).plain(" ");
        page.plain(&silent[..silent.len().min(MAX_LISTED)].join("、"));
    }
    page.markup("</p>\n");
}

/// Writes what corroborates what: for each exhibit the other feeds and the tied evidence.
pub(super) fn corroboration(page: &mut Page<'_>, plan: &Plan<'_>) -> Result<()> {
    page.markup("<section>").heading("part.corroboration");
    page.beside("corroboration.note", &[]);
    let mut alone = Vec::new();
    let mut begun = false;
    for exhibit in &plan.exhibits {
        let records = match exhibit.item {
            Item::Event(event) => plan.sightings(event).sightings.clone(),
            Item::Record(record) => vec![record],
            Item::Rest(_) | Item::Others | Item::Bundle(_) => continue,
        };
        let tied = plan.tied(&records);
        if records.len() == 1 && tied.is_empty() {
            alone.push(exhibit.label());
            continue;
        }
        if !begun {
            page.table("grid support", &["col.page", "col.sightings", "col.tied"]);
            begun = true;
        }
        page.markup("<tr><td class=\"ref\">").plain(&exhibit.label()).markup("</td><td>");
        for (place, record) in records.iter().enumerate() {
            let record = &plan.timeline.records[*record];
            page.markup(if place > 0 { "<br>" } else { "" });
            cell::word(page, "source", record.fact().source.word());
            if let Some(feed) = &record.fact().feed {
                page.plain(" ").plain(&feed.format);
            }
            page.plain(&format!(" #{}", record.index));
            cell::says(page, plan, record);
        }
        page.markup("</td><td>");
        if tied.is_empty() {
            page.say("none", &[]);
        }
        for (place, (link, end)) in tied.into_iter().enumerate() {
            page.markup(if place > 0 { "<br>" } else { "" });
            cell::relation(page, plan, link, end);
            page.plain(" ");
            cell::reference(page, plan, end);
        }
        page.markup("</td></tr>\n");
        page.spill()?;
    }
    if begun {
        page.end_table();
    }
    operator::lists(page, plan)?;
    page.subheading("alone", &[]);
    page.markup("<p>");
    if alone.is_empty() {
        page.say("none", &[]);
    } else {
        page.plain(&alone.join("、"));
    }
    page.markup("</p>\n").beside("alone.note", &[]).markup("</section>\n");
    page.spill()
}

/// Writes the system environment statement: the seven factors of the rules of evidence, 93.
pub(super) fn environment(
    page: &mut Page<'_>,
    report: &super::Report<'_>,
    plan: &Plan<'_>,
) -> Result<()> {
    let records = &plan.timeline.records;
    let count = |kind: Kind| records.iter().filter(|r| r.fact().kind == kind).count().to_string();
    let from = |source: Source| {
        let of = |r: &&Record| r.fact().source == source && r.fact().kind != Kind::Redaction;
        records.iter().filter(of).count().to_string()
    };
    let repaired = records.iter().filter(|r| !r.fact().repaired.is_empty()).count().to_string();
    let disagree = plan.timeline.events.iter().filter(|e| e.disagrees).count().to_string();
    let skewed = records.iter().filter(|r| is_skewed(r)).count().to_string();
    page.markup("<section>").heading("part.environment");
    page.beside("environment.note", &[]);
    page.markup("<table class=\"facts factors\"><tbody>\n");
    let files = plan.timeline.records.iter().filter(|r| is_source_file(r)).count().to_string();
    let values: [&[&str]; 7] = [
        &[report.program],
        &[&count(Kind::Heartbeat), &count(Kind::SelfTest), &count(Kind::Gap), &count(Kind::Clock)],
        &[&report.head.size.to_string()],
        &[&files, &report.hidden.to_string(), &plan.redacted.len().to_string()],
        &[
            &from(Source::Captured),
            &from(Source::Mirrored),
            &from(Source::Operator),
            &from(Source::Relayed),
            &from(Source::Imported),
            &from(Source::Typed),
        ],
        &[],
        &[&repaired, &disagree, &skewed],
    ];
    for (factor, values) in (1..).zip(values) {
        page.markup("<tr><th>").say(&format!("factor.{factor}"), &[]).markup("</th><td>");
        page.beside(&format!("factor.{factor}.answer"), values);
        if factor == 1 {
            devices(page, plan);
        }
        page.markup("</td></tr>\n");
    }
    page.end_table().markup("</section>\n");
    page.spill()
}

/// Writes what the records say of devices: the details of the first record and of self tests.
fn devices(page: &mut Page<'_>, plan: &Plan<'_>) {
    let told = plan.timeline.records.iter().filter(|record| {
        matches!(record.fact().kind, Kind::Log | Kind::SelfTest | Kind::KeyChange)
    });
    let mut any = false;
    for record in told {
        let Some(detail) = record.detail() else { continue };
        if matches!(&detail, Value::Map(members) if !members.is_empty()) {
            any = true;
            page.markup("<p>#").plain(&record.index.to_string()).plain(" ");
            cell::value_text(page, &detail);
            page.markup("</p>\n");
        }
    }
    if !any {
        page.beside("devices.none", &[]);
    }
}

/// Whether network and phone are over a day apart, so that the network's time does not count.
fn is_skewed(record: &Record) -> bool {
    let fact = record.fact();
    fact.network.is_some_and(|time| time.0 != 0) && fact.network_time().is_none()
}

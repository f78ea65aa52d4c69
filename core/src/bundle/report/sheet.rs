//! Each exhibit's own page: its label, every fact, sightings side by side, the exact words.

use super::Report;
use super::cell;
use super::clock;
use super::law;
use super::line;
use super::list;
use super::page::Page;
use super::plan::{Exhibit, Item, Plan, Shown};
use crate::bundle::name;
use crate::error::Result;
use crate::record::canonical::{Value, to_hex};
use crate::record::{Field, Kind, OffsetFrom, Record, Source};

/// How many sightings stand side by side; further ones begin a new table.
const SIDE_BY_SIDE: usize = 3;

/// How many rows a collective exhibit lists; above that it refers to the timeline.
const MAX_ROWS: usize = 300;

/// How many characters of a column of a source's row are printed.
const MAX_COLUMN: usize = 160;

/// Writes the pages of all exhibits.
pub(super) fn sheets(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>) -> Result<()> {
    for exhibit in &plan.exhibits {
        sheet(page, report, plan, exhibit);
        page.spill()?;
    }
    Ok(())
}

fn sheet(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>, exhibit: &Exhibit) {
    page.markup("<article class=\"sheet x")
        .plain(&exhibit.id())
        .markup("\"><header><p class=\"label\">");
    page.plain(&exhibit.label()).markup("</p><h2>");
    cell::item_name(page, plan, exhibit.item);
    page.markup("</h2><p class=\"z\">").say(&format!("group.{}", exhibit.group), &[]);
    page.markup(" · ").say(list::law(plan, exhibit.item), &[]);
    page.markup("</p></header>\n<table class=\"facts\"><tbody><tr><th>").say("col.purpose", &[]);
    page.markup("</th><td>");
    list::purpose(page, report, plan, exhibit);
    page.markup("</td></tr></tbody></table>\n");
    match exhibit.item {
        Item::Event(event) => event_sheet(page, report, plan, event),
        Item::Record(record) => record_sheet(page, report, plan, record),
        Item::Rest(side) => rest_sheet(page, plan, &plan.parties[side].events, false),
        Item::Others => rest_sheet(page, plan, &plan.others, true),
        Item::Bundle(bundle) => bundle_sheet(page, &plan.bundles[bundle]),
    }
    page.markup("</article>\n");
}

fn event_sheet(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>, event: usize) {
    let sightings = plan.sightings(event);
    let records: Vec<&Record> =
        sightings.sightings.iter().map(|place| &plan.timeline.records[*place]).collect();
    bodies(page, plan, event, &records, sightings.disagrees);
    page.subheading("sheet.facts", &[&records.len().to_string()]);
    for records in records.chunks(SIDE_BY_SIDE) {
        facts(page, plan, records);
    }
    if records[0].line.commitment(Field::Detail).is_some() {
        page.markup("<table class=\"facts\"><tbody>\n");
        cell::detail_rows(page, plan, records[0]);
        page.end_table();
    }
    attachments(page, report, plan, &records);
    flags(page, report, plan, event);
    tied(page, plan, &sightings.sightings);
    source_row(page, plan, records[0]);
}

/// Writes the exact words of an event: once where all sightings agree, else each.
fn bodies(
    page: &mut Page<'_>,
    plan: &Plan<'_>,
    event: usize,
    records: &[&Record],
    disagrees: bool,
) {
    if disagrees {
        page.markup("<div class=\"warn\">").beside("sheet.disagrees", &[]).markup("</div>\n");
    }
    let shown = if disagrees { records } else { &records[..1] };
    for record in shown {
        for field in [Field::Subject, Field::Body] {
            let value = plan.value(record, field);
            if matches!(value, Shown::Absent) {
                continue;
            }
            page.markup("<h3>").say(&format!("field.{}", field.word()), &[]);
            if disagrees {
                page.plain(&format!(" #{}", record.index));
            }
            page.markup("</h3>\n<div class=\"body\">");
            match value {
                Shown::Is(Value::Text(text)) if field == Field::Body => {
                    page.marked(&text, &plan.spans(event, &text));
                }
                Shown::Is(value) => cell::value_text(page, &value),
                Shown::Masked => cell::masked(page),
                Shown::Redacted => cell::redacted(page),
                Shown::Absent => {}
            }
            page.markup("</div>\n");
        }
    }
}

/// A row of the facts table: its key, whether a record has it, and how it is written.
type Row = (&'static str, fn(&Record) -> bool, fn(&mut Page<'_>, &Plan<'_>, &Record));

/// The facts of an event, in the order of the page.
const FACTS: &[Row] = &[
    ("fact.way", is_event, |page, _, record| {
        cell::word(page, "name", cell::channel_way(record.fact()));
        if let Some(service) = &record.fact().service {
            page.plain(" ").plain(service);
        }
    }),
    (
        "fact.party",
        |r| is_event(r) || has(r, Field::Party),
        |page, plan, record| cell::whole_party(page, plan, record, Field::Party),
    ),
    (
        "fact.contact",
        |r| has(r, Field::Contact),
        |page, plan, record| {
            cell::text(page, plan, record, Field::Contact);
        },
    ),
    (
        "fact.own",
        |r| is_event(r) || has(r, Field::Own),
        |page, plan, record| {
            cell::whole_party(page, plan, record, Field::Own);
            if let Some(slot) = record.fact().slot {
                page.plain(" ").say("slot", &[]).plain(&format!(" {}", slot + 1));
            }
        },
    ),
    (
        "fact.network",
        |r| r.fact().network.is_some(),
        |page, _, record| {
            if let Some(time) = record.fact().network {
                clock::write(page, time, record.fact().offset.as_ref());
            }
        },
    ),
    ("fact.seen", |r| r.fact().seen.is_some() && !is_stated(r), seen),
    ("fact.stated", |r| r.fact().seen.is_some() && is_stated(r), seen),
    (
        "fact.local",
        |r| r.fact().local.is_some(),
        |page, _, record| {
            clock::write_of(page, None, record.fact());
        },
    ),
    (
        "fact.offset",
        |r| is_event(r) || r.fact().offset.is_some(),
        |page, _, record| match &record.fact().offset {
            Some(offset) => {
                page.plain(&clock::offset(offset.minutes)).plain(" ");
                page.plain(offset.zone.as_deref().unwrap_or_default()).plain(" ");
                cell::word(page, "offset", offset.from.word());
            }
            None => {
                page.say("none-recorded", &[]);
            }
        },
    ),
    (
        "fact.mono",
        |r| r.fact().seen.as_ref().is_some_and(|s| s.mono.is_some()),
        |page, _, record| {
            if let Some(seen) = &record.fact().seen {
                page.plain(&seen.mono.map(|ms| format!("{ms} ms")).unwrap_or_default()).plain(" ");
                page.plain(seen.boot.as_deref().unwrap_or_default());
            }
        },
    ),
    (
        "fact.outcome",
        |r| r.fact().outcome.is_some() || r.fact().duration.is_some(),
        |page, _, r| {
            line::outcome(page, r);
        },
    ),
    (
        "fact.location",
        |r| has(r, Field::Location),
        |page, plan, record| {
            cell::text(page, plan, record, Field::Location);
        },
    ),
    (
        "fact.centre",
        |r| has(r, Field::ServiceCentre),
        |page, plan, record| {
            cell::text(page, plan, record, Field::ServiceCentre);
        },
    ),
    (
        "fact.pdu",
        |r| has(r, Field::Pdu),
        |page, plan, record| {
            cell::text(page, plan, record, Field::Pdu);
        },
    ),
    (
        "fact.body-sha256",
        |r| r.body().is_some(),
        |page, _, record| {
            if let Some(body) = record.body() {
                cell::hash(page, &crate::chain::Hash::of(body.as_bytes()));
            }
        },
    ),
    ("fact.source", |_| true, source),
    ("fact.taken-back", cell::is_taken_back, |page, _, _| cell::taken_back(page)),
    (
        "fact.repaired",
        |r| !r.fact().repaired.is_empty(),
        |page, _, record| {
            for field in &record.fact().repaired {
                cell::word(page, "field", field.word());
                page.plain(" ");
            }
        },
    ),
    (
        "fact.recorded",
        |_| true,
        |page, _, record| {
            clock::write_plain(page, record.line.recorded);
        },
    ),
    (
        "fact.place",
        |_| true,
        |page, _, record| {
            page.plain(&format!("#{}", record.index));
        },
    ),
    ("fact.leaf", |_| true, |page, _, record| cell::hash(page, &record.leaf)),
];

fn is_event(record: &Record) -> bool {
    record.fact().kind == Kind::Event
}

/// Whether a person named the time, and no phone or recorder did: only their clock chooses no zone.
fn is_stated(record: &Record) -> bool {
    let fact = record.fact();
    fact.source == Source::Typed
        && fact.offset.as_ref().is_none_or(|offset| offset.from != OffsetFrom::File)
}

fn seen(page: &mut Page<'_>, _: &Plan<'_>, record: &Record) {
    if let Some(seen) = &record.fact().seen {
        clock::write(page, seen.wall, record.fact().offset.as_ref());
    }
}

fn has(record: &Record, field: Field) -> bool {
    record.line.commitment(field).is_some()
}

fn facts(page: &mut Page<'_>, plan: &Plan<'_>, records: &[&Record]) {
    page.markup("<table class=\"facts\"><colgroup><col class=\"key\">");
    for _ in records {
        page.markup("<col>");
    }
    page.markup("</colgroup>");
    if records.len() > 1 {
        page.markup("<thead><tr><th></th>");
        for record in records {
            page.markup("<th>").say("log-place", &[&record.index.to_string()]).markup("</th>");
        }
        page.markup("</tr></thead>");
    }
    page.markup("<tbody>\n");
    for (key, applies, write) in FACTS {
        if !records.iter().any(|record| applies(record)) {
            continue;
        }
        page.markup("<tr><th>").say(key, &[]).markup("</th>");
        for record in records {
            page.markup("<td>");
            if applies(record) {
                write(page, plan, record);
            } else {
                page.say("none-recorded", &[]);
            }
            page.markup("</td>");
        }
        page.markup("</tr>\n");
    }
    page.end_table();
}

/// Writes how a record came in: its weight class, feed, file, row and package.
fn source(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record) {
    let fact = record.fact();
    cell::word(page, "source", fact.source.word());
    cell::says(page, plan, record);
    let Some(feed) = &fact.feed else { return };
    page.markup("<br>");
    cell::feed_row(page, fact, feed);
    if let Some(package) = &feed.package {
        page.markup("<br>").plain(package);
    }
    if let Some(file) = &feed.file {
        page.markup("<br>").say("file-sha256", &[]).plain(" ");
        cell::hash(page, file);
    }
}

/// Writes the files of records: name, type, size, SHA-256 and where they are in the bundle.
fn attachments(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>, records: &[&Record]) {
    if records.iter().all(|record| record.fact().attachments.is_empty()) {
        return;
    }
    page.subheading("sheet.files", &[]);
    page.table("grid files", &["col.name", "col.size", "col.sha256-path"]);
    let mut seen = Vec::new();
    let mut apart = false;
    for record in records {
        let names = plan.value(record, Field::Names);
        for (place, file) in record.fact().attachments.iter().enumerate() {
            if seen.contains(&file.sha256) {
                continue;
            }
            seen.push(file.sha256);
            page.markup("<tr><td>");
            match &names {
                Shown::Is(Value::List(names)) => {
                    page.foreign(names.get(place).and_then(Value::text).unwrap_or_default());
                }
                Shown::Masked => cell::masked(page),
                Shown::Redacted => cell::redacted(page),
                Shown::Is(_) | Shown::Absent => {}
            }
            page.markup("<br><span class=\"z\">").plain(&file.media_type).markup("</span>");
            if record.fact().body_attached == Some(file.sha256) {
                page.markup("<br>").say("body-attached", &[]);
            }
            page.markup("</td><td>").plain(&file.size.to_string()).markup("</td><td>");
            cell::hash(page, &file.sha256);
            page.markup("<br>");
            if plan.is_redacted(record) {
                cell::redacted(page);
            } else if report.withheld.contains(&file.sha256) {
                page.markup("<span class=\"gone\">").say("withheld", &[]).markup("</span>");
            } else {
                apart = true;
                let path = name::attachment(&file.sha256, &file.media_type);
                page.markup("<code class=\"h\">").plain(&path).markup("</code>");
            }
            page.markup("</td></tr>\n");
        }
    }
    page.end_table();
    if apart {
        page.beside("sheet.print-apart", &[]);
    }
}

/// Writes what rules say of an event: each rule once, with its remarks.
fn flags(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>, event: usize) {
    let rules = plan.told(event);
    if rules.is_empty() {
        return;
    }
    page.subheading("sheet.flags", &[]);
    page.markup("<ul class=\"flags\">\n");
    for told in rules {
        page.markup("<li>");
        law::title(page, report.pack, told.finding);
        page.markup(" ");
        law::standing(page, told.level);
        let mut remarks: Vec<&str> = Vec::new();
        for remark in told.places.iter().flat_map(|place| &plan.findings[*place].remarks) {
            if !remarks.contains(&remark.as_str()) {
                remarks.push(remark);
            }
        }
        law::remarks(page, plan, report.pack, told.finding, &remarks);
        page.markup("</li>\n");
    }
    page.markup("</ul>\n");
}

/// Writes what links tie to the exhibit.
fn tied(page: &mut Page<'_>, plan: &Plan<'_>, records: &[usize]) {
    let tied = plan.tied(records);
    if tied.is_empty() {
        return;
    }
    page.subheading("sheet.tied", &[]);
    page.markup("<ul>\n");
    for (link, end) in tied {
        page.markup("<li>");
        cell::relation(page, plan, link, end);
        page.plain(" ");
        cell::reference(page, plan, end);
        page.markup(" <span class=\"z\">")
            .say("link-place", &[&plan.timeline.records[link].index.to_string()]);
        page.markup("</span></li>\n");
    }
    page.markup("</ul>\n");
}

/// Writes every column of the source's row, long ones cut.
fn source_row(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record) {
    match plan.value(record, Field::SourceRow) {
        Shown::Is(Value::Map(columns)) => {
            page.subheading("sheet.row", &[]);
            page.markup("<p class=\"row\">");
            for (column, value) in &columns {
                let value = match value {
                    Value::Text(text) => text.clone(),
                    other => other.to_canonical(),
                };
                let cut: String = value.chars().take(MAX_COLUMN).collect();
                page.markup("<span><b>").foreign(column).markup("</b>=").foreign(&cut);
                page.markup(if cut.len() < value.len() { "……" } else { "" }).markup("</span> ");
            }
            page.markup("</p>\n");
        }
        Shown::Masked | Shown::Redacted => {
            page.subheading("sheet.row", &[]).markup("<p>");
            cell::text(page, plan, record, Field::SourceRow);
            page.markup("</p>\n");
        }
        Shown::Is(_) | Shown::Absent => {}
    }
}

fn record_sheet(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>, place: usize) {
    let record = &plan.timeline.records[place];
    let fact = record.fact();
    page.markup("<table class=\"facts\"><tbody>\n");
    cell::detail_rows(page, plan, record);
    let words = [
        ("fact.kind", Some(("kind", fact.kind.word()))),
        ("fact.evidence", fact.evidence.map(|evidence| ("evidence", evidence.word()))),
    ];
    for (key, word) in words {
        if let Some((set, word)) = word {
            page.markup("<tr><th>").say(key, &[]).markup("</th><td>");
            cell::word(page, set, word);
            page.markup("</td></tr>\n");
        }
    }
    let spans = [("fact.from", fact.from), ("fact.to", fact.to)];
    for (key, time) in spans.into_iter().filter_map(|(key, time)| Some((key, time?))) {
        page.markup("<tr><th>").say(key, &[]).markup("</th><td>");
        clock::write(page, time, fact.offset.as_ref());
        page.markup("</td></tr>\n");
    }
    for target in fact.targets.iter().filter_map(|leaf| plan.at.get(leaf)) {
        page.markup("<tr><th>").say("fact.target", &[]).markup("</th><td>");
        cell::reference(page, plan, *target);
        page.markup("</td></tr>\n");
    }
    page.end_table();
    attachments(page, report, plan, &[record]);
    page.subheading("sheet.entry", &[]);
    facts(page, plan, &[record]);
    tied(page, plan, &[place]);
}

/// Writes what is known of another person's bundle; its records stand among the exhibits.
fn bundle_sheet(page: &mut Page<'_>, records: &[&Record]) {
    let Some(admits) = records.iter().find_map(|record| record.fact().admits.as_ref()) else {
        return;
    };
    page.beside("sheet.bundle", &[]);
    page.markup("<table class=\"facts\"><tbody><tr><th>").say("admitted.bundle", &[]);
    page.markup("</th><td>");
    cell::hash(page, &admits.bundle);
    page.markup("<br><code class=\"h\">").plain(&name::enclosed(&admits.bundle));
    page.markup("</code></td></tr>\n<tr><th>").say("admitted.log", &[]).markup("</th><td>");
    page.plain(&admits.origin).markup("</td></tr>\n<tr><th>").say("admitted.signer", &[]);
    page.markup("</th><td><code class=\"h\">").plain(&to_hex(&admits.signer));
    page.markup("</code></td></tr>\n<tr><th>").say("col.records", &[]).markup("</th><td>");
    page.plain(&records.len().to_string()).markup("</td></tr>\n");
    if admits.forced {
        page.markup("<tr><th>").say("admitted.forced", &[]).markup("</th><td class=\"warn\">");
        page.say("admitted.forced-means", &[]);
        let detail = records.iter().find_map(|record| record.detail());
        if let Some(reason) = detail.as_ref().and_then(|detail| detail.member("reason")) {
            page.markup("<br>");
            cell::value_text(page, reason);
        }
        page.markup("</td></tr>\n");
    }
    page.end_table();
}

/// Writes contacts that have no sheet of their own.
fn rest_sheet(page: &mut Page<'_>, plan: &Plan<'_>, events: &[usize], several: bool) {
    let key = if several { "sheet.others" } else { "sheet.rest" };
    page.beside(key, &[&events.len().to_string()]);
    page.table("grid rest", &["col.time", "col.way", "col.content", "col.log"]);
    for event in events.iter().take(MAX_ROWS) {
        let record = plan.deciding(*event);
        page.markup("<tr><td>");
        clock::write_of(page, record.time(), record.fact());
        page.markup("</td><td>");
        cell::word(page, "name", cell::channel_way(record.fact()));
        if several {
            page.markup("<br>");
            cell::party(page, plan, record, Field::Party);
        }
        page.markup("</td><td class=\"v\">");
        line::content(page, plan, *event);
        page.markup("</td><td>").plain(&format!("#{}", record.index)).markup("<br>");
        page.markup("<code class=\"h\">").plain(&record.leaf.to_hex()[..16]).markup("…</code>");
        page.markup("</td></tr>\n");
    }
    page.end_table();
    if events.len() > MAX_ROWS {
        page.markup("<p>").say("sheet.rest-cut", &[&(events.len() - MAX_ROWS).to_string()]);
        page.markup("</p>\n");
    }
}

/// The rules that print an exhibit's label at the head of each of its pages.
pub(super) fn page_rules(plan: &Plan<'_>) -> String {
    let rules = plan.exhibits.iter().map(|exhibit| {
        let (id, label) = (exhibit.id(), exhibit.label());
        format!(".x{id}{{page:x{id}}}@page x{id}{{@top-right{{content:\"{label}\"}}}}\n")
    });
    rules.collect()
}

/// Whether a record is kept evidence rather than a source that others were read from.
pub(super) fn is_source_file(record: &Record) -> bool {
    let fact = record.fact();
    fact.kind == Kind::File && fact.purpose == Some(crate::record::Purpose::Source)
}

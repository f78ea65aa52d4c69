//! The evidence list (证据目录) and the five kinds of evidence, each with its own part.

use super::Report;
use super::cell;
use super::clock;
use super::law;
use super::page::Page;
use super::plan::{Exhibit, GROUPS, Item, Plan, happened};
use crate::error::Result;
use crate::record::{Channel, Evidence, Kind, Record, Source};
use crate::rule::Level;

/// Writes the evidence list.
pub(super) fn evidence(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>) -> Result<()> {
    page.markup("<section class=\"fresh\">").heading("part.list");
    page.beside("list.note", &[]);
    page.table(
        "grid list",
        &[
            "col.group",
            "col.id",
            "col.name",
            "col.law",
            "col.purpose",
            "col.source",
            "col.formed",
            "col.original",
            "col.copies",
            "col.page",
        ],
    );
    for group in 1..=GROUPS {
        let mut exhibits = plan.exhibits.iter().filter(|e| e.group == group).peekable();
        page.markup("<tr class=\"group\"><td colspan=\"10\">");
        page.say(&format!("group.{group}"), &[]);
        if exhibits.peek().is_none() {
            page.plain("：").say("none", &[]);
        }
        page.markup("</td></tr>\n");
        for exhibit in exhibits {
            row(page, report, plan, exhibit);
            page.spill()?;
        }
    }
    page.end_table();
    page.markup("<div class=\"signature\"><p>").say("list.signature", &[]);
    page.markup("</p><p>").say("list.date", &[]).markup("</p></div></section>\n");
    page.spill()
}

fn row(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>, exhibit: &Exhibit) {
    let record = record_of(plan, exhibit.item);
    page.markup("<tr><td>").say_first(&format!("group.short.{}", exhibit.group), &[]);
    page.markup("</td><td>").plain(&exhibit.id()).markup("</td><td>");
    cell::item_name(page, plan, exhibit.item);
    page.markup("</td><td>").say(cell::statutory(record), &[]).markup("</td><td>");
    purpose(page, report, plan, exhibit);
    page.markup("</td><td>");
    source(page, plan, record);
    page.markup("</td><td>");
    formed(page, plan, exhibit.item);
    page.markup("</td><td>");
    original(page, record);
    page.markup("</td><td>1</td><td class=\"ref\">").plain(&exhibit.label());
    page.markup("</td></tr>\n");
}

/// The record that an item is described by.
pub(super) fn record_of<'a>(plan: &Plan<'a>, item: Item) -> &'a Record {
    match item {
        Item::Event(event) => plan.deciding(event),
        Item::Record(record) => &plan.timeline.records[record],
        Item::Rest(side) => {
            plan.deciding(*plan.parties[side].events.first().expect("a rest has events"))
        }
        Item::Bundle(bundle) => plan.bundles[bundle][0],
        Item::Others => plan.deciding(*plan.others.first().expect("others have events")),
    }
}

/// Writes what an exhibit is meant to show, in words that claim no more than the flags do.
pub(super) fn purpose(
    page: &mut Page<'_>,
    report: &Report<'_>,
    plan: &Plan<'_>,
    exhibit: &Exhibit,
) {
    match exhibit.item {
        Item::Event(event) => {
            let mut seen: Vec<&str> = Vec::new();
            for (_, finding) in plan.findings_of(event) {
                if finding.level == Level::Context || seen.contains(&finding.rule.as_str()) {
                    continue;
                }
                page.markup(if seen.is_empty() { "" } else { "<br>" });
                seen.push(&finding.rule);
                law::title(page, report.pack, finding);
                page.markup(" ");
                law::level(page, finding.level);
            }
            if seen.is_empty() {
                page.say("purpose.contact", &[]);
            }
        }
        Item::Rest(_) => {
            page.say("purpose.rest", &[]);
        }
        Item::Others => {
            page.say("purpose.others", &[]);
        }
        Item::Bundle(_) => {
            page.say("purpose.admitted", &[]);
        }
        Item::Record(record) => {
            let fact = plan.timeline.records[record].fact();
            let word = fact.evidence.map_or(fact.kind.word(), |evidence| evidence.word());
            page.say(&format!("purpose.{word}"), &[]);
            let detail = plan.timeline.records[record].detail();
            let shows = detail.as_ref().and_then(|detail| detail.member("shows")?.text());
            if let Some(shows) = shows {
                page.markup("<br>").foreign(shows);
            }
        }
    }
}

/// Writes where a record came from, in a few words.
pub(super) fn source(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record) {
    let fact = record.fact();
    cell::word(page, "source", fact.source.word());
    if let Some(feed) = &fact.feed {
        page.markup("<br><span class=\"n z\">").plain(&feed.format).plain(" ");
        page.say("row", &[]).plain(&format!(" {}", feed.place)).markup("</span>");
    }
    cell::says(page, plan, record);
}

/// Writes when an exhibit was formed.
fn formed(page: &mut Page<'_>, plan: &Plan<'_>, item: Item) {
    let collective = match item {
        Item::Rest(side) => Some(&plan.parties[side].events),
        Item::Others => Some(&plan.others),
        Item::Event(_) | Item::Record(_) | Item::Bundle(_) => None,
    };
    if let Some(events) = collective {
        let times = events.iter().filter_map(|event| plan.deciding(*event).time());
        if let (Some(first), Some(last)) = (times.clone().min(), times.max()) {
            page.plain(&clock::day(first)).plain(" — ").plain(&clock::day(last));
            page.plain(" (+08:00)");
            return;
        }
    }
    let record = record_of(plan, item);
    let fact = record.fact();
    if fact.kind == Kind::Event || happened(record).is_some() || fact.local.is_some() {
        clock::write_of(page, happened(record), fact);
    } else {
        page.say("formed.recorded", &[]).markup("<br>");
        clock::write_plain(page, record.line.recorded);
    }
}

/// Writes where the original is.
fn original(page: &mut Page<'_>, record: &Record) {
    let fact = record.fact();
    let kept = record.detail();
    let keeper = kept.as_ref().and_then(|detail| detail.member("original")?.text());
    if let Some(keeper) = keeper {
        page.foreign(keeper);
        return;
    }
    let key = match (fact.kind, fact.evidence, fact.source) {
        (Kind::Event, _, Source::Captured | Source::Mirrored | Source::Relayed) => "carrier.phone",
        (Kind::Event, _, Source::Imported) => "carrier.backup",
        (Kind::Event, _, Source::Operator) => "carrier.operator",
        (Kind::File, _, _) => "carrier.file",
        (Kind::Statement, Some(Evidence::PoliceRecord | Evidence::Document), _) => "carrier.paper",
        (Kind::Admitted, _, _) => "carrier.bundle",
        _ => "carrier.none",
    };
    page.say(key, &[]);
}

/// Writes the five kinds of evidence, each with its own part.
pub(super) fn five(page: &mut Page<'_>, plan: &Plan<'_>) -> Result<()> {
    page.markup("<section>").heading("part.five");
    page.beside("five.note", &[]);
    for kind in Evidence::ALL {
        page.subheading(&format!("five.{}", kind.word()), &[]);
        let exhibits = plan.exhibits.iter().filter(|exhibit| is_of(plan, exhibit.item, *kind));
        let mut exhibits = exhibits.peekable();
        if exhibits.peek().is_none() {
            page.markup("<p>").say("none", &[]).markup("</p>\n");
            continue;
        }
        page.table("grid five", &["col.page", "col.name", "col.formed", "col.sha256"]);
        for exhibit in exhibits {
            let record = record_of(plan, exhibit.item);
            page.markup("<tr><td class=\"ref\">").plain(&exhibit.label()).markup("</td><td>");
            cell::item_name(page, plan, exhibit.item);
            page.markup("</td><td>");
            formed(page, plan, exhibit.item);
            page.markup("</td><td>");
            hashes(page, record, exhibit.item);
            page.markup("</td></tr>\n");
            page.spill()?;
        }
        page.end_table();
    }
    page.markup("</section>\n");
    page.spill()
}

/// Writes the SHA-256 values that belong to an exhibit.
pub(super) fn hashes(page: &mut Page<'_>, record: &Record, item: Item) {
    if matches!(item, Item::Event(_) | Item::Record(_)) {
        for attachment in &record.fact().attachments {
            cell::hash(page, &attachment.sha256);
            page.markup("<br>");
        }
    }
    match item {
        Item::Rest(_) | Item::Others | Item::Bundle(_) => page.say("sha256.rest", &[]),
        _ => {
            page.markup("<span class=\"z\">").say("sha256.record", &[]).markup("</span> ");
            cell::hash(page, &record.leaf);
            page
        }
    };
}

/// Whether an item belongs to one of the five kinds, by the list of docs/guides/lawyer.md, 4.
fn is_of(plan: &Plan<'_>, item: Item, kind: Evidence) -> bool {
    let record = record_of(plan, item);
    let fact = record.fact();
    match fact.kind {
        Kind::Event if fact.channel == Some(Channel::Visit) => kind == Evidence::WitnessStatement,
        Kind::Event => kind == Evidence::Document,
        Kind::Refusal => kind == Evidence::WitnessStatement,
        Kind::File if fact.evidence.is_none() => {
            let audio = fact.attachments.iter().any(|file| {
                file.media_type.starts_with("audio/") || file.media_type.starts_with("video/")
            });
            kind == if audio { Evidence::Recording } else { Evidence::Document }
        }
        Kind::Admitted | Kind::Agreement | Kind::Withdrawal | Kind::CheckResult => {
            kind == Evidence::Document
        }
        _ => fact.evidence == Some(kind),
    }
}

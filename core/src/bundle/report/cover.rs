//! The first page: what this is, the case and its people, how much is shown, and the audit.

use super::Report;
use super::cell;
use super::clock;
use super::finding;
use super::page::Page;
use super::plan::{Plan, Shown};
use crate::bundle::audit::Integrity;
use crate::bundle::disclose::Selection;
use crate::error::Result;
use crate::record::{Field, Kind, Record};
use crate::rule::Level;

/// Writes the title and what a reader must know first.
pub(super) fn title(page: &mut Page<'_>, report: &Report<'_>) -> Result<()> {
    page.markup("<header class=\"cover\"><h1>").say("title", &[]).markup("</h1>\n<p class=\"by\">");
    page.say("made", &[&clock::day(report.made), report.program]).markup("<br>");
    clock::write_plain(page, report.made);
    page.markup("</p></header>\n<section class=\"notice\">");
    page.beside("notice.what", &[]).beside("notice.flags", &[]);
    let key = if report.audit.is_some() { "notice.recomputed" } else { "notice.exporter" };
    page.beside(key, &[]).markup("</section>\n");
    if let Some(audit) = report.audit.filter(|audit| !audit.passes()) {
        let broken = !audit.issues.is_empty() || audit.verdicts.integrity != Integrity::Intact;
        page.markup("<section class=\"warn\">");
        page.beside(if broken { "audit.failed" } else { "audit.untrusted" }, &[]);
        page.markup("</section>\n");
    }
    page.spill()
}

/// Writes the case and its people.
pub(super) fn case(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>) -> Result<()> {
    page.markup("<section>").heading("part.case");
    page.markup("<table class=\"facts\"><tbody>\n");
    for key in ["case.cause", "case.number", "case.submitter", "case.opponent"] {
        page.markup("<tr><th>").say(key, &[]).markup("</th><td class=\"blank\"></td></tr>\n");
    }
    for record in of_kind(plan, Kind::Case) {
        page.markup("<tr><th>").say("case.id", &[]).markup("</th><td>");
        page.plain(record.fact().case.as_deref().unwrap_or_default()).markup(" <span class=\"z\">");
        page.say("log-place", &[&record.index.to_string()]).markup("</span></td></tr>\n");
        cell::detail_rows(page, plan, record);
    }
    page.end_table();
    parties(page, plan);
    counts(page, report, plan);
    page.markup("</section>\n");
    page.spill()
}

fn of_kind<'a>(plan: &Plan<'a>, kind: Kind) -> impl Iterator<Item = &'a Record> {
    let records = plan.timeline.records.iter().enumerate();
    let open = records.filter(|(place, _)| !plan.is_closed(*place));
    open.map(|(_, record)| record).filter(move |record| record.fact().kind == kind)
}

fn parties(page: &mut Page<'_>, plan: &Plan<'_>) {
    page.subheading("parties", &[]);
    let roles: Vec<&Record> = of_kind(plan, Kind::Role).collect();
    if roles.is_empty() {
        page.markup("<p>").say("parties.none", &[]).markup("</p>\n");
        return;
    }
    page.table("grid", &["col.number", "col.role", "col.said-by", "col.detail"]);
    for record in roles {
        let fact = record.fact();
        page.markup("<tr><td>");
        cell::party(page, plan, record, Field::Party);
        page.markup("</td><td>");
        cell::word(page, "role", fact.role.map_or("unknown", |role| role.word()));
        page.markup("</td><td>");
        cell::word(page, "source", fact.source.word());
        page.markup("<br>");
        clock::write_plain(page, record.line.recorded);
        page.markup("</td><td class=\"v\">");
        if let Shown::Is(value) = plan.value(record, Field::Detail) {
            cell::value_text(page, &value);
        }
        page.markup("</td></tr>\n");
    }
    page.end_table();
    page.markup("<p class=\"z\">").say("parties.note", &[]).markup("</p>\n");
}

fn counts(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>) {
    page.subheading("counts", &[]);
    let shown = plan.timeline.records.len().to_string();
    let flagged = |level| finding::count(plan, level).to_string();
    let rows = [
        ("counts.size", report.head.size.to_string()),
        ("counts.shown", shown),
        ("counts.closed", plan.timeline.closed.len().to_string()),
        ("counts.hidden", report.hidden.to_string()),
        ("counts.redacted", plan.redacted.len().to_string()),
        ("counts.withheld", report.withheld.len().to_string()),
        ("counts.events", plan.timeline.events.len().to_string()),
        ("counts.sign", flagged(Level::Sign)),
        ("counts.review", flagged(Level::Review)),
        ("counts.borderline", flagged(Level::Borderline)),
        ("counts.undecided", flagged(Level::Undecided)),
    ];
    page.markup("<table class=\"facts counts\"><tbody>\n");
    chosen(page, report, plan);
    for (key, value) in rows {
        page.markup("<tr><th>").say(key, &[]).markup("</th><td>").plain(&value);
        page.markup("</td></tr>\n");
    }
    page.markup("<tr><th>").say("counts.masked", &[]).markup("</th><td>");
    if plan.masked().is_empty() {
        page.say("none", &[]);
    }
    for (place, field) in plan.masked().iter().enumerate() {
        if place > 0 {
            page.plain("、");
        }
        cell::word(page, "field", field.word());
    }
    page.markup("</td></tr>\n").end_table();
    page.beside("counts.note", &[]);
}

/// Writes what was chosen of the log: whom, which case, which time.
fn chosen(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>) {
    let Selection { parties, case, from, to, .. } = report.selection;
    page.markup("<tr><th>").say("chosen.party", &[]).markup("</th><td>");
    if plan.masked().contains(&Field::Party) {
        cell::masked(page);
    } else if parties.is_empty() {
        page.say("chosen.all", &[]);
    }
    let named = parties.iter().filter(|_| !plan.masked().contains(&Field::Party));
    for (place, party) in named.enumerate() {
        page.plain(if place > 0 { "、" } else { "" });
        cell::named(page, party, None);
    }
    page.markup("</td></tr>\n<tr><th>").say("chosen.case", &[]).markup("</th><td>");
    match case {
        Some(case) => page.foreign(case),
        None => page.say("chosen.all", &[]),
    };
    page.markup("</td></tr>\n<tr><th>").say("chosen.span", &[]).markup("</th><td>");
    for (key, time) in [("chosen.from", from), ("chosen.to", to)] {
        if let Some(time) = time {
            page.say(key, &[]).plain(" ");
            clock::write_plain(page, *time);
            page.markup("<br>");
        }
    }
    if from.is_none() && to.is_none() {
        page.say("chosen.all", &[]);
    }
    page.markup("</td></tr>\n");
}

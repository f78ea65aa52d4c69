//! The findings, rule by rule: the law once, then every occurrence with its exact words marked.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::Report;
use super::cell;
use super::clock;
use super::law;
use super::line;
use super::page::Page;
use super::plan::{Plan, Shown};
use crate::chain::Hash;
use crate::error::Result;
use crate::record::canonical::Value;
use crate::record::{Field, Kind};
use crate::rule::{Finding, Level};

/// How many records of one finding are listed; the rest is counted.
const MAX_LISTED: usize = 40;

/// Writes all findings, the strongest rules first.
pub(super) fn findings(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>) -> Result<()> {
    page.markup("<section class=\"fresh\">").heading("part.findings");
    page.beside("findings.note", &[]);
    for level in ["sign", "review", "borderline", "undecided", "context", "counted"] {
        page.beside(&format!("level-means.{level}"), &[]);
    }
    let mut rules: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, finding) in plan.findings.iter().enumerate() {
        rules.entry(&finding.rule).or_default().push(place);
    }
    let mut rules: Vec<_> = rules.into_values().collect();
    rules.sort_by_key(|places| {
        std::cmp::Reverse(places.iter().map(|place| plan.findings[*place].level).max())
    });
    law::pack(page, report.pack);
    if rules.is_empty() {
        page.markup("<p>").say("findings.none", &[]).markup("</p>\n");
    }
    for places in rules {
        rule(page, report, plan, places)?;
    }
    page.markup("</section>\n");
    page.spill()
}

fn rule(
    page: &mut Page<'_>,
    report: &Report<'_>,
    plan: &Plan<'_>,
    mut places: Vec<usize>,
) -> Result<()> {
    let Some(first) = places.first().map(|place| &plan.findings[*place]) else { return Ok(()) };
    page.markup("<section class=\"rule\"><h3>");
    law::title(page, report.pack, first);
    page.markup(" <code>").plain(&first.rule).markup("</code></h3>\n");
    let mut texts: Vec<&str> = Vec::new();
    for text in places.iter().flat_map(|place| &plan.findings[*place].texts) {
        if !texts.contains(&text.as_str()) {
            texts.push(text);
        }
    }
    law::texts(page, report.pack, &texts);
    law::innocent(page, report.pack, first);
    places.sort_by_key(|place| {
        let finding = &plan.findings[*place];
        let contact = plan.contact(finding);
        (contact.map(super::plan::sort_time), *place)
    });
    page.table("grid finding", &["col.time-number", "col.words", "col.level"]);
    for same in rows(plan, &places) {
        occurrence(page, report, plan, &same, &texts);
        page.spill()?;
    }
    page.end_table().markup("</section>\n");
    Ok(())
}

/// The findings of a rule, those together that name the same records at the same level: several
/// spans of one message are one row.
fn rows(plan: &Plan<'_>, places: &[usize]) -> Vec<Vec<usize>> {
    let mut rows: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<(&[Hash], Level), usize> = HashMap::new();
    for place in places {
        let finding = &plan.findings[*place];
        match known.entry((&finding.records, finding.level)) {
            Entry::Occupied(row) => rows[*row.get()].push(*place),
            Entry::Vacant(row) => {
                row.insert(rows.len());
                rows.push(vec![*place]);
            }
        }
    }
    rows
}

/// How many rows of a level stand in this part.
pub(super) fn count(plan: &Plan<'_>, level: Level) -> usize {
    let of = plan.findings.iter().filter(|finding| finding.level == level);
    of.map(|finding| (&finding.rule, &finding.records)).collect::<HashSet<_>>().len()
}

fn occurrence(
    page: &mut Page<'_>,
    report: &Report<'_>,
    plan: &Plan<'_>,
    same: &[usize],
    texts: &[&str],
) {
    let all: Vec<&Finding> = same.iter().map(|place| &plan.findings[*place]).collect();
    let Some(finding) = all.first().copied() else { return };
    let spans: Vec<(usize, usize)> = all.iter().filter_map(|finding| finding.span).collect();
    let mut places: Vec<usize> =
        finding.records.iter().filter_map(|leaf| plan.at.get(leaf).copied()).collect();
    // A refusal that it rests on stands behind the contacts by which it is told.
    places.sort_by_key(|place| plan.timeline.records[*place].fact().kind != Kind::Event);
    page.markup("<tr><td>");
    for (place, record) in places.iter().take(MAX_LISTED).enumerate() {
        page.markup(if place > 0 { "<div class=\"more\">" } else { "<div>" });
        cell::reference(page, plan, *record);
        page.plain(" ");
        let event = plan.event_of.get(record);
        let record = &plan.timeline.records[*record];
        cell::party(page, plan, record, Field::Party);
        if event.is_some_and(|event| plan.standing(same[0], *event).is_none()) {
            page.plain(" ");
            law::standing(page, None);
        }
        page.markup("<br>");
        clock::write_of(page, record.time(), record.fact());
        page.markup("</div>");
    }
    if places.len() > MAX_LISTED {
        page.say("further", &[&(places.len() - MAX_LISTED).to_string()]);
    }
    if places.is_empty() {
        page.say("finding.hidden", &[]);
    }
    page.markup("</td><td class=\"v\">");
    words(page, plan, &spans, &places);
    page.markup("</td><td>");
    law::level(page, finding.level);
    for (place, text) in texts.iter().enumerate() {
        if all.iter().any(|finding| finding.texts.iter().any(|other| other == text)) {
            page.markup(" <span class=\"z\">").plain(&format!("[{}]", place + 1)).markup("</span>");
        }
    }
    let mut remarks: Vec<&str> = Vec::new();
    for remark in all.iter().flat_map(|finding| &finding.remarks) {
        if !remarks.contains(&remark.as_str()) {
            remarks.push(remark);
        }
    }
    law::remarks(page, plan, report.pack, finding, &remarks);
    page.markup("</td></tr>\n");
}

/// Writes the exact words, or what the calls were.
fn words(page: &mut Page<'_>, plan: &Plan<'_>, spans: &[(usize, usize)], places: &[usize]) {
    if places.len() > 1 && spans.is_empty() {
        for (place, record) in places.iter().take(MAX_LISTED).enumerate() {
            page.markup(if place > 0 { "<br>" } else { "" });
            cell::reference(page, plan, *record);
            page.plain(" ");
            match plan.event_of.get(record) {
                Some(event) => line::content(page, plan, *event),
                None => cell::text(page, plan, &plan.timeline.records[*record], Field::Detail),
            }
        }
        return;
    }
    let Some(first) = places.first() else { return };
    let record = &plan.timeline.records[*first];
    match plan.value(record, Field::Body) {
        Shown::Is(Value::Text(body)) => {
            cell::excerpt(page, &body, spans);
        }
        Shown::Masked => cell::masked(page),
        Shown::Redacted => cell::redacted(page),
        Shown::Is(_) | Shown::Absent => {
            if let Some(event) = plan.event_of.get(first) {
                line::content(page, plan, *event);
            }
        }
    }
}

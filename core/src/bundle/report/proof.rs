//! What the log proves and what it does not: head, key, changes, hashes, the audit's words.

use super::Report;
use super::cell;
use super::clock;
use super::list;
use super::page::Page;
use super::plan::Plan;
use crate::bundle::audit::{Audit, NOT_PROVED};
use crate::error::Result;
use crate::record::{Kind, Record};

/// How many issues, and how many notes, are printed.
const MAX_PRINTED: usize = 500;

/// Writes the log's head and key, what changed, and the SHA-256 of each exhibit.
pub(super) fn log(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>) -> Result<()> {
    page.markup("<section>").heading("part.log");
    page.beside("log.note", &[]);
    page.markup("<table class=\"facts\"><tbody>\n<tr><th>").say("log.origin", &[]);
    page.markup("</th><td><code class=\"h\">").plain(&report.head.origin);
    page.markup("</code></td></tr>\n<tr><th>").say("counts.size", &[]).markup("</th><td>");
    page.plain(&report.head.size.to_string()).markup("</td></tr>\n<tr><th>").say("log.root", &[]);
    page.markup("</th><td>");
    cell::hash(page, &report.head.root);
    page.markup("</td></tr>\n<tr><th>").say("log.key", &[]).markup("</th><td><code>");
    page.plain(&report.key.fingerprint()).markup("</code><br><code class=\"h\">");
    page.plain(&report.key.to_note_key(&report.head.origin)).markup("</code></td></tr>\n");
    page.end_table();
    if let Some(found) = report.audit {
        audit(page, found)?;
    }
    changes(page, plan)?;
    closed(page, plan)?;
    page.subheading("hashes", &[]);
    page.table("grid hashes", &["col.page", "col.name", "col.sha256"]);
    for exhibit in &plan.exhibits {
        page.markup("<tr><td class=\"ref\">").plain(&exhibit.label()).markup("</td><td>");
        cell::item_name(page, plan, exhibit.item);
        page.markup("</td><td>");
        list::hashes(page, list::record_of(plan, exhibit.item), exhibit.item);
        page.markup("</td></tr>\n");
        page.spill()?;
    }
    page.end_table();
    page.beside("log.check", &[]).markup("</section>\n");
    page.spill()
}

/// Lists the lines that stand in every bundle and of which nothing is opened.
fn closed(page: &mut Page<'_>, plan: &Plan<'_>) -> Result<()> {
    if plan.timeline.closed.is_empty() {
        return Ok(());
    }
    page.subheading("closed", &[]).beside("closed.note", &[]);
    page.table("grid closed", &["col.log", "fact.kind", "fact.recorded", "fact.leaf"]);
    for place in plan.timeline.closed.iter().take(MAX_PRINTED) {
        let record = &plan.timeline.records[*place];
        page.markup("<tr><td>").plain(&format!("#{}", record.index)).markup("</td><td>");
        cell::word(page, "kind", record.fact().kind.word());
        page.markup("</td><td>");
        clock::write_plain(page, record.line.recorded);
        page.markup("</td><td>");
        cell::hash(page, &record.leaf);
        page.markup("</td></tr>\n");
        page.spill()?;
    }
    page.end_table();
    let further = plan.timeline.closed.len().saturating_sub(MAX_PRINTED);
    if further > 0 {
        page.markup("<p>").say("further", &[&further.to_string()]).markup("</p>\n");
    }
    Ok(())
}

/// Writes what a verification of the whole bundle found.
fn audit(page: &mut Page<'_>, audit: &Audit) -> Result<()> {
    page.subheading("audit", &[]).beside("audit.note", &[]);
    let verdicts = [
        ("verdict.integrity", audit.verdicts.integrity.word()),
        ("verdict.signer", audit.verdicts.signer.word()),
        ("verdict.completeness", audit.verdicts.completeness.word()),
        ("verdict.time", audit.verdicts.time.word()),
        ("verdict.provenance", audit.verdicts.provenance.word()),
    ];
    page.markup("<table class=\"facts\"><tbody>\n");
    for (key, word) in verdicts {
        page.markup("<tr><th>").say(key, &[]).markup("</th><td>");
        page.say(&format!("word.{word}"), &[]).markup("</td></tr>\n");
    }
    page.end_table();
    let issues = audit.issues.iter().map(|issue| (issue.code, issue.place.as_str()));
    listed(page, "audit.issues", issues.collect())?;
    let notes = audit.notes.iter().map(|note| (note.code, note.place.as_str()));
    listed(page, "audit.notes", notes.collect())
}

fn listed(page: &mut Page<'_>, heading: &str, items: Vec<(&str, &str)>) -> Result<()> {
    page.subheading(heading, &[]);
    if items.is_empty() {
        page.markup("<p>").say("none", &[]).markup("</p>\n");
        return Ok(());
    }
    page.table("grid audit", &["col.code", "col.meaning", "col.place"]);
    for (code, place) in items.iter().take(MAX_PRINTED) {
        page.markup("<tr><td><code>").plain(code).markup("</code></td><td>");
        page.say(&format!("code.{code}"), &[]).markup("</td><td>").foreign(place);
        page.markup("</td></tr>\n");
        page.spill()?;
    }
    page.end_table();
    if items.len() > MAX_PRINTED {
        page.markup("<p>").say("further", &[&(items.len() - MAX_PRINTED).to_string()]);
        page.markup("</p>\n");
    }
    Ok(())
}

/// Writes the records that speak of the log itself and that a reader must weigh.
fn changes(page: &mut Page<'_>, plan: &Plan<'_>) -> Result<()> {
    page.subheading("changes", &[]);
    let told = |record: &&Record| {
        matches!(record.fact().kind, Kind::Redaction | Kind::KeyChange | Kind::Clock | Kind::Zone)
            || record.fact().kind == Kind::Log && record.index > 0
            || record.fact().kind == Kind::Log && record.fact().head.is_some()
    };
    let mut changes = plan.timeline.records.iter().filter(told).peekable();
    if changes.peek().is_none() {
        page.markup("<p>").say("none", &[]).markup("</p>\n");
        return Ok(());
    }
    page.table("grid changes", &["col.log", "col.what", "col.recorded", "col.detail"]);
    for record in changes {
        let fact = record.fact();
        page.markup("<tr><td>#").plain(&record.index.to_string()).markup("</td><td>");
        cell::word(page, "kind", fact.kind.word());
        page.markup("</td><td>");
        clock::write_plain(page, record.line.recorded);
        page.markup("</td><td class=\"v\">").plain(fact.reason.as_deref().unwrap_or_default());
        if let Some(delta) = fact.delta {
            page.plain(&format!(" {delta} ms"));
        }
        if let Some(head) = &fact.head {
            page.plain(&format!(" {} {}", head.origin, head.size));
        }
        for target in fact.targets.iter().filter_map(|leaf| plan.at.get(leaf)) {
            page.plain(" ");
            cell::reference(page, plan, *target);
        }
        page.markup("</td></tr>\n");
        page.spill()?;
    }
    page.end_table();
    Ok(())
}

/// Writes what is not proved, each code explained.
pub(super) fn not_proved(page: &mut Page<'_>, report: &Report<'_>) -> Result<()> {
    page.markup("<section>").heading("part.not-proved");
    page.beside("not-proved.note", &[]);
    page.markup("<dl>\n");
    for code in report.audit.map_or(&NOT_PROVED[..], |audit| audit.not_proved) {
        page.markup("<dt><code>").plain(code).markup("</code></dt><dd>");
        page.beside(&format!("not-proved.{code}"), &[]).markup("</dd>\n");
    }
    page.markup("</dl></section>\n");
    page.spill()
}

//! The evidence list (证据目录) and the five kinds of evidence, each with its own part.

use super::Report;
use super::cell;
use super::clock;
use super::law;
use super::page::Page;
use super::plan::{Exhibit, GROUPS, Item, Plan, Shown, happened};
use crate::error::Result;
use crate::record::canonical::Value;
use crate::record::{Channel, Evidence, Field, Kind, Record, Source};

/// Writes the evidence list.
pub(super) fn evidence(page: &mut Page<'_>, report: &Report<'_>, plan: &Plan<'_>) -> Result<()> {
    page.markup("<section class=\"fresh\">").heading("part.list");
    page.beside("list.note", &[]);
    page.table(
        "grid list",
        &[
            "col.group",
            "col.id",
            "col.name-gist",
            "col.law",
            "col.purpose",
            "col.source",
            "col.formed",
            "col.original",
            "col.copies",
            "col.page",
        ],
    );
    let serves: Vec<_> = plan.exhibits.iter().map(|exhibit| plan.serves(exhibit.item)).collect();
    for group in 1..=GROUPS {
        let mut exhibits = plan.exhibits.iter().filter(|e| e.group == group).peekable();
        let see: Vec<String> = plan
            .exhibits
            .iter()
            .zip(&serves)
            .filter(|(exhibit, serves)| exhibit.group != group && serves.contains(&group))
            .map(|(exhibit, _)| exhibit.label())
            .collect();
        page.markup("<tr class=\"group\"><td colspan=\"10\">");
        page.say(&format!("group.{group}"), &[]);
        if exhibits.peek().is_none() && see.is_empty() {
            page.plain("：").say("none", &[]);
        }
        page.markup("</td></tr>\n");
        for exhibit in exhibits {
            row(page, report, plan, exhibit);
            page.spill()?;
        }
        if !see.is_empty() {
            page.markup("<tr class=\"see\"><td colspan=\"10\">").say("list.see", &[]).plain(" ");
            page.plain(&see.join("、")).markup("</td></tr>\n");
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
    gist(page, plan, exhibit.item);
    page.markup("</td><td>").say(law(plan, exhibit.item), &[]).markup("</td><td>");
    purpose(page, report, plan, exhibit);
    page.markup("</td><td>");
    source(page, plan, record);
    page.markup("</td><td>");
    formed(page, plan, exhibit.item);
    page.markup("</td><td>");
    original(page, plan, record);
    let apart = !record.fact().attachments.is_empty() && !is_collective(exhibit.item);
    page.markup("</td><td>").plain(if apart { "1／＿" } else { "1" });
    page.markup("</td><td class=\"ref\">").plain(&exhibit.label());
    page.markup("</td></tr>\n");
}

/// Whether an item stands for many records.
const fn is_collective(item: Item) -> bool {
    matches!(item, Item::Rest(_) | Item::Others | Item::Bundle(_))
}

/// The statutory kind of an item, as a key.
pub(super) fn law(plan: &Plan<'_>, item: Item) -> &'static str {
    let events = match item {
        Item::Rest(side) => &plan.parties[side].events,
        Item::Others => &plan.others,
        Item::Event(_) | Item::Record(_) | Item::Bundle(_) => {
            return cell::statutory(plan, record_of(plan, item));
        }
    };
    let stated = |event: &usize| cell::statutory(plan, plan.deciding(*event)) == cell::STATED;
    if events.iter().all(stated) { cell::STATED } else { "law.electronic" }
}

/// How many characters of the words stand in the list; the exhibit has them whole.
const MAX_GIST: usize = 40;

/// The members of a typed record that say in brief what it holds, the first that is there counts.
const GIST: [&str; 5] = ["words", "title", "result", "receipt_number", "place"];

/// Writes in brief what an item holds: the first words of a message, how a call went.
fn gist(page: &mut Page<'_>, plan: &Plan<'_>, item: Item) {
    if is_collective(item) {
        return;
    }
    let record = record_of(plan, item);
    page.markup("<div class=\"gist\">");
    if record.fact().kind == Kind::Event && record.fact().channel == Some(Channel::Call) {
        super::line::outcome(page, record);
        page.plain(" ");
    }
    let field = if record.fact().kind == Kind::Event { Field::Body } else { Field::Detail };
    match plan.value(record, field) {
        Shown::Is(Value::Text(body)) => shortened(page, &body),
        Shown::Is(value) => {
            let texts = GIST.iter().filter_map(|member| value.member(member)?.text());
            if let Some(text) = texts.into_iter().find(|text| !text.is_empty()) {
                shortened(page, text);
            }
        }
        Shown::Masked => cell::masked(page),
        Shown::Redacted => cell::redacted(page),
        Shown::Absent => {}
    }
    page.markup("</div>");
}

/// Writes the first characters of a text, its line breaks as spaces.
fn shortened(page: &mut Page<'_>, text: &str) {
    let line: Vec<&str> = text.split_whitespace().collect();
    cell::brief(page, &line.join(" "), MAX_GIST);
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
            let rules = plan.told(event);
            for (place, told) in rules.iter().enumerate() {
                page.markup(if place > 0 { "<br>" } else { "" });
                law::title(page, report.pack, told.finding);
                page.markup(" ");
                law::standing(page, told.level);
            }
            if rules.is_empty() {
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
        page.markup("<br><span class=\"n z\">");
        cell::feed_row(page, fact, feed);
        page.markup("</span>");
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
fn original(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record) {
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
        (Kind::File, _, _) if is_media(record, &["image/"]) => "carrier.photo",
        (Kind::File, _, _) if is_media(record, &["audio/", "video/"]) => "carrier.file",
        (Kind::File, _, _) => "carrier.plain-file",
        (Kind::Statement, Some(Evidence::PoliceRecord | Evidence::Document), _) => "carrier.paper",
        (Kind::Admitted, _, _) => "carrier.bundle",
        _ if !fact.attachments.is_empty() => "carrier.attached",
        (Kind::Event, _, _) => "carrier.none",
        _ if plan.has_paper(record) => "carrier.attached",
        _ => "carrier.none",
    };
    page.say(key, &[]);
}

/// Whether the first file of a record is of such a type.
fn is_media(record: &Record, kinds: &[&str]) -> bool {
    let first = record.fact().attachments.first();
    first.is_some_and(|file| kinds.iter().any(|kind| file.media_type.starts_with(kind)))
}

/// Writes the five kinds of evidence, each with its own part.
pub(super) fn five(page: &mut Page<'_>, plan: &Plan<'_>) -> Result<()> {
    page.markup("<section>").heading("part.five");
    page.beside("five.note", &[]);
    let of = |kind: Option<Evidence>| -> Vec<&Exhibit> {
        plan.exhibits.iter().filter(|exhibit| kind_of(plan, exhibit.item) == kind).collect()
    };
    for kind in Evidence::ALL {
        page.subheading(&format!("five.{}", kind.word()), &[]);
        let exhibits = of(Some(*kind));
        if exhibits.is_empty() {
            page.markup("<p>").say("none", &[]).markup("</p>\n");
        } else {
            of_kind(page, plan, &exhibits)?;
        }
    }
    let stated = of(None);
    if !stated.is_empty() {
        page.subheading("five.party", &[]);
        of_kind(page, plan, &stated)?;
    }
    page.markup("</section>\n");
    page.spill()
}

/// Writes the exhibits of one kind.
fn of_kind(page: &mut Page<'_>, plan: &Plan<'_>, exhibits: &[&Exhibit]) -> Result<()> {
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
    Ok(())
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

/// To which of the five kinds an item belongs, by the list of docs/guides/lawyer.md, 4; none for
/// the statement of a party.
fn kind_of(plan: &Plan<'_>, item: Item) -> Option<Evidence> {
    if law(plan, item) == cell::STATED {
        return None;
    }
    let record = record_of(plan, item);
    let fact = record.fact();
    match fact.kind {
        Kind::File if fact.evidence.is_none() => {
            let heard = is_media(record, &["audio/", "video/"]);
            Some(if heard { Evidence::Recording } else { Evidence::Document })
        }
        _ => Some(fact.evidence.unwrap_or(Evidence::Document)),
    }
}

//! The operator's list beside the phone's records: what confirms what, and why one lacks the other.
//!
//! No number is printed here: a record is named by its exhibit, or by its place in the log.

use super::cell;
use super::clock;
use super::page::Page;
use super::plan::Plan;
use crate::error::Result;
use crate::event::{
    CALL_WINDOW, Contacts, DURATION_SLACK, Reason, Reconciliation, TEXT_WINDOW, reconcile,
};
use crate::record::Field;

/// How many records of one side are listed; the rest is counted.
const MAX_LISTED: usize = 200;

/// Writes what the lists in the log confirm; nothing where there is no list.
pub(super) fn lists(page: &mut Page<'_>, plan: &Plan<'_>) -> Result<()> {
    let contacts = Contacts::of(plan.timeline);
    let masked = plan.masked().contains(&Field::Party);
    if contacts.list.is_empty() || masked {
        return Ok(());
    }
    let found = reconcile(&contacts.phone, &contacts.list);
    page.subheading("operator", &[]);
    let [of, confirmed, hidden] =
        [found.calls.of, found.calls.confirmed, found.calls.hidden].map(|count| count.to_string());
    page.beside("operator.calls", &[&confirmed, &of, &hidden]);
    if found.texts.of > 0 {
        let [of, confirmed] =
            [found.texts.of, found.texts.confirmed].map(|count| count.to_string());
        page.beside("operator.texts", &[&confirmed, &of]);
    }
    match found.offset {
        Some(offset) => page.beside("operator.clock", &[&(offset / 1000).to_string()]),
        None => page.beside("operator.clock.none", &[]),
    };
    let [calls, texts] = [CALL_WINDOW, TEXT_WINDOW].map(|window| (window / 1000).to_string());
    page.beside("operator.rule", &[&calls, &texts, &DURATION_SLACK.to_string()]);
    if contacts.left_out > 0 {
        page.beside("operator.left-out", &[&contacts.left_out.to_string()]);
    }
    alone(page, plan, &contacts, &found)?;
    page.beside("operator.note", &[]);
    Ok(())
}

/// Writes what one side alone has, with the reasons.
fn alone(
    page: &mut Page<'_>,
    plan: &Plan<'_>,
    contacts: &Contacts,
    found: &Reconciliation,
) -> Result<()> {
    let sides = [
        ("operator.only-phone", &found.only_phone, &contacts.phone_records),
        ("operator.only-list", &found.only_list, &contacts.list_records),
    ];
    for (key, side, records) in sides {
        page.subheading(key, &[&side.len().to_string()]);
        if side.is_empty() {
            continue;
        }
        page.table("grid", &["col.time", "col.way", "col.page", "col.reason"]);
        for (at, reasons) in side.iter().take(MAX_LISTED) {
            let place = records[*at];
            let record = &plan.timeline.records[place];
            page.markup("<tr><td>");
            clock::write_of(page, record.time(), record.fact());
            page.markup("</td><td>");
            cell::word(page, "name", cell::channel_way(record.fact()));
            page.markup("</td><td>");
            cell::reference(page, plan, place);
            page.markup("</td><td>");
            for (place, reason) in reasons.iter().enumerate() {
                page.markup(if place > 0 { "<br>" } else { "" });
                page.say(words(*reason), &[]);
            }
            page.markup("</td></tr>\n");
            page.spill()?;
        }
        page.end_table();
        if side.len() > MAX_LISTED {
            page.beside("operator.more", &[&(side.len() - MAX_LISTED).to_string()]);
        }
    }
    Ok(())
}

/// The key of the words for a reason.
const fn words(reason: Reason) -> &'static str {
    match reason {
        Reason::Forwarded => "operator.forwarded",
        Reason::NotConnected => "operator.not-connected",
        Reason::NotKnown => "operator.not-known",
        Reason::NumberHidden => "operator.number-hidden",
        Reason::OtherOwnNumber => "operator.other-own-number",
        Reason::OutsideOfList => "operator.outside-of-list",
        Reason::OutsideOfRecords => "operator.outside-of-records",
        Reason::TextsNotListed => "operator.texts-not-listed",
    }
}

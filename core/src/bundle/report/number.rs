//! Who is behind each number: what the records say, on which basis, and what they do not show.

use super::Report;
use super::cell;
use super::clock;
use super::page::Page;
use super::plan::{Plan, Shown, Side, is_way};
use crate::error::Result;
use crate::record::canonical::Value;
use crate::record::{Direction, Field, Kind, Record, Source};

/// How many numbers that nothing speaks of are listed; the rest is counted.
const MAX_LISTED: usize = 500;

/// How many names that messages give themselves are listed for a number.
const MAX_SIGNATURES: usize = 5;

/// Writes the part on numbers.
pub(super) fn numbers(page: &mut Page<'_>, _report: &Report<'_>, plan: &Plan<'_>) -> Result<()> {
    page.markup("<section class=\"fresh\">").heading("part.numbers");
    page.beside("numbers.note", &[]);
    let (spoken, silent): (Vec<&Side>, Vec<&Side>) =
        plan.parties.iter().partition(|side| side.spoken_of);
    if plan.parties.is_empty() {
        page.markup("<p>").say("none", &[]).markup("</p>\n");
    }
    for side in spoken {
        full(page, plan, side);
        page.spill()?;
    }
    if !silent.is_empty() {
        page.subheading("numbers.silent", &[]);
        page.table("grid silent", &["col.number", "col.contacts", "col.first-last"]);
        for side in silent.iter().take(MAX_LISTED) {
            page.markup("<tr><td>");
            name(page, plan, side);
            page.markup("</td><td>").plain(&side.all.len().to_string()).markup("</td><td>");
            first_last(page, plan, side);
            page.markup("</td></tr>\n");
            page.spill()?;
        }
        page.end_table();
        if silent.len() > MAX_LISTED {
            page.markup("<p>").say("further", &[&(silent.len() - MAX_LISTED).to_string()]);
            page.markup("</p>\n");
        }
    }
    page.markup("</section>\n");
    page.spill()
}

fn name(page: &mut Page<'_>, plan: &Plan<'_>, side: &Side) {
    match &side.key {
        Some(key) => cell::named(page, &side.shown, Some(key)),
        None => cell::masked_or_hidden(page, plan, side.all.first().copied()),
    }
}

fn first_last(page: &mut Page<'_>, plan: &Plan<'_>, side: &Side) {
    for (place, event) in [side.all.first(), side.all.last()].into_iter().flatten().enumerate() {
        if place == 1 && side.all.len() == 1 {
            break;
        }
        let record = plan.deciding(*event);
        page.markup("<div>");
        clock::write_of(page, record.time(), record.fact());
        page.markup("</div>");
    }
}

fn full(page: &mut Page<'_>, plan: &Plan<'_>, side: &Side) {
    page.markup("<table class=\"facts who\"><colgroup><col class=\"key\"><col></colgroup><thead><tr><th colspan=\"2\">");
    name(page, plan, side);
    page.markup("</th></tr></thead><tbody>\n<tr><th>").say("col.contacts", &[]);
    page.markup("</th><td>");
    let count = |direction| {
        let way = |event: &&usize| is_way(plan.deciding(**event).fact(), direction);
        side.all.iter().filter(way).count().to_string()
    };
    page.say("numbers.count", &[&count(Direction::In), &count(Direction::Out)]);
    page.markup("<br>");
    first_last(page, plan, side);
    page.markup("</td></tr>\n<tr><th>").say("numbers.basis", &[]).markup("</th><td><ul>");
    let basis = basis(page, plan, side);
    if !basis {
        page.markup("<li>").say("numbers.no-basis", &[]).markup("</li>");
    }
    page.markup("</ul></td></tr>\n<tr><th>").say("numbers.not-shown", &[]).markup("</th><td><ul>");
    not_shown(page, plan, side);
    page.markup("</ul></td></tr>\n").end_table();
}

/// Writes on what the attribution rests; whether there is anything.
fn basis(page: &mut Page<'_>, plan: &Plan<'_>, side: &Side) -> bool {
    let mut any = false;
    for place in &side.roles {
        any = true;
        role(page, plan, &plan.timeline.records[*place]);
    }
    if let Some(contact) = &side.contact {
        any = true;
        page.markup("<li>").say("numbers.contact", &[contact]).markup("</li>");
    }
    for (signature, record) in signatures(plan, side) {
        any = true;
        page.markup("<li>").say("numbers.signature", &[&signature]).plain(" ");
        cell::reference(page, plan, record);
        page.markup("</li>");
    }
    for place in &side.others {
        any = true;
        let record = &plan.timeline.records[*place];
        page.markup("<li>");
        cell::word(page, "kind", record.fact().kind.word());
        page.plain(" ");
        cell::reference(page, plan, *place);
        page.markup("</li>");
    }
    let sightings = side.all.iter().flat_map(|event| &plan.sightings(*event).sightings);
    let sightings: Vec<usize> = sightings.copied().collect();
    let operator = sightings
        .iter()
        .find(|place| plan.timeline.records[**place].fact().source == Source::Operator);
    if let Some(place) = operator {
        any = true;
        page.markup("<li>").say("numbers.operator", &[]).plain(" ");
        cell::reference(page, plan, *place);
        page.markup("</li>");
    }
    for (_, end) in plan.tied(&sightings) {
        let kind = plan.timeline.records[end].fact().kind;
        if kind != Kind::Event {
            any = true;
            page.markup("<li>").say("numbers.tied", &[]).plain(" ");
            cell::reference(page, plan, end);
            page.markup("</li>");
        }
    }
    any
}

fn role(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record) {
    let fact = record.fact();
    page.markup("<li>").say("numbers.role", &[]).plain(" ");
    cell::word(page, "role", fact.role.map_or("unknown", |role| role.word()));
    page.markup("<br><span class=\"z\">").say("numbers.set", &[&record.index.to_string()]);
    page.markup("</span> ");
    clock::write_plain(page, record.line.recorded);
    for (key, time) in [("numbers.from", fact.from), ("numbers.to", fact.to)] {
        if let Some(time) = time {
            page.markup("<br>").say(key, &[]).plain(" ");
            clock::write(page, time, fact.offset.as_ref());
        }
    }
    if let Shown::Is(value) = plan.value(record, Field::Detail) {
        page.markup("<br>");
        cell::value_text(page, &value);
    }
    for target in fact.targets.iter().filter_map(|leaf| plan.at.get(leaf)) {
        page.plain(" ");
        cell::reference(page, plan, *target);
    }
    page.markup("</li>");
}

/// The names in 【】 that messages of a number give themselves, with the first record of each.
fn signatures(plan: &Plan<'_>, side: &Side) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for event in &side.all {
        let record = plan.deciding(*event);
        if found.len() == MAX_SIGNATURES {
            break;
        }
        if !is_way(record.fact(), Direction::In) {
            continue;
        }
        let Shown::Is(Value::Text(body)) = plan.value(record, Field::Body) else { continue };
        let Some((_, rest)) = body.split_once('【') else { continue };
        let Some((name, _)) = rest.split_once('】') else { continue };
        let fits = (1..=30).contains(&name.chars().count());
        if fits && !found.iter().any(|(other, _)| other == name) {
            found.push((name.to_owned(), plan.sightings(*event).sightings[0]));
        }
    }
    found
}

fn not_shown(page: &mut Page<'_>, plan: &Plan<'_>, side: &Side) {
    page.markup("<li>").say("not-shown.owner", &[]).markup("</li>");
    if side.roles.is_empty() {
        page.markup("<li>").say("not-shown.role", &[]).markup("</li>");
    } else {
        page.markup("<li>").say("not-shown.role-typed", &[]).markup("</li>");
    }
    let key = side.key.as_deref().unwrap_or_default();
    page.markup("<li>").say(trace(key), &[]).markup("</li>");
    let operator = side.all.iter().flat_map(|event| &plan.sightings(*event).sightings);
    let mut operator = operator.map(|place| plan.timeline.records[*place].fact().source);
    if !operator.any(|source| source == Source::Operator) {
        page.markup("<li>").say("not-shown.operator", &[]).markup("</li>");
    }
}

/// Which text says how the owner of such a number can be found.
fn trace(key: &str) -> &'static str {
    let national = key.strip_prefix("+86").unwrap_or(key);
    let digits = !national.is_empty() && national.bytes().all(|b| b.is_ascii_digit());
    match national {
        "" => "trace.hidden",
        _ if key.starts_with('+') && !key.starts_with("+86") => "trace.abroad",
        _ if !digits => "trace.name",
        // A service number is never written with a country code.
        _ if key.starts_with('+') => "trace.subscriber",
        _ if national.starts_with("106") => "trace.106",
        _ if ["95", "96", "400", "100", "123"].iter().any(|p| national.starts_with(p)) => {
            "trace.service"
        }
        _ => "trace.subscriber",
    }
}

#[cfg(test)]
mod tests {
    use super::trace;

    #[test]
    fn a_number_says_where_its_owner_can_be_asked_for() {
        let cases = [
            ("+8613900001111", "trace.subscriber"),
            ("10690001234567", "trace.106"),
            ("95500", "trace.service"),
            ("+861000000024", "trace.subscriber"),
            ("+85261234567", "trace.abroad"),
            ("某某", "trace.name"),
            ("", "trace.hidden"),
        ];
        for (number, key) in cases {
            assert_eq!(trace(number), key, "{number}");
        }
    }
}

//! The small pieces that many parts of the page are made of: words, numbers, bodies, references.

use super::page::{Page, ceil, floor};
use super::plan::{Item, Plan, Shown};
use crate::chain::Hash;
use crate::record::canonical::Value;
use crate::record::{Channel, Evidence, Fact, Feed, Field, Kind, Record, Source, TAKEN_BACK};

/// Writes a closed word of the record in two languages: `channel.sms`.
pub(super) fn word(page: &mut Page<'_>, set: &str, word: &str) {
    page.say(&format!("{set}.{word}"), &[]);
}

/// Writes that a field is masked or redacted.
pub(super) fn masked(page: &mut Page<'_>) {
    page.markup("<span class=\"gone\">").say("masked", &[]).markup("</span>");
}

/// Writes that a field was dropped for ever.
pub(super) fn redacted(page: &mut Page<'_>) {
    page.markup("<span class=\"gone\">").say("redacted", &[]).markup("</span>");
}

/// Writes that the sender took the words back.
pub(super) fn taken_back(page: &mut Page<'_>) {
    page.markup("<span class=\"gone\">").say("taken-back", &[]).markup("</span>");
}

/// Whether a record says that its sender took the words back.
pub(super) fn is_taken_back(record: &Record) -> bool {
    let fact = record.fact();
    fact.kind == Kind::Event && fact.reason.as_deref() == Some(TAKEN_BACK)
}

/// How many characters of a name that others chose stand in a list; the exhibit has it whole.
const MAX_NAME: usize = 48;

/// Writes the other side's number: as shown, and normalised where that differs.
pub(super) fn party(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record, field: Field) {
    parties(page, plan, record, field, MAX_NAME);
}

/// Writes the other side's number, however long the name is.
pub(super) fn whole_party(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record, field: Field) {
    parties(page, plan, record, field, usize::MAX);
}

fn parties(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record, field: Field, most: usize) {
    match plan.value(record, field) {
        Shown::Absent => {
            page.say("none-recorded", &[]);
        }
        Shown::Masked => masked(page),
        Shown::Redacted => redacted(page),
        Shown::Is(value) => {
            let Some(party) = crate::record::Party::from_value(&value) else {
                return value_text(page, &value);
            };
            for (place, name) in std::iter::once(&party.name).chain(&party.group).enumerate() {
                if place > 0 {
                    page.plain("、");
                }
                name_within(page, &name.shown, name.number.as_deref(), most);
            }
        }
    }
}

/// Writes a number as shown, and its normalised form where that differs.
pub(super) fn named(page: &mut Page<'_>, shown: &str, number: Option<&str>) {
    name_within(page, shown, number, MAX_NAME);
}

fn name_within(page: &mut Page<'_>, shown: &str, number: Option<&str>, most: usize) {
    if shown.is_empty() && number.is_none() {
        page.say("hidden-number", &[]);
        return;
    }
    page.markup("<span class=\"n\">");
    brief(page, shown, most);
    page.markup("</span>");
    if let Some(number) = number.filter(|number| *number != shown) {
        page.markup(" <span class=\"n z\">(");
        brief(page, number, most);
        page.markup(")</span>");
    }
}

/// Writes at most so many characters of a text.
pub(super) fn brief(page: &mut Page<'_>, text: &str, most: usize) {
    match text.char_indices().nth(most) {
        Some((end, _)) => page.foreign(&text[..end]).plain("……"),
        None => page.foreign(text),
    };
}

/// Writes a private text on one line.
pub(super) fn text(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record, field: Field) {
    match plan.value(record, field) {
        Shown::Absent => {
            page.say("none-recorded", &[]);
        }
        Shown::Masked => masked(page),
        Shown::Redacted => redacted(page),
        Shown::Is(value) => value_text(page, &value),
    }
}

/// Writes a value of a private object as text.
pub(super) fn value_text(page: &mut Page<'_>, value: &Value) {
    match value {
        Value::Null => {
            page.markup("<span class=\"z\">null</span>");
        }
        Value::Bool(yes) => {
            page.say(if *yes { "yes" } else { "no" }, &[]);
        }
        Value::Int(n) => {
            page.plain(&n.to_string());
        }
        Value::Text(text) => {
            page.foreign(text);
        }
        Value::List(values) => {
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    page.plain("、");
                }
                value_text(page, value);
            }
        }
        Value::Map(members) => {
            for (place, (key, value)) in members.iter().enumerate() {
                if place > 0 {
                    page.plain("；");
                }
                detail_key(page, key);
                page.plain("：");
                value_text(page, value);
            }
        }
    }
}

/// Writes the name of a member of `detail`: our words for it, or the member's own name.
pub(super) fn detail_key(page: &mut Page<'_>, key: &str) {
    let known = format!("detail.{key}");
    if page.words(&known)[0].is_empty() {
        page.foreign(key);
    } else {
        page.say(&known, &[]);
    }
}

/// Writes the value of a member of `detail`: our words for a fixed word, else the exact text.
fn detail_value(page: &mut Page<'_>, key: &str, value: &Value) {
    if let Value::List(values) = value {
        for (place, value) in values.iter().enumerate() {
            page.plain(if place > 0 { "、" } else { "" });
            detail_value(page, key, value);
        }
        return;
    }
    let Value::Text(text) = value else { return value_text(page, value) };
    let known = format!("detail.{key}.{text}");
    if page.words(&known)[0].is_empty() {
        page.verbatim(text);
    } else {
        page.say(&known, &[]);
    }
}

/// Writes each member of a record's `detail` as a row of two cells.
pub(super) fn detail_rows(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record) {
    match plan.value(record, Field::Detail) {
        Shown::Is(Value::Map(members)) => {
            for (key, value) in &members {
                page.markup("<tr><th>");
                detail_key(page, key);
                page.markup("</th><td class=\"v\">");
                detail_value(page, key, value);
                page.markup("</td></tr>\n");
            }
        }
        Shown::Is(_) | Shown::Absent => {}
        Shown::Masked => {
            page.markup("<tr><th>").say("fact.detail", &[]).markup("</th><td>");
            masked(page);
            page.markup("</td></tr>\n");
        }
        Shown::Redacted => {
            page.markup("<tr><th>").say("fact.detail", &[]).markup("</th><td>");
            redacted(page);
            page.markup("</td></tr>\n");
        }
    }
}

/// Writes the words around the first of `spans`, all of them marked, cut to about a line.
pub(super) fn excerpt(page: &mut Page<'_>, body: &str, spans: &[(usize, usize)]) {
    const AROUND: usize = 120;
    const WHOLE: usize = 360;
    if body.len() <= WHOLE {
        page.marked(body, spans);
        return;
    }
    let start = spans.iter().map(|span| span.0).min().unwrap_or(0);
    let end = spans.iter().map(|span| span.1).filter(|end| *end < start + WHOLE).max();
    let from = floor(body, start.saturating_sub(AROUND));
    let to = ceil(body, end.unwrap_or(start).saturating_add(AROUND));
    if from > 0 {
        page.markup("<span class=\"z\">……</span>");
    }
    let within = spans.iter().filter(|span| span.1 > from && span.0 < to);
    let moved: Vec<_> =
        within.map(|span| (span.0.saturating_sub(from), span.1.saturating_sub(from))).collect();
    page.marked(&body[from..to], &moved);
    if to < body.len() {
        page.markup("<span class=\"z\">……")
            .say("cut", &[&body.len().to_string()])
            .markup("</span>");
    }
}

/// Writes the number of the exhibit that shows a record, or the record's place in the log.
pub(super) fn reference(page: &mut Page<'_>, plan: &Plan<'_>, record: usize) {
    match plan.exhibit_of(record) {
        Some(exhibit) => page.markup("<b class=\"ref\">").plain(&exhibit.label()).markup("</b>"),
        None => page.plain(&format!("#{}", plan.timeline.records[record].index)),
    };
}

/// Writes what a link says of its `end`, seen from the other one.
pub(super) fn relation(page: &mut Page<'_>, plan: &Plan<'_>, link: usize, end: usize) {
    let fact = plan.timeline.records[link].fact();
    let relation = fact.relation.map_or("supports", |relation| relation.word());
    let back = fact.targets.first() == Some(&plan.timeline.records[end].leaf);
    word(page, if back { "relation-back" } else { "relation" }, relation);
}

/// Writes which bundle says so, where a record was admitted from one, and whether by force.
pub(super) fn says(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record) {
    let admits = plan.admission(record).or(record.fact().admits.as_ref());
    if let Some(admits) = admits {
        page.markup("<br>").say("says-bundle", &[&admits.bundle.to_hex()[..16]]);
        if admits.forced {
            page.markup("<br><strong class=\"forced\">").say("forced-short", &[]);
            page.markup("</strong>");
        }
    }
}

/// Writes the place of a record in its feed. Backups keep calls and messages in files of their
/// own, whose rows are counted apart.
pub(super) fn feed_row(page: &mut Page<'_>, fact: &Fact, feed: &Feed) {
    let key = match fact.channel.filter(|_| fact.source == Source::Imported) {
        Some(Channel::Call) => "row.calls",
        Some(Channel::Sms | Channel::Mms) => "row.texts",
        _ => "row",
    };
    page.plain(&feed.format).plain(" ").say(key, &[&feed.place.to_string()]);
}

/// Writes a hash so that it can wrap.
pub(super) fn hash(page: &mut Page<'_>, hash: &Hash) {
    page.markup("<code class=\"h\">").plain(&hash.to_hex()).markup("</code>");
}

/// Writes what an item is called in lists.
pub(super) fn item_name(page: &mut Page<'_>, plan: &Plan<'_>, item: Item) {
    match item {
        Item::Event(event) => event_name(page, plan, plan.deciding(event)),
        Item::Record(record) => record_name(page, plan, &plan.timeline.records[record]),
        Item::Bundle(bundle) => {
            page.say("name.bundle", &[&plan.bundles[bundle].len().to_string()]);
        }
        Item::Others => {
            page.say("name.others", &[&plan.others.len().to_string()]);
        }
        Item::Rest(side) => {
            let side = &plan.parties[side];
            page.say("name.rest", &[&side.events.len().to_string()]).markup("<br>");
            match &side.key {
                Some(key) => named(page, &side.shown, Some(key)),
                None => masked_or_hidden(page, plan, side.events.first().copied()),
            }
        }
    }
}

/// Writes why a number is not there.
pub(super) fn masked_or_hidden(page: &mut Page<'_>, plan: &Plan<'_>, event: Option<usize>) {
    match event.map(|event| plan.value(plan.deciding(event), Field::Party)) {
        Some(Shown::Masked) => masked(page),
        Some(Shown::Redacted) => redacted(page),
        _ => {
            page.say("hidden-number", &[]);
        }
    }
}

fn event_name(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record) {
    let fact = record.fact();
    word(page, "name", channel_way(fact));
    page.markup("<br>");
    party(page, plan, record, Field::Party);
}

/// The key of a contact's name: its channel and direction.
pub(super) fn channel_way(fact: &Fact) -> &'static str {
    use crate::record::Direction::Out;
    let out = fact.direction == Some(Out);
    match fact.channel {
        Some(Channel::Call) if out => "call-out",
        Some(Channel::Call) => "call-in",
        Some(Channel::Sms) if out => "sms-out",
        Some(Channel::Sms) => "sms-in",
        Some(Channel::Mms) if out => "mms-out",
        Some(Channel::Mms) => "mms-in",
        Some(Channel::Chat) if out => "chat-out",
        Some(Channel::Chat) => "chat-in",
        Some(Channel::Visit) => "visit",
        Some(Channel::Letter) => "letter",
        Some(Channel::Other) | None => "other",
    }
}

fn record_name(page: &mut Page<'_>, plan: &Plan<'_>, record: &Record) {
    let fact = record.fact();
    match (fact.kind, fact.evidence) {
        (_, Some(evidence)) => word(page, "evidence", evidence.word()),
        (kind, None) => word(page, "kind", kind.word()),
    }
    if let Shown::Is(Value::List(names)) = plan.value(record, Field::Names) {
        for name in names.iter().filter_map(Value::text).filter(|name| !name.is_empty()) {
            page.markup("<br><span class=\"n\">");
            brief(page, name, MAX_NAME);
            page.markup("</span>");
        }
    }
}

/// The statutory kind of a party's own statement, as a key.
pub(super) const STATED: &str = "law.party";

/// The statutory kind of evidence of a record, as a key.
///
/// What the keeper typed, of a contact, a refusal, an agreement or an answer, is the statement of
/// a party; a letter, an answer and what else is written is documentary once a paper goes with it.
pub(super) fn statutory(plan: &Plan<'_>, record: &Record) -> &'static str {
    let fact = record.fact();
    let typed = fact.source == Source::Typed;
    match (fact.kind, fact.evidence, fact.channel) {
        (Kind::Event, _, Some(Channel::Letter)) if !typed => "law.documentary",
        (Kind::Event, _, Some(Channel::Letter))
        | (Kind::Refusal | Kind::CheckResult | Kind::Agreement | Kind::Withdrawal, _, _) => {
            if plan.has_paper(record) { "law.documentary" } else { STATED }
        }
        (Kind::Event, _, Some(Channel::Visit | Channel::Other) | None) => STATED,
        (Kind::Event, _, _) if typed => STATED,
        (Kind::Event, _, _) => "law.electronic",
        (_, Some(Evidence::Recording | Evidence::Footage), _) => "law.audiovisual",
        (_, Some(Evidence::PoliceRecord | Evidence::Document), _) => "law.documentary",
        (_, Some(Evidence::WitnessStatement), _) => "law.witness",
        (Kind::File, None, _) | (Kind::Admitted, _, _) => "law.electronic",
        _ => STATED,
    }
}

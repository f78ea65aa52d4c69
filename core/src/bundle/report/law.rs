//! What the page says of a rule: its title, its texts, and why a finding may be innocent.

use super::cell;
use super::page::Page;
use super::plan::Plan;
use super::standing::CHECKED;
use super::text::Language;
use crate::record::Kind;
use crate::rule::pack::{Force, Pack, Text, Wording};
use crate::rule::{Finding, Level};

/// Writes the title of a finding's rule; a rule that the pack does not have is named by its id.
pub(super) fn title(page: &mut Page<'_>, pack: &Pack, finding: &Finding) {
    match pack.rule(&finding.rule) {
        Some(rule) => wording(page, &rule.title),
        None => {
            page.foreign(&finding.rule);
        }
    }
}

/// Writes which pack the findings come from.
pub(super) fn pack(page: &mut Page<'_>, pack: &Pack) {
    page.markup("<p class=\"z\">").say("pack", &[&pack.id, &pack.version]).markup("<br>SHA-256 ");
    cell::hash(page, &pack.sha256);
    page.markup("</p>\n");
}

/// Writes the numbered citations that findings of a rule name, with force, grade and dates.
pub(super) fn texts(page: &mut Page<'_>, pack: &Pack, texts: &[&str]) {
    if texts.is_empty() {
        return;
    }
    page.markup("<h4>").say("finding.grounds", &[]).markup("</h4>\n<ol class=\"texts\">");
    for id in texts {
        page.markup("<li>");
        match pack.text(id) {
            Some(text) => cited(page, text),
            None => {
                page.foreign(id);
            }
        }
        page.markup("</li>\n");
    }
    page.markup("</ol>\n");
}

fn cited(page: &mut Page<'_>, text: &Text) {
    wording(page, &text.title);
    page.markup("<br><span class=\"z\">").say(&format!("force.{}", text.force.word()), &[]);
    page.plain(" · ").say(&format!("grade.{}", text.grade.word()), &[]);
    // A measure of our own is in force on no day.
    if text.force != Force::ProductHeuristic {
        page.plain(" · ");
        match text.to {
            Some(to) => page.say("in-force-until", &[&text.from.to_string(), &to.to_string()]),
            None => page.say("in-force", &[&text.from.to_string()]),
        };
    }
    page.markup("</span>");
}

/// Writes why findings of a rule may be innocent.
pub(super) fn innocent(page: &mut Page<'_>, pack: &Pack, finding: &Finding) {
    let Some(rule) = pack.rule(&finding.rule).filter(|rule| !rule.innocent.is_empty()) else {
        return;
    };
    page.markup("<div class=\"innocent\"><h4>").say("finding.innocent", &[]).markup("</h4><ul>");
    for reason in &rule.innocent {
        page.markup("<li>");
        wording(page, reason);
        page.markup("</li>");
    }
    page.markup("</ul></div>\n");
}

/// Writes remarks on a finding, and on which entries of the keeper's own it rests.
pub(super) fn remarks(
    page: &mut Page<'_>,
    plan: &Plan<'_>,
    pack: &Pack,
    finding: &Finding,
    codes: &[&str],
) {
    let entries = plan.entries(finding);
    let kind = |place: &usize| plan.timeline.records[*place].fact().kind;
    let (refusals, answers): (Vec<usize>, Vec<usize>) =
        entries.into_iter().partition(|place| kind(place) == Kind::Refusal);
    for code in codes {
        page.markup("<div class=\"remark\">");
        remark(page, pack, code, finding);
        for place in answers.iter().filter(|_| *code == CHECKED) {
            page.plain("（");
            rests(page, plan, *place, ["rests.check", "rests.check-filed"]);
            page.plain("）");
        }
        page.markup("</div>");
    }
    for place in refusals {
        page.markup("<div class=\"remark\">");
        rests(page, plan, place, ["rests.refusal", "rests.refusal-filed"]);
        page.markup("</div>");
    }
}

/// Writes that a finding rests on a typed entry, and whether a file goes with it.
fn rests(page: &mut Page<'_>, plan: &Plan<'_>, place: usize, [bare, filed]: [&str; 2]) {
    let label = plan.exhibit_of(place).map_or_else(
        || format!("#{}", plan.timeline.records[place].index),
        super::plan::Exhibit::label,
    );
    let key = if plan.has_file(&plan.timeline.records[place]) { filed } else { bare };
    page.say(key, &[&label]);
}

/// Writes what a remark's code means for a finding.
fn remark(page: &mut Page<'_>, pack: &Pack, code: &str, finding: &Finding) {
    match pack.explain(code, finding.records.len()) {
        Some(meaning) => wording(page, &meaning),
        None => {
            page.foreign(code);
        }
    }
}

/// Writes a level.
pub(super) fn level(page: &mut Page<'_>, level: Level) {
    page.markup("<span class=\"lv ").markup(level.word()).markup("\">");
    page.say(&format!("level.{}", level.word()), &[]).markup("</span>");
}

/// Writes the level that a finding gives a contact, or that the contact only counts.
pub(super) fn standing(page: &mut Page<'_>, standing: Option<Level>) {
    match standing {
        Some(found) => level(page, found),
        None => {
            page.markup("<span class=\"lv counted\">").say("level.counted", &[]).markup("</span>");
        }
    }
}

/// Writes a pack's text in the first language, and English beside it.
fn wording(page: &mut Page<'_>, wording: &Wording) {
    let first = match page.language() {
        Language::ZhHans => &wording.zh_hans,
        Language::ZhHant => &wording.zh_hant,
    };
    page.foreign(first).markup(" <span class=\"en\" lang=\"en\">").foreign(&wording.en);
    page.markup("</span>");
}

//! What the page says of a rule: its title, its texts, and why a finding may be innocent.

use super::page::Page;
use crate::rule::pack::Pack;
use crate::rule::{Finding, Level};

/// Writes the title of a finding's rule.
pub(super) fn title(page: &mut Page<'_>, _pack: &Pack, finding: &Finding) {
    page.plain(&finding.rule);
}

/// Writes the numbered citations that findings of a rule name, with grade and force.
pub(super) fn texts(page: &mut Page<'_>, _pack: &Pack, texts: &[&str]) {
    page.markup("<ol class=\"texts\">");
    for text in texts {
        page.markup("<li>").plain(text).markup("</li>");
    }
    page.markup("</ol>\n");
}

/// Writes why findings of a rule may be innocent.
pub(super) fn innocent(_page: &mut Page<'_>, _pack: &Pack, _finding: &Finding) {}

/// Writes what a remark's code means.
pub(super) fn remark(page: &mut Page<'_>, code: &str) {
    let key = format!("remark.{code}");
    if page.words(&key)[0].is_empty() {
        page.foreign(code);
    } else {
        page.say(&key, &[]);
    }
}

/// Writes a level.
pub(super) fn level(page: &mut Page<'_>, level: Level) {
    page.markup("<span class=\"lv ").markup(level.word()).markup("\">");
    page.say(&format!("level.{}", level.word()), &[]).markup("</span>");
}

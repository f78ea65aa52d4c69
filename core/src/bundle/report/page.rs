//! Writes the page: markup is fixed text of this program, everything else is escaped.
//!
//! Text from others can hold markup, control, bidi and invisible characters and towers of
//! combining marks; all of them come out as visible text, so that none can change the layout.

use std::io::Write;

use unicode_normalization::char::is_combining_mark;

use super::text::{Language, Texts};
use crate::error::Result;

/// How much is collected before it goes out.
const CHUNK: usize = 32 * 1024;

/// How many combining marks may stand on one character; further ones are shown by number.
const MAX_MARKS: usize = 4;

/// A page that is being written.
pub(super) struct Page<'a> {
    out: &'a mut dyn Write,
    buffer: String,
    texts: &'a Texts,
}

impl<'a> Page<'a> {
    /// A page in the two languages of `texts`.
    pub(super) fn new(out: &'a mut dyn Write, texts: &'a Texts) -> Self {
        Self { out, buffer: String::with_capacity(2 * CHUNK), texts }
    }

    /// Writes markup of this program; others' text cannot be passed here.
    pub(super) fn markup(&mut self, markup: &'static str) -> &mut Self {
        self.buffer.push_str(markup);
        self
    }

    /// Writes a text of this program, escaped.
    pub(super) fn plain(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            push_escaped(&mut self.buffer, c);
        }
        self
    }

    /// Writes text from others on one line: what cannot be seen is shown by its number.
    pub(super) fn foreign(&mut self, text: &str) -> &mut Self {
        self.markup("<bdi class=\"f\">").visible(text, false).markup("</bdi>")
    }

    /// Writes text from others with its own line breaks.
    pub(super) fn verbatim(&mut self, text: &str) -> &mut Self {
        self.visible(text, true)
    }

    /// Writes text from others with its own line breaks and `spans` marked.
    ///
    /// Spans are byte offsets; they are widened to whole characters, clipped and merged.
    pub(super) fn marked(&mut self, text: &str, spans: &[(usize, usize)]) -> &mut Self {
        let mut at = 0;
        for (start, end) in whole_spans(text, spans) {
            self.visible(&text[at..start], true).markup("<mark>");
            self.visible(&text[start..end], true).markup("</mark>");
            at = end;
        }
        self.visible(&text[at..], true)
    }

    fn visible(&mut self, text: &str, breaks: bool) -> &mut Self {
        let mut marks = 0;
        for c in text.chars() {
            marks = if is_combining_mark(c) { marks + 1 } else { 0 };
            if c == '\n' && breaks {
                self.buffer.push('\n');
            } else if is_unseen(c) || marks > MAX_MARKS {
                self.buffer.push_str("<span class=\"u\">");
                self.buffer.push_str(&format!("U+{:04X}", u32::from(c)));
                self.buffer.push_str("</span>");
            } else {
                push_escaped(&mut self.buffer, c);
            }
        }
        self
    }

    /// The two languages' words for a key.
    pub(super) fn words(&self, key: &str) -> [&'a str; 2] {
        self.texts.pair(key)
    }

    /// Which language comes first.
    pub(super) const fn language(&self) -> Language {
        self.texts.language()
    }

    /// Writes the words for `key`, the first language and then English, `{0}`… filled in.
    pub(super) fn say(&mut self, key: &str, values: &[&str]) -> &mut Self {
        let [first, second] = self.words(key);
        self.filled(first, values).markup(" <span class=\"en\" lang=\"en\">");
        self.filled(second, values).markup("</span>")
    }

    /// Writes the words for `key` in the first language alone.
    pub(super) fn say_first(&mut self, key: &str, values: &[&str]) -> &mut Self {
        let [first, _] = self.words(key);
        self.filled(first, values)
    }

    /// Writes a paragraph: the first language, and English beside it.
    pub(super) fn beside(&mut self, key: &str, values: &[&str]) -> &mut Self {
        let pair = self.words(key);
        self.pair(pair, values)
    }

    /// Writes two texts beside each other.
    pub(super) fn pair(&mut self, [first, second]: [&str; 2], values: &[&str]) -> &mut Self {
        self.markup("<div class=\"pair\"><p>").filled(first, values);
        self.markup("</p><p class=\"en\" lang=\"en\">").filled(second, values);
        self.markup("</p></div>\n")
    }

    /// Writes a heading of a part, with the number that the part has.
    pub(super) fn heading(&mut self, key: &str) -> &mut Self {
        self.markup("<h2>").say(key, &[]).markup("</h2>\n")
    }

    /// Writes a heading within a part.
    pub(super) fn subheading(&mut self, key: &str, values: &[&str]) -> &mut Self {
        self.markup("<h3>").say(key, values).markup("</h3>\n")
    }

    /// Begins a table of `class` whose head repeats on each printed page.
    pub(super) fn table(&mut self, class: &'static str, columns: &[&str]) -> &mut Self {
        self.markup("<table class=\"").markup(class).markup("\"><thead><tr>");
        for column in columns {
            self.markup("<th>").say(column, &[]).markup("</th>");
        }
        self.markup("</tr></thead><tbody>\n")
    }

    /// Ends a table.
    pub(super) fn end_table(&mut self) -> &mut Self {
        self.markup("</tbody></table>\n")
    }

    /// Hands over what was collected, once there is enough of it.
    pub(super) fn spill(&mut self) -> Result<()> {
        if self.buffer.len() >= CHUNK { self.finish() } else { Ok(()) }
    }

    /// Hands over all that was collected.
    pub(super) fn finish(&mut self) -> Result<()> {
        self.out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }

    /// Fills `{0}`… of one of our texts with values, which are treated as text from others.
    fn filled(&mut self, template: &str, values: &[&str]) -> &mut Self {
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            self.plain(before);
            let Some((place, tail)) = after.split_once('}') else { break };
            if let Some(value) = place.parse().ok().and_then(|i: usize| values.get(i)) {
                self.foreign(value);
            }
            rest = tail;
        }
        self.plain(rest)
    }
}

fn push_escaped(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        _ => out.push(c),
    }
}

/// Whether a character has no ink of its own, moves its neighbours, or looks as a font likes.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{fffe}' | '\u{ffff}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{10ffff}')
}

/// The spans clipped to the text, widened to whole characters, merged and in order.
fn whole_spans(text: &str, spans: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut whole: Vec<(usize, usize)> = spans
        .iter()
        .map(|&(start, end)| (floor(text, start), ceil(text, end)))
        .filter(|(start, end)| start < end)
        .collect();
    whole.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(whole.len());
    for (start, end) in whole {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// The last character boundary at or before a byte offset.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

/// The first character boundary at or after a byte offset.
pub(super) fn ceil(text: &str, at: usize) -> usize {
    (at..text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Page<'_>)) -> String {
        let texts = Texts::new(Language::ZhHans);
        let mut out = Vec::new();
        let mut page = Page::new(&mut out, &texts);
        write(&mut page);
        page.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn text_from_others_is_text() {
        let html = written(|page| {
            page.verbatim("<b onclick='x'>&\"\u{202e}\u{0}\r\n😀");
        });
        let hidden = ["U+202E", "U+0000", "U+000D"];
        let hidden = hidden.map(|code| format!("<span class=\"u\">{code}</span>")).concat();
        assert_eq!(html, format!("&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;{hidden}\n😀"));
    }

    #[test]
    fn a_line_break_in_a_one_line_text_is_shown_and_does_not_break_it() {
        let html = written(|page| {
            page.foreign("a\nb");
        });
        assert_eq!(html, "<bdi class=\"f\">a<span class=\"u\">U+000A</span>b</bdi>");
    }

    #[test]
    fn a_tower_of_combining_marks_ends_at_the_fourth() {
        let html = written(|page| {
            page.verbatim(&format!("a{}", "\u{301}".repeat(6)));
        });
        assert_eq!(html.matches('\u{301}').count(), 4);
        assert_eq!(html.matches("U+0301").count(), 2);
    }

    #[test]
    fn marks_never_break_a_character_and_overlapping_ones_are_one() {
        let text = "不还钱";
        assert_eq!(whole_spans(text, &[(1, 4), (3, 5), (8, 400), (9, 9)]), [(0, 9)]);
        let html = written(|page| {
            page.marked(text, &[(3, 6)]);
        });
        assert_eq!(html, "不<mark>还</mark>钱");
    }

    #[test]
    fn a_value_with_braces_or_markup_fills_its_place_and_no_other() {
        let html = written(|page| {
            page.pair(["甲{0}乙{1}", "{1}"], &["{1}<i>", "二"]);
        });
        assert!(html.contains("甲<bdi class=\"f\">{1}&lt;i&gt;</bdi>乙<bdi class=\"f\">二</bdi>"));
    }
}

//! Text from others, made safe to print: control, bidi and invisible characters become visible.
//!
//! A collector writes the messages. On a terminal they must neither move the cursor nor turn the
//! line around; every such character is printed as its code point, such as ⟨U+202E⟩, and a line
//! break as ↵.

use std::fmt::{self, Write};

use dunlog_core::record::Millis;

/// A text whose control and bidi characters print as code points.
pub(crate) struct Visible<'a>(pub(crate) &'a str);

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c == '\n' {
                f.write_char('↵')?;
            } else if is_deceptive(c) {
                write!(f, "⟨U+{:04X}⟩", u32::from(c))?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

/// Makes `text` visible and cuts it to `width` columns, with an ellipsis where it was longer.
pub(crate) fn brief(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let piece = Visible(c.encode_utf8(&mut [0; 4])).to_string();
        let columns = piece.chars().map(columns).sum::<usize>();
        if used + columns > width.saturating_sub(1) {
            out.push('…');
            return out;
        }
        out.push_str(&piece);
        used += columns;
    }
    out
}

/// How many columns a text takes on a terminal.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Fills `text` with spaces up to `width` columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    let used = self::width(text);
    format!("{text}{}", " ".repeat(width.saturating_sub(used)))
}

/// An instant as it reads in Beijing, with its offset: every mainland rule uses that zone.
pub(crate) fn beijing(time: Millis) -> String {
    let zone = chrono::FixedOffset::east_opt(8 * 3600).expect("eight hours are an offset");
    match chrono::DateTime::from_timestamp_millis(time.0) {
        Some(instant) => instant.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S %:z").to_string(),
        None => format!("{} ms", time.0),
    }
}

/// How many columns a character takes on a terminal: two for the East Asian wide ones.
fn columns(c: char) -> usize {
    match u32::from(c) {
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1F64F
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

/// Whether a character can change how others are read, or hide: controls, bidi marks, zero-width
/// characters, line separators, tags and annotation marks.
pub(crate) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(
            u32::from(c),
            0xAD | 0x61C
                | 0x180E
                | 0x200B..=0x200F
                | 0x2028..=0x202E
                | 0x2060..=0x206F
                | 0xFEFF
                | 0xFFF9..=0xFFFB
                | 0xE0000..=0xE0FFF
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_to_left_override_and_an_escape_are_shown_as_code_points() {
        let text = "pay \u{202e}won\u{1b}[31m";
        assert_eq!(Visible(text).to_string(), "pay ⟨U+202E⟩won⟨U+001B⟩[31m");
        assert_eq!(Visible("a\nb\r").to_string(), "a↵b⟨U+000D⟩");
    }

    #[test]
    fn ordinary_text_of_any_script_stays_as_it_is() {
        let text = "请尽快还款 – मिलो, שלום 🙂";
        assert_eq!(Visible(text).to_string(), text);
    }

    #[test]
    fn a_long_text_is_cut_by_columns_not_by_bytes() {
        assert_eq!(brief("还款还款还款", 7), "还款还…");
        assert_eq!(brief("abc", 7), "abc");
        assert_eq!(pad("还款", 6), "还款  ");
    }

    #[test]
    fn a_line_break_cannot_forge_a_second_row() {
        assert!(!brief("a\nb", 20).contains('\n'));
    }
}

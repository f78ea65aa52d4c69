//! LINE's text export: a line for each day, then time, sender and text between tabs.
//!
//! docs/spec/chat-export.md, "LINE".

use super::header::{Header, Mark, Stamp, Style};
use super::stamp::{Scan, is_blank};

const STYLE: Style = Style::undated("line");

/// What a line is.
pub(super) fn mark(line: &str) -> Mark<'_> {
    let text = line.trim_end_matches(['\r', '\n']);
    if let Some(title) = title(text) {
        return Mark::Title(title);
    }
    if let Some(header) = header(line, text) {
        return Mark::Header(header);
    }
    day(text).map_or(Mark::Text, |date| Mark::Day(date, STYLE))
}

/// `TIME ⇥ NAME ⇥ TEXT`, or `TIME ⇥ TEXT` where the program speaks.
fn header<'a>(line: &'a str, text: &'a str) -> Option<Header<'a>> {
    let tab = memchr::memchr(b'\t', text.as_bytes()).filter(|at| *at <= 32)?;
    let (time, rest) = (&text[..tab], &text[tab + 1..]);
    let mut scan = Scan(time);
    let clock = scan.clock()?;
    if scan.peek().is_some() {
        return None;
    }
    let (sender, text) = rest.split_once('\t').unwrap_or(("", rest));
    let sender = Some(sender.trim_matches(is_blank))
        .filter(|sender| !sender.is_empty() && sender.len() <= super::whatsapp::MAX_NAME);
    // Everything up to the line's break is the text.
    let text = line.len() - (line.len() - tab - 1 - rest.len()) - text.len();
    Some(Header { stamp: Stamp::Clock(clock), style: STYLE, sender, text, marked: false })
}

/// A date with its day of the week before or behind it.
fn day(text: &str) -> Option<super::stamp::Date> {
    // The longest is `Wednesday, 31/12/2024`; most messages are none.
    if text.len() > 48 || !text.contains(|c: char| c.is_numeric()) {
        return None;
    }
    let (named, rest) = match text.split_once(", ") {
        Some((word, rest)) if is_weekday(word) => (true, rest),
        _ => (false, text),
    };
    let mut scan = Scan(rest);
    let date = scan.date()?;
    scan.blanks();
    let behind = scan.0.trim_matches(|c| is_blank(c) || matches!(c, '(' | ')' | '（' | '）'));
    let fits = if named { behind.is_empty() } else { is_weekday(behind) };
    fits.then_some(date)
}

/// Whether a word is a day of the week in the languages that the export is written in.
fn is_weekday(word: &str) -> bool {
    const ENGLISH: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    const CHARACTERS: &str = "一二三四五六日天月火水木金土월화수목금토일";
    let lower = word.trim_end_matches('.').to_ascii_lowercase();
    if lower.len() >= 3 && ENGLISH.iter().any(|day| day.starts_with(&lower)) {
        return true;
    }
    let bare = ["星期", "週", "周", "礼拜", "禮拜"]
        .iter()
        .find_map(|prefix| word.strip_prefix(prefix))
        .or_else(|| word.strip_suffix("曜日"))
        .or_else(|| word.strip_suffix("요일"))
        .unwrap_or(word);
    let mut characters = bare.chars();
    characters.next().is_some_and(|c| CHARACTERS.contains(c)) && characters.next().is_none()
}

/// The chat's name in the first line of the file.
fn title(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('\u{feff}');
    let rest = text.strip_prefix("[LINE]")?.trim_matches(is_blank);
    let between = |before: &str, behind: &str| {
        let rest = rest.strip_prefix(before)?;
        let at = rest.rfind(behind)?;
        Some(&rest[..at])
    };
    ["的聊天記錄", "的聊天紀錄", "的聊天记录"]
        .iter()
        .find_map(|behind| between("與", behind).or_else(|| between("与", behind)))
        .or_else(|| between("", "とのトーク履歴"))
        .or_else(|| between("", "のトーク履歴"))
        .or_else(|| rest.strip_prefix("Chat history with "))
        .or_else(|| rest.strip_prefix("Chat history in "))
        .or(Some(rest))
}

/// A text of several lines stands in quotes.
pub(super) fn unquoted(text: &str) -> &str {
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.filter(|inner| inner.contains('\n')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_headers_and_titles_are_told_apart() {
        for day in [
            "2024/01/02（二）",
            "2024/01/02(火)",
            "2024/01/02(Tue)",
            "2024.01.02 Tuesday",
            "2024.01.02 星期二",
            "Tue, 1/2/2024",
            "Tue, 02/01/2024",
        ] {
            assert!(matches!(mark(day), Mark::Day(..)), "{day}");
        }
        for (line, sender, text) in [
            ("上午10:00\t小明\t你好", Some("小明"), "你好"),
            ("10:00\t太郎\tこんにちは\r\n", Some("太郎"), "こんにちは\r\n"),
            ("9:30 PM\tTom\ta\tb", Some("Tom"), "a\tb"),
            ("09:05AM\tTom\t", Some("Tom"), ""),
            (
                "22:10\t花子がメッセージの送信を取り消しました",
                None,
                "花子がメッセージの送信を取り消しました",
            ),
            ("22:05\t\tメッセージ", None, "メッセージ"),
        ] {
            let Mark::Header(header) = mark(line) else { panic!("{line}") };
            assert_eq!((header.sender, &line[header.text..]), (sender, text), "{line}");
        }
        for (line, title) in [
            ("[LINE] 與小明的聊天記錄", "小明"),
            ("[LINE] 太郎とのトーク履歴", "太郎"),
            ("[LINE] Chat history with Mr. Tanaka", "Mr. Tanaka"),
        ] {
            assert!(matches!(mark(line), Mark::Title(found) if found == title), "{line}");
        }
        for line in ["2024/01/02", "10:00 a\tb\tc", "Wed", "", "hello\tx\ty"] {
            assert!(matches!(mark(line), Mark::Text), "{line}");
        }
    }
}

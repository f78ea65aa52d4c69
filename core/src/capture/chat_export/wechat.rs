//! Texts that were copied or mailed out of WeChat: a line with the sender and the time, then words.
//!
//! docs/spec/chat-export.md, "WeChat".

use super::header::{Header, Mark, Stamp, Style};
use super::stamp::{Date, Scan, is_blank};
use super::whatsapp::MAX_NAME;

const MAILED: Style = Style::undated("wechat");

/// What a line is.
pub(super) fn mark(line: &str) -> Mark<'_> {
    let text = line.trim_end_matches(['\r', '\n']).trim_end_matches(is_blank);
    if text.len() > 400 {
        return Mark::Text;
    }
    if let Some(date) = day(text) {
        return Mark::Day(date, MAILED);
    }
    if let Some(title) = title(text) {
        return title.map_or(Mark::Rule, Mark::Title);
    }
    if !text.ends_with(|c: char| c.is_numeric() || c.is_ascii_alphabetic()) {
        return Mark::Text;
    }
    dated(line, text).or_else(|| mailed(line, text)).map_or(Mark::Text, Mark::Header)
}

/// `NAME 2024-01-01 12:00:00`, as it is copied.
fn dated<'a>(line: &'a str, text: &'a str) -> Option<Header<'a>> {
    for (at, _) in text.char_indices().filter(|(_, c)| is_blank(*c)) {
        let mut scan = Scan(&text[at..]);
        scan.blanks();
        if !scan.peek().is_some_and(|c| c.is_ascii_digit()) {
            continue;
        }
        let Some(date) = scan.date().filter(|date| date.year == Some(0)) else { continue };
        scan.blanks();
        let Some(clock) = scan.clock().filter(|_| scan.peek().is_none()) else { continue };
        let sender = name(&text[..at])?;
        let stamp = Stamp::Whole(date, clock);
        let style = Style::new("named", &date, false);
        let text = line.len();
        return Some(Header { stamp, style, sender: Some(sender), text, marked: false });
    }
    None
}

/// `NAME  12:00` with two blanks, as it is mailed; the day stands on a line before.
fn mailed<'a>(line: &'a str, text: &'a str) -> Option<Header<'a>> {
    let at = text.rfind("  ")?;
    let mut scan = Scan(text[at..].trim_start_matches(is_blank));
    if !scan.peek()?.is_ascii_digit() {
        return None;
    }
    let clock = scan.clock().filter(|_| scan.peek().is_none())?;
    let sender = name(&text[..at])?;
    let stamp = Stamp::Clock(clock);
    Some(Header { stamp, style: MAILED, sender: Some(sender), text: line.len(), marked: false })
}

fn name(text: &str) -> Option<&str> {
    let name = text.trim_matches(is_blank);
    let name = name.strip_suffix([':', '：']).unwrap_or(name);
    (!name.is_empty() && name.len() <= MAX_NAME).then_some(name)
}

/// `—————  2024-01-01  —————`.
fn day(text: &str) -> Option<Date> {
    const RULE: [char; 4] = ['—', '–', '-', '─'];
    let inner = text.trim_matches(RULE);
    if text.len() - inner.len() < 6 || !text.starts_with(RULE) || !text.ends_with(RULE) {
        return None;
    }
    let mut scan = Scan(inner.trim_matches(is_blank));
    let date = scan.date()?;
    scan.peek().is_none().then_some(date)
}

/// The line with which the program begins a chat, and the chat's name where it says one.
fn title(text: &str) -> Option<Option<&str>> {
    let (before, _) =
        text.split_once("的聊天记录如下").or_else(|| text.split_once("的聊天記錄如下"))?;
    let group = before.strip_prefix("微信群").or_else(|| before.strip_prefix("微信群聊"));
    let quotes = ['"', '“', '”', '「', '」'];
    Some(group.map(|name| name.trim_matches(quotes)).filter(|name| !name.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_that_are_copied_and_mailed_are_read() {
        for line in [
            "张 三 2024-01-01 12:00:00\r\n",
            "张 三 2024/1/1 12:00",
            "张 三 2024年1月1日 12:00",
            "张 三: 2024-01-01 12:00",
            "张 三 2024年1月1日 下午3:00",
            "张 三  16:21",
        ] {
            let Mark::Header(header) = mark(line) else { panic!("{line}") };
            assert_eq!((header.sender, header.text), (Some("张 三"), line.len()), "{line}");
        }
        assert!(matches!(mark("—————  2024-01-01  —————\n"), Mark::Day(..)));
        assert!(matches!(mark("微信群\"催收\"的聊天记录如下:"), Mark::Title("催收")));
        assert!(matches!(mark("小明 和 小红 在微信上的聊天记录如下，请查收。"), Mark::Rule));
        for line in ["明天 16:21", "见面时间 2024-01-01", "2024-01-01 12:00:00 张三", "", "a b"]
        {
            assert!(matches!(mark(line), Mark::Text), "{line}");
        }
    }
}

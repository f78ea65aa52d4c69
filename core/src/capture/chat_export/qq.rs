//! Texts with date, time and sender on one line and the words on the lines behind it: QQ's export,
//! and WeChat's by other programs.
//!
//! docs/spec/chat-export.md, "QQ".

use super::header::{Header, Mark, Stamp, Style};
use super::stamp::{Scan, is_blank};
use super::whatsapp::MAX_NAME;

/// What a line is.
pub(super) fn mark(line: &str) -> Mark<'_> {
    let text = line.trim_end_matches(['\r', '\n']).trim_end_matches(is_blank);
    if let Some(title) = text.strip_prefix("消息对象:").or_else(|| text.strip_prefix("消息对象："))
    {
        return Mark::Title(title);
    }
    let rule = text.len() >= 32 && text.bytes().all(|byte| byte == b'=');
    if rule || text.starts_with("消息分组:") || text.starts_with("消息记录（") {
        return Mark::Rule;
    }
    header(line, text).map_or(Mark::Text, Mark::Header)
}

/// `2024-01-01 12:00:00 NAME(12345)`; a name may also stand with an address, or alone.
fn header<'a>(line: &'a str, text: &'a str) -> Option<Header<'a>> {
    if !text.as_bytes().first()?.is_ascii_digit() || text.len() > 400 {
        return None;
    }
    let mut scan = Scan(text);
    let date = scan.date().filter(|date| date.year == Some(0))?;
    if !scan.blanks() {
        return None;
    }
    let clock = scan.clock().filter(|clock| clock.second.is_some())?;
    if !scan.blanks() {
        return None;
    }
    let name = scan.0;
    if name.is_empty() || name.len() > MAX_NAME || name.starts_with(['-', ',', '\t']) {
        return None;
    }
    let system = name == "系统消息" || name.starts_with("系统消息(");
    let style = Style::new("dated", &date, false);
    let sender = (!system).then(|| bare(name));
    Some(Header {
        stamp: Stamp::Whole(date, clock),
        style,
        sender,
        text: line.len(),
        marked: false,
    })
}

/// The name without the rank that stands before it in groups.
fn bare(name: &str) -> &str {
    let ranked = name.strip_prefix('【').and_then(|rest| rest.split_once('】'));
    ranked.map(|(_, name)| name).filter(|name| !name.is_empty()).unwrap_or(name)
}

/// Whether a name ends in a number or an address of QQ.
pub(super) fn is_numbered(name: &str) -> bool {
    let inner = |open: char, close: char| {
        let (_, inner) = name.strip_suffix(close)?.rsplit_once(open)?;
        Some(inner)
    };
    let number = inner('(', ')').is_some_and(|digits| {
        (5..=12).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    number || inner('<', '>').is_some_and(|address| address.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_have_nothing_behind_the_name() {
        for (line, sender) in [
            ("2024-01-01 12:00:00 小鹿(10001)\r\n", Some("小鹿(10001)")),
            ("2024-01-01 9:00:00 【管理员】Alice<a@b.cn>", Some("Alice<a@b.cn>")),
            ("2019-09-23 8:43:38 PM 骰娘(87200175)", Some("骰娘(87200175)")),
            ("2024/1/1 12:00:00 小 鹿", Some("小 鹿")),
            ("2019-09-23 8:43:38 PM 系统消息(10000)", None),
        ] {
            let Mark::Header(header) = mark(line) else { panic!("{line}") };
            assert_eq!((header.sender, header.text), (sender, line.len()), "{line}");
        }
        for line in [
            "2024-01-01 12:00:00 - Bob: hi",
            "2024-01-01 12:00:00,主叫,10086",
            "2024-01-01 12:00 小鹿",
            "01-01-2024 12:00:00 小鹿",
            "2024-01-01 12:00:00",
        ] {
            assert!(matches!(mark(line), Mark::Text), "{line}");
        }
        assert!(is_numbered("a(12345)") && is_numbered("a<b@c>") && !is_numbered("a(b)"));
        assert!(matches!(mark("消息对象:小鹿\n"), Mark::Title("小鹿")));
        assert!(matches!(mark(&"=".repeat(64)), Mark::Rule));
    }
}

//! The line that begins a message in WhatsApp's text export, in the locales that occur.
//!
//! docs/spec/chat-export.md, "WhatsApp".

use super::header::{Header, Stamp, Style};
use super::stamp::{Date, Scan, is_blank, is_mark};

/// The longest name of a sender, in bytes.
pub(super) const MAX_NAME: usize = 256;

/// Words that stand between a date and a time in some languages.
const BETWEEN: &[&str] = &[
    "à", "às", "as", "a las", "alle", "ore", "um", "om", "kl.", "kl", "klo", "o", "u", "lúc",
    "στις",
];

/// Reads the line as the begin of a message; none where it is none.
pub(super) fn header(line: &str) -> Option<Header<'_>> {
    // Quick: most lines inside of messages fail here.
    let mut scan = Scan(line);
    let marked = line.starts_with('\u{200e}');
    match scan.peek()? {
        '[' => bracketed(scan, line, marked),
        c if c.is_numeric() => dashed(scan, line),
        _ => None,
    }
}

/// `[date, time] name: text`, or `[time, date] name: text` as the web page copies it.
fn bracketed<'a>(mut scan: Scan<'a>, line: &'a str, marked: bool) -> Option<Header<'a>> {
    scan.pass();
    let mut early = scan.clone();
    let (date, clock, timed_first) = match date_and_clock(&mut scan) {
        Some((date, clock)) => (date, clock, false),
        None => {
            let clock = early.clock()?;
            if !comma(&mut early) {
                return None;
            }
            let date = early.date()?;
            scan = early;
            (date, clock, true)
        }
    };
    if !scan.take(']') {
        return None;
    }
    let style = Style::new("bracketed", &date, timed_first);
    Some(rest(Stamp::Whole(date, clock), style, scan, line, marked))
}

/// `date, time - name: text`.
fn dashed<'a>(mut scan: Scan<'a>, line: &'a str) -> Option<Header<'a>> {
    let (date, clock) = date_and_clock(&mut scan)?;
    if !scan.blanks() || !matches!(scan.peek()?, '-' | '–' | '—') {
        return None;
    }
    scan.pass();
    if !scan.blanks() {
        return None;
    }
    let style = Style::new("dashed", &date, false);
    Some(rest(Stamp::Whole(date, clock), style, scan, line, false))
}

fn date_and_clock(scan: &mut Scan<'_>) -> Option<(Date, super::stamp::Clock)> {
    let date = scan.date()?;
    let parted = comma(scan);
    let before = scan.clone();
    for word in BETWEEN {
        if let Some(behind) = scan.0.strip_prefix(word)
            && behind.starts_with(is_blank)
        {
            scan.0 = behind;
            scan.blanks();
            break;
        }
    }
    if let Some(clock) = scan.clock().filter(|_| parted) {
        return Some((date, clock));
    }
    *scan = before;
    None
}

/// A comma of any script, or blanks; whether there was either.
fn comma(scan: &mut Scan<'_>) -> bool {
    let comma = matches!(scan.peek(), Some(',' | '،' | '、' | '，'));
    if comma {
        scan.pass();
    }
    scan.blanks() || comma
}

/// What stands behind the stamp: a sender and a text, or what the program says.
fn rest<'a>(
    stamp: Stamp,
    style: Style,
    mut scan: Scan<'a>,
    line: &'a str,
    marked: bool,
) -> Header<'a> {
    scan.blanks();
    let rest = scan.0;
    let at = |part: &str| line.len() - part.len();
    let (sender, text) = match sender(rest) {
        Some((sender, text)) => (Some(sender), at(text)),
        None => (None, at(rest)),
    };
    Header { stamp, style, sender, text, marked: marked || line[text..].starts_with('\u{200e}') }
}

/// Parts `name: text`. A name holds no quotes: what the program says of a change may.
fn sender(rest: &str) -> Option<(&str, &str)> {
    let (name, text) = match rest.find(": ").or_else(|| rest.find(":\u{200e}")) {
        Some(at) => {
            let behind = &rest[at + 1..];
            (&rest[..at], behind.strip_prefix(' ').unwrap_or(behind))
        }
        None => {
            let at = rest.find([':', '：'])?;
            let behind = &rest[at..];
            let behind = behind.strip_prefix(':').or_else(|| behind.strip_prefix('：'))?;
            let clock = rest[..at].ends_with(|c: char| c.is_ascii_digit())
                && behind.starts_with(|c: char| c.is_ascii_digit());
            if clock || behind.starts_with('/') {
                return None;
            }
            (&rest[..at], behind)
        }
    };
    let name = name.trim_matches(|c| is_mark(c) || is_blank(c));
    let quoted = name.contains(['"', '“', '”', '„', '«', '»', '「', '」']);
    let told = quoted || CHANGES.iter().any(|words| name.contains(words));
    (!name.is_empty() && name.len() <= MAX_NAME && !told).then_some((name, text))
}

/// Words by which the program tells of a change whose new name may hold a colon.
const CHANGES: &[&str] = &[
    " changed the ",
    " changed this ",
    " created group ",
    " changed to ",
    "更改了",
    "已更改",
    "變更了",
    "已變更",
    "创建了",
    "建立了",
];

/// Words of the notice with which the program begins a chat.
const NOTICES: &[&str] = &[
    "end-to-end encrypt",
    "端到端加密",
    "端对端加密",
    "端對端加密",
    "エンドツーエンド",
    "종단간 암호화",
    "종단 간 암호화",
    "de extremo a extremo",
    "de ponta a ponta",
    "de bout en bout",
    "crittografia end-to-end",
    "Ende-zu-Ende",
    "сквозным шифрованием",
    "uçtan uca şifreli",
    "ujung ke ujung",
    "mã hóa đầu cuối",
];

/// Whether a text is the notice with which the program begins a chat.
pub(super) fn is_notice(text: &str) -> bool {
    NOTICES.iter().any(|words| text.contains(words))
}

/// What stands in place of a message that was deleted for everyone, or by the person.
const DELETED: &[&str] = &[
    "This message was deleted",
    "You deleted this message",
    "此消息已删除",
    "此消息已被删除",
    "您已删除此消息",
    "你已删除此消息",
    "您删除了此消息",
    "你删除了这条消息",
    "此訊息已刪除",
    "此訊息已被刪除",
    "您已刪除此訊息",
    "你已刪除此訊息",
    "您刪除了這則訊息",
    "你刪除了這則訊息",
    "このメッセージは削除されました",
    "このメッセージは削除されています",
    "メッセージを削除しました",
    "삭제된 메시지입니다",
    "이 메시지는 삭제되었습니다",
    "메시지를 삭제했습니다",
    "Se eliminó este mensaje",
    "Este mensaje fue eliminado",
    "Eliminaste este mensaje",
    "Mensagem apagada",
    "Esta mensagem foi apagada",
    "Você apagou esta mensagem",
    "Ce message a été supprimé",
    "Vous avez supprimé ce message",
    "Questo messaggio è stato eliminato",
    "Hai eliminato questo messaggio",
    "Diese Nachricht wurde gelöscht",
    "Du hast diese Nachricht gelöscht",
    "Данное сообщение удалено",
    "Вы удалили данное сообщение",
    "Bu mesaj silindi",
    "Bu mesajı sildiniz",
    "Pesan ini telah dihapus",
    "Anda telah menghapus pesan ini",
    "Tin nhắn này đã bị xóa",
    "Bạn đã xóa tin nhắn này",
];

/// Whether a text is nothing but what stands for a message that was deleted.
pub(super) fn is_deleted(text: &str) -> bool {
    let bare =
        text.trim_matches(|c| is_mark(c) || is_blank(c) || matches!(c, '.' | '。' | '\n' | '\r'));
    DELETED.contains(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::chat_export::stamp::DateOrder;

    fn read(line: &str) -> Option<(String, Option<&str>, &str)> {
        let header = header(line)?;
        let Stamp::Whole(date, clock) = header.stamp else { panic!("a whole stamp") };
        let day = DateOrder::ALL.iter().find_map(|order| date.day(*order))?;
        let time = clock.on(day)?.format("%Y-%m-%d %H:%M:%S").to_string();
        Some((time, header.sender, &line[header.text..]))
    }

    #[test]
    fn the_headers_that_occur_are_read() {
        let day = "2024-03-25";
        for (line, time) in [
            ("25/03/2024, 15:04 - Bob: hi", "15:04:00"),
            ("25/3/24 3:04 PM - Bob: hi", "15:04:00"),
            ("25.03.24, 15:04 – Bob: hi", "15:04:00"),
            ("25-03-2024 15.04.05 - Bob: hi", "15:04:05"),
            ("3/25/24, 3:04\u{202f}PM - Bob: hi", "15:04:00"),
            ("[25/03/24, 3:04:05\u{202f}p.\u{a0}m.] Bob: hi", "15:04:05"),
            ("\u{200e}[25/03/2024, 15:04:05] Bob: hi", "15:04:05"),
            ("[2024/3/25 下午3:04:05] Bob: hi", "15:04:05"),
            ("[2024/3/25, 午後3:04:05] Bob: hi", "15:04:05"),
            ("2024/3/25 下午3:04 - Bob: hi", "15:04:00"),
            ("2024년 3월 25일 오후 3:04 - Bob: hi", "15:04:00"),
            ("[2024. 3. 25. 오후 3:04:05] Bob: hi", "15:04:05"),
            ("2024年3月25日 15:04 - Bob: hi", "15:04:00"),
            ("[15:04, 25/3/2024] Bob: hi", "15:04:00"),
            ("[3:04 PM, 3/25/2024] Bob: hi", "15:04:00"),
            ("25/03/2024 à 15:04 - Bob: hi", "15:04:00"),
            ("25/03/2024, 15 h 04 - Bob: hi", "15:04:00"),
            ("2024. 03. 25. du. 3:04 - Bob: hi", "15:04:00"),
            ("٢٥/٣/٢٠٢٤، ٣:٠٤ م - Bob: hi", "15:04:00"),
            ("2024/03/25 15:04:05 PM - Bob: hi", "15:04:05"),
            ("2024/03/25 03:04:05 P.M. - Bob:hi", "15:04:05"),
        ] {
            let expected = (format!("{day} {time}"), Some("Bob"), "hi");
            assert_eq!(read(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn names_numbers_and_what_the_program_says_are_told_apart() {
        let of = |rest: &str| {
            let line = format!("25/03/2024, 15:04 - {rest}");
            let header = header(&line).unwrap();
            (header.sender.map(str::to_owned), line[header.text..].to_owned())
        };
        assert_eq!(
            of("\u{202a}+86 138‑0013‑8000\u{202c}: a: b").0.as_deref(),
            Some("+86 138‑0013‑8000")
        );
        assert_eq!(of("Bob: http://x").1, "http://x");
        assert_eq!(of("Messages are end-to-end encrypted.").0, None);
        assert_eq!(of("Bob changed the subject to “a: b”").0, None);
        assert_eq!(of("Bob: "), (Some("Bob".to_owned()), String::new()));
    }

    #[test]
    fn only_a_text_that_is_all_of_the_words_stands_for_a_deleted_message() {
        assert!(is_deleted("\u{200e}This message was deleted."));
        assert!(is_deleted("此訊息已刪除"));
        assert!(!is_deleted("I saw: This message was deleted"));
        assert!(!is_deleted(""));
    }

    #[test]
    fn other_lines_begin_nothing() {
        for line in [
            "",
            "hello",
            "2024",
            "10:05",
            "1.5 - x: y",
            "[image]",
            "12/12 at 10:05 - x: y",
            "25/03/2024 - Bob: hi",
            "25/03/2024, 25:04 - Bob: hi",
            "25/03/2024, 15:61 - Bob: hi",
            "2024-01-01 12:00:00 昵称(12345)",
            "99999/1/1, 10:00 - x: y",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}

//! What a message says of its sender: signature, links, accounts, numbers to call, a name; and its
//! wording without the figures.

use unicode_normalization::UnicodeNormalization;

/// The longest signature, in characters.
const MAX_SIGNATURE: usize = 30;

/// The last labels of host names that are taken for links without `http` or `www`.
const ENDINGS: [&str; 40] = [
    "app", "biz", "br", "cc", "club", "cn", "co", "com", "fun", "gov", "hk", "id", "in", "info",
    "io", "ke", "link", "live", "ltd", "me", "mobi", "mx", "my", "net", "ng", "online", "org",
    "ph", "pro", "sg", "shop", "site", "store", "th", "top", "tw", "uk", "vip", "vn", "xyz",
];

/// Words before the name of the person who writes.
const CUES: [&str; 10] =
    ["经办人", "經辦人", "联系人", "聯絡人", "负责人", "負責人", "专员", "專員", "法务", "法務"];

/// What the wording is when figures, spaces and marks are left out: runs of digits are one `0`.
pub(super) fn skeleton(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if c.is_numeric() {
            if !out.ends_with('0') {
                out.push('0');
            }
        } else if c.is_alphabetic() {
            out.push(c);
        }
    }
    out
}

/// The name in `【】` at the beginning or the end.
pub(super) fn signature(text: &str) -> Option<&str> {
    let text = text.trim();
    let first =
        text.strip_prefix('【').and_then(|rest| rest.split_once('】')).map(|(name, _)| name);
    let last =
        || text.strip_suffix('】').and_then(|rest| rest.rsplit_once('【')).map(|(_, name)| name);
    let name = first.or_else(last)?.trim();
    (!name.is_empty() && name.chars().count() <= MAX_SIGNATURE).then_some(name)
}

/// The links: half-open byte offsets and the host in lower case.
pub(super) fn links(text: &str) -> Vec<((usize, usize), String)> {
    let part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !part(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && part(bytes[at]) {
            at += 1;
        }
        let host = text[start..at].trim_matches(['.', '-']).to_ascii_lowercase();
        let told = text[..start].ends_with("://");
        let ending = host.rsplit('.').next().unwrap_or_default();
        let labels = host.split('.').all(|label| !label.is_empty());
        let known = ENDINGS.contains(&ending) && bytes.get(at) != Some(&b'@');
        let mail = text[..start].ends_with('@');
        if !labels || !host.contains('.') || !(told || known) || mail {
            continue;
        }
        let tail = |b: u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>');
        if bytes.get(at).is_some_and(|b| matches!(b, b'/' | b'?' | b':')) {
            while at < bytes.len() && tail(bytes[at]) {
                at += 1;
            }
        }
        let scheme = ["https://", "http://"].into_iter().find(|s| text[..start].ends_with(s));
        found.push(((start - scheme.map_or(0, str::len), at), host));
    }
    found
}

/// Runs of digits, which spaces and hyphens may part: half-open byte offsets and the digits.
fn runs(text: &str) -> Vec<((usize, usize), String)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let (start, mut digits) = (at, String::new());
        while digit(at) || matches!(bytes.get(at), Some(b' ' | b'-')) && digit(at + 1) {
            if digit(at) {
                digits.push(char::from(bytes[at]));
            }
            at += 1;
        }
        found.push(((start, at), digits));
    }
    found
}

/// The numbers of bank cards: 16 to 19 digits whose last one is the check digit (ISO/IEC 7812).
pub(super) fn accounts(text: &str) -> Vec<((usize, usize), String)> {
    let card = |digits: &str| (16..=19).contains(&digits.len()) && luhn(digits);
    runs(text).into_iter().filter(|(_, digits)| card(digits)).collect()
}

/// The numbers to call: mobile and 400 numbers of the mainland.
pub(super) fn callbacks(text: &str) -> Vec<String> {
    let phone = |digits: &str| {
        let mobile = digits.len() == 11 && digits.starts_with('1') && digits.as_bytes()[1] >= b'3';
        mobile || digits.len() == 10 && digits.starts_with("400")
    };
    runs(text).into_iter().map(|(_, digits)| digits).filter(|digits| phone(digits)).collect()
}

/// The person in whose name the message is written: two to four Chinese characters after a cue
/// and a mark.
pub(super) fn agent(text: &str) -> Option<&str> {
    CUES.iter().find_map(|cue| {
        let (_, rest) = text.split_once(cue)?;
        // Without a mark between, the cue may be part of another word.
        let rest = rest.strip_prefix([':', '：', ' ', '为', '為', '是'])?.trim_start();
        let end = rest.find(|c: char| !is_chinese(c)).unwrap_or(rest.len());
        let name = &rest[..end];
        (2..=4).contains(&name.chars().count()).then_some(name)
    })
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(nth, b)| {
            let digit = u32::from(b - b'0');
            let doubled = digit * 2;
            if nth % 2 == 0 {
                digit
            } else if doubled > 9 {
                doubled - 9
            } else {
                doubled
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wording_is_left_when_figures_go() {
        let one = skeleton("【某贷】您欠款 3,200 元，已逾期 12 天！");
        assert_eq!(one, skeleton("【某贷】您欠款1８00元,已逾期７天"), "{one}");
        assert_ne!(one, skeleton("【某贷】您欠款3200元，已结清"));
    }

    #[test]
    fn a_signature_stands_at_an_edge() {
        for (text, expected) in [
            ("【某银行】您好", Some("某银行")),
            ("您好 【某银行】 ", Some("某银行")),
            ("您好【某】再见", None),
            ("【】您好", None),
        ] {
            assert_eq!(signature(text), expected, "{text}");
        }
    }

    #[test]
    fn links_are_found_with_and_without_scheme() {
        let hosts = |text| links(text).into_iter().map(|(_, host)| host).collect::<Vec<_>>();
        assert_eq!(hosts("点击https://Pay.Example.com/a?b=1还款"), ["pay.example.com"]);
        assert_eq!(hosts("点 t.cn/AbC 还款"), ["t.cn"]);
        assert!(hosts("欠款3.5元，见条款2.1。邮箱 a@b.com").is_empty());
        let text = "见http://x.example/y。";
        let ((from, to), _) = links(text)[0];
        assert_eq!(&text[from..to], "http://x.example/y");
    }

    #[test]
    fn only_card_numbers_are_accounts() {
        let digits = |text| accounts(text).into_iter().map(|(_, d)| d).collect::<Vec<_>>();
        assert_eq!(digits("卡号 6222 0200 0000 0000 001"), ["6222020000000000001"; 0]);
        assert_eq!(digits("卡号4111 1111 1111 1111。"), ["4111111111111111"]);
        assert!(digits("合同号1234567890123456").is_empty());
    }

    #[test]
    fn a_number_to_call_and_a_name_are_found() {
        assert_eq!(
            callbacks("回电138-0000-0001或4008001234，金额13800元"),
            ["13800000001", "4008001234"]
        );
        assert_eq!(agent("经办人：王小明，电话"), Some("王小明"));
        assert_eq!(agent("请联系人工客服"), None);
    }
}

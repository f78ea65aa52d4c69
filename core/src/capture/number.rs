//! A number as it is shown, and the one form in which numbers compare.
//!
//! E.164 where the country is known; short codes and service numbers stay the digits they are;
//! names and hidden numbers have no normalised form. docs/spec/capture.md, "Numbers".

use crate::record::Named;

/// The longest shown text that is read as a number, in characters.
const MAX_SHOWN: usize = 64;

/// The fewest digits of an international number.
const SHORTEST: usize = 7;

/// How a country writes its numbers.
struct Plan {
    country: &'static str,
    code: &'static str,
    /// What stands before a national number, or nothing.
    trunk: &'static str,
    /// Whether national numbers are also written without the trunk prefix.
    bare: bool,
    /// The shortest and the longest national number, trunk prefix left out.
    length: (usize, usize),
}

const fn plan(
    country: &'static str,
    code: &'static str,
    trunk: &'static str,
    bare: bool,
    length: (usize, usize),
) -> Plan {
    Plan { country, code, trunk, bare, length }
}

/// The places of the rule packs, and neighbours from which collectors call.
const PLANS: &[Plan] = &[
    plan("AU", "61", "0", false, (9, 9)),
    plan("BR", "55", "0", true, (10, 11)),
    plan("CA", "1", "1", true, (10, 10)),
    plan("CN", "86", "0", false, (9, 11)),
    plan("DE", "49", "0", false, (6, 11)),
    plan("FR", "33", "0", false, (9, 9)),
    plan("GB", "44", "0", false, (9, 10)),
    plan("HK", "852", "", true, (8, 8)),
    plan("ID", "62", "0", false, (8, 12)),
    plan("IN", "91", "0", true, (10, 10)),
    plan("JP", "81", "0", false, (9, 10)),
    plan("KE", "254", "0", false, (9, 9)),
    plan("KH", "855", "0", false, (8, 9)),
    plan("KR", "82", "0", false, (8, 10)),
    plan("MM", "95", "0", false, (7, 10)),
    plan("MO", "853", "", true, (8, 8)),
    plan("MX", "52", "", true, (10, 10)),
    plan("MY", "60", "0", false, (8, 10)),
    plan("NG", "234", "0", false, (8, 10)),
    plan("PH", "63", "0", false, (8, 10)),
    plan("SG", "65", "", true, (8, 8)),
    plan("TH", "66", "0", false, (8, 9)),
    plan("TW", "886", "0", false, (8, 9)),
    plan("US", "1", "1", true, (10, 10)),
    plan("VN", "84", "0", false, (9, 10)),
];

/// The normalised form of a number as shown: `+` and E.164 digits, or a service number's digits;
/// none for a name, a hidden number or anything else.
///
/// `country` (ISO 3166-1 alpha-2) is where national numbers belong.
pub fn normalise(shown: &str, country: Option<&str>) -> Option<String> {
    let written = digits(shown)?;
    let (international, digits) = match written.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, written.as_str()),
    };
    if digits.len() < 3 || digits.len() > 25 {
        return None;
    }
    let home = PLANS.iter().find(|plan| Some(plan.country) == country);
    if international {
        return Some(with_code(digits));
    }
    if let Some(rest) = digits.strip_prefix("00").filter(|rest| rest.len() >= 8)
        && PLANS.iter().any(|plan| rest.starts_with(plan.code))
    {
        return Some(with_code(rest));
    }
    let chinese = home.is_none_or(|plan| plan.country == "CN");
    if chinese && digits.len() == 13 && digits.strip_prefix("86").is_some_and(is_mobile) {
        return Some(format!("+{digits}"));
    }
    let Some(home) = home else { return Some(digits.to_owned()) };
    if home.country == "CN" {
        return Some(chinese_national(digits));
    }
    Some(national(home, digits))
}

/// A party's name as shown, with its number; a hidden number has the empty name.
pub fn named(shown: &str, country: Option<&str>) -> Named {
    let shown = shown.trim();
    if is_hidden(shown) {
        return Named::default();
    }
    Named { shown: shown.to_owned(), number: normalise(shown, country) }
}

/// Whether a shown text stands for a number that was withheld.
pub fn is_hidden(shown: &str) -> bool {
    let shown = shown.trim();
    let words = ["-1", "-2", "-3", "", "unknown", "private", "restricted", "anonymous", "withheld"];
    words.iter().any(|word| word.eq_ignore_ascii_case(shown))
        || matches!(shown, "未知" | "未知号码" | "私人号码" | "无号码" | "隐藏号码")
}

/// The digits of a shown number, with a leading `+` if it has one.
fn digits(shown: &str) -> Option<String> {
    if is_hidden(shown) || shown.len() > MAX_SHOWN * 4 {
        return None;
    }
    let mut out = String::with_capacity(shown.len());
    for c in shown.chars() {
        match c {
            '0'..='9' => out.push(c),
            '０'..='９' => out.push(char::from_digit(u32::from(c) - u32::from('０'), 10)?),
            '+' | '＋' if out.is_empty() => out.push('+'),
            ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}' | '\u{202f}' | '\u{3000}' => {}
            '\u{2010}'..='\u{2015}' | '－' | '（' | '）' => {}
            // Marks of direction that phones put around numbers.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            _ => return None,
        }
    }
    Some(out)
}

/// An international number; trunk prefixes behind the code are dropped, and what is a Chinese
/// service number loses the code.
fn with_code(digits: &str) -> String {
    let plan = PLANS.iter().find(|plan| digits.starts_with(plan.code));
    if let Some(plan) = plan {
        let rest = &digits[plan.code.len()..];
        if plan.country == "CN" && is_service(rest) && !is_landline(rest) {
            return rest.to_owned();
        }
        if plan.trunk == "0" && rest.starts_with('0') && digits.len() > SHORTEST {
            return with_code(&format!("{}{}", plan.code, &rest[1..]));
        }
    }
    // Fewer digits are no international number, whatever stands before them.
    if digits.len() < SHORTEST { digits.to_owned() } else { format!("+{digits}") }
}

/// A number as dialled within mainland China.
fn chinese_national(digits: &str) -> String {
    if is_mobile(digits) {
        return format!("+86{digits}");
    }
    if is_service(digits) {
        return digits.to_owned();
    }
    match digits.strip_prefix('0') {
        Some(rest) if is_mobile(rest) || is_landline(rest) => format!("+86{rest}"),
        _ => digits.to_owned(),
    }
}

/// Whether the digits are a mainland mobile number.
fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// Whether the digits are a mainland landline with its area code: three digits in Beijing and the
/// `2x` cities, else four with their 0, and 95x in Ningxia only.
fn is_landline(digits: &str) -> bool {
    match digits.as_bytes() {
        [b'1', b'0', ..] | [b'2', ..] | [b'9', b'5', b'1'..=b'5', ..] => digits.len() == 10,
        [b'9', b'5' | b'6', ..] | [b'4' | b'8', b'0', b'0', ..] => false,
        [b'3'..=b'9', ..] => matches!(digits.len(), 10 | 11),
        _ => false,
    }
}

/// Whether the digits are a mainland service number, which has no E.164 form: 95 and 96 lines,
/// 106 senders, 400 and 800 lines, 1xx and 1xxxx codes, 12xxx government lines.
fn is_service(digits: &str) -> bool {
    let short = digits.len() <= 6 && digits.starts_with('1');
    let line = digits.len() <= 14 && (digits.starts_with("95") || digits.starts_with("96"));
    let free = digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
    short || line || free || digits.starts_with("106") && !is_mobile(digits)
}

/// A number as dialled within a country of the table.
fn national(plan: &Plan, digits: &str) -> String {
    // No national number begins with the prefix that stands before it.
    let trunked = |rest: &str| !plan.trunk.is_empty() && rest.starts_with(plan.trunk);
    let fits = |rest: &str| (plan.length.0..=plan.length.1).contains(&rest.len()) && !trunked(rest);
    let behind = digits.strip_prefix(plan.trunk).filter(|rest| fits(rest));
    if let Some(rest) = behind.filter(|_| trunked(digits)) {
        return format!("+{}{rest}", plan.code);
    }
    if plan.bare && fits(digits) {
        return format!("+{}{digits}", plan.code);
    }
    let coded = digits.strip_prefix(plan.code).filter(|rest| fits(rest));
    match coded {
        Some(rest) if digits.len() > plan.length.1 => format!("+{}{rest}", plan.code),
        _ => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mainland_number_has_one_form_however_it_is_written() {
        for shown in [
            "13800138000",
            "138 0013 8000",
            "+86 138-0013-8000",
            "0086 13800138000",
            "8613800138000",
            "013800138000",
            "+8600138 0013 8000",
            "１３８００１３８０００",
            "\u{202a}+8613800138000\u{202c}",
        ] {
            assert_eq!(normalise(shown, Some("CN")).as_deref(), Some("+8613800138000"), "{shown}");
        }
        for shown in ["010-12345678", "+86 10 12345678", "+86 (0)10 12345678", "(010)12345678"] {
            assert_eq!(normalise(shown, Some("CN")).as_deref(), Some("+861012345678"), "{shown}");
        }
        let beijing = normalise("+86 10 6234 5678", Some("CN"));
        assert_eq!(beijing.as_deref(), Some("+861062345678"));
        assert_eq!(normalise("0951-1234567", Some("CN")).as_deref(), Some("+869511234567"));
        assert_eq!(normalise("0755-1234567", Some("CN")).as_deref(), Some("+867551234567"));
        assert_eq!(normalise("0755 12345678", Some("CN")).as_deref(), Some("+8675512345678"));
    }

    #[test]
    fn service_numbers_stay_what_they_are() {
        for digits in
            ["110", "12368", "95588", "9551812", "10690000123456789", "4001234567", "96110"]
        {
            assert_eq!(normalise(digits, Some("CN")).as_deref(), Some(digits));
            let coded = format!("+86{digits}");
            assert_eq!(normalise(&coded, Some("CN")).as_deref(), Some(digits));
        }
    }

    #[test]
    fn names_and_hidden_numbers_have_no_number() {
        for shown in
            ["", "-1", "-2", "Unknown", "PRIVATE", "Google", "a@example.org", "*100#", "12"]
        {
            assert_eq!(normalise(shown, Some("CN")), None, "{shown}");
        }
    }

    #[test]
    fn the_country_decides_what_a_national_number_is() {
        let cases = [
            ("0912 345 678", "TW", "+886912345678"),
            ("9123 4567", "HK", "+85291234567"),
            ("(555) 555-4545", "US", "+15555554545"),
            ("1-555-555-5655", "US", "+15555555655"),
            ("98765 43210", "IN", "+919876543210"),
            ("919876543210", "IN", "+919876543210"),
            ("0812-3456-7890", "ID", "+6281234567890"),
            ("0917 123 4567", "PH", "+639171234567"),
            ("7007", "IN", "7007"),
            ("0100000000", "IN", "0100000000"),
        ];
        for (shown, country, number) in cases {
            assert_eq!(normalise(shown, Some(country)).as_deref(), Some(number));
        }
        assert_eq!(named(" -1", Some("CN")), Named::default());
        assert_eq!(normalise("13800138000", None).as_deref(), Some("13800138000"));
        assert_eq!(normalise("+852 9123 4567", None).as_deref(), Some("+85291234567"));
    }
}

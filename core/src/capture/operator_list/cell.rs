//! What stands in a cell of a list: a duration, a time, a way of contact.
//!
//! docs/spec/operator-list.md, "Cells".

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::record::{Channel, Direction};

/// The longest duration that is read, in seconds: a week.
const MAX_DURATION: i64 = 7 * 86_400;

/// A duration in seconds: `1小时2分3秒`, `00:01:02`, `1:02`, `62`, `62秒`.
pub(super) fn duration(text: &str) -> Option<i64> {
    let text = text.trim();
    let seconds = if text.contains(':') {
        let mut seconds = 0_i64;
        for (at, part) in text.split(':').enumerate() {
            let value: i64 =
                part.trim().parse().ok().filter(|value| (0..100_000).contains(value))?;
            if at > 2 || at > 0 && value > 59 {
                return None;
            }
            seconds = seconds * 60 + value;
        }
        seconds
    } else {
        units(text)?
    };
    (0..=MAX_DURATION).contains(&seconds).then_some(seconds)
}

/// Numbers with their units; a number alone is seconds.
fn units(text: &str) -> Option<i64> {
    const UNITS: &[(&str, i64)] = &[
        ("小时", 3600),
        ("小時", 3600),
        ("时", 3600),
        ("時", 3600),
        ("分钟", 60),
        ("分鐘", 60),
        ("分", 60),
        ("秒", 1),
        ("h", 3600),
        ("m", 60),
        ("s", 1),
        ("'", 60),
        ("\"", 1),
    ];
    let mut rest = text;
    let mut seconds = 0_i64;
    let mut least = i64::MAX;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let value: i64 = rest[..digits].parse().ok().filter(|value| *value < 1_000_000)?;
        rest = rest[digits..].trim_start();
        if rest.is_empty() && seconds == 0 && least == i64::MAX {
            return Some(value);
        }
        let (unit, size) = UNITS.iter().find(|(unit, _)| rest.starts_with(unit))?;
        if *size >= least {
            return None;
        }
        least = *size;
        seconds += value * size;
        rest = rest[unit.len()..].trim_start();
    }
    (least < i64::MAX).then_some(seconds)
}

/// A time as a list gives it: with or without its day, its year.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Time {
    /// A time of day; the day stands elsewhere.
    Clock(NaiveTime),
    /// A day; the time stands elsewhere.
    Day(NaiveDate),
    /// A month and a day with a time; the year stands elsewhere.
    Yearless(u32, u32, NaiveTime),
    /// All of it.
    Whole(NaiveDateTime),
}

/// Reads a time: `2024-01-02 10:05:06`, `2024/1/2 10:05`, `20240102100506`, `01-02 10:05:06`,
/// `10:05:06`, `2024-01-02`, `2024年1月2日 10:05:06`.
pub(super) fn time(text: &str) -> Option<Time> {
    let text = text.trim().trim_matches('\'');
    if text.len() > 64 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let compact = text.bytes().all(|byte| byte.is_ascii_digit());
    if compact {
        return match text.len() {
            14 => NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok().map(Time::Whole),
            8 => NaiveDate::parse_from_str(text, "%Y%m%d").ok().map(Time::Day),
            _ => None,
        };
    }
    let plain: String = text
        .chars()
        .map(|c| match c {
            '年' | '月' | '/' | '.' => '-',
            '日' | 'T' | '\u{a0}' | '\u{3000}' => ' ',
            '：' => ':',
            c => c,
        })
        .collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>();
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    match plain.as_slice() {
        [one] => day(one).map(Time::Day).or_else(|| clock(one).map(Time::Clock)),
        [date, time] => {
            let time = clock(time)?;
            if let Some(day) = day(date) {
                return Some(Time::Whole(day.and_time(time)));
            }
            let (month, day) = date.split_once('-')?;
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            NaiveDate::from_ymd_opt(2024, month, day)?;
            Some(Time::Yearless(month, day, time))
        }
        _ => None,
    }
}

/// Whether a text that is no time has the form of a day, with or without a time: three numbers at
/// least, or eight digits, and nothing but what parts them.
pub(super) fn is_like_a_time(text: &str) -> bool {
    let parts = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '/' | '.' | ':' | '：' | '年' | '月' | '日' | '时' | '分' | '秒' | 'T' | '\''
            )
    };
    let numbers: Vec<&str> = text.split(parts).filter(|piece| !piece.is_empty()).collect();
    let digits = |piece: &&str| piece.bytes().all(|byte| byte.is_ascii_digit());
    numbers.iter().all(digits)
        && (numbers.len() >= 3 || matches!(numbers[..], [one] if matches!(one.len(), 8 | 14)))
}

fn clock(text: &str) -> Option<NaiveTime> {
    // A fraction of a second says nothing here.
    let text = text.split_once('.').map_or(text, |(whole, _)| whole);
    let long = NaiveTime::parse_from_str(text, "%H:%M:%S");
    long.or_else(|_| NaiveTime::parse_from_str(text, "%H:%M")).ok()
}

/// What a row is: a call or a message, and which way it went.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Way {
    pub(super) channel: Option<Channel>,
    pub(super) direction: Option<Direction>,
    /// Whether the call was passed on to another number.
    pub(super) forwarded: bool,
}

/// Reads a word for the way: `主叫`, `被叫`, `呼转`, `短信发送` and their kin.
pub(super) fn way(text: &str) -> Option<Way> {
    let text = text.trim();
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let channel = if has(&["彩信"]) {
        Some(Channel::Mms)
    } else if has(&["短信", "短消息", "点对点", "SMS"]) {
        Some(Channel::Sms)
    } else {
        None
    };
    if has(&["呼转", "转移", "前转", "呼叫转"]) {
        return Some(Way { channel: Some(Channel::Call), direction: None, forwarded: true });
    }
    let forwarded = false;
    let of = |channel, direction| Way { channel, direction: Some(direction), forwarded };
    if has(&["主叫", "呼出", "拨出", "去电", "主動"]) {
        return Some(of(channel, Direction::Out));
    }
    if has(&["被叫", "呼入", "接听", "接聽", "来电", "來電"]) {
        return Some(of(channel, Direction::In));
    }
    let text_channel = channel.or(Some(Channel::Sms));
    if has(&["发送", "發送", "上行", "发出", "已发"]) || text == "发" {
        return Some(of(text_channel, Direction::Out));
    }
    if has(&["接收", "下行", "收到"]) || text == "收" {
        return Some(of(text_channel, Direction::In));
    }
    channel.map(|channel| Way { channel: Some(channel), direction: None, forwarded })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_every_form_that_occurs() {
        for (text, seconds) in [
            ("1小时2分3秒", Some(3723)),
            ("2分3秒", Some(123)),
            ("3秒", Some(3)),
            ("1分", Some(60)),
            ("1分钟", Some(60)),
            ("00:01:02", Some(62)),
            ("1:02", Some(62)),
            ("62", Some(62)),
            ("0", Some(0)),
            ("1时2分3秒", Some(3723)),
            ("", None),
            ("3秒2分", None),
            ("-5", None),
            ("00:61:00", None),
            ("99999999999", None),
            ("1小时x", None),
        ] {
            assert_eq!(duration(text), seconds, "{text}");
        }
    }

    #[test]
    fn times_say_what_they_lack() {
        let day = NaiveDate::from_ymd_opt(2024, 1, 2).unwrap();
        let clock = NaiveTime::from_hms_opt(10, 5, 6).unwrap();
        for text in ["2024-01-02 10:05:06", "2024/1/2 10:05:06", "20240102100506"] {
            assert_eq!(time(text), Some(Time::Whole(day.and_time(clock))), "{text}");
        }
        assert_eq!(time("2024年1月2日 10:05:06"), Some(Time::Whole(day.and_time(clock))));
        assert_eq!(time("01-02 10:05:06"), Some(Time::Yearless(1, 2, clock)));
        assert_eq!(time("10:05:06"), Some(Time::Clock(clock)));
        assert_eq!(time("2024-01-02"), Some(Time::Day(day)));
        for text in ["", "13800138000", "主叫", "2024-13-02 10:05:06", "2024-01-02 25:00:00"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn ways_are_told_by_their_words() {
        let of = |text: &str| way(text).map(|way| (way.channel, way.direction, way.forwarded));
        assert_eq!(of("主叫"), Some((None, Some(Direction::Out), false)));
        assert_eq!(of("被叫"), Some((None, Some(Direction::In), false)));
        assert_eq!(of("呼转"), Some((Some(Channel::Call), None, true)));
        assert_eq!(of("短信发送"), Some((Some(Channel::Sms), Some(Direction::Out), false)));
        assert_eq!(of("接收"), Some((Some(Channel::Sms), Some(Direction::In), false)));
        assert_eq!(of("彩信"), Some((Some(Channel::Mms), None, false)));
        assert_eq!(of("本地"), None);
    }
}

//! A row of a list in the text of a PDF, where no column is marked.
//!
//! docs/spec/operator-list.md, "Text of a PDF".

use super::cell::{self, Time, Way};
use crate::capture::number;

/// What a line says.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Found {
    pub(super) time: String,
    pub(super) number: String,
    pub(super) duration: Option<String>,
    pub(super) way: Option<Way>,
}

/// Finds the time, the number, the duration and the way in a line; none where it has no time or
/// no number behind it.
pub(super) fn find(line: &str) -> Option<Found> {
    let words: Vec<&str> = line.split_whitespace().take(64).collect();
    let (at, length, time) = (0..words.len()).find_map(|at| {
        let pair = words.get(at..at + 2).map(|pair| pair.join(" "));
        let whole = pair
            .filter(|pair| matches!(cell::time(pair), Some(Time::Whole(_) | Time::Yearless(..))));
        if let Some(whole) = whole {
            return Some((at, 2, whole));
        }
        let one = words[at];
        matches!(cell::time(one), Some(Time::Whole(_) | Time::Clock(_)))
            .then(|| (at, 1, one.to_owned()))
    })?;
    let rest = || words.iter().enumerate().filter(|(place, _)| !(at..at + length).contains(place));
    let way = rest().find_map(|(_, word)| cell::way(word));
    let (place, number) = rest().find(|(place, word)| *place > at && is_number(word))?;
    let duration = rest().find(|(other, word)| {
        *other != place && *other > at && !is_number(word) && is_duration(word)
    });
    let duration = duration.map(|(_, word)| (*word).to_owned());
    Some(Found { time, number: (*number).to_owned(), duration, way })
}

/// A number of a telephone: at least five digits, so that a duration in seconds is none.
fn is_number(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let masked = word.contains('*') && digits >= 5;
    let plain =
        word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'*'));
    plain && digits >= 5 && (masked || number::normalise(word, Some("CN")).is_some())
}

fn is_duration(word: &str) -> bool {
    let unit = word.contains(['秒', '分', ':']) || word.bytes().all(|byte| byte.is_ascii_digit());
    unit && cell::duration(word).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Direction;

    #[test]
    fn a_line_gives_what_it_has_wherever_it_stands() {
        for line in [
            "1  2024-01-02 10:05:06  北京  主叫  13800138000  1分2秒  本地  0.00",
            "   01-02 10:05:06   主叫 13800138000   62   国内通话 ",
            "10:05:06 13800138000 主叫 00:01:02",
        ] {
            let found = find(line).unwrap();
            assert_eq!(found.number, "13800138000", "{line}");
            assert_eq!(found.way.unwrap().direction, Some(Direction::Out), "{line}");
            assert_eq!(cell::duration(found.duration.as_deref().unwrap()), Some(62), "{line}");
        }
        assert_eq!(find("手机号码 13800138000 查询时间 2024-01-02"), None);
        assert_eq!(find("合计 12:30"), None);
    }
}

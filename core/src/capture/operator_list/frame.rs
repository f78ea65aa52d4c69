//! What stands around the rows of a list: whose list it is, and of which year and day.
//!
//! docs/spec/operator-list.md, "The frame".

use chrono::{Datelike, NaiveDate};

use super::cell::{self, Time};
use crate::capture::number;

/// What the frame has said so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    /// The number whose list it is, as shown.
    pub(super) own: Option<String>,
    /// The year of times that have none, and the month, where one is said.
    pub(super) year: Option<(i32, Option<u32>)>,
    /// The day of times that have none, and how it is written.
    pub(super) day: Option<(NaiveDate, String)>,
    /// Whether the rows are texts and no calls.
    pub(super) texts: Option<bool>,
}

impl Frame {
    /// Takes a row that is none of the list's own; whether it said something.
    pub(super) fn take(&mut self, cells: &[String]) -> bool {
        let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let (Some(first), second) = (filled.next(), filled.next()) else { return true };
        if second.is_none()
            && let Some(Time::Day(day)) =
                cell::time(first.split(['（', '(', '星', '周']).next().unwrap_or(first))
        {
            self.day = Some((day, first.to_owned()));
            return true;
        }
        let mut said = false;
        let text = cells.join(" ");
        if self.own.is_none() {
            self.own = own(&text);
            said |= self.own.is_some();
        }
        if let Some(year) = year(&text) {
            self.year = Some(year);
            said = true;
        }
        for (words, texts) in
            [(["短信", "彩信", "短彩信"], true), (["语音", "通话", "语音详单"], false)]
        {
            if words.iter().any(|word| text.contains(word)) {
                self.texts = Some(texts);
                said = true;
            }
        }
        said
    }

    /// The year of a month, where the frame says it.
    pub(super) fn year_of(&self, month: u32) -> Option<i32> {
        let (year, said) = self.year?;
        // A bill of January may list the last days of December.
        Some(if said == Some(1) && month == 12 { year - 1 } else { year })
    }
}

/// A number that stands behind a word for the owner's own.
fn own(text: &str) -> Option<String> {
    const WORDS: [&str; 10] = [
        "本机号码",
        "手机号码",
        "用户号码",
        "业务号码",
        "计费号码",
        "电话号码",
        "查询号码",
        "服务号码",
        "客户号码",
        "号码",
    ];
    for word in WORDS {
        for (at, _) in text.match_indices(word) {
            let behind =
                text[at + word.len()..].trim_start_matches([':', '：', ' ', '\t', '\u{3000}']);
            let end =
                behind.find(|c: char| !c.is_ascii_digit() && c != '+').unwrap_or(behind.len());
            let digits = &behind[..end];
            if digits.len() >= 7 && number::normalise(digits, Some("CN")).is_some() {
                return Some(digits.to_owned());
            }
        }
    }
    None
}

/// The year of the list, and its month where one is said: `2024年01月`, `202401`, a first day.
fn year(text: &str) -> Option<(i32, Option<u32>)> {
    let fits = |year: i32| (1990..=2100).contains(&year);
    if let Some((before, behind)) = text.split_once('年') {
        let digits: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
        let year: i32 = digits.chars().rev().collect::<String>().parse().ok()?;
        let month: String = behind.trim_start().chars().take_while(char::is_ascii_digit).collect();
        return fits(year)
            .then(|| (year, month.parse().ok().filter(|month| (1..=12).contains(month))));
    }
    for piece in text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.')) {
        let known = ["账期", "帐期", "月份", "周期", "时间", "日期", "期间", "至"];
        if piece.len() == 6
            && piece.bytes().all(|byte| byte.is_ascii_digit())
            && known.iter().any(|word| text.contains(word))
        {
            let (year, month) = (piece[..4].parse().ok()?, piece[4..].parse().ok()?);
            if fits(year) && (1..=12).contains(&month) {
                return Some((year, Some(month)));
            }
        }
        if let Some(Time::Day(day)) = cell::time(piece) {
            return Some((day.year(), Some(day.month())));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(rows: &[&str]) -> Frame {
        let mut frame = Frame::default();
        for row in rows {
            let cells: Vec<String> = row.split(',').map(str::to_owned).collect();
            frame.take(&cells);
        }
        frame
    }

    #[test]
    fn a_frame_says_whose_list_it_is_and_of_when() {
        let read = frame(&["中国移动通话详单", "手机号码：13800138000,查询月份：2024年01月"]);
        assert_eq!(read.own.as_deref(), Some("13800138000"));
        assert_eq!((read.year, read.texts), (Some((2024, Some(1))), Some(false)));
        assert_eq!((read.year_of(1), read.year_of(12)), (Some(2024), Some(2023)));
        assert_eq!(frame(&["账期:202403"]).year, Some((2024, Some(3))));
        assert_eq!(frame(&["起止日期：2024-03-01至2024-03-31"]).year, Some((2024, Some(3))));
        let day = NaiveDate::from_ymd_opt(2024, 1, 2).unwrap();
        assert_eq!(frame(&["2024-01-02"]).day.map(|(day, _)| day), Some(day));
        assert_eq!(frame(&["2024年1月2日 星期二"]).day.map(|(day, _)| day), Some(day));
        assert!(frame(&["a,b"]).own.is_none());
    }
}

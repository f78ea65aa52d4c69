//! Which column of a list is what: by its name, or as the person says.
//!
//! docs/spec/operator-list.md, "Columns".

/// The most columns of a list.
pub const MAX_COLUMNS: usize = 64;

/// What a column holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Meaning {
    Called,
    Calling,
    Date,
    Duration,
    Number,
    Own,
    Time,
    Way,
}

/// The names of columns, without their units.
const NAMES: &[(Meaning, &[&str])] = &[
    (
        Meaning::Number,
        &[
            "对方号码",
            "对方手机号码",
            "对方手机号",
            "对方电话",
            "对方电话号码",
            "对端号码",
            "对方",
            "對方號碼",
            "通话号码",
            "通信号码",
            "收发号码",
            "接收号码",
            "对方号",
        ],
    ),
    (
        Meaning::Time,
        &[
            "起始时间",
            "开始时间",
            "通话起始时间",
            "通话开始时间",
            "通话时间",
            "通信时间",
            "通信起始时间",
            "呼叫时间",
            "呼叫起始时间",
            "发送时间",
            "收发时间",
            "业务发生时间",
            "时间",
            "起始時間",
            "通話時間",
        ],
    ),
    (Meaning::Date, &["通话日期", "日期", "起始日期", "呼叫日期", "发送日期", "通信日期"]),
    (
        Meaning::Duration,
        &["通信时长", "通话时长", "时长", "计费时长", "通話時長", "通话时间长度", "使用时长"],
    ),
    (
        Meaning::Way,
        &[
            "通信方式",
            "呼叫类型",
            "呼叫方式",
            "主叫/被叫",
            "主被叫",
            "主被叫类型",
            "通话方式",
            "收发类型",
            "收发方式",
            "发送方式",
            "通话类型",
            "通信类型",
            "信息类型",
            "业务类型",
            "类型",
            "状态",
        ],
    ),
    (
        Meaning::Own,
        &["本机号码", "计费号码", "用户号码", "业务号码", "己方号码", "手机号码", "本方号码"],
    ),
    (Meaning::Calling, &["主叫号码"]),
    (Meaning::Called, &["被叫号码"]),
];

/// Which columns hold what; a meaning may have several.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Columns {
    meanings: Vec<(Meaning, usize)>,
    /// The names as they stand.
    pub(super) names: Vec<String>,
}

impl Columns {
    /// The columns that a row names; none where it does not name a list's columns.
    pub(super) fn of(cells: &[String]) -> Option<Self> {
        let mut meanings = Vec::new();
        for (at, cell) in cells.iter().enumerate().take(MAX_COLUMNS) {
            let name = bare(cell);
            let known = NAMES.iter().find(|(_, names)| names.contains(&name.as_str()));
            meanings.extend(known.map(|(meaning, _)| (*meaning, at)));
        }
        let has = |meaning| meanings.iter().any(|(known, _)| *known == meaning);
        let number = has(Meaning::Number) || has(Meaning::Calling) && has(Meaning::Called);
        let timed = has(Meaning::Time) || has(Meaning::Date);
        (number && timed).then(|| Self { meanings, names: cells.to_vec() })
    }

    /// The columns that a person names.
    pub(super) fn said(map: &ColumnMap) -> Self {
        let meanings = map.0.iter().map(|(meaning, at)| (*meaning, *at)).collect();
        Self { meanings, names: Vec::new() }
    }

    /// The cells of a meaning, in the order of the columns.
    pub(super) fn cells<'a>(
        &'a self,
        meaning: Meaning,
        cells: &'a [String],
    ) -> impl Iterator<Item = &'a str> {
        let places = self.meanings.iter().filter(move |(known, _)| *known == meaning);
        places.filter_map(|(_, at)| cells.get(*at)).map(|cell| cell.trim())
    }

    /// The first cell of a meaning that is not empty.
    pub(super) fn cell<'a>(&'a self, meaning: Meaning, cells: &'a [String]) -> Option<&'a str> {
        self.cells(meaning, cells).find(|cell| !cell.is_empty())
    }

    /// Whether there is a column of a meaning.
    pub(super) fn has(&self, meaning: Meaning) -> bool {
        self.meanings.iter().any(|(known, _)| *known == meaning)
    }
}

/// A name without blanks, marks and what stands in parentheses: `通话时长(秒)` is `通话时长`.
fn bare(name: &str) -> String {
    let name = name.split(['(', '（', '[', '【']).next().unwrap_or_default();
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | ':' | '：' | '\u{feff}'))
        .collect()
}

/// Which column is what, as a person says: `number=3,time=1,duration=4,way=2`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ColumnMap(Vec<(Meaning, usize)>);

impl ColumnMap {
    /// Reads `NAME=COLUMN` between commas; columns are counted from 1.
    ///
    /// # Errors
    /// What is wrong, in words: another name, no number, a name twice, or no `number` and `time`.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let mut columns: Vec<(Meaning, usize)> = Vec::new();
        for part in text.split(',') {
            let (name, at) = part.split_once('=').ok_or("each column is NAME=COLUMN")?;
            let meaning = match name.trim() {
                "called" => Meaning::Called,
                "calling" => Meaning::Calling,
                "date" => Meaning::Date,
                "duration" => Meaning::Duration,
                "number" => Meaning::Number,
                "own" => Meaning::Own,
                "time" => Meaning::Time,
                "way" => Meaning::Way,
                _ => {
                    return Err("the names are number, time, date, duration, way, own, calling \
                                and called");
                }
            };
            let at: usize = at.trim().parse().map_err(|_| "a column is a number from 1")?;
            if !(1..=MAX_COLUMNS).contains(&at) {
                return Err("a column is a number from 1 to 64");
            }
            if columns.iter().any(|(known, _)| *known == meaning) {
                return Err("a name stands twice");
            }
            columns.push((meaning, at - 1));
        }
        let has = |meaning| columns.iter().any(|(known, _)| *known == meaning);
        let number = has(Meaning::Number) || has(Meaning::Calling) && has(Meaning::Called);
        if number && (has(Meaning::Time) || has(Meaning::Date)) {
            Ok(Self(columns))
        } else {
            Err("number and time must be named")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<Columns> {
        let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        Columns::of(&cells)
    }

    #[test]
    fn the_columns_of_three_operators_are_known_in_any_order() {
        for line in [
            "起始时间,通信地点,通信方式,对方号码,通信时长,通信类型,套餐优惠,实收通信费(元)",
            "起始时间,通信地点,对方号码,通信方式,信息类型,业务名称,套餐优惠,通信费(元)",
            "序号,呼叫类型,对方号码,通话日期,起始时间,通话时长(秒),通话地点",
            "对方号码,呼叫类型,日期时间,通话起始时间,时长",
            "主叫号码,被叫号码,通话开始时间,通话时长",
        ] {
            assert!(of(line).is_some(), "{line}");
        }
        for line in ["对方号码,备注", "起始时间,通信方式", "a,b,c", ""] {
            assert!(of(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_map_names_columns_once_and_enough_of_them() {
        assert!(ColumnMap::parse("number=3, time=1,way=2").is_ok());
        for text in ["", "number=3", "number=3,time=0", "number=1,number=2,time=3", "x=1"] {
            assert!(ColumnMap::parse(text).is_err(), "{text}");
        }
    }
}

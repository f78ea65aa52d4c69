//! A row of a list, and the record that it becomes.
//!
//! docs/spec/operator-list.md, "Records".

use super::cell::{self, Time, Way};
use super::clock::{self, Read};
use super::column::{Columns, Meaning};
use super::frame::Frame;
use super::text::{self, Found};
use super::{FORMAT, MAX_PREAMBLE, MAX_ROWS, fault};
use crate::capture::{Context, Emit, Item, Skip, number};
use crate::error::Result;
use crate::record::canonical::Value;
use crate::record::{
    Channel, Direction, Draft, Fact, Feed, Field, Kind, Named, Outcome, Party, Source,
};

/// Words of rows that sum up or explain.
const SUMS: &[&str] =
    &["合计", "合計", "总计", "總計", "小计", "小計", "共计", "备注", "说明", "温馨提示", "注："];

/// Takes rows and gives out records.
pub(super) struct Reader<'a, 'e> {
    context: &'a Context<'a>,
    emit: Emit<'e>,
    columns: Option<Columns>,
    /// Whether the names of the columns are those of the operators of mainland China.
    mainland: bool,
    frame: Frame,
    /// How many rows there were, and the place of the newest.
    rows: u64,
    row: u64,
    given: u64,
}

/// What a row says, in words of the list.
#[derive(Debug, Default)]
struct Said<'a> {
    time: &'a str,
    number: &'a str,
    duration: Option<&'a str>,
    way: Option<Way>,
    own: Option<&'a str>,
    swapped: bool,
}

impl<'a, 'e> Reader<'a, 'e> {
    pub(super) fn new(context: &'a Context<'a>, emit: Emit<'e>) -> Self {
        let said = context.answers.list;
        let frame = Frame { own: said.own.map(str::to_owned), ..Frame::default() };
        let columns = said.columns.map(Columns::said);
        Self { context, emit, columns, mainland: said.text, frame, rows: 0, row: 0, given: 0 }
    }

    /// Takes a row of a table.
    pub(super) fn row(&mut self, row: u64, cells: &[String]) -> Result<()> {
        self.count(row)?;
        if let Some(columns) = Columns::of(cells) {
            // A map that a person gave stands.
            if self.context.answers.list.columns.is_none() {
                self.columns = Some(columns);
                self.mainland = true;
                if cells.iter().any(|cell| cell.contains("信息类型")) {
                    self.frame.texts = Some(true);
                }
            }
            return Ok(());
        }
        let Some(columns) = self.columns.take() else {
            if self.rows > MAX_PREAMBLE {
                return Err(fault("list-columns-unknown"));
            }
            self.frame.take(cells);
            return Ok(());
        };
        let taken = self.read(&columns, cells);
        self.columns = Some(columns);
        match taken {
            Ok(Some(draft)) => {
                self.given += 1;
                (self.emit)(Item::Draft(Box::new(draft)))
            }
            Ok(None) => Ok(()),
            Err(reason) => self.skip(reason),
        }
    }

    /// Takes a line of a PDF's text.
    pub(super) fn line(&mut self, row: u64, line: &str) -> Result<()> {
        self.count(row)?;
        let Some(found) = text::find(line) else {
            self.frame.take(&[line.to_owned()]);
            return Ok(());
        };
        let Found { time, number, duration, way } = found;
        let said = Said {
            time: &time,
            number: &number,
            duration: duration.as_deref(),
            way,
            ..Said::default()
        };
        let source_row = Value::map(vec![("line".to_owned(), Value::Text(line.to_owned()))]);
        match self.draft(&said, source_row, true) {
            Ok(draft) => {
                self.given += 1;
                (self.emit)(Item::Draft(Box::new(draft)))
            }
            Err(reason) => self.skip(reason),
        }
    }

    /// Ends the list.
    pub(super) fn finish(self) -> Result<()> {
        // What a person said of the columns is proved only by a row that they give.
        let named = self.columns.is_some() && self.context.answers.list.columns.is_none();
        if named || self.given > 0 { Ok(()) } else { Err(fault("list-columns-unknown")) }
    }

    fn count(&mut self, row: u64) -> Result<()> {
        self.row = row;
        self.rows += 1;
        if self.rows > MAX_ROWS { Err(fault("list-too-long")) } else { Ok(()) }
    }

    fn skip(&mut self, reason: &'static str) -> Result<()> {
        (self.emit)(Item::Skip(Skip { row: self.row, byte: None, reason, repaired: false }))
    }

    /// Reads a row of the list; none where it is of the frame.
    fn read(&mut self, columns: &Columns, cells: &[String]) -> Read<Option<Draft>> {
        let time = columns.cell(Meaning::Time, cells);
        let date = columns.cell(Meaning::Date, cells);
        let told = |text: Option<&str>| text.and_then(cell::time);
        if told(time).is_none() && told(date).is_none() || is_lone_day(cells) {
            let number = columns.cell(Meaning::Number, cells).is_some_and(is_number);
            if number && [time, date].into_iter().flatten().any(cell::is_like_a_time) {
                return Err("time-invalid");
            }
            let text = cells.join("");
            if SUMS.iter().any(|word| text.contains(word)) {
                return Err("summary-row");
            }
            return if self.frame.take(cells) { Ok(None) } else { Err("row-unknown") };
        }
        let joined;
        let time = match (told(date), told(time)) {
            (Some(Time::Day(_)), Some(Time::Clock(_))) => {
                joined = format!("{} {}", date.unwrap_or_default(), time.unwrap_or_default());
                joined.as_str()
            }
            (_, Some(_)) => time.unwrap_or_default(),
            _ => date.unwrap_or_default(),
        };
        let mut said = Said { time, ..Said::default() };
        said.own = columns.cell(Meaning::Own, cells);
        said.duration = columns.cell(Meaning::Duration, cells);
        said.number = columns.cell(Meaning::Number, cells).unwrap_or_default();
        said.way = columns.cells(Meaning::Way, cells).find_map(cell::way);
        if said.way.is_none()
            && let Some(way) = cell::way(said.number)
        {
            // Some lists name two columns the wrong way round.
            let other = columns.cells(Meaning::Way, cells).find(|cell| is_number(cell));
            if let Some(other) = other {
                (said.way, said.number, said.swapped) = (Some(way), other, true);
            }
        }
        if said.number.is_empty()
            && let (Some(calling), Some(called)) =
                (columns.cell(Meaning::Calling, cells), columns.cell(Meaning::Called, cells))
        {
            self.sides(calling, called, &mut said)?;
        }
        let mut source = Vec::with_capacity(cells.len() + 1);
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let name =
                columns.names.get(at).map(|name| name.trim()).filter(|name| !name.is_empty());
            let name = name.map_or_else(|| format!("column {}", at + 1), str::to_owned);
            let name = if source.iter().any(|(other, _)| *other == name) {
                format!("{name} (column {})", at + 1)
            } else {
                name
            };
            source.push((name, Value::Text(cell.clone())));
        }
        if let (Some(Time::Clock(_)), Some((_, day))) = (cell::time(said.time), &self.frame.day) {
            source.push(("day".to_owned(), Value::Text(day.clone())));
        }
        let call = columns.has(Meaning::Duration);
        self.draft(&said, Value::map(source), call).map(Some)
    }

    /// Tells from the owner's number who called whom.
    fn sides<'r>(&self, calling: &'r str, called: &'r str, said: &mut Said<'r>) -> Read<()> {
        let own = said.own.or(self.frame.own.as_deref()).ok_or("own-unknown")?;
        let key = |shown: &str| number::named(shown, self.country()).key().to_owned();
        let direction = match key(own) {
            own if own == key(calling) => Direction::Out,
            own if own == key(called) => Direction::In,
            _ => return Err("own-unknown"),
        };
        said.number = if direction == Direction::Out { called } else { calling };
        said.way = Some(Way { channel: None, direction: Some(direction), forwarded: false });
        Ok(())
    }

    fn country(&self) -> Option<&str> {
        if self.mainland { Some("CN") } else { self.context.country }
    }

    /// The record of a row.
    fn draft(&self, said: &Said<'_>, row: Value, timed: bool) -> Read<Draft> {
        let time = clock::local(said.time, &self.frame)?;
        let mut fact = Fact::new(Kind::Event, Source::Operator);
        clock::stamp(&mut fact, time, self.context, self.mainland)?;
        let way = said.way.unwrap_or(Way { channel: None, direction: None, forwarded: false });
        let texts = self.frame.texts.unwrap_or(!timed);
        let channel = way.channel.unwrap_or(if texts { Channel::Sms } else { Channel::Call });
        fact.channel = Some(channel);
        fact.direction = way.direction;
        if channel == Channel::Call {
            fact.duration = match said.duration {
                Some(text) => Some(cell::duration(text).ok_or("duration-invalid")?),
                None => None,
            };
            fact.outcome = fact.duration.filter(|s| *s > 0).map(|_| Outcome::Connected);
        }
        fact.feed = Some(Feed {
            format: FORMAT.to_owned(),
            file: Some(self.context.file),
            package: None,
            place: i64::try_from(self.row).unwrap_or(i64::MAX),
        });
        let name = number::named(said.number, self.country());
        let mut draft = Draft::new(fact).with_party(&Party { name, group: Vec::new() });
        if let Some(own) = said.own.or(self.frame.own.as_deref()) {
            let name: Named = number::named(own, self.country());
            draft = draft.with(Field::Own, &Party { name, group: Vec::new() }.to_value());
        }
        let mut doubts = Vec::new();
        if said.swapped {
            doubts.push(Value::Text("columns-swapped".to_owned()));
        }
        if way.forwarded {
            doubts.push(Value::Text("forwarded".to_owned()));
        }
        if !doubts.is_empty() {
            let detail = vec![("doubt".to_owned(), Value::List(doubts))];
            draft = draft.with(Field::Detail, &Value::map(detail));
        }
        let source_row = row.to_canonical();
        if source_row.len() > crate::record::MAX_BODY {
            return Err("row-too-large");
        }
        Ok(draft.with_canonical(Field::SourceRow, source_row))
    }
}

/// Whether a row is a day and nothing else: it stands over the rows of that day.
fn is_lone_day(cells: &[String]) -> bool {
    let mut filled = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let first = filled.next().and_then(cell::time);
    matches!(first, Some(Time::Day(_))) && filled.next().is_none()
}

fn is_number(cell: &str) -> bool {
    cell.len() >= 3 && number::normalise(cell, Some("CN")).is_some()
}

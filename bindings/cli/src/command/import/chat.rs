//! What only a person knows of a chat: under which name they speak, which number is the day, in
//! which zone the phone was.
//!
//! Asked on a terminal; elsewhere an option answers, and without it nothing is taken.

use std::io::{self, BufRead, IsTerminal, Read, Seek, Write};
use std::path::Path;

use dunlog_core::Error;
use dunlog_core::capture;
use dunlog_core::capture::chat_export::{Chat, DateOrder, Survey};
use dunlog_core::capture::operator_list::{ColumnMap, Said};

use super::Args;
use crate::display::Visible;
use crate::failure::{Failure, Outcome, shown};
use crate::zone::Zone;

/// The answers, as options.
#[derive(Debug, clap::Args)]
pub(crate) struct ChatArgs {
    /// Your name in a chat, as the chat shows it; more than one where it changed.
    #[arg(long, value_name = "NAME")]
    me: Vec<String>,
    /// You wrote none of the messages of the chat.
    #[arg(long, conflicts_with = "me")]
    no_me: bool,
    /// In the chat's dates the day stands before the month.
    #[arg(long, group = "order")]
    day_first: bool,
    /// In the chat's dates the month stands before the day.
    #[arg(long, group = "order")]
    month_first: bool,
    /// In the chat's dates the year stands before month and day.
    #[arg(long, group = "order")]
    year_first: bool,
    /// The program that the chat is from, where the file does not say it.
    #[arg(long, value_name = "APP", value_parser = ["qq", "wechat"])]
    app: Option<String>,
}

/// What only a person knows of an operator's list.
#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    /// Which column of an operator's list is what, from 1: number=3,time=1 and maybe date, duration,
    /// way, own, calling, called. Without it the names of the columns say it.
    #[arg(long, value_name = "COLUMNS", value_parser = ColumnMap::parse, conflicts_with = "text")]
    columns: Option<ColumnMap>,
    /// The number whose list it is, where the list does not say it.
    #[arg(long, value_name = "NUMBER")]
    own: Option<String>,
    /// The file is text taken out of an operator's PDF.
    #[arg(long)]
    text: bool,
}

impl ListArgs {
    /// What is said, as core takes it.
    pub(crate) fn said(&self) -> Said<'_> {
        Said { columns: self.columns.as_ref(), own: self.own.as_deref(), text: self.text }
    }

    /// Whether the file is said to be a list.
    fn is_list(&self) -> bool {
        self.columns.is_some() || self.text
    }
}

/// The answers for one file.
#[derive(Debug, Default)]
pub(super) struct Answered {
    pub(super) me: Option<Vec<String>>,
    pub(super) order: Option<DateOrder>,
    pub(super) app: Option<Chat>,
    pub(super) zone: Option<Zone>,
}

impl ChatArgs {
    fn me(&self) -> Option<Vec<String>> {
        (self.no_me || !self.me.is_empty()).then(|| self.me.clone())
    }

    fn order(&self) -> Option<DateOrder> {
        let orders = [
            (self.day_first, DateOrder::DayFirst),
            (self.month_first, DateOrder::MonthFirst),
            (self.year_first, DateOrder::YearFirst),
        ];
        orders.into_iter().find_map(|(said, order)| said.then_some(order))
    }
}

/// The most senders that are shown.
const SHOWN: usize = 20;

/// Finds what a file leaves open and has it answered.
pub(super) fn ask(
    args: &Args,
    path: &Path,
    source: &mut (impl Read + Seek),
) -> Outcome<Result<Answered, Failure>> {
    let nothing = Answered { zone: args.time_zone, ..Answered::default() };
    if args.list.is_list() {
        return Ok(Ok(nothing));
    }
    let survey = match capture::survey(&mut *source) {
        Ok(survey) => survey,
        // What is wrong with the file is told by the import.
        Err(Error::Malformed(_)) => None,
        Err(error) => return Ok(Err(Failure::from(error).about(path))),
    };
    source.rewind()?;
    let Some(survey) = survey else { return Ok(Ok(nothing)) };
    let asked = order(&args.chat, path, &survey).and_then(|order| {
        let me = me(&args.chat, &survey)?;
        let app = app(&args.chat, &survey)?;
        Ok(Answered { me: Some(me), order, app, zone: zone(args, &survey)? })
    });
    Ok(asked.map_err(|failure| failure.about(path)))
}

/// Which of the senders is the person.
fn me(args: &ChatArgs, survey: &Survey) -> Result<Vec<String>, Failure> {
    const REMEDY: &str = "Name yourself with --me NAME, as the chat shows you; where you wrote none \
                          of its messages, use --no-me.";
    let known = |name: &String| survey.senders.iter().any(|(sender, _)| sender == name.trim());
    match args.me() {
        Some(me) if me.is_empty() || me.iter().any(known) => Ok(me),
        Some(_) => {
            list(survey);
            Err(Failure::new("No message of this chat is from the name that --me gives.", REMEDY))
        }
        // A file that says whose it is needs no answer.
        None if survey.own.is_some() => Ok(survey.own.iter().cloned().collect()),
        None if is_terminal() => {
            list(survey);
            let line = answer("Which of them is you? Type the number, or 0 if none is.")?;
            let most = survey.senders.len();
            match line.parse::<usize>() {
                Ok(0) => Ok(Vec::new()),
                Ok(place) if place <= most => Ok(vec![survey.senders[place - 1].0.clone()]),
                _ => Err(Failure::new("That is none of the numbers.", REMEDY)),
            }
        }
        None => Err(Failure::new("The file does not say which of the senders is you.", REMEDY)),
    }
}

/// In which zone the clock was; none where nobody knows it, or where the file has instants.
fn zone(args: &Args, survey: &Survey) -> Result<Option<Zone>, Failure> {
    const WHAT: &str = "The times of this chat are those of a clock without a zone.";
    const REMEDY: &str = "Say where the phone was with --time-zone, such as --time-zone \
                          Asia/Shanghai; where nobody knows it, use --no-time-zone.";
    if args.time_zone.is_some() || args.no_time_zone || !survey.clock {
        return Ok(args.time_zone);
    }
    if !is_terminal() {
        return Err(Failure::new(WHAT, REMEDY));
    }
    eprintln!("{WHAT}");
    let line = answer("Where was the phone? Type a zone such as Asia/Shanghai, or 0 if unknown:")?;
    match line.as_str() {
        "0" => Ok(None),
        line => {
            Zone::parse(line).map(Some).map_err(|_| Failure::new("That is no time zone.", REMEDY))
        }
    }
}

/// Which program wrote the file; none where the file says it.
fn app(args: &ChatArgs, survey: &Survey) -> Result<Option<Chat>, Failure> {
    const REMEDY: &str = "Say it with --app qq or --app wechat.";
    if survey.apps.len() < 2 {
        return Ok(None);
    }
    let said = args.app.as_deref();
    let named = |word: &str| survey.apps.iter().find(|app| app.service() == word).copied();
    if let Some(app) = said.and_then(named) {
        return Ok(Some(app));
    }
    let what = "The file does not say which program the chat is from.";
    if !is_terminal() || said.is_some() {
        return Err(Failure::new(what, REMEDY));
    }
    eprintln!("{what}");
    let app = named(&answer("Type qq or wechat:")?);
    app.map(Some).ok_or_else(|| Failure::new("That is neither of them.", REMEDY))
}

/// Which number of a date is what; none where the file says it.
fn order(args: &ChatArgs, path: &Path, survey: &Survey) -> Result<Option<DateOrder>, Failure> {
    const REMEDY: &str = "Look at a date that you know, then use --day-first (31/12), \
                          --month-first (12/31) or --year-first (24/12/31).";
    let said = args.order();
    let open = match (survey.orders.as_slice(), said) {
        ([one], None) => return Ok(Some(*one)),
        (orders, Some(order)) if orders.contains(&order) => return Ok(said),
        ([one], Some(other)) => {
            let (path, one_option, other) = (shown(path), option(*one), option(other));
            eprintln!("note: {path}: its dates only fit {one_option}; {other} has no effect.");
            return Ok(Some(*one));
        }
        (orders, _) => orders,
    };
    let what = if survey.mixed {
        "The dates of this chat are written in more than one order."
    } else {
        "The dates of this chat may be read in more than one order."
    };
    if !is_terminal() || said.is_some() {
        return Err(Failure::new(what, REMEDY));
    }
    eprintln!("{what}");
    for (place, order) in open.iter().enumerate() {
        let example = match order {
            DateOrder::DayFirst => "day, month, year: 31/12/24",
            DateOrder::MonthFirst => "month, day, year: 12/31/24",
            DateOrder::YearFirst => "year, month, day: 24/12/31",
        };
        eprintln!("{:>4}  {example}", place + 1);
    }
    let line = answer("Which is it? Type the number.")?;
    let chosen = line.parse::<usize>().ok().and_then(|place| open.get(place.checked_sub(1)?));
    chosen
        .map(|order| Some(*order))
        .ok_or_else(|| Failure::new("That is none of the numbers.", REMEDY))
}

const fn option(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayFirst => "--day-first",
        DateOrder::MonthFirst => "--month-first",
        DateOrder::YearFirst => "--year-first",
    }
}

/// Whether somebody can be asked.
fn is_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Shows who wrote how much, on a terminal only: names belong in no log.
fn list(survey: &Survey) {
    if !io::stderr().is_terminal() {
        return;
    }
    for (place, (sender, count)) in survey.senders.iter().take(SHOWN).enumerate() {
        eprintln!("{:>4}  {count:>8} messages  {}", place + 1, Visible(sender));
    }
    if survey.senders.len() > SHOWN {
        eprintln!("      and {} more", survey.senders.len() - SHOWN);
    }
}

/// Puts a question and reads the line that answers it.
fn answer(question: &str) -> Result<String, Failure> {
    eprint!("{question} ");
    io::stderr().flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

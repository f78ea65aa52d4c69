//! Which number of a date is the day: found from the whole file, or a question.
//!
//! docs/spec/chat-export.md, "The order of a date".

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};

use super::stamp::{Clock, Date, DateOrder};

/// The earliest year of a chat; a two-digit year before it is a day.
const FIRST_YEAR: i32 = 2009;

/// How many more different numbers the day has than the year before that tells them apart.
const APART: usize = 3;

/// What the dates of a file say of their order.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// How many dates there are.
    dates: u64,
    /// How many of them fit, by order.
    fit: [u64; 3],
    /// The time before, by order.
    last: [Option<NaiveDateTime>; 3],
    /// How often the time falls back by more than a day, by order.
    back: [u64; 3],
    /// The different numbers in the first and the last place.
    outer: [BTreeSet<u16>; 2],
    /// The newest date, and which orders it fits.
    newest: Option<(Date, [bool; 3])>,
}

/// What came of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Settled {
    /// One order fits the file.
    Known(DateOrder),
    /// No order fits every date.
    Mixed,
    /// Several orders fit.
    Open(Vec<DateOrder>),
}

impl Order {
    pub(super) const fn new() -> Self {
        Self {
            dates: 0,
            fit: [0; 3],
            last: [None; 3],
            back: [0; 3],
            outer: [BTreeSet::new(), BTreeSet::new()],
            newest: None,
        }
    }

    /// Takes the next header's date and time.
    pub(super) fn add(&mut self, date: Date, clock: Clock) {
        self.dates += 1;
        // Most lines are of the day of the line before.
        let fits = match self.newest {
            Some((newest, fits)) if newest == date => fits,
            _ => self.turn(date, clock),
        };
        for (fit, fits) in self.fit.iter_mut().zip(fits) {
            *fit += u64::from(fits);
        }
    }

    /// Takes a date that differs from the one before; which orders it fits.
    fn turn(&mut self, date: Date, clock: Clock) -> [bool; 3] {
        self.outer[0].insert(date.numbers[0]);
        self.outer[1].insert(date.numbers[2]);
        let mut fits = [false; 3];
        for (place, order) in DateOrder::ALL.into_iter().enumerate() {
            let told = |day: &NaiveDate| date.year.is_some() || day.year() >= FIRST_YEAR;
            let time = date.day(order).filter(told).and_then(|day| clock.on(day));
            let Some(time) = time else { continue };
            let before = self.last[place];
            let back = before.is_some_and(|before| before - time > TimeDelta::days(1));
            fits[place] = true;
            self.back[place] += u64::from(back);
            self.last[place] = Some(time);
        }
        self.newest = Some((date, fits));
        fits
    }

    /// What the file says.
    pub(super) fn settle(&self) -> Settled {
        let mut orders: Vec<DateOrder> = Vec::new();
        for (place, order) in DateOrder::ALL.into_iter().enumerate() {
            if self.fit[place] == self.dates {
                orders.push(order);
            }
        }
        if orders.is_empty() {
            return Settled::Mixed;
        }
        // In two-digit years, the year is the outer number that changes least.
        let [first, last] = [self.outer[0].len(), self.outer[1].len()];
        if first >= last + APART {
            keep(&mut orders, |order| order != DateOrder::YearFirst);
        } else if last >= first + APART {
            keep(&mut orders, |order| order == DateOrder::YearFirst);
        }
        // A chat is written in the order of time.
        let place = |order: DateOrder| DateOrder::ALL.iter().position(|other| *other == order);
        let back = |order| place(order).map_or(0, |place| self.back[place]);
        if orders.iter().any(|order| back(*order) == 0) {
            keep(&mut orders, |order| back(order) == 0);
        }
        match orders.as_slice() {
            [one] => Settled::Known(*one),
            _ => Settled::Open(orders),
        }
    }
}

/// Keeps the orders that fulfil a rule, unless none does.
fn keep(orders: &mut Vec<DateOrder>, rule: impl Fn(DateOrder) -> bool) {
    if orders.iter().any(|order| rule(*order)) {
        orders.retain(|order| rule(*order));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::chat_export::stamp::Scan;

    fn settle(dates: &[&str]) -> Settled {
        let mut order = Order::new();
        for date in dates {
            let clock = Clock { hour: 12, minute: 0, second: None };
            order.add(Scan(date).date().unwrap(), clock);
        }
        order.settle()
    }

    #[test]
    fn a_day_above_twelve_anywhere_decides() {
        assert_eq!(settle(&["01/02/24", "13/02/24"]), Settled::Known(DateOrder::DayFirst));
        assert_eq!(settle(&["01/02/2024", "02/13/2024"]), Settled::Known(DateOrder::MonthFirst));
        assert_eq!(settle(&["2024/01/02"]), Settled::Known(DateOrder::YearFirst));
    }

    #[test]
    fn time_that_would_run_backwards_decides() {
        let dates = ["30/01/2024", "01/02/2024"];
        assert_eq!(settle(&dates), Settled::Known(DateOrder::DayFirst));
        let dates = ["05/02/2024", "03/03/2024"];
        assert_eq!(settle(&dates), Settled::Known(DateOrder::DayFirst));
    }

    #[test]
    fn what_fits_twice_is_open_and_what_fits_never_is_mixed() {
        let open = Settled::Open(vec![DateOrder::DayFirst, DateOrder::MonthFirst]);
        assert_eq!(settle(&["01/02/2024", "02/02/2024"]), open);
        assert_eq!(settle(&["13/02/2024", "02/13/2024"]), Settled::Mixed);
    }

    #[test]
    fn a_two_digit_year_is_the_outer_number_that_changes_least() {
        let last = ["15-01-20", "16-01-20", "17-01-20", "18-01-20"];
        assert_eq!(settle(&last), Settled::Known(DateOrder::DayFirst));
        let first = ["20-01-15", "20-01-16", "20-01-17", "20-01-18"];
        assert_eq!(settle(&first), Settled::Known(DateOrder::YearFirst));
        assert!(matches!(settle(&["20-01-15"]), Settled::Open(_)));
    }
}

//! How far the phone's clock was moved around a time (semantics 4).

use crate::record::Millis;

/// How near in time a change of the clock throws doubt on it, in milliseconds.
const REACH: i64 = 86_400_000;

/// The moves of a log's clock; the largest of any span is told in two steps.
#[derive(Debug, Default)]
pub(super) struct Clocks {
    times: Vec<Millis>,
    /// By power of two: the largest move among as many from each place on.
    largest: Vec<Vec<i64>>,
}

impl Clocks {
    /// Takes the moves, each with the time at which it was recorded.
    pub(super) fn new(mut moves: Vec<(Millis, i64)>) -> Self {
        moves.sort_unstable();
        let mut largest: Vec<Vec<i64>> =
            vec![moves.iter().map(|(_, delta)| delta.saturating_abs()).collect()];
        let mut half = 1;
        while half * 2 <= moves.len() {
            let last = &largest[largest.len() - 1];
            let next = (0..=moves.len() - half * 2).map(|at| last[at].max(last[at + half]));
            largest.push(next.collect());
            half *= 2;
        }
        Self { times: moves.into_iter().map(|(at, _)| at).collect(), largest }
    }

    /// The largest move within a day of a time, in milliseconds.
    pub(super) fn doubt(&self, time: Option<Millis>) -> i64 {
        let Some(time) = time else { return 0 };
        let reach = |by: i64| Millis(time.0.saturating_add(by));
        let from = self.times.partition_point(|at| *at < reach(-REACH));
        let to = self.times.partition_point(|at| *at <= reach(REACH));
        let Some(level) = (to - from).checked_ilog2() else { return 0 };
        let row = &self.largest[level as usize];
        row[from].max(row[to - (1 << level)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_move_within_a_day_counts() {
        let day = REACH;
        let moves = vec![(Millis(0), 5), (Millis(day), -70), (Millis(3 * day), 9), (Millis(9), 1)];
        let clocks = Clocks::new(moves);
        for (time, expected) in
            [(-day - 1, 0), (-day, 5), (0, 70), (2 * day, 70), (2 * day + 1, 9), (5 * day, 0)]
        {
            assert_eq!(clocks.doubt(Some(Millis(time))), expected, "{time}");
        }
        assert_eq!(Clocks::new(Vec::new()).doubt(Some(Millis(0))), 0);
        assert_eq!(clocks.doubt(None), 0);
    }
}

//! The grouping itself: feed by feed, each row against the strongest sighting of each event.
//!
//! The numbered steps are docs/spec/event.md, "Grouping". The time is near-linear: candidates
//! stand in sorted lanes, taken ones are jumped over, and passing over others is bounded.

mod announce;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

use super::{Event, FeedKey, Grouping, Sighting};
use crate::chain::Hash;
use crate::record::{Channel, Direction, Source};

/// How far the times of one message may lie apart, in milliseconds.
pub(crate) const MESSAGE_WINDOW: i64 = 120_000;
/// How far the starts of one call may lie apart, in milliseconds.
const CALL_WINDOW: i64 = 60_000;
/// How far the durations of one call may lie apart, in seconds.
const DURATION_SLACK: i64 = 5;
/// The step by which a wrong zone shifts a time, in milliseconds.
const SHIFT: i64 = 1_800_000;
/// How many such steps are looked at: 14 hours.
const MAX_SHIFTS: i64 = 28;
/// How many candidates that do not agree are passed over on one side.
const MAX_PASSED: usize = 64;

/// Groups sightings into events (semantics 11; docs/spec/event.md).
pub fn group(sightings: &[Sighting]) -> Grouping {
    let mut grouper = Grouper { sightings, ..Grouper::default() };
    let is_taken_back = |row: &usize| sightings[*row].taken_back;
    let feeds: Vec<(Vec<usize>, Vec<usize>)> = feeds(sightings)
        .into_iter()
        .map(|rows| rows.into_iter().partition(is_taken_back))
        .collect();
    for (feed, (_, rows)) in feeds.iter().enumerate() {
        grouper.feed = feed;
        grouper.take(rows);
    }
    for (feed, (rows, _)) in feeds.into_iter().enumerate() {
        grouper.feed = feed;
        grouper.take_back(rows);
    }
    grouper.join_announcements();
    let mut order: Vec<usize> = grouper.left().collect();
    let first = |event: &usize| {
        grouper.events[*event].sightings.iter().map(|row| sightings[*row].index).min()
    };
    order.sort_by_cached_key(first);
    let mut place = vec![0; grouper.events.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    let pairs = grouper.perhaps_same().into_iter();
    let mut perhaps_same: Vec<_> =
        pairs.map(|(a, b)| (place[a].min(place[b]), place[a].max(place[b]))).collect();
    perhaps_same.sort_unstable();
    let mut events: Vec<_> = grouper.events.into_iter().map(Some).collect();
    let events =
        order.iter().map(|old| events[*old].take().expect("each place occurs once")).collect();
    Grouping { events, perhaps_same }
}

/// The rows of each feed by place in the log; the feeds by weight, then place of the first row.
fn feeds(sightings: &[Sighting]) -> Vec<Vec<usize>> {
    let mut feeds: HashMap<(Source, Option<&FeedKey>), Vec<usize>> = HashMap::new();
    for (row, sighting) in sightings.iter().enumerate() {
        feeds.entry((sighting.source, sighting.feed.as_ref())).or_default().push(row);
    }
    let mut feeds: Vec<_> = feeds.into_values().collect();
    for rows in &mut feeds {
        rows.sort_by_key(|row| sightings[*row].index);
    }
    feeds.sort_by_key(|rows| {
        let first = &sightings[rows[0]];
        (Reverse(first.source.weight()), first.index)
    });
    feeds
}

/// What rows of one event must agree in: for a message the body too.
type Key = (Channel, Option<Direction>, Hash, Option<Hash>);
/// What rows that disagree still have in common: the last member is the second.
type Second = (Channel, Option<Direction>, Hash, bool, i64);

/// A pair that is perhaps one: steps, rest, the lower and the higher place, the events.
type Apart = (i64, i64, u64, u64, usize, usize);

#[derive(Default)]
struct Grouper<'a> {
    sightings: &'a [Sighting],
    events: Vec<Event>,
    /// By event: the numbers of its feeds, ascending.
    feeds: Vec<Vec<usize>>,
    /// The events by what their rows must agree in, sorted by time and place.
    pools: HashMap<Key, Vec<usize>>,
    seconds: HashMap<Second, Vec<usize>>,
    /// As `seconds`, of events whose strongest sighting has a body that is not known.
    silent: HashMap<Second, Vec<usize>>,
    feed: usize,
}

impl Grouper<'_> {
    /// Takes the rows of the next feed, which stand by place.
    fn take(&mut self, rows: &[usize]) {
        let mut pools: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        let mut left = Vec::new();
        for row in rows {
            match self.key(*row) {
                Some(key) => pools.entry(key).or_default().push(*row),
                None => left.push(*row),
            }
        }
        for (key, rows) in pools {
            match self.pools.get(&key) {
                Some(pool) => {
                    let pairs = self.pair(&rows, pool);
                    let mut paired = vec![false; rows.len()];
                    for (nth, event) in pairs {
                        paired[nth] = true;
                        self.join(rows[nth], event);
                    }
                    let lone = rows.iter().zip(paired).filter(|(_, paired)| !paired);
                    left.extend(lone.map(|(row, _)| *row));
                }
                None => left.extend(rows),
            }
        }
        left.sort_by_key(|row| self.sightings[*row].index);
        left.retain(|row| match self.disagreeing(*row) {
            Some(event) => {
                self.events[event].disagrees = true;
                self.join(*row, event);
                false
            }
            None => true,
        });
        self.open(left);
    }

    /// Takes the rows of a feed whose words were taken back, which stand by place.
    fn take_back(&mut self, mut rows: Vec<usize>) {
        rows.retain(|row| match self.of_its_second(*row, true, |_| true) {
            Some(event) => {
                self.join(*row, event);
                false
            }
            None => true,
        });
        self.open(rows);
    }

    /// What a row must agree in; none where party, body or time is not at hand.
    fn key(&self, row: usize) -> Option<Key> {
        let Sighting { channel, direction, party, body, .. } = &self.sightings[row];
        self.sightings[row].time()?;
        let body = if *channel == Channel::Call { None } else { Some((*body)?) };
        Some((*channel, *direction, (*party)?, body))
    }

    /// Pairs rows with events of one pool: nearest first, ties to the lower places.
    fn pair(&self, rows: &[usize], pool: &[usize]) -> Vec<(usize, usize)> {
        let call = self.sightings[rows[0]].channel == Channel::Call;
        let window = if call { CALL_WINDOW } else { MESSAGE_WINDOW };
        let time = |row: usize| self.sightings[row].time().unwrap_or_default();
        let low = rows.iter().map(|row| time(*row)).min().unwrap_or_default() - window;
        let high = rows.iter().map(|row| time(*row)).max().unwrap_or_default() + window;
        let start = pool.partition_point(|event| time(self.strongest(*event)) < low);
        let end = pool.partition_point(|event| time(self.strongest(*event)) <= high);
        let near = pool[start..end.max(start)].iter().map(|e| (time(self.strongest(*e)), *e));
        let silent = |event: usize| self.network(self.strongest(event)).is_none();
        let networks = pool.iter().filter_map(|e| Some((self.network(self.strongest(*e))?, *e)));
        let mut any = Lane::new(near.clone());
        let mut silent = Lane::new(near.filter(|(_, event)| !call && silent(*event)));
        let mut exact = Lane::new(networks.filter(|_| !call));
        exact.items.sort_by_key(|(time, event)| (*time, self.place(*event)));

        // Rows that no rule tells apart wait in one queue, so that only its head is compared.
        let mut queues: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (nth, row) in rows.iter().enumerate().rev() {
            let Sighting { own, duration, .. } = &self.sightings[*row];
            let alike = (time(*row), self.network(*row), *own, duration.filter(|_| call));
            queues.entry(alike).or_default().push(nth);
        }
        let mut queues: Vec<Vec<usize>> = queues.into_values().collect();
        let mut taken = Taken(HashMap::new());
        let mut nearest = |queue: &[usize], taken: &Taken| -> Option<(i64, u64, u64, usize)> {
            let nth = *queue.last()?;
            let row = rows[nth];
            let free = |event: usize| !taken.0.contains_key(&event);
            let agrees = |event: usize| self.agree(row, self.strongest(event));
            let place = |event: usize| self.place(event);
            let best = match self.network(row).filter(|_| !call) {
                None => any.nearest(time(row), window, &free, &agrees, &place),
                Some(network) => {
                    let one = exact.nearest(network, 0, &free, &agrees, &place);
                    let two = silent.nearest(time(row), window, &free, &agrees, &place);
                    one.into_iter().chain(two).min()
                }
            };
            best.map(|(distance, place, event)| (distance, self.sightings[row].index, place, event))
        };
        let mut heap = BinaryHeap::new();
        for (queue, rows) in queues.iter().enumerate() {
            heap.extend(nearest(rows, &taken).map(|best| Reverse((best, queue))));
        }
        while let Some(Reverse(((.., event), queue))) = heap.pop() {
            taken
                .0
                .entry(event)
                .or_insert_with(|| queues[queue].pop().expect("a queue in the heap has a head"));
            heap.extend(nearest(&queues[queue], &taken).map(|best| Reverse((best, queue))));
        }
        taken.0.into_iter().map(|(event, nth)| (nth, event)).collect()
    }

    /// Whether own numbers and, for calls, durations do not part two rows.
    fn agree(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.sightings[a], &self.sightings[b]);
        let own = a.own.is_none() || b.own.is_none() || a.own == b.own;
        let durations = match (a.duration, b.duration) {
            (Some(a), Some(b)) => a.abs_diff(b) <= DURATION_SLACK.unsigned_abs(),
            _ => true,
        };
        own && (a.channel != Channel::Call || durations)
    }

    /// The event that a row left over belongs to although its body is another.
    fn disagreeing(&self, row: usize) -> Option<usize> {
        let body = self.sightings[row].body?;
        self.of_its_second(row, false, |other| other.body != Some(body))
    }

    /// The event of lowest place without a row of this feed that is of the second of a row.
    fn of_its_second(
        &self,
        row: usize,
        silent_too: bool,
        fits: impl Fn(&Sighting) -> bool,
    ) -> Option<usize> {
        let sighting = &self.sightings[row];
        let of = |second: Second| {
            let silent = self.silent.get(&second).filter(|_| silent_too);
            let all = [self.seconds.get(&second), silent].into_iter().flatten();
            all.flat_map(|events| events.iter().take(MAX_PASSED))
        };
        let keys = self.second_keys(row);
        let mut found = keys.iter().flat_map(|key| of(*key)).filter(|event| {
            let other = self.strongest(**event);
            let both = sighting.network.is_some() && self.sightings[other].network.is_some();
            let same = |key: fn(&Sighting) -> Option<i64>| {
                key(sighting).map(second) == key(&self.sightings[other]).map(second)
            };
            let network = |sighting: &Sighting| sighting.network.map(|time| time.0);
            let same_second = if both { same(network) } else { same(Sighting::time) };
            same_second
                && fits(&self.sightings[other])
                && self.feeds[**event].binary_search(&self.feed).is_err()
                && self.agree(row, other)
        });
        let first = found.next()?;
        Some(*found.fold(first, |a, b| if self.place(*b) < self.place(*a) { b } else { a }))
    }

    /// The seconds of a message: by the network's time and by the time that comparisons use.
    fn second_keys(&self, row: usize) -> Vec<Second> {
        let Sighting { channel, direction, party, network, .. } = &self.sightings[row];
        let (Some(party), false) = (party, *channel == Channel::Call) else {
            return Vec::new();
        };
        let network = network.map(|time| (*channel, *direction, *party, true, second(time.0)));
        let time = self.sightings[row].time();
        let time = time.map(|time| (*channel, *direction, *party, false, second(time)));
        network.into_iter().chain(time).collect()
    }

    fn join(&mut self, row: usize, event: usize) {
        self.events[event].sightings.push(row);
        let feeds = &mut self.feeds[event];
        let place = feeds.partition_point(|feed| *feed < self.feed);
        feeds.insert(place, self.feed);
    }

    /// Makes an event of each row, which stand by place.
    fn open(&mut self, rows: Vec<usize>) {
        let mut touched: BTreeMap<Key, usize> = BTreeMap::new();
        for row in rows {
            let event = self.events.len();
            self.events.push(Event { sightings: vec![row], disagrees: false });
            self.feeds.push(vec![self.feed]);
            if let Some(key) = self.key(row) {
                self.pools.entry(key).or_default().push(event);
                *touched.entry(key).or_default() += 1;
            }
            for key in self.second_keys(row) {
                let silent = self.sightings[row].body.is_none();
                let seconds = if silent { &mut self.silent } else { &mut self.seconds };
                seconds.entry(key).or_default().push(event);
            }
        }
        for key in touched.into_keys() {
            let mut pool = self.pools.remove(&key).unwrap_or_default();
            pool.sort_by_key(|event| {
                (self.sightings[self.strongest(*event)].time(), self.place(*event))
            });
            self.pools.insert(key, pool);
        }
    }

    /// Pairs of events from different feeds that a wrong zone may have parted.
    fn perhaps_same(&self) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (key, pool) in &self.pools {
            if pool.len() < 2 || self.share_a_feed(pool) {
                continue;
            }
            let call = key.0 == Channel::Call;
            let tolerance = if call { CALL_WINDOW } else { MESSAGE_WINDOW };
            let time = |event: usize| self.sightings[self.strongest(event)].time();
            let network = |event: usize| self.network(self.strongest(event));
            self.shifted(pool, &time, tolerance, call, &mut found);
            if !call {
                self.shifted(pool, &network, 0, call, &mut found);
            }
        }
        self.untold(&mut found);
        found.sort_unstable();
        let mut linked = vec![false; self.events.len()];
        let mut pairs = Vec::new();
        for (_, _, _, _, a, b) in found {
            if !linked[a] && !linked[b] {
                (linked[a], linked[b]) = (true, true);
                pairs.push((a, b));
            }
        }
        pairs
    }

    /// Adds pairs of a pool whose `time` differs by a multiple of [`SHIFT`]: (steps, rest, places,
    /// events). A tolerance of 0 is for pairs where both have the network's time.
    fn shifted(
        &self,
        pool: &[usize],
        time: &dyn Fn(usize) -> Option<i64>,
        tolerance: i64,
        call: bool,
        found: &mut Vec<Apart>,
    ) {
        let mut lane: Vec<_> = pool.iter().filter_map(|e| Some((time(*e)?, *e))).collect();
        lane.sort_by_key(|(time, event)| (*time, self.place(*event)));
        for (nth, (start, a)) in lane.iter().enumerate() {
            let later = &lane[nth + 1..];
            for steps in i64::from(!call)..=MAX_SHIFTS {
                let middle = start + steps * SHIFT;
                let from = later.partition_point(|(time, _)| *time < middle - tolerance);
                for (time, b) in later[from..].iter().take(MAX_PASSED) {
                    if *time > middle + tolerance {
                        break;
                    }
                    if self.may_be_same(*a, *b, steps, tolerance) {
                        let rest = (time - middle).abs();
                        let (x, y) = (self.place(*a), self.place(*b));
                        found.push((steps, rest, x.min(y), x.max(y), *a, *b));
                    }
                }
            }
        }
    }

    /// Adds pairs of a call whose number was not told and the only call with a number that fits it.
    fn untold(&self, found: &mut Vec<Apart>) {
        let time = |event: usize| self.sightings[self.strongest(event)].time();
        let named = |event: usize| {
            let strongest = &self.sightings[self.strongest(event)];
            strongest.channel == Channel::Call && strongest.party.is_some()
        };
        let mut lane: Vec<(i64, usize)> =
            self.left().filter(|e| named(*e)).filter_map(|e| Some((time(e)?, e))).collect();
        lane.sort_unstable_by_key(|(time, event)| (*time, self.place(*event)));
        let untold = self.left().filter(|event| self.sightings[self.strongest(*event)].not_told);
        let mut fitting = Vec::new();
        let mut fits_of: HashMap<usize, usize> = HashMap::new();
        for (at, a) in untold.filter_map(|event| Some((time(event)?, event))) {
            let x = self.strongest(a);
            let near = &lane[lane.partition_point(|(time, _)| *time < at - CALL_WINDOW)..];
            let near = near.iter().take_while(|(time, _)| *time <= at + CALL_WINDOW);
            for (time, b) in near.take(MAX_PASSED) {
                let y = self.strongest(*b);
                let same = self.sightings[x].direction == self.sightings[y].direction;
                if same && self.agree(x, y) && !self.share_a_feed(&[a, *b]) {
                    fitting.push(((time - at).abs(), a, *b));
                    *fits_of.entry(a).or_default() += 1;
                    *fits_of.entry(*b).or_default() += 1;
                }
            }
        }
        fitting.retain(|(_, a, b)| fits_of[a] == 1 && fits_of[b] == 1);
        found.extend(fitting.into_iter().map(|(rest, a, b)| {
            let (x, y) = (self.place(a), self.place(b));
            (0, rest, x.min(y), x.max(y), a, b)
        }));
    }

    fn may_be_same(&self, a: usize, b: usize, steps: i64, tolerance: i64) -> bool {
        let (x, y) = (self.strongest(a), self.strongest(b));
        let (one, two) = (&self.sightings[x], &self.sightings[y]);
        let call = one.channel == Channel::Call;
        let both = one.network.is_some() && two.network.is_some() && !call;
        let agrees = if steps == 0 {
            let own = one.own.is_none() || two.own.is_none() || one.own == two.own;
            own && one.time().map(second) == two.time().map(second)
        } else {
            self.agree(x, y)
        };
        agrees && both == (tolerance == 0) && !self.share_a_feed(&[a, b])
    }

    /// Whether one feed has a row of every event.
    fn share_a_feed(&self, events: &[usize]) -> bool {
        let Some((first, rest)) = events.split_first() else { return true };
        let mut common = self.feeds[*first].clone();
        for event in rest {
            common.retain(|feed| self.feeds[*event].binary_search(feed).is_ok());
            if common.is_empty() {
                return false;
            }
        }
        true
    }

    /// The events that were not joined with another one.
    fn left(&self) -> impl Iterator<Item = usize> {
        (0..self.events.len()).filter(|event| !self.events[*event].sightings.is_empty())
    }

    fn strongest(&self, event: usize) -> usize {
        self.events[event].sightings[0]
    }

    fn place(&self, event: usize) -> u64 {
        self.sightings[self.strongest(event)].index
    }

    fn network(&self, row: usize) -> Option<i64> {
        self.sightings[row].network.map(|time| time.0)
    }
}

fn second(time: i64) -> i64 {
    time.div_euclid(1000)
}

/// The events that have a row of this feed already, and which row.
struct Taken(HashMap<usize, usize>);

/// Events in order of a time and place; runs of taken ones are jumped over.
#[derive(Default)]
struct Lane {
    items: Vec<(i64, usize)>,
    /// By item: from where to go on when going right, and going left plus one.
    right: Vec<usize>,
    left: Vec<usize>,
}

impl Lane {
    fn new(items: impl Iterator<Item = (i64, usize)>) -> Self {
        let items: Vec<_> = items.collect();
        let right = (0..items.len()).collect();
        let left = (1..=items.len()).collect();
        Self { items, right, left }
    }

    /// The nearest free event within `window` that agrees: distance, place, event.
    fn nearest(
        &mut self,
        time: i64,
        window: i64,
        free: &dyn Fn(usize) -> bool,
        agrees: &dyn Fn(usize) -> bool,
        place: &dyn Fn(usize) -> u64,
    ) -> Option<(i64, u64, usize)> {
        let start = self.items.partition_point(|(other, _)| *other < time);
        let after = self.walk_right(start, time + window, free, agrees);
        let mut before = None;
        let mut end = start;
        for _ in 0..MAX_PASSED {
            let Some(at) = self.free_left(end, free) else { break };
            let (other, event) = self.items[at];
            if other < time - window {
                break;
            }
            if agrees(event) {
                // Of events at one time the lowest place counts, so that run is read forwards.
                let run = self.items.partition_point(|(earlier, _)| *earlier < other);
                before = self.walk_right(run, other, free, agrees).or(Some(at));
                break;
            }
            end = at;
        }
        let found = [before, after].into_iter().flatten().map(|at| {
            let (other, event) = self.items[at];
            ((other - time).abs(), place(event), event)
        });
        found.min()
    }

    fn walk_right(
        &mut self,
        start: usize,
        limit: i64,
        free: &dyn Fn(usize) -> bool,
        agrees: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        let mut from = start;
        for _ in 0..MAX_PASSED {
            let at = self.free_right(from, free)?;
            let (time, event) = self.items[at];
            if time > limit {
                return None;
            }
            if agrees(event) {
                return Some(at);
            }
            from = at + 1;
        }
        None
    }

    /// The first free item at or after `from`.
    fn free_right(&mut self, from: usize, free: &dyn Fn(usize) -> bool) -> Option<usize> {
        let mut at = from;
        while at < self.items.len() && !free(self.items[at].1) {
            at = self.right[at].max(at + 1);
        }
        let mut seen = from;
        while seen < at {
            let next = self.right[seen].max(seen + 1);
            self.right[seen] = at;
            seen = next;
        }
        (at < self.items.len()).then_some(at)
    }

    /// The last free item before `end`.
    fn free_left(&mut self, end: usize, free: &dyn Fn(usize) -> bool) -> Option<usize> {
        let mut at = end;
        while at > 0 && !free(self.items[at - 1].1) {
            at = self.left[at - 1].min(at - 1);
        }
        let mut seen = end;
        while seen > at {
            let next = self.left[seen - 1].min(seen - 1);
            self.left[seen - 1] = at;
            seen = next;
        }
        at.checked_sub(1)
    }
}

//! Clocks: whether the times of the shown records can be true together.
//!
//! docs/spec/audit.md, step 8.

use std::collections::HashSet;
use std::fmt::Display;

use crate::bundle::audit::Findings;
use crate::chain::Hash;
use crate::record::{Kind, Line, Millis, Seen, Source};

/// By how much a clock may be corrected without a word, in milliseconds.
const TOLERANCE: i64 = 60_000;

/// Network and phone further apart than this are noted, in milliseconds (semantics 6).
const SKEW: u64 = 86_400_000;

/// What is captured is appended within this, in milliseconds, or noted.
const LATE: i64 = 86_400_000;

/// The most boots that are told apart.
const MAX_BOOTS: usize = 100_000;

/// A doubt that the next shown record may still explain.
struct Doubt {
    code: &'static str,
    place: String,
    /// By how much the clock seems to have been moved.
    moved: i64,
}

/// Where two clocks stood together.
struct Anchor {
    boot: String,
    wall: Millis,
    mono: i64,
}

/// Follows the clocks from record to record.
#[derive(Default)]
pub(super) struct Clocks {
    /// When the log's first record was appended.
    begun: Option<Millis>,
    recorded: Option<Millis>,
    anchor: Option<Anchor>,
    /// The boot of the record before, and all boots so far.
    boot: String,
    boots: HashSet<Hash>,
    /// By how much clock records since the anchor say that the clock was moved.
    moved: i64,
    doubts: Vec<Doubt>,
}

impl Clocks {
    /// Takes the next shown record.
    pub(super) fn see(&mut self, line: &Line, place: impl Display, findings: &mut Findings) {
        let fact = &line.fact;
        let delta = fact.delta.filter(|_| fact.kind == Kind::Clock);
        let mut delta_left = delta.unwrap_or_default();
        for doubt in self.doubts.drain(..) {
            if delta.is_some_and(|delta| explains(delta, doubt.moved)) {
                delta_left = 0;
            } else {
                findings.issue(doubt.code, doubt.place);
            }
        }
        self.moved = self.moved.saturating_add(delta_left);
        if let Some(last) = self.recorded
            && line.recorded < last
        {
            let moved = line.recorded.0 - last.0;
            if !delta.is_some_and(|delta| explains(delta, moved)) {
                let (code, place) = ("recorded-goes-back", place.to_string());
                self.doubts.push(Doubt { code, place, moved });
            }
        }
        self.recorded = Some(line.recorded);
        if fact.kind == Kind::Log {
            self.begun = self.begun.or(Some(line.recorded));
        }
        if let Some(boot) = fact.seen.as_ref().and_then(|seen| seen.boot.as_deref()) {
            self.boot(boot, &place, findings);
        }
        if let Some(Seen { wall, mono: Some(mono), boot: Some(boot) }) = &fact.seen {
            self.compare(*wall, *mono, boot, &place);
        }
        if fact.kind == Kind::Event && fact.source == Source::Captured {
            self.capture(line, &place, findings);
        }
        let happened = fact.seen.as_ref().map(|seen| seen.wall).or(fact.network);
        let content = matches!(fact.kind, Kind::Event | Kind::File | Kind::Statement);
        if content && happened.is_some_and(|time| time.0 - line.recorded.0 > TOLERANCE) {
            findings.issue("event-after-recorded", &place);
        }
        if let (Some(network), Some(seen)) = (fact.network, &fact.seen) {
            if network.0.abs_diff(seen.wall.0) > SKEW {
                findings.note("network-phone-skew", &place);
            }
            // The phone's clock may be slow, so this alone contradicts nothing.
            if content && network.0 - line.recorded.0 > TOLERANCE {
                findings.note("network-after-recorded", &place);
            }
        }
    }

    /// Ends the following: no record comes that could explain a doubt. `made` is the time that the
    /// bundle gives for itself.
    pub(super) fn finish(self, made: Option<Millis>, findings: &mut Findings) {
        for doubt in self.doubts {
            findings.issue(doubt.code, doubt.place);
        }
        if let (Some(made), Some(last)) = (made, self.recorded)
            && last.0 - made.0 > TOLERANCE
        {
            findings.note("made-before-last-record", "bag-info.txt:7");
        }
    }

    /// What the program captured itself, it captured while the log was there, by the phone's clock.
    fn capture(&self, line: &Line, place: &impl Display, findings: &mut Findings) {
        match (&line.fact.seen, self.begun) {
            (None, _) => findings.note("captured-without-seen", place),
            // Where the record itself stands before the log's start, the clock was put back, and
            // `recorded-goes-back` asks for the reason.
            (Some(seen), Some(begun))
                if begun.0 - seen.wall.0 > TOLERANCE && begun.0 - line.recorded.0 <= TOLERANCE =>
            {
                findings.note("captured-before-log", place);
            }
            _ => {}
        }
        // A phone that lies locked after a start may keep what came for a while, not for days.
        let seen = line.fact.seen.as_ref().map(|seen| seen.wall.0);
        if seen.is_some_and(|seen| line.recorded.0.saturating_sub(seen) > LATE) {
            findings.note("captured-late", place);
        }
    }

    /// A phone that was started anew does not come back to an earlier boot.
    fn boot(&mut self, boot: &str, place: &impl Display, findings: &mut Findings) {
        if self.boot == boot {
            return;
        }
        self.boot = boot.to_owned();
        let name = Hash::of(boot.as_bytes());
        if self.boots.contains(&name) {
            findings.note("boots-interleaved", place);
        } else if self.boots.len() == MAX_BOOTS {
            findings.note("too-many-boots", place);
        } else {
            self.boots.insert(name);
        }
    }

    /// Compares the wall clock with the one that nobody can set, within one boot.
    fn compare(&mut self, wall: Millis, mono: i64, boot: &str, place: &impl Display) {
        if let Some(anchor) = &self.anchor
            && anchor.boot == boot
        {
            let drift = (wall.0 - anchor.wall.0).saturating_sub(mono - anchor.mono);
            let moved = drift.saturating_sub(self.moved);
            if moved.abs() > TOLERANCE {
                let (code, place) = ("clock-jump-unexplained", place.to_string());
                self.doubts.push(Doubt { code, place, moved });
            }
        }
        self.anchor = Some(Anchor { boot: boot.to_owned(), wall, mono });
        self.moved = 0;
    }
}

/// Whether a clock record that says `delta` explains that the clock seems moved by `moved`. Time
/// goes on between the records, so that a step back may look smaller than it was.
fn explains(delta: i64, moved: i64) -> bool {
    let step = delta.saturating_sub(moved).abs() <= TOLERANCE;
    step || moved < 0 && delta < moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Channel, Commitments, Fact, Source};

    const START: i64 = 1_750_000_000_000;

    fn line(kind: Kind, recorded: i64, seen: Option<(i64, i64)>, delta: Option<i64>) -> Line {
        let mut fact = Fact::new(kind, Source::Captured);
        fact.channel = (kind == Kind::Event).then_some(Channel::Sms);
        fact.delta = delta;
        fact.seen = seen.map(|(wall, mono)| Seen {
            wall: Millis(START + wall),
            mono: Some(mono),
            boot: Some("b1".into()),
        });
        let recorded = Millis(START + recorded);
        Line { prev: Hash::ZERO, marks: 1, recorded, fact, commitments: Commitments::default() }
    }

    fn codes(lines: &[Line]) -> Vec<&'static str> {
        let (mut clocks, mut findings) = (Clocks::default(), Findings::default());
        for (index, line) in lines.iter().enumerate() {
            clocks.see(line, format_args!("log:{index}"), &mut findings);
        }
        clocks.finish(None, &mut findings);
        findings.codes()
    }

    #[test]
    fn going_back_needs_a_clock_record_beside_it() {
        let event = |at| line(Kind::Event, at, None, None);
        let clock = |at, delta| line(Kind::Clock, at, None, Some(delta));
        assert_eq!(codes(&[event(0), event(-1)]), ["recorded-goes-back"]);
        assert!(codes(&[event(0), clock(-500_000, -600_000), event(-400_000)]).is_empty());
        assert!(codes(&[event(0), event(-500_000), clock(-400_000, -600_000)]).is_empty());
        assert_eq!(codes(&[event(0), clock(-500_000, 600_000)]), ["recorded-goes-back"]);
        assert_eq!(codes(&[event(0), clock(-900_000, -600_000)]), ["recorded-goes-back"]);
    }

    #[test]
    fn a_jump_within_one_boot_needs_a_clock_record() {
        let event = |at, wall, mono| line(Kind::Event, at, Some((wall, mono)), None);
        let steady = [event(0, 0, 0), event(9_000_000, 9_000_000, 9_000_500)];
        assert!(codes(&steady).is_empty());
        let jump = [event(0, 0, 0), event(9_000_000, 9_000_000, 1_000)];
        assert_eq!(codes(&jump), ["clock-jump-unexplained"]);
        let told = line(Kind::Clock, 9_000_000, None, Some(9_000_000));
        let [first, second] = jump;
        assert!(codes(&[first.clone(), told.clone(), second.clone()]).is_empty());
        assert!(codes(&[first, second, told]).is_empty());
    }

    #[test]
    fn what_was_captured_was_recorded_within_a_day() {
        let after = |wait| {
            let (mut clocks, mut findings) = (Clocks::default(), Findings::default());
            clocks.see(&line(Kind::Event, wait, Some((0, 0)), None), "log:0", &mut findings);
            findings.noted()
        };
        assert!(after(86_400_000).is_empty());
        assert_eq!(after(86_400_001), ["captured-late"]);
        assert_eq!(after(60 * 86_400_000), ["captured-late"]);
    }

    #[test]
    fn an_event_cannot_come_after_it_was_recorded() {
        let late = line(Kind::Event, 0, Some((61_000, 0)), None);
        assert_eq!(codes(&[late]), ["event-after-recorded"]);
        assert!(codes(&[line(Kind::Event, 0, Some((59_000, 0)), None)]).is_empty());
    }
}

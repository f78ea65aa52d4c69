//! What the states of calls tell: one record for each call, with what is sure of it and no more.
//!
//! docs/spec/phone.md, "Calls".

use super::entry::{
    Members, clock_value, fault, int, name, object, read_clock, read_sim, sim_value, word,
};
use super::parts::sim_detail;
use super::state::State;
use super::{CallState, PhoneClock, Presentation, Sim, clock};
use crate::Result;
use crate::capture::number;
use crate::record::canonical::Value;
use crate::record::{Channel, Direction, Draft, Field, Kind, Millis, Outcome, Party, Source};

/// How long a call that was screened may take to ring, in milliseconds.
const SCREENED: i64 = 60_000;

/// How long a call may ring before its end counts as not seen, in milliseconds: no network lets one
/// ring for longer (T301 of 3GPP TS 24.008).
const RINGS: i64 = 180_000;

/// How long any other call may last before its end counts as not seen, in milliseconds.
const LONGEST: i64 = 86_400_000;

/// How far the broadcasts of one change may lie apart, in milliseconds.
const SAME: i64 = 30_000;

/// The most calls that are open at once; beyond it the oldest one ends without being seen.
const MAX_OPEN: usize = 16;

/// What was told, or nothing.
type Told<'a> = Option<&'a str>;

/// A call whose end was not seen yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Call {
    pub(super) direction: Direction,
    /// As given: none where no broadcast gave one, empty where it is hidden.
    pub(super) number: Option<String>,
    pub(super) sim: Sim,
    pub(super) began: PhoneClock,
    pub(super) phase: Phase,
    /// The monotonic clock when the phase began: at the first broadcast that told it.
    pub(super) told: i64,
    /// Whether another call was open, as far as was seen.
    pub(super) crowded: bool,
    /// What the screening callback said, where there was one.
    pub(super) screened: Option<Presentation>,
    /// The monotonic clock when it was answered.
    pub(super) answered: Option<i64>,
    /// By how much the wall clock was moved since it began, in milliseconds.
    pub(super) moved: i64,
}

/// How far a call is known to have come.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Phase {
    /// It was screened and has not rung.
    Screened,
    /// It rings.
    Rings,
    /// It is answered, or it goes out.
    Open,
    /// It no longer rings; whether it was answered cannot be told.
    Unsure,
}

impl Phase {
    const ALL: [(Self, &str); 4] = [
        (Self::Screened, "screened"),
        (Self::Rings, "rings"),
        (Self::Open, "open"),
        (Self::Unsure, "unsure"),
    ];

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(phase, _)| *phase == self).map_or("", |(_, word)| word)
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, other)| *other == word).map(|(phase, _)| *phase)
    }
}

/// How a call's end was seen.
#[derive(Clone, Copy)]
enum End<'a> {
    /// No call is left.
    Idle(&'a PhoneClock),
    /// It was not seen.
    Unseen,
}

impl State {
    /// Takes a state of calls.
    pub(super) fn take_state(
        &mut self,
        now: &PhoneClock,
        state: CallState,
        number: Option<&str>,
        sim: &Sim,
        country: Option<&str>,
        drafts: &mut Vec<Draft>,
    ) {
        // Only a ring says of a number that it is hidden; where none rings, phones often give an
        // empty one beside the number.
        let number = number.filter(|number| state == CallState::Ringing || !number.is_empty());
        match state {
            CallState::Ringing => self.rings(now, number, sim, country),
            CallState::Offhook => self.off_hook(now, number, sim, country, drafts),
            CallState::Idle => {
                // Of two SIM cards, the end on one leaves a call on the other one as it is.
                let (ended, others): (Vec<Call>, Vec<Call>) =
                    self.take_open().into_iter().partition(|call| call.is_on(sim));
                self.calls.extend(others);
                drafts.extend(ended.iter().map(|call| {
                    // The end of another call is not the end of this one.
                    let own = call.crowded || call.fits(number, country);
                    self.call(call, if own { End::Idle(now) } else { End::Unseen }, country)
                }));
            }
        }
    }

    /// Ends the oldest calls where more are open than are kept.
    pub(super) fn end_oldest(&mut self, country: Told<'_>, drafts: &mut Vec<Draft>) {
        while self.calls.len() > MAX_OPEN {
            let oldest = self.calls.remove(0);
            self.end_unseen(&[oldest], country, drafts);
        }
    }

    /// The states of calls were not told until `to`: what was open by then has an end that was not
    /// seen.
    pub(super) fn lose_calls(&mut self, to: Millis, country: Told<'_>, drafts: &mut Vec<Draft>) {
        let (lost, later) = self.take_open().into_iter().partition(|call| call.began.wall < to);
        self.calls.extend::<Vec<Call>>(later);
        self.end_unseen(&lost, country, drafts);
    }

    fn end_unseen(&self, calls: &[Call], country: Told<'_>, drafts: &mut Vec<Draft>) {
        drafts.extend(calls.iter().map(|call| self.call(call, End::Unseen, country)));
    }

    /// Takes out the calls that are open; those that were only screened stay.
    fn take_open(&mut self) -> Vec<Call> {
        let calls = std::mem::take(&mut self.calls);
        let (kept, open) = calls.into_iter().partition(|call| call.phase == Phase::Screened);
        self.calls = kept;
        open
    }

    /// A call comes in, or the same broadcast comes again with the number.
    fn rings(&mut self, now: &PhoneClock, number: Told<'_>, sim: &Sim, country: Told<'_>) {
        let same = self.calls.iter_mut().find(|call| {
            let fits = call.fits(number, country) && call.is_on(sim);
            call.phase == Phase::Rings && call.is_told_again(now) && fits
        });
        if let Some(call) = same {
            return call.learn(number, sim);
        }
        self.begin(now, (Direction::In, Phase::Rings), number, sim, country);
    }

    /// No call rings and at least one is there.
    fn off_hook(
        &mut self,
        now: &PhoneClock,
        number: Told<'_>,
        sim: &Sim,
        country: Told<'_>,
        drafts: &mut Vec<Draft>,
    ) {
        let mut open: Vec<&mut Call> =
            self.calls.iter_mut().filter(|call| call.phase != Phase::Screened).collect();
        let rang = open.iter().any(|call| call.phase == Phase::Rings);
        // Android tells changes: without a ring before it, this is one that was told just now.
        let follows = rang || open.iter().any(|call| call.is_told_again(now));
        if !follows || !open.iter().any(|call| call.fits(number, country)) {
            for call in open {
                call.leave(now, number, country);
            }
            let left = self.take_open();
            self.end_unseen(&left, country, drafts);
            return self.begin(now, (Direction::Out, Phase::Open), number, sim, country);
        }
        if let [only] = open.as_mut_slice() {
            if rang {
                (only.phase, only.told) = (Phase::Open, now.monotonic);
                only.answered = Some(now.monotonic);
            }
            only.learn(number, sim);
        } else if rang {
            for call in open {
                call.told = now.monotonic;
                if call.phase == Phase::Rings {
                    call.phase = Phase::Unsure;
                }
            }
        }
    }

    /// Opens a call, or goes on with the one that was screened before.
    fn begin(
        &mut self,
        now: &PhoneClock,
        (direction, phase): (Direction, Phase),
        number: Told<'_>,
        sim: &Sim,
        country: Told<'_>,
    ) {
        let crowded = self.calls.iter().any(|call| call.phase != Phase::Screened);
        let mut screened = self.calls.iter_mut().filter(|call| {
            let fits = call.direction == direction && call.fits(number, country);
            call.phase == Phase::Screened && fits
        });
        match (screened.next(), screened.next()) {
            (Some(call), None) => {
                (call.phase, call.told) = (phase, now.monotonic);
                call.crowded = crowded;
                call.learn(number, sim);
            }
            _ => self.calls.push(Call {
                direction,
                number: number.map(str::to_owned),
                sim: sim.clone(),
                began: now.clone(),
                phase,
                told: now.monotonic,
                crowded,
                screened: None,
                answered: None,
                moved: 0,
            }),
        }
        if crowded {
            for call in self.calls.iter_mut().filter(|call| call.phase != Phase::Screened) {
                call.crowded = true;
            }
        }
    }

    /// Takes what the screening callback says.
    pub(super) fn take_screening(
        &mut self,
        now: &PhoneClock,
        number: Option<&str>,
        presentation: Presentation,
        direction: Direction,
        sim: &Sim,
        country: Told<'_>,
    ) {
        let hidden = !matches!(presentation, Presentation::Allowed);
        let number = number.or(hidden.then_some(""));
        // The callback and the broadcast may come in either order.
        let known = self.calls.iter_mut().find(|call| {
            let lasted = now.monotonic.saturating_sub(call.began.monotonic);
            let recent = call.began.boot == now.boot && lasted <= SCREENED;
            let fits = call.direction == direction && call.fits(number, country);
            call.screened.is_none() && recent && fits
        });
        if let Some(call) = known {
            call.screened = Some(presentation);
            return call.learn(number, sim);
        }
        self.calls.push(Call {
            direction,
            number: number.map(str::to_owned),
            sim: sim.clone(),
            began: now.clone(),
            phase: Phase::Screened,
            told: now.monotonic,
            crowded: false,
            screened: Some(presentation),
            answered: None,
            moved: 0,
        });
    }

    /// The calls whose end can no longer be seen, and those that were screened and did not ring.
    pub(super) fn settle_calls(
        &mut self,
        now: &PhoneClock,
        country: Option<&str>,
        drafts: &mut Vec<Draft>,
    ) {
        let is_due = |call: &Call| {
            let longest = match call.phase {
                Phase::Screened => SCREENED,
                Phase::Rings => RINGS,
                Phase::Open | Phase::Unsure => LONGEST,
            };
            call.began.boot != now.boot || now.monotonic.saturating_sub(call.told) > longest
        };
        let calls = std::mem::take(&mut self.calls);
        let (due, open): (Vec<Call>, Vec<Call>) = calls.into_iter().partition(is_due);
        self.calls = open;
        self.end_unseen(&due, country, drafts);
    }

    /// The record of a call.
    fn call(&self, call: &Call, end: End<'_>, country: Option<&str>) -> Draft {
        let (mut fact, mut detail) = clock::fact(Kind::Event, Source::Captured, &call.began);
        fact.channel = Some(Channel::Call);
        fact.direction = Some(call.direction);
        fact.slot = call.sim.slot.map(i64::from);
        let ended = match end {
            End::Idle(now) if now.boot == call.began.boot => Some(now.monotonic),
            _ => None,
        };
        let since = |from: i64| ended.map(|ended| ended.saturating_sub(from).max(0));
        let answered = match (call.direction, call.phase) {
            (Direction::Out, _) | (_, Phase::Unsure | Phase::Screened) => None,
            (Direction::In, Phase::Open) => Some(true),
            // It rang until no call was left, or another one was there.
            (Direction::In, Phase::Rings) => (ended.is_some() && !call.crowded).then_some(false),
        };
        match answered {
            Some(true) => {
                fact.outcome = Some(Outcome::Connected);
                let talked = call.answered.and_then(since);
                fact.duration = talked.filter(|_| !call.crowded).map(|talked| talked / 1000);
            }
            Some(false) => fact.duration = Some(0),
            None => {}
        }
        let mut say = |key: &str, value: Option<Value>| {
            detail.extend(value.map(|value| (key.to_owned(), value)));
        };
        say("answered", answered.map(Value::Bool));
        say("at_once", call.crowded.then_some(Value::Bool(true)));
        say("end", ended.is_none().then(|| word("unseen")));
        let lasted = since(call.began.monotonic).filter(|_| !call.crowded);
        say("lasted", lasted.map(int));
        say("moved", (call.moved != 0).then(|| int(call.moved)));
        say("number", call.number.is_none().then(|| word("not_told")));
        say("rang", (call.phase == Phase::Screened).then_some(Value::Bool(false)));
        say("screening", call.screened.map(|presentation| word(presentation.word())));
        say("sim", sim_detail(&call.sim));
        let mut draft = Draft::new(fact).with(Field::Detail, &Value::map(detail));
        if let Some(shown) = &call.number {
            let name = number::named(shown, country);
            draft = draft.with_party(&Party { name, group: Vec::new() });
        }
        self.with_own(draft, &call.sim, country)
    }
}

impl Call {
    /// Whether a number may be the one of this call.
    fn fits(&self, number: Told<'_>, country: Told<'_>) -> bool {
        match (&self.number, number) {
            (Some(own), Some(number)) => {
                number::named(own, country).key() == number::named(number, country).key()
            }
            _ => true,
        }
    }

    /// Whether a broadcast of this SIM card may speak of this call; one that names none may.
    fn is_on(&self, sim: &Sim) -> bool {
        let agree = |own: Option<i64>, other: Option<i64>| {
            own.is_none_or(|own| other.is_none_or(|other| own == other))
        };
        agree(self.sim.slot.map(i64::from), sim.slot.map(i64::from))
            && agree(self.sim.subscription, sim.subscription)
    }

    /// Whether a broadcast at `now` may tell again what was told when the phase began.
    fn is_told_again(&self, now: &PhoneClock) -> bool {
        now.monotonic.saturating_sub(self.told) <= SAME
    }

    /// A call was left for another one, whose number was given now: whether it was answered is
    /// told by no broadcast that may have been the other one's.
    fn leave(&mut self, now: &PhoneClock, number: Told<'_>, country: Told<'_>) {
        let others = self.is_told_again(now) && !self.fits(number, country);
        if self.phase == Phase::Rings || self.answered.is_some() && others {
            self.phase = Phase::Unsure;
        }
    }

    /// Fills in what a later broadcast tells.
    fn learn(&mut self, number: Option<&str>, sim: &Sim) {
        if self.number.is_none() {
            self.number = number.map(str::to_owned);
        }
        let Sim { slot, subscription, account } = &mut self.sim;
        *slot = slot.or(sim.slot);
        *subscription = subscription.or(sim.subscription);
        if account.is_none() {
            account.clone_from(&sim.account);
        }
    }
}

/// The value of an open call.
pub(super) fn call_value(call: &Call) -> Value {
    object([
        call.answered.map(|answered| ("answered", int(answered))),
        Some(("began", clock_value(&call.began))),
        Some(("crowded", Value::Bool(call.crowded))),
        Some(("direction", word(call.direction.word()))),
        (call.moved != 0).then(|| ("moved", int(call.moved))),
        call.number.as_deref().map(|number| ("number", name(number))),
        Some(("phase", word(call.phase.word()))),
        call.screened.map(|presentation| ("screened", word(presentation.word()))),
        Some(("sim", sim_value(&call.sim))),
        Some(("told", int(call.told))),
    ])
}

/// Reads what [`call_value`] gives.
pub(super) fn read_call(value: Value) -> Result<Call> {
    Members::new(value)?.read(|members| {
        let screened = members
            .maybe_text("screened")?
            .map(|word| Presentation::parse(&word).ok_or_else(|| fault("word-unknown")));
        Ok(Call {
            direction: members.word("direction", Direction::parse)?,
            number: members.maybe_name("number")?,
            sim: read_sim(members.object("sim")?)?,
            began: read_clock(members.object("began")?)?,
            phase: members.word("phase", Phase::parse)?,
            told: members.int("told")?,
            crowded: members.flag("crowded")?,
            screened: screened.transpose()?,
            answered: members.maybe_int("answered")?,
            moved: members.maybe_int("moved")?.unwrap_or(0),
        })
    })
}

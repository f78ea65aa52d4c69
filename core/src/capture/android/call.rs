//! What the states of calls tell: one record for each call, with what is sure of it and no more.
//!
//! docs/spec/phone.md, "Calls".

use super::entry::{
    Members, clock_value, fault, int, object, read_clock, read_sim, sim_value, word,
};
use super::parts::sim_detail;
use super::state::State;
use super::{CallState, PhoneClock, Presentation, Sim, clock};
use crate::Result;
use crate::capture::number;
use crate::record::canonical::Value;
use crate::record::{Channel, Direction, Draft, Field, Kind, Outcome, Party, Source};

/// How long a call that was screened may take to ring, in milliseconds.
const SCREENED: i64 = 60_000;

/// How long a call may last before its end counts as not seen, in milliseconds.
const LONGEST: i64 = 86_400_000;

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
    /// Whether another call was open at the same time.
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
        match state {
            CallState::Ringing => self.rings(now, number, sim, country),
            CallState::Offhook => self.off_hook(now, number, sim, country),
            CallState::Idle => {
                let screened = |call: &Call| call.phase == Phase::Screened;
                let calls = std::mem::take(&mut self.calls);
                let (kept, ended): (Vec<Call>, Vec<Call>) = calls.into_iter().partition(screened);
                self.calls = kept;
                drafts.extend(ended.iter().map(|call| self.call(call, End::Idle(now), country)));
            }
        }
        while self.calls.len() > MAX_OPEN {
            let oldest = self.calls.remove(0);
            drafts.push(self.call(&oldest, End::Unseen, country));
        }
    }

    /// A call comes in, or the same broadcast comes again with the number.
    fn rings(&mut self, now: &PhoneClock, number: Told<'_>, sim: &Sim, country: Told<'_>) {
        let same = self.calls.iter_mut().find(|call| {
            let rings = call.phase == Phase::Rings && call.direction == Direction::In;
            rings && call.fits(number, country)
        });
        if let Some(call) = same {
            return call.learn(number, sim);
        }
        self.begin(now, (Direction::In, Phase::Rings), number, sim, country);
    }

    /// No call rings and at least one is there.
    fn off_hook(&mut self, now: &PhoneClock, number: Told<'_>, sim: &Sim, country: Told<'_>) {
        let mut open = self.calls.iter_mut().filter(|call| call.phase != Phase::Screened);
        let (first, second) = (open.next(), open.next());
        match (first, second) {
            (None, _) => self.begin(now, (Direction::Out, Phase::Open), number, sim, country),
            (Some(only), None) => {
                if only.phase == Phase::Rings {
                    only.phase = Phase::Open;
                    only.answered = Some(now.monotonic);
                }
                if only.fits(number, country) {
                    only.learn(number, sim);
                }
            }
            _ => {
                for call in self.calls.iter_mut().filter(|call| call.phase == Phase::Rings) {
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
                call.phase = phase;
                call.crowded = crowded;
                call.learn(number, sim);
            }
            _ => self.calls.push(Call {
                direction,
                number: number.map(str::to_owned),
                sim: sim.clone(),
                began: now.clone(),
                phase,
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
            let longest = if call.phase == Phase::Screened { SCREENED } else { LONGEST };
            let lasted = now.monotonic.saturating_sub(call.began.monotonic);
            call.began.boot != now.boot || lasted > longest
        };
        let calls = std::mem::take(&mut self.calls);
        let (due, open): (Vec<Call>, Vec<Call>) = calls.into_iter().partition(is_due);
        self.calls = open;
        drafts.extend(due.iter().map(|call| self.call(call, End::Unseen, country)));
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
        say("lasted", since(call.began.monotonic).map(int));
        say("moved", (call.moved != 0).then(|| int(call.moved)));
        say("number", call.number.is_none().then(|| word("not_told")));
        say("rang", (call.phase == Phase::Screened).then_some(Value::Bool(false)));
        say("screening", call.screened.map(|presentation| word(presentation.word())));
        let sim = sim_detail(&call.sim);
        say("sim", sim.map(|(_, sim)| sim));
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
        call.number.as_deref().map(|number| ("number", word(number))),
        Some(("phase", word(call.phase.word()))),
        call.screened.map(|presentation| ("screened", word(presentation.word()))),
        Some(("sim", sim_value(&call.sim))),
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
            number: members.maybe_text("number")?,
            sim: read_sim(members.object("sim")?)?,
            began: read_clock(members.object("began")?)?,
            phase: members.word("phase", Phase::parse)?,
            crowded: members.flag("crowded")?,
            screened: screened.transpose()?,
            answered: members.maybe_int("answered")?,
            moved: members.maybe_int("moved")?.unwrap_or(0),
        })
    })
}

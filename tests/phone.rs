//! What becomes of what a phone saw: one phone, whose clocks a test moves.

mod calls;
mod clocks;
mod entry;
mod lost;
mod notices;
mod rows;
mod texts;

use dunlog_core::capture::Skip;
use dunlog_core::capture::android::{Arrival, Entry, PhoneClock, Sim, State, step};
use dunlog_core::chain::Hash;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Draft, Field, Line, Millis};
use dunlog_tests::START;

use crate::capture::Shelf;

/// A phone in Shanghai with one boot after another.
pub(crate) struct Phone {
    pub(crate) clock: PhoneClock,
    pub(crate) state: State,
    pub(crate) shelf: Shelf,
    pub(crate) skipped: Vec<Skip>,
    boots: u32,
}

impl Phone {
    pub(crate) fn new() -> Self {
        let clock = PhoneClock {
            wall: START,
            monotonic: 50_000,
            boot: "boot-0".to_owned(),
            offset_minutes: 480,
            zone: Some("Asia/Shanghai".to_owned()),
        };
        let (state, shelf) = (State::default(), Shelf::default());
        Self { clock, state, shelf, skipped: Vec::new(), boots: 0 }
    }

    /// Lets time pass on both clocks.
    pub(crate) fn wait(&mut self, millis: i64) -> &mut Self {
        self.clock.wall.0 += millis;
        self.clock.monotonic += millis;
        self
    }

    /// Starts the phone again after a minute.
    pub(crate) fn reboot(&mut self) -> &mut Self {
        self.boots += 1;
        self.clock.boot = format!("boot-{}", self.boots);
        self.clock.wall.0 += 60_000;
        self.clock.monotonic = 20_000;
        self
    }

    /// Takes an arrival; each draft must become a line that reads as itself, and entry and state
    /// go through their bytes.
    pub(crate) fn see(&mut self, arrival: Arrival) -> Vec<Draft> {
        let entry = Entry { clock: self.clock.clone(), arrival };
        let entry = Entry::from_bytes(&entry.to_bytes().unwrap()).unwrap();
        let before = self.state.clone();
        let done = step(before.clone(), &entry, Some("CN"), &mut self.shelf).unwrap();
        // The same step from the same state is the same: a stop in between loses nothing.
        let again = step(before, &entry, Some("CN"), &mut Shelf::default()).unwrap();
        assert_eq!((&again.drafts, &again.state), (&done.drafts, &done.state));
        done.drafts.iter().for_each(holds);
        self.state = State::from_bytes(&done.state.to_bytes()).unwrap();
        assert_eq!(self.state, done.state);
        self.skipped = done.skipped;
        done.drafts
    }
}

/// Whether a draft can become a record.
pub(crate) fn holds(draft: &Draft) {
    let salts = vec![7; draft.salt_bytes()];
    let (line, openings, text) =
        draft.clone().place(Hash::ZERO, 1, START, &salts).expect("a draft has a line");
    assert_eq!(Line::parse(text.as_bytes()).expect("a line can be read"), line);
    for field in Field::ALL {
        if let Some(opening) = openings.get(*field) {
            assert!(field.takes(&opening.value), "{}", field.word());
        }
    }
}

/// A private value of a draft.
pub(crate) fn private(draft: &Draft, field: Field) -> Option<Value> {
    draft.private(field).map(|text| Value::parse(text.as_bytes()).unwrap())
}

/// A private text of a draft.
pub(crate) fn text(draft: &Draft, field: Field) -> Option<String> {
    private(draft, field)?.text().map(str::to_owned)
}

/// The other side's normalised number, or what is shown of it.
pub(crate) fn party(draft: &Draft) -> Option<String> {
    let party = private(draft, Field::Party)?;
    let name = party.member("number").or_else(|| party.member("shown"));
    name?.text().map(str::to_owned)
}

/// A member of a draft's detail, in canonical form.
pub(crate) fn detail(draft: &Draft, name: &str) -> Option<String> {
    Some(private(draft, Field::Detail)?.member(name)?.to_canonical())
}

/// The SIM card in the first slot.
pub(crate) fn sim() -> Sim {
    Sim { slot: Some(0), subscription: Some(1), account: None }
}

/// An instant that is so many milliseconds after the start.
pub(crate) const fn after(millis: i64) -> Millis {
    Millis(START.0 + millis)
}

//! What the program says about itself: gaps, signs of life, self-tests.
//!
//! docs/spec/phone.md, "The program's own records".

use super::entry::{int, seen_value, word};
use super::{GapReason, LastSeen, PhoneClock, Trial, TrialSeen, Waking, Way, clock};
use crate::capture::number;
use crate::record::canonical::Value;
use crate::record::{Channel, Draft, Fact, Field, Kind, Millis, Party, Source, TIME_RANGE};

impl Way {
    /// What passes through it; notifications are told by their program.
    pub const fn channel(self) -> Channel {
        match self {
            Self::SmsBroadcast | Self::SmsStore => Channel::Sms,
            Self::MmsPush | Self::MmsStore => Channel::Mms,
            Self::PhoneState | Self::Screening | Self::CallLog => Channel::Call,
            Self::Notifications => Channel::Chat,
        }
    }
}

/// A span in which nothing could be seen in a way; ends in the wrong order are put right.
pub(super) fn gap(
    now: &PhoneClock,
    way: Way,
    from: Millis,
    to: Millis,
    reason: GapReason,
) -> Draft {
    let (fact, mut detail) = clock::fact(Kind::Gap, Source::Program, now);
    let (first, last) = (within(from.min(to)), within(from.max(to)));
    detail.push(("way".to_owned(), word(way.word())));
    if (first, last) != (from, to) {
        detail.push(("from".to_owned(), int(from.0)));
        detail.push(("to".to_owned(), int(to.0)));
    }
    let fact = Fact {
        channel: Some(way.channel()),
        from: Some(first),
        to: Some(last),
        reason: Some(reason.word().to_owned()),
        ..fact
    };
    Draft::new(fact).with(Field::Detail, &Value::map(detail))
}

/// A sign of life.
pub(super) fn heartbeat(now: &PhoneClock, waking: Waking, seen: &[LastSeen]) -> Draft {
    let (fact, mut detail) = clock::fact(Kind::Heartbeat, Source::Program, now);
    detail.push(("seen".to_owned(), seen_value(seen)));
    let fact = Fact { reason: Some(waking.word().to_owned()), ..fact };
    Draft::new(fact).with(Field::Detail, &Value::map(detail))
}

/// What a person sent to see whether it is seen, and in which ways it was.
pub(super) fn self_test(now: &PhoneClock, trial: Trial, ways: &[TrialSeen]) -> Draft {
    let (fact, mut detail) = clock::fact(Kind::SelfTest, Source::Program, now);
    let of = |wanted: bool| {
        let ways = ways.iter().filter(move |TrialSeen { seen, .. }| *seen == wanted);
        Value::List(ways.map(|TrialSeen { way, .. }| word(way.word())).collect())
    };
    detail.push(("seen".to_owned(), of(true)));
    detail.push(("unseen".to_owned(), of(false)));
    let channel = if trial == Trial::Call { Channel::Call } else { Channel::Sms };
    let fact = Fact { channel: Some(channel), reason: Some(trial.word().to_owned()), ..fact };
    Draft::new(fact).with(Field::Detail, &Value::map(detail))
}

/// The own number of a SIM slot, as the borrower stated it; an empty one takes it back.
pub(super) fn own_number(now: &PhoneClock, slot: u8, number: &str, country: Option<&str>) -> Draft {
    let (fact, detail) = clock::fact(Kind::OwnNumber, Source::Typed, now);
    let name = number::named(number, country);
    let draft = Draft::new(Fact { slot: Some(i64::from(slot)), ..fact })
        .with(Field::Own, &Party { name, group: Vec::new() }.to_value());
    if detail.is_empty() { draft } else { draft.with(Field::Detail, &Value::map(detail)) }
}

/// The nearest time that a record can name.
fn within(time: Millis) -> Millis {
    Millis(time.0.clamp(*TIME_RANGE.start(), *TIME_RANGE.end()))
}

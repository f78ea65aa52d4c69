//! What the fuzz targets share: a sink that throws away, and a context without a clock.

use std::io::Read;

use dunlog_core::capture::android::{Arrival, Entry, PhoneClock, State, settle, step};
use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::{Context, Emit, Item, Sink};
use dunlog_core::chain::Hash;
use dunlog_core::record::{Attachment, Draft, Line, Millis, Offset};
use dunlog_core::{Malformed, Result};

/// The largest content that the sink takes: targets test readers, not disks.
const LIMIT: u64 = 1 << 24;

struct Discard;

impl Sink for Discard {
    fn attach(&mut self, content: &mut dyn Read, media_type: &str) -> Result<Attachment> {
        let size = std::io::copy(&mut content.take(LIMIT), &mut std::io::sink())?;
        if size == LIMIT {
            return Err(Malformed::new("file", 0, "attachment-too-large").into());
        }
        let size = i64::try_from(size).expect("the limit is small");
        Ok(Attachment { sha256: Hash::ZERO, size, media_type: media_type.to_owned() })
    }
}

/// Runs an adapter; each draft must become a line that reads as itself.
pub fn capture(read: impl FnOnce(&Context<'_>, &mut dyn Sink, Emit<'_>) -> Result<()>) {
    let offset = |_: Millis| -> Option<Offset> { None };
    let context = Context { file: Hash::ZERO, offset: &offset, country: Some("CN"), answers: Answers::default() };
    let _ = read(&context, &mut Discard, &mut |item| {
        if let Item::Draft(draft) = item {
            holds(*draft);
        }
        Ok(())
    });
}

/// A draft must become a line that reads as itself.
fn holds(draft: Draft) {
    let salts = vec![0; draft.salt_bytes()];
    let now = Millis(1_800_000_000_000);
    let (line, _, text) = draft.place(Hash::ZERO, 1, now, &salts).expect("a draft has a line");
    assert_eq!(Line::parse(text.as_bytes()).expect("a line can be read"), line);
}

/// The most that a state may grow to, in bytes: 1,024 raw messages that wait, and the rest.
const MAX_STATE: usize = 8 << 20;

/// Takes what a phone saw, a second apart, and a boot at the end.
pub fn arrivals(arrivals: impl Iterator<Item = Arrival>) {
    let clock = |second: i64| PhoneClock {
        wall: Millis(1_700_000_000_000 + second * 1000),
        monotonic: second * 1000,
        boot: "one".to_owned(),
        offset_minutes: 480,
        zone: None,
    };
    entries((0..).zip(arrivals).map(|(second, arrival)| Entry { clock: clock(second), arrival }));
}

/// Takes entries one after another; what is carried on reads as itself and stays small.
pub fn entries(entries: impl Iterator<Item = Entry>) {
    let (mut state, mut last) = (State::default(), None);
    for entry in entries {
        let bytes = entry.to_bytes().expect("what was read can be written");
        assert_eq!(Entry::from_bytes(&bytes).expect("an entry"), entry);
        let done = step(state, &entry, Some("CN"), &mut Discard).expect("the sink takes all");
        done.drafts.into_iter().for_each(holds);
        let bytes = done.state.to_bytes();
        assert!(bytes.len() <= MAX_STATE);
        state = State::from_bytes(&bytes).expect("a state");
        assert_eq!(state, done.state);
        last = Some(entry.clock);
    }
    if let Some(clock) = last {
        let clock = PhoneClock { boot: format!("{}, again", clock.boot), ..clock };
        settle(state, &clock, Some("CN")).drafts.into_iter().for_each(holds);
    }
}

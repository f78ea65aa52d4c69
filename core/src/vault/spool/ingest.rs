//! From the spool into the log: drafts, state and place in one transaction.
//!
//! docs/spec/spool.md, "Taking". Killed between any two steps, the next call goes on from what was
//! committed, and each entry leads to its records exactly once.

use std::fs::File;

use sha2::{Digest, Sha256};

use super::frame::{Frames, Piece};
use super::{Part, Spool, digest};
use crate::capture::android::{self, Entry, State, Step};
use crate::error::{Error, Result};
use crate::record::{Draft, Kind, Millis};
use crate::vault::{Appended, Imported, Vault, refuse_own_kinds};

/// The most entries of one transaction.
const ENTRIES: u64 = 512;

/// The most bytes of entries of one transaction.
const BYTES: u64 = 4 * 1024 * 1024;

/// How long a transaction may take, in milliseconds.
const SPAN: u64 = 250;

/// How many pieces an outcome lists.
pub const MAX_ASIDE: usize = 1_000;

/// A piece of the spool that was kept aside.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Aside {
    /// Why: `spool-entry-torn`, `spool-entry-closed`, or what the entry's reader says.
    pub code: &'static str,
    /// The file's name in `kept-aside`.
    pub name: String,
    /// Its bytes, as they stood in the spool.
    pub size: u64,
}

/// What came of the entries in a spool.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Ingested {
    /// How many entries were taken.
    pub entries: u64,
    /// How many records were appended.
    pub appended: u64,
    /// The first of them.
    pub first: Option<Appended>,
    /// The last of them.
    pub last: Option<Appended>,
    /// How many rows of the phone's stores were held already.
    pub duplicates: u64,
    /// What was kept aside: the first 1,000 pieces.
    pub aside: Vec<Aside>,
    /// How many pieces were kept aside.
    pub aside_total: u64,
}

impl Ingested {
    fn set_aside(&mut self, aside: Aside) {
        self.aside_total += 1;
        if self.aside.len() < MAX_ASIDE {
            self.aside.push(aside);
        }
    }
}

/// Up to where the file was taken.
#[derive(Clone)]
struct Taken {
    place: u64,
    before: Sha256,
}

impl Taken {
    fn to_bytes(&self) -> Vec<u8> {
        let hash = self.before.clone().finalize();
        [&self.place.to_le_bytes()[..], &hash[..]].concat()
    }

    /// Where to go on in a file of `length` bytes: at the place that `known` names where the file
    /// still begins as it did then, else at its start, for then it was emptied since.
    fn find(known: Option<&[u8]>, source: &mut File, length: u64) -> Result<Self> {
        let none = Self { place: 0, before: Sha256::new() };
        let Some((place, _)) = known.and_then(|known| known.split_first_chunk()) else {
            return Ok(none);
        };
        let place = u64::from_le_bytes(*place);
        if place > length {
            return Ok(none);
        }
        let mut taken = Self { place, before: Sha256::new() };
        digest(source, 0..place, &mut taken.before)?;
        Ok(if Some(&*taken.to_bytes()) == known { taken } else { none })
    }
}

impl Vault {
    /// Takes what waits in `spool`, in order, and empties it.
    ///
    /// `country` (ISO 3166-1 alpha-2) is where national numbers belong, where that is known. Each
    /// transaction holds drafts, state and place, and lets other writers in after 250 ms.
    ///
    /// # Errors
    /// As [`Vault::append`]; `Io` of the spool. What was committed stays, what was not still waits.
    pub fn ingest(
        &mut self,
        spool: &Spool,
        country: Option<&str>,
        clock: &dyn Fn() -> Millis,
    ) -> Result<Ingested> {
        let mut taking = Taking { spool, country, clock, outcome: Ingested::default() };
        let done = spool.alone(&spool.taking, || {
            while !taking.take_waiting(self)? {}
            Ok(())
        });
        self.drop_pending();
        done.map(|()| taking.outcome)
    }
}

/// One call of [`Vault::ingest`].
struct Taking<'a> {
    spool: &'a Spool,
    country: Option<&'a str>,
    clock: &'a dyn Fn() -> Millis,
    outcome: Ingested,
}

impl Taking<'_> {
    /// Takes what is there now; whether the spool is empty then.
    fn take_waiting(&mut self, vault: &mut Vault) -> Result<bool> {
        let length = self.spool.length()?;
        let mut source = self.spool.reader()?;
        let known = vault.spool_part(Part::Place)?;
        let mut taken = Taken::find(known.as_deref().map(Vec::as_slice), &mut source, length)?;
        while taken.place < length {
            taken = self.take_some(vault, &source, taken, length)?;
            vault.give_way();
        }
        Ok(length == 0 || self.spool.clear(length)?)
    }

    /// One transaction; gives up to where the file is taken then.
    fn take_some(
        &mut self,
        vault: &mut Vault,
        source: &File,
        mut taken: Taken,
        length: u64,
    ) -> Result<Taken> {
        let secret = vault.spool_secret()?.ok_or(Error::Misuse("the vault has no spool"))?;
        let mut outcome = self.outcome.clone();
        let mut heartbeat = false;
        vault.transaction(|vault| {
            let start = (self.clock)();
            let mut state = self.state(vault, &mut outcome)?;
            let mut frames = Frames::new(source, taken.place..length, &secret);
            let mut reader = source;
            let (first, mut count) = (taken.place, 0);
            while let Some((range, piece)) = frames.next()? {
                let code = match piece {
                    Piece::Entry(plain) => {
                        let taken = self.take_entry(vault, &mut state, &plain, &mut outcome)?;
                        heartbeat |= taken.heartbeat;
                        taken.aside
                    }
                    Piece::Closed => Some("spool-entry-closed"),
                    Piece::Torn => Some("spool-entry-torn"),
                };
                if let Some(code) = code {
                    let aside = self.spool.keep_aside(&mut reader, range.clone(), code)?;
                    outcome.set_aside(aside);
                }
                digest(&mut reader, range.clone(), &mut taken.before)?;
                taken.place = range.end;
                count += 1;
                let long = (self.clock)().0.abs_diff(start.0) >= SPAN;
                let full = count == ENTRIES || taken.place - first >= BYTES;
                if long || full || vault.is_awaited() {
                    break;
                }
            }
            vault.put_spool(Part::State, &state.to_bytes())?;
            vault.put_spool(Part::Place, &taken.to_bytes())
        })?;
        self.outcome = outcome;
        if heartbeat {
            vault.remember()?;
        }
        Ok(taken)
    }

    /// The state that is carried on. One that cannot be read must hinder no entry: it is kept aside.
    fn state(&self, vault: &mut Vault, outcome: &mut Ingested) -> Result<State> {
        let Some(bytes) = vault.spool_part(Part::State)? else { return Ok(State::default()) };
        match State::from_bytes(&bytes) {
            Err(Error::Malformed(_)) => {
                self.set_state_aside(vault, &bytes, "spool-state-unreadable", outcome)?;
                Ok(State::default())
            }
            read => read,
        }
    }

    fn set_state_aside(
        &self,
        vault: &mut Vault,
        bytes: &[u8],
        code: &'static str,
        outcome: &mut Ingested,
    ) -> Result<()> {
        let once = vault.chance.array(&*vault.keystore)?;
        outcome.set_aside(self.spool.keep_sealed(bytes, code, once)?);
        Ok(())
    }

    /// Takes one entry: its drafts are placed and the state goes on, or neither.
    fn take_entry(
        &self,
        vault: &mut Vault,
        state: &mut State,
        plain: &[u8],
        outcome: &mut Ingested,
    ) -> Result<Done> {
        let entry = match Entry::from_bytes(plain) {
            Ok(entry) => entry,
            Err(fault) => return Done::aside(fault),
        };
        let mut step = self.step(vault, state, &entry);
        if step.as_ref().is_err_and(|fault| code(fault).is_some())
            && self.give_up_waiting(vault, state, &entry, outcome)?
        {
            step = self.step(vault, state, &entry);
        }
        let Step { state: next, drafts, skipped } = match step {
            Ok(step) => step,
            Err(fault) => return Done::aside(fault),
        };
        outcome.entries += 1;
        let heartbeat = drafts.iter().any(|draft| draft.fact.kind == Kind::Heartbeat);
        let lost = self.place(vault, drafts, outcome)?;
        *state = next;
        let mut reasons = skipped.iter().map(|skip| skip.reason);
        let aside = reasons.find(|reason| !android::ASIDES.contains(reason)).or(lost);
        Ok(Done { aside, heartbeat })
    }

    /// The next step, if all that it leads to can become records.
    fn step(&self, vault: &mut Vault, state: &State, entry: &Entry) -> Result<Step> {
        let step = android::step(state.clone(), entry, self.country, vault)?;
        step.drafts.iter().try_for_each(validate)?;
        Ok(step)
    }

    /// Goes on without what had waited and cannot become a record, for it would be in the way of
    /// every entry to come; the state is kept aside then. False where all of it can.
    fn give_up_waiting(
        &self,
        vault: &mut Vault,
        state: &mut State,
        entry: &Entry,
        outcome: &mut Ingested,
    ) -> Result<bool> {
        let Step { state: next, mut drafts, .. } =
            android::settle(state.clone(), &entry.clock, self.country);
        let mut faults = drafts.iter().filter_map(|draft| validate(draft).err());
        let Some(code) = faults.find_map(|fault| code(&fault)) else { return Ok(false) };
        drop(faults);
        self.set_state_aside(vault, &state.to_bytes(), code, outcome)?;
        drafts.retain(|draft| validate(draft).is_ok());
        self.place(vault, drafts, outcome)?;
        *state = next;
        Ok(true)
    }

    /// Appends drafts; gives why a part of one that is new to the log could not be read.
    fn place(
        &self,
        vault: &mut Vault,
        drafts: Vec<Draft>,
        outcome: &mut Ingested,
    ) -> Result<Option<&'static str>> {
        let mut rows = Imported { first: outcome.first, last: outcome.last, ..Imported::default() };
        let mut lost = None;
        for draft in drafts {
            let (before, reason) = (rows.appended, draft.lost.first().copied());
            vault.place_row(draft, (self.clock)(), &mut rows)?;
            lost = lost.or(reason.filter(|_| rows.appended > before));
        }
        (outcome.first, outcome.last) = (rows.first, rows.last);
        outcome.appended += rows.appended;
        outcome.duplicates += rows.duplicates;
        Ok(lost)
    }
}

/// What came of an entry besides its records.
struct Done {
    /// Why its bytes are to be kept aside.
    aside: Option<&'static str>,
    /// Whether it was a heartbeat.
    heartbeat: bool,
}

impl Done {
    /// An entry that leads to nothing; any other fault stops the taking.
    fn aside(fault: Error) -> Result<Self> {
        let aside = Some(code(&fault).ok_or(fault)?);
        Ok(Self { aside, heartbeat: false })
    }
}

/// Under which code an entry with this fault is kept aside.
const fn code(fault: &Error) -> Option<&'static str> {
    match fault {
        Error::Malformed(fault) => Some(fault.code),
        Error::Unsupported { .. } => Some("unsupported-version"),
        _ => None,
    }
}

/// Whether a draft can become a record, told before any of its entry is placed.
fn validate(draft: &Draft) -> Result<()> {
    refuse_own_kinds(draft)?;
    draft.check()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use zeroize::Zeroizing;

    use super::*;
    use crate::capture::android::{Arrival, CallState, PhoneClock, Sim};
    use crate::chain::Hash;
    use crate::key::Keystore;

    /// A keystore without secrets, whose randomness is a count.
    struct Open(AtomicU64);

    impl Keystore for Open {
        fn random(&self, bytes: &mut [u8]) -> Result<()> {
            for chunk in bytes.chunks_mut(32) {
                let count = self.0.fetch_add(1, Ordering::Relaxed);
                chunk.copy_from_slice(&Sha256::digest(count.to_le_bytes())[..chunk.len()]);
            }
            Ok(())
        }

        fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>> {
            Ok(secret.to_vec())
        }

        fn unwrap(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
            Ok(Zeroizing::new(wrapped.to_vec()))
        }

        fn remember(&self, _: &str, _: u64, _: Hash) -> Result<()> {
            Ok(())
        }

        fn recall(&self, _: &str) -> Result<Option<(u64, Hash)>> {
            Ok(None)
        }
    }

    const NOW: Millis = Millis(1_714_579_200_000);

    fn entry(second: i64, boot: &str, arrival: Arrival) -> Entry {
        let wall = Millis(NOW.0 + second * 1_000);
        let (monotonic, boot) = (second * 1_000, boot.to_owned());
        let clock = PhoneClock { wall, monotonic, boot, offset_minutes: 480, zone: None };
        Entry { clock, arrival }
    }

    fn rings(number: &str) -> Arrival {
        let (state, number) = (CallState::Ringing, Some(number.to_owned()));
        Arrival::CallState { state, number, sim: Sim::default() }
    }

    /// A vault in a folder of its own with its spool.
    fn setup(folder: &tempfile::TempDir) -> (Vault, Spool) {
        let keystore = Box::new(Open(0.into()));
        let (mut vault, _) =
            Vault::create(folder.path().join("vault"), keystore, NOW).expect("a vault can be made");
        let spool = vault.open_spool(folder.path().join("spool")).expect("and a spool");
        (vault, spool)
    }

    /// What a sealed piece that was kept aside holds.
    fn opened(vault: &Vault, folder: &tempfile::TempDir, aside: &Aside) -> Vec<u8> {
        let path = folder.path().join("spool/kept-aside").join(&aside.name);
        let secret = vault.spool_secret().expect("readable").expect("there");
        let mut frames = Frames::new(File::open(path).expect("kept"), 0..aside.size, &secret);
        match frames.next().expect("readable") {
            Some((_, Piece::Entry(plain))) => plain.to_vec(),
            _ => panic!("a whole frame"),
        }
    }

    #[test]
    fn what_had_waited_and_can_be_no_record_is_kept_aside_and_hinders_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut vault, spool) = setup(&folder);
        let mut state = State::default();
        let taking =
            Taking { spool: &spool, country: None, clock: &|| NOW, outcome: Ingested::default() };
        let mut outcome = Ingested::default();
        // No entry can say this; a state that did, by a fault of this program, must not stay.
        for number in ["1", &"2".repeat(2 << 20)] {
            state = android::step(state, &entry(0, "one", rings(number)), None, &mut vault)
                .expect("a step")
                .state;
        }
        let before = state.to_bytes();
        let later = entry(60, "two", rings("3")).to_bytes().expect("it is short");
        vault
            .transaction(|vault| taking.take_entry(vault, &mut state, &later, &mut outcome))
            .expect("it is taken");
        // The other call that had waited is a record.
        assert_eq!((outcome.entries, outcome.appended, outcome.aside_total), (1, 1, 1));
        assert_eq!(outcome.aside[0].code, "record-too-large");
        assert_eq!(opened(&vault, &folder, &outcome.aside[0]), before);
        let idle = Arrival::CallState { state: CallState::Idle, number: None, sim: Sim::default() };
        let idle = entry(70, "two", idle).to_bytes().expect("it is short");
        vault
            .transaction(|vault| taking.take_entry(vault, &mut state, &idle, &mut outcome))
            .expect("it is taken");
        assert_eq!((outcome.entries, outcome.appended, outcome.aside_total), (2, 2, 1));
    }

    #[test]
    fn a_state_that_cannot_be_read_is_kept_aside_and_hinders_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (mut vault, spool) = setup(&folder);
        vault.transaction(|vault| vault.put_spool(Part::State, b"{}")).expect("it is put");
        for aside in [1, 0] {
            let clock = entry(1, "one", Arrival::Clock);
            spool.push(&clock, Zeroizing::new([aside; 32])).expect("there is room");
            let ingested = vault.ingest(&spool, None, &|| NOW).expect("it is taken");
            assert_eq!((ingested.entries, ingested.aside_total), (1, aside.into()));
            if let Some(aside) = ingested.aside.first() {
                assert_eq!(aside.code, "spool-state-unreadable");
                assert_eq!(opened(&vault, &folder, aside), b"{}");
            }
        }
        // A newer program's state is no fault: everything waits for that program.
        let newer = br#"{"state":2}"#;
        vault.transaction(|vault| vault.put_spool(Part::State, newer)).expect("it is put");
        spool.push(&entry(2, "one", Arrival::Clock), Zeroizing::new([7; 32])).expect("room");
        let refused = vault.ingest(&spool, None, &|| NOW);
        assert!(matches!(refused, Err(Error::Unsupported { .. })), "{refused:?}");
    }
}

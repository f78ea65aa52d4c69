//! From the spool into the log: drafts, state and place in one transaction.
//!
//! docs/spec/spool.md, "Taking". Killed between any two steps, the next call goes on from what was
//! committed, and each entry leads to its records exactly once.

use std::fs::File;
use std::io::BufReader;

use sha2::{Digest, Sha256};

use super::frame::{Frames, Piece, Plain};
use super::{Part, Spool, digest};
use crate::capture::android::{self, Entry, State, Step};
use crate::chain::Hash;
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
        if done.is_err() {
            self.drop_pending();
        }
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
        let mut beat = false;
        vault.transaction(|vault| {
            let start = (self.clock)();
            let mut state = match vault.spool_part(Part::State)? {
                Some(bytes) => State::from_bytes(&bytes)?,
                None => State::default(),
            };
            let reader = BufReader::new(source.try_clone()?);
            let mut frames = Frames::new(reader, taken.place..length, &secret);
            let (first, mut count) = (taken.place, 0);
            while let Some((range, piece)) = frames.next()? {
                let code = match piece {
                    Piece::Entry(plain) => {
                        let read = self.take_entry(vault, &mut state, &plain, &mut outcome)?;
                        beat |= read.beat;
                        read.aside
                    }
                    Piece::Closed => Some("spool-entry-closed"),
                    Piece::Torn => Some("spool-entry-torn"),
                };
                if let Some(code) = code {
                    outcome.set_aside(self.spool.keep_aside(range.clone(), code)?);
                }
                digest(&mut source.try_clone()?, range.clone(), &mut taken.before)?;
                taken.place = range.end;
                count += 1;
                let long = (self.clock)().0.abs_diff(start.0) >= SPAN;
                if long || count == ENTRIES || taken.place - first >= BYTES {
                    break;
                }
            }
            vault.put_spool(Part::State, &state.to_bytes())?;
            vault.put_spool(Part::Place, &taken.to_bytes())
        })?;
        self.outcome = outcome;
        if beat {
            vault.remember()?;
        }
        Ok(taken)
    }

    /// Takes one entry: its drafts are placed and the state goes on, or neither.
    fn take_entry(
        &mut self,
        vault: &mut Vault,
        state: &mut State,
        plain: &Plain,
        outcome: &mut Ingested,
    ) -> Result<Read> {
        let step = Entry::from_bytes(plain)
            .and_then(|entry| android::step(state.clone(), &entry, self.country, vault))
            .and_then(|step| step.drafts.iter().try_for_each(validate).map(|()| step));
        let Step { state: next, drafts, skipped } = match step {
            Ok(step) => step,
            Err(Error::Malformed(fault)) => {
                return Ok(Read { aside: Some(fault.code), beat: false });
            }
            Err(Error::Unsupported { .. }) => {
                return Ok(Read { aside: Some("unsupported-version"), beat: false });
            }
            Err(fault) => return Err(fault),
        };
        outcome.entries += 1;
        let beat = drafts.iter().any(|draft| draft.fact.kind == Kind::Heartbeat);
        let mut rows = Imported { first: outcome.first, last: outcome.last, ..Imported::default() };
        for draft in drafts {
            vault.place_row(draft, (self.clock)(), &mut rows)?;
        }
        (outcome.first, outcome.last) = (rows.first, rows.last);
        outcome.appended += rows.appended;
        outcome.duplicates += rows.duplicates;
        *state = next;
        let lost = skipped.iter().find(|skip| !android::ASIDES.contains(&skip.reason));
        Ok(Read { aside: lost.map(|skip| skip.reason), beat })
    }
}

/// What came of an entry besides its records.
struct Read {
    /// Why its bytes are to be kept aside.
    aside: Option<&'static str>,
    /// Whether it was a heartbeat.
    beat: bool,
}

/// Whether a draft can become a record, told before any of its entry is placed.
fn validate(draft: &Draft) -> Result<()> {
    refuse_own_kinds(draft)?;
    let salts = vec![0; draft.salt_bytes()];
    draft.clone().place(Hash::ZERO, 1, Millis(1_700_000_000_000), &salts).map(|_| ())
}

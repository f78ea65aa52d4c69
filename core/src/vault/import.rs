//! Importing: rows of a file into the log, in transactions that let others in.
//!
//! docs/spec/vault.md, "Import". Rows are gathered first, so that no transaction is open while
//! the file is read.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::io::Read;

use super::seal::Blind;
use super::{Appended, Vault, refuse_own_kinds};
use crate::capture::{ASIDES, Emit, Item, Sink, Skip};
use crate::chain::Hash;
use crate::error::{Error, Malformed, Result};
use crate::record::canonical::Value;
use crate::record::{Attachment, Channel, Draft, Field, Millis, Party};

/// The most rows of one transaction.
const ROWS: usize = 5_000;

/// The most that the rows of one transaction may hold, in bytes.
const BYTES: usize = 4 * 1024 * 1024;

/// How long rows are gathered, and how long a transaction may take, in milliseconds.
const SPAN: i64 = 250;

/// After how long a transaction looks whether somebody waits, in milliseconds.
const LOOK: u64 = 8;

/// How many skipped rows an outcome lists.
pub const MAX_SKIPPED: usize = 1_000;

/// The size of the write-ahead log above which it is moved into the database between two
/// transactions, so that opening after a kill stays quick.
const WAL_BOUND: u64 = 32 * 1024 * 1024;

/// A file or a text of a row that was taken, which itself could not be taken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Lost {
    /// The row.
    pub row: u64,
    /// Why, as a stable code.
    pub reason: &'static str,
}

/// Who is met in the rows of a file: parties as they stand, and conversations.
#[derive(Debug, Default)]
pub(super) struct Met {
    shown: HashSet<Hash>,
    keys: HashSet<Vec<String>>,
    named: HashSet<String>,
}

impl Met {
    /// Whether the conversation was not met before: that of this name, else that with these;
    /// `party` is canonical.
    fn is_new(&mut self, name: Option<&String>, party: &str) -> bool {
        if let Some(name) = name {
            return self.named.insert(name.clone());
        }
        if !self.shown.insert(Hash::of(party.as_bytes())) {
            return false;
        }
        let read = Value::parse(party.as_bytes()).ok().and_then(Party::take);
        self.keys.insert(read.map(|party| party.keys()).unwrap_or_default())
    }
}

/// What an import took and left out.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Imported {
    /// How many records were appended.
    pub appended: u64,
    /// The first of them.
    pub first: Option<Appended>,
    /// The last of them.
    pub last: Option<Appended>,
    /// How many rows were equal, in every column, to one that is held.
    pub duplicates: u64,
    /// How many of the appended records are rows whose earlier record was redacted.
    pub again_after_redaction: u64,
    /// The rows that were left out: the first 1,000.
    pub skipped: Vec<Skip>,
    /// How many rows were left out.
    pub skipped_total: u64,
    /// How many rows were left out for each reason.
    pub skipped_by: BTreeMap<&'static str, u64>,
    /// What rows that were taken carry and could not be taken: the first 1,000.
    pub lost: Vec<Lost>,
    /// How much of it there is, by reason.
    pub lost_by: BTreeMap<&'static str, u64>,
    /// How many rows, taken or left out, hold broken text that was repaired.
    pub repaired: u64,
    /// How many rows that were read have a clock time without a zone.
    pub clock_times: u64,
    /// The byte at which the file is cut off, if it is.
    pub cut: Option<u64>,
    /// The rows that were read and not left out, by channel: new ones and those held already.
    pub rows: BTreeMap<Channel, u64>,
    /// With how many different parties or groups those rows are.
    pub conversations: u64,
    /// The earliest and the latest instant of those rows.
    pub span: Option<(Millis, Millis)>,
    /// Why the rest of the file was refused, where rows had been read before.
    pub refused: Option<Malformed>,
    /// Whether the person stopped it; what was committed stays, and running it again completes it.
    pub cancelled: bool,
}

impl Imported {
    /// How many rows were left out that stand for a contact.
    pub fn losses(&self) -> u64 {
        let asides = ASIDES.iter().filter_map(|reason| self.skipped_by.get(reason));
        self.skipped_total - asides.sum::<u64>()
    }

    /// Whether the file was read to its end.
    pub fn is_read(&self) -> bool {
        !self.cancelled && self.refused.is_none()
    }

    /// Whether anything was read.
    fn is_nothing(&self) -> bool {
        self.rows.is_empty() && self.skipped_total == 0
    }

    /// Notes how the reading ended: a cancel, and a file that is refused behind rows that were
    /// read, are outcomes.
    ///
    /// # Errors
    /// What `done` is beside these.
    pub(super) fn end(&mut self, done: Result<()>) -> Result<()> {
        match done {
            Err(Error::Cancelled) => self.cancelled = true,
            Err(Error::Malformed(malformed)) if !self.is_nothing() => {
                self.refused = Some(malformed)
            }
            done => done?,
        }
        Ok(())
    }

    /// Counts a row that was left out.
    pub(super) fn skip(&mut self, skip: Skip) {
        self.skipped_total += 1;
        self.repaired += u64::from(skip.repaired);
        *self.skipped_by.entry(skip.reason).or_default() += 1;
        if self.skipped.len() < MAX_SKIPPED {
            self.skipped.push(skip);
        }
    }

    /// Counts a row that was read.
    pub(super) fn count(&mut self, draft: &Draft, met: &mut Met) {
        self.repaired += u64::from(!draft.fact.repaired.is_empty());
        self.clock_times += u64::from(draft.fact.local.is_some());
        for reason in &draft.lost {
            *self.lost_by.entry(reason).or_default() += 1;
            if self.lost.len() < MAX_SKIPPED {
                let row = draft.fact.feed.as_ref().map(|feed| feed.place);
                let row = row.and_then(|row| u64::try_from(row).ok()).unwrap_or_default();
                self.lost.push(Lost { row, reason });
            }
        }
        if let Some(channel) = draft.fact.channel {
            *self.rows.entry(channel).or_default() += 1;
        }
        if let Some(party) = draft.private(Field::Party)
            && met.is_new(draft.conversation.as_ref(), party)
        {
            self.conversations += 1;
        }
        let seen = draft.fact.seen.as_ref().map(|seen| seen.wall);
        if let Some(time) = draft.fact.network.or(seen) {
            let (first, last) = self.span.unwrap_or((time, time));
            self.span = Some((first.min(time), last.max(time)));
        }
    }
}

impl Vault {
    /// Appends what `read` emits; a row that is held already is counted and left out.
    ///
    /// `read` gets a sink for attachments and the function that takes rows. What was committed
    /// stays, whatever comes after; running it again completes it. Where `read` answers
    /// [`Error::Cancelled`], or [`Error::Malformed`] behind rows, what it gave until then is
    /// committed, and the outcome says so.
    ///
    /// # Errors
    /// What `read` returns; those of [`Self::append`].
    pub fn import(
        &mut self,
        clock: &dyn Fn() -> Millis,
        read: impl FnOnce(&mut dyn Sink, Emit<'_>) -> Result<()>,
    ) -> Result<Imported> {
        self.header.standing()?;
        let gathering = RefCell::new(Gathering {
            vault: self,
            clock,
            rows: Vec::new(),
            bytes: 0,
            since: Millis(0),
            met: Met::default(),
            outcome: Imported::default(),
        });
        let done = read(&mut Incoming(&gathering), &mut |item| gathering.borrow_mut().take(item));
        let mut gathering = gathering.into_inner();
        let flushed = gathering.flush();
        let done = gathering.outcome.end(done).and(flushed);
        gathering.vault.drop_pending();
        gathering.vault.database.settle(false)?;
        done.map(|()| gathering.outcome)
    }

    /// Appends a row unless it is held already.
    pub(super) fn place_row(
        &mut self,
        draft: Draft,
        now: Millis,
        outcome: &mut Imported,
    ) -> Result<()> {
        let appended = match self.row_key(&draft) {
            None => self.place(draft, now)?,
            Some(key) => {
                let now = self.mind_clock(now, Some(&draft.fact))?;
                if !self.enter_row(&key, self.placed()?.0)? {
                    return self.note_duplicate(&draft, &key, outcome);
                }
                if self.batch.as_ref().is_some_and(|batch| batch.redacted) {
                    outcome.again_after_redaction += u64::from(self.was_redacted(&key)?);
                }
                self.place_one(draft, now)?
            }
        };
        outcome.appended += 1;
        outcome.first = outcome.first.or(Some(appended));
        outcome.last = Some(appended);
        Ok(())
    }

    /// Counts a row that is held, and notes which record its file repeats.
    fn note_duplicate(&mut self, draft: &Draft, key: &Blind, outcome: &mut Imported) -> Result<()> {
        let file = draft.fact.feed.as_ref().and_then(|feed| feed.file);
        let place = self.place_of_row(key)?;
        if let (Some(file), Some(place), Some(batch)) = (file, place, self.batch.as_mut()) {
            batch.repeats.entry(file).or_default().push(place);
        }
        outcome.duplicates += 1;
        Ok(())
    }
}

/// The rows that wait for the next transaction.
struct Gathering<'v> {
    vault: &'v mut Vault,
    clock: &'v dyn Fn() -> Millis,
    #[expect(clippy::vec_box, reason = "a row comes boxed; moving it out would copy 700 bytes")]
    rows: Vec<Box<Draft>>,
    bytes: usize,
    since: Millis,
    /// The parties and groups of rows so far.
    met: Met,
    outcome: Imported,
}

impl Gathering<'_> {
    fn take(&mut self, item: Item) -> Result<()> {
        let draft = match item {
            Item::Draft(draft) => draft,
            Item::Skip(skip) => {
                self.outcome.skip(skip);
                return Ok(());
            }
            Item::Cut { byte } => {
                self.outcome.cut = Some(byte);
                return Ok(());
            }
        };
        refuse_own_kinds(&draft)?;
        self.outcome.count(&draft, &mut self.met);
        let now = (self.clock)();
        if self.rows.is_empty() {
            self.since = now;
        }
        let sizes = Field::ALL.iter().filter_map(|field| draft.private(*field)).map(str::len);
        self.bytes += 512 + sizes.sum::<usize>();
        self.rows.push(draft);
        let old = now.0.abs_diff(self.since.0) >= SPAN.unsigned_abs();
        if old || self.rows.len() >= ROWS || self.bytes >= BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        self.bytes = 0;
        let mut rows = std::mem::take(&mut self.rows).into_iter().peekable();
        while rows.peek().is_some() {
            let start = (self.clock)();
            let mut outcome = self.outcome.clone();
            let clock = self.clock;
            self.vault.transaction(|vault| {
                let mut looked = start;
                for draft in rows.by_ref() {
                    let now = clock();
                    vault.place_row(*draft, now, &mut outcome)?;
                    let long = now.0.abs_diff(start.0) >= SPAN.unsigned_abs();
                    if now.0.abs_diff(looked.0) >= LOOK {
                        looked = now;
                        if long || vault.is_awaited() {
                            break;
                        }
                    }
                }
                Ok(())
            })?;
            self.outcome = outcome;
            self.vault.give_way();
            self.vault.settle_above(WAL_BOUND)?;
        }
        Ok(())
    }
}

/// The sink that a reader gets: the vault, while rows are gathered.
struct Incoming<'a, 'v>(&'a RefCell<Gathering<'v>>);

impl Sink for Incoming<'_, '_> {
    fn attach(&mut self, content: &mut dyn Read, media_type: &str) -> Result<Attachment> {
        self.0.borrow_mut().vault.attach(content, media_type)
    }
}

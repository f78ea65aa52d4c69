//! Appending: one transaction, one signature, one sync.
//!
//! docs/spec/vault.md, "Append". A writer that has to wait takes the turn, so that a long import
//! lets it in between two of its transactions.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use rusqlite::{ErrorCode, ffi};

use super::attachment::{self, FOLDER, INCOMING, Sealed};
use super::header::{Last, State};
use super::rows::Rows;
use super::seal::{Blind, Domain, NONCE};
use super::sighting::Day;
use super::tally::Book;
use super::{Appended, DATABASE, Vault};
use crate::chain::checkpoint;
use crate::chain::{Hash, Head, Tree, leaf_hash};
use crate::error::{Error, Result};
use crate::record::canonical::Value;
use crate::record::{Attachment, Draft, Fact, Field, Kind, Millis, Record, Source};

/// How long a writer waits for its turn among the writers.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long it pauses between two tries to begin once the turn is its own.
const PAUSE: Duration = Duration::from_millis(1);

/// How often it tries: for as long again, counted because core reads no clock.
const TRIES: u32 = 60_000;

/// The size of the write-ahead log above which an append first moves it into the database.
const WAL_BOUND: u64 = 64 * 1024 * 1024;

/// By how much `recorded` may be behind the last record before a clock record says so: whoever
/// waited for its turn took its time before it waited.
const WAITED: i64 = 5_000;

/// What a vault says that cannot sign.
pub(super) const NO_SIGNER: Error =
    Error::Keystore("the signing key does not open; a key change begins a new one");

/// Content that no committed record names yet.
pub(super) struct Pending {
    pub(super) sealed: Sealed,
    named: bool,
}

/// A transaction that is not committed yet.
pub(super) struct Batch {
    /// The log with what was placed.
    tree: Tree,
    last: Last,
    /// Rows that are not inserted yet.
    pub(super) rows: Rows,
    /// The day of the newest event, and its blind key.
    pub(super) day: Option<(Day, Blind)>,
    /// What is added to the counts.
    pub(super) book: Book,
    /// Whether any row was ever redacted.
    pub(super) redacted: bool,
    /// Places of records that rows of a file repeat.
    pub(super) repeats: BTreeMap<Hash, Vec<u64>>,
}

impl Vault {
    /// Runs `work` in one transaction; whatever it placed is on the disk when this returns, or
    /// nothing of it is.
    pub(super) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let done =
            self.begin().and_then(|()| work(self)).and_then(|value| self.commit().map(|()| value));
        if done.is_err() {
            self.roll_back();
        }
        done
    }

    fn begin(&mut self) -> Result<()> {
        self.header.standing()?;
        if self.signer.is_none() {
            self.signer = self.header.unwrap_seed(&self.database, &*self.keystore)?;
        }
        self.settle_above(WAL_BOUND)?;
        self.wait_for_turn()?;
        self.refresh_state()?;
        let State { tree, last, .. } = self.state.clone();
        let (rows, book, repeats) = (Rows::default(), Book::default(), BTreeMap::new());
        let redacted = self.has_redacted_rows()?;
        self.batch = Some(Batch { tree, last, rows, day: None, book, redacted, repeats });
        Ok(())
    }

    /// Moves the write-ahead log into the database where it has grown past `bound` bytes.
    pub(super) fn settle_above(&self, bound: u64) -> Result<()> {
        let wal = fs::metadata(self.folder.join(format!("{DATABASE}-wal")));
        if wal.is_ok_and(|wal| wal.len() > bound) {
            self.database.settle(false)?;
        }
        Ok(())
    }

    fn wait_for_turn(&self) -> Result<()> {
        if self.database.try_begin()? {
            return Ok(());
        }
        let held = self.turn.wait(PATIENCE);
        let mut tries = 0;
        let begun = loop {
            match self.database.try_begin() {
                Ok(false) if tries < TRIES => {
                    tries += 1;
                    std::thread::sleep(PAUSE);
                }
                Ok(false) => break Err(busy()),
                Ok(true) => break Ok(()),
                Err(fault) => break Err(fault),
            }
        };
        if held {
            self.turn.release();
        }
        begun
    }

    /// Whether another writer waits for this one to end its transaction.
    pub(super) fn is_awaited(&self) -> bool {
        let free = self.turn.try_take();
        if free {
            self.turn.release();
        }
        !free
    }

    /// Lets a writer in that waits.
    pub(super) fn give_way(&self) {
        if self.turn.wait(PATIENCE) {
            self.turn.release();
        }
    }

    /// Signs the new head and commits.
    fn commit(&mut self) -> Result<()> {
        let batch = self.batch.take().ok_or(NO_BATCH)?;
        let Batch { tree, last, mut rows, day: _, book, repeats, redacted: _ } = batch;
        rows.flush(&self.database.connection)?;
        self.write_book(book)?;
        for (file, places) in repeats {
            self.note_repeats(&file, &places)?;
        }
        let signer = self.signer.as_ref().ok_or(NO_SIGNER)?;
        let head =
            Head { origin: self.header.origin.clone(), size: tree.size(), root: tree.root() };
        let checkpoint = checkpoint::sign(&head, signer);
        let edge: Vec<u8> = tree.edge().iter().flat_map(|hash| hash.0).collect();
        self.database
            .connection
            .prepare_cached("INSERT OR REPLACE INTO head VALUES (1, ?1, ?2)")?
            .execute((&checkpoint, edge))?;
        let named = self.pending.iter().any(|pending| pending.named);
        if named {
            self.sync_pending()?;
        }
        self.database.execute("COMMIT")?;
        self.state = State { tree, checkpoint, last };
        if named {
            self.move_pending();
        }
        Ok(())
    }

    fn roll_back(&mut self) {
        self.batch = None;
        if !self.database.connection.is_autocommit() {
            let _ = self.database.execute("ROLLBACK");
        }
        for pending in &mut self.pending {
            pending.named = false;
        }
    }

    /// Gives a draft its place within the transaction.
    pub(super) fn place(&mut self, draft: Draft, now: Millis) -> Result<Appended> {
        let row = self.row_key(&draft);
        let told = draft.fact.kind == Kind::Clock && now.in_range();
        let now = if told { now } else { self.mind_clock(now, Some(&draft.fact))? };
        let appended = self.place_one(draft, now)?;
        if let Some(row) = row {
            self.enter_row(&row, appended.index)?;
        }
        Ok(appended)
    }

    /// What `recorded` of the record of `fact` will say: `now`, or the last record's time if it is
    /// only just behind; a clock that went back further gets a record of its own first.
    pub(super) fn mind_clock(&mut self, now: Millis, fact: Option<&Fact>) -> Result<Millis> {
        if !now.in_range() {
            return self.stand_still(now, fact);
        }
        let last = self.placed()?.1;
        self.batch.as_mut().ok_or(NO_BATCH)?.last.stands_still = false;
        match last.recorded.0.saturating_sub(now.0) {
            ..=0 => Ok(now),
            1..=WAITED => Ok(last.recorded),
            behind => {
                self.place_clock(-behind, None, Vec::new(), now)?;
                Ok(now)
            }
        }
    }

    /// What `recorded` will say where the wall clock shows no time that a record can have: the
    /// newest one that is known, of the last record or of what is recorded now. A record says so
    /// where the clock began to.
    fn stand_still(&mut self, now: Millis, fact: Option<&Fact>) -> Result<Millis> {
        let last = self.placed()?.1;
        if !last.stands_still {
            let wall = Value::Int(now.0.clamp(-(1 << 53), 1 << 53));
            let detail = vec![("wall".to_owned(), wall)];
            self.place_clock(0, Some("out_of_range"), detail, last.recorded)?;
            self.batch.as_mut().ok_or(NO_BATCH)?.last.stands_still = true;
        }
        let happened =
            fact.and_then(|fact| fact.seen.as_ref().map(|seen| seen.wall).or(fact.network));
        Ok(happened.filter(|time| time.in_range()).unwrap_or_default().max(last.recorded))
    }

    /// Places a record of the program's own that the clock was moved by `delta`.
    fn place_clock(
        &mut self,
        delta: i64,
        reason: Option<&str>,
        detail: Vec<(String, Value)>,
        now: Millis,
    ) -> Result<Appended> {
        let mut fact = Fact::new(Kind::Clock, Source::Program);
        (fact.delta, fact.reason) = (Some(delta), reason.map(str::to_owned));
        self.place_one(Draft::new(fact).with(Field::Detail, &Value::map(detail)), now)
    }

    /// How many records there are with those of this transaction, and the last of them.
    pub(super) fn placed(&self) -> Result<(u64, Last)> {
        self.batch.as_ref().map(|batch| (batch.tree.size(), batch.last)).ok_or(NO_BATCH)
    }

    /// Gives a draft its place; `now` was minded, and its source row is another one's task.
    pub(super) fn place_one(&mut self, draft: Draft, now: Millis) -> Result<Appended> {
        if keeps_content(&draft.fact) {
            for item in &draft.fact.attachments {
                self.name_attachment(item)?;
            }
        }
        let Batch { tree, last, .. } = self.batch.as_ref().ok_or(NO_BATCH)?;
        let (index, prev, stands_still) = (tree.size(), last.leaf, last.stands_still);
        let marks = last.marks + u64::from(draft.fact.kind.is_log_level());
        let salts = self.chance.take(&*self.keystore, draft.salt_bytes())?;
        let (line, openings, text) = draft.place(prev, marks, now, salts)?;
        let leaf = leaf_hash(text.as_bytes());
        let nonce: [u8; NONCE] = self.chance.array(&*self.keystore)?;
        let batch = self.batch.as_mut().ok_or(NO_BATCH)?;
        let mut sealed = batch.rows.room();
        self.seals.row(index, &leaf, &text, &openings, &nonce, &mut sealed);
        batch.rows.record(&self.database.connection, index, leaf, sealed)?;
        let record = Record { index, leaf, line, openings };
        self.enter(&record)?;
        let batch = self.batch.as_mut().ok_or(NO_BATCH)?;
        batch.tree.push(leaf);
        batch.last = Last { leaf, marks, recorded: now, stands_still };
        Ok(Appended { index, leaf })
    }

    /// Counts one more record that names an attachment, and keeps content that was handed in.
    fn name_attachment(&mut self, item: &Attachment) -> Result<()> {
        let key = self.seals.blind(Domain::Attachment, &[&item.sha256.0]);
        let held = self.entry(&key)?.and_then(|plain| Sealed::from_bytes(&plain));
        let mut handed = self.pending.iter_mut().find(|item_| item_.sealed.sha256 == item.sha256);
        let sealed = held.or_else(|| handed.as_ref().map(|handed| handed.sealed.clone()));
        let Some(mut sealed) = sealed else {
            return Err(Error::Misuse("the content of an attachment must be attached first"));
        };
        if let Some(handed) = handed.as_mut().filter(|handed| !handed.named) {
            handed.named = true;
            self.database
                .connection
                .prepare_cached("INSERT INTO attachment VALUES (?1)")?
                .execute([sealed.name])?;
        }
        sealed.uses += 1;
        self.put_entry(&key, &sealed.to_bytes())
    }

    /// Seals content into the folder; a record that names it must follow.
    ///
    /// # Errors
    /// `Malformed`, code `attachment-too-large`; `Io`, `StorageFull`, `Keystore`.
    pub fn attach(
        &mut self,
        content: &mut dyn std::io::Read,
        media_type: &str,
    ) -> Result<Attachment> {
        self.header.standing()?;
        self.incoming.share();
        let name: [u8; 16] = self.chance.array(&*self.keystore)?;
        let key = zeroize::Zeroizing::new(self.chance.array(&*self.keystore)?);
        let mut sealed = Sealed { sha256: Hash::ZERO, name, key, size: 0, uses: 0 };
        let path = self.folder.join(INCOMING).join(sealed.file_name());
        let done = attachment::seal(content, &path, &sealed.key);
        let (sha256, size) = match done {
            Ok(done) => done,
            Err(fault) => {
                let _ = fs::remove_file(&path);
                return Err(fault);
            }
        };
        (sealed.sha256, sealed.size) = (sha256, size);
        let held = self.entry(&self.seals.blind(Domain::Attachment, &[&sha256.0]))?.is_some();
        if held || self.pending.iter().any(|pending| pending.sealed.sha256 == sha256) {
            fs::remove_file(&path).map_err(attachment::refine)?;
        } else {
            self.pending.push(Pending { sealed, named: false });
        }
        let size = i64::try_from(size).expect("at most 4 GiB");
        Ok(Attachment { sha256, size, media_type: media_type.to_owned() })
    }

    /// Brings the content that this transaction names to the disk, before it commits.
    fn sync_pending(&self) -> Result<()> {
        for pending in self.pending.iter().filter(|pending| pending.named) {
            attachment::sync(&self.folder.join(INCOMING).join(pending.sealed.file_name()))?;
        }
        attachment::sync(&self.folder.join(INCOMING))
    }

    /// Moves content to its place after the commit; an opening does what is left undone.
    fn move_pending(&mut self) {
        let (from, to) = (self.folder.join(INCOMING), self.folder.join(FOLDER));
        self.pending.retain(|pending| {
            let name = pending.sealed.file_name();
            if pending.named {
                let _ = fs::rename(from.join(&name), to.join(&name));
            }
            !pending.named
        });
        if self.pending.is_empty() {
            self.incoming.release();
        }
    }

    /// Removes content that was handed in and that no record names.
    pub(super) fn drop_pending(&mut self) {
        for pending in self.pending.drain(..) {
            let name = pending.sealed.file_name();
            let _ = fs::remove_file(self.folder.join(INCOMING).join(name));
        }
        self.incoming.release();
    }

    /// Makes folders that are not there, and clears that of incoming content: what a record names moves to its place, what an
    /// ended process left behind goes. Nothing happens while another process holds content there.
    pub(super) fn sweep(&self) -> Result<()> {
        let incoming = self.folder.join(INCOMING);
        for folder in [&incoming, &self.folder.join(FOLDER)] {
            fs::create_dir_all(folder).map_err(attachment::refine)?;
        }
        let mut left = match fs::read_dir(&incoming) {
            Ok(entries) => entries.peekable(),
            Err(_) => return Ok(()),
        };
        if left.peek().is_none() || !self.incoming.try_take() {
            return Ok(());
        }
        let swept = left.try_for_each(|entry| {
            let entry = entry?;
            let name = entry.file_name();
            let mut bytes = [0; 16];
            let plain = name.as_encoded_bytes();
            let known = crate::record::canonical::unhex(plain, &mut bytes)
                && self
                    .database
                    .connection
                    .prepare_cached("SELECT 1 FROM attachment WHERE name = ?1")?
                    .exists([bytes])?;
            if known {
                fs::rename(entry.path(), self.folder.join(FOLDER).join(name))?;
            } else {
                fs::remove_file(entry.path())?;
            }
            Ok(())
        });
        self.incoming.release();
        swept
    }
}

/// Whether the attachments of a record are kept: all but those of a file that is said not to be,
/// and those that a redaction says were dropped.
pub(super) fn keeps_content(fact: &Fact) -> bool {
    fact.kept != Some(false) && fact.kind != Kind::Redaction
}

impl crate::capture::Sink for Vault {
    fn attach(&mut self, content: &mut dyn std::io::Read, media_type: &str) -> Result<Attachment> {
        Self::attach(self, content, media_type)
    }
}

/// What is said where the order of calls inside the vault is wrong.
pub(super) const NO_BATCH: Error = Error::Misuse("no transaction is open");

fn busy() -> Error {
    debug_assert_eq!(ffi::Error::new(ffi::SQLITE_BUSY).code, ErrorCode::DatabaseBusy);
    Error::Database(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None))
}

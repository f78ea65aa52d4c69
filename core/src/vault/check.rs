//! Checking: every leaf, row and attachment against the signed head.
//!
//! docs/spec/vault.md, "Check", has the table of codes. Nothing is repaired; what is found makes
//! the vault read-only, so that no new head is signed over damage.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Read};
use std::path::Path;

use rusqlite::OptionalExtension;
use sha2::{Digest, Sha256};

use super::header::{CODES, State, read_head_checked};
use super::index::names;
use super::seal::MARK;
use super::sighting::{Day, Summary};
use super::write::keeps_content;
use super::{Loss, Vault};
use crate::chain::checkpoint::{self, Note};
use crate::chain::{Hash, Head, Tree};
use crate::error::{Error, Result};
use crate::key::Keystore;
use crate::record::{Kind, Millis, Record};

/// Something that is wrong with a vault.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Issue {
    /// The place in the log, from 0; none where the whole log is meant.
    pub place: Option<u64>,
    /// The code of docs/spec/vault.md.
    pub code: &'static str,
}

impl Vault {
    /// Reads everything and lists what is wrong, by place; an empty list means no fault.
    ///
    /// A fault makes the vault read-only, here and for later openings, until a check finds none.
    ///
    /// # Errors
    /// `Io` or `Database` where reading itself fails.
    pub fn check(&mut self) -> Result<Vec<Issue>> {
        // Before the snapshot: another process may append and remember more in between.
        let recalled = self.keystore.recall(&self.header.origin)?;
        self.database.execute("BEGIN")?;
        let issues = self.look(recalled);
        self.database.execute("COMMIT")?;
        let mut issues = match issues {
            Err(Error::Damaged(code)) => vec![Issue { place: None, code }],
            issues => issues?,
        };
        issues.sort();
        issues.dedup();
        self.note(&issues)?;
        Ok(issues)
    }

    /// Begins the log that follows a damaged vault or a restored copy, in another folder; its
    /// first record names the newest head that is known of this one, and what is wrong with it.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn begin_next(
        &self,
        folder: impl AsRef<Path>,
        keystore: Box<dyn Keystore + Send + Sync>,
        issues: &[Issue],
        now: Millis,
    ) -> Result<(Self, super::RecoveryCode)> {
        let mut codes: Vec<&str> = issues.iter().map(|issue| issue.code).collect();
        codes.extend(self.header.damage);
        codes.sort_unstable();
        codes.dedup();
        let loss = if self.header.copy { Loss::Restored } else { Loss::Damaged };
        let begun = Self::create_after(folder, keystore, self.known_head()?, loss, &codes, now);
        let (mut next, code) = begun?;
        next.inherit_spool(self)?;
        Ok((next, code))
    }

    /// The newest head that is known: the signed one, or what the keystore remembers if that is
    /// longer or the signed one does not hold.
    ///
    /// # Errors
    /// `Keystore`.
    pub fn known_head(&self) -> Result<Head> {
        let origin = &self.header.origin;
        let note = Note::parse(self.state.checkpoint.as_bytes()).ok();
        let note = note.filter(|note| note.is_signed_by(origin, &self.header.public));
        let signed = note.and_then(|note| checkpoint::parse(&note.text).ok());
        let recalled = self.keystore.recall(origin)?;
        let recalled = recalled.map(|(size, root)| Head { origin: origin.clone(), size, root });
        let newest = signed.into_iter().chain(recalled).max_by_key(|head| head.size);
        Ok(newest.unwrap_or_else(|| self.head()))
    }

    fn look(&self, recalled: Option<(u64, Hash)>) -> Result<Vec<Issue>> {
        let mut issues = Vec::new();
        let mut found = |code, place| issues.push(Issue { place, code });
        let head = read_head_checked(&self.database, &self.header.origin, &self.header.public);
        let head = match head {
            Ok((tree, _)) => Some((tree.size(), tree.root())),
            Err(Error::Damaged(code)) => {
                found(code, None);
                None
            }
            Err(other) => return Err(other),
        };
        let leaves = self.all_leaves()?;
        let end = leaves.last_key_value().map_or(0, |(place, _)| place + 1);
        let size = head.map_or(end, |(size, _)| size);
        for place in (0..size.min(end)).filter(|place| !leaves.contains_key(place)) {
            found("leaf-missing", Some(place));
        }
        if end < size {
            found("log-tail-missing", Some(end));
        }
        for (place, _) in leaves.range(size..) {
            found("record-extra", Some(*place));
        }
        self.look_at_rows(&leaves, size, &mut found)?;
        if leaves.range(..size).count() as u64 == size {
            let (mut tree, mut then) = (Tree::default(), None);
            for leaf in leaves.range(..size).map(|(_, leaf)| *leaf) {
                tree.push(leaf);
                if recalled.is_some_and(|(size, _)| size == tree.size()) {
                    then = Some(tree.root());
                }
            }
            match (recalled, then) {
                (Some((_, root)), Some(then)) if root != then => found("log-forked", None),
                (Some((remembered, _)), None) if remembered > size && !self.header.copy => {
                    found("log-rolled-back", Some(size));
                }
                _ => {}
            }
            let whole = issues.is_empty();
            if whole && head.is_some_and(|(_, root)| root != tree.root()) {
                issues.push(Issue { place: None, code: "head-invalid" });
            }
        }
        Ok(issues)
    }

    fn all_leaves(&self) -> Result<BTreeMap<u64, Hash>> {
        let sql = "SELECT place, hash FROM leaf ORDER BY place";
        let mut statement = self.database.connection.prepare(sql)?;
        let leaves = statement.query_map([], |row| {
            let hash: Vec<u8> = row.get(1)?;
            Ok((row.get(0)?, Hash(hash.try_into().unwrap_or_default())))
        })?;
        Ok(leaves.collect::<rusqlite::Result<_>>()?)
    }

    fn look_at_rows(
        &self,
        leaves: &BTreeMap<u64, Hash>,
        size: u64,
        found: &mut impl FnMut(&'static str, Option<u64>),
    ) -> Result<()> {
        let mut statement =
            self.database.connection.prepare("SELECT place, sealed FROM record ORDER BY place")?;
        let mut rows = statement.query([])?;
        let mut marks: Option<HashMap<&[u8], u64>> = None;
        let mut looked = Looked::default();
        let mut next = 0;
        while let Some(row) = rows.next()? {
            let place: u64 = row.get(0)?;
            let sealed = row.get_ref(1)?.as_blob().unwrap_or_default();
            for missing in next..place.min(size) {
                found("record-missing", Some(missing));
            }
            next = place + 1;
            if place >= size {
                found("record-extra", Some(place));
                continue;
            }
            let Some(leaf) = leaves.get(&place) else { continue };
            match self.unseal(place, *leaf, sealed) {
                Ok(record) => self.look_at(&record, leaves, &mut looked, found)?,
                Err(Error::Damaged("record-replaced")) => found("record-replaced", Some(place)),
                Err(_) => {
                    let marks = marks.get_or_insert_with(|| {
                        leaves.iter().map(|(place, leaf)| (&leaf.0[..MARK], *place)).collect()
                    });
                    found(self.why_closed(place, sealed, leaves, marks), Some(place));
                }
            }
        }
        for missing in next..size {
            found("record-missing", Some(missing));
        }
        self.look_at_content(&looked, found)
    }

    /// Why a row does not open: it is another place's, another log's, or it was altered.
    fn why_closed(
        &self,
        place: u64,
        sealed: &[u8],
        leaves: &BTreeMap<u64, Hash>,
        marks: &HashMap<&[u8], u64>,
    ) -> &'static str {
        let home = sealed.get(..MARK).and_then(|mark| marks.get(mark));
        match home {
            Some(home) if *home == place => "record-unreadable",
            Some(home) if self.seals.open_row(*home, &leaves[home], sealed).is_some() => {
                "record-moved"
            }
            Some(_) => "record-unreadable",
            None if sealed.len() < MARK => "record-unreadable",
            None => "record-replaced",
        }
    }

    /// A row that opens: its line must follow on the one before, its openings must open it.
    fn look_at(
        &self,
        record: &Record,
        leaves: &BTreeMap<u64, Hash>,
        looked: &mut Looked,
        found: &mut impl FnMut(&'static str, Option<u64>),
    ) -> Result<()> {
        let Record { index, leaf: _, line, openings } = record;
        let before = index.checked_sub(1).map_or(Some(Hash::ZERO), |i| leaves.get(&i).copied());
        let known = looked.marks.filter(|(place, _)| place + 1 == *index).map(|(_, marks)| marks);
        let known = if *index == 0 { Some(0) } else { known };
        let own = u64::from(line.fact.kind.is_log_level());
        let follows = before.is_none_or(|before| before == line.prev)
            && known.is_none_or(|known| known + own == line.marks);
        let opens = openings
            .iter()
            .all(|(field, opening)| line.commitment(field) == Some(opening.commitment()));
        if !follows || !opens {
            found("record-replaced", Some(*index));
        }
        looked.marks = Some((*index, line.marks));
        let attachments = line.fact.attachments.iter().map(|item| item.sha256);
        if line.fact.kind == Kind::Redaction {
            for sha256 in attachments {
                looked.content.remove(&sha256);
            }
        } else if keeps_content(&line.fact) {
            for sha256 in attachments {
                looked.content.entry(sha256).or_insert(*index);
            }
        }
        if !self.is_indexed(record)? {
            found("index-stale", Some(*index));
        }
        Ok(())
    }

    /// Whether a record stands in the indexes as it says itself: an event under its day and each of
    /// its names, a row of a source as held. What was redacted stands in none.
    fn is_indexed(&self, record: &Record) -> Result<bool> {
        let (index, connection) = (record.index, &self.database.connection);
        let party = record.party();
        if let Some(summary) = Summary::of(record).filter(|_| party.is_some()) {
            let day = Day::of(summary.time);
            let key = self.day_key(day);
            let sql = "SELECT sighting FROM day WHERE key = ?1 AND place = ?2";
            let mut statement = connection.prepare_cached(sql)?;
            let sealed: Option<Vec<u8>> =
                statement.query_row((key, index), |row| row.get(0)).optional()?;
            let plain = sealed.and_then(|sealed| self.seals.open_placed(&key, index, &sealed));
            if plain.is_none_or(|plain| plain[..] != summary.to_bytes()[..]) {
                return Ok(false);
            }
            let sql = "SELECT 1 FROM party WHERE key = ?1 AND place = ?2";
            let mut statement = connection.prepare_cached(sql)?;
            for name in names(party) {
                if !statement.exists((self.party_key(name.key(), day), index))? {
                    return Ok(false);
                }
            }
        }
        match self.row_key_of(record) {
            Some(key) => Ok(self.place_of_row(&key)?.is_some() || self.was_redacted(&key)?),
            None => Ok(true),
        }
    }

    fn look_at_content(
        &self,
        looked: &Looked,
        found: &mut impl FnMut(&'static str, Option<u64>),
    ) -> Result<()> {
        for (sha256, place) in &looked.content {
            match self.attachment(sha256) {
                Ok(mut content) => {
                    let mut hash = Sha256::new();
                    let mut piece = vec![0; 64 * 1024];
                    let read = loop {
                        match content.read(&mut piece) {
                            Ok(0) => break Ok(()),
                            Ok(count) => hash.update(&piece[..count]),
                            Err(fault) => break Err(fault),
                        }
                    };
                    let same = hash.finalize()[..] == sha256.0;
                    match read {
                        Ok(()) if same => {}
                        Err(fault) if fault.kind() != io::ErrorKind::InvalidData => {
                            return Err(fault.into());
                        }
                        _ => found("attachment-damaged", Some(*place)),
                    }
                }
                Err(Error::Damaged(_) | Error::Misuse(_)) => {
                    found("attachment-missing", Some(*place));
                }
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// Keeps in mind what was found; the mark in the header is all that is written.
    fn note(&mut self, issues: &[Issue]) -> Result<()> {
        let damage = issues.iter().map(|issue| issue.code).find(|code| CODES.contains(code));
        if damage == self.header.damage && damage.is_none() {
            return Ok(());
        }
        let sql = match damage {
            Some(_) => "INSERT OR REPLACE INTO header VALUES ('damage', ?1)",
            None => "DELETE FROM header WHERE name = 'damage' AND ?1 IS NULL",
        };
        let code = damage.map(str::as_bytes);
        self.database.connection.execute(sql, [code])?;
        let mended = damage.is_none() && self.header.damage.is_some();
        self.header.damage = damage;
        if mended {
            self.state = State::default();
            self.refresh()?;
        }
        Ok(())
    }
}

/// What looking at the rows gathers.
#[derive(Default)]
struct Looked {
    /// Place and count of log-level records of the last row that opened.
    marks: Option<(u64, u64)>,
    /// The content that records name and no redaction dropped, with the first place.
    content: BTreeMap<Hash, u64>,
}

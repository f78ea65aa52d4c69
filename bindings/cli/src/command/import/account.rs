//! The account of an import: what was taken, held already, and left out, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use dunlog_core::capture::ABSENT;
use dunlog_core::record::{Channel, Millis};
use dunlog_core::vault::{self, Intake, MAX_SKIPPED};
use serde::ser::{Serialize, Serializer};

use crate::display::{Visible, beijing};
use crate::failure::{Outcome, shown};
use crate::output;

/// An account of all files together.
#[derive(Debug, serde::Serialize)]
pub(super) struct Account {
    imported: Counts,
    sightings: i64,
    duplicates: u64,
    skipped: Vec<Skipped>,
    skipped_total: u64,
    /// Rows left out, by reason.
    skipped_by: BTreeMap<&'static str, u64>,
    /// Of what was imported, rows that had been redacted before.
    again_after_redaction: u64,
    /// Rows that were read and not left out.
    rows: u64,
    /// With how many parties or groups they are, counted in each file.
    conversations: u64,
    /// The first and the last instant of them.
    span: Option<Span>,
    /// Rows of conversations that were not chosen.
    unchosen: u64,
    /// Of the numbers and names that were chosen, those that no row has.
    unmatched: Vec<String>,
    /// What taken rows carry and could not be taken itself: the first of it, and all by reason.
    lost: Vec<Skipped>,
    lost_by: BTreeMap<&'static str, u64>,
    /// Rows whose broken text was repaired.
    repaired: u64,
    /// Rows whose clock time has no zone.
    clock_times: u64,
    /// Recordings that were kept, and how many of them are tied to their call.
    recordings: u64,
    tied: u64,
    /// Files that could not be read.
    failed: Vec<String>,
    cancelled: bool,
    dry_run: bool,
    #[serde(skip)]
    taken: bool,
    #[serde(skip)]
    appended: u64,
    #[serde(skip)]
    found: BTreeSet<String>,
}

#[derive(Debug, serde::Serialize)]
struct Skipped {
    place: String,
    reason: &'static str,
    /// Only where broken text of a row that was left out was repaired before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    repaired: bool,
}

/// Instants as RFC 3339 writes them.
#[derive(Clone, Copy, Debug)]
struct Span(Millis, Millis);

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = |time: Millis| {
            let time = DateTime::<Utc>::from_timestamp_millis(time.0);
            time.map(|time| time.to_rfc3339_opts(SecondsFormat::Millis, true))
        };
        serializer.collect_seq([written(self.0), written(self.1)])
    }
}

/// Numbers by channel; every channel's word is printed.
#[derive(Debug, Default)]
struct Counts(BTreeMap<Channel, i64>);

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_map(Channel::ALL.iter().map(|channel| (channel.word(), self.of(*channel))))
    }
}

impl Counts {
    fn of(&self, channel: Channel) -> i64 {
        self.0.get(&channel).copied().unwrap_or_default()
    }

    /// What came to be between two counts.
    fn between(before: &vault::Counts, after: &vault::Counts) -> Self {
        let count = |counts: &vault::Counts, channel| {
            i64::try_from(counts.get(channel).copied().unwrap_or_default()).unwrap_or(i64::MAX)
        };
        let channels = Channel::ALL.iter();
        Self(channels.map(|c| (*c, count(after, c) - count(before, c))).collect())
    }
}

/// Says what is particular of one file.
pub(super) fn tell(path: &Path, intake: &Intake) -> Outcome<()> {
    let path = shown(path);
    if intake.imported.cancelled {
        output::line(format_args!(
            "{path}: stopped. {} records were kept; run the same command again to take the rest.",
            intake.imported.appended
        ))?;
    } else if intake.kept {
        output::line(format_args!("{path}: taken whole, and kept in the vault."))?;
    } else {
        let sha256 = intake.sha256.to_hex();
        output::line(format_args!(
            "{path}: not kept in the vault. Keep this file; its SHA-256 is {sha256}."
        ))?;
    }
    match intake.imported.again_after_redaction {
        0 => Ok(()),
        rows => output::line(format_args!(
            "{path}: {rows} rows had been redacted before, and are records again."
        )),
    }
}

impl Account {
    /// An account of nothing so far.
    pub(super) fn new(dry_run: bool) -> Self {
        Self {
            imported: Counts::default(),
            sightings: 0,
            duplicates: 0,
            again_after_redaction: 0,
            skipped: Vec::new(),
            skipped_total: 0,
            skipped_by: BTreeMap::new(),
            rows: 0,
            conversations: 0,
            span: None,
            unchosen: 0,
            unmatched: Vec::new(),
            found: BTreeSet::new(),
            lost: Vec::new(),
            lost_by: BTreeMap::new(),
            repaired: 0,
            clock_times: 0,
            recordings: 0,
            tied: 0,
            failed: Vec::new(),
            taken: false,
            cancelled: false,
            dry_run,
            appended: 0,
        }
    }

    /// Whether nothing was left out, nothing was cut, nothing that is there was unreadable, and
    /// everybody who was chosen was found.
    pub(super) fn is_whole(&self) -> bool {
        self.unmatched.is_empty()
            && self.skipped.is_empty()
            && self.lost_by.keys().all(|reason| ABSENT.contains(reason))
    }

    /// Whether no file at all could be read.
    pub(super) const fn is_failed(&self) -> bool {
        !self.taken && !self.failed.is_empty()
    }

    /// Whether a file could not be read, or not to its end.
    pub(super) const fn has_failed(&self) -> bool {
        !self.failed.is_empty()
    }

    /// Notes who of those that were chosen was not found, and says so.
    pub(super) fn miss(&mut self, chosen: impl Iterator<Item = (String, String)>) {
        for (shown, _) in chosen.filter(|(_, key)| !self.found.contains(key)) {
            eprintln!(
                "warning: nothing of {} is in what was read; look at the spelling, or see the list \
                 that is shown without --party.",
                Visible(&shown)
            );
            self.unmatched.push(shown);
        }
    }

    /// Notes a file that could not be read.
    pub(super) fn fail(&mut self, path: &Path) {
        self.failed.push(path.to_string_lossy().into_owned());
    }

    /// Counts a recording, and whether it is tied to its call.
    pub(super) fn record(&mut self, tied: bool) {
        self.taken = true;
        self.recordings += 1;
        self.tied += u64::from(tied);
    }

    /// Whether the person stopped it.
    pub(super) const fn is_cancelled(&self) -> bool {
        self.cancelled
    }

    /// Notes that the person stopped it.
    pub(super) const fn cancel(&mut self) {
        self.cancelled = true;
    }

    /// Adds what came of a file.
    pub(super) fn add(&mut self, path: &Path, intake: &Intake) {
        let imported = &intake.imported;
        self.taken = true;
        self.repaired += imported.repaired;
        self.clock_times += imported.clock_times;
        for (reason, count) in &imported.lost_by {
            *self.lost_by.entry(reason).or_default() += count;
        }
        self.appended += imported.appended;
        self.duplicates += imported.duplicates;
        self.again_after_redaction += imported.again_after_redaction;
        self.skipped_total += imported.skipped_total;
        for (reason, count) in &imported.skipped_by {
            *self.skipped_by.entry(reason).or_default() += count;
        }
        self.rows += imported.rows.values().sum::<u64>();
        self.conversations += imported.conversations;
        if let Some((first, last)) = imported.span {
            let Span(from, to) = self.span.unwrap_or(Span(first, last));
            self.span = Some(Span(from.min(first), to.max(last)));
        }
        self.unchosen += intake.unchosen;
        self.found.extend(intake.found.iter().cloned());
        self.cancelled |= imported.cancelled;
        let file = path.to_string_lossy();
        let row = |row, reason, repaired| Skipped {
            place: format!("{file}:row {row}"),
            reason,
            repaired,
        };
        let rows = imported.skipped.iter().map(|skip| row(skip.row, skip.reason, skip.repaired));
        let cut = imported.cut.map(|byte| Skipped {
            place: format!("{file}:byte {byte}"),
            reason: "cut-short",
            repaired: false,
        });
        let lost = imported.lost.iter().map(|lost| row(lost.row, lost.reason, false));
        self.lost.extend(lost.take(MAX_SKIPPED - self.lost.len()));
        self.skipped.extend(cut.into_iter().chain(rows));
        self.skipped.truncate(MAX_SKIPPED);
    }

    /// Enters how many events there were before and after.
    pub(super) fn count(&mut self, [before, after]: &[vault::Counts; 2]) {
        self.imported = Counts::between(before, after);
        let events: i64 = self.imported.0.values().sum();
        self.sightings = i64::try_from(self.appended).unwrap_or(i64::MAX) - events;
    }

    /// Prints it in words.
    pub(super) fn print(&self) -> Outcome<()> {
        if self.dry_run {
            output::line(format_args!("Nothing was written. The same without --dry-run gives:"))?;
        }
        for channel in Channel::ALL {
            if self.imported.of(*channel) != 0 {
                let (count, word) = (self.imported.of(*channel), channel.word());
                output::line(format_args!("{count:>8} new events: {word}"))?;
            }
        }
        if self.imported.0.values().all(|count| *count == 0) {
            let empty = self.rows == 0 && self.skipped.is_empty() && self.recordings == 0;
            let why = if empty { ": the file holds no rows" } else { "" };
            output::line(format_args!("{:>8} new events{why}", 0))?;
        }
        output::line(format_args!("{:>8} more sightings of events", self.sightings))?;
        output::line(format_args!("{:>8} rows that were held already", self.duplicates))?;
        output::line(format_args!("{:>8} rows left out", self.skipped_total))?;
        for (reason, count) in &self.skipped_by {
            output::line(format_args!("{count:>8} of them: {reason}"))?;
        }
        for Skipped { place, reason, .. } in self.skipped.iter().take(20) {
            output::line(format_args!("         {}: {reason}", Visible(place)))?;
        }
        for (reason, count) in &self.lost_by {
            output::line(format_args!("{count:>8} files in taken rows not taken: {reason}"))?;
        }
        for Skipped { place, reason, .. } in self.lost.iter().take(20) {
            output::line(format_args!("         {}: {reason}", Visible(place)))?;
        }
        if self.repaired > 0 {
            output::line(format_args!("{:>8} rows whose broken text was repaired", self.repaired))?;
        }
        if self.clock_times > 0 {
            output::line(format_args!(
                "{:>8} rows whose clock time has no zone: without --time-zone some rules cannot \
                 decide on them",
                self.clock_times
            ))?;
        }
        if self.recordings > 0 {
            let (all, tied) = (self.recordings, self.tied);
            output::line(format_args!("{all:>8} recordings, {tied} of them tied to their call"))?;
        }
        if self.unchosen > 0 {
            output::line(format_args!("{:>8} rows that were not chosen", self.unchosen))?;
        }
        if let Some(Span(from, to)) = self.span {
            let (from, to) = (beijing(from), beijing(to));
            output::line(format_args!("{:>8} conversations, {from} to {to}", self.conversations))?;
        }
        if self.cancelled {
            output::line(format_args!("Stopped. Run the same command again to take the rest."))?;
        }
        Ok(())
    }
}

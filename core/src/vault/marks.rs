//! The log-level records, found without reading the others.

use super::Vault;
use crate::error::Result;
use crate::record::Record;

impl Vault {
    /// The log-level records at `from` and behind it, in order.
    ///
    /// Each line says how many there are up to itself (`marks`), so that a stretch without any is
    /// passed over at its ends: some `m * log(n / m)` rows are read for `m` of them in `n` records.
    ///
    /// # Errors
    /// `Damaged` where a row that is looked at is gone or does not open.
    pub fn log_level(&self, from: u64) -> Result<Vec<Record>> {
        let mut found = Vec::new();
        let end = self.len();
        if from >= end {
            return Ok(found);
        }
        let before = match from.checked_sub(1) {
            Some(place) => self.record(place)?.line.marks,
            None => 0,
        };
        let last = self.record(end - 1)?;
        self.between(from, before, last, &mut found)?;
        Ok(found)
    }

    /// Finds those from `start`, before which there are `before`, up to `last` and with it.
    fn between(
        &self,
        start: u64,
        before: u64,
        last: Record,
        found: &mut Vec<Record>,
    ) -> Result<()> {
        if last.line.marks <= before {
            return Ok(());
        }
        if last.index == start {
            found.push(last);
            return Ok(());
        }
        let middle = self.record(start + (last.index - start - 1) / 2)?;
        let (behind, marks) = (middle.index + 1, middle.line.marks);
        self.between(start, before, middle, found)?;
        self.between(behind, marks, last, found)
    }
}

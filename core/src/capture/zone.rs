//! A time zone as a caller knows it: the instants at which its offset changes.
//!
//! Core has no zone database; a phone and a desktop each have one, and hand over what a file needs.

use crate::record::{Millis, Offset, OffsetFrom};

/// A zone that a person chose for an import.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ZoneTable {
    /// The IANA name, where it has one.
    pub name: Option<String>,
    /// The changes, by time; the first holds for all time before it too.
    pub changes: Vec<ZoneChange>,
}

/// From an instant on, an offset holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ZoneChange {
    /// The instant.
    pub from: Millis,
    /// Minutes east of UTC.
    pub minutes: i64,
}

impl ZoneTable {
    /// The offset that held at an instant; none where the table is empty.
    pub fn at(&self, time: Millis) -> Option<Offset> {
        let behind = self.changes.partition_point(|change| change.from <= time);
        let change = self.changes.get(behind.saturating_sub(1))?;
        let (minutes, zone) = (change.minutes, self.name.clone());
        Some(Offset { minutes, zone, from: OffsetFrom::Option })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_holds_from_its_change_on_and_the_first_before_it() {
        let change = |from, minutes| ZoneChange { from: Millis(from), minutes };
        let changes = vec![change(0, 60), change(1_000, 120), change(2_000, 60)];
        let zone = ZoneTable { name: Some("Europe/Berlin".into()), changes };
        let minutes = |time| zone.at(Millis(time)).map(|offset| offset.minutes);
        assert_eq!(
            [-5, 0, 999, 1_000, 1_999, 2_000].map(minutes),
            [60, 60, 60, 120, 120, 60].map(Some)
        );
        assert_eq!(ZoneTable { name: None, changes: Vec::new() }.at(Millis(0)), None);
    }
}

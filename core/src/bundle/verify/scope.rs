//! Whether the shown records bear out the party, the case and the span that the selection names.
//!
//! docs/spec/audit.md, step 10. What is hidden cannot be asked, so this is no proof that everything
//! of a party or case is shown; it finds a name on the cover that the records do not have. Events
//! are shown whole, and one of their sightings is enough to choose them, so each is judged
//! together with those that it may be one event with.

mod row;

use std::collections::{HashMap, HashSet};

use super::selection::Selection;
use super::walk::{Place, Shown};
use crate::bundle::audit::Findings;
use crate::bundle::disclose;
use crate::chain::Hash;
use crate::event::MESSAGE_WINDOW;
use crate::record::{Fact, Field, Kind, Named, Party, Record};
use row::{Row, spread};

/// The most other sides, as they are written, that are told apart.
const MAX_PARTIES: usize = 100_000;

const CODE: &str = "selection-not-borne-out";
const PLACE: &str = "data/selection.json:1";

/// The first bytes of a hash: enough to tell the parties and records of one bundle apart.
type Short = u64;

/// Follows parties, roles and tags through the shown records.
pub(super) struct Scope<'s> {
    selection: &'s disclose::Selection,
    masks_parties: bool,
    /// By place in the selection's list: whether a record names the party.
    found: Vec<bool>,
    in_case: bool,
    /// The parties that the selection names.
    chosen: HashSet<Short>,
    /// By party: whether its latest role puts it into the case.
    roles: HashMap<Short, bool>,
    tagged: HashSet<Short>,
    /// The ways in which other sides of shown events are written: whom each of them names.
    sides: Vec<Vec<Short>>,
    /// By hash of how it is written: the place in `sides`.
    written: HashMap<Short, u32>,
    /// The shown, opened events.
    rows: Vec<Row>,
    /// An event that no longer fitted.
    beyond: Option<Place>,
}

impl<'s> Scope<'s> {
    pub(super) fn new(selection: &'s Selection) -> Self {
        let masks_parties = selection.is_masked(Field::Party);
        let selection = &selection.chosen;
        Self {
            selection,
            masks_parties,
            found: vec![false; selection.parties.len()],
            in_case: false,
            chosen: HashSet::new(),
            roles: HashMap::new(),
            tagged: HashSet::new(),
            sides: Vec::new(),
            written: HashMap::new(),
            rows: Vec::new(),
            beyond: None,
        }
    }

    /// Whether one of the times lies in the span, or no further from it than sightings of one
    /// event may lie apart.
    fn covers(&self, fact: &Fact) -> bool {
        let (from, to) = (self.selection.from, self.selection.to);
        let seen = fact.seen.as_ref().map(|seen| seen.wall);
        [fact.network, seen].into_iter().flatten().any(|time| {
            from.is_none_or(|from| time.0 >= from.0.saturating_sub(MESSAGE_WINDOW))
                && to.is_none_or(|to| time.0 < to.0.saturating_add(MESSAGE_WINDOW))
        })
    }

    fn by_person(&self) -> bool {
        !self.selection.parties.is_empty() || self.selection.case.is_some()
    }

    fn by_time(&self) -> bool {
        self.selection.from.is_some() || self.selection.to.is_some()
    }

    /// Takes the next shown record.
    pub(super) fn see(&mut self, shown: &Shown) {
        if !self.by_person() && !self.by_time() {
            return;
        }
        let Shown { index, leaf, line, openings, .. } = shown;
        let record = Record {
            index: index.unwrap_or_default(),
            leaf: *leaf,
            line: line.clone(),
            openings: openings.clone(),
        };
        let original = record.original().ok().flatten();
        let told = original.as_ref().unwrap_or(&record);
        let party = told.party();
        self.tell(record.fact().kind, told.fact(), party.as_ref());
        if record.fact().kind == Kind::Event && shown.opened.contains(&true) {
            self.event(shown, party.as_ref());
        }
    }

    /// What a record says of parties and cases. What stands in an admitted record makes nobody a
    /// party of a case here.
    fn tell(&mut self, kind: Kind, fact: &Fact, party: Option<&Party>) {
        let in_case = fact.case.is_some() && fact.case == self.selection.case;
        self.in_case |= in_case;
        if in_case && kind == Kind::Tag {
            self.tagged.extend(fact.targets.iter().map(short));
        }
        for name in party.iter().flat_map(|party| names(party)) {
            for (wanted, found) in self.selection.parties.iter().zip(&mut self.found) {
                if wanted == name.key() || *wanted == name.shown {
                    *found = true;
                    self.chosen.insert(key(name));
                }
            }
            if kind == Kind::Role && fact.case.is_some() {
                self.roles.insert(key(name), in_case);
            }
        }
    }

    fn event(&mut self, shown: &Shown, party: Option<&Party>) {
        let fact = &shown.line.fact;
        let hidden = party.is_none() && shown.line.commitment(Field::Party).is_some();
        let side = if hidden || !self.by_person() { None } else { self.side(shown, party) };
        let main = party.map(|party| key(&party.name));
        let in_span = self.by_time() && self.covers(fact);
        self.rows.push(Row::new(fact, main, side, short(&shown.leaf), in_span, shown.place()));
    }

    /// The place of the other side in `sides`; none where no more of them fit.
    fn side(&mut self, shown: &Shown, party: Option<&Party>) -> Option<u32> {
        let text = shown.openings.get(Field::Party).map_or("", |opening| opening.value.as_str());
        let hash = short(&Hash::of(text.as_bytes()));
        if let Some(side) = self.written.get(&hash) {
            return Some(*side);
        }
        let side = u32::try_from(self.sides.len()).ok().filter(|_| self.sides.len() < MAX_PARTIES);
        let Some(side) = side else {
            self.beyond.get_or_insert(shown.place());
            return None;
        };
        self.written.insert(hash, side);
        self.sides.push(party.iter().flat_map(|party| names(party)).map(key).collect());
        Some(side)
    }

    /// Ends with a note for each name that nothing bears out, for each other side, at its first
    /// event, that the selection does not name, and for the first event outside of the span.
    pub(super) fn finish(self, findings: &mut Findings) {
        let missing = self.found.iter().filter(|found| !**found).count();
        let case = self.selection.case.is_some() && !self.in_case;
        for _ in 0..missing + usize::from(case) {
            findings.note(CODE, PLACE);
        }
        if self.selection.from.zip(self.selection.to).is_some_and(|(from, to)| from >= to) {
            findings.note(CODE, PLACE);
        }
        if self.by_time()
            && let Some(place) = self.outside()
        {
            findings.note(CODE, place);
        }
        // Where parties are masked, nobody can tell.
        if self.by_person() && !self.masks_parties {
            for place in self.strange() {
                findings.note(CODE, place);
            }
        }
    }

    /// The first event outside of the span.
    fn outside(&self) -> Option<Place> {
        let mut inside: Vec<bool> = self.rows.iter().map(|row| row.in_span).collect();
        // The strongest sighting's time decides, and each other one is joined to that.
        spread(&self.rows, &mut inside);
        self.rows.iter().zip(inside).find(|(_, inside)| !inside).map(|(row, _)| row.place)
    }

    /// For each other side that is neither named nor in the case, its first event.
    fn strange(mut self) -> Vec<Place> {
        self.chosen.extend(self.roles.iter().filter(|(_, mine)| **mine).map(|(key, _)| *key));
        // Other sightings of a tagged event have the same party, and come along.
        let mut mine = vec![false; self.sides.len()];
        for row in self.rows.iter().filter(|row| self.tagged.contains(&row.leaf)) {
            if let Some(side) = row.side() {
                self.chosen.extend(&self.sides[side]);
                mine[side] = true;
            }
        }
        for (mine, keys) in mine.iter_mut().zip(&self.sides) {
            *mine |= keys.iter().any(|key| self.chosen.contains(key));
        }
        let named = |row: &Row| row.side().is_some_and(|side| mine[side]);
        let mut good: Vec<bool> = self.rows.iter().map(named).collect();
        // From the sighting that is named to the strongest, and from that to each other one.
        spread(&self.rows, &mut good);
        spread(&self.rows, &mut good);
        let mut told = vec![false; self.sides.len()];
        let mut places: Vec<Place> = self.beyond.into_iter().collect();
        for (row, _) in self.rows.iter().zip(good).filter(|(_, good)| !good) {
            if let Some(side) = row.side()
                && !std::mem::replace(&mut told[side], true)
            {
                places.push(row.place);
            }
        }
        places.sort();
        places
    }
}

fn names(party: &Party) -> impl Iterator<Item = &Named> {
    std::iter::once(&party.name).chain(&party.group)
}

fn key(name: &Named) -> Short {
    short(&Hash::of(name.key().as_bytes()))
}

fn short(hash: &Hash) -> Short {
    let [a, b, c, d, e, f, g, h, ..] = hash.0;
    Short::from_le_bytes([a, b, c, d, e, f, g, h])
}

//! Whether the shown records bear out the party, the case and the span that the selection names.
//!
//! docs/spec/audit.md, step 10. What is hidden cannot be asked, so this is no proof that everything
//! of a party or case is shown; it finds a name on the cover that the records do not have.

use std::collections::{HashMap, HashSet};

use super::selection::Selection;
use super::walk::{Place, Shown};
use crate::bundle::audit::Findings;
use crate::chain::Hash;
use crate::event::MESSAGE_WINDOW;
use crate::record::{Fact, Field, Kind, Named, Party, Record};

/// The most other sides, as they are written, that are told apart.
const MAX_PARTIES: usize = 100_000;

const CODE: &str = "selection-not-borne-out";
const PLACE: &str = "data/selection.json:1";

/// The first bytes of a hash: enough to tell the parties and records of one bundle apart.
type Short = u64;

/// One way in which an other side of shown events is written.
struct Side {
    keys: Vec<Short>,
    first: Place,
}

/// Follows parties, roles and tags through the shown records.
pub(super) struct Scope<'s> {
    selection: &'s Selection,
    /// By place in the selection's list: whether a record names the party.
    found: Vec<bool>,
    in_case: bool,
    /// The parties that the selection names.
    chosen: HashSet<Short>,
    /// By party: whether its latest role puts it into the case.
    roles: HashMap<Short, bool>,
    tagged: HashSet<Short>,
    sides: HashMap<Short, Side>,
    /// Shown events and their sides; only where a tag may name them.
    events: Vec<(Short, Short)>,
    /// An event that no longer fitted.
    beyond: Option<Place>,
    /// The first event that lies outside of the span.
    outside: Option<Place>,
}

impl<'s> Scope<'s> {
    pub(super) fn new(selection: &'s Selection) -> Self {
        Self {
            selection,
            found: vec![false; selection.parties.len()],
            in_case: false,
            chosen: HashSet::new(),
            roles: HashMap::new(),
            tagged: HashSet::new(),
            sides: HashMap::new(),
            events: Vec::new(),
            beyond: None,
            outside: None,
        }
    }

    /// Whether an event lies outside of the span by each of its times, and further than sightings
    /// of one event may lie apart.
    fn is_outside(&self, fact: &Fact) -> bool {
        let Selection { from, to, .. } = self.selection;
        let seen = fact.seen.as_ref().map(|seen| seen.wall);
        let mut times = [fact.network, seen].into_iter().flatten();
        (from.is_some() || to.is_some())
            && !times.any(|time| {
                from.is_none_or(|from| time.0 >= from.saturating_sub(MESSAGE_WINDOW))
                    && to.is_none_or(|to| time.0 < to.saturating_add(MESSAGE_WINDOW))
            })
    }

    fn is_idle(&self) -> bool {
        self.selection.parties.is_empty() && self.selection.case.is_none()
    }

    /// Takes the next shown record.
    pub(super) fn see(&mut self, shown: &Shown) {
        let opened = shown.opened.contains(&true);
        let fact = &shown.line.fact;
        if fact.kind == Kind::Event && opened && self.is_outside(fact) {
            self.outside.get_or_insert(shown.place());
        }
        if self.is_idle() {
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
        self.tell(told.fact(), party.as_ref());
        if record.fact().kind == Kind::Event && opened {
            let hidden = party.is_none() && line.commitment(Field::Party).is_some();
            if !hidden {
                self.event(shown, party.as_ref());
            }
        }
    }

    /// What a record says of parties and cases.
    fn tell(&mut self, fact: &Fact, party: Option<&Party>) {
        let in_case = fact.case.is_some() && fact.case == self.selection.case;
        self.in_case |= in_case;
        if in_case && fact.kind == Kind::Tag {
            self.tagged.extend(fact.targets.iter().map(short));
        }
        for name in party.iter().flat_map(|party| names(party)) {
            for (wanted, found) in self.selection.parties.iter().zip(&mut self.found) {
                if wanted == name.key() || *wanted == name.shown {
                    *found = true;
                    self.chosen.insert(key(name));
                }
            }
            if fact.kind == Kind::Role && fact.case.is_some() {
                self.roles.insert(key(name), in_case);
            }
        }
    }

    fn event(&mut self, shown: &Shown, party: Option<&Party>) {
        let text = shown.openings.get(Field::Party).map_or("", |opening| opening.value.as_str());
        let side = short(&Hash::of(text.as_bytes()));
        if self.selection.case.is_some() {
            self.events.push((short(&shown.leaf), side));
        }
        if self.sides.contains_key(&side) {
            return;
        }
        if self.sides.len() == MAX_PARTIES {
            self.beyond.get_or_insert(shown.place());
            return;
        }
        let keys = party.iter().flat_map(|party| names(party)).map(key).collect();
        self.sides.insert(side, Side { keys, first: shown.place() });
    }

    /// Ends with a note for each name that nothing bears out, and for each other side, at its first
    /// event, that the selection does not name.
    pub(super) fn finish(mut self, findings: &mut Findings) {
        let missing = self.found.iter().filter(|found| !**found).count();
        let case = self.selection.case.is_some() && !self.in_case;
        for _ in 0..missing + usize::from(case) {
            findings.note(CODE, PLACE);
        }
        if self.selection.from.zip(self.selection.to).is_some_and(|(from, to)| from >= to) {
            findings.note(CODE, PLACE);
        }
        if let Some(place) = self.outside.take() {
            findings.note(CODE, place);
        }
        // Where parties are masked, nobody can tell.
        if self.is_idle() || self.selection.is_masked(Field::Party) {
            return;
        }
        self.chosen.extend(self.roles.iter().filter(|(_, mine)| **mine).map(|(key, _)| *key));
        // Other sightings of a tagged event have the same party, and come along.
        let mut tagged = HashSet::new();
        for (leaf, side) in &self.events {
            if self.tagged.contains(leaf)
                && let Some(known) = self.sides.get(side)
            {
                self.chosen.extend(&known.keys);
                tagged.insert(*side);
            }
        }
        let named = |side: &Side| side.keys.iter().any(|key| self.chosen.contains(key));
        let sides = self.sides.iter().filter(|(key, side)| !tagged.contains(key) && !named(side));
        let strange = sides.map(|(_, side)| side);
        let mut places: Vec<Place> = strange.map(|side| side.first).chain(self.beyond).collect();
        places.sort();
        for place in places {
            findings.note(CODE, place);
        }
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

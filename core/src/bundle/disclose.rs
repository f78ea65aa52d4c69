//! What a bundle shows, what it withholds, and what still proves the withheld part.
//!
//! A [`Survey`] sees every record once, in log order; [`Survey::choose`] then decides which lines
//! and openings a [`Selection`] discloses. Events go whole, with all their sightings; masks apply
//! to every record. docs/spec/bundle.md, "Selection".

mod preview;

use std::collections::{HashMap, HashSet};

pub use preview::{Preview, PreviewFile, PreviewParty};

use crate::chain::Hash;
use crate::event::{Sighting, group};
use crate::record::{Field, Kind, Millis, Purpose, Record, Role};

/// What a person chose to hand over.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Selection {
    /// The other sides, by number or by name as shown; empty for all.
    pub parties: Vec<String>,
    /// The case, by its short id.
    pub case: Option<String>,
    /// Only what happened at this instant or later.
    pub from: Option<Millis>,
    /// Only what happened before this instant.
    pub to: Option<Millis>,
    /// Fields that are withheld from every record.
    pub masks: Vec<Field>,
    /// Kept source files to enclose, by SHA-256.
    pub sources: Vec<Hash>,
}

impl Selection {
    /// Everything, nothing masked, no source file.
    pub fn all() -> Self {
        Self::default()
    }

    /// The masks with all that they take along, in the line's order.
    pub fn masked(&self) -> Vec<Field> {
        let taken: HashSet<Field> =
            self.masks.iter().flat_map(|f| f.hidden_with().iter().chain([f])).copied().collect();
        Field::ALL.iter().copied().filter(|field| taken.contains(field)).collect()
    }

    fn by_person(&self) -> bool {
        !self.parties.is_empty() || self.case.is_some()
    }

    fn by_time(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    fn covers(&self, time: Option<Millis>) -> bool {
        let early = |from: Millis| time.is_none_or(|time| time < from);
        let late = |to: Millis| time.is_none_or(|time| time >= to);
        !self.from.is_some_and(early) && !self.to.is_some_and(late)
    }
}

/// How much of one record is disclosed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shown {
    /// Only its leaf hash.
    Hidden,
    /// The line, without openings.
    Line,
    /// The line and its openings, less the masks.
    Whole,
}

/// What the survey keeps of one record.
struct Entry {
    leaf: Hash,
    /// The same, or for an admitted record its id in its own log.
    told: Hash,
    kind: Kind,
    /// The same, or for an admitted record what it is in its own log.
    told_kind: Kind,
    /// Where it may name people in words of its own: in its detail, in its body, in its files.
    speaks: Speaks,
    purpose: Option<Purpose>,
    time: Option<Millis>,
    case: Option<String>,
    role: Option<Role>,
    parties: Vec<u32>,
    targets: Vec<Hash>,
    /// The file that it is a row of, or the bundle that it came in.
    file: Option<Hash>,
    attachments: Vec<(Hash, u64)>,
    /// The fields that the line commits to, and those of them that can be opened; by
    /// [`Field::index`].
    committed: u16,
    open: u16,
    /// The fields that an admitted record's detail holds.
    inner: u16,
    /// Whether a damaged vault does not give it any more.
    lost: bool,
}

/// Where a record says something in words of its own.
#[derive(Clone, Copy, Default)]
struct Speaks {
    detail: bool,
    body: bool,
    files: bool,
}

impl Speaks {
    /// Whether some of it stays where these fields are masked.
    fn despite(self, masks: &[Field]) -> bool {
        self.detail && !masks.contains(&Field::Detail)
            || self.body && !masks.contains(&Field::Body)
            || self.files
    }
}

/// A set of fields, by [`Field::index`].
fn set(fields: impl Iterator<Item = Field>) -> u16 {
    fields.fold(0, |set, field| set | 1 << field.index())
}

/// A first look at every record of a log.
#[derive(Default)]
pub struct Survey {
    entries: Vec<Entry>,
    sightings: Vec<Sighting>,
    /// Which entry each sighting is.
    sighted: Vec<usize>,
    keys: HashMap<String, u32>,
    /// By number in `keys`: the party as compared, and as shown first.
    names: Vec<(String, String)>,
    /// The other ways in which parties are shown.
    spellings: HashSet<(u32, String)>,
}

impl Survey {
    /// Takes the next record of the log.
    pub fn push(&mut self, record: &Record) {
        let place = self.entries.len();
        if let Some(sighting) = Sighting::of(record) {
            self.sightings.push(sighting);
            self.sighted.push(place);
        }
        let original = record.original().ok().flatten();
        let told = original.as_ref().unwrap_or(record);
        let party = told.party();
        let named = party.iter().flat_map(|party| std::iter::once(&party.name).chain(&party.group));
        let parties = named.map(|name| self.key(name.key(), &name.shown)).collect();
        let (outer, fact) = (record.fact(), told.fact());
        let file = fact.feed.as_ref().and_then(|feed| feed.file);
        let all = || Field::ALL.iter().copied();
        self.entries.push(Entry {
            leaf: record.leaf,
            told: told.leaf,
            kind: outer.kind,
            told_kind: fact.kind,
            speaks: Speaks {
                detail: told.openings.get(Field::Detail).is_some_and(|own| own.value != "{}"),
                body: told.openings.get(Field::Body).is_some() || fact.body_attached.is_some(),
                files: fact.attachments.len() > usize::from(fact.body_attached.is_some())
                    && fact.purpose != Some(Purpose::Source),
            },
            purpose: outer.purpose,
            time: told.time(),
            case: fact.case.clone(),
            role: fact.role,
            parties,
            targets: fact.targets.clone(),
            file: outer.admits.as_ref().map_or(file, |admits| Some(admits.bundle)),
            attachments: outer
                .attachments
                .iter()
                .map(|item| (item.sha256, item.size.unsigned_abs()))
                .collect(),
            committed: set(all().filter(|field| record.line.commitment(*field).is_some())),
            open: set(all().filter(|field| record.openings.get(*field).is_some())),
            inner: set(all()
                .filter(|field| outer.kind == Kind::Admitted && record.opens_in_detail(*field))),
            lost: false,
        });
    }

    /// Takes a record that a damaged vault no longer gives: it can only be counted.
    pub fn push_lost(&mut self, leaf: Hash) {
        self.entries.push(Entry {
            leaf,
            told: leaf,
            kind: Kind::Event,
            told_kind: Kind::Event,
            speaks: Speaks::default(),
            purpose: None,
            time: None,
            case: None,
            role: None,
            parties: Vec::new(),
            targets: Vec::new(),
            file: None,
            attachments: Vec::new(),
            committed: 0,
            open: 0,
            inner: 0,
            lost: true,
        });
    }

    /// Decides what `selection` discloses.
    pub fn choose(mut self, selection: &Selection) -> Choice {
        let chosen = self.chosen(selection);
        let mut shown = vec![Shown::Hidden; self.entries.len()];
        let mut files = HashSet::new();
        for event in group(&self.sightings).events {
            let places: Vec<usize> = event.sightings.iter().map(|i| self.sighted[*i]).collect();
            let mine = !selection.by_person()
                || places.iter().any(|place| chosen.names(&self.entries[*place]));
            if mine && selection.covers(self.entries[places[0]].time) {
                for place in places {
                    shown[place] = Shown::Whole;
                    files.extend(self.entries[place].file);
                }
            }
        }
        let mut at: HashMap<Hash, usize> = HashMap::new();
        for (place, entry) in self.entries.iter().enumerate() {
            at.insert(entry.told, place);
            at.insert(entry.leaf, place);
        }
        let mut ties: HashMap<Hash, Vec<Hash>> = HashMap::new();
        for link in self.entries.iter().filter(|entry| entry.kind == Kind::Link) {
            if let [first, second] = link.targets[..] {
                ties.entry(first).or_default().push(second);
                ties.entry(second).or_default().push(first);
            }
        }
        let others: Vec<usize> =
            (0..self.entries.len()).filter(|i| self.entries[*i].kind != Kind::Event).collect();
        let mut grown = true;
        while std::mem::take(&mut grown) {
            for &place in &others {
                let entry = &self.entries[place];
                let is_shown =
                    |leaf: &Hash| at.get(leaf).is_some_and(|i| shown[*i] == Shown::Whole);
                let tied = ties.get(&entry.leaf).is_some_and(|ends| ends.iter().any(is_shown));
                let touched = tied || entry.targets.iter().any(is_shown);
                let all = entry.targets.iter().all(is_shown);
                let read = entry.attachments.iter().any(|(hash, _)| files.contains(hash));
                if shown[place] == Shown::Hidden
                    && chosen.takes(entry, selection, Nearby { touched, all, read })
                {
                    shown[place] = Shown::Whole;
                    files.extend(entry.file);
                    grown = true;
                }
            }
        }
        // Grouping is done, and a large log needs the room for its records.
        (self.sightings, self.sighted) = (Vec::new(), Vec::new());
        let last = self.entries.len().saturating_sub(1);
        let (selection, unmatched) = self.told(selection, &shown);
        for (place, entry) in self.entries.iter().enumerate() {
            let always = entry.kind.is_log_level() || place == last;
            if shown[place] == Shown::Hidden && always && !entry.lost {
                shown[place] = Shown::Line;
            }
        }
        Choice { survey: self, shown, masks: selection.masked(), selection, unmatched }
    }

    /// The selection as the bundle tells it, and what of it no shown record names. A party is
    /// told by what the shown records compare it by: another way of writing may be hidden.
    fn told(&self, selection: &Selection, shown: &[Shown]) -> (Selection, Vec<String>) {
        let whole = || {
            let entries = self.entries.iter().zip(shown);
            entries.filter(|(_, shown)| **shown == Shown::Whole).map(|(entry, _)| entry)
        };
        let named: HashSet<u32> = whole().flat_map(|entry| entry.parties.iter().copied()).collect();
        let (mut parties, mut unmatched) = (Vec::new(), Vec::new());
        for party in &selection.parties {
            let mut keys: Vec<String> = self
                .named(party)
                .filter(|key| named.contains(key))
                .map(|key| self.names[key as usize].0.clone())
                .collect();
            keys.sort_unstable();
            if keys.is_empty() {
                keys.push(party.clone());
                unmatched.push(party.clone());
            }
            keys.retain(|key| !parties.contains(key));
            parties.extend(keys);
        }
        if let Some(case) = &selection.case {
            let is_named = whole().any(|entry| entry.case.as_ref() == Some(case));
            unmatched.extend((!is_named).then(|| case.clone()));
        }
        (Selection { parties, ..selection.clone() }, unmatched)
    }

    /// The parties that are written so.
    fn named<'a>(&'a self, party: &'a str) -> impl Iterator<Item = u32> + 'a {
        let numbers = self.names.iter().zip(0..);
        numbers
            .filter(move |((key, shown), number)| {
                party == key
                    || party == shown
                    || self.spellings.contains(&(*number, party.to_owned()))
            })
            .map(|(_, number)| number)
    }

    /// The parties that the selection names, by themselves or by the case of their latest role,
    /// and the records that a tag puts into the case.
    fn chosen(&self, selection: &Selection) -> Chosen {
        let mut parties: HashSet<u32> =
            selection.parties.iter().flat_map(|party| self.named(party)).collect();
        let mut tagged = HashSet::new();
        if let Some(case) = &selection.case {
            let mut latest = HashMap::new();
            for entry in &self.entries {
                match (entry.kind, &entry.case) {
                    (Kind::Role, Some(of)) => {
                        latest.extend(entry.parties.iter().map(|key| (*key, of)));
                    }
                    (Kind::Tag, Some(of)) if of == case => tagged.extend(&entry.targets),
                    _ => {}
                }
            }
            parties.extend(latest.into_iter().filter(|(_, of)| *of == case).map(|(key, _)| key));
        }
        Chosen { parties, tagged, case: selection.case.clone() }
    }

    fn key(&mut self, key: &str, shown: &str) -> u32 {
        if let Some(&number) = self.keys.get(key) {
            if self.names[number as usize].1 != shown {
                self.spellings.insert((number, shown.to_owned()));
            }
            return number;
        }
        let number = u32::try_from(self.names.len()).expect("fewer parties than 2^32");
        self.keys.insert(key.to_owned(), number);
        self.names.push((key.to_owned(), shown.to_owned()));
        number
    }
}

/// What a selection means in this log.
struct Chosen {
    parties: HashSet<u32>,
    tagged: HashSet<Hash>,
    case: Option<String>,
}

/// What of a record's surroundings is shown so far.
struct Nearby {
    /// A record that it speaks of, or is tied to.
    touched: bool,
    /// Every record that it speaks of.
    all: bool,
    /// A row of the file that it keeps.
    read: bool,
}

impl Chosen {
    /// Whether the person or the case names this record.
    fn names(&self, entry: &Entry) -> bool {
        self.tagged.contains(&entry.leaf)
            || self.case.is_some() && self.case == entry.case
            || entry.parties.iter().any(|key| self.parties.contains(key))
    }

    /// Whether a record that is no event goes with what is shown so far.
    fn takes(&self, entry: &Entry, selection: &Selection, near: Nearby) -> bool {
        use Kind as K;
        let named = self.names(entry);
        match entry.kind {
            K::Event => false,
            K::Link => near.all,
            K::File if entry.purpose == Some(Purpose::Source) => {
                near.read || !selection.by_person() && !selection.by_time()
            }
            K::File | K::Statement | K::Admitted if selection.by_person() => named || near.touched,
            K::File | K::Statement | K::Admitted => {
                near.touched || !selection.by_time() || selection.covers(entry.time)
            }
            K::Log | K::Gap | K::Heartbeat | K::Clock | K::Zone | K::SelfTest | K::KeyChange => {
                true
            }
            K::OwnNumber
            | K::Redaction
            | K::Case
            | K::Role
            | K::Tag
            | K::Refusal
            | K::Agreement
            | K::Withdrawal
            | K::CheckResult => !selection.by_person() || named || near.touched,
        }
    }
}

/// What a selection discloses of one log.
pub struct Choice {
    survey: Survey,
    shown: Vec<Shown>,
    masks: Vec<Field>,
    selection: Selection,
    /// The chosen parties and the case that no shown record names.
    unmatched: Vec<String>,
}

impl Choice {
    /// How many lines are shown.
    pub fn shown(&self) -> u64 {
        self.shown.iter().filter(|state| **state != Shown::Hidden).count() as u64
    }

    /// How many records are only counted.
    pub fn hidden(&self) -> u64 {
        self.shown.len() as u64 - self.shown()
    }

    /// The selection as the bundle tells it.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The masked fields, in the line's order.
    pub fn masks(&self) -> &[Field] {
        &self.masks
    }

    /// What of `record` is disclosed; none where only its leaf is.
    pub fn disclose(&self, mut record: Record) -> Option<Record> {
        match self.shown.get(usize::try_from(record.index).ok()?)? {
            Shown::Hidden => return None,
            Shown::Line => record.openings = Default::default(),
            Shown::Whole => {
                for field in &self.masks {
                    record.openings.remove(*field);
                }
                // One commitment holds all openings of an admitted line, so it opens whole or not.
                if self.masks.iter().any(|field| record.opens_in_detail(*field)) {
                    record.openings.remove(Field::Detail);
                }
            }
        }
        Some(record)
    }

    /// Whether a shown record's attachment goes into the bundle: not a source file, unless named,
    /// and no body while bodies are masked.
    pub fn encloses(&self, record: &Record, sha256: &Hash) -> bool {
        let fact = record.fact();
        let whole = usize::try_from(record.index)
            .is_ok_and(|index| self.shown.get(index) == Some(&Shown::Whole));
        let masked_body =
            fact.body_attached.as_ref() == Some(sha256) && self.masks.contains(&Field::Body);
        let bundle = fact.feed.as_ref().is_some_and(|feed| feed.format == super::FEED);
        let source =
            fact.purpose == Some(Purpose::Source) && !self.selection.sources.contains(sha256);
        let source = source && !bundle;
        whole && fact.kind != Kind::Redaction && !masked_body && !source
    }
}

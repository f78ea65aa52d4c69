//! What the report is about, worked out once: indexes over the records, and the numbered exhibits.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::standing;
use crate::chain::Hash;
use crate::event::{Event, Timeline};
use crate::record::canonical::Value;
use crate::record::{
    Admission, Channel, Direction, Evidence, Fact, Field, Kind, Millis, Purpose, Record,
};
use crate::rule::pack::Pack;
use crate::rule::{Finding, Level};

/// How many events at most get a sheet of their own.
const MAX_SHEETS: usize = 400;

/// How many groups of exhibits there are.
pub(super) const GROUPS: usize = 9;
/// The group of contracts and other papers on who owes whom what.
const PAPERS: usize = 1;
const NIGHT: usize = 2;
const WORDS: usize = 3;
const THIRD: usize = 4;
const LOSS: usize = 5;
const POLICE: usize = 6;
const OFTEN: usize = 7;
const MEDIA: usize = 8;
const REST: usize = 9;

/// What an exhibit is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Item {
    /// An event, as a place in the timeline.
    Event(usize),
    /// A record that is no event, as a place in the records.
    Record(usize),
    /// All other events of one of the other sides, as a place in [`Plan::parties`].
    Rest(usize),
    /// All events of the sides of which nothing is said.
    Others,
    /// The admitted records of one bundle, as a place in [`Plan::bundles`].
    Bundle(usize),
}

/// A numbered item of the evidence list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exhibit {
    pub(super) group: usize,
    pub(super) number: usize,
    pub(super) item: Item,
    /// The word before the number: 证据 or 證據.
    word: &'static str,
}

impl Exhibit {
    /// The number as in the list, such as `3-1`.
    pub(super) fn id(&self) -> String {
        format!("{}-{}", self.group, self.number)
    }

    /// The label on the exhibit's own page.
    pub(super) fn label(&self) -> String {
        format!("{}{}", self.word, self.id())
    }
}

/// One of the other sides, and what the records hold about it.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// The normalised number or the name; absent where it is masked, redacted or hidden.
    pub(super) key: Option<String>,
    /// As the phone or file shows it.
    pub(super) shown: String,
    /// The name in the phone's contacts.
    pub(super) contact: Option<String>,
    /// Its events, in time order.
    pub(super) all: Vec<usize>,
    /// Those of them that have no sheet of their own.
    pub(super) events: Vec<usize>,
    /// The records that say who it is, in log order.
    pub(super) roles: Vec<usize>,
    /// Other records that name it, in log order.
    pub(super) others: Vec<usize>,
    /// Whether there is more to say of it than how often it occurs.
    pub(super) spoken_of: bool,
}

/// A private value as the page shows it.
pub(super) enum Shown<T> {
    /// The record has none.
    Absent,
    /// It is disclosed.
    Is(T),
    /// It is withheld from this copy.
    Masked,
    /// It was dropped for ever.
    Redacted,
}

/// The report's view of a timeline and its findings.
pub(super) struct Plan<'a> {
    pub(super) timeline: &'a Timeline,
    pub(super) findings: &'a [Finding],
    /// By id: the place of a record.
    pub(super) at: HashMap<Hash, usize>,
    /// By place of a record: its event.
    pub(super) event_of: HashMap<usize, usize>,
    /// By event: its findings.
    pub(super) flagged: HashMap<usize, Vec<usize>>,
    /// The events in time order.
    pub(super) order: Vec<usize>,
    /// By place of a record or of an event's record: links that name it.
    pub(super) links: HashMap<usize, Vec<usize>>,
    /// Places of records whose openings were dropped.
    pub(super) redacted: HashSet<usize>,
    /// The other sides, by key; those without a key last.
    pub(super) parties: Vec<Side>,
    pub(super) exhibits: Vec<Exhibit>,
    /// The events of [`Item::Others`], in time order.
    pub(super) others: Vec<usize>,
    /// The admitted records, by the bundle that they came in.
    pub(super) bundles: Vec<Vec<&'a Record>>,
    /// The findings and events of which the event only counts, by their places.
    pub(super) within: HashSet<(usize, usize)>,
    /// By place of a record: the exhibit that shows it.
    labels: HashMap<usize, usize>,
    masked: &'a [Field],
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        timeline: &'a Timeline,
        findings: &'a [Finding],
        pack: &Pack,
        masked: &'a [Field],
        word: &'static str,
    ) -> Self {
        let records = &timeline.records;
        let at = records.iter().enumerate().map(|(i, record)| (record.leaf, i)).collect();
        let mut plan = Self {
            timeline,
            findings,
            at,
            event_of: HashMap::new(),
            flagged: HashMap::new(),
            order: (0..timeline.events.len()).collect(),
            links: HashMap::new(),
            redacted: HashSet::new(),
            parties: Vec::new(),
            exhibits: Vec::new(),
            others: Vec::new(),
            bundles: Vec::new(),
            within: HashSet::new(),
            labels: HashMap::new(),
            masked,
        };
        for (event, sightings) in timeline.events.iter().map(|e| &e.sightings).enumerate() {
            plan.event_of.extend(sightings.iter().map(|record| (*record, event)));
        }
        plan.order.sort_by_cached_key(|event| {
            let record = timeline.strongest(&timeline.events[*event]);
            (sort_time(record), record.index)
        });
        for (place, finding) in findings.iter().enumerate() {
            let mut events: Vec<usize> =
                finding.records.iter().filter_map(|leaf| plan.event(leaf)).collect();
            events.sort_unstable();
            events.dedup();
            for event in events {
                plan.flagged.entry(event).or_default().push(place);
            }
        }
        for (place, record) in records.iter().enumerate() {
            let targets = record.fact().targets.iter().filter_map(|leaf| plan.at.get(leaf));
            match record.fact().kind {
                Kind::Redaction => {
                    let targets: Vec<usize> = targets.copied().collect();
                    let all: Vec<usize> =
                        targets.into_iter().flat_map(|i| plan.with_event(i)).collect();
                    plan.redacted.extend(all);
                }
                Kind::Link => {
                    for target in targets.copied().collect::<Vec<_>>() {
                        plan.links.entry(target).or_default().push(place);
                    }
                }
                _ => {}
            }
        }
        plan.within = standing::within(pack, &plan);
        plan.gather_parties();
        plan.number_exhibits(word);
        plan
    }

    /// The event that holds the record of an id.
    pub(super) fn event(&self, leaf: &Hash) -> Option<usize> {
        self.event_of.get(self.at.get(leaf)?).copied()
    }

    /// The sightings of an event, strongest first.
    pub(super) fn sightings(&self, event: usize) -> &'a Event {
        &self.timeline.events[event]
    }

    /// The record that decides for an event.
    pub(super) fn deciding(&self, event: usize) -> &'a Record {
        self.timeline.strongest(self.sightings(event))
    }

    /// The findings on an event.
    pub(super) fn findings_of(&self, event: usize) -> impl Iterator<Item = (usize, &'a Finding)> {
        let places = self.flagged.get(&event).map_or(&[][..], Vec::as_slice);
        places.iter().map(|place| (*place, &self.findings[*place]))
    }

    /// The spans of a body that findings mean, where the body is the one that they judged.
    pub(super) fn spans(&self, event: usize, body: &str) -> Vec<(usize, usize)> {
        let findings = self.findings_of(event).filter_map(|(_, finding)| {
            let judged = &self.timeline.records[*self.at.get(finding.records.first()?)?];
            let same = judged.body().as_deref() == Some(body);
            finding.span.filter(|_| same && finding.level > Level::Context)
        });
        findings.collect()
    }

    /// The contact by which a finding is told.
    pub(super) fn contact(&self, finding: &Finding) -> Option<&'a Record> {
        finding.contact(|leaf| self.at.get(leaf).map(|place| &self.timeline.records[*place]))
    }

    /// The exhibit that shows a record, if one does.
    pub(super) fn exhibit_of(&self, record: usize) -> Option<&Exhibit> {
        self.labels.get(&record).map(|place| &self.exhibits[*place])
    }

    /// Whether the openings of a record were dropped for ever.
    pub(super) fn is_redacted(&self, record: &Record) -> bool {
        self.at.get(&record.leaf).is_some_and(|place| self.redacted.contains(place))
    }

    /// Whether a record stands here only because it stands in every bundle.
    pub(super) fn is_closed(&self, record: usize) -> bool {
        self.timeline.closed.contains(&record)
    }

    /// The bundle that says so, where a record stands in for one that was admitted.
    pub(super) fn admission(&self, record: &Record) -> Option<&'a Admission> {
        self.timeline.admission(*self.at.get(&record.leaf)?)
    }

    /// A private value, or why it is not shown.
    pub(super) fn value(&self, record: &Record, field: Field) -> Shown<Value> {
        if record.line.commitment(field).is_none() {
            return Shown::Absent;
        }
        match record.value(field) {
            Some(value) => Shown::Is(value),
            None if self.is_redacted(record) => Shown::Redacted,
            None => Shown::Masked,
        }
    }

    /// The fields withheld from every record.
    pub(super) const fn masked(&self) -> &'a [Field] {
        self.masked
    }

    /// The records that links tie to one of `records`: the link's place and the other end's.
    pub(super) fn tied(&self, records: &[usize]) -> Vec<(usize, usize)> {
        let mut tied = Vec::new();
        for link in records.iter().filter_map(|record| self.links.get(record)).flatten() {
            let targets = &self.timeline.records[*link].fact().targets;
            let ends = targets.iter().filter_map(|leaf| self.at.get(leaf).copied());
            tied.extend(ends.filter(|end| !records.contains(end)).map(|end| (*link, end)));
        }
        tied
    }

    /// The places of all sightings of the event that a record belongs to, or of the record alone.
    pub(super) fn with_event(&self, record: usize) -> Vec<usize> {
        match self.event_of.get(&record) {
            Some(event) => self.timeline.events[*event].sightings.clone(),
            None => vec![record],
        }
    }

    fn gather_parties(&mut self) {
        let mut sides: BTreeMap<String, Side> = BTreeMap::new();
        let mut hidden = Side::default();
        for event in &self.order {
            let record = self.deciding(*event);
            match side_key(record) {
                Some(key) => {
                    let side = sides.entry(key).or_default();
                    side.all.push(*event);
                    let names = self.sightings(*event).sightings.iter();
                    let records = names.map(|place| &self.timeline.records[*place]);
                    let contact =
                        records.filter_map(|record| record.openings.text(Field::Contact)).next();
                    if side.contact.is_none() {
                        side.contact = contact;
                    }
                    if side.shown.is_empty() {
                        side.shown = record.party().map(|p| p.name.shown).unwrap_or_default();
                    }
                }
                None => hidden.all.push(*event),
            }
        }
        for (place, record) in self.timeline.records.iter().enumerate() {
            let kind = record.fact().kind;
            let Some(key) = side_key(record).filter(|_| kind != Kind::Event) else { continue };
            let side = sides.entry(key).or_default();
            if side.shown.is_empty() {
                side.shown = record.party().map(|party| party.name.shown).unwrap_or_default();
            }
            let list = if kind == Kind::Role { &mut side.roles } else { &mut side.others };
            list.push(place);
        }
        let named = sides.into_iter().map(|(key, side)| Side { key: Some(key), ..side });
        self.parties = named.collect();
        if !hidden.all.is_empty() {
            self.parties.push(hidden);
        }
        let flagged = &self.flagged;
        let findings = self.findings;
        for side in &mut self.parties {
            let flags = side.all.iter().filter_map(|event| flagged.get(event)).flatten();
            side.spoken_of = !side.roles.is_empty()
                || !side.others.is_empty()
                || flags.into_iter().any(|place| findings[*place].level > Level::Context);
        }
    }

    fn number_exhibits(&mut self, word: &'static str) {
        let mut groups: [Vec<(i64, u64, Item)>; GROUPS + 1] = Default::default();
        let mut sheets: Vec<usize> =
            self.order.iter().copied().filter(|event| self.has_sheet(*event)).collect();
        if sheets.len() > MAX_SHEETS {
            sheets.sort_by_key(|event| std::cmp::Reverse(self.level(*event)));
            sheets.truncate(MAX_SHEETS);
        }
        let sheets: HashSet<usize> = sheets.into_iter().collect();
        for event in &sheets {
            let record = self.deciding(*event);
            let item = (sort_time(record), record.index, Item::Event(*event));
            groups[self.event_group(*event)].push(item);
        }
        for (place, record) in self.timeline.records.iter().enumerate() {
            if let Some(group) = self.record_group(place, record).filter(|_| !self.is_closed(place))
            {
                let time = self.tied_time(place).unwrap_or_else(|| sort_time(record));
                groups[group].push((time, record.index, Item::Record(place)));
            }
        }
        for (place, side) in self.parties.iter_mut().enumerate() {
            let rest = side.all.iter().filter(|event| !sheets.contains(event));
            side.events = rest.copied().collect();
            if !side.spoken_of {
                self.others.extend(&side.events);
                continue;
            }
            if let Some(first) = side.events.first() {
                let record = self.timeline.strongest(&self.timeline.events[*first]);
                groups[REST].push((sort_time(record), record.index, Item::Rest(place)));
            }
        }
        let order: HashMap<usize, usize> =
            self.order.iter().enumerate().map(|(place, event)| (*event, place)).collect();
        self.others.sort_by_key(|event| order[event]);
        let mut bundles: BTreeMap<Hash, Vec<&Record>> = BTreeMap::new();
        for record in self.timeline.logged() {
            if let Some(admits) = &record.fact().admits {
                bundles.entry(admits.bundle).or_default().push(record);
            }
        }
        self.bundles = bundles.into_values().collect();
        let bundles = (0..self.bundles.len()).map(|bundle| (i64::MAX, 0, Item::Bundle(bundle)));
        groups[MEDIA].extend(bundles);
        if !self.others.is_empty() {
            groups[REST].push((i64::MAX, 0, Item::Others));
        }
        for (group, mut items) in groups.into_iter().enumerate() {
            items.sort_by_key(|item| (item.0, item.1));
            for (number, (_, _, item)) in (1..).zip(items) {
                self.label(item);
                self.exhibits.push(Exhibit { group, number, item, word });
            }
        }
    }

    /// When the event happened that a file without a time of its own is tied to.
    fn tied_time(&self, place: usize) -> Option<i64> {
        if happened(&self.timeline.records[place]).is_some() {
            return None;
        }
        let ends = self.tied(&[place]);
        let event = ends.iter().find_map(|(_, end)| self.event_of.get(end))?;
        Some(sort_time(self.deciding(*event)))
    }

    fn label(&mut self, item: Item) {
        let exhibit = self.exhibits.len();
        let events = match item {
            Item::Event(event) => vec![event],
            Item::Rest(side) => self.parties[side].events.clone(),
            Item::Others => self.others.clone(),
            Item::Record(record) => {
                self.labels.insert(record, exhibit);
                return;
            }
            Item::Bundle(_) => return,
        };
        for event in events {
            let sightings = &self.timeline.events[event].sightings;
            self.labels.extend(sightings.iter().map(|record| (*record, exhibit)));
        }
    }

    /// Whether an event is an exhibit of its own: flagged, tied to other evidence, or by hand.
    fn has_sheet(&self, event: usize) -> bool {
        let fact = self.deciding(event).fact();
        self.is_marked(event)
            || matches!(fact.channel, Some(Channel::Visit | Channel::Letter | Channel::Other))
            || self.sightings(event).sightings.iter().any(|record| self.links.contains_key(record))
    }

    /// The group of an event: by its strongest finding; of equal ones, words before hours.
    fn event_group(&self, event: usize) -> usize {
        let told = self.findings_of(event).filter(|(_, finding)| finding.level > Level::Context);
        let best = told.map(|(place, finding)| {
            let group = group_of(finding);
            let rank = match group {
                WORDS => 3,
                THIRD => 2,
                NIGHT => 1,
                _ => 0,
            };
            (self.standing(place, event), rank, group)
        });
        best.max().map_or(MEDIA, |(_, _, group)| group)
    }

    /// The group of a record that is no event; none where it is no exhibit.
    fn record_group(&self, place: usize, record: &Record) -> Option<usize> {
        let fact = record.fact();
        let group = match fact.kind {
            Kind::File | Kind::Statement if fact.purpose != Some(Purpose::Source) => {
                match fact.evidence {
                    Some(Evidence::PoliceRecord) => POLICE,
                    Some(Evidence::WitnessStatement) => THIRD,
                    Some(Evidence::Document) if is_loss(record) => LOSS,
                    Some(Evidence::Document) => PAPERS,
                    Some(Evidence::Recording | Evidence::Footage) | None => MEDIA,
                }
            }
            Kind::Refusal => THIRD,
            Kind::CheckResult => POLICE,
            Kind::Agreement | Kind::Withdrawal => PAPERS,
            _ => return None,
        };
        let ends = self.tied(&[place]);
        let tied = ends.iter().find_map(|(_, end)| {
            let event = *self.event_of.get(end)?;
            Some(self.event_group(event)).filter(|group| *group != MEDIA)
        });
        // A paper that is tied to a contact, such as a forged notice, stands with it.
        Some(if group == MEDIA || group == PAPERS { tied.unwrap_or(group) } else { group })
    }
}

/// The group of facts that a finding is about.
pub(super) fn group_of(finding: &Finding) -> usize {
    match finding.class.as_str() {
        "hours" => NIGHT,
        "rate" => OFTEN,
        "third_person" => THIRD,
        _ => WORDS,
    }
}

/// Whether a document says in so many words that it shows harm.
fn is_loss(record: &Record) -> bool {
    let detail = record.detail();
    let shows = detail.as_ref().and_then(|detail| detail.member("shows")?.text());
    matches!(shows, Some("loss" | "损害后果" | "損害後果"))
}

/// The key of the other side, if it is disclosed and not hidden.
fn side_key(record: &Record) -> Option<String> {
    record.party().map(|party| party.key().to_owned()).filter(|key| !key.is_empty())
}

/// What exhibits and lines are sorted by: an instant, or a clock time taken as Beijing's.
pub(super) fn sort_time(record: &Record) -> i64 {
    let typed = record.fact().local.as_deref().and_then(|local| {
        let local = chrono::NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M:%S").ok()?;
        Some(local.and_utc().timestamp_millis() - 480 * 60_000)
    });
    let time = happened(record).map(|time| time.0).or(typed);
    time.unwrap_or(record.line.recorded.0)
}

/// When a record's content happened: for an event its time, for others the first they name.
pub(super) fn happened(record: &Record) -> Option<Millis> {
    record.time().or(record.fact().from)
}

/// Whether an event is a call, and which way.
pub(super) fn is_call(fact: &Fact, direction: Direction) -> bool {
    fact.channel == Some(Channel::Call) && is_way(fact, direction)
}

/// Whether an event went that way.
pub(super) fn is_way(fact: &Fact, direction: Direction) -> bool {
    fact.direction == Some(direction)
}

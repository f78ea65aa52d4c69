//! Text matching: slots in a folded text, patterns of slots, spans in the original.
//!
//! A pattern is a sequence of slots with bounded gaps; guards keep it from firing on news, a
//! victim's own words, a ban or a negation. The time is linear in the text. docs/spec/words.md.

mod find;
mod model;
mod reading;
mod sequence;
mod trie;

use super::Level;
use super::fold::{Sounds, Table};
use super::pack::{Need, PatternText, Scope, Words};
use find::{Finder, Gathered};
use model::{Judge, Model};
pub(super) use reading::Reading;
use sequence::{Guards, Mask, Sequence};

/// How many matches of one rule are kept in one text.
const MAX_MATCHES: usize = 16;
/// The name of the slot whose words hide other words.
const COVER: &str = "COVER";
/// The slot of the words for lawyers and their firms.
const LAWYER: &str = "LAWYER";
/// The slot that is built in: numbers in digits or characters.
const NUMBER: usize = 0;

/// The words and patterns of a pack, compiled.
#[derive(Debug)]
pub(super) struct Matcher {
    table: Table,
    finder: Finder,
    slots: Vec<String>,
    /// The slot whose words hide every other word that begins inside of them.
    cover: Option<usize>,
    /// The slot whose words name a lawyer.
    lawyer: Option<usize>,
    unless: Vec<Need>,
    /// The sequences of all sets, then those of a demand on a debt, and those of what is directed.
    sequences: Vec<Sequence>,
    /// By sequence: what it is of.
    uses: Vec<Use>,
    /// By slot: the sequences that are looked at where it is found.
    keyed: Vec<Vec<u32>>,
    /// The slots that [`Matcher::keyed`] has sequences for.
    keys: Mask,
    /// What weighs a whole message.
    judge: Option<Judge>,
    /// By set.
    models: Vec<(usize, Model)>,
    rules: Vec<RuleSets>,
}

/// What a sequence is of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Use {
    /// A set, by its place.
    Set(usize),
    /// A demand on a debt.
    Collection,
    /// What is aimed at the reader.
    Directed,
}

/// A rule's class, sets and highest level.
#[derive(Debug)]
struct RuleSets {
    rule: usize,
    class: String,
    sets: Vec<usize>,
    cap: Level,
}

/// What a rule finds in a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Match {
    /// The rule's place in the pack.
    pub(super) rule: usize,
    /// What the pattern claims.
    pub(super) level: Level,
    /// Half-open byte offsets in the original.
    pub(super) span: (usize, usize),
}

/// A slot that a text fills.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SlotHit {
    /// The slot's name.
    pub slot: String,
    /// Half-open byte offsets in the text.
    pub span: (usize, usize),
    /// How many characters of the word are not written as it is listed.
    pub folded: usize,
    /// How many characters the word has.
    pub length: usize,
    /// The number of the clause, from 0.
    pub clause: u32,
    /// The number of the sentence, from 0.
    pub sentence: u32,
}

/// Cells of a set's matches, with the level that the pattern claims.
type Spans = Vec<((usize, usize), Level)>;

impl Matcher {
    /// Compiles the words of a pack.
    pub(super) fn new(words: &Words) -> Self {
        let mut table = Table::new(&words.simplified);
        let mut gathered = Gathered::default();
        let sounded = asked_for(words);
        for (slot, (_, entries)) in words.slots.iter().enumerate() {
            let number = u16::try_from(slot).expect("a checked pack has few slots");
            entries.iter().for_each(|entry| gathered.word(&mut table, entry, number));
        }
        for (spelling, meaning) in &words.spellings {
            gathered.spelling(&mut table, spelling, meaning);
        }
        for word in &words.fillers {
            gathered.filler(&mut table, word);
        }
        let sounds = Sounds::new(&words.sounds, &words.foreign);
        table.finish(&sounds);
        let finder = Finder::new(gathered, &table, sounds, &words.common, &sounded);
        let common: Vec<f64> = words.slots.iter().map(|(_, entries)| often(entries)).collect();
        let mut matcher = Self {
            table,
            finder,
            slots: words.slots.iter().map(|(name, _)| name.clone()).collect(),
            cover: words.slots.iter().position(|(name, _)| name == COVER),
            lawyer: words.slots.iter().position(|(name, _)| name == LAWYER),
            unless: words.unless.clone(),
            sequences: Vec::new(),
            uses: Vec::new(),
            keyed: vec![Vec::new(); words.slots.len()],
            keys: Mask::default(),
            judge: words.judge.as_ref().map(|judge| Judge::new(judge, words.slots.len())),
            models: Vec::new(),
            rules: Vec::new(),
        };
        let asked = |set: usize| words.rules.iter().any(|rule| rule.sets.contains(&set));
        for (set, of) in words.sets.iter().enumerate().filter(|(set, _)| asked(*set)) {
            of.patterns.iter().for_each(|pattern| matcher.take(pattern, Use::Set(set), &common));
            matcher.models.extend(of.model.iter().map(|weights| (set, Model::new(weights))));
        }
        for (patterns, of) in
            [(&words.collection, Use::Collection), (&words.directed, Use::Directed)]
        {
            patterns.iter().for_each(|pattern| matcher.take(pattern, of, &common));
        }
        matcher.rules = words
            .rules
            .iter()
            .map(|of| RuleSets {
                rule: of.rule,
                class: of.class.clone(),
                sets: of.sets.clone(),
                cap: of.cap,
            })
            .collect();
        matcher
    }

    fn take(&mut self, pattern: &PatternText, of: Use, common: &[f64]) {
        for sequence in Sequence::all(pattern, common) {
            let number = u32::try_from(self.sequences.len()).expect("patterns are bounded");
            for slot in &sequence.key {
                self.keyed[*slot].push(number);
                self.keys.put(*slot);
            }
            self.sequences.push(sequence);
            self.uses.push(of);
        }
    }

    /// Finds every slot in a text.
    pub(super) fn read(&self, text: &str, reading: &mut Reading) {
        reading.cells.fold(&self.table, text);
        self.finder.find(&reading.cells, &mut reading.found);
        reading.note(NUMBER);
    }

    /// The folded form of a text.
    pub(super) fn folded<'r>(
        &self,
        text: &str,
        reading: &'r mut Reading,
    ) -> impl Iterator<Item = char> + use<'r> {
        reading.cells.fold(&self.table, text);
        reading.cells.chars.iter().copied()
    }

    /// The words of all slots and the spellings, folded.
    pub(super) fn words(&self) -> Vec<String> {
        self.finder.all(self.table.characters())
    }

    /// Whether a text asks for the payment of a debt that is due.
    pub(super) fn is_collection(&self, reading: &mut Reading) -> bool {
        let demands = self.candidates(reading, |of| of == Use::Collection);
        if demands.is_empty() {
            return false;
        }
        self.settle(reading);
        let guards = Guards { unless: &self.unless, directed: &[] };
        demands.into_iter().any(|number| {
            let mut found = false;
            self.sequences[number].each(reading, &guards, &mut |_, _| {
                found = true;
                false
            });
            found
        })
    }

    /// Whether a text in which a rule found words names a lawyer.
    pub(super) fn says_lawyer(&self, reading: &Reading) -> bool {
        self.lawyer.is_some_and(|slot| reading.fills(slot, false))
    }

    /// What the rules find, by place.
    pub(super) fn matches(&self, reading: &mut Reading) -> Vec<Match> {
        let candidates = self.candidates(reading, |of| matches!(of, Use::Set(_)));
        let modelled = match &self.judge {
            Some(judge) => judge.may_match(&reading.present),
            None => self.models.iter().any(|(_, model)| model.may_match(&reading.present)),
        };
        if candidates.is_empty() && !modelled {
            return Vec::new();
        }
        self.settle(reading);
        let directed = self.directed(reading);
        let guards = Guards { unless: &self.unless, directed: &directed };
        // What is only looked at alone, and then the models, say nothing new beside a surer find.
        let (alone, first): (Vec<usize>, Vec<usize>) =
            candidates.into_iter().partition(|number| self.sequences[*number].only_alone);
        let mut found = self.of_sets(&first, reading, &guards);
        if found.is_empty() {
            found = self.of_sets(&alone, reading, &guards);
        }
        if found.is_empty() && modelled {
            found.extend(self.modelled(reading));
        }
        self.told(reading, &found)
    }

    /// What sequences of sets find, by set.
    fn of_sets(
        &self,
        numbers: &[usize],
        reading: &Reading,
        guards: &Guards<'_>,
    ) -> Vec<(usize, Spans)> {
        let mut found = Vec::new();
        let mut sum = None;
        for number in numbers {
            let sequence = &self.sequences[*number];
            let Use::Set(set) = self.uses[*number] else { continue };
            let mut spans = Vec::new();
            sequence.each(reading, guards, &mut |span, folded| {
                // Somebody else's words are no sign of what the sender does.
                let quoted = sequence.level == Level::Sign && reading.is_quoted(span.0, span.1);
                let mut level = Some(if quoted { Level::Review } else { sequence.level });
                // The judge reads no disguise, and what is aimed at the reader stands.
                if let Some(judge) =
                    self.judge.as_ref().filter(|_| !folded && !guards.is_free(span))
                {
                    let sum = *sum.get_or_insert_with(|| judge.sum(reading));
                    level = level.and_then(|level| judge.lets(level, sum));
                }
                spans.extend(level.map(|level| (span, level)));
                spans.len() < 64 * MAX_MATCHES
            });
            if !spans.is_empty() {
                found.push((set, spans));
            }
        }
        found
    }

    /// The cells of what is aimed at the reader, and in nobody else's words.
    fn directed(&self, reading: &Reading) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for number in self.candidates(reading, |of| of == Use::Directed) {
            self.sequences[number].each(reading, &Guards::default(), &mut |(start, end), _| {
                if !reading.is_quoted(start, end) {
                    found.push((start, end));
                }
                found.len() < 64 * MAX_MATCHES
            });
        }
        found
    }

    /// What the models find where no pattern does: the judge says whether, of several models the
    /// one that is surest says what.
    fn modelled(&self, reading: &Reading) -> Option<(usize, Spans)> {
        let guarded = |need: &Need| {
            need.scope == Scope::Message && need.slots.iter().any(|slot| reading.fills(*slot, true))
        };
        if self.unless.iter().any(guarded) {
            return None;
        }
        let judge = self.judge.as_ref();
        if judge.is_some_and(|judge| !judge.finds(judge.sum(reading))) {
            return None;
        }
        let judged = self.models.iter().map(|(set, model)| (model.above(reading), *set, model));
        let (_, set, model) = judged
            .filter(|(above, ..)| judge.is_some() || *above >= 0)
            .max_by_key(|(above, set, _)| (*above, std::cmp::Reverse(*set)))?;
        let span = model.decided(reading).or_else(|| judge?.decided(reading))?;
        Some((set, vec![(span, Level::Review)]))
    }

    /// The matches of sets as those of rules, by place.
    fn told(&self, reading: &Reading, found: &[(usize, Spans)]) -> Vec<Match> {
        let mut matches: Vec<(&str, Match)> = Vec::new();
        for of in &self.rules {
            let own = found.iter().filter(|(set, _)| of.sets.contains(set));
            let spans: Spans = own.flat_map(|(_, spans)| spans).copied().collect();
            for ((start, end), level) in apart(spans) {
                let (span, level) = (reading.span(start, end), level.min(of.cap));
                matches.push((&of.class, Match { rule: of.rule, level, span }));
            }
        }
        // Of one class a match that overlaps one that claims more, or as much in fewer words, says
        // nothing new.
        let told: Vec<Match> = matches
            .iter()
            .filter(|(class, one)| {
                !matches.iter().any(|(other_class, other)| {
                    let length = |of: &Match| of.span.1 - of.span.0;
                    class == other_class
                        && one.span.0 < other.span.1
                        && other.span.0 < one.span.1
                        && (other.level > one.level
                            || other.level == one.level && length(other) < length(one))
                })
            })
            .map(|(_, one)| *one)
            .collect();
        let mut told = told;
        told.sort_by_key(|found| (found.span, found.rule));
        told
    }

    /// The slots that a text fills, by place.
    pub(super) fn slots(&self, reading: &mut Reading) -> Vec<SlotHit> {
        self.settle(reading);
        let mut hits: Vec<SlotHit> = reading
            .all()
            .iter()
            .map(|hit| {
                let (start, end) = (hit.start as usize, hit.end as usize);
                let (clause, sentence) = reading.place(start);
                SlotHit {
                    slot: self.slots[usize::from(hit.slot)].clone(),
                    span: reading.span(start, end),
                    folded: usize::from(hit.folded),
                    length: usize::from(hit.length),
                    clause,
                    sentence,
                }
            })
            .collect();
        hits.sort_by(|a, b| (a.span, &a.slot).cmp(&(b.span, &b.slot)));
        hits
    }

    fn settle(&self, reading: &mut Reading) {
        reading.settle(self.slots.len(), self.cover, NUMBER);
    }

    /// The sequences of these uses whose slots are all there.
    fn candidates(&self, reading: &Reading, asked: impl Fn(Use) -> bool) -> Vec<usize> {
        let mut candidates = Vec::new();
        if !self.keys.meets(&reading.present) {
            return candidates;
        }
        for slot in reading.present.slots() {
            for number in &self.keyed[slot] {
                let number = *number as usize;
                if asked(self.uses[number]) && self.sequences[number].may_match(&reading.present) {
                    candidates.push(number);
                }
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }
}

/// By slot: whether its words are looked for by their sound. What only keeps patterns from firing
/// is not: a text is never read as lawful by its sound alone.
fn asked_for(words: &Words) -> Vec<bool> {
    let mut asked = vec![false; words.slots.len()];
    let sets = words.sets.iter();
    let patterns = sets.clone().flat_map(|set| &set.patterns).chain(&words.collection);
    let patterns = patterns.chain(&words.directed);
    for pattern in patterns {
        let steps = pattern.steps.iter().flat_map(|step| &step.slots);
        let needs = pattern.need.iter().flat_map(|need| &need.slots);
        steps.chain(needs).for_each(|slot| asked[*slot] = true);
    }
    for model in sets.filter_map(|set| set.model.as_ref()) {
        model.slots.iter().filter(|(_, w)| *w > 0).for_each(|(slot, _)| asked[*slot] = true);
    }
    asked
}

/// A guess of how often the words of a slot are found: short words are common.
fn often(entries: &[String]) -> f64 {
    if entries.is_empty() {
        return 10.0;
    }
    // A character makes a word ten times as rare, a letter 10 ^ 0.4 times.
    let rarer = |often: f64, c: char| often * if c.is_ascii() { 0.398 } else { 0.1 };
    entries.iter().map(|word| word.chars().fold(10.0, rarer)).sum()
}

/// Of spans that overlap only the one of the highest level stays, then the shortest, then the first.
fn apart(mut found: Spans) -> Spans {
    found.sort_unstable_by_key(|((start, end), level)| {
        (std::cmp::Reverse(*level), end - start, *start)
    });
    let mut kept: Spans = Vec::new();
    for (span, level) in found {
        let alone = kept.iter().all(|(other, _)| other.1 <= span.0 || span.1 <= other.0);
        if alone && kept.len() < MAX_MATCHES {
            kept.push((span, level));
        }
    }
    kept.sort_unstable_by_key(|(span, _)| *span);
    kept
}

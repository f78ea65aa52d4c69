//! Honest bundles: whatever is chosen of a log, nothing is held against it.

use std::io::Cursor;
use std::ops::Range;
use std::path::Path;

use dunlog_core::bundle::audit::{Audit, Policy};
use dunlog_core::bundle::disclose::{Preview, Selection};
use dunlog_core::bundle::verify::verify;
use dunlog_core::chain::Hash;
use dunlog_core::record::{Channel, Direction};
use dunlog_core::record::{Draft, Fact, Feed, Field, Kind, Millis, Named, Party, Seen, Source};
use dunlog_core::vault::Vault;
use dunlog_tests::MemoryKeystore;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use tempfile::TempDir;

use crate::export::bundle;
use crate::rule_vectors::drafts;

const NOW: Millis = Millis(1_798_689_600_000);
const AGENCY: &str = "+862155500001";
const SISTER: &str = "+8613700000001";

/// The records of the 90 days, and what is hard to judge besides.
struct Days {
    vault: Vault,
    /// Every way in which another side is written.
    parties: Vec<String>,
    times: Vec<Millis>,
}

impl Days {
    fn new(folder: &Path) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/rule/timeline-90-days.json");
        let value: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let records = value["vectors"][0]["records"].as_array().unwrap();
        let keystore = MemoryKeystore::new(90);
        let (mut vault, _) =
            Vault::create(folder, keystore.boxed(), Millis(1_767_196_800_000)).unwrap();
        let (mut parties, mut times) = (Vec::new(), Vec::new());
        drafts(records, "90 days", |draft, _| {
            if let Some(seen) = &draft.fact.seen {
                times.push(seen.wall);
            }
            vault.append(draft, NOW).unwrap().leaf
        });
        for record in records {
            let group = record["group"].as_array().into_iter().flatten();
            let named = record.get("number").into_iter().chain(group);
            parties.extend(named.map(|number| number.as_str().unwrap().to_owned()));
        }
        for draft in hard(times[times.len() / 2]) {
            let record = vault.append(draft, NOW).unwrap();
            let record = vault.record(record.index).unwrap();
            let party = record.party().unwrap();
            for name in std::iter::once(&party.name).chain(&party.group) {
                parties.extend([name.shown.clone(), name.key().to_owned()]);
            }
            times.extend(record.fact().network);
            times.extend(record.fact().seen.as_ref().map(|seen| seen.wall));
        }
        parties.sort();
        parties.dedup();
        Self { vault, parties, times }
    }
}

/// One event each, of which the selection may name one sighting and not another.
fn hard(noon: Millis) -> Vec<Draft> {
    let member = |text: &str| Named { shown: text.to_owned(), number: Some(text.to_owned()) };
    let text = |source, minute: i64, body: &str| {
        let mut fact = Fact::new(Kind::Event, source);
        (fact.channel, fact.direction) = (Some(Channel::Sms), Some(Direction::In));
        let wall = Millis(noon.0 + minute * 60_000);
        fact.seen = Some(Seen { wall, mono: None, boot: None });
        if source == Source::Imported {
            let file = Some(Hash::of(b"another backup"));
            fact.feed = Some(Feed { format: "sms_backup".into(), file, package: None, place: 1 });
        }
        Draft::new(fact).with_text(Field::Body, body)
    };
    let from = |shown: &str, group: &[&str]| Party {
        name: Named { shown: shown.to_owned(), number: Some(AGENCY.to_owned()) },
        group: group.iter().map(|number| member(number)).collect(),
    };
    let mut rows = Vec::new();
    // The phone was off for three hours: the network's time, and a notification without it.
    let mut late = text(Source::Captured, 180, "手机关机");
    late.fact.network = Some(noon);
    rows.push(late.with_party(&from(AGENCY, &[])));
    rows.push(text(Source::Relayed, 180, "手机关机").with_party(&from(AGENCY, &[])));
    // Only one source knows who else is in the conversation, and it is not the strongest.
    rows.push(text(Source::Captured, 300, "群发").with_party(&from("催收 1", &[])));
    rows.push(text(Source::Relayed, 301, "群发").with_party(&from("催收 2", &[])));
    rows.push(text(Source::Imported, 299, "群发").with_party(&from("催收 3", &[SISTER, "95588"])));
    rows
}

/// A selection, with places in the lists of parties and times.
#[derive(Debug)]
struct Wish {
    parties: Vec<Index>,
    case: Option<&'static str>,
    span: Range<Index>,
    /// How far its ends lie from the times, in milliseconds.
    off: [i64; 2],
    /// Which of its ends it has.
    ends: [bool; 2],
    masks: Vec<Field>,
}

fn any_wish() -> impl Strategy<Value = Wish> {
    let off = -200_000_i64..200_000;
    (
        vec(any::<Index>(), 0..3),
        proptest::option::weighted(0.3, select(&["a", "b", "c"][..])),
        (any::<Index>(), any::<Index>()),
        [off.clone(), off],
        any::<[bool; 2]>(),
        vec(select(Field::ALL), 0..2),
    )
        .prop_map(|(parties, case, (from, to), off, ends, masks)| Wish {
            parties,
            case,
            span: from..to,
            off,
            ends,
            masks,
        })
}

impl Days {
    fn selection(&self, wish: &Wish) -> Selection {
        let edge = |index: &Index, off: i64| Millis(index.get(&self.times).0 + off);
        let (from, to) = (edge(&wish.span.start, wish.off[0]), edge(&wish.span.end, wish.off[1]));
        let (from, to) = if from < to { (from, to) } else { (to, Millis(from.0 + 1)) };
        Selection {
            parties: wish.parties.iter().map(|index| index.get(&self.parties).clone()).collect(),
            case: wish.case.map(str::to_owned),
            from: wish.ends[0].then_some(from),
            to: wish.ends[1].then_some(to),
            masks: wish.masks.clone(),
            sources: Vec::new(),
        }
    }

    /// What an audit of the selection's bundle says: issues, and notes against the cover.
    fn judge(&self, selection: &Selection) -> (Preview, Audit) {
        let (preview, bytes) = bundle(&self.vault, selection);
        let policy = Policy::trusting(self.vault.public_key());
        (preview, verify(Cursor::new(bytes), &policy).unwrap())
    }
}

#[test]
fn nothing_is_held_against_an_honest_bundle_whatever_was_chosen() {
    let folder = TempDir::new().unwrap();
    let days = Days::new(&folder.path().join("vault"));
    let known = days.judge(&Selection::all()).1.issues;
    let mut runner = TestRunner::new(ProptestConfig::with_cases(24));
    runner
        .run(&any_wish(), |wish| {
            let selection = days.selection(&wish);
            let (preview, audit) = days.judge(&selection);
            for issue in &audit.issues {
                prop_assert!(known.contains(issue), "{issue:?} {selection:?}");
            }
            // A name that nothing shown bears out is told before the bundle is made, too.
            let notes = audit.notes.iter().filter(|note| note.code == "selection-not-borne-out");
            let (cover, others): (Vec<_>, Vec<_>) =
                notes.partition(|note| note.place == "data/selection.json:1");
            prop_assert!(others.is_empty(), "{others:?} {selection:?}");
            let masked = preview.masks.contains(&Field::Party);
            let named = |name: &&String| !masked || Some(*name) == selection.case.as_ref();
            let unmatched = preview.unmatched.iter().filter(named).count();
            prop_assert_eq!(cover.len(), unmatched, "{:?}", selection);
            Ok(())
        })
        .unwrap();
}

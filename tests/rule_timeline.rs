//! Timelines built by hand for the tests of rules.

use std::sync::OnceLock;

use dunlog_core::chain::{Hash, leaf_hash};
use dunlog_core::event::Timeline;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{
    Channel, Direction, Draft, Fact, Feed, Field, Kind, Millis, Offset, OffsetFrom, Outcome, Party,
    Record, Role, Seen, Source,
};
use dunlog_core::rule::pack::Pack;
use dunlog_core::rule::{Finding, evaluate};

/// The built-in pack, read once.
pub(crate) fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::builtin("cn").expect("the built-in pack is good"))
}

/// The instant of a clock time in Shanghai, `2026-03-01 22:05:00`.
pub(crate) fn shanghai(text: &str) -> Millis {
    let (date, time) = text.split_once(' ').expect("a date and a time");
    let day = dunlog_core::rule::Day::parse(date).expect("a date").0;
    let parts: Vec<i64> = time.split(':').map(|part| part.parse().expect("a number")).collect();
    let seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
    Millis((day * 86_400 + seconds - 8 * 3600) * 1000)
}

/// Records in the order in which they are put in.
#[derive(Default)]
pub(crate) struct Log {
    records: Vec<Record>,
}

/// A fact of an event and its private part, to be changed before it is put in.
pub(crate) struct Row {
    pub(crate) fact: Fact,
    pub(crate) number: String,
    pub(crate) own: Option<String>,
    pub(crate) body: Option<String>,
}

/// An incoming text that the network timed.
pub(crate) fn text(number: &str, at: &str, body: &str) -> Row {
    let mut fact = Fact::new(Kind::Event, Source::Captured);
    fact.channel = Some(Channel::Sms);
    fact.direction = Some(Direction::In);
    fact.network = Some(shanghai(at));
    fact.seen = Some(Seen { wall: shanghai(at), mono: None, boot: None });
    Row { fact, number: number.into(), own: None, body: Some(body.into()) }
}

/// An incoming call that a person answered for `seconds`; 0 is a missed one.
pub(crate) fn call(number: &str, at: &str, seconds: i64) -> Row {
    let mut row = text(number, at, "");
    row.fact.channel = Some(Channel::Call);
    row.fact.network = None;
    row.fact.outcome = Some(if seconds > 0 { Outcome::Connected } else { Outcome::Missed });
    row.fact.duration = Some(seconds);
    row.body = None;
    row
}

impl Row {
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(crate) fn from(self, source: Source) -> Self {
        self.with(|row| row.fact.source = source)
    }

    /// Seen by a phone at this offset.
    pub(crate) fn in_zone(self, minutes: i64) -> Self {
        let offset = Offset { minutes, zone: None, from: OffsetFrom::Phone };
        self.with(|row| row.fact.offset = Some(offset))
    }

    pub(crate) fn in_file(self, name: &str, place: i64) -> Self {
        let file = Some(Hash::of(name.as_bytes()));
        let feed = Feed { format: "sms_backup".into(), file, package: None, place };
        self.with(|row| row.fact.feed = Some(feed)).from(Source::Imported)
    }
}

impl Log {
    pub(crate) fn put(&mut self, draft: Draft) -> Hash {
        let salts = vec![7; draft.salt_bytes()];
        let index = self.records.len() as u64;
        let recorded = shanghai("2026-06-01 12:00:00");
        let (line, openings, text) =
            draft.place(Hash::ZERO, index + 1, recorded, &salts).expect("a good draft");
        let leaf = leaf_hash(text.as_bytes());
        self.records.push(Record { index, leaf, line, openings });
        leaf
    }

    pub(crate) fn row(&mut self, row: Row) -> Hash {
        let party = Party::new(&row.number, Some(&row.number));
        let mut draft = Draft::new(row.fact).with_party(&party);
        if let Some(own) = &row.own {
            draft = draft.with(Field::Own, &Party::new(own, Some(own)).to_value());
        }
        if let Some(body) = &row.body {
            draft = draft.with_text(Field::Body, body);
        }
        self.put(draft)
    }

    pub(crate) fn typed(
        &mut self,
        fact: Fact,
        number: Option<&str>,
        detail: &[(&str, &str)],
    ) -> Hash {
        let members = detail.iter().map(|(k, v)| ((*k).into(), Value::Text((*v).into()))).collect();
        let mut draft = Draft::new(fact).with(Field::Detail, &Value::map(members));
        if let Some(number) = number {
            draft = draft.with_party(&Party::new(number, Some(number)));
        }
        self.put(draft)
    }

    /// A role for all times.
    pub(crate) fn role(&mut self, number: &str, role: Role, case: Option<&str>) -> Hash {
        let mut fact = Fact::new(Kind::Role, Source::Typed);
        fact.role = Some(role);
        fact.case = case.map(str::to_owned);
        self.typed(fact, Some(number), &[])
    }

    pub(crate) fn case(&mut self, case: &str, kind: &str) -> Hash {
        let mut fact = Fact::new(Kind::Case, Source::Typed);
        fact.case = Some(case.into());
        self.typed(fact, None, &[("creditor_kind", kind)])
    }

    /// One lender of a kind with one collector at `+8613800000001`.
    pub(crate) fn lender(kind: &str) -> Self {
        let mut log = Self::default();
        log.case("a", kind);
        log.role("+8613800000001", Role::Agency, Some("a"));
        log
    }

    pub(crate) fn findings(self) -> Vec<Finding> {
        evaluate(pack(), &Timeline::new(self.records))
    }

    /// The findings of one class, as `level remark,remark`; what is said of the citations is left
    /// out.
    pub(crate) fn of(self, class: &str) -> Vec<String> {
        let shown = |found: &Finding| found.class == class;
        self.findings().iter().filter(|found| shown(found)).map(brief).collect()
    }

    /// The findings of one rule, as [`Self::of`].
    pub(crate) fn by(self, rule: &str) -> Vec<String> {
        self.findings().iter().filter(|found| found.rule == rule).map(brief).collect()
    }
}

/// `level remark,remark`, without what is said of the citations.
fn brief(found: &Finding) -> String {
    let cited = ["citation-unsettled", "date-in-force-unsettled"];
    let remarks = found.remarks.iter().map(String::as_str);
    let remarks: Vec<&str> = remarks.filter(|code| !cited.contains(code)).collect();
    format!("{} {}", found.level.word(), remarks.join(","))
}

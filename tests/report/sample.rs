//! A small invented log for the report, built without a vault.

use std::path::Path;
use std::sync::OnceLock;

use dunlog_core::bundle::audit::Audit;
use dunlog_core::bundle::disclose::Selection;
use dunlog_core::bundle::report::{Language, Report};
use dunlog_core::chain::{Hash, Head, leaf_hash, root};
use dunlog_core::event::Timeline;
use dunlog_core::key::SigningKey;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{
    Attachment, Channel, Direction, Draft, Evidence, Fact, Feed, Field, Kind, Millis, Offset,
    OffsetFrom, Openings, Outcome, Party, Purpose, Record, Relation, Role, Seen, Source,
};
use dunlog_core::rule::pack::Pack;
use dunlog_core::rule::{Finding, Level};

/// A collector's mobile number.
pub(super) const AGENCY: &str = "+8613900139000";
/// A lender's message number.
const LENDER: &str = "106900001234";
/// A colleague of the borrower.
const COLLEAGUE: &str = "+8613600136000";

/// 2026-03-02 in Beijing, at an hour and a minute.
pub(super) fn at(hour: i64, minute: i64) -> Millis {
    Millis(1_772_380_800_000 + (hour * 60 + minute) * 60_000)
}

/// A log, its findings, and how it is shown.
pub(super) struct Sample {
    pub(super) timeline: Timeline,
    pub(super) findings: Vec<Finding>,
    pub(super) masked: Vec<Field>,
    pub(super) selection: Selection,
    pub(super) language: Language,
    pub(super) audit: Option<Audit>,
    prev: Hash,
    marks: u64,
}

impl Sample {
    /// A log with its first record only.
    pub(super) fn empty() -> Self {
        let mut sample = Self {
            timeline: Timeline::default(),
            findings: Vec::new(),
            masked: Vec::new(),
            selection: Selection::all(),
            language: Language::ZhHans,
            audit: None,
            prev: Hash::ZERO,
            marks: 0,
        };
        let mut fact = Fact::new(Kind::Log, Source::Program);
        fact.origin = Some(origin());
        fact.key = Some(key().public().to_bytes());
        sample.append(Draft::new(fact).with(Field::Detail, &empty()));
        sample
    }

    /// A borrower chased by one lender: reminders, a threat by night, a colleague, a recording.
    pub(super) fn story() -> Self {
        let mut sample = Self::empty();
        sample.append(role(AGENCY, Role::Agency, "甲催收公司，自称受托"));
        sample.append(role(LENDER, Role::Creditor, "乙消费金融"));
        sample.append(role(COLLEAGUE, Role::ThirdPerson, "同事王某"));
        let reminder = "【乙消费金融】您的账单已逾期，请尽快还款，以免影响征信。";
        sample.append(sms(Source::Imported, LENDER, reminder, at(10, 5), Some(at(10, 5))));
        let threat = "再不还钱，我们就去你单位，让同事都知道。";
        let night = Millis(at(22, 31).0);
        let first = sample.append(sms(Source::Imported, AGENCY, threat, night, Some(night)));
        sample.append(sms(Source::Operator, AGENCY, threat, Millis(night.0 + 4_000), None));
        let start = threat.find("我们").expect("the words");
        let span = (start, start + "我们就去你单位".len());
        sample.flag("disclose-contacts", "disclose_contacts", Level::Sign, &[first], Some(span));
        sample.flag("quiet-hours", "hours", Level::Sign, &[first], None);
        let calls: Vec<Hash> =
            (0..4).map(|i| sample.append(call(AGENCY, at(13 + i, 7), Some(35 + i)))).collect();
        sample.flag("connected-calls", "rate", Level::Review, &calls, None);
        let recording =
            sample.append(file(Evidence::Recording, "通话录音_20260302.m4a", "audio/mp4"));
        let mut link = Fact::new(Kind::Link, Source::Typed);
        link.relation = Some(Relation::RecordingOf);
        link.targets = vec![recording, calls[1]];
        sample.append(Draft::new(link).with(Field::Detail, &empty()));
        sample.append(statement(
            Evidence::PoliceRecord,
            &[
                ("station", "某某派出所"),
                ("receipt_number", "警情 20260303-0017"),
                ("words", "报称收到威胁短信，已登记。"),
            ],
        ));
        sample.append(statement(
            Evidence::WitnessStatement,
            &[
                ("who", "王某"),
                ("relation", "同事"),
                ("words", "三月二日晚有人打电话问我他的欠款。"),
            ],
        ));
        sample.append(file(Evidence::Document, "借款合同.pdf", "application/pdf"));
        let mut refusal = Fact::new(Kind::Refusal, Source::Typed);
        refusal.from = Some(at(18, 0));
        let words = object(&[("who", "王某"), ("words", "不要再打给我")]);
        sample
            .append(Draft::new(refusal).with_party(&number(COLLEAGUE)).with(Field::Detail, &words));
        sample.append(sms(Source::Imported, "+8613500135000", "晚上一起吃饭吗？", at(19, 0), None));
        sample.finish()
    }

    /// Appends a draft; gives its id.
    pub(super) fn append(&mut self, draft: Draft) -> Hash {
        self.marks += u64::from(draft.fact.kind.is_log_level());
        let index = self.timeline.records.len() as u64;
        let salt = u8::try_from(index % 251).expect("a byte");
        let salts = vec![salt; draft.salt_bytes()];
        let recorded = Millis(at(30, 0).0 + i64::try_from(index).expect("small") * 1_000);
        let placed = draft.place(self.prev, self.marks, recorded, &salts);
        let (line, openings, text) = placed.expect("a valid draft");
        let leaf = leaf_hash(text.as_bytes());
        self.prev = leaf;
        self.timeline.records.push(Record { index, leaf, line, openings });
        leaf
    }

    /// Adds a finding.
    pub(super) fn flag(
        &mut self,
        rule: &str,
        class: &str,
        level: Level,
        records: &[Hash],
        span: Option<(usize, usize)>,
    ) {
        let cited = &cn().rule(rule).expect("a rule of the pack").texts;
        self.findings.push(Finding {
            rule: rule.to_owned(),
            class: class.to_owned(),
            level,
            records: records.to_vec(),
            span,
            texts: cited.iter().take(2).cloned().collect(),
            remarks: vec!["phone-time-only".to_owned()],
        });
    }

    /// Redacts the events of the first message of an invented number, by place among messages.
    pub(super) fn redact(&mut self, message: usize) {
        let is_message = |r: &&Record| r.fact().channel == Some(Channel::Sms);
        let target = self.timeline.records.iter().filter(is_message).nth(message);
        let target = target.expect("a message").leaf;
        let mut fact = Fact::new(Kind::Redaction, Source::Typed);
        fact.targets = vec![target];
        fact.reason = Some("privacy".into());
        self.append(Draft::new(fact).with(Field::Detail, &empty()));
        for record in &mut self.timeline.records {
            if record.leaf == target {
                record.openings = Openings::default();
            }
        }
        self.timeline = Timeline::new(std::mem::take(&mut self.timeline.records));
    }

    /// Groups the events.
    pub(super) fn finish(mut self) -> Self {
        self.timeline = Timeline::new(std::mem::take(&mut self.timeline.records));
        self
    }

    /// The page.
    pub(super) fn page(&self) -> String {
        let leaves: Vec<Hash> = self.timeline.records.iter().map(|record| record.leaf).collect();
        let head = Head { origin: origin(), size: leaves.len() as u64, root: root(&leaves) };
        let report = Report {
            timeline: &self.timeline,
            findings: &self.findings,
            pack: cn(),
            head: &head,
            key: &key().public(),
            made: at(40, 0),
            program: "dunlog 0.1.0",
            selection: &self.selection,
            hidden: 0,
            masked: &self.masked,
            withheld: &[],
            audit: self.audit.as_ref(),
            language: self.language,
        };
        let mut out = Vec::new();
        report.write(&mut out).expect("memory");
        String::from_utf8(out).expect("UTF-8")
    }
}

/// The program's own pack, compiled once.
fn cn() -> &'static Pack {
    static CN: OnceLock<Pack> = OnceLock::new();
    CN.get_or_init(|| Pack::builtin("cn").expect("the pack of the program"))
}

fn origin() -> String {
    format!("dunlog/log/{}", "3f0c8a12".repeat(4))
}

fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

/// An object without members.
pub(super) fn empty() -> Value {
    Value::Map(Vec::new())
}

fn object(members: &[(&str, &str)]) -> Value {
    let members = members.iter().map(|(k, v)| ((*k).to_owned(), Value::Text((*v).to_owned())));
    Value::map(members.collect())
}

fn number(number: &str) -> Party {
    let shown = number.strip_prefix("+86").unwrap_or(number);
    Party::new(shown, Some(number))
}

fn beijing() -> Offset {
    Offset { minutes: 480, zone: Some("Asia/Shanghai".into()), from: OffsetFrom::Option }
}

fn seen(wall: Millis) -> Seen {
    Seen { wall, mono: None, boot: None }
}

/// A message from a number.
pub(super) fn sms(
    source: Source,
    from: &str,
    text: &str,
    time: Millis,
    network: Option<Millis>,
) -> Draft {
    let mut fact = event(source, Channel::Sms, time);
    fact.network = network;
    Draft::new(fact)
        .with_party(&number(from))
        .with(Field::Own, &number("+8613700137000").to_value())
        .with_text(Field::Body, text)
        .with(Field::SourceRow, &object(&[("address", from), ("body", text), ("type", "1")]))
}

/// A call from a number; answered where it lasted.
pub(super) fn call(from: &str, time: Millis, duration: Option<i64>) -> Draft {
    let mut fact = event(Source::Imported, Channel::Call, time);
    fact.outcome = Some(if duration.is_some() { Outcome::Connected } else { Outcome::Missed });
    fact.duration = duration;
    Draft::new(fact)
        .with_party(&number(from))
        .with(Field::Own, &number("+8613700137000").to_value())
}

fn event(source: Source, channel: Channel, time: Millis) -> Fact {
    let mut fact = Fact::new(Kind::Event, source);
    fact.channel = Some(channel);
    fact.direction = Some(Direction::In);
    fact.offset = Some(beijing());
    fact.seen = Some(seen(time));
    fact.slot = Some(0);
    let format = if source == Source::Operator { "operator_list" } else { "sms_backup" };
    let place = time.0 / 1000 % 1_000_000;
    fact.feed = Some(Feed {
        format: format.into(),
        file: Some(Hash::of(format.as_bytes())),
        package: None,
        place,
    });
    fact
}

fn role(of: &str, role: Role, who: &str) -> Draft {
    let mut fact = Fact::new(Kind::Role, Source::Typed);
    fact.role = Some(role);
    fact.offset = Some(beijing());
    Draft::new(fact).with_party(&number(of)).with(Field::Detail, &object(&[("name", who)]))
}

pub(super) fn file(evidence: Evidence, name: &str, media_type: &str) -> Draft {
    let mut fact = Fact::new(Kind::File, Source::Typed);
    fact.purpose = Some(Purpose::Exhibit);
    fact.evidence = Some(evidence);
    fact.kept = Some(true);
    fact.offset = Some(beijing());
    let sha256 = Hash::of(name.as_bytes());
    fact.attachments = vec![Attachment { sha256, size: 48_213, media_type: media_type.into() }];
    let names = Value::List(vec![Value::Text(name.to_owned())]);
    Draft::new(fact).with(Field::Names, &names).with(Field::Detail, &empty())
}

fn statement(evidence: Evidence, members: &[(&str, &str)]) -> Draft {
    let mut fact = Fact::new(Kind::Statement, Source::Typed);
    fact.evidence = Some(evidence);
    fact.offset = Some(beijing());
    fact.seen = Some(seen(at(33, 0)));
    Draft::new(fact).with(Field::Detail, &object(members))
}

/// The lines of the text files below a folder, or the strings of JSON files, where it is there.
pub(super) fn lines_of_folder(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut lines = Vec::new();
    for path in paths {
        if path.is_dir() {
            lines.extend(lines_of_folder(&path));
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&path).expect("a file")).into_owned();
        match serde_json::from_str(&text) {
            Ok(value) => strings(&value, &mut lines),
            Err(_) => lines.extend(text.lines().map(str::to_owned)),
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// Every string of a JSON value.
fn strings(value: &serde_json::Value, out: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => out.push(text.clone()),
        serde_json::Value::Array(values) => values.iter().for_each(|value| strings(value, out)),
        serde_json::Value::Object(members) => {
            members.values().for_each(|value| strings(value, out));
        }
        _ => {}
    }
}

//! One line of JSON at a time: the input of `dunlog scan` (docs/spec/scan.md).

use chrono::{DateTime, NaiveDateTime};
use serde_json::{Map, Value};

use super::cite::{Ground, Verdict};
use super::day::Day;
use super::debt::Debt;
use super::duty::is_collector;
use super::hours::{Moment, judge};
use super::pack::{CreditorKind, Pack, Rule, RuleKind};
use super::text::{Reading, SlotHit};
use super::window::Way;
use super::words::{IMPERSONATION, is_named, words_verdict};
use super::{Finding, Level};
use crate::error::{Malformed, Result};
use crate::record::{Direction, Millis, Role, TIME_RANGE};

/// A line as it was read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scanned {
    /// The decoded text, which the spans refer to.
    pub text: String,
    /// What the rules say, by place in the text; those without words last.
    pub findings: Vec<Finding>,
}

/// Applies a pack to one text after the other, with memory that is used again.
#[derive(Debug)]
pub struct Scanner<'p> {
    pack: &'p Pack,
    reading: Reading,
}

/// What a line says beside its text.
#[derive(Debug, Default)]
struct Sent<'l> {
    moment: Moment,
    own: bool,
    party: Option<&'l str>,
    role: Option<Role>,
    debt: Debt,
}

/// Applies a pack to one line: `{"text":…}` with optional `time`, `direction`, `party`, `role`,
/// `creditor_kind` and `product`; other members are passed over.
///
/// # Errors
/// `Malformed` of format `scan` with the column, where it is no JSON, else 0, and a code.
pub fn scan(pack: &Pack, line: &[u8]) -> Result<Scanned> {
    Scanner::new(pack).scan(line)
}

impl<'p> Scanner<'p> {
    /// A scanner that judges by a pack.
    pub fn new(pack: &'p Pack) -> Self {
        Self { pack, reading: Reading::default() }
    }

    /// Judges one line as [`scan`] does.
    ///
    /// # Errors
    /// Those of [`scan`].
    pub fn scan(&mut self, line: &[u8]) -> Result<Scanned> {
        let value: Value = serde_json::from_slice(line)
            .map_err(|e| Malformed::new("scan", e.column() as u64, "not-json"))?;
        let Value::Object(members) = value else { return Err(fault("not-an-object")) };
        let text = member(&members, "text", "bad-text")?.ok_or_else(|| fault("text-missing"))?;
        let moment = moment(member(&members, "time", "bad-time")?)?;
        let direction = chosen(&members, "direction", "bad-direction", Direction::parse)?;
        let party = member(&members, "party", "bad-party")?;
        let role = chosen(&members, "role", "bad-role", Role::parse)?.unwrap_or(Role::Agency);
        let kind = chosen(&members, "creditor_kind", "bad-creditor-kind", CreditorKind::parse)?;
        let product = member(&members, "product", "bad-product")?.filter(|word| *word != "unknown");
        let debt = Debt {
            kind: kind.unwrap_or(CreditorKind::ConsumerFinance),
            product: product.map(str::to_owned),
            ..Debt::default()
        };
        let sent =
            Sent { moment, own: direction == Some(Direction::Out), party, role: Some(role), debt };
        let findings = self.judge(text, &sent);
        Ok(Scanned { text: text.to_owned(), findings })
    }

    /// Judges a text that an agency sent, without a time.
    pub fn text(&mut self, text: &str) -> Vec<Finding> {
        let debt = Debt { kind: CreditorKind::ConsumerFinance, ..Debt::default() };
        self.judge(text, &Sent { debt, ..Sent::default() })
    }

    /// The folded form of a text, which words are compared in.
    pub fn folded(&mut self, text: &str) -> impl Iterator<Item = char> {
        self.pack.matcher.folded(text, &mut self.reading)
    }

    fn judge(&mut self, text: &str, sent: &Sent<'_>) -> Vec<Finding> {
        let Self { pack, reading } = self;
        let Sent { moment, party, debt, .. } = sent;
        let role = sent.role.unwrap_or(Role::Agency);
        let mut findings = Vec::new();
        let known = is_collector(role) || role == Role::Unknown;
        if !sent.own && known {
            let day = moment.time.map(|time| Day::of(time, pack.zone()));
            let way = Some(Way::Text);
            pack.matcher.read(text, reading);
            let matches = pack.matcher.matches(reading);
            let says_lawyer = !matches.is_empty() && pack.matcher.says_lawyer(reading);
            let seen_by_others = false;
            let ground = Ground { day, debt, way, repeated: 1, seen_by_others, says_lawyer };
            let collection = (moment.time.is_some() || moment.local_day.is_some())
                && (!matches.is_empty() || pack.matcher.is_collection(reading));
            for found in matches {
                let rule = &pack.rules[found.rule];
                let mut verdict = words_verdict(pack, rule, found.level, &ground);
                if role == Role::Unknown {
                    verdict.cap(Level::Review, "sender-unknown");
                }
                if rule.class == IMPERSONATION && is_named(pack, *party, text) {
                    verdict.cap(Level::Review, "named-sender");
                }
                if pack.lines.is_court(party.unwrap_or_default())
                    && rule.needs.iter().any(|need| need == "check_result")
                {
                    verdict.cap(Level::Review, "court-line");
                }
                findings.push(finding(rule, verdict, Some(found.span)));
            }
            // Hours need a role and a demand on a debt (semantics 3).
            let bound = |rule: &&Rule| is_collector(role) && rule.roles.contains(&role);
            for rule in pack.rules.iter().filter(bound) {
                let RuleKind::Hours(hours) = &rule.kind else { continue };
                if !collection {
                    continue;
                }
                let verdict = judge(pack, (rule, hours), Way::Text, moment, debt);
                findings.extend(verdict.map(|verdict| finding(rule, verdict, None)));
            }
        }
        findings
    }
}

/// The slots that a text fills, by place: what a pack's patterns and models are made of.
pub fn slots(pack: &Pack, text: &str) -> Vec<SlotHit> {
    let mut reading = Reading::default();
    pack.matcher.read(text, &mut reading);
    pack.matcher.slots(&mut reading)
}

fn finding(rule: &Rule, verdict: Verdict, span: Option<(usize, usize)>) -> Finding {
    verdict.finding(rule, Vec::new(), span)
}

/// Reads `time`: RFC 3339 whose offset may be missing; it is taken as the network's.
fn moment(time: Option<&str>) -> Result<Moment> {
    let Some(text) = time else { return Ok(Moment::default()) };
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        let time = time.timestamp_millis();
        let good = TIME_RANGE.contains(&time);
        return good
            .then(|| Moment { time: Some(Millis(time)), ..Moment::default() })
            .ok_or_else(|| fault("time-out-of-range"));
    }
    let forms = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
    let local = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let day = local.and_then(|local| Day::parse(&local.format("%Y-%m-%d").to_string()));
    let day = day.ok_or_else(|| fault("bad-time"))?;
    Ok(Moment { local_day: Some(day), ..Moment::default() })
}

fn member<'m>(
    members: &'m Map<String, Value>,
    name: &str,
    code: &'static str,
) -> Result<Option<&'m str>> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(fault(code)),
    }
}

fn chosen<T>(
    members: &Map<String, Value>,
    name: &str,
    code: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>> {
    let word = member(members, name, code)?;
    word.map(|word| parse(word).ok_or_else(|| fault(code))).transpose()
}

fn fault(code: &'static str) -> crate::Error {
    Malformed::new("scan", 0, code).into()
}

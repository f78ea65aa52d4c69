//! `tests/scenario/*.json`, played against core: a spool and a vault in, events and findings out
//! (docs/spec/scenario.md). Days, headings and texts are the apps' part.

use std::collections::HashMap;
use std::io::Cursor;
use std::path::Path;

use dunlog_core::capture::android::Entry;
use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::number;
use dunlog_core::capture::typed::{self, Typed, When};
use dunlog_core::chain::Hash;
use dunlog_core::record::{
    Channel, Direction, Evidence, Field, Millis, Offset, OffsetFrom, Outcome, Party, Role,
};
use dunlog_core::rule::pack::Pack;
use dunlog_core::rule::{self, Finding, Level};
use dunlog_core::vault::spool::Spool;
use dunlog_core::vault::{Backup, Listed, Vault};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::vault::fresh;

#[test]
fn every_scenario_gives_its_events_and_its_findings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenario");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "json"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no scenario");
    let pack = Pack::builtin("cn").unwrap();
    let mut wrong = Vec::new();
    for path in files {
        let scenario: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!((&scenario["scenario"], &scenario["pack"]), (&json!(1), &json!("cn")));
        let id = scenario["id"].as_str().unwrap();
        wrong.extend(play(&scenario, &pack).into_iter().map(|why| format!("{id}: {why}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_scenario_that_expects_something_else_is_told() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenario/night-call.json");
    let scenario: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let pack = Pack::builtin("cn").unwrap();
    assert_eq!(play(&scenario, &pack), Vec::<String>::new());
    let changes: [fn(&mut Value); 4] = [
        |scenario| scenario["rows"][0]["seconds"] = json!(49),
        |scenario| scenario["rows"][0]["sources"] = json!(["mirrored"]),
        |scenario| scenario["findings"][0]["level"] = json!("review"),
        |scenario| scenario["findings"] = json!([]),
    ];
    for change in changes {
        let mut other = scenario.clone();
        change(&mut other);
        assert_ne!(play(&other, &pack), Vec::<String>::new());
    }
}

/// Plays one scenario; says how events and findings differ from those expected.
fn play(scenario: &Value, pack: &Pack) -> Vec<String> {
    let (_folder, _, mut vault) = fresh();
    let spool_folder = tempfile::tempdir().unwrap();
    let spool = vault.open_spool(spool_folder.path()).unwrap();
    let country = scenario["country"].as_str();
    let mut ids = HashMap::new();
    for (nth, step) in scenario["steps"].as_array().unwrap().iter().enumerate() {
        let now = Millis(step["now"].as_i64().unwrap());
        if let Some(entry) = step.get("entry") {
            see(&mut vault, &spool, (nth, entry), country, now);
        } else if let Some(file) = step.get("import") {
            import(&mut vault, file, country, now);
        } else {
            let (what, entry) = entered(&step["enter"], country, &ids);
            let leaf = vault.append_typed(what, entry, now).unwrap().leaf;
            ids.extend(step["id"].as_str().map(|id| (id.to_owned(), leaf)));
        }
    }
    let listed = vault.newest(None, None, 1_000).unwrap();
    let mut wrong = differences(&listed, scenario["rows"].as_array().unwrap());
    let names: HashMap<Hash, Value> = ids
        .into_iter()
        .map(|(id, leaf)| (leaf, json!(id)))
        .chain(listed.iter().enumerate().flat_map(|(row, event)| {
            event.records.iter().map(move |record| (record.leaf, json!(row)))
        }))
        .collect();
    let found = rule::evaluate(pack, &vault.timeline().unwrap());
    wrong.extend(judge(&found, scenario["findings"].as_array().unwrap(), &names, &vault));
    wrong
}

/// Pushes an entry into the spool and takes it into the log.
fn see(
    vault: &mut Vault,
    spool: &Spool,
    (nth, entry): (usize, &Value),
    country: Option<&str>,
    now: Millis,
) {
    // Keys ascending and integers only: what serde_json writes is canonical.
    let entry = Entry::from_bytes(&serde_json::to_vec(entry).unwrap()).unwrap();
    let chance = Zeroizing::new([u8::try_from(nth).unwrap(); 32]);
    spool.push(&entry, chance).unwrap();
    let taken = vault.ingest(spool, country, &|| now).unwrap();
    assert_eq!((taken.entries, taken.aside.len()), (1, 0));
}

/// Imports a backup file, of which every row is taken.
fn import(vault: &mut Vault, file: &Value, country: Option<&str>, now: Millis) {
    let backup = Backup {
        name: file["name"].as_str().unwrap(),
        offset: &|_| None,
        country,
        answers: Answers::default(),
        proceed: &|| Ok(()),
    };
    let mut text = Cursor::new(file["text"].as_str().unwrap());
    let taken = vault.import_file(&|| now, &mut text, &backup).unwrap().imported;
    assert_eq!((taken.skipped_total, taken.cut, taken.cancelled), (0, None, false));
}

/// What a person enters.
fn entered(
    step: &Value,
    country: Option<&str>,
    ids: &HashMap<String, Hash>,
) -> (Typed, typed::Entry) {
    let text = |name: &str| step[name].as_str().map(str::to_owned);
    let time = |name: &str| step[name].as_i64().map(Millis);
    let what = match step["what"].as_str().unwrap() {
        "contact" => Typed::Contact(typed::Contact {
            channel: Channel::parse(step["channel"].as_str().unwrap()).unwrap(),
            direction: Direction::parse(step["direction"].as_str().unwrap()).unwrap(),
            outcome: step["outcome"].as_str().map(|word| Outcome::parse(word).unwrap()),
            duration: step["seconds"].as_i64(),
            words: text("words"),
        }),
        "note" => Typed::Note(text("words").unwrap()),
        "statement" => {
            Typed::Statement(Evidence::parse(step["evidence"].as_str().unwrap()).unwrap())
        }
        "case" => Typed::Case,
        "role" => Typed::Role(Role::parse(step["role"].as_str().unwrap()).unwrap()),
        "refusal" => Typed::Refusal,
        "agreement" => Typed::Agreement,
        "withdrawal" => Typed::Withdrawal,
        "check_result" => Typed::CheckResult,
        "tag" => Typed::Tag,
        other => panic!("nothing is entered as {other}"),
    };
    let offset = step["offset"].as_i64().map(|minutes| Offset {
        minutes,
        zone: None,
        from: OffsetFrom::Option,
    });
    let when = match (time("at"), text("local")) {
        (Some(at), _) => Some(When::At(at, offset)),
        (None, local) => local.map(When::Local),
    };
    let empty = Map::new();
    let detail = step["detail"].as_object().unwrap_or(&empty).iter();
    let entry = typed::Entry {
        when,
        party: text("number")
            .map(|shown| Party { name: number::named(&shown, country), group: Vec::new() }),
        case: text("case"),
        about: step["about"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|id| ids[id.as_str().unwrap()])
            .collect(),
        from: time("from"),
        to: time("to"),
        detail: detail.map(|(key, value)| (key.clone(), value.as_str().unwrap().into())).collect(),
        files: Vec::new(),
    };
    (what, entry)
}

/// How the events differ from the rows expected.
fn differences(listed: &[Listed], rows: &[Value]) -> Vec<String> {
    let is = listed.iter().map(row).collect::<Vec<_>>();
    let differs = |(nth, (is, row)): (usize, (&Value, &Value))| {
        (is != row).then(|| format!("row {nth} is {is}\n    not {row}"))
    };
    let count = (is.len() != rows.len()).then(|| format!("{} rows, not {}", is.len(), rows.len()));
    count.into_iter().chain(is.iter().zip(rows).enumerate().filter_map(differs)).collect()
}

/// An event as a row of a scenario.
fn row(event: &Listed) -> Value {
    let record = &event.records[0];
    let fact = record.fact();
    let party = record.party();
    let contact = event.records.iter().find_map(|record| record.openings.text(Field::Contact));
    let sources: Vec<&str> =
        event.records.iter().map(|record| record.fact().source.word()).collect();
    let mut out = Map::new();
    let mut say = |name: &str, value: Value| {
        if !value.is_null() {
            out.insert(name.to_owned(), value);
        }
    };
    say("time", json!(record.time().map(|time| time.0)));
    say("local", json!(fact.local));
    say("offset", json!(fact.offset.as_ref().map(|offset| offset.minutes)));
    say("channel", json!(fact.channel.map(Channel::word)));
    say("direction", json!(fact.direction.map(Direction::word)));
    say("outcome", json!(fact.outcome.map(Outcome::word)));
    say("seconds", json!(fact.duration));
    say("shown", json!(party.as_ref().map(|party| &party.name.shown)));
    say("number", json!(party.as_ref().and_then(|party| party.name.number.as_ref())));
    say("contact", json!(contact));
    say("members", json!(1 + party.map_or(0, |party| party.group.len())));
    say("body", json!(record.body()));
    let body = fact.body_attached.is_some();
    say("files", json!(fact.attachments.len() - usize::from(body)));
    say("disagrees", json!(event.disagrees));
    say("sources", json!(sources));
    Value::Object(out)
}

/// How the findings above `context`, and those that are expected, differ.
fn judge(
    found: &[Finding],
    expected: &[Value],
    names: &HashMap<Hash, Value>,
    vault: &Vault,
) -> Vec<String> {
    let mut left: Vec<&Finding> = found.iter().collect();
    let mut wrong = Vec::new();
    for wanted in expected {
        let fits = |found: &&Finding| fits(found, wanted, names, vault);
        match left.iter().position(fits) {
            Some(at) => drop(left.remove(at)),
            None => wrong.push(format!("no finding {wanted}")),
        }
    }
    let flags = left.iter().filter(|found| found.level > Level::Context);
    wrong.extend(flags.map(|found| format!("unexpected {found:?}")));
    wrong
}

fn fits(found: &Finding, wanted: &Value, names: &HashMap<Hash, Value>, vault: &Vault) -> bool {
    let records: Vec<&Value> = found.records.iter().filter_map(|leaf| names.get(leaf)).collect();
    let mut remarks = found.remarks.clone();
    remarks.sort();
    let words = || {
        let place = vault.find(&found.records[0]).unwrap().unwrap();
        let body = vault.record(place).unwrap().body().unwrap();
        found.span.map(|(start, end)| body[start..end].to_owned())
    };
    wanted["rule"] == found.rule
        && wanted["level"] == found.level.word()
        && json!(records) == wanted["records"]
        && wanted.get("remarks").is_none_or(|list| *list == json!(remarks))
        && wanted.get("words").is_none_or(|text| *text == json!(words()))
}

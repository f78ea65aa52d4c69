//! What an attacker or chance may write: no reader panics, holds what it should stream, or
//! changes a text.

use std::cell::Cell;
use std::io::{Cursor, Read};
use std::rc::Rc;

use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::{self, number, recorder, sms_backup, sms_ie};
use dunlog_core::capture::{Context, Item, Sink};
use dunlog_core::chain::Hash;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Attachment, Field, Millis};
use dunlog_core::{Error, Result};
use proptest::prelude::*;

use super::{files, fixture, run};

/// A text as an attribute's value: references for what XML does not take as it stands.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// Every text of the hostile fixtures.
fn hostile_texts() -> Vec<String> {
    let mut texts = Vec::new();
    for file in ["blns/blns-even.json", "trojan-source-bidi/bidi-lines.json"] {
        let Some(bytes) = fixture(&format!("hostile-text/{file}")) else { continue };
        let list: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
        texts.extend(list.iter().map(|value| match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        }));
    }
    if let Some(bytes) = fixture("hostile-text/csv-injection-payloadbox/csv-payload.txt") {
        texts.extend(String::from_utf8(bytes).unwrap().lines().map(str::to_owned));
    }
    texts
}

#[test]
fn hostile_texts_come_out_byte_for_byte() {
    let texts = hostile_texts();
    let rows = texts.iter().map(|text| {
        let text = escaped(text);
        format!("<sms date=\"1700000000000\" type=\"1\" address=\"{text}\" body=\"{text}\"/>")
    });
    let xml = format!("<smses>{}</smses>", rows.collect::<String>());
    let lines = texts.iter().map(|text| {
        let row = serde_json::json!({"date": "1700000000000", "address": text, "body": text});
        format!("{row}\n")
    });
    let json = lines.collect::<String>();
    for file in [xml, json] {
        let outcome = run(Some("CN"), |context, sink, emit| {
            capture::read(Cursor::new(&file), context, sink, emit)
        });
        // Without the fixtures there is nothing to tell a format by.
        let outcome = if texts.is_empty() && outcome.is_err() { return } else { outcome.unwrap() };
        assert_eq!(outcome.drafts.len(), texts.len());
        for (place, text) in texts.iter().enumerate() {
            let body = Value::parse(outcome.private(place, Field::Body).as_bytes()).unwrap();
            assert_eq!(body.text(), Some(text.as_str()));
            assert!(outcome.drafts[place].fact.repaired.is_empty(), "{text}");
        }
    }
}

/// Counts what was read of it.
struct Counted<R> {
    inner: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(out)?;
        self.read.set(self.read.get() + read as u64);
        Ok(read)
    }
}

/// Takes content and measures how far the reader was ahead of it.
struct Lag {
    read: Rc<Cell<u64>>,
    most: u64,
    size: u64,
}

impl Sink for Lag {
    fn attach(&mut self, content: &mut dyn Read, media_type: &str) -> Result<Attachment> {
        let before = self.read.get();
        let mut buffer = vec![0; 16 * 1024];
        let mut taken = 0;
        loop {
            let count = content.read(&mut buffer)? as u64;
            if count == 0 {
                break;
            }
            taken += count;
            let packed = taken / 3 * 4;
            self.most = self.most.max((self.read.get() - before).saturating_sub(packed));
        }
        self.size += taken;
        let (size, media_type) = (taken as i64, media_type.to_owned());
        Ok(Attachment { sha256: Hash([0; 32]), size, media_type })
    }
}

#[test]
fn a_part_of_forty_megabytes_is_never_held() {
    const PACKED: u64 = 40 << 20;
    let open = |format: &str| match format {
        "xml" => r#"<smses><mms date="1700000000000" msg_box="1"><parts><part ct="a/b" data=""#,
        _ => r#"{"date":"1700000000000","msg_box":"1","parts":[{"ct":"a/b","binary_data":""#,
    };
    let close = |format: &str| match format {
        "xml" => r#""/></parts></mms></smses>"#,
        _ => r#""}]}"#,
    };
    for format in ["xml", "json"] {
        let read = Rc::new(Cell::new(0));
        let source = open(format).as_bytes();
        let source =
            source.chain(std::io::repeat(b'A').take(PACKED)).chain(close(format).as_bytes());
        let source = Counted { inner: source, read: Rc::clone(&read) };
        let mut sink = Lag { read, most: 0, size: 0 };
        let offset = |_: Millis| None;
        let context = Context {
            file: Hash([1; 32]),
            offset: &offset,
            country: None,
            answers: Answers::default(),
        };
        let mut drafts = 0;
        let emit = &mut |item| {
            drafts += usize::from(matches!(item, Item::Draft(_)));
            Ok(())
        };
        match format {
            "xml" => sms_backup::read(source, &context, &mut sink, emit).unwrap(),
            _ => sms_ie::read(source, &context, &mut sink, emit).unwrap(),
        }
        assert_eq!((drafts, sink.size), (1, PACKED / 4 * 3), "{format}");
        assert!(sink.most < 256 * 1024, "{format}: {}", sink.most);
    }
}

/// Reads bytes by every reader; what comes out must make records.
fn read_all(bytes: &[u8]) {
    let outcome = run(Some("CN"), |context, sink, emit| {
        capture::read(Cursor::new(bytes), context, sink, emit)
    });
    match outcome.map(|_| ()) {
        Ok(()) | Err(Error::Malformed(_)) => {}
        Err(other) => panic!("{other:?}"),
    }
    let _ = run(None, |context, sink, emit| sms_backup::read(bytes, context, sink, emit));
    let _ = run(None, |context, sink, emit| sms_ie::read(bytes, context, sink, emit));
    let _ = recorder::read_side_file(bytes);
    let text = String::from_utf8_lossy(bytes);
    let _ = recorder::read_name(&text);
}

#[test]
fn every_fixture_of_any_kind_goes_through_every_reader() {
    let mut read = 0;
    for folder in
        ["zip", "hostile-text", "import-android", "import-call-recordings", "import-sms-ie"]
    {
        for path in files(folder) {
            read_all(&std::fs::read(path).unwrap());
            read += 1;
        }
    }
    assert!(read == 0 || read > 80, "{read}");
}

/// A backup of every kind, to be damaged.
fn seeds() -> Vec<Vec<u8>> {
    let xml = concat!(
        "<?xml version='1.0' encoding='UTF-8'?><smses count='2'>",
        "<sms address='10086' date='1700000000000' type='1' body='a&#55357;&#56841;&amp;'/>",
        "<mms date='1700000000' msg_box='2' address='1~2'><parts>",
        "<part ct='text/plain' text='x'/><part ct='a/b' data='aGVsbG8='/></parts>",
        "<addrs><addr address='3' type='137'/></addrs></mms></smses>"
    );
    let json = concat!(
        "[{\"date\":\"1700000000\",\"msg_box\":1,\"parts\":[{\"ct\":\"a/b\",",
        "\"binary_data\":\"aGVs\\nbG8=\"}]},{\"number\":\"110\",\"duration\":\"1\",",
        "\"date\":1700000000000}]"
    );
    let record = concat!(
        "<SMSRecord><SMS><Type>1</Type><Address>1</Address><Date>2012-10-24 11:53:43</Date>",
        "<Body><![CDATA[x]]>y</Body></SMS></SMSRecord>"
    );
    let mut seeds: Vec<Vec<u8>> = [xml, json, record].map(|text| text.as_bytes().to_vec()).into();
    seeds.push(super::adb_backup::backup(5, false, "none", &super::adb_backup::messages()));
    seeds.push(br#"{"timestamp_unix_ms":1689817988931,"output":{},"calls":[{}]}"#.to_vec());
    seeds.extend(fixture("import-sms-ie/transcribed-converter-test/messages.zip"));
    seeds
}

const COUNTRIES: &[Option<&str>] = &[
    None,
    Some("CN"),
    Some("US"),
    Some("IN"),
    Some("HK"),
    Some("TW"),
    Some("BR"),
    Some("ID"),
    Some("DE"),
    Some("ZZ"),
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_all(&bytes);
    }

    #[test]
    fn damaged_backups_never_panic(
        seed in 0..6_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let seeds = seeds();
        let mut bytes = seeds[seed % seeds.len()].clone();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        read_all(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        read_all(&bytes);
    }

    #[test]
    fn generated_rows_come_back_column_by_column(
        rows in proptest::collection::vec(
            (proptest::collection::btree_map("[a-z_]{1,12}", ".{0,40}", 0..6), any::<String>()),
            1..8,
        ),
    ) {
        let mut xml = String::from("<smses>");
        let mut expected = Vec::new();
        for (mut columns, body) in rows {
            columns.insert("date".into(), "1700000000000".into());
            columns.insert("type".into(), "1".into());
            columns.insert("body".into(), body.clone());
            xml.push_str("<sms");
            for (name, value) in &columns {
                xml.push_str(&format!(" {name}=\"{}\"", escaped(value)));
            }
            xml.push_str("/>");
            let columns = columns.into_iter().map(|(name, value)| (name, Value::Text(value)));
            expected.push((Value::map(columns.collect()).to_canonical(), body));
        }
        xml.push_str("</smses>");
        let outcome = run(None, |context, sink, emit| {
            sms_backup::read(xml.as_bytes(), context, sink, emit)
        }).unwrap();
        prop_assert_eq!(outcome.drafts.len(), expected.len());
        for (place, (row, body)) in expected.iter().enumerate() {
            prop_assert_eq!(outcome.private(place, Field::SourceRow), row);
            let body = Value::Text(body.clone()).to_canonical();
            prop_assert_eq!(outcome.private(place, Field::Body), &body);
        }
    }

    #[test]
    fn a_normalised_number_is_its_own_normal_form(
        shown in "[+0-9 ()-]{0,24}|[0-9]{3,20}",
        country in prop::sample::select(COUNTRIES),
    ) {
        if let Some(number) = number::normalise(&shown, country) {
            if number.starts_with('+') {
                prop_assert_eq!(number::normalise(&number, country), Some(number.clone()));
            }
            prop_assert!(number.bytes().all(|b| b == b'+' || b.is_ascii_digit()));
        }
    }
}

#[test]
fn an_instruction_that_closes_at_once_is_no_instruction() {
    for text in ["<?>", "<?", "<?>?>", "<smses><?></smses>"] {
        let read =
            run(None, |context, sink, emit| sms_backup::read(text.as_bytes(), context, sink, emit));
        drop(read);
    }
}

#[test]
fn hostile_texts_stay_in_their_messages() {
    let texts = hostile_texts();
    let mut chat = String::new();
    for text in &texts {
        chat += &format!("25/03/2024, 15:04 - Wang: {text}\n");
    }
    chat += "26/03/2024, 15:04 - Li: done";
    let outcome = super::chat_export::read_as(&["Li"], None, chat.as_bytes()).unwrap();
    assert_eq!(outcome.drafts.len(), texts.len() + 1);
    for (at, text) in texts.iter().enumerate() {
        let body = Value::Text(text.clone()).to_canonical();
        assert_eq!(outcome.private(at, Field::Body), body);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_chats_never_panic(
        at in 0_usize..5,
        cut in 0_usize..400,
        flips in proptest::collection::vec((0_usize..400, any::<u8>()), 0..6),
    ) {
        let chat = super::chat_export::SAMPLES[at];
        let mut bytes = chat.as_bytes().to_vec();
        for (place, byte) in flips {
            if let Some(there) = bytes.get_mut(place) {
                *there = byte;
            }
        }
        bytes.truncate(bytes.len().saturating_sub(cut % 50));
        for me in [&[][..], &["Li"], &["太郎"]] {
            drop(super::chat_export::read_as(me, None, &bytes));
        }
    }

    #[test]
    fn whatever_is_written_no_line_of_a_chat_is_lost(
        lines in proptest::collection::vec(
            prop_oneof![
                Just("25/03/2024, 15:04 - Wang: pay".to_owned()),
                Just("3/25/24, 3:04 PM - Li: odd".to_owned()),
                Just("[25/03/2024, 15:04:00] Li: odd".to_owned()),
                Just("26/03/2024, 09:00 - Li: no".to_owned()),
                Just("the program speaks".to_owned()),
                Just(String::new()),
                "[ -~]{0,20}",
            ],
            1..12,
        ),
    ) {
        let text = format!("25/03/2024, 15:00 - Wang: first\n{}\n", lines.join("\n"));
        let outcome = super::chat_export::read_as(&[], None, text.as_bytes()).unwrap();
        let rows = (0..outcome.drafts.len()).map(|at| outcome.private(at, Field::SourceRow));
        let held: usize = rows.map(|row| {
            let row = Value::parse(row.as_bytes()).unwrap();
            row.member("lines").and_then(Value::text).unwrap().split('\n').count()
        }).sum();
        prop_assert!(outcome.skips.is_empty());
        prop_assert_eq!(held, lines.len() + 1);
    }
}

//! SMS Import / Export, versions 1 and 2, and its call lists.

use std::io::Cursor;

use dunlog_core::capture::{self, sms_ie};
use dunlog_core::record::{Channel, Direction, Field, Outcome as Ended};

use super::{Outcome, fixture, run};

fn read(json: &str) -> Outcome {
    run(Some("US"), |context, sink, emit| sms_ie::read(json.as_bytes(), context, sink, emit))
        .unwrap()
}

#[test]
fn the_fixtures_give_three_texts_and_one_message_with_a_photo() {
    for file in ["messages.ndjson", "messages.zip"] {
        let path = format!("import-sms-ie/transcribed-converter-test/{file}");
        let Some(bytes) = fixture(&path) else { continue };
        let outcome = run(Some("US"), |context, sink, emit| {
            capture::read(Cursor::new(bytes), context, sink, emit)
        })
        .unwrap();
        assert!(outcome.skips.is_empty() && outcome.cut.is_none());
        let channels: Vec<_> = outcome.drafts.iter().map(|draft| draft.fact.channel).collect();
        let sms = Some(Channel::Sms);
        assert_eq!(channels, [sms, sms, sms, Some(Channel::Mms)]);
        let fact = &outcome.drafts[3].fact;
        assert_eq!(fact.seen.as_ref().unwrap().wall.0, 1_609_459_400_000);
        assert_eq!(fact.direction, Some(Direction::In));
        assert_eq!(outcome.private(3, Field::Body), "\"MMS with attachment\"");
        let sender = r#"{"number":"+12025551234","shown":"+12025551234"}"#;
        assert_eq!(outcome.private(3, Field::Party), sender);
        let own = r#"{"number":"+10000000000","shown":"+10000000000"}"#;
        assert_eq!(outcome.private(3, Field::Own), own);
        let photos = usize::from(file == "messages.zip");
        assert_eq!(fact.attachments.len(), photos);
        assert_eq!(outcome.shelf.taken.len(), photos);
        if photos > 0 {
            assert_eq!(outcome.private(3, Field::Names), r#"["photo.jpg"]"#);
            assert_eq!(fact.attachments[0].media_type, "image/jpeg");
            assert_eq!(fact.attachments[0].size, 14);
        }
    }
}

#[test]
fn version_1_holds_parts_as_base64_and_calls_as_an_array() {
    let outcome = read(concat!(
        "[\n {\"date\": \"1609459400\", \"msg_box\": \"2\", \"sender_address\": ",
        "{\"address\": \"insert-address-token\", \"type\": \"137\"}, \"recipient_addresses\": ",
        "[{\"address\": \"2025551234\", \"type\": \"151\"}, ",
        "{\"address\": \"2025559999\", \"type\": \"151\"}], \"parts\": ",
        "[{\"ct\": \"image/png\", \"_data\": \"/d/a.png\", \"cl\": \"a.png\", ",
        "\"binary_data\": \"aGVs\\nbG8\\u003d\"}, {\"ct\": \"text/plain\", \"text\": \"one\"}, ",
        "{\"ct\": \"text/plain\", \"text\": \"two\"}]},\n",
        " {\"number\": \"2025551234\", \"date\": \"1609459400123\", \"duration\": \"61\", ",
        "\"type\": \"1\", \"display_name\": \"Alice Example\"},\n",
        " {\"number\": \"-1\", \"date\": \"1609459400999\", \"duration\": \"0\", \"type\": \"5\"}\n]"
    ));
    assert_eq!(outcome.reasons(), [""; 0]);
    assert_eq!(outcome.shelf.taken[0].1, b"hello");
    assert_eq!(outcome.private(0, Field::Body), "\"one\\ntwo\"");
    assert_eq!(outcome.private(0, Field::Own), "(absent)");
    let group = concat!(
        r#"{"group":[{"number":"+12025559999","shown":"2025559999"}],"#,
        r#""number":"+12025551234","shown":"2025551234"}"#
    );
    assert_eq!(outcome.private(0, Field::Party), group);
    let row = outcome.private(0, Field::SourceRow);
    assert!(row.contains(r#""binary_data":{"sha256":"2cf24dba"#), "{row}");
    let call = &outcome.drafts[1].fact;
    assert_eq!((call.channel, call.outcome), (Some(Channel::Call), Some(Ended::Connected)));
    assert_eq!(call.duration, Some(61));
    assert_eq!(outcome.private(1, Field::Contact), "\"Alice Example\"");
    assert_eq!(outcome.private(2, Field::Party), r#"{"shown":""}"#);
    assert_eq!(outcome.drafts[2].fact.outcome, Some(Ended::Rejected));
}

#[test]
fn a_broken_line_is_left_out_and_the_next_one_is_read() {
    let good = r#"{"address":"10086","date":"1609459200000","type":"1","body":"ok"}"#;
    let outcome = read(&format!(
        "{good}\n{{\"address\":\"1\n{good}\n{{}}\nnonsense\n{{\"a\":1,\"a\":2}}\n{{\"x\":1}}\n{good}"
    ));
    assert_eq!(outcome.drafts.len(), 3);
    assert_eq!(
        outcome.reasons(),
        ["json-malformed", "row-empty", "json-malformed", "json-malformed", "row-unknown"]
    );
    assert_eq!(outcome.skips[0].row, 2);
    assert_eq!(outcome.drafts[2].fact.feed.as_ref().unwrap().place, 8);
}

#[test]
fn a_file_that_ends_early_gives_what_is_whole() {
    let good = r#"{"address":"10086","date":"1609459200000","type":"1","body":"ok"}"#;
    for (text, drafts, byte) in [
        (format!("[{good},{good}"), 2, 2 * good.len() + 2),
        (format!("[{good},{}", &good[..20]), 1, good.len() + 1),
        (format!("{good}\n{}", &good[..20]), 1, good.len()),
    ] {
        let outcome = read(&text);
        assert_eq!(outcome.drafts.len(), drafts);
        assert_eq!(outcome.cut, Some(byte as u64));
    }
}

#[test]
fn long_texts_become_attachments_and_lone_halves_are_replaced() {
    let long = "\\ud83d\\ude42 x".repeat(60_000);
    let row = r#""address":"10086","date":1609459200000,"type":1"#;
    let outcome = read(&format!(
        "{{{row},\"body\":\"{long}\"}}\n{{{row},\"body\":\"a\\ud83db\"}}\n{{{row},\"note\":\"{long}\"}}"
    ));
    assert_eq!(outcome.reasons(), ["attribute-too-long"]);
    let fact = &outcome.drafts[0].fact;
    assert_eq!(fact.body_attached, Some(fact.attachments[0].sha256));
    assert_eq!(outcome.shelf.taken[0].1, "\u{1f642} x".repeat(60_000).as_bytes());
    assert!(fact.repaired.is_empty());
    assert_eq!(outcome.private(1, Field::Body), "\"a\u{fffd}b\"");
    assert_eq!(outcome.drafts[1].fact.repaired, [Field::Body, Field::SourceRow]);
}

#[test]
fn a_part_that_is_missing_or_broken_is_told() {
    let outcome = read(
        r#"[{"date": "1609459400", "msg_box": "1", "addresses": [], "parts": [{"ct": "image/png", "binary_data": "%"}]}]"#,
    );
    assert_eq!(outcome.drafts[0].lost, ["base64-invalid"]);
    let row =
        r#"{"date":"1609459400","msg_box":"1","__parts":[{"ct":"image/png","_data":"/a/b.png"}]}"#;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("messages.ndjson", options).unwrap();
    std::io::Write::write_all(&mut zip, row.as_bytes()).unwrap();
    let zip = zip.finish().unwrap();
    let outcome = run(None, |context, sink, emit| capture::read(zip, context, sink, emit)).unwrap();
    assert_eq!(outcome.drafts[0].lost, ["file-missing"]);
    // Lines alone never hold what they name.
    assert!(read(row).drafts[0].lost.is_empty());
}

#[test]
fn json_without_a_message_is_of_no_known_format() {
    let code = |json: &str| {
        let source = Cursor::new(json.as_bytes().to_vec());
        let read = run(None, |context, sink, emit| capture::read(source, context, sink, emit));
        read.map(|outcome| outcome.reasons().len()).map_err(|fault| fault.to_string())
    };
    let unknown = Err("malformed backup at 0: format-unknown".to_owned());
    assert_eq!(code(r#"[{"a":1},{"b":2}]"#), unknown);
    assert_eq!(code(r#"{"a":{"b":2}}"#), unknown);
    assert_eq!(code(&"{\"a\":1}\n".repeat(2_000)), unknown);
    // One that is known, and the others are rows left out.
    assert_eq!(code(r#"[{"a":1},{"address":"1","date":"1609459400","body":"b"},{"c":3}]"#), Ok(2));
    assert_eq!(code("[]"), Ok(0));
}

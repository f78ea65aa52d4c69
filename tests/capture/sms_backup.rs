//! SMS Backup & Restore XML as real exporters write it, and as attackers might.

use dunlog_core::capture::sms_backup;
use dunlog_core::record::{Channel, Direction, Field, MAX_BODY, Millis, Offset, Outcome as Ended};

use super::{Outcome, fixture, run, run_in};

fn read(xml: &[u8]) -> Outcome {
    run(Some("CN"), |context, sink, emit| sms_backup::read(xml, context, sink, emit)).unwrap()
}

fn refused(xml: &[u8]) -> String {
    let outcome =
        run(None, |context, sink, emit| sms_backup::read(xml, context, sink, emit)).map(|_| ());
    outcome.unwrap_err().to_string()
}

fn wrap(rows: &str) -> Vec<u8> {
    format!("<?xml version='1.0' encoding='UTF-8'?>\n<smses count=\"9\">{rows}</smses>").into()
}

const ROW: &str = r#"address="13800138000" date="1700000000000" type="1""#;

#[test]
fn every_whole_row_of_the_fixtures_is_taken_or_left_out_with_a_reason() {
    const SYNCTECH: &str = "import-synctech-xml";
    // File, drafts, reasons of rows left out, cut.
    let table: &[(&str, usize, &[&str], bool)] = &[
        ("KhasMek-python-smsbackuptools/sms.xml", 9, &[], false),
        ("fkleon-sms-backup-manager/emptySms.xml", 0, &[], false),
        ("fkleon-sms-backup-manager/invalidSms.xml", 1, &["row-empty"], false),
        ("fkleon-sms-backup-manager/invalidSms2.xml", 0, &["time-invalid"], false),
        ("fkleon-sms-backup-manager/sms-and-mms.xml", 3, &[], false),
        ("fkleon-sms-backup-manager/sms-dupes.xml", 8, &[], false),
        ("fkleon-sms-backup-manager/sms-non-dupes-2.xml", 2, &[], false),
        ("fkleon-sms-backup-manager/sms-non-dupes.xml", 2, &[], false),
        ("issue-signal-1546/surrogate-refs.xml", 0, &["time-invalid"], false),
        ("shruggietech-sms-backup-restore-parser/edge_cases.xml", 4, &[], false),
        ("shruggietech-sms-backup-restore-parser/malformed.xml", 0, &["xml-malformed"], true),
        ("shruggietech-sms-backup-restore-parser/minimal_calls.xml", 1, &[], false),
        ("shruggietech-sms-backup-restore-parser/minimal_mms.xml", 1, &[], false),
        ("shruggietech-sms-backup-restore-parser/minimal_sms.xml", 1, &[], false),
        ("shruggietech-sms-backup-restore-parser/mixed.xml", 3, &["draft"], false),
        ("devadvance-sms-backup-reader-2/packages/lib/test-assets/sms_and_mms.xml", 49, &[], true),
        ("devadvance-sms-backup-reader-2/packages/lib/test-assets/sms_small.xml", 12, &[], false),
        (
            "devadvance-sms-backup-reader-2/tests/e2e/fixtures/corrupt_attachments.xml",
            2,
            &[],
            false,
        ),
        ("devadvance-sms-backup-reader-2/tests/e2e/fixtures/empty.xml", 0, &[], false),
        ("devadvance-sms-backup-reader-2/tests/e2e/fixtures/sample_mms.xml", 4, &[], false),
        ("devadvance-sms-backup-reader-2/tests/e2e/fixtures/sample_small.xml", 7, &[], false),
    ];
    for (path, drafts, reasons, cut) in table {
        let Some(bytes) = fixture(&format!("{SYNCTECH}/{path}")) else { continue };
        let outcome = read(&bytes);
        assert_eq!(outcome.drafts.len(), *drafts, "{path} {:?}", outcome.reasons());
        assert_eq!(outcome.reasons(), *reasons, "{path}");
        assert_eq!(outcome.cut.is_some(), *cut, "{path}");
    }
}

#[test]
fn both_halves_of_a_surrogate_pair_are_joined_and_marked() {
    let outcome = read(&wrap(&format!(
        "<sms {ROW} body=\"hey &#55357;&#56841; &#55356;x &#xDE09;&#55357;\"/><sms {ROW} body='a'/>"
    )));
    assert_eq!(outcome.private(0, Field::Body), "\"hey \u{1f609} \u{fffd}x \u{fffd}\u{fffd}\"");
    assert_eq!(outcome.drafts[0].fact.repaired, [Field::Body, Field::SourceRow]);
    assert!(outcome.drafts[1].fact.repaired.is_empty());
}

#[test]
fn a_row_that_is_left_out_says_that_its_text_was_repaired() {
    let outcome = read(&wrap(
        "<sms address='a' date='x' type='1' body='&#55357;&#56841;'/><sms address='a' date='x'/>",
    ));
    assert_eq!(outcome.reasons(), ["time-invalid"; 2]);
    assert_eq!(outcome.skips.iter().map(|s| s.repaired).collect::<Vec<_>>(), [true, false]);
    if let Some(bytes) = fixture("import-synctech-xml/issue-signal-1546/surrogate-refs.xml") {
        let outcome = read(&bytes);
        assert_eq!((outcome.reasons(), outcome.skips[0].repaired), (vec!["time-invalid"], true));
    }
}

#[test]
fn a_part_that_cannot_be_decoded_is_told_and_its_message_is_taken() {
    let outcome = read(&wrap(concat!(
        "<mms address='13800138000' date='1700000000' msg_box='1'><parts>",
        "<part ct='text/plain' text='see the photo'/><part ct='image/jpeg' data='not base64!'/>",
        "<part ct='image/png' data='aGVsbG8='/></parts></mms>"
    )));
    assert_eq!(outcome.drafts[0].lost, ["base64-invalid"]);
    assert_eq!(outcome.drafts[0].fact.attachments.len(), 1);
    assert_eq!(outcome.private(0, Field::Detail), r#"{"doubt":["media-unreadable"]}"#);
    let fixture = fixture(
        "import-synctech-xml/devadvance-sms-backup-reader-2/tests/e2e/fixtures/corrupt_attachments.xml",
    );
    if let Some(bytes) = fixture {
        let lost: Vec<_> = read(&bytes).drafts.iter().map(|draft| draft.lost.clone()).collect();
        assert_eq!(lost, [["base64-invalid"], ["base64-invalid"]]);
    }
}

#[test]
fn clock_times_of_phone_tools_become_instants_where_the_zone_is_said() {
    let xml = b"<SMSRecord><SMS><Type>1</Type><Address>10086</Address><Date>2024-01-02 03:04:05\
        </Date><Body>b</Body></SMS></SMSRecord>";
    let fact = &read(xml).drafts[0].fact;
    assert_eq!(fact.seen.as_ref().unwrap().wall.0, 1_704_135_845_000);
    assert_eq!((fact.offset.as_ref().unwrap().minutes, &fact.local), (480, &None));
    if let Some(bytes) = fixture("import-other-xml/KKDestiny-SMSXMLParser/sms.xml") {
        let outcome = read(&bytes);
        assert_eq!((outcome.drafts.len(), outcome.skips.len()), (6, 0));
        assert!(outcome.drafts.iter().all(|draft| draft.fact.seen.is_some()));
    }
}

#[test]
fn entity_tricks_and_foreign_encodings_are_refused() {
    assert_eq!(
        refused(b"<!DOCTYPE a [<!ENTITY x 'y'>]><smses/>"),
        "malformed xml at 0: xml-doctype"
    );
    let utf16 = b"<?xml version='1.0' encoding='UTF-16'?><smses/>";
    assert_eq!(refused(utf16), "malformed xml at 0: encoding-unsupported");
    assert_eq!(refused(b"<html></html>"), "malformed sms_backup at 0: root-unknown");
    assert_eq!(refused(b"  "), "malformed sms_backup at 0: root-missing");
    let outcome = read(&wrap(&format!(
        "<sms {ROW} body='&xxe;'/><sms {ROW} body='&#1114112;'/><sms {ROW} body='a & b'/>\
         <sms {ROW} body='ok'/>"
    )));
    let unknown = "xml-entity-unknown";
    assert_eq!(outcome.reasons(), [unknown, "xml-reference-invalid", unknown]);
    assert_eq!(outcome.private(0, Field::Body), "\"ok\"");
}

#[test]
fn a_text_keeps_every_column_and_the_word_null_only_where_a_person_may_have_written_it() {
    let row = concat!(
        "<sms address=' +86 138-0013-8000' date='1700000000' date_sent='1699999990123' type='1' ",
        "subject='null' body='null' service_center='null' contact_name='(Unknown)' sim_slot='1' ",
        "sub_id='4' readable_date='n/a' oem=' x '/>"
    );
    let outcome = read(&wrap(row));
    let fact = &outcome.drafts[0].fact;
    assert_eq!(fact.seen.as_ref().unwrap().wall.0, 1_700_000_000_000);
    assert_eq!(fact.network.unwrap().0, 1_699_999_990_123);
    assert_eq!(fact.offset.as_ref().unwrap().minutes, 480);
    assert_eq!((fact.channel, fact.direction), (Some(Channel::Sms), Some(Direction::In)));
    assert_eq!(fact.slot, Some(1));
    assert_eq!(outcome.private(0, Field::Body), "\"null\"");
    for absent in [Field::Subject, Field::Contact, Field::ServiceCentre, Field::Own] {
        assert_eq!(outcome.private(0, absent), "(absent)", "{absent:?}");
    }
    let party = r#"{"number":"+8613800138000","shown":"+86 138-0013-8000"}"#;
    assert_eq!(outcome.private(0, Field::Party), party);
    let columns = concat!(
        r#"{"address":" +86 138-0013-8000","body":"null","contact_name":"(Unknown)","#,
        r#""date":"1700000000","date_sent":"1699999990123","oem":" x ","readable_date":"n/a","#,
        r#""service_center":"null","sim_slot":"1","sub_id":"4","subject":"null","type":"1"}"#
    );
    assert_eq!(outcome.private(0, Field::SourceRow), columns);
}

#[test]
fn a_name_with_a_tilde_is_one_name_and_numbers_with_it_are_a_group() {
    let rows = "<sms address='Bank~A' date='1700000000000'/>\
                <sms address='10086~10010' date='1700000000000'/>";
    let outcome = read(&wrap(rows));
    assert_eq!(outcome.private(0, Field::Party), r#"{"shown":"Bank~A"}"#);
    let group =
        r#"{"group":[{"number":"10010","shown":"10010"}],"number":"10086","shown":"10086"}"#;
    assert_eq!(outcome.private(1, Field::Party), group);
}

#[test]
fn what_was_never_sent_is_left_out_and_an_unknown_box_has_no_direction() {
    let rows: String =
        (0..=7).map(|kind| format!("<sms date='1700000000000' type='{kind}'/>")).collect();
    let outcome = read(&wrap(&rows));
    let directions: Vec<_> = outcome.drafts.iter().map(|draft| draft.fact.direction).collect();
    assert_eq!(directions, [None, Some(Direction::In), Some(Direction::Out), None]);
    assert_eq!(outcome.reasons(), ["draft", "not-sent", "not-sent", "not-sent"]);
    assert_eq!(outcome.private(0, Field::Party), r#"{"shown":""}"#);
    assert_eq!(outcome.private(0, Field::Body), "(absent)");
    assert!(outcome.drafts[2].fact.network.is_none());
}

#[test]
fn times_outside_of_1990_to_2100_are_left_out() {
    let times = ["-5", "0", "631151999999", "4133980800000", "99999999999999999999", "1e12", ""];
    let rows: String = times.iter().map(|t| format!("<sms date='{t}' type='1'/>")).collect();
    let range = "time-out-of-range";
    let (invalid, missing) = ("time-invalid", "time-missing");
    let reasons = [range, range, range, range, invalid, invalid, missing];
    assert_eq!(read(&wrap(&rows)).reasons(), reasons);
    let edges = "<sms date='631152000000'/><sms date='4133980799999'/>";
    assert_eq!(read(&wrap(edges)).drafts.len(), 2);
}

#[test]
fn a_message_without_the_phone_s_time_has_the_network_s() {
    let sent = "date_sent='1772417100000' type='1' address='95588' body='请还款'";
    let rows = format!(
        "<sms date='0' {sent}/><sms {sent}/><sms date='null' {sent}/>\
         <sms date='0' date_sent='0' type='1'/><sms date='0' date_sent='1772417100000' type='2'/>\
         <sms date='5000000000000' {sent}/>"
    );
    let outcome = read(&wrap(&rows));
    assert_eq!(outcome.drafts.len(), 3);
    for draft in &outcome.drafts {
        assert_eq!(draft.fact.network, Some(Millis(1_772_417_100_000)));
        assert_eq!(draft.fact.seen, None);
        assert_eq!(draft.fact.offset.as_ref().map(|offset| offset.minutes), Some(480));
    }
    let range = "time-out-of-range";
    assert_eq!(outcome.reasons(), [range, range, range]);
}

#[test]
fn calls_are_read_as_the_phone_s_log_numbers_them() {
    let rows: String = [(1, 5), (1, 0), (2, 5), (3, 0), (4, 0), (5, 0), (6, 0), (7, 9), (10, 3)]
        .iter()
        .map(|(kind, length)| {
            format!("<call number='95588' date='1700000000000' type='{kind}' duration='{length}'/>")
        })
        .collect();
    let outcome = read(format!("<calls count='1'>{rows}</calls>").as_bytes());
    let (into, out) = (Some(Direction::In), Some(Direction::Out));
    let connected = Some(Ended::Connected);
    let facts = outcome.drafts.iter().map(|draft| (draft.fact.direction, draft.fact.outcome));
    let expected = [
        (into, connected),
        (into, None),
        (out, connected),
        (into, Some(Ended::Missed)),
        (into, Some(Ended::Voicemail)),
        (into, Some(Ended::Rejected)),
        (into, Some(Ended::Blocked)),
        (into, connected),
        (None, None),
    ];
    assert_eq!(facts.collect::<Vec<_>>(), expected);
    assert_eq!(outcome.drafts[0].fact.duration, Some(5));
}

/// An MMS with an address column, a box, addresses and parts.
fn mms(address: &str, msg_box: u8, addresses: &[(&str, u8)], parts: &str) -> Vec<u8> {
    let list: String =
        addresses.iter().map(|(a, t)| format!("<addr address='{a}' type='{t}'/>")).collect();
    wrap(&format!(
        "<mms date='1700000000000' msg_box='{msg_box}' address='{address}' sub='S'>\
         <parts>{parts}</parts><addrs>{list}</addrs></mms>"
    ))
}

#[test]
fn a_message_over_rcs_in_the_table_of_mms_is_chat() {
    let service = |outcome: &Outcome| {
        let fact = &outcome.drafts[0].fact;
        (fact.channel, fact.service.clone())
    };
    let rcs = (Some(Channel::Chat), Some("rcs".to_owned()));
    let plain = (Some(Channel::Mms), None);
    assert_eq!(service(&read(&mms("group_1@rcs.google.com", 1, &[], ""))), rcs);
    let member = [("group_1@rcs.google.com", 151)];
    assert_eq!(service(&read(&mms("13800000001", 1, &member, ""))), rcs);
    assert_eq!(service(&read(&mms("13800000001", 1, &[("13800000001", 137)], ""))), plain);

    let path = "devadvance-sms-backup-reader-2/packages/lib/test-assets/sms_and_mms.xml";
    let Some(bytes) = fixture(&format!("import-synctech-xml/{path}")) else { return };
    let drafts = read(&bytes).drafts;
    let count = |channel| drafts.iter().filter(|d| d.fact.channel == Some(channel)).count();
    let counts = (count(Channel::Sms), count(Channel::Mms), count(Channel::Chat));
    assert_eq!(counts, (41, 2, 6), "a third MMS is cut off in the middle");
}

#[test]
fn the_sides_of_a_group_message_are_told_apart() {
    let addresses = [("13800000001", 137), ("13800000009", 151), ("13800000003", 130)];
    let outcome = read(&mms("13800000001~13800000002", 1, &addresses, ""));
    let group = concat!(
        r#"{"group":[{"number":"+8613800000002","shown":"13800000002"},"#,
        r#"{"number":"+8613800000003","shown":"13800000003"}],"#,
        r#""number":"+8613800000001","shown":"13800000001"}"#
    );
    assert_eq!(outcome.private(0, Field::Party), group);
    let own = r#"{"number":"+8613800000009","shown":"13800000009"}"#;
    assert_eq!(outcome.private(0, Field::Own), own);

    let addresses = [("insert-address-token", 137), ("13800000001", 151), ("13800000002", 151)];
    let outcome = read(&mms("13800000001~13800000002", 2, &addresses, ""));
    assert_eq!(outcome.private(0, Field::Own), "(absent)");
    let group = concat!(
        r#"{"group":[{"number":"+8613800000002","shown":"13800000002"}],"#,
        r#""number":"+8613800000001","shown":"13800000001"}"#
    );
    assert_eq!(outcome.private(0, Field::Party), group);
    let group = "group_1@rcs.google.com";
    let sent = read(&mms(group, 2, &[("13800000009", 137), ("13800000001", 151)], ""));
    let receiver = r#"{"number":"+8613800000001","shown":"13800000001"}"#;
    assert_eq!(sent.private(0, Field::Party), receiver);
    let alone = read(&mms(group, 1, &[], ""));
    assert_eq!(alone.private(0, Field::Party), format!(r#"{{"shown":"{group}"}}"#));
    assert_eq!(read(&mms("null", 1, &[], "")).private(0, Field::Party), r#"{"shown":""}"#);
}

#[test]
fn text_parts_are_the_body_and_other_parts_are_attachments() {
    let parts = concat!(
        "<part ct='application/smil' text='&lt;smil/&gt;'/>",
        "<part data='aGVs&#10;bG8=' ct='Image/PNG' name='null' cl='a.png'/>",
        "<part ct='text/plain' text='one'/><part ct='text/plain' text='two&#10;'/>",
        "<part ct='text/x-vcard' text='BEGIN' fn='b.vcf'/>",
        "<part ct='image/gif' data='*not base64*' name='c.gif'/>",
        "<part ct='image/gif' text='null' data=''/>"
    );
    let outcome = read(&mms("10086", 1, &[], parts));
    assert_eq!(outcome.private(0, Field::Body), "\"one\\ntwo\\n\"");
    assert_eq!(outcome.private(0, Field::Subject), "\"S\"");
    assert_eq!(outcome.private(0, Field::Names), r#"["a.png","b.vcf"]"#);
    let types = outcome.drafts[0].fact.attachments.iter().map(|file| file.media_type.as_str());
    assert_eq!(types.collect::<Vec<_>>(), ["image/png", "text/x-vcard"]);
    assert_eq!(outcome.shelf.taken[0].1, b"hello");
    let row = outcome.private(0, Field::SourceRow);
    assert!(row.contains(r#""data":{"lost":"base64-invalid","size":11}"#), "{row}");
    assert!(row.contains(r#""data":{"sha256":"2cf24dba"#) && !row.contains("aGVs"), "{row}");
}

#[test]
fn a_long_body_becomes_an_attachment_and_a_longer_one_is_refused() {
    let long = "催&#10;".repeat(MAX_BODY / 4 + 1);
    let outcome = read(&wrap(&format!("<sms {ROW} body='{long}'/><sms {ROW} body='b'/>")));
    let fact = &outcome.drafts[0].fact;
    assert_eq!(fact.body_attached, Some(fact.attachments[0].sha256));
    assert_eq!(outcome.shelf.taken[0].1, "催\n".repeat(MAX_BODY / 4 + 1).as_bytes());
    assert_eq!(outcome.private(0, Field::Body), "(absent)");
    assert_eq!(outcome.private(1, Field::Body), "\"b\"");

    // Short as it stands, but six times as long in canonical form.
    let control = "&#1;".repeat(200_000);
    let outcome = read(&wrap(&format!("<sms {ROW} body='{control}'/>")));
    assert!(outcome.drafts[0].fact.body_attached.is_some());

    let huge = "x".repeat(17 << 20);
    let xml = wrap(&format!(
        "<sms {ROW} body='{huge}'/><sms {ROW} oem='{}'/><sms {ROW} body='b'/>",
        "x".repeat(70_000)
    ));
    let outcome = read(&xml);
    assert_eq!(outcome.reasons(), ["attribute-too-long", "attribute-too-long"]);
    assert_eq!(outcome.drafts.len(), 1);
}

#[test]
fn a_broken_row_is_left_out_and_the_next_one_is_read() {
    let good = format!("<sms {ROW} body='ok'/>");
    for (broken, reason) in [
        (format!("<sms {ROW} body='a < b'/>"), "xml-malformed"),
        (format!("<sms {ROW} body=x/>"), "xml-malformed"),
        (format!("<sms {ROW} body='a' body='b'/>"), "xml-duplicate-attribute"),
        (format!("<sms {ROW} "), "xml-malformed"),
        (format!("<mms {ROW}><parts><part ct='a' text='b <parts/>"), "xml-malformed"),
        (format!("<mms {ROW} parts='x'></mms>"), "xml-duplicate-attribute"),
        (format!("<mms {ROW}>{}</mms>", "<a>".repeat(20)), "xml-too-deep"),
        (format!("<mms {ROW}>{}</mms>", "<part/>".repeat(501)), "too-many-parts"),
        (format!("<sms {}/>", "a".repeat(300)), "xml-name-too-long"),
        ("<rcs a='b'/>".to_owned(), "element-unknown"),
    ] {
        let outcome = read(&wrap(&format!("{good}{broken}{good}")));
        assert_eq!(outcome.drafts.len(), 2, "{broken:.60}");
        assert_eq!(outcome.reasons()[0], reason, "{broken:.60}");
        let begin = wrap("").len() - "</smses>".len() + good.len();
        assert_eq!(outcome.skips[0].byte, Some(begin as u64), "{broken:.60}");
        assert_eq!(outcome.cut, None);
    }
}

#[test]
fn a_file_cut_at_any_byte_gives_the_rows_before_it() {
    let row = format!("<sms {ROW} body='催&#55357;&#56841;'/>");
    let part = "<part ct='image/png' data='aGVsbG8='/>";
    let xml = wrap(&format!("\n{row}\n<mms {ROW}><parts>{part}</parts></mms><!-- x -->{row}"));
    let ends: Vec<usize> = [1, 2, 3]
        .iter()
        .map(|rows| match rows {
            1 => find(&xml, "/>") + 2,
            2 => find(&xml, "</mms>") + 6,
            _ => xml.len() - "</smses>".len(),
        })
        .collect();
    for length in find(&xml, "<smses") + 18..xml.len() {
        let outcome = read(&xml[..length]);
        let whole = ends.iter().filter(|end| **end <= length).count();
        assert_eq!(outcome.drafts.len(), whole, "{length}");
        assert!(outcome.skips.is_empty(), "{length}");
        let start = find(&xml, "<smses count=\"9\">") + 17;
        let byte = if whole == 0 { start } else { ends[whole - 1] };
        assert_eq!(outcome.cut, Some(byte as u64), "{length}");
    }
}

fn find(xml: &[u8], what: &str) -> usize {
    xml.windows(what.len()).position(|window| window == what.as_bytes()).unwrap()
}

#[test]
fn broken_bytes_are_replaced_and_marked() {
    let mut xml = wrap(&format!("<sms {ROW} body='a?b' contact_name='c'/>"));
    let at = find(&xml, "a?b");
    xml[at + 1] = 0xff;
    let outcome = read(&xml);
    assert_eq!(outcome.private(0, Field::Body), "\"a\u{fffd}b\"");
    assert_eq!(outcome.drafts[0].fact.repaired, [Field::Body, Field::SourceRow]);
}

#[test]
fn local_times_without_a_zone_stay_local() {
    let path = "import-other-xml/KKDestiny-SMSXMLParser/sms.xml";
    let Some(bytes) = fixture(path) else { return };
    let unknown = |_: Millis| -> Option<Offset> { None };
    let outcome = run_in(&unknown, Some("CN"), |context, sink, emit| {
        sms_backup::read(bytes.as_slice(), context, sink, emit)
    })
    .unwrap();
    assert_eq!((outcome.drafts.len(), outcome.reasons().len()), (6, 0));
    let fact = &outcome.drafts[0].fact;
    assert_eq!(fact.local.as_deref(), Some("2012-10-24T11:53:43"));
    assert!(fact.seen.is_none() && fact.offset.is_none());
    assert_eq!(outcome.drafts[4].fact.direction, Some(Direction::Out));
    assert_eq!(outcome.private(4, Field::Body), "\"g\"");
    let party = r#"{"number":"+8618620140714","shown":"18620140714"}"#;
    assert_eq!(outcome.private(1, Field::Party), party);
    assert_eq!(read(&bytes[..bytes.len() / 2]).cut.map(|byte| byte > 0), Some(true));
}

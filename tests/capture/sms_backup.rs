//! SMS Backup & Restore XML as real exporters write it, and as attackers might.

use dunlog_core::capture::sms_backup;
use dunlog_core::record::Field;

use super::{Outcome, fixture, run};

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

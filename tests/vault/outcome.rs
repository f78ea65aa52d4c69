//! What an import says of itself: counts, span, conversations; a stop, and a dry run.

use std::cell::Cell;
use std::io::Cursor;

use dunlog_core::Error;
use dunlog_core::capture::chat_export::Answers;
use dunlog_core::record::{Channel, Millis};
use dunlog_core::vault::{Backup, Intake, Vault};
use dunlog_tests::START;

use super::fresh;

/// Texts of two numbers, an hour apart; the same text stands twice and a draft is among them.
fn backup() -> Vec<u8> {
    let row = |i: i64, kind: u8| {
        let (number, date) = (10_086 + i % 2, START.0 + i * 3_600_000);
        format!("<sms address=\"{number}\" date=\"{date}\" type=\"{kind}\" body=\"{i}\" />")
    };
    let rows: String = (0..40).map(|i| row(i, 1)).collect();
    format!("<smses>{rows}{}{}</smses>", row(7, 1), row(50, 3)).into_bytes()
}

fn import(vault: &mut Vault, file: &[u8], proceed: &dyn Fn() -> dunlog_core::Result<()>) -> Intake {
    let backup = Backup {
        name: "a.xml",
        offset: &|_| None,
        country: Some("CN"),
        answers: Answers::default(),
        proceed,
    };
    vault.import_file(&|| START, &mut Cursor::new(file), &backup).unwrap()
}

#[test]
fn an_outcome_tells_kinds_conversations_span_and_reasons() {
    let (_folder, _, mut vault) = fresh();
    let intake = import(&mut vault, &backup(), &|| Ok(()));
    let imported = intake.imported;
    assert_eq!((imported.appended, imported.duplicates, imported.skipped_total), (40, 1, 1));
    assert_eq!(imported.rows.into_iter().collect::<Vec<_>>(), [(Channel::Sms, 41)]);
    assert_eq!(imported.conversations, 2);
    let last = Millis(START.0 + 39 * 3_600_000);
    assert_eq!(imported.span, Some((START, last)));
    assert_eq!(imported.skipped_by.into_iter().collect::<Vec<_>>(), [("draft", 1)]);
    // A draft is no contact: the file was taken whole.
    assert!(!imported.cancelled && intake.kept);
}

#[test]
fn what_was_never_sent_does_not_keep_the_file_from_being_kept() {
    let row = |kind: u8, date: &str| {
        format!("<smses><sms address=\"1\" date=\"{date}\" type=\"{kind}\" body=\"b\"/></smses>")
    };
    for (file, kept) in [(row(3, "1700000000000"), true), (row(5, "1"), true), (row(1, "x"), false)]
    {
        let (_folder, _, mut vault) = fresh();
        let intake = import(&mut vault, file.as_bytes(), &|| Ok(()));
        assert_eq!((intake.imported.skipped_total, intake.kept), (1, kept), "{file}");
    }
}

#[test]
fn an_outcome_tells_what_was_lost_and_repaired_and_counts_a_number_once() {
    let file = concat!(
        "<smses><sms address='(010) 6234 5678' date='1700000000000' type='1' body='&#55357;'/>",
        "<sms address='010-62345678' date='1700000001000' type='1' body='b'/>",
        "<sms address='010-62345678' date='x' type='1' body='&#55357;'/>",
        "<mms address='+861062345678' date='1700000002' msg_box='1'>",
        "<parts><part ct='image/png' data='!'/></parts></mms></smses>"
    );
    let (_folder, _, mut vault) = fresh();
    let imported = import(&mut vault, file.as_bytes(), &|| Ok(())).imported;
    assert_eq!((imported.appended, imported.repaired, imported.conversations), (3, 2, 1));
    let lost = imported.lost.iter().map(|lost| (lost.row, lost.reason)).collect::<Vec<_>>();
    assert_eq!(lost, [(4, "base64-invalid")]);
    assert_eq!(imported.lost_by.into_iter().collect::<Vec<_>>(), [("base64-invalid", 1)]);
}

#[test]
fn a_stop_keeps_what_was_committed_and_running_it_again_completes_it() {
    let (_folder, _, mut vault) = fresh();
    let asked = Cell::new(0);
    let stopped = import(&mut vault, &backup(), &|| {
        asked.set(asked.get() + 1);
        // Once for the hash of the file, once for its end, then once a row.
        if asked.get() > 12 { Err(Error::Cancelled) } else { Ok(()) }
    });
    assert!(stopped.imported.cancelled && !stopped.kept);
    assert_eq!((stopped.imported.appended, vault.len()), (10, 11));
    let rest = import(&mut vault, &backup(), &|| Ok(())).imported;
    assert_eq!((rest.appended, rest.duplicates), (30, 11));
    let again = import(&mut vault, &backup(), &|| Ok(())).imported;
    assert_eq!((again.appended, again.duplicates), (0, 41));
    assert_eq!(vault.len(), 42, "the rows and the record of the file");
}

#[test]
fn a_dry_run_says_what_the_import_then_does_and_writes_nothing() {
    let (_folder, _, mut vault) = fresh();
    let shifted = String::from_utf8(backup()).unwrap().replace("000\" type", "500\" type");
    import(&mut vault, shifted.as_bytes(), &|| Ok(()));
    let head = vault.head();
    let proceed = &|| Ok(());
    let backup_of = Backup {
        name: "a.xml",
        offset: &|_| None,
        country: Some("CN"),
        answers: Answers::default(),
        proceed,
    };
    let mut rehearsal = vault.rehearse();
    let said = rehearsal.import_file(&mut Cursor::new(backup()), &backup_of).unwrap();
    let twice = rehearsal.import_file(&mut Cursor::new(backup()), &backup_of).unwrap().imported;
    assert_eq!((twice.appended, twice.duplicates), (0, 41));
    let counts = rehearsal.count_events().unwrap();
    assert_eq!(vault.head(), head);

    let before = vault.len();
    let mut done = import(&mut vault, &backup(), &|| Ok(()));
    assert_eq!(vault.count_events([before, vault.len()]).unwrap(), counts);
    assert_eq!(counts[0], counts[1], "each row is another sighting");
    (done.imported.first, done.imported.last) = (None, None);
    assert_eq!(said, done);
    assert_eq!(said.imported.appended, 40);
}

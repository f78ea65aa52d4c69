//! Every file of `../shared/fixtures/import-ios` gives what its `SOURCES.md` states.

use dunlog_core::capture::ios_backup::StoreKind;
use dunlog_core::record::{Channel, Direction, Field, TAKEN_BACK};

use super::super::fixtures;
use super::{body, read, wall};

#[test]
fn the_folder_gives_one_text_and_three_chats() {
    let folder = fixtures().join("import-ios/mvt-ios-backup");
    if !folder.exists() {
        return;
    }
    // MVT's test states one message, 2019-08-29 23:13:30, with this address.
    let outcome = read(&folder, StoreKind::Messages);
    assert_eq!((outcome.drafts.len(), outcome.skips.len()), (1, 0));
    let draft = &outcome.drafts[0];
    assert_eq!(wall(draft).0, 1_567_120_410_539);
    assert!(body(draft).unwrap().ends_with("https://badbadbad.example.org/"));
    assert_eq!(outcome.private(0, Field::Party), r#"{"shown":"Apple"}"#);
    assert_eq!(draft.fact.channel, Some(Channel::Sms));
    assert_eq!(draft.fact.direction, Some(Direction::In));

    let outcome = read(&folder, StoreKind::WhatsApp);
    assert_eq!((outcome.drafts.len(), outcome.skips.len()), (3, 0));
    let said: Vec<_> = outcome.drafts.iter().map(|draft| body(draft).unwrap()).collect();
    assert_eq!(said, ["Hi", "Check https://example.org/news", "Welcome"]);
    let alice = r#"{"number":"+14155550100","shown":"+14155550100"}"#;
    assert_eq!([0, 1].map(|at| outcome.private(at, Field::Party)), [alice, alice]);
    assert_eq!(outcome.private(0, Field::Contact), "\"Alice Example\"");
    assert_eq!(wall(&outcome.drafts[0]).0, 1_756_307_200_000);
}

#[test]
fn a_single_database_is_told_by_its_tables() {
    let folder = fixtures().join("import-ios/mvt-ios-backup");
    for (file, kind, rows) in [
        ("3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28", StoreKind::Messages, 1),
        ("7c/7c7fba66680ef796b916b067077cc246adacf01d", StoreKind::WhatsApp, 3),
    ] {
        let path = folder.join(file);
        if path.exists() {
            assert_eq!(read(&path, kind).drafts.len(), rows);
        }
    }
}

/// A message whose only text is in `column`, from a file of the fixtures.
fn message(column: &str, file: &str) -> Option<super::Outcome> {
    let blob = super::super::fixture(&format!("import-ios/ReagentX-imessage-exporter/{file}"))?;
    let phone = super::Phone::new();
    let sms = phone.sms("");
    let sql = format!(
        "INSERT INTO message (guid, handle_id, service, date, {column}) \
         VALUES ('a', 1, 'iMessage', ?1, ?2)"
    );
    sms.execute(&sql, (super::MAY, blob)).unwrap();
    drop(sms);
    Some(read(phone.path(), StoreKind::Messages))
}

#[test]
fn texts_of_attributed_bodies_are_read() {
    for (file, text) in [
        ("AttributedBodyTextOnly", Some("Noter test")),
        ("Blank", None),
        ("MultiPart", Some("test 1test 2 test 3")),
        ("WeirdText", Some("𝖍𝖊𝖑𝖑𝖔 𝖜𝖔𝖗𝖑𝖉")),
    ] {
        let Some(outcome) = message("attributedBody", &format!("streamtyped/{file}")) else {
            return;
        };
        assert_eq!(body(&outcome.drafts[0]).as_deref(), text, "{file}");
    }
}

#[test]
fn payloads_give_what_their_bubble_shows() {
    for (file, text) in [
        ("app_message/ApplePayRecurring", "Sending you $1 weekly starting Nov 18, 2023"),
        ("app_message/CheckinEnded", "Check\u{a0}In: Ended"),
        ("app_message/CheckinLocation", "Check\u{a0}In: Fake Location"),
        ("app_message/FindMy", "Started Sharing Location"),
        ("app_message/OpenTableInvited", "Table for 4 people"),
        ("app_message/Slideshow", "Home - 37 Photos"),
        ("collaboration_message/Freeform", "https://www.icloud.com/freeform/REDACTED#Untitled"),
        ("url_message/Reminder", "https://www.icloud.com/reminders/"),
        ("url_message/URL", "https://chrissardegna.com"),
        ("shared_placemark/SharedPlacemark", "https://maps.apple.com/?address=Cherry"),
    ] {
        let Some(outcome) = message("payload_data", &format!("{file}.plist")) else { return };
        let said = body(&outcome.drafts[0]).unwrap();
        assert!(said.starts_with(text), "{file}: {said}");
    }
}

#[test]
fn an_edited_message_gives_its_versions_and_an_unsent_one_says_so() {
    let Some(outcome) = message("message_summary_info", "edited_message/EditedToLink.plist") else {
        return;
    };
    let said: Vec<_> = outcome.drafts.iter().map(|draft| body(draft).unwrap()).collect();
    let link = "https://github.com/ReagentX/imessage-exporter/issues/10";
    assert_eq!(said, ["here we go!", link]);
    assert_eq!(wall(&outcome.drafts[0]).0, super::MAY_MILLIS);
    let deleted = message("message_summary_info", "edited_message/Deleted.plist").unwrap();
    assert_eq!(body(&deleted.drafts[0]), None);
    assert_eq!(deleted.drafts[0].fact.reason.as_deref(), Some(TAKEN_BACK));
    assert!(outcome.drafts.iter().all(|draft| draft.fact.reason.is_none()));
    assert!(deleted.private(0, Field::SourceRow).contains(r#""unsent":["0"]"#));
}

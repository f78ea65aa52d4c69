//! `sms.db`: services, groups, attachments, versions, what is no message.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dunlog_core::capture::ios_backup::{Choice, StoreKind, Survey, Wanted};
use dunlog_core::record::{Channel, Direction, Field, Millis, TAKEN_BACK};

use super::{MAY, MAY_MILLIS, Phone, archive, body, open, read, schema, take, wall};

#[test]
fn services_and_directions_are_told_apart() {
    let phone = Phone::new();
    phone.sms(&format!(
        "INSERT INTO message (guid, text, handle_id, service, date, is_from_me, is_sent, \
            destination_caller_id) VALUES
            ('a', '您好', 1, 'iMessage', {MAY}, 0, 0, '+8613900000009'),
            ('b', '还钱', 2, 'SMS', {MAY}000000001, 0, 0, '+8613900000009'),
            ('c', 'ok', 3, 'RCS', {MAY}, 1, 1, '+8613900000009'),
            ('d', 'sky', 1, 'SatelliteSMS', {MAY}, 0, 0, NULL),
            ('e', 'x', 2, NULL, {MAY}, 0, 0, NULL);"
    ));
    let outcome = read(phone.path(), StoreKind::Messages);
    assert_eq!(outcome.reasons(), [""; 0]);
    let told: Vec<_> = outcome
        .drafts
        .iter()
        .map(|draft| (draft.fact.channel.unwrap(), draft.fact.service.as_deref()))
        .collect();
    let expected = [
        (Channel::Chat, Some("imessage")),
        (Channel::Sms, None),
        (Channel::Chat, Some("rcs")),
        (Channel::Sms, Some("satellite_sms")),
        (Channel::Sms, None),
    ];
    assert_eq!(told, expected);
    assert_eq!(outcome.drafts[2].fact.direction, Some(Direction::Out));
    assert_eq!(wall(&outcome.drafts[1]).0, MAY_MILLIS);
    let own = r#"{"number":"+8613900000009","shown":"+8613900000009"}"#;
    assert_eq!(outcome.private(0, Field::Own), own);
    let row = concat!(
        r#"{"date":"736243200","destination_caller_id":"+8613900000009","guid":"a","#,
        r#""handle":{"country":"cn","id":"+8613800000001","service":"iMessage"},"#,
        r#""service":"iMessage","text":"您好"}"#
    );
    assert_eq!(outcome.private(0, Field::SourceRow), row);
    assert_eq!(outcome.drafts[1].fact.feed.as_ref().unwrap().place, 2);
    assert_eq!(outcome.drafts[1].fact.feed.as_ref().unwrap().format, "ios_sms");
}

#[test]
fn a_group_has_its_members_and_an_outgoing_message_its_chat() {
    let phone = Phone::new();
    phone.sms(&format!(
        "INSERT INTO chat VALUES (7, 'iMessage;+;chat1', 43, 'chat1', 'iMessage', 'chat1', '家'),
            (8, 'iMessage;-;+8613800000001', 45, '+8613800000001', 'iMessage', NULL, NULL);
         INSERT INTO chat_handle_join VALUES (7, 3), (7, 1), (7, 2), (8, 1);
         INSERT INTO message (guid, text, handle_id, service, date, is_from_me, is_sent) VALUES
            ('a', 'in', 2, 'iMessage', {MAY}, 0, 0), ('b', 'out', 0, 'iMessage', {MAY}, 1, 1),
            ('c', 'alone', 0, 'iMessage', {MAY}, 1, 1);
         INSERT INTO chat_message_join VALUES (7, 1), (7, 2), (8, 3);"
    ));
    let outcome = read(phone.path(), StoreKind::Messages);
    let one = r#"{"number":"+8613800000001","shown":"+8613800000001"}"#;
    let three = r#"{"number":"+8613800000003","shown":"+8613800000003"}"#;
    let service = r#"{"number":"1069000012345","shown":"1069000012345"}"#;
    let group = format!(r#"{{"group":[{one},{three}],{}"#, &service[1..]);
    assert_eq!(outcome.private(0, Field::Party), group);
    let group = format!(r#"{{"group":[{service},{three}],{}"#, &one[1..]);
    assert_eq!(outcome.private(1, Field::Party), group);
    assert_eq!(outcome.private(2, Field::Party), one);
    assert!(outcome.private(0, Field::SourceRow).contains(r#""display_name":"家""#));
}

#[test]
fn what_is_no_message_is_left_out_and_said() {
    let phone = Phone::new();
    phone.sms(&format!(
        "INSERT INTO message (guid, text, handle_id, service, date, is_from_me, is_sent, error, \
            item_type, associated_message_type, is_finished) VALUES
            ('a', 'Loved', 1, 'iMessage', {MAY}, 0, 0, 0, 0, 2000, 1),
            ('b', 'undone', 1, 'iMessage', {MAY}, 0, 0, 0, 0, 3001, 1),
            ('c', NULL, 1, 'iMessage', {MAY}, 0, 0, 0, 2, 0, 1),
            ('d', 'failed', 1, 'iMessage', {MAY}, 1, 0, 22, 0, 0, 1),
            ('e', 'draft', 1, 'iMessage', {MAY}, 1, 0, 0, 0, 0, 0),
            ('f', 'no time', 1, 'iMessage', 0, 0, 0, 0, 0, 0, 1),
            ('g', 'far', 1, 'iMessage', 1, 0, 0, 0, 0, 0, 1),
            ('h', 'early', 1, 'iMessage', -400000000, 0, 0, 0, 0, 0, 1),
            ('i', 'whole', 1, 'iMessage', {MAY}, 0, 0, 0, 0, 0, 1);"
    ));
    let outcome = read(phone.path(), StoreKind::Messages);
    let reasons = [
        "tapback",
        "tapback",
        "system-row",
        "not-sent",
        "not-sent",
        "time-missing",
        "time-out-of-range",
    ];
    assert_eq!(outcome.reasons(), reasons);
    assert_eq!(outcome.skips[0].row, 1);
    let bodies: Vec<_> = outcome.drafts.iter().map(|draft| body(draft).unwrap()).collect();
    assert_eq!(bodies, ["far", "whole"]);
}

#[test]
fn attachments_come_from_the_folder_and_what_is_not_there_is_said() {
    let phone = Phone::new();
    phone.file("MediaDomain", "Library/SMS/Attachments/a/1/IMG.png", b"\x89PNG\r\n\x1a\nphoto");
    phone.file("MediaDomain", "Library/SMS/Attachments/x.pluginPayloadAttachment", b"layout");
    phone.sms(&format!(
        "INSERT INTO message (guid, text, handle_id, service, date) VALUES
            ('a', '\u{fffc}看', 1, 'iMessage', {MAY}), ('b', '\u{fffc}', 1, 'iMessage', {MAY});
         INSERT INTO attachment VALUES
            (1, 'g1', '~/Library/SMS/Attachments/a/1/IMG.png', NULL, 'IMG.png', 13, 0),
            (2, 'g2', '/var/mobile/Library/SMS/Attachments/x.pluginPayloadAttachment', NULL, NULL, \
                6, 0),
            (3, 'g3', '~/Library/SMS/Attachments/../../../../etc/passwd', 'text/plain', 'p', 9, 0);
         INSERT INTO message_attachment_join VALUES (1, 1), (1, 2), (2, 3);"
    ));
    let outcome = read(phone.path(), StoreKind::Messages);
    assert_eq!(body(&outcome.drafts[0]).as_deref(), Some("看"));
    assert_eq!(outcome.private(0, Field::Names), r#"["IMG.png"]"#);
    assert_eq!(outcome.drafts[0].fact.attachments[0].media_type, "image/png");
    assert_eq!(outcome.shelf.taken.len(), 1);
    assert_eq!(body(&outcome.drafts[1]), None);
    let row = outcome.private(1, Field::SourceRow);
    assert!(row.contains(r#""content":{"lost":"not-in-the-backup","size":0}"#), "{row}");
}

#[test]
fn every_schema_is_read_by_the_columns_that_it_has() {
    for ios in [12, 15, 17, 18] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sms.db");
        let database = rusqlite::Connection::open(&path).unwrap();
        database.execute_batch(&schema(ios)).unwrap();
        let sql = "INSERT INTO message (guid, attributedBody, handle_id, service, date) \
                   VALUES ('a', ?1, 1, 'iMessage', ?2)";
        database.execute(sql, (archive("请还款"), MAY * 1_000_000_000)).unwrap();
        database.execute(sql.replace("'a'", "'b'").as_str(), (b"broken".to_vec(), MAY)).unwrap();
        drop(database);
        let outcome = read(&path, StoreKind::Messages);
        assert_eq!(body(&outcome.drafts[0]).as_deref(), Some("请还款"));
        assert_eq!(wall(&outcome.drafts[0]), Millis(MAY_MILLIS));
        let row = outcome.private(1, Field::SourceRow);
        assert!(row.contains(r#""attributedBody":{"lost":"typedstream-malformed","size":6}"#));
        assert!(outcome.private(0, Field::SourceRow).contains(r#""attributedBody":{"sha256":"#));
    }
}

#[test]
fn only_chosen_conversations_are_taken() {
    let phone = Phone::new();
    phone.sms(&format!(
        "INSERT INTO message (guid, text, handle_id, service, date, associated_message_type) VALUES
            ('a', '1', 1, 'iMessage', {MAY}, 0), ('b', '2', 2, 'SMS', {MAY}, 0),
            ('c', '3', 1, 'iMessage', {MAY} + 86400, 0), ('d', '4', 2, 'SMS', {MAY}, 2000);"
    ));
    let (_scratch, backup) = open(phone.path());
    let backup = backup.unwrap();
    let store = backup.store(StoreKind::Messages).unwrap();
    let mut survey = Survey::default();
    store.survey(Some("CN"), &|| Ok(()), &mut survey).unwrap();
    let held = survey.conversations();
    let counts: Vec<_> =
        held.iter().map(|one| (one.party.key(), one.counts.values().sum())).collect();
    assert_eq!(counts, [("+8613800000001", 2_u64), ("1069000012345", 1)]);
    let day = 86_400_000;
    assert_eq!(held[0].span, Some((Millis(MAY_MILLIS), Millis(MAY_MILLIS + day))));

    let bodies = |choice: &Choice| {
        let (outcome, unchosen) = take(&store, choice);
        let bodies: String = outcome.drafts.iter().filter_map(body).collect();
        (bodies, outcome.skips.len(), unchosen)
    };
    let parties = |key: &str| Wanted::Parties([key.to_owned()].into());
    let mut choice = Choice { wanted: parties("+8613800000001"), since: None };
    assert_eq!(bodies(&choice), ("13".to_owned(), 0, 2));
    choice.since = Some(Millis(MAY_MILLIS + 1));
    assert_eq!(bodies(&choice), ("3".to_owned(), 0, 3));
    choice = Choice { wanted: Wanted::Conversations([held[1].party.keys()].into()), since: None };
    assert_eq!(bodies(&choice), ("2".to_owned(), 1, 2));
    assert_eq!(bodies(&Choice::all()), ("123".to_owned(), 1, 0));
}

#[test]
fn what_is_left_of_a_message_that_was_unsent_in_part_comes_after_it() {
    let phone = Phone::new();
    let unsent = "<plist><dict><key>rp</key><array><integer>1</integer></array></dict></plist>";
    phone.sms(&format!(
        "INSERT INTO message (guid, text, handle_id, service, date, date_edited, \
            message_summary_info) VALUES
            ('a', '剩下的', 1, 'iMessage', {MAY}, {MAY} + 60, CAST('{unsent}' AS BLOB)),
            ('b', NULL, 1, 'iMessage', {MAY}, {MAY} + 60, CAST('{unsent}' AS BLOB));"
    ));
    let outcome = read(phone.path(), StoreKind::Messages);
    let told: Vec<_> = outcome
        .drafts
        .iter()
        .map(|draft| (body(draft), wall(draft).0 - MAY_MILLIS, draft.fact.reason.as_deref()))
        .collect();
    let back = Some(TAKEN_BACK);
    let expected = [(None, 0, back), (Some("剩下的".to_owned()), 60_000, None), (None, 0, back)];
    assert_eq!(told, expected);
}

#[test]
fn what_is_cut_off_and_what_no_table_has_is_said() {
    let phone = Phone::new();
    let members = (10..610).map(|id| format!("({id}, '+8613800{id:06}', 'cn', 'iMessage')"));
    let members = members.collect::<Vec<_>>().join(",");
    let joins = (10..610).map(|id| format!("(7, {id})")).collect::<Vec<_>>().join(",");
    phone.sms(&format!(
        "INSERT INTO handle (ROWID, id, country, service) VALUES {members};
         INSERT INTO chat VALUES (7, 'iMessage;+;chat1', 43, 'chat1', 'iMessage', 'chat1', '群');
         INSERT INTO chat_handle_join VALUES {joins};
         INSERT INTO message (guid, text, handle_id, service, date) VALUES
            ('a', '群发', 10, 'iMessage', {MAY}), ('b', '\u{fffc}看', 1, 'iMessage', {MAY});
         INSERT INTO chat_message_join VALUES (7, 1);
         INSERT INTO message_attachment_join VALUES (2, 99);"
    ));
    let outcome = read(phone.path(), StoreKind::Messages);
    assert_eq!(outcome.drafts[0].lost, ["too-many-parts"]);
    assert_eq!(outcome.private(0, Field::Party).matches("number").count(), 500);
    assert_eq!(outcome.drafts[1].lost, ["not-in-the-backup"]);
}

#[test]
fn more_versions_than_are_read_are_said() {
    let phone = Phone::new();
    let database = phone.sms("SELECT 1;");
    let data = STANDARD.encode(archive("改"));
    let version = format!("<dict><key>d</key><real>1</real><key>t</key><data>{data}</data></dict>");
    let history = format!(
        "<plist><dict><key>ec</key><dict><key>0</key><array>{}</array></dict></dict></plist>",
        version.repeat(501)
    );
    let sql = "INSERT INTO message (guid, text, handle_id, service, date, message_summary_info) \
               VALUES ('a', '改', 1, 'iMessage', ?1, ?2)";
    database.execute(sql, (MAY, history.into_bytes())).unwrap();
    drop(database);
    let outcome = read(phone.path(), StoreKind::Messages);
    assert_eq!(outcome.drafts.len(), 500);
    assert_eq!(outcome.drafts[0].lost, ["too-many-parts"]);
    assert!(outcome.drafts[1].lost.is_empty());
}

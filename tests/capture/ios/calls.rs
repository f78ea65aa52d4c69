//! Calls and voicemail.

use dunlog_core::capture::ios_backup::StoreKind;
use dunlog_core::record::{Direction, Field, Outcome};

use super::{MAY, MAY_MILLIS, Phone, read, wall};

#[test]
fn calls_are_told_apart_by_outcome_service_and_country() {
    let phone = Phone::new();
    phone.database(
        "HomeDomain",
        "Library/CallHistoryDB/CallHistory.storedata",
        &format!(
            "CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZANSWERED INTEGER, \
                ZCALLTYPE INTEGER, ZORIGINATED INTEGER, ZDATE TIMESTAMP, ZDURATION FLOAT, \
                ZADDRESS VARCHAR, ZISO_COUNTRY_CODE VARCHAR, ZNAME VARCHAR, \
                ZSERVICE_PROVIDER VARCHAR, ZUNIQUE_ID VARCHAR, ZBLOCKEDBYEXTENSION VARCHAR, \
                ZFILTERED_OUT_REASON INTEGER);
             CREATE TABLE ZHANDLE (Z_PK INTEGER PRIMARY KEY, ZVALUE VARCHAR);
             CREATE TABLE Z_2REMOTEPARTICIPANTHANDLES (Z_2REMOTEPARTICIPANTCALLS INTEGER, \
                Z_4REMOTEPARTICIPANTHANDLES INTEGER);
             INSERT INTO ZHANDLE VALUES (1, '+8613800000001'), (2, 'a@example.org');
             INSERT INTO Z_2REMOTEPARTICIPANTHANDLES VALUES (5, 2), (5, 1);
             INSERT INTO ZCALLRECORD VALUES
               (1, 1, 1, 0, {MAY}.75, 61.9, '13800000001', 'cn', '催收', 'com.apple.Telephony', \
                'u1', NULL, 0),
               (2, 0, 1, 0, {MAY}, 0, CAST('95188' AS BLOB), 'cn', NULL, NULL, 'u2', NULL, 0),
               (3, 0, 1, 0, {MAY}, 0, '95188', 'cn', NULL, NULL, 'u3', 'com.example.block', 0),
               (4, 0, 1, 1, {MAY}, 0, '95188', 'cn', NULL, NULL, 'u4', NULL, 0),
               (5, 1, 8, 0, {MAY}, 7, NULL, NULL, NULL, 'com.apple.FaceTime', 'u5', NULL, 0),
               (6, 1, 0, 1, {MAY}, 7, '+85291234567', 'hk', NULL, 'net.whatsapp.WhatsApp', NULL, \
                NULL, 0),
               (7, 0, 1, 0, NULL, 0, '95188', 'cn', NULL, NULL, 'u7', NULL, 0),
               (8, 0, 1, 0, {MAY}, 0, '9123 4567', 'hk', NULL, NULL, 'u8', NULL, 2);"
        ),
    );
    let outcome = read(phone.path(), StoreKind::Calls);
    assert_eq!(outcome.reasons(), ["time-missing"]);
    let told: Vec<_> = outcome
        .drafts
        .iter()
        .map(|draft| (draft.fact.direction.unwrap(), draft.fact.outcome, draft.fact.duration))
        .collect();
    let (inward, out) = (Direction::In, Direction::Out);
    let expected = [
        (inward, Some(Outcome::Connected), Some(61)),
        (inward, Some(Outcome::Missed), Some(0)),
        (inward, Some(Outcome::Blocked), Some(0)),
        (out, None, Some(0)),
        (inward, Some(Outcome::Connected), Some(7)),
        (out, Some(Outcome::Connected), Some(7)),
        (inward, Some(Outcome::Blocked), Some(0)),
    ];
    assert_eq!(told, expected);
    assert_eq!(wall(&outcome.drafts[0]).0, MAY_MILLIS + 750);
    let services: Vec<_> =
        outcome.drafts.iter().map(|draft| draft.fact.service.as_deref()).collect();
    let none = None;
    assert_eq!(services, [none, none, none, none, Some("facetime"), Some("whatsapp"), none]);
    let party = r#"{"number":"+8613800000001","shown":"13800000001"}"#;
    assert_eq!(outcome.private(0, Field::Party), party);
    assert_eq!(outcome.private(0, Field::Contact), "\"催收\"");
    assert_eq!(outcome.private(1, Field::Party), r#"{"number":"95188","shown":"95188"}"#);
    assert!(outcome.private(1, Field::SourceRow).contains(r#""ZADDRESS":"95188""#));
    let group = concat!(
        r#"{"group":[{"shown":"a@example.org"}],"#,
        r#""number":"+8613800000001","shown":"+8613800000001"}"#
    );
    assert_eq!(outcome.private(4, Field::Party), group);
    let row = concat!(
        r#"{"ZADDRESS":"+85291234567","ZANSWERED":"1","ZDATE":"736243200","ZDURATION":"7.0","#,
        r#""ZISO_COUNTRY_CODE":"hk","ZORIGINATED":"1","#,
        r#""ZSERVICE_PROVIDER":"net.whatsapp.WhatsApp","Z_PK":"6"}"#
    );
    assert_eq!(outcome.private(5, Field::SourceRow), row);
    let hong_kong = r#"{"number":"+85291234567","shown":"9123 4567"}"#;
    assert_eq!(outcome.private(6, Field::Party), hong_kong);
}

#[test]
fn voicemail_counts_from_1970_and_brings_its_recording() {
    let phone = Phone::new();
    phone.file("HomeDomain", "Library/Voicemail/3.amr", b"#!AMR\nspeech");
    phone.database(
        "HomeDomain",
        "Library/Voicemail/voicemail.db",
        "CREATE TABLE voicemail (ROWID INTEGER PRIMARY KEY, remote_uid INTEGER, date INTEGER, \
            token TEXT, sender TEXT, callback_num TEXT, duration INTEGER, expiration INTEGER, \
            trashed_date INTEGER, flags INTEGER);
         INSERT INTO voicemail VALUES
            (3, 9, 1714550400, 't', '13800000001', '13800000001', 12, 0, 0, 1),
            (4, 9, 1714550400, 't', NULL, NULL, 3, 0, 736243200, 1);",
    );
    let outcome = read(phone.path(), StoreKind::Voicemail);
    let fact = &outcome.drafts[0].fact;
    assert_eq!((fact.outcome, fact.duration), (Some(Outcome::Voicemail), Some(12)));
    assert_eq!(wall(&outcome.drafts[0]).0, MAY_MILLIS);
    assert_eq!(fact.attachments[0].media_type, "audio/amr");
    assert_eq!(outcome.private(0, Field::Names), r#"["3.amr"]"#);
    assert_eq!(outcome.private(1, Field::Party), r#"{"shown":""}"#);
    let row = outcome.private(1, Field::SourceRow);
    assert!(row.contains(r#""content":{"lost":"not-in-the-backup","size":0}"#));
    assert!(row.contains(r#""ROWID":"4""#));
}

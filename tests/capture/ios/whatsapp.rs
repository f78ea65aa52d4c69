//! WhatsApp's database.

use dunlog_core::capture::ios_backup::StoreKind;
use dunlog_core::record::{Direction, Field, TAKEN_BACK};

use super::{MAY, Phone, body, read};

const DOMAIN: &str = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";

#[test]
fn groups_media_deleted_and_system_rows() {
    let phone = Phone::new();
    phone.file(DOMAIN, "Message/Media/1@g.us/a/photo.jpg", b"\xff\xd8\xff\xe0jpeg");
    phone.database(
        DOMAIN,
        "ChatStorage.sqlite",
        &format!(
            "CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, \
                ZGROUPMEMBER INTEGER, ZMEDIAITEM INTEGER, ZISFROMME INTEGER, ZMESSAGETYPE INTEGER, \
                ZGROUPEVENTTYPE INTEGER, ZMESSAGEDATE TIMESTAMP, ZFROMJID VARCHAR, \
                ZTOJID VARCHAR, ZTEXT VARCHAR, ZSTANZAID VARCHAR);
             CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZSESSIONTYPE INTEGER, \
                ZCONTACTJID VARCHAR, ZPARTNERNAME VARCHAR);
             CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, ZCHATSESSION INTEGER, \
                ZMEMBERJID VARCHAR, ZCONTACTNAME VARCHAR);
             CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, ZMESSAGE INTEGER, \
                ZMEDIALOCALPATH VARCHAR, ZTITLE VARCHAR, ZFILESIZE INTEGER);
             INSERT INTO ZWACHATSESSION VALUES (1, 1, '1@g.us', '催收群'),
                (2, 0, '8613800000001@s.whatsapp.net', '某人');
             INSERT INTO ZWAGROUPMEMBER VALUES (1, 1, '8613800000001@s.whatsapp.net', '甲'),
                (2, 1, '8613800000002@s.whatsapp.net', NULL);
             INSERT INTO ZWAMEDIAITEM VALUES (5, 1, 'Media/1@g.us/a/photo.jpg', '看看', 8);
             INSERT INTO ZWAMESSAGE VALUES
                (1, 1, 1, 5, 0, 1, NULL, {MAY}, '1@g.us', NULL, NULL, 's1'),
                (2, 1, NULL, NULL, 1, 0, NULL, {MAY}, NULL, '1@g.us', '好', 's2'),
                (3, 1, NULL, NULL, 0, 6, 2, {MAY}, '1@g.us', NULL, NULL, 's3'),
                (4, 2, NULL, NULL, 0, 14, NULL, {MAY}, '8613800000001@s.whatsapp.net', NULL, NULL, \
                    's4'),
                (5, 2, NULL, NULL, 1, 0, NULL, {MAY}, NULL, '8613800000001@s.whatsapp.net', '?', \
                    's5');"
        ),
    );
    let outcome = read(phone.path(), StoreKind::WhatsApp);
    assert_eq!(outcome.reasons(), ["system-row"]);
    let bodies: Vec<_> = outcome.drafts.iter().map(body).collect();
    let bodies: Vec<_> = bodies.iter().map(Option::as_deref).collect();
    assert_eq!(bodies, [Some("看看"), Some("好"), None, Some("?")]);
    let reasons: Vec<_> = outcome.drafts.iter().map(|d| d.fact.reason.as_deref()).collect();
    assert_eq!(reasons, [None, None, Some(TAKEN_BACK), None]);
    assert_eq!(outcome.drafts[0].fact.attachments[0].media_type, "image/jpeg");
    assert_eq!(outcome.private(0, Field::Names), r#"["photo.jpg"]"#);
    let one = r#"{"number":"+8613800000001","shown":"+8613800000001"}"#;
    let two = r#"{"number":"+8613800000002","shown":"+8613800000002"}"#;
    let group = format!(r#"{{"group":[{two}],{}"#, &one[1..]);
    assert_eq!([0, 1].map(|at| outcome.private(at, Field::Party)), [group.as_str(), &group]);
    assert_eq!(outcome.private(0, Field::Contact), "\"甲\"");
    assert_eq!(outcome.private(1, Field::Contact), "(absent)");
    assert_eq!(outcome.private(3, Field::Party), one);
    assert_eq!(outcome.private(3, Field::Contact), "\"某人\"");
    assert_eq!(outcome.drafts[3].fact.direction, Some(Direction::Out));
    assert_eq!(outcome.drafts[3].fact.service.as_deref(), Some("whatsapp"));
}

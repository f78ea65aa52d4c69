//! Edited and unsent messages.

use dunlog_core::capture::ios_backup::StoreKind;
use dunlog_core::record::Field;

use super::{MAY, MAY_MILLIS, Phone, archive, body, read, wall};

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A history: each part with its versions, seconds after the message and text; then what is unsent.
fn summary(parts: &[(&str, &[(i64, &str)])], unsent: &[i64]) -> Vec<u8> {
    let parts = parts.iter().map(|(part, versions)| {
        let versions = versions.iter().map(|(after, text)| {
            let text = base64(&archive(text));
            let time = MAY + after;
            format!("<dict><key>d</key><real>{time}</real><key>t</key><data>{text}</data></dict>")
        });
        format!("<key>{part}</key><array>{}</array>", versions.collect::<String>())
    });
    let unsent = unsent.iter().map(|part| format!("<integer>{part}</integer>"));
    let (parts, unsent) = (parts.collect::<String>(), unsent.collect::<String>());
    format!(
        "<plist><dict><key>ec</key><dict>{parts}</dict><key>rp</key><array>{unsent}</array></dict>\
         </plist>"
    )
    .into_bytes()
}

fn said(text: Option<&str>, summary: &[u8]) -> Vec<(Option<String>, i64, String)> {
    let phone = Phone::new();
    let sms = phone.sms("");
    let sql = "INSERT INTO message (guid, text, handle_id, service, date, date_edited, \
               message_summary_info) VALUES ('a', ?1, 1, 'iMessage', ?2, ?3, ?4)";
    sms.execute(sql, (text, MAY, MAY + 90, summary)).unwrap();
    drop(sms);
    let outcome = read(phone.path(), StoreKind::Messages);
    let row = |at| outcome.private(at, Field::SourceRow).to_owned();
    let drafts = outcome.drafts.iter().enumerate();
    drafts.map(|(at, draft)| (body(draft), wall(draft).0 - MAY_MILLIS, row(at))).collect()
}

#[test]
fn each_version_is_a_draft_at_its_time() {
    let said =
        said(Some("请联系"), &summary(&[("0", &[(0, "弄死你"), (30, "?"), (60, "请联系")])], &[]));
    let told: Vec<_> = said.iter().map(|(body, after, _)| (body.as_deref(), *after)).collect();
    assert_eq!(told, [(Some("弄死你"), 0), (Some("?"), 30_000), (Some("请联系"), 60_000)]);
    for (number, (body, _, row)) in said.iter().enumerate() {
        assert!(row.contains(&format!(r#""version":"{}""#, number + 1)), "{row}");
        assert!(row.contains(&format!(r#""text":"{}""#, body.as_deref().unwrap())), "{row}");
    }
}

#[test]
fn a_message_of_several_parts_ends_with_what_it_says_now() {
    let said = said(Some("\u{fffc}乙丙"), &summary(&[("1", &[(0, "甲"), (30, "乙")])], &[]));
    let told: Vec<_> = said.iter().map(|(body, after, _)| (body.as_deref(), *after)).collect();
    assert_eq!(told, [(Some("甲"), 0), (Some("乙"), 30_000), (Some("乙丙"), 90_000)]);
}

#[test]
fn an_unsent_message_stays_without_its_text() {
    let told = said(None, &summary(&[], &[0]));
    assert_eq!((told.len(), told[0].0.as_deref()), (1, None));
    assert!(told[0].2.contains(r#""unsent":["0"]"#));
    // What it said before it was unsent may stand in its history.
    let told = said(None, &summary(&[("0", &[(0, "弄死你"), (30, "x")])], &[0]));
    let bodies: Vec<_> = told.iter().map(|(body, ..)| body.as_deref()).collect();
    assert_eq!(bodies, [Some("弄死你"), Some("x")]);
    // A history that cannot be read is passed over.
    let told = said(Some("x"), b"bplist00 broken");
    assert_eq!((told.len(), told[0].0.as_deref()), (1, Some("x")));
}

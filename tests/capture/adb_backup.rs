//! Android's own backup: the header, what is in the tar, and what of it is read.

use std::io::{Cursor, Write};

use dunlog_core::capture;
use dunlog_core::record::{Channel, Direction, Field};
use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::{Outcome, fixture, run};

const FOLDER: &str = "apps/com.android.providers.telephony/d_f";

const SMS: &str = r#"[{"address":"13800138000","body":"请尽快还款","date":"1700000000000","date_sent":"1699999998000","type":"1","recipients":["13800138000"]},{"address":"13800138000","body":"draft","date":"1700000000000","type":"3"}]"#;

const MMS: &str = r#"[{"date":"1700000100","m_type":"132","msg_box":"1","recipients":["13900139000"],"mms_addresses":[{"type":137,"address":"13900139000","charset":106},{"type":151,"address":"13700137000","charset":106}],"mms_body":"再不还钱","mms_charset":106}]"#;

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// A tar of plain files.
fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, content) in files {
        let mut header = [0_u8; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..108].copy_from_slice(b"0000600\0");
        header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        header[148..156].copy_from_slice(b"        ");
        header[156] = b'0';
        header[257..265].copy_from_slice(b"ustar\x0000");
        let sum: u64 = header.iter().map(|byte| u64::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend_from_slice(&header);
        out.extend_from_slice(content);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

pub(super) fn backup(version: u32, packed: bool, encryption: &str, tar: &[u8]) -> Vec<u8> {
    let mut out =
        format!("ANDROID BACKUP\n{version}\n{}\n{encryption}\n", u8::from(packed)).into_bytes();
    out.extend(if packed { zlib(tar) } else { tar.to_vec() });
    out
}

pub(super) fn messages() -> Vec<u8> {
    tar(&[
        (&format!("{FOLDER}/000000_sms_backup"), &zlib(SMS.as_bytes())),
        ("apps/org.example/f/photo", &[7; 700]),
        (&format!("{FOLDER}/000001_mms_backup"), &zlib(MMS.as_bytes())),
    ])
}

fn read(bytes: Vec<u8>) -> dunlog_core::Result<Outcome> {
    run(Some("CN"), |context, sink, emit| capture::read(Cursor::new(bytes), context, sink, emit))
}

fn refused(bytes: Vec<u8>) -> String {
    read(bytes).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn texts_and_multimedia_messages_are_read_and_their_rows_counted_through() {
    for packed in [true, false] {
        let outcome = read(backup(5, packed, "none", &messages())).unwrap();
        assert_eq!((outcome.reasons(), outcome.cut), (vec!["draft"], None));
        assert_eq!(outcome.skips[0].row, 2);
        let [sms, mms] = outcome.drafts.as_slice() else { panic!("two") };
        let places = [sms, mms].map(|draft| draft.fact.feed.as_ref().unwrap().place);
        assert_eq!(places, [1, 3]);
        assert_eq!(sms.fact.feed.as_ref().unwrap().format, "android_backup");
        assert_eq!(sms.fact.network.unwrap().0, 1_699_999_998_000);
        assert_eq!(
            (mms.fact.channel, mms.fact.direction),
            (Some(Channel::Mms), Some(Direction::In))
        );
        assert_eq!(mms.fact.seen.as_ref().unwrap().wall.0, 1_700_000_100_000);
        assert_eq!(outcome.private(1, Field::Body), "\"再不还钱\"");
        let party = r#"{"number":"+8613900139000","shown":"13900139000"}"#;
        assert_eq!(outcome.private(1, Field::Party), party);
        let own = r#"{"number":"+8613700137000","shown":"13700137000"}"#;
        assert_eq!(outcome.private(1, Field::Own), own);
    }
}

#[test]
fn a_file_taken_out_of_a_backup_is_read_by_itself() {
    let outcome = read(zlib(SMS.as_bytes())).unwrap();
    assert_eq!((outcome.drafts.len(), outcome.reasons()), (1, vec!["draft"]));
}

#[test]
fn what_cannot_be_read_is_refused_by_its_reason() {
    let tar = messages();
    let code = |code: &str| format!("malformed android_backup at 0: {code}");
    assert_eq!(refused(backup(4, true, "AES-256", &tar)), code("backup-encrypted"));
    assert_eq!(refused(backup(4, true, "none", &[0; 1024])), code("backup-without-messages"));
    assert_eq!(refused(b"ANDROID BACKUP\n".to_vec()), code("header-malformed"));
    assert_eq!(refused(b"ANDROID BACKUP\n5\nx\nnone\n".to_vec()), code("header-malformed"));
    let newer = refused(backup(6, true, "none", &tar));
    assert_eq!(newer, "unsupported version of android_backup: 6");
    assert_eq!(refused(zlib(br#"[{"a":1}]"#)), "malformed backup at 0: format-unknown");
}

#[test]
fn a_backup_that_ends_early_gives_what_is_whole() {
    let whole = backup(5, false, "none", &messages());
    let header = whole.len() - messages().len();
    // Within the header of the second file, and within its content.
    for kept in [header + 1024 + 100, header + 1536 + 100] {
        let outcome = read(whole[..kept].to_vec()).unwrap();
        assert_eq!((outcome.drafts.len(), outcome.cut.is_some()), (1, true), "{kept}");
    }
    let packed = backup(5, true, "none", &messages());
    for kept in 30..packed.len() - 1 {
        // Whatever is cut, nothing is made up and the cut is told.
        match read(packed[..kept].to_vec()) {
            Ok(outcome) => assert!(outcome.cut.is_some() && outcome.drafts.len() <= 2, "{kept}"),
            Err(fault) => {
                assert!(fault.to_string().ends_with("backup-without-messages"), "{fault}")
            }
        }
    }
}

#[test]
fn a_broken_sum_or_an_absurd_size_is_a_cut() {
    let mut tar = messages();
    tar[512 + 512] ^= 1;
    let outcome = read(backup(5, true, "none", &tar)).unwrap();
    assert_eq!((outcome.drafts.len(), outcome.cut), (1, Some(1024)));
    // A sum in bytes rather than digits, which its field has no room for.
    let mut tar = messages();
    tar[148] = 0x80;
    let outcome = read(backup(5, true, "none", &tar)).unwrap();
    assert_eq!((outcome.drafts.len(), outcome.cut), (0, Some(0)));
    let mut tar = messages();
    tar[124..136].copy_from_slice(&[0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    let outcome = read(backup(5, true, "none", &tar)).unwrap();
    assert_eq!((outcome.drafts.len(), outcome.cut), (0, Some(0)));
}

#[test]
fn the_fixtures_give_what_their_origin_states() {
    let folder = "import-android/mvt-android-backup";
    // Its text is in box 6, which was never sent.
    for (file, drafts) in [("backup.ab", 1), ("backup3.ab", 0), ("000000_sms_backup", 0)] {
        let Some(bytes) = fixture(&format!("{folder}/{file}")) else { continue };
        let outcome = read(bytes).unwrap();
        assert_eq!((outcome.drafts.len(), outcome.reasons()), (drafts, vec!["not-sent"]), "{file}");
        if drafts > 0 {
            let said = "\"Very suspicious MMS, click on this link http://google.com\"";
            assert_eq!(outcome.private(0, Field::Body), said);
        }
    }
}

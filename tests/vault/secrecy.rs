//! Nothing that was written can be read in the folder without a key.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use dunlog_core::record::canonical::Value;
use dunlog_core::record::{Draft, Fact, Field, Kind, Party, Role, Source};
use dunlog_core::vault::Vault;
use dunlog_tests::row;

use super::{at, file_draft, fresh, import};

/// Every file below `folder`, by path.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push((path.clone(), std::fs::read(path).unwrap()));
        }
    }
    files
}

/// The forms in which `secret` might stand somewhere.
fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf8 = secret.as_bytes();
    let wide: Vec<u16> = secret.encode_utf16().collect();
    let mut forms = vec![
        ("UTF-8", utf8.to_vec()),
        ("UTF-16LE", wide.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
        ("UTF-16BE", wide.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
        ("hex", utf8.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()),
        ("HEX", utf8.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).collect()),
    ];
    for shift in 0..3 {
        let shifted = [&vec![0; shift][..], utf8].concat();
        let text = STANDARD_NO_PAD.encode(shifted);
        let middle = &text[if shift == 0 { 0 } else { shift + 1 }..text.len() - 2];
        forms.push(("base64", middle.as_bytes().to_vec()));
    }
    let digits: Vec<u8> = utf8.iter().copied().filter(u8::is_ascii_digit).collect();
    if digits.len() >= 7 {
        forms.push(("digits", digits));
    }
    forms
}

/// Where and how `secret` can be found below `folder`.
pub(crate) fn find(folder: &Path, secret: &str) -> Vec<(PathBuf, &'static str)> {
    let mut found = Vec::new();
    for (path, bytes) in files(folder) {
        for (form, needle) in forms(secret) {
            let name = path.file_name().unwrap().as_encoded_bytes();
            let inside = |hay: &[u8]| hay.windows(needle.len()).any(|window| window == needle);
            if inside(&bytes) || inside(name) {
                found.push((path.clone(), form));
            }
        }
    }
    found
}

const SECRETS: [&str; 10] = [
    "+86 138-0013-8000",
    "13900139001",
    "催收员王某某",
    "你再不还钱就上门",
    "通话录音-0423.m4a",
    "深圳市南山区科技园",
    "案号(2024)粤0305号",
    "the content of the recording",
    "redaction detail words",
    "2024-05-01T00:00:07",
];

fn fill(vault: &mut Vault) {
    let named = Party::new(SECRETS[0], Some("+8613800138000"));
    let draft = dunlog_tests::message(SECRETS[1], SECRETS[3], at(7))
        .with_text(Field::Contact, SECRETS[2])
        .with_text(Field::Pdu, SECRETS[9])
        .with(Field::Location, &Value::map(vec![("at".into(), Value::Text(SECRETS[5].into()))]));
    vault.append(draft, at(7)).unwrap();
    let content = vault.attach(&mut SECRETS[7].as_bytes(), "audio/mp4").unwrap();
    let names = Value::List(vec![Value::Text(SECRETS[4].into())]);
    vault.append(file_draft(content).with(Field::Names, &names), at(8)).unwrap();
    let mut role = Fact::new(Kind::Role, Source::Typed);
    role.role = Some(Role::Agency);
    let detail = Value::map(vec![("note".into(), Value::Text(SECRETS[6].into()))]);
    let role = Draft::new(role).with_party(&named).with(Field::Detail, &detail);
    vault.append(role, at(9)).unwrap();
    import(
        vault,
        (0..50).map(|i| {
            let file = dunlog_core::chain::Hash([1; 32]);
            row(file, i + 1, SECRETS[0], SECRETS[3], at(i * 60))
        }),
    );
    let target = vault.append(dunlog_tests::message("95533", "x", at(70)), at(70)).unwrap();
    let detail = Value::map(vec![("why".into(), Value::Text(SECRETS[8].into()))]);
    vault.redact(&target.leaf, "on_request", &detail, at(80)).unwrap();
}

#[test]
fn no_secret_can_be_found_in_any_form_in_any_file() {
    let (folder, _, mut vault) = fresh();
    fill(&mut vault);
    for closed in [false, true] {
        for secret in SECRETS {
            assert_eq!(find(folder.path(), secret), [], "closed: {closed}");
        }
        if !closed {
            vault.settle().unwrap();
        }
    }
    vault.close().unwrap();
    for secret in SECRETS {
        assert_eq!(find(folder.path(), secret), []);
    }
}

#[test]
fn the_search_itself_finds_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    for (form, needle) in forms(SECRETS[0]) {
        std::fs::write(folder.path().join("file"), [b"ab", &needle[..], b"cd"].concat()).unwrap();
        assert!(find(folder.path(), SECRETS[0]).iter().any(|(_, found)| *found == form), "{form}");
    }
}

#[test]
fn attachments_have_random_names_and_one_time() {
    let (folder, _, mut vault) = fresh();
    for content in ["a", "b"] {
        let content = vault.attach(&mut content.as_bytes(), "text/plain").unwrap();
        vault.append(file_draft(content), at(1)).unwrap();
    }
    vault.close().unwrap();
    let mut times = Vec::new();
    for (path, _) in files(&folder.path().join("attachments")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
        times.push(std::fs::metadata(&path).unwrap().modified().unwrap());
    }
    assert_eq!(times.len(), 2);
    assert_eq!(times[0], times[1]);
}

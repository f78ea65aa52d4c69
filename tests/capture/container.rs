//! Zip and gzip around backups, and hostile ones.

use std::io::{Cursor, Write};

use dunlog_core::Error;
use dunlog_core::capture::{self, Format};

use super::{Outcome, files, run};

fn read(bytes: &[u8]) -> Result<Outcome, Error> {
    run(Some("CN"), |context, sink, emit| capture::read(Cursor::new(bytes), context, sink, emit))
}

fn code(bytes: &[u8]) -> &'static str {
    match read(bytes).map(|_| ()).unwrap_err() {
        Error::Malformed(malformed) => malformed.code,
        other => panic!("{other}"),
    }
}

fn backup(rows: usize) -> Vec<u8> {
    let row = r#"<sms address="10086" date="1700000000000" type="1" body="x"/>"#;
    format!("<smses>{}</smses>", row.repeat(rows)).into()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        out.start_file(*name, options).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn the_format_is_told_by_content() {
    assert_eq!(capture::detect(b"\xef\xbb\xbf \n<smses>"), Some(Format::Xml));
    assert_eq!(capture::detect(b"[{\"a\":1}]"), Some(Format::Json));
    assert_eq!(capture::detect(&gzip(b"")), Some(Format::Gzip));
    assert_eq!(capture::detect(&zip(&[])), Some(Format::Zip));
    assert_eq!(capture::detect(b"%PDF-1.7"), None);
    assert_eq!(code(b"%PDF-1.7"), "format-unknown");
    assert_eq!(code(b""), "format-unknown");
    assert_eq!(code(&gzip(&gzip(&backup(1)))), "nested-container");
}

#[test]
fn rows_of_all_backups_in_a_zip_are_counted_through() {
    assert_eq!(read(&gzip(&backup(3))).unwrap().drafts.len(), 3);
    let (one, two) = (backup(2), backup(3));
    let bytes = zip(&[("sms-1.xml", &one), ("note.txt", b"x"), ("calls.xml", &two)]);
    let outcome = read(&bytes).unwrap();
    let places = outcome.drafts.iter().map(|draft| draft.fact.feed.as_ref().unwrap().place);
    assert_eq!(places.collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(code(&zip(&[("note.txt", b"x")])), "format-unknown");
}

#[test]
fn a_gzip_cut_or_damaged_in_the_middle_gives_what_is_whole() {
    let rows: String = (0..5000)
        .map(|n| {
            let noise = n * 7919 % 65_521;
            format!("<sms address='1{noise}' date='17000{noise:08}' type='1' body='{noise:x}'/>")
        })
        .collect();
    let packed = gzip(format!("<smses>{rows}</smses>").as_bytes());
    let cut = read(&packed[..packed.len() / 2]).unwrap();
    assert!((100..4900).contains(&cut.drafts.len()), "{}", cut.drafts.len());
    assert!(cut.cut.is_some());
    let mut wrong_sum = packed.clone();
    let at = packed.len() - 6;
    wrong_sum[at] ^= 1;
    let outcome = read(&wrong_sum).unwrap();
    assert_eq!((outcome.drafts.len(), outcome.cut.is_some()), (5000, true));
}

#[test]
fn a_zip_cut_before_its_directory_gives_the_rows_of_its_first_entry() {
    let xml = backup(2000);
    let line = b"{\"address\":\"10086\",\"date\":\"1700000000000\",\"body\":\"x\"}\n".repeat(50);
    let whole = zip(&[("sms.xml", &xml), ("data/a.jpg", b"aaaa")]);
    let outcome = read(&whole[..whole.len() - 30]).unwrap();
    assert_eq!((outcome.drafts.len(), outcome.cut), (2000, Some(xml.len() as u64 - 8)));
    let outcome = read(&whole[..whole.len() / 2]).unwrap();
    assert!(outcome.drafts.len() < 2000 && outcome.cut.is_some());
    let whole = zip(&[("messages.ndjson", &line), ("data/a.jpg", b"aaaa")]);
    let outcome = read(&whole[..whole.len() - 30]).unwrap();
    assert_eq!((outcome.drafts.len(), outcome.cut), (50, Some(line.len() as u64 - 1)));
    assert_eq!(code(&zip(&[("data/a.jpg", b"aaaa"), ("sms.xml", &xml)])[..60]), "zip-no-directory");
}

#[test]
fn what_expands_too_far_is_refused() {
    let mut blanks = b"<smses>".to_vec();
    blanks.resize(64 << 20, b' ');
    assert_eq!(code(&gzip(&blanks)), "gzip-ratio");
    assert_eq!(code(&zip(&[("a.xml", &blanks)])), "zip-ratio");
}

#[test]
fn names_that_could_mean_another_place_are_refused() {
    let xml = backup(1);
    for (name, expected) in [
        ("../a.xml", "zip-name-unsafe"),
        ("/a.xml", "zip-name-unsafe"),
        ("a\\b.xml", "zip-name-unsafe"),
        ("C:/a.xml", "zip-name-unsafe"),
        ("a/./b.xml", "zip-name-unsafe"),
        ("A.XML", "zip-name-collides"),
    ] {
        assert_eq!(code(&zip(&[("a.xml", &xml), (name, &xml)])), expected, "{name}");
    }
}

#[test]
fn every_zip_fixture_is_refused_with_the_code_of_what_is_wrong_or_holds_no_backup() {
    // What the name in the fixtures says, and the code; what is not listed holds no backup.
    let table = [
        ("End of central directory record signature not found", "zip-no-directory|format-unknown"),
        ("Invalid comment length", "zip-trailing-data"),
        ("absolute path", "zip-name-unsafe"),
        ("invalid relative path", "zip-name-unsafe"),
        ("compressed uncompressed size mismatch", "zip-size-mismatch"),
        ("extra field length exceeds", "zip-extra-invalid"),
        ("file data overflows", "zip-"),
        ("invalid central directory file header signature", "zip-directory-mismatch"),
        ("invalid characters in fileName", "zip-name-unsafe"),
        ("invalid local file header signature", "zip-header-mismatch"),
        ("invalid zip64 end", "format-unknown"),
        ("multi-disk", "zip-multi-disk"),
        ("strong encryption", "zip-encrypted"),
        ("traditional-encryption", "zip-encrypted"),
        ("unexpected EOF", "zip-"),
        ("unsupported compression method 1", "zip-method-unsupported"),
        ("bogus-compression-method", "zip-method-unsupported"),
        ("zip64 extended information", "zip-extra-invalid"),
        ("sloppy-filenames", "zip-name-unsafe"),
        ("wrong-entry-sizes", "zip-"),
        ("zip-slip", "zip-name-unsafe"),
        ("comment-truncated", "zip-trailing-data"),
        ("dupdir", "zip-name-duplicate"),
        ("readme.notzip", "format-unknown|zip-"),
        ("readme.zip", "zip-trailing-data"),
        ("not enough bytes", "zip-ratio"),
        ("unicode-path", "zip-name-unsafe"),
        ("too many bytes", "zip-header-mismatch"),
        ("symlink", "zip-symlink"),
        ("test-badbase", "zip-"),
        ("test-baddirsz", "zip-"),
        ("test-prefix", "format-unknown|zip-"),
        ("test-trailing-junk", "zip-trailing-data"),
        ("overlap", "zip-overlap|zip-header-mismatch|zip-out-of-bounds"),
    ];
    let mut codes = std::collections::BTreeSet::new();
    for path in files("zip") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let code = code(&std::fs::read(&path).unwrap());
        let expected = table.iter().find(|(part, _)| name.contains(part)).map(|(_, code)| *code);
        let fits = |part: &str| code.starts_with(part);
        match expected {
            Some(expected) => assert!(expected.split('|').any(fits), "{name}: {code}"),
            None => assert_eq!(code, "format-unknown", "{name}"),
        }
        codes.insert(code);
    }
    assert!(codes.is_empty() || codes.len() > 8, "{codes:?}");
}

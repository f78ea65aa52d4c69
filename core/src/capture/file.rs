//! A recording, photo, video or document as evidence, and the call that a recording belongs to.
//!
//! The content is hashed while it streams to the sink. Which call it records is read from the
//! recorder's side file or the file's name ([`super::recorder`]); a tie is never decided.
//! docs/spec/capture.md, "Files".

use std::io::{Cursor, Read};

use super::recorder::Facts;
use super::{Sink, number};
use crate::chain::Hash;
use crate::error::Result;
use crate::record::canonical::Value;
use crate::record::{
    Attachment, Direction, Draft, Evidence, Fact, Field, Kind, Millis, Offset, OffsetFrom, Party,
    Purpose, Seen, Source,
};

/// How far a recording's time may lie from the start or the end of its call, in milliseconds.
pub const TOLERANCE: i64 = 90_000;

/// What is said of a file that is evidence.
pub struct Exhibit<'a> {
    /// The file's name, without its folders.
    pub name: &'a str,
    /// The kind of evidence.
    pub evidence: Evidence,
    /// How it came in.
    pub source: Source,
    /// What the recorder says of it.
    pub facts: &'a Facts,
    /// The offset of a time that a person names; it stands before the recorder's.
    pub offset: Option<Offset>,
    /// The country that national numbers belong to, where known.
    pub country: Option<&'a str>,
    /// What the person says of it: canonical members of `detail`.
    pub detail: Vec<(String, Value)>,
}

/// Streams a file into the sink and makes its record.
///
/// # Errors
/// `Io` of the content; those of the sink.
pub fn exhibit(content: &mut dyn Read, exhibit: Exhibit<'_>, sink: &mut dyn Sink) -> Result<Draft> {
    let Exhibit { name, evidence, source, facts, offset, country, mut detail } = exhibit;
    let stored = enclose(content, name, sink)?;
    let mut fact = Fact::new(Kind::File, source);
    fact.purpose = Some(Purpose::Exhibit);
    fact.evidence = Some(evidence);
    fact.kept = Some(true);
    fact.attachments = vec![stored];
    fact.direction = facts.direction;
    fact.duration = facts.duration;
    match facts.time.filter(|time| time.in_range()) {
        Some(wall) => {
            fact.seen = Some(Seen { wall, mono: None, boot: None });
            let minutes = facts.offset.filter(|minutes| (-1080..=1080).contains(minutes));
            let from = OffsetFrom::File;
            let told = minutes.map(|minutes| Offset { minutes, zone: None, from });
            fact.offset = offset.or(told);
        }
        None => fact.local = facts.local.clone(),
    }
    if let Some(recorder) = facts.recorder {
        detail.push(("recorder".to_owned(), Value::Text(recorder.to_owned())));
    }
    let names = Value::List(vec![Value::Text(name.to_owned())]);
    let mut draft =
        Draft::new(fact).with(Field::Detail, &Value::map(detail)).with(Field::Names, &names);
    if let Some(shown) = &facts.number {
        let name = number::named(shown, country);
        draft = draft.with_party(&Party { name, group: Vec::new() });
    }
    if let Some(contact) = &facts.contact {
        draft = draft.with_text(Field::Contact, contact);
    }
    Ok(draft)
}

/// Streams a file into the sink; its media type is told by its first bytes and its name.
///
/// # Errors
/// `Io` of the content; those of the sink.
pub fn enclose(content: &mut dyn Read, name: &str, sink: &mut dyn Sink) -> Result<Attachment> {
    let mut head = Vec::with_capacity(64);
    content.take(64).read_to_end(&mut head)?;
    let media_type = media_type(&head, name);
    sink.attach(&mut Cursor::new(head).chain(content), media_type)
}

/// A call that a recording may belong to.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The call's record.
    pub leaf: Hash,
    /// The start, by the phone.
    pub start: Millis,
    /// The UTC offset there, in minutes, where known.
    pub offset: Option<i64>,
    /// The duration in seconds, where known.
    pub duration: Option<i64>,
    /// Who called whom.
    pub direction: Option<Direction>,
    /// The form in which the other side's number compares.
    pub number: Option<String>,
    /// The other side's name in the contacts.
    pub contact: Option<String>,
}

/// Which call a recording belongs to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Match {
    /// No call fits.
    None,
    /// Exactly one call fits.
    One(Hash),
    /// Several calls fit; a person decides.
    Tie(Vec<Hash>),
}

/// Finds the calls whose start or end is the recording's time and which nothing contradicts.
pub fn match_call(candidates: &[Candidate], facts: &Facts, country: Option<&str>) -> Match {
    let number = facts.number.as_deref();
    let number = number.map(|shown| number::normalise(shown, country).unwrap_or(shown.to_owned()));
    let agrees = |candidate: &&Candidate| {
        let same =
            |a: Option<&str>, b: Option<&str>| !matches!((a, b), (Some(a), Some(b)) if a != b);
        same(number.as_deref(), candidate.number.as_deref())
            && (number.is_some() || same(facts.contact.as_deref(), candidate.contact.as_deref()))
            && !matches!((facts.direction, candidate.direction), (Some(a), Some(b)) if a != b)
            && !matches!((facts.duration, candidate.duration), (Some(a), Some(b)) if a > b + 10)
            && fits(candidate, facts)
    };
    let found: Vec<Hash> = candidates.iter().filter(agrees).map(|call| call.leaf).collect();
    match found.as_slice() {
        [] => Match::None,
        [one] => Match::One(*one),
        _ => Match::Tie(found),
    }
}

/// Whether the recording's time is the call's start or end.
fn fits(candidate: &Candidate, facts: &Facts) -> bool {
    let time = match (facts.time, &facts.local, candidate.offset) {
        (Some(time), ..) => time.0,
        (None, Some(local), Some(minutes)) => {
            let local = chrono::NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M:%S");
            let Ok(local) = local else { return false };
            local.and_utc().timestamp_millis() - minutes * 60_000
        }
        _ => return false,
    };
    // A name without seconds stands for the whole minute.
    let near = |edge: i64| (-TOLERANCE..=TOLERANCE + facts.blur).contains(&(edge - time));
    let end = candidate.duration.map(|seconds| candidate.start.0 + seconds.saturating_mul(1000));
    near(candidate.start.0) || end.is_some_and(near)
}

/// The media type of a file by its first bytes, else by the end of its name.
pub fn media_type(head: &[u8], name: &str) -> &'static str {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let by_name = NAMES.iter().find(|(known, _)| *known == end).map(|(_, media_type)| *media_type);
    let starts = |mark: &[u8]| head.starts_with(mark);
    let at = |offset: usize, mark: &[u8]| head.get(offset..offset + mark.len()) == Some(mark);
    let named = |class: &str| by_name.filter(|media_type| media_type.starts_with(class));
    if at(4, b"ftyp") {
        return match head.get(8..12).unwrap_or_default() {
            b"M4A " | b"M4B " => "audio/mp4",
            b"qt  " => "video/quicktime",
            b"heic" | b"heix" | b"mif1" => "image/heic",
            b"avif" => "image/avif",
            brand if brand.starts_with(b"3g") => named("audio/").unwrap_or("video/3gpp"),
            _ => named("audio/").unwrap_or("video/mp4"),
        };
    }
    if starts(b"RIFF") {
        return match head.get(8..12).unwrap_or_default() {
            b"WAVE" => "audio/wav",
            b"WEBP" => "image/webp",
            b"AVI " => "video/x-msvideo",
            _ => "application/octet-stream",
        };
    }
    let adts = matches!(head, [0xff, second, ..] if second & 0xf6 == 0xf0);
    let mpeg = matches!(head, [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0);
    match () {
        () if starts(b"ID3") => "audio/mpeg",
        () if starts(b"OggS") => named("video/").unwrap_or("audio/ogg"),
        () if starts(b"#!AMR-WB") => "audio/amr-wb",
        () if starts(b"#!AMR") => "audio/amr",
        () if starts(b"fLaC") => "audio/flac",
        () if starts(b"\x1a\x45\xdf\xa3") => named("video/").unwrap_or("video/webm"),
        () if starts(b"\xff\xd8\xff") => "image/jpeg",
        () if starts(b"\x89PNG\r\n\x1a\n") => "image/png",
        () if starts(b"GIF8") => "image/gif",
        () if starts(b"BM") => "image/bmp",
        () if starts(b"II*\0") || starts(b"MM\0*") => "image/tiff",
        () if starts(b"%PDF-") => "application/pdf",
        () if starts(b"PK\x03\x04") => named("application/").unwrap_or("application/zip"),
        () if starts(b"\xd0\xcf\x11\xe0") => named("application/").unwrap_or("application/x-ole"),
        () if adts => "audio/aac",
        () if mpeg => "audio/mpeg",
        // What has marks of its own and shows none of them is not what its name says.
        () => by_name.filter(|known| MARKLESS.contains(known)).unwrap_or(OCTETS),
    }
}

const OCTETS: &str = "application/octet-stream";

/// Types whose content begins in no fixed way.
const MARKLESS: &[&str] =
    &["text/plain", "text/csv", "text/html", "text/vcard", "message/rfc822", "application/json"];

/// Media types by the end of a name.
const NAMES: &[(&str, &str)] = &[
    ("3ga", "audio/3gpp"),
    ("3gp", "video/3gpp"),
    ("aac", "audio/aac"),
    ("amr", "audio/amr"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("eml", "message/rfc822"),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("json", "application/json"),
    ("m4a", "audio/mp4"),
    ("mkv", "video/x-matroska"),
    ("mp4", "video/mp4"),
    ("oga", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("txt", "text/plain"),
    ("vcf", "text/vcard"),
    ("webm", "video/webm"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_the_media_type_and_the_name_only_helps() {
        assert_eq!(media_type(b"\0\0\0\x18ftypM4A \0", "a.mp4"), "audio/mp4");
        assert_eq!(media_type(b"\0\0\0\x18ftypisom", "a.m4a"), "audio/mp4");
        assert_eq!(media_type(b"\0\0\0\x18ftypisom", "a.mov"), "video/mp4");
        assert_eq!(media_type(b"#!AMR\n", "a"), "audio/amr");
        assert_eq!(media_type(b"\xff\xf1\x50", "a.aac"), "audio/aac");
        assert_eq!(media_type(b"\xff\xfb\x90", "a.mp3"), "audio/mpeg");
        assert_eq!(media_type(b"PK\x03\x04", "a.docx").len(), 71);
        assert_eq!(media_type(b"MZ", "a.pdf"), "application/octet-stream");
        assert_eq!(media_type("催收".as_bytes(), "a.txt"), "text/plain");
    }

    fn call(id: u8, start: i64, duration: i64, number: &str) -> Candidate {
        Candidate {
            leaf: Hash([id; 32]),
            start: Millis(start),
            offset: Some(480),
            duration: Some(duration),
            direction: Some(Direction::In),
            number: Some(number.to_owned()),
            contact: None,
        }
    }

    #[test]
    fn a_time_may_be_start_or_end_and_a_tie_is_not_decided() {
        let start = 1_700_000_000_000;
        let calls = [
            call(1, start, 600, "+8613800138000"),
            call(2, start + 660_000, 60, "+8613800138000"),
            call(3, start, 600, "10086"),
        ];
        let at = |time: i64, number: Option<&str>| {
            let number = number.map(str::to_owned);
            let facts = Facts { time: Some(Millis(time)), number, ..Facts::default() };
            match_call(&calls, &facts, Some("CN"))
        };
        let mobile = Some("138 0013 8000");
        assert_eq!(at(start + 5_000, mobile), Match::One(Hash([1; 32])));
        assert_eq!(at(start + 5_000, None), Match::Tie(vec![Hash([1; 32]), Hash([3; 32])]));
        assert_eq!(at(start + 630_000, mobile), Match::Tie(vec![Hash([1; 32]), Hash([2; 32])]));
        assert_eq!(at(start + 725_000, mobile), Match::One(Hash([2; 32])));
        assert_eq!(at(start + 300_000, mobile), Match::None);
        let local = Facts { local: Some("2023-11-15T06:13:00".into()), ..Facts::default() };
        assert!(matches!(match_call(&calls[..1], &local, None), Match::One(_)));
        assert_eq!(match_call(&calls, &Facts::default(), None), Match::None);
    }
}

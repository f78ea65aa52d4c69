//! From a vault to a bundle that verifies, and from the bundle into a case vault.

use std::io::Cursor;
use std::path::Path;

use dunlog_core::Error;
use dunlog_core::bundle::admit::{Admitted, admit};
use dunlog_core::bundle::audit::{Audit, Completeness, Policy};
use dunlog_core::bundle::contents::Contents;
use dunlog_core::bundle::disclose::{Preview, Selection};
use dunlog_core::bundle::export::{Request, export, preview};
use dunlog_core::bundle::verify::verify;
use dunlog_core::chain::Hash;
use dunlog_core::record::{
    Attachment, Draft, Evidence, Fact, Field, Kind, Millis, Purpose, Record, Role, Source,
};
use dunlog_core::rule::pack::Pack;
use dunlog_core::vault::Vault;
use dunlog_tests::{MemoryKeystore, START, mark, message, row};
use tempfile::TempDir;

pub(crate) const AGENCY: &str = "+8613900000001";
const FRIEND: &str = "+8613900000002";

pub(crate) fn at(minutes: i64) -> Millis {
    Millis(START.0 + minutes * 60_000)
}

/// A vault with two parties, a recording, a kept backup and a heartbeat.
pub(crate) fn filled(folder: &Path) -> Vault {
    let keystore = MemoryKeystore::new(1);
    let (mut vault, _) = Vault::create(folder, keystore.boxed(), START).expect("a new vault");
    let backup = Hash::of(b"backup");
    let mut drafts = vec![
        row(backup, 1, AGENCY, "再不还款，后果自负", at(1)),
        row(backup, 2, FRIEND, "你欠钱了？", at(2)),
        row(backup, 3, AGENCY, "<script>alert(1)</script>", at(3)),
        mark(Kind::Heartbeat),
    ];
    let sound = vault.attach(&mut &b"sound"[..], "audio/mp4").expect("content");
    drafts.push(file(Purpose::Exhibit, sound));
    let kept = vault.attach(&mut &b"backup"[..], "text/xml").expect("content");
    drafts.push(file(Purpose::Source, kept));
    let mut role = Fact::new(Kind::Role, Source::Typed);
    role.role = Some(Role::ThirdPerson);
    let party = dunlog_core::record::Party::new(FRIEND, Some(FRIEND));
    drafts.push(Draft::new(role).with_party(&party));
    vault.append_all(drafts, at(10)).expect("an append");
    vault
}

fn file(purpose: Purpose, item: Attachment) -> Draft {
    let mut draft = mark(Kind::File);
    draft.fact = Fact::new(Kind::File, Source::Imported);
    draft.fact.purpose = Some(purpose);
    draft.fact.evidence = (purpose == Purpose::Exhibit).then_some(Evidence::Recording);
    draft.fact.attachments = vec![item];
    draft
}

pub(crate) fn bundle(vault: &Vault, selection: &Selection) -> (Preview, Vec<u8>) {
    let pack = Pack::builtin("cn").expect("the built-in pack is good");
    let request = Request { selection, pack: &pack, program: "dunlog 0.1.0", time: at(20) };
    let done = export(vault, request, Cursor::new(Vec::new()), &mut |_, _| Ok(()));
    let (preview, out) = done.expect("an export");
    (preview, out.into_inner())
}

fn trusting(vault: &Vault) -> Policy {
    Policy::trusting(vault.public_key())
}

fn audit(bytes: &[u8], policy: &Policy) -> Audit {
    verify(Cursor::new(bytes), policy).expect("a readable source")
}

#[test]
fn a_whole_bundle_verifies_and_is_the_same_each_time() {
    let folder = TempDir::new().expect("a folder");
    let vault = filled(&folder.path().join("vault"));
    let (shown, bytes) = bundle(&vault, &Selection::all());
    let audit = audit(&bytes, &trusting(&vault));
    assert_eq!((&audit.issues[..], audit.passes()), (&[][..], true), "{:?}", audit.issues);
    assert_eq!((audit.shown, audit.hidden), (shown.shown, 0));
    assert_eq!(bundle(&vault, &Selection::all()).1, bytes);
    assert_eq!(preview(&vault, &Selection::all()).expect("a preview"), shown);
}

#[test]
fn a_selection_hides_the_rest_and_still_verifies() {
    let folder = TempDir::new().expect("a folder");
    let vault = filled(&folder.path().join("vault"));
    let selection = Selection {
        parties: vec![AGENCY.into()],
        masks: vec![Field::Own, Field::Body],
        ..Selection::all()
    };
    let (shown, bytes) = bundle(&vault, &selection);
    let audit = audit(&bytes, &trusting(&vault));
    assert!(audit.passes(), "{:?}", audit.issues);
    assert_eq!((audit.hidden, shown.hidden), (2, 2));
    let contents = Contents::read(Cursor::new(&bytes)).expect("readable records");
    assert_eq!(contents.records.len() as u64, shown.shown);
    for secret in ["后果自负", "13900000002", "你欠钱了"] {
        let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert!(!found, "{secret}");
    }
}

#[test]
fn a_kept_source_file_goes_in_only_where_it_is_named() {
    let folder = TempDir::new().expect("a folder");
    let vault = filled(&folder.path().join("vault"));
    let (_, plain) = bundle(&vault, &Selection::all());
    let sources = vec![Hash::of(b"backup")];
    let (shown, named) = bundle(&vault, &Selection { sources, ..Selection::all() });
    assert!(audit(&plain, &trusting(&vault)).passes());
    let second = audit(&named, &trusting(&vault));
    assert!(second.passes(), "{:?}", second.issues);
    assert_eq!(shown.sources.len(), 1);
    assert!(named.len() > plain.len());
}

#[test]
fn a_later_bundle_extends_an_earlier_head() {
    let folder = TempDir::new().expect("a folder");
    let mut vault = filled(&folder.path().join("vault"));
    let known = vault.head();
    vault.append(message(AGENCY, "还钱", at(30)), at(31)).expect("an append");
    let (_, bytes) = bundle(&vault, &Selection::all());
    let mut policy = trusting(&vault);
    policy.know(known);
    let audit = audit(&bytes, &policy);
    assert_eq!(audit.verdicts.completeness, Completeness::ExtendsKnownHead);
}

#[test]
fn a_trusted_bundle_is_admitted_once_and_goes_on_whole() {
    let folder = TempDir::new().expect("a folder");
    let vault = filled(&folder.path().join("vault"));
    let (shown, bytes) = bundle(&vault, &Selection::all());
    let lawyer = MemoryKeystore::new(2);
    let made = Vault::create(folder.path().join("case"), lawyer.boxed(), START);
    let mut case = made.expect("a new vault").0;
    let stranger = Policy::default();
    let refused = admit(&mut case, Cursor::new(&bytes), &stranger, None, at(40));
    assert!(matches!(refused, Ok(Admitted::Refused(_))));
    assert_eq!(case.len(), 1);
    let taken = admit(&mut case, Cursor::new(&bytes), &trusting(&vault), None, at(40));
    let Ok(Admitted::Appended { records, .. }) = taken else { panic!("not admitted") };
    assert_eq!(records, shown.shown);
    let again = admit(&mut case, Cursor::new(&bytes), &trusting(&vault), None, at(41));
    assert!(matches!(again, Ok(Admitted::Already)));
    assert_eq!(case.timeline().expect("a timeline").events.len(), 3);
    // What the admitted log says of a number holds in the case vault's preview too.
    let told = preview(&case, &Selection::all()).expect("a preview");
    let friend = told.parties.iter().find(|party| party.shown.as_deref() == Some(FRIEND));
    assert_eq!(friend.map(|party| party.role), Some(Role::ThirdPerson));
    let (_, onward) = bundle(&case, &Selection::all());
    let audit = audit(&onward, &trusting(&case));
    assert!(audit.issues.is_empty(), "{:?}", audit.issues);
    let name = format!("data/bundles/{}.zip", Hash::of(&bytes).to_hex());
    let mut copy = Vec::new();
    let hash = dunlog_core::bundle::contents::copy_file(Cursor::new(&onward), &name, &mut copy);
    assert_eq!(hash.ok(), Some(Hash::of(&bytes)));
    assert_eq!(copy, bytes);
}

#[test]
fn a_forced_bundle_is_marked_for_ever() {
    let folder = TempDir::new().expect("a folder");
    let vault = filled(&folder.path().join("vault"));
    let (_, bytes) = bundle(&vault, &Selection::all());
    let lawyer = MemoryKeystore::new(3);
    let made = Vault::create(folder.path().join("case"), lawyer.boxed(), START);
    let mut case = made.expect("a new vault").0;
    let taken = admit(
        &mut case,
        Cursor::new(&bytes),
        &Policy::default(),
        Some("the client brought the phone"),
        at(40),
    );
    assert!(matches!(taken, Ok(Admitted::Appended { .. })));
    let records = case.records(1..case.len() - 1).expect("records");
    assert!(records.iter().all(|r| r.fact().admits.as_ref().is_some_and(|a| a.forced)));
    assert!(records.iter().all(|r| {
        let reason = r.detail().and_then(|d| d.member("reason")?.text().map(str::to_owned));
        reason.as_deref() == Some("the client brought the phone")
    }));
}

#[test]
fn a_span_that_ends_before_it_begins_is_refused() {
    let folder = TempDir::new().expect("a folder");
    let vault = filled(&folder.path().join("vault"));
    let turned = Selection { from: Some(at(3)), to: Some(at(3)), ..Selection::all() };
    assert!(matches!(preview(&vault, &turned), Err(Error::Misuse(_))));
    let pack = Pack::builtin("cn").expect("the built-in pack is good");
    let request =
        Request { selection: &turned, pack: &pack, program: "dunlog 0.1.0", time: at(20) };
    let done = export(&vault, request, Cursor::new(Vec::new()), &mut |_, _| Ok(()));
    assert!(matches!(done, Err(Error::Misuse(_))));
}

/// A case vault that was asked to take `bytes` by force.
fn forced(folder: &TempDir, bytes: &[u8], policy: &Policy) -> (Vault, Admitted) {
    let keystore = MemoryKeystore::new(3);
    let made = Vault::create(folder.path().join("case"), keystore.boxed(), START);
    let mut case = made.expect("a new vault").0;
    let taken = admit(&mut case, Cursor::new(bytes), policy, Some("all that is left"), at(40));
    (case, taken.expect("an answer"))
}

#[test]
fn what_is_left_of_a_damaged_bundle_is_admitted_by_force() {
    let folder = TempDir::new().expect("a folder");
    let vault = filled(&folder.path().join("vault"));
    let (shown, whole) = bundle(&vault, &Selection::all());
    let words = "后果自负".as_bytes();
    let place = |bytes: &[u8], words: &[u8]| {
        bytes.windows(words.len()).rposition(|window| window == words).expect("the words")
    };
    // One opening no longer opens its commitment: the record is taken without it.
    let mut bytes = whole.clone();
    let found = place(&bytes, words);
    bytes[found + 2] ^= 1;
    let (case, taken) = forced(&folder, &bytes, &trusting(&vault));
    let Admitted::Appended { records, lost, audit: told } = taken else { panic!("not admitted") };
    assert_eq!((records, lost), (shown.shown, 1));
    assert!(told.issues.iter().any(|issue| issue.code == "opening-mismatch"), "{told:?}");
    let original = |record: &Record| record.original().expect("readable").expect("admitted");
    let admitted = case.records(1..case.len() - 1).expect("records");
    assert!(admitted.iter().all(|r| r.fact().admits.as_ref().is_some_and(|a| a.forced)));
    assert!(admitted.iter().all(|r| original(r).body().as_deref() != Some("后果自负")));
    let (_, onward) = bundle(&case, &Selection::all());
    let told = audit(&onward, &trusting(&case)).issues;
    assert!(told.iter().any(|issue| issue.code == "opening-mismatch"), "{told:?}");
    assert!(!told.iter().any(|issue| issue.code == "admission-mismatch"), "{told:?}");

    // An altered line is no line of the log: it is not taken, nor are its openings.
    let folder = TempDir::new().expect("a folder");
    let mut bytes = whole.clone();
    let found = place(&bytes, b"\"channel\":\"sms\"");
    bytes[found + 11] = b'm';
    let (case, taken) = forced(&folder, &bytes, &trusting(&vault));
    let Admitted::Appended { records, lost, .. } = taken else { panic!("not admitted") };
    assert_eq!(records, shown.shown - 1);
    assert!(lost > 1, "{lost}");
    let last = case.record(case.len() - 1).expect("the bundle's own record");
    let reason = last.detail().and_then(|detail| Some(detail.member("reason")?.text()?.to_owned()));
    assert_eq!(reason.as_deref(), Some("all that is left"));
}

#[test]
fn what_is_no_bundle_is_refused_even_by_force() {
    let folder = TempDir::new().expect("a folder");
    let vault = filled(&folder.path().join("vault"));
    let (_, bytes) = bundle(&vault, &Selection::all());
    let (case, taken) = forced(&folder, &bytes[..bytes.len() / 2], &trusting(&vault));
    assert!(matches!(taken, Admitted::Unreadable(_)), "{taken:?}");
    assert_eq!(case.len(), 1);
}

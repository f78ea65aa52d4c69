//! What an app does all day: arrivals, entries, imports, findings, bundles.

#![allow(clippy::unwrap_used, reason = "a test may end at the first surprise")]

mod support;

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use dunlog_core::bundle::disclose::Selection;
use dunlog_core::capture::android::{Arrival, Entry, PduFormat, PhoneClock, Sim, Waking};
use dunlog_core::capture::typed::{Contact, Typed, When};
use dunlog_core::capture::zone::{ZoneChange, ZoneTable};
use dunlog_core::record::{
    Channel, Direction, Evidence, Field, Kind, Millis, Relation, Role, Source,
};
use dunlog_core::vault::{Day, Loss};
use dunlog_ffi::import::ImportOptions;
use dunlog_ffi::progress::{Progress, ProgressError};
use dunlog_ffi::typed::{EnclosedFile, TypedEntry, detail_keys, party};
use dunlog_ffi::vault::{create_vault, create_vault_after};
use dunlog_ffi::verify::{Policy, known_head, verdict_words, verify_bundle};
use dunlog_ffi::{Pack, Spool, Vault, VaultError};
use support::{FakeKeystore, NOW, Temp, temp};

fn fresh() -> (Temp, Arc<FakeKeystore>, Arc<Vault>) {
    let (folder, keystore) = (temp(), FakeKeystore::new());
    let vault = create_vault(folder.path(), keystore.clone(), NOW).unwrap().vault;
    (folder, keystore, vault)
}

fn later(seconds: i64) -> Millis {
    Millis(NOW.0 + seconds * 1_000)
}

fn bad(code: &str) -> VaultError {
    VaultError::BadInput { code: code.to_owned() }
}

/// What a lender's man said at the door.
fn visit(words: &str, case: Option<&str>) -> (Typed, TypedEntry) {
    let contact = Contact {
        channel: Channel::Visit,
        direction: Direction::In,
        outcome: None,
        duration: None,
        words: Some(words.to_owned()),
    };
    let entry = TypedEntry {
        when: Some(When::At(later(1), None)),
        party: Some(party("13800138000".into(), Some("CN".into()))),
        case: case.map(str::to_owned),
        detail: HashMap::from([("place".to_owned(), "家门口".to_owned())]),
        ..TypedEntry::default()
    };
    (Typed::Contact(contact), entry)
}

#[test]
fn arrivals_wait_in_the_spool_while_the_keystore_is_locked() {
    let (folder, keystore, vault) = fresh();
    let spool_folder = temp();
    drop(vault.open_spool(spool_folder.path()).unwrap());
    drop(vault);
    keystore.fail(dunlog_ffi::keystore::KeystoreError::Locked);
    let spool = Spool::open(spool_folder.path()).unwrap();
    let clock = |second: i64| PhoneClock {
        wall: later(second),
        monotonic: second * 1_000,
        boot: "one".into(),
        offset_minutes: 480,
        zone: Some("Asia/Shanghai".into()),
    };
    for second in 0..300 {
        let arrival = Arrival::Heartbeat { waking: Waking::Job, seen: Vec::new() };
        spool.push(Entry { clock: clock(second), arrival }).unwrap();
    }
    let pdus = vec![Vec::new(); 300];
    let arrival = Arrival::Sms { format: PduFormat::Gsm, pdus, sim: Sim::default() };
    let too_many = spool.push(Entry { clock: clock(300), arrival });
    assert_eq!(too_many, Err(bad("too-many-pdus")));

    assert_eq!(Vault::open(folder.path(), keystore.clone()).unwrap_err(), VaultError::Locked);
    keystore.heal();
    let vault = Vault::open(folder.path(), keystore).unwrap();
    let ingested = vault.ingest(&spool, Some("CN".into()), later(400)).unwrap();
    assert_eq!((ingested.entries, ingested.appended, ingested.aside_total), (300, 300, 0));
    assert_eq!(vault.head().unwrap().size, 301);
    assert_eq!(vault.ingest(&spool, None, later(401)).unwrap().entries, 0);
    assert_eq!(Spool::open(temp().path()).unwrap_err(), bad("misuse"));
}

#[test]
fn what_a_person_enters_is_listed_with_its_files_and_its_case() {
    let (_folder, _, vault) = fresh();
    let files = temp();
    fs::write(files.file("门.jpg"), b"\xff\xd8\xff an invented photo").unwrap();
    let (what, mut entry) = visit("明天再来，叫你全家都知道", Some("loan_1"));
    entry.files = vec![EnclosedFile { path: files.file("门.jpg"), name: None }];
    let appended = vault.enter(what, entry, later(2)).unwrap();

    let page = vault.newest(None, None, 50).unwrap();
    assert_eq!(page.len(), 1);
    let record = &page[0].records[0];
    assert_eq!((record.leaf, record.index), (appended.leaf, appended.index));
    assert_eq!(record.body.as_deref(), Some("明天再来，叫你全家都知道"));
    assert_eq!(record.names, ["门.jpg"]);
    assert_eq!(record.detail.as_deref(), Some("{\"place\":\"家门口\"}"));
    assert_eq!(record.fact.source, Source::Typed);
    assert_eq!(record.withheld, []);
    let item = &record.fact.attachments[0];
    assert_eq!(item.media_type, "image/jpeg");
    vault.save_attachment(item.sha256, files.file("again.jpg")).unwrap();
    assert_eq!(fs::read(files.file("again.jpg")).unwrap(), fs::read(files.file("门.jpg")).unwrap());

    let tag = vault.record(appended.index + 1).unwrap();
    assert_eq!((tag.fact.kind, tag.fact.case.as_deref()), (Kind::Tag, Some("loan_1")));
    assert_eq!(tag.fact.targets, [appended.leaf]);
    assert_eq!(vault.event(appended.leaf).unwrap().as_ref(), page.first());
    assert_eq!(vault.event(tag.leaf).unwrap(), None);
    assert_eq!(vault.find(tag.leaf).unwrap(), Some(tag));
    let day = Day::of(later(1));
    let who = Some(party("138 0013 8000".into(), Some("CN".into())));
    assert_eq!(vault.events_of(day, who.clone()).unwrap(), page);
    assert_eq!(vault.newest(who.clone(), Some(page[0].place), 50).unwrap(), []);
    let counts = vault.counts(day, Day(day.0 + 1), who).unwrap();
    assert_eq!(counts.iter().map(|count| count.count).collect::<Vec<_>>(), [1]);
    assert_eq!(vault.counts_by_channel().unwrap(), HashMap::from([(Channel::Visit, 1)]));
}

#[test]
fn every_mark_of_a_case_can_be_entered() {
    let (_folder, _, vault) = fresh();
    let (what, entry) = visit("来了三个人", None);
    let about = vec![vault.enter(what, entry.clone(), later(2)).unwrap().leaf];
    let case = Some("loan_1".to_owned());
    let detail = |key: &str, text: &str| HashMap::from([(key.to_owned(), text.to_owned())]);
    let with = |linked: bool, party: bool, detail| TypedEntry {
        when: entry.when.clone(),
        party: entry.party.clone().filter(|_| party),
        about: if linked { about.clone() } else { Vec::new() },
        detail,
        ..TypedEntry::default()
    };
    let entered = [
        (
            Typed::Case,
            TypedEntry {
                case: case.clone(), ..with(false, false, detail("creditor", "某公司"))
            },
        ),
        (Typed::Role(Role::Agency), with(false, true, HashMap::new())),
        (Typed::Tag, TypedEntry { case, when: None, ..with(true, false, HashMap::new()) }),
        (Typed::Refusal, with(false, true, detail("words", "别再打"))),
        (Typed::Agreement, with(false, false, detail("hours_from", "09:00"))),
        (Typed::CheckResult, with(true, false, detail("answer", "none"))),
        (
            Typed::Statement(Evidence::PoliceRecord),
            with(true, false, detail("station", "某派出所")),
        ),
        (Typed::Note("记一笔".into()), with(false, false, HashMap::new())),
    ];
    for (what, entry) in entered {
        let told = format!("{what:?}");
        let appended = vault.enter(what, entry, later(3));
        assert!(appended.is_ok(), "{told}: {appended:?}");
    }
    let refusal = vault.record(5).unwrap();
    assert_eq!(refusal.fact.kind, Kind::Refusal);
    let taken_back = TypedEntry { about: vec![refusal.leaf], ..with(false, false, HashMap::new()) };
    let withdrawn = vault.enter(Typed::Withdrawal, taken_back, later(4)).unwrap();
    vault.link(Relation::Supports, withdrawn.leaf, about[0], None, later(5)).unwrap();
    assert_eq!(vault.check().unwrap(), []);

    let keys = detail_keys(Kind::Refusal, None);
    assert_eq!(keys, ["who", "relation", "words"]);
    let wrong = with(false, true, detail("colour", "red"));
    assert_eq!(vault.enter(Typed::Refusal, wrong, later(6)), Err(bad("misuse")));
    let (what, timeless) = visit("何时？", None);
    let timeless = TypedEntry { when: None, ..timeless };
    assert_eq!(vault.enter(what, timeless, later(6)), Err(bad("time-missing")));
    let (what, mut missing) = visit("照片呢", None);
    missing.files = vec![EnclosedFile { path: "/nowhere/photo.jpg".into(), name: None }];
    assert_eq!(vault.enter(what, missing, later(6)), Err(bad("file-not-found")));
}

/// A backup of `rows` texts of one number.
fn backup(file: &str, rows: u32) {
    let mut text = format!("<?xml version='1.0' encoding='UTF-8'?>\n<smses count=\"{rows}\">\n");
    for row in 0..rows {
        let date = NOW.0 - 86_400_000 + i64::from(row) * 1_000;
        writeln!(
            text,
            "<sms protocol=\"0\" address=\"13800138000\" date=\"{date}\" type=\"1\" \
             body=\"第{row}次：不还钱就去你单位\" read=\"1\" status=\"-1\" service_center=\"null\" />"
        )
        .unwrap();
    }
    fs::write(file, text + "</smses>\n").unwrap();
}

/// Goes on for some steps, then stops or throws.
struct Until {
    left: AtomicU32,
    throws: bool,
}

impl Until {
    fn steps(steps: u32, throws: bool) -> Arc<dyn Progress> {
        Arc::new(Self { left: AtomicU32::new(steps), throws })
    }
}

impl Progress for Until {
    fn step(&self, done: u64, total: u64) -> Result<bool, ProgressError> {
        assert!(done <= total);
        let left = self.left.load(Ordering::Relaxed);
        self.left.store(left.saturating_sub(1), Ordering::Relaxed);
        if left == 0 && self.throws { Err(ProgressError::Failed) } else { Ok(left > 0) }
    }
}

#[test]
fn an_import_that_was_stopped_goes_on_and_others_write_meanwhile() {
    let (_folder, _, vault) = fresh();
    let files = temp();
    backup(&files.file("sms.xml"), 12_000);
    let file = EnclosedFile { path: files.file("sms.xml"), name: Some("sms.xml".into()) };
    let zone = ZoneTable {
        name: Some("Asia/Shanghai".into()),
        changes: vec![ZoneChange { from: Millis(0), minutes: 480 }],
    };
    let options =
        ImportOptions { zone: Some(zone), country: Some("CN".into()), ..ImportOptions::default() };
    let import = |progress| vault.import_file(file.clone(), options.clone(), progress, later(10));
    assert_eq!(import(Some(Until::steps(0, false))).unwrap(), None);
    assert_eq!(import(Some(Until::steps(0, true))).unwrap(), None);
    assert_eq!(vault.head().unwrap().size, 1);
    let part = import(Some(Until::steps(3, false))).unwrap().unwrap();
    assert!(part.cancelled && part.appended < 12_000, "{}", part.appended);
    let live = std::thread::scope(|scope| {
        let live = scope.spawn(|| {
            let (what, entry) = visit("敲门", None);
            vault.enter(what, entry, later(11)).unwrap()
        });
        let whole = import(None).unwrap().unwrap();
        assert_eq!(part.appended + whole.appended, 12_000);
        assert_eq!(whole.duplicates, part.appended);
        assert!(whole.kept && !whole.cancelled && whole.skipped.is_empty() && whole.losses == 0);
        live.join().unwrap()
    });
    assert_eq!(vault.find(live.leaf).unwrap().unwrap().leaf, live.leaf);
    let first = vault.newest(None, None, 50).unwrap();
    assert_eq!(first.len(), 50);
    let next = vault.newest(None, Some(first[49].place), 50).unwrap();
    assert!(next[0].place < first[49].place);
    let offset = next[0].records[0].fact.offset.clone().unwrap();
    assert_eq!((offset.minutes, offset.zone.as_deref()), (480, Some("Asia/Shanghai")));
    assert_eq!(vault.check().unwrap(), []);

    fs::write(files.file("no.xml"), "\0\0\0").unwrap();
    let file = EnclosedFile { path: files.file("no.xml"), name: None };
    let refused = vault.import_file(file, ImportOptions::default(), None, later(12));
    assert!(matches!(refused, Err(VaultError::BadInput { .. })), "{refused:?}");
}

#[test]
fn an_operators_list_without_known_names_is_read_as_the_person_says() {
    let (_folder, _, vault) = fresh();
    let files = temp();
    let rows = "A,B,C,D\n1分3秒,被叫,13800138000,2024-04-02 10:05:06\n";
    fs::write(files.file("list.csv"), rows).unwrap();
    let import = |columns: Option<&str>| {
        let file = EnclosedFile { path: files.file("list.csv"), name: None };
        let columns = columns.map(str::to_owned);
        let options = ImportOptions { columns, country: Some("CN".into()), ..Default::default() };
        vault.import_file(file, options, None, later(10))
    };
    assert!(matches!(import(None), Err(VaultError::BadInput { .. })));
    for wrong in ["", "number=3", "number=3,time=65", "number=3,time=1,time=2"] {
        assert_eq!(import(Some(wrong)).unwrap_err(), bad("columns-invalid"), "{wrong}");
    }
    let taken = import(Some("duration=1,way=2,number=3,time=4")).unwrap().unwrap();
    assert_eq!(taken.rows, HashMap::from([(Channel::Call, 1)]));
    let page = vault.newest(None, None, 50).unwrap();
    let fact = &page[0].records[0].fact;
    assert_eq!((fact.source, fact.duration), (Source::Operator, Some(63)));
    assert_eq!(fact.direction, Some(Direction::In));
}

#[test]
fn a_preview_tells_what_speaks_behind_a_mask_and_which_name_nobody_has() {
    let (_folder, _, vault) = fresh();
    let (what, entry) = visit("老王，还钱", Some("loan_1"));
    vault.enter(what, entry, later(2)).unwrap();
    let plain = vault.preview(Selection::all()).unwrap();
    assert_eq!((plain.speaking, plain.unmatched), (0, vec![]));
    let selection = Selection {
        case: Some("loan_1".into()),
        parties: vec!["13900139000".into()],
        masks: vec![Field::Party],
        ..Selection::all()
    };
    let masked = vault.preview(selection).unwrap();
    assert_eq!((masked.speaking, masked.unmatched), (1, vec!["13900139000".to_owned()]));
}

#[test]
fn a_bundle_discloses_what_was_previewed_and_passes_under_its_key() {
    let (_folder, _, vault) = fresh();
    for words in ["不还钱就把你的照片发给你所有联系人", "您好，您的账单已出"]
    {
        let (what, entry) = visit(words, Some("loan_1"));
        vault.enter(what, entry, later(2)).unwrap();
    }
    let pack = Pack::builtin("cn".into()).unwrap();
    let info = pack.info();
    assert_eq!((info.id.as_str(), info.jurisdiction.as_str()), ("cn", "CN"));
    assert!(dunlog_ffi::rule::packs().contains(&"cn".to_owned()));
    let findings = vault.findings(&pack).unwrap();
    assert!(!findings.is_empty());
    for finding in &findings {
        assert!(pack.rules().iter().any(|rule| rule.id == finding.rule));
        assert!(finding.texts.iter().all(|id| pack.citation(id.clone()).is_some()));
        assert!(finding.remarks.iter().all(|code| pack.explain(code.clone(), 1).is_some()));
    }
    assert_eq!(Pack::builtin("atlantis".into()).unwrap_err(), bad("unknown-pack"));
    assert!(Pack::parse("{}".into()).is_err());
    assert!(!dunlog_ffi::rule::check_pack("{}".into()).is_empty());

    let files = temp();
    let selection = Selection { masks: vec![Field::Own], ..Selection::all() };
    let preview = vault.preview(selection.clone()).unwrap();
    assert_eq!(preview.parties[0].shown.as_deref(), Some("13800138000"));
    assert!(preview.masks.contains(&Field::Own));
    let export = |name: &str, progress| {
        let (file, program) = (files.file(name), "app 1".to_owned());
        vault.export_bundle(file, selection.clone(), &pack, program, progress, later(20))
    };
    assert_eq!(export("stopped.zip", Some(Until::steps(0, false))).unwrap(), None);
    assert!(!fs::exists(files.file("stopped.zip")).unwrap());
    assert_eq!(export("bundle.zip", None).unwrap(), Some(preview));
    assert_eq!(export("bundle.zip", None), Err(bad("file-exists")));

    let verify = |trust: &[String], heads| {
        let policy = Policy { trust: trust.to_vec(), heads };
        verify_bundle(files.file("bundle.zip"), policy).unwrap()
    };
    let key = format!("sha256:{}", vault.public_key().fingerprint);
    let audit = verify(std::slice::from_ref(&key), vec![vault.head().unwrap()]);
    assert!(audit.passes, "{audit:?}");
    assert_eq!(verdict_words(audit.verdicts)[..3], ["intact", "trusted", "extends-known-head"]);
    assert_eq!(audit.not_proved.len(), 6);
    assert_eq!(known_head(files.file("bundle.zip")).unwrap(), vault.head().unwrap());
    assert!(!verify(&[], Vec::new()).passes, "a key inside the bundle is no trust");
    let policy = Policy { trust: vec!["no key".into()], heads: Vec::new() };
    assert_eq!(verify_bundle(files.file("bundle.zip"), policy), Err(bad("bad-key")));
    let mut bytes = fs::read(files.file("bundle.zip")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(files.file("bundle.zip"), bytes).unwrap();
    let audit = verify(&[key], Vec::new());
    assert!(!audit.passes && !audit.issues.is_empty());
}

#[test]
fn a_lost_key_is_followed_by_a_log_that_names_the_old_head() {
    let (_folder, keystore, vault) = fresh();
    let (code, new) = (vault.renew_recovery().unwrap(), vault.change_key(later(1)).unwrap());
    assert_eq!(vault.test_recovery(code), Err(bad("recovery-code-wrong")));
    vault.test_recovery(new).unwrap();
    assert!(vault.signs() && !vault.is_copy() && vault.damage().unwrap().is_none());
    let (what, entry) = visit("说漏了", None);
    let leaf = vault.enter(what, entry, later(2)).unwrap().leaf;
    let redacted = vault.redact(leaf, "privacy".into(), later(3)).unwrap();
    assert_eq!(redacted.targets, [leaf]);
    let record = vault.find(leaf).unwrap().unwrap();
    assert_eq!(record.body, None);
    assert!(record.withheld.contains(&Field::Body));
    vault.rebuild_index().unwrap();
    vault.settle().unwrap();
    let head = vault.known_head().unwrap();
    assert!(vault.checkpoint().unwrap().starts_with(&head.origin));
    let next = temp();
    let made = create_vault_after(next.path(), keystore, head.clone(), Loss::KeyLost, later(4));
    let first = made.unwrap().vault.record(0).unwrap();
    assert_eq!((first.fact.head, first.fact.reason.as_deref()), (Some(head), Some("key_lost")));
}

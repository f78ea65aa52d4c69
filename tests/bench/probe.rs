//! One measured or observed action in a process of its own, for the scripts beside it and for
//! the durability tests: `probe COMMAND FOLDER [ARGUMENTS]`.
//!
//! The vault's keystore is a raw one: no passphrase is stretched, and every process that opens the
//! folder has the same key. Results are one line of JSON on standard output.

mod bare;
mod words;

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use dunlog_core::capture::android::{Arrival, Entry, PhoneClock};
use dunlog_core::capture::chat_export::Answers;
use dunlog_core::capture::ios_backup::{Choice, StoreKind};
use dunlog_core::capture::{self, Context, Item, Sink, ios_backup, sms_backup};
use dunlog_core::chain::Hash;
use dunlog_core::key::Keystore;
use dunlog_core::record::{Attachment, Channel, Millis, Party};
use dunlog_core::vault::{self, Vault};
use dunlog_core::{Error, Result};
use dunlog_tests::{MemoryKeystore, START, message, row};

/// The key of the memory keystore with chance from the system.
struct RawKeystore(MemoryKeystore);

impl Keystore for RawKeystore {
    fn random(&self, bytes: &mut [u8]) -> Result<()> {
        Ok(File::open("/dev/urandom")?.read_exact(bytes)?)
    }

    fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>> {
        self.0.wrap(secret)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<zeroize::Zeroizing<Vec<u8>>> {
        self.0.unwrap(wrapped)
    }

    fn remember(&self, origin: &str, size: u64, root: Hash) -> Result<()> {
        self.0.remember(origin, size, root)
    }

    fn recall(&self, origin: &str) -> Result<Option<(u64, Hash)>> {
        self.0.recall(origin)
    }
}

fn keystore() -> Box<dyn Keystore + Send + Sync> {
    Box::new(RawKeystore(MemoryKeystore::new(1)))
}

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or_default())
}

fn open(folder: &str) -> Result<Vault> {
    if Path::new(folder).join("vault.db").exists() {
        return Vault::open(folder, keystore());
    }
    Ok(Vault::create(folder, keystore(), START)?.0)
}

/// A live message: 60 bytes of text from one of fifty numbers.
fn live(i: u64) -> dunlog_core::record::Draft {
    let body = format!("第{i}次提醒：您的借款已逾期，请尽快还款。");
    message(&format!("1069{:08}", i % 50), &body, Millis(now().0 - 1_000))
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["append", folder, count] => append(folder, count.parse()?)?,
        ["hand-over", folder, count] => hand_over(folder, count.parse()?)?,
        ["bare-append", vault, folder] => bare::append(Path::new(vault), Path::new(folder))?,
        ["acknowledge", folder, count] => acknowledge(folder, count.parse()?)?,
        ["import", folder, file] => import(folder, file)?,
        ["live-import", folder, rows] => live_import(folder, rows.parse()?)?,
        ["read-chat", file] => read_chat(file)?,
        ["bare-import", vault, folder, file] => {
            bare::import(Path::new(vault), Path::new(folder), Path::new(file))?;
        }
        ["import-phone", folder, database] => import_phone(folder, database)?,
        ["bare-phone", vault, folder, database] => {
            bare::import_phone(Path::new(vault), Path::new(folder), Path::new(database))?;
        }
        ["open-phone", folder, passphrase, scratch] => open_phone(folder, passphrase, scratch)?,
        ["fill", folder, count] => fill(folder, count.parse()?)?,
        ["open", folder] => time_open(folder)?,
        ["newest", folder] => newest(folder)?,
        ["check", folder] => check(folder)?,
        ["scan", file] => words::scan(Path::new(file))?,
        ["bare-scan", file] => words::bare_scan(Path::new(file))?,
        ["load"] => words::load()?,
        ["findings", count] => words::findings(count.parse()?)?,
        _ => {}
    }
    Ok(())
}

/// Appends a live message every 20 ms while `rows` rows are imported by another handle: how many
/// got in, and the longest wait of one.
fn live_import(folder: &str, rows: i64) -> Result<()> {
    let mut vault = open(folder)?;
    let mut other = open(folder)?;
    let done = AtomicBool::new(false);
    let waits = std::thread::scope(|scope| {
        let live = scope.spawn(|| {
            let mut waits = Vec::new();
            while !done.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(20));
                let draft = live(waits.len() as u64);
                let start = Instant::now();
                other.append(draft, now())?;
                waits.push(start.elapsed().as_millis());
            }
            Ok::<_, Error>(waits)
        });
        let imported = vault.import(&now, |_, emit| {
            (0..rows).try_for_each(|i| {
                let number = format!("1380000{:04}", i % 500);
                let body = format!("第{i}次提醒：您的借款已逾期，请尽快还款");
                let time = Millis(START.0 + i * 60_000);
                emit(Item::Draft(Box::new(row(Hash::ZERO, i + 1, &number, &body, time))))
            })
        });
        done.store(true, Ordering::Relaxed);
        let waits = live.join().expect("appending does not panic")?;
        imported.map(|imported| (imported.appended, waits))
    });
    let (appended, waits) = waits?;
    let longest = waits.iter().max().copied().unwrap_or_default();
    println!("{{\"appended\":{appended},\"live\":{},\"longest_ms\":{longest}}}", waits.len());
    Ok(())
}

/// Pushes a message into the spool and takes it in, `count` times: the median time of both.
fn hand_over(folder: &str, count: u64) -> Result<()> {
    let mut vault = open(folder)?;
    let spool = vault.open_spool(Path::new(folder).join("spool"))?;
    let mut times = Vec::new();
    for i in 0..count {
        let clock = PhoneClock {
            wall: now(),
            monotonic: i64::try_from(i).unwrap_or_default() * 1_000,
            boot: "one".into(),
            offset_minutes: 480,
            zone: Some("Asia/Shanghai".into()),
        };
        let arrival = Arrival::Notification {
            package: "com.apple.shortcuts".into(),
            key: "log-message".into(),
            channel: Channel::Sms,
            title: Some("13900139000".into()),
            text: Some(format!("第{i}次提醒：您的借款已逾期，请尽快还款。")),
            cut_from: None,
            posted: clock.wall,
        };
        let mut chance = zeroize::Zeroizing::new([0; 32]);
        File::open("/dev/urandom")?.read_exact(&mut chance[..])?;
        let start = Instant::now();
        spool.push(&Entry { clock, arrival }, chance)?;
        vault.ingest(&spool, Some("CN"), &now)?;
        times.push(start.elapsed().as_nanos());
    }
    times.sort_unstable();
    println!("{{\"count\":{count},\"median_ns\":{}}}", times[times.len() / 2]);
    Ok(())
}

/// Appends `count` messages one by one: the median time of one, between marks for strace.
fn append(folder: &str, count: u64) -> Result<()> {
    let mut vault = open(folder)?;
    for i in 0..200 {
        vault.append(live(i), now())?;
    }
    vault.settle()?;
    // A steady state: the first write behind a checkpoint begins the log of writes anew.
    vault.append(live(200), now())?;
    eprintln!("begin");
    let mut times = Vec::new();
    for i in 0..count {
        let draft = live(i);
        let (now, start) = (now(), Instant::now());
        vault.append(draft, now)?;
        times.push(start.elapsed().as_nanos());
    }
    eprintln!("end");
    times.sort_unstable();
    println!("{{\"count\":{count},\"median_ns\":{}}}", times[times.len() / 2]);
    Ok(())
}

/// Appends `count` messages and says after each one that it is held.
fn acknowledge(folder: &str, count: u64) -> Result<()> {
    let mut vault = open(folder)?;
    let mut out = std::io::stdout();
    for i in 0..count {
        let place = vault.append(live(i), now())?.index;
        out.write_all(format!("held {place}\n").as_bytes())?;
        out.flush()?;
    }
    vault.close()
}

/// Reads a chat and throws its rows away.
fn read_chat(file: &str) -> Result<()> {
    let offset = |_| None;
    let me: [String; 0] = [];
    let answers = Answers { me: Some(&me), ..Answers::default() };
    let context = Context { file: Hash([1; 32]), offset: &offset, country: Some("CN"), answers };
    let mut rows = 0_u64;
    let start = Instant::now();
    capture::read(File::open(file)?, &context, &mut Nothing, &mut |item| {
        rows += u64::from(matches!(item, Item::Draft(_)));
        Ok(())
    })?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{{\"rows\":{rows},\"seconds\":{seconds:.6}}}");
    Ok(())
}

/// A sink of a file without attachments.
struct Nothing;

impl Sink for Nothing {
    fn attach(&mut self, _: &mut dyn Read, _: &str) -> Result<Attachment> {
        Err(Error::Misuse("there is no attachment"))
    }
}

/// Imports a backup in XML.
fn import(folder: &str, file: &str) -> Result<()> {
    let mut vault = open(folder)?;
    let offset = |_| None;
    let context = Context {
        file: Hash([1; 32]),
        offset: &offset,
        country: Some("CN"),
        answers: Answers::default(),
    };
    let start = Instant::now();
    let source = BufReader::with_capacity(1 << 16, File::open(file)?);
    let outcome =
        vault.import(&now, |sink, emit| sms_backup::read(source, &context, sink, emit))?;
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{{\"appended\":{},\"duplicates\":{},\"seconds\":{seconds:.6}}}",
        outcome.appended, outcome.duplicates
    );
    vault.close()
}

/// Imports an iPhone's database.
fn import_phone(folder: &str, database: &str) -> Result<()> {
    let mut vault = open(folder)?;
    let backup = ios_backup::Backup::open(Path::new(database), Path::new(folder))?;
    let store = backup.store(StoreKind::Messages)?;
    let (offset, proceed, answers) = (|_| None, || Ok(()), Answers::default());
    let country = Some("CN");
    let of = vault::Backup { name: "", offset: &offset, country, answers, proceed: &proceed };
    let start = Instant::now();
    let imported = vault.import_store(&now, &store, &Choice::all(), &of)?.imported;
    let seconds = start.elapsed().as_secs_f64();
    println!("{{\"appended\":{},\"seconds\":{seconds:.6}}}", imported.appended);
    vault.close()
}

/// Opens an encrypted backup and its database of messages.
fn open_phone(folder: &str, passphrase: &str, scratch: &str) -> Result<()> {
    let mut backup = ios_backup::Backup::open(Path::new(folder), Path::new(scratch))?;
    backup.unlock(passphrase)?;
    let store = backup.store(StoreKind::Messages)?;
    println!("{{\"size\":{}}}", store.sources()[0].size);
    Ok(())
}

/// Brings the vault to `count` records of 200 parties, one of them with one in fifty.
fn fill(folder: &str, count: u64) -> Result<()> {
    let mut vault = open(folder)?;
    let from = vault.len();
    vault.import(&now, |_, emit| {
        for i in from..count {
            let number =
                if i % 50 == 0 { "95000".to_owned() } else { format!("1069{:08}", i % 199) };
            let place = i64::try_from(i).map_err(|_| Error::Misuse("too many records"))?;
            // A contact every ten minutes.
            let wall = Millis(START.0 - 600_000 * (place % 1_000_000));
            let draft = row(Hash([2; 32]), place, &number, &format!("第{i}次提醒，请还款"), wall);
            emit(Item::Draft(Box::new(draft)))?;
        }
        Ok(())
    })?;
    println!("{{\"records\":{}}}", vault.len());
    vault.close()
}

/// Opens the vault once: how long it took.
fn time_open(folder: &str) -> Result<()> {
    let start = Instant::now();
    let vault = Vault::open(folder, keystore())?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{{\"records\":{},\"seconds\":{seconds:.6}}}", vault.len());
    Ok(())
}

/// The newest hundred events of one party: the median time of a query.
fn newest(folder: &str) -> Result<()> {
    let vault = Vault::open(folder, keystore())?;
    let party = Party::new("95000", Some("95000"));
    let mut times = Vec::new();
    let mut found = 0;
    for _ in 0..21 {
        let start = Instant::now();
        found = vault.newest(Some(&party), None, 100)?.len();
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_unstable_by(f64::total_cmp);
    println!(
        "{{\"records\":{},\"found\":{found},\"seconds\":{:.6}}}",
        vault.len(),
        times[times.len() / 2]
    );
    Ok(())
}

/// Opens and checks everything; gives how many records are held.
fn check(folder: &str) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let mut vault = Vault::open(folder, keystore())?;
    let issues = vault.check()?;
    if let Some(issue) = issues.first() {
        return Err(format!("{} issues, the first {}", issues.len(), issue.code).into());
    }
    println!("{{\"records\":{}}}", vault.len());
    Ok(())
}

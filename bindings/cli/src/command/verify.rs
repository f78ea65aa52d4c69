//! `dunlog verify`: bundles in, audits out; no vault is needed.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::thread;

use dunlog_core::Error;
use dunlog_core::bundle::audit::{Audit, Policy, Signer};
use dunlog_core::bundle::contents::selection;
use dunlog_core::bundle::disclose::Selection;
use dunlog_core::bundle::verify::{known_head, verify};
use dunlog_core::chain::{Hash, Head};
use dunlog_core::record::Field;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::display::{Visible, beijing};
use crate::failure::{Failure, Outcome, Status, shown};
use crate::output;
use crate::progress::Progress;

/// Which bundles to verify, and against what.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The bundles.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// What to compare them with.
    #[command(flatten)]
    trust: TrustArgs,
    /// Prints one JSON object for each bundle that the system lets us read; of a file that it does
    /// not, standard error tells, and the exit code is 2.
    #[arg(long)]
    json: bool,
}

/// The keys and heads that a person vouches for.
#[derive(Debug, clap::Args)]
pub(crate) struct TrustArgs {
    /// A key to trust: the line that `dunlog key --line` prints, a file of such lines, or
    /// `sha256:` and the key's fingerprint. May be given several times.
    #[arg(long, value_name = "KEY")]
    trust: Vec<String>,
    /// A head of the log known from before: a signed head, or an earlier bundle. May be given
    /// several times.
    #[arg(long, value_name = "FILE")]
    since_head: Vec<PathBuf>,
}

/// The largest file of keys or signed head that is read.
const MAX_TEXT: u64 = 16 * 1024 * 1024;

impl TrustArgs {
    /// Reads the keys and heads.
    pub(crate) fn policy(&self) -> Outcome<Policy> {
        let mut policy = Policy::default();
        for key in &self.trust {
            trust(&mut policy, key)?;
        }
        for file in &self.since_head {
            policy.know(head(file)?);
        }
        Ok(policy)
    }
}

fn trust(policy: &mut Policy, key: &str) -> Outcome<()> {
    if policy.trust_text(key).is_ok() {
        return Ok(());
    }
    const REMEDY: &str =
        "Give the line that `dunlog key --line` prints, or `sha256:` and 64 hex digits.";
    if key.starts_with("sha256:") {
        return Err(Failure::new("A fingerprint is `sha256:` and 64 hex digits.", REMEDY));
    }
    let path = Path::new(key);
    if text(path)?.is_some_and(|text| policy.trust_text(&text).is_ok()) {
        return Ok(());
    }
    Err(Failure::new(format!("{} holds no key, or more.", shown(path)), REMEDY))
}

/// The head that a signed note or a bundle says.
fn head(path: &Path) -> Outcome<Head> {
    let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
    known_head(BufReader::new(file)).map_err(|error| match error {
        Error::Io(error) => Failure::file(path, &error),
        _ => Failure::new(
            format!("{} is neither a signed head nor a bundle of a log.", shown(path)),
            "Give what `dunlog key --head` prints, or an earlier bundle.",
        ),
    })
}

/// The text of a file; none where it is no UTF-8.
fn text(path: &Path) -> Outcome<Option<String>> {
    let fault = |error| Failure::file(path, &error);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(fault)?;
    file.take(MAX_TEXT).read_to_end(&mut bytes).map_err(fault)?;
    Ok(String::from_utf8(bytes).ok())
}

/// Verifies every bundle; the highest exit code counts.
pub(crate) fn run(args: &Args) -> Outcome {
    let policy = args.trust.policy()?;
    let mut status = Status::Good;
    for file in &args.files {
        match one(file, &policy) {
            Ok((audit, sha256)) => {
                status = status.max(if audit.passes() { Status::Good } else { Status::Found });
                if args.json {
                    output::json(&Report::new(file, sha256, &audit))?;
                } else {
                    print(file, sha256, &audit)?;
                }
            }
            Err(Failure::PipeClosed) => return Err(Failure::PipeClosed),
            Err(failure) => {
                failure.print();
                status = Status::Undone;
            }
        }
    }
    Ok(status)
}

/// Verifies one bundle; its hash is taken meanwhile.
pub(crate) fn one(path: &Path, policy: &Policy) -> Outcome<(Audit, Hash)> {
    if path.is_dir() {
        return Err(Failure::new(
            format!("{} is a folder.", shown(path)),
            "Name the bundle's zip file; of a vault, `dunlog check` tells what is wrong with it.",
        ));
    }
    let open = || File::open(path).map_err(|error| Failure::file(path, &error));
    let (file, again) = (open()?, open()?);
    let size = file.metadata().map(|meta| meta.len()).unwrap_or_default();
    let progress = Progress::bytes(&shown(path), size);
    thread::scope(|scope| {
        let hash = scope.spawn(|| sha256(&mut progress.reading(again)));
        let audit = verify(BufReader::new(file), policy);
        let hash = hash.join().expect("hashing does not panic");
        let hash = hash.map_err(|error| Failure::file(path, &error))?;
        match audit {
            Ok(audit) => Ok((audit, hash)),
            Err(Error::Io(error)) => Err(Failure::file(path, &error)),
            Err(error) => Err(Failure::from(error).about(path)),
        }
    })
}

/// The SHA-256 of what is left of a file.
pub(crate) fn sha256(file: &mut impl Read) -> io::Result<Hash> {
    let mut state = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Hash(state.finalize().into())),
            n => state.update(&buffer[..n]),
        }
    }
}

#[derive(Serialize)]
struct Report<'a> {
    file: String,
    sha256: String,
    verdicts: Verdicts,
    log: Option<Log<'a>>,
    key: Option<String>,
    shown: u64,
    hidden: u64,
    redacted: u64,
    records: u64,
    issues: Vec<Coded<'a>>,
    notes: Vec<Coded<'a>>,
    not_proved: &'a [&'static str],
}

#[derive(Serialize)]
struct Verdicts {
    integrity: &'static str,
    signer: &'static str,
    completeness: &'static str,
    time: &'static str,
    provenance: &'static str,
}

#[derive(Serialize)]
struct Log<'a> {
    origin: &'a str,
    size: u64,
    root: String,
}

#[derive(Serialize)]
struct Coded<'a> {
    code: &'a str,
    place: &'a str,
}

impl<'a> Report<'a> {
    fn new(file: &Path, sha256: Hash, audit: &'a Audit) -> Self {
        let coded = |code, place: &'a String| Coded { code, place };
        Self {
            file: file.to_string_lossy().into_owned(),
            sha256: sha256.to_hex(),
            verdicts: Verdicts {
                integrity: audit.verdicts.integrity.word(),
                signer: audit.verdicts.signer.word(),
                completeness: audit.verdicts.completeness.word(),
                time: audit.verdicts.time.word(),
                provenance: audit.verdicts.provenance.word(),
            },
            log: audit.log.as_ref().map(|head| Log {
                origin: &head.origin,
                size: head.size,
                root: head.root.to_hex(),
            }),
            key: audit.key.map(|key| match &audit.log {
                Some(head) => key.to_note_key(&head.origin),
                None => format!("sha256:{}", key.fingerprint().replace(' ', "")),
            }),
            shown: audit.shown,
            hidden: audit.hidden,
            redacted: audit.redacted,
            records: audit.shown,
            issues: audit.issues.iter().map(|issue| coded(issue.code, &issue.place)).collect(),
            notes: audit.notes.iter().map(|note| coded(note.code, &note.place)).collect(),
            not_proved: audit.not_proved,
        }
    }
}

/// Prints an audit for a person.
pub(crate) fn print(file: &Path, sha256: Hash, audit: &Audit) -> Outcome<()> {
    let row = |name: &str, text: &str| output::line(format_args!("  {name:<13} {text}"));
    output::line(shown(file))?;
    row("SHA-256", &sha256.to_hex())?;
    match &audit.log {
        Some(head) => {
            row("Log", &format!("{}, {} records", head.origin, head.size))?;
            row("Root", &head.root.to_hex())?;
        }
        None => row("Log", "unreadable")?,
    }
    row("Key", &audit.key.map_or("unreadable".to_owned(), |key| key.fingerprint()))?;
    let verdicts = &audit.verdicts;
    row("Integrity", verdicts.integrity.word())?;
    row("Signer", verdicts.signer.word())?;
    row("Completeness", verdicts.completeness.word())?;
    row("Time", verdicts.time.word())?;
    row("Provenance", verdicts.provenance.word())?;
    let (shown, hidden, redacted) = (audit.shown, audit.hidden, audit.redacted);
    row("Records", &format!("{shown} shown, {hidden} hidden, {redacted} redacted"))?;
    if audit.closed > 0 {
        row("Closed", &format!("{} fields of the records that are shown", audit.closed))?;
    }
    row("Selection", &chosen(file))?;
    let issues = audit.issues.iter().map(|issue| (issue.code, issue.place.as_str()));
    list("Issues", issues)?;
    list("Notes", audit.notes.iter().map(|note| (note.code, note.place.as_str())))?;
    list("Not proved", audit.not_proved.iter().map(|code| (*code, "")))?;
    if audit.issues.iter().any(|issue| issue.code == "not-a-zip") {
        output::line(
            "  This is no bundle, or one that was cut on its way: look at the name, or ask for the \
             file again.",
        )?;
    }
    if verdicts.signer == Signer::Unknown {
        output::line(
            "  No key was named with --trust, so nothing says whose bundle this is. Compare the \
             key's\n  fingerprint with the one that its owner gave you by another way.",
        )?;
    }
    Ok(())
}

/// What the bundle says was chosen, in a few words.
fn chosen(file: &Path) -> String {
    let read = File::open(file).ok().and_then(|file| selection(BufReader::new(file)).ok());
    let Some(Selection { parties, case, from, to, masks, .. }) = read else {
        return "unreadable".to_owned();
    };
    let mut parts = Vec::new();
    if masks.contains(&Field::Party) {
        parts.push("parties masked".to_owned());
    }
    parts.extend(parties.iter().map(|party| format!("party {}", Visible(party))));
    parts.extend(case.iter().map(|case| format!("case {}", Visible(case))));
    parts.extend(from.map(|from| format!("from {}", beijing(from))));
    parts.extend(to.map(|to| format!("before {}", beijing(to))));
    if parts.is_empty() { "everything".to_owned() } else { parts.join(", ") }
}

fn list<'a>(name: &str, items: impl Iterator<Item = (&'a str, &'a str)>) -> Outcome<()> {
    let mut name = name;
    for (code, place) in items {
        output::line(
            format_args!("  {name:<13} {code} {}", Visible(place)).to_string().trim_end(),
        )?;
        name = "";
    }
    if name.is_empty() { Ok(()) } else { output::line(format_args!("  {name:<13} none")) }
}

//! `dunlog demo`: an invented sample from a phone's backup to a verified bundle, and a byte that
//! is altered and found out.
//!
//! The sample has a clock of its own, so that the demo prints the same on every day.

mod sample;

use std::fs;
use std::path::{Path, PathBuf};

use dunlog_core::bundle::audit::{Audit, Policy};
use dunlog_core::bundle::disclose::Selection;
use dunlog_core::bundle::export::Request;
use dunlog_core::bundle::report::Language;
use dunlog_core::chain::Hash;
use dunlog_core::rule::evaluate;
use dunlog_core::rule::pack::Pack;
use dunlog_core::vault::Vault;
use zeroize::Zeroizing;

use super::{export, findings, show, verify};
use crate::display::beijing;
use crate::failure::{Failure, Outcome, Status, shown};
use crate::file::{Overwrite, write_new};
use crate::keystore::PassphraseKeystore;
use crate::output;
use crate::timeline::{Depth, Subject};

/// Where to put the demo.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder to make. It must not exist yet, or be empty.
    #[arg(value_name = "DIR", default_value = "dunlog-demo")]
    folder: PathBuf,
}

/// The passphrase of the sample vault, which is no secret.
const PASSPHRASE: &str = "dunlog demo";

/// What is altered: the amount in a message, in one byte.
const AMOUNT: &[u8] = b"1296.40";

/// Runs every step; exit code 1 where a step does not show what it should.
pub(crate) fn run(args: &Args) -> Outcome {
    let folder = &args.folder;
    let path = |name: &str| folder.join(name);
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::new(
            format!("{} exists and is not empty.", shown(folder)),
            "Name another folder: `dunlog demo DIR`.",
        ));
    }
    fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;

    step("1. From a phone's backup to a vault")?;
    output::line("Everything in this sample is invented: the lender, the people, the numbers.")?;
    let keystore =
        PassphraseKeystore::with_heads(Zeroizing::new(PASSPHRASE.to_owned()), path("heads"));
    let (mut vault, code) = Vault::create(path("vault"), Box::new(keystore), sample::NOW)?;
    sample::fill(&mut vault)?;
    output::line(format_args!("The sample's clock stands at {}.", beijing(sample::NOW)))?;
    output::line(format_args!("The vault has {} records: {}", vault.len(), shown(&path("vault"))))?;
    output::line(format_args!("Its passphrase is: {PASSPHRASE}"))?;
    output::line(format_args!("Its recovery code is: {}", *code.to_text()))?;

    step("2. What the rules flag")?;
    let pack = Pack::builtin("cn")?;
    let timeline = vault.slim_timeline()?;
    let found = evaluate(&pack, &timeline);
    findings::print(&pack, &timeline, &found, false)?;
    output::line(format_args!(
        "{} findings in {} events. A flag is a hint for a lawyer, never a verdict. The texts in\n\
         force: dunlog findings {}",
        found.len(),
        timeline.events.len(),
        shown(&path("evidence.zip")),
    ))?;

    step("3. The bundle for a lawyer or a court")?;
    let bundle = path("evidence.zip");
    let selection = Selection::all();
    let request =
        Request { selection: &selection, pack: &pack, program: export::PROGRAM, time: sample::NOW };
    let preview = export::write(&vault, request, &bundle, Overwrite::default())?;
    export::print(&preview)?;
    let line = vault.public_key().to_note_key(vault.origin());
    write(&path("key.txt"), format!("{line}\n").as_bytes())?;
    vault.close()?;

    step("4. Verified without the vault, trusting the key in key.txt")?;
    let mut policy = Policy::default();
    policy.trust_text(&line)?;
    let (audit, sha256) = verify::one(&bundle, &policy)?;
    verify::print(&bundle, sha256, &audit)?;
    let report = path("report.html");
    let subject = Subject::read(&bundle, None, Depth::Whole)?;
    write_new(&report, Overwrite::default(), |out| {
        Ok(show::report(&subject, &pack, Some(&audit), Language::default(), out)?)
    })?;

    step("5. One byte altered in a copy")?;
    let (altered_audit, altered_sha256) = alter(&bundle, &path("altered.zip"), &policy)?;
    verify::print(&path("altered.zip"), altered_sha256, &altered_audit)?;

    step("Done")?;
    for (name, what) in [
        ("evidence.zip", "the bundle: dunlog verify FILE --trust KEY"),
        ("key.txt", "the public key that --trust takes"),
        ("report.html", "the page for a court, computed from the bundle's records"),
        ("altered.zip", "the copy with one altered byte"),
        ("vault", "the sample vault"),
    ] {
        output::line(format_args!("  {:<32} {what}", shown(&path(name))))?;
    }
    let shows_it = audit.passes() && !altered_audit.passes() && sha256 != altered_sha256;
    Ok(if shows_it { Status::Good } else { Status::Found })
}

/// Alters one byte of a message in a copy of the bundle, and verifies the copy.
fn alter(bundle: &Path, copy: &Path, policy: &Policy) -> Outcome<(Audit, Hash)> {
    let mut bytes = fs::read(bundle).map_err(|error| Failure::file(bundle, &error))?;
    let place = bytes.windows(AMOUNT.len()).rposition(|window| window == AMOUNT);
    let place = place.unwrap_or(bytes.len() / 2);
    bytes[place] ^= 0b11;
    write(copy, &bytes)?;
    output::line(format_args!(
        "In a message, 1296.40 became 2296.40: byte {place} of {}.",
        bytes.len()
    ))?;
    verify::one(copy, policy)
}

fn step(title: &str) -> Outcome<()> {
    output::line(format_args!("\n== {title}"))
}

fn write(path: &Path, bytes: &[u8]) -> Outcome<()> {
    fs::write(path, bytes).map_err(|error| Failure::file(path, &error))
}

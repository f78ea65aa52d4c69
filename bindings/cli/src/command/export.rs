//! `dunlog export`: a vault and a selection become a bundle; `--preview` tells before what it shows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dunlog_core::bundle::disclose::{Preview, PreviewParty, Selection};
use dunlog_core::bundle::export::{Request, export, preview};
use dunlog_core::capture::number;
use dunlog_core::chain::Hash;
use dunlog_core::record::{Field, Role};
use dunlog_core::vault::Vault;
use serde::Serialize;

use super::pack::PackArgs;
use crate::country;
use crate::display::Visible;
use crate::failure::{Failure, Outcome, Status, shown};
use crate::file::{Overwrite, write_new};
use crate::output;
use crate::progress::Progress;
use crate::vault::{VaultArgs, now};
use crate::zone::{TypedTime, Zone};

/// What to hand over, and where to write it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The bundle to write.
    #[arg(long, value_name = "FILE", required_unless_present = "preview")]
    out: Option<PathBuf>,
    /// What to do where it exists.
    #[command(flatten)]
    overwrite: Overwrite,
    /// Writes nothing, and tells what the bundle would show and what would stay hidden.
    #[arg(long)]
    preview: bool,
    /// What is chosen.
    #[command(flatten)]
    selection: SelectionArgs,
    /// The rules for the exporter's own findings and page.
    #[command(flatten)]
    pack: PackArgs,
    /// The time at which the bundle says that it was made; the clock's without this. The same
    /// vault, selection and time give the same bytes.
    #[arg(long, value_name = "TIME", value_parser = TypedTime::parse)]
    at: Option<TypedTime>,
    /// Prints one JSON object.
    #[arg(long)]
    json: bool,
}

/// A part of a vault.
#[derive(Debug, clap::Args)]
pub(crate) struct SelectionArgs {
    /// Shows only what was exchanged with this number or name, in both directions. May be given
    /// several times.
    #[arg(long, value_name = "NUMBER")]
    party: Vec<String>,
    /// The country (two letters) that numbers typed here belong to.
    #[arg(long, value_name = "COUNTRY", default_value = "CN", value_parser = country::parse)]
    country: String,
    /// Shows only what belongs to this case.
    #[arg(long, value_name = "CASE")]
    case: Option<String>,
    /// Shows only what happened at this time or later.
    #[arg(long, value_name = "TIME", value_parser = TypedTime::parse)]
    from: Option<TypedTime>,
    /// Shows only what happened before this time.
    #[arg(long, value_name = "TIME", value_parser = TypedTime::parse)]
    to: Option<TypedTime>,
    /// The time zone of times that are typed without their own.
    #[arg(long, value_name = "ZONE", value_parser = Zone::parse)]
    time_zone: Option<Zone>,
    /// Withholds a field from every record, such as `own` or `contact`. May be given several
    /// times.
    #[arg(long, value_name = "FIELD", value_parser = field)]
    mask: Vec<Field>,
    /// Encloses a kept source file, which may hold more than what is chosen. May be given several
    /// times.
    #[arg(long, value_name = "SHA256", value_parser = sha256)]
    with_source: Vec<Hash>,
}

impl SelectionArgs {
    /// The selection, with every typed time as an instant.
    fn selection(&self) -> Outcome<Selection> {
        let normal = |shown: &String| {
            number::normalise(shown, Some(&self.country)).unwrap_or_else(|| shown.clone())
        };
        Ok(Selection {
            parties: self.party.iter().map(normal).collect(),
            case: self.case.clone(),
            from: self.from.map(|time| time.certain(self.time_zone)).transpose()?,
            to: self.to.map(|time| time.certain(self.time_zone)).transpose()?,
            masks: self.mask.clone(),
            sources: self.with_source.clone(),
        })
    }
}

fn field(word: &str) -> Result<Field, String> {
    let words = || Field::ALL.iter().map(|field| field.word()).collect::<Vec<_>>().join(", ");
    Field::parse(word).ok_or_else(|| format!("the fields are {}", words()))
}

fn sha256(hex: &str) -> Result<Hash, String> {
    Hash::parse(hex).ok_or_else(|| "a SHA-256 is 64 hex digits in lower case".to_owned())
}

/// The program that a bundle names as its maker.
pub(crate) const PROGRAM: &str = concat!("dunlog ", env!("CARGO_PKG_VERSION"));

/// Writes the bundle, or tells what it would show.
pub(crate) fn run(args: &Args) -> Outcome {
    let selection = args.selection.selection()?;
    let time = match args.at {
        Some(time) => time.certain(args.selection.time_zone)?,
        None => now(),
    };
    // Before the pack: stretching the passphrase and a pack in memory at once are too much.
    let vault = args.vault.open()?;
    if let Some(code) = vault.damage() {
        let vault = shown(&args.vault.vault);
        eprintln!(
            "warning: {vault} is damaged ({code}); the bundle has what is left, and `dunlog verify` \
             names what is missing."
        );
    }
    let pack = args.pack.read()?;
    for source in selection.sources.iter() {
        if !vault.has_attachment(source)? {
            return Err(Failure::new(
                format!("The vault keeps no source file with SHA-256 {}.", source.to_hex()),
                "Take the SHA-256 from the part of the page on how the items were captured.",
            ));
        }
    }
    let told = preview(&vault, &selection)?;
    let nobody = selection.case.as_ref().filter(|case| told.unmatched.contains(case));
    if let Some(case) = nobody.filter(|_| !args.preview) {
        return Err(Failure::new(
            format!("Nothing that would be shown belongs to a case {}.", Visible(case)),
            "Look at the spelling and the span; `dunlog tag` puts records into a case.",
        ));
    }
    warn(&selection, &told);
    if let Some(path) = args.out.as_deref().filter(|_| !args.preview) {
        if !args.json {
            print(&told)?;
        }
        let request = Request { selection: &selection, pack: &pack, program: PROGRAM, time };
        write(&vault, request, path, args.overwrite)?;
        if args.json {
            output::json(&Told::new(&told))?;
        } else {
            output::line(format_args!("\nThe bundle is at {}.", shown(path)))?;
        }
    } else if args.json {
        output::json(&Told::new(&told))?;
    } else {
        print(&told)?;
    }
    Ok(Status::Good)
}

/// Says on standard error what the selection does not do though its words suggest it.
fn warn(selection: &Selection, preview: &Preview) {
    for name in &preview.unmatched {
        eprintln!(
            "warning: nothing that is shown names {}; look at the spelling and the span.",
            Visible(name)
        );
    }
    let enclosed = |source: &Hash| preview.sources.iter().any(|file| file.sha256 == *source);
    for source in selection.sources.iter().filter(|source| !enclosed(source)) {
        let source = source.to_hex();
        eprintln!("warning: {source} is not enclosed: no chosen record was read from it.");
    }
    if preview.speaking > 0 {
        eprintln!(
            "warning: {} records keep their words, typed details or files, which may name whom the \
             mask hides.\n  Read them, or mask body and detail too.",
            preview.speaking
        );
    }
}

/// Writes the bundle to a new file.
pub(crate) fn write(
    vault: &Vault,
    request: Request<'_>,
    path: &Path,
    overwrite: Overwrite,
) -> Outcome<Preview> {
    let progress = Progress::bytes("Writing the bundle", 0);
    write_new(path, overwrite, |out| {
        let (preview, _) = export(vault, request, out, &mut |done, total| {
            progress.at(done, total);
            Ok(())
        })?;
        Ok(preview)
    })
}

#[derive(Serialize)]
struct Told {
    parties: Vec<ToldParty>,
    sources: Vec<ToldFile>,
    files: Vec<ToldFile>,
    admitted: u64,
    closed: BTreeMap<&'static str, u64>,
    other_cases: Vec<String>,
    shown: u64,
    hidden: u64,
    redacted: u64,
    fields_closed: u64,
    masks: Vec<&'static str>,
    speaking: u64,
    unmatched: Vec<String>,
}

#[derive(Serialize)]
struct ToldParty {
    shown: Option<String>,
    role: &'static str,
    records: u64,
}

#[derive(Serialize)]
struct ToldFile {
    sha256: String,
    size: u64,
}

impl Told {
    fn new(preview: &Preview) -> Self {
        let file = |file: &dunlog_core::bundle::disclose::PreviewFile| ToldFile {
            sha256: file.sha256.to_hex(),
            size: file.size,
        };
        let parties = preview.parties.iter().map(|party| ToldParty {
            shown: party.shown.clone(),
            role: party.role.word(),
            records: party.records,
        });
        Self {
            parties: parties.collect(),
            sources: preview.sources.iter().map(file).collect(),
            files: preview.files.iter().map(file).collect(),
            admitted: preview.admitted,
            closed: preview.closed.iter().map(|(kind, count)| (kind.word(), *count)).collect(),
            other_cases: preview.other_cases.iter().cloned().collect(),
            shown: preview.shown,
            hidden: preview.hidden,
            redacted: preview.redacted,
            fields_closed: preview.fields_closed,
            masks: preview.masks.iter().map(|field| field.word()).collect(),
            speaking: preview.speaking,
            unmatched: preview.unmatched.clone(),
        }
    }
}

fn side(party: &PreviewParty) -> Outcome<()> {
    let name = party.shown.as_deref().unwrap_or("(masked)");
    let (role, records) = (party.role.word(), party.records);
    output::line(format_args!("  {role:<18} {}, in {records} records", Visible(name)))
}

/// Tells what a bundle shows, third persons and kept files first.
pub(crate) fn print(preview: &Preview) -> Outcome<()> {
    output::line("The bundle shows:")?;
    let collects = |party: &&PreviewParty| matches!(party.role, Role::Creditor | Role::Agency);
    for party in preview.parties.iter().filter(|party| !collects(party)) {
        side(party)?;
    }
    for file in &preview.sources {
        let (sha256, size) = (file.sha256.to_hex(), file.size);
        output::line(format_args!("  kept source file   {sha256}, {size} bytes, whole"))?;
    }
    for party in preview.parties.iter().filter(collects) {
        side(party)?;
    }
    for file in &preview.files {
        let (sha256, size) = (file.sha256.to_hex(), file.size);
        output::line(format_args!("  file               {sha256}, {size} bytes"))?;
    }
    if preview.admitted > 0 {
        let admitted = preview.admitted;
        output::line(format_args!(
            "  {admitted} admitted records; their bundles are enclosed whole, and nothing in them \
             can be masked"
        ))?;
    }
    if !preview.closed.is_empty() {
        output::line("  In every bundle, closed: kind, dates, role and short ids can be read of")?;
        for (kind, count) in &preview.closed {
            output::line(format_args!("  {:<18} {count} records", kind.word()))?;
        }
    }
    if !preview.other_cases.is_empty() {
        let cases: Vec<&str> = preview.other_cases.iter().map(String::as_str).collect();
        output::line(format_args!("  Other cases that these lines name: {}", cases.join(", ")))?;
    }
    let masks: Vec<&str> = preview.masks.iter().map(|field| field.word()).collect();
    let masks = if masks.is_empty() { "none".to_owned() } else { masks.join(", ") };
    let Preview { shown, hidden, redacted, .. } = preview;
    output::line(format_args!("  {shown} records; {hidden} stay hidden, {redacted} are redacted"))?;
    if preview.fields_closed > 0 {
        let closed = preview.fields_closed;
        output::line(format_args!("  {closed} fields of the records that are shown stay closed"))?;
    }
    output::line(format_args!("  Masked fields: {masks}"))
}

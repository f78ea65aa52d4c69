//! `dunlog admit`: other people's bundles into a lawyer's case vault.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use dunlog_core::bundle::admit::{Admitted, admit};
use dunlog_core::bundle::audit::Audit;
use serde::Serialize;

use super::verify::TrustArgs;
use crate::display::Visible;
use crate::failure::{Failure, Outcome, Status, shown};
use crate::output;
use crate::vault::{VaultArgs, now};

/// Which bundles to admit, and whose.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The case vault.
    #[command(flatten)]
    vault: VaultArgs,
    /// The bundles. Each must verify, and be signed by a key that is trusted.
    #[arg(value_name = "BUNDLE", required = true)]
    bundles: Vec<PathBuf>,
    /// What to compare them with.
    #[command(flatten)]
    trust: TrustArgs,
    /// Admits also what does not verify, for this reason. Every such record is marked for ever. Of a
    /// damaged bundle what its log still bears out is taken, and the rest is counted; what is no
    /// bundle, for its container, head or key cannot be read, is refused all the same.
    #[arg(long, value_name = "REASON")]
    force: Option<String>,
    /// Prints one JSON object for each bundle.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Told<'a> {
    file: String,
    admitted: u64,
    already: bool,
    forced: bool,
    lost: u64,
    issues: Vec<&'a str>,
}

/// Admits every bundle.
pub(crate) fn run(args: &Args) -> Outcome {
    let policy = args.trust.policy()?;
    let mut vault = args.vault.open()?;
    let mut status = Status::Good;
    for path in &args.bundles {
        let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
        let admitted =
            admit(&mut vault, BufReader::new(file), &policy, args.force.as_deref(), now())
                .map_err(|error| Failure::from(error).about(path))?;
        if matches!(admitted, Admitted::Refused(_) | Admitted::Unreadable(_)) {
            status = Status::Found;
        }
        tell(path, &admitted, args.json)?;
    }
    vault.close()?;
    Ok(status)
}

fn tell(path: &Path, admitted: &Admitted, json: bool) -> Outcome<()> {
    let (records, lost, audit): (u64, u64, Option<&Audit>) = match admitted {
        Admitted::Appended { records, lost, audit } => (*records, *lost, Some(audit)),
        Admitted::Already => (0, 0, None),
        Admitted::Refused(audit) | Admitted::Unreadable(audit) => (0, 0, Some(audit)),
    };
    let passes = audit.is_none_or(Audit::passes);
    if json {
        let issues = audit.into_iter().flat_map(|audit| &audit.issues);
        return output::json(&Told {
            file: path.to_string_lossy().into_owned(),
            admitted: records,
            already: matches!(admitted, Admitted::Already),
            forced: matches!(admitted, Admitted::Appended { .. }) && !passes,
            lost,
            issues: issues.map(|issue| issue.code).collect(),
        });
    }
    let path = shown(path);
    match admitted {
        Admitted::Already => output::line(format_args!("{path}: admitted before.")),
        Admitted::Appended { .. } if passes => {
            output::line(format_args!("{path}: {records} records admitted."))
        }
        Admitted::Appended { .. } => {
            output::line(format_args!(
                "{path}: {records} records admitted by force; each is marked so for ever."
            ))?;
            if lost > 0 {
                output::line(format_args!(
                    "  {lost} lines and openings could not be taken. The bundle is kept whole as it \
                     came; `dunlog verify` names what is wrong."
                ))?;
            }
            Ok(())
        }
        Admitted::Unreadable(audit) => {
            output::line(format_args!(
                "{path}: refused even by force, for it cannot be read as a bundle:"
            ))?;
            for issue in audit.issues.iter().take(5) {
                output::line(format_args!("  {} {}", issue.code, Visible(&issue.place)))?;
            }
            output::line(
                "  Ask for the bundle again, or keep the file as a document: `dunlog attach`.",
            )
        }
        Admitted::Refused(audit) => {
            let (integrity, signer) = (audit.verdicts.integrity, audit.verdicts.signer);
            output::line(format_args!(
                "{path}: refused, for the integrity is {} and the signer {}.",
                integrity.word(),
                signer.word()
            ))?;
            output::line("  Look at `dunlog verify`; --force REASON admits it all the same.")
        }
    }
}

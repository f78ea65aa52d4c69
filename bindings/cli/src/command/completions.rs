//! `dunlog completions`: a completion script from the command line's definition.

use std::io::{self, Write};

use clap_complete::Shell;

use crate::args;
use crate::failure::{Outcome, Status};

/// Which shell to write for.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell that will read the script.
    shell: Shell,
}

/// Prints the script.
pub(crate) fn run(args: &Args) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::definition(), "dunlog", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Status::Good)
}

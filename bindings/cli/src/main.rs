//! The `dunlog` command: for a lawyer, an advocate, or a borrower at a computer.
//!
//! Every command is one file under `command`, with its arguments and what it prints; whatever
//! decides something is done by `dunlog-core`.

mod args;
mod command;
mod country;
mod display;
mod entry;
mod failure;
mod file;
mod interrupt;
mod keystore;
mod output;
mod passphrase;
mod progress;
mod timeline;
mod vault;
mod zone;

use std::process::ExitCode;

use clap::FromArgMatches;

use args::Cli;

fn main() -> ExitCode {
    let matches = args::definition().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match command::run(cli.command) {
        Ok(status) => status.into(),
        Err(failure) => {
            failure.print();
            ExitCode::from(2)
        }
    }
}

//! The `dunlog` command: for a lawyer, an advocate, or a borrower at a computer.
//!
//! Every command is one file under `command`, with its arguments and what it prints; whatever
//! decides something is done by `dunlog-core`.

mod args;
mod command;
mod display;
mod failure;
mod keystore;
mod passphrase;
mod zone;

use std::process::ExitCode;

use clap::Parser;

use args::Cli;

fn main() -> ExitCode {
    match command::run(Cli::parse().command) {
        Ok(status) => status.into(),
        Err(failure) => {
            failure.print();
            ExitCode::from(2)
        }
    }
}

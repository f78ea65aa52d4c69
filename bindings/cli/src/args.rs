//! The command line's definition; help, completions and the man page all come from it.

use clap::{Parser, Subcommand};

use crate::command::{completions, man};

/// Collects, exports and checks evidence of debt-collection harassment.
///
/// A vault is a folder that holds a sealed, hash-chained, signed log of calls and messages. A
/// bundle is a zip file exported from it, which anyone can check without the vault.
///
/// Exit codes: 0 means good, 1 means that something was found, 2 means that the work could not
/// be done.
#[derive(Debug, Parser)]
#[command(name = "dunlog", version, max_term_width = 100, propagate_version = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Every command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Prints a completion script for a shell.
    Completions(completions::Args),
    /// Prints the manual page.
    Man(man::Args),
}

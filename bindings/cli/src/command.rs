//! The commands: one file each.

pub(crate) mod completions;
pub(crate) mod man;

use crate::args::Command;
use crate::failure::Outcome;

/// Runs a command to its end.
pub(crate) fn run(command: Command) -> Outcome {
    match command {
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

//! `dunlog man`: the manual page, a section for each command.

use std::io::{self, Write};

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::args::Cli;
use crate::failure::{Outcome, Status};

/// Nothing to choose.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Prints the page in roff, as `man -l -` reads it.
pub(crate) fn run(_: &Args) -> Outcome {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    for part in command.get_subcommands().filter(|part| part.get_name() != "help") {
        render_part(part, &mut page)?;
    }
    io::stdout().write_all(&page)?;
    Ok(Status::Good)
}

/// One command, and below it the commands that it has of its own.
fn render_part(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    writeln!(page, ".SH \"{}\"", name.to_uppercase())?;
    let man = Man::new(command.clone());
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    if command.get_arguments().next().is_some() {
        man.render_options_section(page)?;
    }
    for part in command.get_subcommands().filter(|part| part.get_name() != "help") {
        render_part(part, page)?;
    }
    Ok(())
}

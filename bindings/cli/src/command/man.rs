//! `dunlog man`: the manual page, with a part for each command.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;

use crate::args;
use crate::failure::{Outcome, Status};

/// Nothing to choose.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Prints the page in roff, as `man -l -` reads it.
pub(crate) fn run(_: &Args) -> Outcome {
    let command = args::definition();
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_description_section(&mut page)?;
    let mut parts = Vec::new();
    render_parts(&command, &mut parts)?;
    page.extend_from_slice(&below(&parts));
    io::stdout().write_all(&page)?;
    Ok(Status::Good)
}

/// The commands below `command`, each with its synopsis, its description and its options.
fn render_parts(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    for part in command.get_subcommands().filter(|part| part.get_name() != "help") {
        let name = part.get_bin_name().unwrap_or(part.get_name());
        writeln!(page, ".SH \"{}\"", name.to_uppercase())?;
        let man = Man::new(part.clone());
        man.render_synopsis_section(page)?;
        man.render_description_section(page)?;
        man.render_options_section(page)?;
        render_parts(part, page)?;
    }
    Ok(())
}

/// Sets the headings within a command one level lower than the command's own.
fn below(parts: &[u8]) -> Vec<u8> {
    let lower = |line: &str| match line.strip_prefix(".SH ") {
        Some(heading) if !heading.starts_with('"') => format!(".SS {heading}\n"),
        _ => format!("{line}\n"),
    };
    String::from_utf8_lossy(parts).lines().map(lower).collect::<String>().into_bytes()
}

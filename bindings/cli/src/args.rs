//! The command line's definition; help, completions and the man page all come from it.

use clap::{CommandFactory, Parser, Subcommand};

use crate::command::{
    add, admit, attach, backup, check, completions, demo, export, findings, import, init, key, man,
    mark, pack, reconcile, recover, redact, scan, show, verify,
};

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
    /// Takes an invented sample from a backup to a verified bundle; nothing is needed for it.
    Demo(demo::Args),
    /// Makes a vault and shows its recovery code once.
    Init(init::Args),
    /// Imports backup files of messages and calls into a vault.
    Import(import::Args),
    /// Admits other people's bundles into a lawyer's case vault.
    Admit(admit::Args),
    /// Enters what a person saw, heard or was told.
    Add(add::Args),
    /// Puts a recording, photo, video or document into a vault as evidence.
    Attach(attach::Args),
    /// Ties two records.
    Link(mark::LinkArgs),
    /// Puts records into a case.
    Tag(mark::TagArgs),
    /// Says what a case is about: the creditor, the product, the contract.
    Case(mark::CaseArgs),
    /// Says who a number is.
    Role(mark::RoleArgs),
    /// Reads a whole vault and names every fault.
    Check(check::Args),
    /// Drops for ever what one event says; that it was there stays.
    Redact(redact::Args),
    /// Writes a vault, sealed as it is, into one file.
    Backup(backup::Args),
    /// Lays an operator's list of calls and texts beside what a vault or a bundle holds.
    ///
    /// It adds nothing to the log unless told to. A record that the list lacks is not called false;
    /// why the list may lack it is said.
    Reconcile(reconcile::Args),
    /// Opens a backup or a vault by its recovery code, or begins the log that follows it.
    Recover(recover::Args),
    /// Judges lines of text from standard input, each by itself.
    ///
    /// Each line is a JSON object with `text` and, where known, `time` (RFC 3339), `direction` (in
    /// or out), `party`, `role`, `creditor_kind` and `product`. One line is printed for each. The
    /// exit code is 1 where a line could not be read.
    Scan(scan::Args),
    /// Lists, shows and checks rule packs.
    Pack(pack::Args),
    /// Shows the public key and the newest head of a vault; tests or renews its recovery code.
    Key(key::Args),
    /// Tells what the rules say of bundles or vaults.
    Findings(findings::Args),
    /// Shows the records of a bundle or a vault, and writes the page for a court.
    Show(show::Args),
    /// Exports a bundle that anyone can verify, or tells beforehand what it would show.
    Export(export::Args),
    /// Verifies bundles without a vault, and tells what they prove and what they do not.
    Verify(verify::Args),
    /// Prints a completion script for a shell.
    Completions(completions::Args),
    /// Prints the manual page.
    Man(man::Args),
}

/// The definition with every help text as a full sentence: clap drops the last full stop.
pub(crate) fn definition() -> clap::Command {
    let mut command = Cli::command();
    command.build();
    finish(command)
}

fn finish(command: clap::Command) -> clap::Command {
    let about = command.get_about().map(sentence);
    let command = command.mut_args(|arg| {
        let help = arg.get_help().map(sentence);
        if let Some(help) = help { arg.help(help) } else { arg }
    });
    let command = if let Some(about) = about { command.about(about) } else { command };
    command.mut_subcommands(finish)
}

fn sentence(text: &clap::builder::StyledStr) -> String {
    let text = text.to_string();
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_together() {
        definition().debug_assert();
    }

    #[test]
    fn every_help_text_is_a_full_sentence() {
        fn check(command: &clap::Command) {
            let texts = command.get_arguments().map(|arg| (arg.get_id().as_str(), arg.get_help()));
            for (name, text) in texts.chain([(command.get_name(), command.get_about())]) {
                let text = text.map(ToString::to_string).unwrap_or_default();
                let first = text.chars().next().unwrap_or_default();
                assert!(first.is_uppercase() && text.ends_with('.'), "{name}: {text:?}");
            }
            command.get_subcommands().for_each(check);
        }
        check(&definition());
    }
}

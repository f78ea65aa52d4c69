//! The commands: one file each.

pub(crate) mod add;
pub(crate) mod admit;
pub(crate) mod attach;
pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod export;
pub(crate) mod findings;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod key;
pub(crate) mod man;
pub(crate) mod mark;
pub(crate) mod pack;
pub(crate) mod reconcile;
pub(crate) mod recover;
pub(crate) mod redact;
pub(crate) mod scan;
pub(crate) mod show;
pub(crate) mod verify;

use crate::args::Command;
use crate::failure::Outcome;

/// Runs a command to its end.
pub(crate) fn run(command: Command) -> Outcome {
    match command {
        Command::Add(args) => add::run(&args),
        Command::Admit(args) => admit::run(&args),
        Command::Attach(args) => attach::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Case(args) => mark::case(&args),
        Command::Check(args) => check::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Findings(args) => findings::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Key(args) => key::run(&args),
        Command::Link(args) => mark::link(&args),
        Command::Man(args) => man::run(&args),
        Command::Pack(args) => pack::run(&args),
        Command::Reconcile(args) => reconcile::run(&args),
        Command::Recover(args) => recover::run(&args),
        Command::Redact(args) => redact::run(&args),
        Command::Role(args) => mark::set_role(&args),
        Command::Scan(args) => scan::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Tag(args) => mark::tag(&args),
        Command::Verify(args) => verify::run(&args),
    }
}

//! What went wrong, in two lines: what happened, and what to do.
//!
//! Exit codes: 0 is good, 1 says that something was found, 2 that the work could not be done.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use dunlog_core::capture::typed::{CREDITOR_KINDS, MANNERS};
use dunlog_core::vault::{NO_VAULT, READ_ONLY_COPY};
use dunlog_core::{Error, Malformed};

use crate::display::Visible;

/// How a command ended that did its work.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Status {
    /// Nothing to complain of: exit code 0.
    Good,
    /// Something was found: exit code 1.
    Found,
    /// A part could not be done, and said so: exit code 2.
    Undone,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Good => Self::SUCCESS,
            Status::Found => Self::from(1),
            Status::Undone => Self::from(2),
        }
    }
}

/// The result of a command.
pub(crate) type Outcome<T = Status> = Result<T, Failure>;

/// Why a command could not do its work: exit code 2.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Told to the user.
    Told {
        /// What happened.
        what: String,
        /// What to do about it.
        remedy: String,
    },
    /// Who reads the output went away; nobody is left to be told.
    PipeClosed,
}

impl Failure {
    /// A failure with its two lines.
    pub(crate) fn new(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Told { what: what.into(), remedy: remedy.into() }
    }

    /// A file that the system does not let us read or write.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        let what = format!("{} cannot be used: {}.", shown(path), reason(error));
        Self::new(what, "Check the path and the permissions, then run the command again.")
    }

    /// Puts the file in question before what happened.
    pub(crate) fn about(self, path: &Path) -> Self {
        match self {
            Self::Told { what, remedy } => {
                Self::Told { what: format!("{}: {what}", shown(path)), remedy }
            }
            Self::PipeClosed => Self::PipeClosed,
        }
    }

    /// Prints the two lines on standard error.
    pub(crate) fn print(&self) {
        if let Self::Told { what, remedy } = self {
            eprintln!("error: {what}");
            eprintln!("  try: {remedy}");
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::PipeClosed,
            _ => Error::from(error).into(),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}

impl From<Malformed> for Failure {
    fn from(malformed: Malformed) -> Self {
        Error::from(malformed).into()
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let remedy = match &error {
            Error::Io(source) => {
                let what = format!("A file could not be read or written: {}.", reason(source));
                return Self::new(what, "Check the path, the permissions and the free space.");
            }
            Error::Database(_) => {
                "Close other programs that use the vault and try again; run `dunlog check` if it \
                 stays."
            }
            Error::Keystore(_) => {
                "Check the passphrase. If it is lost, `dunlog recover` opens the vault with the \
                 recovery code."
            }
            Error::Locked => "Try again once the keystore is open.",
            Error::Malformed(Malformed { format: "typed", code: "detail-invalid", .. }) => {
                let [kinds, manners] = [CREDITOR_KINDS, MANNERS].map(|words| words.join(", "));
                return Self::new(
                    "A detail has a value that it cannot have.",
                    format!(
                        "creditor_kind is one of {kinds}; manner of {manners}; by of 12368, court, \
                         bar; answer of none, found, unclear; a day is 2026-01-31, an hour 22:00."
                    ),
                );
            }
            Error::Malformed(Malformed { format: "record", code: "bad-word", .. }) => {
                return Self::new(
                    "A short id, such as that of a case, has a character that it cannot have.",
                    "Use 1 to 32 lower-case letters, digits and underscores, such as case_2026_1; a \
                     name goes into a detail.",
                );
            }
            Error::Malformed(_) => "Check that this is the right file, and that it is whole.",
            Error::Unsupported { .. } => "Use a newer version of dunlog.",
            Error::Misuse(what) => {
                let remedy = match *what {
                    READ_ONLY_COPY => {
                        "Begin the log that goes on from it: `dunlog recover COPY --next NEW`."
                    }
                    NO_VAULT => {
                        "Name the folder that `dunlog init` made, or a bundle's zip file where \
                         the command takes one."
                    }
                    _ => "Run the command with --help: it says what fits.",
                };
                return Self::new(format!("{}.", sentence(what)), remedy);
            }
            Error::Damaged(_) => {
                "Leave the vault as it is, run `dunlog check` on it, and go on in a new vault."
            }
            Error::StorageFull => "Free some space and run the command again; what was kept stays.",
            Error::Cancelled => "Run the command again to go on; what was kept stays.",
        };
        Self::new(format!("{}.", sentence(&error.to_string())), remedy)
    }
}

/// A path as it may be printed.
pub(crate) fn shown(path: &Path) -> String {
    Visible(&path.to_string_lossy()).to_string()
}

/// The system's word for an error, without its number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    Visible(&text.to_lowercase()).to_string()
}

/// The text with an upper-case first letter.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_went_away_is_no_error_to_tell() {
        let failure = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert!(matches!(failure, Failure::PipeClosed));
    }

    #[test]
    fn every_failure_says_what_happened_and_what_to_do() {
        let error = Error::from(Malformed::new("record", 7, "not-canonical"));
        let Failure::Told { what, remedy } = Failure::from(error).about(Path::new("a\u{202e}b"))
        else {
            panic!("told");
        };
        assert_eq!(what, "a⟨U+202E⟩b: Malformed record at 7: not-canonical.");
        assert!(remedy.ends_with('.'));
    }
}

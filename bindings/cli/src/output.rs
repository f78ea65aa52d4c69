//! What a command prints on standard output: lines for people, or one JSON object a line.

use std::fmt::Display;
use std::io::{self, Write};

use serde::Serialize;

use crate::failure::Outcome;

/// Prints a line for people.
pub(crate) fn line(text: impl Display) -> Outcome<()> {
    Ok(writeln!(io::stdout().lock(), "{text}")?)
}

/// Prints a value as one line of JSON.
pub(crate) fn json(value: &impl Serialize) -> Outcome<()> {
    let mut text = serde_json::to_string(value)?;
    text.push('\n');
    Ok(io::stdout().lock().write_all(text.as_bytes())?)
}

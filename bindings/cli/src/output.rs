//! What a command prints on standard output: lines for people, or one JSON object a line.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};

use serde::Serialize;

use crate::display::is_deceptive;
use crate::failure::Outcome;

/// Prints a line for people.
pub(crate) fn line(text: impl Display) -> Outcome<()> {
    Ok(writeln!(io::stdout().lock(), "{text}")?)
}

/// Prints a value as one line of JSON, in which characters that could deceive on a terminal are
/// written as `\uXXXX`; what a reader gets from it is the same.
pub(crate) fn json(value: &impl Serialize) -> Outcome<()> {
    let mut text = escaped(&serde_json::to_string(value)?);
    text.push('\n');
    Ok(io::stdout().lock().write_all(text.as_bytes())?)
}

/// Such characters stand only in strings: JSON itself is plain ASCII.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if is_deceptive(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_json_moves_a_terminal() {
        let text = "还款\u{202e}\u{9b}\u{7f}\u{1b}[31m\u{e0041}🙂";
        let json = escaped(&serde_json::to_string(text).unwrap());
        assert_eq!(json, "\"还款\\u202e\\u009b\\u007f\\u001b[31m\\udb40\\udc41🙂\"");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}

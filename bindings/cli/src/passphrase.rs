//! Where the passphrase comes from: a file, the environment, or a prompt on the terminal.

use std::fs;
use std::io::IsTerminal;
use std::path::Path;

use zeroize::Zeroizing;

use crate::failure::{Failure, Outcome, shown};

/// The environment variable that may hold the passphrase.
pub(crate) const VARIABLE: &str = "DUNLOG_PASSPHRASE";

/// Asks for the passphrase of a vault that exists.
pub(crate) fn ask(file: Option<&Path>) -> Outcome<Zeroizing<String>> {
    match given(file)? {
        Some(passphrase) => Ok(passphrase),
        None => prompt("Passphrase of the vault: "),
    }
}

/// Asks for the passphrase of a new vault: twice, where it is typed.
pub(crate) fn choose(file: Option<&Path>) -> Outcome<Zeroizing<String>> {
    if let Some(passphrase) = given(file)? {
        return Ok(passphrase);
    }
    let first = prompt("Passphrase for the new vault: ")?;
    let again = prompt("The same passphrase again: ")?;
    if first != again {
        return Err(Failure::new(
            "The two passphrases differ.",
            "Run the command again and type the same passphrase twice.",
        ));
    }
    Ok(first)
}

/// Asks for the passphrase of an encrypted iPhone backup.
pub(crate) fn of_backup(file: Option<&Path>) -> Outcome<Zeroizing<String>> {
    if let Some(file) = file {
        return not_empty(first_line(file)?);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(
            "The backup is encrypted, and there is no terminal to ask for its passphrase on.",
            "Name a file that holds it with --backup-passphrase-file.",
        ));
    }
    let typed = rpassword::prompt_password("Passphrase of the iPhone backup: ")?;
    not_empty(Zeroizing::new(typed))
}

/// Asks for a recovery code, which is shown while it is typed nowhere.
pub(crate) fn recovery_code(file: Option<&Path>) -> Outcome<Zeroizing<String>> {
    match file {
        Some(file) => first_line(file),
        None if std::io::stdin().is_terminal() => prompt("Recovery code: "),
        None => Err(Failure::new(
            "The recovery code is wanted, and there is no terminal to ask for it on.",
            "Name a file whose first line it is with --code-file.",
        )),
    }
}

/// The passphrase from the file or else the environment; an empty one is refused.
fn given(file: Option<&Path>) -> Outcome<Option<Zeroizing<String>>> {
    let passphrase = match (file, std::env::var(VARIABLE)) {
        (Some(file), _) => first_line(file)?,
        (None, Ok(value)) => Zeroizing::new(value),
        (None, Err(_)) => return Ok(None),
    };
    not_empty(passphrase).map(Some)
}

fn first_line(file: &Path) -> Outcome<Zeroizing<String>> {
    let bytes = Zeroizing::new(fs::read(file).map_err(|error| Failure::file(file, &error))?);
    let text = decoded(&bytes).ok_or_else(|| {
        Failure::new(
            format!("{} is no text: it is neither UTF-8 nor UTF-16.", shown(file)),
            "Save the passphrase as plain text in UTF-8, on the first line.",
        )
    })?;
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    Ok(Zeroizing::new(text[..end].to_owned()))
}

/// The text of a file as editors save it: UTF-8 with or without a byte order mark, or UTF-16 with
/// one.
fn decoded(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let pairs = bytes.chunks_exact(2);
        let whole = pairs.remainder().is_empty();
        let units: Zeroizing<Vec<u16>> =
            Zeroizing::new(pairs.map(|pair| unit([pair[0], pair[1]])).collect());
        String::from_utf16(&units).ok().filter(|_| whole)
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => str::from_utf8(rest).ok().map(str::to_owned),
        bytes => str::from_utf8(bytes).ok().map(str::to_owned),
    };
    text.map(Zeroizing::new)
}

fn prompt(question: &str) -> Outcome<Zeroizing<String>> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(
            "There is no terminal to ask for the passphrase on.",
            format!("Name a file with --passphrase-file, or set {VARIABLE}."),
        ));
    }
    let typed = rpassword::prompt_password(question)?;
    not_empty(Zeroizing::new(typed))
}

fn not_empty(passphrase: Zeroizing<String>) -> Outcome<Zeroizing<String>> {
    if passphrase.is_empty() {
        return Err(Failure::new(
            "The passphrase is empty.",
            "Use a passphrase of several words, and write it down where the vault is not.",
        ));
    }
    Ok(passphrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_first_line_without_the_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("words");
        fs::write(&file, "three plain words\r\nrest\n").unwrap();
        assert_eq!(ask(Some(&file)).unwrap().as_str(), "three plain words");
    }

    #[test]
    fn a_file_may_be_saved_as_editors_save_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("words");
        let units = |unit: fn(u16) -> [u8; 2]| {
            "\u{feff}三个 plain\r\n".encode_utf16().flat_map(unit).collect::<Vec<u8>>()
        };
        let files = ["\u{feff}三个 plain\r\n".into(), "三个 plain\r".into(), "三个 plain".into()];
        let wide = [units(u16::to_le_bytes), units(u16::to_be_bytes)];
        for bytes in files.into_iter().map(String::into_bytes).chain(wide) {
            fs::write(&file, &bytes).unwrap();
            assert_eq!(ask(Some(&file)).unwrap().as_str(), "三个 plain", "{bytes:?}");
        }
        fs::write(&file, b"caf\xe9\n").unwrap();
        assert!(ask(Some(&file)).is_err());
    }

    #[test]
    fn an_empty_passphrase_and_a_missing_file_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("words");
        assert!(ask(Some(&file)).is_err());
        fs::write(&file, "\n").unwrap();
        assert!(choose(Some(&file)).is_err());
    }
}

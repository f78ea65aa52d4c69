//! The vault that a command works on, and how it is opened.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use dunlog_core::Error;
use dunlog_core::chain::Hash;
use dunlog_core::record::Millis;
use dunlog_core::vault::Vault;

use crate::failure::{Failure, Outcome, shown};
use crate::keystore::PassphraseKeystore;
use crate::passphrase;

/// Where the passphrase comes from.
#[derive(Debug, clap::Args)]
pub(crate) struct SecretArgs {
    /// The file whose first line is the passphrase. Without it the variable DUNLOG_PASSPHRASE is
    /// used, or else the terminal asks.
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// A vault that exists.
#[derive(Debug, clap::Args)]
pub(crate) struct VaultArgs {
    /// The vault's folder.
    #[arg(value_name = "VAULT")]
    pub(crate) vault: PathBuf,
    /// The passphrase.
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
}

impl VaultArgs {
    /// Opens the vault.
    pub(crate) fn open(&self) -> Outcome<Vault> {
        open(&self.vault, self.secret.passphrase_file.as_deref())
    }

    /// Opens the vault, or says why core does not.
    pub(crate) fn try_open(&self) -> Outcome<Result<Vault, Error>> {
        try_open(&self.vault, self.secret.passphrase_file.as_deref())
    }
}

/// Opens the vault at `path`.
pub(crate) fn open(path: &Path, passphrase_file: Option<&Path>) -> Outcome<Vault> {
    try_open(path, passphrase_file)?.map_err(|error| Failure::from(error).about(path))
}

/// Opens the vault at `path`; no passphrase is asked for where there is no folder.
fn try_open(path: &Path, passphrase_file: Option<&Path>) -> Outcome<Result<Vault, Error>> {
    if !path.is_dir() {
        return Err(Failure::new(
            format!("{} is not a vault's folder.", shown(path)),
            "Name the folder that `dunlog init` made.",
        ));
    }
    if path.join("bagit.txt").exists() {
        return Err(Failure::new(
            format!("{} is an unpacked bundle.", shown(path)),
            "Name the bundle's zip file: packed, it can be verified as a whole.",
        ));
    }
    let keystore = PassphraseKeystore::new(passphrase::ask(passphrase_file)?);
    let opened = Vault::open(path, Box::new(keystore));
    match opened {
        Err(Error::Io(error)) if is_read_only(&error) => Err(Failure::new(
            format!("The vault {} cannot be written.", shown(path)),
            "Copy its folder to where you may write, and name the copy.",
        )),
        opened => Ok(opened),
    }
}

/// Whether the system lets a file be read only.
fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// The computer's clock.
pub(crate) fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Reads a record's id as it is printed: 64 hex digits, or its first 8 or more.
pub(crate) fn find(vault: &Vault, id: &str) -> Outcome<Hash> {
    if let Some(leaf) = Hash::parse(id) {
        return Ok(leaf);
    }
    let leaves = if id.len() >= 8 { vault.leaves()? } else { Vec::new() };
    let mut found = leaves.into_iter().filter(|leaf| leaf.to_hex().starts_with(id));
    match (found.next(), found.next()) {
        (Some(leaf), None) => Ok(leaf),
        _ => Err(Failure::new(
            "No record, or more than one, has an id that begins like this.",
            "Take the id from `dunlog show`: at least its first 8 digits.",
        )),
    }
}

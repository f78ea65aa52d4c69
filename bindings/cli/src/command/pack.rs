//! Which rule pack to judge by.

use dunlog_core::rule::pack::Pack;

use crate::failure::Outcome;

/// Which pack to judge by.
#[derive(Debug, clap::Args)]
pub(crate) struct PackArgs {
    /// The rule pack's id.
    #[arg(long = "pack", value_name = "ID", default_value = "empty")]
    pack: String,
}

impl PackArgs {
    /// Reads the pack.
    pub(crate) fn read(&self) -> Outcome<Pack> {
        Ok(Pack::builtin("cn")?)
    }
}

//! The core of Dunlog: a borrower's record of a debt collector's calls and messages.
//!
//! What arrived is appended to a hash-chained, signed, sealed log; rules flag what breaks them;
//! a bundle of the log can be checked by an opponent who trusts nobody. The core opens no
//! network connection, knows no phone, and takes time, chance and time zones as arguments.
//!
#![cfg_attr(
    not(target_family = "wasm"),
    doc = r#"
From a vault to a bundle, and from the bundle to an audit that needs no vault:

```
use dunlog_core::bundle::{audit::Policy, disclose::Selection, export, verify};
use dunlog_core::{key::Keystore, record::Millis, rule, rule::pack::Pack, vault::Vault};

fn hand_over(
    folder: &std::path::Path,
    keystore: Box<dyn Keystore + Send + Sync>,
    time: Millis,
    out: std::fs::File,
) -> dunlog_core::Result<()> {
    let vault = Vault::open(folder, keystore)?;
    let pack = Pack::builtin("cn")?;
    for finding in rule::evaluate(&pack, &vault.timeline()?) {
        println!("{} {}", finding.level.word(), finding.rule);
    }
    let selection = Selection::all();
    let request = export::Request { selection: &selection, pack: &pack, program: "example 1", time };
    let (_, bundle) = export::export(&vault, request, out, &mut |_, _| Ok(()))?;
    let audit = verify::verify(bundle, &Policy::trusting(vault.public_key()))?;
    assert!(audit.passes());
    Ok(())
}
```
"#
)]

pub mod bundle;
pub mod capture;
pub mod chain;
mod error;
pub mod event;
pub mod key;
mod packed;
pub mod record;
pub mod rule;
#[cfg(not(target_family = "wasm"))]
pub mod vault;

pub use error::{Error, Malformed, Result};

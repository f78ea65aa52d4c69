//! Ctrl-C while rows are taken: the first one ends the work in good order, the second at once.

use std::sync::atomic::{AtomicBool, Ordering};

use dunlog_core::Error;

use crate::failure::{Failure, Outcome};

static STOPPED: AtomicBool = AtomicBool::new(false);
static LISTENING: AtomicBool = AtomicBool::new(false);

/// Has Ctrl-C end what asks [`proceed`], from here on; not while a passphrase is typed.
pub(crate) fn listen() -> Outcome<()> {
    if LISTENING.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    ctrlc::set_handler(|| {
        if STOPPED.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        eprintln!("Stopping. What was kept stays; press Ctrl-C again to end at once.");
    })
    .map_err(|_| {
        Failure::new("Ctrl-C cannot be waited for.", "Run the command again in another terminal.")
    })
}

/// Whether the work may go on.
///
/// # Errors
/// `Cancelled` after Ctrl-C.
pub(crate) fn proceed() -> Result<(), Error> {
    if STOPPED.load(Ordering::Relaxed) { Err(Error::Cancelled) } else { Ok(()) }
}

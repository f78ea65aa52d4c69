//! The caller's clock: it says the time once, and what passes meanwhile is added.

use std::time::Instant;

use dunlog_core::record::Millis;

/// A clock that stands at `now`.
pub(crate) fn from(now: Millis) -> impl Fn() -> Millis {
    let start = Instant::now();
    move || {
        let passed = i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX);
        Millis(now.0.saturating_add(passed))
    }
}

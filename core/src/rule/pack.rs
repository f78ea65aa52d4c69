//! (to come)
/// A rule pack.
pub struct Pack;

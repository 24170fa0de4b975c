//! To be written.
use super::{Heard, Scene};
use crate::dialog::fold::Said;

/// How many wishes a ranking takes, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Zones outside the list are kept, flagged.
    pub other: bool,
    /// At least so many.
    pub least: usize,
    /// At most so many.
    pub most: usize,
}

/// Reads it.
#[must_use]
pub fn read(_scene: &Scene, _said: &Said, _limits: Limits) -> Heard {
    Heard::Nothing
}

//! To be written.
use super::{Heard, Scene};
use crate::dialog::fold::Said;

/// Reads it.
#[must_use]
pub fn read(_scene: &Scene, _said: &Said, _most: usize) -> Heard {
    Heard::Nothing
}

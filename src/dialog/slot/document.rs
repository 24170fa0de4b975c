//! To be written.
use super::{Heard, Scene};
use crate::dialog::fold::Said;

/// Reads it.
#[must_use]
pub fn read(_scene: &Scene, _said: &Said) -> Heard {
    Heard::Nothing
}

/// Stub.
///
/// # Errors
/// None yet.
pub fn accept(
    _rule: Option<&crate::campaign::PieceRule>,
    _piece: &crate::dialog::person::Piece,
) -> Result<(), crate::dialog::intent::Reason> {
    Ok(())
}

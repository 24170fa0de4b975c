//! What can only be seen when all files are read.

use super::load::Files;

/// Checks all files together and adds what it finds to their reports.
pub(super) fn check(_files: &mut Files) {}

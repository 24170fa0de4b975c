//! The dialogs and facts a command works with: those of a folder, else those the program was built with.

use anyhow::Result;

use super::failure::Failure;
use crate::dialog::definition::Library;
use crate::dialog::diagnostic::{Diagnostic, Sources};
use crate::dialog::load;

/// Loads the library.
///
/// # Errors
/// Files are wrong; every problem is told.
pub fn load() -> Result<Library> {
    let sources = load::embedded();
    match load::load(&sources) {
        Ok((library, _warnings)) => Ok(library),
        Err(found) => Err(Failure::wrong(told(&sources, &found))),
    }
}

fn told(_sources: &Sources, found: &[Diagnostic]) -> String {
    let lines = found.iter().filter(|problem| problem.is_error());
    let lines = lines.map(|problem| format!("{} : {}", problem.at.file, problem.message));
    lines.collect::<Vec<_>>().join("\n")
}

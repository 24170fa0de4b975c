//! All files at once, as they lie: sealed, for a backup.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::{Pieces, SHEET};

impl Pieces {
    /// Goes through every file that is kept, under its name `<person>/<piece>/<part>`; half-written ones are left out.
    ///
    /// # Errors
    /// A folder cannot be read, or what `take` says.
    pub fn walk(&self, take: &mut dyn FnMut(&str, &Path) -> io::Result<()>) -> io::Result<()> {
        let Some(folder) = self.disk.folder() else { return Ok(()) };
        for (person, path) in named(folder, is_id)? {
            for (piece, path) in named(&path, is_id)? {
                for (part, path) in named(&path, |name| name == SHEET || name.parse::<u16>().is_ok())? {
                    take(&format!("{person}/{piece}/{part}"), &path)?;
                }
            }
        }
        Ok(())
    }
}

fn is_id(name: &str) -> bool {
    name.parse::<Uuid>().is_ok()
}

/// What lies in a folder under such names; nothing when it has just gone.
fn named(folder: &Path, is: impl Fn(&str) -> bool) -> io::Result<Vec<(String, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        found.extend(is(&name).then(|| (name, entry.path())));
    }
    Ok(found)
}

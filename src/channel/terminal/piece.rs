//! A file named by its path: what the dossier lists of it. The file itself stays where it is.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::dialog::person::Piece;
use crate::dialog::slot::document;

/// A type is told from a file's first bytes.
const HEAD: u64 = 64 * 1024;

/// The file at a path as people write or drag one: in quotes, with `~`, as `file://`, with escaped spaces.
#[must_use]
pub fn at(words: &str) -> Option<Piece> {
    spellings(words.trim()).iter().find_map(|path| look(path))
}

fn spellings(words: &str) -> Vec<PathBuf> {
    let bare = words.trim_matches(['"', '\'', '«', '»', '\u{a0}', ' ']);
    let bare = bare.strip_prefix("file://").unwrap_or(bare);
    let home = bare.strip_prefix("~/").zip(std::env::home_dir()).map(|(rest, home)| home.join(rest));
    let unescaped = bare.replace("\\ ", " ").replace("%20", " ");
    [Some(PathBuf::from(words)), Some(PathBuf::from(bare)), home, Some(PathBuf::from(unescaped))]
        .into_iter()
        .flatten()
        .collect()
}

/// Only a regular file is opened: a pipe or a device could keep the conversation waiting for ever.
fn look(path: &Path) -> Option<Piece> {
    let bytes = path.metadata().ok().filter(std::fs::Metadata::is_file)?.len();
    let mut head = Vec::new();
    File::open(path).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
    let name = path.file_name()?.to_string_lossy();
    Some(Piece { name: document::sanitise(&name), kind: document::sniff(&head).to_owned(), bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_as_people_write_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mon diplome.pdf");
        std::fs::write(&path, b"%PDF-1.4\n%%EOF").unwrap();
        let path = path.display().to_string();
        let escaped = path.replace(' ', "\\ ");
        for words in [path.clone(), format!("\"{path}\""), format!("'{path}' "), escaped, format!("file://{path}")] {
            let piece = at(&words).unwrap_or_else(|| panic!("{words}"));
            assert_eq!((piece.name.as_str(), piece.bytes), ("mon diplome.pdf", 14));
        }
        for words in [dir.path().display().to_string().as_str(), "/dev/zero", "", "bonjour", "/nulle/part"] {
            assert_eq!(at(words), None, "{words}");
        }
    }
}

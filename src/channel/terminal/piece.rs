//! A file named by its path, as people write or drag one.

use std::path::{Path, PathBuf};

/// The file people mean by a path: in quotes, with `~`, as `file://`, with escaped spaces. Its path is absolute.
#[must_use]
pub fn at(words: &str) -> Option<PathBuf> {
    spellings(words.trim()).iter().find(|path| is_file(path)).and_then(|path| std::path::absolute(path).ok())
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

/// Only a regular file: a pipe or a device could keep the conversation waiting for ever.
fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|file| file.is_file())
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
            assert_eq!(at(&words), Some(PathBuf::from(&path)), "{words}");
        }
        for words in [dir.path().display().to_string().as_str(), "/dev/zero", "", "bonjour", "/nulle/part"] {
            assert_eq!(at(words), None, "{words}");
        }
    }
}

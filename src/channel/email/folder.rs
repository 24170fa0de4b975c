//! Files that are there whole or not at all, and stay there when the power goes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file beside its place, then puts it there; another of its name goes.
///
/// # Errors
/// The file system's.
pub fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    make(folder)?;
    let (passing, place) = (folder.join(format!(".{name}.tmp")), folder.join(name));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&passing)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&passing, &place)?;
    sync(folder)
}

/// Makes a folder that is not there, with those above it.
///
/// # Errors
/// The file system's.
pub fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    folder.parent().map_or(Ok(()), sync)
}

/// What the folder lists is on the disk.
///
/// # Errors
/// The file system's.
pub fn sync(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

/// A file's name made of an identifier: a part that can be read, and a digest, so that two are never one.
#[must_use]
pub fn name_of(id: &str) -> String {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '@');
    let shown: String = id.chars().map(|sign| if plain(sign) || sign == '.' { sign } else { '_' }).collect();
    let shown: String = shown.trim_matches(['.', '_']).chars().take(80).collect();
    let digest: String = blake3::hash(id.as_bytes()).to_hex().chars().take(12).collect();
    format!("{shown}.{digest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere_else_and_is_its_own() {
        for id in ["<18c2.1@exemple.test>", "../../etc/passwd", "", "<é@b>", "..", &"x".repeat(500)] {
            let name = name_of(id);
            assert!(!name.contains('/') && name.len() <= 100, "{name}");
            assert_eq!(name, name_of(id));
        }
        assert!(name_of("<18c2.1@exemple.test>").starts_with("18c2.1@exemple.test."));
        assert_ne!(name_of("<a/b@c>"), name_of("<a_b@c>"));
    }

    #[test]
    fn what_is_written_again_takes_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        write(&deep, "x.eml", b"un").unwrap();
        write(&deep, "x.eml", b"deux").unwrap();
        assert_eq!(fs::read(deep.join("x.eml")).unwrap(), b"deux");
        assert_eq!(fs::read_dir(&deep).unwrap().count(), 1);
    }
}

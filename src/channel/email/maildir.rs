//! A Maildir: new mail is read from `new/`; once it was heard it goes to `cur/`, or to `.Erreurs/new/`.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::folder;
use super::received::{Kept, Mark, Received, headers_of};

/// Of a mail that is too long, its headers are looked for in so many bytes.
const HEADER_BYTES: u64 = 256 << 10;
/// Mails read at once, and bytes of them.
const BATCH_MAILS: usize = 50;
const BATCH_BYTES: u64 = 8 << 20;
/// Where mails go that could not be read.
const FAULTY: &str = ".Erreurs";

/// A Maildir.
#[derive(Debug, Clone)]
pub struct Maildir {
    folder: PathBuf,
}

/// A mail of a Maildir.
#[derive(Debug)]
pub struct Found {
    /// Its file's name.
    pub name: OsString,
    /// The mail.
    pub mail: Received,
}

impl Maildir {
    /// A Maildir; what is missing of it is made.
    ///
    /// # Errors
    /// The file system's.
    pub fn open(folder: &Path) -> io::Result<Self> {
        for part in ["tmp", "new", "cur"] {
            folder::make(&folder.join(part))?;
            folder::make(&folder.join(FAULTY).join(part))?;
        }
        Ok(Self { folder: folder.to_owned() })
    }

    /// The next new mails, the oldest names first; of those longer than `most_bytes`, the headers. Files in `passed`
    /// are passed over; those that cannot be read are added to it.
    ///
    /// # Errors
    /// The file system's, of the folder itself.
    pub fn read(&self, most_bytes: u64, passed: &mut BTreeSet<OsString>) -> io::Result<Vec<Found>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.folder.join("new"))? {
            let entry = entry?;
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            if !hidden && !passed.contains(&entry.file_name()) && entry.file_type()?.is_file() {
                names.push(entry.file_name());
            }
        }
        names.sort();
        let (mut found, mut bytes) = (Vec::new(), 0_u64);
        for name in names {
            match self.one(&name, most_bytes) {
                Ok(mail) => {
                    bytes = bytes.saturating_add(u64::try_from(mail.raw.len()).unwrap_or(u64::MAX));
                    found.push(Found { name, mail });
                }
                // Another reader of this folder was quicker.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    tracing::error!(why = %error.kind(), "mail.unreadable_file");
                    passed.insert(name);
                }
            }
            if found.len() >= BATCH_MAILS || bytes >= BATCH_BYTES {
                break;
            }
        }
        Ok(found)
    }

    fn one(&self, name: &OsString, most_bytes: u64) -> io::Result<Received> {
        let mut file = fs::File::open(self.folder.join("new").join(name))?;
        let size = file.metadata()?.len();
        let oversize = size > most_bytes;
        let mut raw = Vec::new();
        file.by_ref().take(if oversize { HEADER_BYTES } else { most_bytes }).read_to_end(&mut raw)?;
        if oversize {
            raw.truncate(headers_of(&raw).len());
        }
        Ok(Received { mark: Mark::File(name.to_string_lossy().into_owned()), raw, size, oversize })
    }

    /// Files mails away, durably. One that is gone already is none of its business.
    ///
    /// # Errors
    /// The file system's.
    pub fn file(&self, mails: &[(OsString, Kept)]) -> io::Result<()> {
        let (new, cur, faulty) =
            (self.folder.join("new"), self.folder.join("cur"), self.folder.join(FAULTY).join("new"));
        for (name, kept) in mails {
            let place = match kept {
                Kept::Done => cur.join(seen(name)),
                Kept::Faulty => faulty.join(name),
            };
            match fs::rename(new.join(name), place) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        let has = |wanted| mails.iter().any(|(_, kept)| *kept == wanted);
        if has(Kept::Done) {
            folder::sync(&cur)?;
        }
        if has(Kept::Faulty) {
            folder::sync(&faulty)?;
        }
        folder::sync(&new)
    }
}

/// A name in `cur/`, marked as seen.
fn seen(name: &OsString) -> OsString {
    let mut seen = name.clone();
    if !name.to_string_lossy().contains(":2,") {
        seen.push(":2,S");
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn mails_are_read_and_filed_where_they_belong() {
        let folder = tempfile::tempdir().unwrap();
        let maildir = Maildir::open(folder.path()).unwrap();
        let new = folder.path().join("new");
        fs::write(new.join("2.b"), "From: a@b.fr\r\n\r\nbonjour").unwrap();
        fs::write(new.join("1.a"), format!("From: a@b.fr\r\n\r\n{}", "x".repeat(500))).unwrap();
        fs::write(new.join(".cache"), "x").unwrap();
        fs::create_dir(new.join("dossier")).unwrap();
        let found = maildir.read(100, &mut BTreeSet::new()).unwrap();
        assert_eq!(found.len(), 2);
        let (long, short) = (&found[0].mail, &found[1].mail);
        assert_eq!((long.oversize, long.size, long.raw.as_slice()), (true, 516, b"From: a@b.fr\r\n\r\n".as_slice()));
        assert_eq!((short.oversize, short.raw.len(), short.mark.clone()), (false, 23, Mark::File("2.b".to_owned())));
        let filed = [("1.a".into(), Kept::Faulty), ("2.b".into(), Kept::Done), ("parti".into(), Kept::Done)];
        maildir.file(&filed).unwrap();
        assert_eq!(names(&folder.path().join("cur")), ["2.b:2,S"]);
        assert_eq!(names(&folder.path().join(".Erreurs/new")), ["1.a"]);
        assert!(maildir.read(100, &mut BTreeSet::new()).unwrap().is_empty());
    }

    #[test]
    fn a_batch_stays_small() {
        let folder = tempfile::tempdir().unwrap();
        let maildir = Maildir::open(folder.path()).unwrap();
        for n in 0..70 {
            fs::write(folder.path().join(format!("new/{n:03}")), "From: a@b.fr\r\n\r\n").unwrap();
        }
        let mut passed = BTreeSet::from([OsString::from("000")]);
        let found = maildir.read(100, &mut passed).unwrap();
        assert_eq!((found.len(), found[0].name.to_str()), (50, Some("001")));
    }
}

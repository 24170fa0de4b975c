//! Restoring a backup into an empty folder: read whole first, then replayed beside, and put in place at the end.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufReader, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use uuid::Uuid;

use super::archive::{Entry, Reader, broken};
use super::backup::Taken;
use super::bulk::Bulk;
use super::error::{Result, StoreError};
use super::pieces::PieceSeal;
use super::seal::Keyring;
use super::{Settings, Store, erased, open};

/// Where all is laid until it is whole.
const DRAFT: &str = "restauration.partielle";
/// Where files lie in a data folder.
const PIECES: &str = "pieces";
/// Rows written together.
const BATCH: usize = 1000;

impl Store {
    /// Restores a backup into the data folder of the settings, which holds nothing yet. Persons erased and
    /// dossiers destroyed since, by the list beside the master key, are so again before anything is in place. `others` names the other files of a data
    /// folder that a backup may hold.
    ///
    /// # Errors
    /// The folder holds something; the master key is missing; the file is damaged, cut, or sealed under another key: then
    /// nothing was written. Or the disk refused.
    pub async fn restore(
        from: &Path,
        settings: &Settings,
        others: &'static [&'static str],
        at: Timestamp,
    ) -> Result<Taken> {
        let (path, wanted) = (from.to_owned(), settings.clone());
        let replayed = tokio::task::spawn_blocking(move || {
            let source = Source::new(&path, &wanted)?;
            let held = source.verify(others)?;
            let draft = Draft::new(&wanted.data)?;
            source.replay(&draft.path, wanted.cache_bytes)?;
            Ok::<_, StoreError>((draft, held))
        });
        let (draft, held) = replayed.await.map_err(|error| StoreError::io("restauration", error))??;
        let inner = Settings { data: draft.path.clone(), ballast_bytes: 0, ..settings.clone() };
        let store = Self::open(&inner).await?;
        let outcome = erase_again(&store, settings, &draft.path.join(PIECES), at).await;
        store.close().await?;
        outcome?;
        draft.keep(&settings.data, others)?;
        Ok(held)
    }
}

/// Who was erased since the backup is erased again, and no file stays of who is not there.
async fn erase_again(store: &Store, settings: &Settings, pieces: &Path, at: Timestamp) -> Result<()> {
    for person in erased::list(&settings.master_key)? {
        store.erase(person, at).await?;
    }
    for gone in erased::dossiers(&settings.master_key)? {
        store.forget_again(&gone, at).await?;
    }
    let failed = |error| StoreError::io(pieces.display().to_string(), error);
    let folders = match fs::read_dir(pieces) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        folders => folders.map_err(failed)?,
    };
    for folder in folders {
        let folder = folder.map_err(failed)?;
        let person = folder.file_name().to_string_lossy().parse::<Uuid>().unwrap_or_default();
        if store.person_key(person).await.is_ok_and(|key| key.is_none()) {
            fs::remove_dir_all(folder.path()).map_err(failed)?;
        }
    }
    Ok(())
}

/// A backup and the key that opens it.
struct Source {
    path: PathBuf,
    seal: PieceSeal,
}

impl Source {
    fn new(path: &Path, settings: &Settings) -> Result<Self> {
        // A missing key is never made here: it would open nothing.
        let keys = Keyring::of(&settings.master_key, &settings.data, true)?;
        Ok(Self { path: path.to_owned(), seal: PieceSeal::of_house(keys.house()) })
    }

    fn open(&self) -> Result<Reader<BufReader<File>>> {
        let file = File::open(&self.path).map_err(|error| StoreError::io(self.path.display().to_string(), error))?;
        Reader::new(BufReader::new(file), &self.seal).map_err(|error| self.told(&error))
    }

    fn told(&self, error: &io::Error) -> StoreError {
        match error.kind() {
            io::ErrorKind::InvalidData => StoreError::BackupBroken(self.path.clone()),
            _ => StoreError::io(self.path.display().to_string(), error),
        }
    }

    /// Reads all of it, and writes nothing.
    fn verify(&self, others: &[&str]) -> Result<Taken> {
        let mut reader = self.open()?;
        let mut held = Taken::default();
        let checked = each(&mut reader, |entry| match entry {
            Piece::Row(..) => {
                held.rows += 1;
                Ok(())
            }
            Piece::File(name, content) => {
                held.files += 1;
                if !is_ours(name, others) {
                    return Err(broken());
                }
                io::copy(content, &mut io::sink()).map(|_| ())
            }
        });
        match checked {
            Ok((rows, files)) if (rows, files) == (held.rows, held.files) => {
                held.bytes = fs::metadata(&self.path).map_or(0, |file| file.len());
                Ok(held)
            }
            Ok(_) => Err(StoreError::BackupBroken(self.path.clone())),
            Err(error) => Err(self.told(&error)),
        }
    }

    /// Writes it all under a folder, durably.
    fn replay(&self, to: &Path, cache_bytes: u64) -> Result<()> {
        let mut reader = self.open()?;
        let mut rows = Bulk::new(to, cache_bytes, BATCH)?;
        let replayed = each(&mut reader, |entry| match entry {
            Piece::Row(key, row) => rows.put(key, row).map_err(io::Error::other),
            Piece::File(name, content) => {
                lay(&to.join(if name.contains('/') { PIECES } else { "" }).join(name), content)
            }
        });
        replayed.map_err(|error| self.told(&error))?;
        rows.finish()
    }
}

/// A row, or a file and its content.
enum Piece<'r> {
    Row(Vec<u8>, Option<Vec<u8>>),
    File(&'r str, &'r mut dyn Read),
}

/// Goes through a backup to its end; answers the numbers of rows and files it says it has.
fn each<R: Read>(reader: &mut Reader<R>, mut take: impl FnMut(Piece<'_>) -> io::Result<()>) -> io::Result<(u64, u64)> {
    loop {
        match reader.next()? {
            Entry::Row((key, row)) => take(Piece::Row(key, row))?,
            Entry::File(name, length) => {
                let mut content = reader.by_ref().take(length);
                take(Piece::File(&name, &mut content))?;
                if content.limit() > 0 {
                    return Err(broken());
                }
            }
            Entry::End(rows, files) => return Ok((rows, files)),
        }
    }
}

/// `<person>/<piece>/<part>`, or one of the few others: a name never leads out of the folder.
fn is_ours(name: &str, others: &[&str]) -> bool {
    let ids: Vec<&str> = name.split('/').collect();
    let is_id = |id: &str| id.parse::<Uuid>().is_ok_and(|uuid| uuid.to_string() == id);
    match ids.as_slice() {
        [person, piece, part] => is_id(person) && is_id(piece) && is_part(part),
        [other] => others.contains(other),
        _ => false,
    }
}

/// The name of a part of a piece, or of its sheet.
fn is_part(name: &str) -> bool {
    name == "fiche" || name.parse::<u16>().is_ok_and(|part| part.to_string() == name)
}

fn lay(path: &Path, content: &mut dyn Read) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    // A file sent anew meanwhile stands twice in a backup: the later one counts.
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    io::copy(content, &mut file)?;
    file.sync_all()?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// The folder in which all is laid. It goes with it, unless it was kept.
struct Draft {
    path: PathBuf,
}

impl Draft {
    /// # Errors
    /// The data folder holds something.
    fn new(data: &Path) -> Result<Self> {
        let failed = |error| StoreError::io(data.display().to_string(), error);
        DirBuilder::new().recursive(true).mode(0o700).create(data).map_err(failed)?;
        if fs::read_dir(data).map_err(failed)?.next().is_some() {
            return Err(StoreError::NotEmpty(data.to_owned()));
        }
        let path = data.join(DRAFT);
        DirBuilder::new().mode(0o700).create(&path).map_err(failed)?;
        Ok(Self { path })
    }

    /// Puts all in its place, the rows last: without them the folder holds no data.
    fn keep(self, data: &Path, others: &[&str]) -> Result<()> {
        let sled = open::folder(Path::new(""));
        let names: BTreeSet<PathBuf> = others.iter().map(PathBuf::from).chain([PathBuf::from(PIECES)]).collect();
        for name in names.into_iter().chain([sled]) {
            match fs::rename(self.path.join(&name), data.join(&name)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                moved => moved.map_err(|error| StoreError::io(data.display().to_string(), error))?,
            }
        }
        open::sync(data)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

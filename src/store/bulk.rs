//! Rows of a backup written into a new database, as the engine kept them: their versions are theirs already.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::error::{Result, StoreError};
use super::open;

/// A new database being filled. Nothing of it counts before [`Bulk::finish`].
pub struct Bulk {
    data: PathBuf,
    db: sled::Db,
    batch: sled::Batch,
    waiting: usize,
    most: usize,
}

impl Bulk {
    /// Begins a database under a data folder; so many rows are written together.
    pub fn new(data: &Path, cache_bytes: u64, most: usize) -> Result<Self> {
        let folder = open::folder(data);
        fs::create_dir_all(&folder).map_err(|error| StoreError::io(folder.display().to_string(), error))?;
        let db = open::fresh(data, cache_bytes)?;
        Ok(Self { data: data.to_owned(), db, batch: sled::Batch::default(), waiting: 0, most })
    }

    /// Writes a row, or deletes it.
    pub fn put(&mut self, key: Vec<u8>, row: Option<Vec<u8>>) -> Result<()> {
        match row {
            Some(row) => self.batch.insert(key, row),
            None => self.batch.remove(key),
        }
        self.waiting += 1;
        if self.waiting >= self.most { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        self.waiting = 0;
        let written = self.db.apply_batch(std::mem::take(&mut self.batch));
        written.map_err(|error| self.failed(error))
    }

    fn failed(&self, error: sled::Error) -> StoreError {
        match error {
            sled::Error::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => {
                StoreError::Full(self.data.clone())
            }
            error => StoreError::io(self.data.display().to_string(), error),
        }
    }

    /// Writes what is left, and makes all of it durable.
    pub fn finish(mut self) -> Result<()> {
        self.write()?;
        self.db.flush().map_err(|error| self.failed(error))?;
        let Self { data, db, .. } = self;
        drop(db);
        let folder = open::folder(&data);
        let db = folder.join("db");
        File::open(&db)
            .and_then(|file| file.sync_all())
            .map_err(|error| StoreError::io(db.display().to_string(), error))?;
        [folder.join("conf"), folder, data].iter().try_for_each(|path| open::sync(path))
    }
}

//! The engine under the store: opaque keys, versioned values, atomic commits. Memory for tests and rehearsals, sled.

use std::ops::Bound;
use std::sync::Arc;

use tokio::sync::watch;

use super::error::{Result, StoreError};
use super::memory::Memory;
use super::sled_engine::Sled;
use super::tap::Tapping;

/// A row's key. Opaque here.
pub type Key = Vec<u8>;

/// The longest value the engine takes: sled writes leaves of 16 values over 128 KiB to files it never syncs.
pub const VALUE_CAP: usize = 4096;

/// A value and the number of the commit that wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned {
    /// The commit's number, never 0.
    pub version: u64,
    /// The bytes.
    pub value: Vec<u8>,
}

/// What a commit requires of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// That it is not there.
    Absent,
    /// That this commit wrote it last.
    Version(u64),
    /// That it is there, whoever wrote it.
    Present,
}

impl Expect {
    /// True of a row at this version, `None` when it is not there.
    #[must_use]
    pub fn holds(self, version: Option<u64>) -> bool {
        match self {
            Self::Absent => version.is_none(),
            Self::Version(wanted) => version == Some(wanted),
            Self::Present => version.is_some(),
        }
    }
}

/// Rows written together or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commit {
    /// What must hold, or nothing is written.
    pub require: Vec<(Key, Expect)>,
    /// Rows written. A key is put or deleted once.
    pub put: Vec<(Key, Vec<u8>)>,
    /// Rows deleted; absent ones may be named.
    pub delete: Vec<Key>,
    /// Values gathered, each after its commit's number, in one row a group: this prefix and the number of the last.
    pub append: Vec<(Key, Vec<u8>)>,
}

/// What became of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// Written durably, under this number.
    Done(u64),
    /// Not written: this row is not as required.
    Conflict(Key),
}

/// Which rows to read, in key order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// From this key on.
    pub from: Key,
    /// To before this key; `None` to the end.
    pub to: Option<Key>,
    /// Last first.
    pub reverse: bool,
    /// At most so many.
    pub limit: usize,
}

impl Scan {
    /// Every row under a prefix.
    #[must_use]
    pub fn prefix(prefix: &[u8]) -> Self {
        Self { from: prefix.to_vec(), to: after(prefix), reverse: false, limit: usize::MAX }
    }

    /// Rows from a key to before another.
    #[must_use]
    pub fn range(from: Key, to: Key) -> Self {
        Self { from, to: Some(to), reverse: false, limit: usize::MAX }
    }

    /// At most so many.
    #[must_use]
    pub fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// The bounds as ordered maps take them; `None` when nothing can lie between. Keys opened by a zero byte are the
    /// engine's own and never found.
    pub(super) fn bounds(&self) -> Option<(Bound<Key>, Bound<Key>)> {
        let from = if self.from.first().is_some_and(|first| *first > 0) { self.from.clone() } else { vec![1] };
        match &self.to {
            Some(to) if *to <= from => None,
            Some(to) => Some((Bound::Included(from), Bound::Excluded(to.clone()))),
            None => Some((Bound::Included(from), Bound::Unbounded)),
        }
    }
}

/// The first key after all keys with this prefix.
#[must_use]
pub fn after(prefix: &[u8]) -> Option<Key> {
    let mut key = prefix.to_vec();
    while let Some(last) = key.pop() {
        if let Some(next) = last.checked_add(1) {
            key.push(next);
            return Some(key);
        }
    }
    None
}

/// What a job reads, where waiting for the disk is allowed.
pub trait Reads {
    /// The rows of a range.
    fn scan(&self, scan: &Scan) -> Result<Vec<(Key, Versioned)>>;
}

/// The engines there are. PostgreSQL will be the third.
#[derive(Debug, Clone)]
pub enum Engine {
    /// Nothing outlives the process.
    Memory(Arc<Memory>),
    /// One folder, one process.
    Sled(Arc<Sled>),
}

impl Engine {
    /// The rows under these keys, in their order.
    pub async fn get(&self, keys: Vec<Key>) -> Result<Vec<Option<Versioned>>> {
        match self {
            Self::Memory(memory) => memory.get(&keys),
            Self::Sled(sled) => sled.get(keys).await,
        }
    }

    /// The rows of a range.
    pub async fn scan(&self, scan: Scan) -> Result<Vec<(Key, Versioned)>> {
        self.read(move |rows| rows.scan(&scan)).await
    }

    /// Runs a job that reads, and makes something of what it read, away from the tasks that wait.
    pub async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&dyn Reads) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        match self {
            Self::Memory(memory) => job(&**memory),
            Self::Sled(sled) => sled.read(job).await,
        }
    }

    /// Writes each commit whole or not at all; later ones see earlier ones. Durable when it resolves.
    pub async fn commit(&self, commits: Vec<Commit>) -> Result<Vec<Committed>> {
        match self {
            Self::Memory(memory) => memory.commit(commits),
            Self::Sled(sled) => sled.commit(commits).await,
        }
    }

    /// Hears of every commit from now on; those before are in the rows.
    ///
    /// # Errors
    /// Nothing of this engine outlives the process, or somebody hears already.
    pub async fn tap(&self) -> Result<Tapping> {
        match self {
            Self::Memory(_) => Err(StoreError::Inconsistent("des données gardées en mémoire ne se sauvegardent pas")),
            Self::Sled(sled) => sled.tap().await,
        }
    }

    /// Resolves once every group that a read may have shown is durable, and told to whoever hears: rows can be read
    /// before they are synced.
    ///
    /// # Errors
    /// One of them failed, and with it the store.
    pub async fn settle(&self) -> Result<()> {
        match self {
            // A commit is whole before its rows can be read.
            Self::Memory(_) => Ok(()),
            Self::Sled(sled) => sled.settle().await,
        }
    }

    /// Follows the number of the last commit.
    #[must_use]
    pub fn changed(&self) -> watch::Receiver<u64> {
        match self {
            Self::Memory(memory) => memory.changed(),
            Self::Sled(sled) => sled.changed(),
        }
    }

    /// Writes out what is left and lets go of the files. Later calls answer `Closed`.
    pub async fn close(&self) -> Result<()> {
        match self {
            Self::Memory(memory) => memory.close(),
            Self::Sled(sled) => sled.close().await,
        }
    }
}

#[cfg(test)]
mod tests;

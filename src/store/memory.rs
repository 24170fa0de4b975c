//! The engine that forgets: for tests, and for trying a dialog without leaving a trace.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::engine::{Commit, Committed, Key, Reads, Scan, Versioned};
use super::error::{Result, StoreError};
use super::group::{self, Group};

/// Rows in memory.
#[derive(Debug)]
pub struct Memory {
    rows: Mutex<Rows>,
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Rows {
    rows: BTreeMap<Key, Vec<u8>>,
    last: u64,
    closed: bool,
}

impl Memory {
    /// No rows.
    #[must_use]
    pub fn new() -> Self {
        Self { rows: Mutex::default(), changed: watch::Sender::new(0) }
    }

    fn rows(&self) -> Result<MutexGuard<'_, Rows>> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if rows.closed { Err(StoreError::Closed) } else { Ok(rows) }
    }

    /// See [`super::engine::Engine::get`].
    pub fn get(&self, keys: &[Key]) -> Result<Vec<Option<Versioned>>> {
        let rows = self.rows()?;
        Ok(keys.iter().map(|key| rows.rows.get(key).and_then(|row| group::versioned(row))).collect())
    }

    /// See [`super::engine::Engine::commit`].
    pub fn commit(&self, commits: Vec<Commit>) -> Result<Vec<Committed>> {
        group::admit(&commits)?;
        let mut rows = self.rows()?;
        let mut group = Group::of(commits.iter(), rows.last);
        let mut outcome = Vec::with_capacity(commits.len());
        let mut staged = Vec::new();
        for commit in commits {
            let stored = |key: &[u8]| Ok::<_, StoreError>(rows.rows.get(key).and_then(|row| group::version(row)));
            outcome.push(group.stage(commit, stored, |key, row| staged.push((key, row.map(<[u8]>::to_vec))))?);
        }
        group.finish(|key, row| staged.push((key, row.map(<[u8]>::to_vec))));
        rows.last = group.last;
        for (key, row) in staged {
            match row {
                Some(row) => rows.rows.insert(key, row),
                None => rows.rows.remove(&key),
            };
        }
        self.changed.send_replace(rows.last);
        Ok(outcome)
    }

    /// See [`super::engine::Engine::changed`].
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// See [`super::engine::Engine::close`].
    pub fn close(&self) -> Result<()> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        Ok(())
    }
}

impl Reads for Memory {
    fn scan(&self, scan: &Scan) -> Result<Vec<(Key, Versioned)>> {
        let rows = self.rows()?;
        let Some(bounds) = scan.bounds() else { return Ok(Vec::new()) };
        let found = rows.rows.range(bounds);
        let read = |(key, row): (&Key, &Vec<u8>)| Some((key.clone(), group::versioned(row)?));
        Ok(match scan.reverse {
            false => found.filter_map(read).take(scan.limit).collect(),
            true => found.rev().filter_map(read).take(scan.limit).collect(),
        })
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

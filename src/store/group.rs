//! Commits staged together: each is checked against the rows and what earlier ones of the group staged.

use std::collections::HashMap;

use super::engine::{Commit, Committed, Expect, Key, VALUE_CAP, Versioned};
use super::error::{Result, StoreError};

/// Rows staged by the commits of a group, as the engine keeps them: 8 bytes of version, then the value.
#[derive(Debug, Default)]
pub struct Group {
    /// `None` deletes.
    pub rows: HashMap<Key, Option<Vec<u8>>>,
    /// The number of the last commit.
    pub last: u64,
}

impl Group {
    /// An empty group; its commits are numbered from after `last`.
    pub fn after(last: u64) -> Self {
        Self { rows: HashMap::new(), last }
    }

    /// Stages a commit whole, or nothing of it. `stored` gives a row's version outside the group.
    pub fn stage<E>(
        &mut self,
        commit: Commit,
        stored: impl Fn(&[u8]) -> Result<Option<u64>, E>,
    ) -> Result<Committed, E> {
        for (key, expect) in &commit.require {
            let version = match self.rows.get(key) {
                Some(row) => row.as_deref().and_then(version),
                None => stored(key)?,
            };
            let holds = match expect {
                Expect::Absent => version.is_none(),
                Expect::Version(wanted) => version == Some(*wanted),
            };
            if !holds {
                return Ok(Committed::Conflict(key.clone()));
            }
        }
        self.last += 1;
        self.rows.extend(commit.delete.into_iter().map(|key| (key, None)));
        for (key, value) in commit.put {
            self.rows.insert(key, Some(stamped(self.last, &value)));
        }
        for (mut key, value) in commit.append {
            key.extend_from_slice(&self.last.to_be_bytes());
            self.rows.insert(key, Some(stamped(self.last, &value)));
        }
        Ok(Committed::Done(self.last))
    }
}

/// Refuses values over the cap before anything is staged.
pub fn admit(commits: &[Commit]) -> Result<()> {
    let values = commits.iter().flat_map(|commit| commit.put.iter().chain(&commit.append));
    match values.map(|(_, value)| value.len()).find(|len| *len > VALUE_CAP) {
        Some(len) => Err(StoreError::TooLong(len)),
        None => Ok(()),
    }
}

/// A stored row: its version, then its value.
pub fn stamped(version: u64, value: &[u8]) -> Vec<u8> {
    let mut row = Vec::with_capacity(8 + value.len());
    row.extend_from_slice(&version.to_be_bytes());
    row.extend_from_slice(value);
    row
}

/// The version of a stored row.
pub fn version(row: &[u8]) -> Option<u64> {
    row.first_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes))
}

/// A stored row taken apart.
pub fn versioned(row: &[u8]) -> Option<Versioned> {
    let (head, value) = row.split_first_chunk::<8>()?;
    Some(Versioned { version: u64::from_be_bytes(*head), value: value.to_vec() })
}

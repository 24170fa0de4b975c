//! Commits staged together: each is checked against the rows and what earlier ones of the group staged.

use std::collections::{BTreeMap, HashMap};

use super::engine::{Commit, Committed, Key, VALUE_CAP, Versioned};
use super::error::{Result, StoreError};

/// A group of commits being checked: what the rows that any of them requires stand at, as staged so far.
#[derive(Debug)]
pub struct Group {
    required: HashMap<Key, Staged>,
    gathered: BTreeMap<Key, Gathered>,
    /// The number of the last commit.
    pub last: u64,
}

/// Values appended under a prefix, and the number of the last commit among them.
#[derive(Debug, Default)]
struct Gathered {
    row: Vec<u8>,
    last: u64,
}

/// What the group did to a row that one of its commits requires.
#[derive(Debug, Clone, Copy)]
enum Staged {
    Untouched,
    Written(u64),
    Deleted,
}

impl Group {
    /// A group of these commits, numbered from after `last`.
    pub fn of<'a>(commits: impl Iterator<Item = &'a Commit>, last: u64) -> Self {
        let required = commits.flat_map(|commit| &commit.require);
        let required = required.map(|(key, _)| (key.clone(), Staged::Untouched)).collect();
        Self { required, gathered: BTreeMap::new(), last }
    }

    /// Stages a commit whole, or nothing of it. `stored` gives a row's version outside the group; `write` takes the rows
    /// as the engine keeps them, `None` to delete.
    pub fn stage<E>(
        &mut self,
        commit: Commit,
        stored: impl Fn(&[u8]) -> Result<Option<u64>, E>,
        mut write: impl FnMut(Key, Option<&[u8]>),
    ) -> Result<Committed, E> {
        for (key, expect) in commit.require {
            let version = match self.required.get(&key) {
                Some(Staged::Written(version)) => Some(*version),
                Some(Staged::Deleted) => None,
                Some(Staged::Untouched) | None => stored(&key)?,
            };
            if !expect.holds(version) {
                return Ok(Committed::Conflict(key));
            }
        }
        self.last += 1;
        for key in commit.delete {
            self.touch(&key, Staged::Deleted);
            write(key, None);
        }
        let stamp = self.last.to_be_bytes();
        let mut row = Vec::with_capacity(VALUE_CAP + 8);
        for (key, value) in commit.put {
            self.touch(&key, Staged::Written(self.last));
            row.clear();
            row.extend_from_slice(&stamp);
            row.extend_from_slice(&value);
            write(key, Some(&row));
        }
        for (prefix, value) in commit.append {
            let gathered = self.gathered.entry(prefix.clone()).or_default();
            if gathered.row.len() + stamp.len() + value.len() > VALUE_CAP {
                std::mem::take(gathered).write(prefix, &mut write);
            }
            gathered.row.extend(stamp.iter().chain(&value));
            gathered.last = self.last;
        }
        Ok(Committed::Done(self.last))
    }

    /// Writes what was appended, once all is staged.
    pub fn finish(&mut self, mut write: impl FnMut(Key, Option<&[u8]>)) {
        std::mem::take(&mut self.gathered)
            .into_iter()
            .for_each(|(prefix, gathered)| gathered.write(prefix, &mut write));
    }

    fn touch(&mut self, key: &[u8], to: Staged) {
        if let Some(staged) = self.required.get_mut(key) {
            *staged = to;
        }
    }
}

impl Gathered {
    fn write(self, prefix: Key, write: &mut impl FnMut(Key, Option<&[u8]>)) {
        let number = self.last.to_be_bytes();
        write([&prefix[..], &number].concat(), Some(&[&number[..], &self.row].concat()));
    }
}

/// Refuses values over the cap before anything is staged.
pub fn admit(commits: &[Commit]) -> Result<()> {
    let put = commits.iter().flat_map(|commit| &commit.put).map(|(_, value)| value.len());
    let append = commits.iter().flat_map(|commit| &commit.append).map(|(_, value)| value.len() + size_of::<u64>());
    match put.chain(append).find(|len| *len > VALUE_CAP) {
        Some(len) => Err(StoreError::TooLong(len)),
        None => Ok(()),
    }
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

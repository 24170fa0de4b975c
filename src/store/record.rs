//! What is kept under each row, and records longer than a row: cut when written, joined when read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::engine::{Commit, Key, VALUE_CAP, Versioned};
use super::error::{Result, StoreError};
use super::schema;
use crate::conversation::{Address, Role, Thread};
use crate::dialog::person::{Dossier, Person};

/// A person's header, borrowed to be written.
#[derive(Debug, Serialize)]
pub struct HeaderRef<'a> {
    /// The person, without what has rows of its own.
    pub person: &'a Person,
    /// Their dossiers, oldest first, without their answers: at each turn something of one changes too.
    pub dossiers: &'a [Dossier],
    /// Where they write from.
    pub addresses: &'a [(Address, Role)],
    /// What is known of them.
    #[serde(skip_serializing_if = "<[Thread]>::is_empty")]
    pub threads: &'a [Thread],
    /// When to look at them next.
    pub wake: Option<Timestamp>,
    /// How many transcript entries there are.
    pub entries: u64,
}

/// A person's header as read.
#[derive(Debug, Deserialize)]
pub struct Header {
    /// See [`HeaderRef`].
    pub person: Person,
    /// See [`HeaderRef`].
    #[serde(default)]
    pub dossiers: Vec<Dossier>,
    /// See [`HeaderRef`].
    #[serde(default)]
    pub addresses: Vec<(Address, Role)>,
    /// See [`HeaderRef`].
    #[serde(default)]
    pub threads: Vec<Thread>,
    /// See [`HeaderRef`].
    #[serde(default)]
    pub wake: Option<Timestamp>,
    /// See [`HeaderRef`].
    #[serde(default)]
    pub entries: u64,
}

/// Sealed bytes of a record, joined from its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its key, without the part.
    pub key: Key,
    /// What was sealed.
    pub sealed: Vec<u8>,
    /// In how many rows.
    pub parts: u16,
    /// Which commit wrote its first row.
    pub version: u64,
}

/// Joins rows in key order into records. The wrapped key, which is never cut, is not passed through here.
#[must_use]
pub fn join(rows: Vec<(Key, Versioned)>) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for (mut key, row) in rows {
        key.truncate(key.len().saturating_sub(2));
        match records.last_mut().filter(|last| last.key == key) {
            Some(last) => {
                last.sealed.extend(row.value);
                last.parts = last.parts.saturating_add(1);
            }
            None => records.push(Record { key, sealed: row.value, parts: 1, version: row.version }),
        }
    }
    records
}

/// How many rows a record of so many sealed bytes takes.
pub fn parts(sealed: usize) -> Result<u16> {
    u16::try_from(sealed.div_ceil(VALUE_CAP).max(1)).map_err(|_| StoreError::TooLong(sealed))
}

/// Writes a sealed record over one that had `had` parts; says how many it has now.
pub fn put(commit: &mut Commit, key: &[u8], sealed: Vec<u8>, had: u16) -> Result<u16> {
    let parts = parts(sealed.len())?;
    if parts == 1 {
        commit.put.push((schema::part(key, 0), sealed));
    } else {
        let cut = sealed.chunks(VALUE_CAP).map(<[u8]>::to_vec);
        commit.put.extend((0..).zip(cut).map(|(part, bytes)| (schema::part(key, part), bytes)));
    }
    commit.delete.extend((parts..had).map(|part| schema::part(key, part)));
    Ok(parts)
}

/// Deletes a record of so many parts.
pub fn delete(commit: &mut Commit, key: &[u8], parts: u16) {
    commit.delete.extend((0..parts).map(|part| schema::part(key, part)));
}

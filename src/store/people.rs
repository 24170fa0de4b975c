//! Persons as wholes: listed, read back, erased.

use jiff::Timestamp;
use uuid::Uuid;

use super::engine::{Commit, Committed, Expect, Key, Scan};
use super::error::{Result, StoreError};
use super::record;
use super::schema::{self, Row};
use super::seal::{Nonces, SealKey};
use super::{Store, feed};
use crate::conversation::Entry;

/// Erasing is tried again so many times when someone writes meanwhile.
const TRIES: usize = 8;

/// Part of a transcript, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The numbers of those that could not be read.
    pub unreadable: Vec<u64>,
}

impl Store {
    /// Persons in the order they came, after one of them.
    pub async fn persons(&self, after: Option<Uuid>, limit: usize) -> Result<Vec<Uuid>> {
        let mut persons: Vec<Uuid> = Vec::new();
        let mut last = after;
        while persons.len() < limit {
            let mut scan = Scan::prefix(b"p").limit(1);
            if let Some(last) = last {
                let Some(from) = super::engine::after(&schema::person(last)) else { break };
                scan.from = from;
            }
            let rows = self.engine.scan(scan).await?;
            last = rows.first().and_then(|(key, _)| schema::owner(key));
            match last {
                Some(person) => persons.push(person),
                None => break,
            }
        }
        Ok(persons)
    }

    /// A person's whole transcript.
    pub async fn transcript(&self, person: Uuid) -> Result<Transcript> {
        self.entries(person, Scan::prefix(&schema::transcript(person))).await
    }

    /// The `limit` entries before a number, or the last ones.
    pub async fn transcript_page(&self, person: Uuid, before: Option<u64>, limit: u32) -> Result<Transcript> {
        let last = match before {
            Some(before) => before.saturating_sub(1),
            None => self.last_entry(person).await?,
        };
        let first = last.saturating_sub(u64::from(limit)).saturating_add(1);
        if last < first {
            return Ok(Transcript::default());
        }
        let after = Row::Entry(first.saturating_sub(1)).key(person);
        self.entries(person, Scan::range(Row::Entry(last).key(person), after)).await
    }

    async fn last_entry(&self, person: Uuid) -> Result<u64> {
        let rows = self.engine.scan(Scan::prefix(&schema::transcript(person)).limit(1)).await?;
        let row = rows.first().and_then(|(key, _)| Row::read(key));
        Ok(if let Some((_, Row::Entry(seq), _)) = row { seq } else { 0 })
    }

    async fn entries(&self, person: Uuid, scan: Scan) -> Result<Transcript> {
        let Some(key) = self.person_key(person).await? else { return Ok(Transcript::default()) };
        let mut transcript = Transcript::default();
        for record in record::join(self.engine.scan(scan).await?).into_iter().rev() {
            match (key.open(&record.key, record.sealed), Row::read(&schema::part(&record.key, 0))) {
                (Ok(entry), _) => transcript.entries.push(entry),
                (Err(_), Some((_, Row::Entry(seq), _))) => transcript.unreadable.push(seq),
                (Err(_), _) => {}
            }
        }
        Ok(transcript)
    }

    pub(super) async fn person_key(&self, person: Uuid) -> Result<Option<SealKey>> {
        let row = Row::WrappedKey.key(person);
        let wrapped = self.engine.get(vec![row.clone()]).await?.into_iter().flatten().next();
        let opened = wrapped.map(|wrapped| self.keys.unwrap(&row, wrapped.value)).transpose();
        opened.map_err(|why| StoreError::Unreadable { person, why: why.to_string() })
    }

    /// Erases a person: their key, their rows, their place in addresses, their messages not yet sent. Answers whether
    /// there was anyone.
    pub async fn erase(&self, person: Uuid, at: Timestamp) -> Result<bool> {
        for _ in 0..TRIES {
            let Some(commit) = self.erasure(person, at).await? else { return Ok(false) };
            if let [Committed::Done(_)] = self.engine.commit(vec![commit]).await?.as_slice() {
                return Ok(true);
            }
        }
        Err(StoreError::Inconsistent("la personne est modifiée sans cesse"))
    }

    async fn erasure(&self, person: Uuid, at: Timestamp) -> Result<Option<Commit>> {
        let rows = self.engine.scan(Scan::prefix(&schema::person(person))).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let mut commit = Commit::default();
        let header = schema::part(&Row::Header.key(person), 0);
        if let Some((_, row)) = rows.iter().find(|(key, _)| *key == header) {
            commit.require.push((header, Expect::Version(row.version)));
        }
        commit.delete.extend(rows.into_iter().map(|(key, _)| key));
        commit.delete.extend(self.rows_elsewhere(person).await?);
        let mut nonces = Nonces::new()?;
        if let Ok(Some(loaded)) = self.load(person).await {
            commit.delete.extend(loaded.wake.map(|due| schema::wake(due, person)));
            for (address, _) in loaded.addresses {
                let identity = self.identify(&address).await?;
                self.unlink(identity, person, &mut commit, &mut nonces)?;
            }
        }
        commit.put.push((schema::erased(person), at.as_millisecond().to_be_bytes().to_vec()));
        commit.append.push((b"f".to_vec(), feed::row(at, person)));
        Ok(Some(commit))
    }

    /// A person's rows that do not lie under their own id: erasing is rare, reading the outbox whole is cheap.
    async fn rows_elsewhere(&self, person: Uuid) -> Result<Vec<Key>> {
        let quarantined = self.engine.scan(Scan::prefix(&schema::quarantine(&schema::person(person)))).await?;
        let outgoing = self.engine.scan(Scan::prefix(b"o")).await?.into_iter();
        let theirs = outgoing.filter(|(key, _)| key.get(17..33) == Some(person.as_bytes().as_slice()));
        Ok(quarantined.into_iter().chain(theirs).map(|(key, _)| key).collect())
    }
}

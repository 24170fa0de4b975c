//! Persons as wholes: listed, read back, erased.

use std::path::Path;

use jiff::Timestamp;
use uuid::Uuid;

use super::engine::{Commit, Committed, Expect, Key, Scan};
use super::erased::Gone;
use super::error::{Result, StoreError};
use super::forget::Forgotten;
use super::record;
use super::schema::{self, Row};
use super::seal::{Nonces, SealKey};
use super::turn::ENTRIES_A_ROW;
use super::{Store, erased, feed};
use crate::conversation::{Entry, Seen};

/// Erasing is tried again so many times when someone writes meanwhile.
const TRIES: usize = 8;

/// Part of a transcript, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transcript {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Turns that could not be read, each by the number of its last entry.
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
        // Rows go by the number of their last entry: the newest wanted may lie in one that ends a little later.
        let from = Row::Entries(last.saturating_add(ENTRIES_A_ROW - 1)).key(person);
        let to = Row::Entries(first.saturating_sub(1)).key(person);
        let mut page = self.entries(person, Scan::range(from, to)).await?;
        page.entries.retain(|entry| (first..=last).contains(&entry.seq));
        Ok(page)
    }

    async fn last_entry(&self, person: Uuid) -> Result<u64> {
        let rows = self.engine.scan(Scan::prefix(&schema::transcript(person)).limit(1)).await?;
        let row = rows.first().and_then(|(key, _)| Row::read(key));
        Ok(if let Some((_, Row::Entries(last), _)) = row { last } else { 0 })
    }

    async fn entries(&self, person: Uuid, scan: Scan) -> Result<Transcript> {
        let Some(key) = self.person_key(person).await? else { return Ok(Transcript::default()) };
        let mut transcript = Transcript::default();
        for record in record::join(self.engine.scan(scan).await?).into_iter().rev() {
            match (key.open(&record.key, record.sealed), Row::read(&schema::part(&record.key, 0))) {
                (Ok(entries), _) => transcript.entries.extend::<Vec<Entry>>(entries),
                (Err(_), Some((_, Row::Entries(last), _))) => transcript.unreadable.push(last),
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
        self.erase_seen(person, at, &[], &[]).await
    }

    /// The same, asked for in messages: their marks are written with it, so that the last « oui », delivered again, is
    /// not taken for the first word of someone new. A message that was handled before is no obstacle.
    /// Of dossiers that were destroyed for a reason, their proofs stay.
    pub async fn erase_seen(
        &self,
        person: Uuid,
        at: Timestamp,
        seen: &[Seen],
        forgotten: &[Forgotten],
    ) -> Result<bool> {
        for _ in 0..TRIES {
            let Some(mut commit) = self.erasure(person, at, true).await? else { return Ok(false) };
            commit.put.extend(seen.iter().map(|seen| (self.seen_row(seen, at).row, Vec::new())));
            self.prove_into(at, forgotten, &mut commit, &mut Nonces::new()?)?;
            if let [Committed::Done(_)] = self.engine.commit(vec![commit]).await?.as_slice() {
                self.list_gone(vec![person]).await;
                return Ok(true);
            }
        }
        Err(StoreError::Inconsistent("la personne est modifiée sans cesse"))
    }

    /// Brings the list of who was erased up to date with the rows.
    pub(super) async fn list_erased(&self, master_key: &Path) -> Result<()> {
        let rows = self.engine.scan(Scan::prefix(b"e")).await?;
        let listed = erased::list(master_key)?;
        let missing = rows.iter().filter_map(|(key, _)| schema::erased_id(key)).filter(|id| !listed.contains(id));
        self.note_erased(missing.collect()).await
    }

    /// Lists who was just erased. Should this fail, it is made good when the store is next opened.
    pub(super) async fn list_gone(&self, persons: Vec<Uuid>) {
        if let Err(error) = self.note_erased(persons).await {
            tracing::error!(%error, "erased.unlisted");
        }
    }

    /// Lists the dossiers a commit has destroyed: behind it, so that none is listed that is still there. What a power cut
    /// leaves out in that moment an older backup would bring back.
    pub(super) async fn list_destroyed(&self, gone: Vec<Gone>) {
        let Some(list) = self.erased.clone().filter(|_| !gone.is_empty()) else { return };
        let add = move || gone.iter().try_for_each(|gone| erased::add_dossier(&list, gone));
        let added = tokio::task::spawn_blocking(add).await;
        let added = added.map_err(|error| StoreError::io("liste des effacements", error)).and_then(|added| added);
        if let Err(error) = added {
            tracing::error!(%error, "destroyed.unlisted");
        }
    }

    async fn note_erased(&self, persons: Vec<Uuid>) -> Result<()> {
        let Some(list) = self.erased.clone().filter(|_| !persons.is_empty()) else { return Ok(()) };
        let added = tokio::task::spawn_blocking(move || persons.iter().try_for_each(|id| erased::add(&list, *id)));
        added.await.map_err(|error| StoreError::io("liste des effacements", error))?
    }

    /// What erases a person; whether also from the addresses that are theirs.
    pub(super) async fn erasure(&self, person: Uuid, at: Timestamp, unlinks: bool) -> Result<Option<Commit>> {
        let rows = self.engine.scan(Scan::prefix(&schema::person(person))).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let mut commit = Commit::default();
        let header = schema::part(&Row::Header.key(person), 0);
        if let Some((_, row)) = rows.iter().find(|(key, _)| *key == header) {
            commit.require.push((header, Expect::Version(row.version)));
        }
        // Written by who only reads, without the header: what is read meanwhile makes us look again.
        let read = Row::Read.key(person);
        let seen = rows.iter().find(|(key, _)| *key == read).map(|(_, row)| Expect::Version(row.version));
        commit.require.push((read, seen.unwrap_or(Expect::Absent)));
        commit.delete.extend(rows.into_iter().map(|(key, _)| key));
        commit.delete.extend(self.quarantined(person).await?);
        for (row, version) in self.unsent(person).await? {
            // A delivery told of meanwhile would leave a row behind: it makes us look again.
            commit.require.push((row.clone(), Expect::Version(version)));
            commit.delete.push(row);
        }
        let mut nonces = Nonces::new()?;
        if let Ok(Some(loaded)) = self.load(person).await {
            commit.delete.extend(loaded.wake.map(|due| schema::wake(due, person)));
            for (address, _) in loaded.addresses.into_iter().filter(|_| unlinks) {
                let identity = self.identify(&address).await?;
                self.unlink(identity, person, &mut commit, &mut nonces)?;
            }
        }
        commit.put.push((schema::erased(person), at.as_millisecond().to_be_bytes().to_vec()));
        commit.append.push((b"f".to_vec(), feed::row(at, person)));
        Ok(Some(commit))
    }

    async fn quarantined(&self, person: Uuid) -> Result<Vec<Key>> {
        let rows = self.engine.scan(Scan::prefix(&schema::quarantine(&schema::person(person)))).await?;
        Ok(rows.into_iter().map(|(key, _)| key).collect())
    }

    /// Their rows in the outbox and the versions of these: erasing is rare, reading the outbox whole is cheap.
    async fn unsent(&self, person: Uuid) -> Result<Vec<(Key, u64)>> {
        let rows = self.engine.scan(Scan::prefix(b"o")).await?.into_iter();
        let theirs = rows.filter(|(key, _)| key.get(17..33) == Some(person.as_bytes().as_slice()));
        Ok(theirs.map(|(key, row)| (key, row.version)).collect())
    }
}

//! The board keeps up with the store: everybody once, then whoever the feed names.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use futures_util::{TryStreamExt, stream};
use uuid::Uuid;

use super::card::Stored;
use super::{Board, Card};
use crate::conversation::Who;
use crate::service::Service;
use crate::store::{Change, StoreError};

/// Persons asked for at once.
const PAGE: usize = 500;
/// Persons read beside each other.
const BESIDE: usize = 4;
/// Commits read from the feed at once.
const COMMITS: usize = 500;
/// Entries looked at for the last words of each side; more of them where the candidate's are further back.
const ENTRIES: [u32; 2] = [12, 400];

impl Board {
    /// Fills the board, then follows the store for as long as it is open.
    ///
    /// # Errors
    /// The store failed, or was closed.
    pub async fn follow(&self, service: &Service) -> Result<(), StoreError> {
        let mut changed = service.store.changed();
        // What is committed while the board is being filled is looked at afterwards.
        let mut after = *changed.borrow_and_update();
        self.commit.fetch_max(after, Ordering::AcqRel);
        self.fill(service, after).await?;
        self.full.store(true, Ordering::Release);
        loop {
            after = self.catch_up(service, after).await?;
            if changed.changed().await.is_err() {
                return Err(StoreError::Closed);
            }
        }
    }

    async fn fill(&self, service: &Service, commit: u64) -> Result<(), StoreError> {
        let mut last = None;
        loop {
            let persons = service.store.persons(last, PAGE).await?;
            let Some(behind) = persons.last().copied() else { return Ok(()) };
            last = Some(behind);
            self.refresh(service, persons.into_iter().map(|person| (commit, person))).await?;
        }
    }

    /// Reads the feed behind a commit to its end; answers the last one.
    async fn catch_up(&self, service: &Service, mut after: u64) -> Result<u64, StoreError> {
        loop {
            let changes = whole(service.store.feed(after, COMMITS).await?, COMMITS);
            let Some(last) = changes.last().map(|change| change.commit) else { return Ok(after) };
            // Each person once, however often they changed.
            let persons: BTreeMap<Uuid, u64> = changes.iter().map(|change| (change.person, change.commit)).collect();
            self.refresh(service, persons.into_iter().map(|(person, commit)| (commit, person))).await?;
            self.commit.fetch_max(last, Ordering::AcqRel);
            after = last;
        }
    }

    async fn refresh(&self, service: &Service, all: impl Iterator<Item = (u64, Uuid)>) -> Result<(), StoreError> {
        let read = stream::iter(all.map(Ok)).map_ok(|(commit, person)| self.look_at(service, commit, person));
        read.try_buffer_unordered(BESIDE).try_for_each(|()| std::future::ready(Ok(()))).await
    }

    async fn look_at(&self, service: &Service, commit: u64, person: Uuid) -> Result<(), StoreError> {
        match card(service, commit, person).await {
            Ok(Some(card)) => self.put(card),
            Ok(None) => self.remove(commit, person),
            // Said by whoever cannot read them; here they are listed.
            Err(StoreError::Unreadable { .. }) => self.put(Card::unreadable(person, commit)),
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// A page of the feed that may end in the middle of a commit is cut before it.
pub(in crate::console) fn whole(mut changes: Vec<Change>, limit: usize) -> Vec<Change> {
    let first = changes.first().map(|change| change.commit);
    let last = changes.last().map(|change| change.commit);
    if changes.len() >= limit && first != last {
        changes.retain(|change| Some(change.commit) != last);
    }
    changes
}

async fn card(service: &Service, commit: u64, person: Uuid) -> Result<Option<Card>, StoreError> {
    let store = &service.store;
    let Some(loaded) = store.load(person).await? else { return Ok(None) };
    let mut entries = Vec::new();
    for many in ENTRIES {
        entries = store.transcript_page(person, None, many).await?.entries;
        let said = entries.iter().any(|entry| entry.who == Who::Candidate);
        if said || loaded.entries <= u64::from(many) {
            break;
        }
    }
    let deliveries = store.deliveries(person).await?;
    let read = store.read_up_to(person).await?;
    let stored = Stored { loaded: &loaded, entries: &entries, deliveries: &deliveries, read, commit };
    Ok(Some(Card::of(&service.library, &stored)))
}

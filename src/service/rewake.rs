//! Everybody's next look, worked out again when the rules have changed: for who was stored by a version that knew no
//! timers, and when a date in the files has moved to an earlier day. Page by page beside everything else; after a cut it
//! goes on where it was.

use std::time::Duration;

use uuid::Uuid;

use super::Service;
use super::ended::Ended;
use super::office::Office;
use crate::store::{StoreError, TurnCommit};

/// Changes when this code works out other moments from the same files.
const VERSION: &str = "1";
/// Persons looked through in one go,
const PAGE: usize = 64;
/// and a breath for those who talk meanwhile.
const BREATH: Duration = Duration::from_millis(20);

/// Looks everybody through, if that was not done under these rules.
///
/// # Errors
/// The store failed.
pub async fn run(office: Office) -> Result<(), Ended> {
    let service = &office.service;
    // Files of dossiers that were destroyed just before a cut.
    service.remove_doomed().await?;
    let rules = service.rules();
    let mut after = match service.store.rewoken().await? {
        Some((known, None)) if known == rules => return Ok(()),
        Some((known, up_to)) if known == rules => up_to,
        _ => None,
    };
    let mut stop = office.stop.clone();
    loop {
        let page = service.store.persons(after, PAGE).await?;
        for person in &page {
            service.rewake(*person).await?;
        }
        after = page.last().copied().filter(|_| page.len() == PAGE);
        service.store.mark_rewoken(rules, after).await?;
        if after.is_none() {
            return Ok(());
        }
        tokio::select! {
            () = tokio::time::sleep(BREATH) => {}
            _ = stop.wait_for(|stop| *stop) => return Ok(()),
        }
    }
}

impl Service {
    /// What all moments follow from beside the persons themselves.
    fn rules(&self) -> u64 {
        let mut hasher = blake3::Hasher::new();
        hasher.update(VERSION.as_bytes());
        hasher.update(format!("{:?}", self.library.campaigns).as_bytes());
        for dialog in self.library.dialogs.values() {
            hasher.update(&dialog.digest.to_be_bytes());
        }
        hasher.finalize().as_bytes().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
    }

    /// Sets when somebody is to be looked at next, unless that stands already. Who speaks meanwhile sets it by that.
    async fn rewake(&self, person: Uuid) -> Result<(), StoreError> {
        let loaded = match self.store.load(person).await {
            Ok(Some(loaded)) => loaded,
            Ok(None) | Err(StoreError::Unreadable { .. } | StoreError::Damaged { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        let now = self.clock.now();
        let wake = self.wake_of(&loaded, &loaded.person, now);
        let earlier = wake.is_some_and(|wake| loaded.wake.is_none_or(|known| wake < known));
        if earlier {
            let after = loaded.person.clone();
            let commit = TurnCommit { wake, ..TurnCommit::new(now, Some(loaded), after) };
            self.store.commit_one(commit).await?;
        }
        Ok(())
    }
}

//! The report keeps up with the store: everybody once, then what whoever the feed names has said and answered since.

use std::collections::BTreeSet;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

use super::phrases::Time;
use super::share::{Heard, Share};
use super::{Ledger, Report};
use crate::clock;
use crate::console::board::whole;
use crate::conversation::Entry;
use crate::dialog::definition::Library;
use crate::dialog::person::Channel;
use crate::service::Service;
use crate::store::{Loaded, StoreError};

/// Persons read before any is put in.
const PAGE: usize = 500;
/// Persons read beside each other.
const BESIDE: usize = 4;
/// Commits read from the feed at once.
const COMMITS: usize = 1000;
/// What was said is counted so much later at most: who says ten things in a minute is read once.
const PAUSE: Duration = Duration::from_secs(1);

/// Somebody, and what they have said since they were last read; nobody where they are not stored or cannot be read.
struct Read {
    person: Uuid,
    found: Option<Found>,
}

struct Found {
    loaded: Loaded,
    /// Nothing of what was put in before counts any more.
    anew: bool,
    said: Vec<Entry>,
}

impl Report {
    /// Reads everybody, then follows the store for as long as it is open.
    ///
    /// # Errors
    /// The store failed, or was closed.
    pub async fn follow(&self, service: &Service) -> Result<(), StoreError> {
        let mut changed = service.store.changed();
        let (mut after, mut last) = (*changed.borrow_and_update(), None);
        loop {
            let page = service.store.persons(last, PAGE).await?;
            let Some(behind) = page.last().copied() else { break };
            last = Some(behind);
            self.refresh(service, page).await?;
        }
        self.0.full.store(true, Ordering::Release);
        loop {
            after = self.catch_up(service, after).await?;
            if changed.changed().await.is_err() {
                return Err(StoreError::Closed);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn catch_up(&self, service: &Service, mut after: u64) -> Result<u64, StoreError> {
        loop {
            let changes = whole(service.store.feed(after, COMMITS).await?, COMMITS);
            let Some(last) = changes.last().map(|change| change.commit) else { return Ok(after) };
            let people: BTreeSet<Uuid> = changes.iter().map(|change| change.person).collect();
            self.refresh(service, people.into_iter().collect()).await?;
            after = last;
        }
    }

    /// Reads these people again.
    ///
    /// # Errors
    /// The store failed, or was closed.
    pub async fn refresh(&self, service: &Service, people: Vec<Uuid>) -> Result<(), StoreError> {
        let known: Vec<_> = people.into_iter().map(|person| (person, self.known(person))).collect();
        let reading = stream::iter(known).map(|(person, known)| read(service, person, known));
        let mut reading = reading.buffered(BESIDE);
        while let Some(read) = reading.try_next().await? {
            let mut ledger = self.0.ledger.write().unwrap_or_else(PoisonError::into_inner);
            ledger.take(&service.library, read);
            self.0.people.store(ledger.known.len(), Ordering::Relaxed);
        }
        Ok(())
    }

    /// How many entries and dossiers of somebody are counted.
    fn known(&self, person: Uuid) -> Option<(u64, usize)> {
        self.read().known.get(&person).map(|known| (known.entries, known.shares.len()))
    }
}

async fn read(service: &Service, person: Uuid, known: Option<(u64, usize)>) -> Result<Read, StoreError> {
    let loaded = match service.store.load(person).await {
        Ok(Some(loaded)) => loaded,
        Ok(None) | Err(StoreError::Unreadable { .. }) => return Ok(Read { person, found: None }),
        Err(error) => return Err(error),
    };
    // A dossier that is gone took its part of the transcript along.
    let known = known.filter(|(entries, shares)| *shares <= loaded.person.dossiers.len() && *entries <= loaded.entries);
    let from = known.map_or(0, |(entries, _)| entries);
    let new = u32::try_from(loaded.entries - from).unwrap_or(u32::MAX);
    let said = match (known, new) {
        (None, _) => service.store.transcript(person).await?.entries,
        (Some(_), 0) => Vec::new(),
        (Some(_), new) => service.store.transcript_page(person, Some(loaded.entries + 1), new).await?.entries,
    };
    // What was said while this was read is counted with its own commit.
    let said = said.into_iter().filter(|entry| (from + 1..=loaded.entries).contains(&entry.seq)).collect();
    Ok(Read { person, found: Some(Found { loaded, anew: known.is_none(), said }) })
}

impl Ledger {
    /// Puts somebody in as they are now, instead of as they were.
    fn take(&mut self, library: &Library, read: Read) {
        let Read { person, found } = read;
        let mut known = self.known.remove(&person).unwrap_or_default();
        known.shares.iter().for_each(|share| self.funnel.remove(share));
        let Some(Found { loaded, anew, said }) = found else { return self.phrases.forget(person) };
        if anew {
            self.phrases.forget(person);
            known.shares.clear();
        }
        self.hear(library, &loaded, &said);
        let shares = shares(library, &loaded, &known.shares, &said);
        shares.iter().for_each(|share| self.funnel.add(share));
        known.entries = loaded.entries;
        known.shares = shares;
        self.known.insert(person, known);
    }

    fn hear(&mut self, library: &Library, loaded: &Loaded, said: &[Entry]) {
        for entry in said {
            let Some(step) = &entry.missed else { continue };
            let dossier = entry.dossier.and_then(|id| loaded.person.dossiers.iter().find(|dossier| dossier.id == id));
            let dialog = dossier.map_or(&library.common.id, |dossier| &dossier.dialog);
            let time = Time {
                person: loaded.person.id,
                dossier: entry.dossier,
                entry: entry.seq,
                at: entry.at,
                channel: entry.channel,
            };
            self.phrases.add(dialog, step, &entry.text, time);
        }
    }
}

fn shares(library: &Library, loaded: &Loaded, before: &[Share], said: &[Entry]) -> Vec<Share> {
    let usual = loaded.addresses.first().map_or(Channel::Terminal, |(address, _)| address.channel);
    let zone = clock::paris();
    let share = |dossier| {
        let dossier: &crate::dialog::person::Dossier = dossier;
        let dialog = library.dialog(&dossier.dialog)?;
        let known = before.iter().find(|share| share.dossier == dossier.id);
        let mut heard = known.map(Heard::of).unwrap_or_default();
        heard.hear(dialog, dossier.id, said.iter());
        Share::of(library, dossier, heard, usual, &zone)
    };
    loaded.person.dossiers.iter().filter_map(share).collect()
}

//! The index keeps up with the store: everybody once, then what whoever the feed names has said since.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

use super::index::{Search, SearchError, Sheet};
use crate::console::board::whole;
use crate::conversation::Entry;
use crate::dialog::definition::{Library, SlotKind};
use crate::dialog::person::{Dossier, Person, Value};
use crate::dialog::view::View;
use crate::service::Service;
use crate::store::{Loaded, StoreError};

/// Persons put in at once, when all are.
const PAGE: usize = 1000;
/// Persons read beside each other.
const BESIDE: usize = 4;
/// Commits read from the feed at once.
const COMMITS: usize = 1000;
/// What was said is found so much later at most: each time the index is put in order costs a little.
const PAUSE: Duration = Duration::from_millis(300);

/// Why the index does not go on.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The store failed, or was closed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index failed.
    #[error(transparent)]
    Search(#[from] SearchError),
}

/// How far somebody is in the index.
#[derive(Debug, Clone, Copy)]
struct Known {
    entries: u64,
    dossiers: usize,
}

type People = HashMap<Uuid, Known>;

impl Search {
    /// Fills the index, then follows the store for as long as it is open.
    ///
    /// # Errors
    /// The store failed or was closed; the index failed.
    pub async fn follow(&self, service: &Service) -> Result<(), FollowError> {
        self.open()?;
        let mut changed = service.store.changed();
        let (mut after, mut people, mut last) = (*changed.borrow_and_update(), People::new(), None);
        loop {
            let page = service.store.persons(last, PAGE).await?;
            let Some(behind) = page.last().copied() else { break };
            last = Some(behind);
            self.refresh(service, &mut people, page).await?;
        }
        self.0.full.store(true, Ordering::Release);
        loop {
            after = self.catch_up(service, &mut people, after).await?;
            if changed.changed().await.is_err() {
                return Err(StoreError::Closed.into());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn catch_up(&self, service: &Service, people: &mut People, mut after: u64) -> Result<u64, FollowError> {
        loop {
            let changes = whole(service.store.feed(after, COMMITS).await?, COMMITS);
            let Some(last) = changes.last().map(|change| change.commit) else { return Ok(after) };
            let changed: BTreeSet<Uuid> = changes.iter().map(|change| change.person).collect();
            self.refresh(service, people, changed.into_iter().collect()).await?;
            after = last;
        }
    }

    async fn refresh(&self, service: &Service, people: &mut People, all: Vec<Uuid>) -> Result<(), FollowError> {
        let known: Vec<(Uuid, Option<Known>)> = all.into_iter().map(|id| (id, people.get(&id).copied())).collect();
        let read = stream::iter(known).map(|(id, known)| sheet(service, id, known)).buffered(BESIDE);
        let read: Vec<Read> = read.try_collect().await?;
        let (mut sheets, mut gone) = (Vec::new(), Vec::new());
        for (person, found) in read {
            match found {
                Some((sheet, known)) => {
                    sheets.push(sheet);
                    people.insert(person, known);
                }
                None => {
                    people.remove(&person);
                    gone.push(person);
                }
            }
        }
        let search = self.clone();
        let written = tokio::task::spawn_blocking(move || search.write(&sheets, &gone)).await;
        written.map_err(|error| StoreError::io("index de recherche", std::io::Error::other(error)))??;
        self.0.known.store(people.len(), Ordering::Relaxed);
        Ok(())
    }
}

/// A person, and what is to be put in of them; nothing of who is not stored or cannot be read.
type Read = (Uuid, Option<(Sheet, Known)>);

async fn sheet(service: &Service, person: Uuid, known: Option<Known>) -> Result<Read, StoreError> {
    let loaded = match service.store.load(person).await {
        Ok(Some(loaded)) => loaded,
        Ok(None) | Err(StoreError::Unreadable { .. }) => return Ok((person, None)),
        Err(error) => return Err(error),
    };
    let now = Known { entries: loaded.entries, dossiers: loaded.person.dossiers.len() };
    // A dossier that is gone took its part of the transcript along.
    let known = known.filter(|known| known.dossiers <= now.dossiers && known.entries <= now.entries);
    let new = u32::try_from(now.entries - known.map_or(0, |known| known.entries)).unwrap_or(u32::MAX);
    let said = match (known, new) {
        (None, _) => service.store.transcript(person).await?.entries,
        (Some(_), 0) => Vec::new(),
        (Some(_), new) => service.store.transcript_page(person, None, new).await?.entries,
    };
    let said: Vec<Entry> =
        said.into_iter().filter(|entry| known.is_none_or(|known| entry.seq > known.entries)).collect();
    let last = said.last().map_or(0, |entry| entry.seq).max(known.map_or(0, |known| known.entries));
    let (names, titles) = named(&service.library, &loaded);
    let said = said.into_iter().map(|entry| entry.text.0).collect();
    let sheet = Sheet { person, anew: known.is_none(), names, titles, said };
    // What was said while this was read is looked at with its own commit.
    Ok((person, Some((sheet, Known { entries: last, ..now }))))
}

/// What somebody is found by beside what was said: names, addresses and numbers; then subjects and names of pieces.
pub(super) fn named(library: &Library, loaded: &Loaded) -> (Vec<String>, Vec<String>) {
    let (mut names, mut titles) = (Vec::new(), Vec::new());
    names.extend(own_names(&loaded.person));
    let addresses = loaded.addresses.iter().map(|(address, _)| address).filter(|address| !address.is_token());
    names.extend(addresses.map(|address| address.id.0.clone()));
    let mails = loaded.threads.iter().filter_map(|thread| thread.mail.as_ref());
    titles.extend(mails.filter_map(|mail| mail.subject.as_ref()).map(|subject| subject.0.clone()));
    for dossier in &loaded.person.dossiers {
        names.push(dossier.number());
        names.push(dossier.number().replace('-', ""));
        of_dossier(library, dossier, &mut names, &mut titles);
    }
    for list in [&mut names, &mut titles] {
        list.sort();
        list.dedup();
    }
    (names, titles)
}

/// Names known of somebody, whichever dossier asked for them.
fn own_names(person: &Person) -> impl Iterator<Item = String> {
    let named = person.profile.iter().filter(|(slot, _)| slot.starts_with("nom") || slot.starts_with("prenom"));
    named.filter_map(|(_, answer)| answer.value.as_ref()?.text().map(str::to_owned))
}

fn of_dossier(library: &Library, dossier: &Dossier, names: &mut Vec<String>, titles: &mut Vec<String>) {
    let view = View::new(library, dossier);
    for (key, answer) in &dossier.answers {
        let kind = view.and_then(|view| view.step_at(key)).map(|step| &step.slot.kind);
        match (&answer.value, kind) {
            (
                Some(Value::Text(text)),
                Some(SlotKind::PersonName { .. } | SlotKind::Email | SlotKind::Phone | SlotKind::Ine),
            ) => {
                names.push(text.clone());
            }
            (Some(Value::Piece(piece)), _) => {
                titles.extend([Some(piece.name.clone()), piece.called.clone()].into_iter().flatten())
            }
            _ => {}
        }
    }
}

//! One small card a person, in memory: what the lists show. It follows the feed of the store, so that no list reads a
//! dossier.
//!
//! In reading order: `card` (a person as the lists show them), `need` (what staff have to do for them), `shelves` (cards
//! in order, view by view), `follow` (how the board keeps up with the store).

mod card;
mod follow;
mod need;
mod shelves;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use jiff::Timestamp;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::console::access::Visitor;
use crate::conversation::Personal;
use crate::dialog::definition::Name;
use crate::dialog::person::{Channel, Handling, Owner, Waiting};
pub(in crate::console) use card::{campaign, name};
pub(super) use follow::whole;
pub use need::{Need, View, Why};
use shelves::Shelves;
pub use shelves::{Order, Place, Shelf};

/// What the lists show of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Who.
    pub person: Uuid,
    /// Their name as far as it is known, first names first.
    pub name: Personal<String>,
    /// Their dossiers, oldest first.
    pub dossiers: Vec<Standing>,
    /// Where they write from.
    pub channels: BTreeSet<Channel>,
    /// Since when and why they wait for a person.
    pub waiting: Option<Waiting>,
    /// Who speaks for the service.
    pub owner: Owner,
    /// How staff deal with them.
    pub handling: Handling,
    /// Their last words: number in the transcript, and when.
    pub theirs: Option<(u64, Timestamp)>,
    /// Our last words, whoever's: number and when.
    pub ours: Option<(u64, Timestamp)>,
    /// Since when they have said something nobody answered.
    pub unanswered: Option<Timestamp>,
    /// The last entry staff have seen.
    pub read: u64,
    /// Since when something of ours was refused for good, and nothing else was sent.
    pub undelivered: Option<Timestamp>,
    /// Since when a mail waits for its sender to be proven.
    pub held: Option<Timestamp>,
    /// Since when a piece of a dossier that is finished, or of somebody who waits, has not been looked at.
    pub piece: Option<Timestamp>,
    /// A question about the end of a candidature's term waits for its answer.
    pub renewing: bool,
    /// The commit the card was made after.
    pub commit: u64,
}

/// How a dossier stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its id.
    pub id: Uuid,
    /// Its short number.
    pub number: String,
    /// The dialog it follows.
    pub dialog: Name,
    /// The campaign, once known.
    pub campaign: Option<Name>,
    /// The step that is open.
    pub step: Option<Name>,
    /// Steps settled,
    pub settled: usize,
    /// of so many that apply.
    pub total: usize,
    /// When it was opened.
    pub opened: Timestamp,
    /// When nothing was left to do.
    pub finished: Option<Timestamp>,
}

/// All cards. Clones share them.
#[derive(Debug, Clone)]
pub struct Board {
    shelves: Arc<RwLock<Shelves>>,
    changes: broadcast::Sender<(u64, Uuid)>,
    full: Arc<AtomicBool>,
    commit: Arc<AtomicU64>,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            shelves: Arc::default(),
            changes: broadcast::channel(1024).0,
            full: Arc::default(),
            commit: Arc::default(),
        }
    }
}

/// A part of a list.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// The cards, in order.
    pub cards: Vec<Arc<Card>>,
    /// How many the whole list has.
    pub total: usize,
}

/// Whether a card is wanted; `None`: all are, and nothing has to be looked at.
pub type Wanted<'a> = Option<&'a (dyn Fn(&Card) -> bool + Sync)>;

impl Board {
    /// The card of a person.
    #[must_use]
    pub fn card(&self, person: Uuid) -> Option<Arc<Card>> {
        self.read().card(person)
    }

    /// Follows which cards change: the commit's number and the person.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<(u64, Uuid)> {
        self.changes.subscribe()
    }

    /// True once everybody who was stored at the start has a card.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.full.load(Ordering::Acquire)
    }

    /// The last commit the board knows of.
    #[must_use]
    pub fn commit(&self) -> u64 {
        self.commit.load(Ordering::Acquire)
    }

    /// How many cards there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// True when there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many cards stand on a shelf, of those the visitor sees: counted as cards come and go, not when asked.
    #[must_use]
    pub fn count(&self, shelf: &Shelf, visitor: &Visitor) -> usize {
        self.read().count(shelf, visitor.campaigns.as_ref())
    }

    /// The `take` cards of a shelf behind the first `skip`, in order.
    #[must_use]
    pub fn part(&self, shelf: &Shelf, order: Order, wanted: Wanted<'_>, skip: usize, take: usize) -> Part {
        self.read().part(shelf, order, wanted, skip, take)
    }

    /// The `take` cards behind one's place: a list that is written out while it changes neither skips nor repeats who
    /// stays where they are. With the place to go on from, where there is more.
    #[must_use]
    pub fn behind(
        &self,
        shelf: &Shelf,
        order: Order,
        wanted: Wanted<'_>,
        after: Option<&Place>,
        take: usize,
    ) -> Behind {
        self.read().behind(shelf, order, wanted, after, take)
    }

    /// All labels that somebody has, and all logins somebody is looked after by.
    #[must_use]
    pub fn words(&self) -> (BTreeSet<String>, BTreeSet<String>) {
        self.read().words()
    }

    /// Puts a card in its places; an older one than is there is let go.
    pub fn put(&self, card: Card) {
        let (commit, person) = (card.commit, card.person);
        if self.shelves.write().unwrap_or_else(PoisonError::into_inner).put(Arc::new(card)) {
            self.tell(commit, person);
        }
    }

    /// Takes away the card of somebody who is not stored any more.
    pub fn remove(&self, commit: u64, person: Uuid) {
        self.shelves.write().unwrap_or_else(PoisonError::into_inner).remove(person);
        self.tell(commit, person);
    }

    fn tell(&self, commit: u64, person: Uuid) {
        // Nobody may be listening.
        let _ = self.changes.send((commit, person));
    }

    fn read(&self) -> RwLockReadGuard<'_, Shelves> {
        self.shelves.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A part of a list, and where the next one begins.
pub type Behind = (Vec<Arc<Card>>, Option<Place>);

#[cfg(test)]
mod tests;

//! One small card a person, in memory: what the lists show. It follows the feed of the store, so that no list reads a
//! dossier.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, RwLock};

use jiff::Timestamp;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::conversation::Personal;
use crate::dialog::definition::Name;
use crate::dialog::person::{Channel, Handling, Owner, Waiting};

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
    /// The last entry staff have seen.
    pub read: u64,
    /// Something of ours was refused for good, and nothing arrived since.
    pub undelivered: bool,
    /// A mail waits for its sender to be proven.
    pub held: bool,
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
    cards: Arc<RwLock<BTreeMap<Uuid, Arc<Card>>>>,
    changes: broadcast::Sender<(u64, Uuid)>,
}

impl Default for Board {
    fn default() -> Self {
        Self { cards: Arc::default(), changes: broadcast::channel(1024).0 }
    }
}

impl Board {
    /// The card of a person.
    #[must_use]
    pub fn card(&self, person: Uuid) -> Option<Arc<Card>> {
        self.cards.read().ok()?.get(&person).cloned()
    }

    /// Follows which cards change: the commit's number and the person.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<(u64, Uuid)> {
        self.changes.subscribe()
    }
}

//! What was not understood: one row a phrase and step, with the times it was said. Bounded: the oldest phrases go first.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use uuid::Uuid;

use crate::conversation::Personal;
use crate::dialog::definition::Name;
use crate::dialog::fold::{fold, head};
use crate::dialog::person::Channel;

/// Phrases kept.
pub(super) const MOST: usize = 20_000;
/// So many go at once when there are more, so that looking for the oldest is rare.
const GO: usize = 1_000;
/// Times kept of one phrase, the newest.
const TIMES: usize = 1_000;
/// Bytes kept of a phrase.
const BYTES: usize = 400;

/// Under which a phrase is the same phrase.
type Key = (Name, Name, String);

/// Something that was not understood at a step.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    /// Its number while the service runs: what a page names it by, whose address must hold nobody's words.
    pub(super) id: u64,
    pub(super) dialog: Name,
    pub(super) step: Name,
    folded: String,
    /// As it was said last.
    pub(super) words: Personal<String>,
    /// When it was said, the newest last.
    pub(super) times: Vec<Time>,
}

/// One time that a phrase was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) person: Uuid,
    pub(super) dossier: Option<Uuid>,
    pub(super) entry: u64,
    pub(super) at: Timestamp,
    pub(super) channel: Channel,
}

/// All phrases.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    all: HashMap<u64, Phrase>,
    keys: HashMap<Key, u64>,
    of: HashMap<Uuid, BTreeSet<u64>>,
    last: u64,
}

impl Phrases {
    /// All of them, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Phrase> {
        self.all.values()
    }

    /// The phrase of a number.
    pub(super) fn get(&self, id: u64) -> Option<&Phrase> {
        self.all.get(&id)
    }

    /// Adds a time at which a phrase was said.
    pub(super) fn add(&mut self, dialog: &Name, step: &Name, words: &str, time: Time) {
        let short = head(words.trim(), BYTES);
        let folded = Some(fold(short)).filter(|folded| !folded.is_empty()).unwrap_or_else(|| short.to_owned());
        let key = (dialog.clone(), step.clone(), folded);
        let id = match self.keys.get(&key) {
            Some(id) => *id,
            None => self.open(key),
        };
        let Some(phrase) = self.all.get_mut(&id) else { return };
        self.of.entry(time.person).or_default().insert(id);
        let place = phrase.times.partition_point(|known| known.at <= time.at);
        if place == phrase.times.len() {
            let more = if short.len() < words.trim().len() { "…" } else { "" };
            phrase.words = Personal(format!("{short}{more}"));
        }
        phrase.times.insert(place, time);
        if phrase.times.len() > TIMES {
            phrase.times.remove(0);
        }
        if self.all.len() > MOST {
            self.let_the_oldest_go();
        }
    }

    /// Takes out all that somebody said.
    pub(super) fn forget(&mut self, person: Uuid) {
        for id in self.of.remove(&person).unwrap_or_default() {
            let Some(phrase) = self.all.get_mut(&id) else { continue };
            phrase.times.retain(|time| time.person != person);
            if phrase.times.is_empty() {
                self.drop_all(&BTreeSet::from([id]));
            }
        }
    }

    fn open(&mut self, key: Key) -> u64 {
        self.last += 1;
        let (id, (dialog, step, folded)) = (self.last, key.clone());
        self.keys.insert(key, id);
        self.all.insert(id, Phrase { id, dialog, step, folded, words: Personal::default(), times: Vec::new() });
        id
    }

    fn let_the_oldest_go(&mut self) {
        let last = |phrase: &Phrase| phrase.times.last().map(|time| time.at);
        let mut ages: Vec<(Option<Timestamp>, u64)> =
            self.all.values().map(|phrase| (last(phrase), phrase.id)).collect();
        ages.sort_unstable();
        self.drop_all(&ages.into_iter().take(GO).map(|(_, id)| id).collect());
    }

    fn drop_all(&mut self, gone: &BTreeSet<u64>) {
        for phrase in gone.iter().filter_map(|id| self.all.remove(id)) {
            self.keys.remove(&(phrase.dialog, phrase.step, phrase.folded));
            for person in phrase.times.iter().map(|time| time.person) {
                if let Some(ids) = self.of.get_mut(&person) {
                    ids.remove(&phrase.id);
                }
                if self.of.get(&person).is_some_and(BTreeSet::is_empty) {
                    self.of.remove(&person);
                }
            }
        }
    }
}

//! Whom a member of staff speaks with, in memory: what the assistant had said just before is not sent any more.
//!
//! The truth is with the person, and each commit is compared with it; this is for what was committed before and has not
//! left yet.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};

use uuid::Uuid;

use crate::conversation::{Outgoing, Voice};
use crate::dialog::due;
use crate::store::Loaded;

/// Those whom staff speak with, and since which commit of theirs. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Held(Arc<RwLock<HashMap<Uuid, u64>>>);

impl Held {
    /// Who has the conversation, as it was just written. What is told late, of an earlier commit, changes nothing.
    pub fn note(&self, loaded: &Loaded) {
        let (person, version) = (loaded.person.id, loaded.version);
        let mut all = self.all();
        let since = all.get(&person).copied();
        if due::is_held(&loaded.person) {
            all.insert(person, since.map_or(version, |since| since.max(version)));
        } else if since.is_none_or(|since| version > since) {
            all.remove(&person);
        }
    }

    /// The same as it was just read, whatever was expected: an act that was about to take the conversation did not.
    pub fn is_as_read(&self, loaded: &Loaded) {
        let mut all = self.all();
        if due::is_held(&loaded.person) {
            all.insert(loaded.person.id, loaded.version);
        } else {
            all.remove(&loaded.person.id);
        }
    }

    /// A member of staff is about to take the conversation, which stands at that commit.
    pub(super) fn hold(&self, person: Uuid, version: u64) {
        self.all().insert(person, version);
    }

    /// True for what the assistant says to somebody a member of staff speaks with.
    #[must_use]
    pub fn withholds(&self, row: &Outgoing) -> bool {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        row.voice == Voice::Assistant && all.contains_key(&row.person)
    }

    fn all(&self) -> RwLockWriteGuard<'_, HashMap<Uuid, u64>> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

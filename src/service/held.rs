//! Whom a member of staff speaks with, in memory: what the assistant had said just before is not sent any more.
//!
//! The truth is with the person, and each commit is compared with it; this is for what was committed before and has not
//! left yet.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

use uuid::Uuid;

use crate::conversation::{Outgoing, Voice};
use crate::dialog::due;
use crate::dialog::person::Person;

/// Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Held(Arc<RwLock<HashSet<Uuid>>>);

impl Held {
    /// Who has the conversation, as it was just read or written.
    pub fn note(&self, person: &Person) {
        self.set(person.id, due::is_held(person));
    }

    /// A member of staff has it, or the assistant.
    pub(super) fn set(&self, person: Uuid, held: bool) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if held {
            all.insert(person);
        } else {
            all.remove(&person);
        }
    }

    /// True for what the assistant says to somebody a member of staff speaks with.
    #[must_use]
    pub fn withholds(&self, row: &Outgoing) -> bool {
        row.voice == Voice::Assistant && self.0.read().unwrap_or_else(PoisonError::into_inner).contains(&row.person)
    }
}

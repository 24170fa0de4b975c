//! Which message has which number with the channel: the short way; the store keeps them all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// Numbers kept of each of the two generations.
const MOST: usize = 8_192;

/// Shared by who answers and who delivers.
#[derive(Debug, Clone, Default)]
pub struct Ledger(Arc<Mutex<Pages>>);

/// The newer half and the older one, which goes when the newer is full.
#[derive(Debug, Default)]
struct Pages {
    newer: HashMap<(Uuid, u64), i64>,
    older: HashMap<(Uuid, u64), i64>,
}

impl Ledger {
    fn open<T>(&self, look: impl FnOnce(&mut Pages) -> T) -> T {
        // Nothing in here is left half done by a panic.
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The channel's number of the message that carried an entry of a person's transcript.
    #[must_use]
    pub fn number(&self, person: Uuid, entry: u64) -> Option<i64> {
        let key = (person, entry);
        self.open(|pages| pages.newer.get(&key).or_else(|| pages.older.get(&key)).copied())
    }

    pub(super) fn numbered(&self, person: Uuid, entry: u64, number: i64) {
        self.open(|pages| {
            if pages.newer.len() >= MOST {
                pages.older = std::mem::take(&mut pages.newer);
            }
            pages.newer.insert((person, entry), number);
        });
    }
}

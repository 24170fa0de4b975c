//! What a backup hears of the commits made while it reads: it copies rows page by page, which together are no moment of
//! the store, and the commits since, in their order, which make of them its last one. Rows can be read before their group
//! is told here: a copy ends only behind the groups its pages may have shown.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::engine::Key;
use super::error::{Result, StoreError};

/// A row as the engine keeps it; `None` where it was deleted.
pub type Stored = (Key, Option<Vec<u8>>);

/// More than so many bytes are not held for a backup that does not come for them.
const MOST_BYTES: usize = 256 << 20;

/// Where the committer tells what it wrote, while somebody listens.
#[derive(Debug, Default)]
pub struct Tap {
    heard: Mutex<Option<Heard>>,
}

#[derive(Debug, Default)]
struct Heard {
    rows: Vec<Stored>,
    bytes: usize,
    lost: bool,
}

impl Tap {
    fn heard(&self) -> MutexGuard<'_, Option<Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True while somebody listens.
    pub fn is_open(&self) -> bool {
        self.heard().is_some()
    }

    /// Tells of a group that is durable.
    pub fn pour(&self, rows: Vec<Stored>) {
        let mut heard = self.heard();
        let Some(heard) = heard.as_mut() else { return };
        heard.bytes += rows.iter().map(|(key, row)| key.len() + row.as_ref().map_or(0, Vec::len)).sum::<usize>();
        heard.rows.extend(rows);
        if heard.bytes > MOST_BYTES {
            *heard = Heard { lost: true, ..Heard::default() };
        }
    }

    /// Listens, alone, until the listener is dropped.
    ///
    /// # Errors
    /// Somebody listens already.
    pub fn open(self: &Arc<Self>) -> Result<Tapping> {
        let mut heard = self.heard();
        if heard.is_some() {
            return Err(StoreError::Inconsistent("une sauvegarde est déjà en cours"));
        }
        *heard = Some(Heard::default());
        drop(heard);
        Ok(Tapping(Arc::clone(self)))
    }
}

/// The one who listens.
#[derive(Debug)]
pub struct Tapping(Arc<Tap>);

impl Tapping {
    /// What was written since it was last asked, whole groups in their order.
    ///
    /// # Errors
    /// There was too much of it: the backup is too slow for the store.
    pub fn drain(&self) -> Result<Vec<Stored>> {
        let mut heard = self.0.heard();
        let taken = heard.as_mut().map(std::mem::take).unwrap_or_default();
        if taken.lost {
            return Err(StoreError::Inconsistent("la sauvegarde est plus lente que ce qui s’écrit"));
        }
        Ok(taken.rows)
    }
}

impl Drop for Tapping {
    fn drop(&mut self) {
        *self.0.heard() = None;
    }
}

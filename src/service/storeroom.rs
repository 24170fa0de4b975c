//! Room on the disk, as those who read messages look at it: what is not read stays with whoever has it, and loses nothing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::messages::running;
use crate::store::{Room, Store, StoreError};

/// How often a full disk is looked at.
const EVERY: Duration = Duration::from_secs(30);

/// The room that is left. Clones say a change once between them.
#[derive(Debug, Clone)]
pub struct Storeroom {
    store: Store,
    known: Arc<Mutex<Room>>,
}

impl Storeroom {
    /// The room of a store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, known: Arc::new(Mutex::new(Room::Plenty)) }
    }

    /// What there is room for now. Staff are told when that changes.
    ///
    /// # Errors
    /// The disk does not say.
    pub fn room(&self) -> Result<Room, StoreError> {
        let room = self.store.room()?;
        // A room is never left half changed by a panic.
        let was = std::mem::replace(&mut *self.known.lock().unwrap_or_else(PoisonError::into_inner), room);
        if was != room {
            told(room);
        }
        Ok(room)
    }

    /// True when nothing more is to be read.
    ///
    /// # Errors
    /// The disk does not say.
    pub fn is_full(&self) -> Result<bool, StoreError> {
        Ok(self.room()? == Room::Full)
    }

    /// Waits until there is room for what would be read; `full` is called while there is none. False when told to stop
    /// meanwhile.
    ///
    /// # Errors
    /// The disk does not say.
    pub async fn wait(&self, stop: &mut watch::Receiver<bool>, mut full: impl FnMut()) -> Result<bool, StoreError> {
        while self.is_full()? {
            full();
            tokio::select! {
                () = tokio::time::sleep(every()) => {}
                _ = stop.wait_for(|stop| *stop) => return Ok(false),
            }
        }
        Ok(true)
    }
}

fn told(room: Room) {
    match room {
        Room::Full => tracing::error!("{}", running::NO_ROOM),
        Room::NoPieces => tracing::error!("{}", running::NO_ROOM_FOR_PIECES),
        Room::Plenty => tracing::warn!("{}", running::ROOM_AGAIN),
    }
}

#[cfg(not(debug_assertions))]
fn every() -> Duration {
    EVERY
}

/// Tests do not wait: `GUICHET_TEST_ROOM_MS=50`.
#[cfg(debug_assertions)]
fn every() -> Duration {
    let told = std::env::var("GUICHET_TEST_ROOM_MS").ok().and_then(|told| told.parse().ok());
    told.map_or(EVERY, Duration::from_millis)
}

//! After an unclean stop one of the messages that come again may be why. They are let through one at a time, whichever
//! channel brings them, each counted durably before anything looks at it; one that ended the process twice is set aside.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Mutex, OnceCell, OwnedMutexGuard};

use crate::messages::running;
use crate::store::{Store, StoreError};

/// The attempt that no longer answers a message, only sets it aside.
const SET_ASIDE: u32 = 3;

/// The message attempted last of each way in.
type Last = BTreeMap<&'static str, String>;

/// What all ways in share.
#[derive(Debug, Clone)]
pub struct Gate {
    store: Store,
    unclean: Arc<OnceCell<bool>>,
    last: Arc<Mutex<Last>>,
}

/// One way in: a channel, or the timer.
#[derive(Debug)]
pub struct Turnstile {
    gate: Gate,
    of: &'static str,
    wary: AtomicBool,
}

/// What is to be done with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// It is answered.
    Answer,
    /// It ended the process each time: as little of it as can be is looked at.
    SetAside,
    /// Even that ended it: nothing of it is looked at.
    PassOver,
}

/// A message that was let through; the next one waits until this is dropped.
#[derive(Debug)]
pub struct Through {
    /// What is to be done with it.
    pub attempt: Attempt,
    _alone: OwnedMutexGuard<Last>,
}

impl Gate {
    /// The gate of a store.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, unclean: Arc::default(), last: Arc::default() }
    }

    /// Opens a way in, by its name. The first one marks that the service runs, until
    /// [`Store::ended_well`](crate::store::Store::ended_well).
    ///
    /// # Errors
    /// The store failed.
    pub async fn open(&self, of: &'static str) -> Result<Arc<Turnstile>, StoreError> {
        let unclean = self.unclean.get_or_try_init(|| self.began()).await?;
        Ok(Arc::new(Turnstile { gate: self.clone(), of, wary: AtomicBool::new(*unclean) }))
    }

    async fn began(&self) -> Result<bool, StoreError> {
        let unclean = self.store.begin().await?;
        if unclean {
            tracing::warn!("{}", running::ENDED_UNCLEANLY);
        }
        Ok(unclean)
    }
}

impl Turnstile {
    /// The last run ended uncleanly, and what came before that has not all been answered.
    #[must_use]
    pub fn is_wary(&self) -> bool {
        self.wary.load(Ordering::Relaxed)
    }

    /// Lets one message through. Its name must be known without reading it, and be the same when it comes again.
    ///
    /// # Errors
    /// The store failed.
    pub async fn one(&self, name: &str) -> Result<Through, StoreError> {
        let mut last = self.gate.last.clone().lock_owned().await;
        let attempt = self.gate.store.attempt(self.of, name, last.get(self.of).map(String::as_str)).await?;
        last.insert(self.of, name.to_owned());
        if attempt >= SET_ASIDE {
            tracing::error!(attempt, of = self.of, "{}", running::KILLER);
        }
        let attempt = match attempt {
            ..SET_ASIDE => Attempt::Answer,
            SET_ASIDE => Attempt::SetAside,
            _ => Attempt::PassOver,
        };
        Ok(Through { attempt, _alone: last })
    }

    /// All that came before the unclean stop has been answered: no more need to go one by one.
    ///
    /// # Errors
    /// The store failed.
    pub async fn is_past(&self) -> Result<(), StoreError> {
        if !self.wary.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        self.gate.last.lock().await.remove(self.of);
        self.gate.store.forget_attempts(self.of).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn attempts(store: &Store, of: &'static str, name: &str) -> Attempt {
        Gate::new(store.clone()).open(of).await.unwrap().one(name).await.unwrap().attempt
    }

    #[tokio::test]
    async fn the_third_attempt_sets_a_message_aside_and_no_other() {
        let store = Store::in_memory().unwrap();
        assert!(!Gate::new(store.clone()).open("mail").await.unwrap().is_wary());
        assert!(Gate::new(store.clone()).open("mail").await.unwrap().is_wary());
        // Each gate is a run of the process.
        for expected in [Attempt::Answer, Attempt::Answer, Attempt::SetAside, Attempt::PassOver, Attempt::PassOver] {
            assert_eq!(attempts(&store, "mail", "a").await, expected);
        }
        assert_eq!(attempts(&store, "mail", "b").await, Attempt::Answer);
        assert_eq!(attempts(&store, "telegram", "a").await, Attempt::Answer);
    }

    #[tokio::test]
    async fn a_way_in_that_is_past_forgets_its_own_attempts_only() {
        let store = Store::in_memory().unwrap();
        store.begin().await.unwrap();
        for _ in 0..2 {
            attempts(&store, "mail", "a").await;
            attempts(&store, "telegram", "a").await;
        }
        let telegram = Gate::new(store.clone()).open("telegram").await.unwrap();
        telegram.is_past().await.unwrap();
        assert!(!telegram.is_wary());
        assert_eq!(attempts(&store, "telegram", "a").await, Attempt::Answer);
        assert_eq!(attempts(&store, "mail", "a").await, Attempt::SetAside);
    }

    #[tokio::test]
    async fn what_was_answered_is_counted_no_more() {
        let store = Store::in_memory().unwrap();
        for _ in 0..5 {
            let gate = Gate::new(store.clone());
            let turnstile = gate.open("mail").await.unwrap();
            // It came again and was answered again: it ended nothing.
            assert_eq!(turnstile.one("a").await.unwrap().attempt, Attempt::Answer);
            drop(turnstile.one("b").await.unwrap());
        }
    }
}

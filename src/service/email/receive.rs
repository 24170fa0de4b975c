//! Receiving mail: each is heard, durably, before it is filed away.
//!
//! What hears is given from outside. It may be given a mail twice (after a crash, after a mailbox was renumbered): it knows
//! them by Message-ID and content.

mod imap;
mod maildir;
mod pace;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::settings::Source;
use crate::channel::email::imap::Fault;
use crate::channel::email::received::{Kept, Received};
use crate::service::storeroom::Storeroom;
use crate::service::turnstile::Turnstile;
use crate::store::{Store, StoreError};
pub use pace::Pace;

/// What is being filed when it is time to stop has so long.
const MOMENT: Duration = Duration::from_secs(1);

/// Where mail comes from, and how.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The mailbox or folder.
    pub source: Source,
    /// Longer mails are heard by their headers.
    pub max_message_bytes: u64,
    /// How fast is tried again.
    pub pace: Pace,
    /// Where the place in a mailbox is kept.
    pub store: Store,
    /// The room that is left on the disk.
    pub storeroom: Storeroom,
    /// Told once all that lay there has been heard.
    pub turnstile: Option<Arc<Turnstile>>,
    /// Told whether mail can be read.
    pub ready: watch::Sender<bool>,
}

impl Incoming {
    /// Receives until told to stop. `hear` gets mails in their order, and says what became of each once that is durable.
    ///
    /// # Errors
    /// The store failed: nothing more is filed.
    pub async fn run<H, F>(self, hear: H, stop: watch::Receiver<bool>) -> Result<(), StoreError>
    where
        H: FnMut(Vec<Received>) -> F + Send,
        F: Future<Output = Result<Vec<Kept>, StoreError>> + Send,
    {
        match self.source.clone() {
            Source::Imap(account) => imap::Reader::new(self, *account, hear, stop).run().await,
            Source::Maildir(folder) => maildir::run(self, folder, hear, stop).await,
        }
    }
}

impl Incoming {
    /// Nothing lies there that was not heard.
    async fn is_empty(&self) -> Result<(), StoreError> {
        match &self.turnstile {
            Some(turnstile) => turnstile.is_past().await,
            None => Ok(()),
        }
    }

    /// Waits until the disk has room for what would be read: what is not read stays with the server. False when told to
    /// stop meanwhile.
    async fn room(&self, stop: &mut watch::Receiver<bool>) -> Result<bool, StoreError> {
        let away = || {
            self.ready.send_replace(false);
        };
        self.storeroom.wait(stop, away).await
    }
}

/// What comes of it, unless it is time to stop.
async fn unless_stopped<T>(stop: &mut watch::Receiver<bool>, work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        done = work => Some(done),
        // Told to stop, or nobody is left to tell.
        _ = stop.wait_for(|stop| *stop) => None,
    }
}

/// The same, of work that is better not left half done: it has a moment more.
async fn unless_stopped_long(
    stop: &mut watch::Receiver<bool>,
    work: impl Future<Output = Result<(), Fault>>,
) -> Option<Result<(), Fault>> {
    tokio::select! {
        done = work => Some(done),
        () = async {
            let _ = stop.wait_for(|stop| *stop).await;
            tokio::time::sleep(MOMENT).await;
        } => None,
    }
}

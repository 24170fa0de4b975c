//! The relay our mails are given to, and what kind of failure it was when it failed.
//!
//! lettre speaks SMTP; the connections are kept here, because its own pool bounds no wait but the first, puts a connection
//! that was given up in the middle of an answer back among the good ones, and closes one for each address refused.

mod connection;
mod fault;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::account::Server;
use super::write;
use connection::Connection;
pub use fault::Fault;

/// What takes longer is not coming; RFC 5321 would wait ten minutes for the last answer.
const PATIENCE: Duration = Duration::from_secs(90);
/// Bytes a second below which a line is taken for dead.
const SLOWEST: usize = 16 << 10;
/// A connection that rested so long is asked whether it is still there.
const RESTED: Duration = Duration::from_secs(2);
/// A relay hangs up on who says nothing for long.
const IDLE: Duration = Duration::from_secs(45);

/// A relay. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Smtp {
    shared: Arc<Shared>,
}

struct Shared {
    server: Server,
    /// What we call ourselves.
    name: String,
    patience: Duration,
    places: Semaphore,
    resting: Mutex<Vec<(Connection, Instant)>>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("server", &self.server).finish_non_exhaustive()
    }
}

impl Smtp {
    /// A relay, greeted with `domain`, with so many connections at once.
    #[must_use]
    pub fn new(server: Server, domain: &str, connections: u32) -> Self {
        Self::with_patience(server, domain, connections, PATIENCE)
    }

    /// The same, waiting that long for a connection, and that long for a mail to be taken.
    #[must_use]
    pub fn with_patience(server: Server, domain: &str, connections: u32, patience: Duration) -> Self {
        let places = Semaphore::new(usize::try_from(connections.max(1)).unwrap_or(1));
        let (name, resting) = (domain.to_owned(), Mutex::default());
        Self { shared: Arc::new(Shared { server, name, patience, places, resting }) }
    }

    /// Gives a mail to the relay: `from` is where it comes back to when it cannot be delivered.
    ///
    /// # Errors
    /// See [`Fault`]. After a [`Fault::Later`] it may have been taken all the same: the next try is to be the same mail,
    /// with the same Message-ID.
    pub async fn send(&self, from: &str, to: &str, raw: &[u8]) -> Result<(), Fault> {
        let unreadable = || Fault::never(0, "adresse illisible");
        let from = write::address(from).ok_or_else(unreadable)?;
        let to = write::address(to).ok_or_else(unreadable)?;
        let _place = self.shared.places.acquire().await.map_err(|_| Fault::later("arrêt"))?;
        // A connection that is given up on the way is dropped, and closes.
        let mut connection = self.connection().await?;
        let slow = u64::try_from(raw.len() / SLOWEST).unwrap_or(u64::MAX);
        let patience = self.shared.patience.saturating_add(Duration::from_secs(slow));
        let sent = timeout(patience, connection.send(from, to, raw)).await;
        let outcome = sent.unwrap_or_else(|_| Err(Fault::later(fault::SILENT)));
        if connection.is_good() {
            self.resting().push((connection, Instant::now()));
        }
        outcome
    }

    /// A connection that rests, if it is still there; else a new one, with the secret as it is now.
    async fn connection(&self) -> Result<Connection, Fault> {
        loop {
            // The lock is not held while anything waits.
            let rested = self.resting().pop();
            let Some((mut connection, since)) = rested else { break };
            let rest = since.elapsed();
            let there =
                rest < RESTED || (rest < IDLE && timeout(RESTED, connection.is_there()).await.is_ok_and(|there| there));
            if there {
                return Ok(connection);
            }
        }
        let opened = timeout(self.shared.patience, Connection::open(&self.shared.server, &self.shared.name));
        opened.await.unwrap_or_else(|_| Err(Fault::later(fault::SILENT)))
    }

    fn resting(&self) -> std::sync::MutexGuard<'_, Vec<(Connection, Instant)>> {
        self.shared.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! A session with an IMAP server: log in, read, file away, wait.
//!
//! Nothing here is tried twice, and every command has a deadline: whoever gets a [`Fault`] drops the session and connects
//! anew (`service/email/receive.rs`).

mod connect;
mod fetch;
mod sets;
mod wire;

use std::time::Duration;

use async_imap::extensions::idle::{Handle, IdleResponse};
use tokio::time::timeout;

use super::account::Server;
use super::received::{Mark, Received};
pub use connect::connect;
use fetch::Row;
use wire::Wire;

/// Bytes a second below which a line is taken for dead.
const SLOWEST: u64 = 16 << 10;
/// Mails read at once, and bytes of them, but for a longer one that comes alone.
const BATCH_MAILS: usize = 50;
const BATCH_BYTES: u64 = 8 << 20;

/// A mailbox, and where its mails go.
#[derive(Debug, Clone)]
pub struct Account {
    /// The server, and who logs in.
    pub server: Server,
    /// The folder that is read.
    pub folder: String,
    /// Where mails go that were heard.
    pub done_folder: String,
    /// Where mails go that could not be.
    pub error_folder: String,
    /// How long what may take.
    pub patience: Patience,
}

impl Account {
    /// What the mailbox is called where its place is kept: server, user and folder.
    #[must_use]
    pub fn mailbox(&self) -> String {
        let user = self.server.login.as_ref().map_or("", |login| login.user.as_str());
        format!("{user}@{}/{}", self.server.host, self.folder)
    }
}

/// How long what may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// TCP, TLS and greeting, each.
    pub connect: Duration,
    /// A command; one that reads mails has more, by their size.
    pub command: Duration,
    /// IDLE, before it is asked for anew.
    pub idle: Duration,
    /// The end of IDLE.
    pub done: Duration,
    /// Between two looks, where there is no IDLE.
    pub poll: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let [connect, command, done, poll] = [20, 60, 15, 60].map(Duration::from_secs);
        Self { connect, command, idle: Duration::from_secs(290), done, poll }
    }
}

/// Why a session ended. What the server said is left out: it may name people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing was answered in time.
    #[error("le serveur de courrier ne répond pas")]
    Silent,
    /// No connection, or it broke.
    #[error("la connexion au serveur de courrier est coupée")]
    Cut,
    /// TLS is not offered, or the certificate is not to be believed.
    #[error("la connexion au serveur de courrier n’est pas sûre (TLS)")]
    Tls,
    /// The account or its secret is refused.
    #[error("le serveur de courrier refuse l’identifiant ou le mot de passe")]
    Login,
    /// The password or token cannot be read.
    #[error("le mot de passe ou le jeton du courrier ne se lit pas")]
    Secret,
    /// The server refuses a command.
    #[error("le serveur de courrier refuse : {0}")]
    Refused(&'static str),
}

/// What the server knows to do.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Abilities {
    idle: bool,
    moves: bool,
    uidplus: bool,
}

/// A mail that lies in the mailbox, not read yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lying {
    /// Its UID.
    pub uid: u32,
    /// Its bytes.
    pub size: u64,
}

/// An open session on one folder.
#[derive(Debug)]
pub struct Session {
    inner: async_imap::Session<Wire>,
    can: Abilities,
    mailbox: String,
    /// The folder's UIDVALIDITY: while it stays, UIDs mean the same mails.
    pub validity: u32,
    patience: Patience,
    /// The server announced mails that may not be among those just listed.
    news: bool,
}

/// Whether something may have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// The server said something.
    News,
    /// It is time to look, or to ask for IDLE anew.
    Time,
}

impl Session {
    /// The mails after that UID, in order, those that are only waiting to be expunged left out.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn lying(&mut self, after: u32) -> Result<Vec<Lying>, Fault> {
        self.deadline(self.patience.command, async |inner| inner.noop().await).await?;
        // What was announced so far is listed now.
        while self.inner.unsolicited_responses.try_recv().is_ok() {}
        self.news = false;
        let Some(first) = after.checked_add(1) else { return Ok(Vec::new()) };
        let rows = self.fetched(&format!("{first}:*"), "(UID FLAGS RFC822.SIZE)", 0).await?;
        let lies = |row: &Row| Some(Lying { uid: row.uid?, size: row.size?.into() }).filter(|_| !row.deleted);
        // « n:* » names the last mail even when it comes before n.
        let mut lying: Vec<Lying> = rows.iter().filter_map(lies).filter(|mail| mail.uid > after).collect();
        lying.sort_by_key(|mail| mail.uid);
        lying.dedup_by_key(|mail| mail.uid);
        Ok(lying)
    }

    /// How many of these mails are read together: up to fifty, up to 8 MiB, one at least.
    #[must_use]
    pub fn batch(lying: &[Lying], most_bytes: u64) -> &[Lying] {
        let mut bytes = 0_u64;
        let fits = |mail: &&Lying| {
            bytes = bytes.saturating_add(if mail.size > most_bytes { 0 } else { mail.size });
            bytes <= BATCH_BYTES
        };
        let count = lying.iter().take(BATCH_MAILS).take_while(fits).count().max(1).min(lying.len());
        lying.get(..count).unwrap_or_default()
    }

    /// Reads mails; of those longer than `most_bytes`, the headers. One that is gone meanwhile is left out.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn read(&mut self, mails: &[Lying], most_bytes: u64) -> Result<Vec<Received>, Fault> {
        let (long, short): (Vec<Lying>, Vec<Lying>) = mails.iter().partition(|mail| mail.size > most_bytes);
        let mut received = Vec::with_capacity(mails.len());
        for (mails, query) in [(short, "(UID BODY.PEEK[])"), (long, "(UID BODY.PEEK[HEADER])")] {
            let uids: Vec<u32> = mails.iter().map(|mail| mail.uid).collect();
            let bytes = mails.iter().map(|mail| mail.size.min(most_bytes)).sum();
            for set in sets::of(&uids) {
                for row in self.fetched(&set, query, bytes).await? {
                    let mail = mails.iter().find(|mail| Some(mail.uid) == row.uid);
                    received.extend(mail.map(|mail| self.received(*mail, row, most_bytes)).transpose()?);
                }
            }
        }
        received.sort_by(|one, other| one.mark.cmp(&other.mark));
        Ok(received)
    }

    fn received(&self, mail: Lying, row: Row, most_bytes: u64) -> Result<Received, Fault> {
        // A mail that is there but not given is no mail that is gone.
        let raw = row.bytes.ok_or(Fault::Refused("message vide"))?;
        let mark = Mark::Imap { mailbox: self.mailbox.clone(), validity: self.validity, uid: mail.uid };
        Ok(Received { mark, raw, size: mail.size, oversize: mail.size > most_bytes })
    }

    async fn fetched(&mut self, set: &str, query: &str, bytes: u64) -> Result<Vec<Row>, Fault> {
        let patience = self.patience.command.saturating_add(Duration::from_secs(bytes / SLOWEST));
        let command = format!("UID FETCH {set} {query}");
        let (rows, news) = self.deadline(patience, async |inner| fetch::run(inner, &command).await).await?;
        self.news |= news;
        Ok(rows)
    }

    /// Files mails away; those that are gone already are none of its business.
    ///
    /// # Errors
    /// [`Fault::Refused`] leaves the session usable; see [`Fault`] for the others.
    pub async fn file(&mut self, uids: &[u32], folder: &str) -> Result<(), Fault> {
        let (can, patience) = (self.can, self.patience.command);
        for set in sets::of(uids) {
            let filed = self.deadline(patience, async |inner| {
                if can.moves {
                    return inner.uid_mv(&set, folder).await;
                }
                inner.uid_copy(&set, folder).await?;
                // The library's own STORE and EXPUNGE pass over a refusal.
                inner.run_command_and_check_ok(format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)")).await?;
                // Without UIDPLUS, EXPUNGE would take what somebody else marked: then the marks have to do.
                if can.uidplus {
                    inner.run_command_and_check_ok(format!("UID EXPUNGE {set}")).await?;
                }
                Ok(())
            });
            filed.await?;
        }
        Ok(())
    }

    /// Waits until the server has news, or it is time to look again.
    ///
    /// # Errors
    /// See [`Fault`].
    pub async fn wait(self) -> Result<(Self, Woken), Fault> {
        if self.news {
            return Ok((self, Woken::News));
        }
        if !self.can.idle {
            tokio::time::sleep(self.patience.poll).await;
            return Ok((self, Woken::Time));
        }
        let Self { inner, can, mailbox, validity, patience, .. } = self;
        let unsolicited = inner.unsolicited_responses.clone();
        let mut idle = inner.idle();
        timeout(patience.command, idle.init()).await.map_err(|_| Fault::Silent)?.map_err(|error| fault(&error))?;
        // What the server said before it began to idle was put aside: it would be waited for in vain.
        let woken = if unsolicited.is_empty() { idled(&mut idle, patience).await? } else { Woken::News };
        let done = timeout(patience.done, idle.done()).await;
        let inner = done.map_err(|_| Fault::Silent)?.map_err(|error| fault(&error))?;
        Ok((Self { inner, can, mailbox, validity, patience, news: false }, woken))
    }

    async fn deadline<T>(
        &mut self,
        patience: Duration,
        command: impl AsyncFnOnce(&mut async_imap::Session<Wire>) -> async_imap::error::Result<T>,
    ) -> Result<T, Fault> {
        timeout(patience, command(&mut self.inner)).await.map_err(|_| Fault::Silent)?.map_err(|error| fault(&error))
    }
}

async fn idled(idle: &mut Handle<Wire>, patience: Patience) -> Result<Woken, Fault> {
    // The silence of an idle server is no fault.
    idle.as_mut().bear_silence(patience.idle.saturating_mul(2));
    let response = {
        let (response, _stop) = idle.wait_with_timeout(patience.idle);
        response.await.map_err(|error| fault(&error))?
    };
    idle.as_mut().bear_silence(patience.command);
    match response {
        IdleResponse::Timeout => Ok(Woken::Time),
        IdleResponse::NewData(_) => Ok(Woken::News),
        // Nobody interrupts here: it is how the end of the stream is told.
        IdleResponse::ManualInterrupt => Err(Fault::Cut),
    }
}

pub(super) fn fault(error: &async_imap::error::Error) -> Fault {
    use async_imap::error::Error;
    match error {
        Error::No(_) => Fault::Refused("NO"),
        Error::Bad(_) => Fault::Refused("BAD"),
        Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => Fault::Silent,
        Error::Parse(_) => Fault::Refused("réponse illisible"),
        Error::Validate(_) => Fault::Refused("nom de dossier ou identifiant impossible"),
        _ => Fault::Cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_holds_so_many_mails_and_bytes_and_one_at_least() {
        let lying =
            |sizes: &[u64]| -> Vec<Lying> { (1..).zip(sizes).map(|(uid, size)| Lying { uid, size: *size }).collect() };
        let mib = 1 << 20;
        for (sizes, count) in [
            (vec![10; 120], 50),
            (vec![3 * mib; 9], 2),
            (vec![20 * mib, 1, 1], 1),
            // Longer than is read: only its headers come.
            (vec![900 * mib, 900 * mib, 1], 3),
            (vec![], 0),
        ] {
            assert_eq!(Session::batch(&lying(&sizes), 25 * mib).len(), count, "{sizes:?}");
        }
    }
}

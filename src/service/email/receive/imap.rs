//! Receiving from an IMAP mailbox: everything after the last mail heard, then whatever the server announces.
//!
//! The place is written down after a batch was heard and before it is filed away. What a crash left unfiled is filed at the
//! next connection; what a crash left unmarked is heard again.

use tokio::sync::watch;
use tokio::time::Instant;

use super::pace::{Patience, chance};
use super::{Incoming, unless_stopped, unless_stopped_long};
use crate::channel::email::imap::{Account, Fault, Lying, Session, connect};
use crate::channel::email::received::{Kept, Mark, Received};
use crate::service::telegram::stop_for_test;
use crate::store::{MailMark, StoreError};

/// So often the server may refuse to give a mail, or hang up over it, before it is left unread.
const REFUSALS: u32 = 3;

/// Why a session ended.
enum Ended {
    Stopped,
    Lost(Fault),
    Store(StoreError),
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Self {
        Self::Lost(fault)
    }
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Reads one mailbox.
pub(super) struct Reader<H> {
    incoming: Incoming,
    account: Account,
    hear: H,
    stop: watch::Receiver<bool>,
    patience: Patience,
    /// Mails that are read one by one, because among them is one the server would not give.
    singly: usize,
    /// That mail, and how often it would not.
    refused: Option<(u32, u32)>,
}

impl<H, F> Reader<H>
where
    H: FnMut(Vec<Received>) -> F + Send,
    F: Future<Output = Result<Vec<Kept>, StoreError>> + Send,
{
    pub(super) fn new(incoming: Incoming, account: Account, hear: H, stop: watch::Receiver<bool>) -> Self {
        let patience = Patience::new(incoming.pace);
        Self { incoming, account, hear, stop, patience, singly: 0, refused: None }
    }

    pub(super) async fn run(mut self) -> Result<(), StoreError> {
        loop {
            let ended = self.session().await;
            self.incoming.ready.send_replace(false);
            match ended {
                Ended::Stopped => return Ok(()),
                Ended::Store(error) => return Err(error),
                Ended::Lost(fault @ (Fault::Login | Fault::Secret | Fault::Tls)) => {
                    // Somebody has to mend that; meanwhile it is tried again, they may be mending it at the other end.
                    tracing::error!(why = %fault, "mail.refused");
                }
                Ended::Lost(fault) => tracing::warn!(why = %fault, "mail.away"),
            }
            let wait = self.patience.failed(Instant::now(), chance());
            if unless_stopped(&mut self.stop, tokio::time::sleep(wait)).await.is_none() {
                return Ok(());
            }
        }
    }

    /// One connection, from login to its end.
    async fn session(&mut self) -> Ended {
        let session = match unless_stopped(&mut self.stop, connect(&self.account)).await {
            None => return Ended::Stopped,
            Some(Err(fault)) => return Ended::Lost(fault),
            Some(Ok(session)) => session,
        };
        self.patience.logged_in(Instant::now());
        match self.follow(session).await {
            Ok(never) => match never {},
            Err(ended) => ended,
        }
    }

    async fn follow(&mut self, mut session: Session) -> Result<std::convert::Infallible, Ended> {
        let mut mark = self.place(&session).await?;
        self.left_over(&mut session, &mark).await?;
        self.incoming.ready.send_replace(true);
        loop {
            let lying = self.net(session.lying(mark.uid)).await?;
            self.patience.worked();
            let mut rest = lying.as_slice();
            while !rest.is_empty() {
                if !self.incoming.room(&mut self.stop).await? {
                    return Err(Ended::Stopped);
                }
                let batch = self.batch(rest);
                if self.take(&mut session, batch, &mut mark).await? {
                    rest = rest.get(batch.len()..).unwrap_or_default();
                }
            }
            if lying.is_empty() {
                self.incoming.is_empty().await?;
                (session, _) = self.net(session.wait()).await?;
            }
        }
    }

    /// Up to where this mailbox was heard; nowhere, if its numbers mean other mails now.
    async fn place(&self, session: &Session) -> Result<MailMark, StoreError> {
        let validity = session.validity;
        let known = self.incoming.store.last_mail(&self.account.mailbox()).await?;
        if known.as_ref().is_some_and(|mark| mark.validity != validity) {
            tracing::warn!("mail.renumbered");
        }
        Ok(known.filter(|mark| mark.validity == validity).unwrap_or(MailMark { validity, ..MailMark::default() }))
    }

    /// Files what was heard before and still lies there.
    async fn left_over(&mut self, session: &mut Session, mark: &MailMark) -> Result<(), Ended> {
        if mark.uid == 0 {
            return Ok(());
        }
        let lying = self.net(session.lying(0)).await?;
        let heard = lying.iter().map(|mail| mail.uid).filter(|uid| *uid <= mark.uid);
        let kept = heard.map(|uid| (uid, if mark.faulty.contains(&uid) { Kept::Faulty } else { Kept::Done }));
        self.file(session, &kept.collect::<Vec<_>>()).await.map(|_| ())
    }

    fn batch<'l>(&self, lying: &'l [Lying]) -> &'l [Lying] {
        let batch = Session::batch(lying, self.incoming.max_message_bytes);
        if self.singly > 0 { batch.get(..1).unwrap_or(batch) } else { batch }
    }

    /// Reads a batch, has it heard, writes the place down, files it. False: it is to be read again, one by one.
    async fn take(&mut self, session: &mut Session, batch: &[Lying], mark: &mut MailMark) -> Result<bool, Ended> {
        let Some(last) = batch.last() else { return Ok(true) };
        let kept = match self.net(session.read(batch, self.incoming.max_message_bytes)).await {
            Ok(mails) => self.heard(mails).await?,
            Err(Ended::Lost(fault @ (Fault::Refused(_) | Fault::Cut))) => match self.given_up(fault, batch)? {
                Some(kept) => kept,
                None => return Ok(false),
            },
            Err(ended) => return Err(ended),
        };
        self.singly = self.singly.saturating_sub(batch.len());
        let faulty = kept.iter().filter(|(_, kept)| *kept == Kept::Faulty).map(|(uid, _)| *uid);
        mark.faulty.extend(faulty);
        mark.uid = last.uid;
        self.incoming.store.mark_mailbox(&self.account.mailbox(), mark).await?;
        if self.file(session, &kept).await? {
            mark.faulty.retain(|uid| !kept.contains(&(*uid, Kept::Faulty)));
        }
        stop_for_test("after_move");
        if *self.stop.borrow() { Err(Ended::Stopped) } else { Ok(true) }
    }

    /// The server would not give a batch. Of several mails it is not known which: they are read one by one. One alone is
    /// tried again in other sessions, then left unread, so that those behind it are not held up for ever.
    fn given_up(&mut self, fault: Fault, batch: &[Lying]) -> Result<Option<Vec<(u32, Kept)>>, Ended> {
        let &[mail] = batch else {
            self.singly = batch.len();
            return if fault == Fault::Cut { Err(fault.into()) } else { Ok(None) };
        };
        let before = self.refused.filter(|(uid, _)| *uid == mail.uid).map_or(0, |(_, times)| times);
        self.refused = Some((mail.uid, before + 1));
        self.singly = self.singly.max(1);
        if before + 1 < REFUSALS {
            return Err(fault.into());
        }
        tracing::error!("mail.unreadable");
        Ok(Some(vec![(mail.uid, Kept::Faulty)]))
    }

    /// Has mails heard; what became of each. This is not broken off by a stop.
    async fn heard(&mut self, mails: Vec<Received>) -> Result<Vec<(u32, Kept)>, StoreError> {
        if mails.is_empty() {
            return Ok(Vec::new());
        }
        stop_for_test("after_fetch");
        let uid = |mail: &Received| match mail.mark {
            Mark::Imap { uid, .. } => uid,
            Mark::File(_) => 0,
        };
        let uids: Vec<u32> = mails.iter().map(uid).collect();
        let kept = (self.hear)(mails).await?;
        stop_for_test("after_commit");
        Ok(uids.into_iter().zip(kept).collect())
    }

    /// Files mails; false when the server refuses to: they are heard all the same.
    async fn file(&mut self, session: &mut Session, kept: &[(u32, Kept)]) -> Result<bool, Ended> {
        let folders =
            [(Kept::Done, self.account.done_folder.clone()), (Kept::Faulty, self.account.error_folder.clone())];
        for (wanted, folder) in folders {
            let of = kept.iter().filter(|(_, kept)| *kept == wanted).map(|(uid, _)| *uid);
            let filed = unless_stopped_long(&mut self.stop, session.file(&of.collect::<Vec<_>>(), &folder)).await;
            match filed.ok_or(Ended::Stopped)? {
                Err(fault @ Fault::Refused(_)) => {
                    tracing::error!(why = %fault, folder, "mail.unfiled");
                    return Ok(false);
                }
                other => other?,
            }
        }
        Ok(true)
    }

    /// What the server answers, unless it is time to stop.
    async fn net<T>(&mut self, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Ended> {
        unless_stopped(&mut self.stop, work).await.ok_or(Ended::Stopped)?.map_err(Ended::Lost)
    }
}

//! The mail courier: takes rows of the outbox in the order its rules give, has them sent, and has what became of them
//! written down. A row stays in the store until then: a mail that may have gone goes again, under the same name.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::draft::{Sendable, sendable};
use super::platform::refused;
use crate::channel::email::dkim::Signer;
use crate::channel::email::letterhead::Letterhead;
use crate::channel::email::outlet::Outlet;
use crate::channel::email::smtp::Fault;
use crate::clock::{self, Clock};
use crate::conversation::{Class, Outgoing};
use crate::outbox::reason::{FAULTY, GONE, HELD, STOPPED};
use crate::outbox::{Item, Job, Outbox, Pace, Tick, Verdict, Way};
use crate::service::ended::stop_for_test;
use crate::service::leave::Leave;
use crate::service::office::Office;
use crate::store::{Delivered, Delivery};

/// What sends mails.
#[derive(Debug, Clone)]
pub struct Sender {
    /// Who we are.
    pub ours: Arc<Letterhead>,
    /// The way out.
    pub outlet: Outlet,
    /// What signs.
    pub signer: Option<Arc<Signer>>,
}

/// A row that came back.
struct Carried {
    item: Item,
    became: Became,
}

enum Became {
    Sent,
    Again(Option<Duration>),
    Refused(u8),
}

/// Who sends rows, until told to stop.
#[derive(Debug)]
pub struct Courier {
    sender: Arc<Sender>,
    office: Office,
    outbox: Outbox,
    rows: HashMap<Uuid, Outgoing>,
    under_way: JoinSet<Carried>,
    started: Instant,
}

impl std::fmt::Debug for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Carried").field("row", &self.item.row).finish_non_exhaustive()
    }
}

impl Courier {
    /// A courier with nothing to carry.
    #[must_use]
    pub fn new(sender: Sender, office: Office, pace: Pace) -> Self {
        let (outbox, started) = (Outbox::new(pace), clock::tick());
        Self { sender: Arc::new(sender), office, outbox, rows: HashMap::new(), under_way: JoinSet::new(), started }
    }

    /// Sends what comes. Told to stop, it ends what is under way; the rest stays in the store.
    pub async fn run(mut self, mut rows: mpsc::UnboundedReceiver<Outgoing>) {
        let mut stop = self.office.stop.clone();
        let mut fresh = Vec::new();
        loop {
            let stopping = *stop.borrow();
            if stopping && self.under_way.is_empty() {
                return;
            }
            if !stopping {
                self.start_jobs();
            }
            let wait = self.outbox.wait(self.now()).filter(|_| !stopping);
            tokio::select! {
                Some(carried) = self.under_way.join_next() => self.end(carried).await,
                count = rows.recv_many(&mut fresh, 256), if !stopping => {
                    if count == 0 {
                        return;
                    }
                    fresh.drain(..).for_each(|row| self.take(row));
                }
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
                Ok(()) = stop.changed(), if !stopping => {}
            }
        }
    }

    fn now(&self) -> Tick {
        clock::tick().duration_since(self.started)
    }

    fn take(&mut self, row: Outgoing) {
        // A letter tells what no later one repeats: none gives way to another.
        let way = match row.class {
            Class::Answer => Way::Message { asks: false },
            Class::Reminder | Class::Nudge => Way::Reminder,
        };
        let (address, now) = (row.address.clone(), self.now());
        let item = Item { row: row.id, part: 0, address, way, superseded: false, sent: 0 };
        self.rows.insert(row.id, row);
        self.outbox.push(item, now);
    }

    fn start_jobs(&mut self) {
        while let Some(job) = self.outbox.take(self.now()) {
            let (Job::Send(item) | Job::Drop(item)) = job else { continue };
            let Some(row) = self.rows.get(&item.row).cloned() else {
                self.outbox.settle(item, Verdict::Over, self.now());
                continue;
            };
            let sender = self.sender.clone();
            let service = self.office.service.clone();
            self.under_way.spawn(async move {
                if service.held.withholds(&row) {
                    return Carried { became: Became::Refused(HELD), item };
                }
                match service.may_leave(&row).await {
                    Ok(Leave::Now) => {}
                    Ok(Leave::In(wait)) => return Carried { became: Became::Again(Some(wait)), item },
                    Ok(Leave::Never) => return Carried { became: Became::Refused(STOPPED), item },
                    Err(error) => {
                        tracing::error!(%error, "mail.unasked");
                        return Carried { became: Became::Again(None), item };
                    }
                }
                let sent = AssertUnwindSafe(sender.send(&row)).catch_unwind().await;
                let became = sent.unwrap_or_else(|_| {
                    // Its row is over, so that what is behind it goes on.
                    tracing::error!("courier.panicked");
                    Became::Refused(FAULTY)
                });
                Carried { became, item }
            });
        }
    }

    /// A row came back.
    async fn end(&mut self, carried: Result<Carried, tokio::task::JoinError>) {
        let Ok(Carried { item, became }) = carried else {
            // The runtime is coming down: the row stays in the store for the next start.
            tracing::error!("mail.courier_ended");
            return;
        };
        let at = Clock::real().now();
        let became = match became {
            Became::Again(after) => return self.outbox.settle(item, Verdict::Again(after), self.now()),
            Became::Sent => Delivered::Sent { at, message: None },
            Became::Refused(reason) => Delivered::Refused { at, reason },
        };
        let row = self.rows.remove(&item.row);
        self.outbox.settle(item, Verdict::Over, self.now());
        if let (Some(row), Delivered::Refused { reason, .. }) = (&row, became)
            && ![HELD, STOPPED].contains(&reason)
            && let Err(error) = refused(&self.office, row).await
        {
            // The row stays: the next start tries again, and says so then.
            tracing::error!(%error, "mail.refused_untold");
            return;
        }
        match row.map(|row| Delivery::of(&row, became)) {
            // The store has failed when nobody records: the process is about to end.
            Some(Ok(delivery)) => drop(self.office.recorder.send(delivery).await),
            Some(Err(error)) => tracing::error!(%error, "outbox.unmeasured"),
            None => {}
        }
    }
}

impl Sender {
    async fn send(&self, row: &Outgoing) -> Became {
        let Some(Sendable { envelope, raw }) = sendable(&self.ours, self.signer.as_deref(), row) else {
            tracing::error!(row = %row.id, "mail.unwritable");
            return Became::Refused(FAULTY);
        };
        stop_for_test("before_send");
        match self.outlet.send(&envelope, &row.address.id, &raw).await {
            Ok(()) => {
                stop_for_test("after_send");
                Became::Sent
            }
            Err(Fault::Later { why, after }) => {
                tracing::warn!(why, "mail.later");
                Became::Again(after)
            }
            Err(Fault::Never { code, why }) => {
                tracing::warn!(code, why, "mail.refused");
                Became::Refused(GONE)
            }
        }
    }
}

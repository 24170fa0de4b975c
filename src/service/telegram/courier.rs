//! The courier: takes rows of the outbox in the order its rules give, has them carried out, and has what became of them
//! written down.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::carry::{Became, Carried, Carrier};
use crate::channel::telegram::call::{Call, Target};
use crate::clock::{self, Clock};
use crate::conversation::Outgoing;
use crate::outbox::{Item, Job, Outbox, Pace, Tick, Verdict, Way};
use crate::service::ledger::Ledger;
use crate::store::{Delivered, Delivery};

/// A row being carried out.
#[derive(Debug)]
struct Row {
    message: Outgoing,
    calls: Vec<Arc<Call>>,
    /// Things it asks for that are not over.
    left: usize,
    became: Delivered,
}

/// Who carries rows out, until told to stop.
#[derive(Debug)]
pub struct Courier {
    carrier: Arc<Carrier>,
    ledger: Ledger,
    recorder: mpsc::Sender<Delivery>,
    outbox: Outbox,
    rows: HashMap<Uuid, Row>,
    under_way: JoinSet<Carried>,
    started: Instant,
}

impl Courier {
    /// A courier with nothing to carry.
    #[must_use]
    pub fn new(carrier: Carrier, ledger: Ledger, recorder: mpsc::Sender<Delivery>, pace: Pace) -> Self {
        Self {
            carrier: Arc::new(carrier),
            ledger,
            recorder,
            outbox: Outbox::new(pace),
            rows: HashMap::new(),
            under_way: JoinSet::new(),
            started: clock::tick(),
        }
    }

    /// Carries out what comes. Told to stop, it ends what is under way; the rest stays in the store.
    pub async fn run(mut self, mut rows: mpsc::UnboundedReceiver<Outgoing>, mut stop: watch::Receiver<bool>) {
        let mut fresh = Vec::new();
        loop {
            let stopping = *stop.borrow();
            if stopping && self.under_way.is_empty() {
                return;
            }
            if !stopping {
                self.start_jobs().await;
            }
            let wait = self.outbox.wait(self.now()).filter(|_| !stopping);
            tokio::select! {
                Some(carried) = self.under_way.join_next() => self.end(carried).await,
                count = rows.recv_many(&mut fresh, 256), if !stopping => {
                    if count == 0 {
                        return;
                    }
                    for message in fresh.drain(..) {
                        self.take(message);
                    }
                }
                () = sleep(wait), if wait.is_some() => {}
                Ok(()) = stop.changed(), if !stopping => {}
            }
        }
    }

    fn now(&self) -> Tick {
        clock::tick().duration_since(self.started)
    }

    /// A row comes in.
    fn take(&mut self, message: Outgoing) {
        let calls: Vec<Call> = serde_json::from_value(message.payload.0.clone()).unwrap_or_else(|_| {
            tracing::error!(row = %message.id, "outbox.unreadable");
            Vec::new()
        });
        let now = self.now();
        let items: Vec<Item> = calls
            .iter()
            .enumerate()
            .map(|(part, call)| Item {
                row: message.id,
                part,
                address: message.address.clone(),
                way: way(call),
                superseded: false,
            })
            .collect();
        let sent = Delivered::Sent { at: message.created, message: None };
        let row = Row { left: calls.len(), calls: calls.into_iter().map(Arc::new).collect(), became: sent, message };
        self.rows.insert(row.message.id, row);
        for item in items {
            self.outbox.push(item, now);
        }
    }

    async fn start_jobs(&mut self) {
        while let Some(job) = self.outbox.take(self.now()) {
            match job {
                Job::Drop(item) => self.over(&item, None).await,
                Job::Send(item) => match self.call(&item) {
                    Some((message, call)) => {
                        let carrier = self.carrier.clone();
                        self.under_way.spawn(async move { carrier.carry(item, message, &call).await });
                    }
                    None => self.outbox.settle(item, Verdict::Over, self.now()),
                },
                Job::Fetch(items) => {
                    let files = items.into_iter().filter_map(|item| {
                        let (message, call) = self.call(&item)?;
                        Some((item, message, call))
                    });
                    let files: Vec<_> = files.collect();
                    let carrier = self.carrier.clone();
                    self.under_way.spawn(async move { carrier.fetch(files).await });
                }
            }
        }
    }

    fn call(&self, item: &Item) -> Option<(Outgoing, Arc<Call>)> {
        let row = self.rows.get(&item.row)?;
        Some((row.message.clone(), row.calls.get(item.part)?.clone()))
    }

    /// A job came back.
    async fn end(&mut self, carried: Result<Carried, tokio::task::JoinError>) {
        let Ok(Carried { items, became }) = carried else {
            // A panic while carrying: the row stays in the store and is tried at the next start.
            tracing::error!("courier.panicked");
            return;
        };
        let now = self.now();
        for item in items {
            match &became {
                Became::Again(after) => self.outbox.settle(item, Verdict::Again(*after), now),
                Became::Shut => {
                    self.outbox.settle(item.clone(), Verdict::Over, now);
                    let waiting = self.outbox.clear(&item.address);
                    for item in waiting.iter().chain([&item]) {
                        self.over(item, Some(refused(&became))).await;
                    }
                }
                _ => {
                    self.outbox.settle(item.clone(), Verdict::Over, now);
                    let told = match became {
                        Became::Sent(_) | Became::Refused(_) => Some(refused(&became)),
                        _ => None,
                    };
                    self.over(&item, told).await;
                }
            }
        }
    }

    /// One of the things a row asks for is over; with the last, the row is.
    async fn over(&mut self, item: &Item, became: Option<Delivered>) {
        let Some(row) = self.rows.get_mut(&item.row) else { return };
        let carries = row.calls.get(item.part).is_some_and(|call| matches!(**call, Call::Message(_)));
        if let Some(became) = became.filter(|_| carries) {
            row.became = became;
            if let (Delivered::Sent { message: Some(number), .. }, Some(entry)) = (became, row.message.entry) {
                self.ledger.numbered(row.message.person, entry, number);
            }
        }
        row.left = row.left.saturating_sub(1);
        if row.left > 0 {
            return;
        }
        let Some(row) = self.rows.remove(&item.row) else { return };
        match Delivery::of(&row.message, row.became) {
            // The store has failed when nobody records: the process is about to end.
            Ok(delivery) => drop(self.recorder.send(delivery).await),
            Err(error) => tracing::error!(%error, "outbox.unmeasured"),
        }
    }
}

fn refused(became: &Became) -> Delivered {
    let at = Clock::real().now();
    match became {
        Became::Refused(reason) => Delivered::Refused { at, reason: *reason },
        Became::Shut => Delivered::Refused { at, reason: super::carry::SHUT },
        Became::Sent(message) => Delivered::Sent { at, message: *message },
        Became::Done | Became::Again(_) => Delivered::Sent { at, message: None },
    }
}

fn way(call: &Call) -> Way {
    match call {
        Call::Message(message) => Way::Message { asks: !message.asked.is_empty() },
        Call::Edit { of, .. } | Call::Strip { of } => match of {
            Target::Entry(entry) => Way::Edit { of: format!("e{entry}"), aside: false },
            Target::Message(number) => Way::Edit { of: format!("m{number}"), aside: true },
        },
        Call::Ack { expires, .. } => Way::Ack { expires: *expires },
        Call::Fetch { attachment, .. } => Way::Fetch { album: attachment.album.clone() },
    }
}

async fn sleep(wait: Option<Duration>) {
    tokio::time::sleep(wait.unwrap_or_default()).await;
}
